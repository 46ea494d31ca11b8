"""Gold ↔ golden files: what people found in an article becomes golden, and what reviewers corrected becomes gold.

Gold is the JSONL of the attribution corpora (``--format spans``): id, text, and for each attribution
source, cue and content as lists of [start, end], with speaker, parent and meta where known.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from attribution.article import article_from_bytes, read_article
from attribution.errors import GoldenError
from attribution.golden import article_files, golden_path
from attribution.golden_file import NONE, Block, Sheet, golden_spans, read_sheet, sheet_text
from attribution.model import Article, Attribution, Extraction, Span, covering, shared
from attribution.outputs import write_text
from attribution.quotes import find_quotations
from attribution.render.golden import Page, golden_text, in_file_order, one_line, source_lines
from attribution.spans import kind_of

FALSE, MISSED, OTHERWISE = "not in the gold", "in the gold", "otherwise in the gold"


@frozen
class Gold:
    """One attribution of the gold; "" and None for what it does not say."""

    id: str
    parent: str | None
    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    speaker: str | None
    heading: str  # "direct · quotation · assertion", as far as the gold says


# --- golden → gold ----------------------------------------------------------------------------


def export_gold(directory: Path) -> Iterator[dict[str, Any]]:
    """The golden files of a directory, corrected, as records of gold; GoldenError names an unreadable file."""
    for file in article_files(directory):
        path = golden_path(directory, file)
        if not path.exists():
            raise GoldenError(f"{path}: there is no golden file of this article; run “attribution golden update”")
        try:
            yield golden_spans(path.read_text(encoding="utf-8"), read_article(file))
        except (GoldenError, UnicodeDecodeError) as error:
            raise GoldenError(f"{path}: {error}") from None


# --- gold → golden ----------------------------------------------------------------------------


def new_from_gold(
    directory: Path, file: Path, extractor: Callable[[Article], Extraction], *, models: str
) -> Iterator[Path]:
    """Make an article and its golden file of each line of gold; gives each golden file.

    What is found but not gold is marked as wrong, what is gold but not found as missed, so that the
    check passes at once and tells when something turns right. Raises GoldenError, which names the line.
    """
    for number, line in enumerate(_read(file).split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            data = record["text"].encode("utf-8")
            article = article_from_bytes(data, id=str(record["id"]))
            gold = tuple(_gold(a, str(n), article) for n, a in enumerate(record["attributions"], 1))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise GoldenError(f"{file}, line {number}: no record of gold ({error!r}); see docs/golden.md") from None
        name = re.sub(r"[^\w.-]+", "_", article.id).strip("._") or f"line-{number}"
        path = directory / "articles" / f"{name}.txt"
        if article.text != record["text"]:
            raise GoldenError(
                f"{file}, line {number}: {article.id} is read otherwise from a file; take away byte order mark or markup"
            )
        if path.exists():
            raise GoldenError(
                f"{path}: there is a golden article of this name already; change the id in {file}, line {number}"
            )
        extraction = extractor(article)
        sheet = read_sheet(golden_text(extraction, name=path.name, models=models))
        for place in (path, golden_path(directory, path)):
            place.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        write_text(golden_path(directory, path), sheet_text(_marked(sheet, extraction, gold)))
        yield golden_path(directory, path)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise GoldenError(f"{file}: cannot be read ({error}); gold is JSON lines in UTF-8") from None


def _gold(record: dict[str, Any], default_id: str, article: Article) -> Gold:
    source, cue = (
        covering(spans) if (spans := _spans(record.get(name), article)) else None for name in ("source", "cue")
    )
    content = _spans(record["content"], article)
    if not content:
        raise ValueError("an attribution has no content")
    meta = record.get("meta") or {}
    kind = record.get("type")
    if kind not in ("direct", "mixed", "indirect"):
        kind = kind_of(content, find_quotations(article.text, [p.span for p in article.paragraphs]), cue, article.text)
    construction = re.sub(r"\s+", "_", str(meta.get("construction") or "")) or "unknown"
    type_ = meta.get("type") if meta.get("type") in ("assertion", "belief", "fact", "eventuality") else "assertion"
    negative = ["negative"] if meta.get("polarity") == "negative" else []
    parent, speaker = record.get("parent"), record.get("speaker")
    return Gold(
        id=str(record.get("id", default_id)),
        parent=None if parent is None else str(parent),
        source=source,
        cue=cue,
        content=content,
        speaker=None if speaker is None else one_line(str(speaker)),
        heading=" · ".join((kind, construction, type_, *negative)),
    )


def _spans(value: Any, article: Article) -> tuple[Span, ...]:
    spans = tuple(Span(start, end) for start, end in value or ())
    for span in spans:
        if not len(span) or span.end > len(article.text):
            raise ValueError(f"no span of the text: [{span.start}, {span.end}]")
    return spans


def _marked(sheet: Sheet, extraction: Extraction, gold: tuple[Gold, ...]) -> Sheet:
    """What was found, with what gold says of it."""
    page = Page(extraction.article)
    entries = [entry for _, _, entry in in_file_order(extraction)]
    partners = _partners(gold, [entry if isinstance(entry, Attribution) else None for entry in entries])
    blocks, by_gold = [], {}
    for index, block in enumerate(sheet.blocks):
        true = partners.get(index)
        if true is not None:
            block = _corrected(block, entries[index], true, page)
            by_gold[true.id] = block
        elif isinstance(entries[index], Attribution):
            block = evolve(block, wrong=FALSE)
        blocks.append(block)
    found = {id(true) for true in partners.values()}
    for missed in (g for g in gold if id(g) not in found):
        parent = by_gold.get(missed.parent)
        home = parent.paragraph if parent else page.paragraph_at((missed.cue or missed.content[0]).start)
        block = Block(
            home, parent.depth + 1 if parent else 1, missed.heading, 0, _fields(missed, home, page), missed=MISSED
        )
        by_gold.setdefault(missed.id, block)
        blocks.insert(_place(parent, home, blocks), block)
    return evolve(sheet, blocks=tuple(blocks))


def _place(parent: Block | None, home: int, blocks: list[Block]) -> int:
    """Behind the parent and all that is nested in it, or last in the paragraph."""
    index = 0 if parent is None else blocks.index(parent) + 1
    depth = 0 if parent is None else parent.depth
    while index < len(blocks) and (blocks[index].paragraph, -blocks[index].depth) < (home, -depth):
        index += 1
    return index


def _partners(gold: tuple[Gold, ...], found: list[Attribution | None]) -> dict[int, Gold]:
    """Which attribution of the gold each one found is, by its index: the most alike first, each at most once."""
    ranked = sorted(
        ((_likeness(true, a), -g, -index) for g, true in enumerate(gold) for index, a in enumerate(found) if a),
        reverse=True,
    )
    partners: dict[int, Gold] = {}
    taken: set[int] = set()
    for likeness, g, index in ranked:
        if likeness and -index not in partners and -g not in taken:
            partners[-index] = gold[-g]
            taken.add(-g)
    return partners


def _likeness(true: Gold, found: Attribution) -> tuple:
    """How alike the two are; empty where they are two things: another content, and another cue or one beside it."""
    common = shared(true.content, found.content)
    same_content = true.content == found.content
    same_cue = bool(true.cue and found.cue and true.cue.overlaps(found.cue.span))
    if not common or not (same_content or same_cue):
        return ()
    source = found.source and found.source.span
    return same_content, same_cue, true.source == source, common


def _corrected(block: Block, found: Attribution, true: Gold, page: Page) -> Block:
    """A block that was found, marked where the gold has another source, cue, content, kind or speaker."""
    source, cue = found.source and found.source.span, found.cue and found.cue.span
    name = found.speaker and one_line(found.speaker.name)
    if true.speaker is None and true.source == source:
        true = evolve(true, speaker=name)  # gold that names no speaker does not contradict ours
    labels = ["source", "speaker"] * ((true.source, true.speaker) != (source, name))
    labels += ["cue"] * (true.cue != cue) + ["content"] * (true.content != found.content)
    should = _fields(true, block.paragraph, page)
    right = [
        (label, value)
        for label in labels
        for value in [v for name, v in should if name == label] or [NONE] * bool(block.values(label))
    ]
    kind = true.heading.partition(" · ")[0]
    if kind != found.kind:
        right.insert(0, ("heading", f"{kind} · {block.heading.partition(' · ')[2]}"))
    return evolve(block, wrong=OTHERWISE, right=tuple(right)) if right else block


def _fields(true: Gold, home: int, page: Page) -> tuple[tuple[str, str], ...]:
    return (
        *source_lines(true.source, true.speaker, home, page),
        *([("cue", page.point(true.cue, home))] if true.cue else []),
        *(("content", page.point(span, home)) for span in true.content),
    )
