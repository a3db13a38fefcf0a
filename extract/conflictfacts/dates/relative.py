"""Resolvers of dates that count from the publication, or from the story so far."""

from __future__ import annotations

from datetime import date

from conflictfacts.dates import guards
from conflictfacts.dates.absolute import place_season
from conflictfacts.dates.calendar import (
    Span,
    day_span,
    feast as feast_span,
    make_day,
    month_span,
    season_span,
    shift_days,
    shifted,
    unknown,
    week_span,
    weekend_span,
    year_span,
)
from conflictfacts.dates.match import Found, Part

_STOPS = frozenset({"", ".", ",", ";", ":", ")", "]", "—", "–", "-", '"', "”", "'", "’", "!", "?"})


def _now(found: Found) -> date | None:
    return found.story.published


def _reached(found: Found) -> date | None:
    """Give the day that a history has reached, for the "today" of someone it quotes."""
    day = found.story.day
    return day.first if day is not None else None


# ---------------------------------------------------------------- from the publication


def today(found: Found) -> list[Part] | None:
    """Today, yesterday, tomorrow, tonight, overnight. A history's own "today" means nowadays, its speakers' does not."""
    shift = found.value("today")
    now = _now(found)
    if now is None:
        word = found.reading.lower[found.at("today")]
        if word in {"overnight", "tonight", "tomorrow"} or (shift == 0 and not found.quoted):
            return None
        now = _reached(found)
        if now is None:
            return found.whole(unknown("day")) if found.story.last is None or found.story.day is not None else None
    elif found.after() == "'s" and found.after(2) in {"world", "youth", "generation", "society"}:
        return None
    day = shift_days(now, shift)
    return found.whole(day_span(day)) if day else None


def day_beside_today(found: Found) -> list[Part] | None:
    """The day before yesterday, the day after tomorrow."""
    now = _now(found)
    if now is None:
        return found.whole(unknown("day"))
    step = -1 if found.reading.lower[found.first + 2] == "before" else 1
    day = shift_days(now, found.value("today") + step)
    return found.whole(day_span(day)) if day else None


def daypart_shift(found: Found) -> list[Part] | None:
    """This morning, last night."""
    now = _now(found)
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
    span = story.place_weekday(found.value("weekday"), future=future)
    if later and span and story.published and span.first == story.published:
        span = day_span(story.published)
    return found.whole(span)


def weekday_shift(found: Found) -> list[Part] | None:
    """Last Wednesday: the latest before the day; next Friday: that of the week after; this Friday: the week's own."""
    if not found.reading.words[found.at("weekday")][0].isupper():
        return None
    shift, weekday_ = found.value("shift"), found.value("weekday")
    now = _now(found)
    if now is None:
        return found.whole(unknown("day"))
    if shift < 0:
        day = shift_days(now, -((now.weekday() - weekday_ - 1) % 7 + 1))
    else:
        day = shift_days(now, weekday_ - now.weekday() + 7 * shift)
    return found.whole(day_span(day)) if day else None


def weekday_back(found: Found) -> list[Part] | None:
    """The following Monday, the previous Sunday, counted from the story's last day."""
    base = found.story.day.first if found.story.day is not None else None
    step = found.value("back")
    if base is None:
        base = _now(found)
        if base is None:
            return found.whole(unknown("day"))
    gap = (found.value("weekday") - base.weekday()) % 7
    if step is None:
        day = shift_days(base, gap)
    elif step > 0:
        day = shift_days(base, gap or 7)
    else:
        day = shift_days(base, gap - 7)
    return found.whole(day_span(day)) if day else None


def weekend(found: Found) -> list[Part] | None:
    """The weekend, last weekend, the following weekend."""
    story = found.story
    words = found.reading.lower[found.first : found.end]
    now = story.published
    if found.value("back") is not None or "that" in words or "same" in words:
        base = story.day.first if story.day is not None and story.day.first else now
        if base is None:
            return found.whole(unknown("week"))
        moved = shift_days(base, 7 * (found.value("back") or 0))
        return found.whole(weekend_span(moved)) if moved else None
    if now is None:
        base = _reached(found)
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
        if unit == "day" and shift == 0 and _now(found) is None and found.reading.words[found.first] != "This":
            return _same(found, "day") if before == "on" else None
        return None
    if before in {"the", "'s", "his", "their", "its", "her", "to", "will", "can", "could", "would", "may", "of"} and shift < 0:
        if before != "of":
            return None
    if found.after() in {"-", "to"} and shift < 0:
        return None
    now = _now(found)
    if now is None:
        if shift == 0:
            return _same(found, unit) if not found.quoted else found.whole(unknown(unit))
        if shift > 0 and found.story.year is not None and unit == "year":
            return found.whole(year_span(found.story.year + 1))
        return found.whole(unknown(unit))
    return found.whole(shifted(now, unit, shift))


