"""The field's tokenizer: spaCy's, with rules of our own.

A number parts from what is glued to it ("10,000-strong", "90sq", "5km", "6–10", "1.2m", "30km-40km", "45km/28"), a name
from its suffix ("U.S.-led"), a part of a year from the year ("mid-2022") and a month from its day ("May-1", "Dec.14").
Abbreviations ("Lt.Gen.", "GEN.", "sq."), model names ("T-72", "Su-34"), clock times and "km²" stay whole. Letters are
any alphabet's.
"""

from __future__ import annotations

import re
from collections.abc import Container
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokenizer import Tokenizer
    from spacy.vocab import Vocab

_LETTER = r"[^\W\d_]"
# Marks that nobody sees, white space apart: of zero width, of writing direction, of byte order, and control characters.
_MARK = r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
_UNSEEN = rf"{_MARK}++"
# A run is looked at once, from its beginning, where what follows it decides.
_STOPS = r"(?<!\.)\.\.++"
_UNSEEN_RUN = rf"(?<!{_MARK}){_UNSEEN}"
_DASH = r"[-–—‑‐−‒]"

# Units and magnitudes that are written onto their number.
_GLUED = (
    r"(?:sq(?:km|mi|ft|m)?|km[s2²]?|m[2²]?|mi[2²]?|ft[2²]?|yds?|nmi|nm|mm|cm|kg|mn|bn|tn|k|ha|[ap]m|acres?|hectares?|miles?"
    r"|(?:kilo)?met(?:er|re)s?|million|billion|troops|soldiers|people|men|ish)"
)

# A hyphen before a digit joins only what follows these to it: "30km-40km", "14 August-24 August", "to-10-kilometre".
# A look-behind wants one width, so the words are grouped by their length; the dash stands at its end.
_BEFORE_DASHED_NUMBER = "|".join(
    rf"(?<={before}{_DASH})"
    for before in (
        r"\d(?:km|mi|ft|yd|nm|mm|cm|kg|ha|mn|bn|am|pm)",
        r"\d[km]",
        r"\dmiles",
        r"\d(?:metre|meter)s",
        r"\d(?:kilometre|kilometer)s",
        r"\b[tT]o",
        r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|MAY)",
        r"\b(?:Sept|June|July|JUNE|JULY)",
        r"\b(?:March|April|MARCH|APRIL)",
        r"\b(?:August|AUGUST)",
        r"\b(?:January|October|JANUARY|OCTOBER)",
        r"\b(?:February|November|December|FEBRUARY|NOVEMBER|DECEMBER)",
        r"\b(?:September|SEPTEMBER)",
    )
)
_SHORT_MONTH = (
    r"(?:(?<=\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec|JAN|FEB|APR|AUG|OCT|NOV|DEC)\.)|(?<=\b(?:Sept|SEPT)\.))"
)

# Abbreviations that keep their stop in capitals too; "NO." and "MISS." may be words.
_CAPITALS = "".join(
    rf"(?<!\b{word}\.)"
    for word in """LT GEN MAJ COL CAPT CPT SGT CPL PVT ADM BRIG CMDR CDR LIEUT GOV SEN REP REV PROF DR MR MRS MS ST MT
    JAN FEB APR AUG SEP SEPT OCT NOV DEC""".split()
)

