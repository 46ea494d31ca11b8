"""Golden files: compare what is found now with what was approved, and approve anew.

A directory of golden files holds ``articles/`` and ``expected/``, a golden file for each article.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from attrs import frozen

from attribution.article import read_article
from attribution.errors import Error, GoldenError, ModelError
from attribution.golden_compare import Comparison, compare
from attribution.model import Article, Extraction
from attribution.outputs import write_text
from attribution.render.golden import golden_text


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
            for name, count in sorted(counts.items(), key=lambda c: (c[0].startswith("known-"), c))
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


def check(directory: Path, extractor: Callable[[Article], Extraction], *, models: str) -> Report:
    """Compare every article of ``directory/articles`` with its file in ``directory/expected``; writes nothing.

    ``models`` is the digest that new golden files record. Raises GoldenError where there are no articles.
    """
    articles = article_files(directory)
    comparisons, failures = [], []
    for article in articles:
        path = golden_path(directory, article)
        try:
            expected = path.read_text(encoding="utf-8") if path.exists() else None
            extraction = extractor(read_article(article))
            actual = golden_text(extraction, name=article.name, models=models)
            comparisons.append(compare(path, expected, actual, extraction))
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
        text = golden_text(extractor(read_article(file)), name=file.name, models=models)
        for path in (article, golden_path(directory, article)):
            path.parent.mkdir(parents=True, exist_ok=True)
        article.write_bytes(file.read_bytes())
        write_text(golden_path(directory, article), text)
        yield golden_path(directory, article)


def article_files(directory: Path) -> list[Path]:
    """The articles of a golden directory; GoldenError where there are none."""
    if not (articles := _files(directory / "articles")):
        raise GoldenError(
            f"{directory / 'articles'}: no article here; name the directory of the golden files with --directory, "
            "or add an article with “attribution golden new”"
        )
    return articles


def golden_path(directory: Path, article: Path) -> Path:
    return directory / "expected" / f"{article.name}.golden"


def _files(directory: Path) -> list[Path]:
    return sorted(p for p in directory.glob("*") if p.is_file() and not p.name.startswith("."))
