"""The page: the text as it was read, marks that may overlap, a list that leads to them, contrast, a strict policy."""

from __future__ import annotations

import re
from importlib import resources
from itertools import product

import pytest
from attrs import evolve
from lxml import html

from attribution.render.html import COLORS, PATTERNS, render_html
from attribution.render.quoted import words_quoted
from tests.making import extraction
from tests.test_render import LOOSE, MADE, TEXT

PAYLOADS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><svg onload=alert(1)>", "javascript:alert(1)", "</style><b>",
    "{{ 7*7 }}", "{% raw %}", "<!--", "]]>", "&lt;b&gt;", "' onmouseover='x", "\u2028<i>", "</title><script>", "<a href=//x>y</a>",
]  # fmt: skip


def page(*made):
    return html.fromstring(render_html(made))


def text_of(element) -> str:
    return "".join(element.itertext())


def marked(tree, role: str) -> list[str]:
    return [text_of(s) for s in tree.xpath(f"//article//span[contains(concat(' ', @class, ' '), ' {role} ')]")]


# --- the marks ----------------------------------------------------------------------------------


def test_the_page_shows_the_text_as_it_was_read():
    assert text_of(page(MADE).xpath("//article")[0]).strip() == TEXT


def test_each_role_is_marked():
    tree = page(MADE)
    assert marked(tree, "source") == ["State media", "Putin"]
    assert marked(tree, "cue") == ["said", "saying"]
    assert "".join(marked(tree, "content")[:1]) == "that "


def test_a_nested_content_stands_inside_the_outer():
    inner = page(MADE).xpath("//span[contains(@class, 'inner')]")
    assert [text_of(s) for s in inner] == ["“we are friends”"]
    assert "content d0" in inner[0].getparent().get("class")


def test_overlapping_contents_are_both_marked_where_they_overlap():
    made = extraction(
        "one two three", dict(content=["one two"], speaker="Ana"), dict(content=["two three"], speaker="Bo")
    )
    spans = page(made).xpath("//article//span[contains(@class, 'content')]")
    assert [(s.get("class").split()[-1], text_of(s)) for s in spans] == [
        ("t1a1", "one "), ("t1a1", "two"), ("t1a2", "two"), ("t1a2", " three"),
    ]  # fmt: skip


def test_marks_add_nothing_to_the_text_of_a_paragraph():
    made = extraction("  “A  b”, said\tAna.\nNo.\n", dict(source="Ana", cue="said", content=["“A  b”"]))
    assert [text_of(p) for p in page(made).xpath("//article/p")] == ["  “A  b”, said Ana.", "No."]


def test_a_content_over_two_paragraphs_is_marked_in_both():
    made = extraction("“A b\n“c d,” said Ana.", dict(source="Ana", cue="said", content=["“A b\n“c d,”"]))
    assert len(page(made).xpath("//article/p[.//span[contains(@class, 'content')]]")) == 2


def test_a_quotation_of_nobody_is_visible():
    tree = page(LOOSE)
    assert marked(tree, "loose") == ["“we are friends”"]
    assert text_of(tree.xpath("//nav//section[@class='nobody']//li")[0]) == "“we are friends” title"


def test_furniture_is_folded_away_unless_something_is_marked_in_it():
    made = extraction(
        "Home\nNews\nAna said no.\nSport", dict(source="Ana", cue="said", content=["no"]), zone="furniture"
    )
    tree = page(made)
    assert [text_of(p) for p in tree.xpath("//details/p")] == ["Home", "News"]
    assert [text_of(p) for p in tree.xpath("//article/p")] == ["Ana said no.", "Sport"]


@pytest.mark.parametrize("speakers", [60, 300])
def test_speakers_one_inside_the_other_are_a_page(speakers):
    words = [f"w{number}" for number in range(1000, 1000 + speakers)]
    text = " ".join(words)
    parents = [None, *(f"a{number}" for number in range(1, speakers))]
    nested = [dict(source=w, content=[text[text.index(w) :]], parent=p) for w, p in zip(words, parents, strict=True)]
    shown = re.search("<article>(.*)</article>", render_html([extraction(text, *nested)]), re.S)[1]
    assert re.sub("<[^>]*>", "", shown).strip() == text


