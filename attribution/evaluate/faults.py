"""What is wrong, one by one: each miss, false attribution and wrong part, in classes with what each class costs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from attrs import frozen

from attribution.evaluate.scores import Evaluation, Pair, cue_lemma
from attribution.evaluate.sides import Side
from attribution.model import covering

# What is fully right can be wrong in these ways, which cost exact spans of a role, or no figure at all.
EDGES = {"content edges": "spans content", "source edges": "spans source", "cue edges": "spans cue"}
NO_COST = "other kind", "other cue"


@frozen
class Fault:
    """An error: its class, and how it differs in it, for instance "wrong source", "none for some"."""

    name: str
    detail: str
    document: str
    gold: Side | None
    predicted: Side | None

    @property
    def sides(self) -> tuple[Side, ...]:
        """The predicted one first, which knows more of itself: the constructions are ours."""
        return tuple(side for side in (self.predicted, self.gold) if side)

    @property
    def construction(self) -> str | None:
        return next(filter(None, (side.annotation.construction for side in self.sides)), None)

    @property
    def lemma(self) -> str:
        return cue_lemma(self.gold or self.predicted)

    @property
    def group(self) -> str:
        """Construction and lemma of the cue; the lemma alone where nothing tells a construction."""
        return " · ".join(filter(None, (self.construction, self.lemma)))

    def has(self, construction: str | None, lemma: str | None) -> bool:
        """Whether gold or prediction is of this construction, and has a cue of this lemma; None is any."""
        constructions = {side.annotation.construction for side in self.sides}
        lemmas = {cue_lemma(side) for side in self.sides}
        return (construction is None or construction in constructions) and (lemma is None or lemma in lemmas)


@frozen
class FaultClass:
    """The errors of one class, and the figure (F1, 0 to 1) that they cost: now, and were they mended."""

    name: str
    faults: tuple[Fault, ...]
    figure: str | None  # None where no figure would change
    now: float = 0.0
    mended: float = 0.0
    parts: tuple[FaultClass, ...] = ()  # by detail, where there is any

    @property
    def gain(self) -> float:
        return self.mended - self.now

    @property
    def groups(self) -> tuple[tuple[str, tuple[Fault, ...]], ...]:
        """The errors by construction and lemma, the most frequent first."""
        by_group = groupby(sorted(self.faults, key=lambda f: f.group), key=lambda f: f.group)
        found = ((group, tuple(faults)) for group, faults in by_group)
        return tuple(sorted(found, key=lambda item: (-len(item[1]), item[0])))


# --- finding ----------------------------------------------------------------------------------


def find_faults(evaluation: Evaluation) -> tuple[Fault, ...]:
    """Every error, document by document.

    An attribution that is not fully right has one; a fully right one has one for each part that is not exact.
    """
    by_document = groupby(evaluation.pairs, key=lambda pair: pair.document)
    return tuple(fault for document, pairs in by_document for fault in _faults(document, tuple(pairs)))


def _faults(document: str, pairs: tuple[Pair, ...]) -> Iterator[Fault]:
    missed = [pair.gold for pair in pairs if not pair.predicted]
    false = [pair.predicted for pair in pairs if not pair.gold]
    matched = [(pair.gold, pair.predicted) for pair in pairs if pair.matched]
    for pair in pairs:
        if pair.matched:
            named = _inexact(pair.gold, pair.predicted) if pair.full else [_wrong(pair.gold, pair.predicted)]
            yield from (Fault(name, detail, document, pair.gold, pair.predicted) for name, detail in named)
    for gold in tuple(missed):  # the same cue whose contents have no letter in common
        predicted = next((p for p in false if gold.same_cue(p)), None)
        if predicted:
            missed.remove(gold)
            false.remove(predicted)
            name, detail = _wrong(gold, predicted)
            yield Fault(name, detail, document, gold, predicted)
    for gold in missed:
        whole = next((p for _, p in matched if gold.same_cue(p)), None)
        yield Fault("merged cues" if whole else "missed", "", document, gold, whole)
    for predicted in false:
        whole = next((g for g, _ in matched if predicted.same_cue(g)), None)
        yield Fault("split cue" if whole else "false", "", document, whole, predicted)


def _wrong(gold: Side, predicted: Side) -> tuple[str, str]:
    """Class and detail of a pair that is not fully right."""
    if _has_cue(gold, predicted) and not gold.same_cue(predicted):
        return "wrong cue", ""
    if gold.same_source(predicted):
        return "wrong content", _difference(gold, predicted, "content")
    if not gold.same_content(predicted):
        return "wrong source and content", ""
    return "wrong source", _source_difference(gold, predicted)


def _has_cue(gold: Side, predicted: Side) -> bool:
    return bool(gold.spans["cue"] and predicted.spans["cue"])


def _source_difference(gold: Side, predicted: Side) -> str:
    if not predicted.spans["source"]:
        return "none for some"
    if not gold.spans["source"]:
        return "some for none"
    return "overlapping" if gold.common(predicted, "source") else "other"


def _inexact(gold: Side, predicted: Side) -> Iterator[tuple[str, str]]:
    """Classes and details of what is not exact in a fully right pair."""
    for role in ("content", "source", "cue"):
        if role == "cue" and not gold.same_cue(predicted):
            if gold.spans["cue"] or predicted.spans["cue"]:
                yield "other cue", ""
        elif not gold.exact(predicted, role):
            yield f"{role} edges", _difference(gold, predicted, role)
    theirs, ours = (side.annotation.kind or side.kind for side in (gold, predicted))
    if theirs != ours:
        yield "other kind", f"{ours} for {theirs}"


def _difference(gold: Side, predicted: Side, role: str) -> str:
    """How two stretches differ, and at which edge: "too long, right"."""
    theirs, ours = gold.letters[role], predicted.letters[role]
    size = "too long" if ours > theirs else "too short" if ours < theirs else "other pieces"
    wanted, found = covering(gold.spans[role]), covering(predicted.spans[role])
    left, right = wanted.start != found.start, wanted.end != found.end
    return f"{size}, {'both edges' if left and right else 'left' if left else 'right' if right else 'inside'}"


# --- costs ------------------------------------------------------------------------------------


def classify(evaluation: Evaluation, faults: Iterable[Fault]) -> tuple[FaultClass, ...]:
    """The errors by class and detail, those first that cost most; before all others those that cost full F1.

    What a class costs is told of these errors only: the figure as it would be if just they were mended.
    """
    return _classes(evaluation, tuple(faults), lambda fault: fault.name, parted=True)


def _classes(
    evaluation: Evaluation, faults: tuple[Fault, ...], key: Callable[[Fault], str], *, parted: bool = False
) -> tuple[FaultClass, ...]:
    found = []
    for name, some in groupby(sorted(faults, key=key), key=key):
        some = tuple(some)
        detailed = tuple(fault for fault in some if fault.detail)
        parts = _classes(evaluation, detailed, lambda fault: fault.detail) if parted else ()
        found.append(FaultClass(name, some, *_cost(evaluation, some), parts))
    return tuple(sorted(found, key=lambda c: (c.figure != "full", c.figure is None, -c.gain, -len(c.faults), c.name)))


def _cost(evaluation: Evaluation, faults: tuple[Fault, ...]) -> tuple[str | None, float, float]:
    """The figure that errors of one class cost, its F1 now, and its F1 were they mended."""
    name = faults[0].name
    figure = EDGES.get(name, "full")
    measured = evaluation.groups["all"].get(figure)
    if name in NO_COST or measured is None:  # gold that annotates no sources has no full F1
        return None, 0.0, 0.0
    hits = evaluation.units[figure][0] if name in EDGES else sum(pair.full for pair in evaluation.pairs)
    gained, predicted = map(sum, zip(*(_change(fault) for fault in faults)))
    total = measured.gold + measured.pred
    return figure, _f1(hits, total), _f1(hits + gained, total + predicted)


def _f1(hits: int, total: int) -> float:
    """F1 by the hits and by how many gold and predictions have together; of nothing at all everything is right."""
    return 2 * hits / total if total else 1.0


def _change(fault: Fault) -> tuple[int, int]:
    """What mending an error adds to the hits, and to the number of predictions."""
    if fault.name in EDGES:
        role = EDGES[fault.name].removeprefix("spans ")
        wanted, found = set(fault.gold.spans[role]), set(fault.predicted.spans[role])
        return len(wanted - found), len(wanted) - len(found)
    return _CHANGES.get(fault.name, (1, 0))


_CHANGES = {"missed": (1, 1), "merged cues": (1, 1), "false": (0, -1), "split cue": (0, -1)}
