"""What Stanza's nets have yet to learn of a batch: the losses of their trainers, worked out row by row.

Stanza copies its sentences one by one into a padded matrix, so that the gradient of the whole matrix is copied once for each, and scores
labels for every pair of words. Here a word is a row, as in `parsing.heads`, and only the arcs of the tree have their labels scored: the
same loss (`tests/test_training_nets.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, chain

import torch
import torch.nn.functional as F
from stanza.models.common.vocab import VOCAB_PREFIX_SIZE
from stanza.models.depparse.model import GraphParser
from stanza.models.ner.model import NERTagger
from stanza.models.pos.model import Tagger
from torch import nn

from attribution.parsing.roles import RoleReader

IGNORED = -100  # Torch's word for a row that has no answer: padding, and a sentence's start, which is no word


class Rows:
    """Every sentence has a row for the root and one a word, sentence after sentence."""

    def __init__(self, lengths: Sequence[int]) -> None:
        sizes = [n + 1 for n in lengths]
        self.firsts = list(accumulate(sizes, initial=0))
        self.count = self.firsts.pop()
        self.words = torch.tensor([row for first, size in zip(self.firsts, sizes) for row in range(first + 1, first + size)])
        self.padded = _places(self.firsts, sizes, self.count)
        self.padded_words = _places([first - i for i, first in enumerate(self.firsts)], lengths, len(self.words))


def _places(firsts: Sequence[int], sizes: Sequence[int], nothing: int) -> torch.Tensor:
    longest = max(sizes)
    return torch.tensor([[*range(first, first + size), *[nothing] * (longest - size)] for first, size in zip(firsts, sizes)])


def _pad(states: torch.Tensor, places: torch.Tensor) -> torch.Tensor:
    """By sentence and place; nothing where there is no row."""
    return F.embedding(places, F.pad(states, (0, 0, 0, 1)))


def tree_loss(net: GraphParser, states: torch.Tensor, rows: Rows, heads: Sequence[Sequence[int]], relations: Sequence[Sequence[int]]) -> torch.Tensor:
    states = net.parserlstm.compute(net.drop(states))
    bilinear = net.unlabeled.scorer.W_bilin
    dependents, governors = _sides(net.unlabeled, net.drop, states)
    scores = torch.bmm(_pad(dependents @ bilinear.weight[:, :, 0], rows.padded), _pad(governors, rows.padded).transpose(1, 2)) + bilinear.bias
    impossible = torch.eye(scores.shape[1], dtype=torch.bool) | rows.padded.eq(rows.count)[:, None]
    wanted = torch.full(rows.padded.shape, IGNORED)
    for row, its in zip(wanted, heads):
        row[1 : len(its) + 1] = torch.tensor(its)
    loss = F.cross_entropy(scores.masked_fill(impossible, -float("inf")).flatten(0, 1), wanted.flatten(), reduction="sum")

    bilinear = net.deprel.scorer.W_bilin
    dependents, governors = _sides(net.deprel, net.drop, states)
    made = (dependents[rows.words] @ bilinear.weight.flatten(1)).unflatten(1, bilinear.weight.shape[1:])  # × governor × relation
    governing = torch.tensor([first + head for first, its in zip(rows.firsts, heads) for head in its])
    labels = torch.bmm(governors[governing][:, None], made)[:, 0] + bilinear.bias
    return (loss + F.cross_entropy(labels, _flat(relations) - VOCAB_PREFIX_SIZE, reduction="sum")) / rows.count


def _sides(scorer: nn.Module, drop: nn.Module, states: torch.Tensor) -> list[torch.Tensor]:
    """States as dependents and as governors, each with the constant that a biaffine scorer wants."""
    return [F.pad(scorer.dropout(side(drop(states)).relu()), (0, 1), value=1.0) for side in (scorer.W1, scorer.W2)]


def tag_loss(net: Tagger, states: torch.Tensor, rows: Rows, tags: Sequence[Sequence[Sequence]]) -> torch.Tensor:
    """``tags``: of each sentence the columns that Stanza has: parts of speech, those of a language, and features, several a word."""
    hidden = net.upos_hid(net.drop(net.taggerlstm.compute(net.drop(states[rows.words])))).relu()
    columns = [_flat(column) for column in zip(*tags)]
    loss = net.crit(net.upos_clf(net.drop(hidden)), columns[0])
    for name in net.eval_order:
        classifiers, column = net.tag_clf[name], columns[net.tag_index[name]]
        if not isinstance(classifiers, nn.ModuleList):
            classifiers, column = [classifiers], column[:, None]
        for classifier, wanted in zip(classifiers, column.T):
            loss = loss + net.crit(classifier(net.drop(hidden)), wanted)
    return loss


def entity_loss(net: NERTagger, states: torch.Tensor, rows: Rows, tags: Sequence[Sequence[Sequence[int]]]) -> torch.Tensor:
    states = net.drop(net.taggerlstm.compute(net.drop(states[rows.words])))
    scores = _pad(net.tag_clfs[0](states), rows.padded_words)
    nothing = rows.padded_words.eq(len(rows.words))
    wanted = torch.cat([_flat(tags)[:, 0], torch.zeros(1, dtype=torch.long)])[rows.padded_words]
    loss, _ = net.crits[0](scores, nothing, wanted)
    return loss * len(tags) / len(rows.words)


def role_loss(net: RoleReader, states: torch.Tensor, rows: Rows, roles: Sequence[Sequence[int]]) -> torch.Tensor:
    return F.cross_entropy(net(states[rows.words]), _flat(roles))


def _flat(sentences: Sequence[Sequence]) -> torch.Tensor:
    return torch.tensor(list(chain.from_iterable(sentences)))
