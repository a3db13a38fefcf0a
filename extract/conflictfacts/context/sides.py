"""Whose they are: the party that counted troops or weapons belong to.

First the words of the phrase itself ("Russian troops", "members of ISIL"), then its owner ("its soldiers", "Ukraine
sent 500 men"), then what the article has said of its forces so far ("the militants", "others"). A wrong side is worse
than none, so a fall-back must be without a rival.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from conflictfacts.context.clauses import ADVERBS, BE, DETERMINERS, HAVE, MODAL, Ruling
from conflictfacts.context.parties import PartyMention
from conflictfacts.reading import Reading

# "Russian-backed rebels" are not Russia's; "Russian-made tanks" need not be.
_APART = frozenset(
    {
        "backed",
        "supported",
        "held",
        "controlled",
        "made",
        "built",
        "occupied",
        "supplied",
        "aligned",
        "allied",
        "linked",
        "trained",
        "funded",
        "designated",
        "language",
        "speaking",
        "born",
        "installed",
        "affiliated",
        "inspired",
        "sponsored",
        "annexed",
        "administered",
        "government-held",
    }
)
_AGAINST = frozenset({"anti", "pro", "non"})
_FROM = frozenset({"of", "from", "by", "belonging", "with", "for"})
_DISTANT = frozenset(
    {
        "in",
        "into",
        "at",
        "near",
        "from",
        "against",
        "of",
        "to",
        "on",
        "across",
        "inside",
        "around",
        "towards",
        "toward",
        "over",
        "with",
        "by",
        "between",
        "outside",
        "throughout",
        "for",
        "within",
    }
)
_REBELS = frozenset(
    {
        "militant",
        "rebel",
        "insurgent",
        "terrorist",
        "guerrilla",
        "jihadist",
        "jihadi",
        "extremist",
        "gunman",
        "separatist",
        "islamist",
        "suicide bomber",
        "suicide attacker",
        "attacker",
        "assailant",
        "operative",
        "raider",
        "bandit",
        "mujahideen",
    }
)
_REGULARS = frozenset(
    {
        "soldier",
        "troop",
        "serviceman",
        "servicewoman",
        "police",
        "marine",
        "airman",
        "sailor",
        "conscript",
        "service member",
        "security force",
        "personnel",
        "peacekeeper",
        "paratrooper",
        "officer",
        "border guard",
        "military adviser",
    }
)
_NEUTRAL = frozenset({"fighter", "combatant", "volunteer", "recruit", "man", "member", "prisoner", "mercenary"})
_HARMED = frozenset({"killed", "wounded", "casualties", "missing", "captured", "surrendered", "deserted"})
_HOMELY = frozenset({"government", "army", "security", "police", "national", "federal"})
_ENEMY = frozenset({"enemy", "invader", "occupier", "foe", "intruder", "infiltrator"})


@dataclass(frozen=True, slots=True)
class Force:
    """A party as a force in the text: ``troops`` of it, or the group itself, named at a token."""

    token: int
    name: str
    kind: str


class Sides:
    """The parties of one reading and what each has done so far."""

    def __init__(
        self,
        reading: Reading,
        parties: Sequence[PartyMention],
        led: Sequence[PartyMention] = (),
        speaker: Callable[[int], str | None] | None = None,
    ) -> None:
        """Take the parties of a reading, its commanders as mentions that stand for their side, and who speaks for whom.

        ``speaker`` gives the side of whoever says what stands at a token.
        """
        self.reading = reading
        self._speaker = speaker
        self._led = sorted(led, key=lambda m: m.first)
        self._led_firsts = [m.first for m in self._led]
        self.parties = parties
        self.by_first: Mapping[int, PartyMention] = {m.first: m for m in parties}
        self._firsts = [m.first for m in parties]
        self._learned: list[tuple[int, str, str]] = []
        self._harmed: list[tuple[int, str, str]] = []

    def within(self, first: int, end: int) -> list[PartyMention]:
        """Give the mentions that begin in the tokens ``first``..``end``."""
        return list(self.parties[bisect_left(self._firsts, first) : bisect_left(self._firsts, end)])

    def owns(self, mention: PartyMention) -> bool:
        """Tell whether an adjective or name says whose the thing behind it is ("Russian-backed" does not)."""
        lower = self.reading.lower
        after = lower[mention.end : mention.end + 2]
        if len(after) == 2 and after[0] in ("-", "–", "‑") and after[1] in _APART:
            return False
        if after[:1] and after[0] in _APART:
            return False
        if mention.first >= 2 and lower[mention.first - 1] in ("-", "‑") and lower[mention.first - 2] in _AGAINST:
            return False
        return not (mention.first >= 1 and lower[mention.first - 1] in ("anti", "pro"))

    # -- in the phrase and at its edges ------------------------------------------------------------------------------

    def in_phrase(self, first: int, end: int) -> str | None:
        """Give the party named inside a phrase: the first of several, but a group goes before a country."""
        inside = [m for m in self.within(first, end) if self.owns(m)]
        groups = [m for m in inside if m.kind == "armed_group"]
        if groups and inside[0].kind == "country" and groups[0].first == inside[0].end:
            return groups[0].name
        return inside[0].name if inside else None

    def behind(self, end: int, limit: int) -> str | None:
        """Give the party of "... of the Iraqi army", "... from North Korea" right behind a phrase."""
        lower = self.reading.lower
        k = end
        if k < limit and lower[k] in ("of", "from", "belonging", "loyal"):
            source = lower[k]
            k += 1
            if lower[k : k + 1] == ["to"]:
                k += 1
            while k < limit and (lower[k] in DETERMINERS or lower[k] in ADVERBS):
                k += 1
            window = self.within(k, min(limit, k + (6 if source != "from" else 3)))
            for m in window:
                if all(
                    lower[j] not in (",", ".", "in", "at", "were", "was", "who", "that") for j in range(k, m.first)
                ) and self.owns(m):
                    return m.name
        return None

    def before(self, first: int, floor: int) -> str | None:
        """Give the owner of "Ukraine's 5,000 soldiers"."""
        lower = self.reading.lower
        k = first - 1
        while (
            k >= floor and (lower[k] in DETERMINERS or lower[k] in ADVERBS) and lower[k] not in ("its", "their", "his")
        ):
            k -= 1
        if k >= floor and lower[k] in ("'s", "'"):
            for m in reversed(self.within(max(floor, k - 6), k)):
                if m.end == k:
                    return m.name
        return None

    def subject(self, word: int, floor: int) -> str | None:
        """Give the party that is the subject of the verb at token ``word``: the nearest one not under a preposition."""
        lower = self.reading.lower
        pronoun = self._pronoun(word, floor)
        if pronoun:
            return pronoun if pronoun != "?" else None
        led = self._led[bisect_left(self._led_firsts, floor) : bisect_left(self._led_firsts, word)]
        floor = self._past_dateline(floor, word)
        unnamed = [m for k in range(floor, word) if lower[k] in _UNNAMED for m in self._unnamed(k)]
        for m in sorted((*self.within(floor, word), *led, *unnamed), key=lambda m: -m.first):
            if m.form != "led" and not self.owns(m):
                continue
            k = m.first - 1
            while k >= floor and lower[k] in DETERMINERS:
                k -= 1
            staff = lower[k] == "of" and k > floor and (lower[k - 1] in _ARMED or lower[k - 1] in _OFFICES)
            if k >= floor and lower[k] in _DISTANT and not staff:
                continue
            # "... in Mali. Gunmen killed": fighters of no name stand nearer to the verb than the party.
            if any(lower[j] in _FIGHTERS and lower[j - 1] not in _DISTANT for j in range(m.end + 3, word)):
                return None
            return m.name
        return None

    def _past_dateline(self, floor: int, word: int) -> int:
        """Step over "BAMAKO, Mali -": a dateline names no one who acts."""
        for k in range(floor, min(word, floor + 9)):
            if self.reading.lower[k] in ("—", "–", "--", "-") and not self.reading.glued(k) and k > floor:
                return k + 1
        return floor

    def _pronoun(self, word: int, floor: int) -> str | None:
        """Give the speaker's side for "we have seized", the other for "they have lost" in a quotation, "?" unknown."""
        lower = self.reading.lower
        k = word - 1
        while k >= floor and (lower[k] in ADVERBS or lower[k] in HAVE or lower[k] in MODAL or lower[k] in BE):
            k -= 1
        if k < floor or lower[k] not in ("we", "they", "i"):
            return None
        speaker = self._speaker(word) if self._speaker else None
        if lower[k] in ("we", "i"):
            return speaker or "?"
        if speaker and self._quoted(word):
            return self._opponent(speaker) or "?"
        return "?"

    def _quoted(self, token: int) -> bool:
        """Tell whether a token stands between quotation marks, as far as its paragraph shows."""
        text, at = self.reading.text, self.reading.starts[token]
        start = text.rfind("\n", max(0, at - 3000), at) + 1
        before = text[max(start, at - 3000) : at]
        return before.count("“") > before.count("”") or before.count('"') % 2 == 1

    def _unnamed(self, k: int) -> list[PartyMention]:
        """Read "the army", "the air force" as the forces of the article's own country, "the rebels" as its one group."""
        lower = self.reading.lower
        first = k - 1 if lower[k - 1] in ("air", "security", "government", "armed", "naval") else k
        if first < 1 or (
            lower[first - 1] not in ("the", "its", "their") and self.reading.sentence_of(k).first != first
        ):
            return []
        if lower[k] in _REBEL_WORDS:
            name = self._by_use(_REBELS, k, None) or self._single("armed_group", None)
        else:
            name = self.home if self._homely else None
        return [PartyMention(first, k + 1, name, "country", "force")] if name else []

    @cached_property
    def _homely(self) -> bool:
        """Whether the article's own country is the one country at war in it, or names it far more than any other."""
        others = {name for name, kind in self._ranking if kind == "country" and name != self.home}
        counts = [sum(m.name == name for m in self.parties) for name in others]
        own = sum(m.name == self.home for m in self.parties)
        return not counts or own >= 2 * max(counts)

    def under(self, end: int, limit: int) -> str | None:
        """Give the side of the commander in "2,000 men led by General Smith" or "under Smith"."""
        lower = self.reading.lower
        k = end
        if k < limit and lower[k] in ("led", "commanded", "headed"):
            k += 1
        if k < limit and lower[k] in ("by", "under"):
            for m in self._led:
                if k < m.first <= min(limit, k + 5):
                    return m.name
        return None

    def beside(self, first: int, floor: int) -> str | None:
        """Give the side of the commander in "Colonel Smith and 26 men", "Smith reached the town with 15,000 men"."""
        lower = self.reading.lower
        if first > floor and lower[first - 1] == "with":
            return self.subject(first - 1, floor)
        if first >= 2 and lower[first - 1] in ("and", "with"):
            for m in self._led:
                if m.end == first - 1:
                    return m.name
        return None

    def ahead(self, first: int, floor: int) -> str | None:
        """Give the party named last before a number in the line of a list."""
        inside = self.within(floor, first)
        return inside[-1].name if inside else None

    def owner(self, ruling: Ruling | None, first: int, end: int, floor: int) -> str | None:
        """Give the owner that the clause names: the subject of "lost" or "sent", or what "its" stands for."""
        if ruling and ruling.own and not ruling.passive:
            subject = self.subject(ruling.word, floor)
            if subject:
                return subject
        if any(w in ("our", "my") for w in self.reading.lower[max(floor, first - 1) : end]):
            return self._speaker(first) if self._speaker else None
        if any(w in ("its", "their", "his") for w in self.reading.lower[max(floor, first - 1) : end]):
            return self.subject(first, floor)
        return None

    # -- the article so far ------------------------------------------------------------------------------------------

    def learn(self, unit: str, token: int, side: str, status: str | None) -> None:
        """Remember that a counted noun at a token belongs to a side, and whether it has been harmed."""
        self._learned.append((token, unit, side))
        if status in _HARMED:
            self._harmed.append((token, unit, side))

    @cached_property
    def _uses(self) -> list[tuple[int, str, str]]:
        """Where the text joins a side to a word for fighters: (token, word, side), counted or not, in order."""
        lower = self.reading.lower
        uses = list(self._learned)
        for m in self.parties:
            if m.form in ("adjective", "name", "force") and self.owns(m):
                for j in range(m.end, min(len(lower), m.end + 3)):
                    word = lower[j]
                    if word in _FIGHTERS:
                        uses.append((m.first, _FIGHTERS[word], m.name))
                        break
                    if not word[0].isalpha():
                        break
        return sorted(set(uses))

    @cached_property
    def _forces(self) -> list[Force]:
        """Every mention that shows a party as a force: groups always, countries by their adjective, people or forces."""
        lower = self.reading.lower
        found = []
        for m in self.parties:
            if not self.owns(m):
                continue
            if m.kind == "armed_group" or m.form in ("force", "people"):
                found.append(Force(m.first, m.name, m.kind))
            elif m.form in ("adjective", "name"):
                ahead = lower[m.end : m.end + 4]
                if any(w in _ARMED for w in ahead):
                    found.append(Force(m.first, m.name, m.kind))
        return found

    @cached_property
    def _ranking(self) -> list[tuple[str, str]]:
        """The forces of the article by how often they are named: (name, kind)."""
        counts: dict[tuple[str, str], int] = {}
        for force in self._forces:
            counts[force.name, force.kind] = counts.get((force.name, force.kind), 0) + 1
        return sorted(counts, key=lambda key: -counts[key])

    @cached_property
    def home(self) -> str | None:
        """The country that the article names most, by any of its forms; None in a tie."""
        counts: dict[str, int] = {}
        for m in self.parties:
            if m.kind == "country":
                # The head of an article and its dateline say where we are.
                counts[m.name] = counts.get(m.name, 0) + (2 if m.first < 40 else 1)
        best = sorted(counts.values(), reverse=True)
        if not best or (len(best) > 1 and best[0] == best[1]):
            return None
        return next(name for name, n in counts.items() if n == best[0])

    def actor(self, ruling: Ruling | None, floor: int) -> str | None:
        """Give the side that did it, where something was done to those counted in the active voice."""
        if ruling is None or ruling.role != "object" or ruling.own:
            return None
        if not ruling.passive:
            return self.subject(ruling.word, floor)
        lower = self.reading.lower
        sentence = self.reading.sentence_of(ruling.word)
        for k in range(ruling.word + 1, min(sentence.end, ruling.word + 4)):
            if lower[k] == "by":
                inside = self.within(k + 1, min(sentence.end, k + 6))
                return inside[0].name if inside else None
        return None

    def guess(
        self, unit: str, type: str, token: int, floor: int, ruling: Ruling | None, inner: Sequence[str] = ()
    ) -> str | None:
        """Give the side of a phrase that names none, from what the article has said before (then after) it."""
        actor = self.actor(ruling, floor) or self._claimant(token, floor, ruling)
        if type == "equipment":
            if ruling is not None and ruling.own and any(w in _REBEL_WORDS for w in self.reading.lower[floor : ruling.word]):
                return self._by_use(_REBELS, token, None) or self._single("armed_group", None)
            return self._weapons(token, ruling, actor)
        if unit in _ENEMY:
            return self._opponent(actor)
        if not _HOMELY.isdisjoint(inner) or unit in ("police", "security force"):
            return self.home if self.home != actor else self._single("country", actor)
        if ruling is not None and ruling.status in _HARMED:
            harmed = self._by_harm(unit, token, actor)
            if harmed:
                return harmed
        same = self._by_use({unit}, token, actor)
        if same:
            return same
        if unit in _REBELS:
            return self._by_use(_REBELS, token, actor) or self._single("armed_group", actor)
        if unit in _REGULARS:
            return (
                self._by_use(_REGULARS, token, actor)
                or self._single("country", actor)
                or self._lately(token, actor)
                or (self.home if self.home != actor else None)
            )
        return self._opponent(actor) or self._by_use(_NEUTRAL, token, actor, reach=60) or self._lately(token, actor)

    def _by_harm(self, unit: str, token: int, actor: str | None) -> str | None:
        """Give the side whose losses of a like sort were counted last: an article goes on counting one side's dead."""
        group = next((g for g in (_REBELS, _REGULARS) if unit in g), None)
        for t, word, side in reversed(self._harmed):
            if unit in _REGULARS and self._kinds.get(side) == "armed_group" and word != unit:
                continue
            if unit in _REBELS and self._kinds.get(side) == "country":
                continue
            if t < token and side != actor and (group is None or word in group or word in _NEUTRAL):
                return side if token - t < 250 else None
        return None

    @cached_property
    def _kinds(self) -> dict[str, str]:
        return {m.name: m.kind for m in self.parties}

    def _lately(self, token: int, actor: str | None) -> str | None:
        """Give the side of the last counts before a token, where they are all of one side."""
        before = [side for t, _, side in self._learned if t < token][-4:]
        return before[0] if len(before) > 1 and len(set(before)) == 1 and before[0] != actor else None

    def _by_use(self, units: Iterable[str], token: int, actor: str | None, reach: int = 600) -> str | None:
        """Give the side that the text has last joined to one of the words before a token, else the first after it."""
        wanted = set(units)
        fits = [(t, side) for t, word, side in self._uses if word in wanted and side != actor]
        before = [side for t, side in fits if t < token and token - t <= reach]
        if before:
            return before[-1]
        after = {side for t, side in fits if t >= token}
        return after.pop() if len(after) == 1 else None

    def _single(self, kind: str, actor: str | None) -> str | None:
        """Give the one force of a kind, where the article names no other."""
        names = {name for name, k in self._ranking if (k == "armed_group") == (kind == "armed_group") and name != actor}
        return names.pop() if len(names) == 1 else None

    def _opponent(self, actor: str | None) -> str | None:
        """Give the other of the two forces that an article names most."""
        names = [name for name, _ in self._ranking][:2]
        if actor in names and len(names) == 2:
            return names[1] if names[0] == actor else names[0]
        return None

    def _weapons(self, token: int, ruling: Ruling | None, actor: str | None) -> str | None:
        if ruling is not None and ruling.role == "subject" and ruling.status == "launched":
            return self._latest(token, actor, 60) or self._opponent(actor)
        return self._latest(token, actor, 90) or self._opponent(actor)

    def _claimant(self, token: int, floor: int, ruling: Ruling | None) -> str | None:
        """Give the side that claims another's loss: "Ukrainian infantry claimed 30 vehicles destroyed"."""
        if (
            ruling is None
            or ruling.own
            or ruling.status not in ("killed", "captured", "destroyed", "shot_down", "wounded")
        ):
            return None
        lower = self.reading.lower
        for k in range(token - 1, max(floor, token - 12) - 1, -1):
            if lower[k] in ("claimed", "claims", "claim", "claiming"):
                return self.subject(k, floor)
        return None

    def _latest(self, token: int, actor: str | None, reach: int) -> str | None:
        """Give the force named last before a token, other than the one that acts."""
        for force in reversed(self._forces):
            if force.token < token:
                if token - force.token > reach:
                    return None
                if force.name != actor:
                    return force.name
        return None


