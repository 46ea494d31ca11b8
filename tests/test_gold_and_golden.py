"""Gold becomes golden and golden becomes gold: what is false or missed is marked, and comes back as it was."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from attribution.cli import main
from attribution.errors import GoldenError
from attribution.gold import export_gold, new_from_gold
from attribution.golden import check, golden_path
from attribution.model import Article
from tests.saying import RAIN, say


def spans(text: str, *parts: str) -> list[list[int]]:
    return [[text.index(part), text.index(part) + len(part)] for part in parts]


def attribution(text: str, id: str, source: str | None, cue: str | None, *content: str, **more: Any) -> dict[str, Any]:
    own = {"type": "indirect", "speaker": None, "parent": None, "meta": {}}
    return {
        "id": id,
        "source": spans(text, source) if source else [],
        "cue": spans(text, cue) if cue else [],
        "content": spans(text, *content),
        **own,
        **more,
    }


ROE = attribution(RAIN, "1", "Roe", "said that"[:4], "that Doe said it was worse", speaker="Roe")
DOE = attribution(RAIN, "2", "Doe", None, "it was worse", speaker="Dr Doe", parent="1")
DOE["cue"] = [[RAIN.index("said it"), RAIN.index("said it") + 4]]
FELL = attribution(
    RAIN, "9", None, "fell", "Heavy rain", meta={"construction": "as put", "type": "fact", "polarity": "negative"}
)


def made(directory: Path, *attributions: dict[str, Any], text: str = RAIN, id: str = "rain") -> str:
    """The golden file of this gold."""
    file = directory / "gold.jsonl"
    file.write_text(json.dumps({"id": id, "text": text, "attributions": attributions}) + "\n")
    (path,) = new_from_gold(directory / "golden", file, say, models="11111111")
    return path.read_text()


def test_gold_becomes_a_golden_file_that_passes_and_tells_what_is_wrong(tmp_path: Path):
    longer = {**DOE, "source": [], "content": spans(RAIN, "said it was worse")}
    text = made(tmp_path, ROE, longer, FELL)
    assert (
        text.partition("\n")[2]
        == """
¶1 | Heavy rain fell over the valley on Sunday night.
  indirect · as_put · fact · negative
    ! missed: in the gold
    cue       fell
    content   Heavy rain

¶2 | Roe said that Doe said it was worse. Fay said so.
  indirect · aside · assertion
    source    Roe
    cue       said
    content   that Doe said it was worse
    indirect · aside · assertion
      ! wrong: otherwise in the gold
      ! source    (none)
      ! speaker   Dr Doe
      ! content   said it was worse
      source    Doe → Dr Doe
      cue       said #2
      content   it was worse
  indirect · aside · assertion
    ! wrong: not in the gold
    source    Fay
    cue       said #3
    content   so
