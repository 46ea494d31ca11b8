"""What ``attribution batch`` costs: python benchmarks/batch.py MEASUREMENT [ARTICLES]

    speed    words a processor second end to end, and the ratio of 2 workers to 1
    memory   of the processes while they work, at each tenth of the corpus; "memory 100000 stub" without models
    resume   seconds until a batch that is done has seen that there is nothing left to do
    kills    killed twenty times at random and resumed: is the output that of an uninterrupted run? "kills 4000 stub" without models,
             "kills 400 ray" with Ray
    ray      Ray on this machine against the local engine, two workers each; a worker of Ray killed in the middle
    report   "attribution report" over the tables of so many articles, made up

The articles are made of the paragraphs of golden/articles, shuffled anew for each: names and quotations as in news, no two the
same. Everything is written to a temporary directory. Not a test: times vary, most of all on a machine that has other work.
"""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow
from attrs import define, field
from pyarrow import parquet

ROOT = Path(__file__).parent.parent
PARAGRAPHS = 12  # an article


# --- articles ---------------------------------------------------------------------------------


def make_corpus(path: Path, articles: int, paragraphs: int = PARAGRAPHS) -> None:
    """Parquet with so many articles, id, date and outlet; the same for the same numbers."""
    files = sorted((ROOT / "golden/articles").glob("*.txt"))
    pool = [p for file in files for p in file.read_text(encoding="utf-8").split("\n\n") if len(p.split()) > 8]
    chance = random.Random(articles)
    columns = pyarrow.schema([(name, pyarrow.string()) for name in ("id", "text", "date", "outlet")])
    with parquet.ParquetWriter(path, columns, compression="zstd") as writer:
        for start in range(0, articles, 1000):
            rows = [
                {
                    "id": f"made-{n}", "text": "\n\n".join(chance.sample(pool, paragraphs)),
                    "date": f"2024-{1 + n % 12:02}-{1 + n % 28:02}", "outlet": f"outlet-{n % 7}",
                }
                for n in range(start, min(start + 1000, articles))
            ]  # fmt: skip
            writer.write_table(pyarrow.Table.from_pylist(rows, columns))


# --- running it -------------------------------------------------------------------------------


@define
class Ran:
    seconds: float
    processor: float  # seconds, of it and all its processes
    told: str
    memory: list[tuple[int, int, int]] = field(factory=list)  # parts done, MB of the parent, MB of its largest child


def command(corpus: Path, out: Path, *arguments, stub: bool = False) -> list[str]:
    module = "tests.batch_fake" if stub else "attribution"
    return [sys.executable, "-m", module, "batch", str(corpus), "-o", str(out), *map(str, arguments)]


def started(*arguments, **options) -> subprocess.Popen:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command(*arguments, **options), cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)


def run(corpus: Path, out: Path, *arguments, stub: bool = False, every: float = 2.0) -> Ran:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start, process, memory = time.monotonic(), started(corpus, out, *arguments, stub=stub), []
    stop = threading.Event()

    def watch() -> None:
        while not stop.wait(every):
            children = [_megabytes(child) for child in children_of(process.pid)]
            memory.append((_parts(out), _megabytes(process.pid), max(children, default=0)))

    watcher = threading.Thread(target=watch)
    watcher.start()
    told = process.communicate()[1]
    stop.set()
    watcher.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Ran(time.monotonic() - start, processor, told.strip().splitlines()[-1] if told else "", memory)


def children_of(pid: int) -> list[int]:
    return [int(p) for task in Path(f"/proc/{pid}/task").glob("*/children") for p in _read(task).split()]


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def _megabytes(pid: int) -> int:
    lines = dict(line.split(":", 1) for line in _read(Path(f"/proc/{pid}/status")).splitlines())
    return int(lines.get("VmRSS", "0 kB").split()[0]) // 1024


def _parts(out: Path) -> int:
    return len(list(out.glob("journal/part-*.json")))


def tree(place: Path) -> dict[str, bytes]:
    return {p.relative_to(place).as_posix(): p.read_bytes() for p in sorted(place.rglob("*")) if p.is_file()}


def words_of(out: Path) -> int:
    return duckdb.sql(f"SELECT sum(words) FROM '{out}/articles/*.parquet'").fetchall()[0][0]


# --- measurements -----------------------------------------------------------------------------


