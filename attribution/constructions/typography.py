"""Constructions in which typography shows where the content is: quotation marks, a colon, a dash, a turn's label."""

from __future__ import annotations

import re

from attribution.constructions.clauses import inserted
from attribution.grammar import PUT_TO, aspect_of, begins_item, clause_of, goes_on_small, is_finite, is_formula, is_negated, is_passive, is_predicate, is_title_case, names_topic, names_work, possessor_of, subject_of, tells
from attribution.model import Match, Quotation, Span, Word
from attribution.tree import Tree, has_feature, is_relation

LONGEST_SOURCE = 14  # words between a quotation and its cue: “…,” Maria Lopez, the party's spokeswoman on housing, said
LONGEST_LABEL = 6  # words of a headline's or a turn's source
_NEXT_LABEL = re.compile(r"(?<=[”\"] )(?:[A-Z][\w.’'-]* ){0,3}[A-Z][\w.’'-]*:(?= [“\"])")  # Ng: “No.” *Ana Ruiz:* “Why not?”
_LONGEST_ADDITION = 8  # words of what is added to a turn's label
_OPENING = ('"', "“", "‘", "'", "``")
_DASHES = ("-", "--", "–", "—")
_OF_WORKS = frozenset({"write", "sing", "play", "perform", "read", "record", "recite", "publish"})  # of which a title is the object
_JUDGING = frozenset({"brand", "call", "consider", "deem", "find", "judge", "label", "term", "think"})  # something something
# What somebody utters: whose it is speaks, not it.
_UTTERED = frozenset(
    "advice answer appeal call chant comment cry message motto plea reaction reply response retort shout statement verdict warning word".split()
)

# What says that somebody speaks where it does not say what, and no more: Ng *agreed*. “It leaks.” Not: Ng *shrugged*.
_TALKS = frozenset(
    "agree answer comment concur disagree dissent elaborate explain object protest reminisce reply respond say speak tell testify tweet write".split()
)


def quotation(cue: tuple[Word, ...], tree: Tree) -> Match | None:
    """[“Taxes will rise,”] *said* Maria Lopez, [“and soon.”]

    The quotation stands right before or behind the cue's clause; whether the parser took it for
    the cue's object, or for anything at all, does not matter.
    """
    verb = cue[0]
    near = at_the_level_of(verb, tree)
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
        return None
    if only_after and (whole := _begun_before(cue, after, tree)) is not None:
        return whole
    if before is not None and stretches[-1].end <= verb.span.start:
        stretches += _that_clause(verb, tree)
    leads_back = before is not None and stretches[0].start == before.parts[0].start
    return Match(cue, _who_says(verb, before if leads_back else None, tree), (), stretches)


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
    return match if joined and near and (_is_person(subject) or subject.upos == "NOUN") else None


def _arriving(verb: Word, match: Match, tree: Tree) -> Match | None:
    """[“No,”] *came the reply*. [“Shame!”] *came shouts* from the gallery."""
    noun = next((w for w in tree.words[verb.index : verb.index + 4] if w.lemma in _UTTERED and w.upos in ("NOUN", "VERB")), None)
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
    after = next((q for q in at_the_level_of(noun, tree) if q.span.start >= noun.span.end), None)
    if after is None:
        return None
    between = tree.text[max(noun.span.end, verb.span.end) : after.span.start]
    if noun.deprel == "obj" and _fills_next_paragraph(after, tree):
        return Match(cue, subject_of(verb, tree), (), after.parts)
    if ":" not in between or len(between.split()) > LONGEST_SOURCE or not between.rstrip().endswith(":"):
        return None
    return Match(cue, subject_of(verb, tree), (), after.parts)


