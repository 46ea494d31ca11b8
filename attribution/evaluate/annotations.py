"""Files of attributions → documents that can be compared, whoever made them.

Read are the JSONL of attribution corpora (``extract --format spans`` writes it too), the JSON and JSONL that
``extract`` writes, and golden files, one or a directory of them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from attrs import field, frozen

from attribution.article import read_article
from attribution.errors import GoldenError, InputError
from attribution.export import from_dict, to_spans
from attribution.golden_file import golden_spans
from attribution.model import Extraction, Kind, Span

ROLES = ("content", "source", "cue")
GOLDEN = ".golden"


@frozen
class Annotation:
    """One attribution as a file has it; what the file does not tell is None."""

    id: str | None
    content: tuple[Span, ...]
    source: tuple[Span, ...] = ()
    cue: tuple[Span, ...] = ()
    kind: str | None = None
    speaker: str | None = None
    names: tuple[str, ...] = ()  # by which the speaker is known besides
    parent: str | None = None
    type: str | None = None
    construction: str | None = None
    lemma: str | None = None
    confidence: float | None = None

    def spans(self, role: str) -> tuple[Span, ...]:
        return getattr(self, role)


@frozen
class AnnotatedText:
    """A document with its attributions. ``text`` is None where a file of predictions leaves it out."""

    id: str
    text: str | None
    annotations: tuple[Annotation, ...]
    aliases: Mapping[str, tuple[str, ...]] = field(factory=dict)  # a speaker's name → other names


def read_annotations(path: str | Path) -> tuple[AnnotatedText, ...]:
    """The documents of a file, or of a directory of golden files; "-" is standard input.

    Raises InputError where it is none of the formats, or two documents have the same id, and GoldenError
    where a golden file and its article do not belong together.
    """
    place = Path(path)
    if str(path) == "-":
        documents = _from_json(_decoded(sys.stdin.buffer.read(), "standard input"), "standard input")
    elif place.is_dir():
        documents = map(_from_golden, _golden_files(place))
    elif place.suffix == GOLDEN:
        documents = (_from_golden(place),)
    else:
        documents = _from_json(_decoded(_bytes(place), str(place)), str(place))
    found: dict[str, AnnotatedText] = {}
    for document in documents:
        if document.id in found:
            raise InputError(f"{path}: two documents have the id “{document.id}”; give each its own")
        found[document.id] = document
    return tuple(found.values())


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check the path and its permissions") from None


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{name}: not UTF-8; JSON is read in UTF-8 only, convert it first") from None


# --- golden files -----------------------------------------------------------------------------


def _golden_files(directory: Path) -> Iterable[Path]:
    files = sorted(directory.glob(f"*{GOLDEN}"))
    if not files:
        raise InputError(f"{directory}: no golden file in this directory; name one such as golden/expected")
    return files


def _from_golden(path: Path) -> AnnotatedText:
    """A golden file's attributions in its article, ``../articles/NAME`` for ``expected/NAME.golden``."""
    article = path.parent.parent / "articles" / path.stem
    if not article.is_file():
        raise GoldenError(f"{path}: its article is not at {article}; bring it back there")
    try:
        record = golden_spans(_decoded(_bytes(path), str(path)), read_article(article))
    except GoldenError as error:
        raise GoldenError(f"{path}: {error}") from None
    return _document(record, str(path))


# --- JSON -------------------------------------------------------------------------------------


def _from_json(text: str, name: str) -> Iterator[AnnotatedText]:
    """The documents of an array, or one a line."""
    if text.lstrip().startswith("["):
        records = [(f"{name}, item {number}", record) for number, record in enumerate(_loaded(text, name), 1)]
    else:
        lines = ((f"{name}, line {number}", line) for number, line in enumerate(text.split("\n"), 1) if line.strip())
        records = ((where, _loaded(line, where)) for where, line in lines)
    for where, record in records:
        yield _document(record, where)


def _loaded(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{where}: not JSON ({error}); give JSONL, JSON of “extract”, or golden files") from None


def _document(record: Any, where: str) -> AnnotatedText:
    if isinstance(record, dict) and "schema_version" in record:
        return _extraction(record, where)
    text = _field(record, "text", (str, type(None)), where)
    aliases = (
        _field(_field(record, "meta", (dict, type(None)), where) or {}, "aliases", (dict, type(None)), where) or {}
    )
    id = str(_field(record, "id", (str, int), where))
    annotations = _field(record, "attributions", (list,), where)
    return AnnotatedText(
        id,
        text,
        tuple(_annotation(a, text, f"{where}, attribution {number}") for number, a in enumerate(annotations, 1)),
        {name: tuple(others) for name, others in aliases.items()},
    )


def _extraction(record: dict[str, Any], where: str) -> AnnotatedText:
    try:
        return document_of(from_dict(record))
    except InputError as error:
        raise InputError(f"{where}: {error}") from None


def document_of(extraction: Extraction) -> AnnotatedText:
    """An extraction as if it had been written to a file and read again."""
    record = to_spans(extraction)
    for found, attribution in zip(record["attributions"], extraction.attributions):
        found["meta"]["lemma"] = attribution.cue and attribution.cue.lemma
    return _document(record, extraction.article.id)


def _annotation(raw: Any, text: str | None, where: str) -> Annotation:
    meta = _field(raw, "meta", (dict, type(None)), where) or {}
    kind = _field(raw, "type", (str, type(None)), where)
    if kind is not None and kind not in get_args(Kind):
        raise InputError(f"{where}: the type is “{kind}”; it must be {', '.join(get_args(Kind))} or null")
    parent, id = raw.get("parent"), raw.get("id")
    return Annotation(
        id=None if id is None else str(id),
        **{
            role: _spans(_field(raw, role, (list, type(None)), where) or [], text, f"{where}, {role}") for role in ROLES
        },
        kind=kind,
        speaker=_field(raw, "speaker", (str, type(None)), where),
        names=tuple(_field(meta, "names", (list, type(None)), where) or ()),
        parent=None if parent is None else str(parent),
        **{name: _field(meta, name, (str, type(None)), where) for name in ("type", "construction", "lemma")},
        confidence=_field(meta, "confidence", (int, float, type(None)), where),
    )


def _spans(raw: list[Any], text: str | None, where: str) -> tuple[Span, ...]:
    for span in raw:
        pair = isinstance(span, list) and len(span) == 2 and all(type(offset) is int for offset in span)
        if not pair or not 0 <= span[0] <= span[1] or (text is not None and span[1] > len(text)):
            raise InputError(f"{where}: {span!r:.40} is no [start, end] within the text; offsets count code points")
    return tuple(Span(*span) for span in sorted(raw))


def _field(record: Any, name: str, types: tuple[type, ...], where: str) -> Any:
    if not isinstance(record, dict):
        raise InputError(f"{where}: {record!r:.40} is no JSON object; see docs/evaluate.md for the formats")
    value = record.get(name)
    if not isinstance(value, types) or isinstance(value, bool):
        expected = " or ".join("null" if t is type(None) else _JSON_NAMES[t] for t in types)
        raise InputError(f"{where}: “{name}” is {json.dumps(value)[:40]} and must be {expected}")
    return value


_JSON_NAMES = {str: "a text", int: "a number", float: "a number", dict: "an object", list: "a list"}
