"""What several constructions share: who does what a verb says, and which words belong to it."""

from __future__ import annotations

import re

from attribution.model import DASHES, LONG_DASHES, Quotation, Word
from attribution.tree import Tree, has_feature, is_relation

QUESTION_WORDS = frozenset({"whether", "if", "who", "whom", "whose", "what", "which", "when", "where", "why", "how"})
_DATES = frozenset("christmas easter thanksgiving ramadan noon midnight dawn dusk nightfall summer spring autumn fall winter then now".split())
_TIMES = frozenset({"end", "close", "start", "beginning", "weekend", "deadline"})  # of the year; Close is a name
# What is done to whoever answers: "*Pressed* on the delay, she said"; not "*Worried* by the delay, she said", who worries herself.
PUT_TO = frozenset("ask press question quiz grill query challenge poll tell warn urge prod confront".split())
# "went on to say", "liked to say", "seemed to suggest": one act to PolNeAR's annotators, in train 41 of 43; not "declined to say",
# where what was declined is the content.
_ASPECTS = frozenset({"use", "keep", "continue", "begin", "start", "go", "like", "seem", "appear", "tend", "have"})
# "remains adamant", "seemed confident": in PolNeAR train 73 times of 76 in the cue.
_LINKING = frozenset({"remain", "stay", "seem", "appear", "become", "feel", "grow", "look", "sound"})
_LEADING = _ASPECTS | _LINKING
_FORMULAS = {("quote", "as", "saying"), ("let", "it", "be", "known")}  # the verb that leads, what stands between, the cue
_ACCUSING = frozenset({"accuse", "suspect", "convict", "acquit"})  # of what its object does
_SPEAKING = frozenset("actor announcer child girl boy man narrator singer speaker voice voiceover woman".split())
NEGATIONS = frozenset({"not", "n't", "n’t", "never", "neither", "nor", "hardly", "no"})


def subject_of(verb: Word, tree: Tree) -> Word | None:
    """Who does what this verb says: "The union rejected the offer, saying …" → union.

    A verb without a subject of its own has its governor's: through coordination, infinitives and
    participles, also a passive's ("*he* was quoted as saying"). A passive has its agent. None where
    the clause names no one; empty *it* and *there* are nobody.
    """
    if is_passive(verb, tree):
        return agent_of(verb, tree)
    if (beside := _subject_beside(verb, tree)) is not None:
        return beside
    for _ in range(6):  # a longer chain of verbs without a subject is a broken parse
        subject = own_subject(verb, tree)
        if subject is not None:
            return subject if subject.lemma != "there" else None
        head = tree.head(verb)
        if tree.child(verb, "expl", "csubj") is not None:
            return None
        if head is None:
            return _somebody_somewhere(verb, tree)
        if is_relation(verb, "acl", "amod"):
            return (_maker_of(head, verb, tree) if verb.deprel == "acl" else None) or head
        of_object = is_relation(verb, "xcomp") and not _is_to_do(verb, head, tree) or is_as_saying(verb, tree) or _is_accused(verb, tree)
        if of_object and (controller := tree.child(head, "iobj", "obj")) is not None:
            return controller
        if not is_relation(verb, "conj", "xcomp", "advcl", "parataxis", "dep") or head.upos in ("PUNCT", "ADP"):
            return None
        verb = tree.head(head) if says_beside(verb, tree) or breaks_tense(verb, tree) else head
    return None


def _is_to_do(verb: Word, governor: Word, tree: Tree) -> bool:
    """Whether whoever has, takes or uses something is to do it: *Ng* had this *to say*, took a moment *to say*; not: took *him* to say, told *us* to say."""
    mark, thing = tree.child(verb, "mark"), tree.child(governor, "obj")
    is_person = thing is not None and (thing.entity[2:] == "PERSON" or has_feature(thing, "PronType=Prs"))
    return governor.lemma in ("have", "take", "use") and mark is not None and mark.lemma == "to" and not is_person


# With these somebody who has said something says more. In PolNeAR train such a participle behind a comma is not
# part of the clause that was said 143 times of 148.
_SAYING_MORE = frozenset(
    "accuse add argue blame call cite claim credit criticise criticize describe dismiss insist note point praise promise quote refer suggest"
    " urge warn".split()
)


