"""Constructions of nouns, adjectives and prepositional phrases, and those whose content is a noun phrase."""

from __future__ import annotations

from attribution.constructions.clauses import has_to, raised_predicate
from attribution.grammar import agent_of, clause_of, is_passive, is_time, light_verb_of, main_clause_of, own_subject, possessor_of, relative_object_of, subject_of
from attribution.model import LONG_DASHES, Match, Span, Word
from attribution.tree import Tree, is_relation

# "the claim that he made" is a relative clause; "the claim that he lied" is what was claimed.
_MAKING = frozenset("make give issue file send write bring raise share hold have express voice receive face get reject".split())
_OF_OTHERS = frozenset("address answer consider dim examine face hear investigate test".split())  # what somebody else claims, hopes or fears
_CALLING = frozenset("appeal argue ask beg call campaign hope lobby long plead pray press push vote wait wish".split())  # for something
_ARISING = frozenset("abound arise circulate come emerge express go grow increase linger mount persist raise remain rise spread surface swirl voice".split())
_FORESEEING = frozenset("anticipate await envisage expect forecast predict project schedule".split())
_AWAITING = _FORESEEING | frozenset("demand plan promise propose seek want".split())
_GIVING = frozenset({"promise", "offer", "guarantee", "deny", "refuse", "ask", "tell", "show"})  # somebody something
OBJECT_PREPOSITIONS = frozenset({"for", "of", "about", "against", "over", "on", "to", "in", "towards", "toward", "with"})


def object_(cue: tuple[Word, ...], tree: Tree) -> Match | None:
    """The union *called for* [talks]. Voters *support* [the ban]."""
    verb = cue[0]
    content = _object_of(cue, tree) or _relative_object_of(cue, tree)
    if content is None or _quoted_answer(verb, tree) is not None:
        return None
    if is_passive(verb, tree):
        told_as = raised_predicate(verb, tree)  # "was hailed *as a masterpiece*" says more than whom
        return Match(cue, agent_of(verb, tree), (content,)) if told_as is None or len(cue) > 1 else None
    # "hinted at legislation *to widen the mandate*", "wanted its men *moved*": often hung on the verb
    more = tuple(c for c in tree.children(verb, "advcl", "xcomp") if c.deprel == "xcomp" or _follows(content, c, tree))
    more = more[:1] or _at_a_figure(verb, content, tree) or _moved(verb, content, tree) or _in_time(verb, content, tree)
    return Match(cue, subject_of(verb, tree), (content, *more))


def evaluated_object(cue: tuple[Word, ...], tree: Tree) -> Match | None:
    """Putin *hailed* [it as a “breakthrough”]. Allies *called* [the arrest a “kidnapping”]. She *slammed* [the plan]."""
    verb = cue[0]
    thing = _object_of(cue, tree)
    if is_passive(verb, tree):
        return None
    if verb.lemma == "put":
        figures = _at_a_figure(verb, thing, tree) if thing is not None else ()
        return Match(cue, subject_of(verb, tree), (thing, *figures)) if figures else None
    verdicts = [w for w in tree.children(verb, "xcomp", "obj", "obl", "advcl") if w.index > verb.index and _is_verdict(w, thing, tree)]
    verdicts = [w for w in verdicts if thing is not None or _names(w, tree)]
    what = _what(verb, tree)
    if thing is None and verdicts:  # what critics *call* [a “power grab”]
        return Match(cue, subject_of(verb, tree), (what, verdicts[0]) if what is not None else (verdicts[0],))
    if thing is None:
        return None
    what = what or _quoted_answer(verb, tree)
    if what is not None and len(cue) == 1:  # since *what* the owner *calls* [“the accident”], over *what* it *called* [“baseless” remarks]
        return Match(cue, subject_of(verb, tree), (what, thing))
    predicate = next((w for w in verdicts if w.index > thing.index), None)
    contents = (thing,) if predicate is None else (thing, predicate)
    return Match(cue, subject_of(verb, tree), contents)


def _what(verb: Word, tree: Tree) -> Word | None:
    """The "what" that a verb gives a name, in its own clause or as what that clause is about: over *what* it *called* “baseless” remarks.

    Or the relative pronoun: the bill, *which* critics *deride* as a gift; in PolNeAR train *which* is part of the content 56 times of 57.
    """
    if (relative := relative_object_of(verb, tree)) is not None:
        return relative
    head = tree.head(verb)
    words = (*tree.children(verb, "obj", "nsubj", "obl"), *((head,) if head is not None and verb.deprel == "acl:relcl" else ()))
    return next((w for w in words if w.lemma == "what" and w.index < verb.index), None)


