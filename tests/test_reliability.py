"""What must hold whatever is given: docs/reliability.md says where each of its lines is tested; some are here."""

from __future__ import annotations

import random

import pytest

from attribution.article import article_from_text, find_paragraphs
from attribution.checks import check
from attribution.choose import _line_openings
from attribution.continued import with_continuations
from attribution.errors import InputError
from attribution.extract import Extractor, extract
from attribution.lexicon import load_lexicon
from attribution.model import DEFAULT_ZONES, Article, Attribution, Cue, Document, Failure, Span
from attribution.quotes import find_quotations
from attribution.tree import Touching
from tests.chance import ChanceParser, text
from tests.test_extract import check_whole

CHANCE = ChanceParser()


@pytest.mark.parametrize("seed", range(10))
def test_any_text_is_an_extraction(seed: int):
    chance, extractor = random.Random(seed), Extractor(CHANCE, any_language=True)
    for _ in range(30):
        check_whole(extractor(text(chance)))


# What looks for something in a text looks at each part of it a fixed number of times.
FAMILIES = {
    "straight marks": '" ',
    "opening marks": "“ a ",
    "nested marks": "a “b ‘c ",
    "a mark a line": '"\n',
    "apostrophes": "n' ",
    "quotations": "“It leaks. It always did.”\n\n",
    "turns": "JONES: It leaks, he said.\n",
    "labels": "Tags\n",
    "titles": "A Storm Closes Road\n\n",
    "copies": "one two three four five six seven eight nine\n",
    "nested clauses": "Bo said that ",
    "cues": "“No,” he said, and she denied that.\n\n",
}


def scan(given: str) -> None:
    article = article_from_text(given)
    quotations = find_quotations(given, find_paragraphs(given))
    list(check(article, quotations, DEFAULT_ZONES))
    _line_openings(given)


@pytest.mark.parametrize("family", FAMILIES)
def test_scanners_are_linear(family: str, steps):
    unit = FAMILIES[family]
    short, long = (unit * (n // len(unit)) for n in (2000, 4000))
    assert steps(lambda: scan(long)) <= 2.3 * steps(lambda: scan(short)) + 500


@pytest.mark.parametrize("family", ["quotations", "turns", "cues"])
def test_the_chain_is_linear_in_paragraphs(family: str, steps):
    lexicon, unit = load_lexicon(), FAMILIES[family]
    short, long = (CHANCE(article_from_text(unit * (n // len(unit)))) for n in (3000, 6000))
    extract(short, lexicon)
    assert steps(lambda: extract(long, lexicon)) <= 2.3 * steps(lambda: extract(short, lexicon)) + 2000


def test_a_paragraph_of_quotations_is_linear(steps):
    """“It leaks,” she said. “It did.” “It did.” … of which each goes on with the one before."""

    def go_on(times: int) -> int:
        text = "“It leaks,” she said." + " “It did.”" * times
        quotations = find_quotations(text, [Span(0, len(text))])
        said = Attribution("", "direct", "assertion", "positive", quotations[0].parts, "", Cue(Span(16, 20), "said", "say", "", "neutral", False), None, None, "quotation", Span(0, 21))
        whole, left = with_continuations([said], quotations[1:], Touching(quotations), [Span(0, len(text))], text, in_turns=False)
        return len(whole[0].content) - len(left)

    assert go_on(30) == 31
    assert steps(lambda: go_on(400)) <= 2.3 * steps(lambda: go_on(200)) + 500


# --- limits -----------------------------------------------------------------------------------------


def test_too_long_is_an_error_before_any_work():
    class Never:
        def __call__(self, article: Article) -> Document:
            raise AssertionError("parsed")

    with pytest.raises(InputError, match="1,000,001 characters, and an article may have 1,000,000; raise --max-chars"):
        Extractor(Never())("x" * 1_000_001)
    (failure,) = Extractor(Never(), max_chars=10).pipe(["Roe said no, and no."])
    assert isinstance(failure, Failure)


def test_in_parts_it_is_the_same_article():
    given = "“It leaks,” said Ana Ruiz. She denied that she had known.\n\n" * 400
    parsed: list[int] = []

    def parser(article: Article) -> Document:
        parsed.append(sum(len(p.span) for p in article.paragraphs))
        return CHANCE(article)

    whole = Extractor(parser, max_chars=1000, split=True, any_language=True)(given)
    check_whole(whole)
    assert whole.article.text == given and len(whole.article.paragraphs) == 400
    assert [a.id for a in whole.attributions] == [f"a{n}" for n in range(1, len(whole.attributions) + 1)]
    assert max(parsed) <= 100_000 and sum(parsed) == sum(len(p.span) for p in whole.article.paragraphs)


def test_parts_are_of_whole_paragraphs(monkeypatch: pytest.MonkeyPatch):
    from attribution.article import parts_of

    article = article_from_text("One, he said.\n\nTwo, he said.\n\nThree, he said.\n\n")
    parts = [[p.span.of(part.text) for p in part.paragraphs] for part in parts_of(article, 30)]
    assert parts == [["One, he said.", "Two, he said."], ["Three, he said."]]


def test_one_bad_article_leaves_the_others_as_they_are():
    class Half:
        def __call__(self, article: Article) -> Document:
            if "!" in article.text:
                raise InputError("it has a bang")
            return CHANCE(article)

    texts = [f"“No,” said Ana. She denied that {n}." for n in range(100)]
    alone = [Extractor(Half())(t) for t in texts]
    found = list(Extractor(Half()).pipe([*texts[:50], "Bang!", *texts[50:]]))
    assert found[:50] + found[51:] == alone and isinstance(found[50], Failure)
    shuffled = list(range(100))
    random.Random(3).shuffle(shuffled)
    assert [e for e in Extractor(Half()).pipe([texts[i] for i in shuffled])] == [alone[i] for i in shuffled]


def test_a_parser_that_runs_out_of_memory_is_an_error_of_ours():
    def full(article: Article) -> Document:
        raise RuntimeError("can't allocate memory\nat alloc_cpu.cpp")

    (failure,) = Extractor(full).pipe(["Roe said no."])
    assert failure.error == "text: cannot be parsed (can't allocate memory); give it in shorter sentences or parts"
