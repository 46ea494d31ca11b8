"""``attribution evaluate``: figures, errors, calibration and floors of predictions against gold."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from attribution.commands.options import COLOR
from attribution.console import DIFFERENT, FINE, Choices, colored, complain, width

if TYPE_CHECKING:
    from attribution.evaluate.faults import FaultClass
    from attribution.evaluate.floors import Floor
    from attribution.evaluate.scores import Evaluation

BREAKDOWNS = Choices(("kind", "type", "construction", "document", "lemma"))


class FloorType(click.ParamType):
    """A figure and the percentage it must reach, for instance "all.full=64"."""

    name = "figure=value"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Floor:
        from attribution.evaluate.floors import floor

        name, _, least = value.partition("=")
        if not re.fullmatch(r"\d+(\.\d+)?", least):
            self.fail(f"“{value}” names no percentage; write for instance all.full=64", param, ctx)
        try:
            return floor(name, float(least))
        except ValueError as error:
            self.fail(str(error), param, ctx)


@click.command(
    epilog="""\b
Examples:
  attribution evaluate golden/gold/articles.jsonl golden/expected
  attribution extract gold.jsonl --format spans | attribution evaluate gold.jsonl - --by kind,construction
  attribution evaluate gold.jsonl pred.jsonl --errors --construction object --limit 30 | less
  attribution evaluate gold.jsonl pred.jsonl --flat --fail-under all.full=64
  attribution evaluate --floors golden/floors.toml"""
)
@click.argument("gold", metavar="[GOLD", required=False)
@click.argument("predicted", metavar="PRED]", required=False)
@click.option("--flat", is_flag=True, help="Leave out nested predictions, for gold without nesting (PolNeAR).")
@click.option("--by", "breakdowns", type=BREAKDOWNS, default=frozenset(), help="Figures of each group, too.")
@click.option(
    "--format",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="Tables, or JSON with all figures.",
)
@click.option(
    "--fail-under", "floors", type=FloorType(), multiple=True, help="Exit with 1 where a figure is lower, in percent."
)
@click.option("--calibration", is_flag=True, help="How far confidence can be trusted, and what it trades.")
@click.option("--errors", is_flag=True, help="Errors by class with what each class costs, and their sentences.")
@click.option("--construction", metavar="NAME", help="Only errors of this construction.")
@click.option("--lemma", metavar="LEMMA", help="Only errors with a cue of this lemma.")
@click.option(
    "--limit", type=click.IntRange(0), default=10, show_default=True, help="Sentences shown of each class of errors."
)
@click.option("--floors", "floors_file", type=click.Path(path_type=Path), help="Extract now, and hold these floors.")
@COLOR
def evaluate(gold, predicted, flat, breakdowns, format, floors, calibration, errors, construction, lemma, limit,
             floors_file, color):  # fmt: skip
    """Compare predictions with gold: precision, recall and F1 of each part.

    GOLD and PRED are JSONL of attribution corpora, JSON or JSONL of “extract”, golden files or directories of
    them; "-" is standard input. A figure has a name such as all.full or direct.content_exact.
    """
    if floors_file:
        if gold or predicted:
            raise click.UsageError("--floors names its gold itself and predicts now; leave out GOLD and PRED")
        sys.exit(_hold_floors(floors_file))
    if not gold or not predicted:
        raise click.UsageError("give GOLD and PRED, for instance golden/gold/articles.jsonl golden/expected")
    if gold == predicted == "-":
        raise click.UsageError("only one of GOLD and PRED can be standard input; give the other as a file")
    from attribution.evaluate import calibration as calibrating
    from attribution.evaluate import scores, tables
    from attribution.evaluate.annotations import read_annotations
    from attribution.evaluate.floors import shortfalls

    golds, predictions = read_annotations(gold), read_annotations(predicted)
    evaluation = scores.evaluate(golds, predictions, flat=flat)
    calibrated = calibrating.calibrate(golds, predictions, flat=flat) if calibration else None
    classes = _classes(evaluation, construction, lemma) if errors else None
    asked = [name for name in BREAKDOWNS.values if name in breakdowns]
    if evaluation.missing:
        complain(
            f"{len(evaluation.missing)} of {evaluation.documents} gold documents have no predictions (joined by id)"
        )
    if format == "json":
        data = tables.evaluation_data(evaluation, asked)
        data |= {"calibration": tables.calibration_data(calibrated)} if calibrated else {}
        data |= {"errors": tables.classes_data(classes)} if errors else {}
        click.echo(json.dumps(data, indent=1))
    else:
        shown = [
            *(() if errors else (tables.figures_table(evaluation),)),
            *(tables.breakdown_table(name, evaluation.by(name)) for name in asked),
            *(tables.calibration_tables(calibrated) if calibrated else ()),
            *(tables.fault_report(classes, limit) if errors else ()),
        ]
        click.echo(tables.render(shown, width=width(), color=colored(color)), nl=False, color=colored(color))
    sys.exit(_end(shortfalls(evaluation, floors)))


def _classes(evaluation: Evaluation, construction: str | None, lemma: str | None) -> tuple[FaultClass, ...]:
    from attribution.evaluate.faults import classify, find_faults

    return classify(evaluation, [f for f in find_faults(evaluation) if f.has(construction, lemma)])


def _hold_floors(path: Path) -> int:
    from attribution.evaluate.floors import measure, read_floors, shortfalls
    from attribution.extract import Extractor

    extractor, below = Extractor(), []
    for floors in read_floors(path):
        if floors.absent:
            complain(f"{floors.name}: skipped, for {floors.gold} is not on this machine")
            continue
        evaluation = measure(floors, extractor.pipe)
        for each in floors.floors:
            click.echo(f"{floors.name}  {each.name}  {each.value(evaluation):.2f}  (at least {each.least:g})")
        below += (f"{floors.name}: {sentence}" for sentence in shortfalls(evaluation, floors.floors))
    return _end(iter(below))


def _end(sentences: Iterator[str]) -> int:
    """Tell what lies under its floor; the exit status."""
    sentences = tuple(sentences)
    for sentence in sentences:
        complain(sentence)
    return DIFFERENT if sentences else FINE
