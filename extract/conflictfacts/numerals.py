"""A number itself, in digits and in words: "12,000", "two and a half thousand", "half a dozen", "several hundred"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from conflictfacts.reading import Reading

DIGITS = "0123456789"
DASHES = frozenset("-–—‑‐−‒~")

# Groups of three are parted by commas, by apostrophes as the Swiss do, or by full stops where no decimal can be meant.
_FIGURE = re.compile(r"(\d{1,3}(?:[,'’]\d{3})+|\d{1,12})(\.\d{1,6})?", re.ASCII)
_POINTED = re.compile(r"\d{1,3}(?:(?:\.\d{3}){2,3}|\.000)", re.ASCII)
_MIXED = re.compile(r"(\d{0,3})([½¼¾])", re.ASCII)
_PARTS = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_GROUP = re.compile(r"\d{3}", re.ASCII)
_THIN = frozenset("\u00a0\u2009\u202f")
_GROUPS = 4  # "3 500 000 000"
# After these a bare magnitude is one of it: "another hundred men", "the dozen soldiers".
_ONE_OF = frozenset(
    "another further additional extra the these those some than about around over nearly almost roughly".split()
)
_MAGNITUDES = frozenset({"dozen", "million", "billion", "trillion", "hundred", "thousand", "lakh", "crore"})


class Numeral(NamedTuple):
    """A number in tokens ``start``..``stop`` (half-open); ``value`` is null where it is vague."""

    value: float | None
    start: int
    stop: int


class Numerals:
    """Reads one number, with the words of the ``numbers`` table."""

    def __init__(self, table: dict[str, Any], *, in_millions: frozenset[str]) -> None:
        """``in_millions`` are the words that make a millions' sign of the "m" before them ("1.2m people")."""
        self._words: dict[str, int] = table["words"]
        self._magnitudes: dict[str, int] = table["magnitudes"]
        self._glued: dict[str, int] = table["glued"]
        self._plurals = frozenset(table["vague"]["plurals"])
        self._vague = frozenset(table["vague"]["words"])
        self._in_millions = in_millions
        self.triggers = frozenset(self._words) | frozenset(self._magnitudes) | self._plurals | self._vague | set(_PARTS)

    def factor(self, word: str) -> int:
        """Give what a magnitude multiplies by ("million", "k"), or 1 for any other word."""
        return self._magnitudes.get(word) or self._glued.get(word, 1)

    def at(self, reading: Reading, i: int, first: int, end: int) -> Numeral | None:
        """Read the number whose first telling word is token ``i``, in the sentence ``first``..``end``."""
        numeral = self._at(reading, i, first, end)
        return numeral and self._multiplied(reading.lower, numeral, end)

    def _multiplied(self, lower: Sequence[str], number: Numeral, end: int) -> Numeral:
        """Go on from "2 hundred" to "2 hundred thousand". Three magnitudes in a row count nothing: they are vague."""
        value, start, stop = number
        if value is None or lower[stop - 1] not in _MAGNITUDES:
            return number
        while stop < end and self._magnitudes.get(lower[stop], 0) >= 1000 and lower[stop - 1] != "dozen":
            value *= self._magnitudes[lower[stop]]
            stop += 1
        piled = stop - start > 2 and all(word in _MAGNITUDES for word in lower[stop - 3 : stop])
        return Numeral(None if piled else value, start, stop)

    def _at(self, reading: Reading, i: int, first: int, end: int) -> Numeral | None:
        lower = reading.lower
        word = lower[i]
        if word[0] in DIGITS or word in _PARTS:
            return self._in_digits(reading, i, end)
        article = i > first and lower[i - 1] in ("a", "an") and not reading.taken[i - 1]
        start = i - 1 if article else i
        if word in self._plurals:
            return self._plural(lower, i, end)
        if word in self._vague:
            return self._vague_words(lower, i, first, end, start)
        if word == "score":
            whole = article and i + 1 < end and lower[i + 1] == "of"
            return Numeral(float(self._magnitudes[word]), start, i + 1) if whole else None
        if word in _MAGNITUDES:
            return self._magnitude(lower, i, first, end, start)
        return self._in_words(lower, i, end) if word in self._words else None

    # -- digits ------------------------------------------------------------------------------------------------------

    def _in_digits(self, reading: Reading, i: int, end: int) -> Numeral | None:
        figure = _figure(reading, i, end)
        if figure is None:
            return None
        value, stop = figure
        lower = reading.lower
        sign = stop
        if sign + 1 < end and lower[sign] in DASHES and lower[sign + 1] in _MAGNITUDES and reading.glued(sign):
            sign += 1
        word = lower[sign] if sign < end else ""
        if word in _MAGNITUDES:
            return Numeral(value * self._magnitudes[word], i, sign + 1)
        if word in self._glued and (len(word) > 1 or self._is_sign(reading, sign, end)):
            return Numeral(value * self._glued[word], i, sign + 1)
        return Numeral(value, i, stop)

    def _is_sign(self, reading: Reading, sign: int, end: int) -> bool:
        """Tell "2k" from other letters, and millions from metres: "1.2m people", the first of "1.2m-1.5m people"."""
        lower = reading.lower
        if lower[sign] != "m":
            return reading.glued(sign)
        follow = sign + 1
        if (
            follow + 3 < end
            and (lower[follow] in DASHES or lower[follow] in ("to", "and"))
            and lower[follow + 2] == "m"
        ):
            follow += 3
        return follow < end and lower[follow] in self._in_millions

    # -- words -------------------------------------------------------------------------------------------------------

    def _magnitude(self, lower: Sequence[str], i: int, first: int, end: int, start: int) -> Numeral | None:
        part = _part_before(lower, i, first)
        if part:
            return Numeral(part[0] * self._magnitudes[lower[i]], part[1], i + 1)
        if start == i and not (i > first and lower[i - 1] in _ONE_OF):
            return None
        value, stop = self._compose(lower, i, end, 1.0)
        return self._and_a_half(lower, Numeral(value, start, stop), end)

    def _plural(self, lower: Sequence[str], i: int, end: int) -> Numeral | None:
        if lower[i] == "tens":
            if i + 2 < end and lower[i + 1] == "of" and lower[i + 2] in self._plurals:
                return Numeral(None, i, i + 3)
            if i + 2 >= end or lower[i + 1] != "of" or not lower[i + 2][0].isalpha():
                return None
        stop = i + 1
        while stop + 1 < end and lower[stop] in ("of", "or", "and") and lower[stop + 1] in self._plurals:
            stop += 2
        return Numeral(None, i, stop)

    def _vague_words(self, lower: Sequence[str], i: int, first: int, end: int, start: int) -> Numeral | None:
        word = lower[i]
        if word in ("few", "handful", "couple") and start == i:
            return None
        stop = i + 1
        if start > first and lower[start - 1] == "quite":
            start -= 1
        if word == "couple" and stop + 1 < end and lower[stop] == "of":
            if lower[stop + 1] in self._magnitudes or lower[stop + 1] in self._plurals:
                stop += 1
        if stop < end and (lower[stop] in self._magnitudes or lower[stop] in self._plurals):
            stop += 1
        elif word in ("many", "numerous"):
            return None
        if stop < end and lower[stop] in self._magnitudes and lower[stop] not in ("dozen", "score"):
            stop += 1
        return Numeral(None, start, stop)

    def _in_words(self, lower: Sequence[str], i: int, end: int) -> Numeral | None:
        value = float(self._words[lower[i]])
        if _is_quarters(lower, i + 1, end):
            return None  # the magnitude that follows reads it
        value, stop = self._with_unit(lower, i + 1, end, value)
        half = _after_half(lower, stop, end)
        if half and half < end and lower[half] in self._magnitudes:
            return Numeral((value + 0.5) * self._magnitudes[lower[half]], i, half + 1)
        if stop < end and lower[stop] == "score":
            return Numeral(value * self._magnitudes["score"], i, stop + 1)
        value, stop = self._compose(lower, stop, end, value)
        return self._and_a_half(lower, Numeral(value, i, stop), end)

    def _with_unit(self, lower: Sequence[str], stop: int, end: int, value: float) -> tuple[float, int]:
        """Go on from "twenty" to "twenty-one"."""
        k = stop + (stop < end and lower[stop] in DASHES)
        if value >= 20 and k < end and 0 < self._words.get(lower[k], 10) < 10:
            return value + self._words[lower[k]], k + 1
        return value, stop

    def _and_a_half(self, lower: Sequence[str], number: Numeral, end: int) -> Numeral:
        """Go on from "a million" to "a million and a half"."""
        magnitude = self._magnitudes.get(lower[number.stop - 1], 0)
        half = _after_half(lower, number.stop, end) if magnitude >= 1000 else None
        if not half or number.value is None:
            return number
        return Numeral(number.value + magnitude / 2, number.start, half)

    def _compose(self, lower: Sequence[str], stop: int, end: int, value: float) -> tuple[float, int]:
        """Go on after a first number with "hundred", "thousand two hundred and five" and the like."""
        total, current = 0.0, value
        while stop < end:
            word = lower[stop]
            factor = self._magnitudes.get(word)
            if factor is not None and word != "score":
                if not current:  # "five thousand million"
                    total *= factor
                elif factor in (100, 12):
                    current *= factor
                else:
                    total, current = total + current * factor, 0.0
                stop += 1
                continue
            follow = stop
            if word == "and" and stop + 1 < end:
                follow = stop + 1
            elif word in DASHES and stop + 1 < end and lower[stop + 1] in self._magnitudes:
                stop += 1
                continue
            unit = self._words.get(lower[follow])
            if not unit or not _fits(total, current):
                break
            # "two hundred and fifty": only after a hundred or more may "and" join.
            if follow != stop and not (current >= 100 or (total >= 1000 and not current)):
                break
            tail, stop = self._with_unit(lower, follow + 1, end, float(unit))
            current += tail
        return total + current, stop


