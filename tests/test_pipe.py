"""The command in a pipe and on a file system: what ends early, what is full, what must not be overwritten."""

from __future__ import annotations

import array
import fcntl
import json
import os
import signal
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from tests.test_cli import RAIN, news, no_models, run  # noqa: F401 (fixtures)

CODE = (
    # Whoever runs the tests in the background has Ctrl-C ignored, and what it starts inherits that.
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
    "import sys; sys.path.insert(0, sys.argv.pop(1)); import attribution.extract, attribution.cli; from tests import test_cli;"
    "attribution.extract.Extractor = test_cli.Says; attribution.cli.main()"
)
ROOT = str(Path(__file__).parent.parent)
LINES = "".join(f'{{"id": "{i}", "text": "Roe said it was number {i}."}}\n' for i in range(2000)).encode()


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-c", CODE, ROOT, "extract", "--input-format", "jsonl", *arguments]


@pytest.mark.parametrize("format", ["text", "jsonl", "csv", "spans"])
def test_a_reader_that_goes_away_ends_it_silently(format: str):
    with subprocess.Popen(command("-f", format), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdin.write(LINES[: LINES.index(b"\n") + 1])
        process.stdin.flush()
        assert process.stdout.readline()
        process.stdout.close()
        try:
            process.stdin.write(LINES * 10)
            process.stdin.close()
        except BrokenPipeError:
            pass
        assert process.stderr.read() == b""


@pytest.mark.parametrize("format", ["jsonl", "json", "csv", "html"])
def test_ctrl_c_is_130_and_what_was_done_is_there(format: str):
    with subprocess.Popen(command("-f", format), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdin.write(LINES[: LINES.index(b'{"id": "3"')])
        process.stdin.flush()
        first = _wait_until_reading(process) if format == "html" else _read_until(process, b"number 2")
        process.send_signal(signal.SIGINT)
        out = first + process.stdout.read()
        assert process.wait() == 130 and process.stderr.read() == b""
    if format == "jsonl":
        assert [json.loads(line)["article"]["id"] for line in out.splitlines()] == ["0", "1", "2"]
    elif format == "json":
        assert [entry["article"]["id"] for entry in json.loads(out)] == ["0", "1", "2"]
    elif format == "csv":
        assert len(out.splitlines()) == 4
    else:
        assert b"number 2" in out and out.rstrip().endswith(b"</html>")


def _wait_until_reading(process: subprocess.Popen) -> bytes:
    """Until it has read what it was given; the page comes only at the end."""
    waiting = array.array("i", [1])
    while waiting[0]:
        time.sleep(0.1)
        fcntl.ioctl(process.stdin.fileno(), termios.FIONREAD, waiting)
    time.sleep(5)
    return b""


def _read_until(process: subprocess.Popen, end: bytes) -> bytes:
    read = b""
    while end not in read:
        piece = os.read(process.stdout.fileno(), 1 << 16)
        assert piece, f"it ended without {end}"
        read += piece
    return read


needs_dev_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")


@needs_dev_full
@pytest.mark.parametrize("arguments", [["-o", "/dev/full"], []], ids=["as output", "as standard output"])
def test_a_full_disk_is_one_sentence(arguments: list[str]):
    out = subprocess.DEVNULL if arguments else open("/dev/full", "wb")
    done = subprocess.run(command("-f", "jsonl", *arguments), input=LINES, stdout=out, stderr=subprocess.PIPE)
    (line,) = done.stderr.decode().splitlines()
    assert done.returncode == 2 and "No space left on device" in line and line.startswith("attribution: ")


def test_a_device_is_written_to_as_it_is(news: Path):  # noqa: F811
    assert run("extract", "news/rain.txt", "-o", os.devnull).exit_code == 0
    assert not Path(os.devnull).is_file()


@pytest.mark.parametrize("link", [os.symlink, os.link], ids=["symbolic", "hard"])
def test_an_input_is_not_overwritten_through_a_link(news: Path, link):  # noqa: F811
    link(news / "news" / "rain.txt", news / "other.txt")
    result = run("extract", "news/rain.txt", "-o", "other.txt")
    assert result.exit_code == 2 and "would be overwritten" in result.stderr
    (news / "out").mkdir()
    link(news / "news" / "rain.txt", news / "out" / "rain.txt")
    assert run("extract", "news/rain.txt", "-o", "out/").exit_code == 2
    assert (news / "news" / "rain.txt").read_text() == RAIN


def test_a_link_stays_and_its_file_is_replaced(news: Path):  # noqa: F811
    (news / "real.jsonl").write_text("old")
    (news / "link.jsonl").symlink_to("real.jsonl")
    assert run("extract", "news/rain.txt", "-f", "jsonl", "-o", "link.jsonl").exit_code == 0
    assert (news / "link.jsonl").is_symlink() and (news / "real.jsonl").read_text().startswith('{"schema_version"')


def test_a_directory_that_cannot_be_written_is_named(news: Path):  # noqa: F811
    result = run("extract", "news/rain.txt", "-o", "/proc/out.txt")
    assert result.exit_code == 2 and "/proc/out.txt" in result.stderr and len(result.stderr.splitlines()) == 1


def test_warnings_stand_on_standard_error_with_their_code(news: Path):  # noqa: F811
    (news / "void.txt").write_text("")
    assert run("extract", "void.txt").stderr == "attribution: void: warning: there is no text [empty]\n"


def test_kept_fields_go_through_to_every_row(news: Path):  # noqa: F811
    (news / "a.jsonl").write_text('{"id": "1", "text": "Roe said no. Doe said yes.", "url": "=x", "date": "2031"}\n')
    rows = run("extract", "a.jsonl", "-f", "csv", "--keep", "url", "--keep", "date", "--excel-safe").stdout.splitlines()
    assert rows[0].endswith(",url,date") and [row.endswith(",'=x,2031") for row in rows[1:]] == [True, True]
    (line,) = run("extract", "a.jsonl", "-f", "jsonl", "--keep", "url").stdout.splitlines()
    assert json.loads(line)["article"]["meta"] == {"url": "=x"}


def test_places_in_the_page_are_in_the_output_where_asked_for(news: Path):  # noqa: F811
    html = "<html><body><p>Heavy <b>rain</b> fell over the valley on Sunday night.</p><p>Roe &amp; Co said it was <i>worse</i>.</p></body></html>"
    (news / "p.html").write_text(html)
    (line,) = run("extract", "p.html", "-f", "spans", "--html-offsets").stdout.splitlines()
    (found,) = json.loads(line)["attributions"]
    ((start, end),) = found["content_html"]
    assert html[start:end] == "it was <i>worse" and html[slice(*found["cue_html"][0])] == "said"
    header, row = run("extract", "p.html", "-f", "csv", "--html-offsets").stdout.splitlines()
    assert dict(zip(header.split(","), row.split(",")))["content_html_start"] == str(start)
    assert "content_html" not in run("extract", "p.html", "-f", "spans").stdout


def test_verbose_says_as_what_each_input_is_read(news: Path):  # noqa: F811
    told = run("extract", "news/rain.txt", "--verbose").stderr
    assert told == "attribution: news/rain.txt: read as text (nothing in its name or beginning says otherwise)\n"
