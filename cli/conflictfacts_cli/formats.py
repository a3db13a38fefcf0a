"""The formats that programs read: documents as JSON, facts as JSON lines and as CSV. Key order never changes."""

from __future__ import annotations

import csv
import json
import math
from io import StringIO
from typing import Any, Protocol

from conflictfacts.facts import Document
from conflictfacts_cli.safe import escape_json, for_terminal, valid

# Every field of every kind of fact, in one flat row. New columns go at the end: readers go by place as well as name.
COLUMNS = (
    "document", "id", "type", "quote", "start", "end", "value", "low", "high", "modifier", "unit", "side", "status",
    "place", "source", "stance", "earliest", "latest", "kind", "edtf", "stated", "stated_ok", "expected", "sq_km",
    "sq_miles", "name", "role", "rank", "mentions", "sentence", "rule",
)  # fmt: skip


class Writer(Protocol):
    """Turns one document after another into text."""

    def header(self) -> str:
        """Give what stands before the first document."""

    def render(self, document: Document) -> str:
        """Give the text of one document."""


class JsonWriter:
    """One object a document: on one line, or indented for a person to read."""

    def __init__(self, *, pretty: bool = False, why: bool = False) -> None:
        self._indent = 2 if pretty else None
        self._why = why

    def header(self) -> str:
        """JSON has none."""
        return ""

    def render(self, document: Document) -> str:
        """Give the document as JSON, ending in a line feed."""
        return to_json(document.as_dict(why=self._why), indent=self._indent) + "\n"


class JsonLinesWriter:
    """One object a fact, with the id of its document first."""

    def __init__(self, *, why: bool = False) -> None:
        self._why = why

    def header(self) -> str:
        """JSON lines have none."""
        return ""

    def render(self, document: Document) -> str:
        """Give each fact of the document as a line."""
        records = ({"document": document.id, **fact.as_dict(why=self._why)} for fact in document.facts)
        return "".join(to_json(record) + "\n" for record in records)


class CsvWriter:
    """One row a fact, nulls empty, lists joined by "; ", a restated figure as "386 sq_mi"."""

    def __init__(self, *, terminal: bool = False) -> None:
        self._terminal = terminal

    def header(self) -> str:
        """Give the row of column names."""
        return _csv_row(COLUMNS)

    def render(self, document: Document) -> str:
        """Give each fact of the document as a row."""
        rows: list[str] = []
        for fact in document.facts:
            record = {"document": document.id, **fact.as_dict()}
            rows.append(_csv_row([_flat(record.get(column)) for column in COLUMNS]))
        text = valid("".join(rows))
        return for_terminal(text) if self._terminal else text


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


def _csv_row(cells: Any) -> str:
    out = StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()


def _flat(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "; ".join(map(_flat, value))
    if isinstance(value, dict):
        return f"{_flat(value['value'])} {value['unit']}"
    return str(value)
