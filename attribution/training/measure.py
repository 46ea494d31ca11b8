"""What the models get right, from raw text, with the scorer of the CoNLL shared tasks that Stanza uses."""

from __future__ import annotations

import gzip
import io
from collections import Counter
from pathlib import Path

from stanza.models.common.doc import Document
from udtools import udeval

from attribution.parsing.names import agree, entities_of
from attribution.parsing.pipeline import Parsed, Pipeline
from attribution.training.data import read_articles, read_trees, straight

FIGURES = ("Tokens", "Sentences", "Words", "UPOS", "Lemmas", "UAS", "LAS")
# The relations that attribution lives on.
RELATIONS = ("nsubj", "ccomp", "xcomp", "parataxis", "advcl", "acl", "obl", "conj", "appos")
PUD = "pud_news.dev"  # without paragraphs: each sentence counts as one
TREEBANKS = (PUD, "gum.dev", "ewt.test")


def measure_trees(pipeline: Pipeline, directory: Path, name: str) -> tuple[dict[str, float], dict[str, float]]:
    """F1 in hundredths by figure, and labelled F1 by relation, of one treebank read from its raw text.

    In both “curly” marks are made straight, one character for one, as the parser is always given them.
    """
    gold = straight(gzip.open(directory / f"{name}.conllu.gz", "rt", encoding="utf-8").read())
    paragraphs = [straight(p) for p in paragraphs_of(read_trees(directory, name), apart=name == PUD)]
    return score(gold, as_conllu(parse_paragraphs(pipeline, paragraphs)))


def score(gold: str, found: str) -> tuple[dict[str, float], dict[str, float]]:
    """The same figures of two texts in CoNLL-U."""
    gold_ud, found_ud = (udeval.load_conllu(io.StringIO(text), "", {}) for text in (gold, found))
    scores = udeval.evaluate(gold_ud, found_ud)
    return {figure: 100 * scores[figure].f1 for figure in FIGURES}, by_relation(gold_ud, found_ud)


def paragraphs_of(document: Document, *, apart: bool) -> list[str]:
    """The raw text by paragraphs, as the treebank has them, or a sentence each."""
    paragraphs: list[str] = []
    for sentence in document.sentences:
        text = "".join(t.text + t.spaces_after for t in sentence.tokens).rstrip()
        if apart or not paragraphs or any(c.startswith(("# newpar", "# newdoc")) for c in sentence.comments):
            paragraphs.append(text)
        else:
            paragraphs[-1] += " " + text
    return paragraphs


def parse_paragraphs(pipeline: Pipeline, paragraphs: list[str], together: int = 20) -> list[Parsed]:
    found = []
    for first in range(0, len(paragraphs), together):
        found += [s for p in pipeline(paragraphs[first : first + together]) for s in p]
    return found


def as_conllu(sentences: list[Parsed]) -> str:
    lines = []
    for sentence in sentences:
        number, a = 0, sentence.analysis
        for token in sentence.tokens:
            if len(token.words) > 1:
                form = "".join(token.words)
                lines.append("\t".join([f"{number + 1}-{number + len(token.words)}", form, *"_" * 8]))
            for word in token.words:
                head, relation = str(a.heads[number]), a.relations[number]
                columns = [word, sentence.lemmas[number], a.upos[number], "_", a.feats[number] or "_", head, relation, "_", "_"]
                number += 1
                lines.append("\t".join([str(number), *columns]))
        lines.append("")
    return "\n".join(lines) + "\n"


def by_relation(gold, found) -> dict[str, float]:
    """Labelled F1 of each of RELATIONS, subtypes counted with their relation: both words and the label must be right."""
    arcs = [Counter(map(_arc, ud.words)) for ud in (gold, found)]
    both = arcs[0] & arcs[1]
    counts = [Counter() for _ in range(3)]
    for count, of in zip(counts, (*arcs, both)):
        for (_, _, relation), number in of.items():
            count[relation] += number
    return {r: 200 * counts[2][r] / max(1, counts[0][r] + counts[1][r]) for r in RELATIONS}


def _arc(word) -> tuple:
    """A word, its head and its relation, by the characters they stand at; words of one token by their form, too."""
    return _place(word), word.parent and _place(word.parent), word.columns[7]


def _place(word) -> tuple:
    return word.span.start, word.span.end, word.columns[1] if word.is_multiword else None


# --- entities ---------------------------------------------------------------------------------


def measure_entities(pipeline: Pipeline, directory: Path, name: str = "newswire_entities.dev") -> dict[str, float]:
    """F1 by class of whole entities, with the words as the gold has them, an article at a time."""
    counts: Counter[tuple[str, str]] = Counter()
    for article in read_articles(directory, name):
        words = [[w["text"] for w in sentence] for sentence in article]
        tags = agree(words, [a.entities for a in pipeline.analyse(words)])
        for sentence, row in zip(article, tags):
            gold_spans, found_spans = entities_of([w["ner"] for w in sentence]), entities_of(row)
            for side, spans in (("gold", gold_spans), ("found", found_spans), ("both", gold_spans & found_spans)):
                counts.update((side, kind) for _, _, kind in spans)
    kinds = sorted({kind for _, kind in counts})
    return {k: 200 * counts["both", k] / (counts["gold", k] + counts["found", k]) for k in kinds}
