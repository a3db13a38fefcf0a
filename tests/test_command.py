"""The command as its users meet it: a real process with pipes, files, signals and terminals."""

from __future__ import annotations

import csv
import io
import json
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conflictfacts import __version__
from conflictfacts_cli.exits import ExitStatus
from conftest import COMMAND, Run, Terminal, environment

ARTICLE = "Ukraine sent 10,000 soldiers into the Kursk region on 6 August 2024.\n"
QUOTE = "10,000 soldiers"
ESCAPE = "\x1b"


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


def documents(output: bytes) -> list[dict[str, object]]:
    return [json.loads(line) for line in output.decode("utf-8").splitlines()]


def quotes(document: dict[str, object]) -> list[str]:
    facts = document["facts"]
    assert isinstance(facts, list)
    return [fact["quote"] for fact in facts]


# What goes in


def test_a_file_gives_one_document_on_one_line(run: Run, article: Path) -> None:
    done = run("article.txt")
    assert (done.returncode, done.stderr) == (ExitStatus.DONE, b"")
    (document,) = documents(done.stdout)
    head = ["schema", "id", "source", "title", "published", "published_from"]
    assert list(document) == [*head, "text_sha256", "version", "facts", "warnings"]
    assert (document["id"], document["source"]) == ("article", "article.txt")
    assert QUOTE in quotes(document)


@pytest.mark.parametrize("arguments", [(), ("-",)])
def test_a_pipe_is_read(run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments, stdin=ARTICLE.encode())
    (document,) = documents(done.stdout)
    assert done.returncode == ExitStatus.DONE
    assert (document["id"], document["source"]) == ("stdin", "-")
    assert QUOTE in quotes(document)


def test_the_option_gives_the_publication_date(run: Run, article: Path) -> None:
    (document,) = documents(run(article, "--published", "2025-06-22").stdout)
    assert (document["published"], document["published_from"]) == ("2025-06-22", "option")


JSON_LINES = [
    {"id": "a", "title": "First", "published": "2025-06-22", "text": ARTICLE, "language": "en"},
    {"id": 7, "published": "2025-06-22T23:30:00-05:00", "text": ARTICLE},
    {"text": ARTICLE, "published": "22 June 2025"},
]


def test_json_lines_keep_what_they_know(run: Run, tmp_path: Path) -> None:
    (tmp_path / "wire.jsonl").write_text("".join(json.dumps(r) + "\n" for r in JSON_LINES), encoding="utf-8")
    done = run("wire.jsonl")
    first, second, third = documents(done.stdout)
    assert (done.returncode, done.stderr) == (ExitStatus.DONE, b"")
    assert [first[k] for k in ("id", "source", "title", "published", "published_from")] == [
        "a",
        "wire.jsonl",
        "First",
        "2025-06-22",
        "input",
    ]
    assert (second["id"], second["published"]) == ("7", "2025-06-22")
    assert (third["id"], third["published"], third["published_from"]) == ("wire:3", None, None)
    assert third["warnings"] == ['published is not an ISO date: "22 June 2025" (wanted YYYY-MM-DD)']


