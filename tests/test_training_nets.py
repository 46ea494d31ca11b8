"""The nets that are trained: what is kept in Stanza's shape, what they start from and learn from."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from attrs import evolve
from stanza.models.common.data import get_long_tensor
from stanza.models.common.hlstm import HighwayLSTM
from stanza.models.common.packed_lstm import PackedLSTM
from stanza.utils.conll import CoNLL
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

from attribution.parsing.encoder import Encoder, WordPieces
from attribution.parsing.quantized import load_encoder, save_encoder
from attribution.parsing.still import Still, still_of, weights_for
from attribution.training.data import LONGEST
from attribution.training.nets import Nets
from attribution.training.pretrained import MPNet, _safetensors, read_minilm, read_mpnet
from attribution.training.prune import prune
from attribution.training.silver import read_silver, reader, write_silver
from tests.pretrained import minilm, mpnet


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
def test_a_layer_in_which_something_recurs_is_refused(make):
    with pytest.raises(ValueError, match="recurs"):
        still_of(make())


def test_pruning_keeps_the_units_that_say_something():
    torch.manual_seed(1)
    words = WordPieces(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "said", "##s", "he", "it"])
    encoder = Encoder(pieces=len(words.vocabulary), layers=2, hidden=48, inner=12, heads=4).eval()
    sentences = [["He", "said"], ["it", "said", "it"]]
    for layer in encoder.layers:  # every third unit says nothing to the next layer
        layer.narrow.weight.data[:, ::3] = 0
    slim = prune(encoder, words, sentences).eval()
    assert slim.layers[0].widen.out_features == 8
    rows = words(sentences).rows
    every = torch.arange(sum(map(len, rows)))
    with torch.inference_mode():
        assert torch.allclose(encoder.read(rows, every, 1), slim.read(rows, every, 1), atol=1e-5)


def test_what_is_read_without_padding_is_what_stanza_is_given_and_what_is_learnt_with_padding(tmp_path):
    """Of the last layers, where it is asked for; sentences of more than sixteen pieces and of fewer, whose attention is written out."""
    torch.manual_seed(1)
    words = WordPieces(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "said", "##s", "he", "it"])
    encoder = Encoder(pieces=len(words.vocabulary), layers=3, hidden=48, inner=12, heads=4).eval()
    batch = words([["he", "said", "it"] * 7, ["it", "said", "He"], ["said"]])
    at, ids, mask = torch.tensor(batch.ends()), torch.tensor(batch.input_ids), torch.tensor(batch.attention_mask)
    with torch.inference_mode():
        read = encoder.read(batch.rows, at, 2)
        given = encoder(ids, mask).hidden_states
    learnt = encoder(ids, mask).hidden_states
    assert len(given) == len(learnt) == 4
    for layer, states, padded in zip(read, given[-2:], learnt[-2:]):
        assert torch.equal(layer, states[mask.bool()][at])
        assert torch.allclose(layer, padded[mask.bool()][at], atol=1e-5)
    save_encoder(encoder, words, tmp_path / "encoder.pt")
    small, _ = load_encoder(tmp_path / "encoder.pt")  # in eight bits, for products of floats depend on how many rows there are
    with torch.inference_mode():
        together, alone = small.read(batch.rows, at, 2), small.read(batch.rows[1:2], torch.arange(len(batch.rows[1])), 2)
    places = [at.tolist().index(len(batch.rows[0]) + i) for i in range(4)]  # the start of the second sentence and its words
    assert torch.equal(alone[:, :4], together[:, places])


def test_minilm_is_read_as_it_is_written(tmp_path):
    """Query, key and value lie in one matrix, and every case begins as the one that MiniLM knows."""
    encoder, pieces = read_minilm(minilm(tmp_path))
    tensors = _safetensors(tmp_path / "model.safetensors")
    assert len(encoder.layers) == 4 and "[CLS]" in pieces.vocabulary
    value = encoder.layers[3].attention.weight[-encoder.config.hidden_size :]
    assert torch.equal(value, tensors["encoder.layer.3.attention.self.value.weight"])
    assert torch.equal(encoder.case.weight[2], tensors["embeddings.token_type_embeddings.weight"][0])


def test_mpnet_sees_how_far_apart_pieces_stand():
    """The kinds of MPNet's own code: one for each of the seven nearest distances on either side, then wider and wider ones."""
    encoder = MPNet(pieces=8, layers=1, hidden=24, inner=48, heads=12, positions=64)
    distances = torch.tensor([0, 1, -1, 7, -7, 8, -8, 11, -12, 16, -64, 127, 500, -500])
    assert encoder._kinds(distances).tolist() == [0, 17, 1, 23, 7, 24, 8, 24, 9, 26, 14, 31, 31, 15]


