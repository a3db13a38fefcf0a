"""The manual page, made of what --help is made of: the commands, their options, and the blocks of their epilogs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from textwrap import dedent

import click

from conflictfacts import __version__
from conflictfacts_cli.front import NAMES, long_name, settable, variable
from conflictfacts_cli.messages import NAME
from conflictfacts_cli.subcommands import COMMANDS

# A paragraph that click leaves as it is.
_VERBATIM = "\b"
_FLAG = re.compile(r"(?<![\w-])-{1,2}[a-z][a-z-]*")


def page() -> str:
    """Give the page as roff, for section 1."""
    from conflictfacts_cli.command import main

    return "\n".join((*_head(main), *_plain(main), *_subcommands(), *_settings(main), *_end(main))) + "\n"


def _head(main: click.Command) -> Iterator[str]:
    yield f'.TH {NAME.upper()} 1 "" "{NAME} {__version__}" "User Commands"'
    # Words are not cut, and lines not stretched: options and names must be found by a search.
    yield ".nh"
    yield ".ad l"
    yield ".SH NAME"
    yield rf"{_escaped(NAME)} \- {_escaped(main.get_short_help_str(200).rstrip('.').lower())}"


def _plain(main: click.Command) -> Iterator[str]:
    yield ".SH SYNOPSIS"
    yield rf"\fB{_escaped(NAME)}\fR [\fIOPTION\fR]... [\fIFILE\fR]..."
    for name in NAMES:
        yield ".br"
        pieces = COMMANDS[name].collect_usage_pieces(_context(COMMANDS[name], name))
        yield rf"\fB{_escaped(f'{NAME} {name}')}\fR {_escaped(' '.join(pieces))}"
    yield ".SH DESCRIPTION"
    yield from _text(main.help or "")
    yield ".SH OPTIONS"
    yield from _options(main, NAME)


def _subcommands() -> Iterator[str]:
    yield ".SH COMMANDS"
    yield from _text(f"A command is the first word. A file that is called like one is read as ./{NAMES[0]}.")
    for name in NAMES:
        command = COMMANDS[name]
        yield f".SS {_escaped(' '.join((name, *command.collect_usage_pieces(_context(command, name)))))}"
        yield from _text(command.help or "")
        yield from _options(command, name)
        yield from _blocks(command.epilog or "", heading=".PP")


def _settings(main: click.Command) -> Iterator[str]:
    yield ".SH ENVIRONMENT"
    yield from _text(
        f"Each option of the plain command can be given by a variable, as {variable(next(iter(settable(main))))}, too: "
        "1 or 0 for one without a value, words with blanks between them for one that can be repeated. The command line "
        "goes before a variable, a variable before the file of settings."
    )
    yield from _tagged((variable(option), f"As {long_name(option)}.") for option in settable(main))
    yield from _tagged([("NO_COLOR", "If not empty, no colour."), ("FORCE_COLOR", "If not empty, colour in a pipe.")])
    yield ".SH FILES"
    words = (
        'Settings, in TOML: the long names of options without dashes as keys, as format = "csv", type = ["troops", '
        '"area"] and why = true. A relative path in it begins at its folder. Where XDG_CONFIG_HOME is set, it stands '
        "for ~/.config."
    )
    yield from _tagged([(f"~/.config/{NAME}/config.toml", words)])


def _end(main: click.Command) -> Iterator[str]:
    yield from _blocks(main.epilog or "", heading=".SH")


def _context(command: click.Command, name: str) -> click.Context:
    return click.Context(command, info_name=name, **command.context_settings)


def _options(command: click.Command, name: str) -> Iterator[str]:
    context = _context(command, name)
    for parameter in command.get_params(context) if name == NAME else command.params:
        record = parameter.get_help_record(context)
        if isinstance(parameter, click.Option) and record:
            signature, words = record
            names = ", ".join(sorted(parameter.opts, key=len))
            value = signature.removeprefix(names).strip()
            yield ".TP"
            yield rf"\fB{_escaped(names)}\fR" + (rf" \fI{_escaped(value)}\fR" if value else "")
            yield _line(words)


def _tagged(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    for name, words in rows:
        yield ".TP"
        yield rf"\fB{_escaped(name)}\fR"
        yield _line(words)


def _text(words: str) -> Iterator[str]:
    """Give paragraphs as --help has them."""
    for number, paragraph in enumerate(words.split("\n\n")):
        if number:
            yield ".PP"
        if paragraph.lstrip().startswith(_VERBATIM):
            yield from _verbatim(paragraph.replace(_VERBATIM, "").strip("\n").splitlines())
        else:
            yield _line(" ".join(paragraph.split()))


def _blocks(words: str, *, heading: str) -> Iterator[str]:
    """Give the blocks of an epilog, each with the line before its first colon as a heading."""
    for block in filter(None, words.split("\n\n")):
        first, *rest = block.replace(_VERBATIM, "").strip("\n").splitlines()
        if not first.endswith(":"):
            if heading == ".SH":
                yield ".SH NOTES"
            yield from _text(block)
            continue
        yield f"{heading} {_escaped(first[:-1].upper())}" if heading == ".SH" else f".PP\n{_line(first)}"
        plain = [line for line in rest if not line.startswith(" ")]
        yield from _verbatim(rest[: len(rest) - len(plain)])
        if plain:
            yield from _text(" ".join(plain))


def _verbatim(lines: list[str]) -> Iterator[str]:
    yield ".RS 4"
    yield ".nf"
    yield from map(_line, dedent("\n".join(lines)).splitlines())
    yield ".fi"
    yield ".RE"


def _line(words: str) -> str:
    r"""Escape a line of text, its options bold.

    >>> _line("'a' as with -o .\\n")
    "\\&'a' as with \\fB\\-o\\fR .\\en"
    """
    text, after = "", 0
    for flag in _FLAG.finditer(words):
        text += _escaped(words[after : flag.start()]) + rf"\fB{_escaped(flag[0])}\fR"
        after = flag.end()
    text += _escaped(words[after:])
    # These at the head of a line are requests.
    return rf"\&{text}" if text.startswith((".", "'")) else text


def _escaped(words: str) -> str:
    # A dash in roff is a hyphen, which no search for "-o" finds.
    escaped = words.replace("\\", r"\e").replace("-", r"\-")
    return "".join(char if char.isascii() else f"\\[u{ord(char):04X}]" for char in escaped)
