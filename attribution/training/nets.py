"""Stanza's tagger, parser and entity recogniser and the role reader, over one encoder which reads a sentence once for all of them.

Stanza's nets, losses (`training.losses`) and vocabularies; what is ours is that they share one transformer, which Stanza's trainers cannot do,
each finetuning a transformer of its own, and that nothing in them recurs (`parsing.still`). The parser is given no tags, so that
no tagger's error can mislead it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import torch
import torch.nn.functional as F
from attrs import evolve, frozen
from stanza.models import ner_tagger, parser, tagger
from stanza.models.common.doc import Document
from stanza.models.depparse.data import Dataset as TreeData
from stanza.models.depparse.model import GraphParser
from stanza.models.ner.data import DataLoader as EntityData
from stanza.models.ner.model import NERTagger
from stanza.models.pos.data import Dataset as TagData
from stanza.models.pos.model import Tagger
from torch import nn
from torch.nn.attention import SDPBackend, sdpa_kernel

from attribution.parsing.encoder import Encoder, WordPieces
from attribution.parsing.heads import mixture_of
from attribution.parsing.pipeline import ENCODER
from attribution.parsing.roles import ROLES, RoleReader
from attribution.parsing.still import Still, weights_for
from attribution.training.data import LONGEST
from attribution.training.losses import Rows, entity_loss, role_loss, tag_loss, tree_loss

TAGS = 0.5  # how much a tag counts beside an arc
HEADS, RELATIONS, WORDS = 7, 8, 9  # the columns of a tree as Stanza's parser has it
NETS = "--no_char --no_pretrain --word_emb_dim 0 --num_layers 1 --bert_hidden_layers 4 --word_dropout 0 --dropout 0.25 --shorthand en_news"
PARSER = NETS + " --tag_emb_dim 0 --no_linearization --no_distance --hidden_dim 96 --deep_biaff_hidden_dim 80"
TAGGER = NETS + " --share_hid --hidden_dim 48 --deep_biaff_hidden_dim 100"
ENTITIES = NETS + " --hidden_dim 64 --no_input_transform --no_emb_finetune"

Roles = tuple[list[str], list[str]]  # the words of a sentence, and the role of each (one of parsing.roles.ROLES)


@frozen
class Lesson:
    """A sentence and what is taught of it: a tree with its tags, entities, roles, or several of these."""

    words: list[str]
    tree: tuple[list, Any] | None = None  # as Stanza's parser and as its tagger want it
    entities: list | None = None
    roles: list[int] | None = None


class Nets:
    """The nets, built from the training data, and the lessons made of it.

    ``silver``: trees and entities that nets found in sentences whose entities or roles people have marked; such a sentence teaches all at once.
    """

    def __init__(
        self,
        encoder: Encoder,
        pieces: WordPieces,
        trees: Document,
        entities: list[list[dict]],
        roles: Sequence[Roles] = (),
        silver: Document | None = None,
    ) -> None:
        self.pieces = pieces
        self.encoder = encoder
        self.parser_args, self.tagger_args, self.entity_args = (
            {**program.parse_args(options.split()), "bert_model": ENCODER, "bert_finetune": True, "charlm": None}
            for program, options in ((parser, PARSER), (tagger, TAGGER), (ner_tagger, ENTITIES))
        )
        golden = len(trees.sentences)
        tree_vocab, tag_vocab = TreeData(trees, self.parser_args, None).vocab, TagData(trees, self.tagger_args, None).vocab
        if silver is not None:
            trees.sentences = trees.sentences + silver.sentences
        tree_data = TreeData(trees, self.parser_args, None, vocab=tree_vocab, evaluation=True)  # or else Stanza would shuffle them
        tag_data = TagData(trees, self.tagger_args, None, vocab=tag_vocab)
        entity_data = EntityData(Document(entities), 32, self.entity_args, None, bert_tokenizer=pieces)
        shared = dict(bert_model=self.encoder, bert_tokenizer=pieces, force_bert_saved=False)
        self.parser = GraphParser(self.parser_args, tree_vocab, **shared)
        self.tagger = Tagger(self.tagger_args, tag_data.vocab, share_hid=True, **shared)
        self.namer = NERTagger(self.entity_args, entity_data.vocab, **shared)
        self.role_reader = RoleReader(encoder.config.hidden_size)
        self._stanzas_layers = {net: self._still(net, name) for net, name in self._layers()}
        self.parser.bert_finetuning = True
        for parameter in encoder.parameters():  # Stanza has frozen it, as it does with a transformer it is not to save
            parameter.requires_grad = True
        self._final_mark = tree_vocab["upos"].unit2id("PUNCT")

        every = list(zip(tree_data.data, tag_data.data))
        found = {tuple(tree[WORDS]): (tree, tags) for tree, tags in every[golden:]}
        read = [s.tokens for s in silver.sentences] if silver is not None else []
        named = {tuple(t.text for t in tokens): entity_data.vocab["tag"].map([(t.ner,) for t in tokens]) for tokens in read}
        lessons = {
            "T": (Lesson(tree[WORDS], tree=(tree, tags)) for tree, tags in every[:golden]),
            "N": (Lesson(e[0], found.get(tuple(e[0])), entities=e[2]) for batch in entity_data.data for e in batch),
            "R": (Lesson(words, found.get(tuple(words)), named.get(tuple(words)), [ROLES.index(r) for r in its]) for words, its in roles),
        }
        self.lessons = {turn: [x for x in some if len(x.words) <= LONGEST and (x.tree or silver is None)] for turn, some in lessons.items()}

    def all(self) -> tuple[nn.Module, ...]:
        return self.parser, self.tagger, self.namer, self.role_reader

    def length(self, lesson: Lesson) -> int:
        """In pieces, of which an address has a hundred: what a batch is padded to, and its memory with the square of it."""
        return 2 + sum(len(self.pieces.pieces(word)) for word in lesson.words)

    def state(self) -> dict[str, dict[str, torch.Tensor]]:
        """All weights, for `restore`: of nets built from the same trees and entities, whatever silver."""
        return {name: net.state_dict() for name, net in self._named().items()}

    def restore(self, state: dict[str, dict[str, torch.Tensor]], *, encoder: bool = True) -> None:
        """Take the weights of other nets; without the encoder's, where that is slimmer here."""
        for name, net in self._named().items():
            if net is not self.encoder:
                own = {n: w for n, w in state[name].items() if not n.startswith("bert_model.")}  # the encoder is in each of them, too
                net.load_state_dict({**net.state_dict(), **own})
            elif encoder:
                net.load_state_dict(state[name])

    def _named(self) -> dict[str, nn.Module]:
        names = ("parser", "tagger", "namer", "role_reader")
        return {"encoder": self.encoder, **dict(zip(names, self.all()))}

    # --- layers in which nothing recurs

    def _layers(self) -> tuple[tuple[nn.Module, str], ...]:
        return (self.parser, "parserlstm"), (self.tagger, "taggerlstm"), (self.namer, "taggerlstm")

    def _still(self, net: nn.Module, name: str) -> dict[str, torch.Tensor]:
        """Put a `Still` into the place of Stanza's layer; the weights of that."""
        weights = getattr(net, name).state_dict()
        setattr(net, name, Still(self.encoder.config.hidden_size, 2 * net.args["hidden_dim"], is_cell=net is self.namer))
        return weights

    def weights(self, net: nn.Module) -> dict[str, torch.Tensor]:
        """What is saved of a net of Stanza's: all but the encoder, in Stanza's shape."""
        found = {n: w for n, w in net.state_dict().items() if not n.startswith("bert_model.")}
        name = next(name for owner, name in self._layers() if owner is net)
        found = {n: w for n, w in found.items() if not n.startswith(f"{name}.")}
        return found | {f"{name}.{n}": w for n, w in weights_for(getattr(net, name), self._stanzas_layers[net]).items()}

    # --- losses

    def loss(self, lessons: Sequence[Lesson]) -> torch.Tensor:
        """Of a batch of one kind; what is taught of its sentences is learnt from one reading."""
        if lessons[0].entities is None and lessons[0].roles is None:
            lessons = [self._varied(lesson) for lesson in lessons]
        first, rows = lessons[0], Rows([len(x.words) for x in lessons])
        losses: dict[nn.Module, Callable[..., torch.Tensor]] = {}
        if first.tree is not None:
            trees, tags = zip(*(x.tree for x in lessons))
            losses[self.parser] = partial(tree_loss, heads=[t[HEADS] for t in trees], relations=[t[RELATIONS] for t in trees])
            losses[self.tagger] = partial(tag_loss, tags=[t.tags for t in tags])
        if first.entities is not None:
            losses[self.namer] = partial(entity_loss, tags=[x.entities for x in lessons])
        if first.roles is not None:
            losses[self.role_reader] = partial(role_loss, roles=[x.roles for x in lessons])
        states = self._states([x.words for x in lessons], torch.stack([self._mixture(net) for net in losses]))
        return sum(loss(net, its, rows) * (TAGS if net is self.tagger else 1) for (net, loss), its in zip(losses.items(), states))

    def _mixture(self, net: nn.Module) -> torch.Tensor:
        return net.mix if net is self.role_reader else mixture_of(net)

    def _states(self, sentences: list[list[str]], mix: torch.Tensor) -> torch.Tensor:
        """By net and row: its mixture of the encoder's last layers, which has read at half precision, at the last piece of each word."""
        batch = self.pieces(sentences)
        mask = torch.tensor(batch.attention_mask)
        at = mask.flatten().nonzero()[:, 0][batch.ends()]
        # Torch's fused attention is slow backwards on a CPU; the plain one is not.
        with torch.autocast("cpu", torch.bfloat16, enabled=self.encoder.training), sdpa_kernel(SDPBackend.MATH):
            layers = self.encoder(torch.tensor(batch.input_ids), mask).hidden_states[-mix.shape[1] :]
        states = torch.stack([F.embedding(at, layer.flatten(0, 1)) for layer in layers]).float()
        return torch.mm(mix, states.flatten(1)).unflatten(1, states.shape[1:])

    def _varied(self, lesson: Lesson) -> Lesson:
        """Now and then without its final stop (a headline), now and then in capitals."""
        (tree, tags), length = lesson.tree, len(lesson.words)
        if length > 2 and random.random() < 0.1 and tree[2][-1] == self._final_mark and length not in tree[HEADS]:
            tree = [column[:-1] for column in tree]
            tags = tags._replace(word=[tags.word[0][:-1]], tags=[column[:-1] for column in tags.tags], text=tags.text[:-1])
        if random.random() < 0.03:
            tree = [*tree[:WORDS], [word.upper() for word in tree[WORDS]]]
        return evolve(lesson, words=tree[WORDS], tree=(tree, tags))

