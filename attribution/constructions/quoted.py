"""Constructions of a cue beside quotation marks, which show where the content is: [“It leaks,”] she *said*."""

from __future__ import annotations

import re

from attribution.constructions.clauses import inserted
from attribution.constructions.labels import (
    LONGEST_LABEL,
    UTTERED,
    is_person,
    label_behind_dash,
)
from attribution.grammar import (
    aspect_of,
    goes_on_small,
    is_finite,
    is_formula,
    is_negated,
    is_passive,
    is_title_case,
    names_work,
    own_subject,
    possessor_of,
    says_a_clause,
    subject_of,
)
from attribution.model import Match, Quotation, Span, Word
from attribution.tree import Tree, has_feature, is_relation

LONGEST_SOURCE = 14  # words between a quotation and its cue: “…,” Maria Lopez, the party's spokeswoman on housing, said
_OF_WORKS = frozenset({"write", "sing", "play", "perform", "read", "record", "recite", "publish"})  # of which a title is the object
# Where a thing may be put: Ng put it *down*.
_PLACES = frozenset("aside away back down here there together up".split())
_JUDGING = frozenset({"brand", "call", "consider", "deem", "find", "judge", "label", "term", "think"})  # something something
# What may lead to a whole paragraph: its last verb, and so many words behind that; a paragraph of sentences that is no item of a list, turn or quotation.
_LEADS_TO_BLOCK = frozenset("add argue assert continue declare explain note post recall reply report respond say state tell tweet warn write".split())
_LONGEST_LEAD = 8
_BLOCK = re.compile(r"[^\S\n]*\n\s*((?!\S{1,30}(?: \S{1,20}){0,3}: )[A-Z…][^\n]{40,}[.!?…])(?=\s*(?:\n|\Z))")
# What says that somebody speaks where it does not say what, and no more: Ng *agreed*. “It leaks.” Not: Ng *shrugged*.
_TALKS = frozenset(
    "agree answer butt chime comment concur cut disagree dissent elaborate explain interject interrupt object pipe protest reminisce reply respond"
    " say speak tell testify tweet write".split()  # butt in, chime in, cut in, pipe up
)


def quotation(cue: tuple[Word, ...], tree: Tree) -> Match | None:
    """[“Taxes will rise,”] *said* Maria Lopez, [“and soon.”]

    The quotation stands right before or behind the cue's clause; whether the parser took it for
    the cue's object, or for anything at all, does not matter. Without marks it is the paragraph that a colon leads to.
    """
    verb = cue[0]
    if _is_moved(cue, tree) or _is_of_title(verb, tree):
        return None
    near = tree.quotations_for(verb)
    before = next((q for q in reversed(near) if q.span.end <= verb.span.start), None)
    after = next((q for q in near if q.span.start >= cue[-1].span.end), None)
    stretches: tuple[Span, ...] = ()
    begun = before is not None and after is not None and _is_begun_outside(before, verb, tree)
    if before is not None and _leads_back(before, verb, tree):
        stretches += _with_rest(before, tree, verb)
    if after is not None and (_leads_on(verb, after, tree) or stretches and _goes_on(cue, after, tree)):
        stretches += _with_next(after, near, tree) or _with_rest(after, tree)
    only_after = after is not None and bool(stretches) and stretches[0].start == after.parts[0].start
    if begun and only_after:  # The “air is thin,” she said, “and cold.”
        return Match(cue, _who_says(verb, before, tree), (), (Span(tree.words[0].span.start, before.span.end), *stretches))
    if not stretches:
        block = _block_below(cue, tree)
        return Match(cue, _who_says(verb, None, tree), (), (block,)) if block is not None else None
    if only_after and (whole := _begun_before(cue, after, tree)) is not None:
        return whole
    if before is not None and stretches[-1].end <= verb.span.start:
        stretches += _that_clause(verb, tree)
    leads_back = before is not None and stretches[0].start == before.parts[0].start
    if leads_back and (start := _start_outside(before, tree)) is not None:
        stretches = (Span(start, stretches[0].end), *stretches[1:])
    return Match(cue, _who_says(verb, before if leads_back else None, tree), (), stretches)


