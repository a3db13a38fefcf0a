"""The day an article says of itself that it was written: "LIMA, 9 FEB 86 --", "Monday, March 4, 2019" on a line."""

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
_STAMP_WORDS = 4
_CLOCK_WORDS = 4
_LETTER_LINES = 8
_LEADING_UP = frozenset({"near", "of", "before", "at"})
_PLACE_TOKENS = 10
_DASH_WITHIN = 7


def dateline(reading: Reading, *, finder: DateFinder | None = None) -> str | None:
    """Give the ISO day of an article's own dateline, or None where its first lines have none."""
    head = [s for s in reading.sentences[:_HEAD_SENTENCES] if s.first < _HEAD_TOKENS]
    if not head:
        return None
    size = min(head[-1].end, 2 * _HEAD_TOKENS)
    if not any(len(w) in (2, 4) and w.isdigit() for w in reading.words[:size]):
        # It names a year, in two digits or four.
        return None
    finder = finder or _default_finder()
    part = Reading(
        reading.text, reading.words[:size], reading.lower[:size], reading.starts[:size],
        [Sentence(s.first, min(s.end, s.first + _HEAD_TOKENS)) for s in head], None, bytearray(size),
    )  # fmt: skip
    facts = finder.find_from(part, None)
    text = reading.text
    alone = sum(_alone(text, fact) for fact in facts)
    for fact in facts:
        sentence = reading.sentence_of(reading.token_at(fact.start))
        line = len(text[: fact.start].split("\n")) - 1
        if _day(fact) and _is_dateline(reading, sentence, fact, line, alone):
            return fact.earliest
    return None


@cache
def _default_finder() -> DateFinder:
    from conflictfacts.dates.finder import DateFinder

    return DateFinder(default_lexicon())


def _day(fact: DateFact) -> bool:
    return fact.kind == "explicit" and fact.earliest is not None and fact.earliest == fact.latest


def _is_dateline(reading: Reading, sentence: Sentence, fact: DateFact, line: int, alone: int) -> bool:
    """Tell whether a date is the article's own: on a line of its own, or after a place and before a dash."""
    text = reading.text
    begin = text.rfind("\n", 0, fact.start) + 1
    stop = text.find("\n", fact.end)
    lead = text[begin : fact.start].split()
    trail = text[fact.end : stop if stop >= 0 else len(text)].split()
    stamped = len(lead) <= _STAMP_WORDS and any(w.strip(":,.").lower() in _STAMPS for w in lead)
    if stamped and len(trail) <= _CLOCK_WORDS:
        return True
    if not lead and (not trail or (len(trail) <= _CLOCK_WORDS and trail[0][-1].isdigit())):
        # A line of its own: with its weekday, or the only such line right below a title.
        named = fact.quote.split()[0].rstrip(",.").lower().endswith("day")
        return named or (alone == 1 and line in (1, 2) and not trail)
    if lead and line < _LETTER_LINES and len(lead) <= _STAMP_WORDS and lead[-1][-1] == "," and trail in ([], ["."]):
        # A letter's head: "Camp near Varna, June 3, 1854."
        return all(word[0].isupper() or word in _LEADING_UP for word in lead)
    first, end = reading.tokens_in(fact.start, fact.end)
    return _after_place(reading, sentence, first) and not _DASHES.isdisjoint(reading.words[end : end + _DASH_WITHIN])


def _after_place(reading: Reading, sentence: Sentence, first: int) -> bool:
    """Tell whether a place in capitals opens the sentence and leads up to a date: "KYIV, Ukraine, Aug. 6"."""
    words = reading.words[sentence.first : first]
    if not words or len(words) > _PLACE_TOKENS or len(words[0]) < 2 or not words[0].isupper():
        return False
    return all(w[0].isupper() or not w[0].isalnum() for w in words)


def _alone(text: str, fact: DateFact) -> bool:
    before = text[text.rfind("\n", 0, fact.start) + 1 : fact.start]
    stop = text.find("\n", fact.end)
    return not before.strip() and not text[fact.end : stop if stop >= 0 else len(text)].strip()
