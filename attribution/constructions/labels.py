"""Constructions without any word of saying: a name, a mark, and what is said. ANA RUIZ: [We will.] [“We will.”] — Ana Ruiz"""

from __future__ import annotations

import re

from attribution.grammar import (
    ANSWER,
    LIST_MARK,
    PUT_TO,
    QUESTION,
    begins_item,
    clause_of,
    is_dash,
    is_predicate,
    is_spaced,
    is_title_case,
    names_topic,
    possessor_of,
    says_a_clause,
    tells,
)
from attribution.model import DASHES, LONG_DASHES, OPENING_MARKS, Match, Quotation, Span, Word
from attribution.tree import Tree, has_feature, is_relation

LONGEST_LABEL = 6  # words of a headline's or a turn's source
_NEXT_LABEL = re.compile(r"(?<=[”\"] )(?:[A-Z][\w.’'-]* ){0,3}[A-Z][\w.’'-]*:(?= [“\"])")  # Ng: “No.” *Ana Ruiz:* “Why not?”
# “No.” *— Ana R. Ruiz, 34, Akron* “Yes.” Not: He called it “dead” *- nothing more -* “and over.”
_SIGNED_BEFORE = re.compile(r"[”\"] ?(?:[-–—―]|--) ?(?=[^\W\d_])(?:(?:[A-ZÀ-Þ][\w.’'-]*|of|in|from|for|the|and|\d+),? ){1,8}$")
LISTED = re.compile(rf"(?:{LIST_MARK}[ \t\u00a0]+)?")  # before a turn's label: *3.* Ana Ruiz: “No.”
_LONGEST_ADDITION = 8  # words of what is added to a turn's label
# What somebody utters: whose it is speaks, not it.
UTTERED = frozenset(
    "advice answer appeal call chant comment cry message motto plea reaction reply response retort shout statement verdict warning word".split()
)


def colon(cue: tuple[Word, ...], tree: Tree) -> Match | None:
    """Ng was blunt: [“It leaks.”] The plan surprised Maria Ng: [“I knew nothing.”] Few turned out - Ng: [“It rained.”] Her verdict? [“A mess.”]

    No word says that it was said; whoever the sentence is about, else whom it names last, speaks.
    """
    mark = cue[0]
    after = next((q for q in tree.quotations_for(mark) if q.span.start >= mark.span.end), None)
    before = tree.previous(mark)
    if (uttered := _uttered_before(mark, tree)) is not None:
        return uttered
    if mark.text == "?":
        return _asked_in_passing(mark, after, tree)
    if mark.text != ":" or before is None or after is None or tree.text[mark.span.end : after.span.start].strip():
        return None
    if after.span.start > tree.sentence.span.end and any(says_a_clause(w, tree) for w in tree.words):
        return None
    if any(case.text.lower() == "according" for w in (before, *tree.ancestors(before)) for case in tree.children(w, "case")):
        return None  # *According to* Ng: “It leaks.”
    while _is_of_name(before, tree) and (head := tree.head(before)) is not None and head.index < before.index:
        before = head
    if label := label_behind_dash(mark, tree) or _name_before(mark, tree):
        return Match(cue, label_head(label, tree), (), after.parts)
    subjects = (tree.child(clause_of(before, tree), "nsubj"), tree.child(tree.root, "nsubj"), before)
    named = [w for w in subjects if w is not None and w.index < mark.index and w.upos in ("NOUN", "PROPN", "PRON")]
    source = next((w for w in named if is_person(w)), named[0] if named else None)
    if source is not None and has_feature(source, "PronType=Rel") and is_relation(clause := clause_of(source, tree), "acl"):
        source = tree.head(clause)  # *Ana Ruiz*, who was there: “It rained.”
    if source is None or not after.inside[0].of(tree.text).lstrip()[:1].isupper() or names_topic(tree.words[: mark.index - 1]):
        return None
    if source.lemma in UTTERED:  # *Her* advice to reporters was blunt: “Wear out your shoes.”
        source = possessor_of(source, tree) or source
    return Match(cue, source, (), after.parts)


