"""The component in someone else's pipeline: the same facts, and nothing of theirs touched."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span

from conflictfacts.components import facts_of
from conftest import ROOT

if TYPE_CHECKING:
    from conflictfacts import Extractor

SAMPLES = [p.read_text(encoding="utf-8") for p in sorted((ROOT / "samples").glob("*.txt"))]
TEXT = (
    "At least 40 Russian soldiers were killed on 5 May 2024 near Kyiv, Gen. John Smith, head of the army, said. "
    "They took 90 sq km (35 sq miles), 10km from the border."
)
NEWS = "At least 40 soldiers were killed on Tuesday."


@pytest.fixture(scope="module")
def nlp() -> Language:
    pipeline = spacy.blank("en")
    pipeline.add_pipe("conflict_facts")
    return pipeline


@pytest.mark.parametrize("text", [*SAMPLES, TEXT, "", " ", "\n40 men died.", "40\u00a0men  died 5km away."])
def test_the_same_facts_as_the_extractor(nlp: Language, extractor: Extractor, text: str) -> None:
    assert facts_of(nlp(text)) == extractor.extract(text).facts


def test_the_extension_gives_plain_values(nlp: Language, extractor: Extractor) -> None:
    assert nlp(TEXT)._.conflict_facts == extractor.extract(TEXT).as_dict()["facts"]


def test_spans_cover_their_facts(nlp: Language) -> None:
    doc = nlp(TEXT)
    facts = facts_of(doc)
    spans = list(doc.spans["conflict_facts"])
    assert [(s.label_, s.id_) for s in spans] == [(f.type, f.id) for f in facts]
    for span, fact in zip(spans, facts, strict=True):
        assert span.start_char <= fact.start < fact.end <= span.end_char
        assert fact.quote in span.text


def test_the_rest_of_the_doc_is_left_alone(nlp: Language) -> None:
    pipeline = spacy.blank("en")
    pipeline.add_pipe("sentencizer")
    doc = pipeline(TEXT)
    doc.ents = [Span(doc, 3, 4, label="NORP")]
    doc.spans["mine"] = [doc[0:2]]
    doc.user_data["mine"] = 1
    before = (
        [t.text_with_ws for t in doc],
        [s.text for s in doc.sents],
        [(e.text, e.label_) for e in doc.ents],
        [s.text for s in doc.spans["mine"]],
    )
    doc = nlp.get_pipe("conflict_facts")(doc)
    assert before == (
        [t.text_with_ws for t in doc],
        [s.text for s in doc.sents],
        [(e.text, e.label_) for e in doc.ents],
        [s.text for s in doc.spans["mine"]],
    )
    assert doc.user_data["mine"] == 1
    assert doc.spans["conflict_facts"]


def test_after_another_tokenizer(extractor: Extractor) -> None:
    pipeline = spacy.blank("de")
    pipeline.add_pipe("conflict_facts")
    assert facts_of(pipeline(TEXT)) == extractor.extract(TEXT).facts


def test_published_through_user_data(nlp: Language, extractor: Extractor) -> None:
    doc = nlp.make_doc(NEWS)
    doc.user_data["conflictfacts.published"] = "2025-06-22"
    doc = nlp(doc)
    assert facts_of(doc) == extractor.extract(NEWS, published="2025-06-22").facts
    assert [f.as_dict()["earliest"] for f in facts_of(doc) if f.type == "date"] == ["2025-06-17"]


def test_without_a_published_date_news_dates_stay_open(nlp: Language) -> None:
    assert [f.as_dict()["earliest"] for f in facts_of(nlp(NEWS)) if f.type == "date"] == [None]


def test_through_bytes(nlp: Language) -> None:
    doc = nlp(TEXT)
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert facts_of(again) == facts_of(doc)
    assert [s.text for s in again.spans["conflict_facts"]] == [s.text for s in doc.spans["conflict_facts"]]


@pytest.mark.parametrize("keep", [True, False])
def test_through_a_docbin(nlp: Language, keep: bool) -> None:
    doc = nlp(TEXT)
    data = DocBin(docs=[doc], store_user_data=keep).to_bytes()
    (again,) = DocBin().from_bytes(data).get_docs(nlp.vocab)
    assert facts_of(again) == (facts_of(doc) if keep else ())
    assert [s.text for s in again.spans["conflict_facts"]] == [s.text for s in doc.spans["conflict_facts"]]


def test_through_a_pickle(nlp: Language) -> None:
    doc = nlp(TEXT)
    assert facts_of(pickle.loads(pickle.dumps(doc))) == facts_of(doc)


def test_across_processes(nlp: Language) -> None:
    docs = list(nlp.pipe([TEXT, NEWS], n_process=2))
    assert [facts_of(doc) for doc in docs] == [facts_of(nlp(TEXT)), facts_of(nlp(NEWS))]


def test_a_pipeline_on_disk(nlp: Language, extractor: Extractor, tmp_path: Path) -> None:
    for number, pipeline in enumerate((nlp, extractor.nlp)):
        pipeline.to_disk(tmp_path / str(number))
        again = spacy.load(tmp_path / str(number))
        assert facts_of(again(TEXT)) == extractor.extract(TEXT).facts


def test_a_doc_that_was_not_read_has_no_facts() -> None:
    assert facts_of(spacy.blank("en")(TEXT)) == ()
