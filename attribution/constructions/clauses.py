"""Constructions in which the content is a clause that the cue governs or stands in."""

from __future__ import annotations

from collections.abc import Sequence

from attribution.grammar import (
    QUESTION_WORDS,
    agent_of,
    aspect_of,
    clause_of,
    is_dash,
    is_finite,
    is_negated,
    is_passive,
    is_predicate,
    is_time,
    leads_in,
    main_clause_of,
    own_subject,
    stands_apart,
    subject_of,
    told_of,
    wants_an_answer,
)
from attribution.model import LONG_DASHES, Match, Quotation, Span, Word
from attribution.tree import Tree, has_feature, is_relation, span_of

_ADDRESSING = frozenset({"tell", "inform", "assure", "remind", "warn", "advise"})  # their object is who hears it
_WHEN = frozenset({"after", "as", "before", "since", "until", "when", "while"})
_STAND_INS = frozenset({"no", "otherwise", "so", "yes"})
_WISHING = frozenset({"like", "prefer", "want", "wish"})
LONGEST_INSERTION = 9  # words of a source between commas: ", the head of the nurses union said,"
_OF_A_SOURCE = frozenset({"NOUN", "PROPN", "PRON", "DET", "ADJ", "ADP", "PART", "AUX", "ADV", "NUM"})


def finite_clause(cue: tuple[Word, ...], tree: Tree) -> Match | None:
    """They *insist* [that the dam is safe]. The board *said* [no]."""
    verb = cue[0]
    clause = _clause_after(verb, tree) or _hung_clause(verb, tree) or _shared_clause(verb, tree) or _stand_in(verb, tree)
    if clause is None or is_passive(verb, tree) or _is_participle(verb, tree) or _parts_clause(cue, tree):
        return None
    if _is_state_of_mind(verb, tree):
        return None
    return Match(cue, subject_of(verb, tree), _whole_content(verb, clause, tree))


def _stand_in(verb: Word, tree: Tree) -> Word | None:
    """The word right behind a verb that stands for a clause: said *no*, think *so*, say *otherwise*; not: said *no* more, *so* loudly, proved *otherwise*."""
    after = tree.next(verb)
    stands = after is not None and tree.head(after) is verb and after.lemma.lower() in _STAND_INS and is_relation(after, "advmod", "discourse", "obj")
    return after if stands and verb.lemma not in ("prove", "vote") and verb.deprel != "acl:relcl" and not tree.is_quoted(after) else None


def _is_state_of_mind(verb: Word, tree: Tree) -> bool:
    """Whether a participle with a clause opens a sentence, as an adjective does: *Worried* that it leaks, the mayor closed it; not: *Told* that …"""
    bare = verb.index == 1 and verb.text.endswith("ed") and own_subject(verb, tree) is None
    return bare and not leads_in(verb, tree) and main_clause_of(verb, tree) is not None


def question(cue: tuple[Word, ...], tree: Tree) -> Match | None:
    """Lawmakers *asked* [whether the tests had been run]. He *did not say* [why]."""
    verb = cue[0]
    clause = _clause_after(verb, tree, "ccomp") or tree.child(verb, "xcomp") or _clause_after(verb, tree, "advcl")
    clause = clause or _hung_clause(verb, tree) or _bare_question(verb, tree)
    if clause is None or not _opens_with_question_word(clause, tree):
        return None
    asked = agent_of(verb, tree)
    if asked is None and verb.lemma == "ask" and tree.subtree(clause)[0].lemma in ("if", "whether"):
        asked = next((w for w in tree.children(verb, "iobj", "obj") if w.upos == "PRON" or w.entity[2:] == "PERSON"), None)  # I asked *her* if it leaked
    if clause.deprel == "advcl" and tree.previous(tree.subtree(clause)[0]) not in (verb, *_ends_of(asked, tree)):
        return None  # he resigned when asked; not what he was asked
    return Match(cue, subject_of(cue[0], tree), (clause,))


