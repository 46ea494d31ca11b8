"""What a noun of saying is said to be: her *answer was* that it leaks, or “It leaks”."""

from __future__ import annotations

from attribution.grammar import possessor_of
from attribution.model import Match, Quotation, Span, Word
from attribution.tree import Tree, is_relation


def copular_noun(cue: tuple[Word, ...], tree: Tree) -> Match | None:
    """Her *advice was* [to wait]. The *question is* [whether anyone knew]. [“No,”] was her *answer*. Her *plea is simple*: [stay]."""
    return _quoted(cue[0], tree) or _clause(cue[0], tree) or _behind_colon(cue[0], tree)


def _clause(noun: Word, tree: Tree) -> Match | None:
    predicate = tree.head(noun)
    if predicate is None or not is_relation(noun, "nsubj", "nsubj:outer"):
        return None
    be = next((w for w in tree.children(predicate, "cop") if w.index > noun.index), None)
    if be is None and predicate.lemma == "be":
        be, predicate = predicate, tree.child(predicate, "ccomp", "xcomp", "advcl")
    if be is None or predicate is None:
        return None
    opens = any(m.lemma in ("to", "that", "whether", "if") for m in tree.children(predicate, "mark"))
    if not opens and tree.child(predicate, "nsubj") in (None, noun):
        return None
    return Match((noun, be), possessor_of(noun, tree), (predicate,))


def _behind_colon(noun: Word, tree: Tree) -> Match | None:
    """Her *plea is simple*: [leave it where it is]."""
    predicate = tree.head(noun)
    be = tree.child(predicate, "cop") if predicate is not None and noun.deprel == "nsubj" else None
    colon = tree.next(predicate) if be is not None and predicate.upos == "ADJ" else None
    led = colon is not None and colon.text == ":" and predicate.lemma in _BRIEF
    said = [w for w in tree.words[colon.index :] if w.upos != "PUNCT"] if led else []
    if not said or tree.is_quoted(said[0]) != tree.is_quoted(noun) or possessor_of(noun, tree) is None:
        return None
    return Match((noun, be, predicate), possessor_of(noun, tree), (), (Span(said[0].span.start, said[-1].span.end),))


_BRIEF = frozenset("blunt brief clear direct plain short simple stark straightforward terse unequivocal".split())  # as what is then said is
_LONGEST_PHRASE = 6  # words of the noun's phrase before it: *his first and only* answer


def _quoted(noun: Word, tree: Tree) -> Match | None:
    """A quotation right before or behind the *was* of a noun, whatever the parser made of what is quoted."""
    be = _be_beside(noun, tree)
    if be is None:
        return None
    near = tree.quotations_for(noun)
    beside = (q for q in near if (_ends_before(q, be, tree) if be.index < noun.index else _begins_behind(q, be, tree)))
    quotation = next(beside, None)
    return Match((noun, be), possessor_of(noun, tree), (), quotation.parts) if quotation else None


def _be_beside(noun: Word, tree: Tree) -> Word | None:
    """The *was* right behind a noun, or before its phrase: *was* her only answer."""
    behind = tree.next(noun)
    if behind is not None and behind.lemma == "be":
        return behind
    word = tree.previous(noun)
    for _ in range(_LONGEST_PHRASE):
        if word is None or word.upos in ("VERB", "PUNCT", "ADP"):
            return None
        if word.lemma == "be":
            return word
        word = tree.previous(word)
    return None


def _ends_before(quotation: Quotation, be: Word, tree: Tree) -> bool:
    return quotation.span.end <= be.span.start and not tree.text[quotation.span.end : be.span.start].strip()


def _begins_behind(quotation: Quotation, be: Word, tree: Tree) -> bool:
    """With a comma or a colon between, or a sentence of its own: not the plan *was* “dead in the water”."""
    if quotation.span.start < be.span.end:
        return False
    between = tree.text[be.span.end : quotation.span.start].strip()
    return between in (",", ":") or not between and quotation.inside[0].of(tree.text).lstrip()[:1].isupper()
