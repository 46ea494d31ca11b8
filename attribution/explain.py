"""Why something is an attribution and something else is none: the chain run again with every refusal kept.

The answers are values; ``render.explain`` shows them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, Literal

from attrs import asdict, frozen

from attribution.assemble import LEAST_WITHIN, assemble, attribution_of, is_slight
from attribution.choose import Refused, decide
from attribution.constructions import BY_NAME, find_matches
from attribution.constructions.likeness import find_likely
from attribution.model import (
    DEFAULT_ZONES,
    Attribution,
    Document,
    Lexicon,
    Match,
    Span,
    Unattributed,
    Word,
    Zone,
    covering,
)
from attribution.quotes import find_quotations
from attribution.rating import evidence
from attribution.reasons import QUOTATIONS, why_no_cue, why_refused
from attribution.resolve import resolve
from attribution.scoring import Weight, weights_of
from attribution.spans import cue_span
from attribution.tree import Tree, looked_in, trees_of, without_roles


@frozen
class Step:
    """One arc of a path: ``up`` from a word to its governor, else down to a dependent; ``relation`` is the arc's."""

    word: Word
    relation: str
    up: bool


@frozen
class Path:
    """The way in the tree from the head of a cue to that of its source or content."""

    to: Literal["source", "content"]
    start: Word
    steps: tuple[Step, ...]


@frozen
class Refusal:
    """A candidate that does not stand."""

    cue: str
    construction: str
    confidence: float
    reason: str  # a stage of ``choose``, or "twin", "within", "empty"
    why: str  # a sentence


@frozen
class Explanation:
    """The answer about an attribution, a quotation left alone or a word that is no cue here."""

    about: Literal["attribution", "quotation", "word"]
    span: Span  # of the cue, the quotation or the word
    text: str
    sentence: str  # it stands in
    why: tuple[str, ...]
    tree: Tree | None = None  # None where the sentence was not looked at
    construction: str = ""
    example: str = ""  # the first line of the construction's docstring
    attribution: Attribution | None = None
    match: Match | None = None
    paths: tuple[Path, ...] = ()
    confidence: float | None = None
    evidence: tuple[tuple[str, float], ...] = ()  # what was counted and its share of attributions
    weighed: tuple[Weight, ...] = ()  # by the scorer, what moved it most first
    refused: tuple[Refusal, ...] = ()


