"""What the fuzzers share: a tally of what broke, documents in blocks, failing ones cut down and kept, the report.

What is tried is a subject (text or bytes) in a setting, which is any value that tells how it is read.
"""

from __future__ import annotations

import argparse
import json
import re
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

from measuring import machine

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "tests"))

BLOCK = 500  # documents that share what they have found
PATIENCE = 20.0  # seconds of the processor for a short document: past them what reads it is taken to be stuck
_EXAMPLES = 20  # subjects kept of a class
_CUT_DOWN = 5  # of them are cut down

Subject = TypeVar("Subject", str, bytes)
Wrong = Callable[[Any, Any], list[str]]
"""Tries a subject in its setting and says what is wrong, each as "class: detail"."""


@dataclass
class Tally:
    """What came of some documents: failures by class, each with its subjects, shortest first."""

    documents: int = 0
    found: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    kinds: Counter[str] = field(default_factory=Counter)
    classes: Counter[str] = field(default_factory=Counter)
    failing: dict[str, list[tuple[Any, Any, str]]] = field(default_factory=dict)

    def fail(self, kind: str, subject: str | bytes, setting: Any, detail: str) -> None:
        """Note a failure, and its subject if few of its class are known."""
        self.classes[kind] += 1
        known = self.failing.setdefault(kind, [])
        known.append((subject, setting, detail))
        known.sort(key=_by_length)
        del known[_EXAMPLES:]

    def count(self, seconds: float) -> None:
        """Note that one more document took so long."""
        self.documents += 1
        self.seconds += seconds
        self.slowest = max(self.slowest, seconds)

    def add(self, other: Tally) -> None:
        """Take in what came of other documents."""
        self.documents += other.documents
        self.found += other.found
        self.seconds += other.seconds
        self.slowest = max(self.slowest, other.slowest)
        self.kinds += other.kinds
        self.classes += other.classes
        for kind, known in other.failing.items():
            merged = {*self.failing.get(kind, ()), *known}
            self.failing[kind] = sorted(merged, key=_by_length)[:_EXAMPLES]


def _by_length(one: tuple[Any, Any, str]) -> tuple[int, Any]:
    return len(one[0]), one[0]


class StuckError(Exception):
    """A short document takes longer than anyone waits."""


def _stuck(_number: int, _frame: FrameType | None) -> None:
    raise StuckError(f"more than {PATIENCE:g} s")


@contextmanager
def patience() -> Iterator[None]:
    """Raise ``StuckError`` in what takes too much of the processor."""
    signal.signal(signal.SIGPROF, _stuck)
    signal.setitimer(signal.ITIMER_PROF, PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def in_blocks(block: Callable[..., Tally], documents: int, jobs: int, seed: int) -> Tally:
    """Try so many documents: ``block(number, seed=..., size=...)`` tries some, in one of ``jobs`` processes."""
    whole = Tally()
    sizes = [min(BLOCK, documents - start) for start in range(0, documents, BLOCK)]
    began = time.monotonic()
    with ProcessPoolExecutor(jobs) as pool:
        blocks = [pool.submit(block, number, seed=seed, size=size) for number, size in enumerate(sizes)]
        for number, done in enumerate(blocks):
            try:
                whole.add(done.result())
            except BrokenProcessPool:
                whole.fail("process died", "", None, f"in block {number} of seed {seed} or one beside it")
                break
            if number % 20 == 19:
                rate = whole.documents / (time.monotonic() - began)
                failed = f"{sum(whole.classes.values())} failures in {len(whole.classes)} classes"
                print(f"{whole.documents:,} documents, {rate:.0f} a second, {failed}", file=sys.stderr, flush=True)
    return whole


def shortest(subject: Subject, fails: Callable[[Subject], bool]) -> Subject:
    """Cut out of a failing subject what it fails without: halves, then ever smaller pieces."""
    size = max(1, len(subject) // 2)
    while size:
        at = 0
        while at < len(subject):
            shorter = subject[:at] + subject[at + size :]
            if fails(shorter):
                subject = shorter
            else:
                at += size
        size //= 2
    return subject


def minimised(tally: Tally, wrong_of: Callable[[str], Wrong]) -> Iterator[tuple[str, Any, Any, str]]:
    """Yield of each class its few shortest subjects, cut down: class, subject, setting, what is wrong.

    ``wrong_of`` gives for a class what finds it.
    """
    for kind, known in sorted(tally.failing.items()):
        again = partial(_of_class, kind, wrong_of(kind))
        done: set[Any] = set()
        for subject, setting, detail in known[:_CUT_DOWN]:
            small = subject
            if again(setting, subject):
                small = shortest(subject, lambda shorter, setting=setting, again=again: bool(again(setting, shorter)))
            wrong = again(setting, small) or detail
            if small not in done:
                done.add(small)
                yield kind, small, setting, wrong


def _of_class(kind: str, wrong: Wrong, setting: Any, subject: Any) -> str:
    from invariants import class_of

    return next((one for one in wrong(subject, setting) if class_of(one) == kind), "")


def keep(folder: Path, failing: Iterator[tuple[str, Any, Any, str]]) -> list[dict[str, Any]]:
    """Write each failing subject to a file of its own and give the list of them."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = []
    for kind, subject, setting, detail in failing:
        data = subject.encode("utf-8", "surrogatepass") if isinstance(subject, str) else subject
        text = subject if isinstance(subject, str) else data.decode("latin-1")
        path = folder / f"{re.sub(r'[^a-z]+', '-', kind.lower()).strip('-')}-{sha256(data).hexdigest()[:8]}.txt"
        path.write_bytes(data)
        kept.append({"class": kind, "text": text, "setting": setting, "wrong": detail, "file": path.name})
    return kept


def arguments(description: str, subjects: str) -> argparse.ArgumentParser:
    """Give the parser of the options that every fuzzer has."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--documents", type=int, default=20_000, metavar="N", help=f"how many {subjects} (20000)")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="processes (1)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help=f"other {subjects} with another seed (1)")
    parser.add_argument("--json", type=Path, metavar="FILE", help=f"write the figures and the failing {subjects}")
    parser.add_argument(
        "--keep", type=Path, default=ROOT / "build/fuzz", metavar="FOLDER", help=f"for failing {subjects}"
    )
    return parser


def report(
    tally: Tally, kept: list[dict[str, Any]], options: argparse.Namespace, seconds: float, found: str, **more: Any
) -> int:
    """Tell what broke, write the figures where they are asked for, and give the exit code: 1 where something did.

    ``found`` says what was found in the documents.
    """
    crashes = sum(count for kind, count in tally.classes.items() if kind.startswith(("crash", "process")))
    violations = sum(tally.classes.values()) - crashes
    print(f"{tally.documents:,} documents, {tally.found:,} {found}, {crashes} crashes, {violations} invariants broken")
    for kind, count in tally.classes.most_common():
        print(f"  {count:7,}  {kind}")
    for one in kept:
        print(f"\n{one['class']} ({one['file']}, {one['setting']})\n  {one['text']!r}\n  {one['wrong']}")
    if options.json:
        figures = {
            "documents": tally.documents, found: tally.found, "crashes": crashes, "violations": violations,
            "classes": dict(tally.classes), "kinds": dict(tally.kinds), "seed": options.seed, "seconds": seconds,
            "slowest_seconds": tally.slowest, **more, "machine": machine(), "failures": kept,
        }  # fmt: skip
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(figures, indent=2, default=repr) + "\n", encoding="utf-8")
    return 1 if tally.classes else 0
