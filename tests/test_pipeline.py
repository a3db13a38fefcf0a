"""The whole path: what must hold of the facts of any text, and how the work grows with the text."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from conflictfacts import schema
from conflictfacts.errors import InputError
from conflictfacts.facts import FACT_TYPES, Document
from conftest import ROOT

if TYPE_CHECKING:
    from conflictfacts import Extractor

SAMPLES = [p.read_text(encoding="utf-8") for p in sorted((ROOT / "samples").glob("*.txt"))]
PAGES = sorted((Path(__file__).parent / "cases" / "furniture").glob("*.txt"))
VALIDATOR = Draft202012Validator(schema())
LESS = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])

# -- text that is like an article --------------------------------------------------------------------------------------

SLOTS = {
    "n": "40|forty|2,000|2,000-3,000|between 90 and 100|at least 12|nearly half a million|dozens|several hundred|1.2m",
    "who": "Russian soldiers|rebels|people|civilians|fighters of the Northern Front|others|tanks|drones|of them",
    "did": "were killed|were wounded|have been captured|fled|surrendered|were destroyed|were deployed|were not seen",
    "when": "on Tuesday|on 6 August 2024|in 2014|last week|two days later|in March|three years ago|on 31/12/1999",
    "where": "near Kyiv|in the town of Kalma|across the river Oder|in northern Mali|at Hill 60|on Highway 4|",
    "says": "Gen. John Smith said|the ministry said|according to Lt Col Anna Black, commander of the 3rd Brigade,|",
    "area": "90 sq km (35 sq miles)|a 30-acre site|12km²|500 hectares (5 sq miles)|3 to 5 square kilometres",
    "far": "10km (6 miles)|some 40 miles|300 metres|half a mile|5-6 km",
}
FRAMES = (
    "{n} {who} {did} {when} {where}.",
    "{says} {n} {who} {did}, {n} {did} {where}.",
    "{when}, they took {area} {where}; {n} {who} {did}.",
    "“{n} {who} {did} {when},” {says}.",
    "The front lies {far} from the town, and {n} {who} hold {area}.",
    "Gen. John Smith, head of the army, met Captain Maria da Silva {when}.",
    "{where} — {n} {who}, {n} {who} and {n} {who} {did}.",
    "{n} {who}",
)


@st.composite
def articles(draw: st.DrawFn) -> str:
    text = ""
    for frame in draw(st.lists(st.sampled_from(FRAMES), max_size=8)):
        text += frame.format(**{name: draw(st.sampled_from(forms.split("|"))) for name, forms in SLOTS.items()})
        text += draw(st.sampled_from([" ", " ", "\n\n", "\n", "\r\n", "", "\t", "\u2029", " \u00a0"]))
    return text


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A sample with pieces cut out, doubled, swapped, or with odd characters put in."""
    text = draw(st.sampled_from(SAMPLES))
    rng = random.Random(draw(st.integers(0, 10**6)))
    start = rng.randrange(len(text))
    text = text[start : start + rng.randrange(20, 900)]
    for _ in range(rng.randrange(1, 12)):
        a, b = sorted((rng.randrange(len(text) + 1), rng.randrange(len(text) + 1)))
        odd = rng.choice(
            [
                "",
                " ",
                "\n",
                "\n\n",
                "\x00",
                "\ufeff",
                "\ud800",
                "“",
                "—",
                "((",
                "12",
                "½",
                "İ",
                "e\u0301",
                "\u200b",
                text[a:b][:40],
            ]
        )
        text = rng.choice(
            [text[:a] + odd + text[a:], text[:a] + text[min(b, a + 9) :], text[:a] + text[a:b].upper() + text[b:]]
        )
        text = text or "x"
    return text


TEXTS = articles() | damaged() | st.text(st.characters())


def holds(text: str, document: Document) -> None:
    """Check everything that is true of the facts of any text."""
    facts = document.facts
    assert [f.id for f in facts] == [f"f{n}" for n in range(1, len(facts) + 1)]
    places = [(f.start, f.end, FACT_TYPES.index(f.type)) for f in facts]
    assert places == sorted(places)
    assert len(set(places)) == len(places)
    for fact in facts:
        assert 0 <= fact.start < fact.end <= len(text)
        assert text[fact.start : fact.end] == fact.quote
        assert fact.quote == fact.quote.strip()
        assert fact.rule
        assert fact.quote.replace("\ufffd", "") == "" or fact.sentence
    record = document.as_dict()
    assert json.loads(json.dumps(record)) == record
    assert list(VALIDATOR.iter_errors(record)) == []
    for fact in record["facts"]:
        if fact.get("low") is not None:
            assert fact["low"] < fact["high"]
            assert fact["value"] is None
            assert fact["modifier"] == "range"
        if fact.get("earliest"):
            assert date.fromisoformat(fact["earliest"]) <= date.fromisoformat(fact["latest"])
        if fact["type"] == "date":
            assert (fact["earliest"] is None) == (fact["latest"] is None)
        if fact["type"] == "commander":
            assert fact["name"]
            assert all(mention in text.replace("\ud800", "\ufffd") for mention in fact["mentions"])


