"""The file of --errors: each failure as one JSON object a line, for programs, beside the line on stderr."""

from __future__ import annotations

import contextlib
import os
import stat

from conflictfacts_cli.formats import to_json
from conflictfacts_cli.messages import Failure, Refusal, say, unbreakable_pipes


class FailureFile:
    """A file that holds the failures told so far, and nothing where all went well.

    Each line is written at once and by itself, so that the file can be read while the run goes on, and after it was
    killed. Raises ``Refusal`` where it can't be opened.
    """

    def __init__(self, path: str) -> None:
        try:
            self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o666)
        except OSError as error:
            raise Refusal(f"can't write {path}, {error.strerror or error}", "choose another place") from None
        self._shown = path
        self._regular = stat.S_ISREG(os.fstat(self._descriptor).st_mode)
        self._end = 0
        self._full = False

    def add(self, failure: Failure) -> None:
        """Write one failure. Where there is no room left, say so once and go on: stderr has them all."""
        if self._full:
            return
        line = as_line(failure).encode("utf-8")
        try:
            rest = memoryview(line)
            with unbreakable_pipes():
                while rest:
                    rest = rest[os.write(self._descriptor, rest) :]
        except OSError as error:
            self._full = True
            if self._regular:
                with contextlib.suppress(OSError):
                    os.ftruncate(self._descriptor, self._end)
            say(f"can't write {self._shown}, {error.strerror or error}", "it holds the failures before this one only")
            return
        self._end += len(line)


def as_line(failure: Failure) -> str:
    r"""Give a failure as a line of JSON, without what is not known of it.

    >>> as_line(Failure("a.jsonl, line 2 is no\x1b JSON", "mend it", source="a.jsonl", line=2))
    '{"source": "a.jsonl", "line": 2, "error": "a.jsonl, line 2 is no\\u001b JSON", "remedy": "mend it"}\n'
    """
    known = {"id": failure.id, "line": failure.line}
    record = {
        "source": failure.source,
        **{key: value for key, value in known.items() if value is not None},
        "error": failure.what,
        "remedy": failure.remedy,
    }
    return to_json(record) + "\n"
