"""Tells what kind an input is by its name and its first bytes, and turns away what holds no text to be read."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

from conflictfacts_cli.inputs.articles import Unreadable
from conflictfacts_cli.inputs.encodings import wide

FORMS = ("auto", "text", "html", "jsonl", "csv", "tsv", "eml")
_SUFFIXES = {
    ".txt": "text", ".text": "text", ".md": "text",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".eml": "eml", ".mht": "mhtml", ".mhtml": "mhtml",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "tsv",
}  # fmt: skip
_PACKED = (".gz", ".zst")
# An article does not begin so; a stream of JSON lines, or a page, always does.
_JSON_LINES = re.compile(r'\s*\{[ \t]*"')
# Each note ends where it first can, and nowhere else: many of them would else be looked at in all combinations.
_PAGE = re.compile(
    r"\s*+(?:<\?xml[^>]{0,200}>\s*+)?(?><!--.{0,1000}?-->\s*)*+<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_CONTROL = bytes(n for n in range(32) if n not in b"\t\n\v\f\r\x1a\x1b")
_CONTROL_SHARE = 0.08


@dataclass(frozen=True, slots=True, kw_only=True)
class _Refused:
    what: str
    remedy: str
    suffixes: tuple[str, ...] = ()
    magic: tuple[bytes, ...] = ()


_REFUSED = (
    _Refused(
        what="PDF is not supported",
        remedy="convert it first, as with pdftotext",
        suffixes=(".pdf",),
        magic=(b"%PDF-",),
    ),
    _Refused(
        what="word processor files are not supported",
        remedy="save it as text or HTML first, as with pandoc or LibreOffice",
        suffixes=(".doc", ".docx", ".odt", ".rtf", ".pages"),
        magic=(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf"),
    ),
    _Refused(
        what="e-books are not supported",
        remedy="convert it to text first, as with pandoc",
        suffixes=(".epub", ".mobi", ".azw3"),
    ),
    _Refused(
        what="images are not supported",
        remedy="get their text first, as with tesseract",
        suffixes=(".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".webp", ".bmp", ".heic", ".djvu"),
        magic=(b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"AT&TFORM"),
    ),
    _Refused(
        what="tables of this kind are not supported",
        remedy="save it as CSV or JSON lines first",
        suffixes=(".xlsx", ".xls", ".ods", ".parquet", ".feather", ".sqlite"),
        magic=(b"PAR1", b"SQLite format 3\0", b"ARROW1"),
    ),
    _Refused(
        what="archives are not supported, nor office documents, which are such",
        remedy="unpack it, or save it as text first",
        suffixes=(".zip", ".tar", ".tgz", ".7z", ".rar", ".bz2", ".xz", ".warc"),
        magic=(b"PK\x03\x04", b"PK\x05\x06", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a", b"\xfd7zXZ\0", b"\x1f\x8b"),
    ),
)  # fmt: skip
# Files that hold articles for a person, so that passing over them in a folder is worth a word.
DOCUMENTS = _REFUSED[0].suffixes + _REFUSED[1].suffixes + _REFUSED[2].suffixes


def split_name(path: str) -> tuple[str, str]:
    """Give the path without the suffixes of its kind and packing, and the suffix of its kind in lower case.

    >>> split_name("wire/May.JSONL.gz"), split_name("notes")
    (('wire/May', '.jsonl'), ('notes', ''))
    """
    stem, suffix = os.path.splitext(path)
    if suffix.lower() in _PACKED:
        stem, suffix = os.path.splitext(stem)
    return stem, suffix.lower()


def is_known(path: str) -> bool:
    """Say whether the name alone tells that the file holds articles that can be read."""
    return split_name(path)[1] in _SUFFIXES


def is_single(path: str) -> bool:
    """Say whether the name alone tells that the file holds one article, and no more."""
    return _SUFFIXES.get(split_name(path)[1]) in ("text", "html", "eml", "mhtml")


def is_of_records(path: str, form: str) -> bool:
    """Say whether it is known without a look that an input holds records."""
    return (_SUFFIXES.get(split_name(path)[1]) if form == "auto" else form) in ("jsonl", "csv", "tsv")


def is_json_lines(head: bytes) -> bool:
    """Say whether an input begins as JSON lines do."""
    return _JSON_LINES.match(_text(head)) is not None


def kind_of(shown: str, suffix: str, head: bytes, form: str) -> tuple[str, tuple[str, ...]]:
    """Name the kind of an input, with warnings: ``form`` where it says so, else its suffix, else what it begins with.

    Raises ``Unreadable`` for what holds no text.
    """
    if form != "auto":
        return form, ()
    for refused in _REFUSED:
        if head.startswith(refused.magic) or (suffix in refused.suffixes):
            raise Unreadable(f"{shown}: {refused.what}", refused.remedy)
    known = _SUFFIXES.get(suffix)
    begin = _text(head)
    if not known and _JSON_LINES.match(begin):
        return "jsonl", ()
    if known in (None, "text") and _is_binary(head):
        raise Unreadable(f"{shown} is a binary file", "convert it to text first")
    page = _PAGE.match(begin)
    if known == "text" and page:
        return known, ("looks like a web page: read it with --input-format html",)
    if known:
        return known, ()
    if suffix == ".json":
        raise Unreadable(f"{shown} is JSON, but not one object a line", "make it so, as with jq -c '.[]'")
    return ("html" if page else "text"), ()


def _text(head: bytes) -> str:
    return head.decode(wide(head) or "utf-8-sig", "replace")


def _is_binary(head: bytes) -> bool:
    if head[257:262] == b"ustar":
        return True
    if len(head) < 64 or wide(head):
        return False
    return len(head) - len(head.translate(None, _CONTROL)) > _CONTROL_SHARE * len(head)
