"""Marked sentences: read, written back, their parses frozen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from attribution.cases import Case, Marked, freeze_cases, frozen_documents, read_case, read_cases, write_case
from attribution.errors import InputError
from attribution.model import Article, Document, Sentence, Span, Word


def texts(case: Case) -> list[tuple]:
    """Source, cue and contents of each attribution, as text."""
    return [
        (m.source and m.source.of(case.text), m.cue and m.cue.of(case.text), *(s.of(case.text) for s in m.content))
        for m in case.attributions
    ]


@pytest.mark.parametrize(
    "line, text, attributions",
    [
        # the three marks
        (
            "[“Taxes will rise,”] *said* <Maria Lopez>.",
            "“Taxes will rise,” said Maria Lopez.",
            [("Maria Lopez", "said", "“Taxes will rise,”")],
        ),
        ("It *is said* [that he left].", "It is said that he left.", [(None, "is said", "that he left")]),
        ("He left. [“Enough.”]", "He left. “Enough.”", [(None, None, "“Enough.”")]),
        ("Rain fell.", "Rain fell.", []),
        # in several parts, and one in another
        ("[“No,”] <he> *said*, [“never.”]", "“No,” he said, “never.”", [("he", "said", "“No,”", "“never.”")]),
        ("*in* <Roe>*'s view*", None, "two sources or two cues"),
        ("[a < b *c]d* e>", "a  b cd e", [(" b cd e", "cd", "a  b c")]),
        # several attributions
        (
            "<Ann> *said* [Bo lied]. || Ann said <Bo> [*lied*].",
            "Ann said Bo lied.",
            [("Ann", "said", "Bo lied"), ("Bo", "lied", "lied")],
        ),
        # escapes and paragraphs
        (r"a \[b\] \*c\* \<d\> \\ \|| \# \! [e]", r"a [b] *c* <d> \ || # ! e", [(None, None, "e")]),
        (r"[“One.]\n[“Two,”] <he> *said*.", "“One.\n\n“Two,” he said.", [("he", "said", "“One.", "“Two,”")]),
        # what cannot be read
        ("[a", None, "“[” is not closed"),
        ("a]", None, "“]” closes nothing"),
        ("[a [b] c]", None, "“[” is open already"),
        ("[] a", None, "nothing stands before “]”"),
        ("<a> *b* c", None, "no content is marked"),
        (r"a \b", None, r"“\b” means nothing"),
        ("[a] b || a [c]", None, "the sentence differs beside “||”"),
        ("[a] b || a b", None, "has no marks"),
    ],
)
def test_a_line_is_read(line: str, text: str | None, attributions: list | str):
    if text is None:
        with pytest.raises(InputError, match=re.escape(attributions)):
            read_case(line)
    else:
        case = read_case(line)
        assert (case.text, texts(case)) == (text, attributions)
        assert read_case(write_case(case)) == case


@pytest.mark.parametrize(
    "line, known_failure, reason",
    [
        ("[a] b", False, ""),
        ("! [a] b", True, ""),
        ("! [a] b  # the parser takes a for a noun", True, "the parser takes a for a noun"),
        ("[a] b # no reason, one space", False, ""),
        (r"[a] b  \# no reason either", False, ""),
        ("[a] b  # why", False, "why"),
    ],
)
def test_known_failures_and_reasons(line: str, known_failure: bool, reason: str):
    case = read_case(line)
    assert (case.known_failure, case.reason) == (known_failure, reason)
    assert read_case(write_case(case)) == case


def test_a_file_is_read_and_its_errors_name_file_and_line(tmp_path: Path):
    (tmp_path / "aside.txt").write_text("# comment\n\n[It rained], <he> *said*.\n")
    (case,) = read_cases(tmp_path)
    assert str(case) == "aside:3" and case.id.startswith("aside:")
    (tmp_path / "wh.txt").write_text("fine\n\n[broken\n")
    with pytest.raises(InputError, match=r"wh\.txt, line 3: “\[” is not closed"):
        read_cases(tmp_path)
    with pytest.raises(InputError, match="none.txt: cannot be read"):
        read_cases(tmp_path / "none.txt")


@st.composite
def cases(draw) -> Case:
    text = draw(st.text(alphabet="ab \\[]*<>|#!n’😀", min_size=1, max_size=30).map(str.strip).filter(bool))
    if len(text) > 3 and draw(st.booleans()):
        text = text[:2] + "\n\n" + text[2:]
    spans = st.integers(0, len(text) - 1).flatmap(lambda s: st.integers(s + 1, len(text)).map(lambda e: Span(s, e)))
    marked = []
    for _ in range(draw(st.integers(0, 3))):
        points = sorted(draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=6)))
        pairs = zip(points[::2], points[1::2]) if draw(st.booleans()) else zip(points, points[1:])
        content = tuple(Span(a, b) for a, b in pairs)
        marked.append(Marked(draw(st.none() | spans), draw(st.none() | spans), content))
    reason = draw(st.text(alphabet="ab #", max_size=8).map(str.strip).filter(lambda r: not r.startswith("#")))
    return Case(text, tuple(marked), draw(st.booleans()), reason)


@given(cases())
def test_a_case_comes_back_from_its_line(case: Case):
    assert read_case(write_case(case)) == evolve(case, text=case.text)


# --- frozen parses ----------------------------------------------------------------------------


class Spaces:
    """A parser for tests: words between spaces, each the dependent of the one before."""

    def __init__(self) -> None:
        self.parsed: list[str] = []

    def __call__(self, article: Article) -> Document:
        self.parsed.append(article.text)
        sentences = []
        for number, paragraph in enumerate(article.paragraphs):
            found = re.finditer(r"\S+", paragraph.span.of(article.text))
            words = tuple(
                Word(
                    i,
                    Span(m.start() + paragraph.span.start, m.end() + paragraph.span.start),
                    m[0],
                    m[0],
                    "X",
                    "",
                    i - 1,
                    "dep",
                )
                for i, m in enumerate(found, 1)
            )
            sentences.append(Sentence(paragraph.span, number, words))
        return Document(article, tuple(sentences))


def test_only_what_is_new_is_parsed(tmp_path: Path):
    path, parser = tmp_path / "aside.txt", Spaces()
    path.write_text("[It rained], <he> *said*.\n[It snowed]\\n[and blew], <she> *said*.\n")
    assert freeze_cases(tmp_path, parser) == (tmp_path / "aside.conllu",)
    assert freeze_cases(tmp_path, parser) == ()
    path.write_text(path.read_text().replace("rained", "hailed"))
    assert freeze_cases(tmp_path, parser) == (tmp_path / "aside.conllu",)
    assert parser.parsed == ["It rained, he said.", "It snowed\n\nand blew, she said.", "It hailed, he said."]
    assert "rained" not in (tmp_path / "aside.conllu").read_text()


def test_a_frozen_parse_has_the_text_of_its_case(tmp_path: Path):
    (tmp_path / "aside.txt").write_text("[It  snowed]\\n[and blew], <she> *said*.\n")
    parser = Spaces()
    freeze_cases(tmp_path, parser)
    (case,) = read_cases(tmp_path)
    document = frozen_documents([case], tmp_path)[case.id]
    assert document.article.text == case.text == "It  snowed\n\nand blew, she said."
    assert [w.span.of(case.text) for s in document.sentences for w in s.words] == [
        "It",
        "snowed",
        "and",
        "blew,",
        "she",
        "said.",
    ]


def test_a_case_without_a_parse_has_no_document(tmp_path: Path):
    (tmp_path / "aside.txt").write_text("[It snowed], <she> *said*.\n")
    assert frozen_documents(read_cases(tmp_path), tmp_path) == {}
