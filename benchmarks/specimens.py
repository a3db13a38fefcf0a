"""Inputs of every kind, made without end: ``a_specimen(random)`` gives its bytes, its name, and what is known of it.

They are sound but for odd values in their headers, and for what is no text at all. ``fuzz_inputs.py`` spoils them.
"""

from __future__ import annotations

import base64
import csv
import gzip
import io
import json
import quopri
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from html import escape
from random import Random

from fuzz import a_text


@dataclass(frozen=True, slots=True)
class Specimen:
    """An input: the end of its name, its bytes, the texts of its records where they must come back as they are.

    ``rows`` are the places of its records, half-open, without their line ends; the first is the header of a table.
    """

    suffix: str
    data: bytes
    texts: tuple[str, ...] = ()
    rows: tuple[tuple[int, int], ...] = ()
    field: str = "text"


ENCODINGS = tuple(
    "utf-8 utf-8 utf-8-sig utf-16 utf-16-le utf-16-be utf-32 utf-32-le utf-32-be utf-7 cp1252 latin-1 cp1251 koi8-r "
    "cp1253 iso8859-8 cp1256 shift_jis euc_jp iso2022_jp gb18030 big5 euc_kr hz mac_roman cp437 cp037 tis-620".split()
)
NAMES_OF_ENCODINGS = (
    *ENCODINGS,
    *"utf8 UTF_8 us-ascii ascii iso-8859-1 windows-1252 cp65001 unicode idna punycode undefined base64 hex zlib rot13 "
    "bz2 uu quopri unicode_escape raw_unicode_escape x-unknown mbcs oem none \x00 ../../etc charset é".split(" "),
    "",
    "a" * 300,
)
DAYS_SAID = (
    *"2025-06-22 2024-02-29 2023-02-29 0001-01-01 9999-12-31 10000-01-01 2024-08-07T23:30:00-05:00 20240807 2024-W30 "
    "2024-13-01 1900 -1 24:00".split(),
    "22 June 2025", "Wed, 07 Aug 2024 23:30:00 -0500", "Wed, 07 Aug 2024 23:30:00 -9999", "Mon, 99 Foo 99999 99:99:99",
    "", " ", "2024-08-07 ", "٢٠٢٤-٠٨-٠٧", "2024-08-07T", "Mon, 1 Jan 0000 00:00:00 +0000", "1 Jan 1 0:0:0 +2400",
)  # fmt: skip
_LINE_ENDS = ("\n", "\n", "\r\n")


def a_specimen(random: Random) -> Specimen:
    """Make an input of any kind, packed or not."""
    specimen = random.choice(_KINDS)(random)
    return _packed(specimen, random) if random.random() < 0.15 else specimen


def a_table_or_lines(random: Random) -> Specimen:
    """Make an input of several records in UTF-8, some of which hold odd things, none of them out of order."""
    while len((specimen := random.choice((_json_lines, _table))(random)).rows) < 3:
        pass
    return specimen


def _text(random: Random) -> str:
    """Make a text that any Unicode can hold."""
    return a_text(random).encode("utf-8", "replace").decode()


def encoded(text: str, random: Random) -> tuple[bytes, str]:
    """Write a text in any encoding, and name it."""
    encoding = random.choice(ENCODINGS)
    mark = "\ufeff" if encoding.endswith(("le", "be")) and random.random() < 0.5 else ""
    return (mark + text).encode(encoding, "replace"), encoding


def _plain(random: Random) -> Specimen:
    text = random.choice(("\n", "\n\n", " ", "\r\n")).join(_text(random) for _ in range(random.randint(1, 3)))
    return Specimen(random.choice((".txt", ".txt", ".md", ".text", "", ".TXT", ".log")), encoded(text, random)[0])


# --- records ----------------------------------------------------------------------------------------------------------


def _joined(rows: Sequence[str], end: str, random: Random) -> tuple[bytes, tuple[tuple[int, int], ...]]:
    """Join rows with line ends, blank lines between some, and give their places."""
    data, places = b"\xef\xbb\xbf" if random.random() < 0.1 else b"", []
    for row in rows:
        encoded = row.encode()
        places.append((len(data), len(data) + len(encoded)))
        data += encoded + end.encode() * random.choice((1, 1, 1, 1, 2))
    return (data if random.random() < 0.8 else data.rstrip(b"\r\n")), tuple(places)


