"""Whose the counted troops and weapons are: short passages, and what must hold for the words that tell it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.vocab import Vocab

from conflictfacts.context.parties import Parties
from conflictfacts.lexicon import default_lexicon
from conflictfacts.reading import Reading, read
from conflictfacts.tokens import make_tokenizer

if TYPE_CHECKING:
    from conflictfacts import Extractor

CLASSES = tomllib.loads((Path(__file__).parent / "cases" / "sides.toml").read_text(encoding="utf-8"))["class"]
FORCES: dict[str, Any] = default_lexicon().table("forces")
PARTIES = Parties(default_lexicon())
TOKENIZE = make_tokenizer(Vocab())
_MARKED = re.compile(r"«([^»]*)»")


def read_text(text: str) -> Reading:
    return read(TOKENIZE(text))


def _cases() -> list[Any]:
    return [
        pytest.param(text, sides, id=f"{known['about'][:30]}: {text[:60]}")
        for known in CLASSES
        for text, sides in known["cases"]
    ]


def test_there_are_many_cases_and_each_marks_what_it_lists() -> None:
    cases = [case for known in CLASSES for case in known["cases"]]
    assert len(cases) >= 80
    assert [text for text, sides in cases if len(_MARKED.findall(text)) != len(sides)] == []
    assert len({text for text, _ in cases}) == len(cases)


@pytest.mark.parametrize(("marked", "sides"), _cases())
def test_side(extractor: Extractor, marked: str, sides: list[str]) -> None:
    text = marked.replace("«", "").replace("»", "")
    starts = [m.start() - 2 * n for n, m in enumerate(_MARKED.finditer(marked))]
    found = {
        fact.start: fact.as_dict() for fact in extractor.extract(text).facts if fact.type in ("troops", "equipment")
    }
    assert [(found[start]["side"] or "") if start in found else "no count" for start in starts] == sides


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The Labour Union struck.", []),
        ("Union troops met Confederate horse.", ["Union", "Confederacy"]),
        ("THE WAR IS OVER FOR US AND OUR CAR IS LOST.", []),
        ("THE U.S. ARMY LEFT IRAQ.", ["United States", "Iraq"]),
        ("The Free Riverine Movement (FRM), a militia, struck. The FRM left.", ["Free Riverine Movement"] * 3),
        ("The Free Trade Movement met in Geneva.", []),
        ("The Kachin Independence Army (KIA) left. Then the KIA came.", ["Kachin Independence Army"] * 3),
        ("The Apache helicopter landed.", []),
    ],
)
def test_parties(text: str, names: list[str]) -> None:
    named = [mention.name for mention in PARTIES.find(read_text(text))]
    assert [name for name in named if name != "Switzerland"] == names


def _lists(table: Any, path: str = "") -> list[tuple[str, list[str]]]:
    if isinstance(table, list):
        return [(path, table)]
    return [
        found for key, value in table.items() if not isinstance(value, str) for found in _lists(value, f"{path}.{key}")
    ]


@pytest.mark.parametrize(("path", "words"), _lists(FORCES))
def test_the_words_of_forces_are_in_order(path: str, words: list[str]) -> None:
    assert words, path
    assert all(word and word == word.strip() for word in words)
    if path != ".states.names":
        assert [word for word in words if word != word.lower()] == []
    assert sorted(word for word in set(words) if words.count(word) > 1) == []


def test_every_party_of_forces_is_a_group() -> None:
    groups = default_lexicon().table("groups")
    assert set(FORCES["needs"]) | set(FORCES["states"]["names"]) <= set(groups)


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_any_text_has_parties_or_none(text: str) -> None:
    reading = read_text(text)
    for mention in PARTIES.find(reading):
        assert 0 <= mention.first < mention.end <= len(reading)
        assert mention.name


_WORDS = """The army rebels Mali 's Boko Haram killed lost 12 soldiers its with of , said ( ) he tanks - . who
Union""".split()


@settings(max_examples=80)
@given(words=st.lists(st.sampled_from(_WORDS), max_size=40))
def test_any_order_of_words_gives_a_known_party_or_none(extractor: Extractor, words: list[str]) -> None:
    known = {"Mali", "Boko Haram", "Union", None}
    text = " ".join(words)
    first = [fact.as_dict() for fact in extractor.extract(text).facts]
    assert {fact.get("side") for fact in first} <= known
    assert [fact.as_dict() for fact in extractor.extract(text).facts] == first
