"""Bytes, text and HTML → Article: encodings, paragraphs, titles, and what is refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attribution import article
from attribution.article import article_from_bytes, article_from_html, article_from_text, find_paragraphs, read_article
from attribution.errors import InputError

STORM = "Storm Closes Coast Road\n\nBy Ann Lee\n\nThe coast road is shut, the mayor said.\n\n“Stay at home,” he added.\n"


def paragraphs(text: str) -> list[str]:
    return [span.of(text) for span in find_paragraphs(text)]


# --- paragraphs ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, expected",
    [
        ("", []),
        (" \n\t\n\u00a0\n", []),
        ("One.", ["One."]),
        ("  One.  ", ["One."]),
        ("One.\n\nTwo.", ["One.", "Two."]),
        ("One.\nTwo.", ["One.", "Two."]),
        ("One.\r\n\r\nTwo.\r\n", ["One.", "Two."]),
        ("One.\rTwo.", ["One.", "Two."]),
        ("One.\n \u00a0 \nTwo.", ["One.", "Two."]),
        ("One.\u2028Two.\u2029Three.\x85Four.", ["One.", "Two.", "Three.", "Four."]),
        ("One.\n\u200b\n\ufeffTwo.", ["One.", "Two."]),
        ("😀 One.\n\n👩‍👩‍👧 Two.", ["😀 One.", "👩‍👩‍👧 Two."]),
        ("One\ud800.\n\n\udfff", ["One\ud800.", "\udfff"]),
        ("a\0b\n\nc", ["a\0b", "c"]),
    ],
)
def test_paragraphs(text: str, expected: list[str]):
    assert paragraphs(text) == expected


WRAPPED = """The harbour board of Sundhaven voted on Tuesday night to close the old
pier to all vessels, after divers found that two of its nine columns no
longer reach the sea bed. The chairman said that he had “not slept since
the photographs arrived”.

