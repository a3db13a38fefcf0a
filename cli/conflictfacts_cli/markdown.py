"""A report in Markdown, for notes and for GitHub: one heading an article, one table a kind of fact."""

from __future__ import annotations

import re
from collections.abc import Sequence

from conflictfacts.facts import Document, Fact, FactType
from conflictfacts_cli.layout import COLUMNS, HEADINGS, WORDS, by_kind, name_of, reasons_of, told_of, wrong_conversion
from conflictfacts_cli.safe import one_line

# ASCII punctuation that some Markdown reads as markup within a line; a backslash before it is legal in all of them.
_MARKUP = re.compile(
    r"[\\`*_\[\]<>|~$&#^{}]"
    r"|=(?==)|%(?=[%}])|(?<=\{)%"  # ==marked== and %%comment%% in note books, {% run %} by what makes sites
    r"|:(?=//|[\w+-]{1,40}:)"  # links made from bare addresses, :emoji:
    r"|(?<=www)\.",
    re.IGNORECASE,
)
# What makes a heading, a list or a rule of a line that begins so.
_AT_START = re.compile(r"^(?:(\d{1,9})([.)])|([-+=]))")


class MarkdownWriter:
    """Renders each document as a section with a table for each kind of fact."""

    def __init__(self, *, why: bool = False) -> None:
        self._why = why

    def header(self) -> str:
        """Each article has its own heading."""
        return ""

    def render(self, document: Document, text: str) -> str:
        """Give the section of one document; between two of them goes a blank line. The text itself is not shown."""
        parts = [f"# {escaped(name_of(document))}", escaped(" · ".join(told_of(document)))]
        parts += [f"> **Warning:** {escaped(warning)}" for warning in document.warnings]
        for kind, found in by_kind(document.facts):
            parts += [f"## {HEADINGS[kind]} ({len(found)})", _table(kind, found, why=self._why)]
            parts += [
                f"> **Wrong in the article:** {escaped(note)}" for fact in found if (note := wrong_conversion(fact))
            ]
        if not document.facts:
            parts.append("No facts found.")
        if self._why and document.rejected:
            rows = [(one.quote, one.reason) for one in document.rejected]
            parts += [f"## Not taken ({len(rows)})", _rows((WORDS, "Reason"), rows)]
        return "\n\n".join(parts) + "\n"


def escaped(text: str) -> str:
    r"""Give text as one line of Markdown that shows it as it is.

    >>> escaped("a|b *c*"), escaped("1. no list")
    ('a\\|b \\*c\\*', '1\\. no list')
    """
    line = _MARKUP.sub(lambda m: "\\" + m[0], one_line(text))
    return _AT_START.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", line)


def _table(kind: FactType, found: Sequence[Fact], *, why: bool) -> str:
    columns = [column for column in COLUMNS[kind] if any(column.cell(fact) for fact in found)]
    names = [column.name for column in columns if column.name != WORDS]
    rows = []
    for fact in found:
        cells = [column.cell(fact) for column in columns if column.name != WORDS]
        rule = "; ".join(reasons_of(fact)) if why else fact.rule
        rows.append((fact.id, fact.quote, *cells, rule))
    return _rows(("Id", WORDS, *names, "Rule"), rows)


def _rows(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [names, ["---"] * len(names), *([escaped(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
