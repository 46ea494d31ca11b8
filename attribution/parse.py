"""Article → Document by Stanza with the bundled models: the only room that knows Stanza.

Stanza is imported when something must be parsed and not before, loads weights only, and never
touches the network.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

from attribution.errors import ModelError
from attribution.model import Article, Document, Sentence, Span, Word, covering

if TYPE_CHECKING:
    import stanza

PROCESSORS = ("tokenize", "mwt", "pos", "lemma", "depparse", "ner")
REINSTALL = "reinstall attribution, or run “attribution models check” to see every damaged file"


# --- the model files --------------------------------------------------------------------------


@frozen
class ModelFile:
    """One line of the manifest; ``name`` is relative to the models' directory, ``size`` in bytes."""

    name: str
    size: int
    sha256: str
    data: str  # what it was trained on
    terms: str  # the licence of that data, and so of the weights


@frozen
class Manifest:
    version: str
    files: tuple[ModelFile, ...]

    @property
    def digest(self) -> str:
        """Eight hexadecimal digits that change whenever any model does; golden files record them."""
        return hashlib.sha256("".join(f.sha256 for f in self.files).encode()).hexdigest()[:8]


def models_directory() -> Path:
    """Where the bundled models are."""
    return Path(__file__).parent / "models"


def read_manifest(directory: Path | None = None) -> Manifest:
    """The list of model files in a directory; ModelError where it is missing or cannot be read."""
    path = (directory or models_directory()) / "MANIFEST.toml"
    try:
        with path.open("rb") as file:
            data = tomllib.load(file)
        return Manifest(data["version"], tuple(ModelFile(**entry) for entry in data["file"]))
    except FileNotFoundError:
        raise ModelError(f"{path}: there is no manifest of models here; {REINSTALL}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise ModelError(f"{path}: the manifest of models cannot be read ({error}); {REINSTALL}") from None


def check_models(directory: Path | None = None) -> None:
    """Compare every model file with the manifest; ModelError names the first that is missing or differs."""
    directory = directory or models_directory()
    for entry in read_manifest(directory).files:
        path = directory / entry.name
        if not path.is_file():
            raise ModelError(f"{path}: this model file is missing; {REINSTALL}")
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != entry.sha256:
            raise ModelError(f"{path}: this model file is damaged (its SHA-256 is not the manifest's); {REINSTALL}")


# --- parsing ----------------------------------------------------------------------------------

# The treebanks have straight marks nearly everywhere, so the parser is given straight ones. Each
# replacement is one character for one, which keeps every offset that of the unaltered text.
_FOR_THE_PARSER = str.maketrans(
    {**dict.fromkeys("“”„«»‟", '"'), **dict.fromkeys("‘’‚‹›‛`", "'"), **dict.fromkeys("\u00a0\u2007\u202f\t\r\n\x85\u2028\u2029", " ")}
)


class Parser:
    """Parses articles with the models of a directory (the bundled ones by default), loaded on first use."""

    def __init__(self, directory: Path | None = None) -> None:
        self.directory = directory or models_directory()

    def __call__(self, article: Article) -> Document:
        """Tokens, lemmas, tags, trees and entities of all paragraphs, whatever their zone.

        Each article is parsed by itself: in a batch with others, its padding and so its last
        digits would depend on them. Raises ModelError where the models are missing or damaged.
        """
        stretches = stretches_of(article)
        small = _small_words(article) if any(s.headline for s in stretches) else frozenset()
        texts = (_parser_text(s.span.of(article.text), small if s.headline else frozenset()) for s in stretches)
        with _one_thread():
            parsed = self._pipeline("\n\n".join(texts))
        return _document(parsed, article, stretches)

    @cached_property
    def _pipeline(self) -> stanza.Pipeline:
        import stanza

        return stanza.Pipeline(**pipeline_options(self.directory))


def pipeline_options(directory: Path | None = None) -> dict[str, Any]:
    """What makes ``stanza.Pipeline`` use these models and nothing else; ModelError where they are not sound."""
    directory = directory or models_directory()
    check_models(directory)
    from stanza.models.common.foundation_cache import FoundationCache

    cache = FoundationCache(local_files_only=True)
    vectors = str(directory / "en/pretrain/news.pt")
    cache.pretrains[vectors] = _single_precision(vectors)
    paths = {f"{p}_model_path": str(directory / f"en/{p}/news.pt") for p in PROCESSORS}
    return {
        "lang": "en",
        "dir": str(directory),
        "package": None,
        "processors": ",".join(PROCESSORS),
        "download_method": None,
        "allow_unknown_language": True,
        "use_gpu": False,
        "foundation_cache": cache,
        "logging_level": "ERROR",
        **paths,
        **{f"{p}_pretrain_path": vectors for p in ("pos", "depparse", "ner")},
    }


@contextmanager
def _one_thread() -> Iterator[None]:
    """Torch on one thread: nets this small gain nothing from a second, and two processes with two threads each crawl."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def _single_precision(path: str):
    """The word vectors, which are stored in half precision, widened: Stanza does not do it for them."""
    from stanza.models.common.pretrain import Pretrain

    vectors = Pretrain(path)
    vectors.load()
    vectors._emb = vectors._emb.float()
    return vectors


@frozen
class Stretch:
    """A part of a paragraph that is parsed by itself."""

    span: Span
    paragraph: int
    headline: bool = False


# "WASHINGTON, March 3 (Reuters) - ", "LONDON (AP) — ": it would be taken for the subject of what follows.
_DATELINE = re.compile(r"[A-Z][A-Z.’' -]+[A-Z.](?:,[^()\n—–]{1,40})?\s?(?:\([A-Za-z /.&]{2,30}\))?\s*(?:--|[—–]|(?<=\)\s)-)\s*(?=[A-Z\"“‘'])")


def stretches_of(article: Article) -> tuple[Stretch, ...]:
    """What is parsed: each paragraph, its dateline apart."""
    stretches = []
    for index, paragraph in enumerate(article.paragraphs):
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


def document_from_stanza(parsed: stanza.Document, article: Article) -> Document:
    """A Stanza document that was parsed elsewhere, as ours; its text must be the article's."""
    return _document(parsed, article, tuple(Stretch(p.span, i) for i, p in enumerate(article.paragraphs)), joined=False)


def _document(parsed: stanza.Document, article: Article, stretches: tuple[Stretch, ...], *, joined: bool = True) -> Document:
    """Stanza's sentences with offsets into the article; ``joined`` where the stretches were parsed with an empty line between."""
    starts, position = [], 0
    for stretch in stretches:
        starts.append(position if joined else stretch.span.start)
        position += len(stretch.span) + 2
    sentences = []
    for sentence in parsed.sentences:
        at = max(0, bisect_right(starts, sentence.tokens[0].start_char) - 1)
        words = tuple(_words(sentence, article.text, stretches[at].span.start - starts[at]))
        sentences.append(Sentence(covering(w.span for w in words), stretches[at].paragraph, words))
    return Document(article, tuple(sentences))


def _words(sentence, text: str, shift: int) -> Iterator[Word]:
    for token in sentence.tokens:
        whole = Span(token.start_char + shift, token.end_char + shift)
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


def _split(token: Span, forms: list[str]) -> list[Span]:
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
