"""Arithmetic on days, weeks, months, seasons and feasts. Nothing here reads text."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

Grain = Literal["day", "week", "month", "season", "year", "decade", "span"]

DAY = timedelta(days=1)
SEASON_MONTHS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
# EDTF level 1 codes of the seasons that lie inside one year. Winter is left out: ours runs into the next year,
# and EDTF does not say which year's winter "24" is.
_EDTF_SEASONS = {3: "21", 6: "22", 9: "23"}


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``first`` to ``last``, inclusive, and the unit they were named in.

    A span whose days can't be known has ``first`` and ``last`` None: the text names a date, the calendar can't place
    it. ``month`` keeps what an unplaced date still says; it is 0 for a span that is no part of one month.
    """

    first: date | None
    last: date | None
    grain: Grain
    month: int = 0

    @property
    def known(self) -> bool:
        """Whether the span stands on the calendar."""
        return self.first is not None


def unknown(grain: Grain, month: int = 0) -> Span:
    """Give a span that can't be placed."""
    return Span(None, None, grain, month)


def day_span(day: date) -> Span:
    """Give the span of one day."""
    return Span(day, day, "day", day.month)


def make_day(year: int, month: int, day: int) -> date | None:
    """Give a day, or None where the calendar has no such day."""
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def month_span(year: int, month: int) -> Span | None:
    """Give the span of a month, or None outside the calendar."""
    first = make_day(year, month, 1)
    if first is None:
        return None
    return Span(first, first.replace(day=monthrange(year, month)[1]), "month", month)


def year_span(year: int) -> Span | None:
    """Give the span of a year, or None outside the calendar."""
    first, last = make_day(year, 1, 1), make_day(year, 12, 31)
    return Span(first, last, "year") if first and last else None


def decade_span(year: int) -> Span | None:
    """Give the ten years that begin with ``year``."""
    first, last = make_day(year, 1, 1), make_day(year + 9, 12, 31)
    return Span(first, last, "decade") if first and last else None


def season_span(year: int, season: str) -> Span | None:
    """Give three months from the season's first in ``year``; a winter runs into the year after."""
    start = SEASON_MONTHS[season]
    first = month_span(year, start)
    last = month_span(year + (start == 12), start % 12 + 2)
    return Span(first.first, last.last, "season", start) if first and last else None


def week_span(day: date) -> Span | None:
    """Give the Monday to Sunday that a day lies in."""
    monday = shift_days(day, -day.weekday())
    sunday = shift_days(day, 6 - day.weekday())
    return Span(monday, sunday, "week") if monday and sunday else None


def weekend_span(day: date) -> Span | None:
    """Give the Saturday and Sunday of the week that a day lies in."""
    week = week_span(day)
    if week is None or week.last is None:
        return None
    return Span(week.last - DAY, week.last, "week")


def shift_days(day: date, days: int) -> date | None:
    """Move a day, or give None where that leaves the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def shift_month(day: date, months: int) -> Span | None:
    """Give the whole month that lies a number of months from a day's own."""
    count = day.year * 12 + day.month - 1 + months
    return month_span(count // 12, count % 12 + 1)


def shifted(day: date, unit: str, amount: int) -> Span | None:
    """Give the unit (day, week, month, year, decade) that lies ``amount`` units from the one a day is in."""
    if unit == "day":
        moved = shift_days(day, amount)
        return day_span(moved) if moved else None
    if unit == "week":
        moved = shift_days(day, 7 * amount)
        return week_span(moved) if moved else None
    if unit == "month":
        return shift_month(day, amount)
    if unit == "decade":
        return decade_span((day.year // 10 + amount) * 10)
    return year_span(day.year + amount)


def joined(a: Span, b: Span) -> Span | None:
    """Give the span from the first day of one to the last day of the other; None where they run backwards."""
    if a.first is None or b.last is None:
        return unknown("span")
    if b.last < a.first:
        return None
    return Span(a.first, b.last, "span", b.month)


def easter(year: int) -> date | None:
    """Give Easter Sunday of the Gregorian calendar (the anonymous algorithm, Meeus, Astronomical Algorithms, ch. 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * weekday) // 433
    month, _ = divmod(h + weekday - 7 * m + 90, 25)
    return make_day(year, month, (h + weekday - 7 * m + 33 * month + 19) % 32)


def nth_weekday(year: int, month: int, weekday: int, n: int) -> date | None:
    """Give the n-th such weekday of a month, counted from its end where ``n`` is negative."""
    span = month_span(year, month)
    if span is None or span.first is None or span.last is None:
        return None
    if n > 0:
        day = shift_days(span.first, (weekday - span.first.weekday()) % 7 + 7 * (n - 1))
    else:
        day = shift_days(span.last, -((span.last.weekday() - weekday) % 7) + 7 * (n + 1))
    return day if day and day.month == month else None


def feast(rule: str, year: int) -> Span | None:
    """Give a feast's days: ``"12-25"``, ``"11 thu 4"`` (the fourth Thursday of November) or ``"easter-7..-1"``."""
    if rule.startswith("easter"):
        sunday = easter(year) if 1583 <= year <= 9999 else None
        if sunday is None:
            return None
        first, _, last = rule.removeprefix("easter").partition("..")
        start = shift_days(sunday, int(first or 0))
        end = shift_days(sunday, int(last)) if last else start
        return Span(start, end, "week" if last else "day") if start and end else None
    if " " in rule:
        month, weekday, n = (int(part) for part in rule.split())
        day = nth_weekday(year, month, weekday, n)
    else:
        month, number = (int(part) for part in rule.split("-"))
        day = make_day(year, month, number)
    return day_span(day) if day else None


def edtf(span: Span, modifier: str | None = None) -> str | None:
    """Write a span in the Extended Date/Time Format, level 1; null where it can't be placed."""
    if span.first is None or span.last is None:
        return None
    mark = "~" if modifier == "about" else ""
    simple = _edtf_unit(span)
    if simple is not None:
        # A decade takes no qualifier after its X in level 1: it is vague as it stands.
        return simple if simple.endswith("X") else simple + mark
    first, last = span.first, span.last
    if first.day == 1 and (last + DAY if last < date.max else last).day == 1:
        if first.month == 1 and last.month == 12:
            return f"{first.year:04}{mark}/{last.year:04}{mark}"
        return f"{first.isoformat()[:7]}{mark}/{last.isoformat()[:7]}{mark}"
    return f"{first.isoformat()}{mark}/{last.isoformat()}{mark}"


def _edtf_unit(span: Span) -> str | None:
    first, last = span.first, span.last
    if first is None or last is None:
        return None
    if first == last:
        return first.isoformat()
    if span == year_span(first.year) or replace(span, grain="year", month=0) == year_span(first.year):
        return f"{first.year:04}"
    whole = month_span(first.year, first.month)
    if whole and whole.last == last and first.day == 1:
        return first.isoformat()[:7]
    if span.grain == "decade":
        return f"{first.year // 10:03}X"
    if span.grain == "season" and first.month in _EDTF_SEASONS:
        return f"{first.year:04}-{_EDTF_SEASONS[first.month]}"
    return None
