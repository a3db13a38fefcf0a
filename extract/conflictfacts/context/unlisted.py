"""Armed groups that no list holds, known from the text alone: "the Free Riverine Movement (FRM), a rebel group"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conflictfacts.context.mentions import PartyMention
from conflictfacts.lexicon import Lexicon
from conflictfacts.reading import Reading

_REACH = 9  # tokens around a mention that may call it armed
_INNER = frozenset({"of", "for", "the", "and", "-", "in"})
_MOST = 7  # words of a name
_SHORT = 6  # letters of a short form
_APPOSED = ([",", "a"], [",", "an"], [",", "the"])
_TRIES = 12  # mentions of a name that are looked at


class Unlisted:
    """Finds the names that a text itself shows to be armed groups. Built once; :meth:`add` reads one article."""

    def __init__(self, lexicon: Lexicon) -> None:
        table = lexicon.table("forces")["unlisted"]
        self._tails = frozenset(table["tails"])
        self._heads = frozenset(table["heads"])
        self._armed = frozenset(table["armed"])
        self._sorts = frozenset(table["sorts"])
        self._never = frozenset(table["never"])

    def add(self, reading: Reading, known: Sequence[PartyMention]) -> list[PartyMention]:
        """Give the known mentions with those of the groups that the text makes known, in order."""
        if reading.upper_case:
            return list(known)
        taken = {j for m in known for j in range(m.first, m.end)}
        names: dict[tuple[str, ...], tuple[str, str]] = {}
        for m in known:
            # "the Kachin Independence Army (KIA)": the short form means the same from here on.
            short = self._acronym(reading, m.end, reading.words[m.first : m.end]) if m.name else None
            if short and short.isupper():
                names.setdefault((short,), (m.name, m.kind))
        candidates = list(self._candidates(reading, taken))
        if not candidates and not names:
            return list(known)
        index = _Index(reading, taken)
        begins = {sentence.first for sentence in reading.sentences}
        for first, end in sorted(candidates, key=lambda run: (run[0] in begins, run)):
            words = tuple(reading.words[first:end])
            if words in names or words[1:] in names:
                continue  # "Six Red Valley Front fighters": the capital of a sentence's first word says nothing
            short = self._acronym(reading, end, words)
            if self._is_armed(reading, index.places(words), len(words)) or (
                short and self._is_armed(reading, index.places((short,)), 1)
            ):
                group = (" ".join(words).replace(" - ", "-"), "armed_group")
                names[words] = group
                if short:
                    names[(short,)] = group
        if not names:
            return list(known)
        found = list(known)
        for words, (name, kind) in names.items():
            for first in index.places(words):
                found.append(PartyMention(first, first + len(words), name, kind, "name"))
        return sorted(found, key=lambda m: m.first)

    def _candidates(self, reading: Reading, taken: set[int]) -> Iterator[tuple[int, int]]:
        """Give the runs of capitalised words that end in a word such as "Movement", or begin with "Front for"."""
        words, lower = reading.words, reading.lower
        for sentence in reading.sentences:
            if sentence.furniture or sentence.heading:
                continue
            for k in range(sentence.first, sentence.end):
                if k in taken or not words[k][0].isupper():
                    continue
                if words[k].isupper() and 3 <= len(words[k]) <= _SHORT and lower[k + 1 : k + 3] in _APPOSED:
                    yield k, k + 1  # "members of the VDF, a force of armed volunteers"
                elif lower[k] in self._heads and k + 2 < sentence.end and lower[k + 1] in ("for", "of"):
                    end = self._until(reading, k, sentence.end)
                    if end > k + 2:
                        yield k, end
                elif lower[k] in self._tails:
                    first = k
                    while first > sentence.first and k - first < _MOST and words[first - 1][0].isupper():
                        first -= 1
                        if first in taken:
                            break
                    if lower[first] in ("the", "a"):
                        first += 1
                    if first < k and taken.isdisjoint(range(first, k)) and self._never.isdisjoint(lower[first:k]):
                        yield first, k + 1

    @staticmethod
    def _until(reading: Reading, k: int, limit: int) -> int:
        """Give the end of a name like "Movement for the Liberation of the Delta" that begins at token ``k``."""
        words, lower = reading.words, reading.lower
        end = k + 2
        while end < limit and end - k < _MOST + 2 and (words[end][0].isupper() or lower[end] in _INNER):
            end += 1
        while lower[end - 1] in _INNER:
            end -= 1
        return end

    @staticmethod
    def _acronym(reading: Reading, end: int, words: Sequence[str]) -> str | None:
        """Give the short form in brackets right behind a name, or behind "or": "(FRM)"."""
        inner = reading.words[end + 1 : end + 2]
        if not inner or reading.words[end] not in ("(", ",", "or") or not inner[0].isupper() or len(inner[0]) < 2:
            return None
        return inner[0] if inner[0][0] == words[0][0].upper() else None

    def _is_armed(self, reading: Reading, places: Sequence[int], size: int) -> bool:
        """Tell whether the text calls a name armed at one of its places: "FRM fighters", "X, a rebel group,"."""
        lower = reading.lower
        for first in places[:_TRIES]:
            end = first + size
            near = lower[end : end + 2]
            if any(w in self._armed for w in near):
                return True
            before = lower[max(0, first - 4) : first]
            if any(w in self._armed for w in before) and not {".", ";"} & set(before):
                return True
            after = lower[end : end + _REACH]
            if after[:1] in (["("], [","]) and any(w in self._armed for w in after):
                if any(w in self._sorts or w in self._armed for w in after) and {"a", "an", "the"} & set(after[:5]):
                    return True
        return False


class _Index:
    """Where each capitalised word of a reading stands, so that a name is found without a walk through the text."""

    def __init__(self, reading: Reading, taken: set[int]) -> None:
        self._words = reading.words
        self._at: dict[str, list[int]] = {}
        self._found: dict[tuple[str, ...], list[int]] = {}
        for k, word in enumerate(reading.words):
            if word[0].isupper() and k not in taken:
                self._at.setdefault(word, []).append(k)

    def places(self, words: Sequence[str]) -> list[int]:
        """Give the first tokens where a name stands and nothing known does."""
        key = tuple(words)
        if key not in self._found:
            size, wanted = len(words), list(words)
            # Look from the rarest word: "Army of National Unity" among a thousand armies.
            shift = min(range(size), key=lambda i: len(self._at.get(words[i], self._words)))
            starts = (k - shift for k in self._at.get(words[shift], ()))
            self._found[key] = [k for k in starts if k >= 0 and self._words[k : k + size] == wanted]
        return self._found[key]
