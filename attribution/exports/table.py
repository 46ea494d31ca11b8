"""Extractions → an Arrow table or a pandas frame: one row an attribution, the columns of CSV and some for counting."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from attribution.export import COLUMNS, rows
from attribution.exports.characters import encodable
from attribution.extras import needed
from attribution.model import Attribution, Extraction, Span
from attribution.quotes import find_quotations

if TYPE_CHECKING:
    import pandas
    import pyarrow

# Beside the columns of CSV: ``title`` of the article; ``content_spans`` [[start, end], …]; ``negated``, whether the cue
# is, so that "did not praise" is not counted as praise; ``words`` of the content, and those inside quotation marks.
MORE = ("title", "content_spans", "negated", "words", "quoted_words")
ROWS_AT_ONCE = 1000  # articles that become rows together

_WORD = re.compile(r"\w+(?:[’'.,-]\w+)*")


def schema() -> pyarrow.Schema:
    """Names and types of the columns: offsets and counts 32 bits, text UTF-8, nulls where something is not there."""
    arrow = needed("pyarrow", "parquet")
    whole = {name: arrow.int32() for name in COLUMNS if name.endswith(("_start", "_end"))}
    types = {"confidence": arrow.float64(), **whole, "content_spans": arrow.list_(arrow.list_(arrow.int32(), 2)),
             "negated": arrow.bool_(), "words": arrow.int32(), "quoted_words": arrow.int32()}  # fmt: skip
    never_null = {"article", "id", "kind", "type", "polarity", "content", "construction", "confidence", "sentence",
                  "title", "content_start", "content_end", "content_spans", "negated", "words", "quoted_words"}  # fmt: skip
    return arrow.schema([arrow.field(n, types.get(n, arrow.string()), n not in never_null) for n in (*COLUMNS, *MORE)])


def to_arrow(extractions: Iterable[Extraction]) -> pyarrow.Table:
    """One row an attribution. A lone surrogate, which UTF-8 has no bytes for, is U+FFFD."""
    return needed("pyarrow", "parquet").Table.from_batches(batches(extractions), schema())


def batches(extractions: Iterable[Extraction]) -> Iterator[pyarrow.RecordBatch]:
    """The rows of some articles at a time, so that millions need no memory."""
    arrow, columns, extractions = needed("pyarrow", "parquet"), schema(), iter(extractions)
    while some := list(islice(extractions, ROWS_AT_ONCE)):
        if found := [row for e in some for row in _rows(e)]:
            arrays = [arrow.array(values, field.type) for values, field in zip(zip(*found), columns)]
            yield arrow.RecordBatch.from_arrays(arrays, schema=columns)


def to_frame(extractions: Iterable[Extraction]) -> pandas.DataFrame:
    """One row an attribution; offsets and counts are whole numbers that may be missing (Int32)."""
    pandas, arrow = needed("pandas", "pandas"), needed("pyarrow", "pandas")
    return to_arrow(extractions).to_pandas(types_mapper={arrow.int32(): pandas.Int32Dtype()}.get)


def count_words(text: str) -> int:
    """The words of a text as they are counted everywhere in these tables: "don't" and "2.5" are one each."""
    return sum(1 for _ in _WORD.finditer(text))


def _rows(extraction: Extraction) -> Iterator[tuple[Any, ...]]:
    article = extraction.article
    inside = [
        part
        for q in find_quotations(article.text, [p.span for p in article.paragraphs])
        if not q.depth
        for part in q.parts
    ]
    for row, a in zip(rows((extraction,)), extraction.attributions):
        more = (
            article.title,
            [[s.start, s.end] for s in a.content],
            bool(a.cue and a.cue.negated),
            *_counts(a, article.text, inside),
        )
        yield tuple(encodable(value) if isinstance(value, str) else value for value in (*row, *more))


def _counts(a: Attribution, text: str, inside: list[Span]) -> tuple[int, int]:
    """The words of the content, and those inside quotation marks."""
    words = [span.start + word.start() for span in a.content for word in _WORD.finditer(span.of(text))]
    return len(words), sum(any(part.start <= word < part.end for part in inside) for word in words)
