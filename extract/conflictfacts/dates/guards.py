"""Is this word a date here? "May", "fall" and "2000" by the words around them."""

from __future__ import annotations

from conflictfacts.dates.calendar import Span
from conflictfacts.dates.match import Found

# Words that are months, and common words too.
_COMMON_MONTHS = frozenset({"may", "march", "mar", "jan", "sep", "august", "dec", "jun", "oct", "nov"})
# The longest heading, in tokens.
_HEADING = 9
_OUR_YEARS = range(1500, 2036)


def month_word(found: Found, i: int) -> bool:
    """Tell whether the month at token ``i`` may be one at all: a capital, or a text set in capitals."""
    return found.reading.words[i][0].isupper() or found.reading.lower[i] not in _COMMON_MONTHS


def lone_month(found: Found) -> bool:
    """Tell whether a month with no day or year beside it is a month, and not a walk, a verb or a name."""
    reading, words = found.reading, found.words
    i = found.end - 1
    word, lower = reading.words[i], reading.lower[i]
    before, after = found.before(), found.after()
    if not word[0].isupper() or (len(word) < 4 and lower != "may" and not word.endswith(".")):
        return False
    if before in words.titles:
        return False
    walks = before in words.walk_before or (not before.isalpha() and found.before(2) != "mid")
    if lower == "march" and after in words.walk_after and walks:
        return False
    if before in {"the", "a", "an", "'s"} and not (after and after[0].isalpha()):
        # "along the March.": a month after an article is followed by what happened in it.
        return False
    if lower == "march" and before in words.walk_before and before not in {"the", "a"}:
        return False
    if lower in {"may", "march"} and reading.upper_case:
        return before in {"in", "since", "until", "by", "of", "last", "next", "early", "late", "mid", "during", "-"}
    if before in words.month_before:
        # "and April Jones" is a name, "in April Russian troops" is a month.
        return not (after and reading.words[found.end][0].isupper() and before in {"and", "with", "as", ","})
    if before and found.reading.words[found.first - 1][0].isupper():
        return False
    if not before or before in {'"', "“", "'", "‘", ":"}:
        if lower == "may":
            return after in words.verbs_of_reading
        return not after or not reading.words[found.end][0].isupper()
    return lower != "may"


def counted_after(found: Found, i: int, near: int = 3) -> bool:
    """Tell whether a counted noun follows token ``i`` within a few words, with no stop between."""
    reading, words = found.reading, found.words
    for j in range(i + 1, min(i + 1 + near, found.sentence.end)):
        lower = reading.lower[j]
        if lower in words.counted:
            return True
        if not reading.words[j][0].isalpha() or lower in words.not_in_count:
            return False
    return False


def not_a_year(found: Found, i: int) -> bool:
    """Tell whether the number at token ``i`` is a name's, an hour or a measure."""
    reading, words, sentence = found.reading, found.words, found.sentence
    lower = reading.lower
    before = lower[i - 1] if i > sentence.first else ""
    after = lower[i + 1] if i + 1 < sentence.end else ""
    if before in words.not_year_before or after in words.not_year_after:
        return True
    if after == "or" and i + 2 < sentence.end and lower[i + 2] in {"more", "so", "fewer", "less"}:
        return True
    if after in {"to", "and", "or"} and i + 3 < sentence.end and lower[i + 2].isdigit():
        # "from 1900 to 2100 hours", "between 1500 and 2000 men".
        follow = lower[i + 3]
        if follow in words.not_year_after or follow in words.counted:
            return True
    if after == "-" and i + 2 < sentence.end:
        # "2000-strong", "1500-2000 men" (a range that no range rule took), but "1990-era" and "2014-led" are years.
        follow = lower[i + 2]
        return follow in words.not_year_after or follow.isdigit()
    return after in {"-", "–"} and i + 2 < sentence.end and lower[i + 2].isdigit()


