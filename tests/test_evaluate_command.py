"""``attribution evaluate`` as it is called: what it prints, with which exit status; and that docs/evaluate.md is true.

python -m tests.test_evaluate_command      writes the output in docs/evaluate.md anew, after “golden update”
"""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from attribution.cli import main
from attribution.export import to_json, to_spans
from tests.making import extraction

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "docs/evaluate.md"
TEXT = "“Prices will fall,” said Ana Ruiz. Bo Lee wants peace."
SAID = {"content": ["“Prices will fall,”"], "cue": "said", "source": "Ana Ruiz", "speaker": "Ana Ruiz"}
WANTS = {"content": ["peace"], "cue": "wants", "source": "Bo Lee", "kind": "indirect", "construction": "object"}


@pytest.fixture
def files(tmp_path, monkeypatch) -> None:
    """gold.jsonl has two attributions; of pred.json one is right, the other has no source."""
    monkeypatch.chdir(tmp_path)
    Path("gold.jsonl").write_text(json.dumps(to_spans(extraction(TEXT, SAID, WANTS))) + "\n")
    Path("pred.json").write_text(to_json([extraction(TEXT, SAID, WANTS | {"source": None})]))


def run(*arguments: str, input: str | None = None) -> Result:
    return CliRunner().invoke(main, ["evaluate", *arguments], input=input)


def test_figures_are_printed(files):
    result = run("gold.jsonl", "pred.json", "--by", "construction,kind")
    assert (result.exit_code, result.stderr) == (0, "")
    assert re.search(r"^1 document\n", result.stdout)
    assert re.search(r"^ +full +50\.0 +50\.0 +50\.0 +2 +2$", result.stdout, re.MULTILINE)
    assert result.stdout.index("by kind") < result.stdout.index("by construction")
    assert re.search(r"^object +0\.0 +0\.0 +0\.0 +100\.0 +0\.0 +100\.0 +1 +1$", result.stdout, re.MULTILINE)
    assert "errors" not in result.stdout and "calibration" not in result.stdout


def test_errors_are_printed_with_their_sentence(files):
    result = run("gold.jsonl", "pred.json", "--errors")
    assert re.search(r"^wrong source +1 +full +50\.0 +100\.0 +\+50\.0$", result.stdout, re.MULTILINE)
    assert "  gold      [Bo Lee] {wants} <peace>.\n  predicted Bo Lee {wants} <peace>.\n" in result.stdout
    assert "{wants}" not in run("gold.jsonl", "pred.json", "--errors", "--limit", "0").stdout
    assert "wrong source" not in run("gold.jsonl", "pred.json", "--errors", "--lemma", "said").stdout
    assert "wrong source" in run("gold.jsonl", "pred.json", "--errors", "--construction", "object").stdout


def test_json_has_it_all(files):
    result = run(
        "gold.jsonl", "pred.json", "--format", "json", "--by", "all", "--errors", "--calibration", "--limit", "0"
    )
    data = json.loads(result.stdout)
    assert data["documents"] == 1 and data["without_predictions"] == []
    assert data["figures"]["direct"]["full"] == {"p": 1.0, "r": 1.0, "f1": 1.0, "gold": 1, "pred": 1}
    assert list(data["by"]) == ["kind", "type", "construction", "document", "lemma"]
    assert data["by"]["construction"]["object"]["full"]["f1"] == 0.0
    assert data["calibration"]["expected_error"] == 0.4
    (class_,) = data["errors"]
    assert (class_["class"], class_["number"], class_["mended"], list(class_["parts"])) == (
        "wrong source",
        1,
        1.0,
        ["none for some"],
    )
    assert class_["errors"] == [
        {
            "document": "made", "detail": "none for some", "construction": "object", "lemma": "want",
            "gold_id": "a2", "predicted_id": "a2",
            "gold": "[Bo Lee] {wants} <peace>.", "predicted": "Bo Lee {wants} <peace>.",
        }
    ]  # fmt: skip


def test_calibration_is_printed(files):
    assert "calibration: expected error 0.400" in run("gold.jsonl", "pred.json", "--calibration").stdout