def test_json_lines_come_through_a_pipe_one_by_one() -> None:
    with subprocess.Popen(
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as process:
        assert process.stdin and process.stdout
        for name in ("one", "two"):
            process.stdin.write(json.dumps({"id": name, "text": ARTICLE}).encode() + b"\n")
            process.stdin.flush()
            # The answer is there while the pipe is still open.
            assert json.loads(process.stdout.readline())["id"] == name
        process.stdin.close()
        assert process.wait(timeout=60) == ExitStatus.DONE


def test_a_bad_line_is_named_and_the_rest_read(run: Run, tmp_path: Path) -> None:
    good = json.dumps({"text": ARTICLE})
    lines = [good, "{broken", "", '{"txt": 1}', '["text"]', '{"text": 5}', good]
    (tmp_path / "wire.jsonl").write_text("\n".join(lines), encoding="utf-8")
    done = run("wire.jsonl")
    assert done.returncode == ExitStatus.FAILED
    assert [d["id"] for d in documents(done.stdout)] == ["wire:1", "wire:7"]
    errors = done.stderr.decode().splitlines()
    assert [e.split(" ")[0] for e in errors] == ["conflict-facts:"] * 4
    assert [int(e.split("line ")[1].split(" ")[0]) for e in errors] == [2, 4, 5, 6]


def test_of_many_files_one_missing_costs_only_itself(run: Run, article: Path, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    done = run("article.txt", "missing.txt", "folder", "article.txt")
    assert done.returncode == ExitStatus.FAILED
    assert [d["source"] for d in documents(done.stdout)] == ["article.txt", "article.txt"]
    assert done.stderr.decode().splitlines() == [
        "conflict-facts: missing.txt: no such file: check the path",
        "conflict-facts: folder: no file of a known kind in it: name the files, or say --input-format",
    ]


BYTES = {
    "Windows-1252": ("caf\xe9 \x93quoted\x94 – ".encode("latin-1", "ignore"), "Windows-1252"),
    "a broken byte": ("Zelenskyy… Київ ".encode() + b"\xff ", "not valid UTF-8"),
    "NUL": (b"\0\0 ", "NUL"),
}


@pytest.mark.parametrize("name", BYTES)
def test_bad_bytes_warn_and_never_stop(run: Run, name: str) -> None:
    prefix, warning = BYTES[name]
    done = run(stdin=prefix + ARTICLE.encode())
    (document,) = documents(done.stdout)
    assert done.returncode == ExitStatus.DONE
    assert QUOTE in quotes(document)
    assert warning in str(document["warnings"])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"])
def test_marks_of_byte_order_are_no_part_of_the_text(run: Run, encoding: str) -> None:
    (document,) = documents(run(stdin=ARTICLE.encode(encoding)).stdout)
    facts = document["facts"]
    assert isinstance(facts, list) and document["warnings"] == []
    assert [ARTICLE[f["start"] : f["end"]] for f in facts] == quotes(document) != []


def test_offsets_count_the_text_as_it_is(run: Run) -> None:
    text = "Київ 🙂\r\n\r\n" + ARTICLE.replace("\n", "\r\n")
    (document,) = documents(run(stdin=text.encode()).stdout)
    facts = document["facts"]
    assert isinstance(facts, list)
    assert [text[f["start"] : f["end"]] for f in facts] == quotes(document)
    assert QUOTE in quotes(document)


def test_an_empty_input_has_no_facts_and_no_error(run: Run) -> None:
    done = run(stdin=b"")
    assert done.returncode == ExitStatus.DONE
    assert documents(done.stdout)[0]["facts"] == []


# What comes out


def test_types_choose_and_keep_the_ids(run: Run, article: Path) -> None:
    (whole,) = documents(run(article).stdout)
    (chosen,) = documents(run(article, "-t", "troops", "--type", "area").stdout)
    facts = whole["facts"]
    assert isinstance(facts, list)
    assert chosen["facts"] == [f for f in facts if f["type"] in ("troops", "area")] != []


def test_json_lines_of_facts_name_their_document(run: Run, article: Path) -> None:
    done = run("article.txt", "-f", "jsonl", "-t", "troops")
    (fact,) = documents(done.stdout)
    assert list(fact)[:4] == ["document", "id", "type", "quote"]
    assert (fact["document"], fact["value"], fact["place"] is None or fact["place"]) != (None, None, None)
    assert fact["value"] == 10000 and b"10000.0" not in done.stdout


def test_csv_has_a_header_and_flat_cells(run: Run, article: Path) -> None:
    done = run("article.txt", "article.txt", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode())))
    assert done.stdout.decode().count("document,id,type") == 1
    troops = [row for row in rows if row["type"] == "troops"]
    assert [(row["document"], row["value"], row["low"]) for row in troops] == [("article", "10000", "")] * 2


def test_csv_of_nothing_is_its_header(run: Run) -> None:
    assert run("-f", "csv", stdin=b"Nothing here.").stdout.decode().count("\n") == 1


def test_output_is_valid_utf8_whatever_the_text(run: Run) -> None:
    line = json.dumps({"id": "\ud800\u2028", "text": "\udfff\x85\u202e " + ARTICLE}).encode()
    for form in ("json", "jsonl", "csv", "table"):
        done = run("-f", form, stdin=line)
        assert done.returncode == ExitStatus.DONE
        done.stdout.decode("utf-8")
    (document,) = documents(run(stdin=line).stdout)
    assert document["id"] == "\ud800\u2028"


def test_output_file_is_written_and_stdout_stays_empty(run: Run, article: Path, tmp_path: Path) -> None:
    done = run(article, "-o", "facts.csv")
    assert (done.returncode, done.stdout) == (ExitStatus.DONE, b"")
    assert (tmp_path / "facts.csv").read_text(encoding="utf-8").startswith("document,id,type")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["article.txt", "facts.csv"]


