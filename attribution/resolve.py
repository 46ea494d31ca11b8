"""Whom each source means in this article: the only candidate, or nobody.

One small resolver a kind of mention: names by their entity, nouns by what the article calls its
entities, pronouns by reading the sentences in order.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import cached_property

from attrs import evolve

from attribution.entities import Entities, Entity
from attribution.grammar import ANSWER, QUESTION
from attribution.interviews import Interview, find_interview, introduced, speech
from attribution.mentions import phrase_of
from attribution.model import DEFAULT_ZONES, ZONES, Attribution, Document, Lexicon, Mention, Speaker, Word
from attribution.reading import Reading, own_text, speaker_of_entity, type_of
from attribution.tree import Tree, has_feature, is_relation, span_of, trees_of

_CLOSING = tuple("\"”'’»“‹›«")
_ANSWERABLE = frozenset("answer ask inquire reply respond retort".split())
# Who is spoken to, first of all that is said or at a sentence's end: “*Ng*, wait.” “I know, *Mr. Ng*. Sit down.”
_ADDRESS = re.compile(r"^(?:(?:Mr|Mrs|Ms|Dr)\.? )?([A-Z][\w’'-]+),\s|,\s(?:(?:Mr|Mrs|Ms|Dr)\.? )?([A-Z][\w’'-]+)(?=[.?!,…—-]*(?:$|[.?!] ))")
_TURNS = 6  # so many quotations back he has spoken last who now speaks to another
_RELATIVE = frozenset({"who", "whom", "whose", "which", "that"})


def resolve(
    document: Document, attributions: tuple[Attribution, ...], lexicon: Lexicon, trees: tuple[Tree, ...] | None = None
) -> tuple[Attribution, ...]:
    """The attributions with their speakers; an ambiguous pronoun keeps None. ``trees``: all of the document's, where they are made."""
    resolver = _Resolver(document, attributions, lexicon, trees or trees_of(document))
    for attribution in sorted(attributions, key=lambda a: a.content[0]):
        resolver.speaker(attribution)  # before those that carry it on, so that these need not ask one another in a chain
    return tuple(evolve(a, speaker=resolver.speaker(a)) for a in attributions)


