"""A statement of deaths in the columns of UCDP GED. The columns' names and sources stand in ``ucdp.toml``."""

from __future__ import annotations

from typing import Any

from conflictfacts.facts import TroopsFact
from conflictfacts_cli.profiles.dating import Dating
from conflictfacts_cli.profiles.deaths import Statement


def row(one: Statement) -> dict[str, Any]:
    """Give the columns that the article fills."""
    document, dating = one.document, one.dating
    best, low, high = one.figures
    side_a, side_b = one.dyad
    return {
        "year": dating.year,
        "side_a": side_a,
        "side_b": side_b,
        "number_of_sources": 1,
        "source_article": ", ".join(filter(None, (one.article, document.published, document.title))) or None,
        "source_date": document.published,
        "source_headline": document.title,
        "source_original": one.fact.source,
        "where_coordinates": one.fact.place,
        "where_description": one.fact.place,
        "country": one.country,
        "date_prec": precision(dating),
        "date_start": dating.earliest,
        "date_end": dating.latest,
        _deaths(one): best,
        "best": best,
        "high": high,
        "low": low,
    }


def precision(dating: Dating) -> int | None:
    """Give GED's code: 1 a day, 2 up to six days, 3 a week, 4 up to a month, 5 within one year; null beyond."""
    days = dating.days
    if days is None:
        return None
    code = next((code for code, most in ((1, 1), (2, 6), (3, 7), (4, 31)) if days <= most), 5)
    return None if code == 5 and dating.year is None else code


def _deaths(one: Statement) -> str:
    """Name the column of the dead: unknown where the article does not put them on a side, or as civilians."""
    if one.civilian:
        return "deaths_civilians"
    if isinstance(one.fact, TroopsFact) and one.fact.side is not None:
        for column, side in zip(("deaths_a", "deaths_b"), one.dyad, strict=True):
            if side is not None and side.casefold() == one.fact.side.casefold():
                return column
    return "deaths_unknown"
