"""The JSON Schema of the output without the library, which would load spaCy; and as much checking as a gold needs."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from conflictfacts_cli.inputs import iso_day

Schema = dict[str, Any]
_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "string": str, "number": (int, float), "integer": int, "boolean": bool, "array": list, "object": dict,
    "null": type(None),
}  # fmt: skip
_NULL = {"type": "null"}


def schema_text() -> str:
    """Give the schema as it is shipped."""
    return files("conflictfacts").joinpath("schema.json").read_text(encoding="utf-8")


@cache
def definitions() -> Schema:
    """Give the schemas of the parts by name; a kind of fact is one of them."""
    parts: Schema = json.loads(schema_text())["$defs"]
    return parts


def fields_of(kind: str) -> Schema:
    """Give the schema of each field of a kind of fact."""
    fields: Schema = definitions()[kind]["properties"]
    return fields


def check_value(value: Any, schema: Schema, where: str) -> None:
    """Raise ``ValueError``, in words that begin with ``where``, if a value is not what the schema says."""
    if reference := schema.get("$ref"):
        check_value(value, definitions()[reference.rpartition("/")[2]], where)
    choices = [choice for choice in schema.get("anyOf", ()) if choice != _NULL or value is None]
    if len(choices) == 1 and value is not None:
        check_value(value, choices[0], where)
    elif choices and not any(_is(value, choice) for choice in choices):
        raise ValueError(f"{where} is {short(value)}, which it can't be")
    if "enum" in schema and value not in schema["enum"]:
        known = ", ".join(str(one) for one in schema["enum"] if one is not None)
        raise ValueError(f"{where} is {short(value)}, not one of {known}")
    if "type" in schema:
        names = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
        if not any(is_a(value, name) for name in names):
            raise ValueError(f"{where} is {short(value)}, no {' or '.join(name for name in names if name != 'null')}")
    if isinstance(value, str) and (schema.get("format") == "date" and iso_day(value) != value):
        raise ValueError(f"{where} is {short(value)}, no day as 2025-06-22")
    if isinstance(value, str) and "pattern" in schema and not re.search(schema["pattern"], value):
        raise ValueError(f"{where} is {short(value)}, which is not written as it should be")


def is_a(value: Any, name: str) -> bool:
    """Say whether a value is of a type as JSON names it."""
    # In Python, true is a number.
    return isinstance(value, _TYPES[name]) and (name == "boolean" or not isinstance(value, bool))


def short(value: Any) -> str:
    """Write a value as JSON, for a message."""
    shown = json.dumps(value, ensure_ascii=False)
    return shown if len(shown) <= 60 else f"{shown[:60]}…"


def _is(value: Any, schema: Schema) -> bool:
    try:
        check_value(value, schema, "")
    except ValueError:
        return False
    return True
