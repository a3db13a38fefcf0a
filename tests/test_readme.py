"""The README tells the truth: its console blocks are what the program prints, its Python runs, its options exist.

``python tests/test_readme.py`` writes the console blocks anew from the real output.
"""

from __future__ import annotations

import doctest
import os
import re
import sys
import tempfile
from pathlib import Path

import pytest

import conflictfacts
from conflictfacts_cli.command import main
from conftest import ROOT, Terminal

README = ROOT / "README.md"
_FENCE = re.compile(r"```(console|python)\n(.*?)```", re.DOTALL)
COLUMNS = 80


def blocks(language: str) -> list[str]:
    return [match[2] for match in _FENCE.finditer(README.read_text(encoding="utf-8")) if match[1] == language]


def as_printed(block: str) -> str:
    """Run each "$ " line of a block on a terminal and give the block as it should read."""
    shown: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        command = Path(folder) / "conflict-facts"
        command.write_text(f'#!/bin/sh\nexec {sys.executable} -m conflictfacts_cli "$@"\n')
        command.chmod(0o755)
        path = f"{folder}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        for line in block.splitlines():
            if line.startswith("$ "):
                _, screen = Terminal(ROOT).run(
                    shell=line[2:], columns=COLUMNS, env={"PATH": path, "NO_COLOR": "1", "COLUMNS": str(COLUMNS)}
                )
                shown.append(f"{line}\n{screen}")
    return "".join(shown)


@pytest.mark.parametrize("block", blocks("console"), ids=lambda block: block.partition("\n")[0][2:60])
def test_console_blocks_are_what_is_printed(block: str) -> None:
    assert as_printed(block) == block


@pytest.mark.parametrize("block", blocks("python"), ids=lambda block: block.partition("\n")[0][:50])
def test_python_blocks_run(block: str) -> None:
    parsed = doctest.DocTestParser().get_doctest(block, {}, "README", str(README), 0)
    assert parsed.examples
    result = doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS).run(parsed)
    assert result.failed == 0


def test_every_option_and_field_is_told() -> None:
    text = README.read_text(encoding="utf-8")
    options = {option for parameter in main.params for option in parameter.opts if option.startswith("--")}
    fields = {
        name for kind in conflictfacts.facts.FACT_TYPES for name in conflictfacts.schema()["$defs"][kind]["properties"]
    }
    assert {option for option in options if f"`{option}" not in text and f" {option}`" not in text} == set()
    assert {field for field in fields if f"`{field}`" not in text} == set()


def test_files_that_the_readme_names_exist() -> None:
    text = README.read_text(encoding="utf-8")
    named = set(re.findall(r"samples/[\w.-]+", text)) | set(re.findall(r"\]\(([\w./-]+)\)", text))
    assert named
    assert [name for name in sorted(named) if not (ROOT / name.rstrip(".")).exists()] == []


def _anew(match: re.Match[str]) -> str:
    return f"```console\n{as_printed(match[2])}```" if match[1] == "console" else match[0]


if __name__ == "__main__":
    README.write_text(_FENCE.sub(_anew, README.read_text(encoding="utf-8")), encoding="utf-8")
