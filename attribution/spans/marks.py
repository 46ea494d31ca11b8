"""Where a stretch ends: no comma at its edge, no half of a quotation."""

from __future__ import annotations

from collections.abc import Iterable

from attribution.model import Quotation, Span, Word, covering
from attribution.tree import Tree

TRAILING = ",;:.-–—―…"
LEADING = TRAILING + "•·▪*"  # a list's bullet, too
_MARKS = "\"“”„'‘’‚«»‹›`"


def trimmed(words: Iterable[Word], marks: str) -> list[Word]:
    """Words without those at their edges that are nothing but such marks."""
    words = list(words)
    while words and words[-1].text and all(c in marks for c in words[-1].text):
        words.pop()
    while words and all(c in marks for c in words[0].text):
        words.pop(0)
    return words


def snapped(runs: list[Span], cue: Span, tree: Tree) -> list[Span]:
    """Runs that take the whole of a quotation they enter, and end with one that the cue stands in."""
    for quotation in tree.quotations:
        if any(part.contains(cue) for part in quotation.parts):
            runs = [clipped for run in runs if (clipped := _clipped(run, quotation)) is not None]
    runs = [_bare(run, tree.text) for run in runs]
    for quotation in tree.quotations:
        if not any(part.overlaps(cue) for part in quotation.parts):
            runs = [piece for run in runs for piece in _with_quotation(run, quotation, tree)]
    return runs


def _clipped(run: Span, quotation: Quotation) -> Span | None:
    for part in quotation.inside:
        start, end = max(run.start, part.start), min(run.end, part.end)
        if start < end:
            return Span(start, end)
    return None


def _bare(run: Span, text: str) -> Span:
    """A run without quotation marks and commas at its edges; those that belong to it come back with their quotation."""
    start, end = run.start, run.end
    while start < end and (text[start] in _MARKS + "," or text[start].isspace()):
        start += 1
    while end > start and (text[end - 1] in _MARKS + "," or text[end - 1].isspace()) and not _is_apostrophe(text, end - 1):
        end -= 1
    return Span(start, end) if end > start else run


def _is_apostrophe(text: str, at: int) -> bool:
    """Whether a mark closes a plural possessive: "the allies’"."""
    return text[at] in "'’" and at > 0 and text[at - 1] in "sS"


def _runs_on(run: Span, quotation: Quotation, tree: Tree) -> bool:
    """Whether a content ends with its sentence in a quotation that goes on: said that in “Leeds, rents fall. *Wages go up.”*"""
    last = next((w for w in reversed(tree.words) if w.upos != "PUNCT"), tree.words[-1])
    return run.start < quotation.span.start and run.end >= last.span.end and quotation.span.end > tree.sentence.span.end


def _with_quotation(run: Span, quotation: Quotation, tree: Tree) -> list[Span]:
    """A run with a quotation that it opens, holds half of, or ends in where that goes on."""
    inside = covering(quotation.inside)
    first, last = quotation.parts[0], quotation.parts[-1]
    shared = min(run.end, inside.end) - max(run.start, inside.start)
    if shared <= 0:
        return [run]
    opens = run.start <= inside.start + 1
    if not opens and shared < len(inside) / 2 and not _runs_on(run, quotation, tree):
        return [run]
    if len(quotation.parts) == 1 or run.end > first.end:
        return [Span(min(run.start, first.start), max(run.end, last.end))]
    return [Span(min(run.start, first.start), first.end), *quotation.parts[1:]]


def merged(runs: list[Span], text: str) -> tuple[Span, ...]:
    """Runs in text order, joined where they overlap or only punctuation lies between them."""
    joined: list[Span] = []
    for run in sorted(runs):
        if joined and (run.start <= joined[-1].end or not any(c.isalnum() for c in text[joined[-1].end : run.start])):
            if "\n\n" not in text[joined[-1].end : run.start]:
                joined[-1] = Span(joined[-1].start, max(joined[-1].end, run.end))
                continue
        joined.append(run)
    return tuple(joined)
