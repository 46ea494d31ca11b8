"""Extraction → schema.org JSON-LD: what is quoted as ``Quotation``, what is reported as ``Claim``, for search engines.

It carries the words and who said them, not where they stand: schema.org has no offsets. What somebody wants or promises
(the type ``eventuality``) is neither a quotation nor a claim where it is not direct, and is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from attribution.export import dumps
from attribution.exports.web_annotation import iri
from attribution.model import Attribution, Extraction


def to_schema_org(extractions: Iterable[Extraction]) -> str:
    """A graph of the articles and of what is said in them."""
    return dumps({"@context": "https://schema.org", "@graph": [node for e in extractions for node in _nodes(e)]}) + "\n"


def _nodes(extraction: Extraction) -> Iterator[dict[str, Any]]:
    article = iri(extraction.article.id)
    yield {
        "@type": "NewsArticle",
        "@id": article,
        "identifier": extraction.article.id,
        "headline": extraction.article.title,
    }
    for a in extraction.attributions:
        if a.kind == "direct" or a.type != "eventuality":
            yield _said(a, article)


def _said(a: Attribution, article: str) -> dict[str, Any]:
    node = {
        "@type": "Quotation" if a.kind == "direct" else "Claim",
        "@id": f"{article}#{quote(a.id, errors='replace')}",
        "text": a.content_text,
        "keywords": [a.kind, a.type, a.polarity],
        "inLanguage": "en",
        "isPartOf" if a.kind == "direct" else "appearance": {"@id": article},
    }
    return node | _by(a)


def _by(a: Attribution) -> dict[str, Any]:
    """The author, who must be a person or an organisation; a document that says it is what it is based on."""
    if a.speaker is None:
        return {"creditText": a.source.text} if a.source else {}
    name = {"name": a.speaker.name}
    if a.speaker.type == "person":
        return {"author": {"@type": "Person", **name, **({"jobTitle": a.speaker.role} if a.speaker.role else {})}}
    if a.speaker.type == "organisation":
        return {"author": {"@type": "Organization", **name}}
    return (
        {"isBasedOn": {"@type": "CreativeWork", **name}}
        if a.speaker.type == "document"
        else {"creditText": a.speaker.name}
    )
