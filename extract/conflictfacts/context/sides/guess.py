"""Whose they are where no word near them says it: the forces of the article, weighed against each other.

Every force gets points for what speaks for it. The best is taken where it has enough points and no equal: a wrong side
is worse than none.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass, replace

from conflictfacts.context.clauses import Ruling
from conflictfacts.context.sides.actors import Actors
from conflictfacts.context.sides.roster import Roster
from conflictfacts.context.sides.words import SideWords

_HARMED = frozenset({"killed", "wounded", "casualties", "missing", "captured", "surrendered", "deserted"})
_TAKEN = frozenset({"captured", "destroyed", "shot_down"})
_IRREGULAR = frozenset({"militiaman", "combatant", "mercenary"})
_BESIDE = 7  # tokens: "nine divisions and two brigades"
_USES = 80  # uses of a word that are looked at each way
_RUN = 80  # tokens: counts that go on with one side's men
_CLOSE = 40  # tokens: machines lost beside men
_NEAR = 250  # tokens: how far back what was said of a side still counts
_ENOUGH = {"troops": 1.8, "equipment": 1.4}
_LEAD = 0.3


@dataclass(frozen=True, slots=True)
class Counted:
    """A counted phrase whose side is sought: noun, type, first and end token, its sentence's start, its status."""

    unit: str
    type: str
    token: int
    end: int
    floor: int
    ruling: Ruling | None
    status: str | None


