"""The options that say what is read, through the command itself."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from conflictfacts_cli.exits import ExitStatus
from conftest import Run

SENTENCE = "Ukraine sent 10,000 soldiers into the Kursk region."
PAGE = f"""<!doctype html><html><head><meta charset="utf-8"><title>Army</title>
<meta property="article:published_time" content="2024-08-07"></head><body><nav><a href="/">Home</a></nav>
<article><p>On Tuesday a café closed.</p><p>{SENTENCE}</p></article></body></html>"""


def test_a_page_comes_with_the_text_that_offsets_count_in(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    for done in (run("page.html"), run(stdin=PAGE.encode())):
        document = json.loads(done.stdout)
        assert (done.returncode, document["title"]) == (ExitStatus.DONE, "Army")
        assert (document["published"], document["published_from"]) == ("2024-08-07", "metadata")
        facts = {fact["quote"]: fact for fact in document["facts"]}
        assert all(document["text"][fact["start"] : fact["end"]] == quote for quote, fact in facts.items())
        assert "10,000 soldiers" in facts and facts["Tuesday"]["earliest"] == "2024-08-06"


def test_a_text_as_it_is_is_not_repeated(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(SENTENCE)
    assert "text" not in json.loads(run("a.txt").stdout)


def test_a_folder_a_table_and_a_list(run: Run, tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_text(SENTENCE)
    (tmp_path / "news" / "b.csv.gz").write_bytes(gzip.compress(f'body,id\n"{SENTENCE}",one\n'.encode()))
    (tmp_path / "c.txt").write_text(SENTENCE)
    done = run("news", "--files-from", "-", "-0", "--text-field", "Body", stdin=b"c.txt\0missing\0")
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["news/a", "one", "c"]
    assert done.returncode == ExitStatus.FAILED
    assert done.stderr == b"conflict-facts: missing: no such file: check the path\n"


def test_a_pipe_in_a_stated_format(run: Run) -> None:
    done = run("--input-format", "csv", stdin=f'Text\n"{SENTENCE}"\n'.encode())
    assert json.loads(done.stdout)["facts"] and done.returncode == ExitStatus.DONE


def test_a_long_document_is_passed_over(run: Run, tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text(SENTENCE * 100)
    done = run("long.txt", "-", "--max-bytes", "1k", stdin=SENTENCE.encode())
    assert json.loads(done.stdout)["id"] == "stdin"
    assert done.stderr.decode().startswith("conflict-facts: long.txt is larger than 1k bytes: ")


def test_the_output_in_a_folder_is_no_input(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(SENTENCE)
    for _ in range(2):
        assert run(".", "-o", "facts.csv").returncode == ExitStatus.DONE
    assert (tmp_path / "facts.csv").read_text().count("10,000 soldiers") > 0


def test_several_jobs_read_the_same(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "a.txt").write_text(SENTENCE)
    assert run(".", "--jobs", "2").stdout == run(".").stdout != b""


USAGE = {
    ("--null",): "give both",
    ("-", "--files-from", "-"): "only once",
    ("--max-bytes", "many"): "a number of bytes",
    ("--max-bytes", "0"): "a number of bytes",
    ("--input-format", "pdf"): "pdf",
}


@pytest.mark.parametrize("arguments", USAGE, ids=" ".join)
def test_usage_errors_are_one_line(run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments, stdin=b"x")
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (ExitStatus.USAGE, b"", 1)
    assert USAGE[arguments] in done.stderr.decode()
