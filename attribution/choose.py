"""Competing matches → those that stand, each with its confidence.

Constructions propose generously. What stands is decided by how likely each proposal is an attribution at all
("the bill calls for" mostly, "calls his wife" hardly), which of two constructions for one cue, which of two cues
for one content. The scorer says how likely; by rules alone, or in a tree without roles, counted figures and an order do.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from functools import lru_cache

from attrs import evolve, frozen

from attribution.grammar import ANSWER, QUESTION, QUESTION_WORDS, is_finite, is_title_case
from attribution.model import Lexicon, Match, Parts, Span, Word, shared
from attribution.rating import confidence, source_class
from attribution.scoring import is_scored, score
from attribution.spans import parts_of
from attribution.tree import Tree, is_relation

# The more certain a construction's content is, the earlier; quotation marks and turns are surest.
ORDER = (
    "post", "signature", "transcript", "headline", "quotation", "medium", "framed_quotation", "colon", "according_to", "in_view", "as_put_it", "question",
    "finite_clause", "participle", "aside", "passive", "evaluated_object", "copular_noun", "noun_clause", "adjective_clause", "infinitive",
    "noun_object", "reporting_adverb", "object", "likeness",
)  # fmt: skip
_RANK = {name: rank for rank, name in enumerate(ORDER)}

# Constructions that show saying itself. The others also join what somebody wants, likes, discusses or supports.
PLAIN = frozenset(ORDER[: ORDER.index("passive")])

# What counts towards a text that reports.
TELLING = PLAIN | {"likeness"}

# What can hardly be anything else: in PolNeAR train 397 of 432 of its proposals are right, and the only one that the scorer
# refuses, "by her own admission".
SURE = frozenset({"according_to"})

# A proposal less likely than this to be an attribution is refused; where the scorer judged, which tells them better apart, than that.
LEAST = 0.33
LEAST_SCORED = 0.27
# With these a verb needs a predicate of its object to say something of it.
UNJUDGING = frozenset({"neutral", "believe", "know"})

# In a text that hardly reports what others say (a guide, a paper, a memoir, an interview) such a one
# as "visitors enjoy the gardens" is no news: the less it reports, the surer any but a PLAIN one must be, up to this.
LEAST_OUTSIDE_NEWS = 0.85
# What news reports: plain attributions to others, a word of text; measured on PolNeAR train, where three
# articles in four have more. A short text is taken for news until it shows otherwise.
REPORTS_A_WORD = 0.009
BENEFIT_OF_DOUBT = 2
HARDLY, WELL = 1.0, 3.5  # times as much: up to the one the bar is highest, from the other on there is none


def choose(matches: Iterable[Match], trees: tuple[Tree, ...], lexicon: Lexicon) -> tuple[Match, ...]:
    """The matches that stand, in text order."""
    standing = _rated(matches, trees, lexicon)
    for _, stage in STAGES:
        standing = stage(standing, trees, lexicon)
    return _in_text_order(standing)


@frozen
class Refused:
    """A proposal that does not stand: the stage that refused it, and the proposal that it lost against, if any."""

    match: Match
    reason: str  # one of STAGES
    rival: Match | None = None


def decide(
    matches: Iterable[Match], trees: tuple[Tree, ...], lexicon: Lexicon
) -> tuple[tuple[Match, ...], tuple[Refused, ...]]:
    """What ``choose`` chooses, and each proposal that it refuses with the reason, both in text order."""
    standing = _rated(matches, trees, lexicon)
    refused = []
    for reason, stage in STAGES:
        kept = stage(standing, trees, lexicon)
        names = {_name(m) for m in kept}
        lost = [m for m in standing if _name(m) not in names]
        refused += [Refused(m, reason, _rival(m, kept) if reason in CONTESTS else None) for m in lost]
        standing = kept
    return _in_text_order(standing), tuple(sorted(refused, key=lambda r: (r.match.sentence, r.match.cue[0].index)))


def _rated(matches: Iterable[Match], trees: tuple[Tree, ...], lexicon: Lexicon) -> list[Match]:
    """Each proposal with its confidence; those without any content, which spans alone can tell, are left out."""
    scored, counted = [], []
    for match in matches:
        (scored if is_scored(trees[match.sentence], lexicon) else counted).append(match)
    rated = [m.rated(confidence(m, lexicon)) for m in counted]
    if scored:
        rated += score(scored, trees, lexicon)
    return sorted(rated, key=lambda m: m.sentence)


def _in_text_order(matches: Iterable[Match]) -> tuple[Match, ...]:
    return tuple(sorted(matches, key=lambda m: (m.sentence, m.cue[0].index)))


def _name(match: Match) -> tuple[int, tuple[int, ...], str, str]:
    """What tells a proposal from the others, also where it has lost one of its quotations on the way."""
    return match.sentence, tuple(w.index for w in match.cue), match.entry.pos, match.construction


def _rival(match: Match, kept: Iterable[Match]) -> Match | None:
    """What a proposal lost against: one for the same cue word or quotation, or whose content its cue heads."""
    near = [m for m in kept if m.sentence == match.sentence]
    same_cue = [m for m in near if m.cue[0] is match.cue[0]]
    same_quotation = [m for m in kept if any(s in match.stretches for s in m.stretches)]
    joined = [m for m in near if match.cue[0] in m.contents or m.cue[0] in match.contents]
    return next(iter((*same_cue, *same_quotation, *joined)), None)


# --- the stages, each named by what it refuses --------------------------------------------------


def _likely(matches: list[Match], trees: tuple[Tree, ...], lexicon: Lexicon) -> list[Match]:
    return [m for m in matches if m.confidence >= least_of(trees[m.sentence], lexicon) or _is_sure(m, trees[m.sentence])]


def _is_sure(match: Match, tree: Tree) -> bool:
    """Whether it can hardly be anything else: in Ng's *words*, “a mess”."""
    in_words = match.construction == "in_view" and match.entry.lemma == "word"
    return match.construction in SURE or in_words and any(q.span.start - match.cue[0].span.end in (1, 2) for q in tree.quotations)


