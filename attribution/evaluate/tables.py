"""An evaluation as text for a terminal, and as plain values for JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from attrs import asdict

from attribution.evaluate.calibration import Calibration
from attribution.evaluate.faults import Fault, FaultClass
from attribution.evaluate.scores import Accuracy, Evaluation, Figures
from attribution.evaluate.sentences import Piece, marked
from attribution.render.terminal import console_of, visible

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

SHOWN_GROUPS = ("all", "quoted", "indirect")  # direct and mixed with --by kind
MOST_GROUPS = 40  # that are counted in the text; JSON has all
_STYLES = {"source": "cyan", "cue": "magenta", "content": "green", "": ""}


# --- text -------------------------------------------------------------------------------------


def render(renderables: Iterable[RenderableType], *, width: int = 100, color: bool = False) -> str:
    """Tables and lines of rich as one text, a blank line between them, no white space at the lines' ends."""
    console = console_of(width, color)
    for number, renderable in enumerate(renderables):
        if number:
            console.print()
        console.print(renderable)
    return "".join(f"{line.rstrip()}\n" for line in console.file.getvalue().splitlines())


def figures_table(evaluation: Evaluation) -> Table:
    """All figures of all, of the quoted and of the indirect ones, in percent."""
    table = _table(
        f"{evaluation.documents} document{'s' * (evaluation.documents != 1)}", "", "P", "R", "F1", "gold", "pred"
    )
    groups = {group: evaluation.groups[group] for group in SHOWN_GROUPS}
    for group, figures in groups.items():
        table.add_row(group, style="bold")
        for name, figure in figures.items():
            if isinstance(figure, Accuracy):
                table.add_row(f"  {name}", "", "", _percent(figure.acc), str(figure.n), "")
            else:
                table.add_row(
                    f"  {name}", *map(_percent, (figure.p, figure.r, figure.f1)), str(figure.gold), str(figure.pred)
                )
    return table


def breakdown_table(breakdown: str, groups: Mapping[str, Figures]) -> Table:
    """A row a group: its full precision, recall and F1, and the F1 of each part."""
    parts = ("content exact", "source overlap", "cue overlap")
    table = _table(
        f"by {breakdown}", breakdown, "P", "R", "full F1", *(part.replace(" ", "\n") for part in parts), "gold", "pred"
    )
    for group, figures in groups.items():
        full = figures.get("full")
        shown = [
            *((full.p, full.r, full.f1) if full else (None,) * 3),
            *(figures[p].f1 if p in figures else None for p in parts),
        ]
        size = figures["content exact"]
        table.add_row(visible(group), *map(_percent, shown), str(size.gold), str(size.pred))
    return table


def calibration_tables(calibration: Calibration) -> Iterator[Table]:
    """Confidence against the share right, and what is left above each confidence."""
    bins = _table(f"calibration: expected error {calibration.error:.3f}", "confidence", "predicted", "mean", "right")
    for b in calibration.bins:
        bins.add_row(f"{b.low:.1f}–{b.high:.1f}", str(b.n), _percent(b.confidence), _percent(b.right))
    yield bins
    curve = _table("full, above a confidence", "--min-confidence", "P", "R", "F1", "predicted")
    for least, figure in calibration.curve:
        curve.add_row(f"{least:.1f}", *map(_percent, (figure.p, figure.r, figure.f1)), str(figure.pred))
    yield curve


def classes_table(classes: Sequence[FaultClass]) -> Table:
    """A row a class of errors and below it its parts: how many, and the F1 they cost."""
    table = _table("errors by class", "class", "number", "costs", "now", "mended", "gain")
    for class_ in classes:
        table.add_row(*_class_row(class_, ""), style="bold")
        for part in class_.parts:
            table.add_row(*_class_row(part, "  "))
    return table


def _class_row(class_: FaultClass, indent: str) -> tuple[str, ...]:
    cost = (class_.figure, _percent(class_.now), _percent(class_.mended), f"+{100 * class_.gain:.1f}")
    return f"{indent}{class_.name}", str(len(class_.faults)), *(cost if class_.figure else ("", "", "", ""))


