"""Numbers without a noun of their own: "killing four", "12 dead", "the toll rose to 52", "forces numbered 36,000".

Such a number is read only where a word of loss or of number stands right beside it; its noun is that of what was
counted before it, or people.
"""

from __future__ import annotations

from collections.abc import Sequence

from conflictfacts.context.clauses import ADVERBS, BE, HAVE, PREPOSITIONS, QUOTES, Clauses, Slot
from conflictfacts.counts.kinds import Item
from conflictfacts.counts.nouns import Noun, Nouns
from conflictfacts.counts.phrases import Phrase
from conflictfacts.lexicon import Lexicon
from conflictfacts.numbers import Quantity
from conflictfacts.reading import Reading

_BULLETS = frozenset({"-", "–", "—", "•", "*"})
_LIST_LINE = 16
_WINDOW = 30  # tokens: how far before a bare number "the number of" or "the toll" may stand
_FATES = frozenset({"killed", "wounded", "captured", "detained", "released", "abducted", "displaced", "evacuated"})
_CASUALTY = frozenset({"killed", "wounded", "casualties", "missing"})
_MACHINE_FATES = frozenset({"destroyed", "other", "shot_down", "captured"})
_MEN_ONLY = frozenset({"killed", "wounded", "casualties", "missing", "detained", "abducted", "displaced", "deserted"})


