"""Sentences: cases as data, and what must hold for any words."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.vocab import Vocab

from conflictfacts.reading import read
from conflictfacts.sentences import sentence_ranges
from conflictfacts.tokens import make_tokenizer

CASES = tomllib.loads((Path(__file__).parent / "cases" / "sentences.toml").read_text(encoding="utf-8"))
TOKENIZE = make_tokenizer(Vocab())


def split(text: str) -> list[str]:
    reading = read(TOKENIZE(text))
    return [reading.quote(s.first, s.end) for s in reading.sentences]


def _cases() -> list[Any]:
    return [pytest.param(text, id=f"{c['kind']}: {text[:60]!r}") for c in CASES["split"] for text in c["texts"]]


@pytest.mark.parametrize("marked", _cases())
def test_split(marked: str) -> None:
    wanted = [part.strip() for part in marked.split("|")]
    text = re.sub(r" *\| *", lambda m: " " if " " in m[0] else "", marked)
    assert split(text) == wanted


@pytest.mark.parametrize("text", ["", " ", "\n \t\u2003"])
def test_nothing_has_no_sentences(text: str) -> None:
    assert split(text) == []


def test_a_text_without_full_stops_is_parted_where_its_list_parts() -> None:
    parts = split("guns, tanks and shells; " * 500)
    assert max(part.count(" ") for part in parts) < 500
    assert {part[-1] for part in parts} == {";"}


def test_a_text_without_any_marks_is_parted_all_the_same() -> None:
    parts = split("guns " * 5000)
    assert len(parts) > 5
    assert len({len(part) for part in parts[:-1]}) == 1


def test_a_long_sentence_stays_whole() -> None:
    assert len(split("The army left the town, and came back to it, " * 20 + "and left.")) == 1


WORDS = st.lists(
    st.sampled_from("the The Gen. U.S. J. 12 3.5 . ? ! … ... \" ” ' ’ ) ( : ; , - — • etc. No. a".split())
    | st.text(min_size=1, max_size=6).filter(lambda w: not re.search(r"\s", w)),
    max_size=60,
)
GAPS = st.sampled_from(["", " ", "\n", "\r\n", "\n\n", "\r", "\u2028", "   \n  ", "\u00a0"])


@given(WORDS, st.data())
def test_ranges_cover_all_words_in_order(words: list[str], data: st.DataObject) -> None:
    text, starts = "", []
    for word in words:
        starts.append(len(text))
        text += word + data.draw(GAPS)
    ranges = sentence_ranges(text, words, starts)
    assert [i for first, end in ranges for i in range(first, end)] == list(range(len(words)))
    assert all(first < end for first, end in ranges)
