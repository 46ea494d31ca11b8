"""How much furniture is left out and how much body is lost, on pages written for this (row 8 of docs/reliability.md).

    python benchmarks/zones.py [--attributions]
    python benchmarks/zones.py GOLD.jsonl …

Lines (in HTML, blocks) by default, at once; with ``--attributions`` the attributions in them too, which needs the models. Of
gold of clean articles (``text`` and ``attributions`` in each line): how many of its attributions begin in what is left out.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from attribution.article import article_from_text  # noqa: E402
from attribution.extract import Extractor  # noqa: E402
from attribution.model import DEFAULT_ZONES, ZONES, Paragraph, Span  # noqa: E402
from tests.test_pages import LEFT_OUT, figures, is_html, read_pages  # noqa: E402


def is_out(paragraph: Paragraph) -> bool:
    return paragraph.zone not in DEFAULT_ZONES or paragraph.repeats


def attributions(pages: dict[str, str]) -> tuple[int, int, int, int]:
    """Attributions that begin in furniture, those left out; in the body, those lost. Of pages of text."""
    extractor = Extractor(zones=frozenset(ZONES))
    counts = [0, 0, 0, 0]
    for marked in (page for page in pages.values() if not is_html(page)):
        lines = [line for line in marked.split("\n") if line.strip()]
        article = article_from_text("\n".join(line[3:] for line in lines))
        truth = {p.span: line[0] in LEFT_OUT for line, p in zip(lines, article.paragraphs)}
        for a in extractor(article).attributions:
            paragraph = next(p for p in article.paragraphs if p.span.contains(a.content[0]))
            at = 0 if truth[paragraph.span] else 2
            counts[at] += 1
            counts[at + 1] += is_out(paragraph)
    return tuple(counts)


def lost(gold: Path) -> Iterator[bool]:
    """For each attribution of the gold, whether it begins in what is left out."""
    for line in gold.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        left_out = [p.span for p in article_from_text(record["text"]).paragraphs if is_out(p)]
        for attribution in record["attributions"]:
            yield any(span.contains(Span(*attribution["content"][0])) for span in left_out)


def told(name: str, what: str, counts: tuple[int, int, int, int]) -> str:
    furniture, left_out, body, lost = counts
    return (
        f"{name:<7} {what:<12} furniture left out {left_out}/{furniture} ({left_out / max(1, furniture):.1%}), "
        f"body lost {lost}/{body} ({lost / max(1, body):.1%})"
    )


golds = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
for gold in golds:
    verdicts = list(lost(Path(gold)))
    print(f"{Path(gold).name}: {sum(verdicts)} of {len(verdicts)} attributions lost ({sum(verdicts) / max(1, len(verdicts)):.2%})")
for name in () if golds else ("tuned", "held", "further", "unseen"):
    print(told(name, "lines", figures(read_pages(name))))
    if "--attributions" in sys.argv:
        print(told(name, "attributions", attributions(read_pages(name))), flush=True)
