"""The door: from what the user names to a stream of articles and failures, in order."""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from typing import IO

from conflictfacts_cli.inputs.articles import STDIN, Article, Origin, Unreadable, converted, whole
from conflictfacts_cli.inputs.encodings import decode, seen, wide
from conflictfacts_cli.inputs.kinds import is_of_records, kind_of, split_name
from conflictfacts_cli.inputs.paths import Named, listed, named_files, unreadable
from conflictfacts_cli.inputs.streams import LARGEST, BeforeRead, Stream, chunks_of, on_disk
from conflictfacts_cli.messages import NO_MEMORY, PASS_OVER, Failure


class InputRead:
    """What was read of one input: its bytes as they lie there, the encoding of its text, and its documents.

    ``begun`` is the time (``time.monotonic``) at which reading began.
    """

    # Not a dataclass, which takes half a millisecond to make, in each run.
    __slots__ = ("begun", "bytes", "documents", "encoding", "shown")

    def __init__(self, *, shown: str, begun: float, bytes: int = 0, encoding: str = "", documents: int = 0) -> None:
        self.shown = shown
        self.begun = begun
        self.bytes = bytes
        self.encoding = encoding
        self.documents = documents


def read_inputs(
    paths: Iterable[str],
    *,
    published: str | None = None,
    input_format: str = "auto",
    text_field: str = "text",
    max_bytes: int = LARGEST,
    files_from: str | None = None,
    null: bool = False,
    outputs: Collection[str] = (),
    before_read: BeforeRead | None = None,
    told: Callable[[InputRead], None] | None = None,
) -> Iterator[Article | Failure]:
    """Yield the articles of each path in order, and a failure where one can't be read.

    ``published`` (an ISO date) stands for every article, whatever its record says. ``input_format`` is one of
    ``FORMS``, ``text_field`` the key or column of the text in records, ``max_bytes`` the most that one document may
    hold, unpacked. The names that the file ``files_from`` lists come after ``paths``. Folders and patterns leave
    ``outputs`` out. Records are read as they come; ``before_read`` is called each time before reading may have to wait
    for another program, and ``told`` each time an input is at its end.
    """

    def read(found: Named) -> Iterator[Article | Failure]:
        failure: Failure | None = None
        origin = Origin(path=found.path, name=found.name, published=published)
        note = InputRead(shown=origin.shown, begun=time.monotonic())
        seen()
        try:
            if found.path == STDIN:
                if sys.stdin is None:
                    raise Unreadable("standard input is closed", "name a file or pipe text in")
                yield from articles(sys.stdin.buffer, origin, note)
            else:
                if before_read and stat.S_ISFIFO(os.stat(found.path).st_mode):
                    before_read(None)  # it opens when the other side does
                with open(found.path, "rb", buffering=0) as stream:
                    yield from articles(stream, origin, note)
        except Unreadable as error:
            yield replace(error.failure, source=origin.path)
        except OSError as error:
            yield unreadable(origin.path, error)
            return
        except MemoryError:
            failure = Failure(f"{origin.shown}: {NO_MEMORY}", PASS_OVER, origin.path)
        if failure:  # told once the error has let go of what was read
            yield failure
        if told:
            note.encoding = note.encoding or ", ".join(seen())
            told(note)

    def articles(opened: IO[bytes], origin: Origin, note: InputRead) -> Iterator[Article | Failure]:
        chunks = _counted(chunks_of(opened, before_read), note)
        of_lines = is_of_records(origin.path, input_format)
        stream = Stream(chunks, shown=origin.shown, limit=max_bytes, ends=on_disk(opened), of_lines=of_lines)
        for item in _articles(stream, origin, input_format, text_field, max_bytes, note):
            note.documents += isinstance(item, Article)
            yield item if isinstance(item, Article) else replace(item, source=origin.path)

    every = input_format != "auto"
    for found in named_files(paths, every=every, outputs=outputs):
        yield from (found,) if isinstance(found, Failure) else read(found)
    if files_from is None:
        return
    for path in listed(files_from, null=null, before_read=before_read):
        if isinstance(path, Failure):
            yield path
            continue
        for found in named_files((path,), every=every, patterns=False, outputs=outputs):
            yield from (found,) if isinstance(found, Failure) else read(found)


def _counted(chunks: Iterator[bytes], note: InputRead) -> Iterator[bytes]:
    for chunk in chunks:
        note.bytes += len(chunk)
        yield chunk


def _articles(
    stream: Stream, origin: Origin, form: str, field: str, limit: int, note: InputRead
) -> Iterator[Article | Failure]:
    # Records in it come recoded.
    note.encoding = (wide(stream.head) or "").upper()
    kind, warnings = kind_of(origin.shown, split_name(origin.path)[1], stream.head, form)
    if kind == "text":
        text, more = decode(stream.read())
        yield whole(origin, text, warnings + more)
    elif kind == "jsonl":
        from conflictfacts_cli.inputs.records import json_lines

        yield from json_lines(stream, origin, field)
    elif kind in ("csv", "tsv"):
        from conflictfacts_cli.inputs.records import table_rows

        yield from table_rows(stream, origin, field, tabs=kind == "tsv", limit=limit)
    elif kind == "html":
        from conflictfacts_cli.inputs.pages import read_page

        page = read_page(stream.read(), origin.shown)
        yield converted(origin, page.text, title=page.title, published=page.published, warnings=page.warnings)
    else:
        from conflictfacts_cli.inputs.mail import read_mail

        yield read_mail(stream.read(), origin, saved_page=kind == "mhtml")
