"""Proposals from what the words look like: for cues that no lexicon knows and shapes that no construction has.

"The senator *threw his support behind* [the bill]", "[He should go], was *the mood in the room*": the role reader
(`attribution.parsing.roles`) has marked words as part of a cue, a source or a content; here the marked stretches
of a sentence are put together, each content with the cue that is nearest.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from attribution.grammar import PUT_TO, agent_of, is_as_saying, is_formula, is_passive, names_topic, subject_of, told_of
from attribution.model import CONTENT, CUE, SOURCE, CueEntry, Lexicon, Match, Quotation, Span, Word
from attribution.spans import merged
from attribution.tree import Tree, has_feature, is_relation

# How much the words of a stretch must look like their role; the scorer judges the whole.
LEAST = (0.25, 0.3, 0.4)
ENTRY = CueEntry("", "verb", "assertion", "neutral", ("likeness",), "")

Run = tuple[Word, ...]


def find_likely(number: int, tree: Tree, lexicon: Lexicon) -> Iterator[Match]:
    """The senator *threw his support behind* [the bill].

    A proposal for each stretch of words that look like a cue, where any content is near it; ``number``: the sentence's.
    """
    colon = next((i for i, w in enumerate(tree.words) if w.text == ":"), 0)
    labelled = colon if names_topic(tree.words[:colon]) else 0  # *On his rival*: “She swims badly.”
    cues = [cue for cue in _runs(tree, CUE) if cue[0].index > labelled] if tree.words[0].roles is not None else []
    if not cues:
        return
    sources = _runs(tree, SOURCE)
    of_cues = {w for cue in cues for head in cue for w in tree.children(head, "aux")}  # "*did* not say"
    runs = [run for run in _runs(tree, CONTENT) if not of_cues.issuperset(run)]
    contents = [(run, min(cues, key=lambda cue: _distance(cue, run, cues, tree))) for run in runs]
    for cue in cues:
        head = _head(cue, tree)
        spans = merged([_span(run, tree) for run, nearest in contents if nearest is cue], tree.text)
        if spans and not is_formula(head, tree):
            source = min(sources, key=lambda run: _distance(cue, run, cues, tree), default=None)
            words = (head, *(w for w in cue if w is not head and _is_lexical(w)))
            speaking = _speaker(source, tree) if source is not None else None
            if head.lemma in PUT_TO and is_passive(head, tree) or told_of(head, tree) is not None:  # "*Asked* if it leaks, Ng said", "Ng *was told* that it leaks": not by Ng
                speaking = agent_of(head, tree)
            elif is_as_saying(head, tree):
                speaking = subject_of(head, tree)  # a paper that quoted *Ng* as *saying* so
            yield Match(words, speaking, (), spans, number, "likeness", _entry(head, lexicon))


def _runs(tree: Tree, role: int) -> list[Run]:
    """Stretches of words that look like their role, none longer than its paragraph's sentence."""
    like = [w.roles[role] >= LEAST[role] and w.roles[role] == max(w.roles) for w in tree.words]
    for place, word in enumerate(tree.words if role == CONTENT else ()):  # a comma or one doubtful word does not end a content
        if not like[place] and any(like[place - 1 : place]) and any(like[place + 1 : place + 2]):
            like[place] = max(word.roles[CUE], word.roles[SOURCE]) < LEAST[CUE]
    runs = [tuple(w for _, w in group) for is_like, group in groupby(zip(like, tree.words), key=lambda x: x[0]) if is_like]
    return [run for run in runs if any(w.upos != "PUNCT" for w in run)]


def _head(run: Run, tree: Tree) -> Word:
    """The word of a stretch that governs the others: the first whose own head stands outside.

    An article alone stands for its noun: "*a* reporter", of which the reader has marked only the beginning.
    """
    inside = {w.index for w in run}
    head = next((w for w in run if w.head not in inside and w.upos != "PUNCT"), run[-1])
    return tree.words[head.head - 1] if is_relation(head, "det") else head


def _speaker(run: Run, tree: Tree) -> Word:
    """The word of a stretch that names a source; what only describes it stands for it: *This picture*, taken in May and *released by Unity*, shows …"""
    head = noun = _head(run, tree)
    while noun.upos == "VERB" and is_relation(noun, "acl", "conj") and noun.head:
        noun = tree.words[noun.head - 1]
    return noun if noun.upos in ("NOUN", "PROPN", "PRON") else head


def _distance(cue: Run, run: Run, cues: list[Run], tree: Tree) -> tuple[int, int]:
    """How far a stretch is from a cue: other cues between them, then words between them."""
    first, last = (cue, run) if cue[0].index < run[0].index else (run, cue)
    start, end = first[-1].index, last[0].index
    between = sum(start < other[0].index < end for other in cues if other is not cue)
    return between, end - start


def _span(run: Run, tree: Tree) -> Span:
    """A stretch as a span; one that takes most of a quotation takes it whole, marks and all."""
    words = list(run)
    while words and (words[-1].text in ",;:.-–—―…" or words[-1].upos == "CCONJ" or has_feature(words[-1], "PronType=Rel")):
        words.pop()  # the plan, *which*
    while words and words[0].text in ",;:-–—―":
        del words[0]
    words = words or list(run)
    span = Span(words[0].span.start, words[-1].span.end)
    for quotation in tree.quotations:
        span = _with(span, quotation, tree)
    return span


def _with(span: Span, quotation: Quotation, tree: Tree) -> Span:
    """A stretch with the whole of a quotation that it mostly fills, or begins and that goes on in the next sentence."""
    for part in quotation.parts:
        shared = min(span.end, part.end) - max(span.start, part.start)
        begun = 0 <= span.start - part.start <= 2 and span.end < tree.sentence.span.end + 1 < part.end
        if 2 * shared > len(part) or begun:
            span = Span(min(span.start, part.start), max(span.end, part.end))
    return span


def _is_lexical(word: Word) -> bool:
    return word.upos not in ("AUX", "PUNCT", "PART", "ADV", "DET") and not is_relation(word, "aux", "cop")


def _entry(head: Word, lexicon: Lexicon) -> CueEntry:
    for pos in ("verb", "noun", "adjective"):
        for entry in lexicon.entries(pos, lexicon.lemma(head)):
            return entry
    return ENTRY
