"""The command line: reads options, calls the library, prints. Nothing else prints, exits or colours.

The library is imported inside the commands, so that ``--help`` answers at once.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Generator, Iterable
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import click

from attribution.console import DIFFERENT, FINE, MODELS, Choices, Commands, Run, colored, complain, harmless, width
from attribution.errors import ModelError
from attribution.model import DEFAULT_ZONES, ZONES, Extraction
from attribution.options import FORMATS, KINDS, TYPES, Inputs, reads_articles

if TYPE_CHECKING:
    from attribution.extract import Extractor
    from attribution.golden import Report


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted or ctx.resilient_parsing:
        return
    from attribution.parse import read_manifest

    try:
        tool = metadata.version("attribution")
    except metadata.PackageNotFoundError:
        tool = "(not installed)"
    try:
        manifest = read_manifest()
    except ModelError as error:
        complain(error)
        sys.exit(MODELS)
    click.echo(
        f"attribution {tool}, stanza {metadata.version('stanza')}, models {manifest.version} ({manifest.digest})"
    )
    ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Tool, stanza and models."
)
def main() -> None:
    """Who said, thought, promised or denied what in English news text.

    Everything runs on this machine; nothing is downloaded.

    \b
    attribution extract article.txt        read it in the terminal
    attribution extract news/ --format jsonl > news.jsonl
    attribution COMMAND --help             every option, with examples

    Exit status: 0 fine, 1 some inputs failed or golden files differ, 2 usage or configuration,
    3 models missing or damaged.
    """
    logging.getLogger().addHandler(logging.NullHandler())  # what libraries log of a page is no news to its reader


# --- extract and parse ------------------------------------------------------------------------


COLOR = click.option(
    "--color",
    type=click.Choice(("auto", "always", "never")),
    default="auto",
    show_default=True,
    help="Colours; auto: on a terminal, unless NO_COLOR is set.",
)


@main.command(
    epilog="""\b
Examples:
  attribution extract article.txt
  cat article.txt | attribution extract --format json
  attribution extract news/ --format csv --kind direct,mixed -o quotes.csv
  attribution extract 'pages/**/*.html.gz' --format jsonl --html-offsets > out.jsonl
  attribution extract dump.parquet --text-field body --keep url --keep date -f csv > quotes.csv"""
)
@reads_articles
@click.option(
    "--format", "-f", "format", type=click.Choice(FORMATS), default="text", show_default=True, help="How it is written."
)
@click.option(
    "--output", "-o", metavar="FILE|DIR", help="Where it is written; to a directory (“out/”), a file an article."
)
@click.option("--kind", "kinds", type=KINDS, default="all", help="Only these kinds.")
@click.option("--type", "types", type=TYPES, default="all", help="Only these types.")
@click.option(
    "--min-confidence", type=click.FloatRange(0, 1), default=0.0, help="Only attributions at least as sure as this."
)
@click.option("--unattributed", is_flag=True, help="Only the quotations that were given to nobody, with the reason.")
@click.option(
    "--zones",
    type=Choices(ZONES),
    default=",".join(z for z in ZONES if z in DEFAULT_ZONES),
    show_default=True,
    help="The parts of a page to look in.",
)
@click.option("--no-resolve", is_flag=True, help="Leave out whom each source means.")
@click.option("--lexicon", "lexicon_file", metavar="FILE", help="More cue words, in the form of cues.toml.")
@click.option("--excel-safe", is_flag=True, help="In CSV, keep a spreadsheet from taking a cell for a formula.")
@click.option("--html-offsets", is_flag=True, help="Also say where each span stands in the page of HTML it is from.")
@click.option("--any-language", is_flag=True, help="Also look in articles that are not English.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="The most time an article may take; extracts in a second process, so that it can be stopped.  [default: none]",
)
@click.option("--profile", is_flag=True, help="Print the seconds each stage took on standard error.")
@COLOR
def extract(format, output, kinds, types, min_confidence, unattributed, zones, no_resolve, lexicon_file, excel_safe,
            html_offsets, any_language, timeout, profile, color, **reading):  # fmt: skip
    """Find the attributions of articles: source, cue, content and speaker.

    PATHS are files, directories or patterns, also compressed with gzip or Zstandard; none, or "-", is standard input. Each
    article is written as soon as it is ready (html when all are). Warnings go to standard error and into the JSON.
    """
    from attribution.clock import Clock
    from attribution.outputs import formatted, select

    clock, inputs = Clock(), Inputs(**reading, zones=zones, html_offsets=html_offsets)
    run = Run(inputs.quiet)
    options = {
        "zones": zones, "resolve": not no_resolve, "any_language": any_language,
        "max_chars": inputs.max_chars, "split": inputs.split,
    }  # fmt: skip
    extractions = _guarded if timeout else _extractions
    found = run.extractions(extractions(inputs, run, clock, options, lexicon_file, timeout))
    selected = (
        select(e, kinds=kinds, types=types, min_confidence=min_confidence, unattributed_only=unattributed)
        for e in found
    )
    style = {
        "width": width(), "color": colored(color, output), "zones": zones, "excel_safe": excel_safe,
        "keep": inputs.keep, "html_offsets": html_offsets,
    }  # fmt: skip
    if output and (output.endswith(("/", os.sep)) or Path(output).is_dir()):
        _write_files(Path(output), inputs.paths, selected, format, style)
    else:
        _write(output, inputs.paths, formatted(selected, format, **style), is_text=format == "text")
    if profile:
        click.echo(clock.summary(), err=True)
    sys.exit(DIFFERENT if run.failed else FINE)


def _extractions(inputs, run, clock, options, lexicon_file, _timeout):
    """The extractions, made in this process."""
    from attribution.extract import Extractor
    from attribution.lexicon import load_lexicon
    from attribution.parse import Parser

    lexicon = load_lexicon(extra=Path(lexicon_file)) if lexicon_file else load_lexicon()
    extractor = Extractor(clock.timed("parse", Parser()), lexicon, **options)
    articles = run.articles(clock.each("read", inputs.articles()))
    return clock.each("extract", extractor.pipe(articles))


def _guarded(inputs, run, clock, options, lexicon_file, timeout):
    """The extractions, made in a second process that is ended where an article takes too long."""
    from attribution.guard import Guard, Work

    with Guard(Work(**options, lexicon=lexicon_file, how=inputs.how), timeout) as guard:
        yield from clock.each("extract", guard.extractions(run.articles(inputs.sources())))


@main.command(
    epilog="""\b
