"""From scores to trees and tags: exact decoders, each giving what Stanza's own gives, in a fraction of the time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from stanza.models.depparse.head_constraints import DEPREL_TO_GROUP

ROUNDS = 5  # of repairs in one sentence, as in Stanza


def heads_of(scores: np.ndarray) -> np.ndarray:
    """The best tree with a single root: ``heads[i]`` is the head of word i, 0 the root (``heads[0]`` is 0).

    ``scores[i, j]`` is that of j being the head of i, -inf where i is j. Most often every word's best head gives
    a tree with one root, and no other tree can score higher. Where two words want to be the root, the root is made
    so dear that it is taken once only (Stanojević and Cohen 2021), as in Stanza.
    """
    best = scores.argmax(axis=1)
    best[0] = 0
    if _is_tree(best) and np.count_nonzero(best[1:] == 0) == 1:
        return best
    scores = scores.astype(np.float64)
    best = _tree(scores)
    if np.count_nonzero(best[1:] == 0) > 1:
        scores[:, 0] += scores[np.isfinite(scores)].min() * len(scores)
        best = _tree(scores)
    return best


def _is_tree(heads: np.ndarray) -> bool:
    ancestors = heads
    for _ in range(len(heads).bit_length()):  # each round looks twice as far up
        ancestors = ancestors[ancestors]
    return not ancestors.any()


def _tree(scores: np.ndarray) -> np.ndarray:
    """The best tree, whatever its roots: the algorithm of Chu and Liu (1965) and Edmonds (1967).

    Every word takes its best head; where that makes a circle, the circle becomes one word, the best tree of the
    smaller graph is found, and the circle is opened where that tree enters it.
    """
    heads = scores.argmax(axis=1)
    heads[0] = 0
    circle = _circle(heads)
    if not circle:
        return heads
    rest = [node for node in range(len(heads)) if node not in set(circle)]
    into = scores[np.ix_(circle, rest)] - scores[circle, heads[circle]][:, None]
    out = scores[np.ix_(rest, circle)]
    smaller = np.full((len(rest) + 1,) * 2, -np.inf)
    smaller[:-1, :-1] = scores[np.ix_(rest, rest)]
    smaller[-1, :-1], smaller[:-1, -1] = into.max(axis=0), out.max(axis=1)
    found = _tree(smaller)
    for place, node in enumerate(rest[1:], 1):
        heads[node] = circle[out[place].argmax()] if found[place] == len(rest) else rest[found[place]]
    entered = found[-1]
    heads[circle[into[:, entered].argmax()]] = rest[entered]
    return heads


def _circle(heads: np.ndarray) -> list[int]:
    """The words of one circle of heads; none where there is none."""
    towards, seen = heads.tolist(), [False] * len(heads)
    for start in range(1, len(towards)):
        path, node = [], start
        while node and not seen[node]:
            seen[node] = True
            path.append(node)
            node = towards[node]
        if node in path:
            return path[path.index(node) :]
    return []


# --- one subject, one object ------------------------------------------------------------------


def groups_of(relations: Sequence[str]) -> np.ndarray:
    """For each relation the number of the group of which a head has one at most (its subjects, its objects), or -1."""
    groups = sorted(set(DEPREL_TO_GROUP.values()))
    return np.array([groups.index(DEPREL_TO_GROUP[r]) if r in DEPREL_TO_GROUP else -1 for r in relations])


def conflict_of(heads: np.ndarray, labels: np.ndarray, groups: np.ndarray) -> tuple[int, int, list[int]] | None:
    """The first head with two subjects or two objects, the group, and the words in question; ``labels[0]`` is not read."""
    of_head: dict[int, dict[int, list[int]]] = {}
    for word in (np.flatnonzero(groups[labels[1:]] >= 0) + 1).tolist():
        of_head.setdefault(int(heads[word]), {}).setdefault(int(groups[labels[word]]), []).append(word)
    for head, by_group in of_head.items():
        for group, words in by_group.items():
            if len(words) > 1:
                return head, group, words
    return None


def settle(scores: np.ndarray, labels: np.ndarray, heads: np.ndarray, groups: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Heads and labels in which no head has two subjects or two objects: Stanza's repair.

    Of two words that want to be the object of one head, one at a time keeps the label and the other takes its
    best other label there or its best other head; the better of the two trees is taken, and never undone.
    ``labels[i, j, r]`` is the log probability of relation r if j is the head of i.
    """
    words = np.arange(len(heads))
    barred = np.zeros((len(heads), len(heads), len(groups)), dtype=bool)
    chosen = labels[words, heads].argmax(axis=1)
    for _ in range(ROUNDS):
        conflict = conflict_of(heads, chosen, groups)
        if conflict is None:
            break
        head, group, rivals = conflict
        best = None
        for kept in rivals:
            bars = barred.copy()
            bars[[r for r in rivals if r != kept], head] |= groups == group
            open_labels = np.where(bars, -np.inf, labels)
            trial = scores.copy()
            for rival in rivals:
                if rival != kept:
                    trial[rival] = scores[rival] + open_labels[rival].max(axis=1)
            new_heads = heads_of(trial)
            new_labels = open_labels[words, new_heads].argmax(axis=1)
            at = words[1:], new_heads[1:]
            total = scores[at].sum() + labels[at[0], at[1], new_labels[1:]].sum()
            if best is None or total > best[0]:
                best = total, new_heads, new_labels, bars
        _, heads, chosen, barred = best
    return heads, chosen


# --- tags in sequence -------------------------------------------------------------------------


def best_tags(scores: np.ndarray, lengths: Sequence[int], transitions: np.ndarray) -> list[list[int]]:
    """Viterbi's best sequence of tags for each row, all rows at once; ``scores[row, position, tag]``, padded at the end."""
    order = np.argsort(-np.array(lengths), kind="stable")  # the longest first: those that reach a position are the first ones
    scores = scores[order]
    reaching = [sum(n > position for n in lengths) for position in range(scores.shape[1])]
    into, onward = np.ascontiguousarray(transitions.T), transitions[:, None]
    reached = [scores[:, 0]]
    for position, rows in enumerate(reaching[1:], 1):
        before = np.ascontiguousarray(reached[-1][:rows].T)[:, :, None]  # by tag and row: numpy is quickest over a first axis
        reached.append(scores[:rows, position] + (before + onward).max(axis=0))
    tags = np.zeros(scores.shape[:2], dtype=np.int64)
    for position in range(scores.shape[1] - 1, -1, -1):
        # What a row's last tag is, is known; before it stands what that tag was best reached from.
        going_on = reached[position]
        if position + 1 < len(reaching):
            rows = reaching[position + 1]
            going_on[:rows] += into[tags[:rows, position + 1]]
        tags[: reaching[position], position] = going_on.argmax(axis=1)
    found = dict(zip(order.tolist(), tags))
    return [found[row][:length].tolist() for row, length in enumerate(lengths)]
