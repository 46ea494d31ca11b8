"""What two attributions have in common, counted in letters so that marks and spaces at the edges do not matter.

These are the definitions of the corpora's ruler, ``../shared/tools/score.py``: a test holds the two together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from attrs import frozen

from attribution.evaluate.annotations import ROLES, AnnotatedText, Annotation
from attribution.model import Span

DIRECT_SHARE = 0.9  # of the content's letters inside double quotation marks
SAME_SHARE = 0.5  # of the letters of the larger one: then two sources, or two contents, are the same

TITLES = frozenset("mr mrs ms miss dr sir sen rep gov gen prof the".split())
PRONOUNS = frozenset("i me my we us our you he him his she her hers they them their it its who".split())

_CORE = re.compile(r"[^\W_](?:.*[^\W_])?", re.DOTALL)  # from the first letter or digit to the last
_WORD = re.compile(r"\w")
# What ends the first noun phrase of a source: "the head | of the union", "Ana Ruiz | , a minister".
_PHRASE_END = re.compile(r"[,(;:]|\s(?:of|for|at|in|on|from|with|who|whose|which|that|to|by|and)\s")
_HEAD_WORD = re.compile(r"[\w.&-]*\w")


@frozen
class Side:
    """An attribution of one side, ready to be compared with one of the other: spans trimmed, letters by offset."""

    annotation: Annotation
    text: str
    spans: Mapping[str, tuple[Span, ...]]
    letters: Mapping[str, frozenset[int]]
    kind: str
    names: tuple[str, ...] = ()

    def common(self, other: Side, role: str = "content") -> int:
        """The number of letters that both have in this role."""
        return len(self.letters[role] & other.letters[role])

    def likeness(self, other: Side) -> float:
        """Letters common to both contents over letters of either, 0 to 1."""
        return self.common(other) / max(1, len(self.letters["content"] | other.letters["content"]))

    def same_content(self, other: Side) -> bool:
        return self.likeness(other) >= SAME_SHARE

    def same_source(self, other: Side) -> bool:
        """Whether both have no source, or sources that share half of their letters or the head word."""
        mine, theirs = self.letters["source"], other.letters["source"]
        if not mine or not theirs:
            return not mine and not theirs
        if len(mine & theirs) >= SAME_SHARE * max(len(mine), len(theirs)):
            return True
        return self._source_head() == other._source_head()

    def same_cue(self, other: Side) -> bool:
        return self.common(other, "cue") > 0

    def exact(self, other: Side, role: str) -> bool:
        return self.spans[role] == other.spans[role]

    def _source_head(self) -> int:
        """Where the last word of the source's first noun phrase begins."""
        start, end = self.spans["source"][0].start, self.spans["source"][0].end
        stop = _PHRASE_END.search(self.text, start, end)
        words = list(_HEAD_WORD.finditer(self.text[start : stop.start() if stop else end]))
        return start + (words[-1].start() if words else 0)

    @property
    def has_pronoun(self) -> bool:
        return " ".join(span.of(self.text) for span in self.spans["source"]).lower() in PRONOUNS

    def is_speaker(self, name: str | None) -> bool:
        """Whether this name is one of the speaker's, or a part of one ("Ruiz"), or says more ("Dr Ana Ruiz")."""
        wanted = _name_words(name)
        known = [_name_words(known) for known in (self.annotation.speaker, *self.names)]
        full = [words for words in known if len(words) > 1] or known
        return bool(wanted) and (
            any(wanted <= words for words in known) or any(words and words <= wanted for words in full)
        )


def _name_words(name: str | None) -> set[str]:
    return set(re.findall(r"\w+", (name or "").lower())) - TITLES


def sides(document: AnnotatedText, text: str, quoted: Iterable[Span], *, gold: bool) -> tuple[Side, ...]:
    """The document's attributions that have any content; gold may tell its kinds, those of predictions are worked out."""
    found = (_side(a, text, quoted, document.aliases, gold) for a in document.annotations)
    return tuple(side for side in found if side.letters["content"])


