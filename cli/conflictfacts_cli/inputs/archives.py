"""What is packed by gzip or zstd, unpacked as it comes, and no more of it than can be meant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from conflictfacts_cli.inputs.articles import Unreadable

_GZIP = b"\x1f\x8b\x08"
_ZSTD = b"\x28\xb5\x2f\xfd"
_GZIP_FORM = 31  # as zlib names it: with head and checksum, and the widest window
# A block of four bytes of zstd may become 128 kB: fed by so many, the unpacked bytes of one step stay below 10 MB. They
# are lost where one is damaged.
_STEP = 256
# What is packed may become a thousand times its size and more, of which words never make so much. So far in limits, it
# may have done so; further on, it may be so many times its size.
_FREELY = 4
_MOST_TIMES = 200


def is_archive(head: bytes) -> bool:
    """Say whether bytes begin as those of an archive do."""
    return head.startswith((_GZIP, _ZSTD))


def unpacked(head: bytes, chunks: Iterator[bytes], shown: str, limit: int) -> Iterator[bytes]:
    """Unpack what begins with ``head``, as long as what comes is little, or in proportion to what is there.

    ``limit`` is the most bytes of a document. Raises ``Unreadable``, once what stands before the damage has been given.
    """
    packed = size = 0

    def counted() -> Iterator[bytes]:
        nonlocal packed
        for chunk in chunks:
            packed += len(chunk)
            yield chunk

    unpack = _gunzipped if head.startswith(_GZIP) else _unzstd
    for chunk in unpack(counted(), shown):
        yield chunk  # what came before stands
        size += len(chunk)
        if size > max(_FREELY * limit, _MOST_TIMES * packed):
            what = f"{shown}: the archive unpacks to more than {_MOST_TIMES} times its size"
            raise Unreadable(what, "unpack it first if what it holds is right")


def _gunzipped(chunks: Iterator[bytes], shown: str) -> Iterator[bytes]:
    import zlib

    return _parts(chunks, shown, lambda: zlib.decompressobj(_GZIP_FORM), zlib.error)


def _unzstd(chunks: Iterator[bytes], shown: str) -> Iterator[bytes]:
    try:
        import zstandard
    except ImportError:
        raise Unreadable(f"{shown}: zstd needs an extra package", "pip install 'conflict-facts[zstd]'") from None
    return _parts(chunks, shown, zstandard.ZstdDecompressor().decompressobj, zstandard.ZstdError)


def _parts(
    chunks: Iterator[bytes], shown: str, unpacker: Callable[[], Any], damage: type[Exception]
) -> Iterator[bytes]:
    """Unpack archives that stand one after another, each by an unpacker of its own; keep what is before damage."""
    one = None
    try:
        for chunk in chunks:
            for begin in range(0, len(chunk), _STEP):
                rest = chunk[begin : begin + _STEP]
                while rest := rest if one else rest.lstrip(b"\0"):  # tapes and disks are filled up with zeros
                    one = one or unpacker()
                    if part := one.decompress(rest):
                        yield part
                    rest, one = (one.unused_data, None) if one.eof else (b"", one)
    except damage:
        raise _damaged(shown, "is damaged") from None
    if one:
        raise _damaged(shown, "is cut short")


def _damaged(shown: str, what: str) -> Unreadable:
    return Unreadable(f"{shown}: the archive {what}", "fetch or pack it again")
