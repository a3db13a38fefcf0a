"""Inputs of many articles: one JSON object a line, or one row of a table each."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from conflictfacts_cli.inputs.articles import Article, Origin, Unreadable, of_record
from conflictfacts_cli.inputs.encodings import as_utf8, decode, decode_as, guess, wide
from conflictfacts_cli.messages import ALLOW_MORE, NO_MEMORY, PASS_OVER, Failure
from conflictfacts_cli.safe import shortened

if TYPE_CHECKING:
    from conflictfacts_cli.inputs.streams import Stream

_NAMED = "name the field of the text with --text-field"
_MOST_NAMES = 12
_LONGEST_NAME = 40
# How far the end of a row that is too long is looked for, in limits.
_PATIENCE = 10
_QUOTES = re.compile(rb'"++')


def json_lines(stream: Stream, origin: Origin, field: str) -> Iterator[Article | Failure]:
    """Give the articles of JSON lines as they come; a line that is none costs only itself."""
    wanted = f'each line holds one object, as {{"{field}": "..."}}'
    for number, line in enumerate(stream.lines(wide(stream.head)), 1):
        where = f"{origin.shown}, line {number}"
        if line is None:
            what, remedy = (f": {NO_MEMORY}", PASS_OVER) if stream.short else (" is too long", ALLOW_MORE)
            yield Failure(f"{where}{what}", remedy, line=number)
            continue
        if not line.strip():
            continue
        short = False
        try:
            text, warnings = decode(line)
            record = json.loads(text)
        except MemoryError:
            short = True
        except (ValueError, RecursionError) as error:
            reason = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deep or out of range"
            yield Failure(f"{where} is not JSON ({reason})", wanted, line=number)
            continue
        if short:
            yield Failure(f"{where}: {NO_MEMORY}", PASS_OVER, line=number)
        elif not isinstance(record, dict):
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
    lines = _Lines(stream, limit)
    reader = None
    names: list[str] = []
    wanted = field.strip().casefold()
    while True:
        lines.begin()
        too_long = short = False
        where = f"{origin.shown}, line {lines.first}"
        try:
            if reader is None:
                header = lines.header()
                lines.delimiter = _delimiter(header, wanted, tabs)
                reader = csv.reader(lines, delimiter=lines.delimiter)
                lines.put_back(header)
            row = next(reader)
        except StopIteration:
            if not names:
                yield Failure(f"{origin.shown} has no header", "its first line names the columns")
            return
        except _TooLong:
            too_long = True
        except MemoryError:
            short = True
        except csv.Error as error:
            yield Failure(f"{where} is no row ({error})", "check its quotation marks and line ends", line=lines.first)
            continue
        if short or (too_long and stream.short):  # where the row ends is not known any more
            raise Unreadable(f"{where}: {NO_MEMORY}", PASS_OVER, lines.first)
        if too_long and not names:  # what comes behind it is no header
            raise Unreadable(f"{where} is too long", ALLOW_MORE, lines.first)
        if too_long and lines.skip_row():
            yield Failure(f"{where} is too long", ALLOW_MORE, line=lines.first)
            continue
        if too_long and not lines.ended:
            raise Unreadable(f"{where}: the row goes on without end", "close its quotation marks", lines.first)
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
    shown = ", ".join(shortened(name.strip(), _LONGEST_NAME) or '""' for name in columns[:_MOST_NAMES])
    return shown + (", ..." if len(columns) > _MOST_NAMES else "") if columns else "none"


class _TooLong(Exception):
    pass


class _Lines:
    """Lines as the csv module wants them, with the number of the first of a row, and how much the row has taken."""

    def __init__(self, stream: Stream, limit: int) -> None:
        self._lines = stream.lines(wide(stream.head), passed_over=self._pass_over)
        self._limit = limit
        self._number = 0
        self._encoding = ""
        self._again: list[str] = []
        self.ended = False
        self.delimiter = ","
        self.begin()

    def begin(self) -> None:
        """Begin a row."""
        self.first = self._number + 1
        self.size = 0
        self._quotes: _Quotes | None = None
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
        # The line end is not counted.
        too_long = line is None or self.size + len(line.removesuffix(b"\n")) > self._limit
        if line is not None:
            self.size += len(line)
            if too_long:
                self._pass_over(line)
        self._number += 1
        if line is None or too_long:
            raise _TooLong
        return self._decoded(line)

    def skip_row(self) -> bool:
        """Go to the end of a row that is too long; say whether it has one within reach, else see ``ended``."""
        while self._quotes and self._quotes.open:
            if self.size > _PATIENCE * self._limit:
                return False
            try:
                line = next(self._lines)
            except StopIteration:
                self.ended = not self._quotes.closing
                break
            self._number += 1
            if line is not None:
                self._pass_over(line)
                self.size += len(line)
        return not self.ended

    def _pass_over(self, part: bytes) -> None:
        # The csv module asks for one more line of a row only inside quotation marks.
        within = self._number >= self.first
        self._quotes = self._quotes or _Quotes(self.delimiter.encode("ascii"), within=within)
        self._quotes.feed(part)

    def _decoded(self, line: bytes) -> str:
        if b"\0" in line and (encoding := wide(line)):
            text, self.warnings = decode_as(line, encoding)
            return text
        try:
            return as_utf8(line)
        except UnicodeDecodeError:
            # The first line that is no UTF-8 speaks for the others: one short line is little to go by.
            self._encoding = self._encoding or guess(line, among_others=True)
            text, warnings = decode_as(line, self._encoding)
            self.warnings = warnings
            return text


class _Quotes:
    """Follows the quotation marks of a row by its bytes, as the csv module takes them, without holding the row."""

    def __init__(self, delimiter: bytes, *, within: bool) -> None:
        self.open = within
        self._opening = delimiter + b'"'
        # What stands at the end of a part may mean something only with what comes next.
        self._rest = b"" if within else delimiter

    @property
    def closing(self) -> bool:
        """Whether the last mark closes the cell if nothing more comes."""
        return self._rest == b'"'

    def feed(self, part: bytes) -> None:
        """Take the next bytes of the row."""
        data, self._rest, at = self._rest + part, b"", 0
        while True:
            mark = data.find(b'"' if self.open else self._opening, at)
            if mark < 0:
                if not self.open and data.endswith(self._opening[:1]):
                    self._rest = self._opening[:1]
                return
            if not self.open:
                self.open = True
                at = mark + 2
                continue
            # Two marks are one that is meant; what is odd ends the cell.
            at = mark + _length_of_run(data, mark)
            odd = (at - mark) % 2 == 1
            if at == len(data):
                self._rest = b'"' if odd else b""
                return
            self.open = not odd


def _length_of_run(data: bytes, begin: int) -> int:
    run = _QUOTES.match(data, begin)
    return run.end() - begin if run else 0
