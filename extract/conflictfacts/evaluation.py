"""Scoring: how well the facts found in articles agree with the facts that a reader marked in them.

Gold and found facts are plain mappings with the names of :mod:`conflictfacts.facts`. A found fact is right in steps:

``found``  its span overlaps a gold span of the same type;
``fact``   and its value is the same: the first and last day of a date, the number of a count, number and unit of a
           measure; of commanders the same person, once a document, wherever the name stands;
``full``   and so is each core attribute (``CORE``).

Figures are micro-averaged over documents. What touches one of a gold document's ``ignore`` spans does not count, and
political leaders neither win nor cost. Nothing here reads a text, prints, or needs spaCy.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from typing import Any, Literal

from conflictfacts.facts import FACT_TYPES, FactType
from conflictfacts.lexicon import default_lexicon

Marked = Mapping[str, Any]
"""One fact as JSON gives it."""
Outcome = Literal["right", "attributes", "value", "missed", "extra"]
"""What became of a fact: all right, an attribute wrong, the value wrong, gold not found, found but not gold."""

MISSION: tuple[FactType, ...] = ("date", "troops", "area", "commander")
# Kinds that are also told together.
POOLS: Mapping[str, tuple[FactType, ...]] = {"mission": MISSION, "all": FACT_TYPES}
"""The kinds of fact that the tool is for; the row ``mission`` pools them, the row ``all`` pools every kind."""

_COUNT = ("modifier", "unit", "side", "status", "place", "source")
ATTRIBUTES: Mapping[FactType, tuple[str, ...]] = {
    "date": ("modifier", "kind"),
    "troops": _COUNT,
    "people": _COUNT,
    "equipment": _COUNT,
    "area": ("modifier", "stated_ok", "status", "place", "source"),
    "distance": ("modifier", "stated_ok"),
    "commander": ("side", "kind", "role", "rank"),
}
CORE: Mapping[FactType, frozenset[str]] = {
    "date": frozenset({"modifier"}),
    "troops": frozenset({"modifier", "side", "status"}),
    "people": frozenset({"modifier", "status"}),
    "equipment": frozenset({"modifier", "side", "status"}),
    "area": frozenset({"modifier", "stated_ok"}),
    "distance": frozenset({"modifier", "stated_ok"}),
    "commander": frozenset({"side", "kind"}),
}
VALUES: Mapping[FactType, tuple[str, ...]] = {
    "date": ("earliest", "latest"),
    "troops": ("value", "low", "high"),
    "people": ("value", "low", "high"),
    "equipment": ("value", "low", "high"),
    "area": ("value", "low", "high", "unit"),
    "distance": ("value", "low", "high", "unit"),
    "commander": ("name",),
}
_NUMBERS = frozenset({"value", "low", "high"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One gold fact with what was found for it, or one found fact that no gold stands for.

    ``wrong`` names the attributes that are not right (empty unless ``outcome`` is "attributes").
    """

    document: str
    type: FactType
    outcome: Outcome
    wrong: tuple[str, ...] = ()
    gold: Marked | None = None
    found: Marked | None = None

    @property
    def marked(self) -> Marked:
        """The gold fact, or the found one where there is no gold."""
        fact = self.gold if self.gold is not None else self.found
        assert fact is not None
        return fact

    @property
    def full(self) -> bool:
        """Whether value and core attributes are right."""
        return self.outcome in ("right", "attributes") and CORE[self.type].isdisjoint(self.wrong)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Counts of facts: marked, predicted, and right in each step.

    Of the facts with the right value, ``judged`` counts those whose gold tells an attribute and ``right`` those that
    have it right, by attribute.
    """

    gold: int = 0
    predicted: int = 0
    found: int = 0
    fact: int = 0
    full: int = 0
    judged: Mapping[str, int]
    right: Mapping[str, int]

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            gold=self.gold + other.gold,
            predicted=self.predicted + other.predicted,
            found=self.found + other.found,
            fact=self.fact + other.fact,
            full=self.full + other.full,
            judged=_sum(self.judged, other.judged),
            right=_sum(self.right, other.right),
        )

    @property
    def precision(self) -> float:
        """Facts right of those predicted; 1 where nothing was to be found and nothing was."""
        return _ratio(self.fact, self.predicted, self.gold)

    @property
    def recall(self) -> float:
        """Facts right of those marked; 1 where nothing was to be found and nothing was."""
        return _ratio(self.fact, self.gold, self.predicted)

    @property
    def found_f1(self) -> float:
        """F1 of spans that overlap."""
        return self._f1(self.found)

    @property
    def fact_f1(self) -> float:
        """F1 of facts with the right value."""
        return self._f1(self.fact)

    @property
    def full_f1(self) -> float:
        """F1 of facts with the right value and core attributes."""
        return self._f1(self.full)

    @property
    def accuracy(self) -> dict[str, float]:
        """Share right of each attribute among the facts with the right value; without those never judged."""
        return {name: self.right.get(name, 0) / judged for name, judged in self.judged.items() if judged}

    def _f1(self, hits: int) -> float:
        precision, recall = _ratio(hits, self.predicted, self.gold), _ratio(hits, self.gold, self.predicted)
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Tallies by kind of fact, and what became of each fact, in the order of documents and kinds."""

    tallies: Mapping[FactType, Tally]
    items: tuple[Item, ...]

    def pooled(self, kinds: Iterable[FactType]) -> Tally:
        """Give the tally of several kinds together (those that were scored)."""
        return reduce(
            Tally.__add__, (self.tallies[kind] for kind in kinds if kind in self.tallies), Tally(judged={}, right={})
        )

    def macro_fact_f1(self, kinds: Iterable[FactType]) -> float:
        """Give the mean of the kinds' fact F1, each kind weighing the same; 0 where none was scored."""
        values = [self.tallies[kind].fact_f1 for kind in kinds if kind in self.tallies]
        return sum(values) / len(values) if values else 0.0

    def rows(self) -> Iterator[tuple[str, Tally]]:
        """Yield the tally of each kind that the gold holds or that was found, then of several kinds together."""
        for kind, tally in self.tallies.items():
            if tally.gold or tally.predicted:
                yield kind, tally
        if len(self.tallies) > 1:
            for name, kinds in POOLS.items():
                yield name, self.pooled(kinds)

    def figures(self) -> dict[str, dict[str, Any]]:
        """Give the figures by row, as JSON."""
        return {
            name: {
                "gold": tally.gold,
                "predicted": tally.predicted,
                "found_f1": tally.found_f1,
                "precision": tally.precision,
                "recall": tally.recall,
                "fact_f1": tally.fact_f1,
                "full_f1": tally.full_f1,
                "accuracy": {} if name in POOLS else tally.accuracy,
            }
            for name, tally in self.rows()
        }


