"""Gradient-boosted decision trees as plain values, small enough to read; all trees are asked at once, of many at once."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import islice
from typing import Any

from attrs import frozen

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

    def __call__(self, judged: Iterable[Features]) -> Iterator[float]:
        """A probability, 0 to 1, for the features of each."""
        judged = iter(judged)
        while some := list(islice(judged, AT_ONCE)):
            for leaves in self._tables.leaves(some):
                yield 1 / (1 + math.exp(-(self.start + sum(leaves))))

    @cached_property
    def _tables(self) -> _Tables:
        return _Tables(self.trees)

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


class _Tables:
    """The nodes of all trees in columns, so that numpy goes down every tree at once, a step at a time."""

    def __init__(self, trees: tuple[tuple[Node, ...], ...]) -> None:
        import numpy as np  # only here and below: what judges nothing does without, as does `attribution --help`

        nodes = [node for tree in trees for node in tree]
        sizes = [len(tree) for tree in trees]
        roots = [sum(sizes[:number]) for number in range(len(trees))]
        root_of = [root for root, size in zip(roots, sizes) for _ in range(size)]
        self.names = sorted({node.feature for node in nodes} - {None})
        columns = {name: column for column, name in enumerate((None, *self.names))}
        self.roots = np.array(roots, dtype=int)
        self.column = np.array([columns[node.feature] for node in nodes], dtype=int)
        self.limit = np.array([node.limit for node in nodes], dtype=float)
        # a leaf leads to itself
        self.left, self.right = (
            np.array([at if n.feature is None else r + getattr(n, side) for at, (n, r) in enumerate(zip(nodes, root_of))], dtype=int)
            for side in ("left", "right")
        )
        self.value = np.array([node.value for node in nodes], dtype=float)

    def leaves(self, judged: list[Features]) -> list[list[float]]:
        """What the leaf of each tree says, in the order of the trees, for the features of each."""
        import numpy as np

        given = np.array([[0.0, *(features[name] for name in self.names)] for features in judged])  # a leaf asks the first column
        row = np.arange(len(judged))[:, None]
        place, above = np.tile(self.roots, (len(judged), 1)), None
        while above is None or (place != above).any():
            above = place
            goes_left = given[row, self.column[place]] <= self.limit[place]
            place = np.where(goes_left, self.left[place], self.right[place])
        return self.value[place].tolist()


def forest_of(data: Mapping[str, Any]) -> Forest:
    """A forest from what ``training.scorer`` wrote: ``start``, and each tree as its nodes, the root first."""
    return Forest(data["start"], tuple(tuple(Node(*node) for node in tree) for tree in data["trees"]))
