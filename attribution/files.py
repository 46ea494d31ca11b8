"""Paths as they are given → files, and files → streams of bytes, decompressed and never longer than asked for."""

from __future__ import annotations

import glob
import gzip
import io
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from attrs import frozen

from attribution.errors import InputError
from attribution.model import Failure

STDIN = "-"
TEXT_SUFFIXES = (".txt", ".text", ".md", ".html", ".htm", ".xhtml")
TABLE_SUFFIXES = (".jsonl", ".ndjson", ".csv", ".tsv", ".parquet")
PACKED_SUFFIXES = (".gz", ".zst")
LONGEST_LINE = 64_000_000  # bytes of one line of a table; a longer one is no article

_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"


# --- which files --------------------------------------------------------------------------------


def find_files(paths: Iterable[str]) -> Iterator[str | Failure]:
    """The files these paths stand for, each once; no path or "-" is standard input.

    Of a directory all files that hold text, sorted, without hidden ones; of a pattern such as ``news/**/*.html`` all it fits.
    """
    seen = set()
    for name in dict.fromkeys(paths or (STDIN,)):
        for file in _expanded(name):
            if isinstance(file, Failure):
                yield file
            elif (key := file if file == STDIN else Path(file).resolve()) not in seen:
                seen.add(key)
                yield file


def _expanded(name: str) -> Iterator[str | Failure]:
    path = Path(name)
    if name == STDIN:
        yield name
    elif path.is_dir():
        below = sorted(p.relative_to(path) for p in path.rglob("*") if _holds_text(p) and p.is_file())
        found = [str(path / p) for p in below if not any(part.startswith(".") for part in p.parts)]
        suffixes = ", ".join(TEXT_SUFFIXES + TABLE_SUFFIXES)
        yield from found or [Failure(name, "read", f"no article in this directory; it needs a file that ends in {suffixes}")]
    elif glob.has_magic(name) and not path.exists():
        found = sorted(file for file in glob.glob(name, recursive=True) if Path(file).is_file())
        yield from found or [Failure(name, "read", "no file fits this pattern; check it, and its quotation marks in the shell")]
    else:
        yield name


def _holds_text(path: Path) -> bool:
    return bare_suffix(path) in TEXT_SUFFIXES + TABLE_SUFFIXES


def bare_suffix(path: Path) -> str:
    """What a file's name ends in, without that of its compression: ".html" for "Storm.HTML.gz"."""
    return Path(_unpacked(path)).suffix.lower()


def bare_stem(path: Path) -> str:
    """A file's name without what it ends in: "storm" for "storm.html.gz"."""
    return Path(_unpacked(path)).stem


def _unpacked(path: Path) -> str:
    return path.stem if path.suffix.lower() in PACKED_SUFFIXES else path.name


# --- streams ------------------------------------------------------------------------------------


@frozen
class Chunk:
    """What could be read; ``whole`` is false where the compressed data end early."""

    data: bytes
    whole: bool = True


def opened(stream: BinaryIO) -> io.BufferedReader:
    """The stream with a beginning that can be looked at, decompressed where it is gzip or Zstandard."""
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream, 1 << 16)
    start = buffered.peek(4)[:4]
    if start.startswith(_GZIP):
        return io.BufferedReader(gzip.GzipFile(fileobj=buffered), 1 << 16)
    if start == _ZSTD:
        import zstandard

        return io.BufferedReader(zstandard.ZstdDecompressor().stream_reader(buffered, read_across_frames=True), 1 << 16)
    return buffered


def read_at_most(stream: BinaryIO, limit: int) -> Chunk:
    """Up to ``limit`` bytes of a stream; so a small file that would unpack to a terabyte costs no more than these."""
    parts, size = [], 0
    try:
        while size < limit and (part := stream.read(min(1 << 20, limit - size))):
            parts.append(part)
            size += len(part)
    except EOFError:
        return Chunk(b"".join(parts), whole=False)
    except _packing_errors() as error:
        raise InputError(f"its compressed data are damaged ({error}); compress it anew, or give it unpacked") from None
    return Chunk(b"".join(parts))


def lines_of(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream, line ends included; InputError for one that is too long, or where the data are damaged."""
    try:
        while line := stream.readline(LONGEST_LINE + 1):
            if len(line) > LONGEST_LINE:
                raise InputError(f"a line of more than {LONGEST_LINE // 1_000_000} MB; the rest of the file was not read")
            yield line
    except EOFError:
        raise InputError("its compressed data end early; the lines before were read, the last one may be missing") from None
    except _packing_errors() as error:
        raise InputError(f"its compressed data are damaged ({error}); the lines before were read") from None


def _packing_errors() -> tuple[type[Exception], ...]:
    try:
        from zstandard import ZstdError
    except ImportError:
        return (gzip.BadGzipFile, zlib.error)
    return (gzip.BadGzipFile, zlib.error, ZstdError)
