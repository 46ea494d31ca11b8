"""The chain as a whole: any text, order kept, failures in their place, a parse made elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from attribution import errors
from attribution.export import from_dict, to_dict
from attribution.extract import Extractor
from attribution.model import ZONES, Article, Document, Failure

TEXT = "“It leaks,” said Ana Ruiz. She denied that she had known.\n\nThe mayor vowed to resign."


@pytest.fixture(scope="module")
def extractor(parser):
    return Extractor(parser)


def check_whole(extraction):
    """Slices equal text, ids are unique, parents exist, and JSON comes back."""
    text = extraction.article.text
    ids = [a.id for a in extraction.attributions]
    assert len(ids) == len(set(ids))
    for a in extraction.attributions:
        parts = [p for p in (a.cue, a.source, a.recipient, a.medium, a.time) if p is not None]
        assert all(p.text == p.span.of(text) for p in parts)
        assert a.content_text == " … ".join(s.of(text) for s in a.content)
        assert all(len(s) and s.end <= len(text) for s in a.content)
        assert a.parent is None or a.parent in ids
        assert 0 <= a.confidence <= 1
    assert from_dict(to_dict(extraction)) == extraction


def test_a_text(extractor):
    extraction = extractor(TEXT)
    check_whole(extraction)
    found = [(a.source.text, a.cue.text, a.content_text, a.polarity) for a in extraction.attributions]
    assert found == [
        ("Ana Ruiz", "said", "“It leaks,”", "positive"),
        ("She", "denied", "that she had known", "negative"),
        ("The mayor", "vowed", "to resign", "positive"),
    ]
    assert {a.speaker.name for a in extraction.attributions[:2]} == {"Ana Ruiz"}


def test_without_resolving_there_are_no_speakers(parser):
    assert {a.speaker for a in Extractor(parser, resolve=False)(TEXT).attributions} == {None}


def test_zones_choose_what_is_looked_in(parser):
    assert Extractor(parser, zones=frozenset({"caption"}))(TEXT).attributions == ()


@pytest.mark.parametrize("text", ["", " \n\n ", "\x00", "\ud800", '""=', "a" * 3000, "“" * 200, "😀 “É”, dit-elle.", "I s'pose I got it? 'T ain't drappin' off trees, Ng said."])
def test_odd_texts_are_no_error(extractor, text):
    check_whole(extractor(text))


PIECES = st.sampled_from([*"“”\"'‘’«»,.: \n", " said ", "He ", " that ", "Ana Ruiz"]) | st.characters(exclude_categories=[])


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(pieces=st.lists(PIECES, max_size=40))
def test_any_text_is_an_extraction(extractor, pieces):
    check_whole(Extractor(extractor.parser, zones=frozenset(ZONES))("".join(pieces)))


PROSE = " ".join(f.read_text(encoding="utf-8") for f in sorted((Path(__file__).parent.parent / "golden" / "articles").glob("*.txt"))).split()
PUT_IN = st.sampled_from([":", " —", " - ", ", she said,", ": but, they say,", ", who denied it,", " was accused", " said no", " that", " and", " “", "”", "\n\n"])


@settings(max_examples=200)
@given(start=st.integers(0, len(PROSE)), length=st.integers(3, 40), put_in=st.lists(st.tuples(st.integers(0, 40), PUT_IN), min_size=1, max_size=5))
def test_prose_with_something_put_in_anywhere_is_an_extraction(extractor, start, length, put_in):
    words = PROSE[start : start + length]
    for place, piece in put_in:
        words.insert(place, piece)
    check_whole(extractor(" ".join(words)))


class Half:
    """A parser that fails on every text with a bang."""

    def __call__(self, article: Article) -> Document:
        if "!" in article.text:
            raise errors.InputError(f"{article.id}: it has a bang")
        return Document(article, ())


def test_pipe_keeps_order_and_puts_failures_in_their_place():
    first, second, third = Extractor(Half()).pipe(["One.", "Two!", "Three."], batch_size=2)
    assert (first.article.text, third.article.text) == ("One.", "Three.")
    assert second == Failure("text-2", "parse", "text: it has a bang")


class Broken:
    """A parser that is at fault in every text with a bang."""

    def __call__(self, article: Article) -> Document:
        return Document(article, ()) if "!" not in article.text else {}["words"]


def test_a_fault_of_ours_in_one_text_does_not_cost_the_others():
    first, second, third = Extractor(Broken()).pipe(["One.", "Two!", "Three."])
    assert (first.article.text, third.article.text) == ("One.", "Three.")
    assert (second.id, second.stage) == ("text-2", "extract")
    assert second.error.startswith("KeyError: 'words' (test_extract.py, line ")
    assert second.error.endswith("), a fault of ours; please report this article")


def test_pipe_is_lazy():
    def texts():
        yield "One."
        raise KeyError("never read")

    assert next(Extractor(Half()).pipe(texts())).article.text == "One."


def test_missing_models_end_the_pipe(tmp_path):
    from attribution.parse import Parser

    with pytest.raises(errors.ModelError):
        list(Extractor(Parser(tmp_path)).pipe(["One."]))


def test_a_parse_made_elsewhere_gives_the_same(extractor, stanza_pipeline):
    parsed = stanza_pipeline("The mayor said that the dam would hold.")
    (found,) = extractor.annotate(parsed).attributions
    assert (found.source.text, found.cue.text, found.content_text) == ("The mayor", "said", "that the dam would hold")


def test_an_article_gives_the_same_alone_and_in_a_batch(extractor):
    alone = to_dict(extractor(TEXT))
    assert [to_dict(e) for e in extractor.pipe([TEXT, "Nothing.", TEXT])][::2] == [alone, alone]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("“It rained,” Mara Quill said.\n\nOwen Hartley asked how long it had rained.\n\n“All day.”\n\n“In May?”", ["Mara Quill", "Owen Hartley"]),
        ("Owen Hartley asked how long it had rained.\n\n“All day.”", [None]),  # not by him who asked
    ],
)
def test_a_question_told_is_a_turn(extractor, text, speakers):
    floating = [a for a in extractor(text).attributions if a.construction == "floating"]
    assert [a.speaker and a.speaker.name for a in floating] == speakers
