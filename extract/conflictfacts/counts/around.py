"""What the words around a bare number say: "12 dead", "wounding six", "the toll rose to 52", "forces numbered 900"."""

from __future__ import annotations

from collections.abc import Sequence

from conflictfacts.context.clauses import ADVERBS, BE, DETERMINERS, HAVE, MODAL, PREPOSITIONS, QUOTES, Clauses
from conflictfacts.counts.kinds import Item
from conflictfacts.counts.nouns import Noun, Nouns
from conflictfacts.counts.phrases import Phrase
from conflictfacts.lexicon import Lexicon
from conflictfacts.reading import Reading

_WINDOW = 30  # tokens: how far before a bare number "the number of" or "the toll" may stand
_PUT_WINDOW = 12  # tokens between "its own dead" and "at 500"
_TOLL = 5  # tokens between "the toll" and "had reached 40"
_SENT = frozenset({"deployed", "withdrawn", "supplied"})
_FATES = frozenset({"killed", "wounded", "captured", "detained", "released", "abducted", "displaced", "evacuated"})
MACHINE_FATES = frozenset({"destroyed", "other", "shot_down", "captured"})


class Around:
    """Reads what stands before and behind a bare number, with the ``bare`` words of the ``grammar`` table."""

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
        self._admitting = frozenset(words["admitting"])
        self._collectives = frozenset(words["collectives"])

    def behind(self, reading: Reading, phrase: Phrase, end: int, before: Item | None) -> str | None:
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

    def ends(self, reading: Reading, k: int, end: int) -> bool:
        """Tell whether a phrase is over at token ``k``."""
        return (
            k >= end
            or reading.lower[k] in self._ends_at
            or reading.lower[k] in QUOTES
            or bool(reading.taken[k])
            or reading.sentence_of(k).first == k
        )

    def ahead(self, reading: Reading, phrase: Phrase, before: Item | None, first: int) -> str | None:
        """Give what the verb or noun before a bare number says: "wounding six", "the toll rose to 52"."""
        lower = reading.lower
        k = phrase.first - 1
        if k < first:
            return None
        lost = self._lost_noun(lower, k, first)
        if lost:
            return lost
        if before is not None and before.type != "people":
            sent = self._clauses.ending_at(lower, k, first, before.type)
            if sent and sent[1].status in _SENT and (sent[1].form != "base" or lower[sent[0] - 1] in MODAL):
                return sent[1].status  # "Britain is sending a dozen"
            if (
                before.type == "troops"
                and lower[k - 1 : k + 1] == [",", "with"]
                and lower[phrase.end : phrase.end + 1] == [","]
            ):
                return "sized"  # "the smaller army, with up to 4,000, ..."
        if lower[k] == "at" and k > first and lower[k - 1] in self._predicate:
            return self._predicate[lower[k - 1]]  # "put their own dead at 20"
        if before is not None and before.type == "equipment":
            done = self._clauses.sense(lower, k, k + 1, "equipment", "object")
            if done and done[1].past and done[1].status in MACHINE_FATES:
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
        if lower[k] in ("to", "at", "as") and any(
            window[j] in ("a", "an") and window[j + 1] in self._figures for j in range(len(window) - 1)
        ):
            return "figure"  # "a figure which others put at 2,500"
        if lower[k] in ("to", "at", "from", "of", "is", "was", "are", "were", "between", "past"):
            if "toll" in window:
                return "toll"
            if "number" in window[-14:] and not self._tolls.isdisjoint(window[-14:]):
                return "toll"
            fate = self._number_of_lost(window)
            if fate:
                return fate
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
        if self.spread(lower, k):
            return "numbered"
        if lower[k] in ("to", "from") and any(w.startswith(self._changes) for w in window[-14:]):
            return "numbered"
        if lower[k] in self._numbered:
            return "toll" if "toll" in window[-_TOLL:] else "numbered"
        return None

    def spread(self, lower: Sequence[str], k: int) -> bool:
        """Tell whether token ``k`` ends a verb that leads to a range: "range from", "vary" before "between"."""
        verb = k - 1 if lower[k] == "from" else k
        return verb >= 0 and lower[verb] in self._nouns.phrase.spreads

    def numbers(self, lower: Sequence[str], k: int) -> bool:
        """Tell whether token ``k`` is a verb of number: "the rebels muster" 900."""
        return lower[k] in self._numbered

    def _number_of_lost(self, window: Sequence[str]) -> str | None:
        """Give the status in "the number newly displaced in May at 700,000"."""
        for j in range(len(window) - 1, max(-1, len(window) - _PUT_WINDOW), -1):
            if window[j] == "number":
                near = window[j + 1 : j + 4]
                return None if "of" in near else next((self._predicate[w] for w in near if w in self._predicate), None)
        return None

    def _lost_noun(self, lower: Sequence[str], k: int, first: int) -> str | None:
        """Give the status of "dead" and "wounded" as nouns: "his dead are put at 300", "the dead numbered 40"."""
        floor = max(first, k - _PUT_WINDOW)
        if lower[k] == "at":
            if self._put.isdisjoint(lower[floor:k]):
                return None
        elif lower[k] not in self._numbered and not self.spread(lower, k):
            return None
        for j in range(k - 1, floor - 1, -1):
            if lower[j] in (";", ".", ":") or lower[j][0].isdigit():
                return None
            if lower[j] in self._predicate and j > floor - 1:
                before = lower[j - 1] if j > first else ""
                after = lower[j + 1]
                nominal = before in DETERMINERS or before in ("own", "'s") or j == first or lower[j - 2] == "the"
                if nominal and (after in PREPOSITIONS or after in BE or after in self._put or j + 1 >= k - 1):
                    return self._predicate[lower[j]]
        return None

    def numbered_noun(self, reading: Reading, phrase: Phrase, first: int) -> tuple[Noun, str | None, bool] | None:
        """Give the noun that "... forces numbered 36,000" or "the number of deserters was 10,000" counts, and its fate.

        The third value tells that the noun is named as what is numbered ("the number of", "losses"); a noun that only
        stands before ("rebels put the toll at 40") is not. Losses go before all else.
        """
        lower = reading.lower
        floor = max(first, phrase.first - 16)
        back = range(phrase.first - 1, floor - 1, -1)
        mark = next((k for k in back if lower[k] in self._figures or lower[k] == "toll"), -1)
        nearest: tuple[Noun, str | None, bool] | None = None
        numbers = mark in (-1, phrase.first - 1) and lower[phrase.first - 1] in self._numbered
        for k in back:
            if nearest is None and numbers and lower[k] in self._nouns.phrase.bands:
                nearest = self._nouns.member, None, True  # "the group is thought to number about 400"
            hit = self._nouns.at(lower, k, phrase.first)
            if nearest is None and lower[k] in self._collectives:
                nearest = self._nouns.man, None, True
            loss = bool(hit) and hit[1].unit in ("loss", "casualty")  # type: ignore[index]
            if not hit or hit[1].never or (hit[1].plural is False and not loss) or hit[1].formation:
                continue
            if loss or nearest is None:
                named = loss or (0 <= mark < k and lower[mark + 1] == "of")
                fate = self._predicate.get(lower[k - 1]) if k > first else None
                nearest = hit[1], fate or self._fate(lower, hit[0], phrase.first), named
            if loss:
                break
        return nearest

    def number_of(self, reading: Reading, phrase: Phrase, end: int) -> tuple[Noun, str | None] | None:
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

    def owned(self, reading: Reading, phrase: Phrase, first: int) -> str | None:
        """Give the unit of dead whom an army owns: "admitted 850 dead", "Officers: 12 killed", "its dead at 16"."""
        lower = reading.lower
        k = phrase.first - 1
        if k < first:
            return None
        if lower[k] in self._admitting:
            return "man"
        if lower[k] == "at" and not {"own", "its", "their", "his", "our"}.isdisjoint(
            lower[max(first, k - _PUT_WINDOW) : k]
        ):
            return "man"
        if lower[k] == ":" and k > first:
            if lower[max(first, k - 3) : k] == ["rank", "and", "file"]:
                return "man"
            hit = self._nouns.at(lower, k - 1, k)
            return hit[1].unit if hit and hit[1].plural and hit[1].types == ("troops",) else None
        return None

    def of_collective(self, lower: Sequence[str], first: int) -> bool:
        """Tell whether a sentence begins "Of the garrison, ..."."""
        return not self._collectives.isdisjoint(lower[first + 1 : first + 4])
