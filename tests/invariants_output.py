"""What is true of the output for any document: ``broken_output(text, document)`` names what is not.

The companion of ``invariants.py``, which looks at the document itself. Each format is rendered as the command does it
and read back by a reader that is not ours: the csv module, a parser of HTML, one of Markdown. The tests and
``benchmarks/fuzz.py`` ask the same question.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt
from rich.cells import cell_len, set_cell_size

from conflictfacts_cli import profiles
from conflictfacts_cli.formats import CsvWriter, FactRows, JsonWriter, Rows, flat
from conflictfacts_cli.forms import Form
from conflictfacts_cli.layout import COLUMNS, HEADINGS, by_kind
from conflictfacts_cli.report.visible import visible
from conflictfacts_cli.safe import one_line
from conflictfacts_cli.table import TableWriter

if TYPE_CHECKING:
    from conflictfacts.facts import Document, Fact

# What a terminal obeys, what turns the direction of writing or hides words, what is no character, and line ends that
# only some readers know. Joiners (U+200C, U+200D) belong to the spelling of names.
UNSAFE = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\ud800-\udfff\U000e0000-\U000e007f]"
)
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_PAIR = re.compile(r"[\ud800-\udbff][\udc00-\udfff]")
# What a spreadsheet runs, also behind what it may drop when it reads a cell.
_FORMULA = re.compile(
    r"[\s\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]*[=+\-@＝＋－＠−﹢﹣﹦﹫]|[\t\r]"
)
_NUMBER = re.compile(r"[+\-−]?[0-9]+(?:[.,][0-9]+)*(?:e[+-]?[0-9]+)?")
_WIDTHS = (40, 57, 80, 200)
_ROWS: dict[str, Rows] = {
    "facts": FactRows(),
    "ucdp": profiles.load("ucdp"),
    "acled vague": profiles.load("acled", vague="acled-3", dyad=("Russia", "=Ukraine")),
}


def broken_output(text: str, document: Document, *, why: bool = False) -> list[str]:
    """Name what is wrong with the output for a document in any format, each as "class: detail"."""
    checks: dict[str, Callable[[], Iterator[str]]] = {
        "json": lambda: _json(text, document, why=why),
        "jsonl": lambda: _json_lines(text, document, why=why),
        "annotations": lambda: _annotations(text, document, why=why),
        "markdown": lambda: _markdown(text, document, why=why),
        "html": lambda: _html(text, document, why=why),
        "table": lambda: _tables(text, document, why=why),
        **{f"rows of {name}": lambda rows=rows: _rows(text, document, rows) for name, rows in _ROWS.items()},  # type: ignore[misc]
    }
    wrong = []
    for name, check in checks.items():
        try:
            wrong += [f"{name} {one}" for one in check()]
        except Exception as error:
            wrong.append(f"{name} crash {type(error).__name__}: {error}")
    return wrong


def is_of_output(kind: str) -> bool:
    """Say whether a class of what is wrong is one of the output's."""
    first, _, rest = kind.partition(" ")
    return bool(rest) and first in ("json", "jsonl", "annotations", "markdown", "html", "table", "rows")


def rendered(form: str, text: str, document: Document, *, why: bool = False, rows: Rows | None = None) -> str:
    """Give the whole output of the command for one document, as it goes into a pipe or a file."""
    chosen = Form(name=form, output="out", profile=rows)
    writer = chosen.writer(why=why)
    frame = chosen.frame(writer)
    return frame.add(writer.render(document, text)) + frame.end()


def _plain(output: str) -> Iterator[str]:
    """What holds of all that may be shown on a terminal as it is."""
    if hit := UNSAFE.search(output):
        yield f"unsafe: U+{ord(hit[0]):04X} in {output[max(0, hit.start() - 20) : hit.end() + 20]!r}"
    if not output.endswith("\n"):
        yield f"end: {output[-20:]!r}"


def _encodes(output: str) -> Iterator[str]:
    try:
        output.encode("utf-8")
    except UnicodeEncodeError as error:
        yield f"encoding: {error}"


# -- JSON --------------------------------------------------------------------------------------------------------------


def _json(text: str, document: Document, *, why: bool) -> Iterator[str]:
    output = rendered("json", text, document, why=why)
    pretty = JsonWriter(pretty=True, why=why).render(document, text)
    wanted = document.as_dict(why=why)
    for each in (output, pretty):
        yield from _plain(each)
        if not _equal(_strict(each), wanted, document, text):
            yield f"value: {each[:200]!r}"
    if output.splitlines() != output.split("\n")[:-1] or output.count("\n") != 1:
        yield f"lines: {output[:200]!r}"


