"""What flexibility events promise: everybody enrolled is asked in time and once, and a result is right."""

import asyncio
import itertools
import statistics
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx

from bot import wiring
from bot.model.contact import Consent, Contact, Identity, Proof, Purpose, Reachable
from bot.model.ids import AccountId, ContactId, OrderId
from bot.model.order import Order, OrderState
from bot.model.session import Session
from bot.store.called import Standing
from channels.messages import Address
from sandbox.running import running
from tests.bench.processes import cpu_seconds
from tests.chaos.outside import Line
from tests.chaos.posting import Webhook
from tests.chaos.storm import Stage, stage, tell
from tests.measuring import Measure, Measurement, at_most
from tools.feed import FlexibilityEvent
from tools.measuring import Measuring
from tools.offers import Kind, Money, Offer, ProgrammeTerms
from tools.reduction import MeasureReduction
from tools.territories import territory
from tools.world_engine import WorldEngine

_PROGRAMME = "8101"
_FIRST = 700_160_000
_STRANGER = 700_280_000
_AT_ONCE = 500
_HOUR = timedelta(hours=1)
_WITHIN = 180.0
_PATIENCE = 400.0
_NEVER = 999.0
_NOTICE = "Do you take part?"
_EVERY = 0.25
_ANSWERS = 20
_TERMS = ProgrammeTerms(reward_low=Money(100, "USD"), reward_high=Money(200, "USD"))
_ZONE = ZoneInfo("America/Los_Angeles")
_METERS = 20
_SIMILAR = 10
_LOOKBACK = 45


@dataclass(frozen=True, slots=True)
class _Called:
    """What came of an event: seconds until the last notice was taken, notices by person, what replies took."""

    seconds: float
    heard: Counter[str]
    replies: tuple[float, ...]
    standing: Standing


def _line(number: int) -> Line:
    return "telegram", str(_FIRST + number)


def _enrolled(number: int, now: datetime) -> tuple[Contact, Session, Order]:
    """Somebody who was enrolled with a code a month ago, and whose conversation rests."""
    contact, account = ContactId(f"enrolled-{number}"), AccountId(f"A-{number}")
    address = Address(*_line(number))
    month_ago = now - timedelta(days=30)
    known = Contact(
        contact,
        (Reachable(address, Proof(account, month_ago)),),
        Identity(account, f"MTR-{number}", "Somebody", "en", _ZONE.key),
        consents=(Consent(Purpose.FLEXIBILITY, "telegram", month_ago),),
    )
    offer = Offer("o", Kind.DFP, "Peak Saver", "Power", "81", "", None, item_id=_PROGRAMME, programme=_TERMS)
    order = Order(
        OrderId(f"order-{number}"),
        Kind.DFP,
        f"t-{number}",
        offer.name,
        offer.provider,
        None,
        "digest",
        OrderState.CONFIRMED,
        month_ago,
        number=f"N-{number}",
        account=account,
        offer=offer,
    )
    return known, Session(contact, "welcome", "rest", version=9, last_address=address), order


async def _plant(house: Stage, people: int) -> None:
    """Write them into the store as commits would have."""
    store, now = wiring.store(house.house.settings), datetime.now(UTC)
    codec, mailbox = store.mailbox._codec, store.mailbox  # noqa: SLF001 -- the harness writes what the house reads
    for first in range(0, people, _AT_ONCE):
        pipeline = house.house.redis.pipeline(transaction=False)
        for number in range(first, min(first + _AT_ONCE, people)):
            contact, session, order = _enrolled(number, now)
            hashed = mailbox.address_hash(Address(*_line(number)))
            record = f"contact:{contact.id}"
            pipeline.hset(record, "contact", codec.write(contact))
            pipeline.hset(record, "session", codec.write(session))
            pipeline.hset(record, mapping={f"at:{hashed}": "", f"in:{_PROGRAMME}": ""})
            pipeline.hset(f"orders:{contact.id}", order.id, codec.write(order))
            pipeline.set(f"address:{hashed}", contact.id)
            pipeline.sadd(f"enrolled:{_PROGRAMME}", contact.id)
        await pipeline.execute()
    store.runner.close()


def _event(now: datetime) -> FlexibilityEvent:
    start = now + 12 * _HOUR
    return FlexibilityEvent("evidence", _PROGRAMME, start, start + 3 * _HOUR, start, start + 4 * _HOUR)


def _notices(house: Stage, people: int) -> Counter[str]:
    """How many notices each person's provider took."""
    lines = [_line(number) for number in range(people)]
    return Counter(line[1] for line in lines for call in house.outside.messages(line) if _NOTICE in call.text)


async def _asked(house: Stage, numbers: Iterator[int]) -> float:
    """Return the seconds that a stranger waits for an answer."""
    line: Line = ("telegram", str(_STRANGER + next(numbers)))
    begun = time.monotonic()
    await house.postman.post(Webhook(line, next(house.numbers), "help"))
    while not house.outside.messages(line) and time.monotonic() - begun < _PATIENCE:
        await house.outside.wait(0.02)
    return time.monotonic() - begun


