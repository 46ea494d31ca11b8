"""Interviews whose turns have no names: questions as paragraphs of their own, or after "Q:" or "Q.", and one person who answers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from attrs import frozen

from attribution.entities import Entities, Entity
from attribution.grammar import QUESTION
from attribution.model import Article, Document, Word
from attribution.tree import Tree, is_relation

LEAST_QUESTIONS = 2  # paragraphs that end with a question mark outside quotation marks
LONGER = 3  # times as many words as the question an answer has that ends with one, too
LEAST_ANSWERS = 3  # of which the next paragraph says "I" or "we", where no word says that it is an interview


@frozen
class Interview:
    """Who answers, the first paragraph in which one of both speaks, and the numbers of those in which he is asked."""

    answerer: Entity
    begins: int
    questions: frozenset[int]

    def meant(self, person: int, paragraph: int) -> Entity | None:
        """Whom *I* means in an answer and *you* in a question; what stands before the first is the introduction."""
        asked = paragraph in self.questions
        return self.answerer if paragraph >= self.begins and (person == 2 if asked else person == 1) else None


def find_interview(document: Document, entities: Entities) -> Interview | None:
    """The interview that a document is; None where it is none, or more than one person could be the one who answers."""
    article = document.article
    shown = [(n, p.span.of(article.text).strip()) for n, p in enumerate(article.paragraphs) if p.zone in ("body", "headline")]
    labelled = tuple(n for n, words in shown if words.startswith((f"{QUESTION}:", f"{QUESTION}. ")))
    is_labelled = len(labelled) >= LEAST_QUESTIONS
    questions = labelled if is_labelled else tuple(n for n, words in shown if words.endswith("?"))
    if len(questions) < LEAST_QUESTIONS:
        return None
    introduction = [t for t in entities.trees if t.sentence.paragraph < questions[0]]
    titles = [t for t in introduction if t.paragraph.zone == "headline"]
    told = _told(introduction)
    if not told and not is_labelled and not _looks_asked(questions, entities.trees):
        return None
    talked = [t for t in introduction if any(w.lemma.lower() in _TALKING and w.upos == "VERB" for w in t.words)]
    groups = (_distinct(_people(t, entities) for t in trees) for trees in (*([t] for t in told), titles, introduction))
    people = next((group for group in groups if len(group) == 1), None)
    people = people or _distinct(_talked_to(t, entities) for t in talked) or ([] if told else _most_spoken_of(introduction, entities))
    if len(people) != 1:
        return None
    answers = set() if is_labelled else set(_answers_that_ask(questions, article))
    return Interview(people[0], questions[0], frozenset(questions) - answers)


def _answers_that_ask(questions: tuple[int, ...], article: Article) -> Iterator[int]:
    """The answers that end with a question, too: of two such paragraphs, one behind the other, that by far the longer, which says *I*: *I see none. So why go on?*"""
    texts = {n: p.span.of(article.text).split() for n, p in enumerate(article.paragraphs) if p.zone == "body"}
    turns = [n for n, words in texts.items() if words and not words[-1][-1].isalnum()]  # not a heading
    for before, number, after in zip([None, *turns], turns, [*turns[1:], None]):
        others = [len(texts[n]) for n in (before, after) if n in questions]
        longer = any(LONGER * other <= len(texts[number]) for other in others)
        if number in questions and longer and not _SELF.isdisjoint(texts[number]):
            yield number


_SELF = frozenset({"I", "I’m", "I'm", "We", "we"})


_TALKING = frozenset({"speak", "talk", "chat", "sit"})  # with whom one does it gives an interview


def _looks_asked(questions: tuple[int, ...], trees: Iterable[Tree]) -> bool:
    """Whether somebody is asked as "you" and answers as "I" or "we" in the next paragraph, and nobody says so before the first, as in a court.

    There the reporter may be met: *She met me* on the roof. Not who asks himself: *So what does he want?* ¶ I think that he wants applause.
    """
    said = {t.sentence.paragraph for t in trees if any(map(_is_self, t.words)) and not _MARK.search(t.sentence.span.of(t.text))}
    asked = {t.sentence.paragraph for t in trees if any(w.text.lower() in ("you", "your") for w in t.words)} & set(questions)
    answers = said & {number + 1 for number in questions}
    before = [w for t in trees if t.sentence.paragraph in said and t.sentence.paragraph < questions[0] for w in t.words]
    return len(asked) >= LEAST_QUESTIONS and len(answers) >= LEAST_ANSWERS and not any(_is_self(w) and not is_relation(w, "obj", "iobj", "obl") for w in before)


def _is_self(word: Word) -> bool:
    return word.upos == "PRON" and word.text.lower() in ("i", "we", "me", "us", "my", "our")  # and not the US


_MARK = re.compile("[\"“”„«»]")  # another's words


def _most_spoken_of(introduction: list[Tree], entities: Entities) -> list[Entity]:
    """Who is named in three sentences of an introduction at least, and in more than all others together."""
    counted = Counter(e for t in introduction for e in set(_people(t, entities)))
    return [entity for entity, times in counted.most_common(1) if times > 2 and times > counted.total() / 2]


def _told(introduction: list[Tree]) -> list[Tree]:
    """Where the introduction says that this is an interview: in the headline, and where it first says so; the next may be another."""
    told = [t for t in introduction if any(w.lemma.lower() == "interview" for w in t.words)]
    below = [t for t in told if t.paragraph.zone != "headline"]
    return [t for t in told if t.paragraph.zone == "headline" or t.sentence.paragraph == below[0].sentence.paragraph]


def introduced(trees: Iterable[Tree], entities: Entities) -> dict[int, Entity]:
    """Of each paragraph who speaks in it by his own word: Good morning. *My name is Ana Ruiz*, and I think …; not within marks, where another does."""
    found: dict[int, set[Entity]] = {}
    for tree in trees:
        entity = entities.named(tree.root)
        if entity is None or entity.type != "person" or _MARK.search(tree.sentence.span.of(tree.text)):
            continue
        subject = tree.child(tree.root, "nsubj")
        if subject is not None and _names_oneself(subject, tree):
            found.setdefault(tree.sentence.paragraph, set()).add(entity)
    return {paragraph: people.pop() for paragraph, people in found.items() if len(people) == 1}


_FOLLOWS = re.compile(
    r"\b(?:text|transcript|excerpts?|remarks|speech|address|statement|testimony|letter)\b[^.]{0,80}\bfollows?\b"
    r"|\b(?:following|here) (?:is|are)\b[^.]{0,40}\b(?:text|transcript|excerpts?|remarks)\b|\bas (?:prepared for delivery|delivered)\b",
    re.I,
)
_ANNOUNCED = 3  # paragraphs of the body, in which it is said that a speech follows


def speech(document: Document, entities: Entities) -> tuple[Entity, int] | None:
    """Whose speech, letter or statement a text is, and behind which paragraph: Governor Ana Ruiz spoke on Tuesday. *An excerpt follows.*"""
    text = document.article.text
    body = [(n, p.span.of(text)) for n, p in enumerate(document.article.paragraphs) if p.zone == "body"]
    last = next((n for n, words in body[:_ANNOUNCED] if _FOLLOWS.search(words)), None)
    if last is None:
        return None
    people = _distinct(_people(t, entities) for t in entities.trees if t.sentence.paragraph <= last)
    return (people[0], last) if len(people) == 1 else None


def _names_oneself(subject: Word, tree: Tree) -> bool:
    """*My name* is Ana Ruiz; *I* am Ana Ruiz, where she is no more than that: not "I am no Ana Ruiz"."""
    owner = tree.child(subject, "nmod:poss")
    if subject.lemma.lower() == "name":
        return owner is not None and owner.text.lower() == "my"
    return subject.text == "I" and not any(tree.child(tree.root, relation) for relation in ("det", "advmod", "case", "amod"))


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
    """Those named in a sentence but for who did the interview, what it was about and who took the picture: *Ng* interviewed Ana Ruiz on *Che*; she told *Ng*."""
    for word in tree.words:
        entity = entities.named(word)
        if entity is not None and entity.type == "person" and not any(_is_beside(w, tree) for w in (word, *tree.ancestors(word))):
            yield entity


_PICTURES = frozenset({"image", "photo", "photograph"})


def _is_beside(word: Word, tree: Tree) -> bool:
    verb, mark = tree.head(word), tree.previous(word)
    told = verb is not None and verb.lemma == "tell" and is_relation(word, "obj", "iobj")
    asks = told or verb is not None and verb.lemma == "interview" and word.deprel == "nsubj" or is_relation(word, "obl:agent")
    pictures = mark is not None and mark.text in (":", "by") and (what := tree.previous(mark)) is not None and what.text.lower() in _PICTURES
    return asks or pictures or any(case.lemma in ("about", "on") for case in tree.children(word, "case"))
