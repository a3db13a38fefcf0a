"""The entry of the command: what must be in place before anything slow or noisy happens."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import NoReturn

from conflictfacts_cli.stops import STOPS


def run() -> NoReturn:
    """Run the command and end the process with its exit code."""
    _fill_gaps()
    _settle_signals()
    # No one counts with numpy here. Where it can't have its threads, it sends the process a SIGINT.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Importing spaCy makes a million objects that stay; looking through them for garbage costs a tenth of the run.
    gc.disable()
    try:
        status = _guarded(sys.argv[1:])
    except MemoryError:
        status = None  # told once the error has let go of what was held
    _end(_starved() if status is None else status)


def _guarded(arguments: list[str]) -> int:
    import click

    from conflictfacts import ConflictFactsError
    from conflictfacts_cli.command import main
    from conflictfacts_cli.exits import ExitStatus
    from conflictfacts_cli.messages import NAME, Refusal, say

    try:
        result = main.main(arguments, prog_name=NAME, standalone_mode=False)
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else NAME
        say(error.format_message().rstrip(".").replace("\n", " "), f"see '{command} --help'")
        return ExitStatus.USAGE
    except click.Abort:
        return ExitStatus.INTERRUPTED
    except BrokenPipeError:
        return ExitStatus.DONE
    except Refusal as error:
        say(error.what, error.remedy)
        return ExitStatus.FAILED
    except ConflictFactsError as error:
        say("can't start", str(error))
        return ExitStatus.FAILED
    except OSError as error:
        if not _is_somewhere():
            say("the current folder is gone", "go to one that is there")
        elif error.filename is not None:
            say(f"can't open {error.filename}, {error.strerror}", "check that it is there and can be read")
        else:
            say(f"can't write standard output, {error.strerror or error}", "choose another place")
        return ExitStatus.FAILED
    except MemoryError:
        raise
    except Exception as error:
        if sys.flags.dev_mode:
            raise
        say(
            f"internal error, {type(error).__name__}: {error}",
            "run with 'python -X dev -m conflictfacts_cli' and report it",
        )
        return ExitStatus.FAILED
    return result if isinstance(result, int) else ExitStatus.DONE


def _starved() -> int:
    # Written as it stands: what makes a line safe takes memory, too.
    with contextlib.suppress(OSError):
        os.write(
            2,
            b"conflict-facts: there is not enough memory: give it more, or pass over long documents with --max-bytes\n",
        )
    return 1


def _is_somewhere() -> bool:
    """Say whether there is a current folder, which spaCy's own command line asks for when spaCy is imported."""
    try:
        return bool(Path.cwd())
    except OSError:
        return False


def _fill_gaps() -> None:
    """Open what was closed of standard input, output and error, so that no other file gets its number.

    Libraries and other processes write there. For Python they stay closed.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest number that is free


def _settle_signals() -> None:
    """End as other tools do: by SIGPIPE when the reader has gone, with 130 and no traceback on Ctrl-C."""
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    for number in STOPS:
        # One that the parent had us ignore (nohup, a job in the background) stays ignored.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)


def _stop(number: int, _frame: FrameType | None) -> NoReturn:
    # An exception raised here could be swallowed by whatever import or callback it lands in.
    # Nor is it sure that a module, or the end of it, has been read yet.
    for module, last_act in (("jobs", "end_workers"), ("outputs", "drop_unfinished"), ("progress", "wipe")):
        if act := getattr(sys.modules.get(f"conflictfacts_cli.{module}"), last_act, None):
            act()
    os._exit(128 + number)


def _end(status: int) -> NoReturn:
    """Leave at once: taking the interpreter apart, with all of spaCy in it, takes longer than reading an article."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            status = status or 1
    os._exit(status)


if __name__ == "__main__":
    run()
