"""The quick way through the nets gives what Stanza's own code gives, alone and in company."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from time import sleep

import numpy as np
import pytest
import torch
from attrs import evolve

from attribution.article import article_from_text
from attribution.cases import read_cases
from attribution.model import Article, Paragraph, Span
from attribution.parse import stretches_of
from attribution.parsing import quantized
from attribution.parsing.decode import best_tags, conflict_of, groups_of, heads_of, settle
from attribution.parsing.encoder import WordPieces
from attribution.parsing.names import agree
from attribution.parsing.quantized import FusedProduct, PlainProduct, SmallLinear
from attribution.parsing.tokens import _can_end_sentence

CASES = Path(__file__).parent.parent / "golden" / "cases" / "participle.txt"
RELATIONS = ["nsubj", "obj", "obl", "punct"]


def tree_scores(seed: int, words: int) -> np.ndarray:
    scores = np.random.default_rng(seed).normal(size=(words + 1, words + 1)).astype(np.float32) * 3
    np.fill_diagonal(scores, -np.inf)
    return scores


@pytest.mark.parametrize("seed", range(60))
def test_the_best_tree_is_stanzas(seed):
    from stanza.models.common.chuliu_edmonds import chuliu_edmonds_one_root

    scores = tree_scores(seed, 1 + seed % 12)
    scores[1:, 0] += (seed % 3) * 2  # some where several words want to be the root
    if seed % 2:
        for word in range(1, len(scores)):  # some where the greedy choice is a tree already
            scores[word, word - 1] += 30
    assert heads_of(scores).tolist() == chuliu_edmonds_one_root(scores).tolist()


@pytest.mark.parametrize("seed", range(40))
def test_two_subjects_are_settled_as_stanza_settles_them(seed):
    from stanza.models.common.vocab import VOCAB_PREFIX_SIZE
    from stanza.models.depparse.head_constraints import resolve_head_constraint_violations

    class Vocabulary:
        def unmap(self, numbers):
            return [RELATIONS[n - VOCAB_PREFIX_SIZE] for n in numbers]

    words = 2 + seed % 8
    scores = torch.tensor(tree_scores(seed, words)).log_softmax(1).numpy()
    labels = torch.tensor(np.random.default_rng(seed).normal(size=(words + 1, words + 1, 4)) * 2).log_softmax(2).float().numpy()
    heads, groups = heads_of(scores), groups_of(RELATIONS)
    found = settle(scores, labels, heads, groups)
    tree, numbers = resolve_head_constraint_violations(scores, labels, heads.copy(), Vocabulary())
    assert (found[0].tolist(), found[1][1:].tolist()) == (list(tree), [int(n) for n in numbers])
    assert conflict_of(*found, groups) is None


def whole_numbers(rows: int) -> torch.Tensor:
    numbers = torch.randint(-127, 128, (rows, 1536), dtype=torch.int8)
    numbers[0], numbers[1] = 127, -127  # sums that no sixteen bits hold, and no float to the last unit
    return numbers


@pytest.mark.parametrize("product", [FusedProduct, PlainProduct])
def test_a_product_is_right_to_the_last_digit(product):
    torch.manual_seed(0)
    numbers, rows, scales = whole_numbers(48), whole_numbers(64), torch.rand(48)
    if product is FusedProduct and not quantized._is_fused_fit():
        pytest.skip("oneDNN has no exact and quick product on this processor")
    assert torch.equal(product(numbers, scales)(rows), (rows.double() @ numbers.double().T).float() * scales)


def test_a_row_is_the_same_among_others():
    torch.manual_seed(0)
    layer = SmallLinear(whole_numbers(48), torch.rand(48) + 0.001, torch.rand(48))
    states = torch.cat([torch.ones(1, 1536), torch.randn(70, 1536)])
    together = layer(states)
    for size in (1, 2, 7, 33, 71):
        assert torch.equal(torch.cat([layer(some) for some in states.split(size)]), together)


class Slow(PlainProduct):
    def __call__(self, rows: torch.Tensor) -> torch.Tensor:
        sleep(0.02)
        return super().__call__(rows)


class Inexact(PlainProduct):
    def __call__(self, rows: torch.Tensor) -> torch.Tensor:
        return super().__call__(rows.clamp(-126, 126))


class Missing:
    def __init__(self, *_: torch.Tensor) -> None:
        raise AttributeError("this torch has no such operation")


@pytest.mark.parametrize("product", [Slow, Inexact, Missing])
def test_a_product_that_is_slow_wrong_or_missing_is_not_taken(product, monkeypatch):
    monkeypatch.setattr(quantized, "FusedProduct", product)
    assert not quantized._is_fused_fit.__wrapped__()


def test_tags_of_many_rows_are_those_of_each():
    from stanza.models.common.crf import viterbi_decode

    random = np.random.default_rng(1)
    lengths, transitions = [7, 5, 1], random.normal(size=(6, 6)).astype(np.float32)
    scores = random.normal(size=(3, 7, 6)).astype(np.float32)
    expected = [[int(t) for t in viterbi_decode(scores[i, :n], transitions)[0]] for i, n in enumerate(lengths)]
    assert best_tags(scores, lengths, transitions) == expected


@pytest.mark.parametrize(
    ("word", "pieces", "case"),
    [
        ("said", ["said"], 0),
        ("Said", ["said"], 1),
        ("SAID", ["said"], 2),
        ("McSaid", ["[UNK]"], 3),
        ("saids", ["said", "##s"], 0),
        ("Saïd", ["said"], 1),
        ("said-s", ["said", "-", "s"], 0),
        ("\u200b", ["[UNK]"], 0),
        ("s" * 101, ["[UNK]"], 0),
    ],
)
def test_word_pieces(word, pieces, case):
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "said", "##s", "-", "s"]
    tokenizer = WordPieces(vocabulary)
    assert tokenizer.pieces(word) == tuple(vocabulary.index(p) + case * len(vocabulary) for p in pieces)


# --- with the bundled models ------------------------------------------------------------------


def article_of(*paragraphs: str) -> Article:
    spans, start = [], 0
    for text in paragraphs:
        spans.append(Paragraph(Span(start, start + len(text)), "body"))
        start += len(text) + 2
    return Article("test", "", "\n\n".join(paragraphs), tuple(spans))


def test_tokens_words_and_trees_are_those_of_stanzas_own_code(parser, stanza_pipeline, golden_articles):
    """A paragraph at a time and short ones only, since in Stanza a sentence's figures depend on those it is padded with.

    Where we end sentences and tokens by a rule of our own (a dateline, a colon, a number, an abbreviation, "its", a mark before "I") there is nothing to compare.
    """
    paragraphs = [p for text in golden_articles for p in text.split("\n\n") if p.strip() and len(p.split()) < 120]
    paragraphs += [case.text for case in read_cases(CASES)]
    sentences = 0
    for text in paragraphs:
        ours = parser(article_of(text)).sentences
        theirs = stanza_pipeline(straight(text)).sentences
        words = [tuple(straight(w.text) for w in s.words) for s in ours]
        known = {tuple(w.text for w in s.words): s for s in theirs}
        if words != list(known):
            joined = len(ours) < len(theirs)
            assert joined or re.search(r"\d[.,]\d|\b[A-Z][a-z]{1,4}\. [A-Z]|\b[Ii]ts\b|[‘'](?:I|As?)\b", text) or len(stretches_of(article_of(text))) > 1
        for mine, their in ((s, known[w]) for s, w in zip(ours, words) if w in known):
            sentences += 1
            assert [(w.head, w.deprel, w.upos, w.feats) for w in mine.words] == [
                (w.head, w.deprel, w.upos, w.feats or "") for w in their.words
            ]
    assert sentences >= 500


def straight(text: str) -> str:
    return text.translate(str.maketrans("“”‘’", "\"\"''"))


READ_ONE = """
from attribution.article import article_from_text
from attribution.parse import Parser
print([[(w.text, w.head, w.deprel) for w in s.words] for s in Parser()(article_from_text("Officials said the dam was safe.")).sentences])
"""


@pytest.mark.models
@pytest.mark.parametrize("instructions", ["AVX2", "AVX512_CORE", "AVX512_CORE_VNNI"])
def test_an_older_processor_reads_the_same_and_by_no_slow_way(parser, instructions):
    """oneDNN's reference implementations took 200 ms a word on an AMD EPYC, which has VNNI but no AMX."""
    settings = {**os.environ, "ONEDNN_MAX_CPU_ISA": instructions, "DNNL_VERBOSE": "1"}
    lines = subprocess.run([sys.executable, "-c", READ_ONE], env=settings, capture_output=True, text=True, check=True).stdout.splitlines()
    here = parser(article_from_text("Officials said the dam was safe."))
    assert lines[-1] == str([[(w.text, w.head, w.deprel) for w in s.words] for s in here.sentences])
    assert not [line for line in lines if re.search(",exec,cpu,matmul,ref", line)]


