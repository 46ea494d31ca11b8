"""The lexicon: every line valid, sorted and with an example; every broken file told by file, line and remedy."""

from __future__ import annotations

import re
import tomllib

import pytest
from attrs import evolve

from attribution.constructions import BY_NAME, cues_at, find_matches
from attribution.errors import LexiconError
from attribution.lexicon import CONSTRUCTIONS, DATA, load_lexicon
from attribution.model import Article, CueEntry, Paragraph, Span
from attribution.quotes import find_quotations
from attribution.tree import trees_of
from tests.trees import tree

CUES = tomllib.loads((DATA / "cues.toml").read_text(encoding="utf-8"))
GOOD = '{ type = "assertion", stance = "neutral", constructions = ["finite_clause"], example = "They grok that it leaks." }'


def write(tmp_path, text: str):
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_there_are_enough_lemmas_of_each_part_of_speech():
    counts = {pos: len(table) for pos, table in CUES.items()}
    assert sum(counts.values()) >= 500
    assert counts["verb"] >= 300 and counts["noun"] >= 80 and counts["adjective"] >= 40


def test_the_constructions_are_those_that_exist():
    assert {name for names in CONSTRUCTIONS.values() for name in names} == set(BY_NAME)


@pytest.mark.parametrize("pos", CUES)
def test_lemmas_are_sorted_as_a_reader_would_look_them_up(pos):
    lemmas = list(CUES[pos])
    assert lemmas == sorted(lemmas)


