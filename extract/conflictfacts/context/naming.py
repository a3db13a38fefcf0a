"""What a side is called: one name for all its mentions in an article, and that a name which the article itself uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from conflictfacts.context.mentions import PartyMention
from conflictfacts.lexicon import Lexicon
from conflictfacts.reading import Reading

_LONG = 3  # words of a name that an acronym stands for


class Naming:
    """The names of the tables ``groups`` and ``countries`` that depend on the text."""

    def __init__(self, lexicon: Lexicon) -> None:
        groups, countries = lexicon.table("groups").items(), lexicon.table("countries").items()
        self._short: Mapping[str, str] = {name: entry["short"] for name, entry in groups if "short" in entry}
        self._loose: Mapping[str, list[str]] = {name: entry["meant"] for name, entry in groups if "meant" in entry}
        self._older: Mapping[str, str] = {name: entry["meant"][0] for name, entry in countries if "meant" in entry}

    def settle(self, reading: Reading, found: list[PartyMention]) -> list[PartyMention]:
        """Give the mentions with the names that are printed."""
        forms: dict[str, set[str]] = {}
        for m in found:
            form = " ".join(reading.words[m.first : m.end]) if m.form == "name" else ""
            forms.setdefault(m.name, set()).add(form)
        called = self._called_loosely(forms) | self._called_of_old(forms)
        if not reading.upper_case:
            called = self._called_in_full(forms) | called
        return [replace(m, name=called.get(m.name, m.name)) for m in found] if called else found

    def _called_loosely(self, forms: Mapping[str, set[str]]) -> dict[str, str]:
        """Let a loose name ("Tamil rebels") stand for a group only where the text names that group too."""
        return {
            name: meant
            for name, groups in self._loose.items()
            if name in forms and (meant := next((group for group in groups if group in forms), None))
        }

    def _called_of_old(self, forms: Mapping[str, set[str]]) -> dict[str, str]:
        """Call a country by its older name ("Burma") where the text does, and by that of today where it has both."""
        return {
            (old if today in forms.get(today, ()) else today): (today if today in forms.get(today, ()) else old)
            for old, today in self._older.items()
            if old in forms
        }

    def _called_in_full(self, forms: Mapping[str, set[str]]) -> dict[str, str]:
        """Call a group by its short form ("MNDAA"), or in full, where the text gives it no other name."""
        called: dict[str, str] = {}
        for name, known in forms.items():
            short = self._short.get(name)
            if short and known == {short}:
                called[name] = short
            elif name.isupper() and name not in known:
                full = [form for form in known if form.count(" ") + 1 >= _LONG]
                if len(full) == 1:
                    called[name] = full[0]
        return called
