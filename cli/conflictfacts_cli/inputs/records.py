"""Inputs of many articles: one JSON object a line, or one row of a table each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from conflictfacts_cli.inputs.articles import Article, Origin, Unreadable, of_record
from conflictfacts_cli.inputs.encodings import as_utf8, decode, decode_as, guess, utf16
from conflictfacts_cli.messages import Failure

if TYPE_CHECKING:
    from conflictfacts_cli.inputs.streams import Stream

_NAMED = "name the field of the text with --text-field"
_MORE = "split it, or allow more with --max-bytes"
_MOST_NAMES = 12


def json_lines(stream: Stream, origin: Origin, field: str) -> Iterator[Article | Failure]:
    """Give the articles of JSON lines as they come; a line that is none costs only itself."""
    wanted = f'each line holds one object, as {{"{field}": "..."}}'
    for number, line in enumerate(stream.lines(utf16(stream.head)), 1):
        where = f"{origin.shown}, line {number}"
        if line is None:
            yield Failure(f"{where} is too long", _MORE, line=number)
            continue
        if not line.strip():
            continue
        text, warnings = decode(line)
        try:
            record = json.loads(text)
        except (ValueError, RecursionError) as error:
            reason = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deep or out of range"
            yield Failure(f"{where} is not JSON ({reason})", wanted, line=number)
            continue
        if not isinstance(record, dict):
            yield Failure(f'{where} has no "{field}"', wanted, line=number)
        elif field in record and not isinstance(record[field], str):
            yield Failure(f'{where} holds no text under "{field}"', wanted, line=number)
        elif field not in record:
            names = _names(list(record))
            yield Failure(f'{where} has no "{field}" among {names}', f"{wanted}; {_NAMED}", line=number)
        else:
            yield of_record(origin, number, record, record[field], warnings)


def table_rows(stream: Stream, origin: Origin, field: str, *, tabs: bool, limit: int) -> Iterator[Article | Failure]:
    """Give the articles of a table with a header, as they come; a row that is out of order costs only itself.

    A row is named by the line it begins on. Names of columns count in any case.
    """
    import csv

    csv.field_size_limit(min(limit, 2**31 - 1))  # one for the process: Python's own is 131,072
    lines = _Lines(stream.lines(utf16(stream.head)), limit)
    reader = None
    names: list[str] = []
    wanted = field.strip().casefold()
    while True:
        lines.begin()
        where = f"{origin.shown}, line {lines.first}"
        try:
            if reader is None:
                header = lines.header()
                reader = csv.reader(lines, delimiter=_delimiter(header, wanted, tabs))
                lines.put_back(header)
            row = next(reader)
        except StopIteration:
            if not names:
                yield Failure(f"{origin.shown} has no header", "its first line names the columns")
            return
        except _TooLong:
            if lines.size > limit:
                raise Unreadable(
                    f"{where}: the row goes on without end", "close its quotation marks", lines.first
                ) from None
            yield Failure(f"{where} is too long", _MORE, line=lines.first)
            continue
        except csv.Error as error:
            yield Failure(f"{where} is no row ({error})", "check its quotation marks and line ends", line=lines.first)
            continue
        if lines.ended:
            what, remedy = f"{where}: a quotation mark is never closed", "close it, or double it inside a text"
            raise Unreadable(what, remedy, lines.first)
        if not any(row):
            continue
        if not names:
            names = [name.strip().casefold() for name in row]
            if wanted not in names:
                raise Unreadable(f'{origin.shown} has no column "{field}" among {_names(row)}', _NAMED)
            continue
        if len(row) > len(names) and any(row[len(names) :]):
            what = f"{where} has {len(row)} cells under {len(names)} columns"
            yield Failure(what, "put a text that holds the separator in quotation marks", line=lines.first)
            continue
        record = dict(zip(names, row, strict=False))
        if wanted not in record:
            yield Failure(f'{where} has no cell under "{field}"', "check the row", line=lines.first)
            continue
        yield of_record(origin, lines.first, record, record[wanted], lines.warnings)


def _delimiter(header: str, wanted: str, tabs: bool) -> str:
    """Give the tab, or what stands between the names of a .csv: programs of some countries write semicolons."""
    if tabs:
        return "\t"
    for delimiter in ",;\t|":
        if wanted in (cell.strip(' "\r\n').casefold() for cell in header.split(delimiter)) and delimiter in header:
            return delimiter
    return ","


def _names(columns: list[str]) -> str:
    shown = ", ".join(name.strip() or '""' for name in columns[:_MOST_NAMES])
    return shown + (", ..." if len(columns) > _MOST_NAMES else "") if columns else "none"


class _TooLong(Exception):
    pass


class _Lines:
    """Lines as the csv module wants them, with the number of the first of a row, and how much the row has taken."""

    def __init__(self, lines: Iterator[bytes | None], limit: int) -> None:
        self._lines = lines
        self._limit = limit
        self._number = 0
        self._encoding = ""
        self._again: list[str] = []
        self.ended = False
        self.begin()

    def begin(self) -> None:
        """Begin a row."""
        self.first = self._number + 1
        self.size = 0
        self.warnings: tuple[str, ...] = ()

    def header(self) -> str:
        """Give the first line that is not blank. Raises ``StopIteration`` where there is none."""
        while not (line := next(self)).strip():
            self.begin()
        return line

    def put_back(self, line: str) -> None:
        """Give this line again."""
        self._again.append(line)

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if self._again:
            return self._again.pop()
        try:
            line = next(self._lines)
        except StopIteration:
            self.ended = True
            raise
        self._number += 1
        self.size += len(line or b"")
        if line is None or self.size > self._limit:
            raise _TooLong
        return self._decoded(line)

    def _decoded(self, line: bytes) -> str:
        try:
            return as_utf8(line)
        except UnicodeDecodeError:
            # The first line that is no UTF-8 speaks for the others: one short line is little to go by.
            self._encoding = self._encoding or guess(line)
            text, warnings = decode_as(line, self._encoding)
            self.warnings = warnings
            return text
