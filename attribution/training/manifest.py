"""Write ``models/MANIFEST.toml`` for the model files that lie there now.

    python -m attribution.training.manifest VERSION
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from attribution.parsing.manifest import models_directory

TREES = ("UD English EWT and GUM (train, without non-commercial genres), PUD (Wikipedia half)", "CC BY-SA 4.0")
DATA = {
    "tokenize": TREES,
    "mwt": TREES,
    "pos": TREES,
    "lemma": (f"{TREES[0]}; SPECIALIST lexicon (US National Library of Medicine), from lemminflect", f"{TREES[1]}; free to use where it is named; MIT"),
    "depparse": TREES,
    "ner": ("en-worldwide-newswire (Shan et al., EMNLP 2023)", "published to train taggers, no licence stated"),
    "roles": ("PolNeAR train (four fifths) and GUM", "PolNeAR states no licence and is not redistributed; GUM is CC BY 4.0"),
    "encoder": ("all-MiniLM-L6-v2, then all of the above", "Apache-2.0; CC BY-SA 4.0"),
}


def manifest(directory: Path, version: str) -> str:
    """The manifest of the ``.pt`` files under a directory, as TOML."""
    lines = ["# Written by python -m attribution.training.manifest; sizes in bytes.", f'version = "{version}"']
    for path in sorted((directory / "en").rglob("*.pt")):
        data, terms = DATA[path.parent.name]
        content = path.read_bytes()
        lines += [
            "",
            "[[file]]",
            f'name = "{path.relative_to(directory).as_posix()}"',
            f"size = {len(content)}",
            f'sha256 = "{hashlib.sha256(content).hexdigest()}"',
            f'data = "{data}"',
            f'terms = "{terms}"',
        ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    directory = models_directory()
    (directory / "MANIFEST.toml").write_text(manifest(directory, sys.argv[1]), encoding="utf-8")
