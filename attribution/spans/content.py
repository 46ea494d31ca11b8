"""Which words are content: what its heads govern, without cue and source, and what else of the sentence belongs to it."""

from __future__ import annotations

from collections.abc import Iterator

from attribution.grammar import breaks_tense, relative_object_of, says_beside, stands_apart
from attribution.model import CONTENT, DASHES, Match, Span, Word
from attribution.spans.marks import LEADING, TRAILING, merged, snapped, trimmed
from attribution.tree import Tree, has_feature, is_relation, span_of


def content_spans(match: Match, tree: Tree, cue: Span, source: Span | None) -> tuple[Span, ...]:
    """All that is attributed: the subtrees of the content's heads without cue and source, snapped to quotation marks."""
    if match.stretches:
        return match.stretches
    beyond = _beyond(match, tree)
    words = _content_words(match, tree, beyond, cue, source)
    if words and _may_grow(match.cue[0], tree):
        told = tree.children(match.cue[0], "iobj") if match.construction == "finite_clause" else ()  # assures *them* that
        beside = (*beyond, *told)
        apart = [s for s in (cue, source, *(span_of(tree.subtree(w)) for w in beside)) if s is not None]
        words = _grown(words, apart, tree)
    kept = [_without_half_brackets(trimmed(run, TRAILING)) for run in _runs(words, match, tree)]
    runs = [Span(run[0].span.start, run[-1].span.end) for run in kept if any(w.upos != "PUNCT" for w in run)]  # no mark alone
    return merged(snapped(runs, cue, tree), tree.text)


def _without_half_brackets(run: list[Word]) -> list[Word]:
    """A run without a bracket at its edge whose other half is outside: (By law, Ng said, *it keeps no record*.)"""
    opened, closed = (sum(w.text == bracket for w in run) for bracket in "()")
    if closed > opened and run[-1].text == ")":
        return trimmed(run[:-1], TRAILING)
    return run[1:] if opened > closed and run[0].text == "(" else run


def _content_words(match: Match, tree: Tree, beyond: list[Word], cue: Span, source: Span | None) -> list[Word]:
    cut = {w.index for w in (*match.cue, *beyond)}
    if match.construction == "as_put_it" and match.cue[0].deprel == "xcomp":
        cut.add(match.cue[0].head)  # as she *used* to say
    if match.source is not None and match.source not in match.contents:
        cut.add(match.source.index)
    for content in match.contents:
        cut.discard(content.index)
    found = {w.index for content in match.contents for w in tree.subtree(content, cut)}
    found |= _opened(match, tree)
    if match.construction == "aside" or match.construction == "passive" and _opens_insertion(match.cue[0], tree):
        found |= _fronted(match, tree)
    if match.construction == "aside":
        found |= _conditions(match, tree)
    if (relative := _said_of(match, tree)) is not None:
        found.add(relative.index)
    apart = {w.index for w in tree.words_in(cue, *(() if source is None else (source,)))}
    words = [tree.words[index - 1] for index in sorted(found - apart)]
    words = words[: next((i for i, w in enumerate(words) if _is_after_semicolon(w, words[0], tree)), None)]
    opener = tree.previous(words[0]) if words else None
    if opener is not None and opener.lemma in ("that", "whether") and opener.deprel == "mark" and opener.index > match.cue[-1].index:
        words.insert(0, opener)  # "Her belief *that* the boy is alive", hung elsewhere
    of_what = len(words) > 1 and words[0].deprel == "case" and words[1].lemma == "what" and match.construction == "evaluated_object"
    del words[:of_what]  # over *what* it called “baseless”
    while words and (words[0].upos == "CCONJ" or words[0].text in LEADING):
        del words[0]
    return words


def _said_of(match: Match, tree: Tree) -> Word | None:
    """The relative pronoun of which a clause says something: *which* he said *was too late*; not: whom he told *that* it was."""
    relative = relative_object_of(match.cue[0], tree) if match.construction == "finite_clause" else None
    marked = relative is not None and any(c.lemma == "that" for content in match.contents for c in tree.children(content, "mark"))
    return None if marked else relative


def _opened(match: Match, tree: Tree) -> set[int]:
    """What stands between a clause and the *that* which opens it: "said that *as it rains*, the dam leaks", hung on *said*; not: that, *according to Ng*, it leaks."""
    cue, found = match.cue[0], set()
    for clause in match.contents:
        mark = tree.child(clause, "mark")
        if mark is None or mark.lemma != "that" or mark.index < cue.index:
            continue
        for word in tree.children(cue, "advcl", "obl", "obl:unmarked", "nsubj", "obj", "csubj"):
            part = tree.subtree(word)
            reports = any(w.lemma in ("accord", "according", "per") for w in part)
            if mark.index < part[0].index and part[-1].index < clause.index and not reports:
                found |= {w.index for w in part}
    return found


