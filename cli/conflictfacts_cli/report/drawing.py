"""The measures that the pictures share: a drawing is ``WIDTH`` wide, about a phone's width in CSS pixels."""

from __future__ import annotations

WIDTH = 360
LEFT = 2
RIGHT = 350
# The mean width of a letter of the pictures' writing. Nothing is measured, so it errs on the wide side.
LETTER = 5.9


def clipped(text: str, room: float) -> str:
    """Give as much of a text as fits into ``room``, with an ellipsis where something is left out."""
    letters = max(int(room / LETTER), 4)
    line = " ".join(text.split())
    return line if len(line) <= letters else f"{line[: letters - 1].rstrip()}…"


def width_of(text: str) -> float:
    """Give about how wide a text is."""
    return LETTER * len(text)
