"""An extraction's paragraphs cut wherever a mark begins or ends, so that overlapping marks never break one another."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Literal

from attrs import frozen

from attribution.model import Article, Paragraph, Span
from attribution.render.terminal import visible

Role = Literal["content", "source", "cue", "loose"]
_INWARD = ("content", "loose", "source", "cue")  # of two marks over the same words, the later one is the inner


@frozen
class Mark:
    """A stretch to be marked; ``key`` is its attribution's name on the page, ``label`` its speaker's letter."""

    span: Span
    role: Role
    classes: str = ""
    key: str = ""
    label: str = ""
    title: str = ""


@frozen
class Opening:
    """The label before a content; ``leads`` where the list of speakers leads to it: before its first words alone."""

    mark: Mark
    leads: bool


@frozen
class Piece:
    """A stretch of a paragraph in which nothing begins or ends, under its marks, the outermost first."""

    text: str
    marks: tuple[Mark, ...] = ()
    openings: tuple[Opening, ...] = ()

    @property
    def title(self) -> str:
        return " — ".join(dict.fromkeys(mark.title for mark in self.marks))


@frozen
class ParagraphView:
    zone: str
    pieces: tuple[Piece, ...]

    @property
    def marked(self) -> bool:
        return any(piece.marks for piece in self.pieces)


def paragraphs(article: Article, marks: Iterable[Mark]) -> Iterator[ParagraphView]:
    """Every paragraph of the article in pieces."""
    waiting = deque(sorted(marks, key=lambda m: (m.span.start, -m.span.end, _INWARD.index(m.role))))
    here: list[Mark] = []
    named: set[str] = set()
    for paragraph in article.paragraphs:
        here = [mark for mark in here if mark.span.end > paragraph.span.start]
        while waiting and waiting[0].span.start < paragraph.span.end:
            here.append(waiting.popleft())
        yield ParagraphView(paragraph.zone, tuple(_pieces(article.text, paragraph, here, named)))


def _pieces(text: str, paragraph: Paragraph, marks: list[Mark], named: set[str]) -> Iterator[Piece]:
    whole = paragraph.span
    cuts = {
        whole.start,
        whole.end,
        *(c for m in marks for c in (m.span.start, m.span.end) if whole.start < c < whole.end),
    }
    ordered = sorted(cuts)
    for start, end in zip(ordered, ordered[1:]):
        over = tuple(m for m in marks if m.span.start <= start and end <= m.span.end)
        # a content of several spans or over several paragraphs shows its label at the beginning of each
        opened = [m for m in over if m.label and max(m.span.start, whole.start) == start]
        openings = tuple(Opening(m, m.key not in named) for m in opened)
        named.update(m.key for m in opened)
        yield Piece(clean(text[start:end], keep="\n"), over, openings)


def clean(text: str, keep: str = "") -> str:
    """Text without control characters, those of ``keep`` aside."""
    return "".join(c if c in keep else visible(c) for c in text)