def speed(place: Path, articles: int) -> Iterator[str]:
    corpus = place / "corpus.parquet"
    make_corpus(corpus, articles)
    size, seconds = max(1, articles // 16), {}
    for workers in (1, 2):
        out = place / f"out-{workers}"
        ran = run(corpus, out, "--workers", workers, "--part-size", size)
        seconds[workers], words = ran.seconds, words_of(out)
        yield (
            f"{workers} workers: {ran.seconds:.1f} s, processor {ran.processor:.1f} s, {words / ran.seconds:.0f} words a second, "
            f"{words / ran.processor:.0f} a processor second; load {os.getloadavg()[0]:.1f}"
        )
    written = sum(map(len, tree(out).values()))
    yield (
        f"10^8 articles such as these, of {words / articles:.0f} words: {1e8 * ran.processor / articles / 3600:,.0f} processor hours "
        f"(loading of models for {articles} articles included), {1e8 * written / articles / 1e12:.2f} TB of tables"
    )
    yield f"ratio {seconds[1] / seconds[2]:.2f}; the same output: {tree(place / 'out-1') == tree(place / 'out-2')}"


def memory(place: Path, articles: int, stub: str = "") -> Iterator[str]:
    corpus = place / "corpus.parquet"
    make_corpus(corpus, articles)
    ran = run(corpus, place / "out", "--workers", 2, "--part-size", 200 if stub else 20, stub=bool(stub))
    yield f"{ran.seconds:.0f} s: {ran.told}"
    last = max(parts for parts, _, _ in ran.memory)
    for tenth in range(1, 11):
        parts, parent, child = max(m for m in ran.memory if m[0] <= last * tenth / 10)
        yield f"{parts:>6} parts done: parent {parent:>5} MB, largest worker {child:>5} MB"


def resume(place: Path, articles: int) -> Iterator[str]:
    corpus = place / "corpus.parquet"
    make_corpus(corpus, articles)
    yield f"first: {run(corpus, place / 'out', '--workers', 2, stub=True).seconds:.1f} s (without models)"
    yield f"again: {run(corpus, place / 'out', '--workers', 2, stub=True).seconds:.1f} s"


def kills(place: Path, articles: int, how: str = "") -> Iterator[str]:
    corpus, chance, out, stub = place / "corpus.parquet", random.Random(8), place / "killed", how == "stub"
    make_corpus(corpus, articles)
    options = ["--workers", 2, "--part-size", max(1, articles // 50)]
    run(corpus, place / "whole", *options, stub=stub)
    options += ["--engine", "ray"] if how == "ray" else []
    for kill in range(20):
        process = started(corpus, out, *options, stub=stub)
        before, wait = _parts(out), chance.random() * (0.2 if stub else 3)
        while process.poll() is None and _parts(out) == before and kill % 4:  # one in four is killed at its start
            time.sleep(0.05)
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        yield f"kill {kill + 1}: {_parts(out)} parts done"
    told = run(corpus, out, *options, stub=stub).told
    yield f"{told}\nthe same output: {tree(out) == tree(place / 'whole')}"


def ray(place: Path, articles: int) -> Iterator[str]:
    corpus, seconds, size = place / "corpus.parquet", {}, max(1, articles // 16)
    make_corpus(corpus, articles)
    for engine in ("local", "ray"):
        ran = run(corpus, place / engine, "--engine", engine, "--workers", 2, "--part-size", size)
        seconds[engine] = ran.seconds
        yield f"{engine}: {ran.seconds:.1f} s, processor {ran.processor:.1f} s; {ran.told}"
    yield f"the same output: {tree(place / 'local') == tree(place / 'ray')}; {seconds['ray'] - seconds['local']:.1f} s more"
    process = started(corpus, place / "killed", "--engine", "ray", "--workers", 2, "--part-size", size)
    while process.poll() is None and _parts(place / "killed") < 3:
        time.sleep(0.1)
    below = [process.pid]
    for parent in below:
        below += children_of(parent)
    actor = next(p for p in below if _read(Path(f"/proc/{p}/cmdline")).startswith("ray::Map"))
    os.kill(actor, signal.SIGKILL)
    process.communicate()
    yield f"a worker killed: the same output: {tree(place / 'local') == tree(place / 'killed')}"


def report(place: Path, articles: int) -> Iterator[str]:
    from report_million import ROWS

    (place / "out/attributions").mkdir(parents=True)
    (place / "out/manifest.json").write_text("{}")
    whole, rows = place / "rows.parquet", 20 * articles
    duckdb.sql(ROWS.format(total=rows, path=whole))
    for part, batch in enumerate(parquet.ParquetFile(whole).iter_batches(batch_size=4000)):  # two hundred articles
        parquet.write_table(pyarrow.Table.from_batches([batch]), place / f"out/attributions/part-{part:06}.parquet", compression="zstd")
    for format in ("text", "html"):
        start, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, "-m", "attribution", "report", str(place / "out"), "-f", format, "-o", str(place / "r")],
            check=True, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        yield (
            f"{rows:,} attributions in {part + 1:,} files, {format}: {time.monotonic() - start:.1f} s, processor {processor:.1f} s, "
            f"at most {after.ru_maxrss // 1024} MB"
        )


def main() -> None:
    measurements = {f.__name__: f for f in (speed, memory, resume, kills, ray, report)}
    name, *arguments = sys.argv[1:] or ["?"]
    if name not in measurements:
        raise SystemExit(__doc__)
    numbers = [int(arguments[0])] if arguments else [320]
    with tempfile.TemporaryDirectory() as directory:
        for line in measurements[name](Path(directory), *numbers, *arguments[1:]):
            print(line, flush=True)


if __name__ == "__main__":
    main()