def _json_lines(random: Random) -> Specimen:
    field = random.choice(("text", "text", "text", "body", "", "été", "\x00"))
    records, texts = [], []
    for number in range(random.randint(1, 8)):
        text = _text(random)
        record: dict[str, object] = {field: text}
        for name, values in (
            ("id", (f"a{number}", number, "", None, 1.5, [], True, "x" * 300, "\x1b]0;x\x07", "../a", 10**30, "a")),
            ("title", ("Army takes town", "", None, 7, "a\nb", "\u202eb", "\ud800")),
            ("published", (*DAYS_SAID, None, 20240807, [], {"day": 1}, True)),
            ("more", ({"deep": [[[{}]]]}, "NaN", 1e300)),
        ):
            if name != field and random.random() < 0.4:
                record[name] = random.choice(values)
        items = list(record.items())
        random.shuffle(items)
        records.append(json.dumps(dict(items), ensure_ascii=_lone(items) or random.random() < 0.5))
        texts.append(text)
    data, rows = _joined(records, random.choice(_LINE_ENDS), random)
    return Specimen(random.choice((".jsonl", ".ndjson", ".jsonl")), data, tuple(texts), rows, field)


def _lone(items: Sequence[tuple[str, object]]) -> bool:
    return any(value == "\ud800" for _, value in items)


def _table(random: Random) -> Specimen:
    tabs = random.random() < 0.3
    end = random.choice(_LINE_ENDS)
    columns = ["text", *random.sample(("id", "title", "published", "more", "é"), random.randint(0, 4))]
    random.shuffle(columns)
    # Where there is one column, nothing shows what else would part them.
    delimiter = "\t" if tabs else "," if len(columns) == 1 else random.choice(",,,;|\t")
    rows, texts = [_row(columns, delimiter, random)], []
    for number in range(random.randint(1, 8)):
        # The line ends of a row's own are those of the text; a mark of order at the head of a line is none of it.
        text = _text(random).replace("\ufeff", "").replace("\r", " ") or "x"
        cells = {"id": f"{number}", "title": 'A "town", taken', "published": random.choice(DAYS_SAID), "text": text}
        rows.append(_row([cells.get(name, "") for name in columns], delimiter, random))
        texts.append(text)
    data, places = _joined(rows, end, random)
    return Specimen(".tsv" if tabs else ".csv", data, tuple(texts), places)


