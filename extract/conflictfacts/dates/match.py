"""What a resolver is given, and what it gives back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from conflictfacts.dates.calendar import Span
from conflictfacts.dates.patterns import Alphabet, Rule
from conflictfacts.dates.story import Story
from conflictfacts.dates.words import Words
from conflictfacts.reading import Reading, Sentence


@dataclass(frozen=True, slots=True)
class Part:
    """One date of a match: its tokens, its days, and whether the words alone fix it."""

    first: int
    end: int
    span: Span
    explicit: bool = False
    modifier: str | None = None


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
    quoted: bool = False

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

    def whole(self, span: Span | None, *, explicit: bool = False, modifier: str | None = None) -> list[Part] | None:
        """Give the match as one date."""
        return None if span is None else [Part(self.first, self.end, span, explicit, modifier)]
