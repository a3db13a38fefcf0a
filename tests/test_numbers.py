"""Numbers: one value and its many phrasings, what is no quantity, and what must hold for any number and any text."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from conflictfacts.facts import COUNT_MODIFIERS
from conflictfacts.lexicon import default_lexicon
from conflictfacts.numbers import Quantities, Quantity
from conflictfacts.reading import Reading, read

CASES: dict[str, Any] = tomllib.loads((Path(__file__).parent / "cases" / "numbers.toml").read_text(encoding="utf-8"))

UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety".split()


def _tools() -> tuple[Any, Quantities]:
    from spacy.vocab import Vocab

    from conflictfacts.tokens import make_tokenizer

    return make_tokenizer(Vocab()), Quantities(default_lexicon())


TOKENIZE, QUANTITIES = _tools()


def find(text: str) -> tuple[Reading, list[Quantity]]:
    reading = read(TOKENIZE(text))
    return reading, QUANTITIES.find(reading)


def _same() -> list[Any]:
    return [
        pytest.param(case, marked, id=f"{number}: {marked}")
        for number, case in enumerate(CASES["same"])
        for marked in case["phrasings"]
    ]


@pytest.mark.parametrize(("case", "marked"), _same())
def test_phrasing(case: dict[str, Any], marked: str) -> None:
    start, end = marked.index("["), marked.index("]") - 1
    text = marked.replace("[", "").replace("]", "")
    reading, found = find(text)
    assert [reading.quote(q.first, q.end) for q in found] == [text[start:end]]
    (quantity,) = found
    assert (quantity.value, quantity.low, quantity.high) == (case.get("value"), case.get("low"), case.get("high"))
    assert quantity.modifier == case.get("modifier", "range" if "low" in case else "exact")
    assert quantity.additive == case.get("additive", False)
    assert quantity.strong == case.get("strong", False)


@pytest.mark.parametrize("text", [pytest.param(t, id=f"{c['kind']}: {t}") for c in CASES["none"] for t in c["texts"]])
def test_no_quantity(text: str) -> None:
    reading, found = find(text)
    assert [reading.quote(q.first, q.end) for q in found] == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("It grew from 200 to 300 men.", [200, 300]),
        ("They lost 12 men, 3 tanks and two guns.", [12, 3, 2]),
        ("They killed 5 and wounded 11.", [5, 11]),
        ("Of the 40 men, 12 fled and 28 stayed.", [40, 12, 28]),
        ("Three men and 30 others came.", [3, 30]),
        ("They handed over eight tanks.", [8]),
        ("They sent 3,000 men and 2 million shells.", [3000, 2_000_000]),
        ("They gave 30 155-mm shells.", [30]),
    ],
)
def test_each_number_of_a_sentence(text: str, values: list[float]) -> None:
    assert [q.value for q in find(text)[1]] == values


def test_a_verb_keeps_its_particle() -> None:
    (quantity,) = find("They handed over eight tanks.")[1]
    assert quantity.modifier == "exact"


def test_a_taken_number_is_left_alone() -> None:
    reading = read(TOKENIZE("In 2014 they had 40 men."))
    reading.take(1, 2)
    assert [q.value for q in QUANTITIES.find(reading)] == [40]


def test_furniture_has_no_quantities() -> None:
    reading = read(TOKENIZE("They had 40 men. They lost 12 of them."))
    reading.sentences[0].furniture = True
    assert [q.value for q in QUANTITIES.find(reading)] == [12]


def spelled(number: int, *, joined: str = " and ", hyphen: str = "-") -> str:
    """Write a number in words, as the British do or not."""
    if number < 20:
        return UNITS[number]
    if number < 100:
        ten, one = divmod(number, 10)
        return TENS[ten] + (hyphen + UNITS[one] if one else "")
    for size, name in ((1_000_000, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= size:
            most, rest = divmod(number, size)
            tail = ""
            if rest:
                tail = (joined if rest < 100 else " ") + spelled(rest, joined=joined, hyphen=hyphen)
            return f"{spelled(most, joined=joined, hyphen=hyphen)} {name}{tail}"
    raise AssertionError(number)


@given(st.integers(2, 999_999_999), st.sampled_from([" and ", " "]), st.sampled_from(["-", "‑", " "]))
@example(101_101_101, " and ", "-")
@example(1_000_001, " and ", "-")
def test_any_number_in_words(number: int, joined: str, hyphen: str) -> None:
    words = spelled(number, joined=joined, hyphen=hyphen)
    reading, found = find(f"They had {words} men there.")
    assert [(reading.quote(q.first, q.end), q.value) for q in found] == [(words, number)]


@given(st.integers(1, 999_999_999), st.sampled_from([",", "\u00a0", "\u2009", "\u202f", "'", "’"]))
def test_any_number_in_groups(number: int, separator: str) -> None:
    figure = f"{number:,}".replace(",", separator)
    reading, found = find(f"They had {figure} men there.")
    assert [(reading.quote(q.first, q.end), q.value) for q in found] == [(figure, number)]


@given(
    st.integers(1, 10**7), st.integers(1, 10**7), st.sampled_from(["{}-{}", "{}–{}", "{} to {}", "between {} and {}"])
)
def test_any_range(low: int, step: int, shape: str) -> None:
    high = low + step
    if low < 1000 and high % 1000 == 0:
        low += 1000  # "2-3,000" means two thousand
        high += 1000
    phrase = shape.format(f"{low:,}", f"{high:,}")
    reading, found = find(f"They had {phrase} men there.")
    assert [(reading.quote(q.first, q.end), q.low, q.high) for q in found] == [(phrase, low, high)]


PIECES = st.sampled_from(
    [
        *"0 7 40 2,000 1.5 12 000 10-20 ½ forty two a an the hundred thousand million dozen half and or to".split(),
        *"between about at least more than over up of several few hundreds tens % $ - – ( ) , . : / x m km men".split(),
        *"No. Resolution aged one another in quarters - a strong odd plus th 3rd \n \u00a0 € ~ + another".split(),
    ]
)


@given(st.lists(PIECES, max_size=25).map(" ".join) | st.lists(PIECES, max_size=15).map("".join) | st.text(max_size=60))
def test_what_holds_of_any_quantity(text: str) -> None:
    reading, found = find(text.encode("utf-8", "replace").decode())
    reach = 0
    for q in found:
        assert reach <= q.number < q.core_end <= q.end <= len(reading)
        assert 0 <= q.first <= q.number
        reach = q.end
        assert q.modifier in COUNT_MODIFIERS
        assert (q.modifier == "vague") == (q.value is None and q.low is None)
        assert (q.modifier == "range") == (q.low is not None)
        if q.low is not None and q.high is not None:
            assert q.value is None
            assert q.low < q.high
        if q.value is not None:
            assert 0 <= q.value < float("inf")
