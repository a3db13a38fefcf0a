"""Numbers, dates and measures in words, as a reader of the table wants them."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from decimal import Decimal

from conflictfacts.facts import AreaFact, CountFact, DateFact, DistanceFact, Stated

UNRESOLVED = "unresolved"
# Numbers outside are no counts or measures of this world, and would fill a line.
_LEAST, _MOST = 1e-9, 1e21
_DASH = "–"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MODIFIERS = {
    "about": "about",
    "at_least": "at least",
    "more_than": "more than",
    "at_most": "up to",
    "less_than": "less than",
}
# The article's own shade of "about" says more than "about": "nearly 500" is fewer.
_ABOUT = re.compile(r"(?i)\b(nearly|almost|close to|just under|just over|roughly|around)\b")
_VAGUE = re.compile(
    r"(?i)\b(?:(?:tens|hundreds|dozens|scores) of (?:thousands|millions)"
    r"|(?:several|many|an? few|few|a couple(?: of)?) (?:dozen|hundred|thousand|million)s?"
    r"|dozens|scores|hundreds|thousands|millions|billions|several|an? (?:few|handful|couple|number)|few|handful|couple"
    r"|many|numerous)\b"
)
# What is too large to be a number is none, but has been written as one.
_BEYOND = re.compile(r"(?i)\d[\d.,]*(?: (?:hundred|thousand|million|billion|trillion)\b)+")
_UNITS = {
    "sq_km": "sq km",
    "sq_mi": "sq miles",
    "sq_m": "sq metres",
    "sq_ft": "sq feet",
    "hectare": "hectares",
    "acre": "acres",
    "km": "km",
    "mi": "miles",
    "m": "metres",
    "ft": "feet",
    "yd": "yards",
    "nmi": "nautical miles",
}
_ONE = {
    "sq miles": "sq mile",
    "sq metres": "sq metre",
    "hectares": "hectare",
    "acres": "acre",
    "miles": "mile",
    "metres": "metre",
    "yards": "yard",
    "nautical miles": "nautical mile",
}


def number(value: float) -> str:
    """Write a number with thousands separators: the digits that are known, zeros behind them.

    What has too many digits to be read at a glance is written with a power of ten.

    >>> number(10000), number(34.7), number(0.000001), number(12345678901234567890.0), number(1e24)
    ('10,000', '34.7', '0.000001', '12,345,678,901,234,567,000', '1e24')
    """
    if value and not _LEAST <= abs(value) < _MOST:
        return repr(float(value)).replace("e+", "e")
    return f"{Decimal(repr(value + 0)):,f}".removesuffix(".0")


def amount(fact: CountFact | AreaFact | DistanceFact) -> str:
    """Write the number of a fact with its modifier in words: "more than 1,000", "2,000–3,000", "thousands (vague)"."""
    if fact.modifier == "vague":
        found = _VAGUE.search(fact.quote) or _BEYOND.match(fact.quote)
        return f"{found[0].lower() if found else 'some'} (vague)"
    if fact.value is not None:
        figure = number(fact.value)
    elif fact.low is not None and fact.high is not None:
        figure = f"{number(fact.low)}{_DASH}{number(fact.high)}"
    else:
        return fact.quote
    word = _MODIFIERS.get(fact.modifier, "")
    if fact.modifier == "about" and (own := _ABOUT.match(fact.quote)):
        word = own[1].lower()
    elif fact.modifier == "less_than" and isinstance(fact, CountFact):
        word = "fewer than"
    return f"{word} {figure}".strip()


def measure(fact: AreaFact | DistanceFact) -> str:
    """Write a measure as stated, with its unit in words."""
    return f"{amount(fact)} {_unit(fact.unit, one=fact.value == 1)}"


def both_units(fact: AreaFact) -> str:
    """Write an area in the units it was not stated in: square miles, square kilometres, or both."""
    parts = [
        f"{_span(size)} {_unit(unit, one=size == 1)}"
        for unit, size in (("sq_km", fact.sq_km), ("sq_mi", fact.sq_miles))
        if unit != fact.unit and size is not None
    ]
    return ", ".join(parts)


def state(fact: CountFact | AreaFact) -> str:
    """Write a status, with a warning where the article denies it or only plans it: "deployed (planned)"."""
    status = fact.status.replace("_", " ")
    return f"{status} ({fact.stance})" if fact.stance in ("denied", "planned") else status


def restated(figures: tuple[Stated, ...]) -> str:
    """Write the figures that restate a measure: "56 sq miles"."""
    parts: list[str] = []
    for i, figure in enumerate(figures):
        last = i + 1 == len(figures) or figures[i + 1].unit != figure.unit
        unit = f" {_unit(figure.unit, one=figure.value == 1)}" if last else ""
        parts.append(f"{number(figure.value)}{unit}")
    return ", ".join(parts)


def _span(size: float | tuple[float, float]) -> str:
    return _DASH.join(map(number, size)) if isinstance(size, tuple) else number(size)


def _unit(unit: str, *, one: bool = False) -> str:
    words = _UNITS.get(unit, unit)
    return _ONE.get(words, words) if one else words


def day(iso: str) -> str:
    """Write an ISO date as "6 Aug 2024"; what is no ISO date stays as it is."""
    try:
        when = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def when(fact: DateFact) -> str:
    """Write a date fact: "6 Aug 2024", "late Aug 2024", "6–10 Aug 2024", "1939–1945", "unresolved"."""
    if fact.earliest is None or fact.latest is None:
        return UNRESOLVED
    try:
        words = _period(date.fromisoformat(fact.earliest), date.fromisoformat(fact.latest))
    except ValueError:
        words = f"{fact.earliest}/{fact.latest}"
    return f"{fact.modifier} {words}" if fact.modifier else words


def _period(first: date, last: date) -> str:
    if first == last:
        return day(first.isoformat())
    starts, ends = first.day == 1, last.day == monthrange(last.year, last.month)[1]
    one_year = first.year == last.year
    if starts and ends:
        if (first.month, last.month) == (1, 12):
            return _years(first.year, last.year)
        month, until = _MONTHS[first.month - 1], _MONTHS[last.month - 1]
        if one_year:
            span = month if month == until else f"{month}{_DASH}{until}"
            return f"{span} {first.year}"
        return f"{month} {first.year} {_DASH} {until} {last.year}"
    if one_year and first.month == last.month:
        return f"{first.day}{_DASH}{last.day} {_MONTHS[first.month - 1]} {first.year}"
    begin = f"{first.day} {_MONTHS[first.month - 1]}"
    return f"{begin if one_year else f'{begin} {first.year}'} {_DASH} {day(last.isoformat())}"


def _years(first: int, last: int) -> str:
    if first == last:
        return str(first)
    if first % 10 == 0 and last == first + 9:
        return f"{first}s"
    return f"{first}{_DASH}{last}"
