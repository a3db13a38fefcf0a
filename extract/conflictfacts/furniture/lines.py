"""What a line of a page is by its own words: prose, a stamp, a control, the head of a list of other stories."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache
from typing import Any

from conflictfacts.lexicon import Lexicon
from conflictfacts.tokens import is_abbreviation

_DECORATION = " \t\xa0-–—•·|*#>»›▶►▸→←↑↓…<«‹~_=+[](){}\"'“”‘’\u200b\ufeff"
_BULLET = re.compile(r"\s*(?:[•·▪●◦*‣–—-]|\d{1,2}[.)])\s+\S")
_CLOSERS = " \t\"'”’»)]›*_"
_CRUMBS = re.compile(r"\s[>›»/|]\s|\s?[›»]\s?")
_NUMBER = re.compile(r"\(?\d[\d,.]{0,6}[kKmM]?\)?$")
_PAGER = re.compile(
    r"(?:page\s+)?\d{1,3}\s*(?:of|/)\s*\d{1,3}$|(?:\d{1,3}\s+){2,}[^a-z]{0,12}(?:next|last)?.{0,4}$|page\s+\d+$"
    r"|list \d{1,2} of \d{1,2}\b.*$|list of \d{1,2} items$"
)
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d|\d{1,2}\s?[ap]\.?m\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# From where a word begins, or behind the one letter of it that the match before has used up.
_INNER_STOP = re.compile(r"(?:(?<!\S)|(?<= [A-Z“\"(]))(\S*[a-z0-9)”\"’][.!?])[”\"’]? [A-Z“\"(]")
_WORDISH = re.compile(r"[^\W\d_]+(?:[.'’-][^\W\d_]+)*|\d+(?:st|nd|rd|th)?")

_OPENING = 240  # characters of a line that can make it a notice


class Kind(IntEnum):
    """What a line is by its own words."""

    SHORT = 0  # a headline, a heading, an item of a list: nothing says which
    PROSE = 1
    BULLET = 2
    DATE = 3  # a date alone
    CONTROL = 4  # a button, a byline, a notice
    STAMP = 5  # "3 hours ago", "-", "12 comments"
    LIST = 6  # opens a list of other stories
    POINTER = 7  # "Read more: ..."
    CREDIT = 8  # "Getty Images"
    CRUMBS = 9  # "Home > World > Europe"
    NUMBER = 10
    LABEL = 11  # a section of the site, or a heading


class Cues:
    """The tables of ``furniture.toml`` made ready: sets of whole lines and starts, checked by first word."""

    def __init__(self, table: dict[str, Any]) -> None:
        self.heads = frozenset(table["list_heads"])
        self.head_starts = tuple(s + " " for s in table["list_head_starts"])
        self.controls = frozenset(table["controls"])
        self.control_starts = tuple(table["control_starts"])
        self.labels = frozenset(table["labels"])
        self.credits = frozenset(table["credits"])
        self.stamp_starts = tuple(table["stamp_starts"])
        self.dates = frozenset(table["date_words"])
        self.stamp_words = frozenset(table["stamp_words"])
        self.clock_words = frozenset(table["clock_words"])
        self.phrases = tuple(table["sentence_phrases"])
        self.copyright = tuple(table["copyright_marks"])
        self.finite = frozenset(table["finite"])
        units = _alternatives(table["stamp_units"])
        self.ago = re.compile(
            rf"(?:(?:updated|published|posted|about|edited)\s+)?(?:an?|\d{{1,3}})\s?(?:{units})"
            rf"(?:\s+ago(?:\s*[-–—|·•]\s*.{{0,40}})?|\s*[-–—|·•]+)?$"
            rf"|.{{0,40}}[-–—|·•,]\s*(?:an?|\d{{1,3}})\s?(?:{units})\s+ago$|just now$|moments ago$"
            rf"|(?:an?\s+)?(?:\d{{1,3}}\s?[-–]?\s?(?:min|mins|minute|minutes))[-\s](?:read|watch|listen)\b.{{0,20}}$"
            rf"|(?:yesterday|today)(?:,| at)? \d{{1,2}}[:.]\d\d.{{0,8}}$"
        )
        counters = _alternatives(table["counters"])
        self.counter = re.compile(
            rf"(?:view |show |see |read |load |add )?(?:all )?\(?\d[\d,.]*[km]?\)?\s+(?:more )?(?:{counters})$"
            rf"|(?:{counters})\s*+(?:[:(|]\s*+)?\d[\d,.]*[km]?\)?$"
        )
        self.pointer = re.compile(rf"(?:{_alternatives(table['pointers'])})\s*(?::|\||>|»|›|—|–|- )")
        self.credit = re.compile(rf"(?:{_alternatives(table['credit_starts'])})(?:\s*[:,/|©]|\s+by\s)")

    def kind(self, line: str) -> tuple[Kind, bool]:
        """Tell what a line is by its own words, and whether it is a stamp that tells a time."""
        # A long line is prose, whatever its end says; only its opening can make it a notice.
        key = " ".join(line[:_OPENING].strip(_DECORATION).lower().replace("’", "'").split())
        if not key:
            return Kind.STAMP, False
        bare = key.rstrip(":.! ")
        size = key.count(" ") + 1
        if size <= 10:
            if bare in self.heads:
                return Kind.LIST, False
            if bare in self.controls:
                return Kind.CONTROL, False
            if bare in self.credits:
                return Kind.CREDIT, False
            if bare in self.stamp_starts:
                return Kind.STAMP, False
            if bare in self.labels:
                return Kind.LABEL, False
        if _NUMBER.match(key):
            return Kind.NUMBER, False
        if self.pointer.match(key):
            return Kind.POINTER, False
        prose = is_prose(line)
        if key.startswith(self.copyright) or (key.startswith("copyright") and size <= 12):
            return Kind.CONTROL, False
        if prose:
            return Kind.PROSE, False
        if size <= 14:
            timed = self._stamp(key, size)
            if timed is not None:
                return timed, True
            if _PAGER.match(key) or self.counter.match(key):
                return Kind.STAMP, False
            if "@" in key and size <= 3:
                return Kind.CONTROL, False
            if key.startswith(self.control_starts) or _byline(key, line, self.dates):
                return Kind.CONTROL, False
            if size <= 7 and key.startswith(self.head_starts) and not any(map(str.isdigit, key)):
                return Kind.LIST, False
            if self.credit.match(key) and not any(map(str.isdigit, key)) and size <= 8:
                return Kind.CREDIT, False
        if _breadcrumbs(line.strip(), self.labels):
            return Kind.CRUMBS, False
        return (Kind.BULLET if _BULLET.match(line) else Kind.SHORT), False

    def _stamp(self, key: str, size: int) -> Kind | None:
        """Tell a stamp and a lone date from the rest."""
        if self.ago.match(key):
            return Kind.STAMP
        if not any(map(str.isdigit, key)) and key not in self.dates:
            return None
        if key.startswith(self.stamp_starts) and any(w in self.dates or _YEAR.match(w) for w in _words(key)):
            if size <= 9 or _CLOCK.search(key):
                return Kind.STAMP
        clock = bool(_CLOCK.search(key))
        named = False
        strange = 0
        words = _words(key)
        for word in words:
            if word in self.dates:
                named = True
            elif word.rstrip(".") in self.clock_words:
                clock = True
            elif not word[0].isdigit() and word not in self.stamp_words:
                strange += 1
        if not strange:
            return Kind.STAMP if clock else Kind.DATE if named else None
        # "May 3, 2024 / 10:15 AM EDT / The Post": an hour and a year, and hardly a word besides.
        opens = words[0] in self.dates or words[0][0].isdigit()
        return Kind.STAMP if opens and clock and named and strange <= 3 and _YEAR.search(key) else None


def _alternatives(words: list[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


def _words(key: str) -> list[str]:
    return _WORDISH.findall(key)


@lru_cache(maxsize=8)
def cues_of(lexicon: Lexicon) -> Cues:
    """Give the cues of a lexicon, made once."""
    return Cues(lexicon.table("furniture"))


def is_prose(line: str) -> bool:
    """Tell a line of running text from a headline, a menu entry or an item: by its end, its length, its inner stops."""
    line = line.rstrip(_CLOSERS)
    size = len(line)
    if not size:
        return False
    if size >= 180:
        return True
    last = line[-1]
    if last in ".…" or (last in "?!" and size > 110) or (last in ":;," and size > 70):
        return size >= 25 or line.count(" ") >= 3
    return size >= 70 and any(not is_abbreviation(m.group(1)) for m in _INNER_STOP.finditer(line))


def _byline(key: str, line: str, dates: frozenset[str]) -> bool:
    words = line.split()
    if not key.startswith("by ") or not 2 <= len(words) <= 12 or not words[1][0].isupper():
        return False
    if any(map(str.isdigit, key)):
        return bool(_YEAR.search(key)) and words[1].lower().rstrip(",.") not in dates
    return len(words) <= 9 and not any(w in dates for w in _words(key))


def _breadcrumbs(line: str, labels: frozenset[str]) -> bool:
    if len(line) > 120 or not _CRUMBS.search(line):
        return False
    parts = [p.strip() for p in _CRUMBS.split(line)]
    if any(p.count(" ") > 3 for p in parts):
        return False
    arrows = any(c in line for c in ">›»")
    return len(parts) >= (2 if arrows else 3) or parts[0].lower() in labels
