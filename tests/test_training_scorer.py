"""Training the role reader's data and the scorer: what is an example, what is held out, and that the forest is scikit-learn's."""

from __future__ import annotations

import random
from itertools import islice
from pathlib import Path

import pytest

from attribution.cases import frozen_documents, read_cases
from attribution.forest import Forest, forest_of
from attribution.lexicon import load_lexicon
from attribution.training.roles import _roles, is_held_out
from tests.test_constructions import DIRECTORY
from tests.trees import tree

pytest.importorskip("sklearn", reason="scikit-learn (extra train) is not installed")

SHARED = Path(__file__).parents[2] / "shared/corpora"
CASE = next(c for c in read_cases(DIRECTORY) if c.construction == "finite_clause" and len(c.attributions) == 1)
DOCUMENT = frozen_documents([CASE], DIRECTORY)[CASE.id]
MARKED = CASE.attributions[0]
GOLD = {
    "source": [[MARKED.source.start, MARKED.source.end]],
    "cue": [[MARKED.cue.start, MARKED.cue.end]],
    "content": [[s.start, s.end] for s in MARKED.content],
}


def examples(gold: list[dict]) -> list[bool]:
    from attrs import evolve

    from attribution.training.scorer import examples_of

    lexicon = evolve(load_lexicon(), scorer=Forest(0.0, ()))
    return [right for _, right in examples_of(DOCUMENT, gold, lexicon)]


def test_a_proposal_is_right_where_content_and_source_agree():
    assert any(examples([GOLD]))


def test_another_source_makes_it_wrong():
    assert not any(examples([GOLD | {"source": []}]))


def test_inside_another_s_content_it_is_neither():
    whole = DOCUMENT.sentences[0].span
    assert examples([{"source": [], "cue": [], "content": [[whole.start, whole.end]]}]) == []


def test_the_forest_says_what_scikit_learn_says():
    from sklearn.ensemble import HistGradientBoostingClassifier

    from attribution.training.scorer import FOREST, train

    chance = random.Random(3)
    # two decimals, as roles have them: limits are kept to four
    features = [{"a": round(chance.random(), 2), "b": round(chance.random(), 2)} for _ in range(400)]
    right = [f["a"] + 0.2 * f["b"] > 0.6 for f in features]
    forest = forest_of(train(zip(features, right)))
    theirs = HistGradientBoostingClassifier(**FOREST).fit([[f["a"], f["b"]] for f in features], right)
    likely = theirs.predict_proba([[f["a"], f["b"]] for f in features])[:, 1]
    assert list(forest(features)) == pytest.approx(list(likely), abs=0.02)


def test_every_fifth_article_is_kept_for_the_scorer():
    assert [n for n in range(12) if is_held_out(n)] == [4, 9]


def test_roles_open_with_b_and_go_on_with_i():
    sentence = tree("Ng/PROPN/nsubj>2 said/VERB/root>0 it/PRON/nsubj>4 leaks/VERB/ccomp>2").sentence
    ng, said, it, leaks = (w.span for w in sentence.words)
    gold = {"source": [[ng.start, ng.end]], "cue": [[said.start, said.end]], "content": [[it.start, leaks.end]]}
    assert list(_roles(sentence, [gold])) == ["B-source", "B-cue", "B-content", "I-content"]


def test_what_to_take_off_is_what_makes_as_many_expected_as_are_right():
    from attribution.training.scorer import _shift

    assert _shift([0.5] * 4, 2) == pytest.approx(0, abs=0.01)
    assert _shift([0.75] * 100, 50) == pytest.approx(1.1, abs=0.01)  # log odds of 3 to 1 where 1 to 1 holds


@pytest.mark.models
def test_what_we_are_sure_of_is_measured_on_articles_that_a_forest_has_not_seen():
    from attribution.training.scorer import leniency_of, read

    corpus = SHARED / "polnear.train.jsonl"
    if not corpus.exists():
        pytest.skip("../shared/corpora is not there")
    assert 0 < leniency_of(list(islice(read(corpus), 12)), load_lexicon()) < 2
