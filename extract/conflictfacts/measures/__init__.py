"""Areas and distances: a quantity with a unit, and what the article says of it in a second unit."""

from __future__ import annotations

from conflictfacts.measures.finder import MeasureFinder

__all__ = ["MeasureFinder"]