def aside(cue: tuple[Word, ...], tree: Tree) -> Match | None:
    """[The dam], the council *announced*, [is safe]."""
    verb = cue[0]
    before = tree.previous(verb)
    done = tree.child(verb, "aux:pass") is not None and verb.lemma != "tell"  # but: His rent, he *was told*, would triple.
    if tree.child(aspect_of(verb, tree) or verb, "mark") is not None or done or before is not None and before.text.lower() == "you":
        return None  # "It leaks, you know, when it rains"
    if (between := inserted(cue, tree)) is not None:
        return between
    if is_passive(verb, tree):
        return None
    said = tree.child(verb, "ccomp", "parataxis")
    if said is not None and said.index < verb.index:
        if said.deprel == "parataxis" and (subject := own_subject(verb, tree)) is not None and subject.index < said.index:
            return None  # The messages, *he argued*, show a debate.
        if leads_in(said, tree) or own_subject(said, tree) is None and _says_something_else(verb, tree):
            return None  # Asked if it leaks, she says no. Found guilty, he showed no emotion.
        return Match(cue, None if _was_told(verb, tree) else subject_of(verb, tree), (said,))
    host = tree.head(verb)
    # "X, the council said" often comes as a coordination without a conjunction
    beside = is_relation(verb, "parataxis", "dep", "advcl") or verb.deprel == "conj" and tree.child(verb, "cc") is None
    if not beside or host is None or not is_predicate(host, tree) or _clause_after(verb, tree):
        return None
    source = own_subject(verb, tree) or (subject_of(verb, tree) if verb.deprel != "advcl" else None)
    if leads_in(host, tree) or _says_something_else(verb, tree) or _only_thinks(host, tree):
        return None
    if source is None or not is_finite(verb, tree) or not _is_set_off(verb, source, tree):
        return None
    return Match(cue, source, (host,))


def _was_told(verb: Word, tree: Tree) -> bool:
    """Whether a headline leaves out that its subject was told: Coach ‘lied’, tribunal *told*."""
    heard = tree.child(verb, "obj", "iobj", "aux") is None and not any(w.upos != "PUNCT" for w in tree.words[verb.index :])
    return verb.text == "told" and heard and (tree.paragraph.zone == "headline" or tree.words[-1].upos != "PUNCT")


def _says_something_else(verb: Word, tree: Tree) -> bool:
    """Whether a verb has an object of its own behind it: "one asks, the other signals *trouble*"; not "he told *reporters*"."""
    thing = tree.child(verb, "obj")
    return verb.lemma not in _ADDRESSING and thing is not None and thing.index > verb.index and thing.upos == "NOUN" and thing.entity == "O" and (
        tree.child(thing, "det", "amod", "nmod", "acl") is not None and tree.child(verb, "iobj") is None
    )


def _only_thinks(host: Word, tree: Tree) -> bool:
    """Whether the clause beside a cue is itself such an insertion: "That, *I think*, tells us", "*You see*, they protest"."""
    subject = tree.child(host, "nsubj")
    if subject is None or subject.text.lower() not in ("i", "you", "we"):
        return False
    others = tree.children(host)
    return all(w is subject or w.upos == "PUNCT" or is_relation(w, "aux", "parataxis", "ccomp", "conj", "advcl") for w in others)


def inserted(cue: tuple[Word, ...], tree: Tree) -> Match | None:
    """A cue and its subject between commas, whatever the parser made of them: "Rents, *tenants complain*, have doubled"."""
    return _inserted_turned(cue, tree) or _inserted_straight(cue, tree)


def _relative_at(words: Sequence[Word]) -> int:
    """Where the words before an insertion open a relative clause, the rest being outside it: She sat in a pub *where*, she claims, she was paid; 0 where they do not.

    Also with its preposition, all *of whom*; not That's *why*, which is the whole of it.
    """
    start = len(words) - 1
    if not (has_feature(words[start], "PronType=Rel") or has_feature(words[start], "PronType=Int")):
        return 0
    if start and words[start - 1].upos == "ADP":
        start -= 1 + (start > 1 and words[start - 2].upos in ("DET", "NUM", "PRON"))
    return 0 if start and words[start - 1].upos == "AUX" else start


