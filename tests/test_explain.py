"""Why: the same attributions as ``extract``, each with its construction and path, and a reason for whatever is none."""

from __future__ import annotations

import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from attrs import evolve
from click.testing import CliRunner
from lxml import html

from attribution.cases import frozen_documents, read_cases
from attribution.choose import STAGES, Refused
from attribution.cli import main
from attribution.explain import example_of, explain, explanation_to_dict
from attribution.extract import extract
from attribution.lexicon import load_lexicon
from attribution.model import Article, CueEntry, Document, Lexicon, Match, Paragraph, Span
from attribution.reasons import why_refused
from attribution.render.arcs import MOST, WHOLE, diagram_of
from attribution.render.explain import path_text, render_explanations
from attribution.render.explain_page import render_explanations_html
from attribution.render.tree import drawing_of
from tests.trees import tree

CASES = Path(__file__).parent.parent / "golden" / "cases"
LEXICON = load_lexicon()
SLAM = CueEntry("slam", "verb", "assertion", "criticise", ("evaluated_object", "object"), "x")
CALL_FOR = CueEntry("call for", "verb", "eventuality", "ask", ("object",), "x")
VOW = CueEntry("vow", "noun", "eventuality", "commit", ("noun_clause",), "x")
# a lexicon of these words in which every proposal is as likely as not, whatever was counted
OWN = evolve(Lexicon((SLAM, CALL_FOR, VOW), *[frozenset()] * 5))
SLAMMED = "They/PRON/nsubj>2 slam/VERB/root>0 the/DET/det>4 plan/NOUN/obj>2"
LEAKS = "It/PRON/nsubj>2 leaks/VERB/ccomp>4 ,/PUNCT/punct>2"  # said Ng


def account(compact: str, lexicon: Lexicon = OWN, **zone: str):
    made = tree(compact, **zone)
    article = Article("made", "", made.text, (made.paragraph,))
    return explain(Document(article, (made.sentence,)), lexicon)


# --- attributions -------------------------------------------------------------------------------


def test_explain_finds_what_extract_finds():
    documents = frozen_documents(read_cases(CASES), CASES).values()
    assert documents
    for document in documents:
        found = explain(document, LEXICON)
        assert found.attributions == extract(document, LEXICON).attributions
        everything = [e.attribution for e in found.everything() if e.about == "attribution"]
        assert {a.id for a in everything} == {a.id for a in found.attributions}


def test_a_word_that_the_chain_hangs_elsewhere_is_looked_at_too():
    """“It leaks,” said Ng, who *smiled*, to the parser what leaks."""
    (why,) = account(f"{LEAKS} said/VERB/root>0 Ng/PROPN/nsubj>4 ,/PUNCT/punct>8 who/PRON/nsubj>8 smiled/VERB/acl:relcl>2").cue("smiled")
    assert why.tree is not None
    assert why.tree.head(why.tree.word_at(why.span.start)).text == "Ng"


def test_an_attribution_has_its_construction_path_and_what_was_refused():
    (why,) = account(SLAMMED).everything()
    assert (why.text, why.construction, why.example) == ("slam", "evaluated_object", example_of("evaluated_object"))
    assert [(p.to, path_text(p)) for p in why.paths] == [
        ("source", "slam ↓nsubj They"),
        ("content", "slam ↓obj plan"),
    ]
    assert [(r.construction, r.reason) for r in why.refused] == [("object", "cue")]
    assert why.evidence


def test_a_path_goes_up_and_down():
    (why,) = account("Rain/NOUN/nsubj>2 fell/VERB/root>0 after/SCONJ/mark>5 Ng/PROPN/nsubj>5 slam/VERB/advcl>2 "
                     "it/PRON/obj>5").everything()  # fmt: skip
    assert path_text(why.paths[0]) == "slam ↓nsubj Ng"
    (why,) = account("Ng/PROPN/nsubj>2 quit/VERB/root>0 to/PART/mark>4 slam/VERB/advcl>2 it/PRON/obj>4").everything()
    assert path_text(why.paths[0]) == "slam ↑advcl quit ↓nsubj Ng"


def test_every_construction_has_an_example():
    assert all(example_of(name) for entry in LEXICON.cues for name in entry.constructions)


# --- words and quotations that are none -----------------------------------------------------------


@pytest.mark.parametrize(
    ("compact", "word", "expected"),
    [
        (
            "They/PRON/nsubj>2 eat/VERB/root>0",
            "eat",
            "“eat” is not in the lexicon (here the parser takes it for VERB, lemma “eat”).",
        ),
        (
            "They/PRON/nsubj>2 vow/VERB/root>0",
            "vow",
            "The lexicon has “vow” as a noun, and here the parser takes it for VERB",
        ),
        ("They/PRON/nsubj>2 call/VERB/root>0 Ng/PROPN/obj>2", "call", "The lexicon has “call for” as a verb"),
        (
            "They/PRON/nsubj>2 slam/VERB/root>0",
            "slam",
            "“slam” (verb) does not stand in evaluated_object or object here.",
        ),
    ],
)
def test_a_word_that_is_no_cue_has_its_reason(compact, word, expected):
    (why,) = account(compact).cue(word)
    assert (why.about, why.text) == ("word", word)
    assert why.why[0].startswith(expected)


