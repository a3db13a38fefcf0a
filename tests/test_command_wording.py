"""What the table says: numbers, measures and dates in words, and the words around a fact."""

from __future__ import annotations

from typing import Any

import pytest
from rich.cells import cell_len

from conflictfacts.facts import AreaFact, CountFact, DateFact, Document, Stated, TroopsFact
from conflictfacts_cli.inputs import iso_day
from conflictfacts_cli.safe import one_line
from conflictfacts_cli.table import TableWriter, in_context
from conflictfacts_cli.wording import amount, both_units, measure, restated, when

PLACE: dict[str, Any] = {"start": 0, "end": 1, "rule": "a.rule"}


def count(
    quote: str, value: float | None, modifier: str, low: float | None = None, high: float | None = None
) -> CountFact:
    return TroopsFact(**PLACE, quote=quote, value=value, low=low, high=high, modifier=modifier, unit="troop")


AMOUNTS = [
    (count("10,000 troops", 10000, "exact"), "10,000"),
    (count("1.5 brigades", 1.5, "exact"), "1.5"),
    (count("over 1,000 troops", 1000, "more_than"), "more than 1,000"),
    (count("no fewer than 50 troops", 50, "at_least"), "at least 50"),
    (count("as many as 50 troops", 50, "at_most"), "up to 50"),
    (count("under 50 troops", 50, "less_than"), "fewer than 50"),
    (count("an estimated 11,000 troops", 11000, "about"), "about 11,000"),
    (count("Nearly 500 troops", 500, "about"), "nearly 500"),
    (count("2,000 to 3,000 troops", None, "range", 2000, 3000), "2,000–3,000"),
    (count("tens of thousands of troops", None, "vague"), "tens of thousands (vague)"),
    (count("several thousand more fighters", None, "vague"), "several thousand (vague)"),
    (count("a few hundred men", None, "vague"), "a few hundred (vague)"),
    (count("Dozens more", None, "vague"), "dozens (vague)"),
    (count("a few troops", None, "vague"), "a few (vague)"),
    (count("1,000 trillion trillion troops", None, "vague"), "1,000 trillion trillion (vague)"),
    (count("troops", None, "vague"), "some (vague)"),
    (count("a number nobody foresaw", None, "exact"), "a number nobody foresaw"),
    (count("10^20 troops", 1e20, "exact"), "100,000,000,000,000,000,000"),
]


@pytest.mark.parametrize(("fact", "words"), AMOUNTS, ids=[words for _, words in AMOUNTS])
def test_amounts(fact: CountFact, words: str) -> None:
    assert amount(fact) == words


DATES = [
    ("2024-08-06", "2024-08-06", None, "6 Aug 2024"),
    ("2024-08-06", "2024-08-06", "late", "late 6 Aug 2024"),
    ("2024-08-06", "2024-08-10", None, "6–10 Aug 2024"),
    ("2024-02-28", "2024-03-03", None, "28 Feb – 3 Mar 2024"),
    ("2024-12-30", "2025-01-05", None, "30 Dec 2024 – 5 Jan 2025"),
    ("2024-02-01", "2024-02-29", None, "Feb 2024"),
    ("2023-02-01", "2023-02-28", "early", "early Feb 2023"),
    ("2024-09-01", "2024-11-30", None, "Sep–Nov 2024"),
    ("2023-12-01", "2024-02-29", None, "Dec 2023 – Feb 2024"),
    ("2024-01-01", "2024-12-31", "about", "about 2024"),
    ("1939-01-01", "1945-12-31", None, "1939–1945"),
    ("1990-01-01", "1999-12-31", None, "1990s"),
    ("0480-01-01", "0480-12-31", None, "480"),
    (None, None, None, "unresolved"),
    (None, None, "early", "unresolved"),
    ("soon", "later", None, "soon/later"),
]


@pytest.mark.parametrize(("earliest", "latest", "modifier", "words"), DATES, ids=[words for *_, words in DATES])
def test_dates(earliest: str | None, latest: str | None, modifier: str | None, words: str) -> None:
    fact = DateFact(**PLACE, quote="x", earliest=earliest, latest=latest, modifier=modifier, kind="explicit", edtf=None)
    assert when(fact) == words


def area(unit: str, value: float = 90, **more: Any) -> AreaFact:
    return AreaFact(**PLACE, quote="around 90", value=value, low=None, high=None, modifier="about", unit=unit, **more)


