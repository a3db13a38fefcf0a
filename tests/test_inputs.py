"""Inputs of every kind, as files that are made here: what is read out of them, and what is said where nothing is."""

from __future__ import annotations

import gzip
import itertools
import json
import os
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from conflictfacts_cli.inputs import Article, decode, read_inputs
from conflictfacts_cli.inputs.articles import Origin, Unreadable
from conflictfacts_cli.inputs.kinds import FORMS
from conflictfacts_cli.inputs.records import json_lines, table_rows
from conflictfacts_cli.inputs.streams import Stream
from conflictfacts_cli.messages import Failure

TEXT = "Ukraine sent 10,000 soldiers into the Kursk region.\n"
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".zst": lambda data: zstandard.ZstdCompressor(write_checksum=True).compress(data),
}

Read = Callable[..., list[Article | Failure]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Write bytes to a file and read it: ``read("a.csv", b"...", text_field="body")``."""

    def read_file(name: str, data: bytes, **options: Any) -> list[Article | Failure]:
        path = tmp_path / name
        path.write_bytes(data)
        return list(read_inputs([str(path)], **options))

    return read_file


def article(items: list[Article | Failure]) -> Article:
    (item,) = items
    assert isinstance(item, Article), item
    return item


def failure(items: list[Article | Failure]) -> str:
    (item,) = items
    assert isinstance(item, Failure), item
    return f"{item.what}: {item.remedy}"


def texts(items: list[Article | Failure]) -> list[str]:
    return [item.text for item in items if isinstance(item, Article)]


def failures(items: list[Article | Failure]) -> list[str]:
    return [item.what for item in items if isinstance(item, Failure)]


# Text in its encodings

RUSSIAN = "Украина направила 10 000 солдат в Курскую область 6 августа. Генерал Сырский сообщил о захвате села."
ENCODED = {
    "utf-8": ("Zelenskyy… Київ", "utf-8", ""),
    "mark": ("Zelenskyy… Київ", "utf-8-sig", ""),
    "utf-16": ("Zelenskyy… Київ", "utf-16", ""),
    "utf-32": ("Zelenskyy… Київ", "utf-32", ""),
    "utf-32-be": ("They lost 40 tanks at Київ.", "utf-32-be", ""),
    "latin-1": ("The café of José Muñoz, at a temperature of 40°, on Monday", "latin-1", "Windows-1252"),
    "cp1252": ("“We hold 40 sq km,” he said – a café’s owner", "cp1252", "Windows-1252"),
    "cp1251": (RUSSIAN, "cp1251", "Windows-1251"),
    "koi8-r": (RUSSIAN, "koi8-r", "KOI8-R"),
    "shift-jis": ("ウクライナは8月6日、クルスク州に1万人の兵士を派遣した。", "shift-jis", "CP932"),
    "gb18030": ("乌克兰于2024年8月6日向库尔斯克地区派遣了一万名士兵。", "gb18030", "GB18030"),
    "cp1253": ("Η Ουκρανία έστειλε 10.000 στρατιώτες στην περιοχή", "cp1253", "Windows-1253"),
}


@pytest.mark.parametrize("name", ENCODED)
def test_text_in_an_encoding(read: Read, name: str) -> None:
    text, encoding, warning = ENCODED[name]
    found = article(read("a.txt", text.encode(encoding)))
    assert found.text == text
    assert len(found.warnings) == bool(warning) and warning in str(found.warnings)


def test_a_long_text_is_judged_by_its_first_odd_letters() -> None:
    text = "Nothing odd in this line.\n" * 8000 + "Генерал Сырский сообщил об этом.\n" * 9000
    assert decode(text.encode("cp1251"))[0] == text


@given(st.binary(max_size=400))
def test_no_bytes_are_fatal(data: bytes) -> None:
    text, _ = decode(data)
    assert isinstance(text, str)


def test_an_empty_file_is_an_empty_text(read: Read) -> None:
    assert article(read("a.txt", b"")).text == ""


# Web pages

STORY = (
    "<p>Ukraine sent 10,000 soldiers into the Kursk region on Tuesday.</p><p>It holds 90 sq km &amp; 5 villages.</p>"
)
PAGE = f"""<!DOCTYPE html>
<html><head><title>Army takes town | The Site</title><meta property="og:title" content="Army takes town">
<meta property="article:published_time" content="2024-08-07T23:30:00-05:00"></head>
<body><nav><a href="/">Home</a> <a href="/world">World</a></nav>
<article><h1>Army takes town</h1>{STORY}</article><footer>Copyright 2019</footer></body></html>"""
HELD = "It holds 90 sq km & 5 villages."


@pytest.mark.parametrize("name", ["a.html", "a.HTM", "a.xhtml", "a", "a.aspx", "a.html.gz"])
def test_a_page_gives_its_article(read: Read, name: str) -> None:
    data = PAGE.encode()
    found = article(read(name, gzip.compress(data) if name.endswith(".gz") else data))
    assert HELD in found.text and "Home" not in found.text and "Copyright" not in found.text
    assert (found.id, found.title, found.converted) == ("a", "Army takes town", True)
    assert (found.published, found.published_from) == ("2024-08-07", "metadata")


def test_the_option_stands_above_the_page(read: Read) -> None:
    found = article(read("a.html", PAGE.encode(), published="2025-01-01"))
    assert (found.published, found.published_from) == ("2025-01-01", "option")


BEFORE_PAGES = {
    "blank lines": "\n\n  ",
    "a mark": "\ufeff",
    "an XML declaration": '<?xml version="1.0" encoding="UTF-8"?>\n',
    "a browser's note": "<!-- saved from url=(0030)https://example.org/ -->\n",
}


@pytest.mark.parametrize("name", BEFORE_PAGES)
def test_a_page_is_known_by_how_it_begins(read: Read, name: str) -> None:
    assert HELD in article(read("a", (BEFORE_PAGES[name] + PAGE).encode())).text


@pytest.mark.parametrize("encoding", ["windows-1251", "shift_jis", "utf-16", "iso-8859-1"])
def test_a_page_names_its_encoding(read: Read, encoding: str) -> None:
    words = {"windows-1251": "Курск", "shift_jis": "ウクライナ", "utf-16": "Курск", "iso-8859-1": "café’s"}[encoding]
    page = PAGE.replace("<title>", f'<meta charset="{encoding}"><title>').replace("Kursk", words)
    found = article(read("a.html", page.encode("cp1252" if encoding == "iso-8859-1" else encoding)))
    assert words in found.text and found.warnings == ()


def test_a_date_in_the_words_of_a_page_is_not_its_own(read: Read) -> None:
    page = f"<html><head><title>Army</title></head><body><article>{STORY}<p>On 6 August 2024 it ended.</p></article>"
    found = article(read("a.html", page.encode()))
    assert (found.published, found.published_from) == (None, None)


def test_a_page_of_an_old_archive_keeps_its_date(read: Read) -> None:
    assert article(read("a.html", PAGE.replace("2024-", "1985-").encode())).published == "1985-08-07"


@pytest.mark.parametrize("page", ["", "<html></html>", "<html><body><img src=x></body></html>"])
def test_a_page_without_words_is_a_failure(read: Read, page: str) -> None:
    assert "no article found" in failure(read("a.html", page.encode()))


def test_a_deep_page_ends(read: Read) -> None:
    read("a.html", b"<html><body>" + b"<div>" * 100_000 + STORY.encode())


def test_a_text_that_looks_like_a_page_is_read_with_a_warning(read: Read) -> None:
    found = article(read("a.txt", PAGE.encode()))
    assert found.text == PAGE and "--input-format html" in str(found.warnings)
    assert article(read("a.txt", PAGE.encode(), input_format="html")).converted


MISSING = {"a.html": (PAGE.encode(), "html"), "a.txt.zst": (PACKERS[".zst"](TEXT.encode()), "zstd")}


@pytest.mark.parametrize("name", MISSING)
def test_a_missing_extra_is_named(read: Read, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    data, extra = MISSING[name]
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    monkeypatch.setitem(sys.modules, "zstandard", None)
    assert f"pip install 'conflict-facts[{extra}]'" in failure(read(name, data))


# Mails and pages saved as one file

MAIL = """From: Desk <desk@example.org>\r
Subject: =?utf-8?q?Army_takes_town_=E2=80=93_Kursk?=\r
Date: Wed, 07 Aug 2024 23:30:00 -0500\r
MIME-Version: 1.0\r
Content-Type: multipart/alternative; boundary="b"\r
\r
--b\r
Content-Type: text/html; charset=utf-8\r
\r
<html><body><p>In HTML.</p></body></html>\r
--b\r
Content-Type: text/plain; charset=windows-1252\r
Content-Transfer-Encoding: quoted-printable\r
\r
A caf=E9: Ukraine sent 10,000 =\r
soldiers.\r
--b--\r
"""


def test_a_mail_gives_its_plain_words(read: Read) -> None:
    found = article(read("a.eml", MAIL.encode()))
    assert found.text.strip() == "A café: Ukraine sent 10,000 soldiers."
    assert (found.title, found.published, found.published_from) == ("Army takes town – Kursk", "2024-08-07", "metadata")
    assert found.converted


def test_a_mail_in_html_alone(read: Read) -> None:
    mail = f"Subject: News\nDate: nonsense\nContent-Type: text/html; charset=cp1251\n\n{PAGE.replace('Kursk', 'Курск')}"
    found = article(read("a.eml", mail.encode("cp1251")))
    assert HELD in found.text and "Курск" in found.text and found.title == "News" and found.published is None


def test_a_saved_page_has_its_own_date(read: Read) -> None:
    head = 'Subject: Army\nDate: Mon, 1 Jan 2029 00:00:00 +0000\nContent-Type: multipart/related; boundary="b"\n\n'
    found = article(read("a.mhtml", f"{head}--b\nContent-Type: text/html\n\n{PAGE}\n--b--\n".encode()))
    assert HELD in found.text and (found.title, found.published) == ("Army takes town", "2024-08-07")


@pytest.mark.parametrize(("kind", "behind"), [("multipart/related; boundary=c", "--b\r\n"), ("; charset*", "--b--")])
def test_a_part_that_is_out_of_order_costs_no_other(read: Read, kind: str, behind: str) -> None:
    mail = MAIL.replace(behind, f"--b\r\nContent-Type: {kind}\r\n\r\nnothing\r\n{behind}", 1)
    assert "10,000 soldiers" in article(read("a.eml", mail.encode())).text


NO_MAIL = ["", "Subject: x\nContent-Type: image/png\n\nAAAA", "Content-Type: text/plain; charset=nonsense\n\n", "\n\n"]


@pytest.mark.parametrize("mail", NO_MAIL)
def test_a_mail_without_words_is_a_failure(read: Read, mail: str) -> None:
    assert "mail" in failure(read("a.eml", mail.encode()))


def test_a_mail_whose_words_stand_without_their_part(read: Read) -> None:
    mail = "Subject: x\nContent-Type: multipart/mixed\n\nUkraine sent soldiers to Kursk. Café.\n"
    assert article(read("a.eml", mail.encode())).text.strip() == "Ukraine sent soldiers to Kursk. Café."


@given(st.binary(max_size=300))
def test_no_mail_is_fatal(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.eml"
    path.write_bytes(b"Date: " + data + b"\nContent-Type: multipart/mixed; boundary=b\n\n--b\n" + data)
    assert len(list(read_inputs([str(path)]))) == 1


# Records

RECORDS = [{"id": "a", "title": "First", "published": "2025-06-22", "body": TEXT}, {"body": "Second"}]


def test_json_lines_with_the_text_elsewhere(read: Read) -> None:
    data = "".join(json.dumps(record) + "\n" for record in RECORDS).encode()
    first, second = read("wire.ndjson", data, text_field="body")
    assert isinstance(first, Article) and isinstance(second, Article)
    assert (first.text, first.id, first.title, first.published_from) == (TEXT, "a", "First", "input")
    assert (second.text, second.id, second.converted) == ("Second", "wire:2", False)


def test_json_lines_tell_the_keys_there_are(read: Read) -> None:
    said = failure(read("wire.jsonl", b'{"body": "x", "date": 1}'))
    assert 'line 1 has no "text" among body, date' in said and "--text-field" in said


@pytest.mark.parametrize("name", ["wire.csv", "wire.tsv"])
def test_a_table_gives_an_article_a_row(read: Read, name: str) -> None:
    tab = "\t" if name.endswith("tsv") else ","
    rows = [
        ["Published", "ID", "TEXT", "Title", "other"],
        ["2025-06-22", "a", '"He said ""no"",\n10,000 soldiers"', "First", "x"],
        [],
        ["22 June", "", "Second", "", ""],
    ]
    first, second = read(name, "\ufeff".encode() + "\r\n".join(tab.join(row) for row in rows).encode())
    assert isinstance(first, Article) and isinstance(second, Article)
    assert first.text == 'He said "no",\n10,000 soldiers'
    assert (first.id, first.title, first.published, first.published_from) == ("a", "First", "2025-06-22", "input")
    assert (second.text, second.id, second.title, second.published) == ("Second", "wire:5", None, None)
    assert "not an ISO date" in str(second.warnings)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_separator_of_a_table_is_seen(read: Read, delimiter: str) -> None:
    assert texts(read("a.csv", f"id{delimiter}text\n1{delimiter}Some words\n".encode())) == ["Some words"]


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
def test_an_id_or_title_is_no_longer_than_a_name(read: Read, name: str) -> None:
    long = {"id": "i" * 2000, "title": "t" * 2000, "text": "Some words"}
    data = json.dumps(long) if name == "a.jsonl" else "\n".join(",".join(row) for row in (long, long.values()))
    found = article(read(name, data.encode()))
    assert (found.id, len(found.title or "")) == (f"a:{found.line}", 1000)
    assert ["more than 1,000 characters" in warning for warning in found.warnings] == [True, True]


@pytest.mark.parametrize("name", ["a.eml", "a.html"])
def test_a_title_that_is_cut_says_so(read: Read, name: str) -> None:
    long = "t" * 2000
    data = PAGE.replace("Army takes town", long) if name == "a.html" else f"Subject: {long}\n\nSome words\n"
    found = article(read(name, data.encode()))
    assert len(found.title or "") == 1000
    assert found.warnings == ("the title has more than 1,000 characters: it was cut",)


def test_a_table_may_have_one_column(read: Read) -> None:
    assert texts(read("a.csv", b'text\n"One, two"\n')) == ["One, two"]


ROWS = {
    "too many cells": (b"id,text\n1,Ukraine sent 10,000 soldiers\n2,good\n", "line 2 has 3 cells under 2 columns"),
    "too few cells": (b"id,text\n1\n2,good\n", 'line 2 has no cell under "text"'),
    "too long": (b"id,text\n1," + b"x" * 300 + b"\n2,good\n", "line 2 is too long"),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_bad_row_costs_only_itself(read: Read, name: str) -> None:
    data, said = ROWS[name]
    found = read("a.csv", data, max_bytes=200)
    assert texts(found) == ["good"]
    assert [said in what for what in failures(found)] == [True]


TABLES = {
    b"id," + b"x" * 300 + b"\n1,no header\n2,x\n": "line 1 is too long: split it, or allow more",
    b"id,body,date\n1,x,y\n": 'has no column "text" among id, body, date: name the field of the text with --text-field',
    b"": "has no header: its first line names the columns",
    b"\n\n": "has no header",
    b'id,text\n1,"never closed\n2,x\n': "line 2: a quotation mark is never closed",
    b'id,text\n1,"' + b"never closed\n" * 400: "line 2: the row goes on without end",
}


@pytest.mark.parametrize("data", TABLES)
def test_a_table_out_of_order(read: Read, data: bytes) -> None:
    assert TABLES[data] in failure(read("a.csv", data, max_bytes=200))


def test_a_table_keeps_what_came_before_the_break(read: Read) -> None:
    found = read("a.csv", b'text\nfirst\n"never closed')
    assert texts(found) == ["first"] and len(failures(found)) == 1


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "cp1251", "utf-8-sig"])
def test_a_table_in_an_encoding(read: Read, encoding: str) -> None:
    text = f"{RUSSIAN}, и бои продолжаются"
    (found,) = read("a.csv", f'id,text\r\n1,"{text}"\r\n'.encode(encoding))
    assert isinstance(found, Article)
    assert found.text == text and ("Windows-1251" in str(found.warnings)) == (encoding == "cp1251")


@given(st.binary(max_size=300), st.sampled_from(FORMS), st.integers(1, 400))
def test_nothing_in_a_file_is_fatal(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, form: str, limit: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(data if form != "csv" else b"text\n" + data)
    for item in read_inputs([str(path)], input_format=form, max_bytes=limit):
        assert isinstance(item, Article | Failure)


BEHIND_A_RECORD = {
    "UTF-16 in lines": (b'{"text": "%s"}\n', ".jsonl", "The Army\n" * 99, "utf-16-le"),
    "UTF-16 in a table": (b"id,text\n1,%s\n", ".csv", "The Army\n" * 99, "utf-16-le"),
    "UTF-16 in a table of tabs": (b"id\ttext\n1\t%s\n", ".tsv", "The Army\n" * 99, "utf-16-le"),
    "EBCDIC in a table": (b"id,text\n1,%s\n", ".csv", '"The army said that its men are in the town', "cp037"),
}


@pytest.mark.parametrize("name", BEHIND_A_RECORD)
def test_a_record_in_another_encoding_costs_no_other(read: Read, name: str) -> None:
    form, suffix, text, encoding = BEHIND_A_RECORD[name]
    sound = form % b"Ukraine sent soldiers"
    data = sound + text.encode(encoding) + b"\n" + sound[8 * (suffix != ".jsonl") :]
    assert texts(read(f"a{suffix}", data)) == ["Ukraine sent soldiers"] * 2


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize(
    ("suffix", "rows"),
    [
        (".jsonl", ['{"text": "One army, and its men"}\n', '{"text": "Two armies, and their men"}\n']),
        (".csv", ["text,id\n", '"One army, and its men",1\n', '"Two armies, and their men",2\n']),
    ],
)
def test_a_record_in_a_wide_encoding_is_read_among_others(
    read: Read, encoding: str, suffix: str, rows: list[str]
) -> None:
    *before, last = rows
    data = "".join(before).encode() + last.encode(encoding) + before[-1].encode()
    one, two = "One army, and its men", "Two armies, and their men"
    assert texts(read(f"a{suffix}", data)) == [one, two, one]


@pytest.mark.parametrize("size", [1, 30, 31])
@pytest.mark.parametrize("end", ["\n", ""])
def test_a_row_may_be_as_long_as_the_limit(read: Read, size: int, end: str) -> None:
    found = read("a.csv", f"text\n{'x' * size}{end}".encode(), max_bytes=30)
    assert (texts(found), len(failures(found))) == ((["x" * size], 0) if size <= 30 else ([], 1))


ONE_BY_ONE = {
    "a.csv": ("text\nSome words\n", "utf-16-le"),
    "c": ("Words\n" + "\x01\x02" * 99, "utf-8"),
    "d": ('{"text": "one"}\n' + "\x01\x02" * 99, "utf-8"),
}


@pytest.mark.parametrize("name", ONE_BY_ONE)
def test_what_comes_byte_by_byte_is_read_as_the_whole(read: Read, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    text, encoding = ONE_BY_ONE[name]
    whole = read(name, text.encode(encoding))
    monkeypatch.setattr("conflictfacts_cli.inputs.streams._CHUNK", 1)
    assert read(name, text.encode(encoding)) == whole


# Packed inputs


@pytest.mark.parametrize("suffix", PACKERS)
def test_packed_inputs_are_unpacked(read: Read, suffix: str) -> None:
    pack = PACKERS[suffix]
    assert article(read(f"a.txt{suffix}", pack(TEXT.encode()))) == Article(
        text=TEXT, id="a", source=article(read(f"a.txt{suffix}", pack(TEXT.encode()))).source
    )
    lines = b'{"text": "one"}\n', b'{"text": "two"}\n'
    # Two archives one after the other are one.
    assert texts(read(f"a.jsonl{suffix}", pack(lines[0]) + pack(lines[1]))) == ["one", "two"]
    assert texts(read(f"a.csv{suffix}", pack(b"text\none\n"))) == ["one"]
    # The bytes tell, not the name.
    assert article(read("b.txt", pack(TEXT.encode()))).text == TEXT
    assert article(read(f"c.txt{suffix}", TEXT.encode())).text == TEXT


@pytest.mark.parametrize("suffix", PACKERS)
def test_what_was_read_before_the_damage_is_kept(read: Read, suffix: str) -> None:
    # Incompressible and long, so that there is more than one block.
    lines = [json.dumps({"text": os.urandom(20_000).hex()}).encode() + b"\n" for _ in range(20)]
    data = PACKERS[suffix](b"".join(lines))
    found = read(f"a.jsonl{suffix}", data[: len(data) * 2 // 3])
    assert len(texts(found)) > 3 and isinstance(found[-1], Failure)
    assert "the archive is cut short: fetch or pack it again" in f"{found[-1].what}: {found[-1].remedy}"
    half = len(data) * 2 // 3
    found = read(f"a.jsonl{suffix}", data[:half] + b"\xff" * 5000 + data[half + 5000 :])
    assert len(texts(found)) > 3 and "archive is damaged" in failures(found)[-1]


# No block of an archive is of this kind.
SHORT_ARCHIVES = {"damaged": ("utf-8", b"\x07"), "cut short": ("utf-16", b"")}


@pytest.mark.parametrize("broken", SHORT_ARCHIVES)
def test_what_is_before_the_damage_of_a_short_archive_is_kept(read: Read, broken: str) -> None:
    encoding, damage = SHORT_ARCHIVES[broken]
    packer = zlib.compressobj(wbits=31)
    data = packer.compress(f'{{"text": "one"}}\n{{"text": "{os.urandom(400).hex()}'.encode(encoding))
    found = read("a.jsonl.gz", data + packer.flush(zlib.Z_FULL_FLUSH) + damage)
    assert texts(found) == ["one"] and f"the archive is {broken}" in failures(found)[-1]


def test_an_archive_that_breaks_at_once_is_told_as_such(read: Read) -> None:
    assert "the archive is cut short" in failure(read("a.json.gz", gzip.compress(b"x")[:12]))


@pytest.mark.parametrize("suffix", PACKERS)
def test_a_packed_text_cut_short_is_no_article(read: Read, suffix: str) -> None:
    assert "cut short" in failure(read(f"a.txt{suffix}", PACKERS[suffix](TEXT.encode() * 100)[:-6]))


@pytest.mark.parametrize("suffix", PACKERS)
@pytest.mark.parametrize("kind", [".txt", ".html", ".eml", ".jsonl", ".csv"])
def test_a_bomb_stops_at_the_limit(read: Read, suffix: str, kind: str) -> None:
    bomb = PACKERS[suffix](b" " * 100_000_000)
    said = failure(read(f"a{kind}{suffix}", bomb, max_bytes=1_000_000))
    assert "larger than 1M bytes" in said or "more than 200 times its size" in said


@pytest.mark.parametrize("suffix", PACKERS)
@pytest.mark.parametrize("kind", [".jsonl", ".csv"])
def test_a_bomb_of_blank_lines_ends_soon(read: Read, suffix: str, kind: str) -> None:
    first = b'{"text": "first"}\n' if kind == ".jsonl" else b"text\nfirst\n"
    found = read(f"a{kind}{suffix}", PACKERS[suffix](first + b"\n" * 3_000_000))
    assert texts(found) == ["first"]
    assert ["the archive holds blank lines without end" in said for said in failures(found)] == [True]


def test_words_are_packed_to_no_bomb(read: Read) -> None:
    lines = b"".join(json.dumps({"text": f"{TEXT} {n}"}).encode() + b"\n" for n in range(3000))
    assert len(texts(read("a.jsonl.gz", gzip.compress(lines), max_bytes=1000))) == 3000
    # Nor is the same line again and again, as far as there is not too much of it.
    assert len(texts(read("b.jsonl.gz", gzip.compress(b'{"text": "x"}\n' * 20_000), max_bytes=100_000))) == 20_000


# Bounds


def endless(first: bytes, filling: bytes, last: bytes) -> Iterator[bytes]:
    """A line of 300 MB that is never there as a whole."""
    return itertools.chain((first,), itertools.repeat(filling, 300_000_000 // len(filling)), (last,))


def test_an_overlong_line_is_skipped_unheld() -> None:
    import tracemalloc

    chunks = endless(b'{"text": "one"}\n{"text": "', b"x" * 50_000, b'"}\n{"text": "three"}\n')
    stream = Stream(chunks, shown="wire", limit=1_000_000, ends=True)
    tracemalloc.start()
    found = list(json_lines(stream, Origin(path="wire", name="wire"), "text"))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert texts(found) == ["one", "three"]
    assert failures(found) == ["wire, line 2 is too long"]
    assert most < 10_000_000


def test_an_overlong_row_is_skipped() -> None:
    stream = Stream(endless(b"text\none\n", b"x" * 50_000, b"\nthree\n"), shown="wire", limit=1_000_000, ends=True)
    found = list(table_rows(stream, Origin(path="wire", name="wire"), "text", tabs=False, limit=1_000_000))
    assert texts(found) == ["one", "three"] and failures(found) == ["wire, line 3 is too long"]


def test_a_document_that_is_too_large_costs_only_itself(tmp_path: Path) -> None:
    for name, size in (("a", 10), ("b", 1001), ("c", 1000)):
        (tmp_path / f"{name}.txt").write_bytes(b"x" * size)
    found = list(read_inputs([str(tmp_path / f"{name}.txt") for name in "abc"], max_bytes=1000))
    assert [len(text) for text in texts(found)] == [10, 1000]
    (said,) = [item for item in found if isinstance(item, Failure)]
    assert said.what.endswith("b.txt is larger than 1k bytes") and "--max-bytes" in said.remedy


def test_a_stream_without_end_is_not_read_to_it() -> None:
    with pytest.raises(Unreadable):
        Stream(itertools.repeat(b"x" * 1000), shown="x", limit=100_000).read()


@pytest.mark.parametrize("form", ["jsonl", "csv", "tsv"])
def test_a_line_without_end_is_not_followed_for_ever(form: str) -> None:
    found = list(read_inputs(["/dev/zero"], input_format=form, max_bytes=1000))
    assert failures(found) == ["/dev/zero: a line goes on without end"]


def test_a_line_of_a_file_is_followed_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"x" * 2_000_000 + b'\n{"text": "two"}\n')
    found = list(read_inputs([str(tmp_path / "a.jsonl")], max_bytes=1000))
    assert texts(found) == ["two"] and len(failures(found)) == 1


# What is turned away

REFUSED = {
    "a.pdf": b"%PDF-1.7",
    "b.txt": b"%PDF-1.7",
    "a.docx": b"PK\x03\x04word/",
    "a.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "a.rtf": b"{\\rtf1 x}",
    "a.odt": b"PK\x03\x04mimetype",
    "a.epub": b"PK\x03\x04mimetypeapplication/epub",
    "a.png": b"\x89PNG\r\n\x1a\n",
    "a": b"\xff\xd8\xff\xe0JFIF",
    "a.zip": b"PK\x03\x04",
    "a.tar.gz": gzip.compress(b"a.txt".ljust(257, b"\0") + b"ustar\x0000".ljust(300, b"\0")),
    "a.tgz": gzip.compress(b"x"),
    "a.bz2": b"BZh91AY&SY",
    "a.xlsx": b"PK\x03\x04xl/",
    "a.parquet": b"PAR1",
    "a.gz": gzip.compress(gzip.compress(b"x")),
    "b": bytes(range(256)) * 8,
    "a.json": b'[\n {"text": "x"}]',
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_holds_no_text_is_turned_away(read: Read, name: str) -> None:
    said = failure(read(name, REFUSED[name]))
    assert said.count("\n") == 0 and any(word in said for word in ("not supported", "binary", "JSON"))


def test_who_says_that_it_is_text_is_believed(read: Read) -> None:
    assert article(read("a.doc", b"Plain words.", input_format="text")).text == "Plain words."


def test_json_lines_are_known_by_how_they_begin(read: Read) -> None:
    assert texts(read("wire.json", b'{"text": "one"}\n{"text": "two"}\n')) == ["one", "two"]
    assert texts(read("wire", b'{"text": "one"}\n')) == ["one"]


# Standard input


def test_a_pipe_is_known_by_its_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    for data, want in (
        (TEXT.encode(), TEXT),
        (gzip.compress(TEXT.encode()), TEXT),
        (PACKERS[".zst"](b'{"text": "one"}\n'), "one"),
        (PAGE.encode(), HELD),
    ):
        inner, outer = os.pipe()
        os.write(outer, data)
        os.close(outer)
        with os.fdopen(inner) as stream:
            monkeypatch.setattr(sys, "stdin", stream)
            found = article(list(read_inputs(["-"])))
        assert want in found.text and (found.id.partition(":")[0], found.source) == ("stdin", "-")


def test_a_live_pipe_gives_records_as_they_come(monkeypatch: pytest.MonkeyPatch) -> None:
    inner, outer = os.pipe()
    with os.fdopen(inner) as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        waits: list[int | None] = []
        found = read_inputs(["-"], input_format="csv", before_read=waits.append)
        os.write(outer, b"text\n")
        for word in ("one", "two"):
            os.write(outer, f"{word}\n".encode())
            assert article([next(found)]).text == word
        os.close(outer)
        assert list(found) == [] and set(waits) == {inner}


def test_a_live_pipe_in_utf16_gives_records_as_they_come(monkeypatch: pytest.MonkeyPatch) -> None:
    inner, outer = os.pipe()
    with os.fdopen(inner) as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        found = read_inputs(["-"], input_format="jsonl", before_read=lambda _descriptor: None)
        for line, word in (('\ufeff{"text": "one"}\n', "one"), ('{"text": "two"}\n', "two")):
            os.write(outer, line.encode("utf-16-le"))
            assert article([next(found)]).text == word
        os.close(outer)


# What costs only itself, or no time


def test_many_notes_before_a_page_take_no_time(read: Read) -> None:
    assert article(read("a", b"<!---->" * 300 + b"<p>")).text.startswith("<!---->")


@pytest.mark.parametrize("name", ["idna", "punycode", "undefined", "unicode_escape", "utf-7", "rot13", "hex", "zlib"])
def test_a_page_in_what_is_no_encoding(read: Read, name: str) -> None:
    page = PAGE.replace("<title>", f'<meta charset="{name}"><title>').replace("Kursk", "café")
    assert "café" in article(read("a.html", page.encode("cp1252"))).text


def test_a_mail_without_a_known_encoding_keeps_its_letters(read: Read) -> None:
    for head in ("Content-Type: text/plain; charset=nonsense\n", "Content-Type: text/plain; charset=idna\n", ""):
        assert article(read("a.eml", f"Subject: x\n{head}\nКурск, café\n".encode())).text.strip() == "Курск, café"


@pytest.mark.parametrize(
    "head", [b"Subject: " + b"=?utf-8?q?a?= " * 50_000, b"Content-Type: text/plain; " + b"a=b;" * 50_000]
)
def test_a_mail_with_a_header_without_end(read: Read, head: bytes) -> None:
    assert article(read("a.eml", head + b"\n\nwords\n")).text.strip() == "words"


PAGES_WITHOUT_END = {
    "a paragraph of more than 3,000 tags": f"<p>{'<b>a <A href=x>b</A></b> ' * 1_501}</p>",
    "more than 100,000 tags": "<p>a</p>" * 150_000,
    "a tag of 200,000 attributes": "<p " + " ".join(f"a{n}='<'" for n in range(200_000)) + ">",
    "a tag of 20,000 attributes": "<p\n" + "\n".join(f"a{n}" for n in range(20_000)) + ">",
    "a tag of 30,000 attributes": "<p/" + "/".join(f"a{n}" for n in range(30_000)) + ">",
}


@pytest.mark.parametrize("why", PAGES_WITHOUT_END)
def test_a_page_of_too_much_is_named(read: Read, why: str) -> None:
    assert f"the page has {why}: " in failure(read("a.html", PAGE.replace(STORY, PAGES_WITHOUT_END[why]).encode()))


def test_a_page_of_many_lines_is_no_paragraph_of_too_much(read: Read) -> None:
    items = f"<ul>{'<li><a href=x>b</a></li>' * 4_000}</ul><p>{'<b>a</b><br>' * 4_000}</p>"
    assert HELD in article(read("a.html", PAGE.replace("<nav>", f"{items}<nav>").encode())).text


def test_programs_and_long_values_of_a_page_are_no_tags(read: Read) -> None:
    long = (
        "<script>" + "if (a<b) x = 'don\\'t'; " * 9000 + f"</script><img alt='{'a b ' * 9000}'><!--{'<p> ' * 99_999}-->"
    )
    assert HELD in article(read("a.html", PAGE.replace("<nav>", f"{long}<nav>").encode())).text


LONG_PARTS = {
    "picture": "<img alt='Kursk' src='data:image/png;base64,{}'>",
    "program": "<script>{}</script>",
    "style": "<style>{}</style>",
    "note": "<!--{}-->",
}


@pytest.mark.parametrize("name", LONG_PARTS)
def test_what_a_page_carries_hides_no_words(read: Read, name: str) -> None:
    part = LONG_PARTS[name].format("A" * 11_000_000)
    assert HELD in article(read("a.html", PAGE.replace("<article>", f"{part}<article>").encode())).text


def test_a_page_that_its_parser_would_cut_is_named(read: Read) -> None:
    page = PAGE.replace("<article>", f"<article><p>{'words ' * 2_000_000}</p>")
    assert "letters without a tag" in failure(read("a.html", page.encode()))


@pytest.mark.parametrize("depth", [980, 985, 989, 992])
def test_a_field_that_is_deep_costs_only_itself(read: Read, depth: int) -> None:
    deep = '{"text": "one", "published": ' + "[" * depth + "]" * depth + '}\n{"text": "two"}\n'
    assert texts(read("a.jsonl", deep.encode()))[-1] == "two"


def test_what_is_said_stays_short(read: Read) -> None:
    assert len(failure(read("a.jsonl", b'{"' + b"k" * 10**6 + b'": 1}'))) < 1000


LONG_ROWS = {
    "lines": b'1,"' + b'He said ""no"", 5 men\n' * 40 + b'end"\n',
    "one line": b'1,"' + b"x" * 300 + b'"\n',
    "one line, then more": b'1,"' + b"x" * 300 + b'""\nrest, ""of\nit"\n',
    "one line within": b'1,"first\n' + b"x" * 300 + b'\n""rest,""\nit"\n',
    "quotation marks": b'1,"' + b'""' * 150 + b'\nx"\n',
    "marks in a bare cell": b'1,5" guns' + b"x" * 300 + b"\n",
    "an empty cell first": b'"","' + b"x" * 300 + b'\n,"\n',
}


@pytest.mark.parametrize("name", LONG_ROWS)
def test_a_row_that_is_too_long_costs_only_itself(read: Read, name: str) -> None:
    found = read("a.csv", b"id,text\n0,before\n" + LONG_ROWS[name] + b"2,behind\n", max_bytes=200)
    assert texts(found) == ["before", "behind"]
    assert [said.rpartition(", ")[2] for said in failures(found)] == ["line 3 is too long"]
