"""The names in a sentence: where they stand, and what titles, appositions and copulas say of them.

A name is a run of words that the parse takes for one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Literal

from attrs import evolve, frozen

from attribution.descriptions import PARTISANS, PARTY_AND_STATE, names_company, told_behind, with_kinds
from attribution.model import Lexicon, Span, Word, without_accents
from attribution.tree import Tree, has_feature, is_relation, span_of

Gender = Literal["Masc", "Fem", ""]

_LABELS = ("PERSON", "ORG", "LOC", "NORP")
_NATIONALS = frozenset("briton croat czech dane finn icelander londoner pole scot serb spaniard swede texan turk".split())
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
# What stands behind a person's name and is no part of it: Ana Ruiz KC, Bo Ng MP.
_POST_NOMINALS = frozenset({"KC", "QC", "SC", "MP", "MEP", "MSP", "MLA", "TD", "OBE", "MBE", "CBE", "KBE", "PhD", "MD", "Esq"})
_APART = ("acl", "advcl", "appos", "conj", "cc", "parataxis", "cop", "aux", "nsubj", "mark")
_PLACE = frozenset({"in", "at", "near", "across", "into", "outside", "inside"})
_ENDS = frozenset("?!\"“”")  # of what is quoted before a name
_HONORIFICS = frozenset({"mr", "mrs", "ms", "miss", "mx", "sir", "dame", "dr"})
_GENDERS: dict[str, Gender] = {
    **dict.fromkeys(
        "mr sir lord herr monsieur señor signor father son brother husband uncle grandfather boy king prince baron boyfriend bridegroom dad duke"
        " grandpa grandson groom monk nephew papa stepfather widower".split(),
        "Masc",
    ),
    **dict.fromkeys(
        "mrs ms miss dame lady doña dona frau madame mlle mme señora señorita signora signorina mother daughter sister wife aunt grandmother girl"
        " queen actress ballerina baroness bride countess duchess girlfriend granddaughter grandma granny mama mom mum niece nun princess stepmother"
        " waitress widow".split(),
        "Fem",
    ),
}


def normal(form: str) -> str:
    """A form as it is compared: "U.S." and "US" are the same, so are "JONES" and "Jones"."""
    return form.replace(".", "").casefold()


def gender_of(noun: str) -> Gender:
    """What a title or a role says of a person's gender: Mrs, spokesman, father."""
    noun = normal(noun)
    if noun.endswith("woman"):
        return "Fem"
    return "Masc" if noun.endswith("man") and noun not in ("human", "german") else _GENDERS.get(noun, "")


def is_role(word: Word, lexicon: Lexicon) -> bool:
    """Whether a noun says what a person is: president, spokeswoman, teacher."""
    if word.upos not in ("NOUN", "PROPN"):
        return False
    forms = (word.lemma.lower(), normal(word.text))
    return any(form in lexicon.person_nouns or form in lexicon.titles for form in forms)


def is_common(word: Word, lexicon: Lexicon) -> bool:
    """Whether the lexicon knows the word as a noun for a group, a body or a document."""
    nouns = (lexicon.group_nouns, lexicon.organisation_nouns, lexicon.document_nouns)
    return any(form in known for form in (word.text.lower(), word.lemma.lower()) for known in nouns)


def phrase_of(word: Word, tree: Tree, *, without: Iterable[Word] = ()) -> tuple[Word, ...]:
    """The words of a noun phrase that belong to the noun itself.

    "the director of the museum, who …" is "the director of the museum"; what is coordinated, in
    apposition or a clause stays out, and so do the case and the copula that lead to the noun.
    """
    cut = {w.index for w in (*without, *tree.children(word, *_APART))}
    cut |= {w.index for w in tree.children(word, "case", "advmod", "expl", "obl") if w.upos != "PART"}
    words = tree.subtree(word, without=cut)
    first = last = words.index(word)
    while first and words[first - 1].index == words[first].index - 1 and (words[first - 1].upos != "PUNCT" or _is_hyphen(words[first - 1], words[first])):
        first -= 1
    while last + 1 < len(words) and words[last + 1].index == words[last].index + 1 and words[last + 1].text not in ",()":
        last += 1
    return _trimmed(words[first : last + 1]) or (word,)


