"""What an article states of deaths, in the columns of UCDP GED or of ACLED: see ``docs/coding.md``.

One row a statement of deaths. A profile fills what the article fills and leaves the rest empty; it decides on no event.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from conflictfacts.facts import Document

PROFILES = ("ucdp", "acled")
SCHEMES = ("acled", "acled-3", "acled-10")

# What every row carries after the database's own columns, so that a coder can check it and drop it by its prefix.
CHECK_COLUMNS = (
    "cf_document", "cf_fact", "cf_quote", "cf_start", "cf_end", "cf_value", "cf_low", "cf_high", "cf_modifier",
    "cf_unit", "cf_side", "cf_place", "cf_source", "cf_stance", "cf_earliest", "cf_latest", "cf_date_quote",
    "cf_date_from", "cf_vague", "cf_notes", "cf_sentence", "cf_rule", "cf_text_sha256", "cf_version",
)  # fmt: skip
_CHECK_TYPES = {"cf_start": "int", "cf_end": "int", "cf_value": "float", "cf_low": "float", "cf_high": "float"}


@dataclass(frozen=True, slots=True)
class Profile:
    """The rows that a database would want of a document: ``columns`` in order, ``types`` of those that hold no text.

    It can be sent to another process, which reads the words it needs itself.
    """

    name: str
    columns: tuple[str, ...]
    types: Mapping[str, str]
    vague: str | None = None
    dyad: tuple[str, str] | None = None
    lexicon: str | None = None

    def of(self, document: Document) -> list[dict[str, Any]]:
        """Give one row a statement of deaths, with every column; null where the article says nothing."""
        from conflictfacts_cli.profiles import acled, ucdp
        from conflictfacts_cli.profiles.deaths import reader

        fill = {"ucdp": ucdp.row, "acled": acled.row}[self.name]
        empty = dict.fromkeys(self.columns)
        found = reader(vague=self.vague, dyad=self.dyad, lexicon=self.lexicon).statements(document)
        return [{**empty, **fill(one), **one.check()} for one in found]


def load(
    name: str, *, vague: str | None = None, dyad: tuple[str, str] | None = None, lexicon: str | None = None
) -> Profile:
    """Give a profile by its name.

    ``vague`` names the scheme that codes words as "dozens"; without it they are not coded. ``dyad`` says who are side
    A and side B, in the names that the facts give; without it they are told apart only where the article leaves no
    doubt. ``lexicon`` is the user's file of own words. Raises ``ValueError`` for a name that is none.
    """
    if name not in PROFILES:
        raise ValueError(f"no profile {name!r}: choose {' or '.join(PROFILES)}")
    if vague is not None and vague not in SCHEMES:
        raise ValueError(f"no scheme {vague!r} for vague words: choose {', '.join(SCHEMES)}")
    data = table(name)
    return Profile(
        name=name,
        columns=(*data["columns"], *CHECK_COLUMNS),
        types={**data["types"], **_CHECK_TYPES},
        vague=vague,
        dyad=dyad,
        lexicon=lexicon,
    )


def table(name: str) -> dict[str, Any]:
    """Give a data file of this folder."""
    # Here, since the command line takes the names above also where no profile is wanted.
    import tomllib
    from importlib.resources import files

    return tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text("utf-8"))
