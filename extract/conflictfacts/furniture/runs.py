"""Runs of lines between prose: which of them are site furniture, and when a list of other stories ends."""

from __future__ import annotations

from conflictfacts.furniture.blocks import Block
from conflictfacts.furniture.lines import Kind

_TEASER = 320  # characters: the summary of another story is no longer
_FURNITURE = frozenset({Kind.CONTROL, Kind.STAMP, Kind.LIST, Kind.POINTER, Kind.CREDIT, Kind.CRUMBS})
_MENU = frozenset({Kind.CONTROL, Kind.LABEL, Kind.CRUMBS})


def mark_runs(blocks: list[Block]) -> None:
    """Mark the furniture: go through the runs of lines between prose, and let an open list swallow its teasers."""
    size = len(blocks)
    proses = [i for i, b in enumerate(blocks) if b.kind is Kind.PROSE]
    first_prose = proses[0] if proses else size
    last_prose = proses[-1] if proses else -1
    open_list = False
    i = 0
    while i < size:
        block = blocks[i]
        if block.kind is Kind.PROSE:
            if open_list and _teaser(blocks, i):
                block.marked = True
            else:
                open_list = False
            i += 1
            continue
        end = i
        while end < size and blocks[end].kind is not Kind.PROSE:
            end += 1
        open_list = _mark_run(blocks, i, end, open_list=open_list, top=i < first_prose, bottom=i > last_prose)
        i = end


def _teaser(blocks: list[Block], i: int) -> bool:
    """Tell whether prose inside an open list is the summary of another story: short, with a stamp right after it."""
    block = blocks[i]
    if block.end - block.start > _TEASER or i + 1 >= len(blocks):
        return False
    before, after = blocks[i - 1], blocks[i + 1]
    if before.timed and after.kind is Kind.STAMP and after.timed:
        return True  # headline, stamp, headline, stamp: one of the headlines reads like a sentence
    if before.kind is Kind.SHORT:
        if after.kind is Kind.DATE:
            return i + 2 < len(blocks) and blocks[i + 2].kind is not Kind.PROSE
        return after.kind is Kind.STAMP and after.timed
    # Headline, stamp, summary; then the next headline with its stamp.
    return before.timed and after.kind is Kind.SHORT and i + 2 < len(blocks) and blocks[i + 2].timed


def _mark_run(blocks: list[Block], first: int, end: int, *, open_list: bool, top: bool, bottom: bool) -> bool:
    """Mark the furniture of one run of lines without prose. Gives whether a list is open at its end."""
    run = blocks[first:end]
    head = 0 if open_list else next((k for k, b in enumerate(run) if b.kind is Kind.LIST), len(run))
    own = None
    if top and end < len(blocks):
        own = _own_headline(run, head)
    elif head == len(run) and end < len(blocks) and run[-1].kind is Kind.SHORT and run[-1].words >= 2:
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
    dates = sum(b.kind is Kind.DATE for b in in_list)
    for k, block in enumerate(in_list):
        # "August 18" before prose dates the prose, also after a list, unless the list has dates of its own.
        dates_prose = block.kind is Kind.DATE and k == len(in_list) - 1 and not bottom and dates == 1
        block.marked = not dates_prose and block is not own
    return bool(in_list) and (open_list or len(in_list) > 1)


def _own_headline(run: list[Block], head: int) -> Block | None:
    """Give the article's own headline at the top of a page: the last line before the prose that is more than a label.

    After a list of other stories it must have a byline, a date or buttons of its own, or "More" was part of a menu.
    """
    shorts = [k for k, b in enumerate(run) if b.kind is Kind.SHORT and b.words >= 3]
    at = next((k for k in reversed(shorts) if run[k].words >= 4), shorts[-1] if shorts else -1)
    signed = at >= 0 and any(b.kind in (Kind.CONTROL, Kind.DATE) for b in run[at + 1 :])
    if at < head:
        # After a stamp, and with more stamps above, it is one more of their headlines.
        listed = at > 0 and run[at - 1].timed and sum(b.timed for b in run[:at]) > 1
        return run[at] if at >= 0 and (signed or not listed) else None
    stamped = any(b.timed for b in run[at + 1 :]) and not any(b.timed for b in run[head:at])
    in_menu = head > 0 and all(b.words < 4 for b in run[head:at]) and run[head - 1].kind in _MENU
    return run[at] if signed or stamped or in_menu else None


def _mark_stamped(run: list[Block], own: Block | None) -> None:
    """Mark headlines that alternate with time stamps, with or without a heading over them."""
    stamps = [k for k, b in enumerate(run) if b.kind is Kind.STAMP and b.timed]
    if len(stamps) < 2:
        return
    over, under = (
        [run[k + step] for k in stamps if 0 <= k + step < len(run) and run[k + step].kind is Kind.SHORT]
        for step in (-1, 1)
    )
    side = over if len(over) > len(under) or (len(over) == len(under) and stamps[0] != 0) else under
    if len(side) >= 2:
        for block in side:
            block.marked = block is not own


def _mark_menu(run: list[Block], own: Block | None) -> None:
    """Mark short labels that lean on a control: a menu has several of them in a row."""
    labels = [
        (b.kind is Kind.SHORT and b.words <= 4 and b.end - b.start <= 32) or b.kind in (Kind.NUMBER, Kind.LABEL)
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


def _mark_tail(run: list[Block]) -> None:
    """Mark what follows two controls or more after the end of the article: nothing of the article comes there."""
    controls = [k for k, b in enumerate(run) if b.kind in (Kind.CONTROL, Kind.CRUMBS)]
    if len(controls) < 2:
        return
    for block in run[controls[0] :]:
        if block.kind is not Kind.BULLET:
            block.marked = True


def _mark_dates(run: list[Block], *, top: bool) -> None:
    """Mark a lone date that stands at a byline, a stamp or share buttons over the article: it is the day of issue."""
    signs = (Kind.CONTROL, Kind.STAMP, Kind.CRUMBS)
    for k, block in enumerate(run):
        if block.kind is Kind.DATE:
            above = k > 0 and run[k - 1].kind in signs
            below = k + 1 < len(run) and (run[k + 1].kind in signs or run[k + 1].kind is Kind.LABEL)
            block.marked = (top and (above or below)) or (above and below)
