"""Numbers in words and digits, with what makes them honest: ranges, vague words and modifiers.

Finds quantities only; what is counted is for others to say. Dates, money, shares, ordinals, model names and numbers
that are names ("Resolution 1701", "Hill 60") are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from conflictfacts.lexicon import Lexicon, Phrases
from conflictfacts.numerals import DASHES, DIGITS, Numerals
from conflictfacts.reading import Reading

# "No one", "any one of them": no number.
_NOT_ONE = frozenset({"no", "any", "every", "each", "some", "another", "day", "this"})
# Between the two ends of a range: "2,000 to about 3,000".
_INNER = frozenset({"about", "around", "some", "perhaps", "possibly", "nearly", "even", "as"})
# "Of from 10 to 20 men" is a range, "rose from 10 to 20" a change.
_RANGING = frozenset({"of", "ranging", "ranged", "range", "anywhere", "numbering", "vary", "varied", "ran"})
_SMALL_WORDS = frozenset({"odd", "plus", "some", "ish"})
_AFTER_STRONG = frozenset({"and", "in", "under", "at", "by"})
_SPANS = frozenset({"year", "years", "month", "day", "hour", "minute", "week"})
# Designators that open a sentence as plain words: "Order 40 tanks".
_PLAIN = frozenset({"day", "week", "year", "unit", "line", "post", "order"})
_SCORE = 30  # no side scores more in a match that is told as "3 – 1"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as the text gives it.

    Tokens ``first``..``end`` (half-open) with its modifier; the bare number begins at ``number``. ``value`` is null for
    a vague word, and for a range, which has ``low`` and ``high``. ``additive`` is true after "another" or "a further".
    ``core_end`` is where the number itself ends, before a trailing "or more" or "-strong".
    """

    first: int
    end: int
    value: float | None
    low: float | None
    high: float | None
    modifier: str
    number: int
    core_end: int
    additive: bool = False
    strong: bool = False


