"""Named people: who they are, and every mention of them, also by surname alone.

A run of capitals is taken for a person when something says so: a rank, post or title before it, a given name at its
head, a post after it ("X, the head of Y"), an age, a verb of saying, or men at its command ("X's troops", "led by X").
Other runs join a person whose surname they are.
"""

from __future__ import annotations

from conflictfacts.context.beside import ENDS, ONLY, PEERS, QUOTES, TOOK, is_held, lead_in, resume, troops_after
from conflictfacts.context.deeds import Deeds, is_noble, is_ranked
from conflictfacts.context.linking import Linker
from conflictfacts.context.names import ADJECTIVES, Cue, NameScanner, Run, as_words, fold
from conflictfacts.context.people import Mention, People, Person
from conflictfacts.lexicon import Lexicon
from conflictfacts.reading import Reading

_LISTED = 2  # the weight of a name that a rank, a post or "led by" stands before
_DIGNITIES = frozenset(["pasha", "bey"])
_NONE: frozenset[str] = frozenset()
_GOALS = frozenset({"against", "towards", "toward", "on", "upon", "into", "near", "at", "to"})
_LOCATIVE = frozenset(
    ["in", "at", "near", "from", "into", "toward", "towards", "around", "outside", "to", "through", "inside", "of"]
)


