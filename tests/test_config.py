"""A project's settings: found upwards, relative to their file, wrong ones told by file, key and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from attribution.cli import main
from attribution.config import Settings, find_settings
from attribution.errors import ConfigError
from tests.saying import RAIN, say


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A newsroom's repository with a desk in it, which is the working directory."""
    (tmp_path / "desk" / "city").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "desk")
    return tmp_path


def test_without_a_file_nothing_is_set(project: Path):
    assert find_settings(project / "desk") == Settings()


@pytest.mark.parametrize("name, table", [("attribution.toml", ""), ("pyproject.toml", "[tool.attribution]\n")])
@pytest.mark.parametrize("place, up", [(".", ".."), ("desk", ".")])
def test_a_file_is_found_upwards_and_its_paths_are_its_own(project: Path, name: str, table: str, place: str, up: str):
    text = 'golden = "approved"\nlexicon = ["words/ours.toml"]\nzones = ["body", "byline"]\n'
    (project / place / name).write_text(table + text)
    settings = find_settings(Path.cwd())
    assert settings == Settings(Path(up, "approved"), (Path(up, "words/ours.toml"),), frozenset({"body", "byline"}))


def test_the_nearest_file_counts_and_of_two_the_one_that_is_ours(project: Path):
    (project / "attribution.toml").write_text('golden = "far"\n')
    (project / "desk" / "pyproject.toml").write_text('[project]\nname = "desk"\n')  # no table of ours: passed by
    assert find_settings(Path.cwd()).golden == Path("../far")
    (project / "desk" / "pyproject.toml").write_text('[tool.attribution]\ngolden = "near"\n')
    assert find_settings(Path.cwd()).golden == Path("near")
    (project / "desk" / "attribution.toml").write_text("")
    assert find_settings(Path.cwd()) == Settings()


@pytest.mark.parametrize(
    "name, text, message",
    [
        ("attribution.toml", "gold = 'x'", "attribution.toml: has the key “gold”, which does not exist; did you mean “golden”?"),
        ("attribution.toml", "x = 1", "the keys are golden, lexicon and zones"),
        ("attribution.toml", "golden = 1", "attribution.toml: golden must be a directory"),
        ("attribution.toml", "lexicon = 'ours.toml'", "lexicon must be a list of files"),
        ("attribution.toml", "lexicon = [1]", "lexicon must be a list of files"),
        ("attribution.toml", "zones = ['tail']", "zones must be a list of some of headline, byline"),
        ("attribution.toml", "zones = []", "zones must be a list of some of"),
        ("attribution.toml", "golden = [", "attribution.toml: the project's settings cannot be read"),
        ("pyproject.toml", "[tool]\nattribution = 1", "pyproject.toml: [tool.attribution] must be a table"),
        ("pyproject.toml", "[tool.attribution]\nzone = ['body']", "pyproject.toml: [tool.attribution] has the key “zone”"),
        ("pyproject.toml", "[tool", "pyproject.toml: the project's settings cannot be read"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_told_and_is_status_2(project: Path, name: str, text: str, message: str):
    (project / "desk" / name).write_text(text)
    with pytest.raises(ConfigError) as error:
        find_settings(Path.cwd())
    assert message in str(error.value)
    result = CliRunner().invoke(main, ["golden", "check"])
    assert (result.exit_code, result.stderr) == (2, f"attribution: {error.value}\n")
    assert CliRunner().invoke(main, ["--help"]).exit_code == 0


# --- what the commands make of them -----------------------------------------------------------

WORDS = '[verb]\ngrok = { type = "belief", stance = "know", constructions = ["object"], example = "They grok it." }\n'


@pytest.fixture
def extractors(project: Path, monkeypatch: pytest.MonkeyPatch) -> list[dict]:
    """With what each extractor was made."""
    made: list[dict] = []

    def extractor(parser=None, lexicon=None, **options):
        made.append({"lexicon": lexicon, **options})
        return type(
            "Says", (), {"__call__": lambda self, page: say(page), "pipe": lambda self, pages, **_: map(say, pages)}
        )()

    monkeypatch.setattr("attribution.extract.Extractor", extractor)
    (project / "attribution.toml").write_text('golden = "approved"\nlexicon = ["ours.toml"]\nzones = ["body"]\n')
    (project / "ours.toml").write_text(WORDS)
    (project / "desk" / "rain.txt").write_text(RAIN)
    return made


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, env={"CI": ""})


def knows(lexicon, lemma: str) -> bool:
    return any(entry.constructions for entry in lexicon.entries("verb", lemma))


def test_a_newsroom_keeps_its_own_goldens(project: Path, extractors: list[dict]):
    assert run("golden", "new", "rain.txt").stdout == "../approved/expected/rain.txt.golden\n"
    assert run("golden", "check").stdout == "1 file: no difference\n"
    (project / "approved" / "articles" / "rain.txt").write_text(RAIN + "\nKay said it stopped.\n")
    assert run("golden", "check").exit_code == 1
    assert run("golden", "update").exit_code == 0
    assert run("golden", "review", "--plain").exit_code == 0
    assert len(extractors) == 5
    assert all(knows(e["lexicon"], "grok") and e["zones"] == {"body"} for e in extractors)


def test_extract_finds_what_golden_approves(extractors: list[dict]):
    assert run("extract", "rain.txt").exit_code == 0
    assert knows(extractors[0]["lexicon"], "grok") and extractors[0]["zones"] == {"body"}


def test_the_command_line_goes_before_the_file(project: Path, extractors: list[dict]):
    (project / "desk" / "mine.toml").write_text("[verb]\nclaim = { off = true }\n")
    result = run("golden", "new", "rain.txt", "--directory", "mine", "--zones", "all", "--lexicon", "mine.toml")
    assert result.stdout == "mine/expected/rain.txt.golden\n"
    assert len(extractors[0]["zones"]) == 5
    assert not knows(extractors[0]["lexicon"], "grok") and not knows(extractors[0]["lexicon"], "claim")


def test_a_lexicon_that_is_gone_is_named(project: Path, extractors: list[dict]):
    (project / "ours.toml").unlink()
    result = run("golden", "new", "rain.txt")
    assert result.exit_code == 2 and "../ours.toml: no such file" in result.stderr
