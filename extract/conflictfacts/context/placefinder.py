"""Places in a sentence: which names and nouns say where, and how strongly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from conflictfacts.context.grammar import BE, HAVE, PREPOSITIONS, STOPS
from conflictfacts.context.parties import PartyMention
from conflictfacts.context.people import People
from conflictfacts.context.placenames import PlaceNames, PlaceWords
from conflictfacts.lexicon import Lexicon
from conflictfacts.reading import Reading

SETTING = 4  # a place at this cost or less sets the scene
_KNOWN = 12  # what a known name without a preposition costs
_OBJECT = 4  # what being the object of "attacked" costs
_LEFT = 8  # what being left costs
_DESCRIBING = 12  # what a place costs that only tells where another one is
_HEADING = 8  # tokens of a heading that names what an article is about
_LISTED = 8  # tokens of a list of places

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


class SettingWords:
    """The words of the ``setting`` part of the ``places`` table, compiled."""

    def __init__(self, lexicon: Lexicon) -> None:
        setting = lexicon.table("places")["setting"]
        self.names = PlaceWords(lexicon)
        self.cost = self.names.cost
        self.role: dict[str, Role] = dict.fromkeys(setting["goals"], "goal")
        self.role |= dict.fromkeys(setting["origins"] + setting["leaving"], "origin")
        self.fits: dict[Role, frozenset[str]] = {
            "goal": frozenset(setting["to_goal"]),
            "origin": frozenset(setting["from_origin"]),
        }
        self.verbs = dict.fromkeys(setting["verbs"], _OBJECT) | dict.fromkeys(setting["leaving"], _LEFT)
        self.holding = frozenset(setting["holding"])
        self.leaving = frozenset(setting["leaving"])
        self.events = frozenset(setting["events"])
        self.pointing = frozenset(setting["pointing"])
        self.befalling = frozenset(setting["befalling"])
        self.falling = frozenset(setting["falling"])
        self.named_before = frozenset(setting["named_before"])
        self.summing = frozenset(setting["summing"])
        self.adding = frozenset(setting["adding"])
        self.commons = (self.names.after | frozenset(setting["commons"])) - frozenset(setting["vague"])
        self.many = frozenset(setting["many"])
        self.wide = tuple(setting["wide"])
        self.narrowed = frozenset(setting["narrowed"])
        self.heads = frozenset(setting["heads"])
        self.describers = self.names.after | self.names.of | self.names.directions | _SMALL
        self.ways = frozenset(setting["ways"])
        self.no_way = frozenset(setting["no_way"])
        self.units = frozenset(setting["units"])
        self.speech = frozenset(setting["speech"])
        self.speakers = frozenset(setting["speakers"])
        self.offices = frozenset(setting["offices"])


class PlaceFinder:
    """Finds the places of one reading, sentence by sentence."""

    def __init__(
        self, words: SettingWords, reading: Reading, people: People, parties: Mapping[int, PartyMention]
    ) -> None:
        self._places = words
        self._reading = reading
        self._parties = parties
        self._names = PlaceNames(words.names, reading, people, parties)
        self._cache: dict[int, list[Place]] = {}

    def in_sentence(self, index: int) -> list[Place]:
        """Give the places of a sentence in order."""
        if index not in self._cache:
            self._cache[index] = self._find(index)
        return self._cache[index]

    def _find(self, index: int) -> list[Place]:
        sentence = self._reading.sentences[index]
        found: list[Place] = []
        if sentence.furniture:
            return found
        lower, words = self._reading.lower, self._reading.words
        places = self._places
        k = sentence.first
        while k < sentence.end:
            word = lower[k]
            place = None
            if word in places.cost:
                place = self._after_preposition(k, sentence.first, sentence.end)
            elif word in places.verbs:
                place = self._object(k, sentence.end)
            elif words[k][0].isupper() or word in places.names.articles:
                place = self._alone(k, sentence.end, found)
            if place is None:
                k += 1
                continue
            if found and place.role == "at" and self._describes(found[-1], k):
                place = replace(place, cost=place.cost + _DESCRIBING)
            found.append(place)
            k = place.end
        return found

    def _describes(self, before: Place, k: int) -> bool:
        """Tell whether a place at ``k`` says where the one before it is: "X, near Y", "X and Y in Z"."""
        words, lower = self._reading.words, self._reading.lower
        if k - before.end > _LISTED or before.role != "at" or before.cost > SETTING:
            return False
        j = before.end
        while j < k and (words[j][0].isupper() or lower[j] in self._places.describers):
            j += 1
        return j == k

    def _after_preposition(self, k: int, first: int, limit: int) -> Place | None:
        lower, places = self._reading.lower, self._places
        cost = places.cost[lower[k]]
        way = lower[k - 1] in places.ways and k > first + 1
        on_way = way and not _ALONG.isdisjoint(lower[max(first, k - 3) : k - 1])
        if lower[k] == "to" and (lower[k - 1] in places.no_way or (way and not on_way)):
            return None  # "cut the road to X"
        if lower[k] == "of":
            if k == first or lower[k - 1] not in places.names.of or (k - 1 > first and self._capital(k - 1)):
                return None
        span = self._names.at(k + 1, limit)
        if span is None:
            return None
        if cost >= SETTING and self._names.is_owner(span[1], limit):
            return None  # "as part of Madrid's plan", "between Serbia's army and"
        if lower[k] == "of" and lower[span[0] - 1] == "of" and lower[span[0] - 2] in places.names.before:
            cost = 2  # "the town of X", "control of the city of X"
        if lower[k - 1] in places.names.directions and not places.units.isdisjoint(lower[max(first, k - 5) : k - 1]):
            cost = _DESCRIBING  # "20 km (12 miles) west of X"
        if on_way and lower[k] in ("to", "from"):
            return self._place(span, cost)  # "on the road to X"
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
        if lower[end : end + 2] == [",", "told"]:
            return True  # "the commander of the forces in X, told reporters"
        if k == first and lower[end : end + 1] == [","]:
            ahead = lower[end : min(limit, end + 8)]
            return not places.offices.isdisjoint(ahead) and not places.speech.isdisjoint(ahead)
        return False

    def _object(self, k: int, limit: int) -> Place | None:
        """Read a place that is attacked, held or left: "the column entered Vevel"."""
        lower, places = self._reading.lower, self._places
        if self._capital(k) or k + 1 >= limit:
            return None
        span = self._names.at(k + 1, limit)
        if span is None or (span[1] < limit and not self._closed(span[1])):
            return None
        return self._place(span, places.verbs[lower[k]], places.role.get(lower[k], "at"))

    def _closed(self, j: int) -> bool:
        """Tell whether what comes behind a name leaves it whole: not "attacked Vevel positions"."""
        reading = self._reading
        word = reading.lower[j]
        return not word[0].isalpha() or word in PREPOSITIONS or word in _FOLLOWERS or word.endswith(("ing", "ly"))

    def _alone(self, k: int, limit: int, found: Sequence[Place]) -> Place | None:
        """Read a name without a preposition: a known one, or one closed by its kind ("the Tarvi district")."""
        lower = self._reading.lower
        told = self._told(k, limit) or self._taken(k, limit)
        if told:
            return told
        if k <= 3 or (found and found[-1].end >= k - 1 and lower[k - 1] == ","):
            return None  # a dateline, or the second half of "Tarvi province, Chile"
        if lower[k - 1] == "the" and self._capital(k):
            span = self._names.at(k, limit)
            if span and lower[span[1] - 1] in self._places.names.after and not self._capital(span[1] - 1):
                return self._place(span, _KNOWN)
        known = self._names.known(k, limit)
        if known is None or self._names.opens_body(known[1], limit):
            return None
        return self._place(known, _KNOWN)

    def _told(self, k: int, limit: int) -> Place | None:
        """Read a name that is said to be a place: "Karvel, where", "Vevel, a village in"."""
        lower = self._reading.lower
        if not self._capital(k) or (k and self._capital(k - 1)):
            return None
        j = k + 1
        while j < min(limit, k + 4) and self._capital(j):
            j += 1
        at = j + 1 if j < limit and lower[j] in (",", "is", "was") else j
        if at + 1 >= limit:
            return None
        if lower[at] != "where" or lower[at - 1] in ("is", "was"):
            if lower[at] not in ("a", "an", "the") or at == j:
                return None
            after = lower[at + 1 : min(limit, at + 5)]
            kind = next((n for n, w in enumerate(after) if w in self._places.pointing), None)
            if kind is None or not all(w.isalpha() and w not in PREPOSITIONS for w in after[:kind]):
                return None
        span = self._names.at(k, limit)
        return self._place(span, _OBJECT if lower[at] != "where" else 0) if span and span[1] == j else None

    def _taken(self, k: int, limit: int) -> Place | None:
        """Read a name that something befalls which befalls places: "Karvel was retaken", "Vevel fell"."""
        lower = self._reading.lower
        if not self._capital(k) or lower[k] in _SUBORDINATE:
            return None
        if k and self._capital(k - 1) and lower[k - 1] not in _SUBORDINATE:
            return None
        j = k + 1
        while j < min(limit, k + 4) and self._capital(j):
            j += 1
        verb = j
        while verb < min(limit, j + 3) and (lower[verb] in BE or lower[verb] in HAVE or lower[verb].endswith("ly")):
            verb += 1
        if verb > j:
            told = verb < limit and lower[verb] in self._places.befalling
        else:
            verb += lower[j : j + 1] == [","]  # "the largest of them, X, sheltered 400 men"
            told = verb < limit and lower[verb] in self._places.falling
        if not told:
            return None
        span = self._names.at(k, limit)
        return self._place(span, SETTING) if span and span[1] == j else None

    def _capital(self, k: int) -> bool:
        return self._reading.words[k][0].isupper() and not self._reading.upper_case

    def _place(self, span: tuple[int, int], cost: int, role: Role = "at") -> Place:
        return Place(*span, " ".join(self._reading.quote(*span).split()), cost, role)

    # -- places without a name, and headings -------------------------------------------------------------------------

    def common(self, first: int, limit: int, status: str) -> str | None:
        """Give a place without a name: "at the bus station", "in the south"."""
        reading, places = self._reading, self._places
        lower, words = reading.lower, reading.words
        verbs = places.holding | places.leaving if status in places.fits["origin"] else places.holding
        for k in range(first, limit - 2):
            if places.cost.get(lower[k], 9) > 2 and lower[k] not in verbs:
                continue
            if lower[k + 1] not in _ARTICLES or (lower[k] == "on" and lower[k - 1] in places.events):
                continue
            j = k + 2
            if lower[j] == "same":
                continue  # "in the same town": the one named before
            while j < min(limit, k + 7) and self._describing(j):
                over = j + 1 >= limit or not (words[j + 1][0].isalpha() or lower[j + 1] == "'s") or reading.taken[j + 1]
                over = over or lower[j + 1] in _FOLLOWERS or lower[j + 1] in PREPOSITIONS
                if over and (lower[j] in places.commons or (lower[j] in places.narrowed and j > k + 2)):
                    if lower[k + 1] in ("a", "an") and lower[j] in places.many:
                        break
                    return " ".join(reading.quote(k + 2, j + 1).split())
                j += 1
        return None

    def _describing(self, j: int) -> bool:
        """Tell whether a word may stand in the description of a place: lower case, or "Finnish"."""
        word, mention = self._reading.lower[j], self._parties.get(j)
        if self._reading.words[j][0].islower() or word == "'s":
            return word not in PREPOSITIONS
        return mention is not None and mention.form == "adjective" and mention.end == j + 1

    def heading(self) -> str | None:
        """The place that the heading of an article names: "Karvel, 1711", "The siege of Karvel"."""
        reading = self._reading
        if not reading.sentences:
            return None
        sentence = reading.sentences[0]
        first, limit = sentence.first, sentence.end
        if limit - first > _HEADING or limit >= len(reading) or reading.words[limit - 1] in STOPS:
            return None
        if "\n" not in reading.text[reading.end(limit - 1) : reading.starts[limit]]:
            return None
        of = next((k for k in range(first, limit - 1) if reading.lower[k] == "of"), first)
        if of > first and reading.lower[of - 1] not in self._places.heads:
            return None
        span = self._names.at(of + 1 if of > first else first, limit)
        if span is None or (of == first and reading.lower[span[1] : span[1] + 1] not in ([","], [":"], ["("])):
            return None
        return self._place(span, 0).name


_SMALL = frozenset({",", "and", "also", "-", "the", "on"})
_SUBORDINATE = frozenset("when after before once as if while until since though although but and".split())
_ALONG = frozenset({"on", "along", "down", "up"})
_ARTICLES = ("the", "a", "an", "this", "that")
_FOLLOWERS = frozenset(
    """and or but while when where which who that as if because so than late early last this yesterday today tonight
    overnight again then there later alone is was were are has had have be been will would could can may might did do
    does said says told earlier ago twice once""".split()
)
