"""One class for one name: in an article a name keeps the class that most of its mentions have.

The entity recogniser sees a sentence at a time, and a sentence may not tell whether "Moly" is a person or a firm;
another of the article does ("Moly Corp. said"); nor what "IRD" is, which the article has spelt out. It is the old rule of one sense a discourse (Gale et al. 1992).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

NAMES = frozenset({"PERSON", "ORG", "LOC", "NORP", "MISC"})  # a date is none
_SMALL = frozenset("a an and at for in of on the to & de la".split())  # which have no letter in a short form
OF_A_PART = 0.5  # what "Ana Ruiz" says of "Ruiz", beside a mention of Ruiz itself


def agree(sentences: Sequence[Sequence[str]], tags: Sequence[Sequence[str]]) -> list[list[str]]:
    """The BIOES tags of an article's sentences (lists of words), every name with one class; where as many say one as another, the first."""
    votes: defaultdict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    tags = [_joined(*pair) for pair in zip(sentences, tags)]
    mentions = _mentions(tags)
    for sentence, start, end, kind in mentions:
        name = _name(sentences[sentence][start:end])
        votes[name][kind] += 1
        for part in _parts(name, kind):
            votes[part][kind] += OF_A_PART
    found = [list(row) for row in tags]
    for sentence, start, end, _ in mentions:
        kind = votes[_name(sentences[sentence][start:end])].most_common(1)[0][0]
        _name_anew(found[sentence], start, end, kind)
    _name_short_forms(sentences, found)
    return found


def _joined(words: Sequence[str], tags: Sequence[str]) -> list[str]:
    """Persons' names that were cut before a hyphen made one again: "Ana Ruiz | -Berg", for no name begins with one."""
    found = list(tags)
    for place in range(1, len(words)):
        if words[place] in ("-", "‐") and found[place] == "B-PERSON" and found[place - 1] in ("S-PERSON", "E-PERSON"):
            found[place] = "I-PERSON"
            found[place - 1] = "B-PERSON" if found[place - 1] == "S-PERSON" else "I-PERSON"
    return found


def _name_short_forms(sentences: Sequence[Sequence[str]], tags: Sequence[list[str]]) -> None:
    """Give letters such as "IRD" the class of the name they begin the words of, "Inland Revenue Department".

    Where the article has none such they are no person: of 2,248 of the kind in the newswire that our models learn from 26 are, as AMLO is.
    """
    mentions = _mentions(tags)
    spelt: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row, start, end, kind in mentions:
        name = _name(sentences[row][start:end])
        if len(name) > 1:
            letters = "".join(w[0] for w in name if w[0].isalpha() and w not in _SMALL)
            for first in range(len(letters) - 2 if kind == "PERSON" else 1):  # a person's title has none
                spelt[letters[first:]][kind] += 1
    for row, start, end, kind in mentions:
        letters = _letters(sentences[row][start:end])
        if letters in spelt:
            _name_anew(tags[row], start, end, spelt[letters].most_common(1)[0][0])
        elif letters is not None and kind == "PERSON" and not _is_loud(sentences[row]):
            _name_anew(tags[row], start, end, "ORG")


def _mentions(tags: Sequence[Sequence[str]]) -> list[tuple[int, int, int, str]]:
    """Sentence, start, end and class of the names, in text order."""
    return [(row, *entity) for row, its in enumerate(tags) for entity in sorted(entities_of(its)) if entity[2] in NAMES]


def _letters(words: Sequence[str]) -> str | None:
    """The letters of a short form of three to five, in small ones; None of any other name."""
    capitals = [w for w in words if w.isupper()]
    name = _name(words)
    return name[0] if len(name) == len(capitals) == 1 and 3 <= len(name[0]) <= 5 and name[0].isalpha() else None


def _is_loud(words: Sequence[str]) -> bool:
    """Whether a sentence is in capitals, where those of a name tell nothing."""
    return all(w.isupper() for w in words if w.isalpha())


def _name_anew(tags: list[str], start: int, end: int, kind: str) -> None:
    tags[start:end] = [f"{tag[:2]}{kind}" for tag in tags[start:end]]


def entities_of(tags: Sequence[str]) -> set[tuple[int, int, str]]:
    """Start, end and class of the entities of BIO or BIOES tags."""
    found, start = set(), None
    for place, tag in enumerate([*tags, "O"]):
        if start is not None and not (tag[:2] in ("I-", "E-") and tag[2:] == tags[start][2:]):
            found.add((start, place, tags[start][2:]))
            start = None
        if tag[:2] in ("B-", "S-") or (start is None and tag != "O"):
            start = place
    return found


def _name(words: Sequence[str]) -> tuple[str, ...]:
    """Without what a name may do without: "the Guardian", "Guardian's"."""
    small = [w.lower() for w in words]
    first = 1 if small[0] == "the" and len(small) > 1 else 0
    last = len(small) - 1 if small[-1] in ("'s", "’s", "'", "’") and len(small) - first > 1 else len(small)
    return tuple(small[first:last])


def _parts(name: tuple[str, ...], kind: str) -> Iterator[tuple[str, ...]]:
    """What is left of a longer name when it is named again: of a person the last or first name, of all else a beginning."""
    if kind == "PERSON" and len(name) > 1:
        yield from {name[-1:], name[:1]}
    elif kind != "PERSON":
        yield from (name[:length] for length in range(1, len(name)))
