"""A crowd and journeys under faults, then quiet, then the verdict: one run with one seed."""

import asyncio
import itertools
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from redis.exceptions import RedisError

from bot import wiring
from bot.model.order import OrderState
from bot.store.leases import Lane
from channels.messages import Address
from tests.chaos import verdict
from tests.chaos.crowd import Crowd
from tests.chaos.house import House, running, stored, until
from tests.chaos.journeys import Journey, Network, Tally, everybody
from tests.chaos.outside import Line, Outside
from tests.chaos.posting import Postman
from tests.chaos.replay import Model
from tests.chaos.verdict import Compared, Left

DRAIN = 60.0
WAITING = (*get_args(Lane), "calls", "timers")
_NEAR = 5.0
"""A timer that is due in so many seconds is waited for; one that looks after an order in an hour is not."""
_SOON = 10.0
_FIRST_OF_JOURNEYS = 1_000_000


def tell(line: str) -> None:
    """Say how a run goes."""
    sys.stdout.write(f"   {line}\n")
    sys.stdout.flush()


@dataclass(slots=True)
class Stage:
    """A house with its postman, the pure step, and what the network answers."""

    house: House
    postman: Postman
    model: Model
    network: Network
    tally: Tally = field(default_factory=Tally)
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    journey_numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(_FIRST_OF_JOURNEYS))
    newcomers: Iterator[Journey] = field(init=False)

    def __post_init__(self) -> None:
        self.newcomers = self._newcomers()

    @property
    def outside(self) -> Outside:
        """The stand-ins."""
        return self.house.outside

    async def orders(self, until: Callable[[], bool]) -> None:
        """Let somebody order again and again until it is time to stop; who gives up makes room for another."""
        while not until():
            journey = next(self.newcomers, None)
            while journey is not None and not until() and await journey.run():
                pass
            if journey is None:
                return

    def _newcomers(self) -> Iterator[Journey]:
        for customer in everybody():
            yield Journey(
                customer, self.outside, self.postman, self.network, self.model, self.tally, self.journey_numbers
            )

    async def contact(self, line: Line) -> str:
        """Return the contact's id behind a person's address, "" where there is none yet."""
        store = wiring.store(self.house.settings)
        found = await self.house.redis.get(f"address:{store.mailbox.address_hash(Address(*line))}")
        return "" if found is None else stored(found).decode()

    async def quiet(self) -> float | None:
        """Wait until nothing is left to do and return the seconds, or None when there is no end of it."""
        begun = asyncio.get_running_loop().time()
        if not await until(self.nothing_waits, _SOON):
            waiting = {one: await self._waiting(one) for one in WAITING}
            tell(f"still waiting after {_SOON:.0f} s: {', '.join(f'{n} {one}' for one, n in waiting.items() if n)}")
        done = await until(self.nothing_waits, DRAIN - _SOON)
        return asyncio.get_running_loop().time() - begun if done else None

    def late(self) -> int:
        """When all is quiet: count the answers that came after all; those that never came are wrong."""
        late = 0
        for line, read, words in self.tally.awaited:
            heard = [call.text for call in self.outside.messages(line)][read:]
            came = words in heard if words else bool(heard)
            late += came
            if not came:
                self.tally.wrong.append(f"{line}: should be {words[:60]!r}, was {heard[:1]}")
        return late

    async def nothing_waits(self) -> bool:
        """Tell whether all that came is done."""
        spool = self.house.folder / "spool" / "spool"
        if spool.exists() and spool.stat().st_size:
            return False
        try:
            waiting = [await self._waiting(one) for one in WAITING]
            campaigns = await self.house.redis.scard("ledgers:at_work")
        except (RedisError, OSError):
            return False
        return not any(waiting) and not campaigns

    async def _waiting(self, one: str) -> int:
        near = int((time.time() + _NEAR) * 1000) if one == "timers" else "+inf"
        return int(await self.house.redis.zcount(one, "-inf", near))


