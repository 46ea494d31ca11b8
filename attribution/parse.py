"""Article → Document: the parser's room, which keeps every offset that of the unaltered text.

The nets are imported when something must be parsed and not before, are loaded with weights only, and never
touch the network.
"""

from __future__ import annotations

import gc
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

from attribution.model import Article, Document, Sentence, Span, Word, Zone, covering
from attribution.parsing.manifest import check_models, models_directory

if TYPE_CHECKING:
    import stanza

    from attribution.parsing.pipeline import Parsed, Pipeline

PROCESSORS = ("tokenize", "mwt", "pos", "lemma", "depparse", "ner")

# --- parsing ----------------------------------------------------------------------------------

# The treebanks have straight marks nearly everywhere, so the parser is given straight ones, and common
# dashes for rare ones. Each replacement is one character for one, which keeps every offset that of the unaltered text.
_FOR_THE_PARSER = str.maketrans(
    {
        **dict.fromkeys("“”„«»‟❝❞″＂", '"'),
        **dict.fromkeys("‘’‚‹›‛`ʼ′´", "'"),
        **dict.fromkeys("‐‑", "-"),
        **dict.fromkeys("―", "—"),
        **dict.fromkeys("\u00a0\u2007\u202f\t\r\n\x85\u2028\u2029", " "),
    }
)


class Parser:
    """Parses articles with the models of a directory (the bundled ones by default), loaded on first use.

    With ``zones`` only the paragraphs in these that repeat no other: where nothing is looked for nothing need be parsed.
    """

    def __init__(self, directory: Path | None = None, *, zones: frozenset[Zone] | None = None) -> None:
        self.directory = directory or models_directory()
        self.zones = zones

    def __call__(self, article: Article) -> Document:
        """Tokens, lemmas, tags, trees and entities of the paragraphs.

        Each article is parsed by itself: in a batch with others, its padding and so its last
        digits would depend on them. Raises ModelError where the models are missing or damaged.
        """
        stretches = stretches_of(article, self.zones)
        small = _small_words(article) if any(s.headline for s in stretches) else frozenset()
        texts = [_parser_text(s.span.of(article.text), small if s.headline else frozenset()) for s in stretches]
        with one_thread():
            parsed = self._pipeline(texts)
        return _document(parsed, article, stretches)

    def __getstate__(self) -> dict[str, Any]:
        """Which models; they are loaded anew where they are needed."""
        return {"directory": self.directory, "zones": self.zones}

    @cached_property
    def _pipeline(self) -> Pipeline:
        check_models(self.directory)
        from attribution.parsing.pipeline import Pipeline

        pipeline = Pipeline(self.directory)
        # Torch and Stanza bring 380,000 objects that stay; to look through them for garbage takes a sixth of a second every few articles.
        gc.freeze()
        return pipeline


def pipeline_options(directory: Path | None = None) -> dict[str, Any]:
    """What makes ``stanza.Pipeline`` use these models and nothing else; ModelError where they are not sound.

    Stanza's own code then runs them, with the same results and in several times the time.
    """
    directory = directory or models_directory()
    check_models(directory)
    from attribution.parsing.pipeline import foundation_cache

    paths = {f"{p}_model_path": str(directory / f"en/{p}/news.pt") for p in PROCESSORS}
    return {
        "lang": "en",
        "dir": str(directory),
        "package": None,
        "processors": ",".join(PROCESSORS),
        "download_method": None,
        "allow_unknown_language": True,
        "use_gpu": False,
        "foundation_cache": foundation_cache(directory),
        "logging_level": "ERROR",
        **paths,
    }


