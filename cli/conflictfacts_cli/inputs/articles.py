"""What reading an input gives: articles, and the reasons why there is none."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from conflictfacts_cli.messages import Failure
from conflictfacts_cli.safe import shortened

STDIN = "-"
# An id or a title stands beside each fact of its document.
_LONGEST_NAME = 1_000
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One text to read, and what is known of it before reading.

    ``converted`` says that the text was taken out of something else (a web page, a mail), so that offsets count in
    ``text`` and not in the input. ``line`` is where a record begins among others.
    """

    text: str
    id: str
    source: str
    title: str | None = None
    published: str | None = None
    published_from: str | None = None
    converted: bool = False
    warnings: tuple[str, ...] = ()
    line: int | None = None

    def as_record(self) -> dict[str, Any]:
        """Give the article as the keywords of ``Extractor.extract``."""
        return {
            "text": self.text,
            "id": self.id,
            "source": self.source,
            "title": self.title,
            "published": self.published,
            "published_from": self.published_from,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where articles come from: a path as the user would write it, what to call them, and the day given for all."""

    path: str
    name: str
    published: str | None = None

    @property
    def shown(self) -> str:
        """The path as messages name it."""
        return "standard input" if self.path == STDIN else self.path


class Unreadable(Exception):
    """An input that can't be read on. What was read of it before stands."""

    def __init__(self, what: str, remedy: str, line: int | None = None) -> None:
        super().__init__(what)
        self.failure = Failure(what, remedy, line=line)


def whole(origin: Origin, text: str, warnings: tuple[str, ...]) -> Article:
    """Give the article of an input that is nothing but its text."""
    return Article(
        text=text,
        id=origin.name,
        source=origin.path,
        published=origin.published,
        published_from="option" if origin.published else None,
        warnings=warnings,
    )


def converted(
    origin: Origin, text: str, *, title: str | None, published: str | None, warnings: tuple[str, ...]
) -> Article:
    """Give the article of an input that was more than its text; ``published`` (an ISO day) is what it says itself."""
    day = origin.published or published
    title, more = _bounded_title(title)
    return Article(
        text=text,
        id=origin.name,
        source=origin.path,
        title=title,
        published=day,
        published_from="option" if origin.published else "metadata" if published else None,
        converted=True,
        warnings=warnings + more,
    )


def of_record(origin: Origin, number: int, record: dict[str, Any], text: str, warnings: tuple[str, ...]) -> Article:
    """Give the article of a record with ``id``, ``title`` and ``published``, any of them missing, at a line."""
    day, said = origin.published, "option" if origin.published else None
    stated = record.get("published")
    if not day and stated not in (None, ""):
        day = iso_day(stated) if isinstance(stated, str) else None
        said = "input" if day else None
        if not day:
            warnings += (f"published is not an ISO date: {_shown(stated)} (wanted YYYY-MM-DD)",)
    identity = _identity(record.get("id"))
    if identity and len(identity) > _LONGEST_NAME:
        warnings += (f"the id has more than {_LONGEST_NAME:,} characters: its line stands in its place",)
        identity = None
    title, more = _bounded_title(record.get("title"))
    return Article(
        text=text,
        id=identity or f"{origin.name}:{number}",
        source=origin.path,
        title=title,
        published=day,
        published_from=said,
        warnings=warnings + more,
        line=number,
    )


def _bounded_title(title: object) -> tuple[str | None, tuple[str, ...]]:
    """Give a title, if it is one, no longer than it may be, with a warning where it was."""
    if not (isinstance(title, str) and title):
        return None, ()
    more = f"the title has more than {_LONGEST_NAME:,} characters: it was cut"
    return shortened(title, _LONGEST_NAME), (more,) if len(title) > _LONGEST_NAME else ()


def iso_day(value: str) -> str | None:
    """Give the day of an ISO date or date and time as ``YYYY-MM-DD``, or None where it is neither.

    The day is taken as written: a time zone does not move it.

    >>> iso_day("2025-06-22T23:30:00-05:00"), iso_day("22/06/2025")
    ('2025-06-22', None)
    """
    day = value.strip()
    if not _ISO_DAY.match(day):
        return None
    try:
        return datetime.fromisoformat(day).date().isoformat()
    except ValueError:
        return None


def _identity(value: Any) -> str | None:
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def _shown(value: Any) -> str:
    try:
        return shortened(json.dumps(value, ensure_ascii=False), 40)
    except RecursionError:  # it could just be read
        return "[...]" if isinstance(value, list) else "{...}"