def says_beside(verb: Word, tree: Tree) -> bool:
    """Whether a participle hung on what somebody says is another thing that he says: Ng said that sales fell, *blaming* the frost.

    Or Ng said that it was safe before *admitting* that it leaks. Not "Ng said that Ruiz had left, *blaming* his knee", where it may be Ruiz who did.
    """
    clause = tree.head(verb)
    if verb.deprel != "advcl" or not verb.text.endswith("ing") or clause is None or clause.deprel != "ccomp":
        return False
    subject, mark = tree.child(clause, "nsubj"), tree.child(verb, "mark")
    if subject is not None and (subject.upos == "PROPN" or subject.text.lower() in ("he", "she", "they")):
        return False
    if mark is not None and mark.lemma in ("before", "while"):
        return tree.child(verb, "ccomp") is not None
    comma = tree.previous(next(w for w in tree.subtree(verb) if w.upos != "PUNCT"))
    return verb.lemma in _SAYING_MORE and comma is not None and comma.text == ","


_PRESENT_MODALS = frozenset({"can", "may", "must", "shall", "should", "will"})


def breaks_tense(verb: Word, tree: Tree) -> bool:
    """Whether a coordinated verb goes on with its cue, for its tense is not that of what was said: Ng *said* that it leaks and *urged* us to leave.

    Nor "Ng said that it *could* leak and *urged* us to leave", where the second says something. Not "Ng said that it leaked and flooded";
    nor "would leak and smelled"; nor "has not rained and never snowed", where the second may be a participle, too. But what is done to
    something does not say something, in whatever tense: "Ng said that it had been shut and *insisted* that it was safe", "and *dared* us to
    look". Not: "and *claimed* to be a doctor", "and *called* for help", which may be done by whom it was done to.
    """
    said = tree.head(verb)
    cue = tree.head(said) if said is not None and is_relation(said, "ccomp") else None
    if cue is None or verb.deprel != "conj" or cue.index > said.index or not _is_past(cue) or own_subject(verb, tree) is not None:
        return False
    if tree.child(said, "aux:pass") is not None and has_feature(verb, "Tense=Past") and _says_more(verb, tree):
        return True
    if not _is_past(verb):
        return False
    first = tree.child(said, "aux", "cop") or said
    if first.lemma in ("could", "might", "would"):
        return verb.lemma in _SAYING_MORE or verb.lemma in ("ask", "decline", "demand", "refuse", "request", "vow")
    return first.lemma in _PRESENT_MODALS or first.lemma != "have" and has_feature(first, "Tense=Pres") and has_feature(first, "VerbForm=Fin")


def _says_more(verb: Word, tree: Tree) -> bool:
    """Whether a verb says something of its own: insisted *that it was safe*, dared *us to look*; not: called *for help*."""
    directs = verb.lemma in ("dare", "urge", "warn") and tree.child(verb, "obj", "iobj") and tree.child(verb, "xcomp", "advcl")
    return bool(directs) or verb.lemma in _SAYING_MORE and tree.child(verb, "ccomp") is not None


def _is_past(verb: Word) -> bool:
    return has_feature(verb, "Tense=Past") and has_feature(verb, "VerbForm=Fin")


def _maker_of(noun: Word, verb: Word, tree: Tree) -> Word | None:
    """Who does what a clause within a noun phrase says, where it is not the noun.

    "*The bank* issued a statement saying", "*Ng's* attempt to show", "gave *her* a chance to explain", "*they* had no
    way to know", "*Clinton* was the first candidate to say".
    """
    maker = light_verb_of(noun, tree)
    cases = {case.lemma for case in tree.children(noun, "case")}
    if cases & {"from", "by"} or "with" in cases and noun.lemma in _SPEAKING:
        maker = None  # came *from* a survey saying; ends *with* a voice saying
    if maker is not None and maker.lemma in _ACCUSING:
        return None  # suspected *the minister* of knowing
    if verb.text.lower().endswith("ing"):
        return subject_of(maker, tree) if maker is not None else None
    if noun.upos != "NOUN" or tree.child(verb, "mark") is None:
        return None
    receiver = tree.child(maker, "iobj") if maker is not None else None
    return possessor_of(noun, tree) or receiver or own_subject(noun, tree) or (subject_of(maker, tree) if maker is not None else None)


