"""Whether an answer tells that a meter exists: the same turns for known and unknown ones, on a real server, timed."""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bot import wiring
from bot.attendant.engine import Engine, Heard
from bot.delivery import deliveries
from bot.model.code import Codes
from bot.model.command import GiveMeter, Hearing, Reading
from bot.model.contact import Purpose
from bot.model.event import Event, MessageReceived, ToolFinished
from bot.model.ids import CallId, ContactId, EventId, Ids
from bot.store.mailbox import Claimed
from channels.messages import Address, InboundMessage, Text
from tests.store.building import LEASE, House
from tools.contract import Account, AccountFound

PROMPTS = Path(wiring.PROMPTS)


class Reader:
    """Reads every message as a meter ID."""

    def read_now(self, hearing: Hearing) -> Reading:
        """Return the meter that was written."""
        assert isinstance(hearing.body, Text)
        return Reading((GiveMeter(hearing.body.text),), 1.0)

    async def read(self, _hearing: Hearing, first: Reading) -> Reading:
        return first


@dataclass(frozen=True, slots=True)
class Seen:
    """What a stranger, and the house, see of one asking."""

    words: tuple[str, ...]
    commands: int
    jobs: int
    seconds: float


@dataclass
class Door:
    """Takes a meter ID through both of its turns, as the attend process does."""

    house: House
    engine: Engine = field(init=False)

    def __post_init__(self) -> None:
        codes = Codes(b"a pepper for measurements")
        self.engine = Engine(Reader(), wiring.prompts().say, codes, {}, lambda: datetime.now(UTC))

    def commands(self) -> int:
        """Return how many commands the server took, those of scripts included."""
        told = self.house.runner.redis.info("commandstats")
        assert isinstance(told, dict)
        return sum(one["calls"] for name, one in told.items() if name != "cmdstat_info")

    async def asks(self, number: int, *, known: bool) -> Seen:
        """Give a meter ID at an address of its own, up to the answer that a code is on its way."""
        meter, who = f"MTR-{number:04}", ContactId(f"c{number}")
        address = Address("telegram", str(number))
        account = Account(f"a{number}", meter, "Ann Example", f"+1202555{number:05}", "en-US") if known else None
        now, before = datetime.now(UTC), self.commands()
        message = MessageReceived(EventId(f"e{number}"), now, InboundMessage(address, f"n{number}", Text(meter)))
        begun = time.perf_counter()
        self.house.runner.run(self.house.mailbox.accept(self.house.mailbox.line(message, who)))
        (claimed,) = self.house.claim(1)
        words, calls = await self._turn(claimed, message)
        finished = ToolFinished(EventId(f"f{number}"), now, calls[0], AccountFound(account))
        self.house.runner.run(self.house.mailbox.append(who, finished))
        (claimed,) = self.house.claim(1)
        more, further = await self._turn(claimed, finished)
        seconds = time.perf_counter() - begun
        return Seen((*words, *more), self.commands() - before, len(calls) + len(further), seconds)

    async def _turn(self, claimed: Claimed, event: Event) -> tuple[list[str], list[CallId]]:
        known = self.house.mailbox.known(claimed)
        heard = await self.engine.hear([event], known)
        assert isinstance(heard, Heard)
        turn = self.engine.turn(heard, known)
        parts = deliveries(turn, Ids(event.id), {}, self.engine.clock())
        done = self.house.mailbox.commit(turn, token=claimed.token, events=(event,), deliveries=parts, lease_ms=LEASE)
        assert self.house.runner.run(done).done
        said = [part.message.text for part in parts if part.purpose is not Purpose.CODE]
        return said, [call.id for call in turn.calls]


def auc(ones: Sequence[float], others: Sequence[float]) -> float:
    """Return how well one threshold tells two samples apart: 0.5 is not at all."""
    ranked = sorted([(value, 1) for value in ones] + [(value, 0) for value in others])
    ranks = sum(place for place, (_, one) in enumerate(ranked, start=1) if one)
    area = (ranks - len(ones) * (len(ones) + 1) / 2) / (len(ones) * len(others))
    return max(area, 1 - area)


def both(house: House, each: int, seed: int) -> tuple[list[Seen], list[Seen]]:
    """Ask for so many known and unknown meters, in a mixed order."""
    kinds = [True, False] * each
    random.Random(seed).shuffle(kinds)  # noqa: S311 -- a seed repeats the run
    door = Door(house)

    async def run() -> list[Seen]:
        await door.asks(90_000, known=True)  # the first one loads the scripts
        return [await door.asks(number, known=kind) for number, kind in enumerate(kinds)]

    seen = list(zip(kinds, asyncio.run(run()), strict=True))
    return [one for kind, one in seen if kind], [one for kind, one in seen if not kind]
