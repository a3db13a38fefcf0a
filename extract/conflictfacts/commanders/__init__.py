"""Commanders: named people whom an article shows in command, of officer rank, or leading a country's war effort."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from conflictfacts.commanders.evidence import Evidence, Post, is_nickname, owner, renegade, weight
from conflictfacts.commanders.posts import PostFinder
from conflictfacts.commanders.sides import Sides
from conflictfacts.commanders.standing import Standing
from conflictfacts.commanders.whose import Draft, Settler
from conflictfacts.context.names import Cue, as_words
from conflictfacts.context.parties import PartyMention
from conflictfacts.context.people import People, Person
from conflictfacts.facts import CommanderFact
from conflictfacts.lexicon import Lexicon
from conflictfacts.reading import Reading

__all__ = ["CommanderFinder"]

# "Army Lt. Gen. X", the service without its country, is how the American forces write.
_AMERICA = "United States"
_GRADES = frozenset(["deputy", "senior", "top", "vice", "overall", "regional", "local", "chief"])


@dataclass(frozen=True, slots=True)
class _Sign:
    """One sign that a person commands: the greater the weight, the surer it is."""

    weight: int
    kind: str
    rule: str
    post: Post | None = None


class CommanderFinder:
    """Finds the commanders among the people of an article."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._posts = PostFinder(lexicon)
        roles = lexicon.table("roles")
        self._civil = as_words(roles, "civil", "words")
        self._bodies = as_words(roles, "bodies", "words") - as_words(roles, "states", "words")

    def find(self, reading: Reading, people: People, parties: Sequence[PartyMention]) -> list[CommanderFact]:
        """Give one fact a person, in order of the first mention with the fullest name. Linear in the text's length."""
        by_end: dict[int, Evidence] = {}
        by_person: dict[int, list[Evidence]] = {}
        order: list[tuple[Evidence, Person]] = []
        mentions = sorted(((m, p) for p in people.persons for m in p.mentions), key=lambda pair: pair[0].first)
        for mention, person in mentions:
            found = self._posts.read(reading, people, mention, by_end)
            if found is not None:
                by_end[mention.end] = found
                order.append((found, person))
                by_person.setdefault(id(person), []).append(found)
        if not order:
            return []
        # "Washington" may be a man.
        sides = Sides(reading, [p for p in parties if people.at(p.first, p.end) is None], self._posts.army)
        drafts = {
            id(p): draft for p in people.persons if (draft := self._draft(reading, sides, by_person.get(id(p), [])))
        }
        Settler(reading, people, sides, Standing(reading, sides, self._posts.army)).settle(order, drafts)
        facts = [self._fact(reading, person, drafts[id(person)]) for person in people.persons if id(person) in drafts]
        facts.sort(key=lambda fact: fact.start)
        return facts

    def _fact(self, reading: Reading, person: Person, draft: Draft) -> CommanderFact:
        post, rank = draft.post, draft.rank
        return CommanderFact(
            quote=reading.quote(person.first, person.end),
            start=reading.starts[person.first],
            end=reading.end(person.end - 1),
            rule=f"commander.{draft.rule}",
            name=person.name,
            role=self._role(reading, post) if post else draft.duty,
            rank=_singular(reading.quote(rank.first, rank.end)) if rank else None,
            side=draft.side,
            kind=draft.kind,
            mentions=tuple(dict.fromkeys(reading.quote(m.first, m.end) for m in person.mentions)),
        )

    def _role(self, reading: Reading, post: Post) -> str:
        """Give the words of a post with those that say of what arm: "brigade commander", "rebel leader"."""
        first = post.first
        while (
            first > post.phrase
            and (w := reading.lower[first - 1])
            and (w in self._posts.army.military or w in self._posts.army.armed or w in _GRADES)
        ):
            first -= 1
        return reading.quote(first, post.end)

    def _draft(self, reading: Reading, sides: Sides, found: Sequence[Evidence]) -> Draft | None:
        """Weigh what the mentions of one person tell: None where they show no commander."""
        # "Known as Commander Franklin": a nom de guerre is neither rank nor post.
        found = [one for one in found if not is_nickname(reading, one)] or found
        signs: list[_Sign] = []
        rank = None
        enlisted = False
        for one in found:
            if one.rank is not None:
                if one.rank.level == "officer":
                    rank = self._later(reading, rank, one.rank)
                    signs.append(_Sign(4, self._army(reading, sides, one), "rank"))
                else:
                    enlisted = True
            for held in one.posts:
                kind = self._kind(reading, sides, held, one)
                if kind == "political" and held.sort == "leader" and self._has_rebels(reading, one):
                    kind = "armed_group"
                if kind:
                    signs.append(_Sign(weight(held), kind, held.rule, held))
            if one.deed and self._is_done(reading, sides, one):
                signs.append(_Sign(1, self._army(reading, sides, one), one.deed))
        if not signs or (enlisted and rank is None and all(s.weight < 4 for s in signs)):
            return None
        military = [s for s in signs if s.kind != "political"]
        if rank is not None or any(s.weight > 3 for s in military):
            # An officer who is a minister too stays an officer.
            signs = military
        elif len(military) < len(signs):
            signs = [s for s in signs if s.kind == "political"]
        best = max(signs, key=lambda s: s.weight)
        settled = (
            "armed_group" if best.kind == "military" and any(s.kind == "armed_group" for s in signs) else best.kind
        )
        posts = [p for one in found for p in one.posts if p.sort != "link" and self._is_told(reading, p)]
        shown = [s.post for s in signs if s.post is not None] or posts
        post = max(shown, key=weight) if shown else None
        named = [party for one in found if (party := sides.of(one)) is not None]
        turned = any(renegade(reading, one) for one in found)
        duties = (
            reading.quote(one.men[0] - 1, one.men[1])
            for one in found
            if one.men
            and one.deed == "commands"
            and reading.lower[one.men[0] - 1] != "led"
            and not any(w.isdigit() or (w[0].isdigit() and w[-1].isdigit()) for w in reading.words[slice(*one.men)])
        )
        draft = Draft(settled, best.rule, rank, post, None, turned, duty=next(duties, None))
        if settled == "armed_group" and not named and post is not None:
            draft.side = sides.unlisted(post)
        own = [p for p in named if (p.kind == "armed_group") == (settled == "armed_group")] or named
        if own and own[0].kind == "country" and settled == "armed_group" and post is not None and not turned:
            # "South Sudan's leader X and his SPLA": a group found later goes before the country.
            draft.spare = own[0].name
        elif own and not (turned and own[0].kind != "armed_group"):
            draft.side = own[0].name
            if own[0].kind == "armed_group" and draft.kind == "military":
                draft.kind = "armed_group"
        service = any(one.service for one in found)
        if service and sides.names(_AMERICA) and (draft.side is None or own[0].kind == "alliance"):
            draft.side = _AMERICA
        return draft

    @staticmethod
    def _later(reading: Reading, rank: Cue | None, later: Cue) -> Cue:
        """Give the rank that the text gives last; "General" after "Brigadier General" is only its short form."""
        if rank is None:
            return later
        if later.name == rank.name:
            return rank
        long, short = reading.lower[rank.first : rank.end], reading.lower[later.first : later.end]
        return rank if long[-len(short) :] == short and len(long) > len(short) else later

    def _is_done(self, reading: Reading, sides: Sides, one: Evidence) -> bool:
        """Tell whether a deed shows a commander: "the group is led by X", but not "the government is led by X"."""
        if one.deed == "heads":
            return sides.headed(one) is not None
        return one.deed != "is-led" or self._is_force(reading, sides, one)

    def _is_force(self, reading: Reading, sides: Sides, one: Evidence) -> bool:
        """Tell whether a subject is a force: "the group is led by X", but not "the government is led by X"."""
        if one.men is None:
            return False
        words, army = reading.lower[one.men[0] : one.men[1]], self._posts.army
        return any(p.kind == "armed_group" for p in sides.within(*one.men)) or any(
            w in army.held or w in army.armed or w in army.military or w in army.groups for w in words
        )

    def _kind(self, reading: Reading, sides: Sides, post: Post, one: Evidence) -> str | None:
        """Give the kind of commander that a post makes, or None."""
        lower = reading.lower[post.phrase : post.end]
        if post.sort in {"office", "link"}:
            return None
        parties = sides.within(post.phrase, post.end)
        if not parties and post is one.post and owner(reading, one) in {"its", "their"}:
            whose = sides.owned(one)
            parties = [whose] if whose is not None and whose.kind == "armed_group" else []
        if post.sort == "political":
            return None if self._is_club(reading, post, parties) else "political"
        army = self._posts.army
        group = any(p.kind == "armed_group" for p in parties) or any(w in army.armed for w in lower)
        group = group or (not parties and any(w in army.groups for w in lower))
        if post.sort == "command":
            if not group and not parties and self._is_address(reading, post) and sides.has_groups:
                return "armed_group"
            return "armed_group" if group and not self._regular(parties) else "military"
        head = reading.lower[post.head : post.head_end]
        rest = [w for i, w in enumerate(lower) if not post.head <= post.phrase + i < post.head_end]
        if any(p.kind == "armed_group" for p in parties):
            return "armed_group"
        if "anti" in rest and any(w in army.held for w in rest):
            return "armed_group"
        if post.sort == "chair" and any(w in army.groups for w in rest) and "'s" in rest and sides.groups_before(post):
            return "armed_group"
        if post.sort == "chair" or any(w in self._civil for w in rest):
            return None
        if any(w in army.armed for w in rest):
            return "armed_group"
        if any(w in army.military for w in rest) or "military" in head:
            return "military"
        if head[-1] in {"leader", "head"} and parties:
            return "political"
        if any(w in army.groups for w in rest):
            return None if reading.lower[post.phrase - 1] in self._civil else "armed_group"
        if post.sort == "leader" and (sides.unlisted(post) or (head[-1] == "leader" and "column" in rest)):
            return "armed_group"
        return None

    def _is_told(self, reading: Reading, post: Post) -> bool:
        """Tell whether an office is worth telling of a commander: a spokesman is, a farmer is not."""
        return post.sort != "office" or not self._posts.army.offices.isdisjoint(
            reading.lower[post.head : post.head_end]
        )

    @staticmethod
    def _is_address(reading: Reading, post: Post) -> bool:
        """Tell whether a post stands before a name as a rank does: "Commander X", as rebels call theirs."""
        return (
            post.rule == "post-before"
            and post.phrase == post.head
            and reading.words[post.head][0].isupper()
            and reading.lower[post.head : post.head_end] == ["commander"]
            and reading.lower[max(0, post.head - 1)] != "the"
        )

    def _is_club(self, reading: Reading, post: Post, parties: Sequence[PartyMention]) -> bool:
        """Tell whether a president is one of a club, a company or a region."""
        for i in (*range(post.phrase, post.head), *range(post.head_end, post.end)):
            if reading.lower[i] in self._bodies or reading.lower[i] in self._civil:
                if not any(party.first <= i < party.end for party in parties):
                    return True
        return False

    def _has_rebels(self, reading: Reading, one: Evidence) -> bool:
        """Tell whether a leader's sentence gives him fighters: "Northern leader X says his rebels are ready"."""
        lower = reading.lower
        end = reading.sentence_of(one.mention.first).end
        for i in range(one.mention.end, min(one.mention.end + 12, end)):
            if lower[i] in {"his", "her"}:
                return any(w in self._posts.army.armed for w in lower[i + 1 : min(i + 4, end)])
        return False

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
            if any(w in self._posts.army.armed for w in lower[first:end]):
                return "armed_group"
        if one.deed == "breaks-away" or sides.headed(one) is not None:
            return "armed_group"
        if one.men is not None and lower[one.men[0] : one.men[1]][:1] == ["group"]:
            return "armed_group"
        party = sides.of(one)
        return "armed_group" if party is not None and party.kind == "armed_group" else "military"


def _singular(rank: str) -> str:
    """Give one man's rank of a rank before several names: "generals" is "general", "Gens." is "Gen."."""
    bare = rank.rstrip(".")
    return bare[:-1] + rank[len(bare) :] if bare.lower().endswith("s") else rank