def test_mpnet_reads_a_sentence_alike_alone_and_among_others(tmp_path):
    encoder, pieces = read_mpnet(mpnet(tmp_path))
    rows = pieces([["He", "said", "no"], ["It", "rained"]]).rows
    with torch.inference_mode():
        together = encoder.eval().read(rows, torch.arange(sum(map(len, rows))), 1)
        alone = torch.cat([encoder.read([row], torch.arange(len(row)), 1) for row in rows], dim=1)
    assert torch.allclose(together, alone, atol=1e-5)


TREE = """# text = {first} said it rained.
1\t{first}\t{first}\tPROPN\tNNP\tNumber=Sing\t2\tnsubj\t_\t_
2\tsaid\tsay\tVERB\tVBD\t_\t0\troot\t_\t_
3\tit\tit\tPRON\tPRP\t_\t4\tnsubj\t_\t_
4\trained\train\tVERB\tVBD\t_\t2\tccomp\t_\tSpaceAfter=No
5\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_

"""


def trees(*names: str):
    return CoNLL.conll2doc(input_str="".join(TREE.format(first=name) for name in names))


def silver(name: str):
    """A tree and names that nets have found."""
    found = trees(name)
    for token in found.sentences[0].tokens:
        token.ner = "S-PERSON" if token.text == name else "O"
    return found


@pytest.fixture
def nets(tmp_path):
    """Two trees of people's, one of silver, of a sentence whose names and roles people have marked."""
    words = ["Ruiz", "said", "it", "rained", "."]
    entities = [[{"text": w, "ner": "B-PERSON" if w == "Ruiz" else "O"} for w in words]]
    roles = [(words, ["B-source", "B-cue", "B-content", "I-content", "O"])]
    return Nets(*read_minilm(minilm(tmp_path / "minilm")), trees("Ana", "Bo"), entities, roles, silver("Ruiz"))


def test_a_silver_sentence_teaches_its_tree_its_names_and_what_people_have_marked(nets):
    assert {turn: len(some) for turn, some in nets.lessons.items()} == {"T": 2, "N": 1, "R": 1}
    assert nets.lessons["R"][0].entities == nets.lessons["N"][0].entities  # here the nets found what people had marked
    for turn, heads in {"N": (nets.parser, nets.tagger, nets.namer), "R": nets.all()}.items():
        for net in nets.all():
            net.zero_grad()
        nets.loss(nets.lessons[turn]).backward()
        moved = [net for net in nets.all() if any(p.grad is not None and p.grad.any() for n, p in net.named_parameters() if "bert" not in n)]
        assert moved == [net for net in nets.all() if net in heads]


def test_a_sentence_without_a_silver_tree_is_left_out(tmp_path):
    roles = [(["No", "."], ["O", "O"])]
    given = *read_minilm(minilm(tmp_path)), trees("Ana"), [[{"text": "Ruiz", "ner": "B-PERSON"}]], roles
    assert Nets(*given).lessons["R"] and not Nets(*given, silver("Ruiz")).lessons["R"]


