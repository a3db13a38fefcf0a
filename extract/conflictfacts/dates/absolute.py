"""Resolvers of dates that name a day, a month, a season or a year. Each gives the dates of a match, or None."""

from __future__ import annotations

from conflictfacts.dates import guards
from conflictfacts.dates.calendar import (
    Span,
    day_span,
    decade_span,
    joined,
    make_day,
    month_span,
    season_span,
    shift_days,
    unknown,
    week_span,
    year_span,
)
from conflictfacts.dates.match import Found, Part

# Two digits of a year lie within this many years before, or a few after, the publication; without one, in the 1900s
# from here on.
_SHORT_YEAR_FROM = 1930


def full_year(short: int, near: int | None) -> int:
    """Give the year that two digits stand for: the last one not far ahead of ``near``."""
    if near is None:
        return _SHORT_YEAR_FROM + (short - _SHORT_YEAR_FROM) % 100
    year = near - near % 100 + short
    return year - 100 if year > near + 10 else year


def iso(found: Found) -> list[Part] | None:
    """2024-08-06."""
    if not all(found.reading.glued(i) for i in range(found.first + 1, found.end)):
        return None
    day = make_day(found.value("year"), found.value("mm"), found.value("dd"))
    return found.whole(day_span(day), explicit=True) if day else None


def numeric(found: Found) -> list[Part] | None:
    """26/8/2024; 6/8/2024 has no place: English reads it both ways."""
    if not all(found.reading.glued(i) for i in range(found.first + 1, found.end)):
        return None
    a, b, year = found.value("a", "dd"), found.value("b", "dd"), found.value("year")
    days = {day for day in (make_day(year, a, b), make_day(year, b, a)) if day}
    if not days:
        return None
    return found.whole(day_span(days.pop()) if len(days) == 1 else unknown("day"), explicit=True)


def day_month(found: Found) -> list[Part] | None:
    """6 August 2024, 6 August."""
    month, day, year = found.value("month"), found.value("day"), found.value("year")
    i = found.at("month")
    if not guards.month_word(found, i) or not _day_fits(month, day):
        return None
    if year is not None and not _year_of_date(found):
        return None
    return _day(found, year, month, day)


def month_day(found: Found) -> list[Part] | None:
    """August 6, 2024; August 6."""
    month, day, year = found.value("month"), found.value("day"), found.value("year")
    i = found.at("month")
    if not guards.month_word(found, i) or not _day_fits(month, day):
        return None
    if year is None:
        if found.after() in {"%", "percent", "bc", "b.c."}:
            return None
        if found.before() != "on" and guards.counted_after(found, found.end - 1, 3 if found.before() == "in" else 1):
            # "In May 20 Afghan civilians died"; "on May 20 Afghan troops ..." is the twentieth.
            return None
        if found.after() == "," and found.after(2).isdigit() and len(found.after(2)) == 3:
            return None
    elif not _year_of_date(found):
        return None
    return _day(found, year, month, day)


def _year_of_date(found: Found) -> bool:
    """Tell that the year of a date is not a count: "on 5 May 2000 soldiers", nor an hour, nor before Christ."""
    i = found.at("year")
    return not guards.not_a_year(found, i) or found.reading.lower[i - 1] == ","


def _day_fits(month: int, day: int) -> bool:
    return make_day(2000, month, day) is not None


def _day(found: Found, year: int | None, month: int, day: int) -> list[Part] | None:
    if year is not None:
        named = make_day(year, month, day)
        return found.whole(day_span(named), explicit=True) if named else None
    return found.whole(found.story.place_day(month, day, future=guards.in_future(found)))


def day_month_yy(found: Found) -> list[Part] | None:
    """24 OCT 88."""
    reading = found.reading
    i = found.at("month")
    if len(reading.lower[i].rstrip(".")) > 4 or not reading.words[i][0].isupper():
        return None
    short = found.value("yy")
    if short <= 31 and not (not found.after() or found.after() in {"(", "-", "—", "–", ",", ".", ")", "'"}):
        return None
    near = found.story.published
    day = make_day(full_year(short, near.year if near else None), found.value("month"), found.value("day"))
    return found.whole(day_span(day), explicit=True) if day else None


