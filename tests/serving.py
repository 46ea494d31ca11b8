"""A service for tests: real processes and a real server, but an extractor that finds nothing and does what the article says."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attribution.guard import Work
from attribution.serve.server import Where, run
from attribution.serve.values import Limits

ROOT = Path(__file__).parent.parent
ABOUT = {"version": "1.2.3", "models": "0a1b2c3d"}

# The worker as it is, but for its extractor. It does not import this file, whose server it does not need.
WORKER = """
import os, sys, time
import attribution.extract
from attribution import errors
from attribution.model import Extraction, Failure
from attribution.serve import worker

class Obeys:
    def __init__(self, *_, **options):
        pass
    def __call__(self, article):
        print("a library that prints")
        if START == "no models": raise errors.ModelError("pos.pt: this model file is missing")
        if START == "die": os._exit(3)
    def pipe(self, articles):
        for article in articles:
            if "STUCK" in article.text:
                while True: sum(range(1000))
            if "DIE" in article.text: os._exit(7)
            if "SLOW" in article.text: time.sleep(float(article.text.split()[1]))
            if "BUG" in article.text:
                yield Failure(article.id, "extract", "ZeroDivisionError: by us")
                continue
            yield Failure(article.id, "parse", "too hard") if "HARD" in article.text else Extraction(article, ())

attribution.extract.Extractor = Obeys
if START != "warm":
    worker._FIRST = worker.Ask("first", "")  # saves a second, if no test sends HTML
worker._main()
"""


def command(start: str = "well") -> list[str]:
    return [sys.executable, "-c", f"START = {start!r}\n{WORKER}"]


class Service:
    """A server in a process of its own."""

    def __init__(self, process: subprocess.Popen, first_line: str) -> None:
        self.process = process
        self.url = re.search(r"http://\S+?(?=;)", first_line)[0] if "http:" in first_line else ""
        self.said: list[str] = []

    def end(self, number: int = signal.SIGTERM) -> int:
        """End it as a service manager or Ctrl-C does; its exit status."""
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        self.said = self.process.communicate(timeout=60)[1].splitlines()
        return self.process.returncode

    @property
    def workers(self) -> list[int]:
        """The ids of the processes that it started."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]


@contextmanager
def service(**settings: object) -> Iterator[Service]:
    """A service with these limits (and ``file`` of a Unix socket), ended however the test went."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    line = [sys.executable, "-m", "tests.serving", repr(settings)]
    process = subprocess.Popen(line, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=environment)
    try:
        yield Service(process, next(line for line in process.stderr if line.startswith("listening")))
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


def _main(file: str | None = None, start: str = "well", cors: tuple[str, ...] = (), **limits: float) -> None:
    def tell(sentence: str) -> None:
        print(sentence, file=sys.stderr, flush=True)

    run(Where(port=0, file=file), Work(), Limits(**limits), about=ABOUT, tell=tell, cors=cors, command=command(start))


if __name__ == "__main__":
    import ast

    _main(**ast.literal_eval(sys.argv[1]))
