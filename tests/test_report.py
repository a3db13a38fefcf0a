"""The page: sound HTML, every fact in its place, nothing obeyed that an article says, pictures that claim no more."""

from __future__ import annotations

import base64
import hashlib
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conflictfacts.facts import (
    FACT_TYPES,
    AreaFact,
    CountFact,
    DateFact,
    Document,
    EquipmentFact,
    Fact,
    PeopleFact,
    Rejected,
    Stated,
    TroopsFact,
)
from conflictfacts_cli.report import HtmlWriter, Page, writer
from conflictfacts_cli.report.figures import chart
from conflictfacts_cli.report.marks import paragraphs
from conflictfacts_cli.report.timeline import timeline
from conflictfacts_cli.report.visible import visible

if TYPE_CHECKING:
    from conflictfacts import Extractor

SAMPLES = Path(__file__).parent.parent / "samples"
VOID = {"meta", "input", "br", "link", "img", "circle", "rect", "path"}


@dataclass
class Read(HTMLParser):
    """A page read back: tags balanced or it fails, what it names and points to, and the words of its parts."""

    tags: set[str] = field(default_factory=set)
    attributes: list[tuple[str, str, str]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    article: str = ""
    _open: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        assert len(known) == len(attrs), f"an attribute twice in <{tag}>"
        self.tags.add(tag)
        self.attributes += [(tag, name, value) for name, value in known.items()]
        if "id" in known:
            self.ids.append(known["id"])
        if tag not in VOID:
            self._open.append((tag, known.get("class", "")))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._open and self._open.pop()[0] == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        classes = [name for _, name in self._open]
        if "text" in classes and "cards" not in classes:
            self.article += data


def page(*articles: tuple[Document, str], why: bool = False) -> str:
    """The whole page of some documents."""
    html = Page()
    return "".join(html.add(HtmlWriter(why=why).render(*article)) for article in articles) + html.end()


def read(html: str) -> Read:
    """Read a page and check what holds for each: sound, self-contained, no script, no link that leads nowhere."""
    found = Read()
    found.feed(html)
    found.close()
    assert not found._open
    assert len(set(found.ids)) == len(found.ids)
    assert found.tags.isdisjoint({"script", "img", "link", "iframe", "object", "embed", "form", "base", "b64"})
    for tag, name, value in found.attributes:
        assert not name.startswith("on") and name not in ("style", "src", "srcset", "action"), (tag, name)
        if name in ("href", "aria-describedby", "aria-labelledby"):
            assert re.match(r"https?://", value) or value.removeprefix("#") in found.ids, value
    html.encode("utf-8")
    return found


def words(text: str) -> str:
    return " ".join(text.split())


def count(quote: str, value: float | None, modifier: str = "exact", **more: Any) -> CountFact:
    """A number of troops at the start of a text, or elsewhere as said."""
    kind = more.pop("kind", TroopsFact)
    known: dict[str, Any] = {
        "start": 0,
        "end": len(quote),
        "rule": "count-noun",
        "low": None,
        "high": None,
        "unit": "man",
    }
    made: CountFact = kind(quote=quote, value=value, modifier=modifier, **{**known, **more})
    return made


def day(earliest: str | None, latest: str | None = None, modifier: str | None = None) -> DateFact:
    quote = "then"
    latest = latest or earliest
    return DateFact(
        quote=quote, start=0, end=4, rule="year", earliest=earliest, latest=latest, modifier=modifier, kind="explicit",
        edtf=earliest,
    )  # fmt: skip


# -- the page ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.txt")), ids=lambda path: path.stem)
def test_a_sample(extractor: Extractor, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    document = extractor.extract(text, id=path.stem, source=str(path), published="2025-06-22")
    found = read(page((document, text), why=True))
    assert words(found.article) == words(text)
    for n, fact in enumerate(document.facts, 1):
        assert {f"a1-f{n}", f"a1-r{n}"} <= set(found.ids), fact


def test_the_policy_allows_just_the_style_of_the_page() -> None:
    html = page((Document(facts=()), ""))
    (style,) = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy.replace("&#39;", "'").split("; ") == [
        "default-src 'none'",
        "img-src 'none'",
        f"style-src 'sha256-{digest}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    assert "url(" not in style and "@import" not in style


def test_several_articles_have_an_index_and_one_has_none() -> None:
    document = Document(facts=(), title="First & <b>", published="2025-06-22", source="a.txt")
    other = Document(facts=(), id="second")
    html = page((document, "One."), (other, "Two."))
    read(html)
    assert "2 articles" in html
    assert '<a href="#a1">First &amp; &lt;b&gt;</a>' in html and '<a href="#a2">second</a>' in html
    alone = page((document, "One."))
    assert 'class="index"' not in alone
    assert "<main>" in page()


def test_the_index_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "MOST_ENTRIES", 2)
    html = page(*[(Document(facts=(), id=f"d{n}"), "x") for n in range(5)])
    assert "5 articles" in html and "3 more follow" in html
    assert html.count('<li><a href="#a') == 2


def test_warnings_wrong_conversions_and_what_was_not_taken_stand_out() -> None:
    quote = "90 sq km (56 sq miles)"
    fact = AreaFact(
        quote=quote, start=0, end=len(quote), rule="area", value=90, low=None, high=None, modifier="exact",
        unit="sq_km", stated=(Stated(value=56, unit="sq_mi"),), stated_ok=False,
        expected=(Stated(value=35, unit="sq_mi"),), why=(("status", "hold"),),
    )  # fmt: skip
    turned_down = Rejected(quote="Mi-24", start=0, end=5, reason="a model")
    document = Document(facts=(fact,), warnings=("odd <bytes>",), rejected=(turned_down,))
    html = page((document, quote))
    read(html)
    assert "odd &lt;bytes&gt;" in html
    assert html.count("the article says 56 sq miles, expected 35 sq miles") == 3
    assert 'class="k-area flawed"' in html
    assert "Mi-24" not in html and "status: hold" not in html
    assert "Mi-24" in page((document, quote), why=True) and "status: hold" in page((document, quote), why=True)


def test_a_source_is_a_link_only_where_it_is_an_address() -> None:
    for source, linked in [
        ("https://e.org/a?b=1", True),
        ("javascript:alert(1)", False),
        ("https://e.org/\u202e", False),
        ('https://e.org/" onclick="x', False),
        ("a.txt", False),
    ]:
        html = page((Document(facts=(), source=source, id="x"), ""))
        read(html)
        assert ("noopener" in html) == linked, source


# -- hostile text ------------------------------------------------------------------------------------------------------

HOSTILE = (
    '<script>alert(1)</script> " onmouseover="alert(2) \' ]]> --> </style></svg> {{ 7*7 }} {% raw %} &lt;b&gt; '
    "\x00 \x07 \u202eabc\u202c \u2066x\u2069 \ud800 \udfff \u2028 \u2029 \ufeff \x85 \r\n<img src=x onerror=alert(3)>"
)


def test_hostile_text_is_shown_and_not_obeyed() -> None:
    facts = (
        count(HOSTILE, 1, side=HOSTILE, place=HOSTILE, source=HOSTILE, unit=HOSTILE, why=(("side", HOSTILE),)),
        AreaFact(
            quote=HOSTILE[:30], start=5, end=35, rule=HOSTILE, id=HOSTILE, value=1, low=None, high=None,
            modifier="exact", unit=HOSTILE, place=HOSTILE, stated=(Stated(value=1, unit=HOSTILE),), stated_ok=False,
        ),
    )  # fmt: skip
    turned_down = Rejected(quote=HOSTILE, start=0, end=5, reason=HOSTILE)
    document = Document(
        facts=facts, id=HOSTILE, title=HOSTILE, source=HOSTILE, published=HOSTILE, published_from=HOSTILE,
        warnings=(HOSTILE,), rejected=(turned_down,),
    )  # fmt: skip
    html = page((document, HOSTILE), (document, HOSTILE), why=True)
    found = read(html)
    assert "{{ 7*7 }}" in html and "⟨U+202E⟩abc" in html and "⟨U+0000⟩" in html
    assert words(found.article) == words(visible(HOSTILE.replace("\r", "")) * 2) or "⟨U+D800⟩" in found.article
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]", html)


def with_line_ends(text: str) -> str:
    """Give a text with the line ends that the page writes."""
    return re.sub(r"\r\n?", "\n", text)


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("<>&\"'`=/{}%#\x00\r\n\u202e\u2028"))), st.data())
@settings(max_examples=60)
def test_any_text_makes_a_sound_page(text: str, data: st.DataObject) -> None:
    spans = st.lists(st.tuples(st.integers(0, len(text)), st.integers(0, len(text))), max_size=5)
    facts = [
        count(text[a:b], 5, start=a, end=b, side=text, kind=kind)
        for (a, b), kind in zip(data.draw(spans), [TroopsFact, PeopleFact, EquipmentFact] * 2, strict=False)
        if a < b and not visible(with_line_ends(text[a:b])).isspace()
    ]
    facts.sort(key=lambda fact: (fact.start, fact.end))
    found = read(page((Document(facts=tuple(facts), title=text), text)))
    shown = visible(with_line_ends(text))
    if shown.strip():
        assert "".join(found.article.split()) == "".join(shown.split())


