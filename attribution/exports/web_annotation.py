"""Extraction → W3C Web Annotation (JSON-LD): one annotation an attribution, its content the target.

Each place is given by a position (code points, as the model asks for) and by the words with some text around them, so
that it is found again where the page has changed. Bodies: the speaker's name, tags such as ``kind:direct``, and
source and cue as places of the same article, told apart by their ``styleClass``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from attribution.export import dumps
from attribution.model import Attribution, Extraction, Span

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
AROUND = 32  # characters of the text before and after, as Hypothesis has them


def to_web_annotation(extractions: Iterable[Extraction]) -> str:
    """An AnnotationCollection with one page of all annotations of these articles."""
    items = [_annotation(a, e) for e in extractions for a in e.attributions]
    page = {"id": "urn:x-attribution:page:1", "type": "AnnotationPage", "startIndex": 0, "items": items}
    collection = {"@context": CONTEXT, "id": "urn:x-attribution:collection", "type": "AnnotationCollection"}
    return dumps({**collection, "label": "Attributions", "total": len(items), "first": page}) + "\n"


def iri(id: str) -> str:
    """An article's IRI: its id where that is one already (a page's address), else a name of our own."""
    return quote(id, safe=":/?#[]@!$&'()*+,;=%~", errors="replace") if re.match(r"(https?|urn|file|doi):", id) else (
        f"urn:x-attribution:article:{quote(id, safe='', errors='replace')}"
    )  # fmt: skip


def _annotation(a: Attribution, extraction: Extraction) -> dict[str, Any]:
    article, text = iri(extraction.article.id), extraction.article.text
    return {
        "id": f"{article}#{quote(a.id, errors='replace')}",
        "type": "Annotation",
        "motivation": "identifying",
        "body": list(_bodies(a, article, text)),
        "target": [_place(span, article, text) for span in a.content],
    }


def _bodies(a: Attribution, article: str, text: str) -> Iterator[dict[str, Any]]:
    if a.speaker:
        yield {
            "type": "TextualBody",
            "purpose": "identifying",
            "value": a.speaker.name,
            "format": "text/plain",
            "language": "en",
        }
    tags = {
        "kind": a.kind,
        "type": a.type,
        "polarity": a.polarity,
        "construction": a.construction,
        "stance": a.cue and a.cue.stance,
    }
    for name, value in tags.items():
        if value:
            yield {"type": "TextualBody", "purpose": "tagging", "value": f"{name}:{value}"}
    for name, part in {
        "source": a.source,
        "cue": a.cue,
        "recipient": a.recipient,
        "medium": a.medium,
        "time": a.time,
    }.items():
        if part:
            yield {**_place(part.span, article, text), "purpose": "linking", "styleClass": name}
    if a.parent:
        yield {
            "type": "SpecificResource",
            "purpose": "linking",
            "source": f"{article}#{quote(a.parent, errors='replace')}",
            "styleClass": "parent",
        }


def _place(span: Span, article: str, text: str) -> dict[str, Any]:
    quoted = {
        "type": "TextQuoteSelector",
        "exact": span.of(text),
        "prefix": text[max(0, span.start - AROUND) : span.start],
        "suffix": text[span.end : span.end + AROUND],
    }
    position = {"type": "TextPositionSelector", "start": span.start, "end": span.end}
    return {"type": "SpecificResource", "source": article, "selector": [position, quoted]}
