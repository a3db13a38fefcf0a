"""Counts of troops, people and weapons: what is counted, what happened to it, whose it is."""

from __future__ import annotations

from collections.abc import Sequence

from conflictfacts.context.clauses import HYPHENS, Clauses, Slot
from conflictfacts.context.sides import Sides
from conflictfacts.counts.bare import BareNumbers, last_counted, shares_noun
from conflictfacts.counts.kinds import Item, named_before, type_of, under_arms
from conflictfacts.counts.nouns import Nouns
from conflictfacts.counts.phrases import Phrase, phrase_of
from conflictfacts.counts.whose import give_sides
from conflictfacts.facts import CountFact, EquipmentFact, PeopleFact, TroopsFact
from conflictfacts.lexicon import Lexicon
from conflictfacts.numbers import Quantity
from conflictfacts.reading import Reading

_KINDS: dict[str, type[CountFact]] = {"troops": TroopsFact, "people": PeopleFact, "equipment": EquipmentFact}
# What happens to people because of a war: without one of these, people are not counted.
_CONFLICT = frozenset(
    """killed wounded casualties captured surrendered missing detained released abducted displaced evacuated
    other""".split()
)
# What a participle before the noun may say of those counted.
_DONE = frozenset(
    {"captured", "destroyed", "abducted", "released", "detained", "displaced", "evacuated", "killed", "shot_down"}
)
# "3,000 Danes" who are led, sent or taken are soldiers.
_SOLDIERLY = frozenset({"captured", "surrendered", "deserted", "deployed", "strength", "withdrawn"})
# Rules whose count says nothing of its own fate: it shares that of what it goes back to.
_LEANING = frozenset({"count-others", "count-elided", "count-of"})
_SAYS = frozenset({"said", "says", "told", "added", "recalled"})
_ARMED = frozenset({"deserted"})
_CIVIL = frozenset({"detained", "abducted", "displaced"})
_MEMORY = 6  # items of earlier sentences that a bare number may go back to
_ARTICLE = 120  # tokens: a shorter text is a passage, where one word of war is enough
_TOLD = 4  # words of war in an article about one: reports of sport and trade borrow two or three