Fishermen who use the pier were told to move their boats by the end of
the month. Several of them said that they would not."""


def test_a_hard_wrapped_text_has_the_paragraphs_of_its_blank_lines():
    assert [len(p.split("\n")) for p in paragraphs(WRAPPED)] == [4, 2]
    assert [len(p.split("\r\n")) for p in paragraphs(WRAPPED.replace("\n", "\r\n"))] == [4, 2]


def test_a_short_last_line_ends_the_paragraph_of_a_wrapped_text():
    text = WRAPPED.replace("\n\nFishermen", "\nFishermen")
    assert [p.split()[0] for p in paragraphs(text)] == ["The", "Fishermen"]


@pytest.mark.parametrize(
    "text",
    [
        # lines of all lengths, each a sentence
        "The road is shut.\nThe mayor of the town said on Monday that it would stay so until the spring at least.\nHe left.",
        # a poem: lines much alike, but short
        "We crossed it every morning\nas one crosses a sentence\nnot thinking of the words\nuntil the words gave way",
        # titles of one length, which begin with capitals
        "Council Delays Vote On New Library After Night Of Shouting\nWildfire Smoke To Return By Thursday, The Forecasters Warn\n"
        "Hospital Of Saint Brendan Names Its First Woman Director\nThree Men Charged In Break-In At The Museum Of Fishing",
        # a page in one block
        "Storm closes road\nBy Ann Lee\nThe coast road is shut, the mayor said, and it will stay so until the sea has gone back to its bed.\nno more",
    ],
)  # fmt: skip
def test_lines_of_a_text_that_is_not_wrapped_are_paragraphs(text: str):
    assert paragraphs(text) == text.split("\n")


PIECES = st.sampled_from(["a", " ", "\n", "\r\n", "\x85", "\u200b", "Ab. ", "word " * 14])


@given(st.text() | st.lists(PIECES).map("".join))
def test_paragraphs_are_trimmed_and_in_order_and_leave_out_blanks_only(text: str):
    spans = find_paragraphs(text)
    assert all(a.end <= b.start for a, b in zip(spans, spans[1:]))
    assert all(span.of(text).strip() == span.of(text) != "" for span in spans)
    between = [text[a:b] for a, b in zip([0, *(s.end for s in spans)], [*(s.start for s in spans), len(text)])]
    assert not "".join(between).translate(dict.fromkeys(map(ord, "\u200b\u2060\ufeff"))).strip()


# --- text ---------------------------------------------------------------------------------------


def test_the_first_headline_is_the_title_unless_one_is_given():
    assert article_from_text(STORM).title == "Storm Closes Coast Road"
    assert article_from_text(STORM, title="Storm").title == "Storm"
    assert article_from_text("The mayor said no.").title == ""


def test_the_text_is_not_altered():
    text = "\n\nStorm\r\n\r\n  He said \u201cno\u201d\u00a0.\ud800\t"
    assert article_from_text(text, id="storm").text == text
    assert article_from_text(text, id="storm").id == "storm"


@pytest.mark.parametrize("text", ["", " \n", "\u200b"])
def test_no_text_is_a_warning(text: str):
    found = article_from_text(text)
    assert (found.paragraphs, [w.code for w in found.warnings]) == ((), ["empty"])


@given(st.text(st.characters()))  # lone surrogates too
def test_any_string_is_an_article(text: str):
    assert article_from_text(text).text == text


# --- bytes --------------------------------------------------------------------------------------

SAID = "“It’s over,” said Renée."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "mac_roman"])
def test_encodings(encoding: str):
    found = article_from_bytes((SAID + "\r\nShe left.").encode(encoding), id="x")
    assert found.text == SAID + "\r\nShe left."
    assert [w.code for w in found.warnings] == (["encoding-guessed"] if encoding in ("cp1252", "mac_roman") else [])


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_not_taken_for_utf_8(encoding: str):
    found = article_from_bytes("“It’s over,” said Roe.\nShe left.".encode(encoding), id="x")
    assert (found.text, [w.code for w in found.warnings]) == ("“It’s over,” said Roe.\nShe left.", ["encoding-guessed"])


@pytest.mark.parametrize("data", [SAID.encode() + b" Caf\xe9.", (SAID + " Zoë").encode()[:-1]])
def test_utf_8_with_a_bad_byte_stays_utf_8(data: bytes):
    found = article_from_bytes(data, id="x")
    assert found.text.startswith(SAID) and found.text.count("\ufffd") == 1
    assert found.warnings[0].code == "encoding-guessed" and "one place" in found.warnings[0].message


@pytest.mark.parametrize(
    "data, sentence",
    [
        (b"%PDF-1.7", "x: not text (starts with %PDF); convert it first, for example with pdftotext"),
        (b"PK\x03\x04word/document.xml", "x: not text (starts with a ZIP or office file's signature)"),
        (b"\x89PNG\r\n", "x: not text (starts with PNG's signature)"),
        (b"\x1f\x8b\x08", "x: not text (starts with gzip's signature)"),
        (b"\xff\xd8\xff\xe0", "x: not text (starts with JPEG's signature)"),
        (b"\x7fELF", "x: not text (starts with ELF's signature)"),
        (b"PAR1", "x: not text (starts with Parquet's signature)"),
        (b"SQLite format 3\0", "x: not text (starts with SQLite's signature)"),
        (b"He said\0 no.", "x: not text (it holds a NUL byte); convert it"),
        (bytes(range(1, 256)) * 4, "x: not UTF-8, nor another encoding that can be told; convert it to UTF-8, for example with iconv"),
    ],
)  # fmt: skip
def test_what_is_no_text_is_an_error_with_a_remedy(data: bytes, sentence: str):
    with pytest.raises(InputError) as error:
        article_from_bytes(data, id="x")
    assert str(error.value).startswith(sentence)


def test_control_characters_are_text():
    assert article_from_bytes(b"He said\x07 \x1b[31mno.", id="x").text == "He said\x07 \x1b[31mno."


@given(st.binary(max_size=60))
def test_any_bytes_are_an_article_or_an_error(data: bytes):
    try:
        article_from_bytes(data, id="x")
    except InputError as error:
        assert str(error).startswith("x: ")


# --- files --------------------------------------------------------------------------------------


def test_a_file_has_its_name_as_id(tmp_path: Path):
    (tmp_path / "storm.v2.txt").write_bytes(STORM.encode())
    found = read_article(tmp_path / "storm.v2.txt")
    assert (found.id, found.title, found.text) == ("storm.v2", "Storm Closes Coast Road", STORM)


def test_errors_of_files_name_the_file(tmp_path: Path):
    (tmp_path / "notes.pdf").write_bytes(b"%PDF-1.7")
    for path, sentence in [
        (tmp_path / "gone.txt", f"{tmp_path}/gone.txt: there is no such file; check the path"),
        (tmp_path, f"{tmp_path}: this is a directory; name the files in it"),
        (tmp_path / "notes.pdf", "notes.pdf: not text (starts with %PDF); convert it first, for example with pdftotext"),
        ("a\0b", "a\0b: cannot be read (embedded null byte)"),
    ]:
        with pytest.raises(InputError) as error:
            read_article(path)
        assert str(error.value).startswith(sentence)


# --- HTML ---------------------------------------------------------------------------------------

PAGE = """<!DOCTYPE html><html><head><title>Storm closes coast road</title><style>p {}</style></head><body>
<nav><a href="/">Home</a> <a href="/world">World</a></nav><h1>Storm closes coast road</h1>
<article><p>The coast road is shut between Pell Head and Dunsey, and will stay so
until the spring, the mayor said on Monday night.</p><p>&ldquo;Stay at home,&rdquo; she added, &ldquo;and keep
your cats in.&rdquo; Caf&eacute;s in Dunsey have closed, and nobody knows when they will open.</p></article>
<div id="comments"><p>First!</p></div><script>alert(1)</script><footer>© 2031 The Clarion</footer></body></html>"""


def test_html_is_its_title_and_main_text():
    found = article_from_html(PAGE, id="page")
    assert found.title == "Storm closes coast road"
    texts = [p.span.of(found.text) for p in found.paragraphs]
    assert texts == [
        "Storm closes coast road",
        "The coast road is shut between Pell Head and Dunsey, and will stay so until the spring, the mayor said on Monday night.",
        "“Stay at home,” she added, “and keep your cats in.” Cafés in Dunsey have closed, and nobody knows when they will open.",
    ]  # fmt: skip
    assert [p.zone for p in found.paragraphs] == ["headline", "body", "body"]


def test_html_is_known_by_name_or_content(tmp_path: Path):
    (tmp_path / "a.txt").write_text(PAGE)
    (tmp_path / "b.htm").write_text("<p>The mayor said no.</p>")
    assert "<" not in read_article(tmp_path / "a.txt").text
    assert read_article(tmp_path / "b.htm").text == "The mayor said no."
    assert read_article(tmp_path / "b.htm", input_format="text").text == "<p>The mayor said no.</p>"
    assert article_from_bytes(b"<p>The mayor said no.</p>", id="x").text == "<p>The mayor said no.</p>"
    assert article_from_bytes(b"<p>The mayor said no.</p>", id="x", input_format="html").text == "The mayor said no."


def test_html_says_its_encoding():
    data = '<html><head><meta charset="iso-8859-2"></head><body><p>Łódź said no.</p></body></html>'.encode("iso-8859-2")
    found = article_from_bytes(data, id="x")
    assert (found.text, found.warnings) == ("Łódź said no.", ())


@pytest.mark.parametrize("charset", ["idna", "base64", "undefined", "nonsense"])
def test_html_that_names_no_encoding_of_text_is_guessed(charset: str):
    found = article_from_bytes(f"<html><meta charset={charset}><p>Café society.".encode("cp1252"), id="x")
    assert (found.text, [w.code for w in found.warnings]) == ("Café society.", ["encoding-guessed"])


@pytest.mark.parametrize(
    "html, text",
    [
        ("", ""),
        ("<html></html>", ""),
        ("<!-- nothing -->", ""),
        ("plain", "plain"),
        ("<p>He said</p><script>no</script><div>nothing.<br>She left.</div>", "He said\n\nnothing.\n\nShe left."),
        ("<?xml version='1.0' encoding='latin-1'?><p>Ł</p>", "Ł"),
        ("<p>a\0b\ud800c</p>", "a\ufffdb\ufffdc"),
    ],
)
def test_any_html_has_a_text(html: str, text: str):
    assert article_from_html(html, id="x").text == text


def test_html_too_long_is_an_error(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(article, "MAX_HTML", 100)
    for read in (article_from_html, lambda html, id: article_from_bytes(html.encode(), id=id)):
        with pytest.raises(InputError, match="x: .* of HTML, and at most 20 MB are read"):
            read(PAGE, id="x")


def test_html_nested_too_deeply_is_warned_about():
    html = "<html><body><p>He said no.</p>" + "<div>" * 5000 + "<p>She said yes.</p>"
    assert "deep-nesting" in [w.code for w in article_from_html(html, id="x").warnings]


def test_html_readers_are_not_loaded_for_text():
    code = (
        "import sys; from attribution.article import article_from_text as a; a('He said no.');"
        "sys.exit(any(m in sys.modules for m in ('trafilatura', 'lxml', 'charset_normalizer')))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parent.parent).returncode == 0
