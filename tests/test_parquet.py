"""Parquet files: true types, whole or not at all, in groups of bounded size."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow
import pytest
from pyarrow import parquet as arrow_parquet

from conflictfacts import __version__
from conflictfacts_cli import parquet, profiles
from conflictfacts_cli.formats import COLUMN_TYPES, COLUMNS, FactRows, RowLinesWriter
from conflictfacts_cli.parquet import ParquetFile

if TYPE_CHECKING:
    from conflictfacts import Extractor
    from conflictfacts.facts import Document

TEXT = (
    "On 14 June shells killed at least 12 soldiers. Ukraine holds about 90 sq km (56 sq miles) of Kursk, and took "
    "10 to 12 sq km on Monday. Colonel Adam Idris, commander of the 3rd Brigade, led 2,500 troops to within 5 km of it."
)


@pytest.fixture
def document(extractor: Extractor) -> Document:
    return extractor.extract(TEXT, published="2024-06-20", id="a")


def written(path: Path, documents: list[Document], rows: Any = None) -> Any:
    rows = rows or FactRows()
    writer, file = RowLinesWriter(rows), ParquetFile(str(path), rows)
    file.write(writer.header())
    for one in documents:
        file.write(writer.render(one))
    file.keep()
    return arrow_parquet.read_table(path)


def test_facts_come_back_as_they_went_in(tmp_path: Path, document: Document) -> None:
    table = written(tmp_path / "facts.parquet", [document])
    assert tuple(table.column_names) == COLUMNS
    facts = [{"document": "a", **fact.as_dict()} for fact in document.facts]
    assert {fact["type"] for fact in facts} >= {"date", "troops", "area", "distance", "commander"}
    for row, fact in zip(table.to_pylist(), facts, strict=True):
        for column in set(COLUMNS) - {"stated", "expected", "sq_km", "sq_miles"}:
            assert row[column] == fact.get(column), column


def test_lists_are_lists(tmp_path: Path, document: Document) -> None:
    rows = written(tmp_path / "facts.parquet", [document]).to_pylist()
    area, span = (row for row in rows if row["type"] == "area")
    assert (area["stated"], area["stated_ok"], area["expected"]) == (["56 sq_mi"], False, ["35 sq_mi"])
    assert (area["sq_km"], span["sq_km"], span["stated"]) == ([90.0], [10.0, 12.0], [])
    (commander,) = (row for row in rows if row["type"] == "commander")
    assert commander["mentions"] == ["Adam Idris"]


def test_types_are_those_of_the_columns_also_in_an_empty_file(tmp_path: Path, document: Document) -> None:
    names = {
        "text": pyarrow.string(),
        "int": pyarrow.int64(),
        "float": pyarrow.float64(),
        "bool": pyarrow.bool_(),
        "texts": pyarrow.list_(pyarrow.string()),
        "floats": pyarrow.list_(pyarrow.float64()),
    }
    expected = [names[COLUMN_TYPES.get(column, "text")] for column in COLUMNS]
    for documents in ([], [document]):
        table = written(tmp_path / "facts.parquet", documents)
        assert table.schema.types == expected
    assert table.schema.metadata[b"created_by"] == f"conflict-facts {__version__}".encode()


@pytest.mark.parametrize("profile", profiles.PROFILES)
def test_a_profile_comes_back_as_it_went_in(tmp_path: Path, document: Document, profile: str) -> None:
    rows = profiles.load(profile)
    table = written(tmp_path / "rows.parquet", [document], rows)
    assert tuple(table.column_names) == rows.columns
    assert table.to_pylist() == rows.of(document) != []
    assert table.schema.field("year").type == pyarrow.int64()


def test_groups_are_written_as_rows_come(tmp_path: Path, document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "ROWS_PER_GROUP", 4)
    count = len(document.facts)
    path = tmp_path / "facts.parquet"
    table = written(path, [document] * 5)
    assert table.num_rows == 5 * count
    sizes = [arrow_parquet.ParquetFile(path).metadata.row_group(n).num_rows for n in range(-(-5 * count // 4))]
    assert sizes[:-1] == [4] * (len(sizes) - 1)


def test_long_rows_make_small_groups(tmp_path: Path, document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "_CHARACTERS_PER_GROUP", 1)
    path = tmp_path / "facts.parquet"
    written(path, [document] * 3)
    assert arrow_parquet.ParquetFile(path).num_row_groups == 3


def test_rows_may_come_in_pieces_of_many_documents(tmp_path: Path, document: Document) -> None:
    rows = FactRows()
    lines = RowLinesWriter(rows).render(document) * 3
    file = ParquetFile(str(tmp_path / "facts.parquet"), rows)
    file.write(lines)
    file.keep()
    assert arrow_parquet.read_table(tmp_path / "facts.parquet").num_rows == 3 * len(document.facts)


def test_the_file_appears_whole_or_not_at_all(tmp_path: Path, document: Document) -> None:
    path = tmp_path / "facts.parquet"
    path.write_bytes(b"old")
    rows = FactRows()
    file = ParquetFile(str(path), rows)
    file.write(RowLinesWriter(rows).render(document))
    assert path.read_bytes() == b"old"
    file.drop()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_is_an_os_error(document: Document) -> None:
    rows = FactRows()
    file = ParquetFile("/dev/full", rows)
    with pytest.raises(OSError, match="No space"):
        file.write(RowLinesWriter(rows).render(document) * 100)
        file.keep()
    file.drop()


def test_text_that_no_utf8_holds_is_replaced(tmp_path: Path, extractor: Extractor) -> None:
    document = extractor.extract("Shells killed 12\ud800 soldiers.\x00 Two soldiers died.", id="\udcff")
    table = written(tmp_path / "facts.parquet", [document])
    assert set(table["document"].to_pylist()) == {"\ufffd"}


def test_what_stands_in_the_way_is_told_with_its_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = parquet.problem(None)
    assert told is not None
    assert "-o FILE" in told.remedy
    assert parquet.problem("/dev/null") is not None
    assert parquet.problem(str(tmp_path / "new.parquet")) is None
    monkeypatch.setattr(parquet, "find_spec", lambda _: None)
    missing = parquet.problem(str(tmp_path / "new.parquet"))
    assert missing is not None
    assert missing.remedy == "pip install 'conflict-facts[parquet]'"


def test_pyarrow_is_imported_for_a_file_alone() -> None:
    code = "import sys, conflictfacts_cli.parquet as p; p.problem('x.parquet'); print('pyarrow' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("False\n", "")


def test_lines_of_rows_hold_every_column(document: Document) -> None:
    lines = RowLinesWriter(FactRows()).render(document).splitlines()
    assert all(tuple(json.loads(line)) == COLUMNS for line in lines)
