"""What is approved against what is found: which block became which, what changed, and the file between the two.

A golden file is compared block by block. Each pair that differs is one change, which a reviewer can take
by itself: ``taking`` gives the file with one change in it.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

from attrs import evolve, frozen

from attribution.golden_file import HEADER, Block, Sheet, nested, read_sheet, sheet_text
from attribution.model import Extraction

# --- pairs ------------------------------------------------------------------------------------


@frozen
class Pair:
    """A block as it is approved and as it is found now, with the reviewer's marks; None for one that came or went."""

    old: Block | None
    new: Block | None

    @property
    def changes(self) -> tuple[str, ...]:
        """For instance "source changed"; nothing where there is nothing to decide."""
        return tuple(_changes(self.old, self.new))

    @property
    def paragraph(self) -> int:
        return (self.new or self.old).paragraph


def paired(before: Sequence[Block], after: Sequence[Block]) -> tuple[Pair, ...]:
    """Which block became which: in the same paragraph, the most alike first; those that are found in their order."""
    old_blocks, new_blocks = [b for b in before if b.missed is None], list(after)
    found: dict[int, Pair] = {}

    def pair_up(olds: list[Block], alike: Callable[[Block, Block], bool]) -> None:
        for old in tuple(olds):
            new = next((n for n in new_blocks if n.paragraph == old.paragraph and alike(old, n)), None)
            if new:
                olds.remove(old)
                new_blocks.remove(new)
                found[new.line] = Pair(old, _with_marks(old, new))

    for alike in _ALIKE:
        pair_up(old_blocks, alike)
    missed = [b for b in before if b.missed is not None]
    pair_up(missed, _is_the_missed)
    return (
        *(found.get(block.line, Pair(None, block)) for block in after),
        *(Pair(block, None) for block in before if block in old_blocks or block in missed),
    )


def _unmarked(block: Block) -> tuple:
    return block.heading, block.depth, block.fields


_ALIKE: tuple[Callable[[Block, Block], bool], ...] = (
    lambda old, new: _unmarked(old) == _unmarked(new),
    lambda old, new: old.depth == new.depth and bool({*old.values("content")} & {*new.values("content")}),
    lambda old, new: bool({*old.values("content")} & {*new.values("content")}),
    lambda old, new: bool(old.value("quotation")) and old.value("quotation") == new.value("quotation"),
    lambda old, new: bool(old.value("cue")) and old.value("cue") == new.value("cue"),
)


def _is_the_missed(old: Block, new: Block) -> bool:
    return all(old.values(label) == new.values(label) for label in ("cue", "content", "quotation"))


def _with_marks(old: Block, new: Block) -> Block:
    if old.wrong is None or _turned_right(old, new):
        return new
    return evolve(new, wrong=old.wrong, right=old.right)


def _changes(old: Block | None, new: Block | None) -> Iterator[str]:
    if old and old.missed is not None:
        if new:
            yield "known-missed now found"
    elif old and old.wrong is not None and _turned_right(old, new):
        yield "known-wrong now right"
    elif not old or not new:
        block = old or new
        name = "unattributed" if block.heading.startswith("unattributed") else "attribution"
        yield ("−" if old else "+") + name
    else:
        labels = dict.fromkeys(label for label, _ in (*old.fields, *new.fields))
        yield from (f"{label} changed" for label in labels if old.values(label) != new.values(label))
        if old.heading != new.heading:
            yield "heading changed"
        if old.depth != new.depth:
            yield "nesting changed"
        if old.wrong is not None and _unmarked(old) != _unmarked(new):
            yield "known-wrong changed"


def _turned_right(old: Block, new: Block | None) -> bool:
    """Whether a block marked as wrong is now as the reviewer wrote that it should be, or gone if nothing is written."""
    if not new or not old.right:
        return not new and not old.right
    return all(new.values(label) == values for label, values in old.right_values.items())


# --- files ------------------------------------------------------------------------------------


@frozen
class Comparison:
    """An article's golden file as it is and as it would be now, the reviewer's marks kept."""

    path: Path  # of the golden file
    expected: str | None  # None where there is no file yet
    before: Sheet  # what is approved, as the file has it; nothing on the page as it is now where there is no file
    found: Sheet
    extraction: Extraction | None = None  # what was found, with its confidences

    @cached_property
    def approved(self) -> Sheet:
        """What is approved, its blocks at the places that the paragraphs have now."""
        return _carried(self.before, self.found)

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        return paired(self.approved.blocks, self.found.blocks)

    @property
    def page_differs(self) -> bool:
        """Whether the article's text, paragraphs or zones are others than those approved."""
        return (self.before.digest, self.before.paragraphs) != (self.found.digest, self.found.paragraphs)

    def approving(self, text: str) -> Comparison:
        """The same with this text as the approved file."""
        return evolve(self, expected=text, before=read_sheet(text))

    @cached_property
    def actual(self) -> str:
        """The file with every change taken."""
        blocks = [pair.new for pair in self.pairs if pair.new]
        stands = {pair.old.line: pair.new or pair.old for pair in self.pairs if pair.old}  # the missed stay
        for missed in (pair.old for pair in self.pairs if not pair.new and not pair.changes):
            _place(missed, [stands[b.line] for b in _before(missed, self.approved.blocks)], blocks)
        return sheet_text(evolve(self.found, blocks=tuple(nested(blocks))))

    @property
    def changes(self) -> Counter[str]:
        """How often each kind of change occurs; nothing is counted in a file that was never approved."""
        return Counter() if self.expected is None else Counter(c for pair in self.pairs for c in pair.changes)

    @cached_property
    def differs(self) -> bool:
        """Whether something else was found; other models that find the same are no difference."""
        return self.expected is None or _without_models(self.expected) != _without_models(self.actual)

    @property
    def other_models(self) -> bool:
        return self.expected is not None and _models(self.expected) != _models(self.actual)