"""
    )
    assert (tmp_path / "golden" / "articles" / "rain.txt").read_text() == RAIN
    report = check(tmp_path / "golden", say, models="11111111")
    assert report.fine, report.summary


def test_a_miss_that_is_found_one_day_is_told(tmp_path: Path):
    made(tmp_path, ROE, DOE, FELL)
    (tmp_path / "golden" / "expected" / "rain.txt.golden").write_text(
        golden_path(tmp_path / "golden", Path("rain.txt")).read_text().replace("fact · negative", "fact")
    )

    def finds_more(page: Article):
        from attrs import evolve

        from attribution.model import Cue, Span

        found = say(page)
        cue = Span(*FELL["cue"][0])
        more = evolve(
            found.attributions[0], id="m", source=None, speaker=None, cue=Cue(cue, "fell", "fall", "aside", "neutral"),
            content=(Span(*FELL["content"][0]),), sentence=Span(0, 40),
        )  # fmt: skip
        return evolve(found, attributions=(more, *found.attributions))

    assert check(tmp_path / "golden", finds_more, models="11111111").summary == "1 file: 1 known-missed now found"


def test_a_missed_one_stands_inside_its_parent(tmp_path: Path):
    inner = attribution(RAIN, "7", None, None, "worse", parent="2", speaker="Nobody?")
    text = made(tmp_path, ROE, DOE, inner)
    assert (
        "      content   it was worse\n      indirect · unknown · assertion\n        ! missed: in the gold\n        speaker   Nobody?\n"
        in text
    )
    (record,) = export_gold(tmp_path / "golden")
    assert [(a["id"], a["parent"]) for a in record["attributions"]] == [("a1", None), ("a2", "a1"), ("a3", "a2")]


def test_missed_ones_stand_last_and_in_their_order(tmp_path: Path):
    first, second = (attribution(RAIN, part, None, None, part) for part in ("worse", "Fay"))
    text = made(tmp_path, ROE, first, second, DOE, {**first, "id": "i", "parent": "1", "content": spans(RAIN, "that")})
    assert re.findall(r"\n( +)(?:content) +(.+)", text.partition("¶2")[2]) == [
        ("    ", "that Doe said it was worse"),
        ("      ", "it was worse"),
        ("      ", "that"),
        ("    ", "so"),
        ("    ", "worse"),
        ("    ", "Fay"),
    ]


def facts(record: dict[str, Any]) -> list[tuple]:
    return sorted((a["source"], a["cue"], a["content"], a["type"], a["speaker"] or "") for a in record["attributions"])


@st.composite
def gold(draw) -> list[dict[str, Any]]:
    """Any spans of RAIN as gold; some are what ``say`` finds, or nearly."""
    words = [[m.start(), m.end()] for m in re.finditer(r"\w+", RAIN)]
    some = st.lists(st.sampled_from(words), max_size=1)
    found = []
    for number in range(draw(st.integers(0, 4))):
        base = draw(st.sampled_from((ROE, DOE, FELL)))
        other = {
            "source": draw(some),
            "cue": draw(some),
            "content": sorted(draw(st.lists(st.sampled_from(words), min_size=1, max_size=2, unique_by=tuple))),
            "type": draw(st.sampled_from(("direct", "mixed", "indirect"))),
            "speaker": draw(st.sampled_from(("Kay", "?", "a → b"))),
        }
        changed = draw(st.sets(st.sampled_from(sorted(other))))
        record = {**base, "id": str(number), "parent": None, "speaker": base["speaker"] or "Kay"}
        found.append(record | {label: other[label] for label in changed})
    return found


@given(gold())
def test_gold_comes_back_as_it_was(tmp_path_factory, attributions: list[dict[str, Any]]):
    directory = tmp_path_factory.mktemp("gold")
    made(directory, *attributions)
    assert check(directory / "golden", say, models="11111111").fine
    (record,) = export_gold(directory / "golden")
    assert record["text"] == RAIN and record["id"] == "rain"
    assert facts(record) == facts({"attributions": attributions})


def test_what_a_reviewer_marked_is_exported_as_it_should_be(tmp_path: Path):
    made(tmp_path, ROE, DOE, FELL)
    (before,) = export_gold(tmp_path / "golden")
    path = golden_path(tmp_path / "golden", Path("rain.txt"))
    path.write_text(
        path.read_text().replace(
            "      source    Doe", "      ! wrong: no doctor\n      ! source    Doe → Jane\n      source    Doe"
        )
    )
    (after,) = export_gold(tmp_path / "golden")
    changed = [(a["speaker"], b["speaker"]) for a, b in zip(before["attributions"], after["attributions"]) if a != b]
    assert changed == [("Dr Doe", "Jane")]


# --- errors -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line, message",
    [
        ("{", "gold.jsonl, line 1: no record of gold"),
        ('{"id": "x"}', "no record of gold (KeyError('text'))"),
        ('{"id": "x", "text": "Rain.", "attributions": [{"content": []}]}', "an attribution has no content"),
        ('{"id": "x", "text": "Rain.", "attributions": [{"content": [[0, 9]]}]}', "no span of the text: [0, 9]"),
        ('{"id": "x", "text": "\\ufeffRain.", "attributions": []}', "take away byte order mark or markup"),
        ('{"id": "x", "text": "\\ud800", "attributions": []}', "no record of gold (UnicodeEncodeError"),
    ],
)
def test_a_line_that_is_no_gold_is_named(tmp_path: Path, line: str, message: str):
    (tmp_path / "gold.jsonl").write_text(line + "\n")
    with pytest.raises(GoldenError) as error:
        list(new_from_gold(tmp_path / "golden", tmp_path / "gold.jsonl", say, models="11111111"))
    assert message in str(error.value)
    assert not (tmp_path / "golden").exists()


def test_an_article_is_not_overwritten(tmp_path: Path):
    made(tmp_path, ROE, id="a/b c")
    assert (tmp_path / "golden" / "articles" / "a_b_c.txt").exists()
    with pytest.raises(GoldenError, match="of this name already"):
        made(tmp_path, DOE, id="a/b c")


def test_the_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("attribution.extract.Extractor", lambda **_: say)
    (tmp_path / "gold.jsonl").write_text(json.dumps({"id": "rain", "text": RAIN, "attributions": [ROE, DOE]}) + "\n")
    run = CliRunner().invoke
    assert run(main, ["golden", "new"]).exit_code == 2
    assert run(main, ["golden", "new", "--from-gold", "gold.jsonl"]).stdout == "golden/expected/rain.txt.golden\n"
    exported = run(main, ["golden", "export", "--format", "spans"])
    assert exported.exit_code == 0
    assert facts(json.loads(exported.stdout)) == facts({"attributions": [ROE, DOE]})
    golden_path(tmp_path / "golden", Path("rain.txt")).unlink()
    missing = run(main, ["golden", "export"])
    assert missing.exit_code == 2 and "rain.txt.golden: there is no golden file of this article" in missing.stderr
