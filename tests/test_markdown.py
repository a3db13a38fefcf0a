"""The report in Markdown: what it shows, and that no article can put markup into it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from conflictfacts.facts import AreaFact, Document, Rejected, Stated, TroopsFact
from conflictfacts_cli.markdown import MarkdownWriter, escaped

if TYPE_CHECKING:
    from conflictfacts import Extractor

TEXT = "On 6 August 2024 General Ivan Petrov said at least 1,000 soldiers were killed in Kursk."


def cells(line: str) -> list[str]:
    """The cells of a table's row, split as Markdown splits them."""
    return [cell.strip() for cell in re.split(r"(?<!\\)(?:\\\\)*\|", line)[1:-1]]


def test_each_kind_has_its_table(extractor: Extractor) -> None:
    document = extractor.extract(TEXT, id="a", title="News", published="2025-06-22")
    report = MarkdownWriter().render(document, TEXT)
    assert report.startswith("# News\n\npublished 22 Jun 2025")
    assert "## Dates (1)" in report and "## Troops (1)" in report
    assert "| f1 | 6 August 2024 | 6 Aug 2024 | explicit | day-month-year |" in report
    assert "at least 1,000" in report


def test_every_row_has_as_many_cells_as_its_heading(extractor: Extractor) -> None:
    document = extractor.extract(TEXT, title="a|b")
    lines = MarkdownWriter(why=True).render(document, TEXT).splitlines()
    for block in "\n".join(lines).split("\n\n"):
        rows = [cells(line) for line in block.splitlines() if line.startswith("|")]
        assert len({len(row) for row in rows}) <= 1


def test_pipes_and_markup_of_the_article_are_shown_and_not_obeyed() -> None:
    quote = "12 | <b>soldiers</b> `x` *y* [z](http://e.org) \\"
    fact = TroopsFact(
        quote=quote, start=0, end=len(quote), rule="r", id="f1", value=12, low=None, high=None, modifier="exact",
        unit="soldier", side="a|b",
    )  # fmt: skip
    report = MarkdownWriter().render(Document(facts=(fact,), title="# <script>"), quote)
    assert "# \\# \\<script\\>" in report
    row = next(line for line in report.splitlines() if line.startswith("| f1"))
    assert cells(row)[1] == r"12 \| \<b\>soldiers\</b\> \`x\` \*y\* \[z\](http\://e.org) \\"
    assert cells(row)[4] == r"a\|b"


def test_warnings_and_wrong_conversions_stand_out() -> None:
    fact = AreaFact(
        quote="90 sq km (56 sq miles)", start=0, end=22, rule="area", id="f1", value=90, low=None, high=None,
        modifier="exact", unit="sq_km", stated=(Stated(value=56, unit="sq_mi"),), stated_ok=False,
        expected=(Stated(value=35, unit="sq_mi"),),
    )  # fmt: skip
    report = MarkdownWriter().render(Document(facts=(fact,), warnings=("odd bytes",)), fact.quote)
    assert "> **Warning:** odd bytes" in report
    assert "> **Wrong in the article:** 90 sq km: the article says 56 sq miles, expected 35 sq miles" in report


def test_no_facts_and_numbers_not_taken() -> None:
    turned_down = Rejected(quote="2028", start=0, end=4, reason="a name")
    document = Document(facts=(), rejected=(turned_down,))
    assert "No facts found." in MarkdownWriter().render(document, "2028")
    assert "| 2028 | a name |" in MarkdownWriter(why=True).render(document, "2028")
    assert "2028" not in MarkdownWriter().render(document, "2028")


def test_what_makes_sites_runs_nothing() -> None:
    shown = escaped("{{ 7 }} {% include x %} {%- y -%} {#z#} {7*7}")
    assert not re.search(r"\{[{%#]|[%}]\}|(?<!\\)[{}]", shown)
    assert re.sub(r"\\(?=\W)", "", shown) == "{{ 7 }} {% include x %} {%- y -%} {#z#} {7*7}"


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("|\\`*_[]<>#\n\r\u2028\u202e\x00"))))
def test_any_text_stays_in_its_cell(text: str) -> None:
    shown = escaped(text)
    assert len(shown.splitlines()) <= 1
    assert len(cells(f"| {shown} |")) == 1
    assert not re.search(r"(?<!\\)(?:\\\\)*[<`]", shown)
    shown.encode("utf-8")
