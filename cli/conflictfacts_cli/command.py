"""The command line: its options, their checks, and the run. spaCy and rich are imported only once a text is there."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from conflictfacts import __version__
from conflictfacts.facts import FACT_TYPES
from conflictfacts_cli.exits import ExitStatus
from conflictfacts_cli.inputs import STDIN, Article, iso_day, read_inputs
from conflictfacts_cli.inputs.options import check_inputs, input_options
from conflictfacts_cli.messages import NAME, Failure, say
from conflictfacts_cli.outputs import Output, OutputError, Sink, StandardOutput, WholeFile
from conflictfacts_cli.work import Outcome, Read, Task, failed

if TYPE_CHECKING:
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
  conflict-facts saved-pages/ news.csv.gz --text-field body -o facts.csv

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
@input_options
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
@click.option(
    "-j",
    "--jobs",
    metavar="N",
    type=click.IntRange(min=0),
    default=1,
    help="Read N documents at a time, in processes of their own; 0 for one a core. The output stays the same.",
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing on stderr but errors.")
@click.version_option(__version__, "--version", prog_name=NAME, message="%(prog)s %(version)s")
@click.pass_context
def main(
    context: click.Context,
    /,
    files: tuple[str, ...],
    published: str | None,
    form: str | None,
    as_json: bool,
    kinds: tuple[str, ...],
    output: str | None,
    lexicon: str | None,
    why: bool,
    jobs: int,
    quiet: bool,
    files_from: str | None,
    null: bool,
    **how: Any,
) -> ExitStatus:
    """Read articles about war; print the dates, troop counts, losses, areas, distances and commanders they state.

    FILE is plain text, a web page, a mail, or .jsonl, .csv or .tsv with "text" and, if known, "id", "title" and
    "published"; packed by gzip or zstd, too. A folder stands for the files in it. "-" or a pipe is standard input, in
    any of these forms.
    """
    if as_json and form not in (None, "json"):
        raise click.UsageError(f"--json and --format {form} contradict each other")
    check_inputs(files, files_from=files_from, null=null)
    if not files and files_from is None:
        if sys.stdin is None or sys.stdin.isatty():
            click.echo(context.get_help(), err=True)
            return ExitStatus.USAGE
        files = (STDIN,)
    if output == "-":
        output = None
    if output is not None:
        _check_output(output, files)
    form = "json" if as_json else form or _default_format(output)
    task = Task(
        writer=_writer(form, to_terminal=output is None and _is_terminal(), why=why),
        kinds=frozenset(kinds),
        lexicon=lexicon,
        notes=form in ("jsonl", "csv") and not quiet,
    )
    out = Output(partial(_sink, output, form), header=task.writer.header(), between="\n" if form == "table" else "")
    inputs = partial(read_inputs, files, published=published, files_from=files_from, null=null, output=output, **how)
    return _run(inputs, task, out, jobs=jobs, place=output or "standard output")


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


def _sink(output: str | None, form: str) -> Sink:
    if output is not None:
        _outlive_closed_pipes()
        return WholeFile(output)
    return StandardOutput(encoding=sys.stdout.encoding if form == "table" and sys.stdout is not None else "utf-8")


def _outlive_closed_pipes() -> None:
    # A reader of stderr that has gone must not cost the file.
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)


def _run(
    inputs: Callable[..., Iterator[Article | Failure]], task: Task, output: Output, *, jobs: int, place: str
) -> ExitStatus:
    """Read and write input by input; a failure is told and the next one read."""
    status = ExitStatus.DONE

    def deliver(outcome: Outcome) -> None:
        nonlocal status
        for what, remedy in outcome.said:
            say(what, remedy)
        if outcome.text is None:
            status = ExitStatus.FAILED
        else:
            output.add(outcome.text)

    try:
        if jobs == 1:
            _read_here(inputs(), task, deliver)
        else:
            from conflictfacts_cli.jobs import Pool, available_cores

            pool = Pool(task.load, jobs or available_cores(), deliver)
            pool.run(inputs(before_read=pool.before_read))
        output.finish(though_empty=status is ExitStatus.DONE)
    except OutputError as error:
        output.drop()
        if isinstance(error.cause, BrokenPipeError):
            raise error.cause from None
        say(f"can't write {place}, {error}", "make room or choose another place")
        return ExitStatus.FAILED
    return status


def _read_here(items: Iterable[Article | Failure], task: Task, deliver: Callable[[Outcome], None]) -> None:
    read: Read | None = None
    for item in items:
        if isinstance(item, Failure):
            deliver(failed(item))
            continue
        read = read or task.load()
        deliver(read(item))
