"""The parser's room: offsets into the unaltered text, multiword tokens, datelines, damaged models."""

from __future__ import annotations

import shutil

import pytest
from attrs import evolve

from attribution import parse
from attribution.parsing import manifest
from attribution.errors import ModelError
from attribution.model import Article, Paragraph, Span


def article(text: str, zone: str = "body") -> Article:
    spans, start = [], 0
    for part in text.split("\n\n"):
        spans.append(Paragraph(Span(start, start + len(part)), zone))
        start += len(part) + 2
    return Article("test", "", text, tuple(spans))


def words(document) -> list[str]:
    return [w.text for s in document.sentences for w in s.words]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kim's men don't know.", ["Kim", "'s", "men", "do", "n't", "know", "."]),
        ("Kim’s men don’t know.", ["Kim", "’s", "men", "do", "n’t", "know", "."]),
        ("Kimʼs men don´t and won′t.", ["Kim", "ʼs", "men", "do", "n´t", "and", "wo", "n′t", "."]),
        ("Jean‑Luc spoke.", ["Jean", "‑", "Luc", "spoke", "."]),
        ("“No.”―Kim", ["“", "No", ".", "”", "―", "Kim"]),
        ("They're sure they can't.", ["They", "'re", "sure", "they", "ca", "n't", "."]),
        ("“No,” said Ms. Okonkwo-Reyes’s aide.", ["“", "No", ",", "”", "said", "Ms.", "Okonkwo", "-", "Reyes", "’s", "aide", "."]),
        ("It cost\u00a0€5 😀 she said.", ["It", "cost", "€", "5", "😀", "she", "said", "."]),
    ],
)
def test_words_are_slices_of_the_unaltered_text(parser, text, expected):
    assert words(parser(article(text))) == expected


@pytest.mark.parametrize(
    "text",
    [
        "“It leaks,” she said.\n\nHe isn't sure; Seoul’s aides wouldn’t've known.",
        "Emoji 👩‍👩‍👧 and cafe\u0301 here.\n\n\u200bZero width, lone \ud800 surrogate, NUL \x00 too.",
        "LONDON (AP) — The mayor's aides said no.\n\n« Non », dit-il.",
        "http://example.org/" + "a" * 600 + " is a long address.",
    ],
)
def test_every_visible_character_is_in_a_word_at_its_place(parser, text):
    document = parser(article(text))
    covered = set()
    for sentence in document.sentences:
        for word in sentence.words:
            assert word.text == word.span.of(text)
            assert not covered & set(range(word.span.start, word.span.end))
            covered.update(range(word.span.start, word.span.end))
    seen = {i for i, c in enumerate(text) if c.isalnum()}
    assert seen <= covered


def test_sentences_know_their_paragraphs(parser):
    document = parser(article("One came. Two went.\n\nThree stayed."))
    assert [s.paragraph for s in document.sentences] == [0, 0, 1]


def test_a_missing_blank_between_two_sentences_is_no_matter(parser):
    text = '“It leaks,” Ng said.“It always did.”He left. "It is old."She laughed."No," she said.'
    found = [s.span.of(text) for s in parser(article(text)).sentences]
    assert found == ["“It leaks,” Ng said.", "“It always did.”", "He left.", '"It is old."', "She laughed.", '"No," she said.']


@pytest.mark.parametrize(
    ("text", "dateline"),
    [
        ("BATH, Maine - Ana Ruiz said it rained.", "BATH, Maine - "),
        ("WASHINGTON, March 3 (Reuters) - The senator left.", "WASHINGTON, March 3 (Reuters) - "),
        ("LONDON (AP) — Prices rose.", "LONDON (AP) — "),
        ("RENO, Nev. (AP) — “No,” she said.", "RENO, Nev. (AP) — "),
        ("SEOUL – North Korea said no.", "SEOUL – "),
        ("NATO — the alliance — said no.", None),
        ("I — and you — said no.", None),
        ("The U.S. - which left - said no.", None),
    ],
)
def test_datelines_are_parsed_apart(text, dateline):
    first, *rest = parse.stretches_of(article(text))
    assert (first.span.of(text) if rest else None) == dateline


def test_with_zones_only_their_paragraphs_are_parsed_and_none_twice():
    a, b, c = article("By Ann Lee\n\nIt leaks.\n\nIt leaks.", "body").paragraphs
    page = evolve(article("By Ann Lee\n\nIt leaks.\n\nIt leaks."), paragraphs=(evolve(a, zone="byline"), b, evolve(c, repeats=True)))
    assert [s.paragraph for s in parse.stretches_of(page, frozenset({"body"}))] == [1]
    assert [s.paragraph for s in parse.stretches_of(page, frozenset({"body", "byline"}))] == [0, 1]
    assert [s.paragraph for s in parse.stretches_of(page)] == [0, 1, 2]


def test_half_a_second_word_is_never_left_without_characters():
    assert parse._split(Span(0, 3), ["abc", "de", "f"]) == [Span(0, 1), Span(1, 2), Span(2, 3)]


@pytest.fixture
def models(tmp_path):
    """A copy of the models' directory whose files may be harmed."""
    source = manifest.models_directory()
    for name in ("MANIFEST.toml", "resources.json"):
        shutil.copy(source / name, tmp_path)
    (tmp_path / "en").symlink_to(source / "en")
    return tmp_path


def test_the_bundled_models_are_those_of_the_manifest():
    manifest.check_models()
    assert {f.name.split("/")[1] for f in manifest.read_manifest().files} == {*parse.PROCESSORS, "encoder", "roles"}


def test_a_missing_model_is_named(models):
    (models / "en").unlink()
    with pytest.raises(ModelError, match=r"depparse/\w+\.pt: this model file is missing; reinstall attribution"):
        parse.Parser(models)(article("Hello."))


def test_a_damaged_model_is_named(models):
    text = (models / "MANIFEST.toml").read_text()
    digest = next(f.sha256 for f in manifest.read_manifest(models).files if "/ner/" in f.name)
    (models / "MANIFEST.toml").write_text(text.replace(digest, "0" * 64))
    with pytest.raises(ModelError, match=r"ner/\w+\.pt: this model file is damaged"):
        manifest.check_models(models)


@pytest.mark.parametrize("content", [None, "version = ", "version = '1'", "file = 3\nversion = '1'"])
def test_a_manifest_that_cannot_be_read_is_named(tmp_path, content):
    if content is not None:
        (tmp_path / "MANIFEST.toml").write_text(content)
    with pytest.raises(ModelError, match=r"MANIFEST\.toml: .*; reinstall attribution"):
        manifest.read_manifest(tmp_path)
