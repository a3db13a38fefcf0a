"""Whose they are: the party that counted troops or weapons belong to.

First the words of the phrase itself ("Russian troops", "members of ISIL"), then its owner ("its soldiers", "Ukraine
sent 500 men"), then what the article has said of its forces so far ("the militants", "others"). A wrong side is worse
than none, so a fall-back must be without a rival.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from conflictfacts.context.clauses import ADVERBS, DETERMINERS, JOINERS, QUOTES, Ruling
from conflictfacts.context.parties import PartyMention
from conflictfacts.reading import Reading

# "Russian-backed rebels" are not Russia's; "Russian-made tanks" need not be.
_APART = frozenset({"backed", "supported", "held", "controlled", "made", "built", "occupied", "supplied", "aligned", "allied", "linked", "trained", "funded", "designated", "language", "speaking", "born", "installed", "affiliated", "inspired", "sponsored", "annexed", "administered", "government-held"})
_AGAINST = frozenset({"anti", "pro", "non"})
_FROM = frozenset({"of", "from", "by", "belonging", "with", "for"})
_DISTANT = frozenset({"in", "into", "at", "near", "from", "against", "of", "to", "on", "across", "inside", "around", "towards", "toward", "over", "with", "by", "between", "outside", "throughout", "for", "within"})
_REBELS = frozenset({"militant", "rebel", "insurgent", "terrorist", "guerrilla", "jihadist", "jihadi", "extremist", "gunman", "separatist", "islamist", "suicide bomber", "suicide attacker", "attacker", "assailant", "fighter", "operative", "raider", "bandit", "mujahideen"})
_REGULARS = frozenset({"soldier", "troop", "serviceman", "servicewoman", "police", "marine", "airman", "sailor", "conscript", "service member", "security force", "personnel", "peacekeeper", "paratrooper", "officer", "border guard", "military adviser"})
_ENEMY = frozenset({"enemy", "invader", "occupier", "foe", "intruder", "infiltrator"})


@dataclass(frozen=True, slots=True)
class Force:
    """A party as a force in the text: ``troops`` of it, or the group itself, named at a token."""

    token: int
    name: str
    kind: str


class Sides:
    """The parties of one reading and what each has done so far."""

    def __init__(self, reading: Reading, parties: Sequence[PartyMention]) -> None:
        self.reading = reading
        self.parties = parties
        self.by_first: Mapping[int, PartyMention] = {m.first: m for m in parties}
        self._firsts = [m.first for m in parties]

    def within(self, first: int, end: int) -> list[PartyMention]:
        """Give the mentions that begin in the tokens ``first``..``end``."""
        return list(self.parties[bisect_left(self._firsts, first) : bisect_left(self._firsts, end)])

    def owns(self, mention: PartyMention) -> bool:
        """Tell whether an adjective or name says whose the thing behind it is ("Russian-backed" does not)."""
        lower = self.reading.lower
        after = lower[mention.end : mention.end + 2]
        if len(after) == 2 and after[0] in ("-", "–", "‑") and after[1] in _APART:
            return False
        if after[:1] and after[0] in _APART:
            return False
        if mention.first >= 2 and lower[mention.first - 1] in ("-", "‑") and lower[mention.first - 2] in _AGAINST:
            return False
        return not (mention.first >= 1 and lower[mention.first - 1] in ("anti", "pro"))

    # -- in the phrase and at its edges ------------------------------------------------------------------------------

    def in_phrase(self, first: int, end: int) -> str | None:
        """Give the party named inside a phrase: the first of several, but a group goes before a country."""
        inside = [m for m in self.within(first, end) if self.owns(m)]
        groups = [m for m in inside if m.kind == "armed_group"]
        if groups and inside[0].kind == "country" and groups[0].first == inside[0].end:
            return groups[0].name
        return inside[0].name if inside else None

    def behind(self, end: int, limit: int) -> str | None:
        """Give the party of "... of the Iraqi army", "... from North Korea" right behind a phrase."""
        lower = self.reading.lower
        k = end
        if k < limit and lower[k] in ("of", "from", "belonging", "loyal"):
            source = lower[k]
            k += 1
            if lower[k : k + 1] == ["to"]:
                k += 1
            while k < limit and (lower[k] in DETERMINERS or lower[k] in ADVERBS):
                k += 1
            window = self.within(k, min(limit, k + (6 if source != "from" else 3)))
            for m in window:
                if all(lower[j] not in (",", ".", "in", "at", "were", "was", "who", "that") for j in range(k, m.first)) and self.owns(m):
                    return m.name
        return None

    def before(self, first: int, floor: int) -> str | None:
        """Give the owner of "Ukraine's 5,000 soldiers"."""
        lower = self.reading.lower
        k = first - 1
        while k >= floor and (lower[k] in DETERMINERS or lower[k] in ADVERBS) and lower[k] not in ("its", "their", "his"):
            k -= 1
        if k >= floor and lower[k] in ("'s", "'"):
            for m in reversed(self.within(max(floor, k - 6), k)):
                if m.end == k:
                    return m.name
        return None

    def subject(self, word: int, floor: int) -> str | None:
        """Give the party that is the subject of the verb at token ``word``: the nearest one not under a preposition."""
        lower = self.reading.lower
        for m in reversed(self.within(floor, word)):
            if not self.owns(m):
                continue
            k = m.first - 1
            while k >= floor and lower[k] in DETERMINERS:
                k -= 1
            if k >= floor and lower[k] in _DISTANT and not (lower[k] in ("of", "by") and m.form in ("adjective", "name") and False):
                continue
            return m.name
        return None

    # -- the article so far ------------------------------------------------------------------------------------------

    @cached_property
    def _forces(self) -> list[Force]:
        """Every mention that shows a party as a force: groups always, countries by their adjective, people or forces."""
        lower = self.reading.lower
        found = []
        for m in self.parties:
            if not self.owns(m):
                continue
            if m.kind == "armed_group" or m.form in ("force", "people"):
                found.append(Force(m.first, m.name, m.kind))
            elif m.form in ("adjective", "name"):
                ahead = lower[m.end : m.end + 4]
                if any(w in _ARMED for w in ahead):
                    found.append(Force(m.first, m.name, m.kind))
        return found

    @cached_property
    def _force_tokens(self) -> list[int]:
        return [f.token for f in self._forces]

    def latest(self, token: int, *, kind: str | None = None, unlike: str | None = None, reach: int = 400) -> str | None:
        """Give the force named last before a token (or, failing that, first in the text), of a kind, other than one."""
        i = bisect_left(self._force_tokens, token)
        for force in reversed(self._forces[:i]):
            if token - force.token > reach:
                break
            if (kind is None or force.kind == kind) and force.name != unlike:
                return force.name
        return None

    @cached_property
    def ranking(self) -> list[tuple[str, str]]:
        """The forces of the article by how often they are named: (name, kind)."""
        counts: dict[tuple[str, str], int] = {}
        for force in self._forces:
            counts[force.name, force.kind] = counts.get((force.name, force.kind), 0) + 1
        return sorted(counts, key=lambda key: -counts[key])

    def only(self, kind: str, *, unlike: str | None = None) -> str | None:
        """Give the one force of a kind, where the article names no other."""
        names = [name for name, k in self.ranking if (k == "armed_group") == (kind == "armed_group") and name != unlike]
        return names[0] if len(names) == 1 else None

    def by_noun(self, unit: str, token: int, floor: int, ruling: Ruling | None) -> str | None:
        """Give the side that a bare "the militants" or "soldiers" stands for, by what the article has named."""
        actor = None
        if ruling and ruling.role == "object" and not ruling.own and not ruling.passive:
            actor = self.subject(ruling.word, floor)
        if unit in _REBELS:
            return self.latest(token, kind="armed_group", unlike=actor) or self.only("armed_group", unlike=actor)
        if unit in _REGULARS or unit in _ENEMY:
            return self.latest(token, kind="country", unlike=actor) or self.only("country", unlike=actor)
        return self.latest(token, unlike=actor, reach=60)


_ARMED = frozenset(
    """army armies troops forces soldiers military navy fleet militia militias militants fighters rebels insurgents guerrillas
    separatists commander commanders general officials authorities government police security defence defense ministry air
    paratroopers marines garrison infantry cavalry artillery units brigade division battalion regiment command offensive
    attack positions losses casualties servicemen personnel advance assault invasion paramilitary command intelligence""".split()
)


def skip_back(lower: Sequence[str], k: int, floor: int) -> int:
    """Step left over determiners, adverbs, quotes and joiners."""
    while k >= floor and (lower[k] in DETERMINERS or lower[k] in ADVERBS or lower[k] in QUOTES or lower[k] in JOINERS):
        k -= 1
    return k
