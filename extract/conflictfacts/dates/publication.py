"""Resolvers of dates that count from the day of publication: "yesterday", "last week", "on Monday"."""

from __future__ import annotations

from conflictfacts.dates import guards
from conflictfacts.dates.back import same
from conflictfacts.dates.calendar import (
    Grain,
    Span,
    day_span,
    make_day,
    month_span,
    shift_days,
    shifted,
    unknown,
    weekend_span,
    year_span,
)
from conflictfacts.dates.match import Found, Part


def today(found: Found) -> list[Part] | None:
    """Today, yesterday, tomorrow, tonight, overnight. A history's own "today" means nowadays, not its speakers'."""
    shift = found.value("today")
    now = found.now
    if now is None:
        word = found.reading.lower[found.at("today")]
        if word in {"overnight", "tonight", "tomorrow"} or (shift == 0 and not found.quoted):
            return None
        now = found.reached
        if now is None:
            return found.whole(unknown("day")) if found.story.last is None or found.story.day is not None else None
    elif found.after() == "'s" and found.after(2) in {"world", "youth", "generation", "society"}:
        return None
    elif found.after() == "as" and "as" in {found.before(), found.before(2), found.before(3)}:
        # "as strong today as it was then"
        return None
    day = shift_days(now, shift)
    return found.whole(day_span(day)) if day else None


def day_beside_today(found: Found) -> list[Part] | None:
    """The day before yesterday, the day after tomorrow."""
    now = found.now
    if now is None:
        return found.whole(unknown("day"))
    step = -1 if found.reading.lower[found.first + 2] == "before" else 1
    day = shift_days(now, found.value("today") + step)
    return found.whole(day_span(day)) if day else None


def daypart_shift(found: Found) -> list[Part] | None:
    """This morning, last night."""
    now = found.now
    if now is None:
        return found.whole(unknown("day")) if found.quoted else None
    day = shift_days(now, -1 if "last" in found.reading.lower[found.first : found.end] else 0)
    return found.whole(day_span(day)) if day else None


def weekday(found: Found) -> list[Part] | None:
    """Sunday, later Monday."""
    i = found.at("weekday")
    if not found.reading.words[i][0].isupper():
        return None
    if found.first == i and i > found.sentence.first and found.before() in found.words.names_of_weekdays:
        return None
    story = found.story
    later = found.end - found.first > 1 and found.reading.lower[found.first] == "later"
    future = later or guards.in_future(found)
    return found.whole(story.place_weekday(found.value("weekday"), future=future))


def weekday_pair(found: Found) -> list[Part] | None:
    """From Monday to Friday: two dates, the second in the days after the first."""
    second = found.end - 1
    if not (found.reading.words[found.first][0].isupper() and found.reading.words[second][0].isupper()):
        return None
    a = found.story.place_weekday(found.value("weekday"), future=guards.in_future(found))
    if a.first is None:
        return [Part(found.first, found.first + 1, a), Part(second, found.end, unknown("day"))]
    gap = (found.value("weekday2", "weekday") - a.first.weekday()) % 7
    if found.reading.lower[found.first + 1] == "and" and found.now and not guards.in_future(found):
        # "on Tuesday and Monday" has both behind it.
        b: Span | None = found.story.place_weekday(found.value("weekday2", "weekday"), future=False)
    else:
        moved = shift_days(a.first, gap)
        b = day_span(moved) if moved else None
    return [Part(found.first, found.first + 1, a), Part(second, found.end, b)] if b else None


def weekday_shift(found: Found) -> list[Part] | None:
    """Last Wednesday: the latest before the day; next Friday: that of the week after; this Friday: the week's own."""
    if not found.reading.words[found.at("weekday")][0].isupper() or is_verb(found):
        return None
    shift, weekday_ = found.value("shift"), found.value("weekday")
    now = found.now
    if now is None:
        return found.whole(unknown("day"))
    if shift < 0:
        day = shift_days(now, -((now.weekday() - weekday_ - 1) % 7 + 1))
    else:
        day = shift_days(now, weekday_ - now.weekday() + 7 * shift)
    return found.whole(day_span(day)) if day else None


def weekday_coming(found: Found) -> list[Part] | None:
    """This coming Friday, this past Sunday: the nearest after or before the publication day."""
    now, way = found.now or found.reached, found.value("way", "coming")
    if not found.reading.words[found.at("weekday")][0].isupper():
        return None
    if now is None:
        return found.whole(unknown("day"))
    gap = (way * (found.value("weekday") - now.weekday()) - 1) % 7 + 1
    day = shift_days(now, way * gap)
    return found.whole(day_span(day)) if day else None


def weekday_of_week(found: Found) -> list[Part] | None:
    """Friday last week, Monday of next week."""
    if not found.reading.words[found.first][0].isupper():
        return None
    if found.now is None:
        return found.whole(unknown("day"))
    day = shift_days(found.now, found.value("weekday") - found.now.weekday() + 7 * found.value("shift"))
    return found.whole(day_span(day)) if day else None


