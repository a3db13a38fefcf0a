"""Numbers without a noun of their own: "killing four", "12 dead", "the toll rose to 52", "forces numbered 36,000".

Such a number is read only where a word of loss or of number stands right beside it; its noun is that of what was
counted before it, or people.
"""

from __future__ import annotations

from collections.abc import Sequence

from conflictfacts.context.clauses import ADVERBS, BE, HAVE, PREPOSITIONS, Clauses, Slot
from conflictfacts.counts.around import MACHINE_FATES, Around
from conflictfacts.counts.kinds import Item, story
from conflictfacts.counts.nouns import Noun, Nouns
from conflictfacts.counts.phrases import Phrase
from conflictfacts.lexicon import Lexicon
from conflictfacts.numbers import Quantity
from conflictfacts.reading import Reading

_BULLETS = frozenset({"-", "–", "—", "•", "*"})
_GAP = 6  # tokens between "three men" and the number that shares their verb
_OTHERS = frozenset({"allies", "enemy", "rebels", "defenders", "attackers", "foe", "latter", "others"})
_LOSSES = frozenset({"loss", "losses", "casualties"})
_LIST_LINE = 16
_CASUALTY = frozenset({"killed", "wounded", "casualties", "missing"})
_MEN_ONLY = frozenset({"killed", "wounded", "casualties", "missing", "detained", "abducted", "displaced", "deserted"})