def test_silver_trees_are_those_that_the_members_find_together(tmp_path):
    """Of the likeliest trees of each member, the one that both find likely, with the names of the first; a sentence once, none too long."""
    entities = [[{"text": "Ruiz", "ner": "B-PERSON"}]]
    given = read_minilm(minilm(tmp_path / "minilm")), read_mpnet(mpnet(tmp_path / "mpnet"))
    members = [reader(Nets(*transformer, trees("Ana", "Bo"), entities), half=half) for transformer, half in zip(given, (False, True))]
    for member in members:
        for net in (member._parser, member._tagger, member._entities):
            net.eval()
    sentences = [["Ruiz", "said", "no"], ["No"], ["Ruiz", "said", "no"], ["a"] * (LONGEST + 1)]
    write_silver(members, [sentences[:2], sentences[2:]], tmp_path / "silver.jsonl")
    found = read_silver(tmp_path / "silver.jsonl")
    assert [[w.text for w in s.words] for s in found.sentences] == [["Ruiz", "said", "no"], ["No"]]
    with torch.inference_mode():
        scores = [member.scores([["Ruiz", "said", "no"]])[0] for member in members]
        alone = [member([["Ruiz", "said", "no"]])[0] for member in members]
    assert [members[0].best_tree(*s)[0] for s in scores] == [a.heads for a in alone]
    best = members[0].best_tree(*((a + b) / 2 for a, b in zip(*scores)))
    assert [w.head for w in found.sentences[0].words] == best[0] and [w.upos for w in found.sentences[0].words] == alone[0].upos
    assert [t.ner for t in found.sentences[0].tokens] == alone[0].entities


class Reader:
    """Finds no trees, and of each sentence the names it is told."""

    def __init__(self, entities: dict[tuple[str, ...], list[str]]) -> None:
        self.entities = entities

    def __call__(self, sentences):
        return [SimpleNamespace(upos=["X"] * len(s), feats=[""] * len(s), entities=self.entities[tuple(s)]) for s in sentences]

    def scores(self, sentences):
        return [(np.zeros(len(s)), np.zeros(len(s))) for s in sentences]

    def best_tree(self, heads, labels):
        return [0] * len(heads), ["root"] * len(labels)


def test_a_silver_name_has_one_class_in_an_article(tmp_path):
    """Moly is twice a firm and once a person: a firm; in another article it is the person."""
    first, second, third, other = ("Moly", "Corp.", "said"), ("Moly", "paid"), ("Moly", "rose"), ("Moly", "slept")
    found = {first: ["B-ORG", "E-ORG", "O"], second: ["S-ORG", "O"], third: ["S-PERSON", "O"], other: ["S-PERSON", "O"]}
    write_silver([Reader(found)], [[first, third, second], [other]], tmp_path / "silver.jsonl")
    read = {tuple(t.text for t in s.tokens): [t.ner for t in s.tokens] for s in read_silver(tmp_path / "silver.jsonl").sentences}
    assert read == {**found, third: ["S-ORG", "O"]}


def test_what_is_lost_is_what_stanzas_trainers_lose(nets):
    """Sentences of two lengths, so that one is padded; the losses and their gradients, but for the dropout of which nothing is the same twice."""
    torch.manual_seed(7)
    for net in nets.all():
        for name, weight in net.named_parameters():
            if "W_bilin" in name or "transitions" in name or "layer_mix" in name:  # nothing, to begin with
                nn.init.normal_(weight, std=0.3)
        for layer in net.modules():
            if isinstance(layer, nn.Dropout):
                layer.p = 0.0
        net.train()
    nets.encoder.eval()  # which reads at half precision only where it learns
    whole = nets.lessons["T"][0]
    short = evolve(whole, words=whole.words[:4], tree=_first_words(whole.tree, 4))
    named = [evolve(x, tree=None) for x in (nets.lessons["N"][0], evolve(nets.lessons["N"][0], words=["Ruiz", "said"], entities=nets.lessons["N"][0].entities[:2]))]
    for ours, stanzas in ((lambda: nets.loss([short, whole]), lambda: stanzas_tree_loss(nets, [whole, short])), (lambda: nets.loss(named), lambda: stanzas_entity_loss(nets, named))):
        nets._varied = lambda lesson: lesson
        losses, gradients = [], []
        for loss in (ours(), stanzas()):
            for net in nets.all():
                net.zero_grad()
            loss.backward()
            losses.append(loss.detach())
            gradients.append([torch.zeros(()) if p.grad is None else p.grad.clone() for net in nets.all() for p in net.parameters()])
        assert torch.allclose(*losses, rtol=1e-4)
        assert sum(bool(g.any()) for g in gradients[0]) > 20
        for mine, theirs in zip(*gradients):
            assert torch.allclose(mine, theirs, atol=1e-4)


