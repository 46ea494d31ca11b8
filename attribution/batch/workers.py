"""Processes that do parts: each has one thread and models of its own, writes its part's files, and ends when its parent does.

What a part costs is lost with its process, so a process that dies or is stuck is replaced and its part done again. The article
it had in hand becomes an error when it was stuck, or when three died of it one after the other: one may have been killed by
an administrator, or for what another program took of the memory.

This is no ``ProcessPoolExecutor``: that one is broken for good when one process dies, and cannot stop one that is stuck.
"""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from multiprocessing import connection, get_context

from attrs import frozen

from attribution.batch.parts import Part
from attribution.batch.store import Store
from attribution.batch.tables import ArticleError
from attribution.batch.work import Entry, Extract, do_part, extractor_for, lost_article
from attribution.errors import Error, ModelError
from attribution.guard import Work
from attribution.workers import end_with_parent

Make = Callable[[Work], Extract]
READY = "ready"
DEATHS = 3  # of processes with the same article in hand, after which it is given up


@frozen
class Job:
    """What every process of a batch is told; it is pickled."""

    work: Work
    store: Store
    format: str
    timeout: float | None = None  # seconds an article may take
    make: Make = extractor_for


class _Worker:
    """One process and the part in its hands."""

    def __init__(self, job: Job, part: Part) -> None:
        self.job, self.part = job, part
        self.lost: dict[int, ArticleError] = {}
        self.deaths: Counter[int] = Counter()
        self._start()

    def _start(self) -> None:
        context = get_context("spawn")
        # two pipes that go one way each; one that goes both would be a socket, which nothing here opens
        their_reader, self.writer = context.Pipe(duplex=False)
        self.reader, their_writer = context.Pipe(duplex=False)
        self.process = context.Process(target=_main, args=(their_reader, their_writer, self.job), daemon=True)
        self.process.start()
        their_reader.close()
        their_writer.close()  # else its end would never be seen
        self.at, self.since = -1, time.monotonic()

    def give(self, part: Part) -> None:
        self.part, self.lost, self.deaths = part, {}, Counter()
        self._send()

    def _send(self) -> None:
        self.at, self.since = -1, time.monotonic()
        with suppress(OSError):  # it may have died, which is seen when it is listened to
            self.writer.send((self.part, self.lost))

    def has_article(self) -> bool:
        """Whether an article is in its hands: not at its start, and not while it writes the part's files."""
        return self.part is not None and 0 <= self.at < len(self.part.items) and self.at not in self.lost

    def seconds_left(self) -> float | None:
        """Until the article in hand has taken too long; None where there is none or no limit."""
        if self.job.timeout is None or not self.has_article():
            return None
        return max(0.0, self.since + self.job.timeout - time.monotonic())

    def hear(self) -> Entry | bool:
        """Its next message: an Entry when the part is done, else whether one more article is."""
        try:
            message = self.reader.recv()
        except (EOFError, OSError):
            self._died()
            return False
        if isinstance(message, BaseException):
            raise message
        if message == READY:
            self._send()
        elif isinstance(message, Entry):
            self.part = None
            return message
        else:
            self.at, self.since = message, time.monotonic()
            return 0 < message < len(self.part.items)
        return False

    def _died(self) -> None:
        self.process.join()
        status, at = self.process.exitcode, self.at
        self.deaths[at] += 1
        if self.deaths[at] >= DEATHS:
            if not self.has_article():
                why = f"with status {status}, and no article is why; see what it printed"
                raise ModelError(f"a worker ended again and again {why}")
            message = f"its process ended with status {status}, perhaps for want of memory"
            self.lost[at] = lost_article(self.part.items[at], "crash", message)
        self._again()

    def stop_article(self) -> None:
        """Give up the article in hand, which has taken too long, and do the rest of the part again."""
        message = f"took more than {self.job.timeout:g} seconds and was stopped; raise --timeout"
        self.lost[self.at] = lost_article(self.part.items[self.at], "timeout", message)
        self._again()

    def _again(self) -> None:
        self.end()
        self._start()

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.reader.close()
        self.writer.close()


class Workers:
    """So many processes, started when there is a part for them, kept until the end of the ``with``."""

    def __init__(self, job: Job, number: int) -> None:
        self.job, self.number = job, number
        self._workers: list[_Worker] = []

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.end()
        self._workers = []

    def run(self, parts: Iterable[Part]) -> Iterator[Entry | None]:
        """An item for each article: the entry of its part for the last one of each part, None for the others.

        A part is read when a process is free for it. Raises what ends the run: ModelError, LexiconError, OSError.
        """
        parts = iter(parts)
        while True:
            self._hand_out(parts)
            busy = {w.reader: w for w in self._workers if w.part is not None}
            if not busy:
                return
            limits = [left for w in busy.values() if (left := w.seconds_left()) is not None]
            for ready in connection.wait(busy, min(limits, default=None)):
                heard = busy[ready].hear()
                if heard:
                    yield heard if isinstance(heard, Entry) else None
            for worker in busy.values():
                if worker.seconds_left() == 0 and not worker.reader.poll():
                    worker.stop_article()

    def _hand_out(self, parts: Iterator[Part]) -> None:
        for worker in self._workers:
            if worker.part is None:
                part = next(parts, None)
                if part is None:
                    return
                worker.give(part)
        while len(self._workers) < self.number and (part := next(parts, None)) is not None:
            self._workers.append(_Worker(self.job, part))


# --- the other process ----------------------------------------------------------------------------


def _main(given: connection.Connection, made: connection.Connection, job: Job) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all processes; the parent ends this one
    os.environ["OMP_NUM_THREADS"] = "1"
    end_with_parent()
    try:
        extract = job.make(job.work)
        made.send(READY)
        while True:
            part, lost = given.recv()
            made.send(do_part(part, extract, job.store, job.format, lost=lost, tell=made.send))
    except EOFError:
        return
    except (Error, OSError) as error:
        with suppress(OSError):  # nobody may listen any more
            made.send(error)
