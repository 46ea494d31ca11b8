"""``attribution batch``: a corpus → tables, on all processors, for days, on one machine or many."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator

import click

from attribution.commands.options import LEXICON, ZONES, Inputs, reads_articles
from attribution.console import DIFFERENT, FINE, complain, standard_input
from attribution.progress import followed


class ShardOf(click.ParamType):
    """Which of how many machines this is, for instance "3/8"."""

    name = "i/n"

    def convert(self, value, param, ctx):
        if not isinstance(value, str):
            return value
        from attribution.batch.parts import Shard

        index, slash, of = value.partition("/")
        if not (slash and index.isascii() and of.isascii() and index.isdigit() and of.isdigit() and 1 <= int(index) <= int(of)):
            self.fail(f"“{value}” is no shard; write which of how many, as 1/8 … 8/8", param, ctx)
        return Shard(int(index), int(of))


def processors() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@click.command(
    epilog="""\b
Examples:
  attribution batch news/ --output out/
  attribution batch dump.parquet --keep date --keep outlet --output out/ --workers 8
  attribution batch dump.jsonl.gz --output out/ --shard $((SLURM_ARRAY_TASK_ID + 1))/16
  attribution batch s3://corpus/news/ --output s3://corpus/out --engine ray --address auto
  attribution report out/"""
)
@reads_articles
@click.option("--output", "-o", required=True, metavar="DIR", help="Where the tables are written; also an address, as s3://…")
@click.option(
    "--format", "-f", "format", type=click.Choice(("parquet", "jsonl")), default="parquet", show_default=True,
    help="Tables of attributions, articles and errors; or a line of JSON an article.",
)  # fmt: skip
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Processes; each takes about 1 GB.  [default: one a processor]")
@click.option("--part-size", type=click.IntRange(min=1), default=200, show_default=True, metavar="N", help="Articles a file.")
@click.option("--shard", type=ShardOf(), default="1/1", help="Do every n-th part only, from the i-th on: one of n machines.")
@click.option(
    "--resume/--no-resume", default=True, help="Go on with what is in the output, or refuse to.  [default: resume]"
)
@click.option(
    "--timeout", type=click.FloatRange(min=0, min_open=True), default=600, show_default=True, metavar="SECONDS",
    help="The most time an article may take.",
)  # fmt: skip
@ZONES
@LEXICON
@click.option("--no-resolve", is_flag=True, help="Leave out whom each source means.")
@click.option("--any-language", is_flag=True, help="Also look in articles that are not English.")
@click.option(
    "--engine", type=click.Choice(("local", "ray")), default="local", show_default=True,
    help="Processes of this machine, or Ray on one or many; ray reads Parquet only.",
)  # fmt: skip
@click.option("--address", metavar="ADDRESS", help="The Ray cluster, or auto; without it one is started on this machine.")
@click.pass_context
def batch(ctx, output, format, workers, part_size, shard, resume, timeout, zones, lexicons, no_resolve, any_language,
          engine, address, **reading):  # fmt: skip
    """Extract a corpus into tables, with all processors; go on where it was stopped.

    Killed at any time it loses what is in hand: the same command goes on from there, and the output is the same as
    without the kill. PATHS are as for extract; columns of tables with usual names (text, body, content …; id, url …) are
    found. docs/corpus.md tells what is written, and how to ask it questions.
    """
    if address and engine != "ray":
        raise click.UsageError("--address is that of a Ray cluster; add --engine ray")
    from attribution.batch.run import Batch
    from attribution.batch.store import store_at

    inputs = Inputs(**reading, zones=zones)
    work = {
        "zones": zones, "resolve": not no_resolve, "any_language": any_language, "max_chars": inputs.max_chars,
        "split": inputs.split, "lexicons": tuple(map(os.path.abspath, lexicons)), "how": inputs.how,
    }  # fmt: skip
    on_ray, workers = engine == "ray", workers or processors()
    tables = _tables(inputs.paths) if on_ray else ()
    plan = _plan(ctx, inputs, work, tables, format=format, part_size=part_size, timeout=timeout)
    run = Batch(plan, store_at(output), shard=shard, resume=resume)
    entries = _on_ray(run, tables, workers, address) if on_ray else _here(run, inputs, workers)
    start, number = time.monotonic(), 0
    for entry in _followed(entries, run, inputs):
        number += 1
        for error in entry.errors if entry and not inputs.quiet else ():
            complain(f"{error.id}: {error.message}")
    summary = run.finish()
    if not inputs.quiet:
        _tell(summary, number, time.monotonic() - start)
    sys.exit(DIFFERENT if summary.errors else FINE)


def _plan(ctx: click.Context, inputs: Inputs, work: dict, tables: tuple, **options):
    """What is to be done, the columns that the user did not name found in the first table."""
    from attribution.batch.columns import columns_of, find_fields
    from attribution.batch.manifest import Plan
    from attribution.guard import Work
    from attribution.tables import Fields

    reading, default = ctx.params, click.core.ParameterSource.DEFAULT
    told = {name for name in ("text", "id", "title") if ctx.get_parameter_source(f"{name}_field") is not default}
    fields = Fields(reading["text_field"], reading["id_field"], reading["title_field"], inputs.keep)
    if tables:
        from attribution.batch.ray_engine import columns_of_table

        columns = columns_of_table(tables[0])
    else:
        columns = columns_of(inputs.paths, reading["input_format"])
    return Plan(Work(**work), input_format=reading["input_format"], fields=find_fields(columns, fields, told), **options)


# --- the engines: an item for each article, the entry of its part for the last one of each part, None for the others -----


def _here(run, inputs: Inputs, workers: int) -> Iterator:
    from attribution.batch.workers import Workers
    from attribution.inputs import sources

    plan, tell = run.plan, complain if inputs.verbose else lambda sentence: None
    articles = sources(
        inputs.paths, input_format=plan.input_format, fields=plan.fields, how=plan.work.how,
        stdin=standard_input(inputs.paths), tell=tell,
    )  # fmt: skip
    with Workers(run.job(), workers) as pool:
        yield from pool.run(run.parts_left(articles))


def _tables(paths: Iterable[str]) -> tuple:
    from attribution.batch.ray_engine import find_tables

    return find_tables(paths)


def _on_ray(run, tables: tuple, workers: int, address: str | None) -> Iterator:
    from attribution.batch.ray_engine import articles_of, on_ray, plan_parts

    planned = list(plan_parts(tables, run.plan.part_size))
    left = run.planned_left(list(map(articles_of, planned)))
    for entry in on_ray(run.job(), run.plan.fields, [(n, planned[n]) for n in left], actors=workers, address=address):
        yield from [None] * (entry.total - 1)
        yield entry


# --- what is told ---------------------------------------------------------------------------------


def _followed(entries: Iterator, run, inputs: Inputs) -> Iterator:
    """The entries under a bar; the time left is for what this shard has to do."""

    def total() -> int | None:
        given = inputs.count()
        done = sum(number in run.shard for number in run.before.numbers())
        return given and max(2, given // run.shard.of - done * run.plan.part_size)

    return entries if inputs.quiet else followed(entries, total)


def _tell(summary, number: int, seconds: float) -> None:
    parts = f"{summary.parts} of {summary.all_parts} parts" if summary.parts < summary.all_parts else f"{summary.parts} parts"
    click.echo(
        f"{parts}: {summary.articles:,} articles, {summary.attributions:,} attributions, {summary.words:,} words, "
        f"{summary.errors:,} errors; {number:,} articles in this run, {number / max(seconds, 0.001):.1f} a second",
        err=True,
    )
