"""Troops, people or equipment: what a counted noun is in its phrase."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from conflictfacts.context.clauses import Ruling, Slot
from conflictfacts.context.sides import Sides
from conflictfacts.counts.nouns import Noun, Nouns
from conflictfacts.counts.phrases import Phrase
from conflictfacts.reading import Reading

_BESIDE = 6  # tokens behind "65 Ethiopians" in which the others of the list stand
_NEAR = 40  # tokens before "bodies" in which those may be named whose they are


@dataclass(slots=True)
class Item:
    """A counted phrase on its way to a fact.

    ``state`` is what the words of the phrase say by themselves, ``ruling`` what the clause says, ``antecedent`` the
    item whose noun it borrows.
    """

    phrase: Phrase
    slot: Slot
    unit: str
    rule: str
    state: str | None = None
    antecedent: Item | None = None
    side: str | None = None
    ruling: Ruling | None = None
    status: str | None = None
    told: str = ""

    @property
    def type(self) -> str:
        """The type of fact."""
        return self.slot.type


def type_of(
    reading: Reading, phrase: Phrase, nouns: Nouns, sides: Sides, end: int, items: Sequence[Item], past: Sequence[Item]
) -> str | None:
    """Give the type of a phrase with a noun, or None where it is no count of ours."""
    noun = phrase.noun
    if noun is None:
        return None
    types = noun.types
    inner = reading.lower[phrase.inner : phrase.head]
    if "equipment" in types and len(types) > 1:
        # "Tu-22 bombers" are machines, "suicide bombers" are men.
        machine = any(any(c.isdigit() for c in w) for w in inner) or not nouns.phrase.machines.isdisjoint(inner)
        return "equipment" if machine or noun.unit in ("tanker", "transport") else types[0]
    if noun.formation and "troops" in types:
        if noun.lemma in nouns.phrase.need_arms and not _is_military(inner, nouns, sides, phrase):
            return None
        if noun.lemma == "army" and not phrase.quantity.strong and phrase.quantity.value in (1, None):
            return None
    if noun.unit == "piece" and reading.lower[phrase.head + 1 : phrase.head + 2] == ["of"]:
        if nouns.phrase.materiel.isdisjoint(reading.lower[phrase.head + 2 : phrase.head + 6]):
            return None
    if noun.either and ("troops" in types or "people" in types):
        return _either(reading, phrase, nouns, sides, end, inner, items, past)
    if "troops" in types and "civilian" in inner:
        return "people"
    return types[0]


def _is_military(inner: Sequence[str], nouns: Nouns, sides: Sides, phrase: Phrase) -> bool:
    if not nouns.military.isdisjoint(inner):
        return True
    return bool(sides.within(phrase.inner, phrase.head)) or any(w[:1].isdigit() for w in inner)


def story(items: Sequence[Item], past: Sequence[Item]) -> str | None:
    """Give the type of the dead and wounded that the article has counted lately, where it is one type only."""
    types = {i.type for i in (*past, *items) if i.status in ("killed", "wounded", None) and i.type != "equipment"}
    return types.pop() if len(types) == 1 else None


def _either(
    reading: Reading,
    phrase: Phrase,
    nouns: Nouns,
    sides: Sides,
    end: int,
    inner: Sequence[str],
    items: Sequence[Item],
    past: Sequence[Item],
) -> str:
    lower, noun = reading.lower, phrase.noun
    if noun is None or not nouns.civil.isdisjoint(inner):
        return "people"
    if not nouns.military.isdisjoint(inner):
        return "troops"
    parties = sides.within(phrase.inner, phrase.head)
    if any(m.kind == "armed_group" for m in parties):
        return "troops"
    if lower[phrase.end : phrase.end + 1] == ["of"]:
        tail = range(phrase.end + 1, min(end, phrase.end + 7))
        for j in tail:
            hit = nouns.at(lower, j, end)
            if hit and "troops" in hit[1].types and not hit[1].either:
                return "troops"
        if any(lower[j] in nouns.phrase.civic for j in tail):
            return "people"
    unit = noun.unit
    if unit in ("body", "corpse"):
        if not nouns.phrase.uniforms.isdisjoint(lower[phrase.end : min(end, phrase.end + 5)]):
            return "troops"
        if not nouns.phrase.morgues.isdisjoint(
            lower[max(reading.sentence_of(phrase.first).first, phrase.first - _NEAR) : min(end, phrase.end + _NEAR)]
        ):
            return "people"
        counted = {i.type for i in (*past, *items) if i.type != "equipment"}
        return "troops" if counted == {"troops"} and not _of_civilians(lower, phrase.first, nouns) else "people"
    if unit in ("death", "fatality", "injury") or unit in nouns.lost:
        return "troops" if story(items, past) == "troops" else "people"
    if unit == "casualty":
        return "people"
    if unit == "woman":
        part = phrase.first >= 1 and lower[phrase.first - 1] == "including"
        k = phrase.first - 3 if lower[phrase.first - 2 : phrase.first - 1] == [","] else phrase.first - 2
        whole = nouns.at(lower, k, phrase.first) if part and k >= 0 else None
        if whole and whole[1].types == ("troops",):
            return "troops"
        return "troops" if part and items and items[-1].type == "troops" else "people"
    if unit == "man" and _with_others(lower, phrase.end, nouns, end):
        return "people"
    if unit == "man" and not nouns.phrase.village.isdisjoint(lower[phrase.end : min(end, phrase.end + 5)]):
        return "people"
    return "troops" if unit in nouns.phrase.soldiers else "people"


def _of_civilians(lower: Sequence[str], at: int, nouns: Nouns) -> bool:
    """Tell whether those named last before token ``at`` were no fighters: "massacred villagers ... 147 bodies"."""
    for k in range(at - 1, max(-1, at - _NEAR), -1):
        hit = nouns.at(lower, k, at)
        if hit and hit[1].plural and not hit[1].either and hit[1].types and hit[1].types[0] != "equipment":
            return hit[1].types == ("people",) and hit[1].lemma not in ("survivor", "official")
    return False


def _with_others(lower: Sequence[str], k: int, nouns: Nouns, end: int) -> bool:
    """Tell whether "two men" stand beside people who do not fight: "two men and a nurse", "three men, a girl"."""
    if k + 2 >= end or lower[k] not in ("and", ",") or lower[k + 1] in ("women", "woman"):
        return False
    for j in range(k + 1, min(end, k + 4)):
        hit = nouns.at(lower, j, end)
        if hit:
            return hit[1].types == ("people",) or hit[1].lemma in ("woman", "child")
        if not lower[j][0].isalnum():
            return False
    return False


def under_arms(reading: Reading, phrase: Phrase, nouns: Nouns, items: Sequence[Item], past: Sequence[Item]) -> bool:
    """Tell whether "200 Russians" are soldiers.

    An armed group's people are, and a country's where only soldiers were counted.
    """
    if phrase.party is None or phrase.party.kind in ("armed_group", "alliance"):
        return True
    before = reading.lower[phrase.first - 1] if phrase.first else ""
    if before in nouns.phrase.leading or (before in ("and", ",") and items and items[-1].type == "troops"):
        return True
    value, told = phrase.quantity.value, (*past, *items)
    if reading.lower[phrase.inner - 1] == "the" and phrase.inner - phrase.quantity.end == 2:
        return True  # "60 of the French"
    follow, end = reading.lower, phrase.end
    if follow[end : end + 1] == ["under"] and end + 1 < len(reading) and reading.words[end + 1][0].isupper():
        return True  # "18,000 French under General Herbillon"
    if follow[end : end + 2] in (["led", "by"], ["commanded", "by"]):
        return True
    if value is not None and any(i.phrase.quantity.value == value and i.type == "troops" for i in told):
        return True
    if _beside_civilians(reading, phrase, nouns, items, past):
        return False
    return {i.type for i in told if i.type != "equipment"} == {"troops"}


def _beside_civilians(
    reading: Reading, phrase: Phrase, nouns: Nouns, items: Sequence[Item], past: Sequence[Item]
) -> bool:
    """Tell whether a nation's people stand in one list with others who do not fight.

    "65 Ethiopians and nine Chinese workers"; "seven other Chinese" are of the sort that was counted before.
    """
    lower, end = reading.lower, phrase.end
    if lower[phrase.quantity.end : phrase.quantity.end + 1] == ["other"]:
        before = next((i for i in reversed((*past, *items)) if i.type != "equipment"), None)
        return before is not None and before.type == "people"
    if lower[end : end + 1] not in (["and"], [","]):
        return False
    for j in range(end + 1, min(len(lower), end + _BESIDE)):
        hit = nouns.at(lower, j, len(lower))
        if hit:
            return hit[1].types == ("people",) and not hit[1].never
        if not lower[j][0].isalnum() or lower[j].endswith("ing"):
            return False
    return False


def named_before(reading: Reading, nouns: Nouns, at: int, first: int, counted: Item | None) -> Noun | None:
    """Give the uncounted noun that "nine of them" goes back to: "snipers on the roof, nine of them"."""
    lower = reading.lower
    for k in range(at - 1, first - 1, -1):
        hit = nouns.at(lower, k, at)
        if hit and hit[1].plural and not hit[1].never and not hit[1].formation:
            return hit[1]
    index = reading.sentence_index(first)
    if not index or (counted is not None and reading.sentence_index(counted.slot.first) >= index - 1):
        return None
    before = reading.sentences[index - 1]
    for k in range(before.first, before.end):
        hit = nouns.at(lower, k, before.end)
        if hit and hit[1].plural and not hit[1].never and not hit[1].formation:
            return hit[1]
    return None
