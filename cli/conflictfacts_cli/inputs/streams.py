"""Bytes as they come: unpacked on the way, bounded, and never held whole unless one document is so long."""

from __future__ import annotations

import codecs
import io
import os
import re
import stat
from collections.abc import Callable, Iterator
from itertools import chain
from typing import IO, TYPE_CHECKING, BinaryIO

from conflictfacts_cli.inputs.archives import is_archive, unpacked
from conflictfacts_cli.inputs.articles import Unreadable
from conflictfacts_cli.inputs.encodings import wide
from conflictfacts_cli.inputs.kinds import is_json_lines
from conflictfacts_cli.messages import ALLOW_MORE

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# Called with the descriptor that is going to be read, or with None where something is waited for that has none.
BeforeRead = Callable[[int | None], None]

# A long text takes some 60 times its size in memory while it is read.
LARGEST = 50_000_000
_CHUNK = 65_536
_HEAD = 4096
# How far an overlong line is followed before the input is given up, in limits: a file on disk ends by itself, a device
# may not.
_PATIENCE = 100
# Bytes of blank lines in a row, beyond which an archive is given up: a few of its own become as many as one likes.
_MOST_BLANK = 1_000_000
_SIZE = r"([0-9]{1,12}(?:\.[0-9]{1,9})?) ?([kmg]?)b?"
_FACTORS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9}


class Stream:
    """What an input holds, unpacked: its first bytes for a look, then whole or line by line.

    ``ends`` is known of a file on disk; no line of anything else is followed for ever. ``of_lines`` is known of what
    holds lines: where it is live, no more than the first is waited for. ``short`` says of the last long line that there
    was no memory for it.
    """

    def __init__(
        self, chunks: Iterator[bytes], *, shown: str, limit: int, ends: bool = False, of_lines: bool = False
    ) -> None:
        self._shown = shown
        self._limit = limit
        head, chunks = _with_head(chunks, of_lines)
        self._most_blank = float("inf")
        if is_archive(head):
            self._most_blank = _MOST_BLANK
            head, chunks = _with_head(unpacked(head, chunks, shown, limit), of_lines)
        self.head = head
        self.short = False
        self._farthest = float("inf") if ends else _PATIENCE * limit
        self._chunks = chunks

    def read(self) -> bytes:
        """Give all that there is. Raises ``Unreadable`` where it is more than a document may be."""
        parts: list[bytes] = []
        size = 0
        for chunk in self._chunks:
            size += len(chunk)
            if size > self._limit:
                raise Unreadable(f"{self._shown} is larger than {size_text(self._limit)}", ALLOW_MORE)
            parts.append(chunk)
        return b"".join(parts)

    def lines(
        self, encoding: str | None = None, *, passed_over: Callable[[bytes], None] | None = None
    ) -> Iterator[bytes | None]:
        """Give the lines, as UTF-8 where ``encoding`` is what they are in; None stands for one that is passed over.

        That is one too long, or one for which there is no memory (``short``). ``passed_over`` is called with each part
        of the former before that.
        """
        chunks = _recoded(self._chunks, encoding) if encoding else self._chunks
        stream = io.BufferedReader(_Raw(chunks), _CHUNK)
        line: bytes | None
        blank = 0
        while line := stream.readline(_CHUNK):
            blank = blank + len(line) if line.isspace() else 0
            if blank > self._most_blank:
                raise Unreadable(f"{self._shown}: the archive holds blank lines without end", "check what it holds")
            if not line.endswith(b"\n") or len(line) > self._limit:
                line = self._long_line(line, stream, passed_over)
            if line and b"\0" in line:
                line += _rest_of_feed(line, stream)
            yield line

    def _long_line(self, part: bytes, stream: BinaryIO, passed_over: Callable[[bytes], None] | None) -> bytes | None:
        """Give the line that begins with ``part``, or go to its end and give None."""
        line = bytearray()
        self.short = False
        while True:
            # An error in reading is not met here: it ends the input, for nothing can be read after it.
            ended = not part or part.endswith(b"\n")
            try:
                line += part
                if ended and len(line) <= self._limit + part.endswith(b"\n"):
                    return bytes(line)
            except MemoryError:
                self.short = True
            if ended or self.short or len(line) > self._limit:
                break
            part = stream.readline(_CHUNK)
        if passed_over:
            for begin in range(0, len(line), _CHUNK):
                passed_over(bytes(line[begin : begin + _CHUNK]))
        del line
        if not ended:
            self._skip_line(stream, passed_over)
        return None

    def _skip_line(self, stream: BinaryIO, passed_over: Callable[[bytes], None] | None) -> None:
        skipped = 0
        while part := stream.readline(_CHUNK):
            if passed_over:
                passed_over(part)
            if part.endswith(b"\n"):
                return
            skipped += len(part)
            if skipped > self._farthest:
                raise Unreadable(f"{self._shown}: a line goes on without end", "check what it holds")


