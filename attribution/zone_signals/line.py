"""What can be seen of one line of a page: its words, its make, what it names."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache

from attrs import frozen

WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_FINAL = re.compile(r"[.!?…][\"'”’»)\]]*(?:\s*[♦◆■●•▪#]+)?$")  # with the ornament that ends an article
_GOES_ON = re.compile(r"(?:He|She|It|They|But|And|However|This|That|These|Those|His|Her|Their|Its)\b")
_SENTENCE_BREAK = re.compile(r"[.!?…][\"'”’»)\]]*\s+[\"'“‘«(]?[A-Z0-9]")
_TURN = re.compile(r"([A-Z][\w.'’() -]{0,40}):\s+\S")
ITEM = re.compile(r"(?:[-–—―•*·▪]|\d{1,2}[.)]|\(?[a-z]\))\s+\S+\s+\S+\s+\S")
_QUOTATION = re.compile(r"[\"“”«»]|``|''")
_ALL_QUOTED = re.compile(r"[\"“][^\"“”]*[\"”]")
_SIGNED = re.compile(r"(?:\d{1,2}[.)] |[-–—―•] ?)?(?:“[^”]{8,}”|\"[^\"]{8,}\")[ ,]{0,2}[-–—―~(@A-Za-z].{1,80}")
_POSTED = re.compile(r".{8,} (?:[-–—―]|--) ?[^()]{1,60} \(@[\w.]{1,30}\)[\w ,.:·-]{0,20} \d{4}\b.{0,20}")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_HEAD_QUOTED = re.compile(r"['‘][^'’]*['’]")
_GAP = re.compile(r"[ \u00a0]{2,}|\t")
SAID = frozenset("said says told added according asked".split())
_LONGEST_PHRASE = 40  # words; a notice is known by its beginning
_WE_AND_YOU = frozenset("i me my we us our you your".split())
_COMMON = frozenset(
    "about after again against ahead also among another around back because been before being between both came come could does "
    "down during each even ever every from gave give going have having here into just know last like long made make many more most "
    "much must near never next only other over said same says should since some still such take tell than that their them then "
    "there these they think this those through told took under until very want well went were what when where which while will "
    "with without would year years your".split()
)


@frozen(eq=False)
class Line:
    """A paragraph's text and what can be seen of it without its neighbours."""

    text: str
    cells: int = 1  # parted by more than a space, as the words of a menu or the numbers of a table

    @classmethod
    def of(cls, text: str) -> Line:
        """The line of a paragraph, its white space as single spaces."""
        return cls(" ".join(text.split()), len(_GAP.split(text)))

    @property
    def is_row(self) -> bool:
        """Whether it is of cells: "News   Weather   Traffic", "17   Calderdon   28"."""
        return self.cells > 2

    @property
    def is_quoted(self) -> bool:
        """Whether all of it is in quotation marks."""
        return _ALL_QUOTED.fullmatch(self.text) is not None

    @property
    def is_quoted_head(self) -> bool:
        """Whether it is a subhead that quotes: 'Finders keepers'."""
        return _HEAD_QUOTED.fullmatch(self.text) is not None and not self.is_final

    @property
    def tells(self) -> bool:
        """Whether somebody's words may stand in it."""
        return self.has_quotation or not SAID.isdisjoint(self.folded)

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(WORD.findall(self.text))

    @cached_property
    def folded(self) -> tuple[str, ...]:
        return tuple(map(str.lower, self.words))

    @cached_property
    def label(self) -> str:
        """Its words in small letters, without numbers, each after a space: " comments" for "Comments (12)"; of a long line the first."""
        return "".join([" " + w.replace("’", "'") for w in self.folded[:_LONGEST_PHRASE] if not w[0].isdigit()])

    @cached_property
    def is_final(self) -> bool:
        """Whether it ends as a sentence does."""
        return _FINAL.search(self.text[-8:]) is not None

    @cached_property
    def is_title(self) -> bool:
        """Whether Most of Its Longer Words Begin With a Capital, or all of it IS IN CAPITALS."""
        long = [w for w in self.words if len(w) > 3 and w[0].isalpha()]
        return len(long) > 1 and sum(w[0].isupper() for w in long) >= 0.75 * len(long)

    @cached_property
    def is_sentence(self) -> bool:
        """Whether it is one, or leads to one: "She said this:"."""
        return (self.is_final or self.leads) and not self.is_title and len(self.words) > 3

    @property
    def leads(self) -> bool:
        """Whether it announces what stands below it."""
        return self.text.endswith(":") and not self.text[0].islower()

    @cached_property
    def is_long(self) -> bool:
        """Whether it has several sentences."""
        return _SENTENCE_BREAK.search(self.text) is not None

    @cached_property
    def goes_on(self) -> bool:
        """Whether it says more than a teaser would: a quotation, several sentences, or "He" for one named before."""
        return self.is_long or self.has_quotation or _GOES_ON.match(self.text) is not None

    @property
    def to_reader(self) -> bool:
        """Whether the page speaks in it, of itself or to who reads it: "Stay in touch with us."."""
        return bool(self.persons)

    @cached_property
    def unquoted(self) -> Line:
        """What of it is not in quotation marks: "she said." of "“We won,” she said."."""
        return Line(_QUOTED.sub(" ", self.text)) if self.has_quotation else self

    @cached_property
    def persons(self) -> frozenset[str]:
        """Its words for who speaks and who is spoken to: "you" of "You'll like it"."""
        return _WE_AND_YOU & {word.partition("'")[0].partition("’")[0] for word in self.folded}

    @property
    def is_signed(self) -> bool:
        """Whether it is a quotation or a post and behind it, in a few words, who said it: “Nobody reads the budget.” – Marta Quell"""
        return _SIGNED.fullmatch(self.text) is not None or _POSTED.fullmatch(self.text) is not None

    @cached_property
    def has_quotation(self) -> bool:
        return _QUOTATION.search(self.text) is not None

    @cached_property
    def turn(self) -> str:
        """The name before a colon that opens it: "JONES" for "JONES: We won"."""
        match = _TURN.match(self.text)
        return match[1] if match else ""

    def names(self) -> set[str]:
        """Its capitalised words, the first of each sentence left out: what it speaks of."""
        inside = _SENTENCE_BREAK.sub(" ", self.text)
        return {w for w in WORD.findall(inside)[1:] if len(w) > 3 and w[0].isupper()}

    @cached_property
    def capitalized(self) -> frozenset[str]:
        """Its capitalised words, those that begin a sentence among them."""
        return frozenset([w for w in self.words if len(w) > 3 and w[0].isupper()])

    @cached_property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Each two capitalised words in a row, in small letters: the names of people, among others."""
        pairs = zip(self.words, self.words[1:])
        return tuple((a.lower(), b.lower()) for a, b in pairs if a[0].isupper() and b[0].isupper())

    @cached_property
    def terms(self) -> frozenset[str]:
        """The beginnings of its longer words that not every text has: "floode" for "flooded" and "flooding"."""
        return frozenset(map(_term, self.folded)) - {""}

    @property
    def is_heading(self) -> bool:
        """Whether it could be a title, of this article's part or of another article: no stop, and nothing goes on in it."""
        if self.is_final or self.text[-1] in ",;:–—―-" or self.text[0].islower() or self.is_quoted:
            return False
        return 3 < len(self.words) < 25


@lru_cache(maxsize=20_000)
def _term(word: str) -> str:
    """What tells a word from others, "floode" for "flooding"; nothing for one that every text has."""
    word = word.partition("'")[0].partition("’")[0]
    return word[:6].rstrip("s") if len(word) > 3 and word.isalpha() and word not in _COMMON else ""
