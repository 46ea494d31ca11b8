"""The life of the service: how it begins, what it does under load, and how it ends."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections import Counter
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from attribution.cli import main
from attribution.errors import ConfigError
from attribution.guard import Work
from attribution.inputs import HowToRead
from attribution.serve.server import Where, run
from attribution.serve.values import Limits
from tests.processes import LINUX, runs, until
from tests.serving import ABOUT, Service, service

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


def in_hand(running: Service) -> int:
    return httpx.get(f"{running.url}/health").json()["in_hand"]


# --- the end ----------------------------------------------------------------------------------


@LINUX
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_what_is_in_hand_is_finished_and_what_is_new_is_refused(number):
    async def test(running: Service) -> list[int]:
        async with httpx.AsyncClient(base_url=running.url, timeout=60) as client:
            asked = [asyncio.create_task(client.post("/extract", content=b"SLOW 0.4")) for _ in range(3)]
            while (await client.get("/health")).json()["in_hand"] < 3:
                await asyncio.sleep(0.02)
            for pid in (running.process.pid, *workers):  # as a terminal and a service manager send it: to all
                os.kill(pid, number)
            await asked[0]
            with pytest.raises(httpx.ConnectError):
                await client.post("/extract", content=b"Roe said no.")
            return [(await answer).status_code for answer in asked]

    with service(workers=1) as running:
        workers = running.workers
        assert asyncio.run(test(running)) == [200, 200, 200]
        assert running.wait() == 0 and running.said[-1] == "ended; what was in hand is finished"
        assert not any(Path(f"/proc/{pid}").exists() for pid in workers)


@LINUX
def test_workers_end_when_the_service_is_killed():
    with service(workers=1) as running:
        workers = running.workers
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(f"{running.url}/extract", content=b"STUCK", timeout=0.5)
        running.process.kill()
        until(lambda: not any(runs(pid) for pid in workers))


# --- load -------------------------------------------------------------------------------------


@LINUX
def test_at_twice_the_capacity_nothing_fails_but_by_503():
    """Two workers at 20 ms an article do 100 a second at most; 200 a second come. benchmarks/serve_load.py has the models."""

    async def come(client: httpx.AsyncClient, number: int) -> httpx.Response:
        await asyncio.sleep(number / 200)
        return await client.post("/extract", content=b"SLOW 0.02 " + b"Roe said no. " * 100)

    async def load(running: Service, requests: int) -> list[httpx.Response]:
        limits = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(base_url=running.url, timeout=60, limits=limits) as client:
            return await asyncio.gather(*(come(client, number) for number in range(requests)))

    with service(workers=2, waiting=4) as running:
        processes = [running.process.pid, *running.workers]
        asyncio.run(load(running, 100))
        before = [memory(pid) for pid in processes]
        answers = asyncio.run(load(running, 400))
        assert [running.process.pid, *running.workers] == processes  # none was replaced
        assert all(after - b < 4_000_000 for after, b in zip(map(memory, processes), before))
        assert in_hand(running) == 0
    statuses = Counter(answer.status_code for answer in answers)
    assert set(statuses) == {200, 503} and statuses[200] >= 6  # all places were taken
    refused = [answer for answer in answers if answer.status_code == 503]
    assert {answer.json()["code"] for answer in refused} == {"busy"}
    assert all(1 <= int(answer.headers["retry-after"]) <= 60 for answer in refused)


def memory(pid: int) -> int:
    """Bytes a process has in memory."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_whoever_goes_away_leaves_the_place_to_others():
    with service(workers=1, waiting=0) as running:
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(f"{running.url}/extract", content=b"SLOW 1", timeout=0.3)
        with pytest.raises(ZeroDivisionError):
            httpx.post(f"{running.url}/extract", content=(b"Roe " if n else 1 / 0 for n in (2, 1, 0)))  # in the middle of its body
        until(lambda: in_hand(running) == 0)
        assert httpx.post(f"{running.url}/extract", content=b"Roe said no.", timeout=60).status_code == 200
        assert httpx.get(f"{running.url}/metrics").text.count('_requests_total{path="/extract",status="499"} 2.0') == 1


# --- where it listens -------------------------------------------------------------------------


def test_without_being_told_only_this_machine_can_call():
    assert Where().host == "127.0.0.1"


def test_a_port_that_is_taken_is_told_of_before_anything_is_loaded():
    with service() as running:
        port = int(running.url.rpartition(":")[2])
        with pytest.raises(ConfigError, match=rf"^127.0.0.1, port {port}: cannot listen there \(Address already in use\); choose"):
            run(Where(port=port), Work(), Limits(), about=ABOUT, tell=print, command=("nothing",))


@pytest.mark.enable_socket
def test_a_unix_socket_needs_no_network(tmp_path):
    file = tmp_path / "socket"

    def health() -> int:
        with httpx.Client(transport=httpx.HTTPTransport(uds=str(file)), base_url="http://attribution") as client:
            return client.get("/health").status_code

    with service(file=str(file)) as running:
        assert health() == 200
        with pytest.raises(ConfigError, match=r"socket: cannot listen there \(Address already in use\); choose another --socket"):
            run(Where(file=str(file)), Work(), Limits(), about=ABOUT, tell=print, command=("nothing",))
        running.process.kill()
        running.wait()
    assert file.exists()  # left behind by what was killed, and no hindrance
    with service(file=str(file)) as running:
        assert health() == 200
        assert running.end() == 0 and not file.exists()


# --- the command ------------------------------------------------------------------------------


@pytest.fixture
def called(monkeypatch):
    """What the command has the server do."""
    calls: list = []
    monkeypatch.setattr("attribution.serve.server.run", lambda *given, **more: calls.append((*given, more)))
    return calls


def test_the_defaults_are_those_of_the_values(called):
    assert CliRunner().invoke(main, ["serve"]).exit_code == 0
    ((where, work, limits, more),) = called
    assert (where, work, limits, more["cors"]) == (Where(), Work(), Limits(), ())
    assert set(more["about"]) == set(ABOUT)


def test_the_options_reach_the_service(called, tmp_path):
    (tmp_path / "mine.toml").touch()
    options = [
        "--host", "::1", "--port", "80", "--workers", "3", "--waiting", "5", "--timeout", "7", "--max-body", "100",
        "--cors", "https://a.example", "--max-chars", "50", "--zones", "all", "--lexicon", f"{tmp_path}/mine.toml",
    ]  # fmt: skip
    assert CliRunner().invoke(main, ["serve", *options]).exit_code == 0
    ((where, work, limits, more),) = called
    assert (where, limits, more["cors"]) == (Where("::1", 80), Limits(3, 5, 7.0, 100), ("https://a.example",))
    assert (work.lexicons, work.max_chars, work.how) == ((f"{tmp_path}/mine.toml",), 50, HowToRead(True, max_chars=50))
    assert "furniture" in work.zones


def test_what_the_server_logs_as_an_error_is_told(monkeypatch):
    monkeypatch.setattr("attribution.serve.server.run", lambda *_, **__: logging.getLogger("uvicorn.error").error("odd \x1b[31m\nline"))
    assert CliRunner().invoke(main, ["serve"]).stderr == "attribution: odd  [31m\nattribution: line\n"


def test_without_the_extra_its_name_is_told(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "uvicorn", None)
    result = CliRunner().invoke(main, ["serve"])
    assert result.exit_code == 2
    assert result.stderr == "attribution: uvicorn is not installed; pip install 'attribution[serve]' brings it\n"
