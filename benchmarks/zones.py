"""How much furniture is left out and how much body is lost, on pages written for this; those of ``held`` were kept aside.

    python benchmarks/zones.py [--attributions]

Lines by default, at once; with ``--attributions`` the attributions in them too, which needs the models.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from attribution.article import article_from_text  # noqa: E402
from attribution.extract import Extractor  # noqa: E402
from attribution.model import DEFAULT_ZONES, ZONES  # noqa: E402
from tests.test_pages import LEFT_OUT, figures, read_pages  # noqa: E402


def attributions(pages: dict[str, str]) -> tuple[int, int, int, int]:
    """Attributions that begin in furniture, those left out; in the body, those lost."""
    extractor = Extractor(zones=frozenset(ZONES))
    counts = [0, 0, 0, 0]
    for marked in pages.values():
        lines = [line for line in marked.split("\n") if line.strip()]
        article = article_from_text("\n".join(line[3:] for line in lines))
        truth = {p.span: line[0] in LEFT_OUT for line, p in zip(lines, article.paragraphs)}
        for a in extractor(article).attributions:
            paragraph = next(p for p in article.paragraphs if p.span.contains(a.content[0]))
            is_out = paragraph.zone not in DEFAULT_ZONES or paragraph.repeats
            at = 0 if truth[paragraph.span] else 2
            counts[at] += 1
            counts[at + 1] += is_out
    return tuple(counts)


def told(name: str, what: str, counts: tuple[int, int, int, int]) -> str:
    furniture, left_out, body, lost = counts
    return (
        f"{name:<6} {what:<12} furniture left out {left_out}/{furniture} ({left_out / max(1, furniture):.1%}), "
        f"body lost {lost}/{body} ({lost / max(1, body):.1%})"
    )


for name in ("tuned", "held"):
    print(told(name, "lines", figures(read_pages(name))))
    if "--attributions" in sys.argv:
        print(told(name, "attributions", attributions(read_pages(name))), flush=True)
