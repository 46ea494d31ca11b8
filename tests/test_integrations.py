"""Inside Stanza and spaCy. The parser of most tests is one of rules, so that nothing depends on what the models say."""

from __future__ import annotations

import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from attribution.conllu import from_conllu
from attribution.model import Document

TEXT = "🚀 Roe said it rained."
PARSE = """# newdoc id = made
# newpar zone = body
1	🚀	🚀	SYM	_	_	3	dep	_	start_char=0|end_char=1|ner=O
2	Roe	Roe	PROPN	_	Number=Sing	3	nsubj	_	start_char=2|end_char=5|ner=S-PERSON
3	said	say	VERB	_	Mood=Ind|Tense=Past|VerbForm=Fin	0	root	_	start_char=6|end_char=10|ner=O
4	it	it	PRON	_	Case=Nom|PronType=Prs	5	expl	_	start_char=11|end_char=13|ner=O
5	rained	rain	VERB	_	Mood=Ind|Tense=Past|VerbForm=Fin	3	ccomp	_	start_char=14|end_char=20|ner=O|SpaceAfter=No
6	.	.	PUNCT	_	_	3	punct	_	start_char=20|end_char=21|ner=O

"""


def parse(article) -> Document:
    (document,) = from_conllu(PARSE)
    return Document(article, document.sentences)


def found(attributions) -> list[tuple]:
    return [(a.source.text, a.cue.text, a.content_text) for a in attributions]


# --- spaCy ------------------------------------------------------------------------------------


@pytest.fixture
def component():
    pytest.importorskip("spacy", reason="pip install 'attribution[spacy]'")
    from attribution.integrations.spacy import AttributionComponent

    return AttributionComponent(parser=parse)


def test_a_doc_has_its_attributions(component):
    import spacy

    doc = component(spacy.blank("en")(TEXT))
    assert found(doc._.attributions) == [("Roe", "said", "it rained")]
    marked = {s.label_: s.text for s in doc.spans["attributions"] if s.id_ == doc._.attributions[0].id}
    assert marked == {"content": "it rained", "source": "Roe", "cue": "said"}
    assert doc._.extraction.article.text == TEXT


def test_a_stored_doc_has_them_still(component):
    import spacy

    doc = component(spacy.blank("en")(TEXT))
    again = spacy.tokens.Doc(spacy.blank("en").vocab).from_bytes(doc.to_bytes())
    assert again._.attributions == doc._.attributions


def test_a_doc_that_was_not_looked_at_has_none(component):
    import spacy

    doc = spacy.blank("en")(TEXT)
    assert doc._.attributions == () and doc._.extraction is None


def test_spacy_finds_the_component_by_its_entry_point(component):
    import spacy

    project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    module, _, name = project["entry-points"]["spacy_factories"]["attribution"].partition(":")
    assert callable(getattr(import_module(module), name))
    nlp = spacy.blank("en")
    nlp.add_pipe("attribution", config={"resolve": False})
    assert spacy.blank("en").from_config(nlp.config).pipe_names == ["attribution"]


# --- Stanza -----------------------------------------------------------------------------------


def test_a_stanza_document_has_its_attributions():
    from stanza.utils.conll import CoNLL

    from attribution.integrations.stanza import AttributionProcessor

    parsed = CoNLL.conll2doc(input_str=PARSE)
    parsed.text = TEXT
    processor = AttributionProcessor.__new__(
        AttributionProcessor
    )  # Stanza makes it inside a pipeline, which needs models
    assert processor.process(parsed) is parsed
    assert found(parsed.attributions) == [("Roe", "said", "it rained")]
    assert parsed.extraction.attributions == parsed.attributions


def test_a_pipeline_without_a_parser_is_refused():
    from stanza.pipeline.processor import ProcessorRequirementsException

    from attribution.integrations.stanza import AttributionProcessor

    class Pipeline:
        loaded_processors = ()
        load_list = (("tokenize", ()), ("attribution", ()))

    with pytest.raises(ProcessorRequirementsException, match="depparse"):
        AttributionProcessor({}, Pipeline(), "cpu")


@pytest.mark.models
def test_a_pipeline_of_stanza_with_our_models():
    import stanza

    from attribution.integrations.stanza import bundled

    nlp = stanza.Pipeline(**bundled())
    document = nlp("“Prices will fall,” said Ana Ruiz.")
    assert found(document.attributions) == [("Ana Ruiz", "said", "“Prices will fall,”")]
    assert [len(d.attributions) for d in nlp.bulk_process(["“No,” said Ana Ruiz.", "It rained."])] == [1, 0]