def _json_lines(text: str, document: Document, *, why: bool) -> Iterator[str]:
    wanted = [{"document": document.id, **fact.as_dict(why=why)} for fact in document.facts]
    yield from _lines_are(rendered("jsonl", text, document, why=why), wanted, document, text)


def _lines_are(output: str, wanted: Sequence[Any], document: Document, text: str) -> Iterator[str]:
    if not wanted:
        if output:
            yield f"lines: {output[:200]!r}"
        return
    yield from _plain(output)
    lines = output.split("\n")[:-1]
    if output.splitlines() != lines or len(lines) != len(wanted):
        yield f"lines: {len(lines)} of {len(wanted)}"
    for line, record in zip(lines, wanted, strict=False):
        if not _equal(_strict(line), record, document, text):
            yield f"value: {line[:200]!r}"


def _strict(written: str) -> Any:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        record = dict(pairs)
        if len(record) < len(pairs):
            raise ValueError("a key twice")
        return record

    def none(name: str) -> Any:
        raise ValueError(f"{name} is no JSON")

    return json.loads(written, object_pairs_hook=once, parse_constant=none)


def _equal(read: Any, wanted: Any, document: Document, text: str) -> bool:
    # Two halves of a character that nothing has joined are one when they are read back.
    return bool(read == wanted) or any(_PAIR.search(str(one)) for one in (text, document.id, document.title))


def _annotations(text: str, document: Document, *, why: bool) -> Iterator[str]:
    output = rendered("annotations", text, document, why=why)
    lines = output.split("\n")[:-1]
    if output:
        yield from _plain(output)
    if output.splitlines() != lines or len(lines) != len(document.facts):
        yield f"lines: {len(lines)} of {len(document.facts)}"
    for line, fact in zip(lines, document.facts, strict=False):
        record = _strict(line)
        words, place = record["target"]["selector"]
        around = text[max(fact.start - 32, 0) : fact.start], fact.quote, text[fact.end : fact.end + 32]
        if not _equal([words["prefix"], words["exact"], words["suffix"]], list(around), document, text):
            yield f"words: {words}"
        if (place["start"], place["end"]) != (fact.start, fact.end):
            yield f"place: {place}"
        if not _equal(record["body"][2]["fact"], fact.as_dict(why=why), document, text):
            yield f"value: {line[:200]!r}"
        if not re.fullmatch(r"[!-~]+", record["target"]["source"]) or record["target"]["source"].startswith("//"):
            yield f"address: {record['target']['source']!r}"


# -- rows --------------------------------------------------------------------------------------------------------------


def _rows(text: str, document: Document, rows: Rows) -> Iterator[str]:
    values = rows.of(document)
    profile = None if isinstance(rows, FactRows) else rows
    if profile:
        yield from _lines_are(rendered("jsonl", text, document, rows=profile), values, document, text)
    for column, kind in rows.types.items():
        if kind == "int" and not all(abs(row[column] or 0) < 2**63 for row in values):
            yield f"number: {column} holds more than 64 bits"
    for form, mark in (("csv", ","), ("tsv", "\t")):
        output = rendered(form, text, document, rows=profile)
        yield from _encodes(output)
        csv.field_size_limit(len(output) + 1)  # one for the process, and our own reader of tables sets it lower
        read = list(csv.reader(io.StringIO(output, newline=""), delimiter=mark, strict=True))
        if read[0] != list(rows.columns) or {len(row) for row in read} != {len(rows.columns)}:
            yield f"{form} columns: {read[0]}, {[len(row) for row in read]}"
        if len(read) != len(values) + 1:
            yield f"{form} rows: {len(read) - 1} of {len(values)}"
        for cells, row in zip(read[1:], values, strict=False):
            for cell, (column, value) in zip(cells, row.items(), strict=False) if len(cells) == len(row) else ():
                yield from (f"{form} {one}" for one in _cell(cell, column, value, tab=mark == "\t"))
        if mark == "\t":
            lines = output.split("\n")[:-1]
            if output.splitlines() != lines or {line.count("\t") for line in lines} != {len(rows.columns) - 1}:
                yield f"tsv lines: {len(output.splitlines())} of {len(lines)}"
        shown = CsvWriter(profile, tab=mark == "\t", terminal=True)
        yield from (
            f"{form} {one}" for one in _plain((shown.header() + shown.render(document, text)).replace("\t", " "))
        )


