"""How tests steer the Telegram phone beyond words and buttons: /_control/phones/telegram/..."""

from aiohttp import web

from sandbox import phones
from sandbox.control import refuse, wanted_of
from sandbox.shapes import answer
from sandbox.telegram_phone import Misdialled
from sandbox.world import WORLD


async def block(request: web.Request) -> web.Response:
    """POST /_control/phones/telegram/block {from}: block the bot, until that customer writes again."""
    world, wanted = request.app[WORLD], await wanted_of(request)
    try:
        world.telegram.blocked.add(phones.address_of(world, "telegram", str(wanted.get("from") or "")))
    except Misdialled as error:
        refuse(str(error))
    return answer({"blocked": True})


async def act(request: web.Request) -> web.Response:
    """POST /_control/phones/telegram/do/{kind} {from, ...}: a file, a place, a contact ... (telegram_phone.KINDS)."""
    wanted = await wanted_of(request)
    try:
        sent = await phones.act(request.app[WORLD], str(wanted.get("from") or ""), request.match_info["kind"], wanted)
    except (Misdialled, ValueError, TypeError) as error:
        refuse(str(error))
    return answer(sent)


ROUTES = (
    web.post("/_control/phones/telegram/block", block),
    web.post("/_control/phones/telegram/do/{kind}", act),
)
