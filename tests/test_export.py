"""JSON there and back, its schema, CSV, and the JSONL of corpora."""

from __future__ import annotations

import csv
import io
import json
import re
import string

import jsonschema
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from attribution import schema
from attribution.errors import InputError
from attribution.export import COLUMNS, from_dict, to_csv, to_dict, to_json, to_jsonl_line, to_spans
from attribution.lexicon import DATA
from attribution.model import ExtractionWarning, Phrase, Quotation, Span, Unattributed
from tests.making import extraction

TEXT = "“We lost,” said Ana Ruiz. She told Reuters on Monday that it hurt. The “Big Freeze” came."
MADE = extraction(
    TEXT,
    dict(source="Ana Ruiz", cue="said", content=["“We lost,”"], speaker="Ana Ruiz"),
    dict(source="She", cue="told", content=["that it hurt"], speaker="Ana Ruiz", recipient="Reuters", time="on Monday"),
)
MADE = evolve(
    MADE,
    unattributed=(Unattributed(Quotation((Span(71, 83),)), "“Big Freeze”", "term"),),
    warnings=(ExtractionWarning("empty", "Nothing is there.", (Span(0, 1),)),),
)

PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def texts():
    """Any text but one in which a high surrogate stands before a low one: JSON knows the two as one character."""
    return st.text(st.characters(exclude_categories=[]), min_size=1, max_size=40).filter(lambda t: not PAIR.search(t))


@st.composite
def extractions(draw):
    """Extractions of any text at all, spans anywhere in it."""
    text = draw(texts())
    spans = st.integers(0, len(text)).flatmap(lambda s: st.integers(s, len(text)).map(lambda e: Span(s, e)))
    first = MADE.attributions[0]
    found = tuple(
        evolve(
            first,
            id=f"a{number}",
            kind=draw(st.sampled_from(["direct", "mixed", "indirect"])),
            content=tuple(draw(st.lists(spans, min_size=1, max_size=3))),
            content_text=draw(texts()),
            cue=draw(st.sampled_from([None, first.cue])),
            source=draw(st.sampled_from([None, first.source])),
            speaker=draw(st.sampled_from([None, evolve(first.speaker, name=draw(texts()), role=draw(texts()))])),
            medium=draw(st.sampled_from([None, Phrase(Span(0, 0), text)])),
            sentence=draw(spans),
            confidence=draw(st.integers(0, 100)) / 100,
        )
        for number in range(draw(st.integers(0, 3)))
    )
    return evolve(MADE, article=evolve(MADE.article, text=text), attributions=found)


@given(extractions())
def test_json_there_and_back(made):
    data = to_dict(made)
    assert from_dict(data) == made
    assert from_dict(json.loads(to_jsonl_line(made).encode("utf-8"))) == made
    jsonschema.validate(data, schema.json_schema())


def test_the_schema_in_the_repository_is_that_of_the_values():
    assert (DATA / "schema.json").read_text(encoding="utf-8") == schema.main()


@pytest.mark.parametrize(
    "harm",
    [
        lambda d: d.update(schema_version=2),
        lambda d: d.pop("schema_version"),
        lambda d: d.update(colour="red"),
        lambda d: d.pop("article"),
        lambda d: d["attributions"][0].update(kind="loud"),
        lambda d: d["attributions"][0].update(content=[[3, 1]]),
        lambda d: d["attributions"][0].update(content=[]),
        lambda d: d["attributions"][0].update(confidence=1.5),
        lambda d: d["attributions"][0].update(confidence=float("nan")),
        lambda d: d["unattributed"][0]["quotation"].update(parts=[]),
        lambda d: d["attributions"][0].update(sentence=[1]),
        lambda d: d["attributions"][0].update(sentence=[0.5, 2]),
        lambda d: d["attributions"][0].update(sentence="12"),
        lambda d: d["attributions"][0].update(confidence="0.9"),
        lambda d: d["attributions"][1].pop("parent"),  # it has a default, but a record without it is damaged
        lambda d: d["attributions"][0]["cue"].update(colour="red"),
        lambda d: d["article"].update(text=None),
        lambda d: d["article"].update(id=5),
        lambda d: d.update(attributions=5),
        lambda d: d.update(article=[]),
    ],
)
def test_what_to_dict_did_not_write_is_refused(harm):
    data = to_dict(MADE)
    harm(data)
    with pytest.raises(InputError):
        from_dict(data)


