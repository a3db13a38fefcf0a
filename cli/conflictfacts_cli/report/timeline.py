"""Lays out the dates of an article on a line: a point for a day, a bar from the first to the last day for the rest.

All is drawn to one scale. A long time in which nothing lies is cut out, and the cut is shown.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from conflictfacts.facts import DateFact
from conflictfacts_cli.report.drawing import LEFT, RIGHT, clipped
from conflictfacts_cli.wording import when

MOST_ROWS = 120
_LABELS = 138
_ROW = 20
_PAD = 7
_CUT = 18
# A gap is cut out where it is this part of what would be drawn otherwise.
_GAP_SHARE = 0.35
_MOST_CUTS = 3
_LEAST_BAR = 5.0
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# (months, or 0 for days; how many; the width that a label of that kind needs)
_STEPS = (
    *((0, days, 40.0) for days in (1, 2, 5, 10)),
    *((1, months, 54.0) for months in (1, 2, 3, 6)),
    *((1, 12 * years, 32.0) for years in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One time: where its bar begins and ends, or the middle of its point; and the facts that state it."""

    label: str
    words: str
    y: float
    left: float
    right: float
    day: bool
    loose: bool
    facts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A line down the picture with the time it stands for."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """A picture of the dates, ``height`` high; ``cuts`` are the places where time is left out."""

    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    cuts: tuple[float, ...]
    published: float | None
    height: float
    more: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class _Stretch:
    first: int
    last: int
    x: float
    scale: float

    def place(self, day: int) -> float:
        return self.x + (day - self.first) * self.scale

    def end(self) -> float:
        return self.place(self.last)


def timeline(dates: Sequence[tuple[int, DateFact]], published: str | None) -> Timeline | None:
    """Lay out dates, each with its place in the list of facts; None where none of them is known."""
    times: dict[tuple[int, int, str], list[int]] = {}
    labels: dict[tuple[int, int, str], str] = {}
    for i, fact in dates:
        first, last = _ordinal(fact.earliest), _ordinal(fact.latest)
        if first is not None and last is not None and first <= last:
            key = (first, last + 1, fact.modifier or "")
            times.setdefault(key, []).append(i)
            labels[key] = when(fact)
    if not times:
        return None
    shown = sorted(times)[:MOST_ROWS]
    today = _ordinal(published)
    spans = [(first, last) for first, last, _ in shown] + ([] if today is None else [(today, today + 1)])
    stretches = _stretches(spans)
    rows = tuple(_row(key, labels[key], times[key], stretches, _ROW * n + _ROW / 2 + 2) for n, key in enumerate(shown))
    return Timeline(
        rows=rows,
        ticks=tuple(_ticks(stretches)),
        cuts=tuple((a.end() + b.x) / 2 for a, b in itertools.pairwise(stretches)),
        published=None if today is None else _place(today + 0.5, stretches),
        height=_ROW * len(rows) + 4,
        more=len(times) - len(shown),
        first=labels[shown[0]],
        last=labels[max(shown, key=lambda key: (key[1], key[0]))],
    )


def _ordinal(iso: str | None) -> int | None:
    try:
        return None if iso is None else date.fromisoformat(iso).toordinal()
    except ValueError:
        return None


def _row(key: tuple[int, int, str], label: str, facts: list[int], stretches: list[_Stretch], y: float) -> Row:
    first, last, modifier = key
    day = last - first == 1
    left, right = _place(first, stretches), _place(last, stretches)
    if day or right - left < _LEAST_BAR:
        middle = (left + right) / 2
        half = 0 if day else _LEAST_BAR / 2
        left, right = middle - half, middle + half
    times = f" ×{len(facts)}" if len(facts) > 1 else ""
    return Row(
        label=clipped(label, _LABELS - 8 - 6 * len(times)) + times,
        words=label + times,
        y=y,
        left=round(left, 1),
        right=round(right, 1),
        day=day,
        loose=bool(modifier),
        facts=tuple(facts),
    )


def _stretches(spans: list[tuple[int, int]]) -> list[_Stretch]:
    """Give the stretches of time that are drawn, all to one scale, with the largest gaps between them left out."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    gaps = sorted(((b[0] - a[1], a[1], b[0]) for a, b in itertools.pairwise(merged)), reverse=True)
    total = merged[-1][1] - merged[0][0]
    cut: list[tuple[int, int]] = []
    for length, before, after in gaps[:_MOST_CUTS]:
        if length < _GAP_SHARE * total or length < 60:
            break
        cut.append((before, after))
        total -= length
    bounds = [merged[0][0], *(day for gap in sorted(cut) for day in gap), merged[-1][1]]
    room = RIGHT - LEFT - _LABELS - 2 * _PAD * (len(cut) + 1) - _CUT * len(cut)
    scale = room / total
    found: list[_Stretch] = []
    x = float(LEFT + _LABELS + _PAD)
    for first, last in zip(bounds[::2], bounds[1::2], strict=True):
        found.append(_Stretch(first, last, x, scale))
        x = found[-1].end() + 2 * _PAD + _CUT
    return found


def _place(day: float, stretches: list[_Stretch]) -> float:
    inside = next((one for one in stretches if day <= one.last), stretches[-1])
    return round(inside.x + (day - inside.first) * inside.scale, 1)


def _ticks(stretches: list[_Stretch]) -> Iterator[Tick]:
    scale = stretches[0].scale
    months, count, _ = next(
        (step for step in _STEPS if scale * step[1] * (30.4 if step[0] else 1) >= step[2]), _STEPS[-1]
    )
    free = 0.0
    for one in stretches:
        for day in _rounds(one, months, count):
            x = round(one.place(day.toordinal()), 1)
            label = _tick_label(day, months, count)
            half = 2.8 * len(label)
            if x - half >= free and x + half <= RIGHT + 6:
                yield Tick(x, label)
                free = x + half + 5


def _rounds(one: _Stretch, months: int, count: int) -> Iterator[date]:
    """Yield the round days of a stretch: each so many days or months."""
    if not months:
        for ordinal in range(one.first, one.last + 1):
            day = date.fromordinal(min(ordinal, date.max.toordinal()))
            if count == 1 or (day.day == 1 or (day.day % count == 0 and day.day < 30)):
                yield day
        return
    start = date.fromordinal(one.first)
    month = start.year * 12 + start.month - 1
    month -= month % count
    while True:
        year, number = divmod(month, 12)
        if year > 9999:
            return
        if year >= 1:
            day = date(year, number + 1, 1)
            if day.toordinal() > one.last:
                return
            if day.toordinal() >= one.first:
                yield day
        month += count


def _tick_label(day: date, months: int, count: int) -> str:
    if not months:
        return f"{day.day} {_MONTHS[day.month - 1]}"
    return str(day.year) if count >= 12 else f"{_MONTHS[day.month - 1]} {day.year}"
