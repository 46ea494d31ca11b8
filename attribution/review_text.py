"""A change of a golden file → what a reviewer looks at: its fields, and old and new marked inside their paragraph.

    Approved  <It> slammed growing ties, *saying* [it had "expanded into a bloc"].

The marks are those of the case files: ``<source>``, ``*cue*``, ``[content]``; colours only repeat them.
"""

from __future__ import annotations

from collections.abc import Iterator

from attribution.golden_compare import Pair
from attribution.golden_file import LABELS, Block
from attribution.model import Article, Span
from attribution.render.golden import ARROW, Page
from attribution.render.terminal import NARROWEST, console_of, visible
from attribution.review import Change

_MARKS = {"source": ("<", ">", "bold cyan"), "cue": ("*", "*", "magenta"), "content": ("[", "]", "green")}
_MARKS["quotation"] = _MARKS["content"]
_SIGNS = {"-": "red", "+": "green", "!": "yellow", " ": ""}
_SAID = {
    "+attribution": "new attribution",
    "−attribution": "attribution gone",
    "+unattributed": "new unattributed quotation",
    "−unattributed": "unattributed quotation gone",
}


def change_text(change: Change, *, width: int, color: bool = False) -> str:
    """The change for a terminal of this many columns."""
    from rich.text import Text

    console = console_of(max(width, NARROWEST), color)
    console.print(Text.assemble((title(change), "bold"), (f"\n{heading(change)}" if change.pair else "", "dim"), "\n"))
    for sign, label, value in _lines(change):
        room = console.width - 13
        shown = visible(value)
        if len(shown) > room and sign != "!":  # both ends: the middle changes least, and stands in the paragraph
            shown = f"{shown[: room - room // 2 - 1]}…{shown[len(shown) - room // 2 :]}"
        row = Text.assemble(f"{sign} ", (f"{label:<9} ", "dim"), shown, style=_SIGNS[sign])
        console.print(row)
    for name, paragraphs in _marked(change):
        console.print(Text(f"\n{name}", style="dim"))
        for parts in paragraphs:
            line = Text.assemble(*((visible(text), style) for text, style in parts))
            for row in line.wrap(console, console.width - 2):
                row.rstrip()
                console.print(Text("  ") + row, overflow="ignore", no_wrap=True, crop=False)
    return console.file.getvalue()


def change_words(change: Change) -> str:
    """The change in plain lines, each saying what it is, for a screen reader or a script."""
    lines = [f"{title(change)}."]
    if change.pair:
        lines.append(f"{heading(change)}.")
    names = {"-": "Approved ", "+": "New ", "!": "Mark: ", " ": "Same "}
    lines += (visible(f"{names[sign]}{label}: {value}") for sign, label, value in _lines(change))
    for name, paragraphs in _marked(change):
        lines.append(f"{name}: " + " ".join("".join(visible(text) for text, _ in parts) for parts in paragraphs))
    return "\n".join(lines) + "\n"


def title(change: Change) -> str:
    """For instance "storm.txt, paragraph 7: cue changed"."""
    name = change.comparison.path.name.removesuffix(".golden")
    place = f", paragraph {change.pair.paragraph + 1}" if change.pair else ""
    what = ", ".join(_SAID.get(told, told) for told in change.what)
    return visible(f"{name}{place}: {what}")


def heading(change: Change) -> str:
    """For instance "mixed · participle · assertion · confidence 0.87": what was found, or what is gone."""
    block = change.pair.new or change.pair.old
    confidence = "" if change.confidence is None else f" · confidence {change.confidence:.2f}"
    return f"{block.heading}{confidence}" + (" · not found now" if change.pair.new is None else "")


# --- fields -----------------------------------------------------------------------------------


