"""No regular expression of the package takes more than linear time: each by itself, on texts made against it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

import pytest

from attacks import MATCH, SCAN, find_growth
from patterns import Used, collected, oddities, places


@pytest.fixture(scope="module")
def known() -> list[Used]:
    return collected()


def test_each_expression_in_the_sources_is_known(known: list[Used]) -> None:
    found: dict[str, set[object]] = defaultdict(set)
    for used in known:
        found[used.place.split(" ")[0]].add(used.pattern.pattern)
    wanted = Counter(f"{place.file}:{place.line}" for place in places())
    assert [place for place, calls in wanted.items() if len(found[place]) < calls] == []
    assert oddities() == []


def test_no_expression_goes_beyond_linear_time(known: list[Used]) -> None:
    judged = {(used.pattern, used.ways): used.place for used in known}
    found = {place: find_growth(pattern, ways) for (pattern, ways), place in judged.items()}
    assert {place: finding for place, finding in found.items() if finding} == {}


@pytest.mark.parametrize(
    "bad",
    [
        *(r"(a+)+$", r"(a|a)*b", r"(a*)*b", r"^(\w+\s?)*$", r"(?:a{0,20}){20}b"),
        *(r"\s+$", r"\d+\.\d+x", r"(.*),(.*);", r".*?foo.*?bar", r"[^,]*+,"),
        *(r"<!--.*?-->", r"a.*b.*c", r"(?!a*b)a"),
    ],
)
def test_the_check_sees_what_is_slow(bad: str) -> None:
    assert find_growth(re.compile(bad), (SCAN, MATCH))


@pytest.mark.parametrize(
    "good", [r"\d+", r"(?<!\s)\s++$", r'"[^"]*";', r"(?:a|b)*+", r"[a-z]{1,30}x", r"\d{1,3}(?:,\d{3})++", r"(?<=a)b*c"]
)
def test_the_check_lets_pass_what_is_not(good: str) -> None:
    assert find_growth(re.compile(good), (SCAN, MATCH)) is None
