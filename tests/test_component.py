"""The component in someone else's pipeline: the same facts, and nothing of theirs touched."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span
from spacy.training import Example
from spacy.util import fix_random_seed

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


@pytest.mark.parametrize("way", ["bytes", "docbin", "disk", "pickle"])
def test_what_the_extension_gives_survives(nlp: Language, tmp_path: Path, way: str) -> None:
    doc = nlp(TEXT)
    wanted = doc._.conflict_facts
    spans = [(s.label_, s.id_, s.start_char, s.end_char) for s in doc.spans["conflict_facts"]]
    # A vocabulary of its own, as in the process that reads what another has written.
    vocab = spacy.blank("en").vocab
    if way == "bytes":
        again = Doc(vocab).from_bytes(doc.to_bytes())
    elif way == "docbin":
        (again,) = DocBin().from_bytes(DocBin(docs=[doc], store_user_data=True).to_bytes()).get_docs(vocab)
    elif way == "disk":
        doc.to_disk(tmp_path / "doc")
        again = Doc(vocab).from_disk(tmp_path / "doc")
    else:
        again = pickle.loads(pickle.dumps(doc))
    assert again._.conflict_facts == wanted
    assert [(s.label_, s.id_, s.start_char, s.end_char) for s in again.spans["conflict_facts"]] == spans


def test_through_json(nlp: Language) -> None:
    doc = nlp(TEXT)
    record = json.loads(json.dumps(doc.to_json(underscore=["conflict_facts"])))
    assert record["_"]["conflict_facts"] == doc._.conflict_facts
    again = Doc(spacy.blank("en").vocab).from_json(record)
    assert [(s.label_, s.text) for s in again.spans["conflict_facts"]] == [
        (s.label_, s.text) for s in doc.spans["conflict_facts"]
    ]


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


# In a pipeline that does other things, too


RULES = [{"label": "RANK", "pattern": "Gen."}, {"label": "PLACE", "pattern": [{"LOWER": "kyiv"}]}]


def own_pipeline(*, place: str | None) -> Language:
    """A pipeline as someone may have it, with the component first, last or not at all."""
    pipeline = spacy.blank("en")
    if place == "first":
        pipeline.add_pipe("conflict_facts")
    pipeline.add_pipe("sentencizer", config={"punct_chars": [";", "."]})
    pipeline.add_pipe("entity_ruler").add_patterns(RULES)  # type: ignore[attr-defined]
    pipeline.add_pipe("span_ruler", config={"spans_key": "mine"}).add_patterns(RULES)  # type: ignore[attr-defined]
    if place == "last":
        pipeline.add_pipe("conflict_facts")
    return pipeline


def what_others_see(doc: Doc) -> list[object]:
    tokens = [(t.text, t.whitespace_, t.pos_, t.tag_, t.lemma_, t.dep_, t.ent_iob_, t.is_sent_start) for t in doc]
    ents = [(e.text, e.label_) for e in doc.ents]
    return [tokens, ents, [s.text for s in doc.sents], [s.text for s in doc.spans.get("mine", [])]]


@pytest.mark.parametrize("place", ["first", "last"])
def test_others_do_not_notice_it(extractor: Extractor, place: str) -> None:
    texts = [TEXT, NEWS, "", *SAMPLES[:3]]
    with_it, without = own_pipeline(place=place), own_pipeline(place=None)
    for text, doc, plain in zip(texts, with_it.pipe(texts), without.pipe(texts), strict=True):
        assert what_others_see(doc) == what_others_see(plain)
        assert facts_of(doc) == extractor.extract(text).facts


def test_across_processes_with_others_and_context() -> None:
    texts = [(TEXT, 1), (NEWS, 2), ("Nothing.", 3), (TEXT, 4)] * 3
    pipeline = own_pipeline(place="last")
    here = list(pipeline.pipe(texts, as_tuples=True))
    there = list(pipeline.pipe(texts, as_tuples=True, n_process=2, batch_size=2))
    assert [number for _, number in there] == [number for _, number in texts]
    for (doc, _), (other, _) in zip(here, there, strict=True):
        assert what_others_see(other) == what_others_see(doc)
        assert other._.conflict_facts == doc._.conflict_facts


def test_two_pipelines_at_once_keep_to_their_own_words(tmp_path: Path) -> None:
    words = tmp_path / "words.toml"
    words.write_text('[nouns]\ntroops = ["zephyr rider"]\n', encoding="utf-8")
    text = "Ukraine sent 40 zephyr riders and 50 soldiers."
    plain, own = spacy.blank("en"), spacy.blank("en")
    plain.add_pipe("conflict_facts")
    own.add_pipe("conflict_facts", config={"lexicon": str(words)})

    def quotes(docs: Iterator[Doc]) -> Iterator[list[str]]:
        return ([span.text for span in doc.spans["conflict_facts"]] for doc in docs)

    # By turns, each stopped in the midst of its stream.
    both = zip_longest(quotes(plain.pipe([text] * 3)), quotes(own.pipe([text] * 3)))
    assert list(both) == [(["50 soldiers"], ["40 zephyr riders", "50 soldiers"])] * 3
    # What was saved finds its words again.
    own.to_disk(tmp_path / "own")
    assert next(quotes(iter([spacy.load(tmp_path / "own")(text)]))) == ["40 zephyr riders", "50 soldiers"]


def trained(*, with_it: bool) -> Language:
    """A small pipeline with a tagger, sentences and names of its own, trained here on two sentences."""
    pipeline = spacy.blank("en")
    for name in ("tagger", "senter", "ner"):
        pipeline.add_pipe(name)
    doc = pipeline.make_doc("Gen. Smith left Kyiv. He lost 40 men.")
    marks = {
        "tags": ["NNP", "NNP", "VBD", "NNP", ".", "PRP", "VBD", "CD", "NNS", "."],
        "sent_starts": [1, 0, 0, 0, 0, 1, 0, 0, 0, 0],
        "entities": [(5, 10, "PERSON"), (16, 20, "GPE")],
    }
    examples = [Example.from_dict(doc, marks)]
    fix_random_seed(1)
    optimizer = pipeline.initialize(lambda: examples)
    for _ in range(15):
        pipeline.update(examples, sgd=optimizer)
    if with_it:
        pipeline.add_pipe("conflict_facts", before="senter")
    return pipeline


def test_among_trained_components(extractor: Extractor) -> None:
    with_it, without = trained(with_it=True), trained(with_it=False)
    for text in (TEXT, "Gen. Smith left Kyiv. He lost 40 men."):
        doc, plain = with_it(text), without(text)
        assert what_others_see(doc) == what_others_see(plain)
        assert facts_of(doc) == extractor.extract(text).facts
    assert [(e.text, e.label_) for e in doc.ents] == [("Smith", "PERSON"), ("Kyiv", "GPE")]


def test_it_can_be_left_out_and_renamed() -> None:
    pipeline = own_pipeline(place=None)
    pipeline.add_pipe("conflict_facts", name="war")
    assert pipeline(TEXT).spans["conflict_facts"]
    with pipeline.select_pipes(disable="war"):
        assert "conflict_facts" not in pipeline(TEXT).spans
