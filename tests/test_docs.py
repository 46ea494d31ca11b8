"""What docs/ shows is true: the files, the library lines, the errors, the screen, the settings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import attribution
from attribution.cli import main
from attribution.constructions import BY_NAME
from attribution.errors import LexiconError
from attribution.lexicon import CONSTRUCTIONS, STANCES, load_lexicon

ROOT = Path(__file__).parent.parent
LEXICON = (ROOT / "docs" / "lexicon.md").read_text(encoding="utf-8")


def blocks(text: str, language: str = "") -> list[str]:
    return [code for name, code in re.findall(r"^```(\w*)\n(.*?)^```$", text, re.S | re.M) if name == language]


# --- lexicon.md -------------------------------------------------------------------------------


@pytest.fixture
def our_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "our-words.toml").write_text(blocks(LEXICON, "toml")[0], encoding="utf-8")
    return tmp_path


def test_the_file_adds_changes_and_switches_off(our_words: Path):
    ours, bundled = load_lexicon(extra="our-words.toml"), load_lexicon()

    def entry(lexicon, pos, lemma):
        return next((e for e in lexicon.entries(pos, lemma)), None)

    assert entry(bundled, "verb", "skeet") is None and entry(bundled, "noun", "skeet") is None
    assert entry(ours, "verb", "skeet").stance == "neutral" and entry(ours, "noun", "skeet").constructions == (
        "medium",
    )
    assert (entry(bundled, "verb", "quip").stance, entry(ours, "verb", "quip").stance) == ("neutral", "criticise")
    assert entry(ours, "verb", "quip").constructions == entry(bundled, "verb", "quip").constructions
    assert entry(bundled, "verb", "enjoy").constructions and not entry(ours, "verb", "enjoy").constructions


def test_the_library_lines_run(our_words: Path):
    names: dict = {}
    exec(blocks(LEXICON, "python")[0], names)
    assert isinstance(names["extractor"], attribution.Extractor)
    assert names["extractor"].lexicon is names["lexicon"] and names["lexicon"].entries("verb", "skeet")


@pytest.mark.parametrize("error", re.findall(r"^attribution: (our-words\.toml.*)$", LEXICON, re.M))
def test_the_errors_are_those_told(our_words: Path, error: str):
    entries = {
        "“asid”": 'skeet = { type = "fact", stance = "know", constructions = ["asid"], example = "x" }',
        "no example": 'skeet = { type = "fact", stance = "know", constructions = ["aside"] }',
        "“enojy”": "enojy = { off = true }",
    }
    (entry,) = (entry for part, entry in entries.items() if part in error)
    Path("our-words.toml").write_text(f"[verb]\n{entry}\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=f"^{re.escape(error)}$"):
        load_lexicon(extra="our-words.toml")
    result = CliRunner().invoke(main, ["extract", "--lexicon", "our-words.toml"], input="Rain fell.")
    assert (result.exit_code, result.stderr) == (2, f"attribution: {error}\n")


def test_every_stance_and_construction_is_listed():
    assert all(f"`{stance}`" in LEXICON for stance in STANCES)
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| (.*) \|$", LEXICON, re.M)
    shown = [(pos, name, example) for name, pos, example in rows if name in BY_NAME]
    assert shown == [(pos, n, BY_NAME[n].__doc__.split("\n")[0]) for pos, names in CONSTRUCTIONS.items() for n in names]


# --- golden.md --------------------------------------------------------------------------------

GOLDEN = (ROOT / "docs" / "golden.md").read_text(encoding="utf-8")


def test_the_screen_is_the_true_screen():
    """The one of tests/test_review_terminal.py, where a terminal shows it."""
    from tests.test_review_terminal import BAR, FIRST

    assert f"{FIRST}\n{BAR}\n" in blocks(GOLDEN)


def test_the_settings_are_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from attribution.config import Settings, find_settings

    monkeypatch.chdir(tmp_path)
    (text,) = blocks(GOLDEN, "toml")
    for name, table in (("pyproject.toml", "[tool.attribution]\n"), ("attribution.toml", "")):
        (tmp_path / name).write_text(table + text)
        settings = find_settings(tmp_path)
        assert settings == Settings(Path("quality/golden"), (Path("our-words.toml"),), frozenset({"headline", "body"}))


def test_the_format_is_read_as_told():
    from attribution.article import article_from_text
    from attribution.golden_file import read_golden, read_sheet, sheet_text
    from attribution.model import Paragraph, Span
    from attribution.render.golden import text_digest

    (text,) = (block for block in blocks(GOLDEN) if block.startswith("# attribution golden 1"))
    assert sheet_text(read_sheet(text)) == text
    page = article_from_text("Rain “worse”, says Roe\n\nRoe said that Doe said it was worse. Fay said so.")
    text = text.replace("c459b204d82e86bf", text_digest(page))
    approved, true = read_golden(text, page), read_golden(text, page, corrected=True)
    assert [(a.speaker, a.polarity) for a in approved.attributions] == [("Roe", "positive"), ("Dr Doe", "negative")]
    assert [(a.speaker, a.polarity) for a in true.attributions] == [
        ("Roe", "positive"),
        ("Jane Doe", "positive"),
        ("Fay", "positive"),
    ]
    assert page.paragraphs[1] == Paragraph(Span(24, 73))


def test_the_keys_are_those_of_the_screen():
    from attribution.commands.review_screen import KEYS

    told = re.findall(r"^\| `(\w)` \| (\w+)", GOLDEN, re.M)
    assert [key for key, _ in told] == re.findall(r"(?:^|  )(\w) \w", KEYS)


def test_the_hook_runs_a_command_that_exists():
    yaml = pytest.importorskip("yaml", reason="YAML is read with PyYAML")
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    tool, *command = hook["entry"].split()
    assert tool == "attribution" and CliRunner().invoke(main, [*command, "--help"]).exit_code == 0
    assert hook["id"] in GOLDEN and not hook["pass_filenames"]
    assert all(
        re.search(hook["files"], f) for f in ("golden/articles/x.txt", "a/golden/expected/x.golden", "attribution.toml")
    )
    (config,) = blocks(GOLDEN, "yaml")
    (used,) = yaml.safe_load(config)["repos"][0]["hooks"]
    assert used["id"] == hook["id"] and re.search(used["files"], "quality/golden/articles/x.txt")


# --- CHANGELOG --------------------------------------------------------------------------------


def test_the_version_has_its_entry():
    import tomllib

    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    headings = re.findall(r"^## (.*)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert version in headings


@pytest.mark.parametrize("file", ["README.md", "CHANGELOG.md", "docs/corpus.md", "docs/golden.md", "docs/lexicon.md"])
def test_what_is_linked_or_named_exists(file: str):
    text = (ROOT / file).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^):#]+)\)", text):
        assert ((ROOT / file).parent / target).exists(), target
    for target in re.findall(r"`((?:attribution|docs|golden)/[\w./-]*\.\w+)`", text):
        if not target.startswith("golden/."):
            assert (ROOT / target).exists(), target
