"""Numbers in words and digits, with what makes them honest: ranges, vague words and modifiers.

Finds quantities only; what is counted is for others to say. Dates, money, shares, ordinals, model names and numbers
that are names ("Resolution 1701", "Hill 60") are left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from conflictfacts.lexicon import Lexicon, Phrases
from conflictfacts.reading import Reading

_DIGITS = "0123456789"
_FIGURE = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,12}(?:\.\d{1,6})?")
_GROUPED = re.compile(r"\d{3}")
_DASHES = frozenset("-–—‑‐−‒~")
_SPACES = frozenset("\u00a0\u2009\u202f")
# "No one", "any one of them": no number.
_NOT_ONE = frozenset({"no", "any", "every", "each", "some", "another", "day"})


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
        self._words: dict[str, int] = table["words"]
        self._magnitudes: dict[str, int] = table["magnitudes"]
        self._glued: dict[str, int] = table["glued"]
        self._plurals = frozenset(table["vague"]["plurals"])
        self._vague = frozenset(table["vague"]["words"])
        self._triggers = frozenset(self._words) | frozenset(self._magnitudes) | self._plurals | self._vague
        self._before = _last_word_index(table["modifiers"])
        self._after = Phrases((form, kind) for kind, forms in table["trailing"].items() for form in forms)
        self._additive = _last_word_index({"additive": table["additive"]["before"]})
        self._handed = frozenset(table["particles"]["over"])
        self._designators = frozenset(table["designators"]["words"])
        self._foreign_after = frozenset(table["foreign"]["after"])
        self._foreign_before = frozenset(table["foreign"]["before"])
        nouns: dict[str, Any] = lexicon.table("nouns")
        self._million_nouns = frozenset(nouns["million_nouns"])

    def find(self, reading: Reading) -> list[Quantity]:
        """Give the quantities of a text in order, outside furniture and outside tokens that are taken."""
        found: list[Quantity] = []
        lower, taken, triggers = reading.lower, reading.taken, self._triggers
        hits = [i for i, w in enumerate(lower) if w[0] in _DIGITS or w in triggers]
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
        core = self._core(reading, i, end)
        if core is None:
            return None, i + 1
        value, stop, vague, start = core
        low = high = None
        lower = reading.lower
        if value == 1 and start > first and lower[i] == "one" and lower[start - 1] in _NOT_ONE:
            return None, stop
        modifier = "vague" if vague else "exact"
        if not vague and value is not None:
            upper = self._range_end(reading, start, stop, end, first, value)
            if upper:
                low, high, stop = upper
                value, modifier = None, "range"
        if self._is_foreign(reading, start, stop, first, end):
            return None, stop
        core_end = stop
        strong = False
        if stop + 1 < end and lower[stop] in _DASHES and lower[stop + 1] in {"strong", "man"}:
            strong = lower[stop + 1] == "strong"
            stop += 2 if strong else 0
        elif (
            stop < end
            and lower[stop] == "strong"
            and (
                stop + 1 >= end
                or not lower[stop + 1].isalpha()
                or lower[stop + 1] in ("and", "in", "under", "at", "by")
            )
        ):
            strong = True
            stop += 1
        else:
            step = stop + (
                stop < end
                and lower[stop] in _DASHES
                and stop + 1 < end
                and lower[stop + 1] in ("odd", "plus", "some", "ish")
            )
            after = self._after.at(reading.words, lower, step, end) if step < end else None
            if after and not (lower[step] == "some" and step == stop) and modifier in ("exact", "range"):
                stop = after[0]
                if modifier == "exact":
                    modifier = after[1]
        number = start
        begin, shape, additive = self._modifiers(reading, start, first)
        if low is not None:
            if start > first and lower[start - 1] == "between":
                begin = start - 1
        elif shape and modifier == "exact":
            modifier = shape
        return Quantity(begin, stop, value, low, high, modifier, number, core_end, additive, strong), stop

    # -- the number itself -------------------------------------------------------------------------------------------

    def _core(self, reading: Reading, i: int, end: int) -> tuple[float | None, int, bool, int] | None:
        """Read one number at ``i``: (value or None, end, vague?, first token)."""
        lower = reading.lower
        word = lower[i]
        if word[0] in _DIGITS:
            figure = self._figure(reading, i, end)
            if figure is None:
                return None
            value, stop = figure
            if stop < end and lower[stop] in self._magnitudes and lower[stop] != "score":
                value *= self._magnitudes[lower[stop]]
                stop += 1
            elif stop < end and lower[stop] in self._glued and reading.glued(stop):
                if lower[stop] != "m" or (stop + 1 < end and lower[stop + 1] in self._million_nouns):
                    value *= self._glued[lower[stop]]
                    stop += 1
            return value, stop, False, i
        start = i - 1 if i and lower[i - 1] in ("a", "an") and not reading.taken[i - 1] else i
        if word in self._plurals:
            return self._plural(lower, i, end)
        if word in self._vague:
            return self._vague_words(lower, i, end, start)
        if word in ("score", "dozen", "million", "billion", "trillion", "hundred", "thousand", "lakh", "crore"):
            if i >= 2 and lower[i - 1] in _DASHES and lower[i - 2] == "half":
                return 0.5 * self._magnitudes[word], i + 1, False, i - 2
            if word == "score" and (start == i or i + 1 >= end or lower[i + 1] != "of"):
                return None
            half = self._half(lower, i, start)
            if half is not None:
                return 0.5 * self._magnitudes[word], i + 1, False, half
            if start == i:
                return None
            value, stop = self._compose(lower, i, end, 1.0)
            return value, stop, False, start
        return self._number_words(lower, i, end)

    def _half(self, lower: Sequence[str], i: int, start: int) -> int | None:
        if i >= 1 and lower[i - 1] == "half":
            return i - 1
        if start == i - 1 and i >= 2 and lower[i - 2] == "half":
            return i - 2
        return None

    def _figure(self, reading: Reading, i: int, end: int) -> tuple[float, int] | None:
        match = _FIGURE.fullmatch(reading.words[i])
        if not match:
            return None
        digits = match.group().replace(",", "")
        stop = i + 1
        # "12 000" and "3 500 000" with a no-break or thin space between the groups.
        while (
            len(digits) <= 12
            and stop < end
            and _GROUPED.fullmatch(reading.words[stop])
            and len(match.group()) <= 3
            and (reading.words[stop] == "000" or reading.text[reading.end(stop - 1) : reading.starts[stop]] in _SPACES)
        ):
            digits += reading.words[stop]
            stop += 1
        return float(digits), stop

    def _plural(self, lower: Sequence[str], i: int, end: int) -> tuple[None, int, bool, int] | None:
        if lower[i] == "tens":
            if i + 2 < end and lower[i + 1] == "of" and lower[i + 2] in self._plurals:
                return None, i + 3, True, i
            return None
        stop = i + 1
        while stop + 1 < end and lower[stop] in ("of", "or", "and") and lower[stop + 1] in self._plurals:
            stop += 2
        return None, stop, True, i

    def _vague_words(self, lower: Sequence[str], i: int, end: int, start: int) -> tuple[None, int, bool, int] | None:
        word = lower[i]
        if word in ("few", "handful", "couple") and start == i:
            return None
        stop = i + 1
        if start >= 1 and lower[start - 1] == "quite":
            start -= 1
        if word == "couple" and stop < end and lower[stop] == "of" and stop + 1 < end:
            if lower[stop + 1] in self._magnitudes or lower[stop + 1] in self._plurals:
                stop += 1
        if stop < end and (lower[stop] in self._magnitudes or lower[stop] in self._plurals):
            stop += 1
        elif word in ("many", "numerous"):
            return None
        if stop < end and lower[stop] in self._magnitudes and lower[stop] not in ("dozen", "score"):
            stop += 1
        return None, stop, True, start

    def _number_words(self, lower: Sequence[str], i: int, end: int) -> tuple[float | None, int, bool, int] | None:
        value = float(self._words[lower[i]])
        stop = i + 1
        if value >= 20 and stop + 1 < end and lower[stop] in _DASHES and 0 < self._words.get(lower[stop + 1], 10) < 10:
            value += self._words[lower[stop + 1]]
            stop += 2
        elif value >= 20 and stop < end and 0 < self._words.get(lower[stop], 10) < 10:
            value += self._words[lower[stop]]
            stop += 1
        half = lower[stop : stop + 3] == ["and", "a", "half"]
        if half and stop + 3 < end and lower[stop + 3] in self._magnitudes:
            return (value + 0.5) * self._magnitudes[lower[stop + 3]], stop + 4, False, i
        value, stop = self._compose(lower, stop, end, value)
        return value, stop, False, i

    def _compose(self, lower: Sequence[str], stop: int, end: int, value: float) -> tuple[float, int]:
        """Go on after a first number with "hundred", "thousand two hundred and five" and the like."""
        total, current = 0.0, value
        while stop < end:
            word = lower[stop]
            factor = self._magnitudes.get(word)
            if factor is not None and word != "score":
                if factor == 100 or factor == 12:
                    current *= factor
                else:
                    total, current = total + current * factor, 0.0
                stop += 1
                continue
            follow = stop
            if word == "and" and stop + 1 < end:
                follow = stop + 1
            elif word in _DASHES and stop + 1 < end and lower[stop + 1] in self._magnitudes:
                stop += 1
                continue
            unit = self._words.get(lower[follow])
            if unit is None or not unit or not _fits(total, current, unit):
                break
            # "two hundred and fifty": only after a hundred or more may "and" join.
            if follow != stop and not (current >= 100 or (total >= 1000 and not current)):
                break
            current += unit
            stop = follow + 1
            if (
                unit >= 20
                and stop + 1 < end
                and lower[stop] in _DASHES
                and 0 < self._words.get(lower[stop + 1], 10) < 10
            ):
                current += self._words[lower[stop + 1]]
                stop += 2
        return total + current, stop

    # -- ranges ------------------------------------------------------------------------------------------------------

    def _range_end(
        self, reading: Reading, start: int, stop: int, end: int, first: int, low: float
    ) -> tuple[float, float, int] | None:
        lower = reading.lower
        if stop + 1 >= end:
            return None
        joiner = lower[stop]
        between = start > first and lower[start - 1] == "between"
        follow = stop + 1
        if joiner in _DASHES:
            if reading.glued(stop) != reading.glued(stop + 1):
                return None
        elif joiner == "and":
            if not between:
                return None
        elif joiner == "to":
            if start > first and lower[start - 1] == "from" and not self._range_from(lower, start, first):
                return None
        elif joiner == "or":
            if low > 100 or (lower[follow][0] in _DIGITS and low > 20):
                return None
        else:
            return None
        if (
            lower[follow] in ("about", "around", "some", "perhaps", "possibly", "nearly", "even", "as")
            and follow + 1 < end
        ):
            follow += 1
        if reading.taken[follow] or not (
            lower[follow][0] in _DIGITS or lower[follow] in self._triggers or lower[follow] == "a"
        ):
            return None
        if lower[follow] == "a":
            follow += 1
            if follow >= end or lower[follow] not in self._triggers:
                return None
        core = self._core(reading, follow, end)
        if core is None or core[2] or core[0] is None:
            return None
        high, after = core[0], core[1]
        factor = self._magnitudes.get(lower[after - 1], 1) if after - follow > 1 else 1
        if factor > 1 and low < factor and low * factor <= high * 1.0 and low < high / factor * 1.0 + 1e-9:
            low *= factor
        elif joiner in _DASHES and low < 1000 <= high and high % 1000 == 0 and low < high / 1000:
            low *= 1000
        if not low < high:
            return None
        return low, high, after

    @staticmethod
    def _range_from(lower: Sequence[str], start: int, first: int) -> bool:
        """Tell a range ("of from 10 to 20 men") from a change ("rose from 10 to 20")."""
        return start - 2 >= first and lower[start - 2] in (
            "of",
            "ranging",
            "ranged",
            "range",
            "anywhere",
            "numbering",
            "vary",
            "varied",
        )

    # -- what stands around it ---------------------------------------------------------------------------------------

    def _modifiers(self, reading: Reading, start: int, first: int) -> tuple[int, str | None, bool]:
        """Walk left over modifiers and "another": (first token, modifier or None, additive?)."""
        begin, shape, additive = start, None, False
        for _ in range(3):
            hit = _ends_at(self._before, reading.lower, begin, first)
            if hit and reading.lower[begin - 1] == "over" and begin - 1 > first and reading.lower[begin - 2] in self._handed:
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

    def _is_foreign(self, reading: Reading, start: int, stop: int, first: int, end: int) -> bool:
        lower, words = reading.lower, reading.words
        if start > first:
            before = lower[start - 1]
            if before in self._foreign_before or before[-1] in "$€£¥":
                return True
            if (
                before in self._designators
                and lower[start][0] in _DIGITS
                and not (before == "no" and words[start - 1] == "no")
            ):
                if words[start - 1][0].isupper() or before in (
                    "aged",
                    "age",
                    "#",
                    "page",
                    "pages",
                    "resolution",
                    "hill",
                ):
                    return not (
                        start - 1 == first and before in ("day", "week", "year", "unit", "line", "post", "order")
                    )
            if before in ("/", ":", "x", "×") and reading.glued(start) and lower[start][0] in _DIGITS:
                return True
        if stop < end:
            after = lower[stop]
            if after in self._foreign_after:
                return True
            if after in ("/", ":") and stop + 1 < end and reading.glued(stop) and lower[stop + 1][0] in _DIGITS:
                return True
            if after in _DASHES and stop + 1 < end and reading.glued(stop):
                follow = lower[stop + 1]
                if follow in self._foreign_after or follow in (
                    "year",
                    "years",
                    "month",
                    "day",
                    "hour",
                    "minute",
                    "week",
                ):
                    return True
                if follow[0] in _DIGITS and lower[start][0] in _DIGITS:
                    return True
            if after == "th" or after == "º":
                return True
        return False


def _fits(total: float, current: float, unit: int) -> bool:
    """Tell whether a smaller number may follow: after "hundred" anything under it, after "thousand" likewise."""
    if current >= 100 and current % 100 == 0:
        return True
    return current == 0 and total > 0


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
