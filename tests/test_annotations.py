"""Facts as Web Annotations: the model's musts, and selectors that find the words again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from conflictfacts import __version__
from conflictfacts.facts import Document
from conflictfacts_cli.annotations import AROUND, AnnotationWriter, address

if TYPE_CHECKING:
    from conflictfacts import Extractor

SAMPLES = Path(__file__).parent.parent / "samples"


def annotate(extractor: Extractor, text: str, **known: Any) -> list[dict[str, Any]]:
    """The annotations of a text, read back from their lines."""
    document = extractor.extract(text, **known)
    lines = AnnotationWriter().render(document, text).split("\n")
    assert lines.pop() == "" and len(lines) == len(document.facts)
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.txt")), ids=lambda path: path.stem)
def test_selectors_find_the_words(extractor: Extractor, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = annotate(extractor, text, id=path.stem, source=f"samples/{path.name}")
    assert found
    for annotation in found:
        quote, position = annotation["target"]["selector"]
        assert text[position["start"] : position["end"]] == quote["exact"]
        around = quote["prefix"] + quote["exact"] + quote["suffix"]
        assert text.find(around) == position["start"] - len(quote["prefix"])
        assert len(quote["prefix"]) <= AROUND and len(quote["suffix"]) <= AROUND
    assert len({annotation["id"] for annotation in found}) == len(found)


def test_what_the_model_asks_for(extractor: Extractor) -> None:
    text = "They killed 12 soldiers."
    (one,) = annotate(extractor, text, id="a", source="news/a.txt")
    assert one["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert one["type"] == "Annotation" and one["id"].startswith("urn:uuid:")
    assert one["motivation"] == "describing"
    assert one["generator"]["name"] == "conflict-facts"
    assert one["generator"]["schema:softwareVersion"] == __version__
    assert [body["type"] for body in one["body"]] == ["TextualBody", "TextualBody", "Dataset"]
    fact = extractor.extract(text).facts[0]
    assert one["body"][0]["value"] == "troops"
    assert one["body"][1]["value"] == "12; unit: soldier; status: killed"
    assert one["body"][2]["fact"] == fact.as_dict()
    assert one["target"]["source"] == "news/a.txt"


def test_positions_count_code_points(extractor: Extractor) -> None:
    text = "\U0001f600\U0001f600 They killed 12 soldiers."
    (one,) = annotate(extractor, text)
    assert one["target"]["selector"][1] == {"type": "TextPositionSelector", "start": 15, "end": 26}


def test_names_stay_from_run_to_run_and_differ_between_texts(extractor: Extractor) -> None:
    text = "They killed 12 soldiers."
    first = annotate(extractor, text, id="a")[0]["id"]
    assert annotate(extractor, text, id="a")[0]["id"] == first
    assert annotate(extractor, text, id="b")[0]["id"] != first
    assert annotate(extractor, text + " ", id="a")[0]["id"] != first


ADDRESSES = [
    ("https://e.org/a b?q=1&r=%20#x", "7", "https://e.org/a%20b?q=1&r=%20#x"),
    ("-", "stdin", "urn:conflict-facts:document:stdin"),
    (None, None, "urn:conflict-facts:document:unnamed"),
    ("news/a.txt", "a", "news/a.txt"),
    ("news/all.jsonl", "all:3", "news/all.jsonl#all%3A3"),
    ("javascript:alert(1)", "x", "javascript%3Aalert%281%29#x"),
    ("odd\ud800.txt", 'q"<>', "odd%EF%BF%BD.txt#q%22%3C%3E"),
]


@pytest.mark.parametrize(("source", "name", "iri"), ADDRESSES)
def test_the_target_is_an_iri(source: str | None, name: str | None, iri: str) -> None:
    assert address(Document(facts=(), source=source, id=name)) == iri


def test_hostile_text_stays_json_on_one_line(extractor: Extractor) -> None:
    text = 'They killed 12 soldiers. \ud800\u2028\x00 </script>" \u202e\ud800\n\n'
    (one,) = annotate(extractor, text, title="\ud800", source="-")
    assert one["target"]["selector"][0]["exact"] == "12 soldiers"
    lines = AnnotationWriter(why=True).render(extractor.extract(text), text)
    assert lines.count("\n") == 1 and len(lines.splitlines()) == 1
    lines.encode("utf-8")


def test_no_facts_no_lines() -> None:
    writer = AnnotationWriter()
    assert writer.header() + writer.render(Document(facts=()), "Nothing.") == ""
