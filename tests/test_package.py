"""What others install: nothing that the code needs is left out of the wheel. CI builds and installs it: .ci/run."""

from __future__ import annotations

import fnmatch
import re
import tomllib
from pathlib import Path

import attribution

ROOT = Path(__file__).parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_every_data_file_is_packed():
    package = ROOT / "attribution"
    patterns = PYPROJECT["tool"]["setuptools"]["package-data"]["attribution"]
    files = [p.relative_to(package).as_posix() for p in package.rglob("*") if p.is_file()]
    data = [f for f in files if not f.endswith((".py", ".pyc"))]
    assert "py.typed" in data
    assert [f for f in data if not any(fnmatch.fnmatch(f, pattern) for pattern in patterns)] == []


def test_every_directory_with_code_is_a_package():
    package = ROOT / "attribution"
    assert [d for d in {p.parent for p in package.rglob("*.py")} if not (d / "__init__.py").exists()] == []


def test_what_is_promised_to_be_there_is_there():
    assert all(hasattr(attribution, name) for name in attribution.__all__)
    assert attribution.__all__ == sorted(attribution.__all__)


def test_every_dependency_is_pinned_for_ci():
    pinned = {
        line.split("==")[0].lower().replace("_", "-")
        for line in (ROOT / "constraints.txt").read_text().splitlines()[1:]
    }
    project = PYPROJECT["project"]
    wanted = [*project["dependencies"], *(d for extra in project["optional-dependencies"].values() for d in extra)]
    names = {
        d.split("[")[0].split(">")[0].split("=")[0].split("<")[0].strip().lower().replace("_", "-") for d in wanted
    }
    assert names - {project["name"]} <= pinned


def test_no_pattern_has_a_possessive_group():
    """Python before 3.11.5 matches them wrongly where they have several ways; Debian 12 has 3.11.2 (python/cpython#106052)."""
    assert re.search(r"\)[+*?]\+", "(?:a|b)*+")
    assert not [p for p in (ROOT / "attribution").rglob("*.py") if re.search(r"\)[+*?]\+(?!,)", p.read_text(encoding="utf-8"))]
