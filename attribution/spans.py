"""Heads → character spans: which words belong to cue, source and content, and where the spans end.

The conventions are those of PARC 3 and PolNeAR as the design's annotation page settles them; every
function returns spans into the article's text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attribution.grammar import aspect_of, breaks_tense, relative_object_of, says_beside, stands_apart
from attribution.model import CONTENT, Kind, Match, Mention, Parts, Quotation, Span, Word, covering
from attribution.tree import Tree, has_feature, is_relation, span_of

# Adverbs that say when or where it was said, not how: they stay outside the cue.
_WHEN_AND_WHERE = frozenset(
    "today yesterday tomorrow tonight now then here there later earlier recently ago afterwards afterward when where why how".split()
)
TIME_WORDS = frozenset(
    "today yesterday tonight monday tuesday wednesday thursday friday saturday sunday".split()
)
_TRAILING = ",;:.-–—…"
_LEADING = _TRAILING + "•·▪*"  # a list's bullet, too
_MARKS = "\"“”„'‘’‚«»‹›`"


def parts_of(match: Match, tree: Tree) -> Parts:
    """Where cue, source and content of a match stand; as told before, if they were."""
    if match.parts is not None:
        return match.parts
    cue, source = cue_span(match, tree), source_span(match, tree)
    return Parts(cue, source, content_spans(match, tree, cue, source))


def cue_span(match: Match, tree: Tree) -> Span:
    """The lexical cue with its verb group: "has repeatedly called for", "could not say", "is confident"."""
    words = set(match.cue)
    last = match.cue[0]
    first = _group_start(_joined_by_nor(last, tree) or aspect_of(last, tree) or last, match, tree)
    if match.construction == "as_put_it":
        words |= {w for w in tree.children(match.cue[0], "obj") if w.lemma == "it"}
    while (after := tree.next(last)) is not None and (after in words or _adverb_behind(after, match, tree) or _of_cue_noun(after, match, tree)):
        last = after
    while last is not match.cue[0] and last not in words and last.upos == "ADV" and _opens_content(last, match, tree):
        last = tree.previous(last)
    return Span(first.span.start, last.span.end)


def _joined_by_nor(cue: Word, tree: Tree) -> Word | None:
    """The verb that is denied with the cue: "would neither *confirm* nor deny that"."""
    nor, verb = tree.previous(cue), tree.head(cue)
    return verb if nor is not None and nor.lemma == "nor" and cue.deprel == "conj" and tree.previous(nor) is verb else None


def _group_start(head: Word, match: Match, tree: Tree) -> Word:
    """Where the verb group of a cue's word begins: "*has* repeatedly called", "*could* not say"."""
    first = head
    while (before := tree.previous(first)) is not None and _in_group(before, head, match, tree):
        first = before
    return first


def _in_group(word: Word, head: Word, match: Match, tree: Tree) -> bool:
    if word in match.cue:
        return True
    if word in match.contents or tree.governs(word, head):
        return False
    if tree.head(word) is not head:  # "*so* far rejected"
        governor = tree.head(word)
        return word.upos == "ADV" and word.deprel == "advmod" and governor is tree.next(word) and governor.deprel == "advmod" and (
            tree.head(governor) is head
        )
    if is_relation(word, "aux", "cop") or word.lemma == "neither" and word.deprel == "cc:preconj":
        return True
    return word.deprel == "advmod" and word.upos in ("ADV", "PART") and head.upos in ("VERB", "AUX", "ADJ") and (
        not has_feature(word, "PronType=Rel") and not has_feature(word, "PronType=Int")
    )


def _adverb_behind(word: Word, match: Match, tree: Tree) -> bool:
    head = match.cue[0]
    if word in match.contents:
        return False  # "he said *so*"
    if is_relation(word, "compound:prt"):
        return tree.head(word) is head
    return (
        tree.head(word) is head
        and word.deprel == "advmod"
        and word.upos in ("ADV", "PART")
        and word.lemma not in _WHEN_AND_WHERE
        and word.entity == "O"
        and not tree.children(word)
    )


def _of_cue_noun(word: Word, match: Match, tree: Tree) -> bool:
    """Whether a word stands before a noun of the cue and belongs to it: made *no specific* mention of."""
    noun = tree.head(word)
    return noun in match.cue[1:-1] and noun.index > word.index and is_relation(word, "det", "amod")


def _opens_content(word: Word, match: Match, tree: Tree) -> bool:
    """Whether an adverb behind the cue belongs to what follows: "said only that"."""
    return any(tree.governs(content, word) for content in match.contents)