class BareNumbers:
    """Reads bare numbers, with the ``bare`` words of the ``grammar`` table."""

    def __init__(self, lexicon: Lexicon, clauses: Clauses, nouns: Nouns) -> None:
        words = lexicon.table("grammar")["bare"]
        self._predicate = clauses.predicate
        self._around = Around(lexicon, clauses, nouns)
        self._member = nouns.member
        self._services = frozenset(words["services"])
        self._elided_verbs = frozenset(words["elided"])

    def item(
        self,
        reading: Reading,
        phrase: Phrase,
        items: Sequence[Item],
        past: Sequence[Item],
        first: int,
        end: int,
        group: bool = False,
    ) -> Item | None:
        """Give the item of a bare number in the sentence ``first``..``end``, which may name an armed ``group``.

        ``items`` are those of this sentence so far, ``past`` some of earlier ones. Where fighters and others have been
        counted lately, dead of an earlier sentence say nothing of these.
        """
        before = last_counted([i for i in items if not _included(reading, i)] or items, past, machines=True)
        mixed = len({i.type for i in (*past, *items) if i.type != "equipment"}) > 1
        near = [i for i in (*past, *items) if i.type != "equipment" and self._just_before(reading, i, first)]
        if len({i.type for i in near}) == 1 and (
            before is None or before.type in ("equipment", near[-1].type) or not items
        ):
            mixed = False
        if phrase.quantity.value == 1 and reading.lower[phrase.first - 1] in ("the", "only", "this", "that", "each"):
            return None
        slot = Slot(phrase.first, phrase.end, "people")
        if phrase.quantity.strong:
            slot.type = "troops"
            return Item(phrase, slot, "troop", "count-strong", state="strength")
        total = self._summed(reading, phrase, slot, items, first)
        if total is not None:
            return total
        if not items and reading.lower[first] == "of" and self._around.of_collective(reading.lower, first):
            before = Item(phrase, Slot(first, first + 1, "troops"), "man", "count-bare")
        ahead = self._around.number_of(reading, phrase, end)
        if ahead is not None:
            return self._of_noun(phrase, slot, *ahead)
        status = self._around.behind(reading, phrase, end, before)
        numbered = self._around.numbered_noun(reading, phrase, first)
        named = next(
            (
                k
                for k in range(phrase.first - 1, max(first, phrase.first - _LIST_LINE) - 1, -1)
                if reading.lower[k] in _LOSSES
            ),
            first,
        )
        apart = before is None or before.slot.first < named
        if status in _CASUALTY and apart and numbered is not None and numbered[0].unit in ("loss", "casualty"):
            # "the army's losses came to 400 dead": the dead are the army's
            slot.type = "troops"
            return Item(phrase, slot, numbered[0].unit, "count-numbered", state=status)
        machine = next((i for i in reversed((*past, *items)) if i.type == "equipment"), None)
        if status is None and machine is not None and machine is not before:
            status = self._around.behind(reading, phrase, end, machine)
            if status in MACHINE_FATES - {"other"}:
                before = machine  # "six barges set out, but two were sunk"
            else:
                status = None
        if status is None and _gapped(reading, phrase, before, first, end):
            slot.type, slot.thrown = before.type, before.slot.thrown  # type: ignore[union-attr]
            return Item(phrase, slot, before.unit, "count-elided", antecedent=before)  # type: ignore[union-attr]
        if status is None and self._around.ends(reading, phrase.end, end):
            status = self._around.ahead(reading, phrase, before, first)
        if status is None:
            return self._elided(reading, phrase, slot, before, first, end) or self._listed(reading, phrase, first, end)
        if status in ("numbered", "toll", "figure") and numbered is not None:
            counted, state, named = numbered
            machines = "equipment" in counted.types
            if named or (status == "numbered" and (not machines or before is None)):
                spread = self._around.spread(reading.lower, phrase.first - 1)
                state = state or ("killed" if status == "toll" else None)
                return self._of_noun(phrase, slot, counted, state, story(items, past) if spread else None)
        group = group and self._around.numbers(reading.lower, phrase.first - 1)
        if status == "numbered" and numbered is None and group:
            return self._of_noun(phrase, slot, self._member, "strength")  # "the Taliban are said to number 20,000"
        if status == "lost":
            slot.type = "troops"
            return Item(phrase, slot, "man", "count-bare", state="killed")
        if status == "sized" and before is not None:
            slot.type = before.type
            return Item(phrase, slot, before.unit, "count-bare", state="strength", antecedent=before)
        if status == "figure":
            if before is None or reading.sentence_index(first) - reading.sentence_index(before.slot.first) > 1:
                return None
            slot.type = before.type
            return Item(phrase, slot, before.unit, "count-elided", state=before.status, antecedent=before)
        if status in ("strength", "numbered") and (before is None or before.slot.first < first):
            return None
        if status == "toll":
            status = "killed"
            dead = [i for i in (*past, *items) if i.status in ("killed", "casualties", None) and i.type != "equipment"]
            before = dead[-1] if dead and len({i.type for i in dead}) == 1 else None
            mixed = False
        if status == "displaced" and before is not None and before.type == "troops":
            before = None  # soldiers are not displaced
        if (
            status in _CASUALTY
            and before is not None
            and before.type == "troops"
            and _of_civilians(reading, phrase, end)
        ):
            before = None
        if before is not None and before.type == "equipment" and status in _MEN_ONLY:
            before = last_counted([i for i in items if i.type != "equipment"], past, machines=False)
            before = None if before is not None and before.type == "equipment" else before
        if before is not None and before.slot.first < first and status not in ("strength", "numbered") and mixed:
            before = None
        owned = self._around.owned(reading, phrase, first)
        if status in _CASUALTY and owned:
            slot.type = "troops"
            return Item(phrase, slot, owned, "count-bare", state=status)
        if before is not None and reading.sentence_index(phrase.first) - reading.sentence_index(before.slot.first) <= 2:
            slot.type = before.type
            state = "strength" if status == "numbered" else status
            return Item(phrase, slot, before.unit, "count-bare", state=state, antecedent=before)
        if status in ("strength", "numbered"):
            return None
        return Item(phrase, slot, "people", "count-bare", state=status)

    @staticmethod
    def _just_before(reading: Reading, item: Item, first: int) -> bool:
        """Tell whether an item stands in this sentence, which begins at ``first``, or the one before."""
        return reading.sentence_index(first) - reading.sentence_index(item.slot.first) <= 1

    def _summed(self, reading: Reading, phrase: Phrase, slot: Slot, items: Sequence[Item], first: int) -> Item | None:
        """Read the lines of a summary: "Casualties: 540 total (US 300; CS 240)", "- killed, 90"."""
        lower = reading.lower
        k = phrase.first - 1
        if k <= first:
            return None
        if lower[k] == ":" and lower[k - 1] in ("casualties", "losses"):
            slot.type = "troops"
            return Item(phrase, slot, "casualty", "count-listed", state="casualties")
        head = items[0] if items and items[0].rule == "count-listed" else None
        if head is not None and head.unit == "casualty" and reading.words[k].isupper():
            if lower[k - 1] in ("(", ";", ","):
                slot.type = "troops"
                return Item(phrase, slot, "casualty", "count-listed", state="casualties")
        if lower[k] in (",", ":") and lower[k - 1] in self._predicate and (k - 1 == first or lower[k - 2] in _BULLETS):
            slot.type = "troops"
            return Item(phrase, slot, "man", "count-listed", state=self._predicate[lower[k - 1]])
        return None

    @staticmethod
    def _of_noun(phrase: Phrase, slot: Slot, noun: Noun, state: str | None, told: str | None = None) -> Item:
        """Make an item of a number whose noun stands apart: "the number of deserters rose to 300"."""
        lost = noun.unit in ("loss", "casualty") or (noun.unit in ("death", "fatality") and told == "troops")
        slot.type = "troops" if lost else noun.types[0]
        slot.thrown = noun.thrown
        state = state or noun.state or ("launched" if noun.thrown else "strength")
        if slot.type == "people" and state == "strength":
            state = "other"
        return Item(phrase, slot, noun.unit, "count-numbered", state=state)

    def _elided(
        self, reading: Reading, phrase: Phrase, slot: Slot, before: Item | None, first: int, end: int
    ) -> Item | None:
        """Read a number whose noun is left out, since it was said just before.

        Either a predicate follows ("300 went home; more than 9,000 are still in tents"), or the place of another
        part ("800 men in the port and 5,200 in the whole island").
        """
        lower = reading.lower
        if before is None or reading.sentence_index(phrase.first) - reading.sentence_index(before.slot.first) > 1:
            return None
        k = phrase.end
        away = k + 1 < end and lower[k] == "from" and reading.words[k + 1][0].isupper()
        if k >= end or ((lower[k - 1] == "one" or phrase.quantity.value == 1) and not away):
            return None  # but "three peacekeepers from Norvia and one from Dovra"
        sized = phrase.quantity.modifier != "exact" or phrase.quantity.additive or (phrase.quantity.value or 0) >= 10
        same = before.slot.first >= first
        starts = lower[phrase.first - 1] in (",", ";", "and", "but", "while") or phrase.first == first
        j = phrase.first - 1
        while j > first and lower[j] in ADVERBS:
            j -= 1
        whom = lower[j - 1 : j + 1] == ["of", "whom"]
        acts = lower[k] in BE or lower[k] in HAVE or lower[k] in self._elided_verbs
        apart = same and lower[k] in PREPOSITIONS and lower[phrase.first - 1] in ("and", ",")
        if same and lower[k] in PREPOSITIONS and lower[phrase.first - 1] == "including" and lower[k] != "of":
            slot.type, slot.thrown = before.type, before.slot.thrown
            return Item(phrase, slot, before.unit, "count-elided", antecedent=before)
        if not ((acts and sized and (starts or whom)) or (apart and before.type != "equipment" and lower[k] != "of")):
            return None
        slot.type = before.type
        slot.thrown = before.slot.thrown
        return Item(phrase, slot, before.unit, "count-elided", antecedent=before)

    def _listed(self, reading: Reading, phrase: Phrase, first: int, end: int) -> Item | None:
        """Read the line of a list: "- U.S. Marine Reserve, 9,501"."""
        k = phrase.first - 1
        if k <= first or end - first > _LIST_LINE or reading.lower[k] not in (",", ":", "–", "—", "-"):
            return None
        if not any(w in self._services for w in reading.lower[max(first, k - 6) : k]):
            return None
        follow = reading.lower[phrase.end] if phrase.end < end else "-"
        if follow not in ("-", "–", "—", ",", ".", ";", "*", "•"):
            return None
        return Item(phrase, Slot(phrase.first, phrase.end, "troops"), "personnel", "count-listed", state="strength")