def test_an_unknown_word_s_lemma_is_stanzas_and_is_written_only_where_it_is_not_the_word_itself(parser, stanza_pipeline, monkeypatch):
    """Written a letter a step: an article that nobody had seen took twice as long while every unknown word was."""
    lemmas = parser._pipeline._lemmas
    written, write = [], lemmas._trainer.model.predict
    monkeypatch.setattr(lemmas._trainer.model, "predict", lambda *a, **k: written.append(1) or write(*a, **k))
    text = "The bespoke trinkets were unboxed by a disgruntled ukulelist, whose gizmos kept reglitching Quaintly."
    words = [w for s in stanza_pipeline(text).sentences for w in s.words]
    lemmas._known.clear()
    assert [lemmas(w.text, w.upos) for w in words] == [w.lemma for w in words]
    unknown = [w for w in words if w.upos in ("NOUN", "VERB", "ADJ", "ADV") and lemmas._trainer._lookup(w.text, w.upos) is None]
    assert 0 < len(written) == sum(w.lemma not in (w.text, w.text.lower()) for w in unknown) < len(unknown)


@pytest.mark.parametrize(
    ("form", "tag", "lemma"),
    [
        ("echoed", "VERB", "echo"),
        ("endorsed", "VERB", "endorse"),
        ("Endorses", "VERB", "endorse"),
        ("SLAMMING", "VERB", "slam"),
        ("crises", "NOUN", "crisis"),
        ("tougher", "ADJ", "tough"),
        ("embattled", "ADJ", "embattled"),
        ("Trinkets", "PROPN", "Trinkets"),
    ],
)
def test_words_that_no_treebank_has_are_known_by_heart(parser, monkeypatch, form, tag, lemma):
    """The character model made "echoe" of the first and "endors" of the second, cues that were then in no lexicon."""
    lemmas = parser._pipeline._lemmas
    monkeypatch.setattr(lemmas, "_known", {})
    monkeypatch.setattr(lemmas._trainer.model, "predict", None)
    assert lemmas(form, tag) == lemma


