"""What reads the lines that the rules leave to the body: its measures, its words, and how far it is believed."""

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


def test_its_words_are_those_of_our_pages():
    """No word of the corpus that it has seen is in the file: each stands in at least three pages of tests/data/pages."""
    pages = [page for path in sorted(DIRECTORY.glob("*.txt")) for page in read_pages(path.stem).values()]
    words = [{"#" if w[0].isdigit() else w.lower() for w in WORD.findall(page)} for page in pages]
    for token in json.loads(DATA.read_text(encoding="utf-8"))["words"]:
        assert sum(found.issuperset(token.split(" ")) for found in words) >= 3, token
