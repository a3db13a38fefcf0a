"""Measures how fast the project is, as shares of floors measured in the same run: ``python benchmarks/speed.py``.

    python benchmarks/speed.py                                  # everything, a table
    python benchmarks/speed.py --only throughput,growth         # some of it: start, throughput, peers, growth, jobs
    python benchmarks/speed.py --pairs 9 --json build/speed.json

What each figure is, and what it should be, is told in ``benchmarks/README.md``. Whole processes are timed by the wall
clock, work inside one process by the time of the processor.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib.metadata import entry_points
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from articles import Article, articles, words
from measuring import FEWEST_PAIRS, Figure, in_pairs, lines, write_report

if TYPE_CHECKING:
    from spacy.language import Language

ROOT = Path(__file__).resolve().parent.parent
ARTICLE = ROOT / "samples" / "kursk-incursion.txt"
COMMAND = Path(sys.executable).with_name("conflict-facts")

BLANK = (sys.executable, "-c", "import spacy; spacy.blank('en')")
CLICK = (sys.executable, "-c", "import click")

Details = dict[str, Any]


# --- start -----------------------------------------------------------------------------------------------------------


def start(options: argparse.Namespace, _details: Details) -> Iterator[Figure]:
    """Time whole processes: one short article against a bare spaCy, what needs no article against Python with click."""
    with tempfile.TemporaryDirectory() as folder:
        _stand_in(Path(folder))
        for name, blank in (
            ("one article / spacy.blank", Process(*BLANK, PYTHONPATH=folder)),
            ("the same, spacy.blank loading our factory", Process(*BLANK)),
        ):
            article = Process(COMMAND, ARTICLE, "--published", "2025-06-22")
            timed = _warm_pairs(options.pairs, article, blank)
            yield Figure(
                group="start",
                name=name,
                values=tuple(ours / floor for ours, floor in timed),
                at_most=1.15,
                note=f"{_seconds(timed)}; processor {median(article.worked) / median(blank.worked):.2f}",
            )
    click = Process(*CLICK)
    for name, ours in (
        ("--help", Process(COMMAND, "--help")),
        ("--version", Process(COMMAND, "--version")),
        ("completion", Process(COMMAND, _CONFLICT_FACTS_COMPLETE="bash_source")),
        ("usage error", Process(COMMAND, "--nonsense", status=2)),
    ):
        timed = _warm_pairs(options.pairs, ours, click)
        yield Figure(
            group="start",
            name=f"{name} - python with click",
            values=tuple(ours_seconds - floor for ours_seconds, floor in timed),
            unit="s",
            at_most=0.15,
            note=f"{_seconds(timed)}; processor {median(ours.worked) - median(click.worked):.3f} s",
        )


def _stand_in(folder: Path) -> None:
    """Put empty modules in the place of those that our entry points name.

    ``spacy.blank`` loads the factories of every package that is installed: with ours the floor would hold a part of
    what is measured against it.
    """
    ours = [point for point in entry_points(group="spacy_factories") if point.module.startswith("conflictfacts")]
    for point in ours:
        path = folder.joinpath(*point.module.split(".")).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        (folder / "conflictfacts" / "__init__.py").touch()
        path.write_text(f"def {point.attr}(nlp, name): ...\n", encoding="utf-8")


class Process:
    """A command as a clock: each call runs it once and gives its seconds from start to end.

    ``worked`` holds the seconds of the processor of each call, which other work on the machine lengthens less. Raises
    ``RuntimeError`` where the exit code is another one than ``status``.
    """

    def __init__(self, *command: str | Path, status: int = 0, **environment: str) -> None:
        self.worked: list[float] = []
        self._command = command
        self._status = status
        self._environment = os.environ | environment

    def __call__(self) -> float:
        """Run it."""
        worked, before = _of_children(), time.perf_counter()
        done = subprocess.run(
            self._command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=self._environment,
            check=False,
        )
        seconds = time.perf_counter() - before
        if done.returncode != self._status:
            told = done.stderr.decode(errors="replace")
            raise RuntimeError(f"{' '.join(map(str, self._command))}: exit code {done.returncode}: {told}")
        self.worked.append(_of_children() - worked)
        return seconds


def _of_children() -> float:
    times = os.times()
    return times.children_user + times.children_system


def _warm_pairs(pairs: int, ours: Process, floor: Process) -> list[tuple[float, float]]:
    """Measure two commands in pairs, after a run of each that brings their files into memory."""
    ours(), floor()
    return in_pairs(pairs, ours, floor)


def _seconds(timed: Sequence[tuple[float, float]]) -> str:
    return f"{_median_of(timed, 0):.2f} s against {_median_of(timed, 1):.2f} s"


# --- throughput ------------------------------------------------------------------------------------------------------


def throughput(options: argparse.Namespace, details: Details) -> Iterator[Figure]:
    """Time the pipeline on articles in one process against a sentencizer on the same: warm, on new ones, and cold."""
    known = list(articles(options.articles, seed=1))
    size = words([article["text"] for article in known])
    ours, ways = pipeline(), floors()
    gc.freeze()  # as the command does once all is loaded
    ours(known)
    for way in ways.values():
        way(known)
    fastest = min(ways, key=lambda name: min(ways[name](known) for _ in range(3)))
    theirs = ways[fastest]
    timed = in_pairs(options.pairs, partial(ours, known), partial(theirs, known))
    details["throughput"] = {"articles": len(known), "words": size, "floor": fastest}
    yield _share(
        "warm",
        timed,
        at_least=0.1,
        note=f"{size / _median_of(timed, 0):,.0f} of {size / _median_of(timed, 1):,.0f} words/s by {fastest}",
    )
    timed, rates = [], []
    for turn in range(options.pairs):
        fresh = list(articles(options.articles, seed=100 + turn))
        timed += in_pairs(1, partial(ours, fresh), partial(theirs, fresh))
        rates.append(words([article["text"] for article in fresh]) / timed[-1][0])
    yield _share("warm, on articles not seen before", timed, note=f"{median(rates):,.0f} words/s")

    cold = [(_cold("ours", len(known)), _cold(fastest, len(known))) for _ in range(options.pairs)]
    firsts = [(mine[0], bare[0]) for mine, bare in cold]
    yield _share("cold, first pass in a fresh process", firsts, note=f"{size / _median_of(firsts, 0):,.0f} words/s")
    for who, passes in (("ours", [mine for mine, _ in cold]), ("floor", [bare for _, bare in cold])):
        values = tuple(first / second for first, second in passes)
        yield Figure(group="throughput", name=f"seconds of the first pass / of the second, {who}", values=values)


def _share(name: str, timed: Sequence[tuple[float, float]], *, at_least: float | None = None, note: str) -> Figure:
    """Give words a second of ours as a share of the floor's."""
    values = tuple(floor_seconds / ours_seconds for ours_seconds, floor_seconds in timed)
    return Figure(group="throughput", name=name, values=values, at_least=at_least, note=note)


