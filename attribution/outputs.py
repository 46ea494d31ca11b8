"""Extractions → bytes where the user wants them: filtered, formatted, streamed or whole, never over an input."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Literal

from attrs import evolve

from attribution import exports
from attribution.model import ZONES, Article, Document, Extraction, Zone

SUFFIXES = {
    "text": ".txt", "json": ".json", "jsonl": ".jsonl", "csv": ".csv", "html": ".html", "spans": ".jsonl",
    **exports.SUFFIXES,
}  # fmt: skip


# --- what is written --------------------------------------------------------------------------


def select(
    extraction: Extraction,
    *,
    kinds: Collection[str] = (),
    types: Collection[str] = (),
    min_confidence: float = 0.0,
    unattributed_only: bool = False,
) -> Extraction:
    """The extraction with only the attributions asked for; no kinds or types mean all of them.

    An attribution whose outer one is left out stays, with no parent.
    """
    kept = tuple(
        a
        for a in extraction.attributions
        if (not kinds or a.kind in kinds)
        and (not types or a.type in types)
        and a.confidence >= min_confidence
        and not unattributed_only
    )
    ids = {a.id for a in kept}
    kept = tuple(a if a.parent in ids or a.parent is None else evolve(a, parent=None) for a in kept)
    return evolve(extraction, attributions=kept)


def formatted(
    extractions: Iterable[Extraction],
    format: str,
    *,
    width: int = 100,
    color: bool = False,
    zones: frozenset[Zone] = frozenset(ZONES),
    by: Literal["order", "speaker"] = "order",
    excel_safe: bool = False,
    keep: tuple[str, ...] = (),
    html_offsets: bool = False,
    parse: Callable[[Article], Document] | None = None,
) -> Iterator[str | bytes]:
    """The output in pieces: one an article, as each is ready; html and formats of others that hold many, whole.

    ``parse`` gives the words of an article to the formats that hold them. Interrupted (KeyboardInterrupt), what is whole
    by then still comes, and the array of json and the page of html are ended.
    """
    import json

    from attribution import export

    if format == "html":
        from attribution.render.html import render_html

        done: list[Extraction] = []
        try:
            done.extend(extractions)
        except KeyboardInterrupt:
            yield render_html(tuple(done))
            raise
        yield render_html(tuple(done))
    elif format == "json":
        yield from _array(extractions)
    elif format == "jsonl":
        yield from map(export.to_jsonl_line, extractions)
    elif format == "spans":
        yield from (json.dumps(export.to_spans(e), ensure_ascii=False) + "\n" for e in extractions)
    elif format == "csv":
        yield from _rows(extractions, {"excel_safe": excel_safe, "keep": keep, "html_offsets": html_offsets})
    elif format in exports.SUFFIXES:
        yield from exports.pieces(extractions, format, parse)
    else:
        from attribution.render.text import render_text

        yield from map(partial(render_text, width=width, color=color, zones=zones, by=by), extractions)


def _array(extractions: Iterable[Extraction]) -> Iterator[str]:
    """A JSON array, an entry as soon as it is ready."""
    from attribution.export import to_jsonl_line

    before = "["
    try:
        for extraction in extractions:
            piece, before = before + to_jsonl_line(extraction).rstrip("\n"), ",\n"
            yield piece
    except KeyboardInterrupt:
        yield "]\n" if before != "[" else "[]\n"
        raise
    yield "]\n" if before != "[" else "[]\n"


def _rows(extractions: Iterable[Extraction], style: dict[str, Any]) -> Iterator[str]:
    """CSV with its header once, also where there is no article at all."""
    from attribution.export import to_csv

    header = to_csv((), **style)
    yield header
    for extraction in extractions:
        yield to_csv((extraction,), **style).removeprefix(header)


# --- where it goes ----------------------------------------------------------------------------


def encoded(text: str | bytes) -> bytes:
    """UTF-8; a lone surrogate, which has none, is written as an escape (which JSON reads back). Bytes stay."""
    return text if isinstance(text, bytes) else text.encode("utf-8", "backslashreplace")


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """A file that appears under its name when it is complete, and never half written; OSError as ``open`` has.

    A link is followed to the file it stands for; a device or a pipe is written to as it is.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        with path.open("wb") as file:
            yield file
        return
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.")
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None  # the user knows nothing of the temporary name
    try:
        with open(handle, "wb") as file:
            yield file
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)  # mkstemp makes files that only their owner can read
        os.replace(temporary, path)
    except BaseException as error:
        os.unlink(temporary)
        if isinstance(error, OSError) and error.filename is None:  # a full disk
            raise OSError(error.errno, error.strerror, str(path)) from None
        raise


def write_text(path: Path, text: str | bytes) -> None:
    """Write a whole file at once."""
    with new_file(path) as file:
        file.write(encoded(text))


def files_of(extraction: Extraction, path: Path, format: str, **style: Any) -> dict[Path, str | bytes]:
    """The files of one article in a directory; brat has two, and beside them its configuration."""
    if format == "brat":
        from attribution.exports.brat import CONFIGURATION, to_brat

        text, annotations = to_brat(extraction)
        configuration = {path.parent / name: content for name, content in CONFIGURATION.items()}
        return {path: annotations, path.with_suffix(".txt"): text, **configuration}
    pieces = [encoded(piece) for piece in formatted((extraction,), format, **style)]
    return {path: b"".join(pieces)}


def file_for(directory: Path, id: str, format: str, taken: set[Path]) -> Path:
    """The file of an article in a directory: its id as far as a file name can hold it, numbered where that is taken."""
    stem = re.sub(r"[^\w.\- ]+", "_", id).strip(". ")[:100] or "article"
    path, number = directory / (stem + SUFFIXES[format]), 2
    while path in taken:
        path, number = directory / f"{stem}-{number}{SUFFIXES[format]}", number + 1
    taken.add(path)
    return path