_FIGHTERS = {
    **{word: word for word in _REBELS | _REGULARS | _ENEMY | _NEUTRAL},
    **{word + "s": word for word in _REBELS | _REGULARS | _ENEMY | _NEUTRAL}, "men": "man",
    "servicemen": "serviceman", "airmen": "airman", "gunmen": "gunman", "forces": "troop", "army": "soldier",
}  # fmt: skip

_OFFICES = frozenset({"staff", "leader", "president", "king", "capital", "prime", "people", "parliament", "rulers"})
_UNNAMED = frozenset(
    {
        "army",
        "military",
        "navy",
        "force",
        "forces",
        "police",
        "marines",
        "troops",
        "soldiers",
        "rebels",
        "militants",
        "insurgents",
        "guerrillas",
        "junta",
        "government",
    }
)
_REBEL_WORDS = frozenset({"rebels", "militants", "insurgents", "guerrillas"})
_ARMED = frozenset(
    """army armies troops forces soldiers military navy fleet militia militias militants fighters rebels insurgents guerrillas
    separatists commander commanders general officials authorities government police security defence defense ministry air
    paratroopers marines garrison infantry cavalry artillery units brigade division battalion regiment command offensive
    checkpoint base post outpost convoy camp barracks warplanes jets tanks helicopters airstrikes vehicles fleet destroyers
    attack positions losses casualties servicemen personnel advance assault invasion paramilitary command intelligence""".split()
)