def colon(cue: tuple[Word, ...], tree: Tree) -> Match | None:
    """Ng was blunt: [“It leaks.”] The plan surprised Maria Ng: [“I knew nothing.”] Few turned out - Ng: [“It rained.”]

    No word says that it was said; whoever the sentence is about, else whom it names last, speaks.
    """
    mark = cue[0]
    after = next((q for q in at_the_level_of(mark, tree) if q.span.start >= mark.span.end), None)
    before = tree.previous(mark)
    if (uttered := _uttered_before(mark, tree)) is not None:
        return uttered
    if mark.text != ":" or before is None or after is None or tree.text[mark.span.end : after.span.start].strip():
        return None
    if after.span.start > tree.sentence.span.end and any(_says_a_clause(w, tree) for w in tree.words):
        return None
    while _is_of_name(before, tree) and (head := tree.head(before)) is not None and head.index < before.index:
        before = head
    if label := _label_behind_dash(mark, tree) or _name_before(mark, tree):
        return Match(cue, _label_head(label, tree), (), after.parts)
    subjects = (tree.child(clause_of(before, tree), "nsubj"), tree.child(tree.root, "nsubj"), before)
    named = [w for w in subjects if w is not None and w.index < mark.index and w.upos in ("NOUN", "PROPN", "PRON")]
    source = next((w for w in named if _is_person(w)), named[0] if named else None)
    if source is not None and has_feature(source, "PronType=Rel") and is_relation(clause := clause_of(source, tree), "acl"):
        source = tree.head(clause)  # *Ana Ruiz*, who was there: “It rained.”
    if source is None or not after.inside[0].of(tree.text).lstrip()[:1].isupper() or names_topic(tree.words[: mark.index - 1]):
        return None
    if source.lemma in _UTTERED:  # *Her* advice to reporters was blunt: “Wear out your shoes.”
        source = possessor_of(source, tree) or source
    return Match(cue, source, (), after.parts)


def _is_of_name(word: Word, tree: Tree) -> bool:
    """Whether a word before a colon belongs to the name before it: Ana *Ruiz*; where a phrase is all, a teacher in *Akron*."""
    case, head = tree.child(word, "case"), tree.head(word)
    return is_relation(word, "flat", "conj") or (
        is_relation(word, "nmod") and head is tree.root and head.upos == "NOUN" and case is not None and case.lemma in ("in", "from", "at", "of", "near")
    )


def _uttered_before(mark: Word, tree: Tree) -> Match | None:
    """Her *advice*: [finish school first]. A sentence of a noun with its owner and, behind a colon, a clause without marks."""
    noun, owner = tree.root, tree.child(tree.root, "nmod:poss")
    if mark.text != ":" or noun.lemma not in _UTTERED or owner is None or noun.index > mark.index:
        return None
    if not any(w.index > mark.index and is_predicate(w, tree) for w in tree.children(noun, "parataxis", "ccomp", "appos")):
        return None
    behind = [w for w in tree.words[mark.index :] if w.upos != "PUNCT"]
    content = Span(behind[0].span.start, behind[-1].span.end)
    if any(q.span.overlaps(content) for q in tree.quotations):
        return None
    return Match((noun,), owner, (), (content,))


def headline(cue: tuple[Word, ...], tree: Tree) -> Match | None:
    """[Rising threat “destabilises region”]: UN. UN: [Threat rises]. [Taxes to rise] – minister. [‘No one knew’]: families demand an inquiry."""
    mark = cue[0]
    if tree.sentence.words[-1].text == "." or tree.paragraph.span.end > tree.sentence.span.end + 1:
        return None
    left, right = tree.words[: mark.index - 1], tree.words[mark.index :]
    if mark.text in "-–—" and not _is_spaced(mark, tree):
        return None
    whole = Span(left[0].span.start, left[-1].span.end) if left else None
    if mark.text == ":" and any(q.span == whole for q in tree.quotations):
        subject = next((w for w in right if is_relation(w, "nsubj") and tree.head(w) in right), None)
        if subject is not None:  # ‘Nobody warned us’: families demand an inquiry
            return Match(cue, subject, (), (whole,))
    if _is_label(_without_topic(right)) and len(left) > 2:
        return Match(cue, _label_head(_without_topic(right), tree), (), (Span(left[0].span.start, left[-1].span.end),))
    if mark.text == ":" and _is_label(left) and len(right) > 1:
        return Match(cue, _label_head(left, tree), (), (Span(right[0].span.start, right[-1].span.end),))
    return None


