"""Train what reads the lines of a page when the rules have read them (`zone_reader`), on pages whose lines are marked.

    python -m attribution.training.zones tests/data/pages ../shared/corpora/polnear.train.jsonl [--judge]

Writes ``data/zones.json``: words of the pages, limits and log odds; no word of the corpus, whose articles are bodies to be kept.
With ``--judge`` nothing is written: the pages of each file are read by what the others teach, and the figures told.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import numpy as np
from attrs import frozen
from scipy.sparse import csr_matrix
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from attribution.article import find_paragraphs
from attribution.forest import forest_of
from attribution.model import Zone
from attribution.training.trees import values_of
from attribution.zone_reader import DATA, Words, seen, tokens
from attribution.zone_signals.line import Line
from attribution.zone_signals.measures import Columns
from attribution.zones import LEFT_OUT, Page, decide, rule

NEVER_LEARNT = ("ninth", "twelfth", "twentyfirst", "twentysecond", "twentythird", "twentyfourth")  # kept to measure by
FOREST = dict(
    max_iter=200, learning_rate=0.15, max_bins=48, max_leaf_nodes=16, min_samples_leaf=10, max_features=0.2, l2_regularization=5.0,
    early_stopping=False, random_state=0,
)  # fmt: skip
KEPT = 1.5  # what a line of the body weighs against one of furniture: to lose it is worse
LEAST_PAGES = 3  # that have a word, for it to weigh
ARTICLES = 80  # of the corpus


T = TypeVar("T")
U = TypeVar("U")


@frozen(eq=False)
class Example:
    """A page as it is, or its furniture around another article; lines that repeat others are neither right nor wrong."""

    file: str  # the pages of a file are of one hand
    name: str
    lines: tuple[Line, ...]
    letters: str
    weight: float = 1.0
    is_own: bool = True  # a page of ours as it is, whose words count

    @cached_property
    def ruled(self) -> tuple[Page, list[Zone | None]]:
        return self.page, rule(self.page)[0]

    @cached_property
    def page(self) -> Page:
        return Page(self.lines, (None,) * len(self.lines))

    @cached_property
    def counts(self) -> np.ndarray:
        return np.array([letter not in "fc" for letter in self.letters])

    @cached_property
    def right(self) -> np.ndarray:
        return np.array([letter in "FY" for letter in self.letters])

    @cached_property
    def weights(self) -> np.ndarray:
        return np.where(self.right, 1.0, KEPT) * self.weight


# --- pages --------------------------------------------------------------------------------------


def read_marked(path: Path) -> Iterator[tuple[str, str]]:
    """The names of a file's pages of text, and their lines with their letters."""
    for page in path.read_text(encoding="utf-8").split("## ")[1:]:
        name, _, marked = page.partition("\n")
        if not marked.lstrip().lower().startswith("<!doctype"):
            yield name, marked


def examples_of(directory: Path, corpus: Path, seed: int = 1) -> list[Example]:
    chance = random.Random(seed)
    bodies = list(_bodies(corpus))
    found = [_example(f"corpus {n % 5}", str(n), [f"B  {line}" for line in body], 0.5) for n, body in enumerate(bodies)]
    for path in sorted(directory.glob("*.txt")):
        for name, marked in read_marked(path) if path.stem not in NEVER_LEARNT else ():
            rows = marked.split("\n")
            found.append(_example(path.stem, name, rows))
            other = chance.choice(bodies)[: chance.choice((8, 15, 40))]
            found.append(_example(path.stem, name, _with_body(rows, other), 0.5))
    return [example for example in found if any(example.page.prose)]


def _example(file: str, name: str, marked: Iterable[str], weight: float = 1.0) -> Example:
    return Example(file, f"{file}: {name}", *_read(marked), weight, weight == 1)


def _read(marked: Iterable[str]) -> tuple[tuple[Line, ...], str]:
    rows = [row for row in marked if row.strip()]
    text = "\n".join(row[3:] for row in rows)
    lines = tuple(Line.of(span.of(text)) for span in find_paragraphs(text))
    if len(lines) != len(rows):
        raise ValueError(f"{len(rows)} marked lines are {len(lines)} paragraphs: {rows[0]}")
    return lines, "".join(row[0] for row in rows)


