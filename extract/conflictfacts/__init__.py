"""conflict-facts: what an article about a war says that can be counted, dated and named.

>>> import conflictfacts
>>> extractor = conflictfacts.load()
>>> document = extractor.extract("Syrsky said 10,000 Russian troops are attacking.", published="2025-06-22")
>>> [(fact.type, fact.quote) for fact in document.facts]
[('troops', '10,000 Russian troops')]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conflictfacts._version import __version__
from conflictfacts.errors import ConflictFactsError, InputError, LexiconError

if TYPE_CHECKING:
    from conflictfacts.pipeline import Extractor, load, schema

__all__ = ["ConflictFactsError", "Extractor", "InputError", "LexiconError", "__version__", "load", "schema"]


def __getattr__(name: str) -> Any:
    if name in {"Extractor", "load", "schema"}:
        from conflictfacts import pipeline

        return getattr(pipeline, name)
    raise AttributeError(f"module 'conflictfacts' has no attribute {name!r}")
