"""A post of a social network as pages show it: its text, a dash, and who posted it. [The pier is shut. Again.] — Ana Ruiz (@anaruiz) May 3, 2024"""

from __future__ import annotations

import re

from attribution.constructions.labels import LISTED, label_head
from attribution.model import Match, Span, Word
from attribution.tree import Tree

LONGEST = 600  # characters: beyond that it is an article's paragraph, not a post
_TIME = r"(?:[ \u00a0]\d?\d:\d\d [AP]M [-–·])?"
_DATE = r"(?:[ \u00a0](?:[A-Z]\w+\.? \d{1,2},?|\d{1,2} [A-Z]\w+\.?) \d{4})?"
_BY = re.compile(rf" ?([^\n()]{{1,60}}) \(@\w{{1,20}}\){_TIME}{_DATE}[ \t]*$", re.M)
_LINKS = re.compile(r"(?:\s*(?:https?://\S+|(?:pic\.twitter\.com|t\.co)/\S+))+$")


def post(cue: tuple[Word, ...], tree: Tree) -> Match | None:
    """[The pier is shut. Again.] *—* Ana Ruiz (@anaruiz) May 3, 2024

    What stands before the dash on its line, else on the line above; links at its end are none of it. It needs no marks.
    """
    mark, text = cue[0], tree.text
    by = _BY.match(text, mark.span.end)
    if by is None or len(cue) > 1:
        return None
    named = tuple(w for w in tree.words[mark.index :] if w.span.end <= by.end(1))
    first = max(0, mark.span.start - 2 * LONGEST)
    before = text[first : mark.span.start].rstrip()
    start = LISTED.match(before, before.rfind("\n") + 1).end()
    said = _LINKS.sub("", before[start:])
    if not named or not said.strip() or len(said) > LONGEST:
        return None
    return Match(cue, label_head(named, tree), (), (Span(first + start, first + start + len(said)),))
