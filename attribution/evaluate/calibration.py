"""Whether a confidence of 0.8 is right eight times in ten, and what --min-confidence buys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import evolve, frozen

from attribution.errors import InputError
from attribution.evaluate.annotations import AnnotatedText
from attribution.evaluate.scores import Evaluation, Figure, evaluate

BINS = 10
THRESHOLDS = tuple(n / 10 for n in range(10))


@frozen
class Bin:
    """The predictions whose confidence lies in one tenth."""

    low: float
    high: float
    n: int
    confidence: float  # their mean
    right: float  # the share of them that is fully right


@frozen
class Calibration:
    """``error`` is the expected calibration error, 0 to 1: how far confidence and share right are apart on average."""

    error: float
    bins: tuple[Bin, ...]  # those that hold any prediction
    curve: tuple[tuple[float, Figure], ...]  # least confidence → full precision, recall and F1 of what is left


def calibrate(gold: Sequence[AnnotatedText], predicted: Sequence[AnnotatedText], *, flat: bool = False) -> Calibration:
    """The calibration of these predictions; InputError where one of them has no confidence."""
    for document in predicted:
        if any(a.confidence is None for a in document.annotations):
            raise InputError(
                f"{document.id}: an attribution has no confidence; give what “extract --format spans” writes"
            )
    evaluation = evaluate(gold, predicted, flat=flat)
    if "full" not in evaluation.groups["all"]:
        raise InputError("this gold annotates no sources, so that nothing is fully right; calibrate on another")
    bins = _bins(evaluation)
    total = sum(b.n for b in bins)
    error = sum(b.n * abs(b.confidence - b.right) for b in bins) / total if total else 0.0
    left = ((least, [_at_least(document, least) for document in predicted]) for least in THRESHOLDS)
    curve = tuple((least, evaluate(gold, some, flat=flat).groups["all"]["full"]) for least, some in left)
    return Calibration(round(error, 4), bins, curve)


def _bins(evaluation: Evaluation) -> tuple[Bin, ...]:
    """The predictions by tenths of confidence; one of exactly 1 belongs to the last tenth."""
    members: dict[int, list[tuple[float, bool]]] = {}
    for pair in evaluation.pairs:
        if pair.predicted:
            confidence = pair.predicted.annotation.confidence
            members.setdefault(min(int(confidence * BINS), BINS - 1), []).append((confidence, pair.full))
    return tuple(
        Bin(b / BINS, (b + 1) / BINS, len(some), _mean(c for c, _ in some), _mean(right for _, right in some))
        for b, some in sorted(members.items())
    )


def _mean(values: Iterable[float]) -> float:
    values = tuple(values)
    return sum(values) / len(values)


def _at_least(document: AnnotatedText, least: float) -> AnnotatedText:
    """What --min-confidence leaves; one whose outer attribution is left out stays, with no parent."""
    kept = [a for a in document.annotations if a.confidence >= least]
    ids = {a.id for a in kept}
    return evolve(document, annotations=tuple(a if a.parent in ids else evolve(a, parent=None) for a in kept))
