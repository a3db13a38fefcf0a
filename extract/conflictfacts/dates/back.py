"""Resolvers of dates that count from the story so far: "two days later", "that year", "the following month"."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from conflictfacts.dates import guards
from conflictfacts.dates.calendar import (
    Grain,
    Span,
    day_span,
    make_day,
    month_span,
    shift_days,
    shift_month,
    shifted,
    unknown,
    year_span,
)
from conflictfacts.dates.match import Found, Part

STOPS = frozenset({"", ".", ",", ";", ":", ")", "]", "—", "–", "-", '"', "”", "'", "’", "!", "?"})
SIZES = {"day": 0, "week": 1, "month": 2, "season": 3, "year": 4, "decade": 5, "span": 2}


def _anchor(found: Found) -> Span | None:
    """Give the last date of the story; in a news text that has named none, the publication."""
    return found.story.last


def later(found: Found) -> list[Part] | None:
    """Two days later, a year earlier."""
    number = found.value("n", "number") or found.value("n2", "digits")
    unit, way = found.value("units"), found.value("way", "laterword")
    if not _stands_alone(found):
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


def _stands_alone(found: Found) -> bool:
    """Tell whether nothing is said of what it was before or after: "the day before.", not "the day before the fall"."""
    after = found.after()
    if found.reading.lower[found.end - 1] in {"before", "after"}:
        return after in STOPS or after in found.words.after_beside
    return after != "to" or found.reading.lower[found.end - 1] in {"later", "earlier"}


def _fine_enough(found: Found, unit: Grain) -> date | None:
    """Give the day to count from: the last date's, if it is at least as fine as the unit, else the story's last day."""
    last = found.story.last
    if last is not None and SIZES[last.grain] <= SIZES[unit]:
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
    if pure and story.looked_at is not None and story.looked_at.grain == "day" and "day" in words:
        # "since 7 October ... in the raid that day"
        return found.whole(story.looked_at)
    if pure and (found.after() in found.words.not_after_that_day or found.after().isdigit()):
        return None
    if (
        words[-1] == "date"
        and pure
        and found.before() not in {"on", "since", "by", "", "after", "before", "until", "from"}
    ):
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
    if found.after() in found.words.not_after_that_day and {"same", "later", "earlier"}.isdisjoint(
        found.reading.lower[found.first : found.end]
    ):
        return None
    return same(found, unit)


def same(found: Found, unit: Grain) -> list[Part] | None:
    """Give the unit that the story's last date lies in."""
    story = found.story
    last = story.last
    if unit == "day":
        return found.whole(story.day) if story.day is not None else None
    if last is None:
        return None
    base = last.first
    if unit == "year" and story.year is not None:
        return found.whole(year_span(story.year), aside=True)
    if base is None or SIZES[last.grain] > SIZES[unit]:
        return found.whole(unknown(unit)) if base is None else None
    return found.whole(shifted(base, unit, 0), aside=True)


def next_day(found: Found) -> list[Part] | None:
    """The next day, the following morning."""
    step, word = found.value("back"), found.reading.lower[found.end - 1]
    lead = found.reading.lower[found.first]
    if found.at("back") == found.first and not (lead == "next" and _stands_apart(found)):
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


def _stands_apart(found: Found) -> bool:
    """Tell whether "next day" without an article stands for itself: "they left next day, and"."""
    before, after, words = found.before(), found.after(), found.words
    if not before:
        return after == ","
    return before.isalpha() and before not in words.not_before_next and (after in STOPS or after in words.after_beside)


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
    if not _stands_alone(found):
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


def night_beside(found: Found) -> list[Part] | None:
    """The night before."""
    if not _stands_alone(found) or found.story.last is None:
        return None
    base = found.reached
    if base is None:
        return found.whole(unknown("day"))
    moved = shift_days(base, found.value("way", "beside"))
    return found.whole(day_span(moved), aside=True) if moved else None


def end_of_unit(found: Found) -> list[Part] | None:
    """The end of the year, later in the month."""
    unit = found.value("unit")
    parts: Mapping[str, str] = {"early": "early", "late": "late"}
    if "part" in found.reading.lower[found.first : found.end]:
        parts = found.alphabet.values["partword"]
    if unit in {"day", "decade"}:
        return None
    words = found.reading.lower[found.first : found.end]
    part = found.value("part", "endword")
    if part == "" and "for" in {found.before(), found.before(2) if found.before() == "the" else ""}:
        # "for the rest of the week": how long, not when.
        return None
    modifier = part or next((parts[word] for word in words if word in parts), None)
    story = found.story
    if story.published is not None and (story.carried() is None or guards.in_future(found)):
        return found.whole(shifted(story.published, unit, 0), modifier=modifier)
    same_one = same(found, unit)
    return found.whole(same_one[0].span, modifier=modifier) if same_one else None


