"""Which proposals stand: one a cue, one a quotation, what is likely enough, labels that can speak."""

from __future__ import annotations

import pytest
from attrs import evolve

from attribution.choose import LEAST, ORDER, STAGES, choose, decide
from attribution.constructions import BY_NAME
from attribution.lexicon import load_lexicon
from attribution.model import CueEntry, Match, Span
from attribution.rating import confidence, evidence, source_class
from tests.test_scoring import read
from tests.trees import tree

LEXICON = load_lexicon()
SAID = CueEntry("say", "verb", "assertion", "neutral", ("finite_clause",), "x")
CALL = CueEntry("call", "verb", "assertion", "neutral", ("object",), "x")
CALL_FOR = CueEntry("call for", "verb", "eventuality", "ask", ("object",), "x")
T = tree("Ng/PROPN/nsubj>2 said/VERB/root>0 for/ADP/case>4 talks/NOUN/obl>2 and/CCONJ/cc>6 added/VERB/conj>2 more/NOUN/obj>6")
NG, SAY, FOR, TALKS, _, ADD, MORE = T.words


def made(cue, construction="finite_clause", entry=SAID, **parts) -> Match:
    return Match(cue, construction=construction, entry=entry, **{"source": NG, **parts})


def test_every_construction_has_its_place_in_the_order():
    assert set(ORDER) == {*BY_NAME, "likeness"} and len(ORDER) == len(BY_NAME) + 1


def test_of_two_constructions_for_a_cue_the_surer_stands():
    both = [made((SAY,), "object", contents=(TALKS,)), made((SAY,), contents=(TALKS,))]
    assert [m.construction for m in choose(both, (T,), LEXICON)] == ["finite_clause"]


def test_of_two_lemmas_the_longer_stands():
    both = [made((SAY,), "object", CALL, contents=(TALKS,)), made((SAY, FOR), "object", CALL_FOR, contents=(TALKS,))]
    assert [m.entry.lemma for m in choose(both, (T,), LEXICON)] == ["call for"]


def test_a_quotation_goes_to_the_nearer_cue():
    quoted = MORE.span
    both = [made((SAY,), "quotation", stretches=(quoted,)), made((ADD,), "quotation", stretches=(quoted,))]
    assert [m.cue for m in choose(both, (T,), LEXICON)] == [(ADD,)]


def test_a_cue_that_loses_its_quotation_keeps_its_clause():
    quoted = MORE.span
    three = [
        made((SAY,), "quotation", stretches=(quoted,)),
        made((SAY,), contents=(TALKS,)),
        made((ADD,), "quotation", stretches=(quoted,)),
    ]
    assert [m.construction for m in choose(three, (T,), LEXICON)] == ["finite_clause", "quotation"]


class Scorer:
    """Finds every clause surer than any quotation."""

    leniency = 0.0

    def __call__(self, features):
        return [0.6 if f["by stretches"] else 0.9 for f in features]


@pytest.mark.parametrize(("said", "expected"), [("Yes wait", "quotation"), ("Yes", "finite_clause")])
def test_a_quotation_in_parts_keeps_what_a_surer_clause_has_of_it(said, expected):
    t = read("Yes/INTJ/ccomp>2 said/VERB/root>0 Ng/PROPN/nsubj>2 wait/VERB/ccomp>2", "cqsc")
    yes, say, ng, wait = t.words
    quoted = tuple(w.span for w in t.words if w.text in said.split())
    both = [made((say,), "quotation", source=ng, stretches=quoted), made((say,), source=ng, contents=(wait,))]
    for proposed in (both, both[::-1]):
        assert [m.construction for m in choose(proposed, (t,), evolve(LEXICON, scorer=Scorer()))] == [expected]


def test_what_is_seldom_an_attribution_is_refused():
    seldom = evolve(LEXICON, reliability={("verb", "say", "finite_clause"): 0.05, ("verb", "*", "finite_clause"): 0.9})
    assert choose([made((SAY,), contents=(TALKS,))], (T,), seldom) == ()


def test_confidence_falls_where_nobody_speaks():
    with_source = confidence(made((SAY,), contents=(TALKS,)), LEXICON)
    without = confidence(made((SAY,), contents=(TALKS,), source=None), LEXICON)
    assert without < with_source and with_source > LEAST


@pytest.mark.parametrize(
    ("compact", "expected"),
    [
        ("she/PRON/root>0", "person-3"),
        ("we/PRON/root>0", "person-1"),
        ("it/PRON/root>0", "thing"),
        ("minister/NOUN/root>0", "person"),
        ("ministry/NOUN/root>0", "group"),
        ("report/NOUN/root>0", "document"),
        ("soup/NOUN/root>0", "thing"),
    ],
)
def test_source_class(compact, expected):
    assert source_class(made((SAY,), source=tree(compact).words[0]), LEXICON) == expected


