"""The file of settings: TOML, the long names of options as keys, each with a value of its type."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from conflictfacts_cli.front import long_name, settable
from conflictfacts_cli.messages import NAME

# Which file to read is no setting in it.
_NOT_IN_IT = ("--config", "--no-config")
_USED = f"{__name__}.used"
_GIVEN = f"{__name__}.given"
_WRONG = f"{__name__}.wrong"


class ConfigError(click.UsageError):
    """A file of settings that can't be used; the message names the file and the key."""


def config_options(
    *names: str, every: bool = False, tolerant: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add --config and --no-config to a command, which takes settings by these ``names`` of parameters from a file.

    The whole file is checked, whichever of its settings the command takes; one that is ``tolerant`` asks ``wrong``.
    """

    def take(context: click.Context, option: click.Parameter, value: str | bool | None) -> None:
        # Click calls this for either option, the one that is given first. What counts is what both say.
        given: dict[str, Any] = context.meta.setdefault(_GIVEN, {})
        given[option.name or ""] = value
        if len(given) < 2 or context.resilient_parsing:
            return
        file, refused = given["config"], given["no_config"]
        if file is not None and refused:
            raise click.UsageError("--config and --no-config contradict each other")
        place = default_place() if file is None else Path(file)
        if refused or (file is None and not place.is_file()):
            return
        context.meta[_USED] = str(place)
        try:
            settings = load(place)
        except ConfigError as error:
            if not tolerant:
                raise
            context.meta[_WRONG] = error.message
        else:
            context.default_map = {name: value for name, value in settings.items() if every or name in names}

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        # Eager, so that they are read before the options whose values they may give.
        command = click.option(
            "--no-config",
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=take,
            help="Take settings from no file.",
        )(command)
        return click.option(
            "--config",
            metavar="FILE",
            is_eager=True,
            expose_value=False,
            callback=take,
            type=click.Path(exists=True, dir_okay=False),
            help="Take settings from this TOML file, not from your own (see the README).",
        )(command)

    return add


def used(context: click.Context) -> str | None:
    """Give the path of the file that the settings of a run come from, if from any."""
    return context.meta.get(_USED)


def wrong(context: click.Context) -> str | None:
    """Say what is wrong with that file, for a command that is tolerant of it."""
    return context.meta.get(_WRONG)


def default_place() -> Path:
    """Give the path of the user's own file, whether there is one or not."""
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or Path.home(), NAME, "config.toml")
    home = os.environ.get("XDG_CONFIG_HOME", "")
    # One that is not absolute counts as none, says the XDG Base Directory Specification.
    return Path(home if home.startswith("/") else Path("~/.config").expanduser(), NAME, "config.toml")


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
        value = str(folder / Path(value).expanduser())  # one file names another from its own folder
    context = click.Context(click.Command(NAME))
    cast = option.type_cast_value(context, value)
    if option.callback is not None:
        option.callback(context, option, cast)
    return value
