"""Extractions made by hand: say what the parts are, and they are found in the text."""

from __future__ import annotations

from attribution.model import Article, Attribution, Cue, Extraction, Mention, Paragraph, Phrase, Span, Speaker


def extraction(text: str, *attributions: dict, title: str = "", id: str = "made", zone: str = "body") -> Extraction:
    """An extraction of a text of one paragraph a line; each dict names source, cue, content (a list) and more."""
    paragraphs, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            paragraphs.append(Paragraph(Span(start, start + len(line)), zone))
        start += len(line) + 1
    found = tuple(attribution(text, number, **parts) for number, parts in enumerate(attributions, 1))
    return Extraction(Article(id, title, text, tuple(paragraphs)), found)


def attribution(
    text: str,
    number: int,
    *,
    content: list[str],
    source: str | None = None,
    cue: str | None = None,
    speaker: str | None = None,
    role: str | None = None,
    kind: str = "direct",
    construction: str = "quotation",
    parent: str | None = None,
    recipient: str | None = None,
    time: str | None = None,
) -> Attribution:
    """One attribution whose parts are found in the text by their first occurrence."""
    spans = tuple(span_of(text, part) for part in content)
    return Attribution(
        id=f"a{number}",
        kind=kind,
        type="assertion",
        polarity="positive",
        content=spans,
        content_text=" … ".join(content),
        cue=Cue(span_of(text, cue), cue, cue, construction, "neutral") if cue else None,
        source=Mention(span_of(text, source), source, span_of(text, source), "name") if source else None,
        speaker=Speaker(speaker, "person", role) if speaker else None,
        construction=construction,
        sentence=Span(0, len(text)),
        recipient=Phrase(span_of(text, recipient), recipient) if recipient else None,
        time=Phrase(span_of(text, time), time) if time else None,
        parent=parent,
        confidence=0.9,
    )


def span_of(text: str, part: str) -> Span:
    start = text.index(part)
    return Span(start, start + len(part))