def month_shift(found: Found) -> list[Part] | None:
    """Last April: the latest over before the month; next March; this January: the year's own."""
    if not found.reading.words[found.at("month")][0].isupper():
        return None
    month, shift, now = found.value("month"), found.value("shift"), _now(found)
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


def season_shift(found: Found) -> list[Part] | None:
    """Last autumn: the latest that is over; next summer; this spring: the year's own."""
    name, shift, story = found.value("season"), found.value("shift"), found.story
    if found.reading.lower[found.at("season")] in {"fall", "spring"} and found.after() in {"of", "the", "into"}:
        return None
    now = story.published
    if now is None:
        if story.year is None:
            return found.whole(unknown("season"))
        return found.whole(season_span(story.year + shift, name))
    if shift == 0:
        year = now.year - (name == "winter" and now.month < 6)
        return found.whole(season_span(year, name))
    for year in range(now.year - 2, now.year + 3)[::shift]:
        span = season_span(year, name)
        if span is None or span.first is None or span.last is None:
            continue
        if (shift < 0 and span.last < now) or (shift > 0 and span.first > now):
            return found.whole(span)
    return None


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
    now = _now(found) or (_reached(found) if found.quoted else None)
    if now is None:
        return found.whole(unknown(unit))
    span = shifted(now, unit, -number)
    return found.whole(span) if span else None


# ---------------------------------------------------------------- from the story so far


def _anchor(found: Found) -> Span | None:
    """Give the last date of the story; in a news text that has named none, the publication."""
    return found.story.last


def later(found: Found) -> list[Part] | None:
    """Two days later, a year earlier."""
    number = found.value("n", "number") or found.value("n2", "digits")
    unit, way = found.value("units"), found.value("way", "laterword")
    word = found.reading.lower[found.end - 1]
    if word in {"before", "after"} and found.after() not in _STOPS:
        return None
    if unit == "fortnight":
        unit, number = "week", 2 * number
    anchor = _anchor(found)
    if anchor is None:
        return None
    base = _fine_enough(found, unit)
    if base is None:
        return found.whole(unknown(unit))
    span = shifted(base, unit, way * number)
    return found.whole(span, aside=way < 0) if span else None


_SIZES = {"day": 0, "week": 1, "month": 2, "season": 3, "year": 4, "decade": 5, "span": 2}


def _fine_enough(found: Found, unit: str) -> date | None:
    """Give the day to count from: the last date's, if it is at least as fine as the unit, else the story's last day."""
    last = found.story.last
    if last is not None and _SIZES[last.grain] <= _SIZES[unit]:
        return last.last if last.grain == "span" else last.first
    day = found.story.day
    return day.first if day is not None else None


def same_day(found: Found) -> list[Part] | None:
    """The same day, that night."""
    words = found.reading.lower[found.first : found.end]
    story = found.story
    if found.value("part", "daypart") is None:
        return None
    pure = "same" not in words
    if pure and (found.after() in found.words.not_after_that_day or found.after().isdigit()):
        return None
    if words[-1] == "date" and pure and found.before() not in {"on", "since", "by", "", "after", "before", "until", "from"}:
        return None
    if story.day is None:
        if story.last is None:
            return None
        if story.last.grain in {"week", "span"}:
            return None
        return None if pure else found.whole(unknown("day"))
    return found.whole(story.day if story.day.known else unknown("day", story.day.month))


def same_unit(found: Found) -> list[Part] | None:
    """The same year, later that month, later in the year."""
    unit = found.value("unit")
    if unit in {"day", "decade"}:
        return None
    if found.after() in found.words.not_after_that_day and "same" not in found.reading.lower[found.first : found.end]:
        return None
    return _same(found, unit)