def source_span(match: Match, tree: Tree) -> Span | None:
    """The noun phrase of the source, without preposition, incidental clauses, cue and content."""
    head = match.source
    if head is None:
        return None
    doubled = _doubled(head, tree)
    if len(tree.subtree(head)) == 1 and not doubled:  # "he"
        return head.span
    outside = {w.index for w in (*match.cue, *match.contents) if w is not head}
    outside |= {w.index for w in tree.subtree(head) if _incidental(w, head, tree) or _is_topic(w, match, tree)}
    whole = [w for part in (head, *doubled) for w in tree.subtree(part)] if match.stretches else ()
    outside |= {w.index for w in whole if any([s.contains(w.span) for s in match.stretches])}
    phrase = [w for part in (head, *doubled) for w in tree.subtree(part, outside)]
    words = _run_around(head, phrase, tree)
    while len(words) > 1 and words[-1].lemma.lower() in TIME_WORDS and words[-1] is not head and not _dates_a_clause(words[-1], tree):
        words.pop()  # "the minister yesterday", "an interview on Sunday"
        if words[-1].upos == "ADP":
            words.pop()
    words = _trimmed(words, ".?!,;:–—-\"“”")
    if len(words) > 1 and words[0].lemma == "but":  # "but management, wary of a strike"
        del words[0]
    words = _with_brackets(words, head, tree)
    return span_of(words) if words else head.span


def _dates_a_clause(time: Word, tree: Tree) -> bool:
    """Whether a bare day says when what a source is came to be: "a survey *released Monday* found"; in PolNeAR train so, but not with *on*."""
    head = tree.head(time)
    return head is not None and head is tree.previous(time) and is_relation(head, "acl") and head.upos == "VERB"


def _with_brackets(words: list[Word], head: Word, tree: Tree) -> list[Word]:
    """A source whose bracket is closed right behind it, "Sen. Ruiz (D-Conn.)", with it; with half of another, "(a friend, he", without it."""
    if sum(w.text == "(" for w in words) == sum(w.text == ")" for w in words):
        return words
    opened = next((i for i, w in enumerate(words) if w.text == "(" and w.index > head.index), len(words))
    behind = tree.words[words[-1].index : words[-1].index + 2] if opened < len(words) else ()
    closed = next((i for i, w in enumerate(behind, 1) if w.text == ")"), 0)
    return [*words, *behind[:closed]] if closed else _trimmed(words[:opened], "()")


def _doubled(head: Word, tree: Tree) -> list[Word]:
    """Words beside the head in its own relation: the parser takes "Reporter" and "Ana Ruiz" in "Reporter Ana Ruiz says" for two."""
    governor = tree.head(head)
    if governor is None or not is_relation(head, "nsubj", "nmod:poss"):
        return []
    return [w for w in tree.children(governor, head.deprel) if w is not head]


def _incidental(word: Word, head: Word, tree: Tree) -> bool:
    """Whether a word opens a part that does not identify the source: "Ng, *who was in Rome*", "*by* the court"."""
    if word is head:
        return False
    governor = tree.head(word)
    if word.deprel == "cc:preconj":
        return False  # *neither* the bank nor its auditors
    if governor is head and is_relation(word, "case", "mark", "cc", "punct") and word.index < head.index:
        return not has_feature(word, "Poss=Yes") and word.index == tree.subtree(head)[0].index
    if governor is head and is_relation(word, "parataxis", "advcl", "discourse", "ccomp", "dep"):
        return True
    if is_relation(word, "acl", "advcl", "parataxis", "dep", "ccomp"):
        words = tree.subtree(word)
        opener = next((w for w in words if w.upos != "PUNCT"), word)
        before = tree.previous(opener)
        return before is not None and before.text in (",", "-", "–", "—", "(")
    return False


def _is_topic(word: Word, match: Match, tree: Tree) -> bool:
    """Whether a part of a signature or headline says what it was about: “We lost our way” – Ford boss *on the failed launch*."""
    case = tree.child(word, "case", "mark") if match.construction in ("signature", "headline", "transcript") else None
    return case is not None and case.lemma == "on" and tree.head(word) is match.source


def _run_around(head: Word, words: list[Word], tree: Tree) -> list[Word]:
    """The words that stand together with the head, nothing but punctuation between them."""
    present = {w.index for w in words}
    first = last = head.index
    while first - 1 in present or (first > 1 and tree.words[first - 2].upos == "PUNCT" and first - 2 in present):
        first -= 1
    while last + 1 in present or (last < len(tree.words) and tree.words[last].upos == "PUNCT" and last + 2 in present):
        last += 1
    return list(tree.words[first - 1 : last])


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
    trimmed = [_without_half_brackets(_trimmed(run, _TRAILING)) for run in _runs(words, match, tree)]
    runs = [Span(run[0].span.start, run[-1].span.end) for run in trimmed if any(w.upos != "PUNCT" for w in run)]  # no mark alone
    return merged(_snapped(runs, cue, tree), tree.text)


def _without_half_brackets(run: list[Word]) -> list[Word]:
    """A run without a bracket at its edge whose other half is outside: (By law, Ng said, *it keeps no record*.)"""
    opened, closed = (sum(w.text == bracket for w in run) for bracket in "()")
    if closed > opened and run[-1].text == ")":
        return _trimmed(run[:-1], _TRAILING)
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
    while words and (words[0].upos == "CCONJ" or words[0].text in _LEADING):
        del words[0]
    return words


