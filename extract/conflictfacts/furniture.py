"""Which lines of a pasted page are site furniture, and which are headings of the article.

A page as plain text is a column of lines. Prose lines are the article; between them stand runs of short lines. In such
a run a list heading ("Latest Stories") opens a list of other stories that lasts until prose returns; stamps, controls
and credits are furniture by themselves; menu entries are furniture when they lean on a control. Bulleted lists, date
headings and captions of the article match none of these and stay.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise
from typing import Any

from conflictfacts.lexicon import Lexicon
from conflictfacts.reading import Reading, Sentence
from conflictfacts.tokens import is_abbreviation

_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_DECORATION = " \t\xa0-–—•·|*#>»›▶►▸→←↑↓…<«‹~_=+[](){}\"'“”‘’\u200b\ufeff"
_BULLET = re.compile(r"\s*(?:[•·▪●◦*‣–—-]|\d{1,2}[.)])\s+\S")
_CLOSERS = " \t\"'”’»)]›*_"
_CRUMBS = re.compile(r"\s[>›»/|]\s|\s?[›»]\s?")
_NUMBER = re.compile(r"\(?\d[\d,.]{0,6}[kKmM]?\)?$")
_PAGER = re.compile(
    r"(?:page\s+)?\d{1,3}\s*(?:of|/)\s*\d{1,3}$|(?:\d{1,3}\s+){2,}[^a-z]{0,12}(?:next|last)?.{0,4}$|page\s+\d+$"
    r"|list \d{1,2} of \d{1,2}\b.*$|list of \d{1,2} items$"
)
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d|\d{1,2}\s?[ap]\.?m\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_INNER_STOP = re.compile(r"(\S*[a-z0-9)”\"’][.!?])[”\"’]? [A-Z“\"(]")
_WORDISH = re.compile(r"[^\W\d_]+(?:[.'’-][^\W\d_]+)*|\d+(?:st|nd|rd|th)?")

_WRAP_LEAST, _WRAP_MOST = 45, 100
_TEASER = 320
_OPENING = 240


class _Kind(IntEnum):
    SHORT = 0  # a headline, a heading, an item of a list: nothing says which
    PROSE = 1
    BULLET = 2
    DATE = 3  # a date alone
    CONTROL = 4  # a button, a byline, a notice
    STAMP = 5  # "3 hours ago", "-", "12 comments"
    LIST = 6  # opens a list of other stories
    POINTER = 7  # "Read more: ..."
    CREDIT = 8  # "Getty Images"
    CRUMBS = 9  # "Home > World > Europe"
    NUMBER = 10
    LABEL = 11  # a section of the site, or a heading


_FURNITURE = frozenset({_Kind.CONTROL, _Kind.STAMP, _Kind.LIST, _Kind.POINTER, _Kind.CREDIT, _Kind.CRUMBS})


_HEADINGS = frozenset({_Kind.SHORT, _Kind.DATE, _Kind.LABEL})
_MENU = frozenset({_Kind.CONTROL, _Kind.LABEL, _Kind.CRUMBS})


@dataclass(slots=True)
class _Block:
    """One line, or the lines of one hard-wrapped paragraph: character range without outer blanks."""

    start: int
    end: int
    kind: _Kind = _Kind.SHORT
    words: int = 0
    timed: bool = False  # a stamp that tells a time, not a count or a lone dash
    marked: bool = False


class _Cues:
    """The tables of ``furniture.toml`` made ready: sets of whole lines and starts, checked by first word."""

    def __init__(self, table: dict[str, Any]) -> None:
        self.heads = frozenset(table["list_heads"])
        self.head_starts = tuple(s + " " for s in table["list_head_starts"])
        self.controls = frozenset(table["controls"])
        self.control_starts = tuple(table["control_starts"])
        self.labels = frozenset(table["labels"])
        self.credits = frozenset(table["credits"])
        self.stamp_starts = tuple(table["stamp_starts"])
        self.dates = frozenset(table["date_words"])
        self.stamp_words = frozenset(table["stamp_words"])
        self.clock_words = frozenset(table["clock_words"])
        self.phrases = tuple(table["sentence_phrases"])
        self.copyright = tuple(table["copyright_marks"])
        self.finite = frozenset(table["finite"])
        units = _alternatives(table["stamp_units"])
        self.ago = re.compile(
            rf"(?:(?:updated|published|posted|about|edited)\s+)?(?:an?|\d{{1,3}})\s?(?:{units})"
            rf"(?:\s+ago(?:\s*[-–—|·•]\s*.{{0,40}})?|\s*[-–—|·•]+)?$"
            rf"|.{{0,40}}[-–—|·•,]\s*(?:an?|\d{{1,3}})\s?(?:{units})\s+ago$|just now$|moments ago$"
            rf"|(?:an?\s+)?(?:\d{{1,3}}\s?[-–]?\s?(?:min|mins|minute|minutes))[-\s](?:read|watch|listen)\b.{{0,20}}$"
            rf"|(?:yesterday|today)(?:,| at)? \d{{1,2}}[:.]\d\d.{{0,8}}$"
        )
        counters = _alternatives(table["counters"])
        self.counter = re.compile(
            rf"(?:view |show |see |read |load |add )?(?:all )?\(?\d[\d,.]*[km]?\)?\s+(?:more )?(?:{counters})$"
            rf"|(?:{counters})\s*[:(|]?\s*\d[\d,.]*[km]?\)?$"
        )
        self.pointer = re.compile(rf"(?:{_alternatives(table['pointers'])})\s*(?::|\||>|»|›|—|–|- )")
        self.credit = re.compile(rf"(?:{_alternatives(table['credit_starts'])})(?:\s*[:,/|©]|\s+by\s)")

    def kind(self, line: str) -> tuple[_Kind, bool]:
        """Tell what a line is by its own words, and whether it is a stamp that tells a time."""
        # A long line is prose, whatever its end says; only its opening can make it a notice.
        key = " ".join(line[:_OPENING].strip(_DECORATION).lower().replace("’", "'").split())
        if not key:
            return _Kind.STAMP, False
        bare = key.rstrip(":.! ")
        size = key.count(" ") + 1
        if size <= 10:
            if bare in self.heads:
                return _Kind.LIST, False
            if bare in self.controls:
                return _Kind.CONTROL, False
            if bare in self.credits:
                return _Kind.CREDIT, False
            if bare in self.stamp_starts:
                return _Kind.STAMP, False
            if bare in self.labels:
                return _Kind.LABEL, False
        if _NUMBER.match(key):
            return _Kind.NUMBER, False
        if self.pointer.match(key):
            return _Kind.POINTER, False
        prose = is_prose(line)
        if key.startswith(self.copyright) or (key.startswith("copyright") and size <= 12):
            return _Kind.CONTROL, False
        if prose:
            return _Kind.PROSE, False
        if size <= 14:
            timed = self._stamp(key, size)
            if timed is not None:
                return timed, True
            if _PAGER.match(key) or self.counter.match(key):
                return _Kind.STAMP, False
            if "@" in key and size <= 3:
                return _Kind.CONTROL, False
            if key.startswith(self.control_starts) or _byline(key, line, self.dates):
                return _Kind.CONTROL, False
            if size <= 7 and key.startswith(self.head_starts) and not any(map(str.isdigit, key)):
                return _Kind.LIST, False
            if self.credit.match(key) and not any(map(str.isdigit, key)) and size <= 8:
                return _Kind.CREDIT, False
        if _breadcrumbs(line.strip(), self.labels):
            return _Kind.CRUMBS, False
        return (_Kind.BULLET if _BULLET.match(line) else _Kind.SHORT), False

    def _stamp(self, key: str, size: int) -> _Kind | None:
        """Tell a stamp and a lone date from the rest."""
        if self.ago.match(key):
            return _Kind.STAMP
        if not any(map(str.isdigit, key)) and key not in self.dates:
            return None
        if key.startswith(self.stamp_starts) and any(w in self.dates or _YEAR.match(w) for w in _words(key)):
            if size <= 9 or _CLOCK.search(key):
                return _Kind.STAMP
        clock = bool(_CLOCK.search(key))
        named = False
        strange = 0
        words = _words(key)
        for word in words:
            if word in self.dates:
                named = True
            elif word.rstrip(".") in self.clock_words:
                clock = True
            elif not word[0].isdigit() and word not in self.stamp_words:
                strange += 1
        if not strange:
            return _Kind.STAMP if clock else _Kind.DATE if named else None
        # "May 3, 2024 / 10:15 AM EDT / The Post": an hour and a year, and hardly a word besides.
        opens = words[0] in self.dates or words[0][0].isdigit()
        return _Kind.STAMP if opens and clock and named and strange <= 3 and _YEAR.search(key) else None


def _alternatives(words: list[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


def _words(key: str) -> list[str]:
    return _WORDISH.findall(key)


@lru_cache(maxsize=8)
def _cues(lexicon: Lexicon) -> _Cues:
    return _Cues(lexicon.table("furniture"))


def is_prose(line: str) -> bool:
    """Tell a line of running text from a headline, a menu entry or an item: by its end, its length, its inner stops."""
    line = line.rstrip(_CLOSERS)
    size = len(line)
    if not size:
        return False
    if size >= 180:
        return True
    last = line[-1]
    if last in ".…" or (last in "?!" and size > 110) or (last in ":;," and size > 70):
        return size >= 25 or line.count(" ") >= 3
    return size >= 70 and any(not is_abbreviation(m.group(1)) for m in _INNER_STOP.finditer(line))


def _byline(key: str, line: str, dates: frozenset[str]) -> bool:
    words = line.split()
    if not key.startswith("by ") or not 2 <= len(words) <= 12 or not words[1][0].isupper():
        return False
    if any(map(str.isdigit, key)):
        return bool(_YEAR.search(key)) and words[1].lower().rstrip(",.") not in dates
    return len(words) <= 9 and not any(w in dates for w in _words(key))


def _breadcrumbs(line: str, labels: frozenset[str]) -> bool:
    if len(line) > 120 or not _CRUMBS.search(line):
        return False
    parts = [p.strip() for p in _CRUMBS.split(line)]
    if any(p.count(" ") > 3 for p in parts):
        return False
    arrows = any(c in line for c in ">›»")
    return len(parts) >= (2 if arrows else 3) or parts[0].lower() in labels


def mark_furniture(reading: Reading, lexicon: Lexicon) -> None:
    """Set ``furniture`` and ``heading`` on the sentences of a reading.

    A sentence that runs over the edge of a furniture line or a heading is cut there first, so that
    ``reading.sentences`` may grow. Takes time linear in the text.
    """
    cues = _cues(lexicon)
    ranges = _notices(reading, cues)
    blocks = _blocks(reading.text, upper=reading.upper_case)
    for block in blocks:
        line = reading.text[block.start : block.end]
        block.words = line.count(" ") + 1
        block.kind, block.timed = cues.kind(line)
    _join_broken(reading.text, blocks)
    _mark_runs(blocks)
    ranges += [(b.start, b.end) for b in blocks if b.marked]
    headings = _headings(reading.text, blocks, cues)
    if ranges or headings:
        _apply(reading, sorted(ranges), headings)


def _notices(reading: Reading, cues: _Cues) -> list[tuple[int, int]]:
    """Give the sentences that hold the words of a notice ("our newsletter", "all rights reserved")."""
    text = reading.text.lower()
    if len(text) != len(reading.text):  # a letter whose lower case is longer would shift the offsets
        text = "".join(c if len(c) == 1 else "?" for c in map(str.lower, reading.text))
    found: list[tuple[int, int]] = []
    for phrase in cues.phrases:
        at = text.find(phrase)
        while at >= 0:
            i = reading.token_at(at)
            if i < len(reading):
                sentence = reading.sentence_of(i)
                end = reading.end(sentence.end - 1)
                if not at or text[at - 1] in "\n\r":
                    # A line that opens with the words is a notice to its end.
                    end = max(end, min(line for line in (text.find("\n", at), len(text)) if line >= 0))
                found.append((reading.starts[sentence.first], end))
            at = text.find(phrase, at + len(phrase))
    return found


def _blocks(text: str, *, upper: bool) -> list[_Block]:
    """Cut a text into lines, and join the lines of hard-wrapped paragraphs."""
    paragraphs: list[list[_Block]] = []
    for match in _LINE.finditer(text):
        raw = match.group()
        body = raw.strip()
        if not body:
            continue
        start = match.start() + len(raw) - len(raw.lstrip())
        previous = paragraphs[-1][-1].end if paragraphs else 0
        gap = not paragraphs or text.count("\n", previous, start) > 1
        block = _Block(start, start + len(body))
        if gap:
            paragraphs.append([block])
        else:
            paragraphs[-1].append(block)
    blocks: list[_Block] = []
    for lines in paragraphs:
        blocks += _joined(text, lines, upper=upper)
    return blocks


def _joined(text: str, lines: list[_Block], *, upper: bool) -> list[_Block]:
    """Join the lines of a paragraph that runs on: a full line without a stop, and small letters after the break."""
    if len(lines) < 2:
        return lines
    full = [_WRAP_LEAST <= line.end - line.start <= _WRAP_MOST for line in lines]
    wrapped = all(full[:-1]) and (
        upper or (any(text[b.start].islower() for b in lines[1:]) and text[lines[-1].end - 1] not in "-–")
    )
    joined = [lines[0]]
    for i, (before, line) in enumerate(pairwise(lines)):
        runs_on = full[i] and (wrapped or text[line.start].islower()) and text[before.end - 1] not in "-–"
        signed = text.startswith("by ", line.start)
        if runs_on and not signed and (wrapped or text[before.end - 1] not in ".!?:"):
            joined[-1].end = line.end
        else:
            joined.append(line)
    return joined


def _join_broken(text: str, blocks: list[_Block]) -> None:
    """Call prose what is a sentence broken around its links: no stop at its end, small letters after the break."""
    chain: list[_Block] = []
    for before, block in pairwise(blocks):
        plain = before.kind in (_Kind.SHORT, _Kind.PROSE) and block.kind in (_Kind.SHORT, _Kind.PROSE)
        runs_on = plain and text[block.start].islower() and text[before.end - 1] not in '.!?:;…"”'
        if not (runs_on and (chain or before.words >= 5)):
            chain = []
            continue
        chain += [block] if chain else [before, block]
        if block.kind is _Kind.PROSE or text[block.end - 1] in ".!?":
            for part in chain:
                part.kind = _Kind.PROSE


def _mark_runs(blocks: list[_Block]) -> None:
    """Mark the furniture: go through the runs of lines between prose, and let an open list swallow its teasers."""
    size = len(blocks)
    proses = [i for i, b in enumerate(blocks) if b.kind is _Kind.PROSE]
    first_prose = proses[0] if proses else size
    last_prose = proses[-1] if proses else -1
    open_list = False
    i = 0
    while i < size:
        block = blocks[i]
        if block.kind is _Kind.PROSE:
            if open_list and _teaser(blocks, i):
                block.marked = True
            else:
                open_list = False
            i += 1
            continue
        end = i
        while end < size and blocks[end].kind is not _Kind.PROSE:
            end += 1
        open_list = _mark_run(blocks, i, end, open_list=open_list, top=i < first_prose, bottom=i > last_prose)
        i = end


def _teaser(blocks: list[_Block], i: int) -> bool:
    """Tell whether prose inside an open list is the summary of another story: short, with a stamp right after it."""
    block = blocks[i]
    if block.end - block.start > _TEASER or i + 1 >= len(blocks):
        return False
    before, after = blocks[i - 1], blocks[i + 1]
    if before.timed and after.kind is _Kind.STAMP and after.timed:
        return True  # headline, stamp, headline, stamp: one of the headlines reads like a sentence
    if before.kind is _Kind.SHORT:
        if after.kind is _Kind.DATE:
            return i + 2 < len(blocks) and blocks[i + 2].kind is not _Kind.PROSE
        return after.kind is _Kind.STAMP and after.timed
    # Headline, stamp, summary; then the next headline with its stamp.
    return before.timed and after.kind is _Kind.SHORT and i + 2 < len(blocks) and blocks[i + 2].timed


def _mark_run(blocks: list[_Block], first: int, end: int, *, open_list: bool, top: bool, bottom: bool) -> bool:
    """Mark the furniture of one run of lines without prose. Gives whether a list is open at its end."""
    run = blocks[first:end]
    head = 0 if open_list else next((k for k, b in enumerate(run) if b.kind is _Kind.LIST), len(run))
    own = None
    if top and end < len(blocks):
        own = _own_headline(run, head)
    elif head == len(run) and end < len(blocks) and run[-1].kind is _Kind.SHORT and run[-1].words >= 2:
        own = run[-1]  # a heading right over its prose
    for block in run:
        block.marked = block.kind in _FURNITURE
    before = run[:head]
    _mark_stamped(before, own)
    _mark_menu(before, own)
    if bottom and first > 0:
        _mark_tail(before)
    _mark_dates(before, top=top)
    in_list = run[head:]
    dates = sum(b.kind is _Kind.DATE for b in in_list)
    for k, block in enumerate(in_list):
        # "August 18" before prose dates the prose, also after a list, unless the list has dates of its own.
        dates_prose = block.kind is _Kind.DATE and k == len(in_list) - 1 and not bottom and dates == 1
        block.marked = not dates_prose and block is not own
    return bool(in_list) and (open_list or len(in_list) > 1)


def _own_headline(run: list[_Block], head: int) -> _Block | None:
    """Give the article's own headline at the top of a page: the last line before the prose that is more than a label.

    After a list of other stories it must have a byline, a date or buttons of its own, or "More" was part of a menu.
    """
    shorts = [k for k, b in enumerate(run) if b.kind is _Kind.SHORT and b.words >= 3]
    at = next((k for k in reversed(shorts) if run[k].words >= 4), shorts[-1] if shorts else -1)
    signed = at >= 0 and any(b.kind in (_Kind.CONTROL, _Kind.DATE) for b in run[at + 1 :])
    if at < head:
        # After a stamp, and with more stamps above, it is one more of their headlines.
        listed = at > 0 and run[at - 1].timed and sum(b.timed for b in run[:at]) > 1
        return run[at] if at >= 0 and (signed or not listed) else None
    stamped = any(b.timed for b in run[at + 1 :]) and not any(b.timed for b in run[head:at])
    in_menu = head > 0 and all(b.words < 4 for b in run[head:at]) and run[head - 1].kind in _MENU
    return run[at] if signed or stamped or in_menu else None


def _mark_stamped(run: list[_Block], own: _Block | None) -> None:
    """Mark headlines that alternate with time stamps, with or without a heading over them."""
    stamps = [k for k, b in enumerate(run) if b.kind is _Kind.STAMP and b.timed]
    if len(stamps) < 2:
        return
    over, under = (
        [run[k + step] for k in stamps if 0 <= k + step < len(run) and run[k + step].kind is _Kind.SHORT]
        for step in (-1, 1)
    )
    side = over if len(over) > len(under) or (len(over) == len(under) and stamps[0] != 0) else under
    if len(side) >= 2:
        for block in side:
            block.marked = block is not own


def _mark_menu(run: list[_Block], own: _Block | None) -> None:
    """Mark short labels that lean on a control: a menu has several of them in a row."""
    labels = [
        (b.kind is _Kind.SHORT and b.words <= 4 and b.end - b.start <= 32) or b.kind in (_Kind.NUMBER, _Kind.LABEL)
        for b in run
    ]
    k = 0
    while k < len(run):
        if not (labels[k] or run[k].marked):
            k += 1
            continue
        stop = k
        while stop < len(run) and (labels[stop] or run[stop].marked):
            stop += 1
        controls = sum(b.kind in _MENU for b in run[k:stop])
        if controls >= 2 and stop - k >= 3:
            for block in run[k:stop]:
                block.marked = block is not own
        k = stop


def _mark_tail(run: list[_Block]) -> None:
    """Mark what follows two controls or more after the end of the article: nothing of the article comes there."""
    controls = [k for k, b in enumerate(run) if b.kind in (_Kind.CONTROL, _Kind.CRUMBS)]
    if len(controls) < 2:
        return
    for block in run[controls[0] :]:
        if block.kind is not _Kind.BULLET:
            block.marked = True


def _mark_dates(run: list[_Block], *, top: bool) -> None:
    """Mark a lone date that stands at a byline, a stamp or share buttons over the article: it is the day of issue."""
    signs = (_Kind.CONTROL, _Kind.STAMP, _Kind.CRUMBS)
    for k, block in enumerate(run):
        if block.kind is _Kind.DATE:
            above = k > 0 and run[k - 1].kind in signs
            below = k + 1 < len(run) and (run[k + 1].kind in signs or run[k + 1].kind is _Kind.LABEL)
            block.marked = (top and (above or below)) or (above and below)


def _headings(text: str, blocks: list[_Block], cues: _Cues) -> list[tuple[int, int]]:
    found = []
    for block, after in pairwise(blocks):
        if block.marked or block.kind not in _HEADINGS or block.words > 14:
            continue
        line = text[block.start : block.end]
        if line[0].islower() or (text[after.start].islower() and not after.marked):
            continue
        if line[-1] in ".!…;,:" or "\n" in line or (after.kind is _Kind.BULLET and line[-1] == ":"):
            continue
        if block.words > 6 and not line.istitle() and any(w in cues.finite for w in line.lower().split()):
            continue
        found.append((block.start, block.end))
    return found


def _apply(reading: Reading, marked: list[tuple[int, int]], headings: list[tuple[int, int]]) -> None:
    """Set the flags, cutting sentences at the edges of what was found."""
    edges = sorted({offset for span in (*marked, *headings) for offset in span})
    cuts = {reading.token_at(edge) for edge in edges}
    sentences: list[Sentence] = []
    ordered = sorted(cuts)
    k = 0
    for sentence in reading.sentences:
        while k < len(ordered) and ordered[k] <= sentence.first:
            k += 1
        first = sentence.first
        while k < len(ordered) and ordered[k] < sentence.end:
            sentences.append(Sentence(first, ordered[k], sentence.furniture, sentence.heading))
            first = ordered[k]
            k += 1
        sentences.append(Sentence(first, sentence.end, sentence.furniture, sentence.heading))
    reading.sentences = sentences
    reading.__dict__.pop("_sentence_firsts", None)  # the cache of the old list
    _flag(reading, marked, furniture=True)
    _flag(reading, headings, furniture=False)


def _flag(reading: Reading, spans: list[tuple[int, int]], *, furniture: bool) -> None:
    k = 0
    starts = reading.starts
    for sentence in reading.sentences:
        start, end = starts[sentence.first], reading.end(sentence.end - 1)
        while k < len(spans) and spans[k][1] <= start:
            k += 1
        if k < len(spans) and spans[k][0] <= start and end <= spans[k][1]:
            if furniture:
                sentence.furniture = True
            else:
                sentence.heading = True
