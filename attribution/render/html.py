"""Extraction → one self-contained page: no script, no network, everything escaped, a strict content security policy."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib import resources
from itertools import groupby

from attrs import field, frozen

from attribution.model import ZONES, Attribution, Extraction
from attribution.render.marks import Mark, ParagraphView, clean, paragraphs
from attribution.render.speakers import Group, by_speaker, speaker_name
from attribution.render.text import summary

COLORS = 8  # a colour and a pattern of underline a speaker: forty of them before both are shared
PATTERNS = 5
LONGEST_ITEM = 90  # characters of a content in the side list
# What is surely right, likely, doubtful: the least confidence of each choice of the page's filter.
CONFIDENCES = (0.0, 0.5, 0.75, 0.9)


def render_html(extractions: Iterable[Extraction], *, title: str | None = None) -> str:
    """The page of one or more articles, the text as it was read with sources, cues and contents marked."""
    pages = [_Page(e, f"t{number}") for number, e in enumerate(extractions, 1)]
    name = clean(title) if title else (pages[0].title if len(pages) == 1 else f"{len(pages)} articles")
    kinds = Counter(a.kind for page in pages for a in page.extraction.attributions)
    return render_page(
        "page",
        style=_linked([item.key for page in pages for speaker in page.speakers for item in speaker.items]),
        title=name,
        pages=pages,
        kinds=[(kind, kinds[kind]) for kind in ("direct", "mixed", "indirect") if kinds[kind]],
        unattributed=sum(len(page.unattributed) for page in pages),
        confidences=CONFIDENCES,
    )


def render_page(name: str, *, style: str = "", **values: object) -> str:
    """A page from its template and style sheet, under a policy that allows this style and nothing else."""
    import jinja2

    here = resources.files("attribution.render")
    style = "".join(here.joinpath(f).read_text(encoding="utf-8") for f in ("base.css", f"{name}.css")) + style
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    template = environment.from_string(here.joinpath(f"{name}.html.j2").read_text(encoding="utf-8"))
    return template.render(style=style, style_hash=f"sha256-{digest}", **values)


def _linked(keys: Iterable[str]) -> str:
    """The rule by which a source, its cue and its content light up together, a selector an attribution.

    A key is a letter and numbers of the page's own and nothing of the input.
    """
    selectors = [f"main:has(:is(.h-{k}:hover, .h-{k}:focus-within, #{k}:target)) .{k}" for k in keys]
    if not selectors:
        return ""
    lit = "box-shadow: 0 -2px 0 var(--c), 0 2px 0 var(--c);"
    return ",\n".join(selectors) + f" {{ {lit} }}\n"


@frozen
class Item:
    """An attribution in the list of speakers."""

    key: str
    cue: str
    content: str
    classes: str


@frozen
class SpeakerView:
    name: str
    role: str
    counts: str
    label: str
    classes: str
    items: tuple[Item, ...]


@frozen
class _Page:
    """What the template shows of one article."""

    extraction: Extraction
    prefix: str
    _numbers: dict[str, int] = field(init=False)
    _keys: dict[str, str] = field(init=False)

    @_numbers.default
    def _number_speakers(self) -> dict[str, int]:
        names = dict.fromkeys(speaker_name(a) for a in self.extraction.attributions)
        return {name: number for number, name in enumerate(names)}

    @_keys.default
    def _name_attributions(self) -> dict[str, str]:
        return {a.id: f"{self.prefix}a{number}" for number, a in enumerate(self.extraction.attributions, 1)}

    @property
    def title(self) -> str:
        return clean(self.extraction.article.title or self.extraction.article.id)

    @property
    def summary(self) -> str:
        return summary(self.extraction, frozenset(ZONES))

    @property
    def unattributed(self) -> list[dict[str, str]]:
        return [{"text": clean(u.text), "reason": u.reason} for u in self.extraction.unattributed]

    @property
    def speakers(self) -> list[SpeakerView]:
        """The speakers, the most quoted first, with what each says."""
        return [self._speaker_view(group) for group in by_speaker(self.extraction)]

    def _speaker_view(self, group: Group) -> SpeakerView:
        number = self._numbers[group.name]
        items = tuple(
            Item(self._keys[a.id], _link(a), _short(a.content_text), _filtered(a)) for a in group.attributions
        )
        return SpeakerView(
            clean(group.name), clean(group.role), group.counts, _label(number), _appearance(number), items
        )

    @property
    def blocks(self) -> list[tuple[bool, list[ParagraphView]]]:
        """The paragraphs; what is to be folded away, two and more of furniture without a mark, apart."""
        views = paragraphs(self.extraction.article, self._marks())
        runs = groupby(views, key=lambda view: view.zone == "furniture" and not view.marked)
        return [(is_furniture and len(block) > 1, block) for is_furniture, run in runs for block in [list(run)]]

    def _marks(self) -> Iterator[Mark]:
        for a in self.extraction.attributions:
            name, key = speaker_name(a), self._keys[a.id]
            number = self._numbers[name]
            classes = f"{_appearance(number)} {_filtered(a)}"
            title = f"{clean(name)} · {clean(a.cue.text) if a.cue else 'no cue'} · {a.kind}, {a.construction}"
            inner = " inner" if a.parent is not None else ""
            for span in a.content:
                yield Mark(span, "content", classes + inner, key, _label(number), title)
            if a.source is not None:
                yield Mark(a.source.span, "source", classes, key, "", title)
            if a.cue is not None:
                yield Mark(a.cue.span, "cue", classes, key, "", title)
        for loose in self.extraction.unattributed:
            for span in loose.quotation.parts:
                yield Mark(span, "loose", title=f"said by nobody known: {loose.reason}")


def _appearance(number: int) -> str:
    return f"s{number % COLORS} u{number % PATTERNS}"


def _label(number: int) -> str:
    """A speaker's letter: A to Z, then AA, AB …"""
    letters = ""
    while number >= 0:
        letters = chr(ord("A") + number % 26) + letters
        number = number // 26 - 1
    return letters


def _filtered(attribution: Attribution) -> str:
    """The classes by which the page's filters know an attribution: its kind and the confidence it reaches."""
    reached = max(i for i, least in enumerate(CONFIDENCES) if attribution.confidence >= least)
    return f"{attribution.kind} c{reached}"


def _link(attribution: Attribution) -> str:
    """The words of the list's link: the cue, and for a colon or dash, which say nothing as a link, the construction."""
    cue = clean(attribution.cue.text) if attribution.cue is not None else "no cue"
    return cue if any(c.isalnum() for c in cue) else attribution.construction


def _short(text: str) -> str:
    text = clean(text)
    return text if len(text) <= LONGEST_ITEM else text[: LONGEST_ITEM - 1].rsplit(" ", 1)[0] + " …"