def _first_words(tree, count: int):
    columns, tags = tree
    cut = [column[: count + (place < 7)] for place, column in enumerate(columns)]  # up to its lemmas a tree begins with the root
    return cut, tags._replace(word=[tags.word[0][:count]], tags=[c[:count] for c in tags.tags], text=tags.text[:count])


def stanzas_tree_loss(nets, lessons) -> torch.Tensor:
    trees, tags = zip(*(x.tree for x in lessons))
    count, text, lengths = len(trees), [t[9] for t in trees], [len(t[9]) for t in trees]
    words, heads, relations = (get_long_tensor([t[column] for t in trees], count) for column in (0, 7, 8))
    with_root = [n + 1 for n in lengths]
    unused = torch.zeros(sum(with_root), 1)  # of its characters the parser only takes the number of words
    tree_loss, _ = nets.parser(words, words.eq(0), unused, *(None,) * 6, heads, relations, None, with_root, None, text)
    gold = [get_long_tensor([g.tags[column] for g in tags], count) for column in range(3)]
    tag_loss, _ = nets.tagger(words[:, 1:], None, None, None, gold, None, None, lengths, None, text)
    return tree_loss + 0.5 * tag_loss


def stanzas_entity_loss(nets, lessons) -> torch.Tensor:
    words, tags, lengths = [x.words for x in lessons], [x.entities for x in lessons], [len(x.words) for x in lessons]
    loss, _, _ = nets.namer(words, None, None, get_long_tensor(tags, len(words)), None, lengths, None, None, None, None, None)
    return loss * len(words) / sum(lengths)


RAIN = """# text = It rained
1\tIt\tit\tPRON\tPRP\t_\t2\tnsubj\t_\t_
2\trained\train\tVERB\tVBD\t_\t0\troot\t_\t_

"""


def test_the_heads_are_taken_over_by_nets_with_a_slimmer_encoder_and_with_silver(tmp_path):
    encoder, pieces = read_minilm(minilm(tmp_path / "minilm"))
    entities = [[{"text": "Ruiz", "ner": "S-PERSON"}, {"text": "said", "ner": "O"}]]
    first = Nets(encoder, pieces, trees("Ana"), entities)
    later = Nets(prune(encoder, pieces, [["Ana", "said"]]), pieces, trees("Ana"), entities, silver=CoNLL.conll2doc(input_str=9 * RAIN))
    own = later.encoder.state_dict()["layers.0.widen.weight"].clone()
    later.restore(first.state(), encoder=False)
    for net, weight in (("parser", "unlabeled.W1.weight"), ("tagger", "tag_clf.xpos.weight"), ("namer", "tag_clfs.0.weight")):
        assert torch.equal(getattr(later, net).state_dict()[weight], getattr(first, net).state_dict()[weight])
    assert later.tagger.vocab["xpos"].state_dict() == first.tagger.vocab["xpos"].state_dict()  # what each of its rows means
    assert torch.equal(later.encoder.state_dict()["layers.0.widen.weight"], own)


def test_nets_are_kept_and_restored(nets, tmp_path):
    torch.save(nets.state(), tmp_path / "nets.pt")
    before = nets.parser.state_dict()["unlabeled.W1.weight"].clone()
    for parameter in nets.parser.parameters():
        parameter.data.zero_()
    nets.restore(torch.load(tmp_path / "nets.pt", weights_only=True))
    assert torch.equal(nets.parser.state_dict()["unlabeled.W1.weight"], before)
