"""From a number to the phrase it heads: "10,000 Russian troops", "53 of them", "38 others", or the bare "four"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from conflictfacts.context.clauses import ADVERBS, BE, HAVE, HYPHENS, MODAL, PREPOSITIONS, RELATIVES, STOPS
from conflictfacts.context.parties import PartyMention
from conflictfacts.counts.nouns import Noun, Nouns
from conflictfacts.numbers import Quantity
from conflictfacts.reading import Reading

_PARTY = 12  # tokens of the longest name of a party
_REACH = 11
_PRONOUNS = frozenset({"them", "whom", "which", "these", "those", "us"})
_NO_PLURAL = ("sh", "ch", "ese", "swiss")
_LINKS = frozenset("its their his her our the these those my your whose such this".split())
_BREAKS = (
    PREPOSITIONS | RELATIVES | STOPS | BE | HAVE | MODAL
    | frozenset(
        """than as but while when because if so he she they it we i you did said says each every who apiece ago later
        earlier times out up down off away not 's ' ’ there here no yes""".split()
    )
)  # fmt: skip
# Adverbs that look like plurals: "30 people overseas".
_S_ADVERBS = frozenset("always sometimes perhaps besides overseas afterwards indoors outdoors nowadays upwards".split())
_MODEL = re.compile(r"[A-Z][A-Za-z]{0,6}-?\d{1,4}[A-Za-z0-9]{0,5}s?$|[A-Z]{2,}[a-z]?s$")


@dataclass(slots=True)
class Phrase:
    """A counted phrase: tokens ``first``..``end`` (half-open), ``head`` where its noun begins.

    ``form`` is ``noun``, ``model`` (a model name stands for the noun), ``people`` (a nationality), ``others``,
    ``of`` ("53 of them") or ``bare``. ``inner`` is where the words between number and noun begin.
    """

    quantity: Quantity
    first: int
    end: int
    form: str
    noun: Noun | None
    head: int
    inner: int
    party: PartyMention | None = None


def phrase_of(
    reading: Reading, quantity: Quantity, nouns: Nouns, mentions: Mapping[int, PartyMention], end: int, stop_at: int
) -> Phrase | None:
    """Give the phrase that a quantity heads, or None where something is counted that is not ours.

    ``mentions`` maps the first token of each party mention to it; ``end`` is the end of the sentence, ``stop_at`` the
    start of the next quantity.
    """
    lower = reading.lower
    k = quantity.end
    if quantity.strong and k < end and lower[k] in ("and", ","):
        k += 1
    limit = _before_date(reading, k, min(end, k + _REACH, max(stop_at, k)))
    if k < limit and lower[k] == "of":
        of = _of_phrase(reading, quantity, nouns, mentions, k, end)
        if of:
            return of
        k += 1
        while k < limit and lower[k] in _LINKS:
            k += 1
    while k < limit and lower[k] in nouns.phrase.more and lower[k + 1 : k + 2] != ["ranks"]:
        k += 1
    if k < limit and lower[k] == "others":
        return Phrase(quantity, quantity.first, k + 1, "others", None, k, k)
    inner = k
    found = _head(reading, quantity, nouns, mentions, k, limit)
    if isinstance(found, str):
        return None
    if found:
        stop, noun, head, form, party = found
        if lower[stop : stop + 1] == ["of"] and noun is not None and noun.unit in ("member", "piece", "body", "corpse"):
            stop = _member_of(reading, stop, end, mentions)
        return Phrase(quantity, quantity.first, stop, form, noun, head, inner, party)
    if quantity.end < k:
        # "12 more were wounded": what is added to stands before.
        if lower[quantity.end] in nouns.phrase.more and k <= end:
            return Phrase(quantity, quantity.first, k, "others", None, k, k)
    return Phrase(quantity, quantity.first, quantity.end, "bare", None, quantity.end, quantity.end)


def _before_date(reading: Reading, k: int, limit: int) -> int:
    """Give where a phrase that begins at token ``k`` must end: "killed 70 people this year" counts no years."""
    return next((j for j in range(k, limit) if reading.taken[j] and reading.words[j][0].isalpha()), limit)


def _of_phrase(
    reading: Reading, quantity: Quantity, nouns: Nouns, mentions: Mapping[int, PartyMention], k: int, end: int
) -> Phrase | None:
    lower = reading.lower
    j = k + 1
    owner = j
    while j < end and lower[j] in _LINKS:
        j += 1
    if (
        j > owner
        and j < end
        and (lower[j] in nouns.phrase.fates or (lower[j] == "own" and lower[j - 1] in ("their", "its", "our")))
    ):
        # "seventeen of the wounded", "three of their own"
        return Phrase(quantity, quantity.first, j + 1, "of", None, j, owner)
    if j > owner and j < end and lower[j] in nouns.phrase.bodies and lower[j + 1 : j + 2] != ["'s"]:
        hit = nouns.at(lower, j, end)
        return Phrase(
            quantity, quantity.first, j + 1, "noun", hit[1] if hit and not hit[1].formation else nouns.man, j, owner
        )
    mention = mentions.get(j)
    if j > owner and mention and _stands_for_people(reading, mention, end):
        return Phrase(quantity, quantity.first, mention.end, "people", None, j, j, mention)  # "60 of the British"
    j = owner
    if j < end and lower[j] in _PRONOUNS:
        follows = lower[j + 1] if j + 1 < end else "."
        if lower[j] in ("these", "those") and follows[0].isalpha() and follows not in _BREAKS:
            return None
        return Phrase(quantity, quantity.first, j + 1, "of", None, j, j)
    return None


def _head(
    reading: Reading,
    quantity: Quantity,
    nouns: Nouns,
    mentions: Mapping[int, PartyMention],
    k: int,
    limit: int,
) -> tuple[int, Noun | None, int, str, PartyMention | None] | str | None:
    """Scan the noun phrase for its head: (end, noun, head token, form, party), "foreign", or None for a bare number."""
    lower, words = reading.lower, reading.words
    one = quantity.value == 1
    candidate: tuple[int, Noun | None, int, str, PartyMention | None] | None = None
    party: PartyMention | None = None
    i = k
    while i < limit:
        word = lower[i]
        mention = mentions.get(i)
        if mention and mention.end <= limit and word not in ("us",):
            if candidate and not _modifier(candidate[1]):
                break
            named = _plural_name(reading, nouns, mention, limit, i == k)
            if named:
                return named
            party = mention
            hit = nouns.at(lower, i, limit) if mention.form == "people" else None
            if hit and hit[1].plural and hit[0] >= mention.end and not hit[1].never:
                return hit[0], hit[1], i, "noun", mention  # "40 Cossacks"
            if mention.form == "people" and not _noun_follows(nouns, lower, mention.end, limit):
                return mention.end, None, i, "people", mention
            alone = i == k and not one and lower[quantity.first - 1] != "("
            if alone and _joins_modifiers(reading, nouns, mentions, mention.end, limit, k):
                alone = False
            if alone and _stands_for_people(reading, mention, len(lower)):
                return mention.end, None, i, "people", mention  # "18,000 French under General Herbillon"
            if mention.form == "people" and mention.end >= limit:
                return mention.end, None, i, "people", mention
            i = mention.end
            continue
        hit = nouns.at(lower, i, limit)
        if hit:
            stop, noun = hit
            if noun.never:
                ahead = nouns.at(lower, stop, limit) if stop < limit else None
                if stop < limit and (lower[stop] == "'s" or (ahead and not ahead[1].never)):
                    # "two attack helicopters", "three of his country's soldiers"
                    i = stop
                    continue
                return candidate if candidate and candidate[1] and candidate[1].plural else "foreign"
            if stop + 1 < limit and lower[stop] in HYPHENS and reading.glued(stop) and noun.plural:
                i = stop  # "two explosives-laden drones"
                continue
            candidate = (stop, noun, i, "noun", party)
            if noun.plural or (one and noun.plural is False):
                follow = nouns.at(lower, stop, limit) if stop < limit else None
                if follow and (follow[1].plural or follow[1].never) and not one:
                    i = stop
                    continue
                if follow and one and (follow[1].plural is False):
                    i = stop
                    continue
                return candidate
            if noun.plural is None and _noun_follows(nouns, lower, stop, limit) and lower[stop] not in ("and", "or"):
                i = stop
                continue
            i = stop
            continue
        if word == "'s" and i > k and _noun_follows(nouns, lower, i + 1, limit):
            # "of the alliance's fighters"
            i += 1
            continue
        if word in nouns.lost and i == k and i + 1 < limit and (lower[i + 1] in BE or lower[i + 1] in HAVE):
            return i + 1, nouns.lost[word], i, "noun", None  # "300 wounded were brought out"
        if word in nouns.lost and i > k and not (candidate and candidate[1] and candidate[1].plural):
            known = party is not None or lower[i - 1] in nouns.military or lower[i - 1] in nouns.civil
            if known and (
                i + 1 >= limit or lower[i + 1] in _BREAKS or not lower[i + 1][0].isalnum() or lower[i + 1] == "and"
            ):
                return i + 1, nouns.lost[word], i, "noun", party  # "500 Chinese dead"
        if word in _LINKS and i > k:
            break  # "10,000 more fled their homes"
        compound = i + 1 < limit and lower[i + 1] in HYPHENS and reading.glued(i + 1)
        if (word in _BREAKS and not compound) or not (word[0].isalnum() or word in HYPHENS or word in "\"'“‘(,/"):
            break
        if word == "(":
            close = next((j for j in range(i + 1, min(limit, i + 6)) if lower[j] == ")"), None)
            if close is None:
                break
            i = close + 1
            continue
        if word == "/" or word in "\"'“‘":
            i += 1
            continue
        if word in (",", "and", "or"):
            if not _joins_modifiers(reading, nouns, mentions, i, limit, k):
                break
            i += 1
            continue
        if word in HYPHENS:
            if not reading.glued(i):
                break
            i += 1
            continue
        if candidate and candidate[1] and candidate[1].plural is not False:
            # "34 police were", "20 aircraft lost": an invariant noun stands unless another noun goes on.
            goes_on = _noun_follows(nouns, lower, i, limit) or (_plural_like(word) and not word.endswith("ed"))
            if not words[i][0].isupper() and not goes_on:
                break
        if (
            _plural_like(word)
            and not words[i][0].isupper()
            and not (i + 1 < limit and (lower[i + 1] in HYPHENS and reading.glued(i + 1)))
        ):
            follow_hit = nouns.at(lower, i + 1, limit) if i + 1 < limit else None
            if not (follow_hit and follow_hit[1].plural):
                if candidate is None or candidate[1] is None or candidate[1].plural is False:
                    return "foreign"
                # "three police stations": a noun without a plural is only half of the word.
                half = candidate[1].plural is None and candidate[0] == i and word not in _S_ADVERBS
                return "foreign" if half else candidate
        if compound and words[i].isdigit() and nouns.at(lower, min(i + 3, limit - 1), limit):
            i += 3  # "two 3-pounder guns"
            continue
        if words[i][0].isdigit() and not (i + 1 < limit and lower[i + 1] in nouns.phrase.calibres):
            model = i > k and words[i - 1][0].isupper() and _noun_follows(nouns, lower, i + 1, limit)
            ordinal = word.endswith(("th", "st", "nd", "rd", "mm"))
            if not model and not ordinal and not (i + 1 < limit and lower[i + 1] in HYPHENS):
                break
        if _MODEL.match(words[i]) and not _noun_follows(nouns, lower, i + 1, limit) and not reading.upper_case:
            if not (i + 1 < limit and (words[i + 1][0].isupper() or lower[i + 1] in HYPHENS)):
                return i + 1, None, i, "model", party
        if word in ADVERBS and i > k and not _noun_follows(nouns, lower, i + 1, limit):
            break
        i += 1
    if candidate and candidate[1] is not None and candidate[1].plural is False and not one and not quantity.strong:
        return None if candidate[0] >= i else "foreign"
    return candidate


def _plural_name(
    reading: Reading, nouns: Nouns, mention: PartyMention, limit: int, beside: bool
) -> tuple[int, Noun | None, int, str, PartyMention | None] | None:
    """Read a name that counts people by itself: "20 Moro rebels", "ten Houthis", "40 Taliban"."""
    lower, last = reading.lower, mention.end - 1
    if mention.form not in ("name", "force") or _noun_follows(nouns, lower, mention.end, limit):
        return None
    follow = lower[mention.end] if mention.end < len(lower) else "."
    if follow == "(":
        return None
    if not _plural_like(lower[last]):
        ends = follow in _BREAKS or not follow[0].isalnum() or follow.endswith(("ed", "ing"))
        if not ends or follow in ("and", "or", ",", "-", "'s", "/"):
            return None
    hit = nouns.at(lower, mention.first, mention.end)  # "Green Berets"
    if hit is None or hit[0] != mention.end:
        hit = nouns.at(lower, last, mention.end) if last > mention.first else None
    if hit and hit[1].plural and not hit[1].never:
        return mention.end, hit[1], last, "noun", mention
    if beside and mention.kind == "armed_group" and lower[mention.end : mention.end + 1] != ["'s"]:
        return mention.end, None, mention.first, "people", mention
    return None


def _stands_for_people(reading: Reading, mention: PartyMention, end: int) -> bool:
    """Tell whether an adjective that has no plural stands for a people: "the British", "9,000 Japanese"."""
    lower, k = reading.lower, mention.end
    if mention.form != "adjective" or k - mention.first != 1 or not lower[k - 1].endswith(_NO_PLURAL):
        return False
    if k >= end or not lower[k][0].isalpha():
        return lower[k : k + 1] not in (["-"], [")"])
    if lower[k] == "and" and k + 1 < end:
        return lower[k + 1].endswith(("ed", "ing")) or lower[k + 1] in ("a", "an", "the", "their", "his", "its")
    return lower[k] in _BREAKS or lower[k] in ("died", "fell", "surrendered", "fled", "captured", "killed", "led")


def _modifier(noun: Noun | None) -> bool:
    return noun is not None and noun.plural is not True


def _plural_like(word: str) -> bool:
    return len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "'s"))


def _noun_follows(nouns: Nouns, lower: Sequence[str], i: int, limit: int) -> bool:
    """Tell whether a counted noun comes within the next few words of the phrase."""
    for j in range(i, min(limit, i + 5)):
        if nouns.at(lower, j, limit):
            return True
        if (
            lower[j] in _BREAKS
            or lower[j] in _LINKS
            or lower[j] in (",", "and", "or", "(", "a", "an")
            or (not lower[j][0].isalnum() and lower[j] not in HYPHENS)
        ):
            return False
    return False


def _joins_modifiers(
    reading: Reading, nouns: Nouns, mentions: Mapping[int, PartyMention], i: int, limit: int, inner: int
) -> bool:
    """Tell whether a comma or "and" joins adjectives of one phrase: "U.S., British and Afghan soldiers"."""
    if i == inner or i + 1 >= limit:
        return False
    lower = reading.lower
    ahead = i + 1
    if lower[ahead] in ("and", "or"):
        ahead += 1
    if ahead >= limit:
        return False
    near = (mentions.get(j) for j in range(max(0, i - _PARTY), i))
    before_party = any(m is not None and m.end == i and m.form in ("adjective", "name") for m in near)
    after = mentions.get(ahead)
    if before_party and after and after.form in ("adjective", "name"):
        return True
    # "seven unidentified and burned bodies": an adjective, "and", and the noun soon after.
    if lower[i] in ("and", "or") and not _plural_like(lower[i - 1]) and not lower[i - 1][0].isdigit():
        follow = next((j for j in range(ahead, min(limit, ahead + 3)) if nouns.at(lower, j, limit)), None)
        if follow is not None and (follow > ahead or not nouns.at(lower, i - 1, i)):
            hit = nouns.at(lower, follow, limit)
            if hit and not hit[1].never and lower[ahead] not in _LINKS and lower[ahead] not in ("a", "an"):
                return True
    known = nouns.military | nouns.civil
    return lower[i - 1] in known and (lower[ahead] in known or after is not None)


def _member_of(reading: Reading, stop: int, end: int, mentions: Mapping[int, PartyMention]) -> int:
    """Give the end of "of the Iraqi security services" after "members": as far as its name goes."""
    k = stop + 1
    while k < end and reading.lower[k] in _LINKS:
        k += 1
    if k >= end:
        return stop
    mention = mentions.get(k)
    if mention:
        return mention.end
    j = k
    while j < end and reading.words[j][0].isupper() and not reading.upper_case:
        j += 1
    return j if j > k else stop