def _fronted(match: Match, tree: Tree) -> set[int]:
    """What opens a sentence whose cue comes behind the content: "*Last week*, the dam broke, he said", hung on *said*."""
    first = min(match.contents[0].index, match.cue[0].index)
    return {
        w.index
        for word in tree.children(match.cue[0])
        if word.index < first and is_relation(word, "obl", "advmod", "advcl") and word is not match.source
        for w in tree.subtree(word)
    }


def _opens_insertion(cue: Word, tree: Tree) -> bool:
    """Whether a cue without a subject stands between commas: "In Oberau, *it is said*, the snow lasts"."""
    it, after = tree.child(cue, "expl"), tree.next(cue)
    before = tree.previous(it) if it is not None else None
    return before is not None and before.text == "," and after is not None and after.text == ","


def _conditions(match: Match, tree: Tree) -> set[int]:
    """What makes a condition of advice behind its cue: "Stay away, warns Ng, *unless you can swim*", hung on *warns*."""
    behind = [w for w in tree.children(match.cue[0], "advcl") if w.index > max(match.cue[0].index, *(c.index for c in match.contents))]
    return {w.index for c in behind if (mark := tree.child(c, "mark")) and mark.lemma in ("unless", "if") for w in tree.subtree(c)}


LIKE = 0.8  # a word beside the content that looks so much like content belongs to it


def _may_grow(cue: Word, tree: Tree) -> bool:
    """Not inside another's words, where all look like content; nor in a headline, where the place of the saying would come in."""
    return cue.roles is not None and cue.roles[CONTENT] < LIKE and tree.paragraph.zone != "headline"


def _grown(words: list[Word], apart: list[Span], tree: Tree) -> list[Word]:
    """The content with the words beside it that the parser hung elsewhere and the role reader takes for content.

    "said it would close *in spite of the protests*", the last phrase hung on *said*.
    """
    own = len(words)
    while (after := tree.next(words[-1])) is not None and _belongs(after, apart) and not _is_after_semicolon(after, words[0], tree):
        words = [*words, after]
    while len(words) > own and words[-1].head > words[-1].index:  # "it leaks, *and they* have asked …", where another cue follows
        words.pop()
    while (before := tree.previous(words[0])) is not None and _belongs(before, apart):
        words = [before, *words]
    return words


def _belongs(word: Word, apart: list[Span]) -> bool:
    return word.roles[CONTENT] >= LIKE and not any(s.overlaps(word.span) for s in apart)


def _beyond(match: Match, tree: Tree) -> list[Word]:
    """What the parser hung on the content and the article adds: a participle that says something itself, and what sums the content up.

    "He vowed to resist, *calling* it a trap", "said that it leaks, *a claim* Ng denied", "It leaks, according to Ng, *but the
    council denies it*". Not "that it fell, killing two", nor "that Ng wrote to her, saying so", where it is Ng who says it.
    """
    behind = [(c, w) for c in match.contents for w in tree.subtree(c) if w.index > match.cue[0].index and w not in match.contents]
    return [
        w
        for c, w in behind
        if _says_itself(w, c, match, tree)
        or _sums_up(w, tree)
        or _goes_with_headline(w, tree)
        or _is_the_articles(w, c, match, tree)
        or _reports_another(w, match, tree)
        or tree.head(w) is c and breaks_tense(w, tree)
        or _is_incidental(w, c, match, tree)
    ]


_INCIDENTAL = frozenset({"object", "evaluated_object", "passive"})
_TELLING = _INCIDENTAL | {"finite_clause", "infinitive"}


def _is_incidental(word: Word, content: Word, match: Match, tree: Tree) -> bool:
    """Whether what ends a content, behind a comma, tells the reader more of what somebody spoke of: cited Ng, *who was there*; said that he met Ng, *the chief negotiator*.

    In PolNeAR train 32 of 47 relative clauses behind an object stand outside the content, and of those that a clause has at its end
    24 of 31 behind a name, 11 of 21 behind any other noun; of appositions with an article 39 of 58. But who says *I* tells all of it.
    """
    if match.source is not None and has_feature(match.source, "Person=1"):
        return False
    is_clause = word.deprel.endswith(":relcl")
    if not (is_clause or is_relation(word, "appos", "parataxis")) or match.construction not in _TELLING or tree.is_quoted(content):
        return False
    part, opener = tree.subtree(word), _opened_by(word, tree)
    if part[-1] is not tree.subtree(content)[-1]:
        return False
    first = next((w for w in part if w.upos != "PUNCT"), word)
    if not is_clause:
        return first.upos == "DET" and first.lemma in ("a", "the") and opener in (",", *DASHES) and not tree.touches_quotation(span_of(part))
    if opener != "," or first.lemma.lower() not in ("who", "which", "whose", "whom", "where"):
        return False
    if any(mark.text == "," and after.deprel in ("case", "mark") for mark, after in zip(part, part[1:])):
        return False  # accused Ng, who was there, *of leaving*, to the parser a part of the clause
    if match.construction in _INCIDENTAL:
        return word.deprel == "acl:relcl"
    named = tree.words[first.index - 3]  # before the comma
    return match.construction == "finite_clause" and named.upos == "PROPN" and not tree.touches_quotation(span_of(part))


