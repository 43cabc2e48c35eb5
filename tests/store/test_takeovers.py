"""What the owner of a case does in the customer's conversation, on a real server: in order, once, and nobody else."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from bot.desk import Desk
from bot.model.audit import Act
from bot.model.event import OperatorSpoke
from bot.model.ids import CaseId, ContactId, EventId
from bot.model.transcript import Remark, Why
from bot.model.turn import Case, CaseKind
from bot.store.cases import Cases, OpenCase
from bot.store.conversations import MOST_REMARKS, Conversations
from bot.store.outbox import Ended, Outbox
from bot.takeovers import Drawers, NotYours, Takeovers
from channels.messages import Status
from tests.store.building import LEASE, NOW, House, turn_saying

CONTACT = ContactId("c1")
WHY = Why("MessageReceived", "welcome/start", "solar/offers", ("start_solar",), 0.9)


@dataclass
class Place:
    """A desk with one case of one customer."""

    house: House
    desk: Desk
    seat: Takeovers
    case: OpenCase

    def waiting(self) -> list[OperatorSpoke]:
        entries = self.house.ask("LRANGE", f"mailbox:{CONTACT}", 0, -1)
        events = [self.house.mailbox.event(entry) for entry in entries]
        return [event for event in events if isinstance(event, OperatorSpoke)]

    def acts(self) -> list[str]:
        entries = self.house.runner.run(self.house.mailbox.audit.read("0"))
        return [entry.body.split(b'"act":"')[1].split(b'"')[0].decode() for entry in entries]


@pytest.fixture
def place(redis_url: str) -> Iterator[Place]:
    house = House(redis_url)
    ids = iter(f"id{number}" for number in range(1000))
    cases = Cases(house.codec)
    desk = Desk(house.runner, house.mailbox, Outbox(house.codec), cases, clock=lambda: NOW, new_id=lambda: next(ids))
    drawers = Drawers(house.mailbox, cases, Conversations(house.codec))
    seat = Takeovers(house.runner, drawers, clock=lambda: NOW, new_id=lambda: next(ids))
    house.accept("1", text="a person please")
    (claimed,) = house.claim()
    case = Case(CaseId("case1"), CaseKind.HANDOVER, NOW, subject="solar/terms")
    turn = replace(turn_saying(CONTACT, "I will fetch one"), cases=(case,), why=WHY)
    house.commit(claimed, turn)
    yield Place(house, desk, seat, OpenCase(CONTACT, case))
    house.runner.close()


def test_only_the_owner_of_a_case_speaks(place: Place) -> None:
    for act in (place.seat.take_over, place.seat.hand_back):
        with pytest.raises(NotYours):
            act(place.case, "Ann", EventId("e1"))
    place.desk.claim(place.case.case.id, "Ann")
    with pytest.raises(NotYours):
        place.seat.say(place.case, "Bea", EventId("e2"), "hello")
    assert place.waiting() == []
    place.seat.take_over(place.case, "Ann", EventId("e3"))
    place.seat.say(place.case, "Ann", EventId("e4"), "hello")
    place.seat.hand_back(place.case, "Ann", EventId("e5"))
    said = [(one.operator, one.text, one.hand_back, one.case) for one in place.waiting()]
    assert said == [("Ann", "", False, "case1"), ("Ann", "hello", False, "case1"), ("Ann", "", True, "case1")]
    place.desk.release(place.case.case.id, "Ann")
    with pytest.raises(NotYours):
        place.seat.say(place.case, "Ann", EventId("e6"), "one more thing")


def test_what_is_sent_twice_is_done_once(place: Place) -> None:
    place.desk.claim(place.case.case.id, "Ann")
    for _ in range(2):
        place.seat.say(place.case, "Ann", EventId("e1"), "hello")
        place.seat.hand_back(place.case, "Ann", EventId("e2"), note="it was the fuse")
    assert [one.text for one in place.waiting()] == ["hello", ""]
    conversation = place.seat.read(CONTACT, 10)
    assert conversation.remarks == (Remark("Ann", "it was the fuse", NOW, CaseId("case1")),)
    assert place.acts() == [Act.CLAIMED, Act.NOTED]


def test_a_case_that_asks_for_more_than_a_person_outlives_the_hand_back(place: Place) -> None:
    case = replace(place.case.case, kind=CaseKind.UNKNOWN_ORDER)
    place.desk.claim(case.id, "Ann")
    place.seat.hand_back(OpenCase(CONTACT, case), "Ann", EventId("e1"))
    assert [one.case for one in place.waiting()] == [None]


def test_a_conversation_is_read_with_receipts_reasons_and_notes(place: Place) -> None:
    outbox = Outbox(place.house.codec)
    (attempt,) = place.house.runner.run(outbox.claim(1, LEASE))
    later = NOW.replace(year=2100)
    ended = Ended(Status.QUEUED, error="quiet_hours", not_before=later)
    place.house.runner.run(outbox.record(attempt, ended, LEASE))
    place.seat.remark(CONTACT, "Ann", EventId("e1"), "calls back at noon")
    conversation = place.seat.read(CONTACT, 10)
    asked, said = conversation.said
    assert (asked.line.who, asked.line.text, asked.line.why, asked.receipt) == (
        "customer",
        "a person please",
        None,
        None,
    )
    assert (said.line.who, said.line.text, said.line.why) == ("bot", "I will fetch one", WHY)
    assert said.receipt
    assert (said.receipt.status, said.receipt.error, said.receipt.not_before) == ("queued", "quiet_hours", later)
    assert [one.text for one in conversation.remarks] == ["calls back at noon"]
    assert conversation.session.version == 1
    assert [one.line.text for one in place.seat.read(CONTACT, 1).said] == ["I will fetch one"]


def test_an_operators_words_bear_their_name_and_why_nothing_was_said_stands_with_the_customers(place: Place) -> None:
    place.desk.claim(place.case.case.id, "Annabel")
    place.seat.say(place.case, "Annabel", EventId("e1"), "hello")
    (claimed,) = place.house.claim()
    place.house.commit(claimed, turn_saying(CONTACT, "Our colleague: hello"))
    place.house.accept("2", text="thanks")
    (claimed,) = place.house.claim()
    place.house.commit(claimed, replace(turn_saying(CONTACT), why=WHY))
    conversation = place.seat.read(CONTACT, 2)
    spoken, thanks = (one.line for one in conversation.said)
    assert (spoken.who, spoken.by, spoken.text) == ("operator", "Annabel", "Our colleague: hello")
    assert (thanks.who, thanks.why) == ("customer", WHY)
    assert b"Annabel" not in place.house.ask("DUMP", f"transcript:{CONTACT}")
    assert b"start_solar" not in place.house.ask("DUMP", f"transcript:{CONTACT}")


def test_every_look_is_noted(place: Place) -> None:
    place.seat.look(CONTACT, "Ann", unmasked=False)
    place.seat.look(CONTACT, "Ann", unmasked=True)
    assert place.acts() == [Act.LOOKED, Act.LOOKED_UNMASKED]


def test_a_stamp_differs_as_soon_as_anything_does(place: Place) -> None:
    stamps = [place.seat.stamp(CONTACT, 10)]
    assert place.seat.stamp(CONTACT, 10) == stamps[0], "nothing was done"
    place.seat.remark(CONTACT, "Ann", EventId("e1"), "a note")
    stamps.append(place.seat.stamp(CONTACT, 10))
    outbox = Outbox(place.house.codec)
    (attempt,) = place.house.runner.run(outbox.claim(1, LEASE))
    stamps.append(place.seat.stamp(CONTACT, 10))
    place.house.runner.run(outbox.record(attempt, Ended(Status.SENT, provider_id="p1"), LEASE))
    stamps.append(place.seat.stamp(CONTACT, 10))
    assert len(set(stamps)) == 4


def test_what_is_damaged_is_left_out(place: Place) -> None:
    place.house.ask("RPUSH", f"transcript:{CONTACT}", "1 {cut")
    place.house.ask("RPUSH", f"notes:{CONTACT}", "1 {cut")
    place.house.ask("HSET", f"contact:{CONTACT}", "session", "1 {cut")
    conversation = place.seat.read(CONTACT, 10)
    assert len(conversation.said) == 2
    assert conversation.remarks == ()
    assert conversation.session.version == 0


def test_only_the_last_notes_are_kept(place: Place) -> None:
    for number in range(MOST_REMARKS + 2):
        place.seat.remark(CONTACT, "Ann", EventId(f"e{number}"), f"note {number}")
    conversation = place.seat.read(CONTACT, 10)
    assert [one.text for one in conversation.remarks[:: MOST_REMARKS - 1]] == ["note 2", f"note {MOST_REMARKS + 1}"]


def test_a_receipt_that_is_kept_no_longer_is_no_receipt(place: Place) -> None:
    (key,) = place.house.ask("KEYS", "delivery:*")
    place.house.ask("DEL", key)
    conversation = place.seat.read(CONTACT, 10)
    assert conversation.said[1].receipt is None
