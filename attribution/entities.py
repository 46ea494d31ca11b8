"""The persons and bodies of an article, and which of them a word means.

Names are grouped into entities by how they are written: a surname with its full name, an acronym
with its capitals, never two first names. "The agency", "the Russian president", "state media" and
"the report" mean an entity only where exactly one fits.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from attrs import evolve, frozen

from attribution.descriptions import PARTIES, PARTISANS, SEATS, are_of_one_place, kinds_of_body
from attribution.mentions import (
    Gender,
    Name,
    find_names,
    find_surnames,
    gender_of,
    is_common,
    is_role,
    normal,
    phrase_of,
    without_article,
)
from attribution.model import Lexicon, SpeakerType, Word
from attribution.tree import Tree, has_feature, is_relation

_TYPES: dict[str, SpeakerType] = {"PERSON": "person", "ORG": "organisation", "LOC": "organisation", "NORP": "group"}
_SMALL_WORDS = frozenset({"of", "the", "and", "for", "in", "on", "to", "&"})
_MEDIA = frozenset("media news agency press television tv radio broadcaster broadcasting newspaper daily".split())
_STATE = frozenset("state official run owned controlled".split())
_PUBLISHING = frozenset("publish release issue write produce compile prepare commission file".split())
_COMPASS = frozenset({"north", "south", "east", "west"})
_AGE = re.compile(r"(\d{1,3})[- ]year[- ]old$")
# Adjectives that tell nobody from another of his kind.
_BESIDE_THE_POINT = frozenset("veteran embattled outgoing longtime outspoken popular beleaguered late young elderly disgraced".split())
_LESSER = frozenset({"vice", "deputy", "assistant", "former", "ex"})  # a vice president is not *the president*
_DEFINITE = frozenset({"the", "this", "that"})


# --- names that belong together ---------------------------------------------------------------


@frozen(eq=False)
class Entity:
    """One person or body, by all its names in the article."""

    names: tuple[Name, ...]
    is_one_of_several: bool = False  # whether another body of the article has the same name: Russia’s and Ukraine’s Foreign Ministry

    @cached_property
    def spelled(self) -> Name:
        """The fullest name, with whose it is where another body has it, too."""
        owned = next((n for n in self.names if n.owner and n.key == self.full.key), None)
        return owned.with_owner() if self.is_one_of_several and owned is not None else self.full

    @cached_property
    def full(self) -> Name:
        """The fullest name, of the body if it has one; the first that is not all in capitals and has no initials for names."""
        body = [n for n in self.names if n.in_body]
        return min(body or self.names, key=lambda n: (-len(n.key), len(n.key) > 1 and n.text.isupper(), sum(len(f) == 1 for f in n.key), n.span.start))

    @cached_property
    def label(self) -> str:
        """The label most of its names have; ORG where the whole name of a body tells it: Castellan Homes, Castellan for short."""
        if self.full.label == "ORG" and len(self.full.key) > 1:
            return "ORG"
        labels = Counter(n.label for n in self.names if n.label)
        return labels.most_common(1)[0][0] if labels else ""

    @cached_property
    def type(self) -> SpeakerType:
        return "person" if any(n.gender or n.role for n in self.names) else _TYPES.get(self.label, "unknown")

    @cached_property
    def is_thing(self) -> bool:
        """Whether nothing shows a person and an article stands before a name: The *Money* Runs Dry."""
        return self.type == "unknown" and any(n.has_article for n in self.names)

    @cached_property
    def gender(self) -> Gender:
        """The one that all titles and roles agree in."""
        genders = {n.gender for n in self.names if n.gender}
        return genders.pop() if len(genders) == 1 else ""

    @cached_property
    def guess(self) -> Gender:
        """What its first name suggests, where nothing else tells; not her surname: *Jackson*, for Ketanji Jackson."""
        guesses = {n.guess for n in self.names if n.guess and n.key[0] == self.full.key[0]}
        return guesses.pop() if len(guesses) == 1 else ""

    def can_be(self, gender: Gender) -> bool:
        """Whether nothing that is known of it, its first name at last, speaks against a gender; "" is any."""
        return gender in ("", self.gender or self.guess or gender)

    @cached_property
    def role(self) -> str | None:
        return next((n.role for n in self.names if n.role), None) if self.type == "person" else None

    @cached_property
    def described(self) -> frozenset[str]:
        """Every word that the article uses of it, its own names' included."""
        words = frozenset().union(*(n.described | set(n.key) for n in self.names))
        return words | kinds_of_body(self.full.key) if self.label == "ORG" and self.type != "person" else words


