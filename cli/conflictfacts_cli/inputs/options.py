"""The options that say what is read, for the command line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from conflictfacts_cli.inputs.articles import STDIN
from conflictfacts_cli.inputs.kinds import FORMS
from conflictfacts_cli.inputs.streams import LARGEST, size_of


def _size(_context: click.Context, _parameter: click.Parameter, value: str | None) -> int:
    if value is None:
        return LARGEST
    if not (size := size_of(value)):
        raise click.BadParameter("write a number of bytes, as 500k, 20M or 1G")
    return size


_OPTIONS = (
    click.option(
        "--input-format",
        metavar="FORMAT",
        type=click.Choice(FORMS),
        default="auto",
        help=f"What the inputs are, whatever their names: {', '.join(FORMS)}.",
    ),
    click.option(
        "--text-field",
        metavar="NAME",
        default="text",
        help='The key or column of the text in .jsonl, .csv and .tsv, if not "text".',
    ),
    click.option(
        "--files-from",
        metavar="FILE",
        type=click.Path(readable=False),
        help='Read also the files that FILE names, one a line; "-" is standard input.',
    ),
    click.option(
        "-0", "--null", is_flag=True, help="The names in --files-from end in NUL, as find -print0 writes them."
    ),
    click.option(
        "--max-bytes",
        metavar="SIZE",
        callback=_size,
        help=f"Pass over a document that is longer, unpacked (default: {LARGEST // 10**6}M).",
    ),
)


def input_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options to a command; it gets them under the names that ``read_inputs`` takes."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def check_inputs(files: tuple[str, ...], *, files_from: str | None, null: bool) -> None:
    """Raise ``click.UsageError`` where the options and the files can't go together."""
    if [*files, files_from].count(STDIN) > 1:
        raise click.UsageError("standard input ('-') can be read only once")
    if null and files_from is None:
        raise click.UsageError("--null says how --files-from is written: give both")
