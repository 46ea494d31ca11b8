"""The review: each change decided by itself, written at once, taken back, and not shown twice."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from attribution.article import article_from_text, read_article
from attribution.errors import GoldenError
from attribution.golden import Report, check, golden_path, update
from attribution.golden_compare import compare, taking
from attribution.golden_file import Block, Sheet, block_lines, golden_spans, read_sheet, sheet_text
from attribution.render.golden import golden_text, text_digest
from attribution.review import Review
from attribution.review_text import change_text, change_words
from tests.saying import RAIN, say


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "rain.txt").write_text(RAIN)
    update(check(tmp_path, say, models="11111111"))
    return tmp_path


def golden(directory: Path) -> Path:
    return golden_path(directory, Path("rain.txt"))


def approve(directory: Path, old: str, new: str) -> str:
    """Let another output be approved, so that what is found now differs from it."""
    text = golden(directory).read_text()
    assert old in text
    golden(directory).write_text(text.replace(old, new, 1))
    return golden(directory).read_text()


def begin(directory: Path) -> Review:
    return Review(check(directory, say, models="11111111"), directory)


DOE = "    indirect · aside · assertion\n      source    Doe → Dr Doe\n      cue       said #2\n      content   it was worse\n"
ROE = (
    "  indirect · aside · assertion\n    source    Roe\n    cue       said\n    content   that Doe said it was worse\n"
)
FALSE = "  direct · colon · belief\n    source    Sunday\n    cue       fell\n    content   rain\n"


def test_what_is_approved_leaves_nothing_to_decide(directory: Path):
    review = begin(directory)
    assert review.current is None and review.left == (0, 0)


@pytest.mark.parametrize(
    "old, new, what",
    [
        (DOE, "", "+attribution"),  # nested: it goes to its place
        (ROE, "", "+attribution"),  # the outer one of a nested one
        ("Doe → Dr Doe", "Doe → ?", "source changed"),
        ("      content   it was worse", "      content   worse", "content changed"),
        ("¶2 |", "¶2 |", None),
        ("\n\n¶2 |", f"\n{FALSE}\n¶2 |", "−attribution"),
        (DOE, re.sub("^  ", "", DOE, flags=re.M), "nesting changed"),
    ],
)
def test_accepted_changes_give_what_is_found(directory: Path, old: str, new: str, what: str | None):
    found = golden(directory).read_text()
    approve(directory, old, new)
    review = begin(directory)
    assert what is None or review.current.what[0] == what
    while review.current:
        review.accept()
    assert golden(directory).read_text() == found
    assert begin(directory).current is None


def test_nothing_is_written_before_a_decision_and_one_decision_is_one_change(directory: Path):
    found = golden(directory).read_text()
    before = approve(directory, "Doe → Dr Doe", "Doe → ?")
    before = approve(directory, "    content   so\n", "    content   said so\n")
    review = begin(directory)
    assert len(review.undecided) == 2 and change_words(review.current)
    assert golden(directory).read_text() == before
    review.accept()
    assert golden(directory).read_text() == before.replace("Doe → ?", "Doe → Dr Doe")
    review.accept()
    assert golden(directory).read_text() == found


def test_a_rejected_change_is_not_shown_again_until_something_else_is_found(directory: Path):
    before = approve(directory, "Doe → Dr Doe", "Doe → ?")
    review = begin(directory)
    review.reject()
    assert golden(directory).read_text() == before and review.left == (1, 0)
    again = begin(directory)
    assert again.current is None and again.left == (1, 0)
    approve(directory, "Doe → ?", "Doe → Roe")
    assert begin(directory).current.what == ("source changed",)


def test_a_skipped_change_is_shown_again_next_time(directory: Path):
    approve(directory, "Doe → Dr Doe", "Doe → ?")
    review = begin(directory)
    review.skip()
    assert review.current is None and review.left == (0, 1)
    assert begin(directory).current is not None
    assert not (directory / ".rejected").exists()


@pytest.mark.parametrize("decide", ["accept", "reject", "skip", "wrong"])
def test_undo_puts_everything_back(directory: Path, decide: str):
    before = approve(directory, "Doe → Dr Doe", "Doe → ?")
    review = begin(directory)
    first = review.current.key
    {
        "accept": review.accept,
        "reject": review.reject,
        "skip": review.skip,
        "wrong": lambda: review.accept_as_wrong("no"),
    }[decide]()
    assert review.current is None
    assert review.undo()
    assert golden(directory).read_text() == before and not (directory / ".rejected").exists()
    assert review.current.key == first and review.decided == 0
    assert not review.undo()


def test_a_file_that_was_never_approved_is_reviewed_block_by_block(directory: Path):
    found = golden(directory).read_text()
    golden(directory).unlink()
    review = begin(directory)
    assert [c.what for c in review.undecided] == [("+attribution",)] * 3
    assert not golden(directory).exists()
    review.accept()
    assert golden(directory).exists() and "Fay" in golden(directory).read_text().partition("¶2")[2].split("\n")[0]
    review.undo()
    assert not golden(directory).exists()
    while review.current:
        review.accept()
    assert golden(directory).read_text() == found


def test_a_change_of_the_article_is_decided_first_and_keeps_the_blocks(directory: Path):
    article = directory / "articles" / "rain.txt"
    article.write_text("Storm warning\n\n" + RAIN + "\nKay said it stopped.\n")
    before = approve(directory, "Doe → Dr Doe", "Doe → ?")
    review = begin(directory)
    assert [c.what for c in review.undecided] == [("text or paragraphs changed",)]
    review.accept()
    assert "Doe → ?" in golden(directory).read_text() and "¶3 | Roe" in golden(directory).read_text()
    assert [c.what for c in review.undecided] == [("source changed",), ("+attribution",)]
    review.undo()
    assert golden(directory).read_text() == before


# --- accepted as wrong, corrected -------------------------------------------------------------


def test_wrong_keeps_what_was_approved_as_how_it_should_be(directory: Path):
    approve(directory, "Doe → Dr Doe", "Doe → Jane Doe")
    review = begin(directory)
    review.accept_as_wrong("not a doctor")
    assert (
        "      ! wrong: not a doctor\n      ! source    Doe → Jane Doe\n      source    Doe → Dr Doe\n"
        in golden(directory).read_text()
    )
    report = check(directory, say, models="11111111")
    assert report.fine and begin(directory).current is None


def test_a_lost_attribution_that_should_be_there_is_marked_as_missed(directory: Path):
    approve(directory, "\n\n¶2 |", f"\n{FALSE}\n¶2 |")
    review = begin(directory)
    review.accept_as_wrong("somebody  \n says it")
    assert (
        "  direct · colon · belief\n    ! missed: somebody says it\n    source    Sunday\n"
        in golden(directory).read_text()
    )
    assert check(directory, say, models="11111111").fine


def test_a_missed_attribution_that_is_found_is_told(directory: Path):
    approve(directory, DOE, DOE.replace("assertion\n", "assertion\n      ! missed: nested\n"))
    review = begin(directory)
    assert review.current.what == ("known-missed now found",)
    assert check(directory, say, models="11111111").summary == "1 file: 1 known-missed now found"
    review.accept()
    assert "missed" not in golden(directory).read_text()


def test_a_change_of_nesting_cannot_be_marked(directory: Path):
    before = approve(directory, DOE, re.sub("^  ", "", DOE, flags=re.M))
    with pytest.raises(GoldenError, match="only its nesting changed"):
        begin(directory).accept_as_wrong("no")
    assert golden(directory).read_text() == before


@pytest.mark.parametrize(
    "old, new, mark",
    [
        # left as it is: accepted
        ("it was worse", "it was worse", ""),
        (
            "      content   it was worse",
            "      content   worse",
            "      ! wrong: corrected by hand\n      ! content   worse\n",
        ),
        ("      source    Doe → Dr Doe\n", "", "      ! wrong: corrected by hand\n      ! source    (none)\n"),
        (
            "aside · assertion",
            "aside · belief",
            "      ! wrong: corrected by hand\n      ! heading   indirect · aside · belief\n",
        ),
        ("      source", "      ! wrong: who knows\n      source", "      ! wrong: who knows\n"),
    ],
)
def test_edited_lines_become_a_mark(directory: Path, old: str, new: str, mark: str):
    found = golden(directory).read_text()
    approve(directory, DOE, "")
    review = begin(directory)
    text = "# a comment\n\n" + "\n".join(block_lines(review.current.pair.new)) + "\n"
    review.correct(text.replace(old, new))
    heading = "    indirect · aside · assertion\n"
    assert golden(directory).read_text() == found.replace(heading, heading + mark, 1)
    assert check(directory, say, models="11111111").fine


@pytest.mark.parametrize(
    "text, message",
    [
        ("", "is no heading"),
        ("  said · aside · assertion\n    content   so\n", "is no heading"),
        ("  indirect · aside · assertion\n    verb   so\n", "is no paragraph, heading, field"),
        (
            "  indirect · aside · assertion\n    content   hail\n",
            "content: “hail” does not stand in paragraph 2; copy it from there",
        ),
        ("  indirect · aside · assertion\n    source    Dr Doe → Dr Doe\n", "source: “Dr Doe → Dr Doe” does not stand"),
    ],
)
def test_lines_that_are_none_are_refused_and_nothing_is_written(directory: Path, text: str, message: str):
    before = approve(directory, DOE, "")
    with pytest.raises(GoldenError, match=re.escape(message)):
        begin(directory).correct(text)
    assert golden(directory).read_text() == before


def test_a_file_changed_by_another_program_is_not_overwritten(directory: Path):
    approve(directory, "Doe → Dr Doe", "Doe → ?")
    review = begin(directory)
    text = approve(directory, "Fay\n", "Fay → ?\n")
    with pytest.raises(GoldenError, match="changed by another program"):
        review.accept()
    assert golden(directory).read_text() == text


def test_a_decision_that_cannot_be_written_changes_nothing(directory: Path, monkeypatch: pytest.MonkeyPatch):
    before = approve(directory, "Doe → Dr Doe", "Doe → ?")
    review = begin(directory)

    def fail(*_: object):
        raise OSError("disk full")

    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(OSError):
        review.accept()
    assert golden(directory).read_text() == before and sorted(p.name for p in golden(directory).parent.iterdir()) == [
        "rain.txt.golden"
    ]
    assert review.decided == 0 and review.current is not None


# --- any change, any decisions ----------------------------------------------------------------

BLOCKS = [
    DOE,
    ROE,
    "  indirect · aside · assertion\n    source    Fay\n    cue       said #3\n    content   so\n",
    FALSE,
]


@st.composite
def approved_files(draw) -> str:
    """Golden files of RAIN with any of these blocks at any depth and in any order."""
    lines = [
        "# attribution golden 1 | rain.txt | sha256:{sha} | models:11111111",
        "",
        "¶1 | Heavy rain fell over the valley on Sunday night.",
    ]
    for number in (1, 2):
        if number == 2:
            lines += ["", "¶2 | Roe said that Doe said it was worse. Fay said so."]
        for block in draw(st.lists(st.sampled_from(BLOCKS), max_size=4)):
            depth = draw(st.integers(1, 3))
            own = block.index("i" if block.lstrip().startswith("i") else "d") // 2
            block = "\n".join(
                "  " * (depth - own) + line if depth >= own else line[2 * (own - depth) :]
                for line in block.split("\n")[:-1]
            )
            lines += block.replace("Doe → Dr", draw(st.sampled_from(("Doe → Dr", "Roe → Dr")))).split("\n")
    return "\n".join(lines) + "\n"


def made(expected: str | None, directory: Path) -> Review:
    article = article_from_text(RAIN)
    article = evolve(article, paragraphs=tuple(evolve(p, zone="body") for p in article.paragraphs))
    extraction = say(article)
    path = directory / "expected" / "rain.txt.golden"
    path.parent.mkdir(exist_ok=True)
    text = expected.format(sha=text_digest(article))
    path.write_text(text)
    found = golden_text(extraction, name="rain.txt", models="11111111")
    return Review(Report((compare(path, text, found, extraction),), (), ()), directory)


@given(approved_files(), st.lists(st.sampled_from("arswu"), max_size=12))
def test_any_walk_ends_and_undo_leads_back(tmp_path_factory, expected: str, keys: list[str]):
    directory = tmp_path_factory.mktemp("walk")
    review = made(expected, directory)
    path = directory / "expected" / "rain.txt.golden"
    start, before = path.read_text(), len(review.undecided)
    for key in keys:
        if review.current is None:
            break
        assert change_text(review.current, width=80) and change_words(review.current)
        try:
            {
                "a": review.accept,
                "r": review.reject,
                "s": review.skip,
                "u": review.undo,
                "w": lambda: review.accept_as_wrong("x"),
            }[key]()
        except GoldenError as error:
            assert "only its nesting" in str(error) or "as a whole" in str(error)
        read_sheet(path.read_text())
    steps = 0
    while review.current:
        review.accept()
        steps += 1
        assert steps < 50
    while review.undo():
        pass
    assert path.read_text() == start and len(review.undecided) == before
    assert not (directory / ".rejected").exists()


@given(approved_files())
def test_accepting_everything_is_update(tmp_path_factory, expected: str):
    directory = tmp_path_factory.mktemp("walk")
    review = made(expected, directory)
    (comparison,) = review.comparisons
    actual = comparison.actual
    for _ in range(50):
        if review.current is None:
            break
        review.accept()
    assert review.current is None
    if review.left == (0, 0):
        assert (directory / "expected" / "rain.txt.golden").read_text() == actual
    assert sheet_text(read_sheet(actual)) == actual


DEEP = """Rain fell.