def month_ordinal(found: Found) -> list[Part] | None:
    """January second; the fourth of July 1776."""
    month, day = found.value("month"), found.value("ordinal")
    i = found.at("month")
    if not found.reading.words[i][0].isupper() or not _day_fits(month, day):
        return None
    after = found.after()
    if found.at("ordinal") == found.end - 1 and (after.isalpha() and after not in _AFTER_ORDINAL):
        # "In March second and third brigades ...", "May first became".
        return None
    return _day(found, found.value("year"), month, day)


_AFTER_ORDINAL = frozenset("and or when in at by on to the as with but after before for that which where".split())


def month_year(found: Found) -> list[Part] | None:
    """August 2024."""
    if not guards.month_word(found, found.at("month")) or guards.counted_after(found, found.end - 1, 1):
        return None
    if guards.not_a_year(found, found.at("year")):
        return None
    return found.whole(month_span(found.value("year"), found.value("month")), explicit=True)


def month(found: Found) -> list[Part] | None:
    """August."""
    if not guards.lone_month(found):
        return None
    if found.after().isdigit() and found.after(2) in {"bc", "b.c.", "bce", "b.c"}:
        return None
    return found.whole(found.story.place_month(found.value("month"), future=guards.in_future(found)))


def year(found: Found) -> list[Part] | None:
    """2014, where the words around it make it a year."""
    if not guards.lone_year(found):
        return None
    return found.whole(year_span(found.value("year")), explicit=True, aside=guards.names_event(found))


def year_plain(found: Found) -> list[Part] | None:
    """The year 2014."""
    if guards.not_a_year(found, found.at("year")):
        return None
    return found.whole(year_span(found.value("year")), explicit=True)


def apostrophe_year(found: Found) -> list[Part] | None:
    """'48: a year only after a word that leads to one, and with no closing quote further on."""
    reading = found.reading
    if not reading.glued(found.first + 1) or reading.glued(found.first):
        return None
    if found.before() not in {"in", "of", "the", "since", "by", "until", "summer", "winter", "spring", "fall", "del"}:
        return None
    rest = reading.lower[found.end : min(found.end + 6, found.sentence.end)]
    if "'" in rest or "’" in rest or guards.counted_after(found, found.end - 1):
        return None
    story = found.story
    near = story.published.year if story.published else story.year
    full = full_year(found.value("yy"), near)
    return found.whole(year_span(full), explicit=True)


def decade(found: Found) -> list[Part] | None:
    """The 1990s."""
    return found.whole(decade_span(found.value("decade")), explicit=True, aside=True)


def short_decade(found: Found) -> list[Part] | None:
    """The '90s."""
    return found.whole(decade_span(1900 + found.value("yydecade")), explicit=True, aside=True)


# ---------------------------------------------------------------- ranges


def day_range(found: Found) -> list[Part] | None:
    """6-10 August 2024: one date."""
    month, first, last = found.value("month"), found.value("day"), found.value("day2", "day")
    if not found.reading.words[found.at("month")][0].isupper() or first >= last or not _day_fits(month, last):
        return None
    year = found.value("year")
    if year is None and found.at("day2") == found.end - 1 and guards.counted_after(found, found.end - 1):
        return None
    a = _placed(found, year, month, first)
    b = _placed(found, year if year is not None else a.first and a.first.year, month, last)
    return found.range(a, b, found.at("day2"), explicit=year is not None)


def _placed(found: Found, year: int | None, month: int, day: int) -> Span:
    if year is None:
        return found.story.place_day(month, day, future=guards.in_future(found))
    named = make_day(year, month, day)
    return day_span(named) if named else unknown("day", month)


