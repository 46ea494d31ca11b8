"""The command line: what goes where, and with which exit status. A fake extractor stands in for the models."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from attribution.cli import main
from attribution.errors import Error, InputError, LexiconError, ModelError
from attribution.extract import Extractor
from attribution.inputs import gather
from attribution.model import Article, Attribution, Cue, Extraction, ExtractionWarning, Failure, Mention, Span, Speaker


class Says:
    """Finds "X said Y." without a parser; a Y in which somebody said something holds a nested attribution."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def __call__(self, page: Article) -> Extraction:
        found: list[Attribution] = []
        for match in re.finditer(r"(?=\b(\w+) (said) ([^.]+)\.)", page.text):
            source, cue, content = (Span(*match.span(i)) for i in (1, 2, 3))
            outer = found[-1].id if found and found[-1].content[0].contains(content) else None
            found.append(
                Attribution(
                    f"a{len(found) + 1}",
                    "mixed" if outer else "indirect",
                    "assertion",
                    "positive",
                    (content,),
                    match[3],
                    Cue(cue, "said", "say", "finite_clause", "neutral"),
                    Mention(source, match[1], source, "name"),
                    Speaker(match[1]),
                    "finite_clause",
                    content,
                    parent=outer,
                    confidence=0.5 if outer else 0.9,
                )
            )
        warnings = () if page.text.strip() else (ExtractionWarning("empty", "there is no text"),)
        return Extraction(page, tuple(found), warnings=warnings)

    def pipe(self, articles, **_):
        for page in articles:
            yield Failure(page.id, "parse", "too hard") if "HARD" in page.text else self(page)


RAIN = "Heavy rain fell over the valley on Sunday night.\n\nRoe said that Doe said it was worse. Fay said so.\n"


