"""``attribution view``: the page goes to the file, the pipe or the browser that the user expects."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve
from click.testing import CliRunner

from attribution.cli import main
from attribution.model import Failure
from tests.making import extraction


class Says:
    """Finds nothing in an article, and fails on a hard one."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def pipe(self, articles):
        for article in articles:
            hard = "HARD" in article.text
            yield (
                Failure(article.id, "parse", "too hard") if hard else evolve(extraction(article.text), article=article)
            )


@pytest.fixture(autouse=True)
def news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("attribution.extract.Extractor", Says)
    Path("rain.txt").write_text("Heavy rain fell over the valley.\n")
    Path("snow.txt").write_text("Snow fell over the valley.\n")
    Path("hard.txt").write_text("HARD\n")
    return tmp_path


@pytest.fixture
def terminal(monkeypatch, tmp_path):
    """Standard output is a terminal; the browser is a list of what it was asked to open."""
    opened = []
    monkeypatch.setattr("attribution.commands.view._is_terminal", lambda: True)
    monkeypatch.setattr("webbrowser.open", lambda url: opened.append(url) or True)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return opened


def view(*arguments: str, input: str | None = None):
    return CliRunner().invoke(main, ["view", *arguments], input=input)


def test_in_a_pipe_the_page_is_standard_output():
    result = view("rain.txt")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("<!doctype html>") and "Heavy rain" in result.stdout


def test_standard_input_is_an_article():
    assert "Hail fell" in view(input="Hail fell.").stdout


def test_with_an_output_the_page_is_that_file(terminal):
    result = view("rain.txt", "-o", "page.html")
    assert (result.stdout, terminal) == ("", [])
    assert "Heavy rain" in Path("page.html").read_text()


def test_a_dash_is_standard_output_on_a_terminal_too(terminal):
    assert "Heavy rain" in view("rain.txt", "-o", "-").stdout
    assert terminal == []


def test_an_input_is_not_overwritten():
    result = view("rain.txt", "-o", "rain.txt")
    assert result.exit_code == 2 and "would be overwritten" in result.stderr
    assert Path("rain.txt").read_text().startswith("Heavy")


def test_on_a_terminal_the_page_opens_in_the_browser(terminal):
    result = view("rain.txt")
    (url,) = terminal
    assert url.startswith("file://") and Path(url.removeprefix("file://")).name.startswith("attribution-rain-")
    assert "Heavy rain" in Path(url.removeprefix("file://")).read_text()
    assert (result.stdout, url.removeprefix("file://") in result.stderr) == ("", True)


def test_without_a_browser_it_is_said_where_the_page_is(terminal, monkeypatch):
    monkeypatch.setattr("webbrowser.open", lambda url: False)
    result = view("rain.txt")
    assert result.exit_code == 0 and "no browser was found here; open " in result.stderr
    assert list(Path().glob("attribution-rain-*.html"))


def test_several_articles_are_one_page():
    page = view("rain.txt", "snow.txt").stdout
    assert page.count("<main>") == 1 and "<title>2 articles</title>" in page


def test_an_article_that_fails_does_not_stop_the_others():
    result = view("hard.txt", "rain.txt")
    assert result.exit_code == 1 and "too hard" in result.stderr and "Heavy rain" in result.stdout


def test_where_all_fail_there_is_no_page(terminal):
    result = view("hard.txt")
    assert (result.exit_code, result.stdout, terminal) == (1, "", [])
