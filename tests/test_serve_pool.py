"""The queue and the workers behind the service: bounded, in order, and whole again after a worker ended."""

from __future__ import annotations

import asyncio
import json
import os
import signal

import pytest

from attribution.errors import LexiconError, ModelError
from attribution.guard import Work
from attribution.serve.metrics import Metrics
from attribution.serve.pool import Pool
from attribution.serve.process import Worker
from attribution.serve.values import Answer, Limits, Refused
from attribution.serve.worker import Ask
from tests.serving import command

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])  # asyncio's loop has a socket pair


def run(test, *, start: str = "well", work: Work = Work(), **limits: float):
    """What an asynchronous test gives, and what the pool told meanwhile."""
    told: list[str] = []

    async def whole():
        async with Pool(work, Limits(**limits), Metrics(), tell=told.append, command=command(start)) as pool:
            return await test(pool)

    return asyncio.run(whole()), told


async def outcomes(pool: Pool, *texts: str) -> list[str]:
    """What becomes of these, which come at once: the text that was extracted, or the code of the refusal."""
    found = await asyncio.gather(*(pool.extract(Ask("id", text)) for text in texts), return_exceptions=True)
    return [_outcome(answer) for answer in found]


def _outcome(answer: Answer | Refused) -> str:
    return answer.code if isinstance(answer, Refused) else json.loads(answer.body)["article"]["text"]


def counted(pool: Pool, name: str) -> float:
    return next(float(line.split()[1]) for line in pool.metrics.text().decode().splitlines() if line.startswith(name + " "))


def test_each_gets_its_own_answer():
    texts = [f"Roe said no {number} times." for number in range(20)]
    found, told = run(lambda pool: outcomes(pool, *texts), workers=2)
    assert (found, told) == (texts, [])


@pytest.mark.parametrize(("batch", "batches"), [(8, 3), (1, 17)])
def test_what_waits_is_handed_over_in_batches(batch, batches):

    async def test(pool):
        await outcomes(pool, *(["Roe said no."] * 17))
        return counted(pool, "attribution_batch_articles_count")

    assert run(test, batch=batch)[0] == batches


def test_no_worker_is_handed_more_than_its_share():
    """Of four that wait, one of two workers takes two and the other one; the rest goes to whoever is ready first."""

    async def test(pool):
        found = await outcomes(pool, *(["SLOW 0.1"] * 4))
        return len(found), counted(pool, 'attribution_batch_articles_bucket{le="2.0"}') - counted(
            pool, 'attribution_batch_articles_bucket{le="1.0"}'
        )

    assert run(test, workers=2)[0] == (4, 1)


def test_a_long_article_is_handed_over_alone():
    async def test(pool):
        await outcomes(pool, "a" * 9, "b" * 30, "c" * 9, "d" * 9)
        return counted(pool, "attribution_batch_articles_count")

    assert run(test, batch_size=20)[0] == 3


def test_one_that_ends_its_worker_costs_no_other_of_its_batch():
    found, told = run(lambda pool: outcomes(pool, "a", "DIE", "b", "HARD", "c"))
    assert found == ["a", "worker-ended", "b", "unparsable", "c"]
    assert told == ["a worker is replaced: it ended with status 7 while it had an article in hand"]


def test_one_that_is_stuck_is_stopped_and_what_waited_too_long_is_refused():
    async def test(pool):
        first = await outcomes(pool, "STUCK", "a")
        while not pool.ready:
            await asyncio.sleep(0.01)
        return first + await outcomes(pool, "b")

    found, told = run(test, timeout=2.0)
    assert found == ["timeout", "busy", "b"]
    assert told == ["a worker is replaced: an article took more than 2 seconds"]


def test_a_worker_that_ended_while_idle_is_replaced_before_anyone_asks():
    async def test(pool):
        (worker,) = pool._workers
        os.kill(worker.pid, signal.SIGKILL)
        await worker.ended
        while not pool.ready or pool._workers == {worker}:
            await asyncio.sleep(0.01)
        return await outcomes(pool, "a")

    found, told = run(test)
    assert found == ["a"] and told == ["a worker is replaced: it ended with status -9 while it had nothing to do"]


def test_places_are_bounded_and_given_back():
    async def test(pool):
        with pool.place(), pool.place():
            with pytest.raises(Refused) as refused, pool.place():
                pass
        with pool.place():
            return refused.value

    refused, _ = run(test, workers=1, waiting=1)
    assert (refused.code, refused.retry_after) == ("busy", 2)
    assert refused.message == "all 2 places for requests are taken; try again in 2 s"


def test_what_nobody_waits_for_any_more_is_not_extracted():
    async def test(pool):
        gone = [asyncio.create_task(pool.extract(Ask("id", text))) for text in ("SLOW 0.3", "a", "b")]
        await asyncio.sleep(0)  # all three wait by now
        for task in gone[1:]:
            task.cancel()
        await gone[0]
        await outcomes(pool, "c")
        return counted(pool, "attribution_article_seconds_count"), len(pool._queue)

    found, _ = run(test, batch=1)
    assert found == (2, 0)


def test_the_seconds_until_a_place_is_free_follow_the_work():
    async def test(pool):
        before = pool._busy("")
        await outcomes(pool, *(["a"] * 60))
        return before.retry_after, pool._busy("").retry_after

    async def full(pool):
        pool.in_hand = 7
        return await test(pool)

    (before, after), _ = run(full)
    assert before == 7 and after < before


@pytest.mark.parametrize(
    ("start", "error"),
    [("no models", "pos.pt: this model file is missing"), ("die", "a process that extracts ended at its start")],
)
def test_without_models_there_is_no_service(start, error):
    with pytest.raises(ModelError, match=error):
        run(lambda pool: outcomes(pool, "a"), start=start, workers=2)


def test_a_lexicon_that_is_not_valid(tmp_path):
    (tmp_path / "mine.toml").write_text("[verb]\nsay = 3\n")
    with pytest.raises(LexiconError):
        run(lambda pool: outcomes(pool, "a"), work=Work(lexicons=(str(tmp_path / "mine.toml"),)))


def test_no_process_is_left_behind():
    async def test(pool):
        return {worker.pid for worker in pool._workers}

    pids, _ = run(test, workers=2)
    assert len(pids) == 2 and not any(_runs(pid) for pid in pids)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_status_of_a_process_that_ended_by_itself_is_its_own(monkeypatch: pytest.MonkeyPatch):
    """Popen.kill asks for the status first and so takes it away from asyncio, which then knew only 255."""

    async def ended() -> int:
        worker = await Worker.started(Work(), command())
        process = worker._process._transport._proc
        monkeypatch.setattr(type(process), "poll", lambda self: pytest.fail("the status was taken from asyncio"))
        return await worker.end()

    assert asyncio.run(ended()) == -signal.SIGKILL