def test_standard_input(files):
    result = run("gold.jsonl", "-", "--format", "json", input=Path("pred.json").read_text())
    assert json.loads(result.stdout)["figures"]["all"]["full"]["f1"] == 0.5


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (["gold.jsonl", "pred.json", "--fail-under", "all.full=50", "--fail-under", "direct.full=100"], 0, ""),
        (
            ["gold.jsonl", "pred.json", "--fail-under", "all.full=50.01"],
            1,
            "all.full is 50.00 and must be at least 50.01",
        ),
        (
            ["gold.jsonl", "pred.json", "--fail-under", "mixed.full=3", "--fail-under", "indirect.content_exact=9"],
            0,
            "",
        ),
        (["gold.jsonl", "pred.json", "--fail-under", "all.best=3"], 2, "“all.best” is no figure; write GROUP.FIGURE"),
        (
            ["gold.jsonl", "pred.json", "--fail-under", "all.full"],
            2,
            "“all.full” names no percentage; write for instance all.full=64",
        ),
        (["gold.jsonl", "pred.json", "--fail-under", "all.full=half"], 2, "“all.full=half” names no percentage"),
        (
            ["gold.jsonl", "pred.json", "--fail-under", "all.full=164"],
            2,
            "the floor of all.full is a percentage and cannot be 164",
        ),
        (["gold.jsonl", "pred.json", "--by", "size"], 2, "“size” is none of kind, type, construction, document, lemma"),
        (["gold.jsonl"], 2, "give GOLD and PRED"),
        (["-", "-"], 2, "only one of GOLD and PRED can be standard input"),
        (["gold.jsonl", "--floors", "f.toml"], 2, "--floors names its gold itself"),
        (["--floors", "f.toml"], 2, "f.toml: cannot be read (No such file or directory)"),
        (["gold.jsonl", "gone.jsonl"], 1, "gone.jsonl: cannot be read (No such file or directory)"),
    ],
)
def test_exit_status_and_sentence(arguments, status, sentence, files):
    result = run(*arguments)
    assert result.exit_code == status
    assert sentence in " ".join(result.stderr.split()) and bool(result.stderr) == bool(sentence)


def test_documents_without_predictions_are_told_of(files):
    Path("none.jsonl").write_text("")
    result = run("gold.jsonl", "none.jsonl")
    assert result.exit_code == 0
    assert result.stderr == "attribution: 1 of 1 gold documents have no predictions (joined by id)\n"


def test_colour_and_control_characters(files):
    text = "Roe said \x1b[31mno."
    Path("gold.jsonl").write_text(json.dumps(to_spans(extraction(text, {"content": ["\x1b[31mno"], "cue": "said"}))))
    Path("none.jsonl").write_text("")
    result = run("gold.jsonl", "none.jsonl", "--errors", "--color", "never")
    assert "<␛[31mno>" in result.stdout and "\x1b" not in result.stdout
    assert "\x1b[32m<" in run("gold.jsonl", "none.jsonl", "--errors", "--color", "always").stdout


def test_floors_are_held(files, monkeypatch):
    class Finds:
        def pipe(self, articles):
            return (extraction(article.text, SAID, id=article.id) for article in articles)

    monkeypatch.setattr("attribution.extract.Extractor", Finds)
    Path("floors.toml").write_text(
        "[ours]\ngold = 'gold.jsonl'\nfloors = { 'all.full' = 66.6, 'direct.full' = 99 }\n"
        "[far]\ngold = 'x'\noptional = true\nfloors = {}"
    )
    result = run("--floors", "floors.toml")
    assert result.exit_code == 0
    assert result.stdout == "ours  all.full  66.67  (at least 66.6)\nours  direct.full  100.00  (at least 99)\n"
    assert result.stderr == "attribution: far: skipped, for x is not on this machine\n"
    Path("floors.toml").write_text("[ours]\ngold = 'gold.jsonl'\nfloors = { 'all.full' = 67 }")
    result = run("--floors", "floors.toml")
    assert (result.exit_code, result.stderr) == (1, "attribution: ours: all.full is 66.67 and must be at least 67\n")


# --- the guide --------------------------------------------------------------------------------


def refreshed(guide: str) -> str:
    """The guide with the true output under each command that stands after "$ "."""

    def block(match: re.Match[str]) -> str:
        result = CliRunner().invoke(main, shlex.split(match[1])[1:])
        assert result.exit_code == 0, result.output
        return f"```\n$ {match[1]}\n{result.stdout}```"

    return re.sub(r"```\n\$ (.*)\n(?:.*\n)*?```", block, guide)


def test_the_guide_shows_the_true_output(monkeypatch):
    monkeypatch.chdir(ROOT)
    guide = GUIDE.read_text(encoding="utf-8")
    assert guide.count("\n$ attribution evaluate ") == 2
    assert refreshed(guide) == guide, "run: python -m tests.test_evaluate_command"


def test_the_library_lines_of_the_guide_run(monkeypatch):
    monkeypatch.chdir(ROOT)
    names: dict = {}
    exec(re.search(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)[1], names)
    assert names["evaluation"].documents == 14


if __name__ == "__main__":
    GUIDE.write_text(refreshed(GUIDE.read_text(encoding="utf-8")), encoding="utf-8")