class CountFinder:
    """Finds counts. Built once; :meth:`find` reads one article."""

    def __init__(self, lexicon: Lexicon, clauses: Clauses) -> None:
        self._nouns = Nouns(lexicon)
        self._clauses = clauses
        self._predicate = clauses.predicate
        self._bare = BareNumbers(lexicon, clauses, self._nouns)

    def find(self, reading: Reading, quantities: Sequence[Quantity], sides: Sides) -> list[CountFact]:
        """Give the counts of an article in order. Quantities that are dates or measures are taken already."""
        by_sentence: dict[int, list[Quantity]] = {}
        for q in quantities:
            if not reading.is_taken(q.number, q.core_end):
                by_sentence.setdefault(reading.sentence_index(q.number), []).append(q)
        found: list[Item] = []
        for index, group in by_sentence.items():
            sentence = reading.sentences[index]
            items = self._items(reading, group, sides, sentence.first, sentence.end, found[-_MEMORY:])
            found += self._with_status(reading, items, sentence.first, sentence.end)
        if found and not self._at_war(reading, sides):
            short = len(reading) < _ARTICLE
            found = [
                item
                for item in found
                if self._stands_alone(reading, item) or (short and item.unit not in self._nouns.civil_machines)
            ]
        give_sides(reading, found, sides)
        return [self._fact(reading, item) for item in found]

    def _at_war(self, reading: Reading, sides: Sides) -> bool:
        """Tell whether the article speaks of a war at all; a stampede's dead are not counted."""
        if any(m.kind == "armed_group" for m in sides.parties):
            return True
        war = self._nouns.war
        told = sum(w in war for s in reading.sentences if not s.furniture for w in reading.lower[s.first : s.end])
        return told >= (_TOLD if len(reading) >= _ARTICLE else 1)

    def _stands_alone(self, reading: Reading, item: Item) -> bool:
        """Tell whether the noun means war by itself: soldiers put out forest fires too, and are counted."""
        noun = item.phrase.noun
        if item.type != "troops" or noun is None:
            return False
        inner = set(reading.lower[item.phrase.inner : item.phrase.head])
        named = noun.unit != "defender" and bool({noun.unit, noun.unit + "s"} & self._nouns.war)
        return named or bool(inner & self._nouns.military)

    # -- phrases -----------------------------------------------------------------------------------------------------

    def _items(
        self, reading: Reading, group: Sequence[Quantity], sides: Sides, first: int, end: int, past: Sequence[Item]
    ) -> list[Item]:
        items: list[Item] = []
        waiting: list[Phrase] = []
        for n, quantity in enumerate(group):
            stop_at = next((g.first for g in group[n + 1 :] if not _names_model(reading, quantity, g)), end)
            if items and quantity.first < items[-1].slot.end:
                continue
            phrase = phrase_of(reading, quantity, self._nouns, sides.by_first, end, stop_at)
            if phrase is None:
                reading.reject(quantity.first, quantity.end, "what is counted is no troops, people or weapons")
                waiting = []
                continue
            if (
                phrase.form == "bare"
                and n + 1 < len(group)
                and shares_noun(reading, quantity, group[n + 1], self._nouns)
            ):
                waiting.append(phrase)
                continue
            item = self._item(reading, phrase, items, past, sides, first, end)
            if item:
                if item.rule not in ("count-bare", "count-numbered"):
                    items += [self._sharing(bare, item) for bare in waiting]
                items.append(item)
            else:
                reading.reject(phrase.first, phrase.end, "no counted noun, and no word of loss or of number beside it")
            waiting = []
        return items

    @staticmethod
    def _sharing(phrase: Phrase, item: Item) -> Item:
        return Item(
            phrase,
            Slot(phrase.first, phrase.end, item.type, thrown=item.slot.thrown),
            item.unit,
            "count-shared",
            state=item.state,
            antecedent=item,
        )

    def _item(
        self,
        reading: Reading,
        phrase: Phrase,
        items: Sequence[Item],
        past: Sequence[Item],
        sides: Sides,
        first: int,
        end: int,
    ) -> Item | None:
        slot = Slot(phrase.first, phrase.end, "troops", part=phrase.form == "of")
        if phrase.form == "noun" and phrase.noun is not None:
            type = type_of(reading, phrase, self._nouns, sides, end, items, past)
            if type is None:
                return None
            slot.type = type
            slot.thrown = phrase.noun.thrown and type == "equipment"
            return Item(phrase, slot, phrase.noun.unit, "count-noun", self._state(reading, phrase))
        if phrase.form == "model":
            if phrase.quantity.value == 1 and reading.lower[phrase.quantity.end] == "of":
                return None
            unit = reading.lower[phrase.head].removesuffix("s")
            slot.type = "troops" if unit == "btg" else "equipment"
            return Item(phrase, slot, unit, "count-model")
        if phrase.form == "people" and phrase.party is not None:
            slot.type = "troops" if under_arms(reading, phrase, self._nouns, items, past) else "people"
            unit = reading.lower[phrase.party.end - 1].removesuffix("s")
            return Item(phrase, slot, unit, "count-people", side=phrase.party.name)
        if phrase.form in ("others", "of"):
            before = last_counted(items, past, machines=phrase.form == "of")
            if phrase.form == "of" and not items:
                named = named_before(reading, self._nouns, phrase.first, first, before)
                if named is not None:
                    slot.type = named.types[0]
                    slot.thrown = named.thrown
                    return Item(phrase, slot, named.unit, "count-of")
            if before is None and phrase.form == "of" and reading.lower[phrase.head] not in self._predicate:
                return None
            slot.type = before.type if before else "people"
            slot.thrown = before.slot.thrown if before else False
            unit = before.unit if before else "people"
            state = self._predicate.get(reading.lower[phrase.head]) if phrase.form == "of" else None
            return Item(phrase, slot, unit, f"count-{phrase.form}", state=state, antecedent=before)
        group = any(m.kind == "armed_group" for m in sides.within(first, phrase.first))
        return self._bare.item(reading, phrase, items, past, first, end, group)

    def _state(self, reading: Reading, phrase: Phrase) -> str | None:
        """Give what the phrase says of those counted by itself: "casualties", "16 missing soldiers"."""
        if phrase.noun is not None and phrase.noun.state:
            return phrase.noun.state
        lower = reading.lower
        for k in range(phrase.inner, phrase.head):
            if lower[k] in self._predicate:
                return self._predicate[lower[k]]
            if (
                lower[k].endswith("ed")
                and phrase.noun is not None
                and phrase.noun.types
                and lower[k + 1] not in HYPHENS
            ):
                hit = self._clauses.sense(lower, k, k + 1, phrase.noun.types[0], "object")
                if hit and hit[1].past and hit[1].status in _DONE:
                    return hit[1].status_of(phrase.noun.types[0])  # "two captured guns"
        return None

    # -- status ------------------------------------------------------------------------------------------------------

    def _with_status(self, reading: Reading, items: list[Item], first: int, end: int) -> list[Item]:
        slots = [item.slot for item in items]
        kept: list[Item] = []
        rulings = self._clauses.rulings(reading, slots, first, end)
        for item, ruling in zip(items, rulings, strict=True):
            item.ruling = ruling
            if item.phrase.form == "people" and item.type == "people" and ruling is None:
                # "4,000 Danes fought": a people that fights is an army.
                acting = self._clauses.rule(reading, item.slot.as_type("troops"), slots, first, end)
                item.ruling = acting if acting and acting.role == "subject" else None
            if item.unit == "casualty" and item.type == "people" and item.ruling and item.ruling.role == "object":
                # Armies suffer casualties and inflict them, unless the text says whose else they are.
                inner = reading.lower[item.phrase.inner : item.phrase.head]
                if self._nouns.civil.isdisjoint(inner):
                    item.slot.type = "troops"
            if item.rule in _LEANING and ruling is None and self._clauses.rests(reading, item.slot, end):
                item.state = item.state or ("other" if item.type == "people" else "strength")
            item.status = self._status(item)
            if item.unit in self._nouns.lost:
                carried = self._clauses.rule(reading, item.slot.as_type("people"), slots, first, end)
                if carried and carried.status == "evacuated":
                    item.status = "evacuated"  # the wounded are brought out, not withdrawn
            if item.unit == "man" and item.type == "troops" and item.rule == "count-noun":
                if item.status in _CIVIL and self._nouns.military.isdisjoint(
                    reading.lower[item.phrase.inner : item.phrase.head]
                ):
                    item.slot.type = "people"  # "detained 40 men": soldiers are captured
            if item.phrase.form == "people" and item.type == "people" and item.status in _SOLDIERLY:
                item.slot.type = "troops"
            if item.type == "people" and item.phrase.noun and item.phrase.noun.either and item.status in _ARMED:
                item.slot.type = "troops"  # "four of the survivors deserted"
            if _speaks(reading, item):
                continue
            if kept and item.ruling and kept[-1].status == "casualties" and kept[-1].ruling == item.ruling:
                item.status = "casualties"
            if item.ruling and reading.lower[item.phrase.first - 2 : item.phrase.first] == ["among", "them"]:
                if {"killed", "wounded"} <= {k.status for k in kept if k.slot.first >= first and k.type == item.type}:
                    item.status = "casualties"  # "40 killed and 90 wounded, among them six officers"
            if item.status is None or (item.type == "people" and item.status not in _CONFLICT):
                reading.reject(item.phrase.first, item.phrase.end, "people, but the clause says of no harm to them")
                continue
            kept.append(item)
        return kept

    @staticmethod
    def _status(item: Item) -> str | None:
        said = item.ruling.status if item.ruling else None
        state = item.state
        if item.rule in ("count-bare", "count-numbered", "count-listed", "count-strong") and state:
            return state
        if item.unit in ("body", "corpse") or state in ("casualties", "missing"):
            return "killed" if item.unit in ("body", "corpse") else state
        if state and said in (None, "strength", "casualties", "other", "deployed", "launched"):
            return said if state == "deployed" and said else state
        if said is not None:
            return said
        if item.antecedent is not None and item.antecedent.status and item.rule in _LEANING:
            return item.antecedent.status
        if item.type == "people":
            return None
        return "launched" if item.slot.thrown else "strength"

    @staticmethod
    def _fact(reading: Reading, item: Item) -> CountFact:
        q = item.phrase.quantity
        first, end = item.phrase.first, item.phrase.end
        start, stop = reading.starts[first], reading.end(end - 1)
        return _KINDS[item.type](
            quote=reading.text[start:stop],
            start=start,
            end=stop,
            rule=item.rule,
            value=q.value,
            low=q.low,
            high=q.high,
            modifier=q.modifier,
            unit=item.unit,
            side=item.side,
            status=item.status or "other",
            why=_why(reading, item),
        )


