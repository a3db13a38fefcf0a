"""What the profiles make of statements of deaths, column by column; the articles are ours."""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest

from conflictfacts.lexicon import default_lexicon
from conflictfacts_cli import profiles
from conflictfacts_cli.profiles import CHECK_COLUMNS, PROFILES, SCHEMES
from conflictfacts_cli.profiles.acled import day
from conflictfacts_cli.profiles.dating import Dater, Dating
from conflictfacts_cli.profiles.ucdp import precision

if TYPE_CHECKING:
    from collections.abc import Callable

    from conflictfacts import Extractor

    Rows = Callable[..., list[dict[str, Any]]]

PUBLISHED = "2024-06-20"  # a Thursday


@pytest.fixture
def rows(extractor: Extractor) -> Rows:
    def read(text: str, profile: str = "ucdp", *, published: str | None = PUBLISHED, **options: Any) -> Any:
        document = extractor.extract(text, published=published, id="a", source="a.txt", title="A clash")
        return profiles.load(profile, **options).of(document)

    return read


def one(found: list[dict[str, Any]]) -> dict[str, Any]:
    (row,) = found
    return row


FIGURES = [
    # words, (best, low, high) of UCDP, fatalities of ACLED
    ("12 soldiers", (12, 12, 12), 12),
    ("twelve soldiers", (12, 12, 12), 12),
    ("a dozen soldiers", (12, 12, 12), 12),
    ("about 12 soldiers", (12, None, None), 12),
    ("nearly 100 soldiers", (100, None, None), 100),
    ("at least 12 soldiers", (12, 12, None), 12),
    ("no fewer than 12 soldiers", (12, 12, None), 12),
    ("more than 12 soldiers", (12, 12, None), 12),
    ("up to 30 soldiers", (None, None, 30), None),
    ("as many as 30 soldiers", (None, None, 30), None),
    ("fewer than 30 soldiers", (None, None, 30), None),
    ("10 to 15 soldiers", (None, 10, 15), 10),
    ("between 10 and 15 soldiers", (None, 10, 15), 10),
    ("dozens of soldiers", (None, None, None), None),
    ("several soldiers", (None, None, None), None),
]


@pytest.mark.parametrize(("words", "expected", "fatalities"), FIGURES, ids=[case[0] for case in FIGURES])
def test_a_figure_is_bounded_as_its_words_bound_it(
    rows: Rows, words: str, expected: tuple[int | None, ...], fatalities: int | None
) -> None:
    text = f"Shells killed {words} near the bridge."
    row = one(rows(text))
    assert (row["best"], row["low"], row["high"]) == expected
    assert row["deaths_unknown"] == expected[0]
    assert one(rows(text, "acled"))["fatalities"] == fatalities


VAGUE = [
    # words, by scheme: acled, acled-3, acled-10
    ("Dozens of soldiers", 12, 12, 12),
    ("Hundreds of soldiers", 100, 100, 100),
    ("Thousands of soldiers", 1000, 1000, 1000),
    ("Tens of thousands of soldiers", 10_000, 10_000, 10_000),
    ("Hundreds of thousands of soldiers", 100_000, 100_000, 100_000),
    ("Several soldiers", None, 3, 10),
    ("A few soldiers", None, 3, 10),
    ("Several hundred soldiers", None, None, None),
    ("Several dozen soldiers", None, None, None),
    ("Scores of soldiers", None, None, None),
    ("Dozens or hundreds of soldiers", None, None, None),
    ("A handful of soldiers", None, None, None),
]


@pytest.mark.parametrize("case", VAGUE, ids=[case[0] for case in VAGUE])
@pytest.mark.parametrize("profile", PROFILES)
def test_vague_words_are_coded_by_the_named_scheme_alone(
    rows: Rows, profile: str, case: tuple[str, int | None, int | None, int | None]
) -> None:
    words, *codes = case
    figure = "best" if profile == "ucdp" else "fatalities"
    for scheme, code in zip((None, *SCHEMES), (None, *codes), strict=True):
        row = one(rows(f"{words} were killed near the bridge.", profile, vague=scheme))
        assert (row[figure], row["cf_vague"]) == (code, scheme if code is not None else None)
        assert row["cf_notes"] == "vague: " + re.sub(r"^A | soldiers$| of soldiers$", "", words).lower()


