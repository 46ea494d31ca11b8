"""Figures of gold against predictions: read from every format, and to the last digit those of the corpora's ruler."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from attrs import asdict
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from attribution.cli import main
from attribution.errors import GoldenError, InputError
from attribution.evaluate.annotations import read_annotations
from attribution.evaluate.scores import FIGURES, Evaluation, evaluate
from attribution.evaluate.sides import quoted_stretches
from attribution.export import to_json, to_jsonl_line, to_spans
from attribution.model import Span
from attribution.render.golden import golden_text
from tests.making import extraction
from tests.ruler import PATH, RULER, SHARED, needs_ruler, perturbed

ROOT = Path(__file__).parent.parent
GOLD = ROOT / "golden/gold/articles.jsonl"
EXPECTED = ROOT / "golden/expected"

TEXT = "“Prices will fall,” said Ana Ruiz. She denied that taxes would rise. Bo Lee wants peace."
WHOLE = [
    {"content": ["“Prices will fall,”"], "cue": "said", "source": "Ana Ruiz", "speaker": "Ana Ruiz"},
    {"content": ["that taxes would rise"], "cue": "denied", "source": "She", "speaker": "Ana Ruiz", "kind": "indirect"},
    {
        "content": ["peace"],
        "cue": "wants",
        "source": "Bo Lee",
        "speaker": "Bo Lee",
        "kind": "indirect",
        "construction": "object",
    },
]


def write(path: Path, *records: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def scored(gold: Path, predicted: Path, *, flat: bool = False) -> Evaluation:
    return evaluate(read_annotations(gold), read_annotations(predicted), flat=flat)


# --- reading ----------------------------------------------------------------------------------


def _spans(directory: Path) -> Path:
    return write(directory / "p.jsonl", to_spans(extraction(TEXT, *WHOLE)))


def _json(directory: Path) -> Path:
    (directory / "p.json").write_text(to_json([extraction(TEXT, *WHOLE)]), encoding="utf-8")
    return directory / "p.json"


def _jsonl(directory: Path) -> Path:
    (directory / "p.jsonl").write_text("\n" + to_jsonl_line(extraction(TEXT, *WHOLE)), encoding="utf-8")
    return directory / "p.jsonl"


def _golden(directory: Path) -> Path:
    for name, text in (("articles/made.txt", TEXT), ("expected/made.txt.golden", None)):
        (directory / name).parent.mkdir()
        text = text or golden_text(extraction(TEXT, *WHOLE), name="made.txt", models="0")
        (directory / name).write_text(text, encoding="utf-8")
    return directory / "expected/made.txt.golden"


def _golden_directory(directory: Path) -> Path:
    return _golden(directory).parent


@pytest.mark.parametrize("format", [_spans, _json, _jsonl, _golden, _golden_directory])
def test_every_format_holds_the_same(format, tmp_path):
    (document,) = read_annotations(format(tmp_path))
    assert (document.id, document.text) == ("made", TEXT)
    for annotation, parts in zip(document.annotations, WHOLE, strict=True):
        assert [span.of(TEXT) for span in annotation.content] == parts["content"]
        assert [span.of(TEXT) for span in annotation.source + annotation.cue] == [parts["source"], parts["cue"]]
        assert annotation.kind == parts.get("kind", "direct")
        assert annotation.construction == parts.get("construction", "quotation")
        assert (annotation.type, annotation.speaker, annotation.parent) == ("assertion", parts["speaker"], None)


def test_json_of_extract_tells_lemma_and_confidence(tmp_path):
    annotation = read_annotations(_json(tmp_path))[0].annotations[0]
    assert (annotation.lemma, annotation.confidence) == ("said", 0.9)


ONE = {"id": "a", "text": "Roe said no.", "attributions": [{"source": [[0, 3]], "cue": [[4, 8]], "content": [[9, 11]]}]}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("nonsense", "p.jsonl, line 1: not JSON"),
        ("[1, 2", "p.jsonl: not JSON"),
        ("3", "p.jsonl, line 1: 3 is no JSON object"),
        ('{"text": "x", "attributions": []}', "p.jsonl, line 1: “id” is null and must be a text or a number"),
        ('{"id": "a", "text": 5, "attributions": []}', "line 1: “text” is 5 and must be a text or null"),
        ('{"id": "a", "text": "x"}', "p.jsonl, line 1: “attributions” is null and must be a list"),
        (json.dumps(ONE) + "\n" + json.dumps(ONE), "two documents have the id “a”"),
        (
            json.dumps(ONE).replace("[9, 11]", "[9, 99]"),
            r"line 1, attribution 1, content: \[9, 99\] is no \[start, end\]",
        ),
        (json.dumps(ONE).replace("[9, 11]", "9"), "attribution 1, content: 9 is no"),
        (
            json.dumps(ONE).replace('"cue"', '"type": "loud", "cue"'),
            "the type is “loud”; it must be direct, mixed, indirect",
        ),
        ('{"schema_version": 9}', "p.jsonl, line 1: schema_version is 9 and must be 1"),
    ],
)
def test_what_cannot_be_read_is_named(content, message, tmp_path):
    (tmp_path / "p.jsonl").write_text(content)
    with pytest.raises(InputError, match=message):
        read_annotations(tmp_path / "p.jsonl")


def test_missing_files_are_named(tmp_path):
    with pytest.raises(InputError, match="gone.jsonl: cannot be read"):
        read_annotations(tmp_path / "gone.jsonl")
    with pytest.raises(InputError, match="no golden file in this directory"):
        read_annotations(tmp_path)
    golden = _golden(tmp_path)
    (tmp_path / "articles/made.txt").unlink()
    with pytest.raises(GoldenError, match="made.txt.golden: its article is not at .*made.txt; bring it back"):
        read_annotations(golden)


# --- figures ----------------------------------------------------------------------------------


def test_figures_by_hand(tmp_path):
    """Of three attributions one is right, one has another source, one is missed, and one is false."""
    gold = write(tmp_path / "gold.jsonl", to_spans(extraction(TEXT, *WHOLE)))
    found = [
        WHOLE[0],
        WHOLE[1] | {"source": "Bo Lee", "speaker": None},
        {"content": ["Ana Ruiz"], "construction": "object"},
    ]
    all_ = scored(gold, write(tmp_path / "pred.jsonl", to_spans(extraction(TEXT, *found)))).groups["all"]
    assert set(all_) == set(FIGURES) and list(all_) == list(FIGURES)
    assert (all_["full"].p, all_["full"].r, all_["full"].gold, all_["full"].pred) == (0.3333, 0.3333, 3, 3)
    assert all_["content exact"].f1 == all_["cue overlap"].r == 0.6667
    assert (all_["source if found"].acc, all_["source if found"].n) == (0.5, 2)
    assert (all_["speaker pronoun if found"].acc, all_["speaker pronoun if found"].n) == (0.0, 1)
    assert (all_["speaker answered"].acc, all_["speaker answered"].n) == (0.5, 2)
    assert (all_["speaker if answered"].acc, all_["speaker if answered"].n) == (1.0, 1)


def test_breakdowns(tmp_path):
    gold = write(tmp_path / "gold.jsonl", to_spans(extraction(TEXT, *WHOLE)))
    evaluation = scored(gold, write(tmp_path / "pred.jsonl", to_spans(extraction(TEXT, *WHOLE[:2]))))
    recall = {
        b: {name: f["full"].r for name, f in evaluation.by(b).items()}
        for b in ("kind", "construction", "document", "lemma")
    }
    assert recall == {
        "kind": {"indirect": 0.5, "direct": 1.0},
        "construction": {"quotation": 1.0, "object": 0.0},
        "document": {"made": 0.6667},
        "lemma": {"deny": 1.0, "say": 1.0, "want": 0.0},
    }


def test_a_breakdown_takes_from_the_prediction_what_gold_does_not_tell(tmp_path):
    predicted = to_spans(extraction(TEXT, *WHOLE[:2]))
    bare = to_spans(extraction(TEXT, *WHOLE))
    for attribution in bare["attributions"]:
        del attribution["meta"]
    evaluation = scored(write(tmp_path / "g.jsonl", bare), write(tmp_path / "p.jsonl", predicted))
    assert {name: f["full"].gold for name, f in evaluation.by("construction").items()} == {
        "quotation": 2,
        "(unknown)": 1,
    }


def test_flat_leaves_nested_predictions_out(tmp_path):
    nested = [WHOLE[0], WHOLE[1] | {"parent": "a1"}]
    path = write(tmp_path / "p.jsonl", to_spans(extraction(TEXT, *nested)))
    assert [scored(path, path, flat=flat).groups["all"]["full"].pred for flat in (False, True)] == [2, 1]


def test_documents_without_predictions_count_as_empty(tmp_path):
    gold = write(tmp_path / "g.jsonl", ONE, ONE | {"id": "b"})
    evaluation = scored(gold, write(tmp_path / "p.jsonl", ONE))
    assert (evaluation.documents, evaluation.missing, evaluation.groups["all"]["full"].r) == (2, ("b",), 0.5)


def test_two_texts_under_one_id_are_refused(tmp_path):
    with pytest.raises(InputError, match="a: gold and predictions have different texts"):
        scored(write(tmp_path / "g.jsonl", ONE), write(tmp_path / "p.jsonl", ONE | {"text": "Roe said no!"}))


def test_spans_are_sorted_and_predictions_may_leave_the_text_out(tmp_path):
    other = {"id": "a", "attributions": [{"content": [[9, 11], [0, 3]]}]}
    (document,) = read_annotations(write(tmp_path / "p.jsonl", other))
    assert document.annotations[0].content == (Span(0, 3), Span(9, 11)) and document.text is None
    assert scored(write(tmp_path / "g.jsonl", ONE), tmp_path / "p.jsonl").groups["all"]["content soft"].r == 1.0


# --- the ruler --------------------------------------------------------------------------------


BEYOND_THE_RULER = ("speaker answered", "speaker if answered")  # to the ruler a speaker left open is a wrong one


def by_the_ruler(gold: Path, predicted: Path, *options: str) -> dict[str, Any]:
    command = [sys.executable, str(PATH), str(gold), str(predicted), "--json", *options]
    return json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def by_us(gold: Path, predicted: Path, *options: str) -> dict[str, Any]:
    result = CliRunner().invoke(main, ["evaluate", str(gold), str(predicted), "--format", "json", *options])
    assert result.exit_code == 0, result.output
    data = json.loads(result.stdout)
    return {"documents": data["documents"], **_without(data["figures"], BEYOND_THE_RULER)}


def _without(figures: Any, names: tuple[str, ...]) -> Any:
    if not isinstance(figures, dict):
        return figures
    return {name: _without(value, names) for name, value in figures.items() if name not in names}


def assert_agree(gold: Path, predicted: Path) -> None:
    for flat in ([], ["--flat"]):
        ours = by_us(gold, predicted, *flat)
        assert ours == by_the_ruler(gold, predicted, "--by-type", *flat)
        assert {name: ours[name] for name in ("documents", "all", "quoted", "indirect")} == by_the_ruler(
            gold, predicted, *flat
        )


REAL = (
    "polnear.dev",
    "polnear_pron.dev",
    "gum_news.dev",
    "gum_interview.dev",
    "gum_other.dev",
    "pdnc.dev",
    "litbank.all",
)


@needs_ruler
@pytest.mark.parametrize("corpus", REAL)
def test_the_ruler_agrees_on_corpora_with_errors_put_in(corpus, tmp_path):
    gold = SHARED / "corpora" / f"{corpus}.jsonl"
    records = lines(gold)[:15]
    assert_agree(
        write(tmp_path / "g.jsonl", *records), write(tmp_path / "p.jsonl", *(perturbed(r, 1) for r in records[1:]))
    )


@needs_ruler
@pytest.mark.parametrize("seed", range(3))
def test_the_ruler_agrees_on_our_articles_with_errors_put_in(seed, tmp_path):
    assert_agree(GOLD, write(tmp_path / "p.jsonl", *(perturbed(record, seed) for record in lines(GOLD))))


@needs_ruler
def test_the_ruler_agrees_on_golden_files(tmp_path):
    approved = [
        {"id": d.id, "text": d.text, "attributions": [_record(a) for a in d.annotations]}
        for d in read_annotations(EXPECTED)
    ]
    written = write(tmp_path / "p.jsonl", *approved)
    assert by_us(GOLD, EXPECTED) == by_us(GOLD, written)
    assert_agree(GOLD, written)
    assert by_us(EXPECTED, GOLD) == by_the_ruler(written, GOLD, "--by-type")


def _record(annotation: Any) -> dict[str, Any]:
    values = asdict(annotation)
    spans = {role: [[s.start, s.end] for s in annotation.spans(role)] for role in ("source", "cue", "content")}
    return {
        "id": values["id"],
        **spans,
        "type": values["kind"],
        "speaker": values["speaker"],
        "parent": values["parent"],
    }


# Texts in which every rule of the ruler is touched: marks of all kinds, blank lines, noun phrases that end.
_TOKENS = st.sampled_from(
    ["Roe", "the", "of", "said", "he", "x", "“", "”", '"', '"', "''", "``", "«", "»", "\n", "\n\n", "\n \n", " ", " ", ",", ".",
     "(", ")", "—", "‘", "’", "_", "é", "ß", "5", "\0", "\u2028", " that ", "-", "&"]
)  # fmt: skip
_NAMES = st.sampled_from([None, "", "Roe", "Dr Ana Ruiz", "Ana", "the Roe", "Ana Roe"])


@st.composite
def _attributions(draw, text: str, most: int) -> list[dict[str, Any]]:
    offsets = st.integers(0, len(text))
    spans = st.lists(st.tuples(offsets, offsets).map(sorted), max_size=3)
    attribution = st.fixed_dictionaries(
        {
            "source": spans,
            "cue": spans,
            "content": spans,
            "type": st.sampled_from([None, "direct", "mixed", "indirect"]),
            "speaker": _NAMES,
            "parent": st.sampled_from([None, "a1"]),
            "meta": st.fixed_dictionaries({}, optional={"names": st.lists(_NAMES.filter(bool), max_size=2)}),
        }
    )
    return draw(st.lists(attribution, max_size=most))


@st.composite
def _both_sides(draw) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    gold, predicted = [], []
    for number in range(draw(st.integers(1, 2))):
        text = "".join(draw(st.lists(_TOKENS, max_size=40)))
        aliases = draw(st.dictionaries(_NAMES.filter(bool), st.lists(_NAMES.filter(bool), max_size=2), max_size=2))
        record = {"id": f"d{number}", "text": text}
        gold.append(record | {"attributions": draw(_attributions(text, 4)), "meta": {"aliases": aliases}})
        if draw(st.booleans()):
            predicted.append(record | {"attributions": draw(_attributions(text, 4))})
    return gold, predicted


_MARKS = st.sampled_from(
    ["x", "x", "“", "”", '"', "''", "``", "«", "\n", "\n\n", "\n \n", " ", ",", "‘", "’", "(", ")", "\0"]
)


@needs_ruler
@settings(max_examples=500)
@given(text=st.lists(_MARKS, max_size=25).map("".join))
def test_the_ruler_agrees_on_what_is_quoted(text):
    stretches = ([span.start, span.end] for span in quoted_stretches(text)), RULER.quoted_regions(text)
    ours, theirs = ({i for start, end in some for i in range(start, end) if text[i].isalnum()} for some in stretches)
    assert ours == theirs


@needs_ruler
@given(both=_both_sides(), flat=st.booleans())
def test_the_ruler_agrees_on_anything(both, flat, tmp_path_factory):
    paths = [write(tmp_path_factory.getbasetemp() / f"{name}.jsonl", *side) for name, side in zip(("g", "p"), both)]
    golds, predicted = map(RULER.load, paths)
    if flat:
        for document in predicted.values():
            document["attributions"] = [a for a in document["attributions"] if a["parent"] is None]
    counts, _, _ = RULER.evaluate(golds, predicted)
    ours = scored(*paths, flat=flat).groups
    found = {group: {name: asdict(figure) for name, figure in figures.items()} for group, figures in ours.items()}
    assert _without(found, BEYOND_THE_RULER) == {group: RULER.summary(counts[group]) for group in ours}
