"""The scorer, held to what each slip costs; and the floors, which must be able to fail."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflictfacts.evaluation import (
    ATTRIBUTES,
    CORE,
    MISSION,
    VALUES,
    Outcome,
    Score,
    fold,
    pair,
    same_attribute,
    same_person,
    same_side,
    score,
)
from conflictfacts.facts import FACT_TYPES, FactType

SCRIPT = Path(__file__).parent.parent / "benchmarks" / "quality.py"

NUMBER: dict[str, Any] = {"low": None, "high": None, "modifier": "exact", "place": None, "source": None}
COUNT = NUMBER | {"side": None, "status": "strength"}
MEASURE: dict[str, Any] = NUMBER | {"stated": [], "stated_ok": None}
# One fact of each kind, as a reader would mark it.
FACTS: dict[FactType, dict[str, Any]] = {
    "date": {"earliest": "1994-03-01", "latest": "1994-03-31", "modifier": "early", "kind": "explicit"},
    "troops": COUNT | {"value": 40, "unit": "rifleman", "side": "France"},
    "people": COUNT | {"value": 12, "unit": "farmer", "status": "killed", "place": "Oru", "source": "the mayor"},
    "equipment": COUNT | {"value": 3, "unit": "tank", "side": "Chad", "status": "destroyed"},
    "area": MEASURE | {"value": 20, "unit": "hectare", "status": "held", "stated_ok": True},
    "distance": MEASURE | {"value": 7, "unit": "km"},
    "commander": {"name": "Ana Ruiz", "role": "chief of staff", "rank": "Col", "side": "Spain", "kind": "military"},
}


def fact(kind: FactType, start: int = 0, end: int | None = None, /, **changed: Any) -> dict[str, Any]:
    """A fact of a kind at some place, with some fields changed."""
    end = start + 10 if end is None else end
    return {"type": kind, "start": start, "end": end, "quote": "x" * (end - start)} | FACTS[kind] | changed


def document(*facts: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"id": "d", "facts": list(facts)} | fields


def scored(gold: list[dict[str, Any]], found: list[dict[str, Any]], **fields: Any) -> Score:
    return score([document(*gold, **fields)], {"d": found})


def outcomes(result: Score) -> list[Outcome]:
    return [item.outcome for item in result.items]


@pytest.mark.parametrize("kind", FACT_TYPES)
def test_the_same_facts_are_all_right(kind: FactType) -> None:
    result = scored([fact(kind)], [fact(kind)])
    tally = result.tallies[kind]
    assert (tally.gold, tally.predicted, tally.found, tally.fact, tally.full) == (1, 1, 1, 1, 1)
    assert tally.accuracy == dict.fromkeys(ATTRIBUTES[kind], 1.0)
    assert outcomes(result) == ["right"]


@pytest.mark.parametrize(("kind", "field"), [(kind, field) for kind in FACT_TYPES for field in VALUES[kind]])
def test_a_wrong_value_is_no_fact(kind: FactType, field: str) -> None:
    wrong: dict[str, Any] = {"earliest": "1994-03-02", "latest": None, "unit": "acre", "name": "Eva Mol"}
    result = scored([fact(kind)], [fact(kind, **{field: wrong.get(field, 5)})])
    tally = result.tallies[kind]
    assert (tally.fact, tally.full, tally.fact_f1, tally.full_f1, tally.accuracy) == (0, 0, 0.0, 0.0, {})
    # A commander is found by name, all else by place.
    assert tally.found == (kind != "commander")
    assert outcomes(result) == ["value"]


@pytest.mark.parametrize(("kind", "field"), [(kind, field) for kind in FACT_TYPES for field in ATTRIBUTES[kind]])
def test_a_wrong_attribute_costs_that_attribute(kind: FactType, field: str) -> None:
    found = fact(kind, **{field: False if field == "stated_ok" else "zzz"})
    result = scored([fact(kind)], [found])
    tally = result.tallies[kind]
    assert (tally.found, tally.fact, tally.fact_f1) == (1, 1, 1.0)
    assert tally.full == (field not in CORE[kind])
    assert {name for name, share in tally.accuracy.items() if share < 1} == {field}
    assert [item.wrong for item in result.items] == [(field,)]


def test_a_missed_fact_costs_recall_alone() -> None:
    tally = scored([fact("troops"), fact("troops", 50, value=9)], [fact("troops")]).tallies["troops"]
    assert (tally.precision, tally.recall) == (1.0, 0.5)
    assert tally.fact_f1 == pytest.approx(2 / 3)


def test_an_extra_fact_costs_precision_alone() -> None:
    result = scored([fact("troops")], [fact("troops"), fact("troops", 50)])
    tally = result.tallies["troops"]
    assert (tally.precision, tally.recall) == (0.5, 1.0)
    assert outcomes(result) == ["right", "extra"]


def test_one_fact_answers_one_fact() -> None:
    tally = scored([fact("troops", 0, 30)], [fact("troops", 0, 10), fact("troops", 12, 30)]).tallies["troops"]
    assert (tally.found, tally.fact, tally.predicted) == (1, 1, 2)


@pytest.mark.parametrize(("start", "hit"), [(1, 1), (9, 1), (10, 0), (40, 0)])
def test_spans_must_overlap(start: int, hit: int) -> None:
    assert scored([fact("date")], [fact("date", start)]).tallies["date"].fact == hit


def test_another_kind_is_both_missed_and_extra() -> None:
    result = scored([fact("troops")], [fact("people", value=40)])
    assert outcomes(result) == ["missed", "extra"]
    assert result.pooled(FACT_TYPES).fact_f1 == 0.0


def test_a_document_that_was_not_read_is_missed() -> None:
    assert outcomes(score([document(fact("date"))], {})) == ["missed"]


def test_nothing_to_find_and_nothing_found_is_right() -> None:
    tally = scored([], []).tallies["area"]
    assert (tally.precision, tally.recall, tally.fact_f1, tally.accuracy) == (1.0, 1.0, 1.0, {})


def test_something_found_where_nothing_is_is_wrong() -> None:
    tally = scored([], [fact("area")]).tallies["area"]
    assert (tally.precision, tally.recall, tally.fact_f1) == (0.0, 0.0, 0.0)


def test_ignored_spans_neither_count_nor_cost() -> None:
    result = scored([fact("date")], [fact("date"), fact("date", 45, 55)], ignore=[[50, 60]])
    assert result.tallies["date"].predicted == 1
    assert scored([], [fact("date", 45, 50)], ignore=[[50, 60]]).tallies["date"].predicted == 1


def test_only_the_kinds_asked_for_are_scored() -> None:
    result = score([document(fact("date"))], {"d": [fact("date"), fact("people")]}, types=("date",))
    assert list(result.tallies) == ["date"]
    assert result.pooled(MISSION).fact_f1 == result.macro_fact_f1(MISSION) == 1.0


def test_a_date_without_a_kind_is_not_judged_on_it() -> None:
    result = scored([fact("date", kind=None)], [fact("date")])
    assert outcomes(result) == ["right"]
    assert result.tallies["date"].accuracy == {"modifier": 1.0}


def test_macro_gives_each_kind_the_same_weight() -> None:
    gold = [fact("area"), *(fact("date", n) for n in range(0, 90, 10))]
    result = scored(gold, gold[1:])
    kinds: tuple[FactType, ...] = ("area", "date")
    assert result.macro_fact_f1(kinds) == 0.5
    assert result.pooled(kinds).recall == 0.9


@pytest.mark.parametrize(
    ("gold_kind", "found", "expected"),
    [
        ("political", [], (0, 0, 0)),
        ("political", [fact("commander")], (0, 0, 0)),
        ("political", [fact("commander", kind="political")], (0, 0, 0)),
        ("military", [fact("commander", kind="political")], (1, 1, 1)),
        ("military", [fact("commander", 80, name="Col Ruiz Ruiz", kind="political")], (1, 0, 0)),
        ("military", [fact("commander", name="Eva Mol")], (1, 1, 0)),
    ],
)
def test_political_leaders_are_optional(
    gold_kind: str, found: list[dict[str, Any]], expected: tuple[int, int, int]
) -> None:
    tally = scored([fact("commander", kind=gold_kind)], found).tallies["commander"]
    assert (tally.gold, tally.predicted, tally.fact) == expected


def test_a_commander_counts_once_wherever_named() -> None:
    found = [fact("commander", 300, name="Ruiz"), fact("commander", 500, name="Ana Ruiz", side=None)]
    result = scored([fact("commander")], found)
    assert (result.tallies["commander"].fact, result.tallies["commander"].predicted) == (1, 2)
    assert result.items[0].found == found[1], "the longest name answers"


SAME_PERSONS = [
    ("Ana Ruiz", "Ana Ruiz"), ("Ana Ruiz", "Ruiz"), ("Ana Ruiz", "ANA RUIZ"), ("José Peña", "Jose Pena"),
    ("Ana Lucía Ruiz", "Ana Ruiz"), ("Il Sung Kim", "Kim Il Sung"),
]  # fmt: skip
OTHER_PERSONS = [("Ana Ruiz", "Eva Ruiz"), ("Ana Ruiz", "Ana"), ("Ana Ruiz", ""), ("", ""), ("Ana Ruiz", "Ana Ruizo")]


@pytest.mark.parametrize(("a", "b", "same"), [(*p, True) for p in SAME_PERSONS] + [(*p, False) for p in OTHER_PERSONS])
def test_persons(a: str, b: str, same: bool) -> None:
    assert same_person({"name": a}, {"name": b}) is same
    assert same_person({"name": b}, {"name": a}) is same


SAME_SIDES = [
    (None, None), (None, ""), ("Ruritania", "ruritania"), ("United States", "US"), ("United States", "American"),
    ("United Kingdom", "Britain"), ("the Taliban", "Taliban"), ("Islamic State", "ISIS"), ("Al-Qaeda", "al Qaeda"),
]  # fmt: skip
OTHER_SIDES = [
    ("Russia", None), ("Russia", "Ukraine"), ("North Korea", "South Korea"), ("Ruritania", "Zenda"),
    ("Democratic Republic of the Congo", "Republic of the Congo"), ("Sudan", "South Sudan"),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b", "same"), [(*p, True) for p in SAME_SIDES] + [(*p, False) for p in OTHER_SIDES])
def test_sides(a: str | None, b: str | None, same: bool) -> None:
    assert same_side(a, b) is same
    assert same_side(b, a) is same


@pytest.mark.parametrize(
    ("name", "gold", "found", "same"),
    [
        ("modifier", None, "exact", True),
        ("modifier", "about", None, False),
        ("place", "the town of Oru", "Oru", True),
        ("place", "Oru", "Orumia", False),
        ("place", None, "Oru", False),
        ("place", None, "", True),
        ("source", "Ana Ruiz", "Ruiz", True),
        ("role", "Chief of Staff", "chief of staff", True),
        ("unit", "soldier", "soldiers", True),
        ("unit", "soldier", "sailor", False),
        ("status", "killed", "wounded", False),
        ("stated_ok", True, None, False),
        ("stated_ok", False, False, True),
    ],
)
def test_attributes(name: str, gold: Any, found: Any, same: bool) -> None:
    assert same_attribute(name, {name: gold}, {name: found}) is same


@pytest.mark.parametrize(
    ("text", "bare"), [("The U.S.", "us"), ("Al-Qaeda’s", "al qaedas"), ("Béthouart", "bethouart"), ("—", ""), ("", "")]
)
def test_fold(text: str, bare: str) -> None:
    assert fold(text) == bare


def test_the_best_fit_is_paired_first() -> None:
    gold, found = [{"n": 1}, {"n": 2}], [{"n": 2}, {"n": 3}]
    pairs, missed, extra = pair(gold, found, lambda g, f: 5 - 2 * abs(g["n"] - f["n"]) if g["n"] else 0)
    assert pairs == [({"n": 2}, {"n": 2}), ({"n": 1}, {"n": 3})]
    assert (missed, extra) == ([], [])


@st.composite
def golds(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Documents with facts of any kind that do not overlap, each person once."""
    documents = []
    for number in range(draw(st.integers(0, 3))):
        facts, at = [], 0
        for kind in draw(st.lists(st.sampled_from(FACT_TYPES), max_size=8)):
            at += draw(st.integers(0, 3))
            end = at + draw(st.integers(1, 12))
            changed: dict[str, Any] = {}
            if kind == "commander":
                changed = {"name": f"Ana No{at}", "kind": draw(st.sampled_from(("military", "political")))}
            elif kind != "date":
                changed = {
                    "value": draw(st.none() | st.floats(0, 1e9)),
                    "modifier": draw(st.sampled_from(("about", None))),
                }
            facts.append(fact(kind, at, end, **changed))
            at = end
        documents.append(document(*facts, id=str(number)))
    return documents


