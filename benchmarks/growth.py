"""How time grows with the length of a text, on news and on texts made to be hard: used by ``speed.py``.

Each kind of text is read at four sizes, each twice the one before, and the exponent of time over size is fitted (least
squares on the logarithms): 1 is linear, 2 is by the square. The stages of the pipeline are timed one by one as well, so
that what grows can be named. Time is that of the processor, the best of a few rounds.
"""

from __future__ import annotations

import gc
import math
import re
import time
from collections.abc import Callable, Iterator
from random import Random
from statistics import fmean
from typing import TYPE_CHECKING

from articles import articles, names, words
from measuring import Figure

from conflictfacts.components import PUBLISHED, TEXT

if TYPE_CHECKING:
    from conflictfacts import Extractor

AIM = 1.1
TOP = 100_000
TOP_NEWS = 1_000_000
"""Characters of the longest text: of the hard ones, and of news."""

_ROUNDS = 3
_PATIENCE = 30.0  # seconds a text: when it is past, the longer ones are left out
_SHARE = 0.05  # of all time on the longest text: a stage under it is too small to tell how it grows
_DAY = "2025-06-22"

Seconds = dict[str, float]
"""By stage, and ``all``."""


def measure(extractor: Extractor, only: str = "") -> Iterator[tuple[Figure, dict[str, object]]]:
    """Yield for each kind of text its exponent, and the details: sizes, seconds by stage, exponents by stage.

    ``only`` names a part of the kinds' names.
    """
    for kind, make in KINDS.items():
        if only not in kind:
            continue
        top = TOP_NEWS if kind == "news" else TOP
        sizes, timed = [], []
        for size in (top // 8, top // 4, top // 2, top):
            text = make(size)[:size]
            timed.append(_seconds(extractor, text))
            sizes.append(size)
            if timed[-1]["all"] > _PATIENCE:
                break
        longest = timed[-1]
        exponents = {
            stage: exponent(sizes, [seconds[stage] for seconds in timed])
            for stage, seconds in longest.items()
            if seconds > _SHARE * longest["all"]
        }
        whole = exponents.pop("all")
        worst = max(exponents, key=lambda stage: exponents[stage]) if exponents else "none"
        rate = len(make(sizes[-1])[: sizes[-1]].split()) / longest["all"]
        note = f"{sizes[-1] // 1000} kB {longest['all']:.2f} s, {rate:,.0f} words/s; most: {worst}"
        note += f" {exponents[worst]:.2f}" if exponents else ""
        figure = Figure(group="growth", name=kind, values=(whole,), unit="exponent", at_most=AIM, note=note)
        yield figure, {"sizes": sizes, "seconds": timed, "exponents": exponents}


def exponent(sizes: list[int], seconds: list[float]) -> float:
    """Fit the power of size that time grows by."""
    if len(sizes) < 2:
        return math.inf
    x, y = [math.log(size) for size in sizes], [math.log(max(second, 1e-9)) for second in seconds]
    mean_x, mean_y = fmean(x), fmean(y)
    return sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / sum((a - mean_x) ** 2 for a in x)


def _seconds(extractor: Extractor, text: str) -> Seconds:
    """Time a text stage by stage and as a whole, each the best of some rounds."""
    best: Seconds = {}
    for _ in range(_ROUNDS):
        gc.collect()
        start = time.process_time()
        extractor.extract(text, published=_DAY)
        timed = {"all": time.process_time() - start} | by_stage(extractor, text)
        best = {stage: min(seconds, best.get(stage, seconds)) for stage, seconds in timed.items()}
        if best["all"] > 2:
            break
    return best


def by_stage(extractor: Extractor, text: str, published: str = _DAY) -> Seconds:
    """Time the tokenizer and each component on one text."""
    nlp = extractor.nlp
    clock = time.process_time
    start = clock()
    doc = nlp.make_doc(text)
    timed = {"tokens": clock() - start}
    doc.user_data |= {TEXT: text, PUBLISHED: published}
    for name, stage in nlp.pipeline[:-1]:
        start = clock()
        doc = stage(doc)
        timed[name.removeprefix("conflict_")] = clock() - start
    return timed


# --- the texts -------------------------------------------------------------------------------------------------------


def _news(size: int) -> str:
    parts: list[str] = []
    length = 0
    for article in articles(1 + size // 500, seed=8):
        parts.append(article["text"])
        length += len(article["text"]) + 2
        if length > size:
            break
    return "\n\n".join(parts)


def _again(words: str) -> Callable[[int], str]:
    """Make a text of the same words over and over."""
    return lambda size: words * (1 + size // len(words))


def _joined(mark: str, make: Callable[[Random], str]) -> Callable[[int], str]:
    """Make a text of ever new parts with a mark between."""

    def text(size: int) -> str:
        random, parts, length = Random(8), [], 0
        while length <= size:
            parts.append(make(random))
            length += len(parts[-1]) + len(mark)
        return mark.join(parts)

    return text


def _person(random: Random) -> str:
    return " ".join(names(random, 2))


def _number(random: Random) -> str:
    return f"{int(10 ** random.uniform(0, 6)):,}"


KINDS: dict[str, Callable[[int], str]] = {
    "news": _news,
    "one line without sentence ends": lambda size: re.sub(r"[.!?\n\"]+", " ", _news(size * 2)),
    "numbers in a row": _joined(" ", _number),
    "names in a row": _joined(", ", _person),
    "names a line": _joined("\n", _person),
    "open quotes": _again('" '),
    "open quotes, unspaced": _again('"'),
    "quotes that open again": _again('"We will hold the town. '),
    "General General": _again("General "),
    "killed killed": _again("killed "),
    "said said": _again("said "),
    "soldiers soldiers": _again("soldiers "),
    "country names": _again("Ukraine Russia "),
    "adjectives of countries": _again("Ukrainian Russian "),
    "dates": _again("6 August 2024 "),
    "months": _again("May "),
    "counts in one sentence": _joined(" and ", lambda random: f"{_number(random)} soldiers"),
    "losses, a sentence each": _joined(" ", lambda random: f"Ukraine lost {_number(random)} soldiers on Sunday."),
    "commanders, ever new": _joined(" ", lambda random: f"General {_person(random)}, commander of the army, said so."),
    "one commander": _again("General Ivan Kolov, commander of the army, said so. "),
    "ranks and names in one sentence": _joined(" ", lambda random: f"General {_person(random)} and"),
    "sources": _joined(" ", lambda random: f"{_person(random)} said that 12 soldiers were killed."),
    "areas with restatements": _again("(90 sq km (56 sq miles)) "),
    "round brackets": _again("( "),
    "commas": _again(", "),
    "capital letters": _joined(" ", lambda random: _person(random).upper()),
    "short lines": _joined("\n", lambda random: f"- {_person(random)} 3 hours"),
    "empty lines": _again("\n"),
    "abbreviations": _again("Lt. Col. St. "),
    "hyphens": _again("a-"),
    "ranges": _again("10-20-"),
    "digits, unspaced": _again("7"),
    "letters, unspaced": _again("a"),
    "he and they": _again("He said they lost 5 of them. "),
    "that who which": _again("that the army which "),
    "of the": _again("of the "),
    "and": _again("and "),
    "to": _again("to "),
}


def words_of(kind: str, size: int) -> int:
    """Count the words of a kind's text."""
    return words([KINDS[kind](size)[:size]])
