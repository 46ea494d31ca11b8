"""The sentences by which ``explain`` tells why a proposal was refused, a word is no cue, a quotation is nobody's."""

from __future__ import annotations

from collections.abc import Collection

from attribution.choose import Refused
from attribution.constructions import cues_at
from attribution.model import CueEntry, Lexicon, Match, Paragraph, Word
from attribution.tree import Tree

# --- a quotation left alone, by the reasons of ``unattributed`` -----------------------------------

QUOTATIONS = {
    "nickname": "It stands between a first name and a surname: a nickname, which nobody says.",
    "title": "It looks like the title of a work, which nobody says.",
    "term": "A word before it (called, so-called, known as …) introduces it as a term, which nobody says.",
    "scare-quote": "It is a few words inside a sentence that is nobody's content: scare quotes.",
    "no-source": "No cue near it takes it for its content, and it is no sentence that stands alone.",
    "ambiguous": "More than one could have said it.",
}

# --- a proposal refused, by the stages of ``choose`` ----------------------------------------------

_IMPLAUSIBLE = {
    "evaluated_object": "the verb says nothing of its object here: no predicate and no quotation follows",
    "passive": "a name alone is what it is called, not what is said",
    "headline": "its label names nobody who can speak, or only introduces a topic",
    "signature": "what stands behind the dash names nobody who can speak",
    "colon": "what stands before the colon names nobody who can speak",
    "framed_quotation": "its subject is nobody who can speak",
    "transcript": "the label before the colon is nobody's turn",
}


def why_refused(refused: Refused) -> str:
    """Why a proposal does not stand, without its full stop."""
    match, rival = refused.match, refused.rival
    other = " ".join(w.text for w in rival.cue) if rival is not None else ""
    if refused.reason == "unlikely":
        return f"its confidence of {match.confidence:.2f} is under the bar"
    if refused.reason == "implausible":
        return _IMPLAUSIBLE.get(match.construction, "what a picture shows, or a title says, nobody says")
    if refused.reason == "quotation":
        return (
            f"its quotation goes to “{other}”, which is nearer"
            if rival is not None
            else "its quotation goes to a nearer cue"
        )
    if refused.reason == "cue":
        return _why_second(match, rival, other)
    if refused.reason == "content":
        return f"“{other}” is surer of most of this content" if rival is not None else "a surer one has its content"
    if refused.reason == "no-news":
        return (
            "the text reports little of what others say, and the less it does, the surer any but a plain construction "
            f"must be; {match.confidence:.2f} is too little here"
        )
    if refused.reason == "light-verb":
        return (
            f"“{other}” beside it is what is said or denied"
            if rival is not None
            else "the words beside it have the attribution"
        )
    return refused.reason


def _why_second(match: Match, rival: Match | None, other: str) -> str:
    if rival is None:
        return "another construction stands for this cue"
    if len(rival.cue) > len(match.cue) and rival.construction == match.construction:
        return f"“{other}” is the longer cue"
    return f"{rival.construction} stands for this cue and is surer"


# --- a word that is no cue ------------------------------------------------------------------------


def why_no_cue(
    word: Word, tree: Tree | None, paragraph: Paragraph, lexicon: Lexicon, *, tried: Collection[str]
) -> tuple[str, ...]:
    """Why a word heads no cue here; ``tried`` are the constructions in which it was proposed and refused."""
    if tree is None:
        if paragraph.repeats:
            return ("Its paragraph says again what an earlier one said and is not looked at.",)
        return (f"It stands in the {paragraph.zone}, which is not looked at; --zones all looks everywhere.",)
    entries = [entry for entry, _ in cues_at(word, tree, lexicon)]
    own = [entry for entry in entries if entry.lemma != "*"]
    sentences = [_not_listed(word, lexicon)] if not own else []
    for entry in entries:
        missing = [name for name in entry.constructions if name not in tried]
        name = f"“{entry.lemma}” ({entry.pos})" if entry.lemma != "*" else "Any verb"
        if missing:
            sentences.append(f"{name} does not stand in {_listed(missing)} here.")
    return tuple(sentences)


def _not_listed(word: Word, lexicon: Lexicon) -> str:
    """Why the lexicon has no entry for a word as it stands here."""
    lemma = lexicon.lemma(word)
    others = [e for e in lexicon.cues if e.lemma.split()[0] in (lemma, word.text.lower())]
    taken = f"here the parser takes it for {word.upos}, lemma “{lemma}”"
    if not others:
        return f"“{lemma}” is not in the lexicon ({taken})."
    return f"The lexicon has {_listed(_entry_name(e) for e in others)}, and {taken}; none of them stands here."


def _entry_name(entry: CueEntry) -> str:
    return f"“{entry.lemma}” as a {entry.pos}"


def _listed(names) -> str:
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last
