"""Reads what the user names into articles: files, folders, patterns, lists of names, and standard input."""

from conflictfacts_cli.inputs.articles import STDIN, Article, iso_day
from conflictfacts_cli.inputs.encodings import decode
from conflictfacts_cli.inputs.kinds import FORMS
from conflictfacts_cli.inputs.reading import read_inputs
from conflictfacts_cli.inputs.streams import LARGEST

__all__ = ["FORMS", "LARGEST", "STDIN", "Article", "decode", "iso_day", "read_inputs"]