Example:
  echo "Officials said the dam was safe." | attribution parse"""
)
@reads_articles
def parse(**reading):
    """Print the dependency parse of articles as CoNLL-U, for whoever writes rules.

    The whole text is parsed, furniture too. PATHS are files, directories or patterns; none, or "-", is
    standard input.
    """
    from attribution.conllu import to_conllu
    from attribution.parse import Parser

    inputs = Inputs(**reading)
    run, parser = Run(inputs.quiet), Parser()
    _write(None, inputs.paths, map(to_conllu, run.parses(parser, run.articles(inputs.articles()))))
    sys.exit(DIFFERENT if run.failed else FINE)


# --- writing ----------------------------------------------------------------------------------


def _write(output: str | None, paths: Iterable[str], pieces: Iterable[str], *, is_text: bool = False) -> None:
    """Where it was asked for; what is text for a terminal has colours of its own and no control characters of an input's."""
    from attribution.outputs import encoded, new_file

    def show(piece: str) -> None:
        click.echo(encoded(piece if is_text else harmless(piece)), nl=False)

    if output is None or output == "-":
        try:
            for piece in pieces:
                show(piece)
        except KeyboardInterrupt as interrupt:
            if isinstance(pieces, Generator):  # it may have an end to write, such as that of an array
                show(pieces.throw(interrupt))
            raise
        return
    _refuse_input(Path(output), _identities(paths))
    with new_file(Path(output)) as file:
        for piece in pieces:
            file.write(encoded(piece))


def _write_files(
    directory: Path, paths: Iterable[str], extractions: Iterable[Extraction], format: str, style: dict
) -> None:
    from attribution.outputs import file_for, formatted, write_text

    taken: set[Path] = set()
    directory.mkdir(parents=True, exist_ok=True)
    inputs = _identities(paths)
    for extraction in extractions:
        path = file_for(directory, extraction.article.id, format, taken)
        _refuse_input(path, inputs)
        write_text(path, "".join(formatted((extraction,), format, **style)))


