"""Dates: the rules by their own examples, cases as data, and what must hold for any text."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conflictfacts.dates import DateFinder, dateline
from conflictfacts.dates.calendar import day_span, easter, edtf, feast, season_span, shifted, year_span
from conflictfacts.errors import LexiconError
from conflictfacts.facts import DATE_MODIFIERS, DateFact
from conflictfacts.lexicon import Lexicon, default_lexicon
from conflictfacts.reading import Reading, read
from conflictfacts.tokens import make_tokenizer

LEXICON = default_lexicon()
TABLE = LEXICON.table("dates")
CASES: dict[str, Any] = tomllib.loads((Path(__file__).parent / "cases" / "dates.toml").read_text(encoding="utf-8"))
RULES = TABLE["rule"]


class Read:
    """Texts to readings and dates, with the parts built once."""

    def __init__(self) -> None:
        import spacy

        self.tokenizer = make_tokenizer(spacy.blank("en").vocab)
        self.finder = DateFinder(LEXICON)

    def reading(self, text: str, published: str | None = None) -> Reading:
        return read(self.tokenizer(text), published=published or None)

    def dates(self, text: str, published: str | None = None) -> list[DateFact]:
        return self.finder.find(self.reading(text, published))


@pytest.fixture(scope="module")
def dates() -> Read:
    return Read()


def days(fact: DateFact) -> tuple[str, str]:
    return fact.earliest or "", fact.latest or ""


def test_rule_names_are_unique() -> None:
    names = [rule["name"] for rule in RULES]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("rule", RULES, ids=[rule["name"] for rule in RULES])
def test_rule_examples(dates: Read, rule: dict[str, Any]) -> None:
    assert rule["examples"], "a rule proves itself by an example"
    for text, published, quote, earliest, latest in rule["examples"]:
        found = {fact.quote: (*days(fact), fact.rule) for fact in dates.dates(text, published)}
        assert found.get(quote) == (earliest, latest, rule["name"]), (text, found)


@pytest.mark.parametrize("rule", RULES, ids=[rule["name"] for rule in RULES])
def test_rule_counter_examples(dates: Read, rule: dict[str, Any]) -> None:
    for text in rule.get("not", []):
        for published in ("2020-05-06", None):
            found = [fact.quote for fact in dates.dates(text, published) if fact.rule == rule["name"]]
            assert found == [], text


SAME = [(case, phrasing) for case in CASES["same"] for phrasing in case["phrasings"]]


@pytest.mark.parametrize(("case", "phrasing"), SAME, ids=[phrasing for _, phrasing in SAME])
def test_one_value_many_phrasings(dates: Read, case: dict[str, Any], phrasing: str) -> None:
    text = phrasing.replace("[", "").replace("]", "")
    start = phrasing.index("[")
    end = phrasing.index("]") - 1
    facts = dates.dates(text, case.get("published"))
    fitting = [fact for fact in facts if fact.start < end and fact.end > start]
    assert len(fitting) == 1, facts
    fact = fitting[0]
    # A leading article may belong to the quote or not.
    assert re.sub("(?i)^the ", "", fact.quote) == re.sub("(?i)^the ", "", text[start:end])
    assert (*days(fact), fact.modifier) == (case["earliest"], case["latest"], case.get("modifier"))
    if "edtf" in case:
        assert fact.edtf == case["edtf"]


@pytest.mark.parametrize("case", CASES["story"], ids=[case["text"][:50] for case in CASES["story"]])
def test_story(dates: Read, case: dict[str, Any]) -> None:
    found = [fact.edtf or "" for fact in dates.dates(case["text"], case.get("published"))]
    assert found == case["days"]


NEVER = [text for case in CASES["never"] for text in case["texts"]]


@pytest.mark.parametrize("text", NEVER)
@pytest.mark.parametrize("published", ["2016-10-15", None])
def test_never_a_date(dates: Read, text: str, published: str | None) -> None:
    assert [(fact.quote, fact.rule) for fact in dates.dates(text, published)] == []


@pytest.mark.parametrize("case", CASES["dateline"], ids=[case["text"][:40] for case in CASES["dateline"]])
def test_dateline(dates: Read, case: dict[str, Any]) -> None:
    assert (dateline(dates.reading(case["text"])) or "") == case["day"]


def test_found_dates_are_claimed(dates: Read) -> None:
    reading = dates.reading("In early May 2022 some 300 men left.", None)
    dates.finder.find(reading)
    claimed = [word for word, taken in zip(reading.words, reading.taken, strict=True) if taken]
    assert claimed == ["early", "May", "2022"]


def test_furniture_is_skipped(dates: Read) -> None:
    reading = dates.reading("Read on: May 2022 in pictures.\n\nIn June 2022 they left.", None)
    reading.sentences[0].furniture = True
    assert [fact.quote for fact in dates.finder.find(reading)] == ["June 2022"]


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        # One end leans on the other: one date.
        ("They fought on 6-10 August 2024.", ["6-10 August 2024"]),
        ("They fought on August 6-10.", ["August 6-10"]),
        ("They met in 1939-45.", ["1939-45"]),
        ("It fell in the night of 3 May 1999/4 May 1999.", ["the night of 3 May 1999/4 May 1999"]),
        ("It recalled the 1904-to-1905 war.", ["1904-to-1905"]),
        # Each end could stand alone: two dates.
        ("The war (1914-1918) ruined them.", ["1914", "1918"]),
        ("He led it (26 May - 8 October 1917).", ["26 May", "8 October 1917"]),
        ("He led it (May 26-October 8, 1917).", ["May 26", "October 8, 1917"]),
        ("He led it (26 May-8 October 1917).", ["26 May", "8 October 1917"]),
    ],
)
def test_a_range_is_two_dates_where_each_end_could_stand_alone(dates: Read, text: str, quotes: list[str]) -> None:
    assert [fact.quote for fact in dates.dates(text)] == quotes


def test_words_alone_make_a_date_explicit(dates: Read) -> None:
    facts = dates.dates("In 2014, on 6 August 2024 and on Monday they met; in June too.", "2024-08-14")
    assert [fact.kind for fact in facts] == ["explicit", "explicit", "relative", "relative"]


def test_published_wins_over_the_dateline(dates: Read) -> None:
    text = "Monday, March 4, 2019\n\nOn Sunday they met."
    assert dates.dates(text)[-1].earliest == "2019-03-03"
    assert dates.dates(text, "2019-02-27")[-1].earliest == "2019-02-24"


def test_a_published_time_counts_as_its_day(dates: Read) -> None:
    assert dates.dates("They met yesterday.", "2017-07-18T23:00:00Z")[0].earliest == "2017-07-17"


@pytest.mark.parametrize("published", ["0001-01-01", "9999-12-31", "not a day"])
def test_the_ends_of_the_calendar(dates: Read, published: str) -> None:
    text = "Yesterday, tomorrow, last week, next week, last month, next month, next year, two decades ago."
    for fact in dates.dates(text, published):
        assert fact.earliest is None or fact.earliest <= (fact.latest or "")


# ---------------------------------------------------------------- the calendar


@pytest.mark.parametrize(
    ("year", "day"),
    [(1916, "1916-04-23"), (1989, "1989-03-26"), (2000, "2000-04-23"), (2024, "2024-03-31"), (2038, "2038-04-25")],
)
def test_easter(year: int, day: str) -> None:
    assert easter(year) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("rule", "year", "first", "last"),
    [
        ("11 3 4", 2016, "2016-11-24", "2016-11-24"),
        ("5 0 -1", 2021, "2021-05-31", "2021-05-31"),
        ("easter-7..-1", 1989, "1989-03-19", "1989-03-25"),
        ("12-25", 1914, "1914-12-25", "1914-12-25"),
    ],
)
def test_feasts(rule: str, year: int, first: str, last: str) -> None:
    span = feast(rule, year)
    assert span is not None
    assert (str(span.first), str(span.last)) == (first, last)


def test_every_feast_has_a_day() -> None:
    for name, rule in TABLE["feasts"].items():
        assert feast(rule, 2024) is not None, name


def test_a_winter_runs_into_the_next_year() -> None:
    span = season_span(2023, "winter")
    assert span is not None
    assert (str(span.first), str(span.last), edtf(span)) == ("2023-12-01", "2024-02-29", "2023-12/2024-02")


@pytest.mark.parametrize(
    ("unit", "amount", "expected"),
    [("day", -1, "2024-02-29"), ("week", 0, "2024-02-26/2024-03-03"), ("month", -1, "2024-02"), ("year", 1, "2025")],
)
def test_units_away_from_a_day(unit: str, amount: int, expected: str) -> None:
    span = shifted(date(2024, 3, 1), unit, amount)
    assert span is not None
    assert edtf(span) == expected


def test_edtf_marks_what_is_about() -> None:
    year = year_span(1910)
    assert year is not None
    assert edtf(year, "about") == "1910~"
    assert edtf(day_span(date(2022, 5, 12)), "about") == "2022-05-12~"


# ---------------------------------------------------------------- the data file


@pytest.mark.parametrize(
    ("pattern", "resolve"),
    [("{nothing}", "month"), ("<nothing> {month}", "month"), ("{month} (", "month"), ("{month}", "nothing")],
)
def test_a_broken_rule_is_refused(pattern: str, resolve: str) -> None:
    class Broken(Lexicon):
        def table(self, name: str) -> dict[str, Any]:
            return TABLE | {"rule": [{"name": "broken", "pattern": pattern, "resolve": resolve}]}

    with pytest.raises(LexiconError, match=r"dates\.toml"):
        DateFinder(Broken())


# ---------------------------------------------------------------- any text

WORDS = st.sampled_from(
    sorted(
        {word for words in TABLE["classes"].values() for word in words}
        | {word for words in TABLE["words"].values() for word in words}
        | set(TABLE["feasts"])
        | {
            "2024",
            "1939",
            "99",
            "31",
            "30",
            "29",
            "1st",
            "12th",
            "1990s",
            "'",
            "-",
            "–",
            "/",
            ",",
            ".",
            "\n",
            "\n\n",
            "(",
            ")",
        }
        | {"May", "March", "Sunday", "January", "Spring", "Christmas", "BC", "Aug.", "MAY", "“", '"', "Monday", "2000"}
    )
)
SOUP = st.lists(WORDS, max_size=40).map(" ".join)
GLUED = st.lists(WORDS, max_size=20).map("".join)
ANY = st.one_of(SOUP, GLUED, st.text(max_size=80))
DAYS = st.one_of(st.none(), st.dates().map(date.isoformat))


@settings(max_examples=300)
@given(text=ANY, published=DAYS)
def test_any_text(dates: Read, text: str, published: str | None) -> None:
    facts = dates.dates(text, published)
    end = 0
    for fact in facts:
        assert text[fact.start : fact.end] == fact.quote
        assert fact.quote
        assert fact.start >= end
        end = fact.end
        assert (fact.earliest is None) == (fact.latest is None) == (fact.edtf is None)
        if fact.earliest and fact.latest:
            assert date.fromisoformat(fact.earliest) <= date.fromisoformat(fact.latest)
        assert fact.modifier is None or fact.modifier in DATE_MODIFIERS
        assert fact.kind in ("explicit", "relative")
    assert dates.dates(text, published) == facts


@settings(max_examples=100)
@given(day=st.dates(min_value=date(1000, 1, 1), max_value=date(2199, 12, 31)))
def test_a_day_written_out_is_that_day(dates: Read, day: date) -> None:
    month = f"{day:%B}"
    for text in (f"{day.day} {month} {day.year}", f"{month} {day.day}, {day.year}", day.isoformat()):
        facts = dates.dates(f"They met on {text} in Geneva.")
        assert [(fact.quote, fact.earliest, fact.latest, fact.edtf) for fact in facts] == [
            (text, day.isoformat(), day.isoformat(), day.isoformat())
        ]


@settings(max_examples=100)
@given(published=st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)), weekday=st.integers(0, 6))
def test_a_weekday_is_in_the_week_up_to_the_publication(dates: Read, published: date, weekday: int) -> None:
    name = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][weekday]
    (fact,) = dates.dates(f"The minister resigned on {name}.", published.isoformat())
    day = date.fromisoformat(fact.earliest or "")
    assert day.weekday() == weekday
    assert 0 <= (published - day).days <= 6
