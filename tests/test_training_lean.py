"""Leaner nets: what is cut away, what is kept in Stanza's shape, and whether Stanza computes the same from it."""

from __future__ import annotations

import pytest
import torch
from stanza.models.common.hlstm import HighwayLSTM
from stanza.models.common.packed_lstm import PackedLSTM
from torch.nn.utils.rnn import pack_padded_sequence

from attribution.parsing.encoder import Encoder, WordPieces
from attribution.parsing.quantized import load_encoder, restore_encoder, save_encoder
from attribution.parsing.still import Still, still_of, weights_for


def layer_of(kind: type, **more) -> torch.nn.Module:
    torch.manual_seed(1)
    return kind(20, 6, 1, batch_first=True, bidirectional=True, **more).eval()


LAYERS = {
    "highway, as tagger and parser have": lambda: layer_of(HighwayLSTM, highway_func=torch.tanh),
    "plain, as the entity recogniser has": lambda: layer_of(PackedLSTM),
}


@pytest.mark.parametrize("make", LAYERS.values(), ids=LAYERS)
def test_stanzas_layer_computes_what_is_left_of_it(make):
    """In Stanza's shape, in half precision and back, to the last digits of single precision."""
    layer = make()
    still = Still(20, 12, is_cell=isinstance(layer, PackedLSTM))
    weights = weights_for(still, layer.state_dict())
    assert set(weights) == set(layer.state_dict())
    layer.load_state_dict({name: weight.half() for name, weight in weights.items()})
    read = still_of(layer)
    states = pack_padded_sequence(torch.randn(3, 5, 20), [5, 4, 2], batch_first=True)
    none = torch.zeros(2, 3, 6)
    with torch.inference_mode():
        theirs, ours = layer(states, [5, 4, 2], (none, none))[0].data, read(states)[0].data
        untouched = still.compute(states.data)
    assert torch.allclose(theirs, ours, atol=1e-6) and torch.allclose(ours, untouched, atol=1e-3)


@pytest.mark.parametrize("make", LAYERS.values(), ids=LAYERS)
def test_a_layer_in_which_something_recurs_is_left_to_stanza(make):
    assert still_of(make()) is None


def test_pruning_keeps_the_units_that_say_something(tmp_path):
    from attribution.training.lean import prune

    torch.manual_seed(1)
    words = WordPieces(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "said", "##s", "he", "it"])
    encoder = Encoder(pieces=len(words.vocabulary), layers=2, hidden=48, inner=16, heads=4).eval()
    sentences = [["He", "said"], ["it", "said", "it"]]
    for layer in encoder.layers:  # every second unit says nothing to the next layer
        layer.narrow.weight.data[:, ::2] = 0
    lean = prune(encoder, words, sentences, inner=8).eval()
    assert lean.layers[0].widen.out_features == 8
    rows = words(sentences).rows
    with torch.inference_mode():
        assert torch.allclose(encoder.read(rows)[-1], lean.read(rows)[-1], atol=1e-5)


def test_an_encoder_is_restored_for_training_from_its_eight_bits(tmp_path):
    torch.manual_seed(1)
    words = WordPieces(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "said", "##s", "he", "it"])
    encoder = Encoder(pieces=len(words.vocabulary), layers=2, hidden=48, inner=96, heads=4)
    save_encoder(encoder, words, tmp_path / "encoder.pt")
    restored, read = restore_encoder(tmp_path / "encoder.pt")
    assert read.vocabulary == words.vocabulary
    for name, weight in encoder.state_dict().items():
        assert torch.allclose(weight, restored.state_dict()[name], atol=float(weight.abs().max()) / 200)
    save_encoder(restored, words, tmp_path / "again.pt")
    first, again = (load_encoder(tmp_path / f"{name}.pt")[0].state_dict() for name in ("encoder", "again"))
    assert all(torch.allclose(first[n].float(), again[n].float(), atol=1e-3) for n in first)


@pytest.mark.models
def test_silver_trees_are_those_the_models_find():
    from attribution.parsing.manifest import models_directory
    from attribution.parsing.pipeline import Pipeline
    from attribution.training.lean import silver_trees

    pipeline = Pipeline(models_directory())
    sentence = ["The", "mayor", "said", "that", "it", "rained", "."]
    document = silver_trees(pipeline, [sentence, ["No", "."], sentence * 20])
    assert [[w.text for w in s.words] for s in document.sentences] == [sentence]
    found = pipeline.analyse([sentence])[0]
    assert [(w.head, w.deprel, w.upos) for w in document.sentences[0].words] == list(zip(found.heads, found.relations, found.upos))
