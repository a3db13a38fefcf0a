"""Whose a commander is where the words beside the name leave it open: what the rest of the article tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from conflictfacts.commanders.evidence import Evidence, Post, listed, owner
from conflictfacts.commanders.sides import Sides
from conflictfacts.commanders.standing import Standing
from conflictfacts.context.names import Cue
from conflictfacts.context.parties import PartyMention
from conflictfacts.context.people import People, Person
from conflictfacts.reading import Reading

_LOOK = 8  # mentions of one person that are looked at for what stands beside them


@dataclass(slots=True)
class Draft:
    """A commander in the making."""

    kind: str
    rule: str
    rank: Cue | None
    post: Post | None
    side: str | None
    renegade: bool


@dataclass(frozen=True, slots=True)
class Open:
    """A commander whose side is open: one mention that shows him, the draft, and who was named before."""

    found: Evidence
    person: Person
    draft: Draft
    last: Draft | None


class Settler:
    """Finds the sides that the words beside the names leave open, the surest signs first."""

    def __init__(self, reading: Reading, people: People, sides: Sides, standing: Standing) -> None:
        self._reading = reading
        self._people = people
        self._sides = sides
        self._standing = standing
        self._beside: tuple[tuple[str, Callable[[Open], PartyMention | str | None]], ...] = (
            ("owner", self._owner),
            ("bracket", lambda one: sides.bracket(one.found)),
            ("mourned", lambda one: sides.mourned(one.found)),
            ("leads", self._leads),
            ("near", self._near),
            ("subject", self._subject),
            ("body", self._body),
            ("reported", lambda one: sides.reported(one.found.mention) if one.draft.rank else None),
            ("introduced", lambda one: sides.introduced(one.found, people) if one.draft.rank else None),
        )
        self._beyond: tuple[tuple[str, Callable[[Open], PartyMention | str | None]], ...] = (
            ("unit", lambda one: sides.of_unit(one.found)),
            ("enemy", self._enemy),
            ("name", self._name),
            ("usual", self._usual),
        )

    def settle(self, order: Sequence[tuple[Evidence, Person]], drafts: Mapping[int, Draft]) -> None:
        """Fill in the sides of ``drafts`` (by the ids of their people), where something tells them."""
        opens: list[Open] = []
        last: Draft | None = None
        for found, person in order:
            draft = drafts.get(id(person))
            if draft is None:
                continue
            if not draft.renegade:
                opens.append(Open(found, person, draft, last))
            last = draft
        self._try(self._beside, opens)
        self._in_lists(order, drafts)
        self._try(self._beyond, opens)

    @staticmethod
    def _try(
        rules: Sequence[tuple[str, Callable[[Open], PartyMention | str | None]]],
        opens: Sequence[Open],
    ) -> None:
        for name, rule in rules:
            for one in opens:
                if one.draft.side is not None:
                    continue
                side = rule(one)
                if isinstance(side, PartyMention):
                    if side.kind == "armed_group" and one.draft.kind == "military" and name in _MAKES_GROUP:
                        one.draft.kind = "armed_group"
                    side = side.name if (side.kind == "armed_group") == (one.draft.kind == "armed_group") else None
                if side is not None:
                    one.draft.side = side
                    TRACE[one.person.name] = name

    def _in_lists(self, order: Sequence[tuple[Evidence, Person]], drafts: Mapping[int, Draft]) -> None:
        """Let those who stand in one list share their side."""
        pairs = list(pairwise(order))
        for (left, left_person), (right, right_person) in (*pairs, *reversed(pairs)):
            one, two = drafts.get(id(left_person)), drafts.get(id(right_person))
            if one is None or two is None or one.kind != two.kind or (one.side is None) == (two.side is None):
                continue
            if listed(self._reading, left, right) or self._succeeds(left, right):
                one.side = two.side = one.side or two.side

    def _succeeds(self, left: Evidence, right: Evidence) -> bool:
        """Tell whether one of two takes over from the other: "General X will hand over to General Y"."""
        first, end = left.mention.end, right.mention.first
        if end - first > 30 or self._reading.sentence_of(first).first != self._reading.sentence_of(end).first:
            return False
        return not self._sides.army.succeeds.isdisjoint(self._reading.lower[first:end])

    def _owner(self, one: Open) -> PartyMention | str | None:
        """Read "his deputy, X" and "its commander, X"."""
        whose = owner(self._reading, one.found)
        if whose in {"his", "her"} and one.last is not None and one.last is not one.draft:
            return one.last.side
        return self._sides.owned(one.found) if whose in {"its", "their"} else None

    def _leads(self, one: Open) -> PartyMention | None:
        return next((p for m in one.person.mentions[:_LOOK] if (p := self._sides.led(m)) is not None), None)

    def _near(self, one: Open) -> PartyMention | None:
        return next((p for m in one.person.mentions[:_LOOK] if (p := self._sides.near(m)) is not None), None)

    def _subject(self, one: Open) -> PartyMention | None:
        """Read "They put ashore 2,000 men led by General X" as those who did."""
        first = one.found.before
        if one.found.men is not None and one.found.deed == "commanded-by":
            first = one.found.men[0]
        elif self._reading.lower[max(0, first - 2) : first] != ["among", "them"]:
            return None
        return self._sides.subject(self._reading.sentence_index(first), before=first)

    def _body(self, one: Open) -> str | None:
        post = one.found.post
        return self._standing.body(post.phrase, post.end) if post is not None else None

    def _name(self, one: Open) -> str | None:
        return self._standing.at_home(one.person) if one.draft.kind == "military" else None

    def _enemy(self, one: Open) -> str | None:
        """Give the other of two sides, where the person fights one of them."""
        if one.draft.kind != "military":
            return None
        return self._standing.opponent(one.person.mentions[:_LOOK])

    def _usual(self, one: Open) -> str | None:
        draft = one.draft
        if not (draft.rank or draft.post or draft.kind == "armed_group"):
            return None
        by_far = 3.0 if draft.kind == "political" else 1.5
        return self._standing.usual(armed=draft.kind == "armed_group", by_far=by_far)


TRACE: dict[str, str] = {}
_MAKES_GROUP = frozenset(["owner", "leads", "near", "subject", "mourned", "bracket"])