Pass = Callable[[Sequence[Article]], float]
"""Reads some articles and gives the processor seconds that it took."""


def pipeline() -> Pass:
    """Load the extractor."""
    import conflictfacts

    extract = conflictfacts.load().extract

    def run(some: Sequence[Article]) -> float:
        gc.collect()
        before = time.process_time()
        for article in some:
            extract(article["text"], published=article["published"])
        return time.process_time() - before

    return run


def floors() -> dict[str, Pass]:
    """Load plain spaCy with a sentencizer, to be called in either of the two ways that there are."""
    import spacy

    def clock(read: Callable[[Language, list[str]], Any]) -> Pass:
        nlp = spacy.blank("en")
        nlp.add_pipe("sentencizer")

        def run(some: Sequence[Article]) -> float:
            texts = [article["text"] for article in some]
            gc.collect()
            before = time.process_time()
            read(nlp, texts)
            return time.process_time() - before

        return run

    return {
        "nlp.pipe(texts)": clock(lambda nlp, texts: deque(nlp.pipe(texts), maxlen=0)),
        "nlp(text)": clock(lambda nlp, texts: deque(map(nlp, texts), maxlen=0)),
    }


def _cold(which: str, count: int) -> tuple[float, float]:
    """Read the articles twice in a process of its own; gives the seconds of both passes, without those of loading."""
    command = [sys.executable, __file__, "--cold", which, "--articles", str(count)]
    first, second = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    return first, second


def _cold_passes(which: str, count: int) -> None:
    """Do the work of :func:`_cold` in the other process."""
    known = list(articles(count, seed=1))
    run = pipeline() if which == "ours" else floors()[which]
    gc.freeze()
    print(json.dumps([run(known), run(known)]))