@frozen(eq=False)
class Account:
    """What the chain found in a document and what it refused on the way."""

    document: Document
    lexicon: Lexicon
    trees: tuple[Tree, ...]
    chosen: tuple[Match, ...]
    refused: tuple[Refused, ...]
    attributions: tuple[Attribution, ...]
    unattributed: tuple[Unattributed, ...]

    def everything(self) -> tuple[Explanation, ...]:
        """Every attribution and every quotation left alone, in text order."""
        found = [self._attribution(a) for a in self.attributions] + [self._quotation(u) for u in self.unattributed]
        return tuple(sorted(found, key=lambda e: (e.span.start, e.span.end)))

    def at(self, offset: int) -> tuple[Explanation, ...]:
        """All there is to say of one place in the text: the attributions and quotations there, its word as a cue."""
        holding = [a for a in self.attributions if any(s.start <= offset < s.end for s in _parts(a))]
        by_size = sorted(holding, key=lambda a: sum(map(len, a.content)))
        loose = [u for u in self.unattributed if any(p.start <= offset < p.end for p in u.quotation.parts)]
        is_cue = any(a.cue is not None and a.cue.span.start <= offset < a.cue.span.end for a in holding)
        words = () if is_cue else tuple(w for w in self._words() if w.span.start <= offset < w.span.end)
        return (*map(self._attribution, by_size), *map(self._quotation, loose), *map(self._word, words))

    def cue(self, form: str) -> tuple[Explanation, ...]:
        """Each occurrence of a word, by its form or lemma: the attribution whose cue it heads, or why it heads none."""
        form = form.lower()
        words = [w for w in self._words() if form in (w.text.lower(), self.lexicon.lemma(w))]
        return tuple(self._of_cue(word) for word in words)

    def _of_cue(self, word: Word) -> Explanation:
        found = next((a for a in self.attributions if a.cue is not None and a.cue.span.contains(word.span)), None)
        return self._word(word) if found is None else self._attribution(found)

    def _words(self) -> Iterator[Word]:
        for sentence in self.document.sentences:
            yield from sentence.words

    # --- attributions ---------------------------------------------------------------------------

    @cached_property
    def _match_of(self) -> dict[tuple[Span, str], Match]:
        return {(cue_span(m, self.trees[m.sentence]), m.construction): m for m in self.chosen}

    def _attribution(self, attribution: Attribution) -> Explanation:
        cue = attribution.cue
        if cue is None:
            why = _WITHOUT_CUE[attribution.construction]
            return Explanation(
                "attribution",
                covering(attribution.content),
                attribution.content_text,
                attribution.sentence.of(self.document.article.text),
                (why,),
                construction=attribution.construction,
                attribution=attribution,
                confidence=attribution.confidence,
            )
        match = self._match_of[cue.span, attribution.construction]
        tree = self.trees[match.sentence]
        rivals = [r for r in self.refused if r.match.cue[0] is match.cue[0] or _is_same(r.rival, match)]
        return Explanation(
            "attribution",
            cue.span,
            cue.text,
            tree.sentence.span.of(tree.text),
            _typography(match),
            tree,
            match.construction,
            example_of(match.construction),
            attribution,
            match,
            tuple(_paths(match, tree)),
            attribution.confidence,
            evidence(match, self.lexicon),
            weights_of(match, tree, self.lexicon),
            (*map(self._refusal, rivals), *self._lost_beside(match)),
        )

    # --- quotations and words left alone ----------------------------------------------------------

    def _quotation(self, left: Unattributed) -> Explanation:
        parts = left.quotation.parts
        tree = next((t for t in self.trees if any(t.sentence.span.overlaps(p) for p in parts)), None)
        near = [r for r in self.refused if tree is not None and self.trees[r.match.sentence] is tree]
        refused = (*map(self._refusal, near), *self._lost_in(tree))
        sentence = tree.sentence.span.of(tree.text) if tree is not None else left.text
        why = (QUOTATIONS[left.reason],)
        return Explanation("quotation", left.quotation.span, left.text, sentence, why, tree, refused=refused)

    def _word(self, word: Word) -> Explanation:
        tree = next((t for t in self.trees if t.word_at(word.span.start) is not None), None)  # in a tree a word may have another head
        refused = [self._refusal(r) for r in self.refused if r.match.cue[0].span == word.span]
        refused += [lost for match, lost in self._lost if match.cue[0].span == word.span]
        article = self.document.article
        sentence = next(s for s in self.document.sentences if any(w is word for w in s.words))
        paragraph = article.paragraphs[sentence.paragraph]
        why = why_no_cue(word, tree, paragraph, self.lexicon, tried={r.construction for r in refused})
        return Explanation(
            "word", word.span, word.text, sentence.span.of(article.text), why, tree, refused=tuple(refused)
        )

    # --- refusals -------------------------------------------------------------------------------

    def _refusal(self, refused: Refused) -> Refusal:
        match = refused.match
        cue = " ".join(w.text for w in match.cue)
        return Refusal(cue, match.construction, match.confidence, refused.reason, why_refused(refused))

    @cached_property
    def _lost(self) -> tuple[tuple[Match, Refusal], ...]:
        """What stood and gave no attribution: nothing of its content was left, or another one has the very same."""
        kept = {(a.cue.span, a.construction) for a in self.attributions if a.cue is not None}
        lost = []
        for (span, construction), match in self._match_of.items():
            if (span, construction) in kept:
                continue
            made = attribution_of(match, self.trees[match.sentence])
            twin = next((a for a in self.attributions if made is not None and a.content == made.content), None)
            if twin is not None:
                reason, why = "twin", f"“{twin.cue.text if twin.cue else '—'}” has the very same content and is at least as sure"
            elif made is not None and is_slight(made):
                reason, why = "within", f"it stands in what others say, and its confidence of {made.confidence:.2f} is under the bar of {LEAST_WITHIN} there"
            else:
                reason, why = "empty", "nothing of its content is left without the cue, the source and what others say"
            cue = " ".join(w.text for w in match.cue)
            lost.append((match, Refusal(cue, construction, match.confidence, reason, why)))
        return tuple(lost)

    def _lost_beside(self, match: Match) -> tuple[Refusal, ...]:
        return tuple(r for other, r in self._lost if other.sentence == match.sentence)

    def _lost_in(self, tree: Tree | None) -> tuple[Refusal, ...]:
        return tuple(r for match, r in self._lost if self.trees[match.sentence] is tree)


