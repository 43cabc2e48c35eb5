"""Flexibility events in the store: kept once, spread once among who is enrolled, counted, and gone with a person."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import orjson
import pytest

from bot.attendant.spreading import Spreading
from bot.events import Announcements
from bot.model.contact import Consent, Contact, Identity, Proof, Purpose, Reachable
from bot.model.event import EventCalled
from bot.model.ids import AccountId, ContactId, EventId
from bot.model.participation import Fate, Outcome
from bot.model.session import Session
from bot.model.turn import Turn
from bot.store.called import CalledEvents
from bot.store.runners import Awaiting
from channels.messages import Address
from tests.flows.enrolled import enrolment
from tests.store.building import NOW, House
from tests.store.town import Town
from tools.feed import FlexibilityEvent, NotAnEvent
from tools.offers import Money

HOUR = timedelta(hours=1)
EVENT = FlexibilityEvent("e1", "458", NOW + HOUR, NOW + 3 * HOUR, NOW + HOUR, NOW + 4 * HOUR)
ADA = Identity(AccountId("acc-42"), "MTR-0042", "Ada", "en", "America/Los_Angeles")


@pytest.fixture
def called(house: House) -> CalledEvents:
    return CalledEvents(house.codec)


def test_what_an_operator_calls_is_in_the_audit_and_what_a_system_calls_is_not(
    house: House, called: CalledEvents
) -> None:
    notes = iter(("n1", "n2", "n3"))
    desk = Announcements(house.runner, called, clock=lambda: NOW, new_id=lambda: next(notes))

    assert desk.announce(EVENT)
    assert desk.announce(replace(EVENT, revision=1), "olga")
    assert not desk.announce(replace(EVENT, revision=1), "olga")
    assert desk.call_off("e1", "olga")

    acts = [orjson.loads(entry.body)["act"] for entry in house.runner.run(house.mailbox.audit.read("0"))]
    assert acts == ["event_announced", "event_called_off"]


def test_a_check_says_how_many_are_enrolled_and_announces_nothing(house: House, called: CalledEvents) -> None:
    desk = Announcements(house.runner, called, clock=lambda: NOW, new_id=lambda: "note")
    enrols(house, 1)

    assert desk.check(EVENT) == 1
    assert desk.check(replace(EVENT, programme="other")) == 0
    assert desk.latest(1) == ()
    with pytest.raises(NotAnEvent):
        desk.check(replace(EVENT, end=EVENT.start))


def enrols(house: House, number: int) -> ContactId:
    """Let somebody be enrolled, with a conversation that rests."""
    contact, address = ContactId(f"c{number}"), Address("sms", f"+1202555{number:04}")
    house.accept(f"native-{number}", contact, address)
    (claimed,) = house.claim()
    known = Contact(
        contact,
        (Reachable(address, Proof(ADA.account, NOW)),),
        replace(ADA, meter=f"MTR-{number:04}"),
        consents=(Consent(Purpose.FLEXIBILITY, "sms", NOW),),
    )
    session = Session(contact, "welcome", "rest", version=1, last_address=address)
    house.commit(claimed, Turn(session, known, orders=(enrolment(),)))
    return contact


def spread(house: House, called: CalledEvents, many: int = 50) -> int:
    total = 0
    while (came := house.runner.run(called.spread(many, 1_000_000))) is not None:
        house.ask("DEL", "turns")  # as if all of them were taken at once
        total += came
    for key in house.ask("KEYS", "mailbox:*"):
        house.ask("ZADD", "turns", 0, key.split(b":")[1])
    return total


def test_an_event_is_called_once_for_each_revision(house: House, called: CalledEvents) -> None:
    desk = Announcements(house.runner, called, clock=lambda: NOW, new_id=lambda: "note")
    assert desk.announce(EVENT)
    assert not desk.announce(EVENT)
    assert desk.announce(replace(EVENT, revision=2))
    assert not desk.announce(replace(EVENT, revision=1))
    standing = desk.standing("e1")
    assert standing is not None
    assert (standing.event.revision, standing.fates, standing.spreading) == (2, {}, True)
    assert desk.call_off("e1")
    assert not desk.call_off("e1")
    assert not desk.call_off("e9")
    assert [one.event.called_off for one in desk.latest(5)] == [True]
    with pytest.raises(NotAnEvent):
        desk.announce(replace(EVENT, id="e2", end=EVENT.start))


def test_everybody_who_is_enrolled_is_told_once_and_counted(house: House, called: CalledEvents) -> None:
    people = [ContactId(f"person-{number}") for number in range(300)]
    for contact in people:
        house.ask("SADD", "enrolled:458", contact)
        house.ask("HSET", f"contact:{contact}", "in:458", "")
    house.runner.run(called.announce(EVENT, NOW))
    assert house.runner.run(called.spread(20, 1)) in range(1, 100)
    assert house.runner.run(called.spread(20, 1)) == 0, "the pace is kept"
    house.ask("ZADD", "spreading", 0, "e1")
    spread(house, called, 20)
    boxes = [house.ask("LRANGE", f"mailbox:{contact}", 0, -1) for contact in people]
    assert {len(box) for box in boxes} == {1}
    events = [house.mailbox.event(box[0]) for box in boxes]
    assert all(isinstance(one, EventCalled) and one.event == EVENT for one in events)
    assert len({one.id for one in events}) == len(people)
    standing = house.runner.run(called.standing("e1"))
    assert standing is not None
    assert (standing.fates, standing.spreading) == ({"noticed": 300}, False)
    house.runner.run(called.announce(replace(EVENT, revision=1), NOW))
    spread(house, called)
    assert {house.ask("LLEN", f"mailbox:{contact}") for contact in people} == {2}, "a change is told too"


def test_answers_come_before_an_event(house: House, called: CalledEvents) -> None:
    enrols(house, 1)
    house.runner.run(called.announce(EVENT, NOW))
    for number in range(51):
        house.ask("ZADD", "turns", 0, f"busy-{number}")
    assert house.runner.run(called.spread(50, 100)) == 0
    house.ask("DEL", "turns")
    assert house.runner.run(called.spread(50, 100)) == 1
    assert house.runner.run(called.spread(50, 100)) is None


def test_an_event_that_is_kept_no_longer_is_not_spread(house: House, called: CalledEvents) -> None:
    house.runner.run(called.announce(EVENT, NOW))
    house.ask("DEL", "flexibility:e1")
    assert house.runner.run(called.spread(50, 100)) == 0
    assert house.runner.run(called.spread(50, 100)) is None
    assert house.runner.run(called.latest(5)) == ()


def outcome(house: House, contact: ContactId, one: Outcome, number: int) -> None:
    address = Address("sms", "+12025550001")
    house.accept(f"answer-{number}", contact, address)
    (claimed,) = house.claim()
    event = house.mailbox.event(claimed.entries[0])
    house.commit(claimed, Turn(Session(contact), Contact(contact), outcomes=(one,)), event)


def test_each_is_counted_where_they_are_and_what_it_came_to_is_added_up_once(
    house: House, called: CalledEvents
) -> None:
    contact = enrols(house, 1)
    house.runner.run(called.announce(EVENT, NOW))
    spread(house, called)
    (claimed,) = house.claim()
    told = Turn(Session(contact), Contact(contact), outcomes=(Outcome("e1", Fate.ASKED),))
    house.commit(claimed, told)
    paid = Money(429, "USD")
    steps = (Outcome("e1", Fate.JOINED), *2 * (Outcome("e1", Fate.JOINED, 1.43, paid),), Outcome("e9", Fate.EXEMPT))
    for number, one in enumerate(steps):
        outcome(house, contact, one, number)
    standing = house.runner.run(called.standing("e1"))
    assert standing is not None
    assert standing.fates == {"joined": 1}
    assert (standing.measured, standing.kwh, standing.paid) == (1, 1.43, (paid,))
    assert house.ask("EXISTS", "flexibility:e9") == 0, "nothing is counted of an event that is not known"


def test_who_was_deleted_is_enrolled_nowhere_and_hears_of_nothing(house: House, called: CalledEvents) -> None:
    town = Town(house)
    contact = enrols(house, 1)
    assert house.ask("SMEMBERS", "enrolled:458") == {contact.encode()}
    assert town.privacy.delete(contact, "olga", lambda: None)
    assert house.ask("EXISTS", "enrolled:458") == 0
    house.ask("SADD", "enrolled:458", "gone")
    house.runner.run(called.announce(EVENT, NOW))
    assert spread(house, called) == 0
    assert house.ask("EXISTS", "contact:gone", "mailbox:gone", "enrolled:458") == 0


def test_a_reminder_is_an_event_when_its_time_has_come(house: House) -> None:
    town = Town(house)
    contact = enrols(house, 1)
    called_event = EventCalled(EventId("called-e1"), NOW, replace(EVENT, answer_by=NOW + HOUR))
    house.runner.run(house.mailbox.append(contact, called_event))
    town.attend()
    assert [reply.purpose for reply in town.replies] == [Purpose.FLEXIBILITY]
    timers = house.ask("ZRANGE", "timers", 0, -1)
    assert {timer.split(b"|")[0] for timer in timers} == {contact.encode()}


async def test_while_homes_are_asked_it_is_said_that_they_are(
    redis_url: str, house: House, called: CalledEvents
) -> None:
    runner = Awaiting(redis_url)
    spreading = Spreading(runner, called, 1)
    announcements = Announcements(house.runner, called, clock=lambda: NOW, new_id=lambda: "note")
    enrols(house, 1)
    enrols(house, 2)
    announcements.announce(EVENT)
    running = asyncio.create_task(spreading.run())
    async with asyncio.timeout(10):
        while not spreading.calling:  # noqa: ASYNC110 -- it sets no event
            await asyncio.sleep(0.01)
        house.ask("DEL", "spreading")
        while spreading.calling:  # noqa: ASYNC110 -- it sets no event
            await asyncio.sleep(0.01)
    running.cancel()
    await runner.close()
