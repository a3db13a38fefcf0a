"""Looks for texts that break the extractor: ``python benchmarks/fuzz.py --documents 100000 --jobs 2``.

Short texts are made of sentences of articles (ours, and made-up ones without end) and then spoilt by one who knows what
the rules look at: numbers, units, dates and ranks are swapped, marks dropped or doubled, words cut, sentences spliced,
letters exchanged for their like. Each text is read, and what ``tests/invariants.py`` finds wrong is written down with
the shortest text that still shows it. One in a hundred is written in every format, too, for
``tests/invariants_output.py``.

Texts that bring a combination of rules, modifiers and states that none has brought before are kept and spoilt further.
That is the feedback; ``--guided`` takes the lines of code that were run instead, by the fuzzer atheris (its package
must be installed). Without it document ``n`` of a seed is the same whatever the number of jobs.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from articles import articles
from fuzzing import ROOT, Tally, Wrong, arguments, in_blocks, keep, minimised, patience, report

if TYPE_CHECKING:
    from conflictfacts import Extractor
    from conflictfacts.facts import Document

_POOL = 200  # texts of a block that are spoilt further
_TWICE = 16  # one text in so many is read twice
_SHOWN = 100  # one in so many is written in every format, which takes as long as reading fifteen
_LONGEST = 1200  # characters
DAYS = (None, "2025-06-22", "2024-02-29", "0001-01-01", "9999-12-31")

# --- what is put in --------------------------------------------------------------------------------------------------

_WORDS: dict[str, tuple[str, ...]] = {
    name: tuple(words.split("|"))
    for name, words in {
        "number": "40|forty|0|-0|00012|1|2,000|2.000|2 000|2’000|1,2,3|1.234.567,89|12,34|1e9|10^400|½|2½|"
        "three-quarters|half a million|two and a half thousand|1.2m|5k|dozens|several hundred|"
        "tens of thousands|a few|twenty-one|40-odd|40+|40–50|2-3,000|between 40 and 30|some 40|at least 40|"
        "up to 40|no fewer than 40|٤٠|４０|𝟜𝟘|XIV|²|1/2|3–1|9999999999999|999,999,999,999 trillion|"
        "hundred hundred|a million million|0.0000001|1:30|$5m|40%|40th|+40|±40|a score of|two score|"
        "half-dozen|12-strong|a 40-man|seven-hundred|1 in 5|a couple of dozen|zero|no",
        "unit": "soldiers|troops|men|people|civilians|tanks|drones|km|miles|sq km|square miles|km²|sqkm|hectares|"
        "acres|m|ft|yards|nautical miles|brigades|of them|others|fighters|bodies|shells|missiles|sq. mi.|"
        "metres|kilometre|dead|acre|sq miles (8 sq km)|km (6 miles)|Russian soldiers|-strong force|x 20 km|"
        "per cent|dollars|years old|mm guns",
        "day": "6 August 2024|August 6, 2024|6/8/2024|2024-08-06|31 February 2020|29 February 2023|0000-00-00|"
        "May 9999|5 May 0|the 1990s|1939-45|6-10 August 2024|last week|two days ago|yesterday|the same day|"
        "on Monday|Sunday night|in March|early 2014|mid-March|late on 21 February|the first half of 2015|"
        "3000 years ago|next year|spring|in the year 99999|10,000 days later|Christmas|9/11|"
        "from March to May 2024|a month later|that day|Aug. 6|6th of August|Q3 2024|1/0/1|this week|"
        "three weeks earlier|the following month|winter 2023|the end of May|May|4 May/5 May|12 BC|"
        "1 January 1",
        "rank": "Gen.|General|Lt. Col.|Maj.-Gen.|commander|chief of the general staff|President|Admiral|Capt.|"
        "defence minister|head of the army,|a commander of the 3rd Brigade,|leader of the rebels,|the late|"
        "Sgt.|field marshal|Sir",
        "verb": "killed|wounded|captured|lost|were killed|fled|seized|retook|destroyed|shot down|launched|deployed|"
        "said|denied|claimed|were not|will|may have|surrendered|killing|injuring|including|were among|"
        "according to|reportedly|by",
        "party": "Russia|Russian|Ukraine|the rebels|Hamas|the Taliban|U.S.|NATO|IS|the army|Houthi|of the RSF|their|"
        "his",
        "mark": ".|,|;|:|!|?|…|...|-|–|—|--|/|(|)|[|]|“|”|\"|'|’|«|»|*|•|\n|\n\n|\r\n|\t| |  |&|%|+|~|@|#|=|_|^|\\|"
        "{|}|<|>",
        "odd": "\x00|\x1b[31m|\ufeff|\u200b|\u202e|\u2066|\u2028|\u2029|\x85|\x0c|\xa0|\u2009|\u202f|\xad|́|"
        "\ud800|\udfff|İ|ß|ﬁ|ŉ|İ|💥|א|م|中|Å|ᅠ|\u3000|�|\x1c|\u180e|º|ª|Ⅻ|⑫|﷽|⁄|\uffff|\U0010ffff",
    }.items()
}
_NAMES = tuple(_WORDS)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*|\b(?:two|three|four|five|six|ten|twelve|dozens?|hundreds?|thousands?|million)\b")
_UNIT = re.compile(
    r"\b(?:soldiers|troops|men|people|civilians|tanks|drones|fighters|km|miles|kilometres|hectares|acres)\b"
)
_DAY = re.compile(
    r"\b(?:\d{1,2} )?(?:January|February|March|April|May|June|July|August|September|October|November|December)(?: \d+)*"
    r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:1[5-9]|20)\d\d\b|\byesterday\b|\blast \w+"
)
_RANK = re.compile(r"\b(?:Gen\.|General|Colonel|Col\.|Major|Captain|Admiral|commander|President)")
_PLACES = (("number", _NUMBER), ("unit", _UNIT), ("day", _DAY), ("rank", _RANK))
_MARK = re.compile(r"[^\w\s]|\s")
_WORD = re.compile(r"\S+")
_LIKE = str.maketrans("aceopxyABCEHKMOPTX0123456789-'. ", "асеорхуАВСЕНКМОРТХ０１２３４５６７８９‑’．\u00a0")


@cache
def _sentences() -> tuple[str, ...]:
    """Give what texts are made of: sentences and lines of our own articles, and of made-up ones."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "samples").glob("*.txt"))]
    for name in ("passages", "news", "histories"):
        lines = (ROOT / "benchmarks" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        texts += [json.loads(line)["text"] for line in lines]
    texts += [article["text"] for article in articles(400, seed=5)]
    texts += [path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests/cases/furniture").glob("*.txt"))]
    parts = (part for text in texts for part in re.findall(r"[^\n]{2,250}?(?:[.!?]”?(?= )|(?=\n)|$)", text))
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def a_text(random: Random) -> str:
    """Make a text of one to five sentences of articles, or of nothing but the words that rules look for."""
    if random.random() < 0.15:
        return " ".join(_word(random) for _ in range(random.randint(1, 25)))
    picked = random.choices(_sentences(), k=random.choice((1, 1, 2, 2, 3, 5)))
    return random.choice((" ", " ", "\n\n", "\n", "")).join(picked)


def _word(random: Random, kind: str | None = None) -> str:
    return random.choice(_WORDS[kind or random.choice(_NAMES)])


# --- how texts are spoilt --------------------------------------------------------------------------------------------

Other = Callable[[], str]


def spoilt(text: str, random: Random, other: Other) -> str:
    """Spoil a text in one to six places. ``other`` gives a text to splice in."""
    for _ in range(random.choice((1, 1, 2, 3, 4, 6))):
        text = random.choice(_WAYS)(text, random, other)[:_LONGEST]
    return text


def _swap(text: str, random: Random, _other: Other) -> str:
    """Put another number, unit, day or rank in the place of one."""
    kind, pattern = random.choice(_PLACES)
    found = list(pattern.finditer(text))
    if not found:
        return _insert(text, random, _other)
    hit = random.choice(found)
    # "5 miles" for "5 soldiers" is one mistake of the rules, "5 Gen. John" another.
    put = _word(random, kind if random.random() < 0.8 else None)
    return text[: hit.start()] + put + text[hit.end() :]


def _insert(text: str, random: Random, _other: Other) -> str:
    at = _edge(text, random)
    put = " ".join(_word(random) for _ in range(random.choice((1, 1, 2, 3))))
    blank = random.choice((" ", " ", "", "-", "\n"))
    return text[:at] + blank + put + blank + text[at:]


def _glue(text: str, random: Random, _other: Other) -> str:
    """Put a mark or an odd character somewhere, with nothing around it."""
    at = random.choice((_edge(text, random), random.randrange(len(text) + 1)))
    put = _word(random, random.choice(("mark", "odd"))) * random.choice((1, 1, 1, 2, 5))
    return text[:at] + put + text[at:]


def _drop_mark(text: str, random: Random, _other: Other) -> str:
    marks = list(_MARK.finditer(text))
    if not marks:
        return text
    hit = random.choice(marks)
    return text[: hit.start()] + random.choice(("", "", _word(random, "mark"))) + text[hit.end() :]


def _drop_word(text: str, random: Random, _other: Other) -> str:
    words = list(_WORD.finditer(text))
    if not words:
        return text
    at = random.randrange(len(words))
    last = min(len(words), at + random.choice((1, 1, 2, 4))) - 1
    return text[: words[at].start()] + text[words[last].end() :]


def _double(text: str, random: Random, _other: Other) -> str:
    start, end = _stretch(text, random, 60)
    return text[:end] + text[start:end] * random.choice((1, 1, 2, 9)) + text[end:]


def _cut(text: str, random: Random, _other: Other) -> str:
    at = random.randrange(len(text) + 1)
    return random.choice((text[:at], text[at:]))


def _splice(text: str, random: Random, other: Other) -> str:
    second = other()
    a, b = random.randrange(len(text) + 1), random.randrange(len(second) + 1)
    return text[:a] + second[b:]


def _case(text: str, random: Random, _other: Other) -> str:
    start, end = _stretch(text, random, 200)
    change: Callable[[str], str] = random.choice((str.upper, str.lower, str.title, str.swapcase))
    return text[:start] + change(text[start:end]) + text[end:]


def _likeness(text: str, random: Random, _other: Other) -> str:
    start, end = _stretch(text, random, random.choice((1, 3, 30)))
    return text[:start] + text[start:end].translate(_LIKE) + text[end:]


def _turn(text: str, random: Random, _other: Other) -> str:
    """Exchange two words."""
    words = text.split(" ")
    if len(words) < 2:
        return text
    a, b = random.randrange(len(words)), random.randrange(len(words))
    words[a], words[b] = words[b], words[a]
    return " ".join(words)


_WAYS = (
    _swap, _swap, _swap, _swap, _insert, _insert, _glue, _glue, _drop_mark, _drop_mark, _drop_word, _double, _cut,
    _splice, _case, _likeness, _turn,
)  # fmt: skip


def _edge(text: str, random: Random) -> int:
    """Give an offset where a word begins or ends."""
    edges = [edge for word in _WORD.finditer(text) for edge in word.span()]
    return random.choice(edges) if edges else 0


def _stretch(text: str, random: Random, longest: int) -> tuple[int, int]:
    start = random.randrange(len(text) + 1)
    return start, min(len(text), start + random.randint(1, longest))


# --- reading them ----------------------------------------------------------------------------------------------------


@cache
def _extractor() -> Extractor:
    import conflictfacts

    return conflictfacts.load()


def tried(
    text: str, published: str | None, *, twice: bool = False, shown: bool = False
) -> tuple[list[str], Document | None]:
    """Read a text, and write it if it is to be ``shown``: what is wrong, and the document where nothing is."""
    from invariants import read_and_checked

    with patience():
        wrong, document = read_and_checked(_extractor(), text, published=published, twice=twice)
        if document is not None and shown:
            from invariants_output import broken_output

            wrong += broken_output(text, document, why=True)
    return wrong, document


def block(number: int, *, seed: int, size: int) -> Tally:
    """Try the documents of one block: it depends on its number and the seed alone."""
    from invariants import class_of

    random = Random(f"{seed}/{number}")
    tally, pool, seen = Tally(), [a_text(random) for _ in range(20)], set[object]()
    _extractor()
    for count in range(size):
        text = random.choice(pool) if random.random() < 0.6 else a_text(random)
        text = spoilt(text, random, partial(random.choice, pool))
        published = random.choice(DAYS)
        start = time.process_time()
        wrong, document = tried(text, published, twice=count % _TWICE == 0, shown=count % _SHOWN == 0)
        tally.count(time.process_time() - start)
        for one in wrong:
            tally.fail(class_of(one), text, published, one)
        if document is not None:
            tally.found += len(document.facts)
            tally.kinds.update(fact.type for fact in document.facts)
            new = features(document) - seen
            if new:
                seen |= new
                pool.append(text)
                if len(pool) > _POOL:
                    pool.pop(random.randrange(len(pool)))
    return tally


def features(document: Document) -> set[object]:
    """Give what a document's facts were made by: the ways through the rules that can be seen from outside."""
    found: set[object] = {one.reason for one in document.rejected}
    before = ""
    for fact in document.facts:
        found.add((
            fact.rule,
            *(getattr(fact, name, None) for name in ("modifier", "status", "stance", "kind", "stated_ok")),
            *(getattr(fact, name, None) is None for name in ("side", "place", "source", "low", "earliest", "rank")),
        ))  # fmt: skip
        found.add((before, fact.rule))
        before = fact.rule
    return found


def _wrong_of(kind: str) -> Wrong:
    from invariants_output import is_of_output

    shown = is_of_output(kind)
    return lambda text, published: tried(text, published, twice=True, shown=shown)[0]


# --- guided by the lines that were run -------------------------------------------------------------------------------


def guided(runs: int, seed: int, report: str) -> None:
    """Let atheris choose the texts, write to the file ``report`` what came of them, and end the process."""
    import atheris

    with atheris.instrument_imports(include=["conflictfacts"]):
        _extractor()
    from invariants import class_of

    tally, random = Tally(), Random(seed)

    def one(data: bytes) -> None:
        text = data.decode("utf-8", "replace")
        published = DAYS[len(text) % len(DAYS)]
        wrong, document = tried(text, published, shown=tally.documents % _SHOWN == 0)
        tally.documents += 1
        tally.found += len(document.facts) if document else 0
        for each in wrong:
            tally.fail(class_of(each), text, published, each)
        if tally.documents >= runs:
            # The fuzzer would end the process without another word.
            Path(report).write_text(json.dumps(vars(tally)), encoding="utf-8")
            os._exit(0)

    def mutated(data: bytes, most: int, number: int) -> bytes:
        if number % 3 == 0:
            return bytes(atheris.Mutate(data, most))
        changed = spoilt(data.decode("utf-8", "replace"), Random(number), partial(a_text, random))
        return changed.encode("utf-8", "replace")[:most]

    with tempfile.TemporaryDirectory() as folder:
        for number in range(300):
            Path(folder, str(number)).write_bytes(a_text(random).encode("utf-8", "replace"))
        arguments = [sys.argv[0], "-runs=-1", f"-seed={seed}", f"-max_len={_LONGEST}", "-verbosity=0", folder]
        atheris.Setup(arguments, one, custom_mutator=mutated)
        atheris.Fuzz()


def _guided(documents: int, jobs: int, seed: int) -> Tally:
    whole = Tally()
    context = multiprocessing.get_context("spawn")  # what is to be instrumented must not have been imported
    with tempfile.TemporaryDirectory() as folder:
        reports = [Path(folder, str(job)) for job in range(jobs)]
        share = -(-documents // jobs)
        processes = [
            context.Process(target=guided, args=(share, seed + job + 1, str(report)))
            for job, report in enumerate(reports)
        ]
        for process in processes:
            process.start()
        for process, report in zip(processes, reports, strict=True):
            process.join()
            if not report.exists():
                whole.fail("process died", "", None, f"exit code {process.exitcode}")
                continue
            parts = json.loads(report.read_text(encoding="utf-8"))
            failing = {kind: [tuple(one) for one in known] for kind, known in parts["failing"].items()}
            counted = {name: Counter(parts[name]) for name in ("kinds", "classes")}
            whole.add(Tally(**parts | counted | {"failing": failing}))
    return whole


# --- the run ---------------------------------------------------------------------------------------------------------


def main() -> int:
    """Try documents and tell what broke; 1 where something did."""
    parser = arguments("Look for texts that break the extractor.", "texts")
    parser.add_argument("--guided", action="store_true", help="let atheris choose the texts (must be installed)")
    options = parser.parse_args()
    if options.guided and not find_spec("atheris"):
        parser.error("--guided needs the package atheris: install it, or leave --guided out")
    began = time.monotonic()
    run = _guided if options.guided else partial(in_blocks, block)
    tally = run(options.documents, options.jobs, options.seed)
    seconds = time.monotonic() - began
    kept = keep(options.keep, minimised(tally, _wrong_of))
    return report(tally, kept, options, seconds, "facts", guided=options.guided)


if __name__ == "__main__":
    sys.exit(main())