def _of_civilians(reading: Reading, phrase: Phrase, end: int) -> bool:
    """Tell whether the sentence goes on to say who the dead are: "160 dead and 900 wounded, most of them civilians"."""
    lower = reading.lower
    for k in range(phrase.end, end):
        if lower[k] in ("mostly", "mainly", "largely") and lower[k + 1 : k + 2] == ["civilians"]:
            return True
        if lower[k] in ("most", "many", "all") and lower[k + 1 : k + 4] in (
            ["of", "them", "civilians"],
            ["of", "whom", "were"],
        ):
            return "civilians" in lower[k + 3 : k + 5]
    return False


def _gapped(reading: Reading, phrase: Phrase, before: Item | None, first: int, end: int) -> bool:
    """Tell whether the verb and the noun are left out: "Norvia lost three men and Dovra one"."""
    if before is None or before.slot.first < first or before.type == "people":
        return False
    lower, words = reading.lower, reading.words
    between = lower[before.slot.end : phrase.first]
    if not 2 <= len(between) <= _GAP or between[0] not in ("and", ",", ";", "while") or reading.upper_case:
        return False
    if any(w in PREPOSITIONS or w in BE or w in HAVE or w[0].isdigit() for w in between):
        return False
    named = words[phrase.first - 1][0].isupper() or lower[phrase.first - 1] in _OTHERS
    return named and (phrase.end >= end or lower[phrase.end] in (".", ",", ";"))


def shares_noun(reading: Reading, quantity: Quantity, following: Quantity, nouns: Nouns) -> bool:
    """Tell whether a number takes the noun of the next: "two out of six rockets", "3 Afghan and 2 British soldiers"."""
    between = reading.lower[quantity.end : following.first]
    if between in (["out", "of"], ["out", "of", "the"], ["of", "the"], ["of", "its"], ["of", "their"], ["of"]):
        return True
    if not 2 <= len(between) <= 4 or between[-1] not in ("and", "or", ","):
        return False
    if between[0] in _NO_ADJECTIVE or between[0] in nouns.phrase.harmed:
        return False
    if len(between[0]) > 4 and between[0].endswith("s") and between[-2][-1:] == "s":
        return False
    return all(
        w == "-" or (w[0].isalpha() and not nouns.at(between, j, len(between))) for j, w in enumerate(between[:-1])
    )


_NO_ADJECTIVE = frozenset("in at on were was others more from of to by for with".split())


def _included(reading: Reading, item: Item) -> bool:
    """Tell whether an item is only part of another: "40 people, including six nuns, died and 70 were hurt"."""
    return item.slot.first > 0 and reading.lower[item.slot.first - 1] == "including"


def last_counted(items: Sequence[Item], past: Sequence[Item], *, machines: bool) -> Item | None:
    """Give the item that "others", "of them" or a bare number goes back to."""
    pool = items or past
    for item in reversed(pool):
        if item.type != "equipment" or machines:
            return item
    return pool[-1] if pool else None
