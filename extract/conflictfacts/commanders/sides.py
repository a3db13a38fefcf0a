"""Whose a commander is: from the words about the post, the troops, the service, else from the whole article."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from conflictfacts.commanders.evidence import ArmyWords, Evidence, Post
from conflictfacts.context.grammar import HYPHENS
from conflictfacts.context.parties import PartyMention
from conflictfacts.context.people import Mention, People
from conflictfacts.reading import Reading

_ALOOF = frozenset(
    ["backed", "led", "supported", "aligned", "allied", "trained", "funded", "sponsored", "born", "held"]
)
_WORDS = frozenset(
    ["is", "us", "plan", "it", "as", "un", "an", "ana", "moi", "pap", "pla", "man", "free", "all", "one"]
)
_REACH = 120  # tokens before a name that are looked at for a side
_TRIES = 12  # mentions of an acronym that are looked at for fighters
_WHERE = frozenset(["in", "at", "over", "near", "inside", "across"])
_OTHER = frozenset(["anti", "pro", "ex", "non"])
_STOPS = frozenset([",", ";", "(", "on", "against", "in", "into", "at", "to", "from", "toward", "towards", "near"])
_AUXILIARIES = frozenset(["had", "has", "then", "also", "now", "once", "previously"])


class Sides:
    """The parties of one article, by token."""

    def __init__(self, reading: Reading, parties: Sequence[PartyMention], army: ArmyWords) -> None:
        self._reading = reading
        # Set in capitals, "IS" and "US" are words of the language more often than names.
        self.parties = [p for p in parties if not reading.upper_case or not self._is_word(reading, p)]
        self.parties = [p for p in self.parties if not self._is_any(reading, p, self.parties)]
        self.army = army
        self._firsts = [p.first for p in self.parties]
        self.has_groups = any(p.kind == "armed_group" for p in self.parties)
        self._names = frozenset(p.name for p in self.parties)

    @staticmethod
    def _is_word(reading: Reading, party: PartyMention) -> bool:
        return party.end - party.first == 1 and reading.lower[party.first] in _WORDS

    @staticmethod
    def _is_any(reading: Reading, party: PartyMention, parties: Sequence[PartyMention]) -> bool:
        """Tell whether a body that many countries have is named where its best known owner is not."""
        if party.form != "force" or reading.lower[party.first : party.first + 2] != ["joint", "chiefs"]:
            return False
        others = [p.name for p in parties if p.kind == "country" and p.form != "force"]
        return bool(others) and party.name not in others

    def names(self, name: str) -> bool:
        """Tell whether the article names a party at all."""
        return name in self._names

    def within(self, first: int, end: int) -> list[PartyMention]:
        """Give the parties in tokens ``first``..``end``, without those that only back or oppose ("U.S.-backed")."""
        found = self.parties[bisect_left(self._firsts, first) : bisect_left(self._firsts, end)]
        return [p for p in found if not self._aloof(p)]

    def _aloof(self, party: PartyMention) -> bool:
        lower = self._reading.lower
        size = len(lower)
        if party.end + 1 < size and lower[party.end] in HYPHENS and lower[party.end + 1] in _ALOOF:
            return True
        return party.first > 1 and lower[party.first - 1] in HYPHENS and lower[party.first - 2] in _OTHER

    def of(self, found: Evidence) -> PartyMention | None:
        """Give the party that a mention's own words name."""
        service = self._service_after(found)
        if service is not None:
            return service
        post = found.post
        if post is not None:
            parties = self.within(post.phrase, post.head)
            if parties:
                return self._commanded(post, parties[-1]) or parties[-1]
            parties = [p for p in self.within(post.head_end, post.end) if not self._is_place(p)]
            if parties:
                return parties[0]
        if found.rank is not None and found.before < found.rank.first:
            parties = self.within(found.before, found.rank.first)
            if parties:
                return parties[-1]
        for other in found.more:
            parties = self.within(other.phrase, other.end)
            if parties:
                return parties[0]
        if found.men is not None and found.deed != "breaks-away":
            parties = self.within(*found.men)
            if parties:
                return parties[0]
        return None

    def _commanded(self, post: Post, own: PartyMention) -> PartyMention | None:
        """Read "the German commander of the Bolivian army" as Bolivia's: the force beats the man's own country."""
        if own.form != "adjective" or own.kind == "armed_group":
            return None
        lower = self._reading.lower
        for party in self.within(post.head_end, post.end):
            noun = lower[party.end : party.end + 2]
            if party.kind != "country" and not self._is_place(party):
                return party
            if party.name != own.name and not (self.army.held | self.army.military).isdisjoint(noun):
                return party
        return None

    def headed(self, found: Evidence) -> PartyMention | None:
        """Read "Al-Qaida in Iraq, headed by X" as a group that X heads, but not "a delegation of Hamas, led by X"."""
        if found.men is None or found.deed != "heads":
            return None
        end = found.men[1]
        for party in self.within(max(0, end - 8), end):
            if party.end == end and party.kind == "armed_group" and party.form in {"name", "people"}:
                return None if self._reading.lower[max(0, party.first - 1)] in {"of", "from", "for"} else party
        return None

    def groups_before(self, post: Post) -> PartyMention | None:
        """Give the armed group named last before a post: "the group's political leader"."""
        groups = [p for p in self.within(max(0, post.phrase - _REACH), post.phrase) if p.kind == "armed_group"]
        return groups[-1] if groups else None

    def _is_place(self, party: PartyMention) -> bool:
        """Tell whether a country is where somebody commands: "commander in Korea", "Multi-National Force - Iraq"."""
        reading, i = self._reading, party.first
        if party.form not in {"name", "seat"} or party.kind == "armed_group" or i == 0:
            return False
        if reading.words[i - 1] in HYPHENS:
            return not reading.glued(i)
        return reading.lower[i - 1] in _WHERE

    def apposed(self, found: Evidence) -> PartyMention | None:
        """Read "X's men, all Confederate cavalry"."""
        if found.men is None or found.deed != "has-men":
            return None
        first = found.men[1] + 1
        if self._reading.lower[first - 1 : first] != [","]:
            return None
        parties = self.within(first, first + 4)
        close = parties and not {",", "."}.intersection(self._reading.lower[first : parties[0].first])
        return parties[0] if close and not self._is_place(parties[0]) else None

    def near(self, mention: Mention) -> PartyMention | None:
        """Read the troops that go with a commander: "X sailed north with the French fleet"."""
        lower = self._reading.lower
        i = mention.end
        end = self._reading.sentence_of(mention.first).end
        for party in self.within(i, min(i + 20, end)):
            before = lower[max(i, party.first - 2) : party.first]
            if party.kind == "armed_group":
                # "X said his Popular Liberation Army (PLA) would stay"
                his = next((j for j in range(party.first - 1, i, -1) if self._reading.words[j].islower()), i)
                if lower[his] in {"his", "her"} and party.first - his < 8:
                    return party
            if party.end < end and lower[party.end] in self.army.held:
                if before[-1:] in (["his"], ["her"]):
                    # "X drove his French Tenth Army"
                    return party
                if "with" in before or ("of" in before and "head" in lower[i : party.first]):
                    return party
        return None

    def unlisted(self, post: Post) -> str | None:
        """Give the name of an armed group that the lexicon lacks, where the words about a post show that it is one.

        "Leader of the Ras Kamboni militia"; "RCM leader" where the article speaks of "RCM rebels".
        """
        words, lower, army = self._reading.words, self._reading.lower, self.army
        i = post.head_end
        if i < post.end and lower[i] in {"of", "for"}:
            first = i + 2 if lower[i + 1] in {"the", "its", "his"} else i + 1
            inner = next((j for j in range(first, min(first + 4, post.end - 1)) if lower[j] == "of"), 0)
            if inner and not army.armed.isdisjoint(lower[first:inner]) and words[inner + 1][0].isupper():
                # "Head of the rebel army of Azawad"
                first = inner + 1
                end = next((j for j in range(first, post.end) if not words[j][0].isupper()), post.end)
                return self._reading.quote(first, end)
            end = first
            while end < post.end and (words[end][0].isupper() or words[end] in HYPHENS):
                end += 1
            named = any(w in army.armed for w in lower[first : end + 1])
            if end > first and (named or self._has_fighters(lower[end - 1], words[end - 1])):
                return self._reading.quote(first, end)
        elif post.head > post.phrase and self._has_fighters(lower[post.head - 1], words[post.head - 1]):
            return words[post.head - 1]
        return None

    def _has_fighters(self, low: str, word: str) -> bool:
        """Tell whether an acronym is that of a group with fighters somewhere in the article."""
        if not (word.isupper() and word.isalpha() and len(word) > 2) or self._reading.upper_case:
            return False
        lower, army = self._reading.lower, self.army
        i = -1
        for _ in range(_TRIES):
            try:
                i = lower.index(low, i + 1)
            except ValueError:
                return False
            if any(w in army.armed or w in army.held for w in lower[i + 1 : i + 3]):
                return True
        return False

    def introduced(self, found: Evidence, people: People) -> PartyMention | None:
        """Give the side of an officer named only after: "A Chadian army spokesman said ... Colonel X added"."""
        reading = self._reading
        index = reading.sentence_index(found.mention.first)
        floor = max(reading.sentences[max(0, index - 2)].first, found.before - _REACH)
        for cue in reversed(people.cues_in(floor, found.before)):
            if cue.sort in {"title", "political", "leader", "chair"} or people.at(cue.first, cue.end + 2) is not None:
                continue
            first = self.army.modifiers(reading, cue.first, floor)
            words = reading.lower[first : cue.end]
            if any(w in self.army.military for w in words) or cue.sort in {"rank", "command"}:
                parties = self.within(first, cue.first)
                if parties:
                    return parties[-1]
        return None

    def reported(self, mention: Mention) -> PartyMention | None:
        """Give the side whose success an officer reports: "General X said Iraqi forces had retaken the town"."""
        lower, army = self._reading.lower, self.army
        end = self._reading.sentence_of(mention.first).end
        if not any(w in army.speech for w in lower[mention.end : min(mention.end + 3, end)]):
            return None
        for party in self.within(mention.end, end):
            if party.end < end and lower[party.end] in army.held:
                after = lower[party.end + 1 : min(party.end + 6, end)]
                return party if any(w in army.regains for w in after) else None
        return None

    def of_unit(self, found: Evidence) -> PartyMention | None:
        """Read "the regiment's commander" as that of the side named last in the sentences before."""
        reading, post = self._reading, found.post
        if post is None or not any(
            w == "'s" and reading.lower[post.phrase + i - 1] in self.army.military
            for i, w in enumerate(reading.lower[post.phrase : post.head])
            if i
        ):
            return None
        index = reading.sentence_index(found.mention.first)
        floor = max(reading.sentences[max(0, index - 2)].first, found.before - _REACH)
        parties = [p for p in self.within(floor, found.before) if not self._is_place(p)]
        return parties[-1] if parties else None

    def owned(self, found: Evidence) -> PartyMention | None:
        """Read "its commander" as that of what the sentence, or the one before, speaks of first."""
        index = self._reading.sentence_index(found.mention.first)
        whose = found.post.phrase if found.post is not None else found.before
        beside = self.within(max(0, whose - 4), whose)
        if beside and self._reading.lower[beside[-1].end : beside[-1].end + 1] == ["and"]:
            return beside[-1]
        return self.subject(index, before=found.before)

    def bracket(self, found: Evidence) -> PartyMention | None:
        """Read "the Turkish brigade of General X" and "the U.S. 24th Division (General X)"."""
        lower, army, i = self._reading.lower, self.army, found.before
        if found.rank is None or i < 3 or lower[i - 1] not in {"of", "("}:
            return None
        if not (lower[i - 2] in army.held or lower[i - 2] in army.military):
            return None
        first = self.army.modifiers(self._reading, i - 2, self._reading.sentence_of(i).first)
        return next(iter(self.within(first, i - 1)), None)

    def mourned(self, found: Evidence) -> PartyMention | None:
        """Read "Hezbollah has confirmed the death of its commander X" as of its own man."""
        lower = self._reading.lower
        first = found.post.phrase if found.post is not None else found.before
        floor = max(self._reading.sentence_of(found.mention.first).first, first - 8)
        before = lower[floor:first]
        if "death" not in before or self.army.mourns.isdisjoint(before):
            return None
        sentence = self._reading.sentence_of(found.mention.first)
        groups = [p for p in self.within(sentence.first, first) if p.kind == "armed_group"]
        return groups[-1] if groups else None

    def ahead(self, found: Evidence) -> PartyMention | None:
        """Read "the man who ran Hezbollah's war, a commander known as X" as of the group just named."""
        first = found.post.phrase if found.post is not None else found.before
        floor = max(self._reading.sentence_of(found.mention.first).first, first - 12)
        parties = self.within(floor, first)
        return parties[-1] if parties and parties[-1].kind == "armed_group" else None

    def subject(self, index: int, *, before: int, back: int = 2) -> PartyMention | None:
        """Give the party that a sentence speaks of first, else the sentence before it, ``back`` sentences at most."""
        sentences = self._reading.sentences
        for at in range(index, max(-1, index - back - 1), -1):
            sentence = sentences[at]
            if sentence.furniture:
                continue
            parties = [p for p in self.within(sentence.first, min(sentence.end, before)) if not self._is_place(p)]
            if parties:
                return parties[0]
        return None

    def led(self, mention: Mention) -> PartyMention | None:
        """Read "X led the French", "X, who commanded the Prussian left", and after that "and Y the Norwegians"."""
        lower, lead = self._reading.lower, self.army.lead
        sentence = self._reading.sentence_of(mention.first)
        i, end = mention.end, sentence.end
        if i < end and lower[i] == ",":
            i += 1
        if i < end and lower[i] == "who":
            i += 1
        if i + 1 < end and (lower[i] in _AUXILIARIES):
            i += 1
        if i + 4 < end and lower[i] == "whose":
            return next(iter(self.within(i + 1, i + 4)), None)
        gap = i < end and lower[i] == "the" and any(w in lead for w in lower[sentence.first : mention.first])
        if i >= end or not (lower[i] in lead or gap):
            return None
        for party in self.within(i + 1, min(i + 9, end)):
            if not _STOPS.isdisjoint(lower[i + 1 : party.first]):
                return None
            if gap and party.first > i + 2:
                return None
            return party
        return None

    def _service_after(self, found: Evidence) -> PartyMention | None:
        """Read "X, of the Canadian Army," and "X of the SDF"."""
        lower = self._reading.lower
        i = found.mention.end
        if i + 1 < len(lower) and lower[i] == ",":
            i += 1
        if i + 1 < len(lower) and lower[i] == "of":
            parties = self.within(i + 1, i + 4)
            if parties:
                return parties[0]
        return None
