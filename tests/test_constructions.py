"""The marked sentences of golden/cases: exactly these attributions, from frozen parses, without a model."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from attrs import evolve

from attribution.cases import Case, Marked, frozen_documents, read_cases
from attribution.constructions.clauses import question
from attribution.extract import extract
from attribution.lexicon import load_lexicon
from attribution.model import Document, Lexicon
from tests.trees import tree

DIRECTORY = Path(__file__).parent.parent / "golden" / "cases"
CASES = read_cases(DIRECTORY)


@cache
def lexicon() -> Lexicon:
    """By rules alone: a case is about its construction. What the scorer makes of it, the golden articles show."""
    return evolve(load_lexicon(), scorer=None)


@cache
def documents() -> dict[str, Document]:
    return frozen_documents(CASES, DIRECTORY)


def shown(marked: set[Marked], text: str) -> list[str]:
    """A set of attributions as a failing test should print it."""

    def part(span) -> str:
        return span.of(text) if span else "–"

    return sorted(f"{part(m.source)} | {part(m.cue)} | {' … '.join(map(part, m.content))}" for m in marked)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case):
    assert case.id in documents(), "this case has no frozen parse; run “attribution golden freeze”"
    found = {
        Marked(a.source and a.source.span, a.cue and a.cue.span, a.content)
        for a in extract(documents()[case.id], lexicon()).attributions
    }
    expected = set(case.attributions)
    if case.known_failure:
        assert found != expected, "this known failure passes now: take the “!” away"
        pytest.xfail(case.reason or "known failure")
    assert shown(found, case.text) == shown(expected, case.text)
    assert found == expected


@pytest.mark.parametrize(("opener", "is_question"), [("that/SCONJ/mark>8", False), ("on/ADP/mark>8", True)])
def test_that_before_a_question_word_makes_no_question(opener, is_question):
    t = tree(f"Ng/PROPN/nsubj>2 wrote/VERB/root>0 {opener} if/SCONJ/mark>6 it/PRON/nsubj>6 leaked/VERB/advcl>8 all/PRON/nsubj>8 ran/VERB/ccomp>2")
    assert (question((t.words[1],), t) is not None) == is_question
