"""Work that is spread over processes comes back in order, and what goes wrong there is told here."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from attribution.errors import InputError, ModelError
from attribution.extract import Extractor
from attribution.model import Article, Document, Failure
from attribution.workers import AHEAD, spread
from tests.processes import LINUX, runs, until


def square(number: int) -> tuple[int, int]:
    if number < 0:
        raise InputError("no root")
    if number == 13:
        os._exit(9)
    return number * number, os.getpid()


def test_results_come_in_order_from_several_processes():
    found = list(spread(square, range(1, 12), 2))
    assert [result for result, _ in found] == [n * n for n in range(1, 12)]
    assert os.getpid() not in {pid for _, pid in found}


def test_no_more_is_read_than_is_soon_needed():
    taken = []
    results = spread(square, (taken.append(n) or n for n in range(12)), 1)
    next(results)
    assert len(taken) == AHEAD


def sleep(pids: Path) -> None:
    (pids / str(os.getpid())).touch()
    time.sleep(60)


@LINUX
def test_processes_end_when_the_one_that_made_them_is_killed(tmp_path: Path):
    code = f"from pathlib import Path; from tests.test_workers import *; list(spread(sleep, [Path({str(tmp_path)!r})] * 2, 2))"
    with subprocess.Popen([sys.executable, "-c", code], cwd=Path(__file__).parent.parent) as process:
        until(lambda: len(list(tmp_path.iterdir())) == 2)
        process.kill()
    workers = [int(pid.name) for pid in tmp_path.iterdir()]
    until(lambda: not any(map(runs, workers)))
    assert not any(map(runs, workers))


def test_an_error_is_raised_where_its_result_would_be():
    results = spread(square, [1, -1, 2], 1)
    assert next(results)[0] == 1
    with pytest.raises(InputError, match="no root"):
        next(results)


def test_a_worker_that_dies_is_told_of():
    with pytest.raises(ModelError, match="fewer --workers"):
        list(spread(square, [13], 1))


class HardToParse:
    """Stands in for the parser: one text is too hard, the others have no sentences."""

    def __call__(self, article: Article) -> Document:
        if article.text == "HARD":
            raise InputError(f"{article.id}: too hard")
        return Document(article, ())


def test_an_extractor_gives_the_same_from_workers_as_alone():
    texts = ["One.", "HARD", Article("named", "", "Two.", ())]
    extractor = Extractor(HardToParse())
    alone = list(extractor.pipe(texts))
    assert list(extractor.pipe(iter(texts), workers=2)) == alone
    assert isinstance(alone[1], Failure) and alone[2].article.id == "named"
