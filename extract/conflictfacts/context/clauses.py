"""What happened to those counted, read from the clause: which verb governs a phrase, and from which end.

A phrase is looked at from its left (the verb or noun whose object it is: "killed 12 soldiers", "the deaths of 12") and
from its right (the predicate it is the subject of: "12 soldiers were killed", "12 dead"). Lists are walked through, so
that "killed four soldiers and two officers" counts for both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conflictfacts.lexicon import Lexicon
from conflictfacts.reading import Reading

BE = frozenset({"was", "were", "is", "are", "been", "being", "be", "'s", "'re", "got", "get", "gets", "getting"})
HAVE = frozenset({"has", "have", "had", "having", "'ve", "'d"})
MODAL = frozenset(
    {"will", "would", "can", "could", "may", "might", "must", "shall", "should", "to", "did", "do", "does", "'ll"}
)
ADVERBS = frozenset(
    """also reportedly allegedly only just already still now then all both each later subsequently immediately initially
    officially themselves instead even n't not never largely mostly finally eventually recently once again apparently
    previously either currently seriously badly lightly slightly critically mortally fatally severely instantly
    accidentally deliberately likely possibly probably thereby simultaneously together so far successfully effectively
    confirmed believed said thought feared presumed known estimated reported""".split()
)
DETERMINERS = frozenset(
    "the a an all its their his her our my your these those this that both only just some any such another other "
    "further additional total entire whole same more".split()
)
PREPOSITIONS = frozenset(
    """in at near from of to on for with inside outside during by between across around along under over through
    throughout against into within since after before without toward towards among amid upon behind beyond per like
    about off onto aboard via until till despite following""".split()
)
RELATIVES = frozenset({"who", "which", "that", "whom", "whose", "where"})
STOPS = frozenset({".", ";", ":", "!", "?", "…", "—", "–", "--"})
QUOTES = frozenset("\"'“”‘’«»„")
JOINERS = frozenset({"and", "or", ",", "&", "/", "plus", "nor"})
_INCLUDING = frozenset({"including"})
_COPULAS = frozenset(
    "lie lay lies lying stay stayed go went gone fell turned ended came come brought left found".split()
)
_GIVING = frozenset(
    "cost costs costing gave give gives given giving sent send sends sending lent lend promised promise offered sold supplied handed pledged loaned".split()
)
_AHEAD = frozenset({"and", "or", "they", "we", "i", "you", ",", "not", "people", "who", "that", "men", "helped", "help"})
_REACH = 14
_TYPES = ("troops", "people", "equipment")


@dataclass(frozen=True, slots=True)
class Verb:
    """One sense of a verb form: what it says of its ``object`` or ``subject``."""

    status: str
    frame: str
    form: str  # base | ing | past | part
    own: bool
    machines: str | None
    types: frozenset[str]
    unless: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ruling:
    """A status with the token of the word that gives it, and how the phrase stands to it.

    ``role`` is ``object`` (something was done to them), ``subject`` (they did it) or ``nominal``; ``own`` tells that the
    doer is the owner too; ``voice`` is ``active`` or ``passive``.
    """

    status: str
    word: int
    role: str
    own: bool = False
    passive: bool = False


@dataclass(slots=True)
class Slot:
    """A counted phrase in its sentence: tokens ``first``..``end`` (half-open) and its type of fact.

    ``part`` tells that it counts a part of another phrase ("53 of them").
    """

    first: int
    end: int
    type: str
    part: bool = False


class Clauses:
    """Reads statuses from clauses, with the words of the ``verbs`` table."""

    def __init__(self, lexicon: Lexicon) -> None:
        table = lexicon.table("verbs")
        self._verbs: dict[str, list[tuple[tuple[str, ...], Verb]]] = {}
        for entry in table["verb"]:
            self._add_verb(entry)
        for bucket in self._verbs.values():
            bucket.sort(key=lambda known: -len(known[0]))
        self._nominal = _by_word(table["nominal"])
        self._predicate = _by_word(table["predicate"])

    def _add_verb(self, entry: Mapping[str, Any]) -> None:
        for forms in entry["forms"]:
            names = ("base", "base", "ing", "past", "part")
            for name, form in zip(names, forms, strict=False):
                words = tuple(form.split())
                verb = Verb(
                    status=entry["status"],
                    frame=entry["frame"],
                    form=name,
                    own=entry.get("own", False),
                    machines=entry.get("machines"),
                    types=frozenset(entry.get("types", _TYPES)),
                    unless=frozenset(entry.get("unless", ())),
                )
                self._verbs.setdefault(words[0], []).append((words, verb))

    # -- verbs -------------------------------------------------------------------------------------------------------

    def verbs_at(self, lower: Sequence[str], i: int, end: int) -> list[tuple[int, Verb]]:
        """Give (end, sense) of the verb forms that begin at token ``i``, only the longest form's senses."""
        found: list[tuple[int, Verb]] = []
        size = 0
        for words, verb in self._verbs.get(lower[i], ()):
            if size and len(words) < size:
                break
            stop = i + len(words)
            if stop <= end and (len(words) == 1 or tuple(lower[i:stop]) == words):
                if verb.unless and stop < len(lower) and lower[stop] in verb.unless:
                    continue
                size = len(words)
                found.append((stop, verb))
        return found

    def is_verb(self, lower: Sequence[str], i: int) -> bool:
        """Tell whether a verb of the table may begin at token ``i``."""
        return lower[i] in self._verbs

    def nominal(self, word: str) -> str | None:
        """Give what a noun of happening says of what stands behind its "of": "deaths", "capture"."""
        return self._nominal.get(word)

    @staticmethod
    def _fits(verb: Verb, type: str) -> bool:
        return type in verb.types

    @staticmethod
    def status(verb: Verb, type: str) -> str:
        """Give what a verb says of a type of count: machines that are killed are destroyed."""
        return verb.machines if type == "equipment" and verb.machines else verb.status

    def sense(self, lower: Sequence[str], i: int, end: int, type: str, frame: str) -> tuple[int, Verb] | None:
        """Give the sense of the verb at ``i`` that fits a type of fact and a frame ("object" or "subject")."""
        best: tuple[int, Verb] | None = None
        for stop, verb in self.verbs_at(lower, i, end):
            if verb.frame == frame and self._fits(verb, type):
                if best is None or len(verb.types) < len(best[1].types):
                    best = (stop, verb)
        return best

    @staticmethod
    def _finite(lower: Sequence[str], i: int) -> bool:
        """Tell a base form that is a verb ("rebels kill", "to destroy") from a noun of the same look ("strike aircraft")."""
        before = lower[i - 1]
        return before in MODAL or before in ADVERBS or before in _AHEAD or (before.endswith("s") and len(before) > 3)

    @staticmethod
    def passive(lower: Sequence[str], i: int, first: int) -> bool:
        """Tell whether the participle at ``i`` stands in the passive: a form of "be" before it, adverbs between."""
        k = i - 1
        while k >= first and (
            lower[k] in ADVERBS
            or lower[k].endswith("ly")
            or (lower[k] in ("to", "have") and k > first and lower[k - 1] in ADVERBS)
        ):
            k -= 1
        if (
            k >= first
            and lower[k] in ("or", "and", ",")
            and k - 1 >= first
            and (lower[k - 1].endswith("ed") or lower[k - 1] in ("dead", "shot", "hurt"))
        ):
            k -= 2
            while k >= first and (lower[k] in ADVERBS or lower[k].endswith("ly")):
                k -= 1
        return k >= first and lower[k] in BE

    # -- the two looks -----------------------------------------------------------------------------------------------

    def rule(self, reading: Reading, slot: Slot, slots: Sequence[Slot], first: int, end: int) -> Ruling | None:
        """Give the status of a counted phrase in its sentence ``first``..``end``, or None where no word gives one."""
        lower = reading.lower
        k = slot.first - 1
        while k > first and lower[k] in DETERMINERS:
            k -= 1
        if (k > first and lower[k] == "of" and lower[k - 1] == "out") or (k == first and lower[k] == "of"):
            # "Out of 90 men, 26 were left": the whole is there, the part has a fate.
            return Ruling("strength", k, "subject")
        beside = self._beside(reading, slot, slots, end)
        return beside or self.left(reading, slot, slots, first, end) or self.right(reading, slot, slots, first, end)

    def _beside(self, reading: Reading, slot: Slot, slots: Sequence[Slot], end: int) -> Ruling | None:
        """Read "12 men dead" and "12 men killed": the word right behind the phrase goes before all others."""
        lower = reading.lower
        k = slot.end
        if k >= end or lower[k] not in self._predicate or slot.type == "equipment":
            return None
        if lower[k] in self._verbs and self._takes_object(reading, k + 1, end, {s.first: s for s in slots}):
            return None
        return Ruling(self.both(lower, k, self._predicate[lower[k]]), k, "object", passive=True)

    @staticmethod
    def both(lower: Sequence[str], k: int, status: str) -> str:
        """Give "casualties" for "killed or wounded", else the first status named."""
        pair = {"killed", "dead", "wounded", "injured", "hurt"}
        if status in ("killed", "wounded") and k + 2 < len(lower) and lower[k + 1] in ("or", "and", "/"):
            after = lower[k + 2]
            if (
                after in pair
                and ({lower[k], after} & {"wounded", "injured", "hurt"})
                and ({lower[k], after} & {"killed", "dead"})
            ):
                return "casualties"
        return status

    def left(
        self, reading: Reading, slot: Slot, slots: Sequence[Slot], first: int, end: int, depth: int = 0
    ) -> Ruling | None:
        """Look for the verb or noun that the phrase is the object of."""
        lower = reading.lower
        by_end = {s.end: s for s in slots}
        k = slot.first - 1
        steps = joined = 0
        while k >= first and steps < _REACH:
            word = lower[k]
            steps += 1
            if k + 1 in by_end and joined:
                k = by_end[k + 1].first - 1
                joined = 0
                continue
            verb_start = self._verb_ending_at(lower, k, first) if word not in _INCLUDING else None
            if verb_start is not None:
                ruling = self._object_ruling(lower, verb_start, k + 1, first, slot)
                if ruling:
                    return ruling
                if not joined:
                    return None
            if word == "of":
                hit = self._nominal.get(lower[k - 1]) if k > first else None
                if hit and slot.type in ("troops", "people", "equipment"):
                    status = hit
                    if status == "lost":
                        status = "destroyed" if slot.type == "equipment" else "killed"
                    if status != "strength":
                        return Ruling(status, k - 1, "nominal", own=hit == "lost")
                    group = Ruling("strength", k - 1, "nominal", own=True)
                    k -= 2
                    while k >= first and (
                        lower[k] in DETERMINERS
                        or lower[k] in ADVERBS
                        or lower[k] in ("large", "small", "strong", "joint", "combined", "new")
                    ):
                        k -= 1
                    begin = self._verb_ending_at(lower, k, first) if k >= first else None
                    ruling = self._object_ruling(lower, begin, k + 1, first, slot) if begin is not None else None
                    return (
                        ruling
                        if ruling and ruling.status in ("deployed", "withdrawn", "destroyed", "supplied")
                        else group
                    )
                if k > first and lower[k - 1] in (
                    "total",
                    "number",
                    "some",
                    "one",
                    "many",
                    "dozens",
                    "hundreds",
                    "thousands",
                ):
                    k -= 2
                    continue
                if k > first and lower[k - 1] in ("and", ",", "or"):
                    # "the death of their commander and of 63 men"
                    for i in range(k - 2, max(first, k - 22), -1):
                        again = self._nominal.get(lower[i]) if lower[i + 1] == "of" else None
                        if again and again not in ("lost", "strength"):
                            return Ruling(again, i, "nominal")
                if joined:
                    k -= 1
                    continue
                return None
            if word in _INCLUDING:
                before = [s for s in slots if s.end <= k]
                if before and depth < 3:
                    anchor = before[-1]
                    return self.left(reading, anchor, slots, first, end, depth + 1) or self.right(
                        reading, anchor, slots, first, end
                    )
                return self._verb_before(lower, k, first, slot)
            if word in BE and (k == slot.first - 1 or joined):
                return self._inverted(lower, k, first, slot)
            if word in JOINERS:
                if word in ("and", ",", "or", "plus"):
                    joined += 1
                k -= 1
                continue
            if word in DETERMINERS or word in QUOTES or word in ADVERBS or word.endswith("ly"):
                k -= 1
                continue
            if word == "with" and k > first and lower[k - 1] in ("along", "together", "plus"):
                before = [s for s in slots if s.end <= k - 1]
                if before and depth < 3:
                    return self.right(reading, before[-1], slots, first, end) or self.left(
                        reading, before[-1], slots, first, end, depth + 1
                    )
            if word == "with" and k > first and lower[k - 1] in self._verbs:
                # "the general was killed with three of his men"
                for frame in ("object", "subject"):
                    with_hit = self.sense(lower, k - 1, k, slot.type, frame)
                    if with_hit and (frame == "subject" or self.passive(lower, k - 1, first)):
                        return Ruling(self.status(with_hit[1], slot.type), k - 1, "object", passive=True)
            if word == "with" and joined:
                return None
            if word == ":":
                return self._announced(lower, k, first, slot)
            if word in ("as", "well") and k > first and lower[k - 1] in ("well", "as"):
                joined = 1
                k -= 1
                continue
            if not joined and steps <= 6 and reading.words[k][0].isupper() and not reading.upper_case:
                # "sent Ukraine 31 tanks", "cost the Russians 7,000 men"
                gift = self._gift(reading, k, first, slot)
                if gift:
                    return gift
            if joined and word not in PREPOSITIONS and word not in STOPS and word not in RELATIVES and word not in BE:
                k -= 1
                continue
            if joined and word in PREPOSITIONS and word not in ("by", "with", "against", "to", "from"):
                k -= 1
                continue
            return None
        return None

    def _gift(self, reading: Reading, k: int, first: int, slot: Slot) -> Ruling | None:
        """Look past a receiver for a verb with two objects."""
        lower = reading.lower
        i = k
        while (
            i >= first
            and k - i < 6
            and (reading.words[i][0].isupper() or lower[i] in DETERMINERS or lower[i] in ("and", "'s", "-"))
        ):
            i -= 1
        if i >= first and lower[i] in _GIVING:
            hit = self.sense(lower, i, i + 1, slot.type, "object")
            return Ruling(self.status(hit[1], slot.type), i, "object") if hit else None
        return None

    def _announced(self, lower: Sequence[str], k: int, first: int, slot: Slot) -> Ruling | None:
        """Read a list behind a colon by the verb before it: "Troops of three nations have landed: 500 Britons, ..."."""
        for i in range(k - 1, first - 1, -1):
            if lower[i] in self._verbs and lower[i] not in HAVE:
                for frame in ("object", "subject"):
                    hit = self.sense(lower, i, k, slot.type, frame)
                    if hit and (frame == "subject" or hit[1].form in ("past", "part", "ing")):
                        return Ruling(self.status(hit[1], slot.type), i, "subject")
        return None

    def _inverted(self, lower: Sequence[str], k: int, first: int, slot: Slot) -> Ruling | None:
        """Read "Trapped inside are 800 civilians" and "Among the dead were 12 children"."""
        for i in range(max(first, k - 9), k):
            if lower[i] in self._predicate and slot.type != "equipment":
                return Ruling(self._predicate[lower[i]], i, "object", passive=True)
            if self._nominal.get(lower[i]) in ("lost", "killed", "wounded"):
                # "Losses during the war were three tanks": of whom they are, "of" tells elsewhere.
                status = self._nominal[lower[i]]
                if status == "lost" or slot.type == "equipment":
                    status = "destroyed" if slot.type == "equipment" else "killed"
                return Ruling(status, i, "nominal")
            hit = self.sense(lower, i, k, slot.type, "object")
            if hit and hit[1].form in ("past", "part") and i <= first + 1:
                return Ruling(self.status(hit[1], slot.type), i, "object", passive=True)
        return None

    def _verb_before(self, lower: Sequence[str], k: int, first: int, slot: Slot) -> Ruling | None:
        """Give the nearest verb of the clause that could have the phrase as its object."""
        for i in range(k - 1, max(first - 1, k - _REACH - 4), -1):
            if lower[i] in STOPS and lower[i] not in ("—", "–", "--"):
                return None
            if lower[i] in self._verbs and i + 1 < k:
                hit = self.sense(lower, i, k, slot.type, "object")
                if hit and not (hit[1].form in ("past", "part") and self.passive(lower, i, first)):
                    return Ruling(self.status(hit[1], slot.type), i, "object", own=hit[1].own)
        return None

    def _verb_ending_at(self, lower: Sequence[str], k: int, first: int) -> int | None:
        """Give the start of the verb form that ends with token ``k``."""
        if lower[k] in self._verbs:
            return k
        for size in (2, 3, 4):
            begin = k - size + 1
            if begin < first:
                return None
            for words, _ in self._verbs.get(lower[begin], ()):
                if len(words) == size and tuple(lower[begin : k + 1]) == words:
                    return begin
        return None

    def _object_ruling(self, lower: Sequence[str], i: int, stop: int, first: int, slot: Slot) -> Ruling | None:
        hit = self.sense(lower, i, stop, slot.type, "object")
        if hit is None or hit[0] != stop:
            return None
        if lower[i] in ("take", "took", "taken", "takes", "taking") and slot.type == "people" and stop < len(lower):
            return None
        verb = hit[1]
        if verb.form in ("past", "part") and self.passive(lower, i, first):
            return None
        if verb.form == "base" and i > first and not self._finite(lower, i):
            return None
        status = self.status(verb, slot.type)
        if lower[i] in ("include", "includes", "included"):
            for k in range(i - 1, max(first - 1, i - 5), -1):
                if lower[k] in self._predicate or lower[k] in self._nominal:
                    status = self._predicate.get(lower[k]) or self._nominal[lower[k]]
                    return Ruling("killed" if status == "lost" else status, k, "nominal")
        if i - 2 >= first and lower[i - 1] in ("and", "or") and lower[i - 2] in self._verbs:
            # "wounded and captured two others": the first named; "killed or wounded 30": casualties.
            earlier = self.sense(lower, i - 2, i - 1, slot.type, "object")
            if earlier and earlier[1].form == verb.form:
                return Ruling(
                    self.both(lower, i - 2, self.status(earlier[1], slot.type)), i - 2, "object", own=earlier[1].own
                )
        return Ruling(status, i, "object", own=verb.own)

    def right(self, reading: Reading, slot: Slot, slots: Sequence[Slot], first: int, end: int) -> Ruling | None:
        """Look for the predicate that the phrase is the subject of."""
        lower = reading.lower
        by_first = {s.first: s for s in slots}
        k = slot.end
        steps = 0
        relative: Ruling | None = None
        in_relative = listed = False
        adjacent = True
        joined_at = 0
        while k < end and steps < 40:
            steps += 1
            word = lower[k]
            if k in by_first and by_first[k].part and listed:
                close = next((j for j in range(k, min(end, k + 25)) if lower[j] == ","), None)
                if close is None:
                    break
                k = close + 1
                continue
            if k in by_first and k != slot.first and (listed or lower[k - 1] in JOINERS):
                if (
                    "equipment" in (slot.type, by_first[k].type)
                    and slot.type != by_first[k].type
                    and lower[k - 1] == "and"
                ):
                    if lower[k - 2] == ",":  # "... with two guns, and a few civilians were taken off"
                        return relative
                k = by_first[k].end
                listed = False
                adjacent = True
                continue
            if word in self._predicate and word not in self._verbs and slot.type != "equipment" and not in_relative:
                return Ruling(self.both(lower, k, self._predicate[word]), k, "object", passive=True)
            if (
                adjacent and k + 1 < end and lower[k + 1] in self._predicate and word in _COPULAS
                and slot.type != "equipment" and not in_relative
            ):  # fmt: skip
                return Ruling(self._predicate[lower[k + 1]], k + 1, "object", passive=True)
            ruling = self._subject_ruling(reading, k, slot, first, end, adjacent, by_first)
            if ruling:
                if ruling.status == "" and in_relative:
                    k += 1
                    continue
                if in_relative and relative and ruling.passive and lower[k - 1] in BE:
                    return ruling
                if in_relative and ruling.status != "strength":
                    relative = relative or ruling
                    k += 1
                    in_relative = True
                    continue
                if in_relative:
                    k += 1
                    continue
                if ruling.status == "":
                    return relative
                return ruling
            if word in STOPS:
                break
            if word in RELATIVES:
                in_relative = True
                listed = False
            elif word == "(":
                close = next((j for j in range(k, min(end, k + 30)) if lower[j] == ")"), None)
                if close is None:
                    break
                k = close
            elif word == ",":
                nxt = lower[k + 1] if k + 1 < end else ""
                if nxt in _INCLUDING or nxt in (
                    "among",
                    "most",
                    "many",
                    "some",
                    "all",
                    "both",
                    "mostly",
                    "mainly",
                    "one",
                ):
                    close = next((j for j in range(k + 1, min(end, k + 25)) if lower[j] == ","), None)
                    if close is None:
                        break
                    k = close
                elif in_relative:
                    in_relative = False
                listed = True
                if nxt in (
                    "while",
                    "but",
                    "when",
                    "as",
                    "after",
                    "before",
                    "with",
                    "although",
                    "though",
                    "whereas",
                    "he",
                    "she",
                    "they",
                    "it",
                ):
                    break
            elif word in ("and", "or", "plus"):
                listed = True
                in_relative = False
            elif word in (
                "while",
                "but",
                "when",
                "after",
                "before",
                "because",
                "although",
                "though",
                "whereas",
                "than",
                "if",
            ):
                break
            else:
                if k not in by_first:
                    listed = listed and word in DETERMINERS
            # "twenty tourists and workers seized": the words behind "and" belong to the phrase still.
            near = k - joined_at <= 3 if joined_at else False
            joined_at = k if word == "and" and adjacent else joined_at
            if word not in ADVERBS and word != "and" and not near:
                adjacent = False
            k += 1
        return relative

    def _subject_ruling(
        self,
        reading: Reading,
        k: int,
        slot: Slot,
        first: int,
        end: int,
        adjacent: bool,
        by_first: Mapping[int, Slot],
    ) -> Ruling | None:
        """Read the verb at ``k`` as the predicate of the phrase. An empty status stands for "some other verb"."""
        lower = reading.lower
        word = lower[k]
        if word not in self._verbs or word in HAVE:
            return None
        for frame in ("object", "subject"):
            hit = self.sense(lower, k, end, slot.type, frame)
            if hit is None:
                continue
            stop, verb = hit
            if frame == "object":
                if verb.form in ("past", "part"):
                    status = self.both(lower, k, self.status(verb, slot.type))
                    if self.passive(lower, k, first):
                        return Ruling(status, k, "object", own=False, passive=True)
                    if adjacent and not self._takes_object(reading, stop, end, by_first):
                        return Ruling(status, k, "object", passive=True)
                continue
            if verb.form in ("past", "part") and self.passive(lower, k, first):
                continue
            if verb.form == "base" and k > slot.end and lower[k - 1] not in MODAL and lower[k - 1] not in ADVERBS:
                continue
            if (
                verb.form == "base"
                and lower[k - 1] == "to"
                and verb.status in ("deployed", "strength", "withdrawn", "launched")
            ):
                continue
            if verb.form == "ing" and k > first and lower[k - 1] not in BE and not adjacent and lower[k - 1] != "of":
                continue
            if lower[k].startswith("remain") and stop < end and lower[stop] in self._predicate:
                return Ruling(self._predicate[lower[stop]], stop, "subject")
            if verb.status == "strength" and slot.type == "people":
                return None
            return Ruling(self.status(verb, slot.type), k, "subject")
        # A known verb that is not said of this phrase: those counted act.
        acts = any(v.frame == "object" for _, v in self.verbs_at(lower, k, end))
        if acts and not adjacent and lower[k - 1] not in BE | HAVE | MODAL | ADVERBS | {"and"}:
            return None
        if acts and slot.type == "troops":
            return Ruling("strength", k, "subject")
        return None

    @staticmethod
    def _takes_object(reading: Reading, k: int, end: int, by_first: Mapping[int, Slot]) -> bool:
        """Tell whether an object begins at token ``k``: then the verb before it is active."""
        lower = reading.lower
        while k < end and (lower[k] in ADVERBS or lower[k].endswith("ly")):
            k += 1
        if k >= end:
            return False
        word = reading.words[k]
        if k in by_first or lower[k] in DETERMINERS or lower[k] in ("him", "her", "them", "it", "us", "one", "several"):
            return True
        if reading.upper_case:
            return False
        return word[0].isupper() and lower[k] not in PREPOSITIONS and not (k + 0 < end and lower[k] in _DAYS)


_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday yesterday today".split())


def _by_word(groups: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {word: status for status, words in groups.items() for word in words}