# --- jobs ------------------------------------------------------------------------------------------------------------


def jobs(options: argparse.Namespace, _details: Details) -> Iterator[Figure]:
    """Time the command on many articles with two processes against one."""
    told = subprocess.run([COMMAND, "--help"], stdout=subprocess.PIPE, check=True, text=True).stdout
    if "--jobs" not in told:
        print("jobs: skipped, the command has no --jobs", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.jsonl"
        known = list(articles(options.job_articles, seed=2))
        path.write_text("".join(json.dumps(article) + "\n" for article in known), encoding="utf-8")
        one, two = (Process(COMMAND, "-j", n, "-f", "jsonl", "-q", path) for n in ("1", "2"))
        timed = in_pairs(options.pairs, two, one)
    yield Figure(
        group="jobs",
        name=f"-j 2, times as fast as -j 1 ({len(known):,} articles)",
        values=tuple(single / double for double, single in timed),
        at_least=1.7,
        note=f"{_seconds(timed)}; processor {median(two.worked) / median(one.worked):.2f}",
    )


# --- the rest --------------------------------------------------------------------------------------------------------


def grown(options: argparse.Namespace, details: Details) -> Iterator[Figure]:
    """Fit how time grows with the length of a text."""
    from growth import measure

    import conflictfacts

    extractor = conflictfacts.load()
    gc.freeze()
    kinds = details.setdefault("growth", {})
    for figure, detail in measure(extractor, options.pairs, options.kind):
        kinds[figure.name] = detail
        yield figure


def compared(options: argparse.Namespace, details: Details) -> Iterator[Figure]:
    """Time what else a user could take for parts of the work, each in an environment of its own."""
    from peers import peers

    if not options.peers:
        print("peers: left out", file=sys.stderr)
        return
    floor = floors()["nlp(text)"]
    floor(list(articles(options.articles, seed=1)))
    for figure, detail in peers(floor, options.pairs):
        details.setdefault("peers", {})[figure.name] = detail
        yield figure


def _median_of(timed: Sequence[tuple[float, float]], place: int) -> float:
    return median(pair[place] for pair in timed)


GROUPS: dict[str, Callable[[argparse.Namespace, Details], Iterator[Figure]]] = {
    "start": start,
    "throughput": throughput,
    "peers": compared,
    "jobs": jobs,
    "growth": grown,
}


def _groups(names: str) -> list[str]:
    chosen = names.split(",")
    if unknown := [name for name in chosen if name not in GROUPS]:
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: choose from {', '.join(GROUPS)}")
    return chosen


def _pairs(number: str) -> int:
    if not number.isdigit() or int(number) < FEWEST_PAIRS:
        raise argparse.ArgumentTypeError(f"{FEWEST_PAIRS} or more, since the figure is their median")
    return int(number)


def main() -> None:
    """Measure what is asked for, and print the table as it grows."""
    parser = argparse.ArgumentParser(description="Measure the speed of the project against floors.")
    parser.add_argument("--only", metavar="GROUPS", type=_groups, default=list(GROUPS), help=", ".join(GROUPS))
    parser.add_argument("--pairs", type=_pairs, default=7, help="pairs a figure (default 7)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    parser.add_argument("--articles", type=int, default=400, help="articles of a pass (default 400)")
    parser.add_argument("--job-articles", type=int, default=2000, help="articles to divide among jobs (default 2000)")
    parser.add_argument("--kind", default="", help="growth: only kinds of text with this in their name")
    parser.add_argument("--no-peers", dest="peers", action="store_false", help="install and measure no other tools")
    parser.add_argument("--cold", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.cold:
        _cold_passes(options.cold, options.articles)
        return
    figures: list[Figure] = []
    details: Details = {}
    for name in options.only:
        for figure in GROUPS[name](options, details):
            head = not figures or figures[-1].group != figure.group
            print(*lines(figure, head=head), sep="\n", flush=True)
            figures.append(figure)
    if options.json:
        write_report(options.json, figures, details=details)
    missed = [figure.name for figure in figures if figure.met is False]
    print(f"\n{len(missed)} of {len(figures)} figures miss their aim" + (": " if missed else "") + "; ".join(missed))


if __name__ == "__main__":
    main()
