"""Walking the dependency tree of a sentence. Relations are those of Universal Dependencies 2."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate
from operator import attrgetter

from attrs import evolve, frozen

from attribution.attachment import attached
from attribution.model import CONTENT, CUE, LONG_DASHES, SOURCE, Document, Paragraph, Quotation, Sentence, Span, Word, Zone, covering


@frozen(eq=False)
class Tree:
    """A sentence as a tree, and what stands around it: who governs whom, and what is between quotation marks."""

    sentence: Sentence
    text: str  # the article's
    paragraph: Paragraph
    quotations: tuple[Quotation, ...] = ()  # near it, those that touch its paragraph, open the next, or end before a dash that opens it

    @cached_property
    def words(self) -> tuple[Word, ...]:
        return attached(self.sentence.words)

    @cached_property
    def _children(self) -> tuple[tuple[Word, ...], ...]:
        children: list[list[Word]] = [[] for _ in range(len(self.words) + 1)]
        for word in self.words:
            children[word.head].append(word)
        return tuple(map(tuple, children))

    @cached_property
    def _related(self) -> dict[tuple[int, str], tuple[Word, ...]]:
        """The dependents of a word by its index and their relation, each under the relations that its own is a subtype of, too."""
        related: dict[tuple[int, str], tuple[Word, ...]] = {}
        for word in self.words:
            for relation in _relations_of(word.deprel):
                key = word.head, relation
                related[key] = (*related.get(key, ()), word)
        return related

    @cached_property
    def _subtrees(self) -> tuple[tuple[Word, ...], ...]:
        """What each word governs, itself among it; in text order, for the words are gone through in it."""
        subtrees: list[list[Word]] = [[] for _ in range(len(self.words) + 1)]
        heads = [0, *(w.head for w in self.words)]
        for word in self.words:
            governor = word.index
            while governor:
                subtrees[governor].append(word)
                governor = heads[governor]
        return tuple(map(tuple, subtrees))

    @property
    def root(self) -> Word:
        return self._children[0][0]

    def head(self, word: Word) -> Word | None:
        return self.words[word.head - 1] if word.head else None

    def children(self, word: Word, *relations: str) -> tuple[Word, ...]:
        """The dependents of a word, in text order; with relations, only those.

        A relation without subtype matches its subtypes: "nsubj" also finds "nsubj:pass".
        """
        if not relations:
            return self._children[word.index]
        related, index = self._related, word.index
        found = [words for relation in relations if (words := related.get((index, relation)))]
        if len(found) > 1:
            return tuple(sorted({w.index: w for words in found for w in words}.values(), key=_index_of))
        return found[0] if found else ()

    def child(self, governor: Word, *relations: str) -> Word | None:
        """The first dependent in one of these relations, the relations tried in the order given."""
        related, index = self._related, governor.index
        for relation in relations:  # a plain loop here and below: of all that trees are asked, this is asked most
            if words := related.get((index, relation)):
                return words[0]
        return None

    def subtree(self, word: Word, without: frozenset[int] | set[int] = frozenset()) -> tuple[Word, ...]:
        """A word and all it governs, in text order; words whose index is in ``without`` are cut off with what they govern."""
        governed = self._subtrees[word.index]
        cut = [w for w in governed if w.index in without] if without else ()
        if not cut:
            return governed
        gone = {w.index for c in cut for w in self._subtrees[c.index]}
        return tuple([w for w in governed if w.index not in gone])

    def ancestors(self, word: Word) -> Iterator[Word]:
        """The governors of a word, the nearest first."""
        while (head := self.head(word)) is not None:
            yield head
            word = head

    def governs(self, word: Word, other: Word) -> bool:
        """Whether ``other`` stands in the subtree of ``word`` (a word governs itself)."""
        while other is not word:
            if not other.head:
                return False
            other = self.words[other.head - 1]
        return True

    def words_in(self, *spans: Span) -> list[Word]:
        """The words that any of these spans touches, in text order."""
        starts, ends = self._edges
        places = {place for s in spans for place in range(bisect_right(ends, s.start), bisect_left(starts, s.end))}
        return [self.words[place] for place in sorted(places)]

    @cached_property
    def _edges(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        return tuple(w.span.start for w in self.words), tuple(w.span.end for w in self.words)

    def quotations_for(self, word: Word) -> tuple[Quotation, ...]:
        """The quotations that a word could introduce: those inside the same quotation as itself, or inside none."""
        around = [q for q in self.quotations if any(p.contains(word.span) for p in q.parts)]
        inner = max(around, key=lambda q: q.depth, default=None)
        if inner is None:
            return tuple(q for q in self.quotations if q.depth == 0)
        return tuple(q for q in self.quotations if q.depth == inner.depth + 1 and inner.span.contains(q.span))

    def likeliest(self, role: int) -> tuple[Word, ...]:
        """The words, those first that look most like part of a cue, a source or a content; they must have been read with roles."""
        return self._by_likeness[role]

    @cached_property
    def _by_likeness(self) -> tuple[tuple[Word, ...], ...]:
        return tuple(tuple(sorted(self.words, key=lambda w: -w.roles[role])) for role in (CUE, SOURCE, CONTENT))

    def word_at(self, offset: int) -> Word | None:
        return next((w for w in self.words if w.span.start <= offset < w.span.end), None)

    def is_quoted(self, word: Word) -> bool:
        """Whether a word stands between quotation marks."""
        return any(part.contains(word.span) for quotation in self.quotations for part in quotation.parts)

    def touches_quotation(self, span: Span) -> bool:
        """Whether anything of a span stands between quotation marks."""
        return any(quotation.span.overlaps(span) for quotation in self.quotations)

    def next(self, word: Word) -> Word | None:
        return self.words[word.index] if word.index < len(self.words) else None

    def previous(self, word: Word) -> Word | None:
        return self.words[word.index - 2] if word.index > 1 else None


_FAR = 1000  # characters: further off no quotation belongs to a sentence, in whatever a paragraph of thousands of them


class Touching:
    """The quotations that touch a content, found without looking at all of a long article's."""

    def __init__(self, quotations: Iterable[Quotation]) -> None:
        self._all = sorted(quotations, key=lambda q: q.span.start)
        self._starts = [q.span.start for q in self._all]
        self._reached = list(accumulate((q.span.end for q in self._all), max))

    def __call__(self, content: tuple[Span, ...]) -> list[Quotation]:
        near = self._all[bisect_right(self._reached, content[0].start) : bisect_left(self._starts, content[-1].end)]
        return [q for q in near if q.span.end > content[0].start]