Roe said that Doe said that Moe said it was worse. Fay said so. Ann said that Bob said no.

Kay said that Lou said yes. Max said nothing.
"""


@given(st.lists(st.sampled_from(("keep", "drop", "alter")), min_size=8, max_size=8), st.data())
def test_one_decision_is_one_change(ops: list[str], data: st.DataObject):
    """The file with one change taken is what is found, but for the other changes."""
    found = read_sheet(golden_text(say(article_from_text(DEEP)), name="rain.txt", models="11111111"))
    depths = [b.depth for b in found.blocks]
    assert depths == [1, 2, 3, 1, 1, 2, 1, 2] + depths[8:]
    # only what has nothing nested in it is dropped: else that would move too
    is_outer = [b.depth < after.depth for b, after in zip(found.blocks, found.blocks[1:])]
    done = ["keep" if op == "drop" and outer else op for op, outer in zip(ops, is_outer)]
    kept = {i: b for i, b in enumerate(found.blocks) if i >= len(done) or done[i] != "drop"}
    for i in (i for i, op in enumerate(done) if op == "alter"):
        kept[i] = evolve(kept[i], fields=(*kept[i].fields, ("role", "witness")))
    comparison = compare(Path("x"), file_of(found, kept), sheet_text(found))
    open_ = [pair for pair in comparison.pairs if pair.changes]
    assert len(open_) == sum(op != "keep" for op in done)
    if open_:
        pair = data.draw(st.sampled_from(open_))
        index = [b.line for b in found.blocks].index(pair.new.line)
        assert sheet_text(taking(comparison, pair, pair.new)) == file_of(found, kept | {index: found.blocks[index]})


def file_of(found: Sheet, blocks: dict[int, Block]) -> str:
    return sheet_text(evolve(found, blocks=tuple(blocks[i] for i in sorted(blocks))))


AWFUL = FALSE.replace("Sunday", "Kay").replace("fell", "said").replace("rain", "it")


def inner(block: str) -> str:
    return "".join(f"  {line}\n" for line in block.splitlines())


def beside(directory: Path, text: str) -> Review:
    """A review of the article with this paragraph of it approved, and its last one with a change that stays open."""
    (directory / "articles" / "rain.txt").write_text(RAIN + "\nMax said no.\n")
    update(check(directory, say, models="11111111"))
    found = golden(directory).read_text()
    start, end = found.index(ROE), found.index("\n¶3")
    golden(directory).write_text(found[:start] + text + found[end:].replace("source    Max", "source    Max → ?"))
    return begin(directory)


FAY = BLOCKS[2]


@pytest.mark.parametrize(
    "approved, what, after",
    [
        # a new one does not come between another and what is still nested in that
        (ROE + DOE + inner(AWFUL), "+attribution", ROE + DOE + inner(AWFUL) + FAY),
        # what was nested in one that is gone rises, and does not fall to its neighbour
        (ROE + DOE + AWFUL + inner(FAY), "−attribution", ROE + DOE + FAY),
        # one that belongs inside another goes there
        (ROE + FAY + re.sub("^  ", "", DOE, flags=re.MULTILINE), "nesting changed", ROE + DOE + FAY),
        (ROE + inner(FAY), "+attribution", ROE + DOE + inner(FAY)),
    ],
)
def test_each_change_goes_to_its_place(directory: Path, approved: str, what: str, after: str):
    review = beside(directory, approved)
    while review.current.what[0] != what:
        review.skip()
    review.accept()
    text = golden(directory).read_text()
    assert text[text.index(ROE) : text.index("\n¶3")] == after and review.left[1] > 0


def test_one_whose_outer_one_is_rejected_stands_by_itself(directory: Path):
    review = beside(directory, FAY)
    review.reject()  # Roe
    review.accept()  # Doe, who stands in what Roe said
    text = golden(directory).read_text()
    alone = re.sub("^  ", "", DOE, flags=re.MULTILINE)
    assert text.count(alone) == 1 and text.index(alone) < text.index(FAY)


def test_blocks_inside_a_false_one_rise(directory: Path):
    article = directory / "articles" / "rain.txt"
    article.write_text(RAIN.replace("Roe", "Kay said so. Roe"))
    update(check(directory, say, models="11111111"))
    text = approve(directory, "    source    Roe", "    ! wrong: she never\n    source    Roe")
    record = golden_spans(text, read_article(article))
    assert [(a["speaker"], a["parent"]) for a in record["attributions"]] == [
        ("Kay", None),
        ("Dr Doe", None),
        ("Fay", None),
    ]


def test_rejections_of_what_is_gone_are_forgotten(directory: Path):
    approve(directory, "Doe → Dr Doe", "Doe → ?")
    begin(directory).reject()
    old = (directory / ".rejected").read_text()
    approve(directory, "Doe → ?", "Doe → Roe")
    begin(directory).reject()
    new = (directory / ".rejected").read_text()
    assert len(new.split()) == 1 and new != old


def test_the_last_decision_leaves_the_blocks_in_the_order_they_are_found_in(directory: Path):
    found = golden(directory).read_text()
    fay = found[found.index("  indirect · aside · assertion\n    source    Fay") :]
    golden(directory).write_text(found.replace(fay, "").replace(ROE, fay + ROE).replace("Doe → Dr Doe", "Doe → ?"))
    begin(directory).accept()
    assert golden(directory).read_text() == found