def _same(found: Found, unit: str) -> list[Part] | None:
    story = found.story
    last = story.last
    if unit == "day":
        return found.whole(story.day) if story.day is not None else None
    if last is None:
        return None
    base = last.first
    if unit == "year" and story.year is not None:
        return found.whole(year_span(story.year))
    if base is None or _SIZES[last.grain] > _SIZES[unit]:
        return found.whole(unknown(unit)) if base is None else None
    return found.whole(shifted(base, unit, 0))


def next_day(found: Found) -> list[Part] | None:
    """The next day, the following morning."""
    step, word = found.value("back"), found.reading.lower[found.end - 1]
    lead = found.reading.lower[found.first]
    if found.at("back") == found.first and lead in {"previous", "following", "next", "prior", "preceding"}:
        return None
    if word == "date":
        return None
    day = found.story.day
    if day is None:
        if found.story.news and found.story.published:
            return None
        return found.whole(unknown("day")) if found.story.last is not None else None
    if day.first is None:
        return found.whole(unknown("day"))
    moved = shift_days(day.first, 1 if step > 0 else -1)
    return found.whole(day_span(moved)) if moved else None


def next_unit(found: Found) -> list[Part] | None:
    """The following month, the previous year."""
    unit, step = found.value("unit"), found.value("back")
    if unit in {"day", "decade"}:
        return None
    last = found.story.last
    if last is None:
        return None
    base = _fine_enough(found, unit)
    if base is None and unit == "year" and found.story.year is not None:
        return found.whole(year_span(found.story.year + step), aside=step < 0)
    if base is None:
        return found.whole(unknown(unit))
    return found.whole(shifted(base, unit, step), aside=step < 0)


def unit_beside(found: Found) -> list[Part] | None:
    """The day before, the year after: only where nothing is said of before what."""
    unit = found.value("unit")
    if found.after() not in _STOPS:
        return None
    step = found.value("way", "beside")
    if found.story.last is None:
        return None
    if unit == "day":
        base = found.story.day.first if found.story.day is not None else None
    else:
        base = _fine_enough(found, unit)
        if base is None and unit == "year" and found.story.year is not None:
            return found.whole(year_span(found.story.year + step))
    if base is None:
        return found.whole(unknown(unit))
    return found.whole(shifted(base, unit, step), aside=step < 0)


def end_of_unit(found: Found) -> list[Part] | None:
    """The end of the year, later in the month."""
    unit = found.value("unit")
    if unit in {"day", "decade"}:
        return None
    modifier = found.value("part", "endword") or None
    if modifier is None and found.reading.lower[found.first] in {"early", "late"}:
        modifier = found.reading.lower[found.first]
    story = found.story
    if story.published is not None and (story.carried() is None):
        return found.whole(shifted(story.published, unit, 0), modifier=modifier)
    parts = _same(found, unit)
    if parts is None:
        return None
    return found.whole(parts[0].span, modifier=modifier)


def units_end(found: Found) -> list[Part] | None:
    """Month's end, year-end."""
    unit = found.value("unit")
    if unit not in {"month", "year"} or (found.reading.lower[found.first] == "the" and found.end - found.first < 4):
        return None
    if found.story.published is not None:
        return found.whole(shifted(found.story.published, unit, 0), modifier="late")
    parts = _same(found, unit)
    return found.whole(parts[0].span, modifier="late") if parts else None


def the_nth(found: Found) -> list[Part] | None:
    """The 18th: of the story's month."""
    story = found.story
    after = found.after()
    if found.before() not in found.words.prepositions_of_days or story.last is None:
        return None
    if after and after not in _STOPS and after not in _AFTER_NTH:
        return None
    day = found.value("nth")
    month = story.last.month
    if not month:
        return None
    base = story.last.first
    if base is None:
        return found.whole(unknown("day", month))
    named = make_day(base.year, month, day)
    return found.whole(day_span(named)) if named else None


_AFTER_NTH = frozenset(
    "and the they he she it we in at when with to was but after before where a for by his their an which".split()
)


# ---------------------------------------------------------------- "of that year"


def _that_year(found: Found) -> tuple[int | None, bool]:
    """Give the year that "of that year", "last year", "of the following year" mean, and whether anything is known."""
    story = found.story
    back, shift = found.value("back"), found.value("shift")
    words = found.reading.lower[found.first : found.end]
    if back is not None:
        return (story.year + back if story.year is not None else None), True
    if shift is not None and shift != 0 or "this" in words:
        now = story.published
        if now is not None:
            return now.year + (shift or 0), True
        if "this" in words or shift == 1:
            return (story.year + (shift or 0) if story.year is not None else None), True
        return None, True
    return story.year, True


