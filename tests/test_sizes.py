"""Inputs of great size: quick ones here, and as large as they get with ``LONG=1 pytest tests/test_sizes.py``.

Memory is the peak of the command's own process, in MB.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from conflictfacts_cli.exits import ExitStatus
from conftest import COMMAND, Run, environment

LONG = bool(os.environ.get("LONG"))
SENTENCE = (
    "Ukraine sent 10,000 soldiers into the Kursk region on 6 August 2024, and 12 civilians were killed by shelling. "
)
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="peaks are told in other units elsewhere")


# A process begins with the peak of the one that it was forked from: that must be a small one, not the one of the tests.
_MEASURED = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
sys.stderr.buffer.write(done.stderr)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(done.returncode)
"""


def peak(folder: Path, *arguments: str) -> float:
    """Run the command, which must succeed without a word, and give the most memory that it took, in MB."""
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, *COMMAND, *arguments], cwd=folder, capture_output=True, env=environment()
    )
    assert (done.returncode, done.stderr) == (ExitStatus.DONE, b"")
    return int(done.stdout) / 1000


@linux
@pytest.mark.parametrize("way", [(), ("-j", "2"), ("--resume",)], ids=" ".join)
def test_many_tiny_documents_take_no_more_memory_than_a_few(tmp_path: Path, way: tuple[str, ...]) -> None:
    number = 1_000_000 if LONG else 4_000
    with (tmp_path / "tiny.jsonl").open("w") as file:
        file.writelines(f'{{"id": {n}, "text": "{n} soldiers died."}}\n' for n in range(number))
    assert peak(tmp_path, "tiny.jsonl", "-f", "jsonl", "-o", "out", *way) < 250
    with (tmp_path / "out").open("rb") as file:
        documents = [json.loads(line)["document"] for line in file]
    assert sorted(set(map(int, documents))) == sorted(map(int, documents))
    assert len(documents) > 0.9 * number and documents[-1] == str(number - 1)


@linux
def test_a_document_of_one_line(tmp_path: Path) -> None:
    times = (50_000_000 if LONG else 500_000) // len(SENTENCE)
    (tmp_path / "line.txt").write_text(SENTENCE * times)
    # 200 for the program, and what the facts of a character take: there is one in every 40.
    assert peak(tmp_path, "line.txt", "-f", "csv", "-o", "out") < 200 + 80 * times * len(SENTENCE) / 1e6
    with (tmp_path / "out").open("rb") as file:
        assert sum(b'"10,000 soldiers"' in line for line in file) == times


DEEP = {
    "divisions": ("<div>" * 100_000, "</div>" * 100_000),
    "tables": ("<table><tr><td>" * 3_000, ""),
    "letters": ("<b><i>" * 20_000, ""),
    "lists": ("<ul><li>" * 3_000, ""),
}


@pytest.mark.parametrize("kind", DEEP)
def test_a_deep_page_is_read_or_named(run: Run, tmp_path: Path, kind: str) -> None:
    before, behind = DEEP[kind]
    (tmp_path / "deep.html").write_text(
        f"<html><body><article><p>{SENTENCE * 3}</p>{before}{SENTENCE}{behind}</article></body></html>"
    )
    (tmp_path / "next.txt").write_text(SENTENCE)
    done = run("deep.html", "next.txt")
    found = [json.loads(line)["id"] for line in done.stdout.splitlines()]
    if done.returncode == ExitStatus.DONE:
        assert (found, done.stderr) == (["deep", "next"], b"")
    else:
        assert (done.returncode, found, done.stderr.count(b"\n")) == (ExitStatus.FAILED, ["next"], 1)
        assert done.stderr.startswith(b"conflict-facts: deep.html: ")


def test_a_line_of_deep_json_costs_only_itself(run: Run) -> None:
    deep = '{"text": "a", "x": ' + "[" * 100_000 + "]" * 100_000 + "}"
    done = run(stdin=f'{{"text": "a"}}\n{deep}\n{{"text": "b"}}\n'.encode())
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["stdin:1", "stdin:3"]
    assert done.stderr.startswith(b"conflict-facts: standard input, line 2 is not JSON (nested too deep")
