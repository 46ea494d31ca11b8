"""Which stretches of a text stand between quotation marks: typography only, no parse.

Possible marks are found with what stands around them (``_marks``). Every paragraph is then read by itself
(``_read``): each of its marks opens a quotation, closes the innermost open one, or is neither – an apostrophe,
a prime, a stray. Each role has a cost, the higher the less glyph and context fit it, and the cheapest reading
of the whole paragraph stands. So *the dogs' tails* and *a 'hellish' night* are told apart by whether there is
a partner, and a missing mark spoils its own paragraph only. Last, what a paragraph leaves open is joined to
the next one where that opens anew, or closes it without (``_joined``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple
from unicodedata import combining

from attrs import define

from attribution.model import Quotation, Span

# --- costs: only their differences matter -----------------------------------------------------

NEVER = 1000
STRAY = 15  # a mark without a partner
DOUBLED = 8  # a stray that only doubles its neighbour: ““No”
PRIME = 6  # a double mark after a digit: a 12" pipe
WRONG_GLYPH = 15  # a ” that opens, a “ that closes
REVERSED = 8  # »Nein« as in German; French has «non»
MISFIT = 24  # the most that context alone can hold against a role: less than two strays
SAME_INSIDE = 20  # a quotation inside one with the same kind of marks: “He said “no” to us”
SINGLE = 2  # a pair of single marks, so that two apostrophes are none
POSSESSIVE = 5  # closing after s and before a word: 'Rolling Stones' fans, but the dogs' tails
REOPENED = 5  # left open where the next paragraph opens with the same kind of mark
UNCLOSED = {'"': 10, "'": NEVER, "«": STRAY + 5, "‹": STRAY + 5}  # left open for good: a lone ' is no quotation

# What stands before and behind a mark, and what that costs it as an opening and as a closing one.
OPENS_AFTER = {"start": 0, "space": 0, "bracket": 0, "dash": 2, "symbol": 2, "stop": 10, "word": 30}
OPENS_BEFORE = {"word": 0, "bracket": 0, "symbol": 2, "dash": 5, "stop": 5, "space": 20, "end": NEVER}
CLOSES_AFTER = {"word": 0, "stop": 0, "symbol": 2, "dash": 5, "bracket": 20, "space": 20, "start": NEVER}
CLOSES_BEFORE = {"space": 0, "end": 0, "stop": 0, "dash": 0, "symbol": 2, "bracket": 5, "word": 20}
CLASSES = {
    **dict.fromkeys("([{", "bracket"),
    **dict.fromkeys("-‐‑‒–—―", "dash"),
    **dict.fromkeys(".,;:!?…)]}%", "stop"),
}

DEEPEST = 4  # quotations inside one another
MOST_READINGS = 8  # kept after each mark, so that the work is linear in any text

# --- glyphs -----------------------------------------------------------------------------------

FAMILIES = {
    **dict.fromkeys(('"', "“", "”", "„", "``", "''", "‘‘", "’’", *"‟❝❞＂"), '"'),
    **dict.fromkeys("'‘’‚", "'"),
    **dict.fromkeys("«»", "«"),
    **dict.fromkeys("‹›", "‹"),
}
AS_OPENING = {**dict.fromkeys(("”", "❞", "’’", "’"), WRONG_GLYPH), **dict.fromkeys("»›", REVERSED)}
AS_CLOSING = {
    **dict.fromkeys(("“", "‟", "❝", "‘‘", "‘"), WRONG_GLYPH),
    **dict.fromkeys("«‹", REVERSED),
    **dict.fromkeys(("„", "‚", "``"), NEVER),
}
LOW = {"„": "“", "‚": "‘"}  # after a low mark the other one closes: „Nein“

_RUN = re.compile(r"(?<!\w)['‘’]n['’](?!\w)|(?:[\"“”„‟❝❞＂'‘’‚«»‹›]|``)+")  # rock 'n' roll is one piece, without marks
_GLYPHS = re.compile(r"``|''|‘‘|’’|.")
_CLOSING_GLYPHS = re.compile(r"'(?=''(?!'))|``|''|‘‘|’’|.")  # ''He said 'no''': the single one first
_ELISION = re.compile(
    r"(?:\d\ds?|bout|cause|cept|cos|coz|cuz|d|e|em|er|ere|fraid|gainst|im|kay|ll|m|mongst|n|neath|nother|nuff|ome|re|"
    r"round|s|sup|t|til|till|tis|twas|tween|twere|twill|twould|un|ve)(?!\w)",
    re.I,
)
_CLIPPED = re.compile(r"(?:[a-z]{2}in|\b(?:an|fo|lil|mo|o|ol|po|t|th|wi|yo))\Z", re.I)  # runnin', o', th'
_INITIAL = re.compile(r"\b[A-Z]\.\Z")  # the U.S.' role


class _Mark(NamedTuple):
    """A possible quotation mark, and what each role would cost it."""

    start: int
    end: int
    glyph: str
    opens: int
    closes: int
    neither: int

    @property
    def family(self) -> str:
        return FAMILIES[self.glyph]


class _Run(NamedTuple):
    """Marks next to one another, which share their surroundings: in *said, "'No* both open."""

    text: str
    start: int
    end: int
    before: str  # the classes of the characters around it
    after: str

    @property
    def glyphs(self) -> list[str]:
        opening = self.before in ("start", "space", "bracket", "dash") or self.after == "word"
        return (_GLYPHS if opening else _CLOSING_GLYPHS).findall(self.text, self.start, self.end)


