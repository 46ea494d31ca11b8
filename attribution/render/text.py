"""Extraction → text for a terminal: who, by which words, and what, one attribution below the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Literal

from attribution.model import ZONES, Attribution, Extraction, Span, Zone
from attribution.render.quoted import cut_at, quoted_spans
from attribution.render.speakers import by_speaker, counted
from attribution.render.terminal import Parts, TextPage

INDENT = "    "


def render_text(
    extraction: Extraction,
    *,
    width: int = 80,
    color: bool = False,
    zones: frozenset[Zone] = frozenset(ZONES),
    by: Literal["order", "speaker"] = "order",
) -> str:
    """The article's attributions in text order, nested ones below and inside their parents, or grouped by speaker.

    ``width`` is in columns; ``zones`` are those that were looked in, so that what was left out can be told.
    """
    page = TextPage(width, color)
    article = extraction.article
    quoted = quoted_spans(article) if color else ()
    page.write([(article.title or article.id, "bold")])
    for heading, depth, attribution in _BY[by](extraction):
        indent = depth * len(INDENT)
        page.write([])
        page.write(heading, indent, hanging=len(INDENT) // 2)
        if attribution is not None:
            page.write(_content(attribution, article.text, quoted), indent + len(INDENT))
    if extraction.unattributed:
        page.write([])
        page.write([("Quotations nobody is known to say", "bold")])
        for quotation in extraction.unattributed:
            page.write([(quotation.text, ""), (f"  {quotation.reason}", "dim")], len(INDENT))
    page.write([])
    page.write([(summary(extraction, zones), "dim")])
    page.write([])
    return page.text


def _content(attribution: Attribution, text: str, quoted: tuple[Span, ...]) -> Parts:
    """The content, what stands between quotation marks in it coloured."""
    for number, span in enumerate(attribution.content):
        yield " … " * bool(number), "dim"
        for piece, is_quoted in cut_at(span, quoted):
            yield piece.of(text), "green" if is_quoted else ""


def _by_order(extraction: Extraction) -> Iterator[tuple[Parts, int, Attribution | None]]:
    for attribution, depth in _in_order(extraction.attributions):
        yield _heading(attribution), depth, attribution


def _by_speaker(extraction: Extraction) -> Iterator[tuple[Parts, int, Attribution | None]]:
    for group in by_speaker(extraction):
        role = f", {group.role}" if group.role else ""
        yield [(group.name, "bold cyan"), (role, "dim"), (f"  {group.counts}", "dim")], 0, None
        for attribution in group.attributions:
            source = attribution.source
            shown = [(f"{source.text}  ", "cyan")] if source is not None and source.text != group.name else []
            yield [*shown, *_cue_and_kind(attribution)], 1, attribution


_BY = {"order": _by_order, "speaker": _by_speaker}


def _heading(attribution: Attribution) -> Iterator[tuple[str, str]]:
    """"state media → Korean Central News Agency  said  mixed · aside": source, speaker, cue, and what found it.

    A pronoun that could be anybody has a question mark in the speaker's place.
    """
    source, speaker = attribution.source, attribution.speaker
    if source is not None:
        yield source.text, "bold cyan"
        if source.kind == "pronoun" and speaker is None:
            yield " → ?", "dim"
    if speaker is not None and (source is None or speaker.name != source.text):
        yield (" → " if source is not None else "→ "), "dim"
        yield speaker.name, "cyan"
    elif source is None:
        yield "(no source)", "dim"
    if speaker is not None and speaker.role and speaker.role not in (source.text if source else ""):
        yield f", {speaker.role}", "dim"
    yield "  ", ""
    yield from _cue_and_kind(attribution)


def _cue_and_kind(attribution: Attribution) -> Parts:
    if attribution.cue is not None:
        yield attribution.cue.text, "magenta"
    if attribution.polarity == "negative":
        yield "  negative", "red"
    yield f"{'  ' if attribution.cue is not None else ''}{attribution.kind} · {attribution.construction}", "dim"


def _in_order(attributions: tuple[Attribution, ...]) -> Iterator[tuple[Attribution, int]]:
    """The attributions, each followed by those inside its content, with how deep each is nested."""
    inside: dict[str | None, list[Attribution]] = {}
    ids = {a.id for a in attributions}
    for attribution in attributions:
        inside.setdefault(attribution.parent if attribution.parent in ids else None, []).append(attribution)
    open_ = [(a, 0) for a in reversed(inside.get(None, []))]
    while open_:
        attribution, depth = open_.pop()
        yield attribution, depth
        open_.extend((a, depth + 1) for a in reversed(inside.get(attribution.id, [])))


def summary(extraction: Extraction, zones: frozenset[Zone]) -> str:
    """What was found and what was left out, in one sentence."""
    attributions = extraction.attributions
    speakers = {a.speaker.name for a in attributions if a.speaker is not None}
    kinds = Counter(a.kind for a in attributions)
    told = ", ".join(f"{kinds[kind]} {kind}" for kind in ("direct", "mixed", "indirect") if kinds[kind])
    sentence = counted(len(attributions), "attribution") + (f" ({told})" if told else "")
    if speakers:
        sentence += f" by {counted(len(speakers), 'speaker')}"
    if extraction.unattributed:
        sentence += f"; {counted(len(extraction.unattributed), 'quotation')} unattributed"
    left = Counter(p.zone for p in extraction.article.paragraphs if p.zone not in zones)
    if left:
        counts = ", ".join(f"{left[zone]} {zone}" for zone in ZONES if left[zone])
        sentence += f"; left out: {counted(sum(left.values()), 'paragraph')} ({counts}), --zones all shows them"
    return sentence + "."
