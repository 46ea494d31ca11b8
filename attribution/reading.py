"""Reading an article in order: whom each name, noun and pronoun means, sentence by sentence."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from attribution.descriptions import PARTISANS, is_no_business, spelt
from attribution.entities import Entities, Entity, is_definite
from attribution.grammar import leads_in, main_clause_of, own_subject, subject_of
from attribution.mentions import gender_of, is_common, is_of_kind, is_role, normal, one_line, opens_sentence, phrase_of, was_once
from attribution.model import Attribution, Lexicon, Mention, Span, Speaker, SpeakerType, Word
from attribution.tree import Tree, has_feature, is_relation, span_of

if TYPE_CHECKING:
    from attribution.model import Pronoun

WINDOW = 4  # sentences, the pronoun's own included, in which its antecedent is looked for
_MODIFIERS = ("compound", "flat", "appos", "nmod:desc", "nmod:unmarked", "obl:unmarked")
_BUSINESSES = frozenset({"company", "firm", "corporation", "business"})
_BODIES = _BUSINESSES | {"agency", "organization", "organisation", "group"}  # as any body can be called
_EPITHETS = frozenset("star superstar veteran legend icon favourite favorite".split())  # as any person can be called
_FORMER = frozenset({"former", "ex", "retired"})
_AFTER_TITLE = frozenset({"of", "in", "for", "at", "with", "to", "from", "on", "and"})  # a federal *judge* in Omaha
_DEEP = 20  # spans that may begin within another's before an offset
_POSSESSIVE = re.compile("['’]s$|(?<=s)['’]$")
_ADDED = re.compile(r"(?<=\w) \([^()]*\)$")
_QUOTED = re.compile("[\"“„«][^\"“”„«»]*[\"”“»]")


# --- speakers ---------------------------------------------------------------------------------


def speaker_of_entity(entity: Entity) -> Speaker:
    name = entity.spelled
    evidence = Mention(name.span, name.text, name.head.span, "name")
    return Speaker(name.text, entity.type, entity.role, (evidence,))


def own_text(span: Span, tree: Tree, lexicon: Lexicon) -> str:
    """A phrase as it would stand within a sentence: "The meeting" is "the meeting", "the minister’s" plan is "the minister"'s.

    Without what is added at its end: a majority (52%).
    """
    text = _ADDED.sub("", _POSSESSIVE.sub("", one_line(span.of(tree.text))))
    first = tree.word_at(span.start)
    if first is None or first.entity != "O" or first.text[1:2].isupper() or not opens_sentence(first, tree):
        return text
    return text if first.upos == "PROPN" and not is_common(first, lexicon) else text[0].lower() + text[1:]


def type_of(noun: Word, lexicon: Lexicon) -> SpeakerType:
    """What a common noun denotes; several persons are a group."""
    lemma = noun.lemma.lower()
    if lemma in lexicon.group_nouns or noun.text.lower() in lexicon.group_nouns:
        return "group"
    if is_role(noun, lexicon):
        return "group" if is_plural(noun) else "person"
    if lemma in lexicon.organisation_nouns:
        return "group" if is_plural(noun) else "organisation"
    return "document" if lemma in lexicon.document_nouns else "unknown"


def is_plural(word: Word) -> bool:
    return has_feature(word, "Number=Plur")


# --- the reading ------------------------------------------------------------------------------


@frozen(eq=False)
class Referent:
    """Somebody or something spoken of, that a later pronoun may mean."""

    key: object  # the entity, or the noun
    speaker: Speaker | None  # None for a pronoun that stayed unresolved, which the next one may repeat
    type: SpeakerType
    plural: bool
    gender: str
    rank: int  # 3 source of an attribution, 2 subject of the sentence, 1 of a clause, 0 anything else
    quoted: bool
    paragraph: int
    start: int  # offset of the word
    is_new: bool = False  # "a judge", who has not been spoken of
    is_subject: bool = False

    @property
    def is_named(self) -> bool:
        return isinstance(self.key, Entity)


class Reading:
    """Reads sentences in order and remembers whom every name, noun and pronoun meant."""

    def __init__(self, entities: Entities, text: str, attributions: Iterable[Attribution]) -> None:
        self.entities = entities
        self.lexicon = entities.lexicon
        self._sources = {a.source.head.start: a.source.span for a in attributions if a.source}
        self._contents = {a.source.head.start: a.content for a in attributions if a.source}
        self._nested = {a.source.head.start for a in attributions if a.source and a.parent}
        turns = sorted((s, a.source.head.start) for a in attributions if a.source and a.construction == "transcript" for s in a.content)
        self._labels = [label for _, label in turns]
        self._turns = _Marked((s, number) for number, (s, _) in enumerate(turns))
        self._quoting = _Marked((s, a.source.head.start) for a in attributions if a.source and a.kind != "indirect" for s in a.content)
        self._quoted = _Stretches(_quoted_spans(attributions, text))
        recent: dict[str, deque[list[Referent]]] = defaultdict(lambda: deque(maxlen=WINDOW))
        self._genders: dict[object, str] = {}
        self.referents: dict[int, Referent] = {}
        for tree in entities.trees:
            self._recent = recent[tree.paragraph.zone]  # a caption between two paragraphs does not part them
            self._recent.appendleft([])
            for word in tree.words:
                if referent := self._referent(word, tree):
                    self._recent[0].append(referent)
                    self.referents[word.span.start] = referent
                    self._recent[0].extend(self._together(word, tree))

    def _referent(self, word: Word, tree: Tree) -> Referent | None:
        entity = self.entities.named(word)
        if entity:
            modifies = is_relation(word, "compound", "amod", "nmod:desc") or self.entities.name(word).head is not word
            return None if modifies else self._entity(word, tree, entity)
        pronoun = self.lexicon.pronouns.get(word.text.lower()) if word.upos == "PRON" else None
        if pronoun:
            return self._pronoun(word, pronoun, tree) if pronoun.person == 3 and word.deprel != "expl" else None
        if word.upos in ("NOUN", "PROPN") and not self._is_modifier(word, tree):
            return self._nominal(word, tree)
        return None

    @staticmethod
    def _is_modifier(word: Word, tree: Tree) -> bool:
        return is_relation(word, *_MODIFIERS) or tree.child(word, "cop") is not None

    def _nominal(self, noun: Word, tree: Tree) -> Referent | None:
        entity = self.entities.titled(noun, tree) or self.entities.meant(noun, tree) or self._in_context(noun, tree)
        if entity:
            return self._entity(noun, tree, entity)
        type, plural = type_of(noun, self.lexicon), is_plural(noun)
        if type == "unknown" and not (plural and is_relation(noun, "nsubj")):
            return None
        span = self._sources.get(noun.span.start) or span_of(phrase_of(noun, tree))
        speaker = Speaker(own_text(span, tree, self.lexicon), type)
        key = (noun.lemma.lower(), plural)
        referent = self._new(noun, tree, speaker, key=key, gender=gender_of(noun.text), plural=plural)
        is_subject = is_relation(noun, "nsubj")
        return evolve(referent, is_subject=is_subject, is_new=_is_indefinite(noun, tree))

    def _in_context(self, noun: Word, tree: Tree) -> Entity | None:
        """Whom a noun phrase means here, by what was said before or, of the first sentence, is said below."""
        if not is_definite(noun, tree):
            return self._introduced(noun, tree) or self._headlined(noun, tree)
        return self._body(noun, tree) or self._latest(noun, tree) or self._epithet(noun, tree) or self._introduced(noun, tree)

    def _body(self, noun: Word, tree: Tree) -> Entity | None:
        """The only body named in the nearest sentence that names one: Acme Steel cut jobs. *The company* … Else the one that the article is about."""
        beside = tree.next(noun)
        alone = not tree.children(noun, "amod", "compound", "nmod", "nmod:poss") and not any(w is beside for w in tree.children(noun, "acl"))
        if noun.lemma.lower() not in _BODIES or not alone:
            return None
        for referents in self._recent:
            bodies = {r.key for r in referents if r.is_named and (r.key.label == "ORG" or r.key.type == "unknown" and r.rank > 1) and not r.quoted}
            if noun.lemma.lower() in _BUSINESSES:
                bodies = {e for e in bodies if not is_no_business(e.full.key)} or bodies
            if bodies:
                return bodies.pop() if len(bodies) == 1 else None
        return self._topic if self._topic is not None and self._topic.label == "ORG" else None

    @cached_property
    def _topic(self) -> Entity | None:
        """Whom the first sentence is about."""
        return self.entities.named(_subject(self._lead)) if self._lead is not None else None

    @cached_property
    def _lead(self) -> Tree | None:
        """The first sentence of the body, a dateline left out."""
        return next((t for t in self.entities.trees if t.paragraph.zone == "body" and _subject(t) is not None), None)

    def _latest(self, noun: Word, tree: Tree) -> Entity | None:
        """Of several whom a noun phrase fits the one named last: Sen. Ruiz rose. *The senator* …"""
        fits = self.entities.described(noun, tree)
        for referents in self._recent if len(fits) > 1 else ():
            named = {r.key for r in referents if r.key in fits and not r.quoted}
            if named:
                return named.pop() if len(named) == 1 else None
        return None

    def _introduced(self, noun: Word, tree: Tree) -> Entity | None:
        """Whom the first sentence only describes and the next paragraph names: *A nurse* who lost her leg told … ¶ Claire Dobson, 41, said …; *the head of Acme* …

        Or any later one names by the same title: *A federal judge* ruled … ¶ U.S. District Judge Ana Ruiz said …
        """
        if tree is not self._lead or not is_role(noun, self.lexicon) or is_plural(noun) or not is_relation(noun, "nsubj"):
            return None
        if not (_is_indefinite(noun, tree) or is_definite(noun, tree) and _is_narrowed(noun, tree)):
            return None
        titled = self._only_one_titled(noun, tree)
        if titled is not None and titled.names[0].span > tree.sentence.span:
            return titled
        below = next((t for t in self.entities.trees if t.sentence.paragraph > tree.sentence.paragraph and t.paragraph.zone == "body"), None)
        subject = _subject(below) if below is not None else None
        entity = self.entities.named(subject) if subject is not None else None
        if entity is None or entity.type != "person" or len(entity.full.key) < 2 or gender_of(noun.text) not in ("", entity.gender or entity.guess):
            return None
        others = any((e := self.entities.named(w)) is not None and e.type == "person" for w in tree.words)
        return None if others or entity.names[0].span < tree.sentence.span or entity.role else entity

    def _only_one_titled(self, noun: Word, tree: Tree) -> Entity | None:
        """The only one whom the article gives this title: Judge Ana Ruiz. Not who once had it, nor *a lawyer for the firm*, a senator of another party."""
        fits = self.entities.of_role(noun)
        titled = len(fits) == 1 and noun.lemma.lower() in self.lexicon.titles and not _is_narrowed(noun, tree)
        return fits[0] if titled and _has_title(fits[0], noun, tree) else None

    def _headlined(self, noun: Word, tree: Tree) -> Entity | None:
        """Whom a headline only describes and the first sentence names, or describes, too: GOP *Senator* Says No ¶ Sen. Ana Ruiz said …

        Else the only one of that title whom the article names: U.S. *Envoy* Warns Of War ¶ … The American envoy, Ana Ruiz, said …
        """
        if tree.paragraph.zone != "headline" or self._lead is None or not is_role(noun, self.lexicon) or is_plural(noun):
            return None
        if _is_narrowed(noun, tree):
            return None
        leading = {self.entities.named(w) for w in self._lead.words}
        fits = [e for e in self.entities.of_role(noun) if e in leading]  # Gov. Ana Ruiz said …, and below her lieutenant governor
        if len(fits) == 1:
            return fits[0]
        described = _subject(self._lead)
        introduced = self._introduced(described, self._lead) if described.lemma.lower() == noun.lemma.lower() else None
        return introduced or self._only_one_titled(noun, tree)

    def _epithet(self, noun: Word, tree: Tree) -> Entity | None:
        """The person spoken of, by another name that fits many: Ana Ruiz won. *The former goalkeeper*, *the ex-soldier*, *the Czech*, *the star* said …"""
        former = is_role(noun, self.lexicon) and any(w.lemma == "former" for w in tree.children(noun, "amod")) or was_once(noun, tree)
        national = is_of_kind((noun,), tree) and noun.lemma.lower() not in PARTISANS and not tree.children(noun, "compound")
        if not is_relation(noun, "nsubj") or not (former or national or noun.lemma in _EPITHETS):
            return None
        gender = gender_of(noun.text)
        people = [[r for r in referents if r.is_named and r.type == "person" and not r.quoted] for referents in self._recent]
        named = [[r for r in referents if gender in ("", self._gender(r) or gender)] for referents in people]
        if len(only := {r.key for some in named for r in some}) == 1:
            return only.pop()
        nearest = next(filter(None, named), [])
        best = {r.key for r in nearest if r.rank == max(2, *(r.rank for r in nearest))}
        return best.pop() if len(best) == 1 else None

    def _entity(self, word: Word, tree: Tree, entity: Entity) -> Referent:
        speaker = speaker_of_entity(entity)
        return self._new(word, tree, speaker, key=entity, gender=self._gender_of(entity), plural=entity.type == "group")

    def _gender_of(self, entity: Entity) -> str:
        return entity.gender or self._genders.get(entity) or entity.guess

    def _together(self, word: Word, tree: Tree) -> Iterator[Referent]:
        """Google and Yahoo, whom "they" may mean together"""
        others = [w for w in tree.children(word, "conj") if w.upos in ("NOUN", "PROPN")]
        if others and is_relation(word, "nsubj"):
            span = span_of((*phrase_of(word, tree), *phrase_of(others[-1], tree)))
            speaker = Speaker(own_text(span, tree, self.lexicon), "group")
            yield self._new(word, tree, speaker, key=word, gender="", plural=True)

    def _new(
        self, word: Word, tree: Tree, speaker: Speaker, *, key: object, gender: str, plural: bool
    ) -> Referent:
        gender = gender or self._genders.get(key, "")
        quoted = word.span.start in self._quoted
        return Referent(key, speaker, speaker.type, plural, gender, self._rank(word, tree), quoted, tree.sentence.paragraph, word.span.start)

    def _rank(self, word: Word, tree: Tree) -> int:
        while is_relation(word, "conj") and word.head:
            word = tree.head(word)
        if word.head and leads_in(tree.head(word), tree):
            return 0  # asked by *the judge* what it was, he replied
        if word.span.start in self._sources and word.span.start not in self._nested:
            return 3
        if not is_relation(word, "nsubj") or not word.head:
            return 0
        verb = tree.head(word)
        while verb.head and is_relation(verb, "conj", "parataxis"):
            verb = tree.head(verb)
        return 1 if verb.head else 2

    # --- third person ---------------------------------------------------------------------------

    def _pronoun(self, word: Word, pronoun: Pronoun, tree: Tree) -> Referent:
        rank, quoted = self._rank(word, tree), word.span.start in self._quoted
        talking = self._talking(word) | self._acting_on(word, tree)
        said = self._contents.get(word.span.start, ())
        found = self._asked(word, pronoun, tree) or self._what_reads(word, tree) or self._antecedent(pronoun, rank, talking, quoted, said)
        if found is None or found.speaker is None or found.is_new and found.paragraph < tree.sentence.paragraph:
            found = self._whom_all_is_about(pronoun, talking, tree) or found
        if found is None:
            type = "person" if pronoun.human else "unknown"
            return Referent(word, None, type, pronoun.number == "Plur", pronoun.gender, rank, quoted, tree.sentence.paragraph, word.span.start)
        if pronoun.gender and found.rank >= 2 and not quoted:
            self._genders.setdefault(found.key, pronoun.gender)
        return evolve(found, rank=rank, quoted=quoted, gender=found.gender or pronoun.gender, start=word.span.start)

    def _asked(self, word: Word, pronoun: Pronoun, tree: Tree) -> Referent | None:
        """Who was asked, and is named behind it: Asked whether *she* would go, Ana Ruiz said no. Not: Asked what Bo Ng wanted when *he* rose, …"""
        asked = next((w for w in tree.ancestors(word) if leads_in(w, tree)), None)
        main = main_clause_of(asked, tree) if asked is not None else None
        subject = own_subject(main, tree) if main is not None else None
        entity = self.entities.named(subject) if subject is not None and subject.index > word.index else None
        if entity is None or any(r.rank and self._agrees(r, pronoun) for r in self._recent[0]):
            return None
        referent = self._entity(subject, tree, entity)
        return referent if self._agrees(referent, pronoun) else None

    def _what_reads(self, word: Word, tree: Tree) -> Referent | None:
        """The latest document, for nothing else reads: The governor put out a statement. *It* read: …"""
        verb = tree.head(word)
        if word.text.lower() != "it" or verb is None or verb.lemma != "read" or not is_relation(word, "nsubj"):
            return None
        documents = ([r for r in referents if r.type == "document"] for referents in self._recent)
        return next((some[-1] for some in documents if some), None)

    def _whom_all_is_about(self, pronoun: Pronoun, talking: set[object], tree: Tree) -> Referent | None:
        """The person whom the first sentence is about, named twice as often as any other, where none is named nearby: A judge agreed. ¶ In 1990 *she* drew maps."""
        about = self._topic
        if about is None or about.type != "person" or about in talking or tree is self._lead:
            return None
        gender = self._gender_of(about)
        nearby = any(r.is_named and r.key is not about and self._agrees(r, pronoun) for referents in self._recent for r in referents)
        if nearby or pronoun.gender not in self._most_named or gender != pronoun.gender:
            return None  # nor *it*
        if 2 * self._most_named[gender] > len(about.names):
            return None
        return Referent(about, speaker_of_entity(about), "person", False, gender, 0, False, tree.sentence.paragraph, tree.sentence.span.start)

    @cached_property
    def _most_named(self) -> dict[str, int]:
        """How often any other person than the topic is named, of those who may be he, and of those who may be she."""
        others = [e for e in self.entities.all if e is not self._topic and e.type == "person"]
        return {gender: max((len(e.names) for e in others if e.can_be(gender)), default=0) for gender in ("Masc", "Fem")}

    def _talking(self, word: Word) -> set[object]:
        """Whom *he* in a quotation does not mean: who says it, “*She* knew,” said Ana Ruiz; in a transcript nor whose turn it was before."""
        start = word.span.start
        turn, source = self._turns.around(start), self._quoting.around(start) if start in self._quoted else None
        sources = [] if turn is None else self._labels[max(0, turn - 1) : turn + 1]
        sources += [] if source is None else [source]
        return {self.entities.named_at(at) or (self.referents[at].key if at in self.referents else None) for at in sources} - {None}

    def _acting_on(self, word: Word, tree: Tree) -> set[object]:
        """Who does to another what is done to *her*, and so is not she: *Bo Ng* had never heard of her. Not: *Ana Ruiz* sold her car."""
        verb = tree.head(word)
        if verb is None or verb.upos not in ("VERB", "AUX") or not is_relation(word, "obj", "iobj", "obl") or word.text.lower().endswith(("self", "selves")):
            return set()
        subject = subject_of(verb, tree)
        referent = self.referents.get(subject.span.start) if subject is not None else None
        return {referent.key} if referent is not None else set()

    def _antecedent(self, pronoun: Pronoun, rank: int, talking: set[object], quoted: bool, said: tuple[Span, ...]) -> Referent | None:
        """The only candidate of the nearest sentence that has one, subjects before others; nobody who is ``talking``.

        Who says something is no one body in it, and nobody unnamed where somebody is named: Farmers fear that. *The state* will
        pay, they say. Ana Ruiz hopes so. Whatever *the judge* decides, she said, she will go.

        One that is no subject is taken only where no sentence of the window has another: "He" after
        "Ana praised Paul." is Paul, but not when Mark spoke before.
        """
        plural = pronoun.number == "Plur"
        passed: dict[object, Referent] = {}
        known = any(r.is_named and pronoun.gender == self._gender(r) != "" for referents in self._recent for r in referents)
        body = any(r.is_named and r.type == "organisation" for referents in self._recent for r in referents)  # no blog post promises
        for distance, referents in enumerate(self._recent):
            fits = [r for r in referents if self._agrees(r, pronoun) and (quoted or not r.quoted) and r.key not in talking]
            if known:  # Mrs Ruiz drew maps. A judge found them accurate. *She* … But: A judge said that *she* had …
                own = distance == 0 and rank >= 1
                fits = [r for r in fits if not r.is_new or self._gender(r) or (own and r.is_subject)]
            fits = [r for r in fits if not (r.is_new and not r.is_subject and r.type == "document" and body)]
            if distance == 0 and rank >= 2:
                fits = [r for r in fits if r.rank > 0]
                inside = [r for r in fits if _is_within(r, said)]
                fits = [r for r in fits if r not in inside or (r.plural if plural else r.is_named or not known)]
            fits = [r for r in fits if r.quoted] or fits if quoted else fits  # “The girl said so. *She* was sure,” said Ana Ruiz
            fits = _without_passers_by(fits)
            best = max(((r.rank, plural and r.plural) for r in fits), default=(0, False))
            distinct = passed | {r.key: r for r in fits if (r.rank, plural and r.plural) == best}
            if len(distinct) > 1:  # Ana Ruiz was furious; *Mia Moss*, she said, had leaked it
                distinct = {key: r for key, r in distinct.items() if not _is_within(r, said)} or distinct
            if best[0] or len(distinct) > 1:
                return next(iter(distinct.values())) if len(distinct) == 1 else None
            passed = distinct
        return next(iter(passed.values())) if passed and not plural else None

    def _gender(self, referent: Referent) -> str:
        return referent.gender or self._genders.get(referent.key, "")

    def _agrees(self, referent: Referent, pronoun: Pronoun) -> bool:
        gender = self._gender(referent)
        if pronoun.number == "Plur":
            return referent.plural or referent.type in ("group", "organisation")
        if pronoun.human:
            if isinstance(referent.key, Entity) and referent.key.is_thing:
                return False
            return not referent.plural and referent.type in ("person", "unknown") and gender in ("", pronoun.gender)
        return not referent.plural and referent.type != "person"


def _is_within(referent: Referent, spans: Iterable[Span]) -> bool:
    return any(span.start <= referent.start < span.end for span in spans)


def _subject(tree: Tree) -> Word | None:
    """The subject of a sentence's main clause; behind a dateline, which the parser may take for it: MADRONA - A *judge* ruled."""
    subject = tree.child(tree.root, "nsubj")
    clause = tree.child(tree.root, "parataxis") if subject is None and tree.root.upos == "PROPN" else None
    return tree.child(clause, "nsubj") if clause is not None else subject


