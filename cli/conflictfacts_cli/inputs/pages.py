"""Web pages: the article without what stands around it, and what the page says of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from conflictfacts_cli.inputs.articles import Unreadable, iso_day
from conflictfacts_cli.inputs.encodings import decode

_CHARSET = re.compile(rb"""(?:charset|encoding)\s*+=\s*+(?:["']\s*+)?([\w.:-]+)""", re.IGNORECASE)
_TALKERS = ("trafilatura", "htmldate", "courlan", "justext")
# A date in the page's words may be any date; only what the page marks as its own is taken. Archives are older than
# the 1995 at which the search begins by itself.
_DATES = {"original_date": True, "extensive_search": False, "min_date": "1800-01-01"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a page holds: the text of its article, its title and its day of publication, and warnings."""

    text: str
    title: str | None
    published: str | None
    warnings: tuple[str, ...]


def read_page(data: bytes, shown: str, charset: str | None = None) -> Page:
    """Take the article out of a page; ``charset`` is what came with it. Raises ``Unreadable`` where there is none."""
    try:
        import trafilatura
    except ImportError:
        remedy = "pip install 'conflict-facts[html]'"
        raise Unreadable(f"{shown}: reading web pages needs an extra package", remedy) from None
    import logging

    # They tell of each page that is out of order; one line of ours is enough.
    for name in _TALKERS:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    if not charset and (match := _CHARSET.search(data, 0, 4096)):
        charset = match[1].decode("ascii", "replace")
    text, warnings = decode(data, charset)
    try:
        page = trafilatura.bare_extraction(
            text, include_comments=False, with_metadata=True, date_extraction_params=dict(_DATES)
        )
    except Exception as error:  # whatever a page does to the parser, the next one is read
        raise Unreadable(f"{shown}: the page can't be read ({type(error).__name__})", _BY_HAND) from None
    if page is None or isinstance(page, dict) or not page.text:
        raise Unreadable(f"{shown}: no article found in the page", _BY_HAND)
    return Page(text=page.text, title=page.title, published=iso_day(page.date or ""), warnings=warnings)


_BY_HAND = "save the article's words as text"