def score(
    gold: Iterable[Mapping[str, Any]],
    found: Mapping[str, Sequence[Marked]],
    *,
    types: Sequence[FactType] = FACT_TYPES,
) -> Score:
    """Score found facts against gold documents.

    ``gold`` holds documents ``{"id", "facts", "ignore"?}``, ``ignore`` being pairs of offsets; ``found`` gives the
    facts found by document id (a document that is not there has none). Only facts of ``types`` count on either side.
    """
    tallies = {kind: Tally(judged={}, right={}) for kind in types}
    items: list[Item] = []
    for document in gold:
        spans = [{"start": start, "end": end} for start, end in document.get("ignore", ())]
        for kind in types:
            marked = [fact for fact in document["facts"] if fact["type"] == kind]
            predicted = [
                fact
                for fact in found.get(document["id"], ())
                if fact["type"] == kind and not any(overlap(fact, span) > 0 for span in spans)
            ]
            if kind == "commander":
                marked, predicted = without_political(marked, predicted)
            tally, judged = _judge(document["id"], kind, marked, predicted)
            tallies[kind] += tally
            items += judged
    return Score(tallies=tallies, items=tuple(items))


def _judge(name: str, kind: FactType, gold: list[Marked], found: list[Marked]) -> tuple[Tally, list[Item]]:
    person = kind == "commander"
    near = _same_person_by_length if person else overlap
    pairs, missed, extra = pair(gold, found, lambda g, f: near(g, f) if person or same_value(kind, g, f) else 0)
    judged, right = Counter[str](), Counter[str]()
    items = []
    for g, f in pairs:
        told = [attribute for attribute in ATTRIBUTES[kind] if is_told(attribute, g)]
        wrong = tuple(attribute for attribute in told if not same_attribute(attribute, g, f))
        judged.update(told)
        right.update(attribute for attribute in told if attribute not in wrong)
        outcome: Outcome = "attributes" if wrong else "right"
        items.append(Item(document=name, type=kind, outcome=outcome, wrong=wrong, gold=g, found=f))
    tally = Tally(
        gold=len(gold),
        predicted=len(found),
        # Spans alone are paired anew: two dates in one span may pair otherwise than their values do.
        found=len(pairs) if person else len(pair(gold, found, overlap)[0]),
        fact=len(pairs),
        full=sum(item.full for item in items),
        judged=judged,
        right=right,
    )
    wrong_value, missed, extra = pair(missed, extra, overlap)
    items += [Item(document=name, type=kind, outcome="value", gold=g, found=f) for g, f in wrong_value]
    items += [Item(document=name, type=kind, outcome="missed", gold=g) for g in missed]
    items += [Item(document=name, type=kind, outcome="extra", found=f) for f in extra]
    return tally, sorted(items, key=lambda item: (item.marked["start"], item.marked["end"], item.gold is None))


def pair(
    gold: Sequence[Marked], found: Sequence[Marked], fits: Callable[[Marked, Marked], int]
) -> tuple[list[tuple[Marked, Marked]], list[Marked], list[Marked]]:
    """Pair facts one to one, the best fit first; give the pairs, the gold left over and the found left over.

    ``fits`` says how well two go together; 0 or less is not at all. Of equal fits the earlier in the lists goes first.
    """
    fitting = ((fits(g, f), i, j) for i, g in enumerate(gold) for j, f in enumerate(found))
    order = sorted((-fit, i, j) for fit, i, j in fitting if fit > 0)
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in order:
        if i not in partner and j not in taken:
            partner[i] = j
            taken.add(j)
    return (
        [(gold[i], found[j]) for i, j in partner.items()],
        [g for i, g in enumerate(gold) if i not in partner],
        [f for j, f in enumerate(found) if j not in taken],
    )


