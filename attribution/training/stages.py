"""The stages of training, one after another; each leaves a mark when it is done and is not done again."""

from __future__ import annotations

import json
import logging
import random
from collections.abc import Callable
from pathlib import Path

import torch
from attrs import frozen
from stanza.models.common.doc import Document

from attribution.parsing.pipeline import Pipeline
from attribution.parsing.quantized import restore_encoder
from attribution.training import joint, small
from attribution.training.card import card
from attribution.training.data import TRAIN, TUNE, read_entities, read_trees, write_tokenizer_files
from attribution.training.joint import file_of
from attribution.training.lean import prune, silver_trees
from attribution.training.manifest import manifest
from attribution.training.measure import TREEBANKS, measure_entities, measure_trees
from attribution.training.roles import Roles, read_roles, write_roles

log = logging.getLogger("attribution.training")
CURLY = 0.5  # of the sentences with marks, once more with curly ones


@frozen
class Scale:
    """How much is done: ``FULL`` takes about two hours on two cores, ``SMOKE`` a minute."""

    tokenizer_steps: int
    epochs: int  # of the multiword splitter; the lemmatizer, which sees every word, takes a tenth of them
    joint_steps: int
    lean_steps: int
    sentences: int | None = None  # of each kind, for a trial


FULL = Scale(tokenizer_steps=3600, epochs=20, joint_steps=3600, lean_steps=5200)
SMOKE = Scale(tokenizer_steps=10, epochs=1, joint_steps=10, lean_steps=12, sentences=200)


def train(
    treebanks: Path, corpora: Path, minilm: Path, out: Path, *, scale: Scale = FULL, lean: bool = False, version: str = "news-3"
) -> None:
    """All models into ``out``, with manifest and card; goes on where an earlier run was stopped. ``lean``: see `training.lean`."""
    data = out / "data"
    data.mkdir(parents=True, exist_ok=True)

    def prepare() -> None:
        write_tokenizer_files(treebanks, TRAIN, data / "train", curly=CURLY)
        write_tokenizer_files(treebanks, (TUNE,), data / "dev")
        write_roles(corpora, data / "roles.jsonl", most=scale.sentences)

    def lessons() -> tuple[Document, list, list[Roles]]:
        trees, entities = read_trees(treebanks, *TRAIN), read_entities(treebanks, "newswire_entities.train")
        if scale.sentences is not None:
            chance = random.Random(1)
            trees.sentences = chance.sample(trees.sentences, scale.sentences)
            entities = chance.sample(entities, scale.sentences)
        return trees, entities, read_roles(data / "roles.jsonl")

    def together() -> None:
        nets = joint.Nets(*joint.read_minilm(minilm), *lessons())
        joint.train(nets, steps=scale.joint_steps, kept=data / "joint.pt")
        joint.save(nets, out)

    def leaner() -> None:
        trees, entities, roles = lessons()
        news = [words for words, _ in roles]
        silver = silver_trees(Pipeline(out), news)
        encoder, pieces = restore_encoder(file_of(out, "encoder"))
        nets = joint.Nets(prune(encoder, pieces, news), pieces, trees, entities, roles, silver)
        joint.train(nets, steps=scale.lean_steps, kept=data / "lean.pt")
        joint.save(nets, out)

    def measure() -> None:
        pipeline = Pipeline(out)
        names = TREEBANKS if scale.sentences is None else TREEBANKS[:1]
        figures = {name: measure_trees(pipeline, treebanks, name) for name in names}
        (out / "figures.json").write_text(json.dumps([figures, measure_entities(pipeline, treebanks)]), encoding="utf-8")

    torch.manual_seed(1234)
    _once(out, "prepare", prepare)
    _once(out, "tokenize", lambda: small.train_tokenizer(data, file_of(out, "tokenize"), steps=scale.tokenizer_steps))
    _once(out, "mwt", lambda: small.train_splitter(data, file_of(out, "mwt"), epochs=scale.epochs))
    _once(out, "lemma", lambda: small.train_lemmatizer(data, file_of(out, "lemma"), epochs=max(scale.epochs // 10, 1)))
    _once(out, "joint", together)
    if lean:
        _once(out, "lean", leaner)
    _once(out, "measure", measure)
    figures, entities = json.loads((out / "figures.json").read_text(encoding="utf-8"))
    (out / "MODEL_CARD.md").write_text(card(figures, entities, version=version, lean=lean), encoding="utf-8")
    (out / "MANIFEST.toml").write_text(manifest(out, version), encoding="utf-8")


def _once(out: Path, name: str, stage: Callable[[], None]) -> None:
    mark = out / "data" / f"{name}.done"
    if mark.exists():
        log.info("%s: done before", name)
        return
    log.info("%s: begins", name)
    stage()
    mark.touch()
    log.info("%s: done", name)