def signature(cue: tuple[Word, ...], tree: Tree) -> Match | None:
    """[“We have waited ten years.”] *—* Maria Ng, head of the union [“Nobody asked us.”] *--* Paul Okafor, 43

    A quotation with whose it is behind it or on the next line, and nothing else there, as letters and pull quotes are signed.
    """
    mark = cue[0]
    before = next((q for q in reversed(at_the_level_of(mark, tree)) if q.span.end <= mark.span.start), None)
    behind = tree.words[mark.index :]
    if mark.text not in _DASHES or before is None or not _is_signed(before, mark, tree):
        return None
    named = _without_occasion(_without_topic(behind))
    if any(_is_dash(w, tree) or tells(w, tree) for w in named):
        return None  # — Ana Ruiz, who has lived here; but not: — Ana Ruiz told the Courier
    ends = (i for i, w in enumerate(named) if w.upos == "PUNCT" and w.text not in _DASHES or has_feature(w, "PronType=Rel"))
    label = named[: next(ends, len(named))]
    opens = label and (label[0].text[0].isupper() or label[0].text[0] == "@" or label[0].upos == "DET" or any(map(_is_person, label)))
    if not opens or label[0].upos == "ADP" or not _is_label(label):  # — from the diary of Ana Ruiz
        return None
    return Match(cue, _label_head(label, tree), (), before.parts)


def _is_signed(quotation: Quotation, mark: Word, tree: Tree) -> bool:
    """Whether a dash and its sentence are all that stands on a line behind a quotation, and that is no title: “What Was I Made For?” — Billie Eilish."""
    text, start, end = tree.text, quotation.span.start, quotation.span.end
    if not quotation.closed or not _is_said(quotation, text) or text[end : mark.span.start].strip():
        return False
    return begins_item(start, text) and not text[tree.sentence.span.end : tree.paragraph.span.end].strip()


def transcript(cue: tuple[Word, ...], tree: Tree) -> Match | None:
    """JONES: [We will be back after this.] Q: [Did you know?] Ng: [“No.”] Ruiz: [“Why not?”] Rep. Omari (R-Ohio): [“I did.”]

    The turn goes on to the end of its paragraph, or to the next turn in it; a quoted transcript has the labels in its marks, too.
    A person's name may stand before a dash: *Ana Ruiz, 34* – [“I did.”]
    """
    mark = cue[0]
    if tree.sentence.span.start != tree.paragraph.span.start:
        return None
    quoted = tree.words[0].text in _OPENING
    words = tree.words[quoted : mark.index - 1]
    label = _without_topic(_without_addition(words))
    if not _is_label(label):
        return None
    name = Span(label[0].span.start, label[-1].span.end).of(tree.text)
    rest = tree.text[mark.span.end : tree.paragraph.span.end]
    rest = _NEXT_LABEL.split(rest, maxsplit=1)[0]
    is_marked = rest.lstrip()[:1] in _OPENING
    is_told_of = label != words and label in (_without_topic(words), _without_occasion(words))
    if is_told_of and not (is_marked or name.isupper()):
        return None  # Ng on trial: The jury heard three witnesses.
    is_name = name.isupper() or name[0] == "@" or all(w.upos == "PROPN" or w.text.istitle() for w in label)
    if not is_name and not (is_marked and any(map(_is_person, label))):  # *Ana from Akron:* “I did.”
        return None
    start = mark.span.end + len(rest) - len(rest.lstrip())
    end = mark.span.end + len(rest.rstrip(" ." + "\"”’" * quoted))
    if start >= end or not (_is_filled(start, end, tree) if mark.text != ":" else _says(rest, label, tree)):
        return None
    return Match(cue, _label_head(label, tree), (), (Span(start, end),))


def _is_filled(start: int, end: int, tree: Tree) -> bool:
    """Whether one quotation is all that stands between two offsets, and no title."""
    return any(q.span.start == start and q.span.end >= end and _is_said(q, tree.text) for q in tree.quotations)


def _is_said(quotation: Quotation, text: str) -> bool:
    """Whether a quotation ends as speech does and is no title: not “What Was I Made For?”, nor “Anti-Hero”."""
    said = quotation.inside[-1].of(text)
    return said.rstrip()[-1:] in tuple(".,!?…") and not is_title_case(said)


def _says(rest: str, label: tuple[Word, ...], tree: Tree) -> bool:
    """Whether what stands behind a label is said: not *Hometown*: Akron, where neither who nor what shows it."""
    is_turn = label[0].entity != "O" or label[-1].text.isupper() or rest.rstrip()[-1:] in tuple(".?!…\"”’") or len(rest.split()) > 4
    return is_turn or any(is_predicate(w, tree) for w in tree.words[label[-1].index :])


def _fills_next_paragraph(quotation: Quotation, tree: Tree) -> bool:
    """Whether a quotation is all of the paragraph behind this sentence's, as a statement is that was just spoken of."""
    start, end = quotation.span.start, quotation.span.end
    begins = tree.paragraph.span.end <= start and not tree.text[tree.sentence.span.end : start].strip()
    return begins and tree.text[end : end + 40].split("\n")[0].strip() == ""


