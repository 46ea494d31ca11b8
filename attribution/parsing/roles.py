"""What a word looks like in its sentence – part of a cue, a source, a content, or none – by one small net over the encoder.

It knows no construction and finds no attribution: it gives the scorer (`attribution.scoring`) a second opinion
about the candidates that the constructions propose.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import nn

ROLES = ("O", "B-cue", "I-cue", "B-source", "I-source", "B-content", "I-content")
LAYERS = 4  # the encoder's last ones, mixed
INNER = 128


class RoleReader(nn.Module):
    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.mix = nn.Parameter(torch.full((LAYERS,), 1 / LAYERS))
        self.drop = nn.Dropout(0.2)
        self.inner = nn.Linear(hidden, INNER)
        self.outer = nn.Linear(INNER, len(ROLES))

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        """Scores by word and role from the mixed states of the words."""
        return self.outer(self.drop(torch.relu(self.inner(self.drop(states)))))


def load_role_reader(path: Path) -> RoleReader:
    weights = torch.load(path, weights_only=True)
    reader = RoleReader(weights["inner.weight"].shape[1])
    reader.load_state_dict(weights)
    return reader.eval()
