"""Whose a unit is that a commander is named with: "the brigade's commander", "whose commander, X", "The rebels".

A unit named without its side is the one that the article named before with it: "the brigade" after "the Soviet 18th
Rifle Division and 34th Light Tank Brigade".
"""

from __future__ import annotations

from conflictfacts.commanders.evidence import Evidence
from conflictfacts.commanders.sides import Sides
from conflictfacts.context.parties import PartyMention
from conflictfacts.context.people import Mention
from conflictfacts.reading import Reading

_REACH = 160  # tokens before a name in which its unit may have been named
_TRIES = 6  # earlier mentions of a unit that are looked at
_LOSES = frozenset(
    ["lost", "mourned", "buried", "suffered", "losing", "losses", "mourning", "admitted", "acknowledged"]
)
_ITS = frozenset(["its", "their"])
_STATE = frozenset(["army", "military", "navy", "junta", "garrison", "loyalists"])
_HAVE = frozenset(["had", "has", "have", "with", "commanded", "commands", "mustered"])
_ENDS = frozenset([".", ";", ":", "(", ")", "“", "”", '"'])


class Units:
    """The units, armies and groups of one article as the words about its commanders name them."""

    def __init__(self, reading: Reading, sides: Sides) -> None:
        self._reading = reading
        self._sides = sides
        self._army = sides.army

    def named(self, found: Evidence) -> PartyMention | None:
        """Give the side of the unit or group that the words about a commander point at."""
        return (
            self._whose(found)
            or self._its(found)
            or self._bracket(found)
            or self._group(found)
            or self._unit(found)
            or self._lost(found)
        )

    def _floor(self, first: int) -> int:
        return self._reading.sentence_of(first).first

    def _start(self, found: Evidence) -> int:
        post = found.post
        return min(found.before, post.phrase) if post is not None and post.rule == "post-before" else found.before

    def _whose(self, found: Evidence) -> PartyMention | None:
        """Read "the attached French Battalion, whose commander, X, had ..."."""
        lower, i = self._reading.lower, self._start(found)
        if i < 3 or lower[i - 1] != "whose":
            return None
        end = i - 1 - (lower[i - 2] == ",")
        parties = self._sides.within(max(self._floor(i), end - 6), end)
        return parties[-1] if parties else None

    def _its(self, found: Evidence) -> PartyMention | None:
        """Read "Y, the leader of Hamas, and X, the commander of its military wing" as of Hamas."""
        post, lower = found.post, self._reading.lower
        if post is None or post.head_end + 1 >= len(lower) or lower[post.head_end] not in {"of", "for"}:
            return None
        if lower[post.head_end + 1] not in _ITS:
            return None
        parties = self._sides.within(self._floor(found.mention.first), found.mention.first)
        return parties[-1] if parties else None

    def _bracket(self, found: Evidence) -> PartyMention | None:
        """Read "the paramilitary Rapid Support Forces (RSF) of General X"."""
        lower, i = self._reading.lower, self._start(found)
        if i < 3 or lower[i - 1] != "of":
            return None
        end = i - 1
        for party in reversed(self._sides.within(max(self._floor(i), end - 6), end)):
            if party.form == "seat" or (party.form == "name" and party.kind != "armed_group"):
                return None
            return party if end - party.end <= (lower[end - 1] == ")") else None
        return None

    def _group(self, found: Evidence) -> PartyMention | None:
        """Read "The rebels, led by X" and "the movement's chief" as of the armed group named last."""
        lower = self._reading.lower
        span = found.men if found.men is not None else None
        if found.post is not None and found.post.sort != "link":
            span = (found.post.phrase, found.post.end)
        if span is None:
            return None
        first, words = span[0], lower[slice(*span)]
        if first and lower[first - 1] == "the":
            first -= 1
        if lower[first : first + 1] != ["the"] or self._sides.within(*span):
            return None
        group = any(w in self._army.groups for w in words) or any(w in _REBELS for w in words[:3])
        if not group or any(w in self._army.military - {"front"} for w in words[:2]):
            return None
        groups = [p for p in self._sides.within(max(0, first - _REACH), first) if p.kind == "armed_group"]
        return groups[-1] if groups else None

    def _unit(self, found: Evidence) -> PartyMention | None:
        """Read "the brigade's commander" and "the commander of the brigade" as of the brigade named before."""
        lower, post = self._reading.lower, found.post
        if post is None or self._sides.within(post.phrase, post.end):
            return None
        noun = ""
        for k in range(post.phrase, post.head):
            if lower[k + 1] == "'s" and lower[k] in self._army.military and lower[k] not in _STATE:
                noun = lower[k]
        if not noun and lower[post.head_end : post.head_end + 2] == ["of", "the"] and post.end - post.head_end == 3:
            noun = lower[post.end - 1]
        if noun not in self._army.held | self._army.military or noun in _STATE:
            return None
        return self.antecedent(noun, post.phrase)

    def antecedent(self, noun: str, before: int) -> PartyMention | None:
        """Give the side with which a unit's noun was named last before a token."""
        lower, words = self._reading.lower, self._reading.words
        floor, tries = max(0, before - _REACH), 0
        for k in range(before - 1, floor, -1):
            if lower[k] != noun:
                continue
            tries += 1
            if tries > _TRIES:
                break
            first = self._army.modifiers(self._reading, k, floor)
            while first > floor + 1 and lower[first - 1] == "and" and words[first - 2][0].isupper():
                first = self._army.modifiers(self._reading, first - 1, floor)
            parties = self._sides.within(first, k + 1)
            if parties:
                return parties[-1]
        return None

    def _lost(self, found: Evidence) -> PartyMention | None:
        """Read "The Sardinians mourned 30 men, including General X" as of those who lost them."""
        lower, first = self._reading.lower, self._start(found)
        if lower[max(0, first - 1)] != "including" and lower[max(0, first - 2) : first] != ["among", "them"]:
            return None
        floor = self._floor(first)
        verb = next((k for k in range(first - 2, floor, -1) if lower[k] in _LOSES), 0)
        parties = [p for p in self._sides.within(floor, verb) if p.form != "seat"]
        return parties[0] if parties else None

    def of_state(self, found: Evidence) -> bool:
        """Tell whether a man leads "the army", which is the home country's: "The army, led by General X"."""
        if found.men is None or found.deed not in {"commanded-by", "commands"}:
            return False
        words = self._reading.lower[slice(*found.men)]
        return words[:1] == ["army"] or words[:2] in (
            ["the", "army"],
            ["government", "forces"],
            ["government", "troops"],
        )

    def numbered(self, mention: Mention) -> PartyMention | None:
        """Read "X had 36,000 Turks and 70 guns" as of those people."""
        lower, i = self._reading.lower, mention.end
        end = self._reading.sentence_of(mention.first).end
        for party in self._sides.within(i, min(i + 16, end)):
            k = party.first
            if party.form not in {"people", "adjective"} or not self._reading.words[k - 1][0].isdigit():
                continue
            if party.form == "adjective" and lower[party.end : party.end + 1] not in ([","], ["and"], ["."]):
                continue
            between = lower[i:k]
            if not _HAVE.isdisjoint(between) and _ENDS.isdisjoint(between) and "," not in between:
                return party
        return None


_REBELS = frozenset(["rebels", "insurgents", "militants", "guerrillas", "guerillas", "separatists", "jihadists"])
