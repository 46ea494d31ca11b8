"""How much furniture is left out and how much body is lost, on pages written for this (row 8 of docs/reliability.md).

    python benchmarks/zones.py [--attributions] [ninth …]
    python benchmarks/zones.py [--among-furniture] GOLD.jsonl …

Lines (in HTML, blocks) by default, at once; with ``--attributions`` the attributions in them too, which needs the models; of
all pages, or of the files named. Of gold of clean articles (``text`` and ``attributions`` in each line): how many of its attributions begin in what is left out,
of the articles as they are or with their paragraphs in the places of a page's body, one article in the furniture of each page in turn.
"""

from __future__ import annotations

import json
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from attribution.article import article_from_text  # noqa: E402
from attribution.extract import Extractor  # noqa: E402
from attribution.model import DEFAULT_ZONES, ZONES, Paragraph, Span  # noqa: E402
from tests.test_pages import FLOORS, LEFT_OUT, figures, is_html, judged, read_pages  # noqa: E402


def is_out(paragraph: Paragraph) -> bool:
    return paragraph.zone not in DEFAULT_ZONES or paragraph.repeats


def attributions(pages: Iterable[str]) -> tuple[int, int, int, int]:
    """Attributions that begin in furniture, those left out; in the body, those lost. Of pages of HTML what is said in each block."""
    extractor = Extractor(zones=frozenset(ZONES))
    counts = [0, 0, 0, 0]
    for marked in pages:
        rows = judged(marked)
        article = article_from_text("\n".join(" ".join(text.split()) for _, _, text in rows))
        starts = [p.span.start for p in article.paragraphs]
        for a in extractor(article).attributions if len(starts) == len(rows) else ():
            letter, left_out, _ = rows[bisect_right(starts, a.content[0].start) - 1]
            at = 0 if letter in LEFT_OUT else 2
            counts[at] += 1
            counts[at + 1] += left_out
    return tuple(counts)


def lost(gold: Path) -> Iterator[bool]:
    """For each attribution of the gold, whether it begins in what is left out."""
    for line in gold.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        left_out = [p.span for p in article_from_text(record["text"]).paragraphs if is_out(p)]
        for attribution in record["attributions"]:
            yield any(span.contains(Span(*attribution["content"][0])) for span in left_out)


def lost_among(gold: Path, pages: list[str]) -> tuple[int, int, int, int]:
    """Lines of furniture put around the gold's articles, those left out; attributions, those lost."""
    counts = [0, 0, 0, 0]
    for n, line in enumerate(gold.read_text(encoding="utf-8").splitlines()):
        record = json.loads(line)
        paragraphs = [p.span for p in article_from_text(record["text"]).paragraphs]
        begins = [sum(span.contains(Span(*a["content"][0])) for a in record["attributions"]) for span in paragraphs]
        texts = [" ".join(span.of(record["text"]).split()) for span in paragraphs]
        rows = list(_in_furniture(list(zip(texts, begins)), pages[n % len(pages)]))
        found = article_from_text("\n".join(text for text, _ in rows)).paragraphs
        if len(found) != len(rows):
            continue  # it held a line that is no paragraph
        for paragraph, (_, attributions) in zip(found, rows):
            at, weight = (0, 1) if attributions is None else (2, attributions)
            counts[at] += weight
            counts[at + 1] += weight * is_out(paragraph)
    return tuple(counts)


def _in_furniture(body: list[tuple[str, int]], marked: str) -> Iterator[tuple[str, int | None]]:
    """Paragraphs with their attributions, the first as headline, and a page's furniture around and among them (None)."""
    lines = [line for line in marked.split("\n") if line.strip()]
    places = [i for i, line in enumerate(lines) if line[0] == "B"]
    headline = next(i for i, line in enumerate(lines) if line[0] in "HB")
    done = 1
    for i, line in enumerate(lines):
        if line[0] in "FY":
            yield line[3:], None
        upto = 1 if i < places[0] else 1 + (len(body) - 1) * sum(place <= i for place in places) // len(places)
        if i == headline:
            yield body[0]
        yield from body[done:upto]
        done = max(done, upto)


def told(name: str, what: str, counts: tuple[int, int, int, int]) -> str:
    furniture, left_out, body, lost = counts
    return (
        f"{name:<7} {what:<12} furniture left out {left_out}/{furniture} ({left_out / max(1, furniture):.1%}), "
        f"body lost {lost}/{body} ({lost / max(1, body):.1%})"
    )


given = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
SETS = tuple(name for name in given if name in FLOORS) or tuple(FLOORS)
golds = [argument for argument in given if argument not in FLOORS]
for gold in golds:
    if "--among-furniture" in sys.argv:
        pages = [page for name in SETS for page in read_pages(name).values() if not is_html(page)]
        print(told(Path(gold).name, "attributions", lost_among(Path(gold), pages)))
        continue
    verdicts = list(lost(Path(gold)))
    print(f"{Path(gold).name}: {sum(verdicts)} of {len(verdicts)} attributions lost ({sum(verdicts) / max(1, len(verdicts)):.2%})")
for name in () if golds else SETS:
    print(told(name, "lines", figures(read_pages(name))))
    if "--attributions" in sys.argv:
        pages = read_pages(name).values()
        print(told(name, "attributions", attributions(page for page in pages if not is_html(page))), flush=True)
        print(told(name, "in HTML", attributions(filter(is_html, pages))), flush=True)
