"""Keeps what stands in an article or a file name from steering the terminal."""

from __future__ import annotations

import re

# Compiled where they are first used: not every run says anything.
_SPACE = r"[\s\x1c-\x1f\x85\u2028\u2029]+"
# What turns the direction of writing or stands unseen between letters: marks and overrides of direction, blanks without
# width, invisible operators, anchors of annotations, tags. Nothing is lost without them. Joiners (U+200C, U+200D) are
# part of the spelling of names and stay.
HIDDEN = r"\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
_INVISIBLE = rf"[{HIDDEN}]"
_CONTROL = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]"
_IN_JSON = rf"[\x7f-\x9f\u2028\u2029\ud800-\udfff{HIDDEN}]"
_SURROGATE = r"[\ud800-\udfff]"


def one_line(text: str) -> str:
    """Give text as one line that a terminal shows and never obeys: white space as blanks, controls as U+FFFD."""
    return re.sub(_CONTROL, "\ufffd", re.sub(_INVISIBLE, "", re.sub(_SPACE, " ", text))).strip()


def shortened(text: str, most: int) -> str:
    """Give text of at most so many characters.

    >>> shortened("Sudzha", 6), shortened("Malaya Loknya", 9)
    ('Sudzha', 'Malaya...')
    """
    return text if len(text) <= most else text[: most - 3] + "..."


def for_terminal(text: str) -> str:
    """Give lines of output with the controls made harmless, line ends and tabs kept."""
    return re.sub(_CONTROL, "\ufffd", re.sub(_INVISIBLE, "", text))


def valid(text: str) -> str:
    """Give text that UTF-8 can hold: a lone surrogate becomes U+FFFD."""
    return re.sub(_SURROGATE, "\ufffd", text)


def escape_json(text: str) -> str:
    r"""Escape in JSON what is legal there but harmful elsewhere: controls, what is hidden, lone surrogates.

    >>> escape_json('"\u202e"'), escape_json('"é"')
    ('"\\u202e"', '"é"')
    """
    return text if text.isascii() and "\x7f" not in text else re.sub(_IN_JSON, _escaped, text)


def _escaped(hit: re.Match[str]) -> str:
    units = hit[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[n : n + 4]}" for n in range(0, len(units), 4))