def group_names(names: Iterable[Name], defined: Iterable[tuple[Name, Name]] = ()) -> tuple[Entity, ...]:
    """The entities that names belong to: each shorter name joins the only longer one it can stand for.

    ``defined`` holds long and short names that the text itself equates: "World Trade Desk (WTD)".
    """
    groups = _Groups({short.key: long.key for long, short in defined})
    for name in sorted(names, key=lambda n: (-len(n.key), not n.gender, not n.owner, n.span)):
        groups.add(name)
    entities = [Entity(tuple(sorted(g, key=lambda n: n.span))) for g in groups.members]
    bodies = Counter(key for e in entities for key in {n.key[i:] for n in e.names if n.label == "ORG" for i in range(len(n.key))})
    return tuple(evolve(e, is_one_of_several=True) if bodies[e.full.key] > 1 else e for e in entities)


class _Groups:
    """Groups under construction, found by the words that a shorter name would share with them."""

    def __init__(self, defined: dict[tuple[str, ...], tuple[str, ...]]) -> None:
        self.members: list[list[Name]] = []
        self._defined = defined
        self._meant: dict[tuple[str, ...], list[Name]] = {}
        self._by_key: dict[tuple[str, ...], list[list[Name]]] = defaultdict(list)
        self._by_word: dict[str, list[list[Name]]] = defaultdict(list)
        self._by_initials: dict[str, list[list[Name]]] = defaultdict(list)

    def add(self, name: Name) -> None:
        longer = self._longer(name)
        if len(longer) > 1 and name.gender:
            longer = [g for g in longer if _gender(g) == name.gender] or longer
        if len(longer) > 1 and name.in_body:
            longer = [g for g in longer if any(n.in_body for n in g)] or longer
        if len(longer) > 1 and len(name.key) == 1 and all(g[0].label in ("PERSON", "") for g in longer):
            longer = self._introduced(longer, name)
        same = [g for g in self._by_key[name.key] if _agree(g, name)]
        if len(longer) == 1:
            longer[0].append(name)
        elif len(same) == 1 or (same and len(name.key) > 1 and not any(n.owner for n in same[0])):
            same[0].append(name)
        else:
            self._open(name)

    def _introduced(self, longer: list[list[Name]], name: Name) -> list[list[Name]]:
        """Of those with a surname whom it meant while only one had been named: *Ruiz* is Ana Ruiz before and after her brother Bo Ruiz appears."""
        before = [g for g in longer if any(n.span < name.span for n in g)]
        if len(before) == 1:
            self._meant[name.key] = before[0]
        return [self._meant[name.key]] if name.key in self._meant else longer

    def _longer(self, name: Name) -> list[list[Name]]:
        """The groups with a longer name that this one can stand for."""
        if defined := self._by_key.get(self._defined.get(name.key, ())):
            return defined
        if spelled := self._by_initials.get(_letters(name)):
            return spelled
        found = {id(g): g for word in {name.key[-1], name.key[0]} for g in self._by_word[word]}
        fits = [g for g in found.values() if can_stand_for(name, g[0]) and _agree(g, name)]
        people = [g for g in fits if g[0].label == "PERSON"]
        return people if people and name.label in ("PERSON", "") else fits

    def _open(self, name: Name) -> None:
        group = [name]
        self.members.append(group)
        self._by_key[name.key].append(group)
        for word in {name.key[0], name.key[-1]}:
            self._by_word[word].append(group)
        if len(name.key) > 1:
            for initials in {_initials(name.key, set()), _initials(name.key, _SMALL_WORDS)}:
                self._by_initials[initials].append(group)


def _gender(group: list[Name]) -> Gender:
    return next((n.gender for n in group if n.gender), "")


def _agree(group: list[Name], name: Name) -> bool:
    """Whether title and first name, or whose a body is, do not tell a name from a group: Mr. Ruiz is not Ana Ruiz."""
    gender = _gender(group) or next((n.guess for n in group if len(n.key) > 1), "")
    owners = next((n.owners for n in group if n.owners), None)
    return (not name.gender or gender in ("", name.gender)) and not (name.owners and owners and not are_of_one_place(name.owners, owners))


def _is_acronym(name: Name) -> bool:
    """UN, which is no Kim Jong Un; but JONES may be the Jones of a transcript."""
    return name.label in ("ORG", "LOC", "NORP") and bool(_letters(name)) and len(name.text) < 5


