"""Whose they are where no word near them says it: the forces of the article, weighed against each other.

Every force gets points for what speaks for it. The best is taken where it has enough points and no equal: a wrong side
is worse than none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from conflictfacts.context.clauses import Ruling
from conflictfacts.context.sides.actors import Actors
from conflictfacts.context.sides.roster import Roster
from conflictfacts.context.sides.words import SideWords

_HARMED = frozenset({"killed", "wounded", "casualties", "missing", "captured", "surrendered", "deserted"})
_TAKEN = frozenset({"captured", "destroyed", "shot_down"})
_CLOSE = 40  # tokens: machines lost beside men
_NEAR = 250  # tokens: how far back what was said of a side still counts
_ENOUGH = {"troops": 2.0, "equipment": 1.4}
_LEAD = 0.3


@dataclass(frozen=True, slots=True)
class Counted:
    """A counted phrase whose side is sought: its noun, type, first token, the start of its sentence, and its status."""

    unit: str
    type: str
    token: int
    floor: int
    ruling: Ruling | None
    status: str | None
    inner: Sequence[str]


class Guess:
    """Weighs the forces of one reading."""

    def __init__(self, roster: Roster, actors: Actors, words: SideWords) -> None:
        self._roster = roster
        self._actors = actors
        self._words = words
        self._harmed: list[tuple[int, str, str, str]] = []

    def learn(self, token: int, unit: str, side: str, status: str | None, type: str) -> None:
        """Remember whose losses were counted at a token."""
        if status in _HARMED or status in _TAKEN:
            self._harmed.append((token, unit, side, type))

    def side(self, item: Counted) -> str | None:
        """Give the side that most speaks for, or None where none is clear of the others."""
        acted, actor = self._actors.actor(item.ruling, item.token, item.floor)
        speaker = self._actors.speaker(item.token)
        sort = self._words.sort_of(item.unit) if item.type == "troops" else None
        if sort == "enemy":
            return self._roster.opponent(actor or speaker or self._roster.home)
        scores = {name: 0.0 for name in self._candidates(sort, item) if name != actor}
        if not scores:
            return None
        self._by_place(scores, item, sort)
        if acted and actor:
            foe = self._roster.opponent(actor)
            foes = self._roster.enemies.get(actor, {})
            for name in scores:
                scores[name] += 2.0 if name == foe else 1.0 if name in foes else 0.0
        self._by_speaker(scores, item, sort, speaker, acted=acted)
        if item.type == "troops":
            self._by_use(scores, item, sort)
        self._by_harm(scores, item, sort)
        return _clear(scores, _ENOUGH[item.type])

    def _candidates(self, sort: str | None, item: Counted) -> list[str]:
        roster = self._roster
        names = list(roster.weight)
        if roster.home and roster.home not in names:
            names.append(roster.home)
        if item.type == "equipment":
            if "army" in item.inner or "police" in item.inner:
                return [n for n in names if roster.kinds[n] in ("country", "state")]
            return names
        if sort == "rebels":
            called = {side for _, word, side in roster.uses if word in self._words.rebels}
            return [n for n in names if roster.kinds[n] == "armed_group" or n in called]
        if not self._words.homely.isdisjoint(item.inner) or item.unit in ("police", "policeman"):
            return [n for n in names if roster.kinds[n] in ("country", "state")]
        if sort == "regulars":
            called = {side for _, word, side in roster.uses if word == item.unit}
            return [n for n in names if roster.kinds[n] != "armed_group" or n in called]
        return names

    def _by_place(self, scores: dict[str, float], item: Counted, sort: str | None) -> None:
        """Give points for being named often, at home, and near before the phrase."""
        roster = self._roster
        total = sum(roster.weight[name] for name in scores) or 1
        for name in scores:
            scores[name] += 1.2 * roster.weight[name] / total
            if name == roster.home and sort == "regulars":
                scores[name] += 1.4
            if item.unit in ("fighter", "gunman") and roster.kinds[name] == "armed_group":
                scores[name] += 0.6
        if len(scores) == 1:
            scores[next(iter(scores))] += 0.8
        for r in reversed(self._actors.between(max(0, item.token - 90), item.token)):
            if r.side in scores:
                near = r.first >= item.floor
                scores[r.side] += (1.0 if near else 0.6) + (0.9 if item.type == "equipment" else 0.0)
                break

    def _by_speaker(
        self, scores: dict[str, float], item: Counted, sort: str | None, speaker: str | None, *, acted: bool
    ) -> None:
        """Give points by who speaks: an army counts its own men, and the booty it took."""
        if speaker is None:
            return
        foe = self._roster.opponent(speaker)
        if item.type == "equipment":
            taken = item.status in _TAKEN or self._actors.is_booty(item.token, item.token + 20)
            if taken and foe in scores and not (item.ruling and item.ruling.own):
                scores[foe] += 1.5
            return
        if item.ruling and item.ruling.own and speaker in scores:
            scores[speaker] += 1.2
        elif item.unit in ("prisoner", "mercenary") or item.status in ("captured", "surrendered"):
            if foe in scores:
                scores[foe] += 1.5
        elif sort == "regulars" and speaker in scores and not acted:
            # Of two countries at war either may speak of the other's dead.
            scores[speaker] += 1.5 if self._roster.kinds.get(foe or "") in ("armed_group", None) else 0.3
        elif sort == "rebels" and foe in scores:
            scores[foe] += 1.0
        elif sort is None and not acted and speaker in scores:
            scores[speaker] += 0.4

    def _by_use(self, scores: dict[str, float], item: Counted, sort: str | None) -> None:
        """Give points for having been called by the same word, or one of its sort."""
        same = {"rebels": self._words.rebels, "regulars": self._words.regulars}.get(sort or "", self._words.neutral)
        last: dict[str, str] = {}
        after: str | None = None
        for token, word, side in self._roster.uses:
            if side not in scores:
                continue
            if token < item.token:
                if word == item.unit:
                    last["same"] = side
                if word in same:
                    last["like"] = side
            elif after is None and word in same:
                after = side
        if "same" in last:
            scores[last["same"]] += 1.2
        if "like" in last:
            scores[last["like"]] += 0.8 if sort else 0.4
        if "like" not in last and after:
            scores[after] += 1.2 if sort else 0.5

    def _by_harm(self, scores: dict[str, float], item: Counted, sort: str | None) -> None:
        """Give points to the side whose losses of a like sort were counted last: an article goes on with one side's dead."""
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
