"""Providers' limits hold over all processes, and what nobody waits for leaves room for an answer."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.model.contact import Purpose
from bot.store.outbox import Attempt, Doubt, Ended, Outbox
from channels.messages import Address, Status
from channels.pacing import CHAT, Limit, limits
from tests.store.building import LEASE, House, turn_saying

SENT = Ended(Status.SENT, provider_id="SM1")
SLOW: Mapping[str, Sequence[Limit]] = {"sms": (Limit("sms", 60.0, 4),)}
CHATTY: Mapping[str, Sequence[Limit]] = {"sms": (Limit("sms", 0.001, 100), Limit(CHAT, 60.0, 2))}


def say(house: House, number: int, *texts: str, purpose: Purpose = Purpose.REPLY, channel: str = "sms") -> None:
    address = Address(channel, f"+1202555{number:04}")
    house.accept(f"{number}", f"c{number}", address)
    (claimed,) = house.claim()
    turn = turn_saying(claimed.contact, *texts, address=address)
    house.commit(claimed, replace(turn, replies=tuple(replace(reply, purpose=purpose) for reply in turn.replies)))


def claim(house: House, outbox: Outbox) -> tuple[Attempt, ...]:
    return house.runner.run(outbox.claim(50, LEASE))


def sent(house: House, outbox: Outbox, attempt: Attempt | None) -> int:
    """Send what follows from an attempt as long as it may; answers how many left."""
    left = 0
    while attempt is not None:
        attempt = house.runner.run(outbox.record(attempt, SENT, LEASE)).following
        left += 1
    return left


def test_one_sender_is_paced_over_all_processes_and_the_order_is_kept(house: House) -> None:
    for number in range(6):
        say(house, number, "one", "two")
    first, second = (Outbox(house.codec, limits=SLOW) for _ in range(2))

    begun = [*claim(house, first), *claim(house, second)]

    assert [one.contact for one in begun] == ["c0", "c1", "c2", "c3"]
    assert sum(sent(house, first, one) for one in begun) == 4
    assert claim(house, second) == ()
    assert all(house.runner.redis.pttl(key) > 0 for key in house.runner.redis.scan_iter("pace:*"))


def test_who_waited_for_the_sender_goes_before_who_came_later(house: House) -> None:
    for number in range(5):
        say(house, number, "one")
    outbox = Outbox(house.codec, limits=SLOW)
    assert len(claim(house, outbox)) == 4
    say(house, 5, "later")
    house.runner.redis.delete("pace:sms")

    assert [one.contact for one in claim(house, outbox)] == ["c4", "c5"]


def test_a_provider_that_takes_no_more_keeps_nobody_on_another_channel_waiting(house: House) -> None:
    for number in range(20):
        say(house, number, "one")
    say(house, 20, "elsewhere", channel="telegram")
    outbox = Outbox(house.codec, limits=SLOW)

    begun = [one.contact for one in house.runner.run(outbox.claim(5, LEASE))]

    assert begun == ["c0", "c1", "c2", "c3", "c20"]
    assert house.runner.run(outbox.claim(5, LEASE)) == ()
    assert house.runner.redis.zcount("sends", "-inf", time.time() * 1000) == 16, "the others keep their places"


def test_who_stands_behind_many_that_must_wait_is_come_to_within_a_few_looks(house: House) -> None:
    for number in range(250):
        say(house, number, "one")
    say(house, 250, "elsewhere", channel="telegram")
    outbox = Outbox(house.codec, limits=SLOW)

    looks = [[one.contact for one in house.runner.run(outbox.claim(5, LEASE))] for _ in range(4)]

    assert (looks[0], sorted(filter(None, looks[1:]))) == (["c0", "c1", "c2", "c3"], [["c250"]])
    house.runner.redis.delete("pace:sms")
    assert [one.contact for one in house.runner.run(outbox.claim(5, LEASE))] == ["c4", "c5", "c6", "c7"]


def test_one_chat_is_paced_and_others_go_on(house: House) -> None:
    say(house, 1, "one", "two", "three")
    say(house, 2, "one")
    outbox = Outbox(house.codec, limits=CHATTY)

    assert [sent(house, outbox, one) for one in claim(house, outbox)] == [2, 1]

    assert claim(house, outbox) == ()
    assert house.runner.redis.zrange("sends", 0, -1) == [b"c1"]
    due = house.runner.redis.zscore("sends", "c1")
    assert due is not None
    assert 50 < due / 1000 - time.time() < 61


def test_what_nobody_waits_for_leaves_room_for_an_answer(house: House) -> None:
    for number in range(4):
        say(house, number, "news", purpose=Purpose.SERVICE)
    say(house, 9, "an answer")
    bulk, sends = (Outbox(house.codec, lane, SLOW) for lane in ("bulk", "sends"))

    assert len(claim(house, bulk)) == 2
    assert len(claim(house, sends)) == 1


def test_what_is_in_doubt_is_looked_into_without_waiting(house: House) -> None:
    say(house, 1, "one")
    outbox = Outbox(house.codec, limits={"sms": (Limit("sms", 60.0, 1),)})
    (attempt,) = claim(house, outbox)
    house.runner.redis.delete(f"sends:lease:{attempt.contact}")
    house.runner.redis.zadd("sends", {attempt.contact: 0})

    assert [one.doubt for one in claim(house, outbox)] == [Doubt.FRESH]


def test_each_channel_has_the_limits_of_its_provider_and_the_installations_rate() -> None:
    found = limits({"telegram": 30, "whatsapp": 5, "sms": 100})

    assert found["telegram"] == (Limit("telegram", 1 / 30, 30), Limit(CHAT, 1.0, 20))
    assert found["whatsapp"] == (Limit("twilio", 0.01, 100), Limit("whatsapp", 0.2, 5), Limit(CHAT, 6.0, 45))
    assert found["sms"] == (Limit("twilio", 0.01, 100), Limit("sms", 0.01, 100))
