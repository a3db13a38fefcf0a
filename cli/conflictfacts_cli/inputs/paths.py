"""Finds the files that the user means: names, folders, patterns that the shell left alone, and lists of names."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from conflictfacts_cli.inputs.articles import STDIN, Unreadable
from conflictfacts_cli.inputs.encodings import wide
from conflictfacts_cli.inputs.kinds import DOCUMENTS, is_known, is_single, split_name
from conflictfacts_cli.inputs.streams import BeforeRead, Stream, chunks_of
from conflictfacts_cli.messages import Failure

# Names in a list: no system has longer ones.
_LONGEST = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A file to read, and what its article is called."""

    path: str
    name: str


def named_files(
    paths: Iterable[str], *, every: bool = False, patterns: bool = True, outputs: Collection[str] = ()
) -> Iterator[Named | Failure]:
    """Give the files of each path in turn: itself, those in a folder, or (with ``patterns``) those that fit it.

    A folder gives the files whose names tell that they hold articles, in the order of their names, and ``every``
    file where the user has said what they are. What is among ``outputs`` is passed over there: it is to be written.
    """
    for path in paths:
        if path == STDIN:
            yield Named(path=STDIN, name="stdin")
        elif os.path.isdir(path):
            yield from _in_folder(path, every, outputs)
        elif patterns and any(char in path for char in "*?[") and not os.path.lexists(path):
            yield from _fitting(path, every, outputs)
        elif not patterns and _same(path, outputs):
            yield Failure(f"{path} would be overwritten by the output", "name another file for it", path)
        else:
            yield _file(path)


def listed(name: str, *, null: bool = False, before_read: BeforeRead | None = None) -> Iterator[str | Failure]:
    """Give the paths of a list, one a line or, with ``null``, each ended by NUL; "-" is standard input."""
    shown = "the list on standard input" if name == STDIN else name
    try:
        if name == STDIN:
            if sys.stdin is None:
                raise Unreadable("standard input is closed", "name a file or pipe a list in")
            yield from _paths(chunks_of(sys.stdin.buffer, before_read), shown, null)
        else:
            with open(name, "rb", buffering=0) as stream:
                yield from _paths(chunks_of(stream, before_read), shown, null)
    except Unreadable as error:
        yield replace(error.failure, source=name)
    except OSError as error:
        yield unreadable(name, error, shown)


def unreadable(path: str, error: OSError, shown: str = "") -> Failure:
    """Say why a path can't be read; messages call it ``shown``, if that is something else."""
    shown = shown or ("standard input" if path == STDIN else path)
    if isinstance(error, FileNotFoundError):
        return Failure(f"{shown}: no such file", "check the path", path)
    if isinstance(error, IsADirectoryError):
        return Failure(f"{shown} is a directory", "name the files in it", path)
    if isinstance(error, PermissionError):
        return Failure(f"{shown}: permission denied", "ask for the right to read it", path)
    return Failure(f"{shown}: {error.strerror or error}", "check that it is a readable file", path)


def _file(path: str) -> Named:
    return Named(path=path, name=os.path.basename(split_name(path)[0]))


def _paths(chunks: Iterator[bytes], shown: str, null: bool) -> Iterator[str | Failure]:
    lines: Iterator[bytes | None]
    if null:
        lines = _ended_by_nul(chunks)
    else:
        stream = Stream(chunks, shown=shown, limit=_LONGEST, of_lines=True)
        lines = stream.lines(wide(stream.head))
    for number, line in enumerate(lines, 1):
        if line is None or len(line) > _LONGEST:
            raise Unreadable(f"{shown} is no list of names", "write one path a line")
        if b"\0" in line:
            raise Unreadable(f"{shown} holds NUL characters", "if names are ended by them, add --null")
        path = os.fsdecode(line.rstrip(b"\r\n") if not null else line)
        path = path.removeprefix("\ufeff") if number == 1 else path
        if path:
            # The names of a list stand for files only.
            yield os.path.join(os.curdir, path) if path == STDIN else path


