"""The people of an article, each with all mentions, and the ranks, posts and titles that the text names."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from conflictfacts.context.names import Cue


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens ``first``..``end`` (half-open) of one mention, without rank, title and possessive."""

    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Person:
    """One person: ``name`` is the fullest form, ``first``..``end`` its first mention, ``mentions`` all, in order."""

    name: str
    first: int
    end: int
    mentions: list[Mention]


@dataclass
class People:
    """The people of an article in order of their first mention, and the ranks, posts and titles it names."""

    persons: list[Person] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)

    @cached_property
    def _by_first(self) -> list[tuple[int, int, Person]]:
        return sorted(((m.first, m.end, p) for p in self.persons for m in p.mentions), key=lambda entry: entry[:2])

    @cached_property
    def _firsts(self) -> list[int]:
        return [entry[0] for entry in self._by_first]

    def at(self, first: int, end: int) -> Person | None:
        """Give the person whose mention overlaps tokens ``first``..``end``, or None."""
        i = bisect_left(self._firsts, end) - 1
        if i >= 0 and self._by_first[i][1] > first:
            return self._by_first[i][2]
        return None

    @cached_property
    def cue_by_end(self) -> dict[int, Cue]:
        """The cue that ends before a token, by that token."""
        return {cue.end: cue for cue in self.cues}

    @cached_property
    def cue_by_first(self) -> dict[int, Cue]:
        """The cue that begins at a token."""
        return {cue.first: cue for cue in self.cues}

    @cached_property
    def _cue_firsts(self) -> list[int]:
        return [cue.first for cue in self.cues]

    def cues_in(self, first: int, end: int) -> Sequence[Cue]:
        """Give the cues that begin in tokens ``first``..``end``."""
        return self.cues[bisect_left(self._cue_firsts, first) : bisect_left(self._cue_firsts, end)]
