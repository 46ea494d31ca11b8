"""Ray writes the files that the local engine writes, also when its workers are killed: on a cluster of two on this machine."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.processes import LINUX, PATIENCE, until
from tests.test_batch import ROOT, children_of, command, environment, finish, tree

pytest.importorskip("ray", reason="pip install 'attribution[ray]'")
SLOW = 0.05  # seconds an article takes


@pytest.fixture(scope="module")
def corpus(tmp_path_factory) -> Path:
    import pyarrow
    from pyarrow import parquet

    texts = [f"“Rain {n} fell,” said Ana Ruiz. SLOW {SLOW} {'HARD' * (n == 5)}" for n in range(60)]
    path = tmp_path_factory.mktemp("corpus") / "news.parquet"
    parquet.write_table(pyarrow.table({"body": texts, "url": [f"u{n}" for n in range(60)]}), path, row_group_size=7)
    return path


def actors_of(pid: int) -> list[int]:
    """The processes of Ray below this one that do parts."""
    below, found = [pid], []
    for parent in below:
        below += children_of(parent)
    for process in below:
        try:
            name = Path(f"/proc/{process}/cmdline").read_bytes()
        except OSError:
            continue
        if name.startswith(b"ray::") and b"Map" in name:
            found.append(process)
    return found


@LINUX
def test_a_cluster_of_two_with_a_worker_killed_writes_the_same(corpus, tmp_path):
    finish(corpus, "-o", tmp_path / "local", "--part-size", 4, "--workers", 2)
    out = tmp_path / "ray"
    process = subprocess.Popen(
        command(corpus, "-o", out, "--part-size", 4, "--engine", "ray", "--workers", 2),
        cwd=ROOT, env=environment() | {"RAY_TMPDIR": "/tmp"}, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    until(lambda: process.poll() is not None or len(list(out.glob("journal/part-*.json"))) > 2)
    actors = actors_of(process.pid)
    assert len(actors) == 2, (actors, process.poll() and process.stderr.read())
    os.kill(actors[0], signal.SIGKILL)
    told = process.communicate(timeout=PATIENCE)[1]
    assert process.returncode == 1 and "15 parts: 59 articles, 59 attributions" in told, told
    assert tree(out) == tree(tmp_path / "local")
