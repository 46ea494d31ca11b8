"""What an article of many megabytes costs, read in parts (row 10 of docs/reliability.md).

    python benchmarks/memory.py [--megabytes 10] [--models]

The text is our own articles again and again, each with other names. Without ``--models`` trees by chance stand in for the
parser's, so that what is measured is our own work; with them it is all of it, at some 5 minutes a megabyte.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from attribution.article import article_from_text  # noqa: E402
from attribution.extract import Extractor  # noqa: E402
from attribution.export import to_jsonl_line  # noqa: E402
from tests.chance import ChanceParser  # noqa: E402


def peak() -> float:
    """The most memory this process has had so far, in GiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def long_text(characters: int) -> str:
    """Our articles again and again; each paragraph ends in its number, so that none is a repeat."""
    articles = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "golden" / "articles").glob("*.txt"))]
    paragraphs = [line for article in articles for line in article.splitlines() if line.strip()]
    pieces, length, number = [], 0, 0
    while length < characters:
        pieces.append(f"{paragraphs[number % len(paragraphs)]} No. {number}.")
        length += len(pieces[-1]) + 2
        number += 1
    return "\n\n".join(pieces)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--megabytes", type=float, default=10)
    arguments.add_argument("--models", action="store_true")
    options = arguments.parse_args()
    start = time.process_time()
    print(f"at first {peak():.2f} GiB")
    article = article_from_text(long_text(int(options.megabytes * 1e6)))
    print(f"read {peak():.2f} GiB, {time.process_time() - start:.0f} s of work", flush=True)
    extractor = Extractor(None if options.models else ChanceParser(), split=True, any_language=True)
    extraction = extractor(article)
    print(f"extracted {peak():.2f} GiB, {time.process_time() - start:.0f} s of work, {len(extraction.attributions)} attributions", flush=True)
    written = len(to_jsonl_line(extraction))
    print(f"written {peak():.2f} GiB, {time.process_time() - start:.0f} s of work, {written / 1e6:.0f} MB of JSON")


main()
