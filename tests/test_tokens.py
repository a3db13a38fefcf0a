"""The tokenizer: what parts and what stays whole, and what must hold for any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.vocab import Vocab

from conflictfacts.reading import read
from conflictfacts.tokens import UNSEEN, is_abbreviation, make_tokenizer

TOKENIZE = make_tokenizer(Vocab())


def words(text: str) -> list[str]:
    return [t.text for t in TOKENIZE(text) if not t.is_space]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("10,000-strong", "10,000 - strong"),
        ("90sq km", "90 sq km"),
        ("90sqkm", "90 sqkm"),
        ("5km", "5 km"),
        ("5 km²", "5 km²"),
        ("5km2", "5 km2"),
        ("6–10", "6 – 10"),
        ("6-10", "6 - 10"),
        ("1.2m people", "1.2 m people"),
        ("2k-3k", "2 k - 3 k"),
        ("30km-40km", "30 km - 40 km"),
        ("50%", "50 %"),
        ("$40m", "$ 40 m"),
        ("US$40", "US $ 40"),
        ("£40", "£ 40"),
        ("₹40", "₹ 40"),
        ("≥40", "≥ 40"),
        (">40", "> 40"),
        ("~40", "~ 40"),
        ("40+", "40 +"),
        ("40ish", "40 ish"),
        ("mid-2022", "mid - 2022"),
        ("U.S.-led", "U.S. - led"),
        ("Russian-backed", "Russian - backed"),
        ("Syria's", "Syria 's"),
        ("rebels’ guns", "rebels ’ guns"),
        ("dead,wounded", "dead , wounded"),
        ("and/or", "and / or"),
        ("“It came,” he said.", "“ It came , ” he said ."),
        ("(40)", "( 40 )"),
        ("left...", "left ..."),
        ("town—it", "town — it"),
        ("T-72, Su-34.", "T-72 , Su-34 ."),
        ("MiG-29s", "MiG-29s"),
        ("at 5:30", "at 5:30"),
        ("Lt.Gen. Smith", "Lt.Gen. Smith"),
        ("Gen. Smith", "Gen. Smith"),
        ("Rs. 40", "Rs. 40"),
        ("in the U.S.", "in the U.S."),
        ("12 sq. miles", "12 sq. miles"),
        ("п’ять", "п’ять"),
        ("It was Tuesday's.", "It was Tuesday 's ."),
        ("TUESDAY'S.", "TUESDAY 'S ."),
        ("led by Rufay'i.", "led by Rufay'i ."),
        ("GEN. KIM and COL. Lee, AUG. 5", "GEN. KIM and COL. Lee , AUG. 5"),
        ("THE ANSWER WAS NO.", "THE ANSWER WAS NO ."),
        ("14 August-24 August", "14 August - 24 August"),
        ("31 May-1 June", "31 May - 1 June"),
        ("Dec.14th, Sept.2014", "Dec. 14th , Sept. 2014"),
        ("45km/28 miles", "45 km / 28 miles"),
        ("45km(28 miles)", "45 km ( 28 miles )"),
        ("12km/h.", "12 km / h ."),
        ("500sq.km of it", "500 sq. km of it"),
        ("a 5-to-10-kilometre strip", "a 5 - to - 10 - kilometre strip"),
        ("Covid-19, F-16, Mi-8, Kh-101, Falcon-9", "Covid-19 , F-16 , Mi-8 , Kh-101 , Falcon-9"),
    ],
)
def test_parts(text: str, parts: str) -> None:
    assert words(text) == parts.split()


@pytest.mark.parametrize("word", ["Gen.", "gen.", "U.S.", "J.", "sq.", "p.m.", "Lt.-Gen."])
def test_abbreviations(word: str) -> None:
    assert is_abbreviation(word)


@pytest.mark.parametrize("word", ["town.", "Gen", ".", "...", "", "12."])
def test_no_abbreviations(word: str) -> None:
    assert not is_abbreviation(word)


CONFLICT = st.lists(
    st.sampled_from(
        "40 5km 2,000-3,000 1.2m $40 50% T-72 Gen. U.S.-led “ ” ( ) [ — – - ' ’s ... .. . , : ; km² 12sq. ½ May-1 x /"
        " ~40 é İ \u0301 \u200b \ufeff \x00 \u2028 \n \r \t \u00a0 a B ß 𝔘 😀 漢 ع".split(" ")
    )
).map("".join)


@given(st.text() | CONFLICT)
def test_words_stand_where_they_say_and_cover_the_text(text: str) -> None:
    text = text.encode("utf-8", "replace").decode()  # the tokenizer's own door takes no lone surrogates
    reading = read(TOKENIZE(text))
    reach = 0
    for word, start in zip(reading.words, reading.starts, strict=True):
        assert word
        assert text[start : start + len(word)] == word
        assert UNSEEN.sub("", text[reach:start]).strip() == ""
        reach = start + len(word)
    assert UNSEEN.sub("", text[reach:]).strip() == ""
    assert len(reading.lower) == len(reading.words)
    assert all(reading.lower)


@pytest.mark.parametrize(
    "text", ["a" * 100_000, "1" * 100_000, '"' * 100_000, "(" * 50_000 + ")" * 50_000, "," * 100_000]
)
def test_an_endless_run_is_one_word(text: str) -> None:
    assert words(f"x {text} y") == ["x", text, "y"]


def test_token_lookup() -> None:
    reading = read(TOKENIZE("The army  left."))
    assert [reading.token_at(i) for i in range(len(reading.text))] == [0] * 3 + [1] * 5 + [2] * 6 + [3]
    assert reading.tokens_in(4, 14) == (1, 3)
    assert reading.tokens_in(0, 0) == (0, 0)
    assert reading.quote(0, 4) == reading.text
