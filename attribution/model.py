"""Every value that one room hands to the next.

All are frozen; all offsets are Unicode code points into ``Article.text``, half open, so that
``article.text[span.start:span.end]`` is what a span means. The terms are those of the glossary in
the README: source, cue and content as in PARC 3 and PolNeAR, words and relations as in
Universal Dependencies.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property, total_ordering
from typing import Literal
from unicodedata import category, normalize

from attrs import field, frozen, validators

from attribution.forest import Forest

Zone = Literal["headline", "byline", "caption", "body", "furniture"]
Kind = Literal["direct", "mixed", "indirect"]
AttributionType = Literal["assertion", "belief", "fact", "eventuality"]
Polarity = Literal["positive", "negative"]
MentionKind = Literal["name", "nominal", "pronoun"]
SpeakerType = Literal["person", "organisation", "document", "group", "unknown"]
PartOfSpeech = Literal["verb", "noun", "adjective", "adverb", "phrase"]

LONG_DASHES = ("–", "—", "―")  # en dash, em dash, horizontal bar (U+2015), which is some newsrooms' dash
DASHES = ("-", "--", *LONG_DASHES)
OPENING_MARKS = ('"', "“", "‘", "'", "``")
KINDS: tuple[Kind, ...] = ("direct", "mixed", "indirect")
ZONES: tuple[Zone, ...] = ("headline", "byline", "caption", "body", "furniture")
DEFAULT_ZONES: frozenset[Zone] = frozenset({"headline", "body", "caption"})


# --- text -------------------------------------------------------------------------------------


@total_ordering
@frozen
class Span:
    """A half-open stretch ``[start, end)`` of the article's text, in code points."""

    start: int
    end: int

    def __attrs_post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"no span: start {self.start}, end {self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def __lt__(self, other: Span) -> bool:
        return (self.start, self.end) < (other.start, other.end)

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


def covering(spans: Iterable[Span]) -> Span:
    """The shortest span that holds all of these (at least one)."""
    spans = tuple(spans)
    if len(spans) == 1:
        return spans[0]
    return Span(min([s.start for s in spans]), max([s.end for s in spans]))


def text_of(spans: Iterable[Span], text: str) -> str:
    """The text of several spans, an ellipsis where something lies between them."""
    return " … ".join(span.of(text) for span in spans)


def without_accents(form: str) -> str:
    """Sinéad → Sinead; what Unicode calls a mark that takes no room (Mn) is left out, as in BERT's vocabularies."""
    return "".join(c for c in normalize("NFD", form) if category(c) != "Mn")


def shared(ones: Iterable[Span], others: Iterable[Span]) -> int:
    """How many characters two sets of spans have in common; the spans of a set do not overlap."""
    others = tuple(others)
    return sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in ones for b in others)


@frozen
class Paragraph:
    span: Span
    zone: Zone = "body"
    repeats: bool = False  # says again, word for word, what an earlier caption or pull quote said


@frozen
class ExtractionWarning:
    """Something the user should know about an extraction; ``code`` is stable, ``message`` a sentence."""

    code: str
    message: str
    spans: tuple[Span, ...] = ()  # where, if it is somewhere


@frozen
class SourceRun:
    """A stretch of the text, and the stretch of the page of HTML it was read from.

    Where both are of one length they are the same characters; where not, an entity ("&amp;") or white
    space was read as what stands in the text, and the run has no parts.
    """

    text: Span
    source: Span


@frozen
class Article:
    """A text and what its parts are; ``text`` is never altered after it was read."""

    id: str
    title: str
    text: str
    paragraphs: tuple[Paragraph, ...]
    warnings: tuple[ExtractionWarning, ...] = ()
    meta: dict[str, str] = field(factory=dict, hash=False)  # author, date, site of a page; fields kept from a table
    source_map: tuple[SourceRun, ...] = ()  # in text order; only where it was asked for

    def in_source(self, span: Span) -> Span | None:
        """Where a span of the text stands in the page of HTML; None where it is not known.

        From the place of its first character to that of its last: tags may stand between.
        """
        first, last = self._run_at(span.start), self._run_at(span.end - 1)
        if first is None or last is None or not len(span):
            return None
        start = first.source.start + (span.start - first.text.start if _is_verbatim(first) else 0)
        end = last.source.end - (last.text.end - span.end if _is_verbatim(last) else 0)
        return Span(start, end) if start < end else None

    def _run_at(self, offset: int) -> SourceRun | None:
        at = bisect_right(self.source_map, offset, key=lambda run: run.text.start) - 1
        return self.source_map[at] if at >= 0 and offset < self.source_map[at].text.end else None


def _is_verbatim(run: SourceRun) -> bool:
    return len(run.text) == len(run.source)


# --- parse ------------------------------------------------------------------------------------