def is_as_saying(verb: Word, tree: Tree) -> bool:
    """Whether a participle is what somebody is quoted or described as: "quoted *him* as *saying*"."""
    mark = tree.child(verb, "mark", "case")
    return verb.deprel == "advcl" and verb.text.lower().endswith("ing") and mark is not None and mark.lemma == "as"


def _is_accused(verb: Word, tree: Tree) -> bool:
    """Whether a gerund is what somebody else is accused or suspected of: "accused *Ng* of *hoping* to leave"."""
    head, mark = tree.head(verb), tree.child(verb, "mark", "case")
    gerund = is_relation(verb, "advcl", "acl") and verb.text.lower().endswith("ing")
    return gerund and head.lemma in _ACCUSING and mark is not None and mark.lemma == "of"


def own_subject(verb: Word, tree: Tree) -> Word | None:
    """A verb's subject; where the parser gives it two ("Under pressure, *Ng* said"), the one that stands nearer before it.

    "But *neither* wanted to go" has one that the parser takes for an adverb.
    """
    subjects = tree.children(verb, "nsubj") or [w for w in tree.children(verb, "advmod") if w.lemma == "neither" and w.upos == "DET"]
    before = [w for w in subjects if w.index < verb.index]
    return before[-1] if before else subjects[0] if subjects else None


def _subject_beside(verb: Word, tree: Tree) -> Word | None:
    """The noun phrase right before a finite verb that the parser gave to something else.

    "It comes after *Seoul's military* claimed that …" (taken for "after the military"), "X, *Ilya Brandt*
    said" (taken for one more thing listed).
    """
    if tree.child(verb, "nsubj", "expl", "csubj") is not None or not has_feature(verb, "VerbForm=Fin"):
        return None
    group = [w for w in tree.children(verb, "aux", "advmod") if w.index < verb.index]
    last = tree.previous(min((*group, verb), key=lambda w: w.index))
    if last is None or last.upos not in ("NOUN", "PROPN", "PRON"):
        return None
    top = last
    while is_relation(top, "flat", "compound") and (head := tree.head(top)) is not None and head.index < verb.index:
        top = head
    case = tree.child(top, "case")
    first = tree.subtree(top)[0]
    opener = tree.previous(first)
    subordinated = case is not None and case is first and case.lemma in ("after", "before", "since", "until", "as", "because")
    listed = is_relation(top, "conj", "appos", "parataxis", "nmod") and case is None and opener is not None and opener.text in ",”\"’'"
    return top if subordinated or listed else None


def _somebody_somewhere(verb: Word, tree: Tree) -> Word | None:
    """Who stands between the place that opens a sentence and its verb, an apposition of the place to the parser: In Orsk, *Ana Ruiz*, 49, said it rained."""
    before = tree.previous(verb)
    places = [w for w in tree.children(verb, "obl") if w.index < verb.index] if before is not None and before.text == "," else []
    named = (w for place in places for w in tree.children(place, "appos") if w.entity[2:] == "PERSON")
    return next(named, None)


def relative_object_of(verb: Word, tree: Tree) -> Word | None:
    """The relative pronoun that a verb takes as its object: the scandal *which* he denies; the parser's also where it is what is said: *which* he says is over."""
    objects = tree.children(verb, "obj") if is_relation(verb, "acl:relcl") else ()
    return next((w for w in objects if w.index < verb.index and has_feature(w, "PronType=Rel")), None)


def is_time(word: Word) -> bool:
    return word.entity[2:] == "DATE" or word.lemma.lower() in _DATES


def agent_of(verb: Word, tree: Tree) -> Word | None:
    """The agent of a passive: "was rejected by the court" → court; "promised by Christmas" names none."""
    for word in tree.children(verb, "obl"):
        case = tree.child(word, "case")
        by = word.deprel == "obl:agent" or case is not None and case.lemma == "by"
        if by and not is_time(word) and not (word.upos == "NOUN" and word.lemma in _TIMES):
            return word
    return None


