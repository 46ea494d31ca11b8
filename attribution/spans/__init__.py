"""Heads → character spans: which words belong to cue, source and content, and where the spans end.

The conventions are those of PARC 3 and PolNeAR as the design's annotation page settles them; every
function returns spans into the article's text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from attribution.model import Kind, Match, Mention, Parts, Quotation, Span, Word
from attribution.spans.content import content_spans
from attribution.spans.cue import cue_span
from attribution.spans.marks import merged
from attribution.spans.source import source_span
from attribution.tree import Tree

__all__ = ["content_spans", "cue_span", "kind_of", "mention_of", "merged", "parts_of", "source_span"]


def parts_of(match: Match, tree: Tree) -> Parts:
    """Where cue, source and content of a match stand; as told before, if they were."""
    if match.parts is not None:
        return match.parts
    cue, source = cue_span(match, tree), source_span(match, tree)
    return Parts(cue, source, content_spans(match, tree, cue, source))


def kind_of(content: tuple[Span, ...], quotations: Iterable[Quotation], cue: Span | None, text: str) -> Kind:
    """direct where nine tenths of the content's letters are quoted, mixed where some are, else indirect.

    A quotation that also holds the cue does not count: "I think X" said inside it is indirect.
    """
    spans = sorted(content)
    starts = [s.start for s in spans]
    quoted = (p for q in quotations for p in q.parts if cue is None or not p.contains(cue))
    parts = [p for p in quoted if (at := bisect_left(starts, p.end)) and spans[at - 1].end > p.start]  # of thousands none is asked about all
    if not parts:
        return "indirect"
    letters = [i for span in content for i in range(span.start, span.end) if text[i].isalnum()]
    inside = set().union(*(range(p.start, p.end) for p in parts))
    count = sum(i in inside for i in letters)
    if not count:
        return "indirect"
    return "direct" if count >= 0.9 * len(letters) else "mixed"


def mention_of(head: Word, span: Span, text: str) -> Mention:
    """A source's mention, by its head: a pronoun, a name, or a nominal ("the report")."""
    kind = "pronoun" if head.upos == "PRON" else "name" if head.upos == "PROPN" else "nominal"
    return Mention(span, span.of(text), head.span, kind)
