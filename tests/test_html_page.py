"""Pages of HTML: their text, and that every character of it stands where the map says."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attribution.article import article_from_html
from attribution.model import Article, Span
from attribution.page import DEEPEST, find_blocks, read_page

INLINE = "(?:a|b|i|em|span|strong)"


def shown(source: str) -> str:
    """What a browser shows of a stretch of a page: tags gone, entities decoded, white space made single spaces."""
    source = re.sub(r"<!--.*?-->|(?s:<(script|style)\b.*?</\1\s*>)", "", source, flags=re.S)
    source = re.sub(rf"</?{INLINE}\b[^>]*>", "", source)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", source)).split())


def normal(text: str) -> str:
    return " ".join(text.split())


def check_map(article: Article, html: str, spans: list[Span] | None = None) -> int:
    """Each span whose place is known shows its own text there; returns how many are known."""
    known = 0
    for span in spans or [p.span for p in article.paragraphs]:
        place = article.in_source(span)
        if place is not None:
            known += 1
            assert shown(place.of(html)) == normal(span.of(article.text))
    return known


PAGE = """<!DOCTYPE html><html><head><title>Ferry &amp; storm | The Clarion</title><meta name="author" content="Ann Lee">
<meta property="og:site_name" content="The Clarion"><meta property="article:published_time" content="2021-05-02">
<meta property="og:title" content="Ferry &amp; storm"></head><body><nav><a href="/">Home</a> <a href="/w">World</a></nav>
<h1>Ferry &amp; <em>storm</em></h1><article><p>The ferry to Dunsey was late by nine&nbsp;hours on Monday, and nobody
said why,   the harbour&#39;s chief, Ivo <b>Brandt</b>, told reporters.</p><!-- an "advertisement" -->
<script>var p = "<p>no</p>";</script><p>&ldquo;We waited,&rdquo; he <i title="a b">said</i>, &#8220;for a tide that did not come.&#8221;
Passengers slept on the deck, and one of them, Lea&shy;h Moss, called it &quot;a night at sea&quot;.</p>
<ul><li>Nine hours late, said the port</li><li>Three hundred people aboard</li></ul>
<p>The ferry to Dunsey sails again on Tuesday, if the wind allows it, the harbour said in a statement.</p></article>
<footer>&copy; 2031 The Clarion</footer></body></html>"""


def test_every_paragraph_of_a_page_has_its_place():
    article = article_from_html(PAGE, id="page", html_offsets=True)
    assert check_map(article, PAGE) == len(article.paragraphs) > 4
    said = article.text.index("“We waited,”")
    assert article.in_source(Span(said, said + 12)).of(PAGE) == "&ldquo;We waited,&rdquo;"


def test_every_span_of_a_page_has_its_place():
    article = article_from_html(PAGE, id="page", html_offsets=True)
    words = [Span(*m.span()) for m in re.finditer(r"\S+", article.text)]
    assert check_map(article, PAGE, words) == len(words)
    pairs = [Span(a.start, b.end) for a, b in zip(words, words[3:])]
    assert check_map(article, PAGE, pairs) == len(pairs)


def test_places_are_kept_only_where_asked_for():
    assert article_from_html(PAGE, id="page").source_map == ()
    assert article_from_html(PAGE, id="page").in_source(Span(0, 3)) is None


def test_the_metadata_of_a_page():
    article = article_from_html(PAGE, id="page")
    assert article.title == "Ferry & storm"
    assert article.meta == {"author": "Ann Lee", "date": "2021-05-02", "site": "The Clarion"}


def test_the_rest_of_a_page_is_furniture_where_it_is_asked_for():
    text = article_from_html(PAGE, id="page").text
    whole = article_from_html(PAGE, id="page", whole_page=True, html_offsets=True)
    assert "Home" not in text and whole.text.startswith(text)
    rest = [p.span.of(whole.text) for p in whole.paragraphs if p.span.start > len(text)]
    assert "© 2031 The Clarion" in rest and {p.zone for p in whole.paragraphs if p.span.start > len(text)} == {"furniture"}
    assert check_map(whole, PAGE) == len(whole.paragraphs)


WORDS = st.sampled_from(["storm", "said", "&amp;", "&nbsp;", "&ldquo;no&rdquo;", "caf&eacute;", "&#8212;", "AT&T", "a < b", "“It’s”", "😀", "\n  ", " ", "&notit;", "&", "<"])
PIECES = st.one_of(
    WORDS,
    st.sampled_from(["<p>", "</p>", "<b>", "</b>", "<br>", "<div>", "</div>", "<td>", "<!-- x -->", "<script>1<2</script>", "<li>", "<h1>"]),
    st.text(st.characters(blacklist_characters="<>&", blacklist_categories=("Cs", "Cc")), max_size=6),
)


@given(st.lists(PIECES, max_size=40))
def test_blocks_show_what_their_places_do(pieces: list[str]):
    html = " ".join(pieces)
    for block in find_blocks(html).blocks:
        assert block.text == normal(block.text) != ""
        assert [r.text.start for r in block.runs] == [0, *(r.text.end for r in block.runs)][:-1]
        for run in block.runs:
            assert normal(unescape(run.source.of(html))) == normal(run.text.of(block.text))


@given(st.lists(PIECES, max_size=60))
def test_any_page_keeps_its_places(pieces: list[str]):
    html = "<html><body>" + " ".join(pieces) + "</body></html>"
    article = article_from_html(html, id="x", whole_page=True, html_offsets=True)
    words = [Span(*m.span()) for m in re.finditer(r"\S+", article.text)]
    for span in words:
        place = article.in_source(span)
        assert place is None or normal(unescape(re.sub(r"<[^>]*>", "", place.of(html)))) == span.of(article.text)


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        ("<p>One<p>Two", ["One", "Two"]),
        ("<p>O<b>n</b>e", ["One"]),
        ("a<br>b<hr/>c", ["a", "b", "c"]),
        ("<td>a</td><td>b</td>", ["a", "b"]),
        ("<script>a</script>b<style>c</style>", ["b"]),
        ("<script>a", ["a"]),
        ("<svg><title>x</title></svg>y", ["y"]),
        ("<img alt='a > b'>c", ["c"]),
        ("<a href=\"unclosed>b</a> c", []),
        ("3 < 4 & 5 > 2 &lt;p&gt;", ["3 < 4 & 5 > 2 <p>"]),
        ("<!-- never closed <p>a", []),
        ("&#0;&#x110000;&#xD800;", ["\ufffd\ufffd\ufffd"]),
        ("", []),
    ],
)
def test_blocks(html: str, texts: list[str]):
    assert [block.text for block in find_blocks(html).blocks] == texts


def test_a_line_that_stands_twice_keeps_its_order():
    body = "<p>{}</p>".format("The council said on Monday that it would keep the old pier open until the spring.")
    html = f"<html><body><article>{body}<p>Nobody in the town had expected it to say so, the mayor said on the next day.</p>{body}</article></body></html>"
    article = article_from_html(html, id="x", html_offsets=True)
    places = [article.in_source(p.span).start for p in article.paragraphs]
    assert places == sorted(places)


def test_a_page_nested_too_deeply_is_read_whole():
    page = read_page("<html><body>" + "<div>" * (DEEPEST + 1) + "<p>He said no.</p>")
    assert page.deep and [block.text for block in page.main] == ["He said no."]


@pytest.mark.parametrize("unit", ["<!--", "<", "<a \"", "<a b='", "&", "&amp;", "<p>", "</p>", "<noscript>", "<title>", "<script>", "<svg", "< a=", "<div>a</div>"])  # fmt: skip
def test_the_work_grows_with_the_page_only(unit: str, steps):
    assert steps(lambda: find_blocks(unit * 4000)) < 2.3 * steps(lambda: find_blocks(unit * 2000)) + 2000


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        ("<p>Heavy <b>rain</b> fell.</p><p>Roe &amp; Co said it was <i>worse</i>.</p>", ["Heavy rain fell.", "Roe & Co said it was worse."]),
        ("<table><tr><td>Won</td><td>3</td></tr></table><p>They won three, the club said.</p>", ["Won", "3", "They won three, the club said."]),
        ("<ul><li>One, he said.</li><li>Two, she said.</li></ul>", ["One, he said.", "Two, she said."]),
        ("text with no tag around it, he said", ["text with no tag around it, he said"]),
    ],
)  # fmt: skip
def test_a_block_stays_whole(body: str, texts: list[str]):
    article = article_from_html(f"<html><body>{body}</body></html>", id="x", html_offsets=True)
    assert article.text.split("\n\n") == texts
    assert all(article.in_source(p.span) for p in article.paragraphs)


def test_captions_standfirst_and_headings_are_kept_and_links_are_not():
    html = """<!DOCTYPE html><html><head><title>Ferry breaks down</title></head><body><h1>Ferry breaks down</h1>
