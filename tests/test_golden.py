"""Golden files: written, read back exactly, compared, approved anew."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from attribution.errors import GoldenError, InputError, ModelError
from attribution.golden import Report, check, golden_path, new, update
from attribution.golden_compare import compare, diff
from attribution.golden_file import golden_spans, read_blocks, read_golden
from attribution.model import (
    Article,
    Attribution,
    Cue,
    Extraction,
    Mention,
    Paragraph,
    Phrase,
    Quotation,
    Span,
    Speaker,
    Unattributed,
    text_of,
)
from attribution.render.golden import golden_text, one_line

TEXT = """Dam is safe, ministry says

The Ministry of Water told reporters the dam was safe. It said the dam had "been checked", and Ann Roe warned not.

Locals call the lake "Old Grey"."""

APPROVED = """\
# attribution golden 1 | dam.txt | sha256:{sha} | models:0a1b2c3d

¶1 (headline) | Dam is safe, ministry says
  indirect · aside · assertion
    source    ministry → Ministry of Water
    cue       says
    content   Dam is safe

¶2 | The Ministry of Water told reporters the dam was safe. It said the dam had "been checked", and Ann Roe warned not.
  indirect · finite_clause · assertion
    source    The Ministry of Water → Ministry of Water
    cue       told
    content   the dam was safe
    recipient reporters
  mixed · finite_clause · assertion
    source    It → ?
    cue       said
    content   the dam had "been checked", and Ann Roe warned not
    indirect · finite_clause · assertion · negative
      source    Ann Roe
      role      engineer
      cue       warned
      content   not

¶3 | Locals call the lake "Old Grey".
  unattributed · nickname
    quotation "Old Grey"
"""


# --- made-up extractions ----------------------------------------------------------------------


def article(text: str, id: str = "dam") -> Article:
    paragraphs = [Paragraph(Span(m.start(), m.end())) for m in re.finditer(r"[^\n]+", text)]
    return Article(id, "", text, tuple(paragraphs))


def attribution(
    text: str, id: str, *, content: str, source: str = "", cue: str = "", speaker: str = "", **more
) -> Attribution:
    """An attribution whose parts are the first places of these strings in the text."""

    def span(part: str) -> Span:
        return Span(text.index(part), text.index(part) + len(part))

    values = {"kind": "indirect", "type": "assertion", "polarity": "positive", "construction": "finite_clause"}
    phrases = {k: Phrase(span(v), v) for k, v in more.items() if k in ("recipient", "medium", "time")}
    return Attribution(
        id=id,
        content=(span(content),),
        content_text=content,
        cue=Cue(span(cue), cue, cue, "finite_clause", "neutral") if cue else None,
        source=Mention(span(source), source, span(source), "name") if source else None,
        speaker=Speaker(speaker, role=more.pop("role", None)) if speaker else None,
        sentence=span(content),
        **{**values, **more, **phrases},
    )


def dam() -> Extraction:
    page = article(TEXT)
    headline, *rest = page.paragraphs
    grey = Span(TEXT.index('"Old'), TEXT.index('"Old') + 10)
    return Extraction(
        evolve(page, paragraphs=(evolve(headline, zone="headline"), *rest)),
        (
            attribution(
                TEXT,
                "x",
                source="ministry",
                cue="says",
                content="Dam is safe",
                speaker="Ministry of Water",
                construction="aside",
            ),
            attribution(
                TEXT,
                "y",
                source="The Ministry of Water",
                cue="told",
                content="the dam was safe",
                speaker="Ministry of Water",
                recipient="reporters",
            ),  # fmt: skip
            attribution(
                TEXT,
                "z",
                source="It",
                cue="said",
                kind="mixed",
                content='the dam had "been checked", and Ann Roe warned not',
            ),  # fmt: skip
            attribution(
                TEXT,
                "n",
                source="Ann Roe",
                cue="warned",
                content="not",
                speaker="Ann Roe",
                role="engineer",
                polarity="negative",
                parent="z",
            ),  # fmt: skip
        ),
        (Unattributed(Quotation((grey,)), grey.of(TEXT), "nickname"),),
    )


def rendered(extraction: Extraction) -> str:
    return golden_text(extraction, name="dam.txt", models="0a1b2c3d")


# --- writing and reading back -----------------------------------------------------------------


def test_a_golden_file_reads_like_this():
    text = rendered(dam())
    assert text == APPROVED.format(sha=re.search(r"sha256:(\w+)", text)[1])


def test_spans_are_those_of_the_corpora():
    spans = golden_spans(rendered(dam()), article(TEXT))
    assert [a["id"] for a in spans["attributions"]] == ["a1", "a2", "a3", "a4"]
    nested = spans["attributions"][3]
    assert nested["parent"] == "a3" and nested["speaker"] == "Ann Roe" and nested["type"] == "indirect"
    assert [TEXT[s:e] for s, e in nested["source"] + nested["cue"] + nested["content"]] == [
        "Ann Roe",
        "warned",
        "not",
    ]
    assert spans["attributions"][2]["speaker"] is None


@st.composite
def extractions(draw) -> Extraction:
    """Texts of few characters, so that strings recur and look like the format's own signs."""
    text = draw(st.text(alphabet="ab #12¶|→?!\n\r\u2028\x07\ud800😀", min_size=1, max_size=60))
    page = article(text)
    if not page.paragraphs:
        page = evolve(page, paragraphs=(Paragraph(Span(0, len(text))),))
    starts = st.integers(0, len(text) - 1)
    spans = starts.flatmap(lambda s: st.integers(s + 1, len(text)).map(lambda e: Span(s, e)))
    contents = st.lists(spans, min_size=1, max_size=3, unique=True).map(lambda found: tuple(sorted(found)))
    names = st.text(alphabet="ab →?#1", min_size=1, max_size=8)
    found: list[Attribution] = []
    for number in range(draw(st.integers(0, 5))):
        content = draw(contents)
        source, cue, time = (draw(st.none() | spans) for _ in range(3))
        name = draw(st.none() | names | st.just(one_line(source.of(text)) if source else None))
        found.append(
            Attribution(
                id=f"id{number}",
                kind=draw(st.sampled_from(("direct", "mixed", "indirect"))),
                type=draw(st.sampled_from(("assertion", "belief"))),
                polarity=draw(st.sampled_from(("positive", "negative"))),
                content=content,
                content_text=text_of(content, text),
                cue=cue and Cue(cue, cue.of(text), "say", "aside", "neutral"),
                source=source and Mention(source, source.of(text), source, "name"),
                speaker=Speaker(name, role=draw(st.none() | names)) if name else None,
                construction="aside",
                sentence=draw(spans),
                time=time and Phrase(time, time.of(text)),
                parent=draw(st.sampled_from([None, *(a.id for a in found)])),
            )
        )
    quotations = draw(st.lists(contents, max_size=2))
    unattributed = tuple(Unattributed(Quotation(parts), text_of(parts, text), "term") for parts in quotations)
    return Extraction(page, tuple(found), unattributed)


