"""The models of a directory, loaded by Stanza's own loaders, and the whole way from text to analysed sentences."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

import torch
from attrs import evolve, frozen
from stanza.models.common.foundation_cache import BertRecord, FoundationCache
from stanza.models.depparse.trainer import Trainer as ParserTrainer
from stanza.models.lemma.trainer import Trainer as LemmaTrainer
from stanza.models.mwt.trainer import Trainer as SplitterTrainer
from stanza.models.ner.trainer import Trainer as EntityTrainer
from stanza.models.pos.trainer import Trainer as TaggerTrainer
from stanza.models.tokenization.trainer import Trainer as TokenTrainer

from attribution.parsing.encoder import LONGEST_ROW, WordPieces
from attribution.parsing.heads import Analysis, Heads
from attribution.parsing.lemmas import Lemmas
from attribution.parsing.names import agree
from attribution.parsing.quantized import load_encoder
from attribution.parsing.roles import load_role_reader
from attribution.parsing.tokens import Token, Tokens

ENCODER = "attribution"  # the name under which Stanza's models ask for the encoder they were trained on
LONGEST_SENTENCE = 200  # tokens; a longer one is parsed in parts
AT_ONCE = 2000  # words of an article that the nets hold in memory together


@frozen
class Parsed:
    """A sentence: its tokens, and for each word what was found (in the order of the tokens' words)."""

    tokens: list[Token]
    analysis: Analysis
    lemmas: list[str]
    is_part: bool = False  # of a sentence that was too long


class Pipeline:
    def __init__(self, directory: Path) -> None:
        def file(processor: str) -> str:
            return str(directory / "en" / processor / "news.pt")

        logging.getLogger("stanza").setLevel(logging.ERROR)
        cache = foundation_cache(directory)
        encoder, self._pieces, _ = cache.bert[ENCODER]
        tagger = TaggerTrainer(model_file=file("pos"), device="cpu", foundation_cache=cache)
        parser = ParserTrainer.load(file("depparse"), None, device="cpu", foundation_cache=cache)
        entities = EntityTrainer(model_file=file("ner"), device="cpu", foundation_cache=cache)
        for trainer in (tagger, parser, entities):
            trainer.model.eval()
        tokenizer = TokenTrainer(model_file=file("tokenize"), device="cpu", foundation_cache=cache)
        splitter = SplitterTrainer(model_file=file("mwt"), device="cpu")
        lemmatizer = LemmaTrainer(model_file=file("lemma"), device="cpu", foundation_cache=cache)
        for trainer in (tokenizer, splitter, lemmatizer):
            trainer.model.eval()
        self._tokens = Tokens(tokenizer, splitter)
        self._lemmas = Lemmas(lemmatizer)
        self._heads = Heads(encoder, self._pieces, tagger, parser, entities, load_role_reader(Path(file("roles"))))

    @torch.inference_mode()
    def __call__(self, texts: Sequence[str]) -> list[list[Parsed]]:
        """For each text (a paragraph of one article) its sentences; offsets are those of the text."""
        found = [[part for sentence in sentences for part in _parts(sentence, self._pieces)] for sentences in self._tokens(texts)]
        forms = [[word for token in tokens for word in token.words] for paragraph in found for tokens, _ in paragraph]
        analyses = self.analyse(forms)
        entities = agree(forms, [a.entities for a in analyses])
        analyses = zip(forms, (evolve(a, entities=tags) for a, tags in zip(analyses, entities)))
        parsed = []
        for paragraph in found:
            parsed.append([])
            for (tokens, is_part), (words, analysis) in zip(paragraph, analyses):
                lemmas = [self._lemmas(*pair) for pair in zip(words, analysis.upos)]
                parsed[-1].append(Parsed(tokens, analysis, lemmas, is_part))
        return parsed

    @torch.inference_mode()
    def analyse(self, sentences: Sequence[Sequence[str]]) -> list[Analysis]:
        """Tags, trees and entities of sentences whose words are given."""
        analyses, first, words = [], 0, 0
        for place, sentence in enumerate(sentences):
            words += len(sentence)
            if words >= AT_ONCE or place == len(sentences) - 1:
                analyses += self._heads(sentences[first : place + 1])
                first, words = place + 1, 0
        return analyses


def foundation_cache(directory: Path) -> FoundationCache:
    """What Stanza's loaders ask for the encoder, so that they find ours and never look for one on the net."""
    cache = FoundationCache(local_files_only=True)
    cache.bert[ENCODER] = BertRecord(*load_encoder(directory / "en" / "encoder" / "news.pt"), {})
    return cache


def _parts(sentence: list[Token], pieces: WordPieces) -> list[tuple[list[Token], bool]]:
    """The sentence, or where it is longer than any sentence (a list, a table), parts that the nets can read.

    By its pieces, too: two hundred words that no one has heard of are more pieces than the encoder has places for.
    """
    if len(sentence) <= LONGEST_SENTENCE and sentence[-1].end - sentence[0].start < LONGEST_ROW // 4:
        return [(sentence, False)]  # a character is four pieces at most
    parts, length = [[]], 0
    for token in sentence:
        more = sum(len(pieces.pieces(word)) for word in token.words)
        if parts[-1] and (length + more > LONGEST_ROW or len(parts[-1]) == LONGEST_SENTENCE):
            parts.append([])
            length = 0
        parts[-1].append(token)
        length += more
    return [(part, len(parts) > 1) for part in parts]
