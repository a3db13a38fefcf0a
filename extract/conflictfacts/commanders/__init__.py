"""Commanders: named people whom an article shows in command, of officer rank, or leading a country's war effort."""

from __future__ import annotations

from collections.abc import Sequence

from conflictfacts.commanders.posts import Evidence, Post, PostFinder, weight
from conflictfacts.commanders.sides import Sides
from conflictfacts.context.names import Cue, as_words
from conflictfacts.context.parties import PartyMention
from conflictfacts.context.people import People, Person
from conflictfacts.facts import CommanderFact
from conflictfacts.lexicon import Lexicon
from conflictfacts.reading import Reading

__all__ = ["CommanderFinder"]


class CommanderFinder:
    """Finds the commanders among the people of an article."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._posts = PostFinder(lexicon)
        self._civil = as_words(lexicon.table("roles"), "civil", "words")

    def find(self, reading: Reading, people: People, parties: Sequence[PartyMention]) -> list[CommanderFact]:
        """Give one fact a person, in order of the first mention with the fullest name. Linear in the text's length."""
        evidence: dict[int, Evidence] = {}
        owners: list[tuple[int, Person, Evidence]] = []
        mentions = sorted(((m, p) for p in people.persons for m in p.mentions), key=lambda pair: pair[0].first)
        for mention, person in mentions:
            found = self._posts.read(reading, people, mention, evidence)
            if found is not None:
                evidence[mention.end] = found
                owners.append((mention.first, person, found))
        if not owners:
            return []
        sides = Sides(reading, parties, self._posts)
        by_person: dict[int, list[Evidence]] = {}
        for _, person, found in owners:
            by_person.setdefault(id(person), []).append(found)
        facts: list[CommanderFact] = []
        for person in people.persons:
            if id(person) in by_person:
                fact = self._fact(reading, sides, person, by_person[id(person)])
                if fact is not None:
                    facts.append(fact)
        facts.sort(key=lambda fact: fact.start)
        return facts

    def _fact(self, reading: Reading, sides: Sides, person: Person, found: list[Evidence]) -> CommanderFact | None:
        kinds: list[tuple[int, str, str, Post | None]] = []
        rank = None
        enlisted = False
        for one in found:
            if one.rank is not None:
                if one.rank.level == "officer":
                    rank = self._later(reading, rank, one.rank)
                    kinds.append((3, self._army(reading, sides, one), "rank", None))
                else:
                    enlisted = True
            for post in one.posts:
                kind = self._kind(reading, sides, post)
                if kind:
                    kinds.append((weight(post), kind, post.rule, post))
            if one.deed:
                kinds.append((1, self._army(reading, sides, one), one.deed, None))
        if not kinds or (enlisted and rank is None and all(k[0] < 4 for k in kinds)):
            return None
        if rank is not None:
            # An officer who is a minister too stays an officer.
            kinds = [k for k in kinds if k[1] != "political"] or kinds
        # The first of the strongest.
        _, kind, rule, post = max(kinds, key=lambda k: k[0])
        if rank is None and any(k[1] == "political" for k in kinds) and weight_of(kinds) < 5:
            kind, rule, post = next(k[1:] for k in kinds if k[1] == "political")
        if any(k[1] == "armed_group" for k in kinds) and kind == "military":
            kind = "armed_group"
        posts = [p for one in found for p in one.posts]
        shown = post or (max(posts, key=weight) if posts else None)
        side = self._side(reading, sides, found, kind)
        return CommanderFact(
            quote=reading.quote(person.first, person.end),
            start=reading.starts[person.first],
            end=reading.end(person.end - 1),
            rule=f"commander.{rule}",
            name=person.name,
            role=reading.quote(shown.first, shown.end) if shown else None,
            rank=_singular(reading.quote(rank.first, rank.end)) if rank else None,
            side=side,
            kind=kind,
            mentions=tuple(dict.fromkeys(reading.quote(m.first, m.end) for m in person.mentions)),
        )

    @staticmethod
    def _later(reading: Reading, rank: Cue | None, later: Cue) -> Cue:
        """Give the rank that the text gives last; "General" after "Brigadier General" is only its short form."""
        if rank is None:
            return later
        long, short = reading.lower[rank.first : rank.end], reading.lower[later.first : later.end]
        return rank if long[-len(short) :] == short and len(long) > len(short) else later

    def _kind(self, reading: Reading, sides: Sides, post: Post) -> str | None:
        """Give the kind of commander that a post makes, or None."""
        lower = reading.lower[post.phrase : post.end]
        if post.sort == "office":
            return None
        if post.sort == "political":
            return "political"
        parties = sides.within(post.phrase, post.end)
        group = any(p.kind == "armed_group" for p in parties) or any(w in self._posts.armed for w in lower)
        if post.sort == "command":
            return "armed_group" if group and not self._regular(parties) else "military"
        head = reading.lower[post.head : post.head_end]
        rest = [w for i, w in enumerate(lower) if not post.head <= post.phrase + i < post.head_end]
        if any(p.kind == "armed_group" for p in parties):
            return "armed_group"
        if post.sort == "chair" or any(w in self._civil for w in rest):
            return None
        if any(w in self._posts.armed for w in rest):
            return "armed_group"
        if any(w in self._posts.military for w in rest) or (head[0] != "chief" and "plans" in head):
            return "military"
        if head[-1] == "leader" and parties:
            return "political"
        return None

    @staticmethod
    def _regular(parties: Sequence[PartyMention]) -> bool:
        return bool(parties) and parties[0].kind != "armed_group" and parties[0].form != "adjective"

    def _army(self, reading: Reading, sides: Sides, one: Evidence) -> str:
        """Tell an officer of an army from one of an armed group by the words about him."""
        lower = reading.lower
        spans = [(one.before, one.mention.first)]
        if one.post is not None:
            spans.append((one.post.phrase, one.post.end))
        if one.men is not None:
            spans.append(one.men)
        for first, end in spans:
            if any(w in self._posts.armed for w in lower[first:end]):
                return "armed_group"
        party = sides.of(one)
        return "armed_group" if party is not None and party.kind == "armed_group" else "military"

    def _side(self, reading: Reading, sides: Sides, found: list[Evidence], kind: str) -> str | None:
        named = [party for one in found if (party := sides.of(one)) is not None]
        if kind == "armed_group":
            for party in named:
                if party.kind == "armed_group":
                    return party.name
        if named:
            return named[0].name
        if kind == "political":
            return sides.usual(armed=False)
        return sides.usual(armed=kind == "armed_group")


def weight_of(kinds: Sequence[tuple[int, str, str, Post | None]]) -> int:
    """Give the greatest weight."""
    return max(k[0] for k in kinds)


def _singular(rank: str) -> str:
    """Give one man's rank of a rank before several names: "generals" is "general", "Gens." is "Gen."."""
    bare = rank.rstrip(".")
    return bare[:-1] + rank[len(bare) :] if bare.lower().endswith("s") else rank
