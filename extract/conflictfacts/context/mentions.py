"""A mention of a party: what the finders of names hand on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Form = Literal["name", "adjective", "people", "seat", "force", "led"]


@dataclass(frozen=True, slots=True)
class PartyMention:
    """Tokens ``first``..``end`` (half-open) that name a party; ``name`` is what is printed as a fact's side.

    ``kind`` is country, alliance (which also stands for states that no list of countries holds) or armed_group. The
    form ``led`` is a commander's name, which stands for the side.
    """

    first: int
    end: int
    name: str
    kind: str
    form: Form
