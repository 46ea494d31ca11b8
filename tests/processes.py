"""Other processes, as Linux shows them."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

PATIENCE = 120  # seconds after which something will never come, on the slowest machine
LINUX = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are looked at in /proc")


def until(true: Callable[[], bool]) -> None:
    """Wait until this is so; the test fails where it never comes."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def runs(pid: int) -> bool:
    """Whether a process is there and no zombie, which waits only to be looked at by whoever inherits it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
