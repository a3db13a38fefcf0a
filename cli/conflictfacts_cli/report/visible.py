"""Shows the characters that a browser would hide, obey or refuse."""

from __future__ import annotations

import re
from typing import Any

from markupsafe import Markup

from conflictfacts_cli.safe import HIDDEN

# Controls but tab and line feed, separators, what is no character, halves of a pair, which UTF-8 can't hold, and what
# stands unseen between letters.
_HIDDEN = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff{HIDDEN}]")


def visible(text: str) -> str:
    r"""Write each hidden character as its code.

    >>> visible("a\u202eb\x00")
    'a⟨U+202E⟩b⟨U+0000⟩'
    """
    return _HIDDEN.sub(lambda m: f"⟨U+{ord(m[0]):04X}⟩", text)


def finalize(value: Any) -> Any:
    """Pass each value on its way into the page: text made visible, what is markup already as it is."""
    if value is None:
        return ""
    if isinstance(value, str) and not isinstance(value, Markup):
        return visible(value)
    return value
