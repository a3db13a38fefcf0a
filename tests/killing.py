"""A run with --resume that is killed again and again, at moments that nobody chose: shared by tests and by hand.

``python tests/killing.py 50`` kills 50 times, by one process and by two in turn, and compares with an undisturbed run.
"""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from conftest import COMMAND, environment

_ARTICLE = "Ukraine sent {} soldiers into the Kursk region on 6 August 2024. The army lost 40 tanks near Sudzha.\n"
_PATIENCE = 120


def write_archive(path: Path, documents: int) -> None:
    """Write an archive of documents with many facts, few and none, ids that come twice, and lines that are none."""
    lines = []
    for number in range(documents):
        text = _ARTICLE.format(number + 3) * (number % 4) or "Nothing happened, said “Ωmega”."
        lines.append(json.dumps({"id": f"d{number // 2}", "text": text}, ensure_ascii=number % 3 == 0))
        if number % 29 == 11:
            lines.append("{half")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def killed_and_resumed(
    folder: Path,
    arguments: Sequence[str],
    *,
    output: str,
    kills: int,
    documents: int,
    chance: random.Random,
    number: int = signal.SIGKILL,
) -> tuple[subprocess.CompletedProcess[bytes], list[int]]:
    """Kill the command ``kills`` times, then let it end; give its end and how many documents were done at each kill.

    Most kills wait for some documents more than were done before, the others hit the start or its very first moments.
    """
    command = [*COMMAND, *arguments, "--resume", "-o", output]
    done: list[int] = []
    for kill in range(kills):
        jobs = ("-j", "2") if kill % 2 else ()
        before = done[-1] if done else 0
        wanted = before + chance.randint(1, max(1, 2 * (documents - before) // (kills - kill + 1)))
        with subprocess.Popen(
            [*command, *jobs], cwd=folder, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            if chance.random() < 0.15:
                time.sleep(chance.random())
            else:
                deadline = time.monotonic() + _PATIENCE
                while _lines(folder, output) < wanted and process.poll() is None:
                    assert time.monotonic() < deadline
                    time.sleep(0.001)
                time.sleep(chance.random() / 200)
            process.send_signal(number)
            process.wait(timeout=_PATIENCE)
        if (folder / output).exists():
            break  # it was at its end before the blow
        done.append(_lines(folder, output))
    end = subprocess.run(
        command, cwd=folder, env=environment(), stdin=subprocess.DEVNULL, capture_output=True, timeout=_PATIENCE
    )
    return end, done


def _lines(folder: Path, output: str) -> int:
    """Count the documents in the journal, whose first line is none."""
    try:
        return max((folder / f"{output}.journal").read_bytes().count(b"\n") - 1, 0)
    except FileNotFoundError:
        return 0


def _by_hand(kills: int) -> None:
    seed = random.randrange(10**6)
    documents = 20 * kills
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_archive(folder / "wire.jsonl", documents)
        for form in ("json", "csv", "jsonl"):
            arguments = ("wire.jsonl", "-f", form, "--errors", f"{form}.errors")
            whole = subprocess.run([*COMMAND, *arguments, "-o", "whole"], cwd=folder, env=environment(), stderr=-1)
            errors = (folder / f"{form}.errors").read_bytes()
            end, done = killed_and_resumed(
                folder, arguments, output="out", kills=kills, documents=documents, chance=random.Random(seed)
            )
            same = (folder / "out").read_bytes() == (folder / "whole").read_bytes()
            told = (folder / f"{form}.errors").read_bytes() == errors and end.returncode == whole.returncode
            sys.stdout.write(f"{form}: seed {seed}, killed {len(done)} times after {done} documents: ")
            sys.stdout.write(f"output {'the same' if same else 'DIFFERS'}, failures {'too' if told else 'DIFFER'}\n")
            left = sorted(path.name for path in folder.glob("out*"))
            if not same or not told or left != ["out"]:
                raise SystemExit(f"left: {left}")
            (folder / "out").unlink()


if __name__ == "__main__":
    _by_hand(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