def is_passive(verb: Word, tree: Tree) -> bool:
    """Whether a verb is passive: it has a passive subject or auxiliary, or is a bare past participle.

    "the letter sent by the council", "Asked whether …" and "when asked" are; "the man demanding it" is not.
    """
    if tree.child(verb, "nsubj:pass", "aux:pass", "csubj:pass") is not None or leads_in(verb, tree) or told_of(verb, tree) is not None:
        return True
    participle = has_feature(verb, "VerbForm=Part") or has_feature(verb, "Tense=Past") and _follows_when(verb, tree)
    bare = participle and tree.child(verb, "nsubj", "aux", "cop") is None
    if verb.deprel == "acl" and verb.head == tree.root.index and tree.words[-1].text == ".":
        return False  # "The union called for talks." is a sentence and no noun phrase
    return bare and is_relation(verb, "acl", "advcl") and not verb.text.lower().endswith("ing")


def _follows_when(verb: Word, tree: Tree) -> bool:
    """Whether a verb stands right behind a conjunction, where only a participle can: he laughed *when asked*; *if pressed*."""
    before = tree.previous(verb)
    return before is not None and before.text.lower() in ("when", "if", "once", "until", "unless") and before.head == verb.index


def told_of(verb: Word, tree: Tree) -> Word | None:
    """Of whom a participle between commas says something, whatever the parser made of it: "*Hale*, said to be rich, smiled"."""
    comma, to = tree.previous(verb), tree.next(verb)
    if comma is None or comma.text not in (",", *LONG_DASHES) or to is None or to.lemma != "to":
        return None
    noun, clause = tree.previous(comma), tree.child(verb, "xcomp")
    if noun is None or noun.upos not in ("NOUN", "PROPN") or clause is None or not has_feature(verb, "Tense=Past"):
        return None
    closed = tree.next(tree.subtree(clause)[-1])
    if is_relation(verb, "conj") or tree.child(verb, "aux") is not None or closed is None or closed.text != comma.text:
        return None
    goes_on = tree.next(closed)
    if goes_on is None or not has_feature(goes_on, "VerbForm=Fin"):
        return None  # not: Ng, the mayor, *promised* to resign, saying …
    while (head := tree.head(noun)) is not None and head.index < verb.index and head.upos in ("NOUN", "PROPN"):
        noun = head
    return noun


def leads_in(verb: Word, tree: Tree) -> bool:
    """Whether a participle opens a sentence whose subject underwent it: "*Asked* if he would resign, Mr Odell said no"."""
    if verb.lemma not in PUT_TO or (main := main_clause_of(verb, tree)) is None:
        return False
    opens = all(w.upos in ("PUNCT", "CCONJ", "ADV", "SCONJ") for w in tree.words[: verb.index - 1])
    past = has_feature(verb, "VerbForm=Part") or has_feature(verb, "Tense=Past")
    return opens and past and not verb.text.lower().endswith("ing") and tree.child(verb, "nsubj", "aux", "cop") is None and (
        own_subject(main, tree) is not None
    )


def main_clause_of(verb: Word, tree: Tree) -> Word | None:
    """The clause that an opening participle belongs to, or that the parser made part of it: Asked if he would run, Ng *laughed* and said no."""
    head = tree.head(verb)
    if head is not None:
        return head if head.index > verb.index and is_relation(verb, "advcl", "ccomp", "parataxis", "dep") else None
    for clause in tree.children(verb, "parataxis", "conj", "ccomp"):
        comma = tree.previous(tree.subtree(clause)[0])
        if clause.index > verb.index and comma is not None and comma.text == "," and tree.child(clause, "cc", "mark") is None:
            return clause
    return None


def possessor_of(noun: Word, tree: Tree) -> Word | None:
    """Whose noun it is: "her vow", "the union's claim", "a claim by the union", "a claim made by the union", "fears among voters"."""
    owners = tree.children(noun, "nmod:poss")
    if owners:
        return owners[-1]  # "Mr Connolly's" is two of them to the parser
    for word in tree.children(noun, "nmod"):
        case = tree.child(word, "case")
        if case is not None and case.lemma in ("by", "from", "among", "of") and not _is_thing(word):
            return word
    put_forward = (agent_of(verb, tree) for verb in tree.children(noun, "acl") if is_passive(verb, tree))
    return next(filter(None, put_forward), None)


def light_verb_of(noun: Word, tree: Tree) -> Word | None:
    """The verb whose object a noun is: "made the claim", "expressed doubt", "issued a call"."""
    head = tree.head(noun)
    return head if head is not None and noun.deprel in ("obj", "nsubj:pass", "obl") and head.upos == "VERB" else None


