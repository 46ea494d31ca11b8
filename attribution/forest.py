"""Gradient-boosted decision trees as plain values, small enough to read; all trees are asked at once, of many at once."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from attrs import frozen

if TYPE_CHECKING:
    import numpy as np

Features = Mapping[str, float]
AT_ONCE = 256  # judged at once: enough to be quick, few enough for a book's not to be held at once


@frozen
class Node:
    """``feature`` None: a leaf. A value of at most ``limit`` goes left."""

    value: float  # the mean of what stands below, in log odds
    feature: str | None = None
    limit: float = 0.0
    left: int = 0
    right: int = 0


@frozen
class Forest:
    """Decision trees whose leaves add up to log odds."""

    start: float
    trees: tuple[tuple[Node, ...], ...]
    leniency: float = 0.0  # how much surer, in log odds, its user is than right: see `attribution.scoring`

    def __call__(self, judged: Iterable[Features]) -> Iterator[float]:
        """A probability, 0 to 1, for the features of each."""
        judged = iter(judged)
        while some := list(islice(judged, AT_ONCE)):
            for leaves in self._table.leaves([[features[name] for name in self._table.features] for features in some]).tolist():
                yield 1 / (1 + math.exp(-(self.start + sum(leaves))))

    def judge(self, columns: Mapping[str, np.ndarray]) -> np.ndarray:
        """The same of features that are columns, a row for each that is judged."""
        import numpy as np

        rows = np.column_stack([columns[name] for name in self._table.features])
        leaves = [self._table.leaves(rows[at : at + AT_ONCE]).sum(axis=1) for at in range(0, len(rows), AT_ONCE)]
        return 1 / (1 + np.exp(-(self.start + np.concatenate(leaves))))

    @cached_property
    def _table(self) -> _Table:
        return _Table(self.trees)

    def contributions(self, features: Features) -> dict[str, float]:
        """By how much each feature moves the log odds, the decisions on the way to each leaf added up (Saabas 2014)."""
        moved: dict[str, float] = {}
        for tree in self.trees:
            node = tree[0]
            while node.feature is not None:
                below = tree[node.left if features[node.feature] <= node.limit else node.right]
                moved[node.feature] = moved.get(node.feature, 0.0) + below.value - node.value
                node = below
        return moved


class _Table:
    """The nodes of all trees, one beneath the other, so that numpy goes down every tree at once, a step at a time."""

    def __init__(self, trees: tuple[tuple[Node, ...], ...]) -> None:
        import numpy as np  # only here and below: what judges nothing, as `attribution --help`, does without

        nodes, roots, below = [], [], []
        for tree in trees:
            root = len(nodes)
            roots.append(root)
            for at, node in enumerate(tree, root):
                is_leaf = node.feature is None
                below.append((at, at) if is_leaf else (root + node.left, root + node.right))  # a leaf leads to itself
            nodes += tree
        self.features = sorted({node.feature for node in nodes} - {None})
        columns = {feature: column for column, feature in enumerate((None, *self.features))}
        self.roots = np.array(roots, dtype=int)
        self.below = np.array(below, dtype=int).flatten()  # of node n, left at 2n and right at 2n + 1
        self.column = np.array([columns[node.feature] for node in nodes], dtype=int)
        self.limit = np.array([node.limit for node in nodes], dtype=float)
        self.value = np.array([node.value for node in nodes], dtype=float)

    def leaves(self, rows: Sequence[Sequence[float]] | np.ndarray) -> np.ndarray:
        """What the leaf of each tree says, in the order of the trees, for each row: its features in the order of ``features``."""
        import numpy as np

        asked = np.column_stack([np.zeros(len(rows)), rows])  # a leaf asks the first
        row, place, above = np.arange(len(rows))[:, None] * asked.shape[1], np.tile(self.roots, (len(rows), 1)), None
        while above is None or (place != above).any():
            above = place
            goes_right = asked.take(row + self.column.take(place)) > self.limit.take(place)
            place = self.below.take(2 * place + goes_right)
        return self.value.take(place)


def forest_of(data: Mapping[str, Any]) -> Forest:
    """A forest from what ``training.scorer`` wrote: ``start``, ``leniency``, and each tree as its nodes, the root first."""
    return Forest(data["start"], tuple(tuple(Node(*node) for node in tree) for tree in data["trees"]), data["leniency"])
