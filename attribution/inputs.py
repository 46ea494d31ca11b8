"""Paths as they are given on the command line → articles, one after the other, each failure in its place."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from attrs import evolve, frozen

from attribution.article import article_from_bytes, article_from_text, read_article
from attribution.errors import InputError
from attribution.model import Article, Failure

SUFFIXES = (".txt", ".html", ".htm", ".md", ".jsonl")
STDIN = "-"


@frozen
class Fields:
    """The names of the fields of a JSON line that hold an article's text and its id."""

    text: str = "text"
    id: str = "id"


def gather(
    paths: Iterable[str], *, input_format: str = "auto", fields: Fields = Fields(), stdin: BinaryIO | None = None
) -> Iterator[Article | Failure]:
    """Every article of these files and directories, read when it is asked for; no path or "-" is standard input.

    A file's article has its name without extension as its id; where two files have the same, their paths.
    """
    files = list(find_files(paths))
    stems = Counter(Path(file).stem for file in files if isinstance(file, str))
    for file in files:
        if isinstance(file, Failure):
            yield file
        elif file == STDIN:
            yield from _read_stream(stdin or sys.stdin.buffer, "stdin", input_format, fields)
        else:
            id = Path(file).stem if stems[Path(file).stem] == 1 else Path(file).as_posix()
            yield from _read_file(Path(file), id, input_format, fields)


def count(paths: Iterable[str], *, input_format: str = "auto") -> int | None:
    """How many articles ``gather`` would read; None where only reading tells, as of JSON lines on standard input."""
    number = 0
    for file in find_files(paths):
        lines = input_format == "jsonl" or (
            input_format == "auto" and isinstance(file, str) and file.lower().endswith(".jsonl")
        )
        if file == STDIN and lines:
            return None
        if lines and isinstance(file, str) and Path(file).is_file():
            with Path(file).open("rb") as stream:
                number += sum(1 for line in stream if line.strip())
        else:
            number += 1
    return number


def find_files(paths: Iterable[str]) -> Iterator[str | Failure]:
    """The files these paths stand for, each once: of a directory all that hold text, sorted, without hidden ones."""
    seen = set()
    for name in dict.fromkeys(paths or (STDIN,)):
        path = Path(name)
        if name == STDIN or not path.is_dir():
            found = [name]
        else:
            below = (p.relative_to(path) for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
            found = [str(path / p) for p in sorted(below) if not any(part.startswith(".") for part in p.parts)]
            if not found:
                yield Failure(
                    name, "read", f"no article in this directory; it needs a file that ends in {', '.join(SUFFIXES)}"
                )
        for file in found:
            if (key := file if file == STDIN else Path(file).resolve()) not in seen:
                seen.add(key)
                yield file


def _read_file(path: Path, id: str, input_format: str, fields: Fields) -> Iterator[Article | Failure]:
    try:
        if input_format == "jsonl" or (input_format == "auto" and path.suffix.lower() == ".jsonl"):
            with path.open("rb") as stream:
                yield from _read_lines(stream, str(path), id, fields)
        else:
            yield evolve(read_article(path, input_format=input_format), id=id)
    except InputError as error:
        # its message begins with the file's name; the failure names the whole path
        yield Failure(str(path), "read", str(error).removeprefix(f"{path.name}: ").removeprefix(f"{path}: "))
    except OSError as error:
        yield Failure(str(path), "read", f"cannot be read ({error.strerror}); check the path and its permissions")


def _read_stream(stream: BinaryIO, id: str, input_format: str, fields: Fields) -> Iterator[Article | Failure]:
    try:
        if input_format == "jsonl":
            yield from _read_lines(stream, id, id, fields)
        else:
            yield article_from_bytes(stream.read(), id=id, input_format=input_format)
    except InputError as error:
        yield Failure(id, "read", str(error))


def _read_lines(stream: BinaryIO, name: str, stem: str, fields: Fields) -> Iterator[Article | Failure]:
    """An article a line; a line that holds none is a failure, and the next one is read."""
    for number, line in enumerate(stream, 1):
        if line.strip():
            try:
                yield _article_from_line(line, f"{stem}-{number}", fields)
            except InputError as error:
                yield Failure(f"{name}, line {number}", "read", str(error))


def _article_from_line(line: bytes, default_id: str, fields: Fields) -> Article:
    try:
        data: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"not JSON ({error}); each line must be one object with the field “{fields.text}”") from None
    if not isinstance(data, dict) or not isinstance(data.get(fields.text), str):
        found = ", ".join(map(str, data)) if isinstance(data, dict) else "not an object"
        raise InputError(f"no text in a field “{fields.text}” (found: {found[:80]}); name the field with --text-field")
    id = data.get(fields.id)
    return article_from_text(data[fields.text], id=default_id if id is None else str(id))
