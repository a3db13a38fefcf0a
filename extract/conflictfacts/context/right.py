"""The look to the right of a counted phrase: the predicate that it is the subject of ("12 soldiers were killed")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from conflictfacts.context.grammar import (
    ADVERBS,
    BE,
    CLAUSE_HEADS,
    DETERMINERS,
    HAVE,
    JOINERS,
    MODAL,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    STOPS,
    hyphened,
    skip_adverbs,
)  # fmt: skip
from conflictfacts.context.slots import Ruling, Slot
from conflictfacts.context.verbs import Verb, Verbs
from conflictfacts.lexicon import Lexicon
from conflictfacts.reading import Reading

_REACH = 40
_ASIDE = 25
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday yesterday today overnight".split())
_NEW_CLAUSE = CLAUSE_HEADS | frozenset({"as", "with", "he", "she", "they", "it", "yet", "so"})
_FALLS = frozenset({"fall", "falls", "fell", "fallen", "falling"})
_GIVEN = frozenset({"deployed", "supplied"})
_BURST = ("explod", "crash")  # what happens to a car or a helicopter
_FINITE = BE | HAVE | MODAL - {"to"}
_OBJECTS = frozenset({"him", "her", "them", "it", "us", "one", "several"})


class RightLook:
    """Finds what a phrase is the subject of."""

    def __init__(self, lexicon: Lexicon, verbs: Verbs) -> None:
        clause = lexicon.table("grammar")["clause"]
        self._verbs = verbs
        self._copulas = frozenset(clause["copulas"])
        self._undone = frozenset(clause["undone"])
        self._hospitals = frozenset(clause["hospitals"])
        self._asides = frozenset(clause["asides"])

    def is_subject(self, reading: Reading, slot: Slot, end: int) -> bool:
        """Tell whether the words right behind the phrase make it a subject: "two of them surrendered"."""
        lower = reading.lower
        k = skip_adverbs(lower, slot.end, end)
        if k >= end or (slot.first and lower[slot.first - 1] in HAVE):
            return False
        if lower[k] in BE or lower[k] in HAVE or (lower[k] in MODAL and lower[k] != "to"):
            return lower[k] != "'s"
        if self._verbs.state(lower, k, end, slot.type):
            return True
        hit = self._verbs.sense(lower, k, end, slot.type, "subject")
        if hit is None or hit[1].form != "past" or hyphened(reading, k):
            return False
        return self._verbs.sense(lower, k, end, slot.type, "object") is None

    def has_predicate(self, reading: Reading, slot: Slot, slots: Sequence[Slot], end: int) -> bool:
        """Tell whether the phrase opens a clause: "..., and thousands in the region are without power"."""
        lower = reading.lower
        starts = {s.first: s.end for s in slots}
        k = slot.end
        for _ in range(_ASIDE):
            if k >= end or lower[k] in STOPS or lower[k] == "," or lower[k] in RELATIVES or lower[k] in CLAUSE_HEADS:
                return False
            if k in starts and k > slot.first:
                k = starts[k]
                continue
            if lower[k] in BE or lower[k] in HAVE or (lower[k] in MODAL and lower[k] != "to"):
                return lower[k] != "'s" and lower[k - 1] not in JOINERS
            hit = self._verbs.sense(lower, k, end, slot.type, "subject") if lower[k] in self._verbs else None
            if hit and hit[1].form == "past" and not hyphened(reading, k) and lower[k - 1] not in JOINERS:
                return True
            k += 1
        return False

    def rests(self, reading: Reading, slot: Slot, end: int) -> bool:
        """Tell whether "are waiting" or "were in the harbour" follows the phrase."""
        lower = reading.lower
        k = slot.end
        if k >= end or lower[k] not in BE or lower[k] == "'s":
            return False
        k = skip_adverbs(lower, k + 1, end)
        return k < end and (lower[k] in PREPOSITIONS or (lower[k].endswith("ing") and lower[k] not in self._verbs))

    def look(self, reading: Reading, slot: Slot, slots: Sequence[Slot], end: int, first: int) -> Ruling | None:
        """Walk right from the phrase to its predicate, past asides, brackets and the rest of a list."""
        lower = reading.lower
        starts = {s.first: s for s in slots}
        k = slot.end
        steps = joined_at = 0
        relative: Ruling | None = None
        in_relative = listed = relative_object = False
        finite = 0  # verbs of the relative clause so far: "who had signed it were handed back"
        adjacent = True
        while k < end and steps < _REACH:
            steps += 1
            word = lower[k]
            if k in starts and k != slot.first and (listed or lower[k - 1] in JOINERS):
                other = starts[k]
                if other.part and listed:
                    close = _comma(lower, k, end)
                    if close is None:
                        break
                    k = close + 1
                    continue
                if "equipment" in (slot.type, other.type) and slot.type != other.type and lower[k - 1] == "and":
                    if lower[k - 2] == ",":  # "... with two guns, and a few civilians were taken off"
                        return relative
                if lower[k - 2 : k] == [",", "and"] and lower[slot.first - 1] == "with":
                    return relative  # "broke through with five companies, and 300 wounded were brought out"
                k = other.end
                listed, adjacent = False, True
                continue
            if word in STOPS:
                break
            if not in_relative:
                ruling = self._standing(reading, k, slot, end, adjacent)
                if ruling:
                    return ruling
            elif relative is None:
                state = self._verbs.state(lower, k, end, slot.type)
                relative = Ruling(state, k, "subject") if state else None
            if word in HAVE and not in_relative and skip_adverbs(lower, k + 1, end) in starts and k > slot.end - 1:
                return relative or (Ruling("strength", k, "subject") if slot.type == "troops" else None)
            ruling = None if hyphened(reading, k) else self._verb(reading, k, slot, first, end, adjacent, starts)
            if ruling is None and relative_object and relative is None:
                ruling = self._done(reading, k, slot, first)
                relative, ruling = ruling, None
            if in_relative and word in _FINITE and lower[k - 1] not in _FINITE and lower[k - 1] not in ADVERBS:
                finite += 1
            if ruling:
                if in_relative and finite > 1 and ruling.passive and lower[k - 1] in BE:
                    return ruling
                if ruling.passive and not in_relative and k == slot.end and ruling.status in _GIVEN:
                    relative, in_relative = ruling, True  # "two helicopters sent to help were damaged"
                    k += 1
                    continue
                if not in_relative or (relative and ruling.passive and self._verbs.passive(lower, k, first)):
                    return ruling
                if ruling.status != "strength" or relative is None:
                    relative = relative or ruling
                k += 1
                continue
            if word in RELATIVES:
                in_relative, listed, finite = True, False, 0
                relative_object = self._opens_clause(reading, k + 1, end)
            elif word == "(":
                close = next((j for j in range(k, min(end, k + 30)) if lower[j] == ")"), None)
                if close is None:
                    break
                k = close
            elif word == ",":
                nxt = lower[k + 1] if k + 1 < end else ""
                if nxt in self._asides:
                    close = _comma(lower, k + 1, end)
                    if close is None:
                        break
                    k = close
                in_relative = False
                listed = True
                if nxt in _NEW_CLAUSE or (nxt == "and" and lower[k + 2 : k + 3] == ["that"]):
                    break
            elif word in ("and", "or", "plus"):
                listed = True
                in_relative = False
            elif word in CLAUSE_HEADS:
                break
            else:
                listed = listed and word in DETERMINERS
            # "twenty tourists and workers seized": the words behind "and" belong to the phrase still.
            near = k - joined_at <= 3 if joined_at else False
            joined_at = k if word == "and" and adjacent else joined_at
            if word not in ADVERBS and word != "and" and not near:
                adjacent = False
            k += 1
        return relative or self._reduced(reading, slot, first, end)

    # -- states ------------------------------------------------------------------------------------------------------

    def _standing(self, reading: Reading, k: int, slot: Slot, end: int, adjacent: bool) -> Ruling | None:
        """Read states: "12 dead", "lay wounded", "were among those killed", "are in need of food"."""
        lower, verbs = reading.lower, self._verbs
        word = lower[k]
        if (
            word in ("among", "amongst")
            and k + 2 < end
            and lower[k - 1] in BE
            and lower[k + 1] in ("the", "those", "them")
        ):
            for j in (k + 2, k + 3):
                status = verbs.predicate.get(lower[j]) if j < end else None
                if status is None and j < end:
                    hit = verbs.sense(lower, j, end, slot.type, "object")
                    status = hit[1].status_of(slot.type) if hit and hit[1].past else None
                if status:
                    return Ruling(status, j, "object", passive=True)
        if word in _FALLS and k + 1 < end and lower[k + 1] == "into" and "hands" in lower[k + 2 : k + 6]:
            return Ruling("captured", k, "subject")
        state = verbs.state(lower, k, end, slot.type)
        if state:
            return Ruling(state, k, "subject")
        if slot.type == "equipment":
            return None
        if word in verbs.predicate and word not in verbs:
            return Ruling(verbs.both(lower, k, verbs.predicate[word]), k, "object", passive=True)
        if adjacent and word in self._copulas and k + 1 < end and lower[k + 1] in verbs.predicate:
            return Ruling(verbs.predicate[lower[k + 1]], k + 1, "object", passive=True)
        return None

    # -- verbs -------------------------------------------------------------------------------------------------------

    def _verb(
        self,
        reading: Reading,
        k: int,
        slot: Slot,
        first: int,
        end: int,
        adjacent: bool,
        starts: Mapping[int, Slot],
    ) -> Ruling | None:
        """Read the verb at ``k`` as the predicate of the phrase."""
        lower, verbs = reading.lower, self._verbs
        word = lower[k]
        if word not in verbs or word in HAVE:
            return None
        done = verbs.sense(lower, k, end, slot.type, "object")
        if (
            slot.thrown
            and done
            and not verbs.passive(lower, k, first)
            and verbs.sense(lower, k, end, slot.type, "subject")
        ):
            done = None  # "several rockets landed"
        if done and done[1].past and done[1].status == "launched" and not slot.thrown:
            if not verbs.passive(lower, k, first):
                burst = word.startswith(_BURST)  # but "two gunships fired on the village"
                return Ruling("destroyed" if burst else "strength", k, "subject")
        if done and done[1].past:
            status = verbs.both(lower, k, done[1].status_of(slot.type))
            status = self._at_hospital(lower, k, end, status)
            if verbs.passive(lower, k, first):
                return Ruling(self._stationed(lower, k, slot, status), k, "object", passive=True)
            if adjacent and not self._takes_object(reading, done[0], end, starts):
                return Ruling(status, k, "object", passive=True)
        doing = verbs.sense(lower, k, end, slot.type, "subject")
        if doing is not None:
            ruling = self._doing(reading, k, slot, first, end, adjacent, doing)
            if ruling is not None or doing[1].past:
                return ruling
        # A known verb that is not said of this phrase: those counted act.
        acts = any(v.frame == "object" for _, v in verbs.at(lower, k, end))
        if not acts or (not adjacent and lower[k - 1] not in BE | HAVE | MODAL | ADVERBS | {"and"}):
            return None
        if slot.thrown:
            return Ruling("launched", k, "subject")
        return Ruling("strength", k, "subject") if slot.type == "troops" else None

    def _doing(
        self, reading: Reading, k: int, slot: Slot, first: int, end: int, adjacent: bool, doing: tuple[int, Verb]
    ) -> Ruling | None:
        lower, verbs = reading.lower, self._verbs
        stop, verb = doing
        if verb.past and verbs.passive(lower, k, first):
            return None
        if verb.form in ("base", "third"):
            if k > slot.end and lower[k - 1] not in MODAL and lower[k - 1] not in ADVERBS:
                return None
            if lower[k - 1] == "to":
                moves = verb.status in ("deployed", "strength", "withdrawn", "launched")
                if lower[k - 2] in self._undone or (moves and lower[k - 2] not in BE and lower[k - 2] != "due"):
                    return None
        if verb.form == "ing" and lower[k - 1] not in BE and not adjacent and lower[k - 1] != "of":
            return None
        if word_remains(lower[k]) and stop < end and lower[stop] in verbs.predicate:
            status = verbs.predicate[lower[stop]]
            return Ruling("strength" if status == "other" and slot.type == "troops" else status, stop, "subject")
        if verb.status == "strength" and slot.type == "people":
            return None
        if verb.status == "launched" and not slot.thrown:
            return Ruling("destroyed", k, "subject") if lower[k].startswith(_BURST) else None
        return Ruling(self._at_hospital(lower, k, end, verb.status_of(slot.type)), k, "subject")

    def _at_hospital(self, lower: Sequence[str], k: int, end: int, status: str) -> str:
        """Give "wounded" for those who are brought to a hospital, or reach it."""
        if status in ("displaced", "evacuated", "abducted", "deployed"):
            if not self._hospitals.isdisjoint(lower[k : min(end, k + 8)]):
                return "wounded"
        return status

    @staticmethod
    def _stationed(lower: Sequence[str], k: int, slot: Slot, status: str) -> str:
        """Troops that "are massed" stand there; those that "were massed there by" someone were sent."""
        present = lower[k - 1] in ("are", "is", "'re") or (
            lower[k - 1] in ADVERBS and lower[k - 2] in ("are", "is", "were")
        )
        massed = lower[k] in ("massed", "concentrated", "assembled", "gathered", "amassed", "stationed", "based")
        return "strength" if status == "deployed" and massed and (present or lower[k - 1] == "were") else status

    def _opens_clause(self, reading: Reading, k: int, end: int) -> bool:
        """Tell whether a subject stands at ``k``: "that Russia launched", "which they had fired"."""
        if k >= end:
            return False
        word = reading.lower[k]
        return (
            word in PRONOUNS
            or word in DETERMINERS
            or (reading.words[k][0].isupper() and not reading.upper_case and word not in _DAYS)
        )

    def _done(self, reading: Reading, k: int, slot: Slot, first: int) -> Ruling | None:
        """Read the verb of a clause whose object is the phrase: "drones that Russia launched"."""
        lower = reading.lower
        if lower[k] in HAVE or hyphened(reading, k):
            return None
        hit = self._verbs.sense(lower, k, len(lower), slot.type, "object")
        if hit and hit[1].past and not self._verbs.passive(lower, k, first):
            return Ruling(hit[1].status_of(slot.type), k, "object", own=hit[1].own)
        return None

    def _reduced(self, reading: Reading, slot: Slot, first: int, end: int) -> Ruling | None:
        """Read a relative clause without its pronoun: "the 40 missiles Iran fired"."""
        if not self._opens_clause(reading, slot.end, end):
            return None
        for k in range(slot.end + 1, min(end, slot.end + 5)):
            if reading.lower[k] in STOPS or reading.lower[k] in PREPOSITIONS or reading.lower[k] in JOINERS:
                return None
            hit = self._done(reading, k, slot, first)
            if hit:
                return hit
        return None

    @staticmethod
    def _takes_object(reading: Reading, k: int, end: int, starts: Mapping[int, Slot]) -> bool:
        """Tell whether an object begins at token ``k``: then the verb before it is active."""
        lower = reading.lower
        k = skip_adverbs(lower, k, end)
        if k >= end:
            return False
        if k in starts or lower[k] in DETERMINERS or lower[k] in _OBJECTS:
            return True
        if reading.upper_case:
            return False
        return reading.words[k][0].isupper() and lower[k] not in PREPOSITIONS and lower[k] not in _DAYS

    def takes_object(self, reading: Reading, k: int, end: int, slots: Sequence[Slot]) -> bool:
        """Tell whether an object begins at token ``k``."""
        return self._takes_object(reading, k, end, {s.first: s for s in slots})


def word_remains(word: str) -> bool:
    """Tell a form of "remain"."""
    return word.startswith("remain")


def _comma(lower: Sequence[str], k: int, end: int) -> int | None:
    return next((j for j in range(k, min(end, k + _ASIDE)) if lower[j] == ","), None)