def test_a_word_in_a_zone_that_is_not_looked_at_says_so():
    (why,) = account(SLAMMED, zone="furniture").cue("slam")
    assert why.why == ("It stands in the furniture, which is not looked at; --zones all looks everywhere.",)


def test_a_word_under_the_bar_says_so_with_its_figure():
    shares = {("verb", lemma, c): 0.01 for lemma in ("*", "slam") for c in ("evaluated_object", "object")}
    (why,) = account(SLAMMED, evolve(OWN, reliability=shares)).cue("slam")
    assert [r.reason for r in why.refused] == ["unlikely", "unlikely"]
    assert why.refused[0].why.startswith(f"its confidence of {why.refused[0].confidence:.2f} is under the bar")


def test_what_is_not_sure_enough_within_anothers_words_says_so():
    """She vows that they will slam the plan, in a lexicon in which each is as likely as not."""
    vows = evolve(VOW, lemma="vow", pos="verb", constructions=("finite_clause",))
    within = "She/PRON/nsubj>2 vow/VERB/root>0 that/SCONJ/mark>5 they/PRON/nsubj>5 slam/VERB/ccomp>2 the/DET/det>7 plan/NOUN/obj>5"
    (why,) = account(within, evolve(OWN, cues=(vows, SLAM))).cue("slam")
    assert "within" in [r.reason for r in why.refused]
    assert any(f"its confidence of {r.confidence:.2f} is under the bar of 0.6 there" in r.why for r in why.refused)


def test_a_quotation_left_alone_has_its_reason():
    documents = frozen_documents(read_cases(CASES), CASES)
    left = [e for d in documents.values() for e in explain(d, LEXICON).everything() if e.about == "quotation"]
    assert left and all(e.why[0].endswith(".") for e in left)


@pytest.mark.parametrize("stage", [name for name, _ in STAGES])
@pytest.mark.parametrize("has_rival", [True, False])
def test_every_stage_that_refuses_has_its_sentence(stage, has_rival):
    t = tree(SLAMMED)
    match = Match((t.words[1],), t.words[0], (t.words[3],), construction="object", entry=SLAM)
    rival = evolve(match, construction="evaluated_object") if has_rival else None
    assert " " in why_refused(Refused(match, stage, rival))


# --- where to look ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("offset", "expected"),
    [(0, ["slam", "They"]), (5, ["slam"]), (14, ["slam", "plan"]), (4, [])],
    ids=["source", "cue", "content", "space"],
)
def test_at_an_offset_stand_the_attribution_and_the_word(offset, expected):
    assert [e.text for e in account(SLAMMED).at(offset)] == expected


def test_a_cue_is_asked_for_by_form_or_lemma():
    found = account("They/PRON/nsubj>2 said/VERB/root>0 it/PRON/obj>2", LEXICON)
    assert found.cue("Said") == found.cue("say") != ()


# --- what is shown ------------------------------------------------------------------------------


def drawn(compact: str, roles: dict[int, str], width: int = 80) -> list[str]:
    from rich.console import Console

    out = io.StringIO()
    Console(file=out, width=width).print(drawing_of(tree(compact), roles))
    return [line.rstrip() for line in out.getvalue().splitlines()]


def test_the_tree_has_the_way_spread_out_and_the_rest_as_phrases():
    compact = (
        "The/DET/det>2 mayor/NOUN/nsubj>3 wept/VERB/root>0 ,/PUNCT/punct>5 saying/VERB/advcl>3 the/DET/det>7 "
        "plan/NOUN/nsubj>8 died/VERB/ccomp>5"
    )
    assert drawn(compact, {5: "cue", 8: "content"}) == [
        "root  wept",
        "├── nsubj  The mayor",
        "└── advcl  [cue] saying",
        "    └── ccomp  [content] the plan died",
    ]


def test_a_phrase_in_the_tree_keeps_its_quotation_marks():
    compact = (
        "She/PRON/nsubj>2 said/VERB/root>0 “/PUNCT/punct>5 a/DET/det>5 farce/NOUN/ccomp>2 ”/PUNCT/punct>5 ,/PUNCT/punct>5"
    )
    assert drawn(compact, {2: "cue", 5: "content"})[-1] == "└── ccomp  [content] “ a farce ”"  # made of words with blanks between


def test_the_tree_of_a_long_sentence_keeps_to_the_width_and_to_a_screen():
    compact = "say/VERB/root>0 " + " ".join(f"thingamajig{i}/NOUN/obj>1" for i in range(200))
    lines = drawn(compact, {1: "cue", 150: "content"}, width=40)
    assert len(lines) < 20 and max(map(len, lines)) <= 40
    assert any("[content]" in line for line in lines)


def test_text_tells_all_in_80_columns():
    lines = render_explanations(account(SLAMMED).everything()).splitlines()
    assert lines[0] == "slam  attribution · indirect · assertion · positive · at 5"
    assert max(map(len, lines)) <= 80
    labels = {line[2:16].strip() for line in lines if line.startswith("  ") and line[2] != " "}
    assert {
        "sentence",
        "source",
        "content",
        "construction",
        "to source",
        "to content",
        "confidence",
        "refused",
    } <= labels


