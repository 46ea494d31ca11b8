"""Frames of articles → frames of attributions, for whatever engine hands frames of pandas to a function: Spark, Dask, pandas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from attribution.batch.tables import ArticleError
from attribution.batch.work import Extract, done, extractor_for
from attribution.exports.table import schema, to_arrow
from attribution.extras import needed
from attribution.guard import Work
from attribution.inputs import Source
from attribution.model import Extraction, Failure

if TYPE_CHECKING:
    import pandas

# The columns as Spark's ``mapInPandas`` wants to be told them: those of ``to_frame``, and ``error``.
_SPARK = {"string": "string", "int32": "int", "double": "double", "bool": "boolean"}
_PANDAS = {"int32": "Int32", "double": "Float64", "bool": "boolean"}


def map_pandas(
    frames: Iterable[pandas.DataFrame], *, text: str = "text", id: str = "id", extract: Extract | None = None
) -> Iterator[pandas.DataFrame]:
    """For each frame of articles one of their attributions: the columns of ``to_frame``, and ``error`` last.

    An article that failed has one row with nothing but its id and, in ``error``, why; one in which nothing is attributed has
    none. The models are loaded once a process. Raises KeyError where a frame has no such column.
    """
    for frame in frames:
        extract = extract or _extractor()
        found = [done(_given(str(i), t, text), extract) for i, t in zip(frame[id], frame[text])]
        yield _frame(found)


def spark_schema() -> str:
    """The columns of ``map_pandas`` as the schema that Spark's ``mapInPandas`` is given."""
    columns = [f"{field.name} {_SPARK.get(str(field.type), 'array<array<int>>')}" for field in schema()]
    return ", ".join([*columns, "error string"])


@cache
def _extractor() -> Extract:
    return extractor_for(Work())


def _given(id: str, text: Any, column: str) -> Source | Failure:
    return Source(id, id, text) if isinstance(text, (str, bytes)) else Failure(id, "read", f"no text in the column “{column}”")


def _frame(found: list[Extraction | ArticleError]) -> pandas.DataFrame:
    """Plain objects, and numbers that may be missing: what every engine takes, where Arrow's own columns are not."""
    pandas = needed("pandas", "pandas")
    rows = to_arrow(e for e in found if isinstance(e, Extraction)).to_pylist()
    rows += [{"article": e.id, "error": f"{e.stage}: {e.message} [{e.code}]"} for e in found if isinstance(e, ArticleError)]
    types = {field.name: _PANDAS.get(str(field.type), "object") for field in schema()} | {"error": "object"}
    return pandas.DataFrame({name: pandas.Series([row.get(name) for row in rows], dtype=type) for name, type in types.items()})
