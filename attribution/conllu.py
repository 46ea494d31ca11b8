"""Document ↔ CoNLL-U: a parse as text, for rule writers, for measuring the models, for frozen cases.

Beyond the ten columns, MISC gives each word's offsets into the article (``start_char``, ``end_char``,
as Stanza writes them) its entity (``ner``) and its three ``roles``; ``# newpar zone = …`` opens a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from attribution.errors import InputError
from attribution.model import ZONES, Article, Document, Paragraph, Sentence, Span, Word, covering


def to_conllu(
    document: Document,
    *,
    comments: Callable[[Sentence], Iterable[str]] = lambda sentence: (),
    misc: Callable[[Word], str] = lambda word: "",
) -> str:
    """The whole document, one block a sentence, with more comments of a sentence and MISC of a word where given."""
    return "".join(_blocks(document, comments, misc))


def _blocks(
    document: Document, comments: Callable[[Sentence], Iterable[str]], more: Callable[[Word], str]
) -> Iterator[str]:
    text, id = document.article.text, _one_line(document.article.id)
    paragraph = None
    for number, sentence in enumerate(document.sentences, 1):
        lines = []
        if number == 1:
            lines.append(f"# newdoc id = {id}")
        if sentence.paragraph != paragraph:
            paragraph = sentence.paragraph
            lines.append(f"# newpar zone = {document.article.paragraphs[paragraph].zone}")
        lines.append(f"# sent_id = {id}-{number}")
        lines.append(f"# text = {_one_line(sentence.span.of(text))}")
        lines.extend(f"# {comment}" for comment in comments(sentence))
        lines.extend(_rows(sentence, text, more))
        yield "\n".join(lines) + "\n\n"


def _rows(sentence: Sentence, text: str, more: Callable[[Word], str]) -> Iterator[str]:
    token = None
    for word in sentence.words:
        if word.token and word.token != token:
            last = max(w.index for w in sentence.words if w.token == word.token)
            misc = f"start_char={word.token.start}|end_char={word.token.end}" + _space_after(word.token.end, text)
            yield "\t".join([f"{word.index}-{last}", _one_line(word.token.of(text)), *["_"] * 7, misc])
        token = word.token
        misc = f"start_char={word.span.start}|end_char={word.span.end}|ner={word.entity}"
        if word.roles:
            misc += "|roles=" + ",".join(f"{r:g}" for r in word.roles)
        if not token:
            misc += _space_after(word.span.end, text)
        misc += more(word)
        columns = [word.text, word.lemma, word.upos, "_", word.feats or "_", word.head, word.deprel, "_", misc]
        yield "\t".join([str(word.index), *(_one_line(str(c)) for c in columns)])


def _space_after(end: int, text: str) -> str:
    return "" if end == len(text) or text[end].isspace() else "|SpaceAfter=No"


def _one_line(text: str) -> str:
    """A form may hold white space or a line separator, which would break the row."""
    return re.sub(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]", " ", text)


def from_conllu(text: str) -> tuple[Document, ...]:
    """The documents of a text that ``to_conllu`` wrote, with the same offsets.

    White space between words comes back as spaces, between paragraphs as line feeds. Raises
    InputError, naming the line, where a row is not CoNLL-U or lacks its offsets.
    """
    documents: list[list[str]] = []
    for line in text.split("\n"):
        if line.startswith("# newdoc"):
            documents.append([])
        if documents:
            documents[-1].append(line)
        elif line.strip():
            raise InputError(f"CoNLL-U: “{line[:40]}” stands before any “# newdoc id = …”; write it with to_conllu")
    return tuple(map(_document, documents))


def _document(lines: list[str]) -> Document:
    id = lines[0].partition("=")[2].strip()
    zones, sentences = [], []
    for block in "\n".join(lines).split("\n\n"):
        rows = [line for line in block.split("\n") if line and not line.startswith("#")]
        zones += re.findall(r"^# newpar zone = (\w+)", block, re.M)
        if rows:
            words = tuple(_words(rows))
            sentences.append(Sentence(covering(w.span for w in words), max(0, len(zones) - 1), words))
    paragraphs = tuple(
        Paragraph(covering(s.span for s in sentences if s.paragraph == i), zone if zone in ZONES else "body")
        for i, zone in enumerate(zones or ["body"] * bool(sentences))
    )
    return Document(Article(id, "", _text(sentences, paragraphs), paragraphs), tuple(sentences))


def _words(rows: Iterable[str]) -> Iterator[Word]:
    token, last = None, 0
    for row in rows:
        try:
            number, form, lemma, upos, _, feats, head, deprel, _, misc = row.split("\t")
            values = dict(item.split("=", 1) for item in misc.split("|"))
            span = Span(int(values["start_char"]), int(values["end_char"]))
            if "-" in number:
                token, last = span, int(number.split("-")[1])
                continue
            index = int(number)
            inside = token if index <= last else None
            feats = "" if feats == "_" else feats
            roles = tuple(map(float, values["roles"].split(","))) if "roles" in values else None
            yield Word(index, span, form, lemma, upos, feats, int(head), deprel, values["ner"], inside, roles)
        except (ValueError, KeyError):
            raise InputError(f"CoNLL-U: this row is not one that to_conllu writes: {row[:80]!r}") from None


def _text(sentences: list[Sentence], paragraphs: tuple[Paragraph, ...]) -> str:
    characters = [" "] * max((p.span.end for p in paragraphs), default=0)
    for before, after in zip(paragraphs, paragraphs[1:]):
        characters[before.span.end : after.span.start] = "\n" * (after.span.start - before.span.end)
    for sentence in sentences:
        for word in sentence.words:
            characters[word.span.start : word.span.end] = word.text
    return "".join(characters)