@given(extractions())
def test_what_is_read_is_what_was_written(extraction: Extraction):
    read = read_golden(rendered(extraction), extraction.article)
    originals = {a.id: a for a in extraction.attributions}
    names = {None: None}

    def facts(a: Attribution, parent: object) -> tuple:
        return (
            parent,
            a.kind,
            a.construction,
            a.type,
            a.polarity,
            a.content,
            a.source and a.source.span,
            a.cue and a.cue.span,
            a.time and a.time.span,
            a.speaker and a.speaker.name,
            a.speaker and a.speaker.role,
        )

    assert len(read.attributions) == len(originals)
    for approved in read.attributions:
        got = (
            names[approved.parent],
            approved.kind,
            approved.construction,
            approved.type,
            approved.polarity,
            approved.content,
            approved.source,
            approved.cue,
            approved.time,
            approved.speaker,
            approved.role,
        )
        same = next(a for a in originals.values() if facts(a, a.parent) == got)
        names[approved.id] = same.id
        del originals[same.id]
    expected = [(u.quotation.parts, u.reason) for u in extraction.unattributed]
    assert sorted(read.unattributed) == sorted(expected)


@pytest.mark.parametrize(
    "old, new, message",
    [
        ("# attribution golden 1", "# attribution golden 9", "line 1 is no header"),
        ("    cue       says", "    verb      says", "line 6 is no paragraph, heading, field"),
        ("    cue       says", "    cue       shouts", "line 4: “shouts” does not stand in paragraph 1 of dam"),
        ("    cue       says", "    cue       says #2", "line 4: “says #2” does not stand in paragraph 1"),
        ("    cue       says", "    cue       ¶9 says", "line 4: “¶9 says” does not stand in paragraph 1"),
    ],
)
def test_an_unreadable_line_is_named(old: str, new: str, message: str):
    with pytest.raises(GoldenError, match=re.escape(message)):
        read_golden(rendered(dam()).replace(old, new), article(TEXT))


