"""The subcommands as click knows them; what they do is imported when one is run."""

from __future__ import annotations

from typing import Any

import click

from conflictfacts.facts import FACT_TYPES
from conflictfacts_cli.exits import ExitStatus
from conflictfacts_cli.front import NAMES, SETTINGS, config_options

SHELLS = ("bash", "zsh", "fish")


@click.command("schema", context_settings=SETTINGS)
def schema() -> ExitStatus:
    """Print the JSON Schema of a document in --format json."""
    # The file itself: the library would load spaCy first.
    from conflictfacts_cli.subcommands.shape import schema_text

    click.echo(schema_text(), nl=False)
    return ExitStatus.DONE


_EVALUATE = """\b
Columns:
  gold   facts marked in GOLD           pred  facts found, or stated in PRED
  found  F1: the words overlap those of a gold fact of the same type
  P, R   precision and recall, where the value is right, too
  fact   F1 of that
  full   F1, where the attributes that matter most are right, too
Political leaders do not count: they neither win nor cost.

\b
Examples:
  conflict-facts evaluate my-gold.jsonl
  conflict-facts evaluate my-gold.jsonl --errors -t troops
  conflict-facts evaluate my-gold.jsonl facts-of-another-tool.jsonl"""


@click.command("evaluate", epilog=_EVALUATE, context_settings=SETTINGS)
@click.argument("gold", type=click.Path())
@click.argument("pred", required=False, type=click.Path())
@click.option("--errors", is_flag=True, help="List what was missed, found without need, or wrong; a line each.")
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
    "--lexicon",
    metavar="FILE",
    envvar="CONFLICT_FACTS_LEXICON",
    type=click.Path(exists=True, dir_okay=False),
    help="A TOML file of your own words, as for reading.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures (and the errors) as JSON.")
@config_options(("lexicon",))
def evaluate(**how: Any) -> ExitStatus:
    """Score what is found against facts that you have marked.

    GOLD holds a document a line: {"id": ..., "text": ..., "published": ..., "facts": [...]}, each fact with "type",
    "start", "end" and the fields of its type, as --format json gives them; a field left out is null. "ignore": [[start,
    end], ...] names spans that do not count.

    Its texts are read anew, unless PRED states what was found in them: documents with "id" and "facts" (--format json),
    or facts with "document" (--format jsonl), a line each.
    """
    from conflictfacts_cli.subcommands.evaluate import run

    return run(**how)


@click.command("doctor", context_settings=SETTINGS)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@config_options(tolerant=True)
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> ExitStatus:
    """Say what is installed, what is missing and what to do.

    The exit code is 1 where something is broken that the command needs.
    """
    from conflictfacts_cli.subcommands.doctor import run

    return run(context, as_json=as_json)


@click.command("completion", context_settings=SETTINGS)
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> ExitStatus:
    """Print the script that completes options and names for a shell.

    \b
    bash: conflict-facts completion bash > ~/.local/share/bash-completion/completions/conflict-facts
    zsh:  conflict-facts completion zsh > a folder of $fpath, as _conflict-facts
    fish: conflict-facts completion fish > ~/.config/fish/completions/conflict-facts.fish
    """
    from conflictfacts_cli.subcommands.completion import script

    click.echo(script(shell))
    return ExitStatus.DONE


@click.command("man", context_settings=SETTINGS)
def man() -> ExitStatus:
    """Print the manual page; see it with: conflict-facts man | man -l -

    To keep it, write it to ~/.local/share/man/man1/conflict-facts.1.
    """
    from conflictfacts_cli.subcommands.manpage import page

    click.echo(page(), nl=False)
    return ExitStatus.DONE


_ALL = {command.name: command for command in (schema, evaluate, doctor, completion, man)}
COMMANDS = {name: _ALL[name] for name in NAMES}
