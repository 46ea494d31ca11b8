"""What people read in the terminal."""

from __future__ import annotations

import re

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from attribution.model import Paragraph, Quotation, Span, Unattributed
from attribution.render.text import render_text
from tests.making import extraction

TEXT = "State media said that Putin wrote, saying, “we are friends”, to Kim."
MADE = extraction(
    TEXT,
    dict(source="State media", cue="said", content=["that Putin wrote, saying, “we are friends”, to Kim"], kind="mixed",
         speaker="Korean Central News Agency", construction="finite_clause"),
    dict(source="Putin", cue="saying", content=["“we are friends”"], speaker="Vladimir Putin", role="Russian President", parent="a1"),
    title="Friends",
)  # fmt: skip
LOOSE = evolve(MADE, attributions=(), unattributed=(Unattributed(Quotation((Span(43, 59),)), "“we are friends”", "title"),))


def test_text_reads_source_cue_and_content():
    lines = render_text(MADE, width=80).splitlines()
    assert lines[0] == "Friends"
    assert lines[2].startswith("State media → Korean Central News Agency  said")
    assert lines[3] == "    that Putin wrote, saying, “we are friends”, to Kim"


def test_text_sets_the_nested_one_inside():
    lines = render_text(MADE, width=80).splitlines()
    assert "    Putin → Vladimir Putin, Russian President  saying  direct · quotation" in lines
    assert "        “we are friends”" in lines


def test_text_tells_what_was_left_out():
    page = evolve(MADE.article, paragraphs=(*MADE.article.paragraphs, Paragraph(Span(0, 5), "furniture")))
    text = render_text(evolve(MADE, article=page), zones=frozenset({"body"}))
    assert "2 attributions (1 direct, 1 mixed) by 2 speakers; left out: 1 paragraph (1 furniture)" in " ".join(text.split())


def test_text_shows_quotations_of_nobody_with_the_reason():
    text = render_text(LOOSE)
    assert re.search(r"“we are friends”  title", text)
    assert "0 attributions; 1 quotation unattributed." in text


def test_text_says_where_a_pronoun_could_be_anybody():
    made = extraction("He said no.", dict(source="He", cue="said", content=["no"]))
    (he,) = made.attributions
    made = evolve(made, attributions=(evolve(he, source=evolve(he.source, kind="pronoun")),))
    assert render_text(made).splitlines()[2].startswith("He → ?  said")


def test_a_long_heading_goes_on_left_of_its_content():
    source = "the deputy chair of the committee on roads"
    parts = dict(source=source, cue="said", content=["No"], speaker="Vera Lindqvist-Okafor")
    made = extraction(f"No, said {source}.", parts)
    assert render_text(made, width=80).splitlines()[2:5] == [
        f"{source} → Vera Lindqvist-Okafor  said",
        "  direct · quotation",
        "    No",
    ]


@pytest.mark.parametrize("width", [40, 80])
def test_text_of_sixty_speakers_one_inside_the_other_keeps_its_width(width):
    words = [f"w{number}" for number in range(100, 160)]
    text = " ".join(words)
    parents = [None, *(f"a{number}" for number in range(1, 60))]
    nested = [dict(source=w, content=[text[text.index(w) :]], parent=p) for w, p in zip(words, parents, strict=True)]
    assert max(map(len, render_text(extraction(text, *nested), width=width).splitlines())) <= width


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_text_keeps_its_width(width):
    assert max(map(len, render_text(MADE, width=width).splitlines())) <= max(width, 40)


def test_text_has_colour_only_when_asked():
    assert "\x1b" not in render_text(MADE)
    assert "\x1b[" in render_text(MADE, color=True)


@given(st.text(max_size=60))
def test_no_control_sequence_of_the_input_reaches_the_terminal(text):
    text += "\x1b]0;owned\x07\x9b31m\u202e"
    made = extraction(text, dict(content=[text], source=text, cue=text, speaker=text, role=text), title=text, id=text)
    assert not set(render_text(made) + render_text(made, by="speaker")) & {chr(c) for c in (*range(10), *range(11, 32), *range(127, 160), 0x202E)}


# --- by speaker, in colour ----------------------------------------------------------------------


def test_text_by_speaker_sets_what_each_says_below_the_name():
    twice = extraction(
        "Bo said no. “Fine,” Ana said. She denied it.",
        dict(source="Bo", cue="said", content=["no"], kind="indirect", construction="finite_clause"),
        dict(source="Ana", cue="said", content=["“Fine,”"], speaker="Ana", role="mayor"),
        dict(source="She", cue="denied", content=["it"], speaker="Ana", kind="indirect", construction="object"),
    )
    assert render_text(twice, by="speaker").splitlines()[2:14] == [
        "Ana, mayor  2 attributions, 1 word quoted",
        "",
        "    said  direct · quotation",
        "        “Fine,”",
        "",
        "    She  denied  indirect · object",
        "        it",
        "",
        "Bo  1 attribution, 0 words quoted",
        "",
        "    said  indirect · finite_clause",
        "        no",
    ]


def test_quotations_alone_are_green():
    made = extraction("It is “a sham”, he said.", dict(source="he", cue="said", content=["It is “a sham”"], kind="mixed"))
    assert re.findall(r"\x1b\[32m(.*?)\x1b\[0m", render_text(made, color=True)) == ["“a sham”"]


def test_a_long_quotation_is_green_on_every_line():
    words = "“" + "word " * 30 + "end”"
    made = extraction(words, dict(content=[words]))
    assert len(re.findall(r"\x1b\[32m", render_text(made, color=True, width=60))) == 3


def test_a_quotation_without_cue_has_its_kind_apart():
    made = extraction("“No.”", dict(content=["“No.”"], construction="floating"))
    assert render_text(made).splitlines()[2] == "(no source)  direct · floating"
