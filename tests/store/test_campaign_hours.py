"""A campaign launched while its people's hours are closed: they wait in its ledger, and leave at its speed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.model.audience import Audience
from bot.store.ledgers import Due
from tests.store.campaigns import NOON, SPRING, Town, person

EVENING = NOON + timedelta(hours=8)
NEXT_MORNING = datetime(2026, 3, 5, 14, 0, tzinfo=UTC)  # nine in New York
SPRING_KEY = f"ledger:{SPRING.ledger}"


def test_who_may_not_be_written_to_yet_waits_outside_of_the_outboxes(town: Town) -> None:
    town.now = EVENING
    town.launch()
    town.work()

    assert town.fates() == {"pending": 2, "withheld:no_address": 1, "withheld:no_consent": 1}
    assert town.deliver() == []
    assert town.store.runner.redis.zscore(f"{SPRING_KEY}:open", "0") == NEXT_MORNING.timestamp() * 1000

    town.now = NEXT_MORNING
    town.work()

    assert town.deliver() == ["c1: Hello Ada, the sun is back.", "c2: Hello Bo, the sun is back."]


def test_who_is_elsewhere_where_it_is_still_light_waits_for_nobody(town: Town) -> None:
    east = person(50)
    assert east.identity
    west = replace(person(51), identity=replace(east.identity, time_zone="America/Los_Angeles"))
    town.settle(east, west)
    town.now = EVENING - timedelta(hours=1)  # seven and four
    town.launch(replace(SPRING, audience=Audience()))
    town.work()

    assert [said.partition(":")[0] for said in town.deliver()] == ["c51"]
    assert town.fates()["pending"] >= 1


def test_at_the_opening_they_leave_no_faster_than_the_campaign_may(town: Town) -> None:
    town.settle(*(person(number) for number in range(100, 500)))
    town.now = EVENING
    town.launch(replace(SPRING, speed=1))
    for _ in range(3):
        assert len(_free_to_go(town).chunks) == 1
    assert town.fates()["pending"] == 402

    town.now = NEXT_MORNING
    (given,) = _free_to_go(town).chunks

    assert town.fates()["queued"] <= 200, "a chunk has 200 rows"
    assert town.due().chunks == (), f"{given} takes minutes"


def _free_to_go(town: Town) -> Due:
    """Let a worker look as if nothing had gone lately."""
    town.store.runner.redis.hset(SPRING_KEY, "next_at", 0)
    return town.work()


def test_a_campaign_that_is_stopped_while_its_people_wait_says_so_of_everybody(town: Town) -> None:
    town.now = EVENING
    town.launch()
    town.work()

    assert town.campaigns.stop("spring", "olga")
    town.work()

    assert town.fates() == {"withheld:stopped": 2, "withheld:no_address": 1, "withheld:no_consent": 1}
