"""A campaign's name is used again once its ledger is gone: nothing of the former one is left with its recipients."""

from dataclasses import replace

from bot.model.audience import Audience, Condition
from bot.model.question import Answer, Outcome, Question
from bot.privacy import Privacy
from bot.store.persons import Persons
from channels.messages import Address
from tests.store.building import turn_saying
from tests.store.campaigns import NOON, SPRING, Town, person


def test_a_name_is_used_again_for_everybody_once_its_ledger_is_gone(town: Town) -> None:
    redis = town.store.runner.redis
    town.launch(replace(SPRING, name="winter"))
    town.launch()
    redis.delete(*redis.scan_iter("ledger:campaign:*"))
    town.settle(person(0))

    assert town.launch() == 5
    assert {row for number in range(5) for row in redis.hkeys(f"rows:c{number}")} == {b"campaign:spring"}


def test_who_was_in_a_campaign_that_is_gone_takes_nobody_out_of_another_of_its_name(town: Town) -> None:
    redis = town.store.runner.redis
    town.launch()
    redis.delete(*redis.scan_iter("ledger:campaign:*"))
    town.launch(replace(SPRING, audience=Audience(Condition(contacts=(person(2).id,)))))
    persons = Persons(town.store.codec, town.store.mailbox)
    privacy = Privacy(town.store.runner, town.store.mailbox, persons, clock=lambda: NOON, new_id=lambda: "1" * 32)
    for number in (1, 3, 4):
        assert privacy.delete(person(number).id, "olga", lambda: None)

    town.work()

    assert town.deliver() == ["c2: Hello Bo, the sun is back."]


def test_who_was_in_a_campaign_that_is_gone_answers_for_nobody_in_another_of_its_name(town: Town) -> None:
    redis = town.store.runner.redis
    town.launch(replace(SPRING, audience=Audience(Condition(contacts=(person(1).id,)))))
    redis.delete(*redis.scan_iter("ledger:campaign:*"))
    town.launch(replace(SPRING, audience=Audience(Condition(contacts=(person(2).id,)))))

    town.store.accept("m1", "c1", Address("sms", "+12025550001"))
    (claimed,) = town.store.claim()
    answer = Answer(Question("campaign:spring", None, "solar", NOON), (Outcome.ANSWERED, Outcome.ARRIVED))
    town.store.commit(claimed, replace(turn_saying(claimed.contact), answer=answer))

    assert town.count().did == {"arrived": 1}
