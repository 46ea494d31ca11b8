"""The encoder in eight bits: a quarter of the size, and on a CPU two to three times as fast.

Every row of a weight matrix is stored as whole numbers from -127 to 127 and one scale. The matrices stay so
while they compute; the vectors of the pieces are widened when they are looked up.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from time import perf_counter

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
        self.register_buffer("bias", bias)
        self.product = (FusedProduct if _is_fused_fit() else PlainProduct)(numbers, scales)

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        rows = states.flatten(0, -2)
        # The largest either way, without a copy of all rows that has no signs.
        scales = torch.maximum(rows.amax(dim=1, keepdim=True), rows.amin(dim=1, keepdim=True).neg_()).clamp_(min=1e-8).div_(127)
        whole = rows.new_empty((-len(rows) % STEP + len(rows), rows.shape[1]), dtype=torch.int8)
        whole[: len(rows)] = torch.mul(rows, 1 / scales).round_()
        products = self.product(whole)[: len(rows)]
        return torch.addcmul(self.bias, products, scales, out=products).view(*states.shape[:-1], -1)


class FusedProduct:
    """The product of whole numbers, times the scales of the matrix, as floats and in one call of oneDNN.

    Its matrix is laid out once for the processor, and no whole numbers of four bytes are written and read again. The rows
    are given without signs, 128 more than they are: those with signs oneDNN multiplies quickly only where the processor
    multiplies whole tiles (AMX), and elsewhere, as on AMD's, thousands of times as slowly.
    """

    def __init__(self, numbers: torch.Tensor, scales: torch.Tensor) -> None:
        self._numbers = torch.ops.onednn.qlinear_prepack(numbers.contiguous(), None)
        self._scales, self._zeros = scales, torch.zeros(len(numbers), dtype=torch.int32)

    def __call__(self, rows: torch.Tensor) -> torch.Tensor:
        return torch.ops.onednn.qlinear_pointwise(
            rows.view(torch.uint8) ^ 128, 1.0, 128, self._numbers, self._scales, self._zeros, None, 1.0, 0, torch.float32, "none", [], "none"
        )


class PlainProduct:
    """The same to the last digit on any processor, in floats, which hold whole numbers up to 2²⁴: the sum of 1,024 products.

    Not by torch's product of whole numbers: on a processor that adds pairs of products in sixteen bits the largest do not fit.
    """

    def __init__(self, numbers: torch.Tensor, scales: torch.Tensor) -> None:
        self._parts, self._scales = numbers.float().T.split(1024), scales

    def __call__(self, rows: torch.Tensor) -> torch.Tensor:
        parts = zip(rows.float().split(1024, dim=1), self._parts)
        return sum(some @ numbers for some, numbers in parts) * self._scales


@cache
def _is_fused_fit() -> bool:
    """Whether `FusedProduct` is to be had, exact, and no slower than floats: another processor, another torch may lack all of it."""
    rows = torch.tensor([[127], [-127]], dtype=torch.int8).expand(2, 384).repeat(32, 1)
    numbers = torch.tensor([[127], [-127], [1]], dtype=torch.int8).expand(3, 384).repeat(64, 1)
    scales = 1 / torch.arange(1.0, len(numbers) + 1)
    plain = PlainProduct(numbers, scales)
    try:
        fused = FusedProduct(numbers, scales)
        is_exact = torch.equal(fused(rows), plain(rows))
    except (AttributeError, RuntimeError):
        return False
    return is_exact and _seconds(fused, rows) < 2 * _seconds(plain, rows)


def _seconds(product: Callable[[torch.Tensor], torch.Tensor], rows: torch.Tensor) -> float:
    """The best of a few, for the processor may be busy with something else."""
    times = []
    for _ in range(5):
        begin = perf_counter()
        product(rows)
        times.append(perf_counter() - begin)
    return min(times)


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