@asynccontextmanager
async def stage(*, behind_a_line: bool = False) -> AsyncIterator[Stage]:
    """Set up a house of one's own; its line to the store may be made bad."""
    with tempfile.TemporaryDirectory(prefix="wattline-") as folder:
        async with (
            running(Path(folder), behind_a_line=behind_a_line) as house,
            Postman(house.web_url, house.outside.config) as postman,
        ):
            yield Stage(house, postman, Model.load(house.settings), Network(house.settings))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run. `drained` is how many seconds it took until all was quiet, None: it never was."""

    accepted: int
    turns_wrong: int
    compared: Compared
    left: Left
    tally: Tally
    confirms: int
    confirmed_twice: int
    codes_twice: int
    drained: float | None

    @property
    def unexplained(self) -> int:
        """Repeated replies for which no delivery's record says so."""
        return max(0, self.compared.repeated + self.tally.repeated - self.left.repeated)

    @property
    def orders_astray(self) -> int:
        """Orders in doubt without a case, and orders that are confirmed here and unknown to the network."""
        placed = sum(order.state is OrderState.CONFIRMED for order in self.left.orders)
        return self.left.in_doubt_without_a_case + max(0, placed - self.confirms)


@dataclass(slots=True)
class Storm:
    """`messages` of 200 light customers within `seconds`, and `orderers` who order again and again meanwhile."""

    stage: Stage
    seed: int
    messages: int
    seconds: float
    orderers: int = 8
    people: int = 200

    async def run(self, *faults: Callable[[], Awaitable[None]]) -> Outcome:
        """Let all of them write while the faults happen; then wait, look, and judge."""
        crowd = Crowd.gather(self.people, self.seed)
        crowd.plan(self.messages, self.seconds, self.stage.numbers)
        hurting = [asyncio.ensure_future(fault()) for fault in faults]
        clock = asyncio.get_running_loop().time
        end = clock() + self.seconds
        orderers = [asyncio.create_task(self.stage.orders(lambda: clock() > end)) for _ in range(self.orderers)]
        try:
            await crowd.write(self.stage.postman)
        finally:
            await _stopped(hurting)
        tell(f"{self.messages} messages are accepted; waiting for {len(orderers)} customers who order")
        await asyncio.gather(*orderers)
        return await self._judge(crowd)

    async def _judge(self, crowd: Crowd) -> Outcome:
        outside = self.stage.house.outside
        drained = await self.stage.quiet()
        late = self.stage.late()
        compared, replayed = verdict.compare(crowd.people, outside, self.stage.model)
        left = await verdict.left(self.stage.house, replayed)
        wrong = [line for line, one in replayed.items() if left.versions[line] != one.turns]
        if late:
            tell(f"{late} answers came when nobody waited for them any longer")
        for example in (*compared.examples[:3], *self.stage.tally.wrong[:3], *left.immortal[:3], *left.undone[:3]):
            tell(example)
        tell(
            f"{len(crowd.people)} customers, {self.messages} messages ({crowd.twice} twice, {crowd.exchanged} swapped),"
            f" {self.stage.tally.approved} orders, their latest answer after {self.stage.tally.longest:.0f} s;"
            f" quiet after {drained if drained is None else round(drained, 1)} s"
        )
        return Outcome(
            accepted=self.messages,
            turns_wrong=len(wrong),
            compared=compared,
            left=left,
            tally=self.stage.tally,
            confirms=len(outside.confirms()),
            confirmed_twice=verdict.confirmed_twice(outside),
            codes_twice=verdict.codes_twice(outside),
            drained=drained,
        )


async def _stopped(tasks: Sequence[asyncio.Future[None]]) -> None:
    """End what runs for ever. Raises what went wrong in it."""
    for one in tasks:
        one.cancel()
    for result in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(result, Exception):
            raise result
