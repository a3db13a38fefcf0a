"""Web pages: the article without what stands around it, and what the page says of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from conflictfacts_cli.inputs.articles import Unreadable, iso_day
from conflictfacts_cli.inputs.encodings import decode

_CHARSET = re.compile(rb"""(?:charset|encoding)\s*+=\s*+(?:["']\s*+)?([\w.:-]+)""", re.IGNORECASE)
_TALKERS = ("trafilatura", "htmldate", "courlan", "justext")
# What takes the article out of a page takes the square of the number of its elements, most of all of those within one
# paragraph, and of the attributes of one.
_MOST_TAGS = 100_000
_MOST_IN_PARAGRAPH = 3_000
_MOST_ATTRIBUTES = 1_000
_LONG_TAG = 4_000
# The parser passes over the rest of a page, without a word, behind anything of more than 10 MB that has no tag in it:
# a picture within an address, a program. A character takes four bytes at most.
_LONGEST_RUN = 2_500_000
# Notes, programs and styles, whose words are no tags; and tags, in which a value in quotation marks may hold anything.
# What is never closed goes to the end of the page. No sign is looked at twice.
_MARKUP = re.compile(
    r"""<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1|\Z)|<([a-z][a-z\d]*+)(?:[^=>]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+""",
    re.IGNORECASE | re.DOTALL,
)
# What may stand within a line of a paragraph, and what begins another line.
_INLINE = frozenset(
    "a abbr acronym b bdi big cite code del dfn em font i img input ins kbd mark q s samp small span strike strong sub "
    "sup tt u var".split()
)
_LINES = frozenset(
    "article aside blockquote br dd div dl dt figure h1 h2 h3 h4 h5 h6 li ol p pre section table td th tr ul".split()
)
_TAG_BEGIN = re.compile(r"<(?=[a-z/!?])", re.IGNORECASE)
_VALUE = re.compile(r"""=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+)""")
_ATTRIBUTE = re.compile(r"[\s/][^\s/>]")
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
    if why := _too_much(text):
        raise Unreadable(f"{shown}: the page has {why}", _BY_HAND)
    if len(text) > _LONGEST_RUN:
        text = _MARKUP.sub(_emptied, text)
        if any(len(run) > _LONGEST_RUN for run in _TAG_BEGIN.split(text)):
            raise Unreadable(f"{shown}: the page has more than {_LONGEST_RUN:,} letters without a tag", _BY_HAND)
    try:
        page = trafilatura.bare_extraction(
            text, include_comments=False, with_metadata=True, date_extraction_params=dict(_DATES)
        )
    except MemoryError:
        raise
    except Exception as error:  # whatever a page does to the parser, the next one is read
        raise Unreadable(f"{shown}: the page can't be read ({type(error).__name__})", _BY_HAND) from None
    if page is None or isinstance(page, dict) or not page.text:
        raise Unreadable(f"{shown}: no article found in the page", _BY_HAND)
    return Page(text=page.text, title=page.title, published=iso_day(page.date or ""), warnings=warnings)


def _too_much(text: str) -> str | None:
    """Say what of a page is more than anyone would wait for."""
    tags = within = 0
    for tag in _MARKUP.finditer(text):
        if tag[0].startswith("<!"):
            continue
        tags += 1
        if tags > _MOST_TAGS:
            return f"more than {_MOST_TAGS:,} tags"
        if tag[1]:
            continue
        name = tag[2].lower()
        within = 0 if name in _LINES else within + (name in _INLINE)
        if within > _MOST_IN_PARAGRAPH:
            return f"a paragraph of more than {_MOST_IN_PARAGRAPH:,} tags"
        if tag.end() - tag.start() > _LONG_TAG:
            number = len(_ATTRIBUTE.findall(_VALUE.sub(" ", tag[0])))
            if number > _MOST_ATTRIBUTES:
                return f"a tag of {number:,} attributes"
    return None


def _emptied(markup: re.Match[str]) -> str:
    """Give markup as it is, or without what it holds where that is too long for the parser."""
    if len(markup[0]) <= _LONGEST_RUN:
        return markup[0]
    if markup[1]:
        return f"<{markup[1]}></{markup[1]}"
    return "<!-- -->" if markup[0].startswith("<!") else _VALUE.sub("=''", markup[0])


_BY_HAND = "save the article's words as text"