def _is_the_articles(word: Word, content: Word, match: Match, tree: Tree) -> bool:
    """Whether a clause behind a cue that stands in the midst is the article's: *and the valley is being cleared*, *though nobody saw it*."""
    if content.index > match.cue[0].index or tree.child(word, "nsubj", "expl") is None:
        return False
    if word.deprel == "advcl":
        return stands_apart(word, tree) and match.construction in ("aside", "according_to", "in_view")
    return word.deprel == "conj" and tree.head(word) is content and match.construction == "according_to" and _opened_by(word, tree) == ","


def _reports_another(word: Word, match: Match, tree: Tree) -> bool:
    """Whether a clause hung on an object or what it is called reports something itself: found Ng ahead, *and half of them said that* …"""
    own = word.deprel == "conj" and tree.child(word, "nsubj") is not None and tree.child(word, "ccomp") is not None
    return own and match.construction in ("object", "evaluated_object") and _opened_by(word, tree) == ","


def _says_itself(word: Word, content: Word, match: Match, tree: Tree) -> bool:
    if word.deprel != "advcl" or not word.text.endswith("ing"):
        return False
    before_cue = content.index < match.cue[0].index  # "The dam broke, police said, *citing* witnesses"
    of_speaker = before_cue or tree.child(content, "nsubj") is None and tree.child(word, "ccomp", "xcomp") is not None
    return of_speaker and _opened_by(word, tree) == "," or tree.head(word) is content and says_beside(word, tree)


# Nouns of a summative apposition (Meyer 1992), which says of a whole clause what it is. In PolNeAR train all but two
# of thirty behind a content stand outside it.
_SUMMING = frozenset(
    "accusation allegation argument assertion charge claim comment contention figure idea move notion point position"
    " prediction promise pledge prospect remark sentiment stance statement suggestion view".split()
)


def _goes_with_headline(word: Word, tree: Tree) -> bool:
    """What else happens, in a headline: Army says drones hit hospital *as rebels deny role*."""
    is_headline = tree.paragraph.zone == "headline" or tree.paragraph.span.end <= tree.sentence.span.end and tree.words[-1].upos != "PUNCT"
    mark = tree.child(word, "mark") if word.deprel == "advcl" and is_headline else None
    return mark is not None and mark.lemma == "as" and tree.child(word, "nsubj") is not None


def _sums_up(word: Word, tree: Tree) -> bool:
    if word.lemma not in _SUMMING or word.upos != "NOUN" or _opened_by(word, tree) not in (",", *DASHES):
        return False
    article = tree.child(word, "det")
    return article is not None and article.lemma in ("a", "an") and not is_relation(word, "nsubj")


def _opened_by(word: Word, tree: Tree) -> str:
    """What stands before all that a word governs."""
    before = tree.previous(next((w for w in tree.subtree(word) if w.upos != "PUNCT"), word))
    return before.text if before is not None else ""


def _is_after_semicolon(word: Word, first: Word, tree: Tree) -> bool:
    """Whether a semicolon outside quotation marks ends the content before this word."""
    mark = tree.previous(word)
    return mark is not None and mark.text == ";" and mark.index > first.index and not tree.is_quoted(mark)


def _runs(words: list[Word], match: Match, tree: Tree) -> Iterator[list[Word]]:
    """Stretches of content; what lies between two of them is left out only where it belongs to the cue's clause."""
    run: list[Word] = []
    for word in words:
        gap = tree.words[run[-1].index : word.index - 1] if run else ()
        # an object and its predicate are one content: "called *the arrest* in Lagos *a kidnapping*"
        together = match.construction == "evaluated_object" and not any(w.entity[2:] == "DATE" or w in match.cue for w in gap)
        if run and not together and any(w.upos != "PUNCT" and _of_the_cue(w, match, tree) for w in gap):
            yield run
            run = []
        elif run:
            run.extend(gap)
        run.append(word)
    if run:
        yield run


def _of_the_cue(word: Word, match: Match, tree: Tree) -> bool:
    heads = (*match.cue, match.source) if match.source is not None else match.cue
    return any(tree.governs(head, word) for head in heads)
