"""Men at a person's command: "troops led by X", "X's army", "X ordered his men", "forces loyal to X"."""

from __future__ import annotations

from collections.abc import Mapping

from conflictfacts.commanders.evidence import DETERMINERS, ArmyWords, Evidence
from conflictfacts.context.beside import troops_after
from conflictfacts.context.deeds import Deeds
from conflictfacts.context.names import as_words
from conflictfacts.lexicon import Lexicon
from conflictfacts.reading import Reading

_COMMANDS = frozenset(["commands", "commanded"])
_PASSED = frozenset(["passed", "fell", "devolved", "went", "given", "handed"])
_PLURAL = ("s", "sh", "ch", "ese")
_APART = 60  # tokens between a commander and his successor or opponent
_BEING = frozenset(["is", "was", "are", "were", "being", "been", "now", "still", "then"])


class MenFinder:
    """Reads which troops stand beside a mention."""

    def __init__(self, lexicon: Lexicon, army: ArmyWords) -> None:
        roles = lexicon.table("roles")
        self._army = army
        self._acts = Deeds(lexicon)
        self.lead = as_words(roles, "deeds", "lead")
        self._deeds = as_words(roles, "deeds", "verbs")
        self._by = as_words(roles, "deeds", "by")
        self._actions = as_words(roles, "deeds", "actions")

    def read(self, reading: Reading, found: Evidence, floor: int, ceiling: int) -> None:
        """Find men at a person's command beside a mention."""
        lower = reading.lower
        first, end = max(floor, self._acts.epithets(reading, found.before)), found.mention.end
        while first > floor and lower[first - 1] in DETERMINERS:
            first -= 1
        before = lower[first - 1] if first > floor else ""
        earlier = lower[first - 2] if first > floor + 1 else ""
        men: tuple[int, int] | None = None
        if before == "by" and earlier in self._by:
            men = self._force_before(reading, first - 2, floor, 6) or self._people_before(reading, first - 3)
            if men is None and lower[first - 3] == ",":
                # "The British column coming up from the coast, led by X"
                men = self._force_before(reading, first - 3, floor, 14)
                men = men if men and lower[floor : men[0]] in ([], ["the"], ["a"]) else None
            if men is None and first > floor + 3 and lower[first - 3] in _BEING:
                found.deed, found.men = "is-led", (floor, first - 3)
                return
            if men is None:
                # "Al-Qaida in Iraq, led by X": the finder of sides knows who that is.
                named = first - 2 - (lower[first - 3] == ",")
                found.deed, found.men = "heads", (named, named)
                return
        elif before == "under":
            men = self._force_before(reading, first - 1, floor, 8) or self._people_before(reading, first - 2)
        elif before == "to" and earlier in _PASSED and lower[first - 3] == "command":
            found.deed = "takes-over"
            return
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
        if not found.deed and self._unranked(reading, found, floor, ceiling):
            return
        troops = troops_after(reading, end, ceiling, held=self._army.held, lead=self.lead, deeds=self._deeds)
        if after in _COMMANDS and troops:
            found.deed, found.men = "commands", (end + 1, troops)
        elif after == "," and not found.deed and (told := self._told(reading, end + 1, ceiling)):
            found.deed, found.men = "commands", told
        elif troops:
            found.deed, found.men = "has-men" if after in {"'s", "'", "and", "with"} else "orders-men", (end, troops)

    def _unranked(self, reading: Reading, found: Evidence, floor: int, ceiling: int) -> bool:
        """Read what a man without rank or post does with troops: "the men of X", "X fell upon the column"."""
        if found.rank is not None or found.post is not None:
            return False
        first, end = found.mention.first, found.mention.end
        land = self._acts.breaks_away(reading, end)
        if land is not None:
            found.deed, found.men = "breaks-away", (end, land[1])
            return True
        of = self._acts.men_of(reading, first, end)
        if of is not None and of[0] >= floor:
            found.deed, found.men = "has-men", (self._army.modifiers(reading, of[0], floor), of[1])
            return True
        done = self._acts.done(reading, first, end, ceiling, sure=True)
        if done is None:
            return False
        found.deed = done[0]
        found.men = None if done[0] == "attacks" else done[1:]
        return True

    def _told(self, reading: Reading, i: int, ceiling: int) -> tuple[int, int] | None:
        """Read "X, the former minister who defected in May and now commands the rebel army"."""
        lower, who = reading.lower, False
        for j in range(i, min(i + 24, ceiling - 1)):
            if lower[j] in {",", ".", ";", ")"}:
                return None
            who = who or lower[j] == "who"
            if who and lower[j] in self.lead and self.are_object(reading, j + 1, ceiling):
                end = next((k for k in range(j + 1, min(j + 12, ceiling)) if lower[k] in {",", ".", ";"}), j + 4)
                return j + 1, end
        return None

    def are_object(self, reading: Reading, first: int, ceiling: int) -> bool:
        """Tell whether troops are the object of a verb that ends before token ``first``."""
        lower = reading.lower
        for j in range(first, min(first + 8, ceiling)):
            if lower[j] in {".", ",", ";"}:
                return False
            if lower[j] in self._army.held or lower[j] in self._army.military or lower[j] in self._army.armed:
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
                low in self._army.held
                or low in self._army.armed
                or low in self._actions
                or low in self._army.troops
                or (low in self._army.military and words[j][0].isupper())
            ):
                found = self._army.modifiers(reading, j, floor)
                # "The Hessian garrison of 900 men under Colonel X": the first word says whose.
                if found <= floor + 1 or lower[found - 1] != "of":
                    break
            elif found >= 0 and j < found - 2:
                break
        return None if found < 0 else (found, i)

    def _people_before(self, reading: Reading, i: int) -> tuple[int, int] | None:
        """Read "the Prussians under X", "18,000 French led by X"."""
        people = i >= 0 and reading.lower[i] in self._army.peoples and reading.words[i].endswith(_PLURAL)
        return (i, i + 1) if people else None

    def share(self, reading: Reading, found: Evidence, earlier: Mapping[int, Evidence]) -> None:
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

    def follow(self, reading: Reading, found: Evidence, last: Evidence | None) -> None:
        """Take whoever succeeds or opposes an officer for one: "He was replaced by X", "His opponent, X"."""
        if last is None or not self._commands(last) or found.mention.first - last.mention.end > _APART:
            return
        lower, first = reading.lower, found.before
        post = found.post
        if post is not None and post.sort == "link" and lower[post.head_end - 1] in {"opponent", "adversary", "number"}:
            found.deed = "opposes" if lower[max(0, post.first - 1)] in {"his", "her"} else ""
        elif first > 1 and lower[first - 1] == "by" and lower[first - 2] in {"succeeded", "replaced"}:
            found.deed = "succeeds"

    @staticmethod
    def _commands(found: Evidence) -> bool:
        if found.rank is not None:
            return found.rank.level == "officer"
        return found.post is not None and found.post.sort == "command"