def _bodies(corpus: Path) -> Iterator[list[str]]:
    """The paragraphs of some articles from all over a corpus, those that are one line."""
    records = corpus.read_text(encoding="utf-8").splitlines()
    for record in records[:: max(1, len(records) // ARTICLES)]:
        text = json.loads(record)["text"]
        lines = [" ".join(span.of(text).split()) for span in find_paragraphs(text)]
        if len(lines) > 4 and len(find_paragraphs("\n".join(lines))) == len(lines):
            yield lines


def _with_body(marked: Sequence[str], body: Sequence[str]) -> Iterator[str]:
    """A page's furniture around another article, in the places of its own, the first line as headline."""
    marked = [row for row in marked if row.strip()]
    places = [i for i, row in enumerate(marked) if row[0] == "B"]
    headline = next(i for i, row in enumerate(marked) if row[0] in "HB")
    done = 1
    for i, row in enumerate(marked):
        if row[0] in "FY":
            yield row
        if i == headline:
            yield f"H  {body[0]}"
        upto = 1 if i < places[0] else 1 + (len(body) - 1) * sum(place <= i for place in places) // len(places)
        yield from (f"B  {line}" for line in body[done:upto])
        done = max(done, upto)


# --- learning -----------------------------------------------------------------------------------


def weigh_words(examples: Sequence[Example]) -> Words:
    """What each word that several of our own pages have says of a line."""
    pages: dict[str, set[str]] = {}
    for example in examples:
        for token in frozenset().union(*map(tokens, example.lines)) if example.is_own else ():
            pages.setdefault(token, set()).add(example.name)
    known = {token: at for at, token in enumerate(sorted(token for token, found in pages.items() if len(found) >= LEAST_PAGES))}
    learnt = [e for e in examples if e.is_own or e.file.startswith("corpus")]
    rows = [[known[token] for token in sorted(tokens(line)) if token in known] for e in learnt for line in e.lines]
    ends = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
    has = csr_matrix((np.ones(ends[-1]), [at for row in rows for at in row], ends), shape=(len(rows), len(known)))
    counts = np.concatenate([np.where(e.counts, e.weight, 0.0) for e in learnt])
    model = LogisticRegression(C=1.0, solver="liblinear", max_iter=300, random_state=0)
    model.fit(has, np.concatenate([e.right for e in learnt]), sample_weight=counts)
    return Words(round(float(model.intercept_[0]), 2), {token: round(float(model.coef_[0][at]), 2) for token, at in known.items()})


def train_forest(examples: Sequence[Example], columns: Sequence[dict[str, np.ndarray]]) -> dict:
    """A forest over what is seen of the lines of each example."""
    names = sorted(columns[0])
    rows = np.concatenate([np.column_stack([c[name] for name in names])[e.counts] for e, c in zip(examples, columns)])
    right, weights = (np.concatenate([values[e.counts] for e, values in zip(examples, of_each)]) for of_each in ([e.right for e in examples], [e.weights for e in examples]))
    return values_of(HistGradientBoostingClassifier(**FOREST).fit(rows, right, sample_weight=weights), names)


def by_others(examples: Sequence[Example], learn: Callable[[list[int]], T], apply: Callable[[T, int], U]) -> list[U]:
    """For each example what is learnt from the examples of the other files makes of it."""
    made: dict[int, U] = {}
    for file in sorted({e.file for e in examples}):
        learnt = learn([i for i, e in enumerate(examples) if e.file != file])
        made |= {i: apply(learnt, i) for i, e in enumerate(examples) if e.file == file}
    return [made[i] for i in range(len(examples))]


def columns_of(examples: Sequence[Example]) -> list[Columns]:
    """What the forest is to learn from: the words weigh what they do on the other files, for on new pages they weigh less than here."""
    return by_others(examples, lambda of: weigh_words([examples[i] for i in of]), lambda words, i: seen(*examples[i].ruled, words))


def train(examples: Sequence[Example]) -> dict:
    """What `zone_reader.reader_of` reads."""
    words = weigh_words(examples)
    return {"start": words.start, "words": words.weights, "forest": train_forest(examples, columns_of(examples))}


def judge(examples: Sequence[Example]) -> list[list[float]]:
    """What is thought of each example's lines by a forest of the other files."""
    columns = columns_of(examples)
    return by_others(
        examples,
        lambda of: forest_of(train_forest([examples[i] for i in of], [columns[i] for i in of])),
        lambda forest, i: forest.judge(columns[i]).tolist(),
    )


def told(examples: Sequence[Example], thought: Sequence[list[float]], sure: float) -> Iterator[str]:
    """How much furniture of each file's own pages is left out and how much body is lost, by the rules and with the reader."""
    whole = [(e, t) for e, t in zip(examples, thought) if e.is_own]
    for file in (*sorted({e.file for e, _ in whole}), "all"):
        lines = [line for e, t in whole if file in (e.file, "all") for line in _decided(e, t, sure)]
        for what, at in (("rules", 1), ("both", 2)):
            out = [line[at] for line in lines if line[0] in "FY"]
            lost = [line[at] for line in lines if line[0] in "HBC"]
            yield f"{sure:<5} {file:<8} {what:<6} furniture left out {sum(out)}/{len(out)}, body lost {sum(lost)}/{len(lost)}"


def _decided(example: Example, thought: Sequence[float], sure: float) -> Iterator[tuple[str, bool, bool]]:
    """Of each line its letter, and whether it is left out by the rules and by rules and reader."""
    page, zones = example.ruled
    for letter, before, after in zip(example.letters, zones, decide(page, zones, thought, sure=sure)):
        yield letter, before in LEFT_OUT, after in LEFT_OUT


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("pages", type=Path, help="a directory of marked pages")
    arguments.add_argument("corpus", type=Path, help="articles whose bodies are put on the pages, too")
    arguments.add_argument("--judge", action="store_true", help="tell the figures of each file instead")
    given = arguments.parse_args()
    examples = examples_of(given.pages, given.corpus)
    if given.judge:
        thought = judge(examples)
        for sure in (0.8, 0.85, 0.9, 0.95):
            print(*told(examples, thought, sure), sep="\n")
    else:
        DATA.write_text(json.dumps(train(examples), separators=(",", ":"), ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
