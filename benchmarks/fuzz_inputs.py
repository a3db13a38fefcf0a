"""Looks for bytes that break the readers of inputs: ``python benchmarks/fuzz_inputs.py --documents 100000``.

Inputs of every kind (``specimens.py``) are spoilt: bits flipped, bytes cut, doubled and spliced between inputs of
different kinds, headers that say what is not so, archives cut short, other encodings and line ends. Each is a file that
is read as the command reads it, and what ``tests/invariants_inputs.py`` finds wrong is written down with the shortest
bytes that still show it. Some stand among sound records, behind the text of a mail or in a folder of other files, which
must come through; one in a hundred goes on through the extractor to the output.

Bytes of which the readers say what none before them made them say are kept and spoilt further. Document ``n`` of a seed
is the same whatever the number of jobs.
"""

from __future__ import annotations

import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from fuzz import DAYS
from fuzzing import PATIENCE, Tally, arguments, in_blocks, keep, minimised, patience, report
from specimens import (
    BOUNDARY,
    DAYS_SAID,
    HEADS,
    NAMES_OF_ENCODINGS,
    Specimen,
    a_part_of_a_mail,
    a_specimen,
    a_table_or_lines,
    encoded,
    gzipped,
    zstd,
)

if TYPE_CHECKING:
    from invariants_inputs import Items, Setting

_POOL = 300  # inputs of a block that are spoilt further
_LONGEST = 20_000  # bytes of a spoilt input
_SHOWN = 100  # one in so many goes on to the output
_ROOM = 100 << 20  # bytes that reading a short input may take, and what is imported for it
_FORMS = ("text", "html", "jsonl", "csv", "tsv", "eml")
_NAMES = (
    "a", "a", "wire", "A b", "-x", "*", "[a]", "é\u202e", "a\nb", "\x1b[31m", "\udcff\udc80", "x" * 200, "%s{}",
)  # fmt: skip

# --- how they are spoilt ----------------------------------------------------------------------------------------------

Other = Callable[[], bytes]

_PUT = (
    *HEADS, b"\0", b"\n", b"\r", b"\r\n", b'"', b'""', b"'", b",", b"\t", b";", b"\\", b"\x1a", b"\x1b[31m", b"\xff",
    b"\x80", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x80\xa8", b"\xc2\x85", b"\x0b", b"\x0c", b"\x1c",
    b"<", b">", b"<!--", b"-->", b"<p ", b"</", b"<script>", b"&#0;", b"{", b"}", b"[", b"]", b"[" * 2000,
    b'{"a":' * 1500, b"1e999", b"-", b"9" * 5000, b"\\u0000", b"\\ud800", b"NaN", b"null", b"=", b"=\n", b"=E9",
    b"=?utf-8?q?=FF?=", b"--b", b"--b--", b"--", b": ", b";charset=", b"~{", b"+AGE-", b"\x1b$B", b"begin 644 x\n",
    b"Content-Type: ", b"Date: ",
)  # fmt: skip
_ENCODINGS = tuple(name.encode() for name in NAMES_OF_ENCODINGS)
_TYPES = b"text/plain text/html multipart/mixed message/rfc822 text / message/delivery-status message/partial".split()
_SAID = {
    re.compile(rb"charset=[\"']?([\w-]*)", re.IGNORECASE): _ENCODINGS,
    re.compile(rb"encoding=\"([\w-]*)", re.IGNORECASE): _ENCODINGS,
    re.compile(rb"=\?([\w-]*)\?"): _ENCODINGS,
    re.compile(rb"boundary=\"?([^\"\r\n;]*)"): (b"", b"b", b"c", b"a" * 300, b"\0", b'"', b"\xff", b" "),
    re.compile(rb"Encoding: (\S*)"): (b"base64", b"quoted-printable", b"x-uuencode", b"uu", b"", b"\0", b"8bit"),
    re.compile(rb"Content-Type: (\S*)"): (*_TYPES, b""),
    re.compile(rb"Date: ([^\r\n]*)"): tuple(day.encode() for day in DAYS_SAID),
    re.compile(rb"Length: (\d*)"): (b"0", b"-1", b"999999999999", b"x"),
}


def spoilt(data: bytes, random: Random, other: Other, longest: int) -> bytes:
    """Spoil bytes in one to six places. ``other`` gives bytes to splice in."""
    for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
        data = random.choice(_WAYS)(data, random, other)[:longest]
    return data


