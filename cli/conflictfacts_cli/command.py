"""The command line: its options, their checks, and the run. spaCy and rich are imported only once a text is there."""

from __future__ import annotations

import os
import signal
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from conflictfacts import __version__
from conflictfacts.facts import FACT_TYPES
from conflictfacts_cli.exits import ExitStatus
from conflictfacts_cli.forms import FORMATS, OF_ROWS, RESUMABLE, Form, default_format
from conflictfacts_cli.front import SETTINGS, FrontDoor, complete_files, config_options
from conflictfacts_cli.inputs import STDIN, iso_day, read_inputs
from conflictfacts_cli.inputs.options import check_inputs, input_options
from conflictfacts_cli.messages import NAME, Refusal, say
from conflictfacts_cli.outputs import Output
from conflictfacts_cli.profiles import PROFILES, SCHEMES, load
from conflictfacts_cli.running import Following, run
from conflictfacts_cli.work import Task

if TYPE_CHECKING:
    from conflictfacts_cli.formats import Rows

# Whether it can be read is told of each when it is read, not by click of all at once.
_ANY_PATH = click.Path(readable=False)
_EPILOG = """\b
Formats:
  table        for people: one block a kind of fact (on a terminal)
  markdown     the same for notes
  html         one page: the text in colour, a timeline, figures
  json         one object a document, one a line (when piped or with -o)
  jsonl        one object a fact, with the id of its document
  csv, tsv     one row a fact, with the id of its document
  parquet      the same rows with types; needs -o and an extra
  annotations  one W3C Web Annotation a fact, as JSON lines

\b
Examples:
  conflict-facts article.txt --published 2025-06-22
  conflict-facts *.txt --type troops --type area
  curl -s https://example.org/article.txt | conflict-facts --json | jq .facts
  conflict-facts articles.jsonl -o facts.csv
  conflict-facts *.txt -o report.html
  conflict-facts articles.jsonl --profile ucdp --sides Sudan/RSF -o ged.csv
  conflict-facts saved-pages/ news.csv.gz --text-field body -o facts.csv

\b
Exit codes:
  0 done (also with no facts)    1 some input failed, the rest is written
  2 usage                        130 interrupted

Colour follows the terminal; NO_COLOR turns it off, FORCE_COLOR on."""


def _sides(_context: click.Context, _parameter: click.Parameter, value: str | None) -> tuple[str, str] | None:
    if value is None:
        return None
    first, _, second = (name.strip() for name in value.partition("/"))
    if not first or not second or first == second:
        raise click.BadParameter("write two names as A/B")
    return first, second


def _published(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None and (len(value) != 10 or iso_day(value) != value):
        raise click.BadParameter("write the day as YYYY-MM-DD")
    return value


@click.command(name=NAME, cls=FrontDoor, epilog=_EPILOG, context_settings=SETTINGS)
@click.argument("files", nargs=-1, metavar="[FILE]...", type=_ANY_PATH, shell_complete=complete_files)
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
    help=f"{', '.join(FORMATS)}. If not given, what -o says, else table on a terminal and json elsewhere.",
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
    type=_ANY_PATH,
    help="Write FILE, whole or not at all. Its suffix chooses the format: .csv, .md, .html ...",
)
@click.option(
    "--resume",
    is_flag=True,
    help="With -o: keep what is done in FILE.part if the run is cut short, and go on there the next time.",
)
@click.option(
    "--errors",
    metavar="FILE",
    type=_ANY_PATH,
    help="Write each failure into FILE, too: one JSON object a line, with source, error and remedy.",
)
@click.option(
    "--profile",
    metavar="NAME",
    type=click.Choice(PROFILES),
    help=f"Statements of deaths in the columns of a database: {', '.join(PROFILES)}. In csv, if no format is given.",
)
@click.option(
    "--vague",
    metavar="SCHEME",
    type=click.Choice(SCHEMES),
    help=f'Code words as "dozens" by this scheme, with --profile: {", ".join(SCHEMES)}.',
)
@click.option(
    "--sides",
    metavar="A/B",
    callback=_sides,
    help="Who is side A and who side B, with --profile, in the names that the facts give.",
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
    help="Show the rule and the words that each fact rests on, and the numbers that became no fact (not in rows).",
)
@click.option(
    "-j",
    "--jobs",
    metavar="N",
    type=click.IntRange(min=0),
    default=1,
    help="Read N documents at a time, in processes of their own; 0 for one a core. The output stays the same.",
)
@config_options(None)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing on stderr but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Say on stderr what was read of each input.")
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
    resume: bool,
    errors: str | None,
    profile: str | None,
    vague: str | None,
    sides: tuple[str, str] | None,
    lexicon: str | None,
    why: bool,
    jobs: int,
    quiet: bool,
    verbose: bool,
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
    if quiet and verbose:
        raise click.UsageError("--quiet and --verbose contradict each other")
    check_inputs(files, files_from=files_from, null=null)
    if not files and files_from is None:
        if sys.stdin is None or sys.stdin.isatty():
            click.echo(context.get_help(), err=True)
            return ExitStatus.USAGE
        files = (STDIN,)
    if output == "-":
        output = None
    for option, place in (("-o", output), ("--errors", errors)):
        if place is not None:
            _check_place(option, place, tuple(filter(None, (*files, files_from, lexicon))))
    if errors == "-":
        raise click.UsageError("--errors needs a file: stderr has them already")
    if errors is not None and output is not None and os.path.realpath(errors) == os.path.realpath(output):
        raise click.UsageError("--errors and -o name the same file")
    name = "json" if as_json else form or default_format(output, profile=profile is not None)
    rows: Rows | None = None
    if profile is not None:
        _check_profile(name, kinds=kinds, why=why)
        rows = load(profile, vague=vague, dyad=sides, lexicon=lexicon)
    elif vague is not None or sides is not None:
        raise click.UsageError(f"{'--sides' if vague is None else '--vague'} belongs to a profile: give --profile, too")
    if name == "parquet":
        _check_parquet(output)
    if resume:
        _check_resume(name, output, errors)
    chosen = Form(name=name, output=output, profile=rows)
    task = Task(
        writer=chosen.writer(why=why),
        kinds=frozenset(kinds),
        lexicon=lexicon,
        notes=not chosen.tells_warnings and not quiet,
    )
    if output is not None:
        _outlive_closed_pipes()
    kept = failures = None
    if resume and output is not None:
        from conflictfacts_cli.resume import ResumableFile, settings_of

        options = {"format": name, "type": kinds, "why": why, "profile": profile, "vague": vague, "sides": sides}
        kept = ResumableFile(output, settings_of(options, lexicon=lexicon))
        if kept.documents and not quiet:
            say(f"{output}: {kept.documents:,} documents are done", "going on after them")
    if errors is not None:
        from conflictfacts_cli.failures import FailureFile

        failures = FailureFile(errors)
    outputs = (*filter(None, (output, errors)), *(kept.beside if kept else ()))
    inputs = partial(read_inputs, files, published=published, files_from=files_from, null=null, outputs=outputs, **how)
    frame = chosen.frame(task.writer)
    out = kept.output(frame) if kept else Output(chosen.sink, frame)
    following = _following(context, inputs, output, quiet=quiet, verbose=verbose)
    place = output or "standard output"
    return run(inputs, task, out, jobs=jobs, place=place, following=following, failures=failures, kept=kept)


