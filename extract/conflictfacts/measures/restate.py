"""The same figure in a second unit: what restates a measure, and whether it is right."""

from __future__ import annotations

from typing import Any

from conflictfacts.facts import Stated
from conflictfacts.lexicon import Phrases
from conflictfacts.measures.convert import agrees, convert, expected
from conflictfacts.measures.measure import Measure, Pass
from conflictfacts.measures.reader import MeasureReader

_FAR = 4  # tokens between a figure and the bracket that restates it ("500 sq km of forest (193 sq miles)")
# How far from right a restatement may be, by how it is joined. In a bracket right after the figure a wrong factor is a
# wrong figure and not another one ("90 sq km (56 sq miles)"); after no more than a comma only a right one restates.
_PASSES = {1: 40.0, 2: 2.0, 3: 2.0, 4: 1.07}


class Restatements:
    """Finds and checks restatements. Built from the ``units`` table and a reader of measures."""

    def __init__(self, table: dict[str, Any], reader: MeasureReader) -> None:
        self._reader = reader
        self._restating = Phrases((form, True) for form in table["grammar"]["restating"])

    def of(self, run: Pass, measure: Measure) -> tuple[list[Measure], int]:
        """Give the measures that restate this one, and where the quote ends: after them and their bracket."""
        reading = run.reading
        lower = reading.lower
        limit = reading.sentence_of(measure.number).end
        others: list[Measure] = []
        end = measure.end
        while end + 1 < limit:
            opened = lower[end] in ("(", "[")
            if opened:
                start = end + 1
            else:
                hit = self._restating.at(reading.words, lower, end, limit)
                start = hit[0] if hit else end
            if start > end and start < limit:
                other = self._second(run, start, limit)
                apart = 1 if opened else 4 if start == end + 1 and lower[end] == "," else 2
                if other and self._restates(measure, other, apart=apart):
                    stop = other.end
                    if opened:
                        more, stop = self._in_bracket(run, measure, other, limit)
                        others += more
                    others.append(other)
                    end = stop
                    continue
            if not others:
                far = self._far_bracket(run, measure, limit)
                if far:
                    return [far], far.end + 1
            break
        return others, end

    def _second(self, run: Pass, start: int, limit: int) -> Measure | None:
        k = run.first_at(start)
        if k is not None:
            return self._reader.measure(run, k)
        # "500 km2/193 mi2": the number grammar leaves out a figure that is glued to a slash.
        value, i = run.number_at(start)
        hit = self._reader.units.after(run.reading, i, limit) if value is not None else None
        if not hit:
            return None
        return Measure(start, hit[0], value, None, None, "exact", hit[1], start, hit[0] - 1)

    def _in_bracket(self, run: Pass, measure: Measure, other: Measure, limit: int) -> tuple[list[Measure], int]:
        """Read on to the closing bracket: over further units ("; 95,000 acres") and nothing else."""
        lower = run.reading.lower
        end = other.end
        more: list[Measure] = []
        while end + 1 < limit and lower[end] in (",", ";", "/", "or"):
            k = run.first_at(end + 1)
            third = self._reader.measure(run, k) if k is not None else None
            if not third or not self._restates(measure, third, apart=1):
                break
            more.append(third)
            end = third.end
        if end < limit and lower[end] in (")", "]"):
            end += 1
        return more, end

    def _far_bracket(self, run: Pass, measure: Measure, limit: int) -> Measure | None:
        lower = run.reading.lower
        for i in range(measure.end + 1, min(measure.end + _FAR + 1, limit - 2)):
            if lower[i] in (",", ";", "and"):
                return None
            if lower[i] == "(":
                other = self._second(run, i + 1, limit)
                if other and other.end < limit and lower[other.end] == ")" and self._restates(measure, other, apart=3):
                    return other
                return None
        return None

    def _restates(self, measure: Measure, other: Measure, *, apart: int) -> bool:
        """Tell a restatement from a figure of its own: another unit, and the nearer to the first the more error passes.

        ``apart`` is 1 inside a bracket right after the figure, 2 after a slash or "or", 3 further off, 4 after no more
        than a comma.
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
        return ratio <= _PASSES[apart]

    def check(
        self, measure: Measure, others: list[Measure]
    ) -> tuple[tuple[Stated, ...], bool | None, tuple[Stated, ...] | None]:
        """Compare restatements with the figure: (what is stated, right or null, what it should be where wrong).

        A range restated as a range gives two figures, its low end and its high end.
        """
        stated: list[Stated] = []
        right: list[Stated] = []
        verdicts: list[bool] = []
        for other in sorted(others, key=lambda o: o.first):
            self._compare(measure, other, stated, right, verdicts)
        ok = all(verdicts) if verdicts else None
        return tuple(stated), ok, tuple(right) if ok is False else None

    def _compare(
        self, measure: Measure, other: Measure, stated: list[Stated], right: list[Stated], verdicts: list[bool]
    ) -> None:
        """Compare a restatement with the figure, end by end, and add what is stated and what would be right."""
        unit = other.unit
        slip = unit.dimension != measure.unit.dimension
        target = self._reader.units.units[unit.squared] if slip and unit.squared else unit
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
