"""The command line: its options, their checks, and the run. spaCy and rich are imported only once a text is there."""

from __future__ import annotations

import dataclasses
import gc
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from conflictfacts import __version__
from conflictfacts.facts import FACT_TYPES
from conflictfacts_cli.exits import ExitStatus
from conflictfacts_cli.inputs import STDIN, Article, iso_day, read_inputs
from conflictfacts_cli.messages import NAME, Failure, say
from conflictfacts_cli.outputs import Sink, StandardOutput, WholeFile

if TYPE_CHECKING:
    from conflictfacts import Extractor
    from conflictfacts.facts import Document
    from conflictfacts_cli.formats import Writer

FORMATS = ("table", "json", "jsonl", "csv")
_BY_SUFFIX = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}

_EPILOG = """\b
Formats:
  table  for people: one block a kind of fact (on a terminal)
  json   one object a document, one a line (when piped or with -o)
  jsonl  one object a fact, with the id of its document
  csv    one row a fact, with the id of its document

\b
Examples:
  conflict-facts article.txt --published 2025-06-22
  conflict-facts *.txt --type troops --type area
  curl -s https://example.org/article.txt | conflict-facts --json | jq .facts
  conflict-facts articles.jsonl -o facts.csv

\b
Exit codes:
  0 done (also with no facts)    1 some input failed, the rest is written
  2 usage                        130 interrupted

Colour follows the terminal; NO_COLOR turns it off, FORCE_COLOR on."""


def _published(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None and (len(value) != 10 or iso_day(value) != value):
        raise click.BadParameter("write the day as YYYY-MM-DD")
    return value


@click.command(
    name=NAME, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 88}
)
@click.argument("files", nargs=-1, metavar="[FILE]...", type=click.Path())
@click.option(
    "--published", metavar="DATE", callback=_published, help="The day (YYYY-MM-DD) that relative dates count from."
)
@click.option(
    "-f",
    "--format",
    "form",
    metavar="FORMAT",
    type=click.Choice(FORMATS),
    help="table, json, jsonl or csv; if not given, table on a terminal and json elsewhere.",
)
@click.option("--json", "as_json", is_flag=True, help="Short for --format json.")
@click.option(
    "-t",
    "--type",
    "kinds",
    metavar="KIND",
    multiple=True,
    type=click.Choice(FACT_TYPES),
    help=f"Only facts of this kind; repeat for more: {', '.join(FACT_TYPES)}.",
)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(),
    help="Write FILE, whole or not at all; .csv and .jsonl choose their format.",
)
@click.option(
    "--lexicon",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    help="A TOML file of your own words: groups, ranks, nouns, verbs ... (see the README).",
)
@click.option(
    "--why",
    is_flag=True,
    help="Show the rule and the words that each fact rests on, and the numbers that became no fact (not in csv).",
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing on stderr but errors.")
@click.version_option(__version__, "--version", prog_name=NAME, message="%(prog)s %(version)s")
@click.pass_context
def main(
    context: click.Context,
    files: tuple[str, ...],
    published: str | None,
    form: str | None,
    as_json: bool,
    kinds: tuple[str, ...],
    output: str | None,
    lexicon: str | None,
    why: bool,
    quiet: bool,
) -> ExitStatus:
    """Read articles about war; print the dates, troop counts, losses, areas, distances and commanders they state.

    FILE is plain text, or .jsonl with one {"text", "id"?, "title"?, "published"?} a line.
    "-" or a pipe is standard input, in either form.
    """
    if as_json and form not in (None, "json"):
        raise click.UsageError(f"--json and --format {form} contradict each other")
    if files.count(STDIN) > 1:
        raise click.UsageError("standard input ('-') can be read only once")
    if not files:
        if sys.stdin is None or sys.stdin.isatty():
            click.echo(context.get_help(), err=True)
            return ExitStatus.USAGE
        files = (STDIN,)
    if output == "-":
        output = None
    if output is not None:
        _check_output(output, files)
    form = "json" if as_json else form or _default_format(output)
    writer = _writer(form, to_terminal=output is None and _is_terminal(), why=why)
    notes = form in ("jsonl", "csv") and not quiet
    return _run(files, published, frozenset(kinds), writer, _Target(output, form), lexicon=lexicon, notes=notes)


def _check_output(output: str, files: tuple[str, ...]) -> None:
    place = Path(output)
    if place.is_dir():
        raise click.UsageError(f"-o {output} is a directory: name a file")
    if not place.absolute().parent.is_dir():
        raise click.UsageError(f"-o {output}: no such directory: make it first")
    for name in files:
        if name != STDIN and place.is_file() and Path(name).exists() and place.samefile(name):
            raise click.UsageError(f"-o {output} would overwrite an input: name another file")


def _default_format(output: str | None) -> str:
    if output is not None:
        return _BY_SUFFIX.get(Path(output).suffix.lower(), "json")
    return "table" if _is_terminal() else "json"


def _is_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


def _colour(to_terminal: bool) -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (to_terminal and os.environ.get("TERM") != "dumb")


def _writer(form: str, *, to_terminal: bool, why: bool) -> Writer:
    from conflictfacts_cli.formats import CsvWriter, JsonLinesWriter, JsonWriter

    if form == "csv":
        return CsvWriter(terminal=to_terminal)
    if form == "jsonl":
        return JsonLinesWriter(why=why)
    if form == "json":
        return JsonWriter(pretty=to_terminal, why=why)
    import shutil

    from conflictfacts_cli.table import TableWriter

    return TableWriter(width=shutil.get_terminal_size().columns, colour=_colour(to_terminal), why=why)


@dataclasses.dataclass(frozen=True, slots=True)
class _Target:
    output: str | None
    form: str

    def open(self) -> Sink:
        if self.output is not None:
            _outlive_closed_pipes()
            return WholeFile(self.output)
        encoding = sys.stdout.encoding if self.form == "table" and sys.stdout is not None else "utf-8"
        return StandardOutput(encoding=encoding)


def _outlive_closed_pipes() -> None:
    # A reader of stderr that has gone must not cost the file.
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)


