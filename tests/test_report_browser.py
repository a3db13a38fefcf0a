"""The page in a headless browser: no complaint, no request, no sideways scrolling, cards by mouse and keyboard."""

from __future__ import annotations

import base64
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from browser import Browser, find_chromium
from conflictfacts_cli.report import HtmlWriter, Page
from conftest import COMMAND, environment

if TYPE_CHECKING:
    from conflictfacts import Extractor

CHROMIUM = find_chromium()
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on PATH (Debian: apt-get install chromium)")
SAMPLES = Path(__file__).parent.parent / "samples"
LONG = "x" * 400
HOSTILE = (
    f"<script>document.title='obeyed'</script><img src=x onerror=\"document.title='obeyed'\"> {LONG} \u202e\x00\u2028\n"
    "They killed 12 soldiers \"onmouseover=\"document.title='obeyed'."
)
# Where a card lies, of the words that have the focus or the mouse.
CARD = """(() => {
  const cards = [...document.querySelectorAll('.cards')].filter(one => getComputedStyle(one).display != 'none');
  return cards.map(one => { const r = one.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom]; });
})()"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    assert CHROMIUM
    with Browser(CHROMIUM, tmp_path_factory.mktemp("browser") / "profile") as one:
        yield one


@pytest.fixture(scope="module")
def pages(extractor: Extractor, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Some pages: one article, all samples, an article that means harm, and nothing at all."""
    folder = tmp_path_factory.mktemp("pages")

    def written(name: str, *texts: tuple[str, str]) -> Path:
        page = Page()
        parts = []
        for title, text in texts:
            document = extractor.extract(text, id=title, title=title, source=f"{LONG}.txt", published="2025-06-22")
            parts.append(page.add(HtmlWriter(why=True).render(document, text)))
        place = folder / f"{name}.html"
        place.write_text("".join([*parts, page.end()]), encoding="utf-8")
        return place

    samples = [(path.stem, path.read_text(encoding="utf-8")) for path in sorted(SAMPLES.glob("*.txt"))]
    one = next(sample for sample in samples if sample[0] == "kursk-incursion")
    return {
        "one": written("one", one),
        "many": written("many", *samples),
        "hostile": written("hostile", (HOSTILE, HOSTILE), (HOSTILE, HOSTILE * 20)),
        "empty": written("empty", ("empty", "")),
    }


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(320, 568), (390, 844), (800, 1000), (1100, 800), (1440, 900)])
@pytest.mark.parametrize("name", ["one", "many", "hostile", "empty"])
def test_it_fits_and_nobody_complains(
    browser: Browser, pages: dict[str, Path], name: str, width: int, height: int, dark: bool
) -> None:
    browser.open(pages[name], width=width, height=height, dark=dark)
    assert browser.run("document.documentElement.scrollWidth") <= width
    assert browser.errors == []
    assert browser.requests == [pages[name].as_uri()]
    assert browser.run("document.title") == {"one": "kursk-incursion", "empty": "empty"}.get(name, "Conflict facts")
    assert browser.run("document.scripts.length + document.images.length") == 0


def test_the_policy_holds_against_what_is_put_in(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["one"])
    browser.run("document.body.setAttribute('style', 'color: red')")
    browser.run("document.body.append(Object.assign(new Image(), {src: 'https://example.invalid/x.png'}))")
    browser.run("new Promise(done => setTimeout(done, 50))")
    assert any("Content Security Policy" in error for error in browser.errors)


def test_light_and_dark_differ(browser: Browser, pages: dict[str, Path]) -> None:
    seen = set()
    for dark in (False, True):
        browser.open(pages["one"], dark=dark)
        seen.add(browser.run("getComputedStyle(document.documentElement).backgroundColor"))
    assert len(seen) == 2


@pytest.mark.parametrize("width", [390, 1440])
def test_each_card_shows_with_the_focus_and_lies_in_the_window(
    browser: Browser, pages: dict[str, Path], width: int
) -> None:
    browser.open(pages["one"], width=width)
    assert browser.run(CARD) == []
    for i in range(browser.run("document.querySelectorAll('mark').length")):
        browser.run(f"document.querySelectorAll('mark')[{i}].scrollIntoView({{block: 'center'}})")
        browser.run(f"document.querySelectorAll('mark')[{i}].focus({{preventScroll: true}})")
        ((left, top, right, bottom),) = browser.run(CARD)
        assert left >= 0 and right <= width and bottom > top
        assert browser.run("document.documentElement.scrollWidth") <= width
        if width == 390:
            assert top >= 0 and bottom <= browser.run("innerHeight")