def _side(
    annotation: Annotation, text: str, quoted: Iterable[Span], aliases: Mapping[str, tuple[str, ...]], gold: bool
) -> Side:
    spans = {role: trimmed(annotation.spans(role), text) for role in ROLES}
    letters = {
        role: frozenset(i for span in spans[role] for i in range(span.start, span.end) if text[i].isalnum())
        for role in ROLES
    }
    own = annotation.kind if gold else None
    names = (*annotation.names, *aliases.get(annotation.speaker or "", ()))
    return Side(annotation, text, spans, letters, own or _kind(letters, quoted), names)


def trimmed(spans: Iterable[Span], text: str) -> tuple[Span, ...]:
    """The spans from letter to letter, those joined between which there are only marks and spaces."""
    found: list[Span] = []
    for span in sorted(spans):
        core = _CORE.search(text, span.start, span.end)
        if core is None:
            continue
        if found and not _WORD.search(text, found[-1].end, core.start()):
            found[-1] = Span(found[-1].start, max(found[-1].end, core.end()))
        else:
            found.append(Span(*core.span()))
    return tuple(found)


def _kind(letters: Mapping[str, frozenset[int]], quoted: Iterable[Span]) -> str:
    """By the share of letters inside quotations; one that holds the cue too is somebody else's ("I think so")."""
    content, cue = letters["content"], min(letters["cue"], default=-1)
    own = (span for span in quoted if not span.start <= cue < span.end)
    inside = sum(i in content for span in own for i in range(span.start, span.end))
    if not inside:
        return "indirect"
    return "direct" if inside / len(content) >= DIRECT_SHARE else "mixed"


# --- quotation marks as the corpora count them --------------------------------------------------

_BLANK_LINE = re.compile(r"\n(?=[^\S\n]*\n)")
_MARK = re.compile('[“„«”»]|"\0?')
_BEFORE_OPENING = frozenset("([{—–-/‘'")
_AFTER_CLOSING = frozenset(")]},.;:!?—–-/’'")


def quoted_stretches(text: str) -> tuple[Span, ...]:
    """What stands between double quotation marks; one left open runs to the end of its paragraph.

    The corpora's kinds were counted so, which is coarser than ``quotes.find_quotations``: single marks are none,
    and a pair of marks is closed by the next one whatever stands inside.
    """
    text = text.replace("``", "“ ").replace("''", '"\0')  # TeX's marks, as the New York Times' texts have them
    found: list[Span] = []
    left_open = False
    for paragraph in _paragraphs(text):
        stretches, left_open = _in_paragraph(text, paragraph, left_open)
        found += stretches
    return tuple(found)


def _paragraphs(text: str) -> Iterator[Span]:
    edges = [0, *(line.start() for line in _BLANK_LINE.finditer(text)), len(text)]
    for start, end in pairwise(edges):
        if text[start:end].strip("\n"):
            yield Span(start, end)


def _in_paragraph(text: str, paragraph: Span, left_open: bool) -> tuple[list[Span], bool]:
    """The quoted stretches of a paragraph, and whether the last one is open at its end.

    Where the paragraph before was left open, a closing mark that comes first ends that quotation.
    """
    found: list[Span] = []
    opened = None
    for number, mark in enumerate(_MARK.finditer(text, paragraph.start, paragraph.end)):
        straight = mark[0][0] == '"'
        opening = _opens(text, mark, opened is not None) if straight else mark[0] in "“„«"
        if opening and opened is None:
            opened = mark.start()
        elif opening and straight:  # its closing mark was forgotten
            found.append(Span(opened, mark.start()))
            opened = mark.start()
        elif not opening and (opened is not None or (left_open and number == 0)):
            found.append(Span(paragraph.start if opened is None else opened, mark.end()))
            opened = None
    if opened is not None:
        found.append(Span(opened, paragraph.end))
    return found, opened is not None


def _opens(text: str, mark: re.Match[str], is_open: bool) -> bool:
    """Whether a straight mark opens: by what stands beside it, and where that does not tell, by what was open."""
    before, after = text[max(0, mark.start() - 1) : mark.start()], text[mark.end() : mark.end() + 1]
    can_open = not before or before.isspace() or before in _BEFORE_OPENING
    can_close = not after or after.isspace() or after in _AFTER_CLOSING
    return can_open if can_open != can_close else not is_open
