"""What clause rules read and give: counted phrases, and what the clause says of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ruling:
    """A status with the token of the word that gives it, and how the phrase stands to it.

    ``role`` is ``object`` (something was done to them), ``subject`` (they did it) or ``nominal``; ``own`` tells that
    the doer is the owner too; ``passive`` that the word is a participle in the passive.
    """

    status: str
    word: int
    role: str
    own: bool = False
    passive: bool = False


@dataclass(slots=True)
class Slot:
    """A counted phrase in its sentence: tokens ``first``..``end`` (half-open) and its type of fact.

    ``part`` tells that it counts a part of another phrase ("53 of them"), ``thrown`` that what is counted is fired or
    dropped (shells, missiles, bombs).
    """

    first: int
    end: int
    type: str
    part: bool = False
    thrown: bool = False

    def as_type(self, type: str) -> Slot:
        """Give the same phrase as if it counted another type, to ask what the clause says of such."""
        return Slot(self.first, self.end, type, self.part, self.thrown)
