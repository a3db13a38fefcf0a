"""Where: the place that a fact is set in, from its sentence or from the one that it points back at."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import pairwise

from conflictfacts.context.grammar import BE, HAVE, STOPS
from conflictfacts.context.parties import PartyMention
from conflictfacts.context.people import People
from conflictfacts.context.placefinder import SETTING, Place, PlaceFinder, SettingWords
from conflictfacts.lexicon import Lexicon
from conflictfacts.reading import Reading

_HANDED = 6  # the same for a place that somebody went to
_BEFORE = 10  # what standing before the fact costs
_STOP = 15  # what a semicolon between costs
_UNFIT = 12  # what a goal costs where nobody goes anywhere
_CARRY = 2  # sentences that "the town" may point back over
_NAMED = 6  # times that an article names the place that it is about,
_SHARE = 0.4  # and the share of all places that it names
_THERE = 4  # the same for "there" and "the country"
_CITY = 12  # and for "the city", which must have been named
_RUN_ON = 1  # sentences over which an event is told on
_RUN_ON_ALSO = 3  # the same for "were also killed"


class Places:
    """Knows place names by the words around them and by the ``places`` table."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.words = SettingWords(lexicon)

    def bind(self, reading: Reading, people: People, parties: Sequence[PartyMention]) -> Setting:
        """Give the places of one reading; sentences are looked at when asked for."""
        return Setting(self, reading, people, {m.first: m for m in parties})


