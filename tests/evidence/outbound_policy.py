"""A year of messages that nobody asked for, through the real policy, held against the clock on the recipient's wall."""

import heapq
import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.model.contact import CONSENTED, Consent, Contact, Identity, Purpose, Reachable
from bot.model.delivery import Delivery
from bot.model.ids import AccountId, ContactId, DeliveryId
from bot.model.notice import OWN, ROUTINE, URGENT, Notice, Urgency
from bot.policy import Later, Place, refusal
from channels.messages import Address, OutboundMessage
from tests.measuring import Measure, at_least

_SEED = 20271
_LONG, _SHORT = 1_000_000, 20_000
ZONES = (
    *["Africa/Abidjan", "Africa/Cairo", "Africa/Casablanca", "Africa/Johannesburg", "Africa/Lagos", "Africa/Nairobi"],
    *["America/Anchorage", "America/Argentina/Buenos_Aires", "America/Bogota", "America/Caracas", "America/Chicago"],
    *[
        "America/Denver",
        "America/Halifax",
        "America/Havana",
        "America/Lima",
        "America/Los_Angeles",
        "America/Mexico_City",
    ],
    *["America/New_York", "America/Phoenix", "America/Santiago", "America/Sao_Paulo", "America/St_Johns", "Asia/Dhaka"],
    *["Asia/Dubai", "Asia/Kathmandu", "Asia/Kolkata", "Asia/Manila", "Asia/Singapore", "Asia/Tehran", "Asia/Tokyo"],
    *[
        "Australia/Adelaide",
        "Australia/Lord_Howe",
        "Australia/Sydney",
        "Europe/Lisbon",
        "Europe/London",
        "Europe/Madrid",
    ],
    *["Pacific/Apia", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Honolulu"],
)
_PLACE = Place(ZoneInfo("America/New_York"))
_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
_DAYS = 365
_EACH = 60
"""Messages that a person would get in the year, if all of them went out."""
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_HOURS = ((9, 18), (9, 18), (9, 18), (9, 18), (9, 18), (10, 17), (12, 17))
_WORDS = OutboundMessage("x")
_TERMS = (ROUTINE, ROUTINE, ROUTINE, OWN, URGENT)


@dataclass(slots=True)
class _Found:
    """What the simulation saw."""

    sent: int = 0
    asked: int = 0
    outside: int = 0
    after_stop: int = 0
    over_cap: int = 0
    on_change: Counter[str] = field(default_factory=Counter)
    kinds: set[tuple[Purpose, Urgency]] = field(default_factory=set)
    zones: set[str] = field(default_factory=set)


def simulating(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- the form is the one thing a measurement is told
    """Send until so many went out, and hold each against rules that are written anew here."""
    wanted = _LONG if long else _SHORT
    chance, found, begun, number = random.Random(_SEED), _Found(), time.process_time(), 0  # noqa: S311 -- no secret
    while found.sent < wanted:
        _live(ZONES[number % len(ZONES)], number, chance, found)
        number += 1
    spent = time.process_time() - begun
    told = f"of {found.sent} sends to {number} people"
    bad = {
        "sent outside of the hours on the recipient's wall": found.outside,
        "sent after STOP": found.after_stop,
        "sent over a cap": found.over_cap,
    }
    yield from (Measure(measure, value, told, "0", value == 0, _SEED) for measure, value in bad.items())
    yield at_least("time zones", len(found.zones), 40, "zones", seed=_SEED)
    yield at_least("purposes by urgency", len(found.kinds), len(CONSENTED) * 3 + 2, "kinds", seed=_SEED)
    for which in ("forward", "back"):
        number = found.on_change[which]
        yield at_least(f"sends within a day of the clocks' going {which}", number, 1, "sends", seed=_SEED)
    yield at_least("questions to the policy", found.asked / spent, 5000, "a CPU second", seed=_SEED)


def _live(zone: str, number: int, chance: random.Random, found: _Found) -> None:
    """Let a year pass for one person, who may say STOP in the middle of it."""
    where, address = ZoneInfo(zone), Address("sms", f"+1202{number:07}")
    person = Contact(
        ContactId(f"c{number}"),
        (Reachable(address),),
        Identity(AccountId("a"), "M", "A", time_zone=zone),
        consents=tuple(Consent(purpose, "sms", _YEAR) for purpose in CONSENTED),
    )
    stop = _YEAR + timedelta(days=chance.uniform(0, 3 * _DAYS))
    waiting = list(_written(person, address, chance))
    heapq.heapify(waiting)
    told: list[datetime] = []
    while waiting:
        now, place, delivery = heapq.heappop(waiting)
        known = person if now < stop else replace(person, addresses=(Reachable(address, opted_out_at=stop),))
        recent = [at for at in told if at > now - _WEEK]
        answer = refusal(delivery, known, now=now, place=_PLACE, told=recent)
        found.asked += 1
        if isinstance(answer, Later):
            heapq.heappush(waiting, (answer.at, place, delivery))
        elif answer is None:
            _judge(delivery, now, where, stop, told, found)
            if delivery.purpose in CONSENTED and delivery.notice.urgency is Urgency.ROUTINE:
                told.append(now)


def _written(person: Contact, address: Address, chance: random.Random) -> Iterator[tuple[datetime, int, Delivery]]:
    purposes = (*CONSENTED, *CONSENTED, Purpose.REPLY, Purpose.CODE)
    for place in range(_EACH):
        at = _YEAR + timedelta(seconds=chance.randrange(_DAYS * 86400))
        terms: Notice = chance.choice(_TERMS)
        if chance.random() < 0.5:
            terms = replace(terms, not_after=at + timedelta(hours=chance.randrange(1, 200)))
        purpose = chance.choice(purposes)
        yield at, place, Delivery(DeliveryId(f"d{place}"), person.id, address, _WORDS, purpose, at, notice=terms)


def _judge(
    delivery: Delivery, now: datetime, where: ZoneInfo, stop: datetime, told: list[datetime], found: _Found
) -> None:
    """Hold one send against the rules, as somebody reads them who never saw our code."""
    wall, urgency, asked_for = now.astimezone(where), delivery.notice.urgency, delivery.purpose not in CONSENTED
    found.sent += 1
    found.zones.add(where.key)
    found.kinds.add((delivery.purpose, Urgency.ROUTINE if asked_for else urgency))
    before, after = ((wall + days).utcoffset() or timedelta() for days in (-_DAY, _DAY))
    if before != after:
        found.on_change["forward" if after > before else "back"] += 1
    if asked_for:
        return
    found.after_stop += now >= stop
    found.outside += urgency is not Urgency.URGENT and not _allowed(wall, where)
    if urgency is Urgency.ROUTINE:
        found.over_cap += any(at > now - _DAY for at in told) or sum(at > now - _WEEK for at in told) >= 3


def _allowed(wall: datetime, where: ZoneInfo) -> bool:
    if where.key == "Asia/Kolkata":
        return 10 <= wall.hour < 21
    first, last = _HOURS[wall.weekday()]
    return first <= wall.hour < last
