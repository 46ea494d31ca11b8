"""Tiny transformers of random weights, and a few words, in the files that MiniLM, MPNet and the lexicon of inflected words come in."""

from __future__ import annotations

import gzip
import json
import struct
from pathlib import Path

import torch

HIDDEN, INNER, LAYERS = 48, 96, 4
PIECES = [*"abcdefghijklmnopqrstuvwxyz0123456789", *(f"##{c}" for c in "abcdefghijklmnopqrstuvwxyz0123456789"), ".", ",", '"', "'", "-"]


def minilm(directory: Path) -> Path:
    """A directory with ``model.safetensors`` and ``vocab.txt`` as the package of MiniLM has them."""
    layer = {f"attention.self.{x}": (HIDDEN, HIDDEN) for x in ("query", "key", "value")} | {
        "attention.output.dense": (HIDDEN, HIDDEN),
        "attention.output.LayerNorm": None,
    }
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *PIECES]
    return _write(directory, vocabulary, layer, {"embeddings.token_type_embeddings.weight": (2, HIDDEN)})


def mpnet(directory: Path) -> Path:
    """The same as those of MPNet have them."""
    layer = {f"attention.attn.{x}": (HIDDEN, HIDDEN) for x in "qkvo"} | {"attention.LayerNorm": None}
    vocabulary = ["<s>", "<pad>", "</s>", "<unk>", "[PAD]", "[UNK]", "[CLS]", "[SEP]", *PIECES]
    return _write(directory, vocabulary, layer, {"encoder.relative_attention_bias.weight": (32, 12)})


def inflections(file: Path) -> Path:
    """A file such as ``lemma_lu.csv.gz`` of the package lemminflect."""
    with gzip.open(file, "wt", encoding="utf-8") as lines:
        lines.write("gizmo,noun,gizmo\ngizmos,noun,gizmo\nunboxed,verb,unbox\nleaves,verb,leave\nlambasted,verb,lambaste/lambast\n")
    return file


def _write(directory: Path, vocabulary: list[str], layer: dict[str, tuple[int, int] | None], more: dict[str, tuple[int, int]]) -> Path:
    """``None``: a normalisation, which has a weight and a bias for each of its inputs."""
    layer = layer | {"intermediate.dense": (INNER, HIDDEN), "output.dense": (HIDDEN, INNER), "output.LayerNorm": None}
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (len(vocabulary), HIDDEN),
        "embeddings.position_embeddings.weight": (2000, HIDDEN),
    } | more
    for name, shape in {"embeddings.LayerNorm": None, **{f"encoder.layer.{i}.{n}": s for i in range(LAYERS) for n, s in layer.items()}}.items():
        shapes[f"{name}.weight"] = shape or (HIDDEN,)
        shapes[f"{name}.bias"] = (shape or (HIDDEN,))[:1]
    generator = torch.Generator().manual_seed(1)
    header, numbers, at = {}, [], 0
    for name, shape in shapes.items():
        values = torch.randn(shape, generator=generator) * 0.2 + (1.0 if name.endswith("Norm.weight") else 0.0)
        numbers.append(values.numpy().tobytes())
        header[name] = {"dtype": "F32", "shape": list(shape), "data_offsets": [at, at + len(numbers[-1])]}
        at += len(numbers[-1])
    directory.mkdir(parents=True, exist_ok=True)
    told = json.dumps(header).encode()
    (directory / "model.safetensors").write_bytes(struct.pack("<Q", len(told)) + told + b"".join(numbers))
    (directory / "vocab.txt").write_text("\n".join(vocabulary) + "\n", encoding="utf-8")
    return directory
