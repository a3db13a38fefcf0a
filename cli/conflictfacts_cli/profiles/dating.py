"""Which date in a sentence is that of the deaths. Where the words leave a doubt, none is."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Any

from conflictfacts.facts import DateFact, Document, Fact

# Where no date is coded, the reason that is given: the first of these that holds.
REASONS = ("several", "total", "approximate", "open", "saying", "dateline", "unresolved", "none")

_DASH_AFTER = re.compile(r"\s*(?:\([^()]{1,40}\)\s*)?(?:--|[—–-])\s")
_WORD = re.compile(r"[\w'’-]+")


@dataclass(frozen=True, slots=True)
class Dating:
    """The days of a statement's deaths (ISO, inclusive), or why there are none.

    ``basis`` is ``sentence`` where the days are known, else one of ``REASONS``; ``words`` are all dates there.
    """

    basis: str
    words: str = ""
    earliest: str | None = None
    latest: str | None = None
    modifier: str | None = None

    @property
    def days(self) -> int | None:
        """The number of days, both ends counted."""
        if self.earliest is None or self.latest is None:
            return None
        return (date.fromisoformat(self.latest) - date.fromisoformat(self.earliest)).days + 1

    @property
    def year(self) -> int | None:
        """The calendar year, where all days lie in one."""
        if self.earliest is None or self.latest is None or self.earliest[:4] != self.latest[:4]:
            return None
        return int(self.earliest[:4])


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    earliest: str | None
    latest: str | None
    modifier: str | None
    paired: bool = False


class Dater:
    """Reads the words around a date; what they mean comes from the table ``words``."""

    def __init__(self, words: dict[str, Any]) -> None:
        saying, bounds = words["saying"], words["open"]
        self._between = frozenset(saying["between"])
        self._verbs = frozenset(saying["verbs"])
        self._nouns = frozenset(saying["nouns"])
        self._said = re.compile(rf"\b(?:{_any(saying['verbs'])})\b(?!\s*,)", re.I)
        self._open = re.compile(rf"\b(?:{_any(bounds['before'])})\s+(?:the\s+)?$", re.I)
        self._clause = re.compile(rf"\b(?:{_any(bounds['clause'])})\b", re.I)
        self._total = re.compile(rf"\b(?:{_any(bounds['total'])})s?\b", re.I)

    def read(self, sentence: str, inside: Sequence[tuple[DateFact, int]]) -> Dating:
        """Give the days that a sentence puts the deaths on. Its dates come with their places ``inside`` it."""
        if not inside:
            return Dating("none")
        words = "; ".join(one.quote for one, _ in inside)
        if self._total.search(sentence):
            return Dating("total", words)
        reasons: set[str] = set()
        own: dict[tuple[str | None, str | None, str | None], _Found] = {}
        for found in _join(sentence, inside):
            reason = self._reason(sentence, found)
            if reason is None:
                own[found.earliest, found.latest, found.modifier] = found
            else:
                reasons.add(reason)
        # A date of saying beside it leaves no doubt; "by 30 January" does.
        if len(own) == 1 and reasons <= {"saying", "dateline"}:
            (only,) = own.values()
            return Dating("sentence", words, only.earliest, only.latest, only.modifier)
        return Dating("several" if own else next(one for one in REASONS if one in reasons), words)

    def _reason(self, sentence: str, found: _Found) -> str | None:
        before, after = sentence[: found.start], sentence[found.end :]
        if found.earliest is None or found.latest is None:
            return "unresolved"
        if found.modifier == "about":
            return "approximate"
        if before.rstrip().endswith(",") and len(before) <= 60 and _DASH_AFTER.match(after):
            return "dateline"
        clause = re.split(r"[,;:—]", before)[-1]
        if not found.paired and (self._open.search(clause[-40:]) or self._clause.search(clause)):
            return "open"
        if self._after_saying(clause, loud=sentence.isupper()) or self._before_saying(clause, after):
            return "saying"
        return None

    def _after_saying(self, clause: str, *, loud: bool) -> bool:
        """Tell whether the date hangs on a verb or a noun of saying: "told Reuters on", "a statement"."""
        words = _WORD.findall(clause)
        while words:
            word = words.pop()
            lower = word.lower()
            if lower in self._verbs or lower in self._nouns:
                return True
            # A name may stand between; where all is in capitals, nothing tells it from a word.
            if lower not in self._between and (loud or not word[0].isupper()):
                return False
        return False

    def _before_saying(self, clause: str, after: str) -> bool:
        """Tell whether the date opens a clause whose verb is one of saying: "On Sunday, X said that"."""
        if any(word.lower() not in self._between for word in _WORD.findall(clause)):
            return False
        main = re.match(r",?\s*[^,;:]{0,200}", after)
        return main is not None and self._said.search(main[0] + after[main.end() : main.end() + 1]) is not None


class SentenceDates:
    """The datings of a document's sentences, each read once, also where the same words stand twice."""

    def __init__(self, dater: Dater, document: Document) -> None:
        self._dater = dater
        self._dates: dict[str, list[DateFact]] = {}
        for one in document.facts:
            if isinstance(one, DateFact):
                self._dates.setdefault(one.sentence, []).append(one)
        self._read: dict[tuple[str, tuple[int, ...]], Dating] = {}

    def of(self, fact: Fact) -> Dating:
        """Give the dating of the sentence that the fact stands in."""
        sentence = fact.sentence
        dates = self._dates.get(sentence, [])
        reach = len(sentence)
        first = bisect_left(dates, fact.start - reach, key=_start)
        last = bisect_right(dates, fact.start + reach, key=_start)
        starts = _starts(fact)
        inside = []
        for one in dates[first:last]:
            shared = starts & _starts(one)
            if shared:
                inside.append((one, one.start - max(shared)))
        key = sentence, tuple(one.start for one, _ in inside)
        if key not in self._read:
            self._read[key] = self._dater.read(sentence, inside)
        return self._read[key]


def _start(one: DateFact) -> int:
    return one.start


def _starts(fact: Fact) -> set[int]:
    """Give the places where the fact's sentence may begin: one, unless the quote stands in it twice."""
    return {fact.start - at for at in _places(fact.quote, fact.sentence)}


@lru_cache(maxsize=4096)
def _places(quote: str, sentence: str) -> tuple[int, ...]:
    return tuple(m.start() for m in re.finditer(re.escape(quote), sentence)) if quote else ()


def _join(sentence: str, inside: Iterable[tuple[DateFact, int]]) -> Iterator[_Found]:
    """Make one span of two dates that are its ends: "between 23 and 27 January", "from 1987 to 1990"."""
    found = [_Found(at, at + len(one.quote), one.earliest, one.latest, one.modifier) for one, at in inside]
    joined: set[int] = set()
    for n, (first, second) in enumerate(pairwise(found)):
        link = sentence[first.end : second.start].strip(" ,\n").lower()
        opener = sentence[: first.start].rstrip().lower()
        between = link == "and" and opener.endswith("between")
        if (
            between
            or (link in ("to", "until", "till", "through") and opener.endswith("from"))
            or link in ("-", "–", "—")
        ):
            if first.earliest and second.latest and first.earliest <= second.latest:
                joined |= {n, n + 1}
                yield _Found(first.start, second.end, first.earliest, second.latest, None, paired=True)
    for n, one in enumerate(found):
        if n not in joined:
            yield one


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))
