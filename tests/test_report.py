"""Who is quoted across articles: who is merged with whom, what is counted, and how it is shown."""

from __future__ import annotations

import csv
import io
import json
import re
from types import SimpleNamespace

import pytest
from attrs import evolve
from click.testing import CliRunner

from attribution.cli import main
from attribution.errors import AliasError, InputError
from attribution.export import to_jsonl_line
from attribution.exports.parquet import to_parquet
from attribution.model import Attribution, Cue, Extraction, Mention, Span, Speaker
from attribution.report import Alias, count, read_aliases, render
from attribution.report.reading import sort_paths
from tests.making import extraction

pytest.importorskip("duckdb", reason="pip install 'attribution[report]'")


def said(id: str, *lines: tuple) -> Extraction:
    """An article in which each of these says “Yes,”: name, type, kind of source, kind, stance, negated, role, known."""
    text = "“Yes,” they said."
    found = tuple(_attribution(number, *line) for number, line in enumerate(lines, 1))
    return evolve(extraction(text, id=id), attributions=found)


def _attribution(
    number: int,
    name: str | None,
    type_="person",
    source_kind="name",
    kind="direct",
    stance="neutral",
    negated=False,
    role=None,
    known=True,
) -> Attribution:
    quoted, they, cue = Span(0, 6), Span(7, 11), Span(12, 16)
    return Attribution(
        f"a{number}", kind, "assertion", "positive", (quoted,), "“Yes,”", Cue(cue, "said", "say", "aside", stance, negated),
        Mention(they, name, they, source_kind) if name else None, Speaker(name, type_, role) if name and known else None, "aside", quoted,
    )  # fmt: skip


def counted(*articles: Extraction, aliases=(), **options):
    from attribution.exports.table import batches

    return count((), batches(articles), aliases=aliases, titles={"mr", "president"}, **options)


def names(report) -> list[tuple]:
    return sorted((who.name, who.article or "", who.attributions) for who in report.speakers)


# --- who is who -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "merged"),
    [
        (("Ana Ruiz",), True),
        (("Ursula von der Leyen",), True),
        (("Bashar al-Assad",), True),
        (("Conan O'Brien",), True),
        (("Élodie Dupré",), True),
        (("Ruiz",), False),  # only the last name: another Ruiz in another article
        (("Mr Ruiz",), False),
        (("President Ruiz",), False),
        (("the minister", "person", "nominal"), False),
        (("Ukraine's allies", "group", "nominal"), False),
        (("Central Bank", "organisation", "name"), True),
        (("the Bank of Osawa", "organisation", "pronoun"), True),
        (("Reuters", "organisation", "name"), True),
        (("ANCHOR", "organisation", "nominal"), False),  # a part in a transcript, no name
        (("the company", "organisation", "nominal"), False),
        (("The Report", "document", "name"), False),
        (("Ana Ruiz", "unknown"), False),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_who_is_merged_over_articles(line, merged):
    report = counted(said("one", line), said("two", line))
    assert [who.attributions for who in report.speakers] == ([2] if merged else [1, 1])
    assert {who.article for who in report.speakers} == ({None} if merged else {"one", "two"})


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Ana Ruiz", "ANA RUIZ"),
        ("Conan O'Brien", "Conan O’Brien"),
        ("The Central Bank", "Central Bank"),
        ("Ana Ruiz", "Ana  Ruiz"),
    ],
)
def test_writing_differs_and_the_name_does_not(first, second):
    kind = "organisation" if "Bank" in first else "person"
    assert len(counted(said("one", (first, kind)), said("two", (second, kind))).speakers) == 1


def test_within_an_article_a_last_name_is_one_speaker():
    (who,) = counted(said("one", ("Ruiz",), ("Ruiz",))).speakers
    assert (who.attributions, who.article) == (2, "one")


def test_a_pronoun_that_could_be_anybody_is_counted_apart():
    report = counted(
        said("one", ("he", "person", "pronoun", "direct", "neutral", False, None, False), (None,), ("Ana Ruiz",))
    )
    assert (report.attributions, report.unknown, report.known) == (3, 2, 1)