def test_a_card_that_is_left_out_is_not_referred_to() -> None:
    facts = tuple(count("00"[i // 4 :], 5, start=i // 4, end=2) for i in range(5))
    html = page((Document(facts=facts), "00"))
    read(html)
    assert "and 1 more, in the table" in html


# -- marks -------------------------------------------------------------------------------------------------------------


def spans(*ends: tuple[int, int]) -> list[Fact]:
    return [count("x", 1, start=a, end=b) for a, b in ends]


def pieces(text: str, facts: Sequence[Fact]) -> list[list[tuple[str, tuple[int, ...], tuple[int, ...]]]]:
    return [[(one.words, one.facts, one.begin) for one in block] for block in paragraphs(text, facts)]


def test_overlapping_facts_are_split_where_they_part() -> None:
    assert pieces("abcdef", spans((0, 4), (2, 6))) == [
        [("ab", (0,), (0,)), ("cd", (0, 1), (1,)), ("ef", (1,), ())],
    ]


def test_nested_and_equal_facts() -> None:
    assert pieces("abcd", spans((0, 4), (1, 3), (1, 3))) == [
        [("a", (0,), (0,)), ("bc", (0, 1, 2), (1, 2)), ("d", (0,), ())],
    ]


def test_a_fact_runs_on_over_the_end_of_a_line() -> None:
    assert pieces("ab\ncd", spans((1, 4))) == [
        [("a", (), ()), ("b", (0,), (0,))],
        [("c", (0,), ()), ("d", (), ())],
    ]


def test_blank_lines_part_paragraphs_and_single_ends_stay_within() -> None:
    assert [[one[0] for one in block] for block in pieces("a\nb\r\n \r\nc\n\n", [])] == [["a\nb"], ["c"]]
    assert [[one[0] for one in block] for block in pieces("a\r\nb\rc\n", [])] == [["a"], ["b"], ["c"]]


@given(
    st.text(alphabet="ab \n\r", max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=6)
)
def test_each_fact_has_its_words_and_begins_once(text: str, ends: list[tuple[int, int]]) -> None:
    facts = spans(*sorted((a, b) for a, b in ends if a < b <= len(text)))
    found = [one for block in paragraphs(text, facts) for one in block]
    assert "".join("".join(one.words for one in found).split()) == "".join(text.split())
    for i, fact in enumerate(facts):
        inside = "".join(one.words for one in found if i in one.facts)
        assert "".join(inside.split()) == "".join(text[fact.start : fact.end].split())
        if inside.strip():
            assert sum(i in one.begin for one in found) == 1
            assert next(one for one in found if i in one.facts) is next(one for one in found if i in one.begin)


# -- pictures ----------------------------------------------------------------------------------------------------------


def lines(*facts: CountFact) -> list[Any]:
    drawn = chart(list(enumerate(facts)))
    assert drawn
    return [line for line in drawn.lines if line.kind == "figure"]


def test_figures_stand_by_side_and_status_and_are_never_added_up() -> None:
    drawn = chart(
        list(
            enumerate(
                [
                    count("50 men", 50, side=None, status="killed"),
                    count("10 men", 10, side="Russia", status="wounded"),
                    count("20 men", 20, side="Russia", status="killed"),
                    count("20 men", 20, side="Russia", status="killed"),
                    count("30 men", 30, side="Ukraine", status="killed"),
                ]
            )
        )
    )
    assert drawn
    assert [(line.kind, line.words) for line in drawn.lines] == [
        ("side", "Russia"), ("status", "killed"), ("figure", "20 men"), ("figure", "20 men"),
        ("status", "wounded"), ("figure", "10 men"), ("side", "Ukraine"), ("status", "killed"), ("figure", "30 men"),
        ("side", "Side not said"), ("status", "killed"), ("figure", "50 men"),
    ]  # fmt: skip
    assert not drawn.factor
    assert [line.y for line in drawn.lines] == sorted({line.y for line in drawn.lines})


def test_a_bar_is_as_long_as_its_figure() -> None:
    half, whole = lines(count("50 men", 50), count("100 men", 100))
    assert (half.low - 2) / (whole.low - 2) == pytest.approx(0.5, abs=0.01)


def test_a_range_has_two_ends_and_a_vague_word_none() -> None:
    span, vague, odd = lines(
        count("10 to 20", None, "range", low=10, high=20), count("dozens", None, "vague"), count("x", float("inf"))
    )
    assert span.low < span.high
    assert (vague.low, vague.figure) == (None, "vague: no bar")
    assert odd.low is None


def test_modifiers_and_stances_are_drawn_and_explained() -> None:
    drawn = chart(
        list(
            enumerate(
                [
                    count("at least 9", 9, "at_least"),
                    count("up to 9", 9, "at_most"),
                    count("9 men", 9, stance="planned", status="deployed"),
                    count("8 to 9", None, "range", low=8, high=9),
                ]
            )
        )
    )
    assert drawn
    assert len(drawn.signs) == 4
    figures = [line for line in drawn.lines if line.kind == "figure"]
    assert sorted(line.open for line in figures) == ["", "", "down", "up"]
    assert [line.unreal for line in figures].count(True) == 1
    assert "deployed (planned)" in [line.words for line in drawn.lines]


def test_figures_far_apart_get_a_logarithmic_scale_that_says_so() -> None:
    facts = (count("5 men", 5), count("70,000 men", 70000), count("no men", 0))
    drawn = chart(list(enumerate(facts)))
    assert drawn and drawn.factor == "10"
    assert [tick.label for tick in drawn.ticks] == ["1", "10", "100", "1,000", "10,000", "100,000"]
    html = page((Document(facts=facts), "70,000 men"))
    assert "Logarithmic scale" in html and "Linear scale" not in html
    assert "Linear scale from 0" in page((Document(facts=facts[:1]), "70,000 men"))


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), min_size=1, max_size=8))
def test_any_number_stays_within_the_picture(values: list[float]) -> None:
    for line in lines(*(count("x men", value) for value in values)):
        assert line.low is None or 0 <= line.low <= 360