def without_political(gold: list[Marked], found: list[Marked]) -> tuple[list[Marked], list[Marked]]:
    """Leave out political leaders on both sides; found as ``political``, an officer of the gold still counts."""
    officers = [fact for fact in gold if fact.get("kind") != "political"]
    leaders = [fact for fact in gold if fact.get("kind") == "political"]

    def counts(fact: Marked) -> bool:
        if any(same_person(g, fact) for g in officers):
            return True
        return fact.get("kind") != "political" and not any(same_person(g, fact) for g in leaders)

    return officers, [fact for fact in found if counts(fact)]


def overlap(a: Marked, b: Marked) -> int:
    """Give the number of characters that two spans share; 0 or less where they share none."""
    return int(min(a["end"], b["end"]) - max(a["start"], b["start"]))


def same_value(kind: FactType, gold: Marked, found: Marked) -> bool:
    """Say whether two facts of a kind mean the same day, number, measure or person."""
    if kind == "commander":
        return same_person(gold, found)
    return all(
        _same_number(gold.get(name), found.get(name)) if name in _NUMBERS else bool(gold.get(name) == found.get(name))
        for name in VALUES[kind]
    )


def same_person(a: Marked, b: Marked) -> bool:
    """Say whether two names are one person's: alike in the last word, and one's words all among the other's."""
    first, second = fold(a.get("name") or "").split(), fold(b.get("name") or "").split()
    if not first or not second:
        return False
    if first[-1] == second[-1]:
        return set(first) <= set(second) or set(second) <= set(first)
    # "Kim Il Sung", "Il Sung Kim": which name goes first differs by custom.
    return len(first) > 1 and set(first) == set(second)


def is_told(name: str, gold: Marked) -> bool:
    """Say whether a gold fact tells an attribute: null tells that there is none, save that every fact has a kind."""
    return name != "kind" or gold.get("kind") is not None


def same_attribute(name: str, gold: Marked, found: Marked) -> bool:
    """Say whether an attribute of two facts is the same, as a reader would take it.

    No modifier is "exact"; sides may go by any name that the lexicon has for them; of ``place``, ``source``, ``role``
    and ``rank`` one may be a part of the other; ``unit`` may be plural.
    """
    a, b = gold.get(name), found.get(name)
    if name == "modifier":
        return (a or "exact") == (b or "exact")
    if name == "side":
        return same_side(a, b)
    if name in ("place", "source", "role", "rank"):
        return _same_words(a, b)
    if name == "unit":
        return fold(a or "").rstrip("s") == fold(b or "").rstrip("s")
    return bool((None if a == "" else a) == (None if b == "" else b))


def same_side(a: str | None, b: str | None) -> bool:
    """Say whether two names are one side's: alike when folded, or of one entry in the lexicon's tables."""
    if not a or not b:
        return not a and not b
    first, second = fold(a), fold(b)
    return first == second or not _parties(first).isdisjoint(_parties(second))


def fold(text: str) -> str:
    """Give a name's bare words: lower case, without accents, dots, apostrophes and a leading "the"."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", " ", re.sub(r"['.]", "", plain)).strip()
    return words.removeprefix("the ")


def _parties(folded: str) -> frozenset[str]:
    own, others = _names_of_parties()
    return own.get(folded) or others.get(folded) or frozenset()


@cache
def _names_of_parties() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Give the entries by their own name, and by their other names: the former goes first ("Congo" may be two)."""
    own: dict[str, frozenset[str]] = {}
    others: dict[str, frozenset[str]] = {}
    for table in ("countries", "groups"):
        for name, entry in default_lexicon().table(table).items():
            own[fold(name)] = own.get(fold(name), frozenset()) | {name}
            for field in ("names", "adjectives", "people", "forces"):
                for form in map(fold, entry.get(field, ())):
                    others[form] = others.get(form, frozenset()) | {name}
    return own, others


def _same_person_by_length(gold: Marked, found: Marked) -> int:
    """Say how well two commanders fit: of several mentions of a person, the longest name is the best."""
    return 1 + len(fold(found.get("name") or "")) if same_person(gold, found) else 0


def _same_words(a: str | None, b: str | None) -> bool:
    if not a or not b:
        return not a and not b
    first, second = f" {fold(a)} ", f" {fold(b)} "
    return first in second or second in first


def _same_number(a: float | None, b: float | None) -> bool:
    if a is None or b is None:
        return a is None and b is None
    return abs(a - b) <= 1e-6 * max(1.0, abs(b))


def _sum(a: Mapping[str, int], b: Mapping[str, int]) -> dict[str, int]:
    return {name: a.get(name, 0) + b.get(name, 0) for name in dict.fromkeys((*a, *b))}


def _ratio(hits: int, of: int, other: int) -> float:
    return hits / of if of else float(not other)
