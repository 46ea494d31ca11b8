"""Where a cue begins and ends: *has repeatedly called for*."""

from __future__ import annotations

from attribution.grammar import aspect_of
from attribution.model import OPENING_MARKS, Match, Span, Word
from attribution.tree import Tree, has_feature, is_relation

# Adverbs that say when or where it was said, not how: they stay outside the cue.
_WHEN_AND_WHERE = frozenset(
    "today yesterday tomorrow tonight now then here there later earlier recently ago afterwards afterward when where why how".split()
)


def cue_span(match: Match, tree: Tree) -> Span:
    """The lexical cue with its verb group: "has repeatedly called for", "could not say", "is confident"."""
    words = set(match.cue)
    last = match.cue[0]
    first = _group_start(_joined_by_nor(last, tree) or aspect_of(last, tree) or last, match, tree)
    if match.construction == "as_put_it":
        words |= {w for w in tree.children(match.cue[0], "obj") if w.lemma == "it"}
    while (after := tree.next(last)) is not None and (
        after in words or _adverb_behind(after, match, tree) or _of_cue_noun(after, match, tree) or _limits(after, tree)
    ):
        last = after
    while last is not match.cue[0] and last not in words and last.upos == "ADV" and _opens_content(last, match, tree):
        last = tree.previous(last)
    return Span(first.span.start, last.span.end)


def _joined_by_nor(cue: Word, tree: Tree) -> Word | None:
    """The verb that is denied with the cue: "would neither *confirm* nor deny that"."""
    nor, verb = tree.previous(cue), tree.head(cue)
    return verb if nor is not None and nor.lemma == "nor" and cue.deprel == "conj" and tree.previous(nor) is verb else None


def _group_start(head: Word, match: Match, tree: Tree) -> Word:
    """Where the verb group of a cue's word begins: "*has* repeatedly called", "*could* not say"."""
    first = head
    while (before := tree.previous(first)) is not None and _in_group(before, head, match, tree):
        first = before
    return first


def _in_group(word: Word, head: Word, match: Match, tree: Tree) -> bool:
    if word in match.cue:
        return True
    if word in match.contents or tree.governs(word, head):
        return False
    if tree.head(word) is not head:  # "*so* far rejected"
        governor = tree.head(word)
        return word.upos == "ADV" and word.deprel == "advmod" and governor is tree.next(word) and governor.deprel == "advmod" and (
            tree.head(governor) is head
        )
    if is_relation(word, "aux", "cop") or word.lemma == "neither" and word.deprel == "cc:preconj":
        return True
    return word.deprel == "advmod" and word.upos in ("ADV", "PART") and head.upos in ("VERB", "AUX", "ADJ") and (
        not has_feature(word, "PronType=Rel") and not has_feature(word, "PronType=Int")
    )


def _adverb_behind(word: Word, match: Match, tree: Tree) -> bool:
    head = match.cue[0]
    if word in match.contents:
        return False  # "he said *so*"
    if is_relation(word, "compound:prt"):
        return tree.head(word) is head
    return (
        tree.head(word) is head
        and word.deprel == "advmod"
        and word.upos in ("ADV", "PART")
        and word.lemma not in _WHEN_AND_WHERE
        and word.entity == "O"
        and not tree.children(word)
    )


def _of_cue_noun(word: Word, match: Match, tree: Tree) -> bool:
    """Whether a word stands before a noun of the cue and belongs to it: made *no specific* mention of, came *the* reply."""
    noun = tree.head(word)
    nouns = match.cue[1:] if match.construction == "framed_quotation" else match.cue[1:-1]
    return noun in nouns and noun.index > word.index and is_relation(word, "det", "amod")


def _opens_content(word: Word, match: Match, tree: Tree) -> bool:
    """Whether an adverb behind the cue belongs to what follows: "said *never* to ask", but not "said *only* that"."""
    return not _limits(word, tree) and any(tree.governs(content, word) for content in match.contents)


def _limits(word: Word, tree: Tree) -> bool:
    """Whether it is no more that was said, all of which is yet to come: "said *only* that", "said *simply*: “No.”"."""
    after = tree.next(word)
    return word.lemma in ("only", "simply", "merely") and after is not None and (after.lemma == "that" or after.text in (":", ",", *OPENING_MARKS))
