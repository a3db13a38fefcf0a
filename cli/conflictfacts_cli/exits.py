"""Exit codes of the command. They are part of its public surface."""

from __future__ import annotations

from enum import IntEnum


class ExitStatus(IntEnum):
    """What the command tells the shell."""

    DONE = 0
    """Everything asked for was read and written, also where no fact was found."""
    FAILED = 1
    """Some input could not be read, or the output could not be written; the rest is there."""
    USAGE = 2
    """The command line makes no sense as given."""
    INTERRUPTED = 130
    """Ended by Ctrl-C."""
