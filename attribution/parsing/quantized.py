"""The encoder in eight bits: a quarter of the size, and on a CPU two to three times as fast.

Every row of a weight matrix is stored as whole numbers from -127 to 127 and one scale. The matrices stay so
while they compute; the vectors of the pieces are widened when they are looked up.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

from attribution.parsing.encoder import Encoder, WordPieces


# Rows are brought to a multiple of this: oneDNN keeps a program for every number of rows it has seen, which grew to 300 MB.
STEP = 64


class SmallEmbedding(nn.Module):
    def __init__(self, numbers: torch.Tensor, scales: torch.Tensor) -> None:
        super().__init__()
        self.register_buffer("numbers", numbers)
        self.register_buffer("scales", scales)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        return F.embedding(ids, self.numbers) * F.embedding(ids, self.scales.unsqueeze(1))  # which copies whole rows


class SmallLinear(nn.Module):
    """A linear layer that multiplies whole numbers: each row of states is brought to eight bits by a scale of its own.

    So a word's state never depends on what other sentences are read with it, as it would with one scale for all.
    """

    def __init__(self, numbers: torch.Tensor, scales: torch.Tensor, bias: torch.Tensor) -> None:
        super().__init__()
        for name, tensor in (("numbers", numbers.T), ("scales", scales), ("bias", bias)):
            self.register_buffer(name, tensor)
        self._product = _Product(numbers, scales) if _is_exact() else None

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        rows = states.flatten(0, -2)
        # The largest either way, without a copy of all rows that has no signs.
        scales = torch.maximum(rows.amax(dim=1, keepdim=True), rows.amin(dim=1, keepdim=True).neg_()).clamp_(min=1e-8).div_(127)
        whole = rows.new_empty((-len(rows) % STEP + len(rows), rows.shape[1]), dtype=torch.int8)
        whole[: len(rows)] = torch.mul(rows, 1 / scales).round_()
        if self._product is not None:
            products = self._product(whole)
        else:
            products = torch._int_mm(whole, self.numbers).float().mul_(self.scales)
        products = products[: len(rows)]
        return torch.addcmul(self.bias, products, scales, out=products).view(*states.shape[:-1], -1)


class _Product:
    """The product of whole numbers, times the scales of the matrix, as floats and in one call of oneDNN.

    Its matrix is laid out once for the processor, and no whole numbers of four bytes are written and read again.
    """

    def __init__(self, numbers: torch.Tensor, scales: torch.Tensor) -> None:
        self._numbers = torch.ops.onednn.qlinear_prepack(numbers.contiguous(), None)
        self._scales, self._zeros = scales, torch.zeros(len(numbers), dtype=torch.int32)

    def __call__(self, rows: torch.Tensor) -> torch.Tensor:
        return torch.ops.onednn.qlinear_pointwise(
            rows, 1.0, 0, self._numbers, self._scales, self._zeros, None, 1.0, 0, torch.float32, "none", [], "none"
        )


@cache
def _is_exact() -> bool:
    """Whether `_Product` is to be had and exact: some processors add products in sixteen bits, where the largest do not fit."""
    rows = torch.tensor([[127], [-127]], dtype=torch.int8).expand(2, 256).contiguous()
    numbers = torch.tensor([[127], [-127], [1]], dtype=torch.int8).expand(3, 256).contiguous().repeat(64, 1)
    scales = 1 / torch.arange(1.0, len(numbers) + 1)
    try:
        found = _Product(numbers, scales)(rows)
    except (AttributeError, RuntimeError):  # another torch, another processor
        return False
    return torch.equal(found, rows.float() @ numbers.float().T * scales)


def save_encoder(encoder: Encoder, pieces: WordPieces, path: Path) -> None:
    """Write an encoder as `load_encoder` reads it; the vocabulary of word pieces goes with it."""
    weights = {name: tensor.half() for name, tensor in encoder.state_dict().items()}
    for name, module in encoder.named_modules():
        if isinstance(module, nn.Linear) or name == "piece":
            weights[f"{name}.weight"], weights[f"{name}.scales"] = _in_eight_bits(module.weight.detach())
    data = {"settings": encoder.settings, "vocabulary": "\n".join(pieces.vocabulary), "weights": weights}
    torch.save(data, path)


def load_encoder(path: Path) -> tuple[Encoder, WordPieces]:
    """An encoder for reading, not for training, and its word pieces."""
    data = torch.load(path, weights_only=True)
    weights = data["weights"]
    with torch.device("meta"):  # no memory for weights that are replaced at once
        encoder = Encoder(**data["settings"])
    for name, module in list(encoder.named_modules()):
        if isinstance(module, nn.Linear):
            bias = weights.pop(f"{name}.bias").float()
            _replace(encoder, name, SmallLinear(weights.pop(f"{name}.weight"), weights.pop(f"{name}.scales").float(), bias))
    encoder.piece = SmallEmbedding(weights.pop("piece.weight"), weights.pop("piece.scales"))
    for name, weight in weights.items():
        _replace(encoder, name, nn.Parameter(weight.float(), requires_grad=False))
    return encoder.eval(), WordPieces(data["vocabulary"].split("\n"))


def _in_eight_bits(weight: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    scales = weight.abs().amax(dim=1).clamp(min=1e-8) / 127
    return (weight / scales[:, None]).round().to(torch.int8), scales


def _replace(encoder: Encoder, name: str, part: nn.Module | nn.Parameter) -> None:
    outer, _, last = name.rpartition(".")
    setattr(encoder.get_submodule(outer), last, part)
