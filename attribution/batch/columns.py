"""Which columns of a table hold the articles' texts, ids and titles, where the user does not say."""

from __future__ import annotations

from collections.abc import Container, Iterable
from pathlib import Path

from attrs import evolve

from attribution.files import STDIN, bare_suffix, find_files, opened
from attribution.tables import Fields, column_names

_FORMATS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "csv", ".parquet": "parquet"}
# As corpora call them: CC-News "maintext", Hugging Face "article", schema.org "articleBody".
NAMES = {
    "text": ("text", "body", "content", "article", "maintext", "article_text", "articlebody", "full_text", "fulltext"),
    "id": ("id", "article_id", "articleid", "doc_id", "document_id", "uuid", "guid", "url"),
    "title": ("title", "headline"),
}


def find_fields(columns: Iterable[str], fields: Fields, told: Container[str] = ()) -> Fields:
    """The fields, those that the user has not ``told`` as the table has them, whatever the case of their letters.

    A field that has none of the usual names stays as it is, so that what then fails names the columns there are.
    """
    there = {name.lower(): name for name in reversed(tuple(columns))}
    found = {
        part: next((there[name] for name in names if name in there), getattr(fields, part))
        for part, names in NAMES.items()
        if part not in told
    }
    return evolve(fields, **found)


def columns_of(paths: Iterable[str], input_format: str = "auto") -> tuple[str, ...]:
    """The columns of the first table among these files; none where there is no table. InputError where it cannot be read."""
    for file in find_files(paths):
        if not isinstance(file, str) or file == STDIN:
            continue
        format = _FORMATS.get(bare_suffix(Path(file))) if input_format == "auto" else input_format
        if format in _FORMATS.values() and Path(file).is_file():
            with Path(file).open("rb") as stream:
                return tuple(map(str, column_names(opened(stream), format)))
    return ()
