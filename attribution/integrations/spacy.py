"""A spaCy component: ``nlp.add_pipe("attribution")`` gives ``doc._.attributions`` and
``doc.spans["attributions"]``.

The component reads the Doc's text with our own parser and models, and puts what it finds on the Doc's own tokens. It
does not use the Doc's parse: spaCy's English models make trees of another kind (ClearNLP's labels, *dobj*, *prep*,
*pobj*), which cannot be turned into Universal Dependencies without loss.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cached_property

from spacy.language import Language
from spacy.tokens import Doc

from attribution.export import from_dict
from attribution.exports.spacy import KEY, mark
from attribution.extract import Extractor
from attribution.model import Article, Attribution, Document, Extraction


def _extraction(doc: Doc) -> Extraction | None:
    """What was found in the Doc, also when it was stored and read again; None where the component has not run."""
    return from_dict(json.loads(doc.user_data[KEY])) if KEY in doc.user_data else None


def _attributions(doc: Doc) -> tuple[Attribution, ...]:
    found = _extraction(doc)
    return found.attributions if found else ()


for _name, _getter in (("extraction", _extraction), ("attributions", _attributions)):
    Doc.set_extension(_name, getter=_getter, force=True)


class AttributionComponent:
    """Extracts from each Doc's text; ``parser`` for one of your own instead of the bundled models."""

    def __init__(self, *, resolve: bool = True, parser: Callable[[Article], Document] | None = None) -> None:
        self._resolve = resolve
        self._parser = parser

    def __call__(self, doc: Doc) -> Doc:
        mark(doc, self._extractor(doc.text))
        return doc

    @cached_property
    def _extractor(self) -> Extractor:
        return Extractor(self._parser, resolve=self._resolve)


@Language.factory("attribution", default_config={"resolve": True}, assigns=["doc._.attributions", "doc.spans"])
def create(nlp: Language, name: str, resolve: bool) -> AttributionComponent:
    """The component as spaCy makes it, by name or from a config file."""
    return AttributionComponent(resolve=resolve)
