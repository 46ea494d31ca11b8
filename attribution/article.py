"""Bytes, text or HTML → Article: the text, which is never altered, and its paragraphs with their zones."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from attribution.decoding import decode, find_garbled
from attribution.errors import InputError
from attribution.model import Article, ExtractionWarning, Paragraph, SourceRun, Span
from attribution.zones import Mark, find_zones

if TYPE_CHECKING:
    from attribution.page import Block, Page

MAX_CHARS = 1_000_000  # of an article; what is longer is mostly many articles in one file
MAX_HTML = 20_000_000  # bytes; a larger page is no article
HTML_SUFFIXES = (".html", ".htm", ".xhtml")


def read_article(
    path: str | Path, *, input_format: str = "auto", whole_page: bool = False, html_offsets: bool = False
) -> Article:
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
    article = article_from_bytes(
        data, id=path.name, input_format=input_format, whole_page=whole_page, html_offsets=html_offsets
    )
    return evolve(article, id=path.stem)


def article_from_bytes(
    data: bytes,
    *,
    id: str,
    input_format: str = "auto",
    whole_page: bool = False,
    html_offsets: bool = False,
    max_chars: int | None = None,
) -> Article:
    """The article in these bytes, for instance those of standard input; raises InputError as ``read_article``.

    A text of more than ``max_chars`` is an InputError too, before any of the work is done.
    """
    is_html = input_format == "html" or (input_format == "auto" and looks_like_html(data))
    if is_html and len(data) > MAX_HTML:
        raise _too_much_html(id, len(data))
    text, warnings = decode(data, id, declared=_declared_encoding(data) if is_html else None)
    if is_html:
        article = article_from_html(text, id=id, whole_page=whole_page, html_offsets=html_offsets)
    elif max_chars is not None and len(text) > max_chars:
        raise too_long(id, len(text), max_chars)
    else:
        article = article_from_text(text, id=id)
    return evolve(article, warnings=warnings + article.warnings)


def _too_much_html(name: str, length: int) -> InputError:
    size = f"{length / 1e6:.0f} MB of HTML, and at most 20 MB are read"
    return InputError(f"{name}: {size}; save the article's text instead")


def too_long(name: str, length: int, limit: int) -> InputError:
    """The error for an article longer than it may be."""
    how = "raise --max-chars, or read it in parts with --split"
    return InputError(f"{name}: {length:,} characters, and an article may have {limit:,}; {how}")


def article_from_text(text: str, *, id: str = "text", title: str | None = None, meta: dict[str, str] | None = None) -> Article:
    """The article with just this text; its title is that of the first headline where none is given."""
    return _article(text, id, title, meta or {}, {})


def _article(text: str, id: str, title: str | None, meta: dict[str, str], marks: Mapping[int, Mark]) -> Article:
    readable, unreadable = _readable(text, find_paragraphs(text))
    paragraphs = find_zones(text, readable, marks)
    if title is None:
        title = next((p.span.of(text) for p in paragraphs if p.zone == "headline"), "")
    return Article(id, title, text, paragraphs, tuple(_reading_warnings(text, paragraphs, unreadable)), meta)


def _reading_warnings(text: str, paragraphs: Sequence[Paragraph], unreadable: tuple[Span, ...]) -> Iterator[ExtractionWarning]:
    if not paragraphs and not unreadable:
        yield ExtractionWarning("empty", "there is no text in it")
    if unreadable:
        message = "it holds what no one can read as sentences, a run of characters without spaces or hardly a letter; left out"
        yield ExtractionWarning("unreadable", message, unreadable)
    if garbled := find_garbled(text):
        message = f"letters were garbled before it came here, as in “{garbled[0].of(text)}”; they are left as they are"
        yield ExtractionWarning("mojibake", message, garbled)
    if (cut := _CUT.search(text[-200:])) is not None:
        start = max(0, len(text) - 200) + cut.start()
        message = f"it seems to end early (“{' '.join(cut[0].split())}”); give the whole article for all its attributions"
        yield ExtractionWarning("truncated", message, (Span(start, len(text.rstrip())),))


# What stands in a paragraph's place where only the beginning of an article was delivered.
_CUT = re.compile(r"(?:…|\.\.\.)?\s*\[\+?\d+ (?:chars|characters)\]\s*\Z|\[(?:…|\.\.\.)\]\s*\Z|(?:…|\.\.\.)\s*(?:continue reading|read more)\W*\Z", re.I)


# --- in parts -----------------------------------------------------------------------------------

PART = 100_000  # characters: what is parsed at once of an article that is read in parts


def parts_of(article: Article, size: int = PART) -> Iterator[Article]:
    """The article with only so many of its paragraphs at a time as ``size`` characters hold; at least one.

    Each part has the whole text, so that offsets stay what they are, and no warnings, which are the whole's.
    """
    part: list[Paragraph] = []
    for paragraph in article.paragraphs:
        if part and paragraph.span.end - part[0].span.start > size:
            yield evolve(article, paragraphs=tuple(part), warnings=())
            part = []
        part.append(paragraph)
    yield evolve(article, paragraphs=tuple(part), warnings=())


# --- what is no text ----------------------------------------------------------------------------

_LONGEST_RUN = 1000  # characters without a space: data, a key, a picture in base64
_FEW_LETTERS = 10_000  # characters of a paragraph in which at least one in ten is a letter, unless it is data


def _readable(text: str, spans: Iterable[Span]) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The paragraphs that can be sentences, and those that cannot, which would cost hours and yield nothing."""
    readable, unreadable = [], []
    for span in spans:
        is_data = len(span) > _LONGEST_RUN and max(map(len, span.of(text).split())) > _LONGEST_RUN
        if not is_data and len(span) > _FEW_LETTERS:
            is_data = sum(map(str.isalpha, span.of(text))) < 0.1 * len(span)
        (unreadable if is_data else readable).append(span)
    return tuple(readable), tuple(unreadable)


