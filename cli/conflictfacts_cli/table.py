"""The table that a person reads on a terminal: one block a kind of fact, each as wide as it needs to be."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import groupby
from textwrap import fill
from typing import TypeVar, cast

from rich.box import Box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from conflictfacts.facts import (
    AreaFact,
    CommanderFact,
    CountFact,
    DateFact,
    DistanceFact,
    Document,
    Fact,
    FactType,
)
from conflictfacts_cli.safe import one_line
from conflictfacts_cli.wording import UNRESOLVED, amount, both_units, day, measure, restated, state, when

F = TypeVar("F", bound=Fact)

HEADINGS: dict[FactType, str] = {
    "date": "Dates",
    "troops": "Troops",
    "people": "People",
    "equipment": "Equipment",
    "area": "Areas",
    "distance": "Distances",
    "commander": "Commanders",
}
_RULED = Box("    \n    \n ── \n    \n    \n    \n    \n    \n")
# One blank of padding, one of the rule between columns.
_GAP = 2
_WIDEST = 30
_INDENT = "  "
_FIRM = frozenset({"Status", "Kind", "Equals"})
_CONTEXT = "In the article"
_CONTEXT_LEAST = 26
_CONTEXT_MOST = 110
_FLAG = "!"
_PUBLISHED_FROM = {
    "option": "given",
    "input": "from the input",
    "dateline": "from the dateline",
    "metadata": "from the page",
}
_HINT = "Unresolved dates need the day of publication: --published YYYY-MM-DD"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of one kind of fact: its heading, what stands in it, and its style."""

    name: str
    cell: Callable[[Fact], str]
    style: str = ""
    justify: str = "left"


