"""Tokenizer, multiword splitter and lemmatizer: Stanza's own training programs with our options."""

from __future__ import annotations

from pathlib import Path

from stanza.models import lemmatizer, mwt_expander, tokenizer

COMMON = ["--lang", "en", "--shorthand", "en_news", "--seed", "1234", "--mode", "train"]


def train_tokenizer(data: Path, out: Path, *, steps: int) -> None:
    """Reads characters; one level of Stanza's two: in news it finds as many ends in half the time."""
    files = []
    for prefix, name in (("", "train"), ("dev_", "dev")):
        files += [f"--{prefix}txt_file", str(data / f"{name}.txt"), f"--{prefix}label_file", str(data / f"{name}.labels")]
    tokenizer.main(
        args=COMMON
        + files
        + ["--mwt_json_file", str(data / "train.mwt.json"), "--dev_conll_gold", str(data / "dev.conllu")]
        + ["--conll_file", str(out.with_suffix(".conllu")), "--save_dir", str(out.parent), "--save_name", out.name]
        + ["--hidden_dim", "64", "--no-hierarchical", "--max_seqlen", "300", "--use_mwt", "--lr0", "0.003", "--anneal_after", str(steps // 3)]
        + ["--steps", str(steps), "--eval_steps", str(max(steps // 12, 1)), "--device", "cpu"]
    )


def train_splitter(data: Path, out: Path, *, epochs: int) -> None:
    """Cuts multiword tokens by character, so that it cuts names it has never seen: "Okonkwo's"."""
    mwt_expander.main(
        args=COMMON
        + ["--train_file", str(data / "train.conllu"), "--eval_file", str(data / "dev.conllu")]
        + ["--gold_file", str(data / "dev.conllu"), "--output_file", str(out.with_suffix(".conllu"))]
        + ["--force_exact_pieces", "--num_epoch", str(epochs), "--device", "cpu"]
        + ["--save_dir", str(out.parent), "--save_name", out.name]
    )


def train_lemmatizer(data: Path, out: Path, *, epochs: int) -> None:
    """Lemmas learnt by heart, and a character model for words never seen."""
    arguments = [a for a in COMMON if a not in ("--lang", "en")]
    lemmatizer.main(
        args=arguments
        + ["--train_file", str(data / "train.conllu"), "--eval_file", str(data / "dev.conllu")]
        + ["--output_file", str(out.with_suffix(".conllu")), "--hidden_dim", "100", "--num_epoch", str(epochs)]
        + ["--batch_size", "100", "--device", "cpu", "--save_dir", str(out.parent), "--save_name", out.name]
    )