def day_pair(found: Found) -> list[Part] | None:
    """19 and 26 October: two dates."""
    month, first, last = found.value("month"), found.value("day"), found.value("day2", "day")
    i, j = found.at("day"), found.at("day2")
    if not found.reading.words[found.at("month")][0].isupper() or not (_day_fits(month, first) and _day_fits(month, last)):
        return None
    year = found.value("year")
    if year is None and j == found.end - 1 and guards.counted_after(found, j):
        return None
    a = _placed(found, year, month, first)
    b = _placed(found, year if year is not None else a.first and a.first.year, month, last)
    begin = min(i, found.at("month")) if found.at("month") < i else i
    return [
        Part(begin, i + 1, a, year is not None),
        Part(j, found.end, b, year is not None),
    ]


def date_range(found: Found) -> list[Part] | None:
    """26 May - 8 October 2022: one date."""
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
    if not _day_fits(m1, d1) or not _day_fits(m2, d2):
        return None, None
    y1, y2 = found.value("year"), found.value("year2", "year")
    if y1 is None and y2 is not None:
        y1 = y2 - ((m1, d1) > (m2, d2))
    if y2 is not None and y1 is not None and (y1, m1, d1) > (y2, m2, d2):
        return None, None
    a = _placed(found, y1, m1, d1)
    if y2 is None and a.first is not None:
        y2 = a.first.year + ((m2, d2) < (m1, d1))
    return a, _placed(found, y2, m2, d2)


def month_range(found: Found) -> list[Part] | None:
    """July 1951 - July 1953, April-May: one date."""
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


def year_range(found: Found) -> list[Part] | None:
    """1939-45: one date."""
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
    if found.after() in {"-", "–", "/"} and reading.glued(found.end):
        # A telephone or part number: "1999-45-77".
        return None
    if guards.counted_after(found, found.end - 1) and before not in found.words.year_before:
        return None
    a, b = year_span(first), year_span(last)
    return found.range(a, b, found.end - 1, explicit=True) if a and b else None


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


# ---------------------------------------------------------------- parts, seasons


def half(found: Found) -> list[Part] | None:
    """The first half of 2015."""
    year, part = found.value("year"), found.value("part", "halfpart")
    start = 1 if part == 1 else 7
    a, b = month_span(year, start), month_span(year, start + 5)
    return found.whole(joined(a, b), explicit=True) if a and b else None


def half_month(found: Found) -> list[Part] | None:
    """The second half of May 2015: its first fifteen days, or the others."""
    month, year, part = found.value("month"), found.value("year"), found.value("part", "halfpart")
    whole = month_span(year, month) if year else found.story.place_month(month, future=guards.in_future(found))
    if whole is None:
        return None
    if whole.first is None or whole.last is None:
        return found.whole(unknown("span", month))
    middle = whole.first.replace(day=15)
    span = (
        Span(whole.first, middle, "span", month)
        if part == 1
        else Span(middle.replace(day=16), whole.last, "span", month)
    )
    return found.whole(span, explicit=year is not None)


def quarter(found: Found) -> list[Part] | None:
    """The second quarter of 2020."""
    year, n = found.value("year"), found.value("ordinal")
    if n > 4:
        return None
    a, b = month_span(year, 3 * n - 2), month_span(year, 3 * n)
    return found.whole(joined(a, b), explicit=True) if a and b else None


def week_of_month(found: Found) -> list[Part] | None:
    """The last week of December 2015: its last seven days; the second week: the 8th to the 14th."""
    month, year, n = found.value("month"), found.value("year"), found.value("n", "weekordinal")
    if not found.reading.words[found.at("month")][0].isupper():
        return None
    whole = month_span(year, month) if year else found.story.place_month(month, future=guards.in_future(found))
    if whole is None:
        return None
    if whole.first is None or whole.last is None:
        return found.whole(unknown("week", month))
    first = shift_days(whole.last, -6) if n < 0 else whole.first.replace(day=7 * n - 6)
    last = whole.last if n < 0 else whole.first.replace(day=7 * n)
    return found.whole(Span(first, last, "week", month), explicit=year is not None)


