"""Gold against predictions: precision, recall and F1 of each part of an attribution.

Attributions are matched one to one by what their contents have in common. An attribution is *fully* right when
half of the letters of either content are in both, and the sources are the same; the cue does not count. All
figures are those of the corpora's ruler, ``../shared/tools/score.py``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import product
from operator import add

from attrs import evolve, frozen

from attribution.errors import InputError
from attribution.evaluate.annotations import ROLES, AnnotatedText
from attribution.evaluate.lemmas import NO_CUE, lemma_of
from attribution.evaluate.sides import Side, quoted_stretches, sides

UNKNOWN = "(unknown)"
GROUPS = ("all", "quoted", "indirect", "direct", "mixed")  # the last three are kinds
# What a group can have; spans and tokens are counted of all only.
FIGURES = (
    "content exact", "content soft", "source exact", "source overlap", "cue overlap", "full",
    "spans content", "spans source", "spans cue", "tokens content", "tokens source", "tokens cue",
    "source if found", "speaker if found", "speaker pronoun if found", "speaker answered", "speaker if answered",
)  # fmt: skip


# --- values -----------------------------------------------------------------------------------


@frozen
class Pair:
    """A gold attribution with the prediction matched to it; None where there is none: a miss, or a false one."""

    document: str
    gold: Side | None
    predicted: Side | None

    @property
    def either(self) -> Side:
        return self.gold or self.predicted

    @property
    def matched(self) -> bool:
        return self.gold is not None and self.predicted is not None

    @cached_property
    def full(self) -> bool:
        return self.matched and self.gold.same_content(self.predicted) and self.gold.same_source(self.predicted)

    def told(self, name: str) -> str | None:
        """What gold, or else the prediction, tells of it: ``type``, ``construction``."""
        told = (getattr(side.annotation, name) for side in (self.gold, self.predicted) if side)
        return next(filter(None, told), None)

    @property
    def lemma(self) -> str:
        return cue_lemma(self.either)


def cue_lemma(side: Side) -> str:
    """The lemma of a cue as its file gives it, else by its words."""
    cue = side.annotation.cue
    return side.annotation.lemma or (lemma_of(" ".join(span.of(side.text) for span in cue)) if cue else NO_CUE)


@frozen
class Figure:
    """Precision, recall and F1 from 0 to 1, and of how many."""

    p: float
    r: float
    f1: float
    gold: int
    pred: int

    @property
    def value(self) -> float:
        return self.f1


@frozen
class Accuracy:
    """The share that is right, from 0 to 1, of ``n`` matched pairs."""

    acc: float
    n: int

    @property
    def value(self) -> float:
        return self.acc


Figures = Mapping[str, Figure | Accuracy]  # "full", "content exact", "source if found", …

BREAKDOWNS: dict[str, Callable[[Pair], str]] = {
    "kind": lambda pair: pair.either.kind,
    "type": lambda pair: pair.told("type") or UNKNOWN,
    "construction": lambda pair: pair.told("construction") or UNKNOWN,
    "document": lambda pair: pair.document,
    "lemma": lambda pair: pair.lemma,
}


@frozen
class Evaluation:
    """The pairs of all documents, from which every figure is made."""

    documents: int
    missing: tuple[str, ...]  # gold documents without predictions, which count as empty
    pairs: tuple[Pair, ...]
    units: Mapping[
        str, tuple[int, int, int]
    ]  # "spans content", "tokens cue", …: in both, predicted, gold; pairing aside

    @cached_property
    def groups(self) -> dict[str, Figures]:
        """The figures of all, of the quoted (direct and mixed) and of each kind; a pair has the kind of its gold."""
        kinds = {"quoted": ("direct", "mixed")} | {kind: (kind,) for kind in GROUPS[2:]}
        parts = {group: [p for p in self.pairs if p.either.kind in kinds[group]] for group in kinds}
        units = {name: _figure(*counts) for name, counts in self.units.items() if counts[-1]}
        return {"all": figures(self.pairs, units), **{group: figures(pairs) for group, pairs in parts.items()}}

    def by(self, breakdown: str) -> dict[str, Figures]:
        """The figures of each group of BREAKDOWNS, the largest first.

        A pair belongs where its gold does; where gold does not tell, for instance its construction, where the
        prediction does.
        """
        parts: dict[str, list[Pair]] = {}
        for pair in self.pairs:
            parts.setdefault(BREAKDOWNS[breakdown](pair), []).append(pair)
        largest_first = sorted(parts.items(), key=lambda part: (-len(part[1]), part[0]))
        return {name: figures(pairs) for name, pairs in largest_first}


# --- matching ---------------------------------------------------------------------------------


def evaluate(gold: Iterable[AnnotatedText], predicted: Iterable[AnnotatedText], *, flat: bool = False) -> Evaluation:
    """Compare predictions with gold, document by document, joined by id; further predicted documents are left out.

    ``flat`` leaves out predictions that have a parent, for gold that marks no attribution inside another. Raises
    InputError where the two have different texts under one id, or gold has none.
    """
    answers = {document.id: document for document in predicted}
    pairs: list[Pair] = []
    units: dict[str, tuple[int, ...]] = {}
    gold = tuple(gold)
    for document in gold:
        golds, predictions = _both(document, answers.get(document.id), flat)
        pairs += _pairs(document.id, golds, predictions)
        for name, counts in _units(document.text, golds, predictions).items():
            units[name] = tuple(map(add, units.get(name, (0, 0, 0)), counts))
    return Evaluation(len(gold), tuple(d.id for d in gold if d.id not in answers), tuple(pairs), units)


def _both(
    document: AnnotatedText, answer: AnnotatedText | None, flat: bool
) -> tuple[tuple[Side, ...], tuple[Side, ...]]:
    """The sides of a gold document and of what was predicted for it."""
    text = document.text
    if text is None:
        raise InputError(f"{document.id}: the gold has no text; give a file with the field “text”")
    answer = answer or AnnotatedText(document.id, text, ())
    if answer.text not in (text, None):
        raise InputError(f"{document.id}: gold and predictions have different texts; extract from the gold's own text")
    if flat:
        answer = evolve(answer, annotations=tuple(a for a in answer.annotations if a.parent is None))
    quoted = quoted_stretches(text)
    return sides(document, text, quoted, gold=True), sides(evolve(answer, aliases={}), text, quoted, gold=False)


def _pairs(document: str, gold: Sequence[Side], predicted: Sequence[Side]) -> list[Pair]:
    """Every gold attribution with its match or None, then the predictions that match none."""
    matches = match(gold, predicted)
    taken = set(matches.values())
    pairs = [Pair(document, g, predicted[matches[i]] if i in matches else None) for i, g in enumerate(gold)]
    return pairs + [Pair(document, None, p) for j, p in enumerate(predicted) if j not in taken]


def match(gold: Sequence[Side], predicted: Sequence[Side]) -> dict[int, int]:
    """Which gold attribution goes with which prediction: those most alike in content first, each once.

    Of those equally alike, a pair with the same cue goes first, then one with the same source, then the earlier.
    """
    alike = sorted(
        (-(g.likeness(p) + 0.01 * g.same_cue(p) + 0.005 * g.same_source(p)), i, j)
        for (i, g), (j, p) in product(enumerate(gold), enumerate(predicted))
        if g.common(p)
    )
    matches: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in alike:
        if i not in matches and j not in taken:
            matches[i] = j
            taken.add(j)
    return matches


def _units(text: str, gold: Sequence[Side], predicted: Sequence[Side]) -> dict[str, tuple[int, int, int]]:
    """How many exact spans and white-space tokens of each role both sides have, the predicted one, and gold."""
    starts = [i for i, c in enumerate(text) if not c.isspace() and (i == 0 or text[i - 1].isspace())]
    found = {}
    for unit, role in product(("spans", "tokens"), ROLES):
        theirs, ours = ({x for s in some for x in _of_unit(s, role, unit, starts)} for some in (gold, predicted))
        found[f"{unit} {role}"] = (len(theirs & ours), len(ours), len(theirs))
    return found


def _of_unit(side: Side, role: str, unit: str, starts: Sequence[int]) -> Iterable[object]:
    return side.spans[role] if unit == "spans" else (bisect_right(starts, i) for i in side.letters[role])


# --- figures ----------------------------------------------------------------------------------


def figures(pairs: Sequence[Pair], units: Mapping[str, Figure] | None = None) -> dict[str, Figure | Accuracy]:
    """All figures of these pairs, and those of their units; a role that their gold does not annotate is left out."""
    gold = [pair.gold for pair in pairs if pair.gold]
    predicted = [pair.predicted for pair in pairs if pair.predicted]
    matched = [(pair.gold, pair.predicted) for pair in pairs if pair.matched]
    sourced = [(g, p) for g, p in matched if g.spans["source"]]
    whole = len(predicted), len(gold)
    of_role = {role: (_having(role, predicted), _having(role, gold)) for role in ROLES}

    content = {
        "content exact": _figure(sum(g.exact(p, "content") for g, p in matched), *whole),
        "content soft": _figure(
            _total(g.common(p) / len(p.letters["content"]) for g, p in matched),
            *whole,
            hits_of_gold=_total(g.common(p) / len(g.letters["content"]) for g, p in matched),
        ),
    }
    source = {
        "source exact": _figure(sum(g.exact(p, "source") for g, p in sourced), *of_role["source"]),
        "source overlap": _figure(sum(g.same_source(p) for g, p in sourced), *of_role["source"]),
    }
    cue = {"cue overlap": _figure(sum(g.same_cue(p) for g, p in matched), *of_role["cue"])}
    full = {"full": _figure(sum(pair.full for pair in pairs), *whole)}
    annotates_source, annotates_cue = (not gold or of_role[role][1] for role in ("source", "cue"))
    return {
        **content,
        **(source if annotates_source else {}),
        **(cue if annotates_cue else {}),
        **(full if annotates_source else {}),
        **(units or {}),
        **_found(matched),
    }


def _found(matched: Sequence[tuple[Side, Side]]) -> dict[str, Accuracy]:
    """How often source and speaker are right where the attribution was found at all."""
    sourced = [(g, p) for g, p in matched if g.spans["source"]]
    spoken = [(g, p) for g, p in matched if g.annotation.speaker]
    right = {
        "source if found": [g.same_source(p) for g, p in sourced],
        "speaker if found": [g.is_speaker(p.annotation.speaker) for g, p in spoken],
        "speaker pronoun if found": [g.is_speaker(p.annotation.speaker) for g, p in spoken if g.has_pronoun],
        "speaker answered": [bool(p.annotation.speaker) for _, p in spoken],
        "speaker if answered": [g.is_speaker(p.annotation.speaker) for g, p in spoken if p.annotation.speaker],
    }
    return {name: Accuracy(round(sum(r) / len(r), 4), len(r)) for name, r in right.items() if r}


def _having(role: str, some: Iterable[Side]) -> int:
    return sum(bool(side.spans[role]) for side in some)


def _total(shares: Iterable[float]) -> float:
    """Plain addition from left to right, as the ruler adds: ``sum`` is more exact from Python 3.12 on."""
    total = 0.0
    for share in shares:
        total += share
    return total


def _figure(hits: float, predicted: int, gold: int, *, hits_of_gold: float | None = None) -> Figure:
    """To four digits; of nothing at all everything is right."""
    p = hits / predicted if predicted else float(not gold)
    r = (hits if hits_of_gold is None else hits_of_gold) / gold if gold else float(not predicted)
    f1 = 2 * p * r / (p + r) if p + r else 0.0
    return Figure(round(p, 4), round(r, 4), round(f1, 4), gold, predicted)
