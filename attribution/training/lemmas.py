"""The lemmatizer: words learnt by heart from the treebanks and a lexicon, and Stanza's character model for all others."""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterable
from pathlib import Path

from stanza.models import lemmatizer
from stanza.models.lemma.data import DataLoader
from stanza.models.lemma.trainer import Trainer
from stanza.utils.conll import CoNLL

from attribution.training.small import COMMON

Lemma = tuple[str, str, str]  # the word as it stands, its universal part of speech, its lemma


def read_inflections(file: Path) -> list[Lemma]:
    """The words of ``lemma_lu.csv.gz`` of the package lemminflect: ``echoed,verb,echo``.

    They are those of the SPECIALIST lexicon of the US National Library of Medicine. Of several lemmas ("lambaste/lambast") the first, which is the more frequent.
    """
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = [line.strip().split(",") for line in lines]
    return [(form, tag.upper(), lemmas.split("/")[0]) for form, tag, lemmas in rows]


def train_lemmatizer(data: Path, inflections: Path, out: Path, *, epochs: int, most: int | None = None) -> None:
    """Learn each word of treebanks and lexicon once: the character model should know how words are inflected, not which are frequent.

    By heart it keeps the treebanks' words as Stanza does, and the lexicon's where the treebanks have no such word with such a tag,
    and for that tag only: "embattled" is a verb's form there, and must not make an adjective "embattle". For a trial, only so many
    words of the lexicon.
    """
    document = CoNLL.conll2doc(str(data / "train.conllu"))
    treebanks: list[Lemma] = [tuple(word) for word in DataLoader.load_doc(document, caseless=False, skip_blank_lemmas=False, evaluation=False)]
    known = {(form, tag) for form, tag, _ in treebanks}
    lexicon = [lemma for lemma in read_inflections(inflections)[:most] if lemma[:2] not in known]
    words = sorted({*treebanks, *lexicon})
    random.Random(1234).shuffle(words)
    _write(words, data / "words.conllu")
    lemmatizer.main(
        args=COMMON
        + ["--train_file", str(data / "words.conllu"), "--eval_file", str(data / "dev.conllu")]
        + ["--output_file", str(out.with_suffix(".conllu")), "--hidden_dim", "100", "--num_epoch", str(epochs)]
        + ["--batch_size", "100", "--device", "cpu", "--save_dir", str(out.parent), "--save_name", out.name]
    )
    trainer = Trainer(model_file=str(out), device="cpu")
    trainer.pos_dict = {}
    trainer.train_dict(treebanks)
    trainer.train_dict(lexicon, update_word_dict=False)
    trainer.save(str(out))


def _write(words: Iterable[Lemma], file: Path) -> None:
    """Sentences of one word."""
    file.write_text("".join(f"1\t{form}\t{lemma}\t{tag}\t_\t_\t0\troot\t_\t_\n\n" for form, tag, lemma in words), encoding="utf-8")