class PeopleFinder:
    """Finds the people of an article."""

    def __init__(self, lexicon: Lexicon) -> None:
        roles = lexicon.table("roles")
        self._names = NameScanner(lexicon)
        self._acts = Deeds(lexicon)
        self._speech = as_words(roles, "speech", "verbs")
        self._held = as_words(roles, "held", "words")
        self._by = as_words(roles, "deeds", "by")
        self._deeds = as_words(roles, "deeds", "verbs")
        self._lead = as_words(roles, "deeds", "lead")
        self._men_words = self._deeds | self._lead | TOOK | {"'s", "'", "and", "with", ",", "in", "at"}
        places = lexicon.table("places")
        self._cities = as_words(places, "cities") | as_words(places, "regions")
        self._suffixes = frozenset(map(fold, as_words(lexicon.table("names"), "suffixes")))
        self._saints = as_words(roles, "bodies", "saints")

    def find(self, reading: Reading) -> People:
        """Give the people named outside furniture. Linear in the length of the text."""
        cues, runs = self._names.scan(reading)
        people = People(cues=cues)
        if runs:
            people.persons = self._persons(reading, people, runs)
        return people

    def _persons(self, reading: Reading, people: People, runs: list[Run]) -> list[Person]:
        linker = Linker(reading, self._suffixes)
        rest: list[Run] = []
        listed = -1  # end of the last name that a rank, a post or "led by" stood before
        for found in runs:
            run = self._whole(reading, people, found)
            weight = self._weight(reading, people, run, listed)
            if weight == _LISTED:
                listed = run.end
            if self._is_alias(reading, people, run) and linker.alias(run):
                continue
            if weight:
                linker.add(run)
            else:
                rest.append(run)
        if linker.beings:
            for run in rest:
                linker.join(run)
        made: list[Person] = []
        for being in linker.beings:
            whole = linker.first_whole(being)
            mentions = [Mention(run.first, run.end) for run in sorted(being.runs)]
            made.append(Person(reading.quote(whole.first, whole.end), whole.first, whole.end, mentions))
        made.sort(key=lambda person: person.mentions[0].first)
        return made

    def _whole(self, reading: Reading, people: People, run: Run) -> Run:
        """Give a run with the given name that is a country's too: "Contra leader Israel Galeano"."""
        i = run.first - 1
        if i > 0 and not run.given and i in people.cue_by_end and reading.words[i][0].isupper():
            if len(f"{reading.quote(i, run.end)}.".splitlines()) > 1:
                return run
            if reading.lower[i] in self._names.parties and reading.lower[i] not in self._names.adjectives:
                return Run(i, run.end, True)
        return run

    @staticmethod
    def _is_alias(reading: Reading, people: People, run: Run) -> bool:
        """Tell whether a run is another name of the person before it: "known as X", "alias Commander X"."""
        lower = reading.lower
        i = run.first
        cue = people.cue_by_end.get(i)
        if cue is not None and reading.words[cue.first][0].isupper():
            i = cue.first
        if i and lower[i - 1] in QUOTES:
            i -= 1
        if i > 2 and lower[i - 1] == "as":
            return lower[i - 2] in {"known", "guerre"} or (lower[i - 2] in ONLY and lower[i - 3] == "known")
        return i > 0 and lower[i - 1] in {"alias", "nicknamed", "aka", "guerre", "dubbed", "called"}

    def _weight(self, reading: Reading, people: People, run: Run, listed: int) -> int:
        """Say how the text shows that a run is a person: 0 not at all, ``_LISTED`` by words before it, else 1."""
        words, lower = reading.words, reading.lower
        first, end = run.first, run.end
        size = len(lower)
        before = lower[first - 1] if first else ""
        after = lower[end] if end < size else ""
        several = end - first > 1
        cue = people.cue_by_end.get(first)
        if cue is not None and not self._is_adjective(reading, cue, run):
            return _LISTED
        if before in {"and", ",", "&"} and listed > 0 and listed >= first - 2 and (several or after != ","):
            if lower[first - 2 if before != "and" else first - 1] != "of" and listed in {first - 1, first - 2}:
                return _LISTED
        opened = self._acts.epithets(reading, first)
        if opened > 1 and lower[opened - 1] == "by" and lower[opened - 2] in self._by and several:
            return _LISTED
        if before == "to" and first > 1 and lower[first - 2] in {"passed", "fell", "devolved"} and several:
            if lower[first - 3] == "command":
                return _LISTED
        if self._is_over(reading, run) and run.end not in people.cue_by_first:
            return _LISTED
        left = lead_in(reading, people, first)
        if left < first and self._post_before(reading, people, left - 1 if lower[left - 1] == "," else left):
            return _LISTED
        if before == "of" and first > 2 and lower[first - 2] in PEERS and reading.words[first - 2][0].isupper():
            return 1
        if several and lower[end - 1] in _DIGNITIES:
            return 1
        if run.given:
            return 1
        if before in {'"', "”", "'"} and first - 1 in people.cue_by_end:
            return 1
        if several and lower[first] not in self._saints:
            if after in self._speech or (before in self._speech and after in {",", "."}):
                return 1
            if after == "," and self._apposed(reading, people, end + 1):
                return 1
            if before in self._names.bodies and self._post_before(reading, people, first):
                return 1
            if self._is_someone(reading, people, end):
                return 1
            if after == "(" and end + 2 < size and words[end + 1].isdigit() and lower[end + 2] == ")":
                return 1
            if before == "," and after == "," and end + 1 < size and lower[end + 1] in self._speech:
                return 1
            if before == "," and after == "," and self._post_before(reading, people, first - 1):
                return 1
        if before == "to" and first > 1 and lower[first - 2] == "loyal" and not self._placed(reading, run):
            return 1
        return int(self._leads(reading, run))

    def _leads(self, reading: Reading, run: Run) -> bool:
        """Tell whether a run does what only somebody with troops does: "X's men", "X threw in two divisions"."""
        words, first, end = reading.words, run.first, run.end
        several = end - first > 1
        # "the ARBiH's 5th Corps" is an army's.
        acronym = not several and sum(map(str.isupper, words[first])) > 1 and not reading.upper_case
        if acronym and not any(c.islower() for c in words[first][-1]) | (words[first][:2] in {"Mc", "O'"}):
            return False
        if self._has_men(reading, run):
            return True
        ceiling = reading.sentence_of(first).end
        if several and self._acts.breaks_away(reading, end):
            return True
        if several and first > 1 and self._acts.splits(reading, first):
            return True
        if self._placed(reading, run) or (first and reading.lower[first - 1] == "the"):
            return False
        if not several and first - 1 > reading.sentence_of(first).first and words[first - 1][0].isupper():
            return False
        return self._acts.done(reading, first, end, ceiling, sure=is_noble(reading, first, end)) is not None

    def _is_over(self, reading: Reading, run: Run) -> bool:
        """Tell whether troops stand "under X" or "under the command of X"."""
        lower, i = reading.lower, run.first
        if i < 2 or (self._placed(reading, Run(i, run.end, False)) and lower[i - 1] != "of"):
            return False
        if lower[i - 1] == "under":
            return lower[i - 2] in self._held or (
                lower[i - 2] in self._names.peoples and reading.words[i - 2].endswith("s")
            )
        return lower[i - 1] == "of" and lower[i - 2] in {"command", "leadership"}

    def _is_adjective(self, reading: Reading, cue: Cue, run: Run) -> bool:
        """Tell whether a rank before a run is an adjective or a plain noun: "major Russian", "private Blackwater"."""
        if reading.upper_case:
            return False
        lower = reading.lower[cue.first]
        if cue.sort == "rank":
            if cue.end - cue.first == 1 and lower in ADJECTIVES:
                if reading.words[cue.first][0].islower() or lower == "private":
                    return not run.given
            # "the Admiral Kuznetsov" is a ship.
            return run.end - run.first == 1 and cue.first > 0 and reading.lower[cue.first - 1] == "the"
        if cue.sort == "title" and reading.words[cue.first][0].islower():
            return True
        return (
            cue.sort != "title" and reading.words[cue.end - 1].endswith("s") and not run.given and lower not in {"boss"}
        )

    def _apposed(self, reading: Reading, people: People, i: int) -> bool:
        """Tell whether an age or a post stands in apposition from token ``i`` on."""
        words, lower = reading.words, reading.lower
        size = len(lower)
        if i >= size:
            return False
        if words[i].isdigit() and len(words[i]) == 2 and i + 1 < size and lower[i + 1] in {",", "."}:
            return True
        for j in range(i, min(i + 9, size)):
            if j in people.cue_by_first:
                cue = people.cue_by_first[j]
                return cue.sort != "title" and (
                    cue.sort != "rank" or is_held(reading, people, cue) or is_ranked(reading, people, cue)
                )
            if lower[j] in ENDS or lower[j] in self._speech:
                return False
        return False

    def _is_someone(self, reading: Reading, people: People, i: int) -> bool:
        """Tell whether a sentence goes on as a definition: "X (born 1950) is a Somali general"."""
        lower = reading.lower
        i = resume(reading, i)
        if i + 2 < len(lower) and lower[i] in {"is", "was"} and lower[i + 1] in {"a", "an", "the"}:
            for j in range(i + 2, min(i + 7, len(lower))):
                if j in people.cue_by_first:
                    return people.cue_by_first[j].sort != "title"
                if lower[j] in ENDS:
                    return False
        return False

    def _post_before(self, reading: Reading, people: People, comma: int) -> bool:
        """Tell whether the phrase that ends at a comma is a post: "the leader of the group, X,"."""
        lower = reading.lower
        for i in range(comma, max(comma - 14, 0), -1):
            cue = people.cue_by_end.get(i)
            if cue is not None:
                return cue.sort != "title" and (i == comma or (cue.sort != "rank" and lower[i] in {"of", "for", "in"}))
            if (lower[i - 1] in ENDS and lower[i - 1] not in {"of", "in", "for"}) or lower[i - 1] in self._speech:
                return False
        return False

    def _has_men(self, reading: Reading, run: Run) -> bool:
        """Tell whether a run owns or orders troops: "X's men", "X and his generals", "X landed 2,000 troops"."""
        after = reading.lower[run.end] if run.end < len(reading) else ""
        if after not in self._men_words or run.end - run.first > 7:
            return False
        ceiling = min(run.end + 9, len(reading))
        if not troops_after(reading, run.end, ceiling, held=self._held, lead=_NONE, deeds=self._deeds | self._lead):
            return False
        if after == "with" and run.first and reading.lower[run.first - 1] in _GOALS:
            return False  # "against Kars with 24,000 infantry"
        return after in {"and", "with"} or not self._placed(reading, run)

    def _placed(self, reading: Reading, run: Run) -> bool:
        """Tell whether a run stands where a place would, or is one that is known."""
        before = reading.lower[run.first - 1] if run.first else ""
        return before in _LOCATIVE or (run.end - run.first == 1 and reading.lower[run.first] in self._cities)