def test_output_file_keeps_its_permissions(run: Run, article: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.json"
    old.write_text("old")
    old.chmod(0o640)
    link = tmp_path / "link.json"
    link.symlink_to(old)
    assert run(article, "-o", link).returncode == ExitStatus.DONE
    assert link.is_symlink() and stat.S_IMODE(old.stat().st_mode) == 0o640
    assert QUOTE in old.read_text(encoding="utf-8")


def test_an_output_that_fails_leaves_the_old_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "facts.json").write_text("old")
    assert run("missing.txt", "-o", "facts.json").returncode == ExitStatus.FAILED
    assert [p.read_text() for p in tmp_path.iterdir()] == ["old"]


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, ExitStatus.INTERRUPTED), (signal.SIGTERM, 143)])
def test_a_stopped_output_leaves_the_old_file(tmp_path: Path, number: int, status: int) -> None:
    (tmp_path / "facts.json").write_text("old")
    with subprocess.Popen(
        [*COMMAND, "-o", "facts.json"], stdin=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path, env=environment()
    ) as process:
        assert process.stdin and process.stderr
        process.stdin.write(json.dumps({"text": ARTICLE}).encode() + b"\n")
        process.stdin.flush()
        waited = time.monotonic() + 60
        while len(list(tmp_path.iterdir())) < 2 and time.monotonic() < waited:
            time.sleep(0.05)
        process.send_signal(number)
        assert process.wait(timeout=60) == status
        assert process.stderr.read() == b""
    assert [p.read_text() for p in tmp_path.iterdir()] == ["old"]


def test_the_rest_is_written_to_a_file_too(run: Run, article: Path, tmp_path: Path) -> None:
    assert run("missing.txt", article, "-o", "facts.json").returncode == ExitStatus.FAILED
    assert QUOTE in (tmp_path / "facts.json").read_text(encoding="utf-8")


def test_a_device_is_written_not_replaced(run: Run, article: Path) -> None:
    assert run(article, "-o", "/dev/null").returncode == ExitStatus.DONE
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_a_full_device_is_one_line(article: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        for arguments in ([str(article)], ["--help"], ["--version"]):
            done = subprocess.run([*COMMAND, *arguments], stdout=full, stderr=subprocess.PIPE, env=environment())
            assert done.returncode == ExitStatus.FAILED
            assert done.stderr.decode().count("\n") == 1 and "No space left" in done.stderr.decode()


def test_a_closed_pipe_ends_it_as_it_ends_cat(article: Path) -> None:
    line = f"{sys.executable} -m conflictfacts_cli {article} {article} | true"
    done = subprocess.run(
        ["bash", "-c", f"{line}; echo ${{PIPESTATUS[0]}}"], capture_output=True, env=environment(), timeout=120
    )
    assert (done.stdout, done.stderr) == (b"141\n", b"")


def test_warnings_go_to_stderr_where_the_format_has_no_room(run: Run) -> None:
    text = b"caf\xe9 " + ARTICLE.encode()
    assert b"Windows-1252" in run("-f", "csv", stdin=text).stderr
    assert run("-f", "csv", "-q", stdin=text).stderr == b""
    assert run("-f", "json", stdin=text).stderr == b""


# Usage


USAGE = {
    ("--nonsense",): "--nonsense",
    ("--published", "22/06/2025"): "YYYY-MM-DD",
    ("--published", "2025-02-30"): "YYYY-MM-DD",
    ("--format", "xml"): "xml",
    ("--type", "tank"): "tank",
    ("--json", "--format", "csv"): "contradict",
    ("-", "-"): "only once",
    ("-o", "no/such/folder/file"): "make it first",
    ("-o", "."): "directory",
    ("article.txt", "-o", "article.txt"): "overwrite",
}


@pytest.mark.parametrize("arguments", USAGE, ids=" ".join)
def test_usage_errors_are_one_line(run: Run, article: Path, arguments: tuple[str, ...]) -> None:
    done = run(*arguments, stdin=ARTICLE.encode())
    message = done.stderr.decode()
    assert (done.returncode, done.stdout) == (ExitStatus.USAGE, b"")
    assert message.startswith("conflict-facts: ") and message.count("\n") == 1
    assert USAGE[arguments] in message
    assert article.read_text(encoding="utf-8") == ARTICLE


HEAVY = ("spacy", "numpy", "rich", "conflictfacts.pipeline")


@pytest.mark.parametrize("argument", ["--help", "-h", "--version", "--nonsense", "missing.txt"])
def test_help_and_errors_import_nothing_heavy(argument: str) -> None:
    python = [sys.executable, "-X", "importtime", *COMMAND[1:]]
    done = subprocess.run([*python, argument], capture_output=True, env=environment(), text=True)
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}
    assert "click" in imported
    assert imported.isdisjoint(HEAVY)


