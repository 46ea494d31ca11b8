"""The paragraphs that repeat others: pull quotes, captions given twice, titles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from attribution.model import Zone
from attribution.zone_signals.line import Line

_SHORTEST_COPY = 8  # words: “I do not know,” he said. may well be said twice
_NEAR = 4  # lines from a turn of a dialogue to one that says the same
_FURTHEST = 100  # words between the halves of what a pull quote joins, and these
_SHORTEST_EXCERPT = 5  # of a paragraph that ends without a stop or is a quotation as a whole, as a pull quote is


def find_copies(lines: Sequence[Line], zones: Sequence[Zone]) -> Iterator[int]:
    """The captions, titles and pull quotes that say word for word, but for a credit, what another paragraph says."""
    openings: dict[tuple[str, ...], list[int]] = {}
    for i, line in enumerate(lines):
        shortest = _SHORTEST_COPY if (line.is_final and not line.is_quoted) or line.is_quoted_head else _SHORTEST_EXCERPT
        if shortest <= len(line.words) < 60 and zones[i] not in ("byline", "furniture"):
            found = openings.setdefault(line.folded[:_SHORTEST_EXCERPT], [])
            if len(found) < 8:  # no page says a thing more often, and a table of like rows must not cost its square
                found.append(i)
    for original, line in enumerate(lines):
        for at, opening in enumerate(zip(*(line.folded[n:] for n in range(_SHORTEST_EXCERPT)))):
            for i in openings.get(opening, ()):
                if zones[i] == zones[original] and _is_copy(lines[i], line, at, later=original < i) and not _are_turns(lines, original, i):
                    yield i


def _are_turns(lines: Sequence[Line], one: int, other: int) -> bool:
    """Whether two lines stand in a dialogue, in which one may say a thing twice: “I did.” ¶ “You did it twice.” ¶ *“I did!”*"""
    return 1 < abs(one - other) <= _NEAR and all(line.is_quoted for line in lines[min(one, other) : max(one, other) + 1])


def _is_copy(line: Line, original: Line, at: int, *, later: bool) -> bool:
    """Whether a paragraph stands in another one from this word on; where they are alike, only the later is the copy."""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(line.folded, original.folded[at:])))
    if line is original:
        return False
    if line.is_quoted and _holds(original.folded[at + same :][:_FURTHEST], line.folded[same:]):
        return True
    if not _is_credit(line.words[same:]):
        return False
    return later or at > 0 or not _is_credit(original.words[same:])


def _holds(words: Sequence[str], part: Sequence[str]) -> bool:
    """Whether a pull quote's further words stand behind "she said", as in “It fell,” she said. “Then it fell again.”"""
    return len(part) > 2 and f" {' '.join(part)} " in f" {' '.join(words)} "


def _is_credit(words: Sequence[str]) -> bool:
    return len(words) < 5 and all(w[0].isupper() for w in words)
