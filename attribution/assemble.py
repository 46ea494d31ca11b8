"""Matches + Quotations → Attributions: spans, continued and floating quotations, nesting, what nobody says."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from attrs import evolve, frozen

from attribution.collected import with_owners
from attribution.continued import stands_alone, turns, with_continuations, with_halves_joined, with_whole_turns
from attribution.details import medium_of, recipient_of, time_of
from attribution.grammar import is_negated
from attribution.model import Attribution, Cue, Match, Quotation, Span, Unattributed, covering, text_of
from attribution.spans import content_spans, kind_of, mention_of, merged, parts_of
from attribution.tree import Touching, Tree
from attribution.unattributed import reason_for


@frozen
class Assembled:
    attributions: tuple[Attribution, ...]
    unattributed: tuple[Unattributed, ...]


def assemble(matches: Iterable[Match], quotations: tuple[Quotation, ...], trees: tuple[Tree, ...]) -> Assembled:
    """Every attribution and every quotation left over, in text order; speakers are not yet known."""
    if not trees:
        return Assembled((), ())
    text = trees[0].text
    found = [a for m in matches if (a := attribution_of(m, trees[m.sentence])) is not None]
    found = with_whole_turns(_untangled(_without_twins(found), text), _body(trees), text)
    outer = [q for q in quotations if q.depth == 0 and _is_looked_in(q.span, trees)]
    contents = _Contents(found)
    loose = [q for q in outer if not _is_taken(q, contents)]
    paragraphs = sorted({t.paragraph.span for t in trees})
    loose = with_halves_joined(loose, text)
    filling = turns(quotations, paragraphs, text)
    touching = Touching(quotations)
    found, loose = with_continuations(found, loose, touching, paragraphs, text, in_turns=bool(filling))
    found = _with_what_is_said_within(found, touching, text)
    alone = {q.span for q in loose if q.span in filling or stands_alone(q, text)}
    floating = [_floating(q, trees, text) for q in loose if q.span in alone]
    found += floating if filling else with_owners(floating, found, trees, text)
    others = [q for q in loose if q.span not in alone]
    left = tuple(Unattributed(q, text_of(q.parts, text), reason_for(q, trees, text)) for q in others)
    return Assembled(_nested(_without_slight(found)), left)


def _body(trees: tuple[Tree, ...]) -> list[Span]:
    return sorted({t.paragraph.span for t in trees if t.paragraph.zone == "body"})


def _is_looked_in(span: Span, trees: tuple[Tree, ...]) -> bool:
    """Whether any of the trees' paragraphs, which stand in text order, touches a span."""
    at = bisect_left(trees, span.end, key=lambda t: t.paragraph.span.start) - 1
    return at >= 0 and trees[at].paragraph.span.end > span.start


