"""Words around a date that shape it: "the end of August", "about 1910", "Sunday morning"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from conflictfacts.lexicon import split_form
from conflictfacts.reading import Reading

_MOST = 3
# "about" leads to a date only after these; else it is what the talk is about.
_BEFORE_ABOUT = frozenset(
    {"", "on", "in", "since", "until", "by", "from", "to", "of", "(", "and", "or", "at", ",", "was", "dating"}
)


class Frames:
    """The phrases of ``[frames]``, looked up from their last word leftward."""

    def __init__(self, table: Mapping[str, Sequence[str]], about_ago: Sequence[str]) -> None:
        self._by_last: dict[str, list[tuple[tuple[str, ...], str | None]]] = {}
        for name in ("early", "mid", "late", "about", "none"):
            for phrase in table.get(name, ()):
                words = tuple(phrase.split())
                self._by_last.setdefault(words[-1], []).append((words, None if name == "none" else name))
        for phrases in self._by_last.values():
            phrases.sort(key=lambda known: -len(known[0]))
        self._after = frozenset(table.get("after_parts", ()))
        self._about_ago = [split_form(phrase) for phrase in about_ago]
        self._about_ago.sort(key=len, reverse=True)

    def left(self, reading: Reading, first: int, bound: int) -> tuple[int, str | None]:
        """Give where a date begins with the words that shape it, and its modifier. ``bound`` begins the sentence."""
        lower = reading.lower
        modifier: str | None = None
        for _ in range(_MOST):
            for words, name in self._by_last.get(lower[first - 1] if first > bound else "", ()):
                begin = first - len(words)
                if begin < bound or tuple(lower[begin:first]) != words:
                    continue
                lead = lower[begin - 1] if begin > bound else ""
                if words == ("about",) and lead not in _BEFORE_ABOUT:
                    continue
                if words[0] in {"early", "late"} and lead == "as":
                    continue
                first, modifier = begin, modifier or name
                break
            else:
                break
        return first, modifier

    def left_of_number(self, reading: Reading, first: int, bound: int) -> tuple[int, str | None]:
        """Give the same for a number of days, weeks, years: "almost a year ago", "about a week earlier"."""
        for words in self._about_ago:
            begin = first - len(words)
            if begin >= bound and tuple(reading.lower[begin:first]) == words:
                return begin, "about"
        return first, None

    def right(self, reading: Reading, end: int, bound: int) -> int:
        """Give where a day ends with its part: "Sunday morning"."""
        return end + 1 if end < bound and reading.lower[end] in self._after else end
