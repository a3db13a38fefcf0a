"""What the page shows of each fact, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from conflictfacts.facts import AreaFact, CountFact, DateFact, DistanceFact, Fact, FactType
from conflictfacts_cli.layout import (
    COLUMNS,
    HEADINGS,
    WORDS,
    by_kind,
    details_of,
    reasons_of,
    value_of,
    wrong_conversion,
)

_ONE: dict[FactType, str] = {
    "date": "Date",
    "troops": "Troops",
    "people": "People",
    "equipment": "Equipment",
    "area": "Area",
    "distance": "Distance",
    "commander": "Commander",
}


@dataclass(frozen=True, slots=True)
class View:
    """A fact in words. ``key`` is the anchor at its words in the text, ``row`` the one in the table."""

    type: FactType
    heading: str
    id: str
    key: Markup
    row: Markup
    quote: str
    value: str
    details: tuple[tuple[str, str], ...]
    cells: tuple[tuple[str, str], ...]
    note: str | None
    rule: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fact that the article has, with its columns and its facts."""

    type: FactType
    heading: str
    columns: tuple[str, ...]
    views: tuple[View, ...]


def views_of(facts: Sequence[Fact], key: Markup, *, why: bool) -> list[View]:
    """Give the view of each fact; ``key`` is the anchor of the article. ``why`` adds the words it rests on."""
    columns = {kind: _columns(kind, found) for kind, found in by_kind(facts)}
    return [
        View(
            type=fact.type,
            heading=_ONE[fact.type],
            id=fact.id or f"f{n}",
            key=key + f"-f{n}",
            row=key + f"-r{n}",
            quote=fact.quote,
            value=value_of(fact),
            details=tuple(details_of(fact) + _further(fact)),
            cells=tuple(
                (column.name, column.cell(fact)) for column in COLUMNS[fact.type] if column.name in columns[fact.type]
            ),
            note=wrong_conversion(fact),
            rule=fact.rule,
            why=tuple(reasons_of(fact)[1:]) if why else (),
        )
        for n, fact in enumerate(facts, 1)
    ]


def kinds_of(facts: Sequence[Fact], views: Sequence[View]) -> list[Kind]:
    """Give the kinds of fact that occur, in the order of the headings."""
    return [
        Kind(kind, HEADINGS[kind], _columns(kind, found), tuple(view for view in views if view.type == kind))
        for kind, found in by_kind(facts)
    ]


def _columns(kind: FactType, found: Sequence[Fact]) -> tuple[str, ...]:
    """Give the names of the columns in which something stands."""
    return tuple(
        column.name for column in COLUMNS[kind] if column.name != WORDS and any(column.cell(fact) for fact in found)
    )


def _further(fact: Fact) -> list[tuple[str, str]]:
    """Give what the table has no room for."""
    if isinstance(fact, DateFact):
        span = [("Earliest", fact.earliest), ("Latest", fact.latest)] if fact.earliest != fact.latest else []
        return [(name, words) for name, words in [*span, ("EDTF", fact.edtf)] if words]
    if isinstance(fact, CountFact | AreaFact | DistanceFact) and fact.stance != "asserted":
        return [("Stance", fact.stance)]
    return []
