"""The gold of our own texts has the form that a fact has: without it, a wrong score would go unseen."""

import json
import re
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from conflictfacts.facts import (
    AREA_STATUSES,
    AREA_UNITS,
    COMMANDER_KINDS,
    COUNT_MODIFIERS,
    COUNT_STATUSES,
    DATE_MODIFIERS,
    DISTANCE_UNITS,
    FACT_TYPES,
)

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "samples"

COUNTS = ("troops", "people", "equipment")
MEASURES = ("area", "distance")
MEASURE_UNITS = {"area": AREA_UNITS, "distance": DISTANCE_UNITS}
COMMON = {"type", "quote", "start", "end"}
NUMBER = {"value", "low", "high", "modifier", "unit", "place", "source"}
FIELDS = {
    "date": COMMON | {"earliest", "latest", "modifier", "kind"},
    "commander": COMMON | {"name", "role", "rank", "side", "kind", "mentions"},
    "area": COMMON | NUMBER | {"status", "stated", "stated_ok"},
    "distance": COMMON | NUMBER | {"stated", "stated_ok"},
    **{kind: COMMON | NUMBER | {"side", "status"} for kind in COUNTS},
}
# Square metres and metres of a unit: exact by definition, or by the international yard and pound agreement of 1959.
SIZE = {
    "sq_km": 1e6,
    "sq_mi": 1609.344**2,
    "sq_m": 1.0,
    "sq_ft": 0.3048**2,
    "hectare": 1e4,
    "acre": 4046.8564224,
    "km": 1000.0,
    "mi": 1609.344,
    "m": 1.0,
    "ft": 0.3048,
    "yd": 0.9144,
    "nmi": 1852.0,
}


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


GOLD = {
    "samples": read(SAMPLES / "gold.jsonl"),
    **{
        name: read(ROOT / "benchmarks" / f"{name}.jsonl")
        for name in ("passages", "news", "histories", "mixed", "heldout")
    },
}
DOCUMENTS = [document for documents in GOLD.values() for document in documents]
FACTS = [(document, fact) for document in DOCUMENTS for fact in document["facts"]]


def of(*kinds: str) -> list[Any]:
    """Give the facts of some kinds as parameters with readable names."""
    return [
        pytest.param(document, fact, id=f"{document['id']}:{fact['start']}")
        for document, fact in FACTS
        if fact["type"] in kinds
    ]


def test_ids_are_unique() -> None:
    doubled = [name for name, n in Counter(document["id"] for document in DOCUMENTS).items() if n > 1]
    assert doubled == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document["id"])
def test_document(document: dict[str, Any]) -> None:
    assert list(document) == ["id", "title", "published", "kind", "text", "facts"]
    assert document["kind"] and document["text"]
    if document["published"] is not None:
        assert date.fromisoformat(document["published"]).isoformat() == document["published"]
    spans = [(fact["start"], fact["end"]) for fact in document["facts"]]
    assert spans == sorted(spans), "facts stand in the order of the text"
    overlapping = [(a, b) for a, b in pairwise(spans) if b[0] < a[1]]
    assert overlapping == []


def test_samples_are_the_articles() -> None:
    files = {path.stem: path.read_bytes().decode("utf-8") for path in SAMPLES.glob("*.txt")}
    assert {document["id"]: document["text"] for document in GOLD["samples"]} == files
    assert all(80 <= len(text.split()) <= 700 for text in files.values())


def test_there_is_enough() -> None:
    assert len(GOLD["samples"]) >= 8
    assert len(GOLD["passages"]) >= 60
    assert sum(not document["facts"] for document in GOLD["passages"]) >= 12, "traps: passages without facts"
    assert {fact["type"] for _, fact in FACTS} == set(FACT_TYPES)


@pytest.mark.parametrize(("document", "fact"), of(*FACT_TYPES))
def test_offsets_and_fields(document: dict[str, Any], fact: dict[str, Any]) -> None:
    assert set(fact) == FIELDS[fact["type"]]
    assert document["text"][fact["start"] : fact["end"]] == fact["quote"]
    assert fact["quote"] == fact["quote"].strip() != ""
    for name in ("place", "source", "role", "rank"):
        words = fact.get(name)
        assert words is None or words in document["text"], f"{name}: the words stand in the text"