class Quantities:
    """The number grammar, built once from the ``numbers`` table."""

    def __init__(self, lexicon: Lexicon) -> None:
        table = lexicon.table("numbers")
        self._before = _last_word_index(table["modifiers"])
        self._after = Phrases((form, kind) for kind, forms in table["trailing"].items() for form in forms)
        self._additive = _last_word_index({"additive": table["additive"]["before"]})
        self._handed = frozenset(table["particles"]["over"])
        self._designators = frozenset(table["designators"]["words"])
        self._any_case = frozenset(table["designators"]["any_case"])
        self._currencies = frozenset(table["foreign"]["currencies"])
        self._foreign_after = frozenset(table["foreign"]["after"]) | self._currencies
        self._foreign_before = frozenset(table["foreign"]["before"])
        self._ordinals = frozenset(table["parts"]["ordinals"])
        self._fractions = frozenset(table["parts"]["fractions"])
        million = frozenset(lexicon.table("nouns")["million_nouns"]) | self._currencies
        self._numerals = Numerals(table, in_millions=million)

    def find(self, reading: Reading) -> list[Quantity]:
        """Give the quantities of a text in order, outside furniture and outside tokens that are taken."""
        found: list[Quantity] = []
        lower, taken, triggers = reading.lower, reading.taken, self._numerals.triggers
        hits = [i for i, w in enumerate(lower) if w[0] in DIGITS or w in triggers]
        reach = 0
        for i in hits:
            if i < reach or taken[i]:
                continue
            sentence = reading.sentence_of(i)
            if sentence.furniture:
                reach = sentence.end
                continue
            quantity, stop = self._at(reading, i, sentence.first, sentence.end)
            reach = max(reach, stop)
            if quantity:
                found.append(quantity)
        return found

    def _at(self, reading: Reading, i: int, first: int, end: int) -> tuple[Quantity | None, int]:
        numeral = self._numerals.at(reading, i, first, end)
        if numeral is None:
            code = reading.words[i][0] == "0" and reading.words[i].isdecimal()
            return None, (_row_end(reading, i, end) if code else 0) or i + 1
        value, start, stop = numeral
        low = high = None
        modifier = "exact"
        if value is None:
            modifier = "vague"
        else:
            upper = self._range_end(reading, start, stop, end, first, value)
            if upper:
                low, high, stop = upper
                value, modifier = None, "range"
        skip = self._foreign_end(reading, start, stop, first, end, value)
        if skip:
            reading.reject(start, skip, "money, a share, a time, an age, a measure of things or part of a name")
            return None, skip
        core_end = stop
        stop, after, strong = self._trailing(reading, stop, end, modifier)
        begin, before, additive = self._modifiers(reading, start, first)
        if modifier == "range":
            if start > first and reading.lower[start - 1] == "between":
                begin = start - 1
        elif modifier == "exact":
            modifier = before or after or modifier
        return Quantity(begin, stop, value, low, high, modifier, start, core_end, additive, strong), stop

    # -- ranges ------------------------------------------------------------------------------------------------------

    def _range_end(
        self, reading: Reading, start: int, stop: int, end: int, first: int, low: float
    ) -> tuple[float, float, int] | None:
        lower = reading.lower
        if stop + 1 >= end:
            return None
        joiner = lower[stop]
        before = lower[start - 1] if start > first else ""
        follow = stop + 1
        if joiner in DASHES:
            if reading.glued(stop) != reading.glued(stop + 1):
                return None
            if lower[follow] == "to" and follow + 2 < end and lower[follow + 1] in DASHES:
                follow += 2
        elif joiner == "to":
            if before == "from" and not (start - 2 >= first and lower[start - 2] in _RANGING):
                return None
        elif joiner != "or" and not (joiner == "and" and before == "between"):
            return None
        if lower[follow] in _INNER and follow + 1 < end:
            follow += 1
        if reading.taken[follow]:
            return None
        if lower[follow] == "a" and follow + 1 < end:
            follow += 1
        if not (lower[follow][0] in DIGITS or lower[follow] in self._numerals.triggers):
            return None
        numeral = self._numerals.at(reading, follow, first, end)
        if numeral is None or numeral.value is None:
            return None
        high, after = numeral.value, numeral.stop
        factor = self._numerals.factor(lower[after - 1]) if after - follow > 1 else 1
        if factor > 1 and low < factor and low * factor <= high and low < high / factor + 1e-9:
            low *= factor
        elif 1 < low < 1000 <= high and high % 1000 == 0 and low < high / 1000:
            low *= 1000
        if joiner == "and" and high < low:
            low, high = high, low  # "between 40 and 30"
        if not low < high or (joiner == "or" and low > 20 and high > 3 * low):
            return None
        return low, high, after

    # -- what stands around it ---------------------------------------------------------------------------------------

    def _modifiers(self, reading: Reading, start: int, first: int) -> tuple[int, str | None, bool]:
        """Walk left over modifiers and "another": (first token, modifier or None, additive?)."""
        begin, shape, additive = start, None, False
        for _ in range(3):
            hit = _ends_at(self._before, reading.lower, begin, first)
            if (
                hit
                and reading.lower[begin - 1] == "over"
                and begin - 1 > first
                and reading.lower[begin - 2] in self._handed
            ):
                break  # "handed over eight tanks" says nothing of the number
            if hit and not reading.is_taken(hit[0], begin):
                begin = hit[0]
                # The outermost bound decides: "at least some 40" is at_least; "about at most" does not occur.
                shape = hit[1] if shape in (None, "about") else shape
                continue
            hit = _ends_at(self._additive, reading.lower, begin, first)
            if hit and not additive and not reading.is_taken(hit[0], begin):
                begin, additive = hit[0], True
                continue
            break
        return begin, shape, additive

    def _trailing(self, reading: Reading, stop: int, end: int, modifier: str) -> tuple[int, str | None, bool]:
        """Walk right over "or more", "-odd" and "-strong": (end, modifier or None, strong?)."""
        lower = reading.lower
        if stop >= end:
            return stop, None, False
        follow = lower[stop + 1] if stop + 1 < end else ""
        dashed = lower[stop] in DASHES
        if dashed and follow in ("strong", "man"):
            return (stop + 2, None, True) if follow == "strong" else (stop, None, False)
        if lower[stop] == "strong" and (not follow.isalpha() or follow in _AFTER_STRONG):
            return stop + 1, None, True
        step = stop + (dashed and follow in _SMALL_WORDS)
        after = self._after.at(reading.words, lower, step, end)
        if after and modifier != "vague" and not (lower[step] == "some" and step == stop):
            return after[0], after[1], False
        return stop, None, False

    # -- what is no quantity -----------------------------------------------------------------------------------------

    def _foreign_end(self, reading: Reading, start: int, stop: int, first: int, end: int, value: float | None) -> int:
        """Give the token after a number that counts nothing: money, a share, an ordinal, a name. Else 0."""
        if start > first and self._is_named(reading, start, first, value):
            return _chain_end(reading, stop, end)
        if stop >= end:
            return 0
        lower, words = reading.lower, reading.words
        after, follow = lower[stop], lower[stop + 1] if stop + 1 < end else ""
        digits = lower[start][0] in DIGITS
        if after in self._foreign_after or after in ("th", "º"):
            return stop + 1
        if follow in self._currencies and words[stop][0].isupper():
            return stop + 2
        if (after == "]" and start > first and lower[start - 1] == "[") or (after == ")" and start == first):
            return stop + 1
        dashed = after in DASHES and bool(follow)
        if digits and follow and follow[0] in DIGITS and (dashed or (after in ("/", ":") and reading.glued(stop))):
            if reading.glued(stop):
                return _chain_end(reading, stop, end)
            if value is not None and value <= _SCORE and len(follow) <= 2 and lower[stop + 2 : stop + 3] != ["of"]:
                return stop + 2
        if dashed and reading.glued(stop) and (follow in self._foreign_after or follow in _SPANS):
            return stop + 1
        if digits and after[0] in DIGITS:
            row = _row_end(reading, stop, end)
            if row:
                return row
        return self._part_end(lower, start, stop, first, end, value)

    def _is_named(self, reading: Reading, start: int, first: int, value: float | None) -> bool:
        """Tell whether the word before makes the number money, a name or an address."""
        lower, words = reading.lower, reading.words
        before = lower[start - 1]
        if before in self._foreign_before or before[-1] in "$€£¥":
            return True
        if lower[start] == "one":
            return before == "number" or (before in _NOT_ONE and value == 1)
        if lower[start][0] not in DIGITS:
            return False
        if before in ("/", ":", "x", "×"):
            return reading.glued(start)
        if before not in self._designators or words[start - 1] == "no":
            return False
        if not words[start - 1][0].isupper() and before not in self._any_case:
            return False
        return not (start - 1 == first and before in _PLAIN)

    def _part_end(self, lower: Sequence[str], start: int, stop: int, first: int, end: int, value: float | None) -> int:
        """Give the token after an ordinal ("twenty-first"), a fraction ("two-thirds", "one in five"), "one another"."""
        if value is None:
            return 0
        if 0 < value < 1 and lower[stop] == "of":
            return stop  # "½ of their 40 tanks"
        dashed = lower[stop] in DASHES
        step = stop + 1 if dashed or lower[stop] == "and" else stop
        if step >= end:
            return 0
        word = lower[step]
        if step > stop and value >= 20 and word in self._ordinals:
            return step + 1
        if word in self._fractions and word.endswith("s") == (value > 1) and (dashed or step == stop):
            return step + 1
        if value != 1 or lower[start] not in ("one", "1"):
            return 0
        if word == "another" or (dashed and word not in ("man", "strong")):
            return step + 1
        if word in ("by", "after") and lower[step + 1 : step + 2] == ["one"]:
            return step + 2
        follow = step + 2 if lower[step : step + 2] == ["out", "of"] else step + (word == "in")
        if follow > step and follow < end and not (start > first and lower[start - 1].endswith(("ing", "ed"))):
            if lower[follow][0] in DIGITS or lower[follow] in self._numerals.triggers:
                return follow + 1
        return 0


