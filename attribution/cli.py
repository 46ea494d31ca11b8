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

import click

from attribution import exports
from attribution.commands.options import COLOR, FORMATS, KINDS, LEXICON, TYPES, ZONES, Inputs, reads_articles, settings_as_defaults
from attribution.config import find_settings
from attribution.console import DIFFERENT, FINE, MODELS, Commands, Run, colored, complain, harmless, tool_version, width
from attribution.errors import ModelError
from attribution.model import Extraction


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted or ctx.resilient_parsing:
        return
    from attribution.parsing.manifest import read_manifest

    try:
        manifest = read_manifest()
    except ModelError as error:
        complain(error)
        sys.exit(MODELS)
    click.echo(
        f"attribution {tool_version()}, stanza {metadata.version('stanza')}, models {manifest.version} ({manifest.digest})"
    )
    ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Tool, stanza and models."
)
@click.pass_context
def main(ctx: click.Context) -> None:
    """Who said, thought, promised or denied what in English news text.

    Everything runs on this machine; nothing is downloaded.

    \b
    attribution extract article.txt        read it in the terminal
    attribution extract news/ --format jsonl > news.jsonl
    attribution COMMAND --help             every option, with examples

    Exit status: 0 fine, 1 some inputs failed or golden files differ, 2 usage or configuration,
    3 models missing or damaged. A project keeps its settings in attribution.toml: see docs/golden.md.
    """
    ctx.default_map = settings_as_defaults(main, find_settings(Path.cwd()))
    logging.getLogger().addHandler(logging.NullHandler())  # what libraries log of a page is no news to its reader


# --- extract and parse ------------------------------------------------------------------------