def _following(
    context: click.Context, inputs: partial[Any], output: str | None, *, quiet: bool, verbose: bool
) -> Following:
    """Give what the run says on stderr; what goes beyond failures is imported only where it is wanted."""
    wanted = not quiet and sys.stderr is not None and sys.stderr.isatty()
    if not wanted and not verbose:
        return Following()
    from conflictfacts_cli.progress import Progress, Reports, Talking, has_room

    if verbose:
        from conflictfacts_cli.config import used

        if file := used(context):
            say(file, "settings taken from there")
    return Talking(
        progress=Progress(partial(_number, inputs)) if wanted and has_room(output) else None,
        reports=Reports() if verbose else None,
    )


def _number(inputs: partial[Any]) -> int | None:
    from conflictfacts_cli.inputs.paths import count_documents

    names = ("input_format", "files_from", "null", "outputs")
    return count_documents(*inputs.args, **{name: inputs.keywords[name] for name in names})


def _check_place(option: str, named: str, files: tuple[str, ...]) -> None:
    place = Path(named)
    try:
        if place.is_dir():
            raise click.UsageError(f"{option} {named} is a directory: name a file")
        if not place.absolute().parent.is_dir():
            raise click.UsageError(f"{option} {named}: no such directory: make it first")
        there = place.is_file()
    except FileNotFoundError:
        raise  # the current folder is gone
    except OSError as error:  # a folder on the way is closed, or a name too long
        raise Refusal(f"can't write {named}, {error.strerror or error}", "choose another place") from None
    for name in files if there else ():
        if name != STDIN and _is_same(place, name):
            raise click.UsageError(f"{option} {named} would overwrite an input: name another file")


def _is_same(place: Path, name: str) -> bool:
    try:
        return place.samefile(name)
    except OSError:  # it is told when it is read
        return False


def _check_resume(form: str, output: str | None, errors: str | None) -> None:
    if output is None:
        raise click.UsageError("--resume goes on with a file: name one with -o")
    if form not in RESUMABLE:
        raise click.UsageError(f"--resume is for {', '.join(RESUMABLE[:-1])} and {RESUMABLE[-1]}, not for {form}")
    if Path(output).exists() and not Path(output).is_file():
        raise click.UsageError(f"-o {output}: --resume needs an ordinary file")
    beside = [f"{os.path.realpath(output)}{suffix}" for suffix in (".part", ".journal")]
    if errors is not None and os.path.realpath(errors) in beside:
        raise click.UsageError(f"--errors {errors} is written by --resume: name another file")


def _check_profile(form: str, *, kinds: tuple[str, ...], why: bool) -> None:
    if form not in OF_ROWS:
        raise click.UsageError(f"--profile gives rows: choose {', '.join(OF_ROWS[:-1])} or {OF_ROWS[-1]}, not {form}")
    if kinds:
        raise click.UsageError("--profile chooses its facts itself: leave out --type")
    if why:
        raise click.UsageError("--profile has columns of its own that say why: leave out --why")


def _check_parquet(output: str | None) -> None:
    from conflictfacts_cli import parquet

    if told := parquet.problem(output):
        raise click.UsageError(f"{told.what}: {told.remedy}")


def _outlive_closed_pipes() -> None:
    # A reader of stderr that has gone must not cost the file.
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)
