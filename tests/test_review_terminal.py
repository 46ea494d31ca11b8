"""``golden review`` as a person meets it: keys through a pseudo-terminal, and the screen that they see."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from attribution.cli import main
from attribution.golden import check, golden_path, update
from tests.saying import RAIN, say

pexpect = pytest.importorskip("pexpect", reason="a pseudo-terminal is driven by pexpect: pip install -e '.[dev]'")
pyte = pytest.importorskip("pyte", reason="the screen is drawn by pyte: pip install -e '.[dev]'")

ROOT = Path(__file__).parent.parent
CHILD = """
import attribution.extract
from tests.saying import say
attribution.extract.Extractor = lambda **_: say
from attribution.cli import main
main()
"""


class Terminal:
    """A command in a terminal of this size; ``screen`` is what stands there."""

    def __init__(self, directory: Path, *arguments: str, columns: int = 80, rows: int = 24, **environment: str) -> None:
        kept = {k: v for k, v in os.environ.items() if k not in ("CI", "NO_COLOR", "EDITOR", "VISUAL")}
        environment = {**kept, "TERM": "xterm-256color", "PYTHONPATH": str(ROOT), **environment}
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.bytes = b""
        self.process = pexpect.spawn(
            sys.executable,
            ["-c", CHILD, "golden", "review", *arguments],
            cwd=directory,
            env=environment,
            dimensions=(rows, columns),
        )

    def read(self) -> None:
        try:
            new = self.process.read_nonblocking(100_000, timeout=0.1)
        except pexpect.TIMEOUT:
            return
        self.bytes += new
        self._stream.feed(new)

    def wait_for(self, text: str, tries: int = 600) -> str:
        """The screen as soon as this stands there."""
        for _ in range(tries):
            self.read()
            if text in (screen := "\n".join(line.rstrip() for line in self._screen.display)):
                return screen
        raise AssertionError(f"“{text}” never stood on the screen:\n{screen}")

    def press(self, keys: str, then: str) -> str:
        self.process.send(keys)
        return self.wait_for(then)

    def end(self, keys: str = "q") -> tuple[int, str]:
        """The exit status and the last line after these keys."""
        self.process.send(keys)
        while True:
            try:
                self.read()
            except pexpect.EOF:
                break
        self.process.close()
        return self.process.exitstatus, re.sub(r"\x1b\[[?0-9;]*[A-Za-z]", "", self.bytes.decode()).rstrip().split("\n")[
            -1
        ]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with two changes to review: a source, and an attribution that is not approved."""
    (tmp_path / "golden" / "articles").mkdir(parents=True)
    (tmp_path / "golden" / "articles" / "rain.txt").write_text(RAIN)
    update(check(tmp_path / "golden", say, models="11111111"))
    text = golden(tmp_path).read_text()
    fay = text.index("  indirect · aside · assertion\n    source    Fay")
    golden(tmp_path).write_text(text[:fay].replace("Doe → Dr Doe", "Doe → ?"))
    return tmp_path


def golden(project: Path) -> Path:
    return golden_path(project / "golden", Path("rain.txt"))


FIRST = """\
 golden review   change 1 of 2
rain.txt, paragraph 2: source changed
indirect · aside · assertion · confidence 0.87

- source    Doe → ?
+ source    Doe → Dr Doe
  cue       said #2
  content   it was worse

Text
  Roe said that <Doe> *said* [it was worse]. Fay said so.
"""
BAR = " a accept  r reject  s skip  w wrong …  e edit  u undo  q quit  ↑↓ scroll"


@pytest.mark.parametrize("environment", [{}, {"NO_COLOR": "1"}], ids=["colour", "no colour"])
def test_the_screen(project: Path, environment: dict[str, str]):
    terminal = Terminal(project, **environment)
    screen = terminal.wait_for("scroll")
    assert screen.startswith(FIRST) and screen.endswith(BAR)
    assert terminal.end()[0] == 1
    assert bool(re.search(rb"\x1b\[[0-9;]*3[0-7]m", terminal.bytes)) == (not environment)