def _said_of(match: Match, tree: Tree) -> Word | None:
    """The relative pronoun of which a clause says something: *which* he said *was too late*; not: whom he told *that* it was."""
    relative = relative_object_of(match.cue[0], tree) if match.construction == "finite_clause" else None
    marked = relative is not None and any(c.lemma == "that" for content in match.contents for c in tree.children(content, "mark"))
    return None if marked else relative


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
    ]


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
    if word.lemma not in _SUMMING or word.upos != "NOUN" or _opened_by(word, tree) not in (",", "-", "–", "—", "--"):
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


def _trimmed(words: Iterable[Word], marks: str) -> list[Word]:
    words = list(words)
    while words and words[-1].text and all(c in marks for c in words[-1].text):
        words.pop()
    while words and all(c in marks for c in words[0].text):
        words.pop(0)
    return words


# --- quotation marks --------------------------------------------------------------------------


def _snapped(runs: list[Span], cue: Span, tree: Tree) -> list[Span]:
    """Runs that take the whole of a quotation they enter, and end with one that the cue stands in."""
    for quotation in tree.quotations:
        if any(part.contains(cue) for part in quotation.parts):
            runs = [clipped for run in runs if (clipped := _clipped(run, quotation)) is not None]
    runs = [_bare(run, tree.text) for run in runs]
    for quotation in tree.quotations:
        if not any(part.overlaps(cue) for part in quotation.parts):
            runs = [piece for run in runs for piece in _with_quotation(run, quotation, tree)]
    return runs


def _clipped(run: Span, quotation: Quotation) -> Span | None:
    for part in quotation.inside:
        start, end = max(run.start, part.start), min(run.end, part.end)
        if start < end:
            return Span(start, end)
    return None


def _bare(run: Span, text: str) -> Span:
    """A run without quotation marks and commas at its edges; those that belong to it come back with their quotation."""
    start, end = run.start, run.end
    while start < end and (text[start] in _MARKS + "," or text[start].isspace()):
        start += 1
    while end > start and (text[end - 1] in _MARKS + "," or text[end - 1].isspace()) and not _is_apostrophe(text, end - 1):
        end -= 1
    return Span(start, end) if end > start else run


def _is_apostrophe(text: str, at: int) -> bool:
    """Whether a mark closes a plural possessive: "the allies’"."""
    return text[at] in "'’" and at > 0 and text[at - 1] in "sS"


def _runs_on(run: Span, quotation: Quotation, tree: Tree) -> bool:
    """Whether a content ends with its sentence in a quotation that goes on: said that in “Leeds, rents fall. *Wages go up.”*"""
    last = next((w for w in reversed(tree.words) if w.upos != "PUNCT"), tree.words[-1])
    return run.start < quotation.span.start and run.end >= last.span.end and quotation.span.end > tree.sentence.span.end


def _with_quotation(run: Span, quotation: Quotation, tree: Tree) -> list[Span]:
    """A run with a quotation that it opens, holds half of, or ends in where that goes on."""
    inside = covering(quotation.inside)
    first, last = quotation.parts[0], quotation.parts[-1]
    shared = min(run.end, inside.end) - max(run.start, inside.start)
    if shared <= 0:
        return [run]
    opens = run.start <= inside.start + 1
    if not opens and shared < len(inside) / 2 and not _runs_on(run, quotation, tree):
        return [run]
    if len(quotation.parts) == 1 or run.end > first.end:
        return [Span(min(run.start, first.start), max(run.end, last.end))]
    return [Span(min(run.start, first.start), first.end), *quotation.parts[1:]]


def merged(runs: list[Span], text: str) -> tuple[Span, ...]:
    """Runs in text order, joined where they overlap or only punctuation lies between them."""
    joined: list[Span] = []
    for run in sorted(runs):
        if joined and (run.start <= joined[-1].end or not any(c.isalnum() for c in text[joined[-1].end : run.start])):
            if "\n\n" not in text[joined[-1].end : run.start]:
                joined[-1] = Span(joined[-1].start, max(joined[-1].end, run.end))
                continue
        joined.append(run)
    return tuple(joined)


# --- values -----------------------------------------------------------------------------------


def kind_of(content: tuple[Span, ...], quotations: Iterable[Quotation], cue: Span | None, text: str) -> Kind:
    """direct where nine tenths of the content's letters are quoted, mixed where some are, else indirect.

    A quotation that also holds the cue does not count: "I think X" said inside it is indirect.
    """
    parts = [p for q in quotations for p in q.parts if any(map(p.overlaps, content)) and (cue is None or not p.contains(cue))]
    if not parts:
        return "indirect"
    letters = [i for span in content for i in range(span.start, span.end) if text[i].isalnum()]
    inside = set().union(*(range(p.start, p.end) for p in parts))
    quoted = sum(i in inside for i in letters)
    if not quoted:
        return "indirect"
    return "direct" if quoted >= 0.9 * len(letters) else "mixed"


def mention_of(head: Word, span: Span, text: str) -> Mention:
    """A source's mention, by its head: a pronoun, a name, or a nominal ("the report")."""
    kind = "pronoun" if head.upos == "PRON" else "name" if head.upos == "PROPN" else "nominal"
    return Mention(span, span.of(text), head.span, kind)
