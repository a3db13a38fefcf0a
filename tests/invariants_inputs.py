"""What is true of whatever is read, from any bytes: ``broken_input(data, setting, folder)`` names what is not.

The companion of ``invariants.py`` for what stands before it. The tests and ``benchmarks/fuzz_inputs.py`` ask the same
question. What is lost is found by readers that are not ours (zlib, csv, a split at line ends).
"""

from __future__ import annotations

import csv
import io
import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from conflictfacts_cli.formats import JsonWriter
from conflictfacts_cli.inputs import LARGEST, Article, iso_day, read_inputs
from conflictfacts_cli.inputs.encodings import wide
from conflictfacts_cli.inputs.kinds import is_known, split_name
from conflictfacts_cli.inputs.paths import listed
from conflictfacts_cli.inputs.reading import InputRead
from conflictfacts_cli.messages import Failure
from conflictfacts_cli.safe import one_line
from conflictfacts_cli.work import Read, Task
from invariants import place_of
from invariants_output import UNSAFE

_LONGEST_LINE = 1200  # characters said of a failure or a warning
_LINES = (".jsonl", ".ndjson")
_TABLES = (".csv", ".tsv")
_HEAD = 4096  # bytes by which an input is known
_GZIP = b"\x1f\x8b\x08"
_STEP = 512  # bytes of an archive that may be lost before the damage
_PACKED = (_GZIP, b"\x28\xb5\x2f\xfd")

