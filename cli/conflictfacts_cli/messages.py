"""What the command says on stderr: one line each, what happened and what to do."""

from __future__ import annotations

import contextlib
import sys
from dataclasses import dataclass

from conflictfacts_cli.safe import one_line

NAME = "conflict-facts"


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that could not be read: what is wrong, and what to do about it."""

    what: str
    remedy: str


def say(what: str, remedy: str) -> None:
    """Write one line on stderr. A closed or full stderr never stops the work."""
    with contextlib.suppress(OSError, AttributeError, ValueError):
        sys.stderr.write(f"{NAME}: {one_line(what)}: {one_line(remedy)}\n")
        sys.stderr.flush()
