"""The stages of training, one after another; each leaves a mark when it is done and is not done again."""

from __future__ import annotations

import gc
import json
import logging
import random
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import torch
from attrs import frozen
from stanza.models.common.doc import Document

from attribution.parse import one_thread
from attribution.parsing.pipeline import Pipeline
from attribution.training import VERSION, joint, small
from attribution.training.card import card
from attribution.training.data import TRAIN, TUNE, read_entities, read_trees, write_tokenizer_files
from attribution.training.joint import file_of
from attribution.training.lemmas import train_lemmatizer
from attribution.training.manifest import manifest
from attribution.training.measure import TREEBANKS, measure_entities, measure_trees
from attribution.training.nets import Nets
from attribution.training.pretrained import read_minilm, read_mpnet
from attribution.training.prune import prune
from attribution.training.roles import read_roles, read_roles_by_article, write_roles
from attribution.training.silver import read_silver, reader, write_silver
from attribution.workers import end_with_parent

log = logging.getLogger("attribution.training")
CURLY = 0.5  # of the sentences with marks, once more with curly ones


@frozen
class Scale:
    """How much is done: ``FULL`` takes about two and a half hours on two cores, ``SMOKE`` a minute or two."""

    tokenizer_steps: int
    epochs: int  # of the multiword splitter
    lemma_epochs: int
    first_steps: int  # of the student, with what people have marked only
    teacher_steps: int
    steps: int  # of the student, with silver trees, too
    sentences: int | None = None  # of each kind, for a trial


FULL = Scale(tokenizer_steps=3600, epochs=20, lemma_epochs=4, first_steps=3600, teacher_steps=700, steps=6600)
SMOKE = Scale(tokenizer_steps=10, epochs=1, lemma_epochs=1, first_steps=10, teacher_steps=10, steps=10, sentences=200)


def train(
    treebanks: Path, corpora: Path, inflections: Path, minilm: Path, mpnet: Path, out: Path, *, scale: Scale = FULL, version: str = VERSION
) -> None:
    """All models into ``out``, with manifest and card; goes on where an earlier run was stopped."""
    data = out / "data"
    data.mkdir(parents=True, exist_ok=True)

    def prepare() -> None:
        write_tokenizer_files(treebanks, TRAIN, data / "train", curly=CURLY, most=scale.sentences)
        write_tokenizer_files(treebanks, (TUNE,), data / "dev", most=scale.sentences)
        write_roles(corpora, data / "roles.jsonl", most=scale.sentences)

    def gold() -> tuple[Document, list]:
        trees, entities = read_trees(treebanks, *TRAIN), read_entities(treebanks, "newswire_entities.train")
        if scale.sentences is not None:
            chance = random.Random(1)
            trees.sentences = chance.sample(trees.sentences, scale.sentences)
            entities = chance.sample(entities, scale.sentences)
        return trees, entities

    def begin() -> None:
        with _loading():
            nets = Nets(*read_minilm(minilm), *gold(), read_roles(data / "roles.jsonl"))
        joint.train(nets, joint.STUDENT, steps=scale.first_steps, kept=data / "first.pt")
        torch.save(nets.state(), data / "first-nets.pt")

    def teach() -> None:
        with _loading():
            nets = Nets(*read_mpnet(mpnet), *gold())
        joint.train(nets, joint.TEACHER, steps=scale.teacher_steps, kept=data / "teacher.pt")
        torch.save(nets.state(), data / "teacher-nets.pt")

    def agree() -> None:
        with _loading():
            trees, entities = gold()
            student, teacher = Nets(*read_minilm(minilm), trees, entities), Nets(*read_mpnet(mpnet), trees, entities)
        student.restore(torch.load(data / "first-nets.pt", weights_only=True))
        teacher.restore(torch.load(data / "teacher-nets.pt", weights_only=True))
        named = [[[w["text"] for w in sentence]] for sentence in entities]  # by people: nothing is to be learnt from their articles
        news = [[words for words, _ in article] for article in read_roles_by_article(data / "roles.jsonl")]
        write_silver((reader(student), reader(teacher, half=True)), named + news, data / "silver.jsonl")

    def go_on() -> None:
        encoder, pieces = read_minilm(minilm)
        first = torch.load(data / "first-nets.pt", weights_only=True)
        encoder.load_state_dict(first["encoder"])
        roles = read_roles(data / "roles.jsonl")
        slim = prune(encoder, pieces, [words for words, _ in roles])
        with _loading():
            nets = Nets(slim, pieces, *gold(), roles, read_silver(data / "silver.jsonl"))
        nets.restore(first, encoder=False)
        joint.train(nets, joint.AGAIN, steps=scale.steps, kept=data / "student.pt")
        joint.save(nets, out)

    def measure() -> None:
        pipeline = Pipeline(out)
        names = TREEBANKS if scale.sentences is None else TREEBANKS[:1]
        figures = {name: measure_trees(pipeline, treebanks, name) for name in names}
        (out / "figures.json").write_text(json.dumps([figures, measure_entities(pipeline, treebanks)]), encoding="utf-8")

    torch.manual_seed(1234)
    _once(out, "prepare", prepare)
    _make_small_nets(data, inflections, out, scale)
    for name, stage in {"begin": begin, "teach": teach, "agree": agree, "go on": go_on}.items():
        _once(out, name, stage)
    _once(out, "measure", measure)
    figures, entities = json.loads((out / "figures.json").read_text(encoding="utf-8"))
    (out / "MODEL_CARD.md").write_text(card(figures, entities, version=version), encoding="utf-8")
    (out / "MANIFEST.toml").write_text(manifest(out, version), encoding="utf-8")


def _make_small_nets(data: Path, inflections: Path, out: Path, scale: Scale) -> None:
    """Two at a time, each on a core of its own: with two cores none of them is quicker than with one."""
    lemma = partial(train_lemmatizer, data, inflections, file_of(out, "lemma"), epochs=scale.lemma_epochs, most=scale.sentences)
    with one_thread(), ThreadPoolExecutor(1) as here, ProcessPoolExecutor(1, get_context("spawn"), _begin_elsewhere) as elsewhere:
        lemmatized = here.submit(_once, out, "lemma", lambda: elsewhere.submit(lemma).result())
        _once(out, "tokenize", lambda: small.train_tokenizer(data, file_of(out, "tokenize"), steps=scale.tokenizer_steps))
        _once(out, "mwt", lambda: small.train_splitter(data, file_of(out, "mwt"), epochs=scale.epochs))
        lemmatized.result()


def _begin_elsewhere() -> None:
    torch.set_num_threads(1)
    end_with_parent()


@contextmanager
def _loading() -> Iterator[None]:
    """Without Python's search for garbage, a third of the time where there are millions of objects and none of them is garbage."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _once(out: Path, name: str, stage: Callable[[], None]) -> None:
    mark = out / "data" / f"{name}.done"
    if mark.exists():
        log.info("%s: done before", name)
        return
    log.info("%s: begins", name)
    stage()
    mark.touch()
    log.info("%s: done", name)
