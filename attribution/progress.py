"""The progress bar of long work, on standard error and only where that is a terminal. Part of ``cli``."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress

T = TypeVar("T")
LONG = 2.0  # seconds after which a bar is worth showing


def followed(items: Iterable[T], total: Callable[[], int | None]) -> Iterator[T]:
    """The items, a bar with their number, rate and time left while each is awaited.

    The bar is gone while an item is in the caller's hands, so that it and what is printed never mix. There is none
    for one item alone, in a pipe and on a dumb terminal; no time left where ``total`` gives None.
    """
    if not sys.stderr.isatty() or os.environ.get("TERM") in ("dumb", "unknown") or (number := total()) == 1:
        yield from items
        return
    bar, began = _bar(), time.monotonic()
    task = bar.add_task("", total=number)
    iterator, end = iter(items), object()
    try:
        while True:
            if time.monotonic() - began >= LONG:
                bar.start()
            item = next(iterator, end)
            bar.stop()
            if item is end:
                return
            bar.advance(task)
            yield item
    finally:
        bar.stop()


def _bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TimeRemainingColumn
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task) -> Text:
            return Text(f"articles, {task.speed:.1f} a second, left" if task.speed else "articles")

    columns = (BarColumn(bar_width=30), MofNCompleteColumn(), Rate(), TimeRemainingColumn(compact=True))
    return Progress(*columns, console=Console(file=sys.stderr), transient=True)
