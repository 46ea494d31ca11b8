"""What scikit-learn has trained, as plain values."""

from __future__ import annotations

from sklearn.ensemble import HistGradientBoostingClassifier


def values_of(forest: HistGradientBoostingClassifier, names: list[str]) -> dict:
    """A trained forest over features of these names as `forest.forest_of` reads it."""
    trees = [_tree(predictor.nodes, names) for (predictor,) in forest._predictors]
    return {"start": round(float(forest._baseline_prediction[0, 0]), 4), "leniency": 0.0, "trees": trees}


def _tree(nodes, names: list[str]) -> list[list]:
    """The nodes of a tree, the value of each that is no leaf the mean of those below it."""
    means = [float(node["value"]) for node in nodes]
    tree: list[list] = [[] for _ in nodes]
    for place in reversed(range(len(nodes))):  # what is below a node comes behind it
        node = nodes[place]
        decision = []
        if not node["is_leaf"]:
            below = int(node["left"]), int(node["right"])
            means[place] = sum(means[b] * nodes[b]["count"] for b in below) / node["count"]
            decision = [names[node["feature_idx"]], round(float(node["num_threshold"]), 4), *below]
        tree[place] = [round(means[place], 4), *decision]
    return tree