<h2>Nobody was hurt, the harbour says</h2><figure><img src="a.jpg"><figcaption>The ferry at <i>Dunsey</i> on Monday</figcaption></figure>
<p>The ferry to Dunsey broke down on Monday for the ninth time, its captain, Lea Moss, told reporters at the quay.</p>
<div><h3>More Ferries</h3><a href="/1">The boat that nobody wanted to sail</a></div>
<p>The harbour said in a statement that nobody had been hurt and that the ferry would sail again on Tuesday.</p>
<div class="photo-caption">Lea Moss on the quay</div>
<p>The harbour's chief said the ferry was old. He promised the island a new one before the end of the year.</p></body></html>"""
    article = article_from_html(html, id="x", html_offsets=True)
    zones = {p.span.of(article.text): p.zone for p in article.paragraphs}
    assert zones["The ferry at Dunsey on Monday"] == zones["Lea Moss on the quay"] == "caption"
    assert zones["Nobody was hurt, the harbour says"] == zones["Ferry breaks down"] == "headline"
    assert not {zones.get("More Ferries"), zones.get("The boat that nobody wanted to sail")} & {"body", "headline"}
    assert check_map(article, html) == len(article.paragraphs)


@pytest.mark.parametrize("standfirst", ['<div class="field field--kicker">{}</div>', '<div class="post-subtitle"><p>{}</p></div>', "<p class=dek>{}</p>"])
def test_what_a_class_calls_a_standfirst_is_kept(standfirst: str):
    body = "".join(f"<p>The harbour said on day {n} that the ferry to Dunsey would not sail, and gave no reason for it.</p>" for n in range(6))
    summary = standfirst.format("Nobody was hurt, the harbour says")
    html = f'<html><body><h1>Ferry breaks down</h1>{summary}<div class="deckhand">By Lea Moss</div><div>{body}</div></body></html>'
    article = article_from_html(html, id="x", html_offsets=True)
    zones = {p.span.of(article.text): p.zone for p in article.paragraphs}
    assert zones["Nobody was hurt, the harbour says"] == "headline" and "By Lea Moss" not in zones
    assert check_map(article, html) == len(article.paragraphs)


