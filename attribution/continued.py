"""Quotations without a cue of their own: what goes on with somebody's words, what is a turn of a dialogue, what stands alone.

By typography and by where the attributions stand that were found; no tree is asked.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from attrs import evolve

from attribution.grammar import begins_item, goes_on_small
from attribution.model import LONG_DASHES, Attribution, Quotation, Span, text_of
from attribution.spans import kind_of
from attribution.tree import Touching

_FAR = 200  # characters: further off nothing stands around a quotation


def with_halves_joined(loose: Iterable[Quotation], text: str) -> list[Quotation]:
    """*“Her picture, I suppose,”* pointing at the wall, *“hangs in your room?”* – two halves of a sentence made one quotation."""
    whole: list[Quotation] = []
    for quotation in sorted(loose, key=lambda q: q.span.start):
        before = whole[-1] if whole else None
        if before is not None and _is_broken_off(before.span.end, quotation, text) and _begins_sentence(before, text):
            whole[-1] = evolve(before, parts=(*before.parts, *quotation.parts), closed=quotation.closed)
        else:
            whole.append(quotation)
    return whole


LEAST_TURNS, LONGEST_TURN = 4, 6  # labelled turns of a transcript, and paragraphs of one
_LABEL = re.compile(r"[A-Z][A-Z.’' -]*(?: \([^)]*\))?:")
_IN_PERSON = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|me|us|[Yy]ou|[Yy]our)\b")


def with_whole_turns(found: list[Attribution], body: Sequence[Span], text: str) -> list[Attribution]:
    """NG: It leaks. ¶ *It always did.* ¶ RUIZ: … – in a transcript what stands without a label before the next turn belongs to the last.

    Only where labels are in capitals and come again, for below "Ng: First at last." the article tells of Ng; and not what quotes somebody, asks,
    has a label of its own, or speaks of no I, we or you, and so may be the reporter's. ``body``: the paragraphs.
    """
    labelled = [a for a in found if a.construction in ("transcript", "headline") and a.kind == "indirect"] if body else []
    here = (body[_place(a.content[-1].start, body)] for a in labelled)
    spoken = sorted((a for a, p in zip(labelled, here) if p.contains(a.content[-1])), key=lambda a: a.content[0].start)
    if len(spoken) < LEAST_TURNS:
        return found
    quoted = sorted(a.cue.span.start for a in found if a.kind != "indirect" and a.cue is not None)
    labels = Counter(a.source.text for a in spoken if a.source is not None)
    whole: dict[int, Attribution] = {}
    for turn, following in pairwise(spoken):
        here, end = _place(turn.content[-1].start, body), _place(following.cue.span.start, body)
        between = body[here + 1 : end]
        if not between or len(between) > LONGEST_TURN or turn.source is None or not turn.source.text.isupper() or labels[turn.source.text] < 2:
            continue
        if bisect_left(quoted, between[0].start) < bisect_left(quoted, between[-1].end) or text[turn.content[-1].end : body[here].end].strip(" .\"”’"):
            continue
        said = [p.of(text).strip() for p in between]
        if any(p.endswith("?") or _LABEL.match(p) for p in said) or not any(map(_IN_PERSON.search, said)):
            continue
        last = Span(between[-1].start, between[-1].start + (len(between[-1].of(text).rstrip(" .")) or len(between[-1])))
        content = (*turn.content[:-1], Span(turn.content[-1].start, body[here].end), *between[:-1], last)
        whole[id(turn)] = evolve(turn, content=content, content_text=text_of(content, text))
    return [whole.get(id(a), a) for a in found]


def with_continuations(
    found: list[Attribution],
    loose: list[Quotation],
    touching: Touching,
    paragraphs: Sequence[Span],
    text: str,
    *,
    in_turns: bool,
) -> tuple[list[Attribution], list[Quotation]]:
    """“It leaks,” she said. *“It always did.”* – the quotation goes on with nothing but its cue between.

    In the next paragraph it goes on where white space alone lies between the marks, or where it is all of that paragraph and the
    one above began with the same person's words; in a dialogue nowhere.
    Gives the attributions with what goes on, and the quotations that are left.
    """
    left, grown = [], set()
    ending: dict[int, set[int]] = {}
    for i, attribution in enumerate(found):
        _note_ends(ending, i, attribution)
    if not in_turns:
        _give_back(found, ending, touching, paragraphs, text)
    for quotation in sorted(loose, key=lambda q: q.span.start):
        start = quotation.span.start
        near = _right_before(start, ending, text)
        if _place(_behind_word(start, text) - 1, paragraphs) == _place(start, paragraphs):
            goes_on = [i for i in near if _goes_on(found[i], start, text)] if _opens_sentence(quotation, text) else []
            around = [] if goes_on else _near(ending, start)
            goes_on = goes_on or [i for i in around if _is_other_half(found[i], quotation, text)]
            half = [] if goes_on else [i for i in around if _ends_next_sentence(found[i], quotation, text)]
        else:
            goes_on = [i for i in near if _goes_on_below(found[i], quotation, text)] if not in_turns and stands_alone(quotation, text) else []
            half = []
        host = min(goes_on or half, key=lambda i: _reluctance(found[i]), default=None)
        if host is None:
            left.append(quotation)
            continue
        more = _from(found[host].sentence.end, quotation, text) if half else quotation.parts
        found[host] = _with_more(found[host], more, touching, text)
        grown.add(host)
        _note_ends(ending, host, found[host])
    for host in grown:
        found[host] = _with_content(found[host], found[host].content, touching, text)
    return found, left


def _give_back(found: list[Attribution], ending: dict[int, set[int]], touching: Touching, paragraphs: Sequence[Span], text: str) -> None:
    """What stands above the paragraph of its cue goes to whoever speaks there, in place: “It leaks,” Ng said. *“It always did.* ¶ “We knew,” he added."""
    for i, attribution in enumerate(found):
        above = _above(attribution, paragraphs)
        start = above[0].start if above else 0
        goes_on = [j for j in _right_before(start, ending, text) if j != i and _goes_on(found[j], start, text)] if above else []
        if goes_on:
            host = min(goes_on, key=lambda j: _reluctance(found[j]))
            found[i] = _with_content(attribution, (s for s in attribution.content if s not in above), touching, text)
            found[host] = _with_content(found[host], (*found[host].content, *above), touching, text)
            _note_ends(ending, host, found[host])


def _above(attribution: Attribution, paragraphs: Sequence[Span]) -> tuple[Span, ...]:
    """What of a quotation that a cue ends stands in paragraphs above the cue's, where whoever spoke there says it.

    “It leaks,” Ng said. *“It always did.* ¶ “We knew,” *he continued*.
    """
    if attribution.cue is None or attribution.kind != "direct":
        return ()
    here = _place(attribution.cue.span.start, paragraphs)
    above = tuple(s for s in attribution.content if _place(s.start, paragraphs) < here)
    return above if len(above) < len(attribution.content) else ()


def _with_content(attribution: Attribution, content: Iterable[Span], touching: Touching, text: str) -> Attribution:
    content = tuple(sorted(content))
    kind = kind_of(content, touching(content), attribution.cue.span, text)
    return evolve(attribution, content=content, content_text=text_of(content, text), kind=kind)


_MANY = 20  # spans, which one more does not make of another kind


def _with_more(attribution: Attribution, more: Iterable[Span], touching: Touching, text: str) -> Attribution:
    """With further content, whose kind and text are not worked out for each of thousands of spans anew."""
    content = (*attribution.content, *more)
    return _with_content(attribution, content, touching, text) if len(content) < _MANY else evolve(attribution, content=content)


def _right_before(start: int, ending: dict[int, set[int]], text: str) -> list[int]:
    """The attributions that end before an offset, nothing but white space between."""
    return sorted({i for at in range(_behind_word(start, text), start + 1) for i in ending.get(at, ())})


def _behind_word(start: int, text: str) -> int:
    """Where the white space before an offset begins."""
    while start and text[start - 1].isspace():
        start -= 1
    return start


def _place(offset: int, paragraphs: Sequence[Span]) -> int:
    """The number of the paragraph in which an offset stands."""
    return max(0, bisect_right(paragraphs, offset, key=lambda p: p.start) - 1)


def _note_ends(ending: dict[int, set[int]], index: int, attribution: Attribution) -> None:
    """Where an attribution's content ends, and its sentence: only right behind these can it go on."""
    last = _end(attribution)
    for end in (last, max(last, attribution.sentence.end)):
        ending.setdefault(end, set()).add(index)


