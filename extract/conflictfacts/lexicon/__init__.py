"""The knowledge of the extractor, read from the data files beside this module.

Each ``*.toml`` file is one table: what its words mean, with examples where it holds rules. A :class:`Lexicon` gives the
tables by name and finds phrases in a text; it holds no rule of its own.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Generic, TypeVar

from conflictfacts.errors import LexiconError
from conflictfacts.tokens import is_abbreviation

T = TypeVar("T")

TABLES = (
    "countries", "groups", "ranks", "roles", "nouns", "verbs", "units", "dates", "numbers", "reporting", "furniture",
    "places", "names", "forces", "grammar", "stance",
)  # fmt: skip

# Where the tokenizer parts the words of a form: hyphens, slashes, brackets, and the apostrophe of "Workers'".
_JOINT = re.compile(r"((?<=[^\W\d_])-(?=[^\W\d_])|(?<=[.'])-(?=[^\W\d_])|(?<=\w)/(?=\w)|[–()]|(?<=s)'$)")


class Lexicon:
    """The tables by name: those of the package, with a user's own file laid over them.

    The user's file is TOML with the tables' names as its sections; :func:`overlay` says how the two join.
    """

    def __init__(self, user: str | Path | None = None) -> None:
        """Read the user's file, if there is one. Raises ``LexiconError`` where it is not in order."""
        self._tables: dict[str, dict[str, Any]] = {}
        self._user = _read_user(Path(user)) if user is not None else {}

    def table(self, name: str) -> dict[str, Any]:
        """Give one table. Raises ``LexiconError`` for a name or a file that is not in order."""
        if name not in self._tables:
            table = _read_table(name)
            if name in self._user:
                table = overlay(table, self._user[name], name)
            self._tables[name] = table
        return self._tables[name]


@cache
def default_lexicon() -> Lexicon:
    """Give the lexicon that the package brings, read once."""
    return Lexicon()


def overlay(base: dict[str, Any], user: dict[str, Any], where: str) -> dict[str, Any]:
    """Lay a user's table over one of the package: entries join by key, lists join with the user's words first.

    An entry with ``replace = true`` takes the place of the package's. A value of another sort than the package's raises
    ``LexiconError``, which names ``where`` it stands.
    """
    joined: dict[str, Any] = {}
    for key, value in user.items():
        at = f"{where}.{key}"
        known = base.get(key)
        if known is None:
            joined[key] = value
        elif type(known) is not type(value):
            raise LexiconError(f"lexicon: {at} must be a {_sort(known)}, not a {_sort(value)}")
        elif isinstance(value, dict):
            replaced = bool(value.get("replace", False))
            own = {k: v for k, v in value.items() if k != "replace"}
            joined[key] = own if replaced else overlay(known, own, at)
        elif isinstance(value, list):
            joined[key] = [*value, *(v for v in known if v not in value)]
        else:
            joined[key] = value
    return {**joined, **{key: value for key, value in base.items() if key not in joined}}


def _sort(value: Any) -> str:
    return {dict: "table", list: "list", str: "string", bool: "boolean"}.get(type(value), "number")


def _read_user(path: Path) -> dict[str, dict[str, Any]]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise LexiconError(f"lexicon {path}: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LexiconError(f"lexicon {path} is not valid TOML: {error}") from error
    for name, table in tables.items():
        if name not in TABLES:
            raise LexiconError(f"lexicon {path}: no table is called {name!r}: choose one of {', '.join(TABLES)}")
        if not isinstance(table, dict):
            raise LexiconError(f"lexicon {path}: {name} must be a table: write [{name}]")
    return tables


def _read_table(name: str) -> dict[str, Any]:
    if name not in TABLES:
        raise LexiconError(f"no lexicon table is called {name!r}: choose one of {', '.join(TABLES)}")
    try:
        return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"{name}.toml is not valid TOML: {error}") from error


def split_form(form: str) -> tuple[str, ...]:
    """Split a phrase of a data file into the tokens that the tokenizer makes of it."""
    tokens: list[str] = []
    for chunk in form.replace("’", "'").split():
        if is_abbreviation(chunk):
            tokens.append(chunk)
            continue
        for part in filter(None, _JOINT.split(chunk)):
            if part.endswith("'s") and len(part) > 2:
                tokens += [part[:-2], "'s"]
            else:
                tokens.append(part)
    return tuple(tokens)


class Phrases(Generic[T]):
    """Phrases of one or more words, each with a value, found leftmost and longest in a list of words.

    A form written in lower case matches any case; a form with capitals wants them as they are ("US" is not "us"),
    save in a text that is set in capitals throughout.
    """

    def __init__(self, forms: Iterable[tuple[str, T]] = ()) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], tuple[str, ...] | None, T]]] = {}
        for form, value in forms:
            self.add(form, value)

    def add(self, form: str, value: T) -> None:
        """Add a phrase; of two equal ones the first stays."""
        words = split_form(form)
        lower = tuple(w.lower() for w in words)
        cased = None if words == lower else words
        bucket = self._by_first.setdefault(lower[0], [])
        if any(known[0] == lower and known[1] == cased for known in bucket):
            return
        bucket.append((lower, cased, value))
        bucket.sort(key=lambda known: -len(known[0]))

    def at(
        self, words: Sequence[str], lower: Sequence[str], i: int, end: int, *, any_case: bool = False
    ) -> tuple[int, T] | None:
        """Give the end index and value of the longest phrase that begins at token ``i`` and fits before ``end``."""
        for forms, cased, value in self._by_first.get(lower[i], ()):
            stop = i + len(forms)
            if stop > end or (len(forms) > 1 and tuple(lower[i:stop]) != forms):
                continue
            if cased is None or any_case or _same_case(words[i:stop], cased):
                return stop, value
        return None

    def find(
        self, words: Sequence[str], lower: Sequence[str], first: int, end: int, *, any_case: bool = False
    ) -> Iterator[tuple[int, int, T]]:
        """Yield (first, end, value) of each phrase in tokens ``first``..``end``, left to right, none overlapping."""
        by_first = self._by_first
        i = first
        while i < end:
            if lower[i] in by_first:
                hit = self.at(words, lower, i, end, any_case=any_case)
                if hit:
                    yield i, hit[0], hit[1]
                    i = hit[0]
                    continue
            i += 1

    def __contains__(self, word: str) -> bool:
        return word in self._by_first


def _same_case(words: Sequence[str], cased: Sequence[str]) -> bool:
    return all(
        w.replace("’", "'") == c or (len(c) > 3 and w.isupper() and w.lower() == c.lower())
        for w, c in zip(words, cased, strict=True)
    )