# --- aliases ----------------------------------------------------------------------------------


def test_an_alias_merges():
    report = counted(said("one", ("Kim",)), said("two", ("Kim Jong Un",)), aliases=[Alias("kim", "Kim Jong Un")])
    assert names(report) == [("Kim Jong Un", "", 2)]
    assert report.speakers[0].names == ("Kim", "Kim Jong Un")


def test_an_alias_of_an_article_splits():
    mayor = Alias("John Smith", "John Smith (mayor)", "one")
    report = counted(
        said("one", ("John Smith",)), said("two", ("John Smith",)), said("three", ("John Smith",)), aliases=[mayor]
    )
    assert names(report) == [("John Smith", "", 2), ("John Smith (mayor)", "", 1)]


def test_the_article_s_alias_goes_before_the_one_for_all():
    aliases = [Alias("officials", "Officials"), Alias("officials", "Police", "two")]
    line = ("officials", "group", "nominal")
    assert names(counted(said("one", line), said("two", line), aliases=aliases)) == [
        ("Officials", "", 1),
        ("Police", "", 1),
    ]


TOML = """
[[speaker]]
name = "Kim Jong Un"
names = ["Kim", "Mr Kim"]
[[speaker]]
name = "John Smith (mayor)"
names = ["John Smith"]
articles = ["one"]
"""
CSV = "name,speaker,article\r\nKim,Kim Jong Un,\r\nMr Kim,Kim Jong Un,\r\nJohn Smith,John Smith (mayor),one\r\n"


def test_toml_and_csv_say_the_same(tmp_path):
    (tmp_path / "who.toml").write_text(TOML)
    (tmp_path / "who.csv").write_bytes(b"\xef\xbb\xbf" + CSV.encode())  # as Excel writes it
    of_csv = set(read_aliases(tmp_path / "who.csv"))
    assert of_csv <= set(read_aliases(tmp_path / "who.toml"))
    assert of_csv == {
        Alias("Kim", "Kim Jong Un"),
        Alias("Mr Kim", "Kim Jong Un"),
        Alias("John Smith", "John Smith (mayor)", "one"),
    }


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.toml", "[[speaker]\n", "not TOML"),
        ("a.toml", "speaker = 1\n", r"\[\[speaker\]\]"),
        ("a.toml", "[[speaker]]\nname = 'X'\ncolour = 'red'\n", "speaker 1: “colour”"),
        ("a.toml", "[[speaker]]\nnames = ['X']\n", "speaker 1: needs a name"),
        (
            "a.toml",
            "[[speaker]]\nname='X'\nnames=['Q']\n[[speaker]]\nname='Y'\nnames=['q']\n",
            "“q” is “X” and “Y” in every article",
        ),
        ("a.csv", "who,speaker\n", "no column “name”"),
        ("a.csv", "name,speaker\nX,\n", "line 2"),
        ("a.csv", "name,speaker,article\nX,Y,Z,W\n", "line 2"),
    ],
)
def test_a_wrong_alias_file_is_refused_with_its_place(tmp_path, name, content, told):
    (tmp_path / name).write_text(content)
    with pytest.raises(AliasError, match=told):
        read_aliases(tmp_path / name)


def test_a_missing_alias_file_is_named(tmp_path):
    with pytest.raises(AliasError, match="who.toml: cannot be read"):
        read_aliases(tmp_path / "who.toml")


# --- what is counted --------------------------------------------------------------------------

ANA = ("Ana Ruiz", "person", "name")
ARTICLES = (
    said(
        "one", (*ANA, "direct", "deny"), (*ANA, "mixed", "praise", True), (*ANA, "indirect", "deny", False, "minister")
    ),
    said(
        "two",
        (*ANA, "direct", "neutral", False, "minister"),
        (*ANA, "direct", "neutral", False, "chair"),
        ("=cmd()", "group", "nominal"),
    ),
)