def _clause_at(words: Sequence[Word], rest: Sequence[Word], tree: Tree) -> int:
    """Where the clause that an insertion parts begins: Voss doubled down: *the committee*, she said, *was “a circus”*; 0 where it is all.

    Behind a dash that nothing closes – in PolNeAR train ten times of ten – or a colon behind a clause; not: Alien: Covenant, she said, failed.
    """
    marks = [i for i, w in enumerate(words) if (w.text in (":", "—", "―") or is_dash(w, tree)) and not tree.is_quoted(w)]
    if not marks or all(w.upos == "CCONJ" for w in words[marks[-1] + 1 :]):
        return 0
    if words[marks[-1]].text == ":":
        opens = any(is_finite(w, tree) for w in words[: marks[-1]]) and rest[0].upos != "CCONJ"
    else:
        behind = tree.words[rest[0].index - 1 : rest[-1].index]  # with its marks, which ``rest`` has not
        closed = any(w.text in LONG_DASHES or is_dash(w, tree) for w in behind)
        opens = not closed and sum(words[i].text != ":" for i in marks) % 2 == 1
    return marks[-1] + 1 if opens else 0


def _inserted_straight(cue: tuple[Word, ...], tree: Tree) -> Match | None:
    verb = aspect_of(cue[0], tree) or cue[0]  # The sea, she *used to say*, keeps it.
    # "found" and "promised" are participles to a parser that lost the clause
    inflected = has_feature(verb, "VerbForm=Fin") or has_feature(verb, "Tense=Past")
    last = tree.next(cue[0])
    if last is not None and (last.text.lower() in ("her", "him", "them", "me") or last in cue):  # he told *her*, they point *out*
        last = tree.next(last)
    if not inflected or is_relation(verb, "xcomp", "amod") or not _ends_insertion(last):
        return None
    start = verb.index - 1  # how many words stand before the insertion
    while start > 0 and tree.words[start - 1].upos in _OF_A_SOURCE and verb.index - start <= LONGEST_INSERTION:
        start -= 1
    phrase, comma = tree.words[start : verb.index - 1], tree.words[start - 1] if start else None
    subject = own_subject(verb, tree)
    group = next((i for i, w in enumerate(phrase) if w.upos in ("AUX", "ADV")), len(phrase))
    beside = subject is not None and tree.previous(tree.subtree(subject)[0]) is comma
    if beside and all(w.upos in ("AUX", "ADV") for w in phrase[group:]):  # critics *have long* argued; not: a charge critics *strongly* denied
        phrase = phrase[:group]
    nouns = [w for w in phrase if w.upos in ("NOUN", "PROPN", "PRON") and not has_feature(w, "PronType=Rel")]
    if comma is None or comma.text not in (",", *LONG_DASHES) or start < 2 or not nouns or nouns[-1] is not phrase[-1]:
        return None
    if verb.deprel == "acl:relcl" and subject is phrase[-1] and tree.head(verb) in phrase:
        return None  # It hid the leak, *a charge it denies*.
    words, rest = _clauses_around(tree.words[-1] if last is None else tree.words[last.index - 2], start - 1, tree)
    if not words or any(leads_in(w, tree) for w in words):
        return None  # Asked if it leaks, Ng shrugged.
    goes_on = rest and last.text in (",", *LONG_DASHES) and not _reports_itself(rest, verb, tree)
    begins = _clause_at(words, rest, tree) if goes_on and comma.text == "," else 0
    if begins and last.text in LONG_DASHES and words[begins - 1].text != ":":
        goes_on = False  # It doubled — *tripled*, Ng thinks — in June.
    words = words[_relative_at(words) or begins :]
    if begins and words[0].upos == "CCONJ":  # It holds — but *the lock*, she said, leaks.
        words = words[1:]
    before = Span(words[0].span.start, words[-1].span.end)
    after = (_with_marks(Span(rest[0].span.start, rest[-1].span.end), tree),) if goes_on else ()
    before = _with_marks(before, tree)
    completed = [q for q in tree.quotations if any(s.start == q.span.start for s in after)]
    if _halve_a_quotation((before, *after), tree) or completed and not _is_begun(words, completed[0], tree):
        return None
    if not after and (_tells_when(words[0], verb, tree) or _is_circumstance(words, verb, tree)):
        return None  # When I asked her, Ng shrugged. Then, she apologized.
    told = tree.child(verb, "aux:pass") is not None or _was_told(verb, tree)
    return Match(cue, agent_of(verb, tree) if told else _top_noun(phrase, tree), (), (before, *after))