CUE, SOURCE, CONTENT = range(3)  # places in Word.roles


@frozen
class Word:
    """A word as UD has it: "don't" is the two words "do" and "n't", each with its own span."""

    index: int  # from 1, within the sentence
    span: Span
    text: str
    lemma: str
    upos: str
    feats: str  # "Mood=Ind|Tense=Past", "" for none
    head: int  # index of the governing word, 0 for the root
    deprel: str
    entity: str = "O"  # BIOES tag, for instance "B-PERSON"
    token: Span | None = None  # the multiword token it is part of
    roles: tuple[float, float, float] | None = None  # how much it looks like part of a cue, a source, a content; 0 to 1

    def __hash__(self) -> int:
        return hash((self.index, self.text))  # tells words well enough apart, and is asked for often


@frozen
class Sentence:
    span: Span
    paragraph: int  # index into Article.paragraphs
    words: tuple[Word, ...]


@frozen
class Document:
    article: Article
    sentences: tuple[Sentence, ...]
    split: tuple[Span, ...] = ()  # parts of sentences that were too long for the parser (a list, a table)


@frozen
class Quotation:
    """A stretch between quotation marks, marks included: typography only.

    It has several parts when it goes on over paragraphs, each opened anew. ``closed`` is false
    where the closing mark is missing and the quotation was taken to end with its paragraph.
    """

    parts: tuple[Span, ...] = field(validator=validators.min_len(1))
    closed: bool = True
    depth: int = 0  # 1 for a quotation inside a quotation, and so on
    marks: tuple[int, ...] = (1, 1)  # lengths of the opening and closing mark: `` and '' have two, a missing one none

    @cached_property
    def span(self) -> Span:
        return covering(self.parts)

    @cached_property
    def inside(self) -> tuple[Span, ...]:
        """The parts without the quotation marks."""
        opening, closing = self.marks
        last = len(self.parts) - 1
        return tuple(
            Span(min(p.start + opening, p.end), max(p.end - (closing if i == last else 0), min(p.start + opening, p.end)))
            for i, p in enumerate(self.parts)
        )


# --- lexicon ----------------------------------------------------------------------------------


@frozen
class CueEntry:
    """One line of ``cues.toml``: what a lemma can do, and what it does to what is said."""

    lemma: str  # "hail", "call for", "according to"
    pos: PartOfSpeech
    type: AttributionType
    stance: str
    constructions: tuple[str, ...]
    example: str
    negative: bool = False  # the cue denies by itself: deny, refuse, doubt
    unless: frozenset[str] = frozenset()  # lemmas of objects with which it says nothing: claimed the *title*

    @cached_property
    def words(self) -> tuple[str, ...]:
        """What its lemma is made of: (call, for)."""
        return tuple(self.lemma.split())


@frozen
class Pronoun:
    """What a pronoun's form says of its antecedent; features as in Universal Dependencies, "" for any."""

    person: int
    number: str = ""  # Sing | Plur
    gender: str = ""  # Masc | Fem | Neut
    human: bool = True


@frozen
class Lexicon:
    """The words the constructions know. Loaded and validated by ``lexicon.load_lexicon``."""

    cues: tuple[CueEntry, ...]
    titles: frozenset[str]  # "president", "mr", "sen.": before a name, lower case
    person_nouns: frozenset[str]  # "minister", "spokesman", "researcher": a lemma that means a person
    group_nouns: frozenset[str]  # "police", "allies", "researchers", "critics"
    organisation_nouns: frozenset[str]  # "ministry", "agency", "company", "union"
    document_nouns: frozenset[str]  # "report", "letter", "tweet", "lawsuit"
    image_nouns: frozenset[str] = frozenset()  # "picture", "footage": what they show nobody says
    genre_nouns: frozenset[str] = frozenset()  # "opinion", "live": as labels of a title they say what it is, not who says it
    forms: dict[str, str] = field(factory=dict, hash=False)  # verb forms that the lemmatizer gets wrong → lemma
    pronouns: dict[str, Pronoun] = field(factory=dict, hash=False)  # by form, lower case
    first_names: dict[str, str] = field(factory=dict, hash=False)  # lower case → the gender they suggest
    reliability: dict[tuple[str, str, str], float] = field(factory=dict, hash=False)  # (pos, lemma, construction) → share that is one
    scorer: Forest | None = field(default=None, hash=False)  # of proposals; None: by rules alone

    @cached_property
    def looked_up(self) -> dict[tuple[str, str, str], tuple[CueEntry, ...]]:
        """By form, lemma and part of speech of a word, the entries that `constructions` found for it before."""
        return {}

    @cached_property
    def _by_key(self) -> dict[tuple[str, str], tuple[CueEntry, ...]]:
        found: dict[tuple[str, str], tuple[CueEntry, ...]] = {}
        for entry in self.cues:
            key = (entry.pos, entry.words[0])
            found[key] = (*found.get(key, ()), entry)
        return found

    def lemma(self, word: Word) -> str:
        """A word's lemma; where the lemmatizer's is no verb that is listed, a listed one that the form can be of.

        It writes "quipp" for "quipped" and "enthus" for "enthused".
        """
        lemma = self.forms.get(word.text.lower(), word.lemma.lower())
        if word.upos != "VERB" or ("verb", lemma) in self._by_key:
            return lemma
        return next((c for c in _bases(word.text.lower()) if ("verb", c) in self._by_key), lemma)

    def entries(self, pos: PartOfSpeech, first_word: str) -> tuple[CueEntry, ...]:
        """The entries of this part of speech whose lemma begins with this word ("call" → call, call for)."""
        return self._by_key.get((pos, first_word), ())


