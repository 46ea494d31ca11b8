"""Document and Extraction → spaCy ``Doc`` and ``DocBin``: the words, tags and trees of our parse, attributions as
spans.

``doc.spans["attributions"]`` holds a span a source, cue and part of a content, its label saying which, its id the
attribution's. spaCy's spans are of whole words: one that ends inside a word holds the word. The exact offsets are in
``doc.user_data["attribution"]``, the JSON of the extraction, which a ``DocBin`` keeps.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from attrs import define

from attribution.export import to_jsonl_line
from attribution.exports.characters import encodable
from attribution.exports.parts import parts_of
from attribution.extras import needed
from attribution.model import Document, Extraction, Word

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

KEY = "attribution"  # in Doc.user_data
GROUP = "attributions"  # in Doc.spans


def to_docbin(pairs: Iterable[tuple[Document, Extraction]]) -> bytes:
    """The file of these articles, which ``DocBin().from_disk(path)`` reads."""
    tokens = needed("spacy.tokens", "spacy")
    return tokens.DocBin(store_user_data=True, docs=[to_doc(*pair) for pair in pairs]).to_bytes()


def to_doc(document: Document, extraction: Extraction, vocab: Vocab | None = None) -> Doc:
    """A Doc of the article, whose text is the article's (a lone surrogate as U+FFFD)."""
    needed("spacy", "spacy")
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

    tokens = _tokens(document)
    doc = Doc(
        vocab or Vocab(),
        words=[t.text for t in tokens],
        spaces=[t.space for t in tokens],
        pos=[t.word.upos if t.word else "SPACE" for t in tokens],
        morphs=[t.word.feats if t.word else "" for t in tokens],
        lemmas=[encodable(t.word.lemma) if t.word else t.text for t in tokens],
        heads=_heads(document, tokens),
        deps=[_relation(t.word) for t in tokens],
        ents=_entities(tokens),
    )
    mark(doc, extraction)
    return doc


def mark(doc: Doc, extraction: Extraction) -> None:
    """Put the attributions of an extraction of this Doc's text into its spans and its user data."""
    spans = [
        doc.char_span(span.start, span.end, label=label, span_id=id, alignment_mode="expand")
        for label, id, span in parts_of(extraction)
    ]
    doc.spans[GROUP] = [span for span in spans if span is not None]
    doc.user_data[KEY] = to_jsonl_line(extraction)


# --- words --------------------------------------------------------------------------------------


@define
class _Token:
    """A word, or white space that is more than the one character that spaCy takes as a word's own."""

    text: str
    word: Word | None
    sentence: int
    space: bool = False


def _tokens(document: Document) -> list[_Token]:
    """All of the text in pieces, so that the Doc's offsets are the article's."""
    text = encodable(document.article.text)
    tokens: list[_Token] = []
    end = 0
    for number, sentence in enumerate(document.sentences):
        for word in sentence.words:
            if len(word.span):
                _add_space(tokens, text[end : word.span.start], max(0, number - (word is sentence.words[0])))
                tokens.append(_Token(word.span.of(text), word, number))
                end = word.span.end
    _add_space(tokens, text[end:], max(0, len(document.sentences) - 1))
    return tokens


def _add_space(tokens: list[_Token], between: str, sentence: int) -> None:
    if between.startswith(" ") and tokens:
        tokens[-1].space, between = True, between[1:]
    if between:
        tokens.append(_Token(between, None, sentence))


def _heads(document: Document, tokens: list[_Token]) -> list[int]:
    """The place of each token's head: a root's is its own, white space hangs on the word before it."""
    places = {(t.sentence, t.word.index): place for place, t in enumerate(tokens) if t.word}
    return [
        places.get((t.sentence, t.word.head), place) if t.word else max(0, place - 1) for place, t in enumerate(tokens)
    ]


def _relation(word: Word | None) -> str:
    return "dep" if word is None else word.deprel if word.head else "ROOT"


def _entities(tokens: list[_Token]) -> list[str]:
    """BIOES as spaCy's BIO; white space and later words of a multiword token are inside where the entity goes on."""
    tags: list[str] = []
    for before, token in zip([None, *tokens], tokens):
        tag = token.word.entity if token.word else "O"
        position, _, type_ = tag.partition("-")
        same = before and before.word and token.word and token.word.token and before.word.token == token.word.token
        inside = position in "IE" or (same and position in "BS")
        goes_on = bool(tags) and tags[-1].endswith(f"-{type_}")
        tags.append("O" if tag == "O" else f"{'I' if inside and goes_on else 'B'}-{type_}")
    return tags
