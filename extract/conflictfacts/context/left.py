"""The look to the left of a counted phrase: the verb or noun that it is the object of.

Lists are walked through, so that "killed four soldiers and two officers" counts for both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from conflictfacts.context.grammar import (
    ADVERBS,
    BE,
    DETERMINERS,
    HAVE,
    JOINERS,
    PREPOSITIONS,
    QUOTES,
    RECEIVERS,
    RELATIVES,
    SAID,
    STOPS,
    hyphened,
)  # fmt: skip
from conflictfacts.context.slots import Ruling, Slot
from conflictfacts.context.verbs import Verbs
from conflictfacts.lexicon import Lexicon
from conflictfacts.reading import Reading

_REACH = 14
_MOVES = frozenset({"deployed", "withdrawn", "displaced", "captured"})
_BEFORE_ING = frozenset({"while", "when", "reported", "reportedly", "allegedly", "thereby"})
_INCLUDE = frozenset({"include", "includes", "included", "comprise", "comprises", "comprised", "contained"})
_ORDER = frozenset({"last", "first", "remaining", "final", "next"})
_PUT_AT = 10  # tokens between "losses" and their figure: "put the enemy's losses at 2,000 men"
_SURRENDER = 40  # tokens before "handing over" in which somebody may have surrendered
_WAY = 12  # tokens between "landed" and "with 900 men"
_LED = frozenset({"deployed", "withdrawn"})
_LEFT = frozenset({"leave", "leaves", "leaving", "left"})  # "left Gao with 700 men": to go back or to go on
_CARRIED = frozenset({"off", "away"})
Anchor = Callable[[Reading, Slot, Slot, Sequence[Slot], int, int], Ruling | None]


class LeftLook:
    """Finds what a phrase is the object of."""

    def __init__(self, lexicon: Lexicon, verbs: Verbs, anchor: Anchor) -> None:
        """``anchor`` rules on a slot as on the phrase that it goes with ("36 people, including two women")."""
        clause = lexicon.table("grammar")["clause"]
        self._verbs = verbs
        self._anchor = anchor
        self._giving = frozenset(clause["giving"])
        self._handing = frozenset(lexicon.table("numbers")["particles"]["over"])
        self._amounts = frozenset(clause["amounts"])
        self._group_adjectives = frozenset(clause["group_adjectives"])

    def look(self, reading: Reading, slot: Slot, slots: Sequence[Slot], first: int, end: int) -> Ruling | None:
        """Walk left from the phrase to its verb, or to a word that shows that it has none."""
        lower = reading.lower
        by_end = {s.end: s for s in slots}
        k = slot.first - 1
        joined = steps = 0
        while k >= first and steps < _REACH:
            steps += 1
            word = lower[k]
            if k + 1 in by_end and joined:
                k = by_end[k + 1].first - 1
                joined = 0
                continue
            if word == "including":
                return self._included(reading, slot, slots, k, first, end)
            if word == "them" and k > first and lower[k - 1] in ("among", "amongst"):
                return self._included(reading, slot, slots, k - 1, first, end)
            start = None if hyphened(reading, k) else self._verbs.ending_at(lower, k, first)
            if start is None and word in self._verbs and k == slot.first - 1:
                start = k if self._verbs.parted(lower, k, k + 1, slot.end, end, slot.type) else None
            if start is not None:
                ruling = self._object(lower, start, k + 1, first, end, slot)
                if ruling:
                    return ruling
                if not joined:
                    return None
            if word == "of":
                found = self._of(reading, k, first, end, slot)
                if isinstance(found, int):
                    k = found
                    continue
                if found or not joined:
                    return found
                k -= 1
                continue
            if word in BE and (k == slot.first - 1 or joined):
                return self._inverted(lower, k, first, slot)
            if word in JOINERS:
                joined += word in ("and", ",", "or", "plus")
                k -= 1
                continue
            if word in SAID:
                return None
            if word in DETERMINERS or word in QUOTES or word in ADVERBS or word in _ORDER or word.endswith("ly"):
                k -= 1
                continue
            if word == "by" and slot.thrown and not joined:
                return Ruling("launched", k, "nominal", own=True)  # "was hit by two missiles"
            if word in ("at", "to") and k == slot.first - 1:
                return self._figure(lower, k, first, slot)
            if word == "with":
                beside = self._with(reading, slot, slots, k, first, end)
                if beside or joined:
                    return beside
            if word == "to" and k > first + 1 and lower[k - 2 : k] == ["in", "addition"]:
                return self._anchor(reading, Slot(k, slot.end, slot.type), slot, slots, first, end)
            if word == ":":
                return self._announced(lower, k, first, slot)
            if word in ("as", "well") and k > first and lower[k - 1] in ("well", "as"):
                joined = 1
                k -= 1
                continue
            gift = self._gift(reading, k, first, slot) if not joined and steps <= 6 else None
            if gift:
                return gift
            if joined and k in by_end and word in PREPOSITIONS:
                # "nine drivers from Kessa, six guards": what tells of the first tells of the second.
                k = by_end[k].first - 1
                joined = 0
                continue
            if joined and self._goes_on(word):
                k -= 1
                continue
            return None
        return None

    def _led(self, reading: Reading, k: int, first: int) -> Ruling | None:
        """Read "landed at the port with 900 men": those led share the way. Who marches or attacks with men has them."""
        lower = reading.lower
        for i in range(k - 1, max(first - 1, k - _WAY), -1):
            if lower[i] in STOPS or lower[i] == "," or lower[i] in RELATIVES:
                return None
            if lower[i] not in self._verbs or hyphened(reading, i):
                continue
            hit = self._verbs.sense(lower, i, k, "troops", "subject")
            if hit and hit[1].status in _LED and lower[i] not in _LEFT and not self._verbs.passive(lower, i, first):
                return Ruling(hit[1].status, i, "subject", own=True)
            if hit or self._verbs.sense(lower, i, k, "troops", "object"):
                return None
        return None

    @staticmethod
    def _goes_on(word: str) -> bool:
        """Tell whether a word may stand inside an earlier part of a list."""
        if word in PREPOSITIONS:
            return word not in ("by", "with", "against", "to", "from")
        return word not in STOPS and word not in RELATIVES and word not in BE

    # -- verbs -------------------------------------------------------------------------------------------------------

    def _object(self, lower: Sequence[str], i: int, stop: int, first: int, end: int, slot: Slot) -> Ruling | None:
        """Read the verb at ``i``..``stop`` with the phrase as its object."""
        parted = self._verbs.parted(lower, i, stop, slot.end, end, slot.type)
        hit = self._verbs.sense(lower, i, stop, slot.type, "object")
        verb = parted or (hit[1] if hit and hit[0] == stop else None)
        if verb is None:
            return None
        if lower[i] in ("take", "took", "taken", "takes", "taking") and slot.type == "people" and not parted:
            if stop == i + 1:
                return None
        if verb.status == "supplied" and lower[i] in self._handing and self._gave_up(lower, first, i):
            return Ruling("captured", i, "object")  # "laid down their arms, handing over three guns"
        if lower[i] in _INCLUDE:
            for k in range(i - 1, max(first - 1, i - 5), -1):
                status = self._verbs.predicate.get(lower[k]) or self._verbs.nominal.get(lower[k])
                if status:
                    return Ruling("killed" if status == "lost" else status, k, "nominal")
        if verb.past and self._verbs.passive(lower, i, first):
            return None
        if verb.form in ("base", "third") and i > first and not self._verbs.finite(lower, i, verb.form):
            return None
        if verb.form == "ing" and stop != slot.first and i > first and lower[i - 1] not in _BEFORE_ING:
            if lower[stop] not in DETERMINERS and lower[i - 1] not in PREPOSITIONS | JOINERS | BE:
                return None  # "five firing positions, six guns"
        if i - 2 >= first and lower[i - 1] in ("and", "or") and lower[i - 2] in self._verbs:
            # "wounded and captured two others": the first named; "killed or wounded 30": casualties.
            earlier = self._verbs.sense(lower, i - 2, i - 1, slot.type, "object")
            if earlier and earlier[1].form == verb.form:
                status = earlier[1].status_of(slot.type)
                if status != "other":
                    return Ruling(self._verbs.both(lower, i - 2, status), i - 2, "object", own=earlier[1].own)
        return Ruling(verb.status_of(slot.type), i, "object", own=verb.own)

    def _gave_up(self, lower: Sequence[str], first: int, i: int) -> bool:
        """Tell whether the sentence has said before token ``i`` that somebody surrendered."""
        for k in range(max(first, i - _SURRENDER), i):
            hit = self._verbs.sense(lower, k, i, "troops", "subject") if lower[k] in self._verbs else None
            if hit and hit[1].status == "surrendered":
                return True
        return False

    def _gift(self, reading: Reading, k: int, first: int, slot: Slot) -> Ruling | None:
        """Look past a receiver for a verb with two objects: "sent Ukraine 31 tanks", "cost the invaders 7,000 men"."""
        lower = reading.lower
        i = k
        if lower[k] in RECEIVERS:
            i = k - 1
        elif reading.words[k][0].islower() or reading.upper_case:
            i = next((j for j in range(k - 1, max(first, k - 3), -1) if lower[j] in DETERMINERS), k)
            if i == k:
                return None
        while (
            i >= first
            and k - i < 6
            and (reading.words[i][0].isupper() or lower[i] in DETERMINERS or lower[i] in ("and", "'s", "-"))
        ):
            i -= 1
        if i >= first and lower[i] in self._giving:
            hit = self._verbs.sense(lower, i, i + 1, slot.type, "object")
            if hit is None:
                return None
            status = hit[1].status_of(slot.type)
            return Ruling("supplied" if status == "deployed" and slot.type == "equipment" else status, i, "object")
        return None

    def _announced(self, lower: Sequence[str], k: int, first: int, slot: Slot) -> Ruling | None:
        """Read a list behind a colon by the verb before it: "Troops of three nations have landed: 500 Britons, ..."."""
        for i in range(k - 1, first - 1, -1):
            if lower[i] in self._verbs and lower[i] not in HAVE:
                for frame in ("object", "subject"):
                    hit = self._verbs.sense(lower, i, k, slot.type, frame)
                    if hit and (frame == "subject" or hit[1].form != "base"):
                        return Ruling(hit[1].status_of(slot.type), i, "subject")
        return None

    def _inverted(self, lower: Sequence[str], k: int, first: int, slot: Slot) -> Ruling | None:
        """Read "Trapped inside are 800 civilians" and "Among the dead were 12 children"."""
        there = next((i for i in range(first, min(first + 3, k)) if lower[i] in ("inside", "aboard")), None)
        for i in range(max(first, k - 9), k):
            if lower[i] in self._verbs.predicate and slot.type != "equipment":
                return Ruling(self._verbs.predicate[lower[i]], i, "object", passive=True)
            if self._verbs.nominal.get(lower[i]) in ("lost", "killed", "wounded", "captured"):
                # "Losses during the war were three tanks": of whom they are, "of" tells elsewhere.
                return Ruling(self._nominal_status(lower[i], slot.type), i, "nominal")
            hit = self._verbs.sense(lower, i, k, slot.type, "object")
            if hit and hit[1].past and (i <= first + 1 or lower[i - 1] in ("those", "items", "weapons", "men")):
                return Ruling(hit[1].status_of(slot.type), i, "object", passive=True)
        if there is not None and not slot.thrown:
            return Ruling("other" if slot.type == "people" else "strength", there, "subject")
        return None

    def _figure(self, lower: Sequence[str], k: int, first: int, slot: Slot) -> Ruling | None:
        """Read a figure of losses: "put the enemy's losses at 2,000 men", "its losses came to 30 tanks"."""
        for i in range(k - 1, max(first - 1, k - _PUT_AT), -1):
            if lower[i] in STOPS or lower[i] == ",":
                return None
            if lower[i] in ("losses", "loss") or self._verbs.nominal.get(lower[i]) == "captured":
                return Ruling(self._nominal_status(lower[i], slot.type), i, "nominal", own=True)
            if lower[i] == "casualties" and slot.type != "equipment":
                return Ruling("casualties", i, "nominal", own=True)
        return None

    def nominal(self, reading: Reading, slot: Slot, first: int, end: int) -> Ruling | None:
        """Read a noun of happening right before the phrase ("the bodies of 12 guards"), or "no word of 12 guards"."""
        lower = reading.lower
        k = slot.first - 1
        while k > first and lower[k] in DETERMINERS:
            k -= 1
        if k <= first:
            return None
        said = self._verbs.lead(lower, k + 1, first, slot.end)
        if said and slot.type != "equipment":
            return Ruling(said, k, "nominal")
        if lower[k] != "of" or lower[k - 1] not in self._verbs.nominal:
            return None
        found = self._of(reading, k, first, end, slot)
        return found if isinstance(found, Ruling) and found.status != "strength" and found.role == "nominal" else None

    def _verb_before(self, lower: Sequence[str], k: int, first: int, slot: Slot) -> Ruling | None:
        """Give the nearest verb of the clause that could have the phrase as its object."""
        for i in range(k - 1, max(first - 1, k - _REACH - 4), -1):
            if lower[i] in STOPS and lower[i] not in ("—", "–", "--"):
                return None
            if lower[i] in self._verbs and i + 1 < k:
                hit = self._verbs.sense(lower, i, k, slot.type, "object")
                if hit and not (hit[1].past and self._verbs.passive(lower, i, first)):
                    return Ruling(hit[1].status_of(slot.type), i, "object", own=hit[1].own)
        return None

    # -- nouns and small words ---------------------------------------------------------------------------------------

    def _of(self, reading: Reading, k: int, first: int, end: int, slot: Slot) -> Ruling | int | None:
        """Read "the deaths of 12"; an int says where to go on."""
        lower = reading.lower
        noun = lower[k - 1] if k > first else ""
        if noun in self._verbs.nominal and not (slot.thrown and self._verbs.nominal[noun] == "strength"):
            status = self._nominal_status(noun, slot.type)
            if status == "strength":
                return self._group(lower, k, first, end, slot)
            return Ruling(status, k - 1, "nominal", own=self._verbs.nominal[noun] == "lost")
        if noun in self._amounts:
            return k - 2
        if noun in ("and", ",", "or"):
            # "the death of their commander and of 63 men"
            for i in range(k - 2, max(first, k - 22), -1):
                again = self._verbs.nominal.get(lower[i]) if lower[i + 1] == "of" else None
                if again and again not in ("lost", "strength"):
                    return Ruling(again, i, "nominal")
        return None

    def _nominal_status(self, noun: str, type: str) -> str:
        status = self._verbs.nominal[noun]
        if status == "lost" or (type == "equipment" and status in ("killed", "wounded")):
            return "destroyed" if type == "equipment" else "killed"
        return status

    def _group(self, lower: Sequence[str], k: int, first: int, end: int, slot: Slot) -> Ruling:
        """Read "sent a force of 40 men": what became of the group became of the men."""
        group = Ruling("strength", k - 1, "nominal", own=True)
        k -= 2
        while k >= first and (lower[k] in DETERMINERS or lower[k] in ADVERBS or lower[k] in self._group_adjectives):
            k -= 1
        start = self._verbs.ending_at(lower, k, first) if k >= first else None
        ruling = self._object(lower, start, k + 1, first, end, slot) if start is not None else None
        return ruling if ruling and ruling.status in ("deployed", "withdrawn", "destroyed", "supplied") else group

    def _included(
        self, reading: Reading, slot: Slot, slots: Sequence[Slot], k: int, first: int, end: int
    ) -> Ruling | None:
        before = [s for s in slots if s.end <= k and s is not slot]
        if before:
            return self._anchor(reading, before[-1].as_type(slot.type), slot, slots, first, end)
        return self._verb_before(reading.lower, k, first, slot)

    def _with(self, reading: Reading, slot: Slot, slots: Sequence[Slot], k: int, first: int, end: int) -> Ruling | None:
        """Read what stands behind "with": company in a fate, or the weapons of a march or an attack."""
        lower = reading.lower
        if k > first and lower[k - 1] in ("along", "together", "plus"):
            before = [s for s in slots if s.end <= k - 1]
            if before:
                return self._anchor(reading, before[-1].as_type(slot.type), slot, slots, first, end)
        if k > first and lower[k - 1] in self._verbs:
            # "the general was killed with three of his men"
            for frame in ("object", "subject"):
                hit = self._verbs.sense(lower, k - 1, k, slot.type, frame)
                if hit and (frame == "subject" or self._verbs.passive(lower, k - 1, first)) and not slot.thrown:
                    if slot.type == "troops" and hit[1].status == "displaced":
                        return Ruling("strength", k - 1, "object")  # "escaped with a few dozen fighters"
                    return Ruling(hit[1].status_of(slot.type), k - 1, "object", passive=True)
        if slot.type == "troops":
            return self._led(reading, k, first)
        if slot.type != "equipment":
            return None
        if slot.thrown:
            return Ruling("launched", k, "nominal", own=True)
        for i in range(k - 1, max(first - 1, k - 20), -1):
            if lower[i] in STOPS:
                return None
            if lower[i] in _CARRIED and i > first:
                taken = self._verbs.sense((*lower[i - 1 : i + 1], "with"), 0, 3, slot.type, "object")
                if taken and taken[0] == 3:
                    return Ruling(taken[1].status_of(slot.type), i - 1, "object")  # "rode off in khaki with two guns"
            for frame in ("subject", "object"):
                hit = self._verbs.sense(lower, i, end, "troops", frame) if not hyphened(reading, i) else None
                if hit and hit[1].status in _MOVES and not self._verbs.passive(lower, i, first):
                    return Ruling("deployed" if hit[1].status == "displaced" else hit[1].status, i, "subject", own=True)
        return None