def _block_below(cue: tuple[Word, ...], tree: Tree) -> Span | None:
    """Ng went on to *say*: ¶ [We will build it. We always do.] The next paragraph, where a colon leads to it instead of marks."""
    verb, colon = cue[0], tree.words[-1]
    if colon.text != ":" or verb.lemma not in _LEADS_TO_BLOCK or is_passive(verb, tree) or tree.is_quoted(verb):
        return None
    between = tree.words[cue[-1].index : -1]
    if len(between) > _LONGEST_LEAD or any(w.upos in ("VERB", "AUX") or w.upos == "PUNCT" for w in between):
        return None
    block = _BLOCK.match(tree.text, colon.span.end)
    return Span(*block.span(1)) if block is not None else None


def _is_of_title(verb: Word, tree: Tree) -> bool:
    """Whether what the parser takes for a verb belongs to a title: the White House *Press* Secretary said."""
    after = tree.next(verb)
    return verb.index > 1 and verb.text.istitle() and after is not None and after.text.istitle() and tree.paragraph.zone == "body"


def _is_moved(cue: tuple[Word, ...], tree: Tree) -> bool:
    """Whether it is a thing that is put somewhere: Ng *put it down*, *put it there*; not: Ng put it bluntly."""
    after = tree.next(cue[-1])
    return cue[-1].lemma == "it" and after is not None and after.text.lower() in _PLACES


def framed_quotation(cue: tuple[Word, ...], tree: Tree) -> Match | None:
    """[“Not a chance,”] she *laughed*. [“Why,”] *began* the mayor, [“not now?”] He *shrugged*: [“Why not?”]

    Any finite verb says what a comma joins before it, or a colon or a bare comma behind it.
    """
    verb = cue[0]
    match = quotation(cue, tree)
    leads_to_cue = any(aspect_of(w, tree) is verb for w in tree.children(verb, "xcomp"))  # she *likes* to say
    if match is None or not is_finite(verb, tree) or is_formula(verb, tree) or leads_to_cue:
        return None
    if verb.lemma == "come":
        return _arriving(verb, match, tree)
    first = match.stretches[0]
    subject, thing = tree.child(verb, "nsubj"), tree.child(verb, "obj")
    if match.source is not None and (subject is None or any(s.contains(subject.span) for s in match.stretches)):  # “Why,” began *the mayor*, to the parser an object
        subject, thing = match.source, None if thing is match.source else thing
    if subject is None or tree.head(subject) is not verb:
        return None
    if first.start < verb.span.start:
        end = max(s.end for s in match.stretches if s.end <= verb.span.start)
        ending = tree.text[first.start : end].rstrip("\"”'’» ")[-1:]
        joined = ending in (",", "?", "!", "—") and end > tree.sentence.span.start
    else:
        lead = tree.text[verb.span.end : first.start].strip()
        joined = lead in (":", ",")  # she went on, “I am proud”
    near = abs(subject.index - verb.index) <= LONGEST_LABEL and thing is None
    return match if joined and near and (is_person(subject) or subject.upos == "NOUN") else None


def _arriving(verb: Word, match: Match, tree: Tree) -> Match | None:
    """[“No,”] *came the reply*. [“Shame!”] *came shouts* from the gallery."""
    noun = next((w for w in tree.words[verb.index : verb.index + 4] if w.lemma in UTTERED and w.upos in ("NOUN", "VERB")), None)
    if noun is None or match.stretches[0].start > verb.span.start or any(w.lemma == "to" for w in tree.words[verb.index : noun.index - 1]):
        return None
    phrases = (*tree.children(noun, "nmod", "obl"), *tree.children(verb, "obl"))
    source = next((w for w in phrases if any(c.lemma == "from" for c in tree.children(w, "case"))), None)
    return Match((verb, noun), possessor_of(noun, tree) or source, (), match.stretches)


def medium(cue: tuple[Word, ...], tree: Tree) -> Match | None:
    """In a *statement*, the firm apologised: [“We failed.”] She issued a *statement*: [“We failed.”]"""
    noun = cue[0]
    verb = tree.head(noun)
    if verb is None or not is_relation(noun, "obl", "obj") or verb.upos != "VERB":
        return None
    after = next((q for q in tree.quotations_for(noun) if q.span.start >= noun.span.end), None)
    if after is None:
        return None
    between = tree.text[max(noun.span.end, verb.span.end) : after.span.start]
    if noun.deprel == "obj" and _fills_next_paragraph(after, tree):
        return Match(cue, subject_of(verb, tree), (), after.parts)
    if ":" not in between or len(between.split()) > LONGEST_SOURCE or not between.rstrip().endswith(":"):
        return None
    return Match(cue, subject_of(verb, tree), (), after.parts)


