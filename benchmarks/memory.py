"""Measures the memory of the command on a long stream of ever new articles: ``python benchmarks/memory.py``.

    python benchmarks/memory.py                        # 100,000 articles: the peak at the end and early on
    python benchmarks/memory.py --articles 20000       # fewer
    python benchmarks/memory.py --jobs 2               # with processes of its own, whose memory is added up

The articles are short, and bring new names in every sentence or two: words are what a long run could drown in. They are
written while the command reads, so that a full pipe holds them back, and its output is read and dropped. Memory is what
Linux tells of the process in ``/proc`` (``VmHWM``, its peak); what processes share is counted in each.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO

from articles import articles
from measuring import Figure, lines, write_report

COMMAND = Path(sys.executable).with_name("conflict-facts")

EARLY = 5_000
"""Articles until the words that most others share have been seen."""

SENTENCES = (3, 8)
"""About 110 words an article."""

AIM = 1.1
_MARKS = 10
_PAUSE = 0.05  # seconds between looks at the peak near the end


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Where the run stands after so many articles.

    ``seconds`` since the start, ``worked`` those of the processor, and megabytes ``now`` and at their ``peak``.
    """

    articles: int = 0
    seconds: float = 0.0
    worked: float = 0.0
    now: float = 0.0
    peak: float = 0.0

    def line(self, before: Mark | None) -> str:
        """Say it, with the articles a second of the processor since the mark before."""
        since = before or Mark()
        rate = (self.articles - since.articles) / max(self.worked - since.worked, 1e-9)
        speed = f"{self.articles:>9,} articles {self.seconds:7.1f} s, processor {self.worked:7.1f} s {rate:6,.0f}/s"
        return f"{speed} {self.now:8.1f} MB, peak {self.peak:8.1f} MB"


def mark(process: int, number: int, start: float) -> Mark:
    """Look at a process and its children after so many articles; what has ended counts as nothing."""
    worked = now = peak = 0.0
    waiting = [process]
    while waiting:
        folder = Path("/proc") / str(waiting.pop())
        try:
            status = (folder / "status").read_text(encoding="utf-8", errors="replace")
            # After the name, which may hold anything but ends with the last bracket: time as user, and in the system.
            ticks = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[11:13]
            waiting += map(int, (folder / "task" / folder.name / "children").read_text(encoding="ascii").split())
        except OSError:
            continue
        worked += sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
        sizes = dict(line.split(":", 1) for line in status.splitlines() if line.startswith("Vm"))
        now += _megabytes(sizes.get("VmRSS"))
        peak += _megabytes(sizes.get("VmHWM"))
    return Mark(articles=number, seconds=time.perf_counter() - start, worked=worked, now=now, peak=peak)


def _megabytes(size: str | None) -> float:
    return int(size.split()[0]) / 1024 if size else 0.0


def run(count: int, jobs: int | None) -> list[Mark]:
    """Send so many articles through the command; gives the marks on the way, the last one that of the end.

    Raises ``RuntimeError`` where the command fails.
    """
    command = [str(COMMAND), "-f", "jsonl", "-q", *(["-j", str(jobs)] if jobs else [])]
    wanted = {EARLY, *(count * part // _MARKS for part in range(1, _MARKS))}
    marks: list[Mark] = []
    start = time.perf_counter()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stdout is not None
        reader = threading.Thread(target=_drop, args=(process.stdout,))
        reader.start()
        try:
            for number, article in enumerate(articles(count, seed=4, sentences=SENTENCES), 1):
                process.stdin.write(json.dumps(article, ensure_ascii=False).encode() + b"\n")
                if number in wanted:
                    marks.append(mark(process.pid, number, start))
                    print(marks[-1].line(marks[-2] if len(marks) > 1 else None), flush=True)
            process.stdin.close()
        except BrokenPipeError:
            process.wait()
        last = marks[-1] if marks else Mark()
        while process.poll() is None:
            seen = mark(process.pid, count, start)
            # A process that is just ending has given its memory back.
            last = seen if seen.peak >= last.peak else last
            time.sleep(_PAUSE)
        reader.join()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)}: exit code {process.returncode}")
    end = replace(last, articles=count, seconds=time.perf_counter() - start)
    print(end.line(marks[-1] if marks else None))
    return [*marks, end]


def _drop(stream: IO[bytes]) -> None:
    while os.read(stream.fileno(), 1 << 16):
        pass


def main() -> None:
    """Measure, and print the marks and the figure."""
    parser = argparse.ArgumentParser(description="Measure the memory of the command on a long stream of articles.")
    parser.add_argument("--articles", type=int, default=100_000, help="how many (default 100000)")
    parser.add_argument("--jobs", type=int, metavar="N", help="give the command -j N")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    options = parser.parse_args()
    if options.articles <= EARLY:
        parser.error(f"--articles must be more than {EARLY:,}: the peak after those is what the last is held against")
    marks = run(options.articles, options.jobs)
    early = next(m for m in marks if m.articles == EARLY)
    end = marks[-1]
    figure = Figure(
        group="memory",
        name=f"peak after {end.articles:,} / after {EARLY:,}",
        values=(end.peak / early.peak,),
        at_most=AIM,
        note=f"{end.peak:.0f} MB against {early.peak:.0f} MB; {end.articles / end.worked:,.0f} articles/s of processor",
    )
    print(*lines(figure, head=True), sep="\n")
    if options.json:
        write_report(options.json, [figure], marks=[asdict(m) for m in marks], jobs=options.jobs)


if __name__ == "__main__":
    main()
