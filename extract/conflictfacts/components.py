"""The stages as spaCy components, registered here and nowhere else.

The command's own pipeline has one component a stage; ``conflict_facts`` is all of them in one, for someone else's
pipeline: ``spacy.blank("en").add_pipe("conflict_facts")`` puts the facts in ``doc.spans["conflict_facts"]`` and leaves
everything else of the ``Doc`` alone. While a document is read its :class:`Draft` lies in ``doc.user_data``.
"""

# No "from __future__ import annotations" here: spaCy before 3.8.13 takes the types of a factory's arguments literally.
from collections.abc import Callable
from functools import cache
from typing import Any

from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc, SpanGroup
from spacy.util import registry
from spacy.vocab import Vocab

from conflictfacts.facts import (
    AreaFact,
    CommanderFact,
    DateFact,
    DistanceFact,
    EquipmentFact,
    Fact,
    PeopleFact,
    Stated,
    TroopsFact,
)
from conflictfacts.lexicon import Lexicon, default_lexicon
from conflictfacts.reading import read
from conflictfacts.stages import STAGES, Draft, Stages, finished
from conflictfacts.tokens import make_tokenizer

SPANS = "conflict_facts"
_DRAFT = "conflictfacts.draft"
TEXT = "conflictfacts.text"  # the text of a Doc, where it is at hand: Doc.text puts it together token by token
PUBLISHED = "conflictfacts.published"
_RESULT = "conflictfacts.facts"


class OpenDraft:
    """First component of the command's pipeline: begin a draft on a tokenized ``Doc``."""

    def __call__(self, doc: Doc) -> Doc:
        """Read the tokens of ``doc``."""
        text = doc.user_data.pop(TEXT, None)
        doc.user_data[_DRAFT] = Draft(read(doc, text=text, published=doc.user_data.get(PUBLISHED)))
        return doc


class Stage:
    """One stage as a component."""

    def __init__(self, run: Callable[[Draft], None]) -> None:
        self._run = run

    def __call__(self, doc: Doc) -> Doc:
        """Run the stage on the draft of ``doc``."""
        self._run(doc.user_data[_DRAFT])
        return doc


class CloseDraft:
    """Last component: number the facts, put them in ``doc.spans`` and drop the draft."""

    def __call__(self, doc: Doc) -> Doc:
        """Turn the draft of ``doc`` into its facts."""
        _finish(doc, doc.user_data.pop(_DRAFT))
        return doc


class ConflictFacts:
    """All stages in one component, for any English pipeline, whatever its tokenizer."""

    def __init__(self, nlp: Language, name: str, lexicon: str | None = None) -> None:
        self.name = name
        self._tokenizer = make_tokenizer(Vocab())
        self._stages = _stages(lexicon)
        if not Doc.has_extension("conflict_facts"):
            Doc.set_extension("conflict_facts", getter=_facts_as_dicts)

    def __call__(self, doc: Doc) -> Doc:
        """Find the facts of ``doc``; its own tokens, sentences and entities are not touched."""
        draft = Draft(read(self._tokenizer(doc.text), published=doc.user_data.get(PUBLISHED)))
        for stage in self._stages.all:
            stage(draft)
        _finish(doc, draft)
        return doc


def draft_of(doc: Doc) -> Draft:
    """Take the draft that the stages have left with a ``Doc`` that is not closed yet."""
    draft: Draft = doc.user_data.pop(_DRAFT)
    return draft


def _finish(doc: Doc, draft: Draft) -> None:
    reading = draft.reading
    facts = finished(draft)
    # Plain values, so that the doc can still be written to bytes and cross processes.
    doc.user_data[_RESULT] = [fact.as_dict(why=True) for fact in facts]
    doc.user_data[PUBLISHED] = reading.published
    doc.user_data["conflictfacts.published_from"] = draft.published_from
    spans = (doc.char_span(f.start, f.end, label=f.type, span_id=f.id, alignment_mode="expand") for f in facts)
    doc.spans[SPANS] = SpanGroup(doc, name=SPANS, spans=[s for s in spans if s is not None])


def facts_of(doc: Doc) -> tuple[Fact, ...]:
    """Give the facts that a pipeline has left with a ``Doc``."""
    return tuple(map(_rebuilt, doc.user_data.get(_RESULT, ())))


_KINDS: dict[str, type[Fact]] = {
    kind.type: kind for kind in (DateFact, TroopsFact, PeopleFact, EquipmentFact, AreaFact, DistanceFact, CommanderFact)
}


def _rebuilt(record: dict[str, Any]) -> Fact:
    """Make a fact of the plain values that :func:`_finish` has left."""
    values: dict[str, Any] = {}
    for name, value in record.items():
        if isinstance(value, (list, tuple)):
            value = tuple(Stated(value=float(v["value"]), unit=v["unit"]) if isinstance(v, dict) else v for v in value)
        elif type(value) is int and name not in ("start", "end"):
            value = float(value)
        elif name == "why":
            value = tuple(value.items())
        if name != "type":
            values[name] = value
    return _KINDS[record["type"]](**values)


def published_of(doc: Doc) -> tuple[str | None, str | None]:
    """Give the publication date that was used, and where it came from."""
    return doc.user_data.get(PUBLISHED), doc.user_data.get("conflictfacts.published_from")


def _facts_as_dicts(doc: Doc) -> list[dict[str, Any]]:
    return [fact.as_dict() for fact in facts_of(doc)]


@cache
def _stages(lexicon: str | None = None) -> Stages:
    """Build the stages once for each lexicon file."""
    return Stages(Lexicon(lexicon) if lexicon else default_lexicon())


@Language.factory("conflict_open")
def _make_open(nlp: Language, name: str) -> OpenDraft:
    return OpenDraft()


@Language.factory("conflict_close")
def _make_close(nlp: Language, name: str) -> CloseDraft:
    return CloseDraft()


def _register(stage: str) -> None:
    @Language.factory(f"conflict_{stage}", default_config={"lexicon": None})
    def make(nlp: Language, name: str, lexicon: str | None) -> Stage:
        return Stage(getattr(_stages(lexicon), stage))


for _stage in STAGES:
    _register(_stage)


@registry.tokenizers("conflictfacts.Tokenizer.v1")  # type: ignore[untyped-decorator]
def _make_tokenizer() -> Callable[[Language], Tokenizer]:
    return lambda nlp: make_tokenizer(nlp.vocab)


def add_stages(nlp: Language, lexicon: str | None = None) -> None:
    """Add the stages to a pipeline in their order."""
    nlp.add_pipe("conflict_open")
    for stage in STAGES:
        nlp.add_pipe(f"conflict_{stage}", config={"lexicon": lexicon})
    nlp.add_pipe("conflict_close")
