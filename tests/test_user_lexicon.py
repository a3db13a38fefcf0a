"""A user's own file of words: added to the package's, checked, never in the way of the default."""

from __future__ import annotations

from pathlib import Path

import pytest

import conflictfacts
from conflictfacts.lexicon import TABLES, Lexicon, overlay

WORDS = ("Muscovite", "Russian")


def write(folder: Path, text: str) -> str:
    path = folder / "words.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_group_and_a_noun_of_ones_own(tmp_path: Path) -> None:
    own = write(tmp_path, '[groups."Free Riverine Movement"]\nnames = ["FRM"]\n[nouns]\ntroops = ["zephyr rider"]\n')
    text = "The FRM lost 12 zephyr riders near the dam."
    (fact,) = conflictfacts.load(own).extract(text).facts
    record = fact.as_dict()
    assert (record["unit"], record["side"], record["status"]) == ("rider", "Free Riverine Movement", "killed")
    assert not conflictfacts.load().extract(text).facts


def test_an_entry_can_be_replaced(tmp_path: Path) -> None:
    own = write(tmp_path, '[countries."Russia"]\nreplace = true\nadjectives = ["Muscovite"]\n')
    extractor = conflictfacts.load(own)
    sides = [extractor.extract(f"They killed 12 {word} soldiers.").facts[0].as_dict()["side"] for word in WORDS]
    assert sides == ["Russia", None]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[nouns]\ntroops = "soldier"\n', "nouns.troops must be a list, not a string"),
        ("[people]\nx = 1\n", "no table is called 'people'"),
        ("nouns = 1\n", "nouns must be a table"),
        ("[nouns\n", "not valid TOML"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(conflictfacts.LexiconError, match=r"(?s).*") as caught:
        conflictfacts.load(write(tmp_path, text))
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(conflictfacts.LexiconError, match=r"No such file"):
        Lexicon(tmp_path / "absent.toml")


@pytest.mark.parametrize("name", TABLES)
def test_an_empty_section_changes_nothing(name: str, tmp_path: Path) -> None:
    own = Lexicon(write(tmp_path, f"[{name}]\n"))
    assert own.table(name) == Lexicon().table(name)


def test_lists_join_with_the_users_words_first() -> None:
    assert overlay({"a": ["x", "y"]}, {"a": ["z", "x"]}, "t") == {"a": ["z", "x", "y"]}
