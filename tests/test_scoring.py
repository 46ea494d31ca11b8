"""The scorer: a forest that adds up, features for whatever is proposed, and what it does not judge."""

from __future__ import annotations

import math

import pytest
from attrs import evolve

from attribution.choose import choose
from attribution.constructions.likeness import find_likely
from attribution.forest import AT_ONCE, Forest, forest_of
from attribution.lexicon import load_lexicon
from attribution.model import Match, Span
from attribution.rating import confidence, odds
from attribution.scoring import features_of, is_beyond, is_scored, proposal_of, score, weights_of
from attribution.spans import parts_of
from tests.trees import tree

LEXICON = load_lexicon()
SAY = LEXICON.entries("verb", "say")[0]
LIKE = {"q": (0.9, 0.0, 0.1), "s": (0.0, 0.9, 0.1), "c": (0.05, 0.05, 0.9), "o": (0.0, 0.0, 0.0)}
# a > 1 ? (b > 0 ? +2 : -1) : -1, the inner nodes the means of what stands below
FOREST = forest_of({"start": 0.5, "leniency": 0.0, "trees": [[[0.0, "a", 1.0, 1, 2], [-1.0], [0.5, "b", 0.0, 3, 4], [-1.0], [2.0]], [[0.25]]]})


def read(compact: str, roles: str):
    """A tree whose words look like (q) cue, (s) source, (c) content or (o) none, a letter each."""
    bare = tree(compact)
    words = tuple(evolve(w, roles=LIKE[role]) for w, role in zip(bare.words, roles, strict=True))
    return evolve(bare, sentence=evolve(bare.sentence, words=words))


T = read("Ng/PROPN/nsubj>2 said/VERB/root>0 it/PRON/nsubj>4 leaks/VERB/ccomp>2 badly/ADV/advmod>4", "sqccc")


def said(t, **parts) -> Match:
    given = {"source": t.words[0], "contents": (t.words[3],), "construction": "finite_clause", "entry": SAY}
    return Match((t.words[1],), **given | parts)


@pytest.mark.parametrize(("features", "total"), [({"a": 1, "b": 9}, -0.25), ({"a": 2, "b": 0}, -0.25), ({"a": 2, "b": 0.1}, 2.75)])
def test_the_leaves_add_up_to_log_odds(features, total):
    assert list(FOREST([features])) == [pytest.approx(1 / (1 + math.exp(-total)))]


def test_of_many_each_has_what_it_would_have_alone():
    many = [{"a": number % 4, "b": number % 7 - 3} for number in range(2 * AT_ONCE + 1)]
    assert list(FOREST(many)) == [probability for features in many for probability in FOREST([features])]


def test_a_forest_of_nothing_but_leaves_asks_nothing():
    assert list(forest_of({"start": 0, "leniency": 0, "trees": [[[0.0]]]})([{}, {}])) == [0.5, 0.5]
    assert list(Forest(0.0, ())([{}])) == [0.5]


def test_contributions_lead_from_the_mean_to_the_leaf():
    moved = FOREST.contributions({"a": 2, "b": 0.1})
    assert moved == {"a": 0.5, "b": 1.5}


def test_the_bundled_forest_asks_only_for_features_that_there_are():
    known = features_of(proposal_of(said(T), T), (), LEXICON)
    asked = {node.feature for nodes in LEXICON.scorer.trees for node in nodes} - {None}
    assert asked <= set(known) and len(asked) > 10


def test_every_proposal_has_the_same_features():
    longer = evolve(T, text=T.text + " And more.")
    elsewhere = said(longer, contents=(), stretches=(Span(len(T.text) + 1, len(longer.text)),), source=None)
    some = [features_of(proposal_of(m, longer), (), LEXICON) for m in (said(longer), said(longer, source=None), elsewhere)]
    assert len({tuple(f) for f in some}) == 1


def test_agreement_with_what_the_words_look_like_is_seen():
    (likely,) = (proposal_of(m, T) for m in find_likely(0, T, LEXICON))
    features = features_of(proposal_of(said(T), T), [likely], LEXICON)
    assert (features["likeness: content"], features["likeness: source"], features["likeness: cue"]) == (1, 1, 1)


