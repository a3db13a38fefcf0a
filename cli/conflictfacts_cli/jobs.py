"""Spreads articles over worker processes and delivers what comes of them in the order of the input.

One thread does it all and never blocks on one thing alone: before it reads on, it waits for the input and the workers
together (``Pool.before_read``). A worker is sent articles only when it has none left, so that no two processes ever
wait for each other to empty a pipe, and it answers one by one, so that its death is pinned to one article. One that was
killed may have been in the way only: its article is read once more, alone.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from conflictfacts_cli.inputs import Article
from conflictfacts_cli.messages import NO_MEMORY, PASS_OVER, Failure, unbreakable_pipes
from conflictfacts_cli.stops import STOPS
from conflictfacts_cli.work import Outcome, Read, failed, failure_of

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess
    from types import FrameType

# Between reading and writing there are at most so many inputs a worker, and so many characters of text and of output.
MOST_INPUTS = 64
MOST_CHARACTERS = 16_000_000
# One message holds enough articles that its way costs nothing beside reading them, and few enough to share the last.
_BATCH = 16
_BATCH_CHARACTERS = 64_000
# Of the files that a process may have open: those of a worker, and those that the rest of the command may want.
_FILES_OF_WORKER = 4
_OTHER_FILES = 24
# How a worker ends that can't even take what it is sent.
_OUT_OF_MEMORY = 70
# The signal that the kernel sends where memory runs out.
_KILLED = 9
# How often a worker looks whether the command still lives, in seconds.
_LOOK = 1.0

_running: set[BaseProcess] = set()


def available_cores() -> int:
    """Count the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def end_workers() -> None:
    """Kill the workers; called at the end, and from the signal handler where that comes early."""
    for process in tuple(_running):
        process.kill()


@dataclass(slots=True, eq=False)
class _Place:
    """A place in the line of outcomes, empty as long as its article waits or is being read.

    ``again`` says that a worker was killed while it read the article.
    """

    outcome: Outcome | None = None
    again: bool = False


@dataclass(slots=True, eq=False)
class _Worker:
    process: BaseProcess
    pipe: Connection
    reading: deque[tuple[Article, _Place]] = field(default_factory=deque)
    # Whether we had no memory for what it was to be sent, or for what it said.
    unheard: bool = False


