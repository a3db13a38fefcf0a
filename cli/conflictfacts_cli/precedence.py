"""What gives way where settings contradict each other: the one that was said farther from the command line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click
from click.core import ParameterSource

from conflictfacts_cli.forms import OF_ROWS, by_suffix

_RANKS = {ParameterSource.COMMANDLINE: 3, ParameterSource.ENVIRONMENT: 2, ParameterSource.DEFAULT_MAP: 1}
_RIVALS = (("profile", "kinds"), ("profile", "why"), ("quiet", "verbose"))
# These say how another is meant. As lasting settings they wait for it; on the command line they ask for it.
_BESIDE = {"null": "files_from", "vague": "profile", "sides": "profile", "resume": "output"}


def settle(context: click.Context) -> None:
    """Drop settings that contradict ones of higher rank: command line, variable, file.

    What contradicts another of its own rank stays for the checks, which say so.
    """
    values = context.params

    def rank(name: str) -> int:
        source = context.get_parameter_source(name)
        return _RANKS.get(source, 0) if source is not None and values.get(name) else 0

    def drop(name: str) -> None:
        values[name] = _nothing(context.command, name)

    form, its_rank = _form(values, rank)
    for name in ("as_json", "form"):
        if 0 < rank(name) < its_rank:
            drop(name)
    if rank("profile") and form is not None and form not in OF_ROWS:
        if rank("profile") < its_rank:
            drop("profile")
        elif rank("profile") > its_rank:
            drop("as_json")
            drop("form")
    for one, other in _RIVALS:
        if rank(one) and rank(other) and rank(one) != rank(other):
            drop(min(one, other, key=rank))
    for name, needed in _BESIDE.items():
        if 0 < rank(name) < 3 and not values.get(needed):
            drop(name)


def _form(values: dict[str, Any], rank: Callable[[str], int]) -> tuple[str | None, int]:
    """Give the format that was said nearest to the command line, by name or by the suffix of the output."""
    said = [
        (rank("output"), 0, by_suffix(values.get("output"))),
        (rank("form"), 1, values.get("form")),
        (rank("as_json"), 1, "json"),
    ]
    nearest, _, form = max((one for one in said if one[0] and one[2]), key=lambda one: one[:2], default=(0, 0, None))
    return form, nearest


def _nothing(command: click.Command, name: str) -> Any:
    option = next(one for one in command.params if one.name == name)
    if isinstance(option, click.Option) and option.multiple:
        return ()
    return False if isinstance(option, click.Option) and option.is_flag else None
