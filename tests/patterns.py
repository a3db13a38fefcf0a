"""Every regular expression of the package: taken down while it works, and looked for in its sources.

Run as a script, it imports all modules, reads samples in every form and writes them in every format, and prints each
expression that was compiled or used from a file of the package, with the place. That has to be in a process of its
own: modules that are imported already compile nothing.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from attacks import FULL, MATCH, SCAN

ROOT = Path(__file__).parent.parent
SOURCES = (ROOT / "extract" / "conflictfacts", ROOT / "cli" / "conflictfacts_cli")
_WAYS = {
    "match": MATCH, "fullmatch": FULL,
    **dict.fromkeys(("search", "finditer", "findall", "sub", "subn", "split"), SCAN),
}  # fmt: skip
_MAKING = (*_WAYS, "compile", "template")


@dataclass(frozen=True, slots=True)
class Place:
    """A call in the sources that makes an expression or uses one that is given as a string."""

    file: str
    line: int
    end: int
    call: str
    name: str
    """What the expression is called from there on; empty where it has no name."""


@dataclass(frozen=True, slots=True)
class Used:
    """An expression, where it was made, and the ways it is used there."""

    pattern: re.Pattern[Any]
    place: str
    ways: tuple[str, ...]


# --- in the sources --------------------------------------------------------------------------------------------------


def places() -> list[Place]:
    """Give each call of the module ``re`` in the package's sources that takes an expression."""
    return [place for file, tree in _trees() for place in _calls(file, tree)]


def oddities() -> list[str]:
    """Name the places that could keep an expression from being found: ``from re import``, another name for ``re``."""
    found = []
    for file, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module in ("re", "regex", "re._compiler"):
                found.append(f"{file}:{node.lineno}: from {node.module} import")
            if isinstance(node, ast.Import):
                names = [
                    a for a in node.names if a.name == "regex" or (a.name == "re" and a.asname not in (None, "re"))
                ]
                found += [f"{file}:{node.lineno}: import {a.name}" for a in names]
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                continue
            for child in ast.iter_child_nodes(node):
                if _of_re(child) and isinstance(child, ast.Attribute) and child.attr in _MAKING:
                    found.append(f"{file}:{child.lineno}: re.{child.attr} that is not called")
    return found


def _trees() -> Iterator[tuple[str, ast.Module]]:
    for source in SOURCES:
        for path in sorted(source.rglob("*.py")):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def _of_re(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "re"


def _calls(file: str, tree: ast.Module) -> Iterator[Place]:
    named: dict[int, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            named[id(node.value)] = getattr(target, "id", "") or getattr(target, "attr", "")
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _of_re(node.func):
            if node.func.attr in _MAKING:
                name = named.get(id(node), "")
                yield Place(file, node.lineno, node.end_lineno or node.lineno, node.func.attr, name)


def _ways_by_name() -> dict[str, set[str]]:
    """Give for each name on which a method of expressions is called, or handed on, the ways that these are."""
    found: dict[str, set[str]] = defaultdict(set)
    for _, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in _WAYS:
                name = getattr(node.value, "id", "") or getattr(node.value, "attr", "")
                found[name].add(_WAYS[node.attr])
    return found


# --- while it works --------------------------------------------------------------------------------------------------


def collected() -> list[Used]:
    """Give every expression of the package, each once for each place that makes it."""
    done = subprocess.run([sys.executable, __file__], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    known = {(place.file, line): place for place in places() for line in range(place.end, place.line - 1, -1)}
    by_name = _ways_by_name()
    found: dict[tuple[Any, ...], Used] = {}
    for file, line, call, text, flags, is_bytes in json.loads(done.stdout.splitlines()[-1]):
        place = known.get((file, line))
        ways = {_WAYS[call]} if call in _WAYS else by_name.get(place.name if place else "", set())
        ordered = tuple(sorted(ways or {SCAN, MATCH, FULL}))
        where = f"{file}:{place.line if place else line}" + (f" {place.name}" if place and place.name else "")
        pattern: re.Pattern[Any] = re.compile(text.encode("latin-1") if is_bytes else text, flags)
        found.setdefault((where, text, flags, ordered), Used(pattern, where, ordered))
    return list(found.values())


def _record() -> None:
    """Do all that the package can do, and print what expressions it made or used."""
    seen: dict[tuple[Any, ...], None] = {}
    compile_as_before = re._compile  # type: ignore[attr-defined]
    roots = tuple(map(str, SOURCES))

    def taken_down(pattern: Any, flags: int) -> Any:
        made = compile_as_before(pattern, flags)
        called = sys._getframe(1)
        caller = called.f_back
        if caller is not None and caller.f_code.co_filename.startswith(roots):
            file = str(Path(caller.f_code.co_filename).relative_to(ROOT))
            text, is_bytes = made.pattern, isinstance(made.pattern, bytes)
            shown = text.decode("latin-1") if is_bytes else text
            flags = made.flags & ~(0 if is_bytes else re.UNICODE)
            seen[file, caller.f_lineno, called.f_code.co_name, shown, int(flags), is_bytes] = None
        return made

    re._compile = taken_down  # type: ignore[attr-defined]
    _work()
    sys.stdout.write(json.dumps(list(seen)) + "\n")


def _work() -> None:
    import importlib
    import pkgutil
    import tempfile

    for source in SOURCES:
        sys.path.insert(0, str(source.parent))
    for source in SOURCES:
        package = importlib.import_module(source.name)
        for module in pkgutil.walk_packages(package.__path__, f"{source.name}."):
            importlib.import_module(module.name)
    with tempfile.TemporaryDirectory() as folder:
        _run_all(Path(folder))


def _run_all(folder: Path) -> None:
    import contextlib
    import io

    from conflictfacts_cli.command import main
    from conflictfacts_cli.inputs.streams import size_of
    from conflictfacts_cli.safe import escape_json, for_terminal, one_line, valid

    text = (ROOT / "samples" / "kursk-incursion.txt").read_text(encoding="utf-8")
    text += "\n\nOn Sunday, Kyiv said that 40 soldiers were killed."
    text += "\n\nDozens of soldiers were killed on Sunday, 12,000 of them Russian, Kyiv said.\n"
    (folder / "a.txt").write_text(text, encoding="utf-8")
    (folder / "b.html").write_text(
        f"<html><body><article><p>{text}</p></article></body></html>", encoding="latin-1", errors="ignore"
    )
    (folder / "c.eml").write_text(f"Subject: War\n\n{text}", encoding="utf-8")
    (folder / "d.csv").write_text('text,published\n"40 soldiers were killed.",2024-05-05\n', encoding="utf-8")
    (folder / "e").write_text('{"text": "40 soldiers were killed on Sunday."}\n', encoding="utf-8")
    everything = [str(one) for one in sorted(folder.iterdir())]
    from conflictfacts_cli.forms import FORMATS

    ways: list[list[str]] = [["--why", "-f", form, "-o", str(folder / f"o.{form}"), *everything] for form in FORMATS]
    ways[FORMATS.index("csv")].remove("--why")
    ways += [["--profile", name, "-o", str(folder / f"{name}.csv"), *everything] for name in ("ucdp", "acled")]
    ways += [
        ["evaluate", str(ROOT / "samples" / "gold.jsonl")],
        ["man"],
        ["schema"],
        ["doctor"],
        ["completion", "bash"],
    ]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        for way in ways:
            main.main(way, prog_name="conflict-facts", standalone_mode=False)
    for clean in (one_line, for_terminal, valid, escape_json):
        clean(text)
    size_of("20M")


if __name__ == "__main__":
    _record()