class Pool:
    """Up to ``jobs`` processes, started as they are needed; ``load`` gives each of them the function that reads."""

    def __init__(self, load: Callable[[], Read], jobs: int, deliver: Callable[[Outcome], None]) -> None:
        self._load = load
        self._jobs = jobs
        self._most = min(jobs, _most_workers())
        self._deliver = deliver
        self._workers: dict[Connection, _Worker] = {}
        self._line: deque[_Place] = deque()
        self._waiting: deque[tuple[Article, _Place]] = deque()
        self._characters = 0
        self._articles = 0

    def run(self, items: Iterable[Article | Failure]) -> None:
        """Deliver the outcome of each item, in order. Whatever happens, no worker is left behind."""
        try:
            for item in items:
                self._take(item)
                while self._is_full():
                    self._turn()
            if self._articles == 1 and self._waiting and not self._waiting[0][1].again:
                self._read_here()
            while self._line:
                self._turn()
        finally:
            end_workers()
            for worker in tuple(self._workers.values()):
                self._part_from(worker)

    def before_read(self, descriptor: int | None) -> None:
        """Deliver what gets ready until there is something to read, so that a slow input holds nothing back.

        Without a descriptor that can be watched, deliver all that is on its way.
        """
        watched = [] if descriptor is None or os.name == "nt" else [descriptor]
        while self._line and not (watched and _is_ready(watched)):
            self._turn(watched)

    def _take(self, item: Article | Failure) -> None:
        place = _Place()
        self._line.append(place)
        if isinstance(item, Failure):
            self._settle(place, failed(item))
        else:
            self._waiting.append((item, place))
            self._characters += len(item.text)
            self._articles += 1
        # The first waits for a second, or for a pause of the input: one alone is read without another process.
        if self._articles > 1:
            self._turn(block=False)

    def _is_full(self) -> bool:
        # However long the texts, there may be one for each worker.
        heavy = self._characters >= MOST_CHARACTERS and len(self._line) >= self._jobs
        return heavy or len(self._line) >= self._jobs * MOST_INPUTS

    def _turn(self, watched: Sequence[int] = (), *, block: bool = True) -> None:
        """Hear the workers and hand out what waits; where ``block``, sleep until a worker or the input is ready."""
        from multiprocessing.connection import wait

        if block:
            self._hand_out()
        if self._workers:
            for pipe in wait([*self._workers, *watched], None if block else 0):
                if worker := self._workers.get(pipe):  # type: ignore[call-overload]
                    self._hear(worker)
        self._hand_out()

    def _hand_out(self) -> None:
        while self._waiting and not self._keeps_apart():
            worker = next((w for w in self._workers.values() if not w.reading), None) or self._start()
            if worker:
                self._send(worker)
            elif self._workers:
                return
            else:
                self._read_here()

    def _keeps_apart(self) -> bool:
        """Say whether the next article has to wait, since it or one that is being read is to be read alone."""
        reading = [worker.reading[0][1] for worker in self._workers.values() if worker.reading]
        return bool(reading) and any(place.again for place in (self._waiting[0][1], *reading))

    def _start(self) -> _Worker | None:
        """Start a worker, unless there are enough or the system has no room for one."""
        import multiprocessing

        if len(self._workers) >= self._most:
            return None
        self._load()  # once: the workers have it from here, and a lexicon that is wrong is told here
        # A copy of this process is ready at once. The system libraries of macOS don't bear being copied.
        forks = "fork" in multiprocessing.get_all_start_methods() and sys.platform != "darwin"
        context = multiprocessing.get_context("fork" if forks else "spawn")
        try:
            ours, theirs = context.Pipe()
            # The end of a pipe is seen only when every copy of its other side is closed.
            to_close = [ours, *self._workers] if forks else []
            process = context.Process(  # type: ignore[attr-defined]  # typed only for contexts named by a literal
                target=_work, args=(self._load, theirs, to_close), daemon=True
            )
            # Python 3.12 warns of any thread; the only ones that may be here are numpy's, which sleep and can bear it.
            with _stops_held_back(), warnings.catch_warnings(action="ignore", category=DeprecationWarning):
                process.start()
                _running.add(process)
        except OSError:
            # Each attempt costs files that stay open, and those are for the inputs.
            self._most = len(self._workers)
            return None
        theirs.close()
        self._workers[ours] = worker = _Worker(process, ours)
        return worker

    def _send(self, worker: _Worker) -> None:
        share = 1 if self._waiting[0][1].again else min(max(len(self._waiting) // self._jobs, 1), _BATCH)
        room = _BATCH_CHARACTERS
        # A long one goes alone: if it is too much for the memory there is, no other is taken for it.
        while self._waiting and len(worker.reading) < share:
            article, place = self._waiting[0]
            if worker.reading and (place.again or len(article.text) > room):
                break
            worker.reading.append(self._waiting.popleft())
            room -= len(article.text)
        # If it has died, the next turn hears of it.
        with unbreakable_pipes(), contextlib.suppress(OSError):
            try:
                worker.pipe.send([asdict(article) for article, _ in worker.reading])
            except MemoryError:
                worker.unheard = True
                worker.process.kill()

    def _hear(self, worker: _Worker) -> None:
        try:
            text, said, failure = worker.pipe.recv()
        except (EOFError, OSError, MemoryError) as error:
            worker.unheard |= isinstance(error, MemoryError)
            worker.process.kill()  # where it lives, what it says has not been understood
            self._part_from(worker)
            if worker.reading:
                self._lose(worker)
            return
        article, place = worker.reading.popleft()
        self._characters -= len(article.text)
        self._settle(place, Outcome(text, said, Failure(**failure) if failure else None))

    def _part_from(self, worker: _Worker) -> None:
        del self._workers[worker.pipe]
        worker.pipe.close()
        worker.process.join()
        _running.discard(worker.process)

    def _lose(self, worker: _Worker) -> None:
        """Tell the article that a worker died of, unless it is to be read again; those not begun wait again, too."""
        article, place = worker.reading.popleft()
        self._waiting.extendleft(reversed(worker.reading))
        status = _OUT_OF_MEMORY if worker.unheard else worker.process.exitcode or 0
        if status == -_KILLED and not place.again:
            place.again = True
            self._waiting.appendleft((article, place))
        else:
            self._characters -= len(article.text)
            self._settle(place, _lost(article, status))

    def _read_here(self) -> None:
        article, place = self._waiting.popleft()
        self._characters -= len(article.text)
        # One that a process was killed over must not take this one with it.
        self._settle(place, _lost(article, -_KILLED) if place.again else self._load()(article))

    def _settle(self, place: _Place, outcome: Outcome) -> None:
        """Fill a place, and deliver as many from the head of the line as are filled."""
        place.outcome = outcome
        self._characters += len(outcome.text or "")
        while self._line and (first := self._line[0].outcome):
            self._line.popleft()
            self._characters -= len(first.text or "")
            self._deliver(first)


def _work(load: Callable[[], Read], pipe: Connection, to_close: Iterable[Connection]) -> None:
    """Live as a worker: read what comes through the pipe and answer, until its other end is closed."""
    # What stops the command stops the parent, and that its workers. None of them must act as the parent would.
    for number in STOPS:
        signal.signal(number, signal.SIG_IGN)
    if hasattr(signal, "setitimer"):
        # The end of a parent that was killed is seen at the pipe only, and a document may take long.
        signal.signal(signal.SIGALRM, _end_if_alone)
        signal.setitimer(signal.ITIMER_REAL, _LOOK, _LOOK)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
    for other in to_close:
        other.close()
    if sys.__stdout__ is not None:
        # Who reads our output must see its end with the parent's end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    read = load()
    try:
        while True:
            for record in pipe.recv():
                article = Article(**record)
                outcome = read(article)
                try:
                    _answer(pipe, outcome)
                except MemoryError:
                    _answer(pipe, failed(failure_of(article, NO_MEMORY, PASS_OVER)))
    except (EOFError, OSError):
        os._exit(0)
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)


def _end_if_alone(_number: int, _frame: FrameType | None) -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    if parent and parent.pid != os.getppid():
        os._exit(0)


def _answer(pipe: Connection, outcome: Outcome) -> None:
    pipe.send((outcome.text, outcome.said, asdict(outcome.failure) if outcome.failure else None))


def _is_ready(watched: list[int]) -> bool:
    from multiprocessing.connection import wait  # select.select knows the first 1,024 files only

    return bool(wait(watched, 0))


def _most_workers() -> int:
    """Give how many workers leave room for other open files; each takes three."""
    try:
        import resource
    except ImportError:
        return sys.maxsize
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return sys.maxsize if soft == resource.RLIM_INFINITY else max((soft - _OTHER_FILES) // _FILES_OF_WORKER, 0)


def _lost(article: Article, exitcode: int) -> Outcome:
    if exitcode == _OUT_OF_MEMORY:
        return failed(failure_of(article, NO_MEMORY, PASS_OVER))
    end = f"was killed (signal {-exitcode})" if exitcode < 0 else f"ended (exit code {exitcode})"
    remedy = f"if memory ran out, {PASS_OVER}" if exitcode == -_KILLED else "report it with the text"
    return failed(failure_of(article, f"the process reading it {end}", remedy))


@contextlib.contextmanager
def _stops_held_back() -> Iterator[None]:
    """Let no signal in while there is a child that has our handlers, or one that we don't yet know."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