def particle_of(words: tuple[str, ...], verb: Word, tree: Tree) -> tuple[Word, ...] | None:
    """The words that make a verb the lexicon's "call for" or "point out"; None where they are not there.

    The first must be the verb's particle or mark, or open one of its complements; others follow it.
    """
    for child in tree.children(verb):
        if child.index < verb.index or child.entity[2:] == "DATE" and child.deprel != "obj":
            continue  # was called *on Monday*
        first, be = tree.child(child, "case", "mark"), tree.child(child, "cop")  # not "talked him out *of* it", nor "believed to be *in* debt"
        openers = (child, *((first,) if first is not None and (be is None or first.index < be.index) else ()))
        for opener in openers:
            run = tree.words[opener.index - 1 : opener.index - 1 + len(words)]
            if opener.index > verb.index and tuple(w.text.lower() for w in run) == words:
                return run
    return None


def is_negated(word: Word, tree: Tree) -> bool:
    """Whether a cue is denied: "did not say", "never claimed", "no claim", "did not seem to say", "has yet to say"."""
    aspect = aspect_of(word, tree)
    return aspect is not None and aspect.lemma == "have" or any(
        child.text.lower() in NEGATIONS and is_relation(child, "advmod", "det", "cc", "cc:preconj")
        for verb in (word, aspect)
        if verb is not None
        for child in tree.children(verb)
    )


def aspect_of(cue: Word, tree: Tree) -> Word | None:
    """The verb that leads to a cue as an auxiliary or a copula does: "*used* to say", "*went* on to say", "*has* yet to say", "*remains* adamant".

    So do "*wants* to know whether", "*is quoted* as saying" and "*let* it be known", which are one act, too.
    """
    verb = tree.head(cue)
    if verb is None or verb.index > cue.index or not is_relation(cue, "xcomp", "advcl"):
        return None
    between = tree.words[verb.index : cue.index - 1]
    if (verb.lemma, *(w.lemma for w in between), cue.text) in _FORMULAS or wants_an_answer(verb, cue, tree):
        return verb
    if verb.lemma not in _LEADING:
        return None
    if verb.lemma in _LINKING and cue.deprel == "xcomp" and all(w.upos == "ADV" for w in between):
        return verb
    lemmas = {w.lemma for w in between}
    needed = {"go": "on", "have": "yet"}.get(verb.lemma)
    if needed is not None and needed not in lemmas or cue.deprel == "advcl" and verb.lemma != "go":
        return None
    leads = "to" in lemmas or cue.text.endswith("ing")
    return verb if leads and all(w.upos in ("ADV", "ADP", "PART", "AUX") for w in between) else None


def wants_an_answer(verb: Word, know: Word, tree: Tree) -> bool:
    """Whether wanting to know is asking: The committee *wants to know* whether it leaks; not: He wants to know the town."""
    behind = tree.next(know)
    asks = behind is not None and (behind.text.lower() in QUESTION_WORDS or behind.text in (",", ":"))
    to = tree.next(verb)
    return verb.lemma in ("want", "demand", "like") and know.lemma == "know" and asks and to is not None and to.lemma == "to"


def clause_of(word: Word, tree: Tree) -> Word:
    """The predicate of the clause a word stands in: the nearest governor that has a subject or governs a clause."""
    while not is_predicate(word, tree) and (head := tree.head(word)) is not None:
        word = head
    return word


def is_predicate(word: Word, tree: Tree) -> bool:
    return (word.upos in ("VERB", "AUX") and word.deprel not in ("amod", "compound", "aux", "cop", "case")) or (
        tree.child(word, "nsubj", "cop", "csubj", "expl") is not None
    )


def is_finite(word: Word, tree: Tree) -> bool:
    """Whether a predicate heads a finite clause, by itself or by its auxiliary or copula."""
    verbs = (word, *tree.children(word, "aux", "cop"))
    return any(has_feature(v, "VerbForm=Fin") for v in verbs)


def tells(word: Word, tree: Tree) -> bool:
    """Whether a word makes a sentence of its own, and not one about a noun: Ana Ruiz *told* us; not: Ana Ruiz, who *has told* us."""
    return is_finite(word, tree) and not any(is_relation(w, "acl") for w in (word, *tree.ancestors(word)))


