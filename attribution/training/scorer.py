"""Train the scorer on the articles of PolNeAR train that the role reader has not seen.

    python -m attribution.training.scorer ../shared/corpora/polnear.train.jsonl

Writes ``data/scorer.json``: limits and log odds of features, no word of the corpus. Parsing and training take a minute each.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from attrs import evolve
from sklearn.ensemble import HistGradientBoostingClassifier

from attribution.article import article_from_text
from attribution.choose import is_plausible
from attribution.constructions import find_matches
from attribution.evaluate.annotations import AnnotatedText, Annotation, document_of
from attribution.evaluate.scores import evaluate
from attribution.evaluate.sides import Side, quoted_stretches, sides
from attribution.extract import extract
from attribution.forest import Forest, forest_of
from attribution.lexicon import load_lexicon
from attribution.model import DEFAULT_ZONES, Document, Lexicon, Match, Span
from attribution.parse import Parser
from attribution.quotes import find_quotations
from attribution.rating import odds
from attribution.scoring import Features, Proposal, features_of, is_beyond, proposal_of
from attribution.training.roles import is_held_out
from attribution.training.trees import values_of
from attribution.tree import looked_in, trees_of

# With twice as many trees PolNeAR is learnt better and texts of other kinds are judged worse: half a point on our own articles.
FOREST = dict(
    max_iter=70, learning_rate=0.06, max_leaf_nodes=12, min_samples_leaf=20, max_features=0.4, l2_regularization=5.0,
    early_stopping=False, random_state=1,
)  # fmt: skip
Example = tuple[Features, bool]
Read = tuple[Document, list[dict]]  # an article and its gold


def examples_of(document: Document, gold: list[dict], lexicon: Lexicon) -> Iterator[Example]:
    """Each proposal's features, and whether PolNeAR has it: half of either content in both, and the same source.

    PolNeAR marks nothing inside another's content: what is proposed there and not marked is neither right nor wrong.
    """
    text = document.article.text
    true = sides(AnnotatedText("", text, tuple(map(_annotation, gold))), text, quoted_stretches(text), gold=True)
    inside = [Span(*span) for g in gold for span in g["content"]]
    for proposal, features in proposals(document, lexicon):
        spans = [s for s in (proposal.parts.source,) if s is not None]
        found = Annotation(None, proposal.parts.content, tuple(spans), (proposal.parts.cue,))
        (side,) = sides(AnnotatedText("", text, (found,)), text, (), gold=False) or (None,)
        if side is None:
            continue
        right = any(_agrees(side, t, proposal.match) for t in true)
        if right or not any(s.contains(proposal.parts.cue) for s in inside):
            yield features, right


def _agrees(side: Side, true: Side, match: Match) -> bool:
    """The ruler's measure, but that of a quotation only its half must be there: what continues it is joined after the choice."""
    if not side.same_source(true):
        return False
    if match.stretches and match.construction != "likeness":
        found, marked = side.letters["content"], true.letters["content"]
        return 2 * len(found & marked) >= min(len(found), len(marked))
    return side.same_content(true)


def proposals(document: Document, lexicon: Lexicon) -> Iterator[tuple[Proposal, Features]]:
    """What the scorer would have to judge."""
    article = document.article
    quotations = find_quotations(article.text, [p.span for p in article.paragraphs])
    trees = looked_in(trees_of(document, quotations), DEFAULT_ZONES)
    by_sentence: dict[int, list[Proposal]] = {}
    for match in find_matches(trees, lexicon):
        proposal = proposal_of(match, trees[match.sentence])
        if proposal.parts.content and is_plausible(match, proposal.tree, lexicon) and not is_beyond(match):
            by_sentence.setdefault(match.sentence, []).append(proposal)
    for found in by_sentence.values():
        likely = [p for p in found if p.match.construction == "likeness"]
        yield from ((p, features_of(p, likely, lexicon)) for p in found)


def _annotation(gold: dict) -> Annotation:
    content, source, cue = (tuple(Span(*s) for s in gold[role]) for role in ("content", "source", "cue"))
    return Annotation(None, content, source, cue)


def train(examples: Iterable[Example]) -> dict:
    """The forest as ``forest.forest_of`` reads it."""
    features, right = zip(*examples)
    names = sorted(features[0])
    forest = HistGradientBoostingClassifier(**FOREST).fit([[f[n] for n in names] for f in features], right)
    return values_of(forest, names)


def leniency_of(read: Sequence[Read], lexicon: Lexicon, folds: int = 4) -> float:
    """How much too sure we are of what we extract, in log odds: of each quarter of the articles by a forest of the others.

    The examples ask for half a content and the same source; whether an attribution is right, the ruler asks more of.
    """
    sure, right = [], 0
    examples = [tuple(examples_of(document, gold, lexicon)) for document, gold in read]
    for fold in range(folds):
        others = (e for number, of_one in enumerate(examples) if number % folds != fold for e in of_one)
        trained = evolve(lexicon, scorer=forest_of(train(others)))
        for document, gold in read[fold::folds]:
            article = document.article
            true = AnnotatedText(article.id, article.text, tuple(map(_annotation, gold)))
            pairs = evaluate([true], [document_of(extract(document, trained))], flat=True).pairs
            found = [pair for pair in pairs if pair.predicted]
            sure += [pair.predicted.annotation.confidence for pair in found]
            right += sum(pair.full for pair in found)
    return _shift(sure, right)


def _shift(sure: Sequence[float], right: int) -> float:
    """What to take from the log odds of each, so that as many are expected to be right as are."""
    low, high = -5.0, 5.0
    for _ in range(30):
        middle = (low + high) / 2
        expected = sum(1 / (1 + math.exp(middle) / odds(s)) for s in sure)
        low, high = (middle, high) if expected > right else (low, middle)
    return round(middle, 2)


def read(corpus: Path) -> Iterator[Read]:
    parser = Parser()
    for number, line in enumerate(corpus.open(encoding="utf-8")):
        if is_held_out(number):
            record = json.loads(line)
            yield parser(article_from_text(record["text"], id=record["id"])), record["attributions"]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("corpus", type=Path)
    given = arguments.parse_args()
    lexicon = evolve(load_lexicon(), scorer=Forest(0.0, ()))
    articles = list(read(given.corpus))
    forest = train(e for document, gold in articles for e in examples_of(document, gold, lexicon))
    forest["leniency"] = leniency_of(articles, lexicon)
    target = Path(__file__).parent.parent / "data" / "scorer.json"
    target.write_text(json.dumps(forest, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
