"""Settings from a file and from variables: what goes before what, and what is wrong with them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from conflictfacts_cli.command import main
from conflictfacts_cli.config import used
from conflictfacts_cli.exits import ExitStatus
from conflictfacts_cli.front import long_name, settable, variable
from conftest import Run

TEXT = "Ukraine lost 40 soldiers on 6 August 2024."
Parse = Callable[..., click.Context]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "home" / "conflict-facts").mkdir(parents=True)
    return tmp_path / "home"


def settings(home: Path, toml: str) -> dict[str, str]:
    (home / "conflict-facts" / "config.toml").write_text(toml, encoding="utf-8")
    return {"XDG_CONFIG_HOME": str(home)}


@pytest.fixture
def parse(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Parse:
    """What a command line means beside a file of settings and variables: a context, with its parameters."""

    def parse_line(*arguments: str, toml: str | None = None, **env: str) -> click.Context:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("XDG_CONFIG_HOME", str(home))
        if toml is not None:
            settings(home, toml)
        for name, value in env.items():
            monkeypatch.setenv(name, value)
        return main.make_context("conflict-facts", list(arguments))

    return parse_line


def test_names_of_variables() -> None:
    assert {variable(option) for option in settable(main)} >= {"CONFLICT_FACTS_FORMAT", "CONFLICT_FACTS_MAX_BYTES"}
    assert all(option.envvar == variable(option) for option in settable(main))
    assert "--version" not in map(long_name, settable(main))


def test_the_command_line_goes_before_a_variable_before_the_file(parse: Parse) -> None:
    toml = 'format = "csv"'
    assert parse("a.txt").params["form"] is None
    assert parse("a.txt", toml=toml).params["form"] == "csv"
    assert parse("a.txt", "--no-config").params["form"] is None
    assert parse("a.txt", CONFLICT_FACTS_FORMAT="tsv").params["form"] == "tsv"
    assert parse("a.txt", "-f", "json").params["form"] == "json"


def test_every_kind_of_value(parse: Parse, home: Path) -> None:
    (home / "conflict-facts" / "words.toml").write_text("")
    toml = """
        type = ["troops", "area"]
        published = 2025-06-22
        max-bytes = 1000
        jobs = 2
        why = true
        lexicon = "words.toml"
        files-from = "-"
    """
    given = parse(toml=toml).params
    names = ("kinds", "published", "max_bytes", "jobs", "why", "files_from")
    assert [given[name] for name in names] == [("troops", "area"), "2025-06-22", 1000, 2, True, "-"]
    assert Path(given["lexicon"]) == home / "conflict-facts" / "words.toml"
    assert parse("-t", "date").params["kinds"] == ("date",)
    # A flag that the file sets is turned off for one run by its variable.
    assert parse(CONFLICT_FACTS_WHY="0").params["why"] is False
    assert parse(CONFLICT_FACTS_TYPE="date area").params["kinds"] == ("date", "area")


def test_the_command_reads_as_it_is_set(run: Run, home: Path) -> None:
    env = settings(home, 'type = ["troops"]\nwhy = true\npublished = 2025-06-22\n')
    document = json.loads(run("a.txt", env=env).stdout)
    assert [(fact["type"], fact["value"], "why" in fact) for fact in document["facts"]] == [("troops", 40, True)]
    assert (document["published"], document["published_from"]) == ("2025-06-22", "option")


def test_a_file_of_ones_own_choice(parse: Parse, tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text('format = "tsv"\n')
    assert parse("a.txt", "--config", "other.toml", toml='format = "csv"').params["form"] == "tsv"
    context = parse("a.txt", CONFLICT_FACTS_CONFIG="other.toml")
    assert (context.params["form"], used(context)) == ("tsv", "other.toml")
    with pytest.raises(click.UsageError, match="contradict"):
        parse("a.txt", "--no-config")
    context = parse("a.txt", CONFLICT_FACTS_CONFIG="", CONFLICT_FACTS_NO_CONFIG="1")
    assert (context.params["form"], used(context)) == (None, None)


def test_a_place_that_is_not_absolute_is_none(parse: Parse, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / ".config" / "conflict-facts").mkdir(parents=True)
    (home / ".config" / "conflict-facts" / "config.toml").write_text('format = "tsv"')
    monkeypatch.setenv("HOME", str(home))
    assert parse("a.txt", toml='format = "csv"').params["form"] == "csv"
    assert parse("a.txt", XDG_CONFIG_HOME="home").params["form"] == "tsv"
    assert parse("a.txt", XDG_CONFIG_HOME="").params["form"] == "tsv"


BAD = {
    'fromat = "csv"': 'unknown key "fromat", is "format" meant?',
    "xyzzy = 1": 'unknown key "xyzzy", a key is the long name of an option',
    "version = true": 'unknown key "version"',
    'config = "other.toml"': 'unknown key "config"',
    "[troops]": 'unknown key "troops"',
    'format = "xml"': "\"format\": 'xml' is not one of",
    "format = 1": '"format": write text in quotation marks',
    'why = "yes"': '"why": write true or false',
    "jobs = true": '"jobs": write a whole number',
    "jobs = -1": '"jobs": -1 is not in the range',
    'type = "troops"': '"type": write a list of words',
    'type = ["tank"]': "\"type\": 'tank' is not one of",
    'published = "June"': '"published": write the day as YYYY-MM-DD',
    'max-bytes = "many"': '"max-bytes": write a number of bytes',
    'lexicon = "missing.toml"': "missing.toml",
    "format csv": "is not TOML",
    'output = "a\\u0000b"': '"output": a path holds no NUL character',
    'errors = "a\\u0000b"': '"errors": a path holds no NUL character',
    'lexicon = "a\\u0000b"': '"lexicon": a path holds no NUL character',
    'files-from = "a\\u0000b"': '"files-from": a path holds no NUL character',
    'lexicon = "~nobody-of-this-name/a"': "~nobody-of-this-name/a",
}


@pytest.mark.parametrize("toml", BAD, ids=BAD.values())
def test_what_is_wrong_names_file_and_key(parse: Parse, home: Path, toml: str) -> None:
    with pytest.raises(click.UsageError) as told:
        parse("a.txt", toml=toml)
    said = told.value.format_message()
    assert said.startswith(str(home / "conflict-facts" / "config.toml")) and BAD[toml] in said
    assert parse("a.txt", "--no-config").params["files"] == ("a.txt",)


def test_a_bad_file_is_one_line(run: Run, home: Path) -> None:
    env = settings(home, 'fromat = "csv"\n')
    done = run("a.txt", env=env)
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (ExitStatus.USAGE, b"", 1)
    assert b'config.toml: unknown key "fromat"' in done.stderr
    for argument in ("--help", "--version", "schema"):
        assert run(argument, env=env).returncode == ExitStatus.DONE


def test_a_bad_variable_is_named(run: Run) -> None:
    done = run("a.txt", env={"CONFLICT_FACTS_JOBS": "many"})
    assert (done.returncode, done.stderr.count(b"\n")) == (ExitStatus.USAGE, 1)
    assert b"CONFLICT_FACTS_JOBS" in done.stderr


def test_a_file_that_is_not_there_is_told(run: Run) -> None:
    done = run("a.txt", "--config", "missing.toml")
    assert (done.returncode, done.stderr.count(b"\n")) == (ExitStatus.USAGE, 1)
    assert b"missing.toml" in done.stderr


# What a file or a variable says must never make an error of a command line that makes sense: it gives way.
GIVE_WAY: list[tuple[str, dict[str, str], tuple[str, ...], dict[str, Any]]] = [
    ("json = true", {}, ("-f", "csv"), {"form": "csv", "as_json": False}),
    ('format = "csv"', {}, ("--json",), {"form": None, "as_json": True}),
    ("", {"CONFLICT_FACTS_JSON": "1"}, ("-f", "csv"), {"form": "csv", "as_json": False}),
    ("json = true", {"CONFLICT_FACTS_FORMAT": "tsv"}, (), {"form": "tsv", "as_json": False}),
    ('format = "json"', {}, ("--profile", "ucdp"), {"form": None, "profile": "ucdp"}),
    ('format = "tsv"', {}, ("--profile", "ucdp"), {"form": "tsv", "profile": "ucdp"}),
    ('type = ["date"]\nwhy = true', {}, ("--profile", "ucdp"), {"kinds": (), "why": False, "profile": "ucdp"}),
    ('profile = "ucdp"', {}, ("-t", "date"), {"kinds": ("date",), "profile": None}),
    ('profile = "ucdp"', {}, ("--json",), {"as_json": True, "profile": None}),
    ('profile = "ucdp"', {}, ("-o", "a.html"), {"output": "a.html", "profile": None}),
    ('vague = "acled"\nsides = "A/B"\nnull = true', {}, (), {"vague": None, "sides": None, "null": False}),
    ('vague = "acled"', {}, ("--profile", "ucdp"), {"vague": "acled"}),
    ("quiet = true", {}, ("-v",), {"quiet": False, "verbose": True}),
    ("verbose = true", {}, ("-q",), {"quiet": True, "verbose": False}),
    ('format = "json"', {}, ("-o", "facts.csv"), {"form": None}),
    ('format = "csv"', {}, ("-o", "facts.out"), {"form": "csv"}),
    ('format = "json"', {}, ("-o", "facts.csv", "-f", "tsv"), {"form": "tsv"}),
    ('output = "facts.csv"\nformat = "json"', {}, (), {"form": "json"}),
]


@pytest.mark.parametrize(("toml", "env", "arguments", "wanted"), GIVE_WAY)
def test_settings_give_way(
    parse: Parse, toml: str, env: dict[str, str], arguments: tuple[str, ...], wanted: dict[str, Any]
) -> None:
    given = parse("a.txt", *arguments, toml=toml, **env).params
    assert {name: given[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    "arguments",
    [("--json", "-f", "csv"), ("-q", "-v"), ("--vague", "acled"), ("--null",), ("--profile", "ucdp", "--json")],
)
def test_contradictions_of_one_rank_are_told(run: Run, home: Path, arguments: tuple[str, ...]) -> None:
    assert run("a.txt", *arguments).returncode == ExitStatus.USAGE


def test_evaluate_takes_the_words_and_nothing_else(run: Run, home: Path, tmp_path: Path) -> None:
    fact = {"type": "troops", "start": 0, "end": 16, "value": 40}
    (tmp_path / "gold.jsonl").write_text(json.dumps({"id": "a", "text": "40 zephyr riders came.", "facts": [fact]}))
    (home / "conflict-facts" / "words.toml").write_text('[nouns]\ntroops = ["zephyr rider"]\n')
    env = settings(home, 'lexicon = "words.toml"\ntype = ["date"]\njson = false\n')
    figures = json.loads(run("evaluate", "gold.jsonl", "--json", env=env).stdout)["figures"]
    assert figures["troops"]["fact_f1"] == 1
    assert json.loads(run("evaluate", "gold.jsonl", "--json").stdout)["figures"]["troops"]["fact_f1"] == 0
