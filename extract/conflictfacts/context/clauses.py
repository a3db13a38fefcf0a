"""What happened to those counted, read from the clause: which verb governs a phrase, and from which end.

A phrase is looked at from its left (the verb or noun whose object it is: "killed 12 soldiers", "the deaths of 12") and
from its right (the predicate it is the subject of: "12 soldiers were killed", "12 dead"). What neither tells, the list
that the phrase stands in may.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from conflictfacts.context.grammar import (
    ADVERBS,
    BE,
    DETERMINERS,
    HAVE,
    HYPHENS,
    JOINERS,
    MODAL,
    PREPOSITIONS,
    QUOTES,
    RELATIVES,
    STOPS,
)  # fmt: skip
from conflictfacts.context.left import LeftLook
from conflictfacts.context.right import RightLook
from conflictfacts.context.slots import Ruling, Slot
from conflictfacts.context.verbs import Verb, Verbs, recast
from conflictfacts.lexicon import Lexicon
from conflictfacts.reading import Reading

_BETWEEN = JOINERS | DETERMINERS | {"as", "well", "along", "with", "together"}


class Clauses:
    """Reads statuses from clauses, with the words of the ``verbs`` and ``grammar`` tables."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._verbs = Verbs(lexicon)
        self._left = LeftLook(lexicon, self._verbs, self._anchored)
        self._right = RightLook(lexicon, self._verbs)

    # -- words -------------------------------------------------------------------------------------------------------

    @property
    def predicate(self) -> Mapping[str, str]:
        """What adjectives and participles say alone behind a count: "12 dead"."""
        return self._verbs.predicate

    def is_verb(self, lower: Sequence[str], i: int) -> bool:
        """Tell whether a verb of the table may begin at token ``i``."""
        return lower[i] in self._verbs

    def nominal(self, word: str) -> str | None:
        """Give what a noun of happening says of what stands behind its "of": "deaths", "capture"."""
        return self._verbs.nominal.get(word)

    def sense(self, lower: Sequence[str], i: int, end: int, type: str, frame: str) -> tuple[int, Verb] | None:
        """Give the sense of the verb at ``i`` that fits a type of fact and a frame ("object" or "subject")."""
        return self._verbs.sense(lower, i, end, type, frame)

    def ending_at(self, lower: Sequence[str], k: int, first: int, type: str) -> tuple[int, Verb] | None:
        """Give (start, sense) of the verb that ends with token ``k`` and takes an object: "pulled out" 200."""
        start = self._verbs.ending_at(lower, k, first)
        hit = self._verbs.sense(lower, start, k + 1, type, "object") if start is not None else None
        return (start, hit[1]) if start is not None and hit else None

    def parted(self, lower: Sequence[str], i: int, after: int, end: int, type: str) -> Verb | None:
        """Give the sense of the verb at ``i`` whose particle stands at ``after``: "took 12 prisoner"."""
        return self._verbs.parted(lower, i, i + 1, after, end, type)

    def state(self, lower: Sequence[str], i: int, end: int, type: str) -> str | None:
        """Give what a phrase at ``i`` says of its subject: "in need", "under siege"."""
        return self._verbs.state(lower, i, end, type)

    def passive(self, lower: Sequence[str], i: int, first: int) -> bool:
        """Tell whether the participle at ``i`` stands in the passive."""
        return self._verbs.passive(lower, i, first)

    def both(self, lower: Sequence[str], k: int, status: str) -> str:
        """Give "casualties" for "killed or wounded", else the first status named."""
        return self._verbs.both(lower, k, status)

    # -- rulings -----------------------------------------------------------------------------------------------------

    def rulings(self, reading: Reading, slots: Sequence[Slot], first: int, end: int) -> list[Ruling | None]:
        """Give the status of each counted phrase of the sentence ``first``..``end``; None where no word gives one."""
        found = [self._kept(reading, slot, self.rule(reading, slot, slots, first, end)) for slot in slots]
        for n in range(1, len(slots)):
            if found[n] is None and _in_list(reading.lower, slots[n - 1], slots[n]):
                if self._opens_clause(reading, slots[n], slots, end):
                    continue
                found[n] = _as_type(found[n - 1], slots[n].type)
        for n in range(len(slots) - 2, -1, -1):
            ahead = found[n + 1]
            if found[n] is None and ahead and ahead.passive and _in_list(reading.lower, slots[n], slots[n + 1]):
                apart = reading.lower[slots[n].first - 1] == "with"
                if not (apart and self._opens_clause(reading, slots[n + 1], slots, end)):
                    found[n] = _as_type(ahead, slots[n].type)
        return found

    def _kept(self, reading: Reading, slot: Slot, ruling: Ruling | None) -> Ruling | None:
        """Read "used 20 tanks" and "dropped two jeeps": what is no missile is not launched but used, sent or given."""
        if ruling is None or ruling.status != "launched" or slot.thrown or slot.type != "equipment":
            return ruling
        senses = self._verbs.at(reading.lower, ruling.word, slot.first if ruling.word < slot.first else len(reading))
        fits = (v.status for _, v in senses if v.frame == "object" and slot.type in v.types and v.status != "launched")
        return replace(ruling, status=next(fits, "strength"))

    def rule(self, reading: Reading, slot: Slot, slots: Sequence[Slot], first: int, end: int) -> Ruling | None:
        """Give the status of a counted phrase in its sentence ``first``..``end``, or None where no word gives one."""
        lower = reading.lower
        k = slot.first - 1
        while k > first and lower[k] in DETERMINERS:
            k -= 1
        if (k > first and lower[k] == "of" and lower[k - 1] == "out") or (k == first and lower[k] == "of"):
            # "Out of 90 men, 26 were left": the whole is there, the part has a fate.
            state = self._right.look(reading, slot, (slot,), end, first) if slot.type == "people" else None
            there = "other" if slot.type == "people" else "launched" if slot.thrown else "strength"
            return state or Ruling(there, k, "subject")
        told = self._beside(reading, slot, slots, end) or self._left.nominal(reading, slot, first, end)
        if told:
            return told
        if self._opens_clause(reading, slot, slots, end):
            return self._right.look(reading, slot, slots, end, first)
        if self._right.is_subject(reading, slot, end):
            ruling = self._right.look(reading, slot, slots, end, first)
            if ruling:
                return ruling
        return self._left.look(reading, slot, slots, first, end) or self._right.look(reading, slot, slots, end, first)

    def _opens_clause(self, reading: Reading, slot: Slot, slots: Sequence[Slot], end: int) -> bool:
        """Tell whether a phrase behind ", and" has a verb of its own: no verb ahead of it reaches over."""
        joined = slot.first > 1 and reading.lower[slot.first - 2 : slot.first] == [",", "and"]
        return joined and self._right.has_predicate(reading, slot, slots, end)

    def rests(self, reading: Reading, slot: Slot, end: int) -> bool:
        """Tell whether those counted only are somewhere, or do something of no account: "300 more are waiting"."""
        return self._right.rests(reading, slot, end)

    def _beside(self, reading: Reading, slot: Slot, slots: Sequence[Slot], end: int) -> Ruling | None:
        """Read "12 men dead" and "12 men killed": the word right behind the phrase goes before all others."""
        lower = reading.lower
        k = slot.end
        if k >= end:
            return None
        before = lower[max(0, slot.first - 2) : slot.first]
        held = bool(before) and (before[-1] in HAVE or (before[0] in HAVE and before[-1] not in self._verbs))
        if lower[k] == "left" and (held or "with" in before):
            return Ruling("strength", k, "object", own=True)  # "have only 300 men left"
        if held and lower[k] in self._verbs and lower[k] not in self.predicate:
            return self._ordered(reading, slot, slots, end)
        if lower[k] == "with" and slot.type != "equipment" and self._verbs.hurt(lower[k + 1 : k + 4]):
            return Ruling("wounded", k, "object", passive=True)  # "30 people with gunshot wounds"
        if lower[k] not in self.predicate or slot.type == "equipment":
            return None
        if lower[k] in self._verbs and self._right.takes_object(reading, k + 1, end, slots):
            return None
        return Ruling(self.both(lower, k, self.predicate[lower[k]]), k, "object", passive=True)

    def _ordered(self, reading: Reading, slot: Slot, slots: Sequence[Slot], end: int) -> Ruling | None:
        """Read "had four officers shot": what was done to them by order."""
        done = self._verbs.sense(reading.lower, slot.end, end, slot.type, "object")
        if done is None or not done[1].past:
            return None
        if reading.lower[done[0] - 1] not in PREPOSITIONS and self._right.takes_object(reading, done[0], end, slots):
            return None
        return Ruling(done[1].status_of(slot.type), slot.end, "object")

    def _anchored(
        self, reading: Reading, anchor: Slot, slot: Slot, slots: Sequence[Slot], first: int, end: int
    ) -> Ruling | None:
        """Rule on ``anchor`` for ``slot``, which goes with it ("36 people, including two women")."""
        if anchor.first >= slot.first:
            return self._right.look(reading, slot, slots, end, first)
        before = [s for s in slots if s.first <= anchor.first or s.first >= slot.end]
        ruling = self.rule(reading, anchor, before, first, end)
        own = next((s for s in slots if s.first == anchor.first), anchor)
        if ruling is None and own.type != slot.type:
            return _as_type(self.rule(reading, own, before, first, end), slot.type)
        return ruling


def _in_list(lower: Sequence[str], before: Slot, slot: Slot) -> bool:
    between = lower[before.end : slot.first]
    return 0 < len(between) <= 6 and all(w in _BETWEEN for w in between) and not JOINERS.isdisjoint(between)


def _as_type(ruling: Ruling | None, type: str) -> Ruling | None:
    if ruling is None:
        return None
    return Ruling(recast(ruling.status, type), ruling.word, ruling.role, ruling.own, ruling.passive)


__all__ = [
    "ADVERBS", "BE", "DETERMINERS", "HAVE", "HYPHENS", "MODAL", "PREPOSITIONS", "QUOTES", "RELATIVES", "STOPS",
    "Clauses", "Ruling", "Slot", "Verb",
]  # fmt: skip