def _flip(data: bytes, random: Random, _other: Other) -> bytes:
    changed = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 10)) if data else 0):
        changed[random.randrange(len(data))] ^= 1 << random.randrange(8)
    return bytes(changed)


def _set(data: bytes, random: Random, _other: Other) -> bytes:
    start, end = _stretch(data, random, random.choice((1, 1, 4, 50)))
    return data[:start] + random.choice((random.randbytes(end - start), b"\0" * (end - start))) + data[end:]


def _cut(data: bytes, random: Random, _other: Other) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[at:] if random.random() < 0.25 else data[:at]


def _drop(data: bytes, random: Random, _other: Other) -> bytes:
    start, end = _stretch(data, random, random.choice((1, 2, 10, 300)))
    return data[:start] + data[end:]


def _double(data: bytes, random: Random, _other: Other) -> bytes:
    start, end = _stretch(data, random, random.choice((1, 20, 400)))
    return data[:end] + data[start:end] * random.choice((1, 1, 3, 100)) + data[end:]


def _put(data: bytes, random: Random, _other: Other) -> bytes:
    at = random.choice((0, len(data), *(random.randrange(len(data) + 1) for _ in range(6))))
    return data[:at] + random.choice(_PUT) * random.choice((1, 1, 1, 1, 2, 30)) + data[at:]


def _splice(data: bytes, random: Random, other: Other) -> bytes:
    second = other()
    a, b = random.randrange(len(data) + 1), random.randrange(len(second) + 1)
    c = random.choice((len(data), random.randint(a, len(data))))
    return data[:a] + second[b : b + random.choice((10, 200, len(second)))] + data[c:]


def _lie(data: bytes, random: Random, other: Other) -> bytes:
    """Let a header or a tag say something else."""
    found = [(match.span(1), values) for pattern, values in _SAID.items() for match in pattern.finditer(data)]
    if not found:
        return _put(data, random, other)
    (start, end), values = random.choice(found)
    return data[:start] + random.choice(values) + data[end:]


def _encode(data: bytes, random: Random, _other: Other) -> bytes:
    """Write all of it, or what comes behind a place, in another encoding."""
    at = random.choice((0, random.randrange(len(data) + 1)))
    return data[:at] + encoded(data[at:].decode("utf-8", "replace"), random)[0]


def _pack(data: bytes, random: Random, _other: Other) -> bytes:
    return random.choice((gzipped, zstd))(data, random)


def _end(data: bytes, random: Random, _other: Other) -> bytes:
    """Exchange the line ends."""
    return data.replace(random.choice((b"\n", b"\r\n", b"\r")), random.choice((b"\n", b"\r\n", b"\r", b"\n\r", b"\0")))


_WAYS = (
    _flip, _flip, _set, _cut, _cut, _drop, _double, _put, _put, _put, _splice, _splice, _lie, _lie, _encode, _pack, _end
)  # fmt: skip


def _stretch(data: bytes, random: Random, longest: int) -> tuple[int, int]:
    start = random.randrange(len(data) + 1)
    return start, min(len(data), start + random.randint(1, longest))


# --- reading them ----------------------------------------------------------------------------------------------------


def a_document(random: Random, pool: list[Specimen]) -> tuple[bytes, Setting]:
    """Make some bytes and say how they are to be read."""
    from invariants_inputs import Setting

    kind = random.random()
    if kind < 0.15:
        return _between(random, pool)
    specimen = random.choice(pool) if random.random() < 0.4 else a_specimen(random)
    common = Setting(
        name=random.choice(_NAMES) + specimen.suffix,
        field=specimen.field,
        published=random.choice((None, *DAYS)),
        twice=random.random() < 0.1,
        chunk=random.choice((0, 0, 0, 1, 2, 3, 7, 50, 1000, 4096)),
        shown=random.random() < 1 / _SHOWN,
    )
    if kind < 0.25:
        sound = a_specimen(random)
        name, cut = random.choice(_NAMES) + sound.suffix, random.random()
        return b"", replace(common, name=name, field=sound.field, before=sound.data, texts=sound.texts, cut=cut)
    data = spoilt(specimen.data, random, lambda: random.choice(pool).data, _LONGEST)
    suffix = specimen.suffix if random.random() < 0.85 else random.choice(pool).suffix
    return data, replace(
        common,
        name=random.choice(_NAMES) + suffix,
        form=random.choice(_FORMS) if random.random() < 0.2 else "auto",
        field=specimen.field if random.random() < 0.9 else random.choice(("text", "id", "", "x" * 100, "\x1b", "'")),
        limit=int(10 ** random.uniform(0, 4)) if random.random() < 0.25 else common.limit,
        cut=random.random() if random.random() < 0.2 else 1.0,
        beside=_beside(random, pool) if random.random() < 0.1 else (),
    )


