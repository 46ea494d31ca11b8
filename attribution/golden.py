"""Golden files: compare what is found now with what was approved, and approve anew.

A directory of golden files holds ``articles/`` and ``expected/``, a golden file for each article.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from attrs import frozen

from attribution.article import read_article
from attribution.errors import Error, GoldenError, ModelError
from attribution.golden_file import HEADER, Block, read_blocks
from attribution.model import Article, Extraction
from attribution.outputs import write_text
from attribution.render.golden import golden_text

# --- comparing --------------------------------------------------------------------------------


@frozen
class Comparison:
    """An article's golden file as it is and as it would be now, the reviewer's marks kept."""

    path: Path  # of the golden file
    expected: str | None  # None where there is no file yet
    actual: str
    changes: Counter[str]  # "+attribution": 1, "source changed": 2, …

    @property
    def differs(self) -> bool:
        """Whether something else was found; other models that find the same are no difference."""
        return self.expected is None or _without_models(self.expected) != _without_models(self.actual)

    @property
    def other_models(self) -> bool:
        return self.expected is not None and _models(self.expected) != _models(self.actual)


@frozen
class Report:
    """The outcome of a check, which ``update`` takes to write what differs."""

    comparisons: tuple[Comparison, ...]
    orphans: tuple[Path, ...]  # golden files without an article
    failures: tuple[str, ...]  # a sentence each

    @property
    def sentences(self) -> tuple[str, ...]:
        """What needs a person, a sentence each."""
        orphans = (f"{path}: its article is gone; delete this file or bring the article back" for path in self.orphans)
        return (*self.failures, *orphans)

    @property
    def fine(self) -> bool:
        return not self.sentences and not any(c.differs for c in self.comparisons)

    @property
    def summary(self) -> str:
        """For instance "2 files: +1 attribution −0, 1 source changed, 1 known-wrong now right"."""
        changed = [c for c in self.comparisons if c.differs]
        missing = sum(c.expected is None for c in changed)
        counts = sum((c.changes for c in changed), Counter())
        parts = []
        for name in ("attribution", "unattributed"):
            gained, lost = counts.pop(f"+{name}", 0), counts.pop(f"−{name}", 0)
            if gained or lost:
                parts.append(f"+{gained} {name} −{lost}")
        parts += [
            f"{count} {name}"
            for name, count in sorted(counts.items(), key=lambda c: (c[0].startswith("known-wrong"), c))
        ]
        parts += [f"{missing} not yet approved"] if missing else []
        parts += [f"{len(self.orphans)} without an article"] if self.orphans else []
        parts += [f"{len(self.failures)} failed"] if self.failures else []
        others = sum(c.other_models for c in self.comparisons)
        parts += [f"{others} made by other models"] if others else []
        number = len(changed) or len(self.comparisons)
        return f"{number} file{'s' * (number != 1)}: " + (
            ", ".join(parts) or ("text changed" if changed else "no difference")
        )


def compare(path: Path, expected: str | None, actual: str) -> Comparison:
    """Set what is found beside what was approved, block by block; GoldenError where the approved file is unreadable."""
    if expected is None:
        return Comparison(path, None, actual, Counter())
    changes: Counter[str] = Counter()
    marks: dict[int, list[str]] = {}
    for old, new in _paired(read_blocks(expected), read_blocks(actual)):
        changes.update(_changes(old, new))
        if old and new and old.wrong is not None and not _turned_right(old, new):
            marks[new.line] = _mark(old, "  " * (new.depth + 1))
    lines = (line for n, text in enumerate(actual.split("\n")) for line in (text, *marks.get(n, ())))
    return Comparison(path, expected, "\n".join(lines), changes)


def _mark(block: Block, indent: str) -> list[str]:
    return [f"{indent}! wrong: {block.wrong}", *(f"{indent}! {label:<9} {value}" for label, value in block.right)]


def _unchanged(old: Block, new: Block) -> bool:
    return (old.heading, old.depth, old.fields) == (new.heading, new.depth, new.fields)


_ALIKE: tuple[Callable[[Block, Block], bool], ...] = (
    _unchanged,
    lambda old, new: old.depth == new.depth and bool({*old.values("content")} & {*new.values("content")}),
    lambda old, new: bool({*old.values("content")} & {*new.values("content")}),
    lambda old, new: bool(old.value("quotation")) and old.value("quotation") == new.value("quotation"),
    lambda old, new: bool(old.value("cue")) and old.value("cue") == new.value("cue"),
)


def _paired(before: Sequence[Block], after: Sequence[Block]) -> Iterator[tuple[Block | None, Block | None]]:
    """Which block became which: in the same paragraph, the most alike first; None for one that came or went."""
    old_blocks, new_blocks = list(before), list(after)
    for alike in _ALIKE:
        for old in tuple(old_blocks):
            new = next((n for n in new_blocks if n.paragraph == old.paragraph and alike(old, n)), None)
            if new:
                old_blocks.remove(old)
                new_blocks.remove(new)
                yield old, new
    yield from ((old, None) for old in old_blocks)
    yield from ((None, new) for new in new_blocks)


def _changes(old: Block | None, new: Block | None) -> Iterator[str]:
    if old and old.wrong is not None and _turned_right(old, new):
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
        if old.wrong is not None and not _unchanged(old, new):
            yield "known-wrong changed"


def _turned_right(old: Block, new: Block | None) -> bool:
    """Whether a block marked as wrong is now as the reviewer wrote that it should be, or gone if nothing is written."""
    if not new or not old.right:
        return not new and not old.right
    return all(new.values(label) == tuple(v for name, v in old.right if name == label) for label, _ in old.right)


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


# --- the directory ----------------------------------------------------------------------------


def check(directory: Path, extractor: Callable[[Article], Extraction], *, models: str) -> Report:
    """Compare every article of ``directory/articles`` with its file in ``directory/expected``; writes nothing.

    ``models`` is the digest that new golden files record. Raises GoldenError where there are no articles.
    """
    articles = _files(directory / "articles")
    if not articles:
        raise GoldenError(
            f"{directory / 'articles'}: no article here; name the directory of the golden files with --directory"
        )
    comparisons, failures = [], []
    for article in articles:
        path = golden_path(directory, article)
        try:
            expected = path.read_text(encoding="utf-8") if path.exists() else None
            comparisons.append(compare(path, expected, _golden_of(article, extractor, models)))
        except ModelError:
            raise
        except (Error, UnicodeDecodeError) as error:
            failures.append(f"{path}: {error}")
    known = {golden_path(directory, article) for article in articles}
    return Report(
        tuple(comparisons), tuple(p for p in _files(directory / "expected") if p not in known), tuple(failures)
    )


def update(report: Report) -> tuple[Path, ...]:
    """Write what a check found to differ, each file at once; returns the files written."""
    changed = [c for c in report.comparisons if c.differs or c.other_models]
    for comparison in changed:
        comparison.path.parent.mkdir(exist_ok=True)
        write_text(comparison.path, comparison.actual)
    return tuple(c.path for c in changed)


def new(
    directory: Path, files: Iterable[Path], extractor: Callable[[Article], Extraction], *, models: str
) -> Iterator[Path]:
    """Copy articles into the golden directory, byte for byte, and make their golden files; gives each golden file."""
    for file in files:
        article = directory / "articles" / file.name
        if article.exists():
            raise GoldenError(f"{article}: there is a golden article of this name already; rename {file}")
        text = _golden_of(file, extractor, models)
        for path in (article, golden_path(directory, article)):
            path.parent.mkdir(parents=True, exist_ok=True)
        article.write_bytes(file.read_bytes())
        write_text(golden_path(directory, article), text)
        yield golden_path(directory, article)


def golden_path(directory: Path, article: Path) -> Path:
    return directory / "expected" / f"{article.name}.golden"


def _golden_of(path: Path, extractor: Callable[[Article], Extraction], models: str) -> str:
    return golden_text(extractor(read_article(path)), name=path.name, models=models)


def _files(directory: Path) -> list[Path]:
    return sorted(p for p in directory.glob("*") if p.is_file() and not p.name.startswith("."))
