"""Areas and distances: one value and its many phrasings, what is no measure, and what must hold for any text."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conflictfacts.facts import AREA_STATUSES, AREA_UNITS, COUNT_MODIFIERS, DISTANCE_UNITS, AreaFact, DistanceFact
from conflictfacts.furniture import mark_furniture
from conflictfacts.lexicon import default_lexicon
from conflictfacts.measures import MeasureFinder
from conflictfacts.measures.convert import agrees, convert, converted, expected, round_to, significant, units_of
from conflictfacts.numbers import Quantities
from conflictfacts.reading import Reading, read

CASES = tomllib.loads((Path(__file__).parent / "cases" / "measures.toml").read_text(encoding="utf-8"))
FORMS = default_lexicon().table("units")["units"]
UNITS = units_of(default_lexicon().table("units"))


def _tools() -> tuple[Any, Quantities, MeasureFinder]:
    from spacy.vocab import Vocab

    from conflictfacts.tokens import make_tokenizer

    lexicon = default_lexicon()
    return make_tokenizer(Vocab()), Quantities(lexicon), MeasureFinder(lexicon)


TOKENIZE, QUANTITIES, FINDER = _tools()


def find(text: str) -> tuple[Reading, list[AreaFact | DistanceFact]]:
    reading = read(TOKENIZE(text))
    mark_furniture(reading, default_lexicon())
    return reading, FINDER.find(reading, QUANTITIES.find(reading))


def _cases(kind: str) -> list[Any]:
    return [pytest.param(kind, case["want"], text, id=text[:70]) for case in CASES[kind] for text in case["texts"]]


@pytest.mark.parametrize(("kind", "want", "marked"), _cases("area") + _cases("distance"))
def test_phrasing(kind: str, want: dict[str, Any], marked: str) -> None:
    start, end = marked.index("«"), marked.index("»") - 1
    text = marked.replace("«", "").replace("»", "")
    _, facts = find(text)
    assert [(f.type, f.quote) for f in facts] == [(kind, text[start:end])]
    fact = facts[0].as_dict()
    for name, value in want.items():
        if name in ("stated", "expected"):
            value = [{"value": number, "unit": unit} for number, unit in value]
        assert fact[name] == value, name
    if "value" not in want:
        assert fact["value"] is None
    if "stated" not in want:
        assert fact["stated"] == []
        assert fact["stated_ok"] is None
    assert (fact["expected"] is not None) == (fact["stated_ok"] is False)


@pytest.mark.parametrize("text", CASES["none"]["texts"])
def test_no_measure(text: str) -> None:
    assert find(text)[1] == []


def test_each_of_several_measures_is_found_where_it_stands() -> None:
    text = (
        "They took 12 sq km in May, lost 3 sq km in June, and stand 9 km (6 miles) from the town, 2 km from the river."
    )
    _, facts = find(text)
    assert [f.quote for f in facts] == ["12 sq km", "3 sq km", "9 km (6 miles)", "2 km"]
    assert [f.status for f in facts if isinstance(f, AreaFact)] == ["captured", "lost"]


def test_two_distances_side_by_side_are_no_restatement() -> None:
    _, facts = find("The guns stand 20 km or 60 miles off. One post is 5 km, another 7 miles away.")
    assert [f.quote for f in facts] == ["20 km", "60 miles", "5 km", "another 7 miles"]


def test_measures_claim_their_tokens() -> None:
    reading, facts = find("They hold 500 sq km (193 sq miles) there.")
    first, end = reading.tokens_in(facts[0].start, facts[0].end)
    assert list(reading.taken) == [first <= i < end for i in range(len(reading))]


def test_tokens_already_taken_are_left_alone() -> None:
    reading = read(TOKENIZE("They hold 500 sq km there."))
    quantities = QUANTITIES.find(reading)
    reading.take(0, len(reading))
    assert FINDER.find(reading, quantities) == []


def test_every_status_word_names_a_status_of_the_schema() -> None:
    statuses = set(default_lexicon().table("units")["status"])
    assert statuses <= set(AREA_STATUSES) | {"ignored"}
    assert set(AREA_STATUSES) <= statuses


def test_the_units_are_those_of_the_schema() -> None:
    assert {u.name for u in UNITS.values() if u.dimension == "area"} == set(AREA_UNITS)
    assert {u.name for u in UNITS.values() if u.dimension == "length"} == set(DISTANCE_UNITS)
    assert all(u.squared is None or UNITS[u.squared].dimension == "area" for u in UNITS.values())
    for unit in UNITS.values():
        if unit.squared:
            assert UNITS[unit.squared].factor == pytest.approx(unit.factor**2, rel=1e-12)


def test_a_spelling_belongs_to_one_unit() -> None:
    forms = [form for entry in FORMS.values() for form in entry["forms"]]
    assert len(forms) == len(set(forms))
    assert all(form == form.lower() for form in forms)


@pytest.mark.parametrize(
    ("value", "source", "target", "right"),
    [
        (1, "mi", "km", 1.609344),
        (1, "nmi", "km", 1.852),
        (1, "sq_mi", "acre", 640),
        (1, "acre", "sq_m", 4046.8564224),
        (1, "sq_mi", "sq_km", 2.589988110336),
        (1, "sq_ft", "sq_m", 0.09290304),
        (3, "ft", "yd", 1),
        (100, "hectare", "sq_km", 1),
    ],
)
def test_factors(value: float, source: str, target: str, right: float) -> None:
    assert convert(value, UNITS[source], UNITS[target]) == pytest.approx(right, rel=1e-12)


def test_units_of_two_dimensions_do_not_convert() -> None:
    with pytest.raises(ValueError, match="one dimension"):
        convert(1, UNITS["km"], UNITS["sq_km"])


@pytest.mark.parametrize(
    ("value", "digits"), [(0.5, 1), (90, 1), (386, 3), (1000, 1), (1.89, 3), (110000, 2), (2624.67, 6), (12.0, 2)]
)
def test_significant(value: float, digits: int) -> None:
    assert significant(value) == digits


@pytest.mark.parametrize(
    ("stated", "right"), [(386, 386.1), (2, 1.609), (1, 1.24), (28, 27.96), (42471, 42471.2), (40, 37.28), (10, 9.32)]
)
def test_right_restatements(stated: float, right: float) -> None:
    assert agrees(stated, right)


@pytest.mark.parametrize(("stated", "right"), [(56, 34.7), (100, 77.2), (3, 1.609), (400, 300), (1.3, 1.1), (0, 1)])
def test_wrong_restatements(stated: float, right: float) -> None:
    assert not agrees(stated, right)


def test_the_right_figure_is_rounded_as_the_stated_one() -> None:
    assert expected(56, 34.749) == 35
    assert expected(56.21, 34.749) == 34.75
    assert expected(5, 34.749) == 35


SIZES = st.floats(min_value=1e-3, max_value=1e9)


@given(SIZES, st.sampled_from(sorted(UNITS)), st.sampled_from(sorted(UNITS)))
def test_conversion_and_back(value: float, one: str, two: str) -> None:
    source, target = UNITS[one], UNITS[two]
    if source.dimension == target.dimension:
        assert convert(convert(value, source, target), target, source) == pytest.approx(value, rel=1e-9)


@given(SIZES, st.sampled_from(AREA_UNITS), st.sampled_from(["sq_km", "sq_mi"]))
def test_rounding_keeps_the_size(value: float, one: str, two: str) -> None:
    value = round_to(value, 4)
    right = convert(value, UNITS[one], UNITS[two])
    assert converted(value, UNITS[one], UNITS[two]) == pytest.approx(right, rel=0.051)
    assert agrees(converted(value, UNITS[one], UNITS[two]), right)


WORDS = st.sampled_from(
    [
        *(
            "5",
            "12",
            "1,000",
            "2.5",
            "800",
            "6",
            "2",
            "193",
            "28",
            "one",
            "two",
            "half",
            "several",
            "few",
            "hundreds",
            "tens",
        ),
        *(
            "thousand",
            "million",
            "of",
            "a",
            "and",
            "between",
            "to",
            "or",
            "by",
            "x",
            "×",
            "-",
            "–",
            "/",
            "(",
            ")",
            "[",
            "]",
        ),
        *(
            "km",
            "km2",
            "km²",
            "KM",
            "sq.",
            "sq",
            "square",
            "kilometres",
            "miles",
            "mi",
            "Mi",
            "m",
            "M",
            "metres",
            "feet",
        ),
        *(
            "ft",
            "nautical",
            "yards",
            "hectares",
            "ha",
            "acres",
            "per",
            "hour",
            "deep",
            "high",
            "captured",
            "lost",
            "from",
        ),
        *("about", "within", "up", "over", "more", "than", "another", "the", ".", ",", ";", "!", "\n", "“", "”", "$"),
    ]
)


@settings(max_examples=300)
@given(st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=40).map(" ".join)))
@example("5 km (")
@example("5 km or")
@example("5 x")
@example("5 km to 5 km")
@example("half")
@example("half a")
@example("800 x 600")
@example("km2")
@example("of 5")
@example("5 to a low")
def test_any_text(text: str) -> None:
    reading, facts = find(text)
    last = 0
    for fact in facts:
        assert reading.text[fact.start : fact.end] == fact.quote
        assert last <= fact.start < fact.end
        last = fact.end
        assert fact.modifier in COUNT_MODIFIERS
        assert fact.unit in (AREA_UNITS if isinstance(fact, AreaFact) else DISTANCE_UNITS)
        if fact.low is not None and fact.high is not None:
            assert fact.value is None
            assert fact.low <= fact.high
        assert (fact.stated_ok is None) or fact.stated
        if isinstance(fact, AreaFact):
            assert fact.status in AREA_STATUSES
    assert find(text)[1] == facts


@settings(max_examples=60)
@given(
    st.integers(1, 9999),
    st.sampled_from([f for e in UNITS for f in default_lexicon().table("units")["units"][e]["forms"]]),
)
def test_every_spelling_of_every_unit_is_read(value: int, form: str) -> None:
    unit = next(n for n, e in default_lexicon().table("units")["units"].items() if form in e["forms"])
    _, facts = find(f"The line is {value} {form} off.")
    assert [(f.unit, f.value) for f in facts] == [(unit, value)]
