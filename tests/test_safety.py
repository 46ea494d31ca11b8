"""No code from data, no network: what docs/security.md promises of the source itself."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "attribution"
FILES = [path for path in sorted(PACKAGE.rglob("*.py")) if "training" not in path.parts]
FORBIDDEN_IMPORTS = {"pickle", "marshal", "shelve", "dill", "socket", "urllib.request", "http.client", "requests", "ftplib"}
LISTENS = PACKAGE / "serve" / "server.py"  # the one file that has to do with sockets: it binds one, and calls nobody
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "yaml.load"}


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_no_code_from_data_and_no_network(path: Path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            allowed = {"socket"} if path == LISTENS else set()
            assert FORBIDDEN_IMPORTS & {alias.name for alias in node.names} <= allowed
        elif isinstance(node, ast.ImportFrom):
            assert node.module not in FORBIDDEN_IMPORTS
        elif isinstance(node, ast.Call):
            assert ast.unparse(node.func) not in FORBIDDEN_CALLS
