"""The door of the library: an extractor that turns texts into documents of facts."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import date
from functools import cache, partial
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from conflictfacts.components import PUBLISHED, TEXT, add_stages, draft_of
from conflictfacts.errors import InputError
from conflictfacts.facts import Document
from conflictfacts.stages import finished, rejected

if TYPE_CHECKING:
    from spacy.language import Language

# spaCy keeps words as UTF-8, which can't hold a lone surrogate.
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def schema() -> dict[str, Any]:
    """Give the JSON Schema (draft 2020-12) of a document as ``Document.as_dict()`` makes it."""
    loaded: dict[str, Any] = json.loads(files("conflictfacts").joinpath("schema.json").read_text(encoding="utf-8"))
    return loaded


# Forms of words that stay in memory (some 8 MB): most of a language, save its names.
_KEPT_WORDS = 15_000
# Words met, kept or forgotten, after which the pipeline is made anew: what spaCy forgets leaves holes in its tables.
_WORN = 90_000


class Extractor:
    """Reads articles. Make one with :func:`load` and keep it: building it costs more than reading an article."""

    def __init__(self, nlp: Language, renew: Callable[[], Language] | None = None) -> None:
        """Take the pipeline, and what makes another one like it, so that memory stays flat over many articles."""
        self.nlp = nlp
        self._renew = renew

    def extract(
        self,
        text: str,
        *,
        published: str | None = None,
        id: str | None = None,
        title: str | None = None,
        source: str | None = None,
        published_from: str | None = None,
    ) -> Document:
        """Read one article.

        ``published`` is the ISO date ("2025-06-22") that "yesterday" counts from; without it a dateline in the text is
        used, else relative dates stay unresolved. ``id``, ``title`` and ``source`` are handed through. Raises
        ``InputError`` for a text that is no string or a date that is none.
        """
        if not isinstance(text, str):
            raise InputError(f"the text must be a string, not {type(text).__name__}")
        if published is not None:
            _check_date(published)
        if self._renew is not None and len(self.nlp.vocab) > _WORN:
            self.nlp = self._renew()
        from spacy.tokens import Doc

        with self._memory():
            safe = text if text.isascii() else _SURROGATE.sub("\ufffd", text)
            doc = self.nlp.make_doc(safe)
            doc.user_data |= {TEXT: safe, PUBLISHED: published}
            (_, opening), *stages, _ = self.nlp.pipeline
            opening(doc)
            # The tokens have been read: those of a long text would take most of the memory.
            doc = Doc(self.nlp.vocab, user_data=doc.user_data)
            for _, stage in stages:
                doc = stage(doc)
            draft = draft_of(doc)
        found, turned_down = finished(draft), rejected(draft)
        day, origin = draft.reading.published, draft.published_from
        if not text.isascii() and _SURROGATE.search(text):
            found = tuple(replace(fact, quote=text[fact.start : fact.end]) for fact in found)
            turned_down = tuple(replace(one, quote=text[one.start : one.end]) for one in turned_down)
        if published is not None:
            day, origin = published, published_from or "input"
        return Document(
            facts=found,
            id=id,
            source=source,
            title=title,
            published=day,
            published_from=origin,
            text_sha256=sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
            rejected=turned_down,
        )

    def _memory(self) -> AbstractContextManager[Any]:
        """Keep the words of the first articles, which most others share; forget later ones with their article."""
        return nullcontext() if len(self.nlp.vocab) < _KEPT_WORDS else self.nlp.memory_zone()

    def pipe(self, documents: Iterable[dict[str, Any]]) -> Iterator[Document]:
        """Read a stream of ``{"text", "published"?, "id"?, "title"?, "source"?}`` in order; memory stays flat.

        Raises ``InputError`` where a record has no text or its date is none.
        """
        names = ("published", "id", "title", "source", "published_from")
        for record in documents:
            if "text" not in record:
                raise InputError('a document needs a "text"')
            yield self.extract(record["text"], **{name: record.get(name) for name in names})


def _check_date(day: str) -> None:
    try:
        known = date.fromisoformat(day).isoformat() == day  # "20250622" and "2025-W25-7" are ISO dates too
    except (TypeError, ValueError):
        known = False
    if not known:
        raise InputError(f"{day!r} is not a date: write it as YYYY-MM-DD")


def _not_asked(_word: str) -> bool:
    """Answer for an attribute of words that no rule looks at."""
    return False


@cache
def load(lexicon: str | None = None) -> Extractor:
    """Build the extractor, once a process. Imports spaCy; nothing is downloaded.

    ``lexicon`` is the path of a TOML file whose words are added to those of the package. Raises ``LexiconError`` where
    that file is not in order.
    """
    renew = partial(_blank, lexicon)
    return Extractor(renew(), renew)


def _blank(lexicon: str | None) -> Language:
    """Make a pipeline; only its vocabulary is new, since the stages are built once."""
    import spacy
    from spacy.attrs import LIKE_URL

    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "conflictfacts.Tokenizer.v1"}}})
    # spaCy's limit guards parsers that need memory by the square; these stages do not.
    nlp.max_length = sys.maxsize
    # Its test for addresses takes the square of a run without white space (a script or a picture left in the text).
    nlp.vocab.lex_attr_getters[LIKE_URL] = _not_asked  # type: ignore[attr-defined]  # left out of spaCy's stub
    add_stages(nlp, lexicon)
    return nlp
