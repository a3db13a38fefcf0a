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
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from articles import Article, articles, words
from measuring import FEWEST_PAIRS, Clock, Figure, in_pairs, lines, write_report

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
    article = process(COMMAND, ARTICLE, "--published", "2025-06-22")
    blank, click = process(*BLANK), process(*CLICK)
    article(), blank()
    timed = in_pairs(options.pairs, article, blank)
    yield Figure(
        group="start",
        name="one article / spacy.blank",
        values=tuple(ours / floor for ours, floor in timed),
        at_most=1.15,
        note=f"{_median_of(timed, 0):.3f} s against {_median_of(timed, 1):.3f} s",
    )
    short = {
        "--help": process(COMMAND, "--help"),
        "--version": process(COMMAND, "--version"),
        "completion": process(COMMAND, _CONFLICT_FACTS_COMPLETE="bash_source"),
        "usage error": process(COMMAND, "--nonsense", status=2),
    }
    for name, ours in short.items():
        ours(), click()
        timed = in_pairs(options.pairs, ours, click)
        yield Figure(
            group="start",
            name=f"{name} - python with click",
            values=tuple(ours - floor for ours, floor in timed),
            unit="s",
            at_most=0.15,
            note=f"{_median_of(timed, 0):.3f} s against {_median_of(timed, 1):.3f} s",
        )


def process(*command: str | Path, status: int = 0, **environment: str) -> Clock:
    """Make a clock of a process from start to end; it raises ``RuntimeError`` where the exit code is another one."""

    def run() -> float:
        before = time.perf_counter()
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=os.environ | environment,
            check=False,
        )
        seconds = time.perf_counter() - before
        if done.returncode != status:
            raise RuntimeError(f"{command}: exit code {done.returncode}: {done.stderr.decode(errors='replace')}")
        return seconds

    return run


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
        one, two = (process(COMMAND, "-j", n, "-f", "jsonl", "-q", path) for n in ("1", "2"))
        timed = in_pairs(options.pairs, two, one)
    yield Figure(
        group="jobs",
        name=f"-j 2, times as fast as -j 1 ({len(known):,} articles)",
        values=tuple(single / double for double, single in timed),
        at_least=1.7,
        note=f"{_median_of(timed, 0):.2f} s against {_median_of(timed, 1):.2f} s",
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
