"""The truth of our own articles, as a person found it, points into their texts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent.parent / "golden"
RECORDS = [json.loads(line) for line in (GOLDEN / "gold/articles.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("record", RECORDS, ids=lambda r: r["id"])
def test_gold_is_of_its_article(record):
    assert record["text"] == (GOLDEN / "articles" / f"{record['id']}.txt").read_text(encoding="utf-8")
    ids = {a["id"] for a in record["attributions"]}
    for attribution in record["attributions"]:
        spans = [*attribution["source"], *attribution["cue"], *attribution["content"]]
        assert attribution["content"] and all(0 <= start < end <= len(record["text"]) for start, end in spans)
        assert attribution.get("parent") is None or attribution["parent"] in ids
