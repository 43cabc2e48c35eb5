"""Short messages in a row may be one thought; nobody waits who was understood."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.attendant.bursts import APART, follows, joined, says_little, worth_waiting
from bot.model.command import Choose, GiveCode, Reading, Say
from bot.model.event import MessageReceived, TimeUp
from bot.model.ids import EventId, TimerId
from channels.messages import Address, InboundMessage, Tap, Text

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SMS = Address("sms", "+12025550101")
TIME_UP = TimeUp(EventId("t"), NOW, TimerId("t"), "solar", "terms", 1, NOW)


def said(text: str, after: float = 0.0, address: Address = SMS) -> MessageReceived:
    at = NOW + timedelta(seconds=after)
    return MessageReceived(EventId(f"{text}-{after}"), at, InboundMessage(address, f"{text}{after}", Text(text)))


def test_texts_close_together_follow_each_other() -> None:
    assert follows([said("i want"), said("solar", 0.6), said("please", 1.2)]) == 3


def test_a_pause_another_address_a_button_or_another_event_ends_a_burst() -> None:
    tap = MessageReceived(EventId("tap"), NOW, InboundMessage(SMS, "tap", Tap("1:a")))

    assert follows([said("i want"), said("solar", 1.5)]) == 1
    assert follows([said("i want"), said("solar", 0.2, Address("web", "v"))]) == 1
    assert follows([said("i want"), tap]) == 1
    assert follows([said("i want"), TIME_UP]) == 1
    assert follows([tap]) == 0


def test_what_is_written_under_a_message_of_ours_begins_a_new_thought() -> None:
    quoting = said("solar", 0.2)
    quoting = replace(quoting, message=replace(quoting.message, quotes="7"))

    assert follows([said("i want"), quoting]) == 1
    assert follows([quoting, said("please", 0.4)]) == 2


def test_joined_messages_keep_the_first_id_and_the_last_time() -> None:
    together = joined([said("i want"), said("solar", 0.6)])

    assert together.message.body == Text("i want solar")
    assert (together.id, together.at) == (EventId("i want-0.0"), NOW + timedelta(seconds=0.6))


@pytest.mark.parametrize(
    ("reading", "little"),
    [
        (Reading((Say("unclear"),), 0.1), True),
        (Reading((Say("greet"),), 1.0), True),
        (Reading((Say("greet"), Say("start_solar")), 1.0), False),
        (Reading((GiveCode("123456"),), 1.0), False),
        (Reading((Choose("2"),), 1.0), False),
        (Reading((Say("opt_out"),), 1.0), False),
    ],
)
def test_only_what_says_little_is_joined_with_what_follows(reading: Reading, little: bool) -> None:  # noqa: FBT001 -- of a table
    assert says_little(reading) is little


def test_what_is_not_understood_waits_for_a_second_and_no_longer() -> None:
    unclear, event = Reading((Say("unclear"),), 0.1), said("i want")

    assert worth_waiting(unclear, event, NOW + timedelta(seconds=0.4)) == pytest.approx(0.6)
    assert worth_waiting(unclear, event, NOW + APART) == 0.0
    assert worth_waiting(unclear, replace(event, at=NOW + timedelta(hours=1)), NOW) == 0.0


def test_what_is_understood_does_not_wait() -> None:
    assert worth_waiting(Reading((Say("greet"),), 1.0), said("hello"), NOW) == 0.0


def test_a_campaigns_link_is_joined_with_nothing() -> None:
    assert follows([said("/start c-spring_solar"), said("hello", 0.2)]) == 1
    assert follows([said("hi"), said("/start c-spring_solar", 0.2)]) == 1
