"""Writes the page: a head, one section an article as they come, and an index at the end that is shown at the top.

Sections are most of the work and are rendered wherever an article is read; only the page knows how many there are.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.environment import TemplateModule
from markupsafe import Markup

from conflictfacts import __version__
from conflictfacts.facts import CountFact, DateFact, Document
from conflictfacts_cli.layout import name_of, told_of
from conflictfacts_cli.report.drawing import WIDTH
from conflictfacts_cli.report.figures import chart
from conflictfacts_cli.report.marks import brief, paragraphs
from conflictfacts_cli.report.timeline import timeline
from conflictfacts_cli.report.views import kinds_of, views_of
from conflictfacts_cli.report.visible import finalize

# What the index holds at most, so that memory does not grow with the articles.
MOST_ENTRIES = 5000
# How many facts one word shows at once.
_MOST_CARDS = 4
# Stands for the anchor of an article, which only the page knows. No text can hold it: ``finalize`` shows it as a code.
_KEY = Markup("\0")
_LINK = re.compile(r"https?://[!#-;=?-Z_a-z~%\[\]]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Entry:
    anchor: str
    name: str
    told: str


class HtmlWriter:
    """Renders each document as a section that a ``Page`` then numbers and puts in its place."""

    def __init__(self, *, why: bool = False) -> None:
        self._why = why

    def header(self) -> str:
        """What stands before the sections is the page's."""
        return ""

    def render(self, document: Document, text: str) -> str:
        """Give a line for the index and the section; ``text`` is what the document's offsets count in."""
        entry = [_short(name_of(document)), _short(" · ".join(told_of(document)))]
        views = views_of(document.facts, _KEY, why=self._why)
        kinds = kinds_of(document.facts, views)
        dates = [(i, fact) for i, fact in enumerate(document.facts) if isinstance(fact, DateFact)]
        counts = [(i, fact) for i, fact in enumerate(document.facts) if isinstance(fact, CountFact)]
        charts = [(kind, chart([(i, fact) for i, fact in counts if fact.type == kind.type])) for kind in kinds]
        linked = _LINK.fullmatch(document.source or "") and document.source != name_of(document)
        section = (
            _environment()
            .get_template("article.html")
            .render(
                key=_KEY,
                name=name_of(document),
                told=told_of(document),
                link=document.source if linked else None,
                warnings=document.warnings,
                facts=views,
                kinds=kinds,
                paragraphs=paragraphs(text, document.facts),
                timeline=timeline(dates, document.published),
                unplaced=sum(fact.earliest is None for _, fact in dates),
                charts=[(kind, drawn) for kind, drawn in charts if drawn],
                rejected=document.rejected if self._why else (),
            )
        )
        return f"{json.dumps(entry)}\n{section}\n"


class Page:
    """Puts sections together as one page, numbered as they come, and an index of them at its end.

    The first section waits for the second, since a page of one article has its name in the browser's list of tabs.
    """

    def __init__(self, *, heading: str = "Conflict facts") -> None:
        self._heading = heading
        self._written = 0
        self._entries: list[_Entry] = []
        self._first = ""

    def add(self, text: str) -> str:
        """Take a section and give what of the page can be written now."""
        self._written += 1
        key = f"a{self._written}"
        entry, _, section = text.partition("\n")
        if len(self._entries) < MOST_ENTRIES:
            self._entries.append(_Entry(key, *json.loads(entry)))
        section = section.replace(_KEY, key)
        if self._written == 1:
            self._first = section
            return ""
        return (self._top() + section) if self._written == 2 else section

    def end(self) -> str:
        """Give the rest: the index, where there is more than one article, and the end of the page."""
        top = self._top() if self._written < 2 else ""
        more = self._written - len(self._entries)
        return top + str(_page().bottom(self._entries, more, __version__))  # type: ignore[attr-defined]

    def _top(self) -> str:
        """Give the page up to the end of its first article, if it has one."""
        title = self._entries[0].name if self._written == 1 else self._heading
        style = _style()
        digest = b64encode(sha256(style.encode()).digest()).decode("ascii")
        top = str(_page().top(title, self._heading, Markup(style), f"sha256-{digest}"))  # type: ignore[attr-defined]
        first, self._first = self._first, ""
        return top + first


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("conflictfacts_cli.report"),
        autoescape=True,
        finalize=finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"brief": brief, "width": WIDTH, "most": _MOST_CARDS}
    return environment


@cache
def _page() -> TemplateModule:
    return _environment().get_template("page.html").module


@cache
def _style() -> str:
    return (files("conflictfacts_cli.report") / "templates" / "style.css").read_text(encoding="utf-8")


def _short(text: str) -> str:
    return text if len(text) <= 120 else f"{text[:119]}…"
