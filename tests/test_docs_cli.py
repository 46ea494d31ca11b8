"""docs/cli.md is the help of every command, and the completion it tells of works."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from attribution.cli import main

ROOT = Path(__file__).parent.parent
SCRIPT = runpy.run_path(str(ROOT / "docs" / "cli.py"))
COMMANDS = dict(SCRIPT["commands"](main, "attribution"))


def test_the_page_is_the_help_of_today():
    assert SCRIPT["page"]() == SCRIPT["PAGE"].read_text(encoding="utf-8"), "run python docs/cli.py"


@pytest.mark.parametrize("path", [p for p in COMMANDS if p not in ("attribution", "attribution golden", "attribution models")])
def test_every_command_has_an_example_of_itself(path):
    examples = COMMANDS[path].partition("Example")[2]
    assert re.search(rf"^ +(?:.*\| )?{path}\b", examples, re.M)


@pytest.mark.parametrize(("typed", "offered"), [("attribution vi", "view"), ("attribution golden re", "review")])
def test_the_shell_completes(typed, offered):
    variables = {"_ATTRIBUTION_COMPLETE": "bash_complete", "COMP_WORDS": typed, "COMP_CWORD": str(typed.count(" "))}
    command = [sys.executable, "-c", "from attribution.cli import main; main(prog_name='attribution')"]
    done = subprocess.run(command, env=os.environ | variables, cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.splitlines() == [f"plain,{offered}"]


def test_the_module_is_the_command():
    done = subprocess.run([sys.executable, "-m", "attribution", "view", "--help"], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.startswith("Usage: attribution view ")
