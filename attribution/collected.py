"""Whose a quotation is that stands by itself among others: a card beside it says so, or a title or sentence above them all.

*Seven things Gordon Malley said* ¶ “I would rather swim.” ¶ “Nobody reads the budget.” – “I love it.” ¶ *Marta Quell, 34, teacher*
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import dropwhile

from attrs import evolve

from attribution.grammar import begins_item, is_finite, possessor_of, subject_of, tells
from attribution.model import DASHES, Attribution, Match, Mention, Span, Word
from attribution.spans import mention_of, source_span
from attribution.tree import Tree, has_feature, is_relation

_CARD = 0.9  # confidence, as a signature's
_ANNOUNCED = 0.75  # as a headline's
_LONGEST_CARD = 14  # words
_LEADING = ("", *DASHES, "~", "(")  # what may stand before the name
_ABOVE = 4  # sentences above the first quotation that may announce them all, besides the title
_COLLECTED = frozenset("comment excerpt highlight line moment one-liner post quip quotation quote remark saying snippet tweet word zinger".split())
_SAYING = frozenset({"say", "tell", "tweet", "write"})


def with_owners(floating: Sequence[Attribution], found: Sequence[Attribution], trees: tuple[Tree, ...], text: str) -> list[Attribution]:
    """Floating quotations that fill their lines, with the source that a card or, for two and more, an announcement names; the others as they are.

    An announcement holds until somebody is quoted in another way.
    """
    filling = [a for a in floating if begins_item(_start(a), text)]
    cards = [(_card_above(a, trees, text), _card_below(a, trees, text)) for a in filling]
    first = next((pair for pair in cards if any(pair)), (None, None))
    side = 0 if first[0] is not None else 1  # what stands beside the first stands on that side of all
    owners: dict[int, tuple[str, Mention, float]] = {}
    for a, pair in zip(filling, cards):
        if pair[side] is not None:
            owners[id(a)] = ("card", pair[side], _CARD)
    end = min((a.content[0].start for a in found if filling and a.kind != "indirect" and a.content[0].start > _start(filling[0])), default=len(text))
    others = [a for a in filling if _start(a) < end]
    if len(others) > 1 and not owners and (whose := _announced(_start(others[0]), trees)) is not None:
        owners = {id(a): ("collection", whose, _ANNOUNCED) for a in others}
    return [_owned(a, *owners[id(a)]) if id(a) in owners else a for a in floating]


def _start(attribution: Attribution) -> int:
    return attribution.content[0].start


def _owned(attribution: Attribution, construction: str, source: Mention, confidence: float) -> Attribution:
    return evolve(attribution, construction=construction, source=source, confidence=confidence)


# --- cards ------------------------------------------------------------------------------------


def _card_above(attribution: Attribution, trees: tuple[Tree, ...], text: str) -> Mention | None:
    """Who is named on the line above a quotation: *Marta Quell, 34, teacher* ¶ “I love it.”"""
    start = _start(attribution)
    at = bisect_left(trees, start, key=lambda t: t.sentence.span.start) - 1
    while at > 0 and _is_fact(trees[at]) and _blank(trees[at].sentence.span.end, start, text):
        start, at = trees[at].sentence.span.start, at - 1
    return _card(trees[at], _run(trees[at]), text) if at >= 0 and _blank(trees[at].sentence.span.end, start, text) else None


def _is_fact(tree: Tree) -> bool:
    """Whether a line below a name only says where somebody is from, or the like: *Hometown: Akron*"""
    if len(tree.words) > 8 or tree.words[0].entity[2:] == "PERSON" or not any(w.text == ":" for w in tree.words[1:3]):
        return False
    return not any(is_finite(w, tree) for w in tree.words if w.upos in ("VERB", "AUX"))


def _card_below(attribution: Attribution, trees: tuple[Tree, ...], text: str) -> Mention | None:
    """Who is named behind a quotation or on the line below it: “I love it.” ¶ *Marta Quell, 34, teacher*"""
    end = attribution.content[-1].end
    at = bisect_right(trees, end, key=lambda t: t.sentence.span.end)
    for tree in trees[at : at + 2]:  # a dash may be the quotation's to the tokenizer
        if run := _run(tree, end):
            return _card(tree, run, text, behind=end) if _blank(end, run[0].span.start, text) else None
    return None


def _run(tree: Tree, start: int = 0) -> tuple[Word, ...]:
    """The sentence's words from an offset on, without what may stand before a name."""
    return tuple(dropwhile(lambda w: w.span.start < start or w.text in _LEADING, tree.words))


