"""Extraction → TEI P5: the text with what is said marked in it, and stand-off the speakers and attributions.

Content is ``said`` with @who, a source ``rs``, a cue ``seg``. Where marks overlap, the inner one is broken in pieces
that @next and @prev join; the pieces of one span bear the same number as @n. An ``annotation`` in ``standOff`` ties
the pieces of an attribution together. Paragraphs bear the offset of their first character as @n, so that every offset
can be had again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import get_args

from attrs import define, field
from lxml import etree

from attribution.exports.characters import for_xml
from attribution.model import Attribution, AttributionType, Extraction, Kind, Paragraph, Polarity, Span, Speaker

TEI = "http://www.tei-c.org/ns/1.0"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_CATEGORIES = {
    "kind": (get_args(Kind), "Content wholly, partly or not inside quotation marks"),
    "type": (get_args(AttributionType), "What is done with the content: said, believed, known, or wanted and promised"),
    "polarity": (get_args(Polarity), "Whether the cue affirms the content, or denies it or is negated"),
}


def to_tei(extractions: Iterable[Extraction]) -> str:
    """A ``TEI`` document of one article, a ``teiCorpus`` of any other number."""
    extractions = tuple(extractions)
    if len(extractions) == 1:
        root = _document(extractions[0], "")
        root[0].append(_encoding())
    else:
        root = etree.Element(f"{{{TEI}}}teiCorpus", nsmap={None: TEI})
        header = _header(f"{len(extractions)} articles")
        header.append(_encoding())
        root.append(header)
        root.extend(_document(e, f"t{number}-") for number, e in enumerate(extractions, 1))
    _break_lines(root)
    return etree.tostring(root, encoding="unicode") + "\n"


def _document(extraction: Extraction, prefix: str) -> etree._Element:
    article = extraction.article
    root = etree.Element(f"{{{TEI}}}TEI", nsmap={None: TEI})
    root.append(_header(article.title or article.id, article.id))
    speakers = _speakers(extraction.attributions, prefix)
    marks = tuple(_marks(extraction.attributions, speakers, prefix))
    body = _add(_add(root, "text"), "body")
    body.set(f"{_XML}id", f"{prefix}body")
    for paragraph in article.paragraphs or (Paragraph(Span(0, len(article.text))),):
        # a headline, a caption and the like is an anonymous block, for a paragraph of TEI cannot tell its type
        block = _add(body, "p") if paragraph.zone == "body" else _add(body, "ab", type=paragraph.zone)
        block.set("n", str(paragraph.span.start))
        _Writer(block, article.text, marks).write(paragraph.span)
    if extraction.attributions:
        root.append(_stand_off(extraction.attributions, speakers, marks, prefix))
    return root


def _header(title: str, id: str = "") -> etree._Element:
    header = etree.Element(f"{{{TEI}}}teiHeader")
    description = _add(header, "fileDesc")
    _add(_add(description, "titleStmt"), "title", title)
    _add(_add(description, "publicationStmt"), "p", "Annotated by attribution; not published.")
    _add(_add(description, "sourceDesc"), "bibl", id or title)
    return header


def _encoding() -> etree._Element:
    """The values that @ana of an annotation points to."""
    encoding = etree.Element(f"{{{TEI}}}encodingDesc")
    declaration = _add(encoding, "classDecl")
    for name, (values, meaning) in _CATEGORIES.items():
        taxonomy = _add(declaration, "taxonomy")
        taxonomy.set(f"{_XML}id", name)
        _add(taxonomy, "desc", meaning)
        for value in values:
            _add(taxonomy, "category").set(f"{_XML}id", value)
            _add(taxonomy[-1], "catDesc", value)
    return encoding


# --- speakers ---------------------------------------------------------------------------------


def _speakers(attributions: tuple[Attribution, ...], prefix: str) -> dict[tuple[str, str], str]:
    """The ids of the speakers, by name and type."""
    known = dict.fromkeys((a.speaker.name, a.speaker.type) for a in attributions if a.speaker)
    return {key: f"{prefix}s{number}" for number, key in enumerate(known, 1)}


def _speaker(speaker: Speaker, id: str) -> etree._Element:
    """A person is ``person``, what a document says ``bibl``, everybody else ``org`` with its type."""
    tag, name = {"person": ("person", "persName"), "document": ("bibl", "title")}.get(speaker.type, ("org", "orgName"))
    element = etree.Element(f"{{{TEI}}}{tag}")
    element.set(f"{_XML}id", id)
    if tag == "org":
        element.set("type", speaker.type)
    _add(element, name, speaker.name)
    if speaker.role:
        _add(element, "occupation" if tag == "person" else "note", speaker.role)
    return element


def _stand_off(
    attributions: tuple[Attribution, ...], speakers: dict[tuple[str, str], str], marks: tuple[_Mark, ...], prefix: str
) -> etree._Element:
    root = etree.Element(f"{{{TEI}}}standOff")
    known = {(a.speaker.name, a.speaker.type): a.speaker for a in reversed(attributions) if a.speaker}
    elements = [_speaker(known[key], id) for key, id in speakers.items()]
    for tag, members in (("listPerson", "person"), ("listOrg", "org"), ("listBibl", "bibl")):
        if of_this := [e for e in elements if e.tag == f"{{{TEI}}}{members}"]:
            _add(root, tag).extend(of_this)
    pieces: dict[tuple[int, str], list[str]] = defaultdict(list)
    for mark in marks:
        pieces[mark.attribution, mark.role] += mark.ids
    numbers = {a.id: number for number, a in enumerate(attributions, 1)}
    annotations = _add(root, "listAnnotation", type="attribution")
    for number, a in enumerate(attributions, 1):
        annotation = _add(
            annotations, "annotation", target=_pointers(pieces[number, "content"]) or f"#{prefix}body", n=a.id
        )
        annotation.set(f"{_XML}id", f"{prefix}a{number}")
        annotation.set("ana", f"#{a.kind} #{a.type} #{a.polarity}")
        for role in ("source", "cue", "recipient", "medium", "time"):
            if ids := pieces[number, role]:
                _add(annotation, "ptr", type=role, target=_pointers(ids))
        if a.parent in numbers:
            _add(annotation, "ptr", type="parent", target=f"#{prefix}a{numbers[a.parent]}")
        _add(annotation, "note", a.construction, type="construction")
        _add(annotation, "note", f"{a.confidence:.2f}", type="confidence")
    return root


def _pointers(ids: Iterable[str]) -> str:
    return " ".join(f"#{id}" for id in ids)


# --- marks in the text --------------------------------------------------------------------------


@define(eq=False)
class _Mark:
    """A span to be marked; ``ids`` are those of its pieces, filled as they are written."""

    span: Span
    attribution: int  # from 1
    role: str
    number: int  # which of the content's spans it is, from 1
    prefix: str
    attributes: tuple[tuple[str, str], ...] = ()
    ids: list[str] = field(factory=list)
    pieces: list[etree._Element] = field(factory=list)

    def piece(self) -> etree._Element:
        tag = {"content": "said", "source": "rs", "cue": "seg"}.get(self.role, "seg")
        element = etree.Element(f"{{{TEI}}}{tag}", dict(self.attributes))
        id = f"{self.prefix}a{self.attribution}-{self.role}{self.number}" + (f".{len(self.ids)}" if self.ids else "")
        element.set(f"{_XML}id", id)
        element.set("n", str(self.number))
        if self.pieces:
            self.pieces[-1].set("next", f"#{id}")
            element.set("prev", f"#{self.ids[-1]}")
        self.ids.append(id)
        self.pieces.append(element)
        return element


def _marks(attributions: tuple[Attribution, ...], speakers: dict[tuple[str, str], str], prefix: str) -> Iterator[_Mark]:
    """What is marked, the outer before the inner where two begin together."""
    for number, a in enumerate(attributions, 1):
        who = f"#{speakers[a.speaker.name, a.speaker.type]}" if a.speaker else ""
        said = (("who", who),) if who else ()
        said += (
            ("direct", "true" if a.kind == "direct" else "false"),
            ("aloud", "true" if a.type == "assertion" else "unknown"),
        )
        for count, span in enumerate(a.content, 1):
            yield _Mark(span, number, "content", count, prefix, said)
        if a.source:
            yield _Mark(
                a.source.span, number, "source", 1, prefix, (("type", "source"), *((("ref", who),) if who else ()))
            )
        others = {"cue": a.cue, "recipient": a.recipient, "medium": a.medium, "time": a.time}
        for role, part in others.items():
            if part:
                yield _Mark(part.span, number, role, 1, prefix, (("type", role),))


class _Writer:
    """Writes a paragraph under its marks: what would cross another mark is closed and opened anew."""

    def __init__(self, block: etree._Element, text: str, marks: tuple[_Mark, ...]) -> None:
        self.text = text
        self.marks = marks
        self.open: list[tuple[_Mark | None, etree._Element]] = [(None, block)]

    def write(self, paragraph: Span) -> None:
        here = [m for m in self.marks if m.span.overlaps(paragraph)]
        here.sort(key=lambda m: (m.span.start, -m.span.end))
        cuts = {paragraph.start, paragraph.end, *(c for m in here for c in (m.span.start, m.span.end))}
        ordered = sorted(c for c in cuts if paragraph.start <= c <= paragraph.end)
        for start, end in zip(ordered, ordered[1:]):
            self._open([m for m in here if m.span.start <= start and end <= m.span.end])
            self._put(for_xml(self.text[start:end]))

    def _open(self, marks: list[_Mark]) -> None:
        """Close what has ended, with what stands inside it, and open what is not open."""
        ended = next((i for i, (mark, _) in enumerate(self.open) if mark and mark not in marks), len(self.open))
        del self.open[ended:]
        already = [mark for mark, _ in self.open]
        # what goes on longest is opened first, so that little has to be broken
        for mark in sorted((m for m in marks if m not in already), key=lambda m: -m.span.end):
            element = mark.piece()
            self.open[-1][1].append(element)
            self.open.append((mark, element))

    def _put(self, text: str) -> None:
        element = self.open[-1][1]
        if len(element):
            element[-1].tail = (element[-1].tail or "") + text
        else:
            element.text = (element.text or "") + text


# --- small ------------------------------------------------------------------------------------


def _add(parent: etree._Element, tag: str, text: str = "", **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{TEI}}}{tag}", {k: for_xml(v) for k, v in attributes.items()})
    element.text = for_xml(text) or None
    return element


# Elements that hold elements only; inside all others white space would be text.
_STRUCTURE = ("teiCorpus TEI teiHeader fileDesc encodingDesc classDecl taxonomy text body standOff listPerson listOrg "
              "listBibl listAnnotation").split()  # fmt: skip


def _break_lines(root: etree._Element) -> None:
    """Each of their children on a line of its own."""
    for element in root.iter(*(f"{{{TEI}}}{tag}" for tag in _STRUCTURE)):
        element.text = "\n"
        for child in element:
            child.tail = "\n"
