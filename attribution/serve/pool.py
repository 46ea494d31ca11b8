"""The workers and the queue before them: bounded, fair, and whole again after any of them ended."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from math import ceil

from attrs import define

from attribution.errors import LexiconError, ModelError
from attribution.guard import Work
from attribution.serve.metrics import Metrics
from attribution.serve.process import Worker
from attribution.serve.values import Answer, Limits, Refused
from attribution.serve.worker import COMMAND, Ask

PAUSE = 5.0  # seconds until a worker that could not be started is tried again


@define(eq=False)
class _Job:
    """An article on its way through the queue to a worker."""

    ask: Ask
    answer: asyncio.Future[Answer]
    begun: bool = False

    def settle(self, answer: Answer | Refused) -> None:
        """Give the answer, unless whoever asked has gone or was refused meanwhile."""
        if self.answer.done():
            return
        if isinstance(answer, Refused):
            self.answer.set_exception(answer)
        else:
            self.answer.set_result(answer)


class Pool:
    """Extracts articles in processes of their own; used as a context, which begins when all have their models loaded."""

    def __init__(
        self, work: Work, limits: Limits, metrics: Metrics, *, tell: Callable[[str], None], command: Sequence[str] = COMMAND
    ) -> None:
        self.limits = limits
        self.metrics = metrics
        metrics.watch(lambda: self.in_hand, lambda: self.ready)
        self.in_hand = 0  # requests that have a place
        self._work, self._tell, self._command = work, tell, command
        self._queue: deque[_Job] = deque()  # those that no worker was handed
        self._arrival = asyncio.Event()
        self._seconds = 1.0  # an article takes, lately
        self._keepers: list[asyncio.Task] = []
        self._workers: set[Worker] = set()  # with their models loaded

    async def __aenter__(self) -> Pool:
        """ModelError or LexiconError where the first workers cannot load what they need."""
        try:
            loads = [asyncio.get_running_loop().create_future() for _ in range(self.limits.workers)]
            self._keepers = [asyncio.create_task(self._keep(load)) for load in loads]
            await asyncio.gather(*loads)
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)

    @property
    def ready(self) -> int:
        """Workers with their models loaded."""
        return len(self._workers)

    # --- requests ---------------------------------------------------------------------------------

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place for a request, before any of its body is read; Refused where all are taken."""
        if self.in_hand >= self.limits.places:
            raise self._busy(f"all {self.limits.places} places for requests are taken")
        self.in_hand += 1
        try:
            yield
        finally:
            self.in_hand -= 1

    async def extract(self, ask: Ask) -> Answer:
        """The answer to an article, within twice the time an article may take; Refused where there is none."""
        loop = asyncio.get_running_loop()
        job = _Job(ask, loop.create_future())
        self._queue.append(job)
        self._arrival.set()
        patience = loop.call_later(self.limits.timeout, self._expire, job)
        try:
            return await job.answer
        finally:
            patience.cancel()
            with suppress(ValueError):  # whoever asked has gone, or was refused
                self._queue.remove(job)

    def _expire(self, job: _Job) -> None:
        if not job.begun:
            job.settle(self._busy(f"the article waited {self.limits.timeout:g} seconds and no worker was free"))

    def _busy(self, reason: str) -> Refused:
        """With the seconds until what is in hand will be done, as far as can be told; a minute at most."""
        seconds = min(60, max(1, ceil(self.in_hand * self._seconds / self.limits.workers)))
        return Refused("busy", f"{reason}; try again in {seconds} s", retry_after=seconds)

    # --- workers ----------------------------------------------------------------------------------

    async def _keep(self, load: asyncio.Future[None]) -> None:
        """A worker at work, replaced whenever it ends; ``load`` tells how the first start went."""
        while True:
            try:
                worker = await Worker.started(self._work, self._command)
            except (ModelError, LexiconError, OSError) as error:
                if not load.done():
                    load.set_exception(error)
                    return
                self._tell(f"a worker cannot be started and will be tried again: {error}")
                await asyncio.sleep(PAUSE)
                continue
            if not load.done():
                load.set_result(None)
            self._workers.add(worker)
            try:
                reason = await self._employ(worker)
            finally:
                self._workers.remove(worker)
                await worker.end()
            self.metrics.replaced()
            self._tell(f"a worker is replaced: {reason}")

    async def _employ(self, worker: Worker) -> str:
        """Hand it articles until it ends or must be ended; why that is."""
        while (jobs := await self._jobs(worker)) is not None:
            self.metrics.batched(len(jobs))
            for job in jobs:
                worker.send(job.ask)
            for at, job in enumerate(jobs, 1):
                if (reason := await self._answered(worker, job)) is not None:
                    untouched = [job for job in jobs[at:] if not job.answer.done()]
                    self._queue.extendleft(reversed(untouched))  # they came before those that wait
                    self._arrival.set()
                    return reason
        return f"it ended with status {worker.ended.result()} while it had nothing to do"

    async def _answered(self, worker: Worker, job: _Job) -> str | None:
        """Give a job its answer; a reason where the worker cannot go on."""
        loop = asyncio.get_running_loop()
        job.begun, begin = True, loop.time()
        try:
            async with asyncio.timeout(self.limits.timeout):
                answer = await worker.answer()
        except TimeoutError:
            reason = f"an article took more than {self.limits.timeout:g} seconds"
            job.settle(Refused("timeout", f"{reason} and was stopped; send it in parts, or raise --timeout"))
            return reason
        except EOFError:
            reason = f"it ended with status {await worker.end()} while it had an article in hand"
            job.settle(Refused("worker-ended", f"{reason}, perhaps for want of memory; send the article in parts"))
            return reason
        self._seconds += 0.1 * (loop.time() - begin - self._seconds)
        self.metrics.extracted(loop.time() - begin, answer)
        job.settle(answer)
        return None

    async def _jobs(self, worker: Worker) -> list[_Job] | None:
        """The next job, and as many more as are a worker's share of what waits; None where the worker ended meanwhile."""
        while not self._queue:
            self._arrival.clear()
            arrival = asyncio.ensure_future(self._arrival.wait())
            try:
                await asyncio.wait((arrival, worker.ended), return_when=asyncio.FIRST_COMPLETED)
            finally:
                arrival.cancel()
            if worker.ended.done():
                return None
        share = min(self.limits.batch, ceil(len(self._queue) / max(1, self.ready)))
        jobs = [self._queue.popleft()]
        size = len(jobs[0].ask.text)
        while len(jobs) < share and (size := size + len(self._queue[0].ask.text)) <= self.limits.batch_size:
            jobs.append(self._queue.popleft())
        return jobs
