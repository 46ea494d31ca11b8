"""A second process does the work and is ended where an article takes too long. A fake extractor stands in for the models."""

from __future__ import annotations

import sys
import time

import pytest

from attribution.errors import LexiconError, ModelError
from attribution.guard import Guard, Work
from attribution.inputs import HowToRead, Source
from attribution.model import Extraction, ExtractionWarning, Failure

# The other process as it is, but for an extractor that finds nothing and does what the article says.
WORKER = """
import os, sys, time
import attribution.extract
from attribution import errors, guard
from attribution.model import Extraction, Failure

class Obeys:
    def __init__(self, *_, **options):
        self.options = options
    def __call__(self, article):
        if START: raise errors.ModelError("pos.pt: this model file is missing")
    def pipe(self, articles):
        for article in articles:
            if "STUCK" in article.text:
                while True: sum(range(1000))
            if "DIE" in article.text: os._exit(7)
            print("a library that prints")
            yield Failure(article.id, "parse", "too hard") if "HARD" in article.text else Extraction(article, ())

attribution.extract.Extractor = Obeys
guard.main()
"""


def command(start: str = "False") -> list[str]:
    return [sys.executable, "-c", f"START = {start}\n{WORKER}"]


def run(*sources: Source | Failure, timeout: float = 30, work: Work = Work(), start: str = "False") -> list[Extraction | Failure]:
    with Guard(work, timeout, command=command(start)) as guard:
        return list(guard.extractions(sources))


def text(id: str, data: str | bytes = "Roe said no.") -> Source:
    return Source(id, f"{id}.txt", data)


def test_articles_come_back_in_order():
    a, b, c = run(
        text("a"),
        Failure("b", "read", "gone"),
        Source("c", "c.html", "<p>“Né,” he said.".encode("cp1252"), "html", "T", {"url": "u\ud800"}, (ExtractionWarning("x", "y"),)),
        work=Work(how=HowToRead(html_offsets=True)),
    )
    assert a.article.text == "Roe said no." and b == Failure("b", "read", "gone")
    assert (c.article.id, c.article.title, c.article.text, c.article.meta) == ("c", "T", "“Né,” he said.", {"url": "u\ud800"})
    assert [w.code for w in c.article.warnings] == ["x", "encoding-guessed", "no-body-found"][: len(c.article.warnings)]
    assert c.article.source_map


def test_the_second_process_says_nothing_of_its_own(tmp_path, capfd):
    """With models it reads nothing where they are: what counts is that Python has nothing to warn of either."""
    with Guard(Work(lexicons=(str(tmp_path / "none.toml"),)), 30) as guard, pytest.raises(LexiconError):
        list(guard.extractions([text("a")]))
    assert capfd.readouterr().err == ""


def test_one_that_takes_too_long_is_a_failure_and_the_next_one_goes_on():
    start = time.monotonic()
    first, stuck, last = run(text("a"), text("b", "STUCK"), text("c"), timeout=3)
    assert stuck == Failure("b.txt", "extract", "took more than 3 seconds and was stopped; raise --timeout")
    assert isinstance(first, Extraction) and isinstance(last, Extraction)
    assert time.monotonic() - start < 300


def test_one_that_ends_the_process_is_a_failure_and_the_next_one_goes_on():
    died, last = run(text("a", "DIE"), text("b"))
    assert died.error == "its process ended with status 7, perhaps for want of memory" and last.article.id == "b"


def test_failures_of_the_other_process_stand_in_their_place():
    unread, hard = run(text("a", b"%PDF-1.7"), text("b", "HARD"))
    assert (unread.id, unread.stage) == ("a.txt", "read") and unread.error.startswith("not text (starts with %PDF)")
    assert hard == Failure("b", "parse", "too hard")


def test_missing_models_end_the_run():
    with pytest.raises(ModelError, match="pos.pt: this model file is missing"):
        run(text("a"), start="True")


def test_a_lexicon_that_is_not_valid_ends_the_run(tmp_path):
    (tmp_path / "mine.toml").write_text("[verb]\nsay = 3\n")
    with pytest.raises(LexiconError):
        run(text("a"), work=Work(lexicons=(str(tmp_path / "mine.toml"),)))


def test_no_process_is_left_behind():
    with Guard(Work(), 30, command=command()) as guard:
        list(guard.extractions([text("a")]))
        process = guard._process
    assert process.poll() is not None