Items = list[Article | Failure]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How some bytes are read.

    ``before`` and ``after`` are sound records around them, which hold no line end then. Without ``after`` what is
    ``before`` is the whole input, which is sound, and ``texts`` must come back. ``chunk`` and ``cut`` ask for reading
    by so many bytes at once, and for a share of the bytes only; ``beside`` for a folder with other files; ``shown`` for
    reading on, to the output.
    """

    name: str
    form: str = "auto"
    field: str = "text"
    limit: int = LARGEST
    published: str | None = None
    before: bytes = b""
    after: bytes = b""
    texts: tuple[str, ...] = ()
    twice: bool = False
    chunk: int = 0
    cut: float = 1.0
    beside: tuple[tuple[str, bytes], ...] = ()
    shown: bool = False


def broken_input(data: bytes, setting: Setting, folder: Path) -> tuple[list[str], Items]:
    """Name what is wrong with what is read of some bytes, each as "class: detail", and give what is read.

    ``folder`` is an empty one to write the files to.
    """
    data = setting.before + data + setting.after
    checks: tuple[Callable[[], Iterator[str]], ...] = (
        lambda: _items(items, path, setting),
        lambda: _noted(items, notes, data),
        lambda: _lost_lines(items, data, setting),
        lambda: _lost_rows(items, data, setting),
        lambda: _sound(items, setting),
        lambda: _listed(path),
        lambda: _again(items, data, path, setting),
        lambda: _cut(items, data, path, setting),
        lambda: _neighbours(items, path, setting),
        lambda: _in_folder(data, folder, setting),
        lambda: _read_on(items, setting),
    )
    items: Items = []
    notes: list[InputRead] = []
    wrong = []
    path = str(folder / setting.name)
    try:
        Path(path).write_bytes(data)
        items += _read(path, setting, notes)
        for check in checks:
            wrong += check()
    except Exception as error:
        wrong.append(f"crash {type(error).__name__} in {place_of(error)}: {error}")
    finally:
        Path(path).unlink(missing_ok=True)
    return wrong, items


def _read(path: str, setting: Setting, notes: list[InputRead] | None = None, *, chunk: int = 0) -> Items:
    by_chunks = patch("conflictfacts_cli.inputs.reading.chunks_of", lambda stream, _: _pieces(stream, chunk))
    with by_chunks if chunk else nullcontext():
        return list(
            read_inputs(
                [path],
                published=setting.published,
                input_format=setting.form,
                text_field=setting.field,
                max_bytes=setting.limit,
                told=None if notes is None else notes.append,
            )
        )


def _pieces(stream: io.FileIO, size: int) -> Iterator[bytes]:
    while piece := stream.read(size):
        yield piece


# -- each item by itself -----------------------------------------------------------------------------------------------


def _items(items: Items, path: str, setting: Setting) -> Iterator[str]:
    if not items and split_name(path)[1] not in _LINES + _TABLES and setting.form not in ("jsonl", "csv", "tsv"):
        yield "nothing: neither an article nor a failure"
    for item in items:
        if item.source != path:
            yield f"source: {item.source!r}"
        yield from _article(item) if isinstance(item, Article) else _failure(item, path)
    lines = [item.line for item in items if item.line is not None]
    if lines != sorted(set(lines)):
        yield f"lines out of order: {lines}"


def _article(article: Article) -> Iterator[str]:
    if not isinstance(article.text, str):
        yield f"text: {article.text!r}"
    if not isinstance(article.id, str) or not article.id:
        yield f"id: {article.id!r}"
    if article.title is not None and (not isinstance(article.title, str) or not article.title):
        yield f"title: {article.title!r}"
    if (article.published is None) != (article.published_from is None):
        yield f"published from: {article.published!r} by {article.published_from!r}"
    if article.published is not None and iso_day(article.published) != article.published:
        yield f"published: {article.published!r}"
    for warning in article.warnings:
        yield from _said(warning, "warning")


def _failure(failure: Failure, path: str) -> Iterator[str]:
    if path not in failure.what:
        yield f"failure without its input: {failure.what!r}"
    if not failure.remedy:
        yield f"failure without a remedy: {failure.what!r}"
    yield from _said(f"{failure.what.replace(path, '')}: {failure.remedy}", "failure")


def _said(text: str, name: str) -> Iterator[str]:
    line = one_line(text)
    if len(line) > _LONGEST_LINE:
        yield f"{name} too long: {line[:200]!r}..."
    if hit := UNSAFE.search(line):
        yield f"{name} unsafe: U+{ord(hit[0]):04X} in {line!r}"


def _noted(items: Items, notes: Sequence[InputRead], data: bytes) -> Iterator[str]:
    (note,) = notes
    if note.documents != sum(isinstance(item, Article) for item in items):
        yield f"documents noted: {note.documents}"
    whole = not items or isinstance(items[-1], Article)
    if note.bytes > len(data) or (whole and note.bytes < len(data)):
        yield f"bytes noted: {note.bytes} of {len(data)}"


# -- nothing is lost ---------------------------------------------------------------------------------------------------


def _sound(items: Items, setting: Setting) -> Iterator[str]:
    texts = tuple(item.text for item in items if isinstance(item, Article))
    if setting.texts and texts != setting.texts:
        yield f"sound input: {texts} is not {setting.texts}, {[item for item in items if isinstance(item, Failure)]}"


def _lost_lines(items: Items, data: bytes, setting: Setting) -> Iterator[str]:
    """Look for whole lines that gave nothing."""
    if not _is(setting, "jsonl", _LINES) or (text := _plain(data, items)) is None:
        return
    lines = text.split(b"\n")
    # Zeros behind a line feed are its own.
    wanted = {number for number, line in enumerate(lines[:-1], 1) if line.strip(b"\0 \t\r\v\f")}
    if lost := wanted - {item.line for item in items}:
        yield f"line lost: {sorted(lost)[:10]} of {len(lines)}, {items[-1:]}"


def _lost_rows(items: Items, data: bytes, setting: Setting) -> Iterator[str]:
    """Compare the texts of a table to those that the csv module reads where it finds nothing out of order."""
    tabs = _is(setting, "tsv", (".tsv",))
    text = _plain(data, items) if tabs or _is(setting, "csv", (".csv",)) else None
    if text is None or setting.limit < len(text) or data.startswith(_PACKED):
        return
    if any(wide(line) for line in text.split(b"\n")):  # read as what they are, which the csv module does not
        return
    try:
        lines = text.decode("utf-8").removeprefix("\ufeff").split("\n")
        header = next((line for line in lines if line.strip()), "")
        if "\ufeff" in header or "\n\ufeff" in text.decode() or (not tabs and any(mark in header for mark in ";\t|")):
            return
        csv.field_size_limit(LARGEST)
        ends = (*(line + "\n" for line in lines[:-1]), *filter(None, lines[-1:]))
        rows = [row for row in csv.reader(ends, delimiter="\t" if tabs else ",", strict=True) if any(row)]
    except (UnicodeDecodeError, csv.Error):
        return
    names = [name.strip().casefold() for name in rows[0]] if rows else []
    wanted = setting.field.strip().casefold()
    if names.count(wanted) != 1:
        return
    at = names.index(wanted)
    texts = [row[at] for row in rows[1:] if len(row) > at and not any(row[len(names) :])]
    found = [item.text for item in items if isinstance(item, Article)]
    if found != texts:
        yield f"row lost: {found} is not {texts}"


def _is(setting: Setting, form: str, suffixes: tuple[str, ...]) -> bool:
    return setting.form == form or (setting.form == "auto" and split_name(setting.name)[1] in suffixes)


def _plain(data: bytes, items: Items) -> bytes | None:
    """Give the bytes unpacked, as far as they go; None where they are no lines of UTF-8."""
    if data.startswith(_GZIP):
        data = _gunzipped(data)
    last = items[-1] if items else None
    refused = isinstance(last, Failure) and last.line is None and "the archive is" not in last.what
    return None if data.startswith(_PACKED) or wide(data) or refused else data


def _gunzipped(data: bytes) -> bytes:
    parts = []
    at = 0
    while data.startswith(_GZIP, at):
        unpacker = zlib.decompressobj(31)
        try:
            while at < len(data) and not unpacker.eof:
                end = at - at % _STEP + _STEP
                parts.append(unpacker.decompress(data[at:end]))
                at = min(end, len(data)) - len(unpacker.unused_data)
        except zlib.error:
            break
        while data.startswith(b"\0", at):
            at += 1
    return b"".join(parts)


def _listed(path: str) -> Iterator[str]:
    """Read the bytes as a list of names, too."""
    for name in (*listed(path), *listed(path, null=True)):
        if isinstance(name, Failure):
            yield from _failure(name, path)
        elif not name or "\0" in name:
            yield f"name of a list: {name!r}"


# -- the same by another way -------------------------------------------------------------------------------------------


def _again(items: Items, data: bytes, path: str, setting: Setting) -> Iterator[str]:
    if setting.twice and (other := _read(path, setting)) != items:
        yield f"read twice: {_difference(items, other)}"
    if setting.chunk and (other := _read(path, setting, chunk=setting.chunk)) != items:
        # Of a damaged archive there is the more, the smaller the piece that holds the damage; and a live input of lines
        # is known by its first, although more of it might show UTF-16.
        if not _is_damaged(items) and b"\n" not in data[:_HEAD].partition(b"\0")[0] * (b"\0" in data[:_HEAD]):
            yield f"read by chunks: {_difference(items, other)}"


def _cut(items: Items, data: bytes, path: str, setting: Setting) -> Iterator[str]:
    """Look whether the records before a cut are those of the whole."""
    first = data[: int(len(data) * setting.cut)]
    whole = [item for item in items if item.line is not None]
    if setting.cut >= 1 or not whole or any(b"\0" in (_plain(each, []) or b"\0")[:_HEAD] for each in (data, first)):
        return  # what bytes with zeros are depends on all that is looked at
    Path(path).write_bytes(first)
    # What stands at the cut may be anything, and so is what is said of it.
    found = [item for item in _read(path, setting) if item.line is not None][:-1]
    # Of a damaged archive there is the more, the less comes with the damage.
    both = min(len(whole), len(found)) if _is_damaged(items) else len(found)
    if found[:both] != whole[:both]:
        yield f"cut short: {_difference(whole, found)}"
    Path(path).write_bytes(data)


def _neighbours(items: Items, path: str, setting: Setting) -> Iterator[str]:
    """Compare the records around one that is spoilt to what they are without it."""
    if not setting.after:
        return
    spoilt = setting.before.count(b"\n") + 1
    Path(path).write_bytes(setting.before + setting.after)
    wanted, found = _read(path, setting), [item for item in items if item.line != spoilt]
    if found != wanted:
        yield f"neighbours: {_difference(wanted, found)}"


def _in_folder(data: bytes, folder: Path, setting: Setting) -> Iterator[str]:
    """Compare the files of a folder to what each is by itself."""
    if not setting.beside:
        return
    top = folder / "f"
    top.mkdir()
    files = {str(top / name): content for name, content in (*setting.beside, (setting.name, data))}
    try:
        for path, content in files.items():
            Path(path).write_bytes(content)
        every = setting.form != "auto"
        wanted = [item for path in sorted(files) if every or is_known(path) for item in _nameless(_read(path, setting))]
        found = [item for item in _nameless(_read(str(top), setting)) if item.source != str(top)]
        if found != wanted:
            yield f"in a folder: {_difference(wanted, found)}"
    finally:
        for path in files:
            Path(path).unlink()
        top.rmdir()


def _is_damaged(items: Items) -> bool:
    return bool(items) and isinstance(items[-1], Failure) and "archive is damaged" in items[-1].what


def _nameless(items: Items) -> Items:
    return [replace(item, id="") if isinstance(item, Article) else item for item in items]


def _difference(wanted: Items, found: Items) -> str:
    at = next((n for n, (a, b) in enumerate(zip(wanted, found, strict=False)) if a != b), min(len(wanted), len(found)))
    return f"{len(found)} items for {len(wanted)}; {found[at : at + 1]} is not {wanted[at : at + 1]}"


# -- to the output -----------------------------------------------------------------------------------------------------


def _read_on(items: Items, setting: Setting) -> Iterator[str]:
    for item in items if setting.shown else ():
        if isinstance(item, Article):
            outcome = _reader()(item)
            if outcome.failure:
                yield f"not read: {outcome.failure.what}"
            else:
                yield from _record(item, json.loads(outcome.text or ""))


def _record(article: Article, record: dict[str, Any]) -> Iterator[str]:
    if (record["id"], record["source"]) != (_joined(article.id), _joined(article.source)):
        yield f"id of the output: {record['id']!r} of {record['source']!r}"
    if (record.get("text") is not None) != article.converted:
        yield "text of the output: there where it was not taken out of something, or not there"
    for fact in record["facts"]:
        if _joined(article.text[fact["start"] : fact["end"]]) != _joined(fact["quote"]):
            yield f"quote of the output: {fact['quote']!r}"


def _joined(text: str) -> str:
    """Join the halves of characters, as readers of JSON do."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


@cache
def _reader() -> Read:
    return Task(writer=JsonWriter()).load()
