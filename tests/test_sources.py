"""Who says so: cases as data, one class of language a table."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import conflictfacts

CASES = tomllib.loads((Path(__file__).parent / "cases" / "sources.toml").read_text(encoding="utf-8"))
COUNTS = ("troops", "people", "equipment")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        pytest.param(source, text, id=f"{kind}-{source or 'none'}-{n}")
        for kind, cases in CASES.items()
        for source, texts in cases.items()
        for n, text in enumerate(texts)
    ],
)
def test_source(source: str, text: str) -> None:
    facts = [f.as_dict() for f in conflictfacts.load().extract(text).facts if f.type in COUNTS]
    assert facts, "nothing was counted"
    assert facts[-1]["source"] == (source or None)


def test_a_chain_of_clauses_is_read() -> None:
    text = "A monk " + "who walked " * 3000 + "said that 12 soldiers had died."
    assert conflictfacts.load().extract(text).facts
