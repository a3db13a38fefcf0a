"""A run with --resume that is killed again and again, at moments that nobody chose: shared by tests and by hand.

``python tests/killing.py 50`` kills each kind of run 50 times, by one process and by two in turn, and compares with one
that nobody disturbed.
"""

from __future__ import annotations

import gzip
import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from conftest import COMMAND, environment

_ARTICLE = (
    "Ukraine sent {} soldiers into the Kursk region on 6 August 2024. The army lost 40 tanks near Sudzha.\n"
    "Twelve civilians were killed in Sudzha on 7 August 2024, officials said.\n"
)
_PATIENCE = 120
# Each format, each way in. "-" is an archive on standard input, given anew each time.
KINDS = (
    "wire.jsonl -f json",
    "wire.jsonl -f jsonl",
    "wire.jsonl -f csv",
    "wire.jsonl -f tsv",
    "wire.jsonl -f markdown",
    "wire.jsonl -f annotations",
    "wire.jsonl --profile ucdp",
    "wire.jsonl.gz --profile acled --vague acled -f tsv",
    "wire.jsonl.gz gone.txt -f markdown",
    "news -f csv",
    "- news -f json --why",
)


def write_inputs(folder: Path, documents: int) -> None:
    """Write an archive of documents with many facts, few and none, ids that come twice, and lines that are none.

    The same is there packed, and as a folder of files.
    """
    archive, packed, news = folder / "wire.jsonl", folder / "wire.jsonl.gz", folder / "news"
    news.mkdir()
    lines = []
    for number in range(documents):
        text = _ARTICLE.format(number + 3) * (number % 4) or "Nothing happened, said “Ωmega”."
        lines.append(json.dumps({"id": f"d{number // 2}", "text": text}, ensure_ascii=number % 3 == 0))
        (news / f"{number:04}.txt").write_text(text, encoding="utf-8")
        if number % 29 == 11:
            lines.append("{half")
            (news / f"{number:04}.jsonl").write_text("{half")
    archive.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with archive.open("rb") as plain, gzip.open(packed, "wb") as target:
        shutil.copyfileobj(plain, target)


def undisturbed(folder: Path, arguments: Sequence[str]) -> subprocess.CompletedProcess[bytes]:
    """Run the command to its end, with an archive as its standard input."""
    with (folder / "wire.jsonl").open("rb") as stdin:
        return subprocess.run(
            [*COMMAND, *arguments],
            cwd=folder, env=environment(), stdin=stdin, capture_output=True, timeout=_PATIENCE,
        )  # fmt: skip


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
    resuming = [*arguments, "--resume", "-o", output]
    done: list[int] = []
    for kill in range(kills):
        jobs = ("-j", "2") if kill % 2 else ()
        before = done[-1] if done else 0
        wanted = before + chance.randint(1, max(1, 2 * (documents - before) // (kills - kill + 1)))
        with (
            (folder / "wire.jsonl").open("rb") as stdin,
            subprocess.Popen(
                [*COMMAND, *resuming, *jobs],
                cwd=folder, env=environment(), stdin=stdin, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            ) as process,
        ):  # fmt: skip
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
    return undisturbed(folder, resuming), done


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
        write_inputs(folder, documents)
        for kind in KINDS:
            arguments = (*kind.split(), "--errors", "errors")
            whole = undisturbed(folder, (*arguments, "-o", "whole"))
            errors = (folder / "errors").read_bytes()
            end, done = killed_and_resumed(
                folder, arguments, output="out", kills=kills, documents=documents, chance=random.Random(seed)
            )
            same = (folder / "out").read_bytes() == (folder / "whole").read_bytes()
            told = (folder / "errors").read_bytes() == errors and end.returncode == whole.returncode
            sys.stdout.write(f"{kind}: seed {seed}, killed {len(done)} times after {done} documents: ")
            sys.stdout.write(f"output {'the same' if same else 'DIFFERS'}, failures {'too' if told else 'DIFFER'}\n")
            sys.stdout.flush()
            left = sorted(path.name for path in folder.glob("out*"))
            if not same or not told or left != ["out"]:
                raise SystemExit(f"left: {left}")
            (folder / "out").unlink()


if __name__ == "__main__":
    _by_hand(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
