"""The whole chain: read → parse → find_quotations → find_matches → choose → assemble → resolve."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any

from attrs import evolve

from attribution.article import MAX_CHARS, article_from_text, parts_of, too_long
from attribution.assemble import assemble
from attribution.checks import check
from attribution.choose import choose
from attribution.constructions import find_matches
from attribution.errors import Error, InputError, LexiconError, ModelError, fault
from attribution.lexicon import load_lexicon
from attribution.model import (
    DEFAULT_ZONES,
    Article,
    Attribution,
    Document,
    Extraction,
    ExtractionWarning,
    Failure,
    Lexicon,
    Unattributed,
    Zone,
)
from attribution.parse import Parser, document_from_stanza
from attribution.quotes import find_quotations
from attribution.resolve import resolve as resolve_speakers
from attribution.tree import looked_in, trees_of, without_roles
from attribution.workers import spread


def extract(
    document: Document,
    lexicon: Lexicon,
    *,
    zones: frozenset[Zone] = DEFAULT_ZONES,
    resolve: bool = True,
    any_language: bool = False,
) -> Extraction:
    """Everything that is attributed in the paragraphs of these zones; a pure function of the parse.

    Of an article that is not English nothing, unless ``any_language``; its warnings say so.
    """
    article = document.article
    quotations = find_quotations(article.text, [p.span for p in article.paragraphs])
    warnings = (*article.warnings, *check(article, quotations, zones), *_cut_sentences(document))
    if not any_language and any(w.code == "not-english" for w in warnings):
        return Extraction(article, (), warnings=warnings)
    if lexicon.scorer is None:
        document = without_roles(document)
    every = trees_of(document, quotations)
    trees = looked_in(every, zones)
    matches = choose(find_matches(trees, lexicon), trees, lexicon)
    assembled = assemble(matches, quotations, trees)
    attributions = assembled.attributions
    if resolve:
        attributions = resolve_speakers(document, attributions, lexicon, every)
    return Extraction(article, attributions, assembled.unattributed, warnings)


def read_for(zones: frozenset[Zone]) -> frozenset[Zone]:
    """The zones that must be parsed for what is looked for in these: bylines, too, which name the "I" of an article."""
    return zones | {"byline"}


def _cut_sentences(document: Document) -> tuple[ExtractionWarning, ...]:
    """A warning where the parser had to cut sentences that are too long for it."""
    message = "a sentence is too long to be parsed and was cut; what is said across the cut is missed"
    return (ExtractionWarning("long-sentence-split", message, document.split),) if document.split else ()


def _whole(article: Article, parts: Iterable[Extraction]) -> Extraction:
    """The extraction of an article from those of its parts, ids counted on, one warning a code."""
    attributions: list[Attribution] = []
    unattributed: list[Unattributed] = []
    warnings = {w.code: w for w in article.warnings}
    for part in parts:
        ids = {a.id: f"a{number}" for number, a in enumerate(part.attributions, len(attributions) + 1)}
        attributions += (evolve(a, id=ids[a.id], parent=ids.get(a.parent)) for a in part.attributions)
        unattributed += part.unattributed
        for warning in part.warnings:
            spans = warnings[warning.code].spans if warning.code in warnings else ()
            warnings[warning.code] = evolve(warnings.get(warning.code, warning), spans=spans + warning.spans)
    return Extraction(article, tuple(attributions), tuple(unattributed), tuple(warnings.values()))


class Extractor:
    """Extracts from texts and articles; the bundled models and lexicon are loaded when first needed.

    An article of more than ``max_chars`` characters is an InputError, or with ``split`` read in parts of whole paragraphs, the
    speakers of each resolved by themselves. One that is not English yields nothing but a warning, unless ``any_language``.
    With ``rules_only`` the constructions, their order and counted figures decide, and no scorer.
    """

    def __init__(
        self,
        parser: Callable[[Article], Document] | None = None,
        lexicon: Lexicon | None = None,
        *,
        zones: frozenset[Zone] = DEFAULT_ZONES,
        resolve: bool = True,
        any_language: bool = False,
        rules_only: bool = False,
        max_chars: int | None = MAX_CHARS,
        split: bool = False,
    ) -> None:
        self.zones = zones
        self.resolve = resolve
        self.any_language = any_language
        self.rules_only = rules_only
        self.max_chars = max_chars
        self.split = split
        self._given_parser = parser
        self._given_lexicon = lexicon

    @cached_property
    def parser(self) -> Callable[[Article], Document]:
        return self._given_parser or Parser(zones=read_for(self.zones))

    @cached_property
    def lexicon(self) -> Lexicon:
        lexicon = self._given_lexicon or load_lexicon()
        return evolve(lexicon, scorer=None) if self.rules_only else lexicon

    def __call__(self, text: str | Article) -> Extraction:
        """Extract from a text or an article; raises errors.Error where it is too long or cannot be parsed."""
        length, name = (len(text.text), text.id) if isinstance(text, Article) else (len(text), "text")
        is_long = self.max_chars is not None and length > self.max_chars
        if is_long and not self.split:
            raise too_long(name, length, self.max_chars)
        article = text if isinstance(text, Article) else article_from_text(text)
        if not is_long:
            return self.extract(self.parse(article))
        return _whole(article, (self.extract(self.parse(part)) for part in parts_of(article)))

    def parse(self, article: Article) -> Document:
        """The parse of what is looked into (`read_for`), with the bundled parser; InputError where the parser fails, as it does for want of memory at a sentence of 20,000 words."""
        try:
            return self.parser(article)
        except (MemoryError, RuntimeError) as error:
            first_line = str(error).partition("\n")[0]
            raise InputError(f"{article.id}: cannot be parsed ({first_line}); give it in shorter sentences or parts") from error

    def extract(self, document: Document) -> Extraction:
        """What is attributed in a document that ``parse`` made."""
        return extract(
            document, self.lexicon, zones=self.zones, resolve=self.resolve, any_language=self.any_language
        )

    def annotate(self, parsed: Any) -> Extraction:
        """Extract from a Stanza document that was parsed elsewhere, with its own tokens and trees."""
        return self.extract(document_from_stanza(parsed, article_from_text(parsed.text)))

    def pipe(
        self, texts: Iterable[str | Article], *, batch_size: int = 32, workers: int = 1
    ) -> Iterator[Extraction | Failure]:
        """Extract from many, in order; a Failure stands in the place of one that failed.

        With several ``workers`` in as many processes. Articles are parsed one by one, whatever the batch size or the number
        of workers, so that each gives the same output. Raises ModelError and LexiconError, for then every article would fail.
        """
        numbered = enumerate(texts, 1)
        return spread(self._attempt, numbered, workers) if workers > 1 else map(self._attempt, numbered)

    def _attempt(self, numbered: tuple[int, str | Article]) -> Extraction | Failure:
        number, text = numbered
        name = text.id if isinstance(text, Article) else f"text-{number}"
        try:
            return self(text)
        except (ModelError, LexiconError):
            raise
        except Error as error:
            return Failure(name, "parse", str(error))
        except Exception as error:  # a fault of ours in one article must not cost the others
            return Failure(name, "extract", fault(error))

    def __getstate__(self) -> dict[str, Any]:
        """What a worker needs; it loads models and lexicon for itself."""
        return {name: value for name, value in self.__dict__.items() if name not in ("parser", "lexicon")}