# --- speakers -----------------------------------------------------------------------------------


def test_the_list_of_speakers_leads_to_the_marks_and_back():
    tree = page(MADE)
    there = tree.xpath("//nav//li/a/@href")
    back = tree.xpath("//article//a/@href")
    assert sorted(there) == sorted("#" + id for id in tree.xpath("//article//a/@id"))
    assert sorted(back) == sorted("#" + id for id in tree.xpath("//nav//li/@id"))


def test_each_of_two_who_said_the_same_has_a_mark_to_go_to():
    two = [dict(source=name, cue="said", content=["It rained"], speaker=name) for name in ("Ana", "Bo")]
    tree = page(extraction("It rained, said Ana and Bo.", *two))
    assert tree.xpath("//nav//li/a/@href") == ["#t1a1", "#t1a2"]
    assert tree.xpath("//article//a/@id") == ["t1a1", "t1a2"]


def test_a_link_is_a_word_where_the_cue_is_a_colon():
    made = extraction("UN: Threat rises", dict(source="UN", cue=":", content=["Threat rises"], construction="headline"))
    assert page(made).xpath("//nav//li/a/text()") == ["headline"]


def test_a_label_says_whose_words_begin():
    label = page(MADE).xpath("//article//a")[0]
    assert label.get("data-label") == "A"
    assert label.get("aria-label") == "Korean Central News Agency · said · mixed, finite_clause"


def test_a_speaker_has_its_colour_and_line_wherever_it_speaks():
    tree = page(MADE)
    source = next(s for s in tree.xpath("//article//span[contains(@class, 'source')]") if s.text == "Putin")
    heading = tree.xpath("//nav//h3[contains(., 'Putin')]/@class")[0]
    assert set(heading.split()) < set(source.get("class").split())
    assert heading != tree.xpath("//nav//h3[contains(., 'Korean')]/@class")[0]


def test_forty_speakers_look_different():
    text = " ".join(f"S{number}" for number in range(COLORS * PATTERNS))
    looks = page(extraction(text, *(dict(source=w, content=[w]) for w in text.split()))).xpath("//nav//h3/@class")
    assert len(set(looks)) == COLORS * PATTERNS


def test_speakers_are_counted_the_most_quoted_first():
    made = extraction(
        "Bo said no. “I am fine,” Ana said, “quite.” Ana said it was “all right”.",
        dict(source="Bo", cue="said", content=["no"], speaker="Bo", kind="indirect"),
        dict(source="Ana", cue="said", content=["“I am fine,”", "“quite.”"], speaker="Ana"),
        dict(source="Ana", cue="said", content=["it was “all right”"], speaker="Ana", kind="mixed"),
    )
    sections = [" ".join(text_of(s).split()) for s in page(made).xpath("//nav//section")]
    assert sections[0].startswith("Ana 2 attributions, 6 words quoted")
    assert sections[1].startswith("Bo 1 attribution, 0 words quoted")


def test_words_quoted_by_one_who_is_quoted_count_once():
    assert words_quoted(MADE) == {"a1": 0, "a2": 3}


# --- the whole page -----------------------------------------------------------------------------


def test_several_articles_are_one_main_with_marks_of_their_own():
    tree = page(MADE, MADE)
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert len(tree.xpath("//main")) == 1 and len(tree.xpath("//main//article")) == 2
    assert len(tree.xpath("//h1")) == 1 and tree.xpath("//article/h2/text()") == ["Friends", "Friends"]


