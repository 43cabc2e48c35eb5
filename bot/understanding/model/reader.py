"""The reader with a model: the embedded one reads first, and where it is in doubt the model is asked, for a while."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, Protocol

import structlog

from bot.model.command import Command, GiveCode, GiveMeter, Hearing, Reading, Say
from bot.model.transcript import Line
from bot.understanding.certain import HALF
from bot.understanding.local import LocalReader
from bot.understanding.model.answers import parsed
from bot.understanding.model.masking import Mask
from bot.understanding.model.prompt import ModelPrompt, Request
from bot.understanding.model.server import Refused, Unreachable
from bot.understanding.model.tools import Unfit, commands
from channels.messages import Text
from tools.breaker import Breaker, Open

log = structlog.get_logger()

SURE = 0.8
"""Of what the embedded reader believes this much, 96 of 100 are right (docs/understanding.md): nobody else is asked."""
SECONDS = 3.0
"""How long a model may take, with all that is done around it; then the embedded reader's word stands."""

_RULED = frozenset({"opt_out", "opt_out_all", "opt_in", "unlink"})
"""What is read by rule alone, like meter IDs and codes: a model is never asked about a message with one of these."""


class Outcome(StrEnum):
    """How a question to the model ended."""

    USED = "used"
    UNCLEAR = "unclear"
    UNFIT = "unfit"
    LATE = "late"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    LEFT_ALONE = "left_alone"
    TOO_LONG = "too_long"


class Purse(Protocol):
    """What may be spent on the model. Never raises: where it cannot tell, nothing may be."""

    async def before(self, contact: str, tokens: int) -> str:
        """Return what is used up, "" where so many tokens may be spent on a contact's words."""
        ...

    async def after(self, contact: str, difference: int, outcome: str) -> None:
        """Note how it ended, and by how many tokens it cost more."""
        ...


class _Read(NamedTuple):
    outcome: str
    commands: tuple[Command, ...] = ()
    tokens: int | None = None


_FAULTS: Mapping[type[BaseException], Outcome] = {
    TimeoutError: Outcome.LATE,
    Refused: Outcome.REFUSED,
    Unreachable: Outcome.UNREACHABLE,
    Unfit: Outcome.UNFIT,
}
"""What counts against a server: it is left alone for a while after some of these in a row."""

_UNBILLED = {Refused: 0, Unreachable: 0}
"""What such an answer cost; nothing is known of the others."""


@dataclass(frozen=True, slots=True)
class ModelReader:
    """Reads like the embedded reader, and better where that one is in doubt. Nothing binding ever rests on it.

    `ask` is the server, `recent` returns the last lines of a contact's conversation.
    """

    local: LocalReader
    mask: Mask
    prompt: Callable[[], ModelPrompt]
    ask: Callable[[Request], Awaitable[bytes]]
    recent: Callable[[str], Awaitable[Sequence[Line]]]
    purse: Purse
    sure: float = SURE
    seconds: float = SECONDS
    clock: Callable[[], float] = time.monotonic
    breaker: Breaker = field(default_factory=lambda: Breaker(lambda what: log.warning("model_breaker", what=what)))

    def read_now(self, hearing: Hearing) -> Reading:
        """Return what the embedded reader understands."""
        return self.local.read_now(hearing)

    async def read(self, hearing: Hearing, first: Reading) -> Reading:
        """Return at least one command, within `seconds`; never raises. `first` is what the embedded reader understood.

        What the model proposed is worth half a certainty at most, so that no flow takes it for a clear word.
        """
        if not isinstance(hearing.body, Text) or not self._in_doubt(first):
            return first
        begun = self.clock()
        read = await self._read(hearing)
        took = round((self.clock() - begun) * 1000)
        log.info("model_read", contact=hearing.contact, outcome=read.outcome, tokens=read.tokens, ms=took)
        return Reading(read.commands, HALF, first.language) if read.commands else first

    def _in_doubt(self, reading: Reading) -> bool:
        """Tell whether the embedded reader may be wrong about something that is not read by rule."""
        ruled = any(
            isinstance(one, GiveMeter | GiveCode) or (isinstance(one, Say) and one.intent in _RULED)
            for one in reading.commands
        )
        return not ruled and reading.confidence < self.sure

    async def _read(self, hearing: Hearing) -> _Read:
        """Ask, if there is something left to spend, and note how it ended."""
        until = asyncio.get_running_loop().time() + self.seconds
        try:
            async with asyncio.timeout_at(until):
                request = self.prompt().request(hearing, await self.recent(hearing.contact), self.mask)
                used_up = await self.purse.before(hearing.contact, request.cost) if request else Outcome.TOO_LONG
        except TimeoutError:
            return _Read(Outcome.LATE)
        if request is None or used_up:
            return _Read(used_up)
        read = await self._answered(request, hearing, until)
        cost = request.cost if read.tokens is None else read.tokens
        await self.purse.after(hearing.contact, cost - request.cost, read.outcome)
        return read

    async def _answered(self, request: Request, hearing: Hearing, until: float) -> _Read:
        """Ask the server, unless it is left alone. What it proposes and may not is no fault of the server's."""
        try:
            with self.breaker.through("model", is_fault=lambda error: type(error) in _FAULTS, may_probe=True):
                async with asyncio.timeout_at(until):
                    answer = parsed(await self.ask(request))
        except Open:
            return _Read(Outcome.LEFT_ALONE, tokens=0)
        except tuple(_FAULTS) as fault:
            return _Read(_FAULTS[type(fault)], tokens=_UNBILLED.get(type(fault)))
        try:
            found = commands(answer.calls, hearing)
        except Unfit:
            return _Read(Outcome.UNFIT, tokens=answer.tokens)
        return _Read(Outcome.USED if found else Outcome.UNCLEAR, found, answer.tokens)
