"""The scripts of click that ask the command itself what may come next."""

from __future__ import annotations

from click.shell_completion import BashComplete, get_completion_class

from conflictfacts_cli.messages import NAME

_VARIABLE = f"_{NAME}_COMPLETE".upper().replace("-", "_")
# Click's script for bash shows either files or words. A first word may be a file or a command.
_EITHER = """\
            COMPREPLY=()
            compopt -o default
"""
_BOTH = """\
            compopt -o filenames
            mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "${COMP_WORDS[COMP_CWORD]}")
"""


def script(shell: str) -> str:
    """Give the script for bash, zsh or fish."""
    from conflictfacts_cli.command import main

    kind = get_completion_class(shell)
    assert kind is not None
    made = kind(main, {}, NAME, _VARIABLE)
    # Not source(): for bash it starts one to ask for its version.
    text = made.source_template % made.source_vars()
    return text.replace(_EITHER, _BOTH) if isinstance(made, BashComplete) else text