def explain(document: Document, lexicon: Lexicon, *, zones: frozenset[Zone] = DEFAULT_ZONES) -> Account:
    """The chain of ``extract``, with what it refuses kept; the attributions are the same."""
    article = document.article
    quotations = find_quotations(article.text, [p.span for p in article.paragraphs])
    if lexicon.scorer is None:
        document = without_roles(document)
    every = trees_of(document, quotations)
    trees = looked_in(every, zones)
    chosen, refused = decide(find_matches(trees, lexicon), trees, lexicon)
    assembled = assemble(chosen, quotations, trees)
    attributions = resolve(document, assembled.attributions, lexicon, every)
    return Account(document, lexicon, trees, chosen, refused, attributions, assembled.unattributed)


_WITHOUT_CUE = {
    "floating": "It is a sentence or more between quotation marks with no cue beside it; what floats is half sure.",
    "card": "It is a quotation that fills its lines, and on the line beside it nothing but a person is named.",
    "collection": "It is one of several quotations that fill their lines, and a title or sentence above them says whose they are.",
}


def example_of(construction: str) -> str:
    """The example sentence of a construction, *cue* and [content] marked."""
    return (BY_NAME.get(construction, find_likely).__doc__ or "").partition("\n")[0]


def _parts(attribution: Attribution) -> Iterator[Span]:
    yield from attribution.content
    yield from (part.span for part in (attribution.cue, attribution.source) if part is not None)


def _is_same(one: Match | None, other: Match) -> bool:
    return one is not None and one.cue[0] is other.cue[0] and one.construction == other.construction


def _typography(match: Match) -> tuple[str, ...]:
    if match.stretches:
        return ("Its content is delimited by typography (marks, a colon, commas, a turn's end) and not by the tree.",)
    return ()


def _paths(match: Match, tree: Tree) -> Iterator[Path]:
    ends = [("source", match.source)] if match.source is not None else []
    ends += [("content", word) for word in match.contents]
    for to, word in ends:
        yield Path(to, match.cue[0], tuple(_steps(match.cue[0], word, tree)))


def _steps(start: Word, end: Word, tree: Tree) -> Iterator[Step]:
    """Up from a word to the first that governs both, then down to the other."""
    down = [end, *tree.ancestors(end)]
    word = start
    while word not in down:
        head = tree.head(word)
        yield Step(head, word.deprel, up=True)
        word = head
    for below in reversed(down[: down.index(word)]):
        yield Step(below, below.deprel, up=False)


# --- for programs -------------------------------------------------------------------------------


def explanation_to_dict(explanation: Explanation) -> dict[str, Any]:
    """An explanation as JSON has it; offsets are into the article's text, words count from 1 in their sentence."""
    attribution, tree = explanation.attribution, explanation.tree
    return {
        "about": explanation.about,
        "span": _pair(explanation.span),
        "text": explanation.text,
        "sentence": explanation.sentence,
        "why": list(explanation.why),
        "construction": explanation.construction or None,
        "example": explanation.example or None,
        "attribution": attribution.id if attribution is not None else None,
        "source": attribution.source.text if attribution is not None and attribution.source is not None else None,
        "content": attribution.content_text if attribution is not None else None,
        "confidence": explanation.confidence,
        "evidence": [{"counted": counted, "share": share} for counted, share in explanation.evidence],
        "weighed": [asdict(weight) for weight in explanation.weighed],
        "paths": [_path(path) for path in explanation.paths],
        "refused": [_refused(r) for r in explanation.refused],
        "words": [_word(w) for w in tree.words] if tree is not None else [],
    }


def _pair(span: Span) -> list[int]:
    return [span.start, span.end]


def _path(path: Path) -> dict[str, Any]:
    steps = [{"word": s.word.index, "relation": s.relation, "direction": "up" if s.up else "down"} for s in path.steps]
    return {"to": path.to, "from": path.start.index, "steps": steps}


def _refused(refusal: Refusal) -> dict[str, Any]:
    return {**asdict(refusal), "confidence": round(refusal.confidence, 2)}


def _word(word: Word) -> dict[str, Any]:
    return {
        "index": word.index,
        "span": _pair(word.span),
        "text": word.text,
        "lemma": word.lemma,
        "upos": word.upos,
        "head": word.head,
        "deprel": word.deprel,
    }