def says_a_clause(verb: Word, tree: Tree) -> bool:
    """Whether a cue has a clause in its own sentence, with which the quotation behind the colon goes on: said that of the two: ¶ “Ours …”"""
    return any(tree.child(c, "mark") is not None for c in tree.children(verb, "ccomp") if c.index > verb.index)


def _is_thing(word: Word) -> bool:
    """A place or a time is nobody's: "claims of 2019", "the vow of June"."""
    return word.upos not in ("NOUN", "PROPN", "PRON") or word.entity[2:] == "DATE"


def goes_on_small(words: str) -> bool:
    """Whether words begin as the rest of a sentence does: in lower case, or with *I*, which has none."""
    return words.lstrip()[:1].islower() or re.match(r"\s*I\b", words) is not None


QUESTION, ANSWER = "Q", "A"  # who asks and who answers, where turns have no names: Q: Did you? A. I did.
LIST_MARK = r"(?:[-–—―•*·]|\d{1,2}[.)])"
_MARKER = re.compile(rf"[ \t\u00a0]*(?:(?:{LIST_MARK}|[A-Z][^.?!:\n\"“”]{{0,40}}:)[ \t\u00a0]*)?")


def begins_item(offset: int, text: str) -> bool:
    """Whether nothing but a list's mark or a label stands on the line before an offset: - “…”; 3. “…”; March 2011: “…”; On the ferry: “…”"""
    return _MARKER.fullmatch(text, text.rfind("\n", 0, offset) + 1, offset) is not None


def names_topic(label: tuple[Word, ...]) -> bool:
    """Whether a label, perhaps behind a bullet, only says what is talked of: *On her rival*: “She swims badly.”"""
    opening = next((w for w in label if w.upos not in ("PUNCT", "SYM")), None)
    return opening is not None and opening.text.lower() in ("on", "about")


def stands_apart(clause: Word, tree: Tree) -> bool:
    """Whether a clause behind a cue is the article's: It is safe, Ng said, *as he left*; she added, *though she had not seen it*.

    In PolNeAR train "as" is 9 times of 9, "though" where it goes on about the speaker.
    """
    mark, subject = tree.child(clause, "mark"), own_subject(clause, tree)
    if mark is None or subject is None:
        return False
    return mark.lemma == "as" or mark.lemma in ("though", "although") and subject.text.lower() in ("he", "she", "they", "neither")


def is_formula(verb: Word, tree: Tree) -> bool:
    """Whether a verb only says that what follows is quoted: Ng said, *and I quote*, “no”."""
    return [w.text.lower() for w in tree.words[max(0, verb.index - 3) : verb.index]] == ["and", "i", "quote"]


# --- names of works ---------------------------------------------------------------------------

_WORK_BESIDE = re.compile(r"\b(?:book|novel|memoir|film|movie|documentary|song|album|opera|poem|essay|series|podcast|newsletter|blog),?\s*$", re.I)
_SMALL_IN_TITLES = frozenset("a an and as at but by for from in nor of on or the to with".split())


def names_work(quotation: Quotation, text: str) -> bool:
    """Whether a quotation in the capitals of a title stands right behind what it names: she wrote in her memoir, “Tough Choices.”"""
    start = quotation.span.start
    return _WORK_BESIDE.search(text[max(0, start - 20) : start]) is not None and is_title_case(quotation.inside[0].of(text))


def is_title_case(words: str) -> bool:
    """Whether two words or more have the capitals of a title: “Tough Choices”, “What Was I Made For?”; not “This is it.”"""
    found = re.findall(r"[^\W\d_][\w’'-]*", words)
    return len(found) > 1 and found[0][0].isupper() and all(w[0].isupper() or w in _SMALL_IN_TITLES for w in found)


def is_dash(word: Word, tree: Tree) -> bool:
    """Not a hyphen: Jean-Luc."""
    return word.text in DASHES and is_spaced(word, tree)


def is_spaced(mark: Word, tree: Tree) -> bool:
    before = tree.text[mark.span.start - 1 : mark.span.start]
    after = tree.text[mark.span.end : mark.span.end + 1]
    return before.isspace() and after.isspace()
