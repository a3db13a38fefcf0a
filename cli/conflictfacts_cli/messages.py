"""What the command says on stderr: one line each, what happened and what to do."""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from conflictfacts_cli.safe import one_line

NAME = "conflict-facts"
NO_MEMORY = "not enough memory to read it"
PASS_OVER = "split it, or pass over such with --max-bytes"
ALLOW_MORE = "split it, or allow more with --max-bytes"


@dataclass(frozen=True, slots=True)
class Failure:
    """An input or a document that could not be read: what is wrong, and what to do about it.

    ``source`` is its path as documents name it, ``id`` that of the document and ``line`` where it stands, where known.
    """

    what: str
    remedy: str
    source: str | None = None
    id: str | None = None
    line: int | None = None


class Refusal(Exception):
    """The command can't do what it was asked: what is wrong, and what to do about it."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy


def say(what: str, remedy: str) -> None:
    """Write one line on stderr. A closed or full stderr never stops the work."""
    with unbreakable_pipes(), contextlib.suppress(OSError, AttributeError, ValueError):
        sys.stderr.write(f"{NAME}: {one_line(what)}: {one_line(remedy)}\n")
        sys.stderr.flush()


@contextlib.contextmanager
def unbreakable_pipes() -> Iterator[None]:
    """Get an error, not the signal that ends the command, from a pipe whose reader has gone."""
    if not hasattr(signal, "SIGPIPE"):
        yield
        return
    before = signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGPIPE, before)
