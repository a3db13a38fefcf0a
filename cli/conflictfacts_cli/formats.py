"""The formats that programs read: documents as JSON; facts as JSON lines, CSV and TSV. Key order never changes."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from conflictfacts.facts import Document
from conflictfacts_cli.safe import HIDDEN, escape_json, for_terminal, valid

# Every field of every kind of fact, in one flat row. New columns go at the end: readers go by place as well as name.
COLUMNS = (
    "document", "id", "type", "quote", "start", "end", "value", "low", "high", "modifier", "unit", "side", "status",
    "place", "source", "stance", "earliest", "latest", "kind", "edtf", "stated", "stated_ok", "expected", "sq_km",
    "sq_miles", "name", "role", "rank", "mentions", "sentence", "rule",
)  # fmt: skip
# What the columns hold that hold no text; "texts" and "floats" are lists.
COLUMN_TYPES = {
    "start": "int", "end": "int", "value": "float", "low": "float", "high": "float", "stated": "texts",
    "stated_ok": "bool", "expected": "texts", "sq_km": "floats", "sq_miles": "floats", "mentions": "texts",
}  # fmt: skip

# A spreadsheet runs a cell that starts so, some also where it starts with another form of the sign, or with what they
# drop before they look.
_FORMULA = re.compile(rf"[\s\x00-\x20\x7f-\x9f{HIDDEN}]*[=+\-@＝＋－＠−﹢﹣﹦﹫]|[\t\r\n]")
_NUMBER = re.compile(r"[+\-−]?\d+(?:[.,]\d+)*")
# All that ends a field or a line for some reader of tab-separated text.
_BREAK = re.compile(r"[\t\n\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")


class Rows(Protocol):
    """What one row stands for: the columns in order, the types of those that hold no text, the rows of a document."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Give the names in order."""

    @property
    def types(self) -> Mapping[str, str]:
        """Give int, float, bool, texts or floats by column; a column that is not named holds text."""

    def of(self, document: Document) -> list[dict[str, Any]]:
        """Give the rows, each with every column, as JSON-ready values."""


class FactRows:
    """One row a fact, the same columns for every kind."""

    columns = COLUMNS
    types: Mapping[str, str] = COLUMN_TYPES

    def of(self, document: Document) -> list[dict[str, Any]]:
        """Give a row for each fact, null in the columns that its kind has not."""
        records = ({"document": document.id, **fact.as_dict()} for fact in document.facts)
        return [{column: record.get(column) for column in COLUMNS} for record in records]


class Writer(Protocol):
    """Turns documents into text, each by itself and in any process: nothing it renders depends on what was before."""

    def header(self) -> str:
        """Give what stands before the first document."""

    def render(self, document: Document, text: str) -> str:
        """Give the text of one document; ``text`` is what its offsets count in."""


class JsonWriter:
    """One object a document: on one line, or indented for a person to read."""

    def __init__(self, *, pretty: bool = False, why: bool = False) -> None:
        self._indent = 2 if pretty else None
        self._why = why

    def header(self) -> str:
        """JSON has none."""
        return ""

    def render(self, document: Document, text: str = "") -> str:
        """Give the document as JSON, ending in a line feed."""
        return to_json(document.as_dict(why=self._why), indent=self._indent) + "\n"


class JsonLinesWriter:
    """One object a fact, with the id of its document first."""

    def __init__(self, *, why: bool = False) -> None:
        self._why = why

    def header(self) -> str:
        """JSON lines have none."""
        return ""

    def render(self, document: Document, text: str = "") -> str:
        """Give each fact of the document as a line."""
        records = ({"document": document.id, **fact.as_dict(why=self._why)} for fact in document.facts)
        return "".join(to_json(record) + "\n" for record in records)


class RowLinesWriter:
    """One object a row, with every column: what a profile gives as JSON lines, and what Parquet is made of."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def header(self) -> str:
        """JSON lines have none."""
        return ""

    def render(self, document: Document, text: str = "") -> str:
        """Give each row of the document as a line."""
        return "".join(to_json(row) + "\n" for row in self._rows.of(document))


class CsvWriter:
    """One line a row, nulls empty, lists joined by "; ", a restated figure as "386 sq_mi".

    With ``tab`` the cells are parted by tabs and hold no tab or line end, each of which becomes a blank: then one line
    is one row also for ``cut`` and ``awk``. A text that a spreadsheet would run as a formula gets an apostrophe.
    """

    def __init__(self, rows: Rows | None = None, *, tab: bool = False, terminal: bool = False) -> None:
        self._rows = rows or FactRows()
        self._tab = tab
        self._terminal = terminal

    def header(self) -> str:
        """Give the row of column names."""
        return self._line(self._rows.columns)

    def render(self, document: Document, text: str = "") -> str:
        """Give each row of the document as a line."""
        columns = self._rows.columns
        text = valid("".join(self._line(row[column] for column in columns) for row in self._rows.of(document)))
        return for_terminal(text) if self._terminal else text

    def _line(self, values: Iterable[Any]) -> str:
        if self._tab:
            return "\t".join(_quoted(_BREAK.sub(" ", cell(value)), '"') for value in values) + "\n"
        return ",".join(_quoted(cell(value), '",\r\n') for value in values) + "\n"


def cell(value: Any) -> str:
    """Give a value as the text of a cell, made harmless for spreadsheets.

    >>> cell("=1+1"), cell("-5 C"), cell(-5), cell("-5"), cell(["a", "b"]), cell(None)
    ("'=1+1", "'-5 C", '-5', '-5', 'a; b', '')
    """
    text = flat(value)
    if isinstance(value, str | list) and _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def to_json(value: Any, *, indent: int | None = None) -> str:
    """Write a value as JSON that is valid UTF-8 whatever the text held, and holds no NaN or infinity."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    except ValueError:
        text = json.dumps(_finite(value), ensure_ascii=False, allow_nan=False, indent=indent)
    return escape_json(text)


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


# The csv module of Python 3.11 and 3.12 leaves a lone carriage return bare, and readers end the row there.
def _quoted(text: str, special: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(one in text for one in special) else text


def flat(value: Any) -> str:
    """Give a value as text: null empty, a list joined, a restated figure with its unit."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "; ".join(map(flat, value))
    if isinstance(value, dict):
        return f"{flat(value['value'])} {value['unit']}"
    return str(value)
