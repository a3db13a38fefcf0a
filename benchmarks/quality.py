"""Scores the extractor against gold files, lists what changed, and holds it to floors.

    python benchmarks/quality.py [GOLD ...]             figures by kind of fact, a table for each gold
    python benchmarks/quality.py --errors troops        what was missed, extra or wrong ("all" for every kind)
    python benchmarks/quality.py --compare              items gained and lost since the recorded run
    python benchmarks/quality.py --gate                 exit 1 where a figure is under its floor

Without GOLD: the golds of the project, and those of the folder ``shared/bench`` beside it where there is one. What the
figures mean is told in ``conflictfacts.evaluation``, the use of floors and records in ``benchmarks/README.md``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import conflictfacts
from conflictfacts.evaluation import ATTRIBUTES, POOLS, VALUES, Item, Score, score
from conflictfacts.facts import FACT_TYPES, FactType

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ROOT / "benchmarks" / "floors.json"
RECORD = ROOT / "benchmarks" / "last_run.json"
# The words of golds outside the project stay outside it: their record lies where git does not look.
RECORD_OUTSIDE = ROOT / "build" / "quality" / "last_run.json"

OWN = (
    "samples/gold.jsonl",
    "benchmarks/passages.jsonl",
    "benchmarks/news.jsonl",
    "benchmarks/histories.jsonl",
    "benchmarks/mixed.jsonl",
    "benchmarks/heldout.jsonl",
)
BESIDE = ("../shared/bench/dev.jsonl",)
BESIDE_DATES = ("../shared/bench/wikiwars_dev.jsonl", "../shared/bench/wikinews_dates_dev.jsonl")
"""Golds in which dates alone are marked: found facts of other kinds say nothing there."""

MARGIN = 0.005
"""How far under the measured figure a floor is set: about one slip in a small gold."""

FLOORED_ATTRIBUTES = {"troops": ("side", "status", "place", "source"), "people": ("status", "place", "source")}

Rights = dict[tuple[str, str, int, str, bool], str]
"""What became of each item, by document, kind, start, quote, and whether it is an extra one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """A gold file: its path from the project's root as ``name``, its documents, and what tells that it has changed."""

    name: str
    documents: tuple[dict[str, Any], ...]
    types: tuple[FactType, ...]
    sha256: str

    @property
    def outside(self) -> bool:
        """Whether the file lies outside the project."""
        return self.name.startswith("..") or Path(self.name).is_absolute()

    def stamp(self) -> dict[str, Any]:
        """Give what the floors and the record keep of it."""
        facts = sum(fact["type"] in self.types for document in self.documents for fact in document["facts"])
        return {"sha256": self.sha256, "documents": len(self.documents), "facts": facts}


def read_gold(path: Path) -> Gold:
    """Read a gold file. Raises ``OSError`` or ``ValueError`` where it is none."""
    data = path.read_bytes()
    name = Path(os.path.relpath(path.resolve(), ROOT)).as_posix()
    documents = tuple(json.loads(line) for line in data.decode("utf-8").splitlines() if line.strip())
    if not all(isinstance(document, dict) and {"id", "text", "facts"} <= document.keys() for document in documents):
        raise ValueError("each line of a gold file is an object with id, text and facts")
    if len({document["id"] for document in documents}) < len(documents):
        raise ValueError("two documents of one id")
    types: tuple[FactType, ...] = ("date",) if name in BESIDE_DATES else FACT_TYPES
    return Gold(name=name, documents=documents, types=types, sha256=hashlib.sha256(data).hexdigest())


def measure(gold: Gold) -> Score:
    """Read each document of a gold with the extractor and score what is found."""
    extractor = conflictfacts.load()
    found = {
        document["id"]: extractor.extract(document["text"], published=document.get("published")).as_dict()["facts"]
        for document in gold.documents
    }
    return score(gold.documents, found, types=gold.types)


# --- what is printed ---------------------------------------------------------------------------------------------