def test_counts():
    who = counted(*ARTICLES).speakers[0]
    assert (who.articles, who.attributions, who.direct, who.mixed, who.indirect) == (2, 5, 3, 1, 1)
    assert (who.words, who.quoted_words, who.share_direct, who.role) == (5, 5, 0.6, "minister")
    assert dict(who.stances) == {"deny": 2, "neutral": 2, "not praise": 1}
    assert render.stances(who) == "deny 2, not praise"


def test_parquet_and_rows_together(tmp_path):
    (tmp_path / "o'ne [1].parquet").write_bytes(to_parquet(ARTICLES[:1]))
    from attribution.exports.table import batches

    report = count([tmp_path / "o'ne [1].parquet"], batches(ARTICLES[1:]))
    assert report == counted(*ARTICLES)


@pytest.mark.parametrize(
    ("content", "told"), [(b"no parquet", "not Parquet"), (None, "No such file"), ("columns", "no column “article”")]
)
def test_a_file_that_is_not_ours_is_named(tmp_path, content, told):
    import pyarrow
    import pyarrow.parquet

    path = tmp_path / "x.parquet"
    if content == "columns":
        pyarrow.parquet.write_table(pyarrow.table({"text": ["x"]}), path)
    elif content:
        path.write_bytes(content)
    with pytest.raises(InputError, match=rf"x\.parquet: .*{told}"):
        count([path])


def test_top_keeps_the_totals():
    report = counted(*ARTICLES, top=1)
    assert (len(report.speakers), report.known, report.attributions) == (1, 2, 6)


@pytest.mark.parametrize("top", range(1, 6))
def test_the_most_quoted_are_the_first_of_all_also_where_several_said_as_much(top):
    articles = [said("a", ("Zoe Ng",), ("Abe Roe",), ("officials", "group", "nominal")), said("b", ("Ann Lee",), ("Zoe Ng",), ("Bo Ito",))]
    assert counted(*articles, top=top).speakers == counted(*articles).speakers[:top]


def test_of_nothing_there_is_nothing_to_tell():
    report = count()
    assert render.summary(report) == "0 attributions in 0 articles, 0 speakers."
    assert render.to_html(report) and render.to_text(report) and render.to_csv(report)


# --- how it is shown --------------------------------------------------------------------------


def test_text_fits_its_width_and_holds_no_escapes():
    hard = said("one", *[(f"Dr\x1b[31m Evil{number} " + "Long" * 12, "person", "name") for number in range(3)])
    for width in (60, 100):
        lines = render.to_text(counted(hard), width=width).splitlines()
        assert max(map(len, lines)) <= width
        assert "\x1b" not in "".join(lines)
    assert "\x1b[1m" in render.to_text(counted(*ARTICLES), color=True)


def test_csv_has_a_column_a_stance():
    rows = list(csv.DictReader(io.StringIO(render.to_csv(counted(*ARTICLES)))))
    assert tuple(rows[0])[: len(render.COLUMNS)] == render.COLUMNS
    assert (rows[0]["deny"], rows[0]["not praise"], rows[1]["deny"], rows[1]["speaker"]) == ("2", "1", "0", "=cmd()")
    assert "'=cmd()" in render.to_csv(counted(*ARTICLES), excel_safe=True)


