"""Whose a commander is where the words beside the name leave it open: what the rest of the article tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from conflictfacts.commanders.evidence import Evidence, Post, listed, owner
from conflictfacts.commanders.sides import Sides
from conflictfacts.commanders.standing import Standing
from conflictfacts.commanders.units import Units
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
    spare: str | None = None  # the side to take where the words about him tell no better one
    duty: str | None = None  # "commands the 98th Division", where no post is named


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
        self._taken = frozenset[str]()
        self._reading = reading
        self._people = people
        self._sides = sides
        self._standing = standing
        units = self._units = Units(reading, sides)
        self._beside: tuple[tuple[str, Callable[[Open], PartyMention | str | None]], ...] = (
            ("named", lambda one: units.named(one.found)),
            ("land", self._land),
            ("owner", self._owner),
            ("bracket", lambda one: sides.bracket(one.found)),
            ("mourned", lambda one: sides.mourned(one.found)),
            ("code", lambda one: standing.code(one.found.mention)),
            ("apposed", lambda one: sides.apposed(one.found)),
            ("leads", self._leads),
            ("near", self._near),
            ("numbered", lambda one: units.numbered(one.found.mention)),
            ("subject", self._subject),
            ("ahead", self._ahead),
            ("body", self._body),
            ("reported", lambda one: sides.reported(one.found.mention) if one.draft.rank else None),
            ("introduced", self._introduced),
        )
        self._beyond: tuple[tuple[str, Callable[[Open], PartyMention | str | None]], ...] = (
            ("unit", lambda one: sides.of_unit(one.found)),
            ("enemy", self._enemy),
            ("opposed", self._opposed),
            ("home", self._home),
            ("mostly", lambda one: self._usual(one, 3.0)),
            ("owner", self._owner),
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
        for one in opens:
            one.draft.side = one.draft.side or one.draft.spare
        self._in_lists(order, drafts)
        self._sent(opens)
        self._try(self._beyond, opens)
        self._in_lists(order, drafts)
        self._sent(opens)
        self._taken = frozenset(draft.side for draft in drafts.values() if draft.side is not None)
        self._try((("other", self._other),), opens)

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
        between = self._reading.lower[first:end]
        if len(between) > _APART or self._sides.army.succeeds.isdisjoint(between):
            return False
        return self._reading.sentence_of(first).first == self._reading.sentence_of(end).first

    def _sent(self, opens: Sequence[Open]) -> None:
        """Let those who send and are sent share their side: "X sent General Y", "and he instructed General Y"."""
        lower, sends = self._reading.lower, self._sides.army.sends
        by_name = {one.person.name: one.draft for one in opens}
        for one in opens:
            first = one.found.before
            if sends.isdisjoint(lower[max(0, first - 2) : first]):
                continue
            floor = self._reading.sentence_of(first).first
            for i in range(first - 2, max(floor, first - 40) - 1, -1):
                who = self._people.at(i, i + 1)
                if who is None or who is one.person:
                    continue
                other, draft = by_name.get(who.name), one.draft
                if other is not None and other.kind == draft.kind and (other.side is None) != (draft.side is None):
                    other.side = draft.side = other.side or draft.side
                break

    def _other(self, one: Open) -> str | None:
        """Give the side that is left where an article knows two, and all other commanders are of one of them."""
        if one.draft.rank is not None or one.draft.post is not None:
            return None
        return self._standing.left(self._taken)

    def _owner(self, one: Open) -> PartyMention | str | None:
        """Read "his deputy, X" and "its commander, X"."""
        whose = owner(self._reading, one.found)
        if whose in {"his", "her"} and one.last is not None and one.last is not one.draft:
            return one.last.side
        return self._sides.owned(one.found) if whose in {"its", "their"} else None

    def _land(self, one: Open) -> str | None:
        """Read "X's breakaway Western Bosnia" as the land's."""
        if one.found.deed != "breaks-away" or one.found.men is None:
            return None
        return self._reading.quote(one.found.mention.end + 2, one.found.men[1])

    def _opposed(self, one: Open) -> str | None:
        """Read "His opponent, X" as of the other side."""
        if one.found.deed != "opposes" or one.last is None or one.last.side is None:
            return None
        return self._standing.against(one.last.side)

    def _leads(self, one: Open) -> PartyMention | None:
        return next((p for m in one.person.mentions[:_LOOK] if (p := self._sides.led(m)) is not None), None)

    def _near(self, one: Open) -> PartyMention | None:
        return next((p for m in one.person.mentions[:_LOOK] if (p := self._sides.near(m)) is not None), None)

    def _subject(self, one: Open) -> PartyMention | None:
        """Read "They put ashore 2,000 men led by General X" as those who did."""
        first = one.found.before
        if one.found.men is not None and one.found.deed == "commanded-by":
            first = one.found.men[0]
            opener = self._reading.sentence_of(first).first
            back = 2 if self._reading.lower[opener] in {"they", "it", "he"} else 0
            return self._sides.subject(self._reading.sentence_index(first), before=first, back=back)
        if self._reading.lower[max(0, first - 2) : first] != ["among", "them"]:
            return None
        return self._sides.subject(self._reading.sentence_index(first), before=first)

    def _body(self, one: Open) -> str | None:
        post = one.found.post
        if one.draft.kind != "military":
            return None
        if one.found.men is not None and self._units.of_state(one.found):
            return self._standing.body(*one.found.men)
        return self._standing.body(post.phrase, post.end) if post is not None else None

    def _enemy(self, one: Open) -> str | None:
        """Give the other of two sides, where the person fights one of them."""
        if one.draft.kind != "military":
            return None
        return self._standing.opponent(one.person.mentions[:_LOOK])

    def _home(self, one: Open) -> str | None:
        return self._standing.dateline if one.draft.rank and one.draft.kind == "military" else None

    def _introduced(self, one: Open) -> PartyMention | None:
        if one.draft.rank is None or owner(self._reading, one.found) in {"his", "her"}:
            return None
        return self._sides.introduced(one.found, self._people)

    def _ahead(self, one: Open) -> PartyMention | None:
        draft, post = one.draft, one.found.post
        if draft.rank is None and post is not None and post.sort == "command" and post.rule == "post-before":
            return self._sides.ahead(one.found)
        lower, first = self._reading.lower, one.found.before
        if first > 2 and lower[first - 1] == "by" and lower[first - 2] in {"led", "commanded", "headed"}:
            return self._sides.ahead(one.found)
        return None

    def _usual(self, one: Open, by_far: float = 1.5) -> str | None:
        draft = one.draft
        if not (draft.rank or draft.post or draft.kind == "armed_group"):
            return None
        by_far = 3.0 if draft.kind == "political" else by_far
        return self._standing.usual(armed=draft.kind == "armed_group", by_far=by_far)


_APART = 40  # tokens between a commander and his successor
_MAKES_GROUP = frozenset(["named", "owner", "leads", "near", "subject", "mourned", "bracket", "ahead"])
