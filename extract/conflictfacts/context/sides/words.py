"""The words that tell whose men and weapons are, read once from the lexicon."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from conflictfacts.lexicon import Lexicon

Sort = Literal["rebels", "state", "group", "unnamed"]


class SideWords:
    """The table ``forces`` as sets, with the country that each armed group mainly fights in."""

    def __init__(self, lexicon: Lexicon) -> None:
        table = lexicon.table("forces")
        generic, units, deeds, names = table["generic"], table["units"], table["deeds"], table["names"]
        # Each generic phrase by its last word: ("air", "force") stands under "force".
        self.generic: dict[str, list[tuple[tuple[str, ...], Sort]]] = {}
        for sort in ("rebels", "state", "group", "unnamed"):
            for form in generic[sort]:
                words = tuple(form.split())
                self.generic.setdefault(words[-1], []).append((words, sort))
        for bucket in self.generic.values():
            bucket.sort(key=lambda known: -len(known[0]))
        self.before = frozenset(generic["before"])
        self.formations = frozenset(generic["formation"])
        roles = table["roles"]
        self.roles: Mapping[str, str] = dict.fromkeys(roles["attackers"], "attacker")
        self.roles = {**self.roles, **dict.fromkeys(roles["defenders"], "defender")}
        self.attack = frozenset(roles["attack"])
        self.hold = frozenset(roles["hold"])
        self.led = frozenset(roles["led"])
        self.rebels = frozenset(units["rebels"])
        self.regulars = frozenset(units["regulars"])
        self.neutral = frozenset(units["neutral"])
        self.enemy = frozenset(units["enemy"])
        self.lent = frozenset(units["lent"])
        self.homely = frozenset(units["homely"])
        lemmas = self.rebels | self.regulars | self.neutral | self.enemy
        self.fighters: Mapping[str, str] = {
            **{word: word for word in lemmas},
            **{word + "s": word for word in lemmas},
            **units["plurals"],
        }
        self.hostile = frozenset(deeds["hostile"])
        self.booty = frozenset(deeds["booty"])
        self.numbered = frozenset(deeds["numbered"])
        self.owning = frozenset(deeds["owning"])
        self.yielding = frozenset(deeds["yielding"])
        self.holding = frozenset(deeds["holding"])
        self.alongside = frozenset(deeds["alongside"])
        self.strange = frozenset(generic["strange"])
        self.carrying = frozenset(deeds["carrying"])
        self.forms = frozenset(deeds["forms"])
        self.sums = frozenset(deeds["sums"])
        self.against = frozenset(deeds["against"])
        # What a country does or suffers that is at war; "from" and nouns of war tell too little of a country.
        self.deeds = (self.against | self.hostile | frozenset({"lost", "launched", "fired"})) - {"from", "war", "found"}
        self.allied = frozenset(deeds["allied"])
        self.apart = frozenset(names["apart"])
        self.anti = frozenset(names["against"])
        self.distant = frozenset(names["distant"])
        self.offices = frozenset(names["offices"]) | frozenset(names["armed"])
        self.armed = frozenset(names["armed"])
        self.states = frozenset(table["states"]["names"])
        self.claims = frozenset(deeds["claims"])
        self.part_of: Mapping[str, str] = {
            name: entry["part_of"] for name, entry in lexicon.table("countries").items() if "part_of" in entry
        }
        groups = lexicon.table("groups").items()
        self.lands: Mapping[str, str] = {
            form: entry["country"]
            for name, entry in groups
            if "country" in entry and entry["kind"] == "armed_group"
            for form in (name, entry.get("short", name))
        }

    def sort_of(self, unit: str) -> str | None:
        """Give "rebels", "regulars" or "enemy" for a counted noun that tells whose it is, else None."""
        if unit in self.rebels:
            return "rebels"
        if unit in self.regulars:
            return "regulars"
        return "enemy" if unit in self.enemy else None
