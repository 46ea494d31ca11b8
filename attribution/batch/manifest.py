"""What a batch was begun with – versions, models, lexicon, options –, and the refusal to go on with anything else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

from attrs import frozen

from attribution.batch.store import Store
from attribution.errors import ConfigError, LexiconError
from attribution.guard import Work
from attribution.lexicon import DATA
from attribution.parsing.manifest import read_manifest
from attribution.tables import Fields

NAME = "manifest.json"
VERSION = 1
# What the rows, or the bytes of their files, depend on.
PACKAGES = ("attribution", "lemminflect", "lxml", "numpy", "pyarrow", "stanza", "torch", "trafilatura")


@frozen
class Plan:
    """All that decides what is written: how articles are read and extracted, and how they are cut into files."""

    work: Work = Work()
    format: str = "parquet"  # or "jsonl"
    part_size: int = 200
    input_format: str = "auto"
    fields: Fields = Fields()
    timeout: float | None = 600


def manifest_of(plan: Plan) -> dict[str, Any]:
    """The plan with versions and digests, as plain JSON values; no path stands in it."""
    models, work = read_manifest(), plan.work
    return {
        "batch_version": VERSION,
        "versions": {name: _version(name) for name in PACKAGES},
        "models": {"version": models.version, "digest": models.digest, "sha256": {f.name: f.sha256 for f in models.files}},
        "lexicon": _digest((*sorted(DATA.glob("*.toml")), *map(Path, work.lexicons))),
        "options": {
            "format": plan.format, "part_size": plan.part_size, "timeout": plan.timeout,
            "input_format": plan.input_format, "text_field": plan.fields.text, "id_field": plan.fields.id,
            "title_field": plan.fields.title, "keep": list(plan.fields.keep), "zones": sorted(work.zones),
            "resolve": work.resolve, "any_language": work.any_language, "max_chars": work.max_chars, "split": work.split,
        },
    }  # fmt: skip


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        try:
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        except OSError as error:
            raise LexiconError(f"{path}: cannot be read ({error.strerror}); check --lexicon") from None
    return digest.hexdigest()[:16]


def begin(store: Store, manifest: dict[str, Any], *, resume: bool = True) -> None:
    """Write the manifest, or find it the same as it was. ConfigError where it is not, or the place holds something else."""
    names = store.names()
    if NAME not in names:
        if names:
            raise ConfigError(f"the output holds {min(names)} and no batch; choose an empty place for --output")
        store.put(NAME, (json.dumps(manifest, indent=1, sort_keys=True) + "\n").encode())
        return
    if not resume:
        raise ConfigError("the output holds a batch already; choose another --output, or leave out --no-resume to go on with it")
    try:
        before = json.loads(store.read(NAME))
    except ValueError as error:
        raise ConfigError(f"{NAME} of the output is no JSON ({error}); choose another --output") from None
    difference = next(_differences(before, manifest), None)
    if difference:
        place, old, new = difference
        raise ConfigError(
            f"the batch was begun with {place} {json.dumps(old)}, and it is {json.dumps(new)} now; "
            "go on with what it was begun with, or choose another --output"
        )


def _differences(old: Any, new: Any, place: str = "") -> Iterator[tuple[str, Any, Any]]:
    """What differs, by the names that lead to it: "options.part_size"."""
    if isinstance(old, dict) and isinstance(new, dict):
        for name in sorted(old.keys() | new.keys()):
            yield from _differences(old.get(name), new.get(name), f"{place}.{name}".lstrip("."))
    elif old != new:
        yield place, old, new