def _asked_in_passing(mark: Word, after: Quotation | None, tree: Tree) -> Match | None:
    """*Her* verdict? [“A mess.”] A question of nothing but an utterance with its owner, and right behind what it was.

    Not: Her boss? “A saint.” Nor: Her answer? “Hamilton” opens next week.
    """
    owner = _owner_of_utterance(tree.root, tree)
    if after is None or owner is None or tree.text[mark.span.end : after.span.start].strip(" "):
        return None
    asks = any(w.upos in ("VERB", "AUX") for w in tree.words) or mark is not tree.words[-1]
    ends = after.inside[-1].of(tree.text).rstrip()[-1:] in tuple(".!?…")
    return Match((mark,), owner, (), after.parts) if ends and not asks else None


def _is_of_name(word: Word, tree: Tree) -> bool:
    """Whether a word before a colon belongs to the name before it: Ana *Ruiz*; where a phrase is all, a teacher in *Akron*; her message to *voters*."""
    case, head = tree.child(word, "case"), tree.head(word)
    if is_relation(word, "nmod") and _owner_of_utterance(head, tree) is not None:
        return case is not None and case.lemma in ("to", "for")
    return is_relation(word, "flat", "conj") or (
        is_relation(word, "nmod") and head is tree.root and head.upos == "NOUN" and case is not None and case.lemma in ("in", "from", "at", "of", "near")
    )


def _owner_of_utterance(noun: Word, tree: Tree) -> Word | None:
    """Whose advice, message, verdict a noun is: *her* advice."""
    return tree.child(noun, "nmod:poss") if noun.lemma in UTTERED else None


def _uttered_before(mark: Word, tree: Tree) -> Match | None:
    """Her *advice*: [finish school first]. A sentence of a noun with its owner and, behind a colon, a clause without marks."""
    noun, owner = tree.root, _owner_of_utterance(tree.root, tree)
    if mark.text != ":" or owner is None or noun.index > mark.index:
        return None
    if not any(w.index > mark.index and is_predicate(w, tree) for w in tree.children(noun, "parataxis", "ccomp", "appos")):
        return None
    behind = [w for w in tree.words[mark.index :] if w.upos != "PUNCT"]
    content = Span(behind[0].span.start, behind[-1].span.end)
    if tree.touches_quotation(content):
        return None
    return Match((noun,), owner, (), (content,))


def headline(cue: tuple[Word, ...], tree: Tree) -> Match | None:
    """[Rising threat “destabilises region”]: UN. UN: [Threat rises]. [Taxes to rise] – minister. [‘No one knew’]: families demand an inquiry."""
    mark = cue[0]
    if tree.sentence.words[-1].text == "." or tree.paragraph.span.end > tree.sentence.span.end + 1:
        return None
    left, right = tree.words[: mark.index - 1], tree.words[mark.index :]
    if mark.text in ("-", *LONG_DASHES) and not is_spaced(mark, tree):
        return None
    whole = Span(left[0].span.start, left[-1].span.end) if left else None
    if mark.text == ":" and any(q.span == whole for q in tree.quotations):
        subject = next((w for w in right if is_relation(w, "nsubj") and tree.head(w) in right), None)
        if subject is not None:  # ‘Nobody warned us’: families demand an inquiry
            return Match(cue, subject, (), (whole,))
    if _is_label(_without_topic(right)) and len(left) > 2:
        return Match(cue, label_head(_without_topic(right), tree), (), (Span(left[0].span.start, left[-1].span.end),))
    if mark.text == ":" and _is_label(left) and len(right) > 1:
        return Match(cue, label_head(left, tree), (), (Span(right[0].span.start, right[-1].span.end),))
    return None


def signature(cue: tuple[Word, ...], tree: Tree) -> Match | None:
    """[“We have waited ten years.”] *—* Maria Ng, head of the union [“Nobody asked us.”] *--* Paul Okafor, 43

    A quotation with whose it is behind it or on the next line, and nothing else there, as letters and pull quotes are signed.
    """
    mark, quotations = cue[0], tree.quotations_for(cue[0])
    before = next((q for q in reversed(quotations) if q.span.end <= mark.span.start), None)
    following = next((q.span.start for q in quotations if q.span.start > mark.span.start), len(tree.text))
    if mark.text not in DASHES or before is None or not _is_signed(before, mark, following, tree):
        return None
    behind = tuple(w for w in tree.words[mark.index :] if w.span.end <= following)
    named = _without_occasion(_without_topic(behind))
    if any(is_dash(w, tree) or tells(w, tree) for w in named):
        return None  # — Ana Ruiz, who has lived here; but not: — Ana Ruiz told the Courier
    ends = (i for i, w in enumerate(named) if w.upos == "PUNCT" and w.text not in DASHES or has_feature(w, "PronType=Rel"))
    label = named[: next(ends, len(named))]
    opens = label and (label[0].text[0].isupper() or label[0].text[0] == "@" or label[0].upos == "DET" or any(map(is_person, label)))
    if not opens or label[0].upos == "ADP" or not _is_label(label):  # — from the diary of Ana Ruiz
        return None
    return Match(cue, label_head(label, tree), (), before.parts)