def test_no_source_is_a_class_of_its_own():
    assert source_class(made((SAY,), source=None), LEXICON) == "none"


@pytest.mark.parametrize(("label", "stands"), [("minister/NOUN", True), ("UN/PROPN", True), ("update/NOUN", False)])
def test_a_headline_needs_a_label_that_can_speak(label, stands):
    t = tree(f"Taxes/NOUN/root>0 rise/VERB/dep>1 :/PUNCT/punct>1 {label}/dep>1")
    colon = CueEntry(":", "phrase", "assertion", "neutral", ("headline",), "x")
    match = Match((t.words[2],), t.words[3], (), (Span(0, 10),), construction="headline", entry=colon)
    assert bool(choose([match], (t,), LEXICON)) is stands


def test_a_picture_says_nothing():
    t = tree("picture/NOUN/nsubj>2 shows/VERB/root>0 smoke/NOUN/obj>2")
    show = CueEntry("show", "verb", "fact", "know", ("object",), "x")
    assert choose([Match((t.words[1],), t.words[0], (t.words[2],), construction="object", entry=show)], (t,), LEXICON) == ()


LONG = tree("The/DET/det>2 garden/NOUN/nsubj>3 grew/VERB/root>0" + " and/CCONJ/cc>3 grew/VERB/conj>3" * 200)  # reports nothing
SURE = tree("I/PRON/nsubj>3 am/AUX/cop>3 sure/ADJ/ccomp>5 it/PRON/nsubj>5 leaks/VERB/root>0 how/ADV/advmod>7 works/NOUN/obj>3")
FOND = CueEntry("sure", "adjective", "belief", "believe", ("adjective_clause",), "x")


@pytest.mark.parametrize(
    ("construction", "content", "stands"),
    [("adjective_clause", 4, True), ("adjective_clause", 6, False), ("object", 6, True), ("object", 3, False)],
)
def test_where_nothing_is_reported_a_clause_stands_and_a_thing_does_not(construction, content, stands):
    even = evolve(LEXICON, reliability={})
    match = made((SURE.words[2],), construction, FOND, source=SURE.words[0], contents=(SURE.words[content],))
    assert bool(choose([match], (SURE, LONG), even)) is stands


# --- what was refused, and why ------------------------------------------------------------------


def refusals(matches, lexicon):
    chosen, refused = decide(matches, (T,), lexicon)
    assert chosen == choose(matches, (T,), lexicon)
    return [(r.match.construction, r.reason, r.rival and r.rival.construction) for r in refused]


EVEN = evolve(LEXICON, reliability={})  # whatever was counted: every proposal as likely as not
UNLIKELY = evolve(LEXICON, reliability={("verb", "say", "finite_clause"): 0.05, ("verb", "*", "finite_clause"): 0.9})
SEE = CueEntry("see", "verb", "fact", "know", ("evaluated_object",), "x")
VOW = CueEntry("vow", "noun", "eventuality", "commit", ("noun_clause",), "x")


@pytest.mark.parametrize(
    ("matches", "lexicon", "expected"),
    [
        ([made((SAY,), contents=(TALKS,))], EVEN, []),
        ([made((SAY,), contents=(TALKS,))], UNLIKELY, [("finite_clause", "unlikely", None)]),
        ([made((SAY,), "evaluated_object", SEE, contents=(TALKS,))], EVEN, [("evaluated_object", "implausible", None)]),
        (
            [made((SAY,), "object", contents=(TALKS,)), made((SAY,), contents=(TALKS,))],
            EVEN,
            [("object", "cue", "finite_clause")],
        ),
        (
            [made((SAY,), "quotation", stretches=(MORE.span,)), made((ADD,), "quotation", stretches=(MORE.span,))],
            EVEN,
            [("quotation", "quotation", "quotation")],
        ),
        (
            [made((SAY,), "object", contents=(TALKS,)), made((TALKS,), "noun_clause", VOW, contents=(MORE,))],
            EVEN,
            [("object", "light-verb", "noun_clause")],
        ),
    ],
)
def test_each_refusal_has_its_reason_and_its_rival(matches, lexicon, expected):
    assert refusals(matches, lexicon) == expected


def test_every_reason_is_the_name_of_one_stage():
    names = [name for name, _ in STAGES]
    assert len(names) == len(set(names))


def test_the_evidence_of_a_confidence_are_its_figures():
    figures = dict(evidence(made((SAY,), contents=(TALKS,)), UNLIKELY))
    assert figures["“say” in finite_clause"] == 0.05
    assert figures["any verb in finite_clause"] == 0.9
