"""Paths as they are given on the command line → articles, one after the other, each failure in its place."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Literal

from attrs import evolve, field, frozen

from attribution.article import (
    HTML_SUFFIXES,
    MAX_CHARS,
    MAX_HTML,
    article_from_bytes,
    article_from_html,
    article_from_text,
    looks_like_html,
    too_long,
)
from attribution.errors import Error, InputError, fault
from attribution.files import STDIN, bare_stem, bare_suffix, find_files, opened, read_at_most
from attribution.model import Article, ExtractionWarning, Failure
from attribution.tables import FORMATS as TABLES
from attribution.tables import BadRow, Fields, Record, count_rows, read_parquet, read_table

Format = Literal["auto", "text", "html", "jsonl", "csv", "parquet"]
FORMATS: tuple[Format, ...] = ("auto", "text", "html", "jsonl", "csv", "parquet")
_MOST_BYTES = 400_000_000  # of a file that may be longer than MAX_CHARS
_OBJECTS = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\[\s*)?\{\s*"[^"\n]*"\s*:')  # an object, or an array of them, over whatever lines
_BY_SUFFIX = {
    **dict.fromkeys(HTML_SUFFIXES, "html"),
    **dict.fromkeys((".jsonl", ".ndjson"), "jsonl"),
    **dict.fromkeys((".csv", ".tsv"), "csv"),
    ".parquet": "parquet",
}


@frozen
class HowToRead:
    """What the reader of the articles wants of them."""

    whole_page: bool = False  # of a page of HTML also what is not its main text, as furniture
    html_offsets: bool = False  # where each character stands in the page
    max_chars: int | None = MAX_CHARS  # a longer article is a failure; None for no limit


@frozen
class Source:
    """An article as it was given and not yet read; ``name`` is what an error calls it."""

    id: str
    name: str
    data: bytes | str
    format: Literal["auto", "text", "html"] = "auto"
    title: str | None = None
    meta: dict[str, str] = field(factory=dict)
    warnings: tuple[ExtractionWarning, ...] = ()


def gather(
    paths: Iterable[str],
    *,
    input_format: Format = "auto",
    fields: Fields = Fields(),
    how: HowToRead = HowToRead(),
    stdin: BinaryIO | None = None,
    tell: Callable[[str], None] = lambda sentence: None,
) -> Iterator[Article | Failure]:
    """Every article of these files, directories and patterns, read when it is asked for; no path or "-" is standard input.

    A file's article has its name without extension as its id; where two files have the same, their paths. ``tell`` is
    called with a sentence for each input: as what it is read, and why.
    """
    for source in sources(paths, input_format=input_format, fields=fields, how=how, stdin=stdin, tell=tell):
        yield source if isinstance(source, Failure) else read_source(source, how)


def read_source(source: Source, how: HowToRead = HowToRead()) -> Article | Failure:
    """The article; a failure where it cannot be read or is too long."""
    try:
        article = _read(source, how)
        if how.max_chars is not None and len(article.text) > how.max_chars:
            raise too_long(source.name, len(article.text), how.max_chars)
    except InputError as error:
        return Failure(source.name, "read", str(error).removeprefix(f"{source.name}: "))
    except Error:
        raise  # then no article can be read
    except Exception as error:
        return Failure(source.name, "extract", fault(error))
    title = article.title if source.title is None else source.title
    warnings = source.warnings + article.warnings
    return evolve(article, id=source.id, title=title, meta=article.meta | source.meta, warnings=warnings)


def _read(source: Source, how: HowToRead) -> Article:
    options = {"whole_page": how.whole_page, "html_offsets": how.html_offsets}
    if isinstance(source.data, bytes):
        return article_from_bytes(source.data, id=source.name, input_format=source.format, max_chars=how.max_chars, **options)
    if source.format == "html" or (source.format == "auto" and looks_like_html(source.data[:2000].encode("utf-8", "replace"))):
        return article_from_html(source.data, id=source.name, **options)
    if how.max_chars is not None and len(source.data) > how.max_chars:  # before its paragraphs are looked at
        raise too_long(source.name, len(source.data), how.max_chars)
    return article_from_text(source.data, id=source.name)


# --- files and streams → what was given ----------------------------------------------------------


def sources(
    paths: Iterable[str],
    *,
    input_format: Format,
    fields: Fields,
    how: HowToRead,
    stdin: BinaryIO | None,
    tell: Callable[[str], None],
) -> Iterator[Source | Failure]:
    """Every article as it was given, each failure in its place."""
    files = list(find_files(paths))
    stems = Counter(bare_stem(Path(file)) for file in files if isinstance(file, str))
    for file in files:
        if isinstance(file, Failure):
            yield file
        elif file == STDIN:
            yield from _of_stream(stdin or sys.stdin.buffer, "stdin", "stdin", "", input_format, fields, how, tell)
        else:
            path, stem = Path(file), bare_stem(Path(file))
            id = stem if stems[stem] == 1 else path.as_posix()
            yield from _of_file(path, id, input_format, fields, how, tell)


def sources_of_parquet(stream: BinaryIO, name: str, id: str, fields: Fields, rows: range) -> Iterator[Source | Failure]:
    """The articles of these rows, from 0, of a Parquet file, with the ids that ``sources`` gives them."""
    try:
        yield from _of_rows(read_parquet(stream, fields, rows.start, rows.stop), name, id)
    except InputError as error:
        yield Failure(name, "read", str(error))


def count(paths: Iterable[str], *, input_format: Format = "auto") -> int | None:
    """How many articles ``gather`` would read; None where only reading tells, as of a table on standard input."""
    number = 0
    for file in find_files(paths):
        path = Path(file) if isinstance(file, str) else Path()
        format = _BY_SUFFIX.get(bare_suffix(path), "text") if input_format == "auto" else input_format
        if bare_suffix(path) == ".json" and input_format == "auto":  # one article or many
            return None
        if format not in TABLES:
            number += 1
        elif format == "jsonl" and path.suffix in (".jsonl", ".ndjson") and path.is_file():
            with path.open("rb") as stream:
                number += sum(1 for line in stream if line.strip())
        elif format == "parquet" and path.suffix == ".parquet" and path.is_file():
            try:
                with path.open("rb") as stream:
                    number += count_rows(stream)
            except InputError:
                return None
        else:
            return None
    return number


def _of_file(path: Path, id: str, *rest) -> Iterator[Source | Failure]:
    name = str(path)
    try:
        with path.open("rb") as stream:
            yield from _of_stream(stream, name, id, bare_suffix(path), *rest)
    except FileNotFoundError:
        yield Failure(name, "read", "there is no such file; check the path")
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = getattr(error, "strerror", None) or error
        yield Failure(name, "read", f"cannot be read ({reason}); check the path and its permissions")


def _of_stream(
    stream: BinaryIO, name: str, id: str, suffix: str, input_format: Format, fields: Fields, how: HowToRead, tell
) -> Iterator[Source | Failure]:
    try:
        stream = opened(stream)
        format, reason = (input_format, "--input-format") if input_format != "auto" else _told(stream, suffix, fields)
        tell(f"{name}: read as {format} ({reason})")
        if format in TABLES:
            yield from _of_rows(read_table(stream, format, fields), name, id)
        else:
            yield _document(stream, name, id, format, how)
    except InputError as error:
        yield Failure(name, "read", str(error))


def _told(stream: BinaryIO, suffix: str, fields: Fields) -> tuple[str, str]:
    """What a stream holds, by the end of its file's name or by how it begins; and which of these told it."""
    if suffix in _BY_SUFFIX:
        return _BY_SUFFIX[suffix], f"its name ends in {suffix}"
    start = stream.peek(4096)
    if start.startswith(b"PAR1"):
        return "parquet", "it begins as Parquet does"
    if looks_like_html(start):
        return "html", "it begins as a page of HTML does"
    first = start.split(b"\n", 1)[0].strip().removeprefix(b"\xef\xbb\xbf")
    if first.startswith(b"{") and _is_object(first, complete=b"\n" in start or len(start) < 4096):
        return "jsonl", "its first line is a JSON object"
    if _OBJECTS.match(start):
        return "jsonl", "it begins as JSON does"
    columns = [cell.strip(b' "') for cell in max((first.split(d) for d in (b",", b";", b"\t")), key=len)]
    if len(columns) > 1 and fields.text.encode() in columns:
        return "csv", f"its first line names a column “{fields.text}”"
    return "text", "nothing in its name or beginning says otherwise"


