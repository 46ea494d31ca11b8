"""How long each stage of a run took."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


class Clock:
    """Seconds a stage; the time of a stage that another one calls upon is counted once, as its own."""

    def __init__(self) -> None:
        self.seconds = {"read": 0.0, "parse": 0.0, "extract": 0.0}
        self.start = time.perf_counter()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start, others = time.perf_counter(), sum(self.seconds.values())
        try:
            yield
        finally:
            self.seconds[name] += time.perf_counter() - start - (sum(self.seconds.values()) - others)

    def timed(self, name: str, function: Callable[..., T]) -> Callable[..., T]:
        """The function, its time counted as this stage's."""

        def call(*arguments):
            with self.stage(name):
                return function(*arguments)

        return call

    def each(self, name: str, items: Iterable[T]) -> Iterator[T]:
        """The items, the time each takes to come counted as this stage's."""
        iterator, end = iter(items), object()
        while True:
            with self.stage(name):
                item = next(iterator, end)
            if item is end:
                return
            yield item

    def summary(self) -> str:
        stages = {**self.seconds, "all": time.perf_counter() - self.start}
        return "\n".join(f"{name:<8} {seconds:7.2f} s" for name, seconds in stages.items())