def test_the_workbook_holds_numbers_and_no_formulas(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    from attribution.report.workbook import to_xlsx

    (tmp_path / "x.xlsx").write_bytes(to_xlsx(counted(*ARTICLES)))
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["Speakers"]
    header, first, second = sheet.iter_rows(values_only=True)
    assert dict(zip(header, first))["attributions"] == 5
    assert second[0] == "=cmd()" and sheet["A3"].data_type == "s"
    assert sheet.freeze_panes == "B2" and sheet.auto_filter.ref.startswith("A1:")


def test_the_page_is_escaped_and_strict():
    evil = said("<one>", ("<script>alert(1)</script>", "group", "nominal"), ('Ana "Ruiz" & Co', "organisation", "name"))
    page = render.to_html(counted(evil), title="<b>")
    assert "<script" not in page and "&lt;script&gt;alert(1)" in page and "<b>" not in page
    assert "default-src 'none'" in page and "unsafe-inline" not in page
    assert not re.search(r"""\sstyle=|\son\w+=|\b(?:src|href)=""", page)
    assert page.count("<svg") >= 2 and "prefers-color-scheme: dark" in page


# --- the command ------------------------------------------------------------------------------


@pytest.fixture
def news(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "news.parquet").write_bytes(to_parquet(ARTICLES))
    (tmp_path / "news.jsonl").write_text("".join(map(to_jsonl_line, ARTICLES)))
    (tmp_path / "articles.jsonl").write_text('{"text": "Roe said so."}\n')
    (tmp_path / "who.csv").write_text("name,speaker\nAna Ruiz,A. Ruiz\n")
    return tmp_path


def run(*arguments: str):
    return CliRunner().invoke(main, ["report", *arguments])


def test_paths_are_told_apart(news):
    given = sort_paths(["news.parquet", "news.jsonl", "articles.jsonl", "nowhere.txt", "-"])
    assert [p.name for p in given.parquet] == ["news.parquet"]
    assert [p.name for p in given.extracted] == ["news.jsonl"]
    assert given.articles == ("articles.jsonl", "nowhere.txt", "-")
    assert [p.name for p in sort_paths(["."]).parquet] == ["news.parquet"]


def test_sums_are_right_however_large():
    """DuckDB 2.0.1 sums small numbers in one byte unless it is kept from it."""
    import pyarrow

    from attribution.exports.table import batches

    (rows,) = batches([said("one", *[("Ana Ruiz",)] * 1000)])
    for name in ("words", "quoted_words"):
        rows = rows.set_column(rows.schema.get_field_index(name), rows.schema.field(name), pyarrow.array((n % 40 for n in range(1000)), "int32"))
    (who,) = count(batches=[rows]).speakers
    assert (who.attributions, who.words, who.quoted_words) == (1000, 19500, 19500)


@pytest.mark.parametrize("path", ["news.parquet", "news.jsonl"])
def test_what_extract_wrote_needs_no_models(news, path, monkeypatch):
    monkeypatch.setattr("attribution.parse.check_models", lambda *_: pytest.fail("loads models"))
    result = run(path, "--format", "csv", "--aliases", "who.csv")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[1].startswith("A. Ruiz,person,minister,,2,5,")


@pytest.mark.parametrize(("format", "start"), [("html", b"<!doctype html>"), ("xlsx", b"PK"), ("text", b"\n speaker")])
def test_every_format_is_written(news, format, start):
    assert run("news.parquet", "--format", format, "-o", "out").exit_code == 0
    assert (news / "out").read_bytes().startswith(start)


def test_on_a_terminal_its_own_colours_stay_colours(news, monkeypatch):
    monkeypatch.setattr("attribution.console.sys", SimpleNamespace(stdout=SimpleNamespace(isatty=lambda: True)))
    shown = run("news.parquet", "--color", "always").stdout
    assert "\x1b[" in shown and "␛" not in shown


def test_a_damaged_line_is_told_and_the_others_count(news):
    damaged = json.loads(to_jsonl_line(ARTICLES[0]))
    damaged["attributions"][0]["content"] = []
    (news / "news.jsonl").write_text(to_jsonl_line(ARTICLES[1]) + json.dumps(damaged) + "\n")
    result = run("news.jsonl", "-f", "csv")
    assert result.exit_code == 1 and "news.jsonl, line 2" in result.stderr
    assert "Ana Ruiz" in result.stdout


def test_an_input_is_not_overwritten(news):
    assert run("news.parquet", "-o", "news.parquet").exit_code == 2


def test_a_wrong_alias_file_is_a_wrong_use(news):
    result = run("news.parquet", "--aliases", "none.toml")
    assert result.exit_code == 2 and "none.toml" in result.stderr


def test_a_workbook_that_no_sheet_can_hold_is_refused(monkeypatch):
    pytest.importorskip("openpyxl")
    monkeypatch.setattr("attribution.report.workbook.MOST_ROWS", 1)
    from attribution.report.workbook import to_xlsx

    with pytest.raises(InputError, match="--top 1"):
        to_xlsx(counted(*ARTICLES))
