"""The protocol server's webhook mode: what the sellers say is posted to the bot, with some noise beside."""

import asyncio
import uuid
from collections.abc import Mapping

import orjson
from aiohttp import web

from sandbox.courier import Letter
from sandbox.faults import Fault
from sandbox.shapes import Json, inside
from sandbox.world import World

REPETITIONS = 20
FAULT = web.RequestKey("FAULT", Fault)
"""How a request's callbacks shall go wrong."""


async def call_back(world: World, entry: Json | None, status: Json | None, fault: Fault | None) -> None:
    """Post an answer, in the way that a fault says. `status`: how the order stands that it places, if it places one."""
    mode = fault.mode if fault else ""
    if mode == "callback_late" and fault is not None:
        await asyncio.sleep(fault.retry_after)
    for one in _posted(entry, status, mode) if entry else []:
        await _post(world, one)
    if inside(entry, "context", "action") == "on_search":
        await _post(world, _noise(entry or {}))


def _posted(entry: Json, status: Json | None, mode: str) -> list[Json]:
    match mode:
        case "callback_silent":
            return []
        case "callback_repeated":
            return [entry] * REPETITIONS
        case "callback_foreign":
            return [{**entry, "context": {**entry["context"], "transaction_id": str(uuid.uuid4())}}]
        case "callback_disordered":
            return [*([status] if status else []), entry, *([status] if status else []), entry]
    return [entry]


def _noise(entry: Json) -> Json:
    """What the server posts after each search, though all went well."""
    error = {"code": 10000, "message": "Simulated noise beside a good answer"}
    return {"context": {**entry["context"], "action": "search"}, "error": error}


async def _post(world: World, said: Mapping[str, object]) -> None:
    url = f"{world.reachable(world.webhook('/webhooks/beckn'))}?token={world.config.beckn_secret}"
    headers = {"Content-Type": "application/json"}
    await world.courier.carry(Letter(url, headers, orjson.dumps(said), f"beckn {uuid.uuid4()}", shown=said))
