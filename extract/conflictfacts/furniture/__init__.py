"""Which lines of a pasted page are site furniture, and which are headings of the article.

A page as plain text is a column of lines. Prose lines are the article; between them stand runs of short lines. In such
a run a list heading ("Latest Stories") opens a list of other stories that lasts until prose returns; stamps, controls
and credits are furniture by themselves; menu entries are furniture when they lean on a control. Bulleted lists, date
headings and captions of the article match none of these and stay.
"""

from __future__ import annotations

from itertools import pairwise

from conflictfacts.furniture.blocks import Block, blocks_of, join_broken
from conflictfacts.furniture.lines import Cues, Kind, cues_of, is_prose
from conflictfacts.furniture.runs import mark_runs
from conflictfacts.lexicon import Lexicon
from conflictfacts.reading import Reading, Sentence

__all__ = ["is_prose", "mark_furniture"]

_HEADINGS = frozenset({Kind.SHORT, Kind.DATE, Kind.LABEL})


def mark_furniture(reading: Reading, lexicon: Lexicon) -> None:
    """Set ``furniture`` and ``heading`` on the sentences of a reading.

    A sentence that runs over the edge of a furniture line or a heading is cut there first, so that
    ``reading.sentences`` may grow. Takes time linear in the text.
    """
    cues = cues_of(lexicon)
    ranges = _notices(reading, cues)
    blocks = blocks_of(reading.text, upper=reading.upper_case)
    for block in blocks:
        line = reading.text[block.start : block.end]
        block.words = line.count(" ") + 1
        block.kind, block.timed = cues.kind(line)
    join_broken(reading.text, blocks)
    mark_runs(blocks)
    ranges += [(b.start, b.end) for b in blocks if b.marked]
    headings = _headings(reading.text, blocks, cues)
    if ranges or headings:
        _apply(reading, sorted(ranges), headings)


def _notices(reading: Reading, cues: Cues) -> list[tuple[int, int]]:
    """Give the sentences that hold the words of a notice ("our newsletter", "all rights reserved")."""
    text = reading.text.lower()
    if len(text) != len(reading.text):  # a letter whose lower case is longer would shift the offsets
        text = "".join(c if len(c) == 1 else "?" for c in map(str.lower, reading.text))
    found: list[tuple[int, int]] = []
    for phrase in cues.phrases:
        at = text.find(phrase)
        while at >= 0:
            i = reading.token_at(at)
            if i < len(reading):
                sentence = reading.sentence_of(i)
                end = reading.end(sentence.end - 1)
                if not at or text[at - 1] in "\n\r":
                    # A line that opens with the words is a notice to its end.
                    end = max(end, min(line for line in (text.find("\n", at), len(text)) if line >= 0))
                found.append((reading.starts[sentence.first], end))
            at = text.find(phrase, at + len(phrase))
    return found


def _headings(text: str, blocks: list[Block], cues: Cues) -> list[tuple[int, int]]:
    found = []
    for block, after in pairwise(blocks):
        if block.marked or block.kind not in _HEADINGS or block.words > 14:
            continue
        line = text[block.start : block.end]
        if line[0].islower() or (text[after.start].islower() and not after.marked):
            continue
        if line[-1] in ".!…;,:" or "\n" in line or (after.kind is Kind.BULLET and line[-1] == ":"):
            continue
        if block.words > 6 and not line.istitle() and any(w in cues.finite for w in line.lower().split()):
            continue
        found.append((block.start, block.end))
    return found


def _apply(reading: Reading, marked: list[tuple[int, int]], headings: list[tuple[int, int]]) -> None:
    """Set the flags, cutting sentences at the edges of what was found."""
    edges = sorted({offset for span in (*marked, *headings) for offset in span})
    cuts = {reading.token_at(edge) for edge in edges}
    sentences: list[Sentence] = []
    ordered = sorted(cuts)
    k = 0
    for sentence in reading.sentences:
        while k < len(ordered) and ordered[k] <= sentence.first:
            k += 1
        first = sentence.first
        while k < len(ordered) and ordered[k] < sentence.end:
            sentences.append(Sentence(first, ordered[k], sentence.furniture, sentence.heading))
            first = ordered[k]
            k += 1
        sentences.append(Sentence(first, sentence.end, sentence.furniture, sentence.heading))
    reading.sentences = sentences
    reading.__dict__.pop("_sentence_firsts", None)  # the cache of the old list
    _flag(reading, marked, furniture=True)
    _flag(reading, headings, furniture=False)


def _flag(reading: Reading, spans: list[tuple[int, int]], *, furniture: bool) -> None:
    k = 0
    starts = reading.starts
    for sentence in reading.sentences:
        start, end = starts[sentence.first], reading.end(sentence.end - 1)
        while k < len(spans) and spans[k][1] <= start:
            k += 1
        if k < len(spans) and spans[k][0] <= start and end <= spans[k][1]:
            if furniture:
                sentence.furniture = True
            else:
                sentence.heading = True
