"""The lemma of a cue of which a corpus gives only the words: "has repeatedly called for" → "call for"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from attribution.lexicon import load_lexicon
from attribution.model import PartOfSpeech

NO_CUE = "(no cue)"
# In this order: a word that can be a verb is one more often than not where it is a cue ("claims").
_PARTS: dict[PartOfSpeech, str] = {"verb": "VERB", "noun": "NOUN", "adjective": "ADJ", "adverb": "ADV"}
# Words of a verb group that say nothing themselves, contracted ones too: "’ll veto", "wo n't say", "going to ask".
_HELPERS = frozenset(
    "be have do will would can could may might must shall should ca wo ll ve re d s m not never also to going a an the".split()
)


@cache
def lemma_of(cue: str) -> str:
    """The cue that the lexicon lists, of several the longest, then the first; else its first verb's."""
    phrase = _phrase(cue.lower().split())
    words = re.findall(r"\w[\w-]*", re.sub(r"n['’]t\b", " not", cue.lower()))
    if phrase or not words:
        return phrase or cue.strip() or NO_CUE
    full = [word for word in words if not {word, *_lemmas(word, "VERB")} & _HELPERS] or words
    listed = [lemma for word in full for lemma in _listed(word, words)]
    if listed:
        return max(listed, key=lambda lemma: len(lemma.split()))
    verbs = (lemma for word in full for lemma in _lemmas(word, "VERB"))
    return next(verbs, full[0])


def _phrase(words: list[str]) -> str | None:
    """The phrase of the lexicon with which the cue begins: "according to"; marks are phrases too."""
    phrases = (entry.lemma for entry in load_lexicon().cues if entry.pos == "phrase")
    return max((p for p in phrases if words[: len(p.split())] == p.split()), key=len, default=None)


def _listed(word: str, words: list[str]) -> Iterator[str]:
    """The entries that this word can begin and whose other words are in the cue too."""
    lexicon = load_lexicon()
    for pos, upos in _PARTS.items():
        for first in dict.fromkeys((*_lemmas(word, upos), lexicon.forms.get(word, word))):
            for entry in lexicon.entries(pos, first):
                if set(entry.lemma.split()[1:]) <= set(words):
                    yield entry.lemma


def _lemmas(word: str, upos: str) -> tuple[str, ...]:
    """What a form can be of as this part of speech; nothing where no dictionary has it: "saw" → see, saw."""
    from lemminflect import getLemma  # loads numpy and its tables, which only this needs

    return getLemma(word, upos, lemmatize_oov=False)
