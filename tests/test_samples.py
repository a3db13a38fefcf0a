"""What the command prints for the samples, byte for byte. ``make golden`` writes it anew: read the difference."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
EXPECTED = SAMPLES / "expected"
WIDTH = "100"
GOLD = {
    record["id"]: record
    for record in map(json.loads, (SAMPLES / "gold.jsonl").read_text(encoding="utf-8").splitlines())
}


def printed(name: str, form: str) -> str:
    """Run the command on one sample, as the README tells to."""
    published = GOLD[name]["published"]
    arguments = [sys.executable, "-m", "conflictfacts_cli", f"samples/{name}.txt", "--format", form]
    if published:
        arguments += ["--published", published]
    environment = {**os.environ, "COLUMNS": WIDTH, "NO_COLOR": "1", "PYTHONUTF8": "1"}
    done = subprocess.run(arguments, cwd=ROOT, env=environment, capture_output=True, check=True)
    return done.stdout.decode("utf-8")


@pytest.mark.parametrize("form", ["json", "table"])
@pytest.mark.parametrize("name", sorted(GOLD))
def test_output_of_a_sample(name: str, form: str) -> None:
    suffix = "json" if form == "json" else "txt"
    assert printed(name, form) == (EXPECTED / f"{name}.{suffix}").read_text(encoding="utf-8")


def test_every_sample_has_its_gold_and_output() -> None:
    stems = {path.stem for path in SAMPLES.glob("*.txt")}
    assert stems == set(GOLD) == {path.stem for path in EXPECTED.glob("*.json")}


if __name__ == "__main__":
    EXPECTED.mkdir(exist_ok=True)
    for name in sorted(GOLD):
        (EXPECTED / f"{name}.json").write_text(printed(name, "json"), encoding="utf-8")
        (EXPECTED / f"{name}.txt").write_text(printed(name, "table"), encoding="utf-8")