def _letters(name: Name) -> str:
    """ "K.C.N.A." as the initials it may be, "" where it is not all capitals."""
    letters = name.text.replace(".", "")
    return letters.casefold() if len(name.key) == 1 and len(letters) > 1 and letters.isupper() else ""


def _initials(key: tuple[str, ...], without: Iterable[str]) -> str:
    return "".join(word[:1] for word in key if word not in without)


def can_stand_for(short: Name, long: Name) -> bool:
    """Whether a name can be a shorter form of another: "Ruiz" or "A. Ruiz" of "Ana Ruiz", "Acme" of "Acme Steel"."""
    few, many = short.key, long.key
    if few == many:
        return False
    if long.label in ("PERSON", ""):
        if short.located or _is_acronym(short) or few[-1] not in (many[-1], many[0]):
            return False
        if few[-1] != many[-1]:
            return len(few) == 1 and (long.label == "PERSON" or short.label != "PERSON")
        return _first_names_agree(few[:-1], many[:-1])
    if long.label == "LOC" and short.label == "PERSON" and not long.located and len(many) == 2:
        return few == many[-1:]  # a first name that the recogniser does not know: Nuala Fenwick
    if long.label != "ORG" or short.label in ("LOC", "NORP") or short.role or short.gender:
        return False
    if short.owners and many[-len(few) :] == few and not are_of_one_place(short.owners, many[: -len(few)]):
        return False  # Ukraine’s Foreign Ministry, of the Russian Foreign Ministry
    return many[: len(few)] == few or (len(few) > 1 and many[-len(few) :] == few)


def _first_names_agree(few: tuple[str, ...], many: tuple[str, ...]) -> bool:
    """Each first name is one of the other's, in its order, or its initial."""
    rest = iter(many)
    return all(any(name == other or name == other[:1] or name[:1] == other for other in rest) for name in few)


# --- what words mean --------------------------------------------------------------------------


