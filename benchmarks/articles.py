"""Writes news articles to measure speed and memory on: ``articles(count, seed)``, or ``python benchmarks/articles.py``.

The articles are invented, from the words of ``articles.toml``. What counts is their make-up, which follows real news of
war: how long sentences are, how many of them hold a number, a date, a rank or a quotation, how often a new name comes
along. One in seven is about sport or trade. People, towns and companies are put together from syllables, so that new
words keep coming however many articles are asked for, as they do in the news. Article ``n`` of a seed is the same
whatever ``count`` is.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tomllib
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import TypedDict

SENTENCES = (8, 25)
"""Fewest and most sentences of an article; short ones are commoner."""

_PEACE = 1 / 7  # of articles: no war in them
_WITH_FACTS = 0.56  # of sentences about war: hold a number, a date or a commander
_ONE_TO_A_LINE = 0.8  # of sentences: stand in a paragraph of their own


class Article(TypedDict):
    """A line of JSONL as the command reads it."""

    id: str
    text: str
    published: str


def articles(count: int, seed: int = 1, *, sentences: tuple[int, int] = SENTENCES) -> Iterator[Article]:
    """Yield so many articles, each with ``sentences`` (fewest, most) sentences."""
    for number in range(count):
        yield _Writer(Random(f"{seed}/{number}")).article(f"{seed}-{number:06}", sentences)


def names(random: Random, count: int) -> list[str]:
    """Make up so many names, capitalized."""
    return [_name(random, _SURNAME_ENDS) for _ in range(count)]


def words(texts: Sequence[str]) -> int:
    """Count the words of some texts: what white space parts."""
    return sum(len(text.split()) for text in texts)


def _words(entry: str | list[str]) -> tuple[str, ...]:
    """Read an entry of the bank: a list of sentences, or words parted by bars and lines."""
    parts = entry.replace("\n", "|").split("|") if isinstance(entry, str) else entry
    return tuple(filter(None, map(str.strip, parts)))


_BANK: dict[str, tuple[str, ...]] = {
    name: _words(entry)
    for name, entry in tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")).items()
}

# --- names -----------------------------------------------------------------------------------------------------------

_ONSETS = "b br ch d dr f g gr h j k kh kr l m n p r s sh st t tr v y z zh".split()
_VOWELS = "a a e i o o u ai ei ou".split()
_CODAS = ["", "", "", "l", "m", "n", "r", "s", "k", "sh", "nd", "rt"]
_TOWN_ENDS = "abad ansk aya ayne burg dal evka gar grad ino iv kala mouk ovo pol shan stan tara vka wa".split()
_SURNAME_ENDS = "adze ak enko ez i in ian off ov ova sky u wi yan zadeh".split()
_REGION_KINDS = ("region", "province", "district", "governorate", "valley")

# Country, adjective, people.
_COUNTRIES = [
    tuple(line.split())
    for line in """
    Ukraine Ukrainian Ukrainians
    Russia Russian Russians
    Israel Israeli Israelis
    Lebanon Lebanese Lebanese
    Syria Syrian Syrians
    Iraq Iraqi Iraqis
    Yemen Yemeni Yemenis
    Sudan Sudanese Sudanese
    Ethiopia Ethiopian Ethiopians
    Somalia Somali Somalis
    Mali Malian Malians
    Nigeria Nigerian Nigerians
    Chad Chadian Chadians
    Libya Libyan Libyans
    Turkey Turkish Turks
    Iran Iranian Iranians
    Pakistan Pakistani Pakistanis
    Armenia Armenian Armenians
    Azerbaijan Azerbaijani Azerbaijanis
    Georgia Georgian Georgians
    Colombia Colombian Colombians
    Serbia Serbian Serbs
    Croatia Croatian Croats
    Rwanda Rwandan Rwandans
    Uganda Ugandan Ugandans
    """.strip().splitlines()
]

_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS = "January February March April May June July August September October November December".split()
_NUMERALS = "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
_DOUBLED = frozenset(("drop", "nod", "shrug", "slip", "stop", "swap", "wrap"))

_RANKS, _HEDGES = _BANK["rank"], _BANK["hedge"]
_BLANK = re.compile(r"\{(\w+)\}")


def _name(random: Random, ends: Sequence[str]) -> str:
    pick: Callable[[Sequence[str]], str] = random.choice
    body = "".join(pick(_ONSETS) + pick(_VOWELS) + pick(_CODAS) for _ in range(random.randint(1, 2)))
    return (body + pick(_ONSETS) + pick(ends)).capitalize()


@cache
def _parts(template: str) -> tuple[str, ...]:
    """Split a template: words at even places, names of blanks at odd ones."""
    return tuple(_BLANK.split(template))


@cache
def _past(verb: str) -> str:
    """Give the past tense of a regular verb."""
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2] not in "aeo":
        return verb[:-1] + "ied"
    return verb + verb[-1] + "ed" if verb in _DOUBLED else verb + "ed"


@cache
def _ing(verb: str) -> str:
    """Give the form in -ing of a regular verb."""
    if verb.endswith("e"):
        return verb[:-1] + "ing"
    return verb + verb[-1] + "ing" if verb in _DOUBLED else verb + "ing"


class _Writer:
    """Writes one article: its cast (sides, towns, people) is drawn first and comes back through the text."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._pick: Callable[[Sequence[str]], str] = random.choice
        ours, theirs, third = random.sample(_COUNTRIES, 3)
        self._side, self._adj, self._people = ours
        self._enemy, self._enemy_adj, _ = theirs
        self._other = third[0]
        self._towns = [self._name(_TOWN_ENDS) for _ in range(random.randint(2, 4))]
        self._region = f"{self._name(_TOWN_ENDS)} {self._pick(_REGION_KINDS)}"
        self._persons = [self.person() for _ in range(random.randint(2, 4))]
        self._companies = [f"{self._name(_SURNAME_ENDS)} {self._pick(('Group', 'Holdings', 'Motors', 'Bank'))}"]
        self._published = date(1988, 1, 1) + timedelta(days=random.randrange(13_800))
        self._introduced: set[str] = set()

    def article(self, id: str, sentences: tuple[int, int]) -> Article:
        """Write the article."""
        random = self._random
        size = round(random.triangular(sentences[0], sentences[1] + 0.4, sentences[0]))
        if random.random() >= _PEACE:
            facts, plain = _BANK["facts"], _BANK["plain"]
        else:
            facts = plain = self._random.choice((_BANK["sport"], _BANK["trade"]))
        written: list[str] = []
        last: tuple[str, ...] = ()
        for _ in range(size):
            pool = facts if random.random() < _WITH_FACTS else plain
            template = self._pick(pool)
            while template in last:
                template = self._pick(pool)
            last = (*last[-5:], template)
            sentence = self._fill(template)
            written += [sentence[0].upper() + sentence[1:], "\n" if random.random() < _ONE_TO_A_LINE else " "]
        text = self._dateline() + "".join(written[:-1])
        return {"id": id, "text": text, "published": self._published.isoformat()}

    def _dateline(self) -> str:
        if self._random.random() < 0.5:
            return ""
        town, day = self._towns[0].upper(), self._published
        month = _MONTHS[day.month - 1]
        return self._pick((f"{town}, {month} {day.day} -- ", f"{town}, {day.day} {month} {day.year} - ", f"{town} — "))

    def _fill(self, template: str) -> str:
        """Fill the blanks of a template, those of what they are filled with among them."""
        parts = _parts(template)
        if len(parts) == 1:
            return template
        filled = list(parts)
        for i in range(1, len(parts), 2):
            name = parts[i]
            # A blank is a method, where it needs more than a word drawn from the bank.
            method = getattr(self, name, None)
            filled[i] = method() if method else self._fill(self._pick(_BANK[name]))
        return "".join(filled)

    def _name(self, ends: Sequence[str]) -> str:
        return _name(self._random, ends)

    # --- blanks: the cast

    def side(self) -> str:
        """Give the country that the article is about."""
        return self._side

    def adj(self) -> str:
        """Give its adjective."""
        return self._adj

    def people(self) -> str:
        """Give its people."""
        return self._people

    def enemy(self) -> str:
        """Give the other side, a country."""
        return self._enemy

    def enemy_adj(self) -> str:
        """Give its adjective."""
        return self._enemy_adj

    def other(self) -> str:
        """Give a third country."""
        return self._other

    def town(self) -> str:
        """Give a town of the article, seldom a new one."""
        if self._random.random() < 0.1:
            self._towns.append(self._name(_TOWN_ENDS))
        return self._pick(self._towns)

    def region(self) -> str:
        """Give the region."""
        return self._region

    def company(self) -> str:
        """Give a company, one in three times a new one."""
        if self._random.random() < 0.3:
            self._companies.append(f"{self._name(_SURNAME_ENDS)} & {self._name(_SURNAME_ENDS)}")
        return self._pick(self._companies)

    def person(self) -> str:
        """Give a new person, first name and surname."""
        return f"{self._name(('a', 'o', 'i', 'an', 'el', 'im'))} {self._name(_SURNAME_ENDS)}"

    def leader(self) -> str:
        """Give someone with a rank, later by surname."""
        person = self._pick(self._persons)
        if person in self._introduced:
            return f"{self._pick(_RANKS)} {person.split()[1]}"
        self._introduced.add(person)
        return f"{self._pick(_RANKS)} {person}"

    def leader_short(self) -> str:
        """Give someone with a rank by surname."""
        return f"{self._pick(_RANKS)} {self.surname()}"

    def surname(self) -> str:
        """Give the surname of someone in the article."""
        return self._pick(self._persons).split()[1]

    def official(self) -> str:
        """Give someone with a post, mostly new."""
        chance, post = self._random.random(), self._pick(_BANK["post"])
        if chance < 0.3:
            return f"a {post}"
        return f"{post} {self.person()}" if chance < 0.7 else f"{self.person()}, {post} of the {self.name()} Party"

    def name(self) -> str:
        """Give a new name."""
        return self._name(_SURNAME_ENDS)

    def matter(self) -> str:
        """Give what the sides are about, one in three by name."""
        matter = self._pick(_BANK["matter"])
        return f"{self._name(_TOWN_ENDS)} {matter}" if self._random.random() < 0.35 else matter

    # --- blanks: numbers and days

    def n(self) -> str:
        """Give a count as news write it."""
        chance = self._random.random()
        if chance < 0.22:
            return self._pick(_NUMERALS)
        number = int(10 ** self._random.uniform(0.5, 4.6))
        if number > 200:
            number = round(number, -1 if number < 2000 else -2)
        return f"{self._pick(_HEDGES)} {number:,}" if self._random.random() < 0.4 else f"{number:,}"

    def few(self) -> str:
        """Give a small number."""
        return self._pick(_NUMERALS) if self._random.random() < 0.6 else str(self._random.randint(2, 99))

    def area(self) -> str:
        """Give an area."""
        km = self._random.randint(3, 2000)
        return self._pick((f"{km:,} sq km", f"{km:,} sq km ({km * 0.386:,.0f} sq miles)", f"{km:,} square kilometres"))

    def distance(self) -> str:
        """Give a distance."""
        km = self._random.randint(2, 300)
        return self._pick((f"{km} km", f"{km} kilometres", f"about {km} km ({km * 0.621:.0f} miles)", f"{km} miles"))

    def distance_race(self) -> str:
        """Give the length of a race."""
        return self._pick(("100 metres", "10,000 metres", "marathon", "1,500 metres", "hurdles"))

    def compass(self) -> str:
        """Give a direction."""
        return self._pick(("north", "south", "east", "west", "north-east", "south-west"))

    def percent(self) -> str:
        """Give a share in per cent."""
        return f"{self._random.randint(1, 300) / 10} per cent"

    def score(self) -> str:
        """Give the result of a match."""
        return f"{self._random.randint(1, 5)}-{self._random.randint(0, 4)}"

    def ordinal(self) -> str:
        """Give an ordinal number."""
        return self._pick(("first", "second", "third", "fourth", "fifth", "sixth"))

    def day(self) -> str:
        """Give a day near the publication as news write it, or what stands in its place."""
        chance = self._random.random()
        if chance < 0.45:
            return self._fill(self._pick(_BANK["no_day"]))
        if chance < 0.75:
            return f"on {self._pick(_WEEKDAYS)}"
        if chance < 0.85:
            return self._pick(("yesterday", "last week", "this week", "earlier this month", "last month", "overnight"))
        return f"on {self.date()}"

    def date(self) -> str:
        """Give a date of the past two years."""
        day = self._published - timedelta(days=int(self._random.random() ** 3 * 700))
        month = _MONTHS[day.month - 1]
        return self._pick((f"{day.day} {month} {day.year}", f"{month} {day.day}", f"{month} {day.day}, {day.year}"))

    def month(self) -> str:
        """Give a month."""
        return self._pick(_MONTHS)

    def year(self) -> str:
        """Give a year before the publication."""
        return str(self._published.year - int(self._random.random() ** 2 * 40))

    def time(self) -> str:
        """Give a time that something has gone on since."""
        return self._pick((self.month(), f"{self.month()} {self.year()}", "last autumn", "the weekend", self.year()))

    # --- blanks: bits of sentences

    def trade_people_cap(self) -> str:
        """Give people of a trade, at the head of a sentence."""
        return self._pick(_BANK["trade_people"])

    def did(self) -> str:
        """Give a verb in the past tense."""
        return _past(self._pick(_BANK["deed"]))

    def activity(self) -> str:
        """Give a verb in its form in -ing."""
        return _ing(self._pick(_BANK["deed"]))

    def soldiers_cap(self) -> str:
        """Give soldiers without a number, at the head of a sentence."""
        return self._pick(_BANK["soldiers"])

    def talk(self) -> str:
        """Give clauses to go on with, or nothing: a few sentences of news are very long."""
        size = self._random.choice((0, 0, 0, 0, 1, 1, 1, 2, 3))
        return "".join(self._fill(self._pick(_BANK["talk"])) for _ in range(size))

    def tail(self) -> str:
        """Give who said so, or nothing."""
        return self._fill(self._pick(_BANK["tail"])) if self._random.random() < 0.5 else ""


def main() -> None:
    """Print articles as JSONL."""
    parser = argparse.ArgumentParser(description="Print made-up news articles as JSONL.")
    parser.add_argument("count", type=int, help="how many")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    for article in articles(options.count, options.seed):
        sys.stdout.write(json.dumps(article, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
