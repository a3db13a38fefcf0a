"""How time grows with the length of a text, on news and on texts made to be hard: used by ``speed.py``.

Each kind of text is read at four sizes, each twice the one before, and the exponent of time over size is fitted (least
squares on the logarithms): 1 is linear, 2 is by the square. The stages of the pipeline are timed one by one as well, so
that what grows can be named. Time is that of the processor.
"""

from __future__ import annotations

import gc
import math
import re
import time
from collections.abc import Callable, Iterator, Sequence
from random import Random
from statistics import fmean
from typing import TYPE_CHECKING

from articles import articles, names, words
from measuring import Figure, in_pairs

from conflictfacts.components import PUBLISHED, TEXT

if TYPE_CHECKING:
    from conflictfacts import Extractor

AIM = 1.1
AIM_HARD = 1.2
"""The short ones of the hard texts fit a processor's cache, the long ones do not: that alone is worth a tenth."""

SIZES_NEWS = (125_000, 250_000, 500_000, 1_000_000)
SIZES = (25_000, 50_000, 100_000, 200_000)
"""Characters."""

_ROUNDS = 3
_LONG = 2.0  # seconds a text: one round is enough for the clock
_PATIENCE = 30.0  # seconds a text: when it is past, the longer ones are left out
_SHARE = 0.05  # of all time on the longest text: a stage under it is too small to tell how it grows
_WORDS = 70_000
_DAY = "2025-06-22"

Seconds = dict[str, float]
"""By stage."""


def measure(extractor: Extractor, pairs: int, only: str = "") -> Iterator[tuple[Figure, dict[str, object]]]:
    """Yield for each kind of text its exponent, and the details: sizes, seconds by stage, exponents by stage.

    ``only`` names a part of the kinds' names. News come with ``pairs`` pairs of a long and a short text as well.
    """
    # Past its first words the extractor forgets those of a text with the text: here from the start, or a text that
    # brings it past them would look slow.
    for number in range(_WORDS):
        extractor.nlp.vocab[f"word{number}"]
    if only in "news":
        yield _long_against_short(extractor, pairs)
    for kind, make in KINDS.items():
        if only in kind:
            yield _grown(extractor, kind, make)


def _long_against_short(extractor: Extractor, pairs: int) -> tuple[Figure, dict[str, object]]:
    short, long = (_news(size)[:size] for size in (100_000, 1_000_000))
    timed = in_pairs(pairs, lambda: _whole(extractor, long), lambda: _whole(extractor, short))
    share = words([short]) / words([long])
    figure = Figure(
        group="growth",
        name="news, time a word in 1 MB / in 100 kB",
        values=tuple(seconds / few * share for seconds, few in timed),
        at_most=AIM,
    )
    return figure, {}


def _grown(extractor: Extractor, kind: str, make: Callable[[int], str]) -> tuple[Figure, dict[str, object]]:
    sizes = SIZES_NEWS if kind == "news" else SIZES
    texts = [make(size)[:size] for size in sizes]
    rounds: list[list[float]] = []
    while not rounds or (len(rounds) < _ROUNDS and rounds[-1][-1] < _LONG):
        seconds: list[float] = []
        for text in texts:
            seconds.append(_whole(extractor, text))
            if seconds[-1] > _PATIENCE:
                break
        rounds.append(seconds)
    reached = sizes[: len(rounds[0])]
    stages = [by_stage(extractor, text) for text in texts[: len(reached)]]
    longest = stages[-1]
    exponents = {
        stage: exponent(reached, [seconds[stage] for seconds in stages])
        for stage in longest
        if longest[stage] > _SHARE * sum(longest.values())
    }
    worst = max(exponents, key=lambda stage: exponents[stage])
    figure = Figure(
        group="growth",
        name=kind,
        values=tuple(exponent(reached, seconds[: len(reached)]) for seconds in rounds),
        unit="exponent",
        at_most=AIM if kind == "news" else AIM_HARD,
        note=f"{reached[-1] // 1000} kB {rounds[-1][-1]:.2f} s; {worst} {exponents[worst]:.2f}",
    )
    return figure, {"sizes": reached, "seconds": rounds, "seconds_by_stage": stages, "exponents": exponents}


def _whole(extractor: Extractor, text: str) -> float:
    gc.collect()
    start = time.process_time()
    extractor.extract(text, published=_DAY)
    return time.process_time() - start


def exponent(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """Fit the power of size that time grows by."""
    if len(sizes) < 2:
        return math.inf
    x, y = [math.log(size) for size in sizes], [math.log(max(second, 1e-9)) for second in seconds]
    mean_x, mean_y = fmean(x), fmean(y)
    return sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / sum((a - mean_x) ** 2 for a in x)


def by_stage(extractor: Extractor, text: str, published: str = _DAY) -> Seconds:
    """Time the tokenizer and each component on one text."""
    gc.collect()
    nlp = extractor.nlp
    clock = time.process_time
    with nlp.memory_zone():
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


def _short(random: Random) -> str:
    return "".join(random.choices("ABDEFGKLMPR", k=4))


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
    "distances": _joined(" ", lambda random: f"They marched {_number(random)} km."),
    "races": _joined(" ", lambda random: f"She won the {random.randint(1, 99)} km race."),
    "speakers of sides": _joined(
        " ", lambda random: f"{_person(random)}, a Russian official, said {_number(random)} of their men were killed."
    ),
    "forces joined": _joined(" ", lambda random: f"{_number(random)} U.S., British and Afghan soldiers fought."),
    "forces, ever new": _joined(
        " ", lambda random: f"Rebels of the {_person(random)} Army killed 5 soldiers of the {_person(random)} Front."
    ),
    "forces, ever new, and their short names": _joined(
        " ", lambda random: f"The {_person(random)} Front ({_short(random)}) attacked. The enemy lost 5 fighters."
    ),
    "men of a commander": _joined(
        " ", lambda random: f"Russian General {_person(random)} said that his {_number(random)} men had left."
    ),
    "places": _joined(" ", lambda random: f"In {_person(random)} {_number(random)} people were killed."),
    "relative days": _again("On Sunday they left. On Monday they came. "),
    "months and no year": _again("In May it began. "),
    "numbers in words": _again("two hundred and "),
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
