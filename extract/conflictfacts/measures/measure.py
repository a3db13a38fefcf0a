"""What the stages of measuring hand on: a quantity with its unit, and one pass over a text."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

from conflictfacts.measures.convert import Unit
from conflictfacts.measures.units import DASHES
from conflictfacts.numbers import Quantity
from conflictfacts.reading import Reading


@dataclass(frozen=True, slots=True)
class Measure:
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


@dataclass(frozen=True, slots=True)
class Pass:
    """One pass over a text: the reading, its quantities, and where they are."""

    reading: Reading
    quantities: Sequence[Quantity]
    numbers: dict[int, int]
    firsts: dict[int, int]

    @classmethod
    def over(cls, reading: Reading, quantities: Sequence[Quantity]) -> Pass:
        """Index the quantities of a text by their first token and by their number."""
        numbers = {q.number: k for k, q in enumerate(quantities)}
        return cls(reading, quantities, numbers, {q.first: k for k, q in enumerate(quantities)})

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
