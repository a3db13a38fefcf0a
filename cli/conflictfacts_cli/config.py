"""The file of settings: TOML, the long names of options as keys, each with a value of its type."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path
from typing import Any

import click

from conflictfacts_cli.front import long_name, settable
from conflictfacts_cli.messages import NAME

# Which file to read is no setting in it.
_NOT_IN_IT = ("--config", "--no-config")
_USED = f"{__name__}.used"
_WRONG = f"{__name__}.wrong"


class ConfigError(click.UsageError):
    """A file of settings that can't be used; the message names the file and the key."""


def take(context: click.Context, place: Path, names: Collection[str] | None, *, tolerant: bool) -> None:
    """Take the settings of a file as the defaults of a context: those by these ``names`` of parameters, or all (null).

    The whole file is checked, whichever of its settings are taken.
    """
    context.meta[_USED] = str(place)
    try:
        settings = load(place)
    except ConfigError as error:
        if not tolerant:
            raise
        context.meta[_WRONG] = error.message
    else:
        context.default_map = {name: settings[name] for name in settings if names is None or name in names}


def used(context: click.Context) -> str | None:
    """Give the path of the file that the settings of a run come from, if from any."""
    return context.meta.get(_USED)


def wrong(context: click.Context) -> str | None:
    """Say what is wrong with that file, for a command that is tolerant of it."""
    return context.meta.get(_WRONG)


def load(place: Path) -> dict[str, Any]:
    """Read a file into values by the names of parameters of the plain command. Raises ``ConfigError``."""
    import tomllib

    from conflictfacts_cli.command import main

    try:
        with place.open("rb") as file:
            table = tomllib.load(file)
    except OSError as error:
        raise ConfigError(f"{place} can't be read, {error.strerror or error}") from None
    except ValueError as error:  # also where it is no UTF-8
        raise ConfigError(f"{place} is not TOML, {error}") from None
    options = {long_name(option)[2:]: option for option in settable(main) if long_name(option) not in _NOT_IN_IT}
    values = {}
    for key, value in table.items():
        if key not in options:
            raise ConfigError(f'{place}: unknown key "{key}"{_nearest(key, list(options))}')
        option = options[key]
        try:
            values[option.name or key] = _checked(option, value, place.parent)
        except click.BadParameter as error:
            raise ConfigError(f'{place}: "{key}": {error.message.rstrip(".")}') from None
    return values


def _nearest(key: str, known: list[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(key, known, 1)
    return f', is "{near[0]}" meant?' if near else ", a key is the long name of an option"


def _checked(option: click.Option, value: Any, folder: Path) -> Any:
    """Give a value as the option takes it. Raises ``click.BadParameter``."""
    from datetime import date

    if option.is_flag:
        if not isinstance(value, bool):
            raise click.BadParameter("write true or false")
        return value
    if option.multiple:
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise click.BadParameter('write a list of words, as ["a", "b"]')
    elif isinstance(option.type, click.IntRange):
        if isinstance(value, bool) or not isinstance(value, int):
            raise click.BadParameter("write a whole number")
    elif type(value) in (date, int) and type(option.type) is type(click.STRING):
        value = str(value)  # published = 2025-06-22, max-bytes = 1000000
    elif not isinstance(value, str):
        raise click.BadParameter("write text in quotation marks")
    elif isinstance(option.type, click.Path) and value != "-":
        if "\0" in value:
            raise click.BadParameter("a path holds no NUL character")
        # One file names another from its own folder. A home that nobody has stays a name, as in the shell.
        value = str(folder / os.path.expanduser(value))  # noqa: PTH111
    check(option, value)
    return value


def check(option: click.Option, value: Any) -> None:
    """See whether an option takes a value. Raises ``click.BadParameter`` where it does not."""
    context = click.Context(click.Command(NAME))
    cast = option.type_cast_value(context, value)
    if option.callback is not None:
        option.callback(context, option, cast)
