"""The line of progress on a terminal, and what --verbose says."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conflictfacts_cli import progress
from conflictfacts_cli.exits import ExitStatus
from conflictfacts_cli.inputs.paths import count_documents
from conflictfacts_cli.inputs.reading import InputRead
from conflictfacts_cli.progress import Progress, Reports, Talking
from conftest import COMMAND, ROOT, Run, Terminal, environment

TEXT = "Ukraine lost 40 soldiers on 6 August 2024."
ERASE = "\x1b[K"


class Clock:
    """A clock that stands still until it is set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    pieces: list[str] = []
    monkeypatch.setattr(progress, "_write", pieces.append)
    return pieces


def run_through(total: int | None, documents: int, step: float) -> Progress:
    clock = Clock()
    line = Progress(lambda: total, clock=clock)
    for _ in range(documents):
        line.advance()
        clock.now += step
    return line


def test_rate_and_time_left(written: list[str]) -> None:
    run_through(100, 21, 0.5)
    assert written[-1] == f"21 of 100 documents, 2.0 a second, 0:40 left{ERASE}\r"


def test_without_a_total_there_is_no_time_left(written: list[str]) -> None:
    run_through(None, 2001, 0.125)
    assert written[-1].startswith("2,001 documents, 8.0 a second\x1b")


def test_a_total_that_was_wrong_is_dropped(written: list[str]) -> None:
    run_through(5, 10, 0.5)
    assert written[-1].startswith("10 documents, ")


@pytest.mark.parametrize(("documents", "step"), [(4, 10.0), (100, 0.001)])
def test_a_few_documents_or_moments_need_no_line(written: list[str], documents: int, step: float) -> None:
    run_through(documents, documents, step).clear()
    assert written == []


def test_it_is_drawn_ten_times_a_second(written: list[str]) -> None:
    run_through(None, 1000, 0.01)
    assert 80 <= len(written) <= 100


def test_it_is_taken_away_for_another_line_and_at_the_end(
    written: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    clock = Clock()
    following = Talking(progress=Progress(lambda: None, clock=clock))
    for number in range(10):
        clock.now += 1
        following.deliver([("a", "b")] if number == 7 else ())
    assert written.count(ERASE) == 1
    assert capsys.readouterr().err == "conflict-facts: a: b\n"
    following.end()
    assert written[-1] == ERASE


def test_reports_come_when_all_of_an_input_is_delivered() -> None:
    clock = Clock()
    reports = Reports(clock=clock)
    read = InputRead(shown="a.jsonl", begun=0.0, bytes=1234, encoding="UTF-8", documents=2)
    assert list(reports.count("xy")) == ["x", "y"]
    reports.add(read)
    clock.now = 1.5
    assert reports.advance() == []
    assert reports.advance() == [("a.jsonl", "1,234 bytes, UTF-8, 2 documents, 1.50 s")]
    assert reports.due() == []


# How many there will be


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "news").mkdir()
    for name in ("a.txt", "news/b.html", "news/c.eml", "news/d.txt.gz"):
        (tmp_path / name).write_text("x")
    (tmp_path / "list").write_text("a.txt\nnews\n")
    (tmp_path / "e.jsonl").write_text("{}\n{}\n")
    return tmp_path


COUNTED: list[tuple[tuple[str, ...], dict[str, Any], int | None]] = [
    (("a.txt", "news"), {}, 4),
    (("news/*",), {}, 3),
    (("a.txt", "missing.txt"), {}, 2),
    (("a.txt",), {"files_from": "list"}, 5),
    (("a.txt",), {"files_from": "-"}, None),
    (("a.txt", "-"), {}, None),
    (("a.txt", "e.jsonl"), {}, None),
    (("list",), {}, None),
    (("list",), {"input_format": "text"}, 1),
    (("news",), {"input_format": "csv"}, None),
    (("news",), {"outputs": ("news/b.html",)}, 2),
]


@pytest.mark.parametrize(("paths", "how", "number"), COUNTED)
def test_documents_are_counted_where_files_hold_one(
    folder: Path, paths: tuple[str, ...], how: dict[str, Any], number: int | None
) -> None:
    asked = {"input_format": "auto", "files_from": None, "outputs": (), **how}
    assert count_documents(paths, null=False, **asked) == number


# The command itself