def lone_year(found: Found) -> bool:
    """Tell whether a four-digit number alone is a year."""
    reading, words, sentence = found.reading, found.words, found.sentence
    i = found.first
    year = int(reading.lower[i])
    before, after = found.before(), found.after()
    if not_a_year(found, i):
        return False
    ours = year in _OUR_YEARS
    if before in {"mid", "pre", "post"}:
        return True
    if before in {"-", "–", "—"}:
        prior = found.before(2)
        if prior in {"mid", "early", "late", "pre", "post", "end"}:
            return True
        return ours and not after
    near = 1 if before in words.year_determiner else 3
    counted = counted_after(found, i, near)
    if before == "as" and found.before(2) in {"late", "early", "recently", "far"}:
        return ours
    if before in words.year_before:
        if counted_after(found, i, 1 if ours and year % 50 else 3):
            # "in 2000 villages", but "in 1944 Soviet troops" and "by 1943 German losses".
            return False
        return ours or 2000 < year < 2101 or before in {"in", "since", "year"}
    if not ours or counted:
        return False
    if found.story.last is not None and i and reading.is_taken(i - 1, i):
        return True
    if before in words.year_determiner:
        return bool(after) and (after[0].isalpha() or after in {"-", '"', "“", "–", "'s"})
    if before in words.year_maybe:
        if after and reading.words[i + 1][0].islower() and after.endswith(("s", "children", "men", "people")):
            if after not in words.verbs_of_reading and after != "as" and after not in words.year_measures:
                # "a survey of 1821 pupils", but "half of 1913 levels".
                return False
        if before == "to" and not _leads_to_year(found):
            return False
        if before in {"about", "around"}:
            return not after or not after[0].isalnum() or after in words.not_in_count
        if after in words.year_measures:
            return True
        return year % 100 != 0 or (before in {"of", "from", "and"} and year % 500 != 0)
    if before in {"(", "[", ",", ";"}:
        return before in {"(", "["} or not after or after in {".", ",", ")", ";", ":", "and"}
    if after == "'s" or (before in {"so", "but"} and after in words.verbs_of_reading):
        return True
    if not before and (heading(found) or (year % 100 and after and reading.words[i + 1][0].isupper())):
        # "2014 Gaza War began": a name that opens its sentence.
        return True
    if not before or before in {'"', "“", ":"}:
        return not after or after in {":", "–", "-", "—", ".", ","} or after in words.verbs_of_reading
    if before.isalpha() and not words.year_event.isdisjoint(reading.lower[max(sentence.first, i - 3) : i]):
        # "Euro 2016", "Expo Osaka 1970".
        return all(w[0].isupper() or not w.isalpha() for w in reading.words[max(sentence.first, i - 2) : i])
    if sentence.end - sentence.first <= 8 and not after:
        # A heading: "Operations in Kunar 2009".
        return reading.words[i - 1][0].isalpha()
    if before.isalpha() and reading.words[i - 1][0].islower():
        # "the disastrous 1917 offensive", "a failed 2016 coup": an adjective after a determiner.
        near = found.before(2) in words.year_determiner or found.before(3) in words.year_determiner
        return near and bool(after) and after[0].isalpha()
    if before.isalpha() and found.before(2) in words.year_determiner:
        return bool(after) and after[0].isalpha() and not after.endswith("s")
    return False


def names_event(found: Found) -> bool:
    """Tell whether a year names a thing ("the 1967 borders", "his 1997 book") or a beginning ("since 1909").

    Such a year is only looked at: the story does not move on to it.
    """
    before, after = found.before(), found.after()
    if before in {"since", "than"}:
        return True
    return before in found.words.year_determiner and before != "that" and bool(after) and after[0].isalpha()


def _leads_to_year(found: Found) -> bool:
    """Tell whether "to" before a number leads to a year: "from 1939 to", "back to", not "rose to"."""
    lower = found.reading.lower
    i = found.first - 1
    near = lower[max(found.sentence.first, i - 8) : i]
    return bool(near) and (near[-1] in {"back", "prior", "dates", "dating", "dated", "up"} or "from" in near)


def names_group(found: Found) -> bool:
    """Tell whether a day is a name: "the March 14 Alliance", not "the March 14 attack"."""
    return found.after() in found.words.named_after_day and found.reading.words[found.end][0].isupper()


def heading(found: Found) -> bool:
    """Tell whether the sentence is a heading: short, and without a full stop."""
    sentence = found.sentence
    return sentence.end - sentence.first <= _HEADING and found.reading.words[sentence.end - 1][-1] not in ".!?,;"


def in_future(found: Found) -> bool:
    """Tell whether the clause around a date speaks of what is to come."""
    return tense(found) == "future"


def tense(found: Found) -> str | None:
    """Tell whether the verb nearest to a date looks ahead or back ("future", "past"), or None where no verb says.

    The nearest one to the left decides, then the nearest to the right: "He said on Monday that they will meet on
    Friday" has one of each.
    """
    words, sentence = found.words, found.sentence
    lower = found.reading.lower
    if _by_then(found) or _before_event(found):
        return "future"
    for i in range(found.first - 1, max(sentence.first, found.first - 16) - 1, -1):
        word = lower[i]
        if (word in words.future and not _counted_noun(found, i)) or _ahead(found, i):
            return "future"
        if word == "would" and found.first - i <= _WOULD_REACH and lower[i + 1] != "have":
            return "future"
        if word in words.present and i > sentence.first and lower[i - 1] not in words.modals:
            return "future"
        if _back(found, i) or word == "since":
            return "past"
        if word in _CLAUSE_ENDS or word in {"when", "after", "who"}:
            break
    for i in range(found.end, min(sentence.end, found.end + 10)):
        word = lower[i]
        if word in {"will", "shall", "'ll"} or _ahead(found, i):
            return "future"
        if _back(found, i):
            return "past"
        if word in _CLAUSE_ENDS:
            break
    return None


_CLAUSE_ENDS = frozenset({";", ":"})


