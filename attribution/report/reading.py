"""What ``report`` is given → Parquet files, rows of what ``extract`` wrote as JSONL, and articles yet to be
extracted."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from attrs import field, frozen

from attribution.errors import InputError
from attribution.export import from_dict
from attribution.model import Extraction, Failure


@frozen
class Given:
    """The paths by what they hold; ``articles`` are whatever is neither Parquet nor extracted."""

    parquet: tuple[Path, ...] = field(factory=tuple)
    extracted: tuple[Path, ...] = field(factory=tuple)
    articles: tuple[str, ...] = field(factory=tuple)


def sort_paths(paths: Iterable[str]) -> Given:
    """Parquet is told by its name, what ``extract`` wrote by the first line. A directory holds one or the other
    of these, or else articles; of what ``batch`` wrote the attributions are taken.
    """
    parquet, extracted, articles = [], [], []
    for name in paths:
        path = Path(name)
        files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        tables = [p for p in files if p.suffix.lower() == ".parquet" and not (path.is_dir() and _is_beside(p))]
        lines = [p for p in files if p.suffix.lower() == ".jsonl" and _is_extracted(p)]
        parquet += tables
        extracted += lines
        if not tables and not lines:
            articles.append(name)
    return Given(tuple(parquet), tuple(extracted), tuple(articles))


def _is_beside(path: Path) -> bool:
    """Whether this is another of the tables that ``batch`` writes beside that of the attributions."""
    if path.name == "errors.parquet":
        return (path.parent / "manifest.json").is_file()
    return path.parent.name == "articles" and (path.parent.parent / "manifest.json").is_file()


def _is_extracted(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            first = json.loads(next((line for line in file if line.strip()), b"null"))
    except (OSError, ValueError):
        return False
    return isinstance(first, dict) and "schema_version" in first


def read_extractions(path: Path) -> Iterator[Extraction | Failure]:
    """One a line; a Failure, naming file and line, in the place of one that is not what ``to_dict`` wrote."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                try:
                    yield from_dict(json.loads(line))
                except (InputError, ValueError) as error:
                    yield Failure(f"{path}, line {number}", "read", str(error))
