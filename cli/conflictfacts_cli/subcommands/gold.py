"""Gold files and what was found elsewhere: read line by line, and every line that is out of order told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from conflictfacts.evaluation import ATTRIBUTES, VALUES
from conflictfacts.facts import FACT_TYPES, FactType
from conflictfacts_cli.messages import Failure
from conflictfacts_cli.subcommands.shape import check_value, definitions, fields_of, is_a, short

Record = dict[str, Any]
_MOST_ERRORS = 10
# What a fact of the gold must say; of the rest, what is left out is null.
_ASKED: Mapping[FactType, tuple[str, ...]] = {"date": ("earliest", "latest"), "commander": ("name",)}


class BadFile(Exception):
    """A file that can't be used, with a failure for each line that is out of order."""

    def __init__(self, failures: list[Failure]) -> None:
        super().__init__(failures[0].what)
        self.failures = failures


def read_gold(path: str) -> list[Record]:
    """Read the documents of a gold file, each fact with its quote. Raises ``BadFile``."""
    known: dict[str, int] = {}

    def check(number: int, record: Record) -> Record:
        for field in ("id", "text"):
            if not isinstance(record.get(field), str):
                raise ValueError(f'no "{field}" that is text')
        if not isinstance(record.get("facts"), list):
            raise ValueError('no list of "facts"')
        if known.setdefault(record["id"], number) != number:
            raise ValueError(f'the id "{record["id"]}" is that of line {known[record["id"]]}, too')
        text = record["text"]
        facts = [_gold_fact(n, fact, text) for n, fact in enumerate(record["facts"], 1)]
        for n, span in enumerate(record.get("ignore") or (), 1):
            if not (isinstance(span, list) and len(span) == 2 and _is_span(span[0], span[1], text)):
                raise ValueError(f'"ignore", {n}: {short(span)} is no [start, end] in the text')
        if published := record.get("published"):
            check_value(published, definitions()["day"], '"published"')
        return {**record, "facts": facts, "ignore": record.get("ignore") or []}

    return _read(path, check)


def read_found(path: str) -> dict[str, list[Record]]:
    """Read what was found, by the id of the document: documents with facts, or facts with a document.

    Raises ``BadFile``.
    """
    found: dict[str, list[Record]] = {}

    def check(_number: int, record: Record) -> Record:
        if isinstance(record.get("facts"), list) and isinstance(record.get("id"), str):
            facts, name = record["facts"], record["id"]
        elif isinstance(record.get("document"), str) and "type" in record:
            facts, name = [record], record["document"]
        else:
            raise ValueError('neither a document with "id" and "facts" nor a fact with "document" and "type"')
        found.setdefault(name, []).extend(_fact(n, fact) for n, fact in enumerate(facts, 1))
        return record

    _read(path, check)
    return found


def _read(path: str, check: Callable[[int, Record], Record]) -> list[Record]:
    try:
        text = Path(path).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = f"{path}, line {error.object[: error.start].count(10) + 1}"
        raise BadFile([Failure(f"{where} is no UTF-8", "save it as UTF-8")]) from None
    except OSError as error:
        raise BadFile([Failure(f"{path}: {error.strerror or error}", "check the path")]) from None
    records, failures = [], []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            if not isinstance(record, dict):
                raise ValueError("no JSON object")
            records.append(check(number, record))
        except (ValueError, RecursionError) as error:
            what = f"no JSON ({error.msg})" if isinstance(error, json.JSONDecodeError) else str(error)
            failures.append(Failure(f"{path}, line {number}", what))
    if len(failures) > _MOST_ERRORS:
        left = f"{len(failures) - _MOST_ERRORS} more lines are out of order"
        failures = [*failures[:_MOST_ERRORS], Failure(path, left)]
    if not records and not failures:
        failures.append(Failure(f"{path} is empty", "write a document a line"))
    if failures:
        raise BadFile(failures)
    return records


def _fact(number: int, fact: Any) -> Record:
    """Check what the scorer needs of any fact."""
    if not isinstance(fact, dict):
        raise ValueError(f"fact {number} is no object")
    where = f"fact {number}"
    if fact.get("type") not in FACT_TYPES:
        raise ValueError(f'{where}: "type" is {short(fact.get("type"))}, not one of {", ".join(FACT_TYPES)}')
    if not all(_is_offset(fact.get(name)) for name in ("start", "end")) or fact["start"] >= fact["end"]:
        raise ValueError(f'{where}: "start" and "end" are no span of characters')
    for name in VALUES[fact["type"]]:
        if fact.get(name) is not None:
            check_value(fact[name], fields_of(fact["type"])[name], f'{where}: "{name}"')
    return {"quote": "", **fact}


def _gold_fact(number: int, fact: Any, text: str) -> Record:
    fact = _fact(number, fact)
    where = f"fact {number}"
    kind: FactType = fact["type"]
    if not _is_span(fact["start"], fact["end"], text):
        raise ValueError(f"{where}: {fact['start']} to {fact['end']} is not in the text of {len(text)} characters")
    quote = text[fact["start"] : fact["end"]]
    if fact["quote"] and fact["quote"] != quote:
        raise ValueError(f'{where}: "quote" is {short(fact["quote"])}, but the text has {short(quote)} there')
    for name in _ASKED.get(kind, ()):
        if name not in fact or (kind == "commander" and not fact[name]):
            raise ValueError(f'{where}: a {kind} needs "{name}"')
    fields = fields_of(kind)
    for name in ATTRIBUTES[kind]:
        if fact.get(name) is not None:
            check_value(fact[name], fields[name], f'{where}: "{name}"')
    for name in fact.keys() - fields.keys():
        if near := _nearest(name, list(fields)):
            raise ValueError(f'{where}: no {kind} has "{name}"; is "{near}" meant?')
    return {**fact, "quote": quote}


def _is_offset(value: Any) -> bool:
    return is_a(value, "integer") and value >= 0


def _is_span(start: Any, end: Any, text: str) -> bool:
    return _is_offset(start) and _is_offset(end) and start < end <= len(text)


def _nearest(name: str, known: list[str]) -> str | None:
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, known, 1, 0.75)), None)


def spans_outside(gold: list[Record], found: Mapping[str, list[Record]]) -> Iterator[str]:
    """Give the ids of documents with found facts that lie outside their text, which must be another one then."""
    for document in gold:
        if any(fact["end"] > len(document["text"]) for fact in found.get(document["id"], ())):
            yield document["id"]
