"""Articles extracted by several processes, each with one thread and models of its own, in the order they came.

Processes and not threads: most of the time is Python's, of which a process runs one thread at once.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from typing import TypeVar

from attribution.errors import ModelError

Given = TypeVar("Given")
Made = TypeVar("Made")
AHEAD = 4  # articles a worker that are read before their results are taken, so that a long corpus is never held whole

_work: Callable | None = None


def spread(work: Callable[[Given], Made], items: Iterable[Given], workers: int) -> Iterator[Made]:
    """``work`` of each item, in order; ``work`` and items are pickled, the processes are new ones (spawn).

    What ``work`` raises is raised here. Raises ModelError where a process ends before its work is done.
    """
    waiting: deque[Future[Made]] = deque()
    with ProcessPoolExecutor(workers, get_context("spawn"), _begin, (work,)) as pool:
        try:
            for item in items:
                waiting.append(pool.submit(_do, item))
                if len(waiting) >= AHEAD * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool:
            raise ModelError("a worker ended before its work was done, perhaps for want of memory; try fewer --workers") from None
        finally:
            pool.shutdown(cancel_futures=True)


def _begin(work: Callable) -> None:
    global _work
    os.environ["OMP_NUM_THREADS"] = "1"
    end_with_parent()
    _work = work


def _do(item):
    return _work(item)


def end_with_parent() -> None:
    """End this process, whatever it is in the middle of, when the one that made it is gone, also by kill -9: a pool's would wait for ever."""
    threading.Thread(target=_end_after, args=(parent_process(),), daemon=True).start()


def _end_after(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
