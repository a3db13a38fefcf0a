"""Counts of troops, people and weapons: what is counted, what happened to it, whose it is."""

from __future__ import annotations

from collections.abc import Sequence

from conflictfacts.context.clauses import Clauses, Slot
from conflictfacts.context.sides import Counted, Sides
from conflictfacts.counts.bare import BareNumbers, last_counted, shares_noun
from conflictfacts.counts.kinds import Item, type_of
from conflictfacts.counts.nouns import Noun, Nouns
from conflictfacts.counts.phrases import Phrase, phrase_of
from conflictfacts.facts import CountFact, EquipmentFact, PeopleFact, TroopsFact
from conflictfacts.lexicon import Lexicon
from conflictfacts.numbers import Quantity
from conflictfacts.reading import Reading

_KINDS: dict[str, type[CountFact]] = {"troops": TroopsFact, "people": PeopleFact, "equipment": EquipmentFact}
# What happens to people because of a war: without one of these, people are not counted.
_CONFLICT = frozenset(
    {"killed", "wounded", "casualties", "captured", "surrendered", "missing", "detained", "released", "abducted", "displaced", "evacuated", "other"}
)  # fmt: skip
# "31,000 Brazilians" who are led, sent or taken are soldiers.
_SOLDIERLY = frozenset({"captured", "surrendered", "deserted", "deployed", "strength", "withdrawn"})
# Rules whose count says nothing of its own fate: it shares that of what it goes back to.
_LEANING = frozenset({"count-others", "count-elided", "count-of"})
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
            found = [item for item in found if self._stands_alone(reading, item) or (short and item.unit not in self._nouns.civil_machines)]
        self._with_sides(reading, found, sides)
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
            slot.type = "troops" if self._under_arms(phrase, (*past, *items)) else "people"
            unit = reading.lower[phrase.party.end - 1].removesuffix("s")
            return Item(phrase, slot, unit, "count-people", side=phrase.party.name)
        if phrase.form in ("others", "of"):
            before = last_counted(items, past, machines=phrase.form == "of")
            if phrase.form == "of" and not items:
                named = self._named_before(reading, phrase.first, first, before)
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
        return self._bare.item(reading, phrase, items, past, first, end)

    @staticmethod
    def _under_arms(phrase: Phrase, told: Sequence[Item]) -> bool:
        """Tell whether "200 Russians" are soldiers: an armed group's are, and a country's where only soldiers were counted."""
        if phrase.party is None or phrase.party.kind in ("armed_group", "alliance"):
            return True
        value = phrase.quantity.value
        if value is not None and any(i.phrase.quantity.value == value and i.type == "troops" for i in told):
            return True
        return {i.type for i in told if i.type != "equipment"} == {"troops"}

    def _named_before(self, reading: Reading, at: int, first: int, counted: Item | None) -> Noun | None:
        """Give the noun that "nine of them" goes back to where it stands uncounted: "snipers on the roof, nine of them"."""
        lower = reading.lower
        for k in range(at - 1, first - 1, -1):
            hit = self._nouns.at(lower, k, at)
            if hit and hit[1].plural and not hit[1].never and not hit[1].formation:
                return hit[1]
        index = reading.sentence_index(first)
        if not index or (counted is not None and reading.sentence_index(counted.slot.first) >= index - 1):
            return None
        before = reading.sentences[index - 1]
        for k in range(before.first, before.end):
            hit = self._nouns.at(lower, k, before.end)
            if hit and hit[1].plural and not hit[1].never and not hit[1].formation:
                return hit[1]
        return None

    def _state(self, reading: Reading, phrase: Phrase) -> str | None:
        """Give what the phrase says of those counted by itself: "casualties", "16 missing soldiers"."""
        if phrase.noun is not None and phrase.noun.state:
            return phrase.noun.state
        for word in reading.lower[phrase.inner : phrase.head]:
            if word in self._predicate:
                return self._predicate[word]
        return None

    # -- status ------------------------------------------------------------------------------------------------------

    def _with_status(self, reading: Reading, items: list[Item], first: int, end: int) -> list[Item]:
        slots = [item.slot for item in items]
        kept: list[Item] = []
        rulings = self._clauses.rulings(reading, slots, first, end)
        for item, ruling in zip(items, rulings, strict=True):
            item.ruling = ruling
            if item.unit == "casualty" and item.type == "people" and item.ruling and item.ruling.role == "object":
                # Armies suffer casualties and inflict them, unless the text says whose else they are.
                inner = reading.lower[item.phrase.inner : item.phrase.head]
                if self._nouns.civil.isdisjoint(inner):
                    item.slot.type = "troops"
            item.status = self._status(item)
            if item.phrase.form == "people" and item.type == "people" and item.status in _SOLDIERLY:
                item.slot.type = "troops"
            if _speaks(reading, item):
                continue
            if item.status is None or (item.type == "people" and item.status not in _CONFLICT):
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

    # -- sides -------------------------------------------------------------------------------------------------------

    def _with_sides(self, reading: Reading, found: Sequence[Item], sides: Sides) -> None:
        """Give each item its side: first those whose own words say it, then the rest in the light of these."""
        for item in found:
            item.side = item.side or self._own_side(reading, item, sides)
            if item.side:
                sides.learn(item.unit, item.slot.first, item.side, item.status, item.type)
                sides.note(item.slot.first, item.side)
        for n, item in enumerate(found):
            if not item.side and item.type != "people":
                item.side = self._told_side(reading, found, n, sides)
                if item.side:
                    sides.note(item.slot.first, item.side)

    @staticmethod
    def _own_side(reading: Reading, item: Item, sides: Sides) -> str | None:
        """Give the side that the phrase, its edges or its owner in the clause name."""
        first, end = item.phrase.first, item.phrase.end
        sentence = reading.sentence_of(first)
        if item.rule == "count-listed":
            return sides.listed(first, sentence.first)
        named = sides.named(first, end, sentence.first, sentence.end)
        if named or item.type == "people":
            return named
        return sides.owner(item.ruling, first, end, sentence.first, sentence.end)

    def _told_side(self, reading: Reading, found: Sequence[Item], n: int, sides: Sides) -> str | None:
        """Give the side that the article has told before: of what the item is a part of, or goes on from."""
        item = found[n]
        before = found[n - 1] if n else None
        first = item.slot.first
        if item.antecedent is not None and item.antecedent.type == item.type and item.antecedent.side:
            return item.antecedent.side
        if before is not None:
            if self._in_one_list(reading, before, item):
                return before.side
            if before.type == item.type == "troops" and before.side:
                between = reading.lower[before.slot.end : first]
                # "three battalions of boys, 1,850 men in all": the same men.
                restated = between[-1:] == [","] and len(between) <= 5 and (len(between) == 1 or between[0] == "of")
                # "84,000 casualties, 16,400 killed, 60,400 wounded": figures of one army.
                figures = item.rule in ("count-bare", "count-numbered") and len(between) <= 4 and "," in between
                if reading.lower[first - 1] == "including" or figures or (restated and item.phrase.noun and not item.state):
                    return before.side
        if reading.lower[first - 1] in ("the", "these", "those") and item.phrase.quantity.value is not None:
            for known in reversed(found[:n]):
                if known.type == item.type and known.side and known.phrase.quantity.value == item.phrase.quantity.value:
                    return known.side
        floor = reading.sentence_of(first).first
        return sides.guess(Counted(item.unit, item.type, first, item.phrase.end, floor, item.ruling, item.status))

    @staticmethod
    def _in_one_list(reading: Reading, before: Item, item: Item) -> bool:
        """Tell whether two weapons stand in one list ("65 tanks, 154 guns"), so that one owner has both."""
        if item.type != "equipment" or before.side is None or before.type == "people" or before.status != item.status:
            return False
        between = reading.lower[before.slot.end : item.slot.first]
        return len(between) <= 12 and bool(between) and between[0] in (",", "and", "or") and "." not in between

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
        )


def _speaks(reading: Reading, item: Item) -> bool:
    """Tell "one of the officers", who says or does something: nobody is counted there."""
    of = reading.lower[item.phrase.quantity.end : item.phrase.quantity.end + 1] == ["of"]
    return item.phrase.quantity.value == 1 and of and item.status in ("strength", "displaced", "other")


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
