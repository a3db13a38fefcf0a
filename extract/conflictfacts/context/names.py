"""Runs of words that may be names of people, and the words for ranks, posts and titles beside them.

One pass over an article finds both: a name is a run of capitalised words, with initials, particles ("al-", "de la"),
hyphens and a nickname in quotes, that is no country, group, unit, month or word of the language; a cue is a rank, a
post or a form of address from the lexicon. In a text set in capitals only cues and given names open a run.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from conflictfacts.context.grammar import HYPHENS
from conflictfacts.lexicon import Lexicon, Phrases
from conflictfacts.reading import Reading

_QUOTES_OPEN = frozenset("“\"'‘«")
_QUOTES_CLOSE = frozenset("”\"'’»")
_SIZE = 7  # the longest name in words that is still read as one in a text set in capitals


class Cue(NamedTuple):
    """Words for a rank, a post or a title: tokens ``first``..``end``, ``sort`` as in the lexicon's posts or "rank".

    ``level`` is that of a rank: "officer", "enlisted" or "police"; empty for posts. ``name`` is the rank's one name.
    """

    first: int
    end: int
    sort: str
    level: str = ""
    name: str = ""


class Run(NamedTuple):
    """Tokens ``first``..``end`` that may be a name; ``given`` where it opens with a given name and has more words."""

    first: int
    end: int
    given: bool


def as_words(table: dict[str, Any], *keys: str) -> frozenset[str]:
    """Give the lower-cased words of a list in a lexicon table, or no words where the table lacks it."""
    value: Any = table
    for key in keys:
        value = value.get(key, {}) if isinstance(value, dict) else {}
    return frozenset(str(word).lower().replace("’", "'") for word in value)


class NameScanner:
    """Finds cues and runs. Built once from the lexicon; ``scan`` reads one article."""

    def __init__(self, lexicon: Lexicon) -> None:
        roles, names, ranks = lexicon.table("roles"), lexicon.table("names"), lexicon.table("ranks")
        self.cues: Phrases[tuple[str, str, str]] = Phrases()
        for post in roles["post"]:
            for form in post["forms"]:
                self.cues.add(form.lower(), (post["sort"], "", ""))
        for rank in ranks["rank"]:
            for form in (rank["name"], *rank["forms"]):
                self.cues.add(form.lower(), ("rank", rank["level"], rank["name"]))
        for level, forms in ranks.get("plurals", {}).items():
            for form in forms:
                self.cues.add(form.lower(), ("rank", level, form.lower()))
        for title in names["titles"]:
            self.cues.add(title.lower(), ("title", "", ""))
        self.cue_firsts = frozenset(_first_words(self.cues))
        self.given = as_words(names, "given")
        self.particles = as_words(names, "particles") | {"al", "el"}
        self.suffixes = as_words(names, "suffixes")
        self.inside = as_words(roles, "bodies", "inside")
        self.given_folded = frozenset(map(fold, self.given))
        self.bodies = as_words(roles, "bodies", "words")
        self.openers = as_words(roles, "bodies", "openers")
        self.surnames = as_words(roles, "bodies", "surnames")
        self.stop = as_words(roles, "stop", "words") | as_words(names, "not_names")
        self.capitals = as_words(roles, "stop", "capitals")
        self.parties, self.adjectives, self.seats, blocks = _party_words(lexicon)
        self.blocks: Phrases[bool] = Phrases(
            (form, True)
            for form in (*blocks, *roles["bodies"]["places"])
            if self.is_given(form.replace("-", " ").split(" ", 1)[0].lower())
        )
        self.peoples = self.adjectives
        # One look-up a capitalised word tells the common case, an ordinary part of a name, from all others.
        self.special = self.stop | self.bodies | self.openers | self.parties | self.adjectives

    def is_given(self, low: str) -> bool:
        """Tell whether a lower-cased word is a given name, also in another spelling ("Arkadii" for "Arkady")."""
        return low in self.given or low == "abu" or fold(low) in self.given_folded

    def scan(self, reading: Reading) -> tuple[list[Cue], list[Run]]:
        """Give the cues and the runs of an article, each in the order of the text; furniture has none."""
        cues: list[Cue] = []
        runs: list[Run] = []
        scan = self._scan_capitals if reading.upper_case else self._scan_sentence
        for sentence in reading.sentences:
            if not sentence.furniture:
                scan(reading, sentence.first, sentence.end, cues, runs)
        return cues, runs

    def _scan_sentence(self, reading: Reading, first: int, end: int, cues: list[Cue], runs: list[Run]) -> None:
        words, lower, cue_firsts, particles = reading.words, reading.lower, self.cue_firsts, self.particles
        i = first
        while i < end:
            word = lower[i]
            if word in cue_firsts:
                hit = self.cues.at(words, lower, i, end, any_case=True)
                if hit and not self._opens_name(reading, i, hit[0], end):
                    stop = hit[0]
                    if stop + 2 < end and words[stop] == "(" and words[stop + 2] == ")" and lower[stop + 1] in _RETIRED:
                        stop += 3
                    cues.append(Cue(i, stop, *hit[1]))
                    i = stop
                    continue
            if words[i] is not word and words[i][0].isupper():
                i = self._run(reading, i, end, runs)
            elif word in particles:
                start = _over_particles(words, lower, particles, i, end)
                if start and words[start][0].isupper() and lower[start] not in self.special:
                    i = self._run(reading, i, end, runs)
                else:
                    i += 1
            else:
                i += 1

    def _opens_name(self, reading: Reading, i: int, stop: int, end: int) -> bool:
        """Tell whether a title is part of a name: "Stephen King", "Omar Sheikh Farah"."""
        words, low = reading.words, reading.lower[i]
        if stop != i + 1 or i == 0 or not words[i][0].isupper() or not words[i - 1][0].isupper():
            return False
        if low in self.suffixes:
            return reading.lower[i - 1] not in self.special and reading.lower[i - 1] not in self.cue_firsts
        if low in self.surnames:
            return self.is_given(reading.lower[i - 1]) or _is_initial(words[i - 1])
        return (
            low in self.inside
            and stop < end
            and reading.lower[i - 1] not in self.special
            and reading.lower[i - 1] not in self.cue_firsts
            and (words[stop][0].isupper() or reading.lower[stop] in self.particles)
        )

    def _run(self, reading: Reading, i: int, end: int, runs: list[Run]) -> int:
        """Read the run of capitals that opens at ``i``, add the names in it, and give the token after it."""
        words, lower, particles, special = reading.words, reading.lower, self.particles, self.special
        start = i
        name = -1  # where the part that may be a name began
        body = False  # whether a word of the run names a unit, a place or a body
        last = -1  # end of the last part of the name
        while i < end:
            word, low = words[i], lower[i]
            if low in self.blocks:
                blocked = self.blocks.at(words, lower, i, end, any_case=True)
                if blocked:
                    if name >= 0 and not body:
                        self._add(reading, name, last, runs)
                    name, i = -1, blocked[0]
                    continue
            if i > start and low in self.cue_firsts:
                hit = self.cues.at(words, lower, i, end, any_case=True)
                if hit and not self._opens_name(reading, i, hit[0], end):
                    break
            if word[0].isupper() and (word[0] != word or len(word) == 1) and word[-1] not in "0123456789":
                if low in special and not self._fits(reading, i, name, end):
                    if low in self.stop or low in self.adjectives:
                        if name >= 0 and not body:
                            self._add(reading, name, last, runs)
                        name, body = -1, body and low in self.adjectives
                    elif low in self.openers or low in self.bodies:
                        body, name = True, -1
                    else:
                        if name >= 0 and not body:
                            self._add(reading, name, last, runs)
                        name = -1
                elif body and lower[i - 1] in self.bodies and (self.is_given(low) or self._follows(words, i, end)):
                    # "Western Army Group Pavel Dorin": a name after a unit's.
                    body, name = False, i
                elif name < 0 and not body:
                    name = i
                i += 1
                last = i
                continue
            if word in HYPHENS and i > start and reading.glued(i) and i + 1 < end and reading.glued(i + 1):
                if words[i + 1][0].isalpha() and (words[i + 1][0].isupper() or lower[i - 1] in particles):
                    i += 1
                    continue
                if words[i + 1][0].isalpha() and name >= 0:
                    # "Ban Ki-moon", but not "Moscow-backed": a compound's first part is no name.
                    if name < i - 1 and lower[i + 1] not in _COMPOUND and len(words[i + 1]) < 7:
                        i += 2
                        last = i
                        continue
                    if name == i - 1:
                        name = -1
                    break
                break
            if low in particles:
                over = _over_particles(words, lower, particles, i, end)
                if over and words[over][0].isupper() and (name >= 0 or lower[over] not in special):
                    if name < 0 and not body:
                        name = i
                    i = last = over + 1
                    continue
            if word in _QUOTES_CLOSE and name > 0 and i - name == 1 and words[name - 1] in _QUOTES_OPEN:
                # 'General "Jeff" Thompson'.
                if i + 1 < end and words[i + 1][0].isupper():
                    i += 1
                    continue
            if word in _QUOTES_OPEN and name >= 0 and not body:
                close = _nickname(words, i, end)
                if close:
                    i = close
                    continue
            break
        if name >= 0 and not body and last > name:
            self._add(reading, name, last, runs)
        return max(i, start + 1)

    @staticmethod
    def _follows(words: Sequence[str], i: int, end: int) -> bool:
        """Tell whether two plain words in capitals end a run here."""
        return i + 1 < end and words[i + 1][0].isupper() and (i + 2 == end or not words[i + 2][0].isupper())

    def _fits(self, reading: Reading, i: int, name: int, end: int) -> bool:
        """Tell whether a word that mostly is no name is part of one here: "George Washington", "Israel Katz"."""
        words, lower = reading.words, reading.lower
        low = lower[i]
        if name >= 0:
            if low in self.suffixes or (lower[i - 1] in self.particles and i - 1 > name):
                return True
            if low in self.surnames or low in self.seats:
                return (name == i - 1 and self.is_given(lower[name])) or _is_initial(words[i - 1])
            # "Private Adele France": one name alone after a rank lacks its surname.
            return low in self.parties and name == i - 1 and name > 0 and self._is_rank(lower[name - 1])
        if low in _MONTHS and i > 0 and i + 1 < end and self._is_rank(lower[i - 1]):
            # "Field Marshal August von Berg"
            return words[i + 1][0].isupper() or lower[i + 1] in self.particles
        if i + 1 < end and low in self.given and low not in self.adjectives and low not in self.stop:
            return (
                words[i + 1][0].isupper() and lower[i + 1] not in self.special and lower[i + 1] not in self.cue_firsts
            )
        if low in self.seats and i + 2 < end and lower[i + 1] == "and" and lower[i + 2] in {"his", "her"}:
            return True
        return (low in self.surnames or low in self.seats) and i > 0 and self._is_rank(lower[i - 1])

    def _is_rank(self, low: str) -> bool:
        hit = self.cues.at((low,), (low,), 0, 1, any_case=True) if low in self.cue_firsts else None
        return hit is not None and hit[1][0] == "rank"

    def _add(self, reading: Reading, first: int, end: int, runs: list[Run]) -> None:
        words, lower = reading.words, reading.lower
        while end > first and (words[end - 1] in HYPHENS or words[end - 1] in _QUOTES_OPEN):
            end -= 1
        if end <= first or (end - first == 1 and len(words[first]) == 1):
            return
        given = end - first > 1 and self.is_given(lower[first])
        runs.append(Run(first, end, given))

    def _scan_capitals(self, reading: Reading, first: int, end: int, cues: list[Cue], runs: list[Run]) -> None:
        words, lower = reading.words, reading.lower
        i = first
        cue: Cue | None = None  # the one that ends at ``i``
        while i < end:
            word = lower[i]
            if word in self.cue_firsts:
                hit = self.cues.at(words, lower, i, end, any_case=True)
                if hit:
                    cue = Cue(i, hit[0], *hit[1])
                    cues.append(cue)
                    i = hit[0]
                    continue
            given = word not in self.stop and self.is_given(word)
            if (given or cue is not None) and self._in_capitals(words, word, i):
                stop = i + 1
                while stop < end and stop - i < _SIZE and self._in_capitals(words, lower[stop], stop):
                    stop += 1
                while stop > i + 1 and (lower[stop - 1] in self.particles or words[stop - 1] in HYPHENS):
                    stop -= 1
                # Any noun may follow "MAJOR" or "OFFICERS" here; only a rank that is nothing else opens a lone surname.
                sure = cue is not None and (
                    (cue.sort == "rank" and lower[cue.first] not in ADJECTIVES) or lower[cue.first] in _ADDRESSES
                )
                if (given and stop - i > 1) or (sure and lower[i - 1][-1] != "s"):
                    runs.append(Run(i, stop, given and stop - i > 1))
                i = stop
            else:
                i += 1
            cue = None

    def _in_capitals(self, words: Sequence[str], low: str, i: int) -> bool:
        if low in self.stop or low in self.capitals:
            return False
        if low in self.particles or self.is_given(low):
            return True
        if low in HYPHENS:
            return True
        if not (low[0].isalpha() and (low[-1].isalpha() or _is_initial(words[i]))):
            return False
        if low in self.special or low in self.cue_firsts:
            return False
        return not (len(low) > 4 and low.endswith(("ed", "ing", "tion", "ment")))


ADJECTIVES = frozenset(["general", "major", "private", "captain", "marshal", "ensign", "specialist", "rating"])
_RETIRED = frozenset(["ret.", "ret", "retd", "retd.", "rtd", "rtd.", "res.", "res", "retired", "reserve"])
_ADDRESSES = frozenset(["comrade", "mr", "mr.", "mrs", "mrs.", "dr", "dr.", "sheikh", "haji"])
_MONTHS = frozenset(["april", "may", "june", "august"])
_ALSO_ENGLISH = frozenset(["as", "an", "at", "ad", "in", "den", "das", "are", "a", "i", "so", "us", "e"])
_COMPOUND = frozenset(
    ["based", "backed", "led", "born", "held", "controlled", "occupied", "made", "style", "era", "run", "aligned",
     "linked", "speaking", "wide", "dominated", "sponsored", "funded", "trained", "built", "supplied", "day", "year",
     "old", "men", "man", "area", "war", "bound"]
)  # fmt: skip


def _is_initial(word: str) -> bool:
    return len(word) <= 5 and word.endswith(".") and word[0].isupper()


def _over_particles(words: Sequence[str], lower: Sequence[str], particles: frozenset[str], i: int, end: int) -> int:
    """Give the token after the particles (and their hyphens) that begin at ``i``, or 0 where none follows."""
    stop = i
    while stop < end and (lower[stop] in particles or (stop > i and words[stop] in HYPHENS)):
        if lower[stop] in _ALSO_ENGLISH and not (stop + 1 < end and words[stop + 1] in HYPHENS):
            return 0
        stop += 1
        if stop - i > 5:
            return 0
    return stop if stop < end else 0


def _nickname(words: Sequence[str], i: int, end: int) -> int:
    """Give the token after a nickname in quotes inside a name ("Walter “Bud” Hall"), or 0."""
    for close in range(i + 2, min(i + 5, end - 1)):
        if words[close] in _QUOTES_CLOSE:
            return close + 1 if words[close + 1][0].isupper() and words[i + 1][0].isupper() else 0
    return 0


def _first_words(phrases: Phrases[Any]) -> Iterable[str]:
    return phrases._by_first.keys()


def _party_words(lexicon: Lexicon) -> tuple[frozenset[str], frozenset[str], frozenset[str], list[str]]:
    """Give the words that name parties, their adjectives and people, seats, and all names of many words."""
    names: set[str] = set()
    adjectives: set[str] = set()
    seats: set[str] = set()
    phrases: list[str] = []
    for table in ("countries", "groups"):
        for name, entry in lexicon.table(table).items():
            if not isinstance(entry, dict):
                continue
            for key, into in (("names", names), ("adjectives", adjectives), ("people", adjectives), ("seats", seats)):
                for form in (*entry.get(key, ()), *((name,) if key == "names" else ())):
                    if " " in form or "-" in form:
                        phrases.append(form)
                    else:
                        into.add(form.lower())
    seats -= adjectives
    return frozenset(names | seats), frozenset(adjectives), frozenset(seats - names), phrases


@lru_cache(maxsize=8192)
def fold(word: str) -> str:
    """Give a word without accents, apostrophes and what transliterations differ in: "Tarskyi" = "Tarsky"."""
    if not word.isascii():
        word = unicodedata.normalize("NFKD", word)
    low = "".join(c for c in word.lower() if c.isalnum())
    for ending in _ENDINGS:
        if low.endswith(ending) and len(low) > len(ending) + 2:
            low = low[: -len(ending)] + "y"
            break
    if len(low) > 4:
        for old, new in _SPELLINGS:
            if old in low:
                low = low.replace(old, new)
    return low


_ENDINGS = ("yyi", "iyi", "yy", "iy", "yi", "ii", "ij", "yj", "i")
_SPELLINGS = (("ou", "u"), ("oo", "u"), ("ee", "i"), ("kh", "h"), ("q", "k"), ("ks", "x"), ("mm", "m"), ("ss", "s"))