class _Pair(NamedTuple):
    """A quotation as its paragraph shows it, by the indices of its marks; ``closing`` is None where it is left open."""

    opening: int
    closing: int | None
    depth: int


class _Reading(NamedTuple):
    """One way to read a paragraph's marks so far."""

    cost: int = 0
    open: tuple[int, ...] = ()  # the marks that opened what is still open, the outermost first
    glyphs: str = ""  # their families, or the low mark itself: what can still happen depends on these alone
    pairs: tuple = ()  # (newest pair, (the one before it, (…)))


@define
class _Growing:
    """A quotation that may go on in the next paragraph."""

    family: str
    depth: int
    parts: list[Span]
    opening: int  # lengths of the marks
    closing: int = 0


def find_quotations(text: str, paragraphs: Sequence[Span]) -> tuple[Quotation, ...]:
    """Every quotation of the text in text order, an outer one before those inside it.

    ``paragraphs`` stand in text order and do not overlap; what lies outside them is not looked at.
    """
    spans = [trimmed for paragraph in paragraphs if (trimmed := _trimmed(text, paragraph))]
    marks = [tuple(_marks(text, span)) for span in spans]
    reopening = [*(_could_open(found, span) for found, span in zip(marks, spans)), ""][1:]
    pairs = [_read(found, span, after) for found, span, after in zip(marks, spans, reopening)]
    for index in reversed(range(len(pairs) - 1)):
        hanging = _hanging(pairs[index], marks[index], pairs[index + 1])
        if hanging is not None:
            pairs[index] = _read(marks[index], spans[index], reopening[index][:hanging])
    return _joined(spans, marks, pairs)


def _trimmed(text: str, paragraph: Span) -> Span | None:
    """A paragraph without the white space around it; None where nothing is left."""
    inside = paragraph.of(text)
    start = paragraph.start + len(inside) - len(inside.lstrip())
    end = paragraph.start + len(inside.rstrip())
    return Span(start, end) if start < end else None


# --- marks in their surroundings --------------------------------------------------------------


def _marks(text: str, paragraph: Span) -> Iterator[_Mark]:
    """The possible marks of a paragraph; apostrophes inside a word are none."""
    for found in _RUN.finditer(text, paragraph.start, paragraph.end):
        start, end = found.span()
        if "n" in found.group():  # 'n'
            continue
        before = _class(text[start - 1]) if start > paragraph.start else "start"
        after = _class(text[end]) if end < paragraph.end else "end"
        run = _Run(text, start, end, before, after)
        glyphs = run.glyphs
        for index, glyph in enumerate(glyphs):
            if FAMILIES[glyph] != "'":
                yield _Mark(start, start + len(glyph), glyph, *_costs(run, glyphs, index))
            elif not before == after == "word":
                yield _Mark(start, start + len(glyph), glyph, *_costs_of_single(run, glyph))
            start += len(glyph)


def _class(character: str) -> str:
    if character.isalnum() or combining(character):  # the accent of a decomposed é
        return "word"
    return "space" if character.isspace() else CLASSES.get(character, "symbol")


def _costs(run: _Run, glyphs: Sequence[str], index: int) -> tuple[int, int, int]:
    """What it costs a double mark or a guillemet to open, to close, and to be neither."""
    glyph = glyphs[index]
    opens = OPENS_AFTER[run.before] + OPENS_BEFORE[run.after]
    closes = CLOSES_AFTER[run.before] + CLOSES_BEFORE[run.after]
    neither = STRAY
    if run.before == "word" and run.text[run.start - 1].isdigit() and glyph in ('"', "”", "''"):
        neither = PRIME
    family = FAMILIES[glyph]
    twins = [0 <= beside < len(glyphs) and FAMILIES[glyphs[beside]] == family for beside in (index - 1, index + 1)]
    if opens <= closes and twins[0] or closes <= opens and twins[1]:
        neither = DOUBLED
    least = min(opens, closes)  # between two spaces or two letters only the other marks can tell
    opens, closes = (cost if cost >= NEVER else min(cost - least, MISFIT) for cost in (opens, closes))
    return opens + AS_OPENING.get(glyph, 0), closes + AS_CLOSING.get(glyph, 0), neither


