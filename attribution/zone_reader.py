"""How likely each line of a page is none of the article's, learnt from pages: what no phrase and no rule knows.

A forest of decision trees (trained by ``python -m attribution.training.zones``) over what can be counted of a line and of the
lines around it, and over what its words weigh. It does not see what the rules made of a line: they were written for the pages that
it learns from and are right there nearly always, so that it would learn nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from attrs import frozen

from attribution.forest import Forest, forest_of
from attribution.model import Zone
from attribution.zone_signals.line import Line
from attribution.zone_signals.measures import Columns, around, beside_title, by_itself, placed, shared
from attribution.zone_signals.sheet import Sheet

DATA = Path(__file__).parent / "data" / "zones.json"
_FIRST_WORDS = 60  # of a line are weighed
_AROUND = ("words", "ends", "prose", "known", "weight", "capitals")  # what is told of the lines beside a line, too


def tokens(line: Line) -> frozenset[str]:
    """The words of a line and each two in a row, in small letters; a number is "#"."""
    words = ["#" if word[0].isdigit() else word for word in line.folded[:_FIRST_WORDS]]
    return frozenset(words).union(map(" ".join, zip(words, words[1:])))


@frozen(eq=False)
class Words:
    """How far each word speaks for furniture, in log odds: "newsletter", "sign up"; below 0 for the body."""

    start: float
    weights: Mapping[str, float]

    def __call__(self, line: Line) -> dict[str, float]:
        found = [self.weights[token] for token in tokens(line) if token in self.weights]
        total = sum(found)
        return {
            "weight": self.start + total,
            "weight of a word": total / max(1, len(line.words)),
            "heaviest word": max(found, default=0.0),
            "lightest word": min(found, default=0.0),
        }


@frozen(eq=False)
class Reader:
    words: Words
    forest: Forest

    def __call__(self, page: Sheet, zones: Sequence[Zone | None]) -> list[float]:
        """For each line, from 0 to 1, how likely it is furniture or a byline; of ``zones`` only the headline is looked at."""
        return self.forest.judge(seen(page, zones, self.words)).tolist()


def seen(page: Sheet, zones: Sequence[Zone | None], words: Words) -> Columns:
    """All that the forest sees of the lines of a page."""
    columns = by_itself(page.lines, words) | {"prose": np.array(page.prose, dtype=float)} | beside_title(page.lines, zones)
    columns |= shared(page.lines, page.prose) | placed(columns["words"], columns["prose"])
    for name in _AROUND:
        columns |= around(name, columns[name])
    return columns


@cache
def load_reader() -> Reader:
    data = json.loads(DATA.read_text(encoding="utf-8"))
    return reader_of(data)


def reader_of(data: Mapping) -> Reader:
    """A reader from what ``training.zones`` wrote."""
    return Reader(Words(data["start"], data["words"]), forest_of(data["forest"]))
