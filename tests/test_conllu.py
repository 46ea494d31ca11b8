"""CoNLL-U there and back."""

from __future__ import annotations

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from attribution.conllu import from_conllu, to_conllu
from attribution.errors import InputError
from attribution.model import Article, Document, Paragraph, Sentence, Span, Word, covering

KIM = (
    Word(1, Span(0, 3), "Kim", "Kim", "PROPN", "Number=Sing", 3, "nmod:poss", "S-PERSON", Span(0, 5)),
    Word(2, Span(3, 5), "'s", "'s", "PART", "", 1, "case", "O", Span(0, 5)),
    Word(3, Span(6, 9), "men", "man", "NOUN", "Number=Plur", 4, "nsubj"),
    Word(4, Span(10, 14), "left", "leave", "VERB", "Tense=Past|VerbForm=Fin", 0, "root"),
    Word(5, Span(14, 15), ".", ".", "PUNCT", "", 4, "punct"),
)


def document(text: str, *sentences: tuple[Word, ...], zones=("body",)) -> Document:
    found = tuple(Sentence(covering(w.span for w in s), min(i, len(zones) - 1), s) for i, s in enumerate(sentences))
    paragraphs = tuple(
        Paragraph(covering(s.span for s in found if s.paragraph == i), zone) for i, zone in enumerate(zones)
    )
    return Document(Article("kim", "", text, paragraphs), found)


def test_an_id_is_on_one_line():
    made = document("Kim's men left.", KIM)
    lines = to_conllu(evolve(made, article=evolve(made.article, id="a\n1\tx"))).splitlines()
    assert lines[0] == "# newdoc id = a 1 x" and lines[2] == "# sent_id = a 1 x-1"


def test_the_columns():
    lines = to_conllu(document("Kim's men left.", KIM)).splitlines()
    assert lines[:4] == ["# newdoc id = kim", "# newpar zone = body", "# sent_id = kim-1", "# text = Kim's men left."]
    assert lines[4] == "1-2\tKim's\t_\t_\t_\t_\t_\t_\t_\tstart_char=0|end_char=5"
    assert lines[5] == "1\tKim\tKim\tPROPN\t_\tNumber=Sing\t3\tnmod:poss\t_\tstart_char=0|end_char=3|ner=S-PERSON"
    assert lines[8].endswith("start_char=10|end_char=14|ner=O|SpaceAfter=No")


def test_there_and_back():
    shifted = tuple(Word(w.index, Span(w.span.start + 17, w.span.end + 17), w.text, w.lemma, w.upos, w.feats, w.head, w.deprel) for w in KIM[2:])
    renumbered = tuple(
        Word(i, w.span, w.text, w.lemma, w.upos, w.feats, max(0, w.head - 2), w.deprel) for i, w in enumerate(shifted, 1)
    )
    whole = document("Kim's men left.\n\n      men left.", KIM, renumbered, zones=("headline", "body"))
    (back,) = from_conllu(to_conllu(whole))
    assert back.sentences == whole.sentences
    assert [p.zone for p in back.article.paragraphs] == ["headline", "body"]
    assert back.article.text[:15] == "Kim's men left."


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8))
def test_any_form_keeps_its_row(form):
    word = Word(1, Span(0, len(form)), form, form, "X", "", 0, "root")
    (back,) = from_conllu(to_conllu(document(form, (word,))))
    assert back.sentences[0].words[0].span == word.span


@pytest.mark.parametrize(
    "text",
    ["1\tKim\n", "# newdoc id = x\n1\tKim\tKim\n", "# newdoc id = x\n1\tKim\tKim\tPROPN\t_\t_\t0\troot\t_\tner=O\n"],
)
def test_what_is_not_ours_is_refused_with_its_row(text):
    with pytest.raises(InputError, match="Kim"):
        from_conllu(text)


def test_a_real_parse_comes_back(parser):
    text = "“It leaks,” Kim’s aide said.\n\nThey don't know."
    article = Article("x", "", text, (Paragraph(Span(0, 28)), Paragraph(Span(30, len(text)))))
    parsed = parser(article)
    (back,) = from_conllu(to_conllu(parsed))
    assert back.sentences == parsed.sentences
    assert back.article.text == text