def _tells_when(word: Word, verb: Word, tree: Tree) -> bool:
    """Whether a clause that a word opens says when something was done: *When* it rains, she shrugs."""
    return word.lemma.lower() in _WHEN and is_relation(clause := clause_of(word, tree), "advcl") and tree.head(clause) is verb


def _is_circumstance(words: list[Word], verb: Word, tree: Tree) -> bool:
    """Whether words before a verb say no more than when or where: *Then*, *in that speech*, she chimed in."""
    tops = [w for w in words if w.upos != "PUNCT" and tree.head(w) not in words]
    return not tree.touches_quotation(span_of(words)) and all(tree.head(w) is verb and is_relation(w, "advmod", "obl", "cc") for w in tops)


def _inserted_turned(cue: tuple[Word, ...], tree: Tree) -> Match | None:
    """The same before a clause that is turned, too: "At no point, *insisted Father Colm*, did money change hands"."""
    verb = cue[0]
    comma, last = tree.previous(verb), tree.next(verb)
    if comma is None or comma.text != "," or not is_finite(verb, tree):
        return None
    while last is not None and last.upos in _OF_A_SOURCE and last.index - verb.index <= LONGEST_INSERTION:
        last = tree.next(last)
    if last is None or last.text != ",":
        return None
    phrase, after = tree.words[verb.index : last.index - 1], tree.next(last)
    turned = after is not None and (after.upos == "AUX" or after.lemma in ("do", "have", "be"))
    if not turned or not phrase or phrase[-1].upos not in ("NOUN", "PROPN", "PRON"):
        return None
    source = _top_noun(phrase, tree)
    words, rest = _clauses_around(tree.words[last.index - 2], comma.index - 1, tree)
    if not words or not rest or is_relation(source, "obj") and tree.head(source) is verb:
        return None  # nor: They rejected it, denied the charge, had no choice
    parts = tuple(_with_marks(Span(some[0].span.start, some[-1].span.end), tree) for some in (words, rest))
    return Match(cue, source, (), parts) if not _halve_a_quotation(parts, tree) else None


def _parts_clause(cue: tuple[Word, ...], tree: Tree) -> bool:
    """Whether an insertion parts a clause: "In Leeds, critics say, *rents have doubled*", "The plan *would*, critics say, *ruin the harbour*".

    Behind an insertion a quotation is a clause of its own: On Monday, Ng said, *“I resign.”* In PolNeAR train what stands before it
    belongs to the content 83 times of 97 where the words behind are not quoted, 28 times of 86 where they are.
    """
    if _inserted_turned(cue, tree) is not None:
        return True
    between = _inserted_straight(cue, tree)
    if between is None or len(between.stretches) == 1:
        return False
    before = tree.words_in(between.stretches[0])
    if before[-1].upos == "AUX":
        return True
    joined = before[-1].upos == "CCONJ" and before[-1].lemma != "nor"  # *But*, she added, the road is shut
    # he replied that he was glad *because, he said, it had made his point*
    subordinate = tree.head(cue[0]) in before and not is_relation(cue[0], "parataxis", "dep")
    quoted = any(q.span.start == between.stretches[1].start for q in tree.quotations)
    return not (joined or subordinate or quoted)


