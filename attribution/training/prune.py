"""The student's encoder is slimmer inside than MiniLM: after its first training each layer keeps those inner units that say most."""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import nn

from attribution.parsing.encoder import Encoder, WordPieces

KEPT = 2 / 3  # of MiniLM's 1536 inner units of a layer
SAMPLE = 400  # sentences on which the units are weighed


@torch.no_grad()
def prune(encoder: Encoder, pieces: WordPieces, sentences: Sequence[Sequence[str]]) -> Encoder:
    """The same encoder with the inner units that count: active often, and with large weights into the next layer."""
    inner = round(KEPT * encoder.settings["inner"])
    slim = Encoder(**{**encoder.settings, "inner": inner})
    weights = encoder.state_dict()
    for number, strength in enumerate(_strengths(encoder.eval(), pieces, sentences)):
        kept = strength.topk(inner).indices.sort().values
        for name, chosen in (("widen.weight", (kept,)), ("widen.bias", (kept,)), ("narrow.weight", (slice(None), kept))):
            weights[f"layers.{number}.{name}"] = weights[f"layers.{number}.{name}"][chosen]
    slim.load_state_dict(weights)
    return slim


def _strengths(encoder: Encoder, pieces: WordPieces, sentences: Sequence[Sequence[str]]) -> list[torch.Tensor]:
    """By layer, how much each inner unit adds to the state of a piece on average."""
    sums = [torch.zeros(layer.widen.out_features) for layer in encoder.layers]

    def weigh(number: int, _: nn.Module, __: tuple, widened: torch.Tensor) -> None:
        sums[number] += F.gelu(widened).abs().flatten(0, -2).sum(0)

    hooks = [layer.widen.register_forward_hook(lambda *a, n=n: weigh(n, *a)) for n, layer in enumerate(encoder.layers)]
    for sentence in sentences[:SAMPLE]:
        encoder(torch.tensor(pieces([sentence]).rows))
    for hook in hooks:
        hook.remove()
    return [total * layer.narrow.weight.norm(dim=0) for total, layer in zip(sums, encoder.layers)]
