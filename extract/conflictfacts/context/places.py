"""Where: the place that a fact is set in, from its sentence or carried over from the ones before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conflictfacts.context.clauses import QUOTES, STOPS
from conflictfacts.context.parties import PartyMention
from conflictfacts.context.people import People
from conflictfacts.lexicon import Lexicon, Phrases
from conflictfacts.reading import Reading

# What a preposition costs as a sign of the setting, in tokens of distance.
_COST = {
    "in": 0, "at": 0, "near": 0, "around": 0, "outside": 0, "inside": 0, "across": 0, "throughout": 0, "along": 0,
    "within": 0, "off": 0, "on": 2, "to": 6, "into": 4, "from": 8, "towards": 8, "toward": 8, "over": 8, "between": 6,
    "of": 14, "through": 6, "beyond": 8,
}  # fmt: skip
_SETTING = 4  # a place at this cost or less can be carried over to the next sentences
_BEFORE = 10  # what standing before the fact costs
_STOP = 15  # what a semicolon between costs
_CARRY = 1  # sentences
_EVENTS = frozenset({"attack", "attacks", "clash", "clashes", "fighting", "battle", "ambush", "raid", "explosion", "blast", "assault", "siege", "bombing", "strike", "strikes", "shelling", "massacre", "crash", "violence", "encounter", "engagement", "landing", "crossing"})  # fmt: skip
_SKIPPED = frozenset({"the", "a", "an", "its", "their", "his", "country", "nearby", "neighbouring", "neighboring", "both", "and", "parts", "areas", "several", "all", "some"})  # fmt: skip
_ARTICLES = frozenset({"al", "el", "ad", "ar", "as", "ash", "az", "ed", "es"})
_INNER = frozenset({"-", "'s", "’s", "al", "el", "de", "la", "le", "du", "des", "del", "dos", "da", "di", "of", "sur", "an", "as", "ar", "ash", "ad", "ez", "ed", "bin", "upon"})  # fmt: skip


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
        self.after = frozenset(w for w in _words(table["kinds_after"]) if " " not in w)
        self.before = frozenset(w.split()[0] for w in _words(table["kinds_before"]))
        self.of = self.before | frozenset("south north east west southeast southwest northeast northwest capture liberation fall siege battle outskirts part parts border side capital centre center edge streets suburbs vicinity recapture defense defence gates port".split())  # fmt: skip
        self.directions = frozenset(w for w in _words(table["directions"]) if " " not in w)
        self.known = Phrases((form, True) for key in ("cities", "regions") for form in _words(table[key]))
        self.units = frozenset({"army", "brigade", "division", "battalion", "regiment", "corps", "ministry", "command", "force", "forces", "council", "party", "agency", "minister", "general", "president", "movement", "front", "committee", "department of defense", "times", "post", "news", "statement"})  # fmt: skip

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

    def place_of(self, first: int, end: int) -> str | None:
        """Give the place that the phrase ``first``..``end`` is set in: the nearest in its sentence, else carried over."""
        reading = self._reading
        index = reading.sentence_index(first)
        best: tuple[int, str] | None = None
        for place in self.places_in(index):
            if (place.first < end and place.end > first) or (place.first == end + 1 and reading.lower[end] == "from"):
                continue
            if place.first >= end:
                distance = place.first - end
                between = reading.lower[end : place.first]
            else:
                distance = first - place.end + _BEFORE
                between = reading.lower[place.end : first]
            distance += place.cost + (_STOP if any(w in STOPS for w in between) else 0)
            if best is None or distance < best[0]:
                best = (distance, place.name)
        return best[1] if best else self._carried(index)

    def _carried(self, index: int) -> str | None:
        """Give the setting of a sentence before, where this one points back at it: "the town", "there", "the attack"."""
        reading = self._reading
        sentence = reading.sentences[index]
        lower = reading.lower[sentence.first : sentence.end]
        points = "there" in lower or any(
            w in ("the", "this", "that") and (after in _EVENTS or after in self._places.after)
            for w, after in zip(lower, lower[1:], strict=False)
        )
        if not points:
            return None
        for back in range(index - 1, max(-1, index - 1 - _CARRY), -1):
            settings = [p for p in self.places_in(back) if p.cost <= _SETTING]
            if settings:
                return settings[-1].name
        return None

    def places_in(self, index: int) -> list[Place]:
        """Give the places of a sentence in order."""
        if index not in self._cache:
            self._cache[index] = self._find(index)
        return self._cache[index]

    def _find(self, index: int) -> list[Place]:
        reading, lower = self._reading, self._reading.lower
        sentence = reading.sentences[index]
        if sentence.furniture:
            return []
        found: list[Place] = []
        k = sentence.first
        while k < sentence.end:
            cost = _COST.get(lower[k])
            span = self._name(k + 1, sentence.end) if cost is not None else None
            if span and cost is not None:
                if lower[k] == "of":
                    if k == sentence.first or lower[k - 1] not in self._places.of or reading.words[k - 1][0].isupper():
                        k += 1
                        continue
                    cost = 2 if lower[k - 1] in self._places.before else cost
                found.append(Place(*span, " ".join(reading.quote(*span).split()), cost))
                k = span[1]
                continue
            if lower[k] in self._places.known:
                hit = self._places.known.at(reading.words, lower, k, sentence.end, any_case=reading.upper_case)
                told = found and found[-1].end >= k - 1 and lower[k - 1] == ","  # "Bayda province, Yemen"
                mention = self._parties.get(k)
                seat = mention is not None and mention.form == "seat"  # "Kyiv's advances": the government
                if hit and not told and not seat and k > 3 and not self._people.at(k, hit[0]):
                    found.append(Place(k, hit[0], " ".join(reading.quote(k, hit[0]).split()), 12))
                    k = hit[0]
                    continue
            k += 1
        return found

    def _name(self, k: int, limit: int) -> tuple[int, int] | None:
        """Read a place name at token ``k``, past articles, directions and kinds ("the southern city of X")."""
        reading, places = self._reading, self._places
        lower, words = reading.lower, reading.words
        upper = reading.upper_case
        i = k
        while i < min(limit, k + 8):
            word = lower[i]
            plain = words[i][0].islower() or upper
            if (
                word in _SKIPPED or word in places.directions or word in places.after or word in places.before
            ) and plain:
                i += 1
                continue
            if word in ("'s", "-", "of", "’s", "/") and i > k:
                i += 1
                continue
            mention = self._parties.get(i)
            if mention and mention.form == "name" and lower[mention.end : mention.end + 1] in (["'s"], ["’s"]):
                if mention.end + 1 < limit and words[mention.end + 1][0].isupper():  # "Russia's Kursk region"
                    i = mention.end + 1
                    continue
            if mention and mention.form == "adjective" and mention.end < limit and i - k < 5:
                i = mention.end
                continue
            break
        if i >= limit or reading.taken[i] or words[i] in ("I", "I."):
            return None
        if not words[i][0].isupper():
            if lower[i] not in _ARTICLES or i + 2 >= limit:
                return None
            if not (words[i + 1][0].isupper() or (lower[i + 1] == "-" and words[i + 2][0].isupper())):
                return None
        mention = self._parties.get(i)
        if mention and (
            mention.form in ("adjective", "people", "force") or mention.kind in ("armed_group", "alliance")
        ):
            return None
        if upper:
            return self._in_capitals(i, limit)
        j = i
        while j < limit and not reading.taken[j]:
            if (words[j][0].isupper() and lower[j] not in QUOTES) or (j == i and lower[j] in _ARTICLES):
                j += 1
                continue
            if lower[j] == "-" and j > i and j + 2 < limit and lower[j + 1] in _ARTICLES and lower[j + 2] == "-":
                j += 3
                continue
            if (
                lower[j] in _INNER
                and j > i
                and j + 1 < limit
                and words[j + 1][0].isupper()
                and lower[j] not in ("'s", "’s")
            ):
                j += 1
                continue
            if lower[j] in places.after and j > i:
                j += 1
            break
        while j > i and (lower[j - 1] in _INNER):
            j -= 1
        if j <= i or self._people.at(i, j):
            return None
        name = [w for w in lower[i:j]]
        if any(w in places.units for w in name) or (
            len(name) == 1 and len(name[0]) <= 5 and words[i].isupper() and not mention
        ):
            return None
        return i, j

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


__all__ = ["Place", "Places", "Setting"]