def test_no_inflection_is_listed():
    # a lexicon that spells out "says" and "said" misses the forms nobody thought of
    listed = [lemma for lemma in CUES["verb"] if re.search(r"(?:ies|ying|ssed)$", lemma)]
    assert listed == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        # the line and the remedy
        ('[verb]\ngrok = { type = "assertion", stance = "neutral", constructions = ["evaluative"], example = "x" }',
         "own.toml, line 2: “grok” lists the construction “evaluative”, which does not exist for a verb; did you mean “evaluated_object”?"),
        ('[verb]\n\ngrok = { type = "fakt", stance = "neutral", constructions = ["aside"], example = "x" }',
         "own.toml, line 3: “grok” has the type “fakt”, which does not exist; did you mean “fact”?"),
        ('[verb]\ngrok = { type = "fact", stance = "prais", constructions = ["aside"], example = "x" }',
         "own.toml, line 2: “grok” has the stance “prais”, which does not exist; did you mean “praise”?"),
        ('[noun]\ngrok = { type = "fact", stance = "know", constructions = ["aside"], example = "x" }', "for a noun"),
        ('[verb]\n"grok at" = { type = "fact", stance = "know", constructions = ["aside"], example = "x", colour = 1 }',
         "line 2: “grok at” has the field “colour”"),
        ('[verb]\ngrok = { type = "fact", stance = "know", constructions = ["aside"] }', "“grok” has no example; add it"),
        ('[verb]\ngrok = { type = "fact", stance = "know", constructions = ["aside"], example = " " }', "needs an example"),
        ('[verb]\ngrok = { type = "fact", stance = "know", constructions = [], example = "x" }', "at least one construction"),
        ('[verb]\ngrok = { type = "fact", stance = "know", constructions = "aside", example = "x" }', "at least one construction"),
        ('[verb]\ngrok = { type = "fact", stance = "know", constructions = ["aside"], example = "x", negative = 1 }', "negative"),
        ('[verb]\ngrok = { type = "fact", stance = "know", constructions = ["object"], example = "x", unless = "song" }', "unless"),
        ("[verb]\ngrok = 3", "“grok” must be a table"),
        ("[verbs]\ngrok = 3", "the tables are verb, noun, adjective, adverb and phrase"),
        ('[verb]\nclam = { off = true }', "own.toml, line 2: “clam” is not listed and cannot be switched off; did you mean “claim”?"),
        ('[adverb]\nxyzzy = { off = true }', "“xyzzy” is not listed and cannot be switched off; take the line away"),
        ('[verb]\nclaim = { off = 1, type = "fact" }', "“claim” must have off = true and nothing else"),
        ('[verb]\n"Call  For" = { off = true }', "“Call  For” is no lemma; write it in small letters with single spaces, as “call for”"),
        ('[verb]\n"" = { off = true }', "“” is no lemma"),
        ('[verb]\nsay = { stance = "prais" }', "“say” has the stance “prais”"),
        # not TOML, not text
        (f"[verb]\ngrok = {GOOD}\ngrok = {GOOD}", "this lemma is listed twice in its table"),
        ("[verb]\ngrok = {", "this is not TOML"),
    ],
)  # fmt: skip
def test_a_broken_file_is_an_error_that_names_the_line(tmp_path, text, message):
    with pytest.raises(LexiconError) as error:
        load_lexicon(extra=write(tmp_path, text))
    assert message in str(error.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(LexiconError, match="nowhere.toml: no such file"):
        load_lexicon(extra=tmp_path / "nowhere.toml")


def test_a_file_that_is_not_text_is_named(tmp_path):
    path = tmp_path / "own.toml"
    path.write_bytes(b"\xff\xfe[verb]")
    with pytest.raises(LexiconError, match="own.toml: not UTF-8"):
        load_lexicon(extra=path)


def entry(lexicon, pos, lemma) -> CueEntry | None:
    return next((e for e in lexicon.entries(pos, lemma.split()[0]) if e.lemma == lemma), None)


def test_an_own_file_adds_changes_and_switches_off(tmp_path):
    lexicon = load_lexicon(extra=write(tmp_path, f"[verb]\ngrok = {GOOD}\nsay = {{ stance = 'praise' }}\nclaim = {{ off = true }}"))
    assert entry(lexicon, "verb", "grok").constructions == ("finite_clause",)
    assert entry(lexicon, "verb", "say") == evolve(entry(load_lexicon(), "verb", "say"), stance="praise")
    assert entry(lexicon, "verb", "claim").constructions == ()
    assert entry(load_lexicon(), "verb", "claim").constructions != ()


def test_of_several_files_the_last_one_wins(tmp_path):
    files = [tmp_path / "desk.toml", tmp_path / "mine.toml"]
    files[0].write_text(f"[verb]\ngrok = {GOOD}\nclaim = {{ off = true }}\n")
    files[1].write_text("[verb]\ngrok = { stance = 'doubt' }\nclaim = { constructions = ['aside'] }\n")
    lexicon = load_lexicon(extra=map(str, files))
    assert entry(lexicon, "verb", "grok").stance == "doubt" and entry(lexicon, "verb", "grok").type == "assertion"
    assert entry(lexicon, "verb", "claim").constructions == ("aside",)


CLAIMED = "“/PUNCT/punct>2 Enough/INTJ/root>0 ”/PUNCT/punct>2 she/PRON/nsubj>5 claimed/VERB/parataxis>2"


def test_a_verb_switched_off_is_no_cue_of_any_kind(tmp_path):
    """Not even as an instance of "*", which stands for every verb that is not listed."""
    sentence = tree(CLAIMED)
    off = load_lexicon(extra=write(tmp_path, "[verb]\nclaim = { off = true }"))
    verb = evolve(sentence.words[4], lemma="claim")
    assert [e.lemma for e, _ in cues_at(verb, sentence, off) if e.constructions] == []
    assert [e.lemma for e, _ in cues_at(evolve(verb, text="chortled", lemma="chortle"), sentence, off)] == ["*"]


def test_words_that_speak_are_in_one_list_of_things_only():
    lexicon = load_lexicon()
    assert {"minister", "spokesman"} <= lexicon.person_nouns
    assert {"ministry", "agency"} <= lexicon.organisation_nouns
    assert {"report", "letter"} <= lexicon.document_nouns
    assert not lexicon.person_nouns & lexicon.document_nouns


def test_shares_are_shares_of_what_is_listed():
    lexicon = load_lexicon()
    listed = {(e.pos, e.lemma, c) for e in lexicon.cues for c in e.constructions}
    assert lexicon.reliability
    for (pos, lemma, construction), share in lexicon.reliability.items():
        assert 0 <= share <= 1
        assert lemma == "*" or pos == "source" or (pos, lemma, construction) in listed


def test_every_example_shows_its_cue(parser):
    """The data tests itself: each example, parsed, must be proposed in one of the constructions its line lists."""
    cues = load_lexicon().cues
    spans, start = [], 0
    for cue in cues:
        spans.append(Paragraph(Span(start, start + len(cue.example))))
        start += len(cue.example) + 2
    text = "\n\n".join(cue.example for cue in cues)
    document = parser(Article("examples", "", text, tuple(spans)))
    trees = trees_of(document, find_quotations(text, [p.span for p in spans]))
    shown = {
        (document.sentences[m.sentence].paragraph, m.entry.pos, m.entry.lemma) for m in find_matches(trees, load_lexicon())
    }
    silent = [f"{c.pos} {c.lemma}: {c.example}" for i, c in enumerate(cues) if (i, c.pos, c.lemma) not in shown]
    assert silent == []
