"""The reports of a sentence: "X said", "said X", "according to X", "was reported by X", and whose words they name."""

from __future__ import annotations

from conflictfacts.context.attribution import Attribution, Report
from conflictfacts.context.clauses import (
    ADVERBS,
    BE,
    DETERMINERS,
    HAVE,
    MODAL,
    PREPOSITIONS,
    QUOTES,
    RELATIVES,
    Clauses,
)
from conflictfacts.context.people import People
from conflictfacts.lexicon import Lexicon, Phrases
from conflictfacts.reading import Reading

_SUBJECT_REACH = 16
_APPOSITION_REACH = 22
_OWNER_REACH = 8  # tokens of "by the health ministry's own count"
_FIGURE_REACH = 8  # tokens of "gave a much higher figure"
_OWNERS = ("its", "their", "his", "her")


class Sources:
    """Finds reports. Built once from the ``reporting`` table."""

    def __init__(self, lexicon: Lexicon, clauses: Clauses) -> None:
        table = lexicon.table("reporting")
        self._clauses = clauses
        self._phrases = Phrases((form, True) for form in table["phrases"])
        words = {name: frozenset(value) for name, value in table.items() if name != "phrases"}
        self.verbs, self.inner, self.persons = words["verbs"], words["inner"], words["persons"]
        self._weak, self._at, self._promise, self._by = words["weak"], words["at"], words["promise"], words["by"]
        self._nouns_too, self._articles, self._inside = words["nouns_too"], words["articles"], words["inside"]
        self._of, self._giving, self._figures = words["of"], words["giving"], words["figures"]
        self._accounts = words["accounts"]
        self._edge, self._no_head = words["edge"], words["no_head"]
        self._right_edge = words["edge"] | words["right_edge"]

    def bind(self, reading: Reading, people: People) -> Attribution:
        """Give the attribution of one reading."""
        return Attribution(self, reading, people)

    def in_sentence(self, attribution: Attribution, index: int) -> list[Report]:
        """Give the reports of sentence ``index`` in order."""
        reading = attribution.reading
        sentence = reading.sentences[index]
        lower = reading.lower
        found: list[Report] = []
        k = sentence.first
        while k < sentence.end:
            if lower[k] == "by" and k + 2 < sentence.end:
                report = self._own_account(attribution, k, sentence.end, index, found)
                found += [report] if report else []
            if lower[k] in self._phrases:
                report, k = self._phrase(attribution, k, sentence.first, sentence.end, index)
                found += [report] if report else []
            elif lower[k] in self.verbs and (reading.words[k][0].islower() or reading.upper_case):
                report = self._verb(attribution, k, sentence.first, sentence.end, index, found)
                found += [report] if report else []
                k += 1
            else:
                k += 1
        return found

    def _phrase(self, attribution: Attribution, k: int, first: int, end: int, index: int) -> tuple[Report | None, int]:
        """Read "according to X"; gives the report and the token to go on from."""
        reading = attribution.reading
        hit = self._phrases.at(reading.words, reading.lower, k, end)
        if not hit or (reading.lower[k] == "cited" and k > first and reading.lower[k - 1] in BE):
            if reading.lower[k] in self.verbs:
                return self._verb(attribution, k, first, end, index, []), k + 1
            return None, k + 1
        span = self._right(reading, hit[0], end)
        if not span:
            return None, hit[0]
        name = attribution.name_of(*span, index)
        return (Report(name, k, k, span[1], True, True) if name else None), span[1]

    def _own_account(
        self, attribution: Attribution, k: int, end: int, index: int, found: list[Report]
    ) -> Report | None:
        """Read "by its own count", "by Lima's reckoning"."""
        lower = attribution.reading.lower
        if lower[k + 1] in _OWNERS:
            at, span = k + 2, (k + 1, k + 2)
        else:
            owner = next((j for j in range(k + 2, min(end, k + _OWNER_REACH)) if lower[j] == "'s"), None)
            if owner is None:
                return None
            at, span = owner + 1, (k + 1, owner)
        at += at < end and lower[at] == "own"
        if at >= end or lower[at] not in self._accounts:
            return None
        pronoun = span[1] == k + 2 and lower[k + 1] in _OWNERS
        name = found[-1].source if pronoun and found else attribution.name_of(*span, index)
        return Report(name, k, k, at + 1, True, True) if name else None

    def _verb(
        self, attribution: Attribution, k: int, first: int, end: int, index: int, found: list[Report]
    ) -> Report | None:
        """Read a reporting verb with its subject on either side."""
        reading = attribution.reading
        lower = reading.lower
        before = lower[k - 1] if k > first else "."
        if not self._reports(reading, k, first, end):
            return None
        if lower[k] == "quoted" and "as" in lower[k + 1 : min(end, k + 9)] and before not in BE:
            return self._report(attribution, k, (k + 1, lower.index("as", k + 1)), index)
        if self._clauses.passive(lower, k, first) or (lower[k] in self._at and before in BE):
            if lower[k] == "quoted":
                return self._report(attribution, k, self._left(reading, k - 1, first), index, backward=False)
            by = next((j for j in range(k + 1, min(end, k + 4)) if lower[j] == "by"), None)
            if lower[k] in self._at and by is not None:
                end = lower.index("at", by, end) if "at" in lower[by:end] else end  # "were put by doctors at 40"
            return self._report(attribution, k, self._right(reading, by + 1, end), index) if by is not None else None
        if k + 1 < end and lower[k + 1] == "by" and lower[k] in self._by:
            return self._report(attribution, k, self._right(reading, k + 2, end), index)
        if before == "and" and found:
            # "He put the losses at 153 and said that 70 had given up": one speaker.
            return Report(found[-1].source, k, k, k + 1, True, True)
        if before == "," or before in QUOTES or before == ")":
            return self._after_stop(attribution, k, first, end, index)
        span = self._left(reading, k - 1, first)
        if lower[k].endswith("ing") and before not in BE:
            return self._report(attribution, k, span, index, backward=False)  # "dropped leaflets telling them"
        if span is None:
            # "Their commander, General X, later told": behind the comma of an apposition
            comma = next((j for j in range(k - 1, first, -1) if not self._light(reading, j)), first)
            span = self._apposition(attribution, comma, first) if lower[comma] == "," else None
        return self._report(attribution, k, span, index)

    def _reports(self, reading: Reading, k: int, first: int, end: int) -> bool:
        """Tell whether a verb of saying is used so: with the words around it that it needs."""
        lower = reading.lower
        word = lower[k]
        after = lower[k + 1] if k + 1 < end else "."
        if after == "responsibility" or (
            after in ("credit", "victory", "by") and word not in self._by | self._at and word != "said"
        ):
            return False
        if word in self._at:
            return "at" in lower[k + 1 : min(end, k + 12)]
        if word in self._of:
            return after == "of"
        if word in self._giving:
            ahead = lower[k + 1 : min(end, k + _FIGURE_REACH)]
            return not self._figures.isdisjoint(ahead) and after != "no"
        if word in self._promise:
            return after in ("to", "that", ",")
        if word in self._nouns_too and k > first:
            before = lower[k - 1]
            if before in DETERMINERS or before in PREPOSITIONS or before == "'s":
                return False
        return word not in self._weak or after in ("that", ",", ":", "the", "a", "at", "how") or after in QUOTES

    def _after_stop(self, attribution: Attribution, k: int, first: int, end: int, index: int) -> Report | None:
        """Read a verb behind a comma or a quotation mark: '..., said Karl Smith', 'X, the head of Y, said ...'."""
        reading = attribution.reading
        lower = reading.lower
        before = lower[k - 1]
        inverted = self._inverted(reading, k + 1, end) if before != ")" else None
        if inverted and (before in QUOTES or attribution.people.at(*inverted)):
            # "On 30 August, said X, 40 men surrendered": nothing has been said before it
            opening = all(reading.taken[j] or lower[j] in PREPOSITIONS or lower[j] == "," for j in range(first, k))
            return self._report(attribution, k, inverted, index, forward=opening)
        if before == ",":
            if reading.lower[k].endswith("ing"):
                # "X gave a higher figure, saying that ...": who the whole sentence is about.
                return self._report(attribution, k, self._right(reading, first, k), index, backward=False)
            apposition = self._apposition(attribution, k - 1, first)
            if inverted and not apposition:
                return self._report(attribution, k, inverted, index, forward=False)
            return self._report(attribution, k, apposition, index)
        return self._report(attribution, k, self._left(reading, k - 1, first), index)

    @staticmethod
    def _report(
        attribution: Attribution,
        k: int,
        span: tuple[int, int] | None,
        index: int,
        *,
        forward: bool = True,
        backward: bool = True,
    ) -> Report | None:
        name = attribution.name_of(*span, index) if span else None
        if span is None or not name:
            return None
        return Report(name, k, min(span[0], k), max(span[1], k + 1), forward, backward)

    # -- noun phrases ------------------------------------------------------------------------------------------------

    def _apposition(self, attribution: Attribution, comma: int, first: int) -> tuple[int, int] | None:
        """Find the subject of "X, the head of Y, said", where the comma before the verb ends the apposition."""
        reading = attribution.reading
        lower = reading.lower
        fallback: tuple[int, int] | None = None
        stop = comma
        for _ in range(3):
            floor = max(first, stop - _APPOSITION_REACH)
            opening = next((j for j in range(stop - 1, floor - 1, -1) if lower[j] == "," or lower[j] in QUOTES), None)
            if opening is None or lower[opening] != ",":
                break
            begin = max(first, opening - 3)
            if attribution.people.at(begin, opening):
                while begin < opening - 1 and self._ends_subject(reading, begin, opening):
                    begin += 1  # "after Emzar Kvitsiani, the head of the militia, said"
                return begin, opening
            if attribution.people.at(opening + 1, stop):
                return opening + 1, stop
            fallback = fallback or self._left(reading, opening - 1, first)
            stop = opening
        return fallback

    def _left(self, reading: Reading, k: int, first: int, *, inside: bool = False) -> tuple[int, int] | None:
        """Give the noun phrase that ends before a verb, past adverbs, auxiliaries, dates ("officials today said").

        ``inside`` tells that the verb's own subject was a "who" or ended in a clause with one: whom it means is sought.
        """
        lower = reading.lower
        while k >= first and self._light(reading, k):
            k -= 1
        if k >= first and lower[k] == ")":
            # "The Liberation Front (LF) said"
            opening = next((j for j in range(k, max(first, k - 8) - 1, -1) if lower[j] == "("), None)
            k = opening - 1 if opening is not None else k
        if k - 2 >= first and lower[k] == "time" and lower[k - 2] == "at":
            k -= 3
        stop = k + 1
        while k >= first and stop - k <= _SUBJECT_REACH and not self._ends_subject(reading, k, stop):
            k -= 1
        who = k if lower[k] == "who" else k - 1  # a verb ends a subject too
        if not inside and first < who < stop - 1 and lower[who] == "who":
            if lower[who + 1].endswith("ed") or self._clauses.is_verb(lower, who + 1):
                # "an official who crossed the border last week counted"
                return self._left(reading, who - 1, first, inside=True)
        begin = k + 1
        while begin < stop and (lower[begin] in self._no_head or lower[begin] in ADVERBS):
            begin += 1
        if stop - begin == 1 and lower[begin] in ("who", "which") and begin - 1 > first and not inside:
            # "a neighbour, who counted"
            return self._left(reading, begin - 1 - (lower[begin - 1] == ","), first, inside=True)
        return (begin, stop) if begin < stop else None

    @staticmethod
    def _light(reading: Reading, k: int) -> bool:
        """Tell a word that may stand between a subject and its verb."""
        word = reading.lower[k]
        return (
            word in ADVERBS
            or word in HAVE
            or word in MODAL
            or word in BE
            or word in ("and", "meanwhile", "however")
            or word.endswith("ly")
            or bool(reading.taken[k])
        )

    def _ends_subject(self, reading: Reading, k: int, stop: int) -> bool:
        """Tell whether a subject that ends at ``stop`` can't reach back over token ``k``."""
        lower = reading.lower
        word = lower[k]
        if word in self._edge or (word in QUOTES and word != "'") or reading.taken[k]:
            return True
        if word in RELATIVES and k + 1 != stop:
            return True
        if word != "'s" and (word in BE or word in HAVE or word in MODAL):
            return True
        if word in self.verbs and not word.endswith("s") and reading.words[k][0].islower():
            return True
        return (
            word not in self._inside
            and k + 1 < stop
            and word.endswith(("ed", "ing"))
            and self._clauses.is_verb(lower, k)
        )

    def _right(self, reading: Reading, k: int, end: int) -> tuple[int, int] | None:
        """Give the noun phrase that begins at token ``k``."""
        lower = reading.lower
        begin = k
        while k < end and k - begin < _SUBJECT_REACH:
            word = lower[k]
            if (
                word in self._right_edge
                or word in BE
                or word in HAVE
                or word in MODAL
                or (word in QUOTES and word != "'")
            ):
                break
            if k > begin:
                said = word in self.verbs and word not in self._nouns_too
                if reading.taken[k] or said or (word.endswith("ed") and self._clauses.is_verb(lower, k)):
                    break
            k += 1
        while k > begin and lower[k - 1] in ("in", "on", "of", "at", "and", "the", "to", "by"):
            k -= 1
        return (begin, k) if k > begin else None

    def _inverted(self, reading: Reading, k: int, end: int) -> tuple[int, int] | None:
        """Give the subject behind its verb: "said Karl Smith", "said the minister"."""
        if k >= end or reading.lower[k] == "that":
            return None
        named = reading.words[k][0].isupper() or reading.lower[k] in self._articles or reading.lower[k] in ("he", "she")
        return self._right(reading, k, end) if named else None
