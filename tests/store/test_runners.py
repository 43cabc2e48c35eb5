"""The two runners on a real server: what they promise when connections break and scripts are forgotten."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis
import uvloop
from redis.exceptions import ResponseError

from bot.model.turn import CaseKind
from bot.store.away import Unavailable, is_away
from bot.store.beating import alive, beat
from bot.store.operation import Operation, Script
from bot.store.runners import Awaiting, Blocking
from bot.store.vitals import QUEUES, Gauges, Waiting, gauges
from sandbox.embedded import free_port
from tests.chaos.proxy import Proxy

NOTHING = Gauges(dict.fromkeys(QUEUES, Waiting(0, 0.0)), dict.fromkeys(CaseKind, Waiting(0, 0.0)))


@pytest.fixture
def blocking(redis_url: str) -> Iterator[Blocking]:
    runner = Blocking(redis_url)
    yield runner
    runner.close()


@pytest.fixture
def server(redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url) as client:
        yield client


def broken() -> Operation[None]:
    return Operation(Script("broken", "return redis.call('NONSENSE')", "0" * 40), (), (), lambda _: None)


def connections(server: redis.Redis) -> int:
    return len([one for one in server.client_list() if one["cmd"] != "client|list"])


def lose_connections(server: redis.Redis) -> None:
    server.client_kill_filter(_type="normal", skipme=True)


def test_a_lost_connection_costs_one_operation_and_no_place_in_the_pool(
    blocking: Blocking, server: redis.Redis
) -> None:
    before, lost = connections(server), 0
    for _ in range(250):
        lose_connections(server)
        try:
            blocking.run(gauges())
        except Unavailable:
            lost += 1
    assert lost > 100
    assert blocking.run(gauges()) == NOTHING
    assert connections(server) <= before + 1


def test_a_script_that_fails_is_raised_as_it_is_and_costs_no_connection(
    blocking: Blocking, server: redis.Redis
) -> None:
    before = connections(server)
    for _ in range(150):
        with pytest.raises(ResponseError):
            blocking.run(broken())
    assert blocking.run(gauges()) == NOTHING
    assert connections(server) <= before + 1


def test_threads_do_not_share_a_connection_at_the_same_time(blocking: Blocking, server: redis.Redis) -> None:
    before, names = connections(server), [f"process-{number}" for number in range(400)]
    with ThreadPoolExecutor(40) as threads:
        list(threads.map(lambda name: blocking.run(beat(name, "here:1")), names))
        found = list(threads.map(lambda name: blocking.run(alive([name, "nobody"])), names))
    assert found == [{name: True, "nobody": False} for name in names]
    assert connections(server) <= before + 40


def test_a_burst_of_requests_finds_room(blocking: Blocking) -> None:
    many = 150
    together = threading.Barrier(many)

    def ask(_: int) -> Gauges:
        together.wait(10)
        return blocking.run(gauges())

    with ThreadPoolExecutor(many) as threads:
        assert list(threads.map(ask, range(many))) == [NOTHING] * many


def test_a_server_that_forgot_the_scripts_is_told_them_again(blocking: Blocking, server: redis.Redis) -> None:
    assert blocking.run(gauges()) == NOTHING
    server.script_flush()
    assert blocking.run(gauges()) == NOTHING


def test_a_server_that_is_not_there_is_unavailable() -> None:
    runner = Blocking(f"redis://127.0.0.1:{free_port()}/0")
    with pytest.raises(Unavailable):
        runner.run(gauges())
    runner.close()


@pytest.fixture
def alone(server: redis.Redis) -> Iterator[None]:
    """Let the server take nothing, for want of a replica."""
    server.config_set("min-replicas-to-write", 1)
    yield
    server.config_set("min-replicas-to-write", 0)


@pytest.mark.usefixtures("alone")
async def test_a_server_that_takes_nothing_for_want_of_a_replica_is_unavailable(
    blocking: Blocking, redis_url: str
) -> None:
    awaiting = Awaiting(redis_url)
    with pytest.raises(Unavailable):
        blocking.run(beat("web", "here:1"))
    with pytest.raises(Unavailable):
        blocking.run_all([beat("web", "here:1"), beat("web", "here:2")])
    with pytest.raises(Unavailable):
        await awaiting.run(beat("web", "here:1"))
    await awaiting.close()


@pytest.mark.parametrize(
    ("said", "away"),
    [
        ("NOREPLICAS Not enough good replicas to write.", True),
        ("MISCONF Errors writing to the AOF file: No space left on device", True),
        ("MASTERDOWN Link with MASTER is down", True),
        ("ERR unknown command", False),
        ("WRONGTYPE Operation against a key", False),
    ],
)
def test_what_is_refused_for_now_is_told_from_what_is_wrong(said: str, away: bool) -> None:  # noqa: FBT001 -- a column
    assert is_away(ResponseError(said)) is away


async def test_operations_of_many_contacts_go_together_and_each_gets_its_own_answer(redis_url: str) -> None:
    runner = Awaiting(redis_url)
    names = [f"process-{number}" for number in range(50)]
    await asyncio.gather(*(runner.run(beat(name, "here:1")) for name in names))
    found = await asyncio.gather(*(runner.run(alive([name])) for name in names))
    assert found == [{name: True} for name in names]
    await runner.close()


async def test_one_script_that_fails_does_not_spoil_the_others_in_its_pipeline(redis_url: str) -> None:
    runner = Awaiting(redis_url)
    asked = (runner.run(gauges()), runner.run(unreadable()), runner.run(alive(["nobody"])))
    first, failed, last = await asyncio.gather(*asked, return_exceptions=True)
    assert (first, last) == (NOTHING, {"nobody": False})
    assert isinstance(failed, ValueError)
    await runner.close()


async def test_an_awaiting_runner_loads_forgotten_scripts_and_asks_again(redis_url: str, server: redis.Redis) -> None:
    runner = Awaiting(redis_url)
    assert await runner.run(gauges()) == NOTHING
    server.script_flush()
    first, second = await asyncio.gather(runner.run(gauges()), runner.run(alive(["nobody"])))
    assert (first, second) == (NOTHING, {"nobody": False})
    await runner.close()


async def test_all_who_wait_hear_that_the_server_is_not_there() -> None:
    runner = Awaiting(f"redis://127.0.0.1:{free_port()}/0")
    told = await asyncio.gather(runner.run(gauges()), runner.run(gauges()), return_exceptions=True)
    assert [type(one) for one in told] == [Unavailable, Unavailable]
    await runner.close()


def unreadable() -> Operation[int]:
    return Operation(gauges().script, (), (), lambda _: int("no number"))


def test_whoever_waits_is_told_when_the_line_is_cut_under_uvloop(redis_url: str) -> None:
    async def cut_again_and_again() -> int:
        line = Proxy(int(redis_url.rpartition(":")[2].partition("/")[0]))
        await line.start()
        runner, told = Awaiting(f"redis://127.0.0.1:{line.port}/0"), 0
        try:
            async with asyncio.timeout(20):
                for _ in range(20):
                    line.reset()
                    await asyncio.sleep(0.01)  # for the reset to arrive
                    try:
                        await runner.run(gauges())
                    except Unavailable:
                        told += 1
                assert await runner.run(gauges()) == NOTHING
        finally:
            await runner.close()
            await line.stop()
        return told

    assert uvloop.run(cut_again_and_again()) > 0
