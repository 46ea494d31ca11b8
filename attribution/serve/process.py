"""A worker as the service sees it: a process that is sent articles and gives answers, or ends."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from attribution.errors import LexiconError, ModelError
from attribution.guard import Work, line_of_work
from attribution.model import Failure
from attribution.serve.values import FAULT, Answer, Refused
from attribution.serve.worker import Ask, frame_of

_CODES = {"read": "unreadable", "parse": "unparsable"}


class Worker:
    """A process with its models loaded; made by ``started``."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.pid = process.pid
        self.ended = asyncio.ensure_future(process.wait())  # its exit status

    @classmethod
    async def started(cls, work: Work, command: Sequence[str]) -> Worker:
        """A new one; ModelError or LexiconError where it cannot load what it needs."""
        # one thread a process: nets this small gain nothing from a second, and processes with several crawl
        environment = os.environ | {"OMP_NUM_THREADS": "1"}
        pipe = asyncio.subprocess.PIPE
        worker = cls(await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, env=environment))
        try:
            worker._process.stdin.write(line_of_work(work))
            head, _ = await worker._frame()
            if "error" in head:
                raise {"ModelError": ModelError, "LexiconError": LexiconError}[head["error"]](head["message"])
        except BaseException as error:
            await worker.end()
            if isinstance(error, EOFError):
                raise ModelError("a process that extracts ended at its start; its standard error says why") from None
            raise
        return worker

    def send(self, ask: Ask) -> None:
        """Hand it an article; it may have others before it."""
        self._process.stdin.write(frame_of(ask))

    async def answer(self) -> Answer | Refused:
        """The answer to the next article it was sent; EOFError where it ended."""
        head, body = await self._frame()
        if "failure" in head:
            failure = Failure(**head["failure"])
            if failure.stage == "extract":  # a fault of ours, of which the worker has written what it was
                return Refused("internal", FAULT)
            error = failure.error.removeprefix(f"{failure.id}: ")
            return Refused(_CODES[failure.stage], f"the article: {error}")
        return Answer(body, head["attributions"])

    async def end(self) -> int:
        """End it, whatever it is at; its exit status."""
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)  # Process.kill would take the status of one that ended by itself from asyncio
        self._process.stdin.close()
        with suppress(OSError):  # what it was sent and never read
            await self._process.stdin.wait_closed()
        return await self.ended

    async def _frame(self) -> tuple[dict[str, Any], bytes]:
        line = await self._process.stdout.readline()
        try:
            head = json.loads(line)
            return head, await self._process.stdout.readexactly(head["length"])
        except (asyncio.IncompleteReadError, ValueError):  # cut off as it ended
            raise EOFError from None