def _quoted_answer(verb: Word, tree: Tree) -> Word | None:
    """What stands in marks before "is how": “*Dreadful*,” was how one regular *described* the menu."""
    how = tree.head(verb)
    if how is None or how.lemma != "how" or how.index > verb.index:
        return None
    answer = tree.child(how, "nsubj")
    return answer if answer is not None and tree.is_quoted(answer) else None


def noun_clause(cue: tuple[Word, ...], tree: Tree) -> Match | None:
    """Her *vow* [to resign] surprised no one. He made the *claim* [that it leaks]."""
    noun = cue[0]
    owner = next(iter(tree.children(noun, "nmod")), noun)  # "fears among traders *that …*"
    clauses = (*tree.children(noun, "acl", "ccomp", "xcomp", "advcl"), *tree.children(owner, "acl", "ccomp"))
    clause = next((c for c in clauses if _completes(noun, c, tree)), None)
    verb = light_verb_of(noun, tree)
    if clause is None and verb is not None:
        # "included a vow to boost ties": the parser often hangs the infinitive on the verb
        clause = next((c for c in tree.children(verb, "advcl", "xcomp", "ccomp") if _follows(noun, c, tree)), None)
    clause = clause or _arisen(noun, tree)
    if clause is None or _is_to_undergo(noun, clause, tree):
        return None
    return Match(cue, _source_of_noun(noun, tree), (clause,))


def _is_to_undergo(noun: Word, clause: Word, tree: Tree) -> bool:
    """Whether somebody calls for what a clause says to be done to a noun: called for *the plan* to be scrapped; not: fired for her *demand* to be paid."""
    case, verb = tree.child(noun, "case"), tree.head(noun)
    called_for = case is not None and case.lemma == "for" and verb is not None and verb.lemma in _CALLING
    return called_for and has_to(clause, tree) and tree.child(clause, "aux:pass") is not None


def _arisen(noun: Word, tree: Tree) -> Word | None:
    """The clause of a noun that something happens to first: *Fears* are growing *that it leaks*; *doubts* were raised *whether it will hold*."""
    verb = tree.head(noun)
    if verb is None or not is_relation(noun, "nsubj") or verb.lemma not in _ARISING or tree.child(verb, "obj") is not None:
        return None
    return next((c for c in tree.children(verb, "ccomp", "advcl", "acl") if c.index > verb.index and _has_that(c, tree)), None)


def noun_object(cue: tuple[Word, ...], tree: Tree) -> Match | None:
    """Her *call for* [talks] went unheard. He voiced *criticism of* [the plan]."""
    noun = cue[0]
    source = _source_of_noun(noun, tree)
    if source is None:
        return None
    for word in tree.children(noun, "nmod", "acl"):
        case = tree.child(word, "case", "mark")
        leads = case is not None and case.index == noun.index + 1 and case.lemma in OBJECT_PREPOSITIONS
        if word is not source and leads and not has_to(word, tree):  # not: plans *to close*
            return Match((noun, case), source, (word,))
    return None


def adjective_clause(cue: tuple[Word, ...], tree: Tree) -> Match | None:
    """Doctors are *confident* [that he will recover]. He was *reluctant* [to go]."""
    adjective = cue[0]
    clause = next((c for c in tree.children(adjective, "ccomp", "xcomp", "advcl", "csubj") if _completes(adjective, c, tree)), None)
    if clause is None and len(cue) > 1:
        clause = _object_of(cue, tree)
    if clause is None:
        return None
    return Match(cue, _subject_of_adjective(adjective, tree), (clause,))


def according_to(cue: tuple[Word, ...], tree: Tree) -> Match | None:
    """[Prices will fall], *according to* the bank. By her own *account*, [the farm lost money]."""
    if cue[0].upos == "NOUN" and len(cue) == 1:
        return _hers(cue[0], ("by",), tree)
    source = _noun_after(cue, tree)
    if source is None or len(cue) == 1 and (not _is_definite(source, cue[0], tree) or cue[0].upos == "PROPN"):
        return None  # "4.1 per cent", "per day", "Per Lindqvist"
    return _circumstance(cue, source, tree)


def in_view(cue: tuple[Word, ...], tree: Tree) -> Match | None:
    """In Ng's *view*, [the plan is dead]. [It was], in Ng's *words*, [“a mess”]."""
    return _hers(cue[0], ("in", "to", "from"), tree) or _around_words(cue[0], tree)


