"""Quotations over paragraphs, and quotation marks that quote nobody (rows 6 and 7 of docs/reliability.md).

    python benchmarks/quotations.py

Of twenty articles in which somebody is quoted over two to four paragraphs: in how many this is one attribution to the right
speaker, with a span in each. Of two hundred sentences with apostrophes, nicknames, titles and scare quotes: in how many an
attribution is found, where there is none. What went wrong is printed. Needs the models.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from attribution.extract import Extractor  # noqa: E402
from attribution.model import Attribution, Extraction  # noqa: E402
from tests.quoting import Continued, continued, negatives  # noqa: E402


def places(attribution: Attribution, extraction: Extraction) -> set[int]:
    """The paragraphs that the content has spans in."""
    paragraphs = extraction.article.paragraphs
    return {i for i, p in enumerate(paragraphs) for span in attribution.content if p.span.overlaps(span)}


def is_one(article: Continued, extraction: Extraction) -> bool:
    """Whether the quotation is one attribution, to its speaker; claims inside it are its children."""
    found = [a for a in extraction.attributions if a.parent is None and places(a, extraction) & set(article.quoted)]
    (first, *others) = found or [None]
    speaker = first.speaker.name if first and first.speaker else ""
    return not others and first is not None and places(first, extraction) == set(article.quoted) and bool(
        speaker and (speaker in article.speaker or article.speaker in speaker)
    )  # fmt: skip


def main() -> None:
    extractor = Extractor()
    articles = continued()
    wrong = [a for a in articles if not is_one(a, extractor(a.text))]
    for article in wrong:
        found = [f"{a.speaker and a.speaker.name}: {a.content_text}" for a in extractor(article.text).attributions]
        print(f"  not one attribution to {article.speaker}: {found}")
    print(f"over paragraphs: {len(articles) - len(wrong)} of {len(articles)} are one attribution")
    false = total = 0
    for name, sentences in negatives().items():
        found = [(s, a) for s in sentences for a in extractor(s).attributions[:1]]
        for sentence, attribution in found:
            print(f"  {sentence}  ← {attribution.construction}: {attribution.content_text}")
        print(f"{name}: {len(found)} of {len(sentences)} with an attribution, where there is none")
        false, total = false + len(found), total + len(sentences)
    print(f"all negatives: {false} of {total} ({false / total:.1%})")


main()
