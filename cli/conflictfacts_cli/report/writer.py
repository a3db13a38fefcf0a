"""Writes the page: a head, one section an article as they come, and an index at the end that is shown at the top."""

from __future__ import annotations

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
_LINK = re.compile(r"https?://[!#-;=?-Z_a-z~%\[\]]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Entry:
    anchor: str
    name: str
    told: str


class HtmlWriter:
    """Renders documents as one page. Articles are numbered as they come: one writer a page, in order."""

    def __init__(self, *, title: str = "Conflict facts", why: bool = False) -> None:
        self._title = title
        self._why = why
        self._written = 0
        self._entries: list[_Entry] = []

    def header(self) -> str:
        """Give the page up to its first article."""
        style = _style()
        digest = b64encode(sha256(style.encode()).digest()).decode("ascii")
        return str(_page().top(self._title, Markup(style), f"sha256-{digest}"))  # type: ignore[attr-defined]

    def render(self, document: Document, text: str) -> str:
        """Give the section of one document; ``text`` is what its offsets count in."""
        self._written += 1
        key = f"a{self._written}"
        if len(self._entries) < MOST_ENTRIES:
            self._entries.append(_Entry(key, _short(name_of(document)), _short(" · ".join(told_of(document)))))
        views = views_of(document.facts, key, why=self._why)
        kinds = kinds_of(document.facts, views)
        dates = [(i, fact) for i, fact in enumerate(document.facts) if isinstance(fact, DateFact)]
        counts = [(i, fact) for i, fact in enumerate(document.facts) if isinstance(fact, CountFact)]
        charts = [(kind, chart([(i, fact) for i, fact in counts if fact.type == kind.type])) for kind in kinds]
        linked = _LINK.fullmatch(document.source or "") and document.source != name_of(document)
        return (
            _environment()
            .get_template("article.html")
            .render(
                key=key,
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
            + "\n"
        )

    def footer(self) -> str:
        """Give what follows the last article: the index, where there is more than one, and the end of the page."""
        more = self._written - len(self._entries)
        return str(_page().bottom(self._entries, more, __version__))  # type: ignore[attr-defined]


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
