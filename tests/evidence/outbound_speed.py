"""How fast a campaign leaves one attend process, against a bare loop on the same library, while customers write."""

import asyncio
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bot import wiring
from bot.campaigns.sending import Batches
from bot.model.audience import Audience, Condition
from bot.model.campaign import Campaign, Words
from bot.model.contact import CONSENTED, Consent, Contact, Purpose, Reachable
from bot.model.ids import ContactId
from bot.store.counts import State
from bot.store.ledgers import Listed
from channels.messages import Address, OutboundMessage
from channels.telegram import Telegram
from tests.bench.latency import RATE, House, installed
from tests.bench.processes import cpu_seconds
from tests.measuring import Measure, at_least, at_most

_FIRST = 720_000_000
_REPLIES = 700_400_000
_AT_ONCE = 50
_PATIENCE = 300.0
_WORDS = "The sun is back over your roof."
_CAMPAIGN = Campaign(
    "speed",
    Purpose.SERVICE,
    Audience(Condition(channels=("telegram",))),
    {"telegram": {"en": Words(_WORDS)}},
    ("telegram",),
    speed=2000,
)


def sending(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- the form is the one thing a measurement is told
    """Send so many, while customers write at a steady rate, and count the CPU seconds of the attend process."""
    number = 20_000 if long else 2_000
    with TemporaryDirectory() as folder, installed(Path(folder)) as house, _campaign(house, number):
        asyncio.run(house.converse(_REPLIES - RATE, RATE))  # who has just started has much else to do
        bare = asyncio.run(_bare(house, number))
        before, redis_before = cpu_seconds(house.attend), cpu_seconds(house.redis)
        times = sorted(asyncio.run(_meanwhile(house, number)))
        spent, kept = cpu_seconds(house.attend) - before, cpu_seconds(house.redis) - redis_before
    name = f"a campaign to {number} on Telegram"
    answered = len(times) * spent / (len(times) + number)  # a reply costs no less than a message
    yield at_least(f"{name}: messages a CPU second of attend", number / (spent - answered), 500, "messages")
    yield at_least(f"{name}: against a bare loop on the same library", bare / (spent / number), 0.1, "ratio")
    yield at_most(f"{name}: CPU of Redis a message", kept / number * 1000, 2.0, "ms")
    yield at_most(f"{name}: replies meanwhile, 99th percentile", times[len(times) * 99 // 100] * 1000, 100.0, "ms")


async def _bare(house: House, number: int) -> float:
    """Send as many with nothing but the library; return the CPU seconds of this process a message."""
    token = house.settings.telegram_bot_token or ""
    secret, url = house.settings.telegram_webhook_secret or "", house.settings.telegram_api_url
    channel, room = Telegram(token=token, secret=secret, api_url=url), asyncio.Semaphore(_AT_ONCE)
    chats = [Address("telegram", str(_FIRST + number + n)) for n in range(number)]

    async def send(address: Address) -> None:
        async with room:
            await channel.send(address, OutboundMessage(_WORDS), delivery=address.id)

    await send(chats[0])
    begun = time.process_time()
    await asyncio.gather(*map(send, chats[1:]))
    spent = time.process_time() - begun
    await channel.close()
    return spent / (number - 1)


@contextmanager
def _campaign(house: House, number: int) -> Iterator[None]:
    """Let so many people live here, written down in a campaign that does not go yet."""
    parts, now = wiring.store(house.settings), wiring.now()
    codec = parts.mailbox._codec  # noqa: SLF001 -- the harness writes what the house reads
    consents = tuple(Consent(purpose, "telegram", now) for purpose in CONSENTED)
    people = [
        Contact(ContactId(f"s{n}"), (Reachable(Address("telegram", str(_FIRST + n))),), consents=consents)
        for n in range(number)
    ]
    parts.runner.run(parts.ledgers.open(_CAMPAIGN))
    for first in range(0, number, 200):
        some = people[first : first + 200]
        for one in some:
            parts.runner.redis.hset(f"contact:{one.id}", "contact", codec.write(one))
        parts.runner.run(parts.ledgers.enlist(_CAMPAIGN.ledger, [Listed(one.id, now) for one in some]))
    yield
    parts.runner.close()


async def _meanwhile(house: House, number: int) -> list[float]:
    """Let the campaign go while customers write; return the seconds until each of them was answered."""
    sent = asyncio.create_task(asyncio.to_thread(_go, house, number))
    times: list[float] = []
    while not sent.done():
        times += await house.converse(_REPLIES + len(times), RATE)
    await sent
    return times


def _go(house: House, number: int) -> None:
    """Put all of it into outboxes, and wait until all of it is sent."""
    parts = wiring.store(house.settings)
    batches = Batches(parts.runner, parts.ledgers, "en", wiring.now)
    parts.runner.run(parts.ledgers.turn(_CAMPAIGN.ledger, State.RUNNING, (State.LISTING,)))
    for chunk in range((number + 199) // 200):
        batches.send(_CAMPAIGN.ledger, chunk)
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        count = parts.runner.run(parts.ledgers.count(_CAMPAIGN.ledger))
        if count is not None and count.fates.get("sent", 0) == number:
            parts.runner.close()
            return
        time.sleep(0.1)
    raise RuntimeError("the campaign was not sent in time")
