"""How the time to write a document grows with the number of its facts, in every format (as test_growth.py)."""

from __future__ import annotations

import gc
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from conflictfacts.facts import Document
from conflictfacts_cli import profiles
from conflictfacts_cli.forms import FORMATS, Form
from test_growth import ALLOWED, TIMES

if TYPE_CHECKING:
    from conflictfacts import Extractor

# How many times the text, with its ten facts, is the shorter of the two; the table takes ten times as long as others.
SHORT = 50
SHORT_TABLE = 10
TEXT = (
    "On 6 August 2024 12 civilians were killed near Goma. General John Smith of the 3rd Brigade lost 40 tanks.\n"
    "Ukraine sent 10,000 soldiers into Kursk on 7 May, seized 90 sq km (77 miles) and advanced 3 km.\n\n"
    "5 soldiers were killed in 1939 and 1940."
)
_LEAST = 0.002  # seconds: under it the clock says little
_TRIES = 6
FORMS = {name: Form(name=name, output="out") for name in FORMATS} | {
    name: Form(name="csv", output="out", profile=profiles.load(name)) for name in profiles.PROFILES
}


def _written_again(document: Document, times: int) -> tuple[Document, str]:
    """Give a document of the same text many times over, and that text."""
    facts = tuple(
        replace(
            fact, id=f"f{n * len(document.facts) + i}", start=fact.start + n * len(TEXT), end=fact.end + n * len(TEXT)
        )
        for n in range(times)
        for i, fact in enumerate(document.facts, 1)
    )
    return replace(document, facts=facts), TEXT * times


@pytest.mark.parametrize("name", FORMS)
def test_time_grows_no_faster_than_the_facts(extractor: Extractor, name: str) -> None:
    document = extractor.extract(TEXT, id="a", source="a.txt", published="2025-06-22")
    assert len({fact.type for fact in document.facts}) == 7
    writer = FORMS[name].writer(why=True)
    times = SHORT_TABLE if name == "table" else SHORT
    short, long = _written_again(document, times), _written_again(document, TIMES * times)

    def seconds(document: Document, text: str) -> float:
        start = time.process_time()
        writer.render(document, text)
        return time.process_time() - start

    seconds(*short)  # templates and words of a profile are read once
    gc.collect()
    best_short, best_long = float("inf"), float("inf")
    for _ in range(_TRIES):
        best_short = min(best_short, *(seconds(*short) for _ in range(3)))
        best_long = min(best_long, seconds(*long))
        if best_long <= ALLOWED * max(best_short, _LEAST):
            return
    pytest.fail(f"{TIMES} times the facts took {best_long / best_short:.0f} times as long ({best_long:.3f} s)")