@frozen
class Entities:
    """The entities that are named in some zones of an article."""

    trees: tuple[Tree, ...]
    lexicon: Lexicon

    @cached_property
    def all(self) -> tuple[Entity, ...]:
        names: list[Name] = []
        defined: list[tuple[Name, Name]] = []
        for tree in self.trees:
            found = tuple(find_names(tree, self.lexicon))
            names += found
            defined += [(long, short) for long, short in zip(found, found[1:]) if _defines(long, short, tree.text)]
        surnames = {n.key[-1] for n in names if len(n.words) > 1 and n.label == "PERSON"}
        named = {w.span.start for n in names for w in n.words}
        names += [n for tree in self.trees for n in find_surnames(tree, surnames) if n.span.start not in named]
        return group_names((_with_surname(n, surnames) if n.shares else n for n in names), defined)

    @cached_property
    def _by_word(self) -> dict[int, tuple[Entity, Name]]:
        return {w.span.start: (entity, name) for entity in self.all for name in entity.names for w in name.words}

    def name(self, word: Word) -> Name | None:
        """The name that a word is part of."""
        return self._by_word.get(word.span.start, (None, None))[1]

    def named(self, word: Word) -> Entity | None:
        """The entity that a word names, alone or with others."""
        return self.named_at(word.span.start)

    def named_at(self, offset: int) -> Entity | None:
        """The entity that the word which begins at an offset names."""
        return self._by_word.get(offset, (None, None))[0]

    def titled(self, noun: Word, tree: Tree) -> Entity | None:
        """The entity whose name follows the noun: "the team's coach, Ana Ruiz", "the energy company Voltrane"."""
        if (apposed := self._apposed(noun, tree)) is not None:
            return apposed
        if is_common(noun, self.lexicon):
            return self._called(noun, tree)
        after = tree.next(noun)
        beside = (after,) if after and after.head == noun.head else ()  # "frontman Ana Ruiz", parsed as two subjects
        for word in (*tree.children(noun, "appos", "flat", "nmod:desc", "nmod:unmarked", "conj"), *beside):
            another = is_relation(word, "conj") and tree.child(word, "det", "nmod:poss", "case")
            entity = self.named(word) if word.index > noun.index and not another else None
            several = entity is not None and entity.type == "person" and has_feature(noun, "Number=Plur")  # the commissioners, God help us
            if entity and entity.type in ("person", "unknown") and not several:
                return entity
        return None

    def _apposed(self, noun: Word, tree: Tree) -> Entity | None:
        """The person named behind the comma of a role: the firm's *executive*, Ana Ruiz; her *opponent*, a dealer named Bo Ray; her *husband*, the sculptor Bo Ray.

        "A *spokesman* for Mr. Ng, Ana Ruiz" has her name hung on Ng's.
        """
        if noun.lemma.lower() not in self.lexicon.person_nouns or has_feature(noun, "Number=Plur"):
            return None
        holders = (noun, *(w for w in tree.children(noun, "nmod") if self.named(w) is not None))
        for word in (w for holder in holders for w in tree.children(holder, "appos") if w.index > noun.index):
            named = (n for verb in tree.children(word, "acl") if verb.lemma == "name" for n in tree.children(verb, "xcomp", "obj"))
            first = tree.subtree(word)[0]
            entity = next(filter(None, map(self.named, (word, *named, *tree.children(word, "appos", "flat")))), None)
            if entity is not None and entity.type == "person" and "," in (first.text, tree.words[first.index - 2].text):
                return entity
        return None

    def _called(self, noun: Word, tree: Tree) -> Entity | None:
        """The body whose name stands right behind what it is, with no comma: "the charity *Shelter*"."""
        after = tree.next(noun)
        if noun.lemma.lower() not in self.lexicon.organisation_nouns or after is None or has_feature(noun, "Number=Plur"):
            return None
        entity = self.named(after)
        called = any(w.deprel in ("appos", "flat", "nmod:desc") and tree.governs(w, after) for w in tree.children(noun))
        return entity if called and entity is not None and entity.type in ("organisation", "unknown") else None

    # --- nouns that stand for an entity --------------------------------------------------------

    def meant(self, noun: Word, tree: Tree) -> Entity | None:
        """The only entity that a noun phrase can mean in this article."""
        lemma = noun.lemma.lower()
        if lemma in _MEDIA and self._modifiers(noun, tree) & {"state"}:
            return self._state_media(noun, tree)
        if lemma in self.lexicon.document_nouns and (maker := self._maker(noun, tree)) is not None:
            return maker
        return _only(self.described(noun, tree))

    def described(self, noun: Word, tree: Tree) -> list[Entity]:
        """Those whom a definite noun phrase fits, of those named before it where there are any.

        The Russian president, the agency, the Kentucky Republican, the 41-year-old; *the veteran senator* is any senator.
        """
        if not is_definite(noun, tree):
            return []
        lemma, age = noun.lemma.lower(), _AGE.search(tree.text[max(0, noun.span.end - 20) : noun.span.end])
        body = lemma in self.lexicon.organisation_nouns
        person = is_role(noun, self.lexicon) or lemma in PARTISANS or age is not None
        if not person and not body:
            return []
        words = {normal(w.text) for w in without_article(phrase_of(noun, tree)) if w.upos != "PUNCT"}
        needed = {f"{age[1]}-year-old"} if age else words - _BESIDE_THE_POINT
        found = self._by_description.get(f"{age[1]}-year-old" if age else normal(noun.text), ())
        of_kind = [e for e in found if (person if e.type == "person" else body) and e.can_be(gender_of(noun.text))]
        fits = [e for e in of_kind if needed <= e.described]
        fits = [e for e in fits if not (_LESSER - needed) & e.described]
        if not fits and lemma in PARTISANS:  # of whom the article does not tell the party
            fits = self._seated
        return [e for e in fits if e.names[0].span < noun.span] or fits

    def of_role(self, noun: Word) -> list[Entity]:
        """The persons of whom the article uses this noun: senators, where it is *senator*."""
        found = self._by_description.get(normal(noun.text), ())
        return [e for e in found if e.type == "person" and e.can_be(gender_of(noun.text))]

    @cached_property
    def _seated(self) -> list[Entity]:
        return [e for e in self.all if e.type == "person" and e.described & SEATS and not e.described & PARTIES]

    @cached_property
    def _by_description(self) -> dict[str, list[Entity]]:
        found: dict[str, list[Entity]] = defaultdict(list)
        for entity in self.all:
            for word in entity.described:
                found[word].append(entity)
        return found

    @staticmethod
    def _modifiers(noun: Word, tree: Tree) -> set[str]:
        return {normal(w.text) for c in tree.children(noun, "amod", "compound", "nmod:poss") for w in tree.subtree(c)}

    def _state_media(self, noun: Word, tree: Tree) -> Entity | None:
        """North Korean state media: the official agency, where the article knows no other of that state"""
        modifiers = [normal(w.text) for w in phrase_of(noun, tree) if w.upos in ("PROPN", "ADJ")]
        nation = [form for form in modifiers if form not in _STATE]
        official = [e for e in self.all if e.type != "person" and e.described & _MEDIA and e.described & _STATE]
        return _only([e for e in official if not nation or _is_of(nation, e.described)])

    def _maker(self, noun: Word, tree: Tree) -> Entity | None:
        """The report: whoever the article says made the only one"""
        own = [e for c in tree.children(noun, "compound", "nmod:poss") if (e := self._author(c))]
        if own:
            return _only(own)
        others = tree.children(noun, "amod", "compound", "nmod", "acl", "nummod")
        headlined = tree.paragraph.zone == "headline" and not tree.children(noun, "det") and not has_feature(noun, "Number=Plur")  # *Poll*: Few will vote
        if others or not (headlined or is_definite(noun, tree)):
            return None
        made, said = self._makers[noun.lemma.lower()], self._reporters[noun.lemma.lower()]
        return _only(made) if made else _only([e for offset, e in said if offset < noun.span.start])

    def _author(self, word: Word) -> Entity | None:
        """Who is named, if not a place: "a French report" has no maker."""
        entity = self.named(word)
        return entity if entity and entity.label not in ("LOC", "NORP") else None

    @cached_property
    def _makers(self) -> dict[str, list[Entity]]:
        """The KCNA report; a report by Acme; Acme published a report"""
        found: dict[str, list[Entity]] = defaultdict(list)
        for tree in self.trees:
            for noun in tree.words:
                if noun.upos == "NOUN" and noun.lemma.lower() in self.lexicon.document_nouns:
                    found[noun.lemma.lower()] += self._makers_of(noun, tree)
        return found

    def _makers_of(self, noun: Word, tree: Tree) -> Iterator[Entity]:
        words = [*tree.children(noun, "compound", "nmod:poss")]
        for word in tree.children(noun, "nmod"):
            words += [word for case in tree.children(word, "case") if case.lemma in ("by", "from")]
        verb = tree.head(noun)
        if verb and verb.lemma in _PUBLISHING and is_relation(noun, "obj"):
            words += tree.children(verb, "nsubj")
        if verb and verb.lemma in _PUBLISHING and is_relation(noun, "nsubj"):
            words += tree.children(verb, "obl:agent")
        words += [w for word in words for w in tree.children(word, "conj")]
        yield from filter(None, map(self._author, words))

    @cached_property
    def _reporters(self) -> dict[str, list[tuple[int, Entity]]]:
        """Acme reported …, with the noun that the verb gives: the report; and "said in a report"."""
        found: dict[str, list[tuple[int, Entity]]] = defaultdict(list)
        for tree in self.trees:
            for verb in tree.words:
                subject = tree.child(verb, "nsubj") if verb.upos == "VERB" else None
                entity = self.named(subject) if subject else None
                if entity is None:
                    continue
                for lemma in (verb.lemma, *(w.lemma.lower() for w in tree.children(verb, "obl"))):
                    if lemma in self.lexicon.document_nouns:
                        found[lemma].append((subject.span.start, entity))
        return found