# --- quotation marks --------------------------------------------------------------------------


def at_the_level_of(word: Word, tree: Tree) -> tuple[Quotation, ...]:
    """The quotations that a word could introduce: those inside the same quotation as itself, or inside none."""
    around = [q for q in tree.quotations if any(p.contains(word.span) for p in q.parts)]
    inner = max(around, key=lambda q: q.depth, default=None)
    if inner is None:
        return tuple(q for q in tree.quotations if q.depth == 0)
    return tuple(q for q in tree.quotations if q.depth == inner.depth + 1 and inner.span.contains(q.span))


def _leads_back(quotation: Quotation, verb: Word, tree: Tree) -> bool:
    """Whether a cue's clause follows this quotation: “…,” *she said*; “…,” *said* Maria Lopez."""
    if not _opens_sentence(quotation, tree):
        return False  # “… clarified the strategy”, the report said: the whole sentence is content, not the fragment
    between = _words_between(quotation.span.end, verb.span.start, tree)
    if between is None or len(between) > LONGEST_SOURCE:
        return False
    inside = quotation.inside[-1].of(tree.text)
    if tree.text[quotation.span.end : tree.sentence.span.start].strip():
        return False  # another sentence stands between
    if tree.sentence.span.start >= quotation.span.end and inside.rstrip()[-1:] in tuple(".;:") and not _lacks_content(verb, tree):
        return False  # “It leaks.” She said no more. But: “It leaks” Ana Ruiz said. And, badly edited: “It leaks.” Ana Ruiz said.
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
        return not gap.strip() and leads and _closes(verb, tree) and not _says_a_clause(verb, tree)
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
    if not rest or rest[0] in ".,;—–" or quotation.span.end > tree.sentence.span.end:
        return True
    if any(quotation.span.contains(w.span) and w.head and tree.words[w.head - 1].span.start >= end for w in tree.words):
        return False  # slammed “cowardly” defending
    return not is_passive(verb, tree) and not any(_completes(w, quotation, tree) for w in tree.words if w.span.start >= end)


def _speaks_first(verb: Word, quotation: Quotation, tree: Tree) -> bool:
    """Whether a sentence says no more than that somebody speaks, and a quotation goes on in its paragraph: Ng *agreed*. “We have waited.” """
    if verb.lemma not in _TALKS:
        return False
    subject = subject_of(verb, tree)
    says_what = tree.child(verb, "obj", "iobj", "ccomp", "xcomp", "cop", "parataxis") is not None and verb.lemma != "tell"
    whole = quotation.span.end <= tree.paragraph.span.end and quotation.inside[-1].of(tree.text).rstrip()[-1:] in tuple(".!?…")
    return verb is tree.root and whole and not says_what and subject is not None and subject.upos in ("PROPN", "PRON", "NOUN") and not is_negated(verb, tree)


def _says_a_clause(verb: Word, tree: Tree) -> bool:
    """Whether a cue has a clause in its own sentence, with which the quotation behind the colon goes on: said that of the two: ¶ “Ours …”"""
    return any(tree.child(c, "mark") is not None for c in tree.children(verb, "ccomp") if c.index > verb.index)


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
    end = max((q.span.end for q in at_the_level_of(verb, tree) if q.span.contains(last.span)), default=last.span.end)
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
    if ended or not rest or rest[0].deprel != "case" or verb is not None and len(rest) == len(behind):
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
    return mark is not None and mark.text == ":" and bool(_label_behind_dash(mark, tree))


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
    return not before or before[-1] in ".!?:;,”\"'’»—–([" or before.split()[-1].lower() in ("but", "and", "so", "that", "-")


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
    quoted = subject is not None and any(q.span.contains(subject.span) for q in at_the_level_of(verb, tree))
    if before is None or subject is not None and subject.span.start >= before.span.end and not quoted:
        return subject
    between = _words_between(before.span.end, verb.span.start, tree) or ()
    behind = tree.words[verb.index : verb.index + 4]
    nouns = [w for w in between or behind if w.upos in ("NOUN", "PROPN", "PRON")]
    top = next((w for w in nouns if not any(a in nouns for a in tree.ancestors(w))), None)
    return top if top is not None else subject


# --- labels -----------------------------------------------------------------------------------


