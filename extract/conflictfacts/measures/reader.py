"""Reading a quantity with its unit: plain, as a product, as a range, or with the unit first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from conflictfacts.lexicon import Phrases
from conflictfacts.measures.convert import Unit
from conflictfacts.measures.measure import Measure, Pass
from conflictfacts.measures.units import DASHES, UnitFinder
from conflictfacts.numbers import Quantity
from conflictfacts.reading import Reading

_FRACTIONS = {("1", "2"): 0.5, ("1", "4"): 0.25, ("3", "4"): 0.75, ("1", "3"): 1 / 3, ("2", "3"): 2 / 3}
_MILLIONS = frozenset({"m", "mn", "mln"})
_BEFORE_FIGURE = frozenset({")", ":", "=", "of"})
_SHAPES = {
    "about": "about", "around": "about", "roughly": "about", "nearly": "about", "almost": "about", "some": "about",
    "within": "at_most", "over": "more_than", "under": "less_than",
}  # fmt: skip


class MeasureReader:
    """The grammar of a measure, built from the ``units`` table."""

    def __init__(self, table: dict[str, Any]) -> None:
        grammar = table["grammar"]
        self.units = UnitFinder(table)
        self._times = frozenset(grammar["times"])
        self._ranging = frozenset(grammar["ranging"])
        self._trailing: Phrases[str] = Phrases(
            (form, kind)
            for kind in ("about", "at_least", "more_than", "at_most")
            for form in grammar[f"trailing_{kind}"]
        )
        self._gate = self.units.firsts | self._times | DASHES | {"of", "and", "1", "2", "3"}

    def may_begin(self, reading: Reading, quantity: Quantity) -> bool:
        """Tell cheaply whether a unit may stand at a quantity."""
        lower = reading.lower
        if quantity.end < len(lower) and lower[quantity.end] in self._gate:
            return True
        before = lower[quantity.first - 1] if quantity.first else ""
        return before in _BEFORE_FIGURE or before in self.units.firsts

    def measure(self, run: Pass, k: int) -> Measure | None:
        """Read the quantity ``k`` with its unit, as a product, or as a range whose ends both have a unit."""
        reading, quantity = run.reading, run.quantities[k]
        sentence = reading.sentence_of(quantity.number)
        end = sentence.end
        product = self._product(run, quantity, end)
        if product:
            return product
        value, low, high, modifier = quantity.value, quantity.low, quantity.high, quantity.modifier
        i = quantity.end
        upper = self._hyphened(run, quantity, end)
        if upper and value is not None:
            value, low, high, modifier, i = None, value, upper[0], "range", upper[1]
        hit = self.units.after(reading, i, end)
        millions = self.units.at(reading, i + 1, end) if i < end and reading.lower[i] in _MILLIONS else None
        if millions and millions[1].dimension == "area" and value is not None:
            value, hit, i = value * 1e6, millions, i + 1  # "1.2m hectares"
        if not hit:
            extra, i = self._fraction(reading, i, end)
            if extra and value is not None:
                value += extra
            elif modifier == "vague" and i < end and reading.lower[i] == "of":
                i += 1
            else:
                return self._unit_before(reading, quantity, sentence.first)
            hit = self.units.after(reading, i, end)
            if not hit:
                return None
        stop, unit = hit
        at = i + 1 if reading.lower[i] in DASHES else i
        measure = Measure(quantity.first, stop, value, low, high, modifier, unit, quantity.number, at)
        measure = self._ranged(run, measure, end)
        after = measure.end + (measure.end < end and reading.lower[measure.end] in DASHES)  # "1,000-km-plus"
        trailing = self._trailing.at(reading.words, reading.lower, after, end) if after < end else None
        if trailing and measure.modifier == "exact":
            measure = replace(measure, end=trailing[0], modifier=trailing[1])
        return measure

    @staticmethod
    def _hyphened(run: Pass, quantity: Quantity, end: int) -> tuple[float, int] | None:
        """Read the upper end of "8-to-10-kilometre": (high, end)."""
        value, stop = run.hyphened(quantity.end, end, ("to",))
        if value is None or quantity.value is None or value <= quantity.value:
            return None
        return value, stop

    @staticmethod
    def _fraction(reading: Reading, i: int, end: int) -> tuple[float, int]:
        """Read "and a half", "1/2" after a number."""
        lower = reading.lower
        parts = [k for k in range(i, min(i + 6, end)) if lower[k] not in DASHES]
        if [lower[k] for k in parts[:3]] == ["and", "a", "half"]:
            return 0.5, parts[2] + 1  # "two and a half", "two-and-a-half"
        if i + 3 < end and lower[i + 1] == "/":
            part = _FRACTIONS.get((lower[i], lower[i + 2]))
            if part:
                return part, i + 3
        return 0.0, i

    def _unit_before(self, reading: Reading, quantity: Quantity, start: int) -> Measure | None:
        hit = self.units.area_before(reading, quantity.first, start)
        if not hit:
            return None
        q = quantity
        return Measure(hit[0], q.end, q.value, q.low, q.high, q.modifier, hit[1], q.number, hit[0])

    def _product(self, run: Pass, quantity: Quantity, end: int) -> Measure | None:
        """Read "800 x 600 metres", "5 km by 3 km": the area of the two sides."""
        reading = run.reading
        lower = reading.lower
        if quantity.value is None:
            return None
        unit: Unit | None = None
        value, stop = run.hyphened(quantity.end, end, self._times)  # "a 50-by-50-metre yard"
        if value is None:
            i = quantity.end
            if i < end and lower[i] not in self._times:
                hit = self.units.after(reading, i, end)
                if not hit or hit[1].dimension != "length":
                    return None
                i, unit = hit
            if i + 1 >= end or lower[i] not in self._times:
                return None
            value, stop = run.number_at(i + 1)
            if value is None:
                return None
        hit = self.units.after(reading, stop, end)
        if not hit or not hit[1].squared or hit[1].dimension != "length":
            return None
        at = stop
        stop, unit_two = hit
        if unit and unit.name != unit_two.name:
            return None
        modifier = quantity.modifier if quantity.modifier != "vague" else "exact"
        area = self.units.units[hit[1].squared]
        product = quantity.value * value
        product = float(round(product, 0 if product >= 1000 else 4))  # the noise of multiplying decimals
        return Measure(quantity.first, stop, product, None, None, modifier, area, quantity.number, at, product=True)

    def _ranged(self, run: Pass, measure: Measure, end: int) -> Measure:
        """Join "5 km to 10 km" and "between 5 km and 10 km" into one range; "from 5 km to 10 km" is two figures."""
        reading = run.reading
        lower, i = reading.lower, measure.end
        if measure.value is None or i + 1 >= end:
            return measure
        before = lower[measure.number - 1] if measure.number else ""
        between = before == "between"
        if not (lower[i] in self._ranging or (between and lower[i] == "and")) or before == "from":
            return measure
        other = run.quantity_at(i + 1)
        if not other or other.value is None or other.value <= measure.value:
            return measure
        hit = self.units.after(reading, other.end, end)
        if not hit or hit[1].name != measure.unit.name:
            return measure
        first = measure.number - 1 if between else measure.first
        return replace(
            measure, first=first, end=hit[0], value=None, low=measure.value, high=other.value, modifier="range"
        )

    def lone(self, reading: Reading, i: int) -> Measure | None:
        """Read "half a mile", "a half-mile" or "tens of kilometres" at the word "half" or "tens"."""
        lower = reading.lower
        sentence = reading.sentence_of(i)
        if sentence.furniture or reading.taken[i]:
            return None
        at, first = i + 1, i
        half = lower[i] == "half"
        if half:
            at += at + 1 < sentence.end and lower[at] in DASHES
            spelt = at < sentence.end and lower[at] in ("a", "an")
            at += spelt
            if i > sentence.first and lower[i - 1] in ("a", "one") and not spelt:
                first = i - 1
        elif at < sentence.end and lower[at] == "of":
            at += 1
        else:
            return None
        hit = self.units.after(reading, at, sentence.end)
        if not hit or reading.is_taken(first, hit[0]):
            return None
        if half and first > sentence.first and (lower[first - 1] == "and" or lower[first - 1] in DASHES):
            return None  # the end of "two-and-a-half"
        stop, unit = hit
        modifier = "exact" if half else "vague"
        if half and first > sentence.first:
            modifier = _SHAPES.get(lower[first - 1], "exact")
            first -= modifier != "exact"
        size = 0.5 if half else None
        return Measure(first, stop, size, None, None, modifier, unit, i, at)