async def _call(people: int) -> _Called:
    async with stage() as house:
        await _plant(house, people)
        announcements = wiring.announcements(house.house.settings)
        strangers, replies = itertools.count(), []
        await _asked(house, strangers)
        begun, last, before = time.monotonic(), 0.0, _spent(house)
        await asyncio.to_thread(announcements.announce, _event(datetime.now(UTC)))
        while time.monotonic() - begun < _PATIENCE:
            replies.append(await _asked(house, strangers))
            if _taken(house) >= people:
                last = time.monotonic() - begun
                break
            await asyncio.sleep(_EVERY)
        after = _spent(house)
        tell(", ".join(f"{role} {(after[role] - before[role]) / people * 1000:.2f} CPU ms a home" for role in after))
        for number in range(min(_ANSWERS, people)):
            await house.postman.post(Webhook(_line(number), next(house.numbers), "join"))
        await house.quiet()
        standing = await asyncio.to_thread(announcements.standing, "evidence")
        if standing is None:
            raise LookupError("the event is not kept")
        return _Called(last or _NEVER, _notices(house, people), tuple(replies), standing)


def _spent(house: Stage) -> dict[str, float]:
    """Return the CPU seconds that each kind of process used so far, and what the stand-ins did."""
    roles = ("attend", "web", "redis")
    spent = {role: sum(cpu_seconds(pid) for pid in house.house.crew.pids(role)) for role in roles}
    return {**spent, "stand-ins": time.process_time()}


def _taken(house: Stage) -> int:
    """Return how many of the enrolled heard something so far; what it was is looked at in the end."""
    return sum(bool(calls) for line, calls in house.outside.heard.items() if int(line[1]) < _STRANGER)


def _calling(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- the form is what every measurement is told
    people = 50_000 if long else 1000
    came = asyncio.run(_call(people))
    twice = sum(times > 1 for times in came.heard.values())
    fates = came.standing.fates
    joined, slowest = fates.get("joined", 0), max(came.replies)
    tell(f"{people} were asked in {came.seconds:.1f} s; a reply took {statistics.median(came.replies):.2f} s meanwhile")
    name = f"an event for {people} enrolled"
    return [
        at_most(f"{name}: the last notice taken by the provider", came.seconds, _WITHIN, "s"),
        Measure(f"{name}: asked", len(came.heard), "people", str(people), len(came.heard) == people),
        Measure(f"{name}: asked twice", twice, "people", "0", twice == 0),
        Measure(f"{name}: the report's sum", sum(fates.values()), "people", str(people), sum(fates.values()) == people),
        Measure(f"{name}: answers counted", joined, "people", str(_ANSWERS), joined == _ANSWERS),
        at_most(f"{name}: a reply meanwhile (median)", statistics.median(came.replies), 1.0, "s"),
        at_most(f"{name}: a reply meanwhile (slowest)", slowest, 5.0, "s"),
    ]


def _directly(rows: list[dict[str, object]], day: date) -> tuple[float, float]:
    """Return what was used less from 17 to 20 on a day, and the cents at a dollar a kWh, by hand."""
    used: dict[tuple[date, int], float] = {}
    for row in rows:
        at = datetime.fromisoformat(str(row["timestamp"])).astimezone(_ZONE)
        used[at.date(), at.hour] = float(str(row["consumptionKWh"]))

    def evening(one: date) -> float | None:
        hours = [used.get((one, hour)) for hour in (17, 18, 19)]
        return None if None in hours else sum(hour for hour in hours if hour is not None)

    before = [day - timedelta(days=back) for back in range(1, _LOOKBACK + 1)]
    similar = [one for one in before if (one.weekday() < 5) == (day.weekday() < 5) and evening(one) is not None]
    usual = sum(evening(one) or 0.0 for one in similar[:_SIMILAR]) / _SIMILAR
    kwh = usual - (evening(day) or 0.0)
    return kwh, round(max(kwh, 0.0) * 100)


def _measuring(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- as above
    days, wrong, cents, count = (14 if long else 3), 0.0, 0, 0
    with running() as world:
        registry = WorldEngine(world.url)
        measuring = Measuring(registry, territory(), lambda: datetime.now(UTC))
        listed = httpx.get(f"{world.url}/meters", params={"pagination[pageSize]": "100"}, trust_env=False).json()
        for meter in listed["data"][:_METERS]:
            if meter["code"] == "MTR-0013":  # its readings are broken, so that there is no number
                continue
            rows = httpx.get(f"{world.url}/meter-datasets/{meter['id']}", trust_env=False, timeout=60).json()["data"]
            for back in range(2, 2 + days):
                day = (datetime.now(_ZONE) - timedelta(days=back)).date()
                start = datetime(day.year, day.month, day.day, 17, tzinfo=_ZONE).astimezone(UTC)
                asked = MeasureReduction(meter["code"], start, start + 3 * _HOUR, start - 24 * _HOUR, _TERMS, _ZONE.key)
                found, (kwh, paid) = measuring.run(asked).result, _directly(rows, day)
                wrong = max(wrong, abs((found.kwh if found.kwh is not None else _NEVER) - kwh))
                cents += found.expected is None or abs(found.expected.amount - paid) > 0
                count += 1
        registry.close()
    return [
        at_most("results held against a direct computation: the largest difference", wrong, 1e-3, "kWh"),
        Measure("results held against a direct computation: another amount", cents, f"of {count}", "0", cents == 0),
    ]


MEASUREMENTS = (
    Measurement("an event for everybody who is enrolled", _calling),
    Measurement("what an event came to", _measuring),
)
