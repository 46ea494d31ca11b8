"""Bytes, text or HTML → Article: the decoded text, which is never altered, and its paragraphs with their zones."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from attribution.errors import InputError
from attribution.model import Article, ExtractionWarning, Span
from attribution.zones import find_zones

MAX_HTML = 20_000_000  # bytes; a larger page is no article
HTML_SUFFIXES = (".html", ".htm", ".xhtml")


def read_article(path: str | Path, *, input_format: str = "auto") -> Article:
    """The article in a file of text or HTML; its id is the file's name without extension.

    ``input_format`` is "text", "html", or "auto": HTML where the name or the content says so. Raises
    InputError where there is no such file, or it holds no text.
    """
    path = Path(path)
    if path.is_dir():
        raise InputError(f"{path}: this is a directory; name the files in it")
    if input_format == "auto" and path.suffix.lower() in HTML_SUFFIXES:
        input_format = "html"
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file; check the path") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{path}: cannot be read ({reason}); check the path and its permissions") from None
    return evolve(_from_bytes(data, path.name, input_format), id=path.stem)


def article_from_bytes(data: bytes, *, id: str, input_format: str = "auto") -> Article:
    """The article in these bytes, for instance those of standard input; raises InputError as ``read_article``."""
    return _from_bytes(data, id, input_format)


def article_from_text(text: str, *, id: str = "text", title: str | None = None) -> Article:
    """The article with just this text; its title is that of the first headline where none is given."""
    paragraphs = find_zones(text, find_paragraphs(text))
    if title is None:
        title = next((p.span.of(text) for p in paragraphs if p.zone == "headline"), "")
    warnings = () if paragraphs else (ExtractionWarning("empty", "there is no text in it"),)
    return Article(id, title, text, paragraphs, warnings)


def article_from_html(html: str, *, id: str) -> Article:
    """The article in a page of HTML: its title and main text, without navigation and comments.

    Offsets are into the text so found, ``Article.text``. Raises InputError for more than 20 MB.
    """
    if len(html) > MAX_HTML:
        raise _too_long(id, len(html))
    title, text, warnings = _read_html(html)
    if title and not text.startswith(title):
        text = f"{title}\n\n{text}"
    article = article_from_text(text, id=id, title=title or None)
    return evolve(article, warnings=article.warnings + warnings)


def _from_bytes(data: bytes, name: str, input_format: str) -> Article:
    _refuse_binary(data, name)
    is_html = input_format == "html" or (input_format == "auto" and _LOOKS_LIKE_HTML.match(data[:2000]) is not None)
    if is_html and len(data) > MAX_HTML:
        raise _too_long(name, len(data))
    text, warnings = _decode(data, name, _declared_encoding(data) if is_html else None)
    article = article_from_html(text, id=name) if is_html else article_from_text(text, id=name)
    return evolve(article, warnings=warnings + article.warnings)


def _too_long(name: str, length: int) -> InputError:
    size = f"{length / 1e6:.0f} MB of HTML, and at most 20 MB are read"
    return InputError(f"{name}: {size}; save the article's text instead")


# --- bytes → text -------------------------------------------------------------------------------

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
_LOOKS_LIKE_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_CHARSET = re.compile(rb"<meta[^>]{1,200}?charset\s*=\s*[\"']?([\w.:-]+)", re.I)


def _refuse_binary(data: bytes, name: str) -> None:
    for signature, shown, how in _SIGNATURES:
        if data.startswith(signature):
            raise InputError(f"{name}: not text (starts with {shown}); convert it first, {how}")
    if b"\0" in data and _marked_encoding(data) is None:
        raise InputError(f"{name}: not text (it holds a NUL byte); convert it to UTF-8 text first")


def _marked_encoding(data: bytes) -> str | None:
    return next((encoding for mark, encoding in _BYTE_ORDER_MARKS if data.startswith(mark)), None)


def _declared_encoding(data: bytes) -> str | None:
    """The encoding that a page of HTML says it is in, where Python knows it."""
    match = _CHARSET.search(data[:4000])
    try:
        return codecs.lookup(match[1].decode("ascii")).name if match else None
    except LookupError:
        return None


def _decode(data: bytes, name: str, declared: str | None) -> tuple[str, tuple[ExtractionWarning, ...]]:
    for encoding in (_marked_encoding(data) or "utf-8", declared):
        if (text := _decoded(data, encoding)) is not None:
            return text, ()
    encoding = _guess_encoding(data)
    if (text := _decoded(data, encoding)) is not None:
        message = f"it is not UTF-8 and was read as {encoding}; convert it to UTF-8 if letters look wrong"
        return text, (ExtractionWarning("encoding-guessed", message),)
    remedy = "convert it to UTF-8, for example with iconv"
    raise InputError(f"{name}: not UTF-8, nor another encoding that can be told; {remedy}")


def _decoded(data: bytes, encoding: str | None) -> str | None:
    try:
        return data.decode(encoding) if encoding else None
    except (UnicodeError, LookupError):  # LookupError: a page may name an encoding that is none of text
        return None


def _guess_encoding(data: bytes) -> str | None:
    """The likeliest encoding; those of English texts first, for a lone curly mark also makes sense as Chinese."""
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=["cp1252", "mac_roman"]).best() or from_bytes(data).best()
    return best.encoding if best else None


# --- HTML → text --------------------------------------------------------------------------------


_NOT_IN_HTML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # libxml2 stops at these
_NOT_SHOWN = ("script", "style", "noscript", "template", "head")
_BLOCKS = (
    "p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "main", "aside", "header",
    "footer", "nav", "blockquote", "pre", "dt", "dd", "figure", "figcaption",
)  # fmt: skip


def _read_html(html: str) -> tuple[str, str, tuple[ExtractionWarning, ...]]:
    """The title and main text of a page: what trafilatura finds, or else all that the page shows."""
    import trafilatura
    from lxml.etree import ParserError
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(huge_tree=True, remove_comments=True, no_network=True, encoding="utf-8")
    try:
        tree = document_fromstring(_NOT_IN_HTML.sub("\ufffd", html).encode(), parser=parser)
    except ParserError:  # nothing in it
        return "", "", ()
    deep = any("depth" in entry.message for entry in parser.error_log)
    warnings = (ExtractionWarning("deep-nesting", "its HTML is nested too deeply to be read whole"),) if deep else ()
    found = trafilatura.bare_extraction(deepcopy(tree), include_comments=False, with_metadata=True)
    title = (found and found.title) or tree.findtext(".//title") or ""
    lines = ((found and found.text) or _whole_text(tree)).splitlines()
    return " ".join(title.split()), "\n\n".join(line.strip() for line in lines if line.strip()), warnings


def _whole_text(tree: Any) -> str:
    """All text that a page shows, a line for each of its blocks."""
    from lxml.etree import strip_elements

    strip_elements(tree, *_NOT_SHOWN, with_tail=False)
    for element in tree.iter():
        edge = "\n" if element.tag in _BLOCKS else ""
        element.text = edge + re.sub(r"\s+", " ", element.text or "")
        element.tail = edge + re.sub(r"\s+", " ", element.tail or "")
    return tree.text_content()


# --- text → paragraphs --------------------------------------------------------------------------

_EDGE = "\u200b\u2060\ufeff"  # zero width, but not white space for Python
_ENDS_SENTENCE = re.compile(r"[.!?…:;][\"'”’»)\]]*$")


@frozen
class _TextLine:
    start: int
    end: int
    text: str


def find_paragraphs(text: str) -> tuple[Span, ...]:
    """The paragraphs without the white space around them: blank lines part them, and line ends unless only wrapped."""
    blocks = list(_blocks(text))
    width = _wrap_width(blocks)
    spans = []
    for block in blocks:
        start = block[0].start
        for line, following in zip(block, (*block[1:], None)):
            if following is None or width is None or _ends_paragraph(line, following, width):
                spans.append(Span(start, line.end))
                start = following.start if following else line.end
    return tuple(spans)


def _blocks(text: str) -> Iterator[list[_TextLine]]:
    """Lines without blank ones between them."""
    block: list[_TextLine] = []
    at = 0
    for line in text.splitlines(keepends=True):
        inner = line.strip().strip(_EDGE).strip()
        if inner:
            start = at + line.index(inner)
            block.append(_TextLine(start, start + len(inner), inner))
        elif block:
            yield block
            block = []
        at += len(line)
    if block:
        yield block


def _wrap_width(blocks: list[list[_TextLine]]) -> int | None:
    """The width at which the text was wrapped; None where each line is a paragraph.

    Wrapped lines are nearly as long as can be: the next line's first word would not have fitted. They
    stop anywhere in a sentence, so many of the next ones begin in small letters.
    """
    pairs = [pair for block in blocks for pair in zip(block, block[1:])]
    lengths = sorted(len(line.text) for line, _ in pairs)
    if not lengths:
        return None
    width = lengths[int(0.95 * (len(lengths) - 1))]
    full = sum(_is_full(line, following, width) for line, following in pairs)
    open_ = sum(not _ENDS_SENTENCE.search(line.text[-8:]) for line, _ in pairs)
    small = sum(following.text[0].islower() for _, following in pairs)
    lines = [line for block in blocks for line in block]
    too_long = sum(len(line.text) > 1.1 * width for line in lines)
    shares = (full / len(pairs) > 0.6, open_ / len(pairs) > 0.6, small / len(pairs) > 0.3, too_long / len(lines) < 0.1)
    return width if 40 <= width <= 120 and all(shares) else None


def _is_full(line: _TextLine, following: _TextLine, width: int) -> bool:
    first_word = following.text.split(None, 1)[0]
    return len(line.text) + 1 + len(first_word) > width


def _ends_paragraph(line: _TextLine, following: _TextLine, width: int) -> bool:
    """Whether a line of a wrapped text is the last of its paragraph: it stops well short, and something new begins."""
    return not _is_full(line, following, int(0.8 * width)) and not following.text[0].islower()
