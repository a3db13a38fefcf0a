"""The rank and the post beside a name: "the commander of Y, General X", "X, who commands Y", "X became head of Y"."""

from __future__ import annotations

from collections.abc import Sequence

from conflictfacts.commanders.evidence import CLOSED, DETERMINERS, OF, ArmyWords, Evidence, Post, weight
from conflictfacts.commanders.men import MenFinder
from conflictfacts.context.beside import PEERS, is_held, lead_in, resume
from conflictfacts.context.deeds import is_ranked
from conflictfacts.context.grammar import HYPHENS
from conflictfacts.context.names import Cue, as_words
from conflictfacts.context.people import Mention, People
from conflictfacts.lexicon import Lexicon
from conflictfacts.reading import Reading

_PLURALS = frozenset(
    ["leaders", "commanders", "chiefs", "heads", "officers", "officials", "warlords", "emirs", "generals"]
)
_MONTHS = frozenset(
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
     "december", "early", "late", "spring", "summer", "autumn", "winter"]
)  # fmt: skip
_BE = frozenset(["is", "was", "became", "becomes", "remains", "remained"])
_APPOINTED = frozenset(
    ["appointed", "named", "made", "placed", "put", "promoted", "elected", "chosen", "installed", "proclaimed",
     "declared", "designated", "nominated", "serving", "acting"]
)  # fmt: skip
_AS = frozenset(
    ["served", "serves", "serving", "acted", "acts", "worked", "doubled", "identified", "known", "described"]
)
_SPORT = 40  # tokens around a captain that are looked at for a game
_FINITE = _BE | _AS