def least_of(tree: Tree, lexicon: Lexicon) -> float:
    """How likely a proposal in this tree must be."""
    return LEAST_SCORED if is_scored(tree, lexicon) else LEAST


def _plausible(matches: list[Match], trees: tuple[Tree, ...], lexicon: Lexicon) -> list[Match]:
    return [m for m in matches if is_plausible(m, trees[m.sentence], lexicon)]


def _worth_telling(matches: list[Match], trees: tuple[Tree, ...], lexicon: Lexicon) -> list[Match]:
    least = least_worth_telling(reporting(matches, trees, lexicon))
    return [
        m
        for m in matches
        if m.confidence >= least or m.construction in PLAIN or _quoted(m) or _tells_a_clause(m, trees[m.sentence])
    ]


def least_worth_telling(reports: float) -> float:
    """How sure a proposal must be, that is not PLAIN, in a text that reports so much (`reporting`)."""
    return LEAST_OUTSIDE_NEWS * min(1.0, max(0.0, (WELL - reports) / (WELL - HARDLY)))


# Constructions besides the PLAIN ones whose content may be a whole clause, which is said or thought wherever it stands.
_OF_CLAUSES = frozenset({"adjective_clause", "noun_clause", "likeness"})


def _tells_a_clause(match: Match, tree: Tree) -> bool:
    """Whether the content is a clause with a subject: "I am sure *that it leaks*", "explain *how it works*"; not "likes *jazz*"."""
    if match.construction == "object":
        return tree.subtree(match.contents[0])[0].lemma in QUESTION_WORDS
    if match.construction not in _OF_CLAUSES:
        return False
    inside = tree.words_in(*match.stretches) if match.stretches else match.contents
    return any(is_finite(w, tree) and tree.child(w, "nsubj", "expl") is not None for w in inside)


