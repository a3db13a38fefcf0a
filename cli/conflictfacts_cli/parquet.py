"""Parquet: a file that takes rows as lines of JSON, as any sink takes its text, and holds them in typed columns.

Rows are rendered to text wherever a document is read, also in another process; only the file knows of pyarrow.
"""

from __future__ import annotations

import contextlib
import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from conflictfacts import __version__
from conflictfacts_cli.formats import Rows, flat
from conflictfacts_cli.messages import Failure
from conflictfacts_cli.outputs import WholeFile
from conflictfacts_cli.safe import valid

# A row group ends at whichever comes first: it is held in memory while it is made.
ROWS_PER_GROUP = 16_384
_CHARACTERS_PER_GROUP = 16_000_000


def problem(output: str | None) -> Failure | None:
    """Say why Parquet can't be written to ``output`` (null: standard output), or give null. Imports nothing."""
    if output is None:
        return Failure("parquet is binary and needs a file", "name one with -o FILE")
    place = Path(output)
    if place.exists() and not place.is_file():
        return Failure(f"-o {output}: parquet needs an ordinary file", "name one with -o FILE")
    if find_spec("pyarrow") is None:
        return Failure("parquet needs the package pyarrow", "pip install 'conflict-facts[parquet]'")
    return None


class ParquetFile(WholeFile):
    """A Parquet file that appears whole or not at all, written group by group.

    It takes what a ``RowLinesWriter`` of the same ``rows`` gives, in pieces of whole lines. Raises ``OSError``.
    """

    def __init__(self, path: str, rows: Rows) -> None:
        import pyarrow
        from pyarrow import parquet

        super().__init__(path)
        self._arrow = pyarrow
        self._types = {column: rows.types.get(column, "text") for column in rows.columns}
        self._schema = pyarrow.schema(
            [(column, _arrow_type(pyarrow, kind)) for column, kind in self._types.items()],
            metadata={"created_by": f"conflict-facts {__version__}"},
        )
        self._writer = parquet.ParquetWriter(self._stream, self._schema, compression="zstd")
        self._lines: list[str] = []
        self._size = 0

    def write(self, text: str) -> None:
        """Take whole lines of JSON, one a row."""
        self._lines += text.split("\n")[:-1]
        self._size += len(text)
        while len(self._lines) >= ROWS_PER_GROUP:
            self._write_group(ROWS_PER_GROUP)
        if self._size >= _CHARACTERS_PER_GROUP:
            self._write_group(len(self._lines))

    def keep(self) -> None:
        """Write what is left and put the file in its place."""
        self._write_group(len(self._lines))
        self._writer.close()
        super().keep()

    def drop(self) -> None:
        """Leave the place as it was."""
        # An open writer would try to end the file when it is collected.
        with contextlib.suppress(OSError, ValueError, self._arrow.ArrowException):
            self._writer.close()
        super().drop()

    def _write_group(self, count: int) -> None:
        lines, self._lines = self._lines[:count], self._lines[count:]
        self._size = sum(map(len, self._lines))
        if not lines:
            return
        rows = [json.loads(line) for line in lines]
        columns = {name: [_value(row[name], kind) for row in rows] for name, kind in self._types.items()}
        self._writer.write_table(self._arrow.table(columns, schema=self._schema), row_group_size=count)


def _arrow_type(arrow: Any, kind: str) -> Any:
    return {
        "text": arrow.string(),
        "int": arrow.int64(),
        "float": arrow.float64(),
        "bool": arrow.bool_(),
        "texts": arrow.list_(arrow.string()),
        "floats": arrow.list_(arrow.float64()),
    }[kind]


def _value(value: Any, kind: str) -> Any:
    if value is None:
        return None
    if kind == "text":
        return valid(flat(value))
    if kind == "float":
        return float(value)
    if kind == "texts":
        return [valid(flat(one)) for one in value]
    if kind == "floats":
        return [float(one) for one in (value if isinstance(value, list) else [value])]
    return value
