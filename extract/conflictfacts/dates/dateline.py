"""The day an article says of itself that it was written: "BOGOTA, 24 OCT 88 --", "Friday, July 21, 2017" on a line."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from conflictfacts.facts import DateFact
from conflictfacts.lexicon import default_lexicon
from conflictfacts.reading import Reading, Sentence

if TYPE_CHECKING:
    from conflictfacts.dates.finder import DateFinder

_HEAD_SENTENCES = 6
_HEAD_TOKENS = 120
_STAMPS = frozenset({"published", "posted", "updated", "date", "dated"})
_DASHES = frozenset({"-", "--", "–", "—", "―"})
_WEEKDAY_RULES = frozenset({"day-month-year", "month-day-year"})


def dateline(reading: Reading, *, finder: DateFinder | None = None) -> str | None:
    """Give the ISO day of an article's own dateline, or None where its first lines have none."""
    head = [s for s in reading.sentences[:_HEAD_SENTENCES] if s.first < _HEAD_TOKENS]
    if not any(any(c.isdigit() for c in w) for s in head for w in reading.words[s.first : min(s.end, s.first + 20)]):
        return None
    finder = finder or _default_finder()
    part = Reading(
        reading.text, reading.words, reading.lower, reading.starts,
        [Sentence(s.first, s.end) for s in head], None, bytearray(len(reading.words)),
    )  # fmt: skip
    facts = finder.find_from(part, None)
    for n, sentence in enumerate(head):
        end = reading.end(sentence.end - 1)
        for fact in facts:
            if reading.starts[sentence.first] <= fact.start and fact.end <= end and _day(fact):
                if _is_dateline(reading, sentence, fact, n):
                    return fact.earliest
    return None


@cache
def _default_finder() -> DateFinder:
    from conflictfacts.dates.finder import DateFinder

    return DateFinder(default_lexicon())


def _day(fact: DateFact) -> bool:
    return fact.kind == "explicit" and fact.earliest is not None and fact.earliest == fact.latest


def _is_dateline(reading: Reading, sentence: Sentence, fact: DateFact, number: int) -> bool:
    first, end = reading.tokens_in(fact.start, fact.end)
    lead = range(sentence.first, first)
    trail = reading.lower[end : min(end + 7, sentence.end)]
    if len(lead) <= 3 and sentence.end - end <= 4 and all(len(w) < 12 for w in trail):
        # A line of its own: with its weekday or a stamp's word, or right below a title.
        if any(reading.lower[i] in _STAMPS for i in lead):
            return True
        if lead and any(reading.words[i].isalpha() for i in lead):
            return False
        if any(c.isalpha() for w in trail for c in w) and not set(trail) & {"gmt", "utc", "am", "pm", "a.m.", "p.m."}:
            return False
        named = fact.quote.split()[0].rstrip(",").lower().endswith("day")
        return named or (number in (1, 2) and not trail)
    if len(lead) > 10 or not lead:
        return False
    # A place in capitals before it, a dash after it: "KYIV, Ukraine, Aug. 6, 2024 (AP) --".
    dash = any(w in _DASHES for w in trail)
    place = all(reading.words[i][0].isupper() or not reading.words[i][0].isalnum() for i in lead)
    return dash and place and reading.words[sentence.first].isupper() and len(reading.words[sentence.first]) > 1