class Guess:
    """Weighs the forces of one reading."""

    def __init__(self, roster: Roster, actors: Actors, words: SideWords) -> None:
        self._roster = roster
        self._actors = actors
        self._words = words
        self._harmed: list[tuple[int, str, str, str]] = []
        self._noted: list[tuple[int, str]] = []

    def learn(self, token: int, unit: str, side: str, status: str | None, type: str) -> None:
        """Remember whose losses were counted at a token."""
        if status in _HARMED or status in _TAKEN:
            self._harmed.append((token, unit, side, type))

    def note(self, token: int, side: str) -> None:
        """Remember whose the men or weapons counted at a token were, by whatever token of the text."""
        insort(self._noted, (token, side))

    def side(self, item: Counted) -> str | None:
        """Give the side that most speaks for, or None where none is clear of the others."""
        item = self._narrowed(item)
        if self._is_nobodys(item):
            return None
        if item.unit in self._words.lent:
            return self._sender(item)
        acted, actor = self._actors.actor(item.ruling, item.token, item.floor)
        speaker = self._actors.speaker(item.token)
        sort = self._words.sort_of(item.unit) if item.type == "troops" else None
        if not self._words.enemy.isdisjoint(self._actors.lower[item.token : item.end]):
            sort = "enemy"  # "90 enemy dead"
        if sort == "enemy":
            side = actor or speaker or self._roster.home
            foes = self._roster.enemies.get(side or "", ())
            states = [name for name in foes if self._roster.kinds[name] == "country"]
            if item.unit in ("invader", "occupier") and len(states) == 1:
                return states[0]
            return self._roster.opponent(side, item.token)
        if item.unit == "prisoner" and not (acted or actor or speaker):
            # "Three prisoners were sent back": of those whom the force told of fights.
            at = bisect_left(self._noted, (item.token, ""))
            if at and item.token - _RUN <= self._noted[at - 1][0] < item.floor:
                return self._roster.opponent(self._noted[at - 1][1], item.token)
        scores = {name: 0.0 for name in self._candidates(sort, item) if name != actor}
        if not scores:
            return None
        self._by_place(scores, item, sort, speaker)
        self._by_run(scores, item)
        if acted and actor:
            foe = self._roster.opponent(actor, item.token)
            foes = self._roster.enemies.get(actor, ())
            for name in scores:
                scores[name] += 2.0 if name == foe else 1.0 if name in foes else 0.0
        self._by_speaker(scores, item, sort, speaker, acted=acted)
        if item.type == "troops":
            self._by_use(scores, item, sort)
        self._by_harm(scores, item, sort)
        return _clear(scores, _ENOUGH[item.type])

    def _is_nobodys(self, item: Counted) -> bool:
        """Tell whether the text says that those counted are of no side of its own, or of both."""
        lower = self._actors.lower
        if not self._words.strange.isdisjoint(lower[item.token : item.end]):
            return lower[item.token - 1] != "including"
        for k in range(item.token, min(len(lower), item.end + 9) - 1):
            if lower[k] in ("both", "either", "other") and lower[k + 1] in ("sides", "side"):
                return True
            if lower[k] == ".":
                break
        return False

    def _sender(self, item: Counted) -> str | None:
        """Give the one alliance that the sentence of peacekeepers names: they are its, and not of a side at war."""
        limit = self._actors.sentence_end(item.token)
        named = {r.side for r in self._actors.between(item.floor, limit) if r.side}
        alliances = [side for side in named if self._roster.kinds.get(side) == "alliance"]
        return alliances[0] if len(alliances) == 1 else None

    def _narrowed(self, item: Counted) -> Counted:
        """Read "20 bodies of attackers" and "40 members of the police" as attackers and police."""
        lower = self._actors.lower
        if item.type == "troops" and lower[item.end - 1] in ("other", "others"):
            for word in reversed(lower[item.floor : item.token]):
                if word in self._words.fighters:
                    return replace(item, unit=self._words.fighters[word])  # "a rebel was shot and four others fled"
        if item.type != "troops" or self._words.sort_of(item.unit):
            return item
        if lower[item.token - 1] == "," and lower[item.token - 2] in self._words.fighters:
            return replace(item, unit=self._words.fighters[lower[item.token - 2]])  # "the rebels, 60 men at most,"
        if lower[item.end : item.end + 1] != ["of"]:
            return item
        for word in lower[item.end + 1 : item.end + 5]:
            if word in self._words.fighters:
                return replace(item, unit=self._words.fighters[word])
            if word in ("police", "army", "security", "military", "patrol"):
                return replace(item, unit="police")
        return item

    def _candidates(self, sort: str | None, item: Counted) -> list[str]:
        roster = self._roster
        names = roster.candidates
        inner = self._actors.lower[item.token : item.end]
        if item.type == "equipment":
            if "army" in inner or "police" in inner:
                return [n for n in names if roster.kinds[n] in ("country", "state")]
            return names
        if sort == "rebels":
            # "Senegalese rebels" are of Senegal only where no group of theirs is named.
            groups = [n for n in names if roster.kinds[n] == "armed_group"]
            armed = groups or [n for n in names if n in roster.rebellious]
            return armed or (names if item.unit in ("attacker", "raider") and not roster.has_nameless_rebels else [])
        if not self._words.homely.isdisjoint(inner) or item.unit in ("police", "policeman"):
            return [n for n in names if roster.kinds[n] in ("country", "state")]
        if sort == "regulars":
            called = roster.called.get(item.unit, ())
            return [n for n in names if roster.kinds[n] != "armed_group" or n in called]
        return names

    def _by_place(self, scores: dict[str, float], item: Counted, sort: str | None, speaker: str | None) -> None:
        """Give points for being named often, at home, and near before the phrase."""
        roster = self._roster
        total = sum(roster.weight[name] for name in scores) or 1
        foe = roster.opponent(roster.home, item.token) if sort == "rebels" else None
        for name in scores:
            scores[name] += 1.2 * roster.weight[name] / total
            if name == roster.home and sort == "regulars":
                scores[name] += 1.4
            if name == foe:
                scores[name] += 0.8
            if item.unit in ("fighter", "gunman") and name in roster.rebellious:
                scores[name] += 0.6
        here = self._actors.country_first(item.floor)
        if here in scores and sort == "regulars":
            scores[here] += 2.0
        if len(scores) == 1:
            scores[next(iter(scores))] += 0.8
        # Who only says that something was lost is not who lost it.
        teller = (
            speaker
            if item.type == "equipment" and item.status in _TAKEN and item.ruling and not item.ruling.own
            else None
        )
        for r in reversed(self._actors.between(max(0, item.token - 90), item.token)):
            if r.side in scores and r.side != teller:
                near = r.first >= item.floor
                scores[r.side] += (1.0 if near else 0.6) + (0.9 if item.type == "equipment" else 0.0)
                break

    def _by_run(self, scores: dict[str, float], item: Counted) -> None:
        """Give points to the side that the counts just before were of, all of them."""
        at = bisect_left(self._noted, (item.token, ""))
        run = {side for token, side in self._noted[max(0, at - 3) : at] if item.token - token <= _RUN}
        if item.type == "troops" and len(run) == 1 and run <= scores.keys():
            scores[run.pop()] += 1.0
        if at and item.token - self._noted[at - 1][0] <= _BESIDE and self._noted[at - 1][1] in scores:
            scores[self._noted[at - 1][1]] += 0.8

    def _by_speaker(
        self, scores: dict[str, float], item: Counted, sort: str | None, speaker: str | None, *, acted: bool
    ) -> None:
        """Give points by who speaks: an army counts its own men, and the booty it took."""
        if speaker is None:
            return
        foe = self._roster.opponent(speaker, item.token)
        if item.type == "equipment":
            taken = item.status in _TAKEN or self._actors.is_booty(item.token, item.token + 20)
            if taken and foe in scores and not (item.ruling and item.ruling.own):
                scores[foe] += 1.5
            return
        if item.ruling and item.ruling.own and speaker in scores:
            scores[speaker] += 1.2
        elif item.unit in ("prisoner", "mercenary") or item.status in ("captured", "surrendered"):
            if len(scores) > 1 and item.unit == "prisoner":
                scores.pop(speaker, None)
            if foe in scores:
                scores[foe] += 1.5
        elif sort == "regulars" and speaker in scores and not acted:
            # Of two countries at war either may speak of the other's dead.
            at_war = self._roster.kinds.get(foe or "") not in ("armed_group", None)
            here = any(r.side == speaker for r in self._actors.between(item.floor, item.token))
            scores[speaker] += 0.8 if at_war else 2.3 if here else 1.5
        elif (sort == "rebels" or item.unit in _IRREGULAR) and foe in scores and speaker not in self._roster.rebellious:
            scores[foe] += 1.0
        elif sort is None and not acted and speaker in scores:
            scores[speaker] += 0.4

    def _by_use(self, scores: dict[str, float], item: Counted, sort: str | None) -> None:
        """Give points for having been called by the same word, or one of its sort."""
        same = {"rebels": self._words.rebels, "regulars": self._words.regulars}.get(sort or "", self._words.neutral)
        uses = self._roster.uses
        at = bisect_left(uses, (item.token, "", ""))
        last: dict[str, str] = {}
        for n in range(at - 1, max(-1, at - _USES), -1):
            _, word, side = uses[n]
            if side in scores and word == item.unit:
                last.setdefault("same", side)
            if side in scores and word in same:
                last.setdefault("like", side)
        ahead = (side for _, word, side in uses[at : at + _USES] if side in scores and word in same)
        after = next(ahead, None)
        if "same" in last:
            scores[last["same"]] += 1.2
        if "like" in last:
            scores[last["like"]] += 0.8 if sort else 0.4
        if "like" not in last and after:
            scores[after] += 1.2 if sort else 0.5

    def _by_harm(self, scores: dict[str, float], item: Counted, sort: str | None) -> None:
        """Give points to the side whose losses of a like sort were counted last: a text goes on with one side."""
        machines = item.type == "equipment"
        if item.status not in (_TAKEN if machines else _HARMED):
            return
        for token, unit, side, type in reversed(self._harmed):
            if token < item.token and side in scores and (machines or type != "equipment"):
                if machines and type != "equipment" and item.token - token > _CLOSE:
                    return
                if machines or sort is None or self._words.sort_of(unit) in (sort, None):
                    if item.token - token <= _NEAR:
                        scores[side] += 1.2
                    return


def _clear(scores: dict[str, float], enough: float) -> str | None:
    ranked = sorted(scores.items(), key=lambda entry: -entry[1])
    if ranked[0][1] < enough or (len(ranked) > 1 and ranked[0][1] - ranked[1][1] < _LEAD):
        return None
    return ranked[0][0]