def test_an_article_is_parsed_the_same_in_any_company_and_on_any_number_of_threads(parser, golden_articles):
    articles = [article_of(*text.split("\n\n")) for text in golden_articles[:6]]
    alone = [parser(a) for a in articles]
    threads = torch.get_num_threads()
    try:
        torch.set_num_threads(4)
        assert [parser(a) for a in reversed(articles)] == alone[::-1]
    finally:
        torch.set_num_threads(threads)


@pytest.mark.models
@pytest.mark.parametrize("words", [["Xqzkvjwbfg"] * 150, ["한국어텍스트"] * 90], ids=["unheard of", "Korean"])
def test_more_pieces_than_the_encoder_has_places_for_are_parsed_in_parts(parser, words):
    document = parser(article_from_text(" ".join([*words, "said", "that", "it", "rained."])))
    assert document.split and document.sentences[-1].words[-2].text == "rained"


@pytest.mark.models
@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("It cost £360 and €2.5m.", ["It", "cost", "£", "360", "and", "€", "2.5", "m", "."]),
        ("A plan of 221bn won was drawn up.", ["A", "plan", "of", "221", "bn", "won", "was", "drawn", "up", "."]),
        ("The G.D.P. of both grew.", ["The", "G.D.P.", "of", "both", "grew", "."]),
        ("The editor-in-chief paid £15-£20.", ["The", "editor", "-", "in", "-", "chief", "paid", "£", "15", "-", "£", "20", "."]),
        ("Treasurer Mei-Ling Foo left.", ["Treasurer", "Mei", "-", "Ling", "Foo", "left", "."]),
        ("See https://x.example/hotels-in-oslo now.", ["See", "https://x.example/hotels-in-oslo", "now", "."]),
        ("Its report was late.", ["Its", "report", "was", "late", "."]),
        ("From 1998-2016 some 10,000-15,001 left.", ["From", "1998", "-", "2016", "some", "10,000", "-", "15,001", "left", "."]),
    ],
)
def test_amounts_spans_and_letters_with_stops_are_tokens_as_in_the_treebanks(parser, text, tokens):
    (sentence,) = parser(article_from_text(text)).sentences
    assert [w.text for w in sentence.words] == tokens


def test_a_sentence_too_long_is_parsed_in_parts_and_said_to_be(parser):
    document = parser(article_of("word " * 5000, "It ended, she said."))
    assert max(len(s.words) for s in document.sentences) <= 200
    assert document.split == tuple(s.span for s in document.sentences if s.paragraph == 0)
    assert evolve(document, split=()).sentences[-1].words[-2].lemma == "say"


@pytest.mark.parametrize(
    "sentence",
    [
        "“It leaks,” said Sen. Mara Quill.",
        "''It leaks,'' said Mrs. Quill of Ohio.",
        "He met Rep. Owen Hartley and Gov. Mara Quill (the sister of Sgt. Quill).",
        "The letter accused Msgr. Owen Hartley and Fr. Quill of vanity.",
        "They teach methods (e.g. The Gazette, i.e. Mara Quill's own paper) in Hall v. Lund.",
        "William F. Lund of C. V. Starling met her on Feb. 1 in St. Ives.",
        "“It leaks,” said C. Stewart Quill.",
        "Sen. Owen Hartley (R-Ky.) said that it leaks.",
    ],
)
def test_an_abbreviation_before_a_name_or_a_number_ends_no_sentence(parser, sentence):
    document = parser(article_of(f"The board met on Friday. {sentence} It was late."))
    assert [s.span.of(document.article.text) for s in document.sentences][1:2] == [sentence]