def test_the_card_shows_under_the_mouse_and_without_javascript(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["one"], script=False)
    root = browser.call("DOM.getDocument")["root"]["nodeId"]
    mark = browser.call("DOM.querySelector", nodeId=root, selector="mark")["nodeId"]
    x, y = browser.call("DOM.getBoxModel", nodeId=mark)["model"]["content"][:2]
    browser.call("Input.dispatchMouseEvent", type="mouseMoved", x=x + 3, y=y + 3)
    card = browser.call("DOM.querySelector", nodeId=root, selector="mark + .cards")["nodeId"]
    assert browser.call("DOM.getBoxModel", nodeId=card)["model"]["height"] > 50


def test_tab_goes_from_word_to_card_to_table_and_back(browser: Browser, pages: dict[str, Path]) -> None:
    def press(key: str) -> None:
        for kind in ("keyDown", "keyUp"):
            text: dict[str, Any] = {"text": "\r"} if key == "Enter" and kind == "keyDown" else {}
            code = {"Tab": 9, "Enter": 13}[key]
            browser.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **text)

    browser.open(pages["one"])
    browser.run("document.querySelector('mark').focus()")
    press("Tab")
    assert browser.run("document.activeElement.textContent") == "In the table"
    press("Enter")
    row = browser.run("location.hash")
    assert row == "#a1-r1"
    browser.run(f"document.querySelector('{row} a').click()")
    assert browser.run("location.hash") == "#a1-f1"
    assert browser.run("document.querySelector(':target').tagName") == "MARK"


def test_the_legend_hides_a_kind(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["one"])
    colour = "getComputedStyle(document.querySelector('mark.k-troops')).backgroundColor"
    before = browser.run(colour)
    browser.run("document.querySelector('.show-troops').click()")
    assert browser.run(colour) == "rgba(0, 0, 0, 0)" != before


def test_what_assistive_technology_hears(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["one"], width=390)
    nodes = browser.call("Accessibility.getFullAXTree")["nodes"]
    roles = [node["role"]["value"] for node in nodes if not node.get("ignored") and "role" in node]
    assert {"main", "article", "complementary", "table", "row", "cell", "mark", "heading"} <= set(roles)
    kinds = browser.run("document.querySelectorAll('.facts h3').length")
    assert roles.count("table") == kinds


def test_the_index_stands_at_the_top_and_leads_on(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["many"])
    assert browser.run("document.querySelector('.index').getBoundingClientRect().top") < 150
    assert browser.run("document.querySelectorAll('.index a').length") == len(list(SAMPLES.glob("*.txt")))
    assert browser.run("getComputedStyle(document.querySelector('.to-index')).display") != "none"
    browser.open(pages["one"])
    assert browser.run("getComputedStyle(document.querySelector('.to-index')).display") == "none"


def test_it_prints(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["one"], dark=True)
    printed = base64.b64decode(browser.call("Page.printToPDF", printBackground=False, preferCSSPageSize=True)["data"])
    assert printed.startswith(b"%PDF") and len(printed) > 20_000
    browser.call("Emulation.setEmulatedMedia", media="print")
    assert browser.run("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert browser.run("getComputedStyle(document.querySelector('.jump')).display") == "none"


def test_a_picture_has_the_size_of_the_window(browser: Browser, pages: dict[str, Path], tmp_path: Path) -> None:
    browser.open(pages["one"], width=390, height=844)
    picture = browser.shot(tmp_path / "page.png")
    assert (int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])) == (390, 844)
    assert len(picture) > 10_000


def test_a_page_of_the_command_is_sound(browser: Browser, tmp_path: Path) -> None:
    place = tmp_path / "page.html"
    samples = sorted(SAMPLES.glob("*.txt"))
    subprocess.run([*COMMAND, *samples, "-j", "2", "-o", place], check=True, env=environment())
    browser.open(place, width=390)
    assert (browser.errors, browser.requests) == ([], [place.as_uri()])
    assert browser.run("document.title") == "Conflict facts"
    assert browser.run("document.querySelectorAll('article').length") == len(samples)
    assert browser.run("document.documentElement.scrollWidth") <= 390
    browser.run(f"document.querySelector('#index a[href=\"#a{len(samples)}\"]').click()")
    assert browser.run("document.querySelector(':target h2').textContent") == samples[-1].stem


def test_the_browser_notices_what_it_should(browser: Browser, tmp_path: Path) -> None:
    """Else the tests above would prove nothing."""
    place = tmp_path / "bad.html"
    place.write_text("<script>console.error('seen')</script><div style='width: 3000px'>x</div><img src='gone.png'>")
    browser.open(place, width=390)
    assert any("seen" in error for error in browser.errors)
    assert len(browser.requests) == 2
    assert browser.run("document.documentElement.scrollWidth") > 390
