"""Resolvers of ranges and of dates that share a month or a year: "6-10 August", "May and June 2000", "1939-45"."""

from __future__ import annotations

from conflictfacts.dates import guards
from conflictfacts.dates.calendar import Span, month_span, unknown, year_span
from conflictfacts.dates.days import day_fits, placed
from conflictfacts.dates.match import Found, Part


def day_range(found: Found) -> list[Part] | None:
    """6-10 August 2024: one date."""
    month, first, last = found.value("month"), found.value("day"), found.value("day2", "day")
    if not found.reading.words[found.at("month")][0].isupper() or first >= last or not day_fits(month, last):
        return None
    year = found.value("year")
    if year is None and found.at("day2") == found.end - 1 and guards.counted_after(found, found.end - 1):
        return None
    a = placed(found, year, month, first)
    b = placed(found, year if year is not None or a.first is None else a.first.year, month, last)
    return found.range(a, b, found.at("day2"), explicit=year is not None, leaning=True)


def day_pair(found: Found) -> list[Part] | None:
    """19 and 26 October: two dates."""
    month, first, last = found.value("month"), found.value("day"), found.value("day2", "day")
    i, j = found.at("day"), found.at("day2")
    if not found.reading.words[found.at("month")][0].isupper() or not (
        day_fits(month, first) and day_fits(month, last)
    ):
        return None
    year = found.value("year")
    if year is None and j == found.end - 1 and guards.counted_after(found, j):
        return None
    a = placed(found, year, month, first)
    b = placed(found, year if year is not None or a.first is None else a.first.year, month, last)
    return [
        Part(found.first, i + 1, a, year is not None),
        Part(j, found.end, b, year is not None),
    ]


def three_days(found: Found) -> list[Part] | None:
    """2, 5 and 9 March: three dates."""
    month, year, i = found.value("month"), found.value("year"), found.at("month")
    if not found.reading.words[i][0].isupper() or found.value("day3", "day") is None:
        return None
    last = found.at("day3")
    if year is None and last == found.end - 1 and guards.counted_after(found, last, 2):
        return None
    days = [found.value(name, "day") for name in ("day", "day2", "day3")]
    if not (days[0] < days[1] < days[2] and day_fits(month, days[2])):
        return None
    spans = [placed(found, year, month, day) for day in days]
    explicit = year is not None
    return [
        Part(found.first, max(found.at("day"), i if i < last else 0) + 1, spans[0], explicit),
        Part(found.at("day2"), found.at("day2") + 1, spans[1], explicit),
        Part(last, found.end, spans[2], explicit),
    ]


def date_range(found: Found) -> list[Part] | None:
    """26 May - 8 October 2022: two dates."""
    a, b = _two_days(found)
    if a is None or b is None:
        return None
    second = min(found.at("day2"), found.at("month2"))
    return found.range(a, b, second, explicit=found.value("year2", "year") is not None)


def date_pair(found: Found) -> list[Part] | None:
    """From 3 March to 5 May 1999: two dates, the first of the second's year."""
    a, b = _two_days(found)
    if a is None or b is None:
        return None
    join = found.at("join")
    return [Part(found.first, join, a, True), Part(join + 1, found.end, b, True)]


def _two_days(found: Found) -> tuple[Span | None, Span | None]:
    m1, m2 = found.value("month"), found.value("month2", "month")
    d1, d2 = found.value("day"), found.value("day2", "day")
    words = found.reading.words
    if not (words[found.at("month")][0].isupper() and words[found.at("month2")][0].isupper()):
        return None, None
    if not day_fits(m1, d1) or not day_fits(m2, d2):
        return None, None
    y1, y2 = found.value("year"), found.value("year2", "year")
    if y1 is None and y2 is not None:
        y1 = y2 - ((m1, d1) > (m2, d2))
    if y2 is not None and y1 is not None and (y1, m1, d1) > (y2, m2, d2):
        return None, None
    a = placed(found, y1, m1, d1)
    if y2 is None and a.first is not None:
        y2 = a.first.year + ((m2, d2) < (m1, d1))
    return a, placed(found, y2, m2, d2)