def trees_of(document: Document, quotations: tuple[Quotation, ...] = ()) -> tuple[Tree, ...]:
    """The document's sentences as trees, each with the quotations in its reach."""
    article = document.article
    reach: list[list[Quotation]] = [[] for _ in article.paragraphs]
    starts = [p.span.start for p in article.paragraphs]
    for quotation in quotations:
        first = max(0, bisect_right(starts, quotation.span.start) - 1)
        last = max(0, bisect_right(starts, quotation.span.end - 1) - 1)
        signed = last + 1 < len(starts) and article.text[starts[last + 1]] in ("-", *LONG_DASHES)  # “It leaks.” ¶ — Maria Ng
        for index in range(max(0, first - 1), last + 1 + signed):
            reach[index].append(quotation)
    near = [Touching(of_paragraph) for of_paragraph in reach]

    def quotations_of(sentence: Sentence) -> tuple[Quotation, ...]:
        around = Span(max(0, sentence.span.start - _FAR), sentence.span.end + _FAR)
        return tuple(near[sentence.paragraph]((around,)))

    return tuple(Tree(s, article.text, article.paragraphs[s.paragraph], quotations_of(s)) for s in document.sentences)


def looked_in(trees: Iterable[Tree], zones: frozenset[Zone]) -> tuple[Tree, ...]:
    """The trees of the paragraphs in these zones that repeat no other."""
    return tuple(t for t in trees if t.paragraph.zone in zones and not t.paragraph.repeats)


def without_roles(document: Document) -> Document:
    """The document as if nobody had read its words' roles."""
    if not any(w.roles for s in document.sentences for w in s.words):
        return document
    sentences = (evolve(s, words=tuple(evolve(w, roles=None) for w in s.words)) for s in document.sentences)
    return evolve(document, sentences=tuple(sentences))


def is_relation(word: Word, *relations: str) -> bool:
    """Whether a word's relation is one of these, subtypes included ("nsubj" matches "nsubj:pass")."""
    return not _relations_of(word.deprel).isdisjoint(relations)


def has_feature(word: Word, *features: str) -> bool:
    """Whether a word carries all of these features, for instance "VerbForm=Fin"."""
    return _features_of(word.feats).issuperset(features)


_index_of = attrgetter("index")

# A treebank has some dozens of relations and some hundreds of sets of features: each is taken apart once.


@lru_cache(maxsize=1024)
def _relations_of(deprel: str) -> frozenset[str]:
    """A relation and those that it is a subtype of: "nsubj:pass" → nsubj, nsubj:pass."""
    parts = deprel.split(":")
    return frozenset(":".join(parts[:length]) for length in range(1, len(parts) + 1))


@lru_cache(maxsize=4096)
def _features_of(feats: str) -> frozenset[str]:
    return frozenset(feats.split("|"))


def span_of(words: Sequence[Word]) -> Span:
    """The span of words, in any order: the parser hangs "Google" as a conjunct on "Yahoo" in "Google and Yahoo", too."""
    return covering([w.span for w in words])
