"""What holds of any bytes, on inputs spoilt as ``benchmarks/fuzz_inputs.py`` does it; the checks see what is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest

import invariants_inputs
from conflictfacts_cli.inputs import Article, paths, reading, streams
from conflictfacts_cli.messages import Failure
from conflictfacts_cli.work import Outcome
from conftest import ROOT
from invariants import class_of
from invariants_inputs import Setting, broken_input

sys.path.append(str(ROOT / "benchmarks"))

from fuzz_inputs import a_document, block, tried
from fuzzing import minimised
from specimens import a_specimen

FUZZ = ROOT / "benchmarks" / "fuzz_inputs.py"

Damage = Callable[[pytest.MonkeyPatch], None]
Items = list[Any]


# The same inputs each time: to look for others is the fuzzer's business.
@pytest.mark.parametrize("seed", range(3))
def test_nothing_breaks_on_spoilt_inputs(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    pool = [a_specimen(random) for _ in range(20)]
    for _ in range(70):
        data, setting = a_document(random, pool)
        assert broken_input(data, setting, tmp_path)[0] == []


# -- the checks themselves ---------------------------------------------------------------------------------------------

LINES = b'{"text": "one"}\n{"text": "40 soldiers died."}\n{"text": "three"}\n'
INPUTS = (
    (LINES, Setting(name="a.jsonl", twice=True, chunk=3, cut=0.6, beside=(("b.txt", b"x"),), shown=True)),
    (b"", Setting(name="a.jsonl", before=LINES, texts=("one", "40 soldiers died.", "three"))),
    (b'{"spoilt', Setting(name="a.jsonl", before=LINES, after=b"\n" + LINES)),
    (b"text\none\ntwo\n", Setting(name="a.csv")),
    (b"words", Setting(name="a.txt")),
)


def _found(folder: Path) -> set[str]:
    """Give the classes of what is wrong with some inputs."""
    return {class_of(wrong) for data, setting in INPUTS for wrong in broken_input(data, setting, folder)[0]}


def _all(change: Callable[[Items], Items]) -> Damage:
    """Change what comes of an input."""

    def damage(patch: pytest.MonkeyPatch) -> None:
        whole = reading._articles
        patch.setattr(reading, "_articles", lambda *given: iter(change(list(whole(*given)))))

    return damage


def _each(kind: type, change: Callable[[Any], dict[str, Any]]) -> Damage:
    """Change each item of a kind."""
    return _all(lambda items: [replace(item, **change(item)) if isinstance(item, kind) else item for item in items])


def _put(place: object, name: str, change: Callable[[Any], Any]) -> Damage:
    """Put something made of it in the place of a function."""
    return lambda patch: patch.setattr(place, name, change(getattr(place, name)))


def _written(**changed: Any) -> Damage:
    """Change the output."""

    def change(reader: Callable[[], Callable[[Article], Outcome]]) -> Callable[[], Callable[[Article], Outcome]]:
        def read(article: Article) -> Outcome:
            return Outcome(json.dumps(json.loads(reader()(article).text or "") | changed))

        return lambda: read

    return _put(invariants_inputs, "_reader", change)


def _first_chunk(chunks: Iterator[bytes], _of_lines: bool) -> tuple[bytes, Iterator[bytes]]:
    head = next(chunks, b"")
    return head, iter((head,))


class _Noted(reading.InputRead):
    def __init__(self, **given: Any) -> None:
        super().__init__(**given, documents=1)


CRASH = "crash ZeroDivisionError in _cli/inputs/reading.py _articles"
UNREAD = Outcome(None, failure=Failure("x", "y"))
NUMBER = count()
DAMAGE: tuple[tuple[str, Damage], ...] = (
    (CRASH, _put(reading, "kind_of", lambda _: lambda *_: 1 / 0)),
    ("nothing", _all(lambda items: [])),
    ("source", _each(Article, lambda _: {"source": "x"})),
    ("text", _each(Article, lambda _: {"text": b"x"})),
    ("id", _each(Article, lambda _: {"id": ""})),
    ("title", _each(Article, lambda _: {"title": ""})),
    ("published", _each(Article, lambda _: {"published": "20240807", "published_from": "option"})),
    ("published from", _each(Article, lambda _: {"published": "2024-08-07"})),
    ("warning too long", _each(Article, lambda _: {"warnings": ("x" * 2000,)})),
    ("failure too long", _each(Failure, lambda failure: {"what": failure.what * 99})),
    ("failure without its input", _each(Failure, lambda _: {"what": "x"})),
    ("failure without a remedy", _each(Failure, lambda _: {"remedy": ""})),
    ("failure unsafe", _put(invariants_inputs, "one_line", lambda _: lambda text: f"{text}\x1b")),
    ("lines out of order", _all(lambda items: items[::-1])),
    ("documents noted", _put(reading, "InputRead", lambda _: _Noted)),
    ("bytes noted", _put(reading, "_counted", lambda _: lambda chunks, _: chunks)),
    ("sound input", _each(Article, lambda article: {"text": article.text + " "})),
    ("line lost", _all(lambda items: items[:-1])),
    ("row lost", _all(lambda items: items[:-1])),
    ("name of a list", _put(paths, "_paths", lambda _: lambda *_: iter(("",)))),
    ("read twice", _each(Article, lambda _: {"id": f"{next(NUMBER)}"})),
    ("read by chunks", _put(streams, "_with_head", lambda _: _first_chunk)),
    ("cut short", _all(lambda items: [replace(item, line=item.line and len(items) + item.line) for item in items])),
    ("neighbours", _all(lambda items: items[: 9 - len(items)])),
    ("in a folder", _put(reading, "named_files", lambda whole: lambda *a, **b: list(whole(*a, **b))[:1])),
    ("not read", _put(invariants_inputs, "_reader", lambda _: lambda: lambda _: UNREAD)),
    ("id of the output", _written(id="x")),
    ("text of the output", _written(text="x")),
    ("quote of the output", _written(facts=[{"start": 0, "end": 2, "quote": "x"}])),
)


def test_the_checks_find_nothing_wrong_with_sound_inputs(tmp_path: Path) -> None:
    assert _found(tmp_path) == set()


@pytest.mark.parametrize(("kind", "damage"), DAMAGE, ids=[kind for kind, _ in DAMAGE])
def test_the_checks_see_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, damage: Damage
) -> None:
    damage(monkeypatch)
    assert kind in _found(tmp_path)


# -- the fuzzer --------------------------------------------------------------------------------------------------------


def test_a_reader_that_breaks_is_found_and_its_input_cut_down(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = reading.decode

    def decode(data: bytes) -> Any:
        return 1 / (b"\xff" not in data) and whole(data)

    monkeypatch.setattr(reading, "decode", decode)
    tally = block(0, seed=1, size=60)
    assert set(tally.classes) == {CRASH}
    smallest = [data for _, data, _, _ in minimised(tally, lambda _: lambda *given: tried(*given)[0])]
    assert smallest == [b"\xff"]


def test_a_run_tells_its_figures(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    command = [sys.executable, FUZZ, "--documents=40", "--seed=8", "--json", report, "--keep", tmp_path]
    subprocess.run(command, capture_output=True, check=True, timeout=300)
    figures = json.loads(report.read_text(encoding="utf-8"))
    assert (figures["documents"], figures["failures"]) == (40, [])
    assert figures["articles"] > 20
