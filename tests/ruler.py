"""The corpora's ruler, ``../shared/tools/score.py``, beside which our evaluation is held."""

from __future__ import annotations

import importlib.util
import random
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SHARED = Path(__file__).parent.parent.parent / "shared"
PATH = SHARED / "tools" / "score.py"
needs_ruler = pytest.mark.skipif(not PATH.exists(), reason="../shared with the ruler is not on this machine")


def _ruler() -> ModuleType | None:
    if not PATH.exists():
        return None
    spec = importlib.util.spec_from_file_location("score", PATH)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


RULER = _ruler()


def perturbed(record: dict[str, Any], seed: int) -> dict[str, Any]:
    """Predictions that are wrong in every way that a ruler can see, made from gold; the same for the same seed."""
    random_ = random.Random(f"{record['id']} {seed}")
    kept = [a for a in record["attributions"] if random_.random() > 0.15]
    twice = [a for a in record["attributions"] if random_.random() < 0.1]
    length = len(record["text"])
    found = [
        {
            "id": f"p{number}",
            **{role: _moved(a[role], length, random_) for role in ("source", "cue", "content")},
            "type": a["type"],
            "speaker": random_.choice([a["speaker"], None, "Dr Ana Ruiz"]),
            "parent": random_.choice([None, None, "p0"]),
            "meta": {"confidence": round(random_.random(), 2)},
        }
        for number, a in enumerate(kept + twice)
    ]
    return {"id": record["id"], "text": record["text"], "attributions": found}


def _moved(spans: list[list[int]], length: int, random_: random.Random) -> list[list[int]]:
    moved = []
    for start, end in spans if random_.random() < 0.9 else []:
        start = min(max(0, start + random_.choice([0, 0, 0, -9, -1, 2, 25])), length)
        moved.append([start, min(max(start, end + random_.choice([0, 0, 0, -20, -1, 3, 40])), length)])
    return moved
