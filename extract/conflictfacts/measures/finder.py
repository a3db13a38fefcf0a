"""Quantities followed by a unit of area or length, made into facts."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace

from conflictfacts.facts import AreaFact, DistanceFact, Stated
from conflictfacts.lexicon import Lexicon, Phrases
from conflictfacts.measures.convert import Unit, agrees, convert, converted, expected
from conflictfacts.measures.status import AreaStatus
from conflictfacts.measures.traps import Traps
from conflictfacts.measures.units import DASHES, UnitFinder
from conflictfacts.numbers import Quantity
from conflictfacts.reading import Reading

_FRACTIONS = {("1", "2"): 0.5, ("1", "4"): 0.25, ("3", "4"): 0.75, ("1", "3"): 1 / 3, ("2", "3"): 2 / 3}
_FAR = 4  # tokens between a figure and the bracket that restates it ("500 sq km of forest (193 sq miles)")
_LIKELY = 2.0  # how far from right a figure apart from the first may be and still restate it
_CORRECTIONS = 40.0  # the same for one right after it: "sq miles" converted as miles is off by 1.6, acres by 2.5 ...


@dataclass(frozen=True, slots=True)
class _Measure:
    """A quantity with its unit: tokens ``first``..``end``; ``number`` and ``at`` say where number and unit begin."""

    first: int
    end: int
    value: float | None
    low: float | None
    high: float | None
    modifier: str
    unit: Unit
    number: int
    at: int
    product: bool = False

    @property
    def figures(self) -> tuple[float, ...]:
        """The figures stated: one, the two ends of a range, or none where it is vague."""
        if self.value is not None:
            return (self.value,)
        if self.low is not None and self.high is not None:
            return (self.low, self.high)
        return ()


class MeasureFinder:
    """Finds areas and distances. Built once from the ``units`` table."""

    def __init__(self, lexicon: Lexicon) -> None:
        table = lexicon.table("units")
        grammar = table["grammar"]
        self._units = UnitFinder(table)
        self._status = AreaStatus(table)
        self._traps = Traps(table)
        self._times = frozenset(grammar["times"])
        self._restating = Phrases((form, True) for form in grammar["restating"])
        self._ranging = frozenset(grammar["ranging"])
        self._trailing: Phrases[str] = Phrases(
            (form, kind)
            for kind in ("about", "at_least", "more_than", "at_most")
            for form in grammar[f"trailing_{kind}"]
        )
        self._gate = self._units.firsts | self._times | DASHES | {"of", "and", "1", "2", "3"}

    def find(self, reading: Reading, quantities: Sequence[Quantity]) -> list[AreaFact | DistanceFact]:
        """Give the areas and distances of a text in order, and claim their tokens.

        ``quantities`` are those of the whole text in order. ``place`` and ``source`` stay null. A range restated as a
        range gives two ``stated`` figures, its low end and its high end.
        """
        found: list[AreaFact | DistanceFact] = []
        lower = reading.lower
        size = len(lower)
        numbers = {q.number: k for k, q in enumerate(quantities)}
        by_first = {q.first: k for k, q in enumerate(quantities)}
        reader = _Pass(reading, quantities, numbers, by_first)
        done = 0
        for k, quantity in enumerate(quantities):
            if quantity.number < done or (quantity.end >= size and not quantity.first):
                continue
            if not (quantity.end < size and lower[quantity.end] in self._gate) and not self._unit_first(
                reading, quantity
            ):
                continue
            if reading.taken[quantity.number]:
                continue
            fact = self._fact(reader, k)
            if fact:
                found.append(fact[0])
                done = fact[1]
        return self._with_lone_words(reading, found)

    def _unit_first(self, reading: Reading, quantity: Quantity) -> bool:
        i = quantity.first
        return (i > 0 and reading.lower[i - 1] in _BEFORE_FIGURE) or (
            i > 0 and reading.lower[i - 1] in self._units.firsts
        )

    # -- one measure -------------------------------------------------------------------------------------------------

    def _fact(self, reader: _Pass, k: int) -> tuple[AreaFact | DistanceFact, int] | None:
        measure = self._measure(reader, k)
        if measure is None:
            return None
        reading = reader.reading
        unit = measure.unit
        if unit.dimension == "length" and self._traps.catches(
            reading,
            first=measure.first,
            number=measure.number,
            at=measure.at,
            end=measure.end,
            unit=unit,
            size=measure.figures[-1] if measure.figures else None,
        ):
            return None
        if unit.dimension == "area" and self._per_unit(reading, measure):
            return None
        others, end = self._restated(reader, measure)
        fact = self._made(reading, measure, others, end)
        reading.take(measure.first, end)
        return fact, end

    @staticmethod
    def _per_unit(reading: Reading, measure: _Measure) -> bool:
        """Tell "2 hectares per family": a rate and no area."""
        end = measure.end
        return end < len(reading) and reading.lower[end] == "per"

    def _measure(self, reader: _Pass, k: int) -> _Measure | None:
        """Read the quantity ``k`` with its unit, as a product, or as a range whose ends both have a unit."""
        reading, quantity = reader.reading, reader.quantities[k]
        sentence = reading.sentence_of(quantity.number)
        end = sentence.end
        product = self._product(reader, quantity, end)
        if product:
            return product
        value, low, high, modifier = quantity.value, quantity.low, quantity.high, quantity.modifier
        i = quantity.end
        upper = self._hyphened(reader, quantity, end)
        if upper and value is not None:
            value, low, high, modifier, i = None, value, upper[0], "range", upper[1]
        hit = self._units.after(reading, i, end)
        millions = self._units.at(reading, i + 1, end) if i < end and reading.lower[i] in _MILLIONS else None
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
            hit = self._units.after(reading, i, end)
            if not hit:
                return None
        stop, unit = hit
        at = i + 1 if reading.lower[i] in DASHES else i
        measure = _Measure(quantity.first, stop, value, low, high, modifier, unit, quantity.number, at)
        measure = self._ranged(reader, measure, end)
        trailing = self._trailing.at(reading.words, reading.lower, measure.end, end) if measure.end < end else None
        if trailing and measure.modifier == "exact":
            measure = replace(measure, end=trailing[0], modifier=trailing[1])
        return measure

    @staticmethod
    def _hyphened(reader: _Pass, quantity: Quantity, end: int) -> tuple[float, int] | None:
        """Read the upper end of "8-to-10-kilometre": (high, end)."""
        value, stop = reader.hyphened(quantity.end, end, ("to",))
        if value is None or quantity.value is None or value <= quantity.value:
            return None
        return value, stop

    @staticmethod
    def _fraction(reading: Reading, i: int, end: int) -> tuple[float, int]:
        """Read "and a half", "1/2" after a number."""
        lower = reading.lower
        if lower[i : i + 3] == ["and", "a", "half"] and i + 3 < end:
            return 0.5, i + 3
        if i + 3 < end and lower[i + 1] == "/":
            part = _FRACTIONS.get((lower[i], lower[i + 2]))
            if part:
                return part, i + 3
        return 0.0, i

    def _unit_before(self, reading: Reading, quantity: Quantity, start: int) -> _Measure | None:
        hit = self._units.area_before(reading, quantity.first, start)
        if not hit:
            return None
        q = quantity
        return _Measure(hit[0], q.end, q.value, q.low, q.high, q.modifier, hit[1], q.number, hit[0])

    def _product(self, reader: _Pass, quantity: Quantity, end: int) -> _Measure | None:
        """Read "800 x 600 metres", "5 km by 3 km": the area of the two sides."""
        reading = reader.reading
        lower = reading.lower
        if quantity.value is None:
            return None
        unit: Unit | None = None
        value, stop = reader.hyphened(quantity.end, end, self._times)  # "a 50-by-50-metre yard"
        if value is None:
            i = quantity.end
            if i < end and lower[i] not in self._times:
                hit = self._units.after(reading, i, end)
                if not hit or hit[1].dimension != "length":
                    return None
                i, unit = hit
            if i + 1 >= end or lower[i] not in self._times:
                return None
            value, stop = reader.number_at(i + 1)
            if value is None:
                return None
        hit = self._units.after(reading, stop, end)
        if not hit or not hit[1].squared or hit[1].dimension != "length" or self._traps.is_sport(reading):
            return None
        at = stop
        stop, unit_two = hit
        if unit and unit.name != unit_two.name:
            return None
        modifier = quantity.modifier if quantity.modifier != "vague" else "exact"
        area = self._units.units[hit[1].squared]
        product = quantity.value * value
        product = float(round(product, 0 if product >= 1000 else 4))  # the noise of multiplying decimals
        return _Measure(quantity.first, stop, product, None, None, modifier, area, quantity.number, at, product=True)

    def _ranged(self, reader: _Pass, measure: _Measure, end: int) -> _Measure:
        """Join "5 km to 10 km" and "between 5 km and 10 km" into one range; "from 5 km to 10 km" is two figures."""
        reading = reader.reading
        lower, i = reading.lower, measure.end
        if measure.value is None or i + 1 >= end:
            return measure
        before = lower[measure.number - 1] if measure.number else ""
        between = before == "between"
        if not (lower[i] in self._ranging or (between and lower[i] == "and")) or before == "from":
            return measure
        other = reader.quantity_at(i + 1)
        if not other or other.value is None or other.value <= measure.value:
            return measure
        hit = self._units.after(reading, other.end, end)
        if not hit or hit[1].name != measure.unit.name:
            return measure
        first = measure.number - 1 if between else measure.first
        return replace(
            measure, first=first, end=hit[0], value=None, low=measure.value, high=other.value, modifier="range"
        )

    # -- the same in another unit ------------------------------------------------------------------------------------

    def _restated(self, reader: _Pass, measure: _Measure) -> tuple[list[_Measure], int]:
        """Give the measures that restate this one, and where the quote ends: after them and their bracket."""
        reading = reader.reading
        lower = reading.lower
        limit = reading.sentence_of(measure.number).end
        others: list[_Measure] = []
        end = measure.end
        while end + 1 < limit:
            opened = lower[end] in ("(", "[")
            if opened:
                start = end + 1
            else:
                hit = self._restating.at(reading.words, lower, end, limit)
                start = hit[0] if hit else end
            if start > end and start < limit:
                other = self._second(reader, start, limit)
                if other and self._restates(measure, other, apart=1 if opened else 2):
                    stop = other.end
                    if opened:
                        more, stop = self._in_bracket(reader, measure, other, limit)
                        others += more
                    others.append(other)
                    end = stop
                    continue
            if not others:
                far = self._far_bracket(reader, measure, limit)
                if far:
                    return [far], far.end + 1
            break
        return others, end

    def _second(self, reader: _Pass, start: int, limit: int) -> _Measure | None:
        k = reader.first_at(start)
        if k is not None:
            return self._measure(reader, k)
        # "500 km2/193 mi2": the number grammar leaves out a figure that is glued to a slash.
        value, i = reader.number_at(start)
        hit = self._units.after(reader.reading, i, limit) if value is not None else None
        if not hit:
            return None
        return _Measure(start, hit[0], value, None, None, "exact", hit[1], start, hit[0] - 1)

    def _in_bracket(self, reader: _Pass, measure: _Measure, other: _Measure, limit: int) -> tuple[list[_Measure], int]:
        """Read on to the closing bracket: over further units ("; 95,000 acres") and nothing else."""
        lower = reader.reading.lower
        end = other.end
        more: list[_Measure] = []
        while end + 1 < limit and lower[end] in (",", ";", "/", "or"):
            k = reader.first_at(end + 1)
            third = self._measure(reader, k) if k is not None else None
            if not third or not self._restates(measure, third, apart=1):
                break
            more.append(third)
            end = third.end
        if end < limit and lower[end] in (")", "]"):
            end += 1
        return more, end

    def _far_bracket(self, reader: _Pass, measure: _Measure, limit: int) -> _Measure | None:
        lower = reader.reading.lower
        for i in range(measure.end + 1, min(measure.end + _FAR + 1, limit - 2)):
            if lower[i] in (",", ";", "and"):
                return None
            if lower[i] == "(":
                other = self._second(reader, i + 1, limit)
                if other and other.end < limit and lower[other.end] == ")" and self._restates(measure, other, apart=3):
                    return other
                return None
        return None

    def _restates(self, measure: _Measure, other: _Measure, *, apart: int) -> bool:
        """Tell a restatement from a figure of its own: another unit, and the nearer to the first the more error passes.

        ``apart`` is 1 inside a bracket right after the figure, 2 after a slash or "or", 3 further off.
        """
        unit, second = measure.unit, other.unit
        if unit.name == second.name:
            return False
        if unit.dimension != second.dimension:
            # "500 sq km (193 miles)": a slip for square miles.
            return (
                apart == 1 and unit.dimension == "area" and second.squared is not None and second.squared != unit.name
            )
        if unit.dimension == "length" and unit.system == second.system:
            return False
        if not measure.figures or not other.figures:
            return apart < 3
        right = convert(measure.figures[-1], unit, second)
        stated = other.figures[-1]
        if not right or not stated:
            return apart == 1
        ratio = max(right / stated, stated / right)
        return ratio <= (_CORRECTIONS if apart == 1 else _LIKELY)

    # -- the fact ----------------------------------------------------------------------------------------------------

    def _made(self, reading: Reading, measure: _Measure, others: list[_Measure], end: int) -> AreaFact | DistanceFact:
        start, stop = reading.starts[measure.first], reading.end(end - 1)
        if (
            end == reading.sentence_of(measure.number).end
            and len(reading.words[end - 1]) > 1
            and reading.text[stop - 1] == "."
        ):
            stop -= 1  # "70 sq km." at the end of a sentence
        quote = reading.text[start:stop]
        stated: list[Stated] = []
        right: list[Stated] = []
        verdicts: list[bool] = []
        for other in sorted(others, key=lambda o: o.first):
            self._check(measure, other, stated, right, verdicts)
        ok = all(verdicts) if verdicts else None
        wanted = tuple(right) if ok is False else None
        unit = measure.unit
        value, low, high, modifier = measure.value, measure.low, measure.high, measure.modifier
        if unit.dimension == "length":
            return DistanceFact(
                quote=quote, start=start, end=stop, rule="distance", value=value, low=low, high=high,
                modifier=modifier, unit=unit.name, stated=tuple(stated), stated_ok=ok, expected=wanted,
            )  # fmt: skip
        km, mi = (self._converted(measure, self._units.units[name]) for name in ("sq_km", "sq_mi"))
        return AreaFact(
            quote=quote, start=start, end=stop, rule="area-product" if measure.product else "area", value=value, low=low,
            high=high, modifier=modifier, unit=unit.name, status=self._status.of(reading, measure.first, end),
            stated=tuple(stated), stated_ok=ok, expected=wanted, sq_km=km, sq_miles=mi,
        )  # fmt: skip

    def _check(
        self, measure: _Measure, other: _Measure, stated: list[Stated], right: list[Stated], verdicts: list[bool]
    ) -> None:
        """Compare a restatement with the figure, end by end, and add what is stated and what would be right."""
        unit = other.unit
        slip = unit.dimension != measure.unit.dimension
        target = self._units.units[unit.squared] if slip and unit.squared else unit
        figures = measure.figures
        pairs = list(zip(other.figures, figures, strict=False))
        if len(figures) == 2 and len(other.figures) == 1:
            # One figure for a range: right where it lies between the ends.
            ends = [convert(f, measure.unit, target) for f in figures]
            fits = ends[0] <= other.figures[0] <= ends[1] or any(agrees(other.figures[0], e) for e in ends)
            pairs = [(other.figures[0], figures[0] if other.figures[0] < ends[0] else figures[1])]
            verdict = [fits]
        else:
            verdict = [agrees(s, convert(f, measure.unit, target)) for s, f in pairs]
        stated += [Stated(value=s, unit=unit.name) for s in other.figures]
        right += [Stated(value=expected(s, convert(f, measure.unit, target)), unit=target.name) for s, f in pairs]
        verdicts += [v and not slip for v in verdict]

    @staticmethod
    def _converted(measure: _Measure, target: Unit) -> float | tuple[float, float] | None:
        figures = [converted(f, measure.unit, target) for f in measure.figures]
        if not figures:
            return None
        return figures[0] if len(figures) == 1 else (figures[0], figures[1])

    # -- half a mile, tens of miles ----------------------------------------------------------------------------------

    def _with_lone_words(self, reading: Reading, found: list[AreaFact | DistanceFact]) -> list[AreaFact | DistanceFact]:
        """Add "half a mile", "a half-mile", "tens of kilometres": the number grammar has no lone "half" or "tens"."""
        added = [
            fact for word in ("half", "tens") for i in _places(reading.lower, word) if (fact := self._lone(reading, i))
        ]
        return sorted([*found, *added], key=lambda f: f.start) if added else found

    def _lone(self, reading: Reading, i: int) -> AreaFact | DistanceFact | None:
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
        hit = self._units.after(reading, at, sentence.end)
        if not hit or reading.is_taken(first, hit[0]):
            return None
        if half and first > sentence.first and lower[first - 1] == "and":
            return None  # "two and a half miles" that was not read as a whole
        stop, unit = hit
        modifier = "exact" if half else "vague"
        if half and first > sentence.first:
            modifier = _SHAPES.get(lower[first - 1], "exact")
            first -= modifier != "exact"
        size = 0.5 if half else None
        if unit.dimension == "length" and self._traps.catches(
            reading, first=first, number=i, at=at, end=stop, unit=unit, size=size
        ):
            return None
        measure = _Measure(first, stop, size, None, None, modifier, unit, i, at)
        reading.take(first, stop)
        return self._made(reading, measure, [], stop)


def _places(lower: list[str], word: str) -> Iterator[int]:
    i = -1
    while True:
        try:
            i = lower.index(word, i + 1)
        except ValueError:
            return
        yield i


_SHAPES = {
    "about": "about", "around": "about", "roughly": "about", "nearly": "about", "almost": "about", "some": "about",
    "within": "at_most", "over": "more_than", "under": "less_than",
}  # fmt: skip
_MILLIONS = frozenset({"m", "mn", "mln"})
_BEFORE_FIGURE = frozenset({")", ":", "=", "of"})


@dataclass(frozen=True, slots=True)
class _Pass:
    """One pass over a text: the reading, its quantities, and where they are."""

    reading: Reading
    quantities: Sequence[Quantity]
    numbers: dict[int, int]
    firsts: dict[int, int]

    def first_at(self, i: int) -> int | None:
        """Give the index of the quantity that begins at token ``i`` with its modifier."""
        k = self.firsts.get(i)
        return self.numbers.get(i) if k is None else k

    def quantity_at(self, i: int) -> Quantity | None:
        """Give the quantity that begins at token ``i``, or null."""
        k = self.first_at(i)
        return None if k is None else self.quantities[k]

    def hyphened(self, i: int, end: int, joiners: Container[str]) -> tuple[float | None, int]:
        """Read the second number of "50-by-50" or "8-to-10" from the hyphen at ``i``: (value or None, end)."""
        lower = self.reading.lower
        if i + 1 >= end or lower[i] not in DASHES:
            return None, i
        word, hyphen, digits = lower[i + 1].partition("-")
        if word not in joiners:
            return None, i
        if hyphen:  # the tokenizer keeps "to-10" whole
            return (float(digits), i + 2) if digits.isascii() and digits.isdecimal() and len(digits) < 13 else (None, i)
        if i + 3 < end and lower[i + 2] in DASHES:
            return self.number_at(i + 3)
        return None, i

    def number_at(self, i: int) -> tuple[float | None, int]:
        """Give (value, end) of the number at token ``i``, also a figure that the number grammar leaves out."""
        other = self.quantity_at(i)
        if other:
            return other.value, other.end
        word = self.reading.words[i] if i < len(self.reading) else ""
        digits = word.replace(",", "")
        if digits.replace(".", "", 1).isdecimal() and digits.isascii() and len(digits) < 13:
            return float(digits), i + 1
        return None, i