def _cell(cell: str, column: str, value: Any, *, tab: bool) -> Iterator[str]:
    if isinstance(value, (str, list)):
        if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell):
            yield f"formula: {column} {cell!r}"
        given = re.sub(r"[\ud800-\udfff]", "\ufffd", flat(value))
        if tab:
            given = re.sub(r"[\t\n\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]", " ", given)
        if cell not in (given, f"'{given}"):
            yield f"cell: {column} {cell!r} of {given!r}"
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        if float(cell) != value:
            yield f"number: {column} {cell!r} of {value!r}"
    elif cell not in ("", "true", "false"):
        yield f"cell: {column} {cell!r} of {value!r}"


# -- Markdown ----------------------------------------------------------------------------------------------------------

_OWN_MARKUP = {"heading", "paragraph", "blockquote", "table", "thead", "tbody", "tr", "th", "td", "inline"}


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def _markdown(text: str, document: Document, *, why: bool) -> Iterator[str]:
    output = rendered("markdown", text, document, why=why)
    yield from _plain(output)
    if output.splitlines() != output.split("\n")[:-1]:
        yield "lines: of another reader"
    cells: list[list[str]] = []
    for token in _reader().parse(output):
        if re.sub("_(?:open|close)$", "", token.type) not in _OWN_MARKUP:
            yield f"markup: {token.type} {token.content!r}"
        if token.type == "tr_open":
            cells.append([])
        strong = False
        words = ""
        for child in token.children or ():
            strong = strong or child.type == "strong_open"
            if child.type not in ("text", "text_special", "strong_open", "strong_close"):
                yield f"markup: {child.type} in {token.content!r}"
            words += child.content
        if strong and not token.content.startswith(("**Warning:** ", "**Wrong in the article:** ")):
            yield f"markup: strong in {token.content!r}"
        if token.type == "inline" and token.level >= 4 and cells:
            cells[-1].append(words)
    rows = [row for row in cells if row and re.fullmatch("f[0-9]+", row[0])]
    wanted = [fact for _, found in by_kind(document.facts) for fact in found]
    if [row[:2] for row in rows] != [[fact.id, one_line(fact.quote)] for fact in wanted]:
        yield f"cells: {[row[:2] for row in rows]}"
    for row, fact in zip(rows, wanted, strict=False):
        shown = [one_line(column.cell(fact)) for column in COLUMNS[fact.type] if column.name != "Words"]
        if [one for one in row[2:-1] if one] != [one for one in shown if one]:
            yield f"cells: {row} of {shown}"


# -- the page ----------------------------------------------------------------------------------------------------------

_VOID = {"meta", "input", "br", "circle", "rect", "path"}
_TAGS = _VOID | set(
    "html head title style body header main article section aside nav footer h1 h2 h3 p a b strong span mark code "
    "fieldset legend label div figure figcaption svg text table thead tbody tr th td ol li".split()
)
_ATTRIBUTES = set(
    "id class lang charset http-equiv content name href rel type checked autocomplete tabindex role scope colspan "
    "data-id data-name aria-label aria-labelledby aria-describedby viewbox d x y cx cy r rx width height "
    "text-anchor".split()
)
_NUMBERS = {"viewbox", "d", "x", "y", "cx", "cy", "r", "rx", "width", "height", "colspan", "tabindex"}
_POLICY = {"default-src 'none'", "img-src 'none'", "base-uri 'none'", "form-action 'none'"}


