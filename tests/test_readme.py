"""The README is true: its commands, its output, its library lines."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from attribution.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands(group: click.Group, name: str) -> list[str]:
    found = []
    for key, command in group.commands.items():
        full = f"{name} {key}"
        found += commands(command, full) if isinstance(command, click.Group) else [full]
    return found


@pytest.mark.parametrize("command", commands(main, "attribution"))
def test_every_command_stands_in_the_readme(command):
    assert f"`{command}" in README


@pytest.mark.parametrize("command", commands(main, "attribution"))
def test_every_command_teaches_with_an_example(command):
    help_ = CliRunner().invoke(main, [*command.split()[1:], "--help"])
    assert help_.exit_code == 0
    assert re.search(r"Examples?:\n", help_.output)


def test_the_two_commands_are_those_of_ci():
    lines = [line for line in README.splitlines() if line.startswith("pip install -c constraints.txt ")]
    assert len(lines) == 2
    assert "attribution extract golden/articles/north-korea.txt" in lines[0]
    assert lines[1].endswith("&& pytest")


@pytest.mark.models
def test_the_output_is_the_true_output():
    shown = README.split("prints\n\n```\n", 1)[1].split("\n```", 1)[0]
    result = CliRunner().invoke(main, ["extract", str(ROOT / "golden/articles/north-korea.txt")])
    assert result.stdout.rstrip("\n") == shown


@pytest.mark.models
def test_the_library_lines_run(capsys):
    lines = re.search(r"```python\n(.*?)```", README, re.S).group(1)
    names = {"texts": ["“No,” said Ana Ruiz."]}
    exec(lines, names)
    printed = capsys.readouterr().out.splitlines()
    assert printed == ["direct Ana Ruiz said “Prices will fall,”", "indirect Ana Ruiz denied that taxes would rise"]
    assert names["attribution"].from_dict(names["data"]).attributions[0].speaker.name == "Ana Ruiz"


def test_the_sample_is_the_shared_one():
    shared = ROOT.parent / "shared/sample/north-korea.txt"
    if not shared.exists():
        pytest.skip("../shared is not on this machine")
    assert (ROOT / "golden/articles/north-korea.txt").read_bytes() == shared.read_bytes()


@pytest.mark.models
def test_golden_files_are_approved():
    result = CliRunner().invoke(main, ["golden", "check", "--directory", str(ROOT / "golden")])
    assert result.exit_code == 0, result.output
