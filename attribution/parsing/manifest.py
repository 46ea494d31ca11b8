"""The model files: what they are, where they are, and whether they are as they were published."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

from attrs import frozen

from attribution.errors import ModelError

REINSTALL = "reinstall attribution, or run “attribution models check” to see every damaged file"


@frozen
class ModelFile:
    """One line of the manifest; ``name`` is relative to the models' directory, ``size`` in bytes."""

    name: str
    size: int
    sha256: str
    data: str  # what it was trained on
    terms: str  # the licence of that data, and so of the weights


@frozen
class Manifest:
    version: str
    files: tuple[ModelFile, ...]

    @property
    def digest(self) -> str:
        """Eight hexadecimal digits that change whenever any model does; golden files record them."""
        return hashlib.sha256("".join(f.sha256 for f in self.files).encode()).hexdigest()[:8]


def models_directory() -> Path:
    """Where the bundled models are."""
    return Path(__file__).parent.parent / "models"


def read_manifest(directory: Path | None = None) -> Manifest:
    """The list of model files in a directory; ModelError where it is missing or cannot be read."""
    path = (directory or models_directory()) / "MANIFEST.toml"
    try:
        with path.open("rb") as file:
            data = tomllib.load(file)
        return Manifest(data["version"], tuple(ModelFile(**entry) for entry in data["file"]))
    except FileNotFoundError:
        raise ModelError(f"{path}: there is no manifest of models here; {REINSTALL}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise ModelError(f"{path}: the manifest of models cannot be read ({error}); {REINSTALL}") from None


def check_models(directory: Path | None = None) -> None:
    """Compare every model file with the manifest; ModelError names the first that is missing or differs."""
    directory = directory or models_directory()
    for entry in read_manifest(directory).files:
        path = directory / entry.name
        if not path.is_file():
            raise ModelError(f"{path}: this model file is missing; {REINSTALL}")
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != entry.sha256:
            raise ModelError(f"{path}: this model file is damaged (its SHA-256 is not the manifest's); {REINSTALL}")
