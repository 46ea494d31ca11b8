"""What people give: files, directories, patterns, tables, compressed, on standard input; each failure in its place."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
from pathlib import Path

import pytest

from attribution import inputs
from attribution.files import LONGEST_LINE, lines_of, opened, read_at_most
from attribution.errors import InputError
from attribution.inputs import HowToRead, gather
from attribution.model import Article, Failure
from attribution.tables import Fields
from tests.test_html_page import PAGE

zstandard = pytest.importorskip("zstandard")

ROWS = [
    {"id": "a", "text": "Roe said no.", "title": "One", "url": "http://x", "n": 3},
    {"id": None, "text": "Dœ “said” yes.\nTwice.", "title": None, "url": None, "n": None},
]


def as_jsonl(rows: list[dict]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def as_csv(rows: list[dict], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    table = io.StringIO()
    writer = csv.DictWriter(table, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return table.getvalue().encode(encoding)


def as_parquet(rows: list[dict]) -> bytes:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    data = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_pylist(rows), data)
    return data.getvalue()


TABLES = {
    "rows.jsonl": as_jsonl,
    "rows.ndjson": as_jsonl,
    "rows.json": lambda rows: json.dumps(rows, indent=1).encode(),
    "array.jsonl": lambda rows: json.dumps(rows).encode(),
    "rows.csv": as_csv,
    "cr.csv": lambda rows: as_csv(rows).replace(b"\r\n", b"\r"),
    "blank.csv": lambda rows: b"\r\n" + as_csv(rows),
    "spreadsheet.csv": lambda rows: b"sep=;\r\n" + as_csv(rows, ";"),
    "rows.tsv": lambda rows: as_csv(rows, "\t"),
    "semicolon.csv": lambda rows: as_csv(rows, ";"),
    "marked.csv": lambda rows: as_csv(rows, encoding="utf-8-sig"),
    "wide.csv": lambda rows: as_csv(rows, encoding="utf-16"),
    "rows.parquet": as_parquet,
    "rows.jsonl.gz": lambda rows: gzip.compress(as_jsonl(rows)),
    "rows.csv.zst": lambda rows: zstandard.compress(as_csv(rows)),
    "rows.parquet.gz": lambda rows: gzip.compress(as_parquet(rows)),
}


def read(*paths: object, **options) -> list[Article | Failure]:
    return list(gather([str(p) for p in paths], **options))


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_an_article_a_row(tmp_path: Path, name: str):
    path = tmp_path / name
    path.write_bytes(TABLES[name](ROWS))
    first, second = read(path, fields=Fields(keep=("url", "n", "none")))
    assert (first.id, first.title, first.text) == ("a", "One", "Roe said no.")
    assert first.meta == {"url": "http://x", "n": "3", "none": ""}
    assert second.text == "Dœ “said” yes.\nTwice." and second.id.startswith(name.partition(".")[0] + "-")
    assert second.meta["n"] in ("", "null")


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.csv", "rows.parquet"])
def test_tables_are_known_on_standard_input(name: str):
    told = []
    first, _ = gather([], stdin=io.BytesIO(TABLES[name](ROWS)), tell=told.append)
    assert first.id == "a" and told[0].startswith(f"stdin: read as {name.partition('.')[2]} (")


@pytest.mark.parametrize("name", ["rows.csv", "rows.parquet"])
def test_a_table_without_the_column_is_one_failure(tmp_path: Path, name: str):
    (tmp_path / name).write_bytes(TABLES[name](ROWS))
    (failure,) = read(tmp_path / name, fields=Fields(text="body"))
    assert failure.id.endswith(name) and "no column “body”" in failure.error and "--text-field" in failure.error


def test_other_fields_than_the_usual(tmp_path: Path):
    path = tmp_path / "rows.jsonl"
    path.write_bytes(as_jsonl([{"url": "u", "body": "Roe said no.", "head": "H"}]))
    (found,) = read(path, fields=Fields(text="body", id="url", title="head"))
    assert (found.id, found.title, found.text) == ("u", "H", "Roe said no.")


def test_a_field_may_hold_html(tmp_path: Path):
    path = tmp_path / "rows.jsonl"
    path.write_bytes(as_jsonl([{"id": "p", "text": PAGE}]))
    (found,) = read(path)
    assert found.meta["author"] == "Ann Lee" and "<p>" not in found.text


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"PAR1 this is none", "not Parquet that can be read"),
        (b"PAR1" + b"\0" * 50 + b"PAR1", "not Parquet that can be read"),
    ],
)
def test_a_damaged_table_is_a_failure(tmp_path: Path, data: bytes, why: str):
    pytest.importorskip("pyarrow")
    (tmp_path / "rows.parquet").write_bytes(data)
    (failure,) = read(tmp_path / "rows.parquet")
    assert why in failure.error


def test_one_object_over_many_lines_is_one_article(tmp_path: Path):
    (tmp_path / "a.json").write_text(json.dumps(ROWS[0], indent=2))
    (found,) = read(tmp_path / "a.json")
    assert (found.id, found.text) == ("a", "Roe said no.")


def test_a_field_that_holds_no_text_is_told_apart_from_none(tmp_path: Path):
    (tmp_path / "a.jsonl").write_text('{"text": 12}\n{"body": "x"}\n')
    number, missing = read(tmp_path / "a.jsonl")
    assert "the field “text” holds no text but 12" in number.error and "no text in a field “text” (found: body)" in missing.error


def test_a_line_in_another_encoding_is_warned_about(tmp_path: Path):
    (tmp_path / "rows.jsonl").write_bytes('{"text": "“Café,” he said."}\n'.encode("cp1252") + b'{"text": "Yes."}\n')
    first, second = read(tmp_path / "rows.jsonl")
    assert first.text == "“Café,” he said." and [w.code for w in first.warnings] == ["encoding-guessed"]
    assert second.warnings == ()


# --- files ------------------------------------------------------------------------------------------


def test_compressed_files_are_read_as_what_they_hold(tmp_path: Path):
    (tmp_path / "a.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    (tmp_path / "c.gz").write_bytes(gzip.compress(PAGE.encode()))
    (tmp_path / "b.txt.zst").write_bytes(b"".join(map(zstandard.compress, ["“No,”".encode(), b" she said."])))
    page, text = read(tmp_path)
    assert (page.id, text.id, text.text) == ("a", "b", "“No,” she said.")
    assert read(tmp_path / "c.gz")[0].text == page.text


def test_patterns(tmp_path: Path):
    for name in ("x/a.txt", "x/y/b.txt", "x/c.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("Roe said no.")
    (tmp_path / "x/[1].txt").write_text("Roe said no.")
    assert [a.id for a in read(f"{tmp_path}/**/*.txt")] == ["[1]", "a", "b"]
    assert [a.id for a in read(f"{tmp_path}/x/[1].txt")] == ["[1]"]
    (failure,) = read(f"{tmp_path}/*.xml")
    assert "no file fits this pattern" in failure.error


@pytest.mark.parametrize(
    ("name", "start", "format", "why"),
    [
        ("a.htm", b"x", "html", "its name ends in .htm"),
        ("a.txt", b"<!doctype html><p>x", "html", "it begins as a page of HTML does"),
        ("a", b'{"text": "x"}\n', "jsonl", "its first line is a JSON object"),
        ("a", b"id,text\n1,x\n", "csv", "its first line names a column “text”"),
        ("a.json", b'[\n {"text": "x"}]', "jsonl", "it begins as JSON does"),
        ("a.json", b'{\n "text": "x"\n}', "jsonl", "it begins as JSON does"),
        ("a", b"[\"It rained,\" she said.]", "text", "nothing in its name or beginning says otherwise"),
        ("a", b"{no JSON", "text", "nothing in its name or beginning says otherwise"),
        ("a", b"", "text", "nothing in its name or beginning says otherwise"),
    ],
)
def test_auto_says_how_it_decided(tmp_path: Path, name: str, start: bytes, format: str, why: str):
    (tmp_path / name).write_bytes(start)
    told = []
    read(tmp_path / name, tell=told.append)
    assert told == [f"{tmp_path / name}: read as {format} ({why})"]


def test_compressed_data_that_end_early_are_read_as_far_as_they_go(tmp_path: Path):
    text = "".join(f"{i}. Roe said it was number {i * i}.\n" for i in range(5000))
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(text.encode())[:-2000])
    (found,) = read(tmp_path / "a.txt.gz")
    assert text.startswith(found.text) and len(found.text) > 10000 and "truncated" in [w.code for w in found.warnings]
    (tmp_path / "a.zst").write_bytes(zstandard.compress(text.encode())[:-2000])
    assert "truncated" in [w.code for w in read(tmp_path / "a.zst")[0].warnings]
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(as_jsonl(ROWS * 500))[:-30])
    *rows, failure = read(tmp_path / "b.jsonl.gz")
    assert isinstance(failure, Failure) and "end early" in failure.error and isinstance(rows[0], Article)


def test_what_stands_in_compressed_data_and_is_no_article_is_passed_over(tmp_path: Path):
    skipped = b"\x50\x2a\x4d\x18" + (4).to_bytes(4, "little") + b"note"
    (tmp_path / "a.txt.zst").write_bytes(skipped + zstandard.compress(b"Roe said no.") + skipped)
    (tmp_path / "b.txt.gz").write_bytes(gzip.compress(b"Roe said no.") + b"something else")
    first, second = read(tmp_path / "a.txt.zst", tmp_path / "b.txt.gz")
    assert (first.text, first.warnings) == ("Roe said no.", ())
    assert (second.text, [w.code for w in second.warnings]) == ("Roe said no.", ["truncated"])


def test_a_link_does_not_take_the_place_of_its_file(tmp_path: Path):
    (tmp_path / "storm.txt").write_text("Roe said no.")
    (tmp_path / "copy.txt").symlink_to("storm.txt")
    assert [a.id for a in read(tmp_path)] == ["storm"]


def zstd_checked(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(write_checksum=True).compress(data)


@pytest.mark.parametrize("pack", [gzip.compress, zstd_checked])
def test_damaged_compressed_data_are_a_failure(tmp_path: Path, pack):
    data = bytearray(pack(os.urandom(20_000).hex().encode()))
    data[1000:1100] = bytes(100)
    (tmp_path / "a.txt.gz").write_bytes(data)
    (failure,) = read(tmp_path / "a.txt.gz")
    assert "damaged" in failure.error or "end early" in failure.error


# --- limits -----------------------------------------------------------------------------------------


def test_an_article_that_is_too_long_is_a_failure_and_the_others_go_on(tmp_path: Path):
    (tmp_path / "a.txt").write_text("Roe said no. " * 20)
    (tmp_path / "b.txt").write_text("Roe said no.")
    long, short = read(tmp_path, how=HowToRead(max_chars=100))
    assert long.error == "260 characters, and an article may have 100; raise --max-chars, or read it in parts with --split"
    assert short.text == "Roe said no."
    assert [len(a.text) for a in read(tmp_path, how=HowToRead(max_chars=None))] == [260, 12]


def test_a_fault_of_ours_in_reading_one_article_does_not_cost_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A library that reads pages may fail as nobody foresaw."""
    read_bytes = inputs.article_from_bytes
    monkeypatch.setattr(inputs, "article_from_bytes", lambda data, **more: {}["words"] if data == b"Roe!" else read_bytes(data, **more))
    (tmp_path / "a.txt").write_text("Roe!")
    (tmp_path / "b.txt").write_text("Roe said no.")
    failure, article = read(tmp_path)
    assert failure.stage == "extract" and failure.error.endswith("), a fault of ours; please report this article")
    assert article.text == "Roe said no."


class Endless(io.RawIOBase):
    """A stream without end that counts what is taken of it."""

    def __init__(self, byte: bytes) -> None:
        self.byte, self.taken = byte, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        buffer[:] = self.byte * len(buffer)
        self.taken += len(buffer)
        return len(buffer)


def test_no_more_is_read_than_may_be():
    stream = Endless(b"a")
    assert len(read_at_most(opened(stream), 3_000_000).data) == 3_000_000
    assert stream.taken < 4_000_000
    (failure,) = gather([], stdin=Endless(b"a"))
    assert "which is no article" in failure.error


def test_a_line_without_end_is_an_error(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("attribution.files.LONGEST_LINE", 1000)
    stream = Endless(b"a")
    with pytest.raises(InputError, match="a line of more than"):
        list(lines_of(opened(stream)))
    assert stream.taken < 1_000_000 < LONGEST_LINE


def test_a_page_is_read_whole_where_furniture_is_asked_for(tmp_path: Path):
    (tmp_path / "page.html").write_text(PAGE)
    (found,) = read(tmp_path / "page.html", how=HowToRead(whole_page=True, html_offsets=True))
    assert "© 2031 The Clarion" in found.text and found.source_map
