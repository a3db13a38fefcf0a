"""How a statement is meant: one list of sentences for each stance."""

from __future__ import annotations

import pytest

import conflictfacts

SENTENCES = {
    "asserted": [
        "The rebels killed 12 soldiers near the bridge.",
        "Some 4,000 troops hold the western bank.",
        "The army lost 30 tanks in the first week of the battle.",
        "Shells wounded nine civilians in the market.",
        "Two brigades of infantry were withdrawn from the front in May.",
    ],
    "claimed": [
        "The ministry said that 12 soldiers had been killed.",
        "According to the governor, 4,000 troops hold the western bank.",
        "The army lost 30 tanks, the rebels claimed.",
        "Nine civilians were wounded, doctors reported.",
        '"We destroyed 30 tanks," the colonel said.',
    ],
    "denied": [
        "The ministry denied that it had lost 12 soldiers.",
        "The army did not lose 30 tanks, whatever the rebels say.",
        "The general rejected reports of 300 dead soldiers.",
        "The junta denies holding 40 hostages.",
        "The rebels dismissed claims that 60 fighters had surrendered.",
    ],
    "planned": [
        "Paris will send 2,000 soldiers to the border.",
        "The government promised to deploy 500 peacekeepers in the spring.",
        "The alliance plans to withdraw 3,000 troops.",
        "Berlin has pledged to supply 14 tanks.",
        "Up to 12,000 troops will be sent to the region.",
        "The army is to send two battalions to the town.",
        "Washington could deploy 800 marines.",
    ],
}


@pytest.mark.parametrize(
    ("stance", "sentence"), [(stance, s) for stance, sentences in SENTENCES.items() for s in sentences]
)
def test_stance(stance: str, sentence: str) -> None:
    facts = [f for f in conflictfacts.load().extract(sentence).facts if f.type in ("troops", "people", "equipment")]
    assert [f.as_dict()["stance"] for f in facts] == [stance]


def test_a_scope_ends_with_its_clause() -> None:
    text = "The ministry will not comment, but 12 soldiers were killed."
    assert conflictfacts.load().extract(text).facts[0].as_dict()["stance"] == "asserted"
