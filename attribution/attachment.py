"""Where the parser hangs a word too high and the words themselves tell better."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from attribution.model import Word

# What is sent or given out to tell something; "saying" right behind it is what it says.
_MESSAGES = frozenset("announcement card e-mail email letter memo memorandum message note petition release report statement telegram text tweet".split())


def attached(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The words, three kinds of them hung where they belong.

    A participle that a message leads to: "Seoul said [that he sent her a *letter*, *saying* …]"; to the parser it is often Seoul that is
    *saying* so, too. And the subject of an infinitive behind *for*: "called for *fees* to be *paid* back"; to the parser the fees often call.
    And a relative clause behind who says something: [It leaks], said *Ng, who* was there; to the parser it is often what was said that was.
    """
    moved = {w.index: head for w in words if w.deprel == "advcl" and w.text.endswith("ing") and (head := _sender(w, words))}
    moved |= {w.index: head for w in words if w.deprel == "nsubj" and w.head < w.index and (head := _called_for(w, words))}
    moved |= {w.index: head for w in words if w.deprel == "acl:relcl" and w.head < w.index and (head := _who_says(w, words))}
    return tuple(evolve(w, head=moved[w.index]) if w.index in moved else w for w in words) if moved else words


def _who_says(clause: Word, words: Sequence[Word]) -> int | None:
    """The subject right before a relative clause and its comma, where a verb between governs what the clause hangs on."""
    verb = words[clause.head - 1]
    while verb.head and not clause.head < verb.index < clause.index:
        verb = words[verb.head - 1]
    if verb.index < clause.head:
        return None
    comma = next((w for w in words[verb.index : clause.index - 1] if w.text == ","), None)
    subject = next((w for w in words[verb.index : clause.index - 1] if w.head == verb.index and w.deprel == "nsubj"), None)
    if comma is None or subject is None or subject.index > comma.index:
        return None
    return subject.index if words[comma.index].lemma.lower() in ("who", "whose", "whom", "which") else None


def _called_for(subject: Word, words: Sequence[Word]) -> int | None:
    """The infinitive behind a subject that *for* opens, where both hang on the verb before them."""
    opener = next((w for w in words[subject.head : subject.index - 1] if w.text == "for" and w.deprel == "mark"), None)
    if opener is None:
        return None
    clause = words[opener.head - 1]
    leads = clause.head == subject.head and clause.index > subject.index
    return clause.index if leads and any(w.head == clause.index and w.lemma == "to" for w in words[subject.index : clause.index - 1]) else None


def _sender(participle: Word, words: Sequence[Word]) -> int | None:
    """The verb of the clause that its governor tells, where a message is the object of that."""
    for clause in words[: participle.index - 1]:
        if clause.head == participle.head and clause.deprel == "ccomp" and clause.index > clause.head:
            between = words[clause.index : participle.index - 1]
            if any(w.head == clause.index and w.deprel == "obj" and w.lemma in _MESSAGES for w in between):
                return clause.index
    return None
