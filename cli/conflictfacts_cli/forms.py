"""The formats by name: which one is meant, and what it is made of. Each is imported only once it is chosen."""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from conflictfacts_cli.outputs import Frame, Plain, Sink, StandardOutput, WholeFile

if TYPE_CHECKING:
    from conflictfacts_cli.formats import Rows, Writer

FORMATS = ("table", "json", "jsonl", "csv", "tsv", "markdown", "html", "parquet", "annotations")
# Those that are made of rows, and so can take the rows of a profile.
OF_ROWS = ("csv", "tsv", "jsonl", "parquet")
# Those whose documents stand one after another, so that a file of them can be gone on with where it ends.
RESUMABLE = ("json", "jsonl", "csv", "tsv", "markdown", "annotations")
# Those in which a document can tell its own warnings.
_TELLING = ("table", "json", "markdown", "html")
_BY_SUFFIX = {
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".parquet": "parquet",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A format, the file it goes to (null: standard output), and the rows of a profile in place of facts."""

    name: str
    output: str | None
    profile: Rows | None = None

    @property
    def tells_warnings(self) -> bool:
        """Whether the warnings of a document have a place in it."""
        return self.name in _TELLING

    def writer(self, *, why: bool) -> Writer:
        """Give what renders a document; it can be sent to another process."""
        from conflictfacts_cli import formats

        terminal = self.output is None and is_terminal()
        match self.name:
            case "csv" | "tsv":
                return formats.CsvWriter(self.profile, tab=self.name == "tsv", terminal=terminal or _shows(self.output))
            case "parquet":
                return formats.RowLinesWriter(self._rows())
            case "jsonl":
                return formats.RowLinesWriter(self.profile) if self.profile else formats.JsonLinesWriter(why=why)
            case "json":
                return formats.JsonWriter(pretty=terminal, why=why)
            case "annotations":
                from conflictfacts_cli.annotations import AnnotationWriter

                return AnnotationWriter(why=why)
            case "markdown":
                from conflictfacts_cli.markdown import MarkdownWriter

                return MarkdownWriter(why=why)
            case "html":
                from conflictfacts_cli.report import HtmlWriter

                return HtmlWriter(why=why)
        import shutil

        from conflictfacts_cli.table import TableWriter

        return TableWriter(width=shutil.get_terminal_size().columns, colour=wants_colour(to_terminal=terminal), why=why)

    def frame(self, writer: Writer) -> Frame:
        """Give what goes around the documents."""
        if self.name == "html":
            from conflictfacts_cli.report import Page

            return Page()
        return Plain(header=writer.header(), between="\n" if self.name in ("table", "markdown") else "")

    def sink(self) -> Sink:
        """Open the place where the output goes."""
        if self.output is None:
            follows = self.name == "table" and sys.stdout is not None
            return StandardOutput(encoding=sys.stdout.encoding if follows else "utf-8")
        if self.name == "parquet":
            from conflictfacts_cli.parquet import ParquetFile

            return ParquetFile(self.output, self._rows())
        return WholeFile(self.output)

    def _rows(self) -> Rows:
        from conflictfacts_cli.formats import FactRows

        return self.profile or FactRows()


def default_format(output: str | None, *, profile: bool) -> str:
    """Give the format where none is named: what the file's suffix says, else what suits the reader."""
    if meant := by_suffix(output):
        return meant
    if profile:
        return "csv"
    return "table" if output is None and is_terminal() else "json"


def by_suffix(output: str | None) -> str | None:
    """Give the format that the suffix of a file stands for, if it stands for one."""
    return None if output is None else _BY_SUFFIX.get(Path(output).suffix.lower())


def is_terminal() -> bool:
    """Whether standard output is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def _shows(output: str | None) -> bool:
    """Whether a file is a terminal by another name, as /dev/tty and /dev/stdout are."""
    try:
        if output is None or not stat.S_ISCHR(os.stat(output).st_mode):  # noqa: PTH116
            return False
        descriptor = os.open(output, os.O_WRONLY | getattr(os, "O_NOCTTY", 0))
    except OSError:
        return False
    try:
        return os.isatty(descriptor)
    finally:
        os.close(descriptor)


def wants_colour(*, to_terminal: bool) -> bool:
    """Whether the table is to be in colour, by the habits of other commands."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (to_terminal and os.environ.get("TERM") != "dumb")
