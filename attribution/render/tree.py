"""A sentence's dependency tree for a terminal: the words that matter spread out, the others as phrases on one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attribution.model import Word
from attribution.render.terminal import visible
from attribution.tree import Tree

if TYPE_CHECKING:
    from rich.text import Text
    from rich.tree import Tree as Drawing

STYLES = {"source": "bold cyan", "cue": "bold magenta", "content": "bold green"}
QUOTATION_MARKS = frozenset(["\"", "'", *"“”‘’«»„"])
MANY = 12  # children of one word that are drawn; a list of thirty names needs no thirty lines


ASKED = "no cue"  # the role of a word that was asked about and is none


def drawing_of(tree: Tree, roles: dict[int, str]) -> Drawing:
    """The tree from its root; ``roles`` names what words are, by their index.

    What governs a word with a role, and a cue, stands alone with its dependents below it, each with its relation;
    what lies off the way is a phrase.
    """
    from rich.tree import Tree as Drawing

    open_words = {tree.root.index} | {i for i, role in roles.items() if role in ("cue", ASKED)}
    for index in roles:
        open_words |= {a.index for a in tree.ancestors(tree.words[index - 1])}
    root = Drawing(_line(tree.root, tree, roles, is_open=True), guide_style="dim")
    waiting = [(tree.root, root)]
    while waiting:
        word, node = waiting.pop()
        for child in _drawn(word, tree, open_words | set(roles)):
            is_open = child.index in open_words
            below = node.add(_line(child, tree, roles, is_open=is_open))
            if is_open:
                waiting.append((child, below))
    return root


def _drawn(word: Word, tree: Tree, on_the_way: set[int]) -> list[Word]:
    """The dependents to draw: without punctuation, and of very many those on the way and the first others."""
    children = [w for w in tree.children(word) if w.upos != "PUNCT" or w.index in on_the_way]
    others = [w for w in children if w.index not in on_the_way][:MANY]
    return [w for w in children if w.index in on_the_way or w in others]


def _line(word: Word, tree: Tree, roles: dict[int, str], *, is_open: bool) -> Text:
    """ "nsubj  [source] the official *agency*": relation, role, and the word or all it governs."""
    from rich.text import Text

    role = roles.get(word.index, "")
    line = Text(no_wrap=True, overflow="ellipsis").append(f"{word.deprel}  ", style="dim")
    line.append(f"[{role}] " if role else "", style=STYLES.get(role, "bold"))
    last = None
    for other in (word,) if is_open else _phrase(word, tree):
        if last is not None:
            line.append(" … " if other.index > last.index + 1 else " " * (other.span.start > last.span.end))
        line.append(visible(other.text), style=STYLES.get(role, "bold") if other is word and (is_open or role) else "")
        last = other
    return line


def _phrase(word: Word, tree: Tree) -> tuple[Word, ...]:
    """All that a word governs, without the punctuation around it, but with its quotation marks: they were “abandoned”."""
    words = list(tree.subtree(word))
    while len(words) > 1 and _is_mere_punctuation(words[0]):
        words.pop(0)
    while len(words) > 1 and _is_mere_punctuation(words[-1]):
        words.pop()
    return tuple(words)


def _is_mere_punctuation(word: Word) -> bool:
    return word.upos == "PUNCT" and word.text not in QUOTATION_MARKS
