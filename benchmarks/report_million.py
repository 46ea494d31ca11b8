"""A million rows through ``attribution report``: python benchmarks/report_million.py [ROWS]

DuckDB makes a Parquet file of invented attributions in a temporary directory (twenty an article, speakers as unevenly
quoted as in news: a few very often, most once); each format of the report is made from it by a process of its own,
its seconds, processor seconds and peak memory printed. Not a test: times vary.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

ROWS = """
COPY (
    WITH drawn AS (
        SELECT i, (10 / (0.00005 + random() * random()))::BIGINT % 60000 AS rank, 3 + (random() * 37)::INT AS words,
            ['direct', 'mixed', 'indirect'][1 + (random() * 2.99)::INT % 3] AS kind
        FROM range({total}) AS made(i)
    ), named AS (
        SELECT *, ['person', 'person', 'organisation', 'group'][1 + rank % 4] AS speaker_type,
            CASE rank % 4 WHEN 0 THEN format('First{{}} Last{{}}', rank, rank % 9000) WHEN 1 THEN format('Last{{}}', rank % 9000)
                WHEN 2 THEN format('Agency{{}} of Affairs', rank) ELSE 'officials' END AS speaker
        FROM drawn
    )
    SELECT format('article-{{}}', i // 20) AS article, format('a{{}}', 1 + i % 20) AS id, kind, 'assertion' AS type, speaker,
        speaker_type, CASE WHEN rank % 5 = 0 THEN 'minister' END AS role, speaker AS source,
        CASE WHEN speaker_type = 'group' THEN 'nominal' ELSE 'name' END AS source_kind, 'said' AS cue,
        repeat('word ', words) AS content, repeat('word ', words + 4) AS sentence,
        ['neutral', 'neutral', 'deny', 'praise'][1 + i % 4] AS stance, i % 19 = 0 AS negated, words,
        CASE kind WHEN 'direct' THEN words ELSE 0 END AS quoted_words
    FROM named
) TO '{path}' (FORMAT parquet, COMPRESSION zstd)
"""

REPORT = """
import resource, sys
from attribution.cli import main
try:
    main(['report', sys.argv[1], '-f', sys.argv[2], '-o', sys.argv[1] + '.' + sys.argv[2]])
finally:
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(round(used.ru_utime + used.ru_stime, 1), used.ru_maxrss // 1024, file=sys.stderr)
"""


def main() -> None:
    total = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "million.parquet"
        duckdb.execute("SELECT setseed(0.5)")
        duckdb.execute(ROWS.format(total=total, path=path))
        print(f"{total:,} rows, {path.stat().st_size / 1e6:.1f} MB of Parquet", flush=True)
        for format in ("text", "html", "csv", "xlsx"):
            start = time.monotonic()
            ran = subprocess.run(
                [sys.executable, "-c", REPORT, str(path), format], check=True, stderr=subprocess.PIPE, text=True
            )
            processor, memory = ran.stderr.split()[-2:]
            print(
                f"{format:<5} {time.monotonic() - start:6.1f} s, processor {processor:>5} s, at most {memory:>5} MB",
                flush=True,
            )


if __name__ == "__main__":
    main()
