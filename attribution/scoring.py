"""The scorer: how likely a proposal is an attribution, by a small forest of decision trees over what is known of it.

Where constructions propose generously a fixed order does not suffice: whether “calls for” says something here, which of
two sources, which of two contents. The forest (gradient-boosted, trained by ``python -m attribution.training.scorer``)
weighs the counted shares of `rating`, what the role reader thinks of each word, and how the proposal stands in its sentence.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from attrs import frozen

from attribution.constructions.likeness import find_likely
from attribution.model import CONTENT, CUE, SOURCE, Lexicon, Match, Parts, Span, Word, shared
from attribution.rating import MARKED_HERE, confidence, odds, shares_of, source_class
from attribution.spans import kind_of, parts_of
from attribution.tree import Tree, has_feature

ABSENT = -1.0
UNLIKE = 0.3  # a word that looks less like content than this hardly belongs to one
Features = dict[str, float]


# --- what is known of a proposal --------------------------------------------------------------


@frozen
class Proposal:
    """A match in its tree, with its words as spans."""

    match: Match
    tree: Tree
    parts: Parts


def is_scored(tree: Tree, lexicon: Lexicon) -> bool:
    """Whether the scorer judges what is proposed in a tree: its words were read with their roles, and it is not rules only."""
    return lexicon.scorer is not None and tree.words[0].roles is not None


def score(matches: Iterable[Match], trees: Sequence[Tree], lexicon: Lexicon) -> list[Match]:
    """The proposals, each with the scorer's confidence; those without content left out.

    What stands inside somebody's words keeps the counted figure, and so does what is MARKED_HERE: PolNeAR, from
    which the scorer learnt, marks neither.
    """
    proposals = [p for m in matches if (p := proposal_of(m, trees[m.sentence])).parts.content]
    likely: dict[int, list[Proposal]] = defaultdict(list)
    for proposal in proposals:
        if proposal.match.construction == "likeness":
            likely[proposal.match.sentence].append(proposal)
    judged = [p for p in proposals if not is_beyond(p.match)]
    scores = lexicon.scorer(features_of(p, likely[p.match.sentence], lexicon) for p in judged)
    scored = dict(zip(map(id, judged), scores))
    return [
        p.match.rated(_confidence(p.match, scored.get(id(p)), lexicon), p.parts)
        for p in proposals
    ]


# How far a construction's counted figure holds against the forest. The forest alone is a point better on PolNeAR and a
# point worse on our own articles, whose conventions are not all PolNeAR's.
COUNTED = 0.4


def _confidence(match: Match, scored: float | None, lexicon: Lexicon) -> float:
    """The scorer's and the counted confidence, their log odds mixed; what only looks like one has no counted figure.

    ``scored`` is None for what the scorer cannot judge. The forest has learnt which proposals are right in the main;
    its leniency is how much less likely, in log odds, they are right to the edges of source and content.
    """
    if scored is None:
        return confidence(match, lexicon)
    counted = COUNTED if match.construction != "likeness" else 0.0
    mixed = odds(scored) ** (1 - counted) * odds(confidence(match, lexicon)) ** counted / math.exp(lexicon.scorer.leniency)
    return mixed / (1 + mixed)


@frozen
class Weight:
    """How far one feature of a proposal moved the scorer, in log odds: above 0 towards an attribution."""

    feature: str
    value: float
    log_odds: float


def weights_of(match: Match, tree: Tree, lexicon: Lexicon, *, most: int = 5) -> tuple[Weight, ...]:
    """What moved the scorer most for this proposal; nothing where it did not judge it."""
    if not is_scored(tree, lexicon) or is_beyond(match):
        return ()
    likely = [p for m in find_likely(match.sentence, tree, lexicon) if (p := proposal_of(m, tree)).parts.content]
    features = features_of(proposal_of(match, tree), likely, lexicon)
    moved = lexicon.scorer.contributions(features)
    strongest = sorted(moved, key=lambda name: -abs(moved[name]))[:most]
    return tuple(Weight(name, features[name], round(moved[name], 2)) for name in strongest)


def is_beyond(match: Match) -> bool:
    """Whether the scorer cannot judge a proposal, since its like was never marked."""
    is_inside = match.cue[0].roles[CONTENT] >= 0.5 and match.construction != "likeness"
    return is_inside or match.construction in MARKED_HERE


def proposal_of(match: Match, tree: Tree) -> Proposal:
    return Proposal(match, tree, parts_of(match, tree))


def features_of(proposal: Proposal, likely: Iterable[Proposal], lexicon: Lexicon) -> Features:
    """``likely``: what `likeness` proposes in the same sentence."""
    return {
        **_of_construction(proposal, lexicon),
        **_of_cue(proposal),
        **_of_source(proposal),
        **_of_content(proposal),
        **_beside(proposal, likely),
    }


def _of_construction(proposal: Proposal, lexicon: Lexicon) -> Features:
    match = proposal.match
    whole, lemma, source = shares_of(match, lexicon)
    speaker = source_class(match, lexicon)
    kinds = {"indirect": 0.0, "mixed": 1.0, "direct": 2.0}
    kind = kind_of(proposal.parts.content, proposal.tree.quotations, proposal.parts.cue, proposal.tree.text)
    return {
        "share of construction": whole,
        "share of lemma": lemma,
        "share of source": source,
        "odds": math.log(odds(lemma)) + 0.5 * math.log(odds(source) / odds(whole)),
        "is likeness": float(match.construction == "likeness"),
        "is noun": float(match.entry.pos == "noun"),
        "by stretches": float(bool(match.stretches)),
        "quoted": kinds[kind],
        "source is I or you": float(speaker in ("person-1", "person-2")),
        "source is a thing": float(speaker == "thing"),
        "in a headline": float(proposal.tree.paragraph.zone == "headline"),
    }


def _of_cue(proposal: Proposal) -> Features:
    head, tree = proposal.match.cue[0], proposal.tree
    words = tree.words_in(proposal.parts.cue)
    return {
        "cue: its head": head.roles[CUE],
        "cue: all": _mean(words, CUE),
        "cue: best": max((w.roles[CUE] for w in words), default=ABSENT),
        "cue: another": _elsewhere(CUE, proposal.parts.cue, tree),
        "cue in content": head.roles[CONTENT],
        "cue is finite": float(has_feature(head, "VerbForm=Fin")),
        "cue is past": float(has_feature(head, "Tense=Past")),
        "cue is a modal's": float(any(c.lemma in _MODALS for c in tree.children(head, "aux"))),
        "cue is the root": float(head.head == 0),
        "cue is an infinitive": float(has_feature(head, "VerbForm=Inf")),
    }


_MODALS = frozenset({"will", "would", "can", "could", "may", "might", "should", "must", "wo", "ca"})


def _of_source(proposal: Proposal) -> Features:
    source, tree = proposal.match.source, proposal.tree
    elsewhere = _elsewhere(SOURCE, proposal.parts.source, tree)
    if source is None:
        absent = ("source: its head", "source: all", "source in content", "source: distance")
        return {**dict.fromkeys(absent, ABSENT), "source: another": elsewhere}
    words = tree.words_in(proposal.parts.source)
    return {
        "source: its head": source.roles[SOURCE],
        "source: all": _mean(words, SOURCE),
        "source in content": _mean(words, CONTENT),
        "source: distance": float(abs(source.index - proposal.match.cue[0].index)),
        "source: another": elsewhere,
    }


def _elsewhere(role: int, span: Span | None, tree: Tree) -> float:
    """How much the likeliest word outside a cue or source looks like one."""
    return next((w.roles[role] for w in tree.likeliest(role) if span is None or not span.overlaps(w.span)), 0.0)


def _of_content(proposal: Proposal) -> Features:
    tree = proposal.tree
    words = [w for w in tree.words_in(*proposal.parts.content) if w.upos != "PUNCT"]
    if not words:  # a quotation in other sentences
        return dict.fromkeys(_CONTENT, ABSENT)
    before, after = tree.previous(words[0]), tree.next(words[-1])
    in_all = sum(w.roles[CONTENT] for w in tree.words if w.upos != "PUNCT")
    values = (
        _mean(words, CONTENT),
        words[0].roles[CONTENT],
        words[-1].roles[CONTENT],
        sum(w.roles[CONTENT] < UNLIKE for w in words) / len(words),
        _mean(words, SOURCE),
        before.roles[CONTENT] if before is not None else 0.0,
        after.roles[CONTENT] if after is not None else 0.0,
        sum(w.roles[CONTENT] for w in words) / max(0.5, in_all),
        float(len(words)),
        float(words[0].index > proposal.match.cue[0].index),
    )
    return dict(zip(_CONTENT, values))


_CONTENT = (
    "content: all", "content: first", "content: last", "content: unlike", "content as source", "content: before",
    "content: behind", "content: of the sentence's", "content: words", "content behind cue",
)  # fmt: skip


def _beside(proposal: Proposal, likely: Iterable[Proposal]) -> Features:
    """How far the proposal agrees with what the words look like alone."""
    best, source, cue = 0.0, False, False
    for other in likely:
        common = shared(proposal.parts.content, other.parts.content)
        share = common / (sum(map(len, proposal.parts.content)) + sum(map(len, other.parts.content)) - common)
        if share > best:
            best, source = share, proposal.match.source is other.match.source
            cue = proposal.parts.cue.overlaps(other.parts.cue)
    return {"likeness: content": best, "likeness: source": float(source), "likeness: cue": float(cue)}


def _mean(words: Iterable[Word], role: int) -> float:
    values = [w.roles[role] for w in words]
    return sum(values) / len(values) if values else ABSENT