def test_areas_are_given_in_both_units() -> None:
    assert measure(area("sq_km")) == "around 90 sq km"
    assert measure(area("acre", 1)) == "around 1 acre"
    assert both_units(area("sq_km", sq_km=90, sq_miles=34.7)) == "34.7 sq miles"
    assert both_units(area("sq_mi", sq_km=233, sq_miles=90)) == "233 sq km"
    assert both_units(area("hectare", sq_km=0.9, sq_miles=1)) == "0.9 sq km, 1 sq mile"
    assert both_units(area("sq_km", sq_km=(5, 6), sq_miles=(1.9, 2.3))) == "1.9–2.3 sq miles"
    assert restated((Stated(value=2, unit="sq_mi"), Stated(value=4, unit="sq_mi"))) == "2, 4 sq miles"


def test_a_wrong_conversion_is_flagged_and_a_right_one_is_not() -> None:
    said = (Stated(value=56, unit="sq_mi"),)
    wrong = area("sq_km", stated=said, stated_ok=False, expected=(Stated(value=35, unit="sq_mi"),))
    shown = TableWriter(width=80, colour=False).render(
        Document(facts=(wrong, area("sq_km", stated=said, stated_ok=True)))
    )
    assert "! around 90 sq km: the article says 56 sq miles, expected 35 sq miles" in shown
    assert shown.count("!") == 2


@pytest.mark.parametrize("width", range(20, 90, 3))
def test_the_words_around_a_fact_fit_and_hold_it(width: int) -> None:
    sentence = "In fourteen days the army lost four men, among them 司令官 of the front, and went home."
    shown = in_context("four men", sentence, width).plain
    assert cell_len(shown) <= width
    assert "four men" in shown
    assert all(part.strip() in sentence for part in shown.split("…"))


def test_a_table_is_never_wider_than_asked_and_loses_no_number() -> None:
    facts = tuple(count(f"{n:,} troops", n, "more_than") for n in (10**12, 10**15))
    for width in (40, 60, 80, 200):
        shown = TableWriter(width=width, colour=False).render(Document(facts=facts, id="x" * 300))
        assert max(map(cell_len, shown.splitlines())) <= width
        assert "1,000,000,000,000,000" in shown


def test_the_columns_that_nothing_fills_are_left_out() -> None:
    shown = TableWriter(width=80, colour=False).render(Document(facts=(count("5 troops", 5, "exact"),)))
    assert "Number" in shown and "Place" not in shown


def test_unresolved_dates_come_with_what_to_do() -> None:
    open_date = DateFact(**PLACE, quote="Sunday", earliest=None, latest=None, modifier=None, kind="relative", edtf=None)
    writer = TableWriter(width=80, colour=False)
    assert "--published" in writer.render(Document(facts=(open_date,)))
    assert "--published" not in writer.render(Document(facts=(open_date,), published="2025-06-22"))


def test_one_line_holds_nothing_that_steers() -> None:
    assert one_line(" a\r\n\tb\u2028c\x1b[0m \u202e\x9b\ud800[b] ") == "a b c\ufffd[0m \ufffd\ufffd[b]"


ISO_DAYS = {
    "2025-06-22": "2025-06-22",
    " 2025-06-22 ": "2025-06-22",
    "2025-06-22T23:30:00-05:00": "2025-06-22",
    "2025-06-22 10:00": "2025-06-22",
    "2025-06-22T10:00:00Z": "2025-06-22",
    "20250622": None,
    "2025-W25-7": None,
    "2025-06": None,
    "2025-02-30": None,
    "22/06/2025": None,
    "２０２５-06-22": None,
    "": None,
}


@pytest.mark.parametrize("written", ISO_DAYS)
def test_days(written: str) -> None:
    assert iso_day(written) == ISO_DAYS[written]


@pytest.mark.parametrize("width", range(-5, 40))
@pytest.mark.parametrize("quote", ["9", "12,000 soldiers of the line", "戦車三十両"])
def test_a_quote_in_context_keeps_its_words_in_any_room(quote: str, width: int) -> None:
    line = in_context(quote, f"The ministry said that {quote} were there, and 漢字 more.", width)
    assert quote in line.plain
    assert line.cell_len <= max(width, cell_len(quote))
