"""Extractions → Parquet: the rows of ``table``, compressed, for pandas, DuckDB, R, Spark."""

from __future__ import annotations

import io
from collections.abc import Iterable

from attribution.exports.table import batches, schema
from attribution.extras import needed
from attribution.model import Extraction


def to_parquet(extractions: Iterable[Extraction]) -> bytes:
    """The file of these articles' attributions, a row group every thousand articles; no row where there are none."""
    parquet = needed("pyarrow.parquet", "parquet")
    file = io.BytesIO()
    with parquet.ParquetWriter(file, schema(), compression="zstd") as writer:
        for batch in batches(extractions):
            writer.write_batch(batch)
    return file.getvalue()