def day_month_that_year(found: Found) -> list[Part] | None:
    """6 August of that year."""
    month, day = found.value("month"), found.value("day")
    year, _ = _that_year(found)
    if year is None:
        return found.whole(unknown("day", month))
    named = make_day(year, month, day)
    return found.whole(day_span(named)) if named else None


def month_that_year(found: Found) -> list[Part] | None:
    """August of that year, March last year."""
    month = found.value("month")
    if not found.reading.words[found.at("month")][0].isupper():
        return None
    year, _ = _that_year(found)
    return found.whole(month_span(year, month) if year is not None else unknown("month", month))


def season_that_year(found: Found) -> list[Part] | None:
    """The summer of that year."""
    year, _ = _that_year(found)
    return found.whole(season_span(year, found.value("season")) if year is not None else unknown("season"))


def month_back(found: Found) -> list[Part] | None:
    """The following April, the previous May."""
    month, step = found.value("month"), found.value("back")
    if not found.reading.words[found.at("month")][0].isupper():
        return None
    last = found.story.last
    if last is None or last.first is None or last.last is None:
        if found.story.published is None:
            return found.whole(unknown("month", month))
        base_year, base_month = found.story.published.year, found.story.published.month
    else:
        base = last.last if (step or 0) > 0 else last.first
        base_year, base_month = base.year, base.month
    if step is None:
        year = base_year
    elif step > 0:
        year = base_year + (month <= base_month)
    else:
        year = base_year - (month >= base_month)
    return found.whole(month_span(year, month))


def season_back(found: Found) -> list[Part] | None:
    """The following spring: the first that begins after the story's last date."""
    name, step = found.value("season"), found.value("back")
    last = found.story.last
    if last is None or last.first is None or last.last is None:
        return found.whole(unknown("season"))
    if step is None:
        return found.whole(season_span(last.first.year, name))
    for year in range(last.first.year - 2, last.first.year + 3)[::step]:
        span = season_span(year, name)
        if span is None or span.first is None or span.last is None:
            continue
        if (step > 0 and span.first > last.first) or (step < 0 and span.last < last.first):
            return found.whole(span)
    return None


def feast(found: Found) -> list[Part] | None:
    """Christmas 1914, Thanksgiving Day."""
    reading, story = found.reading, found.story
    rule: str = found.rule.option
    if not reading.words[found.first][0].isupper() or not reading.words[_last_word(found)][0].isupper():
        return None
    if found.before().isalpha() and reading.words[found.first - 1][0].isupper() and not reading.upper_case:
        # "White Christmas", "Chinese New Year"; "On Christmas" opens its sentence.
        if found.first - 1 > found.sentence.first:
            return None
    year = None
    end = found.end
    year_at = end + (end < found.sentence.end and reading.lower[end] in {",", "of", "in"})
    if year_at < found.sentence.end and reading.lower[year_at] in found.alphabet.values["year"]:
        year = int(reading.lower[year_at])
        if guards.not_a_year(found, year_at) or guards.counted_after(found, year_at):
            year = None
    if year is not None:
        span = feast_span(rule, year)
        return [Part(found.first, year_at + 1, span, True)] if span else None
    after = found.after()
    if after and after not in {"'s", "i"} and reading.words[found.end][0].isupper() and not reading.upper_case:
        return None
    if story.published is not None:
        carried = story.carried()
        future = found.before() == "next" or guards.in_future(found)
        near = story.published.year
        for candidate in [carried] if carried is not None else range(near - 1, near + 2)[:: 1 if future else -1]:
            span = feast_span(rule, candidate)
            if span is None or span.first is None:
                continue
            if carried is not None or (span.first >= story.published if future else span.first <= story.published):
                return found.whole(span)
        return None
    if story.year is None:
        return found.whole(unknown("day"))
    return found.whole(feast_span(rule, story.year))


def _last_word(found: Found) -> int:
    last = found.end - 1
    return last - 1 if found.reading.lower[last] in {"'s", "'"} else last


__all__ = ["place_season"]
