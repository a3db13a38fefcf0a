"""Where facts are set: cases as data, one class of language a table."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import conflictfacts

CASES = tomllib.loads((Path(__file__).parent / "cases" / "places.toml").read_text(encoding="utf-8"))
COUNTS = ("troops", "people", "equipment")


def place_of(text: str) -> str | None:
    """Give the place of the last counted fact of a text."""
    facts = [f.as_dict() for f in conflictfacts.load().extract(text).facts if f.type in COUNTS]
    assert facts, "nothing was counted"
    place: str | None = facts[-1]["place"]
    return place


@pytest.mark.parametrize(
    ("place", "text"),
    [
        pytest.param(place, text, id=f"{kind}-{place or 'none'}-{n}")
        for kind, cases in CASES.items()
        for place, texts in cases.items()
        for n, text in enumerate(texts)
    ],
)
def test_place(place: str, text: str) -> None:
    assert place_of(text) == (place or None)


@given(
    st.lists(
        st.sampled_from("in of the Karvel , . town where ' 's \n - al ( 12 soldiers killed from".split(" ")),
        max_size=25,
    )
)
def test_a_place_stands_in_the_text(words: list[str]) -> None:
    text = " ".join(words)
    for fact in conflictfacts.load().extract(text).facts:
        place = fact.as_dict().get("place")
        assert place is None or " ".join(place.split()) in " ".join(text.split())
