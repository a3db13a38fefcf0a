"""Turns bytes into text: UTF-8 first, then what the bytes look like. Bad bytes cost a warning, never the text."""

from __future__ import annotations

import codecs

# The longer marks first: one begins with a shorter one.
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# Of Latin letters in four or two bytes each, the place of the one that is not zero.
_WIDE = (("utf-32-le", 4, 0), ("utf-32-be", 4, 3), ("utf-16-le", 2, 0), ("utf-16-be", 2, 1))
_NUL_SHARE = 0.3
_LEAST = 16
# Enough to tell encodings apart; a detector looks no farther.
_SAMPLE = 65_536
# Letters to one that is odd, in English.
_ENGLISH = 10
_SEPARATING = b'",;|\t\n'
# Python knows these as encodings, but nothing is written in them; some raise whatever they meet, or take ages.
_NO_ENCODINGS = ("idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7", "mbcs", "oem")
# What the input that is being read was in, for who asks with seen().
_seen: dict[str, None] = {}


def decode(data: bytes, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    """Turn bytes into text, with warnings where they were not clean UTF-8. Never fails; newlines stay as they are.

    ``declared`` is the encoding that the input claims for itself: it counts where the bytes are no UTF-8.
    """
    if encoding := wide(data):
        return decode_as(data, encoding)
    try:
        text = as_utf8(data)
    except UnicodeDecodeError:
        if declared and (known := _lookup(declared)):
            return _with_losses(data, known)
        return decode_as(data, guess(data))
    return text, (("holds NUL characters, as binary files do: is it text?",) if "\0" in text else ())


def as_utf8(data: bytes) -> str:
    """Turn bytes into text that are clean UTF-8, with or without a mark. Raises ``UnicodeDecodeError``."""
    text = data.decode("utf-8-sig")
    _seen["UTF-8"] = None
    return text


def decode_as(data: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    """Turn bytes into text by a guessed encoding, and say so."""
    if encoding.startswith(("utf-16", "utf-32")):
        return _with_losses(data, encoding)
    _seen[_named(encoding)] = None
    if encoding == "utf-8":
        text = data.decode("utf-8", "replace").removeprefix("\ufeff")
        return text, (f"{text.count(chr(0xFFFD))} characters are not valid UTF-8 and were replaced",)
    text = data.decode(encoding, "replace")
    return text, (f"not valid UTF-8, read as {_named(encoding)}: convert it if letters look wrong",)


def seen() -> tuple[str, ...]:
    """Name the encodings that were met since the last call, in the order of their first appearance."""
    names = tuple(_seen)
    _seen.clear()
    return names


def wide(head: bytes) -> str | None:
    """Name the UTF-16 or UTF-32 that bytes begin in, by their mark or by the zeros of Latin text; None for others."""
    for mark, encoding in _MARKS.items():
        if head.startswith(mark):
            return encoding
    head = head[:4096]
    # Behind letters without zeros it is another text, put there by a program that writes UTF-16.
    if len(head) < _LEAST or all(byte >= 32 or byte in b"\t\r\n" for byte in head[:4]):
        return None
    for encoding, width, place in _WIDE:
        zeros = [head[n::width].count(0) for n in range(width)]
        if not zeros.pop(place) and min(zeros) > _NUL_SHARE * (len(head) // width):
            return encoding
    return None


def guess(data: bytes, *, among_others: bool = False) -> str:
    """Name the encoding that bytes which are no valid UTF-8 are most likely in.

    A line ``among_others`` is in one whose quotation marks and commas are those of ASCII.
    """
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    bad = text.count("\ufffd")
    good = sum(1 for char in text if char > "\x7f") - bad
    if good > bad:
        return "utf-8"
    # A few quotation marks and accents in plain letters are English in this one, and no detector can tell.
    if bad * _ENGLISH < len(data):
        return "cp1252"
    from charset_normalizer import from_bytes

    names = [match.encoding for match in from_bytes(_sample(data))]
    # The old sets of the Macintosh look like those of Windows, and have been out of use for decades.
    names = [name for name in names if not name.startswith("mac_")] or names
    if among_others:
        names = [name for name in names if _SEPARATING.decode(name, "replace") == _SEPARATING.decode("ascii")]
    return "cp1252" if not names or "cp1252" in names else names[0]


def _sample(data: bytes) -> bytes:
    if len(data) <= _SAMPLE:
        return data
    odd = next(n for n, byte in enumerate(data) if byte > 0x7F)
    begin = data.rfind(b"\n", max(0, odd - 1000), odd) + 1 or odd
    sample = data[begin : begin + _SAMPLE]
    # A character cut in half would rule its encoding out.
    return sample[: sample.rfind(b"\n") + 1] or sample[: sample.rfind(b" ") + 1] or sample


def is_encoding(name: str) -> bool:
    """Say whether texts can be written in what is named."""
    return _lookup(name) is not None


def _lookup(name: str) -> str | None:
    try:
        found = codecs.lookup(name).name
        b" ".decode(found)  # some make no text of bytes
    except (LookupError, ValueError):
        return None
    if found.replace("_", "-") in _NO_ENCODINGS:
        return None
    # What pages call Latin-1 is Windows-1252, and older Chinese sets are parts of GB18030, as browsers take them.
    return {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}.get(found, found)


def _with_losses(data: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    _seen[_named(encoding)] = None
    text = data.decode(encoding, "replace")
    lost = text.count("\ufffd")
    return text, ((f"{lost} characters are not valid {_named(encoding)}",) if lost else ())


def _named(encoding: str) -> str:
    if encoding.startswith("cp125"):
        return f"Windows-{encoding[2:]}"
    return encoding.upper().replace("_", "-")