def _bases(form: str) -> Iterator[str]:
    """What a regular verb form can be of: "quipped" → quipp, quippe, quip."""
    for ending, restored in (("ied", "y"), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("es", ""), ("s", "")):
        if form.endswith(ending) and len(form) > len(ending) + 2:
            base = form.removesuffix(ending) + restored
            yield base
            if base[-1] == base[-2]:
                yield base[:-1]


# --- what is proposed -------------------------------------------------------------------------


@frozen
class Match:
    """A proposal: these words may be a cue, with the heads of its source and its contents.

    A construction gives words; only ``spans`` turns them into characters. Content that typography
    delimits and not the tree (a quotation, a speaker's turn) is given as ``stretches``.
    """

    cue: tuple[Word, ...]  # the lexical words of the cue, its head first: (called, for)
    source: Word | None = None
    contents: tuple[Word, ...] = ()
    stretches: tuple[Span, ...] = ()
    sentence: int = 0  # index into Document.sentences
    construction: str = ""
    entry: CueEntry | None = None
    confidence: float = 1.0
    parts: Parts | None = field(default=None, eq=False, repr=False)  # told by ``spans``; None again where its words change

    # thousands of them an article: ``attrs.evolve`` would take ten times as long

    def proposed(self, sentence: int, construction: str, entry: CueEntry) -> Match:
        """The same, with where and by what it was found."""
        return Match(self.cue, self.source, self.contents, self.stretches, sentence, construction, entry)

    def rated(self, confidence: float, parts: Parts | None = None) -> Match:
        """The same, with how sure it is."""
        words = (self.cue, self.source, self.contents, self.stretches)
        return Match(*words, self.sentence, self.construction, self.entry, confidence, parts)


@frozen
class Parts:
    """A match in characters."""

    cue: Span
    source: Span | None
    content: tuple[Span, ...]


# --- what is found ----------------------------------------------------------------------------


@frozen
class Cue:
    """The words that signal an attribution."""

    span: Span
    text: str
    lemma: str
    construction: str
    stance: str
    negated: bool = False


@frozen
class Mention:
    """One textual reference to a source; ``head`` is the span of its head word."""

    span: Span
    text: str
    head: Span
    kind: MentionKind


@frozen
class Phrase:
    """A recipient, medium or time that the clause gives."""

    span: Span
    text: str


@frozen
class Speaker:
    """Whom a source means in this article: the fullest name there, with its role."""

    name: str
    type: SpeakerType = "unknown"
    role: str | None = None
    mentions: tuple[Mention, ...] = ()


@frozen
class Attribution:
    """A source, a cue, and the content that they attribute.

    A floating quotation has neither source nor cue, only (where known) the speaker carried over.
    """

    id: str
    kind: Kind
    type: AttributionType
    polarity: Polarity
    content: tuple[Span, ...] = field(validator=validators.min_len(1))
    content_text: str
    cue: Cue | None
    source: Mention | None
    speaker: Speaker | None
    construction: str
    sentence: Span  # the sentence of the cue, or of the content where there is no cue
    recipient: Phrase | None = None
    medium: Phrase | None = None
    time: Phrase | None = None
    parent: str | None = None  # id of the attribution whose content this one stands in
    confidence: float = field(default=1.0, validator=(validators.ge(0), validators.le(1)))


@frozen
class Unattributed:
    """A quotation that was given to nobody, and why."""

    quotation: Quotation
    text: str
    reason: str  # nickname | title | term | scare-quote | no-source | ambiguous


@frozen
class Extraction:
    """All that was found in an article."""

    article: Article
    attributions: tuple[Attribution, ...]
    unattributed: tuple[Unattributed, ...] = ()
    warnings: tuple[ExtractionWarning, ...] = ()


@frozen
class Failure:
    """What stands in a failed article's place: where it failed and why. A fault of ours, wherever it was, is of the stage "extract"."""

    id: str
    stage: Literal["read", "parse", "extract"]
    error: str
