"""The stages that an article goes through, and the draft that they hand on.

Each finder is built once; a stage takes what the earlier ones have left in the :class:`Draft` and adds its own. Nothing
here knows of a spaCy pipeline: the components are made in ``components``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from conflictfacts.commanders import CommanderFinder
from conflictfacts.context.attribution import Attribution
from conflictfacts.context.clauses import Clauses
from conflictfacts.context.parties import Parties, PartyMention
from conflictfacts.context.people import People
from conflictfacts.context.peoplefinder import PeopleFinder
from conflictfacts.context.places import Places, Setting
from conflictfacts.context.sides import Sides, SideWords
from conflictfacts.context.sources import Sources
from conflictfacts.context.stance import Stances
from conflictfacts.counts import CountFinder
from conflictfacts.dates import DateFinder, dateline, iso_day
from conflictfacts.facts import AreaFact, CommanderFact, CountFact, DistanceFact, Fact, Rejected, number_facts
from conflictfacts.furniture import mark_furniture
from conflictfacts.lexicon import Lexicon
from conflictfacts.measures import MeasureFinder
from conflictfacts.numbers import Quantities, Quantity
from conflictfacts.reading import Reading

STAGES = ("furniture", "dates", "measures", "names", "commanders", "counts", "attributes")
# What befalls men and machines in the event that is being told, so that it was where the event is: unlike those who are
# there, are sent, or have fled.
_BEFALLEN = frozenset(
    """killed wounded casualties captured missing destroyed shot_down abducted launched surrendered evacuated
    other""".split()
)
_FAR = 20_000  # characters: how far back the words of a source are looked for


@dataclass
class Draft:
    """What the stages hand on: the reading, and the facts found so far."""

    reading: Reading
    published_from: str | None = None
    quantities: list[Quantity] = field(default_factory=list)
    parties: list[PartyMention] = field(default_factory=list)
    people: People = field(default_factory=People)
    attribution: Attribution | None = None
    facts: list[Fact] = field(default_factory=list)


class Stages:
    """The finders of one lexicon, built once; each stage is a method on a draft."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._clauses = Clauses(lexicon)
        self._dates = DateFinder(lexicon)
        self._quantities = Quantities(lexicon)
        self._measures = MeasureFinder(lexicon)
        self._counts = CountFinder(lexicon, self._clauses)
        self._parties = Parties(lexicon)
        self._side_words = SideWords(lexicon)
        self._people = PeopleFinder(lexicon)
        self._commanders = CommanderFinder(lexicon)
        self._sources = Sources(lexicon, self._clauses)
        self._places = Places(lexicon)
        self._stances = Stances(lexicon)

    def furniture(self, draft: Draft) -> None:
        """Mark what is not the article."""
        mark_furniture(draft.reading, self._lexicon)

    def dates(self, draft: Draft) -> None:
        """Find dates, and the publication date in a dateline where none is given."""
        reading = draft.reading
        if reading.published is None:
            day = dateline(reading, finder=self._dates)
            if day:
                reading.published, draft.published_from = day, "dateline"
        draft.facts += self._dates.find_from(reading, iso_day(reading.published))

    def measures(self, draft: Draft) -> None:
        """Find numbers, then areas and distances."""
        draft.quantities = self._quantities.find(draft.reading)
        draft.facts += self._measures.find(draft.reading, draft.quantities)

    def names(self, draft: Draft) -> None:
        """Find the people and parties that the text names."""
        draft.parties = self._parties.find(draft.reading)
        draft.people = self._people.find(draft.reading)

    def counts(self, draft: Draft) -> None:
        """Find troops, people and equipment."""
        draft.attribution = self._sources.bind(draft.reading, draft.people)
        speakers = _Speakers(draft)
        sides = Sides(draft.reading, draft.parties, self._side_words, led=_led(draft), speaker=speakers.side_at)
        speakers.stands_for = sides.stands_for
        draft.facts += self._counts.find(draft.reading, draft.quantities, sides)

    def commanders(self, draft: Draft) -> None:
        """Find the people in command."""
        draft.facts += self._commanders.find(draft.reading, draft.people, draft.parties)

    def attributes(self, draft: Draft) -> None:
        """Fill in where it was and who says so."""
        setting = self._places.bind(draft.reading, draft.people, draft.parties)
        draft.facts = [self._placed(fact, draft, setting) for fact in draft.facts]

    def _placed(self, fact: Fact, draft: Draft, setting: Setting) -> Fact:
        if not isinstance(fact, (CountFact, AreaFact, DistanceFact)) or draft.attribution is None:
            return fact
        first, end = draft.reading.tokens_in(fact.start, fact.end)
        report = draft.attribution.report_of(first, end)
        source = report.source if report else None
        stance = self._stances.stance_of(draft.reading, first, end, source)
        status = "" if isinstance(fact, DistanceFact) else fact.status
        place = setting.place_of(first, end, status=status, event=isinstance(fact, CountFact) and status in _BEFALLEN)
        why = (*fact.why, ("source", draft.reading.quote(report.first, report.end))) if report else fact.why
        return replace(fact, source=source, stance=stance, place=place, why=why)

    @cached_property
    def all(self) -> tuple[Callable[[Draft], None], ...]:
        """The stages in their order."""
        return tuple(getattr(self, name) for name in STAGES)


