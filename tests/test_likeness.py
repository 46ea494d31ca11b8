"""Proposals from what the words look like: stretches put together, each content with the cue that is nearest."""

from __future__ import annotations

import pytest

from attribution.constructions.likeness import find_likely
from attribution.lexicon import load_lexicon
from tests.test_scoring import read
from tests.trees import tree

LEXICON = load_lexicon()


def found(compact: str, roles: str) -> list[tuple[str, str | None, str]]:
    t = read(compact, roles)
    return [
        (m.cue[0].text, m.source.text if m.source else None, " … ".join(s.of(t.text) for s in m.stretches))
        for m in find_likely(0, t, LEXICON)
    ]


@pytest.mark.parametrize(
    ("compact", "roles", "expected"),
    [
        ("Ng/PROPN/nsubj>2 backed/VERB/root>0 the/DET/det>4 bill/NOUN/obj>2", "sqcc", [("backed", "Ng", "the bill")]),
        ("She/PRON/nsubj>2 threw/VERB/root>0 support/NOUN/obj>2 behind/ADP/case>5 him/PRON/obl>2", "sqqqc", [("threw", "She", "him")]),
        ("Rain/NOUN/nsubj>2 fell/VERB/root>0", "oo", []),
        ("Ng/PROPN/nsubj>2 spoke/VERB/root>0", "sq", []),  # no content: nothing to attribute
        ("said/VERB/root>0 so/ADV/advmod>1", "qc", [("said", None, "so")]),
        # each content to the nearer cue
        (
            "Ng/PROPN/nsubj>2 saw/VERB/root>0 it/PRON/obj>2 Li/PROPN/nsubj>5 denied/VERB/conj>2 all/PRON/obj>5",
            "sqcsqc",
            [("saw", "Ng", "it"), ("denied", "Li", "all")],
        ),
        # an article of which the noun is not seen stands for it; the cue's auxiliary is no content
        ("Asked/VERB/root>0 by/ADP/case>4 a/DET/det>4 boy/NOUN/obl>1 if/SCONJ/mark>6 so/ADV/advcl>1", "qosooc", [("Asked", "boy", "so")]),
        ("Ng/PROPN/nsubj>3 did/AUX/aux>3 say/VERB/root>0", "scq", []),
        ("Ng/PROPN/nsubj>2 said/VERB/root>0 may/AUX/aux>4 so/ADV/ccomp>2", "sqco", [("said", "Ng", "may")]),
        # what only describes the source stands for it
        (
            "Maps/NOUN/nsubj>4 released/VERB/acl>1 yesterday/NOUN/obl>2 show/VERB/root>0 ruins/NOUN/obj>4",
            "ossqc",
            [("show", "Maps", "ruins")],
        ),
        # a comma ends no content, the sentence's last one is not part of it
        ("Ng/PROPN/nsubj>2 fears/VERB/root>0 war/NOUN/obj>2 ,/PUNCT/punct>5 hunger/NOUN/conj>3 ./PUNCT/punct>2", "sqcocc", [("fears", "Ng", "war , hunger")]),
    ],
)
def test_stretches_are_put_together(compact, roles, expected):
    assert found(compact, roles) == expected


def test_a_tree_without_roles_gives_nothing():
    assert list(find_likely(0, tree("Ng/PROPN/nsubj>2 said/VERB/root>0 so/ADV/advmod>2"), LEXICON)) == []
