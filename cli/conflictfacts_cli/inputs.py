"""Reads what the user names into articles: plain text and JSON lines, from files and from standard input."""

from __future__ import annotations

import json
import os
import re
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BufferedReader, RawIOBase
from itertools import chain
from pathlib import Path, PurePath
from typing import IO, TYPE_CHECKING, Any

from conflictfacts_cli.messages import Failure

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

STDIN = "-"
_JSON_LINES = (".jsonl", ".ndjson")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# An article does not begin so; a stream of JSON lines always does.
_SNIFF = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{[ \t]*"')
_NUL_SHARE = 0.3
_READ_AT_ONCE = 65536
# Called with the descriptor that is going to be read, or with None where something is waited for that has none.
BeforeRead = Callable[[int | None], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One text to read, and what is known of it before reading."""

    text: str
    id: str
    source: str
    title: str | None = None
    published: str | None = None
    published_from: str | None = None
    warnings: tuple[str, ...] = ()

    def as_record(self) -> dict[str, Any]:
        """Give the article as the keywords of ``Extractor.extract``."""
        return {
            "text": self.text,
            "id": self.id,
            "source": self.source,
            "title": self.title,
            "published": self.published,
            "published_from": self.published_from,
        }


def read_inputs(
    paths: Iterable[str], *, published: str | None = None, before_read: BeforeRead | None = None
) -> Iterator[Article | Failure]:
    """Yield the articles of each path in order, and a failure where one can't be read.

    ``published`` (an ISO date) stands for every article, whatever its record says. JSON lines are read as they come.
    ``before_read`` is called each time before reading may have to wait for another program.
    """
    for path in paths:
        try:
            if path == STDIN:
                yield from _read_stdin(published, before_read)
            else:
                yield from _read_file(path, published, before_read)
        except OSError as error:
            yield _unreadable("standard input" if path == STDIN else path, error)


def iso_day(value: str) -> str | None:
    """Give the day of an ISO date or date and time as ``YYYY-MM-DD``, or None where it is neither.

    The day is taken as written: a time zone does not move it.

    >>> iso_day("2025-06-22T23:30:00-05:00"), iso_day("22/06/2025")
    ('2025-06-22', None)
    """
    day = value.strip()
    if not _ISO_DAY.match(day):
        return None
    try:
        return datetime.fromisoformat(day).date().isoformat()
    except ValueError:
        return None


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Turn bytes into text, with warnings where they were not clean UTF-8. Never fails; newlines stay as they are."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _with_losses(data, "utf-16")
    if half := _utf16_without_mark(data):
        return _with_losses(data, half)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decode_other(data)
    return text, (("holds NUL characters, as binary files do: is it text?",) if "\0" in text else ())


def _with_losses(data: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    text = data.decode(encoding, "replace")
    lost = text.count("\ufffd")
    return text, ((f"{lost} characters are not valid {encoding.upper()}",) if lost else ())


def _utf16_without_mark(data: bytes) -> str | None:
    head = data[:4096]
    half = len(head) // 2
    if half < 8:
        return None
    first, second = head[::2].count(0), head[1::2].count(0)
    if second > _NUL_SHARE * half and not first:
        return "utf-16-le"
    if first > _NUL_SHARE * half and not second:
        return "utf-16-be"
    return None


def _decode_other(data: bytes) -> tuple[str, tuple[str, ...]]:
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    bad = text.count("\ufffd")
    good = sum(1 for char in text if char > "\x7f") - bad
    if good > bad:
        return text, (f"{bad} characters are not valid UTF-8 and were replaced",)
    return data.decode("cp1252", "replace"), (
        "not valid UTF-8, read as Windows-1252: convert it if letters look wrong",
    )


class _Attended(RawIOBase):
    """A stream that calls ``before_read`` each time it is read."""

    def __init__(self, descriptor: int, before_read: BeforeRead) -> None:
        self._descriptor = descriptor
        self._before_read = before_read

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        self._before_read(self._descriptor)
        view = memoryview(buffer)
        data = os.read(self._descriptor, len(view))
        view[: len(data)] = data
        return len(data)


def _attended(stream: IO[bytes], before_read: BeforeRead | None) -> IO[bytes]:
    # A file on disk never waits for anyone.
    if before_read is None or stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        return stream
    return BufferedReader(_Attended(stream.fileno(), before_read), _READ_AT_ONCE)


def _read_file(path: str, published: str | None, before_read: BeforeRead | None) -> Iterator[Article | Failure]:
    name = PurePath(path)
    if before_read and Path(path).is_fifo():
        before_read(None)  # it opens when the other side does
    with open(path, "rb") as opened:  # noqa: PTH123 - a name with odd bytes stays as it is
        stream = _attended(opened, before_read)
        if name.suffix.lower() in _JSON_LINES:
            yield from _json_lines(stream, path, name.stem, published)
        else:
            yield _plain(stream.read(), path, name.stem, published)


def _read_stdin(published: str | None, before_read: BeforeRead | None) -> Iterator[Article | Failure]:
    if sys.stdin is None:
        yield Failure("standard input is closed", "name a file or pipe text in")
        return
    stream = _attended(sys.stdin.buffer, before_read)
    first = stream.readline()
    if _SNIFF.match(first):
        yield from _json_lines(chain((first,), stream), STDIN, "stdin", published)
    else:
        yield _plain(first + stream.read(), STDIN, "stdin", published)


def _plain(data: bytes, source: str, id: str, published: str | None) -> Article:
    text, warnings = decode(data)
    return Article(
        text=text,
        id=id,
        source=source,
        published=published,
        published_from="option" if published else None,
        warnings=warnings,
    )


def _json_lines(
    lines: IO[bytes] | Iterable[bytes], source: str, stem: str, published: str | None
) -> Iterator[Article | Failure]:
    shown = "standard input" if source == STDIN else source
    for number, line in enumerate(_utf8_lines(lines), 1):
        if not line.strip():
            continue
        text, warnings = decode(line)
        where = f"{shown}, line {number}"
        try:
            record = json.loads(text)
        except (ValueError, RecursionError) as error:
            reason = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deep or out of range"
            yield Failure(f"{where} is not JSON ({reason})", 'each line holds one object, as {"text": "..."}')
            continue
        if not isinstance(record, dict) or not isinstance(record.get("text"), str):
            yield Failure(f'{where} has no "text"', 'each line holds one object, as {"text": "..."}')
            continue
        yield _article(record, source, f"{stem}:{number}", published, warnings)


def _utf8_lines(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Pass lines on as they come; only UTF-16, where a line feed is two bytes, is read whole first."""
    stream = iter(lines)
    first = next(stream, b"")
    if first[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = (first + b"".join(stream)).decode("utf-16", "replace")
        yield from text.encode("utf-8", "replace").split(b"\n")
        return
    yield first
    yield from stream


def _article(
    record: dict[str, Any], source: str, fallback: str, published: str | None, warnings: tuple[str, ...]
) -> Article:
    origin = "option" if published else None
    stated = record.get("published")
    if not published and stated not in (None, ""):
        published = iso_day(stated) if isinstance(stated, str) else None
        origin = "input" if published else None
        if not published:
            warnings += (f"published is not an ISO date: {_shown(stated)} (wanted YYYY-MM-DD)",)
    title = record.get("title")
    return Article(
        text=record["text"],
        id=_identity(record.get("id")) or fallback,
        source=source,
        title=title if isinstance(title, str) and title else None,
        published=published,
        published_from=origin,
        warnings=warnings,
    )


def _identity(value: Any) -> str | None:
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def _shown(value: Any) -> str:
    shown = json.dumps(value, ensure_ascii=False)
    return shown if len(shown) <= 40 else shown[:37] + "..."


def _unreadable(name: str, error: OSError) -> Failure:
    if isinstance(error, FileNotFoundError):
        return Failure(f"{name}: no such file", "check the path")
    if isinstance(error, IsADirectoryError):
        return Failure(f"{name} is a directory", "name the files in it")
    if isinstance(error, PermissionError):
        return Failure(f"{name}: permission denied", "ask for the right to read it")
    return Failure(f"{name}: {error.strerror or error}", "check that it is a readable file")
