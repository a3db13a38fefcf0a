"""Which countries a name is at home in: a last resort to choose between those whose forces an article names."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from conflictfacts.lexicon import Lexicon

_SHORTEST = 3  # letters that a surname must have before its ending


class Origins:
    """The given names and the endings of surnames by the countries where they are usual."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._given: dict[str, frozenset[str]] = {}
        self._endings: dict[str, frozenset[str]] = {}
        for entry in lexicon.table("names").get("origin", ()):
            countries = frozenset(entry["countries"])
            for given in entry.get("given", ()):
                self._given[_plain(given)] = self._given.get(_plain(given), frozenset()) | countries
            for ending in entry.get("endings", ()):
                self._endings[ending] = self._endings.get(ending, frozenset()) | countries
        self._sizes = sorted({len(ending) for ending in self._endings}, reverse=True)

    def of(self, words: Sequence[str]) -> frozenset[str]:
        """Give the countries where a name of these words is usual; none where its spelling does not tell."""
        plain = [_plain(word) for word in words if word[0].isalpha()]
        if not plain:
            return frozenset()
        given = self._given.get(plain[0], frozenset()) if len(plain) > 1 else frozenset()
        surname = self._by_ending(plain[-1])
        return given & surname or given or surname

    def _by_ending(self, surname: str) -> frozenset[str]:
        for size in self._sizes:
            if len(surname) >= size + _SHORTEST and surname[-size:] in self._endings:
                return self._endings[surname[-size:]]
        return frozenset()


def _plain(word: str) -> str:
    if not word.isascii():
        word = unicodedata.normalize("NFKD", word)
    return "".join(c for c in word.lower() if "a" <= c <= "z")
