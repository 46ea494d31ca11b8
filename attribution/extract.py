"""The whole chain: read → parse → find_quotations → find_matches → choose → assemble → resolve."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any

from attribution.article import article_from_text
from attribution.assemble import assemble
from attribution.choose import choose
from attribution.constructions import find_matches
from attribution.errors import Error, ModelError
from attribution.lexicon import load_lexicon
from attribution.model import DEFAULT_ZONES, Article, Document, Extraction, Failure, Lexicon, Zone
from attribution.parse import Parser, document_from_stanza
from attribution.quotes import find_quotations
from attribution.resolve import resolve as resolve_speakers
from attribution.tree import trees_of


def extract(
    document: Document, lexicon: Lexicon, *, zones: frozenset[Zone] = DEFAULT_ZONES, resolve: bool = True
) -> Extraction:
    """Everything that is attributed in the paragraphs of these zones; a pure function of the parse."""
    article = document.article
    quotations = find_quotations(article.text, [p.span for p in article.paragraphs])
    trees = tuple(t for t in trees_of(document, quotations) if t.paragraph.zone in zones and not t.paragraph.repeats)
    matches = choose(find_matches(trees, lexicon), trees, lexicon)
    assembled = assemble(matches, quotations, trees)
    attributions = assembled.attributions
    if resolve:
        attributions = resolve_speakers(document, attributions, lexicon)
    return Extraction(article, attributions, assembled.unattributed, article.warnings)


class Extractor:
    """Extracts from texts and articles; the bundled models and lexicon are loaded when first needed."""

    def __init__(
        self,
        parser: Callable[[Article], Document] | None = None,
        lexicon: Lexicon | None = None,
        *,
        zones: frozenset[Zone] = DEFAULT_ZONES,
        resolve: bool = True,
    ) -> None:
        self.zones = zones
        self.resolve = resolve
        self._given_parser = parser
        self._given_lexicon = lexicon

    @cached_property
    def parser(self) -> Callable[[Article], Document]:
        return self._given_parser or Parser()

    @cached_property
    def lexicon(self) -> Lexicon:
        return self._given_lexicon or load_lexicon()

    def __call__(self, text: str | Article) -> Extraction:
        """Extract from a text or an article; raises errors.Error where it cannot be parsed."""
        article = text if isinstance(text, Article) else article_from_text(text)
        return self.extract(self.parse(article))

    def parse(self, article: Article) -> Document:
        return self.parser(article)

    def extract(self, document: Document) -> Extraction:
        return extract(document, self.lexicon, zones=self.zones, resolve=self.resolve)

    def annotate(self, parsed: Any) -> Extraction:
        """Extract from a Stanza document that was parsed elsewhere, with its own tokens and trees."""
        return self.extract(document_from_stanza(parsed, article_from_text(parsed.text)))

    def pipe(self, texts: Iterable[str | Article], *, batch_size: int = 32) -> Iterator[Extraction | Failure]:
        """Extract from many, in order; a Failure stands in the place of one that failed.

        Articles are parsed one by one, whatever the batch size, so that each gives the same output
        in any batch. Raises ModelError, for without models every article would fail.
        """
        for number, text in enumerate(texts, 1):
            try:
                yield self(text)
            except ModelError:
                raise
            except Error as error:
                yield Failure(text.id if isinstance(text, Article) else f"text-{number}", "parse", str(error))
