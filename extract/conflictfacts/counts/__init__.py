"""Counts of troops, people and weapons: what is counted, its status, its side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from conflictfacts.context.clauses import ADVERBS, BE, HAVE, JOINERS, QUOTES, Clauses, Ruling, Slot
from conflictfacts.context.parties import PartyMention
from conflictfacts.context.sides import Sides
from conflictfacts.counts.nouns import Noun, Nouns
from conflictfacts.counts.phrases import Phrase, phrase_of
from conflictfacts.facts import CountFact, EquipmentFact, PeopleFact, TroopsFact
from conflictfacts.lexicon import Lexicon
from conflictfacts.numbers import Quantity
from conflictfacts.reading import Reading

_KINDS: dict[str, type[CountFact]] = {"troops": TroopsFact, "people": PeopleFact, "equipment": EquipmentFact}
_TROOPS_BY_DEFAULT = frozenset({"man", "member", "casualty", "loss", "prisoner", "officer", "volunteer", "adviser", "advisor", "contractor", "loyalist", "defector", "guard"})
_NUMBERED = frozenset({"numbered", "number", "numbering", "numbers", "totaled", "totalled", "totals", "totaling", "totalling", "reached", "estimated"})
_TOLLS = frozenset({"toll", "dead", "killed", "deaths", "fatalities", "death"})
# What happens to people because of a war: without one of these, people are not counted.
_CONFLICT = frozenset({"killed", "wounded", "casualties", "captured", "surrendered", "missing", "detained", "released", "abducted", "displaced", "evacuated", "other"})


@dataclass(slots=True)
class Item:
    """A counted phrase on its way to a fact."""

    phrase: Phrase
    slot: Slot
    unit: str
    type: str
    state: str | None = None
    side: str | None = None
    ruling: Ruling | None = None
    status: str | None = None
    antecedent: Item | None = None
    rule: str = "count-noun"


class CountFinder:
    """Finds counts. Built once; :meth:`find` reads one article."""

    def __init__(self, lexicon: Lexicon, clauses: Clauses) -> None:
        self._nouns = Nouns(lexicon)
        self._clauses = clauses
        self._statuses = {w: s for s, words in lexicon.table("verbs")["predicate"].items() for w in words}

    def find(
        self, reading: Reading, quantities: Sequence[Quantity], parties: Sequence[PartyMention]
    ) -> list[CountFact]:
        """Give the counts of an article in order. Quantities that are dates or measures are taken already."""
        sides = Sides(reading, parties)
        facts: list[CountFact] = []
        past: list[Item] = []
        by_sentence: dict[int, list[Quantity]] = {}
        for q in quantities:
            if not reading.is_taken(q.number, q.core_end):
                by_sentence.setdefault(reading.sentence_index(q.number), []).append(q)
        for index, group in by_sentence.items():
            sentence = reading.sentences[index]
            items = self._items(reading, group, sides, sentence.first, sentence.end, past)
            kept = self._resolve(reading, items, sides, sentence.first, sentence.end)
            past += kept
            del past[:-6]
            facts += [self._fact(reading, item) for item in kept]
        return facts

    # -- phrases -----------------------------------------------------------------------------------------------------

    def _items(
        self,
        reading: Reading,
        group: Sequence[Quantity],
        sides: Sides,
        first: int,
        end: int,
        past: Sequence[Item],
    ) -> list[Item]:
        items: list[Item] = []
        waiting: list[Phrase] = []
        for n, quantity in enumerate(group):
            stop_at = group[n + 1].first if n + 1 < len(group) else end
            if items and quantity.first < items[-1].slot.end:
                continue
            phrase = phrase_of(reading, quantity, self._nouns, sides.by_first, end, stop_at)
            if phrase is not None and phrase.form == "bare" and n + 1 < len(group):
                shared = _shares_noun(reading, quantity, group[n + 1], self._nouns)
                if shared:
                    waiting.append(phrase)
                    continue
            item = None
            if phrase is not None:
                item = self._item(reading, phrase, items, past, sides, first, end, stop_at)
            for bare in waiting if item and item.rule != "count-bare" else ():
                assert item is not None
                slot = Slot(bare.first, bare.end, item.type)
                items.append(Item(bare, slot, item.unit, item.type, item.state, rule="count-shared"))
            waiting = []
            if item:
                items.append(item)
        return items

    def _item(
        self,
        reading: Reading,
        phrase: Phrase,
        items: Sequence[Item],
        past: Sequence[Item],
        sides: Sides,
        first: int,
        end: int,
        stop_at: int,
    ) -> Item | None:
        slot = Slot(phrase.first, phrase.end, "troops")
        if phrase.form == "noun" and phrase.noun is not None:
            type = self._type(reading, phrase, sides, end, items, past)
            if type is None:
                return None
            slot.type = type
            unit = phrase.noun.unit
            return Item(phrase, slot, unit, type, phrase.noun.state)
        if phrase.form == "model":
            if phrase.quantity.value == 1 and reading.lower[phrase.quantity.end] == "of":
                return None
            slot.type = "equipment"
            unit = reading.lower[phrase.head]
            if unit in ("btgs", "btg"):
                slot.type = "troops"
            return Item(phrase, slot, unit[:-1] if unit.endswith("s") else unit, slot.type, rule="count-model")
        if phrase.form == "people" and phrase.party is not None:
            slot.type = "troops" if phrase.party.kind == "armed_group" else "people"
            unit = reading.lower[phrase.party.end - 1]
            return Item(phrase, slot, unit[:-1] if unit.endswith("s") else unit, slot.type, side=phrase.party.name, rule="count-people")
        if phrase.form in ("others", "of"):
            before = self._antecedent(items, past, same_kind=phrase.form == "of")
            rule = "count-others" if phrase.form == "others" else "count-of"
            if before is None:
                if phrase.form == "of":
                    return None
                slot.type = "people"
                return Item(phrase, slot, "people", "people", rule=rule)
            slot.type = before.type
            return Item(phrase, slot, before.unit, before.type, side=before.side, antecedent=before, rule=rule)
        return self._bare(reading, phrase, items, past, first, end, stop_at)

    @staticmethod
    def _antecedent(items: Sequence[Item], past: Sequence[Item], *, same_kind: bool) -> Item | None:
        pool = items or past
        for item in reversed(pool):
            if item.type != "equipment" or same_kind or len(pool) == 1:
                return item
        return pool[-1] if pool else None

    def _bare(
        self,
        reading: Reading,
        phrase: Phrase,
        items: Sequence[Item],
        past: Sequence[Item],
        first: int,
        end: int,
        stop_at: int,
    ) -> Item | None:
        """Read a number without a noun: only where a word of loss or of number stands right beside it."""
        lower = reading.lower
        q = phrase.quantity
        k = q.end
        follow = lower[k] if k < end else "."
        slot = Slot(phrase.first, phrase.end, "people")
        before = self._antecedent(items, past, same_kind=True)
        status = None
        if follow in ("that", "who", "which") and k + 1 < end and lower[k + 1] in BE:
            k += 1
        if follow in self._statuses:
            status = self._statuses[follow]
        else:
            j = k
            while j < end and (lower[j] in BE or lower[j] in HAVE or lower[j] in ADVERBS or lower[j].endswith("ly")):
                j += 1
            if j > k and j < end:
                hit = self._clauses.sense(lower, j, end, "people", "object")
                subject = self._clauses.sense(lower, j, end, "people", "subject")
                if hit and hit[1].form in ("past", "part"):
                    status = hit[1].status
                elif subject:
                    status = subject[1].status
                elif lower[j] in self._statuses:
                    status = self._statuses[lower[j]]
                elif before is not None and lower[j] in ("left", "alive", "remaining"):
                    status = "strength"
            elif k < end:
                subject = self._clauses.sense(lower, k, end, "people", "subject")
                hit = self._clauses.sense(lower, k, end, "people", "object")
                if subject and subject[1].form in ("past", "base") and (items or past):
                    status = subject[1].status
                elif hit and hit[1].form in ("past", "part"):
                    status = hit[1].status
        ends = follow in (",", ".", ";", "and", "or", ")", "in", "on", "at", "near", "—", "–", "as", "during", "after", "while", "from", "when", "with", ":", "to", "more", "but") or follow in QUOTES or k >= end
        if status is None and ends:
            status = self._left_status(reading, phrase, first)
        if status is None:
            return None
        if status == "toll":
            status = "killed"
            if before is None or before.status not in ("killed", "casualties") or before.type == "equipment":
                before = None
        if status == "numbered":
            counted = self._numbered_noun(reading, phrase, first)
            if counted is not None:
                slot.type = counted.types[0]
                return Item(phrase, slot, counted.unit, slot.type, state=counted.state or "strength", rule="count-numbered")
        if status in ("strength", "numbered") and (before is None or before.slot.first < first):
            return None
        if before is not None and self._near(reading, before, phrase):
            slot.type = before.type
            return Item(phrase, slot, before.unit, before.type, state=status if status != "numbered" else "strength", side=before.side, antecedent=before, rule="count-bare")
        return Item(phrase, slot, "people", "people", state=status, rule="count-bare")

    @staticmethod
    def _near(reading: Reading, before: Item, phrase: Phrase) -> bool:
        return reading.sentence_index(phrase.first) - reading.sentence_index(before.slot.first) <= 2

    def _numbered_noun(self, reading: Reading, phrase: Phrase, first: int) -> Noun | None:
        """Give the noun that "... forces numbered 36,000" or "the number of deserters was 10,000" counts."""
        lower = reading.lower
        for k in range(phrase.first - 1, max(first, phrase.first - 15) - 1, -1):
            hit = self._nouns.at(lower, k, phrase.first)
            if hit and not hit[1].never and hit[1].plural is not False and hit[0] == k + 1:
                return hit[1]
        return None

    def _left_status(self, reading: Reading, phrase: Phrase, first: int) -> str | None:
        """Give what the verb or noun right before a bare number says: "wounding six", "the toll rose to 52"."""
        lower = reading.lower
        k = phrase.first - 1
        if k < first:
            return None
        hit = self._clauses.sense(lower, k, k + 1, "people", "object")
        if hit and hit[1].status in ("killed", "wounded", "captured", "detained", "released", "abducted", "displaced", "evacuated") and not hit[1].own:
            return hit[1].status
        if lower[k] in ("to", "at", "from", "of", "is", "was", "between"):
            window = lower[max(first, k - 9) : k]
            if any(w in ("toll", "death-toll", "tally") for w in window) or ("number" in window and any(w in _TOLLS for w in window)):
                return "toll"
            if "number" in window or "numbers" in window or "strength" in window:
                return "numbered"
        if lower[k] == "of" and k > first:
            nominal = self._clauses.nominal(lower[k - 1])
            if nominal in ("killed", "wounded", "captured"):
                return nominal
        if lower[k] in ("to", "from") and any(w.startswith(("rais", "increas", "reduc", "fell", "fall", "rose", "ris", "grew", "cut", "revis", "expand", "boost")) for w in lower[max(first, k - 14) : k]):
            return "numbered"
        if lower[k] in _NUMBERED:
            return "numbered"
        return None

    # -- what kind ---------------------------------------------------------------------------------------------------

    def _type(
        self, reading: Reading, phrase: Phrase, sides: Sides, end: int, items: Sequence[Item], past: Sequence[Item]
    ) -> str | None:
        noun = phrase.noun
        if noun is None:
            return None
        types = noun.types
        lower = reading.lower
        inner = lower[phrase.inner : phrase.head]
        if "equipment" in types and len(types) > 1:
            # "Tu-22 bombers" are machines, "suicide bombers" are men.
            models = any(any(c.isdigit() for c in w) for w in inner) or any(w in ("strategic", "heavy", "jet", "dive", "stealth", "attack", "strike", "long", "range") for w in inner)
            return "equipment" if models or noun.unit in ("tanker", "transport") else types[0]
        if noun.formation and "troops" in types:
            if phrase.quantity.value == 1 and not phrase.quantity.strong:
                return None
            if noun.unit in ("front", "banner", "column", "unit", "contingent") and not self._is_military(inner, sides, phrase):
                return None
            if noun.unit == "army" and not phrase.quantity.strong:
                return None
        if noun.unit == "piece" and lower[phrase.head + 1 : phrase.head + 2] == ["of"]:
            tail = lower[phrase.head + 2 : phrase.head + 6]
            if not any(w in ("equipment", "artillery", "ordnance", "armor", "armour", "hardware", "weaponry", "ammunition") for w in tail):
                return None
        if noun.either and ("troops" in types or "people" in types):
            return self._either(reading, phrase, sides, end, inner, items, past)
        if "troops" in types and any(w in ("civilian", "police-trained") for w in inner):
            return "people"
        return types[0]

    @staticmethod
    def _story(items: Sequence[Item], past: Sequence[Item]) -> str | None:
        """Give the type of the dead and wounded that the article has counted lately, where it is one type only."""
        types = {i.type for i in (*past, *items) if i.status in ("killed", "wounded", None) and i.type != "equipment"}
        return types.pop() if len(types) == 1 else None

    def _is_military(self, inner: Sequence[str], sides: Sides, phrase: Phrase) -> bool:
        if any(w in self._nouns.military for w in inner):
            return True
        return bool(sides.within(phrase.inner, phrase.head)) or any(w[:1].isdigit() for w in inner)

    def _either(
        self,
        reading: Reading,
        phrase: Phrase,
        sides: Sides,
        end: int,
        inner: Sequence[str],
        items: Sequence[Item],
        past: Sequence[Item],
    ) -> str:
        lower = reading.lower
        noun = phrase.noun
        if noun is None:
            return "people"
        if any(w in self._nouns.civil for w in inner):
            return "people"
        if any(w in self._nouns.military for w in inner):
            return "troops"
        parties = sides.within(phrase.inner, phrase.head)
        if any(m.kind == "armed_group" for m in parties):
            return "troops"
        if lower[phrase.end : phrase.end + 1] == ["of"]:
            tail = lower[phrase.end + 1 : min(end, phrase.end + 7)]
            for j in range(phrase.end + 1, min(end, phrase.end + 7)):
                hit = self._nouns.at(lower, j, end)
                if hit and "troops" in hit[1].types and not hit[1].either:
                    return "troops"
            if any(w in ("parliament", "congress", "family", "families", "community", "staff", "public") for w in tail):
                return "people"
        if noun.unit in ("casualty", "loss", "death", "fatality", "injury", "body", "corpse"):
            if noun.unit in ("death", "fatality", "injury", "corpse") and self._story(items, past) == "troops":
                return "troops"
            if parties:
                return "troops" if noun.unit in ("casualty", "loss") else "people"
            return "troops" if noun.unit == "loss" else "people"
        if noun.unit == "woman":
            included = phrase.first >= 1 and lower[phrase.first - 1] in ("including", "and")
            return "troops" if included and items and items[-1].type == "troops" and lower[phrase.first - 1] == "including" else "people"
        if noun.unit == "man" and any(w in ("women", "villagers", "village", "elderly", "boys") for w in lower[phrase.end : phrase.end + 5]):
            return "people"
        return "troops" if noun.unit in _TROOPS_BY_DEFAULT else "people"

    # -- status and side ---------------------------------------------------------------------------------------------

    def _resolve(self, reading: Reading, items: list[Item], sides: Sides, first: int, end: int) -> list[Item]:
        slots = [item.slot for item in items]
        kept: list[Item] = []
        for item in items:
            item.ruling = self._clauses.rule(reading, item.slot, slots, first, end)
            if item.unit in ("casualty", "loss") and item.type == "people" and item.ruling and item.ruling.role == "object":
                if self._nouns.civil.isdisjoint(reading.lower[item.phrase.inner : item.phrase.head]):
                    item.type = item.slot.type = "troops"
            item.status = self._status(item)
            if item.status is None:
                continue
            if item.phrase.form == "people" and item.status in ("captured", "surrendered", "deserted", "deployed"):
                item.type = item.slot.type = "troops"
            if item.type == "people" and item.status not in _CONFLICT:
                continue
            item.side = self._side(reading, item, sides, first, end)
            kept.append(item)
        return kept

    @staticmethod
    def _status(item: Item) -> str | None:
        ruling = item.ruling
        status = ruling.status if ruling else None
        if item.rule == "count-bare" and item.state:
            if item.state == "strength" and status in ("killed", "wounded", "captured", "casualties"):
                return "strength"
            return item.state
        if item.state and (status is None or status in ("strength", "casualties", "other", "deployed", "launched") or item.state == "casualties"):
            if item.state == "deployed" and status is not None:
                return status
            return item.state
        if item.phrase.noun is not None and item.phrase.noun.unit in ("body", "corpse"):
            return "killed"
        if status is not None:
            return status
        if item.antecedent is not None and item.antecedent.status and item.rule == "count-others":
            return item.antecedent.status
        if item.type == "people":
            return None
        return "strength"

    def _side(self, reading: Reading, item: Item, sides: Sides, first: int, end: int) -> str | None:
        phrase = item.phrase
        if item.side:
            return item.side
        named = sides.in_phrase(phrase.first, phrase.end) or sides.behind(phrase.end, end) or sides.before(phrase.first, first)
        if named:
            return named
        if item.type == "people":
            return None
        lower = reading.lower
        ruling = item.ruling
        owned = any(w in ("its", "their", "his") for w in lower[phrase.first : phrase.end])
        if ruling and (ruling.own and not ruling.passive):
            subject = sides.subject(ruling.word, first)
            if subject:
                return subject
        if owned:
            subject = sides.subject(phrase.first, first)
            if subject:
                return subject
        unit = item.unit
        if item.type == "equipment":
            if ruling and ruling.role == "subject":
                return None
            actor = sides.subject(ruling.word, first) if ruling and ruling.role == "object" and not ruling.own and not ruling.passive else None
            return sides.latest(phrase.first, unlike=actor, reach=60) if actor is None else sides.latest(phrase.first, unlike=actor)
        return sides.by_noun(unit, phrase.first, first, ruling)

    @staticmethod
    def _fact(reading: Reading, item: Item) -> CountFact:
        q = item.phrase.quantity
        first, end = item.phrase.first, item.phrase.end
        start, stop = reading.starts[first], reading.end(end - 1)
        reading.take(first, end)
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


def _shares_noun(reading: Reading, quantity: Quantity, following: Quantity, nouns: Nouns) -> bool:
    """Tell whether a number takes the noun of the next: "two out of six rockets", "one American and one British soldier"."""
    between = reading.lower[quantity.end : following.first]
    if between in (["out", "of"], ["out", "of", "the"], ["of", "the"], ["of", "its"], ["of", "their"]):
        return True
    if not 1 <= len(between) <= 4 or between[-1] not in ("and", "or", ","):
        return False
    return len(between) > 1 and not any(
        nouns.at(between, j, len(between)) or not w[0].isalpha() for j, w in enumerate(between[:-1]) if w != "-"
    ) and not (_status_word(between[0]))


def _status_word(word: str) -> bool:
    return word in ("dead", "killed", "wounded", "injured", "missing", "in", "at", "on", "were", "was", "captured", "others", "more", "from", "hurt", "of")


__all__ = ["CountFinder", "Item"]
_ = JOINERS