def _has_title(entity: Entity, noun: Word, tree: Tree) -> bool:
    """Whether somebody's title is this noun, *attorney general* of Ohio, and not what he once was, nor another party's; Rep. Ruiz is a representative."""
    words = {normal(w.text) for w in tree.children(noun, "amod", "compound", "nmod")}
    title = list(takewhile(lambda word: word not in _AFTER_TITLE, normal(entity.role or "").split()))
    same = normal(noun.text) in spelt(title[-1:])
    return same and not _FORMER & ({*title} | words) and words & PARTISANS <= entity.described


def _is_indefinite(noun: Word, tree: Tree) -> bool:
    return any(w.text.lower() in ("a", "an") for w in tree.children(noun, "det"))


def _is_narrowed(noun: Word, tree: Tree) -> bool:
    """Whether a role is past or somebody's: Ex-*senator*, Ng's *lawyer*, *head* of the union; not a *senator* on a show."""
    owners = (w for w in tree.children(noun, "nmod") if not any(case.lemma == "on" for case in tree.children(w, "case")))
    return any(w.lemma.lower() in _FORMER for w in tree.children(noun)) or next(owners, None) is not None


def _without_passers_by(referents: list[Referent]) -> list[Referent]:
    """Without the unnamed in subclauses where somebody is named: Ana Ruiz apologizes when *a visitor* sits down. *She* …"""
    if not any(r.is_named for r in referents):
        return referents
    return [r for r in referents if r.is_named or r.rank >= 2]