@pytest.mark.parametrize(
    ("text", "can"),
    [
        ("It leaks|.| She left.", True),
        ("“It leaks.|\"| Weller said it.", True),
        ("He left|;| he came", True),
        ("thanks| Bob wrote again", True),  # a letter without stops
        ("It grew fast, the |G.D.P.| It did", True),
        ("Allegedly|,| Thomas left", False),
        ("MODERATOR|:| You have thirty seconds.", False),
        ("the |HEROES| Act", False),
        ("a |version| of it", False),
        ("Moly |Corp.| sold it", False),
        ("“It leaks,|\"| Ruiz said.", False),
        ("“Why?|\"| he asked.", False),
    ],
)
def test_a_sentence_ends_where_nothing_that_follows_belongs_to_it(text, can):
    before, form, rest = text.split("|") if text.count("|") == 2 else (" ", *text.split("|"))
    assert _can_end_sentence(form, before[-1], rest) is can


@pytest.mark.parametrize("size", [3999, 4000, 4001, 9000])
def test_characters_are_looked_at_in_stretches_that_change_nothing(parser, size, monkeypatch):
    text = ("The board met on Friday, she said. It wasn't late. " * 200)[:size]
    together = parser(article_of(text, "It ended."))
    monkeypatch.setattr("attribution.parsing.tokens.TOGETHER", 997)
    assert parser(article_of(text, "It ended.")) == together


@pytest.mark.parametrize("letter", "xX")
def test_a_megabyte_without_a_blank_is_one_word_or_few(parser, letter):
    document = parser(article_of(letter * 1_000_000))
    assert sum(len(w.span) for s in document.sentences for w in s.words) == 1_000_000


# --- one class for one name -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentences", "tags", "agreed"),
    [
        pytest.param(
            ["Moly rose", "Moly sold it", "the Moly waited"],
            ["S-PERSON O", "S-ORG O O", "B-ORG E-ORG O"],
            ["S-ORG O", "S-ORG O O", "B-ORG E-ORG O"],
            id="most mentions decide, with and without the article",
        ),
        pytest.param(["Ruiz said", "Ruiz left"], ["S-LOC O", "S-PERSON O"], ["S-LOC O", "S-LOC O"], id="of as many the first"),
        pytest.param(
            ["Ana Ruiz said", "Ruiz left", "Ruiz slept"],
            ["B-PERSON E-PERSON O", "S-ORG O", "S-PERSON O"],
            ["B-PERSON E-PERSON O", "S-PERSON O", "S-PERSON O"],
            id="a full name says something of its parts",
        ),
        pytest.param(
            ["the Inland Revenue Department said", "IRD said", "the IRD won"],
            ["B-ORG I-ORG I-ORG E-ORG O", "S-PERSON O", "B-PERSON E-PERSON O"],
            ["B-ORG I-ORG I-ORG E-ORG O", "S-ORG O", "B-ORG E-ORG O"],
            id="letters are what they are short for",
        ),
        pytest.param(["TFM rose", "TFM sold it"], ["S-PERSON O", "S-PERSON O O"], ["S-ORG O", "S-ORG O O"], id="letters are no person"),
        pytest.param(["ANA SAID"], ["S-PERSON O"], ["S-PERSON O"], id="but where all is in capitals"),
        pytest.param(
            ["Prince Karim bin Omar said", "KBO left"],
            ["B-PERSON I-PERSON I-PERSON E-PERSON O", "S-ORG O"],
            ["B-PERSON I-PERSON I-PERSON E-PERSON O", "S-PERSON O"],
            id="nor but where a person has them",
        ),
        pytest.param(
            ["Dr Ana Ruiz - Berg left", "Ruiz - Berg slept", "Ana - Ruiz"],
            ["O B-PERSON E-PERSON B-PERSON E-PERSON O", "S-PERSON B-PERSON E-PERSON O", "S-PERSON O S-PERSON"],
            ["O B-PERSON I-PERSON I-PERSON E-PERSON O", "B-PERSON I-PERSON E-PERSON O", "S-PERSON O S-PERSON"],
            id="no name begins with a hyphen",
        ),
        pytest.param(["Monday said", "Monday left"], ["S-DATE O", "S-PERSON O"], ["S-DATE O", "S-PERSON O"], id="a date is no name"),
        pytest.param(["no", ""], ["O", ""], ["O", ""], id="nothing"),
    ],
)
def test_a_name_has_one_class_in_an_article(sentences, tags, agreed):
    assert agree([s.split() for s in sentences], [t.split() for t in tags]) == [t.split() for t in agreed]
