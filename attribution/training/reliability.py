"""Count how often each cue lemma in each construction is an attribution at all, on PolNeAR train.

    python -m attribution.training.reliability ../shared/corpora/polnear.train.jsonl [--parses DIR]

Writes ``data/reliability.toml``: shares only, no word of the corpus but the lexicon's own lemmas.
Parsing takes about a quarter of an hour; with ``--parses`` the parses are kept as CoNLL-U and used again.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from attrs import evolve

from attribution.article import article_from_text
from attribution.assemble import attribution_of
from attribution.choose import is_plausible
from attribution.rating import source_class
from attribution.conllu import from_conllu, to_conllu
from attribution.constructions import find_matches
from attribution.lexicon import load_lexicon
from attribution.model import Article, Attribution, Document, Lexicon
from attribution.parse import Parser
from attribution.quotes import find_quotations
from attribution.tree import trees_of, without_roles

Key = tuple[str, str, str]  # part of speech, lemma, construction; or "source", class of source, construction

# A share counted on few proposals leans on its construction's: this many of the latter are added.
PRIOR = 4
# Lemmas seen less often than this in a construction are left to the construction's share.
FEWEST = 3


def count(documents: Iterator[tuple[Document, list[dict]]], lexicon: Lexicon) -> tuple[Counter[Key], Counter[Key]]:
    """How often each lemma and each class of source was proposed in each construction, and how often rightly."""
    proposed, right = Counter(), Counter()
    for document, gold in documents:
        article = document.article
        quotations = find_quotations(article.text, [p.span for p in article.paragraphs])
        trees = trees_of(without_roles(document), quotations)
        for match in find_matches(trees, lexicon):
            attribution = attribution_of(match, trees[match.sentence])
            if attribution is None or not is_plausible(match, trees[match.sentence], lexicon) or _inside_content(attribution, gold):
                continue  # PolNeAR marks nothing inside another's content: such proposals are neither right nor wrong
            agrees = any(_agrees(attribution, g) for g in gold)
            for pos, name in (
                (match.entry.pos, match.entry.lemma),
                (match.entry.pos, "*"),
                ("source", source_class(match, lexicon)),
                ("source", "*"),
            ):
                proposed[pos, name, match.construction] += 1
                right[pos, name, match.construction] += agrees
    return proposed, right


def shares(proposed: Counter[Key], right: Counter[Key]) -> dict[Key, float]:
    """The share of right proposals, smoothed towards the construction's own."""
    found = {}
    for key, n in proposed.items():
        pos, lemma, construction = key
        whole = (pos, "*", construction)
        prior = right[whole] / proposed[whole]
        if lemma == "*":
            found[key] = round(prior, 3)
        elif n >= FEWEST:
            found[key] = round((right[key] + PRIOR * prior) / (n + PRIOR), 3)
    return found


def _inside_content(attribution: Attribution, gold: list[dict]) -> bool:
    cue = attribution.cue.span
    return any(start <= cue.start and cue.end <= end for g in gold for start, end in g["content"])


def _agrees(attribution: Attribution, gold: dict) -> bool:
    """Whether they have the same source, and most of the shorter content in common.

    Not the ruler's measure: quotations are only put together, and contents cut, after the choice.
    """
    content = _characters([(s.start, s.end) for s in attribution.content])
    true = _characters(gold["content"])
    if 2 * len(content & true) < min(len(content), len(true)):
        return False
    source = _characters([(attribution.source.span.start, attribution.source.span.end)] if attribution.source else [])
    named = _characters(gold["source"])
    return not (source or named) or 2 * len(source & named) >= max(len(source), len(named))


def _characters(spans: list) -> set[int]:
    return {i for start, end in spans for i in range(start, end)}


# --- reading and writing ------------------------------------------------------------------------


def read(corpus: Path, parses: Path | None) -> Iterator[tuple[Document, list[dict]]]:
    """Each of the corpus's documents, parsed, with its gold attributions."""
    parser = Parser()
    with corpus.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            record = json.loads(line)
            article = article_from_text(record["text"], id=record["id"])
            yield _parsed(article, parser, parses and parses / f"{corpus.stem}.{number}.conllu"), record["attributions"]


def _parsed(article: Article, parser: Parser, cache: Path | None) -> Document:
    if cache is not None and cache.exists():
        (kept,) = from_conllu(cache.read_text(encoding="utf-8"))
        return Document(article, kept.sentences)
    document = parser(article)
    if cache is not None:
        cache.parent.mkdir(parents=True, exist_ok=True)
        cache.write_text(to_conllu(document), encoding="utf-8")
    return document


def to_toml(figures: dict[Key, float]) -> str:
    lines = ["# Written by python -m attribution.training.reliability: share of proposals that PolNeAR train marks."]
    for table in sorted({(pos, construction) for pos, _, construction in figures}):
        lines += ["", f"[{table[0]}.{table[1]}]"]
        lines += [f'"{key[1]}" = {figures[key]}' for key in sorted(figures) if (key[0], key[2]) == table]
    return "\n".join(lines) + "\n"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("corpus", type=Path)
    arguments.add_argument("--parses", type=Path)
    given = arguments.parse_args()
    proposed, right = count(read(given.corpus, given.parses), evolve(load_lexicon(), scorer=None))
    target = Path(__file__).parent.parent / "data" / "reliability.toml"
    target.write_text(to_toml(shares(proposed, right)), encoding="utf-8")


if __name__ == "__main__":
    main()