def _quoted_spans(attributions: Iterable[Attribution], text: str) -> Iterator[Span]:
    """The content that stands between quotation marks, where the article's own pronouns find no antecedent."""
    for attribution in attributions:
        for span in attribution.content:
            if attribution.kind == "direct":
                yield span
            elif attribution.kind == "mixed":
                yield from (Span(span.start + m.start(), span.start + m.end()) for m in _QUOTED.finditer(span.of(text)))


class _Stretches:
    """Whether an offset lies in one of many spans."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans: list[Span] = []
        for span in sorted(spans):  # those within others are part of them
            last = self._spans[-1] if self._spans else None
            if last is None or span.start > last.end:
                self._spans.append(span)
            elif span.end > last.end:
                self._spans[-1] = Span(last.start, span.end)

    def __contains__(self, offset: int) -> bool:
        at = bisect_right(self._spans, Span(offset, 10**9)) - 1
        return at >= 0 and self._spans[at].end > offset


class _Marked:
    """Whose span an offset lies in: the one of many marked spans that begins last before it, as the innermost does."""

    def __init__(self, marked: Iterable[tuple[Span, int]]) -> None:
        self._marked = sorted(marked)

    def around(self, offset: int) -> int | None:
        at = bisect_right(self._marked, offset, key=lambda m: m[0].start) - 1
        for span, mark in self._marked[max(0, at - _DEEP) : at + 1][::-1]:
            if span.end > offset:
                return mark
        return None