def _rest_of_feed(line: bytes, stream: io.BufferedReader[_Raw]) -> bytes:
    """Give the zeros that belong to the line feed of a line in UTF-16 or UTF-32 with the lowest byte first."""
    encoding = wide(line) or ""
    little = encoding.endswith("-le") or line.startswith(codecs.BOM_UTF16_LE)
    most = (3 if encoding.startswith("utf-32") else 1) if little else 0
    rest = b""
    while len(rest) < most and stream.peek(1)[:1] == b"\0":
        rest += stream.read(1)
    return rest


def size_of(text: str) -> int | None:
    """Give the number of bytes that a text names, or None where it names none, or none at all.

    >>> size_of("1.5M"), size_of("64 kB"), size_of("0"), size_of("many")
    (1500000, 64000, None, None)
    """
    match = re.fullmatch(_SIZE, text.strip(), re.IGNORECASE)
    return int(float(match[1]) * _FACTORS[match[2].lower()]) or None if match else None


def size_text(size: int) -> str:
    """Write a number of bytes as --max-bytes takes it.

    >>> size_text(100_000_000), size_text(1234)
    ('100M bytes', '1234 bytes')
    """
    factor = max(factor for factor in _FACTORS.values() if size % factor == 0)
    unit = {10**9: "G", 10**6: "M", 10**3: "k", 1: ""}[factor]
    return f"{size // factor}{unit} bytes"


def on_disk(stream: IO[bytes]) -> bool:
    """Say whether an open file is one on a disk, not a pipe, a device or a terminal."""
    return stat.S_ISREG(os.fstat(stream.fileno()).st_mode)


def chunks_of(stream: IO[bytes], before_read: BeforeRead | None = None) -> Iterator[bytes]:
    """Give the bytes of an open file as they come; ``before_read`` is called before each wait for more."""
    # Below its buffer, so that nothing lies there while the descriptor is watched.
    descriptor = stream.fileno()
    if on_disk(stream):
        before_read = None  # it never waits for anyone
    while True:
        if before_read:
            before_read(descriptor)
        try:
            chunk = os.read(descriptor, _CHUNK)
        except BlockingIOError:  # another program has made it one that never waits
            from select import select

            select((descriptor,), (), ())
            continue
        if not chunk:
            return
        yield chunk


def _with_head(chunks: Iterator[bytes], of_lines: bool) -> tuple[bytes, Iterator[bytes]]:
    """Give the first bytes, enough to know the kind, and all bytes. A live stream of lines waits for one line only."""
    head = b""
    try:
        for chunk in chunks:
            head += chunk
            if len(head) >= _HEAD:
                break
            line = b"\n" in head.lstrip(b"\xef\xbb\xbf \t\r\n")
            # Of UTF-16 without a mark, a first line may be too little to know it by.
            if b"\0" in head and not wide(head[:4]):
                continue
            if line and (of_lines or is_json_lines(head)):
                break
    except (Unreadable, OSError) as error:
        if not (of_lines or is_json_lines(head)):
            raise
        chunks = _broken_off(error)  # the lines before it stand
    return head[:_HEAD], chain((head,) if head else (), chunks)


def _broken_off(error: Exception) -> Iterator[bytes]:
    raise error
    yield


def _recoded(chunks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode("utf-8", "replace")
    yield decoder.decode(b"", True).encode("utf-8", "replace")


class _Raw(io.RawIOBase):
    """A stream made of chunks."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill the buffer with what there is of the next chunk; 0 at the end."""
        while not self._rest:
            if (chunk := next(self._chunks, None)) is None:
                return 0
            self._rest = memoryview(chunk)
        view = memoryview(buffer)
        size = min(len(view), len(self._rest))
        view[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size
