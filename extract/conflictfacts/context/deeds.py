"""What a leader without a rank does with troops: "X threw in two divisions", "the men of X", "led by French-born X"."""

from __future__ import annotations

from conflictfacts.context.grammar import HYPHENS
from conflictfacts.context.names import Cue, as_words
from conflictfacts.context.people import People
from conflictfacts.lexicon import Lexicon
from conflictfacts.reading import Reading

_HIS = frozenset(["his", "her"])
_NUMBERS = frozenset(
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "a", "an",
     "several", "some", "about", "around", "nearly", "almost", "over", "more", "fresh", "half"]
)  # fmt: skip
_VAGUE = frozenset(["hundreds", "thousands", "dozens", "scores"])
_AUXILIARIES = frozenset(
    ["had", "has", "then", "also", "now", "meanwhile", "soon", "later", "himself", "herself", "twice", "again", "once",
     "still", "since", "already", "in", "turn"]
)  # fmt: skip
_PARTICLES = frozenset(["in", "up", "out", "back", "forward", "off", "down", "across", "over"])
_STOPS = frozenset(
    [".", ",", ";", ":", "(", ")", "“", "”", '"', "who", "which", "that", "said", "but", "when", "while"]
)
# What may stand after the men attacked, who are then no part of a longer noun: "the army champion".
_AFTER = frozenset(
    ["of", "at", "on", "near", "in", "and", "with", "by", "from", "to", "as", "who", "that", "under", "before", "after",
     "when", "during", "outside", "along", "led", "commanded", "while", "but", "into", "across", "so", "which", "there"]
)  # fmt: skip
_EDUCATED = frozenset(["born", "educated", "trained", "based", "bred", "old", "raised"])
_GOES_ON = frozenset(["whose", "commanding", "leading", "from", "for", "then", "heading", ".", "now"])
_NOBLE = frozenset(["de", "la", "van", "von", "der", "den", "di", "du", "del", "della", "da", "dos", "le", "zu"])
_TRIES = 12  # other places of a word that are looked at
_NEAR = 1500  # tokens around a word in which they are sought


