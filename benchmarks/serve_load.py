"""The service with its models at twice the capacity: what fails, how long answers take, and whether memory stays flat.

    python benchmarks/serve_load.py --workers 2 --seconds 60

Starts ``attribution serve`` on loopback, measures the capacity (as many clients as workers, each asking again when it is
answered), then has twice as many articles come in a steady stream. The articles are our own, paragraphs shuffled.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx

ROOT = Path(__file__).parent.parent
ARTICLES = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "golden/articles").glob("*.txt"))]


def articles() -> Iterator[str]:
    chance = random.Random(1)
    while True:
        paragraphs = chance.choice(ARTICLES).split("\n\n")
        chance.shuffle(paragraphs)
        yield "\n\n".join(paragraphs)


async def ask(client: httpx.AsyncClient, text: str) -> tuple[object, float, int]:
    """Status (or the client's error), seconds, words."""
    begin = time.perf_counter()
    try:
        answer = await client.post("/extract", content=text.encode(), headers={"content-type": "text/plain"})
        status: object = answer.status_code
        if status == 503 and "retry-after" not in answer.headers:
            status = "503 without Retry-After"
    except httpx.HTTPError as error:
        status = type(error).__name__
    return status, time.perf_counter() - begin, len(text.split())


async def closed_loop(client: httpx.AsyncClient, texts: Iterator[str], clients: int, seconds: float) -> list:
    end, done = time.perf_counter() + seconds, []

    async def one() -> None:
        while time.perf_counter() < end:
            done.append(await ask(client, next(texts)))

    await asyncio.gather(*(one() for _ in range(clients)))
    return done


async def open_loop(client: httpx.AsyncClient, texts: Iterator[str], rate: float, seconds: float) -> list:
    begin, asked = time.perf_counter(), []
    for number in range(int(rate * seconds)):
        await asyncio.sleep(begin + number / rate - time.perf_counter())
        asked.append(asyncio.create_task(ask(client, next(texts))))
    return list(await asyncio.gather(*asked))


def memory(pid: int) -> float:
    """Megabytes of a process, without what it shares with others; 0 once it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1000


def quantile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else float("nan")


def show(name: str, done: list, seconds: float) -> float:
    answered = [(took, words) for status, took, words in done if status == 200]
    rate = len(answered) / seconds
    print(f"{name}: {dict(Counter(str(status) for status, *_ in done))}; {rate:.2f} articles a second, "
          f"{sum(words for _, words in answered) / seconds:.0f} words a second")
    for status in (200, 503):
        took = [seconds for s, seconds, _ in done if s == status]
        if took:
            print(f"  {status}: median {quantile(took, 0.5):.2f} s, p99 {quantile(took, 0.99):.2f} s, longest {max(took):.2f} s")
    return rate


async def measure(url: str, pids: list[int], settings: argparse.Namespace) -> None:
    texts, limits = articles(), httpx.Limits(max_connections=None)

    def show_memory(when: str) -> None:
        print(f"memory {when}: server {memory(pids[0]):.0f} MB, workers {', '.join(f'{memory(p):.0f}' for p in pids[1:])} MB")

    async with httpx.AsyncClient(base_url=url, timeout=300, limits=limits) as client:
        show_memory("at the start")
        begin = time.perf_counter()
        done = await closed_loop(client, texts, settings.workers, settings.seconds / 2)
        capacity = show("capacity", done, time.perf_counter() - begin)
        show_memory("after that")
        for minute in range(settings.rounds):
            begin = time.perf_counter()
            done = await open_loop(client, texts, 2 * capacity, settings.seconds)
            show(f"twice that, {minute + 1}", done, time.perf_counter() - begin)
            show_memory("after that")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--waiting", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rounds", type=int, default=2)
    settings = parser.parse_args()
    command = [sys.executable, "-m", "attribution", "serve", "--port", "0", "--workers", str(settings.workers)]
    command += ["--waiting", str(settings.waiting)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)})
    try:
        line = next(line for line in process.stderr if "listening on" in line)
        print(line.strip())
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        asyncio.run(measure(line.split()[3].rstrip(";"), [process.pid, *map(int, children)], settings))
    finally:
        process.terminate()
        print(process.communicate()[1].strip())


if __name__ == "__main__":
    main()
