"""Where the spans end: cue groups, sources without what is incidental, contents snapped to quotation marks."""

from __future__ import annotations

import pytest

from attribution.model import Match, Quotation, Span
from attribution.spans import content_spans, cue_span, kind_of, source_span
from tests.trees import tree


def word(t, text):
    return next(w for w in t.words if w.text == text)


def match(t, cue, source=None, content=None, construction="finite_clause"):
    return Match((word(t, cue),), source and word(t, source), (word(t, content),) if content else (), construction=construction)


CUES = [
    ("She/PRON/nsubj>4 has/AUX/aux>4 repeatedly/ADV/advmod>4 said/VERB/root>0", "said", "has repeatedly said"),
    ("He/PRON/nsubj>4 could/AUX/aux>4 not/PART/advmod>4 say/VERB/root>0", "say", "could not say"),
    ("She/PRON/nsubj>3 is/AUX/cop>3 adamant/ADJ/root>0", "adamant", "is adamant"),
    ("He/PRON/nsubj>2 used/VERB/root>0 to/PART/mark>4 say/VERB/xcomp>2", "say", "used to say"),
    ("They/PRON/nsubj>2 keep/VERB/root>0 saying/VERB/xcomp>2", "saying", "keep saying"),
    ("He/PRON/nsubj>4 so/ADV/advmod>3 far/ADV/advmod>4 denied/VERB/root>0", "denied", "so far denied"),
    ("He/PRON/nsubj>2 pointed/VERB/root>0 out/ADP/compound:prt>2", "pointed", "pointed out"),
    ("a/DET/det>3 bold/ADJ/amod>3 claim/NOUN/root>0", "claim", "claim"),
    ("He/PRON/nsubj>2 said/VERB/root>0 yesterday/ADV/advmod>2", "said", "said"),
]  # fmt: skip


@pytest.mark.parametrize(("compact", "cue", "expected"), CUES)
def test_cue_span(compact, cue, expected):
    t = tree(compact)
    assert cue_span(match(t, cue), t).of(t.text) == expected


SOURCES = [
    # with determiner, title, apposition, coordination, what identifies it
    ("the/DET/det>2 mayor/NOUN/nsubj>3 said/VERB/root>0", "mayor", "the mayor"),
    ("Ng/PROPN/nsubj>7 ,/PUNCT/punct>4 the/DET/det>4 cook/NOUN/appos>1 ,/PUNCT/punct>1 has/AUX/aux>7 said/VERB/root>0", "Ng", "Ng , the cook"),
    ("Google/PROPN/nsubj>4 and/CCONJ/cc>3 Yahoo/PROPN/conj>1 said/VERB/root>0", "Google", "Google and Yahoo"),
    ("Reporter/NOUN/nsubj>3 Ruiz/PROPN/nsubj>3 said/VERB/root>0", "Ruiz", "Reporter Ruiz"),
    # without preposition, incidental clauses, a trailing time
    ("said/VERB/root>0 by/ADP/case>4 the/DET/det>4 court/NOUN/obl:agent>1", "court", "the court"),
    ("wise/ADJ/root>0 ,/PUNCT/punct>5 according/VERB/case>5 to/ADP/fixed>3 surveys/NOUN/obl>1 said/VERB/acl>5", "surveys", "surveys"),
    ("“/PUNCT/punct>2 …/PUNCT/nsubj>3 said/VERB/root>0", "…", "…"),
    ("Ng/PROPN/nsubj>6 ,/PUNCT/punct>4 who/PRON/nsubj>4 left/VERB/acl:relcl>1 ,/PUNCT/punct>4 said/VERB/root>0", "Ng", "Ng"),
    ("the/DET/det>2 mayor/NOUN/nsubj>4 yesterday/NOUN/nmod:unmarked>2 said/VERB/root>0", "mayor", "the mayor"),
]  # fmt: skip


@pytest.mark.parametrize(("compact", "source", "expected"), SOURCES)
def test_source_span(compact, source, expected):
    t = tree(compact)
    assert source_span(match(t, "said", source), t).of(t.text) == expected


def contents(t, m):
    return [s.of(t.text) for s in content_spans(m, t, cue_span(m, t), source_span(m, t))]


CONTENTS = [
    ("Ng/PROPN/nsubj>2 said/VERB/root>0 that/SCONJ/mark>5 it/PRON/nsubj>5 leaks/VERB/ccomp>2 ./PUNCT/punct>2", "leaks", ["that it leaks"]),
    ("It/PRON/nsubj>6 ,/PUNCT/punct>4 Ng/PROPN/nsubj>4 said/VERB/parataxis>6 ,/PUNCT/punct>4 leaks/VERB/root>0", "leaks", ["It", "leaks"]),
    ("Ng/PROPN/nsubj>2 said/VERB/root>0 it/PRON/nsubj>4 leaks/VERB/ccomp>2 ;/PUNCT/punct>6 Li/PROPN/conj>4", "leaks", ["it leaks"]),
    # what the parser hangs on the cue between "that" and its clause
    ("Ng/PROPN/nsubj>2 said/VERB/root>0 that/SCONJ/mark>7 in/ADP/case>5 May/PROPN/obl>2 it/PRON/nsubj>7 rains/VERB/ccomp>2", "rains", ["that in May it rains"]),
]  # fmt: skip


@pytest.mark.parametrize(("compact", "content", "expected"), CONTENTS)
def test_content_spans(compact, content, expected):
    t = tree(compact)
    assert contents(t, match(t, "said", "Ng", content)) == expected


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [("“", "”", ["it “ leaks badly ”"]), ("“", None, ["it “ leaks badly ” . More ”"])],
)
def test_content_takes_the_whole_of_a_quotation_it_enters(first, last, expected):
    compact = (
        "Ng/PROPN/nsubj>2 said/VERB/root>0 it/PRON/nsubj>5 “/PUNCT/punct>5 leaks/VERB/ccomp>2 badly/ADV/advmod>5 "
        "”/PUNCT/punct>5 ./PUNCT/punct>2 More/NOUN/dep>2 ”/PUNCT/punct>9"
    )
    plain = tree(compact)
    start = plain.text.index("“")
    end = plain.text.index("”") + 1 if last else len(plain.text)
    t = tree(compact, quotations=(Quotation((Span(start, end),)),))
    assert contents(t, match(t, "said", "Ng", "leaks")) == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [("“We lost”", "direct"), ("we “lost” it all", "mixed"), ("we lost", "indirect"), ("so “we lost the whole match”", "direct")],
)
def test_kind_of(text, kind):
    quotations = [Quotation((Span(text.index("“"), text.index("”") + 1),))] if "“" in text else []
    assert kind_of((Span(0, len(text)),), quotations, None, text) == kind


def test_a_quotation_that_holds_the_cue_makes_nothing_direct():
    text = "“I think it leaks”"
    assert kind_of((Span(9, 17),), [Quotation((Span(0, 18),))], Span(3, 8), text) == "indirect"