# --- where a quotation stands --------------------------------------------------------------------


def _fills_next_paragraph(quotation: Quotation, tree: Tree) -> bool:
    """Whether a quotation is all of the paragraph behind this sentence's, as a statement is that was just spoken of."""
    start, end = quotation.span.start, quotation.span.end
    begins = tree.paragraph.span.end <= start and not tree.text[tree.sentence.span.end : start].strip()
    return begins and tree.text[end : end + 40].split("\n")[0].strip() == ""


def _leads_back(quotation: Quotation, verb: Word, tree: Tree) -> bool:
    """Whether a cue's clause follows this quotation: “…,” *she said*; “…,” *said* Maria Lopez."""
    if not _opens_sentence(quotation, tree):
        return False  # “… clarified the strategy”, the report said: the whole sentence is content, not the fragment
    if names_work(quotation, tree.text):
        return False  # her novel, “The Salt Tax,” follows a spy
    between = _words_between(quotation.span.end, verb.span.start, tree)
    if between is None or len(between) > LONGEST_SOURCE:
        return False
    inside = quotation.inside[-1].of(tree.text)
    if tree.text[quotation.span.end : tree.sentence.span.start].strip():
        return False  # another sentence stands between
    if tree.sentence.span.start >= quotation.span.end and inside.rstrip()[-1:] in tuple(".;:") and not _lacks_content(verb, tree):
        return False  # “It leaks.” She said no more. But: “It leaks” Ana Ruiz said. And, badly edited: “It leaks.” Ana Ruiz said.
    if tree.sentence.span.start >= quotation.span.end and says_a_clause(verb, tree):
        return False  # … telling her, “It leaks!” She *replied* that it was dry.
    if between and between[0].deprel == "cc" and tree.head(between[0]) is verb and not tree.text[quotation.span.end : between[0].span.start].strip():
        return False  # Ng told us that “it leaks,” and she *vowed* to mend it.
    if any(w.deprel == "ccomp" and tree.head(w) is verb for w in between):
        return False  # “Boots” would be *appropriate*, Ng said
    subject = tree.child(verb, "nsubj")
    if subject is not None and has_feature(subject, "PronType=Rel") and any(quotation.span.contains(w.span) for w in tree.ancestors(verb)):
        return False  # “search for letters” that would *respond* to it
    aspect = aspect_of(verb, tree)  # “…,” she *likes* to say
    return all(w is aspect or _belongs_to_clause_of(w, verb, tree) for w in between)


_INCOMPLETE = frozenset({"add", "note", "remark", "say"})  # alone these say nothing: not “It leaks.” The council *agreed*.


def _lacks_content(verb: Word, tree: Tree) -> bool:
    """Whether a sentence is no more than who says: *Ana Ruiz said on Monday.* Not: *She said no more.*"""
    says_what = tree.child(verb, "obj", "iobj", "ccomp", "xcomp", "parataxis", "discourse", "advmod", "conj", "advcl") is not None
    whole = verb is tree.root and tree.words[-1].text == "." and subject_of(verb, tree) is not None
    return verb.lemma in _INCOMPLETE and whole and not says_what and not is_passive(verb, tree)


def _leads_on(verb: Word, quotation: Quotation, tree: Tree) -> bool:
    """Whether a quotation follows a cue's clause: she *said*: “…”; *said* Lopez on Monday, “…”; *said* “no”."""
    start = quotation.span.start
    if start > tree.sentence.span.end:
        gap, end = tree.text[tree.sentence.span.end : start], tree.sentence.span.of(tree.text).rstrip()[-1:]
        leads = end in (":", ",") or end == "." and _speaks_first(verb, quotation, tree)
        return not gap.strip() and leads and _closes(verb, tree) and not says_a_clause(verb, tree)
    between = _words_between(verb.span.end, start, tree)
    if between is None or len(between) > LONGEST_SOURCE + 6 or names_work(quotation, tree.text):
        return False
    led = tree.text[verb.span.end : start].rstrip()[-1:] in (":", ",")
    if not led and verb.lemma in _OF_WORKS and is_title_case(quotation.inside[0].of(tree.text)):
        return False  # wrote “Against the Index” in a summer
    between = tuple(w for w in between if not any(is_formula(v, tree) for v in tree.words[w.index - 1 : w.index + 2]))
    if not all(_belongs_to_clause_of(w, verb, tree, after=True) or led and _is_manner(w, verb, start, tree) for w in between):
        return False
    if _is_labelled(verb, quotation, tree):
        return False
    if led:
        return True
    if verb.lemma in _JUDGING and any(is_relation(w, "obj", "nsubj") for w in between):
        return False  # thought it “brave”
    if any(_is_part_of(w, quotation, tree) for w in between):
        return False  # said the plan was “dead”: the clause is the content, not the fragment
    end = min(quotation.span.end, tree.sentence.span.end)
    rest = tree.text[end : tree.sentence.span.end].strip()
    if not rest or rest[0] in ".,;—–―" or quotation.span.end > tree.sentence.span.end:
        return True
    if any(quotation.span.contains(w.span) and w.head and tree.words[w.head - 1].span.start >= end for w in tree.words):
        return False  # slammed “cowardly” defending
    return not is_passive(verb, tree) and not any(_completes(w, quotation, tree) for w in tree.words if w.span.start >= end)


