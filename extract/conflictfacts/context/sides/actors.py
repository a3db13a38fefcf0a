"""Who does it: the subject of a verb, and what a pronoun stands for, as a side."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property

from conflictfacts.context.clauses import ADVERBS, BE, DETERMINERS, HAVE, MODAL, QUOTES, RELATIVES, Ruling
from conflictfacts.context.parties import PartyMention
from conflictfacts.context.sides.edges import Edges
from conflictfacts.context.sides.roles import Roles
from conflictfacts.context.sides.roster import Referent, Roster
from conflictfacts.context.sides.words import SideWords

_OURS = frozenset({"our", "ours", "my", "we", "us", "i"})
_HIS = frozenset({"his", "her", "he", "she"})
_THEIRS = frozenset({"their", "theirs", "they", "them"})
_ITS = frozenset({"its", "it"})
_POSSESSIVE = frozenset({"our", "ours", "my", "his", "her", "their", "theirs", "its"})
PRONOUNS = _OURS | _HIS | _THEIRS | _ITS
_LOOSE = BE | HAVE | (DETERMINERS - {"total", "own"}) | {",", "and", "said", "says"}
_POINTING = frozenset({"the", "his", "her", "its", "their", "our"})
_OPENERS = frozenset({"after", "before", "on", "upon", "by", "while", "when", "since"})
_CLAUSE = frozenset(
    """while when as after because but before although whereas though ; : said say says that claimed claim claims
    reported announced""".split()
)
_OWN_COUNT = frozenset({"man", "soldier", "fighter", "troop"})
_MOVED = frozenset({"deployed", "withdrawn", "supplied"})
_AGAINST = frozenset({"while", "whereas", "but", ";", ":"})
_WHERE = frozenset(
    "central northern southern eastern western north south east west nearby neighboring neighbouring upper".split()
)
_TOLD = 60  # tokens: who lost what fell into somebody's hands
_BACK = 3  # sentences that a pronoun looks back

Speaker = Callable[[int], "str | None"]


class Actors:
    """Finds who acts in the sentences of one reading."""

    def __init__(
        self, edges: Edges, roster: Roster, words: SideWords, led: Sequence[PartyMention], speaker: Speaker | None
    ) -> None:
        self._reading = edges.reading
        self.lower = edges.reading.lower
        self._edges = edges
        self._roster = roster
        self._words = words
        self._led = [Referent(m.first, m.end, m.name, "led") for m in sorted(led, key=lambda m: m.first)]
        self._led_firsts = [r.first for r in self._led]
        self._speaker = speaker
        self._pronouns: dict[int, str | None] = {}

    @cached_property
    def _all(self) -> list[Referent]:
        known = sorted([*self._roster.referents, *self._led], key=lambda r: r.first)
        self.roles = Roles(self._reading, self._words, self._roster, known, self._acts)
        return [self._by_role(r) for r in known]

    def _by_role(self, r: Referent) -> Referent:
        """Say whom "the defenders" and "the garrison" mean, where the text has told who attacks and who holds."""
        if r.side or r.sort not in ("unnamed", "unit"):
            return r
        side = self.roles.side(self.lower[r.end - 1], r.first)
        return replace(r, side=side or (self._roster.goes_on(r.first) if r.sort == "unit" else None))

    @cached_property
    def _firsts(self) -> list[int]:
        return [r.first for r in self._all]

    def speaker(self, token: int) -> str | None:
        """Give the side of whoever says what stands at a token."""
        return self._speaker(token) if self._speaker else None

    def between(self, first: int, end: int) -> list[Referent]:
        """Give the referents that begin in tokens ``first``..``end``."""
        return self._all[bisect_left(self._firsts, first) : bisect_left(self._firsts, end)]

    def sentence_end(self, token: int) -> int:
        """Give the end of the sentence that a token stands in."""
        return self._reading.sentence_of(token).end

    # -- subjects ----------------------------------------------------------------------------------------------------

    def subject(self, word: int, floor: int) -> str | None:
        """Give the side that is the subject of the verb at token ``word`` of a sentence that begins at ``floor``."""
        lower = self._reading.lower
        floor = self._past_dateline(floor, word)
        k = word - 1
        while k >= floor and (lower[k] in ADVERBS or lower[k] in HAVE or lower[k] in MODAL or lower[k] in BE):
            k -= 1
        if k >= floor and lower[k] in PRONOUNS:
            return self.pronoun(k, floor)
        if k >= floor and lower[k] in RELATIVES and lower[k] != "that":
            # "Malta, which has 500 men", "shelled Boer camps, which hold": the name before the comma.
            before = [r for r in self.between(max(floor, k - 4), k) if r.side]
            return before[-1].side if before else self._nearest(floor, k)
        joined = k >= floor and (lower[k] in ("and", ",", ";", "then", "or") or lower[word].endswith("ing"))
        if joined:
            return self._farthest(self._clause(k, floor), word)
        return self._nearest(floor, word) or self._ahead(floor, word)

    def _ahead(self, floor: int, word: int) -> str | None:
        """Give the subject that a half sentence without one waits for: "After landing with 900 men, the Dutch"."""
        lower = self._reading.lower
        if lower[floor] not in _OPENERS or not lower[floor + 1].endswith("ing"):
            return None
        limit = self._reading.sentence_of(floor).end
        comma = next((k for k in range(word, limit) if lower[k] == ","), limit)
        return next((r.side for r in self.between(comma, min(limit, comma + 6)) if r.side), None)

    def _clause(self, word: int, floor: int) -> int:
        lower = self._reading.lower
        for k in range(word - 1, floor, -1):
            if lower[k] in _CLAUSE:
                return k + 1
        return floor

    def _contrast(self, token: int, floor: int) -> int:
        """Give where the half of a sentence begins that sets another subject against the first: "..., whereas"."""
        lower = self._reading.lower
        return next((k + 1 for k in range(token - 1, floor, -1) if lower[k] in _AGAINST), floor)

    def _nearest(self, floor: int, word: int) -> str | None:
        before = self.between(floor, word)
        for n in range(len(before) - 1, -1, -1):
            r = self._first_joined(before, n)
            if self._acts(r, floor) and ((side := self._side_of(r, floor)) or r.sort != "unit"):
                return side
        for k in range(word - 1, floor - 1, -1):
            if self._reading.lower[k] in ("he", "she", "they", "it", "we"):
                return self.pronoun(k, floor)
        return None

    def _first_joined(self, before: Sequence[Referent], n: int) -> Referent:
        """Give the first of those that act together: "British and Indian forces lost"."""
        while n and before[n].sort == "party" == before[n - 1].sort and before[n].first - before[n - 1].end == 1:
            if self._reading.lower[before[n].first - 1] not in ("and", ","):
                break
            n -= 1
        return before[n]

    def _farthest(self, floor: int, word: int) -> str | None:
        lower = self._reading.lower
        for k in range(floor, min(floor + 3, word)):
            if lower[k] in ("he", "she", "they", "it", "we"):
                return self.pronoun(k, floor)
        for r in self.between(floor, word):
            if self._acts(r, floor) and ((side := self._side_of(r, floor)) or r.sort != "unit"):
                return side
        return None

    def _side_of(self, r: Referent, floor: int) -> str | None:
        """Give the side of a referent; "its troops" are the side's that "its" stands for."""
        k = r.first - 1
        if r.sort not in ("party", "led") and k >= floor and self._reading.lower[k] in PRONOUNS:
            return self.pronoun(k, self._reading.sentence_of(k).first) or (
                r.side if r.sort in ("group", "unit") else None
            )
        return r.side

    def _acts(self, r: Referent, floor: int) -> bool:
        """Tell whether a referent may be a subject: not behind a preposition or a verb, save in "the head of X"."""
        lower = self._reading.lower
        k = r.first - 1
        while k >= floor and (
            lower[k] in DETERMINERS
            or lower[k] in self._words.before
            or lower[k] in QUOTES
            or lower[k] in _WHERE
            or (k == r.first - 1 and lower[k][0].isdigit())
        ):
            k -= 1
        if k < floor or not (lower[k] in self._words.distant or lower[k] in self._words.hostile):
            return True
        if lower[k] != "of" or k <= floor or lower[k - 1] not in self._words.offices:
            return False
        # "destroyed nine guns of a Danish battery": the tanks are what was hit.
        return self._words.hostile.isdisjoint(lower[max(floor, k - 5) : k - 1])

    def country_first(self, floor: int) -> str | None:
        """Give the country that a sentence begins with as its scene: "In neighbouring Niger, seven soldiers died"."""
        lower = self.lower
        if lower[floor] != "in":
            return None
        for m in self._edges.within(floor + 1, min(len(lower), floor + 4)):
            if m.kind == "country" and m.form == "name" and lower[m.end : m.end + 1] == [","]:
                return m.name
        return None

    def _past_dateline(self, floor: int, word: int) -> int:
        """Step over "OSLO, Norway -": a dateline names no one who acts."""
        for k in range(floor, min(word, floor + 9)):
            if self._reading.lower[k] in ("—", "–", "--", "-") and not self._reading.glued(k) and k > floor:
                return k + 1
        return floor

    # -- pronouns ----------------------------------------------------------------------------------------------------

    def pronoun(self, token: int, floor: int) -> str | None:
        """Give the side that a pronoun at a token stands for, or None."""
        if token not in self._pronouns:
            self._pronouns[token] = None  # a chain of pronouns must not come back here
            self._pronouns[token] = self._stands_for(token, floor)
        return self._pronouns[token]

    def _stands_for(self, token: int, floor: int) -> str | None:
        word = self._reading.lower[token]
        if word in _OURS:
            return self.speaker(token) or (self._roster.home if self._roster.is_homely else None)
        if word in _THEIRS and self.is_quoted(token):
            return self._roster.opponent(self.speaker(token))
        if word in _HIS:
            return self._person(token)
        return self._antecedent(token, floor)

    def _person(self, token: int) -> str | None:
        """Give the side of the commander named last, in this sentence or the one before."""
        floor = self._reading.sentences[max(0, self._reading.sentence_index(token) - 2)].first
        at = bisect_left(self._led_firsts, token)
        return self._led[at - 1].side if at and self._led[at - 1].first >= floor else None

    def _antecedent(self, token: int, floor: int) -> str | None:
        """Give the side of the first referent that could be a subject, before a token in its sentence, else earlier."""
        sentences = self._reading.sentences
        index = self._reading.sentence_index(token)
        for back in range(index, max(-1, index - _BACK), -1):
            first = sentences[back].first
            start = self._past_dateline(first, sentences[back].end)
            end = token if back == index else sentences[back].end
            contrast = self._contrast(token, start) if back == index else start
            for r in (*self.between(contrast, end), *self.between(start, contrast)):
                if r.sort != "led" and self._acts(r, start):
                    side = self._side_of(r, start)
                    if side:
                        return side
            for r in self.between(start, end):
                if r.side and r.sort == "led":
                    return r.side
        return None

    def is_quoted(self, token: int) -> bool:
        """Tell whether a token stands between quotation marks, as far as its paragraph shows."""
        text, at = self._reading.text, self._reading.starts[token]
        start = max(text.rfind("\n", max(0, at - 3000), at) + 1, at - 3000)
        before = text[start:at]
        return before.count("“") > before.count("”") or before.count('"') % 2 == 1

    # -- what the clause says ----------------------------------------------------------------------------------------

    def owner(self, ruling: Ruling | None, first: int, end: int, floor: int) -> str | None:
        """Give the owner that the clause names: the subject of "lost" or "sent", or what "its" stands for."""
        lower = self._reading.lower
        limit = min(len(lower), end + 4) if lower[end : end + 1] == ["of"] else end
        for k in range(max(floor, first - 1), limit):
            if lower[k] in _POSSESSIVE:
                return self.pronoun(k, floor)
        if "'s" in lower[first:end]:
            # "ten of the group's fighters", "four of Holm's ships"
            inside = [r for r in self.between(first, end) if r.sort in ("group", "led")]
            if inside:
                return inside[0].side
        if ruling and ruling.word < first and lower[ruling.word] in ("cost", "costs", "costing", "gave"):
            receivers = [r.side for r in self.between(ruling.word + 1, first) if r.side]
            if receivers and lower[ruling.word] != "gave":
                return receivers[0]
        if ruling and ruling.word < first and lower[ruling.word] in self._words.holding:
            return self._keeper(ruling.word, floor)
        fallen = self._handed(first, end)
        if fallen:
            return fallen
        apposed = self._apposed(first, end, floor)
        if apposed:
            return apposed
        given = ruling and (ruling.status in ("surrendered", "supplied") or lower[ruling.word] in self._words.yielding)
        own = ruling and (ruling.own or (given and ruling.role == "object"))
        if own and ruling and ruling.role != "nominal" and not ruling.passive and ruling.word < first:
            return self.subject(ruling.word, floor)
        if ruling and ruling.own and ruling.passive and ruling.role != "nominal":
            agent = self._agent(ruling.word)
            if agent:
                return agent.side
        if ruling and ruling.role == "nominal" and ruling.word < first and ruling.status in _MOVED:
            mover = self._nearest(floor, ruling.word)
            if mover:
                return mover  # "Chad approved the deployment of 300 men"
        if lower[first - 1] == "counted" and self._words.fighters.get(lower[end - 1]) in _OWN_COUNT:
            return self.subject(first - 1, floor)  # "The regiment counted 60 men killed": its own, not "60 bodies"
        told = self._relative(end) or self._formed(first, end, floor)
        if told:
            return told
        k = first - 1
        while k > floor and (lower[k] in ADVERBS or lower[k] in DETERMINERS):
            k -= 1
        if k > floor and lower[k] in ("of", "on", "for", "disposal"):
            k -= 3 if lower[k] == "disposal" else 1
        if k > floor and (lower[k] in HAVE or lower[k] in self._words.owning):
            return self.subject(k, floor)
        return self._summed(first, floor)

    def _handed(self, first: int, end: int) -> str | None:
        """Give whose "90 rifles fell into Danish hands" were: the other's that was told of, or whom the Danes fight."""
        lower = self.lower
        for k in range(end, min(len(lower), end + 8)):
            if lower[k] in ("hands", "possession") and "into" in lower[end:k]:
                takers = [r.side for r in self.between(end, k) if r.side]
                others = [r.side for r in self.between(max(0, first - _TOLD), first) if r.side not in (None, *takers)]
                return (others[-1] if others else self._roster.opponent(takers[-1], end)) if takers else None
            if lower[k] in (".", ";"):
                return None
        return None

    def _apposed(self, first: int, end: int, floor: int) -> str | None:
        """Give the side of "the Turks, 5,000 men in all," and "his army, 900 infantry and 40 horsemen"."""
        lower, words = self.lower, self._words
        if first - floor < 2 or lower[first - 1] != "," or words.fighters.get(lower[end - 1]) in words.rebels:
            return None
        before = [r for r in self.between(max(floor, first - 6), first - 1) if r.end == first - 1 and r.sort != "led"]
        if not before or lower[before[-1].first - 1] not in _POINTING:
            return None
        mention = self._edges.by_first.get(before[-1].first)
        if mention is not None and mention.form not in ("people", "force", "adjective"):
            return None
        return self._side_of(before[-1], floor)

    def _keeper(self, word: int, floor: int) -> str | None:
        """Give whose the place is that holds men: the last name before "containing" that says whose something is."""
        lower, words = self.lower, self._words
        for r in reversed(self.between(max(floor, word - 16), word)):
            if r.side and lower[r.end] not in (",", ")") and lower[r.first - 1] not in words.distant:
                return r.side
        return None

    def _summed(self, first: int, floor: int) -> str | None:
        """Give whose losses, strength or number a figure sums up: "Danish losses came to 300", "his army numbered"."""
        lower, words = self.lower, self._words
        for k in range(first - 1, max(floor, first - 12) - 1, -1):
            if lower[k] in words.sums and (lower[k] != "dead" or lower[k - 1] == "own"):
                before = [
                    r
                    for r in self.between(max(floor, k - 5), k + 1)
                    if r.side and _LOOSE.isdisjoint(lower[r.end : k]) and words.distant.isdisjoint(lower[r.end : k])
                ]
                for j in (k - 1, k - 2):
                    if j >= floor and lower[j] in _POSSESSIVE:
                        return self.pronoun(j, floor)
                behind = [r for r in self.between(k + 1, min(first, k + 5)) if r.side and lower[k + 1] == "of"]
                if before or behind:
                    return (before[-1:] or behind)[0].side
            if lower[k] in words.sums and lower[k - 1] in ("enemy", "'s") and "enemy" in lower[max(floor, k - 2) : k]:
                return self._roster.opponent(self._farthest(self._clause(k, floor), k) or self.speaker(first), first)
            if lower[k] in words.numbered and k >= first - 5 and (subject := self.subject(k, floor)):
                return subject
            if lower[k] in (".", ";") or lower[k] in words.hostile or lower[k][0].isdigit():
                return None
        return None

    def actor(self, ruling: Ruling | None, token: int, floor: int) -> tuple[bool, str | None]:
        """Tell whether something was done to those counted in the active voice, and by which side (None: not known)."""
        lower = self._reading.lower
        if ruling is not None and not ruling.own and ruling.role == "object" and ruling.passive:
            for k in range(token - 1, max(floor, token - 12) - 1, -1):
                if lower[k] in self._words.claims:
                    return True, self.subject(k, floor)
        if ruling is None or (ruling.status == "strength" and ruling.role != "object") or ruling.word >= token:
            for k in range(token - 1, max(floor, token - 8) - 1, -1):
                if lower[k] in self._words.hostile and lower[k - 1] not in BE:
                    return True, self.subject(k, floor)
                if lower[k] in (".", ";", ":"):
                    break
        if ruling is None or ruling.role != "object" or ruling.own:
            return False, None
        if not ruling.passive:
            return True, self.subject(ruling.word, floor)
        agent = self._agent(ruling.word)
        return (True, agent.side) if agent else (False, None)

    def _agent(self, word: int) -> Referent | None:
        """Give who did it in the passive: "were fired by the rebels"."""
        limit = self._reading.sentence_of(word).end
        for k in range(word + 1, min(limit, word + 4)):
            if self.lower[k] == "by":
                return next(iter(self.between(k + 1, min(limit, k + 7))), None)
        return None

    def _formed(self, first: int, end: int, floor: int) -> str | None:
        """Give whose a force of so many is: "Holm's brigade of 900 men", "the Dutch contingent, 1,100 strong"."""
        lower, words = self.lower, self._words
        if lower[first - 2 : first] in (["cost", "of"], ["loss", "of"], ["price", "of"]) and first - floor > 3:
            return self._farthest(self._clause(first - 2, floor), first - 2)  # "at a cost of 90 men"
        strong = lower[first - 1] == "," and lower[end - 1] == "strong"
        if not (strong or lower[first - 1] == "of"):
            return None
        for r in reversed(self.between(max(floor, first - 7), first - 1)):
            between = lower[r.end : first - 1]
            if r.side and r.sort in ("party", "led") and 0 < len(between) <= 3:
                if _LOOSE.isdisjoint(between) and words.distant.isdisjoint(between):
                    return r.side if strong or not words.forms.isdisjoint(between) else None
        return None

    def _relative(self, end: int) -> str | None:
        """Give the subject of "the nine drones that Iran launched": they are its own, unless it shot at them."""
        lower = self.lower
        if lower[end + 1 : end + 2] == ["by"] and lower[end] not in self._words.hostile:
            return next((r.side for r in self.between(end + 2, end + 6)), None)  # "six rockets fired by Hamas"
        if lower[end : end + 1] and lower[end] in self._words.carrying:
            return next((r.side for r in self.between(end + 1, end + 6)), None)  # "two trucks full of militants"
        if lower[end : end + 1] not in (["that"], ["which"], ["whom"]):
            return None
        for r in self.between(end + 1, end + 5):
            verbs = lower[r.end : r.end + 4]
            if self._words.hostile.isdisjoint(verbs) and r.side and verbs and verbs[0] != ",":
                return r.side
            return None
        return None

    def is_booty(self, token: int, limit: int) -> bool:
        """Tell whether things were taken from someone, as the words around say: "12 rifles were recovered"."""
        lower = self._reading.lower
        if not self._words.booty.isdisjoint(lower[max(0, token - 4) : token]):
            return True
        for k in range(token + 1, min(limit, token + 16, len(lower))):
            if lower[k] in self._words.booty and lower[k - 1] in BE:
                return True
            if lower[k] in (".", ";"):
                break
        return False

    # -- commanders --------------------------------------------------------------------------------------------------

    def under(self, end: int, limit: int) -> str | None:
        """Give the side of the commander in "2,000 men led by General Smith" or "under Smith"."""
        lower = self._reading.lower
        k = end
        if k < limit and lower[k] in ("led", "commanded", "headed"):
            k += 1
        if k < limit and lower[k] in ("by", "under"):
            at = bisect_left(self._led_firsts, k + 1)
            if at < len(self._led) and self._led[at].first <= min(limit, k + 7):
                return self._led[at].side
        return None

    def beside(self, first: int, floor: int) -> str | None:
        """Give the side of the commander in "Colonel Smith and ten men", "Smith reached the town with 9,000 men"."""
        lower = self._reading.lower
        if first > floor + 1 and lower[first - 1] == "with":
            if lower[first - 2] in self._words.alongside:
                return None
            near = [r for r in self.between(max(floor, first - 5), first - 1) if r.side and r.sort != "led"]
            if near and lower[near[-1].first - 1] not in self._words.deeds:
                return near[-1].side
            return self.subject(first - 1, floor)
        if first > floor + 3 and lower[first - 1] == "of" and lower[first - 4] == "with":
            return self.subject(first - 4, floor)  # "with a force of 700 men"
        if first >= 2 and lower[first - 1] in ("and", "with", ","):
            at = bisect_left(self._led_firsts, first - 1)
            if at and self._led[at - 1].end == first - 1:
                return self._led[at - 1].side
        return None
