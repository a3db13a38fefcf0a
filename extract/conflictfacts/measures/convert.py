"""Conversions between units, and the check of an article's own: exact factors, honest rounding."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, isfinite, log10
from typing import Any

_TOLERANCE = 0.05
_COARSE = 0.15


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: ``factor`` is its size in square metres (``dimension`` "area") or in metres ("length")."""

    name: str
    dimension: str
    system: str
    factor: float
    squared: str | None = None


def units_of(table: dict[str, Any]) -> dict[str, Unit]:
    """Read the units of the ``units`` table by name."""
    return {
        name: Unit(name, entry["dimension"], entry["system"], float(entry["factor"]), entry.get("squared"))
        for name, entry in table["units"].items()
    }


def convert(value: float, source: Unit, target: Unit) -> float:
    """Convert between two units of the same dimension. Raises ``ValueError`` where the dimensions differ."""
    if source.dimension != target.dimension:
        raise ValueError(f"{source.name} and {target.name} do not measure the same: choose two units of one dimension")
    if source.name == target.name:
        return value
    return value * source.factor / target.factor


def round_to(value: float, digits: int) -> float:
    """Round to a number of significant digits."""
    if not value or not isfinite(value):
        return value
    places = digits - 1 - floor(log10(abs(value)))
    return float(round(value, places))


def significant(value: float) -> int:
    """Give how many digits of a written figure count: the zeros that end a whole number do not."""
    digits = f"{value:.12g}".lower()
    if "e" in digits:
        digits = digits.split("e")[0]
    whole = "." not in digits
    digits = digits.replace(".", "").replace("-", "").lstrip("0")
    return len((digits.rstrip("0") if whole else digits) or "0")


def source_digits(value: float) -> int:
    """Give the digits that a conversion of ``value`` deserves.

    As many as the source has; two at least, since "90" is seldom "between 50 and 150", and three from a thousand up.
    """
    return max(significant(value), 3 if abs(value) >= 1000 else 2)


def converted(value: float, source: Unit, target: Unit) -> float:
    """Convert and round to the precision of the source; a step between metric units needs no rounding."""
    exact = convert(value, source, target)
    if source.system == target.system == "metric" or source.name == target.name:
        return round_to(exact, 12)
    return round_to(exact, source_digits(value))


def agrees(stated: float, right: float) -> bool:
    """Tell whether a restated figure is right: within 5 %, or the right figure in its own rounding.

    A whole number is rounded to ones ("one mile (2 km)"), and one that ends in zeros perhaps to its last other digit
    ("60 km (40 miles)"), though never by more than 15 %.
    """
    if abs(stated - right) <= _TOLERANCE * abs(right):
        return True
    if not isfinite(stated) or not isfinite(right):
        return False
    text = f"{stated:.12g}"
    if "e" in text:
        return False
    places = len(text.partition(".")[2])
    if not places and text.endswith("0"):
        if abs(stated - right) > _COARSE * abs(right):
            return False
        places = len(text.rstrip("0")) - len(text)
    return abs(round(right, places) - stated) < 1e-9 * max(1.0, abs(stated))


def expected(stated: float, right: float) -> float:
    """Round the right figure to the precision of the stated one: as many digits, two at least."""
    return round_to(right, max(2, significant(stated)))
