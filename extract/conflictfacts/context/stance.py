"""How a statement is meant: asserted by the article, claimed by a source, denied, or planned.

After the model of ConText (Harkema et al. 2009): a trigger has a direction and a scope, and words that end the scope.
"""

from __future__ import annotations

from conflictfacts.context.clauses import STOPS
from conflictfacts.lexicon import Lexicon, Phrases
from conflictfacts.reading import Reading


class Stances:
    """The triggers of the ``stance`` table."""

    def __init__(self, lexicon: Lexicon) -> None:
        table = lexicon.table("stance")
        kinds = ("denied", "planned")
        self._forward = Phrases((form, kind) for kind in kinds for form in table[kind]["forward"])
        self._backward = Phrases((form, kind) for kind in kinds for form in table[kind]["backward"])
        self._stops = frozenset(table["scope"]["stop"]) | STOPS
        self._reach: int = table["scope"]["reach"]
        self._behind: int = table["scope"]["behind"]

    def stance_of(self, reading: Reading, first: int, end: int, source: str | None) -> str:
        """Give the stance of the statement that holds the phrase ``first``..``end``."""
        governed = self._before(reading, first) or self._after(reading, end)
        return governed or ("claimed" if source else "asserted")

    def _before(self, reading: Reading, first: int) -> str | None:
        """Look left for a trigger whose scope reaches the phrase."""
        lower = reading.lower
        floor = max(reading.sentence_of(first).first, first - self._reach)
        for k in range(first - 1, floor - 1, -1):
            if lower[k] in self._stops:
                return None
            if lower[k] in self._forward and not _is_month(reading, k):
                hit = self._forward.at(reading.words, lower, k, first, any_case=True)
                if hit:
                    return hit[1]
        return None

    def _after(self, reading: Reading, end: int) -> str | None:
        """Look right behind the phrase for a trigger that governs its verb."""
        stop = reading.sentence_of(end - 1).end
        for k in range(end, min(stop, end + self._behind)):
            if reading.lower[k] in self._backward and not _is_month(reading, k):
                hit = self._backward.at(reading.words, reading.lower, k, stop, any_case=True)
                if hit:
                    return hit[1]
            if not reading.lower[k][0].isalpha():
                return None
        return None


def _is_month(reading: Reading, k: int) -> bool:
    """Tell whether "May" is the month: by its capital, or by the figure beside it where all letters are capitals."""
    if reading.upper_case:
        return any(word[0].isdigit() for word in reading.words[max(0, k - 1) : k + 2])
    return reading.words[k] == "May"
