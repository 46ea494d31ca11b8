"""Bytes → text: which encoding, what is no text at all, and what was garbled before it came to us.

Nothing is repaired: "itâ€™s" stays as it is, for the offsets are those of the text as it was read; it is reported.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from attribution.errors import InputError
from attribution.model import ExtractionWarning, Span

_SIGNATURES = (
    (b"%PDF", "%PDF", "for example with pdftotext"),
    (b"PK\x03\x04", "a ZIP or office file's signature", "for example with pandoc or LibreOffice"),
    (b"\xd0\xcf\x11\xe0", "an old office file's signature", "for example with LibreOffice"),
    (b"{\\rtf", "{\\rtf", "for example with pandoc or LibreOffice"),
    (b"\x1f\x8b", "gzip's signature", "for example with gunzip"),
    (b"BZh", "bzip2's signature", "for example with bunzip2"),
    (b"\xfd7zXZ", "xz's signature", "for example with unxz"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip's signature", "for example with 7z"),
    (b"\x28\xb5\x2f\xfd", "Zstandard's signature", "for example with unzstd"),
    (b"\x89PNG", "PNG's signature", "for example with an OCR program"),
    (b"\xff\xd8\xff", "JPEG's signature", "for example with an OCR program"),
    (b"GIF8", "GIF's signature", "for example with an OCR program"),
    (b"\x7fELF", "ELF's signature", "or name the article instead"),
    (b"PAR1", "Parquet's signature", "for example to JSON lines"),
    (b"SQLite format 3", "SQLite's signature", "for example to JSON lines"),
    (b"OggS", "Ogg's signature", "for example with a speech recogniser"),
    (b"ID3", "MP3's signature", "for example with a speech recogniser"),
)  # fmt: skip
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 200_000  # bytes that are enough to guess an encoding by


def decode(data: bytes, name: str, *, declared: str | None = None) -> tuple[str, tuple[ExtractionWarning, ...]]:
    """The text in these bytes; InputError, which begins with ``name``, where there is none.

    A byte-order mark decides, then UTF-8 where it fits, then the encoding that a page declares; any other is guessed.
    What is UTF-8 but for a few bytes, as a file that was cut off, stays UTF-8.
    """
    _refuse_binary(data, name)
    unmarked = _unmarked_utf_16(data) if b"\0" in data and _marked_encoding(data) is None else None
    if unmarked is None:
        for encoding in (_marked_encoding(data) or "utf-8", declared):
            if (text := _decoded(data, encoding)) is not None:
                return text, ()
        if (mended := _mostly_utf_8(data)) is not None:
            return mended
    encoding = unmarked or _guess_encoding(data)
    if (text := _decoded(data, encoding)) is not None:
        message = f"it is not UTF-8 and was read as {encoding}; convert it to UTF-8 if letters look wrong"
        return text, (ExtractionWarning("encoding-guessed", message),)
    remedy = "convert it to UTF-8, for example with iconv"
    raise InputError(f"{name}: not UTF-8, nor another encoding that can be told; {remedy}")


def _refuse_binary(data: bytes, name: str) -> None:
    for signature, shown, how in _SIGNATURES:
        if data.startswith(signature):
            raise InputError(f"{name}: not text (starts with {shown}); convert it first, {how}")
    if b"\0" in data and _marked_encoding(data) is None and _unmarked_utf_16(data) is None:
        raise InputError(f"{name}: not text (it holds a NUL byte); convert it to UTF-8 text first")


def _marked_encoding(data: bytes) -> str | None:
    return next((encoding for mark, encoding in _BYTE_ORDER_MARKS if data.startswith(mark)), None)


def _unmarked_utf_16(data: bytes) -> str | None:
    """UTF-16 that begins with no mark: in English every other byte is a NUL, and hardly one of those between."""
    sample = data[: _SAMPLE & ~1]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    if min(even, odd) > 0.01 * half or max(even, odd) < 0.7 * half:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _decoded(data: bytes, encoding: str | None) -> str | None:
    try:
        return data.decode(encoding) if encoding else None
    except (UnicodeError, LookupError):  # LookupError: a page may name an encoding that is none of text
        return None


def _mostly_utf_8(data: bytes) -> tuple[str, tuple[ExtractionWarning, ...]] | None:
    """The text where more of what is not ASCII makes sense as UTF-8, which other encodings hardly do by chance, than does not."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd") - data.count("\ufffd".encode())
    whole = sum(map(len, re.findall(r"[^\x00-\x7f\ufffd]+", text)))
    if whole < broken:
        return None
    what = "one place that is" if broken == 1 else f"{broken} places that are"
    message = f"it is UTF-8 with {what} not, read as “\ufffd”; see whether the file is whole"
    return text, (ExtractionWarning("encoding-guessed", message),)


def _guess_encoding(data: bytes) -> str | None:
    """The likeliest encoding; those of English texts first, for a lone curly mark also makes sense as Chinese."""
    from charset_normalizer import from_bytes

    at = max(0, next((i for i in range(0, len(data), _SAMPLE) if not data[i : i + _SAMPLE].isascii()), 0))
    sample = data[at : at + _SAMPLE]
    for candidates in (["cp1252", "mac_roman"], None):
        best = from_bytes(sample, cp_isolation=candidates).best()
        if best is not None and _decoded(data, best.encoding) is not None:
            return best.encoding
    return None


# --- text that was garbled before ----------------------------------------------------------------

# What UTF-8 looks like when it is taken for Windows-1252: "â€œ" for “, "Ã©" for é, "Â£" for £. After Â and Ã only what
# no word or sentence has there, so that "SÃO" and “CAFÂ” are none.
_UNDEFINED = "\x81\x8d\x8f\x90\x9d"
_AFTER = re.escape("".join(bytes([b]).decode("cp1252") for b in range(0x80, 0xC0) if b not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)))
_GARBLED = re.compile(
    rf"â[€\x80][{_AFTER}{_UNDEFINED}\x80-\x9f]|[ÂÃ][\xa0-\xbf\x80-\x9f€‚ƒ„†‡ˆ‰Š‹ŒŽ•˜™š›œžŸ]|ï»¿|ï¿½|ðŸ[{_AFTER}{_UNDEFINED}]{{2}}|\ufffd"
)
_MOST_SPANS = 100


def find_garbled(text: str) -> tuple[Span, ...]:
    """Where letters were read in a wrong encoding before the text came to us, the first hundred places."""
    return tuple(span for span, _ in zip(_garbled(text), range(_MOST_SPANS)))


def _garbled(text: str) -> Iterator[Span]:
    return (Span(*match.span()) for match in _GARBLED.finditer(text))
