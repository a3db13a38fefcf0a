"""The same output to the byte wherever the command runs, without a network, and nothing in an input is ever run."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from conftest import COMMAND, ROOT, environment

SAMPLES = sorted((ROOT / "samples").glob("*.txt"))
ODD = (
    "Gen. J\u00f6hn Sm\u0130th said that 40\u200b soldiers\u2028 died on 5 May 2024 and 1,200 ﬁghters fled yesterday.\n"
)
SOURCES = sorted([*(ROOT / "extract").rglob("*.py"), *(ROOT / "cli").rglob("*.py")])


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """Our samples and an odd text as JSON lines."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in SAMPLES} | {"odd": ODD}
    lines = [json.dumps({"id": name, "text": text}) + "\n" for name, text in texts.items()]
    path = tmp_path / "articles.jsonl"
    path.write_text("".join(lines), encoding="utf-8")
    return path


def output(
    *arguments: str | Path, command: Sequence[str] = COMMAND, env: dict[str, str] | None = None, cwd: Path | None = None
) -> bytes:
    """Give what the command prints; ``env`` is all of its environment."""
    done = subprocess.run(
        [*command, *map(str, arguments), "--published", "2025-06-22", "--json", "--why"],
        capture_output=True,
        env=environment() if env is None else env,
        cwd=cwd,
        timeout=300,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout


# Each changes what has been known to change the output of programs.
SURROUNDINGS: dict[str, dict[str, str]] = {
    "hash seed 1": {"PYTHONHASHSEED": "1"},
    "hash seed 4294967295": {"PYTHONHASHSEED": "4294967295"},
    "locale C": {"LC_ALL": "C", "LANG": "C"},
    "locale POSIX, no UTF-8 mode": {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "UTF-8 mode": {"PYTHONUTF8": "1"},
    "Turkish": {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "LANGUAGE": "tr"},
    "German": {"LC_ALL": "de_DE.UTF-8", "LC_NUMERIC": "de_DE.UTF-8"},
    "east of all": {"TZ": "Pacific/Kiritimati"},
    "west of all": {"TZ": "Etc/GMT+12"},
    "no time zone": {"TZ": "Nowhere/Nothing"},
    "a narrow screen": {"COLUMNS": "20", "LINES": "5", "TERM": "dumb"},
    "colour forced": {"FORCE_COLOR": "1"},
    "no colour": {"NO_COLOR": "1"},
    "Latin-1 asked for": {"PYTHONIOENCODING": "latin-1"},
    "optimised": {"PYTHONOPTIMIZE": "2"},
    "developer mode": {"PYTHONDEVMODE": "1", "PYTHONWARNINGS": "ignore"},
    "other memory": {"PYTHONMALLOC": "malloc", "MALLOC_PERTURB_": "85"},
}


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What the command prints on this machine as it is, by article."""
    folder = tmp_path_factory.mktemp("here")
    texts = {path.stem: path.read_text(encoding="utf-8") for path in SAMPLES} | {"odd": ODD}
    lines = [json.dumps({"id": name, "text": text}) + "\n" for name, text in texts.items()]
    (folder / "articles.jsonl").write_text("".join(lines), encoding="utf-8")
    printed = output("articles.jsonl", cwd=folder).splitlines(keepends=True)
    assert len(printed) == len(texts)
    return dict(zip(texts, printed, strict=True))


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_the_surroundings_change_nothing(articles: Path, expected: dict[str, bytes], name: str) -> None:
    env = environment() | SURROUNDINGS[name]
    assert output(articles.name, env=env, cwd=articles.parent) == b"".join(expected.values())


def test_an_empty_environment_changes_nothing(articles: Path, expected: dict[str, bytes]) -> None:
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "PYTHONPATH", "LD_LIBRARY_PATH") if name in os.environ}
    assert output(articles.name, env=kept, cwd=articles.parent) == b"".join(expected.values())


def test_the_order_of_articles_changes_none(articles: Path, expected: dict[str, bytes]) -> None:
    lines = articles.read_bytes().splitlines(keepends=True)
    articles.write_bytes(b"".join(reversed(lines)))
    assert output(articles.name, cwd=articles.parent) == b"".join(reversed(expected.values()))


@pytest.mark.parametrize("name", ["kursk-incursion", "odd"])
def test_an_article_alone_is_the_same_as_in_company(articles: Path, expected: dict[str, bytes], name: str) -> None:
    lines = articles.read_bytes().splitlines(keepends=True)
    articles.write_bytes(next(line for line in lines if json.loads(line)["id"] == name))
    assert output(articles.name, cwd=articles.parent) == expected[name]


@pytest.mark.parametrize("jobs", ["1", "2", "0"])
def test_the_number_of_processes_changes_nothing(articles: Path, expected: dict[str, bytes], jobs: str) -> None:
    assert output(articles.name, "-j", jobs, cwd=articles.parent) == b"".join(expected.values())


# -- no network --------------------------------------------------------------------------------------------------------

# Read by Python at its start, before anything of ours: who asks for an address or a connection ends the process.
# urllib3, which spaCy imports, tries whether it may have a port of this machine alone: that reaches nobody.
NO_NETWORK = """
import os, sys

REACHES = {
    "socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname",
    "socket.gethostbyaddr", "socket.getnameinfo", "socket.bind", "urllib.Request", "http.client.connect",
}

def forbid(event, arguments):
    if event in REACHES and not (event == "socket.bind" and arguments[1][0] == "::1"):
        os.write(2, f"network: {event}\\n".encode())
        os._exit(77)

sys.addaudithook(forbid)
"""


def _without_network(folder: Path) -> dict[str, str]:
    (folder / "sitecustomize.py").write_text(NO_NETWORK, encoding="utf-8")
    given = os.environ.get("PYTHONPATH")
    return environment(PYTHONPATH=os.pathsep.join([str(folder), *([given] if given else [])]))


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_no_connection_is_ever_asked_for(
    articles: Path, expected: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory, jobs: str
) -> None:
    env = _without_network(tmp_path_factory.mktemp("site"))
    assert output(articles.name, "-j", jobs, env=env, cwd=articles.parent) == b"".join(expected.values())


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9')",
        "import socket; socket.getaddrinfo('example.org', 80)",
    ],
)
def test_the_guard_sees_a_connection(tmp_path: Path, code: str) -> None:
    done = subprocess.run([sys.executable, "-c", code], env=_without_network(tmp_path), capture_output=True, timeout=60)
    assert done.returncode == 77
    assert done.stderr.startswith(b"network: ")


def test_a_machine_without_network_changes_nothing(articles: Path, expected: dict[str, bytes]) -> None:
    alone = ("unshare", "--map-root-user", "--net")
    if not shutil.which("unshare") or subprocess.run([*alone, "true"], capture_output=True).returncode:
        pytest.skip("this machine does not let us shut off the network")
    assert output(articles.name, command=(*alone, *COMMAND), cwd=articles.parent) == b"".join(expected.values())


# -- nothing in an input is run ----------------------------------------------------------------------------------------

RUNS_CODE = {
    "pickle",
    "cPickle",
    "_pickle",
    "dill",
    "cloudpickle",
    "joblib",
    "marshal",
    "shelve",
    "yaml",
    "runpy",
    "code",
}
TALKS = {"socket", "ssl", "http", "urllib.request", "ftplib", "smtplib", "requests", "httpx", "aiohttp", "asyncio"}
STARTS = {"subprocess", "pty", "ctypes", "os.system", "os.popen"}
CALLS = {"eval", "exec", "compile", "__import__", "breakpoint", "input"}


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", SOURCES, ids=[str(path.relative_to(ROOT)) for path in SOURCES])
def test_no_source_runs_what_it_reads_or_talks_to_the_network(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = set(_imported(tree))
    whole = imported | {name.partition(".")[0] for name in imported}
    assert whole & (RUNS_CODE | TALKS | STARTS) == set()
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert called & CALLS == set()


PAYLOADS = {
    "a pickle": b"cos\nsystem\n(S'touch harmed'\ntR.",
    "a template": b"{{ ''.__class__.__mro__[1].__subclasses__() }} {% import os %} 40 soldiers died.",
    "a format string": b"{0.__class__.__init__.__globals__} %(x)s %n%n%n ${HOME} $(touch harmed) `touch harmed` 40",
    "YAML": b"!!python/object/apply:os.system ['touch harmed']",
    "markup": b"[red]40 soldiers[/red] died [link=file:///etc/passwd]there[/link] [/]",
    "an entity": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a> 40 soldiers died.',
}


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "table"])
def test_an_article_is_never_run(tmp_path: Path, form: str) -> None:
    for number, article in enumerate(PAYLOADS.values()):
        (tmp_path / f"{number}.txt").write_bytes(article)
    names = sorted(path.name for path in tmp_path.iterdir())
    done = subprocess.run(
        [*COMMAND, *names, "-f", form], cwd=tmp_path, capture_output=True, env=environment(), timeout=120
    )
    assert done.returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    assert b"root:" not in done.stdout


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_lexicon_is_never_run(tmp_path: Path, name: str) -> None:
    (tmp_path / "article.txt").write_text("40 soldiers died.\n", encoding="utf-8")
    (tmp_path / "words.toml").write_bytes(PAYLOADS[name])
    done = subprocess.run(
        [*COMMAND, "article.txt", "--lexicon", "words.toml"],
        cwd=tmp_path,
        capture_output=True,
        env=environment(),
        timeout=120,
    )
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (1, b"", 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["article.txt", "words.toml"]
