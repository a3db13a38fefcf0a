"""Texts that are hard for one regular expression, made from its own parse tree, and whether its time grows with them.

For each repeat of an expression there is a text that leads to it, what it repeats over and over, and an end on which
all fails. To these come the characters that its sets share and do not share, alone and in pairs, and runs of what
hostile texts are made of. Lengths begin at a few characters and grow, so that an expression whose time doubles with
each of them is known before it takes a second.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice, product
from random import Random
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

Node = tuple[Any, Any]
Pattern = re.Pattern[Any]

SCAN, MATCH, FULL = "scan", "match", "fullmatch"
"""From every place of the text, from its beginning, and the whole of it."""

_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
_SINGLE = (op.LITERAL, op.NOT_LITERAL, op.IN, op.ANY)
_CHARACTERS = [
    *map(chr, range(32, 127)),
    *"\t\n\r\x00\x1f\x85\xa0é漢½²’‘“”–—…×\u200b\u2028",
]
_RUNS = (
    *" 0aA.,-'\"(\n\t:/_é½\u200b’“–",
    *(
        "a ",
        "A ",
        " \n",
        "a.",
        "A.",
        "0,",
        "0.",
        "0-",
        "a-",
        "a'",
        "0 ",
        "\r\n",
        "A\n",
        ", ",
        "()",
        "( ",
        "Aa ",
        "a,b;",
    ),
)
_MOST = 360  # attacks on one expression
_FEW = 30
_PAIRED = 9  # kinds of characters that are tried in pairs

_PUMPS = 32  # where time doubles with each of them, so many show it
_TINY = 160  # characters at most, for that
_MIDDLE = 4_000  # characters
_QUICK = 0.0006  # seconds for ``_MIDDLE``: the square of it would take longer
_SLOW = 0.05  # seconds for a tiny text: no other proof is needed
_SHORTER = 8  # times
_ALLOWED = 20.0  # times as long for the longer: by its length it is 8, by the square of it 64
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Attack:
    """A text of any length: a beginning, what is repeated, and an end."""

    begin: str
    pump: str
    end: str

    def of_length(self, size: int) -> str:
        """Give the text with about so many characters, whole pumps."""
        return self.begin + self.pump * max(1, size // len(self.pump)) + self.end

    def cut(self, size: int) -> str:
        """Give so many characters of the text, with its end."""
        return (self.begin + self.pump * (1 + size // len(self.pump)))[:size] + self.end


@dataclass(frozen=True, slots=True)
class Finding:
    """An expression that takes more than linear time, with the text that shows it."""

    way: str
    attack: Attack
    told: str


# --- the time --------------------------------------------------------------------------------------------------------


def find_growth(pattern: Pattern, ways: Iterable[str], *, seed: int = 1) -> Finding | None:
    """Try all attacks on an expression; give the first under which its time grows faster than the text, or None.

    One that repeats nothing can't: a few attacks are enough for it.
    """
    tried = attacks(pattern, seed=seed)[: _FEW if is_bounded(pattern) else None]
    for way in ways:
        run = _runner(pattern, way)
        for attack in tried:
            if told := _grows(run, attack):
                return Finding(way, attack, told)
    return None


def _runner(pattern: Pattern, way: str) -> Callable[[str], object]:
    def encoded(text: str) -> Any:
        return text.encode("latin-1", "replace") if isinstance(pattern.pattern, bytes) else text

    if way == SCAN:

        def scan(text: str) -> None:
            for _ in pattern.finditer(encoded(text)):
                pass

        return scan
    once = pattern.match if way == MATCH else pattern.fullmatch
    return lambda text: once(encoded(text))


def _seconds(run: Callable[[str], object], text: str) -> float:
    start = time.thread_time()
    run(text)
    return time.thread_time() - start


def _grows(run: Callable[[str], object], attack: Attack) -> str:
    """Say how time grows where it does so faster than the text, else nothing. Never runs long."""
    size = 2
    while size <= min(_TINY, _PUMPS * len(attack.pump)):
        text = attack.cut(size)
        if _seconds(run, text) > _SLOW and min(_seconds(run, text) for _ in range(2)) > _SLOW:
            return f"{size} characters took more than {_SLOW} s"
        size += 2 if size < 40 else max(2, len(attack.pump))
    full = _MIDDLE * max(1, len(attack.pump) // 16)  # of long pumps it takes more to tell one power from another
    size = _TINY
    while size < full:  # a high power of the length
        if _seconds(run, attack.of_length(size)) > 4 * _SLOW:
            return f"{size} characters took more than {4 * _SLOW} s"
        size *= 2
    short, long = attack.of_length(full // _SHORTER), attack.of_length(full)
    if _seconds(run, long) < _QUICK:
        return ""
    # What else the machine does only ever adds: the least of several counts, and one good pair is proof.
    few, many = float("inf"), float("inf")
    for _ in range(_TRIES):
        few = min(few, *(_seconds(run, short) for _ in range(3)))
        many = min(many, _seconds(run, long))
        if many <= _ALLOWED * max(few, _QUICK / _SHORTER):
            return ""
    return f"{_SHORTER} times the text took {many / few:.0f} times as long ({many:.4f} s)"


# --- the texts -------------------------------------------------------------------------------------------------------


def is_bounded(pattern: Pattern) -> bool:
    """Tell whether an expression repeats nothing: it looks at a few characters from each place, whatever follows."""
    return not any(o in _REPEATS and av[1] > 1 for o, av in _nodes(_tree(pattern)))


def attacks(pattern: Pattern, *, seed: int = 1) -> list[Attack]:
    """Make the texts that are tried on an expression: the same ones each time, for the same ``seed``."""
    maker = _Maker(pattern, Random(seed))
    made = dict.fromkeys(islice(maker.all(), 4 * _MOST))
    return list(made)[:_MOST]


def _tree(pattern: Pattern) -> list[Node]:
    flags = pattern.flags & ~re.DEBUG
    return list(_parser.parse(pattern.pattern, flags if isinstance(pattern.pattern, str) else flags & ~re.UNICODE))


def _parts(node: Node) -> list[list[Node]]:
    """Give what stands inside a node."""
    o, av = node
    if o in _REPEATS:
        return [list(av[2])]
    if o is op.SUBPATTERN:
        return [list(av[-1])]
    if o is op.ATOMIC_GROUP:
        return [list(av)]
    if o is op.BRANCH:
        return [list(one) for one in av[1]]
    if o in (op.ASSERT, op.ASSERT_NOT):
        return [list(av[1])]
    if o is op.GROUPREF_EXISTS:
        return [list(one) for one in av[1:] if one is not None]
    return []


def _nodes(items: Iterable[Node]) -> Iterator[Node]:
    for node in items:
        yield node
        for part in _parts(node):
            yield from _nodes(part)


class _Maker:
    """Makes attacks on one expression."""

    def __init__(self, pattern: Pattern, random: Random) -> None:
        self.tree = _tree(pattern)
        self.random = random
        self.nocase = bool(pattern.flags & re.IGNORECASE)
        single = list(dict.fromkeys((o, repr(av)) for o, av in _nodes(self.tree) if o in _SINGLE))
        known = {(o, repr(av)): (o, av) for o, av in _nodes(self.tree) if o in _SINGLE}
        self.sets = [known[key] for key in single]
        own = [chr(av) for o, av in self.sets if o is op.LITERAL]
        own += [chr(one) for o, av in self.sets if o is op.IN for one in _edges(av)]
        self.characters = list(dict.fromkeys([*_CHARACTERS, *own]))
        self.members = {key: [c for c in self.characters if self._holds(known[key], c)] for key in known}
        repeated = [n for o, av in _nodes(self.tree) if o in _REPEATS and av[1] > 1 for n in _nodes(av[2])]
        self.repeated = [self.members[o, repr(av)] for o, av in repeated if o in _SINGLE]

    def _holds(self, node: Node, c: str) -> bool:
        o, av = node
        cases = {c, c.lower(), c.upper()} if self.nocase else {c}
        return any(_is(o, av, ord(one)) for one in cases if len(one) == 1)

    def all(self) -> Iterator[Attack]:
        """Yield attacks, those that are likeliest to show something first; some come twice."""
        # A character that ends every match, if there is one.
        stop = next((c for c in "\x00\x1f!~\n漢" if not any(c in held for held in self.repeated)), "\x00")
        ends = ("", stop, "\n" + stop)
        letters = self._kinds()
        pumped = list(dict.fromkeys(self._pumps(self.tree, [""], "")))
        for begin, pump, rest in pumped:
            for end in (stop, rest[:-1] + stop):
                yield Attack(begin, pump, end)
        for pump in letters:
            yield from (Attack("", pump, end) for end in ends)
        for begin, pump, rest in pumped:
            yield Attack(begin, pump, "")
            yield Attack("", begin + pump, rest[:-1] + stop)
            yield Attack("", begin + pump + rest[:-1], stop)
            yield Attack("", begin + pump + rest, stop)
        for pump in _RUNS:
            yield Attack("", pump, "")
        for first, second in product(letters[:_PAIRED], repeat=2):
            if first != second:
                yield Attack("", first + second, stop)
        for begin, _, _ in pumped:
            yield from (Attack(begin, pump, stop) for pump in letters[:_PAIRED])

    def _kinds(self) -> list[str]:
        """Give one character of each kind: those that the expression's sets can't tell apart are of one kind.

        First come those that most repeats share.
        """
        kinds: dict[tuple[bool, ...], str] = {}
        for c in self.characters:
            kinds.setdefault(tuple(c in held for held in self.members.values()), c)
        return sorted(kinds.values(), key=lambda c: -sum(c in held for held in self.repeated))

    def _pumps(self, items: Sequence[Node], begins: list[str], rest: str) -> Iterator[tuple[str, str, str]]:
        """Yield for each repeat what leads to it, what it repeats, and what may follow."""
        for i, node in enumerate(items):
            o, av = node
            here = [b + self.sample(items[:i], begun=bool(b)) for b in begins]
            if len(here) < 3:
                here.append(begins[0] + self.sample(items[:i], begun=bool(begins[0]), least=False))
            here = list(dict.fromkeys(here))
            after = self.sample(items[i + 1 :], begun=True) + rest
            if o in _REPEATS and av[1] > 1:
                # One repeat, and what lies between it and the next ones.
                spans: list[Sequence[Node]] = [av[2], *([node],) * 2]
                for j in range(i + 1, min(len(items), i + 12)):
                    if items[j][0] in _REPEATS:
                        spans += [items[i : j + 1], items[i + 1 : j + 1], items[i:j], items[i + 1 : j]]
                for span in spans:
                    for begin, least in product(here, (True, False)):
                        if pump := self.sample(span, begun=True, least=least):
                            yield begin, pump, after
            for part in _parts(node):
                yield from self._pumps(part, here, after)

    def sample(self, items: Sequence[Node], *, begun: bool = False, least: bool = True) -> str:
        """Give a text that items are likely to match: the shortest, or any."""
        made = ""
        for o, av in items:
            draw = partial(self.sample, begun=begun or bool(made), least=least)
            if o in _SINGLE:
                held = self.members[o, repr(av)]
                made += (held[0] if least else self.random.choice(held)) if held else ""
            elif o in _REPEATS:
                times = av[0] if least else min(int(av[1]), av[0] + self.random.randint(0, 2))
                made += "".join(draw(list(av[2])) for _ in range(min(times, 400)))
            elif o is op.ASSERT and av[0] < 0 and not begun and not made:
                made += draw(list(av[1]))
            elif o in (op.SUBPATTERN, op.ATOMIC_GROUP, op.BRANCH, op.GROUPREF_EXISTS):
                made += draw(self.random.choice(_parts((o, av))))
        return made


def _edges(sets: Iterable[Node]) -> Iterator[int]:
    for o, av in sets:
        if o is op.LITERAL:
            yield av
        elif o is op.RANGE:
            yield from av


def _is(o: Any, av: Any, code: int) -> bool:
    """Tell whether a set of characters holds one; as Unicode has them, also where an expression says ASCII."""
    if o is op.LITERAL:
        return bool(code == av)
    if o is op.NOT_LITERAL:
        return bool(code != av)
    if o is op.ANY:
        return code != 10
    if o is op.RANGE:
        return bool(av[0] <= code <= av[1])
    if o is op.CATEGORY:
        c = chr(code)
        name = str(av)
        held = c.isdecimal() if "DIGIT" in name else c.isspace() if "SPACE" in name else c.isalnum() or c == "_"
        return held != ("NOT" in name)
    negated = av[0][0] is op.NEGATE
    return any(_is(*one, code) for one in av[negated:]) != negated