def test_another_article_is_refused():
    with pytest.raises(GoldenError, match="made from another text"):
        read_golden(rendered(dam()), article(TEXT + "!"))


# --- comparing --------------------------------------------------------------------------------

GREY = '  unattributed · nickname\n    quotation "Old Grey"\n'
TOLD = APPROVED[APPROVED.index("  indirect · finite") : APPROVED.index("  mixed")]


@pytest.mark.parametrize(
    "old, new, changes",
    [
        ("It → ?", "It → Ministry of Water", {"source changed": 1}),
        ("told", "that", {"cue changed": 1}),
        ("    recipient reporters\n", "", {"recipient changed": 1}),
        ("indirect · aside", "indirect · headline", {"heading changed": 1}),
        (GREY, "", {"−unattributed": 1}),
        (TOLD, "", {"−attribution": 1}),
        (
            GREY,
            "  direct · evaluated_object · belief\n    content   Old Grey\n",
            {"−unattributed": 1, "+attribution": 1},
        ),
        ("", "", {}),
    ],
)
def test_changes_are_counted(old: str, new: str, changes: dict[str, int]):
    text = rendered(dam())
    comparison = compare(Path("dam.txt.golden"), text, text.replace(old, new))
    assert comparison.changes == changes
    assert comparison.differs == bool(changes)


MARKED = "  mixed · finite_clause · assertion\n    ! wrong: It is the ministry\n"
RIGHT = MARKED + "    ! source    It → Ministry of Water\n"
HEADING = "  mixed · finite_clause · assertion\n"


@pytest.mark.parametrize(
    "mark, found, changes, kept",
    [
        (MARKED, "It → ?", {}, True),
        (RIGHT, "It → ?", {}, True),
        (MARKED, "It → Ann Roe", {"source changed": 1, "known-wrong changed": 1}, True),
        (RIGHT, "It → Ann Roe", {"source changed": 1, "known-wrong changed": 1}, True),
        (RIGHT, "It → Ministry of Water", {"known-wrong now right": 1}, False),
    ],
)
def test_a_mark_stays_until_the_block_is_right(mark: str, found: str, changes: dict[str, int], kept: bool):
    text = rendered(dam())
    comparison = compare(Path("x"), text.replace(HEADING, mark), text.replace("It → ?", found))
    assert comparison.changes == changes
    assert (mark in comparison.actual) == kept
    assert comparison.differs == bool(changes)


def test_a_false_block_is_right_when_it_is_gone():
    marked = TOLD.replace("assertion\n", "assertion\n    ! wrong: nobody says it\n", 1)
    text = rendered(dam())
    assert compare(Path("x"), text.replace(TOLD, marked), text.replace(TOLD, "")).changes == {
        "known-wrong now right": 1
    }


def test_a_summary_is_what_a_reviewer_reads_first():
    text = rendered(dam())
    found = text.replace("It → ?", "It → Ministry of Water")
    more = text.replace("ministry → Ministry of Water", "ministry").replace(
        GREY, "  direct · colon · assertion\n    content   Old Grey\n" + GREY
    )
    comparisons = (
        compare(Path("a"), text.replace(HEADING, RIGHT), found),
        compare(Path("b"), text, more),
        compare(Path("c"), text, text),
    )
    report = Report(comparisons, (), ())
    assert not report.fine and report.summary == "2 files: +1 attribution −0, 1 source changed, 1 known-wrong now right"


def test_a_diff_names_the_paragraph_of_each_change():
    text = rendered(dam())
    lines = list(diff(compare(Path("dam.txt.golden"), text, text.replace("cue       warned", "cue       it had"))))
    assert lines[2].endswith("¶2 | The Ministry of Water told reporters the dam was safe. It said the dam had")
    assert [line for line in lines[2:] if line[0] in "+-"] == ["-      cue       warned", "+      cue       it had"]


# --- the directory ----------------------------------------------------------------------------


def say(page: Article) -> Extraction:
    """A whole extractor for tests: "X said Y." is an attribution."""
    found = []
    for match in re.finditer(r"(\w+) (said) ([^.]+)\.", page.text):
        source, cue, content = (Span(*match.span(i)) for i in (1, 2, 3))
        found.append(
            Attribution(
                f"s{len(found)}",
                "indirect",
                "assertion",
                "positive",
                (content,),
                match[3],
                Cue(cue, "said", "say", "aside", "neutral"),
                Mention(source, match[1], source, "name"),
                Speaker(match[1]),
                "aside",
                Span(*match.span()),
            )
        )
    return Extraction(page, tuple(found))


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "rain.txt").write_text(
        "Heavy rain fell over the valley on Sunday night.\n\nRoe said the road was closed.\n"
    )
    (tmp_path / "articles" / "snow.txt").write_text(
        "Snow fell over the valley on Monday night.\n\nDoe said the pass was open.\n"
    )
    update(check(tmp_path, say, models="11111111"))
    return tmp_path


