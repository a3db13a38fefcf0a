"""Facts as annotations of the W3C Web Annotation Data Model (2017), one JSON-LD object a line.

Each line stands on its own, so that a stream can be read as it comes. Positions count code points, as the model asks
for ("the character number, not code units"), from 0, end excluded, in the text as given: nothing is normalised.
"""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import PurePath
from typing import Any
from urllib.parse import quote as percent
from uuid import UUID, uuid5

from conflictfacts import __version__
from conflictfacts.facts import Document, Fact
from conflictfacts_cli.formats import to_json
from conflictfacts_cli.layout import details_of, value_of
from conflictfacts_cli.safe import valid

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
VOCABULARY = "urn:conflict-facts:"
# How many characters before and after the quote a reader gets to find it again in a changed text.
AROUND = 32
_NAMES = UUID("1f0c9a3e-5d0e-5b0f-8f6e-6b1f6a6d6c01")
_ADDRESS = re.compile(r"https?://[^\s/]", re.IGNORECASE)
# What an address may hold; "%" too, since an address given as such is escaped already.
_IN_ADDRESS = "!#$%&'()*+,/:;=?@[]~"
# The model's own names ("source", "value", "start") mean other things than ours: what is ours is plain JSON inside.
_CONTEXTS: list[Any] = [
    CONTEXT,
    {
        "@version": 1.1,
        "document": {"@id": f"{VOCABULARY}document", "@type": "@json"},
        "fact": {"@id": f"{VOCABULARY}fact", "@type": "@json"},
    },
]
_GENERATOR = {
    "id": f"{VOCABULARY}software",
    "type": "Software",
    "name": "conflict-facts",
    "schema:softwareVersion": __version__,
}


class AnnotationWriter:
    """One annotation a fact, on a line of its own."""

    def __init__(self, *, why: bool = False) -> None:
        self._why = why

    def header(self) -> str:
        """JSON lines have none."""
        return ""

    def render(self, document: Document, text: str) -> str:
        """Give each fact of the document as a line; ``text`` is what its offsets count in."""
        digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        return "".join(
            to_json(_annotation(document, fact, text, digest=digest, why=self._why)) + "\n" for fact in document.facts
        )


def address(document: Document) -> str:
    """Give the IRI of a document: its own address, its path as a relative reference, or a URN where it has neither.

    >>> address(Document(facts=(), source="news/a b.jsonl", id="7"))
    'news/a%20b.jsonl#7'
    """
    source = valid(document.source or "")
    if _ADDRESS.match(source):
        return percent(source, safe=_IN_ADDRESS)
    name = percent(valid(document.id or ""), safe="")
    if source in ("", "-"):
        return f"{VOCABULARY}document:{name or 'unnamed'}"
    # What begins with two slashes would name a host.
    path = percent(re.sub("^/+", "/", source), safe="/")
    # A file of one article is named by its path alone.
    return path if not name or document.id == PurePath(source).stem else f"{path}#{name}"


def _annotation(document: Document, fact: Fact, text: str, *, digest: str, why: bool) -> dict[str, Any]:
    where = address(document)
    # The same fact of the same text keeps its name from run to run.
    seed = "\0".join((where, digest, fact.id, fact.type, str(fact.start), str(fact.end)))
    return {
        "@context": _CONTEXTS,
        "id": uuid5(_NAMES, seed).urn,
        "type": "Annotation",
        "motivation": "describing",
        "generator": _GENERATOR,
        "body": [
            {"type": "TextualBody", "purpose": "tagging", "value": fact.type, "format": "text/plain"},
            {
                "type": "TextualBody",
                "purpose": "describing",
                "value": _in_words(fact),
                "format": "text/plain",
                "language": "en",
            },
            {
                "type": "Dataset",
                "document": {
                    "id": document.id,
                    "source": document.source,
                    "title": document.title,
                    "published": document.published,
                    "text_sha256": digest,
                },
                "fact": fact.as_dict(why=why),
            },
        ],
        "target": {
            "source": where,
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": fact.quote,
                    "prefix": text[max(fact.start - AROUND, 0) : fact.start],
                    "suffix": text[fact.end : fact.end + AROUND],
                },
                {"type": "TextPositionSelector", "start": fact.start, "end": fact.end},
            ],
        },
    }


def _in_words(fact: Fact) -> str:
    return "; ".join([value_of(fact), *(f"{name.lower()}: {words}" for name, words in details_of(fact))])
