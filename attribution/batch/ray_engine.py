"""The parts of a batch done by Ray Data on one machine or many: each actor keeps a process with the models.

What is mapped over are not the articles but the numbers and places of parts, a few bytes each: an actor reads its part's rows
from the Parquet files itself and writes the part's files itself. So nothing passes through the driver, a part that is done
twice is the same to the last byte, and its files are those that the local engine writes.
"""

from __future__ import annotations

import json
import logging
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from attrs import asdict, frozen

from attribution.batch.parts import Part
from attribution.batch.store import filesystem_of
from attribution.batch.work import Entry
from attribution.batch.workers import Job, Workers
from attribution.errors import ConfigError, Error, InputError
from attribution.extras import needed
from attribution.files import bare_stem, bare_suffix, find_files
from attribution.inputs import sources_of_parquet
from attribution.model import Failure
from attribution.tables import Fields

_LOCAL_MEMORY = 200_000_000  # bytes of the object store of a cluster of our own; only places and entries lie in it


@frozen
class Table:
    """A Parquet file of articles, by its path or address; ``id`` begins those of articles that have none of their own."""

    place: str
    id: str
    rows: int


@frozen
class Piece:
    """Rows of a table, from 0, that belong to one part."""

    place: str
    id: str
    start: int
    stop: int


# --- what there is to do ---------------------------------------------------------------------------


def find_tables(paths: Sequence[str]) -> tuple[Table, ...]:
    """The Parquet files of paths, directories, patterns and addresses. Raises InputError and ConfigError, naming the file."""
    if not paths:
        raise ConfigError("--engine ray reads no standard input; name Parquet files")
    places = [file for path in paths for file in (_below(path) if "://" in path else find_files((path,)))]
    for place in places:
        if isinstance(place, Failure):
            raise InputError(f"{place.id}: {place.error}")
        if bare_suffix(Path(place.partition("?")[0])) != ".parquet":
            raise ConfigError(f"{place}: --engine ray reads Parquet only; convert it, or leave --engine out")
    places = list(dict.fromkeys(places))
    stems = Counter(bare_stem(Path(place)) for place in places)
    return tuple(Table(_absolute(p), _id(p, stems), _rows_of(p)) for p in places)


def _id(place: str, stems: Counter[str]) -> str:
    """As ``inputs.sources`` has it: the name, and where two have the same the path as it was given."""
    stem = bare_stem(Path(place))
    return stem if stems[stem] == 1 else place if "://" in place else Path(place).as_posix()


def _absolute(place: str) -> str:
    return place if "://" in place else str(Path(place).absolute())


def _open(place: str):
    if "://" not in place:
        return Path(place).open("rb")
    filesystem, path = filesystem_of(place)
    return filesystem.open_input_file(path)


def _below(address: str) -> list[str]:
    """The addresses of the Parquet files in a directory; that of a file as it is."""
    filesystem, root = filesystem_of(address)
    filesystems = needed("pyarrow.fs", "ray")
    if filesystem.get_file_info(root).type != filesystems.FileType.Directory:
        return [address]
    paths = [info.path for info in filesystem.get_file_info(filesystems.FileSelector(root, recursive=True))]
    bare, mark, options = address.partition("?")  # as "s3://news/2024?region=eu-west-1"
    before = bare.rstrip("/").removesuffix(root.rstrip("/"))
    return [f"{before}{path}{mark}{options}" for path in sorted(paths) if path.endswith(".parquet")]


def columns_of_table(table: Table) -> tuple[str, ...]:
    """The columns of a table."""
    return tuple(_read(table.place, needed("pyarrow.parquet", "ray").read_schema).names)


def _rows_of(place: str) -> int:
    return _read(place, needed("pyarrow.parquet", "ray").read_metadata).num_rows


def _read(place: str, read: Callable[[Any], Any]) -> Any:
    arrow = needed("pyarrow", "ray")
    try:
        with _open(place) as file:
            return read(file)
    except (arrow.ArrowException, OSError, ValueError) as error:
        raise InputError(f"{place}: not Parquet that can be read ({error}); check it") from None


def plan_parts(tables: Iterable[Table], size: int) -> Iterator[tuple[Piece, ...]]:
    """The places of each part's articles, ``size`` of them, over all tables in their order."""
    pieces: list[Piece] = []
    room = size
    for table in tables:
        start = 0
        while start < table.rows:
            stop = min(table.rows, start + room)
            pieces.append(Piece(table.place, table.id, start, stop))
            room -= stop - start
            start = stop
            if not room:
                yield tuple(pieces)
                pieces, room = [], size
    if pieces:
        yield tuple(pieces)


def articles_of(pieces: Iterable[Piece]) -> int:
    """How many articles a part has."""
    return sum(piece.stop - piece.start for piece in pieces)


def read_part(number: int, pieces: Iterable[Piece], fields: Fields) -> Part:
    """The articles of a part, as the local engine has them."""
    items = []
    for piece in pieces:
        with _open(piece.place) as stream:
            items += sources_of_parquet(stream, piece.place, piece.id, fields, range(piece.start, piece.stop))
    return Part(number, tuple(items))


# --- the cluster ------------------------------------------------------------------------------------


class _Actor:
    """Keeps one process with the models, which does the parts that the actor is given."""

    def __init__(self, job: Job, fields: Fields) -> None:
        self.fields = fields
        self.workers = Workers(job, 1)

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[str]]:
        parts = (
            read_part(int(number), [Piece(**piece) for piece in json.loads(pieces)], self.fields)
            for number, pieces in zip(batch["number"], batch["pieces"])
        )
        return {"entry": [entry.to_json().decode() for entry in self.workers.run(parts) if entry]}


def on_ray(
    job: Job, fields: Fields, parts: Iterable[tuple[int, tuple[Piece, ...]]], *, actors: int, address: str | None = None
) -> Iterator[Entry]:
    """The entry of each part, as they are done. A cluster of our own is started where no address is given.

    An actor or a machine that dies is replaced by Ray, and its parts are done again.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing here ever calls home
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    ray, data = needed("ray", "ray"), needed("ray.data", "ray")
    rows = [{"number": number, "pieces": json.dumps(list(map(asdict, pieces)))} for number, pieces in parts]
    if not rows:
        return
    own = {} if address else {"num_cpus": actors + 1, "include_dashboard": False, "object_store_memory": _LOCAL_MEMORY}
    ray.init(address=address, log_to_driver=False, logging_level="ERROR", **own)
    try:
        data.DataContext.get_current().enable_progress_bars = False
        logging.getLogger("ray.data").setLevel(logging.ERROR)  # it tells of its plans on standard error
        done = data.from_items(rows, override_num_blocks=min(len(rows), 10_000)).map_batches(
            _Actor, batch_size=1, compute=data.ActorPoolStrategy(size=actors), num_cpus=1,
            fn_constructor_kwargs={"job": job, "fields": fields},
        )  # fmt: skip
        for row in done.iter_rows():
            yield Entry.from_json(row["entry"].encode())
    except ray.exceptions.RayError as error:
        raise Error(f"Ray gave up: {str(error).strip().splitlines()[-1]}") from error
    finally:
        ray.shutdown()
