"""What of an extraction's text stands between quotation marks, and how many words of it each attribution quotes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from attribution.model import Article, Attribution, Extraction, Span
from attribution.quotes import find_quotations


def quoted_spans(article: Article) -> tuple[Span, ...]:
    """The stretches between the outermost quotation marks, marks included, in text order."""
    quotations = find_quotations(article.text, [p.span for p in article.paragraphs])
    return tuple(sorted(part for q in quotations if q.depth == 0 for part in q.parts))


def cut_at(span: Span, quoted: Iterable[Span]) -> tuple[tuple[Span, bool], ...]:
    """A span cut where quotation marks open or close, each piece with whether it is quoted."""
    pieces, at = [], span.start
    for part in quoted:
        if part.overlaps(span):
            start, end = max(part.start, at), max(at, min(part.end, span.end))
            pieces += [(Span(at, start), False), (Span(start, end), True)]
            at = end
    pieces.append((Span(at, span.end), False))
    return tuple((piece, inside) for piece, inside in pieces if len(piece))


def words_quoted(extraction: Extraction) -> dict[str, int]:
    """The words between quotation marks in each attribution's content, by id; a nested one's count as its own alone."""
    quoted, text = quoted_spans(extraction.article), extraction.article.text
    inside: dict[str | None, list[Attribution]] = {}
    for attribution in extraction.attributions:
        inside.setdefault(attribution.parent, []).append(attribution)
    counts = {}
    for attribution in extraction.attributions:
        taken = [s for nested in inside.get(attribution.id, ()) for s in nested.content]
        own = (piece for s in attribution.content for piece, is_taken in cut_at(s, sorted(taken)) if not is_taken)
        pieces = (piece for s in own for piece, is_quoted in cut_at(s, quoted) if is_quoted)
        counts[attribution.id] = sum(len(re.findall(r"\w[\w’'-]*", piece.of(text))) for piece in pieces)
    return counts
