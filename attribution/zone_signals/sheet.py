"""A page as lines: what each shows by itself, which are prose, and what the prose says."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from itertools import accumulate, takewhile
from typing import Literal

from attrs import frozen

from attribution.model import Zone
from attribution.zone_signals import SIGNALS
from attribution.zone_signals.credits import STAMP
from attribution.zone_signals.labels import block_label, rights
from attribution.zone_signals.line import ITEM, Line

Mark = Literal["title", "heading", "caption", "link"]  # what HTML says of a paragraph

LONGEST_LABEL = 600  # characters; what is longer is text, whatever it begins with
LONGEST_LIST = 12  # lines after "The figures are:" that are taken for what it announces
_LONGEST_LINK = 40  # words; a longer text in a link is the article's, in a page that forgot to close one
_COLLECTED = 6  # in a page that collects what many say, one line in so many is signed by one of them
_RELATED = 0.3  # of a title's telling words: as many as the prose has of its own titles, and rarely of others


def zone_by_itself(line: Line) -> Zone | None:
    """The zone that a paragraph shows without its neighbours, if it shows one; a long one never does."""
    if len(line.text) > LONGEST_LABEL:
        return None
    return next((zone for signal, zone in SIGNALS if signal(line)), None)


def _shown(line: Line, mark: Mark | None) -> Zone | None:
    if mark == "caption":
        return "caption"
    if mark == "link" and len(line.words) < _LONGEST_LINK:
        return "furniture"
    return zone_by_itself(line)


def _digits(time: str) -> str:
    return "".join(filter(str.isdigit, time))


@frozen(eq=False)
class Sheet:
    """The lines in order, each with what HTML says of it."""

    lines: tuple[Line, ...]
    marks: tuple[Mark | None, ...]

    @cached_property
    def shown(self) -> tuple[Zone | None, ...]:
        return tuple(map(_shown, self.lines, self.marks))

    @cached_property
    def prose(self) -> tuple[bool, ...]:
        """Which are sentences, items of a list, what a colon announces, turns of a speaker who has several, or signed quotations where a page collects them."""
        turns = Counter(line.turn for line in self.lines if line.turn)
        signed = [line.is_signed for line in self.lines]
        collects = sum(signed) > 2 and _COLLECTED * sum(signed) >= len(self.lines)
        prose = [
            zone is None and (line.is_sentence or turns[line.turn] > 1 or ITEM.match(line.text) is not None or (collects and is_signed))
            for line, zone, is_signed in zip(self.lines, self.shown, signed)
        ]
        start = prose.index(True) if True in prose else len(prose)
        for i, (line, following) in enumerate(zip(self.lines, self.lines[1:])):
            if self.shown[i] is None and line.leads and following.is_quoted:
                prose[i] = True  # *Marta Quell says:* ¶ “I love it.”
            if self.shown[i] is None and line.leads and (i > start or len(line.words) > 2):
                for j in takewhile(lambda j: not prose[j], range(i + 1, min(i + 1 + LONGEST_LIST, len(prose)))):
                    if self.shown[j] is not None:
                        break
                    prose[j] = True
        return tuple(prose)

    @cached_property
    def labels(self) -> tuple[bool, ...]:
        """Which open a block of other articles, or of comments."""
        return tuple(map(block_label, self.lines))

    def is_stamp(self, line: Line) -> bool:
        """Whether this is one of a live blog's times."""
        return STAMP.fullmatch(line.text) is not None and self.is_live(len(self.lines))

    def is_live(self, end: int) -> bool:
        """Whether times stand above this line, as those of a live blog do; two in a row are those of a player: 0:08, 1:14."""
        return self.stamps_before[end] > 1

    @cached_property
    def stamps_before(self) -> tuple[int, ...]:
        """How many lines before each, and before the end, are times or begin with one."""
        are = [STAMP.fullmatch(line.text[:20]) is not None for line in self.lines]
        return tuple(accumulate((this and not following for this, following in zip(are, (*are[1:], False))), initial=0))

    @cached_property
    def _stamps(self) -> set[str]:
        """The times above a live blog's entries, as digits."""
        return {_digits(line.text) for line in self.lines if self.is_stamp(line)}

    def lists_entry(self, line: Line) -> bool:
        """Whether it is one of a live blog's contents: "17.05 Road closed", where an entry below has the time 17.05."""
        time, _, title = line.text.partition(" ")
        return title != "" and not self.is_stamp(line) and STAMP.fullmatch(time) is not None and _digits(time) in self._stamps

    @cached_property
    def site(self) -> set[str]:
        """What the page is named, to judge by its copyright: "© 2024 The Daily"."""
        return {name for line in self.lines if rights(line) for name in line.capitalized}

    @cached_property
    def weights(self) -> tuple[int, ...]:
        """How many words of prose stand before each line, and before the end."""
        words = (len(line.words) * is_prose for line, is_prose in zip(self.lines, self.prose))
        return tuple(accumulate(words, initial=0))

    @cached_property
    def named(self) -> dict[str, int]:
        """The first line of prose that each name is in."""
        return {name: i for i in reversed(range(len(self.lines))) if self.prose[i] for name in self.lines[i].names()}

    @cached_property
    def _mentioned(self) -> dict[str, tuple[int, int]]:
        """The first and the last line of prose that each capitalised word is in."""
        found: dict[str, tuple[int, int]] = {}
        for i, line in enumerate(self.lines):
            for name in line.capitalized if self.prose[i] else ():
                found[name] = (found.get(name, (i, i))[0], i)
        return found

    def is_named_outside(self, i: int, end: int) -> bool:
        """Whether a line has a name, other than the site's, that prose above it or from ``end`` on has too."""
        places = [self._mentioned.get(name, (i, i)) for name in self.lines[i].capitalized - self.site]
        return any(first < i or last >= end for first, last in places)

    @cached_property
    def _said(self) -> dict[str, tuple[int, int]]:
        """The first and the last line of prose that each telling word is in."""
        said: dict[str, tuple[int, int]] = {}
        for i, line in enumerate(self.lines):
            for term in line.terms if self.prose[i] else ():
                said[term] = (said.get(term, (i, i))[0], i)
        return said

    def known(self, i: int) -> float:
        """The share of a line's telling words that the prose has too, what follows next left out."""
        terms = self.lines[i].terms
        places = [self._said[term] for term in terms if term in self._said]
        return sum(first < i or last > i + 1 for first, last in places) / max(1, len(terms))

    def is_related(self, i: int) -> bool:
        return self.known(i) >= _RELATED
