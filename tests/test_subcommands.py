"""The commands beside the plain one."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import conflictfacts
from conflictfacts_cli.command import main
from conflictfacts_cli.exits import ExitStatus
from conflictfacts_cli.front import NAMES, long_name, settable, variable
from conflictfacts_cli.subcommands import COMMANDS, SHELLS
from conflictfacts_cli.subcommands.doctor import EXTRAS
from conflictfacts_cli.subcommands.manpage import page
from conftest import COMMAND, ROOT, Run, Terminal, environment

TEXT = "Ukraine lost 40 soldiers on 6 August 2024."
LOSS = {"type": "troops", "start": 13, "end": 24, "value": 40, "modifier": "exact", "unit": "soldier"}
LOSS |= {"side": "Ukraine", "status": "killed"}
DAY = {"type": "date", "start": 28, "end": 41, "earliest": "2024-08-06", "latest": "2024-08-06", "kind": "explicit"}


@pytest.fixture
def call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Call the command in this process: its exit code, standard output and error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", "/dev/null")

    def in_process(*arguments: str) -> tuple[int, str, str]:
        status = main.main(arguments, prog_name="conflict-facts", standalone_mode=False)
        shown = capsys.readouterr()
        return status, shown.out, shown.err

    return in_process


def lines(*records: dict[str, Any]) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def gold(*facts: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": "a", "text": TEXT, "facts": list(facts), **more}


Call = Callable[..., tuple[int, str, str]]


# The front door


def test_the_names_are_those_of_the_commands() -> None:
    assert tuple(COMMANDS) == NAMES
    assert all(command.name == name for name, command in COMMANDS.items())


@pytest.mark.parametrize("arguments", [(), *((name,) for name in NAMES)], ids=" ".join)
def test_help_fits_eighty_columns_and_names_every_option(terminal: Terminal, arguments: tuple[str, ...]) -> None:
    status, screen = terminal.run(*arguments, "--help", columns=80)
    assert status == ExitStatus.DONE
    assert screen.startswith(" ".join(("Usage: conflict-facts", *arguments)))
    # A line that can be copied is not broken.
    assert max(len(line) for line in screen.splitlines() if "conflict-facts completion" not in line) <= 80
    command = COMMANDS[arguments[0]] if arguments else main
    for parameter in command.params:
        assert all(option in screen for option in parameter.opts if option.startswith("-"))
    if not arguments:
        assert all(f"\n  {name} " in screen for name in NAMES)


def test_a_file_called_like_a_command_is_read_by_its_path(run: Run, tmp_path: Path) -> None:
    (tmp_path / "schema").write_text(TEXT)
    assert json.loads(run("./schema").stdout)["id"] == "schema"
    assert json.loads(run("--json", "schema").stdout)["id"] == "schema"
    assert json.loads(run("schema").stdout)["title"] == "conflict-facts document"


@pytest.mark.parametrize("arguments", [("schema", "a.txt"), ("completion", "tcsh"), ("evaluate",), ("doctor", "-o")])
def test_usage_errors_are_one_line_and_name_the_command(run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (ExitStatus.USAGE, b"", 1)
    assert f"see 'conflict-facts {arguments[0]} --help'" in done.stderr.decode()


@pytest.mark.parametrize("arguments", [("schema",), ("man",), ("completion", "fish"), ("doctor", "--help")])
def test_nothing_heavy_is_imported(arguments: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *COMMAND[1:], *arguments],
        capture_output=True,
        env=environment(),
        text=True,
    )
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert done.returncode == ExitStatus.DONE
    assert imported.isdisjoint({"spacy", "numpy", "rich", "conflictfacts.pipeline"})


def test_the_plain_command_imports_no_other(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom conflictfacts_cli.command import main\n"
        "main.main(['missing.txt'], standalone_mode=False)\n"
        "print([m for m in sys.modules if 'subcommands' in m or m == 'tomllib' or m.endswith('cli.precedence')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=tmp_path, env=environment())
    assert done.stdout == b"[]\n"


# schema


def test_schema_is_that_of_the_library(run: Run) -> None:
    assert json.loads(run("schema").stdout) == conflictfacts.schema()


# doctor


def test_doctor_finds_all_in_order(run: Run) -> None:
    done = run("doctor")
    shown = done.stdout.decode()
    assert done.returncode == ExitStatus.DONE, shown
    assert conflictfacts.__version__ in shown and "All that is needed is in order." in shown
    report = json.loads(run("doctor", "--json").stdout)
    assert report["ok"]
    names = {finding["name"] for finding in report["findings"]}
    assert {"Python", "spacy", "click", "rich", "html", "zstd", "parquet", "file", "width", "encoding"} <= names
    assert {"locale", "cores", "colour"} <= names


def test_doctor_knows_every_extra() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(EXTRAS) == set(project["optional-dependencies"]) - {"dev"}


def test_doctor_says_what_to_do(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("fromat = 'csv'\n")
    done = run("doctor", "--config", "bad.toml", env={"CONFLICT_FACTS_FROMAT": "csv"})
    assert done.returncode == ExitStatus.FAILED
    shown = done.stdout.decode()
    assert 'unknown key "fromat", is "format" meant?' in shown and "--no-config" in shown
    assert "CONFLICT_FACTS_FROMAT" in shown and "no option is called so" in shown
    # A module of a package's name that can't be imported stands for one that is not whole.
    (tmp_path / "zstandard.py").write_text("raise ImportError('no library')")
    report = json.loads(run("doctor", "--json", env={"PYTHONPATH": str(tmp_path)}).stdout)
    states = {finding["name"]: finding for finding in report["findings"]}
    assert states["zstd"]["state"] == "broken" and "conflict-facts[zstd]" in states["zstd"]["remedy"]
    assert report["ok"], "an extra is not needed"
    (tmp_path / "spacy.py").write_text("raise ImportError('no library')")
    done = run("doctor", env={"PYTHONPATH": str(tmp_path)})
    assert done.returncode == ExitStatus.FAILED
    assert "ImportError: no library" in done.stdout.decode() and "1 broken" in done.stdout.decode()


def test_doctor_names_the_variables_that_no_run_would_take(run: Run) -> None:
    wrong = {"FORMAT": "nonsense", "MAX_BYTES": "zz", "WHY": "maybe", "TYPE": "date troops"}
    done = run("doctor", env={f"CONFLICT_FACTS_{name}": value for name, value in wrong.items()})
    assert done.returncode == ExitStatus.FAILED and b"3 broken" in done.stdout
    for told in (b"'nonsense' is not one of", b"500k, 20M", b"boolean"):
        assert told in done.stdout
    right = {"FORMAT": "csv", "PROFILE": "", "TYPE": "date troops", "NO_CONFIG": "1"}
    assert run("doctor", env={f"CONFLICT_FACTS_{name}": value for name, value in right.items()}).returncode == 0


# evaluate


def test_evaluate_prints_the_figures(call: Call, tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_text(lines(gold(LOSS, DAY)))
    status, shown, said = call("evaluate", "gold.jsonl")
    assert (status, said) == (ExitStatus.DONE, "")
    assert shown.startswith("gold.jsonl: 1 documents, 2 facts\n")
    assert re.search(r"^troops +1 +1( +1\.000){5}$", shown, re.MULTILINE), shown
    assert re.search(r"^all +2 +2( +1\.000){5}$", shown, re.MULTILINE)
    assert max(map(len, shown.splitlines())) <= 80


def test_evaluate_lists_errors(call: Call, tmp_path: Path) -> None:
    wrong = {**LOSS, "value": 41}
    (tmp_path / "gold.jsonl").write_text(lines(gold(wrong, {**DAY, "modifier": "late"})))
    listed = call("evaluate", "gold.jsonl", "--errors")[1].splitlines()[-3:]
    assert listed[0].split("\t")[:4] == ["attributes", "date", "a:28", "'6 August 2024' modifier: late but None"]
    assert listed[1].split("\t")[:4] == ["value", "troops", "a:13", "'40 soldiers' value: 41 but 40"]
    assert listed[2] == "In all: 1 modifier, 1 value"
    _, only, _ = call("evaluate", "gold.jsonl", "--errors", "-t", "troops")
    assert "41 but 40" in only and "modifier: late" not in only and "\nall " not in only


def test_evaluate_what_was_found_before(call: Call, tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_text(lines(gold(LOSS, DAY), gold(id="b")))
    (tmp_path / "a.txt").write_text(TEXT)
    for form in ("json", "jsonl"):
        call("a.txt", "-f", form, "-o", "found")
        _, shown, said = call("evaluate", "gold.jsonl", "found", "--json")
        record = json.loads(shown)
        assert record["figures"]["all"]["full_f1"] == 1, form
        assert (record["documents"], record["facts"]) == (2, 2)
        assert "says nothing of 1 documents (b) in gold.jsonl" in said
    (tmp_path / "found").write_text(lines({"id": "c", "facts": []}, {"id": "a", "facts": [{**DAY, "end": 99}]}))
    _, shown, said = call("evaluate", "gold.jsonl", "found", "--json", "--errors")
    assert "gold.jsonl has no 1 documents (c) of found" in said and "was it another text?" in said
    assert [error["outcome"] for error in json.loads(shown)["errors"]] == ["missed"]


def test_evaluate_leaves_out_what_is_to_be_ignored(call: Call, tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_text(lines(gold(DAY, ignore=[[13, 24]])))
    assert json.loads(call("evaluate", "gold.jsonl", "--json")[1])["figures"]["all"]["predicted"] == 1


BAD = {
    "{": "no JSON",
    "[]": "no JSON object",
    lines({"text": "x", "facts": []}): 'no "id"',
    lines({"id": "a", "facts": []}): 'no "text"',
    lines({"id": "a", "text": "x"}): 'no list of "facts"',
    lines(gold("x")): "fact 1 is no object",  # type: ignore[arg-type]
    lines(gold({**LOSS, "type": "tank"})): '"type" is "tank", not one of date, troops',
    lines(gold({**LOSS, "start": 24, "end": 13})): 'fact 1: "start" and "end" are no span',
    lines(gold({**LOSS, "start": True})): 'fact 1: "start" and "end" are no span',
    lines(gold(DAY, {**LOSS, "end": 99})): f"fact 2: 13 to 99 is not in the text of {len(TEXT)} characters",
    lines(gold({**LOSS, "quote": "40 men"})): '"quote" is "40 men", but the text has "40 soldiers" there',
    lines(gold({**LOSS, "value": "40"})): '"value" is "40", no number',
    lines(gold({**LOSS, "status": "dead"})): '"status" is "dead", not one of strength, deployed',
    lines(gold({**LOSS, "sides": "Ukraine"})): 'no troops has "sides"; is "side" meant?',
    lines(gold({**DAY, "earliest": "2024-02-30"})): '"earliest" is "2024-02-30", no day as 2025-06-22',
    lines(gold({"type": "date", "start": 28, "end": 41})): 'a date needs "earliest"',
    lines(gold({"type": "commander", "start": 0, "end": 7})): 'a commander needs "name"',
    lines(gold(ignore=[[1]])): '"ignore", 1: [1] is no [start, end] in the text',
    lines(gold(published="6 August")): '"published" is "6 August", no day',
    lines(gold(), gold()): 'line 3: the id "a" is that of line 2, too',
}


@pytest.mark.parametrize("bad", BAD, ids=BAD.values())
def test_a_bad_gold_file_is_told_by_line(call: Call, tmp_path: Path, bad: str) -> None:
    (tmp_path / "gold.jsonl").write_text(f"\n{bad}")
    status, shown, said = call("evaluate", "gold.jsonl")
    assert (status, shown, said.count("\n")) == (ExitStatus.FAILED, "", 1)
    assert said.startswith("conflict-facts: gold.jsonl, line ") and BAD[bad] in said


def test_every_bad_line_is_told_up_to_ten(call: Call, tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_text("{\n" * 12)
    said = call("evaluate", "gold.jsonl")[2].splitlines()
    assert len(said) == 11 and said[-1].endswith("2 more lines are out of order")
    (tmp_path / "empty.jsonl").write_text("\n")
    assert "is empty" in call("evaluate", "empty.jsonl")[2]
    assert "No such file" in call("evaluate", "missing.jsonl")[2]
    (tmp_path / "bytes.jsonl").write_bytes(b"\n\xff")
    assert "bytes.jsonl, line 2 is no UTF-8" in call("evaluate", "bytes.jsonl")[2]


# man


def test_the_page_holds_every_option_and_variable() -> None:
    text = page().replace(r"\-", "-")
    for command in (main, *COMMANDS.values()):
        for option in settable(command):
            assert long_name(option) in text
    assert all(variable(option) in text for option in settable(main))
    assert all(f"conflict-facts {name}" in text for name in (*NAMES, *(f"completion {shell}" for shell in SHELLS)))
    assert all(char.isascii() for char in text)


def test_the_page_is_shown_without_a_warning() -> None:
    # Where there is no groff, the form is checked at least: each request is one that a page may have.
    requests = set(re.findall(r"^[.'](\w+)", page(), re.MULTILINE))
    assert requests <= {"TH", "SH", "SS", "TP", "PP", "RS", "RE", "nf", "fi", "br", "nh", "ad"}
    if groff := shutil.which("groff"):
        done = subprocess.run([groff, "-man", "-Tutf8", "-ww"], input=page().encode(), capture_output=True)
        assert (done.returncode, done.stderr) == (0, b"")
        assert b"conflict-facts" in done.stdout
