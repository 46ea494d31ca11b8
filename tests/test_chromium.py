"""The page as a browser shows it: its policy, contrast, what hover and focus light up, filters, narrow, print."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from attrs import evolve

from attribution.model import Paragraph, Quotation, Span, Unattributed
from attribution.render.explain_page import render_explanations_html
from attribution.render.html import render_html
from tests.making import extraction
from tests.test_explain import account

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install playwright)")
CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.enable_socket,  # to the browser on this machine
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed (apt-get install chromium)"),
]
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip

TEXT = (
    "State media said that Putin wrote, saying, “we are friends”, to Kim.\n"
    "Caption: Ana Ruiz insisted “the dam is safe” on Sunday.\n"
    "She denied that it leaks. The film “Night Train” was shown."
)
FOUND = extraction(
    TEXT,
    dict(source="State media", cue="said", content=["that Putin wrote, saying, “we are friends”, to Kim"], kind="mixed",
         speaker="Korean Central News Agency"),
    dict(source="Putin", cue="saying", content=["“we are friends”"], speaker="Vladimir Putin", role="Russian President", parent="a1"),
    dict(source="Ana Ruiz", cue="insisted", content=["“the dam is safe”"], speaker="Ana Ruiz"),
    dict(source="She", cue="denied", content=["that it leaks"], speaker="Ana Ruiz", kind="indirect"),
    title="Friends",
)  # fmt: skip
_body, _caption, _last = FOUND.article.paragraphs
_film = TEXT.index("“Night")
MADE = evolve(
    FOUND,
    article=evolve(
        FOUND.article, paragraphs=(_body, Paragraph(_caption.span, "caption"), Paragraph(_last.span, "furniture"))
    ),
    attributions=(*FOUND.attributions[:3], evolve(FOUND.attributions[3], confidence=0.6)),
    unattributed=(Unattributed(Quotation((Span(_film, _film + 13),)), "“Night Train”", "title"),),
)


@pytest.fixture(scope="module")
def browser() -> Iterator:
    with playwright.sync_playwright() as running:
        yield running.chromium.launch(executable_path=CHROMIUM, args=QUIET)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(render_html([MADE]), encoding="utf-8")
    return path.as_uri()


@pytest.fixture(scope="module")
def explained(tmp_path_factory):
    """The page of ``explain``, with the tree of a sentence wider than any screen."""
    words = " ".join(f"w{number}/NOUN/obj>1" for number in range(60))
    found = account(f"slam/VERB/root>0 {words} they/PRON/nsubj>1")
    path = tmp_path_factory.mktemp("explained") / "page.html"
    path.write_text(render_explanations_html(found.everything(), title="Why"), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def show(browser, file):
    """Opens the page in a context of these settings; whatever the console says fails the test."""
    said, contexts = [], []

    def open_(file=file, **settings):
        contexts.append(browser.new_context(**settings))
        page = contexts[-1].new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(file)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert said == []


# every text on the page that is seen, with the colours that it has at last
TEXTS = """() => {
  const rgb = color => {  // "rgb(1, 2, 3)", "rgba(…)" or "color(srgb 0.1 0.2 0.3)"
    const n = color.match(/[\\d.]+/g).map(Number);
    return color.startsWith('color') ? [...n.slice(0, 3).map(x => x * 255), n[3] ?? 1] : [n[0], n[1], n[2], n[3] ?? 1];
  };
  const ground = element => {
    for (let e = element; e; e = e.parentElement) {
      const color = rgb(getComputedStyle(e).backgroundColor);
      if (color[3] === 1) return color;
      if (color[3] !== 0) throw new Error('half transparent: ' + e.className);
    }
    return [255, 255, 255, 1];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (walker.currentNode.data.trim() && e.getClientRects().length)
      found.push([walker.currentNode.data.trim(), rgb(getComputedStyle(e)[e.closest('svg') ? 'fill' : 'color']), ground(e)]);
  }
  for (const e of document.querySelectorAll('.label')) {
    const style = getComputedStyle(e, '::before');
    found.push([e.dataset.label, rgb(style.color), rgb(style.backgroundColor)]);
  }
  return found;
}"""


def luminance(color) -> float:
    parts = [c / 255 for c in color[:3]]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_the_contrast_of_aa(show, scheme):
    texts = show(color_scheme=scheme).evaluate(TEXTS)
    assert len(texts) > 30
    for text, ink, ground in texts:
        dark, light = sorted((luminance(ink), luminance(ground)))
        assert (light + 0.05) / (dark + 0.05) >= 4.5, text


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_explanation_has_the_contrast_of_aa_and_scrolls_its_tree_alone(show, explained, scheme):
    page = show(explained, color_scheme=scheme, viewport={"width": 400, "height": 700})
    assert page.locator("svg").bounding_box()["width"] > 400
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    for text, ink, ground in page.evaluate(TEXTS):
        dark, light = sorted((luminance(ink), luminance(ground)))
        assert (light + 0.05) / (dark + 0.05) >= 4.5, text


def test_dark_is_dark(show):
    grounds = [
        show(color_scheme=scheme).evaluate("getComputedStyle(document.body).backgroundColor")
        for scheme in ("light", "dark")
    ]
    light, dark = ([int(n) for n in g[4:-1].split(",")] for g in grounds)
    assert luminance(light) > 0.9 and luminance(dark) < 0.05


def lit(page) -> set[str]:
    """The keys of the attributions that are lit up in the text, each part of them."""
    return set(
        page.evaluate(
            """() => [...document.querySelectorAll('article [class*=t1a]')]
            .filter(e => getComputedStyle(e).boxShadow !== 'none')
            .map(e => [...e.classList].find(c => /^t1a/.test(c)) + ' ' + [...e.classList][0])"""
        )
    )


@pytest.mark.parametrize("part", ["source", "cue", "content"])
def test_hovering_a_part_lights_its_source_cue_and_content(show, part):
    page = show()
    page.locator(f"article .{part}.t1a3").hover()
    assert lit(page) == {"t1a3 source", "t1a3 cue", "t1a3 content", "t1a3 label"}


def test_hovering_a_nested_one_does_not_light_the_outer(show):
    page = show()
    page.locator("article .content.t1a2").hover()
    assert lit(page) == {"t1a2 source", "t1a2 cue", "t1a2 content", "t1a2 label"}


def test_hovering_the_list_lights_the_text(show):
    page = show()
    page.locator("#t1a2-item").hover()
    assert lit(page) == {"t1a2 source", "t1a2 cue", "t1a2 content", "t1a2 label"}


def test_the_keyboard_reaches_every_content_and_its_entry(show):
    page = show()
    reached = []
    for _ in range(30):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.getAttribute('href')"))
    assert {"f-direct", "f-c0", "t1a1", "t1a2", "t1a3", "t1a4", "#t1a1", "#t1a2", "#t1a3", "#t1a4"} <= set(reached)
    page.locator("#t1a3").focus()
    assert "t1a3 source" in lit(page)
    page.keyboard.press("Enter")
    assert page.url.endswith("#t1a3-item")


def shown(page, key: str) -> tuple[bool, bool]:
    """Whether an attribution is marked in the text, and whether it stands in the list."""
    line = page.evaluate(f"getComputedStyle(document.querySelector('article .content.{key}')).textDecorationLine")
    return line == "underline", page.locator(f"#{key}-item").is_visible()


@pytest.mark.parametrize(
    ("click", "hidden"),
    [
        ("f-direct", {"t1a2", "t1a3"}),
        ("f-mixed", {"t1a1"}),
        ("f-indirect", {"t1a4"}),
        ("f-c1", set()),
        ("f-c2", {"t1a4"}),
    ],
)
def test_a_filter_hides_marks_and_entries_and_no_word(show, click, hidden):
    page = show()
    before = page.locator("article").inner_text()
    page.locator(f"#{click}").click()
    for number in range(1, 5):
        key = f"t1a{number}"
        assert shown(page, key) == (key not in hidden,) * 2, key
    assert page.locator("article").inner_text() == before


def test_quotations_of_nobody_are_seen_and_can_be_hidden(show):
    page = show()
    border = "getComputedStyle(document.querySelector('article .loose')).borderTopStyle"
    assert page.evaluate(border) == "dashed"
    page.locator("#f-loose").click()
    assert page.evaluate(border) == "none" and not page.locator("nav .nobody").is_visible()


@pytest.mark.parametrize("width", [320, 400, 900, 1400])
def test_no_width_scrolls_sideways(show, width):
    page = show(viewport={"width": width, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_paper_marks_are_lines_and_letters(show):
    page = show(color_scheme="dark")
    page.emulate_media(media="print")
    assert not page.locator(".filters").is_visible()
    style = page.evaluate(
        """() => { const of = (q, p) => getComputedStyle(document.querySelector(q), p);
        return [of('body').color, of('article .content').textDecorationLine, of('article .label', '::before').color] }"""
    )
    assert style == ["rgb(0, 0, 0)", "underline", "rgb(0, 0, 0)"]