@contextmanager
def one_thread() -> Iterator[None]:
    """Torch on one thread: nets this small gain nothing from a second, and two processes with two threads each crawl."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


@frozen
class Stretch:
    """A part of a paragraph that is parsed by itself."""

    span: Span
    paragraph: int
    headline: bool = False


# "WASHINGTON, March 3 (Reuters) - ", "LONDON (AP) — ": it would be taken for the subject of what follows.
_DATELINE = re.compile(
    r"[A-Z][A-Z.’' -]+[A-Z.](?:,[^()\n—–―]{1,40})?\s?(?:\([A-Za-z /.&]{2,30}\))?\s*(?:--|[—–―]|(?<=\)\s)-)\s*(?=[A-Z\"“‘'])"
    r"|[A-Z][A-Z.’' ]+[A-Z], [A-Z][a-z][A-Za-z. ]{0,20} - (?=[A-Z])"  # BATH, Maine - Ana Ruiz said
)


def stretches_of(article: Article, zones: frozenset[Zone] | None = None) -> tuple[Stretch, ...]:
    """What is parsed: each paragraph, its dateline apart; with ``zones`` each in these that repeats no other."""
    stretches = []
    for index, paragraph in enumerate(article.paragraphs):
        if zones is not None and (paragraph.zone not in zones or paragraph.repeats):
            continue
        start, end = paragraph.span.start, paragraph.span.end
        dateline = _DATELINE.match(article.text, start, min(end, start + 100))
        if dateline is not None and dateline.end() < end:
            stretches.append(Stretch(Span(start, dateline.end()), index))
            start = dateline.end()
        headline = paragraph.zone != "body" and _is_title_case(article.text[start:end])
        stretches.append(Stretch(Span(start, end), index, headline))
    return tuple(stretches)


def _is_title_case(text: str) -> bool:
    """Whether this is a headline in Title Case, where a capital does not tell a name."""
    long = [w for w in re.findall(r"[^\W\d_]+", text) if len(w) > 3]
    return len(long) > 2 and sum(w[0].isupper() for w in long) >= 0.8 * len(long) and not text.isupper()


def _small_words(article: Article) -> frozenset[str]:
    """The words in small letters; only those of its paragraphs, for a part of a long article has the whole text."""
    return frozenset(word for p in article.paragraphs for word in re.findall(r"\b[a-z]+\b", p.span.of(article.text)))


def _parser_text(text: str, small: frozenset[str]) -> str:
    """The text as the parser should see it, character for character as long as it is.

    In a Title Case headline a word that the article elsewhere writes small ("Calls", "Party") is
    written small: the parser takes its capital for a name's.
    """
    if small:
        text = re.sub(r"(?<=\s)\w+", lambda m: m.group().lower() if m.group().lower() in small else m.group(), text)
    text = text.translate(_FOR_THE_PARSER)
    # A lone surrogate is not text that a model's vocabulary can be asked for.
    return "".join(c if not "\ud800" <= c <= "\udfff" else "\ufffd" for c in text)


def _document(parsed: Sequence[Sequence[Parsed]], article: Article, stretches: Sequence[Stretch]) -> Document:
    """The sentences of every stretch, with offsets into the article."""
    sentences, split = [], []
    for stretch, found in zip(stretches, parsed):
        for sentence in found:
            words = _words(sentence, article.text, stretch.span.start)
            sentences.append(Sentence(covering(w.span for w in words), stretch.paragraph, words))
            if sentence.is_part:
                split.append(sentences[-1].span)
    return Document(article, tuple(sentences), tuple(split))


def _words(sentence: Parsed, text: str, shift: int) -> tuple[Word, ...]:
    places: list[tuple[Span, Span | None]] = []  # of each word, and of the multiword token it is part of
    for token in sentence.tokens:
        whole = Span(token.start + shift, token.end + shift)
        if len(token.words) == 1:
            places.append((whole, None))
        else:
            places += [(span, whole) for span in _split(whole, token.words)]
    a = sentence.analysis
    values = zip(places, sentence.lemmas, a.upos, a.feats, a.heads, a.relations, a.entities, a.roles, strict=True)
    return tuple(
        [
            Word(index, span, span.of(text), lemma, upos, feats, head, deprel, entity, token, roles)
            for index, ((span, token), lemma, upos, feats, head, deprel, entity, roles) in enumerate(values, 1)
        ]
    )


def document_from_stanza(parsed: stanza.Document, article: Article) -> Document:
    """A Stanza document that was parsed elsewhere, as ours; its text must be the article's."""
    starts = [p.span.start for p in article.paragraphs]
    sentences = []
    for sentence in parsed.sentences:
        words = tuple(_words_of_stanza(sentence, article.text))
        paragraph = max(0, bisect_right(starts, words[0].span.start) - 1)
        sentences.append(Sentence(covering(w.span for w in words), paragraph, words))
    return Document(article, tuple(sentences))


def _words_of_stanza(sentence, text: str) -> Iterator[Word]:
    for token in sentence.tokens:
        whole = Span(token.start_char, token.end_char)
        spans = _split(whole, [w.text for w in token.words])
        for word, span in zip(token.words, spans):
            yield Word(
                index=word.id,
                span=span,
                text=span.of(text),
                lemma=word.lemma or span.of(text),
                upos=word.upos or "X",
                feats=word.feats or "",
                head=word.head or 0,
                deprel=word.deprel or "dep",
                entity=token.ner or "O",
                token=whole if len(spans) > 1 else None,
            )


def _split(token: Span, forms: Sequence[str]) -> list[Span]:
    """Where the words of a multiword token stand: "gonna" is "gon" and "na", "Kim's" is "Kim" and "'s".

    Each word takes as many characters as its form has while every later word keeps at least one;
    the last takes the rest. So the words always tile the token, whatever forms the model wrote.
    """
    spans, start = [], token.start
    for i, form in enumerate(forms):
        left = len(forms) - i - 1
        end = token.end if not left else max(start, min(start + len(form), token.end - left))
        spans.append(Span(start, end))
        start = end
    return spans
