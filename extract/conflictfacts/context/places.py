"""Where: the place that a sentence sets a fact in."""

from __future__ import annotations

from collections.abc import Sequence

from conflictfacts.context.clauses import STOPS
from conflictfacts.context.parties import PartyMention
from conflictfacts.context.people import People
from conflictfacts.lexicon import Lexicon
from conflictfacts.reading import Reading

_INTO = frozenset({"in", "at", "near", "around", "outside", "inside", "across", "throughout", "to", "into", "on", "from", "along", "within", "towards", "toward", "off", "over", "of"})
_SETTING = frozenset({"in", "at", "near", "around", "outside", "inside", "across", "throughout", "along", "within", "off"})
_ARTICLES = frozenset({"the", "a", "its", "their", "his", "country", "nearby", "neighbouring", "neighboring"})


class Places:
    """Finds place names by the words around them, with the ``places`` table."""

    def __init__(self, lexicon: Lexicon) -> None:
        table = lexicon.table("places")
        self._after = _single(table["kinds_after"])
        self._before = frozenset(w.split()[0] for w in _words(table["kinds_before"]))
        self._directions = _single(table["directions"])

    def place_of(
        self,
        reading: Reading,
        first: int,
        end: int,
        people: People,
        parties: Sequence[PartyMention],
        floor: int,
        ceiling: int,
    ) -> str | None:
        """Give the place that the phrase ``first``..``end`` is set in: the nearest one behind it, else one before it."""
        by_first = {m.first: m for m in parties}
        best: tuple[int, str] | None = None
        lower = reading.lower
        for k in range(floor, ceiling):
            if lower[k] not in _INTO or (first <= k < end):
                continue
            span = self._name(reading, k + 1, ceiling, people, by_first)
            if not span:
                continue
            if span[1] > first and span[0] < end:
                continue
            distance = k - end if k >= end else (first - k) + 12
            if lower[k] not in _SETTING:
                distance += 8 if lower[k] != "of" else 25
            if any(lower[j] in STOPS for j in range(min(k, end), max(k, end))):
                distance += 15
            if best is None or distance < best[0]:
                best = (distance, " ".join(reading.quote(*span).split()))
        return best[1] if best else None

    def _name(
        self, reading: Reading, k: int, limit: int, people: People, by_first: dict[int, PartyMention]
    ) -> tuple[int, int] | None:
        """Read a place name at token ``k``, past articles, directions and kinds ("the southern city of X")."""
        lower, words = reading.lower, reading.words
        i = k
        while i < limit and i - k < 6:
            word = lower[i]
            if word in _ARTICLES or (word in self._directions and not words[i][0].isupper()) or (words[i][0].islower() and word in self._after):
                i += 1
                continue
            if word in self._before and i + 1 < limit and lower[i + 1] == "of":
                i += 2
                continue
            if word in ("'s", "-", "of") and i > k:
                i += 1
                continue
            break
        if i >= limit or not words[i][0].isupper() or reading.taken[i] or reading.upper_case:
            return None
        mention = by_first.get(i)
        if mention and mention.form in ("adjective", "people", "force") and mention.kind != "country":
            return None
        if mention and mention.form in ("people", "force"):
            return None
        if mention and mention.form == "adjective":
            follow = self._name(reading, mention.end, limit, people, by_first) if i - k < 5 else None
            return follow
        if mention and mention.kind in ("armed_group", "alliance"):
            return None
        if people.at(i, i + 1):
            return None
        j = i
        while j < limit and not reading.taken[j]:
            if words[j][0].isupper() or (lower[j] in ("-", "'s", "’s", "al", "el", "de", "la", "of", "and", "'") and j + 1 < limit and words[j + 1][0].isupper() and j > i and lower[j] not in ("and", "'s")):
                j += 1
                continue
            if j > i and lower[j] in self._after:
                j += 1
            break
        while j > i and lower[j - 1] in ("-", "of", "'s"):
            j -= 1
        if j <= i or (j == i + 1 and lower[i] in ("i", "he", "they", "it")):
            return None
        return i, j


def _words(value: object) -> list[str]:
    if isinstance(value, dict):
        return [w for part in value.values() for w in _words(part)]
    return [str(w) for w in value] if isinstance(value, (list, tuple)) else []


def _single(value: object) -> frozenset[str]:
    return frozenset(w for w in _words(value) if " " not in w)
