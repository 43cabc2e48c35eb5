"""What is due of a campaign wakes a worker; one that fails too often is held up with a case."""

from dataclasses import replace

from bot.attendant.sweeps import Sweeps
from bot.model.campaign import Stops
from bot.queue import Jobs
from bot.store.calls import Calls
from bot.store.cases import Cases
from bot.store.counts import State
from bot.store.outbox import Ended
from bot.store.runners import Awaiting
from channels.messages import Status
from tests.store.campaigns import SPRING, Town, person


async def test_a_campaign_that_fails_is_paused_and_a_person_is_told_once(redis_url: str) -> None:
    town, runner = Town(redis_url), Awaiting(redis_url)
    town.settle(*(person(number) for number in range(20)))
    calls = Calls(town.store.codec, town.store.mailbox)
    sweeps = Sweeps(runner, calls, town.ledgers, Jobs(redis_url), lambda: town.now)
    town.launch(replace(SPRING, stops=Stops(20, 10)))

    await sweeps.campaigns()
    assert town.store.runner.redis.llen("rq:queue:wattline") == 1
    town.batches.send("campaign:spring", 0)
    town.deliver(*[Ended(Status.FAILED, error="30006")] * 11, Ended(Status.QUEUED, error="429", again=60))
    await sweeps.campaigns()
    await sweeps.campaigns()

    assert town.count().state is State.PAUSED
    (found,) = town.store.runner.run(Cases(town.store.codec).open())
    assert (found.case.kind, found.case.subject) == ("campaign_fails", "spring")
    assert town.campaigns.resume("spring", "olga")
    await sweeps.campaigns()
    assert town.count().state is State.RUNNING
    assert town.store.runner.run(Cases(town.store.codec).close(found.case.id))
    await runner.close()
    town.store.runner.close()


async def test_a_queue_that_is_away_is_asked_again(redis_url: str) -> None:
    town, runner = Town(redis_url), Awaiting(redis_url)
    town.settle(person(1))
    calls = Calls(town.store.codec, town.store.mailbox)
    town.launch()

    await Sweeps(runner, calls, town.ledgers, Jobs("redis://127.0.0.1:1/0"), lambda: town.now).campaigns()

    assert town.fates() == {"pending": 1}
    await runner.close()
    town.store.runner.close()
