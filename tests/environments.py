"""The same answer in other environments: the oldest packages that are allowed, the newest, and other Pythons.

    python tests/environments.py                      # the oldest, and the newest on each Python that is here
    python tests/environments.py lowest 3.13          # some of them
    python tests/environments.py lowest 3.13 --suite  # and all tests in each, with all extras

Each is made in ``build/environments``, from the project's own files and the package index. What the command prints
there of all texts that we have, and of some that are spoilt, must be to the byte what it prints here. A Python that is
not on this machine is passed over, and said to be.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from random import Random

from packaging.requirements import Requirement

from conftest import ROOT, environment

sys.path.append(str(ROOT / "benchmarks"))

from fuzz import DAYS, a_text, spoilt

FOLDER = ROOT / "build" / "environments"
PYTHONS = ("3.11", "3.12", "3.13")
SPOILT = 1_000
FORMATS = ("json", "csv", "annotations", "markdown")
_SHOWN = ("spacy", "numpy", "click", "rich", "jinja2", "markupsafe", "charset-normalizer")
_PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = tuple(name for name in _PROJECT["optional-dependencies"] if name != "dev")


def lowest() -> list[str]:
    """Give each dependency, those of the extras too, at its lower bound: "click==8.2.1"."""
    extras = (_PROJECT["optional-dependencies"][name] for name in EXTRAS)
    wanted = [Requirement(line) for lines in (_PROJECT["dependencies"], *extras) for line in lines]
    return [f"{one.name}=={bound.version}" for one in wanted for bound in one.specifier if bound.operator == ">="]


def python_of(version: str) -> str | None:
    """Give the path of a Python of this version, or None where there is none that runs."""
    found = [shutil.which(f"python{version}"), sys.executable]
    manager = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found += [str(path) for path in sorted(manager.glob(f"{version}.*/bin/python{version}"))]
    says = "import sys; print('{}.{}'.format(*sys.version_info))"
    for path in filter(None, found):
        asked = subprocess.run([path, "-c", says], capture_output=True, text=True)
        if asked.returncode == 0 and asked.stdout.strip() == version:
            return path
    return None


def made(name: str, python: str, *, suite: bool) -> Path:
    """Make an environment with the project in it, and give its Python. Raises where pip fails."""
    place = FOLDER / name
    subprocess.run([python, "-m", "venv", "--clear", place], check=True)
    inside = place / "bin" / "python"
    bounds = FOLDER / f"{name}.txt"
    bounds.write_text("\n".join(lowest() if name == "lowest" else ()) + "\n", encoding="utf-8")
    extras = f"[{','.join(EXTRAS)}]" if suite else ""
    wanted = [f"{ROOT}{extras}", *(["hypothesis", "jsonschema", "pytest"] if suite else [])]
    pip = [inside, "-m", "pip", "-qq", "--disable-pip-version-check", "install"]
    subprocess.run([*pip, "--constraint", bounds, *wanted], check=True)
    return inside


def versions(python: str | Path) -> str:
    """Give the versions of Python and of the packages that matter there, as one line."""
    asks = f"""
import json, platform
from importlib.metadata import version
print(platform.python_version(), *(f"{{name}} {{version(name)}}" for name in {_SHOWN!r}), sep=", ")
"""
    return subprocess.run([python, "-c", asks], check=True, capture_output=True, text=True).stdout.strip()


def texts() -> Iterator[dict[str, str | None]]:
    """Yield all texts of ours, the samples and the articles of the golds, and texts that are spoilt."""
    for path in sorted((ROOT / "samples").glob("*.txt")):
        yield {"id": path.stem, "text": path.read_text(encoding="utf-8"), "published": "2025-06-22"}
    for path in sorted((ROOT / "benchmarks").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            yield {name: record.get(name) for name in ("id", "text", "published")}
    for path in sorted((ROOT / "tests" / "cases" / "furniture").glob("*.txt")):
        yield {"id": path.stem, "text": path.read_text(encoding="utf-8"), "published": None}
    random = Random(11)
    for number in range(SPOILT):
        text = spoilt(a_text(random), random, partial(a_text, random))
        yield {"id": f"spoilt {number}", "text": text, "published": random.choice(DAYS)}


def printed(python: str | Path, archive: Path, form: str, *, env: dict[str, str]) -> bytes:
    """Give what the command prints of an archive in an environment."""
    why = ("--why",) if form == "json" else ()
    command = (python, "-m", "conflictfacts_cli", archive.name, "-f", form, *why)
    done = subprocess.run(command, cwd=archive.parent, env=env, capture_output=True)
    if done.returncode or done.stderr:
        raise SystemExit(f"{python}: exit code {done.returncode}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


def main() -> int:
    """Make the environments, compare, and tell; 1 where an answer differs or a test fails."""
    parser = argparse.ArgumentParser(description="The same answer in other environments.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"lowest, {', '.join(PYTHONS)}; all if none is given")
    parser.add_argument("--suite", action="store_true", help="run all tests in each of them as well")
    options = parser.parse_args()
    names = options.names or ["lowest", *PYTHONS]
    if unknown := set(names) - {"lowest", *PYTHONS}:
        parser.error(f"no such environment: {', '.join(sorted(unknown))}")
    FOLDER.mkdir(parents=True, exist_ok=True)
    return 1 if [name for name in names if not _same(name, suite=options.suite)] else 0


def _same(name: str, *, suite: bool) -> bool:
    python = python_of(f"{sys.version_info[0]}.{sys.version_info[1]}" if name == "lowest" else name)
    if python is None:
        _say(f"{name}: passed over, there is no such Python here")
        return True
    inside = made(name, python, suite=suite)
    _say(f"{name}: {versions(inside)}")
    # No PYTHONPATH: there it is the package as installed.
    env = {key: value for key, value in environment().items() if key != "PYTHONPATH"}
    differ: Sequence[str] = ()
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "texts.jsonl"
        records = list(texts())
        archive.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
        for form in FORMATS:
            here = printed(sys.executable, archive, form, env=environment())
            there = printed(inside, archive, form, env=env)
            _say(f"  {form}: {len(records)} texts, {len(here):,} bytes, {'the same' if here == there else 'DIFFERENT'}")
            differ = (*differ, *([form] if here != there else []))
    failed = suite and subprocess.run([inside, "-m", "pytest", "-q", "-p", "no:cacheprovider"], cwd=ROOT).returncode
    return not differ and not failed


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
