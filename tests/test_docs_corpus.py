"""docs/corpus.md is true: its ten questions have answers over what ``batch`` wrote, its codes and files are those there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from attribution.batch import work
from attribution.batch.manifest import Plan
from attribution.batch.run import Batch
from attribution.batch.store import Directory
from attribution.batch.work import do_part
from attribution.guard import Work
from attribution.inputs import Source
from tests.batch_fake import make

duckdb = pytest.importorskip("duckdb", reason="pip install 'attribution[report]'")
PAGE = (Path(__file__).parent.parent / "docs" / "corpus.md").read_text(encoding="utf-8")
VIEWS, *QUESTIONS = re.findall(r"```sql\n(.*?)```", PAGE, re.S)

TEXTS = [
    ("one", "2024-05-01", "Star", "“Rain fell all day,” said Ana Ruiz. “No comment,” said Bo Lund."),
    ("two", "2024-05-02", "Star", "“Rain fell all day,” said Ana Ruiz."),
    ("three", "2024-06-01", "Post", "“We lost it all,” said Ana Ruiz. “It was dark,” said local officials."),
    ("four", "2024-06-02", "Post", "It rained."),
    ("four", "2024-06-02", "Post", "It rained."),
    ("five", "2024-06-03", "Post", "HARD"),
]  # fmt: skip

ANSWERS = [
    [(5, 36, 5, 2, 1)],
    [("four", 2)],
    [("Ana Ruiz", None, 3, 3, 12), ("Bo Lund", None, 1, 1, 2)],
    [("2024-05", 2), ("2024-06", 1)],
    [("Post", 2, 1.0, 1.0), ("Star", 3, 1.0, 1.0)],
    [
        ("one", "direct", "said", "“Rain fell all day,”", "“Rain fell all day,” said Ana Ruiz"),
        ("three", "direct", "said", "“We lost it all,”", "“We lost it all,” said Ana Ruiz"),
        ("two", "direct", "said", "“Rain fell all day,”", "“Rain fell all day,” said Ana Ruiz"),
    ],
    [("Post", "say", 2), ("Star", "say", 3)],
    [("Post", 0.5), ("Star", 0.0)],
    [(0, 1), (1, 1), (2, 2)],
    [("Ana Ruiz", "Rain fell all day", 2)],
]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    place = tmp_path_factory.mktemp("corpus")
    batch = Batch(Plan(part_size=2), Directory(place / "out"))
    sources = [Source(id, id, text, meta={"date": date, "outlet": outlet}) for id, date, outlet, text in TEXTS]
    for part in batch.parts_left(sources):
        do_part(part, make(Work()), batch.store, "parquet")
    batch.finish()
    database = duckdb.connect()
    database.execute(VIEWS.replace("'out/", f"'{place}/out/"))
    return database


def test_there_are_ten_questions():
    assert len(QUESTIONS) == len(ANSWERS) == 10


@pytest.mark.parametrize(("question", "answer"), list(zip(QUESTIONS, ANSWERS)), ids=range(1, 11))
def test_each_has_its_answer(corpus, question, answer):
    assert corpus.execute(question).fetchall() == answer


def test_the_codes_are_those_there_are():
    told = re.findall(r"^\| `(?!code)([a-z-]+)` \|", PAGE, re.M)
    source = Path(work.__file__).read_text(encoding="utf-8") + Path(work.__file__).with_name("workers.py").read_text(encoding="utf-8")
    assert all(f'"{code}"' in source for code in told) and len(told) == 6


def test_the_library_lines_name_what_there_is():
    import attribution

    assert {name for name in re.findall(r"attribution\.(\w+)\(?", PAGE.split("```python")[1].split("```")[0])} <= set(attribution.__all__)