def _speaks_first(verb: Word, quotation: Quotation, tree: Tree) -> bool:
    """Whether a sentence says no more than that somebody speaks, and a quotation goes on in its paragraph: Ng *agreed*. “We have waited.”

    Or its last clause does: “It leaks,” Ng said, and Ruiz *agreed*. “It always did.”
    """
    if verb.lemma not in _TALKS:
        return False
    subject = subject_of(verb, tree)
    says_what = tree.child(verb, "obj", "iobj", "ccomp", "xcomp", "cop", "parataxis") is not None and verb.lemma != "tell"
    whole = quotation.span.end <= tree.paragraph.span.end and quotation.inside[-1].of(tree.text).rstrip()[-1:] in tuple(".!?…")
    is_last = is_relation(verb, "conj") and tree.head(verb) is tree.root and own_subject(verb, tree) is not None
    speaks = (verb is tree.root or is_last) and subject is not None and _is_somebody(subject, tree, surely=verb.lemma == "cut")
    return speaks and whole and not says_what and not is_negated(verb, tree)


def _is_somebody(subject: Word, tree: Tree, *, surely: bool) -> bool:
    """Whether a subject can speak: not *nobody*; ``surely``: nor what may be a thing, the *engine* cut in."""
    if subject.lemma.lower() in ("nobody", "none", "neither") or any(w.lemma == "no" for w in tree.children(subject, "det")):
        return False
    return subject.upos in ("PROPN", "PRON") or subject.upos == "NOUN" and (not surely or tree.child(subject, "nmod:poss") is not None)


def _start_outside(quotation: Quotation, tree: Tree) -> int | None:
    """Where a sentence starts that a quotation ends: *In past campaigns, “we reached all,”* he said.

    In PolNeAR train 32 of 40 such belong to what is said. Not what stands before a colon, a dash or a bracket, nor another cue
    and its comma, telling us, “It leaks,” he said; nor what begins with another quotation: “Yes,” said Ng, but “it leaks,” said Bo.
    """
    lead = [w for w in tree.words if w.span.end <= quotation.span.start]
    if not lead or tree.is_quoted(lead[0]) or lead[-1].upos == "PUNCT" and (lead[-1].text != "," or len(lead) == 2 or lead[-2].upos == "VERB"):
        return None
    ends = quotation.inside[-1].of(tree.text).rstrip()[-1:] + tree.text[quotation.span.end : quotation.span.end + 1]
    if not set(ends) & set(",?!—…"):
        return None  # in the form of “slander” had started
    quoted = (w for w in tree.words if quotation.span.contains(w.span) and w.deprel in ("ccomp", "parataxis"))
    led = any(w.head <= len(lead) for w in quoted)
    return None if led and lead[-1].text == "," else lead[0].span.start


def _is_begun_outside(quotation: Quotation, verb: Word, tree: Tree) -> bool:
    """Whether a sentence begins with a word or two of what is quoted before a cue: *The “air is thin,”* she said"""
    lead = [w for w in tree.words if w.span.end <= quotation.span.start]
    between = _words_between(quotation.span.end, verb.span.start, tree)
    short = 0 < len(lead) <= 2 and all(w.upos in ("DET", "ADJ", "NUM", "PRON", "ADP") for w in lead)
    comma = quotation.inside[-1].of(tree.text).rstrip()[-1:] == ","
    return short and comma and between is not None and len(between) <= LONGEST_SOURCE


