"""Finding a unit at a place in the text, in any of its spellings."""

from __future__ import annotations

from typing import Any

from conflictfacts.measures.convert import Unit, units_of
from conflictfacts.reading import Reading

DASHES = frozenset("-–—‑‐−‒")


class UnitFinder:
    """The spellings of the ``units`` table, found by their first word."""

    def __init__(self, table: dict[str, Any]) -> None:
        self.units = units_of(table)
        self._by_first: dict[str, list[tuple[tuple[str, ...], Unit]]] = {}
        for name, entry in table["units"].items():
            for form in entry["forms"]:
                words = tuple(form.split())
                self._by_first.setdefault(words[0], []).append((words, self.units[name]))
        for bucket in self._by_first.values():
            bucket.sort(key=lambda known: -len(known[0]))
        self.firsts = frozenset(self._by_first) | frozenset(f"{w}." for w in self._by_first)
        self._area_lasts = frozenset(
            words[-1] for bucket in self._by_first.values() for words, unit in bucket if unit.dimension == "area"
        )
        self.longest = max(len(words) for bucket in self._by_first.values() for words, _ in bucket)

    def at(self, reading: Reading, i: int, end: int) -> tuple[int, Unit] | None:
        """Give (end, unit) of the longest unit that begins at token ``i``; "-" may stand between its words."""
        lower = reading.lower
        if i >= end:
            return None
        bucket = self._by_first.get(lower[i]) or self._by_first.get(lower[i].rstrip("."))
        if not bucket:
            return None
        for words, unit in bucket:
            stop = i + 1
            for word in words[1:]:
                if stop + 1 < end and lower[stop] in DASHES and reading.glued(stop):
                    stop += 1
                if stop >= end or lower[stop].rstrip(".") != word:
                    break
                stop += 1
            else:
                return stop, unit
        return None

    def after(self, reading: Reading, i: int, end: int) -> tuple[int, Unit] | None:
        """Give the unit at ``i``, or after a hyphen there ("1,600-kilometre")."""
        if i + 1 < end and reading.lower[i] in DASHES and (reading.glued(i) or not reading.glued(i + 1)):
            return self.at(reading, i + 1, end) if reading.glued(i) else None
        return self.at(reading, i, end)

    def area_before(self, reading: Reading, i: int, first: int) -> tuple[int, Unit] | None:
        """Give (first, unit) of an area unit that stands before token ``i``: "km2 500", "(sq km): 500"."""
        lower = reading.lower
        stop = i
        while stop > first and lower[stop - 1] in (")", ":", "=", "of"):
            stop -= 1
        if stop <= first or lower[stop - 1].rstrip(".") not in self._area_lasts:
            return None
        for size in range(min(self.longest, stop - first), 0, -1):
            hit = self.at(reading, stop - size, stop)
            if hit and hit[0] == stop and hit[1].dimension == "area":
                start = stop - size
                # In "12 km2 500 men" the unit belongs to the figure before it.
                figured = start > first and (reading.taken[start - 1] or lower[start - 1][-1].isdigit())
                return None if figured or reading.taken[start] else (start, hit[1])
        return None