def week_of_day(found: Found) -> list[Part] | None:
    """The week of May 4, 2015."""
    month, day, year = found.value("month"), found.value("day"), found.value("year")
    if not _day_fits(month, day):
        return None
    placed = _placed(found, year, month, day)
    span = week_span(placed.first) if placed.first else unknown("week", month)
    return found.whole(span, explicit=year is not None)


def season_years(found: Found) -> list[Part] | None:
    """The winter of 1941-42."""
    season, year = found.value("season"), found.value("year")
    last = found.value("year2", "year")
    if last is None:
        last = year - year % 100 + found.value("yy")
    if season == "winter" and last == year + 1:
        return found.whole(season_span(year, season), explicit=True)
    a, b = season_span(year, season), season_span(last, season)
    return found.whole(joined(a, b), explicit=True) if a and b and last > year else None


def season_pair(found: Found) -> list[Part] | None:
    """Summer and autumn 1918: two dates."""
    year, join = found.value("year"), found.at("join")
    a = season_span(year, found.value("season"))
    b = season_span(year, found.value("season2", "season"))
    if a is None or b is None or guards.not_a_year(found, found.at("year")):
        return None
    return [Part(found.first, join, a, True), Part(join + 1, found.end, b, True)]


def season_year(found: Found) -> list[Part] | None:
    """The summer of 1943."""
    i = found.at("year")
    if guards.counted_after(found, i) or (guards.not_a_year(found, i)):
        return None
    return found.whole(season_span(found.value("year"), found.value("season")), explicit=True)


def season(found: Found) -> list[Part] | None:
    """The summer: that of the story's year, or the last one before the publication."""
    reading, words = found.reading, found.words
    i = found.match.start("season")
    before = reading.lower[i - 1] if i > found.sentence.first else ""
    after = found.after()
    lower = reading.lower[i]
    name = found.value("season")
    if after in words.season_event and reading.words[found.end][0].isupper() and reading.words[i][0].isupper():
        # "the Spring Offensive", as "the April War": a name, and a date.
        return found.whole(place_season(found, name))
    if before not in words.season_before:
        return None
    if lower in {"fall", "spring"}:
        lead = found.before() if found.first < i else before
        if before in {"to", "a", "and", "their", "from", "of", "for"} or after in {"of", "from", "back", "into", "up", "to"}:
            return None
        if lower == "fall" and lead not in {"in", "by", "during", "since", "until", "through", "throughout", "last", "over"}:
            return None
    if before in {"a", "and", "to", "for", "of", "from"} and not reading.words[i][0].isupper():
        if before not in {"of", "from"} or name != "summer":
            return None
    if reading.words[i][0].isupper() and i > found.sentence.first and not reading.upper_case and after and (
        reading.words[found.end][0].isupper() and after not in {"of"}
    ) and before not in {"in", "during", "by", "since"}:
        return None
    return found.whole(place_season(found, name))


def place_season(found: Found, name: str) -> Span | None:
    """Place a season without a year."""
    story = found.story
    if story.published is not None:
        carried = story.carried()
        if carried is not None:
            return season_span(carried, name)
        future = guards.in_future(found)
        for year in range(story.published.year - 1, story.published.year + 2)[:: 1 if future else -1]:
            span = season_span(year, name)
            if span is None or span.first is None or span.last is None:
                continue
            if (future and span.last >= story.published) or (not future and span.first <= story.published):
                return span
        return None
    if story.year is None:
        return unknown("season")
    year = story.year
    last = story.last
    if name == "winter" and last is not None and last.first is not None and 1 <= last.month <= 5 and last.first.year == year:
        # Winter in the story's early months is the one that they belong to.
        year -= 1
    return season_span(year, name)
