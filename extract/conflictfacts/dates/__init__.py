"""Dates: found by the rules of ``lexicon/dates.toml``, placed by the publication day or by the story so far."""

from conflictfacts.dates.dateline import dateline
from conflictfacts.dates.finder import DateFinder, iso_day

__all__ = ["DateFinder", "dateline", "iso_day"]