def _figure(reading: Reading, i: int, end: int) -> tuple[float, int] | None:
    """Read digits: their value, and the token after them."""
    word = reading.words[i]
    if _POINTED.fullmatch(word):
        return float(word.replace(".", "")), i + 1
    match = _FIGURE.fullmatch(word)
    if match is None:
        mixed = _MIXED.fullmatch(word)
        return (float(mixed[1] or 0) + _PARTS[mixed[2]], i + 1) if mixed else None
    if not word.isdecimal():
        return float(re.sub("[,'’]", "", word)), i + 1
    if word[0] == "0" and len(word) > 1:
        return None  # part of a telephone number, a code
    stop = _grouped(reading, i, end)
    return float("".join(reading.words[i:stop])), stop


def _grouped(reading: Reading, i: int, end: int) -> int:
    """Give the end of "12 000" or "3 500 000": by thin spaces, or by plain ones where the last group is of zeros."""
    words = reading.words
    thin = stop = i + 1
    if len(words[i]) > 3:
        return stop
    while stop < end and stop - i <= _GROUPS and _GROUP.fullmatch(words[stop]) and not reading.taken[stop]:
        if thin == stop and reading.text[reading.end(stop - 1) : reading.starts[stop]] in _THIN:
            thin += 1
        stop += 1
    while stop > thin and words[stop - 1] != "000":
        stop -= 1
    return stop