def table(result: Score) -> Iterator[str]:
    """Yield the lines of the table of one gold."""
    yield f"{'':10} {'gold':>5} {'pred':>5} {'found':>6} {'P':>6} {'R':>6} {'fact':>6} {'full':>6}  attributes"
    for name, tally in result.rows():
        shares = " ".join(f"{attribute}={share:.2f}" for attribute, share in tally.accuracy.items())
        if name in POOLS:
            shares = f"macro fact F1 {result.macro_fact_f1(POOLS[name]):.3f}"
        steps = (tally.found_f1, tally.precision, tally.recall, tally.fact_f1, tally.full_f1)
        yield " ".join((f"{name:10} {tally.gold:5} {tally.predicted:5}", *(f"{f:6.3f}" for f in steps), f" {shares}"))


def errors(gold: Gold, result: Score, kind: str) -> Iterator[str]:
    """Yield a line for each item of a kind that is not all right, tabs between what, where, how and context."""
    texts = {document["id"]: document["text"] for document in gold.documents}
    counts: Counter[str] = Counter()
    for item in result.items:
        if item.outcome == "right" or kind not in ("all", item.type):
            continue
        counts.update(item.wrong or (item.outcome,))
        start, end = item.marked["start"], item.marked["end"]
        context = " ".join(texts[item.document][max(0, start - 60) : end + 60].split())
        yield "\t".join((item.outcome, item.type, f"{item.document}:{start}", _slip(item), f"…{context}…"))
    yield "in all: " + (", ".join(f"{n} {what}" for what, n in counts.most_common()) or "nothing wrong")


def _slip(item: Item) -> str:
    """Say what is wrong with an item: the names that differ, else the fact that stands alone."""
    if item.gold is None or item.found is None:
        shown = (*VALUES[item.type], *ATTRIBUTES[item.type])
        words = [f"{name}={item.marked[name]}" for name in shown if item.marked.get(name) is not None]
        return " ".join((repr(item.marked["quote"]), *words))
    names = item.wrong or [n for n in VALUES[item.type] if item.gold.get(n) != item.found.get(n)]
    words = [f"{name}: {item.gold.get(name)} but {item.found.get(name)}" for name in names]
    quote = repr(item.gold["quote"])
    if item.gold["quote"] != item.found["quote"]:
        quote += f" as {item.found['quote']!r}"
    return f"{quote} {', '.join(words)}"


# --- the recorded run --------------------------------------------------------------------------------------------


def rights(result: Score) -> Rights:
    """Give each item with its outcome: "right", "missed", "extra", "value", or the wrong attributes."""
    return {
        (item.document, item.type, item.marked["start"], item.marked["quote"], item.outcome == "extra"): (
            " ".join(item.wrong) or item.outcome
        )
        for item in result.items
    }


def as_record(gold: Gold, result: Score) -> dict[str, Any]:
    """Give the record of one gold: items by document, "right" left out of each."""
    items: dict[str, list[list[Any]]] = {document["id"]: [] for document in gold.documents}
    for (document, kind, start, quote, _), outcome in rights(result).items():
        items[document].append([kind, start, quote] + ([outcome] if outcome != "right" else []))
    return {**gold.stamp(), "items": items}


def from_record(record: Mapping[str, Any]) -> Rights:
    """Read the items of one gold's record."""
    return {
        (document, kind, start, quote, outcome == ["extra"]): outcome[0] if outcome else "right"
        for document, items in record["items"].items()
        for kind, start, quote, *outcome in items
    }


def changes(before: Rights, now: Rights) -> tuple[list[str], list[str]]:
    """Give the items gained and the items lost from one run to another, a line each.

    An item that got one attribute right and another wrong stands in both. An extra fact is a loss when it appears and
    a gain when it goes.
    """
    gained, lost = [], []
    for key in sorted(before.keys() | now.keys(), key=lambda key: (key[0], key[2], *key)):
        was, is_now = before.get(key, ""), now.get(key, "")
        if was == is_now:
            continue
        document, kind, start, quote, _ = key
        line = f"{kind}\t{document}:{start}\t{quote!r}\t{was or 'absent'} -> {is_now or 'absent'}"
        faults_before, faults_now = _faults(was, kind), _faults(is_now, kind)
        if faults_before - faults_now:
            gained.append(line)
        if faults_now - faults_before:
            lost.append(line)
    return gained, lost


