"""The bar of long work: on a terminal's standard error alone, never between what is printed."""

from __future__ import annotations

import io
import re
from types import SimpleNamespace

import pytest

from attribution import progress
from attribution.progress import followed


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def replaced(monkeypatch, stderr):
    """Standard error as the bar's room sees it: pytest's capturing has the real one."""
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=stderr))
    return stderr


@pytest.fixture
def terminal(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(progress, "LONG", 0)
    return replaced(monkeypatch, Terminal())


def test_the_bar_counts_and_is_cleared_before_each_item_is_handed_over(terminal):
    ends = []
    for item in followed("abc", lambda: 3):
        ends.append(terminal.getvalue().endswith("\x1b[2K"))  # the line erased
    shown = terminal.getvalue()
    assert ends == [True] * 3
    words = re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", shown)
    assert all(f"{done}/3 articles" in words for done in range(4))
    assert shown.endswith("\x1b[2K")


def test_without_a_total_there_is_a_count(terminal):
    assert list(followed("ab", lambda: None)) == ["a", "b"]
    assert "2/?" in terminal.getvalue()


@pytest.mark.parametrize(("term", "total"), [("dumb", 3), ("xterm", 1)])
def test_no_bar_on_a_dumb_terminal_or_for_one_item(terminal, monkeypatch, term, total):
    monkeypatch.setenv("TERM", term)
    assert list(followed("abc", lambda: total)) == ["a", "b", "c"]
    assert terminal.getvalue() == ""


def test_no_bar_in_a_pipe(monkeypatch):
    pipe = replaced(monkeypatch, io.StringIO())
    assert list(followed("abc", lambda: pytest.fail("counted for nothing"))) == ["a", "b", "c"]
    assert pipe.getvalue() == ""


def test_short_work_shows_no_bar(terminal, monkeypatch):
    monkeypatch.setattr(progress, "LONG", float("inf"))
    assert list(followed("abc", lambda: 3)) == ["a", "b", "c"]
    assert terminal.getvalue() == ""


def test_the_bar_is_cleared_where_an_item_raises(terminal):
    def items():
        yield 1
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(followed(items(), lambda: 3))
    assert terminal.getvalue().endswith("\x1b[2K")
