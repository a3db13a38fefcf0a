"""The entry point of the spaCy component. spaCy imports it at every start, so what it takes is imported on demand."""

from typing import TYPE_CHECKING

from spacy.language import Language

if TYPE_CHECKING:
    from conflictfacts.components import ConflictFacts


@Language.factory("conflict_facts", default_config={"lexicon": None})
def make_conflict_facts(nlp: Language, name: str, lexicon: str | None) -> "ConflictFacts":
    """Make the one-component form, as named in the ``spacy_factories`` entry point.

    ``lexicon`` is the path of a user's own file of words.
    """
    from conflictfacts.components import ConflictFacts

    return ConflictFacts(nlp, name, lexicon)