def reporting(matches: Iterable[Match], trees: tuple[Tree, ...], lexicon: Lexicon) -> float:
    """How much a text reports what others say, as news does, by its plain attributions to a third person: 1 is little for news."""
    reports = sum(
        m.construction in TELLING and source_class(m, lexicon) not in ("none", "thing", "person-1", "person-2") for m in matches
    )
    return (reports + BENEFIT_OF_DOUBT) / (REPORTS_A_WORD * max(1, sum(len(t.words) for t in trees)))


def is_plausible(match: Match, tree: Tree, lexicon: Lexicon) -> bool:
    """Whether a proposal can be one at all: a label that can speak, a predicate where the verb needs one, no picture."""
    if match.source is not None and match.entry.type == "fact" and match.source.lemma.lower() in lexicon.image_nouns:
        return False
    if _is_of_title(match, tree):
        return False
    if match.construction in ("object", "evaluated_object") and match.contents[0].lemma.lower() in match.entry.unless:
        return False  # "claimed the title" says nothing
    if match.construction == "evaluated_object" and match.entry.stance in UNJUDGING and _is_without_verdict(match, tree):
        return False  # "sees the merger as a threat" says something; "sees the merger", "calls a taxi" do not
    if match.construction in ("evaluated_object", "likeness") and _names_itself(match, tree):
        return False  # a group "calling itself Open Hand"
    if match.construction == "passive" and match.source is None and match.contents[-1].upos == "PROPN":
        return False  # "the boat was called the Heron"
    if match.construction in ("headline", "transcript") and not lexicon.genre_nouns.isdisjoint((match.source.lemma.lower(), match.source.text.lower())):
        return False  # "Opinion: the pier must go"; "THE FACTS: The state ranks 23rd."
    if match.construction == "headline":
        return can_speak(match.source, lexicon) and not _is_explainer(match, tree) and not _is_title_or_credit(match, tree, lexicon)
    if match.construction == "signature":
        is_thing = match.source.entity[2:] in ("LOC", "MISC", "DATE") or match.source.lemma.lower() in lexicon.image_nouns
        return not is_thing and (match.source.upos == "PROPN" or can_speak(match.source, lexicon) or is_titled(match.source, tree))
    if match.construction in ("colon", "framed_quotation"):
        if len(match.cue) > 1:
            return True  # “No,” *came the reply*
        return match.source is not None and (match.source.upos == "PRON" or can_speak(match.source, lexicon))
    if match.construction == "transcript":
        is_turns = is_turn(match.stretches[0], match.source, tree, lexicon)
        return is_turns and not _is_explainer(match, tree) and not _is_title_or_credit(match, tree, lexicon)
    return True


def _is_of_title(match: Match, tree: Tree) -> bool:
    """Whether a title in marks has the cue in it, or is all that a preposition leads to: she closed with “*Don’t Tell Me You’re Sorry*”."""
    if tree.paragraph.zone == "headline":
        return False
    led_to = match.stretches if match.construction == "likeness" and match.cue[0].upos == "ADP" else ()
    near = (q for q in tree.quotations if q.span in led_to or q.span.contains(match.cue[0].span))
    inside = (q.inside[0].of(tree.text) for q in near)
    return any(is_title_case(words) and not words.isupper() and words[-1:].isalnum() for words in inside)


def _is_without_verdict(match: Match, tree: Tree) -> bool:
    return len(match.contents) == 1 and not is_relation(match.contents[0], "xcomp") and not _is_followed_by_mark(match, tree)


def _is_followed_by_mark(match: Match, tree: Tree) -> bool:
    """Whether a quotation follows an object: dubbed the storm “the Beast”, whatever the parser made of the name. Or is what was found: “serious leaks”."""
    begins = match.cue[-1].span.end if match.entry.lemma in ("call", "find") else tree.subtree(match.contents[0])[0].span.end
    return any(begins <= q.span.start and q.span.end <= tree.sentence.span.end for q in tree.quotations)


