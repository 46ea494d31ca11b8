"""From scores to trees and tags: exact decoders, each giving what Stanza's own gives, in a fraction of the time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from stanza.models.common.chuliu_edmonds import chuliu_edmonds_one_root
from stanza.models.depparse.head_constraints import DEPREL_TO_GROUP

ROUNDS = 5  # of repairs in one sentence, as in Stanza


def heads_of(scores: np.ndarray) -> np.ndarray:
    """The best tree with a single root: ``heads[i]`` is the head of word i, 0 the root (``heads[0]`` is 0).

    ``scores[i, j]`` is that of j being the head of i. Where every word's best head already gives a tree
    with one root, no other tree can score higher, and the search of Stanojević and Cohen (2021) is spared.
    """
    best = scores.argmax(axis=1)
    best[0] = 0
    if np.count_nonzero(best[1:] == 0) == 1:
        ancestors = best
        for _ in range(len(best).bit_length()):  # each round looks twice as far up
            ancestors = ancestors[ancestors]
        if not ancestors.any():
            return best
    return np.asarray(chuliu_edmonds_one_root(scores))


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
    rows, longest, _ = scores.shape
    back = np.zeros(scores.shape, dtype=np.int64)
    reached = [scores[:, 0]]
    for position in range(1, longest):
        through = reached[-1][:, :, None] + transitions
        back[:, position] = through.argmax(axis=1)
        reached.append(scores[:, position] + through.max(axis=1))
    sequences = []
    for row in range(rows):
        tags = [int(reached[lengths[row] - 1][row].argmax())]
        for position in range(lengths[row] - 1, 0, -1):
            tags.append(int(back[row, position, tags[-1]]))
        sequences.append(tags[::-1])
    return sequences
