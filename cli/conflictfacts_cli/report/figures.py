"""Lays out the counts of an article as bars by side and status: each figure on its own, none added to another.

Two figures may be about the same men, so a sum would be a claim that the article does not make. Vague words get a line
of text and no bar.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from conflictfacts.facts import COUNT_STATUSES, CountFact
from conflictfacts_cli.report.drawing import LEFT, RIGHT, clipped, width_of
from conflictfacts_cli.wording import amount, state

MOST_ROWS = 120
# Beyond this ratio the small figures of a linear picture can't be told from nothing.
_LOG_FROM = 100
# What lies beyond is no count, and would break the scale.
_LEAST, _MOST = 1e-3, 1e15
_SIDE = 26
_STATUS = 19
_TEXT = 15
_BAR = 15
_GAP = 7
_ARROW = 9
_UNSAID = "Side not said"


@dataclass(frozen=True, slots=True)
class Line:
    """A heading, or a figure. ``low`` and ``high`` are places across the picture, equal where there is no range."""

    kind: str
    y: float
    words: str
    figure: str = ""
    fact: int | None = None
    low: float | None = None
    high: float | None = None
    # Which way the figure is open: "up" (at least), "down" (at most), or "".
    open: str = ""
    # Denied or planned: not said to have happened.
    unreal: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """A value on the scale and its place."""

    x: float
    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of the counts of one kind, ``height`` high, with what its signs mean where they occur."""

    lines: tuple[Line, ...]
    ticks: tuple[Tick, ...]
    # How many times the one before each labelled value is, in words; empty where the scale is linear.
    factor: str
    height: float
    more: int
    signs: tuple[str, ...]


def chart(counts: Sequence[tuple[int, CountFact]]) -> Chart | None:
    """Lay out the counts of one kind, each with its place in the list of facts; None where there are none."""
    if not counts:
        return None
    sides = {fact.side: n for n, (_, fact) in reversed(list(enumerate(counts)))}
    ordered = sorted(counts, key=lambda one: (one[1].side is None, sides[one[1].side], _standing(one[1]), one[0]))
    shown = ordered[:MOST_ROWS]
    scale = _Scale([end for _, fact in shown for end in _ends(fact)])
    lines: list[Line] = []
    y = 0.0
    side: str | None = ""
    status = ""
    for i, fact in shown:
        if fact.side != side:
            side, status = fact.side, ""
            y += _SIDE if lines else _SIDE - 10
            lines.append(Line("side", y, clipped(side or _UNSAID, RIGHT - LEFT)))
        if state(fact) != status:
            status = state(fact)
            y += _STATUS
            lines.append(Line("status", y, status))
        y += _TEXT
        line = _line(i, fact, scale, y)
        lines.append(line)
        y += _GAP + (_BAR - _GAP if line.low is not None else 0)
    return Chart(
        lines=tuple(lines),
        ticks=scale.ticks(),
        factor=scale.factor,
        height=y + 4,
        more=len(ordered) - len(shown),
        signs=tuple(_signs(lines, log=scale.log)),
    )


def _standing(fact: CountFact) -> tuple[int, str]:
    order = COUNT_STATUSES.index(fact.status) if fact.status in COUNT_STATUSES else len(COUNT_STATUSES)
    return order, state(fact)


def _ends(fact: CountFact) -> tuple[float, ...]:
    """Give the figure or both ends of the range; nothing for a vague word or what can't be drawn."""
    ends = (fact.low, fact.high) if fact.value is None else (fact.value,)
    known = tuple(end for end in ends if end is not None and (end == 0 or _LEAST <= end <= _MOST))
    return known if len(known) == len(ends) else ()


def _line(i: int, fact: CountFact, scale: _Scale, y: float) -> Line:
    ends = _ends(fact)
    figure = "vague: no bar" if fact.modifier == "vague" else clipped(amount(fact), (RIGHT - LEFT) / 2)
    room = RIGHT - LEFT - width_of(figure) - 14
    open_to = {"at_least": "up", "more_than": "up", "at_most": "down", "less_than": "down"}.get(fact.modifier, "")
    return Line(
        kind="figure",
        y=y,
        words=clipped(fact.quote, room),
        figure=figure,
        fact=i,
        low=scale.place(min(ends)) if ends else None,
        high=scale.place(max(ends)) if ends else None,
        open=open_to,
        unreal=fact.stance in ("denied", "planned"),
    )


def _signs(lines: list[Line], *, log: bool) -> list[str]:
    drawn = [line for line in lines if line.low is not None]
    signs = []
    if any(line.open == "up" for line in drawn):
        signs.append("an arrow to the right: at least, or more than")
    if any(line.open == "down" for line in drawn):
        signs.append(f"hollow{'' if log else ' bar'}: at most, or fewer than")
    if any(line.low != line.high for line in drawn):
        signs.append("two dots joined: a range" if log else "pale end: a range, from its low to its high end")
    if any(line.unreal for line in drawn):
        signs.append("dashed: planned or denied")
    return signs


class _Scale:
    """From a number to its place: linear from 0, or logarithmic where the figures lie too far apart."""

    def __init__(self, ends: list[float]) -> None:
        least = min((end for end in ends if end > 0), default=1.0)
        self._most = max((end for end in ends if end > 0), default=1.0)
        self.log = self._most / least > _LOG_FROM
        self.factor = ""
        self._decades = (0, 1)
        self._step = 1
        if self.log:
            first = math.floor(math.log10(least))
            self._decades = (first, max(math.ceil(math.log10(self._most)), first + 1))
            self._step = math.ceil((self._decades[1] - first) / 6)
            self.factor = f"{10**self._step:,}"

    def place(self, value: float) -> float:
        room = RIGHT - LEFT - _ARROW
        if not self.log:
            return round(LEFT + value / self._most * room, 1)
        first, last = self._decades
        share = (math.log10(value) - first) / (last - first) if value > 0 else 0.0
        return round(LEFT + 4 + share * (room - 4), 1)

    def ticks(self) -> tuple[Tick, ...]:
        values = self._powers() if self.log else self._rounds()
        ticks: list[Tick] = []
        for value in values:
            x = self.place(value)
            near_end = x > RIGHT - 24
            ticks.append(Tick(x, _short(value), "start" if x < LEFT + 16 else "end" if near_end else "middle"))
        return tuple(ticks)

    def _powers(self) -> list[float]:
        first, last = self._decades
        return [10.0**power for power in range(first, last + 1, self._step)]

    def _rounds(self) -> list[float]:
        rough = self._most / 4
        size = 10.0 ** math.floor(math.log10(rough))
        step = next(size * part for part in (1, 2, 5, 10) if size * part >= rough)
        return [step * n for n in range(int(self._most / step) + 1)]


def _short(value: float) -> str:
    for size, name in ((1e12, "e"), (1e9, " bn"), (1e6, " m")):
        if value >= size:
            return f"{value:.0e}".replace("e+", "e") if name == "e" else f"{value / size:g}{name}"
    return f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:g}"
