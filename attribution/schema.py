"""The JSON Schema of the output, made from the value classes and the sentences below.

    python -m attribution.schema > attribution/data/schema.json
"""

from __future__ import annotations

import json
import types
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from attrs import fields, has

from attribution.export import PLACE, SCHEMA_VERSION
from attribution.model import Extraction, SourceRun, Span

DESCRIPTIONS = {
    "Article": "The text and what its parts are.",
    "Article.id": "The file's name without extension, or the id that was given.",
    "Article.paragraphs": "The paragraphs in text order.",
    "Article.meta": "Author, date and site of a page of HTML, and the fields kept from a table; all values are strings.",
    "Article.source_map": "Where the text stands in the page of HTML it was read from; only where that was asked for.",
    "Article.text": "The text as it was read; every offset points into it.",
    "Article.title": "The headline, or empty.",
    "Article.warnings": "What was noticed while reading.",
    "Attribution": "A source, a cue, and the content that they attribute.",
    "Attribution.confidence": "How likely this is an attribution, from 0 to 1, two digits.",
    "Attribution.construction": "The syntactic shape that joined cue, content and source.",
    "Attribution.content": "What is attributed: one or more spans in text order.",
    "Attribution.content_text": "The text of the content, an ellipsis between its spans.",
    "Attribution.cue": "The words that signal it; null for a floating quotation.",
    "Attribution.id": "Unique in its article.",
    "Attribution.kind": "Content wholly (direct), partly (mixed) or not (indirect) inside quotation marks.",
    "Attribution.medium": "By what it was said: a letter, a post, an interview.",
    "Attribution.parent": "The id of the attribution inside whose content this one stands.",
    "Attribution.polarity": "negative where the cue denies or is negated.",
    "Attribution.recipient": "To whom it was said.",
    "Attribution.sentence": "The sentence of the cue, or of the content where there is no cue.",
    "Attribution.source": "The words that name whose words or thoughts they are.",
    "Attribution.speaker": "Whom the source means in this article; null where that is not certain.",
    "Attribution.time": "When it was said.",
    "Attribution.type": "assertion (say), belief (think), fact (know) or eventuality (want, promise).",
    "Cue": "The words that signal an attribution.",
    "Cue.construction": "The construction this cue stands in.",
    "Cue.lemma": "The entry of the cue lexicon.",
    "Cue.negated": "Whether the cue is negated: did not say.",
    "Cue.span": "Where it stands.",
    "Cue.stance": "What the cue does to what is said: praise, deny, warn.",
    "Cue.text": "Its text.",
    "Extraction": "All that was found in an article.",
    "Extraction.article": "The article.",
    "Extraction.attributions": "The attributions in text order.",
    "Extraction.unattributed": "The quotations that were given to nobody.",
    "Extraction.warnings": "What the user should know.",
    "schema_version": "Goes up when a field changes its meaning or its place; a reader refuses what it does not know.",
    "ExtractionWarning": "Something the user should know about an extraction.",
    "ExtractionWarning.code": "A stable code.",
    "ExtractionWarning.message": "A sentence.",
    "ExtractionWarning.spans": "Where, if it is somewhere.",
    "Mention": "One textual reference to a source.",
    "Mention.head": "The span of its head word.",
    "Mention.kind": "name, nominal or pronoun.",
    "Mention.span": "Where it stands.",
    "Mention.text": "Its text.",
    "Paragraph": "A paragraph and its zone.",
    "Paragraph.repeats": "Whether it says again, word for word, what an earlier caption or pull quote said.",
    "Paragraph.span": "Where it stands.",
    "Paragraph.zone": "What it is on the page.",
    "Phrase": "A recipient, medium or time that the clause gives.",
    "Phrase.span": "Where it stands.",
    "Phrase.text": "Its text.",
    "Quotation": "A stretch between quotation marks: typography only.",
    "Quotation.closed": "Whether its closing mark was found.",
    "Quotation.depth": "How many quotations it stands in.",
    "Quotation.marks": "The lengths of its opening and closing mark; a missing one has none.",
    "Quotation.parts": "Its parts, marks included; several where it goes on over paragraphs.",
    "SourceRun": "A stretch of the text and the stretch of the page that it was read from: of the same length if verbatim.",
    "SourceRun.source": "In the page.",
    "SourceRun.text": "In the text.",
    "Span": "Start and end, half open, in Unicode code points into the article's text.",
    "Speaker": "Whom a source means in this article.",
    "Speaker.mentions": "Where the article names them in full.",
    "Speaker.name": "The fullest name in the article, or the source's own words.",
    "Speaker.role": "Office or occupation, as the article gives it.",
    "Speaker.type": "Person, organisation, document or group, where known.",
    "Unattributed": "A quotation that was given to nobody.",
    "Unattributed.quotation": "The quotation.",
    "Unattributed.reason": "Why: nickname, title, term, scare-quote, no-source or ambiguous.",
    "Unattributed.text": "Its text.",
}

# What the value classes' validators hold beside the types.
BOUNDS = {
    "Attribution.content": {"minItems": 1},
    "Attribution.confidence": {"minimum": 0, "maximum": 1},
    "Quotation.parts": {"minItems": 1},
}


def json_schema() -> dict[str, Any]:
    """The schema of what ``export.to_dict`` returns (JSON Schema draft 2020-12)."""
    definitions: dict[str, Any] = {}
    whole = dict(_object(Extraction, definitions))
    version = {"description": DESCRIPTIONS["schema_version"], "const": SCHEMA_VERSION}
    whole["properties"] = {"schema_version": version, **whole["properties"]}
    whole["required"] = ["schema_version", *whole["required"]]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **whole, "$defs": dict(sorted(definitions.items()))}


def _object(cls: type, definitions: dict[str, Any]) -> dict[str, Any]:
    hints = get_type_hints(cls)
    names = [field.name for field in fields(cls)]
    properties = {
        name: {"description": DESCRIPTIONS[full], **_schema(hints[name], definitions), **BOUNDS.get(full, {})}
        for name in names
        for full in (f"{cls.__name__}.{name}",)
    }
    properties |= {name + PLACE: _place(hints[name]) for name in names if hints[name] in _SPANS and cls is not SourceRun}
    return {
        "description": DESCRIPTIONS[cls.__name__],
        "type": "object",
        "properties": properties,
        "required": names,
        "additionalProperties": False,
    }


_SPANS = (Span, tuple[Span, ...])


def _place(hint: Any) -> dict[str, Any]:
    """Where a span stands in the page of HTML, which is told only where it was asked for."""
    place = {"anyOf": [{"$ref": "#/$defs/Span"}, {"type": "null"}]}
    described = {"description": "Where that stands in the page of HTML; null where it is not known."}
    return described | (place if hint is Span else {"type": "array", "items": place})


def _schema(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    plain = {str: "string", int: "integer", bool: "boolean", float: "number", types.NoneType: "null"}
    if hint in plain:
        return {"type": plain[hint]}
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin in (Union, types.UnionType):
        return {"anyOf": [_schema(a, definitions) for a in arguments]}
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema(arguments[1], definitions)}
    if origin is tuple and arguments[-1] is Ellipsis:
        return {"type": "array", "items": _schema(arguments[0], definitions)}
    if origin is tuple:
        return {"type": "array", "prefixItems": [_schema(a, definitions) for a in arguments], "minItems": len(arguments)}
    if hint is Span:
        definitions["Span"] = {
            "description": DESCRIPTIONS["Span"],
            "type": "array",
            "items": {"type": "integer", "minimum": 0},
            "minItems": 2,
            "maxItems": 2,
        }
    elif has(hint) and hint.__name__ not in definitions:
        definitions[hint.__name__] = {}  # its place is taken while its own fields are described
        definitions[hint.__name__] = _object(hint, definitions)
    return {"$ref": f"#/$defs/{hint.__name__}"}


def main() -> str:
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    import sys

    sys.stdout.write(main())