class Setting:
    """The places of one reading."""

    def __init__(self, places: Places, reading: Reading, people: People, parties: Mapping[int, PartyMention]) -> None:
        self._words = places.words
        self._reading = reading
        self._parties = parties
        self._finder = PlaceFinder(places.words, reading, people, parties)

    def place_of(self, first: int, end: int, *, status: str = "", event: bool = False) -> str | None:
        """Give the place that the phrase ``first``..``end`` is set in: the nearest in its sentence, else carried over.

        ``status`` is what happened to those counted; ``event`` tells that they belong to what was told just before.
        """
        reading = self._reading
        index = reading.sentence_index(first)
        best: tuple[int, str] | None = None
        for place in self._finder.in_sentence(index):
            if place.first < end and place.end > first:
                continue
            cost = self._cost(place, status)
            if cost is None:
                continue
            ahead = place.first >= end
            distance = place.first - end if ahead else first - place.end + _BEFORE
            between = reading.lower[end : place.first] if ahead else reading.lower[place.end : first]
            distance += cost + (_STOP if any(w in STOPS for w in between) or self._other_time(between) else 0)
            if best is None or distance < best[0]:
                best = (distance, place.name)
        return best[1] if best else self._carried(index, status, event)

    def _cost(self, place: Place, status: str) -> int | None:
        """Give what a place costs for a status; None where it cannot be the setting."""
        if place.role == "at" or not status:
            return place.cost
        if place.role == "said":
            return None
        if status in self._words.fits[place.role]:
            return 0 if place.role == "origin" and status != "displaced" else place.cost
        return place.cost + _UNFIT if place.role == "goal" else None

    def _other_time(self, between: Sequence[str]) -> bool:
        """Tell whether another time lies between: "killed six, a day after five died in X"."""
        return any(w in _TIMES and after in ("after", "before", "earlier") for w, after in pairwise(between))

    # -- from sentences before ---------------------------------------------------------------------------------------

    def _carried(self, index: int, status: str, lost: bool) -> str | None:
        """Give the setting of a sentence that names none: a place without a name, one told before, or the article's."""
        sentence = self._reading.sentences[index]
        common = self._finder.common(sentence.first, sentence.end, status)
        if "elsewhere" in self._reading.lower[sentence.first : sentence.end]:
            return common
        return self._pointed_at(index, common, lost) or self._theme

    def _pointed_at(self, index: int, common: str | None, lost: bool) -> str | None:
        """Give the setting of a sentence before, where this one points back at it: "the town", "there", "the raid".

        ``common`` is the place without a name that the sentence tells, which stands where nothing was named before.
        """
        reading, words = self._reading, self._words
        sentence = reading.sentences[index]
        lower = reading.lower[sentence.first : sentence.end]
        pairs = list(pairwise([w for w in lower if w != "same"]))  # "the same town"
        there = any(w == "there" and after not in BE and after not in HAVE for w, after in pairs)
        pointed = any(the in _POINTERS and w in words.pointing for the, w in pairs)
        event = any(the in _POINTERS and w in words.events for the, w in pairs)
        if any(a == "the" and b == "country" and c not in ("'s", "side") for (a, b), (_, c) in pairwise(pairs)):
            return self._country(index)
        if common and common.rsplit(" ", 1)[-1] not in words.pointing:
            return common
        if not (there or pointed or event):
            return common or (self._same_event(index) if lost else None)
        for back in range(index - 1, max(-1, index - 1 - (_THERE if there else _CARRY)), -1):
            setting = self._setting(back)
            if setting:
                return setting
        return (self._named_city(index) if common in words.named_before else None) or common

    def _named_city(self, index: int) -> str | None:
        """Give the place named first in the last sentence that names one, whatever is said of it: "the city"."""
        for back in range(index - 1, max(-1, index - 1 - _CITY), -1):
            for place in self._finder.in_sentence(back):
                if place.role != "said" and place.name not in self._countries:
                    return place.name
        return None

    def _setting(self, index: int) -> str | None:
        """Give the setting that a sentence hands on to those after it."""
        for place in reversed(self._finder.in_sentence(index)):
            if place.role == "at" and place.cost <= SETTING:
                return place.name
            if place.role == "goal" and place.cost <= _HANDED and place.name not in self._countries:
                return place.name
        return None

    def _same_event(self, index: int) -> str | None:
        """Give the setting of the sentence before in the same paragraph: its event goes on to be told."""
        reading, words = self._reading, self._words
        sentence = reading.sentences[index]
        lower = reading.lower[sentence.first : sentence.end]
        if not words.summing.isdisjoint(lower):
            return None  # "44 soldiers have died since August"
        reach = _RUN_ON if words.adding.isdisjoint(lower) else _RUN_ON_ALSO
        start = reading.starts[sentence.first]
        for back in range(index - 1, max(-1, index - 1 - reach), -1):
            if "\n" in reading.text[reading.end(reading.sentences[back].end - 1) : start]:
                return None
            setting = self._setting(back)
            if setting:
                return setting
        return None

    @cached_property
    def _theme(self) -> str | None:
        """The town or field that the whole article is about, by how often it is named; None where there is no such."""
        heading = self._finder.heading()
        heading = None if heading in self._countries else heading
        if not heading and not self._repeats():
            return None  # to look for places in every sentence is not free
        sentences = range(len(self._reading.sentences))
        names = Counter(p.name for i in sentences for p in self._finder.in_sentence(i) if p.role != "said")
        if heading and any(heading in p.name for i in sentences[1:] for p in self._finder.in_sentence(i)):
            return heading
        if not names:
            return None
        name = names.most_common(1)[0][0]
        if any(f"{name} {kind}" in names or f"{name} {kind.title()}" in names for kind in self._words.wide):
            return None  # a war in a region has many fields
        times = sum(n for other, n in names.items() if f" {name} " in f" {other} ")
        return name if times >= _NAMED and times >= _SHARE * names.total() and name not in self._countries else None

    def _repeats(self) -> bool:
        """Tell whether any capital word stands in the text often enough to be what it is about."""
        words = Counter(self._reading.words)
        return any(n >= _NAMED and w[0].isupper() and w.lower() not in _COMMON_OPENERS for w, n in words.items())

    @cached_property
    def _countries(self) -> frozenset[str]:
        """The names of countries in the text, as written."""
        return frozenset(self._reading.quote(m.first, m.end) for m in self._parties.values() if m.kind == "country")

    def _country(self, index: int) -> str | None:
        """Give the country named last before a sentence."""
        n = bisect_left(self._named_countries, (self._reading.sentences[index].first, 0))
        return self._reading.quote(*self._named_countries[n - 1]) if n else None

    @cached_property
    def _named_countries(self) -> list[tuple[int, int]]:
        """Where countries are named, in order."""
        mentions = self._parties.values()
        return sorted((m.first, m.end) for m in mentions if m.kind == "country" and m.form == "name")


_TIMES = frozenset("hour hours day days week weeks month months year years".split())
_POINTERS = ("the", "this", "that", "these", "those")
_COMMON_OPENERS = frozenset("the a an in on at by of and but he it they".split())
