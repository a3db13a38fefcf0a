"""Patterns over words: each rule's pattern becomes a small regular expression over one letter a token.

Every word that a rule knows belongs to a set of classes ("may" is a month, "12" is a day, a number and the end of a
year). Words with the same classes share one letter; all others are a dot. A text thus turns into a string as long as
its list of tokens, on which the expressions run in C.

A pattern is a line of words, ``{class}`` or ``{name:class}`` places, ``( a | b )`` choices and ``?`` after what may be
missing. ``<name>`` stands for a macro of the data file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from conflictfacts.errors import LexiconError

OTHER = "."
# Letters from a range without a meaning in regular expressions.
_FIRST_LETTER = 0xC0


@dataclass(frozen=True, slots=True)
class Rule:
    """One named way to write a date: its pattern, compiled, and the name of the function that resolves it."""

    name: str
    resolve: str
    pattern: str
    regex: re.Pattern[str]
    option: Any = None


class Alphabet:
    """Which letter stands for which words, and what value a word has in each of its classes."""

    def __init__(self, classes: Mapping[str, Mapping[str, Any]], literals: Iterable[str]) -> None:
        self.values = classes
        members: dict[str, list[str]] = {}
        for name, words in classes.items():
            for word in words:
                members.setdefault(word, []).append(name)
        for word in literals:
            members.setdefault(word, []).append("=" + word)
        letters: dict[tuple[str, ...], str] = {}
        self.letter_of: dict[str, str] = {}
        self._letters_in: dict[str, str] = {}
        for word, names in members.items():
            key = tuple(names)
            letter = letters.get(key)
            if letter is None:
                letter = letters[key] = chr(_FIRST_LETTER + len(letters))
                for name in names:
                    self._letters_in[name] = self._letters_in.get(name, "") + letter
            self.letter_of[word] = letter

    def letters(self, lower: Iterable[str]) -> str:
        """Write words as letters."""
        get = self.letter_of.get
        return "".join([get(word, OTHER) for word in lower])

    def any_of(self, *names: str) -> str:
        """Give the letters of the words in any of the classes."""
        if len(names) == 1:
            return self._letters_in.get(names[0], "")
        return "".join(dict.fromkeys("".join(self._letters_in.get(name, "") for name in names)))

    def expression(self, name: str) -> str:
        """Give the expression that matches one word of a class or, with ``=`` before it, one literal word."""
        letters = self._letters_in.get(name)
        if not letters:
            raise LexiconError(f"dates.toml: a pattern names {name!r}, which no class holds")
        return letters if len(letters) == 1 else f"[{letters}]"


def items_of(pattern: str, macros: Mapping[str, str]) -> list[str]:
    """Split a pattern into its items, macros written out."""
    items: list[str] = []
    for item in pattern.split():
        if item.startswith("<") and item.endswith(">"):
            if item[1:-1] not in macros:
                raise LexiconError(f"dates.toml: a pattern names the macro {item}, which is not there")
            items += items_of(macros[item[1:-1]], macros)
        else:
            items.append(item)
    return items


def literals_in(pattern: str, macros: Mapping[str, str]) -> list[str]:
    """Give the plain words of a pattern."""
    return [
        _word(item)
        for item in items_of(pattern, macros)
        if item not in ("(", "|", ")", ")?") and not item.startswith("{")
    ]


def _word(item: str) -> str:
    bare = item[:-1] if item.endswith("?") and len(item) > 1 else item
    return bare[1:] if bare.startswith("\\") else bare


def compile_pattern(pattern: str, alphabet: Alphabet, macros: Mapping[str, str]) -> re.Pattern[str]:
    """Turn a pattern into an expression over letters. Raises ``LexiconError`` for an unknown class or bad form."""
    parts: list[str] = []
    for item in items_of(pattern, macros):
        if item == "(":
            parts.append("(?:")
        elif item in (")", ")?", "|"):
            parts.append(item)
        else:
            optional = "?" if item.endswith("?") and len(item) > 1 else ""
            bare = item[:-1] if optional else item
            if bare.startswith("{"):
                name, _, kind = bare[1:-1].partition(":")
                expression = alphabet.expression(kind or name)
                parts.append((expression if name == "_" else f"(?P<{name}>{expression})") + optional)
            else:
                word = bare[1:] if bare.startswith("\\") else bare
                parts.append(alphabet.expression("=" + word) + optional)
    try:
        return re.compile("".join(parts))
    except re.error as error:
        raise LexiconError(f"dates.toml: the pattern {pattern!r} is not in order: {error}") from error


# One branch of a pattern: each item as its letters or as the branches of a choice, and whether it may be missing.
Branch = list[tuple["str | list[Branch]", bool]]


def openings(pattern: str, alphabet: Alphabet, macros: Mapping[str, str]) -> list[tuple[str, str | None]]:
    """Give the letters that a match can begin with, each time with those that may follow; None: it may end there."""
    branches, _ = _branches(items_of(pattern, macros), 0, alphabet)
    return [opening for branch in branches for opening in _openings(branch)]


def _branches(items: list[str], i: int, alphabet: Alphabet) -> tuple[list[Branch], int]:
    """Read the branches of a choice from item ``i`` on, and where it ends (at its ``)`` or the end)."""
    branches: list[Branch] = [[]]
    while i < len(items) and items[i] not in (")", ")?"):
        item = items[i]
        if item == "|":
            branches.append([])
        elif item == "(":
            inner, i = _branches(items, i + 1, alphabet)
            branches[-1].append((inner, items[i] == ")?"))
        else:
            word = _word(item)
            name = word[1:-1].partition(":")[2] or word[1:-1] if item.startswith("{") else "=" + word
            branches[-1].append((alphabet.any_of(name), item.endswith("?") and len(item) > 1))
        i += 1
    return branches, i


def _openings(branch: Branch) -> Iterator[tuple[str, str | None]]:
    for n, (item, optional) in enumerate(branch):
        rest = branch[n + 1 :]
        if isinstance(item, str):
            letters, ends = _firsts(rest)
            yield item, None if ends else letters
        else:
            for choice in item:
                yield from _openings(choice + rest)
        if not optional:
            return


def _firsts(branch: Branch) -> tuple[str, bool]:
    """Give the letters that a branch can begin with, and whether it can be empty."""
    letters = ""
    for item, optional in branch:
        if isinstance(item, str):
            letters += item
        else:
            for choice in item:
                found, empty = _firsts(choice)
                letters += found
                optional = optional or empty
        if not optional:
            return letters, False
    return letters, True
