"""Commanders and people: one and many phrasings, who is none, how mentions join, what holds for any text."""

from __future__ import annotations

import tomllib
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conflictfacts.commanders import CommanderFinder
from conflictfacts.context.names import fold
from conflictfacts.context.parties import Parties
from conflictfacts.context.people import People
from conflictfacts.context.peoplefinder import PeopleFinder
from conflictfacts.facts import COMMANDER_KINDS, CommanderFact
from conflictfacts.lexicon import default_lexicon
from conflictfacts.reading import Reading, read

CASES = tomllib.loads((Path(__file__).parent / "cases" / "commanders.toml").read_text(encoding="utf-8"))


def _tools() -> tuple[Any, PeopleFinder, Parties, CommanderFinder]:
    from spacy import blank

    from conflictfacts.tokens import make_tokenizer

    nlp = blank("en")
    nlp.tokenizer = make_tokenizer(nlp.vocab)
    lexicon = default_lexicon()
    return nlp, PeopleFinder(lexicon), Parties(lexicon), CommanderFinder(lexicon)


NLP, PEOPLE, PARTIES, FINDER = _tools()


def find(text: str) -> tuple[Reading, People, list[CommanderFact]]:
    reading = read(NLP(text))
    people = PEOPLE.find(reading)
    return reading, people, FINDER.find(reading, people, PARTIES.find(reading))


def _phrasings() -> list[Any]:
    return [pytest.param(case["want"], text, id=text[:70]) for case in CASES["commander"] for text in case["texts"]]


@pytest.mark.parametrize(("want", "text"), _phrasings())
def test_phrasing(want: dict[str, Any], text: str) -> None:
    _, _, facts = find(text)
    assert [fact.name for fact in facts] == [want["name"]]
    record = facts[0].as_dict()
    assert {name: record[name] for name in want} == want


@pytest.mark.parametrize("case", CASES["several"], ids=lambda case: case["text"][:70])
def test_several_commanders(case: dict[str, Any]) -> None:
    _, _, facts = find(case["text"])
    assert [[fact.name, fact.rank or ""] for fact in facts] == case["want"]


@pytest.mark.parametrize(
    ("want", "text"),
    [pytest.param(case["want"], text, id=text[:70]) for case in CASES["sides"] for text in case["texts"]],
)
def test_side(want: dict[str, str], text: str) -> None:
    _, _, facts = find(text)
    found = {fact.name: fact.side or "" for fact in facts}
    assert {name: found.get(name) for name in want} == want


@pytest.mark.parametrize("case", CASES["linked"], ids=lambda case: case["text"][:70])
def test_mentions_join(case: dict[str, Any]) -> None:
    reading, people, _ = find(case["text"])
    found = {p.name: [reading.quote(m.first, m.end) for m in p.mentions] for p in people.persons}
    assert found == case["people"]


@pytest.mark.parametrize(("name", "text"), CASES["people"]["texts"])
def test_person_who_commands_nothing(name: str, text: str) -> None:
    _, people, facts = find(text)
    assert facts == []
    assert [person.name for person in people.persons] == [name]


@pytest.mark.parametrize("text", CASES["none"]["texts"])
def test_no_commander(text: str) -> None:
    _, people, facts = find(text)
    assert facts == []
    assert people.persons == []


def test_each_form_of_a_post_stands_in_one_entry() -> None:
    roles = default_lexicon().table("roles")
    forms = [form for post in roles["post"] for form in post["forms"]]
    assert [form for form, times in Counter(forms).items() if times > 1] == []
    assert [form for form in forms if form != form.lower() or form != form.strip()] == []
    assert {post["sort"] for post in roles["post"]} == {
        "command", "leader", "chair", "officer", "political", "office", "link", "title",
    }  # fmt: skip


def test_no_list_of_roles_says_a_word_twice() -> None:
    lists = {
        f"{name}.{key}": words
        for name, table in default_lexicon().table("roles").items()
        if isinstance(table, dict)
        for key, words in table.items()
    }
    twice = {name: [w for w, times in Counter(words).items() if times > 1] for name, words in lists.items()}
    assert {name: words for name, words in twice.items() if words} == {}


def test_a_person_is_found_at_the_tokens_of_each_mention() -> None:
    reading, people, _ = find("Gen. Omar Haddad spoke. Later Haddad left.")
    at = reading.lower.index("later") + 1
    assert people.at(at, at + 1) is people.persons[0]
    assert people.at(at + 1, at + 2) is None
    assert people.at(0, 1) is None
    assert people.at(0, 2) is people.persons[0]


def test_the_quote_is_the_first_mention_with_the_fullest_name() -> None:
    text = "General Haddad arrived. Omar Haddad, his aides said, was tired. Omar Haddad left."
    _, _, facts = find(text)
    assert [(f.quote, f.start, f.mentions) for f in facts] == [
        ("Omar Haddad", text.index("Omar"), ("Haddad", "Omar Haddad")),
    ]


def test_the_rank_given_last_stands() -> None:
    _, _, facts = find("Colonel Omar Haddad led the raid. In 1995 Major General Omar Haddad retired.")
    assert [fact.rank for fact in facts] == ["Major General"]


def test_furniture_names_nobody() -> None:
    reading = read(NLP("General Omar Haddad spoke."))
    for sentence in reading.sentences:
        sentence.furniture = True
    assert PEOPLE.find(reading).persons == []


@pytest.mark.parametrize(
    ("one", "other"), [("Tarsky", "Tarskyi"), ("Dubinskiy", "Dubinskyy"), ("Arkadii", "Arkady"), ("Muñoz", "Munoz")]
)
def test_spellings_that_fold_into_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("Ali", "Adil"), ("Petrov", "Petrova"), ("Kim", "Kam")])
def test_names_that_stay_two(one: str, other: str) -> None:
    assert fold(one) != fold(other)


_WORDS = st.sampled_from(
    ["General", "Gen.", "Lt.", "Colonel", "generals", "commander", "of", "the", ",", ".", "(", ")", "“", "”", '"', "'",
     "'s", "-", "–", "and", "led", "by", "under", "al", "el", "de", "la", "bin", "Omar", "John", "J.", "Smith",
     "Haddad", "Ukraine's", "Russian", "Taliban", "who", "is", "was", "a", "known", "as", "Abu", "leader", "army",
     "forces",
     "said", "told", "Mr", "MAJOR", "troops", "his", "He", "In", "Washington", "St.", "Camp", "X.", "é", "ʻ", "漢",
     "🎖", "\n\n", "\t", "at", "head", "command", "with", "300", "men", "alias", "van", "Santa"]
)  # fmt: skip


@settings(max_examples=150)
@given(st.one_of(st.text(max_size=200), st.lists(_WORDS, max_size=40).map(" ".join)))
@example("General")
@example("GENERAL OMAR")
@example("generals and and General,")
@example("“General” “ ” Smith's's")
@example("led by")
def test_any_text(text: str) -> None:
    reading, people, facts = find(text)
    for person in people.persons:
        assert person.mentions
        for mention in person.mentions:
            assert 0 <= mention.first < mention.end <= len(reading)
        assert reading.quote(person.first, person.end) == person.name
        assert people.at(person.first, person.end) is not None
    spans = sorted((m.first, m.end) for p in people.persons for m in p.mentions)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    for fact in facts:
        assert text[fact.start : fact.end] == fact.quote == fact.name
        assert fact.kind in COMMANDER_KINDS
        assert fact.name in fact.mentions
        assert fact.rule.startswith("commander.")
    assert find(text)[2] == facts