def test_a_row_of_a_page_laid_out_in_tables_is_found_in_all_its_blocks():
    paragraphs = [f"The harbour said on day {n} that the ferry to Dunsey would not sail, and gave no reason for it." for n in range(6)]
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    html = (
        "<html><body><table><tr><td><ul><li><a href='/'>About us</a></li></ul></td><td><div>Home &gt; Press</div>"
        f"<h1>Ferry stays in port</h1><p>Published 3 March 2033</p>{body}<aside>Sold out.</aside>"
        "<ul><li>one boat is left;</li><li>it is small.</li></ul><p>The mayor said: “We wait.”</p></td></tr></table></body></html>"
    )
    body = {p.span.of(article.text) for article in [article_from_html(html, id="x")] for p in article.paragraphs if p.zone == "body"}
    assert body >= {*paragraphs, "one boat is left;", "it is small.", "The mayor said: “We wait.”"}


def test_a_line_with_a_gap_is_found_beyond_it():
    paragraphs = [f"The harbour said on day {n} that the ferry to Dunsey would not sail, and gave no reason for it." for n in range(6)]
    cell = f"<p>{paragraphs[0]}</p><aside><p>Sold out for today.</p></aside>" + "".join(f"<p>{p}</p>" for p in paragraphs[1:])
    page = read_page(f"<html><body><table><tr><td>x</td><td>{cell}</td></tr></table></body></html>")
    assert {block.text for block in page.main} >= set(paragraphs)