def _lines(change: Change) -> Iterator[tuple[str, str, str]]:
    """Sign ("-" approved, "+" new, "!" a reviewer's mark, " " both), label and value of each line to show."""
    if change.pair:
        yield from _block_lines(change.pair)
        return
    before, after = change.comparison.expected.split("\n"), change.comparison.found.paragraphs
    old = [line for line in before if line.startswith("¶")]
    for sign, lines, others in (("-", old, after), ("+", after, old)):
        yield from ((sign, "paragraph", line) for line in lines if line not in others)
    lost = sum(block.paragraph < 0 for block in change.comparison.approved.blocks)
    if lost:
        yield "!", "lost", f"{lost} approved blocks stand in paragraphs that are gone"


def _block_lines(pair: Pair) -> Iterator[tuple[str, str, str]]:
    old, new = pair.old, pair.new
    marked = old or new
    for label, reason in (("wrong", marked.wrong), ("missed", marked.missed)):
        if reason is not None:
            yield "!", label, reason
    yield from (("!", label, f"{value}  (as it should be)") for label, value in marked.right)
    for label in ("heading", *LABELS):
        before, after = (block.values(label) if block else () for block in (old, new))
        if before == after:
            yield from ((" ", label, value) for value in after if label != "heading")
        elif label != "heading" or (old and new):
            yield from (("-", label, value) for value in before)
            yield from (("+", label, value) for value in after)


# --- marks ------------------------------------------------------------------------------------

Parts = tuple[tuple[str, str], ...]  # pieces of text with the style of each


def _marked(change: Change) -> Iterator[tuple[str, tuple[Parts, ...]]]:
    """Each side's name and its paragraphs with the marks in them; once where both sides are marked alike."""
    extraction, pair = change.comparison.extraction, change.pair
    if extraction is None or pair is None:
        return
    sides = [_paragraphs(block, extraction.article) if block else () for block in (pair.old, pair.new)]
    if pair.old and pair.new and sides[0] == sides[1]:
        yield "Text", sides[0]
    else:
        yield from ((name, side) for name, side in zip(("Approved", "New"), sides) if side)


def _paragraphs(block: Block, article: Article) -> tuple[Parts, ...]:
    """The block's paragraph, and any other that a part of it stands in, with the block's parts marked."""
    page = Page(article)
    spans = sorted(_spans(block, page), key=lambda found: (found[0].start, -found[0].end))
    numbers = {block.paragraph, *(page.paragraph_at(span.start) for span, _ in spans)}
    paragraphs = [article.paragraphs[n].span for n in sorted(numbers) if 0 <= n < len(article.paragraphs)]
    return tuple(_with_marks(paragraph, spans, page.text) for paragraph in paragraphs)


def _spans(block: Block, page: Page) -> Iterator[tuple[Span, str]]:
    for label, value in block.fields:
        if label not in _MARKS:
            continue
        pointers = [value, value.rpartition(ARROW)[0]] if label == "source" else [value]
        for pointer in pointers:
            try:
                yield page.find(pointer, block.paragraph), label
                break
            except LookupError:  # the second half of a source with its speaker, or a text that is gone
                continue


def _with_marks(paragraph: Span, spans: list[tuple[Span, str]], text: str) -> Parts:
    inside = [(span, label) for span, label in spans if span.overlaps(paragraph)]
    edges = sorted({paragraph.start, paragraph.end, *(e for s, _ in inside for e in (s.start, s.end))})
    parts: list[tuple[str, str]] = []
    for start, end in zip(edges, (*edges[1:], None)):
        if not paragraph.start <= start <= paragraph.end:
            continue
        closing = [label for span, label in reversed(inside) if span.end == start]
        parts += ((_MARKS[label][1], _MARKS[label][2]) for label in closing)
        if end is not None and end <= paragraph.end:
            parts += ((_MARKS[label][0], _MARKS[label][2]) for span, label in inside if span.start == start)
            around = [label for span, label in inside if span.start <= start and end <= span.end]
            parts.append((text[start:end], _MARKS[around[-1]][2] if around else ""))
    return tuple(parts)
