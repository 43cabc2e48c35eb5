"""Lets people say what may be written to them, through the real step and the real commit, and sends what waits."""

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.attendant.turns import Next
from bot.conversation import step
from bot.delivery import deliveries
from bot.flows.scene import Scene
from bot.model.code import Codes
from bot.model.command import Reading, Say
from bot.model.contact import Purpose
from bot.model.event import Event, MessageReceived
from bot.model.ids import ContactId, Ids
from bot.model.notice import URGENT
from bot.model.turn import Reply
from bot.policy import Later, Place, refusal
from bot.store.outbox import Ended, Outbox
from channels.messages import Address, OutboundMessage, Status
from tests.store.building import LEASE, NOW, House


def words(name: str, _locale: str, /, **_: object) -> str:
    return name


def say(house: House, contact: str, native: str, address: Address, intent: Say) -> None:
    """Let somebody write, and take the turn."""
    assert house.accept(native, contact, address, text=intent.intent)
    turn(house, Reading((intent,), 1.0))


def turn(house: House, reading: Reading | None = None, notices: Sequence[Reply] = ()) -> None:
    """Take the one event that waits, with notices beside what it causes."""
    (claimed,) = house.claim()
    event: Event = house.mailbox.event(claimed.entries[0])
    known = Next(house.mailbox.known(claimed), claimed.entries, 0, claimed.suspect, claimed.stopped_at).heard(event)
    heard = reading if isinstance(event, MessageReceived) else None
    scene = Scene(
        event, known.contact, known.session, known.orders, heard, NOW, Ids(event.id), words, Codes(b"pepper of tests")
    )
    caused = step(scene)
    caused = replace(caused, replies=tuple(notices))
    parts = deliveries(caused, Ids(event.id), {}, NOW)
    operation = house.mailbox.commit(caused, token=claimed.token, events=(event,), deliveries=parts, lease_ms=LEASE)
    assert house.runner.run(operation).done


def notice(address: Address, purpose: Purpose, text: str = "news") -> Reply:
    return Reply(address, OutboundMessage(text), purpose, notice=URGENT)


def send(house: House, contact: str) -> list[tuple[Address, Purpose, bool]]:
    """Empty a contact's outbox of notices: to where, what for, and whether it was sent."""
    bulk, found = Outbox(house.codec, "bulk"), []
    attempts = house.runner.run(bulk.claim(100, LEASE))
    assert all(one.contact == ContactId(contact) for one in attempts)
    following = attempts[0] if attempts else None
    while following is not None:
        who, delivery = bulk.known(following)
        refused = refusal(delivery, who, now=NOW, place=Place(ZoneInfo("UTC")))
        assert not isinstance(refused, Later)
        found.append((delivery.address, delivery.purpose, refused is None))
        ended = Ended(Status.SENT if refused is None else Status.WITHHELD, error=refused or "")
        following = house.runner.run(bulk.record(following, ended, LEASE)).following
    return found
