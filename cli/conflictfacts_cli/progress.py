"""What is said on stderr while the work goes on: a line that tells how far it is, and with --verbose what was read."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from conflictfacts_cli.inputs import Article
from conflictfacts_cli.inputs.reading import InputRead
from conflictfacts_cli.messages import Failure, say
from conflictfacts_cli.running import Following

# A run that is over before it could be read about needs no line.
_FEW = 5
_SOON = 0.5
_EACH = 0.1

Item = TypeVar("Item")

_standing: set[Progress] = set()


def wipe() -> None:
    """Take the line off the terminal, as the last act of a run that is stopped at any moment."""
    if _standing:
        with contextlib.suppress(OSError):
            os.write(2, b"\r\x1b[K")  # what is buffered may be in the middle of a write


class Progress:
    """One line on a terminal: how many documents, their rate, and the time left where ``total`` gives their number.

    ``total`` is called once, when the line is first drawn. It is drawn only as documents come, for a thread must not be
    there when processes are forked. The cursor stays at its begin, so that what others write covers it.
    """

    def __init__(self, total: Callable[[], int | None], *, clock: Callable[[], float] = time.monotonic) -> None:
        self._total = total
        self._clock = clock
        self._known: int | None = None
        self._done = 0
        self._first = self._drawn = 0.0
        self._asked = False

    def advance(self) -> None:
        """Count one document more."""
        now = self._clock()
        self._done += 1
        if self._done == 1:
            self._first = now
        if self._done < _FEW or now - self._first < _SOON or now - self._drawn < _EACH:
            return
        if not self._asked:
            self._asked, self._known = True, self._total()
        self._drawn = now
        _standing.add(self)
        _write(f"{self._line(now)[: _columns() - 1]}\x1b[K\r")

    def clear(self) -> None:
        """Take the line away, so that another can be written."""
        if self in _standing:
            _write("\x1b[K")
            _standing.discard(self)

    def _line(self, now: float) -> str:
        # The first stands for the loading, too.
        rate = (self._done - 1) / (now - self._first)
        parts = [f"{self._done:,} documents", f"{rate:,.1f} a second" if rate < 10 else f"{rate:,.0f} a second"]
        if self._known and self._known >= self._done:
            parts[0] = f"{self._done:,} of {self._known:,} documents"
            parts.append(f"{clock_time((self._known - self._done) / rate)} left")
        return ", ".join(parts)


class Reports:
    """What --verbose says of each input, once all that comes of it has been delivered."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._taken = self._delivered = 0
        self._waiting: deque[tuple[int, InputRead]] = deque()

    def count(self, items: Iterable[Item]) -> Iterator[Item]:
        """Hand items through, counting them."""
        for item in items:
            self._taken += 1
            yield item

    def add(self, read: InputRead) -> None:
        """Take what was read of an input; its items have all been handed through."""
        self._waiting.append((self._taken, read))

    def advance(self) -> list[tuple[str, str]]:
        """Count one item delivered; give the lines that are due."""
        self._delivered += 1
        return self.due()

    def due(self) -> list[tuple[str, str]]:
        """Give the lines of the inputs all of whose items were delivered."""
        lines = []
        while self._waiting and self._waiting[0][0] <= self._delivered:
            read = self._waiting.popleft()[1]
            number = f"{read.documents:,} {'document' if read.documents == 1 else 'documents'}"
            words = (f"{read.bytes:,} bytes", read.encoding, number, f"{self._clock() - read.begun:.2f} s")
            lines.append((read.shown, ", ".join(word for word in words if word)))
        return lines


class Talking(Following):
    """A run that tells how far it is, what it has read, or both."""

    def __init__(self, *, progress: Progress | None = None, reports: Reports | None = None) -> None:
        self._progress = progress
        self._reports = reports

    def count(self, items: Iterator[Article | Failure]) -> Iterator[Article | Failure]:
        """Hand the items of the inputs through, counted for the reports."""
        return self._reports.count(items) if self._reports else items

    def read(self, read: InputRead) -> None:
        """Take note that an input has been read."""
        if self._reports:
            self._reports.add(read)
            self._say(self._reports.due())

    def deliver(self, said: Iterable[tuple[str, str]]) -> None:
        """Say what came with a document, then what is due with it."""
        self._say([*said, *(self._reports.advance() if self._reports else ())])
        if self._progress:
            self._progress.advance()

    def end(self) -> None:
        """Say what is left, and take the line away."""
        self._say(self._reports.due() if self._reports else [])
        if self._progress:
            self._progress.clear()

    def _say(self, lines: list[tuple[str, str]]) -> None:
        if lines and self._progress:
            self._progress.clear()
        for what, remedy in lines:
            say(what, remedy)


def has_room(output: str | None) -> bool:
    """Say whether a line of progress would be seen and disturb nothing.

    It needs a terminal, and no output beside it: neither our own, nor that of a program which reads ours in a pipe.
    """
    if sys.stderr is None or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return False
    if output is not None or sys.stdout is None:
        return True
    try:
        mode = os.fstat(sys.stdout.fileno()).st_mode
    except (OSError, ValueError):
        return False
    return not (sys.stdout.isatty() or stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode))


def clock_time(seconds: float) -> str:
    """Write a span of time as a clock does.

    >>> clock_time(5.2), clock_time(754), clock_time(9000)
    ('0:06', '12:34', '2:30:00')
    """
    minutes, rest = divmod(int(seconds + 0.99), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _columns() -> int:
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


def _write(text: str) -> None:
    with contextlib.suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(text)
        sys.stderr.flush()
