"""What a reader keeps in mind: the day of publication, the year and the day that the story has reached."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from conflictfacts.dates.calendar import Span, day_span, make_day, month_span, shift_days, unknown

# In a history the months run forward: "in December 1941 ... in January" is the January after. A month is taken for the
# next year's when the step forward to it is this short, and for the year before when the step back is.
_FORWARD_MONTHS = 4
_BACK_MONTHS = 2
# A day named in the news without a year that lies this near ahead of the publication day is still to come.
_NEAR_DAYS = 45


@dataclass(slots=True)
class Story:
    """The reader's memory at one point of a text."""

    published: date | None = None
    year: int | None = None
    last: Span | None = None
    day: Span | None = None
    explicit: Span | None = None
    explicit_sentence: int = -9
    sentence: int = 0
    pending_year: int | None = field(default=None)

    @property
    def news(self) -> bool:
        """Whether dates count from a publication day."""
        return self.published is not None

    def remember(self, span: Span, *, explicit: bool, aside: bool = False) -> None:
        """Move the story on to a date just read; a date aside moves it only as far as what its own words say."""
        if aside:
            if self.last is None:
                self.last = span
            if span.grain == "day":
                self.day = span
            return
        self.last = span
        if span.first is not None:
            if span.grain != "decade":
                self.year = span.last.year if span.grain == "span" and span.last else span.first.year
            if explicit:
                self.explicit = span
                self.explicit_sentence = self.sentence
        if span.grain == "day":
            self.day = span
        elif span.grain == "span" and span.last is not None:
            self.day = day_span(span.last)
        elif span.grain == "month" and self.day is not None and span.first is not None:
            # "On 3 May ... In July": the third of May is no longer the day that "the same day" means.
            if self.day.first is None or not span.first <= self.day.first:
                self.day = None

    def carried(self) -> int | None:
        """Give the year of an explicit date that the news text has just spoken of, if it is a past one."""
        if self.published is None or self.explicit is None or self.explicit.first is None:
            return None
        if self.sentence - self.explicit_sentence > 1 or self.explicit.grain == "decade":
            return None
        year = self.explicit.first.year
        return year if year < self.published.year - 1 or year > self.published.year else None

    def place_day(self, month: int, day: int, *, future: bool) -> Span:
        """Place a day and month that come without a year."""
        if self.published is None:
            year = self.year_for(month)
            found = make_day(year, month, day) if year is not None else None
            return day_span(found) if found else unknown("day", month)
        carried = self.carried()
        if carried is not None:
            found = make_day(carried, month, day)
            if found:
                return day_span(found)
        return self._nearest_day(self.published, month, day, future=future)

    def _nearest_day(self, published: date, month: int, day: int, *, future: bool) -> Span:
        # Eight years find the next or last 29 February anywhere on the calendar.
        for step in range(9):
            year = published.year + step if future else published.year + 1 - step
            found = make_day(year, month, day)
            if found is None:
                continue
            ahead = (found - published).days
            if future and ahead >= 0:
                return day_span(found)
            if not future and ahead <= _NEAR_DAYS:
                return day_span(found)
        return unknown("day", month)

    def place_month(self, month: int, *, future: bool) -> Span:
        """Place a month that comes without a year."""
        if self.published is None:
            year = self.year_for(month)
        elif (carried := self.carried()) is not None:
            year = carried
        else:
            year = self.published.year
            if future and month < self.published.month:
                year += 1
            elif not future and month > self.published.month:
                year -= 1
        span = month_span(year, month) if year is not None else None
        return span or unknown("month", month)

    def year_for(self, month: int) -> int | None:
        """Give the year of a month in a history: that of the story so far, or its neighbour across a new year."""
        if self.pending_year is not None:
            return self.pending_year
        if self.year is None:
            return None
        last = self.last
        if last is None or last.first is None or not last.month or last.first.year != self.year:
            return self.year
        if month < last.month and month + 12 - last.month <= _FORWARD_MONTHS:
            return self.year + 1
        if month > last.month and last.month + 12 - month <= _BACK_MONTHS:
            return self.year - 1
        return self.year

    def place_weekday(self, weekday: int, *, future: bool) -> Span | None:
        """Place a weekday: the latest up to the publication day, or the next; in a history the one after its last day."""
        if self.published is not None:
            if future:
                ahead = (weekday - self.published.weekday()) % 7
                found = shift_days(self.published, ahead)
            else:
                found = shift_days(self.published, -((self.published.weekday() - weekday) % 7))
            return day_span(found) if found else unknown("day")
        if self.day is None or self.day.first is None:
            return unknown("day")
        found = shift_days(self.day.first, (weekday - self.day.first.weekday()) % 7)
        return day_span(found) if found else unknown("day")
