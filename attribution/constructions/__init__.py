"""The syntactic constructions that join cue, source and content, one small function each.

A construction looks at a cue word in its tree and proposes a Match, or None. It proposes
generously and knows nothing of the others: ``choose`` decides. The first line of each docstring
is its example, *cue* and [content] marked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attribution.constructions.clauses import (
    as_put_it,
    aside,
    finite_clause,
    infinitive,
    participle,
    passive,
    question,
    reporting_adverb,
)
from attribution.constructions.copular import copular_noun
from attribution.constructions.labels import colon, headline, signature, transcript
from attribution.constructions.likeness import find_likely
from attribution.constructions.phrases import (
    according_to,
    adjective_clause,
    evaluated_object,
    in_view,
    noun_clause,
    noun_object,
    object_,
)
from attribution.constructions.posts import post
from attribution.constructions.quoted import framed_quotation, medium, quotation
from attribution.grammar import particle_of
from attribution.model import CueEntry, Lexicon, Match, Word
from attribution.tree import Tree

Construction = Callable[[tuple[Word, ...], Tree], Match | None]

CONSTRUCTIONS: tuple[Construction, ...] = (
    quotation, framed_quotation, transcript, post, signature, headline, medium, colon, according_to, in_view, as_put_it, aside, question, finite_clause, participle,
    passive, infinitive, evaluated_object, noun_clause, copular_noun, noun_object, adjective_clause, reporting_adverb, object_,
)  # fmt: skip

BY_NAME: dict[str, Construction] = {c.__name__.rstrip("_"): c for c in CONSTRUCTIONS}

_PARTS_OF_SPEECH = {
    "VERB": ("verb", "adjective"), "AUX": ("verb",), "NOUN": ("noun",), "PROPN": ("noun", "verb"),
    "ADJ": ("adjective", "verb"), "ADV": ("adverb",),
}  # fmt: skip


def find_matches(trees: tuple[Tree, ...], lexicon: Lexicon) -> Iterator[Match]:
    """Every proposal, sentence by sentence: a cue word in one of the constructions that its lexicon entry allows.

    And, where there is a scorer to judge them, what merely looks like one.
    """
    for number, tree in enumerate(trees):
        for word in tree.words:
            for entry, cue in cues_at(word, tree, lexicon):
                for name in entry.constructions:
                    if (match := BY_NAME[name](cue, tree)) is not None:
                        yield match.proposed(number, name, entry)
        if lexicon.scorer is not None:
            yield from find_likely(number, tree, lexicon)


def cues_at(word: Word, tree: Tree, lexicon: Lexicon) -> Iterator[tuple[CueEntry, tuple[Word, ...]]]:
    """The lexicon's entries for a word here, each with the words it takes: (call,) and (call, for).

    A verb that none of them lets quote is an instance of "*", what any verb can do, unless it is switched off.
    """
    for entry in _entries_of(word, lexicon):
        if entry.pos == "verb" and word.upos == "PROPN" and tree.child(word, "det", "amod") is not None:
            continue  # the United *States*
        if len(entry.words) == 1:
            yield entry, (word,)
        elif entry.pos == "phrase":
            run = tree.words[word.index - 1 : word.index - 1 + len(entry.words)]
            if tuple([w.text.lower() for w in run]) == entry.words:
                yield entry, run
        elif (particle := particle_of(entry.words[1:], word, tree)) is not None:
            yield entry, (word, *particle)


def _entries_of(word: Word, lexicon: Lexicon) -> tuple[CueEntry, ...]:
    """All entries that a word can begin. Most words can none, and most words come again: what is found is kept."""
    key = word.text, word.lemma, word.upos
    known = lexicon.looked_up.get(key)
    if known is None:
        if len(lexicon.looked_up) > 100_000:  # a run over millions of articles must not grow for ever
            lexicon.looked_up.clear()
        known = lexicon.looked_up[key] = tuple(_look_up(word, lexicon))
    return known


def _look_up(word: Word, lexicon: Lexicon) -> Iterator[CueEntry]:
    form, parts_of_speech = word.text.lower(), _PARTS_OF_SPEECH.get(word.upos, ())
    lemma = lexicon.lemma(word) if parts_of_speech else form
    if word.upos == "VERB" and _is_any_verb(lexicon.entries("verb", lemma)):
        yield from lexicon.entries("verb", "*")
    for pos in parts_of_speech:
        # "convinced" is an adjective to the lexicon and a form of "convince" to the parser
        yield from lexicon.entries(pos, form if pos == "adjective" else lemma)
    yield from lexicon.entries("phrase", form)


def _is_any_verb(entries: tuple[CueEntry, ...]) -> bool:
    """Whether a verb's entries leave it to "*": it has none, or some and none that lets it quote; one that is off has no construction."""
    return not entries or any(e.constructions for e in entries) and not any("quotation" in e.constructions for e in entries)
