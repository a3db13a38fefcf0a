"""An article as the rules read it: plain lists of words and offsets, and its sentences.

A ``Reading`` is made once from a spaCy ``Doc`` and thrown away when its facts are drawn. Rules look at words through
list indices, never through spaCy tokens: that is what keeps them fast and their results plain.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from conflictfacts.sentences import sentence_ranges
from conflictfacts.tokens import unseen_words

if TYPE_CHECKING:
    from spacy.tokens import Doc


# A text is set in capitals where they are most of the letters of its first sentences; in others they are one in twenty.
_CAPITALS = 0.6
_SAMPLE = 60
_PROSE = 8


@dataclass(slots=True)
class Sentence:
    """One sentence: token range ``first``..``end`` (half-open), and what kind of text it stands in."""

    first: int
    end: int
    furniture: bool = False
    heading: bool = False


@dataclass
class Reading:
    """The words of an article, lower-cased words, character offsets and sentences; no white space, no unseen marks.

    ``taken`` marks tokens that a stage has claimed (a year is no count), ``rejected`` holds the tokens of numbers that
    became no fact, each with the reason. ``published`` is the ISO date that relative dates count from.
    """

    text: str
    words: list[str]
    lower: list[str]
    starts: list[int]
    sentences: list[Sentence]
    published: str | None = None
    taken: bytearray = field(default_factory=bytearray)
    rejected: list[tuple[int, int, str]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.words)

    def end(self, i: int) -> int:
        """Give the character offset where token ``i`` ends."""
        return self.starts[i] + len(self.words[i])

    def quote(self, first: int, end: int) -> str:
        """Give the exact text of tokens ``first``..``end`` (half-open)."""
        return self.text[self.starts[first] : self.end(end - 1)]

    def glued(self, i: int) -> bool:
        """Tell whether no white space stands between token ``i - 1`` and token ``i``."""
        return i > 0 and self.end(i - 1) == self.starts[i]

    def token_at(self, offset: int) -> int:
        """Give the index of the token that covers a character offset, or of the first one after it."""
        i = bisect_right(self.starts, offset) - 1
        if i >= 0 and offset < self.end(i):
            return i
        return i + 1

    def tokens_in(self, start: int, end: int) -> tuple[int, int]:
        """Give the half-open token range that the characters ``start``..``end`` touch."""
        first = self.token_at(start)
        return first, max(first, bisect_left(self.starts, end))

    def take(self, first: int, end: int) -> None:
        """Claim tokens for a fact, so that later stages leave them alone."""
        self.taken[first:end] = b"\x01" * (end - first)

    def reject(self, first: int, end: int, reason: str) -> None:
        """Remember why the number at tokens ``first``..``end`` became no fact."""
        self.rejected.append((first, end, reason))

    def is_taken(self, first: int, end: int) -> bool:
        """Tell whether any of the tokens is claimed."""
        return 1 in self.taken[first:end]

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The words of the text in lower case, each once."""
        return frozenset(self.lower)

    @cached_property
    def _sentence_firsts(self) -> list[int]:
        return [s.first for s in self.sentences]

    def sentence_index(self, i: int) -> int:
        """Give the index of the sentence that token ``i`` stands in."""
        return bisect_right(self._sentence_firsts, i) - 1

    def sentence_of(self, i: int) -> Sentence:
        """Give the sentence that token ``i`` stands in."""
        return self.sentences[self.sentence_index(i)]

    def sentence_text(self, start: int) -> str:
        """Give the words of the sentence that holds the character ``start``."""
        sentence = self.sentence_of(self.token_at(start))
        return self.quote(sentence.first, sentence.end)

    @cached_property
    def upper_case(self) -> bool:
        """Whether the text is set in capitals throughout, as old wire copy is: then capitals say nothing."""
        long = [self.quote(s.first, s.end) for s in self.sentences[:_SAMPLE] if s.end - s.first >= _PROSE]
        sample = "".join(long)[:4000] if long else self.text[:4000]  # a site's own lines around it are short
        letters = sum(map(str.isalpha, sample))
        return letters > 20 and sum(map(str.isupper, sample)) > _CAPITALS * letters


def read(doc: Doc, *, text: str | None = None, published: str | None = None) -> Reading:
    """Make a reading of a tokenized ``Doc``, whose ``text`` may be given to save the work of joining it again."""
    from spacy.attrs import IDX, ORTH

    # Arrays of all tokens: making a Token object of each would take twice as long.
    orths = doc.to_array(ORTH).tolist()
    strings = doc.vocab.strings
    text = doc.text if text is None else text
    unseen = unseen_words(text)
    # A word is one string, wherever it stands: in a long text that is half the memory.
    forms = {orth: word for orth in set(orths) if not (word := strings[orth]).isspace() and word not in unseen}
    words = [forms[orth] for orth in orths if orth in forms]
    starts = [start for orth, start in zip(orths, doc.to_array(IDX).tolist(), strict=True) if orth in forms]
    return reading_of(text, words, starts, published=published)


def reading_of(text: str, words: list[str], starts: list[int], *, published: str | None = None) -> Reading:
    """Make a reading of words and their character offsets."""
    sentences = [Sentence(first, end) for first, end in sentence_ranges(text, words, starts)]
    lowered = {word: word.lower().replace("’", "'") for word in set(words)}
    lower = [lowered[word] for word in words]
    return Reading(text, words, lower, starts, sentences, published, bytearray(len(words)))


def find_sequence(lower: Sequence[str], first: int, end: int, wanted: Sequence[str]) -> int:
    """Give the index in ``first``..``end`` where the words of ``wanted`` begin, or -1."""
    size = len(wanted)
    for i in range(first, end - size + 1):
        if lower[i] == wanted[0] and list(lower[i : i + size]) == list(wanted):
            return i
    return -1
