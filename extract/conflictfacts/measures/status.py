"""What became of an area: captured, held, lost, burned and so on, by the words of its clause."""

from __future__ import annotations

from typing import Any

from conflictfacts.lexicon import Phrases
from conflictfacts.reading import Reading

_BOUNDS = frozenset({";", "while", "whereas", "but", "although", "though"})
_REACH = 40
_IGNORED = "ignored"  # phrases that only look like a status ("took place")


class AreaStatus:
    """The status words of the ``units`` table."""

    def __init__(self, table: dict[str, Any]) -> None:
        entries = table["status"]
        self._verbs = Phrases((form, status) for status, entry in entries.items() for form in entry["verbs"])
        self._frames = Phrases((form, status) for status, entry in entries.items() for form in entry.get("frames", ()))

    def of(self, reading: Reading, first: int, end: int) -> str:
        """Give the status of the area at tokens ``first``..``end``.

        The nearest verb on the left in the same clause decides, then the nearest on the right (passives), then what
        kind of area the words before it name.
        """
        sentence = reading.sentence_of(first)
        lower = reading.lower
        left = max(sentence.first, first - _REACH)
        for i in range(first - 1, left - 1, -1):
            if lower[i] in _BOUNDS:
                left = i + 1
                break
        right = min(sentence.end, end + _REACH)
        for i in range(end, right):
            if lower[i] in _BOUNDS:
                right = i
                break
        return (
            self._nearest(reading, left, first, self._verbs)
            or self._first(reading, end, right)
            or self._nearest(reading, left, first, self._frames)
            or "other"
        )

    def _nearest(self, reading: Reading, first: int, end: int, phrases: Phrases[str]) -> str | None:
        found = None
        for _, _, status in phrases.find(reading.words, reading.lower, first, end):
            if status != _IGNORED:
                found = status
        return found

    def _first(self, reading: Reading, first: int, end: int) -> str | None:
        found = self._verbs.find(reading.words, reading.lower, first, end)
        return next((status for _, _, status in found if status != _IGNORED), None)
