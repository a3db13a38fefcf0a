"""What looks like a distance and is none: speeds, heights, depths, people's heights, races, and "100m" of money."""

from __future__ import annotations

from typing import Any

from conflictfacts.lexicon import Phrases
from conflictfacts.measures.convert import Unit
from conflictfacts.measures.measure import Measure
from conflictfacts.measures.units import DASHES
from conflictfacts.reading import Reading

_SMALL = frozenset({"m", "ft"})
_BODY = frozenset({"his", "her", "their", "its", "my", "your", "both"})
_AT = frozenset({"at", "above", "below", "to", "from", "over", "under"})
_ARTICLES = frozenset({"a", "an", "the"})
_NEAR = 5
_WALL = 15.0  # metres: "a 3-metre wall" is that high, "a 300-metre wall" that long
_HIGH_FEET = 450.0  # metres: the same for feet, the measure of pilots
_HIGH = 1500.0  # metres: from here up a bare "at 2,000 metres" is a height


def _flags(forms: list[str]) -> Phrases[bool]:
    return Phrases((form, True) for form in forms)


class Traps:
    """The lists of ``[not_distance]`` in the ``units`` table."""

    def __init__(self, table: dict[str, Any]) -> None:
        lists = table["not_distance"]
        self._rate = _flags(lists["rate"])
        self._height_before = frozenset(lists["height_before"])
        self._depth_before = frozenset(lists["depth_before"])
        self._height_after = _flags(lists["height_after"])
        self._depth_after = _flags(lists["depth_after"])
        self._deep_ground = frozenset(lists["deep_ground"])
        self._tall = frozenset(lists["tall_things"])
        self._walls = frozenset(lists["walls"])
        self._grounded = frozenset(lists["grounded"])
        self._distance_words = frozenset(lists["distance_words"])
        self._million_after = _flags(lists["million_after"])
        self._million_before = frozenset(lists["million_before"])
        self._sport = frozenset(lists["sport"])

    def catches(self, reading: Reading, measure: Measure) -> bool:
        """Tell whether a length is no distance on the ground."""
        first, number, at, end, unit = measure.first, measure.number, measure.at, measure.end, measure.unit
        size = measure.figures[-1] if measure.figures else None
        sentence = reading.sentence_of(number)
        stop = sentence.end
        lower = reading.lower
        return (
            self._is_name(reading, number, at, end, stop)
            or self._is_rate(reading, end, stop)
            or (first > sentence.first and unit.name == "ft" and lower[first - 1] in _BODY)
            or self._is_height(reading, sentence.first, first, end, stop, unit, size)
            or (unit.name == "ft" and self._is_stature(reading, end, stop))
            or (lower[at] == "m" and self._is_million(reading, sentence.first, first, at, stop, size))
            or (unit.name in ("m", "yd") and self.is_sport(reading))
        )

    def _is_name(self, reading: Reading, number: int, at: int, end: int, stop: int) -> bool:
        """Tell "Seven Mile Bridge", "Mi-24" and a capital "M" from units."""
        word = reading.words[at]
        if reading.upper_case:
            return False
        if word in ("M", "Mi", "Ha", "HA", "Ft", "Ft.", "FT"):
            return not (word == "M" and reading.glued(at)) or word != "M"
        if len(word) > 2 and word.istitle() and end < stop:
            return reading.words[number][0].isupper() or reading.words[end][0].isupper()
        return False

    def _is_rate(self, reading: Reading, end: int, stop: int) -> bool:
        lower = reading.lower
        if end >= stop:
            return False
        if lower[end] == "/":
            return end + 1 < stop and lower[end + 1] in ("h", "hr", "hour", "s", "sec", "second", "day", "min", "l")
        i = end + 1 if lower[end] in DASHES and reading.glued(end) and end + 1 < stop else end
        return self._rate.at(reading.words, lower, i, stop) is not None

    def _is_height(
        self, reading: Reading, start: int, first: int, end: int, stop: int, unit: Unit, size: float | None
    ) -> bool:
        lower = reading.lower
        small = unit.name in _SMALL
        before = lower[max(start, first - 4) : first]
        if any(w in self._height_before for w in before) or (small and any(w in self._depth_before for w in before)):
            return True
        if end < stop:
            i = end + 1 if lower[end] in DASHES and reading.glued(end) and end + 1 < stop else end
            if self._height_after.at(reading.words, lower, i, stop):
                return True
            if small and self._depth_after.at(reading.words, lower, i, stop):
                return not (lower[i] == "deep" and i + 1 < stop and lower[i + 1] in self._deep_ground)
            if small and (size or 0.0) * unit.factor <= _WALL and lower[i] in self._walls:
                return True
            if small and any(w in self._tall for w in lower[i : min(i + 3, stop)]):
                return not any(w in ("from", "of", "away", "to") for w in lower[i : min(i + 2, stop)])
        metres = (size or 0.0) * unit.factor
        if small and metres >= (_HIGH_FEET if unit.name == "ft" else _HIGH) and first > start:
            after = next((w for w in lower[end : min(end + 2, stop)] if w not in DASHES), "")
            if lower[first - 1] in _AT or lower[first - 1] in ("than", "about"):
                return after not in self._grounded and not any(w in self._distance_words for w in before)
        return False

    def _is_stature(self, reading: Reading, end: int, stop: int) -> bool:
        """Tell "6 ft 2", "6-foot-2" and "five feet ten inches" from distances."""
        lower = reading.lower
        i = end + 1 if end < stop and lower[end] in DASHES else end
        if i >= stop:
            return False
        word = lower[i]
        inches = word.isdecimal() and len(word) <= 2 and int(word) < 12
        follows = i + 1 < stop and lower[i + 1] in ("in", "in.", "inch", "inches", '"', "″", "tall")
        spoken = word in ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")
        return (inches and (reading.glued(i) or follows or i + 1 >= stop or lower[i + 1] in ",.)")) or (
            spoken and follows
        )

    def _is_million(self, reading: Reading, start: int, first: int, at: int, stop: int, size: float | None) -> bool:
        """Tell "100m" for a hundred million: among money and people, or with a fraction and no sign of the ground."""
        lower = reading.lower
        i = at + 1
        if i < stop and lower[i] in DASHES and i + 1 < stop:
            i += 1
        if i < stop and self._million_after.at(reading.words, lower, i, stop):
            return True
        if any(w in self._million_before for w in lower[max(start, first - _NEAR) : first]):
            return True
        if not reading.glued(at):
            return False
        if i + 1 < stop and self._million_after.at(reading.words, lower, i + 1, stop) and lower[i].isalpha():
            return lower[i] not in self._grounded
        fraction = size is not None and size != int(size)
        return fraction and not (i < stop and lower[i] in self._grounded)

    def is_sport(self, reading: Reading) -> bool:
        """Tell whether a text is about sport, so that its metres and yards are races and plays."""
        return len(self._sport & reading.vocabulary) >= 2