def weekend(found: Found) -> list[Part] | None:
    """The weekend, last weekend, the following weekend."""
    story = found.story
    words = found.reading.lower[found.first : found.end]
    now = story.published
    if found.after() == "of":
        # "the weekend of 5 May": the date is what follows.
        return None
    if found.value("back") is not None or "that" in words or "same" in words:
        base = story.day.first if story.day is not None and story.day.first else now
        if base is None:
            return found.whole(unknown("week"))
        moved = shift_days(base, 7 * (found.value("back") or 0))
        return found.whole(weekend_span(moved)) if moved else None
    if now is None:
        base = found.reached
        return found.whole(weekend_span(base) if base else unknown("week"))
    shift = found.value("shift")
    if shift is None:
        # Over "the weekend" just past, or begun.
        shift = 0 if now.weekday() >= 5 or guards.in_future(found) else -1
    elif shift < 0 and now.weekday() >= 5:
        shift = -1
    moved = shift_days(now, 7 * shift)
    return found.whole(weekend_span(moved)) if moved else None


def unit_shift(found: Found) -> list[Part] | None:
    """Last week, this year, earlier this month; not "the last year", a window that ends now."""
    unit, shift = found.value("unit"), found.value("shift")
    before = found.before()
    if unit in {"day", "decade"}:
        if unit == "day" and shift == 0 and found.now is None and found.reading.words[found.first] != "This":
            return same(found, "day") if before == "on" else None
        return None
    if shift < 0 and (before in {"the", "'s", "his", "their", "its", "her"} or is_verb(found)):
        return None
    if found.after() in {"-", "to"} and shift < 0:
        return None
    now = found.now
    if now is None:
        if shift == 0:
            return same(found, unit) if not found.quoted else found.whole(unknown(unit))
        if shift > 0 and found.story.year is not None and unit == "year":
            return found.whole(year_span(found.story.year + 1))
        return found.whole(unknown(unit))
    return found.whole(shifted(now, unit, shift))


def is_verb(found: Found) -> bool:
    """Tell whether "last" is what something does: "it will last months"."""
    return found.before() in found.words.modals and found.reading.lower[found.first] == "last"


def month_shift(found: Found) -> list[Part] | None:
    """Last April: the latest over before the month; next March; this January: the year's own."""
    if not found.reading.words[found.at("month")][0].isupper() or is_verb(found):
        return None
    month, shift, now = found.value("month"), found.value("shift"), found.now
    if now is None:
        if shift == 0:
            return found.whole(found.story.place_month(month, future=False))
        return found.whole(unknown("month", month))
    if shift < 0:
        year = now.year - (month >= now.month)
    elif shift > 0:
        year = now.year + (month <= now.month)
    else:
        year = now.year
    return found.whole(month_span(year, month))


def before_last(found: Found) -> list[Part] | None:
    """The week before last, the night before last."""
    if found.at("unit") < 0:
        return found.whole(shifted(found.now, "day", -2) if found.now else unknown("day"))
    unit = found.value("unit")
    if unit in {"day", "decade"}:
        return None
    return found.whole(shifted(found.now, unit, -2) if found.now else unknown(unit))


def ago(found: Found) -> list[Part] | None:
    """Three days ago, almost a year ago."""
    number = found.value("n", "number" if found.rule.name != "digits-ago" else "digits")
    tens = found.value("tens", "number")
    if tens is not None:
        if tens < 20 or number >= 10:
            return None
        number += tens
    unit = found.value("units")
    if unit == "fortnight":
        unit, number = "week", 2 * number
    now = found.now or (found.reached if found.quoted else None)
    if now is None:
        return found.whole(unknown(unit))
    span = shifted(now, unit, -number)
    return found.whole(span) if span else None


def ago_today(found: Found) -> list[Part] | None:
    """A week ago today, a year ago this month: the same day, week or month, that far back."""
    now, unit = found.now or (found.reached if found.quoted else None), found.value("units")
    grain: Grain = found.value("unit") if found.at("unit") >= 0 else "day"
    number = found.value("n", "number") or found.value("n2", "digits")
    if now is None:
        return found.whole(unknown(grain))
    if unit in {"day", "week", "fortnight"}:
        base = shift_days(now, -number * {"day": 1, "week": 7, "fortnight": 14}[unit])
    else:
        months = number * {"month": 1, "year": 12, "decade": 120}[unit]
        count = now.year * 12 + now.month - 1 - months
        base = make_day(count // 12, count % 12 + 1, now.day) or make_day(count // 12, count % 12 + 1, 28)
    if base is None:
        return None
    return found.whole(shifted(base, grain, found.value("today") or 0))