def _costs_of_single(run: _Run, glyph: str) -> tuple[int, int, int]:
    """The same for a single mark, which may also be an apostrophe."""
    opens = NEVER if run.before == "word" else OPENS_AFTER[run.before] + OPENS_BEFORE[run.after] + SINGLE
    closes = CLOSES_AFTER[run.before] + CLOSES_BEFORE[run.after]
    if _before_noun(run):
        closes += POSSESSIVE
    return opens + AS_OPENING.get(glyph, 0), closes + AS_CLOSING.get(glyph, 0), _cost_of_apostrophe(run, glyph)


def _before_noun(run: _Run) -> bool:
    """Whether a mark stands where a plural possessive has it: *the dogs' tails*."""
    after = run.text[run.end : run.end + 2]
    return run.text[run.start - 1 : run.start] in ("s", "S") and after[:1].isspace() and after[1:].isalpha()


def _cost_of_apostrophe(run: _Run, glyph: str) -> int:
    """How odd a single mark that no letter follows or none precedes would be as an apostrophe."""
    previous = run.text[max(0, run.start - 5) : run.start]
    if run.before != "word" and run.after == "word" and _ELISION.match(run.text, run.end):
        return 4 if glyph == "‘" else 0  # 'em, the '90s, Smith Jr.'s; word processors set ‘tis
    if run.before not in ("stop", "word"):
        return {"’": 3, "'": 10}.get(glyph, STRAY) + (5 if run.before == "start" else 0)
    if run.before == "stop":
        return 5 if _INITIAL.search(previous) else STRAY
    if _CLIPPED.search(previous) or previous[-1].isdigit() or _before_noun(run):
        return 0  # runnin', 5' tall, the dogs' tails
    return 3 if previous[-1] in "sxzSXZ" else 6  # a car of James'; the king'


# --- the cheapest reading of a paragraph -------------------------------------------------------


def _could_open(marks: Sequence[_Mark], paragraph: Span) -> str:
    """The families of the marks with which a paragraph seems to open quotations."""
    opening = [mark for mark in _leading(marks, paragraph) if mark.opens < 10 and mark.opens < mark.neither]
    return "".join(mark.family for mark in opening)


def _leading(marks: Sequence[_Mark], paragraph: Span) -> list[_Mark]:
    """The marks at the very beginning of a paragraph."""
    ends = [paragraph.start, *(mark.end for mark in marks)]
    return [mark for mark, _ in takewhile(lambda both: both[0].start == both[1], zip(marks, ends))]


def _read(marks: Sequence[_Mark], paragraph: Span, reopening: str) -> list[_Pair]:
    """The quotations of a paragraph in text order; ``reopening`` are the families with which the next one opens.

    A paragraph inside a long quotation may have others with the same marks: “It is “dead” now. ¶ “It was … Its first
    mark then has no partner, but neither it nor the next paragraph would open with one for nothing.
    """
    pairs = _cheapest(marks, reopening)
    if (
        any(pair.opening > 0 for pair in pairs[:1])
        and (marks[0].start, marks[0].neither) == (paragraph.start, STRAY)
        and marks[0].family == reopening[:1]
        and marks[-1].end < paragraph.end
    ):
        inner = _cheapest(marks[1:], "")
        shifted = [_Pair(o + 1, None if c is None else c + 1, depth + 1) for o, c, depth in inner]
        return [_Pair(0, None, 0), *shifted]
    return pairs


def _hanging(pairs: Sequence[_Pair], marks: Sequence[_Mark], following: Sequence[_Pair]) -> int | None:
    """The depth of a single mark that was left open because the next paragraph seemed to go on, which it does not."""
    reopened = {pair.opening for pair in following[:DEEPEST]}
    left_open = (pair for pair in pairs if pair.closing is None and marks[pair.opening].family == "'")
    return next((pair.depth for pair in left_open if pair.depth not in reopened), None)