class TableWriter:
    """Renders documents as text, ``width`` columns wide; escape sequences only where ``colour`` is on."""

    def __init__(self, *, width: int, colour: bool, why: bool = False) -> None:
        self._width = max(width, 40)
        self._colour = colour
        self._why = why

    def header(self) -> str:
        """A table has its headings inside."""
        return ""

    def render(self, document: Document) -> str:
        """Give the table of one document, ending in a line feed."""
        out = StringIO()
        console = Console(
            file=out,
            width=self._width,
            force_terminal=self._colour,
            color_system="standard" if self._colour else None,
            highlight=False,
            markup=False,
            emoji=False,
            legacy_windows=False,
            _environ={},
        )
        _heading(console, document)
        by_kind = sorted(document.facts, key=lambda fact: list(HEADINGS).index(fact.type))
        for kind, found in groupby(by_kind, key=lambda fact: fact.type):
            self._block(console, kind, list(found))
        if self._why:
            _reasons(console, document)
        if document.published is None and any(isinstance(f, DateFact) and f.earliest is None for f in document.facts):
            console.print(Text(f"\n{_INDENT}{_HINT}", style="dim"))
        if not document.facts:
            console.print(Text("\n  No facts found."))
        if document.warnings:
            console.print()
        for warning in document.warnings:
            console.print(Text(f"  {_FLAG} {one_line(warning)}", style="yellow"))
        text = out.getvalue()
        return text if self._colour else "".join(f"{line.rstrip()}\n" for line in text.split("\n")[:-1])

    def _block(self, console: Console, kind: FactType, found: Sequence[Fact]) -> None:
        console.print(Text(f"\n{HEADINGS[kind]} ({len(found)})", style="bold cyan"))
        columns = list(_COLUMNS[kind])
        rows = [[one_line(column.cell(fact)) for column in columns] for fact in found]
        used = [i for i in range(len(columns)) if any(row[i] for row in rows)]
        widths = [
            min(max(cell_len(text) for text in (columns[i].name, *(row[i] for row in rows))), _WIDEST) for i in used
        ]
        table = Table(box=_RULED, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim")
        for i, width in zip(used, widths, strict=True):
            column = columns[i]
            firm = i == used[0] or column.name in _FIRM
            table.add_column(
                column.name,
                style=column.style,
                overflow="fold",
                max_width=_WIDEST,
                no_wrap=firm and width < _WIDEST,
            )
        room = min(self._width - sum(widths) - _GAP * (len(widths) + 1) - len(_INDENT), _CONTEXT_MOST)
        if room >= _CONTEXT_LEAST:
            table.add_column(_CONTEXT, no_wrap=True, overflow="ellipsis")
        for fact, row in zip(found, rows, strict=True):
            cells = [_cell(row[i]) for i in used]
            if room >= _CONTEXT_LEAST:
                cells.append(in_context(fact.quote, fact.sentence, room))
            table.add_row(*cells)
        with_indent = Table.grid(padding=0)
        with_indent.add_column(width=len(_INDENT))
        with_indent.add_column()
        with_indent.add_row("", table)
        console.print(with_indent)
        for fact in found:
            if note := _wrong_conversion(fact):
                console.print(Text(f"{_INDENT}{_FLAG} {one_line(note)}", style="bold red"))


def in_context(quote: str, sentence: str, width: int) -> Text:
    """Give the quote, in bold, with as many words of its sentence around it as ``width`` columns hold."""
    words = one_line(quote)
    whole = one_line(sentence)
    place = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", whole)
    before, after = (whole[: place.start()], whole[place.end() :]) if place else ("", "")
    room = width - cell_len(words)
    if cell_len(before) + cell_len(after) > room:
        left = max(min(cell_len(before), room // 2), room - cell_len(after))
        before = _last(before, left)
        after = _first(after, room - cell_len(before))
    line = Text(before, style="dim")
    line.append(words, style="not dim bold")
    line.append(after)
    return line


def _last(text: str, width: int) -> str:
    if cell_len(text) <= width:
        return text
    if width <= 0:
        return ""
    kept = text[-(width - 1) :] if width > 1 else ""
    while cell_len(kept) > width - 1:
        kept = kept[1:]
    _, blank, whole = kept.partition(" ")
    return f"…{whole if blank else ''}"


def _first(text: str, width: int) -> str:
    if cell_len(text) <= width:
        return text
    if width <= 0:
        return ""
    kept = text[: width - 1]
    while cell_len(kept) > width - 1:
        kept = kept[:-1]
    whole, blank, _ = kept.rpartition(" ")
    return f"{whole if blank else ''}…"


def _cell(text: str) -> Text:
    return Text(text, style="dim") if text == UNRESOLVED else Text(text)


def _heading(console: Console, document: Document) -> None:
    name = document.title or document.id or document.source or "article"
    console.print(Text(one_line(name), style="bold"))
    told = []
    if document.source and document.source != name:
        told.append("standard input" if document.source == "-" else document.source)
    if document.published:
        origin = _PUBLISHED_FROM.get(document.published_from or "", "")
        told.append(f"published {day(document.published)}{f' ({origin})' if origin else ''}")
    else:
        told.append("publication date unknown")
    count = len(document.facts)
    told.append("1 fact" if count == 1 else f"{count} facts")
    console.print(Text(one_line(" · ".join(told)), style="dim"))


def _wrong_conversion(fact: Fact) -> str | None:
    if not isinstance(fact, AreaFact | DistanceFact) or fact.stated_ok is not False:
        return None
    note = f"{measure(fact)}: the article says {restated(fact.stated)}"
    return f"{note}, expected {restated(fact.expected)}" if fact.expected else f"{note}, which is wrong"


def _of(kind: type[F], cell: Callable[[F], str | None]) -> Callable[[Fact], str]:
    return lambda fact: cell(cast(F, fact)) or ""


def _reasons(console: Console, document: Document) -> None:
    """Print the rule and the words that each fact rests on, then the numbers that became no fact."""
    blocks = {
        "Why": [
            (fact.quote, "; ".join([fact.rule, *(f"{_words(name)}: {words}" for name, words in fact.why)]))
            for fact in document.facts
        ],
        "Not taken": [(one.quote, one.reason) for one in document.rejected],
    }
    for heading, lines in blocks.items():
        if lines:
            console.print(Text(f"\n{heading} ({len(lines)})", style="bold cyan"))
        for quote, reason in lines:
            line = one_line(f"{quote} ← {reason}")
            console.print(
                Text(fill(line, console.width, initial_indent=_INDENT, subsequent_indent=_INDENT * 3), style="dim")
            )


def _words(name: str) -> str:
    return name.replace("_", " ")


def _aliases(fact: CommanderFact) -> str:
    return ", ".join(m for m in fact.mentions if m != fact.name)


def _flagged(fact: AreaFact | DistanceFact) -> str:
    return f"{measure(fact)} {_FLAG}" if fact.stated_ok is False else measure(fact)


_COUNT = (
    Column("Number", _of(CountFact, amount), "bold"),
    Column("Unit", _of(CountFact, lambda f: f.unit)),
    Column("Side", _of(CountFact, lambda f: f.side), "cyan"),
    Column("Status", _of(CountFact, state)),
    Column("Place", _of(CountFact, lambda f: f.place)),
    Column("Source", _of(CountFact, lambda f: f.source), "italic"),
)
_COLUMNS: dict[FactType, tuple[Column, ...]] = {
    "date": (
        Column("Date", _of(DateFact, when), "bold"),
        Column("Kind", _of(DateFact, lambda f: f.kind)),
        Column("Words", lambda fact: fact.quote),
    ),
    "troops": _COUNT,
    "people": _COUNT,
    "equipment": _COUNT,
    "area": (
        Column("Area", _of(AreaFact, _flagged), "bold"),
        Column("Equals", _of(AreaFact, both_units)),
        Column("Status", _of(AreaFact, state)),
        Column("Place", _of(AreaFact, lambda f: f.place)),
        Column("Source", _of(AreaFact, lambda f: f.source), "italic"),
    ),
    "distance": (
        Column("Distance", _of(DistanceFact, _flagged), "bold"),
        Column("Also given as", _of(DistanceFact, lambda f: restated(f.stated))),
        Column("Place", _of(DistanceFact, lambda f: f.place)),
        Column("Source", _of(DistanceFact, lambda f: f.source), "italic"),
    ),
    "commander": (
        Column("Name", _of(CommanderFact, lambda f: f.name), "bold"),
        Column("Rank", _of(CommanderFact, lambda f: f.rank)),
        Column("Role", _of(CommanderFact, lambda f: f.role)),
        Column("Side", _of(CommanderFact, lambda f: f.side), "cyan"),
        Column("Kind", _of(CommanderFact, lambda f: _words(f.kind))),
        Column("Also called", _of(CommanderFact, _aliases)),
    ),
}