@LESS
@given(TEXTS, st.sampled_from([None, "2025-06-22", "2024-02-29", "0001-01-01", "9999-12-31"]))
@example("", None)
@example("At least 40 soldiers were killed on Tuesday.", "0001-01-01")
@example("At least 40 soldiers will be killed next year, in 200 years, tomorrow and on Tuesday.", "9999-12-31")
@example("At least 40 soldiers were killed 3000 years ago, and 5,000,000 days ago.", "2025-06-22")
@example("J\ud800hn Smith said 40 soldiers\udfff died on Tuesday. Gen. J\ud800hn Smith left.", "2025-06-22")
@example("40\x00 soldiers died.", None)
@example("The Russian army fought Ukraine. The Russian army said that 40 tanks were there", None)
def test_what_holds_of_any_text(extractor: Extractor, text: str, published: str | None) -> None:
    holds(text, extractor.extract(text, published=published))


@pytest.mark.parametrize("text", SAMPLES, ids=range(len(SAMPLES)))
def test_what_holds_of_the_samples(extractor: Extractor, text: str) -> None:
    document = extractor.extract(text, published="2025-06-22")
    assert document.facts
    holds(text, document)


@LESS
@given(st.lists(TEXTS, min_size=2, max_size=4))
def test_the_same_answer_twice_and_in_any_company(extractor: Extractor, texts: list[str]) -> None:
    alone = [extractor.extract(text) for text in texts]
    backward = [extractor.extract(text) for text in reversed(texts)]
    assert alone == list(reversed(backward))
    assert alone == list(extractor.pipe({"text": text} for text in texts))


def test_the_same_answer_in_another_process() -> None:
    code = (
        "import sys, json, conflictfacts; e = conflictfacts.load();"
        "print(json.dumps([e.extract(t).as_dict() for t in json.load(sys.stdin)]))"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", code],
            input=json.dumps(SAMPLES),
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2", "77")
    }
    assert len(answers) == 1


