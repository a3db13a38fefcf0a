"""Units by name and by what they are called later: "the 57th Division of the Sri Lankan army", then "the division"."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from conflictfacts.context.grammar import DETERMINERS
from conflictfacts.context.parties import PartyMention
from conflictfacts.context.sides.edges import Edges
from conflictfacts.context.sides.words import SideWords

_LATELY = 400  # tokens: how far back "the division" looks for one
_APART = 2  # adjectives between a party and its unit: "Russian motor rifle brigade"
_LEADER = 8  # tokens to the one who leads it
_LEADS = frozenset({"under", "of", "by"})


@dataclass(frozen=True, slots=True)
class Formation:
    """A unit at tokens ``first``..``end``: ``head`` is its noun, ``key`` its name in lower case, if it has one."""

    first: int
    end: int
    head: str
    key: tuple[str, ...]
    side: str | None


class Formations:
    """The units of one reading, each with its side as far as the text joins them."""

    def __init__(self, edges: Edges, words: SideWords, led: Sequence[PartyMention]) -> None:
        self._edges = edges
        self._words = words
        self._reading = edges.reading
        self._led = sorted(led, key=lambda m: m.first)
        self._led_firsts = [m.first for m in self._led]

    @cached_property
    def all(self) -> list[Formation]:
        """Every unit with a name, a party or a leader beside it, in order; a name has one side in all its places."""
        found = list(self._find())
        sides = {f.key: f.side for f in reversed(found) if f.key and f.side}
        found = [replace(f, side=f.side or sides.get(f.key)) for f in found]
        return [replace(f, side=f.side or self.goes_on(f.first)) for f in found]

    def goes_on(self, token: int) -> str | None:
        """Give whom the sentence before speaks of: a unit of which no side is told goes on with their story."""
        reading, edges = self._reading, self._edges
        index = reading.sentence_index(token)
        if index == 0:
            return None
        before, here = reading.sentences[index - 1], reading.sentences[index]
        if "\n" in reading.text[reading.end(before.end - 1) : reading.starts[here.first]]:
            return None
        for m in edges.within(before.first, before.end):
            k = m.first - 1
            while k > before.first and reading.lower[k] in DETERMINERS:
                k -= 1
            if edges.owns(m) and m.form != "seat" and reading.lower[k] not in self._words.distant:
                return m.name
        return None

    def meant(self, head: str, token: int) -> str | None:
        """Give the side of the unit that "the division" means at a token: the last of that kind with a known side."""
        known = self._by_head.get(head, ())
        at = bisect_left(known, (token, ""))
        return known[at - 1][1] if at and token - known[at - 1][0] <= _LATELY else None

    @cached_property
    def _by_head(self) -> dict[str, list[tuple[int, str]]]:
        found: dict[str, list[tuple[int, str]]] = {}
        for f in self.all:
            if f.side:
                found.setdefault(f.head, []).append((f.first, f.side))
        return found

    def _find(self) -> Iterator[Formation]:
        reading, heads = self._reading, self._words.formations
        for sentence in reading.sentences:
            if sentence.furniture:
                continue
            for k in range(sentence.first, sentence.end):
                if reading.lower[k] not in heads:
                    continue
                first, end = self._name(k, sentence.first, sentence.end)
                key = tuple(reading.lower[first:end]) if first < k or end > k + 1 else ()
                side = self._party(first, sentence.first) or self._leader(end, sentence.end)
                if key or side:
                    yield Formation(first, end, reading.lower[k], key, side)

    def _name(self, k: int, floor: int, limit: int) -> tuple[int, int]:
        """Give the tokens of the name that a unit's noun ends or begins: "5th Corps", "Battalion 143"."""
        words, lower = self._reading.words, self._reading.lower
        first, end = k, k + 1
        while first > floor and self._is_of_name(first - 1) and lower[first - 1] not in DETERMINERS:
            first -= 1
        if words[k][0].isupper() and end < limit and (words[end].isdigit() or lower[k] == "force"):
            end += words[end].isdigit() or self._is_of_name(end)
        if (
            not any(words[j][0].isdigit() or words[j].isupper() for j in range(first, end))
            and not words[k][0].isupper()
        ):
            return k, k + 1
        return first, end

    def _is_of_name(self, j: int) -> bool:
        word = self._reading.words[j]
        if j in self._edges.by_first or any(m.end > j for m in self._edges.within(max(0, j - 3), j)):
            return False
        return (
            word[0].isdigit()
            if self._reading.upper_case
            else (word[0].isupper() or word[0].isdigit()) and word != "The"
        )

    def _party(self, first: int, floor: int) -> str | None:
        """Give the party of "the Soviet 18th Rifle Division" and "the corps of the Danish army"."""
        edges, lower = self._edges, self._reading.lower
        for m in reversed(edges.within(max(floor, first - 6), first)):
            between = lower[m.end : first]
            if between[:1] == ["'s"] or between[:1] == ["'"]:
                between = between[1:]
            elif between[-2:] in (["of", "the"], ["from", "the"]):
                between = between[:-2]  # "Dutch tanks of the 3rd Brigade"
            if len(between) <= _APART and all(w.isalpha() for w in between) and self._words.distant.isdisjoint(between):
                return m.name if edges.owns(m) and m.form != "seat" else None
        return None

    def _leader(self, end: int, limit: int) -> str | None:
        """Give the side of the party or the leader behind a unit: "of the Malian army", ", led by General Holm"."""
        lower = self._reading.lower
        owner = self._edges.behind(end, limit)
        if owner:
            return owner
        k = end + (lower[end : end + 1] == [","])
        while k < limit and lower[k] in self._words.led:
            k += 1
        if k < limit and lower[k] in _LEADS:
            at = bisect_left(self._led_firsts, k + 1)
            if at < len(self._led) and self._led[at].first <= min(limit, k + _LEADER):
                if {",", "and", ";"}.isdisjoint(lower[k : self._led[at].first]):
                    return self._led[at].name
        return None
