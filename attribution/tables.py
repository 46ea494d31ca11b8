"""Tables of articles – JSON lines, CSV, Parquet – → one record an article, each failure in its place."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, dropwhile
from typing import TYPE_CHECKING, Any, BinaryIO

from attrs import frozen

from attribution.decoding import decode
from attribution.errors import InputError
from attribution.files import lines_of, read_at_most
from attribution.model import ExtractionWarning

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile

FORMATS = ("jsonl", "csv", "parquet")
_MOST_AT_ONCE = 1_000_000_000  # bytes of a table that must be read whole: a JSON array, UTF-16
_ROWS_AT_ONCE = 64
_DELIMITERS = ",;\t|"


@frozen
class Fields:
    """The names of the fields that hold an article's text, id and title, and of those to keep with what is found."""

    text: str = "text"
    id: str = "id"
    title: str = "title"
    keep: tuple[str, ...] = ()


@frozen
class Record:
    """One row: ``place`` says which, for instance "line 3"."""

    place: str
    text: str
    id: str | None
    title: str | None
    meta: dict[str, str]
    warnings: tuple[ExtractionWarning, ...] = ()


@frozen
class BadRow:
    """A row that holds no article, and why."""

    place: str
    error: str


def read_table(stream: BinaryIO, format: str, fields: Fields) -> Iterator[Record | BadRow]:
    """The rows of a table as they are asked for. Raises InputError where it cannot be read, or no further."""
    readers = {"jsonl": _json_rows, "csv": _csv_rows, "parquet": _parquet_rows}
    for place, row, warnings in readers[format](stream, fields):
        if isinstance(row, str):
            yield BadRow(place, row)
        else:
            yield _record(place, row, fields, warnings)


def read_parquet(stream: BinaryIO, fields: Fields, start: int, stop: int) -> Iterator[Record | BadRow]:
    """The rows of Parquet from ``start`` to before ``stop``, from 0; what stands before them is not read where it need not be."""
    for place, row, warnings in _parquet_rows(stream, fields, start, stop):
        yield _record(place, row, fields, warnings)


def column_names(stream: BinaryIO, format: str) -> tuple[str, ...]:
    """The columns of a table, of JSON lines those of the first one; none where it has none. InputError where it cannot be read."""
    if format == "parquet":
        with _parquet(stream) as file:
            return tuple(file.schema_arrow.names)
    if format == "csv":
        return tuple(next(_csv_reader(stream)[0], ()))
    _, row, _ = next(_json_rows(stream, Fields()), ("", {}, ()))
    return tuple(row) if isinstance(row, dict) else ()


def count_rows(stream: BinaryIO) -> int:
    """How many rows a Parquet file says it has. InputError where it cannot be read."""
    with _parquet(stream) as file:
        return file.metadata.num_rows


def _record(place: str, row: Any, fields: Fields, warnings: tuple[ExtractionWarning, ...]) -> Record | BadRow:
    text = row.get(fields.text) if isinstance(row, dict) else None
    if isinstance(text, bytes):  # a binary column of Parquet
        try:
            text, warnings = decode(text, place)
        except InputError as error:
            return BadRow(place, str(error).removeprefix(f"{place}: "))
    if not isinstance(text, str):
        return BadRow(place, _without_text(row, fields))
    id, title = row.get(fields.id), row.get(fields.title)
    meta = {name: _as_text(row.get(name)) for name in fields.keep}
    return Record(place, text, None if id in (None, "") else str(id), title if isinstance(title, str) else None, meta, warnings)


def _without_text(row: Any, fields: Fields) -> str:
    """Why a row has no article."""
    if isinstance(row, dict) and row.get(fields.text) is not None:
        return f"the field “{fields.text}” holds no text but {json.dumps(row[fields.text], default=str)[:40]}; put the article's text there"
    found = ", ".join(map(str, row)) if isinstance(row, dict) else "not an object"
    return f"no text in a field “{fields.text}” (found: {found[:80]}); name the field with --text-field"