def _foot(path: Path) -> str:
    """Give what stands below the article on a marked page: the lines after its last line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    last = max((i for i, line in enumerate(lines) if line[:1] in ("A", "H")), default=-1)
    return "\n".join(line[2:] for line in lines[last + 1 :])


FEET = [
    "Related stories\n\nArmy says 40 soldiers killed in ambush\n\n3 hours ago\n\nShare this article\n",
    "Follow us on Twitter\n\n© 2024 The Daily. All rights reserved.\n",
    "Most read\n\n1. Ten dead in strike on market\n\n2. Rebels seize 90 sq km\n\n3. General quits\n",
    *(foot for foot in map(_foot, PAGES) if len(foot.split()) > 12),
]


@pytest.mark.parametrize("furniture", FEET, ids=range(len(FEET)))
@pytest.mark.parametrize("text", SAMPLES, ids=range(len(SAMPLES)))
def test_furniture_below_changes_nothing(extractor: Extractor, text: str, furniture: str) -> None:
    alone = extractor.extract(text, published="2025-06-22")
    assert extractor.extract(f"{text.rstrip()}\n\n{furniture}", published="2025-06-22").facts == alone.facts


# -- hostile texts -----------------------------------------------------------------------------------------------------

SENTENCE = "At least 40 soldiers were killed on 5 May 2024 near Kyiv. "


@pytest.mark.parametrize(
    "before",
    [
        "a" * 100_000,
        "1" * 100_000,
        '"' * 20_000,
        "(" * 20_000,
        " " * 100_000,
        "\n" * 50_000,
        "\r" * 50_000,
        "\x00" * 10_000,
        "\ud800" * 10_000,
    ],
    ids=["letters", "digits", "quotes", "brackets", "blanks", "line feeds", "returns", "nuls", "surrogates"],
)
def test_facts_behind_a_long_run_are_found(extractor: Extractor, before: str) -> None:
    text = f"{before}\n\n{SENTENCE}"
    document = extractor.extract(text)
    holds(text, document)
    assert {f.type for f in document.facts} >= {"date", "troops"}


def test_a_long_text_is_read_whole(extractor: Extractor) -> None:
    text = SENTENCE * (1_100_000 // len(SENTENCE))
    document = extractor.extract(text)
    assert document.facts[-1].end > 1_000_000
    assert len(document.facts) == 2 * text.count("soldiers")


def test_quotes_come_from_the_text_as_given(extractor: Extractor) -> None:
    text = "The 40 brave\ud800 soldiers died. Gen. J\udc00hn Smith, head of the army, left on 5 May 2024."
    for fact in extractor.extract(text).facts:
        assert text[fact.start : fact.end] == fact.quote


# -- growth ------------------------------------------------------------------------------------------------------------


class Steps:
    """Counts the calls of Python functions: work that is the same on every machine."""

    def __enter__(self) -> Steps:
        self.calls = 0
        sys.setprofile(self._seen)
        return self

    def __exit__(self, *error: object) -> None:
        sys.setprofile(None)

    def _seen(self, frame: Any, event: str, argument: Any) -> None:
        self.calls += 1


GROWING: dict[str, Callable[[int], str]] = {
    "digits in a row": lambda n: "1 " * (40 * n),
    "one line without full stops": lambda n: "the army said that it " * (12 * n),
    "numbers": lambda n: "40 soldiers, " * (12 * n),
    "dates": lambda n: "6 August 2024, " * (12 * n),
    "years": lambda n: "2014, " * (20 * n),
    "weekdays": lambda n: "on Monday and Tuesday " * (10 * n),
    "measures": lambda n: "20 sq km (8 sq miles) and 5 km or " * (6 * n),
    "killed and wounded": lambda n: "killing 4 and wounding 5 others, " * (8 * n),
    "quotes": lambda n: "“It is so,” Gen. John Smith said. " * (10 * n),
    "quotes that never end": lambda n: "“ It is so. " * (10 * n),
    "deep brackets": lambda n: "( " * (30 * n) + ") " * (30 * n),
    "a list of names": lambda n: "John Smith, " * (12 * n) + "and Peter Black said.",
    "a list of parties": lambda n: "Russia, Ukraine and France, " * (8 * n),
    "a list of officers": lambda n: "Gen. John Smith, Col. Peter Black, " * (8 * n),
    "he said": lambda n: "He said 40 of them died. " * (10 * n),
    "new names": lambda n: "".join(
        f"Gen. A{chr(97 + i % 26)}{'xyzu'[i // 26 % 4]}{'o' * (i // 104)}n Smithson said 4 men died. "
        for i in range(8 * n)
    ),
    "paragraphs": lambda n: "Gen. John Smith said that 40 soldiers were killed near Kyiv.\n\n" * (6 * n),
    "short lines": lambda n: "Army says 40 killed\n" * (12 * n),
    "blank lines": lambda n: "a\n\n\n" * (30 * n),
}


@pytest.mark.parametrize("shape", GROWING)
def test_work_grows_with_the_text_and_no_faster(extractor: Extractor, shape: str) -> None:
    text = GROWING[shape]
    extractor.extract(text(64))  # words that are new to the vocabulary cost once
    calls = []
    for size in (16, 64):
        with Steps() as steps:
            extractor.extract(text(size))
        calls.append(steps.calls)
    assert calls[1] < 4 * 1.6 * calls[0] + 2000


# -- the door ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [None, b"bytes", 12, ["a"]])
def test_a_text_that_is_none_is_refused(extractor: Extractor, text: Any) -> None:
    with pytest.raises(InputError, match="must be a string"):
        extractor.extract(text)


@pytest.mark.parametrize(
    "day", ["", "yesterday", "22/06/2025", "2025-13-01", "20250622", "2025-W25-7", 20250622, date(2025, 6, 22)]
)
def test_a_day_that_is_none_is_refused(extractor: Extractor, day: Any) -> None:
    with pytest.raises(InputError, match="YYYY-MM-DD"):
        extractor.extract("x", published=day)


def test_a_record_without_text_is_refused(extractor: Extractor) -> None:
    with pytest.raises(InputError, match="text"):
        list(extractor.pipe([{"id": "a"}]))


def test_what_is_given_is_handed_through(extractor: Extractor) -> None:
    (document,) = extractor.pipe(
        [
            {
                "text": "Nothing.",
                "id": "a",
                "title": "T",
                "source": "s",
                "published": "2025-06-22",
                "published_from": "option",
            }
        ]
    )
    assert document == Document(
        facts=(),
        id="a",
        title="T",
        source="s",
        published="2025-06-22",
        published_from="option",
        text_sha256=sha256(b"Nothing.").hexdigest(),
    )


def test_pipe_reads_one_record_at_a_time(extractor: Extractor) -> None:
    asked = []

    def records() -> Any:
        for n in range(3):
            asked.append(n)
            yield {"text": "Nothing."}

    stream = extractor.pipe(records())
    assert asked == []
    next(stream)
    assert asked == [0]