class _Contents:
    """Attributions by where their content stands, so that finding those at a place does not need to look at all."""

    _WIDTH = 500  # characters of a drawer

    def __init__(self, attributions: Iterable[Attribution]) -> None:
        self._drawers: dict[int, list[Attribution]] = {}
        for attribution in attributions:
            for drawer in dict.fromkeys(d for span in attribution.content for d in self._of(span)):
                self._drawers.setdefault(drawer, []).append(attribution)

    def _of(self, span: Span) -> range:
        return range(span.start // self._WIDTH, span.end // self._WIDTH + 1)

    def near(self, span: Span) -> list[Attribution]:
        """At least all whose content touches the span."""
        return list({id(a): a for drawer in self._of(span) for a in self._drawers.get(drawer, ())}.values())


def attribution_of(match: Match, tree: Tree) -> Attribution | None:
    """A match with its words turned into spans; None where nothing of its content is left."""
    parts = parts_of(match, tree)
    cue, source = parts.cue, parts.source
    recipient, rest = recipient_of(match, tree)
    content = parts.content if rest is match else content_spans(rest, tree, cue, source)
    if not content:
        return None
    negated = any(is_negated(w, tree) for w in match.cue if w is match.cue[0] or w.upos == "NOUN")  # made *no* mention of it
    entry = match.entry
    return Attribution(
        id="",
        kind=kind_of(content, tree.quotations, cue, tree.text),
        type=entry.type,
        polarity="negative" if negated != entry.negative else "positive",
        content=content,
        content_text=text_of(content, tree.text),
        cue=Cue(cue, cue.of(tree.text), entry.lemma, match.construction, entry.stance, negated),
        source=mention_of(match.source, source, tree.text) if source is not None else None,
        speaker=None,
        construction=match.construction,
        sentence=tree.sentence.span,
        recipient=recipient,
        medium=medium_of(rest, tree, content),
        time=time_of(rest, tree, content),
        confidence=round(match.confidence, 2),
    )


def _without_twins(attributions: list[Attribution]) -> list[Attribution]:
    """One attribution a content: of two cues for the very same words the surer stands, unless two say them: *Ng* warned, and *he* admitted, that …"""
    best: dict[tuple[tuple[Span, ...], Span | None], Attribution] = {}
    for attribution in attributions:
        whose = attribution.source.span if attribution.source is not None and attribution.construction == "finite_clause" else None
        rival = best.get((attribution.content, whose))
        if rival is None or attribution.confidence > rival.confidence:
            best[attribution.content, whose] = attribution
    return _without_parts_of_cues(list(best.values()))


def _without_parts_of_cues(attributions: list[Attribution]) -> list[Attribution]:
    """Of two cues that overlap the longer: she *liked to say*, and did not *like*."""
    longest: list[Attribution] = []
    for attribution in sorted(attributions, key=lambda a: (a.cue.span.start, -a.cue.span.end)):
        if not longest or attribution.cue.span.start >= longest[-1].cue.span.end:
            longest.append(attribution)
    kept = {id(a) for a in longest}
    return [a for a in attributions if id(a) in kept]


def _untangled(attributions: list[Attribution], text: str) -> list[Attribution]:
    """Contents cut before the cue of an attribution that they stand in.

    "Voters said that prices rose, *according to the poll*": the phrase is no part of what they said.
    """
    found, contents = [], _Contents(attributions)
    for a in attributions:
        outer = [b for b in contents.near(a.cue.span) if b.cue.span.start > a.cue.span.start and _stands_in(a.cue.span, b.content)]
        ends = [
            min(words.start for words in _cue_and_source(b))
            for b in outer
            if any(_stands_in(words, a.content) for words in _cue_and_source(b))
        ]
        if not ends:
            found.append(a)
        elif content := _until(min(ends), a.content, text):
            found.append(evolve(a, content=content, content_text=text_of(content, text)))
    return found


def _cue_and_source(attribution: Attribution) -> tuple[Span, ...]:
    return tuple(part.span for part in (attribution.cue, attribution.source) if part is not None)


def _stands_in(span: Span, content: tuple[Span, ...]) -> bool:
    return any(part.contains(span) for part in content)


def _until(cut: int, content: tuple[Span, ...], text: str) -> tuple[Span, ...]:
    ends = [Span(s.start, max(s.start, len(text[: min(s.end, cut)].rstrip(" ,;:–—―-")))) for s in content if s.start < cut]
    return tuple(s for s in ends if len(s))


# --- quotations without a cue of their own ----------------------------------------------------


def _is_taken(quotation: Quotation, contents: _Contents) -> bool:
    """Whether the quotation is content of something said outside it, or all that is said by whom it names first: “NG: It leaks.”"""
    return any(
        span.overlaps(part) and (a.construction == "transcript" or not any(p.contains(a.cue.span) for p in quotation.parts))
        for part in quotation.parts
        for a in contents.near(part)
        for span in a.content
    )


def _with_what_is_said_within(found: list[Attribution], touching: Touching, text: str) -> list[Attribution]:
    """“It leaks. It did,” *Ng said*, according to the report. “It will.” – all that Ng said is the report's, wherever it stands."""
    quoted: dict[Span, list[Attribution]] = {}
    for a in found:
        if a.kind != "indirect" and a.cue is not None:
            quoted.setdefault(a.sentence, []).append(a)
    whole = []
    for outer in found:
        if outer.construction == "according_to":
            within = [s for a in quoted.get(outer.sentence, ()) if a is not outer and _stands_in(a.cue.span, outer.content) for s in a.content]
            content = merged([*outer.content, *within], text) if within else outer.content
            kind = kind_of(content, touching(content), outer.cue.span, text)
            outer = evolve(outer, content=content, content_text=text_of(content, text), kind=kind)
        whole.append(outer)
    return whole


def _floating(quotation: Quotation, trees: tuple[Tree, ...], text: str) -> Attribution:
    at = bisect_right(trees, quotation.span.start, key=lambda t: t.sentence.span.end)
    tree = trees[min(at, len(trees) - 1)]
    return Attribution(
        id="",
        kind="direct",
        type="assertion",
        polarity="positive",
        content=quotation.parts,
        content_text=text_of(quotation.parts, text),
        cue=None,
        source=None,
        speaker=None,
        construction="floating",
        sentence=tree.sentence.span,
        confidence=0.5,
    )


# --- nesting ----------------------------------------------------------------------------------


def _nested(attributions: list[Attribution]) -> tuple[Attribution, ...]:
    """Attributions in text order with ids, each with the smallest one whose content holds it as its parent."""
    ordered = sorted(attributions, key=lambda a: (_extent(a).start, -_extent(a).end, a.content))
    ids = {id(a): f"a{number}" for number, a in enumerate(ordered, 1)}
    contents = _Contents(ordered)
    holders = (_holder(a, contents) for a in ordered)
    return tuple(evolve(a, id=ids[id(a)], parent=ids[id(h)] if h is not None else None) for a, h in zip(ordered, holders))


def _holder(attribution: Attribution, contents: _Contents) -> Attribution | None:
    core = attribution.cue.span if attribution.cue is not None else attribution.content[0]
    holders = [a for a in contents.near(core) if a is not attribution and _holds(a, core, attribution)]
    return min(holders, key=lambda a: sum(map(len, a.content)), default=None)


def _holds(outer: Attribution, core: Span, inner: Attribution) -> bool:
    return any(span.contains(core) for span in outer.content) and sum(map(len, outer.content)) > sum(map(len, inner.content))


def _extent(attribution: Attribution) -> Span:
    beside = (attribution.cue, attribution.source) if attribution.cue is not None else ()  # a title may name the source of all below
    return covering([*attribution.content, *(part.span for part in beside if part is not None)])


# Within another's words what is liked, shown or passed, “I like this”, is seldom worth a mark of its own: of those less sure
# than this 11 of 49 were right in our own articles, two sets of unseen texts, and GUM.
_SLIGHT = frozenset({"object", "adjective_clause", "evaluated_object"})
LEAST_WITHIN = 0.6


def is_slight(attribution: Attribution) -> bool:
    """Whether an attribution stands only where it is nobody else's content."""
    return attribution.construction in _SLIGHT and attribution.confidence < LEAST_WITHIN


def _without_slight(attributions: list[Attribution]) -> list[Attribution]:
    contents = _Contents(attributions)
    return [a for a in attributions if not is_slight(a) or _holder(a, contents) is None]
