"""What the benchmarks of speed and memory share: figures measured in pairs, and how they are told.

A figure is a ratio (or a difference in seconds) of something of ours to a floor that is measured right beside it, so
that what else the machine does weighs on both. Its value is the median of the pairs; least and greatest stand beside.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any, Literal

FEWEST_PAIRS = 5

Clock = Callable[[], float]
"""Does its work once and gives the seconds that it took."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the report: what was measured in each pair, and the aim."""

    group: str
    name: str
    values: tuple[float, ...]
    unit: Literal["ratio", "s", "exponent"] = "ratio"
    at_most: float | None = None
    at_least: float | None = None
    note: str = ""

    @property
    def value(self) -> float:
        """The median."""
        return median(self.values)

    @property
    def met(self) -> bool | None:
        """Whether the aim is met, or None where there is none."""
        if self.at_most is not None:
            return self.value <= self.at_most
        return None if self.at_least is None else self.value >= self.at_least

    def as_dict(self) -> dict[str, Any]:
        """Give the figure as JSON."""
        return {
            "group": self.group,
            "name": self.name,
            "unit": self.unit,
            "median": self.value,
            "least": min(self.values),
            "greatest": max(self.values),
            "pairs": len(self.values),
            "at_most": self.at_most,
            "at_least": self.at_least,
            "met": self.met,
            "note": self.note,
        }


def in_pairs(pairs: int, ours: Clock, floor: Clock) -> list[tuple[float, float]]:
    """Measure two things side by side so many times, each first in every other pair; gives the seconds of both."""
    timed = []
    for turn in range(pairs):
        if turn % 2:
            floor_seconds = floor()
            timed.append((ours(), floor_seconds))
        else:
            timed.append((ours(), floor()))
    return timed


def lines(figure: Figure, *, head: bool) -> Iterator[str]:
    """Yield the line of a figure, below the head of its group where that is asked for."""
    if head:
        yield f"\n{figure.group:48} {'median':>8} {'least':>8} {'most':>8}  aim"
    aim, met = "", {None: "", True: "met", False: "MISSED"}[figure.met]
    if figure.at_most is not None:
        aim = f"<= {figure.at_most:g}"
    elif figure.at_least is not None:
        aim = f">= {figure.at_least:g}"
    unit = "s" if figure.unit == "s" else " "
    numbers = f"{figure.value:8.3f} {min(figure.values):8.3f} {max(figure.values):8.3f}{unit}"
    yield f"  {figure.name:46} {numbers} {aim:7} {met:6} {figure.note}".rstrip()


def machine() -> dict[str, Any]:
    """Say what the figures were measured with."""
    return {
        "python": platform.python_version(),
        "spacy": version("spacy"),
        "conflict-facts": version("conflict-facts"),
        "processors": os.cpu_count(),
        "system": platform.system(),
    }


def write_report(path: Path, figures: Sequence[Figure], **extra: Any) -> None:
    """Write the figures as JSON, with whatever else belongs to them."""
    report = {"machine": machine(), "figures": [figure.as_dict() for figure in figures], **extra}
    path.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