def test_filters_are_those_of_what_is_there():
    tree = page(MADE)
    assert tree.xpath("//input[@type='checkbox']/@id") == ["f-direct", "f-mixed"]
    assert tree.xpath("//input[@type='radio']/@id") == ["f-c0", "f-c1", "f-c2", "f-c3"]
    assert all(text_of(label).strip() for label in tree.xpath("//label[input]"))


def test_the_language_is_told():
    assert page(MADE).get("lang") == "en"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_of_the_input_is_markup(payload):
    made = extraction(
        payload, dict(source=payload, cue=payload, content=[payload], speaker=payload, role=payload), title=payload
    )
    made = evolve(made, attributions=(evolve(made.attributions[0], id=payload),))
    tree = page(evolve(made, article=evolve(made.article, id=payload)))
    assert not tree.xpath("//script | //img | //svg | //i | //b | //*[@onerror or @onload or @onmouseover]")
    assert all(re.fullmatch(r"#[\w-]+", href) for href in tree.xpath("//@href"))
    assert payload not in tree.xpath("//style")[0].text
    assert text_of(tree.xpath("//article")[0]).strip() == re.sub("\u2028", " ", payload).strip()


def test_the_content_security_policy_allows_the_style_alone():
    policy = page(MADE).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert not page(MADE).xpath("//*[@style] | //link | //script")


def test_an_empty_article_is_a_page():
    assert page(extraction("")).xpath("//h1/text()") == ["made"]


# --- contrast, by the formula of WCAG 2 -----------------------------------------------------------

BASE, STYLE = (
    resources.files("attribution.render").joinpath(name).read_text(encoding="utf-8")
    for name in ("base.css", "page.css")
)
LIGHT, DARK = (
    dict(re.findall(r"--([\w]+): ([^;]+);", block)) for block in re.findall(r":root \{(.*?)\}", BASE, re.S)[:2]
)
THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
AA_TEXT, AA_LINE = 4.5, 3.0


def rgb(color: str) -> tuple[float, ...]:
    return tuple(int(color[i : i + 2], 16) for i in (1, 3, 5))


def mixed(color: str, share: str, ground: str) -> tuple[float, ...]:
    part = float(share.rstrip("%")) / 100
    return tuple(c * part + g * (1 - part) for c, g in zip(rgb(color), rgb(ground), strict=True))


def luminance(color: tuple[float, ...]) -> float:
    parts = [c / 255 for c in color]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_has_the_contrast_that_wcag_gives():
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)


@THEMES
def test_text_is_read_on_paper(theme):
    assert all(contrast(rgb(theme[name]), rgb(theme["paper"])) >= AA_TEXT for name in ("ink", "dim"))


@THEMES
@pytest.mark.parametrize("number", range(COLORS))
def test_marked_text_is_read_and_its_line_is_seen(theme, number):
    color, paper = theme[f"c{number}"], theme["paper"]
    grounds = [mixed(color, theme[tint], paper) for tint in ("tint", "inner")]
    assert all(contrast(rgb(theme["ink"]), ground) >= AA_TEXT for ground in grounds)
    assert all(contrast(rgb(color), ground) >= AA_LINE for ground in (*grounds, rgb(paper)))
    assert contrast(rgb(paper), rgb(color)) >= AA_TEXT  # the letter of a label


@THEMES
def test_a_speakers_line_is_seen_under_the_words_of_another(theme):
    for line, ground in product(range(COLORS), repeat=2):
        tinted = mixed(theme[f"c{ground}"], theme["inner"], theme["paper"])
        assert contrast(rgb(theme[f"c{line}"]), tinted) >= AA_LINE


def test_marked_words_are_never_dim():
    """A caption and furniture are dim; what is marked in them has the tint behind it and needs full ink."""
    rule = re.search(r"^\.content, \.source, \.cue, \.loose \{ color: var\(--ink\); \}", STYLE, re.M)
    assert rule is not None
    assert "color" not in re.sub(
        r"background: color-mix\([^;]*;", "", re.search(r"^\.content\.inner \{.*\}", STYLE, re.M)[0]
    )