@pytest.fixture(autouse=True)
def no_models(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("attribution.extract.Extractor", Says)


@pytest.fixture
def news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory of inputs, which the command is run in."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "news" / "old").mkdir(parents=True)
    (tmp_path / "news" / "rain.txt").write_text(RAIN)
    (tmp_path / "news" / "old" / "snow.md").write_text(
        "Snow fell over the valley on Monday.\n\nDoe said it was deep.\n"
    )
    (tmp_path / "news" / "notes.doc").write_text("not an article")
    (tmp_path / "news" / ".draft.txt").write_text("hidden")
    (tmp_path / "empty").mkdir()
    return tmp_path


def run(*arguments: str, input: str | bytes | None = None, env: dict | None = None) -> Result:
    return CliRunner().invoke(main, arguments, input=input, env=env)


def records(result: Result) -> list[dict]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def ids(result: Result) -> list[str]:
    return [record["id"] for record in records(result)]


# --- help -------------------------------------------------------------------------------------


def commands(group: click.Group, *path: str):
    for name, command in group.commands.items():
        yield from commands(command, *path, name) if isinstance(command, click.Group) else [((*path, name), command)]


@pytest.mark.parametrize("path", [path for path, _ in commands(main)], ids=" ".join)
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_every_command_teaches_with_an_example(path: tuple[str, ...], option: str):
    result = run(*path, option)
    assert result.exit_code == 0
    assert f"attribution {' '.join(path)}" in result.stdout[result.stdout.index("Example") :]


def test_every_option_has_help():
    for path, command in commands(main):
        for option in command.params:
            assert not isinstance(option, click.Option) or option.help, f"{' '.join(path)} {option.name}"


def test_help_loads_nothing_heavy():
    heavy = "{'torch', 'stanza', 'numpy', 'rich', 'jinja2', 'trafilatura'}"
    show = "import sys, attribution.cli; attribution.cli.main(['--help'], standalone_mode=False)"
    code = f"{show}; sys.exit(len({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], stdout=subprocess.DEVNULL).returncode == 0


def test_version_names_tool_stanza_and_models():
    result = run("--version")
    assert re.fullmatch(r"attribution \S.*, stanza [\d.]+, models \S+ \([0-9a-f]{8}\)\n", result.stdout)


# --- inputs -----------------------------------------------------------------------------------


def test_a_directory_is_its_articles_in_order(news: Path):
    result = run("extract", "news", "--format", "spans")
    assert (result.exit_code, ids(result), result.stderr) == (0, ["snow", "rain"], "")


def test_names_that_are_the_same_get_their_paths(news: Path):
    (news / "news" / "old" / "rain.txt").write_text(RAIN)
    assert ids(run("extract", "news", "-f", "spans")) == ["news/old/rain.txt", "snow", "news/rain.txt"]


def test_a_path_given_twice_is_read_once(news: Path):
    assert ids(run("extract", "news/rain.txt", "news", "news/rain.txt", "-f", "spans")) == ["rain", "snow"]


@pytest.mark.parametrize("arguments", [[], ["-"]])
def test_standard_input(arguments: list[str]):
    result = run("extract", *arguments, "-f", "spans", input=RAIN)
    assert result.exit_code == 0 and ids(result) == ["stdin"]
    assert records(result)[0]["text"] == RAIN


LINES = """\
{"id": 7, "text": "Roe said no."}

{"text": "Doe said yes."}
{"id": "b", "body": "x"}
nonsense
[1]
{"id": "c", "text": "Fay said so."}
"""


def test_json_lines(news: Path):
    (news / "corpus.jsonl").write_text(LINES)
    result = run("extract", "corpus.jsonl", "-f", "spans")
    assert (result.exit_code, ids(result)) == (1, ["7", "corpus-3", "c"])
    lines = result.stderr.splitlines()
    assert (
        "corpus.jsonl, line 4: no text in a field “text” (found: id, body); name the field with --text-field"
        in lines[0]
    )
    assert "corpus.jsonl, line 5: not JSON" in lines[1] and "corpus.jsonl, line 6: no text" in lines[2]


def test_json_lines_with_other_fields_on_standard_input():
    lines = '{"url": "u", "body": "Roe said no."}\n'
    result = run(
        "extract", "--input-format", "jsonl", "--text-field", "body", "--id-field", "url", "-f", "spans", input=lines
    )
    assert ids(result) == ["u"]


@pytest.mark.parametrize(
    "path, data, sentence",
    [
        ("gone.txt", None, "gone.txt: "),
        (
            "empty",
            None,
            "empty: no article in this directory; it needs a file that ends in .txt, .text, .md, .html",
        ),
        ("scan.txt", b"%PDF-1.7 \x00\x01", "scan.txt: "),
        ("hard.txt", b"This is HARD to parse, and long enough to be a text.", "hard: too hard"),
    ],
)
def test_a_bad_input_is_one_line_and_the_others_go_on(news: Path, path: str, data: bytes | None, sentence: str):
    if data:
        (news / path).write_bytes(data)
    result = run("extract", path, "news/rain.txt", "-f", "spans")
    assert (result.exit_code, ids(result)) == (1, ["rain"])
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"attribution: {sentence}") and line.count(path) == (path != "hard.txt")


def test_an_empty_file_is_fine_and_warned_about(news: Path):
    (news / "void.txt").write_text("")
    result = run("extract", "void.txt", "-f", "spans")
    assert result.exit_code == 0 and records(result)[0]["attributions"] == []
    assert result.stderr.startswith("attribution: void: warning: ")
    assert run("extract", "void.txt", "-f", "spans", "--quiet").stderr == ""


def test_control_characters_of_an_input_do_not_reach_the_terminal(news: Path):
    assert "\x1b" not in run("extract", "\x1b[31mred.txt").stderr


def test_inputs_are_read_when_they_are_asked_for(news: Path):
    items = gather(["news/rain.txt", "later.txt"])
    assert next(items).id == "rain"
    (news / "later.txt").write_text("Roe said that the later text had come in time.")
    assert next(items).id == "later"


