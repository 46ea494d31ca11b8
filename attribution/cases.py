"""Marked sentences ↔ cases: the sentence with its answer in it, one a line, and their frozen parses.

    # the subject of the governing clause
    <The union> rejected the offer, *saying* [it was an insult].
    <Ann Lee> *said* [Bo Ray lied]. || Ann Lee said <Bo Ray> *lied*.
    ! Sales fell, *suggesting* [demand had peaked].  # known to fail: why it does

``<source>``, ``*cue*`` and ``[content]``, which may overlap; content of several parts has several
brackets. ``||`` parts the attributions of one sentence, which stands there anew for each. A line
without marks says that nothing may be found. ``\\n`` begins a new paragraph, and ``\\`` before a mark
makes it a character of the sentence.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from attrs import evolve, frozen

from attribution.article import article_from_text
from attribution.conllu import from_conllu, to_conllu
from attribution.errors import InputError
from attribution.model import Article, Document, Span
from attribution.outputs import write_text

_PARAGRAPH_BREAK = "\n\n"
_REASON = re.compile(r"\s\s+# *(.*)$")
_MARKS = {"<": ("source", ">"), "*": ("cue", "*"), "[": ("content", "]")}
_CLOSING = {closing: opening for opening, (_, closing) in _MARKS.items()}
_ESCAPED = re.compile(r"[\\\[\]*<>|#]|^!")


@frozen
class Marked:
    """One attribution as it is marked."""

    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]


@frozen
class Case:
    """A sentence (or a few) and every attribution that must be found in it, no more and no less."""

    text: str
    attributions: tuple[Marked, ...]
    known_failure: bool = False
    reason: str = ""
    construction: str = ""  # the name of its file
    line: int = 0

    def __str__(self) -> str:
        return f"{self.construction}:{self.line}"

    @property
    def id(self) -> str:
        """The name of its frozen parse, which changes with the text."""
        return f"{self.construction}:{hashlib.sha256(self.text.encode()).hexdigest()[:12]}"


# --- reading ----------------------------------------------------------------------------------


def read_cases(path: Path) -> tuple[Case, ...]:
    """The cases of a file, or of every ``.txt`` file of a directory; InputError names file and line."""
    path = Path(path)
    if path.is_dir():
        return tuple(case for file in sorted(path.glob("*.txt")) for case in read_cases(file))
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 (byte {error.start + 1}); save it as UTF-8") from None
    cases = []
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#"):
            try:
                cases.append(evolve(read_case(line), construction=path.stem, line=number))
            except InputError as error:
                raise InputError(f"{path}, line {number}: {error}") from None
    return tuple(cases)


def read_case(line: str) -> Case:
    """One line as a case; InputError says which mark is at fault."""
    line = line.strip()
    reason = _REASON.search(line)
    known_failure = line.startswith("!")
    marked = line[known_failure : reason.start() if reason else None].strip()
    read = [_read_marks(part) for part in marked.split(" || ")]
    texts = [text for text, _ in read]
    for text in texts[1:]:
        if text != texts[0]:
            raise InputError(f"the sentence differs beside “||”: “{texts[0]}” and “{text}”; repeat it letter by letter")
    attributions = tuple(marks for _, marks in read if marks != Marked(None, None, ()))
    if len(attributions) < len(read) > 1:
        raise InputError("a sentence beside “||” has no marks; mark an attribution in it or take it away")
    return Case(texts[0], attributions, known_failure, reason[1].strip() if reason else "")


def _read_marks(marked: str) -> tuple[str, Marked]:
    """The sentence without its marks, and what they mark."""
    text, open_ = "", {}
    spans: dict[str, list[Span]] = {"source": [], "cue": [], "content": []}
    for token in re.findall(r"\\.|.", marked, re.S):
        opening = _CLOSING.get(token)
        if token == r"\n":
            text += _PARAGRAPH_BREAK
        elif token[0] == "\\":
            if not _ESCAPED.fullmatch(token[1:]):
                raise InputError(f"“{token}” means nothing; a backslash stands before a mark, or write “\\\\”")
            text += token[1:]
        elif opening in open_:
            spans[_MARKS[opening][0]].append(_marked_span(token, open_.pop(opening), len(text)))
        elif token in _MARKS and token not in open_:
            open_[token] = len(text)
        elif token in _MARKS or opening:
            fault = "is open already" if token in _MARKS else "closes nothing"
            raise InputError(f"“{token}” {fault}; mend the marks, or write “\\{token}” for the character")
        else:
            text += token
    for mark in open_:
        raise InputError(
            f"“{mark}” is not closed; close it with “{_MARKS[mark][1]}”, or write “\\{mark}” for the character"
        )
    if len(spans["source"]) > 1 or len(spans["cue"]) > 1:
        raise InputError("two sources or two cues are marked; part two attributions by “||”, the sentence repeated")
    if (spans["source"] or spans["cue"]) and not spans["content"]:
        raise InputError("no content is marked; put it in square brackets")
    return text, Marked(next(iter(spans["source"]), None), next(iter(spans["cue"]), None), tuple(spans["content"]))


def _marked_span(mark: str, start: int, end: int) -> Span:
    if start == end:
        raise InputError(f"nothing stands before “{mark}”; mark at least one character")
    return Span(start, end)


# --- writing ----------------------------------------------------------------------------------


def write_case(case: Case) -> str:
    """The line that ``read_case`` reads as this case."""
    parts = [_write_marks(case.text, marked) for marked in case.attributions or (Marked(None, None, ()),)]
    reason = f"  # {case.reason}" if case.reason else ""
    return "! " * case.known_failure + " || ".join(parts) + reason


def _write_marks(text: str, marked: Marked) -> str:
    opening: dict[int, str] = {}
    closing: dict[int, str] = {}
    for mark, (role, end) in _MARKS.items():
        value = getattr(marked, role)
        for span in value if role == "content" else filter(None, (value,)):
            opening[span.start] = opening.get(span.start, "") + mark
            closing[span.end] = end + closing.get(span.end, "")
    escaped = (re.sub(r"[\\\[\]*<>|#]", r"\\\g<0>", c) for c in text)
    written = "".join(closing.get(i, "") + opening.get(i, "") + c for i, c in enumerate(escaped)) + closing.get(
        len(text), ""
    )
    written = written.replace(_PARAGRAPH_BREAK, r"\n")
    return "\\" + written if written.startswith("!") else written


# --- frozen parses ----------------------------------------------------------------------------


def freeze_cases(directory: Path, parser: Callable[[Article], Document]) -> tuple[Path, ...]:
    """Parse the cases that have no frozen parse yet, drop parses without a case; returns the files written."""
    written = []
    for path in sorted(directory.glob("*.txt")):
        frozen_path = path.with_suffix(".conllu")
        known = _blocks(frozen_path)
        blocks = {
            case.id: known.get(case.id) or to_conllu(parser(article_from_text(case.text, id=case.id)))
            for case in read_cases(path)
        }
        if list(blocks.items()) != list(known.items()):
            write_text(frozen_path, "".join(blocks.values()))
            written.append(frozen_path)
    return tuple(written)


def frozen_documents(cases: Iterable[Case], directory: Path) -> dict[str, Document]:
    """The frozen parses of cases by ``Case.id``, each on its case's own text; a case may have none yet."""
    cases = tuple(cases)
    parsed: dict[str, Document] = {}
    for construction in {case.construction for case in cases}:
        text = "".join(_blocks(directory / f"{construction}.conllu").values())
        parsed |= {document.article.id: document for document in from_conllu(text)}
    return {
        case.id: evolve(parsed[case.id], article=evolve(parsed[case.id].article, text=case.text))
        for case in cases
        if case.id in parsed
    }


def _blocks(path: Path) -> dict[str, str]:
    """The documents of a CoNLL-U file as they are written there, by id."""
    if not path.exists():
        return {}
    documents = re.split(r"^(?=# newdoc id = )", path.read_text(encoding="utf-8"), flags=re.M)
    return {document.split("\n", 1)[0].partition(" = ")[2]: document for document in documents if document}