def _part_before(lower: Sequence[str], i: int, first: int) -> tuple[float, int] | None:
    """Read what a magnitude is only a part of: "half a", "a half-", "a quarter of a", "three quarters of a"."""
    k = i - 1
    for skipped in (DASHES, ("a", "an"), DASHES, ("of",)):
        if k >= first and lower[k] in skipped:
            k -= 1
    if k < first or lower[k] not in ("half", "quarter", "quarters"):
        return None
    part = 0.5 if lower[k] == "half" else 0.25
    before = k - 1 - (k - 1 >= first and lower[k - 1] in DASHES)
    if before >= first and lower[before] == "three" and part < 0.5:
        return 0.75, before
    if before >= first and lower[before] in ("a", "one"):
        return part, before
    return part, k


def _is_quarters(lower: Sequence[str], stop: int, end: int) -> bool:
    """Tell whether "quarters of a million" follows."""
    k = stop + (stop < end and lower[stop] in DASHES)
    wanted = ("quarter", "quarters"), ("of",), ("a",), _MAGNITUDES
    return k + len(wanted) <= end and all(lower[k + n] in words for n, words in enumerate(wanted))


def _after_half(lower: Sequence[str], stop: int, end: int) -> int | None:
    """Give the token after "and a half" (or "-and-a-half-") that begins at ``stop``, or None."""
    k = stop
    for wanted in ("and", "a", "half"):
        if k < end and lower[k] in DASHES:
            k += 1
        if k >= end or lower[k] != wanted:
            return None
        k += 1
    return k + 1 if k + 1 < end and lower[k] in DASHES else k


def _fits(total: float, current: float) -> bool:
    """Tell whether a smaller number may follow: after "hundred" anything under it, after "thousand" likewise."""
    return (current >= 100 and current % 100 == 0) or (current == 0 and total > 0)
