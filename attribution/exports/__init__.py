"""Extraction → the formats of others, one file a format; ``docs/exports.md`` says what each one carries.

JSON, JSONL, CSV and the JSONL of corpora are in ``export``. Offsets are Unicode code points in all of them; a character
that a format forbids is replaced by one other, so that they hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from attribution.model import Article, Document, Extraction

# The ending of each format's files.
SUFFIXES = {
    "parquet": ".parquet",
    "brat": ".ann",
    "webannotation": ".jsonld",
    "tei": ".xml",
    "conllu": ".conllu",
    "schemaorg": ".jsonld",
    "spacy": ".spacy",
}
BINARY = frozenset({"parquet", "spacy"})
DIRECTORY = frozenset({"brat"})  # several files an article
WITH_WORDS = frozenset({"conllu", "spacy"})  # every word of the article


def pieces(
    extractions: Iterable[Extraction], format: str, parse: Callable[[Article], Document] | None = None
) -> Iterator[str | bytes]:
    """What the format's file holds, in pieces; ``parse`` gives the words that conllu and spacy need."""
    if format == "conllu":
        from attribution.exports.conllu import to_conllu

        yield from (to_conllu(parse(e.article), e) for e in extractions)
    elif format == "spacy":
        from attribution.exports.spacy import to_docbin

        yield to_docbin((parse(e.article), e) for e in extractions)
    elif format == "brat":
        from attribution.exports.brat import to_brat

        yield from (to_brat(e)[1] for e in extractions)
    else:
        yield _whole(extractions, format)


def _whole(extractions: Iterable[Extraction], format: str) -> str | bytes:
    if format == "parquet":
        from attribution.exports.parquet import to_parquet

        return to_parquet(extractions)
    if format == "webannotation":
        from attribution.exports.web_annotation import to_web_annotation

        return to_web_annotation(extractions)
    if format == "tei":
        from attribution.exports.tei import to_tei

        return to_tei(extractions)
    from attribution.exports.schema_org import to_schema_org

    return to_schema_org(extractions)


class Remembering:
    """A parser that keeps its last parse, so that an export which needs the words does not parse the article again."""

    def __init__(self, parser: Callable[[Article], Document]) -> None:
        self.parser = parser
        self._last: Document | None = None

    def __call__(self, article: Article) -> Document:
        if self._last is None or self._last.article is not article:
            self._last = self.parser(article)
        return self._last
