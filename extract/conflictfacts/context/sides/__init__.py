"""Whose they are: the party that counted troops or weapons belong to.

First the words of the phrase itself ("Russian troops", "members of ISIL"), then its owner ("its soldiers", "Ukraine
sent 500 men"), then what the article has said of its forces so far ("the militants", "others"). A wrong side is worse
than none, so a fall-back must be without a rival.
"""

from __future__ import annotations

from collections.abc import Sequence

from conflictfacts.context.clauses import Ruling
from conflictfacts.context.parties import PartyMention
from conflictfacts.context.sides.actors import Actors, Speaker
from conflictfacts.context.sides.edges import Edges
from conflictfacts.context.sides.formations import Formations
from conflictfacts.context.sides.guess import Counted, Guess
from conflictfacts.context.sides.roster import Roster
from conflictfacts.context.sides.words import SideWords
from conflictfacts.reading import Reading


class Sides:
    """The parties of one reading and what each has done so far."""

    def __init__(
        self,
        reading: Reading,
        parties: Sequence[PartyMention],
        words: SideWords,
        *,
        led: Sequence[PartyMention] = (),
        speaker: Speaker | None = None,
    ) -> None:
        """Take the parties of a reading, its commanders as mentions that stand for their side, and who speaks for whom.

        ``speaker`` gives the side of whoever says what stands at a token.
        """
        self.parties = parties
        self._edges = Edges(reading, parties, words)
        self.by_first = self._edges.by_first
        self.within = self._edges.within
        self._roster = Roster(self._edges, words, Formations(self._edges, words, led))
        self._actors = Actors(self._edges, self._roster, words, led, speaker)
        self._guess = Guess(self._roster, self._actors, words)

    def stands_for(self, first: int, end: int) -> str | None:
        """Give the side that the words of tokens ``first``..``end`` stand for: "the air force", "the rebels"."""
        return next((r.side for r in self._actors.between(first, end) if r.side and r.sort != "led"), None)

    def named(self, first: int, end: int, floor: int, limit: int) -> str | None:
        """Give the party that a phrase, ``first``..``end`` in the sentence ``floor``..``limit``, has in it or by it."""
        edges = self._edges
        return edges.in_phrase(first, end) or edges.behind(end, limit) or edges.before(first, floor)

    def listed(self, first: int, floor: int) -> str | None:
        """Give the party named last before a number in the line of a list, or in the brackets behind it."""
        return self._edges.ahead(first, floor)

    def people(self, first: int, end: int) -> str | None:
        """Give the party whose people are named last in ``first``..``end``: "the Finns", of whom some fell."""
        return next((m.name for m in reversed(self.within(first, end)) if m.form == "people"), None)

    def owner(self, ruling: Ruling | None, first: int, end: int, floor: int, limit: int) -> str | None:
        """Give the owner that the clause names: a commander, the subject of "lost", or what "its" stands for."""
        actors = self._actors
        return actors.under(end, limit) or actors.owner(ruling, first, end, floor) or actors.beside(first, floor)

    def learn(self, unit: str, token: int, side: str, status: str | None, type: str) -> None:
        """Remember that a counted noun at a token belongs to a side, and whether it has been harmed."""
        if type != "equipment":
            self._roster.learn(token, unit, side)
        self._guess.learn(token, unit, side, status, type)

    def note(self, token: int, side: str) -> None:
        """Remember whose the men or weapons at a token were, as far as the text goes on with them."""
        self._guess.note(token, side)

    def guess(self, counted: Counted) -> str | None:
        """Give the side of a phrase that names none, from what the article says of its forces."""
        return self._guess.side(counted)


__all__ = ["Counted", "SideWords", "Sides"]
