"""`wattline attend`: the conversation process."""

import asyncio
import gc
from collections.abc import Callable, Coroutine
from datetime import timedelta

import uvloop

from bot import wiring
from bot.attendant.approvals import Approvals
from bot.attendant.engine import Engine
from bot.attendant.feeding import Feeding
from bot.attendant.process import Attendant
from bot.attendant.sends import Sends
from bot.attendant.spreading import Spreading
from bot.attendant.sweeps import Sweeps
from bot.attendant.turns import Turns
from bot.attendant.upkeep import Upkeep
from bot.settings import Settings

LEASE_MS = 1500
"""How long a contact stays with a process that says nothing more."""


def run(settings: Settings) -> None:
    """Attend until told to stop. Raises UnfitServer, Unavailable."""
    uvloop.run(_attend(settings))


async def _attend(settings: Settings) -> None:
    parts = wiring.attend_parts(settings)
    engine = Engine(
        parts.reading.reader,
        parts.texts.say,
        parts.codes,
        parts.channels,
        wiring.now,
        timedelta(minutes=settings.step_up_minutes),
        settings.telegram_contact_proves,
        parts.texts.knows,
        settings.sending_hours,
        timedelta(minutes=settings.bot_returns_minutes),
    )
    turns = Turns(engine, parts.runner, parts.mailbox, parts.jobs, LEASE_MS)
    sends, bulk, codes = (
        Sends(parts.post, runner, outbox, parts.mailbox, LEASE_MS, wiring.now)
        for runner, outbox in (
            (parts.runner, parts.outbox),
            (parts.bulk_runner, parts.bulk),
            (parts.runner, parts.code_box),
        )
    )
    spreading = Spreading(parts.bulk_runner, parts.called, settings.notices_a_second)
    beside: dict[str, Callable[[], Coroutine[None, None, None]]] = {
        "upkeep": Upkeep(wiring.store(settings).runner, parts.mailbox.audit, wiring.now).run,
        "approvals": Approvals(parts.channels.values()).run,
        "spreading": spreading.run,
        "feeding": Feeding(wiring.announcements(settings), wiring.feeds(settings)).run,
    }
    if settings.prompts_reload:
        beside["prompts"] = parts.texts.follow
    try:
        boxes = (sends, bulk, codes)
        sweeps = Sweeps(parts.runner, parts.calls, parts.ledgers, parts.jobs, wiring.now)
        process = Attendant(parts.runner, turns, boxes, pulse=parts.pulse, sweeps=sweeps, lease_ms=LEASE_MS)
        gc.collect()
        gc.freeze()  # to look through all that was loaded holds answers up for a tenth of a second each time
        await process.run(lambda: 0.0 if spreading.calling else parts.runner.took, **beside)
    finally:
        await asyncio.gather(parts.reading.close(), *(channel.close() for channel in parts.channels.values()))
        await asyncio.gather(*(one.close() for one in (parts.runner, parts.bulk_runner, parts.pulse.runner)))
