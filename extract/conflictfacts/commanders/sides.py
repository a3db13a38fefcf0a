"""Whose a commander is: from the words about the post, the troops, the service, else from the whole article."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from conflictfacts.commanders.posts import Evidence, PostFinder
from conflictfacts.context.names import HYPHENS
from conflictfacts.context.parties import PartyMention
from conflictfacts.reading import Reading

_ALOOF = frozenset(["backed", "led", "supported", "aligned", "allied", "trained", "funded", "sponsored", "born", "held"])
_OTHER = frozenset(["anti", "pro", "ex", "non"])


class Sides:
    """The parties of one article, by token."""

    def __init__(self, reading: Reading, parties: Sequence[PartyMention], finder: PostFinder) -> None:
        self._reading = reading
        self._parties = parties
        self._finder = finder
        self._firsts = [p.first for p in parties]

    def within(self, first: int, end: int) -> list[PartyMention]:
        """Give the parties in tokens ``first``..``end``, without those that only back or oppose ("U.S.-backed")."""
        found = self._parties[bisect_left(self._firsts, first) : bisect_left(self._firsts, end)]
        return [p for p in found if not self._aloof(p)]

    def _aloof(self, party: PartyMention) -> bool:
        lower = self._reading.lower
        size = len(lower)
        if party.end + 1 < size and lower[party.end] in HYPHENS and lower[party.end + 1] in _ALOOF:
            return True
        return party.first > 1 and lower[party.first - 1] in HYPHENS and lower[party.first - 2] in _OTHER

    def of(self, found: Evidence) -> PartyMention | None:
        """Give the party that a mention's own words name."""
        post = found.post
        if post is not None:
            parties = self.within(post.phrase, post.head)
            if parties:
                return parties[-1]
            parties = self.within(post.head_end, post.end)
            if parties:
                return parties[0]
        if found.rank is not None and found.before < found.rank.first:
            parties = self.within(found.before, found.rank.first)
            if parties:
                return parties[-1]
        for other in found.more:
            parties = self.within(other.phrase, other.end)
            if parties:
                return parties[0]
        if found.men is not None:
            parties = self.within(*found.men)
            if parties:
                return parties[0]
        return self._service_after(found)

    def _service_after(self, found: Evidence) -> PartyMention | None:
        """Read "X, of the Canadian Army," and "X of the SDF"."""
        lower = self._reading.lower
        i = found.mention.end
        if i + 1 < len(lower) and lower[i] == ",":
            i += 1
        if i + 1 < len(lower) and lower[i] == "of":
            parties = self.within(i + 1, i + 4)
            if parties:
                return parties[0]
        return None

    def usual(self, *, armed: bool) -> str | None:
        """Give the side whose forces the article speaks of most by far, of countries or of armed groups; else None."""
        kinds = {"armed_group"} if armed else {"country", "alliance"}
        lower, finder = self._reading.lower, self._finder
        counts: Counter[str] = Counter()
        size = len(lower)
        for party in self._parties:
            if party.kind in kinds:
                own = party.end < size and (lower[party.end] in finder.held or lower[party.end] in finder.military)
                counts[party.name] += 3 if own or party.form == "force" else 1
        top = counts.most_common(2)
        if not top:
            return None
        if len(top) == 1 or top[0][1] >= 1.5 * top[1][1]:
            return top[0][0]
        return None