def test_keys_decide_and_each_decision_is_written(project: Path):
    before = golden(project).read_text()
    terminal = Terminal(project)
    terminal.wait_for("change 1 of 2")
    assert golden(project).read_text() == before
    screen = terminal.press("a", "Accepted.")
    assert "change 2 of 2" in screen and "rain.txt, paragraph 2: new attribution" in screen
    assert golden(project).read_text().split("\n", 1)[1] == before.replace("Doe → ?", "Doe → Dr Doe").split("\n", 1)[1]
    terminal.press("u", "taken back")
    assert golden(project).read_text() == before
    terminal.press("r", "Rejected")
    terminal.press("w", "Why is it wrong?")
    terminal.press("a quick one", "a quick one")  # letters that are keys elsewhere
    terminal.press("\r", "That was the last; 1 rejected.")
    assert "! wrong: a quick one\n    source    Fay" in golden(project).read_text()
    assert terminal.end() == (1, "2 decided; left: 1 rejected, 0 undecided")


def test_a_reason_can_be_left(project: Path):
    before = golden(project).read_text()
    terminal = Terminal(project)
    terminal.wait_for("change 1 of 2")
    terminal.press("wno", "wrong? no")
    assert "Why" not in terminal.press("\x1b", BAR)
    assert golden(project).read_text() == before
    assert terminal.end()[0] == 1


@pytest.mark.parametrize("key", ["q", "\x03"], ids=["q", "Ctrl-C"])
def test_a_review_broken_off_goes_on_where_it_was(project: Path, key: str):
    terminal = Terminal(project)
    terminal.wait_for("change 1 of 2")
    terminal.press("a", "Accepted.")
    assert terminal.end(key) == (1, "1 decided; left: 0 rejected, 1 undecided")
    terminal = Terminal(project)
    assert "new attribution" in terminal.wait_for("change 1 of 1")
    terminal.press("a", "Nothing is left")
    assert terminal.end() == (0, "1 decided; left: 0 rejected, 0 undecided")


@pytest.mark.parametrize(
    "script, told, written",
    [
        ("s/worse/bad/", "Not done: content: “it was bad” does not stand in paragraph 2", None),
        ("s/content   it was/content   was/", "Corrected.", "! content   was worse\n"),
        ("s/x/x/w /dev/null", "Nothing was saved", None),
    ],
)
def test_an_editor_corrects(project: Path, tmp_path: Path, script: str, told: str, written: str | None):
    before = golden(project).read_text()
    editor = tmp_path / "editor"
    saves = "" if "/w " in script else "-i"
    editor.write_text(f"#!/bin/sh\nexec sed {saves} '{script}' \"$1\"\n")
    editor.chmod(0o755)
    terminal = Terminal(project, EDITOR=str(editor))
    terminal.wait_for("change 1 of 2")
    screen = terminal.press("e", told if saves else "othing was saved")
    assert "golden review" in screen
    assert (written in golden(project).read_text()) if written else golden(project).read_text() == before
    assert terminal.end()[0] == 1


def test_a_long_paragraph_is_scrolled(project: Path):
    article = project / "golden" / "articles" / "rain.txt"
    article.write_text(RAIN.replace("Fay said so.", "It rained. " * 60 + "Fay said so."))
    update(check(project / "golden", say, models="11111111"))
    golden(project).write_text(golden(project).read_text().replace("Doe → Dr Doe", "Doe → ?"))
    terminal = Terminal(project, rows=12)
    assert "Fay said so." not in terminal.wait_for("change 1 of 1")
    terminal.press("\x1b[6~\x1b[6~", "Fay said so.")
    assert "- source    Doe → ?" in terminal.press("\x1b[5~\x1b[5~", "paragraph 2")
    assert terminal.end()[0] == 1


# --- line by line -----------------------------------------------------------------------------