def _names_itself(match: Match, tree: Tree) -> bool:
    """Whether a verb only tells by what name somebody goes: calls itself *Open Hand*, *the Open Hand*. Not: calls himself *a Democrat*."""
    itself, name = tree.next(match.cue[-1]), match.contents[-1] if match.contents else None
    if match.stretches and match.entry.lemma == "call":
        name = tree.words_in(*match.stretches)[-1]
    if name is None or itself is None or not itself.text.lower().endswith(("self", "selves")):
        return False
    article = tree.child(name, "det")
    return name.upos == "PROPN" and tree.child(name, "nmod") is None and (article is None or article.lemma == "the") and not tree.is_quoted(name)


def _is_explainer(match: Match, tree: Tree) -> bool:
    """"Brexit: what happens next" is a topic and what is told of it."""
    content = match.stretches[0].of(tree.text)
    return content.split()[0].lower() in ("what", "why", "how", "who", "where", "when") and content[-1].isalnum() and content[0].islower()


def _is_title_or_credit(match: Match, tree: Tree, lexicon: Lexicon) -> bool:
    """"Ana Ruiz: an interview with the painter" names what follows; "The old mill. Image: NASA" credits a picture."""
    words = tree.words_in(*match.stretches)  # none behind "Q.", a sentence of its own
    opening = {w.lemma.lower() for w in words[:3]}
    return {"interview", "with"} <= opening or any(w.lemma.lower() in lexicon.image_nouns for w in words[-1:])


def is_turn(content: Span, source: Word, tree: Tree, lexicon: Lexicon) -> bool:
    """Whether a paragraph's label names who has the turn: a person, or one that comes again; not "BREAKING:"."""
    label = tree.text[tree.paragraph.span.start : content.start].rstrip()
    if label in (f"{QUESTION}.", f"{ANSWER}."):  # and no heading of a list, A. and B.
        return all(_comes_again(f"{letter}. ", tree.text) for letter in (QUESTION, ANSWER))
    if source.entity[2:] in ("PERSON", "ORG") or is_titled(source, tree) or source.text.lower() in lexicon.person_nouns:
        return True
    if source.text[0] == "@" or label in (f"{QUESTION}:", f"{ANSWER}:"):
        return True
    return _comes_again(label[:_LONGEST_LABEL], tree.text)


def _comes_again(opening: str, text: str) -> bool:
    """Whether two lines or more of a text begin with these words."""
    openings = _line_openings(text)
    return bisect_left(openings, opening + "\U0010ffff") - bisect_left(openings, opening) > 1


_LONGEST_LABEL = 80


@lru_cache(maxsize=4)
def _line_openings(text: str) -> tuple[str, ...]:
    """How the lines of a text begin, sorted, so that each of many turns is looked up and not searched for."""
    return tuple(sorted(line.lstrip()[:_LONGEST_LABEL] for line in text.splitlines()))


def is_titled(word: Word, tree: Tree) -> bool:
    """Whether a person's name stands behind a role, any role: former *opener* Brett Scullin."""
    after = tree.next(word)
    return word.upos == "NOUN" and after is not None and after.entity[2:] == "PERSON" and after.head == word.index


def can_speak(word: Word, lexicon: Lexicon) -> bool:
    """Whether a bare label can be a source: a name, a body, a document or a person, not "Brexit:" or "Update:"."""
    lemma = word.lemma.lower()
    nouns = (lexicon.person_nouns, lexicon.group_nouns, lexicon.organisation_nouns, lexicon.document_nouns)
    return word.entity[2:] in ("PERSON", "ORG", "NORP", "LOC") or any(lemma in n for n in nouns) or (
        word.text.isupper() and 1 < len(word.text) < 8
    )


def _one_a_cue(matches: list[Match], trees: tuple[Tree, ...], lexicon: Lexicon) -> list[Match]:
    """Of several constructions for one cue word, the better."""
    best: dict[tuple[int, int], Match] = {}
    for match in matches:
        key = (match.sentence, match.cue[0].index)
        rival = best.get(key)
        if rival is None or _is_better(match, rival, trees[match.sentence], lexicon):
            best[key] = match
    return list(best.values())


