"""Extraction → golden text: what was found, set down to be approved once and then read in diffs.

    # attribution golden 1 | north-korea.txt | sha256:22aaa2c01f1e9cd7 | models:1f0c77ab

    ¶7 | It slammed growing ties, saying it had "expanded into a bloc".
      mixed · participle · assertion
        source    It → Korean Central News Agency
        cue       saying
        content   it had "expanded into a bloc"

Every paragraph stands there, its zone in brackets where that is not the body, so that a miss shows
too. Nothing stands there that would churn: no ids, offsets or totals. A part of the text is pointed
at by its own words; see ``Page.point``. ``golden.read_golden`` reads it all back.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property

from attrs import frozen

from attribution.model import Article, Attribution, Extraction, Paragraph, Span, Unattributed

ARROW = " → "  # source → speaker
UNRESOLVED = "?"  # the speaker of a source that could be anybody


def golden_text(extraction: Extraction, *, name: str, models: str) -> str:
    """The golden file of an extraction; ``name`` is the article's file name, ``models`` the digest of the models."""
    page = Page(extraction.article)
    lines = [f"# attribution golden 1 | {one_line(name)} | sha256:{text_digest(extraction.article)} | models:{models}"]
    blocks: dict[int, list[str]] = {}
    for home, depth, entry in in_file_order(extraction):
        blocks.setdefault(home, []).extend(_block(entry, home, "  " * depth, page))
    for number, paragraph in enumerate(extraction.article.paragraphs):
        lines += ["", f"¶{number + 1}{_zone(paragraph)} | {paragraph.span.of(page.text)}", *blocks.get(number, ())]
    return "\n".join(lines) + "\n"


def text_digest(article: Article) -> str:
    """Sixteen hexadecimal digits that change with the article's text."""
    return hashlib.sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def one_line(text: str) -> str:
    """The text with a space for every line break and control character: one for one, so that offsets hold."""
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in text)


def _zone(paragraph: Paragraph) -> str:
    zone = "" if paragraph.zone == "body" else paragraph.zone
    notes = ", ".join(filter(None, (zone, "repeats" if paragraph.repeats else "")))
    return f" ({notes})" if notes else ""


# --- pointing at a part of the text -----------------------------------------------------------


@frozen
class Page:
    """An article as a golden file shows it, and how a line of the file points into it.

    A pointer is the text itself. Where that does not stand in the block's own paragraph, ``¶9``
    goes before it; where the same text begins earlier in the paragraph too, ``#2`` goes after it.
    """

    article: Article

    @cached_property
    def text(self) -> str:
        return one_line(self.article.text)

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(p.span.start for p in self.article.paragraphs)

    def paragraph_at(self, offset: int) -> int:
        """The index of the last paragraph that has begun at this offset."""
        return max(bisect_right(self._starts, offset) - 1, 0)

    def point(self, span: Span, home: int) -> str:
        """The pointer to a span, in a block of the paragraph ``home``."""
        text, paragraph = span.of(self.text), self.paragraph_at(span.start)
        number = 1 + list(self._occurrences(text, paragraph, span.start)).index(span.start)
        # A text that itself looks like a pointer ("we are #2") is written out in full.
        after = f" #{number}" if number > 1 or re.search(r" #\d+$", text) else ""
        before = f"¶{paragraph + 1} " if paragraph != home or re.match(r"¶\d+ ", text) else ""
        return before + text + after

    def find(self, pointer: str, home: int) -> Span:
        """The span that a pointer means; LookupError where the text does not stand there."""
        before, text, after = re.fullmatch(r"(?:¶(\d+) )?(.*?)(?: #(\d+))?", pointer, re.S).groups()
        paragraph, number = int(before) - 1 if before else home, int(after or 1)
        starts = list(self._occurrences(text, paragraph))
        if not text or paragraph not in range(len(self._starts)) or number not in range(1, len(starts) + 1):
            raise LookupError(pointer)
        return Span(starts[number - 1], starts[number - 1] + len(text))

    def _occurrences(self, text: str, paragraph: int, last: int | None = None) -> Iterator[int]:
        """Where this text begins, from the beginning of the paragraph on (to ``last`` where that is given)."""
        start = self._starts[paragraph] if paragraph in range(1, len(self._starts)) else 0
        while (start := self.text.find(text, start)) >= 0 and (last is None or start <= last):
            yield start
            start += 1


# --- blocks -----------------------------------------------------------------------------------


def in_file_order(extraction: Extraction) -> Iterator[tuple[int, int, Attribution | Unattributed]]:
    """What was found in the order of its blocks, each with its paragraph and depth (1, nested ones deeper)."""
    page, ids = Page(extraction.article), {a.id for a in extraction.attributions}
    inside: dict[str | None, list[Attribution]] = {}
    for attribution in sorted(extraction.attributions, key=_position):
        inside.setdefault(attribution.parent if attribution.parent in ids else None, []).append(attribution)
    outer = [(page.paragraph_at(a.sentence.start), 1, a) for a in inside.get(None, ())]
    outer += [(page.paragraph_at(u.quotation.span.start), 1, u) for u in extraction.unattributed]
    open_ = sorted(outer, key=lambda found: (found[0], _position(found[2])))[::-1]
    while open_:
        home, depth, entry = open_.pop()
        yield home, depth, entry
        if isinstance(entry, Attribution):
            open_ += ((home, depth + 1, a) for a in reversed(inside.get(entry.id, ())))


def _position(entry: Attribution | Unattributed) -> int:
    return (entry.content[0] if isinstance(entry, Attribution) else entry.quotation.span).start


def _block(entry: Attribution | Unattributed, home: int, indent: str, page: Page) -> list[str]:
    if isinstance(entry, Unattributed):
        parts = [("quotation", page.point(part, home)) for part in entry.quotation.parts]
        return [f"{indent}unattributed · {entry.reason}", *_lines(parts, indent)]
    heading = [entry.kind, entry.construction, entry.type, *(["negative"] if entry.polarity == "negative" else [])]
    return [indent + " · ".join(heading), *_lines(_fields(entry, home, page), indent)]


def _lines(fields: Iterable[tuple[str, str]], indent: str) -> list[str]:
    return [f"{indent}  {label:<9} {value}" for label, value in fields]


def _fields(attribution: Attribution, home: int, page: Page) -> Iterator[tuple[str, str]]:
    yield from _source_and_speaker(attribution, home, page)
    if attribution.cue:
        yield "cue", page.point(attribution.cue.span, home)
    for span in attribution.content:
        yield "content", page.point(span, home)
    for label in ("recipient", "medium", "time"):
        if phrase := getattr(attribution, label):
            yield label, page.point(phrase.span, home)


def _source_and_speaker(attribution: Attribution, home: int, page: Page) -> Iterator[tuple[str, str]]:
    speaker = attribution.speaker
    name = one_line(speaker.name) if speaker else None
    yield from source_lines(attribution.source and attribution.source.span, name, home, page)
    if speaker and speaker.role:
        yield "role", one_line(speaker.role)


def source_lines(source: Span | None, speaker: str | None, home: int, page: Page) -> Iterator[tuple[str, str]]:
    """Both in one line, "It → Korean Central News Agency"; a speaker without a source has its own.

    So has a speaker whose name would read as something else in one line ("?").
    """
    apart = speaker is not None and (ARROW in speaker or speaker == UNRESOLVED)
    if source:
        pointer = page.point(source, home)
        same = speaker == source.of(page.text)
        yield "source", pointer if apart or same else f"{pointer}{ARROW}{speaker or UNRESOLVED}"
    if speaker and (apart or not source):
        yield "speaker", speaker