def _ended_by_nul(chunks: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        *done, rest = (rest + chunk).split(b"\0")
        yield from done
        if len(rest) > _LONGEST:
            break
    yield rest


def _fitting(pattern: str, every: bool, outputs: Collection[str]) -> Iterator[Named | Failure]:
    found = sorted(_glob(pattern))
    if not found:
        yield Failure(f"{pattern}: no such file, and no file fits it as a pattern", "check the path", pattern)
    for path in found:
        if os.path.isdir(path):
            yield from _in_folder(path, every, outputs)
        elif not _same(path, outputs):
            yield _file(path)


def _glob(pattern: str) -> set[str]:
    from glob import escape, glob

    start, deep, rest = pattern.partition(f"**{os.sep}")
    if not deep or start[-1:] not in ("", os.sep):
        return set(glob(pattern))
    # Python's own "**" follows links round in circles.
    found: set[str] = set()
    for top in glob(start) if start else [""]:
        for folder, folders, _ in os.walk(top or os.curdir):
            folders[:] = (name for name in folders if not name.startswith("."))
            within = folder if top else folder[len(os.curdir + os.sep) :]
            found |= _glob(os.path.join(escape(within), rest))
    return found


def _in_folder(top: str, every: bool, outputs: Collection[str]) -> Iterator[Named | Failure]:
    failures: list[OSError] = []
    passed: Counter[str] = Counter()
    found = False
    # Its own name keeps apart what two folders call alike; "." and ".." are no names.
    own = os.path.basename(os.path.normpath(top)).strip(".")
    for folder, folders, files in os.walk(top, onerror=failures.append):
        yield from (unreadable(str(error.filename), error) for error in failures)
        found |= bool(failures)
        failures.clear()
        folders[:] = sorted(name for name in folders if not name.startswith(".") and not _belongs(name, files))
        for name in sorted(files):
            path = os.path.join(folder, name)
            if name.startswith(".") or _same(path, outputs):
                continue
            if not every and not is_known(name):
                passed[split_name(name)[1]] += split_name(name)[1] in DOCUMENTS
            # A pipe or a device would be waited for without end.
            elif os.path.isfile(path) or not os.path.exists(path):
                found = True
                within = os.path.relpath(path, top)
                yield Named(path=path, name=split_name(os.path.join(own, within))[0])
    yield from (unreadable(str(error.filename), error) for error in failures)
    if passed := +passed:
        kinds = ", ".join(f"{number} {suffix}" for suffix, number in sorted(passed.items()))
        yield Failure(f"{top}: not supported and passed over: {kinds}", "convert them to text first", top)
    elif not found and not failures:
        yield Failure(f"{top}: no file of a known kind in it", "name the files, or say --input-format", top)


def _belongs(folder: str, files: list[str]) -> bool:
    """Say whether a folder holds the pictures and frames of a page saved beside it."""
    page, underline, _ = folder.rpartition("_files")
    return bool(underline and folder.endswith("_files") and {f"{page}.html", f"{page}.htm"} & set(files))


def _same(path: str, outputs: Collection[str]) -> bool:
    try:
        return any(os.path.exists(one) and os.path.samefile(path, one) for one in outputs)
    except OSError:
        return False


def count_documents(
    paths: Iterable[str], *, input_format: str, files_from: str | None, null: bool, outputs: Collection[str]
) -> int | None:
    """Count the documents in files that hold one each, without opening them; None where that can't be told."""
    if input_format in ("jsonl", "csv", "tsv") or STDIN in paths:
        return None
    every = input_format != "auto"
    number = 0
    for found in _all_named(paths, every=every, files_from=files_from, null=null, outputs=outputs):
        if isinstance(found, Named) and not every and not is_single(found.path):
            return None
        number += 1
    return number


def _all_named(
    paths: Iterable[str], *, every: bool, files_from: str | None, null: bool, outputs: Collection[str]
) -> Iterator[Named | Failure]:
    yield from named_files(paths, every=every, outputs=outputs)
    if files_from is not None and not os.path.isfile(files_from):
        yield Named(path=STDIN, name="")  # a list that can be read only once
    elif files_from is not None:
        for path in listed(files_from, null=null):
            yield from (path,) if isinstance(path, Failure) else named_files((path,), patterns=False, outputs=outputs)
