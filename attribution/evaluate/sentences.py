"""An attribution in its sentence, marked inline: [The union] {said} <it would strike>."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from attribution.evaluate.annotations import ROLES
from attribution.evaluate.sides import Side
from attribution.model import Span, covering

MARKS = {"source": "[]", "cue": "{}", "content": "<>"}
LONGEST = 160  # characters of a stretch without a mark; of a longer one the middle is left out

_SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z])|\n\s*")

Piece = tuple[str, str]  # text, and the role it belongs to, "" for none


def marked(side: Side, around: Iterable[Side]) -> tuple[Piece, ...]:
    """The words of one side's attribution in the sentences that hold all of these."""
    shown = _sentences(side.text, covering(span for other in around for role in ROLES for span in _spans(other, role)))
    edges = []
    for role, (opening, closing) in MARKS.items():
        for span in _spans(side, role):
            # at one offset what ends is closed before anything else is opened, the inner one first
            edges += [(span.start, 1, -span.end, opening, role), (span.end, 0, -span.start, closing, role)]
    pieces: list[Piece] = []
    open_, done = [], shown.start
    for at, opens, _, mark, role in sorted(edges):
        pieces += [(_short(side.text[done:at]), open_[-1] if open_ else ""), (mark, role)]
        open_.append(role) if opens else open_.remove(role)
        done = at
    pieces.append((_short(side.text[done : shown.end]), ""))
    return tuple((text, role) for text, role in pieces if text)


def _spans(side: Side, role: str) -> Iterator[Span]:
    """The spans as their file has them, marks included."""
    return (span for span in side.annotation.spans(role) if span)


def _sentences(text: str, span: Span) -> Span:
    """The span, widened to the sentences in which it begins and ends, as far as their typography tells."""
    paragraph = text.rfind("\n", 0, span.start) + 1
    # the search goes on a little, for what begins a sentence may be the span's own first letters
    starts = (end.end() for end in _SENTENCE_END.finditer(text, paragraph, span.start + 5))
    start = max((start for start in starts if start <= span.start), default=paragraph)
    # the span may hold the full stop itself: “No.” He left.
    ends = (end for end in _SENTENCE_END.finditer(text, max(span.start, span.end - 3)) if end.end() > span.end)
    end = next((end.start() + len(end[0].rstrip()) for end in ends), len(text))
    return Span(start, max(span.end, end))


def _short(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    half = LONGEST // 2
    return f"{text[:half].rpartition(' ')[0]} … {text[-half:].partition(' ')[2]}"