def _top_noun(phrase: tuple[Word, ...], tree: Tree) -> Word:
    """The noun that governs a noun phrase; its last word where the parser tore it apart."""
    nouns = (w for w in phrase if w.upos in ("NOUN", "PROPN", "PRON") and not has_feature(w, "PronType=Rel"))
    return next((w for w in nouns if not any(a in phrase for a in tree.ancestors(w))), phrase[-1])


def _halve_a_quotation(parts: tuple[Span, ...], tree: Tree) -> bool:
    return any(q.span.overlaps(part) and not part.contains(q.span) for q in tree.quotations for part in parts)


def _is_begun(words: list[Word], quotation: Quotation, tree: Tree) -> bool:
    """Whether a quotation goes on with a clause that these words begin: *His party*, Ng insisted, *“will be back”*; not: in Rome, Ng said, “no”."""
    first = words[0]
    dated = any(w.entity[2:] in ("DATE", "TIME") for w in words[:2])
    opens = first.upos in ("DET", "PRON", "PROPN", "NOUN", "NUM", "ADJ") and not dated
    return opens and quotation.inside[0].of(tree.text).lstrip()[:1].islower()


def _with_marks(span: Span, tree: Tree) -> Span:
    """A stretch with the marks of the quotations that begin or end it."""
    for quotation in tree.quotations:
        if span.overlaps(quotation.span):
            whole = Span(min(span.start, quotation.span.start), max(span.end, quotation.span.end))
            more = tree.text[whole.start : span.start] + tree.text[span.end : whole.end]
            span = span if any(map(str.isalnum, more)) else whole
    return span


def _clauses_around(verb: Word, end: int, tree: Tree) -> tuple[list[Word], list[Word]]:
    """The words before and behind an insertion without the comma or dash, from semicolon to semicolon."""
    first = next((w.index for w in reversed(tree.words[:end]) if w.text == ";" and not tree.is_quoted(w)), 0)
    last = next((w.index - 1 for w in tree.words[verb.index :] if w.text == ";" and not tree.is_quoted(w)), len(tree.words))
    return list(tree.words[first:end]), [w for w in tree.words[verb.index : last] if w.upos != "PUNCT"]


def _reports_itself(rest: list[Word], verb: Word, tree: Tree) -> bool:
    """Whether a clause behind an insertion is the article's, or what somebody says himself.

    The road is shut, Ng said, *and he declined to say why*. It is safe, Ng says, *though he admits that it leaks*. It fell, she said,
    *adding, “It was old.”* In PolNeAR train such a participle is outside 179 times of 182, what *who* and *which* lead to always.
    """
    if rest[0].lemma in ("who", "which") or rest[0].upos == "VERB" and rest[0].text.endswith("ing") and rest[0].deprel == "advcl":
        return True
    second = next((w for w in rest if w.deprel in ("conj", "advcl") and tree.head(w) not in rest), None)
    if second is None or own_subject(second, tree) is None:
        return False
    if tree.child(second, "mark") is rest[0] and stands_apart(second, tree):
        return True
    says = any(c.deprel == "ccomp" or has_to(c, tree) for c in tree.children(second, "ccomp", "xcomp"))
    opens = rest[0].upos == "CCONJ" and tree.head(second) is verb or rest[0].lemma in ("though", "although")
    return opens and says


def _ends_insertion(word: Word | None) -> bool:
    return word is None or word.text in (",", ".", *LONG_DASHES)


def participle(cue: tuple[Word, ...], tree: Tree) -> Match | None:
    """The union rejected the offer, *saying* [it was an insult].

    The participle has no subject of its own; whoever did the governing deed also speaks.
    """
    verb = cue[0]
    clause = _clause_after(verb, tree)
    if clause is None or not _is_participle(verb, tree):
        return None
    return Match(cue, subject_of(verb, tree), _whole_content(verb, clause, tree))


