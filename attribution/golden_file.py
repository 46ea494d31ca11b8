"""Golden text → what it approves: its blocks, and their spans in the article.

The format is that of ``render.golden``, with two things that only a reviewer writes. A block that was
accepted though it is wrong carries ``! wrong: reason`` under its heading, and then, as far as one
knows, the lines as they should be; with none it is right when it is gone. A block that should be
found and is not carries ``! missed: reason``:

      mixed · participle · assertion
        ! wrong: the report is the agency's, not the ministry's
        ! source    The report → Northern News Agency
        source    The report → Ministry of Trade
        cue       saying
        content   it had "expanded"
      indirect · noun_clause · eventuality
        ! missed: a vow is a promise
        source    its
        cue       vow
        content   to leave
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from attrs import evolve, frozen

from attribution.errors import GoldenError
from attribution.model import Article, Span
from attribution.render.golden import ARROW, UNRESOLVED, Page, text_digest

HEADER = re.compile(r"# attribution golden 1 \| .+ \| sha256:(\w{16}) \| models:(\S+)")
NONE = "(none)"  # the value of a line that should not be there: "! recipient (none)"
LABELS = ("source", "speaker", "role", "cue", "content", "recipient", "medium", "time", "quotation")
_PARAGRAPH = re.compile(r"¶(\d+)(?: \([^)]*\))? \| ")
_HEADING = re.compile(r"((?:  )+)((?:direct|mixed|indirect) · \S+ · \w+(?: · negative)?|unattributed · \S+)")
_FIELD = re.compile(rf" +({'|'.join(LABELS)}) ")
_VALUE_AT = 10  # the width of a label with its space
_MARK = re.compile(r" +! (wrong|missed): *(.*)")
_RIGHT = re.compile(rf" +! (heading|{'|'.join(LABELS)}) +(.*)")


@frozen
class Block:
    """One attribution, or one quotation that nobody says, as the file has it."""

    paragraph: int  # from 0
    depth: int  # 1, and one more for each attribution it is nested in
    heading: str
    line: int  # index of the heading among the file's lines
    fields: tuple[tuple[str, str], ...] = ()
    wrong: str | None = None  # a reviewer's reason
    right: tuple[tuple[str, str], ...] = ()  # the fields as they should be
    missed: str | None = None  # a reviewer's reason; such a block is not found

    def values(self, label: str) -> tuple[str, ...]:
        if label == "heading":
            return (self.heading,)
        return tuple(value for name, value in self.fields if name == label)

    def value(self, label: str) -> str | None:
        return next(iter(self.values(label)), None)

    @property
    def right_values(self) -> dict[str, tuple[str, ...]]:
        """The values that a label should have, for those labels that a reviewer corrected."""
        labels = dict.fromkeys(label for label, _ in self.right)
        return {name: tuple(v for label, v in self.right if label == name and v != NONE) for name in labels}


@frozen
class Sheet:
    """A golden file as it stands: its header, each paragraph's line ("¶7 | It slammed …"), and the blocks."""

    header: str
    paragraphs: tuple[str, ...]
    blocks: tuple[Block, ...]

    @property
    def digest(self) -> str:
        """That of the text it was made from."""
        return HEADER.match(self.header)[1]


