"""``attribution golden``: approved output that is checked, reviewed, approved anew, added to, and made gold."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from attribution.commands.options import COLOR, LEXICON, ZONES
from attribution.console import DIFFERENT, FINE, colored, complain, harmless
from attribution.model import Zone

if TYPE_CHECKING:
    from attribution.extract import Extractor
    from attribution.golden import Report

DIRECTORY = click.option(
    "--directory",
    "golden_directory",
    default="golden",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Where the golden files are.",
)
COLORS = {"+": "green", "-": "red", "@": "cyan"}


@click.group()
def golden() -> None:
    """Approved output: check it, review what changed, approve it anew, add to it.

    What is found in your own articles is kept in files that are made to be read in a diff. The
    directory, cue words of your own and the zones can stand in attribution.toml; see docs/golden.md.
    """


def extracts(command):
    """The options of every golden command that extracts."""
    for decorate in (ZONES, LEXICON, DIRECTORY):
        command = decorate(command)
    return command


@golden.command(epilog="\b\nExample:\n  attribution golden check")
@extracts
@COLOR
def check(golden_directory: Path, lexicons: tuple[str, ...], zones: frozenset[Zone], color: str) -> None:
    """Compare what is found now with what was approved; writes nothing.

    Prints a diff and a summary. The exit status is 1 where something differs or an expected file
    has no article.
    """
    from attribution.golden_compare import diff
    from attribution.render.terminal import visible

    report = _report(golden_directory, lexicons, zones)
    for comparison in report.comparisons:
        for line in map(visible, diff(comparison)):
            click.echo(click.style(line, COLORS.get(line[:1])) if colored(color) else line, color=colored(color))
    _tell(report)
    sys.exit(FINE if report.fine else DIFFERENT)


@golden.command(epilog="\b\nExample:\n  attribution golden update && git diff golden/")
@extracts
def update(golden_directory: Path, lexicons: tuple[str, ...], zones: frozenset[Zone]) -> None:
    """Approve all that is found now, reviewers' marks kept.

    Writes the golden files that differ and no others.
    """
    from attribution.golden import update

    _refuse_in_ci()
    report = _report(golden_directory, lexicons, zones)
    for path in update(report):
        click.echo(harmless(str(path)))
    _tell(report)
    sys.exit(DIFFERENT if report.sentences else FINE)


@golden.command(
    epilog="""\b
Examples:
  attribution golden review
  attribution golden review --plain
  printf 'a\\nw the agency said it\\nq\\n' | attribution golden review --plain"""
)
@extracts
@click.option("--plain", is_flag=True, help="Line in, line out: for screen readers and scripts.")
@click.option("--again", is_flag=True, help="Also ask about what was rejected in an earlier review.")
@COLOR
def review(golden_directory: Path, lexicons: tuple[str, ...], zones: frozenset[Zone], plain: bool, again: bool,
           color: str) -> None:  # fmt: skip
    """Decide on each change by itself.

    Accept, reject, skip, accept as wrong, correct in an editor, undo. Each decision is written at once. Begun again,
    a review shows what is still undecided. The exit status is 1 as long as something differs from what is approved.
    """
    from attribution.review import Review

    _refuse_in_ci()
    if not plain and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.UsageError("this is no terminal; with --plain the answers are read line by line")
    report = _report(golden_directory, lexicons, zones)
    walk = Review(report, golden_directory, again=again)
    if plain or os.environ.get("TERM") == "dumb":
        from attribution.commands import review_plain

        review_plain.run(walk)
    else:
        from attribution.commands import review_screen

        review_screen.run(walk, color=colored(color))
    for sentence in report.sentences:
        complain(sentence)
    rejected, undecided = walk.left
    click.echo(f"{walk.decided} decided; left: {rejected} rejected, {undecided} undecided")
    sys.exit(DIFFERENT if rejected or undecided or report.sentences else FINE)


@golden.command(
    epilog="""\b
Examples:
  attribution golden new ~/storm.txt
  attribution golden new --from-gold gold.jsonl"""
)
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@extracts
@click.option(
    "--from-gold",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Articles with their true attributions, a JSON line each; what is found otherwise is marked.",
)
def new(
    files: tuple[Path, ...],
    golden_directory: Path,
    lexicons: tuple[str, ...],
    zones: frozenset[Zone],
    from_gold: Path | None,
) -> None:
    """Add articles and approve what is found in them.

    They are copied byte for byte into the golden directory.
    """
    from attribution.gold import new_from_gold
    from attribution.golden import new

    if not files and not from_gold:
        raise click.UsageError("name the articles to add, or gold with --from-gold")
    extractor, models = _extractor_and_models(lexicons, zones)
    for path in new(golden_directory, files, extractor, models=models):
        click.echo(harmless(str(path)))
    for path in new_from_gold(golden_directory, from_gold, extractor, models=models) if from_gold else ():
        click.echo(harmless(str(path)))


@golden.command(epilog="\b\nExample:\n  attribution golden export > gold.jsonl")
@DIRECTORY
@click.option(
    "--format",
    "-f",
    "format",
    type=click.Choice(("spans",)),
    default="spans",
    show_default=True,
    help="How it is written.",
)
def export(golden_directory: Path, format: str) -> None:
    """Write the golden files as gold, as reviewers corrected them.

    A JSON line an article. What is marked as wrong where nothing should be is left out, what is marked as missed is put in.
    """
    import json

    from attribution.gold import export_gold
    from attribution.outputs import encoded

    for record in export_gold(golden_directory):
        click.echo(encoded(json.dumps(record, ensure_ascii=False)))


@golden.command(epilog="\b\nExample:\n  attribution golden freeze")
@DIRECTORY
def freeze(golden_directory: Path) -> None:
    """Parse the marked sentences of cases/ that are not parsed."""
    from attribution.cases import freeze_cases
    from attribution.parse import Parser

    for path in freeze_cases(golden_directory / "cases", Parser()):
        click.echo(harmless(str(path)))


# --- what they share ----------------------------------------------------------------------------


def _refuse_in_ci() -> None:
    if os.environ.get("CI"):
        raise click.UsageError("golden files are approved by a person and not under CI (the variable CI is set)")


def _report(directory: Path, lexicons: Iterable[str], zones: frozenset[Zone]) -> Report:
    from attribution.golden import check

    extractor, models = _extractor_and_models(lexicons, zones)
    return check(directory, extractor, models=models)


def _extractor_and_models(lexicons: Iterable[str], zones: frozenset[Zone]) -> tuple[Extractor, str]:
    from attribution.extract import Extractor
    from attribution.lexicon import load_lexicon
    from attribution.parsing.manifest import read_manifest

    return Extractor(lexicon=load_lexicon(extra=lexicons), zones=zones), read_manifest().digest


def _tell(report: Report) -> None:
    for sentence in report.sentences:
        complain(sentence)
    click.echo(report.summary)
