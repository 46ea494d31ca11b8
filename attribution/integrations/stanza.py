"""A Stanza processor: ``import attribution.integrations.stanza``, then
``processors="tokenize,…,ner,attribution"``.

The Stanza document gets ``attributions`` and ``extraction``. It is the pipeline's own parse that is used, whatever
models made it; ``bundled()`` gives the options of a pipeline with ours.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from stanza.models.common.doc import Document
from stanza.pipeline.processor import Processor, register_processor

from attribution.extract import Extractor
from attribution.parse import pipeline_options


@register_processor("attribution")
class AttributionProcessor(Processor):
    """Finds the attributions of a document that has its words, tags, lemmas, trees and entities."""

    REQUIRES_DEFAULT = frozenset({"tokenize", "pos", "lemma", "depparse", "ner"})
    PROVIDES_DEFAULT = frozenset({"attribution"})

    def process(self, document: Document) -> Document:
        document.extraction = self._extractor.annotate(document)
        document.attributions = document.extraction.attributions
        return document

    def mark_inactive(self) -> None:
        """Stanza calls it before it says which processors are missing; there is nothing to give back."""

    @cached_property
    def _extractor(self) -> Extractor:
        return Extractor()


def bundled(**options: Any) -> dict[str, Any]:
    """Options for ``stanza.Pipeline``: our models for every processor, attribution the last; others may be added.

    Raises ModelError where the models are missing or damaged.
    """
    own = pipeline_options()
    return own | {"processors": f"{own['processors']},attribution"} | options