def _around_words(noun: Word, tree: Tree) -> Match | None:
    """[It was], in Ng's *words*, [“a mess”], of which the parser takes the words for the predicate."""
    case, owner = tree.child(noun, "case"), possessor_of(noun, tree)
    if noun is not tree.root or tree.child(noun, "cop") is None or owner is None or case is None or case.lemma != "in":
        return None
    before, after = ([w for w in side if w.text not in ",."] for side in (tree.words[: case.index - 1], tree.words[noun.index :]))
    if not before or not after:
        return None
    return Match((noun,), owner, (), tuple(Span(side[0].span.start, side[-1].span.end) for side in (before, after)))


def _hers(noun: Word, openers: tuple[str, ...], tree: Tree) -> Match | None:
    """A phrase such as "in Ng's view" and the clause it qualifies."""
    case, owner = tree.child(noun, "case"), possessor_of(noun, tree)
    return _circumstance((noun,), owner, tree) if case is not None and owner is not None and case.lemma in openers else None


# --- what these share ---------------------------------------------------------------------------


def _object_of(cue: tuple[Word, ...], tree: Tree) -> Word | None:
    """The noun phrase a verb takes: its object, or what its own preposition governs ("called *for talks*")."""
    verb = cue[0]
    if len(cue) > 1:
        nouns = [w for w in cue[1:-1] if w.upos == "NOUN"]  # made no *mention* of it
        for word in (*tree.children(verb, "obl", "advcl", "ccomp", "xcomp"), *(c for n in nouns for c in tree.children(n, "nmod", "acl"))):
            if any(opener is cue[-1] for opener in tree.children(word, "case", "mark")):
                return word
    if is_passive(verb, tree):
        given = tree.child(verb, "obj") if verb.lemma in _GIVING else None  # "He was promised *a refund*"
        return given or tree.child(verb, "nsubj:pass")
    return next((w for w in tree.children(verb, "obj") if w.index > verb.index), None)


def _relative_object_of(cue: tuple[Word, ...], tree: Tree) -> Word | None:
    """The relative pronoun of a clause that ends with its cue: *which* he denies; a time may follow. Not: *which* he says could be the last."""
    after = tree.next(cue[-1])
    ends = after is None or after.upos in ("PUNCT", "CCONJ") or after.entity[2:] == "DATE" or (noun := tree.head(after)) is not None and (
        after.deprel == "case" and noun.entity[2:] == "DATE"
    )
    return relative_object_of(cue[0], tree) if ends else None


def _is_verdict(word: Word, thing: Word | None, tree: Tree) -> bool:
    """What an object is called: "as a turning point", "a kidnapping", "for lying"."""
    if is_relation(word, "xcomp", "obj"):
        return word is not thing
    opener = tree.child(word, "case", "mark")
    return opener is not None and opener.lemma in ("as", "of", "for")


def _at_a_figure(verb: Word, thing: Word, tree: Tree) -> tuple[Word, ...]:
    """The figure that somebody puts something at: put the toll *at 19*, estimated the cost *at $86,000*, *at 2.6 points*."""
    counted = [w for w in tree.children(verb, "obl") if w.upos in ("NUM", "SYM") or tree.child(w, "nummod") is not None]
    figures = [w for w in counted if any(c.lemma == "at" for c in tree.children(w, "case"))]
    return tuple(figures[:1]) if figures and verb.index < thing.index < figures[0].index else ()


def _moved(verb: Word, thing: Word, tree: Tree) -> tuple[Word, ...]:
    """Where somebody wants something: wants her *out*, want their money *back*, want the state *out of education*."""
    after = tree.next(tree.subtree(thing)[-1]) if verb.lemma == "want" else None
    if after is None or after.lemma not in ("away", "back", "gone", "home", "off", "out"):
        return ()
    return next(((w,) for w in (after, tree.head(after)) if w is not None and tree.head(w) is verb), ())


def _in_time(verb: Word, thing: Word, tree: Tree) -> tuple[Word, ...]:
    """When something is to happen, right behind it: expects a deal *by June*, *in June*. Not: announced a deal *on Monday*, demanded one *in June*."""
    after = tree.next(tree.subtree(thing)[-1]) if verb.lemma in _AWAITING else None
    when = after and tree.head(after)
    timed = when and tree.head(when) is verb and after.deprel == "case" and is_time(when)
    return (when,) if timed and (after.lemma in ("by", "before") or after.lemma in ("in", "within") and verb.lemma in _FORESEEING) else ()


def _names(word: Word, tree: Tree) -> bool:
    """Whether a predicate stands without its object: "what he calls *a grab*", "described *as a grab*", not "calls *for talks*"."""
    opener = tree.child(word, "case", "mark")
    return is_relation(word, "xcomp") or opener is not None and opener.lemma == "as"


