"""How likely a proposal is an attribution by what was counted: its construction, its lemma there, its class of source."""

from __future__ import annotations

from attribution.model import Lexicon, Match

# PolNeAR's annotators seldom marked a speaker's turn, and "allegedly" not always; our conventions do. Its articles sign no
# quotation and have hardly any headline, so that what looks like one there is a table or a caption.
MARKED_HERE = {"post": 0.9, "signature": 0.9, "transcript": 0.9, "headline": 0.75, "reporting_adverb": 0.6, "copular_noun": 0.6}


def confidence(match: Match, lexicon: Lexicon) -> float:
    """How likely a proposal is an attribution, from two counted shares: its lemma's and its class of source's.

    Both lean on the construction's own share; odds multiply as if they were independent.
    """
    if match.construction in MARKED_HERE:
        return MARKED_HERE[match.construction]
    whole, lemma, source = shares_of(match, lexicon)
    likely = odds(lemma) * (odds(source) / odds(whole)) ** 0.5
    return likely / (1 + likely)


def evidence(match: Match, lexicon: Lexicon) -> tuple[tuple[str, float], ...]:
    """What a confidence is made of, for a person to read: each thing counted and its share of attributions."""
    if match.construction in MARKED_HERE:
        return ((f"{match.construction}: set by our conventions", MARKED_HERE[match.construction]),)
    whole, lemma, source = shares_of(match, lexicon)
    return (
        (f"any {match.entry.pos} in {match.construction}", whole),
        (f"“{match.entry.lemma}” in {match.construction}", lemma),
        (f"source of class “{source_class(match, lexicon)}” in {match.construction}", source),
    )


def shares_of(match: Match, lexicon: Lexicon) -> tuple[float, float, float]:
    """The counted shares of a proposal's construction, of its lemma there and of its class of source there."""
    counted, pos, construction = lexicon.reliability, match.entry.pos, match.construction
    whole = counted.get((pos, "*", construction), 0.5)
    lemma = counted.get((pos, match.entry.lemma, construction), whole)
    source = counted.get(("source", source_class(match, lexicon), construction), whole)
    return whole, lemma, source


def odds(share: float) -> float:
    share = min(max(share, 0.01), 0.99)
    return share / (1 - share)


def source_class(match: Match, lexicon: Lexicon) -> str:
    """What the head of a source is, as far as it tells whether it can speak."""
    word = match.source
    if word is None:
        return "none"
    if word.upos == "PRON":
        pronoun = lexicon.pronouns.get(word.text.lower())
        return f"person-{pronoun.person}" if pronoun is not None and pronoun.human else "thing"
    if word.entity != "O":
        return word.entity[2:].lower()
    classes = (
        ("person", lexicon.person_nouns),
        ("group", lexicon.group_nouns),
        ("group", lexicon.organisation_nouns),
        ("document", lexicon.document_nouns),
    )
    return next((name for name, lemmas in classes if word.lemma.lower() in lemmas), "thing")