class Deeds:
    """Reads what the words beside a name say of the troops it leads. Built once from the lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        roles = lexicon.table("roles")
        self._own = as_words(roles, "deeds", "own")
        self._hurls = as_words(roles, "deeds", "hurls")
        self._storms = as_words(roles, "deeds", "storms")
        self._moves = as_words(roles, "deeds", "moves")
        self._joins = as_words(roles, "deeds", "joins") | as_words(roles, "speech", "verbs")
        self._targets = as_words(roles, "deeds", "targets") | self._own
        self._splinters = as_words(roles, "armed", "splinters")
        self._armed = as_words(roles, "armed", "words")
        self._epithets = as_words(roles, "stop", "epithets")

    def epithets(self, reading: Reading, first: int) -> int:
        """Give the token where the words before a name begin: "led by [the Jordanian-born] X"."""
        words, lower = reading.words, reading.lower
        i = first
        while i > 1 and first - i < 8:
            if lower[i - 1] in self._epithets:
                i -= 1
            elif i > 2 and lower[i - 1] in _EDUCATED and words[i - 2] in HYPHENS:
                i -= 3
                while i > 1 and words[i - 1] in HYPHENS and reading.glued(i):
                    i -= 2
            else:
                break
        return i - 1 if i < first and i and lower[i - 1] in {"the", "a", "an"} else i

    def men_of(self, reading: Reading, first: int, end: int) -> tuple[int, int] | None:
        """Give the noun of "the men of X", "the SPLM-N faction of X", that ends before a name at ``first``..``end``."""
        lower = reading.lower
        if first < 3 or lower[first - 1] != "of" or lower[end : end + 1] == ["'s"]:
            return None
        noun = lower[first - 2]
        if lower[first - 3] in {"youth", "student", "political"}:
            return None
        return (first - 2, first - 1) if noun in self._own or noun in self._splinters else None

    def splits(self, reading: Reading, first: int) -> bool:
        """Tell whether a name stands after "the faction of": bodies and people split, places don't."""
        return first > 1 and reading.lower[first - 1] == "of" and reading.lower[first - 2] in self._splinters

    def breaks_away(self, reading: Reading, end: int) -> tuple[int, int] | None:
        """Give the name of the land in "X's breakaway Western Bosnia", behind a name that ends at ``end``."""
        words, lower = reading.words, reading.lower
        if lower[end : end + 1] not in (["'s"], ["'"]) or end + 2 >= len(words) or lower[end + 1] not in _BREAKAWAY:
            return None
        stop = end + 2
        while stop < len(words) and stop - end < 7 and words[stop][0].isupper():
            stop += 1
        return (end + 2, stop) if stop > end + 2 else None

    def done(self, reading: Reading, first: int, end: int, ceiling: int, *, sure: bool) -> tuple[str, int, int] | None:
        """Give the deed and the tokens of the troops in it, for a name at ``first``..``end``; None where there is none.

        ``sure`` says that the name is known to be a man's; else only deeds count that no town, ship or group does.
        """
        words, lower = reading.words, reading.lower
        i = end
        if i + 2 >= ceiling:
            return None
        if sure and lower[i] == "," and lower[i + 1] == "whose":
            noun = self._noun(reading, i + 2, min(i + 6, ceiling), self._own)
            return ("has-men", i + 2, noun) if noun and lower[noun : noun + 1] != ["of"] else None
        while i + 2 < ceiling and i - end < 4 and (lower[i] in _AUXILIARIES or lower[i].endswith("ly")):
            i += 1
        verb = lower[i]
        k = i + 1
        if verb in self._hurls:
            k += lower[k] in _PARTICLES
            mine = k < ceiling and lower[k] in _HIS
            if k < ceiling and (mine or self._is_number(reading, k, bare=not sure)):
                noun = self._noun(reading, k if not mine else k + 1, min(k + 5, ceiling), self._own)
                if noun:
                    return "orders-men", k, noun
        if k < ceiling and lower[k] in _HIS and verb not in self._joins and words[i].islower() and len(verb) > 3:
            noun = self._noun(reading, k + 1, min(k + 4, ceiling), self._own) if verb.endswith("ed") else 0
            if noun:
                return "orders-men", k, noun
        storm = self._storm(reading, i, ceiling)
        if storm:
            if sure or (lower[i + 1] in {"upon", "in", "down"} and self._is_mans(reading, first, end)):
                noun = self._noun(reading, storm, min(storm + 7, ceiling), self._targets)
                if noun and (noun >= len(words) or lower[noun] in _AFTER or not words[noun].islower()):
                    return "attacks", storm, noun
        if not sure:
            return None
        for j in range(i, min(i + 10, ceiling - 1)):
            if lower[j] in _STOPS:
                break
            if lower[j] == "with" and not self._moves.isdisjoint(lower[i:j]):
                if lower[j + 1] in _HIS or self._is_number(reading, j + 1, bare=False):
                    noun = self._noun(reading, j + 1, min(j + 7, ceiling), self._own)
                    if noun:
                        return "has-men", j + 1, noun
        return None

    def _storm(self, reading: Reading, i: int, ceiling: int) -> int:
        """Give the token after a verb of attacking at ``i``, or 0: "fell upon", "drove in", "ambushed"."""
        lower = reading.lower
        if i + 2 < ceiling and f"{lower[i]} {lower[i + 1]}" in self._storms:
            return i + 2
        return i + 1 if lower[i] in self._storms else 0

    @staticmethod
    def _is_number(reading: Reading, k: int, *, bare: bool) -> bool:
        """Tell whether a number begins at a token; ``bare`` lets "a" and "some" not count."""
        word = reading.lower[k]
        if word[0].isdigit() or word in _VAGUE:
            return True
        return word in _NUMBERS and not (bare and word in {"a", "an", "some", "more", "fresh", "over"})

    def _noun(self, reading: Reading, first: int, stop: int, nouns: frozenset[str]) -> int:
        """Give the token after the first of some nouns, where no word breaks the phrase before it, or 0."""
        lower = reading.lower
        for j in range(first, stop):
            if lower[j] in nouns and lower[j + 1 : j + 2] != ["'s"]:
                return j + 1
            if lower[j] in _STOPS or lower[j] in {"and", "with", "at", "from", "by", "to", "for", "in", "on", "as"}:
                return 0
        return 0

    def _is_mans(self, reading: Reading, first: int, end: int) -> bool:
        """Tell whether a lone surname is nowhere called a group's, a ship's or a unit's."""
        lower = reading.lower
        if end - first != 1 or not reading.words[first][1:].islower():
            return False
        at, stop = max(0, first - _NEAR) - 1, first + _NEAR
        for _ in range(_TRIES):
            try:
                at = lower.index(lower[first], at + 1, stop)
            except ValueError:
                break
            near = lower[at + 1 : at + 2]
            if (at and lower[at - 1] in {"the", "in", "at", "near", "of"}) or not self._armed.isdisjoint(near):
                return False
        return True


_BREAKAWAY = frozenset(["breakaway", "self-declared", "self-proclaimed", "secessionist", "separatist", "rebel"])


def is_noble(reading: Reading, first: int, end: int) -> bool:
    """Tell whether a name has a particle as Europeans' names do: "Koos de la Rey"; no group has one."""
    return end - first > 2 and reading.lower[first] not in _NOBLE and not _NOBLE.isdisjoint(reading.words[first:end])


def is_ranked(reading: Reading, people: People, cue: Cue) -> bool:
    """Tell whether a rank is told of a man and goes on with what he did: "X, the brigadier general whose group led"."""
    lower = reading.lower
    if cue.first == 0 or lower[cue.first - 1] not in {"a", "an", "the", "retired", "former", "army"}:
        return False
    return lower[cue.end : cue.end + 1] != [] and lower[cue.end] in _GOES_ON and people.at(cue.end, cue.end + 1) is None