def _completes(word: Word, clause: Word, tree: Tree) -> bool:
    """Whether a clause is what a noun or adjective is about: "claim that …", "vow to …", "fear of losing"."""
    if clause.index < word.index:
        return False
    first = tree.subtree(clause)[0]
    before = tree.previous(first)
    if clause.deprel == "acl:relcl":
        # "the warning that prices would rise", taken for one like "the warning that he gave"
        return first.lemma == "that" and tree.child(clause, "nsubj") not in (None, first) and clause.lemma not in _MAKING
    if is_relation(clause, "ccomp", "csubj"):
        return True
    return has_to(clause, tree) or _has_that(clause, tree) or before is not None and before.lemma == "that"


def _has_that(clause: Word, tree: Tree) -> bool:
    return any(m.lemma in ("that", "whether", "how", "why") for m in tree.children(clause, "mark"))


def _follows(noun: Word, clause: Word, tree: Tree) -> bool:
    """Whether a clause stands right behind a noun: nothing but what the noun governs lies between."""
    first = tree.subtree(clause)[0]
    between = tree.words[noun.index : first.index - 1]
    return first.index > noun.index and _completes(noun, clause, tree) and all(tree.governs(noun, w) for w in between)


def _source_of_noun(noun: Word, tree: Tree) -> Word | None:
    """Whose claim it is: the possessor's, else that of whoever makes, expresses or rejects it, or *among* whom it grows."""
    head = tree.head(noun)
    beside = tree.children(head, "obl") if head is not None and is_relation(noun, "nsubj") else ()
    among = (w for w in beside if any(case.lemma == "among" for case in tree.children(w, "case")))
    owner = possessor_of(noun, tree) or next(among, None)
    if owner is not None:
        return owner
    verb = light_verb_of(noun, tree)
    return subject_of(verb, tree) if verb is not None and verb.lemma not in _OF_OTHERS else None


def _subject_of_adjective(adjective: Word, tree: Tree) -> Word | None:
    if adjective.deprel == "amod":
        noun = tree.head(adjective)
        return noun if noun.index < adjective.index else None  # management, *wary* of another winter
    subject = own_subject(adjective, tree) or subject_of(adjective, tree)  # "the jury was convinced", passive to the parser
    if subject is None and adjective.index == 1 and (main := main_clause_of(adjective, tree)) is not None:
        return own_subject(main, tree)  # *Convinced* that it leaks, the mayor closed it
    return subject


def _noun_after(cue: tuple[Word, ...], tree: Tree) -> Word | None:
    """The noun phrase that a prepositional phrase leads to: "in the words of *the mayor*"."""
    after = tree.next(cue[-1])
    if after is None:
        return None
    top = after
    inside = {w.index for w in cue}
    while (head := tree.head(top)) is not None and head.index > cue[-1].index and head.index not in inside:
        if is_relation(top, "nsubj", "obj", "obl", "advcl", "parataxis", "ccomp"):
            break
        top = head
    return top if top.upos in ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET", "SYM", "X") else None


def _is_definite(noun: Word, preposition: Word, tree: Tree) -> bool:
    determiner = tree.child(noun, "det", "nmod:poss")
    return noun.upos == "PROPN" or determiner is not None and determiner.index > preposition.index


def _circumstance(cue: tuple[Word, ...], source: Word, tree: Tree) -> Match | None:
    """The clause that a phrase such as "according to the bank" qualifies, without the phrase.

    At the edge of its sentence behind or before a comma it qualifies all of it; inside, the clause it stands in.
    """
    phrase = {w.index for w in cue} | {source.index}
    words = sorted({w for w in (*cue, *tree.subtree(source)) if w.upos != "PUNCT"}, key=lambda w: w.index)
    outer = next((h for w in (*cue, source) if (h := tree.head(w)) is not None and not _within(h, phrase, tree)), None)
    if outer is None:
        return None
    clause = clause_of(outer, tree)
    if _ends_at_edge(words, tree):
        clause = next((a for a in tree.ancestors(clause) if a.head == 0), clause)
    while is_relation(clause, "acl", "xcomp", "advcl") and (head := tree.head(clause)) is not None:
        clause = clause_of(head, tree)
    return Match(cue, source, (clause,)) if not tree.governs(source, clause) else None


def _ends_at_edge(words: list[Word], tree: Tree) -> bool:
    """Whether a phrase opens or ends its sentence, a comma between it and the rest."""
    before, after = tree.previous(words[0]), tree.next(words[-1])
    opens = before is None or before.text in "\"“‘'" and before.index == 1
    ends = after is None or after.text in ".!?" and after.index >= len(tree.words) - 1
    return opens and after is not None and after.text == "," or ends and before is not None and before.text in (",", *LONG_DASHES)


def _within(word: Word, phrase: set[int], tree: Tree) -> bool:
    return word.index in phrase or any(a.index in phrase for a in tree.ancestors(word))