@given(golds())
def test_gold_against_itself_is_all_right(gold: list[dict[str, Any]]) -> None:
    result = score(gold, {d["id"]: d["facts"] for d in gold})
    for tally in (*result.tallies.values(), result.pooled(FACT_TYPES)):
        assert tally.gold == tally.predicted == tally.found == tally.fact == tally.full
        assert tally.found_f1 == tally.fact_f1 == tally.full_f1 == 1.0
        assert set(tally.accuracy.values()) <= {1.0}
    assert set(outcomes(result)) <= {"right"}


@given(golds(), golds())
def test_figures_keep_their_order(gold: list[dict[str, Any]], found: list[dict[str, Any]]) -> None:
    result = score(gold, {d["id"]: d["facts"] for d in found})
    for tally in result.tallies.values():
        assert 0 <= tally.full <= tally.fact <= tally.found <= min(tally.gold, tally.predicted)
        assert 0.0 <= tally.full_f1 <= tally.fact_f1 <= 1.0


# --- the script: floors, record, table -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def quality() -> ModuleType:
    """The script as a module: it is no part of a package."""
    spec = importlib.util.spec_from_file_location("benchmark_quality", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


STAMP = {"sha256": "a", "documents": 2, "facts": 9}
FLOORS = {**STAMP, "figures": {"date.fact_f1": 0.9, "all.recall": 0.8}}


@pytest.mark.parametrize(
    ("values", "under"),
    [
        ({"date.fact_f1": 0.9, "all.recall": 0.8}, []),
        ({"date.fact_f1": 1.0, "all.recall": 0.8, "area.fact_f1": 0.1}, []),
        ({"date.fact_f1": 0.8999, "all.recall": 0.9}, ["date.fact_f1"]),
        ({"date.fact_f1": 0.95}, ["all.recall"]),
        ({}, ["date.fact_f1", "all.recall"]),
    ],
)
def test_a_figure_under_its_floor_is_told(quality: ModuleType, values: dict[str, float], under: list[str]) -> None:
    assert [line.split()[0] for line in quality.shortfalls(FLOORS, STAMP, values)] == under


@pytest.mark.parametrize("changed", [{"sha256": "b"}, {"documents": 3}, {"facts": 8}])
def test_a_changed_gold_is_told(quality: ModuleType, changed: dict[str, Any]) -> None:
    told = quality.shortfalls(FLOORS, STAMP | changed, {"date.fact_f1": 1.0, "all.recall": 1.0})
    assert len(told) == 1 and "has changed" in told[0] and "--raise-floors" in told[0]


def test_a_gold_without_floors_is_told(quality: ModuleType) -> None:
    assert "--raise-floors" in quality.shortfalls({}, STAMP, {"date.fact_f1": 1.0})[0]


def test_floors_rise_and_stay(quality: ModuleType) -> None:
    values = {"date.fact_f1": 0.902, "all.recall": 0.95, "area.fact_f1": 0.5}
    floors, against = quality.new_floors(FLOORS, STAMP | {"sha256": "b"}, values, margin=0.005, lower=False)
    assert against == []
    assert floors["figures"] == {"date.fact_f1": 0.9, "all.recall": 0.945, "area.fact_f1": 0.495}
    assert floors["sha256"] == "b"


def test_floors_do_not_fall_unasked(quality: ModuleType) -> None:
    values = {"date.fact_f1": 0.7}
    _, against = quality.new_floors(FLOORS, STAMP, values, margin=0.005, lower=False)
    assert [line.split()[0] for line in against] == ["date.fact_f1", "all.recall"]
    floors, against = quality.new_floors(FLOORS, STAMP, values, margin=0.005, lower=True)
    assert (floors["figures"], against) == ({"date.fact_f1": 0.695}, [])


def test_floors_cover_what_the_gold_holds(quality: ModuleType) -> None:
    names = set(quality.floored(scored([fact("people")], [fact("people"), fact("date")])))
    people = {"people.fact_f1", "people.full_f1", "people.status", "people.place", "people.source"}
    pools = {f"{pool}.{figure}" for pool in ("all",) for figure in ("fact_f1", "full_f1", "precision", "recall")}
    assert names == people | pools


def test_the_checked_in_floors_are_of_known_figures(quality: ModuleType) -> None:
    floors = json.loads(quality.FLOORS.read_text(encoding="utf-8"))
    whole = [fact(kind, 20 * n) for n, kind in enumerate(FACT_TYPES)]
    known = set(quality.floored(scored(whole, whole)))
    assert set(quality.OWN) >= {name for name in floors if not name.startswith("..")} != set()
    for name, entry in floors.items():
        assert set(entry) == {"sha256", "documents", "facts", "figures"}, name
        assert set(entry["figures"]) <= known, name
        assert all(0.0 <= floor <= 1.0 for floor in entry["figures"].values()), name


@pytest.mark.parametrize(
    ("before", "now", "gained", "lost"),
    [
        ("right", "right", 0, 0),
        ("missed", "right", 1, 0),
        ("missed", "value", 1, 0),
        ("value", "side", 1, 0),
        ("side place", "place", 1, 0),
        ("side", "place", 1, 1),
        ("right", "status", 0, 1),
        ("status", "missed", 0, 1),
        (None, "missed", 0, 1),
        (None, "right", 0, 0),
        ("missed", None, 1, 0),
    ],
)
def test_changes_item_by_item(quality: ModuleType, before: str | None, now: str | None, gained: int, lost: int) -> None:
    key = ("d", "troops", 4, "40 riflemen", False)
    runs = ({key: outcome} if outcome else {} for outcome in (before, now))
    assert [len(lines) for lines in quality.changes(*runs)] == [gained, lost]


def test_an_extra_fact_is_a_loss_and_its_end_a_gain(quality: ModuleType) -> None:
    extra = {("d", "troops", 4, "40 riflemen", True): "extra"}
    assert [len(lines) for lines in quality.changes({}, extra)] == [0, 1]
    assert [len(lines) for lines in quality.changes(extra, {})] == [1, 0]


TEXT = "On 3 March 1994 the rebels shelled Oru, killing 12 farmers. The front is 7 km away."


@pytest.fixture
def small_gold(tmp_path: Path) -> Path:
    """A gold file of one document that the extractor reads without a fault, as far as it is marked."""
    start = TEXT.index("3 March 1994")
    day = fact("date", start, start + 12, earliest="1994-03-03", latest="1994-03-03", modifier=None)
    at = TEXT.index("7 km")
    path = tmp_path / "small.jsonl"
    gold = {"id": "oru", "text": TEXT, "facts": [day | {"quote": "3 March 1994"}, fact("distance", at, at + 4)]}
    path.write_text(json.dumps(gold) + "\n", encoding="utf-8")
    return path


def test_the_gate_passes_fails_and_notices_a_change(
    quality: ModuleType, small_gold: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    floors = tmp_path / "floors.json"
    arguments = [str(small_gold), "--floors", str(floors)]
    assert quality.main([*arguments, "--gate"]) == 1, "no floors yet"
    assert quality.main([*arguments, "--raise-floors", "--gate"]) == 0
    assert "quality gate: passed" in capsys.readouterr().err

    entries = json.loads(floors.read_text(encoding="utf-8"))
    (entry,) = entries.values()
    assert entry["figures"]["date.fact_f1"] == 0.995
    entry["figures"]["all.precision"] = 1.01  # out of reach
    floors.write_text(json.dumps(entries), encoding="utf-8")
    assert quality.main([*arguments, "--gate"]) == 1
    assert "all.precision" in capsys.readouterr().err
    before = floors.read_text(encoding="utf-8")
    assert quality.main([*arguments, "--raise-floors"]) == 1, "floors do not fall unasked"
    assert floors.read_text(encoding="utf-8") == before
    assert quality.main([*arguments, "--lower-floors", "--gate"]) == 0

    small_gold.write_text(small_gold.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert quality.main([*arguments, "--gate"]) == 1
    assert "has changed" in capsys.readouterr().err


def test_a_gold_deleted_is_no_way_past_its_floors(quality: ModuleType, tmp_path: Path) -> None:
    floors = tmp_path / "floors.json"
    floors.write_text(json.dumps({"samples/gone.jsonl": FLOORS, "../elsewhere/gone.jsonl": FLOORS}), encoding="utf-8")
    assert quality.gate(floors, [], whole=True) is False
    assert quality.gate(floors, [], whole=False) is True
    floors.write_text(json.dumps({"../elsewhere/gone.jsonl": FLOORS}), encoding="utf-8")
    assert quality.gate(floors, [], whole=True) is True


def test_json_and_errors(quality: ModuleType, small_gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert quality.main([str(small_gold), "--json"]) == 0
    (gold,) = json.loads(capsys.readouterr().out).values()
    assert (gold["documents"], gold["facts"]) == (1, 2)
    assert gold["figures"]["date"]["fact_f1"] == 1.0
    assert quality.main([str(small_gold), "--errors", "people"]) == 0
    line = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("extra"))
    assert line.split("\t")[1:3] == ["people", f"oru:{TEXT.index('12 farmers')}"]


@pytest.mark.parametrize("content", ["{", '{"id": "a"}', '{"id": "a", "text": "", "facts": []}\n' * 2, None])
def test_what_is_no_gold_is_an_error_of_usage(
    quality: ModuleType, tmp_path: Path, content: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.jsonl"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(SystemExit) as stopped:
        quality.main([str(path)])
    assert stopped.value.code == 2
    assert "can't be read as gold" in capsys.readouterr().err


def test_a_record_reads_back(quality: ModuleType, small_gold: Path, tmp_path: Path) -> None:
    gold = quality.read_gold(small_gold)
    result = quality.measure(gold)
    path = tmp_path / "deep" / "run.json"
    quality.write_record(path, [(gold, result)])
    first = path.read_bytes()
    record = json.loads(first)["golds"][gold.name]
    assert {name: record[name] for name in gold.stamp()} == gold.stamp()
    assert quality.from_record(record) == quality.rights(result)
    quality.write_record(path, [(gold, result)])
    assert path.read_bytes() == first
