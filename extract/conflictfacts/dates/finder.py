"""Finds the dates of a reading, with the words that shape them, and places them on the calendar."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from conflictfacts.dates import back, days, guards, publication, ranges
from conflictfacts.dates import parts as portions
from conflictfacts.dates.calendar import edtf
from conflictfacts.dates.match import Found, Part, words_of
from conflictfacts.dates.patterns import Alphabet, Rule, compile_pattern, literals_in, openings
from conflictfacts.dates.story import Story
from conflictfacts.errors import LexiconError
from conflictfacts.facts import DateFact
from conflictfacts.lexicon import Lexicon, split_form
from conflictfacts.reading import Reading, Sentence

Resolver = Callable[[Found], list[Part] | None]
_MODULES = (days, ranges, portions, publication, back)
# A sentence with none of these words holds no date.
_TRIGGERS = (
    "month", "weekday", "season", "year", "units", "today", "daypart", "decade", "yydecade", "nth", "feastword",
    "=weekend",
)  # fmt: skip
_NUMBERED = frozenset({"ago", "digits-ago", "compound-ago", "later"})
_FEAST = "feast"
# How far back, in characters, the beginning of a sentence's paragraph is looked for.
_PARAGRAPH_REACH = 5000
# Where news that told of an old date speaks so, it is back in its own time.
_PRESENT_REACH = 80
_PRESENT = frozenset({"has", "have", "is", "are", "says", "say"})
# A date is shaped by this many phrases at most: "around the middle of".
_MOST = 3


class DateFinder:
    """Finds dates. Built once from the lexicon; holds no state between readings."""

    def __init__(self, lexicon: Lexicon) -> None:
        table = lexicon.table("dates")
        self.words = words_of(table["words"])
        self.frames = Frames(table["frames"], table["about_ago"]["about"])
        feasts = {split_form(name): rule for name, rule in table["feasts"].items()}
        macros: Mapping[str, str] = table["macros"]
        classes = number_classes() | {name: dict(words) for name, words in table["classes"].items()}
        classes["feastword"] = {words[0]: 1 for words in feasts}
        literals = {w for entry in table["rule"] for w in literals_in(entry["pattern"], macros)}
        self.alphabet = Alphabet(classes, sorted(literals | {w for words in feasts for w in words}))
        self.rules: list[Rule] = []
        # What may follow a first letter in any rule; None: a rule may end with it.
        self._follow: dict[str, str | None] = {}
        self._by_first: dict[str, list[tuple[int, Rule, Resolver]]] = {}
        for entry in table["rule"]:
            pattern, option = entry["pattern"], entry.get("option")
            if entry["name"] == _FEAST:
                names = sorted((" ".join(words) for words in feasts), key=len, reverse=True)
                pattern, option = f"( {' | '.join(names)} )", feasts
            self._add(entry["name"], pattern, entry["resolve"], macros, option)
        self._starter = re.compile(self._starts())
        # A short year ("'48") needs its apostrophe: two digits alone are no sign of a date.
        short = self.alphabet.expression("='") + self.alphabet.expression("yy")
        eleventh = "".join(self.alphabet.letter_of[word] for word in ("9", "/", "11"))
        self._trigger = re.compile(f"[{self.alphabet.any_of(*_TRIGGERS)}]|{short}|{eleventh}")

    def _add(self, name: str, pattern: str, resolve: str, macros: Mapping[str, str], option: Any = None) -> None:
        resolver = next((getattr(m, resolve) for m in _MODULES if hasattr(m, resolve)), None)
        if resolver is None:
            raise LexiconError(f"dates.toml: rule {name!r} asks for the resolver {resolve!r}, which is not there")
        rule = Rule(name, resolve, pattern, compile_pattern(pattern, self.alphabet, macros), option)
        firsts: dict[str, None] = {}
        for letters, follow in openings(pattern, self.alphabet, macros):
            for letter in letters:
                firsts[letter] = None
                known = self._follow.get(letter, "")
                self._follow[letter] = None if follow is None or known is None else known + follow
        for letter in firsts:
            self._by_first.setdefault(letter, []).append((len(self.rules), rule, resolver))
        self.rules.append(rule)

    def _starts(self) -> str:
        """Give the expression that finds where a rule may begin, by the first letter and the one after it."""
        by_follow: dict[str, str] = {}
        for letter, follow in self._follow.items():
            key = "" if follow is None else "".join(sorted(set(follow)))
            by_follow[key] = by_follow.get(key, "") + letter
        return "|".join(f"[{first}]" + (f"(?=[{follow}])" if follow else "") for follow, first in by_follow.items())

    def find(self, reading: Reading) -> list[DateFact]:
        """Give the dates of a reading in the order of the text, and claim their tokens.

        Dates count from ``reading.published``, else from the article's own dateline, else from the story so far.
        """
        from conflictfacts.dates.dateline import dateline

        published = iso_day(reading.published) or iso_day(dateline(reading, finder=self))
        return self.find_from(reading, published)

    def find_from(self, reading: Reading, published: date | None) -> list[DateFact]:
        """Give the dates as counted from a publication day, or from the story alone."""
        letters = self.alphabet.letters(reading.lower)
        story = Story(published)
        facts: list[DateFact] = []
        trigger = self._trigger.search
        for number, sentence in enumerate(reading.sentences):
            if not sentence.furniture and trigger(letters, sentence.first, sentence.end):
                story.sentence = number
                start = reading.starts[sentence.first]
                story.paragraph = reading.text.rfind("\n", max(0, start - _PARAGRAPH_REACH), start)
                self._read_sentence(reading, sentence, letters, story, facts)
        return facts

    def _read_sentence(
        self, reading: Reading, sentence: Sentence, letters: str, story: Story, facts: list[DateFact]
    ) -> None:
        i = sentence.first
        search = self._starter.search
        while i < sentence.end:
            start = search(letters, i, sentence.end)
            if start is None:
                return
            i = start.start()
            if story.news and story.explicit is not None and self._back_in_news(reading, story, i):
                story.explicit = None
            found, parts = self._best(reading, sentence, letters, i, story)
            if found is None or parts is None:
                i += 1
                continue
            floor = max(sentence.first, reading.token_at(facts[-1].end) if facts else 0)
            self._record(found, parts, floor, facts)
            i = max(found.end, parts[-1].end)

    def _back_in_news(self, reading: Reading, story: Story, i: int) -> bool:
        """Tell whether the news speaks of its own time before token ``i``, in a sentence after the date it told of.

        "It began in October 2017. It has killed 3,000 people. In March, ..." is the last March, not that of 2018.
        """
        begin = max(reading.sentences[story.explicit_sentence].end, i - _PRESENT_REACH)
        lower = reading.lower
        return any(lower[k] in _PRESENT and lower[k - 1] not in self.words.modals for k in range(begin, i))

    def _best(
        self, reading: Reading, sentence: Sentence, letters: str, i: int, story: Story
    ) -> tuple[Found | None, list[Part] | None]:
        """Give the longest match at a token whose resolver accepts it."""
        if i > sentence.first and reading.lower[i - 1] in self.words.repeats:
            return None, None
        matches: list[tuple[int, int, Rule, Resolver, re.Match[str]]] = []
        for order, rule, resolver in self._by_first[letters[i]]:
            match = rule.regex.match(letters, i, sentence.end)
            if match:
                matches.append((-match.end(), order, rule, resolver, match))
        if len(matches) > 1:
            matches.sort(key=lambda m: m[:2])
        for _, _, rule, resolver, match in matches:
            found = Found(rule, i, match.end(), match, reading, sentence, story, self.alphabet, self.words)
            parts = resolver(found)
            if parts:
                return found, parts
        return None, None

    def _record(self, found: Found, parts: list[Part], floor: int, facts: list[DateFact]) -> None:
        reading, sentence = found.reading, found.sentence
        for n, part in enumerate(parts):
            first, modifier = part.first, part.modifier
            if n == 0:
                left = self.frames.left_of_number if found.rule.name in _NUMBERED else self.frames.left
                first, shaped = left(reading, first, floor)
                modifier = modifier or shaped
            end = part.end
            if part.span.grain == "day" and n == len(parts) - 1:
                end = self.frames.right(reading, end, sentence.end)
            reading.take(first, end)
            if part.explicit and not part.aside and guards.heading(found):
                found.story.begin_section()
            # News that looks back ("since March 2015") does not tell the story of that year.
            since = found.story.news and first > sentence.first and reading.lower[first - 1] == "since"
            story = found.story
            aside = part.aside or since or (not story.news and guards.backdrop(found, part.span, first, end))
            off = not story.news and guards.off_thread(found, part.span, first, end)
            story.remember(part.span, explicit=part.explicit, aside=aside, modifier=modifier, off_thread=off)
            earliest, latest = part.span.first, part.span.last
            facts.append(
                DateFact(
                    quote=reading.quote(first, end),
                    start=reading.starts[first],
                    end=reading.end(end - 1),
                    rule=found.rule.name,
                    earliest=earliest.isoformat() if earliest else None,
                    latest=latest.isoformat() if latest else None,
                    modifier=modifier,
                    kind="explicit" if part.explicit else "relative",
                    edtf=edtf(part.span, modifier),
                )
            )


class Frames:
    """The phrases of ``[frames]`` that shape a date ("the end of"), looked up from their last word leftward."""

    def __init__(self, table: Mapping[str, Sequence[str]], about_ago: Sequence[str]) -> None:
        self._by_last: dict[str, list[tuple[tuple[str, ...], str | None]]] = {}
        for name in ("early", "mid", "late", "about", "none"):
            for phrase in table.get(name, ()):
                words = tuple(phrase.split())
                self._by_last.setdefault(words[-1], []).append((words, None if name == "none" else name))
        for phrases in self._by_last.values():
            phrases.sort(key=lambda known: -len(known[0]))
        self._before_about = frozenset(table.get("before_about", ()))
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
                if words == ("about",) and lead not in self._before_about:
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


def iso_day(text: str | None) -> date | None:
    """Read an ISO date (or the date of an ISO time), or give None."""
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def number_classes() -> dict[str, dict[str, Any]]:
    """Give the classes that are numbers written in digits."""
    dd = {str(n): n for n in range(1, 32)} | {f"0{n}": n for n in range(1, 10)}
    nth = {f"{n}{_ending(n)}": n for n in range(1, 32)}
    return {
        "dd": dd,
        "mm": {text: n for text, n in dd.items() if n <= 12},
        "nth": nth,
        "day": dd | nth,
        "digits": {str(n): n for n in range(1, 401)},
        "yy": {f"{n:02}": n for n in range(100)},
        "year": {str(n): n for n in range(1000, 2200)},
        "decade": {f"{n}s": n for n in range(1500, 2100, 10)},
        "yydecade": {f"{n}s": n for n in range(10, 100, 10)},
    }


def _ending(n: int) -> str:
    if 10 < n % 100 < 20:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
