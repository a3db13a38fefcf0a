"""Place names in a text: how far a name reaches, and what stands before it and inside it.

There is no gazetteer: what follows a preposition in capital letters is a place, unless it is known to be another thing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conflictfacts.context.grammar import JOINERS, PREPOSITIONS, QUOTES
from conflictfacts.context.parties import PartyMention
from conflictfacts.context.people import People
from conflictfacts.lexicon import Lexicon, Phrases
from conflictfacts.reading import Reading

_REACH = 9  # tokens that a place's description may take
_LONGEST = 5  # words of a name in capitals that nothing closes
_JOINTS = ("-", "'s")


class PlaceWords:
    """The words of the ``places`` table, compiled."""

    def __init__(self, lexicon: Lexicon) -> None:
        table = lexicon.table("places")
        setting = table["setting"]
        self.cost: dict[str, int] = setting["cost"]
        self.after = frozenset(w for w in as_list(table["kinds_after"]) if " " not in w)
        self.after_pairs = frozenset(tuple(w.split()) for w in as_list(table["kinds_after"]) if w.count(" ") == 1)
        self.before = frozenset(w.split()[0] for w in as_list(table["kinds_before"]))
        self.directions = frozenset(w for w in as_list(table["directions"]) if " " not in w)
        self.of = self.before | frozenset(setting["of"])
        self.skipped = frozenset(setting["skipped"]) | self.directions | self.after | self.before
        self.tails = frozenset(setting["tails"])
        self.inner = frozenset(setting["inner"])
        self.inward = frozenset(setting["inward"])
        self.quarters = frozenset(setting["quarters"])
        self.articles = frozenset(setting["articles"])
        self.bodies = frozenset(setting["bodies"])
        self.particles = frozenset(setting["capitals"]["particles"])
        self.closers = frozenset(setting["capitals"]["closers"])
        self.unplaced = frozenset(setting["capitals"]["unplaced"])
        self.endings = tuple(setting["capitals"]["endings"])
        self.known = Phrases((form, True) for key in ("cities", "regions") for form in as_list(table[key]))


class PlaceNames:
    """Reads the place names of one reading."""

    def __init__(
        self, words: PlaceWords, reading: Reading, people: People, parties: Mapping[int, PartyMention]
    ) -> None:
        self._table = words
        self._reading = reading
        self._people = people
        self._parties = parties
        self._upper = reading.upper_case

    def at(self, k: int, limit: int) -> tuple[int, int] | None:
        """Read a place name at token ``k``, past articles, directions and kinds ("the southern city of X").

        Gives its half-open token range within ``limit``, or None where no place is named.
        """
        i = self._skip(k, limit)
        if i is None:
            return self._described(k, limit)
        if self._is_side(i):
            return self._quarters(self._parties[i], limit)
        if self._upper:
            return self._in_capitals(k, i, limit)
        j = self._extent(i, limit)
        if j <= i:
            return None
        inner = self._narrower(j, limit)
        if inner:
            return inner
        if self._is_body(i, j) or self._is_attribute(i, j, limit):
            return None
        return (i, j) if self._is_closed(j) or self._heads_list(j, limit) or not self._people.at(i, j) else None

    def known(self, k: int, limit: int) -> tuple[int, int] | None:
        """Read a well-known place at token ``k``: one of the table's cities and regions."""
        words, lower = self._reading.words, self._reading.lower
        if lower[k] not in self._table.known:
            return None
        hit = self._table.known.at(words, lower, k, limit, any_case=self._upper)
        mention = self._parties.get(k)
        seat = mention is not None and mention.form == "seat"  # "Kyiv's advances": the government
        if not hit or (seat and not self._has_places(hit[0], limit)) or self._people.at(k, hit[0]):
            return None
        return k, hit[0]

    def opens_body(self, j: int, limit: int) -> bool:
        """Tell whether the name of a body goes on at ``j``: "the Lima Health Ministry"."""
        words, lower = self._reading.words, self._reading.lower
        for i in range(j, min(limit, j + _LONGEST)):
            if not words[i][0].isupper() or self._upper:
                return False
            if lower[i] in self._table.bodies:
                return True
        return False

    def _has_places(self, j: int, limit: int) -> bool:
        """Tell whether a city owns what is in it, so that it is no government: "Lima's hospitals"."""
        lower = self._reading.lower
        return j + 1 < limit and lower[j] == "'s" and lower[j + 1].removesuffix("s") in self._table.after

    def _described(self, k: int, limit: int) -> tuple[int, int] | None:
        """Read a name behind any words, where its kind closes it or it is known: "the remote Tarvi region"."""
        words = self._reading.words
        if self._upper or k + 2 >= limit or self._reading.lower[k] not in ("the", "a", "an", "its", "their"):
            return None
        i = k + 1
        while i < min(limit, k + _REACH) and (words[i][0].islower() or words[i] in _JOINTS):
            if self._reading.lower[i] in self._table.cost:
                return None
            i += 1
        if i >= limit or not words[i][0].isupper() or self._reading.taken[i] or self._is_side(i):
            return None
        known = self.known(i, limit)
        if known:
            return known
        j = self._extent(i, limit)
        return (i, j) if j > i and self._is_closed(j) and not self._is_body(i, j) else None

    def _is_closed(self, j: int) -> bool:
        """Tell whether a name ends in a word for its kind: "Tarvi region"."""
        return self._reading.words[j - 1][0].islower() and self._reading.lower[j - 1] in self._table.after

    def _heads_list(self, j: int, limit: int) -> bool:
        """Tell whether a list of names of one kind goes on at ``j``: "the Karvel and Vevel Districts"."""
        words, lower = self._reading.words, self._reading.lower
        k = j
        while k < min(limit, j + _REACH) and (words[k][0].isupper() or lower[k] in ("and", ",")):
            k += 1
        return k > j and lower[k - 1].endswith("s") and lower[k - 1] in self._table.after

    def _is_attribute(self, i: int, j: int, limit: int) -> bool:
        """Tell whether a country in letters only says whose: "spare parts for U.S. military lorries"."""
        words, lower = self._reading.words, self._reading.lower
        if j != i + 1 or not words[i].isupper() or j >= limit or not words[j][0].islower():
            return False
        return words[j].isalpha() and lower[j] not in PREPOSITIONS and lower[j] not in JOINERS

    def is_owner(self, j: int, limit: int) -> bool:
        """Tell whether a name only owns what comes: "between Serbia's army", but not "in Chile's capital"."""
        lower, table = self._reading.lower, self._table
        if j >= limit or lower[j] != "'s":
            return False
        ahead = lower[j + 1 : min(limit, j + 4)]
        return table.after.isdisjoint(ahead) and table.of.isdisjoint(ahead) and table.directions.isdisjoint(ahead)

    def _is_side(self, i: int) -> bool:
        mention = self._parties.get(i)
        return mention is not None and (
            mention.form in ("adjective", "people", "force") or mention.kind in ("armed_group", "alliance")
        )

    def _quarters(self, mention: PartyMention, limit: int) -> tuple[int, int] | None:
        """Read a place of a group or an alliance: "the NATO training camp"."""
        words, lower = self._reading.words, self._reading.lower
        for j in range(mention.end, min(limit, mention.end + 3)):
            if lower[j] in self._table.quarters and words[j][0].islower():
                return mention.first, j + 1
            if not words[j][0].isalpha():
                break
        return None

    def _is_body(self, i: int, j: int) -> bool:
        words, lower = self._reading.words, self._reading.lower
        acronym = j - i == 1 and len(lower[i]) <= 5 and words[i].isupper() and i not in self._parties
        # "the Tarvi Front" is a body, "the Tarvi front" a place
        return acronym or any(lower[n] in self._table.bodies and words[n][0].isupper() for n in range(i, j))

    def _skip(self, k: int, limit: int) -> int | None:
        """Step over what stands before a name; give its first token, or None where no name comes."""
        reading, table = self._reading, self._table
        lower, words = reading.lower, reading.words
        i = k
        while i < min(limit, k + _REACH):
            mention = self._parties.get(i)
            joined = i + 1 < limit and lower[i] in table.articles and lower[i + 1] == "-"
            passed = (words[i][0].islower() or self._upper) and lower[i] in table.skipped and not joined
            if passed or (lower[i] in ("'s", "-", "of", "/") and i > k):
                i += 1
            elif mention and mention.form == "name" and lower[mention.end : mention.end + 1] == ["'s"]:
                # "Chile's Tarvi region", "Serbia's semiautonomous Vevel"
                stop = min(limit, mention.end + 4)
                ahead = next((j for j in range(mention.end + 1, stop) if words[j][0].isupper()), None)
                if ahead is None:
                    break
                i = ahead
            elif mention and mention.form == "adjective" and mention.end < limit and i - k < 5:
                i = mention.end
            else:
                break
        if i >= limit or reading.taken[i] or words[i] in ("I", "I."):
            return None
        return i if words[i][0].isupper() or self._article(i, limit) else None

    def _article(self, i: int, limit: int) -> bool:
        """Tell whether a small article opens a name: "al-Bab", "el Obeid"."""
        words, lower = self._reading.words, self._reading.lower
        if lower[i] not in self._table.articles or i + 2 >= limit:
            return False
        return words[i + 1][0].isupper() or (lower[i + 1] == "-" and words[i + 2][0].isupper())

    def _extent(self, i: int, limit: int) -> int:
        """Give the end of the name that begins at token ``i``."""
        reading, table = self._reading, self._table
        lower, words = reading.lower, reading.words
        j = i
        while j < limit and not reading.taken[j]:
            if (words[j][0].isupper() and lower[j] not in QUOTES) or (j == i and lower[j] in table.articles):
                j += 1
            elif j > i and lower[j] == "-" and lower[j + 1 : j + 2] and j + 2 < limit:
                if lower[j + 1] not in table.articles or lower[j + 2] != "-":
                    if not words[j + 1][0].isupper() and lower[j + 1] not in table.tails:
                        break
                    j += 2
                else:
                    j += 3
            elif j > i and lower[j] in table.inner and self._goes_on(j + 1, limit):
                j += 1
            else:
                break
        if i < j < limit and words[j][0].islower():
            if tuple(lower[j : j + 2]) in table.after_pairs and j + 2 <= limit:
                j += 2
            elif lower[j] in table.after:
                j += 1
        while j > i and lower[j - 1] in table.inner:
            j -= 1
        return j

    def _goes_on(self, j: int, limit: int) -> bool:
        """Tell whether a name goes on after a small word: "Deir ez-Zor", "Santa Cruz de la Sierra"."""
        reading = self._reading
        if "'" in reading.lower[j - 1] or j >= limit:
            return False
        if reading.words[j][0].isupper():
            return reading.lower[j - 1] not in ("as", "an")
        return j + 1 < limit and reading.lower[j] in ("-", *self._table.inner) and reading.words[j + 1][0].isupper()

    def _narrower(self, j: int, limit: int) -> tuple[int, int] | None:
        """Read on to a closer place: "Tarvi State's Karvel Township", "the Black Sea port city of Vevel"."""
        lower, words = self._reading.lower, self._reading.words
        k = j
        if k + 1 < limit and lower[k] == "'s" and words[k + 1][0].isupper():
            return self.at(k + 1, limit)
        while k < min(limit, j + 3) and lower[k] in self._table.before and words[k][0].islower():
            k += 1
        if k + 1 < limit and lower[k] == "of" and words[k + 1][0].isupper():
            # but the Tarvi district of Chile is the district
            if k > j or lower[k - 1] in self._table.inward:
                return self.at(k + 1, limit)
        return None

    # -- texts set in capitals ---------------------------------------------------------------------------------------

    def _in_capitals(self, start: int, i: int, limit: int) -> tuple[int, int] | None:
        """Read a name in a text set in capitals: known, closed by a word such as DEPARTMENT, or foreign by its look."""
        reading, table = self._reading, self._table
        lower = reading.lower
        mention = self._parties.get(i)
        if mention:
            return (i, mention.end) if mention.form in ("name", "seat") and mention.kind == "country" else None
        known = self.known(i, limit)
        j = i
        while j < min(limit, i + 8) and (reading.words[j][0].isalpha() or reading.words[j] in ",-"):
            if lower[j] in table.after and j > i:
                return i, j + 1
            if lower[j] in table.closers and not (lower[j] == "and" and j > i):
                break
            j += 1
        if known or self._people.at(i, i + 1):
            return known
        return self._foreign(start, i, limit)

    def _foreign(self, start: int, i: int, limit: int) -> tuple[int, int] | None:
        """Read a run of words up to the next small word: after "TOWN OF", or foreign by its look."""
        reading, table = self._reading, self._table
        lower, words = reading.lower, reading.words
        j = i
        while j < min(limit, i + _LONGEST) and words[j][0].isalpha() and not reading.taken[j]:
            if lower[j] in table.closers or lower[j] in table.unplaced or lower[j] in table.cost:
                break
            j += 3 if lower[j + 1 : j + 2] == ["-"] and j + 2 < limit else 1
        if j == i or j - i == _LONGEST or lower[i] in table.unplaced:
            return None
        told = start < i and lower[i - 1] == "of" and lower[i - 2] in table.after | table.before
        strange = (lower[i] in table.particles and j - i > 1) or (
            j - i <= 2 and len(lower[j - 1]) > 3 and lower[j - 1].endswith(table.endings)
        )
        return (i, j) if told or strange else None


def as_list(value: Any) -> list[str]:
    """Give the words of a list, or of a table of lists."""
    if isinstance(value, dict):
        return [w for part in value.values() for w in as_list(part)]
    return [str(w) for w in value] if isinstance(value, (list, tuple)) else []