# --- what is extracted and how it is written --------------------------------------------------


def test_filters_leave_a_parent_only_where_it_is(news: Path):
    def kept(*arguments: str) -> list[tuple]:
        (record,) = records(run("extract", "news/rain.txt", "-f", "spans", *arguments))
        return [(a["id"], a["parent"]) for a in record["attributions"]]

    assert kept() == [("a1", None), ("a2", "a1"), ("a3", None)]
    assert kept("--kind", "mixed") == [("a2", None)]
    assert kept("--kind", "direct,mixed", "--type", "assertion") == [("a2", None)]
    assert kept("--type", "belief") == []
    assert kept("--min-confidence", "0.8") == [("a1", None), ("a3", None)]
    assert kept("--unattributed") == []


@pytest.mark.parametrize("format", ["text", "json", "jsonl", "csv", "html", "spans"])
def test_a_file_has_what_standard_output_has(news: Path, format: str):
    printed = run("extract", "news", "-f", format)
    assert printed.exit_code == 0 and "Fay" in printed.stdout and printed.stderr == ""
    assert run("extract", "news", "-f", format, "-o", "out.file").stdout == ""
    assert (news / "out.file").read_bytes() == printed.stdout_bytes


def test_json_is_one_array_and_jsonl_its_lines(news: Path):
    assert json.loads(run("extract", "news", "-f", "json").stdout) == records(run("extract", "news", "-f", "jsonl"))
    assert (
        json.loads(run("extract", "news/rain.txt", "-f", "json").stdout)[0]
        == records(run("extract", "news", "-f", "jsonl"))[1]
    )


def test_csv_has_its_header_once(news: Path):
    lines = run("extract", "news", "-f", "csv").stdout.splitlines()
    assert len(lines) == 1 + 4 and len(set(lines)) == 5


def test_a_directory_gets_a_file_an_article(news: Path):
    (news / "corpus.jsonl").write_text(
        '{"id": "../a/b", "text": "Roe said no."}\n{"id": ".._a_b", "text": "Doe said no."}\n'
    )
    assert run("extract", "news", "corpus.jsonl", "-o", "out/", "-f", "spans").exit_code == 0
    assert sorted(p.name for p in (news / "out").iterdir()) == [
        "_a_b-2.jsonl",
        "_a_b.jsonl",
        "rain.jsonl",
        "snow.jsonl",
    ]
    assert run("extract", "news/rain.txt", "-f", "spans").stdout == (news / "out" / "rain.jsonl").read_text()


@pytest.mark.parametrize("output", ["news/rain.txt", "news", "news/../news/rain.txt"])
def test_an_input_is_never_overwritten(news: Path, output: str):
    result = run("extract", "news/rain.txt", "-o", output)
    assert result.exit_code == 2 and "would be overwritten" in result.stderr
    assert (news / "news" / "rain.txt").read_text() == RAIN


def test_a_file_is_whole_or_not_there(news: Path, monkeypatch: pytest.MonkeyPatch):
    def interrupted(self, articles, **_):
        yield self(next(iter(articles)))
        raise KeyboardInterrupt

    monkeypatch.setattr(Says, "pipe", interrupted)
    (news / "out.jsonl").write_text("before\n")
    assert run("extract", "news", "-f", "spans", "-o", "out.jsonl").exit_code == 130
    assert (news / "out.jsonl").read_text() == "before\n"
    assert sorted(p.name for p in news.iterdir()) == ["empty", "news", "out.jsonl"]


def test_an_output_that_cannot_be_written_is_named(news: Path):
    result = run("extract", "news/rain.txt", "-o", "nowhere/out.txt")
    assert result.exit_code == 2 and "nowhere/out.txt" in result.stderr


