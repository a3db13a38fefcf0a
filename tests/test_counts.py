"""Counts: classes of sentences, each with the facts that it holds, and sentences that hold none."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conflictfacts.facts import COUNT_MODIFIERS, COUNT_STATUSES, CountFact

if TYPE_CHECKING:
    from conflictfacts import Extractor

CLASSES = tomllib.loads((Path(__file__).parent / "cases" / "counts.toml").read_text(encoding="utf-8"))["class"]


def _cases() -> list[Any]:
    cases = []
    for group in CLASSES:
        for case in group["cases"]:
            marks = [pytest.mark.xfail(reason=case["miss"], strict=True)] if "miss" in case else []
            name = f"{group['name']}: {case['text'][:60]}"
            cases.append(pytest.param(case["text"], case["facts"], id=name, marks=marks))
    return cases


def _none() -> list[Any]:
    return [pytest.param(text, id=text[:70]) for group in CLASSES for text in group.get("none", ())]


def counts(extractor: Extractor, text: str) -> list[CountFact]:
    return [fact for fact in extractor.extract(text).facts if isinstance(fact, CountFact)]


def told(fact: CountFact) -> list[Any]:
    """The fact as the cases write it."""
    value: Any = fact.value
    if fact.low is not None and fact.high is not None:
        value = f"{fact.low:g}-{fact.high:g}"
    return [fact.quote, fact.type, "" if value is None else value, fact.modifier, fact.unit, fact.status]


@pytest.mark.parametrize(("text", "want"), _cases())
def test_sentence(extractor: Extractor, text: str, want: list[list[Any]]) -> None:
    assert [told(fact) for fact in counts(extractor, text)] == want


@pytest.mark.parametrize("text", _none())
def test_nothing_counted(extractor: Extractor, text: str) -> None:
    assert [told(fact) for fact in counts(extractor, text)] == []


def test_cases_are_many() -> None:
    assert sum(len(group["cases"]) for group in CLASSES) >= 150
    assert sum(len(group.get("none", ())) for group in CLASSES) >= 20


WORDS = (
    "killed wounded 12 soldiers tanks of them the and , . more than to a between 5 at least others who were among "
    "those including "
    'toll rose number few dozen hundreds lost shot down three dead in with " ( ) - Russia Taliban'
).split()


@settings(max_examples=150)
@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=25))
def test_any_words(extractor: Extractor, words: list[str]) -> None:
    text = " ".join(words)
    for fact in counts(extractor, text):
        assert text[fact.start : fact.end] == fact.quote
        assert fact.modifier in COUNT_MODIFIERS
        assert fact.status in COUNT_STATUSES
        assert (fact.low is None) == (fact.high is None)
        assert fact.low is None or (fact.value is None and fact.low < (fact.high or 0))
