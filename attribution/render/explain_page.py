"""Explanations → one self-contained page, each with its tree as SVG."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attribution.explain import Explanation
from attribution.render.arcs import Diagram, diagram_of
from attribution.render.explain import headline, roles, rows
from attribution.render.html import render_page
from attribution.render.marks import clean


def render_explanations_html(explanations: Iterable[Explanation], *, title: str) -> str:
    """The page: what the terminal shows, and arcs over the words in the place of its tree."""
    views = [
        {
            "text": clean(e.text),
            "headline": headline(e),
            "at": e.span.start,
            "sentence": clean(e.sentence),
            "rows": [(label, clean("".join(text for text, _ in parts))) for label, parts in rows(e)],
            "diagram": _diagram(e),
        }
        for e in explanations
    ]
    return render_page("explain", title=clean(title), explanations=views)


def _diagram(explanation: Explanation) -> Diagram | None:
    if explanation.tree is None:
        return None
    return diagram_of(explanation.tree, roles(explanation), frozenset(_arcs(explanation)))


def _arcs(explanation: Explanation) -> Iterator[tuple[int, int]]:
    """The arcs that the paths go along, each as governor and dependent."""
    for path in explanation.paths:
        before = path.start
        for step in path.steps:
            yield (step.word.index, before.index) if step.up else (before.index, step.word.index)
            before = step.word
