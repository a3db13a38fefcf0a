"""Each format as the command writes it: a real process, a real file, read back by what would read it."""

from __future__ import annotations

import csv
import io
import json
import pickle
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from conflictfacts.facts import Document
from conflictfacts_cli.exits import ExitStatus
from conflictfacts_cli.formats import COLUMNS
from conflictfacts_cli.forms import FORMATS, OF_ROWS, Form
from conflictfacts_cli.profiles import CHECK_COLUMNS, PROFILES, SCHEMES, load
from conftest import COMMAND, ROOT, Run, environment

NAMES = ("kursk-incursion", "menaka-convoy")
SAMPLES = tuple(ROOT / "samples" / f"{name}.txt" for name in NAMES)
TOLL = "On 14 June dozens of soldiers and 12 civilians were killed near Goma. The M23 lost 7 fighters on Monday.\n"


class Shown(HTMLParser):
    """The ids, the headings and the index of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.words: dict[str, list[str]] = {"title": [], "h1": [], "h2": []}
        self._in = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.ids += [known["id"] or ""] if "id" in known else []
        self.links += [known["href"] or ""] if "href" in known else []
        self._in = tag

    def handle_data(self, data: str) -> None:
        if self._in in self.words and data.strip():
            self.words[self._in].append(data)
        self._in = ""


def written(run: Run, place: Path, *arguments: str | Path) -> str:
    """Run the command with ``-o`` and give what stands in the file."""
    done = run(*arguments, "-o", place)
    assert (done.returncode, done.stdout, done.stderr) == (ExitStatus.DONE, b"", b"")
    return place.read_bytes().decode("utf-8")


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.split("\n")[:-1]]


# What all have in common

WAYS = [*((form,) for form in FORMATS), *((form, "--profile", "acled") for form in ("csv", "jsonl", "parquet"))]


@pytest.mark.parametrize("way", WAYS, ids=" ".join)
def test_the_output_is_the_same_for_any_number(run: Run, tmp_path: Path, way: tuple[str, ...]) -> None:
    record = {"text": "On 14 June 5,000 men died.\ud800\0", "id": "a\0\n", "title": "Two\nlines\0"}
    (tmp_path / "wire.jsonl").write_text("\n".join([json.dumps(record)] * 20 + ["{broken"]))
    found = []
    for jobs in ("1", "2"):
        done = run(*SAMPLES, "missing.txt", "wire.jsonl", *SAMPLES, "-f", *way, "-j", jobs, "-o", "out")
        assert done.returncode == ExitStatus.FAILED and done.stderr.count(b"\n") == 2
        found.append((done.stderr, (tmp_path / "out").read_bytes()))
    assert found[0] == found[1]
    assert way[0] == "parquet" or found[0][1].decode("utf-8")


@pytest.mark.parametrize("form", FORMATS)
def test_no_input_that_can_be_read_leaves_no_file(run: Run, tmp_path: Path, form: str) -> None:
    assert run("missing.txt", "-f", form, "-o", "out").returncode == ExitStatus.FAILED
    assert list(tmp_path.iterdir()) == []


def test_an_input_without_documents_gives_an_empty_output(run: Run, tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").write_text("")
    page = written(run, tmp_path / "out.html", "none.jsonl")
    assert "0 articles" not in page
    assert Shown(page).words["title"][:1] == ["Conflict facts"] and page.rstrip().endswith("</html>")
    assert written(run, tmp_path / "out.tsv", "none.jsonl") == "\t".join(COLUMNS) + "\n"
    assert run("none.jsonl", "-o", "out.parquet").returncode == ExitStatus.DONE
    assert parquet.read_table(tmp_path / "out.parquet").num_rows == 0


@pytest.mark.parametrize("form", FORMATS)
def test_a_writer_can_be_sent_to_another_process(form: str) -> None:
    chosen = Form(name=form, output="out", profile=load("ucdp") if form in OF_ROWS else None)
    document = Document(facts=(), id="a", title="A", published="2024-06-20")
    writer = chosen.writer(why=False)
    assert pickle.loads(pickle.dumps(writer)).render(document, "Nothing.") == writer.render(document, "Nothing.")


# One by one


def test_a_page_of_many_articles(run: Run, tmp_path: Path) -> None:
    page = Shown(written(run, tmp_path / "page.html", *SAMPLES, *SAMPLES))
    assert page.words["title"][:1] == page.words["h1"] == ["Conflict facts"]
    assert page.words["h2"] == [*NAMES, *NAMES, "4 articles"]
    assert len(set(page.ids)) == len(page.ids) > 40
    assert {"a1", "a4", "a1-f1", "a4-f1"} <= set(page.ids)
    assert {link for link in page.links if link[1:] not in page.ids} == set()


def test_a_page_of_one_article_has_its_title(run: Run, tmp_path: Path) -> None:
    record = {"title": "Ten & more", "text": TOLL, "id": "x"}
    page = Shown(run("-f", "html", stdin=json.dumps(record).encode()).stdout.decode())
    assert (page.words["title"][:1], page.words["h1"]) == (["Ten & more"], ["Conflict facts"])
    assert "a1-f1" in page.ids
    untitled = Shown(written(run, tmp_path / "page.htm", SAMPLES[0]))
    assert untitled.words["title"][:1] == [NAMES[0]]


def test_a_page_shows_the_text_that_offsets_count_in(run: Run, tmp_path: Path) -> None:
    html = f"<html><head><title>Toll</title></head><body><article><p>{TOLL}</p><p>{TOLL}</p></article></body></html>"
    (tmp_path / "saved.html").write_text(html)
    page = Shown(written(run, tmp_path / "page.html", "saved.html"))
    assert page.words["title"][:1] == ["Toll"] and "a1-f1" in page.ids
    (document,) = lines(written(run, tmp_path / "facts.json", "saved.html"))
    assert (
        [document["text"][f["start"] : f["end"]] for f in document["facts"]]
        == [f["quote"] for f in document["facts"]]
        != []
    )
    annotations = lines(run("saved.html", "-f", "annotations").stdout.decode())
    assert [one["target"]["selector"][0]["exact"] for one in annotations] == [f["quote"] for f in document["facts"]]


def test_markdown_parts_articles_by_a_blank_line(run: Run, tmp_path: Path) -> None:
    text = written(run, tmp_path / "notes.md", *SAMPLES)
    assert text.startswith(f"# {NAMES[0]}\n") and f"|\n\n# {NAMES[1]}\n" in text
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert rows[0].startswith("| Id | Words |") and len(rows) > 20


def test_tsv_has_as_many_cells_in_each_line(run: Run, tmp_path: Path) -> None:
    head, *rows = written(run, tmp_path / "facts.tsv", *SAMPLES).split("\n")[:-1]
    assert tuple(head.split("\t")) == COLUMNS
    assert {len(row.split("\t")) for row in rows} == {len(COLUMNS)}
    assert {row.split("\t")[0] for row in rows} == set(NAMES)


def test_parquet_holds_what_json_lines_hold(run: Run, tmp_path: Path) -> None:
    assert run(*SAMPLES, "-o", "facts.parquet").returncode == ExitStatus.DONE
    rows = parquet.read_table(tmp_path / "facts.parquet").to_pylist()
    facts = lines(written(run, tmp_path / "facts.jsonl", *SAMPLES))
    assert len(rows) == len(facts) > 20
    for row, fact in zip(rows, facts, strict=True):
        for column in ("document", "id", "type", "quote", "start", "end", "value", "side", "earliest", "mentions"):
            assert row[column] == fact.get(column)


def test_annotations_point_at_the_words(run: Run) -> None:
    text = SAMPLES[0].read_text(encoding="utf-8")
    annotations = lines(run(SAMPLES[0], "-f", "annotations").stdout.decode())
    assert len(annotations) > 10
    for one in annotations:
        assert one["@context"][0] == "http://www.w3.org/ns/anno.jsonld" and one["type"] == "Annotation"
        words, place = one["target"]["selector"]
        assert text[place["start"] : place["end"]] == words["exact"]


# Profiles


@pytest.mark.parametrize("profile", PROFILES)
def test_a_profile_writes_its_columns(run: Run, tmp_path: Path, profile: str) -> None:
    done = run("--profile", profile, "--published", "2024-06-20", stdin=TOLL.encode())
    head, *rows = csv.reader(io.StringIO(done.stdout.decode()))
    assert done.returncode == ExitStatus.DONE
    assert (
        tuple(head[-len(CHECK_COLUMNS) :]) == CHECK_COLUMNS and ("best" if profile == "ucdp" else "fatalities") in head
    )
    assert len(rows) == 3
    (tmp_path / "toll.txt").write_text(TOLL)
    told = lines(written(run, tmp_path / "rows.jsonl", "toll.txt", "--profile", profile))
    assert [list(row) for row in told] == [head] * 3
    assert written(run, tmp_path / "rows.tsv", "toll.txt", "--profile", profile).split("\n")[0].split("\t") == head
    assert run("toll.txt", "--profile", profile, "-o", "rows.parquet").returncode == ExitStatus.DONE
    assert parquet.read_table(tmp_path / "rows.parquet").column_names == head


def test_vague_words_and_sides_are_coded_as_asked(run: Run) -> None:
    def read(*arguments: str) -> list[dict[str, str]]:
        done = run("--profile", "ucdp", *arguments, stdin=TOLL.encode())
        return list(csv.DictReader(io.StringIO(done.stdout.decode())))

    assert [row["best"] for row in read()] == ["", "12", "7"]
    coded = read("--vague", SCHEMES[0], "--sides", "DR Congo / M23")
    assert [row["best"] for row in coded] == ["12", "12", "7"]
    assert {(row["side_a"], row["side_b"]) for row in coded} == {("DR Congo", "M23")}
    assert coded[2]["deaths_b"] == "7"


def test_a_lexicon_counts_in_a_profile(run: Run, tmp_path: Path) -> None:
    (tmp_path / "words.toml").write_text('[nouns]\ntroops = ["zephyr rider"]\n')
    found = run("--profile", "ucdp", "--lexicon", "words.toml", "-j", "2", stdin=b"They killed 12 zephyr riders.")
    assert found.stdout.count(b"\n") == 2


@pytest.mark.parametrize("form", ["csv", "tsv", "jsonl", "annotations"])
def test_warnings_go_to_stderr_where_the_format_has_no_room(run: Run, form: str) -> None:
    text = b"caf\xe9 " + TOLL.encode()
    assert run("-f", form, stdin=text).stderr.count(b"Windows-1252") == 1
    assert run("-f", form, "-q", stdin=text).stderr == b""


@pytest.mark.parametrize("form", ["json", "table", "html", "markdown"])
def test_warnings_stand_in_the_document_where_they_can(run: Run, form: str) -> None:
    done = run("-f", form, stdin=b"caf\xe9 " + TOLL.encode())
    assert b"Windows-1252" in done.stdout.replace(b"\\-", b"-") and done.stderr == b""


# What can't be


USAGE = {
    ("--profile", "ged"): "ged",
    ("--profile", "ucdp", "--json"): "not json",
    ("--profile", "ucdp", "-f", "table"): "not table",
    ("--profile", "ucdp", "-o", "out.html"): "not html",
    ("--profile", "ucdp", "-o", "out.json"): "not json",
    ("--profile", "ucdp", "--type", "troops"): "--type",
    ("--profile", "ucdp", "--why"): "--why",
    ("--profile", "ucdp", "--vague", "mine"): "mine",
    ("--profile", "ucdp", "--sides", "Russia"): "A/B",
    ("--profile", "ucdp", "--sides", "Russia/ "): "A/B",
    ("--vague", "acled"): "give --profile",
    ("--sides", "Russia/Ukraine"): "give --profile",
    ("-f", "parquet"): "-o FILE",
    ("-f", "parquet", "-o", "/dev/null"): "ordinary file",
}


@pytest.mark.parametrize("arguments", USAGE, ids=" ".join)
def test_usage_errors_are_one_line_and_fast(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    python = [sys.executable, "-X", "importtime", *COMMAND[1:]]
    done = subprocess.run(
        [*python, *arguments], input="", capture_output=True, cwd=tmp_path, env=environment(), text=True
    )
    times = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    (message,) = (line for line in done.stderr.splitlines() if not line.startswith("import time:"))
    assert (done.returncode, done.stdout) == (ExitStatus.USAGE, "")
    assert message.startswith("conflict-facts: ") and USAGE[arguments] in message
    imported = {line.rpartition("|")[2].strip() for line in times}
    assert imported.isdisjoint({"spacy", "rich", "jinja2", "pyarrow", "tomllib", "conflictfacts.pipeline"})
    assert list(tmp_path.iterdir()) == []


def test_parquet_without_its_extra_says_what_to_install(tmp_path: Path) -> None:
    line = "import sys; sys.modules['pyarrow'] = None; from conflictfacts_cli.__main__ import run; run()"
    done = subprocess.run(
        [sys.executable, "-c", line, str(SAMPLES[0]), "-o", "facts.parquet"],
        capture_output=True,
        cwd=tmp_path,
        env=environment(),
        text=True,
    )
    assert (done.returncode, done.stdout) == (ExitStatus.USAGE, "")
    assert "pip install 'conflict-facts[parquet]'" in done.stderr and done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_named_format_goes_before_the_suffix(run: Run, tmp_path: Path) -> None:
    assert written(run, tmp_path / "facts.html", SAMPLES[0], "-f", "csv").startswith("document,id,type")
    assert written(run, tmp_path / "facts.md", SAMPLES[0], "--json").startswith('{"schema"')
    assert written(run, tmp_path / "facts.out", SAMPLES[0], "--profile", "acled").startswith("event_id_cnty,")
