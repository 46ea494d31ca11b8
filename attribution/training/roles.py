"""The parts of attributions word by word, for the role reader: from PolNeAR and GUM, which nest nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from attribution.article import article_from_text
from attribution.model import Sentence
from attribution.parse import Parser
from attribution.training.data import straight
from attribution.training.nets import Roles

CORPORA = ("polnear.train", "gum_news.train", "gum_interview.train", "gum_other.train")
# The scorer learns from articles whose roles the reader has not seen, as it will meet them: every fifth of these.
HELD_OUT_OF, EVERY = "polnear.train", 5


def is_held_out(number: int) -> bool:
    """Whether a document of PolNeAR train, by its place in the file, is kept from the role reader for the scorer."""
    return number % EVERY == EVERY - 1


def write_roles(corpora: Path, out: Path, *, most: int | None = None) -> None:
    """An article a line (no more once there are so many sentences), its words those of the models that are installed."""
    parser, written = Parser(), 0
    with out.open("w", encoding="utf-8") as file:
        for record in _records(corpora):
            document = parser(article_from_text(record["text"], id=record["id"]))
            rows = [([straight(w.text) for w in s.words], list(_roles(s, record["attributions"]))) for s in document.sentences]
            file.write(json.dumps(rows) + "\n")
            written += len(rows)
            if most is not None and written >= most:
                return


def _records(corpora: Path) -> Iterator[dict]:
    for name in CORPORA:
        for number, line in enumerate((corpora / f"{name}.jsonl").open(encoding="utf-8")):
            if not (name == HELD_OUT_OF and is_held_out(number)):
                yield json.loads(line)


def read_roles(path: Path) -> list[Roles]:
    """The sentences that `write_roles` wrote."""
    return [sentence for article in read_roles_by_article(path) for sentence in article]


def read_roles_by_article(path: Path) -> list[list[Roles]]:
    return [[tuple(sentence) for sentence in json.loads(line)] for line in path.open(encoding="utf-8")]


def _roles(sentence: Sentence, gold: list[dict]) -> Iterator[str]:
    """"B-" where a span opens, "I-" where the word before is of the same."""
    before = None
    for word in sentence.words:
        spans = ((role, s, e) for role in ("cue", "source", "content") for a in gold for s, e in a[role])
        found = next((x for x in spans if x[1] <= word.span.start < x[2]), None)
        yield "O" if found is None else f"{'I' if found == before else 'B'}-{found[0]}"
        before = found
