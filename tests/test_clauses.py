"""What a clause says of a count: the tables of verbs and nouns in order, and the looks to the left and the right."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

import pytest

from conflictfacts.context.clauses import Clauses, Slot
from conflictfacts.counts.nouns import Nouns, bare_noun, pluralize
from conflictfacts.facts import COUNT_STATUSES
from conflictfacts.lexicon import default_lexicon
from conflictfacts.reading import Reading, read

LEXICON = default_lexicon()
VERBS: dict[str, Any] = LEXICON.table("verbs")
NOUNS: dict[str, Any] = LEXICON.table("nouns")
GRAMMAR: dict[str, Any] = LEXICON.table("grammar")
CLAUSES = Clauses(LEXICON)
TYPES = {"troops", "people", "equipment"}
# Pasts that are no participles: an entry with one of them names its participle too.
PARTICIPLES = dict(
    pair.split(":")
    for pair in """took:taken gave:given went:gone drove:driven threw:thrown flew:flown blew:blown fell:fallen
    froze:frozen stole:stolen bit:bitten came:come withdrew:withdrawn slew:slain sank:sunk beat:beaten
    underwent:undergone""".split()
)


@cache
def _tokenizer() -> Any:
    from spacy.vocab import Vocab

    from conflictfacts.tokens import make_tokenizer

    return make_tokenizer(Vocab())


def reading_of(text: str) -> Reading:
    return read(_tokenizer()(text))


# -- the tables --------------------------------------------------------------------------------------------------------


def test_verbs_have_known_statuses_and_frames() -> None:
    for entry in VERBS["verb"]:
        assert set(entry) <= {"status", "frame", "own", "machines", "types", "unless", "forms"}, entry["forms"][0]
        assert entry["status"] in COUNT_STATUSES
        assert entry.get("machines", "other") in COUNT_STATUSES
        assert entry["frame"] in ("object", "subject")
        assert set(entry.get("types", TYPES)) <= TYPES


@pytest.mark.parametrize(
    "forms", [f for entry in VERBS["verb"] for f in entry["forms"]], ids=lambda forms: str(forms[0])
)
def test_a_verb_has_its_forms(forms: list[str]) -> None:
    assert len(forms) in (4, 5)
    assert all(form == form.strip().lower() and "  " not in form for form in forms)
    past = forms[3].split()[0]
    if past in PARTICIPLES:
        assert len(forms) == 5
        assert forms[4].split()[0] == PARTICIPLES[past]


def test_a_verb_has_one_sense_in_an_entry() -> None:
    for entry in VERBS["verb"]:
        counted = Counter(forms[0] for forms in entry["forms"])
        assert [form for form, times in counted.items() if times > 1] == []


def test_states_and_nominals_have_known_statuses() -> None:
    assert set(VERBS["nominal"]) <= {*COUNT_STATUSES, "lost"}
    assert set(VERBS["predicate"]) <= set(COUNT_STATUSES)
    assert {state["status"] for state in VERBS["state"]} <= set(COUNT_STATUSES)
    assert set(NOUNS["state"].values()) <= set(COUNT_STATUSES)


@pytest.mark.parametrize("name", ["troops", "formations", "people", "equipment", "either", "never", "thrown"])
def test_nouns_stand_once_in_a_list(name: str) -> None:
    assert [noun for noun, times in Counter(NOUNS[name]).items() if times > 1] == []


@pytest.mark.parametrize(("name", "words"), [(k, w) for part in GRAMMAR.values() for k, w in part.items()])
def test_words_of_grammar_stand_once(name: str, words: list[str]) -> None:
    assert [word for word, times in Counter(words).items() if times > 1] == []
    assert all(word == word.strip().lower() for word in words)


@pytest.mark.parametrize(
    ("lemma", "unit"),
    [
        ("machine gun", "gun"),
        ("prisoner of war", "prisoner"),
        ("tank", "tank"),
        ("armored personnel carrier", "carrier"),
    ],
)
def test_a_unit_is_the_bare_noun(lemma: str, unit: str) -> None:
    assert bare_noun(lemma) == unit


@pytest.mark.parametrize(
    ("lemma", "plural"),
    [
        ("gunman", "gunmen"),
        ("battery", "batteries"),
        ("boy", "boys"),
        ("wounded man", "wounded men"),
        ("german", "germans"),
    ],
)
def test_plurals(lemma: str, plural: str) -> None:
    assert pluralize(lemma) == plural


@pytest.mark.parametrize(
    ("word", "types"), [("brigades", ("troops",)), ("civilians", ("people",)), ("howitzers", ("equipment",))]
)
def test_a_noun_is_found_by_its_form(word: str, types: tuple[str, ...]) -> None:
    hit = Nouns(LEXICON).at([word], 0, 1)
    assert hit is not None
    assert hit[1].types == types


# -- the looks ---------------------------------------------------------------------------------------------------------


def ruled(marked: str, type: str) -> tuple[str, str, bool] | None:
    """What the clause says of the phrase between « and »: (status, the word that says it, passive?)."""
    start, end = marked.index("«"), marked.index("»") - 1
    reading = reading_of(marked.replace("«", "").replace("»", ""))
    first, stop = reading.tokens_in(start, end)
    ruling = CLAUSES.rule(reading, slot := Slot(first, stop, type), [slot], 0, len(reading))
    return ruling and (ruling.status, reading.lower[ruling.word], ruling.passive)


@pytest.mark.parametrize(
    ("marked", "type", "want"),
    [
        ("The rebels killed «12 soldiers» there.", "troops", ("killed", "killed", False)),
        ("There «12 soldiers» were killed.", "troops", ("killed", "killed", True)),
        ("There «12 soldiers», said the mayor, were badly wounded.", "troops", ("wounded", "wounded", True)),
        ("The loss of «12 tanks» hurt.", "equipment", ("destroyed", "loss", False)),
        ("Guns shot down «two jets» there.", "equipment", ("shot_down", "shot", False)),
        ("It wants to bring «1,000 men» home.", "troops", ("withdrawn", "bring", False)),
        ("They sent Norvia «31 tanks» in May.", "equipment", ("supplied", "sent", False)),
        ("The raid cost the invaders «900 men» there.", "troops", ("killed", "cost", False)),
        ("Among the dead were «12 guards» of the bank.", "troops", ("killed", "dead", True)),
        ("They refused to free «12 guards» there.", "troops", ("released", "free", False)),
        ("There «12 guards» refused to surrender.", "troops", ("strength", "surrender", False)),
        ("There stood «12 guards» at the gate.", "troops", None),
        ("The front-line «12 men» slept.", "troops", None),
        ("Out of «90 men» few came back.", "troops", ("strength", "of", False)),
        ("Missing are «20 men» of the crew.", "troops", ("missing", "missing", True)),
        ("The guards were killed with «three men» of the mayor.", "troops", ("killed", "killed", True)),
        ("There are «40,000 people» in need of food.", "people", ("other", "in", False)),
    ],
)
def test_ruling(marked: str, type: str, want: tuple[str, str, bool] | None) -> None:
    assert ruled(marked, type) == want


def test_a_list_shares_its_verb() -> None:
    reading = reading_of("Guns destroyed 12 tanks, 3 radars and 40 trucks at the ford.")
    slots = [Slot(2, 4, "equipment"), Slot(5, 7, "equipment"), Slot(8, 10, "equipment")]
    rulings = CLAUSES.rulings(reading, slots, 0, len(reading))
    assert [ruling and ruling.status for ruling in rulings] == ["destroyed"] * 3


def test_every_place_of_a_phrase_is_safe() -> None:
    """No phrase, wherever it stands in a sentence, breaks a look."""
    reading = reading_of(
        "Out of : , and 12 men killed with including of them to ( in addition to Russia left dead , - ."
    )
    for first in range(len(reading)):
        for end in range(first + 1, len(reading) + 1):
            for type in TYPES:
                ruling = CLAUSES.rule(reading, slot := Slot(first, end, type), [slot], 0, len(reading))
                assert ruling is None or ruling.status in COUNT_STATUSES
