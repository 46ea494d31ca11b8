"""A sentence's dependency tree as arcs over its words, measured for SVG."""

from __future__ import annotations

from attrs import frozen

from attribution.model import Word
from attribution.render.marks import clean
from attribution.tree import Tree

CHARACTER = 8.5  # pixels of a monospaced character of 14 px
GAP, LEVEL, ROUND = 22, 24, 8  # between two words, between two arcs one over the other, of an arc's corners
AROUND, MOST = 6, 120  # words shown around those with a role, and in all, of a long sentence
WHOLE = 30  # words of a sentence that is shown whole


@frozen
class WordView:
    x: float
    text: str
    upos: str
    role: str


@frozen
class Arc:
    path: str
    head: str  # the points of its arrow
    x: float
    y: float
    label: str
    classes: str


@frozen
class Diagram:
    width: float
    height: float
    base: float  # where the arcs end and the words begin
    words: tuple[WordView, ...]
    arcs: tuple[Arc, ...]
    cut: bool  # part of the sentence is not shown


def diagram_of(tree: Tree, roles: dict[int, str], on_path: frozenset[tuple[int, int]]) -> Diagram:
    """The tree of a sentence, of a long one what lies around the words with a role.

    ``on_path`` are the arcs, as governor and dependent, that a path from a cue goes along.
    """
    words = _shown(tree, roles)
    centres, x = {}, GAP / 2
    for word in words:
        wide = max(len(word.text), len(word.upos)) * CHARACTER
        centres[word.index] = x + wide / 2
        x += wide + GAP
    levels = _levels([(w.head, w.index) for w in words if w.head in centres], words[0].index, len(words))
    base = LEVEL * (max(levels.values(), default=0) + 1)
    arcs = tuple(_arc(pair, level, centres, base, tree, pair in on_path) for pair, level in levels.items())
    views = tuple(WordView(centres[w.index], clean(w.text), w.upos, roles.get(w.index, "")) for w in words)
    return Diagram(round(x - GAP / 2), base + 46, base, views, arcs, len(words) < len(tree.words))


def _shown(tree: Tree, roles: dict[int, str]) -> tuple[Word, ...]:
    if len(tree.words) <= WHOLE or not roles:
        return tree.words[:MOST]
    first = max(0, min(roles) - 1 - AROUND)
    return tree.words[first : min(max(roles) + AROUND, first + MOST)]


def _levels(pairs: list[tuple[int, int]], first: int, number: int) -> dict[tuple[int, int], int]:
    """How high each arc goes: over all shorter ones between its ends."""
    heights = [0] * number
    levels = {}
    for pair in sorted(pairs, key=lambda p: abs(p[0] - p[1])):
        left, right = sorted(i - first for i in pair)
        level = max(heights[left:right]) + 1
        heights[left:right] = [level] * (right - left)
        levels[pair] = level
    return levels


def _arc(
    pair: tuple[int, int], level: int, centres: dict[int, float], base: float, tree: Tree, is_on_path: bool
) -> Arc:
    """From the governor up, across and down to the dependent, an arrow at its end."""
    start, end = (centres[i] for i in pair)
    step = 1 if end > start else -1
    start, top = start + 5 * step, base - LEVEL * level
    path = (
        f"M{start:.1f},{base} V{top + ROUND} Q{start:.1f},{top} {start + ROUND * step:.1f},{top} "
        f"H{end - ROUND * step:.1f} Q{end:.1f},{top} {end:.1f},{top + ROUND} V{base - 5}"
    )
    head = f"{end - 4:.1f},{base - 7} {end + 4:.1f},{base - 7} {end:.1f},{base}"
    dependent = tree.words[pair[1] - 1]
    return Arc(path, head, round((start + end) / 2, 1), top + 4, clean(dependent.deprel), "path" if is_on_path else "")