_PREFIX = re.compile(
    rf"""^(?:\.\.+|["'“”„‘’‚«»‹›(\[{{<#*…~@|•·§=+>≥≤≈±$€£¥₴₽₪₹]|{_DASH}(?=\D)|[—–−]|(?:US|A|C|NZ)(?=\$)|{_UNSEEN})"""
)
_SUFFIX = re.compile(
    rf"""(?:{_STOPS}|["'“”„‘’«»‹›)\]}}>,;:!?*…|%•·]|['’][sS]|[—–]|(?<=[^\W_][^\W_A-Z])\.|(?<=['’][^\W\d_A-RT-Z])\."""
    rf"""|(?<=\d)\.|(?<=[%"'“”’)\]²³])\.|(?<=[A-Z][A-Z])\.{_CAPITALS}|(?<=/h)\.|(?<=\d)\+|(?<=\d){_GLUED}"""
    rf"""|(?<=\d)[$€£¥]|{_UNSEEN_RUN}|(?<={_MARK})\.)$"""
)
_INFIX = re.compile(
    rf"""\.\.+|…|--+|(?<=\d){_GLUED}(?={_DASH}|/\w|[(\[])|(?<=[\d%²]){_DASH}(?=[^\W_])|(?<={_LETTER}){_DASH}(?={_LETTER})"""
    rf"""|(?<=[.'’)\]]){_DASH}(?={_LETTER})|(?<={_LETTER})[–—](?=\d)|(?<=[a-z]){_DASH}(?=[12]\d\d\d)"""
    rf"""|{_DASH}(?=\d)(?:{_BEFORE_DASHED_NUMBER})|(?<=\.)(?=\d){_SHORT_MONTH}|(?<=\d)(?=sq\.)|(?<=sq\.)(?=[kmf])"""
    rf"""|(?<=[.,;:!?%)\]"'“”’])[—–](?=[\w"'“‘(\[])|(?<=[\w])[—](?=["'“‘(\[])|(?<=\w)/(?=\w)|(?<=\d)[x×](?=\d)"""
    rf"""|(?<=[\w.]{{2}})[()\[\]](?=[\w-])|(?<={_LETTER})[,;:!?](?=[^\W_])|(?<=[a-z"'”’)\]])\.(?=["“]?[A-Z])|(?<=\d)~(?=\d)"""
    # Between two digits it may stand for anything: such a number stays whole, and unread.
    rf"""|(?<={_LETTER}){_UNSEEN}|{_UNSEEN_RUN}(?={_LETTER})"""
)

# So long a run without white space is no prose, and stays whole: taking it apart, mark by mark, costs the square of it.
_ENDLESS = re.compile(r"\S{300}")

_ABBREVIATIONS = frozenset(
    """
    Lt.Gen. Maj.Gen. Brig.Gen. Lt.Col. Lt.-Gen. Lt.-Col. Lt.-Cmdr. Maj.-Gen. Brig.-Gen. Vice-Adm. Rear-Adm. V.Adm.
    R.Adm. Lt. Gen. Col. Maj. Capt. Sgt. Cpl. Pvt. Pte. Adm. Brig. Cmdr. Cdr. Comdr. Ens. Pfc. Spc. Supt. Insp. Det.
    Ret. ret. Sqn. Ldr. Wg. Flt. Adj. Gov. Sen. Rep. Hon. Rev. Prof. Dr. Mr. Mrs. Ms. Messrs. St. Ste. Mt. Ft. No. Nos.
    sq. Sq. approx. Approx. ca. c. vs. v. est. Jan. Feb. Mar. Apr. Jun. Jul. Aug. Sep. Sept. Oct. Nov. Dec. Mon. Tue.
    Tues. Wed. Thu. Thur. Thurs. Fri. Sat. Sun. a.m. p.m. e.g. i.e. etc. al. Jr. Sr. Inc. Ltd. Corp. Co. Bros. Dept.
    Div. Regt. Bn. Bde. Ala. Ariz. Calif. Conn. Fla. Ga. Ill. Kan. Ky. Md. Mass. Mich. Minn. Miss. Mo. Tenn. Va. Wis.
    Lieut. Cdre. Cmdre. Cpt. Gp. Tech. Rtd. Adms. Gens. Cols. Lts. Capts. Sgts. Cpls. Pvts. Pa. km. mi. ft. yds. Ph.D.
    Rs.
    """.split()
)
_LOWER_ABBREVIATIONS = frozenset(a.lower() for a in _ABBREVIATIONS)
_INITIALS = re.compile(rf"(?:{_LETTER}\.)+$")


UNSEEN = re.compile(_UNSEEN)


def unseen_words(text: str) -> Container[str]:
    """Give the tokens of a text that hold nothing but marks that nobody sees."""
    return frozenset(UNSEEN.findall(text))


def is_abbreviation(word: str) -> bool:
    """Tell whether a token ends in a full stop that belongs to it: "Gen.", "U.S.", "J."."""
    return word.endswith(".") and (word.lower() in _LOWER_ABBREVIATIONS or bool(_INITIALS.match(word)))


def make_tokenizer(vocab: Vocab) -> Tokenizer:
    """Build the field's tokenizer on a vocabulary."""
    from spacy.symbols import ORTH
    from spacy.tokenizer import Tokenizer

    return Tokenizer(
        vocab,
        rules={a: [{ORTH: a}] for a in sorted(_ABBREVIATIONS)},
        prefix_search=_PREFIX.search,
        suffix_search=_SUFFIX.search,
        infix_finditer=_INFIX.finditer,
        token_match=_ENDLESS.match,
    )