def month_range(found: Found) -> list[Part] | None:
    """July 1951 - July 1953, April-May: two dates."""
    pair = _two_months(found)
    if pair is None:
        return None
    a, b = pair
    return found.range(a, b, found.at("month2"), explicit=found.value("year2", "year") is not None)


def month_pair(found: Found) -> list[Part] | None:
    """May and June 2000: two dates, the first of the second's year."""
    pair = _two_months(found)
    if pair is None:
        return None
    join, second = found.at("join"), found.at("month2")
    return [Part(found.first, join, pair[0], True), Part(second, found.end, pair[1], True)]


def _two_months(found: Found) -> tuple[Span, Span] | None:
    words = found.reading.words
    if not (words[found.at("month")][0].isupper() and words[found.at("month2")][0].isupper()):
        return None
    m1, m2 = found.value("month"), found.value("month2", "month")
    y1, y2 = found.value("year"), found.value("year2", "year")
    if y2 is not None and guards.counted_after(found, found.end - 1):
        return None
    if y1 is None and y2 is not None:
        y1 = y2 - (m1 > m2)
    a = month_span(y1, m1) if y1 is not None else found.story.place_month(m1, future=guards.in_future(found))
    if a is None:
        return None
    if y2 is None and a.first is not None:
        y2 = a.first.year + (m2 < m1)
    b = month_span(y2, m2) if y2 is not None else unknown("month", m2)
    return (a, b) if b else None


def month_to_month(found: Found) -> list[Part] | None:
    """From October to March: the new year between them."""
    m1, m2 = found.value("month"), found.value("month2", "month")
    i, j = found.at("month"), found.at("month2")
    words = found.reading.words
    if m1 <= m2 or not (words[i][0].isupper() and words[j][0].isupper()):
        return None
    b = found.story.place_month(m2, future=guards.in_future(found))
    a = month_span(b.first.year - 1, m1) if b.first is not None else unknown("month", m1)
    return [Part(i, i + 1, a), Part(j, j + 1, b)] if a else None


def year_range(found: Found) -> list[Part] | None:
    """1939-45: one date; 1914-1918: two."""
    reading = found.reading
    first = found.value("year")
    last = found.value("year2", "year")
    if last is None:
        # A hyphen glues a short year to its own; "1939 - 45 dead" does not.
        if not all(reading.glued(i) for i in range(found.first + 1, found.end)):
            return None
        last = first - first % 100 + found.value("yy")
        if last <= first or last - first > 60:
            return None
    if not 1500 <= first < last <= 2100 or last - first > 300:
        return None
    before = found.before()
    if before in found.words.not_year_before or found.after() in found.words.not_year_after:
        return None
    if before in found.alphabet.values["dash"] and found.before(2).isdigit():
        return None
    if found.after() in {"-", "–", "/"} and reading.glued(found.end):
        # A telephone or part number: "1999-45-77".
        return None
    if guards.counted_after(found, found.end - 1) and before not in found.words.year_before:
        return None
    a, b = year_span(first), year_span(last)
    leaning = found.value("year2", "year") is None
    return found.range(a, b, found.end - 1, explicit=True, leaning=leaning) if a and b else None


def year_pair(found: Found) -> list[Part] | None:
    """From 1915 to 1916: two dates."""
    first, last = found.value("year"), found.value("year2", "year")
    before = found.before()
    if not (1500 <= first <= 2100 and 1500 <= last <= 2100) or guards.counted_after(found, found.end - 1):
        return None
    if before in found.words.not_year_before or found.after() in found.words.not_year_after:
        return None
    if first % 100 == 0 and last % 100 == 0 and before not in found.words.year_before:
        return None
    fits = found.words.year_before | found.words.year_maybe | found.words.year_determiner
    if before not in fits and before not in {"(", "", ",", "both"}:
        return None
    a, b = year_span(first), year_span(last)
    if a is None or b is None:
        return None
    return [Part(found.first, found.first + 1, a, True), Part(found.end - 1, found.end, b, True)]