@pytest.mark.parametrize(
    "harm",
    [
        lambda d: d.update(schema_version=2),
        lambda d: d["attributions"][0].update(content=[]),
        lambda d: d["attributions"][0].update(confidence=-0.1),
        lambda d: d["attributions"][0].update(confidence=1.1),
        lambda d: d["unattributed"][0]["quotation"].update(parts=[]),
    ],
)
def test_the_schema_knows_the_bounds(harm):
    data = to_dict(MADE)
    harm(data)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schema.json_schema())


@pytest.mark.parametrize("data", [None, [], "{}", 5])
def test_what_is_no_object_is_refused(data):
    with pytest.raises(InputError, match="JSON object"):
        from_dict(data)


def test_the_error_says_where_and_what():
    data = to_dict(MADE)
    del data["attributions"][1]["cue"]
    with pytest.raises(InputError, match=r"attributions\[1\]: the field 'cue' is missing"):
        from_dict(data)


def test_confidence_has_two_digits():
    made = evolve(MADE, attributions=(evolve(MADE.attributions[0], confidence=0.126456),))
    (row,) = rows(to_csv([made]))
    assert to_dict(made)["attributions"][0]["confidence"] == 0.13
    assert to_spans(made)["attributions"][0]["meta"]["confidence"] == 0.13
    assert row["confidence"] == "0.13"


def test_a_lone_surrogate_can_be_written():
    made = extraction("\ud800 x", dict(source="\ud800", content=["x"]), title="\udfff")
    assert "\\ud800".encode() in to_csv([made]).encode("utf-8")
    assert from_dict(json.loads(to_json([made]).encode("utf-8"))[0]) == made


def test_json_is_an_array():
    assert json.loads(to_json([MADE, MADE])) == [to_dict(MADE)] * 2
    assert json.loads(to_json([])) == []


def test_a_record_holds_no_path_date_or_duration():
    keys = set()

    def walk(value):
        if isinstance(value, dict):
            keys.update(value)
            value = value.values()
        if not isinstance(value, (str, int, float, type(None))):
            for inner in value:
                walk(inner)

    walk(to_dict(MADE))
    assert not keys & {"path", "date", "seconds", "duration", "line"}


# --- the JSONL of corpora -----------------------------------------------------------------------


def test_spans_are_those_of_the_corpora():
    record = to_spans(MADE)
    assert set(record) == {"id", "text", "attributions"}
    first = record["attributions"][0]
    assert set(first) == {"id", "source", "cue", "content", "type", "speaker", "parent", "meta"}
    assert [TEXT[s:e] for s, e in first["content"]] == ["“We lost,”"]
    assert (first["type"], first["speaker"], first["parent"]) == ("direct", "Ana Ruiz", None)


def test_spans_of_a_floating_quotation_are_empty_lists():
    made = evolve(MADE, attributions=(evolve(MADE.attributions[0], cue=None, source=None, speaker=None),))
    first = to_spans(made)["attributions"][0]
    assert (first["source"], first["cue"], first["speaker"]) == ([], [], None)


# --- CSV --------------------------------------------------------------------------------------


def rows(text: str) -> list[dict]:
    return list(csv.DictReader(io.StringIO(text)))


def test_csv_has_a_row_an_attribution():
    first, second = rows(to_csv([MADE]))
    assert tuple(first) == COLUMNS
    assert (first["source"], first["cue"], first["content"]) == ("Ana Ruiz", "said", "“We lost,”")
    assert TEXT[int(second["content_start"]) : int(second["content_end"])] == "that it hurt"
    assert (second["recipient"], second["time"]) == ("Reuters", "on Monday")


def test_csv_of_nothing_is_its_header():
    assert to_csv(()) == ",".join(COLUMNS) + "\r\n"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_excel_safe_disarms_formulas(sign):
    made = evolve(MADE, attributions=(evolve(MADE.attributions[0], content_text=f"{sign}1+1"),))
    (safe,) = csv.reader(io.StringIO(to_csv([made], excel_safe=True).split("\r\n", 1)[1], newline=""))
    assert f"'{sign}1+1" in safe
    assert f"{sign}1+1" in to_csv([made])


@given(st.text(string.printable, max_size=30))
def test_csv_survives_any_content(content):
    made = evolve(MADE, attributions=(evolve(MADE.attributions[0], content_text=content),))
    (row,) = csv.DictReader(io.StringIO(to_csv([made]), newline=""))
    assert row["content"] == content