def _near(ending: dict[int, set[int]], start: int) -> list[int]:
    """The attributions that end so shortly before an offset that something may only have been put between."""
    return sorted({i for at in range(max(0, start - _FAR), start) for i in ending.get(at, ())})


def _end(attribution: Attribution) -> int:
    return attribution.content[-1].end


def _last_letter(end: int, text: str, besides: str = "") -> str:
    """What stands last inside the marks that end here, a comma or a question mark, marks and what is ``besides`` them left off."""
    return text[max(0, end - _FAR) : end].rstrip("\"”'’»" + besides)[-1:]


def _before(span: Span, text: str) -> str:
    """The character before a span, blanks aside; a line's end is one."""
    return text[max(0, span.start - _FAR) : span.start].rstrip(" \t\u00a0")[-1:]


def _goes_on(attribution: Attribution, start: int, text: str) -> bool:
    """Whether a quotation in the same paragraph goes on with this attribution's content, right behind it or its sentence.

    Be that quoted or not: Fees would rise, she said. *“They must.”* But not: Asked if it leaks, she shrugged. “Ask Ng.”
    """
    last = _end(attribution)
    end = max(attribution.sentence.end, last)
    if attribution.cue is None or end > start or text[end:start].strip():
        return _is_left_off(attribution, start, text)
    if attribution.kind == "direct":
        return True
    ends_sentence = attribution.cue.span.start >= last or not any(map(str.isalnum, text[last:end]))
    says = attribution.type == "assertion" and attribution.source is not None  # not: when the plans *were unveiled*
    return ends_sentence and says or _is_left_off(attribution, start, text)


