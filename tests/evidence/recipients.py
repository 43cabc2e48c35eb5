"""People who may be written to, a campaign to all of them, and what its ledger says of each."""

import asyncio
from collections.abc import Mapping

from redis.exceptions import RedisError

from bot import wiring
from bot.model.contact import CONSENTED, Consent, Contact, Reachable
from bot.model.ids import ContactId
from channels.messages import Address
from tests.chaos.house import House, stored, until
from tests.chaos.outside import Line

NAME = "spring"
WORDS = "The sun is back."
OUT = frozenset({"sent", "delivered", "read"})
"""Fates of those whose provider took it."""
_FILE = f"""
name: {NAME}
purpose: marketing
audience: {{where: {{channels: [telegram]}}}}
words: {{telegram: {{en: "{WORDS}"}}}}
speed: SPEED
stop_when: {{failed_percent: 100, after: 1000000}}
"""
_FIRST = 700_160_000
_AT_ONCE = 1000
_ROWS = 200
_LISTED = 600.0


def line(number: int) -> Line:
    """Return where a recipient is reached."""
    return "telegram", str(_FIRST + number)


async def settle(house: House, recipients: int) -> None:
    """Let so many people live here who allow everything."""
    store = wiring.store(house.settings)
    codec, mailbox, now = store.mailbox._codec, store.mailbox, wiring.now()  # noqa: SLF001 -- the harness writes what the house reads
    consents = tuple(Consent(purpose, "telegram", now) for purpose in CONSENTED)
    for first in range(0, recipients, _AT_ONCE):
        pipeline = house.redis.pipeline(transaction=False)
        for number in range(first, min(first + _AT_ONCE, recipients)):
            address = Address(*line(number))
            one = Contact(ContactId(f"r{number}"), (Reachable(address),), consents=consents)
            hashed = mailbox.address_hash(address)
            pipeline.hset(f"contact:{one.id}", mapping={"contact": codec.write(one), f"at:{hashed}": ""})
            pipeline.set(f"address:{hashed}", one.id)
        await pipeline.execute()
    store.runner.close()


async def launch(house: House, speed: int) -> None:
    """Launch the campaign, as its manager does, and wait until it goes."""
    file = house.folder / f"{NAME}.yaml"
    await asyncio.to_thread(file.write_text, _FILE.replace("SPEED", str(speed)))
    await house.wattline("campaign", "launch", str(file))
    if not await until(lambda: is_now(house, "running", "ended"), _LISTED):
        raise LookupError("the campaign was not launched")


async def is_now(house: House, *wanted: str) -> bool:
    """Tell whether the campaign is in one of these states; while the store is away it is not."""
    try:
        found = await house.redis.hget(f"ledger:campaign:{NAME}", "state")
    except (RedisError, OSError):
        return False
    return found is not None and stored(found).decode() in wanted


async def counted(house: House) -> int:
    """Return the sum of the ledger's counters."""
    counts = await house.redis.hgetall(f"ledger:campaign:{NAME}")
    return sum(int(value) for name, value in counts.items() if stored(name).startswith(b"fate:"))


async def fates(house: House, recipients: int) -> Mapping[int, str]:
    """Return each recipient's fate, by their number."""
    found: dict[int, str] = {}
    for chunk in range(recipients // _ROWS + 1):
        key = f"ledger:campaign:{NAME}"
        rows = await house.redis.hgetall(f"{key}:rows:{chunk}")
        fate = await house.redis.hgetall(f"{key}:fates:{chunk}")
        for row, value in rows.items():
            contact = stored(value).decode().partition("|")[0]
            found[int(contact.removeprefix("r"))] = stored(fate[row]).decode()
    return found
