"""Quote and claim attribution for English news: source, cue, content, and the speaker meant.

    import attribution
    extraction = attribution.Extractor()("“Prices will fall,” said Ana Ruiz.")
"""

from attribution import errors
from attribution.article import article_from_text, read_article
from attribution.batch.frames import map_pandas, spark_schema
from attribution.export import from_dict, to_dict
from attribution.exports.table import to_arrow, to_frame
from attribution.extract import Extractor
from attribution.lexicon import load_lexicon
from attribution.model import (
    Article,
    Attribution,
    Cue,
    Document,
    Extraction,
    ExtractionWarning,
    Failure,
    Mention,
    Quotation,
    Span,
    Speaker,
    Unattributed,
)

__all__ = [
    "Article",
    "Attribution",
    "Cue",
    "Document",
    "Extraction",
    "ExtractionWarning",
    "Extractor",
    "Failure",
    "Mention",
    "Quotation",
    "Span",
    "Speaker",
    "Unattributed",
    "article_from_text",
    "errors",
    "from_dict",
    "load_lexicon",
    "map_pandas",
    "read_article",
    "spark_schema",
    "to_arrow",
    "to_dict",
    "to_frame",
]