class _Resolver:
    """The speaker of each attribution, each worked out once."""

    def __init__(
        self, document: Document, attributions: tuple[Attribution, ...], lexicon: Lexicon, trees: tuple[Tree, ...]
    ) -> None:
        self.document = document
        self.attributions = attributions
        self.lexicon = lexicon
        self.trees = trees
        self._starts = [s.span.start for s in document.sentences]
        self._paragraphs = [p.span.start for p in document.article.paragraphs]
        self._by_id = {a.id: a for a in attributions}
        self._known: dict[str, Speaker | None] = {}

    def speaker(self, attribution: Attribution) -> Speaker | None:
        """The speaker of an attribution; None where it has none or more than one candidate."""
        if attribution.id not in self._known:
            self._known[attribution.id] = None  # a source inside its own content would ask for itself
            if attribution.source:
                self._known[attribution.id] = self._meant(attribution)
            elif attribution.construction == "floating":
                self._known[attribution.id] = self._carried(attribution)
        return self._known[attribution.id]

    def _meant(self, attribution: Attribution) -> Speaker | None:
        mention = attribution.source
        tree = self.trees[max(0, bisect_right(self._starts, mention.head.start) - 1)]
        word = tree.word_at(mention.head.start)
        if word is None:
            return Speaker(mention.text)
        reading = self._reading(tree)
        entities = reading.entities
        if mention.kind == "pronoun" and not entities.named(word):  # WHO may be the World Health Organization
            return self._pronoun(attribution, word, tree, reading)
        if attribution.construction == "transcript" and mention.text in (QUESTION, ANSWER):
            person = self._author if mention.text == QUESTION else self._interview and self._interview.answerer
            return speaker_of_entity(person) if person else Speaker(mention.text, "person")
        if self._is_coordinated(mention, word, tree, entities):
            return Speaker(own_text(mention.span, tree, self.lexicon), "group")
        entity = entities.named(word) or entities.titled(word, tree) or entities.meant(word, tree)
        if entity:
            return speaker_of_entity(entity)
        referent = reading.referents.get(word.span.start)
        if referent and referent.is_named:
            return referent.speaker
        return Speaker(own_text(mention.span, tree, self.lexicon), type_of(word, self.lexicon))

    @staticmethod
    def _is_coordinated(mention: Mention, word: Word, tree: Tree, entities: Entities) -> bool:
        """Google and Yahoo; but "academic and writer Ana Ruiz" is one person"""
        others = [w for w in tree.children(word, "conj") if mention.span.contains(w.span)]
        return bool(others) and (entities.named(word) is not None or entities.titled(word, tree) is None)

    # --- pronouns -------------------------------------------------------------------------------

    def _pronoun(self, attribution: Attribution, word: Word, tree: Tree, reading: Reading) -> Speaker | None:
        pronoun = self.lexicon.pronouns.get(word.text.lower())
        if (named := self._named_before(word, tree, reading)) is not None:
            return speaker_of_entity(named)
        if word.text.lower() in _RELATIVE and self._clause(word, tree):
            return self._relative(word, tree, reading)
        if pronoun is None:  # "some of the farmers" and "everyone" mean what they say, "this" does not
            alone = attribution.source.span == word.span and has_feature(word, "PronType=Dem")
            return None if alone else Speaker(own_text(attribution.source.span, tree, self.lexicon), "group")
        if pronoun.person != 3:
            around = self._who_quotes(attribution)
            if around:
                return self.speaker(around) if pronoun.person == 1 else None
            if pronoun.number == "Plur":
                return None
            if pronoun.person == 1 and tree.sentence.paragraph in self._introduced:
                meant = self._introduced[tree.sentence.paragraph]
            elif self._interview:
                meant = self._interview.meant(pronoun.person, tree.sentence.paragraph)
            elif self._speech and pronoun.person == 1 and tree.sentence.paragraph > self._speech[1]:
                meant = self._speech[0]
            else:
                meant = self._author if pronoun.person == 1 else None
            return speaker_of_entity(meant) if meant else None
        referent = reading.referents.get(word.span.start)
        return referent.speaker if referent else None

    @staticmethod
    def _clause(word: Word, tree: Tree) -> Word | None:
        """The relative clause that a word stands in."""
        return next((w for w in tree.ancestors(word) if is_relation(w, "acl:relcl")), None)

    def _named_before(self, word: Word, tree: Tree, reading: Reading) -> Entity | None:
        """The person right before *who*, where the parser hung its clause elsewhere: It spread on X, where it was shared by *Ana Ruiz*, who wrote …"""
        if word.text.lower() != "who" or (clause := self._clause(word, tree)) is not None and tree.head(word) is clause:
            return None
        comma = tree.previous(word)
        before = tree.previous(comma) if comma is not None and comma.text == "," else None  # not: They asked Ana Ruiz *who* wrote it
        entity = reading.entities.named(before) if before is not None else None
        return entity if entity is not None and entity.type == "person" else None

    def _relative(self, word: Word, tree: Tree, reading: Reading) -> Speaker | None:
        """Jeremy, who supports the strike"""
        noun = self._antecedent(word, tree, reading)
        while is_relation(noun, "appos") and (head := tree.head(noun)) is not None:  # Amos, a deserter *who* says
            noun = head
        referent, entity = reading.referents.get(noun.span.start), reading.entities.named(noun)
        subject = tree.child(noun, "nsubj") if entity is None and tree.child(noun, "cop") is not None else None
        described = reading.referents.get(subject.span.start) if subject is not None else None
        if described is not None and described.type == "person":  # she is 71, a deserter *who* says; not: it was Amos *who* said
            referent = described
        if referent:
            return referent.speaker
        if entity:
            return speaker_of_entity(entity)
        return Speaker(own_text(span_of(phrase_of(noun, tree)), tree, self.lexicon), type_of(noun, self.lexicon))

    def _antecedent(self, word: Word, tree: Tree, reading: Reading) -> Word:
        """What a relative clause belongs to; "a photo provided by *the ministry*, which says": not the photo, which says nothing."""
        noun = tree.head(self._clause(word, tree))
        between = [w for w in tree.words[noun.index : word.index - 1] if w.upos in ("NOUN", "PROPN") and tree.governs(noun, w)]
        if not between or self._can_speak(noun, reading):
            return noun
        last = next(w for w in (between[-1], *tree.ancestors(between[-1])) if not is_relation(w, "flat", "compound"))
        return last if self._can_speak(last, reading) else noun

    def _can_speak(self, noun: Word, reading: Reading) -> bool:
        entity = reading.entities.named(noun)
        return entity is not None or noun.lemma == "person" or type_of(noun, self.lexicon) != "unknown"

    def _who_quotes(self, attribution: Attribution) -> Attribution | None:
        """The attribution that quotes this one, whose source says "I": “Ng thought *I* was ill,” said Ruiz. Else the innermost around it."""
        innermost = around = self._around(attribution)
        seen = {attribution.id}
        while around is not None and around.kind == "indirect":
            seen.add(around.id)
            around = self._around(around) if around.source else None
            if around is not None and around.id in seen:  # each within the other
                break
        return around or innermost

    def _around(self, attribution: Attribution) -> Attribution | None:
        """The attribution in whose content this one's source stands, the innermost."""
        if attribution.parent in self._by_id:
            return self._by_id[attribution.parent]
        source = attribution.source.span
        around = [a for a in self.attributions if a is not attribution and any(s.contains(source) for s in a.content)]
        return min(around, key=lambda a: sum(map(len, a.content)), default=None)

    # --- quotations without a cue ---------------------------------------------------------------

    def _carried(self, attribution: Attribution) -> Speaker | None:
        """Who goes on without a cue; where he himself is spoken to, “*Chris*, let me finish”, whoever else was quoted last."""
        carried = self._going_on(attribution)
        if carried is None or carried.type != "person" or not self._is_addressed(carried, attribution):
            return carried
        here = bisect_left(self._spoken, attribution.content[0], key=lambda a: a.content[0])
        others = map(self.speaker, self._spoken[max(0, here - _TURNS) : here][::-1])
        return next((s for s in others if s is not None and s.type == "person" and s != carried), None)

    def _is_addressed(self, speaker: Speaker, attribution: Attribution) -> bool:
        said = attribution.content[0].of(self.document.article.text).strip("\"“”'‘’ ")
        if said.startswith("Your Honor") and (speaker.role or "").lower().endswith("judge"):
            return True
        return any(name in speaker.name.split() for names in _ADDRESS.findall(said) for name in names if name)

    def _going_on(self, attribution: Attribution) -> Speaker | None:
        """Who acted in the sentence before in its paragraph; else the only one who was quoted just before, there or in the paragraph above."""
        start = attribution.content[0].start
        here = self._paragraph(start)
        if quoted := [a for a in self._quoted_in.get(here, []) if a.content[0].start < start]:
            return self._only_speaker(quoted)
        if start > self._paragraphs[here] and (acting := self._acting(start)) is not None:
            return acting
        above = here - 2 if self._is_bare_question(here - 1) else here - 1  # the interviewer's: *And?*
        before = self._quoted_in.get(above, [])
        if above == here - 1 and (other := self._other_turn(attribution, here)) is not None:
            return other
        if self._is_below_mark(start) or self._asking_in.get(above):
            return None
        return self._only_speaker(before) if before else self._acting(start)

    def _only_speaker(self, attributions: Iterable[Attribution]) -> Speaker | None:
        speakers = set(map(self.speaker, attributions))
        return speakers.pop() if len(speakers) == 1 else None

    def _other_turn(self, attribution: Attribution, paragraph: int) -> Speaker | None:
        """Of two who take turns in paragraphs the one who did not speak last; None where either is not known.

        They take turns where a whole paragraph is said and another follows, or where one of them asks or replies. Else a
        quotation below “…,” Ng said. is Ng's, too.
        """
        turns = [self._quoted_in.get(p) or self._asking_in.get(p, []) for p in (paragraph - 1, paragraph - 2)]
        last, other = map(self._only_speaker, turns)
        if not last or not other or last == other:
            return None
        closed = self._is_below_mark(attribution.content[0].start)
        return other if closed or any(self._asks_or_replies(a) for a in (attribution, *turns[0], *turns[1][-1:])) else None

    def _is_below_mark(self, offset: int) -> bool:
        """Whether right before an offset, as at the end of the paragraph above, stands a mark, and so something that is said."""
        return self.document.article.text[max(0, offset - 20) : offset].rstrip().endswith(_CLOSING)

    def _asks_or_replies(self, attribution: Attribution) -> bool:
        said = attribution.content[-1].of(self.document.article.text).rstrip("".join(_CLOSING))
        return said.endswith("?") or attribution.cue is not None and attribution.cue.lemma in _ANSWERABLE

    def _is_bare_question(self, paragraph: int) -> bool:
        """Whether a paragraph is nothing but a question that is not quoted: Did he hide the costs?"""
        if paragraph < 1 or paragraph in self._quoted_in:
            return False
        words = self.document.article.paragraphs[paragraph].span.of(self.document.article.text).rstrip()
        return words.endswith("?") and not any(stop in words for stop in (". ", "! "))

    def _acting(self, offset: int) -> Speaker | None:
        """The person that the sentence before an offset is about: *Mara Quill* shook her head. “Never.”"""
        before = bisect_right(self._starts, offset - 1) - 1
        tree = self.trees[before] if before >= 0 else None
        subject = tree and tree.child(tree.root, "nsubj")
        if subject is None or self._paragraph(tree.sentence.span.start) < self._paragraph(offset) - 1:
            return None
        referents = self._reading(tree).referents
        referent = referents.get(subject.span.start)
        owner = tree.child(subject, "nmod:poss")
        if referent and not referent.is_named and owner is not None and owner.upos == "PRON":
            referent = referents.get(owner.span.start)  # *Her* grandmother turned a bishop away. “He wanted eclairs.”
        return referent.speaker if referent and referent.type == "person" and not referent.quoted else None

    @cached_property
    def _spoken(self) -> list[Attribution]:
        """Quotations and turns within nothing else, in text order."""
        spoken = (a for a in self.attributions if not a.parent and (a.kind != "indirect" or a.construction == "transcript"))
        return sorted(spoken, key=lambda a: a.content[0])

    @cached_property
    def _quoted_in(self) -> dict[int, list[Attribution]]:
        """The attributions with quotations of each paragraph."""
        found: dict[int, list[Attribution]] = {}
        for attribution in self.attributions:
            if attribution.kind != "indirect" and not attribution.parent:
                for paragraph in {self._paragraph(span.start) for span in attribution.content}:
                    found.setdefault(paragraph, []).append(attribution)
        return found

    @cached_property
    def _asking_in(self) -> dict[int, list[Attribution]]:
        """Of each paragraph without quotations the question that it ends with, and that may be answered below: Ng *asked* how old he was."""
        text, found = self.document.article.text, {}
        for attribution in self.attributions:
            paragraph = self._paragraph(attribution.content[-1].start)
            asks = attribution.construction == "question" and attribution.cue.lemma in _ANSWERABLE and attribution.source and not attribution.parent
            rest = text[attribution.content[-1].end : self.document.article.paragraphs[paragraph].span.end]
            if asks and paragraph not in self._quoted_in and not any(map(str.isalpha, rest)):
                found[paragraph] = [attribution]
        return found

    def _paragraph(self, offset: int) -> int:
        return bisect_right(self._paragraphs, offset) - 1

    # --- readings -------------------------------------------------------------------------------

    def _reading(self, tree: Tree) -> Reading:
        """What is read with a sentence: furniture is about other people than the article."""
        zone = self.document.article.paragraphs[tree.sentence.paragraph].zone
        return self._main if zone in DEFAULT_ZONES else self._whole

    @cached_property
    def _main(self) -> Reading:
        return self._read(DEFAULT_ZONES)

    @cached_property
    def _author(self) -> Entity | None:
        """The only person that a byline names: "I asked what she would do" """
        named = [self._whole.entities.named(w) for t in self.trees if t.paragraph.zone == "byline" for w in t.words]
        people = {id(e): e for e in named if e is not None and e.type == "person"}
        return next(iter(people.values())) if len(people) == 1 else None

    @cached_property
    def _introduced(self) -> dict[int, Entity]:
        return introduced(self._main.entities.trees, self._main.entities)

    @cached_property
    def _interview(self) -> Interview | None:
        return find_interview(self.document, self._main.entities)

    @cached_property
    def _speech(self) -> tuple[Entity, int] | None:
        return speech(self.document, self._main.entities)

    @cached_property
    def _whole(self) -> Reading:
        return self._read(frozenset(ZONES))

    def _read(self, zones: frozenset[str]) -> Reading:
        paragraphs = self.document.article.paragraphs
        trees = tuple(t for t in self.trees if paragraphs[t.sentence.paragraph].zone in zones)
        return Reading(Entities(trees, self.lexicon), self.document.article.text, self.attributions)
