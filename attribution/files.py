"""Paths as they are given → files, and files → streams of bytes, decompressed and never longer than asked for."""

from __future__ import annotations

import glob
import gzip
import io
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
_SKIPPED = b"\x2a\x4d\x18"  # of a frame of Zstandard that holds no data, behind a byte from 50 to 5f


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
        below = [p for p in below if not any(part.startswith(".") for part in p.parts)]
        links = {p for p in below if (path / p).is_symlink()}
        files = {(path / p).resolve() for p in below if p not in links} if links else set()
        # a link to a file that is itself there would take its place, and its name
        found = [str(path / p) for p in below if p not in links or (path / p).resolve() not in files]
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


class _Unpacked(io.RawIOBase):
    """A compressed stream, unpacked as it is read; where it ends early or is damaged it ends, and ``problem`` says so."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.problem = ""
        self._pieces = pieces
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        try:
            while not self._left and not self.problem:
                self._left = next(self._pieces)
        except StopIteration:
            return 0
        except EOFError:
            self.problem = "end early"
        except Exception as error:  # each library has its own, and all mean this
            self.problem = f"are damaged ({error})"
        size = min(len(buffer), len(self._left))
        buffer[:size], self._left = self._left[:size], self._left[size:]
        return size


def _gunzipped(stream: BinaryIO) -> Iterator[bytes]:
    file, begun = gzip.GzipFile(fileobj=stream), False
    try:
        while piece := file.read1(1 << 16):
            begun = True
            yield piece
    except gzip.BadGzipFile as error:
        if begun and str(error).startswith("Not a gzipped file"):
            raise EOFError from None  # something else stands behind it
        raise


def _unzstd(stream: BinaryIO) -> Iterator[bytes]:
    """The pieces of every frame, those that are to be skipped left out. So little is fed at once because 4 bytes of Zstandard can stand for 128 KB."""
    from zstandard import ZstdDecompressor

    frame, packed = ZstdDecompressor().decompressobj(), b""
    while packed or (packed := stream.read(2048)):
        if frame.eof:
            frame = ZstdDecompressor().decompressobj()
        yield frame.decompress(packed)
        packed = frame.unused_data if frame.eof else b""
    if not frame.eof:
        raise EOFError


def opened(stream: BinaryIO) -> io.BufferedReader:
    """The stream with a beginning that can be looked at, unpacked where it is gzip or Zstandard."""
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream, 1 << 16)
    start = buffered.peek(4)[:4]
    if start.startswith(_GZIP):
        return io.BufferedReader(_Unpacked(_gunzipped(buffered)), 1 << 16)
    if start == _ZSTD or start[1:] == _SKIPPED and start[0] >> 4 == 5:
        return io.BufferedReader(_Unpacked(_unzstd(buffered)), 1 << 16)
    return buffered


def _problem(stream: BinaryIO) -> str:
    return getattr(getattr(stream, "raw", None), "problem", "")


def read_at_most(stream: BinaryIO, limit: int) -> Chunk:
    """Up to ``limit`` bytes of a stream; so a small file that would unpack to a terabyte costs no more than these."""
    parts, size = [], 0
    while size < limit and (part := stream.read(min(1 << 20, limit - size))):
        parts.append(part)
        size += len(part)
    problem = _problem(stream)
    if problem and problem != "end early":
        raise InputError(f"its compressed data {problem}; compress it anew, or give it unpacked")
    return Chunk(b"".join(parts), whole=not problem)


def lines_of(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream, line ends included; InputError for one that is too long, or where the data are damaged."""
    while line := stream.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE:
            raise InputError(f"a line of more than {LONGEST_LINE // 1_000_000} MB; the rest of the file was not read")
        yield line
    if problem := _problem(stream):
        raise InputError(f"its compressed data {problem}; only the lines before were read")