def _goes_on_below(attribution: Attribution, quotation: Quotation, text: str) -> bool:
    """Whether a quotation goes on in the next paragraph: left off, or behind a colon: She said that of the two plans: ¶ *“Ours leaks.”*

    Not behind a question, which somebody else will answer.
    """
    last, start = _end(attribution), quotation.span.start
    if _last_letter(last, text, besides=" ") == "?":
        return False
    if _is_left_off(attribution, start, text) or _fills_two(attribution, quotation, text):
        return True
    sentence = attribution.sentence.of(text).rstrip()
    ends = not any(map(str.isalnum, text[last:start]))
    return sentence.endswith(":") and ends and attribution.cue is not None and attribution.type == "assertion"


def _fills_two(attribution: Attribution, quotation: Quotation, text: str) -> bool:
    """Whether somebody's words and who said them are one paragraph, and the quotation is the next: “It leaks,” said Ng. ¶ *“It always did.”*

    In PolNeAR train it goes on in four of five such places; a story told over many paragraphs is another's, and so is what answers
    an order, what is answered in the next paragraph, and what a dash below signs.
    """
    first, cue = attribution.content[0], attribution.cue
    if attribution.kind == "indirect" or cue is None or cue.stance in ("ask", "order") or cue.span.start < first.end or len(quotation.parts) > 1:
        return False
    start = end = _line_end(quotation.span.end, text)
    alone = _before(first, text) in ("", "\n") and not text[quotation.span.end : end].strip(" .")
    while text[start : start + 1].isspace():
        start += 1
    below = text[start : _line_end(start, text)].rstrip()
    return alone and below[:1] not in ("-", *LONG_DASHES) and not (below[:1] in tuple("\"'“‘«„") and below[-1:] in tuple("\"'”’»“"))


def _line_end(offset: int, text: str) -> int:
    end = text.find("\n", offset)
    return len(text) if end < 0 else end


def _is_left_off(attribution: Attribution, start: int, text: str) -> bool:
    """Whether nothing but white space stands between the marks of this attribution's content and an offset."""
    last = _end(attribution)
    if attribution.cue is None or attribution.kind == "indirect" or text[last - 1] not in "\"”'’»“‹›«":
        return False
    return last <= start and not text[last:start].strip()


def _reluctance(attribution: Attribution) -> tuple[int, int]:
    """Of several in a sentence the quoted one goes on, then the longest: “No,” said Ng, who *fears* a flood. “Never.”"""
    return ("direct", "mixed", "indirect").index(attribution.kind), -sum(map(len, attribution.content))


_MOST_UNQUOTED = 6  # words before the marks of a sentence that goes on with what was quoted


def _ends_next_sentence(attribution: Attribution, quotation: Quotation, text: str) -> bool:
    """Whether a sentence right behind somebody's words and who said them begins outside the marks and ends in them: “…,” Ng said. *But “it will never work.”*

    In PolNeAR train it goes on in all eight such places; in shorter marks stands a name or a word that is the article's.
    """
    between = text[attribution.sentence.end : quotation.span.start].strip()
    cue, inside = attribution.cue, quotation.inside[-1].of(text).strip()
    if cue is None or attribution.kind != "direct" or attribution.source is None or cue.span.start < _end(attribution) or not quotation.closed:
        return False
    ends = inside[-1:] in tuple(".!?…") or text[quotation.span.end : quotation.span.end + 1] in (".", "!", "?")
    short = 0 < len(between.split()) <= _MOST_UNQUOTED and not re.search(r"[.?!:\n\"“”„«»]", between)
    return short and ends and len(quotation.inside[0].of(text).split()) >= _FEW