def _is_signed(quotation: Quotation, mark: Word, following: int, tree: Tree) -> bool:
    """Whether a dash and its sentence are all that stands on a line behind a quotation, and that is no title: “What Was I Made For?” — Billie Eilish.

    Or all up to the quotation that is signed next, where a page's lines have run together.
    """
    text, start, end, line = tree.text, quotation.span.start, quotation.span.end, tree.paragraph.span
    if not quotation.closed or not _is_said(quotation, text) or text[end : mark.span.start].strip():
        return False
    begins = begins_item(start, text) or _SIGNED_BEFORE.search(text, max(line.start, start - 70), start) is not None
    return begins and not text[tree.sentence.span.end : min(following, line.end)].strip()


def transcript(cue: tuple[Word, ...], tree: Tree) -> Match | None:
    """JONES: [We will be back after this.] Q: [Did you know?] Ng: [“No.”] Ruiz: [“Why not?”] Rep. Omari (R-Ohio): [“I did.”]

    The turn goes on to the end of its paragraph, or to the next turn in it; a quoted transcript has the labels in its marks, too.
    A person's name may stand before a dash: *Ana Ruiz, 34* – [“I did.”] In a list: 2. *Ana Ruiz*: [“I did.”] Who asks and who answers before a full stop: *Q*. [Did you?]
    """
    mark = cue[0]
    listed = LISTED.match(tree.text, tree.paragraph.span.start).end()
    if tree.sentence.span.start > listed or mark.text == "." and not _is_letter(tree.words[: mark.index - 1]):
        return None
    words = tuple(w for w in tree.words[: mark.index - 1] if w.span.start >= listed)
    quoted = bool(words) and words[0].text in OPENING_MARKS
    words = words[quoted:]
    label = _without_topic(_without_addition(words))
    if not _is_label(label):
        return None
    name = Span(label[0].span.start, label[-1].span.end).of(tree.text)
    rest = tree.text[mark.span.end : tree.paragraph.span.end]
    rest = _NEXT_LABEL.split(rest, maxsplit=1)[0]
    is_marked = rest.lstrip()[:1] in OPENING_MARKS
    if listed > tree.paragraph.span.start and not is_marked:
        return None  # 1. Arsenal: They have won all five games.
    is_told_of = label != words and label in (_without_topic(words), _without_occasion(words))
    if is_told_of and not (is_marked or name.isupper()):
        return None  # Ng on trial: The jury heard three witnesses.
    is_name = name.isupper() or name[0] == "@" or all(w.upos == "PROPN" or w.text.istitle() for w in label)
    if not is_name and not (is_marked and any(map(is_person, label))):  # *Ana from Akron:* “I did.”
        return None
    start = mark.span.end + len(rest) - len(rest.lstrip())
    end = mark.span.end + len(rest.rstrip(" ." + "\"”’" * quoted))
    if start >= end or not (_is_filled(start, end, tree) if mark.text not in (":", ".") else _says(rest, label, tree)):
        return None
    return Match(cue, label_head(label, tree), (), (Span(start, end),))


def _is_filled(start: int, end: int, tree: Tree) -> bool:
    """Whether one quotation is all that stands between two offsets, and no title."""
    return any(q.span.start == start and q.span.end >= end and _is_said(q, tree.text) for q in tree.quotations)


def _is_said(quotation: Quotation, text: str) -> bool:
    """Whether a quotation ends as speech does and is no title: not “What Was I Made For?”, nor “Anti-Hero”."""
    said = quotation.inside[-1].of(text)
    return said.rstrip()[-1:] in tuple(".,!?…") and not is_title_case(said)


def _says(rest: str, label: tuple[Word, ...], tree: Tree) -> bool:
    """Whether what stands behind a label is said: not *Hometown*: Akron, where neither who nor what shows it."""
    is_turn = label[0].entity != "O" or label[-1].text.isupper() or rest.rstrip()[-1:] in tuple(".?!…\"”’") or len(rest.split()) > 4
    return is_turn or any(is_predicate(w, tree) for w in tree.words[label[-1].index :])


