"""What holds of any text, on texts spoilt as ``benchmarks/fuzz.py`` does it; and that the checks see what is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conflictfacts.facts import AreaFact, CommanderFact, DateFact, Document, Fact, Rejected, TroopsFact
from conftest import ROOT
from invariants import broken, class_of, read_and_checked

sys.path.append(str(ROOT / "benchmarks"))

from fuzz import DAYS, a_text, spoilt
from fuzzing import shortest

if TYPE_CHECKING:
    from conflictfacts import Extractor

FUZZ = ROOT / "benchmarks" / "fuzz.py"


# The same texts each time: to look for others is the fuzzer's business.
@settings(max_examples=150, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32), st.sampled_from(DAYS))
def test_nothing_breaks_on_spoilt_articles(extractor: Extractor, seed: int, published: str | None) -> None:
    random = Random(seed)
    text = spoilt(a_text(random), random, lambda: a_text(random))
    wrong, _ = read_and_checked(extractor, text, published=published, twice=True)
    assert wrong == []


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(st.characters(exclude_categories=())), st.text("0123456789,.-–½ kmsqto soldiers\u200b\ud800", max_size=60)
)
def test_nothing_breaks_on_any_characters(extractor: Extractor, text: str, numbers: str) -> None:
    wrong, _ = read_and_checked(extractor, f"{text} {numbers} soldiers{text}", published="2025-06-22", twice=True)
    assert wrong == []


# -- the checks themselves ---------------------------------------------------------------------------------------------

TEXT = "Gen. John Smith said that 40 soldiers died on 5 May 2024. They took 90 sq km (35 sq miles) in 3 days."


def _one(kind: type[Fact], /, **changed: Any) -> Callable[[Document], Document]:
    """Change the facts of a kind."""

    def change(document: Document) -> Document:
        facts = tuple(replace(fact, **changed) if isinstance(fact, kind) else fact for fact in document.facts)
        return replace(document, facts=facts)

    return change


def _rejected(**changed: Any) -> Callable[[Document], Document]:
    given: dict[str, Any] = {
        "quote": "3",
        "start": TEXT.index("3 days"),
        "end": TEXT.index("3 days") + 1,
        "reason": "x",
    }
    return lambda document: replace(document, rejected=(Rejected(**given | changed),))


DAMAGE: list[tuple[str, Callable[[Document], Document]]] = [
    ("ids", _one(TroopsFact, id="f1")),
    ("order", lambda document: replace(document, facts=document.facts[::-1])),
    ("one number counted twice", lambda document: replace(document, facts=document.facts[:2] + document.facts[1:])),
    ("fact offsets", _one(TroopsFact, end=5000)),
    ("fact quote", _one(TroopsFact, start=0)),
    ("fact quote with blanks", _one(TroopsFact, quote="40 soldiers ")),
    ("json", _one(TroopsFact, value=float("nan"))),
    ("json", _one(TroopsFact, value=float("inf"))),
    ("schema troops", _one(TroopsFact, status="dead")),
    ("schema troops", _one(TroopsFact, modifier="many")),
    ("schema troops", _one(TroopsFact, value=-1.0)),
    ("schema troops", _one(TroopsFact, side="")),
    ("schema troops", _one(TroopsFact, rule="")),
    ("schema date", _one(DateFact, earliest="5 May 2024")),
    ("schema area", _one(AreaFact, unit="km")),
    ("schema commander", _one(CommanderFact, kind="general")),
    ("schema document", lambda document: replace(document, text_sha256="1")),
    ("sentence without its quote", _one(TroopsFact, sentence="They took 90 sq km")),
    ("sentence not in the text", _one(TroopsFact, sentence="And 40 soldiers died")),
    ("half a date", _one(DateFact, latest=None)),
    ("date runs backwards", _one(DateFact, latest="2024-05-04")),
    ("no day", _one(DateFact, latest="2024-05-35")),
    ("edtf", _one(DateFact, edtf="May")),
    ("range", _one(TroopsFact, value=None, low=4.0, high=4.0, modifier="range")),
    ("range", _one(TroopsFact, low=4.0)),
    ("sq_km", _one(AreaFact, sq_km=(9.0, 8.0))),
    ("place not in the text", _one(TroopsFact, place="Kyiv")),
    ("source not in the text", _one(TroopsFact, source="Kolov")),
    ("mention not in the text", _one(CommanderFact, mentions=("Kolov",))),
    ("mention twice", _one(CommanderFact, mentions=("John Smith", "John Smith"))),
    ("name with blanks", _one(CommanderFact, name=" John")),
    ("rejected offsets", _rejected(start=-1)),
    ("rejected quote", _rejected(quote="4")),
    ("rejected and a fact", _rejected(quote="40", start=TEXT.index("40"), end=TEXT.index("40") + 2)),
]


@pytest.mark.parametrize(("kind", "damage"), DAMAGE, ids=[f"{n}-{kind}" for n, (kind, _) in enumerate(DAMAGE)])
def test_the_checks_see_what_is_wrong(extractor: Extractor, kind: str, damage: Callable[[Document], Document]) -> None:
    document = extractor.extract(TEXT)
    assert broken(TEXT, document) == []
    assert kind in {class_of(wrong) for wrong in broken(TEXT, damage(document))}


def test_a_crash_is_named_with_its_place(monkeypatch: pytest.MonkeyPatch, extractor: Extractor) -> None:
    def fail(_document: object) -> None:
        raise ZeroDivisionError("x")

    monkeypatch.setattr("conflictfacts.pipeline.draft_of", fail)
    (wrong,) = read_and_checked(extractor, TEXT, published=None)[0]
    assert wrong == "crash ZeroDivisionError in pipeline.py extract: x"


# -- the fuzzer --------------------------------------------------------------------------------------------------------


def test_a_failing_text_is_cut_down() -> None:
    assert shortest("They saw 40 soldiers, and 12 tanks.", lambda text: "4" in text and "tank" in text) == "4tank"


def test_a_seed_gives_the_same_documents_in_any_number_of_processes(tmp_path: Path) -> None:
    figures = []
    for jobs in ("1", "2"):
        report = tmp_path / f"{jobs}.json"
        subprocess.run(
            [sys.executable, FUZZ, "--documents=620", "--seed=8", "--jobs", jobs, "--json", report, "--keep", tmp_path],
            capture_output=True,
            check=True,
            timeout=300,
        )
        figures.append(json.loads(report.read_text(encoding="utf-8")))
    one, two = [{name: each[name] for name in ("documents", "facts", "kinds", "failures")} for each in figures]
    assert one == two
    assert (one["documents"], one["failures"]) == (620, [])
    assert one["facts"] > 600
