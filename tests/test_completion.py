"""Completion: what the command answers to the shells, and what bash makes of it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conflictfacts_cli.exits import ExitStatus
from conflictfacts_cli.forms import FORMATS
from conflictfacts_cli.front import NAMES
from conflictfacts_cli.subcommands import SHELLS
from conflictfacts_cli.subcommands.completion import script
from conftest import COMMAND, Run, environment

SHELL_OF = {shell: shutil.which(shell) for shell in SHELLS}


def offered(words: str, cwd: Path, shell: str = "fish") -> list[str]:
    """Give what the command answers to a shell for a line whose last word is begun (or empty)."""
    *_, begun = words.split(" ")
    env = environment(
        _CONFLICT_FACTS_COMPLETE=f"{shell}_complete",
        COMP_WORDS=f"conflict-facts {words}",
        COMP_CWORD=begun if shell == "fish" else str(len(words.split(" "))),
    )
    done = subprocess.run(COMMAND, capture_output=True, env=env, cwd=cwd, check=True)
    assert done.stderr == b""
    return [line.partition("\t")[0] for line in done.stdout.decode().splitlines()]


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_for_each_shell(run: Run, shell: str) -> None:
    done = run("completion", shell)
    text = done.stdout.decode()
    assert (done.returncode, done.stderr) == (ExitStatus.DONE, b"")
    assert f"_CONFLICT_FACTS_COMPLETE={shell}_complete" in text and text == script(shell) + "\n"
    # Where the shell is there, it finds no fault with it.
    if path := SHELL_OF[shell]:
        check = subprocess.run([path, "-n"], input=done.stdout, capture_output=True)
        assert (check.returncode, check.stderr) == (0, b"")


def test_what_is_offered(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("broken")
    assert "plain,--format" in offered("--fo", tmp_path)
    assert offered("--format ", tmp_path) == [f"plain,{form}" for form in FORMATS]
    assert offered("--format=ts", tmp_path) == ["plain,tsv"]
    assert offered("a.txt -t tr", tmp_path) == ["plain,troops"]
    assert offered("--profile ", tmp_path) == ["plain,ucdp", "plain,acled"]
    assert offered("-o ", tmp_path) == ["file,"]
    assert offered("", tmp_path) == ["file,"]
    assert offered("sch", tmp_path) == ["file,sch", "plain,schema"]
    assert offered("a.txt sch", tmp_path) == ["file,sch"]
    assert offered("--config config.toml --fo", tmp_path) == ["plain,--format"]
    assert offered("completion ", tmp_path) == [f"plain,{shell}" for shell in SHELLS]
    assert offered("evaluate gold", tmp_path) == ["file,gold"]
    assert offered("evaluate --err", tmp_path) == ["plain,--errors"]
    for name in NAMES:
        assert f"plain,{name}" in offered(name[:3], tmp_path, "bash")


BASH = """
source <(conflict-facts completion bash)
COMP_WORDS=(conflict-facts {words})
COMP_CWORD={number}
_conflict_facts_completion conflict-facts
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.mark.skipif(SHELL_OF["bash"] is None, reason="no bash")
def test_bash_shows_commands_beside_files(tmp_path: Path) -> None:
    for name in ("schema notes.txt", "schema.txt", "other.txt"):
        (tmp_path / name).write_text("")
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "conflict-facts"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m conflictfacts_cli "$@"\n')
    command.chmod(0o755)

    def complete(words: str, number: int) -> list[str]:
        env = environment(PATH=f"{command.parent}:/usr/bin:/bin")
        line = BASH.format(words=words, number=number)
        done = subprocess.run(["bash", "--norc", "-c", line], capture_output=True, cwd=tmp_path, env=env, text=True)
        return sorted(done.stdout.splitlines())

    assert complete("sch", 1) == ["schema", "schema notes.txt", "schema.txt"]
    assert complete("a.txt oth", 2) == ["other.txt"]
    assert complete("-f js", 2) == ["json", "jsonl"]