def units_end(found: Found) -> list[Part] | None:
    """Month's end, year-end."""
    unit = found.value("unit")
    if unit not in {"month", "year"} or (found.reading.lower[found.first] == "the" and found.end - found.first < 4):
        return None
    if found.story.published is not None:
        return found.whole(shifted(found.story.published, unit, 0), modifier="late")
    parts = same(found, unit)
    return found.whole(parts[0].span, modifier="late") if parts else None


def the_nth(found: Found) -> list[Part] | None:
    """The 18th: of the story's month; in news that has named no date, the nearest to the publication."""
    story, day = found.story, found.value("nth")
    if found.before() not in found.words.prepositions_of_days or not _nth_alone(found):
        return None
    if story.last is None:
        return found.whole(_nearest_nth(story.published, day, guards.tense(found))) if story.published else None
    month = story.last.month
    if not month:
        return None
    base = story.last.first
    if base is None:
        return found.whole(unknown("day", month))
    named = make_day(base.year, month, day)
    return found.whole(day_span(named)) if named else None


def _nearest_nth(published: date, day: int, tense: str | None) -> Span | None:
    """Give the such-and-such day of this month, or of the month beside it where the tense wants it so."""
    step = 1 if tense == "future" and day < published.day else -1 if tense != "future" and day > published.day else 0
    month = shift_month(published, step)
    named = make_day(month.first.year, month.first.month, day) if month and month.first else None
    return day_span(named) if named else None


def day_instant(found: Found) -> list[Part] | None:
    """The 11th instant: of the month of the letter or the story; the 11th ultimo: of the month before."""
    story = found.story
    base = story.published or (story.last.first if story.last is not None else None)
    if base is None or not (found.before() in found.words.prepositions_of_days or found.first < found.at("day")):
        return None
    ends = found.reading.lower[found.end - 1]
    month = shift_month(base, found.alphabet.values["lastmonth"].get(ends, 0))
    named = make_day(month.first.year, month.first.month, found.value("day")) if month and month.first else None
    return found.whole(day_span(named)) if named else None


def _nth_alone(found: Found) -> bool:
    """Tell whether "the 18th" counts nothing named after it: no corps, floor or anniversary."""
    lower, words, nth, end = found.reading.lower, found.words, found.alphabet.values["nth"], found.end
    near = lower[end : min(end + 4, found.sentence.end)]
    after = found.after()
    if len(near) > 2 and near[0] in {"and", "or", ","} and near[1] in nth and near[2] not in STOPS:
        # "the 11th and 16th Light Dragoons", "men of the 5th, 7th and 8th"
        return found.before() == "on" and words.units_numbered.isdisjoint(near[2:])
    if not after or after in STOPS or after in words.after_nth or after in words.past:
        return True
    if not words.units_numbered.isdisjoint(near[:3]):
        return False
    if found.before() == "on" or found.before(2) in found.alphabet.values["daypart"]:
        # "On the 9th Barrow crossed", "by the evening of the 12th there remained few".
        return found.reading.words[end][0].isupper() or after.endswith("ed") or found.before() == "of"
    return False


def weekday_back(found: Found) -> list[Part] | None:
    """The following Monday, the previous Sunday, counted from the story's last day."""
    base = found.story.day.first if found.story.day is not None else None
    step = found.value("back")
    if base is None:
        base = found.now
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


def that_year(found: Found) -> int | None:
    """Give the year that "of that year", "last year", "of the following year" mean; None where the story has none."""
    story, shift, back = found.story, found.value("shift"), found.value("back")
    seen = story.looked_at.first if story.looked_at is not None else None
    told = seen.year if seen is not None else story.year
    if back is not None:
        return told + back if told is not None else None
    if shift is not None:
        if story.published is not None:
            return int(story.published.year + shift)
        return story.year + shift if story.year is not None and shift >= 0 else None
    return told


def day_month_that_year(found: Found) -> list[Part] | None:
    """6 August of that year."""
    month, day = found.value("month"), found.value("day")
    year = that_year(found)
    if year is None:
        return found.whole(unknown("day", month))
    named = make_day(year, month, day)
    return found.whole(day_span(named)) if named else None


def month_that_year(found: Found) -> list[Part] | None:
    """August of that year, March last year."""
    month = found.value("month")
    if not found.reading.words[found.at("month")][0].isupper():
        return None
    year = that_year(found)
    return found.whole(month_span(year, month) if year is not None else unknown("month", month))