def _between(random: Random, pool: list[Specimen]) -> tuple[bytes, Setting]:
    """Spoil one record among sound ones, or the part behind the text of a mail."""
    from invariants_inputs import Setting

    if random.random() < 0.25:
        before, part, after = a_part_of_a_mail(random)
        part = spoilt(part, random, lambda: random.choice(pool).data, _LONGEST)
        return part.replace(BOUNDARY.encode(), b""), Setting(name="a.eml", before=before, after=after)
    specimen = a_table_or_lines(random)
    start, end = random.choice(specimen.rows[1:])
    table = specimen.suffix in (".csv", ".tsv")
    record = spoilt(specimen.data[start:end], random, lambda: random.choice(pool).data, _LONGEST)
    # A line end makes two of it, and a quotation mark that is never closed is one of what comes behind, too.
    record = record.translate(None, b'\n"' if table else b"\n")
    limit = random.choice((1000, 5000)) if random.random() < 0.2 else 100_000
    setting = Setting(
        name="a" + specimen.suffix,
        field=specimen.field,
        limit=limit,
        before=specimen.data[:start],
        after=specimen.data[end:] or b"\n",
        chunk=random.choice((0, 0, 1, 50, 4096)),
    )
    return record, setting


def _beside(random: Random, pool: list[Specimen]) -> tuple[tuple[str, bytes], ...]:
    files = random.choices(pool, k=random.randint(1, 4))
    return tuple((f"{number}{random.choice(_NAMES)}{file.suffix}", file.data) for number, file in enumerate(files))


def tried(data: bytes, setting: Setting) -> tuple[list[str], Items]:
    """Read some bytes: what is wrong, and what was read."""
    from invariants_inputs import broken_input

    start, peak = time.process_time(), _peak()
    with tempfile.TemporaryDirectory() as folder, patience():
        wrong, items = broken_input(data, setting, Path(folder))
    # Readers that take whatever libraries raise for a fault of the input take this, too.
    if time.process_time() - start > PATIENCE:
        wrong.append(f"stuck: more than {PATIENCE:g} s")
    if (more := _peak() - peak) > _ROOM:
        wrong.append(f"memory: {more >> 20} MB more than any input before")
    return wrong, items


def _peak() -> int:
    """Give the most bytes that the process has held so far."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most << 10


def block(number: int, *, seed: int, size: int) -> Tally:
    """Try the inputs of one block: it depends on its number and the seed alone."""
    from conflictfacts_cli.inputs import Article
    from invariants import class_of

    random = Random(f"inputs/{seed}/{number}")
    tally, pool, seen = Tally(), [a_specimen(random) for _ in range(30)], set[object]()
    for _ in range(size):
        data, setting = a_document(random, pool)
        start = time.process_time()
        wrong, items = tried(data, setting)
        tally.count(time.process_time() - start)
        for one in wrong:
            tally.fail(class_of(one), data, setting, one)
        tally.found += sum(isinstance(item, Article) for item in items)
        said = features(items)
        tally.kinds.update(said)
        suffix = Path(setting.name).suffix
        new = {(suffix, one) for one in said} - seen
        if new and not setting.after:
            seen |= new
            pool.append(Specimen(suffix, data, field=setting.field))
            if len(pool) > _POOL:
                pool.pop(random.randrange(len(pool)))
    return tally


def features(items: Items) -> set[str]:
    """Give what the readers said of an input, without what is the input's own."""
    from conflictfacts_cli.inputs import Article

    said = (
        ("article", *item.warnings) if isinstance(item, Article) else (item.what.replace(item.source or "", "..."),)
        for item in items
    )
    return {re.sub(r'"[^"]*"|among .*|[0-9]+|ISO date: .*', "#", one)[:80] for each in said for one in each}


def main() -> int:
    """Try inputs and tell what broke; 1 where something did."""
    options = arguments("Look for bytes that break the readers of inputs.", "inputs").parse_args()
    began = time.monotonic()
    tally = in_blocks(block, options.documents, options.jobs, options.seed)
    seconds = time.monotonic() - began
    kept = keep(options.keep, minimised(tally, lambda _: lambda data, setting: tried(data, setting)[0]))
    return report(tally, kept, options, seconds, found="articles")


if __name__ == "__main__":
    sys.exit(main())