def _as_text(value: Any) -> str:
    """A value as a cell shows it: nothing for null, JSON for what is no text."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


Rows = Iterator[tuple[str, Any, tuple[ExtractionWarning, ...]]]


# --- JSON lines ---------------------------------------------------------------------------------


def _json_rows(stream: BinaryIO, fields: Fields) -> Rows:
    """An object a line; also one array of objects, or one object over many lines, as other programs write them."""
    lines = lines_of(stream)
    first = next(lines, b"")
    opening = first.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if opening == b"[" or opening == b"{" and not _is_json(first):
        whole = first + read_at_most(stream, _MOST_AT_ONCE).data
        rows, warnings = _parsed(whole)
        if not isinstance(rows, str):
            for number, row in enumerate(rows if isinstance(rows, list) else [rows], 1):
                yield f"entry {number}", row, warnings
            return
        lines = lines_of(io.BytesIO(whole))
        first = next(lines)
    for number, line in enumerate(chain([first], lines), 1):
        if line.strip():
            yield (f"line {number}", *_parsed(line))


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _parsed(line: bytes) -> tuple[Any, tuple[ExtractionWarning, ...]]:
    """The value a line holds, or, as a string, why there is none."""
    try:
        text, warnings = decode(line, "a line of JSON")
        value = json.loads(text)
    except (ValueError, RecursionError, InputError) as error:
        return f"not JSON ({error}); each line must be one object with the text in a field", ()
    return {} if isinstance(value, str) else value, warnings


# --- CSV ----------------------------------------------------------------------------------------


def _csv_rows(stream: BinaryIO, fields: Fields) -> Rows:
    """A row after the header; the delimiter is whichever of comma, semicolon, tab and bar the header has most."""
    reader, warnings = _csv_reader(stream)
    try:
        header = next(reader, [])
        if fields.text not in header:
            found = ", ".join(header)[:80] or "nothing"
            raise InputError(f"no column “{fields.text}” (found: {found}); name the column with --text-field")
        for number, row in enumerate(reader, 1):
            if row:
                yield f"row {number}", dict(zip(header, row)), warnings
    except csv.Error as error:
        raise InputError(f"not CSV ({error}); what stands before was read, mend the file for the rest") from None


def _csv_reader(stream: BinaryIO):
    csv.field_size_limit(_MOST_AT_ONCE)
    lines, warnings = _text_lines(stream)
    lines = dropwhile(lambda line: not line.strip(), lines)
    header = next(lines, "")
    told = re.fullmatch(r'"?sep=(.)"?', header.strip())  # as spreadsheets write it before the header
    if told:
        header = next(lines, "")
    delimiter = told[1] if told else max(_DELIMITERS, key=header.count)
    return csv.reader(chain([header], lines), delimiter=delimiter), warnings


def _text_lines(stream: BinaryIO) -> tuple[Iterator[str], tuple[ExtractionWarning, ...]]:
    """The lines of a stream as text, in the encoding that its beginning shows."""
    start = stream.peek(4)[:4] if hasattr(stream, "peek") else b""
    if b"\0" in start or start.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16, whose line ends are two bytes
        text, warnings = decode(read_at_most(stream, _MOST_AT_ONCE).data, "the table")
        return iter(text.splitlines(keepends=True)), warnings
    return (_decoded_lines(stream), ())


def _decoded_lines(stream: BinaryIO) -> Iterator[str]:
    for number, line in enumerate(lines_of(stream), 1):
        text = decode(line, f"line {number}")[0] if number == 1 or not line.isascii() else line.decode("ascii")
        yield from re.split(r"(?<=\r)(?!\n)", text) if "\r" in text else (text,)  # a line may end with CR alone


# --- Parquet ------------------------------------------------------------------------------------


def _parquet_rows(stream: BinaryIO, fields: Fields, start: int = 0, stop: int | None = None) -> Rows:
    """The rows from ``start`` to before ``stop``; row groups that hold none of them are not read."""
    with _parquet(stream) as file:
        names = file.schema_arrow.names
        if fields.text not in names:
            found = ", ".join(names)[:80]
            raise InputError(f"no column “{fields.text}” (found: {found}); name the column with --text-field")
        wanted = [name for name in dict.fromkeys((fields.text, fields.id, fields.title, *fields.keep)) if name in names]
        groups, number = _row_groups(file, start, stop)
        for batch in file.iter_batches(batch_size=_ROWS_AT_ONCE, columns=wanted, row_groups=groups):
            for row in batch.to_pylist():
                number += 1
                if stop is not None and number > stop:
                    return
                if number > start:
                    yield f"row {number}", row, ()


@contextmanager
def _parquet(stream: BinaryIO) -> Iterator[ParquetFile]:
    """The file; whatever goes wrong with it is an InputError."""
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError:
        raise InputError("reading Parquet needs pyarrow; install it with “pip install 'attribution[parquet]'”") from None
    try:
        yield ParquetFile(stream if stream.seekable() else io.BytesIO(read_at_most(stream, _MOST_AT_ONCE).data))
    except (ArrowException, OSError, ValueError) as error:
        raise InputError(f"not Parquet that can be read ({error}); what stands before was read, write the file anew for the rest") from None


def _row_groups(file: ParquetFile, start: int, stop: int | None) -> tuple[list[int], int]:
    """The row groups that hold these rows, and how many rows stand before them."""
    groups, before, number = [], 0, 0
    for group in range(file.num_row_groups):
        rows = file.metadata.row_group(group).num_rows
        if number + rows <= start:
            before = number + rows
        elif stop is None or number < stop:
            groups.append(group)
        number += rows
    return groups, before