def _is_better(one: Match, other: Match, tree: Tree, lexicon: Lexicon) -> bool:
    """That which takes in the other; else by rules the first in ORDER, of two lemmas the longer ("call for"), and by the scorer the surer.

    But of two that mark the same the first in ORDER, which tells more of it: "asked how long it lasts" is a `question`.
    """
    if (all_of_it := _takes_in(one, other, tree)) or _takes_in(other, one, tree):
        return all_of_it
    if not is_scored(tree, lexicon):
        return _preference(one) < _preference(other)
    if one.parts == other.parts:
        return _RANK[one.construction] < _RANK[other.construction]
    return _surer(one) < _surer(other)


def _takes_in(whole: Match, part: Match, tree: Tree) -> bool:
    """Whether one in several parts has all that another of its cue has: “Yes,” said Ng, “*but mind the step*.” The firm is, as Ng put it, *“a bakery”*.

    Or a quotation of several sentences the last of them: “It is old. *It leaks*,” Ng added.
    """
    if (whole.construction, part.construction) == ("quotation", "aside"):
        return whole.stretches[0].start < tree.sentence.span.start and not any(s.start >= part.cue[0].span.end for s in parts_of(part, tree).content)
    if (whole.construction, part.construction) not in (("quotation", "finite_clause"), ("as_put_it", "quotation")):
        return False
    stretches = parts_of(whole, tree).content
    return len(stretches) > 1 and all(any(s.contains(span) for s in stretches) for span in parts_of(part, tree).content)


def _preference(match: Match) -> tuple[int, int, float]:
    return (_RANK[match.construction], -len(match.cue), -match.confidence)


# What merely looks like an attribution must be this much surer than a construction, which tells more of it.
HANDICAP = 0.15


def _surer(match: Match) -> tuple[float, int]:
    handicap = HANDICAP if match.construction == "likeness" else 0.0
    return (handicap - match.confidence, _RANK[match.construction])


def _one_a_content(matches: list[Match], trees: tuple[Tree, ...], lexicon: Lexicon) -> list[Match]:
    """Of two proposals of the scorer for one content in a sentence the surer, unless one is said within the other."""
    kept: dict[int, list[tuple[Match, Parts]]] = {}
    lost = set()
    for match in sorted(matches, key=_surer):
        tree = trees[match.sentence]
        if is_scored(tree, lexicon):
            parts, standing = parts_of(match, tree), kept.setdefault(match.sentence, [])
            if any(_is_rival(parts, theirs) and not _share(match, other, tree) for other, theirs in standing):
                lost.add(id(match))
            else:
                standing.append((match, parts))
    return [m for m in matches if id(m) not in lost]


def _is_rival(one: Parts, other: Parts) -> bool:
    if one.cue.overlaps(other.cue):
        return True
    nested = any(s.contains(other.cue) for s in one.content) or any(s.contains(one.cue) for s in other.content)
    return not nested and 2 * shared(one.content, other.content) >= max(1, min(sum(map(len, one.content)), sum(map(len, other.content))))


def _share(one: Match, other: Match, tree: Tree) -> bool:
    """Whether two coordinated cues have one clause between them: the union *warned*, and ministers later *admitted*, that …"""
    cues = one.cue[0], other.cue[0]
    joined = any(w.deprel == "conj" and tree.head(w) is v and tree.child(w, "nsubj") and tree.child(w, "cc") for w, v in (cues, cues[::-1]))
    return joined and bool(one.contents) and one.contents == other.contents


def _one_a_quotation(matches: list[Match], trees: tuple[Tree, ...], lexicon: Lexicon) -> list[Match]:
    """A quotation that two cues claim goes to the nearer one: “Yes,” he said, and Ng *added*: “No.”

    The stretches of likeness are no quotations: theirs is a contest of content.
    """
    owner: dict[int, Match] = {}
    for match in matches:
        for stretch in _quoted(match):
            rival = owner.get(stretch.start)
            if rival is None or _is_nearer(match, rival, stretch, trees):
                owner[stretch.start] = match
    kept = []
    for match in matches:
        stretches = tuple(s for s in _quoted(match) if owner[s.start] is match)
        if stretches == _quoted(match):
            kept.append(match)
        elif stretches:
            kept.append(evolve(match, stretches=stretches, parts=None))
    return kept


