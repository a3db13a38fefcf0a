"""Facts as plain values: frozen dataclasses that cross processes and turn into JSON.

Offsets are code points into the text as given, 0-based, end excluded: ``text[fact.start:fact.end] == fact.quote``.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any, ClassVar, Literal

from conflictfacts._version import __version__

SCHEMA_VERSION = "1.1"

FactType = Literal["date", "troops", "people", "equipment", "area", "distance", "commander"]
FACT_TYPES: tuple[FactType, ...] = ("date", "troops", "people", "equipment", "area", "distance", "commander")

DATE_MODIFIERS = ("early", "mid", "late", "about")
COUNT_MODIFIERS = ("exact", "about", "at_least", "more_than", "at_most", "less_than", "range", "vague")
COUNT_STATUSES = (
    "strength", "deployed", "withdrawn", "killed", "wounded", "casualties", "captured", "surrendered", "deserted",
    "missing", "detained", "released", "abducted", "displaced", "evacuated", "destroyed", "launched", "shot_down",
    "supplied", "other",
)  # fmt: skip
AREA_STATUSES = ("captured", "held", "lost", "recaptured", "burned", "cleared", "total", "other")
AREA_UNITS = ("sq_km", "sq_mi", "sq_m", "sq_ft", "hectare", "acre")
DISTANCE_UNITS = ("km", "mi", "m", "ft", "yd", "nmi")
STANCES = ("asserted", "claimed", "denied", "planned")
COMMANDER_KINDS = ("military", "armed_group", "political")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A figure that restates another in a second unit, as the article gives it."""

    value: float
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What every fact carries.

    ``id`` is unique and stable within its document, ``sentence`` holds the words of the sentence the fact stands in,
    ``rule`` names the rule that found it, and ``why`` the words that an attribute rests on: (attribute, words).
    """

    type: ClassVar[FactType]

    quote: str
    start: int
    end: int
    rule: str
    id: str = ""
    sentence: str = ""
    why: tuple[tuple[str, str], ...] = ()

    def as_dict(self, *, why: bool = False) -> dict[str, Any]:
        """Give the fact as JSON-ready values in the order of the schema: null where the article says nothing.

        With ``why`` the words that its attributes rest on stand at the end.
        """
        record: dict[str, Any] = {"id": self.id, "type": self.type, "quote": self.quote}
        record |= {"start": self.start, "end": self.end}
        for name in (f.name for f in fields(self)):
            if name not in _COMMON:
                record[name] = _plain(getattr(self, name))
        record |= {"sentence": self.sentence, "rule": self.rule}
        if why:
            record["why"] = dict(self.why)
        return record


_COMMON = frozenset({"id", "quote", "start", "end", "sentence", "rule", "why"})


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    if isinstance(value, Stated):
        return {"value": _plain(value.value), "unit": value.unit}
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class DateFact(Fact):
    """A date: the first and the last day of the unit named (ISO, inclusive), or null where they can't be known.

    ``edtf`` is the same in the Extended Date/Time Format, level 1; null where the date is unresolved.
    """

    type: ClassVar[FactType] = "date"

    earliest: str | None
    latest: str | None
    modifier: str | None
    kind: str
    edtf: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountFact(Fact):
    """A number of troops, people or weapons. ``value`` is null where the number is vague or a range."""

    value: float | None
    low: float | None
    high: float | None
    modifier: str
    unit: str
    side: str | None = None
    status: str = "other"
    place: str | None = None
    source: str | None = None
    stance: str = "asserted"


@dataclass(frozen=True, slots=True, kw_only=True)
class TroopsFact(CountFact):
    """A number of soldiers, fighters or formations."""

    type: ClassVar[FactType] = "troops"


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleFact(CountFact):
    """A number of people who are not combatants, or of whom the article does not say."""

    type: ClassVar[FactType] = "people"


@dataclass(frozen=True, slots=True, kw_only=True)
class EquipmentFact(CountFact):
    """A number of weapons or war machines."""

    type: ClassVar[FactType] = "equipment"


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaFact(Fact):
    """An area as stated, with the article's own restatements checked.

    ``sq_km`` and ``sq_miles`` are converted with exact factors and rounded to the precision of the source;
    ``expected`` is what a wrong restatement should have said, in its own unit.
    """

    type: ClassVar[FactType] = "area"

    value: float | None
    low: float | None
    high: float | None
    modifier: str
    unit: str
    place: str | None = None
    source: str | None = None
    stance: str = "asserted"
    status: str = "other"
    stated: tuple[Stated, ...] = ()
    stated_ok: bool | None = None
    expected: tuple[Stated, ...] | None = None
    sq_km: float | tuple[float, float] | None = None
    sq_miles: float | tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DistanceFact(Fact):
    """A length or a distance on the ground."""

    type: ClassVar[FactType] = "distance"

    value: float | None
    low: float | None
    high: float | None
    modifier: str
    unit: str
    place: str | None = None
    source: str | None = None
    stance: str = "asserted"
    stated: tuple[Stated, ...] = ()
    stated_ok: bool | None = None
    expected: tuple[Stated, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommanderFact(Fact):
    """A named person in command, once a document, at the first mention with the fullest name."""

    type: ClassVar[FactType] = "commander"

    name: str
    role: str | None
    rank: str | None
    side: str | None
    kind: str
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A number that became no fact, and the reason."""

    quote: str
    start: int
    end: int
    reason: str

    def as_dict(self) -> dict[str, Any]:
        """Give it as JSON-ready values."""
        return {"quote": self.quote, "start": self.start, "end": self.end, "reason": self.reason}


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One article read: its facts in the order of the text, and what the reader should be warned of.

    ``published`` is an ISO date or null; ``published_from`` says where it came from (``option``, ``input``,
    ``dateline``, ``metadata``, or null). ``text_sha256`` is the hash of the text that the offsets count in, as UTF-8;
    ``text`` is that text, where it was taken out of something else (a web page).
    """

    facts: tuple[Fact, ...]
    id: str | None = None
    source: str | None = None
    title: str | None = None
    published: str | None = None
    published_from: str | None = None
    text_sha256: str | None = None
    text: str | None = None
    warnings: tuple[str, ...] = field(default=())
    rejected: tuple[Rejected, ...] = field(default=())

    def as_dict(self, *, why: bool = False) -> dict[str, Any]:
        """Give the document as JSON-ready values, keys in the order of the schema.

        With ``why`` each fact says what it rests on, and ``rejected`` lists the numbers that became no fact.
        """
        record: dict[str, Any] = {
            "schema": SCHEMA_VERSION,
            "id": self.id,
            "source": self.source,
            "title": self.title,
            "published": self.published,
            "published_from": self.published_from,
            "text_sha256": self.text_sha256,
            "version": __version__,
            "facts": [fact.as_dict(why=why) for fact in self.facts],
            "warnings": list(self.warnings),
        }
        if self.text is not None:
            record["text"] = self.text
        if why:
            record["rejected"] = [one.as_dict() for one in self.rejected]
        return record


def number_facts(found: list[Fact], sentence_of: dict[tuple[int, int], str]) -> tuple[Fact, ...]:
    """Put facts in the order of the text, and give each its ``id`` ("f1", "f2", ...) and its sentence."""
    ordered = sorted(found, key=lambda f: (f.start, f.end, FACT_TYPES.index(f.type)))
    return tuple(
        replace(fact, id=f"f{n}", sentence=sentence_of.get((fact.start, fact.end), ""))
        for n, fact in enumerate(ordered, 1)
    )
