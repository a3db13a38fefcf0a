"""What the tests share: the command as a real process, with pipes or on a terminal, and one extractor."""

from __future__ import annotations

import os
import signal
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

if TYPE_CHECKING:
    from conflictfacts import Extractor

ROOT = Path(__file__).parent.parent
COMMAND = (sys.executable, "-m", "conflictfacts_cli")
_FROM_OUTSIDE = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "TERM", "LANG", "LC_ALL", "PYTHONIOENCODING")

# No test asserts a time, and a machine may be busy.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")

# What runs in the background or under nohup ignores some signals, and every command that it starts does, too.
for number, handler in (
    (signal.SIGINT, signal.default_int_handler),
    (signal.SIGHUP, signal.SIG_DFL),
    (signal.SIGQUIT, signal.SIG_DFL),
):
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, handler)

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]


def environment(**extra: str) -> dict[str, str]:
    """The environment of the tests, without what would change the output from outside."""
    kept = {name: value for name, value in os.environ.items() if name not in _FROM_OUTSIDE}
    kept = {name: value for name, value in kept.items() if not name.startswith("CONFLICT_FACTS_")}
    # There is no file of settings in a folder that is none.
    return kept | {"LANG": "C.UTF-8", "TERM": "xterm", "XDG_CONFIG_HOME": os.devnull} | extra


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    """One extractor for all tests: they must not change it."""
    import conflictfacts

    return conflictfacts.load()


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the command in an empty folder: ``run("a.txt", "--json", stdin=b"...", env={...})``."""

    def run_command(
        *arguments: str | Path, stdin: bytes = b"", env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [*COMMAND, *map(str, arguments)],
            input=stdin,
            capture_output=True,
            cwd=tmp_path,
            env=environment(**(env or {})),
            timeout=120,
        )

    return run_command


class Terminal:
    """Runs a command on a terminal of its own and gives what appears there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def run(
        self, *arguments: str | Path, columns: int = 80, env: dict[str, str] | None = None, shell: str | None = None
    ) -> tuple[int, str]:
        """Give the exit code and the screen's text, with "\\n" line ends. ``shell`` runs a shell line instead."""
        import fcntl
        import termios

        master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 60, columns, 0, 0))
        process = subprocess.Popen(
            ["sh", "-c", shell] if shell else [*COMMAND, *map(str, arguments)],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=self._folder,
            env=environment(**(env or {})),
        )
        os.close(slave)
        screen = b"".join(_until_closed(master))
        os.close(master)
        return process.wait(timeout=120), screen.decode().replace("\r\n", "\n")


def _until_closed(master: int) -> Iterator[bytes]:
    while True:
        try:
            data = os.read(master, 65536)
        except OSError:  # how Linux says that the other side is gone
            return
        if not data:
            return
        yield data


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """The command on a real terminal, in an empty folder."""
    return Terminal(tmp_path)