@main.command(
    epilog="""\b
Examples:
  attribution extract article.txt
  attribution extract article.txt --by speaker
  cat article.txt | attribution extract --format json
  attribution extract news/ --format csv --kind direct,mixed -o quotes.csv
  attribution extract news/ --format parquet -o news.parquet
  attribution extract news/ --format brat -o annotate/
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
@ZONES
@click.option(
    "--by",
    type=click.Choice(("order", "speaker")),
    default="order",
    show_default=True,
    help="As text, the attributions in the order of the article or grouped by speaker.",
)
@click.option("--no-resolve", is_flag=True, help="Leave out whom each source means.")
@LEXICON
@click.option("--excel-safe", is_flag=True, help="In CSV, keep a spreadsheet from taking a cell for a formula.")
@click.option("--html-offsets", is_flag=True, help="Also say where each span stands in the page of HTML it is from.")
@click.option("--any-language", is_flag=True, help="Also look in articles that are not English.")
@click.option("--rules-only", is_flag=True, help="Let the constructions and counted figures decide, without the scorer.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="The most time an article may take; extracts in a second process, so that it can be stopped.  [default: none]",
)
@click.option(
    "--workers", type=click.IntRange(min=1), default=1, show_default=True, help="Processes, each with models of its own."
)
@click.option("--profile", is_flag=True, help="Print the seconds each stage took on standard error.")
@COLOR
def extract(format, output, kinds, types, min_confidence, unattributed, zones, by, no_resolve, lexicons, excel_safe,
            html_offsets, any_language, rules_only, timeout, workers, profile, color, **reading):  # fmt: skip
    """Find the attributions of articles: source, cue, content and speaker.

    PATHS are files, directories or patterns, also compressed with gzip or Zstandard; none, or "-", is standard input. Each
    article is written as soon as it is ready (html, parquet, webannotation, tei, schemaorg and spacy when all are).
    Warnings go to standard error and into the JSON.
    """
    _check_output(format, output)
    if timeout and workers > 1:
        raise click.UsageError("--timeout watches one process and --workers starts several; choose one of them")
    from attribution.clock import Clock
    from attribution.extract import read_for
    from attribution.outputs import formatted, select
    from attribution.parse import Parser

    clock, inputs = Clock(), Inputs(**reading, zones=zones, html_offsets=html_offsets)
    parsed = None if format in exports.WITH_WORDS else read_for(zones)
    run, parser = Run(inputs.quiet, total=inputs.count), exports.Remembering(clock.timed("parse", Parser(zones=parsed)))
    options = {
        "zones": zones, "resolve": not no_resolve, "any_language": any_language, "rules_only": rules_only,
        "max_chars": inputs.max_chars, "split": inputs.split,
    }  # fmt: skip
    if timeout:
        found = run.extractions(_guarded(inputs, run, clock, options, lexicons, timeout))
    else:
        found = run.extractions(_extractions(inputs, run, clock, parser, options, lexicons, workers))
    selected = (
        select(e, kinds=kinds, types=types, min_confidence=min_confidence, unattributed_only=unattributed)
        for e in found
    )
    style = {
        "width": width(), "color": colored(color, output), "zones": zones, "by": by, "excel_safe": excel_safe,
        "keep": inputs.keep, "html_offsets": html_offsets, "parse": parser,
    }  # fmt: skip
    if _is_directory(output):
        _write_files(Path(output), inputs.paths, selected, format, style)
    else:
        _write(output, inputs.paths, formatted(selected, format, **style), is_text=format == "text")
    if profile:
        click.echo(clock.summary(), err=True)
    sys.exit(DIFFERENT if run.failed else FINE)


def _extractions(inputs, run, clock, parser, options, lexicons, workers):
    """The extractions, made in this process or by workers of the same make."""
    from attribution.extract import Extractor
    from attribution.lexicon import load_lexicon

    extractor = Extractor(parser if workers == 1 else None, load_lexicon(extra=lexicons), **options)
    articles = run.articles(clock.each("read", inputs.articles()))
    return clock.each("extract", extractor.pipe(articles, workers=workers))


def _guarded(inputs, run, clock, options, lexicons, timeout):
    """The extractions, made in a second process that is ended where an article takes too long."""
    from attribution.guard import Guard, Work

    with Guard(Work(**options, lexicons=lexicons, how=inputs.how), timeout) as guard:
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
    run, parser = Run(inputs.quiet, total=inputs.count), Parser()
    _write(None, inputs.paths, map(to_conllu, run.parses(parser, run.articles(inputs.articles()))))
    sys.exit(DIFFERENT if run.failed else FINE)


# --- writing ----------------------------------------------------------------------------------


def _is_directory(output: str | None) -> bool:
    return bool(output) and (output.endswith(("/", os.sep)) or Path(output).is_dir())


def _check_output(format: str, output: str | None) -> None:
    """Refuse, before any article is read, what could only end badly."""
    if format in exports.DIRECTORY and not _is_directory(output):
        raise click.UsageError(f"{format} has several files an article; name a directory, as --output {format}/")
    if format in exports.BINARY and output in (None, "-") and sys.stdout.isatty():
        raise click.UsageError(f"{format} is no text for a terminal; name a file, as -o news{exports.SUFFIXES[format]}")


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
    from attribution.outputs import file_for, files_of, write_text

    taken: set[Path] = set()
    directory.mkdir(parents=True, exist_ok=True)
    inputs = _identities(paths)
    for extraction in extractions:
        path = file_for(directory, extraction.article.id, format, taken)
        for file, content in files_of(extraction, path, format, **style).items():
            _refuse_input(file, inputs)
            write_text(file, content)


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




# --- models -----------------------------------------------------------------------------------


@main.group()
def models() -> None:
    """The bundled models: what they are, where, and whether they are sound."""


@models.command("list", epilog="\b\nExample:\n  attribution models list")
def list_models() -> None:
    """Each model file: its size, what it was trained on, and the terms of that."""
    from attribution.parsing.manifest import read_manifest

    manifest = read_manifest()
    click.echo(f"models {manifest.version} ({manifest.digest})")
    for file in manifest.files:
        click.echo(f"{file.name}, {file.size / 1e6:.1f} MB")
        click.echo(click.wrap_text(f"{file.data}; {file.terms}", width(), "  ", "  "))


@models.command("check", epilog="\b\nExample:\n  attribution models check")
def check_models() -> None:
    """Compare each model file with the manifest; the exit status is 3 where one is missing or damaged."""
    from attribution.parsing.manifest import check_models, read_manifest

    check_models()
    click.echo(f"all {len(read_manifest().files)} model files are as the manifest has them")


@models.command("where", epilog="\b\nExample:\n  attribution models where")
def where() -> None:
    """Print the directory of the models."""
    from attribution.parsing.manifest import models_directory

    click.echo(models_directory())


# --- commands that have a file of their own -----------------------------------------------------

from attribution.commands.batch import batch  # noqa: E402
from attribution.commands.evaluate import evaluate  # noqa: E402
from attribution.commands.explain import explain  # noqa: E402
from attribution.commands.golden import golden  # noqa: E402
from attribution.commands.report import report  # noqa: E402
from attribution.commands.serve import serve  # noqa: E402
from attribution.commands.train import train  # noqa: E402
from attribution.commands.view import view  # noqa: E402

for command in (view, explain, report, evaluate, golden, batch, serve):
    main.add_command(command)
models.add_command(train)
