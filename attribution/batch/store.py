"""Where a batch is written: a directory, or any filesystem that pyarrow knows; each file whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Protocol

from attrs import frozen

from attribution.errors import ConfigError
from attribution.extras import needed

TEMPORARY = ".writing"  # ends the name of a file that is not whole yet


class Store(Protocol):
    """Files by their names below one place, parted by "/"; OSError where one cannot be written."""

    def put(self, name: str, data: bytes) -> None:
        """The file appears when it is whole, in the place of an earlier one."""

    def read(self, name: str) -> bytes: ...

    def names(self, folder: str = "") -> frozenset[str]:
        """The names of what is in a folder, hidden and temporary files left out; none where there is no folder."""


def store_at(place: str) -> Store:
    """The store of a path or of an address such as ``s3://bucket/news``."""
    if "://" not in place:
        return Directory(Path(place).absolute())  # processes elsewhere may have another working directory
    filesystem, root = filesystem_of(place)
    return Directory(Path(root)) if filesystem.type_name == "local" else Remote(filesystem, root)


def filesystem_of(address: str) -> tuple[Any, str]:
    """pyarrow's filesystem of an address, and the place in it; ConfigError where it knows none."""
    arrow, filesystems = needed("pyarrow", "parquet"), needed("pyarrow.fs", "parquet")
    try:
        return filesystems.FileSystem.from_uri(address)
    except (arrow.ArrowException, ValueError) as error:
        raise ConfigError(f"{address}: no place that pyarrow knows ({error}); give a path, or an address as s3://…") from None


@frozen
class Directory:
    """A directory of this machine; what was put outlives a loss of power."""

    root: Path

    def put(self, name: str, data: bytes) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        # the process in its name: a part may be in the hands of two runs, each of which writes the same
        temporary = path.with_name(f".{path.name}.{os.getpid()}{TEMPORARY}")
        try:
            with temporary.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
            _to_disk(path.parent)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            raise OSError(error.errno, error.strerror, str(path)) from None

    def read(self, name: str) -> bytes:
        return (self.root / name).read_bytes()

    def names(self, folder: str = "") -> frozenset[str]:
        try:
            return frozenset(name for name in os.listdir(self.root / folder) if not name.startswith("."))
        except FileNotFoundError:
            return frozenset()

    def sweep(self, folder: str) -> None:
        """Remove what processes that were killed had begun to write; only when nobody writes there any more."""
        for path in (self.root / folder).glob(f".*{TEMPORARY}"):
            path.unlink(missing_ok=True)


def _to_disk(directory: Path) -> None:
    """A file's new name is safe only when its directory is written too."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@frozen
class Remote:
    """A place on a filesystem of pyarrow's."""

    filesystem: Any
    root: str

    def put(self, name: str, data: bytes) -> None:
        path = f"{self.root}/{name}"
        folder, _, bare = path.rpartition("/")
        temporary = f"{folder}/.{bare}.{os.getpid()}{TEMPORARY}"
        self.filesystem.create_dir(folder, recursive=True)
        with self.filesystem.open_output_stream(temporary) as stream:
            stream.write(data)
        self.filesystem.move(temporary, path)

    def read(self, name: str) -> bytes:
        with self.filesystem.open_input_stream(f"{self.root}/{name}") as stream:
            return stream.read()

    def names(self, folder: str = "") -> frozenset[str]:
        selector = needed("pyarrow.fs", "parquet").FileSelector(f"{self.root}/{folder}".rstrip("/"), allow_not_found=True)
        names = (info.base_name for info in self.filesystem.get_file_info(selector))
        return frozenset(name for name in names if not name.startswith("."))
