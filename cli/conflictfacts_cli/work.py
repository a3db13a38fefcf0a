"""The work on one input: extract, choose the kinds asked for, render. Plain values go in and come out."""

from __future__ import annotations

import dataclasses
import gc
import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from conflictfacts_cli.inputs import STDIN, Article
from conflictfacts_cli.messages import NO_MEMORY, PASS_OVER, Failure
from conflictfacts_cli.safe import shortened

if TYPE_CHECKING:
    from conflictfacts import Extractor
    from conflictfacts_cli.formats import Writer

# Whatever stands in an input, what is said of it stays one line that can be read.
_LONGEST_ID = 200
_LONGEST_REASON = 500


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """What comes of one input: its text for the output, or its failure; and lines (what, remedy) for stderr."""

    text: str | None
    said: tuple[tuple[str, str], ...] = ()
    failure: Failure | None = None


Read = Callable[[Article], Outcome]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """How articles are to be read and shown. It can be sent to another process, which loads what it needs itself."""

    writer: Writer
    kinds: frozenset[str] = frozenset()
    lexicon: str | None = None
    notes: bool = False

    def load(self) -> Read:
        """Give the function that reads an article. The first call in a process, or its parent, imports spaCy."""
        import conflictfacts

        try:
            extractor = conflictfacts.load(self.lexicon)
        finally:
            # What is loaded stays: the collector, off since the start, need never look at it again.
            gc.freeze()
            gc.enable()
        return partial(self._read, extractor)

    def _read(self, extractor: Extractor, article: Article) -> Outcome:
        try:
            document = extractor.extract(**article.as_record())
            warnings = article.warnings + document.warnings
            facts = tuple(fact for fact in document.facts if not self.kinds or fact.type in self.kinds)
            document = dataclasses.replace(
                document, facts=facts, warnings=warnings, text=article.text if article.converted else None
            )
            text = self.writer.render(document, article.text)
        except MemoryError:
            return failed(failure_of(article, NO_MEMORY, PASS_OVER))
        except RecursionError:
            return failed(failure_of(article, "Python's stack is too small to read it", "report it with the text"))
        except Exception as error:  # one article must not cost the others
            if sys.flags.dev_mode:
                raise
            what = f"internal error, {type(error).__name__}: {shortened(str(error), _LONGEST_REASON)}"
            return failed(failure_of(article, what, "please report it with the text"))
        return Outcome(text, tuple(_note(article, warning) for warning in warnings) if self.notes else ())


def failed(failure: Failure) -> Outcome:
    """Give what comes of an input that could not be read."""
    return Outcome(None, ((failure.what, failure.remedy),), failure)


def failure_of(article: Article, what: str, remedy: str) -> Failure:
    """Give the failure of an article that was read, but not to the end."""
    return Failure(f"{name_of(article)}: {what}", remedy, source=article.source, id=article.id, line=article.line)


def name_of(article: Article) -> str:
    """Name an article in a line on stderr: its source, and its id there."""
    return f"{'standard input' if article.source == STDIN else article.source} ({shortened(article.id, _LONGEST_ID)})"


def _note(article: Article, warning: str) -> tuple[str, str]:
    what, _, remedy = warning.partition(": ")
    return f"{name_of(article)}: {what}", remedy or "check the input"
