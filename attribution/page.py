"""A page of HTML → its main text, title and metadata, and where each character of them stands in the page.

Trafilatura decides which text is the main one, but gives it without places. So the page is read here a second time
into blocks whose every character has its place (``find_blocks``), and each line that Trafilatura gives is looked up
among them (``_Finder``): the text is always the page's own, entities decoded and white space made single spaces.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import accumulate
from typing import Any

from attrs import define, evolve, field, frozen

from attribution.model import SourceRun, Span

MOST_BLOCKS = 20_000  # paragraphs, cells, line breaks …; more are no article, and would take minutes
DEEPEST = 400  # elements in one another; a page of news has thirty, and what reads a tree recursively fails at a thousand

_NOT_IN_HTML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # libxml2 stops at these


@frozen
class Block:
    """The text of a paragraph, heading, cell …, white space as single spaces, with its places.

    ``tag`` is what it stands in, "figcaption" also for what a class calls a caption, "h2" for what one calls a standfirst.
    """

    text: str
    runs: tuple[SourceRun, ...]
    tag: str = ""
    is_link: bool = False  # as a whole, or the heading of one

    @property
    def key(self) -> str:
        return _key(self.text)


@frozen
class Page:
    """What an article is made of. ``main`` is the main text in order, ``rest`` what else the page shows."""

    title: Block
    main: tuple[Block, ...]
    rest: tuple[Block, ...]
    meta: dict[str, str]
    found: bool  # whether a main text was told from the rest; if not, all is ``main``
    deep: bool  # nested too deeply to be looked at as a tree


def read_page(html: str) -> Page:
    """The parts of a page; where no main text is found, all that the page shows is taken for it."""
    html = _NOT_IN_HTML.sub("\ufffd", html)
    scan = find_blocks(html)
    deep = scan.deepest > DEEPEST
    found = None if deep or len(scan.blocks) > MOST_BLOCKS else _main_text(html)
    title = " ".join(((found and found.title) or (scan.title.text if scan.title else "")).split())
    lines = [line.strip() for line in ((found and found.text) or "").splitlines() if line.strip()]
    finder = _Finder(scan.blocks)
    parts = list(_with_captions([part for line in lines for part in finder.parts(line)], scan.blocks))
    used = {i for i, _ in parts}
    rest = tuple(block for i, block in enumerate(scan.blocks) if i not in used)
    if _is_elsewhere([block for _, block in parts], rest):
        parts, rest = [], ()
    meta = {"author": found.author, "date": found.date, "site": found.sitename} if found else {}
    return Page(
        _title(title, scan),
        tuple(block for _, block in parts) or scan.blocks,
        rest if parts else (),
        {name: value for name, value in meta.items() if value},
        bool(parts),
        deep,
    )


_LITTLE = 80  # words of whole paragraphs; beside a main text of fewer our pages, but for the one that this is for, have at most 71
_STANDFIRST = 6  # words that may be one, above the main text; what they are is for zones to tell
_PARAGRAPH = 20  # words that make a paragraph, and no teaser


def _is_elsewhere(main: Sequence[Block], rest: Sequence[Block]) -> bool:
    """Whether the page has its paragraphs beside what was taken for the main text, as Trafilatura does with some pages laid out in tables."""
    found, left = (sum(n for block in blocks if not block.is_link and (n := len(block.text.split())) >= _PARAGRAPH) for blocks in (main, rest))
    return found < _LITTLE < left and left > 4 * found


def _main_text(html: str) -> Any:
    """What Trafilatura makes of the page; None where there is nothing in it."""
    import trafilatura
    from lxml.etree import ParserError
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(huge_tree=True, remove_comments=True, no_network=True, encoding="utf-8")
    try:
        tree = document_fromstring(html.encode(), parser=parser)
        return trafilatura.bare_extraction(tree, include_comments=False, with_metadata=True)
    except (ParserError, RecursionError):  # nothing in it; or deeper than it seemed
        return None


def _with_captions(parts: Sequence[tuple[int, Block]], blocks: Sequence[Block]) -> Iterator[tuple[int, Block]]:
    """The main text with what Trafilatura leaves out of it: captions, and titles between the heading and the first of it."""
    used = {i for i, _ in parts if i >= 0}
    first = min(used, default=0)
    start = max((i for i in range(first) if blocks[i].tag == "h1"), default=first)
    captions = deque(
        i
        for i in range(start, max(used, default=0))
        if i not in used and not blocks[i].is_link
        and (blocks[i].tag == "figcaption" or (start < i < first and (blocks[i].tag == "h2" or len(blocks[i].text.split()) >= _STANDFIRST)))
    )
    for i, block in parts:
        while captions and captions[0] < i:
            caption = captions.popleft()
            yield caption, blocks[caption]
        yield i, block


def _title(title: str, scan: Scan) -> Block:
    """The title with its places, be they those of a heading or of the <title>."""
    places = [block for block in scan.blocks if block.text == title]
    if scan.title is not None and scan.title.text.startswith(title):
        places.append(_part(scan.title, 0, len(title)))
    return places[0] if places and title else Block(title, ())


# --- the page's own text ------------------------------------------------------------------------

# No possessive groups: Python before 3.11.5 matches them wrongly where they have several ways (python/cpython#106052).
_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<[!?][^>]*>?"
    r"|</?(?P<tag>[a-zA-Z][\w:-]*)(?:=\s*+(?:\"[^\"]*+\"?|'[^']*+'?)|[^>=]++|=)*>?"
    r"|(?P<entity>&(?:#\d{1,7};?|#[xX][0-9a-fA-F]{1,6};?|[a-zA-Z][a-zA-Z0-9]{1,31};?))"
    r"|(?P<text>(?:[^<&]++|<(?![a-zA-Z/!?])|&(?![#a-zA-Z])){1,999}|[<&])",
    re.S,
)
_BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 head header hr html legend li main nav ol option p pre section summary table tbody td tfoot th thead tr ul"
    .split()
)  # fmt: skip
_NOT_SHOWN = frozenset(("script", "style", "noscript", "template", "iframe", "textarea", "svg", "title"))
_LEFT_OPEN = frozenset(
    "area base br col dd dt embed hr img input li link meta option p param source td tfoot th thead tr track wbr".split()
)
_WORDS = re.compile(r"\s+|\S+")
_CAPTION_CLASS = re.compile(r"\bclass\s*=\s*(?:\"[^\"]*caption|'[^']*caption|\S*caption)", re.I)

_STANDFIRST_CLASS = re.compile(r"\bclass\s*=\s*(?:\"[^\"]*|'[^']*|\S*)(?:\bdec?k\b|kicker|stand-?first|strap-?line|sub-?head|sub-?title|synopsis)", re.I)

_NEARLY_ALL = 0.9  # of a block's characters in links make it one, whatever icon stands beside them


@frozen
class Scan:
    blocks: tuple[Block, ...]
    title: Block | None  # the <title>
    deepest: int  # elements in one another


@define
class _Growing:
    """A block as its pieces come: white space inside it becomes one space, at its edges none."""

    tag: str = ""
    text: list[str] = field(factory=list)
    runs: list[SourceRun] = field(factory=list)
    length: int = 0
    space: Span | None = None  # in the page, not yet written
    linked: int = 0  # characters in links

    def add(self, piece: str, start: int, end: int, *, in_link: bool = False) -> None:
        """Text from ``start`` to ``end`` of the page, read as ``piece``."""
        before = self.length
        verbatim = len(piece) == end - start
        for match in _WORDS.finditer(piece):
            place = Span(start + match.start(), start + match.end()) if verbatim else Span(start, end)
            if match[0].isspace():
                self.space = self.space or place
            else:
                if self.space is not None and self.text:
                    self._write(" ", self.space)
                self.space = None
                self._write(match[0], place)
        self.linked += in_link * (self.length - before)

    def _write(self, text: str, place: Span) -> None:
        span = Span(self.length, self.length + len(text))
        last = self.runs[-1] if self.runs else None
        verbatim = last is not None and len(last.text) == len(last.source) and len(text) == len(place)
        if verbatim and last.source.end == place.start:
            self.runs[-1] = SourceRun(Span(last.text.start, span.end), Span(last.source.start, place.end))
        else:
            self.runs.append(SourceRun(span, place))
        self.text.append(text)
        self.length = span.end

    def finished(self) -> Block:
        return Block("".join(self.text), tuple(self.runs), self.tag, self.linked > _NEARLY_ALL * self.length)


def find_blocks(html: str) -> Scan:
    """All text that a page shows, a block for each of its block elements, in one pass."""
    blocks, title, block = [], None, _Growing()
    depth = deepest = at = 0
    unclosed: set[str] = set()
    in_link = in_caption = in_standfirst = False
    while at < len(html):
        match = _TOKEN.match(html, at)
        at = match.end()
        if match["text"] or match["entity"]:
            piece = unescape(match[0]) if match["entity"] else match[0]
            block.add(piece, match.start(), at, in_link=in_link)
            continue
        tag, closes = (match["tag"] or "").lower(), match[0].startswith("</")
        if tag and tag not in _LEFT_OPEN:
            depth = max(0, depth - 1) if closes else depth + 1
            deepest = max(deepest, depth)
        in_link = not closes if tag == "a" else in_link
        if tag in _BLOCKS:
            if block.text:
                blocks.append(block.finished())
            in_caption = (in_caption or tag == "figcaption") and not (closes and tag in ("figcaption", "figure"))
            is_caption = in_caption or (not closes and _CAPTION_CLASS.search(match[0]) is not None)
            in_standfirst = not closes and (_STANDFIRST_CLASS.search(match[0]) is not None or in_standfirst and not block.text)
            block = _Growing("figcaption" if is_caption else "" if closes else "h2" if in_standfirst else tag)
        if tag in _NOT_SHOWN and not closes and tag not in unclosed:
            end = re.compile(rf"</{tag}\b", re.I).search(html, at)
            if end is None:
                unclosed.add(tag)  # what follows is shown rather than lost, and not searched again
                continue
            if tag == "title" and title is None:
                title = _plain_block(html, at, end.start())
            at = end.start()
    if block.text:
        blocks.append(block.finished())
    return Scan(tuple(_with_their_links(blocks)), title, deepest)


def _with_their_links(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, a heading right above a link known as that of links: "More Neighbors"."""
    for block, following in zip(blocks, (*blocks[1:], None)):
        is_heading = following is not None and following.is_link and re.fullmatch("h[2-6]", block.tag)
        yield evolve(block, is_link=True) if is_heading else block