def passive(cue: tuple[Word, ...], tree: Tree) -> Match | None:
    """[The dam] *is said* [to be safe]. It *was reported* [that it leaks]. The plan, *described* [as a “gift”] by critics, died.

    The subject of "is said to" belongs to what is said; only "by the council" names a source.
    """
    verb = cue[0]
    source = agent_of(verb, tree)
    if (spoken_of := told_of(verb, tree)) is not None:
        return Match(cue, source, (spoken_of, tree.child(verb, "xcomp")))
    if not is_passive(verb, tree) or verb.deprel == "root" and tree.child(verb, "aux:pass") is None:
        return None  # a headline's "Mutation Discovered" says nothing of it
    clause = _clause_after(verb, tree, "ccomp", "csubj") or tree.child(verb, "csubj")
    if clause is not None:
        causes = aspect_of(verb, tree)  # Ng *let* it be known that
        source = source or (subject_of(causes, tree) if causes is not None and causes.lemma == "let" else None)
        return None if _is_state_of_mind(verb, tree) else Match(cue, source, (clause,))
    subject = tree.child(verb, "nsubj")
    predicate = raised_predicate(verb, tree)
    if predicate is None:
        return None
    source = source or _agent_behind(predicate, tree)
    if subject is None:
        judged = source is not None or tree.subtree(predicate)[0].lemma == "as" and verb.lemma != "know"
        return Match(cue, source, (predicate,)) if is_relation(verb, "acl", "advcl") and judged else None  # not: officials, *called* superdelegates
    return Match(cue, source, (subject, predicate))


def _agent_behind(predicate: Word, tree: Tree) -> Word | None:
    """Who gave a name that stands in marks, the agent to the parser part of it: labelled a “witch hunt” *by Democrats*."""
    behind = [w for w in tree.children(predicate, "nmod") if tree.is_quoted(predicate) and not tree.is_quoted(w)]
    return next((w for w in behind if any(c.lemma == "by" for c in tree.children(w, "case"))), None)


def infinitive(cue: tuple[Word, ...], tree: Tree) -> Match | None:
    """The mayor *vowed* [to resign]. She *wants* [him to go]. They *want* [it repealed]."""
    verb = cue[0]
    if is_passive(verb, tree):
        return None
    clause = next(
        (
            w
            for w in tree.children(verb, "xcomp", "ccomp", "advcl")
            if w.index > verb.index
            and (has_to(w, tree) and (w.deprel != "advcl" or tree.child(verb, "obj") is None) or _is_wished_done(verb, w, tree))
        ),
        None,
    )
    if clause is None or _likes_to_put_it(verb, clause, tree) or wants_an_answer(verb, clause, tree):
        return None
    person = tree.child(verb, "obj", "iobj")
    contents = (person, clause) if person is not None and verb.index < person.index < clause.index else (clause,)
    return Match(cue, subject_of(verb, tree), contents)


def _is_wished_done(verb: Word, clause: Word, tree: Tree) -> bool:
    """Whether somebody wants something done to what the parser takes for a subject: *wants* it *repealed*."""
    return verb.lemma in _WISHING and has_feature(clause, "VerbForm=Part") and clause.deprel == "xcomp" and tree.child(clause, "nsubj") is not None


def _likes_to_put_it(verb: Word, clause: Word, tree: Tree) -> bool:
    """As Ng *likes* to put it, it leaks: not what she likes."""
    mark, thing = tree.child(verb, "mark"), tree.child(clause, "obj")
    return clause.lemma == "put" and thing is not None and thing.lemma == "it" and mark is not None and mark.lemma == "as"


def as_put_it(cue: tuple[Word, ...], tree: Tree) -> Match | None:
    """[The plan was dead], as Ng *put* it. [He who sleeps well lives long], as she *used to say*."""
    verb = cue[0]
    top = tree.head(verb) if verb.deprel == "xcomp" else verb
    mark, host = (tree.child(top, "mark"), tree.head(top)) if top is not None else (None, None)
    if mark is None or mark.lemma != "as" or host is None or not is_relation(top, "advcl", "acl") or is_passive(verb, tree):
        return None
    source = tree.child(top, "nsubj")
    if is_relation(host, "nsubj"):  # The trouble, as Ng *put* it, is that
        host = tree.head(host)
    while is_relation(host, "ccomp", "xcomp", "advcl") and (head := tree.head(host)) is not None and tree.subtree(head)[0].index < mark.index:
        host = head  # *The trouble*, as Ng put it, *is that* it leaks
    return Match(cue, source, (host,)) if source is not None else None


