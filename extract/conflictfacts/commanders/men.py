"""Men at a person's command: "troops led by X", "X's army", "X ordered his men", "forces loyal to X"."""

from __future__ import annotations

from collections.abc import Mapping

from conflictfacts.commanders.evidence import DETERMINERS, ArmyWords, Evidence
from conflictfacts.context.beside import troops_after
from conflictfacts.context.names import as_words
from conflictfacts.lexicon import Lexicon
from conflictfacts.reading import Reading

_COMMANDS = frozenset(["commands", "commanded"])
_BEING = frozenset(["is", "was", "are", "were", "being", "been", "now", "still", "then"])


class MenFinder:
    """Reads which troops stand beside a mention."""

    def __init__(self, lexicon: Lexicon, army: ArmyWords) -> None:
        roles = lexicon.table("roles")
        self._army = army
        self.lead = as_words(roles, "deeds", "lead")
        self._deeds = as_words(roles, "deeds", "verbs")
        self._by = as_words(roles, "deeds", "by")
        self._actions = as_words(roles, "deeds", "actions")

    def read(self, reading: Reading, found: Evidence, floor: int, ceiling: int) -> None:
        """Find men at a person's command beside a mention."""
        lower = reading.lower
        first, end = found.before, found.mention.end
        while first > floor and lower[first - 1] in DETERMINERS:
            first -= 1
        before = lower[first - 1] if first > floor else ""
        earlier = lower[first - 2] if first > floor + 1 else ""
        men: tuple[int, int] | None = None
        if before == "by" and earlier in self._by:
            men = self._force_before(reading, first - 2, floor, 6)
            if men is None and first > floor + 3 and lower[first - 3] in _BEING:
                found.deed, found.men = "is-led", (floor, first - 3)
                return
        elif before == "under":
            men = self._force_before(reading, first - 1, floor, 8) or self._people_before(reading, first - 2)
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
        troops = troops_after(reading, end, ceiling, held=self._army.held, lead=self.lead, deeds=self._deeds)
        if after in _COMMANDS and troops:
            found.deed, found.men = "commands", (end + 1, troops)
        elif troops:
            found.deed, found.men = "has-men" if after in {"'s", "'", "and", "with"} else "orders-men", (end, troops)

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
        """Read "the Prussians under X"."""
        people = i >= 0 and reading.lower[i] in self._army.peoples and reading.words[i].endswith("s")
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
