"""The closed classes of English that clause rules read: auxiliaries, determiners, prepositions, marks.

They are grammar, not knowledge: nobody adds a preposition. Words of open classes stand in the ``verbs`` and ``grammar``
tables of the lexicon.
"""

from __future__ import annotations

from collections.abc import Sequence

from conflictfacts.reading import Reading

BE = frozenset({"was", "were", "is", "are", "been", "being", "be", "'s", "'re", "got", "get", "gets", "getting"})
HAVE = frozenset({"has", "have", "had", "having", "'ve", "'d"})
MODAL = frozenset(
    {"will", "would", "can", "could", "may", "might", "must", "shall", "should", "to", "did", "do", "does", "'ll"}
)
ADVERBS = frozenset(
    """also reportedly allegedly only just already still now then all both each later subsequently immediately initially
    officially themselves instead even n't not never largely mostly finally eventually recently once again apparently
    previously either currently seriously badly lightly slightly critically mortally fatally severely instantly
    accidentally deliberately likely possibly probably thereby simultaneously together so far successfully effectively
    confirmed believed said thought feared presumed known estimated reported""".split()
)
# Of ADVERBS, those that are verbs of saying where no form of "be" stands before them.
SAID = frozenset({"believed", "said", "thought", "feared", "presumed", "known", "estimated", "reported", "confirmed"})
DETERMINERS = frozenset(
    "the a an all its their his her our my your these those this that both only just some any such another other "
    "further additional total entire whole same more".split()
)
PREPOSITIONS = frozenset(
    """in at near from of to on for with inside outside during by between across around along under over through
    throughout against into within since after before without toward towards among amid upon behind beyond per like
    about off onto aboard via until till despite following""".split()
)
RELATIVES = frozenset({"who", "which", "that", "whom", "whose", "where"})
PRONOUNS = frozenset({"it", "they", "he", "she", "we", "i", "you"})
RECEIVERS = frozenset({"him", "her", "them", "us", "me"})
STOPS = frozenset({".", ";", ":", "!", "?", "…", "—", "–", "--"})
QUOTES = frozenset("\"'“”‘’«»„")
JOINERS = frozenset({"and", "or", ",", "&", "/", "plus", "nor"})
HYPHENS = frozenset("-–‑‐")
# A clause of its own begins: what follows does not speak of the phrase before.
CLAUSE_HEADS = frozenset("while but when after before because although though whereas than if".split())


def hyphened(reading: Reading, k: int) -> bool:
    """Tell whether a word is half of a compound ("ISIL-held", "take-off"): then it is no verb of the clause."""
    lower = reading.lower
    return (lower[k - 1] in HYPHENS and reading.glued(k) and reading.glued(k - 1)) or (
        k + 1 < len(lower) and lower[k + 1] in HYPHENS and reading.glued(k + 1)
    )


def skip_adverbs(lower: Sequence[str], k: int, end: int) -> int:
    """Give the first token from ``k`` on that is no adverb."""
    while k < end and (lower[k] in ADVERBS or lower[k].endswith("ly")):
        k += 1
    return k