@pytest.mark.parametrize(
    "arguments, env, colored",
    [
        ([], {}, False),
        (["--color", "always"], {}, True),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {}, False),
    ],
)
def test_colors(news: Path, arguments: list[str], env: dict[str, str], colored: bool):
    assert ("\x1b[" in run("extract", "news/rain.txt", *arguments, env=env).stdout) == colored


def test_profile_tells_the_seconds_of_each_stage(news: Path):
    lines = run("extract", "news", "--profile", "-f", "spans").stderr.splitlines()
    assert [line.split()[0] for line in lines] == ["read", "parse", "extract", "all"]
    *stages, whole = (float(line.split()[1]) for line in lines)
    assert sum(stages) <= whole + 0.03


def test_a_broken_pipe_ends_silently():
    code = (
        "import sys; sys.path.insert(0, sys.argv.pop(1)); import attribution.extract, attribution.cli, test_cli;"
        "attribution.extract.Extractor = test_cli.Says; attribution.cli.main()"
    )
    lines = "".join(f'{{"id": "{i}", "text": "Roe said it was number {i}."}}\n' for i in range(20_000))
    command = [
        sys.executable,
        "-c",
        code,
        str(Path(__file__).parent),
        "extract",
        "--input-format",
        "jsonl",
        "-f",
        "spans",
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdin.write(lines[: lines.index("\n") + 1].encode())
        process.stdin.flush()
        first = process.stdout.readline()  # arrives while the rest of the input is still to come
        process.stdout.close()
        try:
            process.stdin.write(lines.encode())
            process.stdin.close()
        except BrokenPipeError:
            pass
        assert json.loads(first)["id"] == "0" and process.stderr.read() == b""


# --- exit status ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "error, status",
    [
        (InputError("x.txt: too long"), 1),
        (LexiconError("cues.toml, line 3: unknown"), 2),
        (ModelError("pos.pt: missing"), 3),
        (KeyboardInterrupt(), 130),
    ],
)
def test_each_error_has_its_status_and_shows_its_sentence(
    news: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, status: int
):
    def fail(self, page: Article):
        raise error

    monkeypatch.setattr(Says, "pipe", lambda self, articles, **_: (fail(self, page) for page in articles))
    result = run("extract", "news")
    assert result.exit_code == status
    assert result.stderr == (f"attribution: {error}\n" if isinstance(error, Error) else "")


@pytest.mark.parametrize(
    "arguments",
    [
        ["extract", "--zones", "body,tail"],
        ["extract", "--kind", "spoken"],
        ["extract", "--format", "yaml"],
        ["extract", "--min-confidence", "2"],
        ["extract", "--lexicon", "gone.toml"],
        ["dance"],
        ["golden", "check", "--directory", "empty"],
    ],
)
def test_usage_and_configuration_are_status_2(news: Path, arguments: list[str]):
    assert run(*arguments, input="").exit_code == 2


@pytest.mark.parametrize(
    "arguments", [["extract", "news"], ["parse", "news"], ["models", "check"], ["golden", "new", "news/rain.txt"]]
)
def test_damaged_models_are_status_3_and_end_the_run(news: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]):
    def broken(*_: object):
        raise ModelError("pos.pt: this model file is missing")

    monkeypatch.setattr("attribution.extract.Extractor", Extractor)
    for room in ("attribution.parse", "attribution.parsing.manifest"):
        monkeypatch.setattr(f"{room}.check_models", broken)
    result = run(*arguments)
    assert (result.exit_code, result.stderr) == (3, "attribution: pos.pt: this model file is missing\n")


# --- parse, golden, models --------------------------------------------------------------------


class Spaces:
    """A parser for tests: the words of each paragraph."""

    def __call__(self, page: Article):
        from attribution.model import Document, Sentence, Word

        sentences = []
        for number, paragraph in enumerate(page.paragraphs):
            start = paragraph.span.start
            words = tuple(
                Word(i, Span(m.start() + start, m.end() + start), m[0], m[0], "X", "", i - 1, "dep")
                for i, m in enumerate(re.finditer(r"\S+", paragraph.span.of(page.text)), 1)
            )
            sentences.append(Sentence(paragraph.span, number, words))
        return Document(page, tuple(sentences))


