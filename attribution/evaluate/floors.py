"""Figures that may not fall: those given on the command line, and those of ``golden/floors.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from attrs import frozen

from attribution.article import article_from_text
from attribution.errors import GoldenError, InputError
from attribution.evaluate.annotations import AnnotatedText, document_of, read_annotations
from attribution.evaluate.scores import FIGURES, GROUPS, Evaluation, evaluate
from attribution.model import Article, Extraction, Failure

FIELDS = {"gold": str, "documents": int, "flat": bool, "optional": bool, "floors": dict}


@frozen
class Floor:
    """The least value, in percent, of a figure: F1, or accuracy where the figure is one."""

    group: str
    figure: str
    least: float

    @property
    def name(self) -> str:
        return f"{self.group}.{self.figure.replace(' ', '_')}"

    def value(self, evaluation: Evaluation) -> float:
        """The figure as it is; InputError where the gold does not annotate what it needs."""
        figure = evaluation.groups[self.group].get(self.figure)
        if figure is None:
            raise InputError(f"{self.name}: this gold does not annotate what that figure needs; leave it out")
        return round(100 * figure.value, 2)


@frozen
class Floors:
    """One table of ``floors.toml``: a gold file, and what predictions made now for its texts must reach."""

    name: str
    gold: Path
    floors: tuple[Floor, ...]
    documents: int | None = None  # only so many, the first ones
    flat: bool = False
    optional: bool = False  # the gold is not everywhere

    @property
    def absent(self) -> bool:
        return self.optional and not self.gold.exists()


def floor(name: str, least: float) -> Floor:
    """The floor of a figure, by a name such as "all.full" or "direct.content_exact"; ValueError names what is wrong."""
    group, _, figure = name.partition(".")
    figure = figure.replace("_", " ")
    if group not in GROUPS or figure not in FIGURES:
        figures = ", ".join(f.replace(" ", "_") for f in FIGURES)
        raise ValueError(f"“{name}” is no figure; write GROUP.FIGURE with {', '.join(GROUPS)} and {figures}")
    if not (isinstance(least, (int, float)) and 0 <= least <= 100):
        raise ValueError(f"the floor of {name} is a percentage and cannot be {least}; give for instance 64")
    return Floor(group, figure, least)


def shortfalls(evaluation: Evaluation, floors: Iterable[Floor]) -> Iterator[str]:
    """A sentence for each figure that lies under its floor."""
    for each in floors:
        if (value := each.value(evaluation)) < each.least:
            yield f"{each.name} is {value:.2f} and must be at least {each.least:g}"


# --- floors.toml ------------------------------------------------------------------------------


def read_floors(path: Path) -> tuple[Floors, ...]:
    """The tables of a file of floors, gold files beside it; GoldenError names the table and what is wrong with it."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise GoldenError(
            f"{path}: cannot be read ({error.strerror}); name a file such as golden/floors.toml"
        ) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise GoldenError(f"{path}: not TOML ({error})") from None
    return tuple(_floors(name, table, path) for name, table in tables.items())


def _floors(name: str, table: Any, path: Path) -> Floors:
    where = f"{path}, [{name}]"
    if not isinstance(table, dict) or not {"gold", "floors"} <= table.keys() <= FIELDS.keys():
        raise GoldenError(f"{where}: a table has gold and floors, and may have documents, flat and optional")
    for field, value in table.items():
        if type(value) is not FIELDS[field]:
            raise GoldenError(f"{where}: “{field}” is {value!r:.40} and must be of type {FIELDS[field].__name__}")
    try:
        floors = tuple(floor(figure, least) for figure, least in table["floors"].items())
    except ValueError as error:
        raise GoldenError(f"{where}: {error}") from None
    return Floors(name, path.parent / table.pop("gold"), **(table | {"floors": floors}))


def measure(floors: Floors, pipe: Callable[[Iterable[Article]], Iterable[Extraction | Failure]]) -> Evaluation:
    """The evaluation of what ``pipe`` finds now in the gold's own texts."""
    gold = tuple(islice(read_annotations(floors.gold), floors.documents))
    found = pipe(article_from_text(document.text or "", id=document.id) for document in gold)
    return evaluate(gold, tuple(map(_answer, found)), flat=floors.flat)


def _answer(found: Extraction | Failure) -> AnnotatedText:
    if isinstance(found, Failure):
        raise InputError(f"{found.id}: {found.error}")
    return document_of(found)
