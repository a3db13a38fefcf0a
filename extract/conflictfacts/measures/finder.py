"""Areas and distances as facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conflictfacts.facts import AreaFact, DistanceFact
from conflictfacts.lexicon import Lexicon
from conflictfacts.measures.convert import Unit, converted
from conflictfacts.measures.measure import Measure, Pass
from conflictfacts.measures.reader import MeasureReader
from conflictfacts.measures.restate import Restatements
from conflictfacts.measures.status import AreaStatus
from conflictfacts.measures.traps import Traps
from conflictfacts.numbers import Quantity
from conflictfacts.reading import Reading


class MeasureFinder:
    """Finds areas and distances. Built once from the ``units`` table."""

    def __init__(self, lexicon: Lexicon) -> None:
        table = lexicon.table("units")
        self._reader = MeasureReader(table)
        self._restatements = Restatements(table, self._reader)
        self._status = AreaStatus(table)
        self._traps = Traps(table)

    def find(self, reading: Reading, quantities: Sequence[Quantity]) -> list[AreaFact | DistanceFact]:
        """Give the areas and distances of a text in order, and claim their tokens.

        ``quantities`` are those of the whole text in order. ``place`` and ``source`` stay null. A range restated as a
        range gives two ``stated`` figures, its low end and its high end.
        """
        found: list[AreaFact | DistanceFact] = []
        run: Pass | None = None
        done = 0
        for k, quantity in enumerate(quantities):
            if quantity.number < done or not self._reader.may_begin(reading, quantity):
                continue
            if reading.taken[quantity.number]:
                continue
            run = run or Pass.over(reading, quantities)
            measure = self._reader.measure(run, k)
            if measure and not self._trapped(reading, measure):
                others, done = self._restatements.of(run, measure)
                found.append(self._made(reading, measure, others, done))
                reading.take(measure.first, done)
        lone = [fact for i in _lone_words(reading.lower) if (fact := self._lone(reading, i))]
        return sorted([*found, *lone], key=lambda f: f.start) if lone else found

    def _lone(self, reading: Reading, i: int) -> AreaFact | DistanceFact | None:
        """Read "half a mile" and "tens of miles": the number grammar has no lone "half" or "tens"."""
        measure = self._reader.lone(reading, i)
        if measure is None or self._trapped(reading, measure):
            return None
        reading.take(measure.first, measure.end)
        return self._made(reading, measure, [], measure.end)

    def _trapped(self, reading: Reading, measure: Measure) -> bool:
        """Tell what only looks like a measure: heights and speeds, plots per head, the sides of a playing field."""
        if measure.product:
            return self._traps.is_sport(reading)
        if measure.unit.dimension == "area":
            return measure.end < len(reading) and reading.lower[measure.end] == "per"
        return self._traps.catches(reading, measure)

    def _made(self, reading: Reading, measure: Measure, others: list[Measure], end: int) -> AreaFact | DistanceFact:
        start, stop = reading.starts[measure.first], reading.end(end - 1)
        word = reading.words[end - 1]
        if len(word) > 1 and word[-1] == "." and end == reading.sentence_of(measure.number).end:
            stop -= 1  # "70 sq km." at the end of a sentence
        quote = reading.text[start:stop]
        stated, ok, wanted = self._restatements.check(measure, others)
        value, low, high, modifier = measure.value, measure.low, measure.high, measure.modifier
        if measure.unit.dimension == "length":
            return DistanceFact(
                quote=quote, start=start, end=stop, rule="distance", value=value, low=low, high=high,
                modifier=modifier, unit=measure.unit.name, stated=stated, stated_ok=ok, expected=wanted,
            )  # fmt: skip
        km, mi = (_converted(measure, self._reader.units.units[name]) for name in ("sq_km", "sq_mi"))
        return AreaFact(
            quote=quote, start=start, end=stop, rule="area-product" if measure.product else "area", value=value,
            low=low, high=high, modifier=modifier, unit=measure.unit.name, stated=stated, stated_ok=ok,
            expected=wanted, status=self._status.of(reading, measure.first, end), sq_km=km, sq_miles=mi,
        )  # fmt: skip


def _converted(measure: Measure, target: Unit) -> float | tuple[float, float] | None:
    figures = [converted(f, measure.unit, target) for f in measure.figures]
    if not figures:
        return None
    return figures[0] if len(figures) == 1 else (figures[0], figures[1])


def _lone_words(lower: list[str]) -> Iterator[int]:
    for word in ("half", "tens"):
        i = -1
        while True:
            try:
                i = lower.index(word, i + 1)
            except ValueError:
                break
            yield i
