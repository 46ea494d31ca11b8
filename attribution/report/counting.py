"""The rows that ``exports.parquet`` writes, counted a speaker by DuckDB, which reads the files itself: a million
rows are no problem.

Speakers are merged over articles by full name only: a person's of two words or more, an organisation's. Whatever else
a source is called ("Ruiz", "the minister", "officials") stays within its article, for in the next one it may be
another.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from attribution.errors import InputError
from attribution.extras import needed
from attribution.report.aliases import Alias

if TYPE_CHECKING:
    import duckdb
    import pyarrow

COLUMNS = (
    "article",
    "kind",
    "speaker",
    "speaker_type",
    "role",
    "source",
    "source_kind",
    "stance",
    "negated",
    "words",
    "quoted_words",
)

# Small words inside a name: "Bank of Osawa", "Ursula von der Leyen".
_SMALL = "of|the|and|for|in|on|de|la|le|du|da|di|dos|van|von|der|den|bin|ibn|al|el|y|&"
_WORD = r"(?:(?:[Aa]l|[Ee]l)-|[dDlLO][''’])?\p{Lu}\S*"
_FUNCTIONS = f"""
CREATE MACRO tidy(name) AS trim(regexp_replace(nfc_normalize(name), '\\s+', ' ', 'g'));
CREATE MACRO bare(name) AS regexp_replace(name, '^[Tt]he ', '');
CREATE MACRO normal(name) AS lower(bare(replace(tidy(name), '’', '''')));
CREATE MACRO is_full_name(name, type, by_name) AS
    regexp_full_match(bare(name), '{_WORD}(?: (?:{_WORD}|{_SMALL}))*') AND CASE type
        WHEN 'person' THEN contains(name, ' ')
            AND NOT list_contains(getvariable('titles'), lower(split_part(name, ' ', 1)))
        WHEN 'organisation' THEN by_name OR contains(bare(name), ' ')
        ELSE false END;
"""


@frozen
class Who:
    """A speaker and what the articles attribute to them.

    ``article`` is the only one they are known in, None where they were merged over articles; ``names`` are all they are
    called; ``stances`` go from the most frequent to the least, a negated one as "not praise".
    """

    name: str
    type: str
    role: str | None
    article: str | None
    names: tuple[str, ...]
    articles: int
    attributions: int
    words: int
    quoted_words: int
    direct: int
    mixed: int
    indirect: int
    stances: tuple[tuple[str, int], ...]

    @property
    def share_direct(self) -> float:
        """How many of the attributions are direct, from 0 to 1."""
        return self.direct / self.attributions


@frozen
class Report:
    """Speakers, the most quoted first, and totals; ``known`` counts all speakers, also those that ``top`` left out."""

    speakers: tuple[Who, ...]
    known: int
    articles: int
    attributions: int
    unknown: int  # attributions to nobody known: no source, or a pronoun that could be anybody


def count(
    parquet: Iterable[Path] = (),
    batches: Iterable[pyarrow.RecordBatch] = (),
    *,
    aliases: Iterable[Alias] = (),
    titles: Iterable[str] = (),
    top: int | None = None,
) -> Report:
    """The speakers of Parquet files and of rows as ``exports.table`` makes them; only the ``top`` most quoted, or all.

    ``titles`` are words before a name, as the lexicon has them: "Mr Roe" is no full name. Raises InputError, naming the
    file, where one is not what ``extract --format parquet`` wrote.
    """
    database = needed("duckdb", "report").connect()
    database.execute("SET enable_progress_bar = false")  # it would print
    # with it, DuckDB 2.0.1 sums small numbers that it has packed into a byte in a byte: 101 where 54,373 is right
    database.execute("SET disabled_optimizers = 'compressed_materialization'")
    database.execute(_FUNCTIONS)
    database.execute("SET VARIABLE titles = $1", [sorted(titles)])
    _fill(database, tuple(parquet), batches)
    _know(database, aliases)
    database.execute(_query("keyed"))
    known, attributed = database.execute("SELECT count(*), coalesce(sum(attributions), 0)::BIGINT FROM sizes").fetchone()
    most = top or max(known, 1)
    rows = database.execute(_query("count"), [most]).fetchmany(most)
    articles, attributions = database.execute("SELECT count(DISTINCT article), count(*) FROM attributions").fetchone()
    return Report(tuple(_who(row) for row in rows), known, articles, attributions, attributions - attributed)


def _query(name: str) -> str:
    return resources.files("attribution.report").joinpath(f"{name}.sql").read_text(encoding="utf-8")


def _fill(
    database: duckdb.DuckDBPyConnection, parquet: tuple[Path, ...], batches: Iterable[pyarrow.RecordBatch]
) -> None:
    """The table of all attributions: files are looked into where they are, other rows are copied."""
    arrow, dataset = needed("pyarrow", "report"), needed("pyarrow.dataset", "report")
    columns = ", ".join(COLUMNS)
    rows = iter(batches)
    first = next(rows, None)
    parts = []
    if first is not None:
        stream = arrow.RecordBatchReader.from_batches(first.schema, chain((first,), rows))
        database.register("rows", stream)
        database.execute(f"CREATE TEMP TABLE given AS SELECT {columns} FROM rows")
        parts.append(f"SELECT {columns} FROM given")
    if parquet:
        for path in parquet:
            check_parquet(path)
        database.register("files", dataset.dataset([str(path) for path in parquet], format="parquet"))
        parts.append(f"SELECT {columns} FROM files")
    if not parts:
        parts.append("SELECT " + ", ".join(f"NULL AS {c}" for c in COLUMNS) + " WHERE false")
    database.execute(f"CREATE TEMP VIEW attributions AS {' UNION ALL '.join(parts)}")


def check_parquet(path: Path) -> None:
    """InputError where a file is no Parquet or has not the columns that are counted."""
    parquet, arrow = needed("pyarrow.parquet", "report"), needed("pyarrow", "report")
    try:
        there = parquet.read_schema(path).names
    except (OSError, arrow.ArrowException) as error:
        reason = getattr(error, "strerror", None) or "it is not Parquet"
        raise InputError(f"{path}: cannot be read ({reason}); give what “extract --format parquet” wrote") from None
    if missing := sorted(set(COLUMNS) - set(there)):
        raise InputError(f"{path}: has no column “{missing[0]}”; give what “extract --format parquet” wrote")


def _know(database: duckdb.DuckDBPyConnection, aliases: Iterable[Alias]) -> None:
    """The table of aliases; a speaker's name means that speaker too, where no alias says otherwise."""
    database.execute("CREATE TEMP TABLE aliases (normal VARCHAR, article VARCHAR, speaker VARCHAR)")
    for alias in aliases:
        database.execute("INSERT INTO aliases VALUES (normal($1), $2, $3)", [alias.name, alias.article, alias.speaker])
    database.execute(
        "INSERT INTO aliases SELECT DISTINCT normal(speaker), '', speaker FROM aliases given"
        " WHERE given.article = '' AND NOT EXISTS (FROM aliases WHERE normal = normal(given.speaker) AND article = '')"
    )


def _who(row: tuple) -> Who:
    name, type_, role, article, names, *counts, stances = row
    return Who(name, type_, role, article, tuple(names), *counts, tuple((s, n) for s, n in stances))
