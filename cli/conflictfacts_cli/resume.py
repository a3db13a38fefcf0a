"""What --resume adds to -o: a file that grows beside its place, and a journal of the documents that are in it.

After each document the journal gets one line: where the file ends then, a checksum of what was added, and a fingerprint
of the input that it came from. A document is done when its line is there, and what the file holds beyond the last of
them is cut off. So a run can end anywhere, also by SIGKILL, and the next one goes on with nothing lost or doubled.

The inputs are read again from their begin, which costs little beside extraction, and compared by their fingerprints.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
import sys
import zlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path
from typing import IO, Any

from conflictfacts import __version__
from conflictfacts_cli.inputs import Article
from conflictfacts_cli.messages import NO_MEMORY, Failure, Refusal
from conflictfacts_cli.outputs import Frame, Output, as_output_error

# The form of the journal. One of another form is not gone on with.
_JOURNAL = 1
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class _Done:
    """A line of the journal."""

    end: int
    checksum: int
    fingerprint: str
    failure: Failure | None = None

    def as_line(self) -> bytes:
        values: list[Any] = [self.end, self.checksum, self.fingerprint]
        return _line([*values, asdict(self.failure)] if self.failure else values)


class ResumableFile:
    """A file that appears whole, and is kept in parts until then; it takes the place of ``WholeFile``.

    ``settings`` are all that the output depends on beside the inputs, by the names that the user knows. Where a run
    with other settings is to be gone on with, or one that is still going on, or where there can be no file, ``Refusal``
    is raised.
    """

    def __init__(self, path: str, settings: Mapping[str, str]) -> None:
        self._shown = path
        self._path = os.path.realpath(path)
        self._partial = f"{self._path}.part"
        self._journal_path = f"{self._path}.journal"
        self.documents = 0
        self.begun = False
        self._end = 0
        self._checksum = 0
        # Fingerprints of the items on their way; null for one whose line is there already.
        self._line: deque[str | None] = deque()
        self._head = _line({"journal": _JOURNAL, "settings": dict(settings)})
        self._open: list[IO[bytes]] = []
        try:
            self._stream = self._opened_alone()
            self._open.append(self._stream)
            try:
                self._journal = _opened(self._journal_path)
                self._open.append(self._journal)
                self._find_end(settings)
            except (OSError, Refusal):
                self._close()
                self._leave_none_empty()
                raise
        except OSError as error:
            raise Refusal(f"can't write {path}, {error.strerror or error}", "choose another place") from None

    @property
    def beside(self) -> tuple[str, str]:
        """Give the paths of what lies beside the file until it is whole."""
        return self._partial, self._journal_path

    def output(self, frame: Frame) -> Output:
        """Give the output that goes on here; ``frame`` is one that nothing was added to."""
        if self.begun:
            frame.add("")
        return Output(lambda: self, frame)

    def remaining(self, items: Iterable[Article | Failure]) -> Iterator[Article | Failure]:
        """Give the items that are not done, and again the failures of those that are: each run tells all of them.

        Raises ``Refusal`` where the items are no longer those that were done.
        """
        with Path(self._journal_path).open("rb") as journal:
            journal.readline()
            done = self.documents
            number = 0
            for number, item in enumerate(items, 1):
                fingerprint = fingerprint_of(item)
                if number > done:
                    self._line.append(fingerprint)
                    yield item
                    continue
                before = _done(journal.readline())
                if before is None or not (before.fingerprint == fingerprint or _lacked_memory(before.failure, item)):
                    raise self._changed(f"{_named(item)} is not what it was when {self._shown} was begun")
                if before.failure:
                    self._line.append(None)
                    yield before.failure
            if number < done:
                raise self._changed(f"{self._shown} was begun with {done} documents, and now there are {number}")

    def write(self, text: str) -> None:
        """Add text to the file."""
        data = text.encode("utf-8", "replace")
        self._stream.write(data)
        self._stream.flush()
        self._end += len(data)
        self._checksum = zlib.crc32(data, self._checksum)

    def done(self, failure: Failure | None) -> None:
        """Note that the next item is done, with what was written of it. Raises ``OutputError``."""
        if (fingerprint := self._line.popleft()) is None:
            return
        with as_output_error():
            self._journal.write(_Done(self._end, self._checksum, fingerprint, failure).as_line())
            self._journal.flush()
        self._checksum = 0
        self.begun |= failure is None

    def keep(self) -> None:
        """Put the file in its place."""
        with contextlib.suppress(FileNotFoundError):
            os.chmod(self._partial, stat.S_IMODE(os.stat(self._path).st_mode))  # noqa: PTH101, PTH116
        self._stream.close()
        os.replace(self._partial, self._path)  # noqa: PTH105
        self._journal.close()
        Path(self._journal_path).unlink()

    def drop(self) -> None:
        """Stop here: the next run goes on."""
        self._close()

    def forget(self) -> None:
        """Leave nothing behind: there was nothing to write."""
        self._close()
        for path in self.beside:
            Path(path).unlink(missing_ok=True)

    def _leave_none_empty(self) -> None:
        for path in map(Path, self.beside):
            with contextlib.suppress(OSError):
                if path.stat().st_size == 0:
                    path.unlink()

    def _close(self) -> None:
        for stream in self._open:
            with contextlib.suppress(OSError):
                stream.close()

    def _opened_alone(self) -> IO[bytes]:
        """Open the file for this process only: two that write it would spoil it for each other."""
        stream = _opened(self._partial)
        if sys.platform != "win32":
            import fcntl

            try:
                # Not flock, which workers would inherit and hold on to for a while after their parent was killed.
                fcntl.lockf(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except (BlockingIOError, PermissionError):
                stream.close()
                raise Refusal(f"{self._shown} is being written by another run", "wait for it") from None
            except OSError:
                pass  # a file system without locks
        return stream

    def _find_end(self, settings: Mapping[str, str]) -> None:
        """Read the journal up to the last document that is whole, and cut off all beyond it."""
        first = self._journal.readline()
        before = _settings(first)
        if before is None and (not self._head.startswith(first) or self._stream.read(1)):
            # Other people's files, or such as are empty since a disk was full.
            names = " or ".join(self.beside)
            raise Refusal(f"{names} is not from a run with --resume", "move it away, or name another file with -o")
        journal_end = len(first)
        while before is not None and (done := _done(self._journal.readline())) and self._holds(done):
            self.documents += 1
            self.begun |= done.failure is None
            self._end = done.end
            journal_end = self._journal.tell()
        if self.documents == 0:
            self._journal.seek(0)
            self._journal.write(self._head)
            journal_end = len(self._head)
        elif before != settings:
            name = next(name for name in [*settings, *(before or ())] if settings.get(name) != (before or {}).get(name))
            raise self._changed(f"{self._shown} was begun with another {name}")
        for stream, end in ((self._stream, self._end), (self._journal, journal_end)):
            stream.seek(end)
            stream.truncate()
            stream.flush()

    def _holds(self, done: _Done) -> bool:
        """Say whether the file holds what a line of the journal says, by its checksum."""
        checksum, left = 0, done.end - self._end
        while left > 0 and (data := self._stream.read(min(left, _CHUNK))):
            checksum = zlib.crc32(data, checksum)
            left -= len(data)
        return left == 0 and checksum == done.checksum

    def _changed(self, what: str) -> Refusal:
        names = " and ".join(Path(path).name for path in self.beside)
        return Refusal(what, f"to begin anew, remove {names}")


def settings_of(options: Mapping[str, Any], *, lexicon: str | None) -> dict[str, str]:
    """Give what the output depends on beside the inputs, as text: options by name, the words added, our version."""
    words = Path(lexicon).read_bytes() if lexicon else b""
    known = {f"--{name}": str(value) for name, value in options.items()}
    return known | {"--lexicon": blake2b(words, digest_size=8).hexdigest(), "version": __version__}


def fingerprint_of(item: Article | Failure) -> str:
    """Give what tells an item from another, as 16 characters."""
    values = asdict(item)
    text = values.pop("text", "")
    found = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8)
    found.update(repr(values).encode("utf-8", "surrogatepass"))
    return found.hexdigest()


def _opened(path: str) -> IO[bytes]:
    """Open a file to read and write it from its begin; make it where there is none."""
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666), "r+b")


def _named(item: Article | Failure) -> str:
    return f"{item.source} ({item.id})" if isinstance(item, Article) else item.source or item.what


def _lacked_memory(failure: Failure | None, item: Article | Failure) -> bool:
    """Say whether an item differs from what it was only in that there was no memory for it, then or now."""
    return any(isinstance(one, Failure) and one.what.endswith(NO_MEMORY) for one in (failure, item))


def _line(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii") + b"\n"


def _settings(line: bytes) -> dict[str, str] | None:
    """Read the first line of a journal; null where it is not ours, or not whole."""
    try:
        head = json.loads(line) if line.endswith(b"\n") else {}
        return dict(head["settings"]) if head["journal"] == _JOURNAL else None
    except (ValueError, KeyError, TypeError):
        return None


def _done(line: bytes) -> _Done | None:
    """Read a line of the journal; null where it is not whole."""
    if not line.endswith(b"\n"):
        return None
    try:
        end, checksum, fingerprint, *failure = json.loads(line)
        return _Done(end, checksum, fingerprint, Failure(**failure[0]) if failure else None)
    except (ValueError, TypeError):
        return None
