"""The walls of the house: who may import whom. The table is the design's; a new room needs a line here."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "attribution"
VALUES = {"model", "forest", "errors", "tree", "attrs"}
CHAIN = VALUES | {"grammar", "spans"}

# What a room may import beside the standard library; a folder stands for all its files.
ALLOWED = {
    "model": {"attrs", "forest"},
    "errors": set(),
    "attachment": VALUES,
    "tree": VALUES | {"attachment"},
    "grammar": VALUES,
    "quotes": VALUES,
    "conllu": VALUES,
    "spans": CHAIN,
    "constructions": CHAIN | {"constructions"},
    "forest": {"attrs", "numpy"},
    "rating": VALUES,
    "scoring": CHAIN | {"rating", "constructions"},
    "choose": CHAIN | {"rating", "scoring"},
    "details": CHAIN,
    "unattributed": CHAIN,
    "continued": CHAIN,
    "collected": CHAIN,
    "assemble": CHAIN | {"collected", "continued", "details", "unattributed"},
    "descriptions": set(),
    "mentions": CHAIN | {"descriptions"},
    "entities": CHAIN | {"descriptions", "mentions"},
    "reading": CHAIN | {"descriptions", "mentions", "entities"},
    "interviews": CHAIN | {"mentions", "entities"},
    "resolve": CHAIN | {"mentions", "entities", "reading", "interviews"},
    "zone_signals": VALUES | {"zone_signals", "numpy"},
    "zone_reader": VALUES | {"zone_signals", "numpy"},
    "zones": VALUES | {"zone_signals", "zone_reader"},
    "decoding": VALUES | {"charset_normalizer"},
    "page": VALUES | {"trafilatura", "lxml"},
    "article": VALUES | {"decoding", "page", "zones"},
    "checks": VALUES,
    "files": VALUES | {"zstandard"},
    "tables": VALUES | {"decoding", "files", "pyarrow"},
    "inputs": VALUES | {"article", "files", "tables"},
    "guard": VALUES | {"article", "export", "extract", "inputs", "lexicon"},
    "serve": VALUES | {"serve", "export", "extract", "guard", "inputs", "render", "schema", "starlette", "uvicorn",
              "prometheus_client"},
    "lexicon": VALUES,
    "parse": VALUES | {"parsing", "stanza", "torch"},
    "parsing": VALUES | {"parsing", "stanza", "torch", "numpy"},
    "export": VALUES | {"cattrs"},
    "reasons": VALUES | {"choose", "constructions"},
    "explain": CHAIN | {"assemble", "choose", "rating", "scoring", "constructions", "quotes", "reasons", "resolve"},
    "progress": {"rich"},
    "render": VALUES | {"explain", "quotes", "render", "rich", "jinja2"},
    "evaluate": VALUES | {"evaluate", "article", "export", "golden_file", "lexicon", "render", "rich", "lemminflect"},
    "config": VALUES,
    "golden_file": VALUES | {"render"},
    "golden_compare": VALUES | {"golden_file"},
    "golden": VALUES | {"article", "outputs", "render", "golden_compare"},
    "gold": CHAIN | {"article", "quotes", "outputs", "render", "golden", "golden_file"},
    "review": VALUES | {"outputs", "render", "golden", "golden_file", "golden_compare"},
    "review_text": VALUES | {"render", "golden_file", "golden_compare", "review", "rich"},
    "extras": {"errors"},
    "exports": VALUES | {"export", "exports", "extras", "quotes", "conllu", "lxml", "spacy", "pandas", "pyarrow"},
    "report": VALUES | {"export", "exports", "extras", "render", "report", "rich", "jinja2", "openpyxl", "duckdb",
               "pyarrow"},
    "batch": VALUES | {"parsing", "batch", "export", "exports", "extract", "extras", "files", "guard", "inputs", "lexicon", "parse", "tables",
              "workers", "pandas", "pyarrow"},
    "integrations": {"model", "export", "exports", "extract", "parse", "stanza", "spacy"},
}  # fmt: skip
COMMAND_LINE = {"cli", "console", "commands"}
ONLY_HERE = {
    "stanza": {"parse", "parsing", "training", "integrations"},
    "torch": {"parse", "parsing", "training"},
    "click": COMMAND_LINE,
    "prompt_toolkit": {"commands"},
    "spacy": {"exports", "integrations"},
    "duckdb": {"report"},
    "starlette": {"serve"},
    "uvicorn": {"serve"},
    "prometheus_client": {"serve"},
}


def imports(path: Path) -> set[str]:
    """The rooms and packages a file imports, by the name of the room or of the outer package."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module]
            if node.module == "attribution":
                names = [f"attribution.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            first, _, rest = name.partition(".")
            found.add(rest.partition(".")[0] if first == "attribution" else first)
    return {name for name in found if name and name not in sys.stdlib_module_names}


def rooms() -> list[tuple[str, Path]]:
    files = sorted(PACKAGE.rglob("*.py"))
    return [(p.relative_to(PACKAGE).parts[0].removesuffix(".py"), p) for p in files]


@pytest.mark.parametrize(("room", "path"), rooms(), ids=lambda x: str(x.name) if isinstance(x, Path) else x)
def test_a_room_imports_only_what_it_may(room, path):
    if room in ALLOWED:
        assert imports(path) <= ALLOWED[room]


@pytest.mark.parametrize(("package", "homes"), ONLY_HERE.items())
def test_a_package_is_known_in_its_rooms_only(package, homes):
    assert {room for room, path in rooms() if package in imports(path)} <= homes


def test_nothing_but_the_command_line_prints_or_exits():
    speaking = set()
    for room, path in rooms():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("print", "sys.exit", "exit", "logging.basicConfig"):
                speaking.add(room)
    assert speaking <= COMMAND_LINE | {"training"}
