"""Two hundred invented customers who are served, looked for in everything that is kept, and taken away."""

import asyncio
import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot import wiring
from bot.model.ids import ContactId
from sandbox.consumption import Registry
from sandbox.customers import Customer, Directory
from tests.chaos.house import until
from tests.chaos.outside import Line
from tests.chaos.posting import Webhook
from tests.chaos.storm import Stage

PEOPLE = 200
_CODE = re.compile(r"\b(\d{6})\b")
_PATIENCE = 30.0
_SMS_TOO = 2
"""Every second person writes on Telegram; everybody's codes go to the phone."""


@dataclass(slots=True)
class Planted:
    """One of them, with the code that was sent."""

    customer: Customer
    line: Line
    secret: str
    codes: list[str] = field(default_factory=list)

    def canaries(self) -> Iterable[bytes]:
        """Yield what must lie nowhere in clear: phone, name, meter, code and own words."""
        one = self.customer
        yield from (words.encode() for words in (one.phone, one.name, one.meter, self.secret))
        if self.line[0] == "telegram":
            yield self.line[1].encode()


def plant(stage: Stage) -> list[Planted]:
    """Let the utility have invented customers instead of its own, with meters that the registry knows."""
    people, world = [_planted(number) for number in range(PEOPLE)], stage.outside.world
    world.directory = Directory(one.customer for one in people)
    world.meters = Registry(world.directory, seed=world.config.seed, now=world.config.clock())
    return people


def _planted(number: int) -> Planted:
    name, meter, phone = f"Zephyrine Quillfeather{number:03}", f"MTR-{8800 + number}", f"+447700{900500 + number}"
    telegram = str(700_150_000 + number)
    record = {
        "customerId": f"C-{number}",
        "accountId": f"A-{number}",
        "name": name,
        "locale": "en",
        "timeZone": "Europe/London",
        "status": "active",
        "meter": {"code": meter, "type": "SMART"},
        "serviceLocation": {"lat": 51.5, "lon": -0.1, "city": "London"},
        "sanctionedLoadKW": 6,
        "contacts": [{"kind": "mobile", "e164": phone, "verified": True, "otpAllowed": True}],
        "specialNeed": None,
        "programmes": [],
        "consents": ["service"],
    }
    line: Line = ("sms", phone) if number % _SMS_TOO else ("telegram", telegram)
    return Planted(Customer(meter, name, "en", phone, telegram, record), line, f"velvetmarmoset{number:03}")


async def serve(stage: Stage, people: Sequence[Planted]) -> int:
    """Let everybody prove who they are and say something of their own; returns how many were verified."""
    gate = asyncio.Semaphore(20)

    async def one(person: Planted) -> bool:
        async with gate:
            return await _served(stage, person)

    return sum(await asyncio.gather(*(one(person) for person in people)))


async def _served(stage: Stage, person: Planted) -> bool:
    await _says(stage, person, person.customer.meter)
    code = await _heard(stage, ("sms", person.customer.phone), _CODE)
    if code is None:
        return False
    person.codes.append(code)
    await _says(stage, person, code)
    verified = await _heard(stage, person.line, re.compile(f"({person.customer.name})"))
    await _says(stage, person, f"the password of my garden is {person.secret}")
    await _says(stage, person, "I want to talk to a person")
    return verified is not None


async def _says(stage: Stage, person: Planted, words: str) -> None:
    await stage.postman.post(Webhook(person.line, next(stage.numbers), words))


async def _heard(stage: Stage, line: Line, pattern: "re.Pattern[str]") -> str | None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        for call in stage.outside.messages(line):
            if found := pattern.search(call.text):
                return found[1]
        await stage.outside.wait(0.5)
    return None


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything that is kept: the store's dump and log of changes, logs, the spool, and what lies in keys."""

    places: dict[str, bytes]

    def hits(self, canaries: Iterable[bytes]) -> int:
        """Count the canaries that lie somewhere in clear."""
        return sum(any(canary in words for words in self.places.values()) for canary in canaries)

    def code_hits(self, codes: Iterable[str]) -> int:
        """Count codes that stand anywhere as a word; digits inside an id or a time are none."""
        found = {
            word
            for words in self.places.values()
            for word in re.findall(rb"(?<![0-9A-Za-z.])\d{6}(?![0-9A-Za-z])", words)
        }
        return len({code.encode() for code in codes} & found)


async def kept(stage: Stage) -> Kept:
    """Read all of it, uncompressed."""
    redis, folder = stage.house.redis, stage.house.folder

    async def rewritten() -> bool:
        state = await redis.info("persistence")
        return not state["aof_rewrite_in_progress"] and not state["aof_rewrite_scheduled"]

    await until(rewritten, _PATIENCE)
    await redis.config_set("rdbcompression", "no")
    await redis.save()
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "secrets"]
    places = {str(path.relative_to(folder)): path.read_bytes() for path in files if _is_data(path)}
    return Kept(places)


def _is_data(path: Path) -> bool:
    return path.suffix in {".rdb", ".aof", ".log"} or "spool" in path.name


async def delete(stage: Stage, people: Sequence[Planted]) -> tuple[int, float]:
    """Take everybody away; returns how many were there and the slowest one's seconds."""
    return await asyncio.to_thread(_delete, stage, people)


def _delete(stage: Stage, people: Sequence[Planted]) -> tuple[int, float]:
    parts, slowest, done = wiring.privacy(stage.house.settings), 0.0, 0
    for person in people:
        begun = time.monotonic()
        found = parts.privacy.find(meter=person.customer.meter) or ContactId("")
        done += parts.privacy.delete(found, "evidence", parts.inbox.flush)
        slowest = max(slowest, time.monotonic() - begun)
    return done, slowest
