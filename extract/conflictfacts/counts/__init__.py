"""Counts of troops, people and weapons: what is counted, what happened to it, whose it is."""

from __future__ import annotations

from collections.abc import Sequence

from conflictfacts.context.clauses import Clauses, Slot
from conflictfacts.context.sides import Counted, Sides
from conflictfacts.counts.bare import BareNumbers, last_counted, shares_noun
from conflictfacts.counts.kinds import Item, type_of
from conflictfacts.counts.nouns import Nouns
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
_MEMORY = 6  # items of earlier sentences that a bare number may go back to
_ARTICLE = 120  # tokens: a shorter text is a passage, and need not say that there is a war


class CountFinder:
    """Finds counts. Built once; :meth:`find` reads one article."""

    def __init__(self, lexicon: Lexicon, clauses: Clauses) -> None:
        self._nouns = Nouns(lexicon)
        self._clauses = clauses
        self._predicate = clauses.predicate
        self._bare = BareNumbers(clauses, self._nouns, self._predicate)

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
            found = [item for item in found if item.type == "troops" and item.phrase.noun is not None]
        self._with_sides(reading, found, sides)
        return [self._fact(reading, item) for item in found]

    def _at_war(self, reading: Reading, sides: Sides) -> bool:
        """Tell whether the article speaks of a war at all; a stampede's dead are not counted."""
        if len(reading) < _ARTICLE or any(m.kind in ("armed_group", "state") for m in sides.parties):
            return True
        words = self._nouns.war.intersection(
            w for s in reading.sentences if not s.furniture for w in reading.lower[s.first : s.end]
        )
        return bool(words)

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
            Slot(phrase.first, phrase.end, item.type),
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
            return Item(phrase, slot, phrase.noun.unit, "count-noun", self._state(reading, phrase))
        if phrase.form == "model":
            if phrase.quantity.value == 1 and reading.lower[phrase.quantity.end] == "of":
                return None
            unit = reading.lower[phrase.head].removesuffix("s")
            slot.type = "troops" if unit == "btg" else "equipment"
            return Item(phrase, slot, unit, "count-model")
        if phrase.form == "people" and phrase.party is not None:
            slot.type = "troops" if phrase.party.kind in ("armed_group", "state") else "people"
            unit = reading.lower[phrase.party.end - 1].removesuffix("s")
            return Item(phrase, slot, unit, "count-people", side=phrase.party.name)
        if phrase.form in ("others", "of"):
            before = last_counted(items, past, machines=phrase.form == "of")
            if before is None and phrase.form == "of" and reading.lower[phrase.head] not in self._predicate:
                return None
            slot.type = before.type if before else "people"
            unit = before.unit if before else "people"
            state = self._predicate.get(reading.lower[phrase.head]) if phrase.form == "of" else None
            return Item(phrase, slot, unit, f"count-{phrase.form}", state=state, antecedent=before)
        mixed = len({i.type for i in (*past, *items) if i.type != "equipment"}) > 1
        return self._bare.item(reading, phrase, last_counted(items, past, machines=True), first, end, mixed=mixed)

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
            if item.phrase.form == "people" and item.status in ("captured", "surrendered", "deserted", "deployed"):
                item.slot.type = "troops"
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
        if item.antecedent is not None and item.antecedent.status and item.rule == "count-others":
            return item.antecedent.status
        return None if item.type == "people" else "strength"

    # -- sides -------------------------------------------------------------------------------------------------------

    def _with_sides(self, reading: Reading, found: Sequence[Item], sides: Sides) -> None:
        """Give each item its side: first those whose own words say it, then the rest in the light of these."""
        for item in found:
            item.side = item.side or self._own_side(reading, item, sides)
            if item.side:
                sides.learn(item.unit, item.slot.first, item.side, item.status, item.type)
        for n, item in enumerate(found):
            if not item.side and item.type != "people":
                item.side = self._told_side(reading, found, n, sides)

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
            if reading.lower[first - 1] == "including" and before.type == item.type == "troops":
                return before.side
        if reading.lower[first - 1] in ("the", "these", "those") and item.phrase.quantity.value is not None:
            for known in reversed(found[:n]):
                if known.type == item.type and known.side and known.phrase.quantity.value == item.phrase.quantity.value:
                    return known.side
        inner = reading.lower[item.phrase.inner : item.phrase.head]
        floor = reading.sentence_of(first).first
        return sides.guess(Counted(item.unit, item.type, first, floor, item.ruling, item.status, inner))

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


def _names_model(reading: Reading, quantity: Quantity, following: Quantity) -> bool:
    """Tell whether a numeral is part of a model's name: the 2 of "eight Leopard 2 tanks"."""
    k = following.number
    return (
        following.first == k
        and k - quantity.end in (1, 2)
        and following.value is not None
        and following.value < 1000
        and reading.words[k].isdigit()
        and reading.words[k - 1][0].isupper()
        and not reading.upper_case
    )


__all__ = ["CountFinder"]