def test_what_was_approved_passes(directory: Path):
    report = check(directory, say, models="11111111")
    assert report.fine and report.summary == "2 files: no difference"


def test_a_change_is_told_and_update_writes_only_that_file(directory: Path):
    article = directory / "articles" / "rain.txt"
    untouched = golden_path(directory, directory / "articles" / "snow.txt").stat().st_mtime_ns
    article.write_text(article.read_text() + "\nFay said it would rain.\n")
    report = check(directory, say, models="11111111")
    assert not report.fine and report.summary == "1 file: +1 attribution −0"
    assert update(report) == (golden_path(directory, article),)
    assert check(directory, say, models="11111111").fine
    assert golden_path(directory, directory / "articles" / "snow.txt").stat().st_mtime_ns == untouched


def test_other_models_that_find_the_same_are_no_difference(directory: Path):
    report = check(directory, say, models="22222222")
    assert report.fine and report.summary == "2 files: 2 made by other models"


def test_a_golden_file_that_is_missing_or_has_no_article_fails(directory: Path):
    golden_path(directory, directory / "articles" / "rain.txt").unlink()
    (directory / "articles" / "snow.txt").unlink()
    report = check(directory, say, models="11111111")
    assert not report.fine
    assert report.summary == "1 file: 1 not yet approved, 1 without an article"
    assert "snow.txt.golden: its article is gone" in report.sentences[0]


def test_a_damaged_golden_file_is_not_overwritten(directory: Path):
    path = golden_path(directory, directory / "articles" / "rain.txt")
    path.write_text("my notes\n")
    report = check(directory, say, models="11111111")
    assert not report.fine and "line 1 is no header" in report.failures[0]
    assert update(report) == () and path.read_text() == "my notes\n"


@pytest.mark.parametrize("error, outcome", [(InputError("too long"), "failure"), (ModelError("gone"), "raised")])
def test_a_failed_article_is_told_but_missing_models_stop_the_check(directory: Path, error: Exception, outcome: str):
    def fail(page: Article) -> Extraction:
        raise error

    if outcome == "raised":
        with pytest.raises(ModelError):
            check(directory, fail, models="11111111")
    else:
        assert check(directory, fail, models="11111111").summary == "0 files: 2 failed"


def test_new_copies_the_article_byte_for_byte(directory: Path, tmp_path_factory: pytest.TempPathFactory):
    file = tmp_path_factory.mktemp("elsewhere") / "hail.txt"
    file.write_bytes(b"Hail fell over the valley.\r\n\r\nJoy said it was loud.\r\n")
    assert list(new(directory, [file], say, models="11111111")) == [directory / "expected" / "hail.txt.golden"]
    assert (directory / "articles" / "hail.txt").read_bytes() == file.read_bytes()
    assert check(directory, say, models="11111111").fine
    with pytest.raises(GoldenError, match="of this name already"):
        list(new(directory, [file], say, models="11111111"))


def test_a_directory_without_articles_is_an_error(tmp_path: Path):
    with pytest.raises(GoldenError, match="--directory"):
        check(tmp_path, say, models="11111111")


# --- the project's own ------------------------------------------------------------------------

GOLDEN = Path(__file__).parent.parent / "golden"


@pytest.mark.models
def test_the_articles_are_as_approved(parser):
    from attribution.extract import Extractor
    from attribution.parsing.manifest import read_manifest

    report = check(GOLDEN, Extractor(parser), models=read_manifest().digest)
    lines = [line for comparison in report.comparisons for line in diff(comparison)]
    assert report.fine, "\n".join([report.summary, *report.sentences, *lines])


@pytest.mark.parametrize("path", sorted((GOLDEN / "expected").glob("*.golden")), ids=lambda p: p.name)
def test_the_approved_files_can_be_read(path: Path):
    from attribution.article import read_article

    golden = read_golden(
        path.read_text(encoding="utf-8"), read_article(GOLDEN / "articles" / path.name.removesuffix(".golden"))
    )
    assert len(golden.attributions) + len(golden.unattributed) == len(read_blocks(path.read_text(encoding="utf-8")))
