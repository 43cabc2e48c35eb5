"""What campaigns asked lies with the person, is told to what comes from that address, and is counted once."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.model.notice import Urgency
from bot.model.question import Answer, Outcome, Question
from bot.store.outbox import Ended
from channels.messages import Address, Status
from tests.store.building import turn_saying
from tests.store.campaigns import NOON, SPRING, Town, person


@pytest.fixture
def town(redis_url: str) -> Iterator[Town]:
    town = Town(redis_url)
    town.settle(person(1), person(2, name="Bo"))
    yield town
    town.store.runner.close()


def test_the_next_word_at_the_address_is_told_what_was_asked_and_counted_once(town: Town) -> None:
    town.launch(replace(SPRING, starts="solar"))
    town.work()
    town.deliver()
    store, seen = town.store, []
    for place, address in enumerate((Address("telegram", "1"), person(1).addresses[0].address, Address("sms", "+1"))):
        store.accept(f"n{place}", "c1", address)
        (claimed,) = store.claim()
        asked = next(iter(store.mailbox.known(claimed).asked), None)
        seen.append((asked.starts, asked.sent_as) if asked else None)
        answer = Answer(asked, (Outcome.ANSWERED, Outcome.JOINED)) if asked else None
        store.commit(claimed, replace(turn_saying(claimed.contact), answer=answer))
    assert seen == [None, ("solar", "SM1"), None]
    assert town.count().did == {"answered": 1, "joined": 1}
    assert not store.runner.redis.hexists("contact:c1", "asked")


def asked_of(town: Town, contact: str, number: int) -> tuple[str, ...]:
    """Let somebody say something by text message, which answers nothing; which campaigns did they hear of before?"""
    town.store.accept(f"n{number}", contact, Address("sms", f"+1202555{number:04}"))
    (claimed,) = town.store.claim()
    asked = town.store.mailbox.known(claimed).asked
    town.store.commit(claimed, turn_saying(claimed.contact))
    return tuple(one.ledger for one in asked)


def test_the_last_questions_lie_with_the_person_and_an_answer_takes_its_own_away(town: Town) -> None:
    for place in range(7):
        town.launch(replace(SPRING, name=f"spring-{place}", urgency=Urgency.OWN))
        town.work()
        town.deliver(Ended(Status.SENT, provider_id=f"SM{place}"))

    assert asked_of(town, "c1", 1) == tuple(f"campaign:spring-{place}" for place in (6, 5, 4, 3, 2))

    town.store.accept("m1", "c1", Address("sms", "+12025550001"))
    (claimed,) = town.store.claim()
    fourth = town.store.mailbox.known(claimed).asked[2]
    town.store.commit(claimed, replace(turn_saying(claimed.contact), answer=Answer(fourth, (Outcome.ANSWERED,))))
    assert town.count("spring-4").did == {"answered": 1}
    town.store.accept("m2", "c1", Address("sms", "+12025550001"))
    (claimed,) = town.store.claim()
    left = tuple(one.ledger for one in town.store.mailbox.known(claimed).asked)
    assert left == tuple(f"campaign:spring-{place}" for place in (6, 5, 3, 2))


def test_a_question_that_was_kept_before_the_providers_id_was_is_read(town: Town) -> None:
    stands_for = town.store.mailbox.address_hash(Address("sms", "+12025550001"))
    town.store.runner.redis.hset("contact:c1", "asked", f"campaign:old|3|solar|1772640000|{stands_for}")
    town.store.accept("m1", "c1", Address("sms", "+12025550001"))
    (claimed,) = town.store.claim()
    (asked,) = town.store.mailbox.known(claimed).asked
    assert (asked.ledger, asked.row, asked.starts, asked.sent_as) == ("campaign:old", 3, "solar", "")


def test_who_came_by_a_link_is_counted_in_their_row_if_they_have_one(town: Town) -> None:
    town.launch(replace(SPRING, starts="solar"))
    town.work()
    town.deliver()
    link = Question("campaign:spring", None, "solar", NOON)
    for place, contact in enumerate(("c1", "stranger")):
        town.store.accept(f"l{place}", contact, Address("telegram", f"{place}"))
        (claimed,) = town.store.claim()
        answer = Answer(link, (Outcome.ANSWERED, Outcome.JOINED, Outcome.ARRIVED))
        town.store.commit(claimed, replace(turn_saying(claimed.contact), answer=answer))

    assert town.count().did == {"answered": 1, "arrived": 2, "joined": 1}
    assert not town.store.runner.redis.hexists("contact:c1", "asked")
