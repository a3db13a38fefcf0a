"""Resolvers of halves, quarters and weeks, of seasons and of feasts."""

from __future__ import annotations

from datetime import date

from conflictfacts.dates import guards
from conflictfacts.dates.back import that_year
from conflictfacts.dates.calendar import (
    SEASON_MONTHS,
    Span,
    day_span,
    joined,
    month_span,
    nth_weekday,
    season_span,
    shift_days,
    unknown,
    week_span,
)
from conflictfacts.dates.calendar import feast as feast_span
from conflictfacts.dates.days import day_fits, placed
from conflictfacts.dates.match import Found, Part
from conflictfacts.dates.publication import is_verb
from conflictfacts.reading import Reading


def half(found: Found) -> list[Part] | None:
    """The first half of 2015, of this year."""
    start = 1 if found.value("part", "halfpart") == 1 else 7
    return _months(found, start, start + 5)


def months_of_year(found: Found) -> list[Part] | None:
    """The first three months of 2024."""
    n, part = found.value("n", "number"), found.value("part", "weekordinal")
    if n > 12 or part not in (1, -1):
        return None
    return _months(found, 1, n) if part == 1 else _months(found, 13 - n, 12)


def _months(found: Found, first: int, last: int) -> list[Part] | None:
    """Give the months of the year that the match names: by its number, or as this or last year."""
    year = found.value("year")
    explicit = year is not None
    if year is None:
        year = found.now.year + (found.value("shift") or 0) if found.now else found.story.year
    if year is None:
        return found.whole(unknown("span"))
    a, b = month_span(year, first), month_span(year, last)
    return found.whole(joined(a, b), explicit=explicit) if a and b else None


def _month(found: Found) -> Span | None:
    """Give the month that a phrase names: of its own year, else of the story's."""
    month, year = found.value("month"), found.value("year")
    return month_span(year, month) if year else found.story.place_month(month, future=guards.in_future(found))


def _named_month(found: Found) -> Span | None:
    """Give the month, but none for "may" and "march" in lower case."""
    return _month(found) if found.reading.words[found.at("month")][0].isupper() else None


def half_month(found: Found) -> list[Part] | None:
    """The second half of May 2015: its first fifteen days, or the others."""
    month, year, part = found.value("month"), found.value("year"), found.value("part", "halfpart")
    whole = _month(found)
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
    n = found.value("ordinal")
    return _quarter(found, n) if n <= 4 else None


def quarter_short(found: Found) -> list[Part] | None:
    """Q3 2023."""
    return _quarter(found, found.value("quarterword"))


def _quarter(found: Found, n: int) -> list[Part] | None:
    year = found.value("year")
    a, b = month_span(year, 3 * n - 2), month_span(year, 3 * n)
    return found.whole(joined(a, b), explicit=True) if a and b else None


def edge_day(found: Found) -> list[Part] | None:
    """The last day of May, the first day of May 2015."""
    month, year, n = found.value("month"), found.value("year"), found.value("n", "weekordinal")
    whole = _named_month(found)
    if whole is None:
        return None
    if whole.first is None or whole.last is None:
        return found.whole(unknown("day", month))
    day = whole.last if n < 0 else whole.first.replace(day=n)
    return found.whole(day_span(day), explicit=year is not None)


def week_of_month(found: Found) -> list[Part] | None:
    """The last week of December 2015: its last seven days; the second week: the 8th to the 14th; the first weekend."""
    month, year, n = found.value("month"), found.value("year"), found.value("n", "weekordinal")
    whole = _named_month(found)
    if whole is None:
        return None
    if whole.first is None or whole.last is None:
        return found.whole(unknown("week", month))
    if found.value("unit", "weekish") == 2:
        first = nth_weekday(whole.first.year, month, 5, n)
        last = shift_days(first, 1) if first else None
    else:
        first = shift_days(whole.last, -6) if n < 0 else whole.first.replace(day=7 * n - 6)
        last = whole.last if n < 0 else whole.first.replace(day=7 * n)
    if first is None or last is None:
        return None
    return found.whole(Span(first, last, "week", month), explicit=year is not None)


