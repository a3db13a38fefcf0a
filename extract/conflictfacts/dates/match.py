"""What a resolver is given, and what it gives back; the word lists that it looks at."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from conflictfacts.dates.calendar import Span, joined, unknown
from conflictfacts.dates.patterns import Alphabet, Rule
from conflictfacts.dates.story import Story
from conflictfacts.reading import Reading, Sentence

# A quotation longer than this, in characters, is taken for closed.
_QUOTE_REACH = 1500


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of ``[words]`` in ``dates.toml``, by name: they tell dates from their look-alikes."""

    year_before: frozenset[str]
    year_maybe: frozenset[str]
    year_determiner: frozenset[str]
    year_event: frozenset[str]
    not_year_before: frozenset[str]
    not_year_after: frozenset[str]
    counted: frozenset[str]
    month_before: frozenset[str]
    titles: frozenset[str]
    repeats: frozenset[str]
    named_after_day: frozenset[str]
    list_words: frozenset[str]
    walk_after: frozenset[str]
    walk_before: frozenset[str]
    season_before: frozenset[str]
    season_event: frozenset[str]
    season_lead: frozenset[str]
    modals: frozenset[str]
    not_in_count: frozenset[str]
    not_after_that_day: frozenset[str]
    names_of_weekdays: frozenset[str]
    prepositions_of_days: frozenset[str]
    future: frozenset[str]
    present: frozenset[str]
    past: frozenset[str]
    verbs_of_reading: frozenset[str]
    leads_ahead: frozenset[str]
    puts_off: frozenset[str]
    asked: frozenset[str]
    under_way: frozenset[str]
    awaiting: frozenset[str]
    may_be: frozenset[str]
    past_modals: frozenset[str]
    year_measures: frozenset[str]
    season_things: frozenset[str]
    season_times: frozenset[str]
    units_numbered: frozenset[str]
    after_nth: frozenset[str]
    after_beside: frozenset[str]
    not_before_next: frozenset[str]
    shaping: frozenset[str]
    looks_ahead: frozenset[str]
    looks_back: frozenset[str]


def words_of(table: Mapping[str, Sequence[str]]) -> Words:
    """Read the lists of the data file."""
    return Words(**{f.name: frozenset(table.get(f.name, ())) for f in fields(Words)})


@dataclass(frozen=True, slots=True)
class Part:
    """One date of a match: its tokens, its days, and whether the words alone fix it.

    ``aside`` marks a date that the story only looks back to, or
    that names an event ("the 1967 borders"): months that follow do not belong to its year.
    """

    first: int
    end: int
    span: Span
    explicit: bool = False
    modifier: str | None = None
    aside: bool = False


@dataclass(slots=True)
class Found:
    """A rule's match at the tokens ``first``..``end``, with all that a resolver may look at."""

    rule: Rule
    first: int
    end: int
    match: re.Match[str]
    reading: Reading
    sentence: Sentence
    story: Story
    alphabet: Alphabet
    words: Words

    @property
    def now(self) -> date | None:
        """The day of publication, if it is known."""
        return self.story.published

    @property
    def reached(self) -> date | None:
        """The day that a history has reached: the "today" of someone it quotes."""
        return self.story.day.first if self.story.day is not None else None

    @property
    def quoted(self) -> bool:
        """Whether the match stands inside quotation marks of its paragraph."""
        text, at = self.reading.text, self.reading.starts[self.first]
        begin = max(text.rfind("\n", 0, at) + 1, at - _QUOTE_REACH)
        if text.rfind("“", begin, at) > text.rfind("”", begin, at):
            return True
        return text.count('"', begin, at) % 2 == 1

    def at(self, name: str) -> int:
        """Give the token that a place of the pattern matched, or -1."""
        return self.match.start(name)

    def value(self, name: str, kind: str | None = None) -> Any:
        """Give the worth of the word at a place, in its class; None where the place was left out."""
        i = self.at(name) if name in self.match.re.groupindex else -1
        return None if i < 0 else self.alphabet.values[kind or name][self.reading.lower[i]]

    def before(self, steps: int = 1) -> str:
        """Give the lower-cased word some steps before the match, in its sentence; empty at its beginning."""
        i = self.first - steps
        return self.reading.lower[i] if i >= self.sentence.first else ""

    def after(self, steps: int = 1) -> str:
        """Give the lower-cased word some steps after the match, in its sentence; empty at its end."""
        i = self.end + steps - 1
        return self.reading.lower[i] if i < self.sentence.end else ""

    def whole(
        self, span: Span | None, *, explicit: bool = False, modifier: str | None = None, aside: bool = False
    ) -> list[Part] | None:
        """Give the match as one date."""
        return None if span is None else [Part(self.first, self.end, span, explicit, modifier, aside)]

    def range(self, a: Span, b: Span, second: int, *, explicit: bool, leaning: bool = False) -> list[Part] | None:
        """Give what runs from ``a`` to ``b``; ``b`` begins at the token ``second``.

        It is one date where an end leans on the other ("6-10 August", "1939-45") or both are one word or one night
        ("1904-to-1905", "3 May/4 May"), and two where each could stand alone ("1914-1918", "26 May - 8 October 1917").
        """
        between = set(self.reading.lower[self.first : second])
        if leaning or "/" in between or "to" in between:
            span = joined(a, b) if a.known and b.known else unknown("span", b.month)
            return self.whole(span, explicit=explicit)
        if a.known and b.known and joined(a, b) is None:
            return None
        gap = second
        # The stop of "Oct.-Dec. 2024" is part of the month.
        while gap > self.first and not any(map(str.isalnum, self.reading.words[gap - 1])):
            gap -= 1
        return [Part(self.first, gap, a, explicit), Part(second, self.end, b, explicit)]
