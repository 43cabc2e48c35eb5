"""How fast a campaign leaves one attend process, against a bare loop on the same library, while customers write."""

import asyncio
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bot import wiring
from bot.model.audience import Audience, Condition
from bot.model.campaign import Campaign, Words
from bot.model.contact import CONSENTED, Consent, Contact, Purpose, Reachable
from bot.model.ids import ContactId
from bot.store.beating import alive
from bot.store.counts import State
from bot.store.ledgers import Listed
from channels.messages import Address, OutboundMessage
from channels.telegram import Telegram
from tests.bench.latency import RATE, House, installed
from tests.bench.processes import cpu_seconds, running
from tests.measuring import Measure, at_least, at_most

_FIRST = 720_000_000
_REPLIES = 700_400_000
_APART = 10_000_000
_AT_ONCE = 50
_PATIENCE = 300.0
_FEW = 30
"""Customers a second who write while a campaign goes out, where one of twenty answers it at once; RATE is a storm."""
_WORDS = "The sun is back over your roof."


@dataclass(frozen=True, slots=True)
class Round:
    """One campaign to so many chats, from `first` on, while customers write: `rate` of them a second."""

    rate: int
    number: int
    first: int
    replies: int

    @property
    def campaign(self) -> Campaign:
        """What goes out."""
        return Campaign(
            f"speed-{self.rate}",
            Purpose.SERVICE,
            Audience(Condition(channels=("telegram",))),
            {"telegram": {"en": Words(_WORDS)}},
            ("telegram",),
            speed=2000,
        )


def sending(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- the form is the one thing a measurement is told
    """Send so many, while customers write at a steady rate, and count the CPU seconds of the attend process."""
    number = 20_000 if long else 2_000
    with (
        TemporaryDirectory() as folder,
        installed(Path(folder)) as house,
        running([sys.executable, "worker.py"], house.store, house.environment),
    ):
        _working(house)
        asyncio.run(house.converse(_REPLIES - RATE, RATE))  # who has just started has much else to do
        bare = asyncio.run(_bare(house, number))
        for place, rate in enumerate((_FEW, RATE)):
            yield from _beside(house, Round(rate, number, _FIRST + place * _APART, _REPLIES + place * _APART), bare)


def _beside(house: House, one: Round, bare: float) -> Iterator[Measure]:
    """Measure a campaign beside customers; `bare` is the CPU seconds of a message in a loop of the library alone."""
    _write_down(house, one)
    before, redis_before = cpu_seconds(house.attend), cpu_seconds(house.redis)
    times = sorted(asyncio.run(_meanwhile(house, one)))
    spent, kept = cpu_seconds(house.attend) - before, cpu_seconds(house.redis) - redis_before
    name, number = f"a campaign to {one.number} on Telegram beside {one.rate} customers a second", one.number
    answered = len(times) * spent / (len(times) + number)  # a reply costs no less than a message
    yield at_least(f"{name}: messages a CPU second of attend", number / (spent - answered), 500, "messages")
    yield at_least(f"{name}: against a bare loop on the same library", bare / (spent / number), 0.1, "ratio")
    yield at_most(f"{name}: CPU of Redis a message", kept / number * 1000, 2.0, "ms")
    yield at_most(f"{name}: replies meanwhile, 99th percentile", times[len(times) * 99 // 100] * 1000, 100.0, "ms")


def _working(house: House) -> None:
    """Wait until the worker works: what it has to load would be in everybody's way."""
    parts, end = wiring.store(house.settings), time.monotonic() + _PATIENCE
    while not parts.runner.run(alive(["worker"]))["worker"]:
        if time.monotonic() > end:
            raise RuntimeError("the worker did not begin to work")
        time.sleep(0.1)
    parts.runner.close()


async def _bare(house: House, number: int) -> float:
    """Send as many with nothing but the library; return the CPU seconds of this process a message."""
    token = house.settings.telegram_bot_token or ""
    secret, url = house.settings.telegram_webhook_secret or "", house.settings.telegram_api_url
    channel, room = Telegram(token=token, secret=secret, api_url=url), asyncio.Semaphore(_AT_ONCE)
    chats = [Address("telegram", str(_FIRST - number + n)) for n in range(number)]

    async def send(address: Address) -> None:
        async with room:
            await channel.send(address, OutboundMessage(_WORDS), delivery=address.id)

    await send(chats[0])
    begun = time.process_time()
    await asyncio.gather(*map(send, chats[1:]))
    spent = time.process_time() - begun
    await channel.close()
    return spent / (number - 1)


def _write_down(house: House, one: Round) -> None:
    """Let so many people live here, written down in a campaign that does not go yet."""
    parts, now = wiring.store(house.settings), wiring.now()
    codec = parts.mailbox._codec  # noqa: SLF001 -- the harness writes what the house reads
    consents = tuple(Consent(purpose, "telegram", now) for purpose in CONSENTED)
    chats = range(one.first, one.first + one.number)
    people = [
        Contact(ContactId(f"s{chat}"), (Reachable(Address("telegram", str(chat))),), consents=consents)
        for chat in chats
    ]
    parts.runner.run(parts.ledgers.open(one.campaign))
    for first in range(0, one.number, 200):
        some = people[first : first + 200]
        for person in some:
            parts.runner.redis.hset(f"contact:{person.id}", "contact", codec.write(person))
        parts.runner.run(parts.ledgers.enlist(one.campaign.ledger, [Listed(person.id, now) for person in some]))
    parts.runner.close()


async def _meanwhile(house: House, one: Round) -> list[float]:
    """Let the campaign go while customers write; return the seconds until each of them was answered."""
    parts, times, ledger = wiring.store(house.settings), list[float](), one.campaign.ledger
    parts.runner.run(parts.ledgers.turn(ledger, State.RUNNING, (State.LISTING,)))
    end, sent = time.monotonic() + _PATIENCE, 0
    while sent < one.number:
        if time.monotonic() > end:
            raise RuntimeError(f"{sent} of {one.number} were sent in time")
        times += await house.converse(one.replies + len(times), one.rate, one.rate)
        count = parts.runner.run(parts.ledgers.count(ledger))
        sent = count.fates.get("sent", 0) if count else 0
    parts.runner.close()
    return times
