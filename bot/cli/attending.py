"""`wattline attend`: the conversation process."""

import asyncio
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
        Sends(parts.post, parts.runner, outbox, parts.mailbox, LEASE_MS, wiring.now)
        for outbox in (parts.outbox, parts.bulk, parts.code_box)
    )
    beside = [
        asyncio.create_task(Upkeep(wiring.store(settings).runner, parts.mailbox.audit, wiring.now).run()),
        asyncio.create_task(Approvals(parts.channels.values()).run()),
        asyncio.create_task(Spreading(parts.runner, parts.called, settings.notices_a_second).run()),
        asyncio.create_task(Feeding(wiring.announcements(settings), wiring.feeds(settings)).run()),
    ]
    if settings.prompts_reload:
        beside.append(asyncio.create_task(parts.texts.follow()))
    try:
        boxes = (sends, bulk, codes)
        sweeps = Sweeps(parts.runner, parts.calls, parts.ledgers, parts.jobs, wiring.now)
        process = Attendant(parts.runner, turns, boxes, pulse=parts.pulse, sweeps=sweeps, lease_ms=LEASE_MS)
        await process.run()
    finally:
        for task in beside:
            task.cancel()
        await asyncio.gather(parts.reading.close(), *(channel.close() for channel in parts.channels.values()))
        await asyncio.gather(parts.runner.close(), parts.pulse.runner.close())
