"""Extraction → JSON, JSONL, CSV and the JSONL of attribution corpora, for programs; and back from JSON.

No path, date, duration or line number stands in a record, so that an article gives the same bytes
anywhere. ``data/schema.json`` describes the JSON.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Literal, get_args, get_origin

from attrs import fields, fields_dict, has
from cattrs import BaseValidationError, Converter, transform_error
from cattrs.gen import make_dict_structure_fn

from attribution.errors import InputError
from attribution.model import Article, Attribution, Extraction, Span, covering

SCHEMA_VERSION = 1
PLACE = "_html"  # ends the name of a span's place in the page of HTML

# One row an attribution. ``article`` is the article's id and ``parent`` the id of the attribution around this one; the
# next ones are named as in the JSON, each with the text of its part; offsets are code points into the article's text,
# half open; ``content_start`` to ``content_end`` holds all spans of the content. What is not there is empty.
COLUMNS = (
    "article", "id", "parent", "kind", "type", "polarity", "speaker", "speaker_type", "role", "source", "source_kind", "cue",
    "cue_lemma", "content", "recipient", "medium", "time", "construction", "stance", "confidence", "sentence",
    "source_start", "source_end", "cue_start", "cue_end", "content_start", "content_end",
)  # fmt: skip


PLACE_COLUMNS = tuple(f"{part}_html_{end}" for part in ("source", "cue", "content") for end in ("start", "end"))
_FORMULA = "=+-@\t\r\n＝＋－＠"  # a cell that begins so is a formula to some spreadsheet; the wide ones to a Japanese one


# --- JSON -------------------------------------------------------------------------------------


def to_dict(extraction: Extraction) -> dict[str, Any]:
    """An extraction as plain JSON values; spans are ``[start, end]``.

    Where the article knows its places in a page of HTML, each span's stands beside it: ``span_html`` beside ``span``.
    """
    data = _plain(_converter.unstructure(extraction))
    if extraction.article.source_map:
        _add_places(extraction, data, extraction.article)
    return {"schema_version": SCHEMA_VERSION, **data}


def _add_places(value: Any, data: dict[str, Any], article: Article) -> None:
    """Beside every span of a value, in its data, where that stands in the page; null where that is not known."""
    for name, attribute in ((f.name, getattr(value, f.name)) for f in fields(type(value)) if f.name != "source_map"):
        if isinstance(attribute, Span):
            data[name + PLACE] = _place(attribute, article)
        elif isinstance(attribute, tuple) and attribute and isinstance(attribute[0], Span):
            data[name + PLACE] = [_place(span, article) for span in attribute]
        elif isinstance(attribute, tuple) and attribute and has(type(attribute[0])):
            for part, part_data in zip(attribute, data[name]):
                _add_places(part, part_data, article)
        elif has(type(attribute)):
            _add_places(attribute, data[name], article)


def _place(span: Span, article: Article) -> list[int] | None:
    place = article.in_source(span)
    return _pair(place) if place is not None else None


def from_dict(data: dict[str, Any]) -> Extraction:
    """The extraction that ``to_dict`` was given; InputError where the data is not of this schema."""
    if not isinstance(data, dict):
        raise InputError(f"an extraction is a JSON object, not {type(data).__name__}; give one line of the JSONL")
    data = dict(data)
    version = data.pop("schema_version", None)
    if version != SCHEMA_VERSION:
        raise InputError(f"schema_version is {version!r} and must be {SCHEMA_VERSION}; extract the article again")
    try:
        return _converter.structure(data, Extraction)
    except (BaseValidationError, TypeError, ValueError) as error:
        first = transform_error(error, path="extraction", format_exception=lambda e, _: str(e))[0]
        reason, _, place = first.rpartition(" @ ")
        raise InputError(f"{place}: {reason}; this is not what to_dict wrote, extract the article again") from None


def to_json(extractions: Iterable[Extraction]) -> str:
    """A JSON array, one object an article."""
    return "[" + ",\n".join(dumps(to_dict(e)) for e in extractions) + "]\n"


def to_jsonl_line(extraction: Extraction) -> str:
    """One line of JSON, its line feed included."""
    return dumps(to_dict(extraction)) + "\n"


def _plain(value: Any) -> Any:
    """Tuples as lists, which is what JSON gives back."""
    if isinstance(value, dict):
        return {key: _plain(v) for key, v in value.items()}
    return [_plain(v) for v in value] if isinstance(value, (list, tuple)) else value


def dumps(data: Any) -> str:
    """JSON that can be written as UTF-8."""
    return _escaped(json.dumps(data, ensure_ascii=False))


def _escaped(text: str) -> str:
    """The text with its lone surrogates, which cannot be written as UTF-8, as JSON escapes."""
    return "".join(c if not "\ud800" <= c <= "\udfff" else f"\\u{ord(c):04x}" for c in text)


def _exact(value: Any, type_: type) -> Any:
    """The value as it is: 5 for a text or "0.9" for a figure is a damaged record, nothing to convert."""
    if type(value) is not type_ and not (type_ is float and type(value) is int):
        raise TypeError(f"{value!r:.40} is not of type {type_.__name__}")
    return value


def _choice(value: Any, type_: Any) -> Any:
    if value not in get_args(type_):
        raise ValueError(f"{value!r:.40} is none of {', '.join(get_args(type_))}")
    return value


def _pair(span: Span) -> list[int]:
    return [span.start, span.end]


def _span(value: Any, _: type) -> Span:
    if not isinstance(value, list) or len(value) != 2:
        raise TypeError(f"{value!r:.40} is not a span [start, end]")
    return Span(*(_exact(offset, int) for offset in value))


def _whole(cls: type) -> Callable[[Any, type], Any]:
    """Objects of this class must have all its fields, those with a default too: ``to_dict`` leaves none out."""
    structure, names = make_dict_structure_fn(cls, _converter), set(fields_dict(cls))
    places = {name + PLACE for name in names}  # made anew from the article's map

    def structured(value: Any, _: type) -> Any:
        if not isinstance(value, dict):
            raise TypeError(f"{value!r:.40} is not an object")
        for name in sorted(names ^ (value.keys() - places), key=str):
            raise ValueError(f"the field {name!r} is {'missing' if name in names else 'unknown'}")
        return structure(value, cls)

    return structured


_converter = Converter()
_converter.register_structure_hook_factory(has, _whole)
for _type in (str, int, float, bool):
    _converter.register_structure_hook(_type, _exact)
_converter.register_structure_hook_func(lambda type_: get_origin(type_) is Literal, _choice)
_converter.register_structure_hook(Span, _span)
_converter.register_unstructure_hook(Span, _pair)
_converter.register_unstructure_hook(float, lambda confidence: round(confidence, 2))


# --- the JSONL of corpora -----------------------------------------------------------------------


def to_spans(extraction: Extraction) -> dict[str, Any]:
    """The record of an attribution corpus: id, text, and each attribution's spans as lists of [start, end].

    ``type`` is our kind, as in the corpora; our type stands in ``meta``. What was kept of the article's own fields stands in
    the record's ``meta``.
    """
    article = extraction.article
    record = {"id": article.id, "text": article.text, "attributions": [_spans(a, article) for a in extraction.attributions]}
    return record | ({"meta": article.meta} if article.meta else {})


def _spans(attribution: Attribution, article: Article) -> dict[str, Any]:
    spans = {
        "source": (attribution.source.span,) if attribution.source else (),
        "cue": (attribution.cue.span,) if attribution.cue else (),
        "content": attribution.content,
    }
    places = {name + PLACE: [_place(span, article) for span in parts] for name, parts in spans.items()}
    return {
        "id": attribution.id,
        **{name: list(map(_pair, parts)) for name, parts in spans.items()},
        **(places if article.source_map else {}),
        "type": attribution.kind,
        "speaker": attribution.speaker.name if attribution.speaker else None,
        "parent": attribution.parent,
        "meta": {
            "type": attribution.type,
            "construction": attribution.construction,
            "confidence": round(attribution.confidence, 2),
        },
    }


# --- CSV --------------------------------------------------------------------------------------


def to_csv(
    extractions: Iterable[Extraction], *, excel_safe: bool = False, keep: tuple[str, ...] = (), html_offsets: bool = False
) -> str:
    """A table of COLUMNS with its header, one row an attribution; with ``html_offsets`` PLACE_COLUMNS too, then the kept fields.

    With ``excel_safe`` a cell that a spreadsheet would take for a formula begins with an apostrophe. A lone surrogate,
    which cannot be written as UTF-8, stands there as ``\\udXXX``.
    """
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\r\n")  # RFC 4180; with "\n" alone a carriage return in a cell would end its row
    columns = (*COLUMNS, *(PLACE_COLUMNS if html_offsets else ()), *keep)
    for row in (columns, *rows(extractions, keep, html_offsets)):
        writer.writerow(map(safe_cell, row) if excel_safe else row)
    return _escaped(table.getvalue())


def rows(
    extractions: Iterable[Extraction], keep: tuple[str, ...] = (), html_offsets: bool = False
) -> Iterator[tuple[Any, ...]]:
    """The values of COLUMNS, one row an attribution, and after them what else was asked for; None for what is not there."""
    for extraction in extractions:
        article = extraction.article
        kept = tuple(article.meta.get(name) for name in keep)
        for a in extraction.attributions:
            yield (*_cells(a, article), *(_place_cells(a, article) if html_offsets else ()), *kept)


def _cells(a: Attribution, article: Article) -> tuple[Any, ...]:
    source, cue, speaker = a.source, a.cue, a.speaker
    content = covering(a.content)
    return (
        article.id, a.id, a.parent, a.kind, a.type, a.polarity,
        speaker and speaker.name, speaker and speaker.type, speaker and speaker.role,
        source and source.text, source and source.kind, cue and cue.text, cue and cue.lemma, a.content_text,
        a.recipient and a.recipient.text, a.medium and a.medium.text, a.time and a.time.text,
        a.construction, cue and cue.stance, round(a.confidence, 2), a.sentence.of(article.text),
        source and source.span.start, source and source.span.end,
        cue and cue.span.start, cue and cue.span.end, content.start, content.end,
    )  # fmt: skip


def _place_cells(a: Attribution, article: Article) -> Iterator[int | None]:
    content = covering(a.content)
    for span in (a.source and a.source.span, a.cue and a.cue.span, content):
        yield from (span and _place(span, article)) or (None, None)


def safe_cell(cell: Any) -> Any:
    """The cell, with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in _FORMULA and cell else cell
