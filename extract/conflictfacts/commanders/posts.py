"""What stands beside a name: the rank and the post before it, the post after it, the men at its command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from conflictfacts.context.names import HYPHENS, Cue, as_words
from conflictfacts.context.people import Mention, People, resume, troops_after
from conflictfacts.lexicon import Lexicon
from conflictfacts.reading import Reading


@dataclass(frozen=True, slots=True)
class Post:
    """A post: the tokens of its words (``first``..``end``: head and complement) and of the whole phrase.

    ``head`` and ``head_end`` are the tokens of the lexicon's words; ``phrase`` begins with what stands before them
    ("Ukraine's commander-in-chief").
    """

    sort: str
    head: int
    head_end: int
    first: int
    end: int
    phrase: int
    rule: str


@dataclass(slots=True)
class Evidence:
    """What one mention tells of its person. Token ranges; ``men`` is the phrase of the troops that it commands."""

    mention: Mention
    rank: Cue | None = None
    before: int = 0  # first token of the words before the name that belong to it
    service: bool = False
    post: Post | None = None
    deed: str = ""
    men: tuple[int, int] | None = None
    more: list[Post] = field(default_factory=list)

    @property
    def posts(self) -> list[Post]:
        """All posts, the weightiest first."""
        return [self.post, *self.more] if self.post is not None else self.more


_OF = frozenset(["of", "for", "in", "at", "over", "to"])
_DETERMINERS = frozenset(
    ["the", "a", "an", "its", "their", "his", "her", "our", "this", "that", "one", "another", "some"]
)
_PLURALS = frozenset(
    ["leaders", "commanders", "chiefs", "heads", "officers", "officials", "warlords", "emirs", "generals"]
)
_MONTHS = frozenset(
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
     "december", "early", "late", "spring", "summer", "autumn", "winter"]
)  # fmt: skip
_LINKS = frozenset(["and", "or", "but", "nor", "also", "against", "under", "into", "between", "near", "when", "where"])
_RENEGADE = frozenset(["renegade", "dissident", "mutinous", "rebel", "breakaway", "defected", "ousted"])
_POSSESSIVES = frozenset(["his", "her", "its", "their"])
_CLOSED = frozenset(
    [".", ",", ";", ":", "(", ")", "?", "!", "“", "”", '"', "«", "»", "who", "which", "that", "is", "was", "were",
     "are", "has", "had", "have", "said", "says", "told", "will", "would", "when", "where", "while", "after", "before",
     "but", "as", "by", "with", "from", "on", "be", "been", "he", "she", "it", "they", "to", "if", "than", "then",
     "since", "during", "because", "not"]
)  # fmt: skip
_BE = frozenset(["is", "was", "became", "becomes", "remains", "remained"])
_APPOINTED = frozenset(
    ["appointed", "named", "made", "placed", "put", "promoted", "elected", "chosen", "installed", "proclaimed",
     "declared", "designated", "nominated", "serving", "acting"]
)  # fmt: skip
_AS = frozenset(
    ["served", "serves", "serving", "acted", "acts", "worked", "doubled", "identified", "known", "described"]
)
_FINITE = _BE | _AS


class PostFinder:
    """Reads what stands beside the mentions of people."""

    def __init__(self, lexicon: Lexicon) -> None:
        roles, ranks = lexicon.table("roles"), lexicon.table("ranks")
        self.held = as_words(roles, "held", "words")
        self.military = as_words(roles, "military", "words")
        self.armed = as_words(roles, "armed", "words")
        self._deeds = as_words(roles, "deeds", "verbs")
        self._lead = as_words(roles, "deeds", "lead")
        self._by = as_words(roles, "deeds", "by")
        self._services = frozenset(w for s in as_words(ranks, "services", "words") for w in s.split())
        self._qualifiers = as_words(ranks, "qualifiers", "words") | {"serving", "disgraced", "veteran"}

    def read(
        self, reading: Reading, people: People, mention: Mention, earlier: Mapping[int, Evidence]
    ) -> Evidence | None:
        """Give what a mention tells of its person, or None where it tells nothing.

        ``earlier`` holds the evidence of mentions to the left, by their end: "generals A and B" share a rank.
        """
        found = Evidence(mention, before=mention.first)
        sentence = reading.sentence_of(mention.first)
        self._before(reading, people, found, sentence.first)
        self._after(reading, people, found, sentence.end)
        self._commands(reading, people, found, sentence.first, sentence.end)
        if found.rank is None and not found.deed and found.post is None:
            self._share(reading, found, earlier)
        if found.rank or found.post or found.deed:
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
                continue
            low = lower[left - 1]
            if low in self._services and words[left - 1][0].isupper() and found.rank is not None and not comma:
                found.service = True
                left = found.before = left - 1
                continue
            if low in self._qualifiers or (low in {"“", "”", '"', "the"} and left == found.mention.first):
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
            found.before = self.modifiers(reading, left, floor)
        self._headed(reading, people, found, left, floor)

    def owner(self, reading: Reading, found: Evidence) -> str:
        """Give the possessive before a post or rank ("his chief of staff"), or an empty string."""
        first = found.post.phrase if found.post is not None and found.post.rule == "post-before" else found.before
        before = reading.lower[first - 1] if first else ""
        return before if before in _POSSESSIVES else ""

    @staticmethod
    def listed(reading: Reading, left: Evidence, right: Evidence) -> bool:
        """Tell whether two mentions stand in one list: "commander of A, X, and commander of B, Y"."""
        first = left.mention.end
        if left.post is not None and left.post.rule == "post-after":
            first = left.post.end
        end = min(right.before, right.post.phrase if right.post is not None else right.before)
        if right.post is not None and right.post.rule == "post-after":
            end = right.before
        if not 0 < end - first < 16:
            return False
        between = reading.words[first:end]
        return all(not w[0].islower() or w in {"and", "the", "of", "as", "well", "late"} for w in between) and not any(
            w in {".", ";", "“", "”", '"'} for w in between
        )

    @staticmethod
    def renegade(reading: Reading, found: Evidence) -> bool:
        """Tell whether an officer has left the army he is named with: "renegade army general"."""
        first = found.post.phrase if found.post is not None else found.before
        return any(w in _RENEGADE for w in reading.lower[min(first, found.before) : found.mention.first])

    def _plain(self, reading: Reading, cue: Cue, found: Evidence) -> bool:
        """Tell whether a lower-case "captain" stands in no army: "captain Harry Kane"."""
        if cue.end - cue.first > 1 or reading.words[cue.first][0].isupper():
            return False
        if reading.lower[cue.first] not in {"captain", "captains", "major", "general", "private", "marshal", "ensign"}:
            return False
        if reading.lower[cue.first] != "captain":
            return False
        before = reading.lower[max(0, cue.first - 4) : cue.first]
        return not any(w in self.military or w in self.armed or w in self._services for w in before)

    def _other_head(self, reading: Reading, people: People, cue: Cue, floor: int) -> bool:
        """Tell whether a post before a comma is someone else's: "John, an army commander, General Smith and ..."."""
        lower = reading.lower
        left = cue.first
        while left > floor and left > cue.first - 8:
            low = lower[left - 1]
            if low == ",":
                return people.at(left - 2, left - 1) is not None and lower[left] != "and"
            if low in _CLOSED:
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
            if low in _CLOSED and low != "to":
                return
            if people.at(i, i + 1) is not None:
                return
            if low in _OF:
                cue = people.cue_by_end.get(i)
                if cue is not None and cue.sort not in {"rank", "title"}:
                    found.post = self._post(reading, cue, cue.first, left, floor, "post-before")
                    found.before = found.post.phrase
                    return

    def modifiers(self, reading: Reading, left: int, floor: int) -> int:
        """Give the first token of the words that qualify what begins at ``left``: "renegade DRC Army General"."""
        words, lower = reading.words, reading.lower
        first = left
        while first > floor and left - first < 8:
            word, low = words[first - 1], lower[first - 1]
            if (
                low in {"'s", "'"}
                or word in HYPHENS
                or (low in {"al", "el", "ash", "as", "ul"} and words[first] in HYPHENS)
            ):
                first -= 1
            elif low in _CLOSED or low in _OF or low in _DETERMINERS or not (word[0].isalnum()):
                break
            elif (
                word[0].isupper() or word[0].isdigit() or self._qualifies(low) or (first == left and low not in _LINKS)
            ):
                if word[0].islower() and len(low) > 4 and low.endswith(("ing", "ed")) and not self._qualifies(low):
                    break
                first -= 1
            else:
                break
        return first

    def _qualifies(self, low: str) -> bool:
        return (
            low in self.armed
            or low in self.military
            or low in self._qualifiers
            or low in {"senior", "top", "deputy", "local", "former", "then", "new", "pro", "anti", "chief", "regional"}
        )

    def _post(self, reading: Reading, cue: Cue, first: int, end: int, floor: int, rule: str) -> Post:
        sort = "office" if cue.sort == "rank" else cue.sort
        return Post(sort, cue.first, cue.end, first, end, self.modifiers(reading, first, floor), rule)

    def _complement(self, reading: Reading, i: int, ceiling: int) -> int:
        """Give the end of the complement of a post whose head ends at ``i``: "of the 3rd Brigade in Kupiansk"."""
        words, lower = reading.words, reading.lower
        if i >= ceiling or lower[i] not in _OF:
            return i
        j = i + 1
        while j < ceiling and j - i < 16:
            word, low = words[j], lower[j]
            if low in _CLOSED or (word[0].islower() and low.endswith(("ing", "ed")) and low not in {"armed", "united"}):
                break
            if low in _OF and j + 1 < ceiling and (words[j + 1][0].isdigit() or lower[j + 1] in _MONTHS):
                break
            if not (word[0].isalnum() or low == "'s" or word in HYPHENS):
                break
            if low == "and" and j + 1 < ceiling and (words[j + 1][0].islower() or lower[j + 1] in _DETERMINERS):
                break
            j += 1
        while j > i + 1 and (lower[j - 1] in _OF or lower[j - 1] in _DETERMINERS or words[j - 1] in HYPHENS):
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
            if lower[k] == "who" and k + 2 < ceiling:
                k += 1
                while k + 1 < ceiling and lower[k] in {"has", "had", "also", "was", "is", "then", "once", "previously"}:
                    k += 1
                if lower[k] in self._lead and self._military_object(reading, k + 1, ceiling):
                    found.deed, found.men = "commands", (k + 1, min(k + 12, ceiling))
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
                if low in _BE or lower[cue.end : cue.end + 1] == ["in"] or lower[cue.end : cue.end + 1] == ["of"]:
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
                    and lower[follow] not in _OF
                    and lower[follow] not in {",", ")", "and"}
                ):
                    return
                end = self._complement(reading, follow, ceiling)
                post = Post(
                    "office" if cue.sort == "rank" else cue.sort,
                    cue.first,
                    cue.end,
                    self.modifiers(reading, cue.first, k),
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
            if lower[j] in _CLOSED or (lower[j] in _OF and not words[j][0].isupper()):
                return
            if j == k and words[j][0].islower() and lower[j].endswith("ed") and lower[j] not in self._qualifiers:
                return
            if people.at(j, j + 1) is not None:
                return

    def _military_object(self, reading: Reading, first: int, ceiling: int) -> bool:
        lower = reading.lower
        for j in range(first, min(first + 8, ceiling)):
            if lower[j] in {".", ",", ";"}:
                return False
            if lower[j] in self.held or lower[j] in self.military or lower[j] in self.armed:
                return True
        return False

    def _force_before(self, reading: Reading, i: int, floor: int, reach: int) -> tuple[int, int] | None:
        """Give the tokens of the troops named in the ``reach`` tokens before ``i``, modifiers included."""
        lower, words = reading.lower, reading.words
        found = -1
        for j in range(i - 1, max(floor, i - reach) - 1, -1):
            low = lower[j]
            if low in {".", ";"} or (low == "," and found >= 0):
                break
            if (
                low in self.held
                or low in self.armed
                or low in {"group", "operation", "assault", "attack", "raid"}
                or (low in self.military and words[j][0].isupper())
            ):
                found = self.modifiers(reading, j, floor)
                # "The Hessian garrison of 900 men under Colonel X": the first word says whose.
                if found <= floor + 1 or lower[found - 1] != "of":
                    break
            elif found >= 0 and j < found - 2:
                break
        return None if found < 0 else (found, i)

    def _commands(self, reading: Reading, people: People, found: Evidence, floor: int, ceiling: int) -> None:
        """Find men at a person's command beside a mention."""
        lower, words = reading.lower, reading.words
        first, end = found.before, found.mention.end
        bare = found.mention.first
        while first > floor and lower[first - 1] in _DETERMINERS:
            first -= 1
        before = lower[first - 1] if first > floor else ""
        earlier = lower[first - 2] if first > floor + 1 else ""
        men: tuple[int, int] | None = None
        if before == "by" and earlier in self._by:
            men = self._force_before(reading, first - 2, floor, 12)
        elif before == "under":
            men = self._force_before(reading, first - 1, floor, 10)
        elif before == "of" and earlier in {"command", "leadership"}:
            men = self._force_before(reading, first - 2, floor, 12) or (first - 2, first - 1)
        elif "loyal" in (tail := lower[max(floor, first - 5) : first]):
            men = self._force_before(reading, first - len(tail) + tail.index("loyal"), floor, 5)
            found.deed = "loyal" if men else ""
            found.men = men
            return
        if men:
            found.deed, found.men = "commanded-by", men
            return
        if end + 1 >= ceiling:
            return
        after = lower[end]
        troops = self._troops(reading, end, ceiling)
        if troops:
            found.deed, found.men = "has-men" if after in {"'s", "'", "and", "with"} else "orders-men", (end, troops)

    def _troops(self, reading: Reading, end: int, ceiling: int) -> int:
        """Give the end of the troops that the words after a name say are that person's, or 0."""
        return troops_after(reading, end, ceiling, held=self.held, lead=self._lead, deeds=self._deeds)

    def _share(self, reading: Reading, found: Evidence, earlier: Mapping[int, Evidence]) -> None:
        """Take over what stands before the first name of a list: "generals A and B", "led by A, B and C"."""
        lower = reading.lower
        first = found.mention.first
        if first < 2 or lower[first - 1] not in {"and", ",", "&"}:
            return
        other = earlier.get(first - 1) or (earlier.get(first - 2) if lower[first - 2] == "," else None)
        if other is None:
            return
        if other.rank is not None and lower[other.rank.end - 1].rstrip(".").endswith("s"):
            found.rank, found.before = other.rank, other.before
        elif other.deed == "commanded-by":
            found.deed, found.men = other.deed, other.men
        elif (
            other.post is not None and lower[other.post.head_end - 1].endswith("s") and other.post.rule == "post-before"
        ):
            found.post, found.before = other.post, other.before


_WEIGHT: dict[str, int] = {"command": 5, "leader": 4, "chair": 3, "political": 3, "officer": 2, "office": 1}


def weight(post: Post) -> int:
    """Give how much a post says of who commands: the higher the more."""
    return _WEIGHT[post.sort]
