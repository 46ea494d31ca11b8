"""Small trees written by hand: "He/PRON/nsubj>2 said/VERB/root>0"."""

from __future__ import annotations

from attribution.model import Paragraph, Quotation, Sentence, Span, Word
from attribution.tree import Tree


def tree(compact: str, *, quotations: tuple[Quotation, ...] = (), zone: str = "body") -> Tree:
    """The tree of words separated by spaces, each form/upos/relation>head; the text has one space between words."""
    words, start = [], 0
    for index, item in enumerate(compact.split(), 1):
        form, upos, rest = item.split("/")
        deprel, head = rest.split(">")
        feats = "VerbForm=Fin" if upos == "VERB" and deprel == "root" else ""
        lemma = LEMMAS.get(form.lower(), form.lower())
        words.append(Word(index, Span(start, start + len(form)), form, lemma, upos, feats, int(head), deprel))
        start += len(form) + 1
    text = " ".join(w.text for w in words)
    span = Span(0, len(text))
    return Tree(Sentence(span, 0, tuple(words)), text, Paragraph(span, zone), quotations)


LEMMAS = {"used": "use", "was": "be", "is": "be", "n't": "not", "said": "say", "saying": "say"}
