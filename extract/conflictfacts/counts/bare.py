"""Numbers without a noun of their own: "killing four", "12 dead", "the toll rose to 52", "forces numbered 36,000".

Such a number is read only where a word of loss or of number stands right beside it; its noun is that of what was
counted before it, or people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from conflictfacts.context.clauses import ADVERBS, BE, HAVE, QUOTES, Clauses, Slot
from conflictfacts.counts.kinds import Item
from conflictfacts.counts.nouns import Noun, Nouns
from conflictfacts.counts.phrases import Phrase
from conflictfacts.numbers import Quantity
from conflictfacts.reading import Reading

_NUMBERED = frozenset(
    {"numbered", "number", "numbering", "numbers", "totaled", "totalled", "totals", "totaling", "totalling", "reached", "exceeded", "exceeds"}
)  # fmt: skip
_TOLLS = frozenset({"toll", "dead", "killed", "deaths", "fatalities", "death"})
_CHANGES = ("rais", "increas", "reduc", "fell", "fall", "rose", "ris", "grew", "cut", "revis", "expand", "boost", "updat", "reinforc", "swell", "dropp", "shrank", "bring", "brought")  # fmt: skip
_BROUGHT = frozenset({"brought", "left", "found", "declared", "pronounced", "presumed", "listed", "lying", "admitted"})
_FATES = frozenset({"killed", "wounded", "captured", "detained", "released", "abducted", "displaced", "evacuated"})
_CAME = frozenset({"came", "comes", "come", "amounted", "amounts", "amounting", "totalling", "up"})
_PUT = frozenset({"put", "puts", "placed", "estimated", "stood", "stands", "estimate", "reckoned"})
_ENDS = frozenset({",", ".", ";", "and", "or", ")", "in", "on", "at", "near", "—", "–", "as", "during", "after", "while", "from", "when", "with", ":", "to", "more", "but", "of", "under", "by", "since", "for", "before", "-"})  # fmt: skip
_SERVICES = frozenset({"army", "navy", "force", "marines", "marine", "guard", "police", "guards", "reserve", "infantry", "cavalry", "artillery", "militia", "corps", "troops"})  # fmt: skip
_LIST_LINE = 16


class BareNumbers:
    """Reads bare numbers, with the words of the ``verbs`` table."""

    def __init__(self, clauses: Clauses, nouns: Nouns, predicate: Mapping[str, str]) -> None:
        self._clauses = clauses
        self._nouns = nouns
        self._predicate = predicate

    def item(
        self, reading: Reading, phrase: Phrase, before: Item | None, first: int, end: int, *, mixed: bool
    ) -> Item | None:
        """Give the item of a bare number in the sentence ``first``..``end``.

        ``before`` is what was counted last; ``mixed`` tells that fighters and others have been counted lately, so that
        dead of an earlier sentence say nothing of these.
        """
        slot = Slot(phrase.first, phrase.end, "people")
        if phrase.quantity.strong:
            slot.type = "troops"
            return Item(phrase, slot, "troop", "count-strong", state="strength")
        status = self._behind(reading, phrase, end, before)
        if status is None and self._ends(reading, phrase.end, end):
            status = self._ahead(reading, phrase, first)
        if status is None:
            return self._listed(reading, phrase, first, end)
        if status == "numbered":
            counted = self._numbered_noun(reading, phrase, first)
            if (counted is not None and "equipment" not in counted.types) or (counted is not None and before is None):
                slot.type = "troops" if counted.unit in ("loss", "casualty") else counted.types[0]
                return Item(phrase, slot, counted.unit, "count-numbered", state=counted.state or "strength")
        if status in ("strength", "numbered") and (before is None or before.slot.first < first):
            return None
        if status == "toll":
            status = "killed"
            if before is not None and (
                before.status not in ("killed", "casualties", None) or before.type == "equipment"
            ):
                before = None
        if before is not None and before.slot.first < first and status not in ("strength", "numbered") and mixed:
            before = None
        if before is not None and reading.sentence_index(phrase.first) - reading.sentence_index(before.slot.first) <= 2:
            slot.type = before.type
            state = "strength" if status == "numbered" else status
            return Item(phrase, slot, before.unit, "count-bare", state=state, antecedent=before)
        if status in ("strength", "numbered"):
            return None
        return Item(phrase, slot, "people", "count-bare", state=status)

    @staticmethod
    def _ends(reading: Reading, k: int, end: int) -> bool:
        return (
            k >= end
            or reading.lower[k] in _ENDS
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
        if j > k and j + 1 < end and lower[j + 1] in self._predicate and lower[j] in _BROUGHT:
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
        if doing and doing[1].form in ("past", "base") and (before is not None or j > k or vague):
            return doing[1].status
        return None

    def _ahead(self, reading: Reading, phrase: Phrase, first: int) -> str | None:
        """Give what the verb or noun before a bare number says: "wounding six", "the toll rose to 52"."""
        lower = reading.lower
        k = phrase.first - 1
        if k < first:
            return None
        hit = self._clauses.sense(lower, k, k + 1, "people", "object")
        if hit and hit[1].status in _FATES and not hit[1].own:
            return hit[1].status
        if lower[k] in ("to", "at", "from", "of", "is", "was", "between", "past"):
            window = lower[max(first, k - 10) : k]
            if "toll" in window or ("number" in window and not _TOLLS.isdisjoint(window)):
                return "toll"
            if "number" in window or "numbers" in window or "strength" in window:
                return "numbered"
            if k > first and (
                (lower[k] == "to" and lower[k - 1] in _CAME) or (lower[k] == "at" and not _PUT.isdisjoint(window))
            ):
                return "numbered"
        if lower[k] == "of" and k > first:
            nominal = self._clauses.nominal(lower[k - 1])
            if nominal in ("killed", "wounded", "captured"):
                return nominal
        if lower[k] in ("to", "from") and any(w.startswith(_CHANGES) for w in lower[max(first, k - 14) : k]):
            return "numbered"
        return "numbered" if lower[k] in _NUMBERED else None

    def _numbered_noun(self, reading: Reading, phrase: Phrase, first: int) -> Noun | None:
        """Give the noun that "... forces numbered 36,000" or "the number of deserters was 10,000" counts."""
        for k in range(phrase.first - 1, max(first, phrase.first - 15) - 1, -1):
            hit = self._nouns.at(reading.lower, k, phrase.first)
            if hit and not hit[1].never and hit[1].plural is not False and not hit[1].formation:
                return hit[1]
        return None

    @staticmethod
    def _listed(reading: Reading, phrase: Phrase, first: int, end: int) -> Item | None:
        """Read the line of a list: "- U.S. Marine Reserve, 9,501"."""
        k = phrase.first - 1
        if k <= first or end - first > _LIST_LINE or reading.lower[k] not in (",", ":", "–", "—", "-"):
            return None
        if not any(w in _SERVICES for w in reading.lower[max(first, k - 6) : k]):
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
    if between[0] in _NO_ADJECTIVE:
        return False
    return all(
        w == "-" or (w[0].isalpha() and not nouns.at(between, j, len(between))) for j, w in enumerate(between[:-1])
    )


_NO_ADJECTIVE = frozenset(
    "dead killed wounded injured missing in at on were was captured others more from hurt of to by for with".split()
)


def last_counted(items: Sequence[Item], past: Sequence[Item], *, machines: bool) -> Item | None:
    """Give the item that "others", "of them" or a bare number goes back to."""
    pool = items or past
    for item in reversed(pool):
        if item.type != "equipment" or machines:
            return item
    return pool[-1] if pool else None