def test_help_shows_every_option_and_exit_code(run: Run) -> None:
    from conflictfacts_cli.command import main

    shown = run("--help").stdout.decode()
    assert shown == run("-h").stdout.decode()
    for parameter in main.params:
        assert all(option in shown for option in parameter.opts if option.startswith("-"))
    for status in ExitStatus:
        assert f" {status.value} " in shown


def test_version(run: Run) -> None:
    assert run("--version").stdout.decode() == f"conflict-facts {__version__}\n"


@pytest.mark.parametrize("pause", [0.0, 0.2, 0.5])
def test_interrupted_while_loading_ends_with_130_and_no_word(article: Path, pause: float) -> None:
    # The pipe stays open, so that the run can't be over before it is interrupted.
    with subprocess.Popen(
        [*COMMAND, str(article), "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as process:
        assert process.stderr
        _until_ready(process.pid)
        time.sleep(pause)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == ExitStatus.INTERRUPTED
        assert process.stderr.read() == b""


def _until_ready(pid: int) -> None:
    """Wait until the command handles SIGTERM, and so SIGINT as well."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        caught = Path(f"/proc/{pid}/status").read_text().partition("SigCgt:")[2].split()[0]
        if int(caught, 16) >> (signal.SIGTERM - 1) & 1:
            return
        time.sleep(0.005)


# On a terminal


def test_a_terminal_gets_help_when_nothing_is_given(terminal: Terminal) -> None:
    status, screen = terminal.run()
    assert status == ExitStatus.USAGE
    assert screen.startswith("Usage: conflict-facts")


@pytest.mark.parametrize("columns", [80, 200])
def test_a_terminal_gets_a_table_that_fits(terminal: Terminal, article: Path, columns: int) -> None:
    status, screen = terminal.run("article.txt", columns=columns, env={"NO_COLOR": "1"})
    assert status == ExitStatus.DONE
    assert "Troops (1)" in screen and "10,000" in screen and "6 Aug 2024" in screen
    assert max(map(len, screen.splitlines())) <= columns
    assert ("Ukraine sent 10,000 soldiers into the Kursk region" in screen) == (columns == 200)


def test_json_on_a_terminal_is_indented(terminal: Terminal, article: Path) -> None:
    _, screen = terminal.run("article.txt", "--json")
    assert screen.startswith('{\n  "schema"')
    assert json.loads(screen)["id"] == "article"


COLOURS = [
    ({}, True, True),
    ({"NO_COLOR": "1"}, True, False),
    ({"NO_COLOR": ""}, True, True),
    ({"TERM": "dumb"}, True, False),
    ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False),
    ({}, False, False),
    ({"FORCE_COLOR": "1"}, False, True),
    ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, False),
]


@pytest.mark.parametrize(("env", "on_terminal", "coloured"), COLOURS)
def test_colour(
    run: Run, terminal: Terminal, article: Path, env: dict[str, str], on_terminal: bool, coloured: bool
) -> None:
    if on_terminal:
        _, screen = terminal.run("article.txt", "-f", "table", env=env)
    else:
        screen = run("article.txt", "-f", "table", env=env).stdout.decode()
    assert (ESCAPE in screen) == coloured
    assert "10,000" in screen


def test_why_names_the_rules(terminal: Terminal, article: Path) -> None:
    _, plain = terminal.run("article.txt", columns=200)
    _, why = terminal.run("article.txt", "--why", columns=200)
    assert "Why (" in why and "count-noun" in why and "Why (" not in plain


def test_nothing_in_an_article_steers_the_terminal(terminal: Terminal, tmp_path: Path) -> None:
    hostile = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e[bold]"
    record = {"title": hostile, "id": hostile, "text": f"{hostile} sent 10,000\x1b[31m soldiers. {ARTICLE}"}
    (tmp_path / "wire.jsonl").write_text(json.dumps(record) + "\n{" + hostile, encoding="utf-8")
    for form in ("table", "json", "csv", "jsonl"):
        _, screen = terminal.run("wire.jsonl", f"missing{hostile}", "-f", form, env={"NO_COLOR": "1"})
        assert not set(screen) & set("\x1b\x07\x9b\u202e")
        assert form != "table" or "[bold]" in screen