def _with_surname(name: Name, surnames: set[str]) -> Name:
    """A first name with the surname it shares, unless it is a surname itself: Bo and Ana Ruiz, but not *Cruz* and Ana Ruiz."""
    alone = evolve(name, shares=())
    return alone if alone.key[-1] in surnames else name.with_surname()


def _defines(long: Name, short: Name, text: str) -> bool:
    """World Trade Desk (WTD)"""
    between, after = text[long.span.end : short.span.start], text[short.span.end : short.span.end + 1]
    return between.strip() == "(" and after == ")" and short.text.isupper()


def _is_of(nation: list[str], words: frozenset[str]) -> bool:
    """Whether the words tell of that nation: "Korea's" of "North Korean", but "South Korea's" not."""
    compass = words & _COMPASS
    return any(word[:4] == nation[-1][:4] for word in words) and (not compass or compass == _COMPASS & set(nation))


def is_definite(noun: Word, tree: Tree) -> bool:
    """The agency, this agency; not "agencies", nor "an agency"."""
    return not has_feature(noun, "Number=Plur") and any(w.text.lower() in _DEFINITE for w in tree.children(noun, "det"))


def _only(candidates: list[Entity]) -> Entity | None:
    distinct = list({id(e): e for e in candidates}.values())
    return distinct[0] if len(distinct) == 1 else None
