"""Dates: found by the rules of ``lexicon/dates.toml``, placed on the calendar by the publication or the story so far."""

from conflictfacts.dates.dateline import dateline
from conflictfacts.dates.finder import DateFinder

__all__ = ["DateFinder", "dateline"]
