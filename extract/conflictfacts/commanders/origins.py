"""Which countries a name is at home in: a last resort to choose between those whose forces an article names."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from conflictfacts.lexicon import Lexicon

_SHORTEST = 3  # letters that a surname must have before its ending
_NOWHERE: frozenset[str] = frozenset()


class Origins:
    """The given names and the endings of surnames by the countries where they are usual."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._given: dict[str, frozenset[str]] = {}
        self._endings: dict[str, frozenset[str]] = {}
        self._wide: set[str] = set()  # given names that the world has taken over: they tell less
        for entry in lexicon.table("origins")["origin"]:
            countries = frozenset(entry["countries"])
            given = [_plain(name) for name in entry.get("given", ())]
            for name in given:
                self._given[name] = self._given.get(name, _NOWHERE) | countries
            if entry.get("wide"):
                self._wide.update(given)
            for ending in entry.get("endings", ()):
                self._endings[ending] = self._endings.get(ending, _NOWHERE) | countries
        self._sizes = sorted({len(ending) for ending in self._endings}, reverse=True)

    def of(self, words: Sequence[str], *, narrow: bool) -> frozenset[str]:
        """Give the countries where a name of these words is usual; none where its spelling does not tell.

        ``narrow`` leaves out the given names that are usual far beyond their own countries ("Peter", "Ahmed").
        """
        plain = [_plain(word) for word in words if word[0].isalpha()]
        if not plain:
            return _NOWHERE
        given = self._given.get(plain[0], _NOWHERE) if len(plain) > 1 else _NOWHERE
        surname = self._by_ending(plain[-1])
        if narrow and plain[0] in self._wide and not given & surname:
            given = _NOWHERE
        return given & surname or given or surname

    def _by_ending(self, surname: str) -> frozenset[str]:
        for size in self._sizes:
            if len(surname) >= size + _SHORTEST and surname[-size:] in self._endings:
                return self._endings[surname[-size:]]
        return _NOWHERE


def _plain(word: str) -> str:
    if not word.isascii():
        word = unicodedata.normalize("NFKD", word)
    return "".join(c for c in word.lower() if "a" <= c <= "z")
