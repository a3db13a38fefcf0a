"""Where: the place that a fact is set in, from its sentence or from the one that it points back at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Literal

from conflictfacts.context.clauses import STOPS
from conflictfacts.context.grammar import BE, HAVE, PREPOSITIONS
from conflictfacts.context.parties import PartyMention
from conflictfacts.context.people import People
from conflictfacts.context.placenames import PlaceNames, PlaceWords
from conflictfacts.lexicon import Lexicon
from conflictfacts.reading import Reading

_SETTING = 4  # a place at this cost or less can be carried over to the next sentences
_HANDED = 6  # the same for a place that somebody went to
_BEFORE = 10  # what standing before the fact costs
_STOP = 15  # what a semicolon between costs
_KNOWN = 12  # what a known name without a preposition costs
_OBJECT = 4  # what being the object of "attacked" costs
_DESCRIBING = 12  # what a place costs that only tells where another one is
_LEFT = 8  # what being left costs
_UNFIT = 12  # what a goal costs where nobody goes anywhere
_CARRY = 2  # sentences that "the town" may point back over
_NAMED = 6  # times that an article names the place that it is about,
_SHARE = 0.4  # and the share of all places that it names
_THERE = 4  # the same for "there" and "the country"
_LISTED = 8  # tokens of a list of places
_RUN_ON = 1  # sentences over which losses are told on

Role = Literal["at", "goal", "origin", "said"]


@dataclass(frozen=True, slots=True)
class Place:
    """A place name at tokens ``first``..``end`` (half-open), and how weak a sign of the setting its preposition is.

    ``role`` tells whether it happened there, or went there, or came from there, or was said there.
    """

    first: int
    end: int
    name: str
    cost: int
    role: Role = "at"


class Places:
    """Knows place names by the words around them and by the ``places`` table."""

    def __init__(self, lexicon: Lexicon) -> None:
        setting = lexicon.table("places")["setting"]
        self.words = PlaceWords(lexicon)
        self.cost = self.words.cost
        self.role: dict[str, Role] = dict.fromkeys(setting["goals"], "goal")
        self.role |= dict.fromkeys(setting["origins"] + setting["leaving"], "origin")
        self.fits: dict[Role, frozenset[str]] = {
            "goal": frozenset(setting["to_goal"]),
            "origin": frozenset(setting["from_origin"]),
        }
        self.verbs = dict.fromkeys(setting["verbs"], _OBJECT) | dict.fromkeys(setting["leaving"], _LEFT)
        self.holding = frozenset(setting["holding"])
        self.events = frozenset(setting["events"])
        self.pointing = frozenset(setting["pointing"])
        self.commons = (self.words.after | frozenset(setting["commons"])) - frozenset(setting["vague"])
        self.describers = self.words.after | self.words.of | self.words.directions | {",", "and", "also", "-", "the", "on"}
        self.no_way = frozenset(setting["no_way"])
        self.units = frozenset(setting["units"])
        self.speech = frozenset(setting["speech"])
        self.speakers = frozenset(setting["speakers"])
        self.offices = frozenset(setting["offices"])

    def bind(self, reading: Reading, people: People, parties: Sequence[PartyMention]) -> Setting:
        """Give the places of one reading; sentences are looked at when asked for."""
        return Setting(self, reading, people, {m.first: m for m in parties})


class Setting:
    """The places of one reading."""

    def __init__(self, places: Places, reading: Reading, people: People, parties: Mapping[int, PartyMention]) -> None:
        self._places = places
        self._reading = reading
        self._names = PlaceNames(places.words, reading, people, parties)
        self._parties = parties
        self._describers = places.describers
        self._cache: dict[int, list[Place]] = {}

    def place_of(self, first: int, end: int, *, status: str = "", event: bool = False) -> str | None:
        """Give the place that the phrase ``first``..``end`` is set in: the nearest in its sentence, else carried over.

        ``status`` is what happened to those counted; ``event`` tells that they belong to what was told just before.
        """
        reading = self._reading
        index = reading.sentence_index(first)
        best: tuple[int, str] | None = None
        for place in self.places_in(index):
            if place.first < end and place.end > first:
                continue
            cost = self._cost(place, status)
            if cost is None or (place.role == "origin" and place.first == end + 1):
                continue
            ahead = place.first >= end
            distance = place.first - end if ahead else first - place.end + _BEFORE
            between = reading.lower[end : place.first] if ahead else reading.lower[place.end : first]
            distance += cost + (_STOP if any(w in STOPS for w in between) else 0)
            if best is None or distance < best[0]:
                best = (distance, place.name)
        return best[1] if best else self._carried(index, event)

    def _cost(self, place: Place, status: str) -> int | None:
        """Give what a place costs for a status; None where it cannot be the setting."""
        if place.role == "at" or not status:
            return place.cost
        if place.role == "said":
            return None
        if status in self._places.fits[place.role]:
            return 0 if place.role == "origin" and status != "displaced" else place.cost
        return place.cost + _UNFIT if place.role == "goal" else None

    # -- from sentences before ---------------------------------------------------------------------------------------

    def _carried(self, index: int, lost: bool) -> str | None:
        """Give the setting of a sentence that names none: a place without a name, one told before, or the article's."""
        sentence = self._reading.sentences[index]
        if "elsewhere" in self._reading.lower[sentence.first : sentence.end]:
            return self._common(sentence.first, sentence.end)
        return self._pointed_at(index, lost) or self._theme

    def _pointed_at(self, index: int, lost: bool) -> str | None:
        """Give the setting of a sentence before, where this one points back at it: "the town", "there", "the attack"."""
        reading, places = self._reading, self._places
        sentence = reading.sentences[index]
        lower = reading.lower[sentence.first : sentence.end]
        pairs = list(pairwise(lower))
        there = any(w == "there" and after not in BE and after not in HAVE for w, after in pairs)
        pointed = any(the in _POINTERS and w in places.pointing for the, w in pairs)
        event = any(the in _POINTERS and w in places.events for the, w in pairs)
        if ("the", "country") in pairs:
            return self._country(index)
        common = self._common(sentence.first, sentence.end)
        if common and common.rsplit(" ", 1)[-1] not in places.pointing:
            return common
        if not (there or pointed or event):
            return common or (self._same_event(index) if lost else None)
        for back in range(index - 1, max(-1, index - 1 - (_THERE if there else _CARRY)), -1):
            setting = self._setting(back)
            if setting:
                return setting
        return common

    def _setting(self, index: int) -> str | None:
        """Give the setting that a sentence hands on to those after it."""
        for place in reversed(self.places_in(index)):
            if place.role == "at" and place.cost <= _SETTING:
                return place.name
            if place.role == "goal" and place.cost <= _HANDED and place.name not in self._countries:
                return place.name
        return None

    def _same_event(self, index: int) -> str | None:
        """Give the setting of the sentence before in the same paragraph: its losses go on to be told."""
        reading = self._reading
        start = reading.starts[reading.sentences[index].first]
        for back in range(index - 1, max(-1, index - 1 - _RUN_ON), -1):
            if "\n" in reading.text[reading.end(reading.sentences[back].end - 1) : start]:
                return None
            setting = self._setting(back)
            if setting:
                return setting
        return None

    @cached_property
    def _theme(self) -> str | None:
        """The town or field that the whole article is about, by how often it is named; None where there is no such."""
        names = Counter(p.name for i in range(len(self._reading.sentences)) for p in self.places_in(i) if p.role != "said")
        if not names:
            return None
        name, times = names.most_common(1)[0]
        return name if times >= _NAMED and times >= _SHARE * names.total() and name not in self._countries else None

    @cached_property
    def _countries(self) -> frozenset[str]:
        """The names of countries in the text, as written."""
        return frozenset(self._reading.quote(m.first, m.end) for m in self._parties.values() if m.kind == "country")

    def _country(self, index: int) -> str | None:
        """Give the country named last before a sentence."""
        start = self._reading.sentences[index].first
        names = [m for m in self._parties.values() if m.first < start and m.kind == "country" and m.form == "name"]
        return self._reading.quote(names[-1].first, names[-1].end) if names else None

    def _common(self, first: int, limit: int) -> str | None:
        """Give a place without a name: "at the bus station", "in the south"."""
        reading, places = self._reading, self._places
        lower, words = reading.lower, reading.words
        for k in range(first, limit - 2):
            if places.cost.get(lower[k], 9) > 2 and lower[k] not in places.holding:
                continue
            if lower[k + 1] not in _ARTICLES or (lower[k] == "on" and lower[k - 1] in places.events):
                continue
            j = k + 2
            while j < min(limit, k + 7) and words[j][0].islower() and lower[j] not in PREPOSITIONS:
                over = j + 1 >= limit or not words[j + 1][0].isalpha() or lower[j + 1] in _FOLLOWERS
                if lower[j] in places.commons and (over or lower[j + 1] in PREPOSITIONS):
                    if lower[k + 1] in ("a", "an") and lower[j] in places.pointing:
                        break
                    return " ".join(reading.quote(k + 2, j + 1).split())
                j += 1
        return None

    # -- in a sentence -----------------------------------------------------------------------------------------------

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
            place = (
                self._after_preposition(k, sentence.first, sentence.end)
                or self._object(k, sentence.end)
                or self._alone(k, sentence.end, found)
            )
            if place:
                if found and place.role == "at" and self._describes(found[-1], k):
                    place = replace(place, cost=place.cost + _DESCRIBING)
                found.append(place)
                k = place.end
            else:
                k += 1
        return found

    def _describes(self, before: Place, k: int) -> bool:
        """Tell whether a place at ``k`` says where the one before it is: "X, near Y", "X and Y in Z"."""
        words, lower = self._reading.words, self._reading.lower
        if k - before.end > _LISTED or before.role != "at" or before.cost > _SETTING:
            return False
        j = before.end
        while j < k and (words[j][0].isupper() or lower[j] in self._describers):
            j += 1
        return j == k

    def _after_preposition(self, k: int, first: int, limit: int) -> Place | None:
        lower, places = self._reading.lower, self._places
        cost = places.cost.get(lower[k])
        if cost is None or (lower[k] == "to" and lower[k - 1] in places.no_way):
            return None
        if lower[k] == "of":
            if k == first or lower[k - 1] not in places.words.of or self._capital(k - 1):
                return None
        span = self._names.at(k + 1, limit)
        if span is None:
            return None
        if lower[k] == "of" and span[1] < limit and lower[span[1]] in ("'s", "'"):
            return None  # "as part of Moscow's drive"
        if lower[k] == "of" and lower[span[0] - 1] == "of" and lower[span[0] - 2] in places.words.before:
            cost = 2  # "the town of X", "control of the city of X"
        if lower[k - 1] in places.words.directions and not places.units.isdisjoint(lower[max(first, k - 5) : k - 1]):
            cost = _DESCRIBING  # "20 km (12 miles) west of X"
        role = "said" if self._is_speakers(k, span[1], first, limit) else places.role.get(lower[k], "at")
        return self._place(span, cost, role)

    def _is_speakers(self, k: int, end: int, first: int, limit: int) -> bool:
        """Tell whether something was said at a place: "told a newspaper in X that", "In X, the ministry said"."""
        lower, places = self._reading.lower, self._places
        if lower[k - 1] in places.speakers and k > first:
            return True
        before = lower[max(first, k - 6) : k]
        if not places.speech.isdisjoint(before) and (lower[k] == "from" or (end < limit and lower[end] == "that")):
            return True
        if k == first and lower[end : end + 1] == [","]:
            ahead = lower[end : min(limit, end + 8)]
            return not places.offices.isdisjoint(ahead) and not places.speech.isdisjoint(ahead)
        return False

    def _object(self, k: int, limit: int) -> Place | None:
        """Read a place that is attacked, held or left: "the column entered Sake"."""
        lower, places = self._reading.lower, self._places
        cost = places.verbs.get(lower[k])
        if cost is None or self._capital(k) or k + 1 >= limit:
            return None
        span = self._names.at(k + 1, limit)
        if span is None or (span[1] < limit and not self._closed(span[1])):
            return None
        return self._place(span, cost, places.role.get(lower[k], "at"))

    def _closed(self, j: int) -> bool:
        """Tell whether what comes behind a name leaves it whole: not "attacked Azov positions"."""
        reading = self._reading
        word = reading.lower[j]
        return not word[0].isalpha() or word in PREPOSITIONS or word in _FOLLOWERS or word.endswith(("ing", "ly"))

    def _alone(self, k: int, limit: int, found: Sequence[Place]) -> Place | None:
        """Read a name without a preposition: a known one, or one closed by its kind ("the Zolochivka district")."""
        reading, lower = self._reading, self._reading.lower
        if k <= 3 or (found and found[-1].end >= k - 1 and lower[k - 1] == ","):
            return None  # a dateline, or the second half of "Bayda province, Yemen"
        known = self._names.known(k, limit)
        if known:
            return self._place(known, _KNOWN)
        if lower[k - 1] == "the" and self._capital(k):
            span = self._names.at(k, limit)
            if span and lower[span[1] - 1] in self._places.words.after and not self._capital(span[1] - 1):
                return self._place(span, _KNOWN)
        return None

    def _capital(self, k: int) -> bool:
        return self._reading.words[k][0].isupper() and not self._reading.upper_case

    def _place(self, span: tuple[int, int], cost: int, role: Role = "at") -> Place:
        return Place(*span, " ".join(self._reading.quote(*span).split()), cost, role)


_POINTERS = ("the", "this", "that", "these", "those")
_ARTICLES = ("the", "a", "an", "this", "that")
_FOLLOWERS = frozenset(
    """and or but while when where which who that as if because so than late early last this yesterday today tonight
    overnight again then there later alone is was were are has had have be been will would could can may might did do
    does said says told earlier ago twice once""".split()
)
