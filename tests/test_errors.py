"""--errors: each failure as one JSON object a line, beside what stderr says."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from conflictfacts_cli.exits import ExitStatus
from conftest import COMMAND, Run, environment

ARTICLE = "Ukraine sent 10,000 soldiers into the Kursk region on 6 August 2024.\n"
GOOD = json.dumps({"text": ARTICLE})


def failures(path: Path) -> list[dict[str, Any]]:
    data = path.read_bytes()
    assert not data or data.endswith(b"\n")
    return [json.loads(line) for line in data.decode("utf-8").splitlines()]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_each_failure_is_a_line_in_both_places(run: Run, tmp_path: Path, jobs: str) -> None:
    (tmp_path / "wire.jsonl").write_text("\n".join([GOOD, "{half", '{"text": 5}', '{"txt": ""}', "[1]", GOOD]))
    (tmp_path / "table.csv").write_text('id,text\n1,"ten, men"\n2,ten, men\n3,"never closed\n')
    (tmp_path / "folder").mkdir()
    done = run("wire.jsonl", "gone\x1b.txt", "folder", "table.csv", "--errors", "errors.jsonl", "-j", jobs)
    assert done.returncode == ExitStatus.FAILED and done.stdout.count(b"\n") == 3
    told = failures(tmp_path / "errors.jsonl")
    assert [(one["source"], one.get("line")) for one in told] == [
        *(("wire.jsonl", line) for line in (2, 3, 4, 5)),
        ("gone\x1b.txt", None),
        ("folder", None),
        ("table.csv", 3),
        ("table.csv", 4),
    ]
    assert {key for one in told for key in one} == {"source", "line", "error", "remedy"}
    lines = [f"conflict-facts: {one['error']}: {one['remedy']}".replace("\x1b", "\ufffd") for one in told]
    assert done.stderr.decode().splitlines() == lines


def test_a_document_that_fails_has_its_id(tmp_path: Path) -> None:
    (tmp_path / "wire.jsonl").write_text(json.dumps({"id": "a\u202e", "text": "boom"}) + "\n" + GOOD)
    code = (
        "import conflictfacts; extract = conflictfacts.Extractor.extract\n"
        "def fail(self, text, **known):\n    if text == 'boom': raise ValueError('bo\\x1bom')\n"
        "    return extract(self, text, **known)\n"
        "conflictfacts.Extractor.extract = fail\n"
        "from conflictfacts_cli.__main__ import run; run()"
    )
    told = []
    for jobs in ("1", "2"):
        done = subprocess.run(
            [COMMAND[0], "-c", code, "wire.jsonl", "--errors", "errors.jsonl", "-j", jobs],
            cwd=tmp_path, capture_output=True, env=environment(),
        )  # fmt: skip
        assert done.returncode == ExitStatus.FAILED and done.stdout.count(b"\n") == 1
        told += failures(tmp_path / "errors.jsonl")
        assert "\\u202e" in (tmp_path / "errors.jsonl").read_text() and b"\x1b" not in done.stderr
    what = "wire.jsonl (a\u202e): internal error, ValueError: bo\x1bom"
    assert (
        told
        == [
            {
                "source": "wire.jsonl",
                "id": "a\u202e",
                "line": 1,
                "error": what,
                "remedy": "please report it with the text",
            }
        ]
        * 2
    )


def test_failures_are_there_while_the_run_goes_on(tmp_path: Path) -> None:
    with subprocess.Popen(
        [*COMMAND, "--errors", "errors.jsonl"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=environment(),
    ) as process:
        assert process.stdin and process.stdout
        process.stdin.write(b'{"txt": 1}\n{"text": ""}\n')
        process.stdin.flush()
        assert process.stdout.readline()
        process.kill()
    assert [one["line"] for one in failures(tmp_path / "errors.jsonl")] == [1]
    assert failures(tmp_path / "errors.jsonl")[0]["source"] == "-"


def test_the_file_is_empty_where_nothing_failed_and_is_no_input(run: Run, tmp_path: Path) -> None:
    (tmp_path / "errors.jsonl").write_text("of another day\n")
    (tmp_path / "a.txt").write_text(ARTICLE)
    done = run(".", "--errors", "errors.jsonl")
    assert (done.returncode, done.stderr, done.stdout.count(b"\n")) == (ExitStatus.DONE, b"", 1)
    assert (tmp_path / "errors.jsonl").read_bytes() == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_file_that_is_full_is_told_once_and_stops_nothing(run: Run) -> None:
    done = run("gone.txt", "gone.txt", "-", "--errors", "/dev/full", stdin=ARTICLE.encode())
    assert done.returncode == ExitStatus.FAILED and done.stdout.count(b"\n") == 1
    first, full, second = done.stderr.decode().splitlines()
    assert first == second == "conflict-facts: gone.txt: no such file: check the path"
    assert full.startswith("conflict-facts: can't write /dev/full, No space left on device: ")


USAGE = {
    ("a.txt", "--errors", "a.txt"): "overwrite an input",
    ("--errors", "."): "is a directory",
    ("--errors", "no/such/folder/file"): "make it first",
    ("--errors", "b.csv", "-o", os.path.join(".", "b.csv")): "the same file",  # noqa: PTH118
    ("--errors", "-"): "needs a file",
}


@pytest.mark.parametrize("arguments", USAGE, ids=" ".join)
def test_usage_errors_are_one_line(run: Run, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    done = run(*arguments, stdin=ARTICLE.encode())
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (ExitStatus.USAGE, b"", 1)
    assert USAGE[arguments] in done.stderr.decode()
    assert [path.read_text() for path in tmp_path.iterdir()] == [ARTICLE]