def test_a_scheme_bounds_nothing_and_leaves_numbers_alone(rows: Rows) -> None:
    vague, exact = rows("Dozens of soldiers were killed. Later 30 soldiers were killed.", vague="acled")
    assert (vague["low"], vague["high"], vague["deaths_unknown"]) == (None, None, 12)
    assert (exact["best"], exact["cf_vague"]) == (30, None)


DATED = [
    # sentence, first day, last day, UCDP date_prec, ACLED event_date and time_precision
    ("On 14 June shells killed 12 soldiers.", "2024-06-14", "2024-06-14", 1, "2024-06-14", 1),
    ("Shells killed 12 soldiers on Tuesday.", "2024-06-18", "2024-06-18", 1, "2024-06-18", 1),
    ("Shells killed 12 soldiers early on Tuesday.", "2024-06-18", "2024-06-18", 1, "2024-06-18", 1),
    ("Shells killed 12 soldiers on 6-9 June 2024.", "2024-06-06", "2024-06-09", 2, "2024-06-07", 2),
    ("Between 6 and 9 June shells killed 12 soldiers.", "2024-06-06", "2024-06-09", 2, "2024-06-07", 2),
    ("From 6 June to 9 June shells killed 12 soldiers.", "2024-06-06", "2024-06-09", 2, "2024-06-07", 2),
    ("Shells killed 12 soldiers over the weekend.", "2024-06-15", "2024-06-16", 2, "2024-06-15", 2),
    ("Shells killed 12 soldiers last week.", "2024-06-10", "2024-06-16", 3, "2024-06-13", 2),
    ("Shells killed 12 soldiers in March 2024.", "2024-03-01", "2024-03-31", 4, "2024-03-16", 3),
    ("Shells killed 12 soldiers in February 2023.", "2023-02-01", "2023-02-28", 4, "2023-02-14", 3),
    ("Shells killed 12 soldiers in early March 2024.", "2024-03-01", "2024-03-31", 4, "2024-03-01", 3),
    ("Shells killed 12 soldiers in late March 2024.", "2024-03-01", "2024-03-31", 4, "2024-03-31", 3),
    ("Shells killed 12 soldiers in mid-March 2024.", "2024-03-01", "2024-03-31", 4, "2024-03-16", 3),
    ("Shells killed 12 soldiers in the spring of 2023.", "2023-03-01", "2023-05-31", 5, None, None),
    ("Shells killed 12 soldiers in the winter of 2022-23.", "2022-12-01", "2023-02-28", None, None, None),
    ("Shells killed 12 soldiers in 2020.", "2020-01-01", "2020-12-31", 5, None, None),
    ("Shells killed 12 soldiers in the 1990s.", "1990-01-01", "1999-12-31", None, None, None),
]


@pytest.mark.parametrize("case", DATED, ids=[case[0] for case in DATED])
def test_a_date_is_as_exact_as_the_sentence(rows: Rows, case: tuple[Any, ...]) -> None:
    text, first, last, prec, event_date, time_precision = case
    ucdp, acled = one(rows(text)), one(rows(text, "acled"))
    assert (ucdp["date_start"], ucdp["date_end"], ucdp["date_prec"]) == (first, last, prec)
    assert (acled["event_date"], acled["time_precision"]) == (event_date, time_precision)
    year = int(first[:4]) if first[:4] == last[:4] else None
    assert ucdp["year"] == acled["year"] == year
    assert (ucdp["cf_date_from"], ucdp["cf_earliest"], ucdp["cf_latest"]) == ("sentence", first, last)


@pytest.mark.parametrize(
    ("days", "expected"), [(1, 1), (2, 2), (6, 2), (7, 3), (8, 4), (31, 4), (32, 5), (366, 5), (367, None), (400, None)]
)
def test_ucdp_precision_by_days(days: int, expected: int | None) -> None:
    from datetime import date, timedelta

    last = (date(2024, 1, 1) + timedelta(days=days - 1)).isoformat()
    dating = Dating("sentence", "", "2024-01-01", last)
    assert precision(dating) == expected
    assert day(dating)[1] == (1 if days == 1 else 2 if days <= 7 else 3 if days <= 31 else None)