# --- what can be a label ------------------------------------------------------------------------


def _is_label(words: tuple[Word, ...]) -> bool:
    """Whether these words can name a source by themselves: few, a noun among them, no verb, no clause."""
    if _is_letter(words):
        return True
    return (
        0 < len(words) <= LONGEST_LABEL
        and not names_topic(words)
        and any(_is_nominal(w) for w in words)
        and not any(w.upos in ("VERB", "AUX", "SCONJ", "NUM") or re.search(r"[:;?!\"“”()]", w.text) for w in words)
    )


def _is_letter(words: tuple[Word, ...]) -> bool:
    return len(words) == 1 and words[0].text in (QUESTION, ANSWER)


def _without_addition(label: tuple[Word, ...]) -> tuple[Word, ...]:
    """A turn's label without what is added to a name in brackets or behind a comma: *Rep. Omari* (R-Ohio); *Lil Tran*, D-Salem; none where that is more.

    Not: *Bernoulli FRS* (German: …
    """
    end = next((i for i, w in enumerate(label) if w.text in (",", "(")), len(label))
    added = label[end:]
    if not added or end == 0:
        return label
    if (named := _without_occasion(label)) != label:
        return named
    closed = [w.text for w in added].count("(") == (added[-1].text == ")") == (added[0].text == "(")
    is_named = is_person(label[end - 1]) or label[end - 1].text.isupper()
    is_more = not closed or not is_named or any(w.upos in ("VERB", "AUX", "SCONJ") or w.upos == "PRON" and not has_feature(w, "Poss=Yes") or re.search(r"[:;?!\"“”`]|''", w.text) for w in added)
    return label[:end] if len(added) <= _LONGEST_ADDITION and not is_more else ()


def _without_occasion(label: tuple[Word, ...]) -> tuple[Word, ...]:
    """A label without what its words were about or an answer to: COACH LEE, *on being late*; Ana Ruiz, *asked whether she would run*."""
    commas = (i for i, w in enumerate(label[:-1]) if w.text == "," and (label[i + 1].lemma in PUT_TO or label[i + 1].lemma in ("on", "about", "after", "when")))
    return label[: next(commas, len(label))]


def _without_topic(label: tuple[Word, ...]) -> tuple[Word, ...]:
    """A label without what it was about: Ford boss *on the failed launch*."""
    return label[: next((i for i, w in enumerate(label) if i and w.lemma == "on" and w.upos in ("ADP", "SCONJ")), len(label))]


def label_head(words: tuple[Word, ...], tree: Tree) -> Word:
    inside = {w.index for w in words}
    head = next((w for w in words if w.head not in inside and _is_nominal(w)), words[-1])
    owner = possessor_of(head, tree) if head.lemma in UTTERED else None  # *Her* message to voters: “Be patient.”
    return owner or head


def label_behind_dash(mark: Word, tree: Tree) -> tuple[Word, ...]:
    """The name between a spaced dash and a colon: "Few turned out - *Maria Ng*, mayor: “It rained.”"; "More from *Ng*" is her, too."""
    before = tree.words[max(0, mark.index - 1 - LONGEST_LABEL - _LONGEST_ADDITION) : mark.index - 1]
    dash = next((i for i in reversed(range(len(before))) if is_dash(before[i], tree)), None)
    if dash is None:
        return ()
    label = _without_addition(before[dash + 1 :])
    from_whom = next((i + 1 for i, w in enumerate(label) if w.text.lower() == "from"), 0)
    return label[from_whom:] if _is_label(label[from_whom:]) else ()


def _name_before(mark: Word, tree: Tree) -> tuple[Word, ...]:
    """The person's name that a sentence begins with, where it has no more than what is added to it: *Mayor Ana Ruiz*, on X: “It rained.”"""
    words = tree.words[: mark.index - 1]
    label = _without_addition(words)
    return label if label and label != words and _is_label(label) and any(map(is_person, label)) else ()


def _is_nominal(word: Word) -> bool:
    """Whether a label's word names something; behind a colon the parser takes an acronym ("UN") for anything."""
    return word.upos in ("NOUN", "PROPN", "PRON", "X") or word.text.isalpha() and word.text.isupper()


def is_person(word: Word) -> bool:
    return word.entity[2:] == "PERSON" or word.upos == "PRON" and word.text.lower() in ("he", "she", "they", "we", "i", "who")
