"""The word lists that tell dates from their look-alikes, as sets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of ``[words]`` in ``dates.toml``, by name."""

    year_before: frozenset[str]
    year_maybe: frozenset[str]
    year_determiner: frozenset[str]
    year_event: frozenset[str]
    not_year_before: frozenset[str]
    not_year_after: frozenset[str]
    counted: frozenset[str]
    month_before: frozenset[str]
    titles: frozenset[str]
    repeats: frozenset[str]
    named_after_day: frozenset[str]
    list_words: frozenset[str]
    walk_after: frozenset[str]
    walk_before: frozenset[str]
    season_before: frozenset[str]
    season_event: frozenset[str]
    season_lead: frozenset[str]
    modals: frozenset[str]
    not_in_count: frozenset[str]
    not_after_that_day: frozenset[str]
    names_of_weekdays: frozenset[str]
    prepositions_of_days: frozenset[str]
    future: frozenset[str]
    past: frozenset[str]
    verbs_of_reading: frozenset[str]


def words_of(table: Mapping[str, Sequence[str]]) -> Words:
    """Read the lists of the data file."""
    return Words(**{f.name: frozenset(table.get(f.name, ())) for f in fields(Words)})
