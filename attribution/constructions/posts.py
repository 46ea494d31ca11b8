"""A post of a social network as pages show it: its text, a dash, and who posted it when. [The pier is shut. Again.] — Ana Ruiz (@anaruiz) May 3, 2024"""

from __future__ import annotations

import re

from attribution.constructions.labels import LISTED, label_head
from attribution.model import LONG_DASHES, Match, Span, Word
from attribution.tree import Tree

LONGEST = 600  # characters: beyond that it is an article's paragraph, not a post
_WHEN = r"\(@[\w.]{1,30}\)(?:[ \u00a0]\d?\d:\d\d [AP]M [-–·])?[ \u00a0](?:[A-Z]\w+\.? \d{1,2},?|\d{1,2} [A-Z]\w+\.?) \d{4}\b"
_BY = re.compile(rf" ?((?:(?! [-–—―] )[^\n()]){{1,60}}) {_WHEN}")
_BEFORE = re.compile(_WHEN)
_LINK = re.compile(r"https?://|(?:pic\.twitter\.com|t\.co)/")


def post(cue: tuple[Word, ...], tree: Tree) -> Match | None:
    """[The pier is shut. Again.] *—* Ana Ruiz (@anaruiz) May 3, 2024

    What stands before the dash on its line, else on the line above; links at its end are none of it. It needs no quotation marks.
    Without a day, the name and handle may be the reporter's: Follow the council – Ana Ruiz (@anaruiz)
    """
    mark, text = cue[0], tree.text
    by = _BY.match(text, mark.span.end)
    if by is None or mark.text not in LONG_DASHES and text[mark.span.start - 1 : mark.span.start].strip():
        return None  # Jean-Luc Picard (@jlp) May 3, 2024
    named = tuple(w for w in tree.words[mark.index :] if w.span.end <= by.end(1))
    said = _said_before(mark.span.start, text)
    if said is None or not any(w.text[0].isalpha() for w in named):
        return None
    return Match(cue, label_head(named, tree), (), (said,))


def _said_before(dash: int, text: str) -> Span | None:
    """The text of the post that ends at a dash, where one does: not another's before it on its line, nor its links."""
    first = max(0, dash - 2 * LONGEST)
    before = text[first:dash].rstrip()
    start = LISTED.match(before, before.rfind("\n") + 1).end()
    start = max((m.end() for m in _BEFORE.finditer(before, start)), default=start)
    words = list(re.finditer(r"\S+", before[start:]))
    while words and _LINK.match(words[-1].group()):
        words.pop()
    if not words or words[-1].end() - words[0].start() > LONGEST:
        return None
    return Span(first + start + words[0].start(), first + start + words[-1].end())
