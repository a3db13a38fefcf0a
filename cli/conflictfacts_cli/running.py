"""The run: input by input, each read, written and told; a failure costs nothing but itself."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from conflictfacts_cli.exits import ExitStatus
from conflictfacts_cli.inputs import Article
from conflictfacts_cli.messages import Failure, Refusal, say
from conflictfacts_cli.outputs import Output, OutputError
from conflictfacts_cli.work import Outcome, Read, Task, failed

if TYPE_CHECKING:
    from conflictfacts_cli.failures import FailureFile
    from conflictfacts_cli.inputs.reading import InputRead
    from conflictfacts_cli.resume import ResumableFile

_MAKE_ROOM = "make room or choose another place"
_GO_ON = "make room and run it again, it goes on from there"


class Following:
    """What a run says on stderr: no more than what comes with a document."""

    def count(self, items: Iterator[Article | Failure]) -> Iterator[Article | Failure]:
        """Hand the items of the inputs through."""
        return items

    def read(self, read: InputRead) -> None:
        """Take note that an input has been read."""

    def deliver(self, said: Iterable[tuple[str, str]]) -> None:
        """Say what came with a document."""
        for what, remedy in said:
            say(what, remedy)

    def end(self) -> None:
        """Say what is left."""


def run(
    inputs: Callable[..., Iterator[Article | Failure]],
    task: Task,
    output: Output,
    *,
    jobs: int,
    place: str,
    following: Following,
    failures: FailureFile | None = None,
    kept: ResumableFile | None = None,
) -> ExitStatus:
    """Read and write input by input; a failure is told and the next one read.

    ``kept`` is the sink of ``output`` where the run is one that can be gone on with.
    """
    status = ExitStatus.DONE

    def deliver(outcome: Outcome) -> None:
        nonlocal status
        following.deliver(outcome.said)
        if outcome.text is None:
            status = ExitStatus.FAILED
        else:
            output.add(outcome.text)
        if failures and outcome.failure:
            failures.add(outcome.failure)
        # The last of all: what is told twice does less harm than what is never told.
        if kept:
            kept.done(outcome.failure)

    def items(**how: object) -> Iterator[Article | Failure]:
        found = inputs(told=following.read, **how)
        return following.count(kept.remaining(found) if kept else found)

    try:
        if jobs == 1:
            _read_here(items(), task, deliver)
        else:
            from conflictfacts_cli.jobs import Pool, available_cores

            pool = Pool(task.load, jobs or available_cores(), deliver)
            pool.run(items(before_read=pool.before_read))
        following.end()
        if kept and not kept.begun and status is ExitStatus.FAILED:
            kept.forget()
        else:
            output.finish(though_empty=kept is not None or status is ExitStatus.DONE)
    except Refusal:
        following.end()
        raise
    except OutputError as error:
        following.end()
        output.drop()
        if isinstance(error.cause, BrokenPipeError):
            _end_by_closed_pipe()
            raise error.cause from None
        say(f"can't write {place}, {error}", _GO_ON if kept else _MAKE_ROOM)
        return ExitStatus.FAILED
    return status


def _end_by_closed_pipe() -> None:
    """End as where standard output is closed, if the system has a signal for it."""
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGPIPE)


def _read_here(items: Iterable[Article | Failure], task: Task, deliver: Callable[[Outcome], None]) -> None:
    read: Read | None = None
    for item in items:
        if isinstance(item, Failure):
            deliver(failed(item))
            continue
        read = read or task.load()
        deliver(read(item))
