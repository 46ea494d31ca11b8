"""A walk over the changes of golden files: each is decided by itself, written at once, and can be taken back.

Nothing is written before a decision. A golden file is written whole, under a temporary name first, so
that a review that is broken off loses nothing; begun again it shows what is undecided. What was
rejected is remembered in ``.rejected`` beside the golden files until something else is found there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from attrs import evolve, frozen

from attribution.errors import GoldenError
from attribution.golden import Report
from attribution.golden_compare import Comparison, Pair, taking
from attribution.golden_file import LABELS, NONE, Block, block_lines, corrected_block, read_block, sheet_text
from attribution.outputs import write_text
from attribution.render.golden import ARROW, Page, in_file_order

BY_HAND = "corrected by hand"
_REJECTED = ".rejected"


# --- changes ----------------------------------------------------------------------------------


@frozen
class Change:
    """One thing to decide: what became of a block, or of the page as a whole where there is no pair."""

    comparison: Comparison
    pair: Pair | None

    @property
    def what(self) -> tuple[str, ...]:
        """For instance "source changed"."""
        if self.pair:
            return self.pair.changes
        return (
            "text or paragraphs changed" if self.comparison.page_differs else "order or layout of the blocks changed",
        )

    @cached_property
    def confidence(self) -> float | None:
        """How sure the extractor is of what it found; None for what is gone, and for quotations that nobody says."""
        extraction = self.comparison.extraction
        if not (extraction and self.pair and self.pair.new):
            return None
        index = [block.line for block in self.comparison.found.blocks].index(self.pair.new.line)
        return getattr(list(in_file_order(extraction))[index][2], "confidence", None)

    @cached_property
    def key(self) -> str:
        """The same as long as the same is found in the place of the same; a rejection is known by it."""
        if self.pair:
            blocks = [list(block_lines(b)) if b else [] for b in (self.pair.old, self.pair.new)]
        else:
            blocks = [[self.comparison.expected or ""], [self.comparison.actual]]
        told = "\n".join(
            [self.comparison.path.name, str(self.pair and self.pair.paragraph), *blocks[0], "→", *blocks[1]]
        )
        return hashlib.sha256(told.encode()).hexdigest()[:16]


def changes_of(comparison: Comparison) -> Iterator[Change]:
    """Every change of a file in its order; where the page differs, only that: the blocks are decided after it."""
    pairs = [pair for pair in comparison.pairs if pair.changes]
    if comparison.page_differs or (comparison.differs and not pairs and comparison.expected is not None):
        yield Change(comparison, None)
    else:
        yield from (Change(comparison, pair) for pair in sorted(pairs, key=lambda pair: pair.paragraph))


# --- decisions --------------------------------------------------------------------------------


@frozen
class _Step:
    """What to put back when a decision is taken back."""

    comparison: Comparison  # as it was
    rejected: frozenset[str]
    skipped: frozenset[str]


class Review:
    """The changes of a report that are not yet decided, and the decisions; each writes one file, or none (``skip``)."""

    def __init__(self, report: Report, directory: Path, *, again: bool = False) -> None:
        """``again``: what was rejected before is to decide, too."""
        self._file = directory / _REJECTED
        self._comparisons = {c.path: c for c in report.comparisons}
        remembered = self._file.read_text(encoding="utf-8").split() if self._file.exists() and not again else ()
        self._rejected = frozenset(remembered)
        self._skipped: frozenset[str] = frozenset()
        self._past: list[_Step] = []

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        return tuple(self._comparisons.values())

    @property
    def undecided(self) -> tuple[Change, ...]:
        """What is still to decide."""
        return tuple(c for c in self._all() if c.key not in self._rejected | self._skipped)

    @property
    def current(self) -> Change | None:
        return next((c for c in self._all() if c.key not in self._rejected | self._skipped), None)

    @property
    def passed(self) -> int:
        """How many changes were shown and are done with, the skipped among them."""
        return len(self._past)

    @property
    def decided(self) -> int:
        """How many decisions were taken and not taken back."""
        return len(self._past) - len(self._skipped)

    @property
    def ended(self) -> str:
        """What to say where no change is left to show."""
        rejected, undecided = self.left
        left = [f"{n} {what}" for n, what in ((rejected, "rejected"), (undecided, "skipped, shown again next time")) if n]
        return f"That was the last; {', '.join(left)}." if left else "Nothing is left to decide."

    @property
    def left(self) -> tuple[int, int]:
        """How many changes stand rejected, and how many undecided."""
        keys = [c.key for c in self._all()]
        rejected = sum(key in self._rejected for key in keys)
        return rejected, len(keys) - rejected

    def accept(self) -> None:
        """Approve what is found now."""
        change = self._change()
        if change.pair:
            self._approve(change, change.pair.new)
        else:
            comparison = change.comparison
            kept = tuple(b for b in comparison.approved.blocks if b.paragraph >= 0)
            self._write(change, sheet_text(evolve(comparison.approved, blocks=kept)))

    def reject(self) -> None:
        """Keep what is approved: the file stays as it is, and the check goes on telling the difference."""
        self._set_aside(self._change())

    def skip(self) -> None:
        """Leave this one undecided; nothing is written."""
        self._past.append(self._step(self._change().comparison))
        self._skipped |= {self._change().key}

    def accept_as_wrong(self, reason: str) -> None:
        """Let it pass with a mark that says why it is wrong, and what was approved is how it should be.

        GoldenError where a mark cannot tell what is wrong.
        """
        change = self._change()
        reason = " ".join(reason.split()) or "no reason given"
        old, new = self._blocks(change)
        if new is None:
            self._approve(change, evolve(corrected_block(old), missed=reason))
        elif old is None:
            self._approve(change, evolve(new, wrong=reason, right=()))
        else:
            right = old.right if old.wrong is not None else _differing(old, new)
            if old.wrong is None and not right:
                raise GoldenError("only its nesting changed, which a mark cannot tell; accept or reject it")
            self._approve(change, evolve(new, wrong=reason, right=right))

    def correct(self, text: str) -> None:
        """Let it pass with a mark that says how it should be, from the lines of the block as a reviewer edited them.

        GoldenError where a line is none, or does not stand in the article.
        """
        change = self._change()
        old, new = self._blocks(change)
        edited = read_block(text, new or old)
        _check_pointers(edited, change.comparison)
        reason = edited.wrong or edited.missed or BY_HAND
        if new is None:
            self._approve(change, evolve(corrected_block(edited), missed=reason))
            return
        right = _differing(edited, new)
        told = {label for label, _ in right}
        right += tuple((label, value) for label, value in edited.right if label not in told)
        marked = bool(right) or edited.wrong is not None
        self._approve(change, evolve(new, wrong=reason if marked else None, right=right))

    def undo(self) -> bool:
        """Take the last decision back, on disk too; False where there is none."""
        if not self._past:
            return False
        step = self._past[-1]
        now = self._comparisons[step.comparison.path]
        if now.expected != step.comparison.expected:
            self._check_untouched(now)
            if step.comparison.expected is None:
                now.path.unlink()
            else:
                write_text(now.path, step.comparison.expected)
        if self._rejected != step.rejected:
            self._remember(step.rejected)
        self._comparisons[now.path], self._skipped = step.comparison, step.skipped
        self._past.pop()
        return True

    # --- how ---

    def _all(self) -> Iterator[Change]:
        for comparison in self._comparisons.values():
            yield from changes_of(comparison)

    def _change(self) -> Change:
        if (change := self.current) is None:
            raise GoldenError("there is nothing left to decide")
        return change

    def _blocks(self, change: Change) -> tuple[Block | None, Block | None]:
        if change.pair is None:
            raise GoldenError("this is the page as a whole; accept or reject it")
        return change.pair.old, change.pair.new

    def _step(self, comparison: Comparison) -> _Step:
        return _Step(comparison, self._rejected, self._skipped)

    def _approve(self, change: Change, block: Block | None) -> None:
        self._write(change, sheet_text(taking(change.comparison, change.pair, block)))

    def _write(self, change: Change, text: str) -> None:
        before = change.comparison
        after = before.approving(text)
        if not any(pair.changes for pair in after.pairs):
            after = before.approving(after.actual)  # nothing is open: the blocks in the order they are found in
        if after.expected == before.expected:
            self._set_aside(change)  # for instance nested in a block that was rejected: its place is not there
            return
        self._check_untouched(before)
        before.path.parent.mkdir(exist_ok=True)
        write_text(before.path, after.expected)
        self._past.append(self._step(before))
        self._comparisons[before.path] = after

    def _set_aside(self, change: Change) -> None:
        step = self._step(change.comparison)
        live = {c.key for c in self._all()}
        self._remember(frozenset(self._rejected & live | {change.key}))
        self._past.append(step)

    def _remember(self, rejected: frozenset[str]) -> None:
        if rejected:
            write_text(self._file, "".join(f"{key}\n" for key in sorted(rejected)))
        else:
            self._file.unlink(missing_ok=True)
        self._rejected = rejected

    def _check_untouched(self, comparison: Comparison) -> None:
        path = comparison.path
        found = path.read_text(encoding="utf-8") if path.exists() else None
        if found != comparison.expected:
            raise GoldenError(
                f"{path}: changed by another program during the review; start “attribution golden review” again"
            )


def _differing(should: Block, found: Block) -> tuple[tuple[str, str], ...]:
    """The lines that say how a block should be, for the labels in which it is otherwise."""
    labels = [label for label in ("heading", *LABELS) if should.values(label) != found.values(label)]
    return tuple((label, value) for label in labels for value in should.values(label) or (NONE,))


def _check_pointers(block: Block, comparison: Comparison) -> None:
    """GoldenError where a part of the text that a block names does not stand there."""
    if comparison.extraction is None:
        return
    page = Page(comparison.extraction.article)
    for label, value in (*block.fields, *block.right):
        texts = {"source": [value, value.rpartition(ARROW)[0]], "role": [], "speaker": [], "heading": []}.get(
            label, [value]
        )
        if texts and value != NONE and not any(_stands(text, page, block.paragraph) for text in texts):
            raise GoldenError(
                f"{label}: “{value}” does not stand in paragraph {block.paragraph + 1}; copy it from there"
            )


def _stands(text: str, page: Page, paragraph: int) -> bool:
    try:
        return bool(page.find(text, paragraph))
    except LookupError:
        return False
