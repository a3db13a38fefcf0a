"""Attackers and defenders: whom "the besiegers" and "the garrison" mean, from who has attacked and who has held."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import cached_property

from conflictfacts.context.grammar import BE
from conflictfacts.context.sides.roster import Referent, Roster
from conflictfacts.context.sides.words import SideWords
from conflictfacts.reading import Reading

_VERB = 5  # tokens from a force to what it does
_LATELY = 800  # tokens: how long an attack goes on being told
_JUST = 300  # tokens: how long it tells of the other side too
_TOLD = 20  # and how many tellings of it are looked at

Acts = Callable[[Referent, int], bool]


class Roles:
    """Who attacks and who holds, by the places of one reading."""

    def __init__(self, reading: Reading, words: SideWords, roster: Roster, forces: Sequence[Referent], acts: Acts):
        self._reading = reading
        self._words = words
        self._roster = roster
        self._forces = forces
        self._acts = acts

    def side(self, word: str, token: int) -> str | None:
        """Give the side of a role ("raiders", "defenders") at a token, or None where the text has not told."""
        role = self._words.roles.get(word)
        at = bisect_left(self._told, (token, "", ""))
        lately = [known for known in self._told[max(0, at - _TOLD) : at] if token - known[0] <= _LATELY]
        if role is None or not lately:
            return None
        same = [side for _, told, side in lately if told == role]
        if same or token - lately[-1][0] > _JUST:
            return same[-1] if same else None
        return self._roster.opponent(lately[-1][2], token)

    @cached_property
    def _told(self) -> list[tuple[int, str, str]]:
        """Where the text tells that a side attacks or holds, in order."""
        lower, words = self._reading.lower, self._words
        found: list[tuple[int, str, str]] = []
        for r in self._forces:
            if r.side is None:
                continue
            before = lower[max(0, r.first - 4) : r.first]
            if "by" in before:
                verb = lower[r.first - len(before) + before.index("by") - 1]
                if verb in words.attack or verb in words.hold:
                    found.append((r.first, "attacker" if verb in words.attack else "defender", r.side))
                continue
            sentence = self._reading.sentence_of(r.first)
            if not self._acts(r, sentence.first):
                continue
            for k in range(r.end, min(sentence.end, r.end + _VERB)):
                if lower[k] in words.attack:
                    found.append((r.first, "defender" if lower[k - 1] in BE else "attacker", r.side))
                    break
                if lower[k] in words.hold:
                    found.append((r.first, "defender", r.side))
                    break
                if lower[k] in (",", ";", "and"):
                    break
        return sorted(found)
