"""Mentions joined into people: the same words, the surname alone, a spelling that differs a little, an alias."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from conflictfacts.context.names import Run, fold
from conflictfacts.reading import Reading

_ALIAS_REACH = 10  # tokens between a name and "known as" another
_ARTICLES = frozenset(["Al", "El", "AL", "EL"])
_NEAR = 20  # people of one surname that are looked at, the latest first


@dataclass
class Being:
    """A person in the making: the folded words of the fullest name, its run, and all runs."""

    words: tuple[str, ...]
    run: Run
    runs: list[Run]
    aliases: set[tuple[str, ...]] = field(default_factory=set)
    titled: bool = False  # "Osman Nuri Pasha", whom a text goes on to call Osman


class Linker:
    """Joins runs that are one person's: the same words, the surname alone, a spelling that differs a little."""

    def __init__(self, reading: Reading, suffixes: frozenset[str]) -> None:
        self._reading = reading
        self._suffixes = suffixes  # folded; "Osman Pasha" is Osman
        self.beings: list[Being] = []
        self._latest: Being | None = None
        self._by_word: dict[str, list[Being]] = {}

    def alias(self, run: Run) -> bool:
        """Take a run as another name of the person named just before it; tell whether there is one."""
        being = self._latest
        if being is None or not 0 < run.first - being.runs[-1].end < _ALIAS_REACH:
            return False
        parts = self._parts(run)
        being.aliases.add(parts)
        being.runs.append(run)
        self._by_word.setdefault(parts[-1], []).append(being)
        return True

    def add(self, run: Run) -> None:
        """Take a run for a person: one already met, or a new one."""
        parts = self._parts(run)
        if not parts:
            return
        being = self._known(parts, run, strict=True)
        self._latest = being
        if being is None:
            being = self._latest = Being(parts, run, [run])
            being.titled = fold(self._reading.words[run.end - 1]) in self._suffixes
            self.beings.append(being)
        else:
            being.runs.append(run)
            longer = len(parts) == len(being.words) and _longer(parts, being.words)
            titled = parts == being.words and run.end - run.first > being.run.end - being.run.first
            if len(parts) > len(being.words) or longer or titled:
                being.words, being.run = parts, run
        for word in parts:
            bucket = self._by_word.setdefault(word, [])
            if not bucket or bucket[-1] is not being:
                bucket.append(being)

    def join(self, run: Run) -> None:
        """Add a run to the person whose name it is, if any."""
        parts = self._parts(run)
        if not parts:
            return
        being = self._known(parts, run, strict=False)
        if being is None and len(parts) > 1 and self._reading.sentence_of(run.first).first == run.first:
            # "Meanwhile Rommel": the capital of a sentence's first word says nothing.
            run = Run(run.first + 1, run.end, False)
            parts = parts[1:]
            being = self._known(parts, run, strict=False)
        if being is not None:
            being.runs.append(run)

    def _parts(self, run: Run) -> tuple[str, ...]:
        words = [w for w in self._reading.words[run.first : run.end] if w[0].isalpha() or len(w) > 2]
        bare = tuple(fold(w) for w in words if not (w.islower() or w in _ARTICLES))
        if len(bare) > 1 and bare[-1] in self._suffixes:
            bare = bare[:-1]
        return tuple(w for w in bare if w) or tuple(w for w in map(fold, words) if w)

    def _known(self, parts: tuple[str, ...], run: Run, *, strict: bool) -> Being | None:
        """Give the person with this name, the one met last where several have it."""
        best: Being | None = None
        best_distance = 1 << 60
        seen: list[Being] = []
        for word in (parts[-1], parts[0]) if len(parts) > 1 else parts:
            for being in self._by_word.get(word, ())[-_NEAR:]:
                if being in seen:
                    continue
                seen.append(being)
                if parts not in being.aliases and not _same(parts, being.words, strict=strict and not being.titled):
                    continue
                distance = min(abs(run.first - being.runs[-1].first), abs(run.first - being.run.first))
                # A surname is a stronger tie than a given name.
                if len(parts) == 1 and being.words[-1] != parts[0]:
                    distance += 1 << 40
                if distance < best_distance:
                    best, best_distance = being, distance
        return best

    def first_whole(self, being: Being) -> Run:
        """Give the first run that bears the fullest name."""
        size = being.run.end - being.run.first
        same = (run for run in sorted(being.runs) if self._parts(run) == being.words)
        return next((run for run in same if run.end - run.first >= size), being.run)


def _longer(a: Iterable[str], b: Iterable[str]) -> bool:
    return sum(map(len, a)) > sum(map(len, b)) + 3


def _same(parts: tuple[str, ...], known: tuple[str, ...], *, strict: bool) -> bool:
    """Tell whether two folded names may be one person's."""
    if parts == known:
        return True
    short, long = (parts, known) if len(parts) <= len(known) else (known, parts)
    if len(short) == 1:
        word = short[0]
        if word == long[-1]:
            return True
        # "Fidel" of Fidel Castro, "Guzman" of Guzman Rivera: no surname, so only of someone known.
        return len(parts) == 1 and word in long and not (strict and word == long[0])
    if long[-len(short) :] == short:
        return True
    if short[-1] == long[-1]:
        return all(word in long for word in short) or _initials_fit(short, long)
    if len(short) > 2 or len(long) > 2:
        return set(short) <= set(long)
    return False


def _initials_fit(short: Sequence[str], long: Sequence[str]) -> bool:
    if not (len(short[0]) == 1 or len(long[0]) == 1):
        return False
    return short[0][0] == long[0][0]