def _blank(start: int, end: int, text: str) -> bool:
    """Whether nothing stands between, or a dash that the tokenizer gave to the quotation: “I love it.”- *Marta Quell*"""
    return start <= end and text[start:end].strip() in _LEADING


def _card(tree: Tree, run: tuple[Word, ...], text: str, behind: int | None = None) -> Mention | None:
    """The person whose name, with age or work behind it, is all of a line, or all that stands on it behind an offset."""
    if not run:
        return None
    start, end = run[0].span.start, run[-1].span.end
    line = text.rfind("\n", 0, start) + 1
    opens = _blank(max(line, behind or 0), start, text)
    closes = not text[end : _line_end(end, text)].strip()
    words = [w for w in run if w.upos != "PUNCT"]
    if not opens or not closes or not 1 < len(words) <= _LONGEST_CARD or run[-1].text in ".:?!":
        return None
    name = _name(run)
    if name is None or any(tells(w, tree) for w in words if w.upos in ("VERB", "AUX")):
        return None
    last = run[-1] if run[-1].text == ")" and any(w.text == "(" for w in run) else words[-1]
    return mention_of(name, Span(words[0].span.start, last.span.end), text)


def _name(run: tuple[Word, ...]) -> Word | None:
    """The head of the person's full name that a card begins with, up to its first comma or bracket."""
    name = run[: next((i for i, w in enumerate(run) if w.upos == "PUNCT"), len(run))]
    if not 1 < len(name) <= 5 or any(w.entity[2:] != "PERSON" and not (w.upos == "PROPN" and w.entity == "O") for w in name):
        return None
    inside = {w.index for w in name}
    return next(w for w in name if w.head not in inside) if "PERSON" in (name[0].entity[2:], name[-1].entity[2:]) else None


def _line_end(offset: int, text: str) -> int:
    end = text.find("\n", offset)
    return len(text) if end < 0 else end


# --- announcements ----------------------------------------------------------------------------


def _announced(first: int, trees: tuple[Tree, ...]) -> Mention | None:
    """Whose words a sentence shortly above the first of them, or the title, says that these are; the nearest counts."""
    at = bisect_left(trees, first, key=lambda t: t.sentence.span.end - 1)
    above = [*reversed(trees[max(0, at - _ABOVE) : at]), *trees[: min(1, at)]]
    return next((m for tree in above for m in _announcers(tree)), None)


def _announcers(tree: Tree) -> Iterator[Mention]:
    """*Lena Ortiz's* best lines. Here are *his* remarks of the year. Seven things *Gordon Malley* said. Quotes from *her* first speech:"""
    if not _shows(tree):
        return
    for word in tree.words:
        owner = None
        if word.lemma.lower() in _COLLECTED and word.upos in ("NOUN", "PROPN"):
            speeches = (n for n in tree.children(word, "nmod") if tree.child(n, "nmod:poss") is not None)  # quotes from *her* speech
            owner = possessor_of(next(speeches, word), tree)
        elif word.lemma in _SAYING and word.upos == "VERB":
            owner = subject_of(word, tree)
        if owner is not None and _is_one_person(owner, tree):
            yield mention_of(owner, source_span(Match((word,), owner, ()), tree), tree.text)


def _shows(tree: Tree) -> bool:
    """Whether a sentence points at what is below: a title without a verb of its own, a colon, *here are*, *these are*."""
    opening = {w.lemma.lower() for w in tree.words[:2]}
    verbless = not any(is_finite(w, tree) and not is_relation(w, "acl", "aux", "cop") for w in tree.words if w.upos == "VERB")
    ends_open = tree.words[-1].text == ":"
    return verbless or ends_open or not opening.isdisjoint({"here", "these", "this", "below"}) or tree.words[0].lemma.lower() == "what"


def _is_one_person(word: Word, tree: Tree) -> bool:
    """Whether one person is meant; a noun says and owns as one does: not excerpts *from the conversation*."""
    if word.upos == "PRON":
        return word.text.lower() in ("he", "his", "she", "her", "i", "my")
    case = tree.child(word, "case")
    acts = is_relation(word, "nsubj", "nmod:poss") or case is not None and case.lemma == "by"
    return word.entity[2:] == "PERSON" or word.upos == "NOUN" and acts and word.entity == "O" and has_feature(word, "Number=Sing")
