"""A page cut into its lines, with the lines of one hard-wrapped paragraph and of one broken sentence joined."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from conflictfacts.furniture.lines import Kind

_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_WRAP_LEAST, _WRAP_MOST = 45, 100  # characters of a full line in a hard-wrapped paragraph


@dataclass(slots=True)
class Block:
    """One line, or the lines of one hard-wrapped paragraph: character range without outer blanks."""

    start: int
    end: int
    kind: Kind = Kind.SHORT
    words: int = 0
    timed: bool = False  # a stamp that tells a time, not a count or a lone dash
    marked: bool = False


def blocks_of(text: str, *, upper: bool) -> list[Block]:
    """Cut a text into lines, and join the lines of hard-wrapped paragraphs."""
    paragraphs: list[list[Block]] = []
    for match in _LINE.finditer(text):
        raw = match.group()
        body = raw.strip()
        if not body:
            continue
        start = match.start() + len(raw) - len(raw.lstrip())
        previous = paragraphs[-1][-1].end if paragraphs else 0
        gap = not paragraphs or text.count("\n", previous, start) > 1
        block = Block(start, start + len(body))
        if gap:
            paragraphs.append([block])
        else:
            paragraphs[-1].append(block)
    blocks: list[Block] = []
    for lines in paragraphs:
        blocks += _joined(text, lines, upper=upper)
    return blocks


def _joined(text: str, lines: list[Block], *, upper: bool) -> list[Block]:
    """Join the lines of a paragraph that runs on: a full line without a stop, and small letters after the break."""
    if len(lines) < 2:
        return lines
    full = [_WRAP_LEAST <= line.end - line.start <= _WRAP_MOST for line in lines]
    wrapped = all(full[:-1]) and (
        upper or (any(text[b.start].islower() for b in lines[1:]) and text[lines[-1].end - 1] not in "-–")
    )
    joined = [lines[0]]
    for i, (before, line) in enumerate(pairwise(lines)):
        runs_on = full[i] and (wrapped or text[line.start].islower()) and text[before.end - 1] not in "-–"
        signed = text.startswith("by ", line.start)
        if runs_on and not signed and (wrapped or text[before.end - 1] not in ".!?:"):
            joined[-1].end = line.end
        else:
            joined.append(line)
    return joined


def join_broken(text: str, blocks: list[Block]) -> None:
    """Call prose what is a sentence broken around its links: no stop at its end, small letters after the break."""
    chain: list[Block] = []
    for before, block in pairwise(blocks):
        plain = before.kind in (Kind.SHORT, Kind.PROSE) and block.kind in (Kind.SHORT, Kind.PROSE)
        runs_on = plain and text[block.start].islower() and text[before.end - 1] not in '.!?:;…"”'
        if not (runs_on and (chain or before.words >= 5)):
            chain = []
            continue
        chain += [block] if chain else [before, block]
        if block.kind is Kind.PROSE or text[block.end - 1] in ".!?":
            for part in chain:
                part.kind = Kind.PROSE