def _faults(outcome: str, kind: str) -> set[str]:
    """Give what is wrong with an item, a worse outcome holding all faults of a better one."""
    if outcome in ("", "right"):
        return set()
    if outcome == "extra":
        return {"extra"}
    attributes = set(next(names for known, names in ATTRIBUTES.items() if known == kind))
    if outcome == "value":
        return attributes | {"value"}
    if outcome == "missed":
        return attributes | {"value", "missed"}
    return set(outcome.split())


def write_record(path: Path, measured: Sequence[tuple[Gold, Score]]) -> None:
    """Write the records of some golds, keeping those of others: one document a line, so that a diff can be read."""
    records = _read_json(path).get("golds", {}) | {gold.name: as_record(gold, result) for gold, result in measured}
    blocks = []
    for name, record in sorted(records.items()):
        head = "".join(f"{json.dumps(field)}: {json.dumps(record[field])}, " for field in record if field != "items")
        lines = [
            f"    {json.dumps(document, ensure_ascii=False)}: {json.dumps(items, ensure_ascii=False)}"
            for document, items in record["items"].items()
        ]
        blocks.append(f'  {json.dumps(name)}: {{{head}"items": {{\n' + ",\n".join(lines) + "\n  }}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('{"golds": {\n' + ",\n".join(blocks) + "\n}}\n", encoding="utf-8")


# --- floors ------------------------------------------------------------------------------------------------------


def floored(result: Score) -> dict[str, float]:
    """Give the figures that floors hold, by name ("troops.fact_f1", "people.status").

    Of each kind that the gold has: fact and full F1; of troops and people also the attributes that are hardest to read;
    of the pools also precision and recall.
    """
    values: dict[str, float] = {}
    for name, tally in result.rows():
        if not tally.gold:
            continue
        values |= {f"{name}.fact_f1": tally.fact_f1, f"{name}.full_f1": tally.full_f1}
        if name in POOLS:
            values |= {f"{name}.precision": tally.precision, f"{name}.recall": tally.recall}
        for attribute in FLOORED_ATTRIBUTES.get(name, ()):
            values[f"{name}.{attribute}"] = tally.accuracy.get(attribute, 0.0)
    return values


def shortfalls(floors: Mapping[str, Any], stamp: Mapping[str, Any], values: Mapping[str, float]) -> list[str]:
    """Say which floors of a gold are not reached, or that the gold is another one than they were set for."""
    if not floors:
        return ["has no floors yet: set them with --raise-floors"]
    found = [
        f"{name} is {values.get(name, 0.0):.4f}, its floor {floor:.4f}"
        for name, floor in floors["figures"].items()
        if values.get(name, 0.0) < floor
    ]
    if any(floors[field] != stamp[field] for field in stamp):
        was, now = (f"{s['documents']} documents, {s['facts']} facts" for s in (floors, stamp))
        found.insert(
            0,
            f"has changed since its floors were set ({was}; now {now}): set them anew with --raise-floors, or, "
            "where one would fall, with --lower-floors",
        )
    return found


def new_floors(
    floors: Mapping[str, Any], stamp: Mapping[str, Any], values: Mapping[str, float], *, margin: float, lower: bool
) -> tuple[dict[str, Any], list[str]]:
    """Give the floors of a gold set from a run, and what stands against it.

    A floor is the figure less ``margin``, in four decimals. Without ``lower`` no floor falls or goes: one that the run
    does not reach is a reason to refuse.
    """
    known: Mapping[str, float] = floors.get("figures", {})
    measured = {name: max(0.0, round(value - margin, 4)) for name, value in values.items()}
    if lower:
        return {**stamp, "figures": measured}, []
    against = [
        f"{name} is {values.get(name, 0.0):.4f}, under its floor {floor:.4f}: to lower it takes --lower-floors"
        for name, floor in known.items()
        if values.get(name, 0.0) < floor
    ]
    return {**stamp, "figures": {name: max(value, known.get(name, 0.0)) for name, value in measured.items()}}, against


def missing_golds(floors: Mapping[str, Any]) -> list[str]:
    """Name the project's own golds that have floors but no file: deleting a gold is no way past its floors."""
    return [name for name in floors if not name.startswith("..") and not (ROOT / name).is_file()]


