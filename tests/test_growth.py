"""How the time grows with the length of a text, on the hard texts of ``benchmarks/growth.py`` and on harder ones.

Not seconds but a ratio: a text eight times as long may take sixteen times as long, which leaves room for a busy machine
and none for the square (64). ``test_pipeline.py`` counts the calls of functions; what goes on inside one, as in a
regular expression, only the clock sees.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from conftest import ROOT

sys.path.append(str(ROOT / "benchmarks"))

from growth import KINDS

if TYPE_CHECKING:
    from conflictfacts import Extractor

SHORT = 2_500  # characters
TIMES = 8
ALLOWED = 16.0
_LEAST = 0.002  # seconds: under it the clock says little
_TRIES = 6


def _again(unit: str) -> Callable[[int], str]:
    return lambda size: (unit * (1 + size // len(unit)))[:size]


# One class of text each: what a rule might try to match from every place, or carry along to the end.
OTHERS: dict[str, Callable[[int], str]] = {
    repr(unit): _again(unit)
    for unit in (
        # Runs without white space: a script, a picture, a table left in the text.
        ":,Sgt.,Houthi,",
        "a.b:c/d?",
        "1,",
        "1,2-",
        "1.000.",
        "40-odd-",
        "½",
        "\u200b",
        "a\u200b",
        "1\x00",
        "’s",
        "(((",
        "((40",
        "Mr.J.",
        "km²",
        "“”",
        "…",
        ".",
        "--",
        "A",
        "é",
        "漢",
        "😀",
        # Numbers that may go on.
        "40 or ",
        "between 40 and ",
        "hundred ",
        "a million and a ",
        "two and a half ",
        "twenty-",
        "1 000 ",
        "1\u202f000\u202f",
        "dozens of ",
        "at least some about ",
        "another ",
        # Dates that may go on.
        "6 May, ",
        "from May to ",
        "two days later ",
        "the first half of the end of ",
        "31 February 2020 ",
        "1939-",
        "Monday ",
        "last ",
        # Measures and restatements.
        "20 sq km (",
        "5 km (3 miles or ",
        "km of ",
        "20 x ",
        # People, places, speech.
        "Gen. Gen. ",
        "General John ",
        "head of the ",
        "the commander of the army of the ",
        "J. ",
        "said that he said that ",
        "according to ",
        "“It is “so ",
        "He said: ",
        "near the town of ",
        "Russian-backed Ukrainian ",
        "of them ",
        "who were killed and ",
        "not ",
        "their ",
        "which they, ",
        # Lines.
        "\n",
        " \n",
        "\r\n",
        "\u2028",
        "\t",
        "•\n",
        "A\n",
        "Share\n",
        "3 hours ago\n",
        "KYIV, May 5 (Reuters) - ",
        "Kyiv — ",
        "40 soldiers\n\n",
    )
}

# Sources are only asked for their short names where a fact has one.
OTHERS["a word of capitals behind a source"] = lambda size: (
    "Kyiv said that the army said 40 soldiers died. " + "A" * size
)


def _seconds(extractor: Extractor, text: str) -> float:
    start = time.process_time()
    extractor.extract(text, published="2025-06-22")
    return time.process_time() - start


@pytest.mark.parametrize("kind", [*KINDS, *OTHERS])
def test_time_grows_no_faster_than_the_text(extractor: Extractor, kind: str) -> None:
    make = KINDS.get(kind) or OTHERS[kind]
    long = make(TIMES * SHORT)[: TIMES * SHORT]
    short = long[:SHORT]
    extractor.extract(long)  # words that are new to the vocabulary cost once
    gc.collect()
    # The least of several: what else the machine does only ever adds. One good pair is proof, so most kinds need one.
    best_short, best_long = float("inf"), float("inf")
    for _ in range(_TRIES):
        best_short = min(best_short, *(_seconds(extractor, short) for _ in range(3)))
        best_long = min(best_long, _seconds(extractor, long))
        if best_long <= ALLOWED * max(best_short, _LEAST):
            return
    pytest.fail(f"{TIMES} times the text took {best_long / best_short:.0f} times as long ({best_long:.3f} s)")


def test_a_long_run_without_blanks_costs_no_more_than_its_length(extractor: Extractor) -> None:
    """spaCy's own test for addresses once took minutes here."""
    run = ":,Sgt.,Houthi," * 30_000
    assert _seconds(extractor, run) < 100 * max(_seconds(extractor, run[: len(run) // 16]), _LEAST)
