"""Which sides an article speaks of most, where it is at home, whom a commander fights: signs beyond his sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from functools import cached_property

from conflictfacts.commanders.evidence import ArmyWords
from conflictfacts.commanders.sides import Sides
from conflictfacts.context.grammar import HYPHENS
from conflictfacts.context.people import Mention
from conflictfacts.reading import Reading

_HEAD = 12  # tokens of a dateline ("KYIV, Ukraine, Oct 17 -")
_FORCE = 3  # weight of a mention of a side's forces, against 1 of another
_DASHES = HYPHENS | {"—"}
_WHERE = frozenset(["in", "across", "inside", "southern", "northern", "eastern", "western"])
_CIVIL = frozenset(["police", "provincial"])
_CODES = {"US": "Union", "CS": "Confederacy"}
_STATES = frozenset(["country", "alliance"])
_STOPS = frozenset([",", ";", "on", "in", "into", "at", "to", "from", "toward", "towards", "near", "with"])


class Standing:
    """The sides of one article as a whole."""

    def __init__(self, reading: Reading, sides: Sides, army: ArmyWords) -> None:
        self._reading = reading
        self._sides = sides
        self._army = army

    @cached_property
    def _weights(self) -> dict[bool, list[tuple[str, int]]]:
        """The sides by how much the article speaks of them: armed groups under True, states under False."""
        lower, army = self._reading.lower, self._army
        size = len(lower)
        groups: Counter[str] = Counter()
        states: Counter[str] = Counter()
        for party in self._sides.parties:
            own = party.end < size and (lower[party.end] in army.held or lower[party.end] in army.military)
            into = states if party.kind in _STATES else groups
            into[party.name] += _FORCE if own or party.form == "force" else 1
        return {True: groups.most_common(), False: states.most_common()}

    @cached_property
    def _all(self) -> list[tuple[str, int]]:
        return sorted((*self._weights[False], *self._weights[True]), key=lambda pair: -pair[1])

    @cached_property
    def _fighting(self) -> frozenset[str]:
        """The sides that are more than places: groups, and states named by adjective, people or force."""
        acting = {"adjective", "people", "force"}
        return frozenset(p.name for p in self._sides.parties if p.kind == "armed_group" or p.form in acting)

    def usual(self, *, armed: bool, by_far: float = 1.5) -> str | None:
        """Give the side that the article speaks of ``by_far`` times as much as of the next, or None.

        Of armed groups where ``armed``, else of countries and alliances.
        """
        return _by_far(self._weights[armed], by_far)

    @cached_property
    def dateline(self) -> str | None:
        """The country of the dateline: "KYIV, Ukraine, Oct 17 -"."""
        reading = self._reading
        head = next((s for s in reading.sentences if not s.furniture), None)
        if head is None:
            return None
        end = min(head.end, head.first + _HEAD)
        close = next((i for i in range(head.first, end) if reading.words[i] in _DASHES and not reading.glued(i)), 0)
        countries = [p for p in self._sides.within(head.first, close) if p.kind == "country"]
        return countries[0].name if countries else None

    @cached_property
    def home(self) -> str | None:
        """The country of the dateline, else the one that the article names most, by place first; None in doubt."""
        if self.dateline is not None:
            return self.dateline
        lower = self._reading.lower
        counts: Counter[str] = Counter()
        for party in self._sides.parties:
            if party.kind == "country":
                counts[party.name] += 2 if party.first and lower[party.first - 1] in _WHERE else 1
        return _by_far(counts.most_common(2), 1.2)

    def opponent(self, mentions: Sequence[Mention]) -> str | None:
        """Give the other of the two states named most, where a person's sentences say that he fights one of them."""
        top = [name for name, _ in self._all if name in self._fighting][:2]
        if len(top) < 2:
            return None
        for mention in mentions:
            foe = self._foe(mention)
            if foe in top:
                return top[0] if foe == top[1] else top[1]
        return None

    def against(self, side: str) -> str | None:
        """Give the side that fights against one: the other that the article speaks of most."""
        names = [name for name, _ in self._all if name in self._fighting]
        return next((name for name in names if name != side), None) if side in names[:2] else None

    def left(self, taken: Collection[str]) -> str | None:
        """Give the one of two sides that is not ``taken``; None where an article names more, or fewer are taken."""
        names = [name for name, _ in self._all]
        if len(names) > 2:
            names = [name for name in names if name in self._fighting]
        rest = [name for name in names if name not in taken]
        return rest[0] if len(names) == 2 and len(rest) == 1 else None

    def code(self, mention: Mention) -> str | None:
        """Read the codes of lists of American battles, "Gen. X [US]; Gen. Y [CS]", as one stands for the other."""
        words, i = self._reading.words, mention.end
        if words[i : i + 1] not in (["["], ["("]) or words[i + 2 : i + 3] not in (["]"], [")"]):
            return None
        return _CODES.get(words[i + 1]) if "CS" in words and "US" in words else None

    def _foe(self, mention: Mention) -> str | None:
        lower = self._reading.lower
        end = self._reading.sentence_of(mention.first).end
        if not self._army.speech.isdisjoint(lower[mention.end : mention.end + 3]):
            return None
        for party in self._sides.within(mention.end, min(mention.end + 30, end)):
            for i in range(party.first - 1, max(mention.end, party.first - 6) - 1, -1):
                if lower[i] in self._army.fights or f"{lower[i - 1]} {lower[i]}" in self._army.storms:
                    return party.name
                if lower[i] in _STOPS:
                    break
        return None

    def body(self, first: int, end: int) -> str | None:
        """Read "the army's spokesman" as that of the army named last, "the police chief" as of the home country."""
        lower, bodies = self._reading.lower, self._army.bodies
        words = bodies.intersection(lower[first:end])
        if not words:
            return None
        for party in reversed(self._sides.within(0, first)) if _CIVIL.isdisjoint(words) else ():
            if party.kind == "country" and not bodies.isdisjoint(lower[party.end : party.end + 2]):
                return party.name
        return self.home


def _by_far(weights: Sequence[tuple[str, int]], by_far: float) -> str | None:
    if not weights or (len(weights) > 1 and weights[0][1] < by_far * weights[1][1]):
        return None
    return weights[0][0]