def week_of_day(found: Found) -> list[Part] | None:
    """The week of May 4, 2015."""
    month, day, year = found.value("month"), found.value("day"), found.value("year")
    if not day_fits(month, day):
        return None
    named = placed(found, year, month, day)
    span = week_span(named.first) if named.first else unknown("week", month)
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
    after, name = found.after(), found.value("season")
    if after in words.season_event and (_same_case(reading, i, found.end) or i == found.sentence.first):
        # "the Spring Offensive", as "the April War": a name, and a date; and "a spring offensive".
        return found.whole(_event_year(found, name) or place_season(found, name), explicit=False)
    if after in words.season_things:
        return None
    return found.whole(place_season(found, name)) if _is_season(found, i) else None


def _same_case(reading: Reading, i: int, j: int) -> bool:
    return reading.words[i][0].isupper() == reading.words[j][0].isupper()


def _is_season(found: Found, i: int) -> bool:
    """Tell whether the word at token ``i`` is a time of the year here, and not a well, a ruin or a verb."""
    reading, words = found.reading, found.words
    before = reading.lower[i - 1] if i > found.sentence.first else ""
    after, lower, capital = found.after(), reading.lower[i], reading.words[i][0].isupper()
    if before in {"and", "or", "to", "then", ","} and reading.is_taken(max(found.sentence.first, i - 4), i):
        # "the fall and winter", "to late summer and then to autumn"
        return after not in {"of", "from", "back", "into", "up", "to"}
    if before not in words.season_before:
        return False
    if lower in {"fall", "spring"}:
        lead = found.before() if found.first < i and before != "that" else before
        if after in {"of", "from", "back", "into", "up", "to"}:
            return False
        if lead not in words.season_lead and after not in words.season_event:
            return False
    if before in {"a", "and", "to", "for", "of", "from"} and not capital:
        timed = before == "of" and reading.lower[i - 2] in words.season_times
        if not timed and (before not in {"of", "from"} or not lower.startswith("summer")):
            return False
    named = capital and i > found.sentence.first and not reading.upper_case and bool(after)
    return not (
        named
        and reading.words[found.end][0].isupper()
        and after != "of"
        and before not in {"in", "during", "by", "since"}
    )


def _event_year(found: Found, name: str) -> Span | None:
    """Give the season of the year that follows its event: "the Spring Offensive of 1918"."""
    i = found.end + 1
    if i + 1 < found.sentence.end and found.reading.lower[i] in {"of", "in"}:
        year = found.alphabet.values["year"].get(found.reading.lower[i + 1])
        return season_span(year, name) if year else None
    return None


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
    told = story.year_for(SEASON_MONTHS[name])
    return season_span(told, name) if told is not None else unknown("season")


def season_shift(found: Found) -> list[Part] | None:
    """Last autumn: the latest that is over; next summer; this spring: the year's own."""
    name, shift, story = found.value("season"), found.value("shift"), found.story
    if is_verb(found):
        return None
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


def season_that_year(found: Found) -> list[Part] | None:
    """The summer of that year."""
    year = that_year(found)
    return found.whole(season_span(year, found.value("season")) if year is not None else unknown("season"))


def feast(found: Found) -> list[Part] | None:
    """Christmas 1914, Thanksgiving Day."""
    reading, story = found.reading, found.story
    rule: str = found.rule.option[tuple(reading.lower[found.first : found.end])]
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
        if carried is not None:
            return found.whole(feast_span(rule, carried))
        return found.whole(_nearest_feast(found, rule, story.published))
    if story.year is None:
        return found.whole(unknown("day"))
    usual = feast_span(rule, story.year)
    if usual is None or usual.first is None:
        return found.whole(usual)
    return found.whole(feast_span(rule, story.year_for(usual.first.month, usual.first.day) or story.year))


def _nearest_feast(found: Found, rule: str, published: date) -> Span | None:
    """Give the feast last kept, or the next one in a clause about the future; "this Easter" is the nearest."""
    spans = [span for year in (-1, 0, 1) if (span := feast_span(rule, published.year + year)) and span.first]
    gaps = [((span.first - published).days, span) for span in spans if span.first is not None]
    before = found.before()
    if before == "this":
        return min(gaps, key=lambda gap: abs(gap[0]))[1] if gaps else None
    if before == "next" or guards.in_future(found):
        return next((span for gap, span in gaps if gap >= 0), None)
    return next((span for gap, span in reversed(gaps) if gap <= 0), None)


def _last_word(found: Found) -> int:
    last = found.end - 1
    return last - 1 if found.reading.lower[last] in {"'s", "'"} else last