def _begun_before(cue: tuple[Word, ...], quotation: Quotation, tree: Tree) -> Match | None:
    """The whole of a clause that begins before a cue and ends in marks: *His party*, Ng insisted, *“will be back”*."""
    whole = inserted(cue, tree)
    return whole if whole is not None and len(whole.stretches) == 2 and whole.stretches[1].contains(quotation.span) else None


def _that_clause(verb: Word, tree: Tree) -> tuple[Span, ...]:
    """What goes on with a quotation behind its cue and a comma: “I fear,” Ng said, *that the bridge “will not hold.”*"""
    mark = next((m for c in tree.children(verb, "ccomp") if c.index > verb.index for m in tree.children(c, "mark") if m.lemma == "that"), None)
    comma = tree.previous(mark) if mark is not None else None
    if comma is None or comma.text != ",":
        return ()
    last = [w for w in tree.subtree(tree.words[mark.head - 1]) if w.upos != "PUNCT"][-1]
    end = max((q.span.end for q in tree.quotations_for(verb) if q.span.contains(last.span)), default=last.span.end)
    return (Span(mark.span.start, end),)


def _with_rest(quotation: Quotation, tree: Tree, verb: Word | None = None) -> tuple[Span, ...]:
    """A quotation with the phrase that ends its clause outside: “wins at the end” *of the season*; “They danced” *before the blast*, she said.

    Only a preposition's, to the next mark; in PolNeAR train all such belong to what is said, and without a comma before the quotation
    those of *of*, *about* and *for*: not mouthed “thank you” *to the jurors*.
    """
    start, end = quotation.span.start, quotation.span.end
    behind = [w for w in tree.words if w.span.start >= end and (verb is None or w.index < verb.index)]
    rest = behind[: next((i for i, w in enumerate(behind) if w.upos == "PUNCT"), len(behind))]
    ended = not quotation.closed or quotation.inside[-1].of(tree.text).rstrip()[-1:] in tuple(".,!?;:—")
    if ended or not rest or rest[0].deprel not in ("case", "mark") or verb is not None and len(rest) == len(behind):
        return quotation.parts
    preposition, set_off = rest[0].text.lower(), verb is not None or tree.text[max(0, start - 3) : start].rstrip()[-1:] in (",", ":")
    if preposition == "according" or not set_off and preposition not in ("of", "about", "for"):
        return quotation.parts
    if not all(any(quotation.span.contains(a.span) for a in tree.ancestors(w)) for w in rest):
        return quotation.parts
    return (*quotation.parts[:-1], Span(quotation.parts[-1].start, rest[-1].span.end))


def _with_next(quotation: Quotation, near: tuple[Quotation, ...], tree: Tree) -> tuple[Span, ...]:
    """Two quotations joined by *and* as one: chanting “No more” *and “Shame on you”*, or “No more,” *and, “Shame on you!”*; none where there is no second."""
    second = next((q for q in near if q.span.start >= quotation.span.end), None)
    if second is None or tree.text[quotation.span.end : second.span.start].strip(" ,") not in ("and", "or") or len(quotation.parts + second.parts) > 2:
        return ()
    return (Span(quotation.span.start, second.span.end),)


def _is_labelled(verb: Word, quotation: Quotation, tree: Tree) -> bool:
    """Whether another's name stands right before a quotation: polls *predicted* it - Maria Ng: “We saw it.”"""
    mark = next((w for w in reversed(tree.words) if verb.index < w.index and w.span.end <= quotation.span.start), None)
    return mark is not None and mark.text == ":" and bool(label_behind_dash(mark, tree))


def _goes_on(cue: tuple[Word, ...], quotation: Quotation, tree: Tree) -> bool:
    """Whether what the cue's clause interrupted goes on in its sentence: “You lost an hour,” said Ng *as they sat down*; “it was ten.”

    Not where it completes a clause of what she adds: “Out!” she wrote, arguing *that*, if nothing changed, “more homes will burn.”
    """
    start = quotation.span.start
    if start > tree.sentence.span.end or not goes_on_small(quotation.inside[0].of(tree.text)):
        return False
    between = [w for w in tree.words if cue[-1].span.end <= w.span.start < start]
    completes = any(w.lemma == "that" and w.deprel == "mark" and tree.words[w.head - 1].span.start >= start for w in between)
    return bool(between) and between[-1].text in (",", ";") and not completes and not any(w.text in ".?!:\"“”„«»" for w in between)