def compare(path: Path, expected: str | None, actual: str, extraction: Extraction | None = None) -> Comparison:
    """Set what is found beside what was approved; GoldenError where the approved file is unreadable."""
    found = read_sheet(actual)
    before = evolve(found, blocks=()) if expected is None else read_sheet(expected)
    return Comparison(path, expected, before, found, extraction)


def _carried(approved: Sheet, found: Sheet) -> Sheet:
    """The approved blocks on the page as it is now, each at its paragraph; −1 where that is gone."""
    if approved.paragraphs == found.paragraphs:
        return evolve(approved, header=found.header)
    before, after = ([line.partition(" | ")[2] for line in sheet.paragraphs] for sheet in (approved, found))
    places = {}
    for _, i, i_end, j, j_end in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if i_end - i == j_end - j:  # the same paragraphs, or as many that were altered
            places |= dict(zip(range(i, i_end), range(j, j_end)))

    def moved(value: str) -> str:
        return re.sub(r"^¶(\d+) ", lambda m: f"¶{places.get(int(m[1]) - 1, -1) + 1} ", value)

    blocks = (
        evolve(
            block,
            paragraph=places.get(block.paragraph, -1),
            fields=tuple((label, moved(value)) for label, value in block.fields),
            right=tuple((label, moved(value)) for label, value in block.right),
        )
        for block in approved.blocks
    )
    return Sheet(found.header, found.paragraphs, tuple(blocks))


# --- taking a change --------------------------------------------------------------------------


def taking(comparison: Comparison, pair: Pair, block: Block | None) -> Sheet:
    """The approved file with this block for the pair's old one, all other changes left as they were."""
    blocks = [b for b in comparison.approved.blocks if b.paragraph >= 0]
    if block and pair.old in blocks and pair.old.depth == block.depth:
        blocks[blocks.index(pair.old)] = block
    else:
        if pair.old in blocks:
            blocks.remove(pair.old)
        if block:
            lines = [b.line for b in _before(block, comparison.found.blocks)]
            before = [p for line in lines for p in comparison.pairs if p.new and p.new.line == line]
            _place(block, [p.old for p in before if p.old], blocks)
    return evolve(comparison.found, blocks=tuple(nested(blocks)))


def _before(block: Block, order: Sequence[Block]) -> list[Block]:
    """The blocks of the same paragraph that stand before this one, the nearest first."""
    index = next(i for i, b in enumerate(order) if b.line == block.line)
    return [b for b in reversed(order[:index]) if b.paragraph == block.paragraph]


def _place(block: Block, neighbours: Sequence[Block], blocks: list[Block]) -> None:
    """Insert a block behind the nearest neighbour that is there and what is nested in it, or first in its paragraph."""
    nearest = next((blocks.index(n) for n in neighbours if n in blocks), None)
    if nearest is None:
        index = next((i for i, b in enumerate(blocks) if b.paragraph >= block.paragraph), len(blocks))
    else:
        index = nearest + 1
        while index < len(blocks) and blocks[index].paragraph == block.paragraph and blocks[index].depth > block.depth:
            index += 1
    blocks.insert(index, block)


# --- telling ----------------------------------------------------------------------------------


def diff(comparison: Comparison) -> Iterator[str]:
    """The lines of a unified diff, the paragraph of each change beside its "@@"; none where nothing differs."""
    if not comparison.differs:
        return
    old = (comparison.expected or "").split("\n")
    for line in difflib.unified_diff(old, comparison.actual.split("\n"), str(comparison.path), "now", lineterm=""):
        if match := re.match(r"@@ -(\d+)", line):
            before = (text for text in reversed(old[: int(match[1])]) if text.startswith("¶"))
            line = f"{line} {next(before, '')[:80].rstrip()}"
        yield line


def _models(text: str) -> str | None:
    match = HEADER.match(text)
    return match and match[2]


def _without_models(text: str) -> str:
    return text.replace(f"| models:{_models(text)}\n", "\n", 1)
