"""What holds of the output for any document, in every format; and that the checks see what is wrong."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from conflictfacts.facts import CommanderFact, CountFact, Document
from conflictfacts_cli import annotations, formats, profiles, wording
from conflictfacts_cli.formats import CsvWriter
from conflictfacts_cli.markdown import MarkdownWriter
from conflictfacts_cli.parquet import ParquetFile
from conflictfacts_cli.report import visible
from conflictfacts_cli.report.writer import HtmlWriter, Page
from conflictfacts_cli.safe import escape_json, for_terminal, one_line
from conflictfacts_cli.table import TableWriter
from conftest import ROOT, Run, Terminal
from invariants_output import UNSAFE, broken_output

sys.path.append(str(ROOT / "benchmarks"))

from fuzz import DAYS, a_text, spoilt

if TYPE_CHECKING:
    from conflictfacts import Extractor

TEXT = (
    "Gen. John Smith said 40 Russian soldiers died near Goma on 5 May 2024. They took 90 sq km (35 sq miles),\n"
    "12 civilians were killed by dozens of Hamas fighters, and the front moved 3 km. On 6 May 7 tanks were lost."
)
ODD = (
    "=1+1|@x|-cmd|+5|\t=1|＝x|﹦x|−x|\ufeff=1|\u200b=1|\x00=1|\x1b[31m|\x1b]0;x\x07|\x1b]8;;file:///\x1b\\|\x9b2J|\x08|"
    "\x7f|\r|\n|\r\n|\x0b|\x0c|\x1c|\x85|\u2028|\u2029|\u202e|\u2066|\u200e|\u061c|\u2062|\ufff9|\U000e0041|\ud800|"
    "\udfff|\uffff|<script>|</style>|<!--|]]>|&lt;|\"|'|`|``|*|_|[x](http://e.org)|![|www.e.org|http://e.org|$x$|#|"
    "{{ 7 }}|{% x %}|~~|\\|\\|| |  |,|;|戦車|é|e\u0301|👨\u200d👩\u200d👧|א|م|[red]|[/]|[link=file:///]|:tank:|"
    "1. |- |> "
).split("|")
odd = st.lists(st.sampled_from([*ODD, "|", "a", "Goma", "7"]), min_size=1, max_size=6).map("".join)


@settings(max_examples=20, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32), st.sampled_from(DAYS), st.booleans())
def test_nothing_breaks_on_spoilt_articles(extractor: Extractor, seed: int, published: str | None, why: bool) -> None:
    random = Random(seed)
    text = spoilt(a_text(random), random, lambda: a_text(random))
    document = extractor.extract(text, published=published, id="a", source="a.txt")
    assert broken_output(text, document, why=why) == []


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(odd, odd, odd, odd, st.booleans())
@example("=1+1", "=1+1", "=1+1", "👨\u200d👩\u200d👧", False)  # rich 14.3.0 and 14.3.1 lost count of its cells
@example("\x0c ", "a", "http://e.org<script>[x](http://e.org)👨\u200d👩\u200d👧\u202e\u202e", "\u2062＝x", False)
def test_nothing_breaks_on_any_name(
    extractor: Extractor, name: str, side: str, unit: str, source: str, why: bool
) -> None:
    text = f"{name} {TEXT} {side}"
    document = extractor.extract(text, id=name, title=side, source=source)
    facts = tuple(
        replace(fact, side=side, unit=unit, place=name, source=source)
        if isinstance(fact, CountFact)
        else replace(fact, name=name, role=side, rank=unit, mentions=(side, unit))
        if isinstance(fact, CommanderFact)
        else fact
        for fact in document.facts
    )
    document = replace(document, facts=facts, warnings=(f"{unit}: {name}",))
    assert broken_output(text, document, why=why) == []


@given(st.one_of(st.text(st.characters(exclude_categories=())), odd))
def test_no_text_steers_the_terminal(text: str) -> None:
    assert not UNSAFE.search(one_line(text))
    assert not UNSAFE.search(for_terminal(text).replace("\t", ""))
    written = escape_json(json.dumps(text, ensure_ascii=False))
    assert not UNSAFE.search(written)
    assert json.loads(written) == text or re.search("[\ud800-\udbff][\udc00-\udfff]", text)


# -- numbers -----------------------------------------------------------------------------------------------------------

NUMBERS = [
    (0, "0"), (-0.0, "0"), (7, "7"), (2500000, "2,500,000"), (0.1, "0.1"), (1e-6, "0.000001"), (1e-12, "1e-12"),
    (12345678901234567890.0, "12,345,678,901,234,567,000"), (9.99999999999e23, "9.99999999999e23"), (1e300, "1e300"),
    (1234.5678901234567, "1,234.5678901234567"), (1e15 + 0.5, "1,000,000,000,000,000.5"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "words"), NUMBERS)
def test_a_number_has_no_digits_that_nobody_wrote(value: float, words: str) -> None:
    assert wording.number(value) == words


@given(st.floats(0, allow_nan=False, allow_infinity=False))
def test_a_number_is_read_back_as_it_was(value: float) -> None:
    words = wording.number(value)
    assert float(words.replace(",", "")) == value and len(words) <= 30


HUGE = "On 6 August 2024 999,999,999,999 trillion civilians were killed near Goma. On 7 August 2024 12 civilians died."


@pytest.mark.parametrize("name", profiles.PROFILES)
def test_a_huge_number_costs_no_other_row(extractor: Extractor, tmp_path: Path, name: str) -> None:
    from pyarrow import parquet

    document = extractor.extract(HUGE)
    rows = profiles.load(name)
    assert broken_output(HUGE, document) == []
    file = ParquetFile(str(tmp_path / "out.parquet"), rows)
    file.write(formats.RowLinesWriter(rows).render(document))
    file.keep()
    read = parquet.read_table(tmp_path / "out.parquet").to_pylist()
    assert [row["best" if name == "ucdp" else "fatalities"] for row in read] == [None, 12]
    assert [row["cf_value"] for row in read] == [9.99999999999e23, 12]


# -- the table where there is little room ------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [40, 48, 60, 80])
def test_a_narrow_table_leaves_nothing_out(extractor: Extractor, width: int) -> None:
    text = (
        "At least 12,345,678 soldiers of North Korea were wounded in the Kursk region, Western officials said. "
        "Tens of thousands of them were captured. They took more than 1,000 sq km (386 sq miles)."
    )
    document = extractor.extract(text)
    assert broken_output(text, document) == []
    table = TableWriter(width=width, colour=False).render(document)
    assert "12,345,678" in table and "captured" in "".join(table.split())


def test_a_long_quote_takes_no_room_from_the_numbers() -> None:
    quote = "1,234,567 " + "very " * 30 + "tired soldiers"
    fact = a_fact(quote)
    table = TableWriter(width=80, colour=False).render(Document(facts=(fact,)))
    assert "  1,234,567  soldier" in table and "…" in table


def a_fact(quote: str) -> CountFact:
    from conflictfacts.facts import TroopsFact

    return TroopsFact(
        quote=quote, start=0, end=len(quote), rule="r", id="f1", sentence=quote, value=1234567, low=None, high=None,
        modifier="exact", unit="soldier",
    )  # fmt: skip


# -- places that are a terminal by another name, and what the environment says -----------------------------------------


def test_a_terminal_by_another_name_gets_no_controls(terminal: Terminal, tmp_path: Path) -> None:
    record = {"id": "a\x1b]0;owned\x07\u202eb", "text": TEXT}
    (tmp_path / "a.jsonl").write_text(json.dumps(record))
    _, screen = terminal.run("a.jsonl", "-f", "csv", "-o", "/dev/stdout")
    assert "40 Russian soldiers" in screen
    assert not set("\x1b\x07\u202e") & set(screen)


def test_no_variable_forges_a_line_of_the_doctor(run: Run) -> None:
    done = run("doctor", env={"CONFLICT_FACTS_LEXICON": "a\n! all is lost\x1b[2J"})
    assert "a ! all is lost\ufffd[2J" in done.stdout.decode()


def test_no_path_names_a_host() -> None:
    assert annotations.address(Document(facts=(), source="//evil.example/a.txt", id="a")) == "/evil.example/a.txt"


# -- the checks themselves ---------------------------------------------------------------------------------------------

Damage = Callable[[pytest.MonkeyPatch], None]


def _put(module: Any, name: str, value: Any) -> Damage:
    return lambda patch: patch.setattr(module, name, value)


def _rewrite(writer: type, old: str, new: str) -> Damage:
    """Exchange in what a writer gives: a pattern, all it finds."""

    def change(patch: pytest.MonkeyPatch) -> None:
        render = writer.render  # type: ignore[attr-defined]
        patch.setattr(writer, "render", lambda self, *given: re.sub(old, new, render(self, *given)))

    return change


def _as_it_is(text: str) -> str:
    return text


def _page(old: str, new: str) -> Damage:
    def change(patch: pytest.MonkeyPatch) -> None:
        top = Page._top
        patch.setattr(Page, "_top", lambda self: top(self).replace(old, new))

    return change


DAMAGE: list[tuple[str, Damage]] = [
    ("table unsafe", _put(sys.modules[TableWriter.__module__], "one_line", _as_it_is)),
    ("table unsafe", _rewrite(TableWriter, "40", "4\u200b0")),
    ("table cells at 80", _rewrite(TableWriter, "Goma", "Gom")),
    ("table width", _rewrite(TableWriter, "soldier", "soldier" * 30)),
    ("json unsafe", _put(formats, "escape_json", _as_it_is)),
    ("json value", _rewrite(formats.JsonWriter, "40", "41")),
    ("json crash ValueError", _rewrite(formats.JsonWriter, '"value": 40', '"value": NaN')),
    ("json crash ValueError", _rewrite(formats.JsonWriter, '"value": 40', '"value": 40, "value": 40')),
    ("jsonl lines", _rewrite(formats.JsonLinesWriter, "Goma", "Go\\\\n\x85ma")),
    ("jsonl value", _rewrite(formats.JsonLinesWriter, "40", "41")),
    ("rows of facts csv formula", _put(formats, "cell", formats.flat)),
    ("rows of facts csv columns", _rewrite(CsvWriter, ",exact,", ",exact,,")),
    ("rows of facts csv number", _rewrite(CsvWriter, ",40,", ",41,")),
    ("rows of facts csv cell", _rewrite(CsvWriter, "Goma", "Gom")),
    ("rows of facts tsv lines", _rewrite(CsvWriter, "Goma", "Go\x85ma")),
    ("rows of facts csv unsafe", _put(formats, "for_terminal", _as_it_is)),
    ("rows of facts encoding", _put(formats, "valid", _as_it_is)),
    ("markdown markup", _rewrite(MarkdownWriter, r"\\([<*\[])", r"\1")),
    ("markdown cells", _rewrite(MarkdownWriter, "Goma", "Gom")),
    ("markdown unsafe", _rewrite(MarkdownWriter, "Goma", "Go\x9bma")),
    ("html markup", _rewrite(HtmlWriter, "&lt;", "<")),
    ("html words", _rewrite(HtmlWriter, "Goma", "Gom")),
    ("html unsafe", _put(visible, "visible", _as_it_is)),
    ("html ids", _rewrite(HtmlWriter, '-f2"', '-f1"')),
    ("html link", _rewrite(HtmlWriter, 'href="#', 'href="javascript:')),
    ("html policy", _page("default-src", "img-src")),
    ("html policy", _page("style-src", "script-src")),
    ("annotations words", _rewrite(annotations.AnnotationWriter, '"prefix": "', '"prefix": "x')),
    ("annotations place", _rewrite(annotations.AnnotationWriter, '"start": [0-9]+, "end"', '"start": 1, "end"')),
    ("annotations address", _rewrite(annotations.AnnotationWriter, '"source": "a%3C', '"source": "//a%3C')),
]


@pytest.mark.parametrize(("kind", "damage"), DAMAGE, ids=[f"{n}-{kind}" for n, (kind, _) in enumerate(DAMAGE)])
def test_the_checks_see_what_is_wrong(
    extractor: Extractor, monkeypatch: pytest.MonkeyPatch, kind: str, damage: Damage
) -> None:
    text = f"<b>\x1b[31m {TEXT} *x* [y](http://e.org) \u202e"
    document = extractor.extract(text, id="=a\x1b\ud800", title="<i> *a* [b]\u202e\u200b\x07", source="a<\x9b.txt")
    assert broken_output(text, document) == []
    damage(monkeypatch)
    assert kind in {wrong.partition(":")[0] for wrong in broken_output(text, document)}


def test_the_checks_see_a_number_that_no_column_holds(extractor: Extractor, monkeypatch: pytest.MonkeyPatch) -> None:
    document = extractor.extract(HUGE)
    monkeypatch.setattr("conflictfacts_cli.profiles.deaths._whole", lambda value: None if value is None else int(value))
    assert "rows of ucdp number" in {wrong.partition(":")[0] for wrong in broken_output(HUGE, document)}
