"""What docs/ shows is true: examples run and print what stands below them, tables name every format and column."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from attribution import exports
from attribution.report import read_aliases
from attribution.report.render import COLUMNS

DOCS = Path(__file__).parent.parent / "docs"
EXAMPLE = re.compile(r"```python\n(.*?)```\n\nprints\n\n```\n(.*?)```", re.S)


def examples(name: str) -> list[tuple[str, str]]:
    return EXAMPLE.findall((DOCS / name).read_text(encoding="utf-8"))


@pytest.mark.models
@pytest.mark.parametrize(("name", "packages"), [("exports.md", ("pandas", "pyarrow")), ("integrations.md", ("spacy",))])
def test_examples_print_what_they_say(name, packages, capsys):
    for package in packages:
        pytest.importorskip(package)
    if "spacy" in packages:
        import attribution.integrations.spacy  # noqa: F401  (the entry point does it where the package is installed)
    names: dict = {}
    assert len(examples(name)) == 2
    for lines, printed in examples(name):
        exec(lines, names)
        assert capsys.readouterr().out == printed


def test_every_format_is_told_of():
    text = (DOCS / "exports.md").read_text(encoding="utf-8")
    assert all(f"| `{format}` |" in text for format in exports.SUFFIXES)


def test_every_column_of_the_report_is_told_of():
    text = (DOCS / "report.md").read_text(encoding="utf-8")
    assert all(re.search(rf"\b{column}\b", text) for column in COLUMNS)


def test_the_two_alias_files_of_the_docs_say_the_same(tmp_path):
    text = (DOCS / "report.md").read_text(encoding="utf-8")
    for kind in ("toml", "csv"):
        (tmp_path / f"who.{kind}").write_text(re.search(rf"```{kind}\n(.*?)```", text, re.S).group(1), encoding="utf-8")
    assert set(read_aliases(tmp_path / "who.csv")) <= set(read_aliases(tmp_path / "who.toml"))
