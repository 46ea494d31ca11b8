"""Gradient-boosted decision trees as plain values: small enough to read, quick enough in plain Python."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from attrs import frozen


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

    def __call__(self, features: Mapping[str, float]) -> float:
        """A probability, 0 to 1."""
        total = self.start + sum(_leaf(tree, features).value for tree in self.trees)
        return 1 / (1 + math.exp(-total))

    def contributions(self, features: Mapping[str, float]) -> dict[str, float]:
        """By how much each feature moves the log odds, the decisions on the way to each leaf added up (Saabas 2014)."""
        moved: dict[str, float] = {}
        for tree in self.trees:
            node = tree[0]
            while node.feature is not None:
                below = tree[node.left if features[node.feature] <= node.limit else node.right]
                moved[node.feature] = moved.get(node.feature, 0.0) + below.value - node.value
                node = below
        return moved


def _leaf(tree: tuple[Node, ...], features: Mapping[str, float]) -> Node:
    node = tree[0]
    while node.feature is not None:
        node = tree[node.left if features[node.feature] <= node.limit else node.right]
    return node


def forest_of(data: Mapping[str, Any]) -> Forest:
    """A forest from what ``training.scorer`` wrote: ``start``, and each tree as its nodes, the root first."""
    return Forest(data["start"], tuple(tuple(Node(*node) for node in tree) for tree in data["trees"]))
