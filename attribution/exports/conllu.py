"""Document and Extraction → CoNLL-U with the attributions in MISC, for corpus tools.

A word of a content, source or cue has ``Content=``, ``Source=`` or ``Cue=`` with the attributions' ids, ``B:`` before
one that begins there and ``I:`` before one that goes on. The exact spans stand as JSON in a comment ``# attribution
a1 = {…}`` of the sentence that the attribution's cue is in.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from attribution import conllu
from attribution.export import to_spans
from attribution.exports.parts import parts_of
from attribution.model import Document, Extraction, Sentence, Span, Word


def to_conllu(document: Document, extraction: Extraction) -> str:
    """The parse of the extraction's article with its attributions marked."""
    marks = _marks(document, extraction)
    records: dict[int, list[dict[str, Any]]] = defaultdict(list)
    starts = [s.span.start for s in document.sentences]
    for a, record in zip(extraction.attributions, to_spans(extraction)["attributions"]):
        if starts:
            records[starts[max(0, bisect_right(starts, a.sentence.start) - 1)]].append(record)

    def comments(sentence: Sentence) -> Iterator[str]:
        for record in records[sentence.span.start]:
            yield f"attribution {record['id']} = {json.dumps(record)}"

    def misc(word: Word) -> str:
        return "".join(f"|{name}={','.join(ids)}" for name, ids in marks[word.span].items())

    return conllu.to_conllu(document, comments=comments, misc=misc)


def _marks(document: Document, extraction: Extraction) -> dict[Span, dict[str, list[str]]]:
    """What each word is part of: by role, the attributions' ids with B: or I: before them."""
    words = sorted(w.span for s in document.sentences for w in s.words)
    starts, ends = [w.start for w in words], [w.end for w in words]
    marks: dict[Span, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for role, id, span in parts_of(extraction):
        inside = words[bisect_right(ends, span.start) : bisect_left(starts, span.end)]
        for number, word in enumerate(inside):
            marks[word][role.capitalize()].append(f"{'I' if number else 'B'}:{id}")
    return marks