def _chain_end(reading: Reading, stop: int, end: int) -> int:
    """Give the end of what is glued on to a number that is none: "-0143", "/11", ":00:05"."""
    lower = reading.lower
    while stop + 1 < end and reading.glued(stop) and reading.glued(stop + 1) and lower[stop + 1][0] in DIGITS:
        if lower[stop] not in DASHES and lower[stop] not in ("/", ":", ".", "x", "×"):
            break
        stop += 2
    return stop


def _row_end(reading: Reading, stop: int, end: int) -> int:
    """Give the end of three figures or more in a row, as in a telephone number or a table; else 0."""
    last = stop
    while last < end and not reading.taken[last] and reading.words[last].replace(",", "").isdecimal():
        last += 1
    return last if last - stop > 1 else 0


def _last_word_index(groups: dict[str, Sequence[str]]) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    index: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for kind, forms in groups.items():
        for form in forms:
            words = tuple(form.split())
            index.setdefault(words[-1], []).append((words, kind))
    for bucket in index.values():
        bucket.sort(key=lambda known: -len(known[0]))
    return index


def _ends_at(
    index: dict[str, list[tuple[tuple[str, ...], str]]], lower: Sequence[str], stop: int, first: int
) -> tuple[int, str] | None:
    """Give (first token, kind) of the longest form that ends right before token ``stop``."""
    if stop <= first:
        return None
    for words, kind in index.get(lower[stop - 1], ()):
        begin = stop - len(words)
        if begin >= first and tuple(lower[begin:stop]) == words:
            return begin, kind
    return None
