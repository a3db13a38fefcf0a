"""Splits an article into paragraphs, and each of them into pieces that carry the same facts."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from conflictfacts.facts import Fact
from conflictfacts_cli.report.visible import visible

_LINE = re.compile(r"[^\r\n]+")
_BRIEF = 36
_ENDS = tuple(".!?…:;,\"'”’»)")
_LINE_END = re.compile(r"\r\n?")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, and the facts they belong to, as places in the list of facts; ``begin`` are those new here."""

    words: str
    facts: tuple[int, ...] = ()
    begin: tuple[int, ...] = ()


def paragraphs(text: str, facts: Sequence[Fact]) -> Iterator[list[Piece]]:
    """Yield the paragraphs of a text as pieces. Facts may overlap, nest, and run on over the end of a paragraph.

    Each fact begins in one piece. Blank lines are left out.
    """
    starts: dict[int, list[int]] = defaultdict(list)
    ends: dict[int, list[int]] = defaultdict(list)
    for i, fact in enumerate(facts):
        if 0 <= fact.start < fact.end <= len(text):
            starts[fact.start].append(i)
            ends[fact.end].append(i)
    cuts = sorted({*starts, *ends})
    active: list[int] = []
    new: list[int] = []
    at = 0
    for first, last in _blocks(text):
        pieces: list[Piece] = []
        here = first
        while here < last:
            while at < len(cuts) and cuts[at] <= here:
                active = [one for one in active if one not in ends[cuts[at]]] + starts[cuts[at]]
                new = [one for one in new if one in active] + starts[cuts[at]]
                at += 1
            until = min(cuts[at], last) if at < len(cuts) else last
            pieces.append(Piece(_LINE_END.sub("\n", text[here:until]), tuple(active), tuple(new)))
            new = []
            here = until
        yield pieces


def brief(pieces: Sequence[Piece]) -> bool:
    """Whether a paragraph is a few words without a fact or a sentence's end: a menu, a button, a stamp."""
    if len(pieces) != 1 or pieces[0].facts:
        return False
    words = pieces[0].words.rstrip()
    return len(words) < _BRIEF and not words.endswith(_ENDS)


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each paragraph: what blank lines part, or each line where there are none."""
    lines = [(m.start(), m.end()) for m in _LINE.finditer(text) if not visible(m[0]).isspace()]
    gaps = [text[a[1] : b[0]] not in ("\n", "\r\n", "\r") for a, b in itertools.pairwise(lines)]
    if not any(gaps):
        yield from lines
        return
    first = 0
    for i, parted in enumerate([*gaps, True]):
        if parted:
            yield lines[first][0], lines[i][1]
            first = i + 1
