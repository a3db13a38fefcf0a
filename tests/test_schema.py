"""The JSON Schema and the facts say the same: names, order, closed lists, and what may not stand together."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import conflictfacts
from conflictfacts import facts
from conflictfacts.facts import (
    AreaFact,
    CommanderFact,
    DateFact,
    DistanceFact,
    Document,
    EquipmentFact,
    Fact,
    PeopleFact,
    Stated,
    TroopsFact,
)
from conftest import ROOT

SCHEMA = conflictfacts.schema()
WHERE: dict[str, Any] = {
    "quote": "words",
    "start": 3,
    "end": 8,
    "rule": "some.rule",
    "id": "f1",
    "sentence": "Some words.",
}
COUNT: dict[str, Any] = {"value": 40.0, "low": None, "high": None, "modifier": "exact", "unit": "soldier"}
AREA: dict[str, Any] = {
    "value": 90,
    "low": None,
    "high": None,
    "modifier": "about",
    "unit": "sq_km",
    "sq_km": 90,
    "sq_miles": 34.7,
}
LENGTH: dict[str, Any] = {"value": None, "low": 3, "high": 4.5, "modifier": "range", "unit": "mi"}
MILES = (Stated(value=56, unit="sq_mi"),)

GOOD: dict[str, Fact] = {
    "a day": DateFact(
        **WHERE, earliest="2024-08-06", latest="2024-08-06", modifier=None, kind="explicit", edtf="2024-08-06"
    ),
    "an unresolved date": DateFact(**WHERE, earliest=None, latest=None, modifier="early", kind="relative", edtf=None),
    "troops": TroopsFact(**WHERE, **COUNT, side="Russia", status="killed", place="Kursk", source="officials"),
    "people": PeopleFact(**WHERE, **COUNT | {"value": None, "modifier": "vague"}),
    "equipment": EquipmentFact(**WHERE, **COUNT | {"value": None, "low": 2, "high": 3, "modifier": "range"}),
    "an area": AreaFact(**WHERE, **AREA),
    "an area restated": AreaFact(**WHERE, **AREA, stated=(Stated(value=34.7, unit="sq_mi"),), stated_ok=True),
    "an area restated wrongly": AreaFact(
        **WHERE, **AREA, stated=MILES, stated_ok=False, expected=(Stated(value=35, unit="sq_mi"),)
    ),
    "a range of areas": AreaFact(
        **WHERE,
        **AREA | {"value": None, "low": 5, "high": 6, "modifier": "range", "sq_km": (5, 6), "sq_miles": (1.9, 2.3)},
    ),
    "a distance": DistanceFact(**WHERE, **LENGTH),
    "a commander": CommanderFact(
        **WHERE, name="A B", role=None, rank="Gen", side=None, kind="military", mentions=("A B", "B")
    ),
}


def document(*found: Fact) -> dict[str, Any]:
    return Document(facts=found, id="d", source="-", published="2025-06-22", published_from="option").as_dict()


def errors(value: Any) -> list[str]:
    checker = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [error.message for error in checker.iter_errors(value)]


def definition(kind: str) -> dict[str, Any]:
    found: dict[str, Any] = SCHEMA["$defs"][kind]
    return found


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["properties"]["schema"]["const"] == facts.SCHEMA_VERSION


@pytest.mark.parametrize("name", GOOD)
def test_good_facts_fit(name: str) -> None:
    assert errors(document(GOOD[name])) == []


OPTIONAL = ("text", "rejected")


def test_keys_stand_in_the_order_of_the_schema() -> None:
    whole = document()
    assert list(whole) == SCHEMA["required"] == [key for key in SCHEMA["properties"] if key not in OPTIONAL]
    for fact in GOOD.values():
        stated = definition(fact.type)
        assert list(fact.as_dict()) == stated["required"] == [key for key in stated["properties"] if key != "why"]
        assert list(fact.as_dict(why=True)) == list(stated["properties"])


def test_closed_lists_are_those_of_the_facts() -> None:
    shared = SCHEMA["$defs"]
    assert [ref["$ref"].rpartition("/")[2] for ref in SCHEMA["properties"]["facts"]["items"]["oneOf"]] == [
        *facts.FACT_TYPES
    ]
    assert shared["count_modifier"]["enum"] == [*facts.COUNT_MODIFIERS]
    assert shared["count_status"]["enum"] == [*facts.COUNT_STATUSES]
    assert shared["area_unit"]["enum"] == [*facts.AREA_UNITS]
    assert shared["distance_unit"]["enum"] == [*facts.DISTANCE_UNITS]
    assert definition("date")["properties"]["modifier"]["enum"] == [*facts.DATE_MODIFIERS, None]
    assert definition("area")["properties"]["status"]["enum"] == [*facts.AREA_STATUSES]
    assert definition("commander")["properties"]["kind"]["enum"] == [*facts.COMMANDER_KINDS]


BAD: list[tuple[str, dict[str, Any]]] = [
    ("a day", {"earliest": "6 August 2024"}),
    ("a day", {"earliest": "2024-02-31"}),
    ("a day", {"latest": None}),
    ("a day", {"earliest": None}),
    ("a day", {"modifier": "exact"}),
    ("an unresolved date", {"edtf": "2024"}),
    ("troops", {"value": "40"}),
    ("troops", {"value": None}),
    ("troops", {"value": -1}),
    ("troops", {"low": 30}),
    ("troops", {"status": "retreated"}),
    ("troops", {"unit": ""}),
    ("troops", {"side": ""}),
    ("troops", {"type": "tanks"}),
    ("troops", {"earliest": "2024-08-06"}),
    ("troops", {"quote": ""}),
    ("troops", {"start": -1}),
    ("troops", {"id": "1"}),
    ("people", {"value": 40}),
    ("equipment", {"high": None}),
    ("an area", {"unit": "km"}),
    ("an area", {"stated": [{"value": 1}], "stated_ok": True}),
    ("an area", {"stated_ok": True}),
    ("an area restated", {"stated_ok": None}),
    ("an area restated", {"expected": [{"value": 35, "unit": "sq_mi"}]}),
    ("a range of areas", {"sq_km": [5]}),
    ("a distance", {"unit": "sq_km"}),
    ("a commander", {"kind": "general"}),
    ("a commander", {"name": None}),
    ("a commander", {"mentions": []}),
]


@pytest.mark.parametrize(("name", "change"), BAD)
def test_what_does_not_fit_is_refused(name: str, change: dict[str, Any]) -> None:
    whole = deepcopy(document(GOOD[name]))
    whole["facts"][0] |= change
    assert errors(whole)


def test_no_key_may_be_missing() -> None:
    for key in document():
        whole = document()
        del whole[key]
        assert errors(whole)
    for fact in GOOD.values():
        for key in fact.as_dict():
            whole = document(fact)
            del whole["facts"][0][key]
            assert errors(whole), (fact.type, key)


@pytest.mark.parametrize("path", sorted((ROOT / "samples").glob("*.txt")), ids=lambda path: path.stem)
def test_what_is_found_fits(path: Path, extractor: conflictfacts.Extractor) -> None:
    found = extractor.extract(path.read_text(encoding="utf-8"), published="2025-06-22", id=path.stem).as_dict()
    assert errors(found) == []
    assert found["facts"]
