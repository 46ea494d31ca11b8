"""The parts of attributions that word-by-word formats mark."""

from __future__ import annotations

from collections.abc import Iterator

from attribution.model import Extraction, Span


def parts_of(extraction: Extraction) -> Iterator[tuple[str, str, Span]]:
    """Role ("content", "source" or "cue"), the attribution's id, and where it stands; a content once a piece."""
    for a in extraction.attributions:
        yield from (("content", a.id, span) for span in a.content)
        if a.source:
            yield "source", a.id, a.source.span
        if a.cue:
            yield "cue", a.id, a.cue.span