def _led(draft: Draft) -> list[PartyMention]:
    """Give the commanders' mentions as mentions of their side: "Holm landed 900 men"."""
    commanders = [fact for fact in draft.facts if isinstance(fact, CommanderFact)]
    side_of = {fact.name: fact.side for fact in commanders if fact.side}
    by_word = _by_word(side_of)
    for fact in commanders:
        # "Omar" later in the text of Omar Selim Bey, where the two have not been joined.
        whole = by_word.get(fact.name, ()) if fact.side is None else ()
        if len(whole) == 1:
            side_of[fact.name] = side_of[whole[0]]
    return [
        PartyMention(mention.first, mention.end, side_of[person.name], "person", "led")
        for person in draft.people.persons
        if person.name in side_of
        for mention in person.mentions
    ]


def _by_word(names: Iterable[str]) -> dict[str, list[str]]:
    """Give the names that each word stands in."""
    found: dict[str, list[str]] = {}
    for name in names:
        for word in dict.fromkeys(name.split()):
            found.setdefault(word, []).append(name)
    return found


class _Speakers:
    """Whose side the sources of an article are on: a commander's, or the party that a source's words name."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._known = {f.name: f.side for f in draft.facts if isinstance(f, CommanderFact)}
        self._by_word = _by_word(name for name, side in self._known.items() if side)
        self._firsts = [m.first for m in draft.parties]
        self._asked: dict[int, str | None] = {}
        self.stands_for: Callable[[int, int], str | None] | None = None

    def side_at(self, token: int) -> str | None:
        """Give the side of whoever says what stands at a token, or None."""
        if token not in self._asked:
            self._asked[token] = self._side_at(token)
        return self._asked[token]

    def _side_at(self, token: int) -> str | None:
        attribution = self._draft.attribution
        source = attribution.source_of(token, token + 1) if attribution else None
        if source is None or source in self._known:
            return self._known.get(source or "")
        reading = self._draft.reading
        # The words that speak stand before the token, in its sentence or an earlier one; else right behind it.
        at = reading.starts[token]
        start = reading.text.rfind(source, max(0, at - _FAR), at)
        start = start if start >= 0 else reading.text.find(source, at, at + _FAR)
        if start < 0:
            return None
        first, end = reading.tokens_in(start, start + len(source))
        named = next((m.name for m in self._parties(first, end)), None)
        if named is None and reading.words[first][0].isupper():
            named = self._by_name(source.split()) or self._by_apposition(first, end)
        return named or (self.stands_for(first, end) if self.stands_for else None)

    def _by_name(self, words: list[str]) -> str | None:
        """Give the side of the one commander whose name has a speaker's words in it: "Mora" for Juan Mora Porras."""
        names = min((self._by_word.get(word, []) for word in words), key=len, default=[])
        sides = {self._known[name] for name in names if set(words) <= set(name.split())}
        return sides.pop() if len(sides) == 1 else None

    def _parties(self, first: int, end: int) -> Sequence[PartyMention]:
        """Give the parties that begin in the tokens ``first``..``end``."""
        return self._draft.parties[bisect_left(self._firsts, first) : bisect_left(self._firsts, end)]

    def _by_apposition(self, first: int, end: int) -> str | None:
        """Give the party of "X, a Maltese official," and "Maltese official X"."""
        lower = self._draft.reading.lower
        if lower[end : end + 1] == [","] and lower[end + 1 : end + 2] and lower[end + 1] in ("a", "an", "the"):
            found = self._parties(end + 2, end + 5)
        else:
            found = self._parties(first - 4, first)
        return found[0].name if found and found[0].form == "adjective" else None


def finished(draft: Draft) -> tuple[Fact, ...]:
    """Give the facts of a draft in their order, numbered, each with its sentence."""
    sentences = {(f.start, f.end): draft.reading.sentence_text(f.start) for f in draft.facts}
    return number_facts(draft.facts, sentences)


def rejected(draft: Draft) -> tuple[Rejected, ...]:
    """Give the numbers of a draft that became no fact, in the order of the text."""
    reading = draft.reading
    spans = [reading.tokens_in(fact.start, fact.end) for fact in draft.facts]
    inside = {k for first, end in spans for k in range(first, end)}
    return tuple(
        Rejected(quote=reading.quote(first, end), start=reading.starts[first], end=reading.end(end - 1), reason=reason)
        for first, end, reason in sorted(reading.rejected)
        if inside.isdisjoint(range(first, end))
    )
