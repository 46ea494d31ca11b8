"""Extraction → one self-contained page: no script, no network, everything escaped, a strict content security policy."""

from __future__ import annotations

import base64
import hashlib
from collections import deque
from collections.abc import Iterable, Iterator
from importlib import resources

from attrs import field, frozen

from attribution.model import ZONES, Attribution, Extraction, Paragraph, Span
from attribution.render.text import summary, visible

COLORS = 8  # of the palette of Okabe and Ito, told apart by the colour-blind; speakers beyond share them
LONGEST_ITEM = 90  # characters of a content in the side list


def render_html(extractions: Iterable[Extraction], *, title: str | None = None) -> str:
    """The page of one or more articles, the text as it was read with sources, cues and contents marked."""
    import jinja2

    here = resources.files("attribution.render")
    style = here.joinpath("page.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, undefined=jinja2.StrictUndefined)
    template = environment.from_string(here.joinpath("page.html.j2").read_text(encoding="utf-8"))
    pages = [_Page(e, f"t{number}") for number, e in enumerate(extractions, 1)]
    name = title or (pages[0].title if len(pages) == 1 else f"{len(pages)} articles")
    return template.render(title=name, pages=pages, style=style, style_hash=f"sha256-{digest}")


@frozen
class Piece:
    """A stretch of a paragraph in which nothing begins or ends.

    ``source`` are the classes of a source inside somebody's content, which has a colour of its own. ``ids`` are those
    of the contents that begin here: two speakers may have said the same.
    """

    text: str
    classes: str = ""
    source: str = ""
    title: str = ""
    ids: tuple[str, ...] = ()


@frozen
class ParagraphView:
    zone: str
    pieces: tuple[Piece, ...]


@frozen
class Item:
    id: str
    cue: str
    content: str


@frozen
class SpeakerView:
    name: str
    role: str
    color: int
    items: tuple[Item, ...]

    @property
    def count(self) -> int:
        return len(self.items)


@frozen
class _Page:
    """What the template shows of one article."""

    extraction: Extraction
    prefix: str
    _colors: dict[str, int] = field(init=False)

    @_colors.default
    def _assign_colors(self) -> dict[str, int]:
        names = dict.fromkeys(_speaker(a) for a in self.extraction.attributions)
        return {name: number % COLORS for number, name in enumerate(names)}

    @property
    def title(self) -> str:
        return _clean(self.extraction.article.title or self.extraction.article.id)

    @property
    def summary(self) -> str:
        return summary(self.extraction, frozenset(ZONES))

    @property
    def unattributed(self) -> list[dict[str, str]]:
        return [{"text": _clean(u.text), "reason": u.reason} for u in self.extraction.unattributed]

    @property
    def speakers(self) -> list[SpeakerView]:
        """The speakers, the most quoted first, with what each says."""
        by_name: dict[str, list[Attribution]] = {}
        for attribution in self.extraction.attributions:
            by_name.setdefault(_speaker(attribution), []).append(attribution)
        views = [self._speaker_view(name, attributions) for name, attributions in by_name.items()]
        return sorted(views, key=lambda view: -view.count)

    def _speaker_view(self, name: str, attributions: list[Attribution]) -> SpeakerView:
        role = next((a.speaker.role for a in attributions if a.speaker is not None and a.speaker.role), "")
        items = tuple(Item(self._id(a), _clean(a.cue.text if a.cue else "quoted"), _short(a.content_text)) for a in attributions)
        return SpeakerView(_clean(name), _clean(role), self._colors[name], items)

    @property
    def paragraphs(self) -> Iterator[ParagraphView]:
        waiting = deque(sorted(self._marks(), key=lambda mark: (mark.span.start, -mark.span.end)))
        here: list[_Mark] = []
        named: set[str] = set()
        for paragraph in self.extraction.article.paragraphs:
            here = [mark for mark in here if mark.span.end > paragraph.span.start]
            while waiting and waiting[0].span.start < paragraph.span.end:
                here.append(waiting.popleft())
            yield ParagraphView(paragraph.zone, tuple(self._pieces(paragraph, here, named)))

    def _marks(self) -> Iterator[_Mark]:
        for a in self.extraction.attributions:
            color = f"s{self._colors[_speaker(a)]}"
            title = f"{_clean(_speaker(a))} · {_clean(a.cue.text) if a.cue else 'no cue'} · {a.kind}, {a.construction}"
            for span in a.content:
                yield _Mark(span, "content", color, title, self._id(a), inner=a.parent is not None)
            if a.source is not None:
                yield _Mark(a.source.span, "source", color, title)
            if a.cue is not None:
                yield _Mark(a.cue.span, "cue", color, title)
        for loose in self.extraction.unattributed:
            for span in loose.quotation.parts:
                yield _Mark(span, "loose", "", f"said by nobody known: {loose.reason}")

    def _pieces(self, paragraph: Paragraph, marks: list[_Mark], named: set[str]) -> Iterator[Piece]:
        """The paragraph cut wherever a mark begins or ends, so that overlapping marks never break one another."""
        text = self.extraction.article.text
        cuts = {paragraph.span.start, paragraph.span.end}
        for mark in marks:
            cuts |= {c for c in (mark.span.start, mark.span.end) if paragraph.span.start < c < paragraph.span.end}
        ordered = sorted(cuts)
        for start, end in zip(ordered, ordered[1:]):
            over = [mark for mark in marks if mark.span.start <= start and end <= mark.span.end]
            yield _piece(_clean(text[start:end], keep="\n"), over, named)

    def _id(self, attribution: Attribution) -> str:
        return f"{self.prefix}-{attribution.id}"


@frozen
class _Mark:
    span: Span
    role: str
    color: str
    title: str
    id: str = ""
    inner: bool = False


def _piece(text: str, marks: list[_Mark], named: set[str]) -> Piece:
    """A piece under its marks: the innermost content colours it, a source keeps its colour, and every role shows."""
    if not marks:
        return Piece(text)
    contents = [m for m in marks if m.role == "content"]
    source = next((m for m in reversed(marks) if m.role == "source"), None) if contents else None
    inmost = contents[-1] if contents else marks[-1]
    classes = dict.fromkeys(m.role for m in marks if not (source and m.role == "source"))
    shown = [*classes, *(["inner"] if inmost.inner else []), *([inmost.color] if inmost.color else [])]
    ids = tuple(m.id for m in contents if m.id not in named)
    named.update(ids)
    titles = dict.fromkeys(m.title for m in marks)
    return Piece(text, " ".join(shown), f"source {source.color}" if source else "", " — ".join(titles), ids)


def _speaker(attribution: Attribution) -> str:
    if attribution.speaker is not None:
        return attribution.speaker.name
    return attribution.source.text if attribution.source is not None else "no source"


def _short(text: str) -> str:
    text = _clean(text)
    return text if len(text) <= LONGEST_ITEM else text[: LONGEST_ITEM - 1].rsplit(" ", 1)[0] + " …"


def _clean(text: str, keep: str = "") -> str:
    return "".join(c if c in keep else visible(c) for c in text)