class PostFinder:
    """Reads what stands beside the mentions of people."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.army = ArmyWords(lexicon)
        self._men = MenFinder(lexicon, self.army)
        self._sport = as_words(lexicon.table("roles"), "sport", "words")

    def read(self, reading: Reading, people: People, mention: Mention, earlier: dict[int, Evidence]) -> Evidence | None:
        """Give what a mention tells of its person, or None where it tells nothing.

        ``earlier`` holds the evidence of mentions to the left, by their end: "generals A and B" share a rank.
        """
        found = Evidence(mention, before=mention.first)
        sentence = reading.sentence_of(mention.first)
        self._before(reading, people, found, sentence.first)
        self._after(reading, people, found, sentence.end)
        self._men.read(reading, found, sentence.first, sentence.end)
        if found.rank is None and not found.deed and found.post is None:
            self._men.share(reading, found, earlier)
        if found.rank is None and not found.deed:
            self._men.follow(reading, found, next(reversed(earlier.values()), None))
        if found.deed and found.rank is None and self._is_game(reading, mention):
            found.deed, found.men = "", None
        if found.rank or found.post or found.deed:
            return found
        if reading.lower[mention.end - 1] == "pasha":
            found.deed = "dignity"
            return found
        return None

    def _before(self, reading: Reading, people: People, found: Evidence, floor: int) -> None:
        lower, words = reading.lower, reading.words
        left = found.mention.first
        comma = False
        while left > floor:
            cue = people.cue_by_end.get(left)
            if cue is not None:
                if cue.sort == "rank" and not (found.rank and lower[cue.end - 1] in {"commander", "chief"}):
                    if comma and found.rank is not None:
                        break
                    if not self._plain(reading, cue, found):
                        found.rank = found.rank or cue
                elif cue.sort != "title":
                    if comma and lower[left] == "," and self._other_head(reading, people, cue, floor):
                        break
                    found.post = self._post(reading, cue, cue.first, cue.end, floor, "post-before")
                    found.before = found.post.phrase
                    return
                left = found.before = cue.first
                held = left > floor + 1 and (people.cue_by_end.get(left - 1) is not None or lower[left - 2] == ",")
                if cue.sort == "title" and lower[left - 1] == "the" and held:
                    # "Colonel the Hon. X"
                    left -= 1
                continue
            roundabout = lead_in(reading, people, left)
            if floor < roundabout < left:
                left = found.before = roundabout
                continue
            low = lower[left - 1]
            if low in self.army.services and words[left - 1][0].isupper() and found.rank is not None and not comma:
                found.service = True
                left = found.before = left - 1
                continue
            if low == "of" and left == found.mention.first and lower[left - 2] in PEERS:
                left = found.before = left - (3 if lower[left - 3] == "the" else 2)
                continue
            if low in self.army.qualifiers or (low in {"“", "”", '"', "the"} and left == found.mention.first):
                left -= 1
                continue
            if low in _BE and not comma and people.cue_by_end.get(left - 1) is not None:
                # "His chief of staff is Major General X."
                left -= 1
                comma = True
                continue
            if low == "," and not comma:
                comma = True
                left -= 1
                continue
            break
        if found.rank is not None and not comma:
            found.before = self.army.modifiers(reading, left, floor)
            i = found.before - 1
            cue = people.cue_by_end.get(i) if floor < i < left - 1 and lower[i] == "," else None
            if cue is not None and cue.sort not in {"rank", "title"} and words[cue.end - 1][-1] != "s":
                if not self._other_head(reading, people, cue, floor):
                    # "NATO's operations commander, Canadian General X"
                    found.post = self._post(reading, cue, cue.first, cue.end, floor, "post-before")
                    found.before = found.post.phrase
                    return
        self._headed(reading, people, found, left, floor)

    @staticmethod
    def _clause_end(lower: Sequence[str], first: int, ceiling: int) -> int:
        return next((i for i in range(first, ceiling) if lower[i] in CLOSED), ceiling)

    def _plain(self, reading: Reading, cue: Cue, found: Evidence) -> bool:
        """Tell whether a captain is one of a team: "captain Harry Kane"; "Captain Harry Kane scored"."""
        lower = reading.lower
        if cue.end - cue.first > 1 or lower[cue.first] not in {"captain", "captains"}:
            return False
        sentence = reading.sentence_of(cue.first)
        around = lower[max(sentence.first, cue.first - _SPORT) : min(sentence.end, cue.first + _SPORT)]
        if any(w in self._sport for w in around):
            return True
        if reading.words[cue.first][0].isupper():
            return False
        army = self.army
        before = lower[max(sentence.first, cue.first - 4) : cue.first]
        return not any(w in army.military or w in army.armed or w in army.services for w in before)

    def _is_game(self, reading: Reading, mention: Mention) -> bool:
        """Tell whether sport stands around a name: "X led the Cuban contingent at the games"."""
        sentence = reading.sentence_of(mention.first)
        around = reading.lower[max(sentence.first, mention.first - _SPORT) : min(sentence.end, mention.end + _SPORT)]
        return any(w in self._sport for w in around)

    def _other_head(self, reading: Reading, people: People, cue: Cue, floor: int) -> bool:
        """Tell whether a post before a comma is someone else's: "John, an army commander, General Smith and ..."."""
        lower = reading.lower
        left = cue.first
        while left > floor and left > cue.first - 8:
            low = lower[left - 1]
            if low == ",":
                return people.at(left - 2, left - 1) is not None and lower[left] != "and"
            if low in CLOSED:
                return False
            left -= 1
        return False

    def _headed(self, reading: Reading, people: People, found: Evidence, left: int, floor: int) -> None:
        """Find a post with its complement before the name: "the commander of the 3rd Brigade, X"."""
        lower = reading.lower
        i = left
        while i > floor and left - i < 14:
            i -= 1
            low = lower[i]
            if low in CLOSED and low != "to":
                return
            if people.at(i, i + 1) is not None:
                return
            if low in OF:
                if i == left - 1:
                    return
                cue = people.cue_by_end.get(i)
                if cue is not None and cue.sort not in {"rank", "title"}:
                    found.post = self._post(reading, cue, cue.first, left, floor, "post-before")
                    found.before = found.post.phrase
                    return

    def _post(self, reading: Reading, cue: Cue, first: int, end: int, floor: int, rule: str) -> Post:
        sort = "office" if cue.sort == "rank" else cue.sort
        return Post(sort, cue.first, cue.end, first, end, self.army.modifiers(reading, first, floor), rule)

    def _complement(self, reading: Reading, i: int, ceiling: int) -> int:
        """Give the end of the complement of a post whose head ends at ``i``: "of the 3rd Brigade in Kupiansk"."""
        words, lower = reading.words, reading.lower
        if i >= ceiling or lower[i] not in OF:
            return i
        j = i + 1
        while j < ceiling and j - i < 16:
            word, low = words[j], lower[j]
            if low in CLOSED or (word[0].islower() and low.endswith(("ing", "ed")) and low not in {"armed", "united"}):
                break
            if low in OF and j + 1 < ceiling and (words[j + 1][0].isdigit() or lower[j + 1] in _MONTHS):
                break
            if not (word[0].isalnum() or low == "'s" or word in HYPHENS):
                break
            if low == "and" and j + 1 < ceiling and (words[j + 1][0].islower() or lower[j + 1] in DETERMINERS):
                break
            j += 1
        while j > i + 1 and (lower[j - 1] in OF or lower[j - 1] in DETERMINERS or words[j - 1] in HYPHENS):
            j -= 1
        return j if j > i + 1 else i

    def _after(self, reading: Reading, people: People, found: Evidence, ceiling: int) -> None:
        """Find a post after the name: "X, commander of Y", "X, who commands Y", "X was appointed commander"."""
        lower, words = reading.lower, reading.words
        i = found.mention.end
        if i + 1 >= ceiling:
            return
        low = lower[i]
        resumed = resume(reading, i)
        if resumed > i and resumed + 1 < ceiling:
            if lower[resumed] in _FINITE:
                i, low = resumed, lower[resumed]
            elif lower[resumed] == "who":
                i, low = resumed - 1, ","
        if low == "(" or low in {",", "–", "—"} or (low in {"-", "the"}):
            k = i if low == "the" else i + 1
            if lower[k] == "and":
                return
            if lower[k] == "then":
                k += 1
            if lower[k] == "who" and k + 2 < ceiling:
                k += 1
                while k + 1 < ceiling and lower[k] in {"has", "had", "also", "was", "is", "then", "once", "previously"}:
                    k += 1
                if lower[k] in self._men.lead and self._men.are_object(reading, k + 1, ceiling):
                    found.deed, found.men = "commands", (k + 1, self._clause_end(lower, k + 1, min(k + 12, ceiling)))
                    return
        elif low in _BE or low in _AS or low in _APPOINTED:
            k = i + 1
            while (
                k < ceiling
                and k < i + 5
                and (lower[k] in _APPOINTED or lower[k] in {"as", "been", "also", "then", "be"})
            ):
                k += 1
            if low in _AS and lower[k - 1] != "as":
                return
        else:
            return
        for j in range(k, min(k + 11, ceiling)):
            cue = people.cue_by_first.get(j)
            if (
                cue is not None
                and cue.sort == "rank"
                and lower[cue.end - 1] != "commander"
                and people.at(cue.end, cue.end + 1) is None
            ):
                if (
                    low in _BE
                    or lower[cue.end : cue.end + 1] in (["in"], ["of"])
                    or is_held(reading, people, cue)
                    or is_ranked(reading, people, cue)
                ):
                    found.rank = found.rank or cue
                    found.men = (k, self._complement(reading, cue.end, ceiling))
                    return
            if cue is not None and (cue.sort not in {"rank", "title"} or lower[cue.end - 1] in {"commander", "chief"}):
                follow = cue.end
                if lower[follow - 1] in _PLURALS and "one" not in lower[k:j]:
                    return
                if people.at(follow, follow + 1) is not None or (
                    follow + 1 < ceiling
                    and people.at(follow + 1, follow + 2)
                    and lower[follow] not in OF
                    and lower[follow] not in {",", ")", "and"}
                ):
                    return
                end = self._complement(reading, follow, ceiling)
                post = Post(
                    "office" if cue.sort == "rank" else cue.sort,
                    cue.first,
                    cue.end,
                    self.army.modifiers(reading, cue.first, k),
                    end,
                    k,
                    "post-after",
                )
                if found.post is None or weight(post) > weight(found.post):
                    if found.post is not None:
                        found.more.append(found.post)
                    found.post = post
                else:
                    found.more.append(post)
                return
            if lower[j] in CLOSED or (lower[j] in OF and not words[j][0].isupper()):
                return
            if j == k and words[j][0].islower() and lower[j].endswith("ed") and lower[j] not in self.army.qualifiers:
                return
            if people.at(j, j + 1) is not None:
                return
