"""Scores what is found against a user's own gold file, in the figures of ``conflictfacts.evaluation``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any

import click

from conflictfacts.evaluation import ATTRIBUTES, VALUES, Item, Score, score
from conflictfacts.facts import FACT_TYPES, FactType
from conflictfacts_cli.exits import ExitStatus
from conflictfacts_cli.formats import to_json
from conflictfacts_cli.messages import say
from conflictfacts_cli.safe import one_line
from conflictfacts_cli.subcommands.gold import BadFile, Record, read_found, read_gold, spans_outside

_WIDTH = 80
_AROUND = 60


def run(
    *,
    gold: str,
    pred: str | None,
    errors: bool,
    kinds: tuple[FactType, ...],
    lexicon: str | None,
    as_json: bool,
) -> ExitStatus:
    """Print the figures; give 1 where a file is out of order, since a score on half of it would mislead."""
    try:
        documents = read_gold(gold)
        found = read_found(pred) if pred else _found(documents, lexicon)
    except BadFile as error:
        for failure in error.failures:
            say(failure.what, failure.remedy)
        return ExitStatus.FAILED
    if pred:
        _compare(documents, found, gold=gold, pred=pred)
    types = tuple(kind for kind in FACT_TYPES if not kinds or kind in kinds)
    result = score(documents, found, types=types)
    if as_json:
        record: Record = {"gold": gold, "pred": pred, **_size(documents, types), "figures": result.figures()}
        if errors:
            record["errors"] = [_as_record(item) for item in result.items if item.outcome != "right"]
        click.echo(to_json(record, indent=2))
        return ExitStatus.DONE
    lines = [*_head(gold, documents, types), *table(result)]
    if errors:
        lines += ["", *error_lines(documents, result)]
    click.echo("\n".join(lines))
    return ExitStatus.DONE


def _found(documents: list[Record], lexicon: str | None) -> dict[str, list[Record]]:
    import conflictfacts

    extractor = conflictfacts.load(lexicon)
    return {
        document["id"]: extractor.extract(document["text"], published=document.get("published")).as_dict()["facts"]
        for document in documents
    }


def _compare(documents: list[Record], found: Mapping[str, list[Record]], *, gold: str, pred: str) -> None:
    """Say what makes a score mean less than it seems to."""
    names = [document["id"] for document in documents]
    missing = [name for name in names if name not in found]
    if missing:
        say(f"{pred} says nothing of {_some(missing)} in {gold}", "their facts count as missed")
    if strange := sorted(found.keys() - set(names)):
        say(f"{gold} has no {_some(strange)} of {pred}", "they are left out")
    if outside := list(spans_outside(documents, found)):
        say(f"{pred} has facts beyond the end of the text of {_some(outside)}", "was it another text?")


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:3])
    return f"{len(names)} documents ({shown}{', ...' if len(names) > 3 else ''})"


def _size(documents: list[Record], types: Sequence[FactType]) -> dict[str, int]:
    facts = sum(fact["type"] in types for document in documents for fact in document["facts"])
    return {"documents": len(documents), "facts": facts}


def _head(gold: str, documents: list[Record], types: Sequence[FactType]) -> Iterator[str]:
    size = _size(documents, types)
    yield f"{one_line(gold)}: {size['documents']:,} documents, {size['facts']:,} facts"
    yield ""


def table(result: Score) -> Iterator[str]:
    """Yield the lines of the table, then the share of each attribute that is right."""
    yield f"{'':10} {'gold':>6} {'pred':>6} {'found':>6} {'P':>6} {'R':>6} {'fact':>6} {'full':>6}"
    for name, tally in result.rows():
        steps = (tally.found_f1, tally.precision, tally.recall, tally.fact_f1, tally.full_f1)
        yield f"{name:10} {tally.gold:6} {tally.predicted:6} " + " ".join(f"{figure:6.3f}" for figure in steps)
    shares = {kind: tally.accuracy for kind, tally in result.tallies.items() if tally.accuracy}
    if shares:
        yield ""
        yield "Right, of the facts whose value is right"
    for kind, accuracy in shares.items():
        words = "   ".join(f"{name}\u00a0{share:.2f}" for name, share in accuracy.items())
        for number, line in enumerate(wrap(words, _WIDTH - 11, break_long_words=False)):
            yield f"{'' if number else kind:10} {line}".replace("\u00a0", " ")


def error_lines(documents: list[Record], result: Score) -> Iterator[str]:
    """Yield a line for each item that is not all right: what, kind, where, how and the words around, tabs between."""
    texts = {document["id"]: document["text"] for document in documents}
    counts: Counter[str] = Counter()
    for item in result.items:
        if item.outcome == "right":
            continue
        counts.update(item.wrong or (item.outcome,))
        start, end = item.marked["start"], item.marked["end"]
        around = one_line(texts[item.document][max(0, start - _AROUND) : end + _AROUND])
        parts = (item.outcome, item.type, f"{item.document}:{start}", _slip(item, texts[item.document]), f"…{around}…")
        yield "\t".join(map(one_line, parts))
    yield "In all: " + (", ".join(f"{n} {what}" for what, n in counts.most_common()) or "nothing wrong")


def _slip(item: Item, text: str) -> str:
    """Say what is wrong with an item: the fields that differ, else those of the fact that stands alone."""
    quote = repr(text[item.marked["start"] : item.marked["end"]])
    if item.gold is None or item.found is None:
        shown = (*VALUES[item.type], *ATTRIBUTES[item.type])
        return " ".join([quote, *(f"{n}={item.marked[n]}" for n in shown if item.marked.get(n) is not None)])
    names = item.wrong or [n for n in VALUES[item.type] if item.gold.get(n) != item.found.get(n)]
    if (other := repr(text[item.found["start"] : item.found["end"]])) != quote:
        quote += f" as {other}"
    return f"{quote} " + ", ".join(f"{n}: {item.gold.get(n)} but {item.found.get(n)}" for n in names)


def _as_record(item: Item) -> dict[str, Any]:
    return {
        "document": item.document,
        "type": item.type,
        "outcome": item.outcome,
        "wrong": list(item.wrong),
        "gold": item.gold,
        "pred": item.found,
    }
