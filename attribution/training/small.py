"""Tokenizer and multiword splitter: Stanza's own training programs with our options."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch
from stanza.models import mwt_expander, tokenizer
from stanza.models.tokenization import trainer
from torch import nn

COMMON = ["--shorthand", "en_news", "--seed", "1234", "--mode", "train"]


def train_tokenizer(data: Path, out: Path, *, steps: int) -> None:
    """Looks at the characters around each, by convolutions of three widths; Stanza's recurrent layer beside them is left empty.

    It takes a seventh of the time (`parsing.tokens`), and finds as many tokens; of sentences a few fewer, for which there are rules.
    """
    files = []
    for prefix, name in (("", "train"), ("dev_", "dev")):
        files += [f"--{prefix}txt_file", str(data / f"{name}.txt"), f"--{prefix}label_file", str(data / f"{name}.labels")]
    with _without_recurrence():
        tokenizer.main(
            args=["--lang", "en", *COMMON]
            + files
            + ["--mwt_json_file", str(data / "train.mwt.json"), "--dev_conll_gold", str(data / "dev.conllu")]
            + ["--conll_file", str(out.with_suffix(".conllu")), "--save_dir", str(out.parent), "--save_name", out.name]
            + ["--hidden_dim", "32", "--no-hierarchical", "--conv_res", "3,9,25", "--max_seqlen", "300", "--use_mwt"]
            + ["--lr0", "0.003", "--anneal_after", str(steps // 3), "--dropout", "0.2", "--unit_dropout", "0.1"]
            + ["--steps", str(steps), "--eval_steps", str(max(steps // 12, 1)), "--device", "cpu"]
        )
    model = torch.load(out, weights_only=True)
    model["model"] |= {f"rnn.{name}": torch.zeros_like(weight) for name, weight in _recurrence(model["config"]).state_dict().items()}
    torch.save(model, out)


class _Empty(nn.Module):
    """In the place of a recurrent layer: nothing for every character."""

    def __init__(self, outputs: int) -> None:
        super().__init__()
        self.outputs = outputs

    def forward(self, packed):
        return packed._replace(data=packed.data.new_zeros(len(packed.data), self.outputs)), None


@contextmanager
def _without_recurrence() -> Iterator[None]:
    """Stanza's tokenizer trainer, its net built without what would be left empty.

    Of two ways to join the convolutions Stanza's program offers one, and that one has no bend in it; its net knows both.
    """
    full = trainer.Tokenizer

    class Tokenizer(full):
        def __init__(self, args: dict, *rest, **more) -> None:
            args["hier_conv_res"] = True
            super().__init__(args, *rest, **more)
            self.rnn = _Empty(self.tok_clf.in_features)

    trainer.Tokenizer = Tokenizer
    try:
        yield
    finally:
        trainer.Tokenizer = full


def _recurrence(config: dict) -> nn.LSTM:
    """The layer that Stanza builds when it loads the net."""
    inputs = config["emb_dim"] + config["feat_dim"]
    return nn.LSTM(inputs, config["hidden_dim"], bidirectional=True)


def train_splitter(data: Path, out: Path, *, epochs: int) -> None:
    """Cuts multiword tokens by character, so that it cuts names it has never seen: "Okonkwo's"."""
    mwt_expander.main(
        args=["--lang", "en", *COMMON]
        + ["--train_file", str(data / "train.conllu"), "--eval_file", str(data / "dev.conllu")]
        + ["--gold_file", str(data / "dev.conllu"), "--output_file", str(out.with_suffix(".conllu"))]
        + ["--force_exact_pieces", "--num_epoch", str(epochs), "--device", "cpu"]
        + ["--save_dir", str(out.parent), "--save_name", out.name]
    )
