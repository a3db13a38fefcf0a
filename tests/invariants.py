"""What is true of the facts of any text: ``broken(text, document)`` names what is not.

The tests and ``benchmarks/fuzz.py`` ask the same question. A million documents must pass here, so the schema is asked
once for each shape of a fact and not for each fact.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator

from conflictfacts import schema
from conflictfacts.facts import FACT_TYPES

if TYPE_CHECKING:
    from conflictfacts import Extractor
    from conflictfacts.facts import Document

COUNTS = ("troops", "people", "equipment")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
# Two halves of a character that the text has not joined: JSON reads them as the one character.
_PAIR = re.compile(r"[\ud800-\udbff][\udc00-\udfff]")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_EDTF_UNIT = r"[0-9]{3}(?:[0-9](?:-[0-9]{2}(?:-[0-9]{2})?)?~?|X)"
_EDTF = re.compile(rf"{_EDTF_UNIT}(?:/{_EDTF_UNIT})?")
# Of these the schema looks at the words themselves; of all other strings only whether there are any.
_CLOSED = frozenset({"type", "modifier", "status", "stance", "kind", "unit"})

SCHEMA = schema()
WHOLE = Draft202012Validator(SCHEMA)


def broken(text: str, document: Document) -> list[str]:
    """Name what is wrong with the facts of a text, each as "class: detail"; nothing where all is well."""
    safe = _SURROGATE.sub("\ufffd", text)
    blank_once = " ".join(safe.split()).lower()
    record, again = document.as_dict(why=True), document.as_dict(why=True)
    return [
        *_same(record, again),
        *_spans(text, record),
        *_json(text, record),
        *_fits(record),
        *(wrong for fact in record["facts"] for wrong in _fact(safe, blank_once, fact)),
        *_rejected(text, record),
    ]


def read_and_checked(
    extractor: Extractor, text: str, *, published: str | None, twice: bool = False
) -> tuple[list[str], Document | None]:
    """Read a text: what is wrong, an exception too, and the document. ``twice`` reads it again and compares."""
    try:
        document = extractor.extract(text, published=published)
        wrong = broken(text, document)
        if twice and extractor.extract(text, published=published) != document:
            wrong.append("read twice: another answer")
    except Exception as error:
        return [f"crash {type(error).__name__} in {place_of(error)}: {error}"], None
    return wrong, document


def class_of(wrong: str) -> str:
    """Give the class of what is wrong: what stands before the colon."""
    return wrong.partition(":")[0]


def place_of(error: BaseException) -> str:
    trace, place = error.__traceback__, "?"
    while trace is not None:
        code = trace.tb_frame.f_code
        if "conflictfacts" in code.co_filename:
            place = f"{code.co_filename.rpartition('conflictfacts')[2].strip('/')} {code.co_name}"
        trace = trace.tb_next
    return place


def _same(record: dict[str, Any], again: dict[str, Any]) -> Iterator[str]:
    if record != again or list(record) != list(again):
        yield "as_dict: two answers"


def _spans(text: str, record: dict[str, Any]) -> Iterator[str]:
    facts = record["facts"]
    if [fact["id"] for fact in facts] != [f"f{n}" for n in range(1, len(facts) + 1)]:
        yield f"ids: {[fact['id'] for fact in facts]}"
    places = [(fact["start"], fact["end"], FACT_TYPES.index(fact["type"])) for fact in facts]
    if places != sorted(set(places)):
        yield f"order: {places}"
    for fact in facts:
        yield from _span(text, fact, "fact")
    counts = [fact for fact in facts if fact["type"] in COUNTS]
    for a, b in pairwise(counts):
        if b["start"] < a["end"]:
            yield f"one number counted twice: {a['quote']!r} and {b['quote']!r}"


def _span(text: str, record: dict[str, Any], name: str) -> Iterator[str]:
    start, end, quote = record["start"], record["end"], record["quote"]
    if not 0 <= start < end <= len(text):
        yield f"{name} offsets: {start}..{end} of {len(text)}"
    if text[start:end] != quote:
        yield f"{name} quote: {text[start:end]!r} is not {quote!r}"
    if quote != quote.strip():
        yield f"{name} quote with blanks: {quote!r}"


def _json(text: str, record: dict[str, Any]) -> Iterator[str]:
    try:
        written = json.dumps(record, allow_nan=False)
    except ValueError as error:
        yield f"json: {error}"
        return
    if json.loads(written) != record and not _PAIR.search(text):
        yield "json: another value when read back"


# -- the schema --------------------------------------------------------------------------------------------------------


def _fits(record: dict[str, Any]) -> Iterator[str]:
    head = {key: value for key, value in record.items() if key not in ("facts", "rejected")}
    yield from _errors_of("", _shape(head | {"facts": 0}))
    for fact in record["facts"]:
        yield from _errors_of(fact["type"], _shape(fact))


def _shape(value: Any, key: str = "") -> Any:
    """Give what the schema can tell values apart by, hashable."""
    if isinstance(value, dict):
        return "object", tuple((k, _shape(v, k)) for k, v in value.items())
    if isinstance(value, list):
        return "array", tuple(_shape(v, key) for v in value)
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float)):
        return "number", type(value).__name__, math.isfinite(value), value >= 0
    if not isinstance(value, str):
        return "other", type(value).__name__
    if key in _CLOSED or not value:
        return "words", value
    # An example of its kind stands for all of them.
    if _DAY.fullmatch(value):
        return "words", "2000-01-01"
    if key == "text_sha256" and re.fullmatch("[0-9a-f]{64}", value):
        return "words", "0" * 64
    if key == "id" and re.fullmatch("f[1-9][0-9]*", value):
        return "words", "f1"
    return "words", value if key in ("schema", "published_from", "earliest", "latest") else "x"


@cache
def _errors_of(kind: str, shape: Any) -> tuple[str, ...]:
    example = _example(shape)
    if kind:
        errors = _validator(kind).iter_errors(example)
    else:
        errors = WHOLE.iter_errors(example | {"facts": []})
    return tuple(f"schema {kind or 'document'}: {error.message}" for error in errors)


@cache
def _validator(kind: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/$defs/{kind}", "$defs": SCHEMA["$defs"]})


def _example(shape: Any) -> Any:
    """Make a value of a shape."""
    match shape:
        case ("object", members):
            return {key: _example(member) for key, member in members}
        case ("array", members):
            made = [_example(member) for member in members]
            # That names differ is asked for where a commander is looked at.
            return [f"x{n}" if one == "x" else one for n, one in enumerate(made)]
        case ("number", kind, finite, positive):
            number = (1 if positive else -1) if finite else math.inf
            return number if kind == "int" else float(number)
        case ("words", words):
            return words
        case ("other", _):
            return object()
    return shape


# -- what a fact says --------------------------------------------------------------------------------------------------


def _fact(safe: str, blank_once: str, fact: dict[str, Any]) -> Iterator[str]:
    quote = _SURROGATE.sub("\ufffd", fact["quote"])
    if quote not in fact["sentence"]:
        yield f"sentence without its quote: {fact['quote']!r} in {fact['sentence']!r}"
    if fact["sentence"] not in safe:
        yield f"sentence not in the text: {fact['sentence']!r}"
    if fact["type"] == "date":
        yield from _date(fact)
    elif fact["type"] == "commander":
        yield from _commander(safe, fact)
    else:
        yield from _amount(fact)
        for name in ("place", "source"):
            # A name that runs over a line end is given with a blank, and "The general said" names "general".
            if fact[name] is not None and " ".join(fact[name].split()).lower() not in blank_once:
                yield f"{name} not in the text: {fact[name]!r}"


def _date(fact: dict[str, Any]) -> Iterator[str]:
    first, last, edtf = fact["earliest"], fact["latest"], fact["edtf"]
    if first is None or last is None:
        if (first, last, edtf) != (None, None, None):
            yield f"half a date: {first}..{last} {edtf}"
        return
    try:
        if date.fromisoformat(first) > date.fromisoformat(last):
            yield f"date runs backwards: {first}..{last}"
    except ValueError:
        yield f"no day: {first}..{last}"
    if edtf is None or not _EDTF.fullmatch(edtf):
        yield f"edtf: {edtf}"


def _commander(safe: str, fact: dict[str, Any]) -> Iterator[str]:
    if len(set(fact["mentions"])) < len(fact["mentions"]):
        yield f"mention twice: {fact['mentions']}"
    for mention in fact["mentions"]:
        if mention not in safe:
            yield f"mention not in the text: {mention!r}"
    for name in ("name", "role", "rank", "side"):
        if fact[name] is not None and fact[name] != fact[name].strip():
            yield f"{name} with blanks: {fact[name]!r}"


def _amount(fact: dict[str, Any]) -> Iterator[str]:
    value, low, high = fact["value"], fact["low"], fact["high"]
    numbers = [n for n in (value, low, high) if n is not None]
    if not all(math.isfinite(n) and n >= 0 for n in numbers):
        yield f"number: {numbers}"
    if (low is None) != (high is None) or (low is not None and (value is not None or not low < high)):
        yield f"range: {value}, {low}..{high}"
    for name in ("sq_km", "sq_miles"):
        yield from _size(name, fact.get(name), numbers)
    for given in ("stated", "expected"):
        for one in fact.get(given) or ():
            if not math.isfinite(one["value"]) or one["value"] < 0:
                yield f"{given}: {one}"


def _size(name: str, size: float | Sequence[float] | None, numbers: Sequence[float]) -> Iterator[str]:
    if size is None:
        return
    ends = [size] if isinstance(size, (int, float)) else list(size)
    if ends != sorted(ends) or not all(math.isfinite(n) and n >= 0 for n in ends) or len(ends) != len(numbers):
        yield f"{name}: {size} of {numbers}"


# -- numbers that became no fact ---------------------------------------------------------------------------------------


def _rejected(text: str, record: dict[str, Any]) -> Iterator[str]:
    rejected = record["rejected"]
    places = [(one["start"], one["end"]) for one in rejected]
    if places != sorted(places):
        yield f"order of the rejected: {places}"
    for one in rejected:
        yield from _span(text, one, "rejected")
        if not one["reason"]:
            yield f"rejected without a reason: {one['quote']!r}"
    covered = {k for fact in record["facts"] for k in range(fact["start"], fact["end"])}
    for start, end in places:
        if not covered.isdisjoint(range(start, end)):
            yield f"rejected and a fact: {text[start:end]!r}"