@pytest.fixture
def many(tmp_path: Path) -> Callable[[int], list[str]]:
    def make(number: int) -> list[str]:
        text = (ROOT / "samples" / "kursk-incursion.txt").read_text(encoding="utf-8") * 3
        for one in range(number):
            (tmp_path / f"{one}.txt").write_text(text)
        return [f"{one}.txt" for one in range(number)]

    return make


def test_a_terminal_shows_how_far_a_file_is(
    terminal: Terminal, many: Callable[[int], list[str]], tmp_path: Path
) -> None:
    status, screen = terminal.run(*many(80), "missing.txt", "-o", "out.json")
    assert status == ExitStatus.FAILED
    assert " of 81 documents, " in screen and " a second, " in screen and " left\x1b[K\r" in screen
    # What else is said begins on a line that is empty, and nothing of the progress is left in the end.
    assert f"{ERASE}conflict-facts: missing.txt: no such file: check the path\n" in screen
    assert screen.rpartition("\r")[2].startswith(ERASE)
    assert (tmp_path / "out.json").read_text().count("\n") == 80
    # Of the same in two processes, too.
    status, screen = terminal.run(*many(80), "-o", "out.json", "-j", "2")
    assert status == ExitStatus.DONE and " of 80 documents, " in screen


def test_a_run_that_is_stopped_takes_its_line_away(
    terminal: Terminal, many: Callable[[int], list[str]], tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "wire")
    command = " ".join([*COMMAND, *many(80), "wire", "-o", "out.json"])
    # The pipe opens once all that stands before it has been read.
    status, screen = terminal.run(shell=f"{command} & exec 9> wire; kill -TERM $!; wait $!")
    assert status == 128 + signal.SIGTERM
    assert " a second" in screen and screen.endswith("\r\x1b[K")


@pytest.mark.parametrize(
    ("arguments", "env"),
    [(("-f", "jsonl"), {}), (("-o", "out.json", "-q"), {}), (("-o", "out.json"), {"TERM": "dumb"})],
)
def test_where_it_would_disturb_there_is_none(
    terminal: Terminal, many: Callable[[int], list[str]], arguments: tuple[str, ...], env: dict[str, str]
) -> None:
    status, screen = terminal.run(*many(60), *arguments, env=env)
    assert status == ExitStatus.DONE and " a second" not in screen


def test_a_pipe_never_gets_it(many: Callable[[int], list[str]], tmp_path: Path) -> None:
    master, slave = os.openpty()
    names = many(60)
    for stdout, stderr in ((subprocess.PIPE, slave), (subprocess.DEVNULL, subprocess.PIPE)):
        done = subprocess.run(
            [*COMMAND, *names], stdin=slave, stdout=stdout, stderr=stderr, cwd=tmp_path, env=environment()
        )
        assert done.returncode == ExitStatus.DONE and not done.stderr
    os.close(slave)
    os.set_blocking(master, False)
    with pytest.raises(OSError):
        os.read(master, 1)
    os.close(master)


def test_verbose_tells_what_was_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-16")
    (tmp_path / "c.jsonl.gz").write_bytes(gzip.compress(b'{"text": "x"}\n{"text": "caf\xe9 y"}\n{\n'))
    (tmp_path / "d.csv").write_bytes("text\nПриказ по войскам: отступить за реку\n".encode("cp1251"))
    for jobs in ("1", "2"):
        done = run("a.txt", "b.txt", "c.jsonl.gz", "missing.txt", "d.csv", "-", "-v", "-j", jobs, stdin=TEXT.encode())
        said = [line.removeprefix("conflict-facts: ") for line in done.stderr.decode().splitlines()]
        assert [line.rpartition(", ")[0] for line in said if line.endswith(" s")] == [
            f"a.txt: {len(TEXT)} bytes, UTF-8, 1 document",
            f"b.txt: {2 * len(TEXT) + 2} bytes, UTF-16, 1 document",
            f"c.jsonl.gz: {(tmp_path / 'c.jsonl.gz').stat().st_size} bytes, UTF-8, Windows-1252, 2 documents",
            f"d.csv: {(tmp_path / 'd.csv').stat().st_size} bytes, UTF-8, Windows-1251, 1 document",
            f"standard input: {len(TEXT)} bytes, UTF-8, 1 document",
        ]
        assert [line.split(":")[0] for line in said if not line.endswith(" s")] == [
            "c.jsonl.gz, line 3 is not JSON (Expecting property name enclosed in double quotes)",
            "missing.txt",
        ]