def test_a_day_is_a_point_and_a_longer_time_a_bar() -> None:
    line = timeline([(0, day("2024-08-06")), (1, day("2024-08-01", "2024-08-31")), (2, day("2024-08-06"))], None)
    assert line
    month, one = line.rows
    assert (one.day, one.label, one.facts) == (True, "6 Aug 2024 ×2", (0, 2))
    assert not month.day and month.left < one.left < month.right
    assert (line.first, line.last) == ("Aug 2024", "Aug 2024")


def test_an_empty_time_is_cut_out_and_the_scale_stays_the_same() -> None:
    line = timeline([(0, day("1854-01-01", "1854-12-31")), (1, day("2024-01-01", "2024-12-31", "about"))], "2025-06-22")
    assert line
    assert len(line.cuts) == 1 and line.rows[0].right < line.cuts[0] < line.rows[1].left
    first, last = (row.right - row.left for row in line.rows)
    assert first == pytest.approx(last, rel=0.01)
    assert line.published is not None and line.published > line.rows[1].right
    assert [row.loose for row in line.rows] == [False, True]


def test_dates_that_nobody_can_place_are_counted_and_not_drawn() -> None:
    assert timeline([(0, day(None))], "2024-01-01") is None
    html = page((Document(facts=(day(None), day("2024-08-06"))), "then"))
    assert "1 could not be placed" in html