def _run(
    files: tuple[str, ...],
    published: str | None,
    kinds: frozenset[str],
    writer: Writer,
    target: _Target,
    *,
    lexicon: str | None,
    notes: bool,
) -> ExitStatus:
    """Read, extract and write document by document; a failure is told and the next one read."""
    status = ExitStatus.DONE
    sink: Sink | None = None
    extractor: Extractor | None = None
    written = 0
    try:
        for item in read_inputs(files, published=published):
            if isinstance(item, Article):
                extractor = extractor or _load(lexicon)
                result = _document(extractor, item)
            else:
                result = item
            if isinstance(result, Failure):
                say(result.what, result.remedy)
                status = ExitStatus.FAILED
                continue
            if notes:
                _tell(result)
            if kinds:
                result = dataclasses.replace(result, facts=tuple(f for f in result.facts if f.type in kinds))
            if sink is None:
                sink = target.open()
                sink.write(writer.header())
            sink.write(("\n" if written and target.form == "table" else "") + writer.render(result))
            written += 1
        if sink is None and status is ExitStatus.DONE:
            sink = target.open()
            sink.write(writer.header())
        if sink is not None:
            sink.keep()
    except OSError as error:
        if sink is not None:
            sink.drop()
        if isinstance(error, BrokenPipeError):
            raise
        say(
            f"can't write {target.output or 'standard output'}, {error.strerror or error}",
            "make room or choose another place",
        )
        return ExitStatus.FAILED
    return status


def _load(lexicon: str | None) -> Extractor:
    import conflictfacts

    try:
        return conflictfacts.load(lexicon)
    finally:
        # What is loaded stays: the collector, off since the start, need never look at it again.
        gc.freeze()
        gc.enable()


def _document(extractor: Extractor, article: Article) -> Document | Failure:
    try:
        document = extractor.extract(**article.as_record())
    except Exception as error:  # one article must not cost the others
        if sys.flags.dev_mode:
            raise
        what = f"{_name(article)}: internal error, {type(error).__name__}: {error}"
        return Failure(what, "please report it with the text")
    if not article.warnings:
        return document
    return dataclasses.replace(document, warnings=article.warnings + document.warnings)


def _tell(document: Document) -> None:
    for warning in document.warnings:
        what, _, remedy = warning.partition(": ")
        say(f"{_name(document)}: {what}", remedy or "check the input")


def _name(item: Article | Document) -> str:
    source = "standard input" if item.source == STDIN else item.source
    return f"{source} ({item.id})"
