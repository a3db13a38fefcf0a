"""The nouns that are counted: their forms, their types, and what they say by themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from conflictfacts.lexicon import Lexicon, split_form


@dataclass(frozen=True, slots=True)
class Noun:
    """A counted noun in one of its forms.

    ``types`` holds the types of fact it may give; ``either`` tells that the words around it decide between troops and
    people. ``plural`` is None where singular and plural are alike; ``thrown`` tells what is fired or dropped.
    """

    lemma: str
    unit: str
    types: tuple[str, ...]
    either: bool
    formation: bool
    plural: bool | None
    state: str | None
    never: bool = False
    thrown: bool = False


@dataclass(frozen=True, slots=True)
class PhraseWords:
    """The lists of ``[phrase]``: words in or beside a counted phrase that say how it is read."""

    soldiers: frozenset[str]
    leading: frozenset[str]
    machines: frozenset[str]
    materiel: frozenset[str]
    need_arms: frozenset[str]
    civic: frozenset[str]
    village: frozenset[str]
    fates: frozenset[str]
    harmed: frozenset[str]
    bodies: frozenset[str]
    calibres: frozenset[str]
    more: frozenset[str]
    uniforms: frozenset[str]
    morgues: frozenset[str]
    bands: frozenset[str]
    spreads: frozenset[str]


class Nouns:
    """Looks up the noun that begins at a token."""

    def __init__(self, lexicon: Lexicon) -> None:
        table = lexicon.table("nouns")
        self._by_first: dict[str, list[tuple[tuple[str, ...], Noun]]] = {}
        self.military = frozenset(table["shape"]["military"])
        self.civil = frozenset(table["shape"]["civil"])
        self.civil_machines = frozenset(table["shape"]["civil_machines"])
        self.phrase = PhraseWords(*(frozenset(table["phrase"][f.name]) for f in fields(PhraseWords)))
        self.man = next(noun for form, noun in _forms(table) if form == "men")
        self.member = next(noun for form, noun in _forms(table) if form == "members")
        states = lexicon.table("verbs")["predicate"]
        self.lost = {
            word: Noun(word, word, ("troops", "people"), True, False, True, status)
            for status in ("killed", "wounded")
            for word in states[status]
            if word in self.phrase.fates
        }
        self.war = frozenset(table["war"]["words"])
        for form, noun in _forms(table):
            words = tuple(w.lower() for w in split_form(form))
            bucket = self._by_first.setdefault(words[0], [])
            if not any(known[0] == words for known in bucket):
                bucket.append((words, noun))
        for bucket in self._by_first.values():
            bucket.sort(key=lambda known: -len(known[0]))

    def at(self, lower: Sequence[str], i: int, end: int) -> tuple[int, Noun] | None:
        """Give (end, noun) of the longest counted noun that begins at token ``i`` and fits before ``end``."""
        for words, noun in self._by_first.get(lower[i], ()):
            stop = i + len(words)
            if stop <= end and (len(words) == 1 or tuple(lower[i:stop]) == words):
                return stop, noun
        return None


def _forms(table: dict[str, Any]) -> Iterator[tuple[str, Noun]]:
    irregular: dict[str, list[str]] = table["irregular"]
    units: dict[str, str] = table["unit"]
    states: dict[str, str] = table["state"]
    either = frozenset(table["either"])
    types: dict[str, list[str]] = {}
    for kind in ("troops", "formations", "people", "equipment"):
        for lemma in table[kind]:
            types.setdefault(lemma, []).append("troops" if kind == "formations" else kind)
    formations = frozenset(table["formations"])
    never = frozenset(table["never"])
    thrown = frozenset(table["thrown"])
    for lemma in [*types, *(n for n in either if n not in types)]:
        if lemma == "other":
            continue
        kinds = tuple(dict.fromkeys(types.get(lemma, ["troops", "people"])))
        unit = units.get(lemma) or bare_noun(lemma)
        flies = bare_noun(lemma) in thrown

        def noun(
            plural: bool | None,
            kinds: tuple[str, ...] = kinds,
            unit: str = unit,
            lemma: str = lemma,
            flies: bool = flies,
        ) -> Noun:
            state = states.get(lemma)
            return Noun(lemma, unit, kinds, lemma in either, lemma in formations, plural, state, thrown=flies)

        plurals = irregular.get(lemma) or [pluralize(lemma, irregular)]
        if lemma in plurals:
            yield lemma, noun(None)
        else:
            yield lemma, noun(False)
        for form in plurals:
            if form != lemma:
                yield form, noun(True)
    for lemma in never:
        if lemma not in types:
            blank = Noun(lemma, lemma, (), False, False, None, None, never=True)
            yield lemma, blank
            for form in irregular.get(lemma) or [pluralize(lemma, irregular)]:
                yield form, blank


def bare_noun(lemma: str) -> str:
    """Give the head of a compound: "gun" of "machine gun", "prisoner" of "prisoner of war"."""
    return lemma.split(" of ")[0].rpartition(" ")[2]


def pluralize(lemma: str, irregular: dict[str, list[str]] | None = None) -> str:
    """Give the regular plural of a noun; a compound's last word takes it ("army of" words keep theirs)."""
    head, _, last = lemma.rpartition(" ")
    if irregular and last in irregular:
        plural = irregular[last][0]
    elif last.endswith("man") and not last.endswith(("human", "german", "ottoman")):
        plural = last[:-3] + "men"
    elif last.endswith("y") and last[-2:-1] not in "aeiou":
        plural = last[:-1] + "ies"
    elif last.endswith(("s", "x", "z", "ch", "sh")):
        plural = last + "es"
    else:
        plural = last + "s"
    return f"{head} {plural}" if head else plural