def _is_nearer(one: Match, other: Match, stretch: Span, trees: tuple[Tree, ...]) -> bool:
    """Whether a quotation goes to the one of two cues: to that which interrupted it, else to the nearer."""
    if _stands_within(one, other, trees):
        return False
    return _stands_within(other, one, trees) or _distance(one, stretch, trees) < _distance(other, stretch, trees)


def _stands_within(one: Match, other: Match, trees: tuple[Tree, ...]) -> bool:
    """Whether a cue only tells when another interrupted its quotation: “Then why,” *replies* Ng when I *read* her this, “did he leave?”

    Not: “Take care,” *sings* Ng before *asking*, “Where do we go?”
    """
    tree, cue, outer = trees[one.sentence], one.cue[0], other.cue[0]
    if one.sentence != other.sentence or len(other.stretches) < 2 or cue is outer or not tree.governs(outer, cue):
        return False
    mark = tree.child(cue, "mark", "advmod")
    tells_when = cue.deprel == "advcl" and is_finite(cue, tree)
    return tells_when and mark is not None and mark.lemma in ("when", "as", "after", "before", "while")


def _quoted(match: Match) -> tuple[Span, ...]:
    return match.stretches if match.construction != "likeness" else ()


def _distance(match: Match, stretch: Span, trees: tuple[Tree, ...]) -> tuple[int, int, bool]:
    """Whose name is under it, then words of saying, then any verb, then punctuation, then the nearer: “Will you,” *said* he, as he rose, “sing?” Of one cue's no aside.

    Last what ended with a full stop before: Ng agreed. “They must,” she *said*.
    """
    cue, sentence = match.cue[0].span, trees[match.sentence].sentence.span
    distance = min(abs(cue.start - stretch.end), abs(stretch.start - cue.end))
    ended = match.stretches[0].start >= sentence.end and sentence.of(trees[0].text).rstrip().endswith(".") and match.construction != "transcript"
    return _ENDED if ended else _SURENESS.get(match.construction, 0), distance, match.construction == "aside"


_SURENESS = {"post": -2, "signature": -1, "framed_quotation": 1, "colon": 2}
_ENDED = 3


def _without_light_verbs(matches: list[Match], trees: tuple[Tree, ...], lexicon: Lexicon) -> list[Match]:
    """"Issued a call for talks" is the noun's attribution, not the verb's; "denied the claim that" is the denier's."""
    nouns = {(m.sentence, m.cue[0].index): m for m in matches if m.entry.pos == "noun"}
    intended = {(m.sentence, c.index): m.entry for m in matches if m.construction == "infinitive" for c in m.contents}
    dropped = set()
    for match in matches:
        outer = intended.get((match.sentence, match.cue[0].index))
        if outer is not None and (outer.negative or match.construction in ("object", "evaluated_object", "question")):
            dropped.add(id(match))  # "declined to say how many": nobody said; "promised to approve the list": not what was approved
        noun = next((n for c in match.contents if (n := nouns.get((match.sentence, c.index)))), None)
        if noun is not None and any(c in match.contents for c in noun.contents):
            dropped.add(id(noun))  # "expected demand to fall": what was expected, nobody's demand
        elif noun is not None and match.construction in ("object", "evaluated_object"):
            dropped.add(id(noun if match.entry.negative or match.entry.stance in ("deny", "criticise") else match))
    return [m for m in matches if id(m) not in dropped]


Stage = Callable[[list[Match], tuple[Tree, ...], Lexicon], list[Match]]
# What a proposal must pass to stand, in this order, each stage under the name of the reason for which it refuses.
STAGES: tuple[tuple[str, Stage], ...] = (
    ("unlikely", _likely),
    ("implausible", _plausible),
    ("quotation", _one_a_quotation),
    ("cue", _one_a_cue),
    ("content", _one_a_content),
    ("no-news", _worth_telling),
    ("light-verb", _without_light_verbs),
)
CONTESTS = frozenset({"quotation", "cue", "content", "light-verb"})  # the stages in which one proposal loses against another
