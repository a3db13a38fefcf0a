"""Who says so: the source of each statement of an article, by its fullest name.

A report in the sentence covers what stands behind it, or before it at the end of the sentence; a quotation that runs on
over several sentences keeps its speaker.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from conflictfacts.context.clauses import QUOTES
from conflictfacts.context.people import People
from conflictfacts.reading import Reading

# From the first capital of a word on: the later ones of the same word could do no better.
_ACRONYM = re.compile(
    r"(?<![\w'’&-])(?:(?![A-Z])[\w'’&-])*+"
    r"((?:[A-Z][\w'’&-]*+\s++(?:(?:of|for|the|and|on|in|de|la)\s++){0,2}+){1,7}[A-Z][\w'’-]*+)\s++\(([A-Z][A-Za-z]{1,9})\)"
)
_QUOTED_REACH = 6  # sentences that one quotation may run over
_BACK = 4  # sentences that a pronoun may point back over
_TITLED = 30  # mentions of people among which "the general" is looked for
_LONGEST = 90  # characters of a source's words
_OPENERS = frozenset(
    """and but while although though whereas after before because since when where which that
    whom ;""".split()
)
_RELATIVES = ("where", "which", "who", "whose")
_BEFORE_SUBJECT = frozenset("the a an its their his her on in by".split())
_BEFORE_DATES = ("since", "after", "before")
_DOUBLE = ('"', "“", "”")


@dataclass(frozen=True, slots=True)
class Report:
    """A reporting verb or phrase: its source, its token, the tokens of verb and source, and which way it covers."""

    source: str
    word: int
    first: int
    end: int
    forward: bool
    backward: bool


class Reports(Protocol):
    """Finds the reports of one sentence."""

    verbs: frozenset[str]
    inner: frozenset[str]
    persons: frozenset[str]

    def in_sentence(self, attribution: Attribution, index: int) -> list[Report]:
        """Give the reports of sentence ``index`` in order."""


class Attribution:
    """The sources of one reading, found a sentence at a time."""

    def __init__(self, reports: Reports, reading: Reading, people: People) -> None:
        self.reading = reading
        self.people = people
        self._finder = reports
        self._cache: dict[int, list[Report]] = {}

    def report_of(self, first: int, end: int) -> Report | None:
        """Give the report that the statement of tokens ``first``..``end`` stands under, or None for the article."""
        index = self.reading.sentence_index(first)
        return self._covering(index, first, end) or self._quoted(index, first)

    def source_of(self, first: int, end: int) -> str | None:
        """Give who says what stands at tokens ``first``..``end``, or None where the article says it itself."""
        report = self.report_of(first, end)
        return report.source if report else None

    def _reports(self, index: int) -> list[Report]:
        if index not in self._cache:
            self._cache[index] = []  # a pronoun's search must not come back here
            self._cache[index] = self._finder.in_sentence(self, index)
        return self._cache[index]

    def _covering(self, index: int, first: int, end: int) -> Report | None:
        lower = self.reading.lower
        before = [r for r in self._reports(index) if r.forward and r.end <= first and r.word < first]
        for n, report in enumerate(reversed(before)):
            if lower[report.word] in self._finder.inner and n + 1 < len(before):
                continue
            if ";" not in lower[report.word : first] and not self._left_behind(report, first):
                return report
        for report in self._reports(index):
            if report.first < end <= report.word:
                break  # "the brigade showed seven prisoners and said that": no later report reaches back over this one
            if report.backward and report.first >= end and not self._opens_clause(report.first, end):
                gap = lower[end : report.first]
                parted = any(g == "," or g in QUOTES for g in gap)
                verb = lower[report.word] in self._finder.verbs
                if (not verb and ";" not in gap) or (verb and (parted or report.word < report.first)):
                    return report
        return None

    def _left_behind(self, report: Report, first: int) -> bool:
        """Tell whether a speaker has done when a phrase comes: '"No," he said on a visit to X, where 12 men died'."""
        words, lower = self.reading.words, self.reading.lower
        if report.first < 2 or words[report.first - 1] not in QUOTES:
            return False
        return any(lower[j] == "," and lower[j + 1] in _RELATIVES for j in range(report.word, first - 1))

    def _opens_clause(self, first: int, floor: int) -> bool:
        """Tell whether a report opens a clause: "20 died, although the army said that", "a toll which X put at"."""
        reading = self.reading
        k = first - 1
        while k > floor and (reading.taken[k] or reading.lower[k] in _BEFORE_SUBJECT):
            k -= 1
        dated = reading.taken[k + 1]  # "since June the ministry has reported"
        return k >= floor and reading.lower[k] in _OPENERS and not (dated and reading.lower[k] in _BEFORE_DATES)

    def _quoted(self, index: int, token: int) -> Report | None:
        """Give the report of a quotation that began in an earlier sentence and holds a token."""
        reading = self.reading
        if not self._in_quotes(index, token):
            return None
        for back in range(index, max(-1, index - _QUOTED_REACH), -1):
            opens = reading.words[reading.sentences[back].first] in QUOTES
            if back < index:
                reports = self._reports(back)
                if reports:
                    return reports[-1]
                if not opens and not self._inside_quote(back):
                    return None
            elif not opens and not self._inside_quote(index):
                return None
        return None

    def _in_quotes(self, index: int, token: int) -> bool:
        """Tell whether a token is quoted, as far as double quotation marks tell: '"We fled," said a man of 60.'"""
        reading = self.reading
        sentence = reading.sentences[index]
        marks = sum(w in _DOUBLE for w in reading.words[sentence.first : token])
        if not marks:
            return True
        return (marks % 2 == 1) != self._inside_quote(index)

    def _inside_quote(self, index: int) -> bool:
        reading = self.reading
        at = reading.starts[reading.sentences[index].first]
        start = max(reading.text.rfind("\n", max(0, at - 3000), at) + 1, at - 3000, 0)
        before = reading.text[start:at]
        return before.count("“") > before.count("”") or before.count('"') % 2 == 1

    # -- names -------------------------------------------------------------------------------------------------------

    def name_of(self, first: int, end: int, index: int) -> str | None:
        """Give the fullest name for a subject's words: a person's, an organisation's, or the words themselves."""
        reading = self.reading
        lower = reading.lower
        while first < end and lower[first] in ("the", "a", "an"):
            first += 1
        if first >= end:
            return None
        if end - first == 1:
            word = lower[first]
            if word in ("he", "she", "him", "his", "her", "who") or word in self._finder.persons:
                return (
                    self._titled(first)
                    or self._pronoun(first, index)
                    or (word if word in self._finder.persons else None)
                )
            if word in ("they", "it", "which", "them", "we", "its", "their"):
                return self._previous(index)
            if word in ("i", "you", "this", "that", "there", "these", "those", "what"):
                return None
        person = self.people.at(first, end)
        if person and "'s" not in lower[first : end - 1]:
            return person.name
        if not any(w[0].isalpha() for w in lower[first:end]):
            return None
        words = " ".join(reading.quote(first, end).split())
        return self._acronyms.get(words, words) if len(words) <= _LONGEST else None

    @cached_property
    def _acronyms(self) -> dict[str, str]:
        """The short names that the article brings in behind the long: "National Intelligence Agency (NIA)"."""
        found: dict[str, str] = {}
        for long, short in _ACRONYM.findall(self.reading.text):
            if short[0].upper() in long:
                found.setdefault(short, " ".join(long.split()))
        return found

    def _pronoun(self, token: int, index: int) -> str | None:
        mentions = self._mentions
        i = bisect_left(mentions, (token, "")) - 1
        return mentions[i][1] if i >= 0 else self._previous(index)

    def _titled(self, token: int) -> str | None:
        """Give the person named last before a token with its word as title: "the general" after "General X"."""
        lower = self.reading.lower
        behind = bisect_left(self._mentions, (token, ""))
        for k in range(behind - 1, max(-1, behind - 1 - _TITLED), -1):
            last, name = self._mentions[k]
            begin = last + 1 - len(name.split())
            if lower[token] in lower[max(0, begin - 2) : begin + 1]:
                return name
        return None

    @cached_property
    def _mentions(self) -> list[tuple[int, str]]:
        """The (last token, name) of every mention of a person, in order."""
        return sorted((m.end - 1, person.name) for person in self.people.persons for m in person.mentions)

    def _previous(self, index: int) -> str | None:
        for back in range(index - 1, max(-1, index - _BACK), -1):
            reports = self._reports(back)
            if reports:
                return reports[-1].source
        return None
