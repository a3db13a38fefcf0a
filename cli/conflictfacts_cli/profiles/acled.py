"""A statement of deaths in the columns of ACLED. The columns' names and sources stand in ``acled.toml``."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from conflictfacts.facts import TroopsFact
from conflictfacts_cli.profiles.dating import Dating
from conflictfacts_cli.profiles.deaths import Statement


def row(one: Statement) -> dict[str, Any]:
    """Give the columns that the article fills."""
    event_date, time_precision = day(one.dating)
    actor1, actor2 = _actors(one)
    best, low, _ = one.figures
    return {
        "event_date": event_date,
        "year": one.dating.year,
        "time_precision": time_precision,
        "actor1": actor1,
        "actor2": actor2,
        "country": one.country,
        "location": one.fact.place,
        "source": one.article,
        "notes": one.fact.sentence or None,
        # Of a range ACLED codes the lowest number; "up to 30" has none.
        "fatalities": low if best is None else best,
    }


def day(dating: Dating) -> tuple[str | None, int | None]:
    """Give ACLED's one day and its precision: 1 that day, 2 the middle of a week, 3 of a month; nothing beyond.

    The start and the end of a month are its first and last day. Of two middle days it is the earlier.
    """
    days = dating.days
    if days is None or dating.earliest is None or days > 31:
        return None, None
    if days == 1:
        return dating.earliest, 1
    within = days - 1
    code = 2 if days <= 7 else 3
    offset = {"early": 0, "late": within}.get(dating.modifier or "", within // 2) if code == 3 else within // 2
    return (date.fromisoformat(dating.earliest) + timedelta(days=offset)).isoformat(), code


def _actors(one: Statement) -> tuple[str | None, str | None]:
    """Name the side of the dead first, its enemy, where known, second: the order says nothing of who attacked."""
    if one.civilian:
        return None, "Civilians"
    own = one.fact.side if isinstance(one.fact, TroopsFact) else None
    if own is None:
        return None, None
    names = [side for side in one.dyad if side is not None]
    others = [side for side in names if side.casefold() != own.casefold()]
    return own, others[0] if len(names) == 2 and len(others) == 1 else None
