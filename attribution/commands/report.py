"""``attribution report``: who is quoted across articles."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from attribution.console import DIFFERENT, FINE, Run, colored, standard_input, width
from attribution.model import Extraction

SHOWN = {"text": 25, "html": 100}  # speakers in what a person reads, unless --top says otherwise


@click.command(
    epilog="""\b
Examples:
  attribution report news/
  attribution extract news/ -f parquet -o news.parquet
  attribution report news.parquet --aliases who.toml --top 50
  attribution report news.parquet --format html -o who.html
  attribution report 2024.parquet 2025.parquet --format xlsx -o who.xlsx"""
)
@click.argument("paths", nargs=-1)
@click.option(
    "--format", "-f", "format", type=click.Choice(("text", "csv", "xlsx", "html")), default="text", show_default=True,
    help="A table for the terminal, one for programs, a workbook, or a page with charts.",
)  # fmt: skip
@click.option("--output", "-o", metavar="FILE", help="Where it is written; “-” is standard output.")
@click.option(
    "--aliases",
    "alias_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Who is who: TOML or CSV (docs/report.md).",
)
@click.option(
    "--top", type=click.IntRange(min=1), metavar="N", help="Only the N most quoted; 25 as text, 100 as html, else all."
)
@click.option("--excel-safe", is_flag=True, help="In CSV, keep a spreadsheet from taking a cell for a formula.")
@click.option("--quiet", is_flag=True, help="No progress and no warnings on standard error.")
@click.option("--color", type=click.Choice(("auto", "always", "never")), default="auto", show_default=True,
              help="Colours; auto: on a terminal, unless NO_COLOR is set.")  # fmt: skip
def report(paths: tuple[str, ...], format: str, output: str | None, alias_file: Path | None, top: int | None,
           excel_safe: bool, quiet: bool, color: str) -> None:  # fmt: skip
    """Count who is quoted in articles, how often, in how many words, and with which stance.

    PATHS are Parquet or JSONL that "extract" wrote, which need no models, or articles; none, or "-", is
    an article on standard input. Speakers are merged over articles by full name; an alias file
    merges or splits more.
    """
    from attribution.lexicon import load_lexicon
    from attribution.report import count, read_aliases
    from attribution.report.reading import sort_paths

    if format == "xlsx" and output in (None, "-") and sys.stdout.isatty():
        raise click.UsageError("a workbook is no text for a terminal; name a file, for example -o who.xlsx")
    aliases = read_aliases(alias_file) if alias_file else ()
    run, given = Run(quiet), sort_paths(paths or ("-",))
    counted = count(
        given.parquet, _rows(given, run), aliases=aliases, titles=load_lexicon().titles, top=top or SHOWN.get(format)
    )
    _write(paths, counted, format, output, excel_safe=excel_safe, color=colored(color, output))
    sys.exit(DIFFERENT if run.failed else FINE)


def _rows(given, run: Run) -> Iterator:
    from attribution.exports.table import batches

    return batches(_extractions(given, run)) if given.extracted or given.articles else iter(())


def _extractions(given, run: Run) -> Iterator[Extraction]:
    from attribution.extract import Extractor
    from attribution.inputs import gather
    from attribution.report.reading import read_extractions

    for path in given.extracted:
        yield from run.extractions(read_extractions(path))
    if given.articles:
        yield from run.extractions(Extractor().pipe(run.articles(gather(given.articles, stdin=standard_input(given.articles)))))


def _write(paths: tuple[str, ...], counted, format: str, output: str | None, *, excel_safe: bool, color: bool) -> None:
    from attribution.cli import _write as write
    from attribution.report import render

    if format == "xlsx":
        from attribution.report.workbook import to_xlsx

        content = to_xlsx(counted)
    elif format == "csv":
        content = render.to_csv(counted, excel_safe=excel_safe)
    elif format == "html":
        content = render.to_html(counted)
    else:
        content = render.to_text(counted, width=width(), color=color)
    write(output, paths, [content], is_text=format == "text")
