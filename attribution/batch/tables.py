"""What was found in a part → the bytes of its files: a row an attribution, a row an article; and the table of errors.

No time, path or line number stands in a row, so that a part gives the same bytes anywhere.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from attrs import asdict, frozen

from attribution.export import to_jsonl_line
from attribution.exports.characters import encodable
from attribution.exports.parquet import to_parquet
from attribution.exports.table import count_words
from attribution.extras import needed
from attribution.model import Extraction

if TYPE_CHECKING:
    import pyarrow

FOLDERS = {"parquet": ("attributions", "articles"), "jsonl": ("extractions",)}


@frozen
class ArticleError:
    """An article that is in no other table: where it failed, what kind of failure, and a sentence for the user."""

    id: str
    stage: str  # read | parse | extract
    code: str  # no-article | unreadable | unparsable | timeout | crash | internal
    message: str


def files_of(name: str, extractions: Sequence[Extraction], format: str) -> dict[str, bytes]:
    """The part's files by their names, for ``format`` parquet or jsonl."""
    if format == "jsonl":
        return {f"extractions/{name}.jsonl": "".join(map(to_jsonl_line, extractions)).encode()}
    return {
        f"attributions/{name}.parquet": to_parquet(extractions),
        f"articles/{name}.parquet": _parquet(map(_article_row, extractions), articles_schema()),
    }


def articles_schema() -> pyarrow.Schema:
    """Names and types of the articles' columns; ``meta`` holds the kept fields, and a page's author, date and site."""
    arrow = needed("pyarrow", "parquet")
    text, whole = arrow.string(), arrow.int32()
    types = {
        "article": text, "title": text, "characters": whole, "words": whole, "attributions": whole, "unattributed": whole,
        "warnings": arrow.list_(text), "meta": arrow.map_(text, text),
    }  # fmt: skip
    return arrow.schema([arrow.field(name, type, nullable=False) for name, type in types.items()])


def _article_row(extraction: Extraction) -> dict[str, Any]:
    article = extraction.article
    return {
        "article": encodable(article.id),
        "title": encodable(article.title),
        "characters": len(article.text),
        "words": count_words(article.text),
        "attributions": len(extraction.attributions),
        "unattributed": len(extraction.unattributed),
        "warnings": [w.code for w in extraction.warnings],
        "meta": [(encodable(name), encodable(value)) for name, value in sorted(article.meta.items())],
    }


def errors_file(errors: Iterable[ArticleError], format: str) -> tuple[str, bytes]:
    """The name and bytes of the table of errors, which is there also when it is empty."""
    rows = list(map(asdict, errors))
    if format == "jsonl":
        return "errors.jsonl", "".join(json.dumps(row) + "\n" for row in rows).encode()
    arrow = needed("pyarrow", "parquet")
    columns = arrow.schema([arrow.field(name, arrow.string(), nullable=False) for name in ("id", "stage", "code", "message")])
    return "errors.parquet", _parquet(({name: encodable(value) for name, value in row.items()} for row in rows), columns)


def _parquet(rows: Iterable[dict[str, Any]], schema: pyarrow.Schema) -> bytes:
    arrow, parquet = needed("pyarrow", "parquet"), needed("pyarrow.parquet", "parquet")
    file = io.BytesIO()
    parquet.write_table(arrow.Table.from_pylist(list(rows), schema), file, compression="zstd")
    return file.getvalue()
