"""The verbs that say what happened to those counted: their forms, their senses, their voice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conflictfacts.context.grammar import ADVERBS, BE, DETERMINERS, HYPHENS, MODAL, PREPOSITIONS, PRONOUNS, QUOTES
from conflictfacts.lexicon import Lexicon

_TYPES = ("troops", "people", "equipment")
_HURT = frozenset({"wounded", "injured", "hurt"})
_BEHIND = 4  # tokens behind a phrase in which "was lost" stands
_DEAD = frozenset({"killed", "dead"})
_MACHINES = {"killed": "destroyed", "wounded": "other", "casualties": "destroyed", "displaced": "withdrawn"}
_PERSONS = {"destroyed": "killed", "shot_down": "killed", "launched": "strength", "supplied": "deployed"}


@dataclass(frozen=True, slots=True)
class Verb:
    """One sense of a verb form: what it says of its ``object`` or ``subject``.

    ``form`` is ``base``, ``third``, ``ing``, ``past`` or ``part``; one that is base and past alike ("hit")
    counts as past.
    """

    status: str
    frame: str
    form: str
    own: bool
    machines: str | None
    types: frozenset[str]
    unless: frozenset[str] = frozenset()

    @property
    def past(self) -> bool:
        """Whether the form may be a participle."""
        return self.form in ("past", "part")

    def status_of(self, type: str) -> str:
        """Give what the verb says of a type of count: machines that are killed are destroyed."""
        return self.machines if type == "equipment" and self.machines else self.status


class Verbs:
    """Finds verb forms and gives their senses, with the words of the ``verbs`` and ``grammar`` tables."""

    def __init__(self, lexicon: Lexicon) -> None:
        table = lexicon.table("verbs")
        clause = lexicon.table("grammar")["clause"]
        self._by_first: dict[str, list[tuple[tuple[str, ...], Verb]]] = {}
        self._by_last: dict[str, list[tuple[str, ...]]] = {}
        for entry in table["verb"]:
            self._add(entry)
        for bucket in self._by_first.values():
            bucket.sort(key=lambda known: -len(known[0]))
        for ends in self._by_last.values():
            ends.sort(key=len, reverse=True)
        self.nominal: Mapping[str, str] = _by_word(table["nominal"])
        self.predicate: Mapping[str, str] = _by_word(table["predicate"])
        self._states: dict[str, list[tuple[tuple[str, ...], str, frozenset[str]]]] = {}
        for state in table["state"]:
            for form in state["forms"]:
                words = tuple(form.split())
                kinds = frozenset(state.get("types", _TYPES))
                self._states.setdefault(words[0], []).append((words, state["status"], kinds))
        self._leads: dict[str, list[tuple[tuple[str, ...], str, frozenset[str]]]] = {}
        for lead in table["lead"]:
            for form in lead["forms"]:
                words = tuple(form.split())
                behind = frozenset(lead.get("behind", ()))
                self._leads.setdefault(words[-1], []).append((words, lead["status"], behind))
        self._after_subject = frozenset(clause["after_subject"])

    def _add(self, entry: Mapping[str, Any]) -> None:
        for forms in entry["forms"]:
            named = dict.fromkeys(forms, "base")
            for form, name in zip(forms, ("base", "third", "ing", "past", "part"), strict=False):
                named[form] = name
            for form, name in named.items():
                words = tuple(form.split())
                verb = Verb(
                    status=entry["status"],
                    frame=entry["frame"],
                    form=name,
                    own=entry.get("own", False),
                    machines=entry.get("machines"),
                    types=frozenset(entry.get("types", _TYPES)),
                    unless=frozenset(entry.get("unless", ())),
                )
                self._by_first.setdefault(words[0], []).append((words, verb))
                known = self._by_last.setdefault(words[-1], [])
                if words not in known:
                    known.append(words)

    def __contains__(self, word: str) -> bool:
        return word in self._by_first

    def at(self, lower: Sequence[str], i: int, end: int) -> list[tuple[int, Verb]]:
        """Give (end, sense) of the verb forms that begin at token ``i``, only the longest form's senses."""
        found: list[tuple[int, Verb]] = []
        size = 0
        for words, verb in self._by_first.get(lower[i], ()):
            if size and len(words) < size:
                break
            stop = i + len(words)
            if stop <= end and (len(words) == 1 or tuple(lower[i:stop]) == words):
                if verb.unless and stop < len(lower) and lower[stop] in verb.unless:
                    continue
                size = len(words)
                found.append((stop, verb))
        return found

    def sense(self, lower: Sequence[str], i: int, end: int, type: str, frame: str) -> tuple[int, Verb] | None:
        """Give the sense of the verb at ``i`` that fits a type of fact and a frame ("object" or "subject")."""
        return _narrowest(self.at(lower, i, end), type, frame)

    def ending_at(self, lower: Sequence[str], k: int, first: int) -> int | None:
        """Give the start of the longest verb form that ends with token ``k``."""
        for words in self._by_last.get(lower[k], ()):
            begin = k + 1 - len(words)
            if begin >= first and (len(words) == 1 or tuple(lower[begin : k + 1]) == words):
                return begin
        return None

    def parted(self, lower: Sequence[str], i: int, stop: int, after: int, end: int, type: str) -> Verb | None:
        """Give the sense of a verb whose object stands before its particle: "bring 1,000 of them home".

        The verb stands at ``i``..``stop``; its particle would stand at token ``after``.
        """
        head = tuple(lower[i:stop])
        for size in (4, 3, 2, 1):
            if after + size > end:
                continue
            whole = head + tuple(lower[after : after + size])
            follow = lower[after + size] if after + size < len(lower) else ""
            fits = [
                (stop, verb)
                for words, verb in self._by_first.get(lower[i], ())
                if words == whole and follow not in verb.unless
            ]
            hit = _narrowest(fits, type, "object")
            if hit:
                return hit[1]
        return None

    def state(self, lower: Sequence[str], i: int, end: int, type: str) -> str | None:
        """Give what a phrase at ``i`` says of its subject: "in need", "under siege"."""
        for words, status, kinds in self._states.get(lower[i], ()):
            if type in kinds and i + len(words) <= end and tuple(lower[i : i + len(words)]) == words:
                inner = self.state(lower, i + len(words) - 1, end, type) if len(words) > 1 else None
                return inner or status  # "remain in captivity"
        return None

    def lead(self, lower: Sequence[str], stop: int, first: int, after: int) -> str | None:
        """Give what a phrase that ends before token ``stop`` says of what follows, and ends at ``after``: "no word of".

        "Contact with" says it only where "was lost" stands behind.
        """
        for words, status, behind in self._leads.get(lower[stop - 1], ()):
            if behind and behind.isdisjoint(lower[after : after + _BEHIND]):
                continue
            if stop - len(words) >= first and tuple(lower[stop - len(words) : stop]) == words:
                return status
        return None

    def finite(self, lower: Sequence[str], i: int, form: str) -> bool:
        """Tell a form that is a verb ("rebels kill", "to destroy") from a noun of the same look ("strike aircraft")."""
        before = lower[i - 1]
        if form == "third":
            return before not in DETERMINERS and before not in PREPOSITIONS and before not in HYPHENS
        return (
            before in MODAL
            or before in ADVERBS
            or before in PRONOUNS
            or before in self._after_subject
            or (before.endswith("s") and len(before) > 3)
        )

    @staticmethod
    def passive(lower: Sequence[str], i: int, first: int) -> bool:
        """Tell whether the participle at ``i`` stands in the passive: a form of "be" before it, adverbs between."""
        k = _back_over_adverbs(lower, i - 1, first)
        if k > first and lower[k] in ("or", "and", ","):
            if lower[k - 1].endswith("ed") or lower[k - 1] in ("dead", "shot", "hurt"):
                k = _back_over_adverbs(lower, k - 2, first)
        return k >= first and lower[k] in BE

    def hurt(self, words: Sequence[str]) -> bool:
        """Tell whether wounds are among the words: "with gunshot wounds"."""
        return any(self.nominal.get(w) == "wounded" for w in words)

    @staticmethod
    def both(lower: Sequence[str], k: int, status: str) -> str:
        """Give "casualties" for "killed or wounded", else the first status named."""
        if status in ("killed", "wounded") and k + 2 < len(lower) and lower[k + 1] in ("or", "and", "/"):
            pair = {lower[k], lower[k + 2]}
            if pair & _HURT and pair & _DEAD:
                return "casualties"
        return status


def recast(status: str, type: str) -> str:
    """Give a status in the words of another type: what kills men destroys machines."""
    return (_MACHINES if type == "equipment" else _PERSONS).get(status, status)


def _narrowest(senses: Sequence[tuple[int, Verb]], type: str, frame: str) -> tuple[int, Verb] | None:
    best: tuple[int, Verb] | None = None
    for stop, verb in senses:
        if verb.frame == frame and type in verb.types:
            if best is None or len(verb.types) < len(best[1].types):
                best = (stop, verb)
    return best


def _back_over_adverbs(lower: Sequence[str], k: int, first: int) -> int:
    while k >= first and (
        lower[k] in ADVERBS
        or lower[k] in QUOTES
        or lower[k].endswith("ly")
        or (lower[k] in ("to", "have") and k > first and lower[k - 1] in ADVERBS)
    ):
        k -= 1
    return k


def _by_word(groups: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {word: status for status, words in groups.items() for word in words}