def _opens_sentence(quotation: Quotation, tree: Tree) -> bool:
    """Whether nothing of its sentence stands before a quotation."""
    before = tree.text[tree.paragraph.span.start : quotation.span.start].rstrip() if (
        quotation.span.start >= tree.paragraph.span.start
    ) else ""
    return not before or before[-1] in ".!?:;,”\"'’»—–―([" or before.split()[-1].lower() in ("but", "and", "so", "that", "-")


def _words_between(start: int, end: int, tree: Tree) -> tuple[Word, ...] | None:
    """The sentence's words between two offsets, punctuation aside; None where a quotation mark or full stop is among them."""
    words = tuple(w for w in tree.words if start <= w.span.start and w.span.end <= end)
    if any(w.text in ".;?!\"“”„«»" for w in words):
        return None
    return tuple(w for w in words if w.upos != "PUNCT")


def _belongs_to_clause_of(word: Word, verb: Word, tree: Tree, after: bool = False) -> bool:
    """Whether a word between cue and quotation is part of saying it: subject, auxiliary, adverb, recipient, time."""
    if word.upos in ("VERB", "AUX") and is_finite(word, tree) and not is_relation(word, "aux", "cop", "acl"):
        return False
    chain = (word, *tree.ancestors(word))
    top = next((w for w, head in zip(chain, chain[1:]) if head is verb), None)
    if top is None:
        return not after and not tree.governs(word, verb) or is_relation(word, "mark", "cc")
    return not (after and is_relation(top, "ccomp", "xcomp", "conj", "parataxis", "advcl"))


def _is_manner(word: Word, verb: Word, start: int, tree: Tree) -> bool:
    """Whether a word belongs to how it was said: Roe joked, *once more using her father's voice*, “Amen!”; and does not lead to what is."""
    top = next((w for w in (word, *tree.ancestors(word)) if tree.head(w) is verb), None)
    if top is None or top.deprel != "advcl" or not top.text.lower().endswith("ing") or tree.child(top, "nsubj", "mark") is not None:
        return False
    clauses = tree.children(top, "ccomp")
    return not clauses or clauses[0].span.start < start


def _completes(word: Word, quotation: Quotation, tree: Tree) -> bool:
    """Whether a word behind a quotation goes on with its sentence: said “no” *meant* no; not: said “no” as *he* left."""
    chain = (word, *tree.ancestors(word))
    inside = next((i for i, w in enumerate(chain) if quotation.span.contains(w.span)), None)
    return inside not in (None, 0) and word.upos != "PUNCT" and not is_relation(chain[inside - 1], "advcl", "obl", "parataxis", "conj")


def _is_part_of(word: Word, quotation: Quotation, tree: Tree) -> bool:
    """Whether a word before a quotation belongs to a phrase or clause that the quotation only completes."""
    if word.upos in ("DET", "ADJ", "ADP", "AUX", "NUM", "CCONJ") or word.deprel == "case":
        return True
    governors = [w for w in tree.ancestors(word) if w.span.start >= quotation.span.start]
    return bool(governors) and not is_relation(word, "mark")


def _closes(verb: Word, tree: Tree) -> bool:
    """Whether nothing but the cue's own clause stands between a verb and the colon that ends its sentence."""
    rest = tree.words[verb.index :]
    return not any(w.upos == "VERB" and is_finite(w, tree) and not is_relation(w, "acl") for w in rest)


def _who_says(verb: Word, before: Quotation | None, tree: Tree) -> Word | None:
    """The subject of a cue beside a quotation.

    Inside quotation marks trees often go wrong, and the subject with them; it is then the noun
    phrase between the quotation and the cue (“…,” *he* wrote), or right behind it (said *Lopez*).
    """
    subject = subject_of(verb, tree)
    if is_passive(verb, tree):
        return subject
    quoted = subject is not None and any(q.span.contains(subject.span) for q in tree.quotations_for(verb))
    if before is None or subject is not None and subject.span.start >= before.span.end and not quoted:
        return subject
    between = _words_between(before.span.end, verb.span.start, tree) or ()
    behind = tree.words[verb.index : verb.index + 4]
    nouns = [w for w in between or behind if w.upos in ("NOUN", "PROPN", "PRON")]
    top = next((w for w in nouns if not any(a in nouns for a in tree.ancestors(w))), None)
    return top if top is not None else subject
