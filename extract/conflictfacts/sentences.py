"""Where sentences end: a splitter that knows ranks, initials, units, quotes and hard-wrapped lines."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from conflictfacts.tokens import is_abbreviation

_ENDERS = frozenset({".", "!", "?", "…", "..", "...", "....", "?!", "!?", "!!", "??"})
_CLOSERS = frozenset("\"'”’»)]›") | {"''"}
_BREAK = re.compile(r"[\n\r\x0b\x0c\x85\u2028\u2029]\s*")
_WRAP_WIDTH = range(45, 101)
# A text without full stops is parted all the same, so that no rule meets a sentence without end. Real sentences are
# shorter by far; the cut falls where a list would part, if such a place is near.
_LONGEST = 400
_LOOK_BACK = 100

# Words that open a sentence more often than they follow an abbreviation inside one.
_OPENERS = frozenset(
    """the a an in on at he she it they we i you but and this that these those his her its their our there as after
    before when while for from with by if since until during once according also so then now meanwhile however
    earlier later officials most many some several no none both all to what who how why where another other only
    about at""".split()
)
# Abbreviations that stand before a name or a number and so never end a sentence.
_BOUND = re.compile(
    r"(?i)(?:lt|gen|col|maj|capt|sgt|cpl|pvt|pte|adm|brig|cmdr|cdr|comdr|ens|pfc|spc|supt|insp|det|sqn|wg|flt|adj|gov"
    r"|sen|rep|hon|rev|prof|dr|mr|mrs|ms|messrs|st|ste|mt|ft|nos?|approx|ca|c|vs|v|est|rs|e\.g|i\.e)\.$|(?:\w+\.-?)+gen\.$"
)


def sentence_ranges(text: str, words: Sequence[str], starts: Sequence[int]) -> list[tuple[int, int]]:
    """Split tokens into sentences.

    ``words`` and ``starts`` are the tokens that are not white space and their character offsets. Gives half-open
    ranges of token indices that cover them all, in order. Linear in the number of tokens.
    """
    size = len(words)
    if not size:
        return []
    cuts = {size}
    for i, word in enumerate(words):
        if word[-1] in ".!?…" and (word in _ENDERS or len(word) > 1):
            cut = _end_after(words, starts, i)
            if cut:
                cuts.add(cut)
    for match in _BREAK.finditer(text):
        cut = bisect_left(starts, match.end())
        if 0 < cut < size and cut not in cuts:
            line_end = starts[cut - 1] + len(words[cut - 1])
            if _breaks(text, line_end, match.end(), words[cut - 1], words[cut]):
                cuts.add(cut)
    bounds = [0]
    for cut in sorted(cuts):
        while cut - bounds[-1] > _LONGEST:
            bounds.append(_parting(words, bounds[-1] + _LONGEST))
        bounds.append(cut)
    return list(pairwise(bounds))


def _parting(words: Sequence[str], limit: int) -> int:
    """Give the token before ``limit`` where a sentence that is far too long is best cut."""
    for marks in (";", ","):
        for i in range(limit, limit - _LOOK_BACK, -1):
            if words[i - 1] == marks:
                return i
    return limit


def _end_after(words: Sequence[str], starts: Sequence[int], i: int) -> int:
    """Give the token index where a sentence that ends at the full stop ``i`` is over, or 0 where it is not."""
    size = len(words)
    follow = i + 1
    # A closing quote leans on the full stop; one that stands apart opens the next sentence.
    while follow < size and words[follow] in _CLOSERS and starts[follow] == starts[follow - 1] + len(words[follow - 1]):
        follow += 1
    if follow >= size:
        return size
    after = words[follow]
    word = words[i]
    if word not in _ENDERS:
        if not is_abbreviation(word) or _BOUND.match(word):
            return 0
        return follow if after.lower() in _OPENERS and after[0].isupper() else 0
    if after[0].islower():
        return 0
    if after in ",;:":
        return 0
    return follow


def _breaks(text: str, start: int, stop: int, before: str, after: str) -> bool:
    """Tell whether a line break ends a sentence: not inside a hard-wrapped paragraph, nor before a lower-case word."""
    if before in _ENDERS or before[-1] in '.!?:;”"' or before in _CLOSERS:
        return True
    if after[0].islower() and after not in "•·*":
        return False
    if text.count("\n", start, stop) > 1:
        return True
    line = start - (text.rfind("\n", max(0, start - _WRAP_WIDTH.stop), start) + 1)
    if line not in _WRAP_WIDTH or (text.rfind("\n", max(0, start - _WRAP_WIDTH.stop), start) < 0 and line != start):
        return True
    end = text.find("\n", stop, stop + _WRAP_WIDTH.stop + 1)
    upcoming = (end if end >= 0 else len(text)) - stop
    # A full line that runs on into another: wrapped, unless the next word could not have fitted by far.
    return not (upcoming <= _WRAP_WIDTH.stop and line + 1 + len(after) > 60)
