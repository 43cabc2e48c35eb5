"""What we promise on WhatsApp: windows are known, what waits arrives, receipts are acted upon, calls are sound."""

import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.request import urlopen

from bot.delivery import deliveries
from bot.model.contact import Contact, Identity, Proof, Purpose, Reachable
from bot.model.event import OperatorSpoke
from bot.model.ids import AccountId, ContactId, DeliveryId, EventId, Ids
from bot.model.session import Session
from bot.model.turn import Reply, Turn
from channels.messages import Address, OutboundMessage
from sandbox.shapes import Json
from tests.evidence.planted import ROOT, Planted, planted
from tests.evidence.twilio_published import objections
from tests.measuring import Measure, Measurement

_MANY, _MANY_LONG = 10, 50
_DAY_AND_MORE = timedelta(hours=25)
_NEWS = "Your meter is exchanged on Friday."
_PATIENCE = 120.0
_SILENCE = 4.0
_LEASE_MS = 60_000
_GOOD: Sequence[Sequence[tuple[str, int | None]]] = (
    (("queued", None), ("sent", None), ("delivered", None), ("read", None)),
    (("delivered", None), ("sent", None), ("queued", None)),
    (("read", None), ("delivered", None), ("sent", None)),
    (("accepted", None), ("sent", None)),
)
_BAD: Sequence[Sequence[tuple[str, int | None]]] = (
    (("queued", None), ("sent", None), ("undelivered", 63024)),
    (("failed", 63024), ("sent", None), ("queued", None)),
    (("sent", None), ("failed", 63032), ("failed", 63032)),
)


def _serves(house: Planted) -> bool:
    """Whether the web process takes webhooks: Twilio gives up after a quarter of a minute."""
    with suppress(OSError), urlopen(f"http://127.0.0.1:{house.settings.port}/health/live", timeout=2) as answer:
        return bool(answer.status == 200)
    return False


def _phone(number: int) -> str:
    return f"+1202557{number:04}"


def _equal(measure: str, value: int, wanted: int, unit: str) -> Measure:
    return Measure(measure, value, unit, f"= {wanted}", value == wanted)


def _hash(house: Planted, channel: str, phone: str) -> str:
    return house.store.mailbox.address_hash(Address(channel, phone))


def _say(house: Planted, phone: str, text: str) -> None:
    """Let an operator write to a customer."""
    contact = house.store.runner.redis.get(f"address:{_hash(house, 'whatsapp', phone)}")
    assert isinstance(contact, bytes)
    spoke = OperatorSpoke(EventId(f"spoke-{phone}"), datetime.now(UTC), "op", text)
    house.store.runner.run(house.store.mailbox.append(ContactId(contact.decode()), spoke))


def _close(house: Planted, phone: str) -> None:
    """Let the customer's last word be more than a day old for us as well."""
    heard = int((datetime.now(UTC) - _DAY_AND_MORE).timestamp() * 1000)
    house.store.runner.redis.set(f"heard:{_hash(house, 'whatsapp', phone)}", heard, ex=86_400)


def _shown(house: Planted, channel: str, phone: str, containing: str = "") -> list[Json]:
    found = house.sandbox.wire.messages(channel, phone)
    return [one for one in found if not one["mine"] and containing in one["text"]]


def _all(house: Planted, phones: Sequence[str], containing: str) -> bool:
    return all(_shown(house, "whatsapp", phone, containing) for phone in phones)


