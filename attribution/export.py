"""Extraction → JSON, JSONL, CSV and the JSONL of attribution corpora, for programs; and back from JSON.

No path, date, duration or line number stands in a record, so that an article gives the same bytes
anywhere. ``data/schema.json`` describes the JSON.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from cattrs import BaseValidationError, Converter

from attribution.errors import InputError
from attribution.model import Attribution, Extraction, Span

SCHEMA_VERSION = 1

# One row an attribution; offsets are code points into the article's text, half open.
COLUMNS = (
    "article", "id", "parent", "kind", "type", "polarity", "speaker", "speaker_type", "role", "source", "source_kind", "cue",
    "cue_lemma", "content", "recipient", "medium", "time", "construction", "stance", "confidence", "sentence",
    "source_start", "source_end", "cue_start", "cue_end", "content_start", "content_end",
)  # fmt: skip

_converter = Converter(forbid_extra_keys=True)
_converter.register_unstructure_hook(Span, lambda span: [span.start, span.end])
_converter.register_structure_hook(Span, lambda pair, _: Span(*pair))


# --- JSON -------------------------------------------------------------------------------------


def to_dict(extraction: Extraction) -> dict[str, Any]:
    """An extraction as plain JSON values; spans are ``[start, end]``."""
    return {"schema_version": SCHEMA_VERSION, **_plain(_converter.unstructure(extraction))}


def from_dict(data: dict[str, Any]) -> Extraction:
    """The extraction that ``to_dict`` was given; InputError where the data is not of this schema."""
    data = dict(data)
    version = data.pop("schema_version", None)
    if version != SCHEMA_VERSION:
        raise InputError(f"schema_version is {version!r} and must be {SCHEMA_VERSION}; extract the article again")
    try:
        return _converter.structure(data, Extraction)
    except (BaseValidationError, TypeError, ValueError) as error:
        raise InputError(f"this is not an extraction as to_dict writes it: {_first_reason(error)}") from None


def to_json(extractions: Iterable[Extraction]) -> str:
    """A JSON array, one object an article."""
    return "[" + ",\n".join(_dumps(to_dict(e)) for e in extractions) + "]\n"


def to_jsonl_line(extraction: Extraction) -> str:
    """One line of JSON, its line feed included."""
    return _dumps(to_dict(extraction)) + "\n"


def _plain(value: Any) -> Any:
    """Tuples as lists, which is what JSON gives back."""
    if isinstance(value, dict):
        return {key: _plain(v) for key, v in value.items()}
    return [_plain(v) for v in value] if isinstance(value, (list, tuple)) else value


def _dumps(data: Any) -> str:
    text = json.dumps(data, ensure_ascii=False)
    # a lone surrogate cannot be written as UTF-8; its JSON escape can
    return "".join(c if not "\ud800" <= c <= "\udfff" else f"\\u{ord(c):04x}" for c in text)


def _first_reason(error: Exception) -> str:
    while getattr(error, "exceptions", None):
        error = error.exceptions[0]
    return str(error) or type(error).__name__


# --- the JSONL of corpora -----------------------------------------------------------------------


def to_spans(extraction: Extraction) -> dict[str, Any]:
    """The record of an attribution corpus: id, text, and each attribution's spans as lists of [start, end].

    ``type`` is our kind, as in the corpora; our type stands in ``meta``.
    """
    return {
        "id": extraction.article.id,
        "text": extraction.article.text,
        "attributions": [_spans(a) for a in extraction.attributions],
    }


def _spans(attribution: Attribution) -> dict[str, Any]:
    return {
        "id": attribution.id,
        "source": [_pair(attribution.source.span)] if attribution.source else [],
        "cue": [_pair(attribution.cue.span)] if attribution.cue else [],
        "content": [_pair(span) for span in attribution.content],
        "type": attribution.kind,
        "speaker": attribution.speaker.name if attribution.speaker else None,
        "parent": attribution.parent,
        "meta": {
            "type": attribution.type,
            "construction": attribution.construction,
            "confidence": attribution.confidence,
        },
    }


def _pair(span: Span) -> list[int]:
    return [span.start, span.end]


# --- CSV --------------------------------------------------------------------------------------


def to_csv(extractions: Iterable[Extraction], *, excel_safe: bool = False) -> str:
    """A table of COLUMNS with its header, one row an attribution.

    With ``excel_safe`` a cell that a spreadsheet would take for a formula begins with an apostrophe.
    """
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\r\n")  # RFC 4180; with "\n" alone a carriage return in a cell would end its row
    writer.writerow(COLUMNS)
    for row in _rows(extractions):
        writer.writerow(map(_safe, row) if excel_safe else row)
    return table.getvalue()


def _rows(extractions: Iterable[Extraction]) -> Iterator[tuple[Any, ...]]:
    for extraction in extractions:
        text = extraction.article.text
        for a in extraction.attributions:
            source, cue, speaker = a.source, a.cue, a.speaker
            content = Span(a.content[0].start, a.content[-1].end)
            yield (
                extraction.article.id, a.id, a.parent, a.kind, a.type, a.polarity,
                speaker and speaker.name, speaker and speaker.type, speaker and speaker.role,
                source and source.text, source and source.kind, cue and cue.text, cue and cue.lemma, a.content_text,
                a.recipient and a.recipient.text, a.medium and a.medium.text, a.time and a.time.text,
                a.construction, cue and cue.stance, a.confidence, a.sentence.of(text),
                source and source.span.start, source and source.span.end,
                cue and cue.span.start, cue and cue.span.end, content.start, content.end,
            )  # fmt: skip


def _safe(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell
