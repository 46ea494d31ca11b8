"""Extraction → brat standoff: the text, its annotations, and the configuration that brat shows them with.

Source, cue and content are text-bound annotations, a discontinuous one where they have several spans. The content
carries kind, type and polarity as attributes, is joined to the others by relations, and tells the rest in a note.
brat breaks an annotation at each line feed; ``from_brat`` joins such fragments again, unless the next one opens with
a quotation mark, as the parts of a quotation over paragraphs do.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, get_args

from attribution.errors import InputError
from attribution.exports.characters import encodable
from attribution.model import Attribution, AttributionType, Extraction, Kind, Polarity, Span

# brat reads lines with universal newlines and splits at each of these; "\r\n" becomes two characters of one line end.
_LINE_BREAKS = {ord(c): " " for c in "\t\v\f\x1c\x1d\x1e\x85\u2028\u2029"}
_OPENING = "\"'“‘«„‹`"

_ATTRIBUTES = {"Kind": get_args(Kind), "Type": get_args(AttributionType), "Polarity": get_args(Polarity)}
_RELATIONS = {"SaidBy": "Source", "SignalledBy": "Cue", "SaidTo": "Recipient", "SaidIn": "Medium", "SaidAt": "Time"}

ANNOTATION_CONF = "\n".join(
    [
        "[entities]",
        "Content",
        *_RELATIONS.values(),
        "Unattributed",
        "",
        "[relations]",
        *(f"{name}\tArg1:Content, Arg2:{target}" for name, target in _RELATIONS.items()),
        "Inside\tArg1:Content, Arg2:Content",
        "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>",
        "",
        "[events]",
        "",
        "[attributes]",
        *(f"{name}\tArg:Content, Value:{'|'.join(values)}" for name, values in _ATTRIBUTES.items()),
        "",
    ]
)

VISUAL_CONF = """[labels]
SaidBy | said by | by
SignalledBy | signalled by | cue
SaidTo | said to | to
SaidIn | said in | in
SaidAt | said at | at

[drawing]
SPAN_DEFAULT\tfgColor:black, bgColor:#e0e0e0, borderColor:darken
ARC_DEFAULT\tcolor:black, arrowHead:triangle-5
Content\tbgColor:#bfe3f7
Source\tbgColor:#f7d9a8
Cue\tbgColor:#d9c7ee
Unattributed\tbgColor:#ffffff
Polarity\tposition:left, glyph:[negative]✗
"""

CONFIGURATION = {"annotation.conf": ANNOTATION_CONF, "visual.conf": VISUAL_CONF}


def to_brat(extraction: Extraction) -> tuple[str, str]:
    """The two files of an article: its text (.txt) and its annotations (.ann)."""
    text = encodable(extraction.article.text).replace("\r\n", " \n").replace("\r", "\n").translate(_LINE_BREAKS)
    return text, "".join(f"{line}\n" for line in _Writer(text).lines(extraction))


class _Writer:
    """Numbers annotations as it writes them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._counts = dict.fromkeys("TRA#", 0)
        self._known: dict[tuple[str, Span], str] = {}  # "It" may be the source of two contents and is marked once

    def lines(self, extraction: Extraction) -> Iterator[str]:
        contents: dict[str, str] = {}
        for a in extraction.attributions:
            contents[a.id] = content = self._next("T")
            yield f"{content}\tContent {self._place(a.content)}"
            yield from self._parts(a, content)
            yield from (
                f"{self._next('A')}\t{n} {content} {v}" for n, v in zip(_ATTRIBUTES, (a.kind, a.type, a.polarity))
            )
            yield f"{self._next('#')}\tAnnotatorNotes {content}\t{encodable(json.dumps(_note(a), ensure_ascii=False))}"
        for a in extraction.attributions:
            if a.parent in contents:
                yield f"{self._next('R')}\tInside Arg1:{contents[a.id]} Arg2:{contents[a.parent]}"
        for loose in extraction.unattributed:
            quotation = self._next("T")
            yield f"{quotation}\tUnattributed {self._place(loose.quotation.parts)}"
            yield f"{self._next('#')}\tAnnotatorNotes {quotation}\t{loose.reason}"

    def _parts(self, a: Attribution, content: str) -> Iterator[str]:
        parts = (a.source, a.cue, a.recipient, a.medium, a.time)
        for (relation, type_), part in zip(_RELATIONS.items(), parts):
            if part is not None and (type_, part.span) not in self._known:
                self._known[type_, part.span] = number = self._next("T")
                yield f"{number}\t{type_} {self._place((part.span,))}"
            if part is not None:
                yield f"{self._next('R')}\t{relation} Arg1:{content} Arg2:{self._known[type_, part.span]}"

    def _next(self, letter: str) -> str:
        self._counts[letter] += 1
        return f"{letter}{self._counts[letter]}"

    def _place(self, spans: tuple[Span, ...]) -> str:
        fragments = [f for span in spans for f in self._fragments(span)]
        offsets = ";".join(f"{start} {end}" for start, end in fragments)
        return f"{offsets}\t{' '.join(self.text[start:end] for start, end in fragments)}"

    def _fragments(self, span: Span) -> list[tuple[int, int]]:
        lines = re.finditer(r"[^\n]+", self.text[span.start : span.end])
        return [(span.start + m.start(), span.start + m.end()) for m in lines] or [(span.start, span.start)]


def _note(a: Attribution) -> dict[str, Any]:
    """What no annotation of brat's has a place for."""
    speaker = a.speaker and {"name": a.speaker.name, "type": a.speaker.type, "role": a.speaker.role}
    return {"id": a.id, "speaker": speaker, "construction": a.construction, "confidence": round(a.confidence, 2)}


# --- and back -----------------------------------------------------------------------------------


def from_brat(text: str, annotations: str, *, id: str) -> dict[str, Any]:
    """What a person has annotated or corrected in brat, as a record of an attribution corpus (``export.to_spans``).

    Raises InputError, naming the line, where it is not of the form that ``to_brat`` writes.
    """
    spans: dict[str, tuple[str, list[list[int]]]] = {}
    joined: dict[str, dict[str, list[str]]] = {}
    values: dict[str, dict[str, str]] = {}
    notes: dict[str, dict[str, Any]] = {}
    for number, line in enumerate(annotations.split("\n"), 1):
        try:
            _read_line(line, text, spans, joined, values, notes)
        except (ValueError, IndexError):
            raise InputError(f"{id}.ann, line {number}: not an annotation that to_brat writes: {line[:60]!r}") from None
    contents = [key for key, (type_, _) in spans.items() if type_ == "Content"]
    ids = {key: notes.get(key, {}).get("id", f"b{number}") for number, key in enumerate(contents, 1)}

    def part(key: str, relation: str) -> list[list[int]]:
        return [span for target in joined.get(key, {}).get(relation, ()) for span in spans[target][1]]

    def record(key: str) -> dict[str, Any]:
        value, note = values.get(key, {}), notes.get(key, {})
        outer = joined.get(key, {}).get("Inside", [None])[0]
        meta = {
            "type": value.get("Type"),
            "construction": note.get("construction"),
            "confidence": note.get("confidence"),
        }
        return {
            "id": ids[key], "source": part(key, "SaidBy"), "cue": part(key, "SignalledBy"), "content": spans[key][1],
            "type": value.get("Kind"), "speaker": (note.get("speaker") or {}).get("name"), "parent": ids.get(outer),
            "meta": meta,
        }  # fmt: skip

    return {"id": id, "text": text, "attributions": [record(key) for key in contents]}


def _read_line(line: str, text: str, spans: dict, joined: dict, values: dict, notes: dict) -> None:
    key, _, rest = line.partition("\t")
    if key.startswith("T"):
        type_, _, offsets = rest.split("\t")[0].partition(" ")
        spans[key] = type_, _joined([[int(o) for o in pair.split(" ")] for pair in offsets.split(";")], text)
    elif key.startswith("R"):
        relation, first, second = rest.split(" ")
        joined.setdefault(first.removeprefix("Arg1:"), {}).setdefault(relation, []).append(second.removeprefix("Arg2:"))
    elif key.startswith("A"):
        name, target, value = rest.split(" ")
        values.setdefault(target, {})[name] = value
    elif key.startswith("#") and "\t{" in rest:
        target, _, note = rest.removeprefix("AnnotatorNotes ").partition("\t")
        notes[target] = json.loads(note)


def _joined(fragments: list[list[int]], text: str) -> list[list[int]]:
    """Fragments that nothing but a line end parts are one span, unless the next one opens a quotation anew."""
    whole: list[list[int]] = []
    for start, end in fragments:
        between = text[whole[-1][1] : start] if whole else ""
        if between and not between.strip("\n") and text[start] not in _OPENING:
            whole[-1][1] = end
        else:
            whole.append([start, end])
    return whole