@pytest.mark.parametrize(
    ("roles", "construction", "beyond"),
    [("sqccc", "finite_clause", False), ("cccoo", "finite_clause", True), ("sqccc", "transcript", True), ("cccoo", "likeness", False)],
)
def test_what_the_scorer_never_saw_marked_is_left_to_the_counted_figures(roles, construction, beyond):
    assert is_beyond(said(read(T_COMPACT, roles), construction=construction)) is beyond


T_COMPACT = "Ng/PROPN/nsubj>2 said/VERB/root>0 it/PRON/nsubj>4 leaks/VERB/ccomp>2 badly/ADV/advmod>4"


def test_a_proposal_s_confidence_lies_between_the_forest_s_and_the_counted_one():
    unsure = evolve(LEXICON, scorer=Forest(math.log(1 / 3), ()))
    (found,) = score([said(T)], [T], unsure)
    assert 0.25 < found.confidence < confidence(found, LEXICON)


def test_what_only_looks_like_one_has_the_forest_s_confidence():
    unsure = evolve(LEXICON, scorer=Forest(math.log(1 / 3), ()))
    assert [m.confidence for m in score(find_likely(0, T, LEXICON), [T], unsure)] == [pytest.approx(0.25)]


def test_what_a_forest_is_too_lenient_by_is_taken_off_the_log_odds():
    sure, lenient = (evolve(LEXICON, scorer=Forest(math.log(3), (), leniency)) for leniency in (0.0, math.log(3)))
    (before,), (after,) = (score([said(T)], [T], lexicon) for lexicon in (sure, lenient))
    assert odds(after.confidence) == pytest.approx(odds(before.confidence) / 3)


def test_what_is_scored_brings_its_spans_along():
    (found,) = score([said(T)], [T], LEXICON)
    assert found.parts == parts_of(said(T), T) and found == evolve(said(T), confidence=found.confidence)


def test_a_proposal_that_loses_a_quotation_loses_its_spans():
    t = read("No/INTJ/ccomp>3 Ng/PROPN/nsubj>3 said/VERB/root>0 then/ADV/advmod>3 never/ADV/advmod>6 added/VERB/conj>3 Li/PROPN/nsubj>6", "csqocqs")
    no, never = t.words[0].span, t.words[4].span
    both = [
        Match((t.words[2],), t.words[1], stretches=(no, never), construction="quotation", entry=SAY),
        Match((t.words[5],), t.words[6], stretches=(never,), construction="quotation", entry=SAY),
    ]
    certain = evolve(LEXICON, scorer=Forest(5.0, ()))
    assert [parts_of(m, t).content for m in choose(both, (t,), certain)] == [(no,), (never,)]


def test_without_roles_or_by_rules_alone_nothing_is_scored():
    assert is_scored(T, LEXICON)
    assert not is_scored(tree(T_COMPACT), LEXICON)
    assert not is_scored(T, evolve(LEXICON, scorer=None))


def test_weights_name_what_moved_it_most():
    weights = weights_of(said(T), T, evolve(LEXICON, scorer=forest_of({"start": 0, "leniency": 0, "trees": [[[0, "quoted", 1, 1, 2], [-2], [2]]]})))
    assert [(w.feature, w.value, w.log_odds) for w in weights] == [("quoted", 0, -2)]
    assert weights_of(said(tree(T_COMPACT)), tree(T_COMPACT), LEXICON) == ()


def test_of_two_proposals_for_one_content_the_surer_stands():
    t = read("Ng/PROPN/nsubj>2 said/VERB/root>0 Li/PROPN/nsubj>4 wrote/VERB/conj>2 it/PRON/nsubj>6 leaks/VERB/ccomp>2", "sqsqcc")
    both = [said(t, contents=(t.words[5],)), Match((t.words[3],), t.words[2], (t.words[5],), construction="finite_clause", entry=SAY)]
    surer = evolve(LEXICON, scorer=forest_of({"start": 1, "leniency": 0, "trees": [[[0, "source: distance", 0.5, 1, 2], [0], [0]]]}))
    standing = choose(both, (t,), surer)
    assert len(standing) == 1
