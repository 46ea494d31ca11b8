"""Boxes that end in what the reader is to press: a label, what is offered, "Sign me up"."""

from __future__ import annotations

from collections.abc import Sequence

from attribution.model import Zone
from attribution.zone_signals.labels import announces, asks, button, notice, opens_box, promises, vote
from attribution.zone_signals.sheet import Sheet

_LARGEST_BOX = 4  # lines above the button: a label, a title, what is offered, who offers it
_LONGEST_TITLE = 12  # words
_ARTICLE_S = 0.5  # of a line's telling words in the rest of the page: a box in an article on schools may be on schools too


def find_boxes(page: Sheet, zones: Sequence[Zone | None], first: int) -> set[int]:
    """What stands in boxes between the paragraphs or below them: lines above a button that an own label announces."""
    found: set[int] = set()
    for end in range(first + 2, len(zones)):
        if zones[end] == "furniture" and button(page.lines[end]):
            found.update(_box(page, zones, first + 1, end) or _promised(page, zones, first + 1, end))
        if _leads_to(page, zones, end):
            found.add(end - 1)
        if zones[end] is None and vote(page.lines[end]) and (end - 1 in found or zones[end - 1] == "furniture"):
            found.add(end)
    return found


def _leads_to(page: Sheet, zones: Sequence[Zone | None], i: int) -> bool:
    """Whether the line above is the label of a box without a button, or asks what this line calls for."""
    label, line = page.lines[i - 1], page.lines[i]
    if zones[i] != "furniture" or zones[i - 1] is not None:
        return False
    if page.prose[i - 1]:
        return asks(label) and notice(line)
    return opens_box(label) and len(line.words) > _LONGEST_TITLE


def _box(page: Sheet, zones: Sequence[Zone | None], first: int, end: int) -> range:
    start = end
    while start > max(first, end - _LARGEST_BOX) and zones[start - 1] is None and _may_offer(page, start - 1, end):
        start -= 1
    is_announced = zones[start - 1] == "furniture" and announces(page.lines[start - 1])
    while start < end and page.prose[start] and not (is_announced and page.lines[start].unquoted.to_reader):
        start += 1  # the article's last words
    return range(start, end) if any(page.prose[start:end]) else range(0)


def _promised(page: Sheet, zones: Sequence[Zone | None], first: int, end: int) -> range:
    """A product's name and what is said of it in a line or two, whoever is named there."""
    start = end
    while start > max(first, end - 2) and zones[start - 1] is None and page.prose[start - 1]:
        start -= 1
    is_promised = start < end and zones[start - 1] in (None, "furniture") and promises(page.lines[start - 1])
    return range(start - 1, end) if is_promised else range(0)


def _may_offer(page: Sheet, i: int, end: int) -> bool:
    """Whether it may be a box's: it speaks of itself or of people whom the article does not name."""
    line = page.lines[i]
    if page.marks[i] in ("title", "heading") or page.is_stamp(line):
        return False
    if not page.prose[i]:
        return len(line.words) < _LONGEST_TITLE and not (line.is_final and not line.to_reader) and not page.is_related(i)
    if page.known(i) >= _ARTICLE_S or page.is_named_outside(i, end):
        return False
    return line.unquoted.to_reader or bool(line.names() - page.site)
