"""The door of the library: an extractor that turns texts into documents of facts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from conflictfacts.errors import InputError
from conflictfacts.facts import Document

if TYPE_CHECKING:
    from spacy.language import Language


def schema() -> dict[str, Any]:
    """Give the JSON Schema (draft 2020-12) of a document as ``Document.as_dict()`` makes it."""
    loaded: dict[str, Any] = json.loads(files("conflictfacts").joinpath("schema.json").read_text(encoding="utf-8"))
    return loaded


class Extractor:
    """Reads articles. Make one with :func:`load` and keep it: building it costs more than reading an article."""

    def __init__(self, nlp: Language) -> None:
        self.nlp = nlp

    def extract(
        self,
        text: str,
        *,
        published: str | None = None,
        id: str | None = None,
        title: str | None = None,
        source: str | None = None,
    ) -> Document:
        """Read one article. See :meth:`pipe` for the arguments."""
        ...

    def pipe(self, documents: Iterable[dict[str, Any]]) -> Iterator[Document]:
        """Read a stream of ``{"text", "published"?, "id"?, "title"?, "source"?}``; memory stays flat."""
        ...


@cache
def load() -> Extractor:
    """Build the extractor, once a process. Imports spaCy; nothing is downloaded."""
    ...