# --- HTML ---------------------------------------------------------------------------------------

_LOOKS_LIKE_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_CHARSET = re.compile(rb"<meta[^>]{1,200}?charset\s*=\s*[\"']?([\w.:-]+)", re.I)


def looks_like_html(data: bytes) -> bool:
    """Whether these bytes begin as a page of HTML does."""
    return _LOOKS_LIKE_HTML.match(data[:2000]) is not None


def _declared_encoding(data: bytes) -> str | None:
    """The encoding that a page of HTML says it is in, where Python knows it."""
    match = _CHARSET.search(data[:4000])
    try:
        return codecs.lookup(match[1].decode("ascii")).name if match else None
    except LookupError:
        return None


def article_from_html(html: str, *, id: str, whole_page: bool = False, html_offsets: bool = False) -> Article:
    """The article in a page of HTML: its title and main text, without navigation and comments.

    Offsets are into the text so found, ``Article.text``. With ``whole_page`` what else the page shows stands in it too, as
    furniture; with ``html_offsets`` the article knows where its text stands in the page. Raises InputError for more than 20 MB.
    """
    from attribution.page import read_page

    if len(html) > MAX_HTML:
        raise _too_much_html(id, len(html))
    page = read_page(html)
    blocks = list(page.main)
    has_title = any(block.tag == "h1" and block.text == page.title.text for block in blocks)
    if page.title.text and not has_title and not (blocks and blocks[0].text.startswith(page.title.text)):
        blocks.insert(0, page.title)
    text, runs = _joined(blocks)
    starts = accumulate((len(block.text) + 2 for block in blocks), initial=0)
    marks = {start: mark for start, block in zip(starts, blocks) if (mark := _mark(block)) is not None}
    article = _article(text, id, page.title.text or None, page.meta, marks)
    article = evolve(article, source_map=runs, warnings=tuple(_page_warnings(page)) + article.warnings)
    if whole_page and page.rest:
        article = _with_rest(article, page.rest)
    return article if html_offsets else evolve(article, source_map=())


def _mark(block: Block) -> Mark | None:
    """What the page's HTML says a block is."""
    if block.tag in ("h1", "title"):
        return "title"
    if block.is_link:
        return "link"
    if block.tag == "figcaption":
        return "caption"
    return "heading" if re.fullmatch("h[2-6]", block.tag) else None


def _page_warnings(page: Page) -> Iterator[ExtractionWarning]:
    if page.deep:
        yield ExtractionWarning("deep-nesting", "its HTML is nested too deeply for its main text to be told; all its text was taken")
    elif page.main and not page.found:
        yield ExtractionWarning("no-body-found", "no main text was told from the rest of the page; all its text was taken")


def _joined(blocks: Iterable[Block], start: int = 0) -> tuple[str, tuple[SourceRun, ...]]:
    """The blocks as one text, an empty line between, with their places; ``start`` is where the text begins."""
    texts, runs = [], []
    for block in blocks:
        runs += [SourceRun(Span(r.text.start + start, r.text.end + start), r.source) for r in block.runs]
        texts.append(block.text)
        start += len(block.text) + 2
    return "\n\n".join(texts), tuple(runs)


def _with_rest(article: Article, rest: Iterable[Block]) -> Article:
    """The article with the rest of its page below it, as furniture."""
    text = article.text + "\n\n" if article.text else ""
    below, runs = _joined(rest, len(text))
    spans, _ = _readable(text + below, (Span(s.start + len(text), s.end + len(text)) for s in find_paragraphs(below)))
    furniture = tuple(Paragraph(span, "furniture") for span in spans)
    return evolve(
        article, text=text + below, paragraphs=article.paragraphs + furniture, source_map=article.source_map + runs
    )


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
