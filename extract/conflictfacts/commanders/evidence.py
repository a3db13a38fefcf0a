"""What one mention tells of its person, and the words that show it."""

from __future__ import annotations

from dataclasses import dataclass, field

from conflictfacts.context.grammar import HYPHENS
from conflictfacts.context.names import Cue, as_words
from conflictfacts.context.people import Mention
from conflictfacts.lexicon import Lexicon
from conflictfacts.reading import Reading

OF = frozenset(["of", "for", "in", "at", "over", "to"])
DETERMINERS = frozenset(
    ["the", "a", "an", "its", "their", "his", "her", "our", "this", "that", "one", "another", "some"]
)
CLOSED = frozenset(
    [".", ",", ";", ":", "(", ")", "?", "!", "“", "”", '"', "«", "»", "who", "which", "that", "is", "was", "were",
     "are", "has", "had", "have", "said", "says", "told", "will", "would", "when", "where", "while", "after", "before",
     "but", "as", "by", "with", "from", "on", "be", "been", "he", "she", "it", "they", "to", "if", "than", "then",
     "since", "during", "because", "not"]
)  # fmt: skip
_LINKS = frozenset(["and", "or", "but", "nor", "also", "against", "under", "into", "between", "near", "when", "where"])
_QUOTES = frozenset("\"“'‘")
_NICKNAMED = frozenset(["alias", "nicknamed", "dubbed", "aka", "guerre"])
_KNOWN = frozenset(["known"])
_RENEGADE = frozenset(["renegade", "dissident", "mutinous", "rebel", "breakaway", "defected", "ousted"])
_NOT_LED = frozenset(
    ["officer", "prisoner", "adviser", "advisor", "trainer", "instructor", "medic", "operator", "major"]
)
_OPPOSED = frozenset(["counterpart", "opponent", "adversary", "number"])
_POSSESSIVES = frozenset(["his", "her", "its", "their"])
_WEIGHT: dict[str, int] = {"command": 5, "leader": 4, "chair": 3, "political": 3, "officer": 2, "office": 1, "link": 0}


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


def weight(post: Post) -> int:
    """Give how much a post says of who commands: the higher the more."""
    return _WEIGHT[post.sort]


class ArmyWords:
    """The words of armies and armed groups, and what qualifies a post, a rank or troops."""

    def __init__(self, lexicon: Lexicon) -> None:
        roles, ranks = lexicon.table("roles"), lexicon.table("ranks")
        self.held = as_words(roles, "held", "words")
        self.military = as_words(roles, "military", "words")
        self.armed = as_words(roles, "armed", "words")
        # "250 lancers led by X": the plain plurals of those who are counted as troops.
        self.troops = as_words(roles, "deeds", "own") | {
            f"{noun}s" for noun in as_words(lexicon.table("nouns"), "troops") if noun not in _NOT_LED
        }
        self.peoples = frozenset(
            form.lower()
            for table in ("countries", "groups")
            for entry in lexicon.table(table).values()
            if isinstance(entry, dict)
            for form in (*entry.get("people", ()), *entry.get("adjectives", ()))
        )
        self.speech = as_words(roles, "speech", "verbs")
        self.regains = as_words(roles, "deeds", "regains")
        self.lead = as_words(roles, "deeds", "lead")
        self.fights = as_words(roles, "deeds", "fights")
        self.storms = as_words(roles, "deeds", "storms")
        self.bodies = as_words(roles, "military", "bodies")
        self.groups = as_words(roles, "armed", "groups")
        self.succeeds = as_words(roles, "deeds", "succeeds")
        self.sends = as_words(roles, "deeds", "sends")
        self.offices = as_words(roles, "military", "offices")
        self.mourns = as_words(roles, "deeds", "mourns")
        self.services = frozenset(w for s in as_words(ranks, "services", "words") for w in s.split())
        self.qualifiers = as_words(ranks, "qualifiers", "words") | as_words(roles, "military", "qualifiers")

    def modifiers(self, reading: Reading, left: int, floor: int) -> int:
        """Give the first token of the words that qualify what begins at ``left``: "renegade Chadian army general"."""
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
            elif low in CLOSED or low in OF or low in DETERMINERS or not (word[0].isalnum()):
                break
            elif (
                word[0].isupper()
                or word[0].isdigit()
                or self._qualifies(low)
                or ((first == left or lower[first] == "'s") and low not in _LINKS)
            ):
                if word[0].islower() and len(low) > 4 and low.endswith(("ing", "ed")) and not self._qualifies(low):
                    break
                first -= 1
            else:
                break
        return first

    def _qualifies(self, low: str) -> bool:
        return low in self.armed or low in self.military or low in self.qualifiers


def owner(reading: Reading, found: Evidence) -> str:
    """Give the possessive before a post or rank ("his chief of staff"), or an empty string."""
    first = found.post.phrase if found.post is not None and found.post.rule == "post-before" else found.before
    if found.post is not None and found.post.rule == "post-after":
        return reading.lower[found.post.phrase] if reading.lower[found.post.phrase] in _POSSESSIVES else ""
    before = reading.lower[first - 1] if first else ""
    if found.post is not None and reading.lower[found.post.head_end - 1] in _OPPOSED:
        return ""
    return before if before in _POSSESSIVES else ""


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


def renegade(reading: Reading, found: Evidence) -> bool:
    """Tell whether an officer has left the army he is named with: "renegade army general"."""
    first = found.post.phrase if found.post is not None else found.before
    return any(w in _RENEGADE for w in reading.lower[min(first, found.before) : found.mention.first])


def is_nickname(reading: Reading, found: Evidence) -> bool:
    """Tell whether a mention is a nom de guerre that holds a rank or a post: "known as Commander Franklin"."""
    first = found.rank.first if found.rank is not None else found.post.phrase if found.post is not None else 0
    while first and reading.words[first - 1] in _QUOTES:
        first -= 1
    before = reading.lower[first - 1] if 0 < first < found.mention.first else ""
    return before in _NICKNAMED or (before == "as" and not _KNOWN.isdisjoint(reading.lower[max(0, first - 3) : first]))
