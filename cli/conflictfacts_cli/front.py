"""The front door: the plain command, and beside it subcommands that are imported only when they are called."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from conflictfacts_cli.messages import NAME

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

# In the order of the help; tests compare them with the commands themselves, which nobody else needs to import.
NAMES = ("schema", "evaluate", "doctor", "completion", "man")
SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 88}
# Asked for once, on a command line: neither a variable nor a file stands for them.
_NEVER_SET = ("--version", "--help")
_GIVEN = f"{__name__}.given"
_LASTING = (ParameterSource.ENVIRONMENT, ParameterSource.DEFAULT_MAP)


class FrontDoor(click.Command):
    """A command with subcommands: its first word decides, and a file of such a name is read as ``./schema``.

    Every option can be given by a variable, too, which is called after it.
    """

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        for option in settable(self):
            option.envvar = variable(option)

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Make the context of the subcommand that is called, or of this command."""
        if args and args[0] in NAMES:
            from conflictfacts_cli.subcommands import COMMANDS

            name = f"{info_name} {args[0]}"
            return COMMANDS[args[0]].make_context(name, args[1:], parent=parent, **extra)
        return super().make_context(info_name, args, parent=parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command of the context."""
        return super().invoke(ctx) if ctx.command is self else ctx.command.invoke(ctx)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line, the variables and the file of settings; name the variable that is wrong."""
        try:
            rest = super().parse_args(ctx, args)
        except click.BadParameter as error:
            option = error.param
            if isinstance(option, click.Option) and _source(ctx, option) is ParameterSource.ENVIRONMENT:
                error.param_hint = variable(option)
            raise
        if any(_source(ctx, option) in _LASTING for option in settable(self)):
            from conflictfacts_cli.precedence import settle

            settle(ctx)
        return rest

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show both ways to call the command."""
        super().format_usage(ctx, formatter)
        formatter.write_usage(ctx.command_path, "COMMAND [ARGS]...", prefix=" " * len("Usage: "))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show the options, then the subcommands."""
        from conflictfacts_cli.subcommands import COMMANDS

        super().format_options(ctx, formatter)
        with formatter.section(f"Commands (a file called like one is read as ./{NAMES[0]})"):
            formatter.write_dl([(name, COMMANDS[name].get_short_help_str(80)) for name in NAMES])


def settable(command: click.Command) -> Iterator[click.Option]:
    """Give the options of a command that a variable or a file of settings may give."""
    for parameter in command.params:
        if isinstance(parameter, click.Option) and long_name(parameter) not in _NEVER_SET:
            yield parameter


def long_name(option: click.Option) -> str:
    """Give the long form of an option: "--format"."""
    return next(name for name in option.opts if name.startswith("--"))


def variable(option: click.Option) -> str:
    """Name the variable that stands for an option."""
    return f"{NAME}{long_name(option)[1:]}".upper().replace("-", "_")


def complete_files(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Offer files, and as the first word the subcommands that it begins, which the shell shows beside them."""
    from click.shell_completion import CompletionItem

    first = not any(_source(context, one) is ParameterSource.COMMANDLINE for one in context.command.params)
    commands = (name for name in NAMES if first and begun and name.startswith(begun))
    return [CompletionItem(begun, type="file"), *map(CompletionItem, commands)]


def _source(context: click.Context, parameter: click.Parameter) -> ParameterSource | None:
    return context.get_parameter_source(parameter.name) if parameter.name else None


def default_place() -> Path:
    """Give the path of the user's own file, whether there is one or not."""
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or Path.home(), NAME, "config.toml")
    home = os.environ.get("XDG_CONFIG_HOME", "")
    # One that is not absolute counts as none, says the XDG Base Directory Specification.
    # Path.expanduser raises an error where nobody has a home, as in a container for a user without a name.
    return Path(home if home.startswith("/") else os.path.expanduser("~/.config"), NAME, "config.toml")  # noqa: PTH111


def config_options(
    names: Collection[str] | None = (), *, tolerant: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add --config and --no-config to a command, which takes settings by these ``names`` of parameters, or all (null).

    One that is ``tolerant`` goes on with a file that is out of order, and asks ``config.wrong``.
    """

    def heed(context: click.Context, option: click.Parameter, value: str | bool | None) -> None:
        # Click calls this for either option, the one that is given first. What counts is what both say.
        given: dict[str, Any] = context.meta.setdefault(_GIVEN, {})
        given[option.name or ""] = value
        if len(given) < 2 or context.resilient_parsing:
            return
        file, refused = given["config"], given["no_config"]
        if file is not None and refused:
            raise click.UsageError("--config and --no-config contradict each other")
        place = default_place() if file is None else Path(file)
        # A folder that is closed to the user holds no settings of theirs; Path.is_file would raise an error.
        if not refused and (file is not None or (place.is_absolute() and os.path.isfile(place))):  # noqa: PTH113
            from conflictfacts_cli.config import take

            take(context, place, names, tolerant=tolerant)

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        # Eager, so that they are read before the options whose values they may give.
        command = click.option(
            "--no-config",
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=heed,
            help="Take settings from no file.",
        )(command)
        return click.option(
            "--config",
            metavar="FILE",
            is_eager=True,
            expose_value=False,
            callback=heed,
            type=click.Path(exists=True, dir_okay=False),
            help="Take settings from this TOML file, not from your own (see the README).",
        )(command)

    return add