def reporting_adverb(cue: tuple[Word, ...], tree: Tree) -> Match | None:
    """[The firm] *allegedly* [hid its losses]."""
    head = tree.head(cue[0])
    if head is None or cue[0].deprel != "advmod":
        return None
    return Match(cue, None, (clause_of(head, tree),))


# --- what these share ---------------------------------------------------------------------------


def has_to(verb: Word, tree: Tree) -> bool:
    relations = ("mark", "case") if verb.deprel == "xcomp" else ("mark",)  # "wants her to rest", taken for a noun
    return any(m.lemma == "to" for m in tree.children(verb, *relations))


def _clause_after(verb: Word, tree: Tree, *relations: str) -> Word | None:
    """The finite clause that a verb governs and that follows it."""
    for clause in tree.children(verb, *(relations or ("ccomp",))):
        if clause.index > verb.index and (is_finite(clause, tree) or not has_to(clause, tree)):
            return clause
    return None


def _ends_of(noun: Word | None, tree: Tree) -> tuple[Word, ...]:
    """The last word of a noun phrase: "asked by *a reporter* if she would run"."""
    return tree.subtree(noun)[-1:] if noun is not None else ()


def _is_set_off(verb: Word, source: Word, tree: Tree) -> bool:
    """Whether a comma, dash or quotation mark stands before a verb and its subject, which is right beside it."""
    words = tree.subtree(source)
    before = tree.previous(min((verb, *words), key=lambda w: w.index))
    return before is not None and before.upos == "PUNCT" and before.text != ";"


def _whole_content(verb: Word, clause: Word, tree: Tree) -> tuple[Word, ...]:
    """A clause with what the parser hung on the cue instead: its subject, what is put before it, and a coordinated "and that …"."""
    first = tree.subtree(clause)[0]
    before = tree.previous(first)
    lost = [w for w in tree.children(verb, "obj", "iobj") if w.index < first.index and tree.subtree(w)[-1] is before]
    small = clause.upos == "ADJ" and tree.child(clause, "cop", "mark") is None  # thought *it “brave”*
    subject = tuple(lost) if tree.child(clause, "nsubj", "csubj", "expl") is None and (small or is_finite(clause, tree)) else ()
    fronted = tuple(w for w in tree.children(verb, "advcl") if w.index < clause.index and _is_fronted(w, verb, tree))
    more = tuple(
        w
        for w in tree.children(verb, "ccomp", "conj", "advcl")
        if w.index > clause.index and (cc := tree.child(w, "cc")) is not None and (after := tree.next(cc)) is not None and after.lemma == "that"
    )
    return (*fronted, *subject, clause, *more)


def _is_fronted(adverbial: Word, verb: Word, tree: Tree) -> bool:
    """Whether a clause right behind a cue opens what is said: "said *because he is ill*, he will rest"; not "said when asked"."""
    mark = tree.child(adverbial, "mark")
    opens = mark is not None and mark.lemma in ("because", "if", "unless", "although", "though", "since")
    return opens and tree.previous(mark) is verb and tree.child(adverbial, "nsubj", "expl") is not None


def _hung_clause(verb: Word, tree: Tree) -> Word | None:
    """A clause that the parser hung on the person addressed: "told the inquiry *that the alarm had rung*"; or, with its pronoun, on where: "said in evidence *he had slept*"."""
    for person in tree.children(verb, "iobj", "obj", "obl"):
        case = tree.child(person, "case")
        addressed = person.deprel == "iobj" or person.upos in ("PRON", "PROPN") or case is not None and case.lemma in ("to", "in")
        for clause in tree.children(person, "acl", "ccomp") if addressed and person.index > verb.index else ():
            words = tree.subtree(clause)
            opens = words[0].lemma in {"that"} | QUESTION_WORDS and words[0].deprel != "nsubj"
            opens = opens or words[0].upos == "PRON" and case is not None and case.lemma == "in" and _is_bare_place(person, clause, tree)
            if clause.index > person.index and opens and tree.child(clause, "nsubj", "expl") is not None:
                return clause
    return None


