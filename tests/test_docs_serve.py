"""docs/serve.md is true: its examples answer as shown, its tables are those of the code, the container is what it says."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys

import pytest
from click.testing import CliRunner

from attribution.cli import main
from attribution.serve.app import PATHS
from attribution.serve.values import ERRORS
from tests.serving import ROOT, service

PAGE = (ROOT / "docs/serve.md").read_text(encoding="utf-8")
CONTAINERFILE = (ROOT / "Containerfile").read_text(encoding="utf-8")
HERE = "http://127.0.0.1:8000"
pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


def block(language: str) -> str:
    return re.search(rf"^```{language}\n(.*?)^```$", PAGE, re.S | re.M)[1]


CALLS = block("sh").splitlines()


@pytest.mark.skipif(shutil.which("curl") is None, reason="the examples are for curl, which is not here")
def test_the_calls_answer(tmp_path):
    (tmp_path / "golden").symlink_to(ROOT / "golden")
    with service(start="warm") as running:
        lines = [shlex.split(line.replace(HERE, running.url)) for line in CALLS]
        extracted, viewed = (subprocess.run(line, cwd=tmp_path, capture_output=True, text=True) for line in lines)
    assert extracted.stdout.startswith('{"schema_version": 1, "article": {"id": "north-korea", ')
    assert viewed.stdout == "" and (tmp_path / "page.html").read_text().startswith("<!doctype html>")


@pytest.fixture(scope="module")
def served():
    """The service as a user starts it, with the models."""
    command = [sys.executable, "-m", "attribution", "serve", "--port", "0", "--timeout", "600"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)})
    yield re.search(r"http://\S+?(?=;)", next(line for line in process.stderr if "listening" in line))[0]
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=60)[1] == "attribution: ended; what was in hand is finished\n"
    assert process.returncode == 0


@pytest.mark.models
def test_the_program_prints_what_is_shown(served, capsys):
    exec(block("python").replace(HERE, served), {})
    assert capsys.readouterr().out == PAGE.split("prints\n\n```\n")[1].split("```")[0]


@pytest.mark.models
def test_an_answer_is_the_line_of_the_command_line(served):
    import httpx

    file = ROOT / "golden/articles/north-korea.txt"
    printed = CliRunner().invoke(main, ["extract", str(file), "--format", "jsonl", "--quiet"]).stdout_bytes
    plain = {"content-type": "text/plain"}
    answer = httpx.post(f"{served}/extract?id=north-korea", content=file.read_bytes(), headers=plain, timeout=600)
    assert answer.content == printed


def test_every_error_is_told():
    rows = re.findall(r"^\| `([\w-]+)` \| (\d+) \| (.*) \|$", PAGE, re.M)
    assert {code: (int(status), when) for code, status, when in rows} == ERRORS


def test_every_path_is_told():
    assert [path for _, path in re.findall(r"^\| `(GET|POST) (/[\w.]+)` \|", PAGE, re.M)] == list(PATHS)


def test_every_option_named_is_one():
    help_ = CliRunner().invoke(main, ["serve", "--help"]).output
    of_others = {"--data-binary", "--format"}  # curl's, and those of extract
    ours = PAGE[: PAGE.index("## In a container")]
    assert all(option in help_ for option in set(re.findall(r"(?<!\w)--[a-z][a-z-]*", ours)) - of_others)


def test_the_container_has_no_rights_and_names_no_host():
    users = re.findall(r"^USER (\d+)", CONTAINERFILE, re.M)
    assert users and "0" not in users
    assert re.findall(r"^FROM (\S+)", CONTAINERFILE, re.M) == ["python:3.11-slim"] * 2
    assert "://" not in CONTAINERFILE and "-c /src/constraints.txt '/src[serve]'" in CONTAINERFILE


def test_the_container_starts_a_command_that_there_is():
    (entry,), (given,) = (re.findall(rf'^{word} \[(.*)\]$', CONTAINERFILE, re.M) for word in ("ENTRYPOINT", "CMD"))
    name, *arguments = re.findall(r'"(.*?)"', f"{entry}, {given}")
    context = main.commands["serve"].make_context("serve", arguments[1:])
    assert (name, arguments[0]) == ("attribution", "serve") and context.params["file"] == "/run/attribution/socket"
