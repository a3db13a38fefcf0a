"""The forces of an article: which parties fight in it, whom against, at home where, and what they are called."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from conflictfacts.context.clauses import BE, DETERMINERS, HAVE, MODAL, PREPOSITIONS
from conflictfacts.context.grammar import HYPHENS
from conflictfacts.context.sides.edges import Edges
from conflictfacts.context.sides.formations import Formations
from conflictfacts.context.sides.words import SideWords, Sort

_BREAKS = DETERMINERS | PREPOSITIONS | BE | HAVE | MODAL | {"and", "or"}
_PLACED = frozenset(
    {"in", "near", "at", "inside", "into", "from", "across", "northern", "southern", "eastern", "western"}
)
_POINTING = ("the", "this", "that", "its", "their", "his", "her", "our")
_HEAD = 40  # tokens: the head of an article and its dateline say where we are
_FAR = 12  # tokens between two parties of a sentence that may act on each other
_JUST = 25  # tokens: how far back another country may be the one that "the army" means
_MOST = 60  # forces: no reader keeps more of them apart
_LATELY = 500  # tokens: how far back a generic word looks for its party


@dataclass(frozen=True, slots=True)
class Referent:
    """Tokens ``first``..``end`` that stand for a force: a party, a commander or a generic word.

    ``side`` is None where the text does not tell which force a generic word means.
    """

    first: int
    end: int
    side: str | None
    sort: str  # party | led | rebels | state | group | unit | unnamed


@dataclass(frozen=True, slots=True)
class _Choice:
    """The parties that may be meant, and the one of them that stands most, the first among equals."""

    names: frozenset[str]
    main: str


class Roster:
    """What one reading says of its forces as a whole; each part is worked out when first asked for."""

    def __init__(self, edges: Edges, words: SideWords, formations: Formations) -> None:
        self._edges = edges
        self._formations = formations
        self._words = words
        self._reading = edges.reading
        self._learned: list[tuple[int, str, str]] = []

    def learn(self, token: int, unit: str, side: str) -> None:
        """Remember that a counted noun at a token belongs to a side."""
        self._learned.append((token, unit, side))

    # -- who is there ------------------------------------------------------------------------------------------------

    @cached_property
    def kinds(self) -> dict[str, str]:
        """The kind of each party named: country, state, alliance or armed_group."""
        states = self._words.states
        return {m.name: "state" if m.name in states else m.kind for m in self._edges.parties}

    @cached_property
    def uses(self) -> list[tuple[int, str, str]]:
        """Where the text joins a side to a word for fighters: (token, word, side), counted or not, in order."""
        lower, fighters = self._reading.lower, self._words.fighters
        uses = list(self._learned)
        for m in self._edges.parties:
            if m.form not in ("adjective", "name", "force") or not self._edges.owns(m):
                continue
            for j in range(m.end, min(len(lower), m.end + 3)):
                if lower[j] in fighters:
                    uses.append((m.first, fighters[lower[j]], m.name))
                    break
                if not lower[j][0].isalpha() or lower[j] in _BREAKS or lower[j].endswith("ed"):
                    break
        return sorted(set(uses))

    @cached_property
    def forces(self) -> list[tuple[int, str]]:
        """Where a party stands as a force, (token, name): groups always, countries by their people, arms or deeds."""
        lower, armed, deeds = self._reading.lower, self._words.armed, self._words.deeds
        found = []
        for m in self._edges.parties:
            if not self._edges.owns(m):
                continue
            if (
                self.kinds[m.name] in ("armed_group", "state")
                or m.form in ("force", "people")
                or not armed.isdisjoint(lower[m.end : m.end + 4])
                or (m.form != "adjective" and not deeds.isdisjoint(lower[m.end : m.end + 2]))
                or (m.first and lower[m.first - 1] in deeds)
            ):
                found.append((m.first, m.name))
        return found

    @cached_property
    def named(self) -> list[str]:
        """Every party that is named for itself, and not only as a place ("in Mali")."""
        lower = self._reading.lower
        here = [
            m for m in self._edges.parties if self._edges.owns(m) and not (m.first and lower[m.first - 1] in _PLACED)
        ]
        return list(dict.fromkeys(m.name for m in here))

    @cached_property
    def called(self) -> dict[str, set[str]]:
        """Whom the text calls by each word for fighters."""
        found: dict[str, set[str]] = {}
        for _, word, side in self.uses:
            found.setdefault(word, set()).add(side)
        return found

    @cached_property
    def weight(self) -> Counter[str]:
        """How often each party stands as a force."""
        return Counter(name for _, name in self.forces)

    @cached_property
    def home(self) -> str | None:
        """The country that the article names most, by any form or by a group that fights there; None in a tie."""
        counts: Counter[str] = Counter()
        lands: Counter[str] = Counter()
        for m in self._edges.parties:
            if self.kinds[m.name] in ("country", "state"):
                counts[m.name] += 2 if m.first < _HEAD else 1
            elif m.name in self._words.lands:
                lands[self._words.lands[m.name]] += 1
        for name in counts:
            counts[name] += min(lands[name], 1)
        for name in [name for name in counts if self._words.part_of.get(name) in counts]:
            # "The army" in a text of a breakaway land is that of the country it breaks away from.
            counts[self._words.part_of[name]] += counts.pop(name)
        best = counts.most_common(2)
        if not best:
            return None
        if len(best) > 1 and best[0][1] == best[1][1]:
            one, two = (self.weight[name] for name, _ in best)
            return best[0][0] if one > two else best[1][0] if two > one else None
        return best[0][0]

    @cached_property
    def is_homely(self) -> bool:
        """Whether home is the one country at war in the article, or named far more than any other."""
        others = [n for name, n in self.weight.items() if self.kinds[name] == "country" and name != self.home]
        return not others or self.weight[self.home or ""] >= 2 * max(others)

    @cached_property
    def ranked(self) -> list[str]:
        """The forces of the article, the one that stands most first."""
        return [name for name, _ in self.weight.most_common()]

    @cached_property
    def candidates(self) -> list[str]:
        """The parties that a force of no name may be of, in the order in which they come."""
        names = dict.fromkeys(self.weight if len(self.weight) <= _MOST else self.ranked[:_MOST])
        if len(names) < 2:
            names |= dict.fromkeys(self.named[:_MOST])
        if self.home:
            names[self.home] = None
        return list(names)

    @cached_property
    def groups(self) -> list[str]:
        """The armed groups among them."""
        return [name for name in self.ranked if self.kinds[name] == "armed_group"]

    @cached_property
    def _states(self) -> list[str]:
        return [name for name in self.ranked if self.kinds[name] != "armed_group"]

    @cached_property
    def _at_home(self) -> dict[str, list[str]]:
        """The armed groups by their land."""
        found: dict[str, list[str]] = {}
        for name in self.groups:
            if land := self._words.lands.get(name):
                found.setdefault(land, []).append(name)
        return found

    @cached_property
    def rebellious(self) -> frozenset[str]:
        """The armed groups, and the others that the text calls rebels: "Corsican rebels"."""
        called = {side for _, word, side in self.uses if word in self._words.rebels}
        return frozenset(called.union(self.groups))

    # -- who fights whom ---------------------------------------------------------------------------------------------

    @cached_property
    def enemies(self) -> dict[str, Counter[str]]:
        """For each party, the others that it fights, by how often the text says so."""
        found: dict[str, Counter[str]] = {}
        lower, words = self._reading.lower, self._words
        previous: Referent | None = None
        for r in self.referents:
            if r.side is None:
                continue
            if previous and previous.side and r.side != previous.side and r.first - previous.first <= _FAR:
                between = lower[previous.end : r.first]
                if "." not in between and not words.against.isdisjoint(between):
                    if (
                        words.allied.isdisjoint(between)
                        or "between" in lower[max(0, previous.first - 3) : previous.first]
                    ):
                        found.setdefault(r.side, Counter())[previous.side] += 1
                        found.setdefault(previous.side, Counter())[r.side] += 1
            previous = r
        return found

    def opponent(self, side: str | None, token: int | None = None) -> str | None:
        """Give the one that a side fights: as the text says it, else the other of the two main forces.

        Of several, it is the one named last before ``token``.
        """
        if side is None:
            return None
        foes = self._main_foes.get(side)
        if foes:
            return self._latest(foes, token)
        if self.kinds.get(side) == "armed_group":
            land = self._words.lands.get(side)
            if land and land in self.weight and self.kinds[land] != "armed_group":
                return land
            if self.home and self.home != side:
                return self.home
            return self._states[0] if len(self._states) == 1 else None
        if self._main_groups:
            at_home = self._at_home.get(side, ())
            return at_home[0] if len(at_home) == 1 else self._latest(self._main_groups, token)
        main = list(islice((n for n in self.ranked if self.kinds[n] != "alliance" or n == side), 2))
        if side in main and len(main) == 2:
            return main[1] if main[0] == side else main[0]
        others = list(islice((name for name in self.ranked if name != side), 2))
        return others[0] if len(others) == 1 else None

    @cached_property
    def _main_foes(self) -> dict[str, _Choice]:
        """For each party, those that it fights most."""
        return {
            side: self._choice([name for name, n in foes.items() if n == most])
            for side, foes in self.enemies.items()
            if (most := max(foes.values()))
        }

    @cached_property
    def _main_groups(self) -> _Choice | None:
        """Of as many armed groups as there are, those not far behind the first."""
        groups = self.groups
        return self._choice([n for n in groups if 2 * self.weight[n] >= self.weight[groups[0]]]) if groups else None

    def _choice(self, names: list[str]) -> _Choice:
        return _Choice(frozenset(names), max(names, key=lambda name: self.weight[name]))

    def _latest(self, choice: _Choice, token: int | None) -> str:
        """Give the one of some names that stands last before a token, or else the one that stands most."""
        if token is not None and len(choice.names) > 1:
            for _, name in self._forces_before(token):
                if name in choice.names:
                    return name
        return choice.main

    # -- generic words -----------------------------------------------------------------------------------------------

    @cached_property
    def referents(self) -> list[Referent]:
        """Every word that stands for a force, party or generic, in order, outside furniture."""
        found = [Referent(m.first, m.end, m.name, "party") for m in self._edges.parties if self._edges.owns(m)]
        found += (Referent(f.first, f.end, f.side, "unit") for f in self._formations.all if f.key)
        found += self._generics()
        return sorted(found, key=lambda r: r.first)

    @cached_property
    def has_nameless_rebels(self) -> bool:
        """Whether it speaks of rebels of no group: "suspected jihadists"."""
        return any(r.sort == "rebels" for r in self.referents)

    def _generics(self) -> Iterator[Referent]:
        lower, generic = self._reading.lower, self._words.generic
        covered = self._covered()
        for sentence in self._reading.sentences:
            if sentence.furniture:
                continue
            for k in range(sentence.first, sentence.end):
                if k in covered:
                    continue
                if lower[k] in self._words.formations and self._is_definite(k, sentence.first):
                    yield Referent(k, k + 1, self._formations.meant(lower[k], k), "unit")
                elif lower[k] in generic and not self._is_denied(k):
                    for form, sort in generic[lower[k]]:
                        first = k - len(form) + 1
                        if first >= sentence.first and tuple(lower[first : k + 1]) == form:
                            yield self._generic(first, k + 1, sort, sentence.first)
                            break

    def _is_definite(self, k: int, floor: int) -> bool:
        """Tell whether a unit's noun points back: "the corps", "its garrison", "the local brigade"."""
        lower = self._reading.lower
        if k == floor:
            return False
        return lower[k - 1] in _POINTING or (k - 1 > floor and lower[k - 2] in _POINTING and lower[k - 1].isalpha())

    def _is_denied(self, k: int) -> bool:
        """Tell whether a word is for or against those that it names: "pro-rebel"."""
        lower = self._reading.lower
        return k >= 2 and lower[k - 1] in HYPHENS and lower[k - 2] in self._words.anti

    def _covered(self) -> set[int]:
        """Give the tokens right behind an owning party: "Iraqi army" is Iraq, and no army of no name."""
        words = self._reading.words
        covered = {k for f in self._formations.all if f.key for k in range(f.first, f.end)}
        for m in self._edges.parties:
            covered.update(range(m.first, m.end))
            if m.form in ("adjective", "name", "force"):
                for j in range(m.end, min(len(words), m.end + 3)):
                    if not words[j][0].isalpha() or words[j] in _BREAKS or words[j].endswith(("ed", "aid")):
                        break
                    covered.add(j)
        return covered

    def _generic(self, first: int, end: int, sort: Sort, floor: int) -> Referent:
        lower = self._reading.lower
        start = first
        while start > floor and lower[start - 1] in self._words.before:
            start -= 1
        definite = start == floor or lower[start - 1] in DETERMINERS
        bare = lower[end - 1].endswith("s")
        side = None
        if sort == "rebels":
            side = self.rebels_at(first)
        elif sort == "state" and (definite or bare or start < first):
            side = self.state_at(first)
        elif sort == "group" and lower[start - 1] in ("the", "that", "this", "its", "her", "his", "their", "our"):
            side = self.group_at(first)
        return Referent(start, end, side, sort)

    def goes_on(self, token: int) -> str | None:
        """Give whose story a unit at a token goes on with, where nothing else says whose it is."""
        return self._formations.goes_on(token)

    def rebels_at(self, token: int) -> str | None:
        """Give the group that "the rebels" means at a token: the one called so last, else the only or the main one."""
        rebels = self._rebel_uses
        at = bisect_left(rebels, (token, ""))
        if at and token - rebels[at - 1][0] <= _LATELY:
            return rebels[at - 1][1]
        groups = self.groups
        if groups and (len(groups) == 1 or self.weight[groups[0]] >= 2 * self.weight[groups[1]]):
            return groups[0]
        lately = self.group_at(token)
        if lately:
            return lately
        return rebels[0][1] if rebels else self._first_group

    @cached_property
    def _first_group(self) -> str | None:
        return next((name for _, name in self.forces if self.kinds[name] == "armed_group"), None)

    @cached_property
    def _rebel_uses(self) -> list[tuple[int, str]]:
        return [(t, side) for t, word, side in self.uses if word in self._words.rebels]

    def _forces_before(self, token: int) -> Iterator[tuple[int, str]]:
        """Give the forces before a token, the nearest first, as far as the text still speaks of them."""
        for n in range(bisect_left(self.forces, (token, "")) - 1, -1, -1):
            if token - self.forces[n][0] > _LATELY:
                return
            yield self.forces[n]

    def group_at(self, token: int) -> str | None:
        """Give the armed group, or the alliance, that was named last before a token."""
        for _, name in self._forces_before(token):
            if self.kinds[name] in ("armed_group", "alliance"):
                return name
        return None

    def state_at(self, token: int) -> str | None:
        """Give the country that "the army" means at a token: one named just before, else home."""
        if self.home and self.is_homely:
            return self.home
        for m in reversed(self._edges.within(max(0, token - _JUST), token)):
            if (
                self.kinds[m.name] in ("country", "state")
                and self._words.part_of.get(m.name) != self.home
                and m.form in ("adjective", "seat", "force")
                and self._edges.owns(m)
            ):
                return m.name
        return self.home
