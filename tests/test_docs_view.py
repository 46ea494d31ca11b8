"""The pages of docs/ are true: their commands run as they stand there, and print what is shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from attribution.cli import main

ROOT = Path(__file__).parent.parent
COMMAND = re.compile(r'(?:echo "(?P<input>.*)" \| )?attribution (?P<arguments>[^>|]*?)(?: > (?P<file>\S+))?')
PAGES = ("view.md", "explain.md")
COMMANDS = [
    line
    for page in PAGES
    for block in re.findall(r"```sh\n(.*?)```", (ROOT / "docs" / page).read_text(encoding="utf-8"), re.S)
    for line in block.splitlines()
]


@pytest.fixture
def run(tmp_path, monkeypatch):
    """A line of a page run in a directory that has the articles."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "golden").symlink_to(ROOT / "golden")

    def run_(line: str):
        command = COMMAND.fullmatch(line)
        return CliRunner().invoke(main, command["arguments"].split(), input=command["input"])

    return run_


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_is_one_that_can_be_run(line):
    assert COMMAND.fullmatch(line)


@pytest.mark.models
@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_runs(line, run):
    result = run(line)
    assert (result.exit_code, result.stderr) == (0, "")
    named = re.search(r"-o (\S+)", line)
    assert Path(named[1]).stat().st_size if named else result.stdout


@pytest.mark.models
def test_the_explanation_shown_has_the_lines_of_a_true_one(run):
    """Figures and parses change with the models; which lines there are does not."""
    shown = (ROOT / "docs/explain.md").read_text(encoding="utf-8").split("prints\n\n```\n")[1].split("\n```")[0]
    printed = run(next(line for line in COMMANDS if line.startswith("echo"))).stdout

    def labels(text: str) -> list[str]:
        return re.findall(r"^  (\w[\w ]{0,12}?)  ", text, re.M)

    assert labels(printed) == labels(shown)


def test_the_picture_of_the_page_is_small():
    picture = ROOT / "docs/page.png"
    assert picture.read_bytes().startswith(b"\x89PNG") and picture.stat().st_size <= 150_000