def _is_hyphen(mark: Word, after: Word) -> bool:
    """The hyphen of a four-*page* letter, which cuts nothing."""
    return mark.text == "-" and mark.span.end == after.span.start


def _trimmed(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Without punctuation and possessive ending at the edges: "the board's" is "the board"."""
    while words and words[-1].upos in ("PUNCT", "PART"):
        words = words[:-1]
    while words and words[0].upos == "PUNCT":
        words = words[1:]
    return words


def without_article(words: tuple[Word, ...]) -> tuple[Word, ...]:
    return words[1:] if len(words) > 1 and words[0].upos == "DET" else words


def text_of_words(words: tuple[Word, ...], tree: Tree) -> str:
    """The text from the first to the last of these words, on one line."""
    return one_line(span_of(words).of(tree.text))


def one_line(text: str) -> str:
    return " ".join(text.split())


# --- names ------------------------------------------------------------------------------------


@frozen
class Name:
    """One naming in the text, without title, article and possessive ending."""

    words: tuple[Word, ...]
    head: Word
    text: str
    label: str  # PERSON, ORG, LOC, NORP; "" where the parse has no entity
    located: bool = False  # "in Paris", which is nobody of that name
    has_article: bool = False  # "the Gap", which is nobody's name
    in_body: bool = True  # a headline's capitals make "Backs Ana Ruiz" look like a name
    gender: Gender = ""
    guess: Gender = ""  # by its first name
    role: str | None = None
    owner: tuple[Word, ...] = ()  # of a body whose name is not all: *Russia’s* Foreign Ministry
    shares: tuple[Word, ...] = ()  # the surname that follows with another's first name: Bo and Ana *Ruiz*
    described: frozenset[str] = frozenset()  # the words that its title, apposition and modifiers give it, normalised

    @cached_property
    def span(self) -> Span:
        return span_of(self.words)

    @cached_property
    def owners(self) -> tuple[str, ...]:
        return tuple(normal(w.text) for w in self.owner if w.upos != "PART")

    def with_surname(self) -> Name:
        """The same name, with the surname it shares: *Bo Ruiz*, of Bo and Ana Ruiz."""
        return evolve(self, text=" ".join((self.text, *(w.text for w in self.shares))))

    def with_owner(self) -> Name:
        """The same name, with whose it is: Russia’s Foreign Ministry."""
        owner = "".join(w.text if w.span.end == after.span.start else f"{w.text} " for w, after in zip(self.owner, (*self.owner[1:], self.words[0])))
        return evolve(self, words=(*self.owner, *self.words), text=owner + self.text)

    @cached_property
    def key(self) -> tuple[str, ...]:
        forms = _forms((*self.words, *self.shares), joined=self.label in ("PERSON", ""))
        return forms[:-1] if len(forms) > 1 and forms[-1] in _SUFFIXES else forms


def _forms(words: tuple[Word, ...], *, joined: bool) -> tuple[str, ...]:
    """The forms of a name's words; ``joined``: what a hyphen joins is one, Mrs Varga-Thorne being no Thorne. Not Kim Jong-un, who may be Kim Jong Un."""
    forms: list[str] = []
    for i, word in enumerate(words):
        if joined and i > 1 and word.text[0].isupper() and _is_hyphen(words[i - 1], word) and words[i - 2].span.end == words[i - 1].span.start:
            forms[-1] += f"-{normal(word.text)}"
        elif word.upos != "PUNCT":
            forms.append(normal(word.text))
    return tuple(forms)


def find_names(tree: Tree, lexicon: Lexicon) -> Iterator[Name]:
    """The names in a sentence, in text order."""
    for run in _runs(tree.words):
        if _is_title_of_next(run, tree, lexicon):
            continue
        words, title = _split_title(_without_honours(_trimmed(_after_possessor(run))), tree, lexicon)
        single = len(words) == 1 and (_is_no_name(words[0], tree, lexicon) or _is_partisan(words[0], tree))
        if words and not (single or is_of_kind(words, tree) or PARTY_AND_STATE.fullmatch(text_of_words(words, tree))):
            yield _name(words, title, tree, lexicon)


def find_surnames(tree: Tree, surnames: set[str]) -> Iterator[Name]:
    """The surnames that the parser takes for nouns: Rosalie Stamps rose. Later *Stamps* said …; not those that open a sentence: *Stamps* cost more."""
    for word in tree.words if tree.paragraph.zone == "body" else ():
        alone = is_relation(word, "nsubj") and tree.child(word, "det", "amod", "compound", "nmod") is None  # not: the State *Law*
        if word.upos == "NOUN" and word.text.istitle() and normal(word.text) in surnames and alone and word.entity == "O" and not opens_sentence(word, tree):
            yield Name(words=(word,), head=word, text=word.text, label="PERSON")


def _name(words: tuple[Word, ...], title: tuple[Word, ...], tree: Tree, lexicon: Lexicon) -> Name:
    inside = {w.index for w in words}
    head = next((w for w in words if w.head not in inside), words[0])
    title = _before(words, head, tree, lexicon) or title
    nouns = [n for n in _descriptions(words, head, tree) if is_role(n, lexicon) or is_common(n, lexicon)]
    phrases = [phrase_of(noun, tree, without=(head,)) for noun in nouns]
    roles = (_title_role(title, lexicon), *(p for noun, p in zip(nouns, phrases) if is_role(noun, lexicon)))
    role = next((without_article(r) for r in roles if r), ())
    label = _label(words)
    guess = _guess(words[0].text, lexicon) if label in ("PERSON", "") else ""
    if label in ("", "PERSON") and len(words) > 1 and names_company(normal(words[-1].text)) and not title and not guess:
        label = "ORG"  # Castellan Homes; not David Steel
    if label == "PERSON" and not role and any(n.lemma.lower() in lexicon.organisation_nouns for n in nouns):
        label = "ORG"  # "the energy company Voltrane"
    return Name(
        words=words,
        head=head,
        text=text_of_words(words, tree),
        label="PERSON" if role and label != "ORG" else label,
        located=any(w.lemma in _PLACE for w in tree.children(head, "case")),
        has_article=_has_article(words[0], tree),
        in_body=tree.paragraph.zone == "body",
        gender=next((g for w in (*title, *role) if (g := gender_of(w.text))), ""),
        guess=guess,
        owner=_owner(words[0], head, tree) if label == "ORG" else (),
        shares=_shared_surname(words, tree, lexicon) if guess else (),
        role=text_of_words(role, tree) if role else None,
        described=with_kinds(_words_of((title, *phrases)) | (told_behind(tree.text, words[-1].span.end) if label in ("PERSON", "") else frozenset())),
    )


def _has_article(word: Word, tree: Tree) -> bool:
    before = tree.previous(word)
    return before is not None and before.upos == "DET" and before.text.lower() in ("the", "a", "an")


def _guess(first_name: str, lexicon: Lexicon) -> Gender:
    """The gender that a first name suggests, be it written with its accents or without: Sinéad, Sinead."""
    form = first_name.lower()
    return lexicon.first_names.get(form) or lexicon.first_names.get(without_accents(form), "")


def _words_of(phrases: Iterable[tuple[Word, ...]]) -> frozenset[str]:
    return frozenset(normal(w.text) for phrase in phrases for w in phrase)


def _runs(words: tuple[Word, ...]) -> Iterator[tuple[Word, ...]]:
    run: list[Word] = []
    mixed = any(w.text.islower() for w in words)
    for word in words:
        if run and not _continues(run, word) and not _is_hyphenated(run, word, words):
            yield tuple(run)
            run = []
        proper = word.upos == "PROPN" and not word.entity.endswith("-DATE")
        if run or proper or _entity(word) or (mixed and _is_capitals(word)):
            run.append(word)
    if run:
        yield tuple(run)


def _is_title_of_next(run: tuple[Word, ...], tree: Tree, lexicon: Lexicon) -> bool:
    """Whether a run of capitals is but a title of the person named behind it: *Majority Leader* Ana Ruiz."""
    after = tree.next(run[-1])
    return not _label(run) and is_role(run[-1], lexicon) and after is not None and _entity(after) == "PERSON"


def _is_no_name(word: Word, tree: Tree, lexicon: Lexicon) -> bool:
    """Whether a capital does not make a name: "the President", or "Police" where it opens the sentence."""
    label = _entity(word)
    before = tree.previous(word)
    if label in ("", "PERSON") and is_role(word, lexicon):
        return True
    if word.text == "X" and (before is None or normal(before.text) not in _HONORIFICS):
        return True  # where one posts
    if before is not None and before.text == "-" and was_once(word, tree):
        return True  # the ex-Para
    return not label and opens_sentence(word, tree) and is_common(word, lexicon)


def was_once(word: Word, tree: Tree) -> bool:
    """Whether "ex-" stands before a word: the *ex-Para*, the *ex-soldier*, the *ex-England striker*."""
    before = tree.words[max(0, word.index - 4) : word.index - 1]
    return any(ex.text.lower() == "ex" and dash.text == "-" and tree.governs(word, ex) for ex, dash in zip(before, before[1:]))


def is_of_kind(words: tuple[Word, ...], tree: Tree) -> bool:
    """Whether a run of capitals says who somebody is and is no name: the Kentucky *Republican*, the *Swede* said so; the *Dutch* are many."""
    word, article = words[-1], tree.child(words[-1], "det")
    if article is None or article.lemma != "the" or is_relation(word, "compound", "nmod:desc", "amod") or has_feature(word, "Number=Plur"):
        return False
    if word.lemma.lower() in PARTISANS:
        return True
    people = _entity(word) == "NORP" and has_feature(word, "Number=Sing") and not word.text.lower().endswith(("ese", "ish", "nch", "tch", "ss"))
    return len(words) == 1 and (people or word.lemma.lower() in _NATIONALS)


def _is_partisan(word: Word, tree: Tree) -> bool:
    """The governor, a *Democrat*."""
    return word.lemma.lower() in PARTISANS and any(w.lemma == "a" for w in tree.children(word, "det"))


def opens_sentence(word: Word, tree: Tree) -> bool:
    return all(w.upos == "PUNCT" for w in tree.words[: word.index - 1])


def _is_capitals(word: Word) -> bool:
    """WHO and US, which are no pronouns where other words have small letters."""
    return word.upos == "PRON" and len(word.text) > 1 and word.text.isupper()


def _entity(word: Word) -> str:
    label = word.entity.partition("-")[2]
    return label if label in _LABELS else ""


def _continues(run: list[Word], word: Word) -> bool:
    last = run[-1]
    if _entity(word) and (word.entity[0] in "IE" or word.token and word.token == last.token):
        return _entity(last) == _entity(word)
    if word.upos != "PROPN" or word.entity.endswith("-DATE"):
        return False
    if _entity(word) in ("LOC", "NORP"):  # "North Korea", where the parse has only the last word as a place
        return len(run) == 1 and not _entity(last) and is_relation(last, "compound") and last.head == word.index
    if is_relation(word, "flat") and word.head in (run[0].index, last.index, last.head):
        return True
    if _entity(word) or _entity(last) or not is_relation(last, "compound", "flat", "nmod:desc", "amod"):
        return False
    return last.head in (word.index, word.head) or word.head == last.index


def _is_hyphenated(run: list[Word], word: Word, words: tuple[Word, ...]) -> bool:
    """Whether a hyphen, or what it leads to, goes on with a person's full name, of which the parse sees the first half only: Ana Ruiz-*Penn*."""
    ends = run[-1].span.end == word.span.start and len(run) > 1 and _label(tuple(run)) == "PERSON"
    after = next(iter(words[word.index : word.index + 1]), word)
    last = word if run[-1].text == "-" else after
    return ends and "-" in (run[-1].text, word.text) and last.text.istitle() and _entity(last) in ("", "ORG")


def _shared_surname(words: tuple[Word, ...], tree: Tree, lexicon: Lexicon) -> tuple[Word, ...]:
    """The last of two names behind a lone first name and *and*: Bo and Ana *Ruiz*."""
    behind = tree.words[words[-1].index : words[-1].index + 3]
    if len(words) > 1 or [w.entity for w in behind[1:]] != ["B-PERSON", "E-PERSON"] or behind[0].lemma != "and":
        return ()
    return behind[2:] if _guess(behind[1].text, lexicon) else ()


def _owner(first: Word, head: Word, tree: Tree) -> tuple[Word, ...]:
    """The place whose body it is, where its name stands right before: *Russia’s* Foreign Ministry; not Putin’s."""
    owner = tree.child(head, "nmod:poss")
    words = without_article(tree.subtree(owner)) if owner is not None and owner.entity[2:] == "LOC" else ()
    return words if words and words[-1].index + 1 == first.index else ()


def _after_possessor(run: tuple[Word, ...]) -> tuple[Word, ...]:
    """ "Acme's Ana Ruiz" is the name of Ana Ruiz alone; "St Mary's Hospital" keeps its possessor."""
    ends = [i for i, w in enumerate(run[:-1]) if w.upos == "PART" and run[-1].upos != "PART"]
    return run[ends[-1] + 1 :] if ends and _label(run) in ("", "PERSON") else run


def _label(words: tuple[Word, ...]) -> str:
    labels = Counter(filter(None, map(_entity, words)))
    return labels.most_common(1)[0][0] if labels else ""


def _without_honours(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Lorcan Vaughan *SC* without what he is; a body keeps it."""
    person = _label(words) in ("", "PERSON") and not all(w.text.isupper() for w in words)
    while person and len(words) > 1 and words[-1].text in _POST_NOMINALS:
        words = words[:-1]
    return words


def _split_title(words: tuple[Word, ...], tree: Tree, lexicon: Lexicon) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """ "Prime Minister Ana Ruiz" as name and title; a body keeps its words ("President Hotel Group")."""
    if _label(words) not in ("", "PERSON"):
        return words, ()
    cut = max((i + 1 for i, w in enumerate(words[:-1]) if is_role(w, lexicon)), default=0)
    before = tree.words[max(0, words[cut - 1].index - 3) : words[cut - 1].index - 1] if cut else ()
    if before and normal(words[cut - 1].text) in lexicon.first_names and any(w.text[0].isupper() and is_role(w, lexicon) for w in before):
        cut -= 1  # Attorney General *Dean* Ruiz
    cut = max(cut, sum(1 for w in words[:1] if len(words) > 1 and normal(w.text) in _HONORIFICS))
    return words[cut:], words[:cut]


def _before(name: tuple[Word, ...], head: Word, tree: Tree, lexicon: Lexicon) -> tuple[Word, ...]:
    """What stands before a name and belongs to it: "the former mayor", "Mr."."""
    first, inside = name[0], {w.index for w in name}
    parts = [c for w in (head, *name) for c in tree.children(w, "nmod", "compound", "amod", "det", "flat", "appos")]
    beside = tree.previous(first)
    if beside and (is_role(beside, lexicon) or normal(beside.text) in _HONORIFICS):
        parts.append(beside)
    starts = [w.index for part in parts if part.index < first.index for w in tree.subtree(part, without=inside)]
    before = tree.words[min(starts, default=first.index) - 1 : first.index - 1]
    ended = max((i + 1 for i, w in enumerate(before) if w.text in _ENDS), default=0)  # “When, *Senator*?” tweeted Ana Ruiz
    if before[ended:] and before[-1].upos == "PART" and before[-1].deprel == "case":
        return ()  # his *mother’s* Bible
    return tuple(before[ended:])


def _title_role(title: tuple[Word, ...], lexicon: Lexicon) -> tuple[Word, ...] | None:
    title = without_article(title)
    while title and normal(title[-1].text) in _HONORIFICS:
        title = title[:-1]
    return title if title and is_role(title[-1], lexicon) else None


def _is_of_relative(noun: Word, tree: Tree) -> bool:
    """Whether a noun tells of another: Ana Ruiz, *whose brother* died."""
    owner = tree.child(noun, "nmod:poss")
    return owner is not None and owner.lemma.lower() in ("whose", "who")


def _descriptions(name: tuple[Word, ...], head: Word, tree: Tree) -> Iterator[Word]:
    """The nouns that say what it is: "Ana Ruiz, head of the clinic", "the head, Ana Ruiz", "Ana Ruiz is a surgeon"."""
    yield from (noun for noun in tree.children(head, "appos") if noun.index > name[-1].index and not _is_of_relative(noun, tree))
    governor = tree.head(head)
    predicate = governor and is_relation(head, "nsubj") and tree.child(governor, "cop")
    if governor and (predicate or is_relation(head, "appos", "flat")):
        yield governor
