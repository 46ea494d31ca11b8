"""Who does what a verb says, and the other questions that several constructions ask."""

from __future__ import annotations

import pytest

from attribution.constructions.clauses import finite_clause
from attribution.grammar import agent_of, clause_of, is_negated, is_passive, particle_of, possessor_of, subject_of
from tests.trees import tree


def word(t, text):
    return next(w for w in t.words if w.text == text)


SUBJECTS = [
    # its own
    ("Ng/PROPN/nsubj>2 said/VERB/root>0 so/ADV/advmod>2", "said", "Ng"),
    ("said/VERB/root>0 Ng/PROPN/nsubj>1", "said", "Ng"),
    ("Ng/PROPN/root>0 who/PRON/nsubj>3 said/VERB/acl:relcl>1 so/ADV/advmod>3", "said", "who"),
    # through coordination, infinitives, participles
    ("Ng/PROPN/nsubj>2 left/VERB/root>0 and/CCONJ/cc>4 said/VERB/conj>2 so/ADV/advmod>4", "said", "Ng"),
    ("Ng/PROPN/nsubj>2 refused/VERB/root>0 to/PART/mark>4 say/VERB/xcomp>2", "say", "Ng"),
    ("Ng/PROPN/nsubj>2 asked/VERB/root>0 Li/PROPN/obj>2 to/PART/mark>5 say/VERB/xcomp>2", "say", "Li"),
    ("Ng/PROPN/nsubj>2 left/VERB/root>0 ,/PUNCT/punct>4 saying/VERB/advcl>2 so/ADV/advmod>4", "saying", "Ng"),
    ("men/NOUN/nsubj>4 saying/VERB/acl>1 so/ADV/advmod>2 left/VERB/root>0", "saying", "men"),
    ("Ng/PROPN/nsubj>2 issued/VERB/root>0 a/DET/det>4 note/NOUN/obj>2 saying/VERB/acl>4 so/ADV/advmod>5", "saying", "Ng"),
    # passives: the agent; of a passive governor, its subject
    ("It/PRON/nsubj:pass>3 was/AUX/aux:pass>3 claimed/VERB/root>0 by/ADP/case>5 Ng/PROPN/obl:agent>3", "claimed", "Ng"),
    ("It/PRON/nsubj:pass>3 was/AUX/aux:pass>3 claimed/VERB/root>0", "claimed", None),
    ("Ng/PROPN/nsubj:pass>3 was/AUX/aux:pass>3 quoted/VERB/root>0 as/SCONJ/mark>5 saying/VERB/advcl>3", "saying", "Ng"),
    # nobody
    ("It/PRON/expl>3 is/AUX/cop>3 clear/ADJ/root>0", "clear", None),
    ("there/PRON/nsubj>2 said/VERB/root>0", "said", None),
    ("said/VERB/root>0", "said", None),
]  # fmt: skip


@pytest.mark.parametrize(("compact", "verb", "expected"), SUBJECTS)
def test_subject_of(compact, verb, expected):
    t = tree(compact)
    found = subject_of(word(t, verb), t)
    assert (found and found.text) == expected


def test_a_chain_of_verbs_without_end_has_no_subject():
    t = tree("a/VERB/conj>2 b/VERB/conj>3 c/VERB/conj>4 d/VERB/conj>5 e/VERB/conj>6 f/VERB/conj>7 g/VERB/root>0 Ng/PROPN/nsubj>7")
    assert subject_of(word(t, "a"), t) is None


@pytest.mark.parametrize(
    ("compact", "noun", "expected"),
    [
        ("her/PRON/nmod:poss>2 vow/NOUN/root>0", "vow", "her"),
        ("claims/NOUN/root>0 by/ADP/case>4 the/DET/det>4 union/NOUN/nmod>1", "claims", "union"),
        ("fears/NOUN/root>0 among/ADP/case>3 voters/NOUN/nmod>1", "fears", "voters"),
        ("a/DET/det>2 vow/NOUN/root>0 for/ADP/case>4 peace/NOUN/nmod>2", "vow", None),
        ("a/DET/det>2 vow/NOUN/root>0", "vow", None),
    ],
)
def test_possessor_of(compact, noun, expected):
    t = tree(compact)
    found = possessor_of(word(t, noun), t)
    assert (found and found.text) == expected


@pytest.mark.parametrize(
    ("compact", "verb", "passive"),
    [
        ("it/PRON/nsubj:pass>3 was/AUX/aux:pass>3 said/VERB/root>0", "said", True),
        ("Ng/PROPN/nsubj>2 said/VERB/root>0", "said", False),
        ("men/NOUN/root>0 saying/VERB/acl>1", "saying", False),
    ],
)
def test_is_passive(compact, verb, passive):
    t = tree(compact)
    assert is_passive(word(t, verb), t) is passive


def test_an_agent_is_no_date():
    t = tree("it/PRON/nsubj:pass>3 was/AUX/aux:pass>3 said/VERB/root>0 in/ADP/case>5 court/NOUN/obl>3")
    assert agent_of(word(t, "said"), t) is None


@pytest.mark.parametrize(
    ("compact", "cue", "negated"),
    [
        ("Ng/PROPN/nsubj>4 did/AUX/aux>4 not/PART/advmod>4 say/VERB/root>0", "say", True),
        ("Ng/PROPN/nsubj>4 did/AUX/aux>4 n't/PART/advmod>4 say/VERB/root>0", "say", True),
        ("Ng/PROPN/nsubj>3 never/ADV/advmod>3 said/VERB/root>0", "said", True),
        ("no/DET/det>2 claim/NOUN/root>0", "claim", True),
        ("Ng/PROPN/nsubj>3 often/ADV/advmod>3 said/VERB/root>0", "said", False),
    ],
)
def test_is_negated(compact, cue, negated):
    t = tree(compact)
    assert is_negated(word(t, cue), t) is negated


@pytest.mark.parametrize(
    ("compact", "particle", "found"),
    [
        ("Ng/PROPN/nsubj>2 calls/VERB/root>0 for/ADP/case>4 talks/NOUN/obl>2", ("for",), ["for"]),
        ("Ng/PROPN/nsubj>2 pointed/VERB/root>0 out/ADP/compound:prt>2 flaws/NOUN/obj>2", ("out",), ["out"]),
        ("Ng/PROPN/nsubj>2 calls/VERB/root>0 Li/PROPN/obj>2", ("for",), None),
        ("For/ADP/case>2 talks/NOUN/obl>4 Ng/PROPN/nsubj>4 calls/VERB/root>0", ("for",), None),
    ],
)
def test_particle_of(compact, particle, found):
    t = tree(compact)
    words = particle_of(particle, next(w for w in t.words if w.deprel == "root"), t)
    assert (words and [w.text for w in words]) == found


def test_clause_of_climbs_to_the_predicate():
    t = tree("Ng/PROPN/nsubj>2 left/VERB/root>0 in/ADP/case>5 great/ADJ/amod>5 haste/NOUN/obl>2")
    assert clause_of(word(t, "great"), t).text == "left"


def test_a_conjunction_may_be_the_last_word():
    t = tree("Ng/PROPN/nsubj>2 said/VERB/root>0 it/PRON/nsubj>4 leaks/VERB/ccomp>2 rains/VERB/ccomp>2 and/CCONJ/cc>5")
    assert finite_clause((word(t, "said"),), t).contents == (word(t, "leaks"),)
