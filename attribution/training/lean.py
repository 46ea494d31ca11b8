"""Leaner nets from finished ones: half as wide inside, without recurrence, taught by people's trees and by the finished nets' own.

The encoder keeps those inner units of each layer that say most. The layers after it forget their recurrence
(`parsing.still`). Then all are trained on as in `joint`, with one lesson more: the trees that the finished nets
find in the news texts of the role reader, which no person has parsed (Kim & Rush 2016 call it distillation by sequences).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import torch
import torch.nn.functional as F
from stanza.models.common.doc import Document
from torch import nn

from attribution.parsing.encoder import Encoder, WordPieces
from attribution.parsing.pipeline import Pipeline
from attribution.training.data import LONGEST

INNER = 768  # of MiniLM's 1536 inner units of a layer
SAMPLE = 400  # sentences on which the units are weighed


def silver_trees(pipeline: Pipeline, sentences: Iterable[Sequence[str]]) -> Document:
    """Sentences (lists of words) with the tags and trees that the models find in them."""
    words = [list(s) for s in sentences if 2 < len(s) <= LONGEST]
    found = []
    for forms, a in zip(words, pipeline.analyse(words)):
        rows = zip(forms, a.upos, (feats or None for feats in a.feats), a.heads, a.relations)
        keys = ("text", "upos", "feats", "head", "deprel")
        found.append([{"id": i, **dict(zip(keys, row)), "lemma": "_"} for i, row in enumerate(rows, start=1)])
    return Document(found)


@torch.no_grad()
def prune(encoder: Encoder, pieces: WordPieces, sentences: Sequence[Sequence[str]], inner: int = INNER) -> Encoder:
    """The same encoder with the inner units that count: active often, and with large weights into the next layer."""
    lean = Encoder(**{**encoder.settings, "inner": inner})
    weights = encoder.state_dict()
    for number, strength in enumerate(_strengths(encoder.eval(), pieces, sentences)):
        kept = strength.topk(inner).indices.sort().values
        for name, chosen in (("widen.weight", (kept,)), ("widen.bias", (kept,)), ("narrow.weight", (slice(None), kept))):
            weights[f"layers.{number}.{name}"] = weights[f"layers.{number}.{name}"][chosen]
    lean.load_state_dict(weights)
    return lean


def _strengths(encoder: Encoder, pieces: WordPieces, sentences: Sequence[Sequence[str]]) -> list[torch.Tensor]:
    """By layer, how much each inner unit adds to the state of a piece on average."""
    sums = [torch.zeros(layer.widen.out_features) for layer in encoder.layers]

    def weigh(number: int, _: nn.Module, __: tuple, widened: torch.Tensor) -> None:
        sums[number] += F.gelu(widened).abs().flatten(0, -2).sum(0)

    hooks = [layer.widen.register_forward_hook(lambda *a, n=n: weigh(n, *a)) for n, layer in enumerate(encoder.layers)]
    for sentence in sentences[:SAMPLE]:
        encoder.read(pieces([sentence]).rows)
    for hook in hooks:
        hook.remove()
    return [total * layer.narrow.weight.norm(dim=0) for total, layer in zip(sums, encoder.layers)]
