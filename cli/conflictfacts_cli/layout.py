"""What a report shows of each kind of fact: headings, columns, the line under the title.

The table, the page and the Markdown share it, so that a fact reads the same in each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar, cast

from conflictfacts.facts import AreaFact, CommanderFact, CountFact, DateFact, DistanceFact, Document, Fact, FactType
from conflictfacts_cli.wording import amount, both_units, day, measure, restated, state, when

F = TypeVar("F", bound=Fact)

HEADINGS: dict[FactType, str] = {
    "date": "Dates",
    "troops": "Troops",
    "people": "People",
    "equipment": "Equipment",
    "area": "Areas",
    "distance": "Distances",
    "commander": "Commanders",
}
FLAG = "!"
WORDS = "Words"
_PUBLISHED_FROM = {
    "option": "given",
    "input": "from the input",
    "dateline": "from the dateline",
    "metadata": "from the page",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of one kind of fact: its heading, what stands in it, and its style on a terminal."""

    name: str
    cell: Callable[[Fact], str]
    style: str = ""


def name_of(document: Document) -> str:
    """Give what a reader would call the document: its title, else its id, else its source."""
    return document.title or document.id or document.source or "article"


def told_of(document: Document) -> list[str]:
    """Give what stands under the name of a document: its source, its day of publication, the number of its facts."""
    told = []
    if document.source and document.source != name_of(document):
        told.append("standard input" if document.source == "-" else document.source)
    if document.published:
        origin = _PUBLISHED_FROM.get(document.published_from or "", "")
        told.append(f"published {day(document.published)}{f' ({origin})' if origin else ''}")
    else:
        told.append("publication date unknown")
    count = len(document.facts)
    told.append("1 fact" if count == 1 else f"{count} facts")
    return told


def by_kind(facts: Iterable[Fact]) -> list[tuple[FactType, list[Fact]]]:
    """Give the facts of each kind that occurs, kinds in the order of the headings, facts in the order they came."""
    ordered = sorted(facts, key=lambda fact: list(HEADINGS).index(fact.type))
    return [(kind, list(found)) for kind, found in groupby(ordered, key=lambda fact: fact.type)]


def value_of(fact: Fact) -> str:
    """Give what a fact comes to in a few words: the date, the number, the measure, the name."""
    if isinstance(fact, AreaFact | DistanceFact):
        return measure(fact)
    return COLUMNS[fact.type][0].cell(fact)


def details_of(fact: Fact) -> list[tuple[str, str]]:
    """Give what else is known of a fact, as (name of the column, words)."""
    rest = ((column.name, column.cell(fact)) for column in COLUMNS[fact.type][1:] if column.name != WORDS)
    return [(name, cell) for name, cell in rest if cell]


def wrong_conversion(fact: Fact) -> str | None:
    """Say what the article's own conversion of a measure should have been, or None where nothing is wrong."""
    if not isinstance(fact, AreaFact | DistanceFact) or fact.stated_ok is not False:
        return None
    note = f"{measure(fact)}: the article says {restated(fact.stated)}"
    return f"{note}, expected {restated(fact.expected)}" if fact.expected else f"{note}, which is wrong"


def reasons_of(fact: Fact) -> list[str]:
    """Give the rule that found a fact, then each attribute with the words it rests on."""
    return [fact.rule, *(f"{spaced(name)}: {words}" for name, words in fact.why)]


def spaced(name: str) -> str:
    """Write the name of a field or a value as words."""
    return name.replace("_", " ")


def _of(kind: type[F], cell: Callable[[F], str | None]) -> Callable[[Fact], str]:
    return lambda fact: cell(cast(F, fact)) or ""


def _aliases(fact: CommanderFact) -> str:
    return ", ".join(m for m in fact.mentions if m != fact.name)


def _flagged(fact: AreaFact | DistanceFact) -> str:
    return f"{measure(fact)} {FLAG}" if fact.stated_ok is False else measure(fact)


_COUNT = (
    Column("Number", _of(CountFact, amount), "bold"),
    Column("Unit", _of(CountFact, lambda f: f.unit)),
    Column("Side", _of(CountFact, lambda f: f.side), "cyan"),
    Column("Status", _of(CountFact, state)),
    Column("Place", _of(CountFact, lambda f: f.place)),
    Column("Source", _of(CountFact, lambda f: f.source), "italic"),
)
COLUMNS: dict[FactType, tuple[Column, ...]] = {
    "date": (
        Column("Date", _of(DateFact, when), "bold"),
        Column("Kind", _of(DateFact, lambda f: f.kind)),
        Column(WORDS, lambda fact: fact.quote),
    ),
    "troops": _COUNT,
    "people": _COUNT,
    "equipment": _COUNT,
    "area": (
        Column("Area", _of(AreaFact, _flagged), "bold"),
        Column("Equals", _of(AreaFact, both_units)),
        Column("Status", _of(AreaFact, state)),
        Column("Place", _of(AreaFact, lambda f: f.place)),
        Column("Source", _of(AreaFact, lambda f: f.source), "italic"),
    ),
    "distance": (
        Column("Distance", _of(DistanceFact, _flagged), "bold"),
        Column("Also given as", _of(DistanceFact, lambda f: restated(f.stated))),
        Column("Place", _of(DistanceFact, lambda f: f.place)),
        Column("Source", _of(DistanceFact, lambda f: f.source), "italic"),
    ),
    "commander": (
        Column("Name", _of(CommanderFact, lambda f: f.name), "bold"),
        Column("Rank", _of(CommanderFact, lambda f: f.rank)),
        Column("Role", _of(CommanderFact, lambda f: f.role)),
        Column("Side", _of(CommanderFact, lambda f: f.side), "cyan"),
        Column("Kind", _of(CommanderFact, lambda f: spaced(f.kind))),
        Column("Also called", _of(CommanderFact, _aliases)),
    ),
}
