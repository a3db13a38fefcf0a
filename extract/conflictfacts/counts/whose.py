"""Whose those counted are: from their own words, from the item that they are a part of, from the article's forces."""

from __future__ import annotations

from collections.abc import Sequence

from conflictfacts.context.sides import Counted, Sides
from conflictfacts.counts.kinds import Item
from conflictfacts.reading import Reading

_BACK = 30  # items that "the 12 soldiers" may go back to
_GAP = 6  # tokens between "8,000 men" and a number that shares its verb
_LISTED = 12  # tokens between two weapons of one list
_FIGURES = frozenset({"count-bare", "count-numbered"})


def give_sides(reading: Reading, found: Sequence[Item], sides: Sides) -> None:
    """Give each item its side: first those whose own words say it, then the rest in the light of these."""
    for n, item in enumerate(found):
        item.side = item.side or _own_side(reading, item, sides, found[n - 1] if n else None)
        item.told = "its owner in the sentence"
        if item.side:
            sides.learn(item.unit, item.slot.first, item.side, item.status, item.type)
            sides.note(item.slot.first, item.side)
    for n, item in enumerate(found):
        if not item.side and item.type != "people":
            item.side = _told_side(reading, found[max(0, n - _BACK) : n], item, sides)
            item.told = "what the article has told of its forces"
            if item.side:
                sides.note(item.slot.first, item.side)


def _own_side(reading: Reading, item: Item, sides: Sides, before: Item | None) -> str | None:
    """Give the side that a phrase, its edges, its whole ("including two officers") or its owner name."""
    first, end = item.phrase.first, item.phrase.end
    sentence = reading.sentence_of(first)
    if item.rule == "count-listed":
        return sides.listed(first, sentence.first)
    if item.rule == "count-shared" and item.slot.end in sides.by_first:
        return sides.by_first[item.slot.end].name  # "one Dutch and one Danish soldier"
    if item.rule == "count-elided" and item.antecedent is not None and first - item.antecedent.slot.end <= _GAP:
        gapped = sides.within(item.antecedent.slot.end, first)
        if gapped:
            return gapped[-1].name  # "the Bulgarians lost 8,000 men and their Serbian allies 1,400"
    named = sides.named(first, end, sentence.first, sentence.end)
    if named or item.type == "people":
        return named
    if before and before.type == item.type and reading.lower[first - 1] == "including":
        if before.slot.first >= sentence.first:
            return before.side
    return sides.owner(item.ruling, first, end, sentence.first, sentence.end)


def _told_side(reading: Reading, past: Sequence[Item], item: Item, sides: Sides) -> str | None:
    """Give the side that the article has told before: of what the item is a part of, or goes on from."""
    side = _of_whole(reading, past, item, sides) or _of_neighbour(reading, past, item)
    if side:
        return side
    first = item.slot.first
    if reading.lower[first - 1] in ("the", "these", "those") and item.phrase.quantity.value is not None:
        for known in reversed(past):
            if known.type == item.type and known.side and known.phrase.quantity.value == item.phrase.quantity.value:
                return known.side
    floor = reading.sentence_of(first).first
    return sides.guess(Counted(item.unit, item.type, first, item.phrase.end, floor, item.ruling, item.status))


def _of_whole(reading: Reading, past: Sequence[Item], item: Item, sides: Sides) -> str | None:
    """Give the side of what an item is a part of: "six of them", "and ten officers among them"."""
    first = item.slot.first
    whole = item.antecedent
    if whole is not None and whole.type == item.type and whole.side:
        people = sides.people(whole.slot.end, first) if item.rule == "count-of" else None
        return people or whole.side
    if whole is None and reading.lower[item.phrase.first + 1 : item.phrase.first + 3] == ["of", "the"]:
        # "Two of the tanks broke down": of those that were counted before.
        return next((known.side for known in reversed(past) if known.unit == item.unit and known.side), None)
    if reading.lower[item.phrase.end : item.phrase.end + 2] == ["among", "them"]:
        begin = reading.sentence_of(first).first
        return next((known.side for known in reversed(past) if known.slot.first >= begin and known.side), None)
    return None


def _of_neighbour(reading: Reading, past: Sequence[Item], item: Item) -> str | None:
    """Give the side of the item just before, where both are in one list, or are the same men counted twice."""
    before = past[-1] if past else None
    if before is None or before.side is None:
        return None
    between = reading.lower[before.slot.end : item.slot.first]
    if _in_one_list(before, item, between):
        return before.side
    if not before.type == item.type == "troops":
        return None
    if reading.lower[item.slot.first - 1] == "including":
        return before.side
    if len(between) <= 4 and item.rule in _FIGURES and not {",", "and"}.isdisjoint(between):
        return before.side  # "900 casualties, 200 killed, 600 wounded"
    if item.phrase.noun and not item.state and between[-1:] == [","]:
        # "four companies of miners, 700 men in all"
        return before.side if len(between) == 1 or (len(between) <= 5 and between[0] == "of") else None
    return None


def _in_one_list(before: Item, item: Item, between: Sequence[str]) -> bool:
    """Tell whether two weapons stand in one list ("40 tanks, 90 guns"), so that one owner has both."""
    if item.type != "equipment" or before.type == "people" or before.status != item.status:
        return False
    return 0 < len(between) <= _LISTED and between[0] in (",", "and", "or") and "." not in between
