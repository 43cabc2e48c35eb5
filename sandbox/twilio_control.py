"""What is arranged beforehand about texts and WhatsApp: fates of messages, approvals, what carriers know of a phone."""

from datetime import date, timedelta

from aiohttp import web

from sandbox import phones
from sandbox.control import refuse, wanted_of
from sandbox.shapes import answer
from sandbox.telegram_phone import Misdialled
from sandbox.twilio_state import Fate, Hands
from sandbox.world import WORLD


async def fate(request: web.Request) -> web.Response:
    """POST /_control/phones/{channel}/fate {steps, from?, times?}: what becomes of the next messages to a phone.

    `steps` are [status, error code or null] in the order in which their receipts are posted.
    """
    world, wanted, channel = request.app[WORLD], await wanted_of(request), request.match_info["channel"]
    try:
        phone = phones.address_of(world, channel, str(wanted["from"])) if wanted.get("from") else ""
        steps = tuple((str(status), None if code is None else int(code)) for status, code in wanted["steps"])
        world.twilio.fates.append(Fate(channel, phone, steps, int(wanted.get("times") or 1)))
    except (Misdialled, ValueError, TypeError, KeyError) as error:
        refuse(str(error))
    return answer({"steps": len(steps)}, status=201)


async def approve(request: web.Request) -> web.Response:
    """POST /_control/templates {status}: what WhatsApp says of every template that was submitted."""
    world, wanted = request.app[WORLD], await wanted_of(request)
    submitted = [content for content in world.twilio.contents.values() if content.approval]
    for content in submitted:
        content.approval["status"] = str(wanted.get("status") or "approved")
    return answer({"templates": len(submitted)})


async def hands(request: web.Request) -> web.Response:
    """POST /_control/phones/hands {from, swapped_hours_ago?, reassigned_on?, told?}: what carriers know of a phone."""
    world, wanted = request.app[WORLD], await wanted_of(request)
    try:
        phone = phones.address_of(world, "sms", str(wanted.get("from") or ""))
        hours, day = wanted.get("swapped_hours_ago"), wanted.get("reassigned_on")
        world.twilio.hands[phone] = Hands(
            swapped_at=None if hours is None else world.now() - timedelta(hours=float(hours)),
            reassigned_on=None if day is None else date.fromisoformat(str(day)),
            told=bool(wanted.get("told", True)),
        )
    except (Misdialled, ValueError, TypeError, OverflowError) as error:
        refuse(str(error))
    return answer({"phone": phone})


ROUTES = (
    web.post("/_control/phones/{channel}/fate", fate),
    web.post("/_control/templates", approve),
    web.post("/_control/phones/hands", hands),
)