def _why(reading: Reading, item: Item) -> tuple[tuple[str, str], ...]:
    """Give the words that the status and the unit rest on."""
    why: list[tuple[str, str]] = []
    if item.ruling is not None and item.ruling.status == item.status:
        how = {"object": "done to them", "subject": "what they did"}.get(item.ruling.role, "the noun before them")
        why.append(("status", f"{reading.words[item.ruling.word]} ({how})"))
    elif item.state:
        why.append(("status", f"the phrase itself: {reading.quote(item.phrase.first, item.phrase.end)}"))
    elif item.status == "strength":
        why.append(("status", "no word of what happened: they are there"))
    if item.antecedent is not None:
        before = item.antecedent.phrase
        why.append(("unit", f"goes back to: {reading.quote(before.first, before.end)}"))
    if item.side:
        named = item.side in reading.quote(item.phrase.first, item.phrase.end)
        why.append(("side", "the phrase itself" if named else item.told))
    return tuple(why)


def _speaks(reading: Reading, item: Item) -> bool:
    """Tell "one of the officers", who says or does something: nobody is counted there."""
    lower, first, end = reading.lower, item.phrase.first, item.phrase.end
    of = lower[item.phrase.quantity.end : item.phrase.quantity.end + 1] == ["of"]
    if item.phrase.quantity.value != 1 or not of:
        return False
    if item.type == "equipment":
        return item.status == "strength"
    said = (first > 0 and lower[first - 1] in _SAYS) or lower[end : end + 1] in (["said"], ["says"])
    return said or item.status in ("strength", "displaced", "other")


def _names_model(reading: Reading, quantity: Quantity, following: Quantity) -> bool:
    """Tell whether a numeral is part of a model's name: the 2 of "eight Leopard 2 tanks"."""
    k = following.number
    return (
        following.first == k
        and k - quantity.end in (0, 1, 2)
        and following.value is not None
        and following.value < 1000
        and reading.words[k].isdigit()
        and (
            (reading.words[k - 1][0].isupper() and not reading.upper_case)
            or (k == quantity.end and k + 1 < len(reading) and reading.words[k + 1] == "-" and reading.glued(k + 1))
        )
    )


__all__ = ["CountFinder"]