UNDATED = [
    # sentence, why no date is coded
    ("Shells killed 12 soldiers.", "none"),
    ("The army said on Monday that shells had killed 12 soldiers.", "saying"),
    ("Shells killed 12 soldiers, the army said on Monday.", "saying"),
    ("Shells killed 12 soldiers, a spokesman told state radio late on Monday.", "saying"),
    ("Shells killed 12 soldiers, he said in a statement on Monday.", "saying"),
    ("On Monday the army announced the death of 12 soldiers.", "saying"),
    ("On Monday, Colonel Adam said that shells had killed 12 soldiers.", "saying"),
    ("A statement Wednesday said shells had killed 12 soldiers.", "saying"),
    ("SHELLS KILLED 12 SOLDIERS, THE ARMY REPORTED ON MONDAY.", "saying"),
    ("Shells have killed 12 soldiers since Monday.", "open"),
    ("Shells have killed 12 soldiers since the fighting broke out in May 2024.", "open"),
    ("The war, which began in 2011, has killed 12,000 soldiers.", "open"),
    ("Shells had killed 12 soldiers by 14 June.", "open"),
    ("The death toll rose to 52 on Tuesday.", "total"),
    ("Shells killed 12 soldiers almost a year ago.", "approximate"),
    ("On Monday troops entered the town, and on Tuesday shells killed 12 soldiers.", "several"),
    ("Shells had killed 12 soldiers by 14 June, and rain fell on 15 June.", "several"),
]


@pytest.mark.parametrize(("text", "reason"), UNDATED, ids=[case[0] for case in UNDATED])
def test_no_date_is_invented(rows: Rows, text: str, reason: str) -> None:
    row = one(rows(text))
    assert row["cf_date_from"] == reason
    assert {row[name] for name in ("year", "date_start", "date_end", "date_prec", "cf_earliest")} == {None}
    acled = one(rows(text, "acled"))
    assert {acled[name] for name in ("year", "event_date", "time_precision")} == {None}
    assert row["source_date"] == PUBLISHED


EVENT_DATED = [
    "On Monday, police said, gunmen killed 12 soldiers.",
    "The ministry said 12 soldiers were killed across the country on Monday.",
    "THE ARMY REPORTED TODAY THAT 12 SOLDIERS WERE KILLED ON MONDAY.",
    "Shells killed 12 soldiers on Monday, the army said on Tuesday.",
    "KHARTOUM, June 20 -- Shells killed 12 soldiers on Monday, witnesses said.",
]


@pytest.mark.parametrize("text", EVENT_DATED)
def test_a_date_of_saying_beside_it_does_no_harm(rows: Rows, text: str) -> None:
    assert one(rows(text))["date_start"] == "2024-06-17"


def test_a_date_that_needs_the_day_of_publication_is_not_coded_without(rows: Rows) -> None:
    row = one(rows("Shells killed 12 soldiers on Monday.", published=None))
    assert (row["cf_date_from"], row["cf_date_quote"], row["date_start"]) == ("unresolved", "Monday", None)


def test_a_sentence_that_stands_twice_keeps_its_dates_apart(rows: Rows) -> None:
    sentence = "Shells killed 12 soldiers on 14 June."
    first, second = rows(f"{sentence} {sentence}")
    assert first["cf_date_quote"] == second["cf_date_quote"] == "14 June"
    assert first["cf_start"] < second["cf_start"]


