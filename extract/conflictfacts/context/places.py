"""Where: the place that a fact is set in, from its sentence or from the one that it points back at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from conflictfacts.context.clauses import QUOTES, STOPS
from conflictfacts.context.parties import PartyMention
from conflictfacts.context.people import People
from conflictfacts.lexicon import Lexicon, Phrases
from conflictfacts.reading import Reading

_SETTING = 4  # a place at this cost or less can be carried over to the next sentences
_BEFORE = 10  # what standing before the fact costs
_STOP = 15  # what a semicolon between costs
_KNOWN = 12  # what a known name without a preposition costs
_CARRY = 2  # sentences that "the town" may point back over
_RUN_ON = 1  # sentences over which losses are told on
_THERE = 4  # the same for "there" and "the country"
_REACH = 9  # tokens that a place's description may take


@dataclass(frozen=True, slots=True)
class Place:
    """A place name at tokens ``first``..``end`` (half-open), and how weak a sign of the setting its preposition is."""

    first: int
    end: int
    name: str
    cost: int


class Places:
    """Knows place names by the words around them and by the ``places`` table."""

    def __init__(self, lexicon: Lexicon) -> None:
        table = lexicon.table("places")
        setting = table["setting"]
        self.cost: dict[str, int] = setting["cost"]
        self.after = frozenset(w for w in _words(table["kinds_after"]) if " " not in w)
        self.before = frozenset(w.split()[0] for w in _words(table["kinds_before"]))
        self.directions = frozenset(w for w in _words(table["directions"]) if " " not in w)
        self.of = self.before | frozenset(setting["of"])
        self.events = frozenset(setting["events"])
        self.skipped = frozenset(setting["skipped"]) | self.directions | self.after | self.before
        self.inner = frozenset(setting["inner"])
        self.articles = frozenset(setting["articles"])
        self.bodies = frozenset(setting["bodies"])
        self.known = Phrases((form, True) for key in ("cities", "regions") for form in _words(table[key]))

    def bind(self, reading: Reading, people: People, parties: Sequence[PartyMention]) -> Setting:
        """Give the places of one reading; sentences are looked at when asked for."""
        return Setting(self, reading, people, {m.first: m for m in parties})


class Setting:
    """The places of one reading."""

    def __init__(self, places: Places, reading: Reading, people: People, parties: Mapping[int, PartyMention]) -> None:
        self._places = places
        self._reading = reading
        self._people = people
        self._parties = parties
        self._cache: dict[int, list[Place]] = {}

    def place_of(self, first: int, end: int, *, event: bool = False) -> str | None:
        """Give the place that the phrase ``first``..``end`` is set in: the nearest in its sentence, else carried over."""
        reading = self._reading
        index = reading.sentence_index(first)
        best: tuple[int, str] | None = None
        for place in self.places_in(index):
            if (place.first < end and place.end > first) or (place.first == end + 1 and reading.lower[end] == "from"):
                continue
            ahead = place.first >= end
            distance = place.first - end if ahead else first - place.end + _BEFORE
            between = reading.lower[end : place.first] if ahead else reading.lower[place.end : first]
            distance += place.cost + (_STOP if any(w in STOPS for w in between) else 0)
            if best is None or distance < best[0]:
                best = (distance, place.name)
        return best[1] if best else self._carried(index, event)

    def _carried(self, index: int, lost: bool) -> str | None:
        """Give the setting of a sentence before, where this one points back at it: "the town", "there", "the attack"."""
        reading, places = self._reading, self._places
        sentence = reading.sentences[index]
        lower = reading.lower[sentence.first : sentence.end]
        pairs = list(pairwise(lower))
        there = "there" in lower and lower[0] != "there"
        pointed = next((w for the, w in pairs if the in ("the", "this", "that") and w in places.after), None)
        event = any(the in ("the", "this", "that") and w in places.events for the, w in pairs)
        if ("the", "country") in pairs:
            return self._country(index)
        if not (there or pointed or event):
            return self._same_event(index) if lost else None
        for back in range(index - 1, max(-1, index - 1 - (_THERE if there else _CARRY)), -1):
            settings = [p for p in self.places_in(back) if p.cost <= _SETTING]
            if settings:
                return settings[-1].name
        return pointed if ("in", "the") in pairs or ("inside", "the") in pairs else None

    def _same_event(self, index: int) -> str | None:
        """Give the setting of the sentence before in the same paragraph: its losses go on to be told."""
        reading = self._reading
        start = reading.starts[reading.sentences[index].first]
        for back in range(index - 1, max(-1, index - 1 - _RUN_ON), -1):
            if "\n" in reading.text[reading.end(reading.sentences[back].end - 1) : start]:
                return None
            settings = [p for p in self.places_in(back) if p.cost <= _SETTING]
            if settings:
                return settings[-1].name
        return None

    def _country(self, index: int) -> str | None:
        """Give the country named last before a sentence."""
        start = self._reading.sentences[index].first
        names = [m for m in self._parties.values() if m.first < start and m.kind == "country" and m.form == "name"]
        return self._reading.quote(names[-1].first, names[-1].end) if names else None

    def places_in(self, index: int) -> list[Place]:
        """Give the places of a sentence in order."""
        if index not in self._cache:
            self._cache[index] = self._find(index)
        return self._cache[index]

    def _find(self, index: int) -> list[Place]:
        sentence = self._reading.sentences[index]
        found: list[Place] = []
        if sentence.furniture:
            return found
        k = sentence.first
        while k < sentence.end:
            place = self._after_preposition(k, sentence.first, sentence.end) or self._alone(k, sentence.end, found)
            if place:
                found.append(place)
                k = place.end
            else:
                k += 1
        return found

    def _after_preposition(self, k: int, first: int, limit: int) -> Place | None:
        lower, places = self._reading.lower, self._places
        cost = places.cost.get(lower[k])
        if cost is None:
            return None
        if lower[k] == "of":
            if k == first or lower[k - 1] not in places.of or self._reading.words[k - 1][0].isupper():
                return None
            cost = 2 if lower[k - 1] in places.before else cost
        span = self._name(k + 1, limit)
        if (
            span
            and lower[k] == "from"
            and any(w in ("said", "told", "statement", "phone") for w in lower[max(first, k - 4) : k])
        ):
            return None  # "said in a statement from London": where it was said
        return self._place(span, cost) if span else None

    def _alone(self, k: int, limit: int, found: Sequence[Place]) -> Place | None:
        """Read a name without a preposition: a known one, or one closed by its kind ("the Zolochivka district")."""
        reading, lower = self._reading, self._reading.lower
        if k <= 3 or (found and found[-1].end >= k - 1 and lower[k - 1] == ","):
            return None  # a dateline, or the second half of "Bayda province, Yemen"
        if lower[k] in self._places.known:
            hit = self._places.known.at(reading.words, lower, k, limit, any_case=reading.upper_case)
            mention = self._parties.get(k)
            seat = mention is not None and mention.form == "seat"  # "Kyiv's advances": the government
            if hit and not seat and not self._people.at(k, hit[0]):
                return self._place((k, hit[0]), _KNOWN)
        if lower[k - 1] == "the" and reading.words[k][0].isupper() and not reading.upper_case:
            span = self._name(k, limit)
            if span and lower[span[1] - 1] in self._places.after and reading.words[span[1] - 1][0].islower():
                return self._place(span, _KNOWN)
        return None

    def _place(self, span: tuple[int, int], cost: int) -> Place:
        return Place(*span, " ".join(self._reading.quote(*span).split()), cost)

    # -- names -------------------------------------------------------------------------------------------------------

    def _name(self, k: int, limit: int) -> tuple[int, int] | None:
        """Read a place name at token ``k``, past articles, directions and kinds ("the southern city of X")."""
        reading = self._reading
        i = self._skip(k, limit)
        if i is None:
            return None
        mention = self._parties.get(i)
        if mention and (
            mention.form in ("adjective", "people", "force") or mention.kind in ("armed_group", "alliance")
        ):
            return None
        if reading.upper_case:
            return self._in_capitals(i, limit)
        j = self._extent(i, limit)
        if j <= i:
            return None
        inner = self._narrower(j, limit)
        if inner:
            return inner
        if self._people.at(i, j):
            return None
        name = reading.lower[i:j]
        acronym = len(name) == 1 and len(name[0]) <= 5 and reading.words[i].isupper() and not mention
        return None if acronym or not self._places.bodies.isdisjoint(name) else (i, j)

    def _skip(self, k: int, limit: int) -> int | None:
        """Step over what stands before a name; give its first token, or None where no name comes."""
        reading, places = self._reading, self._places
        lower, words = reading.lower, reading.words
        i = k
        while i < min(limit, k + _REACH):
            plain = words[i][0].islower() or reading.upper_case
            mention = self._parties.get(i)
            if (
                plain
                and lower[i] in places.skipped
                and not (lower[i] in places.articles and i + 1 < limit and lower[i + 1] == "-")
            ) or (lower[i] in ("'s", "-", "of", "’s", "/") and i > k):
                i += 1
            elif mention and mention.form == "name" and lower[mention.end : mention.end + 1] in (["'s"], ["’s"]):
                # "Russia's Kursk region", "Somalia's semiautonomous Puntland"
                ahead = next(
                    (j for j in range(mention.end + 1, min(limit, mention.end + 4)) if words[j][0].isupper()), None
                )
                if ahead is None:
                    break
                i = ahead
            elif mention and mention.form == "adjective" and mention.end < limit and i - k < 5:
                i = mention.end
            else:
                break
        if i >= limit or reading.taken[i] or words[i] in ("I", "I."):
            return None
        if words[i][0].isupper():
            return i
        if lower[i] in places.articles and i + 2 < limit:
            if words[i + 1][0].isupper() or (lower[i + 1] == "-" and words[i + 2][0].isupper()):
                return i
        return None

    def _extent(self, i: int, limit: int) -> int:
        """Give the end of the name that begins at token ``i``."""
        reading, places = self._reading, self._places
        lower, words = reading.lower, reading.words
        j = i
        while j < limit and not reading.taken[j]:
            if (words[j][0].isupper() and lower[j] not in QUOTES) or (j == i and lower[j] in places.articles):
                j += 1
            elif (
                lower[j] == "-" and j > i and j + 2 < limit and lower[j + 1] in places.articles and lower[j + 2] == "-"
            ):
                j += 3
            elif (
                lower[j] in places.inner
                and j > i
                and j + 1 < limit
                and words[j + 1][0].isupper()
                and "'" not in lower[j]
            ):
                j += 1
            else:
                break
        if i < j < limit and lower[j] in places.after and words[j][0].islower():
            j += 1
        while j > i and lower[j - 1] in places.inner:
            j -= 1
        return j

    def _narrower(self, j: int, limit: int) -> tuple[int, int] | None:
        """Read on to a closer place: "Rakhine State's Kyauktaw Township", "the Red Sea port city of Hodeidah"."""
        lower, words = self._reading.lower, self._reading.words
        k = j
        if k + 1 < limit and lower[k] in ("'s", "’s") and words[k + 1][0].isupper():
            return self._name(k + 1, limit)
        while k < min(limit, j + 3) and lower[k] in self._places.before and words[k][0].islower():
            k += 1
        if (
            k + 1 < limit
            and lower[k] == "of"
            and (k > j or lower[k - 1] in self._places.before)
            and words[k + 1][0].isupper()
        ):
            return self._name(k + 1, limit)
        return None

    def _in_capitals(self, i: int, limit: int) -> tuple[int, int] | None:
        """Read a name in a text set in capitals: known, or closed by a word such as DEPARTMENT."""
        reading, places = self._reading, self._places
        mention = self._parties.get(i)
        if mention:
            return (i, mention.end) if mention.form in ("name", "seat") and mention.kind == "country" else None
        hit = places.known.at(reading.words, reading.lower, i, limit, any_case=True)
        for j in range(i + 1, min(limit, i + 8)):
            if reading.lower[j] in places.after:
                return None if self._people.at(i, j) else (i, j + 1)
            if not (reading.words[j][0].isalpha() or reading.words[j] in ",-"):
                break
        return (i, hit[0]) if hit else None


def _words(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [w for part in value.values() for w in _words(part)]
    return [str(w) for w in value] if isinstance(value, (list, tuple)) else []