def _from(start: int, quotation: Quotation, text: str) -> tuple[Span, ...]:
    """A quotation with what stands outside its marks from an offset on."""
    first, *others = quotation.parts
    return Span(first.start - len(text[start : first.start].lstrip()), first.end), *others


# --- two halves of a sentence -----------------------------------------------------------------

_BETWEEN = 14  # words that may part the halves


def _is_other_half(attribution: Attribution, quotation: Quotation, text: str) -> bool:
    """Whether the cue of an attribution parts its content from the rest of it: “Dat ain't all,” *she went on*, as if half asleep, “I”"""
    last = _end(attribution)
    within = attribution.cue is not None and last <= attribution.cue.span.start < quotation.span.start
    return within and attribution.kind == "direct" and _is_broken_off(last, quotation, text)


def _is_broken_off(end: int, quotation: Quotation, text: str) -> bool:
    """Whether what ends with a comma inside its marks goes on behind a few words, themselves between commas or dashes."""
    between = text[end : quotation.span.start]
    if _last_letter(end, text) != "," or not goes_on_small(quotation.inside[0].of(text)):
        return False
    parted = between.rstrip()[-1:] in (",", ";", *LONG_DASHES) and not re.search(r"[.?!:\n\"“”„«»]", between)
    return parted and len(between.split()) <= _BETWEEN


def _begins_sentence(quotation: Quotation, text: str) -> bool:
    return quotation.inside[0].of(text).strip()[:1].isupper() and _before(quotation.span, text) in ("", "\n", ".", "?", "!", "”", '"')


# --- turns, and what stands alone -------------------------------------------------------------

_ANSWERS = 3  # answers that make a dialogue; three articles in 840 of PolNeAR train have as many, most stretches of a novel


def turns(quotations: Iterable[Quotation], paragraphs: Iterable[Span], text: str) -> frozenset[Span]:
    """The quotations that fill a paragraph in a dialogue, where a new one is another's turn, as in a novel; none elsewhere.

    Somebody who goes on in news leaves the marks open, or has one such paragraph behind the one with the cue.
    """
    starts, ends = set(), set()
    for paragraph in paragraphs:
        starts.add(paragraph.end - len(paragraph.of(text).lstrip()))
        ends.add(paragraph.start + len(paragraph.of(text).rstrip()))
    outer = [q for q in quotations if q.closed and not q.depth]
    filling = frozenset(q.span for q in outer if q.span.start in starts and q.span.end in ends)
    below = [(a, b) for a, b in pairwise(outer) if a.span.end in ends and b.span.start in starts and not text[a.span.end : b.span.start].strip()]
    answers = sum(a.span in filling or b.span in filling or a.inside[-1].of(text).rstrip()[-1:] == "?" for a, b in below)
    return filling if answers >= _ANSWERS else frozenset()


_FEW = 4  # words: shorter ones may be a name or a term


def _opens_sentence(quotation: Quotation, text: str) -> bool:
    """Whether a quotation begins a sentence, which may end outside: *“We will win Ohio,”* which votes in June."""
    inside = quotation.inside[0].of(text).strip()
    return stands_alone(quotation, text) or inside[:1].isupper() and len(inside.split()) >= _FEW


def stands_alone(quotation: Quotation, text: str) -> bool:
    """Whether a quotation is a sentence or more by itself: capital, closing stop, nothing around it in its sentence."""
    inside = [span.of(text).strip() for span in quotation.inside]
    if not inside[0] or not re.match(r"[\W_]*[A-Z0-9]", inside[0]) or not re.search(r"[.!?…—–―-][\"'”’)_]*$", inside[-1]):
        return False
    after = text[quotation.span.end : quotation.span.end + _FAR].lstrip(" \t\u00a0")[:1]
    opens = _before(quotation.span, text) in ("", "\n", ".", "!", "?", ":", "”", '"', "’", "'", "…", "»") or begins_item(quotation.span.start, text)
    return opens and (not after or not (after.islower() or after in ",;:"))