def fault_report(classes: Sequence[FaultClass], limit: int) -> Iterator[RenderableType]:
    """The classes, then the sentences of each, at most ``limit`` of them, by construction and lemma."""
    from rich.text import Text

    yield classes_table(classes)
    for class_ in classes:
        yield Text.assemble((class_.name, "bold underline"), f"  {len(class_.faults)}")
        yield Text(_most_frequent(class_), style="dim")
        left = limit
        for group, faults in class_.groups:
            if left > 0:
                yield Text(visible(group), style="bold")
                yield from map(_fault, faults[:left])
            left -= len(faults)


def _most_frequent(class_: FaultClass) -> str:
    groups = [f"{visible(group)} {len(faults)}" for group, faults in class_.groups]
    others = [f"and {len(groups) - MOST_GROUPS} more"] if len(groups) > MOST_GROUPS else []
    return ", ".join(groups[:MOST_GROUPS] + others)


def _fault(fault: Fault) -> RenderableType:
    from rich.padding import Padding
    from rich.text import Text

    heading = Text(f"{visible(fault.document)}{f': {fault.detail}' if fault.detail else ''}", style="dim")
    rows = [Text.assemble((f"{name:<10}", "dim"), *_styled(pieces)) for name, pieces in _lines(fault)]
    return Padding(Text("\n").join([heading, *rows]), (0, 0, 0, 2))


def _styled(pieces: Iterable[Piece]) -> list[tuple[str, str]]:
    return [(visible(text), _STYLES[role]) for text, role in pieces]


def _lines(fault: Fault) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    for name, side in (("gold", fault.gold), ("predicted", fault.predicted)):
        if side:
            yield name, marked(side, fault.sides)


def _table(title: str, first: str, *others: str) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(
        box=box.SIMPLE_HEAD, title=title, title_justify="left", title_style="bold", pad_edge=False, show_edge=False
    )
    table.add_column(first, overflow="fold", min_width=18)
    for name in others:
        table.add_column(name, justify="right")
    return table


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f}"


# --- plain values -----------------------------------------------------------------------------


def figures_data(groups: Mapping[str, Figures]) -> dict[str, dict[str, dict[str, float]]]:
    """Every figure of every group, shares from 0 to 1 to four digits."""
    return {group: {name: asdict(figure) for name, figure in figures.items()} for group, figures in groups.items()}


def evaluation_data(evaluation: Evaluation, breakdowns: Iterable[str]) -> dict[str, Any]:
    return {
        "documents": evaluation.documents,
        "without_predictions": list(evaluation.missing),
        "figures": figures_data(evaluation.groups),
        "by": {breakdown: figures_data(evaluation.by(breakdown)) for breakdown in breakdowns},
    }


def calibration_data(calibration: Calibration) -> dict[str, Any]:
    return {
        "expected_error": calibration.error,
        "bins": [{name: round(value, 4) for name, value in asdict(b).items()} for b in calibration.bins],
        "curve": [{"min_confidence": least, **asdict(figure)} for least, figure in calibration.curve],
    }


def classes_data(classes: Iterable[FaultClass]) -> list[dict[str, Any]]:
    """Every class with its cost, and every error with its marked sentence."""
    return [
        {
            "class": class_.name,
            "number": len(class_.faults),
            "costs": class_.figure,
            "now": round(class_.now, 4),
            "mended": round(class_.mended, 4),
            "parts": {
                part.name: {"number": len(part.faults), "mended": round(part.mended, 4)} for part in class_.parts
            },
            "errors": [_fault_data(fault) for fault in class_.faults],
        }
        for class_ in classes
    ]


def _fault_data(fault: Fault) -> dict[str, Any]:
    sides = {"gold": fault.gold, "predicted": fault.predicted}
    ids = {f"{name}_id": side.annotation.id if side else None for name, side in sides.items()}
    told = {name: "".join(text for text, _ in pieces) for name, pieces in _lines(fault)}
    about = {
        "document": fault.document,
        "detail": fault.detail,
        "construction": fault.construction,
        "lemma": fault.lemma,
    }
    return {**about, **ids, **told}
