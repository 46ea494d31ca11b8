"""Explanations → text for a terminal: the verdict, what made it, what was refused, and the tree."""

from __future__ import annotations

from collections.abc import Iterable

from attribution.explain import Explanation, Path
from attribution.model import Attribution
from attribution.render.terminal import Parts, TextPage
from attribution.render.tree import ASKED, STYLES, drawing_of

COLUMN = 14  # columns of a label before its text


def render_explanations(explanations: Iterable[Explanation], *, width: int = 80, color: bool = False) -> str:
    """One explanation below the other; ``width`` in columns."""
    page = TextPage(width, color)
    for explanation in explanations:
        _write(page, explanation)
    return page.text


def _write(page: TextPage, explanation: Explanation) -> None:
    page.write(
        [
            (explanation.text, STYLES["cue"] if explanation.about != "quotation" else "bold"),
            (f"  {headline(explanation)} · at {explanation.span.start}", "dim"),
        ]
    )
    for label, parts in (("sentence", [(explanation.sentence, "")]), *rows(explanation)):
        page.write(parts, 2, hanging=COLUMN, label=label or " ")
    if explanation.tree is not None and explanation.about != "quotation":
        page.write([])
        page.draw(drawing_of(explanation.tree, roles(explanation)), 2)
    page.write([])


def headline(explanation: Explanation) -> str:
    """What it is, in a few words."""
    attribution = explanation.attribution
    if attribution is not None:
        return f"attribution · {attribution.kind} · {attribution.type} · {attribution.polarity}"
    return "quotation left alone" if explanation.about == "quotation" else "no cue here"


def roles(explanation: Explanation) -> dict[int, str]:
    """What the words of the tree are to the attribution, by index; the word asked about is the cue that it is not."""
    match = explanation.match
    if match is None:
        inside = [w for w in explanation.tree.words if explanation.span.contains(w.span)] if explanation.tree else []
        return {w.index: ASKED for w in inside}
    found = {word.index: "content" for word in match.contents}
    found |= {match.source.index: "source"} if match.source is not None else {}
    return found | {word.index: "cue" for word in match.cue}


def rows(explanation: Explanation) -> Iterable[tuple[str, Parts]]:
    """What there is to tell, each with its label; a further line of the same thing has none."""
    if explanation.attribution is not None:
        yield from _parts(explanation.attribution, explanation)
    for why in explanation.why:
        yield "why", [(why, "")]
    if explanation.construction:
        yield "construction", [(explanation.construction, "bold"), (f"  {explanation.example}", "")]
    for path in explanation.paths:
        yield f"to {path.to}", [(path_text(path), "")]
    if explanation.confidence is not None:
        yield "confidence", [(f"{explanation.confidence:.2f}", "bold")]
    for counted, share in explanation.evidence:
        yield "", [(f"{share:.2f}  {counted}", "")]
    for number, weight in enumerate(explanation.weighed):
        yield "" if number else "scorer", [(f"{weight.log_odds:+.2f}  {weight.feature} = {weight.value:.2f}", "")]
    for refusal in explanation.refused:
        yield "refused", [(refusal.cue, STYLES["cue"]), (f"  {refusal.construction}: {refusal.why}", "")]


def _parts(attribution: Attribution, explanation: Explanation) -> Iterable[tuple[str, Parts]]:
    source, speaker = attribution.source, attribution.speaker
    if source is not None or speaker is not None:
        named = f" → {speaker.name}" if speaker is not None and (source is None or speaker.name != source.text) else ""
        yield "source", [(source.text if source is not None else "", STYLES["source"]), (named, "")]
    yield "content", [(attribution.content_text, STYLES["content"])]


def path_text(path: Path) -> str:
    """ "saying ↑advcl slammed ↓nsubj It": up to a governor, down to a dependent, by which relation."""
    steps = (f" {'↑' if step.up else '↓'}{step.relation} {step.word.text}" for step in path.steps)
    return path.start.text + "".join(steps)