def test_parse_prints_conllu(news: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("attribution.parse.Parser", Spaces)
    result = run("parse", "news/rain.txt", "gone.txt")
    assert result.exit_code == 1 and result.stdout.startswith("# newdoc id = rain\n")
    assert "gone.txt" in result.stderr


@pytest.fixture
def golden(news: Path) -> Path:
    assert run("golden", "new", "news/rain.txt", env={"CI": ""}).exit_code == 0
    return news / "golden"


def test_golden_new_check_and_update(golden: Path):
    result = run("golden", "check")
    assert (result.exit_code, result.stdout) == (0, "1 file: no difference\n")
    article = golden / "articles" / "rain.txt"
    article.write_text(RAIN + "\nKay said it had stopped.\n")
    result = run("golden", "check", "--color", "always")
    assert result.exit_code == 1 and "\x1b[32m+    source    Kay\x1b[0m" in result.stdout
    assert result.stdout.endswith("1 file: +1 attribution −0\n")
    result = run("golden", "update", env={"CI": ""})
    assert (result.exit_code, result.stdout) == (0, "golden/expected/rain.txt.golden\n1 file: +1 attribution −0\n")
    assert run("golden", "check").exit_code == 0


def test_nothing_in_a_diff_is_obeyed_by_the_terminal(golden: Path):
    (golden / "articles" / "rain.txt").write_text(RAIN + "\nKay said it \u202ehad stopped.\n", encoding="utf-8")
    expected = golden / "expected" / "rain.txt.golden"
    expected.write_text(expected.read_text(encoding="utf-8").replace("  source ", "  source \x1b[31m"), encoding="utf-8")
    result = run("golden", "check")
    assert result.exit_code == 1
    assert "␛[31m" in result.stdout and "it \ufffdhad stopped" in result.stdout
    assert not set("\x1b\u202e") & set(result.stdout)


def test_golden_update_refuses_under_ci(golden: Path):
    (golden / "articles" / "rain.txt").write_text(RAIN + "\nKay said it had stopped.\n")
    before = (golden / "expected" / "rain.txt.golden").read_text()
    assert run("golden", "update", env={"CI": "true"}).exit_code == 2
    assert (golden / "expected" / "rain.txt.golden").read_text() == before


def test_golden_check_fails_for_an_orphan(golden: Path):
    (golden / "expected" / "gone.txt.golden").write_text("")
    result = run("golden", "check")
    assert result.exit_code == 1 and "gone.txt.golden: its article is gone" in result.stderr


def test_golden_freeze(golden: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("attribution.parse.Parser", Spaces)
    (golden / "cases").mkdir()
    (golden / "cases" / "aside.txt").write_text("[It rained], <he> *said*.\n")
    assert run("golden", "freeze").stdout == "golden/cases/aside.conllu\n"
    assert run("golden", "freeze").stdout == ""


def test_models_list_and_where():
    listed = run("models", "list")
    assert listed.exit_code == 0 and listed.stdout.startswith("models ") and " MB\n  " in listed.stdout
    assert Path(run("models", "where").stdout.strip()).is_dir()


@pytest.mark.models
def test_the_sample_from_end_to_end(monkeypatch: pytest.MonkeyPatch, parser):
    monkeypatch.setattr("attribution.parse.Parser", lambda **_: parser)
    monkeypatch.setattr("attribution.extract.Extractor", Extractor)
    sample = Path(__file__).parent.parent / "golden" / "articles" / "north-korea.txt"
    result = run("extract", str(sample), "-f", "spans")
    assert result.exit_code == 0 and "Putin" in {
        a["speaker"] and a["speaker"].split()[-1] for a in records(result)[0]["attributions"]
    }


def test_an_input_is_named_once(tmp_path):
    path = tmp_path / "notes.pdf"
    path.write_bytes(b"%PDF-1.7")
    result = run("extract", str(path))
    assert result.exit_code == 1
    assert result.stderr == f"attribution: {path}: not text (starts with %PDF); convert it first, for example with pdftotext\n"


# --- on a terminal ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("variables", "expected"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
)
def test_colour_is_for_terminals_that_want_it(variables: dict, expected: bool, monkeypatch: pytest.MonkeyPatch):
    from attribution.console import colored

    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", type("Terminal", (), {"isatty": lambda self: True})())
    assert colored("auto") is expected
    assert colored("always") and not colored("never") and not colored("auto", "out.txt")


def test_by_speaker_groups_the_text(news: Path):
    result = run("extract", "news/rain.txt", "--by", "speaker")
    assert [line for line in result.stdout.splitlines() if line.endswith("quoted")] == [
        f"{name}  1 attribution, 0 words quoted" for name in ("Roe", "Doe", "Fay")
    ]


def test_articles_are_counted_before_they_are_read(news: Path):
    from attribution.inputs import count

    (news / "lines.jsonl").write_text('{"text": "One."}\n\n{"text": "Two."}\nno JSON\n')
    assert count(["news", "lines.jsonl", "nosuch.txt"]) == 6
    assert count(["news/rain.txt"]) == 1
    assert (count([]), count(["-"], input_format="jsonl")) == (1, None)


# --- the formats of others --------------------------------------------------------------------


def test_brat_is_a_directory_with_its_configuration(news: Path):
    assert run("extract", "news", "-f", "brat", "-o", "annotate/").exit_code == 0
    names = {"annotation.conf", "visual.conf", "rain.ann", "rain.txt", "snow.ann", "snow.txt"}
    assert {p.name for p in (news / "annotate").iterdir()} == names
    assert (news / "annotate" / "rain.txt").read_text() == RAIN


def test_brat_needs_a_directory(news: Path):
    result = run("extract", "news", "-f", "brat")
    assert result.exit_code == 2 and "--output brat/" in result.stderr


def test_brat_overwrites_no_input(news: Path):
    before = (news / "news" / "rain.txt").read_bytes()
    assert run("extract", "news", "-f", "brat", "-o", "news/").exit_code == 2
    assert (news / "news" / "rain.txt").read_bytes() == before


def test_parquet_is_bytes_in_a_pipe_and_in_a_file(news: Path):
    pytest.importorskip("pyarrow")
    assert run("extract", "news", "-f", "parquet", "-o", "x.parquet").exit_code == 0
    assert (news / "x.parquet").read_bytes() == run("extract", "news", "-f", "parquet").stdout_bytes


def test_tei_is_one_corpus_or_a_file_an_article(news: Path):
    assert "<teiCorpus" in run("extract", "news", "-f", "tei").stdout
    assert run("extract", "news", "-f", "tei", "-o", "tei/").exit_code == 0
    assert all("<TEI " in p.read_text() for p in (news / "tei").glob("*.xml"))


def test_what_an_extra_brings_is_named(news: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    result = run("extract", "news", "-f", "parquet", "-o", "x.parquet")
    assert result.exit_code == 2 and "attribution[parquet]" in result.stderr
    assert not (news / "x.parquet").exists()


def test_a_fault_of_ours_in_one_parse_does_not_cost_the_others(capsys: pytest.CaptureFixture[str]):
    from attribution.article import article_from_text
    from attribution.console import Run

    def parser(article):
        return {}["words"] if "!" in article.text else article.text

    run = Run(quiet=True)
    articles = (article_from_text(text, id=name) for name, text in (("a", "No!"), ("b", "Yes.")))
    assert list(run.parses(parser, articles)) == ["Yes."] and run.failed == 1
    assert "a: KeyError: 'words' (test_cli.py, line" in capsys.readouterr().err
