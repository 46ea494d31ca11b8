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

from attribution.golden_file import HEADER, Block, Sheet, read_sheet, sheet_text
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
        stands = {pair.old.line: pair.new or pair.old for pair in self.pairs if pair.old}
        for missed in (pair.old for pair in self.pairs if not pair.new and not pair.changes):
            stands[missed.line] = _place(missed, self.approved.blocks, stands, blocks)
        return sheet_text(evolve(self.found, blocks=tuple(blocks)))

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
            _remove(pair.old, blocks)
        if block:
            stands = {p.new.line: p.old for p in comparison.pairs if p.new and p.old}
            _place(block, comparison.found.blocks, stands, blocks)
    return evolve(comparison.found, blocks=tuple(blocks))


def _remove(block: Block, blocks: list[Block]) -> None:
    """Take a block away; what is nested in it rises to its place."""
    index = blocks.index(block)
    del blocks[index]
    while index < len(blocks) and blocks[index].paragraph == block.paragraph and blocks[index].depth > block.depth:
        blocks[index] = evolve(blocks[index], depth=blocks[index].depth - 1)
        index += 1


def _place(block: Block, order: Sequence[Block], stands: dict[int, Block], blocks: list[Block]) -> Block:
    """Insert a block where it stands in ``order``; ``stands`` gives what stands in the list for another's line.

    It goes behind the nearest one before it in its paragraph, with all that is nested there, and
    inside the nearest of those around it. Gives the block as it stands then.
    """
    at = next(i for i, other in enumerate(order) if other.line == block.line)
    nearest = around = None
    outermost = block.depth
    for other in (b for b in reversed(order[:at]) if b.paragraph == block.paragraph):
        standing = stands.get(other.line)
        present = standing in blocks
        nearest = standing if present and nearest is None else nearest
        if other.depth < outermost:
            outermost = other.depth
            around = standing if present and around is None else around
    placed = evolve(block, depth=around.depth + 1 if around else 1)
    if nearest is None:
        index = next((i for i, b in enumerate(blocks) if b.paragraph >= block.paragraph), len(blocks))
    else:
        index = blocks.index(nearest) + 1
        while index < len(blocks) and blocks[index].paragraph == block.paragraph and blocks[index].depth > placed.depth:
            index += 1
    blocks.insert(index, placed)
    return placed


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