def _is_object(line: bytes, *, complete: bool) -> bool:
    if not complete:  # a long first line: as much of it as can be seen
        return line[1:].lstrip().startswith(b'"')
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _document(stream: BinaryIO, name: str, id: str, format: str, how: HowToRead) -> Source:
    # no encoding has more than four bytes a character, so what is longer than this is too long in any
    limit = _MOST_BYTES if how.max_chars is None else max(MAX_HTML, 4 * how.max_chars) + 4
    chunk = read_at_most(stream, limit + 1)
    if len(chunk.data) > limit:
        raise InputError(f"more than {limit / 1e6:.0f} MB, which is no article; give its articles one by one, or --split it")
    message = "its compressed data end early, or other data follow; what could be unpacked was read"
    warnings = () if chunk.whole else (ExtractionWarning("truncated", message),)
    return Source(id, name, chunk.data, format, warnings=warnings)


def _of_rows(rows: Iterable[Record | BadRow], name: str, stem: str) -> Iterator[Source | Failure]:
    for row in rows:
        place = f"{name}, {row.place}"
        if isinstance(row, BadRow):
            yield Failure(place, "read", row.error)
        else:
            id = f"{stem}-{row.place.rpartition(' ')[2]}" if row.id is None else row.id
            yield Source(id, place, row.text, "auto", row.title, row.meta, row.warnings)