_CLAUSE_REACH = 9
_HAD_REACH = 3
_WOULD_REACH = 4


def off_thread(found: Found, span: Span, first: int, end: int) -> bool:
    """Tell whether a history only looks back or ahead to the date at ``first``..``end``, and goes on where it stood.

    "The estates had last met in 1614", "the pact (1790)", "the 1792 uprising", "planned for May 1789", "than in 1916".
    """
    last = found.story.last.first if found.story.last is not None else None
    if last is None or span.first is None or span.last is None:
        return False
    lower, words, sentence = found.reading.lower, found.words, found.sentence
    near = lower[max(sentence.first, first - _CLAUSE_REACH) : first]
    if span.first > last:
        return not words.looks_ahead.isdisjoint(near)
    if span.last >= last or not near:
        return False
    if near[-1] in words.looks_back or not {"had", "than", "against", "compared"}.isdisjoint(near):
        return True
    if end >= sentence.end:
        return False
    if near[-1] in words.year_determiner:
        return lower[end].isalpha()
    return near[-1] == "(" and lower[end] == ")"


def way(found: Found) -> int:
    """Tell which way a history steps from the last date named: 1 on, -1 back, 0 where the words don't say.

    "It held out until 10 July", "she would follow on 16 October"; "the siege had begun in October".
    """
    near = found.reading.lower[max(found.sentence.first, found.first - _CLAUSE_REACH) : found.first]
    if found.before() in {"until", "till"} or "would" in near:
        return 1
    return -1 if "had" in near[-_HAD_REACH:] else 0


def backdrop(found: Found, span: Span, first: int, end: int) -> bool:
    """Tell whether an earlier date only sets the scene: "Following the check in May, Whitcomb ...".

    Such a date is looked at, and the story stays where it was.
    """
    last = found.story.last.first if found.story.last is not None else None
    lower, sentence = found.reading.lower, found.sentence
    if last is None or span.last is None or span.last >= last or end >= sentence.end or lower[end] != ",":
        return False
    near = lower[max(sentence.first, first - 14) : first]
    return "following" in near[:3] or "after" in near[:3]


def _ahead(found: Found, i: int) -> bool:
    """Tell whether a future begins at "to" ("are to meet", "set to win") or ends at "be" or "held" ("to be held")."""
    lower = found.reading.lower
    if i <= found.sentence.first:
        return False
    word, before = lower[i], lower[i - 1]
    if word == "to":
        if before in found.words.asked and lower[i - 2] == "been":
            return lower[i - 3] in {"has", "have"}  # "has been asked to explain it on Wednesday"
        return before in {"is", "are"} or before in found.words.leads_ahead
    if word in found.words.under_way:
        return before in {"is", "are"}
    return word in {"be", "held"} and before in {"to", "be"}


def _counted_noun(found: Found, i: int) -> bool:
    """Tell whether a word that may be a verb is what a number counts: "six runs"."""
    lower = found.reading.lower
    before = lower[i - 1] if i > found.sentence.first else ""
    return before.isdigit() or before in found.alphabet.values["number"]


def _by_then(found: Found) -> bool:
    """Tell whether a date is what something is put off to, or what may be by then.

    "moved to March 28", "could leave by summer", "expect no rain until June".
    """
    lower, words, first = found.reading.lower, found.words, found.sentence.first
    i = found.first - 1
    while i > first and lower[i] in words.shaping:
        i -= 1
    if i <= first or lower[i] not in {"to", "until", "till", "by", "from", "before"}:
        return False
    near = lower[max(first, i - _CLAUSE_REACH) : i]
    if near[-1] in {"off", "back"}:
        near = near[:-1] or near  # "put off until March 28"
    if lower[i] == "to" or near[-1] in words.puts_off:
        return "from" not in near and not words.puts_off.isdisjoint(near[-5:])
    if lower[i] == "before":
        # "cannot come before June" is to come, "could not come before June" is over.
        return not (words.may_be - words.past_modals).isdisjoint(near)
    return not words.may_be.isdisjoint(near) and words.past.isdisjoint(near[-4:])


def _before_event(found: Found) -> bool:
    """Tell whether a date is that of something awaited: "ahead of the March 12 vote", "tickets for Sunday's final"."""
    lower, words, first = found.reading.lower, found.words, found.sentence.first
    i = found.first - 1
    while i > first and (lower[i] in words.shaping and lower[i] != "of"):
        i -= 1
    if i <= first:
        return False
    return lower[i - 1 : i + 1] == ["ahead", "of"] or (lower[i] == "for" and lower[i - 1] in words.awaiting)


def _back(found: Found, i: int) -> bool:
    """Tell whether a word is a verb of the past: "was", "killed", not "Mohamed"."""
    reading = found.reading
    word = reading.lower[i]
    if word in found.words.past:
        return True
    return len(word) > 4 and word.endswith("ed") and (reading.words[i][0].islower() or reading.upper_case)
