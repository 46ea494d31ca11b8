"""A corpus becomes tables; whatever is killed, stuck, full or changed on the way, the tables are the same or it is told."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from attrs import evolve
from click.testing import CliRunner

from attribution.batch import tables
from attribution.batch.columns import columns_of, find_fields
from attribution.batch.manifest import Plan
from attribution.batch.parts import Part, Shard, cut
from attribution.batch.run import Batch, Journal
from attribution.batch.store import TEMPORARY, Directory, Remote, store_at
from attribution.batch.tables import ArticleError
from attribution.batch.work import do_part
from attribution.batch.workers import Job, Workers
from attribution.cli import main
from attribution.errors import ConfigError, InputError, ModelError
from attribution.guard import Work
from attribution.inputs import HowToRead, Source, sources
from attribution.model import Failure
from attribution.tables import Fields
from tests.batch_fake import make, no_models
from tests.processes import LINUX, PATIENCE, runs, until

parquet = pytest.importorskip("pyarrow.parquet", reason="pip install 'attribution[parquet]'")
ROOT = Path(__file__).parent.parent


def source(number: int, more: str = "") -> Source:
    return Source(f"n{number}", f"/data/n{number}.txt", f"“Rain {number} fell,” said Ana Ruiz. {more}", meta={"date": "2024-05-01"})


CORPUS = [source(n) for n in range(7)]


def run(items, place, *, shard=Shard(), format="parquet", size=3, resume=True):
    """A batch in this process."""
    batch = Batch(Plan(format=format, part_size=size), store_at(str(place)), shard=shard, resume=resume)
    for part in batch.parts_left(items):
        do_part(part, make(Work()), batch.store, format)
    return batch.finish()


def tree(place: Path) -> dict[str, bytes]:
    return {p.relative_to(place).as_posix(): p.read_bytes() for p in sorted(place.rglob("*")) if p.is_file()}


def rows(place: Path, table: str) -> list[dict]:
    files = [place / table] if table.endswith(".parquet") else sorted((place / table).glob("*.parquet"))
    return [row for file in files for row in parquet.read_table(file).to_pylist()]


# --- what is written --------------------------------------------------------------------------


def test_every_article_has_a_row_and_every_attribution(tmp_path):
    summary = run([*CORPUS, Source("silent", "silent.txt", "It rained; odd.", title="Rain")], tmp_path)
    assert (summary.parts, summary.articles, summary.attributions, summary.errors) == (3, 8, 7, 0)
    assert [r["article"] for r in rows(tmp_path, "articles")] == [f"n{n}" for n in range(7)] + ["silent"]
    last = rows(tmp_path, "articles")[-1]
    assert last == {
        "article": "silent", "title": "Rain", "characters": 15, "words": 3, "attributions": 0, "unattributed": 0,
        "warnings": ["odd"], "meta": [],
    }  # fmt: skip
    assert rows(tmp_path, "articles")[0]["meta"] == [("date", "2024-05-01")]
    assert [(r["article"], r["speaker"], r["words"]) for r in rows(tmp_path, "attributions")] == [(f"n{n}", "Ana Ruiz", 3) for n in range(7)]
    assert rows(tmp_path, "errors.parquet") == []
    assert sorted(p.name for p in tmp_path.iterdir()) == ["articles", "attributions", "errors.parquet", "journal", "manifest.json"]


@pytest.mark.parametrize(
    ("item", "error"),
    [
        (source(1, "HARD"), ArticleError("n1", "extract", "unparsable", "too hard")),
        (source(1, "BUG"), ArticleError("n1", "extract", "internal", "ZeroDivisionError: by us (batch_fake.py, line ")),
        (Source("p", "/d/p.txt", b"%PDF-1.7"), ("p", "read", "unreadable", "not text (starts with %PDF)")),
        (Failure("/data/news.jsonl, line 3", "read", "not JSON"), ArticleError("news.jsonl, line 3", "read", "no-article", "not JSON")),
    ],
)  # fmt: skip
def test_one_that_fails_is_a_row_of_errors_and_of_nothing_else(tmp_path, item, error):
    assert run([CORPUS[0], item, CORPUS[2]], tmp_path).errors == 1
    (row,) = rows(tmp_path, "errors.parquet")
    expected = tables.asdict(error) if isinstance(error, ArticleError) else dict(zip(row, error))
    assert row == expected | {"message": row["message"]} and row["message"].startswith(expected["message"])
    assert [r["article"] for r in rows(tmp_path, "articles")] == ["n0", "n2"]
    assert "/d" not in "".join(row.values())


def test_lines_of_json(tmp_path):
    run([*CORPUS, source(9, "HARD")], tmp_path, format="jsonl")
    lines = [json.loads(line) for file in sorted(tmp_path.glob("extractions/*")) for line in file.read_text().splitlines()]
    assert [line["article"]["id"] for line in lines] == [f"n{n}" for n in range(7)]
    assert [json.loads(line)["id"] for line in (tmp_path / "errors.jsonl").read_text().splitlines()] == ["n9"]


def test_a_lone_surrogate_is_written(tmp_path):
    run([Source("a\ud800", "a", "“Rain fell,” said Ana Ruiz.", meta={"m": "\ud800"}), Source("b\ud800", "b", "HARD \ud800")], tmp_path)
    assert rows(tmp_path, "articles")[0]["meta"] == [("m", "\ufffd")] and rows(tmp_path, "errors.parquet")[0]["id"] == "b\ufffd"


@pytest.mark.parametrize("format", ["parquet", "jsonl"])
def test_the_report_counts_it(tmp_path, format):
    run(CORPUS, tmp_path / "out", format=format)
    result = CliRunner().invoke(main, ["report", str(tmp_path / "out"), "-f", "csv"])
    assert result.exit_code == 0 and result.stdout.splitlines()[1].startswith("Ana Ruiz,person,")
    assert CliRunner().invoke(main, ["report", str(tmp_path), "-f", "csv"]).stdout == result.stdout


# --- going on ---------------------------------------------------------------------------------


def test_what_is_done_is_not_done_again(tmp_path):
    run(CORPUS, tmp_path)
    before = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("part-*")}
    (tmp_path / "journal/part-000001.json").unlink()
    run(CORPUS, tmp_path)
    assert {p.stem for p, t in before.items() if p.stat().st_mtime_ns != t} == {"part-000001"}


@pytest.mark.parametrize("lost", ["articles/part-000001.parquet", "attributions/part-000000.parquet", "errors.parquet"])
def test_what_was_lost_is_made_again(tmp_path, lost):
    run(CORPUS, tmp_path)
    whole = tree(tmp_path)
    (tmp_path / lost).unlink()
    run(CORPUS, tmp_path)
    assert tree(tmp_path) == whole


@pytest.mark.parametrize(
    ("items", "changes", "problem"),
    [
        (CORPUS, {"size": 4}, "begun with options.part_size 3, and it is 4 now"),
        (CORPUS, {"format": "jsonl"}, 'begun with options.format "parquet", and it is "jsonl" now'),
        (CORPUS, {"resume": False}, "holds a batch already"),
        ([source(0, "More."), *CORPUS[1:]], {}, "part-000000 was made from other articles"),
        ([CORPUS[1], CORPUS[0], *CORPUS[2:]], {}, "part-000000 was made from other articles"),
        ([*CORPUS, source(8)], {}, "part-000002 was made from other articles"),
        (CORPUS[:6], {}, "more parts than the input, 3 and 2"),
        ([evolve(CORPUS[0], meta={}), *CORPUS[1:]], {}, "part-000000 was made from other articles"),
    ],
)
def test_it_does_not_go_on_with_something_else(tmp_path, items, changes, problem):
    run(CORPUS, tmp_path)
    before = tree(tmp_path)
    with pytest.raises(ConfigError, match=problem):
        run(items, tmp_path, **changes)
    assert tree(tmp_path) == before


def test_other_models_are_refused(tmp_path):
    run(CORPUS, tmp_path)
    changed = json.loads((tmp_path / "manifest.json").read_text())
    changed["models"]["digest"] = "00000000"
    (tmp_path / "manifest.json").write_text(json.dumps(changed))
    with pytest.raises(ConfigError, match='models.digest "00000000", and it is '):
        run(CORPUS, tmp_path)


def test_a_place_with_something_else_in_it_is_refused(tmp_path):
    (tmp_path / "thesis.doc").touch()
    with pytest.raises(ConfigError, match="holds thesis.doc and no batch"):
        run(CORPUS, tmp_path)


def test_where_an_input_lies_makes_no_difference(tmp_path):
    assert Part(0, (CORPUS[0],)).digest() == Part(0, (evolve(CORPUS[0], name="elsewhere/x"),)).digest()
    run(CORPUS, tmp_path / "a")
    run([evolve(s, name=f"elsewhere/{s.id}") for s in CORPUS], tmp_path / "b")
    assert tree(tmp_path / "a") == tree(tmp_path / "b")


def test_shards_in_any_order_make_the_whole(tmp_path):
    run(CORPUS, tmp_path / "whole", size=1)
    for index in (3, 1, 2):
        assert not (tmp_path / "parts/errors.parquet").exists()
        run(CORPUS, tmp_path / "parts", size=1, shard=Shard(index, 3))
    assert tree(tmp_path / "parts") == tree(tmp_path / "whole")


# --- processes --------------------------------------------------------------------------------


def pool(place: Path, items, *, workers=2, size=3, timeout=None, make=make) -> list:
    job = Job(Work(), Directory(place), "parquet", timeout, make)
    with Workers(job, workers) as processes:
        return list(processes.run(cut(items, size)))


def test_processes_give_an_item_for_each_article(tmp_path):
    found = pool(tmp_path, CORPUS)
    assert len(found) == len(CORPUS)
    assert sorted((e.part, e.articles) for e in found if e) == [(0, 3), (1, 3), (2, 1)]


def test_an_article_that_kills_or_is_stuck_costs_itself_only(tmp_path):
    items = [source(0), source(1, "DIE"), source(2), source(3), source(4, f"DIE ONCE AT {tmp_path}/died"), source(5, "STUCK")]
    entries = {e.part: e for e in pool(tmp_path / "out", items, timeout=10) if e}
    assert [(e.id, e.code) for part in (0, 1) for e in entries[part].errors] == [("n1", "crash"), ("n5", "timeout")]
    assert "ended with status 7" in entries[0].errors[0].message and (tmp_path / "died").exists()
    assert [r["article"] for r in rows(tmp_path / "out", "articles")] == ["n0", "n2", "n3", "n4"]


def test_missing_models_end_the_run(tmp_path):
    with pytest.raises(ModelError, match="pos.pt: this model file is missing"):
        pool(tmp_path, CORPUS, make=no_models)


def dies_at_its_start(work):
    os._exit(9)


def test_a_process_that_cannot_start_ends_the_run(tmp_path):
    with pytest.raises(ModelError, match="ended again and again with status 9"):
        pool(tmp_path, CORPUS, workers=1, make=dies_at_its_start)


def writes_badly(work):
    return lambda source: "no extraction"


def test_a_process_that_dies_of_no_article_ends_the_run(tmp_path):
    with pytest.raises(ModelError, match="and no article is why"):
        pool(tmp_path, CORPUS[:1], workers=1, make=writes_badly)


# --- the command, killed ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def corpus(tmp_path_factory) -> Path:
    """Sixty articles as JSON lines, some of them slow, and a line that is none."""
    path = tmp_path_factory.mktemp("corpus") / "news.jsonl"
    lines = [{"url": f"u{n}", "body": source(n, "SLOW 0.02" if n % 3 else "HARD" * (n % 9 == 0)).data} for n in range(60)]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines) + "{broken\n")
    return path


def command(*arguments) -> list[str]:
    return [sys.executable, "-m", "tests.batch_fake", "batch", *map(str, arguments)]


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])}


def finish(*arguments, status=1, **options) -> str:
    done = subprocess.run(command(*arguments), cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=PATIENCE, **options)
    assert done.returncode == status, done.stderr
    return done.stderr


@pytest.fixture(scope="module")
def whole(corpus, tmp_path_factory) -> dict[str, bytes]:
    """What an uninterrupted run writes."""
    place = tmp_path_factory.mktemp("whole") / "out"
    told = finish(corpus, "-o", place, "--part-size", 4, "--workers", 1)
    assert "16 parts: 53 articles, 53 attributions" in told and "8 errors; 61 articles in this run" in told
    return tree(place)


def children_of(pid: int) -> set[int]:
    return {int(p) for task in Path(f"/proc/{pid}/task").glob("*/children") for p in task.read_text().split()}


@LINUX
def test_killed_at_random_it_goes_on_to_the_same_output(corpus, whole, tmp_path):
    chance, out = random.Random(8), tmp_path / "out"
    for _ in range(3):
        process = subprocess.Popen(command(corpus, "-o", out, "--part-size", 4, "--workers", 2), cwd=ROOT, env=environment(), stderr=subprocess.DEVNULL)
        before = len(list(out.glob("journal/part-*.json")))
        until(lambda: process.poll() is not None or len(list(out.glob("journal/part-*.json"))) > before)
        time.sleep(chance.random() * 0.2)
        workers = children_of(process.pid)
        process.send_signal(signal.SIGKILL)
        process.wait()
        until(lambda: not any(map(runs, workers)))
    assert all(name.endswith((".parquet", ".json", TEMPORARY)) for name in tree(out))
    finish(corpus, "-o", out, "--part-size", 4, "--workers", 2)
    assert tree(out) == whole


@LINUX
def test_a_killed_process_is_replaced(corpus, whole, tmp_path):
    process = subprocess.Popen(command(corpus, "-o", tmp_path / "out", "--part-size", 4, "--workers", 2), cwd=ROOT, env=environment(), stderr=subprocess.DEVNULL)
    until(lambda: len(list((tmp_path / "out").glob("journal/part-*.json"))) > 2)
    for worker in sorted(children_of(process.pid)):
        os.kill(worker, signal.SIGKILL)
    assert process.wait(PATIENCE) == 1
    assert tree(tmp_path / "out") == whole


def test_a_full_disk_stops_it_and_it_goes_on(corpus, whole, tmp_path):
    def no_file_of_many_bytes():
        resource.setrlimit(resource.RLIMIT_FSIZE, (4000, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))

    told = finish(corpus, "-o", tmp_path / "out", "--part-size", 4, "--workers", 1, status=2, preexec_fn=no_file_of_many_bytes)
    assert "attributions/part-000000.parquet: File too large; choose another place for the output" in told
    assert not list((tmp_path / "out").glob("*/*"))
    finish(corpus, "-o", tmp_path / "out", "--part-size", 4, "--workers", 1)
    assert tree(tmp_path / "out") == whole


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["x", "-o", "out", "--shard", "3/2"], "“3/2” is no shard; write which of how many, as 1/8 … 8/8"),
        (["x", "-o", "out", "--shard", "half"], "“half” is no shard"),
        (["x", "-o", "out", "--address", "auto"], "--address is that of a Ray cluster; add --engine ray"),
        (["x"], "Missing option '--output'"),
        (["x", "-o", "moon://out"], "moon://out: no place that pyarrow knows"),
        (["x", "-o", "out", "--lexicon", "gone.toml"], "gone.toml: cannot be read"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(arguments, problem, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["batch", *arguments])
    assert result.exit_code == 2 and problem in result.stderr
    assert not list(tmp_path.iterdir())


def test_the_rows_of_parquet_are_counted_for_the_time_left(tmp_path):
    import pyarrow

    from attribution.inputs import count

    parquet.write_table(pyarrow.table({"text": ["a"] * 9}), tmp_path / "a.parquet", row_group_size=2)
    assert count([str(tmp_path / "a.parquet")]) == 9
    (tmp_path / "b.parquet").write_bytes(b"PAR1")
    assert count([str(tmp_path)]) is None


# --- columns, stores --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("columns", "told", "found"),
    [
        ("id text title", "", "text id title"),
        ("url body headline", "", "body url headline"),
        ("URL articleBody Headline", "", "articleBody URL Headline"),
        ("content text", "", "text id title"),  # of several the first of ours
        ("content text", "text", "text id title"),
        ("url body", "id", "body id title"),
        ("a b c", "", "text id title"),  # the error will tell what there is
        ("", "", "text id title"),
    ],
)
def test_columns_are_found_by_their_usual_names(columns, told, found):
    fields = find_fields(columns.split(), Fields(), told.split())
    assert f"{fields.text} {fields.id} {fields.title}" == found


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.jsonl", b'\n{"url": 1, "body": 2}\n'), ("a.csv", b"url;body\n1;2\n"), ("a.tsv.gz", b"url\tbody\n1\t2\n"), ("a.parquet", None)],
)  # fmt: skip
def test_the_columns_of_the_first_table(tmp_path, name, data):
    import gzip

    import pyarrow

    (tmp_path / "0.txt").touch()
    if data is None:
        parquet.write_table(pyarrow.table({"url": ["u"], "body": ["b"]}), tmp_path / name)
    else:
        (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    assert columns_of([str(tmp_path)]) == ("url", "body")
    assert columns_of([str(tmp_path / "0.txt")]) == () and columns_of(["-"]) == ()


def test_columns_of_what_is_no_table(tmp_path):
    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    with pytest.raises(InputError, match="not Parquet that can be read"):
        columns_of([str(tmp_path)])


@pytest.fixture(params=["directory", "remote"])
def store(request, tmp_path):
    from pyarrow.fs import LocalFileSystem

    return Directory(tmp_path / "s") if request.param == "directory" else Remote(LocalFileSystem(), str(tmp_path / "s"))


def test_a_store_puts_reads_and_names(store):
    assert store.names() == store.names("a") == frozenset()
    store.put("a/x.parquet", b"1")
    store.put("a/x.parquet", b"2")
    store.put("m.json", b"3")
    assert store.read("a/x.parquet") == b"2" and store.names("a") == {"x.parquet"} and store.names() == {"a", "m.json"}


def test_what_is_half_written_has_no_name_that_anybody_reads(tmp_path, monkeypatch):
    store = Directory(tmp_path)

    def pulled_plug(self, target):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", pulled_plug)
    with pytest.raises(KeyboardInterrupt):
        store.put("x.parquet", b"1")
    (left,) = tmp_path.iterdir()
    assert left.name.startswith(".") and left.suffix == TEMPORARY and store.names() == frozenset()
    store.sweep("")
    assert not list(tmp_path.iterdir())


def test_a_batch_on_any_filesystem_is_the_same(tmp_path):
    from pyarrow.fs import LocalFileSystem

    run(CORPUS, tmp_path / "a")
    batch = Batch(Plan(part_size=3), Remote(LocalFileSystem(), str(tmp_path / "b")))
    for part in batch.parts_left(CORPUS):
        do_part(part, make(Work()), batch.store, "parquet")
    batch.finish()
    assert tree(tmp_path / "a") == tree(tmp_path / "b")
    assert isinstance(store_at((tmp_path / "c").as_uri()), Directory)
    assert Journal(Remote(LocalFileSystem(), str(tmp_path / "b")), "parquet").numbers() == {0, 1, 2}


# --- memory -----------------------------------------------------------------------------------


def test_a_part_is_read_when_a_process_is_free_for_it(tmp_path):
    read = []

    def items():
        for n in range(12):
            read.append(n)
            yield source(n)

    with Workers(Job(Work(), Directory(tmp_path), "parquet", None, make), 1) as processes:
        for done, _ in enumerate(processes.run(cut(items(), 2)), 1):
            assert len(read) <= 2 * ((done - 1) // 2 + 1)
    assert len(read) == 12


# --- Ray --------------------------------------------------------------------------------------


def test_parts_of_rows_are_the_parts_of_articles(tmp_path):
    """Over several files and row groups, with ids and without, Ray's parts are those of the local engine."""
    import pyarrow

    from attribution.batch.ray_engine import articles_of, find_tables, plan_parts, read_part

    texts = [f"“Rain {n} fell,” said Ana Ruiz." for n in range(23)]
    (tmp_path / "sub").mkdir()
    parquet.write_table(pyarrow.table({"text": texts[:13], "id": [f"i{n}" for n in range(13)]}), tmp_path / "a.parquet", row_group_size=4)
    parquet.write_table(pyarrow.table({"text": texts[13:20]}), tmp_path / "b.parquet", row_group_size=3)
    parquet.write_table(pyarrow.table({"text": [*texts[20:22], None]}), tmp_path / "sub/b.parquet")
    paths, how = [str(tmp_path)], HowToRead()
    local = sources(paths, input_format="auto", fields=Fields(), how=how, stdin=None, tell=lambda sentence: None)
    expected = list(cut(local, 5))
    planned = list(plan_parts(find_tables(paths), 5))
    assert list(map(articles_of, planned)) == [5, 5, 5, 5, 3]
    assert [read_part(n, pieces, Fields()) for n, pieces in enumerate(planned)] == expected
    assert [(t.id, t.rows) for t in find_tables([tmp_path.as_uri()])][::2] == [("a", 13), ((tmp_path / "sub/b.parquet").as_uri(), 3)]


def test_ray_reads_parquet_only(tmp_path):
    from attribution.batch.ray_engine import find_tables

    (tmp_path / "a.txt").touch()
    with pytest.raises(ConfigError, match="--engine ray reads Parquet only"):
        find_tables([str(tmp_path)])
    with pytest.raises(ConfigError, match="reads no standard input"):
        find_tables(())
    with pytest.raises(InputError, match="gone.parquet"):
        find_tables([str(tmp_path / "gone.parquet")])
