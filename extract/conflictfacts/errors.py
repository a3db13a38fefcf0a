"""Errors of the library: each message is one line that says what to do next."""


class ConflictFactsError(Exception):
    """Base of every error that the library raises on purpose."""


class InputError(ConflictFactsError, ValueError):
    """A document or an argument that can't be read as asked."""


class LexiconError(ConflictFactsError, ValueError):
    """A lexicon file that breaks the form of its kind."""