@given(st.lists(st.tuples(st.dates(), st.dates()), min_size=1, max_size=9), st.one_of(st.none(), st.dates()))
def test_any_dates_stay_within_the_picture(ends: list[tuple[Any, Any]], published: Any) -> None:
    facts = [day(min(pair).isoformat(), max(pair).isoformat()) for pair in ends]
    line = timeline(list(enumerate(facts)), published and published.isoformat())
    assert line
    for row in line.rows:
        assert 100 <= row.left <= row.right <= 360
    places = [tick.x for tick in line.ticks]
    assert places == sorted(places)


# -- size --------------------------------------------------------------------------------------------------------------


def test_five_hundred_facts_and_none() -> None:
    text = "12 men died. " * 500
    facts = tuple(count("12 men", 12, start=13 * n, end=13 * n + 6, side=f"s{n % 7}") for n in range(500))
    found = read(page((Document(facts=facts), text)))
    assert sum(one.startswith("a1-r") for one in found.ids) == 500
    html = page((Document(facts=()), "Nothing here."))
    read(html)
    assert "No facts found." in html and "<svg" not in html


def test_a_very_long_article_takes_seconds() -> None:
    sentence = "On that day the brigade lost 12 men near the town, and nobody could say why it had been sent there. "
    text = sentence * (1_000_000 // len(sentence))
    place = sentence.index("12 men")
    facts = tuple(
        count("12 men", 12, start=at + place, end=at + place + 6) for at in range(0, len(text), len(sentence))
    )
    began = time.perf_counter()
    html = page((Document(facts=facts), text))
    assert time.perf_counter() - began < 30
    assert len(html) < 20 * len(text)


def test_many_facts_at_one_place_do_not_multiply() -> None:
    text = "12 men " * 400
    facts = tuple(count(text, 12, start=0, end=len(text)) for _ in range(200)) + tuple(
        count("12 men", 12, start=7 * n, end=7 * n + 6) for n in range(400)
    )
    assert len(page((Document(facts=facts), text))) < 6_000_000


# -- colours -----------------------------------------------------------------------------------------------------------


def palettes() -> dict[str, dict[str, str]]:
    style = (Path(writer.__file__).parent / "templates" / "style.css").read_text(encoding="utf-8")
    light, dark = (
        dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block)) for block in style.split("@media (prefers-")[:2]
    )
    return {"light": light, "dark": light | dark}


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_meets_wcag_aa(scheme: str) -> None:
    colours = palettes()[scheme]
    pairs = [(a, b) for a in ("ink", "muted", "link") for b in ("paper", "raised")]
    pairs += [(kind, under) for kind in FACT_TYPES for under in ("paper", "raised", f"{kind}-tint")]
    pairs += [("ink", f"{kind}-tint") for kind in (*FACT_TYPES, "bad", "warn")]
    pairs += [("bad", "bad-tint"), ("bad", "raised"), ("warn", "warn-tint")]
    for above, under in pairs:
        high, low = sorted((luminance(colours[above]), luminance(colours[under])), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5, (above, under)
