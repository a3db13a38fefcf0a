"""What a reader keeps in mind: the day of publication, the year and the day that the story has reached."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from conflictfacts.dates.calendar import Span, day_span, make_day, month_span, shift_days, unknown, year_span

# A history places "in January" next to the dates it has named before. Each such date bids for each year: its distance
# in days, a step back counting more than one forward, and more the longer ago it was named. A year named alone bids
# the same for all its months.
_ANCHORS = 4
_BACK = 1.5
_BACK_STEP = 10
_AGE = 50
_YEAR_ALONE = 120
# "Early 1942" bids as its second month, "late 1942" as its eleventh; less sure of it than of a month named.
_PART_OF_YEAR = {"early": 2, "mid": 7, "late": 11}
_PART_UNSURE = 10
# A date that looks back or ahead from the thread of the story ("had met in 1614", "planned for May 1789") bids worse.
_OFF_THREAD = 150
# A date of an earlier paragraph bids worse.
_PARAGRAPH = 60
# A day named in the news without a year that lies this near ahead of the publication day is still to come.
_NEAR_DAYS = 45
# A date line may be a day or two behind the news in it.
_PAST_DAYS = 2
# Sentences after which a story told inside the news is over.
_STORY_SENTENCES = 2
# What "is to run from 23 January" may have begun this many days ago.
_BEGUN_DAYS = 30


@dataclass(frozen=True, slots=True)
class Anchor:
    """A date named before, that a month without a year may belong next to: its first day, and its handicap in days.

    ``whole`` marks a year or a decade, in which any month is as near as any other; ``part`` a part of a year, to which
    some months are nearer.
    """

    first: date
    whole: bool
    part: bool
    handicap: float
    paragraph: int = -1

    def bid(self, year: int, month: int, day: int, *, paragraph: int = -1) -> float:
        """Give how far a day named in a paragraph stands from the anchor; the lowest bid wins."""
        handicap = self.handicap + (_PARAGRAPH if paragraph != self.paragraph else 0)
        alone = _YEAR_ALONE + 365 * abs(year - self.first.year) + handicap
        if self.whole:
            return alone
        gap = (year - self.first.year) * 365 + (month - self.first.month) * 30.4 + day - self.first.day
        near = (gap if gap >= 0 else -gap * _BACK + _BACK_STEP) + handicap
        return min(near + _PART_UNSURE, alone) if self.part else near


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
    paragraph: int = 0
    aside: Span | None = None
    aside_sentence: int = -9
    anchors: list[Anchor] = field(default_factory=list)

    @property
    def looked_at(self) -> Span | None:
        """The date aside that this sentence or the one before it has named last, if no other followed."""
        near = self.aside is not None and self.sentence - self.aside_sentence <= 1
        return self.aside if near else None

    @property
    def news(self) -> bool:
        """Whether dates count from a publication day."""
        return self.published is not None

    def remember(
        self, span: Span, *, explicit: bool, aside: bool = False, modifier: str | None = None, off_thread: bool = False
    ) -> None:
        """Move the story on to a date just read; a date aside moves it only as far as what its own words say.

        A date off the thread of the story moves it too, but the months that follow would rather not belong to its year.
        """
        if aside:
            self.aside, self.aside_sentence = span, self.sentence
            if self.last is None:
                self.last = span
            return
        self.aside = None
        again = span.grain == "year" and span.first is not None and span.first.year == self.year
        if again and self.last is not None and self.last.month:
            # "On December 7, 1941 ... in 1941 ... in January": the year named again keeps the month reached.
            return
        self.last = span
        if span.first is not None:
            self._move_year(span, modifier, off_thread)
            told = self.published is not None and not self._is_news(self.published, span.first.year)
            if (explicit or told) and span.grain != "decade":
                self.explicit = span
                self.explicit_sentence = self.sentence
            elif not explicit:
                # Back in the news: "on Monday", "last week".
                self.explicit = None
        if span.grain == "day":
            self.day = span
        elif span.grain == "span" and span.last is not None:
            self.day = day_span(span.last)
        elif span.grain == "month" and self.day is not None and span.first is not None:
            # "On 3 May ... In July": the third of May is no longer the day that "the same day" means.
            if self.day.first is None or not span.first <= self.day.first:
                self.day = None

    def begin_section(self) -> None:
        """Forget the dates of the section before: a heading names the year of its own."""
        self.anchors.clear()

    def _move_year(self, span: Span, modifier: str | None, off_thread: bool) -> None:
        if span.first is None or span.last is None or span.grain == "decade":
            return
        if span.last.year - span.first.year > 1 and self.year is not None:
            if span.first.year <= self.year <= span.last.year:
                # A heading's "1955-1963" goes on where the story stands.
                return
        year = span.first.year if span.last.year - span.first.year > 1 else span.last.year
        if not off_thread or self.year is None:
            self.year = year
        if span.grain == "span" and span.last.year != span.first.year:
            span = year_span(year) or span
        self.anchors.append(_anchor(span, modifier, off_thread, self.paragraph))
        if len(self.anchors) > _ANCHORS:
            del self.anchors[0]

    def carried(self) -> int | None:
        """Give the year of a date that a news text has just told of, where it is not the news' own.

        "It began on 6 April 1994. By mid-May thousands had fled": a story inside the news keeps its year.
        """
        if self.published is None or self.explicit is None or self.explicit.first is None:
            return None
        apart = self.sentence - self.explicit_sentence
        if apart > _STORY_SENTENCES or (apart and self.explicit.grain not in {"day", "month"}):
            # "The party was founded in 2008. In November, its chief was jailed": the last November, not that of 2008.
            return None
        year = self.explicit.first.year
        return None if self._is_news(self.published, year) else year

    def _carried_year(self, month: int, day: int) -> int:
        """Give the year that puts a day next to the date carried: "in December 2012; in March" is that of 2013."""
        told = self.explicit
        if told is None or told.first is None:
            return 0
        year = told.first.year
        anchor = _anchor(told, None, False)
        return min((year, year + 1, year - 1), key=lambda near: anchor.bid(near, month, day))

    @staticmethod
    def _is_news(published: date, year: int) -> bool:
        return published.year - 1 <= year <= published.year

    def place_day(self, month: int, day: int, *, tense: str | None, way: int = 0) -> Span:
        """Place a day and month that come without a year, in a clause that looks ahead, back, or neither.

        ``way`` is 1 or -1 where a history steps on to the day, or back, from the last date named.
        """
        if self.published is None:
            year = self.year_for(month, day, way=way)
            found = make_day(year, month, day) if year is not None else None
            return day_span(found) if found else unknown("day", month)
        if tense != "future" and self.carried() is not None:
            found = make_day(self._carried_year(month, day), month, day)
            if found:
                return day_span(found)
        return self._nearest_day(self.published, month, day, tense)

    def _nearest_day(self, published: date, month: int, day: int, tense: str | None) -> Span:
        future = tense == "future"
        near = _PAST_DAYS if tense == "past" else _NEAR_DAYS
        # Eight years find the next or last 29 February anywhere on the calendar.
        for step in range(10):
            year = published.year - 1 + step if future else published.year + 1 - step
            found = make_day(year, month, day)
            if found is None:
                continue
            ahead = (found - published).days
            if future and ahead >= -_BEGUN_DAYS:
                return day_span(found)
            if not future and ahead <= near:
                return day_span(found)
        return unknown("day", month)

    def place_month(self, month: int, *, future: bool, way: int = 0) -> Span:
        """Place a month that comes without a year; ``way`` as for a day."""
        if self.published is None:
            year = self.year_for(month, way=way)
        elif not future and self.carried() is not None:
            year = self._carried_year(month, 1)
        else:
            year = self.published.year
            if future and month < self.published.month:
                year += 1
            elif not future and month > self.published.month:
                year -= 1
        span = month_span(year, month) if year is not None else None
        return span or unknown("month", month)

    def year_for(self, month: int, day: int = 1, *, way: int = 0) -> int | None:
        """Give the year of a day in a history: the one that the dates named before it bid lowest for.

        A ``way`` of 1 wants the first such day after the last date named, one of -1 the last before it.
        """
        last = self.last
        if way and last is not None and last.first is not None and last.grain in {"day", "month"}:
            if way > 0:
                return last.first.year + ((month, day) < (last.first.month, last.first.day))
            return last.first.year - (month > last.first.month)
        if self.year is None or not self.anchors:
            return self.year
        best = self.year
        lowest = None
        for age, anchor in enumerate(reversed(self.anchors)):
            for year in (anchor.first.year, anchor.first.year + 1, anchor.first.year - 1):
                bid = _AGE * age + anchor.bid(year, month, day, paragraph=self.paragraph)
                if lowest is None or bid < lowest:
                    best, lowest = year, bid
        return best

    def place_weekday(self, weekday: int, *, future: bool) -> Span:
        """Place a weekday: the latest up to the publication day, or the next; in a history the one after its day."""
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


def _anchor(span: Span, modifier: str | None, off_thread: bool, paragraph: int = -1) -> Anchor:
    first = span.first or date.min
    handicap = _OFF_THREAD if off_thread else 0
    if span.grain == "year" and modifier in _PART_OF_YEAR:
        return Anchor(first.replace(month=_PART_OF_YEAR[modifier]), False, True, handicap, paragraph)
    return Anchor(first, span.grain in {"year", "decade"}, False, handicap, paragraph)