def _cheapest(marks: Sequence[_Mark], reopening: str) -> list[_Pair]:
    """The pairs of the reading that costs least; of those alike in what they leave open, only the best goes on."""
    readings = [_Reading()]
    for index in range(len(marks)):
        best: dict[str, _Reading] = {}
        for role in (_opened, _passed, _closed):  # in this order: of partners that cost the same, the nearer
            for reading in readings:
                new = role(reading, marks, index)
                if new is not None and (new.glyphs not in best or new.cost < best[new.glyphs].cost):
                    best[new.glyphs] = new
        readings = sorted(best.values(), key=lambda reading: reading.cost)[:MOST_READINGS]
    ended = [_ended(reading, marks, reopening) for reading in readings]
    newest = min(ended, key=lambda reading: reading.cost).pairs
    found = []
    while newest:
        pair, newest = newest
        found.append(pair)
    return sorted(found)


def _opened(reading: _Reading, marks: Sequence[_Mark], index: int) -> _Reading | None:
    mark = marks[index]
    cost = reading.cost + mark.opens
    if mark.opens >= NEVER or len(reading.open) == DEEPEST:
        return None
    if reading.open and (outer := marks[reading.open[-1]]).family == mark.family:
        if outer.end == mark.start:
            return None
        cost += SAME_INSIDE
    glyph = mark.glyph if mark.glyph in LOW else mark.family
    return _Reading(cost, (*reading.open, index), reading.glyphs + glyph, reading.pairs)


def _passed(reading: _Reading, marks: Sequence[_Mark], index: int) -> _Reading:
    return reading._replace(cost=reading.cost + marks[index].neither)


def _closed(reading: _Reading, marks: Sequence[_Mark], index: int) -> _Reading | None:
    if not reading.open:
        return None
    mark, opening = marks[index], marks[reading.open[-1]]
    if mark.closes >= NEVER or mark.family != opening.family or mark.start == opening.end:
        return None
    cost = reading.cost + mark.closes - (WRONG_GLYPH if LOW.get(opening.glyph) == mark.glyph else 0)
    outer = reading.open[:-1]
    return _Reading(cost, outer, reading.glyphs[:-1], (_Pair(reading.open[-1], index, len(outer)), reading.pairs))


def _ended(reading: _Reading, marks: Sequence[_Mark], reopening: str) -> _Reading:
    """A reading at the end of its paragraph: what is still open ends here, or goes on in the next."""
    cost, pairs = reading.cost, reading.pairs
    for depth, index in enumerate(reading.open):
        family = marks[index].family
        cost += REOPENED if reopening[depth : depth + 1] == family else UNCLOSED[family]
        pairs = (_Pair(index, None, depth), pairs)
    return _Reading(cost, reading.open, reading.glyphs, pairs)


# --- quotations over paragraphs ---------------------------------------------------------------


def _joined(
    paragraphs: Sequence[Span], marks: Sequence[Sequence[_Mark]], pairs: Sequence[Sequence[_Pair]]
) -> tuple[Quotation, ...]:
    """The quotations, those that a paragraph leaves open and the next one opens anew, or only closes, made one."""
    found: list[_Growing] = []
    left_open: list[_Growing] = []
    for paragraph, its_marks, its_pairs in zip(paragraphs, marks, pairs):
        leading = len(_leading(its_marks, paragraph))
        going_on, left_open = left_open, []
        if last := _closing_at_last(going_on, its_marks, its_pairs):
            going_on[0].parts.append(Span(paragraph.start, last.end))
            going_on[0].closing = len(last.glyph)
        for place, pair in enumerate(its_pairs):
            opening = its_marks[pair.opening]
            closing = its_marks[pair.closing] if pair.closing is not None else None
            part = Span(opening.start, closing.end if closing else paragraph.end)
            if pair.opening == place < min(leading, len(going_on)) and going_on[place].family == opening.family:
                quotation = going_on[place]
                quotation.parts.append(part)
            else:
                going_on = going_on[:place]
                inside = last is not None and opening.start < last.start
                quotation = _Growing(opening.family, pair.depth + inside, [part], len(opening.glyph))
                found.append(quotation)
            if closing:
                quotation.closing = len(closing.glyph)
            else:
                left_open.append(quotation)
    return tuple(Quotation(tuple(q.parts), q.closing > 0, q.depth, (q.opening, q.closing)) for q in found)


def _closing_at_last(left_open: Sequence[_Growing], marks: Sequence[_Mark], pairs: Sequence[_Pair]) -> _Mark | None:
    """The mark that closes what the paragraph above left open, where this one does not open anew: said, "It leaks. ¶ It always did." The mayor left."""
    paired = {index for pair in pairs for index in (pair.opening, pair.closing)}
    if len(left_open) != 1:
        return None
    index, first = next(((i, m) for i, m in enumerate(marks) if m.family == left_open[0].family), (None, None))
    closes = first is not None and index not in paired and first.closes < min(first.opens, STRAY) and first.neither == STRAY  # no 12" pipe
    return first if closes else None
