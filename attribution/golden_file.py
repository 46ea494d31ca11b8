"""Golden text → what it approves: its blocks, and their spans in the article.

The format is that of ``render.golden``, with one thing that only a reviewer writes. A block that was
accepted though it is wrong carries ``! wrong: reason`` under its heading, and then, as far as one
knows, the lines as they should be:

      mixed · participle · assertion
        ! wrong: the report is the agency's, not the ministry's
        ! source    The report → Northern News Agency
        source    The report → Ministry of Trade
        cue       saying
        content   it had "expanded"
"""

from __future__ import annotations

import re
from typing import Any

from attrs import evolve, frozen

from attribution.errors import GoldenError
from attribution.model import Article, Span
from attribution.render.golden import ARROW, UNRESOLVED, Page, text_digest

HEADER = re.compile(r"# attribution golden 1 \| .+ \| sha256:(\w{16}) \| models:(\S+)")
_PARAGRAPH = re.compile(r"¶(\d+)(?: \([^)]*\))? \| ")
_HEADING = re.compile(r"((?:  )+)((?:direct|mixed|indirect) · \S+ · \w+(?: · negative)?|unattributed · \S+)")
_LABEL = "(source|speaker|role|cue|content|recipient|medium|time|quotation)"
_FIELD = re.compile(rf" +{_LABEL} ")
_VALUE_AT = 10  # the width of a label with its space
_WRONG = re.compile(r" +! wrong: *(.*)")
_RIGHT = re.compile(rf" +! {_LABEL} +(.*)")


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

    def values(self, label: str) -> tuple[str, ...]:
        return tuple(value for name, value in self.fields if name == label)

    def value(self, label: str) -> str | None:
        return next(iter(self.values(label)), None)


def read_blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a golden file in their order; GoldenError names the line that is none."""
    paragraph, blocks = 0, []
    lines = text.split("\n")
    if not HEADER.fullmatch(lines[0]):
        raise GoldenError(
            "line 1 is no header “# attribution golden 1 | name | sha256:… | models:…”; run “attribution golden update”"
        )
    for number, line in enumerate(lines[1:], 1):
        if not line:
            continue
        if match := _PARAGRAPH.match(line):
            paragraph = int(match[1]) - 1
        elif match := _HEADING.fullmatch(line):
            blocks.append(Block(paragraph, len(match[1]) // 2, match[2], number))
        elif blocks:
            blocks[-1] = _with_line(blocks[-1], line, number)
        else:
            raise _unreadable(line, number)
    return tuple(blocks)


def _with_line(block: Block, line: str, number: int) -> Block:
    if match := _FIELD.match(line):
        value = line[2 * block.depth + 2 + _VALUE_AT :]
        return evolve(block, fields=(*block.fields, (match[1], value)))
    if match := _WRONG.fullmatch(line):
        return evolve(block, wrong=match[1] or "no reason given")
    if match := _RIGHT.fullmatch(line):
        return evolve(block, right=(*block.right, (match[1], match[2])))
    raise _unreadable(line, number)


def _unreadable(line: str, number: int) -> GoldenError:
    return GoldenError(
        f"line {number + 1} is no paragraph, heading, field or “! wrong: reason”: “{line.strip()[:60]}”; "
        "mend it, or delete the file and run “attribution golden update”"
    )


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


def read_golden(text: str, article: Article) -> Golden:
    """The spans of a golden file, in the article that it was made from.

    Raises GoldenError where the article is another one, or a line is not in its paragraph.
    """
    blocks, page = read_blocks(text), Page(article)
    if HEADER.match(text)[1] != text_digest(article):
        raise GoldenError(f"{article.id}: this golden file was made from another text; run “attribution golden update”")
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
    """A golden file as a line of the corpora's JSONL, to be evaluated like any gold."""
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
            for a in read_golden(text, article).attributions
        ],
    }


def _offsets(*spans: Span | None) -> list[list[int]]:
    return [[span.start, span.end] for span in spans if span]
