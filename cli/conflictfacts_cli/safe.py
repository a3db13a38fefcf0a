"""Keeps what stands in an article or a file name from steering the terminal."""

from __future__ import annotations

import re

# Compiled where they are first used: not every run says anything.
_SPACE = r"[\s\x1c-\x1f\x85\u2028\u2029]+"
# Bidirectional controls reorder what a reader sees, and nothing is lost without them.
_INVISIBLE = r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
_CONTROL = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]"
_IN_JSON = r"[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
_SURROGATE = r"[\ud800-\udfff]"


def one_line(text: str) -> str:
    """Give text as one line that a terminal shows and never obeys: white space as blanks, controls as U+FFFD."""
    return re.sub(_CONTROL, "\ufffd", re.sub(_INVISIBLE, "", re.sub(_SPACE, " ", text))).strip()


def for_terminal(text: str) -> str:
    """Give lines of output with the controls made harmless, line ends and tabs kept."""
    return re.sub(_CONTROL, "\ufffd", re.sub(_INVISIBLE, "", text))


def valid(text: str) -> str:
    """Give text that UTF-8 can hold: a lone surrogate becomes U+FFFD."""
    return re.sub(_SURROGATE, "\ufffd", text)


def escape_json(text: str) -> str:
    r"""Escape in JSON what is legal there but harmful elsewhere: terminal and bidi controls, lone surrogates.

    >>> escape_json('"\\ud800"'), escape_json('"é"')
    ('"\\ud800"', '"é"')
    """
    return re.sub(_IN_JSON, lambda m: f"\\u{ord(m[0]):04x}", text)