class BareNumbers:
    """Reads bare numbers, with the words of the ``verbs`` table."""

    def __init__(self, lexicon: Lexicon, clauses: Clauses, nouns: Nouns) -> None:
        words = lexicon.table("grammar")["bare"]
        self._clauses = clauses
        self._nouns = nouns
        self._predicate = clauses.predicate
        self._numbered = frozenset(words["numbered"])
        self._figures = frozenset(words["figures"])
        self._tolls = frozenset(words["tolls"])
        self._changes = tuple(words["changes"])
        self._brought = frozenset(words["brought"])
        self._came = frozenset(words["came"])
        self._put = frozenset(words["put"])
        self._ends_at = frozenset(words["ends"])
        self._services = frozenset(words["services"])
        self._admitting = frozenset(words["admitting"])
        self._collectives = frozenset(words["collectives"])
        self._elided_verbs = frozenset(words["elided"])

    def item(
        self, reading: Reading, phrase: Phrase, items: Sequence[Item], past: Sequence[Item], first: int, end: int
    ) -> Item | None:
        """Give the item of a bare number in the sentence ``first``..``end``.

        ``items`` are those of this sentence so far, ``past`` some of earlier ones. Where fighters and others have been
        counted lately, dead of an earlier sentence say nothing of these.
        """
        before = last_counted([i for i in items if not _included(reading, i)] or items, past, machines=True)
        mixed = len({i.type for i in (*past, *items) if i.type != "equipment"}) > 1
        if phrase.quantity.value == 1 and reading.lower[phrase.first - 1] in ("the", "only", "this", "that", "each"):
            return None
        slot = Slot(phrase.first, phrase.end, "people")
        if phrase.quantity.strong:
            slot.type = "troops"
            return Item(phrase, slot, "troop", "count-strong", state="strength")
        total = self._summed(reading, phrase, slot, items, first)
        if total is not None:
            return total
        if before is None and reading.lower[first] == "of" and self._of_collective(reading.lower, first):
            before = Item(phrase, Slot(first, first + 1, "troops"), "man", "count-bare")
        ahead = self._number_of(reading, phrase, end)
        if ahead is not None:
            return self._of_noun(phrase, slot, *ahead)
        status = self._behind(reading, phrase, end, before)
        numbered = self._numbered_noun(reading, phrase, first)
        if status in _CASUALTY and numbered is not None and numbered[0].unit in ("loss", "casualty"):
            # "the army's losses came to 400 dead": the dead are the army's
            slot.type = "troops"
            return Item(phrase, slot, numbered[0].unit, "count-numbered", state=status)
        machine = next((i for i in reversed((*past, *items)) if i.type == "equipment"), None)
        if status is None and machine is not None and machine is not before:
            status = self._behind(reading, phrase, end, machine)
            if status in _MACHINE_FATES - {"other"}:
                before = machine  # "six barges set out, but two were sunk"
            else:
                status = None
        if status is None and self._ends(reading, phrase.end, end):
            status = self._ahead(reading, phrase, before, first)
        if status is None:
            return self._elided(reading, phrase, slot, before, first, end) or self._listed(reading, phrase, first, end)
        if status in ("numbered", "toll", "figure") and numbered is not None:
            counted, state, named = numbered
            machines = "equipment" in counted.types
            if named or (status == "numbered" and (not machines or before is None)):
                return self._of_noun(phrase, slot, counted, state or ("killed" if status == "toll" else None))
        if status == "lost":
            slot.type = "troops"
            return Item(phrase, slot, "man", "count-bare", state="killed")
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
        if before is not None and before.type == "equipment" and status in _MEN_ONLY:
            before = last_counted(items, past, machines=False)
            before = None if before is not None and before.type == "equipment" else before
        if before is not None and before.slot.first < first and status not in ("strength", "numbered") and mixed:
            before = None
        owned = self._owned(reading, phrase, first)
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

    def _of_collective(self, lower: Sequence[str], first: int) -> bool:
        """Tell whether a sentence begins "Of the garrison, ..."."""
        return not self._collectives.isdisjoint(lower[first + 1 : first + 4])

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

    def _owned(self, reading: Reading, phrase: Phrase, first: int) -> str | None:
        """Give the unit of dead whom an army owns: "admitted 850 dead", "Officers: 12 killed", "its dead at 16"."""
        lower = reading.lower
        k = phrase.first - 1
        if k < first:
            return None
        if lower[k] in self._admitting:
            return "man"
        if lower[k] == "at" and not {"own", "its", "their", "his", "our"}.isdisjoint(lower[max(first, k - 3) : k]):
            return "man"
        if lower[k] == ":" and k > first:
            if lower[max(first, k - 3) : k] == ["rank", "and", "file"]:
                return "man"
            hit = self._nouns.at(lower, k - 1, k)
            return hit[1].unit if hit and hit[1].plural and hit[1].types == ("troops",) else None
        return None

    @staticmethod
    def _of_noun(phrase: Phrase, slot: Slot, noun: Noun, state: str | None) -> Item:
        """Make an item of a number whose noun stands apart: "the number of deserters rose to 300"."""
        slot.type = "troops" if noun.unit in ("loss", "casualty") else noun.types[0]
        slot.thrown = noun.thrown
        state = state or noun.state or ("launched" if noun.thrown else "strength")
        if slot.type == "people" and state == "strength":
            state = "other"
        return Item(phrase, slot, noun.unit, "count-numbered", state=state)

    def _number_of(self, reading: Reading, phrase: Phrase, end: int) -> tuple[Noun, str | None] | None:
        """Read a number that stands before what it counts: "brings to 64 the number of airmen killed"."""
        lower = reading.lower
        k = phrase.end
        if k + 3 >= end or lower[k] != "the" or lower[phrase.first - 1] not in ("to", "at"):
            return None
        j = next((j for j in range(k + 1, k + 4) if lower[j] == "of"), None)
        if j is None or self._figures.isdisjoint(lower[k + 1 : j]):
            return None
        for i in range(j + 1, min(end, j + 7)):
            hit = self._nouns.at(lower, i, end)
            if hit and hit[1].plural is not False and not hit[1].never:
                return hit[1], self._fate(lower, hit[0], min(end, hit[0] + 4))
        return None

    def _fate(self, lower: Sequence[str], k: int, stop: int) -> str | None:
        for j in range(k, stop):
            status = self._predicate.get(lower[j])
            if status is None and lower[j].endswith(("ed", "en")):
                hit = self._clauses.sense(lower, j, stop, "people", "object")
                status = hit[1].status if hit and hit[1].status in _FATES else None
            if status:
                return status
        return None

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
        if k >= end or lower[k - 1] == "one" or phrase.quantity.value == 1:
            return None
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

    def _ends(self, reading: Reading, k: int, end: int) -> bool:
        return (
            k >= end
            or reading.lower[k] in self._ends_at
            or reading.lower[k] in QUOTES
            or bool(reading.taken[k])
            or reading.sentence_of(k).first == k
        )

    def _behind(self, reading: Reading, phrase: Phrase, end: int, before: Item | None) -> str | None:
        """Give what stands behind the number: "dead", "were wounded", "remained", "that were captured"."""
        lower = reading.lower
        k = phrase.end
        vague = phrase.quantity.modifier == "vague"
        if k < end - 1 and lower[k] in ("that", "who", "which") and lower[k + 1] in BE:
            k += 1
        if k >= end:
            return None
        if lower[k] in self._predicate:
            return self._clauses.both(lower, k, self._predicate[lower[k]])
        j = k
        while j < end and (lower[j] in BE or lower[j] in HAVE or lower[j] in ADVERBS or lower[j].endswith("ly")):
            j += 1
        if j >= end:
            return None
        if j > k and j + 1 < end and lower[j + 1] in self._predicate and lower[j] in self._brought:
            return self._predicate[lower[j + 1]]
        if lower[j] in ("left", "alive") and j > k:
            return "strength" if before is not None else None
        if lower[j].startswith("remain") and j + 1 < end and lower[j + 1] in self._predicate:
            return self._predicate[lower[j + 1]]
        if j > k and lower[j] in self._predicate:
            return self._clauses.both(lower, j, self._predicate[lower[j]])
        type = before.type if before is not None else "people"
        done = self._clauses.sense(lower, j, end, type, "object")
        doing = self._clauses.sense(lower, j, end, type, "subject")
        if done and done[1].past and (lower[j - 1] in BE or j == k or lower[j - 1] in ADVERBS):
            return self._clauses.both(lower, j, done[1].status_of(type))
        if doing and doing[1].status == "strength" and type == "people":
            return None
        if doing and doing[1].form in ("past", "base") and (before is not None or j > k or vague):
            return doing[1].status
        return None

    def _ahead(self, reading: Reading, phrase: Phrase, before: Item | None, first: int) -> str | None:
        """Give what the verb or noun before a bare number says: "wounding six", "the toll rose to 52"."""
        lower = reading.lower
        k = phrase.first - 1
        if k < first:
            return None
        if lower[k] == "at" and k > first and lower[k - 1] in self._predicate:
            return self._predicate[lower[k - 1]]  # "put their own dead at 20"
        if before is not None and before.type == "equipment":
            done = self._clauses.sense(lower, k, k + 1, "equipment", "object")
            if done and done[1].past and done[1].status in _MACHINE_FATES:
                return done[1].status
        parted = self._clauses.parted(lower, k, phrase.end, len(lower), "troops")
        if parted and parted.frame == "object" and parted.status in _FATES:
            # "took seven prisoner", "left 12 dead"
            return parted.status
        hit = self._clauses.sense(lower, k, k + 1, "people", "object")
        if hit and hit[1].status in _FATES:
            return "lost" if hit[1].own else hit[1].status
        while k > first and lower[k] in QUOTES:
            k -= 1
        window = lower[max(first, k - _WINDOW) : k]
        if lower[k] in ("to", "at", "from", "of", "is", "was", "are", "were", "between", "past"):
            if "toll" in window:
                return "toll"
            if "number" in window[-14:] and not self._tolls.isdisjoint(window[-14:]):
                return "toll"
            if not {"number", "numbers", "strength"}.isdisjoint(window[-10:]):
                return "numbered" if window[-1:] != ["number"] else "figure"
            if lower[k] in ("to", "at") and not self._figures.isdisjoint(window[-4:]):
                return "figure"
            if k > first and (
                (lower[k] == "to" and lower[k - 1] in self._came)
                or (lower[k] == "at" and not self._put.isdisjoint(window[-10:]))
            ):
                return "numbered"
        if lower[k] == "of" and k > first:
            nominal = self._clauses.nominal(lower[k - 1])
            if nominal in ("killed", "wounded", "captured"):
                return nominal
            if nominal == "lost":
                return "numbered"
        if lower[k] in ("to", "from") and any(w.startswith(self._changes) for w in window[-14:]):
            return "numbered"
        return "numbered" if lower[k] in self._numbered else None

    def _numbered_noun(self, reading: Reading, phrase: Phrase, first: int) -> tuple[Noun, str | None, bool] | None:
        """Give the noun that "... forces numbered 36,000" or "the number of deserters was 10,000" counts, and its fate.

        The third value tells that the noun is named as what is numbered ("the number of", "losses"); a noun that only
        stands before ("rebels put the toll at 40") is not. Losses go before all else.
        """
        lower = reading.lower
        floor = max(first, phrase.first - 16)
        back = range(phrase.first - 1, floor - 1, -1)
        mark = next((k for k in back if lower[k] in self._figures or lower[k] == "toll"), -1)
        nearest: tuple[Noun, str | None, bool] | None = None
        for k in back:
            hit = self._nouns.at(lower, k, phrase.first)
            if nearest is None and lower[k] in self._collectives:
                nearest = self._nouns.man, None, True
            if not hit or hit[1].never or hit[1].plural is False or hit[1].formation:
                continue
            loss = hit[1].unit in ("loss", "casualty")
            if loss or nearest is None:
                named = loss or (0 <= mark < k and lower[mark + 1] == "of")
                fate = self._predicate.get(lower[k - 1]) if k > first else None
                nearest = hit[1], fate or self._fate(lower, hit[0], phrase.first), named
            if loss:
                break
        return nearest

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


def shares_noun(reading: Reading, quantity: Quantity, following: Quantity, nouns: Nouns) -> bool:
    """Tell whether a number takes the noun of the next: "two out of six rockets", "3 Afghan and 2 British soldiers"."""
    between = reading.lower[quantity.end : following.first]
    if between in (["out", "of"], ["out", "of", "the"], ["of", "the"], ["of", "its"], ["of", "their"], ["of"]):
        return True
    if not 2 <= len(between) <= 4 or between[-1] not in ("and", "or", ","):
        return False
    if between[0] in _NO_ADJECTIVE or (len(between[0]) > 4 and between[0].endswith("s") and between[-2][-1:] == "s"):
        return False
    return all(
        w == "-" or (w[0].isalpha() and not nouns.at(between, j, len(between))) for j, w in enumerate(between[:-1])
    )


_NO_ADJECTIVE = frozenset(
    "dead killed wounded injured missing in at on were was captured others more from hurt of to by for with".split()
)


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
