"""CSV and TSV: what programs and spreadsheets read back, and what a spreadsheet must not run."""

from __future__ import annotations

import csv
import io
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflictfacts_cli import profiles
from conflictfacts_cli.formats import COLUMN_TYPES, COLUMNS, CsvWriter, FactRows, RowLinesWriter, cell, flat

if TYPE_CHECKING:
    from conflictfacts import Extractor
    from conflictfacts.facts import Document

FORMULAS = [
    "=1+1",
    "+cmd",
    "-cmd|' /C calc'!A1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "＝1+1",
    "＠x",
    "-",
    "--",
    "=-5",
]
HARMLESS = ["12 soldiers", "-5", "+12", "-1,200", "-1.5", "'quoted'", "a=b", "", "“=”", "~30"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_defused(text: str) -> None:
    assert cell(text) == "'" + text
    assert cell([text, "x"]) == "'" + text + "; x"


@pytest.mark.parametrize("text", HARMLESS)
def test_all_else_stays(text: str) -> None:
    assert cell(text) == text


@pytest.mark.parametrize(
    ("value", "expected"),
    [(-5, "-5"), (-1.5, "-1.5"), (0, "0"), (None, ""), (True, "true"), (False, "false"), ([], ""), ([1, 2.5], "1; 2.5"),
     ([{"value": 386, "unit": "sq_mi"}], "386 sq_mi"), ([-5, -4], "'-5; -4")],
)  # fmt: skip
def test_numbers_stay_numbers(value: Any, expected: str) -> None:
    assert cell(value) == expected


class Given:
    """Rows as they are handed over."""

    columns = ("a", "b")

    def __init__(self, *rows: tuple[Any, Any]) -> None:
        self.types: dict[str, str] = {}
        self._rows = [dict(zip(self.columns, row, strict=True)) for row in rows]

    def of(self, document: object) -> list[dict[str, Any]]:
        return self._rows


def rendered(*rows: tuple[Any, Any], tab: bool, document: Any = None) -> str:
    writer = CsvWriter(Given(*rows), tab=tab)
    return writer.header() + writer.render(document)


def test_tsv_has_a_row_a_line_and_a_tab_a_column() -> None:
    text = rendered(("one\ttwo\nthree\r\nfour", "x"), ("\x0b\x0c\x1c\x85\u2028\u2029", None), tab=True)
    assert text == "a\tb\none two three  four\tx\n      \t\n"
    assert len(text.splitlines()) == 3


def test_quotation_marks_are_doubled_in_both() -> None:
    assert rendered(('"Go"', 'a "b"'), tab=True) == 'a\tb\n"""Go"""\t"a ""b"""\n'
    assert rendered(("a, b", "c"), tab=True) == "a\tb\na, b\tc\n"
    assert rendered(('"Go"', "a,b"), tab=False) == 'a,b\n"""Go""","a,b"\n'


def test_a_lone_carriage_return_ends_no_row() -> None:
    assert rendered(("one\rtwo", "x"), tab=False) == 'a,b\n"one\rtwo",x\n'


def test_csv_keeps_what_stands_in_a_cell() -> None:
    text = rendered(("one\ttwo\nthree", "x,y"), tab=False)
    assert list(csv.reader(io.StringIO(text))) == [["a", "b"], ["one\ttwo\nthree", "x,y"]]


cells = st.text(st.characters(codec="utf-8"), max_size=12)


@given(st.lists(st.tuples(cells, cells), max_size=4))
def test_csv_comes_back_but_for_the_apostrophe(rows: list[tuple[str, str]]) -> None:
    read = list(csv.reader(io.StringIO(rendered(*rows, tab=False), newline="")))[1:]
    assert read == [[cell(one) for one in row] for row in rows]


@given(st.lists(st.tuples(cells, cells), max_size=4))
def test_tsv_comes_back_with_white_space_as_blanks(rows: list[tuple[str, str]]) -> None:
    text = rendered(*rows, tab=True)
    lines = text.removesuffix("\n").split("\n")
    assert text.splitlines() == lines
    assert len(lines) == len(rows) + 1
    assert all(line.count("\t") == 1 for line in lines)
    read = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t"))[1:]
    assert [list(map(len, row)) for row in read] == [[len(cell(one)) for one in row] for row in rows]
    assert all(one[:1] not in "=+-@" or one == "" or one[1:2].isdigit() for row in read for one in row)


@pytest.fixture
def document(extractor: Extractor) -> Document:
    text = (
        'On 14 June shells\tkilled\n"at least" 12 soldiers, and at least 3 villagers died.\n\n'
        "- 90 sq km (35 sq miles) fell."
    )
    return extractor.extract(text, published="2024-06-20", id="=a")


@pytest.mark.parametrize("tab", [False, True], ids=["csv", "tsv"])
@pytest.mark.parametrize(
    "rows", [FactRows(), *map(profiles.load, profiles.PROFILES)], ids=["facts", *profiles.PROFILES]
)
def test_real_rows_come_back(document: Document, rows: Any, tab: bool) -> None:
    writer = CsvWriter(rows, tab=tab)
    text = writer.header() + writer.render(document)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter="\t" if tab else ",")
    read = list(reader)
    given = rows.of(document)
    assert tuple(reader.fieldnames or ()) == rows.columns
    assert len(read) == len(given) >= 2
    for row, values in zip(read, given, strict=True):
        for column, value in values.items():
            expected = cell(value)
            assert row[column] == (expected.replace("\t", " ").replace("\n", " ") if tab else expected)
    assert read[0]["document" if "document" in read[0] else "cf_document"] == "'=a"


def test_cut_reads_tsv(document: Document) -> None:
    writer = CsvWriter(tab=True)
    text = writer.header() + writer.render(document)
    done = subprocess.run(["cut", "-f", "2,3"], input=text.encode(), capture_output=True, check=True)
    assert done.stdout.decode().splitlines() == ["id\ttype", *(f"{f.id}\t{f.type}" for f in document.facts)]


def test_a_terminal_gets_no_controls(extractor: Extractor) -> None:
    document = extractor.extract("Shells killed 12 soldiers.", id="a\x1b[2Jb")
    assert "\x1b" not in CsvWriter(tab=True, terminal=True).render(document)
    assert "\x1b" in CsvWriter(tab=True).render(document)


def test_column_types_name_columns() -> None:
    assert set(COLUMN_TYPES) <= set(COLUMNS)


def test_rows_as_lines_keep_values_as_they_are(document: Document) -> None:
    import json

    lines = [json.loads(line) for line in RowLinesWriter(profiles.load("acled")).render(document).splitlines()]
    assert lines == profiles.load("acled").of(document)


def test_a_restated_figure_is_flat() -> None:
    assert flat({"value": 386, "unit": "sq_mi"}) == "386 sq_mi"
