"""Stanza's recurrent layers in which nothing recurs.

Under a transformer that has read the whole sentence a recurrent layer adds little and takes a fifth of the time. Our models
keep Stanza's shape, so that its own code loads and runs them, but their recurrent weights are nothing, and what is left of a layer
is one product and a gate. It is computed as that (`Still`), with the same result.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from stanza.models.common.hlstm import HighwayLSTM
from torch import nn

INPUT, FORGET, CELL, OUTPUT = range(4)  # the order of an LSTM's parts in its weights
OPEN, SHUT = 30.0, -1e4  # a gate's bias: the sigmoid is 1 and 0 to the last digit


class Still(nn.Module):
    """``sigmoid(gate) · tanh(value)``, both linear in the state of the word alone.

    The tagger's and the parser's layer has this beside its LSTM (as its highway), and its LSTM gives nothing. The
    entity recogniser's has no highway: there it is the LSTM's cell, with its output gate open, and so goes through one more tanh.
    """

    def __init__(self, inputs: int, outputs: int, *, is_cell: bool) -> None:
        super().__init__()
        self.both = nn.Linear(inputs, 2 * outputs)
        self.is_cell = is_cell

    def compute(self, states: torch.Tensor) -> torch.Tensor:
        gate, value = self.both(states).chunk(2, dim=-1)
        found = gate.sigmoid() * value.tanh()
        return found.tanh() if self.is_cell else found

    def forward(self, packed, lengths=None, hx=None):
        """As Stanza calls its layer; there is no last state to speak of."""
        return packed._replace(data=self.compute(packed.data)), None


def still_of(layer: nn.Module) -> Still:
    """A layer of Stanza's as `Still`; ValueError where something recurs in it."""
    if isinstance(layer, Still):
        return layer
    lstm = next(m for m in layer.modules() if isinstance(m, nn.LSTM))
    if lstm.weight_hh_l0.any() or lstm.weight_hh_l0_reverse.any():
        raise ValueError("something recurs in this layer: it was not trained as a Still")
    found = Still(lstm.input_size, 2 * lstm.hidden_size, is_cell=not isinstance(layer, HighwayLSTM))
    for kind in ("weight", "bias"):
        if found.is_cell:
            ways = [getattr(lstm, f"{kind}_ih_l0{way}").unflatten(0, (4, -1)) for way in ("", "_reverse")]
            parts = [way[part] for part in (INPUT, CELL) for way in ways]
        else:
            parts = [getattr(linear[0], kind) for linear in (layer.gate, layer.highway)]
        getattr(found.both, kind).data.copy_(torch.cat(list(parts)))
    return found.eval()


def weights_for(still: Still, layer: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The weights that Stanza's layer must have to compute the same; ``layer``: those it has."""
    found = {name: torch.zeros_like(weight) for name, weight in layer.items()}
    for kind in ("weight", "bias"):
        gate, value = getattr(still.both, kind).detach().chunk(2)
        if not still.is_cell:
            found[f"gate.0.{kind}"], found[f"highway.0.{kind}"] = gate, value
            continue
        for way, its_gate, its_value in zip(("", "_reverse"), gate.chunk(2), value.chunk(2)):
            parts = found[f"lstm.{kind}_ih_l0{way}"].unflatten(0, (4, -1))
            parts[INPUT], parts[CELL] = its_gate, its_value
            if kind == "bias":
                parts[FORGET], parts[OUTPUT] = SHUT, OPEN
    return found
