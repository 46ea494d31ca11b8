"""Interviews whose turns have no labels: questions as paragraphs of their own, and one person who answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import frozen

from attribution.entities import Entities, Entity
from attribution.model import Document, Word
from attribution.tree import Tree, is_relation

LEAST_QUESTIONS = 2  # paragraphs that end with a question mark outside quotation marks


@frozen
class Interview:
    """Who answers, and the numbers of the paragraphs in which he is asked."""

    answerer: Entity
    questions: frozenset[int]

    def meant(self, person: int, paragraph: int) -> Entity | None:
        """Whom *I* means in an answer and *you* in a question; what stands before the first is the introduction."""
        asked = paragraph in self.questions
        return self.answerer if paragraph >= min(self.questions) and (person == 2 if asked else person == 1) else None


def find_interview(document: Document, entities: Entities) -> Interview | None:
    """The interview that a document is; None where it is none, or more than one person could be the one who answers."""
    article = document.article
    questions = tuple(
        number
        for number, paragraph in enumerate(article.paragraphs)
        if paragraph.zone in ("body", "headline") and paragraph.span.of(article.text).rstrip().endswith("?")
    )
    if len(questions) < LEAST_QUESTIONS:
        return None
    introduction = [t for t in entities.trees if t.sentence.paragraph < questions[0]]
    titles = [t for t in introduction if t.paragraph.zone == "headline"]
    told = _told(introduction)
    if not told:
        return None
    talked = [t for t in introduction if any(w.lemma.lower() in _TALKING and w.upos == "VERB" for w in t.words)]
    for trees in (*([t] for t in told), titles, introduction):
        people = _distinct(_people(t, entities) for t in trees)
        if len(people) == 1:
            return Interview(people[0], frozenset(questions))
    people = _distinct(_talked_to(t, entities) for t in talked)
    return Interview(people[0], frozenset(questions)) if len(people) == 1 else None


_TALKING = frozenset({"speak", "talk", "chat", "sit"})  # with whom one does it gives an interview


def _told(introduction: list[Tree]) -> list[Tree]:
    """Where the introduction says that this is an interview: in the headline, and where it first says so; the next may be another."""
    told = [t for t in introduction if any(w.lemma.lower() == "interview" for w in t.words)]
    below = [t for t in told if t.paragraph.zone != "headline"]
    return [t for t in told if t.paragraph.zone == "headline" or t.sentence.paragraph == below[0].sentence.paragraph]


def _talked_to(tree: Tree, entities: Entities) -> Iterator[Entity]:
    """With whom somebody talked: the Ledger spoke *with Ana Ruiz*, president of the guild."""
    for verb in tree.words:
        for word in tree.children(verb, "obl") if verb.lemma.lower() in _TALKING else ():
            entity = entities.named(word)
            if entity is not None and entity.type == "person" and any(c.lemma in ("with", "to") for c in tree.children(word, "case")):
                yield entity


def _distinct(found: Iterable[Iterator[Entity]]) -> list[Entity]:
    return list({id(e): e for some in found for e in some}.values())


def _people(tree: Tree, entities: Entities) -> Iterator[Entity]:
    """Those named in a sentence but for who did the interview and what it was about: *Ng* interviewed Ana Ruiz on *Che*."""
    for word in tree.words:
        entity = entities.named(word)
        if entity is not None and entity.type == "person" and not any(_is_beside(w, tree) for w in (word, *tree.ancestors(word))):
            yield entity


def _is_beside(word: Word, tree: Tree) -> bool:
    verb = tree.head(word)
    asks = verb is not None and verb.lemma == "interview" and word.deprel == "nsubj" or is_relation(word, "obl:agent")
    return asks or any(case.lemma in ("about", "on") for case in tree.children(word, "case"))
