"""The words beside a name: a rank held, a roundabout "known only as", an aside to step over, the troops it owns."""

from __future__ import annotations

from conflictfacts.context.names import Cue
from conflictfacts.context.people import People
from conflictfacts.reading import Reading

PEERS = frozenset(["marquis", "marquess", "duke", "earl", "count", "viscount", "prince"])
ONLY = frozenset(["only", "simply", "just", "widely", "better", "locally", "also"])
_NAMED = frozenset(
    ["of", "guerre", "de", "nom", "alias", "name", "the", "by", "goes", "went", "using", "calls", "calling", "himself",
     "herself", "named", "nicknamed"]
)  # fmt: skip
_NAMES = frozenset(["goes", "went", "using", "calls", "calling", "nicknamed", "named"])
_NOUN_OPENERS = frozenset(["a", "an", "the", "then", "retired", "former", "army", "naval"])
TOOK = frozenset(["took", "takes", "assumed", "assumes", "held", "holds", "relinquished"])
QUOTES = frozenset("\"“”'‘’")
ENDS = frozenset(
    [".", ",", ";", ":", "(", ")", "?", "!", "“", "”", '"', "of", "in", "for", "by", "with", "on", "at", "to", "from",
     "and", "who", "which", "that", "is", "was", "were", "are", "has", "had", "have", "as"]
)  # fmt: skip


def is_held(reading: Reading, people: People, cue: Cue) -> bool:
    """Tell whether a rank stands as a noun of its own: "X, then a captain on the staff"."""
    lower = reading.lower
    if cue.first == 0 or lower[cue.first - 1] not in _NOUN_OPENERS or people.at(cue.end, cue.end + 1) is not None:
        return False
    return lower[cue.end : cue.end + 1] in ([","], ["in"], ["of"], ["on"], ["with"], ["at"], ["who"], ["and"])


def lead_in(reading: Reading, people: People, first: int) -> int:
    """Give the token after a post whose holder is named in a roundabout way, or ``first`` where there is none.

    "The commander known only as X", "its commander, a former teacher who goes by the name of X".
    """
    lower = reading.lower
    i = first
    if i and lower[i - 1] in QUOTES:
        i -= 1
    if i > 1 and lower[i - 1] == "as":
        i -= 1
        while i > 1 and lower[i - 1] in ONLY:
            i -= 1
        if lower[i - 1] not in {"known", "identified"}:
            return first
        i -= 1
    else:
        stop = i
        while i and stop - i < 6 and lower[i - 1] in _NAMED:
            i -= 1
        if not any(w in _NAMES for w in lower[i:stop]):
            return first
    while i and lower[i - 1] in {"who", "is", "was"}:
        i -= 1
    if i in people.cue_by_end:
        return i
    for j in range(i, max(i - 7, 0), -1):
        if lower[j - 1] == ",":
            return j if j == i or lower[j] in {"a", "an"} else i
        if lower[j - 1] in ENDS:
            break
    return i


def resume(reading: Reading, i: int) -> int:
    """Give the token where a sentence goes on after brackets, "also known as" or ", of the army," at token ``i``."""
    words, lower = reading.words, reading.lower
    size = len(words)
    if i < size and words[i] == "(":
        for j in range(i + 1, min(i + 30, size)):
            if words[j] == ")":
                i = j + 1
                break
    if (
        i + 3 < size
        and lower[i] == ","
        and (lower[i + 1 : i + 3] == ["also", "known"] or lower[i + 1] in {"born", "known"})
    ):
        for j in range(i + 2, min(i + 14, size)):
            if words[j] == ",":
                return j + 1
    if i + 4 < size and lower[i] == "," and lower[i + 1] == "of":
        for j in range(i + 3, min(i + 9, size)):
            if words[j] == ",":
                return j + 1
    return i


def troops_after(
    reading: Reading,
    end: int,
    ceiling: int,
    *,
    held: frozenset[str],
    lead: frozenset[str],
    deeds: frozenset[str],
) -> int:
    """Give the end of the troops that the words from ``end`` on say are the person's named before them, or 0.

    ``held`` are nouns for troops, ``lead`` verbs that take any of them, ``deeds`` verbs that take "his" or a number.
    """
    words, lower = reading.words, reading.lower
    if end + 1 >= ceiling:
        return 0
    after, then = lower[end], lower[end + 1]
    if after == "," and end + 2 < ceiling:
        if then == "commanding":
            return min(end + 8, ceiling)
        end += 1
        after, then = then, lower[end + 1]
        if after not in {"in", "at"}:
            return 0
    if after in TOOK and "command" in lower[end + 1 : end + 4]:
        return min(end + 8, ceiling)
    if (after, then) == ("in", "command") or (after == "at" and lower[end + 1 : end + 4] == ["the", "head", "of"]):
        return min(end + 8, ceiling)
    if after in {"'s", "'"}:
        # "X's own men", "X's 1st Guards Cavalry Corps".
        stop = end + 3
        while stop < ceiling and stop < end + 6 and not words[stop - 1][0].islower():
            stop += 1
        start = end + 1
    elif after in {"and", "with"} and (then in {"his", "her", "a"} or words[end + 1][0].isdigit()):
        start, stop = end + 2, end + 5
    elif after in lead:
        start, stop = end + 1, end + 7
    elif after in deeds and (then in {"his", "her"} or words[end + 1][0].isdigit()):
        start, stop = end + 2, end + 5
    else:
        return 0
    for i in range(start, min(stop, ceiling)):
        # "The Workers' Front" is a party.
        if lower[i] in held or (lower[i] == "front" and words[i][0].isupper() and (i > start or after == "'s")):
            return i + 1
        if lower[i] in ENDS:
            return 0
    return 0