# --- the script --------------------------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the script; give its exit code: 0 done, 1 a floor is not reached or a change of floors refused, 2 usage."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="*", type=Path, metavar="GOLD", help="gold files, JSON lines")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--errors", choices=[*FACT_TYPES, "all"], help="list what was missed, extra or wrong")
    parser.add_argument("--compare", action="store_true", help="list items gained and lost since the recorded run")
    parser.add_argument("--record", action="store_true", help="record this run for --compare")
    parser.add_argument("--gate", action="store_true", help="exit 1 where a figure is under its floor")
    change = parser.add_mutually_exclusive_group()
    change.add_argument("--raise-floors", action="store_true", help="set floors to this run, none lower than it is")
    change.add_argument("--lower-floors", action="store_true", help="set floors to this run, up or down")
    parser.add_argument(
        "--margin", type=float, default=MARGIN, help="how far under the run floors are set (%(default)s)"
    )
    parser.add_argument("--floors", type=Path, default=FLOORS, metavar="FILE", help="the floors (%(default)s)")
    options = parser.parse_args(arguments)

    paths = options.gold or [ROOT / name for name in (*OWN, *BESIDE, *BESIDE_DATES) if (ROOT / name).is_file()]
    measured = []
    for path in paths:
        try:
            gold = read_gold(path)
        except (OSError, ValueError) as error:
            parser.error(f"{path} can't be read as gold: {error}")
        measured.append((gold, measure(gold)))

    if options.json:
        print(json.dumps({gold.name: gold.stamp() | {"figures": r.figures()} for gold, r in measured}, indent=1))
    else:
        for gold, result in measured:
            _print_gold(gold, result, options)
    if options.record:
        write_record(RECORD, [(gold, result) for gold, result in measured if not gold.outside])
        if outside := [(gold, result) for gold, result in measured if gold.outside]:
            write_record(RECORD_OUTSIDE, outside)
    failed = False
    if options.raise_floors or options.lower_floors:
        failed = not set_floors(options.floors, measured, margin=options.margin, lower=options.lower_floors)
    if options.gate:
        failed = not gate(options.floors, measured, whole=not options.gold) or failed
    return int(failed)


def _print_gold(gold: Gold, result: Score, options: argparse.Namespace) -> None:
    stamp = gold.stamp()
    print(f"== {gold.name}: {stamp['documents']} documents, {stamp['facts']} facts")
    for line in errors(gold, result, options.errors) if options.errors else table(result):
        print(line)
    if options.compare:
        record = _read_json(RECORD_OUTSIDE if gold.outside else RECORD).get("golds", {}).get(gold.name)
        if record is None:
            print("no run recorded: --record does it")
        else:
            if record["sha256"] != gold.sha256:
                print("the gold has changed since the recorded run: items may come and go with it")
            for title, lines in zip(("gained", "lost"), changes(from_record(record), rights(result)), strict=True):
                print("\n".join((f"{title}: {len(lines)}", *(f"  {line}" for line in lines))))
    print()


def set_floors(path: Path, measured: Sequence[tuple[Gold, Score]], *, margin: float, lower: bool) -> bool:
    """Set the floors of the golds measured and write them; on any refusal say why, write nothing and give false."""
    floors = _read_json(path)
    refused = []
    for gold, result in measured:
        known = floors.get(gold.name, {})
        floors[gold.name], against = new_floors(known, gold.stamp(), floored(result), margin=margin, lower=lower)
        refused += [f"{gold.name}: {reason}" for reason in against]
    if refused:
        print("\n".join(("floors not written:", *refused)), file=sys.stderr)
        return False
    path.write_text(json.dumps(dict(sorted(floors.items())), indent=1) + "\n", encoding="utf-8")
    return True


def gate(path: Path, measured: Sequence[tuple[Gold, Score]], *, whole: bool) -> bool:
    """Say on stderr which floors are not reached; give whether all are. ``whole``: no own gold may be missing."""
    floors = _read_json(path)
    found = [f"{name}: the gold is missing, but has floors" for name in missing_golds(floors)] if whole else []
    for gold, result in measured:
        reasons = shortfalls(floors.get(gold.name, {}), gold.stamp(), floored(result))
        found += [f"{gold.name}: {reason}" for reason in reasons]
    print("\n".join(("quality gate: not passed", *found)) if found else "quality gate: passed", file=sys.stderr)
    return not found


def _read_json(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


if __name__ == "__main__":
    sys.exit(main())