PLAIN = """
Change 1 of 2: rain.txt, paragraph 2: source changed.
indirect · aside · assertion · confidence 0.87.
Approved source: Doe → ?
New source: Doe → Dr Doe
Same cue: said #2
Same content: it was worse
Text: Roe said that <Doe> *said* [it was worse]. Fay said so.

Accept, reject, skip, wrong REASON, edit, undo or quit? accept
Written: golden/expected/rain.txt.golden

Change 2 of 2: rain.txt, paragraph 2: new attribution.
indirect · aside · assertion · confidence 0.87.
New source: Fay
New cue: said #3
New content: so
New: Roe said that Doe said it was worse. <Fay> *said* [so].

Accept, reject, skip, wrong REASON, edit, undo or quit? w who is Fay?
Written: golden/expected/rain.txt.golden
Nothing is left to decide. Undo or quit?
2 decided; left: 0 rejected, 0 undecided
"""


@pytest.fixture
def plain(project: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(project)
    monkeypatch.setattr("attribution.extract.Extractor", lambda **_: say)
    return lambda answers, *more: CliRunner().invoke(main, ["golden", "review", *more], input=answers, env={"CI": ""})


def test_answers_can_be_piped(project: Path, plain):
    result = plain("accept\nw who is Fay?\n", "--plain")
    assert (result.exit_code, result.stdout.replace("quit? \n", "quit?\n")) == (0, PLAIN)
    assert "! wrong: who is Fay?\n    source    Fay" in golden(project).read_text()


@pytest.mark.parametrize(
    "answers, status, last",
    [
        ("", 1, "0 decided; left: 0 rejected, 2 undecided"),
        ("q\na\n", 1, "0 decided; left: 0 rejected, 2 undecided"),
        ("r\ns\n", 1, "1 decided; left: 1 rejected, 1 undecided"),
        ("A\naccept\n", 0, "2 decided; left: 0 rejected, 0 undecided"),
        ("a\nu\nu\na\na\n", 0, "2 decided; left: 0 rejected, 0 undecided"),
        ("a\na\nu\nq\n", 1, "1 decided; left: 0 rejected, 1 undecided"),
        ("dance\n?\n\na\na\n", 0, "2 decided; left: 0 rejected, 0 undecided"),
        ("w\nfirst\nwrong second\n", 0, "2 decided; left: 0 rejected, 0 undecided"),
    ],
)
def test_answers_and_what_they_leave(plain, answers: str, status: int, last: str):
    result = plain(answers, "--plain")
    assert (result.exit_code, result.stdout.rstrip().split("\n")[-1]) == (status, last)


def test_what_was_rejected_is_asked_about_when_that_is_wanted(plain):
    assert "That was the last; 1 rejected, 1 skipped, shown again next time." in plain("r\ns\n", "--plain").stdout
    assert "Change 1 of 1" in plain("", "--plain").stdout
    assert "Change 1 of 2" in plain("", "--plain", "--again").stdout


def test_without_a_terminal_the_answers_must_be_plain(project: Path, plain):
    before = golden(project).read_text()
    result = plain("a\na\n")
    assert result.exit_code == 2 and "with --plain the answers are read line by line" in result.stderr
    assert golden(project).read_text() == before


def test_nothing_is_reviewed_under_ci(project: Path, plain, monkeypatch: pytest.MonkeyPatch):
    result = CliRunner().invoke(main, ["golden", "review", "--plain"], input="a\na\n", env={"CI": "true"})
    assert result.exit_code == 2 and "approved by a person" in result.stderr


def test_plain_at_a_terminal(project: Path):
    terminal = Terminal(project, "--plain")
    terminal.wait_for("undo or quit?")
    assert "Written: golden/expected/rain.txt.golden" in terminal.press("a\n", "Change 2 of 2")
    assert b"\x1b" not in terminal.bytes
    assert terminal.end("q\n") == (1, "1 decided; left: 0 rejected, 1 undecided")


def test_a_dumb_terminal_gets_plain_lines(project: Path):
    terminal = Terminal(project, TERM="dumb")
    terminal.wait_for("undo or quit?")
    assert b"\x1b" not in terminal.bytes
    assert terminal.end("q\n")[0] == 1
