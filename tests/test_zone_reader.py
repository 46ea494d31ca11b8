"""What reads the lines of a page when the rules have read them: its measures, its words, and how far it is believed."""

from __future__ import annotations

import json

from attribution.zone_reader import DATA, load_reader, tokens
from attribution.zone_signals.line import WORD, Line
from attribution.zones import Page, decide, rule
from tests.test_pages import DIRECTORY, read_pages


def test_the_tokens_of_a_line_are_its_words_and_pairs_and_numbers_are_alike():
    assert tokens(Line("Sign up for 3 letters")) == {
        "sign", "up", "for", "#", "letters", "sign up", "up for", "for #", "# letters",
    }  # fmt: skip


def test_it_thinks_something_of_every_line():
    marked = read_pages("seventh")["local radio station, a bridge, on-air strip and shows"]
    lines = tuple(Line(row[3:]) for row in marked.split("\n"))
    page = Page(lines, (None,) * len(lines))
    thought = load_reader()(page, rule(page)[0])
    assert len(thought) == len(lines) and all(0 < likely < 1 for likely in thought)


def test_only_what_the_rules_leave_to_the_body_is_taken_and_html_is_believed():
    lines = tuple(map(Line, ["Ferry sinks", "By Ann Lee", "The ferry sank, he said.", "The ferry sank again, he said."]))
    page = Page(lines, ("title", None, None, "heading"))
    assert decide(page, ["headline", "byline", None, None], [1.0, 0.0, 1.0, 1.0]) == ["headline", "byline", "furniture", None]
    assert decide(page, ["headline", "byline", None, None], [0.5] * 4) == ["headline", "byline", None, None]


def decided(zones: list, thought: list[float], *texts: str, copies: tuple[int, ...] = ()) -> list:
    lines = tuple(map(Line, texts or ("The ferry sank.",) * len(zones)))
    return decide(Page(lines, (None,) * len(lines)), zones, thought, copies)


def test_what_cannot_be_furniture_is_given_back_unless_it_says_again_what_others_say():
    assert decided(["furniture", "furniture", "byline"], [0.005, 0.04, 0.005]) == [None, "furniture", "byline"]
    assert decided(["furniture"], [0.005], copies=(0,)) == ["furniture"]


def test_a_standfirst_is_kept_however_much_it_looks_like_a_teaser():
    headlines = ["headline", "headline", "byline", "headline"]
    assert decided(headlines, [0.99, 0.3, 0.9, 0.99]) == ["headline", "headline", "byline", "furniture"]
    assert decided(["headline", None], [0.99, 0.0]) == ["headline", None]


def test_a_credit_is_kept_and_a_caption_in_which_somebody_speaks_may_be_a_teaser():
    texts = "Photographs: Ed Tansley", "The bridge that “nobody wanted”, said Ng"
    assert decided(["caption", "caption"], [0.99, 0.99], *texts) == ["caption", "furniture"]


def test_what_stands_below_the_time_of_an_entry_is_kept():
    texts = "9.15am", "Forecasters: “calm”", "The wind fell.", "9.45am", "Forecasters: “calm”", "Forecasters: “calm”"
    found = decided(["byline", None, None, "byline", None, None], [0.5, 0.99, 0.5, 0.5, 0.99, 0.99], *texts)
    assert found == ["byline", "furniture", None, "byline", None, "furniture"]


def test_its_words_are_those_of_our_pages():
    """No word of the corpus that it has seen is in the file: each stands in at least three pages of tests/data/pages."""
    pages = [page for path in sorted(DIRECTORY.glob("*.txt")) for page in read_pages(path.stem).values()]
    words = [{"#" if w[0].isdigit() else w.lower() for w in WORD.findall(page)} for page in pages]
    for token in json.loads(DATA.read_text(encoding="utf-8"))["words"]:
        assert sum(found.issuperset(token.split(" ")) for found in words) >= 3, token
