"""Frames of articles become frames of attributions, in pandas alone and inside Spark."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import attribution
from attribution.guard import Work
from tests.batch_fake import make

pandas = pytest.importorskip("pandas", reason="pip install 'attribution[pandas]'")
ROOT = Path(__file__).parent.parent
ARTICLES = {"id": ["a", "b", "c", "d"], "text": ["“Rain fell,” said Ana Ruiz.", "It rained.", "HARD", None]}


def found(*frames, **options) -> list:
    return list(attribution.map_pandas(frames, extract=make(Work()), **options))


def test_a_frame_for_each_frame_a_row_for_each_attribution():
    whole = pandas.DataFrame(ARTICLES)
    first, empty, second = found(whole[:1], whole[:0], whole[1:])
    assert list(first.columns) == [*attribution.to_frame(()).columns, "error"] == list(empty.columns) == list(second.columns)
    assert first.loc[0, ["article", "speaker", "words"]].tolist() == ["a", "Ana Ruiz", 2] and first.loc[0, "content_spans"] == [[0, 12]]
    assert len(empty) == 0
    assert second[["article", "error"]].values.tolist() == [
        ["c", "extract: too hard [unparsable]"],
        ["d", "read: no text in the column “text” [no-article]"],
    ]
    assert second["kind"].isna().all() and str(second["words"].dtype) == "Int32"


def test_columns_of_other_names():
    (frame,) = found(pandas.DataFrame({"url": [1], "body": [b"\xe2\x80\x9cRain fell,\xe2\x80\x9d said Ana Ruiz."]}), text="body", id="url")
    assert frame[["article", "speaker"]].values.tolist() == [["1", "Ana Ruiz"]]


def test_a_column_that_is_not_there():
    with pytest.raises(KeyError, match="text"):
        found(pandas.DataFrame({"id": ["a"]}))


SPARK = """
import sys
from functools import partial
import attribution
from attribution.guard import Work
from pyspark.sql import SparkSession
from tests.batch_fake import make

def mapped(frames):
    return attribution.map_pandas(frames, extract=make(Work()))

spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").config("spark.driver.bindAddress", "127.0.0.1").getOrCreate()
texts = [("n%d" % n, "“Rain %d fell,” said Ana Ruiz." % n if n % 3 else "HARD") for n in range(9)]
articles = spark.createDataFrame(texts, "id string, text string").repartition(3)
rows = articles.mapInPandas(mapped, schema=attribution.spark_schema()).collect()
for row in sorted(rows, key=lambda row: row.article):
    print(row.article, row.speaker, row.words, row.content_spans and [list(span) for span in row.content_spans], row.error)
"""


def test_spark_maps_it():
    pytest.importorskip("pyspark", reason="pip install pyspark")
    if not shutil.which("java"):
        pytest.skip("Spark needs Java, which is not here")
    # the workers are Python processes of their own, which find the tests by their path
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    done = subprocess.run([sys.executable, "-c", SPARK], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    expected = [
        f"n{n} Ana Ruiz 3 [[0, 14]] None" if n % 3 else f"n{n} None None None extract: too hard [unparsable]" for n in range(9)
    ]
    assert done.stdout.splitlines() == expected
