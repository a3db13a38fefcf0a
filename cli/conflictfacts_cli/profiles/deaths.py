"""Statements of deaths in a document: how many, whose, when, and what a scheme makes of a vague word."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from conflictfacts import __version__
from conflictfacts.facts import CountFact, Document, PeopleFact, TroopsFact
from conflictfacts.lexicon import Lexicon, default_lexicon
from conflictfacts_cli.profiles import table
from conflictfacts_cli.profiles.dating import Dater, Dating, SentenceDates

# The vague words themselves, in the form that a scheme lists them: with "of" only between two of them.
_VAGUE = r"several|few|many|numerous|handful|couple|dozens?|scores?|tens|hundreds?|thousands?|millions?|billions?"
_PHRASE = re.compile(rf"\b(?:{_VAGUE})\b(?:[\s-]+(?:(?:of|or|and)\s+)?(?:{_VAGUE})\b)*", re.I)
_CIVILIAN = re.compile(r"\bcivilians?\b", re.I)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of deaths, read as far as the article goes.

    ``code`` is what the named scheme makes of a vague number; ``dyad`` holds side A and side B, null where not known.
    """

    fact: CountFact
    document: Document
    dating: Dating
    civilian: bool
    country: str | None
    dyad: tuple[str | None, str | None]
    scheme: str | None
    code: int | None

    @property
    def figures(self) -> tuple[int | None, int | None, int | None]:
        """Give best, low and high as the words bound them; a denied figure is none."""
        fact = self.fact
        if fact.stance == "denied":
            return None, None, None
        if fact.modifier == "vague":
            return self.code, None, None
        if fact.modifier == "range":
            return None, _whole(fact.low), _whole(fact.high)
        value = _whole(fact.value)
        low = value if fact.modifier in ("exact", "at_least", "more_than") else None
        high = value if fact.modifier in ("exact", "at_most", "less_than") else None
        best = None if fact.modifier in ("at_most", "less_than") else value
        return best, low, high

    @property
    def article(self) -> str | None:
        """Give where the text was read, or null for a pipe."""
        return None if self.document.source == "-" else self.document.source

    def check(self) -> dict[str, Any]:
        """Give the columns by which a coder finds the statement and sees how it was read."""
        fact, dating = self.fact, self.dating
        record = fact.as_dict()
        return {
            "cf_document": self.document.id,
            "cf_fact": fact.id,
            **{f"cf_{name}": record[name] for name in ("quote", "start", "end", "value", "low", "high", "modifier")},
            **{f"cf_{name}": record[name] for name in ("unit", "side", "place", "source", "stance")},
            "cf_earliest": dating.earliest,
            "cf_latest": dating.latest,
            "cf_date_quote": dating.words or None,
            "cf_date_from": dating.basis,
            "cf_vague": self.scheme if self.code is not None else None,
            "cf_notes": "; ".join(self._notes()) or None,
            **{f"cf_{name}": record[name] for name in ("sentence", "rule")},
            "cf_text_sha256": self.document.text_sha256,
            "cf_version": __version__,
        }

    def _notes(self) -> list[str]:
        notes = []
        if self.fact.stance == "denied":
            notes.append("denied, not coded")
        if self.fact.modifier == "vague":
            notes.append(f"vague: {_phrase(self.fact.quote) or self.fact.quote}")
        if re.search(r"\bof (?:them|these|those|whom)\b", self.fact.quote, re.I):
            notes.append("part of another figure")
        if self.dating.modifier:
            notes.append(f"{self.dating.modifier} in the time given")
        return notes


@dataclass(frozen=True, slots=True)
class Reader:
    """Finds the statements of deaths of a document."""

    dater: Dater
    civilians: frozenset[str]
    of_several: frozenset[str]
    countries: Mapping[str, str]
    groups: Mapping[str, str | None]
    dyad: tuple[str, str] | None
    scheme: str | None
    codes: Mapping[str, int]

    def statements(self, document: Document) -> list[Statement]:
        """Give them in the order of the text. What is only planned is none, and a regiment lost is no count of dead."""
        sides = {f.side for f in document.facts if isinstance(f, TroopsFact) and f.side}
        dates = SentenceDates(self.dater, document)
        return [
            self._statement(fact, document, dates.of(fact), sides)
            for fact in document.facts
            if isinstance(fact, TroopsFact | PeopleFact)
            and fact.status == "killed"
            and fact.stance != "planned"
            and fact.unit not in self.of_several
        ]

    def _statement(self, fact: CountFact, document: Document, dating: Dating, sides: set[str]) -> Statement:
        vague = fact.modifier == "vague"
        return Statement(
            fact=fact,
            document=document,
            dating=dating,
            civilian=isinstance(fact, PeopleFact) and self._is_civilian(fact),
            country=self.countries.get(fact.place or ""),
            dyad=self.dyad or self._dyad(fact, sides),
            scheme=self.scheme,
            code=self.codes.get(_phrase(fact.quote)) if vague else None,
        )

    def _is_civilian(self, fact: CountFact) -> bool:
        return fact.unit in self.civilians or _CIVILIAN.search(fact.quote) is not None

    def _dyad(self, fact: CountFact, sides: set[str]) -> tuple[str | None, str | None]:
        """Tell side A from side B where the forces of just one state and of armed groups are named.

        Against a group at home the state is side A. Between two states, or two groups, the order is the database's own,
        and a state that fights another's rebels may be a helper of side A.
        """
        states = {side for side in sides if side in self.countries}
        groups = {side for side in sides if side in self.groups}
        if not isinstance(fact, TroopsFact) or fact.side is None or len(states) != 1 or not groups:
            return None, None
        (state,) = states
        if not any(self.groups[group] == state for group in groups):
            return None, None
        group = next(iter(groups)) if len(groups) == 1 and len(sides) == 2 else None
        return (state, group) if fact.side in (state, group) else (None, None)


@cache
def reader(*, vague: str | None, dyad: tuple[str, str] | None, lexicon: str | None) -> Reader:
    """Give a reader that knows the lexicon's states and groups, and the user's own; made once."""
    tables = Lexicon(lexicon) if lexicon is not None else default_lexicon()
    words = table("words")
    groups = tables.table("groups")
    return Reader(
        dater=Dater(words),
        civilians=frozenset(words["civilians"]),
        of_several=frozenset((*tables.table("nouns")["formations"], *words["of_several"])),
        countries={
            form: name for name, one in tables.table("countries").items() for form in (name, *one.get("names", ()))
        },
        groups={name: one.get("country") for name, one in groups.items() if one.get("kind") == "armed_group"},
        dyad=dyad,
        scheme=vague,
        codes=_codes(vague) if vague is not None else {},
    )


def _codes(scheme: str) -> dict[str, int]:
    entry = table("vague")[scheme]
    base = _codes(entry["like"]) if "like" in entry else {}
    return {**base, **entry["words"]}


def _phrase(quote: str) -> str:
    """Give the vague words of a quote, lower case: "tens of thousands" for "Tens of thousands of soldiers"."""
    found = _PHRASE.search(quote)
    return re.sub(r"[\s-]+", " ", found[0]).lower() if found else ""


def _whole(value: float | None) -> int | None:
    """Give a number of dead, or null for what can be none."""
    # Beyond that the number has digits that nobody wrote.
    if value is None or not 0 <= value < 2**53 or not float(value).is_integer():
        return None
    return int(value)