def _windows(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- the form is what every measurement is told
    count = _MANY_LONG if long else _MANY
    phones = [_phone(number) for number in range(count)]
    known = phones[::2]
    with planted({}) as house:
        _submit(house)
        house.start("web", "attend")
        house.until(lambda: _serves(house), _PATIENCE)
        buttons = _greeted(house, phones)
        yield _equal("WhatsApp: customers whose choices were buttons or a list", buttons, count, "customers")
        house.sandbox.wire.advance_clock(_DAY_AND_MORE.total_seconds())
        for phone in known:
            _close(house, phone)
        for phone in phones:
            _say(house, phone, _NEWS)
        house.until(lambda: all(_asked(house, phone) for phone in phones), _PATIENCE)
        time.sleep(_SILENCE)
        tried = sum(_NEWS in _calls(house, phone) for phone in known)
        yield _equal("outside a window that we knew to be closed: calls with free text", tried, 0, f"of {len(known)}")
        yield from _waiting(house, phones)
        yield from _sound(house, ("Body", "ContentSid"))


def _greeted(house: Planted, phones: Sequence[str]) -> int:
    for phone in phones:
        house.sandbox.wire.send("whatsapp", phone, "hello")
    house.until(lambda: _all(house, phones, ""), _PATIENCE)
    return sum(bool(_shown(house, "whatsapp", phone)[-1]["buttons"]) for phone in phones)


def _waiting(house: Planted, phones: Sequence[str]) -> Iterable[Measure]:
    """One half was known to be out of reach before, the other by a receipt; they write, or press the button."""
    asked = sum(len(_asked(house, phone)) == 1 for phone in phones)
    early = sum(bool(_shown(house, "whatsapp", phone, _NEWS)) for phone in phones)
    yield _equal("parked, known before or by a receipt: asked to write, once", asked, len(phones), "customers")
    yield _equal("the same: shown before they wrote", early, 0, "messages")
    for place, phone in enumerate(phones):
        if place % 3:
            button = _asked(house, phone)[0]
            house.sandbox.wire.tap(phone, button["number"], "nudge.read", channel="whatsapp")
        else:
            house.sandbox.wire.send("whatsapp", phone, "ok")
    house.until(lambda: _all(house, phones, _NEWS), _PATIENCE)
    time.sleep(_SILENCE)
    arrived = sum(len(_shown(house, "whatsapp", phone, _NEWS)) == 1 for phone in phones)
    yield _equal("the same: arrived, once, when they wrote or pressed the button", arrived, len(phones), "customers")


def _submit(house: Planted) -> None:
    command = [sys.executable, "-m", "bot.cli", "templates", "--submit"]
    subprocess.run(command, cwd=ROOT, env=house.environment, check=True, capture_output=True)


def _asked(house: Planted, phone: str) -> list[Json]:
    return [one for one in _shown(house, "whatsapp", phone) if one["note"] == "template"]


def _calls(house: Planted, phone: str) -> str:
    """Return all words that were handed over for a phone."""
    sent = house.sandbox.wire.requests("twilio", "Messages.json")
    return " ".join(
        str(one["body"].get("Body")) for one in sent if one["method"] == "POST" and one["body"]["To"].endswith(phone)
    )


def _sound(house: Planted, kinds: Sequence[str]) -> Iterable[Measure]:
    calls: list[Mapping[str, str]] = [
        one["body"] for one in house.sandbox.wire.requests("twilio", "Messages.json") if one["method"] == "POST"
    ]
    wrong = [found for call in calls for found in objections(call)]
    unit = f"of {len(calls)} calls" if not wrong else f"of {len(calls)} calls: {wrong[0]}"
    yield _equal("calls that a reader written from Twilio's pages objects to", len(wrong), 0, unit)
    there = sum(any(kind in call for call in calls) for kind in kinds)
    yield _equal(f"the same, kinds of call seen ({', '.join(kinds)})", there, len(kinds), "kinds")


def _receipts(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- as above
    times = 5 if long else 1
    good, bad = list(_GOOD) * times, list(_BAD) * times
    with planted({}) as house:
        house.start("web")
        house.until(lambda: _serves(house), _PATIENCE)
        for number, steps in enumerate((*good, *bad)):
            house.sandbox.wire.fate("whatsapp", *steps, who=_phone(number))
            _notice(house, _phone(number), f"{_NEWS} {number}")
        house.start("attend")
        failed = range(len(good), len(good) + len(bad))
        house.until(lambda: all(_shown(house, "sms", _phone(number)) for number in failed), _PATIENCE)
        time.sleep(_SILENCE)
        fallen = sum(len(_shown(house, "sms", _phone(number), f"{_NEWS} {number}")) == 1 for number in failed)
        others = sum(len(_shown(house, "sms", _phone(number))) for number in range(len(good)))
        wanted = ["read", "delivered", "read", "sent"] * times + ["failed"] * len(bad)
        ends = [_status(house, number) for number in range(len(wanted))]
        yield from _sound(house, ("Body",))
    right = sum(end == one for end, one in zip(ends, wanted, strict=True))
    yield _equal("receipts in every order: deliveries that end where they should", right, len(wanted), "deliveries")
    yield _equal("notices that WhatsApp could not deliver: came by SMS, once", fallen, len(bad), "notices")
    yield _equal("notices accepted, sent, delivered or read: came by SMS as well", others, 0, f"of {len(good)}")


def _notice(house: Planted, phone: str, text: str) -> None:
    """Leave a service notice as a turn would, for somebody who proved an account on WhatsApp and by SMS."""
    run, mailbox, at = house.store.runner.run, house.store.mailbox, datetime.now(UTC)
    house.sandbox.wire.send("whatsapp", phone, "hello")
    end = time.monotonic() + _PATIENCE
    while not (found := run(mailbox.claim(1, _LEASE_MS))) and time.monotonic() < end:
        time.sleep(0.05)
    (claimed,) = found
    here, account, heard = Address("whatsapp", phone), AccountId(f"account-{phone}"), mailbox.event(claimed.entries[0])
    proven = tuple(Reachable(one, Proof(account, at)) for one in (here, Address("sms", phone)))
    person = Contact(claimed.contact, proven, Identity(account, "MTR-0001", "Ana"))
    notice = Reply(here, OutboundMessage(text), Purpose.SERVICE)
    turn = Turn(Session(claimed.contact, version=1), person, replies=(notice,))
    made = [replace(one, id=_delivery(phone)) for one in deliveries(turn, Ids(heard.id), {}, at)]
    run(mailbox.commit(turn, token=claimed.token, events=(heard,), deliveries=made, lease_ms=_LEASE_MS))


def _delivery(phone: str) -> DeliveryId:
    return DeliveryId(f"notice-{phone.lstrip('+')}")


def _status(house: Planted, number: int) -> str:
    found = house.store.runner.redis.hget(f"delivery:{_delivery(_phone(number))}", "status")
    return found.decode() if isinstance(found, bytes) else ""


MEASUREMENTS = (
    Measurement("windows on WhatsApp", _windows),
    Measurement("receipts in every order", _receipts),
)