def test_a_sentence_is_read_for_its_date_once(rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    honest = Dater.read
    monkeypatch.setattr(Dater, "read", lambda self, *args: read.append(args[0]) or honest(self, *args))
    text = "On 14 June shells killed 12 soldiers and 3 villagers. Shells killed 5 people on 15 June."
    assert [row["date_start"] for row in rows(text)] == ["2024-06-14", "2024-06-14", "2024-06-15"]
    assert len(read) == 2


SIDES = [
    # text, side_a, side_b, column of the dead
    ("Taliban fighters lost 12 men. The blast killed 3 Afghan soldiers.", "Afghanistan", "Taliban", "deaths_b"),
    ("The Taliban killed 12 Afghan soldiers and lost 3 fighters.", "Afghanistan", "Taliban", "deaths_a"),
    ("Ukraine sent 400 troops; 12 Russian soldiers were killed.", None, None, "deaths_unknown"),
    ("Hezbollah fighters killed 12 Israeli soldiers.", None, None, "deaths_unknown"),
    ("Shells killed 12 soldiers.", None, None, "deaths_unknown"),
    ("Shells killed 12 civilians.", None, None, "deaths_civilians"),
    ("Shells killed 12 villagers.", None, None, "deaths_civilians"),
    ("Shells killed 12 children.", None, None, "deaths_civilians"),
    ("Shells killed 12 aid workers.", None, None, "deaths_civilians"),
    ("Shells killed 12 people.", None, None, "deaths_unknown"),
]


@pytest.mark.parametrize("case", SIDES, ids=[case[0] for case in SIDES])
def test_the_dead_stand_in_the_column_that_the_article_gives(rows: Rows, case: tuple[Any, ...]) -> None:
    text, side_a, side_b, column = case
    row = rows(text)[0]
    assert (row["side_a"], row["side_b"]) == (side_a, side_b)
    filled = {name: row[name] for name in row if name.startswith("deaths_") and row[name] is not None}
    assert filled == {column: 12}
    assert sum(filled.values()) == row["best"]


def test_the_user_may_name_the_sides(rows: Rows) -> None:
    text = "Russia lost 40 soldiers, Ukraine lost 12 soldiers, and 5 Chadian soldiers died."
    found = rows(text, dyad=("russia", "Ukraine"))
    assert [(row["deaths_a"], row["deaths_b"], row["deaths_unknown"]) for row in found] == [
        (40, None, None),
        (None, 12, None),
        (None, None, 5),
    ]
    assert {(row["side_a"], row["side_b"]) for row in found} == {("russia", "Ukraine")}


def test_acled_names_the_actors_without_direction(rows: Rows) -> None:
    actors = [
        (row["actor1"], row["actor2"])
        for row in rows(
            "The Taliban killed 12 Afghan soldiers and lost 3 fighters. Shells killed 5 civilians and 4 people.",
            "acled",
        )
    ]
    assert actors == [("Afghanistan", "Taliban"), ("Taliban", "Afghanistan"), (None, "Civilians"), (None, None)]


NOT_DEATHS = [
    "Shells wounded 12 soldiers.",
    "The army suffered 12 casualties.",
    "The rebels captured 12 soldiers.",
    "Ukraine sent 12 soldiers.",
    "The enemy lost 12 tanks.",
    "The group threatened to kill 12 hostages.",
]


@pytest.mark.parametrize("text", NOT_DEATHS)
@pytest.mark.parametrize("profile", PROFILES)
def test_what_states_no_deaths_gives_no_row(rows: Rows, profile: str, text: str) -> None:
    assert rows(text, profile) == []


def test_a_lost_regiment_is_no_count_of_dead(rows: Rows) -> None:
    assert rows("Shells killed two families.") == []
    assert rows("The division lost one regiment.") == []


def test_a_denied_figure_is_shown_and_not_coded(rows: Rows) -> None:
    row = one(rows("The army denied that 12 soldiers had been killed."))
    assert (row["best"], row["low"], row["high"], row["deaths_unknown"]) == (None, None, None, None)
    assert (row["cf_value"], row["cf_stance"], row["cf_notes"]) == (12, "denied", "denied, not coded")


def test_a_part_of_a_figure_is_flagged(rows: Rows) -> None:
    whole, part = rows("Shells killed nine residents, four of them children.")
    assert (whole["cf_notes"], part["cf_notes"]) == (None, "part of another figure")


def test_two_figures_are_two_rows_and_nothing_is_added_up(rows: Rows) -> None:
    found = rows("The army said 12 soldiers were killed. The rebels said 60 soldiers were killed.")
    assert [row["best"] for row in found] == [12, 60]
    assert [row["source_original"] for row in found] == [row["cf_source"] for row in found]
    assert {row["number_of_sources"] for row in found} == {1}


def test_place_and_source_come_as_named(rows: Rows) -> None:
    text = "Shells killed 12 soldiers in Ukraine, the ministry said."
    row = one(rows(text))
    assert (row["where_coordinates"], row["where_description"], row["country"]) == ("Ukraine", "Ukraine", "Ukraine")
    assert (row["latitude"], row["where_prec"]) == (None, None)
    assert (row["source_date"], row["source_headline"]) == (PUBLISHED, "A clash")
    assert row["source_article"] == "a.txt, 2024-06-20, A clash"
    assert row["source_original"] is not None
    acled = one(rows(text, "acled"))
    assert (acled["location"], acled["country"], acled["source"]) == ("Ukraine", "Ukraine", "a.txt")
    assert acled["notes"] == text
    assert one(rows("Shells killed 12 soldiers in Avdiivka."))["country"] is None


def test_a_pipe_is_no_source(extractor: Extractor) -> None:
    document = extractor.extract("Shells killed 12 soldiers.", source="-")
    assert one(profiles.load("ucdp").of(document))["source_article"] is None
    assert one(profiles.load("acled").of(document))["source"] is None


@pytest.mark.parametrize("profile", PROFILES)
def test_every_row_leads_back_to_the_words(extractor: Extractor, profile: str) -> None:
    from hashlib import sha256

    from conflictfacts import __version__

    text = "Quiet days.\n\nOn 14 June shells killed at least 12 soldiers, and 3 villagers died."
    document = extractor.extract(text, published=PUBLISHED, id="a")
    known = profiles.load(profile)
    found = known.of(document)
    assert len(found) == 2
    ids = {fact.id for fact in document.facts}
    for row in found:
        assert tuple(row) == known.columns
        assert text[row["cf_start"] : row["cf_end"]] == row["cf_quote"]
        assert row["cf_sentence"] in text
        assert (row["cf_document"], row["cf_version"]) == ("a", __version__)
        assert row["cf_text_sha256"] == sha256(text.encode()).hexdigest()
        assert row["cf_fact"] in ids


def test_the_columns_are_the_databases_own_in_their_order() -> None:
    ucdp, acled = profiles.load("ucdp").columns, profiles.load("acled").columns
    assert (len(ucdp), len(acled)) == (49 + len(CHECK_COLUMNS), 31 + len(CHECK_COLUMNS))
    assert (ucdp[0], ucdp[48], acled[0], acled[30]) == ("id", "gwnob", "event_id_cnty", "timestamp")
    assert ucdp[40:47] == ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low")
    for columns in (ucdp, acled):
        assert len(set(columns)) == len(columns)
        assert columns[-len(CHECK_COLUMNS) :] == CHECK_COLUMNS


def test_types_name_columns_that_there_are() -> None:
    for name in PROFILES:
        known = profiles.load(name)
        assert set(known.types) <= set(known.columns)
        assert set(known.types.values()) == {"int", "float"}


def test_a_profile_crosses_processes() -> None:
    known = profiles.load("ucdp", vague="acled-3", dyad=("Russia", "Ukraine"))
    assert pickle.loads(pickle.dumps(known)) == known


def test_a_profile_is_made_without_spacy() -> None:
    code = "import sys; from conflictfacts_cli import profiles; profiles.load('ucdp'); print('spacy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("False\n", "")


def test_names_that_are_none_are_told() -> None:
    with pytest.raises(ValueError, match="choose ucdp or acled"):
        profiles.load("cameo")
    with pytest.raises(ValueError, match="choose acled, acled-3, acled-10"):
        profiles.load("ucdp", vague="ucdp")


def data(name: str) -> dict[str, Any]:
    return tomllib.loads(files(profiles).joinpath(f"{name}.toml").read_text("utf-8"))


def test_each_scheme_names_its_source_and_codes_whole_numbers() -> None:
    table = data("vague")
    assert tuple(table) == SCHEMES
    for scheme in table.values():
        assert scheme["source"]
        assert scheme.get("like", "acled") in table
        assert all(type(code) is int and word == word.lower() for word, code in scheme["words"].items())


def test_word_lists_hold_no_word_twice_and_only_words_that_are_counted() -> None:
    words, nouns = data("words"), default_lexicon().table("nouns")
    for section in (words, words["saying"], words["open"]):
        for key, value in section.items():
            if isinstance(value, list):
                assert len(set(value)) == len(value), key
    known = {*nouns["people"], *nouns["troops"], *nouns["either"], "rescuer"}
    assert {unit for unit in words["civilians"] if unit not in known} <= {"family member", "grandmother"}


def test_words_of_the_user_count(rows: Rows, tmp_path: Any) -> None:
    import conflictfacts

    own = tmp_path / "own.toml"
    own.write_text('[groups."Free Riverine Movement"]\nkind = "armed_group"\ncountry = "Colombia"\n')
    document = conflictfacts.load(str(own)).extract(
        "Free Riverine Movement fighters killed 12 Colombian soldiers and lost 3 men."
    )
    known = profiles.load("ucdp", lexicon=str(own)).of(document)
    assert {(row["side_a"], row["side_b"]) for row in known} == {("Colombia", "Free Riverine Movement")}
