"""Site furniture around articles: whole pages as cases, and what must hold for any text.

Each page in ``cases/furniture`` has one mark a line: F furniture, A article, H heading of the article.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conflictfacts.furniture import is_prose, mark_furniture
from conflictfacts.lexicon import default_lexicon
from conflictfacts.reading import Reading, read

PAGES = sorted((Path(__file__).parent / "cases" / "furniture").glob("*.txt"))


@cache
def _tokenizer() -> Any:
    from spacy.vocab import Vocab

    from conflictfacts.tokens import make_tokenizer

    return make_tokenizer(Vocab())


def marked(text: str) -> Reading:
    reading = read(_tokenizer()(text))
    mark_furniture(reading, default_lexicon())
    return reading


def marks(reading: Reading, start: int, end: int) -> set[str]:
    """Give the marks of the sentences that touch the characters ``start``..``end``."""
    first, last = reading.tokens_in(start, end)
    sentences = {reading.sentence_index(i) for i in range(first, last)}
    kinds = (reading.sentences[k] for k in sentences)
    return {"F" if s.furniture else "H" if s.heading else "A" for s in kinds}


def page(path: Path) -> tuple[str, list[tuple[str, int, int]]]:
    text, lines = "", []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line:
            lines.append((line[0], len(text), len(text) + len(line) - 2))
        text += line[2:] + "\n"
    return text, lines


@pytest.mark.parametrize("gap", ["\n", "\n\n"], ids=["lines", "blank-lines"])
@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_page(path: Path, gap: str) -> None:
    text, lines = page(path)
    if gap == "\n\n":
        if path.stem in ("hard_wrapped", "upper_case_wire"):
            text, lines = page(path)
        else:
            bodies = [(mark, text[start:end]) for mark, start, end in lines]
            text, lines = "", []
            for mark, body in bodies:
                lines.append((mark, len(text), len(text) + len(body)))
                text += body + gap
    reading = marked(text)
    wrong = []
    for mark, start, end in lines:
        found = marks(reading, start, end)
        if (mark == "F" and found != {"F"}) or (mark != "F" and "F" in found) or (mark == "H" and found != {"H"}):
            wrong.append((mark, sorted(found), text[start:end]))
    assert wrong == []


def test_there_are_pages_of_many_kinds() -> None:
    assert len(PAGES) >= 20


@pytest.mark.parametrize(
    "line",
    [
        "Twelve soldiers of the guard died.",
        "“We go on,” he said.",
        "Of the 40 men, 12 came back. The rest were taken to the camp at Lyle and held there for six months",
        "A gun of the 9th Brigade fires at drones near Sundby on May 2, 2024. (Ivo Lann/Getty Images)",
    ],
)
def test_prose(line: str) -> None:
    assert is_prose(line)


@pytest.mark.parametrize(
    "line", ["Latest Stories", "Who won the 2026 cup?", "3 hours ago", "Army takes 3 towns", "", "..."]
)
def test_no_prose(line: str) -> None:
    assert not is_prose(line)


@pytest.mark.parametrize(
    "text",
    [
        "Ukraine said that its troops had left.",
        "12 soldiers killed",
        "August 18",
        "3 May 2024",
        "Fighters read more than 40 pages of the Guardian.",
        "The Taliban shared the video on Telegram on Tuesday.",
        "Follow-up strikes killed 12 fighters in May.",
        "Watch towers fell in 1944.",
        "More than 200 men died.",
        "The war began three years ago",
        "The war began 3 years ago",
        "40 days – the siege of Lenz",
        "Help US troops out, Lyle asks on 3 May",
        "By Friday 300 men had died",
        "Hour by hour: the raid of 12 May 2024",
        "The group's weekly newsletter said that 12 soldiers had died.",
    ],
)
def test_a_line_of_an_article_stays(text: str) -> None:
    for whole in (text, f"The army attacked at dawn on Monday.\n{text}\nIt lost forty men, the ministry said."):
        reading = marked(whole)
        start = whole.index(text)
        assert "F" not in marks(reading, start, start + len(text))


@pytest.mark.parametrize(
    "text",
    [
        "Sign up here for our free newsletter and get the news of 2024.",
        "We use cookies.",
        "© 2024 The Post. All rights reserved.",
    ],
)
def test_a_notice_is_furniture_wherever_it_stands(text: str) -> None:
    for whole in (text, f"Forty men died on Monday. {text} The army fled.", f"Forty men died.\n{text}"):
        reading = marked(whole)
        start = whole.index(text)
        assert "F" in marks(reading, start, start + len(text))
        assert marks(reading, 0, start) <= {"A", "H"}


PROSE = st.sampled_from(
    [
        "The army lost 40 men on Monday, and General Ott Renn said that it would go on.",
        "Rebels took 12 sq km of the valley in May 2024. Their losses are not known.",
        "“We hold the bridge,” he said.",
        "Medics counted 16 dead and 40 wounded in the market of Brenn after the shells fell.",
    ]
)
BLOCKS = st.sampled_from(
    [
        "Latest Stories\n-\nStorm kills 12 in Lyle\n1 hour -\nArmy sends 300 men\n3 hours -",
        "Share\nTweet\nFacebook",
        "Read more: Storm kills 12",
        "Most read\n1\nStorm kills 12\n2\nMayor fined 300",
        "Subscribe\nNewsletter: 5 stories every morning",
        "Advertisement",
        "Getty Images",
        "12 comments",
        "Home > World",
    ]
)


@settings(max_examples=80)
@given(st.lists(st.one_of(PROSE, BLOCKS), min_size=1, max_size=8), st.sampled_from(["\n", "\n\n"]))
def test_furniture_never_touches_prose(parts: list[str], gap: str) -> None:
    text = gap.join(parts)
    reading = marked(text)
    at = 0
    for part in parts:
        prose = part.endswith((".", "fell.")) and "\n" not in part
        assert ("F" in marks(reading, at, at + len(part))) is not prose
        at += len(part) + len(gap)


@settings(max_examples=200)
@given(st.one_of(st.text(max_size=300), st.lists(st.one_of(PROSE, BLOCKS, st.text(max_size=30))).map("\n".join)))
def test_any_text(text: str) -> None:
    reading = marked(text)
    covered = [i for s in reading.sentences for i in range(s.first, s.end)]
    assert covered == list(range(len(reading)))
    assert not any(s.furniture and s.heading for s in reading.sentences)
    again = marked(text)
    assert again.sentences == reading.sentences
    mark_furniture(again, default_lexicon())
    assert again.sentences == reading.sentences


def test_the_tables_are_lower_case_and_hold_nothing_twice() -> None:
    for name, words in default_lexicon().table("furniture").items():
        assert all(w == w.lower() for w in words), name
        assert len(words) == len(set(words)), (name, [w for w in words if words.count(w) > 1])
