"""Resolvers of dates that name a day, a month, a year or a decade. Each gives the dates of a match, or None."""

from __future__ import annotations

from datetime import date

from conflictfacts.dates import guards
from conflictfacts.dates.calendar import Span, day_span, decade_span, make_day, month_span, unknown, year_span
from conflictfacts.dates.match import Found, Part

# Two digits of a year lie within this many years before, or a few after, the publication; without one, in the 1900s
# from here on.
_SHORT_YEAR_FROM = 1930
_AFTER_ORDINAL = frozenset({
    "and", "or", "when", "in", "at", "by", "on", "to", "the", "as", "with", "but", "after", "before", "for",
    "that", "which", "where",
})  # fmt: skip
_LIST_TOKENS = 12


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
    if not guards.month_word(found, i) or not day_fits(month, day):
        return None
    if year is not None and not year_of_date(found):
        return None
    return _day(found, year, month, day)


def month_day(found: Found) -> list[Part] | None:
    """August 6, 2024; August 6."""
    month, day, year = found.value("month"), found.value("day"), found.value("year")
    i = found.at("month")
    if not guards.month_word(found, i):
        return None
    if year is not None and year_of_date(found) and not make_day(year, month, day):
        return found.whole(unknown("day", month), explicit=True)  # "February 31, 2020" has no place
    if not day_fits(month, day):
        return None  # "In February 31 soldiers died" has a month alone
    if year is None:
        if found.after() in {"%", "percent", "bc", "b.c."}:
            return None
        if found.before() != "on" and guards.counted_after(found, found.end - 1, 3 if found.before() == "in" else 1):
            # "In May 20 Afghan civilians died"; "on May 20 Afghan troops ..." is the twentieth.
            return None
        if found.after() == "," and found.after(2).isdigit() and found.reading.glued(found.end + 1):
            return None
    elif not year_of_date(found):
        return None
    return _day(found, year, month, day)


def year_of_date(found: Found) -> bool:
    """Tell that the year of a date is not a count: "on 5 May 2000 soldiers", nor an hour, nor before Christ."""
    i = found.at("year")
    return not guards.not_a_year(found, i) or found.reading.lower[i - 1] == ","


def day_fits(month: int, day: int) -> bool:
    """Tell whether a month has such a day in any year."""
    return make_day(2000, month, day) is not None


def _day(found: Found, year: int | None, month: int, day: int) -> list[Part] | None:
    if year is not None:
        named = make_day(year, month, day)
        return found.whole(day_span(named), explicit=True) if named else None
    if guards.names_group(found):
        return None
    if _in_no_year(found, month, day):
        return found.whole(unknown("day", month))
    ahead = _year_ahead(found)
    if ahead is not None:
        named = make_day(ahead[0] - (month > ahead[1]), month, day)
        return found.whole(day_span(named), explicit=True) if named else None
    return found.whole(found.story.place_day(month, day, tense=guards.tense(found), way=guards.way(found)))


def _in_no_year(found: Found, month: int, day: int) -> bool:
    """Tell whether a year stands behind that has no such day: "5 May 2020 BC", "29 February 2023", "5 May 9999"."""
    at = 2 if found.after() == "," else 1
    year, behind = found.after(at), found.after(at + 1)
    if not (year.isascii() and year.isdigit() and len(year) > 3) or behind in found.words.counted:
        return False
    if behind in {"bc", "b.c.", "bce", "b.c"}:
        return True
    if behind in found.words.not_year_after:
        return False
    return year not in found.alphabet.values["year"] or make_day(int(year), month, day) is None


def day_month_yy(found: Found) -> list[Part] | None:
    """9 FEB 86."""
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


def known_day(found: Found) -> list[Part] | None:
    """The September 11 attacks: a day that its name alone fixes."""
    if not found.reading.words[found.first][0].isalnum() or found.after() == "/":
        return None
    end = found.end
    lower = found.reading.lower
    while end - 1 > found.first and lower[end - 1] not in found.alphabet.values["dd"]:
        # The quote is the day without what happened on it.
        end -= 1
    return [Part(found.first, end, day_span(date.fromisoformat(found.rule.option)), True, None, True)]


def month_ordinal(found: Found) -> list[Part] | None:
    """January second; the fourth of July 1776."""
    month, day = found.value("month"), found.value("ordinal")
    i = found.at("month")
    if not found.reading.words[i][0].isupper() or not day_fits(month, day):
        return None
    after = found.after()
    if found.at("ordinal") == found.end - 1 and (after.isalpha() and after not in _AFTER_ORDINAL):
        # "In March second and third brigades ...", "May first became".
        return None
    return _day(found, found.value("year"), month, day)


def month_year(found: Found) -> list[Part] | None:
    """August 2024."""
    if not guards.month_word(found, found.at("month")) or guards.counted_after(found, found.end - 1, 1):
        return None
    if guards.not_a_year(found, found.at("year")):
        return None
    return found.whole(month_span(found.value("year"), found.value("month")), explicit=True)


def month(found: Found) -> list[Part] | None:
    """August."""
    if not guards.lone_month(found) or guards.names_group(found):
        return None
    if found.after().isdigit() and found.after(2) in {"bc", "b.c.", "bce", "b.c"}:
        return None
    number = found.value("month")
    if _in_no_year(found, number, 1):
        return found.whole(unknown("month", number))
    ahead = _year_ahead(found)
    if ahead is not None:
        # "in April, May and June 1945"
        return found.whole(month_span(ahead[0] - (number > ahead[1]), number), explicit=True)
    return found.whole(found.story.place_month(number, future=guards.in_future(found), way=guards.way(found)))


def _year_ahead(found: Found) -> tuple[int, int] | None:
    """Give the year, and its month, at the end of a list of dates that begins here; None where there is none."""
    reading, values = found.reading, found.alphabet.values
    month = 0
    for i in range(found.end, min(found.end + _LIST_TOKENS, found.sentence.end)):
        word = reading.lower[i]
        if word in values["month"]:
            month = values["month"][word]
        elif word in values["year"]:
            return (int(word), month) if month and not guards.not_a_year(found, i) else None
        elif word not in values["day"] and word not in found.words.list_words:
            return None
    return None


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
    """The '90s, the 1980s and '90s."""
    reading, mark = found.reading, found.end - 2
    if not reading.glued(mark + 1) or reading.glued(mark) or found.after() in {"'", "’"}:
        return None
    if mark == found.first and found.before() not in {"and", "or", "-", "mid", "early", "late", "to", "through"}:
        return None
    return found.whole(decade_span(1900 + found.value("yydecade")), explicit=True, aside=True)


def placed(found: Found, year: int | None, month: int, day: int) -> Span:
    """Give a day, in the year named or else the one that the story gives it."""
    if year is None:
        return found.story.place_day(month, day, tense=guards.tense(found))
    named = make_day(year, month, day)
    return day_span(named) if named else unknown("day", month)