def _identities(paths: Iterable[str]) -> set[tuple[int, int]]:
    """Device and number of each input file, by which it is known under any other name, link or path."""
    from attribution.files import find_files

    return {identity for file in find_files(paths) if isinstance(file, str) and (identity := _identity(Path(file)))}


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return (found.st_dev, found.st_ino)


def _refuse_input(path: Path, inputs: set[tuple[int, int]]) -> None:
    if _identity(path) in inputs:
        raise click.UsageError(f"{path} is one of the inputs and would be overwritten; choose another --output")


# --- golden -----------------------------------------------------------------------------------


@main.group()
def golden() -> None:
    """Approved output: check it, approve it anew, add to it."""


DIRECTORY = click.option(
    "--directory",
    default="golden",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Where the golden files are.",
)
COLORS = {"+": "green", "-": "red", "@": "cyan"}


@golden.command(epilog="\b\nExample:\n  attribution golden check")
@DIRECTORY
@COLOR
def check(directory: Path, color: str) -> None:
    """Compare what is found now with what was approved; writes nothing.

    Prints a diff and a summary. The exit status is 1 where something differs or an expected file
    has no article.
    """
    from attribution.golden import diff

    report = _golden_report(directory)
    for comparison in report.comparisons:
        for line in diff(comparison):
            click.echo(click.style(line, COLORS.get(line[:1])) if colored(color) else line, color=colored(color))
    for sentence in report.sentences:
        complain(sentence)
    click.echo(report.summary)
    sys.exit(FINE if report.fine else DIFFERENT)


@golden.command(epilog="\b\nExample:\n  attribution golden update && git diff golden/")
@DIRECTORY
def update(directory: Path) -> None:
    """Approve what is found now: write the golden files that differ, marks of “! wrong” kept."""
    from attribution.golden import update

    if os.environ.get("CI"):
        raise click.UsageError("golden files are approved by a person and not under CI (the variable CI is set)")
    report = _golden_report(directory)
    for path in update(report):
        click.echo(path)
    for sentence in report.sentences:
        complain(sentence)
    click.echo(report.summary)
    sys.exit(DIFFERENT if report.sentences else FINE)


@golden.command(epilog="\b\nExample:\n  attribution golden new ~/storm.txt")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@DIRECTORY
def new(files: tuple[Path, ...], directory: Path) -> None:
    """Copy articles into the golden directory and write down what is found in them."""
    from attribution.golden import new

    extractor, models = _extractor_and_models()
    for path in new(directory, files, extractor, models=models):
        click.echo(path)


@golden.command(epilog="\b\nExample:\n  attribution golden freeze")
@DIRECTORY
def freeze(directory: Path) -> None:
    """Parse the marked sentences of cases/ that have no frozen parse yet."""
    from attribution.cases import freeze_cases
    from attribution.parse import Parser

    for path in freeze_cases(directory / "cases", Parser()):
        click.echo(path)


def _golden_report(directory: Path) -> Report:
    from attribution.golden import check

    extractor, models = _extractor_and_models()
    return check(directory, extractor, models=models)


def _extractor_and_models() -> tuple[Extractor, str]:
    from attribution.extract import Extractor
    from attribution.parse import read_manifest

    return Extractor(), read_manifest().digest


# --- models -----------------------------------------------------------------------------------


@main.group()
def models() -> None:
    """The bundled models: what they are, where, and whether they are sound."""


@models.command("list", epilog="\b\nExample:\n  attribution models list")
def list_models() -> None:
    """Each model file: its size, what it was trained on, and the terms of that."""
    from attribution.parse import read_manifest

    manifest = read_manifest()
    click.echo(f"models {manifest.version} ({manifest.digest})")
    width = max((len(file.name) for file in manifest.files), default=0)
    for file in manifest.files:
        click.echo(f"{file.name:<{width}}  {file.size / 1e6:5.1f} MB  {file.data}; {file.terms}")


@models.command("check", epilog="\b\nExample:\n  attribution models check")
def check_models() -> None:
    """Compare each model file with the manifest; the exit status is 3 where one is missing or damaged."""
    from attribution.parse import check_models, read_manifest

    check_models()
    click.echo(f"all {len(read_manifest().files)} model files are as the manifest has them")


@models.command("where", epilog="\b\nExample:\n  attribution models where")
def where() -> None:
    """Print the directory of the models."""
    from attribution.parse import models_directory

    click.echo(models_directory())
