"""A project's settings: ``attribution.toml``, or ``[tool.attribution]`` in ``pyproject.toml``.

    golden = "quality/golden"       # the directory of the golden files
    lexicon = ["our-words.toml"]    # cue words of one's own, the later the stronger
    zones = ["headline", "body"]    # the parts of a page to look in

The file is looked for in the working directory and upwards, and the first one counts. Its paths are
relative to itself.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from pathlib import Path
from typing import Any

from attrs import frozen

from attribution.errors import ConfigError
from attribution.model import ZONES, Zone

OWN, SHARED = "attribution.toml", "pyproject.toml"


@frozen
class Settings:
    """What a project says; None and () where it says nothing. Paths can be opened from the working directory."""

    golden: Path | None = None
    lexicon: tuple[Path, ...] = ()
    zones: frozenset[Zone] | None = None


def find_settings(directory: Path) -> Settings:
    """The settings that hold in a directory; raises ConfigError, which names the file, the key and the remedy."""
    for place in (directory.absolute(), *directory.absolute().parents):
        if (own := place / OWN).is_file():
            return _settings(own, _read(own))
        if (shared := place / SHARED).is_file():
            tool = _read(shared).get("tool")
            if isinstance(tool, dict) and "attribution" in tool:
                return _settings(shared, tool["attribution"])
    return Settings()


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(
            f"{_relative(path)}: the project's settings cannot be read ({error}); mend this file"
        ) from None


def _settings(path: Path, table: Any) -> Settings:
    where = f"{_relative(path)}: " + ("" if path.name == OWN else "[tool.attribution] ")
    if not isinstance(table, dict):
        raise ConfigError(f"{where}must be a table")
    for key in table:
        if key not in ("golden", "lexicon", "zones"):
            near = difflib.get_close_matches(key, ("golden", "lexicon", "zones"), n=1, cutoff=0.4)
            remedy = f"did you mean “{near[0]}”?" if near else "the keys are golden, lexicon and zones"
            raise ConfigError(f"{where}has the key “{key}”, which does not exist; {remedy}")
    golden, lexicon, zones = table.get("golden"), table.get("lexicon", []), table.get("zones")
    if golden is not None and not isinstance(golden, str):
        raise ConfigError(f'{where}golden must be a directory, such as golden = "golden"')
    if not _are_strings(lexicon):
        raise ConfigError(f'{where}lexicon must be a list of files, such as lexicon = ["our-words.toml"]')
    if zones is not None and not (_are_strings(zones) and zones and set(zones) <= set(ZONES)):
        raise ConfigError(f"{where}zones must be a list of some of {', '.join(ZONES)}")
    return Settings(
        golden=None if golden is None else _beside(path, golden),
        lexicon=tuple(_beside(path, file) for file in lexicon),
        zones=None if zones is None else frozenset(zones),
    )


def _are_strings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _beside(path: Path, name: str) -> Path:
    return Path(name) if Path(name).is_absolute() else _relative(path.parent / name)


def _relative(path: Path) -> Path:
    """The path as one would write it here: "../golden/articles" rather than the whole of it."""
    try:
        return Path(os.path.relpath(path))
    except ValueError:  # on another drive
        return path