def _is_label(words: tuple[Word, ...]) -> bool:
    """Whether these words can name a source by themselves: few, a noun among them, no verb, no clause."""
    if len(words) == 1 and words[0].text in ("Q", "A"):
        return True
    return (
        0 < len(words) <= LONGEST_LABEL
        and not names_topic(words)
        and any(_is_nominal(w) for w in words)
        and not any(w.upos in ("VERB", "AUX", "SCONJ", "NUM") or re.search(r"[:;?!\"“”()]", w.text) for w in words)
    )


def _without_addition(label: tuple[Word, ...]) -> tuple[Word, ...]:
    """A turn's label without what is added to a name in brackets or behind a comma: *Rep. Omari* (R-Ohio); *Lil Tran*, D-Salem; none where that is more.

    Not: *Bernoulli FRS* (German: …
    """
    end = next((i for i, w in enumerate(label) if w.text in (",", "(")), len(label))
    added = label[end:]
    if not added or end == 0:
        return label
    if (named := _without_occasion(label)) != label:
        return named
    closed = [w.text for w in added].count("(") == (added[-1].text == ")") == (added[0].text == "(")
    is_named = _is_person(label[end - 1]) or label[end - 1].text.isupper()
    is_more = not closed or not is_named or any(w.upos in ("VERB", "AUX", "SCONJ") or w.upos == "PRON" and not has_feature(w, "Poss=Yes") or re.search(r"[:;?!\"“”`]|''", w.text) for w in added)
    return label[:end] if len(added) <= _LONGEST_ADDITION and not is_more else ()


def _without_occasion(label: tuple[Word, ...]) -> tuple[Word, ...]:
    """A label without what its words were about or an answer to: COACH LEE, *on being late*; Ana Ruiz, *asked whether she would run*."""
    commas = (i for i, w in enumerate(label[:-1]) if w.text == "," and (label[i + 1].lemma in PUT_TO or label[i + 1].lemma in ("on", "about", "after", "when")))
    return label[: next(commas, len(label))]


def _without_topic(label: tuple[Word, ...]) -> tuple[Word, ...]:
    """A label without what it was about: Ford boss *on the failed launch*."""
    return label[: next((i for i, w in enumerate(label) if i and w.lemma == "on" and w.upos in ("ADP", "SCONJ")), len(label))]


def _label_head(words: tuple[Word, ...], tree: Tree) -> Word:
    inside = {w.index for w in words}
    return next((w for w in words if w.head not in inside and _is_nominal(w)), words[-1])


def _label_behind_dash(mark: Word, tree: Tree) -> tuple[Word, ...]:
    """The name between a spaced dash and a colon: "Few turned out - *Maria Ng*, mayor: “It rained.”"; "More from *Ng*" is her, too."""
    before = tree.words[max(0, mark.index - 1 - LONGEST_LABEL - _LONGEST_ADDITION) : mark.index - 1]
    dash = next((i for i in reversed(range(len(before))) if _is_dash(before[i], tree)), None)
    if dash is None:
        return ()
    label = _without_addition(before[dash + 1 :])
    from_whom = next((i + 1 for i, w in enumerate(label) if w.text.lower() == "from"), 0)
    return label[from_whom:] if _is_label(label[from_whom:]) else ()


def _name_before(mark: Word, tree: Tree) -> tuple[Word, ...]:
    """The person's name that a sentence begins with, where it has no more than what is added to it: *Ana Ruiz*, Akron: “It rained.”"""
    words = tree.words[: mark.index - 1]
    label = _without_addition(words)
    return label if label and label != words and _is_label(label) and _is_person(label[0]) else ()


def _is_nominal(word: Word) -> bool:
    """Whether a label's word names something; behind a colon the parser takes an acronym ("UN") for anything."""
    return word.upos in ("NOUN", "PROPN", "PRON", "X") or word.text.isalpha() and word.text.isupper()


def _is_person(word: Word) -> bool:
    return word.entity[2:] == "PERSON" or word.upos == "PRON" and word.text.lower() in ("he", "she", "they", "we", "i", "who")


def _is_dash(word: Word, tree: Tree) -> bool:
    """Not a hyphen: Jean-Luc."""
    return word.text in _DASHES and _is_spaced(word, tree)


def _is_spaced(mark: Word, tree: Tree) -> bool:
    before = tree.text[mark.span.start - 1 : mark.span.start]
    after = tree.text[mark.span.end : mark.span.end + 1]
    return before.isspace() and after.isspace()
