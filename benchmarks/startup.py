"""Times the command on one article against a bare spaCy start, in pairs: ``python benchmarks/startup.py [PAIRS]``.

Each pair runs both as whole processes, one after the other, so that what else the machine does weighs on both. Prints
the median, least and greatest ratio of wall times (below 1.3 is the aim) and the seconds of the median pair.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ARTICLE = Path(__file__).resolve().parent.parent / "samples" / "kursk-incursion.txt"
COMMAND = [sys.executable, "-m", "conflictfacts_cli", str(ARTICLE), "--published", "2025-06-22"]
BLANK = [sys.executable, "-c", "import spacy; spacy.blank('en')"]


def seconds(command: list[str]) -> float:
    """Give the wall time of a process, in seconds; raises CalledProcessError where it fails."""
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def main(pairs: int) -> None:
    """Measure so many pairs, after one of each that is not counted, and print the ratios."""
    seconds(COMMAND), seconds(BLANK)
    timed = [(seconds(COMMAND), seconds(BLANK)) for _ in range(pairs)]
    timed.sort(key=lambda pair: pair[0] / pair[1])
    ratios = [command / blank for command, blank in timed]
    command, blank = timed[pairs // 2]
    print(f"ratio: median {ratios[pairs // 2]:.2f}, least {ratios[0]:.2f}, greatest {ratios[-1]:.2f} of {pairs} pairs")
    print(f"median pair: conflict-facts {command:.2f} s, spacy.blank {blank:.2f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