def _plain_block(html: str, start: int, end: int) -> Block:
    """The text of an element in which there are no tags."""
    block = _Growing("title")
    for match in re.finditer(r"&(?:#?\w{1,32};?)|[^&]+|&", html[start:end]):
        piece = unescape(match[0]) if match[0].startswith("&") else match[0]
        block.add(piece, start + match.start(), start + match.end())
    return block.finished()


# --- Trafilatura's lines among the blocks ---------------------------------------------------------

_MOST_MISSES = 50  # lines that are looked up in the whole page in vain; after these only whole blocks are
_END = 40  # characters by which the beginning of a changed line is known
_TELLING = 20  # characters; a shorter line stands in many a block by chance


def _key(text: str) -> str:
    """A text without what lines and blocks differ in: white space, and soft hyphens and the like, which are not shown."""
    text = "".join(text.split())
    return text if text.isprintable() else "".join(filter(str.isprintable, text))


class _Finder:
    """Looks up lines among the blocks of a page, the next one behind the last one first.

    A block of which any line is main text is so as a whole: Trafilatura may break "It was <i>worse</i>." into three lines.
    """

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks
        keys = [block.key for block in blocks]
        self._stream = "".join(keys)
        self._starts = list(accumulate(map(len, keys), initial=0))
        self._by_key: dict[str, list[int]] = {}
        for i, key in enumerate(keys):
            self._by_key.setdefault(key, []).append(i)
        self._at = 0  # where in the stream the last line ended
        self._misses = 0
        self._used: set[int] = set()

    def parts(self, line: str) -> Iterator[tuple[int, Block]]:
        """The blocks a line is in with their numbers, but for those that came before; the line itself, as -1, where it is in none."""
        key = _key(re.sub(r"^- |\|", " ", line))  # the marks of lists and tables are Trafilatura's own
        place = self._place(_key(line)) or self._place(key) or self._place(key[:_END] if len(key) > 2 * _END else "")
        if place is None:
            if key:
                yield -1, Block(" ".join(line.split()), ())
            return
        self._at = place.end
        found = range(bisect_right(self._starts, place.start) - 1, bisect_left(self._starts, place.end))
        for i in (*found, *self._further(found.stop, key, self._starts[found.stop] - place.start)):
            if i not in self._used:
                self._used.add(i)
                yield i, self._blocks[i]

    def _further(self, first: int, key: str, at: int) -> Iterator[int]:
        """The blocks after those in which a line was found, to the last that holds of it: of a page laid out in tables a row is one line."""
        skipped: list[int] = []
        for i in range(first, len(self._blocks)):
            if at >= len(key) or len(skipped) > _MOST_MISSES:
                return
            block = self._blocks[i].key
            place = key.find(block, at, at + _END + len(block))
            if place < 0:
                skipped.append(i)
            else:
                at = place + len(block)
                self._at = self._starts[i + 1]
                yield from (*skipped, i)
                skipped = []

    def _place(self, key: str) -> Span | None:
        """Where in the stream a key stands: right here, as a whole block from here on, or in one."""
        if not key:
            return None
        if self._stream.startswith(key, self._at):
            return Span(self._at, self._at + len(key))
        if places := self._by_key.get(key):
            here = bisect_right(self._starts, self._at) - 1
            i = places[bisect_left(places, here) % len(places)]
            return Span(self._starts[i], self._starts[i + 1])
        if len(key) < _TELLING or self._misses > _MOST_MISSES:
            return None
        start = self._stream.find(key, self._at)
        start = self._stream.find(key) if start < 0 else start
        self._misses += start < 0
        return Span(start, start + len(key)) if start >= 0 else None


def _part(block: Block, start: int, end: int) -> Block:
    """A stretch of a block, with its places."""
    runs = []
    for run in block.runs:
        a, b = max(run.text.start, start), min(run.text.end, end)
        if a < b and len(run.text) == len(run.source):
            shift = run.source.start - run.text.start
            runs.append(SourceRun(Span(a - start, b - start), Span(a + shift, b + shift)))
        elif a < b:
            runs.append(SourceRun(Span(a - start, b - start), run.source))
    return Block(block.text[start:end], tuple(runs), block.tag, block.is_link)