def _is_bare_place(place: Word, clause: Word, tree: Tree) -> bool:
    """Whether a place has nothing but its preposition and a clause: said *in evidence* he had slept; not: in a letter he had written, in remarks she made that …"""
    return len(tree.children(place)) == 2 and not has_feature(place, "Number=Plur") and tree.child(clause, "ccomp") is None


def _shared_clause(verb: Word, tree: Tree) -> Word | None:
    """The clause that two cues share, the second one's: the union *warned*, and ministers later admitted, *that the money had run out*."""
    after = tree.next(verb)
    if after is None or after.text not in (",", *LONG_DASHES):
        return None
    for other in tree.children(verb, "conj"):
        clause = _clause_after(other, tree)
        if clause is not None and tree.child(other, "cc") is not None:
            mark = next((w for w in tree.subtree(clause) if w.upos != "PUNCT"), clause)
            before = tree.previous(mark)
            if mark.lemma in ("that", "whether", "if") and before is not None and before.text in (",", *LONG_DASHES):
                return clause
    return None


def _bare_question(verb: Word, tree: Tree) -> Word | None:
    """A question of which only the question word is left: "did not say *why*", "would not say *for how long*"."""
    if not is_negated(verb, tree):
        return None  # "you know *what*"
    asked = [w for w in tree.children(verb, "advmod", "obl", "obj") if w.index > verb.index]
    bare = (w for w in asked if all(part.upos not in ("VERB", "AUX") for part in tree.subtree(w)))
    return next((w for w in bare if _opens_with_question_word(w, tree)), None)


def _is_participle(verb: Word, tree: Tree) -> bool:
    """Whether a verb is a participle or gerund clause without a subject of its own."""
    return verb.text.lower().endswith("ing") and tree.child(verb, "nsubj", "aux", "cop") is None


def _opens_with_question_word(clause: Word, tree: Tree) -> bool:
    first = tree.subtree(clause)[0]
    second = tree.next(first)  # "on whether", "about what"
    return first.lemma in QUESTION_WORDS or (
        first.upos in ("ADP", "SCONJ") and first.lemma != "that" and second is not None and second.lemma in QUESTION_WORDS
    )


# What opens the ground of a judgement: accused *of* lying, blamed *for* the smell.
_GROUNDS = {"accuse": ("of",), "suspect": ("of",), "charge": ("with",), "credit": ("with", "for")} | dict.fromkeys(
    "attack blame castigate chastise chide commend condemn criticise criticize decry deride denounce fault hail lambast laud"
    " mock praise rebuke reprimand ridicule scold slam".split(),
    ("for", "over"),
)


# For how long or how often it is done.
_DURATIONS = frozenset("time night day week weekend month year decade hour minute moment period".split())


def raised_predicate(verb: Word, tree: Tree) -> Word | None:
    """What a passive says of its subject: "is said *to be safe*", "was described *as a spy*", "was called *a spy*", "was accused *of lying*"."""
    agent = agent_of(verb, tree)
    # "condemned by the opposition *as reckless*": often hung on the agent
    words = (*tree.children(verb, "xcomp", "obl", "advcl", "conj"), *(tree.children(agent) if agent is not None else ()))
    for word in words:
        if word.index < verb.index:
            continue
        opener = tree.subtree(word)[0].lemma
        compared = opener == "as" and tree.child(word, "nsubj") is None
        ground = opener in _GROUNDS.get(verb.lemma, ()) and not is_time(word) and word.lemma not in _DURATIONS
        if word.deprel == "xcomp" or compared or ground or (word.deprel == "advcl" and has_to(word, tree)):
            return word
    return None