def test_no_escape_of_the_input_reaches_the_terminal():
    assert "\x1b" not in render_explanations(
        account("\x1b[31mThey/PRON/nsubj>2 slam/VERB/root>0 the\x9b/NOUN/obj>2").everything()
    )


def test_the_page_has_the_tree_as_svg_and_nothing_of_the_input_as_markup():
    hostile = '<b>/PRON/nsubj>2 slam/VERB/root>0 "><script>/NOUN/obj>2'
    page = html.fromstring(render_explanations_html(account(hostile).everything(), title="</title><i>"))
    assert not page.xpath("//script | //i | //b | //*[@style]")
    assert [t.text for t in page.xpath("//svg/text[not(contains(@class, 'upos'))]")] == ["<b>", "slam", '"><script>']
    assert sorted(t.text for t in page.xpath("//svg//*[contains(@class, 'path')]/text")) == ["nsubj", "obj"]


def test_arcs_over_one_another_have_levels_of_their_own():
    t = tree(SLAMMED)
    diagram = diagram_of(t, {2: "cue"}, frozenset({(2, 1)}))
    tops = {arc.label: arc.y for arc in diagram.arcs}
    assert tops["obj"] < tops["det"] == tops["nsubj"]
    assert [arc.label for arc in diagram.arcs if arc.classes == "path"] == ["nsubj"]


@pytest.mark.parametrize(("words", "cut"), [(WHOLE, False), (WHOLE + 30, True), (5000, True)])
def test_of_a_long_sentence_the_words_around_are_drawn(words, cut):
    compact = "say/VERB/root>0 " + " ".join(f"w{i}/NOUN/obj>1" for i in range(words - 1))
    diagram = diagram_of(
        tree(compact), {1: "cue", min(words, 4000): "content"} if words > 100 else {20: "cue"}, frozenset()
    )
    assert diagram.cut is cut and len(diagram.words) <= min(words, MOST)


def test_as_data_an_explanation_is_json_without_the_article():
    (why,) = account(SLAMMED).everything()
    data = json.loads(json.dumps(explanation_to_dict(why)))
    assert data["span"] == [5, 9] and data["construction"] == "evaluated_object"
    assert data["paths"][0] == {
        "to": "source",
        "from": 2,
        "steps": [{"word": 1, "relation": "nsubj", "direction": "down"}],
    }
    assert [r["reason"] for r in data["refused"]] == ["cue"]
    assert [w["text"] for w in data["words"]] == ["They", "slam", "the", "plan"]


# --- the command ----------------------------------------------------------------------------------


@pytest.fixture
def run(monkeypatch):
    """The command with a parser that knows one sentence."""
    made = tree(SLAMMED)

    def parsed(article: Article) -> Document:
        paragraph = Paragraph(Span(0, len(made.text)), "body")
        return Document(evolve(article, text=made.text, paragraphs=(paragraph,)), (made.sentence,))

    monkeypatch.setattr("attribution.parse.Parser", lambda: parsed)
    monkeypatch.setattr("attribution.lexicon.load_lexicon", lambda **_: OWN)
    return lambda *arguments: CliRunner().invoke(main, ["explain", *arguments], input=made.text)


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (("-",), "slam  attribution"),
        (("-", "--cue", "plan"), "plan  no cue here"),
        (("-", "--at", "14"), "slam  attribution"),
        (("-", "--format", "json"), '"about": "attribution"'),
        (("-", "--html"), "<svg"),
        (("-", "--format", "html"), "<svg"),
    ],
)
def test_the_command(run, arguments, shown):
    result = run(*arguments)
    assert (result.exit_code, shown in result.stdout, result.stderr) == (0, True, "")


def test_on_a_terminal_its_own_colours_stay_colours(run, monkeypatch):
    terminal = SimpleNamespace(stdout=SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr("attribution.console.sys", terminal)
    monkeypatch.setattr("attribution.commands.explain.standard_input", lambda _: io.BytesIO(b"They slammed it."))
    shown = run("-", "--color", "always").stdout
    assert "\x1b[" in shown and "␛" not in shown


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (("-", "--at", "1", "--cue", "x"), 2, "ask one"),
        (("-", "--at", "999"), 2, "characters and none at 999"),
        (("nosuch.txt",), 1, "there is no such file"),
        (("-", "--cue", "zebra"), 0, "there is no word “zebra”"),
        (("-", "--at", "4"), 0, "no word stands at 4"),
    ],
)
def test_what_cannot_be_answered_is_said(run, arguments, status, sentence):
    result = run(*arguments)
    assert result.exit_code == status and sentence in result.stderr


def test_a_file_of_several_articles_is_refused(run, tmp_path):
    file = tmp_path / "two.jsonl"
    file.write_text('{"text": "One."}\n{"text": "Two."}\n')
    result = run(str(file))
    assert result.exit_code == 2 and "holds 2 articles" in result.stderr
