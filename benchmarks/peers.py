"""Other tools that a user could take for parts of the work, timed on articles as they are called: used by ``speed.py``.

Each gets a virtual environment of its own under ``build/peers``, made on the first run from the package index. One that
can't be installed is skipped with a line on stderr.
"""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from articles import Article, articles, words
from measuring import Figure

BUILD = Path(__file__).resolve().parent.parent / "build" / "peers"

# Reads articles as JSON, warms up on all of them, then writes the seconds of each pass that a line asks for.
_WORKER = """
import datetime, json, sys, time, warnings
warnings.simplefilter("ignore")
{setup}
articles = json.loads(sys.stdin.readline())
def work():
    for article in articles:
        text, day = article["text"], datetime.datetime.fromisoformat(article["published"])
        {call}
work()
print("ready", flush=True)
for line in sys.stdin:
    before = time.process_time()
    work()
    print(time.process_time() - before, flush=True)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A tool: what it is called on the index, and how it is called in Python."""

    name: str
    package: str
    setup: str
    call: str
    articles: int


PEERS = (
    Peer(
        name="dateparser.search.search_dates",
        package="dateparser",
        setup="from dateparser.search import search_dates",
        call='search_dates(text, languages=["en"], settings={"RELATIVE_BASE": day})',
        articles=40,
    ),
    Peer(
        name="quantulum3 parser.parse",
        package="quantulum3",
        setup="from quantulum3 import parser",
        call="parser.parse(text)",
        articles=40,
    ),
)


def peers(floor: Callable[[Sequence[Article]], float], pairs: int) -> Iterator[tuple[Figure, dict[str, float]]]:
    """Yield the words a second of each tool as a share of the floor's on the same articles."""
    for peer in PEERS:
        python = _installed(peer)
        if python is None:
            continue
        known = list(articles(peer.articles, seed=3))
        size = words([article["text"] for article in known])
        script = _WORKER.format(setup=peer.setup, call=peer.call)
        with subprocess.Popen(
            [python, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as process:
            assert process.stdin is not None and process.stdout is not None
            # The floor is far quicker: read often enough for the clock.
            often = 10
            process.stdin.write(json.dumps(known) + "\n")
            process.stdin.flush()
            if process.stdout.readline() != "ready\n":
                print(f"peers: {peer.name} skipped, it fails on the articles", file=sys.stderr)
                continue
            timed = []
            floor(known)
            for _ in range(pairs):
                process.stdin.write("again\n")
                process.stdin.flush()
                timed.append((float(process.stdout.readline()), floor(known * often) / often))
            process.stdin.close()
        rate = size / median(seconds for seconds, _ in timed)
        figure = Figure(
            group="peers",
            name=peer.name,
            values=tuple(bare / theirs for theirs, bare in timed),
            note=f"{rate:,.0f} words/s on {len(known)} articles",
        )
        yield figure, {"words_per_second": rate, "articles": len(known)}


def _installed(peer: Peer) -> Path | None:
    """Give the Python that has a tool, after an attempt to install it; None where that fails."""
    folder = BUILD / peer.package
    python = folder / "bin" / "python"
    done = folder / "installed"
    if not done.exists():
        venv.create(folder, with_pip=True, clear=True)
        install = [str(python), "-m", "pip", "install", "--quiet", peer.package]
        if subprocess.run(install, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode:
            print(f"peers: {peer.name} skipped, it can't be installed here", file=sys.stderr)
            return None
        done.touch()
    return python
