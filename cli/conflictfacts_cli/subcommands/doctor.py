"""A look at the installation: what is there, what is not, and what to do about it."""

from __future__ import annotations

import importlib
import json
import locale
import os
import platform
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib import metadata
from importlib.util import find_spec
from typing import Any, Literal

import click

from conflictfacts import __version__
from conflictfacts_cli.config import check, used, wrong
from conflictfacts_cli.exits import ExitStatus
from conflictfacts_cli.front import default_place, settable, variable
from conflictfacts_cli.messages import NAME
from conflictfacts_cli.safe import one_line

State = Literal["ok", "absent", "broken"]
# Each extra with the module that shows that it is there, and what it is for.
EXTRAS = {
    "html": ("trafilatura", "web pages and pages in mails"),
    "zstd": ("zstandard", "inputs packed by zstd (.zst)"),
    "parquet": ("pyarrow", "--format parquet"),
}
_NEEDED = ("spacy", "click", "rich", "jinja2", "markupsafe", "charset-normalizer")
_SENTENCE = ("Ukraine lost 40 soldiers on 6 August 2024.", ["40 soldiers", "6 August 2024"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at. ``remedy`` says what to do where it is not ok; only what is broken and ``needed`` fails."""

    part: str
    name: str
    state: State = "ok"
    value: str = ""
    remedy: str = ""
    needed: bool = False


def run(context: click.Context, *, as_json: bool) -> ExitStatus:
    """Print what was found; give 1 where something needed is broken."""
    findings = [*_versions(), *_extraction(), *_extras(), *_settings(context), *_surroundings()]
    broken = [one for one in findings if one.needed and one.state == "broken"]
    if as_json:
        record = {"ok": not broken, "findings": [asdict(one) for one in findings]}
        click.echo(json.dumps(record, indent=2))
    else:
        for line in _lines(findings):
            click.echo(line)
        click.echo(f"\n{len(broken)} broken: see the lines with !" if broken else "\nAll that is needed is in order.")
    return ExitStatus.FAILED if broken else ExitStatus.DONE


def _lines(findings: list[Finding]) -> Iterator[str]:
    part = ""
    width = max(len(one.name) for one in findings)
    for one in findings:
        if one.part != part:
            if part:
                yield ""
            part = one.part
            yield part
        mark = {"ok": " ", "absent": "-", "broken": "!"}[one.state]
        yield f"{mark} {one_line(one.name):{width}}  {one_line(one.value)}".rstrip()
        if one.remedy:
            yield f"  {'':{width}}  {one.remedy}"


def _versions() -> Iterator[Finding]:
    part = "Versions"
    yield Finding(part=part, name=NAME, value=f"{__version__}, {os.path.dirname(os.path.dirname(__file__))}")  # noqa: PTH120
    new = sys.version_info >= (3, 11)
    yield Finding(
        part=part,
        name="Python",
        value=f"{platform.python_version()}, {sys.executable}",
        state="ok" if new else "broken",
        remedy="" if new else "use Python 3.11 or newer",
        needed=True,
    )
    wanted = _wanted()
    for name in _NEEDED:
        yield _package(part, name, wanted.get(name, ""))


def _wanted() -> dict[str, str]:
    """Give the versions that are asked for by package, "<9,>=8.2.1"; nothing where we were never installed."""
    try:
        lines = metadata.requires(NAME) or []
    except metadata.PackageNotFoundError:
        return {}
    from packaging.requirements import Requirement

    return {need.name.lower(): str(need.specifier) for need in map(Requirement, lines)}


def _package(part: str, name: str, wanted: str) -> Finding:
    again = f"pip install --upgrade --force-reinstall {NAME}"
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return Finding(part=part, name=name, state="broken", value="not installed", remedy=again, needed=True)
    from packaging.specifiers import SpecifierSet

    if not SpecifierSet(wanted).contains(version, prereleases=True):
        value = f"{version}, but {wanted} is needed"
        return Finding(part=part, name=name, state="broken", value=value, remedy=again, needed=True)
    return Finding(part=part, name=name, value=version, needed=True)


def _extraction() -> Iterator[Finding]:
    """Read a sentence, which needs spaCy and every word list."""
    begun = time.perf_counter()
    text, wanted = _SENTENCE
    state: State = "broken"
    try:
        import conflictfacts

        found = [fact.quote for fact in conflictfacts.load().extract(text).facts]
        took = time.perf_counter() - begun
        state = "ok" if found == wanted else "broken"
        value = f"reads a sentence as it should, loaded in {took:.1f} s" if state == "ok" else f"found {found}"
    except Exception as error:  # whatever is wrong is what is asked for here
        value = f"{type(error).__name__}: {error}"
    remedy = "" if state == "ok" else f"pip install --upgrade --force-reinstall {NAME}"
    yield Finding(part="Extraction", name="rules and words", state=state, value=value, remedy=remedy, needed=True)


def _extras() -> Iterator[Finding]:
    for extra, (module, purpose) in EXTRAS.items():
        remedy = f"pip install '{NAME}[{extra}]'"
        state: State = "ok"
        if find_spec(module) is None:
            state, value = "absent", f"not installed, for {purpose}"
        else:
            try:
                importlib.import_module(module)
                value, remedy = f"{module} {metadata.version(module)}, for {purpose}", ""
            except Exception as error:  # a package that is there and can't be imported may raise anything
                state, value = "broken", f"{module}: {type(error).__name__}: {error}"
        yield Finding(part="Extras", name=extra, state=state, value=value, remedy=remedy)


def _settings(context: click.Context) -> Iterator[Finding]:
    from conflictfacts_cli.command import main

    part = "Settings"
    place = used(context)
    if error := wrong(context):
        remedy = "correct the file, or use --no-config"
        yield Finding(part=part, name="file", state="broken", value=error, remedy=remedy, needed=True)
    else:
        yield Finding(part=part, name="file", value=place or f"none ({default_place()} is not there, or not asked for)")
    known = {variable(option): option for option in settable(main)}
    prefix = variable(next(settable(main))).removesuffix("PUBLISHED")
    for name in sorted(name for name in os.environ if name.startswith(prefix)):
        value = os.environ[name]
        if name not in known:
            remedy = "no option is called so: take it away or correct it"
            yield Finding(part=part, name=name, value=value, state="broken", remedy=remedy)
        elif error := _unfit(known[name], value):
            yield Finding(part=part, name=name, value=value, state="broken", remedy=error, needed=True)
        else:
            yield Finding(part=part, name=name, value=value)


def _unfit(option: click.Option, value: str) -> str:
    """Say why an option does not take the value of its variable; nothing where it does. An empty one counts as none."""
    try:
        check(option, (option.type.split_envvar_value(value) if option.multiple else value) if value else None)
    except click.UsageError as error:
        return one_line(error.message.rstrip("."))
    return ""


def _surroundings() -> Iterator[Finding]:
    import shutil

    from conflictfacts_cli.forms import is_terminal, wants_colour
    from conflictfacts_cli.jobs import available_cores

    size = shutil.get_terminal_size()
    shown: dict[str, Any] = {
        "standard output": "a terminal" if is_terminal() else "no terminal (the plain command writes json)",
        "width": f"{size.columns} columns",
        "colour": "on" if wants_colour(to_terminal=is_terminal()) else "off",
        "encoding": getattr(sys.stdout, "encoding", None) or "none",
        "locale": ".".join(filter(None, locale.getlocale())) or "C",
        "system": platform.platform(terse=True),
        "cores": f"{available_cores()} for --jobs 0",
    }
    for name, value in shown.items():
        yield Finding(part="Surroundings", name=name, value=value)
