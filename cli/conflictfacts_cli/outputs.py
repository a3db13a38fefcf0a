"""Where the output goes: standard output as it comes, or a file that appears whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import IO, Protocol

_unfinished: set[str] = set()


class Sink(Protocol):
    """Takes text and, at the end, either keeps it or drops it."""

    def write(self, text: str) -> None:
        """Take text and pass it on at once."""

    def keep(self) -> None:
        """Finish: what was written stays."""

    def drop(self) -> None:
        """Give up: a file is left as it was."""


class StandardOutput:
    """Standard output in UTF-8 whatever the locale, flushed after each piece."""

    def __init__(self, *, encoding: str = "utf-8") -> None:
        if sys.stdout is None:
            raise OSError("standard output is closed")
        self._stream = sys.stdout.buffer
        with contextlib.suppress(OSError, ValueError):
            # Another program may have made it one that never waits: where it is full, all that follows would be lost.
            os.set_blocking(self._stream.fileno(), True)
        self._encoding = encoding

    def write(self, text: str) -> None:
        """Write and flush."""
        self._stream.write(text.encode(self._encoding, "replace"))
        self._stream.flush()

    def keep(self) -> None:
        """Nothing is left to do."""

    def drop(self) -> None:
        """What is out is out."""


class WholeFile:
    """A file that is written beside its place and moved there at the end.

    An existing file keeps its permissions, a new one has those that the umask gives; a link stays a link. A device or
    a pipe is written straight, since it can't be replaced.
    """

    def __init__(self, path: str) -> None:
        # Of a link such as /dev/stdout only the system knows where it leads.
        mode = _mode(path)
        direct = mode is not None and not stat.S_ISREG(mode)
        self._path = path if direct else os.path.realpath(path)
        self._direct = direct
        if self._direct:
            self._partial = self._path
            self._stream: IO[bytes] = Path(self._path).open("wb")  # noqa: SIM115 - closed by keep or drop
            return
        folder, name = os.path.split(self._path)
        name = os.fsdecode(os.fsencode(name)[:200])
        # A number of a process comes again, in a container at once: one that was killed may have left such a file.
        for number in count():
            again = f".{number}" if number else ""
            self._partial = os.path.join(folder, f".{name}.{os.getpid()}{again}.part")  # noqa: PTH118
            # Known before it is there: a signal may come between the two.
            _unfinished.add(self._partial)
            try:
                descriptor = os.open(self._partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
                break
            except FileExistsError:
                _unfinished.discard(self._partial)
            except OSError:
                _unfinished.discard(self._partial)
                raise
        self._stream = os.fdopen(descriptor, "wb")
        if mode is not None:
            os.chmod(self._partial, stat.S_IMODE(mode))  # noqa: PTH101

    def write(self, text: str) -> None:
        """Write into the file that is not yet there."""
        self._stream.write(text.encode("utf-8", "replace"))
        if self._direct:
            self._stream.flush()

    def keep(self) -> None:
        """Put the file in its place."""
        self._stream.close()
        if not self._direct:
            os.replace(self._partial, self._path)  # noqa: PTH105
            _unfinished.discard(self._partial)

    def drop(self) -> None:
        """Leave the place as it was."""
        with contextlib.suppress(OSError):
            self._stream.close()
        drop_unfinished()


class OutputError(Exception):
    """The output could not be written; apart from other failures of the system, which inputs have too."""

    def __init__(self, cause: OSError) -> None:
        super().__init__(cause.strerror or str(cause))
        self.cause = cause


class Frame(Protocol):
    """What goes around the texts of documents where they come together."""

    def add(self, text: str) -> str:
        """Take the text of one more document and give what can be written now."""

    def end(self) -> str:
        """Give what is left to write at the end."""


class Plain:
    """A header, then the documents with ``between`` between them."""

    def __init__(self, *, header: str = "", between: str = "") -> None:
        self._before = header
        self._between = between
        self._empty = True

    def add(self, text: str) -> str:
        """Give the text behind what parts it from the one before."""
        before, self._before = self._before, self._between
        self._empty = False
        return before + text

    def end(self) -> str:
        """Give the header where no document came."""
        return self._before if self._empty else ""


class Output:
    """Documents one after another in their frame.

    Its place is opened when there is something to write: where every input fails, no empty file appears. Its methods
    raise ``OutputError``.
    """

    def __init__(self, open_sink: Callable[[], Sink], frame: Frame) -> None:
        self._open_sink = open_sink
        self._frame = frame
        self._sink: Sink | None = None

    def add(self, text: str) -> None:
        """Write the text of a document."""
        with as_output_error():
            self._opened().write(self._frame.add(text))

    def finish(self, *, though_empty: bool) -> None:
        """Keep what was written; where that is nothing, write the frame alone if ``though_empty``."""
        with as_output_error():
            if self._sink or though_empty:
                sink = self._opened()
                if rest := self._frame.end():
                    sink.write(rest)
                sink.keep()

    def drop(self) -> None:
        """Give up."""
        if self._sink:
            self._sink.drop()

    def _opened(self) -> Sink:
        if self._sink is None:
            self._sink = self._open_sink()
        return self._sink


@contextlib.contextmanager
def as_output_error() -> Iterator[None]:
    """Make of an error of the system one of the output."""
    try:
        yield
    except OSError as error:
        raise OutputError(error) from error
    except MemoryError as error:
        raise OutputError(OSError(errno.ENOMEM, os.strerror(errno.ENOMEM))) from error


def drop_unfinished() -> None:
    """Remove files that are not whole; called when the command ends early, also from a signal handler."""
    for partial in tuple(_unfinished):
        with contextlib.suppress(OSError):
            os.unlink(partial)  # noqa: PTH108
        _unfinished.discard(partial)


def _mode(path: str) -> int | None:
    try:
        return os.stat(path).st_mode  # noqa: PTH116
    except FileNotFoundError:
        return None
