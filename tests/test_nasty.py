"""Two hundred nasty files through the command line: each is an article or one sentence, and none stops the run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from attribution.export import from_dict
from tests.nasty.make import make
from tests.test_cli import no_models, run  # noqa: F401 (fixture)


@pytest.fixture(scope="module")
def nasty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("nasty")
    assert len(make(directory)) == 200
    return directory


def test_the_run_goes_through_them_all(nasty: Path):
    result = run("extract", str(nasty), "--format", "jsonl")
    assert result.exit_code == 1, result.stderr[-2000:]
    records = [json.loads(line) for line in result.stdout.split("\n") if line]
    assert len(records) > 150
    assert [line for line in result.stderr.splitlines() if not line.startswith("attribution: ")] == []
    for record in records:
        extraction = from_dict(record)
        assert all(a.content_text == " … ".join(s.of(extraction.article.text) for s in a.content) for a in extraction.attributions)


def test_nothing_of_them_reaches_a_terminal_but_what_is_printable(nasty: Path):
    result = run("extract", str(nasty), "--format", "text", "--quiet")
    shown = result.stdout + result.stderr
    assert not [c for c in shown if (ord(c) < 0x20 and c != "\n") or 0x7F <= ord(c) < 0xA0 or c in "\u202e\u2066\u200f"]


def test_none_of_their_tags_stands_in_a_page(nasty: Path):
    page = run("extract", str(nasty), "--format", "html", "--quiet").stdout
    assert "<script" not in page and "onerror=alert(1)>" not in page and "<svg" not in page
    assert "Content-Security-Policy" in page
