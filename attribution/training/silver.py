"""Trees and names that nets find in news which no person has marked for them, for the small one of them to learn from.

The one is the student after its first training, the other the teacher: MPNet, nine times as large, under the same nets and trained
on the same treebanks. Neither is much better than the other, but they err in different places: the mean of what they
think is right more often than either (Dawid & Skene 1979). Learning from its trees is what Kim & Rush (2016) call distillation by sequences. Names
are the student's own, for the teacher's course is too short for those, and one class is kept for one name all through an article.
What is read are the sentences whose entities or roles people have marked, so that a step of the training teaches all of them.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import torch
from stanza.models.common.doc import Document

from attribution.parse import one_thread
from attribution.parsing.heads import Heads
from attribution.parsing.names import agree
from attribution.training.data import LONGEST
from attribution.training.nets import Nets
from attribution.workers import spread

log = logging.getLogger("attribution.training")

TOGETHER = 200  # sentences
WORKERS = 2  # processes, a core each: half of the time is not Torch's, and with two cores Torch is not twice as quick


def write_silver(members: Sequence[Heads], articles: Sequence[Sequence[Sequence[str]]], out: Path) -> None:
    """A sentence (a list of words) a line, each once: the trees of all members together, the tags and entities of the first.

    A name has one class in each of the ``articles`` (lists of sentences).
    """
    words = sorted({tuple(s): None for article in articles for s in article if len(s) <= LONGEST}, key=len, reverse=True)
    batches = [words[first : first + TOGETHER] for first in range(0, len(words), TOGETHER)]
    found = {}
    for rows in spread(partial(_read, members), batches, WORKERS):
        found |= {row["text"]: row for row in rows}
        log.info("silver: %d of %d sentences", len(found), len(words))
    for article in articles:
        its = [sentence for sentence in map(tuple, article) if sentence in found]
        for sentence, entities in zip(its, agree(its, [found[sentence]["ner"] for sentence in its])):
            found[sentence]["ner"] = entities
    out.write_text("".join(json.dumps(row) + "\n" for row in found.values()), encoding="utf-8")


def _read(members: Sequence[Heads], sentences: Sequence[tuple[str, ...]]) -> list[dict]:
    with one_thread(), torch.inference_mode():
        return [
            dict(text=forms, upos=tagged.upos, feats=tagged.feats, head=heads, deprel=relations, ner=tagged.entities)
            for forms, tagged, (heads, relations) in zip(sentences, members[0](sentences), _trees(members, sentences))
        ]


def read_silver(path: Path) -> Document:
    """Stanza's document of what `write_silver` wrote."""
    sentences = []
    for line in path.open(encoding="utf-8"):
        columns = json.loads(line)
        words = [dict(zip(columns, row)) for row in zip(*columns.values())]
        sentences.append([{**word, "id": i, "lemma": "_", "feats": word["feats"] or None} for i, word in enumerate(words, 1)])
    return Document(sentences)


def _trees(members: Sequence[Heads], sentences: Sequence[Sequence[str]]) -> Iterator[tuple[list[int], list[str]]]:
    """Of each sentence the heads and relations that are likeliest by the mean of the members' log probabilities."""
    first = members[0]
    for scored in zip(*(member.scores(sentences) for member in members)):
        heads, labels = (np.mean(x, axis=0) for x in zip(*scored))
        yield first.best_tree(heads, labels)


def reader(nets: Nets, *, half: bool = False) -> Heads:
    """Trained nets as the pipeline runs them. ``half``: the encoder at half precision, for a large one a third of the time."""
    tagger, parser, namer = (SimpleNamespace(model=net, vocab=net.vocab) for net in (nets.tagger, nets.parser, nets.namer))
    encoder = nets.encoder.bfloat16() if half else nets.encoder
    return Heads(encoder.eval(), nets.pieces, tagger, parser, namer, nets.role_reader)
