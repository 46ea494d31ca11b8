"""What else a cue's clause says of the saying: to whom, in what medium, when."""

from __future__ import annotations

from attrs import evolve

from attribution.model import Match, Phrase, Span, Word
from attribution.spans import source_span
from attribution.tree import Tree

# Whom one tells or warns to do something is addressed, "told *him* [to resign]"; who is asked, urged or ordered is part of it,
# "urged [him to resign]": in PolNeAR train 74 of 100 such are, but 3 of 13 of those told.
_ADDRESSING = frozenset({"advise", "caution", "promise", "remind", "tell", "warn"})
# Who is told or ordered in the passive is no part of it; who is required or invited is to PolNeAR's annotators.
_TOLD = frozenset({"tell", "ask", "advise", "warn", "remind", "urge", "beg", "order", "instruct"})
_THINGS = frozenset({"it", "this", "that", "what", "which"})  # "as she put *it*" is told to nobody
_MEDIA_PREPOSITIONS = frozenset({"in", "on", "via", "through", "during"})


def recipient_of(match: Match, tree: Tree) -> tuple[Phrase | None, Match]:
    """Whom it was said to ("told *Reuters*", "said *to staff*"), and the match without that person in its content."""
    verb = match.cue[0]
    told = tree.child(verb, "nsubj:pass")
    if match.construction == "passive" and verb.lemma in _TOLD and told in match.contents[:-1] and _is_somebody(told):
        match = evolve(match, contents=match.contents[1:])  # *nurses* were warned not to speak
        return _phrase(told, match, tree), match
    person = tree.child(verb, "iobj", "obj")
    if person is not None and person in match.contents:
        if match.construction != "infinitive" or verb.lemma not in _ADDRESSING:
            return None, match
        match = evolve(match, contents=tuple(c for c in match.contents if c is not person))
    if person is None or person.index < verb.index or match.construction in ("object", "evaluated_object", "noun_clause"):
        person = next((w for w in tree.children(verb, "obl") if _preposition(w, tree) == "to" and _is_somebody(w)), None)
    if person is None or match.construction == "as_put_it" or not _is_somebody(person) or person in match.contents or _is_quoted(person, match):
        return None, match
    return _phrase(person, match, tree), match


def medium_of(match: Match, tree: Tree, content: tuple[Span, ...]) -> Phrase | None:
    """By what it was said: "in a lengthy English dispatch", "on Twitter"."""
    if match.construction == "medium":
        return _phrase(match.cue[0], match, tree)
    for word in tree.children(match.cue[0], "obl"):
        placed = word.entity[2:] == "DATE" or any(w.entity[2:] == "LOC" for w in tree.subtree(word))
        if _preposition(word, tree) in _MEDIA_PREPOSITIONS and not placed and _outside(word, content):
            if word.upos == "NOUN" or word.entity[2:] in ("ORG", "MISC"):
                return _phrase(word, match, tree, with_case=True)
    return None


def time_of(match: Match, tree: Tree, content: tuple[Span, ...]) -> Phrase | None:
    """When it was said: "said *Sunday*", "told reporters *on Monday*"."""
    around = tree.children(match.cue[0], "obl", "advmod")
    within = (w for word in around for w in tree.children(word, "nmod"))  # "in an interview *on Sunday*"
    for word in (*around, *within):
        if word.entity[2:] == "DATE" and _outside(word, content):
            return _phrase(word, match, tree)
    return None


def _phrase(word: Word, match: Match, tree: Tree, *, with_case: bool = False) -> Phrase:
    span = source_span(evolve(match, source=word, contents=match.contents), tree)
    if with_case and (case := tree.child(word, "case")) is not None:
        span = Span(min(span.start, case.span.start), span.end)
    return Phrase(span, span.of(tree.text))


def _preposition(word: Word, tree: Tree) -> str | None:
    case = tree.child(word, "case")
    return case.lemma.lower() if case is not None else None


def _is_somebody(word: Word) -> bool:
    if word.upos == "PRON":
        return word.lemma.lower() not in _THINGS
    return word.upos == "PROPN" or word.upos == "NOUN" and word.entity[2:] != "DATE"


def _is_quoted(word: Word, match: Match) -> bool:
    return any(stretch.contains(word.span) for stretch in match.stretches)


def _outside(word: Word, content: tuple[Span, ...]) -> bool:
    return not any(span.overlaps(word.span) for span in content)
