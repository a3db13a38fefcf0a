"""The made-up articles that speed and memory are measured on: the same for a seed, no two alike, and like real news."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parent.parent / "benchmarks" / "articles.py"


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("benchmark_articles", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_a_seed_gives_the_same_articles_however_many_are_asked_for(generator: ModuleType) -> None:
    assert list(generator.articles(5, 3)) == list(generator.articles(9, 3))[:5]


def test_another_seed_gives_other_articles(generator: ModuleType) -> None:
    first, second = ({a["text"] for a in generator.articles(20, seed)} for seed in (3, 4))
    assert first.isdisjoint(second)


def test_no_two_articles_are_alike(generator: ModuleType) -> None:
    assert len({article["text"] for article in generator.articles(300, 3)}) == 300


def test_new_words_keep_coming(generator: ModuleType) -> None:
    texts = [article["text"] for article in generator.articles(400, 3)]
    early, late = (set(" ".join(part).split()) for part in (texts[:300], texts[300:]))
    assert len(late - early) > 10 * 100


def test_no_blank_is_left_open(generator: ModuleType) -> None:
    assert not [a["text"] for a in generator.articles(300, 3) if "{" in a["text"] or "}" in a["text"]]


def test_about_half_the_lines_hold_a_digit(generator: ModuleType) -> None:
    lines = [line for article in generator.articles(200, 3) for line in article["text"].splitlines()]
    assert 0.4 < sum(any(map(str.isdigit, line)) for line in lines) / len(lines) < 0.6


def test_articles_are_as_long_as_asked_for(generator: ModuleType) -> None:
    short, usual = (
        generator.words([a["text"] for a in generator.articles(100, 3, sentences=size)]) for size in ((3, 8), (8, 25))
    )
    assert 80 < short / 100 < 140 < usual / 100 < 400