def _row(cells: Sequence[str], delimiter: str, random: Random) -> str:
    written = io.StringIO()
    quoting = random.choice((csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    csv.writer(written, delimiter=delimiter, quoting=quoting).writerow(cells)
    return written.getvalue().removesuffix("\r\n")


def _recoded(random: Random) -> Specimen:
    """Make records in another encoding."""
    specimen = random.choice((_json_lines, _table))(random)
    text = specimen.data.decode("utf-8-sig")
    return replace(specimen, data=encoded(text, random)[0], texts=(), rows=())


# --- pages ------------------------------------------------------------------------------------------------------------


def _page_text(random: Random, charset: str) -> str:
    paragraphs = "".join(
        f"<{tag}>{escape(_text(random))}</{tag.split()[0]}>"
        for tag in random.choices(
            ("p", "p", "p", "h2", "li", "blockquote", 'div class="text"', "td", "pre", "figcaption", "span"),
            k=random.randint(1, 5),
        )
    )
    day = random.choice(DAYS_SAID)
    said = {"@type": "NewsArticle", "datePublished": day, "headline": "x"}
    head = random.sample(
        (
            f'<meta charset="{charset}">',
            f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">',
            f'<meta property="article:published_time" content="{day}">',
            '<meta property="og:title" content="Army takes town">',
            f'<script type="application/ld+json">{json.dumps(said)}</script>',
            f'<script type="application/ld+json">{{"@graph": [{{"@type": ["Article"], "dateModified": {day!r}</script>',
            "<title>Army takes town | The Site</title>",
            '<link rel="canonical" href="https://example.org/2024/08/07/x">',
            "<style>p { color: red }</style>",
            "<base href='//['>",
            "<!-- a note -->",
        ),
        random.randint(0, 6),
    )
    body = random.sample(
        (
            '<nav><a href="/">Home</a> <a href="http://[">World</a></nav>',
            f"<article><h1>Army takes town</h1>{paragraphs}</article>",
            f"<main>{paragraphs}</main>",
            f"<time datetime='{day}'>then</time>",
            f"<table><tr><td>{paragraphs}<td>2</table>",
            "<svg><title>x</title><path d='M0 0'/></svg>",
            "<iframe src='x'></iframe><img src='data:,' srcset='a 1x, b 2x'>",
            "<ul><li><ul><li>deep</ul></ul>",
            "<![CDATA[ x ]]>&#0;&#x110000;&#xd800;&nosuch;&amp",
            "<footer>Copyright 2019</footer>",
            "<noscript><p>Turn it on</noscript><template><p>x</template>",
        ),
        random.randint(1, 8),
    )
    start = random.choice(("<!DOCTYPE html>\n", "", f'<?xml version="1.0" encoding="{charset}"?>\n', "<!-- x -->"))
    return f"{start}<html lang=en><head>{''.join(head)}</head><body>{''.join(body) or paragraphs}</body></html>"


def _page_bytes(random: Random) -> tuple[bytes, str]:
    encoding = random.choice(ENCODINGS)
    said = encoding if random.random() < 0.6 else random.choice(NAMES_OF_ENCODINGS)
    return _page_text(random, said).encode(encoding, "replace"), said


def _page(random: Random) -> Specimen:
    return Specimen(random.choice((".html", ".htm", ".xhtml", "", ".aspx")), _page_bytes(random)[0])


# --- mails ------------------------------------------------------------------------------------------------------------

_BODIES: dict[str, Callable[[bytes], bytes]] = {
    "8bit": lambda data: data,
    "7bit": lambda data: data,
    "binary": lambda data: data,
    "quoted-printable": quopri.encodestring,
    "base64": base64.encodebytes,
    "x-uuencode": lambda data: b"begin 644 a\n" + base64.encodebytes(data) + b"\nend\n",
}


BOUNDARY = "sound"


def _part(random: Random, kind: str) -> bytes:
    """Make the headers and the body of a part."""
    if kind == "text/html":
        data, charset = _page_bytes(random)
    else:
        data, charset = encoded(_text(random), random)
        charset = charset if random.random() < 0.7 else random.choice(NAMES_OF_ENCODINGS)
    way = random.choice(tuple(_BODIES))
    quote = random.choice(('"', ""))
    content = random.choice((f"{kind}; charset={quote}{charset}{quote}", kind, f"{kind}; charset*=utf-8''{charset}"))
    attached = "Content-Disposition: attachment; filename*0*=utf-8''a%ff;\n filename*1=b\n"
    disposition = random.choice(("", "", "", attached))
    said = way if random.random() < 0.9 else random.choice((*_BODIES, "x", ""))
    head = f"Content-Type: {content}\nContent-Transfer-Encoding: {said}\n{disposition}\n"
    return head.encode("utf-8", "replace") + _BODIES[way](data)


def _entity(random: Random, depth: int = 0) -> bytes:
    """Make a part, or parts in one."""
    if depth < 3 and random.random() < 0.55:
        kind = random.choice(("mixed", "alternative", "related", "signed", "digest", "x"))
        boundary = random.choice(("b", "b", f"=_{random.random()}", "a b", "--", "b" * 80, "", "é"))
        parts = [_entity(random, depth + 1) for _ in range(random.randint(0, 3))]
        line = f"\n--{boundary}".encode()
        between = b"".join(line + b"\n" + part for part in parts)
        more = random.choice(("", "; start=<a>", "; type=text/html"))
        head = f'Content-Type: multipart/{kind}; boundary="{boundary}"{more}\n\n'.encode()
        return head + b"Preamble" + between + random.choice((line + b"--\n", line + b"--\n", b""))
    if random.random() < 0.08:
        return b"Content-Type: message/rfc822\n\n" + _mail_bytes(random, depth + 1)
    kinds = ("text/plain", "text/plain", "text/html", "application/pdf", "text/calendar", "")
    return _part(random, random.choice(kinds))


_SUBJECTS = (
    "Army takes town", "=?utf-8?q?Army_=E2=80=93?=", "=?x?b?////?=", "=?utf-8?b?=?=", "Курск", "=?utf-8?q?=ED=A0=80?=",
    "a\n  folded\n\tone", "", "=?iso-2022-jp?b?GyRC?= =?hz?q?~{?=", "=?utf-16?q?a?=", "=?utf-8*en?q?a?= " * 20,
)  # fmt: skip
_SENDERS = ("From: Desk <desk@example.org>", "From: <<>>,;:", "From: =?utf-8?q?=FF?= <a@[::>", "To: a:b;,;")


def _mail_bytes(random: Random, depth: int = 0) -> bytes:
    subject = random.choice(_SUBJECTS)
    headers = [
        f"Subject: {subject}",
        f"Date: {random.choice(DAYS_SAID)}",
        random.choice(_SENDERS),
        random.choice(("MIME-Version: 1.0", "MIME-Version: (x", "Message-ID: <[", "Received: from ([")),
        random.choice(("Content-Length: 5", 'Content-Disposition: inline; filename="', "X: y", "nocolon", ": x")),
    ]
    random.shuffle(headers)
    head = "\n".join(headers[: random.randint(1, 5)])
    return head.encode() + b"\n" + _entity(random, depth)


def _mail(random: Random) -> Specimen:
    data = _mail_bytes(random)
    data = data.replace(b"\n", b"\r\n") if random.random() < 0.4 else data
    return Specimen(random.choice((".eml", ".eml", ".mhtml", ".mht")), data)


def a_part_of_a_mail(random: Random) -> tuple[bytes, bytes, bytes]:
    """Make a mail of a sound text, and any part behind it: what is before the part, the part, and what is after it."""
    kind = random.choice(("mixed", "alternative", "related"))
    head = f"Subject: Army\nContent-Type: multipart/{kind}; boundary={BOUNDARY}\n\n--{BOUNDARY}\n"
    text = f"Content-Type: text/plain; charset=utf-8\n\n{_text(random)}\n--{BOUNDARY}\n"
    return (head + text).encode(), _entity(random), f"\n--{BOUNDARY}--\n".encode()


# --- packed, and what is no text --------------------------------------------------------------------------------------


def _packed(specimen: Specimen, random: Random) -> Specimen:
    """Pack an input, in one piece or several, once or twice."""
    cut = random.randrange(len(specimen.data) + 1) if random.random() < 0.3 else 0
    pieces = [piece for piece in (specimen.data[:cut], specimen.data[cut:]) if piece] or [b""]
    pack = random.choice((gzipped, zstd))
    data = b"".join(pack(piece, random) for piece in pieces)
    if random.random() < 0.05:
        data = pack(data, random)
        specimen = replace(specimen, texts=())
    named = random.choice((".gz", ".zst", ".gz" if pack is gzipped else ".zst", ""))
    return replace(specimen, suffix=specimen.suffix + named, data=data, rows=())


def gzipped(data: bytes, random: Random) -> bytes:
    """Pack bytes as gzip does."""
    written = io.BytesIO()
    name = random.choice(("", "a.txt", "x" * 300))
    with gzip.GzipFile(name, "wb", random.randint(0, 9), written, mtime=0) as packer:
        packer.write(data)
    return written.getvalue() + random.choice((b"", b"", b"", b"\0" * 20))


def zstd(data: bytes, random: Random) -> bytes:
    """Pack bytes as zstd does."""
    import zstandard

    packer = zstandard.ZstdCompressor(
        level=random.choice((1, 3, 19)), write_checksum=random.random() < 0.5, write_content_size=random.random() < 0.5
    )
    skipped = b"\x50\x2a\x4d\x18\x04\x00\x00\x00abcd"
    return packer.compress(data) + random.choice((b"", b"", b"", skipped))


def _bomb(random: Random) -> Specimen:
    """Make a packed input that is all the same."""
    filling = random.choice((b" ", b"\0", b"x", b"\n", b"<p>", b'{"text": "x"}\n', b'"'))
    head = random.choice((b"", b"<html>", b'{"text": "', b'text\n"', b"Subject: "))
    pack = random.choice((gzipped, zstd))
    suffix = random.choice((".txt", ".html", ".jsonl", ".csv", ".eml"))
    suffix += ".gz" if pack is gzipped else ".zst"
    return Specimen(suffix, pack(head + filling * (300_000 // len(filling)), random))


HEADS = (
    b"%PDF-1.7\n", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"{\\rtf1 ", b"PAR1", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf",
    b"\xff\xfe\0\0", b"\0\0\xfe\xff", b"BZh9", b"a.txt".ljust(257, b"\0") + b"ustar\x0000",
    b"\x50\x2a\x4d\x18\x04\x00\x00\x00", b"\x1f\x8b\x08\xff" + b"x" * 20,
)  # fmt: skip
_OF_ANY_KIND = ".txt .html .jsonl .csv .tsv .eml .mhtml .json .pdf .zip  .gz .zst .tar.gz".split(" ")


def _odd(random: Random) -> Specimen:
    """Make what is no text, or none that can be known."""
    random_bytes = random.randbytes(random.choice((1, 10, 100, 5000)))
    rest = random.choice((b"", b"\n", random_bytes, b"\0" * random.choice((1, 64, 5000)), b'[{"text": "x"}]'))
    return Specimen(random.choice(_OF_ANY_KIND), random.choice(HEADS) * random.choice((0, 1, 1, 2)) + rest)


_KINDS = (_plain, _plain, _json_lines, _json_lines, _table, _table, _recoded, _page, _page, _mail, _mail, _odd, _bomb)
