"""A sentence as a tree: relations with their subtypes, what a word governs, which words a span touches."""

from __future__ import annotations

import re

import pytest
from attrs import evolve

from attribution.model import CONTENT, CUE, Article, Document, Paragraph, Sentence, Span
from attribution.quotes import find_quotations
from attribution.tree import Tree, has_feature, is_relation, span_of, trees_of
from tests.trees import tree

T = tree("The/DET/det>2 cat/NOUN/nsubj:pass>4 was/AUX/aux:pass>4 fed/VERB/root>0 by/ADP/case>6 Ng/PROPN/obl:agent>4")
THE, CAT, WAS, FED, BY, NG = T.words


def test_a_sentence_sees_the_quotations_near_it_and_no_others():
    text = " ".join(f"“Word {n},” said Ng." for n in range(1000))
    sentences = tuple(Sentence(Span(m.start(), m.end()), 0, ()) for m in re.finditer(r"“.*?\.", text))
    article = Article("x", "", text, (Paragraph(Span(0, len(text)), "body"),))
    trees = trees_of(Document(article, sentences), find_quotations(text, [Span(0, len(text))]))
    assert all(len(t.quotations) < 150 and any(t.sentence.span.contains(q.span) for q in t.quotations) for t in trees)


@pytest.mark.parametrize(
    ("relations", "found"),
    [(("nsubj",), True), (("nsubj:pass",), True), (("obj", "nsubj"), True), (("nsub",), False), (("nsubj:outer",), False), ((), False)],
)
def test_a_relation_is_one_of_its_subtypes_or_itself(relations, found):
    assert is_relation(CAT, *relations) is found


def test_children_stand_in_text_order_and_a_child_in_that_of_the_relations():
    assert T.children(FED) == (CAT, WAS, NG) and T.children(FED, "obl", "nsubj") == (CAT, NG)
    assert T.child(FED, "obl", "nsubj") is NG and T.child(FED, "obj") is None and T.children(THE, "det") == ()


def test_a_subtree_is_a_word_and_all_it_governs_but_for_what_is_cut_off():
    assert T.subtree(FED) == T.words and T.subtree(NG) == (BY, NG) and T.subtree(THE) == (THE,)
    assert T.subtree(FED, {CAT.index}) == (WAS, FED, BY, NG)


@pytest.mark.parametrize(
    ("spans", "found"),
    [([Span(0, 3)], [THE]), ([Span(3, 4)], []), ([Span(2, 5)], [THE, CAT]), ([NG.span, Span(0, 5)], [THE, CAT, NG]), ([CAT.span] * 2, [CAT])],
)
def test_words_that_spans_touch(spans, found):
    assert T.words_in(*spans) == found


def test_the_likeliest_words_of_a_role():
    words = tuple(evolve(w, roles=(0.1 * w.index, 0.0, 0.5)) for w in T.words)
    read = evolve(T, sentence=evolve(T.sentence, words=words))
    assert read.likeliest(CUE) == words[::-1] and read.likeliest(CONTENT) == words


def test_all_of_several_features_must_be_there():
    finite = evolve(FED, feats="Mood=Ind|VerbForm=Fin")
    assert has_feature(finite, "VerbForm=Fin", "Mood=Ind") and not has_feature(finite, "VerbForm=Fin", "Tense=Past")


def test_the_span_of_words_in_any_order():
    assert span_of((NG, THE, CAT)) == Span(THE.span.start, NG.span.end)