@pytest.mark.parametrize(("document", "fact"), of("date"))
def test_date(document: dict[str, Any], fact: dict[str, Any]) -> None:
    assert fact["kind"] in ("explicit", "relative")
    assert fact["modifier"] is None or fact["modifier"] in DATE_MODIFIERS
    if fact["earliest"] is None or fact["latest"] is None:
        assert (fact["earliest"], fact["latest"], fact["kind"]) == (None, None, "relative")
        return
    first, last = date.fromisoformat(fact["earliest"]), date.fromisoformat(fact["latest"])
    assert (first.isoformat(), last.isoformat()) == (fact["earliest"], fact["latest"])
    assert first <= last
    weekdays = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    for n, weekday in enumerate(weekdays):
        if re.search(rf"\b{weekday}\b", fact["quote"].lower()):
            assert first.weekday() == n
    for year in re.findall(r"\b(?:1[0-9]|20)\d\d\b", fact["quote"]):
        assert first.year <= int(year) <= last.year


@pytest.mark.parametrize(("document", "fact"), of(*COUNTS, *MEASURES))
def test_number(document: dict[str, Any], fact: dict[str, Any]) -> None:
    assert fact["modifier"] in COUNT_MODIFIERS
    value, low, high = fact["value"], fact["low"], fact["high"]
    if fact["modifier"] == "vague":
        assert (value, low, high) == (None, None, None)
    elif fact["modifier"] == "range":
        assert value is None and 0 <= low <= high
    else:
        assert (low, high) == (None, None) and value > 0
        digits = re.search(r"(?<![-\w])\d[\d,]*(?:\.\d+)?", fact["quote"])
        # "two Ka-52 helicopters", "2.6 million", "300 x 200 metres": the figure is not the value.
        spelt = re.search(r"\b(?:one|two|four|eight|dozen|million|x)\b", fact["quote"])
        if digits and not spelt:
            assert value == float(digits[0].replace(",", ""))


@pytest.mark.parametrize(("document", "fact"), of(*COUNTS))
def test_count(document: dict[str, Any], fact: dict[str, Any]) -> None:
    assert fact["status"] in COUNT_STATUSES
    assert fact["unit"] == fact["unit"].strip().lower() != ""


@pytest.mark.parametrize(("document", "fact"), of(*MEASURES))
def test_measure(document: dict[str, Any], fact: dict[str, Any]) -> None:
    units = MEASURE_UNITS[fact["type"]]
    assert fact["unit"] in units
    if fact["type"] == "area":
        assert fact["status"] in AREA_STATUSES
    assert isinstance(fact["stated"], list)
    if not fact["stated"]:
        assert fact["stated_ok"] is None
        return
    for stated in fact["stated"]:
        assert set(stated) == {"value", "unit"} and stated["unit"] in units
    ratios = [s["value"] * SIZE[s["unit"]] / (fact["value"] * SIZE[fact["unit"]]) for s in fact["stated"]]
    assert fact["stated_ok"] is all(abs(ratio - 1) <= 0.05 for ratio in ratios)


@pytest.mark.parametrize(("document", "fact"), of("commander"))
def test_commander(document: dict[str, Any], fact: dict[str, Any]) -> None:
    assert fact["kind"] in COMMANDER_KINDS
    assert fact["name"] == fact["quote"] == fact["mentions"][0]
    assert len(set(fact["mentions"])) == len(fact["mentions"])
    text = document["text"]
    for mention in fact["mentions"]:
        longer = [name for name in fact["mentions"] if mention in name and name != mention]
        assert text.count(mention) > sum(text.count(name) for name in longer), f"{mention} stands by itself"


def test_a_person_is_one_fact() -> None:
    for document in DOCUMENTS:
        names = [fact["name"] for fact in document["facts"] if fact["type"] == "commander"]
        assert len(set(names)) == len(names), document["id"]
