"""Who says so: the subject of the reporting verb that a fact stands under, or the name after "according to"."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from conflictfacts.context.clauses import ADVERBS, BE, HAVE, MODAL, QUOTES, RELATIVES, Clauses
from conflictfacts.context.people import People
from conflictfacts.lexicon import Lexicon, Phrases
from conflictfacts.reading import Reading

_ARTICLES = frozenset(
    {
        "the",
        "a",
        "an",
        "another",
        "one",
        "some",
        "several",
        "two",
        "three",
        "its",
        "their",
        "his",
        "her",
        "this",
        "that",
    }
)
_INSIDE = frozenset(
    {
        "of",
        "for",
        "in",
        "from",
        "and",
        "close",
        "to",
        "on",
        "at",
        "the",
        "a",
        "near",
        "with",
        "'s",
        "-",
        "&",
        "by",
        "its",
        "their",
        "his",
        "her",
    }
)
_NO_HEAD = frozenset({"and", "of", "in", "to", "on", "at", "by", "for", "from", "with", "'s", "or"})
_EDGE = frozenset(
    {
        ",",
        ";",
        ":",
        ".",
        "that",
        "but",
        "while",
        "as",
        "when",
        "after",
        "before",
        "because",
        "although",
        "though",
        "—",
        "–",
        "(",
        ")",
        "meanwhile",
        "however",
        "also",
        "where",
        "if",
        "since",
        "until",
    }
)
_ACRONYM = re.compile(
    r"((?:[A-Z][\w'’&-]*\s+(?:(?:of|for|the|and|on|in|de|la)\s+){0,2}){1,7}[A-Z][\w'’-]*)\s+\(([A-Z][A-Za-z]{1,9})\)"
)
_SUBJECT_REACH = 16
_QUOTED_REACH = 6


@dataclass(frozen=True, slots=True)
class Report:
    """A reporting verb or phrase in a sentence: who, where the words for them stand, and what it covers."""

    source: str
    word: int
    first: int
    end: int
    forward: bool
    backward: bool


class Sources:
    """Attribution, built once from the ``reporting`` table."""

    def __init__(self, lexicon: Lexicon, clauses: Clauses) -> None:
        table = lexicon.table("reporting")
        self._verbs = frozenset(table["verbs"])
        self._weak = frozenset(table["weak"])
        self._phrases = Phrases((form, True) for form in table["phrases"])
        self._clauses = clauses

    def bind(self, reading: Reading, people: People) -> Attribution:
        """Give the attribution of one reading; sentences are looked at when asked for."""
        return Attribution(self, reading, people)

    def reports(self, attribution: Attribution, index: int) -> list[Report]:
        """Give the reporting verbs of a sentence with their subjects."""
        reading = attribution.reading
        sentence = reading.sentences[index]
        lower = reading.lower
        found: list[Report] = []
        k = sentence.first
        while k < sentence.end:
            phrase = self._phrases.at(reading.words, lower, k, sentence.end)
            if phrase and not (lower[k] == "cited" and k > sentence.first and lower[k - 1] in BE):
                span = self._noun_right(reading, phrase[0], sentence.end)
                if span:
                    name = attribution.name_of(*span, index)
                    if name:
                        found.append(Report(name, k, k, span[1], True, True))
                    k = span[1]
                    continue
                k = phrase[0]
                continue
            if lower[k] in self._verbs and (reading.words[k][0].islower() or reading.upper_case):
                report = self._verb_report(attribution, k, sentence.first, sentence.end, index)
                if report:
                    found.append(report)
            k += 1
        return found

    def _verb_report(self, attribution: Attribution, k: int, first: int, end: int, index: int) -> Report | None:
        reading = attribution.reading
        lower = reading.lower
        after = lower[k + 1] if k + 1 < end else "."
        if lower[k] in ("put", "puts") and "at" not in lower[k + 1 : min(end, k + 9)]:
            return None
        if lower[k] in ("promised", "vowed", "promises", "vows") and after not in ("to", "that", ","):
            return None
        if lower[k] == "quoted" and "as" in lower[k + 1 : min(end, k + 9)] and not self._clauses.passive(lower, k, first):
            stop = lower.index("as", k + 1)
            return self._report(attribution, k, (k + 1, stop), index, True, True)
        if after in ("responsibility", "credit", "victory", "by") and lower[k] not in (
            "reported",
            "estimated",
            "confirmed",
            "claimed",
            "said",
            "given",
        ):
            return None
        if after == "responsibility":
            return None
        if lower[k] in self._weak and after not in ("that", ",", ":", "the", "a", "at", "how") and after not in QUOTES:
            if lower[k] not in (
                "report",
                "reports",
                "estimate",
                "estimates",
                "claims",
                "listed",
                "counted",
                "added",
                "promised",
                "vowed",
                "accused",
                "charged",
                "charge",
                "denied",
                "revealing",
                "verified",
            ):
                return None
        if self._clauses.passive(lower, k, first):
            by = next((j for j in range(k + 1, min(end, k + 4)) if lower[j] == "by"), None)
            if lower[k] == "quoted":
                span = self._noun_left(reading, k - 1, first)
                return self._report(attribution, k, span, index, True, False)
            if by is None:
                return None
            span = self._noun_right(reading, by + 1, end)
            return self._report(attribution, k, span, index, True, True)
        if after == "by":
            span = self._noun_right(reading, k + 2, end)
            return self._report(attribution, k, span, index, True, True)
        before = lower[k - 1] if k > first else "."
        if before in (",", ")") or before in QUOTES or k == first:
            # '..., said Karl Smith' or '"...," said the minister'.
            span = self._inverted(reading, k + 1, end)
            if (
                span
                and (before in QUOTES or before == ",")
                and not (before == "," and self._apposition(attribution, k - 1, first))
            ):
                return self._report(attribution, k, span, index, False, True)
            if before == ",":
                if lower[k].endswith("ing"):
                    # "X gave a higher figure, saying that ...": who the whole sentence is about.
                    span = self._noun_right(reading, first, k)
                    return self._report(attribution, k, span, index, True, False)
                span = self._apposition(attribution, k - 1, first)
                return self._report(attribution, k, span, index, True, True)
        span = self._noun_left(reading, k - 1, first)
        return self._report(attribution, k, span, index, True, True)

    @staticmethod
    def _report(
        attribution: Attribution, k: int, span: tuple[int, int] | None, index: int, forward: bool, backward: bool
    ) -> Report | None:
        if span is None:
            return None
        name = attribution.name_of(*span, index)
        if not name:
            return None
        return Report(name, k, min(span[0], k), max(span[1], k + 1), forward, backward)

    def _apposition(self, attribution: Attribution, comma: int, first: int) -> tuple[int, int] | None:
        """Find the person before "X, the head of Y, said": the comma ends the apposition."""
        reading = attribution.reading
        lower = reading.lower
        opening = next(
            (j for j in range(comma - 1, max(first, comma - 22) - 1, -1) if lower[j] in (",", *QUOTES)), None
        )
        if opening is None or lower[opening] != ",":
            return None
        person = attribution.people.at(max(first, opening - 3), opening)
        if person:
            return max(first, opening - 3), opening
        inner = attribution.people.at(opening + 1, comma)
        return (opening + 1, comma) if inner else self._noun_left(reading, opening - 1, first)

    def _noun_left(self, reading: Reading, k: int, first: int) -> tuple[int, int] | None:
        """Give the noun phrase that ends before a verb, past adverbs, auxiliaries and dates ("officials today said")."""
        lower = reading.lower
        while k >= first and (
            lower[k] in ADVERBS
            or lower[k] in HAVE
            or lower[k] in MODAL
            or lower[k].endswith("ly")
            or lower[k] in BE
            or lower[k] in ("and", "meanwhile", "however")
            or reading.taken[k]
        ):
            k -= 1
        if k - 2 >= first and lower[k] == "time" and lower[k - 2] == "at":
            k -= 3
        stop = k + 1
        while k >= first and stop - k <= _SUBJECT_REACH:
            word = lower[k]
            if word in _EDGE or (word in QUOTES and word != "'") or reading.taken[k]:
                break
            if word in RELATIVES and k + 1 != stop:
                break
            if word != "'s" and (word in BE or word in HAVE or word in MODAL):
                break
            if word in self._verbs and not word.endswith("s") and reading.words[k][0].islower():
                break
            if word not in _INSIDE and self._clauses.is_verb(lower, k) and word.endswith(("ed", "ing")) and k + 1 < stop:
                break
            k -= 1
        begin = k + 1
        while begin < stop and (lower[begin] in _NO_HEAD or lower[begin] in ADVERBS):
            begin += 1
        return (begin, stop) if begin < stop else None

    def _noun_right(self, reading: Reading, k: int, end: int) -> tuple[int, int] | None:
        lower = reading.lower
        begin = k
        while k < end and k - begin < _SUBJECT_REACH:
            word = lower[k]
            if (
                word in _EDGE
                or word in BE
                or word in HAVE
                or word in MODAL
                or (word in QUOTES and word != "'")
                or word in ("which", "who", "on", "has", "against", "during")
            ):
                break
            if k > begin and (
                reading.taken[k] or (word in self._verbs and word not in ("reports", "report", "estimates", "claims"))
            ):
                break
            if k > begin and self._clauses.is_verb(lower, k) and word.endswith("ed"):
                break
            k += 1
        while k > begin and lower[k - 1] in ("in", "on", "of", "at", "and", "the", "to", "by"):
            k -= 1
        return (begin, k) if k > begin else None

    def _inverted(self, reading: Reading, k: int, end: int) -> tuple[int, int] | None:
        if k >= end or not (
            reading.words[k][0].isupper() or reading.lower[k] in _ARTICLES or reading.lower[k] in ("he", "she")
        ):
            return None
        if reading.lower[k] in ("that",):
            return None
        return self._noun_right(reading, k, end)


class Attribution:
    """The sources of one reading, found a sentence at a time."""

    def __init__(self, sources: Sources, reading: Reading, people: People) -> None:
        self.reading = reading
        self.people = people
        self._sources = sources
        self._cache: dict[int, list[Report]] = {}
        self._acronyms: dict[str, str] | None = None

    def source_of(self, first: int, end: int) -> str | None:
        """Give the source of the statement that tokens ``first``..``end`` stand in, or None for the article itself."""
        index = self.reading.sentence_index(first)
        report = self._covering(index, first, end)
        if report:
            return report.source
        return self._quoted(index)

    def _reports(self, index: int) -> list[Report]:
        if index not in self._cache:
            self._cache[index] = []  # a pronoun's search must not come back here
            self._cache[index] = self._sources.reports(self, index)
        return self._cache[index]

    def _covering(self, index: int, first: int, end: int) -> Report | None:
        lower = self.reading.lower
        before = [r for r in self._reports(index) if r.forward and r.end <= first and r.word < first]
        for n, report in enumerate(reversed(before)):
            if lower[report.word] in ("counted", "listed", "documented") and n + 1 < len(before):
                continue  # "X said that medics had counted 12": X says so
            if ";" not in lower[report.word : first]:
                return report
        for report in self._reports(index):
            if report.backward and report.first >= end:
                gap = lower[end : report.first]
                if (
                    lower[report.word] not in self._sources._verbs
                    or any(g == "," or g in QUOTES for g in gap)
                    or report.word < report.first
                ):
                    return report
        return None

    def _quoted(self, index: int) -> str | None:
        """Give the speaker of a quotation that began in an earlier sentence."""
        reading = self.reading
        for back in range(index, max(-1, index - _QUOTED_REACH), -1):
            sentence = reading.sentences[back]
            opens = reading.words[sentence.first] in QUOTES
            if back < index:
                reports = self._reports(back)
                if reports:
                    return reports[-1].source
                if not opens:
                    return None
            elif not opens and not self._inside_quote(index):
                return None
        return None

    def _inside_quote(self, index: int) -> bool:
        reading = self.reading
        sentence = reading.sentences[index]
        start = reading.text.rfind("\n", 0, reading.starts[sentence.first]) + 1
        before = reading.text[start : reading.starts[sentence.first]]
        return before.count("“") > before.count("”") or before.count('"') % 2 == 1

    def name_of(self, first: int, end: int, index: int) -> str | None:
        """Give the fullest name for a subject's words: a person's, an organisation's, or the words themselves."""
        reading = self.reading
        lower = reading.lower
        if end - first == 1:
            word = lower[first]
            if word in ("he", "she", "him", "her", "who"):
                return self._pronoun(first, index)
            if word in ("they", "it", "which", "them"):
                return self._previous(index)
            if word in ("i", "we", "you", "this", "that", "there", "these", "those", "what"):
                return self._previous(index) if word in ("we",) else None
        person = self.people.at(first, end)
        if person:
            return person.name
        while first < end and lower[first] in ("the", "a", "an"):
            first += 1
        if first >= end or not any(w[0].isalpha() for w in lower[first:end]):
            return None
        words = reading.quote(first, end)
        if len(words) > 90:
            return None
        return self._expand(" ".join(words.split()))

    def _expand(self, name: str) -> str:
        if self._acronyms is None:
            self._acronyms = {}
            for long, short in _ACRONYM.findall(self.reading.text):
                if short[0].upper() in long:
                    self._acronyms.setdefault(short, " ".join(long.split()))
        return self._acronyms.get(name, name)

    def _pronoun(self, token: int, index: int) -> str | None:
        spoken = self._previous(index) if self.reading.lower[token] != "who" else None
        mentions = self._mentions
        i = bisect_left(mentions, (token, "")) - 1
        return mentions[i][1] if i >= 0 else spoken

    @cached_property
    def _mentions(self) -> list[tuple[int, str]]:
        """The (last token, name) of every mention of a person, in order."""
        return sorted((m.end - 1, person.name) for person in self.people.persons for m in person.mentions)

    def _previous(self, index: int) -> str | None:
        for back in range(index - 1, max(-1, index - 4), -1):
            reports = self._reports(back)
            if reports:
                return reports[-1].source
        return None
