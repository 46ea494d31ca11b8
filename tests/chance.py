"""Texts by chance, and a parser that knows nothing of grammar: each sentence a chain of words or a tree by chance."""

from __future__ import annotations

import random
import re

from attribution.model import Article, Document, Sentence, Span, Word

PIECES = (
    *"\"“”'‘’«»„‚`‹›.,:;!?()[]–—-…\n\r\t", "\n\n", " said ", " said that ", "He ", "She denied that ", "Ana Ruiz ", "according to ", "the report ",
    "\u00a0", "\u200b", "\ufeff", "\u2028", "\u0301", "\u200d", "\x00", "\x1b[31m", "\ud800", "\udfff", '""=', "👩‍👩‍👧", "é", "中文", "\r\n", "``", "''", "READ MORE: ",
)  # fmt: skip
_RELATIONS = ("nsubj", "ccomp", "obj", "obl", "punct", "advcl", "parataxis", "conj", "mark", "nmod", "appos", "acl", "dep")
_TAGS = ("NOUN", "VERB", "PROPN", "PRON", "ADJ", "ADP", "PUNCT", "SCONJ")


def text(chance: random.Random) -> str:
    """Up to sixty pieces: the marks and words of news, and any character of any plane."""
    pieces = (chance.choice(PIECES) if chance.random() < 0.8 else chr(chance.randrange(0x110000)) for _ in range(chance.randrange(60)))
    return "".join(pieces)


class ChanceParser:
    """Trees by chance, the same in every run; those of a longer text begin as those of a shorter one."""

    def __call__(self, article: Article) -> Document:
        chance = random.Random(5)
        sentences = []
        for number, paragraph in enumerate(article.paragraphs):
            found = list(re.finditer(r"\w+|[^\w\s]", paragraph.span.of(article.text)))
            words = tuple(self._word(i, m, paragraph.span.start, chance) for i, m in enumerate(found, 1))
            if words:
                sentences.append(Sentence(Span(words[0].span.start, words[-1].span.end), number, words))
        return Document(article, tuple(sentences))

    @staticmethod
    def _word(i: int, match: re.Match, shift: int, chance: random.Random) -> Word:
        lemma = {"said": "say", "denied": "deny"}.get(match[0], match[0].lower())
        tag = "VERB" if match[0] in ("said", "denied") else chance.choice(_TAGS)
        head, relation = (0, "root") if i == 1 else (chance.randrange(1, i), chance.choice(_RELATIONS))
        return Word(i, Span(match.start() + shift, match.end() + shift), match[0], lemma, tag, "", head, relation)