class _Page(HTMLParser):
    """Reads a page: what is wrong with it, its ids and links, and the words of the article."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.policy = ""
        self.words = ""
        self._open: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag not in _TAGS or not known.keys() <= _ATTRIBUTES or len(known) < len(attrs):
            self.wrong.append(f"markup: <{tag}> {attrs}")
        for name in known.keys() & _NUMBERS:
            if not re.fullmatch(r"[-0-9. MVHlv]*", known[name]):
                self.wrong.append(f"number: {name}={known[name]!r}")
        if not re.fullmatch(r"[a-z0-9 -]*", known.get("class", "")):
            self.wrong.append(f"markup: class {known['class']!r}")
        if known.get("http-equiv") == "Content-Security-Policy":
            self.policy = known["content"]
        self.ids += [known["id"]] if "id" in known else []
        self.links += [known[name] for name in ("href",) if name in known]
        self.links += [f"#{known[name]}" for name in ("aria-labelledby", "aria-describedby") if name in known]
        if tag not in _VOID:
            self._open.append((tag, known.get("class", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID and (not self._open or self._open.pop()[0] != tag):
            self.wrong.append(f"markup: </{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        classes = [name for _, name in self._open]
        if "text" in classes and "cards" not in classes:
            self.words += data

    def handle_comment(self, data: str) -> None:
        self.wrong.append(f"markup: a comment, {data!r}")

    def unknown_decl(self, data: str) -> None:
        self.wrong.append(f"markup: {data!r}")

    def handle_pi(self, data: str) -> None:
        self.wrong.append(f"markup: {data!r}")


def _html(text: str, document: Document, *, why: bool) -> Iterator[str]:
    output = rendered("html", text, document, why=why)
    yield from _plain(output.replace("\t", " "))
    page = _Page()
    page.feed(output)
    page.close()
    yield from page.wrong
    if len(set(page.ids)) < len(page.ids):
        yield f"ids: {page.ids}"
    for link in page.links:
        if link.removeprefix("#") not in page.ids and link != document.source:
            yield f"link: {link!r}"
    policy = set(page.policy.split("; "))
    if not policy >= _POLICY or not all(re.fullmatch(r"style-src 'sha256-\S+'", one) for one in policy - _POLICY):
        yield f"policy: {page.policy!r}"
    shown = "".join(visible(re.sub(r"\r\n?", "\n", text)).split()) or "Thearticlehasnowords."
    if "".join(page.words.split()) != shown:
        yield f"words: {page.words!r}"
    if re.search(r">-?(?:inf|nan)\b", output):
        yield "number: one that is none"


# -- the table ---------------------------------------------------------------------------------------------------------


def _tables(text: str, document: Document, *, why: bool) -> Iterator[str]:
    for width in _WIDTHS:
        yield from _table(document, TableWriter(width=width, colour=False, why=why).render(document, text), width)
    coloured = TableWriter(width=80, colour=True, why=why).render(document, text)
    plain = _COLOUR.sub("", coloured)
    yield from _table(document, plain, 80)
    if [line.rstrip() for line in plain.splitlines()] != [
        line.rstrip() for line in TableWriter(width=80, colour=False, why=why).render(document, text).splitlines()
    ]:
        yield "colour: changes the words"


def _table(document: Document, output: str, width: int) -> Iterator[str]:
    yield from _plain(output)
    if widest := [line for line in output.split("\n") if cell_len(line) > width]:
        yield f"width: {cell_len(widest[0])} of {width}, {widest[0]!r}"
    lines = output.split("\n")
    places = [lines.index(f"{HEADINGS[kind]} ({len(found)})") for kind, found in by_kind(document.facts)]
    for (kind, found), start, end in zip(by_kind(document.facts), places, [*places[1:], len(lines)], strict=False):
        yield from _columns(found, [column.cell for column in COLUMNS[kind]], lines[start + 1 : end], width)


def _columns(
    found: Sequence[Fact], cells: Sequence[Callable[[Fact], str]], lines: Sequence[str], width: int
) -> Iterator[str]:
    """Check that each column holds all of its words, however they are folded."""
    rule = next(n for n, line in enumerate(lines) if line.startswith("  ─"))
    starts = sorted({hit.start() for line in lines[:rule] for hit in re.finditer(r"(?<=  )\S", line)})
    wanted = ["".join("".join(one_line(cell(fact)) for fact in found).split()) for cell in cells]
    wanted = [words for words in wanted if words]
    if len(starts) < len(wanted):
        yield f"headings: {lines[:rule]!r}"
        return
    # What stands below it is not indented, or is a note, whose mark stands alone where its first word fills a line.
    below = re.compile(r"^(?:\S|  (?:! (?=\S)|!\n\S|Unresolved dates need))", re.MULTILINE)
    body = below.split("\n".join(lines[rule + 1 :]), maxsplit=1)[0].split("\n")
    for n, words in enumerate(wanted):
        end = starts[n + 1] if n + 1 < len(starts) else width
        column = "".join(_cut(line, starts[n], end) for line in body)
        if _bare(column) != _bare(words):
            yield f"cells at {width}: {column!r} of {words!r}"


def _bare(words: str) -> str:
    # What stands on the letter before it stands beyond the end of a column where it has none.
    return "".join(char for char in words if cell_len(char) and not char.isspace())


def _cut(line: str, start: int, end: int) -> str:
    """Give what stands between two places on the screen."""
    return set_cell_size(line, end)[len(set_cell_size(line, start)) :]