def read_sheet(text: str) -> Sheet:
    """A golden file; GoldenError names the line that is none of it."""
    number_of_paragraph, paragraphs, blocks = 0, [], []
    header, *lines = text.split("\n")
    if not HEADER.fullmatch(header):
        raise GoldenError(
            "line 1 is no header “# attribution golden 1 | name | sha256:… | models:…”; run “attribution golden update”"
        )
    for number, line in enumerate(lines, 1):
        if not line:
            continue
        if match := _PARAGRAPH.match(line):
            number_of_paragraph = int(match[1]) - 1
            paragraphs.append(line)
        elif match := _HEADING.fullmatch(line):
            blocks.append(Block(number_of_paragraph, len(match[1]) // 2, match[2], number))
        elif blocks:
            blocks[-1] = _with_line(blocks[-1], line, number)
        else:
            raise _unreadable(line, number)
    return Sheet(header, tuple(paragraphs), tuple(blocks))


def read_blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a golden file in their order; GoldenError names the line that is none."""
    return read_sheet(text).blocks


def _with_line(block: Block, line: str, number: int) -> Block:
    if match := _FIELD.match(line):
        value = line[2 * block.depth + 2 + _VALUE_AT :]
        return evolve(block, fields=(*block.fields, (match[1], value)))
    if match := _MARK.fullmatch(line):
        return evolve(block, **{match[1]: match[2] or "no reason given"})
    if match := _RIGHT.fullmatch(line):
        return evolve(block, right=(*block.right, (match[1], match[2])))
    raise _unreadable(line, number)


def _unreadable(line: str, number: int) -> GoldenError:
    return GoldenError(
        f"line {number + 1} is no paragraph, heading, field, “! wrong: reason” or “! missed: reason”: "
        f"“{line.strip()[:60]}”; mend it, or delete the file and run “attribution golden update”"
    )


def sheet_text(sheet: Sheet) -> str:
    """The golden file of a sheet, which ``read_sheet`` reads back."""
    lines = [sheet.header]
    for paragraph in sheet.paragraphs:
        number = int(_PARAGRAPH.match(paragraph)[1]) - 1
        lines += ["", paragraph]
        lines += (line for block in sheet.blocks if block.paragraph == number for line in block_lines(block))
    return "\n".join(lines) + "\n"


def block_lines(block: Block) -> Iterator[str]:
    """The lines of a block in the file, marks included."""
    indent = "  " * block.depth
    yield indent + block.heading
    for label, reason in (("missed", block.missed), ("wrong", block.wrong)):
        if reason is not None:
            yield f"{indent}  ! {label}: {reason}"
    yield from (f"{indent}  ! {label:<9} {value}" for label, value in block.right)
    yield from (f"{indent}  {label:<9} {value}" for label, value in block.fields)


def read_block(text: str, place: Block) -> Block:
    """A block that was edited by itself, to stand in the place of another; lines that begin with "#" are none of it."""
    lines = [line.rstrip() for line in text.split("\n")]
    first, *rest = [line for line in lines if line and not line.startswith("#")] or [""]
    if not (match := _HEADING.fullmatch(first)):
        raise GoldenError(f"“{first.strip()[:60]}” is no heading such as “mixed · participle · assertion”; put it back")
    block = evolve(place, heading=match[2], depth=len(match[1]) // 2, fields=(), wrong=None, right=(), missed=None)
    for number, line in enumerate(rest, 1):
        block = _with_line(block, line, number)
    return evolve(block, depth=place.depth)


def nested(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks with no gap in their nesting: each at most one deeper than the one before it in its paragraph."""
    paragraph, depth = None, 0
    for block in blocks:
        depth = min(block.depth, depth + 1 if block.paragraph == paragraph else 1)
        paragraph = block.paragraph
        yield block if block.depth == depth else evolve(block, depth=depth)


# --- spans ------------------------------------------------------------------------------------


@frozen
class Approved:
    """An attribution as a golden file has it: spans in the article, but no lemma, stance or confidence."""

    id: str
    parent: str | None
    kind: str
    construction: str
    type: str
    polarity: str
    source: Span | None
    speaker: str | None
    role: str | None
    cue: Span | None
    content: tuple[Span, ...]
    recipient: Span | None = None
    medium: Span | None = None
    time: Span | None = None


@frozen
class Golden:
    """What a golden file approves: attributions, and the parts of each quotation that nobody says with the reason."""

    attributions: tuple[Approved, ...]
    unattributed: tuple[tuple[tuple[Span, ...], str], ...]


def read_golden(text: str, article: Article, *, corrected: bool = False) -> Golden:
    """The spans of a golden file, in the article that it was made from.

    With ``corrected``, what is so known to be true: the lines as reviewers wrote that they should be,
    without the blocks marked as wrong where nothing should be, with those marked as missed. Raises
    GoldenError where the article is another one, or a line is not in its paragraph.
    """
    sheet, page = read_sheet(text), Page(article)
    if sheet.digest != text_digest(article):
        raise GoldenError(f"{article.id}: this golden file was made from another text; run “attribution golden update”")
    blocks = _corrected(sheet.blocks) if corrected else (b for b in sheet.blocks if b.missed is None)
    attributions, unattributed, outer = [], [], []
    for block in blocks:
        try:
            if block.heading.startswith("unattributed"):
                parts = tuple(page.find(value, block.paragraph) for value in block.values("quotation"))
                unattributed.append((parts, block.heading.partition(" · ")[2]))
                continue
            del outer[block.depth - 1 :]
            attributions.append(_approved(block, f"a{len(attributions) + 1}", outer[-1] if outer else None, page))
            outer.append(attributions[-1].id)
        except LookupError as error:
            raise GoldenError(
                f"line {block.line + 1}: “{error}” does not stand in paragraph {block.paragraph + 1} of {article.id}"
            ) from None
    return Golden(tuple(attributions), tuple(unattributed))


def _corrected(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks as they should be; what is nested in one that should not be there rises to its place."""
    false: list[int] = []  # the depths of such ones around the block
    for block in blocks:
        while false and block.depth <= false[-1]:
            false.pop()
        if block.wrong is not None and not block.right:
            false.append(block.depth)
        else:
            yield evolve(corrected_block(block), depth=block.depth - len(false))


def corrected_block(block: Block) -> Block:
    """The block with the values that a reviewer wrote it should have, and without marks."""
    right = block.right_values
    (heading,) = right.get("heading", (block.heading,))
    fields = [(label, value) for label in LABELS for value in right.get(label, block.values(label))]
    return evolve(block, heading=heading, fields=tuple(fields), wrong=None, right=(), missed=None)


def _approved(block: Block, id: str, parent: str | None, page: Page) -> Approved:
    kind, construction, type_, polarity = (*block.heading.split(" · "), "positive")[:4]
    source, speaker = _source_and_speaker(block, page)
    spans = {
        label: page.find(value, block.paragraph)
        for label in ("cue", "recipient", "medium", "time")
        if (value := block.value(label)) is not None
    }
    return Approved(
        id=id,
        parent=parent,
        kind=kind,
        construction=construction,
        type=type_,
        polarity=polarity,
        source=source,
        speaker=speaker,
        role=block.value("role"),
        cue=spans.pop("cue", None),
        content=tuple(page.find(value, block.paragraph) for value in block.values("content")),
        **spans,
    )


def _source_and_speaker(block: Block, page: Page) -> tuple[Span | None, str | None]:
    source, speaker = block.value("source"), block.value("speaker")
    if source is None:
        return None, speaker
    if speaker is not None:
        return page.find(source, block.paragraph), speaker
    pointer, arrow, name = source.rpartition(ARROW)
    if arrow:
        return page.find(pointer, block.paragraph), None if name == UNRESOLVED else name
    span = page.find(source, block.paragraph)
    return span, span.of(page.text)


def golden_spans(text: str, article: Article) -> dict[str, Any]:
    """A golden file, corrected, as a line of the corpora's JSONL, to be evaluated like any gold."""
    return {
        "id": article.id,
        "text": article.text,
        "attributions": [
            {
                "id": a.id,
                "source": _offsets(a.source),
                "cue": _offsets(a.cue),
                "content": _offsets(*a.content),
                "type": a.kind,
                "speaker": a.speaker,
                "parent": a.parent,
                "meta": {"type": a.type, "construction": a.construction},
            }
            for a in read_golden(text, article, corrected=True).attributions
        ],
    }


def _offsets(*spans: Span | None) -> list[list[int]]:
    return [[span.start, span.end] for span in spans if span]
