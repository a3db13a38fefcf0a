"""The sides that a text names: countries, armed groups and alliances, by name, adjective, people, seat or force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from conflictfacts.context.mentions import Form, PartyMention
from conflictfacts.context.naming import Naming
from conflictfacts.context.unlisted import Unlisted
from conflictfacts.lexicon import Lexicon, Phrases
from conflictfacts.reading import Reading

_FORMS: tuple[tuple[str, Form], ...] = (
    ("names", "name"), ("adjectives", "adjective"), ("people", "people"), ("seats", "seat"), ("forces", "force"),
)  # fmt: skip


class Parties:
    """Finds mentions of the countries and groups of the lexicon, and of the armed groups that a text makes known."""

    def __init__(self, lexicon: Lexicon) -> None:
        forces = lexicon.table("forces")
        self._needs: Mapping[str, frozenset[str]] = {name: frozenset(w) for name, w in forces["needs"].items()}
        self._words_in_capitals = frozenset(forces["capitals"]["words"])
        self._phrases: Phrases[tuple[str, str, Form]] = Phrases(_forms(lexicon, frozenset(forces["states"]["names"])))
        self._civil: Mapping[str, list[str]] = forces["civil"]
        self._unlisted = Unlisted(lexicon)
        self._naming = Naming(lexicon)

    def find(self, reading: Reading) -> list[PartyMention]:
        """Give every mention in order, outside furniture."""
        found: list[PartyMention] = []
        any_case = reading.upper_case
        for sentence in reading.sentences:
            if sentence.furniture:
                continue
            hits = self._phrases.find(reading.words, reading.lower, sentence.first, sentence.end, any_case=any_case)
            found += [PartyMention(first, end, *value) for first, end, value in hits]
        if any_case:
            found = [m for m in found if m.end - m.first > 1 or reading.lower[m.first] not in self._words_in_capitals]
        # The blank ones only keep "the Korean War" from naming a side; to the search for names they are taken.
        found = [m for m in self._unlisted.add(reading, found) if m.name]
        found = self._at_civil_war(reading, self._told(reading, found))
        return _named_coalition(reading, self._naming.settle(reading, found))

    def _at_civil_war(self, reading: Reading, found: list[PartyMention]) -> list[PartyMention]:
        """Read "US 300; CS 450" as the sides of their war where the text is of it."""
        if not self._civil.keys() <= {m.name for m in found}:
            return found
        lower = reading.lower
        form = {form: name for name, forms in self._civil.items() for form in forms}
        taken = {m.first for m in found}
        found = [
            replace(m, name=form[lower[m.first]], kind="alliance")
            if lower[m.first] in form and m.end == m.first + 1
            else m
            for m in found
        ]
        found += [
            PartyMention(k, k + 1, form[word], "alliance", "name")
            for k, word in enumerate(lower)
            if word in form and k not in taken and reading.words[k].isupper()
        ]
        return sorted(found, key=lambda m: m.first)

    def _told(self, reading: Reading, found: list[PartyMention]) -> list[PartyMention]:
        """Drop the names that are words too ("Union", "Whites") where the text is not of their war."""
        doubtful = {m.name for m in found if m.name in self._needs}
        if not doubtful:
            return found
        words = set(reading.lower)
        wrong = {name for name in doubtful if words.isdisjoint(self._needs[name])}
        return [m for m in found if m.name not in wrong]


def _named_coalition(reading: Reading, found: list[PartyMention]) -> list[PartyMention]:
    """Let "the coalition" stand for the one that the article has named before it: "the Saudi-led coalition"."""
    named: str | None = None
    for n, mention in enumerate(found):
        if mention.name.endswith("-led coalition"):
            named = mention.name
        elif mention.name == "Coalition" and named and reading.words[mention.first][0].islower():
            found[n] = replace(mention, name=named)
    return found


def _forms(lexicon: Lexicon, states: frozenset[str]) -> Iterator[tuple[str, tuple[str, str, Form]]]:
    # The longest phrase wins, so these keep "the Persian Gulf" or "the Korean War" from naming a side.
    for words in lexicon.table("places")["not_sides"]:
        yield words, ("", "", "name")
    for table, default in (("groups", "armed_group"), ("countries", "country")):
        entries: dict[str, dict[str, Any]] = lexicon.table(table)
        for name, entry in entries.items():
            kind = "alliance" if name in states else entry.get("kind", default)
            yield name, (name, kind, "name")
            for key, form in _FORMS:
                for words in entry.get(key, ()):
                    yield words, (name, kind, form)


__all__ = ["Form", "Parties", "PartyMention"]
