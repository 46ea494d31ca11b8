"""Where a source begins and ends: *Maria Lopez, the mayor*, but not who she is by a clause, nor when she said it."""

from __future__ import annotations

from attribution.model import LONG_DASHES, Match, Span, Word
from attribution.spans.marks import trimmed
from attribution.tree import Tree, has_feature, is_relation, span_of

_TIME_WORDS = frozenset("today yesterday tonight monday tuesday wednesday thursday friday saturday sunday".split())


def source_span(match: Match, tree: Tree) -> Span | None:
    """The noun phrase of the source, without preposition, incidental clauses, cue and content."""
    head = match.source
    if head is None:
        return None
    if match.construction == "post" and head in (poster := _poster(match, tree)):
        return span_of(poster)
    doubled = _doubled(head, tree)
    if len(tree.subtree(head)) == 1 and not doubled:  # "he"
        return head.span
    outside = {w.index for w in (*match.cue, *match.contents) if w is not head}
    outside |= {w.index for w in tree.subtree(head) if _incidental(w, head, tree) or _is_topic(w, match, tree)}
    whole = [w for part in (head, *doubled) for w in tree.subtree(part)] if match.stretches else ()
    outside |= {w.index for w in whole if any([s.contains(w.span) for s in match.stretches])}
    phrase = [w for part in (head, *doubled) for w in tree.subtree(part, outside)]
    words = _run_around(head, phrase, tree)
    while len(words) > 1 and words[-1].lemma.lower() in _TIME_WORDS and words[-1] is not head and not _dates_a_clause(words[-1], tree):
        words.pop()  # "the minister yesterday", "an interview on Sunday"
        if words[-1].upos == "ADP":
            words.pop()
    words = trimmed(words, ".?!,;:–—―-\"“”")
    if len(words) > 1 and words[0].lemma == "but":  # "but management, wary of a strike"
        del words[0]
    words = _with_brackets(words, head, tree)
    return span_of(words) if words else head.span


def _poster(match: Match, tree: Tree) -> tuple[Word, ...]:
    """Who is named behind a post's dash, with the handle but not the day: *Ana Ruiz (@anaruiz)* May 3, 2024."""
    behind = tree.words[match.cue[0].index :]
    return behind[: next((i for i, w in enumerate(behind, 1) if w.text.endswith(")")), 0)]


def _dates_a_clause(time: Word, tree: Tree) -> bool:
    """Whether a bare day says when what a source is came to be: "a survey *released Monday* found"; in PolNeAR train so, but not with *on*."""
    head = tree.head(time)
    return head is not None and head is tree.previous(time) and is_relation(head, "acl") and head.upos == "VERB"


def _with_brackets(words: list[Word], head: Word, tree: Tree) -> list[Word]:
    """A source whose bracket is closed right behind it, "Sen. Ruiz (D-Conn.)", with it; with half of another, "(a friend, he", without it."""
    if sum(w.text == "(" for w in words) == sum(w.text == ")" for w in words):
        return words
    opened = next((i for i, w in enumerate(words) if w.text == "(" and w.index > head.index), len(words))
    behind = tree.words[words[-1].index : words[-1].index + 2] if opened < len(words) else ()
    closed = next((i for i, w in enumerate(behind, 1) if w.text == ")"), 0)
    return [*words, *behind[:closed]] if closed else trimmed(words[:opened], "()")


def _doubled(head: Word, tree: Tree) -> list[Word]:
    """Words beside the head in its own relation: the parser takes "Reporter" and "Ana Ruiz" in "Reporter Ana Ruiz says" for two."""
    governor = tree.head(head)
    if governor is None or not is_relation(head, "nsubj", "nmod:poss"):
        return []
    return [w for w in tree.children(governor, head.deprel) if w is not head]


def _incidental(word: Word, head: Word, tree: Tree) -> bool:
    """Whether a word opens a part that does not identify the source: "Ng, *who was in Rome*", "*by* the court"."""
    if word is head:
        return False
    governor = tree.head(word)
    if word.deprel == "cc:preconj":
        return False  # *neither* the bank nor its auditors
    if governor is head and is_relation(word, "case", "mark", "cc", "punct") and word.index < head.index:
        first = next((w for w in tree.subtree(head) if w.upos != "PUNCT"), head)
        return not has_feature(word, "Poss=Yes") and word.index in (first.index, tree.subtree(head)[0].index)
    if governor is head and is_relation(word, "parataxis", "advcl", "discourse", "ccomp", "dep"):
        return True
    if is_relation(word, "acl", "advcl", "parataxis", "dep", "ccomp"):
        words = tree.subtree(word)
        opener = next((w for w in words if w.upos != "PUNCT"), word)
        before = tree.previous(opener)
        return before is not None and before.text in (",", "-", "(", *LONG_DASHES)
    return False


def _is_topic(word: Word, match: Match, tree: Tree) -> bool:
    """Whether a part of a signature or headline says what it was about: “We lost our way” – Ford boss *on the failed launch*."""
    case = tree.child(word, "case", "mark") if match.construction in ("signature", "headline", "transcript", "colon") else None
    return case is not None and case.lemma == "on" and tree.head(word) is match.source


def _run_around(head: Word, words: list[Word], tree: Tree) -> list[Word]:
    """The words that stand together with the head, nothing but punctuation between them."""
    present = {w.index for w in words}
    first = last = head.index
    while first - 1 in present or (first > 1 and tree.words[first - 2].upos == "PUNCT" and first - 2 in present):
        first -= 1
    while last + 1 in present or (last < len(tree.words) and tree.words[last].upos == "PUNCT" and last + 2 in present):
        last += 1
    return list(tree.words[first - 1 : last])
