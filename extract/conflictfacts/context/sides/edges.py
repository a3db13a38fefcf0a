"""Whose they are by the words of a counted phrase and at its edges: "Russian troops", "members of ISIL"."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from conflictfacts.context.clauses import ADVERBS, BE, DETERMINERS, HAVE
from conflictfacts.context.parties import PartyMention
from conflictfacts.context.sides.words import SideWords
from conflictfacts.reading import Reading

_HYPHENS = ("-", "–", "‑")
_BROKEN = BE | HAVE | {",", ".", "in", "at", "who", "that", "and", "near", "on", "to", "from", "by", "since", "after"}


class Edges:
    """The parties of one reading by token, and what stands in and around a phrase."""

    def __init__(self, reading: Reading, parties: Sequence[PartyMention], words: SideWords) -> None:
        self.reading = reading
        self.parties = parties
        self.by_first: Mapping[int, PartyMention] = {m.first: m for m in parties}
        self._words = words
        self._firsts = [m.first for m in parties]

    def within(self, first: int, end: int) -> list[PartyMention]:
        """Give the mentions that begin in the tokens ``first``..``end``."""
        return list(self.parties[bisect_left(self._firsts, first) : bisect_left(self._firsts, end)])

    def owns(self, mention: PartyMention) -> bool:
        """Tell whether an adjective or name says whose the thing behind it is ("Russian-backed" does not)."""
        lower, apart = self.reading.lower, self._words.apart
        after = lower[mention.end : mention.end + 2]
        if len(after) == 2 and after[0] in _HYPHENS and after[1] in apart:
            return False
        if after[:1] and after[0] in apart and after[0] not in ("held", "armed", "run"):
            return False
        if mention.first >= 2 and lower[mention.first - 1] in _HYPHENS:
            if lower[mention.first - 2] in self._words.anti:
                return False
        return not (mention.first >= 1 and lower[mention.first - 1] in ("anti", "pro"))

    def in_phrase(self, first: int, end: int) -> str | None:
        """Give the party named inside a phrase: the first of several, but a group goes before a country."""
        inside = [m for m in self.within(first, end) if self.owns(m)]
        if inside:
            groups = [m for m in inside if m.kind == "armed_group"]
            if groups and inside[0].kind == "country" and groups[0].first == inside[0].end:
                return groups[0].name
            return inside[0].name
        # "pro-Houthi fighters" are the Houthis', "pro-government soldiers" the government's.
        lower = self.reading.lower
        for m in self.within(first, end):
            if m.kind == "armed_group" and lower[m.first - 1] in _HYPHENS and lower[m.first - 2] == "pro":
                return m.name
        return None

    def behind(self, end: int, limit: int) -> str | None:
        """Give the party of "... of the Iraqi army", "... from North Korea" right behind a phrase."""
        lower = self.reading.lower
        k = end
        if lower[k : k + 3] == ["the", "number", "of"]:
            k += 2  # "to 61 the number of Danish soldiers lost"
        if k + 1 < limit and lower[k] == "lent" and lower[k + 1] in ("by", "from"):
            k += 1
        elif not (k < limit and lower[k] in ("of", "from", "belonging", "loyal")):
            return None
        source = lower[k]
        k += 1
        if lower[k : k + 1] == ["to"]:
            k += 1
        while k < limit and (lower[k] in DETERMINERS or lower[k] in ADVERBS):
            k += 1
        reach = 3 if source == "from" else 6
        for m in self.within(k, min(limit, k + reach)):
            if _BROKEN.isdisjoint(lower[k : m.first]) and self.owns(m):
                return m.name
        return None

    def before(self, first: int, floor: int) -> str | None:
        """Give the owner of "Ukraine's 5,000 soldiers"."""
        lower = self.reading.lower
        k = first - 1
        while (
            k >= floor and (lower[k] in DETERMINERS or lower[k] in ADVERBS) and lower[k] not in ("its", "their", "his")
        ):
            k -= 1
        if k >= floor and lower[k] in ("'s", "'"):
            for m in reversed(self.within(max(floor, k - 6), k)):
                if m.end == k:
                    return m.name
        return None

    def ahead(self, first: int, floor: int) -> str | None:
        """Give the party named last before a number in the line of a list."""
        inside = self.within(floor, first)
        return inside[-1].name if inside else None
