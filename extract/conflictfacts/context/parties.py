"""The sides that a text names: countries, armed groups and alliances, by name, adjective, people, seat or force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from conflictfacts.lexicon import Lexicon, Phrases
from conflictfacts.reading import Reading

Form = Literal["name", "adjective", "people", "seat", "force", "led"]
_FORMS: tuple[tuple[str, Form], ...] = (
    ("names", "name"), ("adjectives", "adjective"), ("people", "people"), ("seats", "seat"), ("forces", "force"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PartyMention:
    """Tokens ``first``..``end`` (half-open) that name a party; ``name`` is what is printed as a fact's side.

    The form ``led`` is a commander's name, which stands for the side.
    """

    first: int
    end: int
    name: str
    kind: str
    form: Form


class Parties:
    """Finds mentions of the countries and groups of the lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._phrases: Phrases[tuple[str, str, Form]] = Phrases(_forms(lexicon))

    def find(self, reading: Reading) -> list[PartyMention]:
        """Give every mention in order, outside furniture."""
        found: list[PartyMention] = []
        any_case = reading.upper_case
        for sentence in reading.sentences:
            if sentence.furniture:
                continue
            hits = self._phrases.find(reading.words, reading.lower, sentence.first, sentence.end, any_case=any_case)
            found += [PartyMention(first, end, *value) for first, end, value in hits if value[0]]
        return _named_coalition(reading, found)


def _named_coalition(reading: Reading, found: list[PartyMention]) -> list[PartyMention]:
    """Let "the coalition" stand for the one that the article has named before it: "the Saudi-led coalition"."""
    named: str | None = None
    for n, mention in enumerate(found):
        if mention.name.endswith("-led coalition"):
            named = mention.name
        elif mention.name == "Coalition" and named and reading.words[mention.first][0].islower():
            found[n] = replace(mention, name=named)
    return found


def _forms(lexicon: Lexicon) -> Iterator[tuple[str, tuple[str, str, Form]]]:
    # The longest phrase wins, so these keep "the Persian Gulf" or "the Korean War" from naming a side.
    for words in lexicon.table("places")["not_sides"]:
        yield words, ("", "", "name")
    for table, default in (("groups", "armed_group"), ("countries", "country")):
        entries: dict[str, dict[str, Any]] = lexicon.table(table)
        for name, entry in entries.items():
            kind = entry.get("kind", default)
            yield name, (name, kind, "name")
            for key, form in _FORMS:
                for words in entry.get(key, ()):
                    yield words, (name, kind, form)
