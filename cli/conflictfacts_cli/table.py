"""The table that a person reads on a terminal: one block a kind of fact, each as wide as it needs to be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import StringIO
from textwrap import fill

from rich.box import Box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from conflictfacts.facts import DateFact, Document, Fact, FactType
from conflictfacts_cli.layout import COLUMNS, FLAG, HEADINGS, by_kind, name_of, reasons_of, told_of, wrong_conversion
from conflictfacts_cli.safe import one_line
from conflictfacts_cli.wording import UNRESOLVED

_RULED = Box("    \n    \n ── \n    \n    \n    \n    \n    \n")
# One blank of padding, one of the rule between columns.
_GAP = 2
_WIDEST = 30
# A column narrower than that is hard to read.
_LEAST = 6
_LEAST_AT_ALL = 4
# A number that is whole up to this width.
_WHOLE = 14
_INDENT = "  "
_FIRM = frozenset({"Status", "Kind", "Equals"})
_CONTEXT = "In the article"
_CONTEXT_LEAST = 26
_CONTEXT_MOST = 110
_HINT = "Unresolved dates need the day of publication: --published YYYY-MM-DD"


class TableWriter:
    """Renders documents as text, ``width`` columns wide; escape sequences only where ``colour`` is on."""

    def __init__(self, *, width: int, colour: bool, why: bool = False) -> None:
        self._width = max(width, 40)
        self._colour = colour
        self._why = why

    def header(self) -> str:
        """A table has its headings inside."""
        return ""

    def render(self, document: Document, text: str = "") -> str:
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
        for kind, found in by_kind(document.facts):
            self._block(console, kind, found)
        if self._why:
            _reasons(console, document)
        if document.published is None and any(isinstance(f, DateFact) and f.earliest is None for f in document.facts):
            console.print(Text(f"\n{_INDENT}{_HINT}", style="dim"))
        if not document.facts:
            console.print(Text("\n  No facts found."))
        if document.warnings:
            console.print()
        for warning in document.warnings:
            console.print(Text(f"  {FLAG} {one_line(warning)}", style="yellow"))
        shown = out.getvalue()
        return shown if self._colour else "".join(f"{line.rstrip()}\n" for line in shown.split("\n")[:-1])

    def _block(self, console: Console, kind: FactType, found: Sequence[Fact]) -> None:
        console.print(Text(f"\n{HEADINGS[kind]} ({len(found)})", style="bold cyan"))
        columns = list(COLUMNS[kind])
        rows = [[one_line(column.cell(fact)) for column in columns] for fact in found]
        used = [i for i in range(len(columns)) if any(row[i] for row in rows)]
        widths = [
            min(max(cell_len(text) for text in (columns[i].name, *(row[i] for row in rows))), _WIDEST) for i in used
        ]
        table = Table(box=_RULED, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim")
        room = self._width - sum(widths) - _GAP * (len(widths) + 1) - len(_INDENT)
        firm = [i == used[0] or columns[i].name in _FIRM for i in used]
        whole = max(cell_len(word) for row in rows for word in row[used[0]].split() or [""])
        narrow = _fitted(widths, firm, whole, self._width - _GAP * len(widths) - len(_INDENT))
        for n, i in enumerate(used):
            table.add_column(
                columns[i].name,
                style=columns[i].style,
                overflow="fold",
                width=narrow[n] if narrow else None,
                max_width=_WIDEST,
                no_wrap=firm[n] and widths[n] < _WIDEST and not narrow,
            )
        room = min(room, _CONTEXT_MOST)
        if room >= _CONTEXT_LEAST:
            table.add_column(_CONTEXT, no_wrap=True, overflow="ellipsis")
        for fact, row in zip(found, rows, strict=True):
            cells = [_cell(row[i]) for i in used]
            if room >= _CONTEXT_LEAST:
                words = in_context(fact.quote, fact.sentence, room)
                # A quote that is wider would take the room from the other columns.
                words.truncate(room, overflow="ellipsis")
                cells.append(words)
            table.add_row(*cells)
        with_indent = Table.grid(padding=0)
        with_indent.add_column(width=len(_INDENT))
        with_indent.add_column()
        with_indent.add_row("", table)
        console.print(with_indent)
        for fact in found:
            if note := wrong_conversion(fact):
                console.print(Text(f"{_INDENT}{FLAG} {one_line(note)}", style="bold red"))


def _fitted(widths: Sequence[int], firm: Sequence[bool], whole: int, room: int) -> list[int] | None:
    """Give widths that fit into ``room``, or null where rich finds better ones by itself.

    Left alone, it would cut the firm columns, a number among them, without a sign, once the others are a letter wide.
    The first column keeps ``whole``, the width of its longest word, as long as it can; all have two, as a wide letter.
    """
    if sum(width if hard else min(width, _LEAST) for width, hard in zip(widths, firm, strict=True)) <= room:
        return None
    fitted = list(widths)
    least = [min(whole, widths[0], _WHOLE), *([_LEAST_AT_ALL] * (len(widths) - 1))]
    while sum(fitted) > max(room, len(fitted)):
        wide = [n for n in range(len(fitted)) if fitted[n] > least[n]]
        wide = wide or [n for n in range(1, len(fitted)) if fitted[n] > 2] or [0]
        fitted[max(wide, key=lambda n: fitted[n])] -= 1
    return fitted


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
    console.print(Text(one_line(name_of(document)), style="bold"))
    console.print(Text(one_line(" · ".join(told_of(document))), style="dim"))


def _reasons(console: Console, document: Document) -> None:
    """Print the rule and the words that each fact rests on, then the numbers that became no fact."""
    blocks = {
        "Why": [(fact.quote, "; ".join(reasons_of(fact))) for fact in document.facts],
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
